//! What was replaced or taken back is not shown again. The merge is written here a second time, naively
//! and over the whole log, so that the two can be compared.

use std::collections::{BTreeMap, BTreeSet};

use latarnia_core::clock::Hlc;
use latarnia_core::id::RecordId;
use latarnia_core::op::{Change, Op, OpId, parse};
use latarnia_core::record::Form;
use latarnia_core::store::registry;
use rusqlite::Connection;
use serde_json::Value;

use super::Findings;
use crate::sim::harm::Harm;
use crate::sim::world::World;

/// One accepted operation of the server's log.
struct Line {
    id: OpId,
    at: Hlc,
    op: Op,
}

/// Every document of the server says what the log says, by the rule: who names a write replaces it, and
/// of the others the newest counts.
pub fn judge(world: &World) -> Findings {
    let db = world.server.disk.store().db();
    let mut records: BTreeMap<RecordId, Vec<Line>> = BTreeMap::new();
    for line in log(db) {
        records.entry(line.op.record).or_default().push(line);
    }
    let mut found = Findings::new();
    for (record, lines) in &records {
        let Some(row) = registry::row(db, *record).expect("a store can be read") else { continue };
        let expected = document(lines);
        if row.doc != expected {
            let what = format!("{record:?} shows {:?}, and by its log it is {expected:?}", row.doc);
            found.push((Harm::Resurrected, what));
        }
    }
    found
}

fn log(db: &Connection) -> Vec<Line> {
    let select = "select device, seq, effective, raw from op where verdict = 1 and number is not null";
    let mut select = db.prepare(select).expect("the log has these columns");
    let rows = select.query_map([], |row| {
        let id = OpId {
            device: row.get::<_, [u8; 16]>(0)?.into(),
            seq: u64::try_from(row.get::<_, i64>(1)?).unwrap_or_default(),
        };
        Ok((id, Hlc::from_column(row.get(2)?), row.get::<_, String>(3)?))
    });
    let rows: Vec<_> = rows.and_then(Iterator::collect).expect("a store can be read");
    rows.into_iter().filter_map(|(id, at, raw)| Some(Line { id, at, op: parse(&raw).ok()? })).collect()
}

/// A write of something: of the form, of a field, or of an element of a set.
type Slot = (String, String);

fn document(lines: &[Line]) -> Form {
    let mut replaced: BTreeSet<(Slot, OpId)> = BTreeSet::new();
    let mut writes: BTreeMap<Slot, Vec<(Hlc, OpId, Value)>> = BTreeMap::new();
    for line in lines {
        for (slot, value, saw) in changes(&line.op) {
            replaced.extend(saw.into_iter().map(|id| (slot.clone(), id)));
            if let Some(value) = value {
                writes.entry(slot).or_default().push((line.at, line.id, value));
            }
        }
    }
    let mut document = Form::new();
    for (slot, all) in writes {
        let left = all.into_iter().filter(|(_, id, _)| !replaced.contains(&(slot.clone(), *id)));
        if let Some((_, _, value)) = left.max_by_key(|(at, id, _)| (*at, *id)) {
            put(&mut document, slot, value);
        }
    }
    document
}

/// What an operation writes where, and what it says it replaces there.
fn changes(op: &Op) -> Vec<(Slot, Option<Value>, Vec<OpId>)> {
    let slot = |what: &str, which: String| (what.to_owned(), which);
    match &op.change {
        Change::Event { form } => vec![(slot("", "form".into()), Some(Value::Object(form.clone())), vec![])],
        Change::Amend { form, saw } => {
            vec![(slot("", "form".into()), Some(Value::Object(form.clone())), saw.clone())]
        }
        Change::Set { fields, saw } => {
            let one = |(name, value): (&String, &Value)| {
                (slot("field", name.clone()), Some(value.clone()), saw.get(name).cloned().unwrap_or_default())
            };
            fields.iter().map(one).collect()
        }
        Change::Add { items } => each(items, |value| (value.to_string(), Some(value.clone()), vec![])),
        Change::Remove { items } => each(items, |gone| (gone.value.to_string(), None, gone.saw.clone())),
        _ => Vec::new(),
    }
}

fn each<T>(
    items: &BTreeMap<String, Vec<T>>,
    change: impl Fn(&T) -> (String, Option<Value>, Vec<OpId>),
) -> Vec<(Slot, Option<Value>, Vec<OpId>)> {
    let mut all = Vec::new();
    for (set, values) in items {
        for value in values {
            let (element, value, saw) = change(value);
            all.push(((format!("set {set}"), element), value, saw));
        }
    }
    all
}

fn put(document: &mut Form, (what, which): Slot, value: Value) {
    match (what.strip_prefix("set "), value) {
        (Some(set), value) => {
            let elements = document.entry(set).or_insert_with(|| Value::Array(Vec::new()));
            elements.as_array_mut().expect("a set is no field").push(value);
        }
        (None, Value::Object(form)) if which == "form" => document.extend(form),
        (None, Value::Null) => {}
        (None, value) => {
            document.insert(which, value);
        }
    }
}
