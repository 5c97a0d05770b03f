//! What was written, by whom, and what the server promised to keep: the truth the stores are judged by.

use std::collections::{BTreeMap, BTreeSet};

use latarnia_core::Result;
use latarnia_core::id::{DeviceId, RecordId};
use latarnia_core::op::{OpId, parse};
use latarnia_core::store::log::{self, Digest, Verdict};
use rusqlite::Connection;
use serde_json::Value;

/// An operation as it was written: two copies of a phone write different ones under one identity.
pub type Deed = (OpId, Digest);

/// What is known of a written operation.
#[derive(Clone, Debug)]
pub struct Written {
    /// The bytes.
    pub raw: String,
    /// The record.
    pub record: RecordId,
    /// The last store that held it is gone; nobody can be asked for it.
    pub gone: bool,
}

/// All that was written in a story.
#[derive(Default)]
pub struct Ledger {
    /// Every operation that was committed anywhere.
    pub written: BTreeMap<Deed, Written>,
    /// Those the server answered for.
    pub promised: BTreeSet<Deed>,
    /// The records that were erased whole, with all that tells about them.
    pub erased: BTreeSet<RecordId>,
    /// The marks that stood in fields that were erased, in any version.
    pub redacted: BTreeSet<String>,
    marks: u32,
    marked: BTreeMap<String, RecordId>,
    first: BTreeMap<String, OpId>,
}

/// What marks begin with.
const MARK: &str = "zn";
/// Letters of a mark.
const MARK_LEN: usize = 9;

impl Ledger {
    /// A word that is in nothing written before.
    pub fn mark(&mut self) -> String {
        self.marks += 1;
        format!("{MARK}{:06}q", self.marks)
    }

    /// The record that mark was written into.
    pub fn record_of(&self, mark: &str) -> Option<RecordId> {
        self.marked.get(mark).copied()
    }

    /// The identity under which that mark was written; copies of a phone may send it under others.
    pub fn first_of(&self, mark: &str) -> Option<OpId> {
        self.first.get(mark).copied()
    }

    /// A record was erased, and with it every record of which the server had been told that it tells about that one.
    pub fn erase(&mut self, server: &Connection, record: RecordId) {
        let held: BTreeSet<Deed> = log_of(server, None).expect("a store can be read").into_iter().collect();
        let is_accepted =
            |id| log::verdict_of(server, id).expect("a store can be read") == Some(Verdict::Accepted);
        let tells = |raw: &str| parse(raw).is_ok_and(|op| op.tells_about(record.into()));
        let told = self
            .written
            .iter()
            .filter(|(deed, written)| held.contains(*deed) && is_accepted(deed.0) && tells(&written.raw));
        self.erased.extend(told.map(|(_, written)| written.record).chain([record]));
    }

    /// Some fields of a record were erased: the words that stood in them are to be nowhere.
    pub fn redact(&mut self, server: &Connection, record: RecordId, fields: &BTreeSet<String>) {
        let held: BTreeSet<Deed> = log_of(server, None).expect("a store can be read").into_iter().collect();
        let written =
            self.written.iter().filter(|(deed, written)| written.record == record && held.contains(deed));
        for (_, written) in written {
            let raw: Value = serde_json::from_str(&written.raw).expect("it was JSON when it was written");
            let body = &raw["body"];
            for form in [body, &body["form"], &body["set"]] {
                let texts = fields.iter().filter_map(|field| form.get(field)?.as_str());
                self.redacted.extend(texts.flat_map(marks_in));
            }
        }
    }

    /// Every mark that is to be nowhere: in what tells about somebody erased, or in an erased field.
    pub fn forbidden(&self) -> BTreeSet<String> {
        let mut forbidden = self.redacted.clone();
        for written in self.written.values().filter(|written| self.tells_of_erased(&written.raw)) {
            forbidden.extend(marks_in(&written.raw));
        }
        forbidden
    }

    /// Does an operation tell about somebody who was erased?
    pub fn tells_of_erased(&self, raw: &str) -> bool {
        let Ok(op) = parse(raw) else { return false };
        let about = [Some(op.record), op.subject.map(RecordId::from), op.named().map(RecordId::from)];
        about.into_iter().flatten().any(|record| self.erased.contains(&record))
    }

    /// Notes what `device` wrote into this store and was not noted yet.
    pub fn note(&mut self, db: &Connection, device: DeviceId) -> Result<()> {
        for deed in log_of(db, Some(device))? {
            if self.written.contains_key(&deed) {
                continue;
            }
            let raw = raw_of(db, deed.0)?;
            let Ok(op) = parse(&raw) else { continue };
            let mark = marks_in(&raw).into_iter().next_back();
            if let Some(mark) = mark {
                self.first.entry(mark.clone()).or_insert(deed.0);
                self.marked.insert(mark, op.record);
            }
            self.written.insert(deed, Written { raw, record: op.record, gone: false });
        }
        Ok(())
    }

    /// Notes that the server answered for everything it holds of `device`.
    pub fn promise(&mut self, db: &Connection, device: DeviceId) -> Result<()> {
        self.promised.extend(log_of(db, Some(device))?);
        Ok(())
    }

    /// A store was lost or went back. What the server does not hold is promised no longer; what stands
    /// in the own log of none of `phones` either is gone.
    pub fn lose<'a>(
        &mut self,
        server: &Connection,
        phones: impl Iterator<Item = (&'a Connection, DeviceId)>,
    ) -> Result<()> {
        let mut held: BTreeSet<Deed> = log_of(server, None)?.into_iter().collect();
        self.promised.retain(|deed| held.contains(deed));
        for (store, device) in phones {
            held.extend(log_of(store, Some(device))?);
        }
        for (deed, written) in &mut self.written {
            written.gone |= !held.contains(deed);
        }
        Ok(())
    }
}

/// Every operation of a store, or those of one device.
pub fn log_of(db: &Connection, device: Option<DeviceId>) -> Result<Vec<Deed>> {
    let select = "select device, seq, digest from op where ?1 is null or device = ?1 order by device, seq";
    let mut select = db.prepare_cached(select)?;
    let rows = select.query_map([device.map(|device| *device.as_bytes())], |row| {
        let device = DeviceId::from(row.get::<_, [u8; 16]>(0)?);
        let seq = u64::try_from(row.get::<_, i64>(1)?).unwrap_or_default();
        Ok((OpId { device, seq }, row.get::<_, Digest>(2)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The bytes of an operation a store holds.
pub fn raw_of(db: &Connection, id: OpId) -> Result<String> {
    let mut select = db.prepare_cached("select raw from op where device = ?1 and seq = ?2")?;
    let seq = i64::try_from(id.seq).unwrap_or(i64::MAX);
    Ok(select.query_row(rusqlite::params![id.device.as_bytes(), seq], |row| row.get(0))?)
}

/// Every mark in a text.
pub fn marks_in(text: &str) -> BTreeSet<String> {
    let found = text.match_indices(MARK).filter_map(|(at, _)| text.get(at..at + MARK_LEN));
    found.filter(|word| is_mark(word)).map(str::to_owned).collect()
}

fn is_mark(word: &str) -> bool {
    let number = word.strip_prefix(MARK).and_then(|rest| rest.strip_suffix('q'));
    number.is_some_and(|number| number.bytes().all(|letter| letter.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_in_the_middle_of_anything() {
        let mut ledger = Ledger::default();
        let (one, two) = (ledger.mark(), ledger.mark());
        assert_ne!(one, two);
        let text = format!("znany, zn12q, \"{one}\"{two}żzn");
        assert_eq!(marks_in(&text), BTreeSet::from([one, two]));
    }
}
