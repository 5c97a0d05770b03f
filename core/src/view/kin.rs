//! Records that are one and the same person or site, read as one.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Look;
use crate::clock::Hlc;
use crate::error::Result;
use crate::id::RecordId;
use crate::record::{Form, Kind};
use crate::store::kin;
use crate::store::pair::NOT_SAME;
use crate::store::registry::{Row, state};

impl Look<'_> {
    /// The record and all that are the same, as far as the reader may see them, itself first. None if
    /// the reader may not see the record itself.
    pub(super) fn members(&self, id: RecordId, kind: Kind) -> Result<Vec<Row>> {
        let Some(own) = self.row(id, kind)? else { return Ok(Vec::new()) };
        let mut members = vec![own];
        for other in kin::group(self.db, id)?.into_iter().filter(|other| *other != id) {
            members.extend(self.row(other, kind)?.filter(|row| !row.void));
        }
        Ok(members)
    }
}

/// Whom somebody decided these records are not, though they may look alike; each once, as far as the reader may
/// see them.
pub(super) fn told_apart(look: &Look<'_>, members: &[Row]) -> Result<Vec<Row>> {
    let Some(first) = members.first() else { return Ok(Vec::new()) };
    // Who was linked since is no other one.
    let mut heads = BTreeSet::from([kin::head(look.db, first.id)?]);
    let mut others = Vec::new();
    for said in members.iter().filter_map(|row| row.doc.get(NOT_SAME)?.as_array()).flatten() {
        let Ok(other) = serde_json::from_value::<RecordId>(said.clone()) else { continue };
        if let Some(row) = look.row(other, first.kind)?.filter(|row| !row.void)
            && heads.insert(kin::head(look.db, other)?)
        {
            others.push(row);
        }
    }
    Ok(others)
}

/// One document of several: all elements of sets, the newest value of everything else.
pub(super) fn merged(look: &Look<'_>, members: &[Row]) -> Result<Form> {
    let [first, others @ ..] = members else { return Ok(Form::new()) };
    if others.is_empty() {
        return Ok(first.doc.clone());
    }
    let mut whole = Form::new();
    for field in first.kind.fields() {
        let values = members.iter().filter_map(|row| Some((row.id, row.doc.get(field.name)?)));
        let value = if field.many { union(values) } else { newest(look, field.name, values)? };
        whole.extend(value.map(|value| (field.name.to_owned(), value)));
    }
    Ok(whole)
}

fn union<'a>(values: impl Iterator<Item = (RecordId, &'a Value)>) -> Option<Value> {
    let mut all: Vec<Value> = Vec::new();
    for element in values.filter_map(|(_, value)| value.as_array()).flatten() {
        if !all.contains(element) {
            all.push(element.clone());
        }
    }
    (!all.is_empty()).then_some(Value::Array(all))
}

fn newest<'a>(
    look: &Look<'_>,
    field: &str,
    values: impl Iterator<Item = (RecordId, &'a Value)>,
) -> Result<Option<Value>> {
    let mut best: Option<(Hlc, &Value)> = None;
    for (record, value) in values {
        let state = state(look.db, record)?;
        let at = state.field(field).and_then(|cell| cell.winner()).map_or(Hlc::ZERO, |(_, write)| write.at);
        if best.is_none_or(|(newest, _)| newest < at) {
            best = Some((at, value));
        }
    }
    Ok(best.map(|(_, value)| value.clone()))
}
