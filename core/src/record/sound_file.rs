//! Is this a sound that a webview recorded? `WebM` and `Ogg` with Opus on Android, `MP4` with AAC on iOS. Only
//! the containers are read, never the sound: enough to refuse pictures, films and files of any other kind.

/// What a sound is packed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// `WebM`, as Chromium's webviews record.
    Webm,
    /// `Ogg`, as Firefox records.
    Ogg,
    /// `MP4`, as the webviews of iOS record.
    Mp4,
}

impl Container {
    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Webm => "audio/webm",
            Self::Ogg => "audio/ogg",
            Self::Mp4 => "audio/mp4",
        }
    }
}

/// The container of a sound; `None` if the bytes are something else, or a film.
pub fn container_of(bytes: &[u8]) -> Option<Container> {
    if is_sound_in_webm(bytes) {
        Some(Container::Webm)
    } else if is_opus_in_ogg(bytes) {
        Some(Container::Ogg)
    } else if is_sound_in_mp4(bytes) {
        Some(Container::Mp4)
    } else {
        None
    }
}

// ---- Ogg (RFC 3533): the first page holds the header of Opus (RFC 7845) and nothing else

fn is_opus_in_ogg(bytes: &[u8]) -> bool {
    // Version 0, the beginning of a stream, one segment of 19 bytes after the 27 of the page's own header.
    bytes.starts_with(b"OggS\0\x02")
        && bytes.get(26..28) == Some(&[1, 19])
        && bytes.get(28..36) == Some(b"OpusHead")
}

// ---- WebM (RFC 8794, RFC 9559): elements of an id, a size and a body

const EBML: u64 = 0x1a45_dfa3;
const DOC_TYPE: u64 = 0x4282;
const SEGMENT: u64 = 0x1853_8067;
const TRACKS: u64 = 0x1654_ae6b;
const TRACK: u64 = 0xae;
const TRACK_TYPE: u64 = 0x83;
const CLUSTER: u64 = 0x1f43_b675;
/// What may stand before the first cluster: where things lie, nothing, and how long it is.
const HARMLESS: [u64; 4] = [0x114d_9b74, 0xec, 0x1549_a966, 0x1c53_bb6b];
const SOUND: [u8; 1] = [2];

/// One element: its id and its body, which reaches to the end of `bytes` where the writer left the size open.
struct Element<'a> {
    id: u64,
    body: &'a [u8],
    rest: &'a [u8],
}

fn element(bytes: &[u8]) -> Option<Element<'_>> {
    let (id, _, bytes) = number(bytes)?;
    let (_, size, bytes) = number(bytes)?;
    let (body, rest) = match size {
        Some(size) => bytes.split_at_checked(usize::try_from(size).ok()?)?,
        None => (bytes, &[][..]),
    };
    Some(Element { id, body, rest })
}

/// A number whose first set bit says how many bytes it has: with that bit, as ids are written; without it, as
/// sizes are, where all bits set say "until the end"; and what follows.
fn number(bytes: &[u8]) -> Option<(u64, Option<u64>, &[u8])> {
    let length = usize::try_from(bytes.first()?.leading_zeros()).ok()? + 1;
    let (bytes, rest) = bytes.split_at_checked(length).filter(|_| length <= 8)?;
    let marked = bytes.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let most = (1_u64 << (7 * length)) - 1;
    Some((marked, Some(marked & most).filter(|size| *size != most), rest))
}

fn elements(bytes: &[u8]) -> impl Iterator<Item = Element<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let next = element(rest)?;
        rest = next.rest;
        Some(next)
    })
}

fn is_sound_in_webm(bytes: &[u8]) -> bool {
    let Some(head) = element(bytes).filter(|head| head.id == EBML) else { return false };
    let is_webm = elements(head.body).any(|one| one.id == DOC_TYPE && one.body == b"webm");
    let segment = element(head.rest).filter(|segment| segment.id == SEGMENT && segment.rest.is_empty());
    is_webm && segment.is_some_and(|segment| holds_only_sound(segment.body))
}

fn holds_only_sound(segment: &[u8]) -> bool {
    let mut heard = false;
    for part in elements(segment) {
        match part.id {
            TRACKS => heard = elements(part.body).all(|track| is_sound_track(&track)),
            CLUSTER => return heard,
            other if HARMLESS.contains(&other) => {}
            _ => return false,
        }
    }
    false
}

fn is_sound_track(track: &Element<'_>) -> bool {
    track.id == TRACK && elements(track.body).any(|one| one.id == TRACK_TYPE && one.body == SOUND)
}

// ---- MP4 (ISO 14496-12): boxes of a size, a name and a body

/// What a recorder writes at the top; an index and free space beside it.
const TOP: [&[u8; 4]; 8] = [b"ftyp", b"moov", b"moof", b"mdat", b"mfra", b"sidx", b"free", b"styp"];

fn is_sound_in_mp4(bytes: &[u8]) -> bool {
    let (mut rest, mut place, mut heard) = (bytes, 0, false);
    while !rest.is_empty() {
        let Some((name, body, after)) = mp4_box(rest) else { return false };
        let is_first = place == 0;
        if !TOP.contains(&name) || is_first != (name == b"ftyp") {
            return false;
        }
        heard |= name == b"moov" && handlers(body).eq([b"soun"]);
        rest = after;
        place += 1;
    }
    heard
}

fn mp4_box(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (size, rest) = bytes.split_first_chunk::<4>()?;
    let (name, _) = rest.split_first_chunk::<4>()?;
    let size = usize::try_from(u32::from_be_bytes(*size)).ok()?;
    let (whole, after) = bytes.split_at_checked(size)?;
    Some((name, whole.get(8..)?, after))
}

/// What the tracks of a film are for: each says so in a box of its own.
fn handlers(moov: &[u8]) -> impl Iterator<Item = &[u8; 4]> {
    moov.windows(16).filter_map(|window| window.strip_prefix(b"hdlr")?.get(8..)?.first_chunk::<4>())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The beginning of what Chromium records from a microphone, then a cluster of so many bytes.
    pub fn webm(length: usize, seed: u8) -> Vec<u8> {
        let head = [
            &b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08"[..],
            b"\x42\x82\x84webm\x42\x87\x81\x04\x42\x85\x81\x02",
            b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff",
            b"\x15\x49\xa9\x66\x86\x2a\xd7\xb1\x82\x03\xe8",
            b"\x16\x54\xae\x6b\x8e\xae\x8c\xd7\x81\x01\x83\x81\x02\x86\x84\x41\x5f\x4f\x50",
        ]
        .concat();
        let mut bytes = [&head[..], b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff"].concat();
        bytes.extend((0..length).map(|at| u8::try_from(at % 250).expect("small").wrapping_add(seed)));
        bytes
    }

    fn boxed(name: [u8; 4], body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len() + 8).expect("small");
        [&size.to_be_bytes()[..], &name, body].concat()
    }

    fn mp4(handler: [u8; 4]) -> Vec<u8> {
        let hdlr = boxed(*b"hdlr", &[&[0; 8], &handler[..], &[0; 12]].concat());
        let moov = boxed(*b"moov", &boxed(*b"trak", &boxed(*b"mdia", &hdlr)));
        [
            boxed(*b"ftyp", b"iso5\0\0\x02\0iso5mp41"),
            moov,
            boxed(*b"moof", &[1; 9]),
            boxed(*b"mdat", &[7; 50]),
        ]
        .concat()
    }

    fn ogg() -> Vec<u8> {
        let page = [&b"OggS\0\x02"[..], &[0; 20], &[1, 19], b"OpusHead\x01\x01"].concat();
        [page, vec![3; 60]].concat()
    }

    #[test]
    fn what_webviews_record_is_a_sound() {
        let rows = [(webm(40, 0), Container::Webm), (ogg(), Container::Ogg), (mp4(*b"soun"), Container::Mp4)];
        for (bytes, container) in rows {
            assert_eq!(container_of(&bytes), Some(container));
        }
    }

    #[test]
    fn films_pictures_and_anything_else_are_none() {
        let mut film = webm(40, 0);
        let track = film.windows(3).position(|part| part == [0x83, 0x81, 2]).expect("a track");
        film[track + 2] = 1;
        let mut matroska = webm(40, 0);
        let name = matroska.windows(4).position(|part| part == b"webm").expect("a name");
        matroska[name..name + 4].copy_from_slice(b"matr");
        let mut with_file = webm(40, 0);
        let info = with_file.windows(4).position(|part| part == [0x15, 0x49, 0xa9, 0x66]).expect("info");
        with_file[info..info + 4].copy_from_slice(&[0x19, 0x41, 0xa4, 0x69]);
        let rows: [(&str, Vec<u8>); 9] = [
            ("nothing", vec![]),
            ("words", b"Ela mowi, ze wraca".to_vec()),
            ("a JPEG", vec![0xff, 0xd8, 0xff, 0xda, 0, 3, 1, 7, 0xff, 0xd9]),
            ("a WebM with pictures", film),
            ("a Matroska file", matroska),
            ("a WebM with a file attached", with_file),
            ("an Ogg of something else", [&b"OggS\0\x02"[..], &[0; 20], &[1, 30], &[0; 30]].concat()),
            ("an MP4 with pictures", mp4(*b"vide")),
            ("an MP4 with words after its end", [mp4(*b"soun"), b"secret".to_vec()].concat()),
        ];
        for (what, bytes) in rows {
            assert_eq!(container_of(&bytes), None, "{what}");
        }
    }

    #[test]
    fn a_beginning_without_any_sound_is_none() {
        let whole = webm(0, 0);
        for end in 0..whole.len() - 12 {
            assert_eq!(container_of(&whole[..end]), None, "{end} of {}", whole.len());
        }
    }
}
