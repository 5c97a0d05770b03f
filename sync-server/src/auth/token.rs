//! Opaque tokens: 256 random bits, given out once, kept only as a hash.

use latarnia_core::id::{Ids, SystemIds};

/// What the database keeps of a token or a code.
pub type TokenHash = [u8; 32];

/// A new token, as 64 hex digits.
pub fn new_token() -> String {
    let mut ids = SystemIds;
    // Hashing what is random already only gives it the form of 64 hex digits.
    blake3::hash(&[ids.random(), ids.random()].concat()).to_hex().to_string()
}

/// The hash of a token. Tokens are long and random, so a plain hash is enough.
pub fn hash(token: &str) -> TokenHash {
    *blake3::hash(token.as_bytes()).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_256_bits_and_never_the_same() {
        let (a, b) = (new_token(), new_token());
        assert_eq!(a.len(), 64);
        assert_ne!(a, b);
        assert_ne!(hash(&a), hash(&b));
    }
}
