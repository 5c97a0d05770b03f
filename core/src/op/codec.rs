//! The bytes of an operation: one JSON object. What is received is kept; this only reads and writes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Change, Op, OpId, Removed, Scope};
use crate::clock::{Hlc, Millis};
use crate::error::{Error, Result};
use crate::id::{PersonId, RecordId, WorkerId};
use crate::record::Form;

/// The newest schema of operations this version writes. A larger number comes from a newer version.
pub const SCHEMA: u32 = 1;

/// The envelope. Keys are short because there is one per operation on the wire.
#[derive(Serialize, Deserialize)]
struct Wire {
    at: Hlc,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wall: Option<Millis>,
    by: WorkerId,
    rec: RecordId,
    kind: String,
    scope: Scope,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subj: Option<PersonId>,
    #[serde(rename = "for", default, skip_serializing_if = "Option::is_none")]
    stands_for: Option<OpId>,
    v: u32,
    #[serde(rename = "do")]
    act: String,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    body: Value,
}

#[derive(Serialize, Deserialize)]
struct AmendBody {
    form: Form,
    saw: Vec<OpId>,
}

#[derive(Serialize, Deserialize)]
struct VoidBody {
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct LinkBody {
    other: RecordId,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    saw: Vec<OpId>,
}

#[derive(Serialize, Deserialize)]
struct MoveBody {
    scope: Scope,
}

#[derive(Default, Serialize, Deserialize)]
struct EraseBody {
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    fields: BTreeSet<String>,
}

#[derive(Serialize, Deserialize)]
struct SetBody {
    set: Form,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    saw: BTreeMap<String, Vec<OpId>>,
}

/// Reads the bytes of an operation. Members and kinds this version does not know are no error.
///
/// # Errors
/// [`Error::MalformedOp`] names what is wrong and where.
pub fn parse(raw: &str) -> Result<Op> {
    let wire: Wire = serde_json::from_str(raw).map_err(|error| Error::MalformedOp(error.to_string()))?;
    let change = read_change(&wire.act, wire.body)
        .map_err(|error| Error::MalformedOp(format!("body of {:?}: {error}", wire.act)))?;
    Ok(Op {
        at: wire.at,
        wall: wire.wall,
        author: wire.by,
        record: wire.rec,
        kind: wire.kind,
        scope: wire.scope,
        subject: wire.subj,
        stands_for: wire.stands_for,
        schema: wire.v,
        change,
    })
}

fn read_change(act: &str, body: Value) -> serde_json::Result<Change> {
    Ok(match act {
        "event" => match body {
            Value::Object(form) => Change::Event { form },
            other => Change::Event { form: serde_json::from_value(other)? },
        },
        "amend" => {
            let AmendBody { form, saw } = serde_json::from_value(body)?;
            Change::Amend { form, saw }
        }
        "void" => {
            let VoidBody { reason } = serde_json::from_value(body)?;
            Change::Void { reason }
        }
        "set" => {
            let SetBody { set, saw } = serde_json::from_value(body)?;
            Change::Set { fields: set, saw }
        }
        "add" => Change::Add { items: serde_json::from_value(body)? },
        "remove" => Change::Remove { items: serde_json::from_value(body)? },
        "link" => Change::Link { other: serde_json::from_value::<LinkBody>(body)?.other },
        "unlink" => {
            let LinkBody { other, saw } = serde_json::from_value(body)?;
            Change::Unlink { other, saw }
        }
        "move" => Change::Move { scope: serde_json::from_value::<MoveBody>(body)?.scope },
        "erase" => Change::Erase { fields: serde_json::from_value::<EraseBody>(body)?.fields },
        name => Change::Unknown { name: name.to_owned() },
    })
}

impl Op {
    /// The bytes of this operation, as they will be kept and sent.
    pub fn to_raw(&self) -> String {
        let (act, body) = write_change(&self.change);
        let wire = Wire {
            at: self.at,
            wall: self.wall,
            by: self.author,
            rec: self.record,
            kind: self.kind.clone(),
            scope: self.scope,
            subj: self.subject,
            stands_for: self.stands_for,
            v: self.schema,
            act: act.to_owned(),
            body,
        };
        serde_json::to_string(&wire).expect("an operation is plain JSON")
    }
}

fn write_change(change: &Change) -> (&str, Value) {
    let json = |value: serde_json::Result<Value>| value.expect("an operation's body is plain JSON");
    match change {
        Change::Event { form } => ("event", Value::Object(form.clone())),
        Change::Amend { form, saw } => {
            let body = AmendBody { form: form.clone(), saw: saw.clone() };
            ("amend", json(serde_json::to_value(body)))
        }
        Change::Void { reason } => ("void", json(serde_json::to_value(VoidBody { reason: reason.clone() }))),
        Change::Set { fields, saw } => {
            let body = SetBody { set: fields.clone(), saw: saw.clone() };
            ("set", json(serde_json::to_value(body)))
        }
        Change::Add { items } => ("add", json(serde_json::to_value(items))),
        Change::Remove { items } => {
            ("remove", json(serde_json::to_value::<&BTreeMap<String, Vec<Removed>>>(items)))
        }
        Change::Link { other } => {
            ("link", json(serde_json::to_value(LinkBody { other: *other, saw: Vec::new() })))
        }
        Change::Unlink { other, saw } => {
            ("unlink", json(serde_json::to_value(LinkBody { other: *other, saw: saw.clone() })))
        }
        Change::Move { scope } => ("move", json(serde_json::to_value(MoveBody { scope: *scope }))),
        Change::Erase { fields } => {
            ("erase", json(serde_json::to_value(EraseBody { fields: fields.clone() })))
        }
        Change::Unknown { name } => (name, Value::Object(Map::new())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_operation_reads_back_as_it_was_written() {
        let op = Op {
            at: Hlc::from_column(7 << 16),
            wall: Some(Millis(3)),
            author: WorkerId::from([1; 16]),
            record: RecordId::from([2; 16]),
            kind: "person".into(),
            scope: Scope::Area([3; 16].into()),
            subject: Some(PersonId::from([2; 16])),
            stands_for: Some(OpId { device: [8; 16].into(), seq: 3 }),
            schema: SCHEMA,
            change: Change::Set {
                fields: json!({"phone": "600 000 000"}).as_object().expect("object").clone(),
                saw: BTreeMap::from([("phone".into(), vec![OpId { device: [9; 16].into(), seq: 4 }])]),
            },
        };
        assert_eq!(parse(&op.to_raw()).expect("own bytes"), op);
    }

    #[test]
    fn an_act_of_a_newer_version_is_no_error() {
        let raw = r#"{"at":"0000000000070000","by":"01010101-0101-0101-0101-010101010101",
            "rec":"02020202-0202-0202-0202-020202020202","kind":"drone_flight","scope":"org","v":9,
            "do":"teleport","body":[1,2,3],"extra":true}"#;
        let op = parse(raw).expect("readable");
        assert_eq!(op.known_kind(), None);
        assert_eq!(op.change, Change::Unknown { name: "teleport".into() });
    }

    #[test]
    fn bytes_that_are_no_operation_are_refused_in_words() {
        for wrong in ["", "[]", "{}", r#"{"at":"zz"}"#, "null"] {
            assert!(matches!(parse(wrong), Err(Error::MalformedOp(_))), "{wrong}");
        }
    }
}
