//! The seam to the phone's hardware keystore: it wraps the database key so that the file alone, even
//! with the PIN, opens nothing elsewhere.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::error::{CallError, Code};

/// Wraps and unwraps small secrets with a key that never leaves its place.
pub trait Keystore: Send + Sync {
    /// Wraps a secret; makes the key if there is none.
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, CallError>;
    /// Unwraps what [`Keystore::wrap`] gave.
    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, CallError>;
    /// Destroys the key: whatever it wrapped stays closed for ever.
    fn destroy(&self) -> Result<(), CallError>;
    /// Another key of the same keystore, for another vault on this phone; none if it has only one.
    fn beside(&self, _name: &str) -> Option<Arc<dyn Keystore>> {
        None
    }
}

/// The keystore of machines without one: a key file that only its owner may read.
pub struct FileKeystore {
    path: PathBuf,
}

impl FileKeystore {
    /// A keystore whose key lies at `path`.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    fn key(&self) -> Result<[u8; 32], CallError> {
        let bytes = std::fs::read(&self.path).map_err(|error| failed("read", &error))?;
        <[u8; 32]>::try_from(bytes.as_slice())
            .map_err(|error| CallError::new(Code::DatabaseDamaged, format!("the key file: {error}")))
    }

    fn key_or_new(&self) -> Result<[u8; 32], CallError> {
        if self.path.exists() {
            return self.key();
        }
        let key = random::<32>();
        crate::vault::write_private(&self.path, &key)?;
        Ok(key)
    }
}

impl Keystore for FileKeystore {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, CallError> {
        seal(&self.key_or_new()?, secret)
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, CallError> {
        open(&self.key()?, wrapped)
            .ok_or_else(|| CallError::new(Code::DatabaseDamaged, "the key is not the keystore's"))
    }

    fn destroy(&self) -> Result<(), CallError> {
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed("destroy", &error)),
            _ => Ok(()),
        }
    }

    fn beside(&self, name: &str) -> Option<Arc<dyn Keystore>> {
        let mut file = self.path.as_os_str().to_owned();
        file.push(".");
        file.push(name);
        Some(Arc::new(Self { path: PathBuf::from(file) }))
    }
}

fn failed(what: &str, error: &std::io::Error) -> CallError {
    CallError::new(Code::Internal, format!("could not {what} the key file: {error}"))
}

/// Random bytes of the operating system.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// Seals `secret` under `key`: a fresh nonce, then the sealed bytes.
pub fn seal(key: &[u8; 32], secret: &[u8]) -> Result<Vec<u8>, CallError> {
    let nonce = random::<24>();
    let sealed = XChaCha20Poly1305::new(&(*key).into())
        .encrypt(&XNonce::from(nonce), secret)
        .map_err(|error| CallError::new(Code::Internal, format!("sealing failed: {error}")))?;
    Ok([&nonce[..], &sealed].concat())
}

/// Opens what [`seal`] gave; `None` if the key is another one or the bytes were changed.
pub fn open(key: &[u8; 32], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<24>()?;
    XChaCha20Poly1305::new(&(*key).into()).decrypt(&XNonce::from(*nonce), sealed).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destroyed_key_opens_nothing() {
        let folder = tempfile::tempdir().expect("folder");
        let store = FileKeystore::at(&folder.path().join("key"));
        let wrapped = store.wrap(b"secret").expect("wrap");
        assert_eq!(store.unwrap(&wrapped).expect("unwrap"), b"secret");
        store.destroy().expect("destroy");
        assert!(store.unwrap(&wrapped).is_err());
    }
}
