//! Is this a JPEG that is only a picture? Cameras write into their files where, when and with what a
//! picture was taken; editors add previews and histories. None of that may travel.

const START: [u8; 2] = [0xff, 0xd8];
const END: [u8; 2] = [0xff, 0xd9];
/// JFIF's own header: density and version, nothing else.
const JFIF: u8 = 0xe0;
const SCAN: u8 = 0xda;

/// A JPEG of one scan with the tables it needs: no EXIF, XMP, IPTC, colour profile, comment or preview,
/// and not a byte after its end.
pub fn is_bare_jpeg(bytes: &[u8]) -> bool {
    let Some(mut rest) = bytes.strip_prefix(&START) else { return false };
    loop {
        let [0xff, marker, high, low, ..] = *rest else { return false };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let Some(after) = rest.get(2 + length..).filter(|_| length >= 2) else { return false };
        match marker {
            SCAN => return ends_with_its_scan(after),
            JFIF if rest.get(4..9) == Some(b"JFIF\0") && length == 16 => rest = after,
            // Tables of quantisation and coding, the frame, the interval of restarts.
            0xdb | 0xdd | 0xc0 | 0xc1 | 0xc4 => rest = after,
            _ => return false,
        }
    }
}

/// Within a scan, 0xff is followed by 0 or a restart; the first other marker must be the end.
fn ends_with_its_scan(scan: &[u8]) -> bool {
    let mut rest = scan;
    while let Some(at) = rest.iter().position(|byte| *byte == 0xff) {
        let Some(tail) = rest.get(at..) else { return false };
        match tail {
            [0xff, 0x00 | 0xd0..=0xd7, after @ ..] => rest = after,
            other => return *other == END,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame without sense, but built as a JPEG is.
    fn jpeg(segments: &[(u8, &[u8])], scan: &[u8]) -> Vec<u8> {
        let mut bytes = START.to_vec();
        for (marker, body) in segments {
            let length = u16::try_from(body.len() + 2).expect("short");
            bytes.extend([0xff, *marker]);
            bytes.extend(length.to_be_bytes());
            bytes.extend(*body);
        }
        bytes.extend([0xff, SCAN, 0, 3, 1]);
        [&bytes[..], scan, &END].concat()
    }

    const HEAD: (u8, &[u8]) = (JFIF, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0");

    #[test]
    fn a_picture_and_its_tables_are_bare() {
        assert!(is_bare_jpeg(&jpeg(
            &[HEAD, (0xdb, &[0; 65]), (0xc0, &[8; 15])],
            &[1, 0xff, 0, 0xff, 0xd3, 9]
        )));
    }

    #[test]
    fn whatever_else_a_file_can_hold_makes_it_not_bare() {
        let rows: [(&str, Vec<u8>); 9] = [
            ("EXIF", jpeg(&[HEAD, (0xe1, b"Exif\0\0MM\0*")], &[1])),
            ("XMP", jpeg(&[(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x/>")], &[1])),
            ("IPTC", jpeg(&[(0xed, b"Photoshop 3.0\0")], &[1])),
            ("a colour profile", jpeg(&[(0xe2, b"ICC_PROFILE\0")], &[1])),
            ("a comment", jpeg(&[(0xfe, b"Jan was here")], &[1])),
            ("words in place of the JFIF header", jpeg(&[(JFIF, b"JFXX\0\x01\x02\0\0\x01\0\x01\0\0")], &[1])),
            (
                "a preview in the JFIF header",
                jpeg(&[(JFIF, b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01abc")], &[1]),
            ),
            ("words between two scans", jpeg(&[HEAD], &[1, 0xff, 0xfe, 0, 4, b'h', b'i'])),
            ("words after the end", [jpeg(&[HEAD], &[1]), b"secret".to_vec()].concat()),
        ];
        for (what, bytes) in rows {
            assert!(!is_bare_jpeg(&bytes), "{what}");
        }
    }

    #[test]
    fn a_file_that_ends_too_early_is_none() {
        let whole = jpeg(&[HEAD, (0xdb, &[0; 65])], &[1, 0xff, 0, 2]);
        for end in 0..whole.len() {
            assert!(!is_bare_jpeg(&whole[..end]), "{end} of {}", whole.len());
        }
    }
}
