//! One-time codes: ten letters and digits that cannot be taken for one another, valid ten minutes.

use latarnia_core::clock::Millis;
use latarnia_core::id::{Ids, SystemIds};

use super::token::{TokenHash, hash};

/// How long a code counts.
pub const VALID_MS: i64 = 10 * 60 * Millis::SECOND;

/// No I, O, 0 or 1: the code is read from a screen and typed with cold hands.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LENGTH: usize = 10;

/// A new code, grouped for reading: `K7QP-3MXD-2F`.
pub fn new_code() -> String {
    let random = SystemIds.random();
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).map(|letter| char::from(*letter));
    let letters: Vec<char> = random.iter().filter_map(letter).take(LENGTH).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// The hash of a code as typed: case, spaces and dashes do not matter.
pub fn hash_code(typed: &str) -> TokenHash {
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    hash(&plain.to_ascii_uppercase())
}

/// What is shown as a QR code: the server and the code in one.
pub fn link(server: &str, code: &str) -> String {
    format!("latarnia://enrol?server={}&code={code}", escaped(server))
}

/// What may not stand in a query as it is.
fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_grouped_and_forgives_how_it_is_typed() {
        let code = new_code();
        assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 2]);
        let typed = code.replace('-', " ").to_lowercase();
        assert_eq!(hash_code(&typed), hash_code(&code));
        assert_ne!(hash_code(&new_code()), hash_code(&code));
    }
}
