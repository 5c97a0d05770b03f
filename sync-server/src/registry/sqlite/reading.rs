//! What the console reads, through the core's views: they decide what is left of each document.

use std::collections::{BTreeMap, BTreeSet};

use latarnia_core::access::{Deed, Role};
use latarnia_core::clock::Millis;
use latarnia_core::error::{OrNotFound, Result};
use latarnia_core::id::{DeviceId, OutingId, RecordId};
use latarnia_core::op::parse;
use latarnia_core::record::{Code, Kind};
use latarnia_core::store::registry::{Query, Row, row};
use latarnia_core::store::{erase, log, search};
use latarnia_core::view::{self, Among, history_of, outing_card, person_row};
use latarnia_core::view::{HistoryEntry, Look, OutingCard, PersonRow, SiteRow};
use rusqlite::Connection;

use crate::registry::{Aside, Erasure, Reader, SiteFilter};

/// Most records a search gives.
const FOUND: usize = 200;

/// The reader's look at the registry.
pub const fn look<'a>(db: &'a Connection, reader: &'a Reader) -> Look<'a> {
    Look { db, reader: &reader.who, now: reader.now, here: None }
}

/// The row as the reader may see it.
fn shown(reader: &Reader, mut row: Row) -> Option<Row> {
    if !reader.who.may(Deed::Read, row.kind) || !reader.who.reaches(row.scope) {
        return None;
    }
    reader.who.redact(row.kind, &mut row.doc);
    Some(row)
}

/// The sites that pass the filter.
pub fn sites(db: &Connection, reader: &Reader, filter: &SiteFilter) -> Result<Vec<SiteRow>> {
    let named = filter.text.as_deref().map(|text| find(db, text, Kind::Site)).transpose()?;
    let mut list = view::sites(&look(db, reader))?;
    list.retain(|site| {
        holds(&filter.states, site.state.as_ref())
            && holds(&filter.categories, site.category.as_ref())
            && (filter.areas.is_empty() || site.area.is_some_and(|area| filter.areas.contains(&area)))
            && (!filter.overdue || site.overdue)
            && (!filter.frost || site.frost_risk)
            && filter.unvisited_days.is_none_or(|days| unvisited_for(site, days, reader.now))
            && named.as_ref().is_none_or(|named| named.contains(&site.id.into()))
    });
    Ok(list)
}

fn unvisited_for(site: &SiteRow, days: u16, now: Millis) -> bool {
    site.last_visit.is_none_or(|visit| now.since(visit) > i64::from(days) * Millis::DAY)
}

fn holds(wanted: &BTreeSet<String>, code: Option<&Code>) -> bool {
    wanted.is_empty() || code.is_some_and(|code| wanted.contains(code.as_str()))
}

fn find(db: &Connection, text: &str, kind: Kind) -> Result<BTreeSet<RecordId>> {
    Ok(search::find(db, text, &[kind], FOUND)?.into_iter().map(|hit| hit.row.id).collect())
}

/// People by their words, or all of them.
pub fn people(db: &Connection, reader: &Reader, text: Option<&str>) -> Result<Vec<PersonRow>> {
    let look = look(db, reader);
    let Some(text) = text else { return view::people(&look, Among::All, usize::MAX) };
    let hits = search::find(db, text, &[Kind::Person], FOUND)?;
    hits.into_iter().filter_map(|hit| shown(reader, hit.row)).map(|row| person_row(&look, &row)).collect()
}

/// An event and what was given within it.
pub fn event(db: &Connection, reader: &Reader, kind: Kind, id: RecordId) -> Result<Vec<RecordId>> {
    let found = row(db, id)?.filter(|row| row.kind == kind);
    let found = found.and_then(|row| shown(reader, row)).or_not_found(id)?;
    let mut select = db.prepare_cached("select id from record where contact = ?1")?;
    let within = select.query_map([id.as_bytes()], |row| Ok(RecordId::from(row.get::<_, [u8; 16]>(0)?)))?;
    std::iter::once(Ok(found.id)).chain(within.map(|id| Ok(id?))).collect()
}

/// One outing with what happened on it.
pub fn outing(db: &Connection, reader: &Reader, id: OutingId) -> Result<(OutingCard, Vec<HistoryEntry>)> {
    let row = row(db, id.into())?.filter(|row| row.kind == Kind::Outing);
    let row = row.and_then(|row| shown(reader, row)).or_not_found(id)?;
    let look = look(db, reader);
    let history = history_of(&look, &Query { outing: Some(id), ..Query::default() })?;
    Ok((outing_card(&look, &row)?, history))
}

/// What was kept aside. The reason may quote what was written, so only its code is for everybody.
pub fn quarantine(
    db: &Connection,
    reader: &Reader,
    names: &BTreeMap<DeviceId, String>,
) -> Result<Vec<Aside>> {
    let mut list = Vec::new();
    for (id, reason, raw) in log::quarantined(db)? {
        let op = parse(&raw).ok();
        if op.as_ref().is_some_and(|op| !reader.who.reaches(op.scope)) {
            continue;
        }
        let code = reason.split(':').next().unwrap_or_default().to_owned();
        list.push(Aside {
            device: id.device,
            device_name: names.get(&id.device).cloned().unwrap_or_default(),
            seq: id.seq,
            reason: if reader.who.role == Role::Supervisor { reason } else { code },
            at: op.as_ref().map(|op| op.at.millis()),
            kind: op.map(|op| op.kind),
        });
    }
    Ok(list)
}

/// The orders to erase, newest first: when, by whom, of what kind, never of whom.
pub fn erasures(db: &Connection) -> Result<Vec<Erasure>> {
    let mut list = Vec::new();
    let mut after = 0;
    loop {
        let orders = erase::orders_after(db, after)?;
        let Some(last) = orders.last() else { break };
        after = last.n;
        for order in orders {
            let entries = log::of_record_all(db, order.record)?;
            let Some(entry) = entries.into_iter().find(|entry| entry.number == Some(order.n)) else {
                continue;
            };
            list.push(Erasure {
                number: order.n,
                at: order.at.millis(),
                author: entry.op.author,
                kind: entry.op.kind,
                fields: order.fields.len(),
            });
        }
    }
    list.reverse();
    Ok(list)
}
