//! Half-typed forms, kept so that a crash costs at most what was typed in the last two seconds.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::clock::Millis;
use crate::error::Result;

/// A half-typed form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Draft {
    /// Which form, of which record: `contact`, `site:…`.
    pub form: String,
    /// What was typed; its shape is the form's own business.
    #[ts(type = "unknown")]
    pub body: Value,
    /// When it was last kept.
    pub written: Millis,
}

/// Keeps a half-typed form in place of its former version.
pub fn keep(db: &Connection, draft: &Draft) -> Result<()> {
    let upsert = "insert into draft (form, body, written) values (?1, ?2, ?3)
        on conflict (form) do update set body = excluded.body, written = excluded.written";
    db.prepare_cached(upsert)?.execute(params![draft.form, draft.body.to_string(), draft.written.0])?;
    Ok(())
}

/// The half-typed form `form`.
pub fn get(db: &Connection, form: &str) -> Result<Option<Draft>> {
    let select = "select form, body, written from draft where form = ?1";
    Ok(db.query_row(select, [form], read).optional()?)
}

/// Every half-typed form, newest first.
pub fn all(db: &Connection) -> Result<Vec<Draft>> {
    let mut select =
        db.prepare_cached("select form, body, written from draft order by written desc, form")?;
    Ok(select.query_map([], read)?.collect::<Result<_, _>>()?)
}

/// The form was saved or thrown away.
pub fn discard(db: &Connection, form: &str) -> Result<()> {
    db.execute("delete from draft where form = ?1", [form])?;
    Ok(())
}

/// The same for the forms called `form` or `form:…`.
pub fn discard_within(db: &Connection, form: &str) -> Result<()> {
    let delete = "delete from draft where form = ?1 or substr(form, 1, length(?1) + 1) = ?1 || ':'";
    db.prepare_cached(delete)?.execute([form])?;
    Ok(())
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Draft> {
    let body: String = row.get(1)?;
    Ok(Draft {
        form: row.get(0)?,
        body: serde_json::from_str(&body).unwrap_or(Value::Null),
        written: Millis(row.get(2)?),
    })
}
