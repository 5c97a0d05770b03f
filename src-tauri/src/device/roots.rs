//! Whom the system trusts to vouch for a server.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latarnia_field::{CallError, Code};
use serde_json::{Value, json};

use super::System;

/// Certificates in DER. One that cannot be read makes the whole answer worthless.
pub fn of(system: &dyn System) -> Result<Vec<Vec<u8>>, CallError> {
    let failed =
        |why: String| CallError::new(Code::Internal, format!("the authorities of the system: {why}"));
    let answer = system.ask("roots", json!({})).map_err(|refusal| failed(refusal.to_string()))?;
    let roots = answer.get("roots").and_then(Value::as_array).ok_or_else(|| failed("not a list".into()))?;
    let read = |root: &Value| STANDARD.decode(root.as_str().unwrap_or("?"));
    roots.iter().map(|root| read(root).map_err(|error| failed(error.to_string()))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::recorded::Recorded;
    use super::*;

    #[test]
    fn the_systems_certificates_arrive_whole_or_not_at_all() {
        let roots = |answer| of(&*Recorded::answering(Ok(answer)));
        assert_eq!(roots(json!({ "roots": ["AQ==", "AgM="] })).expect("read"), [vec![1], vec![2, 3]]);
        for broken in [json!(null), json!({ "roots": "AQ==" }), json!({ "roots": ["AQ==", 7] })] {
            assert_eq!(roots(broken.clone()).expect_err("refused").code, Code::Internal, "{broken}");
        }
    }
}
