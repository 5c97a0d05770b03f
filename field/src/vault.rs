//! The vault: one encrypted store, whose key is sealed by the PIN and wrapped by the keystore.
//!
//! `vault.json` holds the salt and the wrapped key; `phone.db` is the store. Neither opens without
//! the other, the PIN and the keystore. Whoever has the store open holds the folder.

use std::io::Write;
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use latarnia_core::store::{Key, Store};
use serde::{Deserialize, Serialize};

use crate::error::{CallError, Code};
use crate::hold::Hold;
use crate::keystore::{Keystore, open, random, seal};

/// Fewest digits of a PIN.
pub const MIN_PIN: usize = 6;

/// argon2id over the PIN: 64 MiB, three passes, one lane (the first choice of RFC 9106 for phones).
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;

/// What lies beside the store.
#[derive(Serialize, Deserialize)]
struct Sealed {
    version: u32,
    memory_kib: u32,
    passes: u32,
    salt: Vec<u8>,
    key: Vec<u8>,
    /// Whose vault it is, wrapped by the keystore: to be chosen by while locked.
    #[serde(default)]
    owner: Vec<u8>,
}

/// Where one worker's vault lies.
#[derive(Clone, Debug)]
pub struct Vault {
    folder: PathBuf,
}

impl Vault {
    /// The vault in `folder`, there or not.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    fn sealed_path(&self) -> PathBuf {
        self.folder.join("vault.json")
    }

    fn store_path(&self) -> PathBuf {
        self.folder.join("phone.db")
    }

    /// Where the copy of the key lies that a finger opens.
    pub(crate) fn second_key_path(&self) -> PathBuf {
        self.folder.join("biometric.json")
    }

    /// Is there a vault?
    pub fn exists(&self) -> bool {
        self.sealed_path().exists()
    }

    /// Makes a new vault behind `pin`, with an empty store.
    ///
    /// # Errors
    /// [`Code::PinTooShort`], [`Code::AlreadyEnrolled`], [`Code::InUse`], or what the disk says.
    pub fn create(&self, pin: &str, keystore: &dyn Keystore) -> Result<(Store, Hold), CallError> {
        if pin.chars().count() < MIN_PIN || !pin.chars().all(|digit| digit.is_ascii_digit()) {
            return Err(CallError::new(Code::PinTooShort, format!("a PIN has at least {MIN_PIN} digits")));
        }
        let hold = Hold::take(&self.folder)?;
        if self.exists() {
            return Err(CallError::new(Code::AlreadyEnrolled, "there is a vault here"));
        }
        self.remove_store()?;
        let key: Key = random();
        let store = Store::open(&self.store_path(), Some(&key))?;
        self.seal_key(pin, &key, keystore)?;
        Ok((store, hold))
    }

    fn seal_key(&self, pin: &str, key: &Key, keystore: &dyn Keystore) -> Result<(), CallError> {
        // What a finger opens was sealed by another PIN, or for another worker.
        remove(&self.second_key_path())?;
        let salt = random::<16>().to_vec();
        let pin_key = derive(pin, &salt, MEMORY_KIB, PASSES)?;
        let key = keystore.wrap(&seal(&pin_key, key)?)?;
        let (memory_kib, passes, owner) = (MEMORY_KIB, PASSES, Vec::new());
        let sealed = Sealed { version: 1, memory_kib, passes, salt, key, owner };
        write_private(&self.sealed_path(), &serde_json::to_vec(&sealed).map_err(CallError::bad_output)?)
    }

    /// Opens the vault.
    ///
    /// # Errors
    /// [`Code::WrongPin`], [`Code::NotEnrolled`], [`Code::InUse`], [`Code::DatabaseDamaged`],
    /// [`Code::AppTooOld`].
    pub fn open(&self, pin: &str, keystore: &dyn Keystore) -> Result<(Store, Hold), CallError> {
        if !self.exists() {
            return Err(CallError::new(Code::NotEnrolled, "there is no vault here"));
        }
        let hold = Hold::take(&self.folder)?;
        let key = self.key(pin, keystore)?;
        Ok((self.open_store(&key)?, hold))
    }

    /// Opens the vault with its key, however it was come by.
    ///
    /// # Errors
    /// [`Code::InUse`], [`Code::DatabaseDamaged`] also if it is another vault's key, [`Code::AppTooOld`].
    pub fn open_with(&self, key: &Key) -> Result<(Store, Hold), CallError> {
        let hold = Hold::take(&self.folder)?;
        Ok((self.open_store(key)?, hold))
    }

    /// The vault's key, for whoever knows the PIN; the vault may be open meanwhile.
    ///
    /// # Errors
    /// [`Code::WrongPin`], [`Code::DatabaseDamaged`].
    pub fn key(&self, pin: &str, keystore: &dyn Keystore) -> Result<Key, CallError> {
        let sealed = self.sealed()?;
        let pin_key = derive(pin, &sealed.salt, sealed.memory_kib, sealed.passes)?;
        let key = open(&pin_key, &keystore.unwrap(&sealed.key)?)
            .ok_or_else(|| CallError::new(Code::WrongPin, "the PIN does not open the vault"))?;
        Key::try_from(key.as_slice())
            .map_err(|error| CallError::new(Code::DatabaseDamaged, format!("the key: {error}")))
    }

    fn open_store(&self, key: &Key) -> Result<Store, CallError> {
        if !self.store_path().exists() {
            return Err(CallError::new(Code::DatabaseDamaged, "the database file is gone"));
        }
        Ok(Store::open(&self.store_path(), Some(key))?)
    }

    fn sealed(&self) -> Result<Sealed, CallError> {
        let bytes = std::fs::read(self.sealed_path()).map_err(|error| disk(&error))?;
        serde_json::from_slice(&bytes)
            .map_err(|error| CallError::new(Code::DatabaseDamaged, format!("vault.json: {error}")))
    }

    /// Whose it is; none if nobody said, or this is not the keystore.
    pub fn owner(&self, keystore: &dyn Keystore) -> Option<String> {
        let sealed = self.sealed().ok().filter(|sealed| !sealed.owner.is_empty())?;
        String::from_utf8(keystore.unwrap(&sealed.owner).ok()?).ok()
    }

    /// Says whose it is.
    ///
    /// # Errors
    /// What the disk or the keystore says.
    pub fn set_owner(&self, name: &str, keystore: &dyn Keystore) -> Result<(), CallError> {
        let sealed = Sealed { owner: keystore.wrap(name.as_bytes())?, ..self.sealed()? };
        write_private(&self.sealed_path(), &serde_json::to_vec(&sealed).map_err(CallError::bad_output)?)
    }

    /// Destroys the vault where the keystore must live on: the sealed key is overwritten, then the files go.
    ///
    /// # Errors
    /// What the disk says.
    pub fn forget(&self) -> Result<(), CallError> {
        let length = std::fs::metadata(self.sealed_path()).map_or(0, |file| file.len());
        let nothing = vec![0; usize::try_from(length).unwrap_or_default()];
        std::fs::write(self.sealed_path(), nothing).map_err(|error| disk(&error))?;
        remove(&self.sealed_path())?;
        remove(&self.second_key_path())?;
        self.remove_store()
    }

    /// Destroys the vault: first the key, which is instant, then the files.
    pub fn destroy(&self, keystore: &dyn Keystore) -> Result<(), CallError> {
        keystore.destroy()?;
        remove(&self.sealed_path())?;
        remove(&self.second_key_path())?;
        self.remove_store()
    }

    fn remove_store(&self) -> Result<(), CallError> {
        for suffix in ["", "-wal", "-shm"] {
            remove(&self.folder.join(format!("phone.db{suffix}")))?;
        }
        Ok(())
    }
}

fn derive(pin: &str, salt: &[u8], memory_kib: u32, passes: u32) -> Result<[u8; 32], CallError> {
    let broken = |error: argon2::Error| CallError::new(Code::DatabaseDamaged, format!("vault.json: {error}"));
    let params = Params::new(memory_kib, passes, 1, Some(32)).map_err(broken)?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(pin.as_bytes(), salt, &mut key)
        .map_err(broken)?;
    Ok(key)
}

fn remove(path: &Path) -> Result<(), CallError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(disk(&error)),
        _ => Ok(()),
    }
}

/// What the disk said, as a code.
pub fn disk(error: &std::io::Error) -> CallError {
    let code = if error.kind() == std::io::ErrorKind::StorageFull { Code::DiskFull } else { Code::Internal };
    CallError::new(code, error.to_string())
}

/// Writes a small file whole or not at all, readable by its owner only.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), CallError> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| disk(&error))?;
    let half = path.with_extension("half");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&half).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| std::fs::rename(&half, path)).map_err(|error| disk(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keystore::FileKeystore;

    #[test]
    fn a_vault_opens_with_its_pin_and_its_keystore_only() {
        let folder = tempfile::tempdir().expect("folder");
        let vault = Vault::at(folder.path());
        let keystore = FileKeystore::at(&folder.path().join("key"));
        drop(vault.create("246810", &keystore).expect("new vault"));
        vault.open("246810", &keystore).expect("the right PIN");
        let wrong = vault.open("246811", &keystore).err().expect("refused");
        assert_eq!(wrong.code, Code::WrongPin);
        let elsewhere = FileKeystore::at(&folder.path().join("other key"));
        elsewhere.wrap(b"x").expect("another phone has a key too");
        assert_eq!(vault.open("246810", &elsewhere).err().expect("refused").code, Code::DatabaseDamaged);
    }

    #[test]
    fn a_destroyed_vault_is_gone() {
        let folder = tempfile::tempdir().expect("folder");
        let vault = Vault::at(folder.path());
        let keystore = FileKeystore::at(&folder.path().join("key"));
        drop(vault.create("246810", &keystore).expect("new vault"));
        vault.destroy(&keystore).expect("destroyed");
        let files = std::fs::read_dir(folder.path()).expect("folder");
        let left: Vec<_> = files.map(|file| file.expect("readable").file_name()).collect();
        assert_eq!(left, ["phone.lock"], "only what holds the folder, and nothing is in it");
    }

    #[test]
    fn a_short_pin_makes_no_vault() {
        let folder = tempfile::tempdir().expect("folder");
        let keystore = FileKeystore::at(&folder.path().join("key"));
        for pin in ["", "12345", "abcdef", "12345٣"] {
            let refused = Vault::at(folder.path()).create(pin, &keystore).err().expect("refused");
            assert_eq!(refused.code, Code::PinTooShort, "{pin}");
        }
    }
}
