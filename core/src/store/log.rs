//! The log: operations as received, each with its number, its effective time and what became of it.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{count, id_of, meta, segment, uncount};
use crate::clock::Hlc;
use crate::error::Result;
use crate::id::{DeviceId, RecordId};
use crate::op::{Op, OpId, Scope, parse};

/// What the server said of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has not been asked yet.
    Waiting,
    /// Accepted, numbered and applied.
    Accepted,
    /// Its subject was erased; the content was not kept.
    Suppressed,
    /// Kept aside for a human, with the reason's code.
    Quarantined(String),
}

impl Verdict {
    /// The number that stands in a database column; the reason stands in another.
    pub const fn column(&self) -> i64 {
        match self {
            Self::Waiting => 0,
            Self::Accepted => 1,
            Self::Suppressed => 2,
            Self::Quarantined(_) => 3,
        }
    }

    /// The same once another operation stands for what was kept aside.
    pub fn settled(reason: &str) -> Self {
        Self::Quarantined(format!("{LET_IN}{reason}"))
    }

    /// Does another operation stand for it since?
    pub fn is_settled(&self) -> bool {
        self.reason().is_some_and(|reason| reason.starts_with(LET_IN))
    }

    /// The reason for which it was kept aside, whether another operation stands for it since or not.
    pub fn first_reason(&self) -> Option<&str> {
        self.reason().map(|reason| reason.strip_prefix(LET_IN).unwrap_or(reason))
    }

    /// The code of the reason, if there is one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Quarantined(reason) => Some(reason),
            _ => None,
        }
    }

    /// Reads [`Verdict::column`] and [`Verdict::reason`] back; numbers of no verdict count as waiting.
    pub fn from_columns(column: i64, reason: Option<String>) -> Self {
        match column {
            1 => Self::Accepted,
            2 => Self::Suppressed,
            3 => Self::Quarantined(reason.unwrap_or_default()),
            _ => Self::Waiting,
        }
    }

    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self::from_columns(row.get("verdict")?, row.get("reason")?))
    }
}

/// Stands before the reason of what was kept aside until somebody let it in.
const LET_IN: &str = "let_in: ";

/// SQL that holds for a line no other operation stands for.
fn unsettled() -> String {
    format!("coalesce(reason, '') not like '{LET_IN}%'")
}

/// The first eight bytes of the BLAKE3 hash of an operation's bytes.
pub type Digest = [u8; 8];

/// The digest by which a repeat is told from a fork.
pub fn digest(raw: &str) -> Digest {
    let mut short = Digest::default();
    let hash = blake3::hash(raw.as_bytes());
    short.copy_from_slice(hash.as_bytes().first_chunk::<8>().expect("a hash has 32 bytes"));
    short
}

/// One line of the log.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Which operation.
    pub id: OpId,
    /// The server's number.
    pub number: Option<u64>,
    /// The time everyone merges by, once the server gave it.
    pub effective: Option<Hlc>,
    /// What became of it.
    pub verdict: Verdict,
    /// By how many milliseconds the writer had set its clock right when writing.
    pub skew: i64,
    /// The bytes.
    pub raw: String,
    /// The same, parsed.
    pub op: Op,
}

impl Entry {
    /// The time to merge by: the server's, or the writer's own until then.
    pub fn merge_time(&self) -> Hlc {
        self.effective.unwrap_or(self.op.at)
    }
}

/// Adds a line. Adding the same operation twice is an error of the caller.
pub fn append(db: &Connection, entry: &Entry) -> Result<()> {
    let insert = "insert into op
        (device, seq, number, effective, verdict, reason, record, scope, subject, digest, raw, skew)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    db.prepare_cached(insert)?.execute(params![
        entry.id.device.as_bytes(),
        count(entry.id.seq),
        entry.number.map(count),
        entry.effective.map(Hlc::to_column),
        entry.verdict.column(),
        entry.verdict.reason(),
        entry.op.record.as_bytes(),
        entry.op.scope.to_string(),
        entry.op.named().or(entry.op.subject).as_ref().map(|person| *person.as_bytes()),
        digest(&entry.raw),
        entry.raw,
        entry.skew,
    ])?;
    Ok(())
}

/// Adds a line whose bytes are no operation: kept aside for a human, never applied.
pub fn append_unreadable(db: &Connection, id: OpId, raw: &str, reason: &str) -> Result<()> {
    let insert = "insert into op (device, seq, verdict, reason, record, scope, digest, raw)
        values (?1, ?2, 3, ?3, zeroblob(16), 'org', ?4, ?5)";
    let columns = params![id.device.as_bytes(), count(id.seq), reason, digest(raw), raw];
    db.prepare_cached(insert)?.execute(columns)?;
    Ok(())
}

/// Adds a line of which nothing is kept but its place and the digest of what it was.
pub fn append_nothing(db: &Connection, id: OpId, raw: &str) -> Result<()> {
    let insert = "insert into op (device, seq, verdict, record, scope, digest, raw)
        values (?1, ?2, 2, zeroblob(16), 'org', ?3, '')";
    db.prepare_cached(insert)?.execute(params![id.device.as_bytes(), count(id.seq), digest(raw)])?;
    Ok(())
}

/// The digest stays that of the bytes that came, also where something was taken out of them.
pub fn set_digest(db: &Connection, id: OpId, digest: Digest) -> Result<()> {
    let update = "update op set digest = ?3 where device = ?1 and seq = ?2";
    db.prepare_cached(update)?.execute(params![id.device.as_bytes(), count(id.seq), digest])?;
    Ok(())
}

/// What the server said of an operation of ours.
pub fn stamp(db: &Connection, id: OpId, number: u64, effective: Hlc) -> Result<()> {
    let update = "update op set number = ?3, effective = ?4, verdict = 1, reason = null where device = ?1 and seq = ?2";
    let columns = params![id.device.as_bytes(), count(id.seq), count(number), effective.to_column()];
    db.prepare_cached(update)?.execute(columns)?;
    Ok(())
}

/// The server's log is another one than before: the numbers of the old one mean nothing. `device`'s own
/// operations wait again, whatever was said of them; of the others' it is not known any more whether the
/// server has them.
pub fn forget_numbers(db: &Connection, device: DeviceId) -> Result<()> {
    db.execute("update op set number = null where number is not null", [])?;
    let again = "update op set verdict = 0, reason = null, effective = null
        where device = ?1 and verdict in (1, 3)";
    db.execute(again, [device.as_bytes()])?;
    db.execute("update op set verdict = 0 where device <> ?1 and verdict = 1", [device.as_bytes()])?;
    Ok(())
}

/// Takes a line out, so that other bytes can stand there.
pub fn remove(db: &Connection, id: OpId) -> Result<()> {
    let delete = "delete from op where device = ?1 and seq = ?2";
    db.prepare_cached(delete)?.execute(params![id.device.as_bytes(), count(id.seq)])?;
    Ok(())
}

/// Others hold the record from now on. Segments that hold it where it was are of no use any more.
pub fn rescope(db: &Connection, record: RecordId, scope: Scope) -> Result<()> {
    let update = "update op set scope = ?2 where record = ?1 and scope <> ?2
        returning number < (select max(number) from op)";
    let mut update = db.prepare_cached(update)?;
    let rows = update.query_map(params![record.as_bytes(), scope.to_string()], |row| row.get(0))?;
    let were_told: Vec<Option<bool>> = rows.collect::<Result<_, _>>()?;
    if were_told.contains(&Some(true)) { segment::void(db) } else { Ok(()) }
}

/// Each operation of a record belongs where it says itself; a move that holds now is applied after.
pub fn rescope_as_written(db: &Connection, record: RecordId) -> Result<()> {
    let update = "update op set scope = ?3 where device = ?1 and seq = ?2 and scope <> ?3";
    for entry in entries(db, "select * from op where record = ?1", [record.as_bytes()])? {
        let columns = params![entry.id.device.as_bytes(), count(entry.id.seq), entry.op.scope.to_string()];
        db.prepare_cached(update)?.execute(columns)?;
    }
    Ok(())
}

/// The server's refusal or suppression of an operation of ours.
pub fn judge(db: &Connection, id: OpId, verdict: &Verdict) -> Result<()> {
    let update = "update op set verdict = ?3, reason = ?4 where device = ?1 and seq = ?2";
    let columns = params![id.device.as_bytes(), count(id.seq), verdict.column(), verdict.reason()];
    db.prepare_cached(update)?.execute(columns)?;
    Ok(())
}

/// The highest sequence number of a device's log in this file; 0 if there is none.
pub fn head(db: &Connection, device: DeviceId) -> Result<u64> {
    let mut select = db.prepare_cached("select max(seq) from op where device = ?1")?;
    let head: Option<i64> = select.query_row([device.as_bytes()], |row| row.get(0))?;
    Ok(head.map(uncount).unwrap_or_default())
}

/// The digest of an operation in this file.
pub fn digest_of(db: &Connection, id: OpId) -> Result<Option<Digest>> {
    let mut select = db.prepare_cached("select digest from op where device = ?1 and seq = ?2")?;
    let found = select.query_row(params![id.device.as_bytes(), count(id.seq)], |row| row.get(0));
    Ok(found.optional()?)
}

/// The bytes of an operation in this file, as they are now.
pub fn raw_of(db: &Connection, id: OpId) -> Result<Option<String>> {
    let mut select = db.prepare_cached("select raw from op where device = ?1 and seq = ?2")?;
    let found = select.query_row(params![id.device.as_bytes(), count(id.seq)], |row| row.get(0));
    Ok(found.optional()?)
}

/// What became of an operation in this file.
pub fn verdict_of(db: &Connection, id: OpId) -> Result<Option<Verdict>> {
    let mut select = db.prepare_cached("select verdict, reason from op where device = ?1 and seq = ?2")?;
    Ok(select.query_row(params![id.device.as_bytes(), count(id.seq)], Verdict::read).optional()?)
}

/// The effective time of an operation in this file, once it has one.
pub fn effective_of(db: &Connection, id: OpId) -> Result<Option<Hlc>> {
    let mut select = db.prepare_cached("select effective from op where device = ?1 and seq = ?2")?;
    let found =
        select.query_row(params![id.device.as_bytes(), count(id.seq)], |row| row.get::<_, Option<i64>>(0));
    Ok(found.optional()?.flatten().map(Hlc::from_column))
}

/// The effective time of the newest operation up to a number.
pub fn effective_at(db: &Connection, number: u64) -> Result<Option<Hlc>> {
    let select = "select effective from op where number <= ?1 order by number desc limit 1";
    let found = db.prepare_cached(select)?.query_row([count(number)], |row| row.get::<_, Option<i64>>(0));
    Ok(found.optional()?.flatten().map(Hlc::from_column))
}

/// The newest effective time this file gave to an operation of `device`.
pub fn last_effective(db: &Connection, device: DeviceId) -> Result<Hlc> {
    let select =
        "select effective from op where device = ?1 and effective is not null order by seq desc limit 1";
    let found = db.prepare_cached(select)?.query_row([device.as_bytes()], |row| row.get::<_, i64>(0));
    Ok(found.optional()?.map_or(Hlc::ZERO, Hlc::from_column))
}

/// The effective time of the first accepted operation of a record in this file.
pub fn first_effective(db: &Connection, record: RecordId) -> Result<Option<Hlc>> {
    let select = "select min(effective) from op where record = ?1 and verdict = 1";
    let first: Option<i64> = db.prepare_cached(select)?.query_row([record.as_bytes()], |row| row.get(0))?;
    Ok(first.map(Hlc::from_column))
}

/// The operations of `device` after `after`, in order, at most `limit` of them.
pub fn after(db: &Connection, device: DeviceId, after: u64, limit: usize) -> Result<Vec<Entry>> {
    let select = "select * from op where device = ?1 and seq > ?2 order by seq limit ?3";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    entries(db, select, params![device.as_bytes(), count(after), limit])
}

/// The operations that make up a record: those accepted, and everything this file wrote itself, under
/// whatever identity, sent or not: what a worker saved never vanishes before her eyes.
pub fn of_record(db: &Connection, record: RecordId) -> Result<Vec<Entry>> {
    let own = meta::own_devices(db)?;
    let mut found = entries(db, "select * from op where record = ?1", [record.as_bytes()])?;
    found.retain(|entry| {
        let is_ours = own.contains(&entry.id.device) && !entry.verdict.is_settled();
        entry.verdict == Verdict::Accepted || is_ours
    });
    Ok(found)
}

/// They are looked for among those of the record alone (hence the `+`): through the scope's index, whose
/// order is the one that is asked for, every record would cost as much as the whole scope.
const OF_RECORD_IN: &str =
    "select * from op where record = ?1 and +scope = ?2 and +number <= ?3 order by +number";

/// The operations of a record that those who hold `scope` may read, up to a number, in order.
pub fn of_record_in(db: &Connection, record: RecordId, scope: Scope, until: u64) -> Result<Vec<Entry>> {
    entries(db, OF_RECORD_IN, params![record.as_bytes(), scope.to_string(), count(until)])
}

/// Every readable line about a record, whatever became of it.
pub fn of_record_all(db: &Connection, record: RecordId) -> Result<Vec<Entry>> {
    entries(db, "select * from op where record = ?1", [record.as_bytes()])
}

/// Other bytes for an operation from which something was taken out. Its digest stays that of the bytes
/// that came, by which a repeat is known.
pub fn rewrite(db: &Connection, id: OpId, raw: &str) -> Result<()> {
    let update = "update op set raw = ?3 where device = ?1 and seq = ?2";
    db.prepare_cached(update)?.execute(params![id.device.as_bytes(), count(id.seq), raw])?;
    Ok(())
}

/// Another identity, and the bytes that go with it, for an operation nobody has answered for.
pub fn renumber(db: &Connection, id: OpId, new: OpId, raw: &str) -> Result<()> {
    let update = "update op set device = ?3, seq = ?4, raw = ?5, digest = ?6 where device = ?1 and seq = ?2";
    db.prepare_cached(update)?.execute(params![
        id.device.as_bytes(),
        count(id.seq),
        new.device.as_bytes(),
        count(new.seq),
        raw,
        digest(raw),
    ])?;
    Ok(())
}

/// The operations of `scope` with a number above `after`, in the order of their numbers.
pub fn page(db: &Connection, scope: Scope, after: u64, limit: usize) -> Result<Vec<Entry>> {
    let select = "select * from op where scope = ?1 and number > ?2 order by number limit ?3";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    entries(db, select, params![scope.to_string(), count(after), limit])
}

/// The newest operations of `scope` with a number above `after`, newest first.
pub fn newest(db: &Connection, scope: Scope, after: u64, limit: usize) -> Result<Vec<Entry>> {
    let select = "select * from op where scope = ?1 and number > ?2 order by number desc limit ?3";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    entries(db, select, params![scope.to_string(), count(after), limit])
}

/// The operations this file wrote that are not accepted: waiting, suppressed or quarantined, oldest first.
pub fn unaccepted(db: &Connection) -> Result<Vec<Entry>> {
    let select = "select * from op where device = ?1 and verdict <> 1 order by seq";
    let mut found = Vec::new();
    for device in meta::own_devices(db)?.into_iter().rev() {
        found.extend(entries(db, select, [device.as_bytes()])?);
    }
    Ok(found)
}

/// Every quarantined operation, newest first.
pub fn quarantined(db: &Connection) -> Result<Vec<(OpId, String, String)>> {
    let select = "select device, seq, reason, raw from op where verdict = 3";
    let mut select = db.prepare_cached(&format!("{select} and {} order by rowid desc", unsettled()))?;
    let rows = select.query_map([], |row| {
        let id = OpId { device: id_of(row, "device")?, seq: uncount(row.get("seq")?) };
        Ok((id, row.get::<_, Option<String>>("reason")?.unwrap_or_default(), row.get("raw")?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Records with operations of this file that are not accepted; a record that waits and was refused is two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unaccepted {
    /// All of them.
    pub records: u64,
    /// Of these, refused.
    pub refused: u64,
}

/// How many records are not accepted.
pub fn unaccepted_count(db: &Connection) -> Result<Unaccepted> {
    let lines = "select verdict from op where device = ?1 and verdict <> 1";
    let mut select = db.prepare_cached(&format!(
        "select count(*), coalesce(sum(verdict <> 0), 0) from
         ({lines} and {} group by record, verdict, reason)",
        unsettled()
    ))?;
    let mut all = Unaccepted::default();
    for device in meta::own_devices(db)? {
        let (records, refused) =
            select.query_row([device.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        all.records += uncount(records);
        all.refused += uncount(refused);
    }
    Ok(all)
}

/// For each record that is not accepted the first operation that is not, those refused before those that wait,
/// then in the order they were written; no more than `most`.
pub fn first_unaccepted(db: &Connection, most: usize) -> Result<Vec<Entry>> {
    let select = format!(
        "select *, min(seq) from op where device = ?1 and verdict <> 1 and {}
         group by record, verdict, reason order by verdict = 0, seq limit ?2",
        unsettled()
    );
    let mut found = Vec::new();
    for device in meta::own_devices(db)?.into_iter().rev() {
        found.extend(entries(
            db,
            &select,
            params![device.as_bytes(), i64::try_from(most).unwrap_or(i64::MAX)],
        )?);
    }
    found.sort_by_key(|entry| entry.verdict == Verdict::Waiting);
    found.truncate(most);
    Ok(found)
}

/// How many operations of `device` the server has not answered for.
pub fn waiting(db: &Connection, device: DeviceId) -> Result<u64> {
    // The second condition is the one of the index.
    let mut select =
        db.prepare_cached("select count(*) from op where device = ?1 and verdict = 0 and verdict <> 1")?;
    Ok(uncount(select.query_row([device.as_bytes()], |row| row.get(0))?))
}

fn entries(db: &Connection, select: &str, parameters: impl rusqlite::Params) -> Result<Vec<Entry>> {
    let mut statement = db.prepare_cached(select)?;
    let mut rows = statement.query(parameters)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.extend(read(row)?);
    }
    Ok(entries)
}

/// A line whose bytes are no operation is not for those who work with operations.
fn read(row: &Row<'_>) -> Result<Option<Entry>> {
    let raw: String = row.get("raw")?;
    let Ok(op) = parse(&raw) else { return Ok(None) };
    Ok(Some(Entry {
        id: OpId { device: id_of(row, "device")?, seq: uncount(row.get("seq")?) },
        number: row.get::<_, Option<i64>>("number")?.map(uncount),
        effective: row.get::<_, Option<i64>>("effective")?.map(Hlc::from_column),
        verdict: Verdict::read(row)?,
        skew: row.get("skew")?,
        raw,
        op,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn the_operations_of_one_record_are_not_looked_for_in_the_whole_scope() {
        let store = Store::in_memory().expect("store");
        let mut plan = store.db().prepare(&format!("explain query plan {OF_RECORD_IN}")).expect("a query");
        let columns = params![[0_u8; 16], "org", 1];
        let steps = plan.query_map(columns, |row| row.get("detail")).expect("its plan");
        let steps: Vec<String> = steps.collect::<Result<_, _>>().expect("its steps");
        assert!(steps.iter().any(|step| step.contains("op_record")), "{steps:?}");
    }
}
