//! A site was closed, and yet somebody was there.

use serde::Serialize;
use ts_rs::TS;

use super::label_of;
use crate::clock::Millis;
use crate::error::Result;
use crate::id::SiteId;
use crate::op::{Change, OpId};
use crate::record::Kind;
use crate::store::log::{self, Entry};
use crate::store::registry::{Query, Row, state};
use crate::view::history::{HistoryEntry, Version, history_of};
use crate::view::{Look, worker_names};

/// What somebody writes this soon after closing a site belongs to the closing.
const SAME_VISIT_MS: i64 = 15 * 60 * 1000;
/// As long as a phone may stay away: what was written before the closing may come so late.
const AWAY_MS: i64 = crate::access::GRACE_MS;

/// A closed site and what its closing did not know of.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AfterClose {
    /// Which site.
    pub site: SiteId,
    /// Its name; empty if it has none.
    pub name: String,
    /// The closing: when, by whom.
    pub closed: Version,
    /// Visits, contacts and interventions, newest first.
    pub events: Vec<HistoryEntry>,
    /// Fields changed, oldest first.
    pub edits: Vec<LateEdit>,
}

/// A field of a closed site that somebody changed.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LateEdit {
    /// Which field.
    pub field: String,
    /// When.
    pub at: Millis,
    /// Who.
    pub author: String,
}

/// The closing of a site, as an operation.
struct Closing {
    id: OpId,
    number: Option<u64>,
    at: Millis,
}

impl Closing {
    /// Did whoever closed the site not know of what that entry says?
    fn missed(&self, entry: &Entry, happened: Millis) -> bool {
        let later = entry.number > self.number;
        let by_another = entry.id.device != self.id.device;
        later && (by_another || happened.since(self.at) > SAME_VISIT_MS)
    }
}

/// The closed sites where something happened that whoever closed them did not know of.
pub(super) fn after_close(look: &Look<'_>) -> Result<Vec<AfterClose>> {
    let all = Query { kinds: vec![Kind::Site], scopes: look.scopes(), ..Query::default() };
    let mut found = Vec::new();
    for row in look.rows(&all)? {
        if row.doc.get("state").is_some_and(|state| state == "closed") {
            found.extend(of_site(look, &row)?);
        }
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.closed.at));
    Ok(found)
}

fn of_site(look: &Look<'_>, site: &Row) -> Result<Option<AfterClose>> {
    let entries = log::of_record(look.db, site.id)?;
    let state = state(look.db, site.id)?;
    let Some((id, write)) = state.field("state").and_then(|cell| cell.winner()) else { return Ok(None) };
    let number = entries.iter().find(|entry| entry.id == *id).and_then(|entry| entry.number);
    let closing = Closing { id: *id, number, at: write.at.millis() };
    let names = worker_names(look.db)?;
    let closed = Version {
        value: write.value.clone(),
        at: closing.at,
        author: names.get(&write.by).cloned().unwrap_or_default(),
        record: site.id,
    };
    let events = events(look, site, &closing)?;
    let missed = entries.iter().filter(|entry| closing.missed(entry, entry.merge_time().millis()));
    let edits: Vec<LateEdit> = missed
        .flat_map(|entry| {
            let author = names.get(&entry.op.author).cloned().unwrap_or_default();
            let at = entry.merge_time().millis();
            changed(entry).into_iter().map(move |field| LateEdit { field, at, author: author.clone() })
        })
        .collect();
    if events.is_empty() && edits.is_empty() {
        return Ok(None);
    }
    let (name, site) = (label_of(site), site.id.into());
    Ok(Some(AfterClose { site, name, closed, events, edits }))
}

fn events(look: &Look<'_>, site: &Row, closing: &Closing) -> Result<Vec<HistoryEntry>> {
    let since = Some(closing.at.plus(-AWAY_MS));
    let query = Query { sites: vec![site.id.into()], since, ..Query::default() };
    let mut events = Vec::new();
    for event in history_of(look, &query)? {
        let first = log::of_record(look.db, event.id)?.into_iter().min_by_key(|entry| entry.number);
        if !event.void && first.is_some_and(|entry| closing.missed(&entry, event.at)) {
            events.push(event);
        }
    }
    Ok(events)
}

/// The fields an operation changes that say something about the place.
fn changed(entry: &Entry) -> Vec<String> {
    let fields: Vec<&String> = match &entry.op.change {
        Change::Set { fields, .. } => fields.keys().collect(),
        Change::Add { items } => items.keys().collect(),
        Change::Remove { items } => items.keys().collect(),
        _ => Vec::new(),
    };
    fields.into_iter().filter(|field| !matches!(field.as_str(), "state" | "not_same")).cloned().collect()
}
