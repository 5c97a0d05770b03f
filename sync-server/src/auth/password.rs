//! Passwords by argon2id, off the async threads and a few at a time: each takes 19 MiB.

use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

/// Shortest accepted password, in characters.
pub const SHORTEST: usize = 10;
/// Longest accepted password, in bytes: more is no password but an attack.
pub const LONGEST: usize = 256;

static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// The hash to keep.
pub fn hash(password: &str) -> String {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.expect("argon2 with its own parameters hashes any password").to_string()
}

/// Is this the password? Without a hash to compare with it takes as long and says no, so that nobody
/// learns which names exist.
pub async fn verify(password: String, kept: Option<String>) -> bool {
    let _permit = AT_ONCE.acquire().await.expect("the semaphore is never closed");
    let check = move || {
        let known = kept.is_some();
        let kept = kept.unwrap_or_else(|| nobody().to_owned());
        matches(&password, &kept) && known
    };
    tokio::task::spawn_blocking(check).await.unwrap_or(false)
}

fn matches(password: &str, kept: &str) -> bool {
    let hash = PasswordHash::new(kept);
    hash.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

fn nobody() -> &'static str {
    static NOBODY: OnceLock<String> = OnceLock::new();
    NOBODY.get_or_init(|| hash("nobody has this password"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_name_is_right() {
        let kept = hash("zimna noc na dworcu");
        assert!(verify("zimna noc na dworcu".into(), Some(kept.clone())).await);
        assert!(!verify("zimna noc".into(), Some(kept)).await);
        assert!(!verify("nobody has this password".into(), None).await);
    }
}
