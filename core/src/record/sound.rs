//! A note by voice, as a record names it: its fingerprint, its size and its length.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::attachment::AttachmentHash;
use super::field::{Codes, Problem};
use crate::clock::Millis;

/// Most bytes of one sound: two minutes take a quarter to half of that.
pub const MAX_SOUND_BYTES: u64 = 2 * 1024 * 1024;
/// Longest sound, in milliseconds.
pub const MAX_SOUND_MS: u32 = 2 * 60 * 1000;

/// A note by voice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sound {
    /// BLAKE3 of all its bytes, 64 hex digits; its name everywhere.
    pub hash: AttachmentHash,
    /// How many bytes it has.
    pub bytes: u64,
    /// How long it is, in milliseconds.
    pub length_ms: u32,
    /// When it was recorded.
    pub taken: Millis,
}

/// The members of [`Sound`], in the order of the alphabet, as documents have them.
const MEMBERS: [&str; 4] = ["bytes", "hash", "length_ms", "taken"];

/// What is wrong with a sound's description, if anything.
pub(super) fn check(value: &Value, codes: Codes) -> Option<Problem> {
    let members = value.as_object().map(|sound| sound.keys().map(String::as_str).collect::<Vec<_>>());
    // What this version does not know could be anything, what was said in words for one.
    if codes == Codes::Known && members.is_none_or(|members| members != MEMBERS) {
        return Some(Problem::WrongType);
    }
    let Ok(sound) = serde_json::from_value::<Sound>(value.clone()) else { return Some(Problem::WrongType) };
    if !(1..=MAX_SOUND_BYTES).contains(&sound.bytes) || !(1..=MAX_SOUND_MS).contains(&sound.length_ms) {
        return Some(Problem::OutOfRange);
    }
    (!Millis::BELIEVABLE.contains(&sound.taken)).then_some(Problem::UnbelievableTime)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Form, Kind, attached_in};
    use serde_json::json;

    fn sound() -> Value {
        json!({
            "hash": AttachmentHash::of(b"sound"), "bytes": 120_000, "length_ms": 30_000,
            "taken": 1_795_366_800_000_i64,
        })
    }

    fn with(member: &str, value: Value) -> Value {
        let mut sound = sound();
        sound[member] = value;
        sound
    }

    #[test]
    fn a_sound_is_described_strictly() {
        let found = |value: &Value| check(value, Codes::Known);
        assert_eq!(found(&sound()), None);
        let rows = [
            ("no object", json!("x"), Problem::WrongType),
            ("a short hash", with("hash", json!("abc")), Problem::WrongType),
            ("no bytes", with("bytes", json!(0)), Problem::OutOfRange),
            ("too many bytes", with("bytes", json!(MAX_SOUND_BYTES + 1)), Problem::OutOfRange),
            ("no length", with("length_ms", json!(0)), Problem::OutOfRange),
            ("too long", with("length_ms", json!(MAX_SOUND_MS + 1)), Problem::OutOfRange),
            ("a length below nothing", with("length_ms", json!(-1)), Problem::WrongType),
            ("recorded in 1970", with("taken", json!(0)), Problem::UnbelievableTime),
            ("a member nobody knows", with("words", json!("Ela mówi")), Problem::WrongType),
        ];
        for (what, value, problem) in rows {
            assert_eq!(found(&value), Some(problem), "{what}");
        }
    }

    #[test]
    fn a_newer_writer_may_say_more_about_a_sound() {
        let newer = with("voice", json!("changed"));
        assert_eq!(check(&newer, Codes::Open), None);
        let form = Form::from_iter([("voice".to_owned(), newer)]);
        assert_eq!(attached_in(Kind::Contact, &form).len(), 1);
    }
}
