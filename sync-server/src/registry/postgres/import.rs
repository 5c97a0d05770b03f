//! A registry in a file, carried over into an empty shared database: all of it, compared, or nothing.

mod tables;

use std::path::Path;

use latarnia_core::error::{Error as CoreError, Result};
use latarnia_core::id::DeviceId;
use latarnia_core::store::{Store, ledger, meta, seal};
use latarnia_core::sync::replay::{self, Written};
use rusqlite::Connection;

use super::check::digests;
use super::database::{Database, failed};
use super::held::Held;
use super::migrate;
use super::rebuild::rebuild;
use crate::Error;
use tables::TABLES;

/// Lines carried at a time.
const PAGE: usize = 1000;

/// How much was carried over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Operations of the log.
    pub operations: u64,
    /// Accounts, devices, notes and the like.
    pub rows: u64,
    /// What is done of both, and of the comparison.
    pub done: u64,
    /// What there is to do.
    pub total: u64,
    /// Of every line of the log and of every row, as it was read back; set when all is done.
    pub digest: String,
}

/// Carries the registry `source` over, whose log phones call `epoch`; `told` hears how far it is.
/// Everything is compared before it is committed. `folder` has room for a second copy.
///
/// # Errors
/// [`Error::Refused`] if the database holds another registry, or what was read back differs.
pub async fn import(
    source: &Connection,
    epoch: &str,
    url: &str,
    folder: &Path,
    mut told: impl FnMut(&Carried),
) -> Result<Carried, Error> {
    let database = Database::at(url)?;
    migrate::run(&database).await?;
    let mut held = Held::take(&database).await?;
    let unhurried = "set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0";
    held.client().batch_execute(unhurried).await.map_err(failed)?;
    let mut carried = measure(source)?;
    let device = own_device(source)?;
    let full = is_full(&held).await?;
    // A move that was cut off between its two commits is there already; then it is only compared.
    if full && held.end.device != device {
        return Err(already_full());
    }
    if !full {
        held.adopt(device, epoch).await?;
        carry_lines(source, &mut held, &mut carried, &mut told).await?;
        for table in TABLES {
            table.carry(source, held.client(), &mut carried, &mut told).await?;
        }
    }
    let problems = compare(source, &held, folder, &mut carried, &mut told).await?;
    match problems.first() {
        None => held.commit().await?,
        Some(_) if full => return Err(already_full()),
        Some(first) => {
            return Err(Error::Refused(format!("nothing was moved: {first} ({} in all)", problems.len())));
        }
    }
    Ok(carried)
}

fn already_full() -> Error {
    Error::Refused("the database holds a registry already; name an empty one".to_owned())
}

fn own_device(source: &Connection) -> Result<DeviceId> {
    meta::device(source)?
        .ok_or_else(|| CoreError::Migration("the registry has no device of its own".to_owned()))
}

/// Only an empty log without accounts is filled.
async fn is_full(held: &Held) -> Result<bool> {
    let mut full = held.end.place > 0;
    for table in TABLES {
        full = full || table.is_there(held.client()).await?;
    }
    Ok(full)
}

fn measure(source: &Connection) -> Result<Carried> {
    let count = |table: &str| {
        let count: i64 = source.query_row(&format!("select count(*) from {table}"), [], |row| row.get(0))?;
        Ok::<_, CoreError>(u64::try_from(count).unwrap_or_default())
    };
    let operations = count("op")?;
    let rows = TABLES.iter().map(|table| count(table.name)).sum::<Result<u64>>()?;
    // The log goes over, and comes back to be compared.
    Ok(Carried { operations, rows, total: 2 * operations + rows, ..Carried::default() })
}

async fn carry_lines(
    source: &Connection,
    held: &mut Held,
    carried: &mut Carried,
    told: &mut impl FnMut(&Carried),
) -> Result<()> {
    let (mut after, mut number) = (0, 0);
    loop {
        let page = replay::lines(source, after, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = *last;
        let written =
            Written { added: page.into_iter().map(|(_, line)| line).collect(), changed: Vec::new() };
        number = written.added.iter().filter_map(|line| line.number).max().unwrap_or_default().max(number);
        let lines = held.extend(&written, number);
        held.write(&lines).await?;
        carried.done += u64::try_from(written.added.len()).unwrap_or_default();
        told(carried);
    }
}

/// What came over, read back from there, must be what there was; what is not.
async fn compare(
    source: &Connection,
    held: &Held,
    folder: &Path,
    carried: &mut Carried,
    told: &mut impl FnMut(&Carried),
) -> Result<Vec<String>> {
    let failed = |error: std::io::Error| CoreError::Shared(format!("{}: {error}", folder.display()));
    let aside = tempfile::Builder::new().prefix("move-").tempdir_in(folder).map_err(failed)?;
    let store = Store::open(&aside.path().join("copy.db"), None)?;
    let mut seen = |lines: usize| {
        carried.done += u64::try_from(lines).unwrap_or_default();
        told(carried);
    };
    let (copy, mut problems) = rebuild(held.client(), &held.end, store, &mut seen).await?;
    let mut hash = blake3::Hasher::new();
    hash.update(fingerprint(copy.db())?.as_bytes());
    if fingerprint(source)? != fingerprint(copy.db())? {
        problems.push("the lines of the log differ".to_owned());
    }
    if digests(source)? != digests(copy.db())? {
        problems.push("what the log adds up to differs".to_owned());
    }
    if ledger::log_number(source)? != ledger::log_number(copy.db())? {
        problems.push("the numbers differ".to_owned());
    }
    if seal::tip(source)? != seal::tip(copy.db())? {
        problems.push("the seals differ".to_owned());
    }
    for table in TABLES {
        let there = table.hashes_there(held.client()).await?;
        if table.hashes_here(source)? != there {
            problems.push(format!("what the table {} holds differs", table.name));
        }
        for row in &there {
            hash.update(row);
        }
    }
    carried.done = carried.total;
    carried.digest = hash.finalize().to_hex().chars().take(16).collect();
    Ok(problems)
}

/// Of every line of the log, in order, with all it says.
fn fingerprint(db: &Connection) -> Result<blake3::Hash> {
    let mut hash = blake3::Hasher::new();
    let mut after = 0;
    loop {
        let page = replay::lines(db, after, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(hash.finalize()) };
        after = *last;
        for (_, line) in &page {
            hash.update(format!("{line:?}\n").as_bytes());
        }
    }
}
