//! What was kept aside is let in: somebody with the rights to it says so, and the server writes an operation of its own
//! that says the same, in the same worker's name, and stands for it from then on.

use std::collections::BTreeMap;

use serde_json::Value;

use super::accept::{Judged, Push, judge};
use crate::access::Principal;
use crate::error::{Error, Result};
use crate::id::RecordId;
use crate::op::{OpId, parse};
use crate::store::log::{self, Entry, Verdict};
use crate::store::pen::Pen;

/// Lets an operation in by the rights of `leader`, and before it what else of its record the same device wrote earlier and
/// is kept aside. Tells the kind and the record. What the writer said to have seen and was let in is seen as it is now.
///
/// # Errors
/// [`Error::Refused`]: `not_aside`, or the reason for which it stays aside. Nothing was written then, if the caller's
/// transaction is given up.
pub fn let_in(pen: &Pen<'_>, id: OpId, leader: &Principal) -> Result<(String, RecordId)> {
    let is_aside = log::verdict_of(pen.db, id)?.as_ref().is_some_and(waits);
    let raw = log::raw_of(pen.db, id)?.filter(|_| is_aside).ok_or_else(|| refused("not_aside"))?;
    let Ok(op) = parse(&raw) else { return Err(refused("malformed")) };
    let mut all = log::of_record_all(pen.db, op.record)?;
    all.sort_by_key(|entry| entry.id.seq);
    let mut known: BTreeMap<String, String> = stood_for(&all);
    let earlier = |entry: &&Entry| entry.id.device == id.device && entry.id.seq <= id.seq;
    for entry in all.iter().filter(earlier).filter(|entry| waits(&entry.verdict)) {
        let new = let_one_in(pen, entry, leader, &known)?;
        known.insert(entry.id.to_string(), new.to_string());
    }
    Ok((op.kind, op.record))
}

fn waits(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Quarantined(_)) && !verdict.is_settled()
}

fn refused(code: &str) -> Error {
    Error::Refused { code: code.to_owned() }
}

/// What was let in of a record, each with what stands for it.
fn stood_for(all: &[Entry]) -> BTreeMap<String, String> {
    all.iter().filter_map(|entry| Some((entry.op.stands_for?.to_string(), entry.id.to_string()))).collect()
}

fn let_one_in(
    pen: &Pen<'_>,
    entry: &Entry,
    leader: &Principal,
    known: &BTreeMap<String, String>,
) -> Result<OpId> {
    if entry.verdict.reason() == Some("written_as_someone_else") {
        return Err(refused("written_as_someone_else"));
    }
    // The notes stay those of who wrote them; the rights are of who lets them in.
    let writer = Principal { worker: entry.op.author, ..leader.clone() };
    let push = Push {
        device: entry.id.device,
        writer: &writer,
        first: entry.id.seq,
        ops: Vec::new(),
        erased: 0,
        tip: None,
        clock_error: 0,
        now: pen.now,
    };
    match judge(pen.db, &push, &entry.raw)? {
        Judged::Fit(_, rest) => {
            let mut raw: Value = serde_json::from_str(rest.as_deref().unwrap_or(&entry.raw))?;
            if let Some(body) = raw.get_mut("body") {
                rename(body, known);
            }
            pen.stand_for(entry.id, raw)
        }
        Judged::Nothing(reason) => Err(refused(reason)),
        Judged::Unfit(reason) => Err(refused(&reason)),
    }
}

/// Operations are named in `saw` alone, and nothing else has the form of their names.
fn rename(value: &mut Value, known: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(new) = known.get(text) {
                text.clone_from(new);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, known)),
        Value::Object(members) => members.values_mut().for_each(|member| rename(member, known)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
