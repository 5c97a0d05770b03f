//! A picture of a place, as a record names it: its fingerprint, its size and a small preview. The bytes
//! themselves rest and travel beside the log ([`crate::store::attachment`]); a record is complete
//! without them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::Kind;
use super::attachment::{AttachmentHash, values_of};
use super::field::{Codes, FieldType, Form, Problem};
use super::jpeg::is_bare_jpeg;
use crate::clock::Millis;

/// Most pictures of one record.
pub const MAX_PHOTOS: usize = 6;
/// Most bytes of one picture.
pub const MAX_PHOTO_BYTES: u64 = 2 * 1024 * 1024;
/// Longest side of a picture, in pixels.
pub const MAX_PHOTO_SIDE: u32 = 1600;
/// Longest preview, in characters of base64: six of them leave an operation well below its limit.
pub const MAX_THUMB: usize = 4096;

/// A picture of a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Photo {
    /// BLAKE3 of all its bytes, 64 hex digits; its name everywhere.
    pub hash: AttachmentHash,
    /// How many bytes it has.
    pub bytes: u64,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// A small JPEG of it in base64, so that a list shows it at once.
    pub thumb: String,
    /// When it was taken, or taken into the form.
    pub taken: Millis,
}

/// The members of [`Photo`], in the order of the alphabet, as documents have them.
const MEMBERS: [&str; 6] = ["bytes", "hash", "height", "taken", "thumb", "width"];

/// What is wrong with a picture's description, if anything.
pub(super) fn check(value: &Value, codes: Codes) -> Option<Problem> {
    let members = value.as_object().map(|photo| photo.keys().map(String::as_str).collect::<Vec<_>>());
    // What this version does not know could be anything, the place in words for one.
    if codes == Codes::Known && members.is_none_or(|members| members != MEMBERS) {
        return Some(Problem::WrongType);
    }
    let Ok(photo) = serde_json::from_value::<Photo>(value.clone()) else { return Some(Problem::WrongType) };
    let sides = [photo.width, photo.height];
    if !(1..=MAX_PHOTO_BYTES).contains(&photo.bytes)
        || sides.iter().any(|side| !(1..=MAX_PHOTO_SIDE).contains(side))
    {
        return Some(Problem::OutOfRange);
    }
    if photo.thumb.len() > MAX_THUMB {
        return Some(Problem::TooLong { max: MAX_THUMB });
    }
    if !Millis::BELIEVABLE.contains(&photo.taken) {
        return Some(Problem::UnbelievableTime);
    }
    let thumb = BASE64.decode(&photo.thumb).unwrap_or_default();
    (!is_bare_jpeg(&thumb)).then_some(Problem::WrongType)
}

/// The pictures a form of `kind` names.
pub fn photos_in(kind: Kind, form: &Form) -> Vec<Photo> {
    let fields = kind.fields().iter().filter(|field| field.ty == FieldType::Photo);
    let values = fields.flat_map(|field| values_of(form, field.name));
    values.filter_map(|value| serde_json::from_value(value.clone()).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The smallest JPEG that says nothing but a picture.
    const BARE: &[u8] = &[0xff, 0xd8, 0xff, 0xda, 0, 3, 1, 7, 0xff, 0xd9];

    fn photo() -> Value {
        json!({
            "hash": AttachmentHash::of(b"picture"), "bytes": 300_000, "width": 1600, "height": 1200,
            "thumb": BASE64.encode(BARE), "taken": 1_795_366_800_000_i64,
        })
    }

    fn with(member: &str, value: Value) -> Value {
        let mut photo = photo();
        photo[member] = value;
        photo
    }

    #[test]
    fn a_picture_is_described_strictly() {
        let found = |value: &Value| check(value, Codes::Known);
        assert_eq!(found(&photo()), None);
        let exif = [&BARE[..2], b"\xff\xe1\0\x08Exif\0\0", &BARE[2..]].concat();
        let upper = AttachmentHash::of(b"picture").to_string().to_uppercase();
        let rows = [
            ("no object", json!("x"), Problem::WrongType),
            ("a short hash", with("hash", json!("abc")), Problem::WrongType),
            ("a hash in capitals", with("hash", json!(upper)), Problem::WrongType),
            ("no bytes", with("bytes", json!(0)), Problem::OutOfRange),
            ("too many bytes", with("bytes", json!(MAX_PHOTO_BYTES + 1)), Problem::OutOfRange),
            ("negative bytes", with("bytes", json!(-1)), Problem::WrongType),
            ("no width", with("width", json!(0)), Problem::OutOfRange),
            ("too high", with("height", json!(MAX_PHOTO_SIDE + 1)), Problem::OutOfRange),
            (
                "a long preview",
                with("thumb", json!("A".repeat(MAX_THUMB + 1))),
                Problem::TooLong { max: MAX_THUMB },
            ),
            ("a preview that is no base64", with("thumb", json!("?")), Problem::WrongType),
            ("a preview that is no JPEG", with("thumb", json!("AAAA")), Problem::WrongType),
            ("a preview with EXIF", with("thumb", json!(BASE64.encode(exif))), Problem::WrongType),
            ("taken in 1970", with("taken", json!(0)), Problem::UnbelievableTime),
            ("a member nobody knows", with("where", json!("51.93, 19.42")), Problem::WrongType),
        ];
        for (what, value, problem) in rows {
            assert_eq!(found(&value), Some(problem), "{what}");
        }
    }

    #[test]
    fn a_newer_writer_may_say_more_about_a_picture() {
        let newer = with("turned", json!(90));
        assert_eq!(check(&newer, Codes::Open), None);
        let form = Form::from_iter([("photos".to_owned(), json!([newer]))]);
        assert_eq!(photos_in(Kind::Visit, &form).len(), 1);
    }

    #[test]
    fn a_record_has_six_pictures_at_most() {
        let seven = json!(vec![photo(); MAX_PHOTOS + 1]);
        let field = Kind::Visit.field("photos").expect("visits have pictures");
        assert_eq!(field.check(&seven, Codes::Known), Some(Problem::TooMany { max: MAX_PHOTOS }));
        assert_eq!(field.check(&json!(vec![photo(); MAX_PHOTOS]), Codes::Known), None);
    }

    #[test]
    fn six_pictures_with_the_longest_previews_fit_one_operation() {
        let longest = with("thumb", json!("A".repeat(MAX_THUMB)));
        let form =
            json!({"photos": vec![longest; MAX_PHOTOS], "note": "ą".repeat(4000), "setup": "ą".repeat(1000)});
        assert!(form.to_string().len() < crate::sync::protocol::MAX_OP_BYTES * 3 / 4);
    }
}
