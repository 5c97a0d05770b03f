//! From a file that a camera or anybody else made to a picture that may be kept: decoded within limits,
//! turned upright, drawn anew. Nothing of the file survives but its pixels.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};
use latarnia_core::record::{MAX_PHOTO_BYTES, MAX_PHOTO_SIDE, MAX_THUMB};

use crate::error::{CallError, Code};

/// Largest file that is looked at, in bytes.
pub const MAX_FILE: usize = 24 * 1024 * 1024;
/// Most pixels that are decoded: more would take more memory than a phone lends to one app.
const MAX_PIXELS: u64 = 32_000_000;
/// Longest side that is decoded.
const MAX_SIDE: u32 = 12_000;
/// Most bytes the pixels may take: four channels of one byte.
const MAX_MEMORY: u64 = MAX_PIXELS * 4;

/// A picture is drawn in the first of these qualities in which it has at most [`WANTED`] bytes.
const QUALITIES: [u8; 5] = [82, 72, 60, 45, 25];
const WANTED: usize = 512 * 1024;
/// A preview is drawn in the first of these sizes and qualities in which it fits its field.
const THUMBS: [(u32, u8); 7] = [(168, 60), (168, 45), (128, 50), (128, 35), (96, 40), (64, 40), (32, 30)];

/// A picture that may be kept.
#[derive(Clone, Debug)]
pub struct Picture {
    /// A JPEG of nothing but the picture.
    pub jpeg: Vec<u8>,
    /// A small one in base64.
    pub thumb: String,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// Draws a picture anew.
///
/// # Errors
/// [`Code::PhotoTooLarge`]; [`Code::PhotoUnreadable`] if it is no JPEG, PNG or WebP, or a broken one.
pub fn draw(file: Vec<u8>) -> Result<Picture, CallError> {
    if file.len() > MAX_FILE {
        return Err(too_large(format!("a file of {} bytes", file.len())));
    }
    // In a thread of its own, so that whatever a hostile file does to a decoder ends with that thread.
    let drawing = std::thread::spawn(move || redraw(&file));
    drawing.join().unwrap_or_else(|_| Err(unreadable("the decoder broke off")))
}

fn redraw(file: &[u8]) -> Result<Picture, CallError> {
    let picture = upright(file)?;
    let (width, height) = picture.dimensions();
    let jpeg = QUALITIES.iter().map(|quality| encode(&picture, *quality));
    let jpeg = first_within(jpeg, WANTED).ok_or_else(|| unreadable("it cannot be drawn"))?;
    if u64::try_from(jpeg.len()).is_ok_and(|bytes| bytes > MAX_PHOTO_BYTES) {
        return Err(too_large("there is too much in it".to_owned()));
    }
    Ok(Picture { thumb: preview(&picture)?, jpeg, width, height })
}

/// The pixels, at most [`MAX_PHOTO_SIDE`] on each side, the right way up.
fn upright(file: &[u8]) -> Result<RgbImage, CallError> {
    let mut reader = ImageReader::new(Cursor::new(file));
    let format = image::guess_format(file).map_err(|error| unreadable(&error.to_string()))?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(unreadable(&format!("{format:?} is not read here")));
    }
    reader.set_format(format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(refused)?;
    decoder.set_limits(limits).map_err(refused)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_MEMORY {
        return Err(too_large(format!("{width} × {height} pixels")));
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = shrunk(DynamicImage::from_decoder(decoder).map_err(refused)?);
    picture.apply_orientation(turned);
    Ok(picture.into_rgb8())
}

fn shrunk(picture: DynamicImage) -> DynamicImage {
    let side = MAX_PHOTO_SIDE;
    if picture.width() <= side && picture.height() <= side { picture } else { picture.thumbnail(side, side) }
}

fn preview(picture: &RgbImage) -> Result<String, CallError> {
    let drawn = THUMBS.iter().map(|(side, quality)| {
        let long = picture.width().max(picture.height()).max(1);
        let scaled = |length: u32| (u64::from(length) * u64::from(*side.min(&long)) / u64::from(long)).max(1);
        let scaled = |length: u32| u32::try_from(scaled(length)).unwrap_or(*side);
        let small = image::imageops::thumbnail(picture, scaled(picture.width()), scaled(picture.height()));
        encode(&small, *quality)
    });
    let thumb = first_within(drawn, MAX_THUMB / 4 * 3).ok_or_else(|| unreadable("it cannot be drawn"))?;
    Ok(BASE64.encode(thumb))
}

/// The first that is small enough; the smallest if none is.
fn first_within(drawn: impl Iterator<Item = Option<Vec<u8>>>, bytes: usize) -> Option<Vec<u8>> {
    let mut last = None;
    for one in drawn.flatten() {
        if one.len() <= bytes {
            return Some(one);
        }
        last = Some(one);
    }
    last
}

fn encode(picture: &RgbImage, quality: u8) -> Option<Vec<u8>> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(picture).ok()?;
    Some(jpeg)
}

fn refused(error: ImageError) -> CallError {
    match error {
        ImageError::Limits(error) => too_large(error.to_string()),
        other => unreadable(&other.to_string()),
    }
}

fn too_large(detail: String) -> CallError {
    CallError::new(Code::PhotoTooLarge, detail)
}

fn unreadable(detail: &str) -> CallError {
    CallError::new(Code::PhotoUnreadable, detail)
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use latarnia_core::record::is_bare_jpeg;
    use latarnia_tests::camera::{GPS_NAME, MAKER, XMP, drawing, photograph, scene};
    use proptest::prelude::*;

    use super::*;

    fn holds(bytes: &[u8], text: &[u8]) -> bool {
        bytes.windows(text.len()).any(|window| window == text)
    }

    fn code(file: Vec<u8>) -> Code {
        draw(file).expect_err("refused").code
    }

    #[test]
    fn nothing_a_camera_wrote_into_its_file_is_left() {
        let file = photograph(900, 600, 1);
        let told =
            [GPS_NAME.as_bytes(), MAKER.as_bytes(), XMP.as_bytes(), b"Exif\0\0", b"http://ns.adobe.com"];
        for text in told {
            assert!(holds(&file, text), "the camera wrote it: {}", String::from_utf8_lossy(text));
        }
        let picture = draw(file).expect("drawn");
        let thumb = BASE64.decode(&picture.thumb).expect("base64");
        for bytes in [&picture.jpeg, &thumb] {
            assert!(is_bare_jpeg(bytes));
            for text in told {
                assert!(!holds(bytes, text), "{}", String::from_utf8_lossy(text));
            }
        }
    }

    #[test]
    fn a_picture_taken_sideways_stands_upright() {
        let picture = draw(photograph(900, 600, 1)).expect("drawn");
        assert_eq!((picture.width, picture.height), (900, 600), "the file lies on its side");
        let drawn = image::load_from_memory(&picture.jpeg).expect("a JPEG").into_rgb8();
        let Rgb([red, _, blue]) = *drawn.get_pixel(900 / 4, 600 / 3);
        assert!(red > 150 && blue < 140, "the lamp shines where it hangs: {red} {blue}");
    }

    #[test]
    fn pictures_of_every_shape_fit_the_record_that_names_them() {
        for (width, height) in [(1, 1), (3, 900), (1600, 1600), (3000, 2250), (6000, 40), (40, 6000)] {
            let picture = draw(drawing(width, height)).expect("drawn");
            assert!(picture.width.max(picture.height) <= MAX_PHOTO_SIDE, "{width} × {height}");
            assert!(picture.width >= 1 && picture.height >= 1, "{width} × {height}");
            assert!(picture.jpeg.len() <= WANTED && picture.thumb.len() <= MAX_THUMB, "{width} × {height}");
            let long = width.max(height).min(MAX_PHOTO_SIDE);
            assert_eq!(picture.width.max(picture.height), long, "{width} × {height}: not larger than it was");
        }
    }

    #[test]
    fn noise_fits_too() {
        let noise = RgbImage::from_fn(1600, 1200, |x, y| {
            let hash = x.wrapping_mul(0x9e37_79b1).wrapping_add(y.wrapping_mul(0x85eb_ca77));
            let hash = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d).to_be_bytes();
            Rgb([hash[0], hash[1], hash[2]])
        });
        let mut png = Cursor::new(Vec::new());
        noise.write_to(&mut png, ImageFormat::Png).expect("drawn");
        let picture = draw(png.into_inner()).expect("drawn");
        assert!(u64::try_from(picture.jpeg.len()).expect("small") <= MAX_PHOTO_BYTES);
        assert!(picture.thumb.len() <= MAX_THUMB);
    }

    #[test]
    fn what_is_no_picture_is_told_from_what_is_too_large() {
        let mut gif = b"GIF89a".to_vec();
        gif.extend([1, 0, 1, 0, 0, 0, 0]);
        // A PNG that says it is 60,000 pixels wide, in 60 bytes.
        let mut bomb = drawing(1, 1);
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        let rows: [(&str, Vec<u8>, Code); 6] = [
            ("nothing", vec![], Code::PhotoUnreadable),
            ("words", b"not a picture".to_vec(), Code::PhotoUnreadable),
            ("a GIF", gif, Code::PhotoUnreadable),
            ("half a PNG", drawing(50, 50)[..60].to_vec(), Code::PhotoUnreadable),
            ("a PNG that says it is huge", with_right_sum(bomb), Code::PhotoTooLarge),
            ("25 MiB", vec![0; MAX_FILE + 1], Code::PhotoTooLarge),
        ];
        for (what, file, expected) in rows {
            assert_eq!(code(file), expected, "{what}");
        }
    }

    #[test]
    fn more_pixels_than_a_phone_can_hold_are_too_large() {
        let blank = RgbImage::new(8000, 5000);
        let mut png = Cursor::new(Vec::new());
        blank.write_to(&mut png, ImageFormat::Png).expect("drawn");
        let png = png.into_inner();
        assert!(png.len() < 1_000_000, "a small file");
        assert_eq!(code(png), Code::PhotoTooLarge);
    }

    /// The header's checksum, mended after a change.
    fn with_right_sum(mut png: Vec<u8>) -> Vec<u8> {
        let mut sum = u32::MAX;
        for byte in &png[12..29] {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
            }
        }
        png[29..33].copy_from_slice(&(!sum).to_be_bytes());
        png
    }

    /// Files that were pictures once, in the three formats that are read.
    fn damaged() -> impl Strategy<Value = Vec<u8>> {
        let mut webp = Cursor::new(Vec::new());
        scene(64, 48, 0).write_to(&mut webp, ImageFormat::WebP).expect("drawn");
        let files = [photograph(64, 48, 0), drawing(64, 48), webp.into_inner()];
        let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12);
        (prop::sample::select(files.to_vec()), changes, any::<prop::sample::Index>(), any::<bool>()).prop_map(
            |(mut file, changes, end, cut)| {
                for (at, byte) in changes {
                    let at = at.index(file.len());
                    file[at] = byte;
                }
                if cut {
                    file.truncate(end.index(file.len()));
                }
                file
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn a_damaged_or_hostile_file_is_drawn_or_refused_and_nothing_else(file in damaged()) {
            match draw(file) {
                Ok(picture) => prop_assert!(is_bare_jpeg(&picture.jpeg) && picture.thumb.len() <= MAX_THUMB),
                Err(error) => prop_assert!(
                    matches!(error.code, Code::PhotoUnreadable | Code::PhotoTooLarge), "{error}"
                ),
            }
        }

        #[test]
        fn any_bytes_are_refused(file in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(draw(file).is_err());
        }
    }
}
