//! Slots: one vault per worker on a shared phone. Each has its own store, PIN, count of wrong PINs and, where
//! the keystore can, its own key; whoever opens one sees nothing of the others but a name to choose by.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::biometric::Biometrics;
use crate::error::CallError;
use crate::keystore::Keystore;
use crate::second_key::SecondKey;
use crate::throttle::Throttle;
use crate::vault::Vault;

/// Most workers that share a phone.
const MOST: u32 = 12;

/// One worker's place on this phone.
#[derive(Clone)]
pub struct Slot {
    /// Its number, from 1.
    pub number: u32,
    /// The vault, there or not.
    pub vault: Vault,
    /// Wrong PINs of this slot.
    pub throttle: Throttle,
    keystore: Arc<dyn Keystore>,
    biometrics: Arc<dyn Biometrics>,
    /// Other slots' keys are wrapped by the same keystore: it outlives this one.
    shares_keystore: bool,
}

impl Slot {
    /// What wraps this slot's key.
    pub fn keystore(&self) -> &dyn Keystore {
        &*self.keystore
    }

    /// The copy of its key that a finger opens, there or not.
    pub fn second_key(&self) -> SecondKey {
        SecondKey {
            vault: self.number,
            path: self.vault.second_key_path(),
            keystore: Arc::clone(&self.keystore),
            biometrics: Arc::clone(&self.biometrics),
        }
    }

    /// Whose it is, to choose by; readable while locked, and by this phone only.
    pub fn owner(&self) -> Option<String> {
        self.vault.owner(self.keystore())
    }
}

/// The slots of a phone. The first lies in the phone's own folder, the others below it.
pub struct Slots {
    folder: PathBuf,
    keystore: Arc<dyn Keystore>,
    biometrics: Arc<dyn Biometrics>,
}

impl Slots {
    /// Of the phone in `folder`.
    pub fn at(folder: &Path, keystore: Arc<dyn Keystore>, biometrics: Arc<dyn Biometrics>) -> Self {
        Self { folder: folder.to_owned(), keystore, biometrics }
    }

    fn slot(&self, number: u32) -> Slot {
        let first = number == 1;
        let folder =
            if first { self.folder.clone() } else { self.folder.join("vaults").join(number.to_string()) };
        let own = if first { None } else { self.keystore.beside(&number.to_string()) };
        Slot {
            number,
            vault: Vault::at(&folder),
            throttle: Throttle::at(&folder.join("attempts.json")),
            shares_keystore: own.is_none(),
            keystore: own.unwrap_or_else(|| Arc::clone(&self.keystore)),
            biometrics: Arc::clone(&self.biometrics),
        }
    }

    /// Those with a vault, in the order in which they were made.
    pub fn taken(&self) -> Vec<Slot> {
        (1..=MOST).map(|number| self.slot(number)).filter(|slot| slot.vault.exists()).collect()
    }

    /// Is there any vault on this phone?
    pub fn any(&self) -> bool {
        !self.taken().is_empty()
    }

    /// The one with that number, or the first there is.
    pub fn chosen(&self, number: Option<u32>) -> Option<Slot> {
        let taken = self.taken();
        match number {
            Some(number) => taken.into_iter().find(|slot| slot.number == number),
            None => taken.into_iter().next(),
        }
    }

    /// The first without a vault; none on a phone that is shared by too many.
    pub fn free(&self) -> Option<Slot> {
        (1..=MOST).map(|number| self.slot(number)).find(|slot| !slot.vault.exists())
    }

    /// Destroys one vault: the key first. A keystore that still wraps others' keys stays; then the sealed key
    /// is overwritten before it is removed.
    ///
    /// # Errors
    /// What the disk or the keystore says.
    pub fn destroy(&self, slot: &Slot) -> Result<(), CallError> {
        if let Err(error) = slot.second_key().remove() {
            // What it wrapped is wrapped by the vault's key as well, and that goes now.
            tracing::error!(code = %error.code, "the key of the finger could not be destroyed");
        }
        let shares = |other: &Slot| other.number != slot.number && other.shares_keystore;
        if slot.shares_keystore && self.taken().iter().any(shares) {
            return slot.vault.forget();
        }
        slot.vault.destroy(slot.keystore())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::biometric::NoBiometrics;
    use crate::error::Code;
    use crate::keystore::FileKeystore;

    /// A keystore that has one key for everybody, as a phone's may.
    struct OneKey(FileKeystore);

    impl Keystore for OneKey {
        fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, CallError> {
            self.0.wrap(secret)
        }
        fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, CallError> {
            self.0.unwrap(wrapped)
        }
        fn destroy(&self) -> Result<(), CallError> {
            self.0.destroy()
        }
    }

    fn two_workers(slots: &Slots) -> (Slot, Slot) {
        let mut made = Vec::new();
        for pin in ["246810", "135790"] {
            let slot = slots.free().expect("a free slot");
            drop(slot.vault.create(pin, slot.keystore()).expect("a new vault"));
            made.push(slot);
        }
        let second = made.pop().expect("two");
        (made.pop().expect("two"), second)
    }

    #[test]
    fn each_worker_opens_only_the_own_vault() {
        let folder = tempfile::tempdir().expect("folder");
        let keystore = Arc::new(FileKeystore::at(&folder.path().join("keystore")));
        let slots = Slots::at(folder.path(), keystore, Arc::new(NoBiometrics));
        let (first, second) = two_workers(&slots);
        assert_eq!((first.number, second.number), (1, 2));
        first.vault.open("246810", first.keystore()).expect("her own");
        let refused = second.vault.open("246810", second.keystore()).err().expect("not the other's");
        assert_eq!(refused.code, Code::WrongPin);
        assert_eq!(slots.taken().len(), 2);
        assert!(slots.chosen(Some(3)).is_none());
    }

    #[test]
    fn a_destroyed_vault_leaves_the_others_open() {
        for shared in [false, true] {
            let folder = tempfile::tempdir().expect("folder");
            let files = FileKeystore::at(&folder.path().join("keystore"));
            let keystore: Arc<dyn Keystore> = if shared { Arc::new(OneKey(files)) } else { Arc::new(files) };
            let slots = Slots::at(folder.path(), keystore, Arc::new(NoBiometrics));
            let (first, second) = two_workers(&slots);
            slots.destroy(&first).expect("destroyed");
            assert!(!first.vault.exists(), "shared: {shared}");
            second.vault.open("135790", second.keystore()).expect("still there");
            assert_eq!(slots.free().expect("free again").number, 1);
            slots.destroy(&second).expect("destroyed");
            assert!(!slots.any());
        }
    }

    #[test]
    fn the_owner_is_told_while_locked_and_stands_nowhere_in_clear() {
        let folder = tempfile::tempdir().expect("folder");
        let keystore = Arc::new(FileKeystore::at(&folder.path().join("keystore")));
        let slots = Slots::at(folder.path(), keystore, Arc::new(NoBiometrics));
        let slot = slots.free().expect("free");
        drop(slot.vault.create("246810", slot.keystore()).expect("a new vault"));
        assert_eq!(slot.owner(), None);
        slot.vault.set_owner("Anna Nowak", slot.keystore()).expect("written");
        assert_eq!(slot.owner().as_deref(), Some("Anna Nowak"));
        let bytes = std::fs::read(folder.path().join("vault.json")).expect("readable");
        assert!(!String::from_utf8_lossy(&bytes).contains("Anna"));
        slot.vault.open("246810", slot.keystore()).expect("the key is untouched");
    }
}
