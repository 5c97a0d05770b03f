//! `check`: is the file sound, are the numbers dense, does the registry say what the log says, are the
//! pictures the ones that were promised?

use std::path::Path;

use latarnia_core::error::Result;
use latarnia_core::id::RecordId;
use latarnia_core::store::{Store, attachment, registry};
use rusqlite::Connection;

use super::say;
use crate::Error;
use crate::config::{Address, Place, must_have_folder};
use crate::registry::postgres::Postgres;
use crate::registry::sqlite::{self, gaps};

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
        if !noted || (picture.is_whole() && !attachment::is_intact(picture.hash, &bytes)) {
            problems.push(broken_picture(picture.record));
        }
    }
    Ok(problems)
}

fn broken_picture(record: RecordId) -> String {
    format!("a picture of record {record} is not what its hash says")
}
