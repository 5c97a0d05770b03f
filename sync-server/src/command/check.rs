//! `check`: is the file sound, are the numbers dense, does the registry say what the log says, are the
//! pictures the ones that were promised?

use std::path::Path;

use latarnia_core::error::Result;
use latarnia_core::id::RecordId;
use latarnia_core::store::ledger::log_number;
use latarnia_core::store::{Store, attachment, registry};
use rusqlite::Connection;

use super::say;
use crate::Error;
use crate::config::{Address, Place, must_have_folder};
use crate::registry::postgres::Postgres;
use crate::registry::sqlite;

/// Looks at everything and changes nothing.
pub async fn run(place: &Place) -> Result<(), Error> {
    if let Some(address) = &place.database {
        must_have_folder(&place.data)?;
        return told(shared(address, &place.data).await?);
    }
    let file = &super::existing(&place.data)?;
    told(look(file).map_err(Error::opening(file))?)
}

/// The journal, the replica, and what both add up to.
async fn shared(address: &Address, data: &Path) -> Result<Vec<String>> {
    let postgres = Postgres::open(address.url(), data).await?;
    let copy = postgres.copy(data).await?;
    let mut problems = copy.problems;
    problems.extend(postgres.broken_pictures().await?.into_iter().map(broken_picture));
    problems.extend(gaps(copy.store.db())?);
    problems.extend(differences(copy.store.db())?);
    Ok(problems)
}

fn told(problems: Vec<String>) -> Result<(), Error> {
    if problems.is_empty() { say("sound\n") } else { Err(Error::Unsound(problems)) }
}

fn look(file: &Path) -> Result<Vec<String>> {
    let store = Store::open_reader(file, None)?;
    let mut problems = store.problems()?;
    // A damaged file answers no further questions reliably.
    if problems.is_empty() {
        store.must_be_current()?;
        sqlite::must_be_current(store.db())?;
        let moment = store.db().unchecked_transaction()?;
        problems.extend(gaps(&moment)?);
        problems.extend(differences(&moment)?);
        problems.extend(pictures(&moment)?);
    }
    Ok(problems)
}

/// Numbers are dense from 1 to the counter, and so is every device's own count.
fn gaps(db: &Connection) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let (count, highest): (i64, i64) = db.query_row(
        "select count(*), coalesce(max(number), 0) from op where number is not null",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let given = log_number(db)?;
    if count != highest || u64::try_from(highest) != Ok(given) {
        problems.push(format!("the log holds {count} numbers up to {highest}, {given} were given"));
    }
    let mut select = db.prepare("select hex(device), count(*), max(seq) from op group by device")?;
    let rows =
        select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get(2)?)))?;
    for row in rows {
        let (device, count, highest): (String, i64, i64) = row?;
        if count != highest {
            problems.push(format!("the log of device {device} holds {count} operations up to {highest}"));
        }
    }
    Ok(problems)
}

/// Every record folded anew from its operations must be the one in the registry.
fn differences(db: &Connection) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let mut select =
        db.prepare("select distinct record from op where verdict = 1 union select id from record")?;
    let records = select.query_map([], |row| row.get::<_, [u8; 16]>(0))?;
    for record in records {
        let record = RecordId::from(record?);
        let state = registry::state(db, record)?;
        let known = state.born().filter(|born| born.kind.parse::<latarnia_core::record::Kind>().is_ok());
        let same = match (known, registry::row(db, record)?) {
            (None, None) => true,
            (Some(born), Some(row)) => {
                row.doc == state.document()
                    && row.void == state.void_reason().is_some()
                    && row.updated == state.updated()
                    && row.scope == born.scope
                    && row.author == born.author
            }
            _ => false,
        };
        if !same {
            problems.push(format!("record {record} is not what its operations say"));
        }
    }
    Ok(problems)
}

/// Of every picture as much is here as was noted, and a whole one has its hash.
fn pictures(db: &Connection) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for picture in attachment::of_records(db)? {
        let bytes = attachment::read(db, picture.record, picture.hash)?;
        let noted = u64::try_from(bytes.len()) == Ok(picture.held);
        if !noted || (picture.is_whole() && attachment::fault_of(picture.hash, &bytes).is_some()) {
            problems.push(broken_picture(picture.record));
        }
    }
    Ok(problems)
}

fn broken_picture(record: RecordId) -> String {
    format!("a picture of record {record} is not what its hash says")
}
