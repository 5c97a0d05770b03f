//! A phone that opens by finger or face: what [`FieldApp`] does about the second key.

use latarnia_core::clock::Millis;
use latarnia_core::store::Key;

use crate::FieldApp;
use crate::app::{Event, OpenVault};
use crate::biometric::Readiness;
use crate::command::finger::FingerOffer;
use crate::enrolment::Enrolment;
use crate::error::{CallError, Code};
use crate::second_key::FingerState;
use crate::slots::Slot;

impl FieldApp {
    /// Whether a finger may open the open vault, and whether it does.
    ///
    /// # Errors
    /// [`Code::Locked`].
    pub fn finger_offer(&self) -> Result<FingerOffer, CallError> {
        let (slot, _) = self.own()?;
        if self.is_shared() {
            return Ok(FingerOffer::Shared);
        }
        Ok(match self.inner.biometrics.readiness() {
            Readiness::Absent => FingerOffer::Absent,
            Readiness::NobodyEnrolled => FingerOffer::NobodyEnrolled,
            Readiness::Ready => match slot.second_key().state(self.inner.clock.now()) {
                FingerState::Ready | FingerState::PinDue => FingerOffer::On,
                _ => FingerOffer::Off,
            },
        })
    }

    /// Whoever is enrolled in the phone opens whatever opens by finger: with several vaults none does.
    fn is_shared(&self) -> bool {
        self.inner.slots.taken().len() > 1
    }

    /// Lets a finger or a face open the vault. The PIN is asked for first, and wrong ones are counted as on the lock:
    /// an open phone in somebody else's hand must not be given their finger.
    ///
    /// # Errors
    /// [`Code::WrongPin`], [`Code::PinThrottled`], [`Code::BiometricClosed`] on a shared phone, or what the system says.
    pub fn switch_on_finger(&self, pin: &str) -> Result<(), CallError> {
        let (slot, device) = self.own()?;
        let shared = || CallError::new(Code::BiometricClosed, "several workers share this phone");
        if self.is_shared() {
            return Err(shared());
        }
        let key = self.key_of(&slot, pin)?;
        let language = self.settings().unwrap_or_default().language;
        let second = slot.second_key();
        // The person may take their time: nothing is held meanwhile, and whose vault is open is asked again.
        let fresh = second.make(&key, language)?;
        self.with_own(device, |_| {
            if self.is_shared() { Err(shared()) } else { second.keep(fresh, self.inner.clock.now()) }
        })
    }

    /// The vault's key, for whoever knows the PIN.
    fn key_of(&self, slot: &Slot, pin: &str) -> Result<Key, CallError> {
        let now = self.inner.clock.now();
        slot.throttle.allow(now)?;
        let key = slot.vault.key(pin, slot.keystore());
        if key.as_ref().is_err_and(|error| error.code == Code::WrongPin) {
            slot.throttle.wrong(now)?;
        }
        let key = key?;
        slot.throttle.right()?;
        Ok(key)
    }

    /// Nothing but the PIN opens the vault from now on.
    ///
    /// # Errors
    /// [`Code::Locked`], or what the disk or the system says.
    pub fn switch_off_finger(&self) -> Result<(), CallError> {
        self.own()?.0.second_key().remove()
    }

    /// Opens the vault by a finger or a face; past the lease only after the server was asked. Wrong PINs stay counted.
    ///
    /// # Errors
    /// As [`crate::second_key::SecondKey::open`], and as with the PIN.
    pub fn unlock_by_finger(&self, slot: Option<u32>) -> Result<(), CallError> {
        let now = self.inner.clock.now();
        let slot = self.inner.slots.chosen(slot);
        let slot = slot.ok_or_else(|| CallError::new(Code::NotEnrolled, "there is no such vault"))?;
        let second = slot.second_key();
        if self.is_shared() {
            second.close(FingerState::Shared)?;
        }
        let key = second.open(self.settings().unwrap_or_default().language, now)?;
        let (mut store, hold) = match slot.vault.open_with(&key) {
            // The copy is not this vault's. Should the store itself be damaged, the PIN will tell.
            Err(error) if error.code == Code::DatabaseDamaged => {
                second.close(FingerState::Changed)?;
                return Err(CallError::new(Code::BiometricClosed, error.detail));
            }
            opened => opened?,
        };
        let enrolment = Enrolment::read(&store)?;
        self.renew_lease(&mut store, &enrolment, &slot, now)?;
        self.open_with(OpenVault::new(store, enrolment, slot, hold));
        Ok(())
    }

    /// The right PIN was given. Whatever is the matter with the finger, the PIN opens.
    pub(crate) fn finger_counts_again(slot: &Slot, now: Millis) {
        if let Err(error) = slot.second_key().pin_given(now) {
            tracing::error!(code = %error.code, "the PIN could not be noted beside the finger");
        }
    }

    /// Another device of the same worker now: the finger has to be switched on anew.
    pub(crate) fn throw_finger_away(slot: &Slot) {
        if let Err(error) = slot.second_key().remove() {
            tracing::error!(code = %error.code, "the copy of a vault's key could not be thrown away");
        }
    }

    /// Another worker came: whoever is enrolled in the phone must not open the vaults of those before.
    pub(crate) fn close_fingers_but(&self, newcomer: u32) {
        for slot in self.inner.slots.taken().into_iter().filter(|slot| slot.number != newcomer) {
            if let Err(error) = slot.second_key().close(FingerState::Shared) {
                tracing::error!(code = %error.code, "the copy of a vault's key could not be thrown away");
            }
        }
        self.tell(Event::Session);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::{Arc, Mutex};

    use latarnia_core::clock::FixedClock;
    use latarnia_core::store::meta;
    use serde_json::{Value, json};

    use super::*;
    use crate::app::Parts;
    use crate::biometric::{Biometrics, Refusal};
    use crate::command::settings::Language;
    use crate::keystore::{open, random, seal};
    use crate::testing::{Desk, NOW};

    const PIN: &str = "246810";

    /// A reader that is told what the next finger is, with a key for each vault.
    struct Reader {
        next: Mutex<Result<(), Refusal>>,
        keys: Mutex<BTreeMap<u32, [u8; 32]>>,
    }

    impl Reader {
        fn expect(&self, next: Result<(), Refusal>) {
            if next == Err(Refusal::Changed) {
                self.keys.lock().expect("no panic").clear();
            }
            *self.next.lock().expect("no panic") = next;
        }

        fn touched(&self) -> Result<(), Refusal> {
            self.next.lock().expect("no panic").clone()
        }

        fn has_keys(&self) -> bool {
            !self.keys.lock().expect("no panic").is_empty()
        }
    }

    impl Biometrics for Reader {
        fn readiness(&self) -> Readiness {
            Readiness::Ready
        }

        fn wrap(&self, vault: u32, secret: &[u8], _: Language) -> Result<Vec<u8>, Refusal> {
            self.touched()?;
            let key = random();
            self.keys.lock().expect("no panic").insert(vault, key);
            Ok(seal(&key, secret).expect("sealed"))
        }

        fn unwrap(&self, vault: u32, wrapped: &[u8], _: Language) -> Result<Vec<u8>, Refusal> {
            self.touched()?;
            let key = self.keys.lock().expect("no panic").get(&vault).copied();
            key.and_then(|key| open(&key, wrapped)).ok_or(Refusal::Changed)
        }

        fn forget(&self, vault: u32) -> Result<(), CallError> {
            let broken = self.touched() == Err(Refusal::Failed("broken".into()));
            if broken {
                return Err(CallError::new(Code::Internal, "broken"));
            }
            self.keys.lock().expect("no panic").remove(&vault);
            Ok(())
        }
    }

    struct Phone {
        desk: Desk,
        reader: Arc<Reader>,
        clock: Arc<FixedClock>,
    }

    /// A phone with a reader, opened by the PIN.
    fn phone() -> Phone {
        let reader = Arc::new(Reader { next: Mutex::new(Ok(())), keys: Mutex::default() });
        let clock = Arc::new(FixedClock::at(NOW));
        let desk =
            Desk::open_with(|parts| Parts { biometrics: reader.clone(), clock: clock.clone(), ..parts });
        Phone { desk, reader, clock }
    }

    /// The same with the finger switched on, locked.
    fn locked() -> Phone {
        let phone = phone();
        phone.desk.call("finger.switch_on", json!({ "pin": PIN }));
        phone.desk.app.lock();
        phone
    }

    impl Phone {
        fn state(&self) -> Value {
            self.desk.call("session.show", json!({}))["vaults"][0]["finger"].clone()
        }

        fn offer(&self) -> Value {
            self.desk.call("finger.show", json!({}))
        }

        fn touch(&self) -> Result<Value, Code> {
            let opened = self.desk.try_call("session.unlock_by_finger", json!({}));
            opened.map(|session| session["state"].clone()).map_err(|error| error.code)
        }

        fn type_pin(&self) {
            self.desk.call("session.unlock", json!({ "pin": PIN }));
        }

        fn second_key_lies_there(&self) -> bool {
            self.desk.app.inner.slots.chosen(None).expect("a vault").second_key().path.exists()
        }
    }

    #[test]
    fn a_finger_opens_the_vault_once_it_was_switched_on_with_the_pin() {
        let phone = phone();
        assert_eq!(phone.offer(), "off");
        let refused =
            phone.desk.try_call("finger.switch_on", json!({ "pin": "111111" })).expect_err("refused");
        assert_eq!(refused.code, Code::WrongPin);
        assert_eq!(phone.offer(), "off");
        assert_eq!(phone.desk.call("finger.switch_on", json!({ "pin": PIN })), "on");
        phone.desk.app.lock();
        assert_eq!(phone.state(), "ready");
        assert_eq!(phone.touch(), Ok(json!("open")));
        phone.desk.app.lock();
        phone.type_pin();
        assert_eq!(phone.offer(), "on", "the PIN opens as before");
    }

    #[test]
    fn wrong_pins_at_the_switch_are_counted_as_on_the_lock() {
        let phone = phone();
        for _ in 0..5 {
            let refused = phone.desk.try_call("finger.switch_on", json!({ "pin": "111111" }));
            assert_eq!(refused.expect_err("refused").code, Code::WrongPin);
        }
        let refused = phone.desk.try_call("finger.switch_on", json!({ "pin": PIN })).expect_err("waits");
        assert_eq!(refused.code, Code::PinThrottled);
    }

    #[test]
    fn after_too_many_strange_fingers_only_the_pin_opens_until_it_was_given() {
        let phone = locked();
        phone.reader.expect(Err(Refusal::Cancelled));
        assert_eq!(phone.touch(), Err(Code::BiometricCancelled));
        assert_eq!(phone.state(), "ready", "nobody touched it");
        phone.reader.expect(Err(Refusal::Exhausted));
        assert_eq!(phone.touch(), Err(Code::BiometricClosed));
        phone.reader.expect(Ok(()));
        assert_eq!(phone.state(), "exhausted");
        assert_eq!(phone.touch(), Err(Code::BiometricClosed), "not even the right one");
        phone.type_pin();
        phone.desk.app.lock();
        assert_eq!(phone.touch(), Ok(json!("open")));
    }

    #[test]
    fn a_finger_enrolled_later_opens_nothing_and_the_lock_says_why() {
        let phone = locked();
        phone.reader.expect(Err(Refusal::Changed));
        assert_eq!(phone.touch(), Err(Code::BiometricClosed));
        phone.reader.expect(Ok(()));
        assert_eq!(phone.state(), "changed");
        assert_eq!(phone.touch(), Err(Code::BiometricClosed));
        phone.type_pin();
        assert_eq!(phone.offer(), "off", "to be switched on anew");
        assert!(!phone.second_key_lies_there());
    }

    #[test]
    fn a_reader_that_breaks_keeps_nobody_out() {
        let phone = locked();
        phone.reader.expect(Err(Refusal::Changed));
        assert_eq!(phone.touch(), Err(Code::BiometricClosed));
        phone.reader.expect(Err(Refusal::Failed("broken".into())));
        phone.type_pin();
        assert_eq!(phone.offer(), "off");
    }

    #[test]
    fn once_a_week_only_the_pin_opens() {
        let phone = locked();
        phone.clock.advance(7 * Millis::DAY - 1);
        assert_eq!(phone.touch(), Ok(json!("open")));
        phone.desk.app.lock();
        phone.clock.advance(1);
        assert_eq!((phone.state(), phone.touch()), (json!("pin_due"), Err(Code::BiometricClosed)));
        phone.clock.advance(-8 * Millis::DAY);
        assert_eq!(phone.state(), "pin_due", "a clock set back says nothing");
        phone.clock.advance(8 * Millis::DAY);
        phone.type_pin();
        phone.desk.app.lock();
        assert_eq!(phone.touch(), Ok(json!("open")));
    }

    #[test]
    fn switched_off_nothing_of_it_is_left() {
        let phone = locked();
        phone.type_pin();
        assert!(phone.reader.has_keys() && phone.second_key_lies_there());
        assert_eq!(phone.desk.call("finger.switch_off", json!({})), "off");
        assert!(!phone.reader.has_keys() && !phone.second_key_lies_there());
        phone.desk.app.lock();
        assert_eq!((phone.state(), phone.touch()), (json!("off"), Err(Code::BiometricClosed)));
    }

    #[test]
    fn on_a_phone_with_two_workers_a_finger_opens_nobodys_vault() {
        let phone = locked();
        let slots = &phone.desk.app.inner.slots;
        let second = slots.free().expect("free");
        drop(second.vault.create("135790", second.keystore()).expect("a second vault"));
        phone.desk.app.close_fingers_but(second.number);
        assert_eq!((phone.state(), phone.touch()), (json!("shared"), Err(Code::BiometricClosed)));
        assert!(!phone.reader.has_keys());
        phone.type_pin();
        assert_eq!(phone.offer(), "shared");
        let refused = phone.desk.try_call("finger.switch_on", json!({ "pin": PIN })).expect_err("refused");
        assert_eq!(refused.code, Code::BiometricClosed);
    }

    #[test]
    fn one_vaults_copy_opens_no_other() {
        let phone = locked();
        let slots = &phone.desk.app.inner.slots;
        let (first, second) = (slots.chosen(None).expect("the first"), slots.free().expect("free"));
        drop(second.vault.create("135790", second.keystore()).expect("a second vault"));
        std::fs::copy(first.second_key().path, second.second_key().path).expect("copied");
        let refused = second.second_key().open(Language::Pl, NOW).expect_err("another vault's");
        assert_eq!(refused.code, Code::BiometricClosed);
        let key = first.second_key().open(Language::Pl, NOW).expect("the own copy opens");
        assert!(first.vault.open_with(&key).is_ok());
        let refused = second.vault.open_with(&key).err().expect("one vault's key opens no other");
        assert_eq!(refused.code, Code::DatabaseDamaged);
    }

    #[test]
    fn a_lease_that_is_over_is_asked_for_of_a_finger_as_well() {
        let phone = phone();
        let past = NOW.plus(-10 * Millis::DAY);
        let written = phone.desk.app.with_open(|vault| {
            vault.store.write(|db| {
                meta::set(db, "lease_days", "3")?;
                meta::set(db, "last_sync", &past.0.to_string())
            })?;
            Ok(())
        });
        written.expect("written");
        phone.desk.call("finger.switch_on", json!({ "pin": PIN }));
        phone.desk.app.lock();
        assert_eq!(phone.touch(), Err(Code::LeaseOver), "no server answers here");
    }

    #[test]
    fn a_vault_sealed_anew_or_destroyed_keeps_no_copy() {
        let phone = locked();
        let slots = &phone.desk.app.inner.slots;
        let slot = slots.chosen(None).expect("the vault");
        let copy = slot.second_key().path;
        slots.destroy(&slot).expect("destroyed");
        assert!(!copy.exists() && !phone.reader.has_keys());
        std::fs::write(&copy, "{}").expect("left over");
        drop(slot.vault.create(PIN, slot.keystore()).expect("a new vault"));
        assert!(!copy.exists(), "another seal, another copy");
    }
}
