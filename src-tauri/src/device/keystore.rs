//! The vault's key is wrapped by one that never leaves the phone's hardware.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latarnia_field::keystore::Keystore;
use latarnia_field::{CallError, Code};
use serde_json::{Value, json};

use super::{Refusal, System};

/// The keystore of the phone's system.
pub struct HardwareKeystore(Arc<dyn System>);

impl HardwareKeystore {
    pub fn of(system: Arc<dyn System>) -> Self {
        Self(system)
    }
}

impl Keystore for HardwareKeystore {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, CallError> {
        bytes_of(self.0.ask("wrap", in_text(secret)))
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, CallError> {
        bytes_of(self.0.ask("unwrap", in_text(wrapped)))
    }

    fn destroy(&self) -> Result<(), CallError> {
        self.0.ask("destroy", json!({})).map(drop).map_err(failed)
    }
}

fn in_text(bytes: &[u8]) -> Value {
    json!({ "bytes": STANDARD.encode(bytes) })
}

fn bytes_of(answer: Result<Value, Refusal>) -> Result<Vec<u8>, CallError> {
    let answer = answer.map_err(failed)?;
    let text = answer.get("bytes").and_then(Value::as_str).unwrap_or_default();
    match STANDARD.decode(text) {
        Ok(bytes) if !bytes.is_empty() => Ok(bytes),
        _ => Err(failed(Refusal::Failed("no bytes came back".into()))),
    }
}

fn failed(refusal: Refusal) -> CallError {
    let code = match refusal {
        Refusal::OtherKey => Code::DatabaseDamaged,
        _ => Code::Internal,
    };
    CallError::new(code, format!("the keystore: {refusal}"))
}

#[cfg(test)]
mod tests {
    use super::super::recorded::Recorded;
    use super::*;

    #[test]
    fn a_secret_goes_to_the_hardware_and_comes_back_wrapped() {
        let system = Recorded::answering(Ok(json!({ "bytes": "AQID" })));
        let keystore = HardwareKeystore::of(system.clone());
        assert_eq!(keystore.wrap(b"\xff\x00secret").expect("wrapped"), [1, 2, 3]);
        assert_eq!(keystore.unwrap(&[1, 2, 3]).expect("unwrapped"), [1, 2, 3]);
        keystore.destroy().expect("destroyed");
        let asked = [
            ("wrap", json!({ "bytes": "/wBzZWNyZXQ=" })),
            ("unwrap", json!({ "bytes": "AQID" })),
            ("destroy", json!({})),
        ];
        assert_eq!(system.asked(), asked);
    }

    #[test]
    fn another_phones_vault_is_told_apart_from_hardware_that_fails() {
        for (refusal, code) in
            [(Refusal::OtherKey, Code::DatabaseDamaged), (Refusal::Failed("busy".into()), Code::Internal)]
        {
            let keystore = HardwareKeystore::of(Recorded::answering(Err(refusal)));
            assert_eq!(keystore.unwrap(b"x").expect_err("refused").code, code);
            assert_eq!(keystore.destroy().expect_err("a key that stays is no destroyed key").code, code);
        }
    }

    #[test]
    fn an_answer_without_bytes_wraps_nothing() {
        for answer in
            [json!(null), json!({}), json!({ "bytes": "" }), json!({ "bytes": "?" }), json!({ "bytes": 3 })]
        {
            let keystore = HardwareKeystore::of(Recorded::answering(Ok(answer.clone())));
            assert_eq!(keystore.wrap(b"x").expect_err("refused").code, Code::Internal, "{answer}");
        }
    }
}
