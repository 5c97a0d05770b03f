//! The list of what was erased, kept beside the database: a database restored from an older copy holds
//! again what was erased since, and this list takes it out before anyone can read it.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use latarnia_core::clock::{Clock, SystemClock};
use latarnia_core::error::{Error, Result};
use latarnia_core::id::RecordId;
use latarnia_core::store::{Store, erase, registry};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::staff;

/// The file in the data folder.
const FILE: &str = "erased";

/// One line of the list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Line {
    /// Whom or what.
    pub record: RecordId,
    /// Which fields of it; all, if empty.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub fields: BTreeSet<String>,
}

/// Brings the list and the database together: each learns what only the other knows.
///
/// # Errors
/// [`Error::Unreachable`] if the list cannot be read or written; the server must not serve then.
pub fn settle(folder: &Path, store: &mut Store) -> Result<()> {
    let listed = read(folder)?;
    let (_, known) = orders(store.db(), 0)?;
    for line in listed.difference(&known) {
        store.write(|db| again(db, line))?;
    }
    append(folder, known.difference(&listed))
}

/// The orders in the database numbered after `after`, and the number of the newest one.
pub fn orders(db: &Connection, after: u64) -> Result<(u64, BTreeSet<Line>)> {
    let (mut newest, mut known) = (after, BTreeSet::new());
    loop {
        let orders = erase::orders_after(db, newest)?;
        let Some(last) = orders.last() else { return Ok((newest, known)) };
        newest = last.n;
        known.extend(orders.into_iter().map(|order| Line { record: order.record, fields: order.fields }));
    }
}

/// Gives an order again to a database that is older than it.
pub fn again(db: &Connection, line: &Line) -> Result<()> {
    let pen = staff::pen(db, staff::NOBODY, SystemClock.now())?;
    match registry::row(db, line.record)? {
        Some(_) => pen.erase(line.record, &line.fields)?,
        // A phone may still bring it.
        None => pen.erase_unseen(line.record, &line.fields)?,
    }
    tracing::warn!(record = %line.record, "erased again: this database is older than the order");
    Ok(())
}

/// Adds an order to the list.
pub fn note(folder: &Path, record: RecordId, fields: &BTreeSet<String>) -> Result<()> {
    append(folder, [&Line { record, fields: fields.clone() }])
}

/// The list.
pub fn read(folder: &Path) -> Result<BTreeSet<Line>> {
    match std::fs::read_to_string(folder.join(FILE)) {
        // A last line cut short by a crash is in the database, too.
        Ok(text) => Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(failed(&error)),
    }
}

/// Adds lines to the list; they are on the disk when this returns.
pub fn append<'a>(folder: &Path, lines: impl IntoIterator<Item = &'a Line>) -> Result<()> {
    let mut text = String::new();
    for line in lines {
        text.push_str(&serde_json::to_string(line)?);
        text.push('\n');
    }
    if text.is_empty() {
        return Ok(());
    }
    let open = std::fs::OpenOptions::new().create(true).append(true).open(folder.join(FILE));
    let written = open.and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|error| failed(&error))
}

fn failed(error: &std::io::Error) -> Error {
    Error::Unreachable(format!("the list of what was erased, {FILE}: {error}"))
}
