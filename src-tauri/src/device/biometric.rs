//! A second copy of the vault's key is wrapped by one that asks the system for a finger or a face.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latarnia_field::biometric::{self, Biometrics, Readiness};
use latarnia_field::command::settings::Language;
use latarnia_field::{CallError, Code};
use serde_json::{Value, json};

use super::{Refusal, System};

/// The readers of the phone and the keys behind them.
pub struct HardwareBiometrics(Arc<dyn System>);

impl HardwareBiometrics {
    pub fn of(system: Arc<dyn System>) -> Self {
        Self(system)
    }
}

impl Biometrics for HardwareBiometrics {
    fn readiness(&self) -> Readiness {
        let answer = self.0.ask("lookAtFinger", json!({}));
        match answer.as_ref().ok().and_then(|answer| answer.get("readiness")).and_then(Value::as_str) {
            Some("ready") => Readiness::Ready,
            Some("nobody_enrolled") => Readiness::NobodyEnrolled,
            _ => Readiness::Absent,
        }
    }

    fn wrap(&self, vault: u32, secret: &[u8], language: Language) -> Result<Vec<u8>, biometric::Refusal> {
        bytes_of(self.0.ask("wrapByFinger", about(vault, secret, language)))
    }

    fn unwrap(&self, vault: u32, wrapped: &[u8], language: Language) -> Result<Vec<u8>, biometric::Refusal> {
        bytes_of(self.0.ask("unwrapByFinger", about(vault, wrapped, language)))
    }

    fn forget(&self, vault: u32) -> Result<(), CallError> {
        let failed = |refusal| CallError::new(Code::Internal, format!("the key of the finger: {refusal}"));
        self.0.ask("forgetFinger", json!({ "vault": vault })).map(drop).map_err(failed)
    }
}

fn about(vault: u32, bytes: &[u8], language: Language) -> Value {
    json!({ "vault": vault, "bytes": STANDARD.encode(bytes), "language": language })
}

fn bytes_of(answer: Result<Value, Refusal>) -> Result<Vec<u8>, biometric::Refusal> {
    let answer = answer.map_err(reason)?;
    let text = answer.get("bytes").and_then(Value::as_str).unwrap_or_default();
    match STANDARD.decode(text) {
        Ok(bytes) if !bytes.is_empty() => Ok(bytes),
        _ => Err(biometric::Refusal::Failed("no bytes came back".into())),
    }
}

fn reason(refusal: Refusal) -> biometric::Refusal {
    match refusal {
        Refusal::Cancelled => biometric::Refusal::Cancelled,
        Refusal::Exhausted => biometric::Refusal::Exhausted,
        Refusal::Changed | Refusal::OtherKey => biometric::Refusal::Changed,
        Refusal::Failed(why) => biometric::Refusal::Failed(why),
    }
}

#[cfg(test)]
mod tests {
    use super::super::recorded::Recorded;
    use super::*;

    #[test]
    fn the_copy_goes_to_the_key_of_its_vault_and_back() {
        let system = Recorded::answering(Ok(json!({ "bytes": "AQID" })));
        let finger = HardwareBiometrics::of(system.clone());
        assert_eq!(finger.wrap(2, b"\xff\x00secret", Language::Uk).expect("wrapped"), [1, 2, 3]);
        assert_eq!(finger.unwrap(2, &[1, 2, 3], Language::Pl).expect("unwrapped"), [1, 2, 3]);
        finger.forget(2).expect("forgotten");
        let asked = [
            ("wrapByFinger", json!({ "vault": 2, "bytes": "/wBzZWNyZXQ=", "language": "uk" })),
            ("unwrapByFinger", json!({ "vault": 2, "bytes": "AQID", "language": "pl" })),
            ("forgetFinger", json!({ "vault": 2 })),
        ];
        assert_eq!(system.asked(), asked);
    }

    #[test]
    fn what_the_system_says_is_told_apart() {
        let failed = || Refusal::Failed("busy".into());
        for (refusal, expected) in [
            (Refusal::Cancelled, biometric::Refusal::Cancelled),
            (Refusal::Exhausted, biometric::Refusal::Exhausted),
            (Refusal::Changed, biometric::Refusal::Changed),
            (Refusal::OtherKey, biometric::Refusal::Changed),
            (failed(), biometric::Refusal::Failed("busy".into())),
        ] {
            let finger = HardwareBiometrics::of(Recorded::answering(Err(refusal)));
            assert_eq!(finger.unwrap(1, b"x", Language::Pl), Err(expected));
        }
        let stays = HardwareBiometrics::of(Recorded::answering(Err(failed()))).forget(1);
        assert_eq!(stays.expect_err("a key that stays is no forgotten key").code, Code::Internal);
    }

    #[test]
    fn only_a_reader_that_says_so_is_ready() {
        for (answer, expected) in [
            (Ok(json!({ "readiness": "ready" })), Readiness::Ready),
            (Ok(json!({ "readiness": "nobody_enrolled" })), Readiness::NobodyEnrolled),
            (Ok(json!({ "readiness": "absent" })), Readiness::Absent),
            (Ok(json!(null)), Readiness::Absent),
            (Err(Refusal::Failed("busy".into())), Readiness::Absent),
        ] {
            assert_eq!(HardwareBiometrics::of(Recorded::answering(answer)).readiness(), expected);
        }
        let nothing = HardwareBiometrics::of(Recorded::answering(Ok(json!({ "bytes": "" }))));
        assert!(matches!(nothing.unwrap(1, b"x", Language::Pl), Err(biometric::Refusal::Failed(_))));
    }
}
