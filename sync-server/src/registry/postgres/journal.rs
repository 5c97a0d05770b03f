//! The journal in the shared database: where it ends, what it says, and how it grows.

use deadpool_postgres::ClientWrapper;
use latarnia_core::clock::Hlc;
use latarnia_core::error::{Error, Result};
use latarnia_core::id::DeviceId;
use latarnia_core::op::OpId;
use latarnia_core::store::log::Verdict;
use latarnia_core::sync::replay::Line;
use tokio_postgres::{Client, Row};

use super::database::failed;

/// The organisation. One server serves one, today; every table and key is led by it.
pub const ORG: i32 = 1;

/// A digest of every line up to one: equal chains are equal journals.
pub type Chain = [u8; 16];

/// Before the first line.
pub const NO_CHAIN: Chain = [0; 16];

/// Where the journal ends, and which journal it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// In whose name the console writes; the log's own name.
    pub device: DeviceId,
    /// What phones call this course of the log.
    pub epoch: String,
    /// How many courses there were.
    pub generation: i64,
    /// The last line's place; 0 before the first.
    pub place: i64,
    /// The last number given.
    pub number: i64,
    /// Of every line up to the last.
    pub chain: Chain,
}

/// A line in its place.
#[derive(Debug)]
pub struct Kept {
    pub place: i64,
    pub chain: Chain,
    pub line: Line,
}

const END: &str = "select device, epoch, generation, place, number, chain from log where org = $1";

/// The journal's end as of now.
pub async fn end(client: &ClientWrapper) -> Result<End> {
    let select = client.prepare_cached(END).await.map_err(failed)?;
    let row = client.query_opt(&select, &[&ORG]).await.map_err(failed)?;
    read_end(&row.ok_or_else(no_log)?)
}

/// Reads an end from the columns of a row of `log`.
pub fn read_end(row: &Row) -> Result<End> {
    Ok(End {
        device: DeviceId::new(row.get("device")),
        epoch: row.get("epoch"),
        generation: row.get("generation"),
        place: row.get("place"),
        number: row.get("number"),
        chain: bytes(row.get("chain"))?,
    })
}

pub fn no_log() -> Error {
    Error::Shared("PostgreSQL: the organisation has no log here".to_owned())
}

fn bytes<const N: usize>(column: &[u8]) -> Result<[u8; N]> {
    column.try_into().map_err(|_wrong| Error::Shared("PostgreSQL: a digest has another length".to_owned()))
}

/// The journal from `from` on, that line included.
pub async fn lines(client: &ClientWrapper, from: i64, limit: i64) -> Result<Vec<Kept>> {
    let select = client.prepare_cached(include_str!("sql/lines.sql")).await.map_err(failed)?;
    let rows = client.query(&select, &[&ORG, &from, &limit]).await.map_err(failed)?;
    rows.iter().map(read_line).collect()
}

fn read_line(row: &Row) -> Result<Kept> {
    let unreadable = |_| Error::Shared("PostgreSQL: an operation is not UTF-8".to_owned());
    let reason: Option<Vec<u8>> = row.get("reason");
    let reason = reason.map(String::from_utf8).transpose().map_err(unreadable)?;
    let count = |column: i64| u64::try_from(column).unwrap_or_default();
    let id = OpId { device: DeviceId::new(row.get("device")), seq: count(row.get("seq")) };
    let line = Line {
        id,
        number: row.get::<_, Option<i64>>("number").map(count),
        effective: row.get::<_, Option<i64>>("effective").map(Hlc::from_column),
        verdict: Verdict::from_columns(row.get::<_, i16>("verdict").into(), reason),
        digest: bytes(row.get("digest"))?,
        raw: String::from_utf8(row.get("raw")).map_err(unreadable)?,
    };
    Ok(Kept { place: row.get("place"), chain: bytes(row.get("chain"))?, line })
}

/// The chain up to a place, if the journal reaches it.
pub async fn chain_at(client: &ClientWrapper, place: i64) -> Result<Option<Chain>> {
    if place == 0 {
        return Ok(Some(NO_CHAIN));
    }
    let select = client.prepare_cached("select chain from op where org = $1 and place = $2").await;
    let row = client.query_opt(&select.map_err(failed)?, &[&ORG, &place]).await.map_err(failed)?;
    row.map(|row| bytes(row.get("chain"))).transpose()
}

/// The chain after one more line.
pub fn link(chain: &Chain, line: &Line) -> Chain {
    let mut hash = blake3::Hasher::new();
    hash.update(chain).update(line.id.device.as_bytes()).update(&line.id.seq.to_be_bytes());
    hash.update(&line.number.unwrap_or_default().to_be_bytes());
    hash.update(&line.effective.unwrap_or_default().to_column().to_be_bytes()).update(&line.digest);
    *hash.finalize().as_bytes().first_chunk().expect("a hash has 32 bytes")
}

/// Makes the organisation's log if there is none; `false` if there is one.
pub async fn found(client: &Client, device: DeviceId, epoch: &str) -> Result<bool> {
    let insert = format!(
        "insert into log (org, device, epoch, generation, place, number, chain, home, guarded)
         select $1, $2, $3, 1, 0, 0, $4, {}, false on conflict (org) do nothing",
        super::home::HERE
    );
    let made = client.execute(&insert, &[&ORG, &device.uuid(), &epoch, &NO_CHAIN.as_slice()]).await;
    Ok(made.map_err(failed)? == 1)
}
