//! Erasure: what an order names is taken out of log, registry, search and drafts, here as everywhere.
//!
//! Of an erased operation a stub stays: its place in its device's log, its number, the digest of what
//! it was. Sequences stay dense and a repeat is still told from a fork, but there is nothing to read.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::log::{self, Entry, Verdict};
use super::{attachment, count, id_of, registry, trace, uncount};
use crate::clock::Hlc;
use crate::error::Result;
use crate::id::RecordId;
use crate::op::{Change, Op, blank, is_blank, without_fields};

/// Do these fields name attachments? No kind has two such fields, so a record's go all together.
pub fn names_attachments(fields: &BTreeSet<String>) -> bool {
    fields.contains("photos") || fields.contains("voice")
}

/// An order to take something out for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    /// Its number in the server's log.
    pub n: u64,
    /// Whom or what.
    #[serde(rename = "rec")]
    pub record: RecordId,
    /// Which fields of it; all, and all that tells about it, if empty.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub fields: BTreeSet<String>,
    /// When it was given.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub at: Hlc,
}

/// Carries an order out; a second time changes nothing. Returns the records that are gone.
pub fn carry_out(db: &Connection, order: &Order) -> Result<BTreeSet<RecordId>> {
    let fields = serde_json::to_string(&order.fields)?;
    // Since then only such came in as was written by somebody who knew of the order.
    let is_known = "select exists (select 1 from erased where record = ?1 and fields = ?2 and at >= ?3)";
    let is_known = db
        .prepare_cached(is_known)?
        .query_row(params![order.record.as_bytes(), fields, order.at.to_column()], |row| row.get(0))?;
    let upsert = "insert into erased (record, fields, number, at) values (?1, ?2, ?3, ?4)
        on conflict (record, fields) do update set number = max(number, excluded.number), at = max(at, excluded.at)";
    let columns = params![order.record.as_bytes(), fields, count(order.n), order.at.to_column()];
    db.prepare_cached(upsert)?.execute(columns)?;
    trace::left(db)?;
    match (order.fields.is_empty(), is_known) {
        (true, _) => take_out(db, order.record),
        (false, true) => Ok(BTreeSet::new()),
        (false, false) => redact(db, order),
    }
}

/// The record and everything that tells about it.
pub fn concerned(db: &Connection, record: RecordId) -> Result<BTreeSet<RecordId>> {
    let About { mut from_the_first, later } = about(db, record)?;
    from_the_first.extend(named_since(later));
    Ok(from_the_first)
}

/// What a person is erased with and did not tell about her from the first: who has not read yet that she was named
/// cannot know of it, so each is named by an order of its own.
pub fn told_since(db: &Connection, person: RecordId) -> Result<Vec<RecordId>> {
    Ok(named_since(about(db, person)?.later).collect())
}

/// What tells about a record.
struct About {
    /// The record itself and what told about it by its first operation; all that read that operation agree on it.
    from_the_first: BTreeSet<RecordId>,
    /// What names it since, with the operations that do.
    later: BTreeMap<RecordId, Vec<Entry>>,
}

fn about(db: &Connection, record: RecordId) -> Result<About> {
    let select =
        "select id from record where subject = ?1 union select record as id from op where subject = ?1";
    let mut statement = db.prepare_cached(select)?;
    let found = statement.query_map([record.as_bytes()], |row| id_of(row, "id"))?;
    let found: BTreeSet<RecordId> = found.collect::<Result<_, _>>()?;
    let mut about = About { from_the_first: [record].into(), later: BTreeMap::new() };
    for one in found.into_iter().filter(|one| *one != record) {
        let mut entries = log::of_record_all(db, one)?;
        let order = |entry: &&Entry| (entry.number.is_none(), entry.number, entry.id.seq);
        let tells = |entry: &Entry| entry.op.tells_about(record.into());
        if entries.iter().min_by_key(order).is_some_and(tells) {
            about.from_the_first.insert(one);
        } else {
            entries.retain(tells);
            about.later.insert(one, entries);
        }
    }
    Ok(about)
}

fn named_since(later: BTreeMap<RecordId, Vec<Entry>>) -> impl Iterator<Item = RecordId> {
    let is_accepted = |entry: &Entry| entry.verdict == Verdict::Accepted;
    later.into_iter().filter_map(move |(record, naming)| naming.iter().any(is_accepted).then_some(record))
}

fn take_out(db: &Connection, record: RecordId) -> Result<BTreeSet<RecordId>> {
    let About { from_the_first: records, later } = about(db, record)?;
    // Whoever names her now does it in vain: nobody takes that in, and the record stays what it was.
    for (named, entries) in later {
        for entry in entries.iter().filter(|entry| entry.verdict != Verdict::Accepted) {
            log::rewrite(db, entry.id, &blank(&entry.op))?;
        }
        registry::refold(db, named)?;
    }
    for gone in &records {
        for entry in log::of_record_all(db, *gone)? {
            if !matches!(entry.op.change, Change::Erase { .. }) && !is_blank(&entry.op) {
                log::rewrite(db, entry.id, &blank(&entry.op))?;
            }
        }
        registry::forget(db, *gone)?;
        attachment::forget_of(db, *gone)?;
        forget_elsewhere(db, *gone)?;
    }
    Ok(records)
}

/// Half-typed forms, and what was kept aside without being readable, name a record by its id.
fn forget_elsewhere(db: &Connection, record: RecordId) -> Result<()> {
    let named = format!("%{record}%");
    db.prepare_cached("delete from draft where form like ?1 or body like ?1")?.execute([&named])?;
    let aside = "update op set raw = '' where verdict = 3 and record = zeroblob(16) and raw like ?1";
    db.prepare_cached(aside)?.execute([&named])?;
    Ok(())
}

/// What waits was written before its writer knew of the order; of what was accepted, what was so before
/// the order was given. Clocks have no say in it: here and on the server it must be the same operations.
fn redact(db: &Connection, order: &Order) -> Result<BTreeSet<RecordId>> {
    for entry in log::of_record_all(db, order.record)? {
        let older = entry.number.is_none_or(|number| number < order.n);
        let rest = if older { without_fields(&entry.raw, &order.fields) } else { None };
        if let Some(raw) = rest {
            log::rewrite(db, entry.id, &raw)?;
        }
    }
    if names_attachments(&order.fields) {
        attachment::forget_of(db, order.record)?;
    }
    registry::refold(db, order.record)?;
    Ok(BTreeSet::new())
}

/// The orders that touch what an operation tells of.
pub struct Reach {
    /// The record itself, or a person it tells about, was erased whole, or nothing is left of it.
    pub suppressed: bool,
    /// Orders to take fields out of the record.
    redactions: Vec<Order>,
}

impl Reach {
    /// The bytes of an operation that comes late, without the fields whose erasure its sender, who knew of
    /// the orders up to `known`, did not know of; `None` if nothing need go.
    pub fn stripped(&self, raw: &str, known: u64) -> Option<String> {
        let unknown = self.redactions.iter().filter(|order| order.n > known);
        let fields: BTreeSet<String> = unknown.flat_map(|order| order.fields.clone()).collect();
        if fields.is_empty() { None } else { without_fields(raw, &fields) }
    }
}

/// What orders reach an operation's record, its subject, and the person it names.
pub fn reach(db: &Connection, op: &Op) -> Result<Reach> {
    let told = op.named().map_or(op.record, RecordId::from);
    let subject = op.subject.map_or(op.record, RecordId::from);
    let select = "select * from erased where record in (?1, ?2, ?3)";
    let named = params![op.record.as_bytes(), subject.as_bytes(), told.as_bytes()];
    let (whole, redactions): (Vec<_>, Vec<_>) =
        orders(db, select, named)?.into_iter().partition(|order| order.fields.is_empty());
    let redactions = redactions.into_iter().filter(|order| order.record == op.record).collect();
    Ok(Reach { suppressed: !whole.is_empty() || is_blank(op), redactions })
}

/// Do unreadable bytes name somebody who was erased?
pub fn names_erased(db: &Connection, raw: &str) -> Result<bool> {
    let select = "select exists (select 1 from erased
        where fields = '[]' and instr(replace(lower(?1), '-', ''), lower(hex(record))) > 0)";
    Ok(db.prepare_cached(select)?.query_row([raw], |row| row.get(0))?)
}

/// Most orders in one answer.
pub const MAX_ORDERS: usize = 1000;

/// The orders with a number above `after`, in their order, at most [`MAX_ORDERS`].
pub fn orders_after(db: &Connection, after: u64) -> Result<Vec<Order>> {
    let select = "select * from erased where number > ?1 order by number limit ?2";
    orders(db, select, params![count(after), i64::try_from(MAX_ORDERS).unwrap_or(i64::MAX)])
}

fn orders(db: &Connection, select: &str, parameters: impl rusqlite::Params) -> Result<Vec<Order>> {
    let mut statement = db.prepare_cached(select)?;
    let rows = statement.query_map(parameters, |row| {
        let (n, at) = (uncount(row.get("number")?), Hlc::from_column(row.get("at")?));
        Ok((
            Order { n, record: id_of(row, "record")?, fields: BTreeSet::new(), at },
            row.get::<_, String>("fields")?,
        ))
    })?;
    let mut orders = Vec::new();
    for row in rows {
        let (order, fields) = row?;
        orders.push(Order { fields: serde_json::from_str(&fields)?, ..order });
    }
    Ok(orders)
}

/// The order that an accepted operation gives, if it is one.
pub fn order_of(entry: &Entry) -> Option<Order> {
    let Change::Erase { fields } = &entry.op.change else { return None };
    let (n, at) = (entry.number?, entry.effective?);
    let accepted = entry.verdict == Verdict::Accepted;
    accepted.then(|| Order { n, record: entry.op.record, fields: fields.clone(), at })
}
