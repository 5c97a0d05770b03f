//! What is left of an operation when its content is taken out.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Change, Op};
use crate::clock::Hlc;

/// The act of an operation that has no content any more.
const BLANK: &str = "blank";

/// The bytes of a stub: who it is about and who wrote it, but not what. When, only its place in the log tells.
pub fn blank(op: &Op) -> String {
    let change = Change::Unknown { name: BLANK.to_owned() };
    Op { at: Hlc::ZERO, wall: None, change, ..op.clone() }.to_raw()
}

/// Is it a stub?
pub fn is_blank(op: &Op) -> bool {
    matches!(&op.change, Change::Unknown { name } if name == BLANK)
}

/// The bytes of an operation without some fields of its form; `None` if it has none of them.
pub fn without_fields(raw: &str, fields: &BTreeSet<String>) -> Option<String> {
    let mut op: Value = serde_json::from_str(raw).ok()?;
    let body = op.get_mut("body")?;
    // The form stands in the body itself, or in one of its members.
    let mut found = remove(body, fields);
    for member in ["form", "set"] {
        found |= body.get_mut(member).is_some_and(|form| remove(form, fields));
    }
    found.then(|| op.to_string())
}

/// The bytes of an operation that sets fields, with nothing as the value of some; `None` if they have none.
pub fn without_values(raw: &str, fields: &BTreeSet<String>) -> Option<String> {
    let mut op: Value = serde_json::from_str(raw).ok()?;
    let set = op.get_mut("body")?.get_mut("set")?.as_object_mut()?;
    let mut found = false;
    for (_, value) in set.iter_mut().filter(|(name, value)| fields.contains(*name) && !value.is_null()) {
        *value = Value::Null;
        found = true;
    }
    found.then(|| op.to_string())
}

/// Is `rest` what [`without_values`] left of `raw`, whichever values it took out?
pub fn is_without_values(raw: &str, rest: &str) -> bool {
    let nothing = || -> Option<BTreeSet<String>> {
        let op: Value = serde_json::from_str(rest).ok()?;
        let set = op.get("body")?.get("set")?.as_object()?;
        Some(set.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name.clone()).collect())
    };
    nothing().is_some_and(|fields| without_values(raw, &fields).as_deref() == Some(rest))
}

fn remove(form: &mut Value, fields: &BTreeSet<String>) -> bool {
    let Some(form) = form.as_object_mut() else { return false };
    let before = form.len();
    form.retain(|name, _| !fields.contains(name));
    form.len() < before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::parse;

    #[test]
    fn a_field_goes_wherever_an_operation_may_carry_it() {
        let fields = BTreeSet::from(["note".to_owned()]);
        for body in
            [r#"{"note":"x","at":1}"#, r#"{"form":{"note":"x","at":1},"saw":[]}"#, r#"{"set":{"note":"x"}}"#]
        {
            let raw = format!(r#"{{"do":"event","body":{body}}}"#);
            let left = without_fields(&raw, &fields).expect("it had the field");
            assert!(!left.contains("note"), "{left}");
            assert_eq!(without_fields(&left, &fields), None);
        }
    }

    #[test]
    fn a_stub_tells_neither_what_nor_when() {
        let raw = r#"{"at":"019f000000000000","by":"01010101-0101-0101-0101-010101010101",
            "rec":"02020202-0202-0202-0202-020202020202","kind":"contact","scope":"org","v":1,
            "do":"event","body":{"note":"spod zegara"}}"#;
        let stub = blank(&parse(raw).expect("operation"));
        assert!(is_blank(&parse(&stub).expect("a stub is an operation")));
        assert!(!stub.contains("zegara") && !stub.contains("019f"), "{stub}");
    }
}
