//! The server's log, carried line by line into another store of the same server: a replica of a shared
//! journal, a registry that moves to another database.
//!
//! A line says all that [`super::accept`] decided, so nothing is judged again: the same lines in the
//! same order make the same store.

use rusqlite::{Connection, Row, params};

use crate::clock::Hlc;
use crate::error::{Error, Result};
use crate::op::{OpId, parse};
use crate::store::log::{self, Digest, Entry, Verdict};
use crate::store::{count, id_of, ledger, meta, uncount};

/// One line of the server's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which operation.
    pub id: OpId,
    /// The server's number; `None` if it was not accepted.
    pub number: Option<u64>,
    /// The time everyone merges by; `None` if it was not accepted.
    pub effective: Option<Hlc>,
    /// What became of it.
    pub verdict: Verdict,
    /// Of the bytes as they came in, even where they were taken out since.
    pub digest: Digest,
    /// The bytes; they need not be an operation.
    pub raw: String,
}

impl Line {
    /// Was something taken out of it since it came?
    #[must_use]
    pub fn lacks_bytes(&self) -> bool {
        log::digest(&self.raw) != self.digest
    }
}

/// Appends a line and gives it its effect, and keeps the counters in step, so that this store can go on
/// where the other stood. A line that is here already changes nothing.
///
/// # Errors
/// [`Error::OtherLog`] if the operation is here with other bytes.
pub fn replay(db: &Connection, line: &Line) -> Result<()> {
    if let Some(known) = log::digest_of(db, line.id)? {
        return if known == line.digest { Ok(()) } else { Err(Error::OtherLog(line.id)) };
    }
    if let Some(number) = line.number {
        ledger::has_numbered(db, number)?;
    }
    let op = parse(&line.raw).ok();
    if meta::device(db)? == Some(line.id.device) {
        // An erased operation does not say any more when it was written.
        let at = op.as_ref().map(|op| op.at).max(line.effective);
        meta::has_written(db, line.id.seq, at.unwrap_or_default())?;
    }
    let Some(op) = op else { return append_unreadable(db, line) };
    let Line { id, number, effective, .. } = *line;
    let (verdict, raw) = (line.verdict.clone(), line.raw.clone());
    let entry = Entry { id, number, effective, verdict, skew: 0, raw, op };
    match entry.verdict {
        Verdict::Accepted => ledger::enter(db, &entry)?,
        _ => log::append(db, &entry)?,
    }
    log::set_digest(db, line.id, line.digest)
}

fn append_unreadable(db: &Connection, line: &Line) -> Result<()> {
    let insert =
        "insert into op (device, seq, number, effective, verdict, reason, record, scope, digest, raw)
        values (?1, ?2, ?3, ?4, ?5, ?6, zeroblob(16), 'org', ?7, ?8)";
    db.prepare_cached(insert)?.execute(params![
        line.id.device.as_bytes(),
        count(line.id.seq),
        line.number.map(count),
        line.effective.map(Hlc::to_column),
        line.verdict.column(),
        line.verdict.reason(),
        line.digest,
        line.raw,
    ])?;
    Ok(())
}

/// The log from a place on, in the order in which it was written: at most `limit` lines, each with its
/// place in this file.
pub fn lines(db: &Connection, after: i64, limit: usize) -> Result<Vec<(i64, Line)>> {
    let select = "select rowid, device, seq, number, effective, verdict, reason, digest, raw from op
        where rowid > ?1 order by rowid limit ?2";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut select = db.prepare_cached(select)?;
    let rows = select.query_map([after, limit], |row| Ok((row.get("rowid")?, read(row)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line {
        id: OpId { device: id_of(row, "device")?, seq: uncount(row.get("seq")?) },
        number: row.get::<_, Option<i64>>("number")?.map(uncount),
        effective: row.get::<_, Option<i64>>("effective")?.map(Hlc::from_column),
        verdict: Verdict::read(row)?,
        digest: row.get("digest")?,
        raw: row.get("raw")?,
    })
}

/// What was written into the log since it was last [`forget_written`].
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// New lines, in order.
    pub added: Vec<Line>,
    /// Older lines that say something else now: bytes were taken out of them, or they got another verdict.
    pub changed: Vec<Line>,
}

/// From now on this connection remembers which lines of the log it writes.
pub fn watch(db: &Connection) -> Result<()> {
    Ok(db.execute_batch(include_str!("sql/watch.sql"))?)
}

/// The lines this connection wrote; call [`watch`] first.
pub fn written(db: &Connection) -> Result<Written> {
    let select =
        "select w.added, o.device, o.seq, o.number, o.effective, o.verdict, o.reason, o.digest, o.raw
        from temp.written w join op o using (device, seq) order by w.rowid";
    let mut select = db.prepare_cached(select)?;
    let rows = select.query_map([], |row| Ok((row.get::<_, bool>("added")?, read(row)?)))?;
    let mut written = Written::default();
    for row in rows {
        let (added, line) = row?;
        if added { written.added.push(line) } else { written.changed.push(line) }
    }
    Ok(written)
}

/// What was written so far is known to whoever asks for [`written`].
pub fn forget_written(db: &Connection) -> Result<()> {
    db.prepare_cached("delete from temp.written")?.execute([])?;
    Ok(())
}

/// Empties the store, all but its schema: what it held can be replayed.
pub fn empty(db: &Connection) -> Result<()> {
    // `search_gram` only shows what `search` holds.
    let tables = "select name from pragma_table_list where schema = 'main' and type in ('table', 'virtual')
        and name not like 'sqlite\\_%' escape '\\' and name not like '%\\_history' escape '\\' and name <> 'search_gram'";
    let mut tables = db.prepare(tables)?;
    let names: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    names.iter().try_for_each(|name| db.execute(&format!("delete from \"{name}\""), []).map(drop))?;
    Ok(())
}
