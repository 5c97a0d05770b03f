//! The seals of the server's log: by the seal at one number a whole log is known up to there.
//!
//! A phone keeps the newest seal it was told. If the server has another one at that number, or none, the
//! log went back since, and what the phone knows of it is void. Numbers alone do not tell: they may have
//! been given again.

use std::fmt;
use std::str::FromStr;

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::log::Entry;
use super::{count, id_of, ledger, uncount};
use crate::clock::Hlc;
use crate::error::Result;
use crate::id::DeviceId;

/// The first eight bytes of a BLAKE3 hash.
type Seal = [u8; 8];

/// A place in the server's log, and the seal of everything up to there. Written `number.hex`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    number: u64,
    seal: Seal,
}

impl fmt::Display for Tip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:016x}", self.number, u64::from_be_bytes(self.seal))
    }
}

impl FromStr for Tip {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split_once('.').and_then(|(number, seal)| {
            Some((number.parse().ok()?, u64::from_str_radix(seal, 16).ok()?.to_be_bytes()))
        });
        let (number, seal) = parts.ok_or_else(|| format!("{text:?} is not number.seal"))?;
        Ok(Self { number, seal })
    }
}

impl Serialize for Tip {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Tip {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The newest place in this log; `None` while nothing is numbered.
pub fn tip(db: &Connection) -> Result<Option<Tip>> {
    let number = ledger::log_number(db)?;
    Ok(seal_at(db, number)?.map(|seal| Tip { number, seal }))
}

/// Is this log, up to there, the one in which the tip was read?
pub fn holds(db: &Connection, tip: Tip) -> Result<bool> {
    Ok(seal_at(db, tip.number)? == Some(tip.seal))
}

/// Seals the number of a line just appended: at once if it is the next one, else with all before it.
pub fn seal_next(db: &Connection, entry: &Entry) -> Result<()> {
    let Some(number) = entry.number else { return Ok(()) };
    match seal_at(db, number.saturating_sub(1))? {
        Some(before) => {
            let effective = entry.effective.map(Hlc::to_column).unwrap_or_default();
            write(db, count(number), link(before, entry.id.device, count(entry.id.seq), effective))
        }
        None => seal_up(db),
    }
}

fn link(before: Seal, device: DeviceId, seq: i64, effective: i64) -> Seal {
    let mut hash = blake3::Hasher::new();
    hash.update(&before).update(device.as_bytes());
    hash.update(&seq.to_be_bytes()).update(&effective.to_be_bytes());
    let mut seal = Seal::default();
    seal.copy_from_slice(hash.finalize().as_bytes().first_chunk::<8>().expect("a hash has 32 bytes"));
    seal
}

fn write(db: &Connection, number: i64, seal: Seal) -> Result<()> {
    let insert = "insert into seal (number, seal) values (?1, ?2) on conflict (number) do nothing";
    db.prepare_cached(insert)?.execute(params![number, seal])?;
    Ok(())
}

/// Seals every number that bears an operation and has no seal yet, in order.
pub fn seal_up(db: &Connection) -> Result<()> {
    let sealed: i64 = db.query_row("select coalesce(max(number), 0) from seal", [], |row| row.get(0))?;
    let mut before = seal_at(db, uncount(sealed))?.unwrap_or_default();
    let select = "select number, device, seq, effective from op where number > ?1 order by number";
    let mut select = db.prepare_cached(select)?;
    let mut rows = select.query([sealed])?;
    while let Some(row) = rows.next()? {
        let or_zero = |column| Ok::<_, crate::Error>(row.get::<_, Option<i64>>(column)?.unwrap_or_default());
        before = link(before, id_of(row, "device")?, or_zero("seq")?, or_zero("effective")?);
        write(db, row.get("number")?, before)?;
    }
    Ok(())
}

fn seal_at(db: &Connection, number: u64) -> Result<Option<Seal>> {
    let mut select = db.prepare_cached("select seal from seal where number = ?1")?;
    Ok(select.query_row([count(number)], |row| row.get(0)).optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tip_reads_back_as_it_was_written() {
        let tip = Tip { number: 41, seal: [0, 1, 2, 3, 4, 5, 6, 255] };
        assert_eq!(tip.to_string(), "41.00010203040506ff");
        assert_eq!(tip.to_string().parse(), Ok(tip));
        assert!("41".parse::<Tip>().is_err() && "x.00".parse::<Tip>().is_err());
    }
}
