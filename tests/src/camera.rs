//! Files as a phone's camera writes them: a drawn place, and in the file when, where and with what.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage};

/// Where the camera says it was; no other file may ever say so.
pub const GPS_NAME: &str = "51.937412N 19.428913E";
/// With what.
pub const MAKER: &str = "Obscura Latarnowo 3";
/// What the phone's gallery wrote beside it.
pub const XMP: &str = "<x:xmpmeta><dc:title>pod mostem, koc Zenka</dc:title></x:xmpmeta>";
/// How the camera was held: the picture has to be turned right by a quarter.
const TURNED_RIGHT: u16 = 6;

/// A place that never was: a sky, a wall, a lamp, and grain, fine and coarse, so that it does not get small.
pub fn scene(width: u32, height: u32, seed: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let grain = grain(x, y, seed) + grain(x / 3, y / 3, seed);
        let lamp = (x.abs_diff(width / 4).pow(2) + y.abs_diff(height / 3).pow(2)) < (width / 12).pow(2);
        let shade = |from: u32, to: u32| from + (to * y / height.max(1));
        let level = |value: u32| u8::try_from((value + grain).min(255)).unwrap_or(u8::MAX);
        match (lamp, y > height / 2) {
            (true, _) => Rgb([level(230), level(180), level(70)]),
            (false, true) => Rgb([level(shade(40, 30)), level(shade(36, 20)), level(shade(34, 10))]),
            (false, false) => Rgb([level(shade(10, 20)), level(shade(16, 30)), level(shade(40, 60))]),
        }
    })
}

/// What looks like chance and is the same every time, below 32.
const fn grain(x: u32, y: u32, seed: u32) -> u32 {
    let mixed = x.wrapping_mul(0x9e37_79b1) ^ y.wrapping_mul(0x85eb_ca77) ^ seed.wrapping_mul(0xc2b2_ae3d);
    (mixed ^ (mixed >> 15)).wrapping_mul(0x27d4_eb2f) >> 27
}

/// A photograph: the scene lying on its side, and everything a camera tells about it.
pub fn photograph(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let lying = image::imageops::rotate270(&scene(width, height, seed));
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 92).encode_image(&lying).expect("a picture can be drawn");
    let (start, rest) = jpeg.split_at(2);
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0", XMP.as_bytes()].concat();
    let comment = format!("{GPS_NAME} {MAKER}");
    let told = [segment(0xe1, &exif()), segment(0xe1, &xmp), segment(0xfe, comment.as_bytes())].concat();
    [start, &told, rest].concat()
}

/// The scene as a PNG.
pub fn drawing(width: u32, height: u32) -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    scene(width, height, 0).write_to(&mut png, ImageFormat::Png).expect("a picture can be drawn");
    png.into_inner()
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("short");
    [&[0xff, marker], &length.to_be_bytes()[..], body].concat()
}

/// A TIFF of two directories: who made it and how it was held; where it was.
fn exif() -> Vec<u8> {
    let maker = [MAKER.as_bytes(), b"\0"].concat();
    let text = |tag: u16, length: usize, at: u32| entry(tag, 2, u32::try_from(length).expect("short"), at);
    let latitude: [u32; 6] = [51, 1, 56, 1, 14_683, 1000];
    // Header 8, three entries of 12 with count and link: 50; the second directory 30; then the values.
    let (gps, values) = (50, 80);
    let coordinates = values + u32::try_from(maker.len()).expect("short");
    let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
    tiff.extend([0, 3]);
    tiff.extend(text(0x010f, maker.len(), values));
    tiff.extend(entry(0x0112, 3, 1, u32::from(TURNED_RIGHT) << 16));
    tiff.extend(entry(0x8825, 4, 1, gps));
    tiff.extend([0; 4]);
    tiff.extend([0, 2]);
    tiff.extend(entry(1, 2, 2, u32::from_be_bytes(*b"N\0\0\0")));
    tiff.extend(entry(2, 5, 3, coordinates));
    tiff.extend([0; 4]);
    tiff.extend(maker);
    tiff.extend(latitude.iter().flat_map(|number| number.to_be_bytes()));
    [b"Exif\0\0".to_vec(), tiff].concat()
}

fn entry(tag: u16, kind: u16, count: u32, value: u32) -> Vec<u8> {
    [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value.to_be_bytes()].concat()
}
