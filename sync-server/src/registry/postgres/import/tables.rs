//! The tables beside the log, row by row as JSON: PostgreSQL reads it back into columns.

use deadpool_postgres::ClientWrapper;
use latarnia_core::error::{Error, Result};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value};
use tokio_stream::StreamExt;

use super::Carried;
use crate::registry::postgres::database::{failed, text};
use crate::registry::postgres::journal::ORG;

/// Rows carried at a time.
const MANY: usize = 500;
/// The same where a row has up to 256 KiB.
const FEW: usize = 8;

/// What a column holds there. Here it is an integer, a text or bytes.
#[derive(Clone, Copy)]
enum Is {
    Id,
    Bytes,
    Text,
    Number,
}

/// A table that is the same here and there, but for the organisation.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    columns: &'static [(&'static str, Is)],
    at_a_time: usize,
}

/// Those that refer to others come after them.
pub const TABLES: [Table; 7] = [
    Table {
        name: "account",
        columns: &[
            ("worker", Is::Id),
            ("name", Is::Text),
            ("role", Is::Text),
            ("password", Is::Text),
            ("changed", Is::Number),
        ],
        at_a_time: MANY,
    },
    Table {
        name: "session",
        columns: &[("token", Is::Bytes), ("worker", Is::Id), ("opened", Is::Number), ("expires", Is::Number)],
        at_a_time: MANY,
    },
    Table {
        name: "device",
        columns: &[
            ("id", Is::Id),
            ("worker", Is::Id),
            ("name", Is::Text),
            ("app_version", Is::Text),
            ("token", Is::Bytes),
            ("enrolled", Is::Number),
            ("last_sync", Is::Number),
            ("clock_error", Is::Number),
            ("revoked", Is::Number),
            ("erased", Is::Number),
        ],
        at_a_time: MANY,
    },
    Table {
        name: "enrolment",
        columns: &[
            ("code", Is::Bytes),
            ("worker", Is::Id),
            ("offered", Is::Number),
            ("expires", Is::Number),
            ("spent", Is::Number),
        ],
        at_a_time: MANY,
    },
    Table {
        name: "audit",
        columns: &[
            ("id", Is::Number),
            ("at", Is::Number),
            ("worker", Is::Id),
            ("action", Is::Text),
            ("kind", Is::Text),
            ("record", Is::Id),
            ("detail", Is::Text),
        ],
        at_a_time: MANY,
    },
    Table {
        name: "attachment",
        columns: &[
            ("record", Is::Id),
            ("hash", Is::Bytes),
            ("bytes", Is::Number),
            ("held", Is::Number),
            ("touched", Is::Number),
            ("unnamed", Is::Number),
        ],
        at_a_time: MANY,
    },
    Table {
        name: "attachment_piece",
        columns: &[("record", Is::Id), ("hash", Is::Bytes), ("place", Is::Number), ("bytes", Is::Bytes)],
        at_a_time: FEW,
    },
];

impl Table {
    /// Carries all rows over.
    pub async fn carry(
        &self,
        source: &Connection,
        client: &ClientWrapper,
        carried: &mut Carried,
        told: &mut impl FnMut(&Carried),
    ) -> Result<()> {
        let insert = client.prepare_cached(&self.insert()).await.map_err(failed)?;
        let mut select = source.prepare(&self.select_here())?;
        let mut rows = select.query([])?;
        loop {
            let mut page = Vec::new();
            while page.len() < self.at_a_time
                && let Some(row) = rows.next()?
            {
                page.push(self.read(row)?);
            }
            if page.is_empty() {
                break;
            }
            let text = serde_json::to_string(&page)?;
            client.execute(&insert, &[&ORG, &text]).await.map_err(failed)?;
            carried.done += u64::try_from(page.len()).unwrap_or_default();
            told(carried);
        }
        if self.name == "audit" {
            // New notes come after the old ones.
            let go_on =
                "select setval(pg_get_serial_sequence('audit', 'id'), coalesce(max(id), 0) + 1, false)
                from audit";
            client.execute(go_on, &[]).await.map_err(failed)?;
        }
        Ok(())
    }

    /// Is there any row in the shared database?
    pub async fn is_there(&self, client: &ClientWrapper) -> Result<bool> {
        let any = format!("select exists (select 1 from {} where org = $1)", self.name);
        Ok(client.query_one(&any, &[&ORG]).await.map_err(failed)?.get(0))
    }

    /// What the rows in the file say, each as a hash, in no order that matters.
    pub fn hashes_here(&self, source: &Connection) -> Result<Vec<[u8; 32]>> {
        let mut select = source.prepare(&self.select_here())?;
        let mut rows = select.query([])?;
        let mut hashes = Vec::new();
        while let Some(row) = rows.next()? {
            hashes.push(hash(&self.read(row)?));
        }
        hashes.sort_unstable();
        Ok(hashes)
    }

    /// The same of the rows in the shared database.
    pub async fn hashes_there(&self, client: &ClientWrapper) -> Result<Vec<[u8; 32]>> {
        let rows = client.query_raw(&self.select_there(), [&ORG]).await.map_err(failed)?;
        let mut rows = std::pin::pin!(rows);
        let mut hashes = Vec::new();
        while let Some(row) = rows.next().await {
            let row = row.map_err(failed)?;
            // Read and written again, so that both sides are spelled alike.
            hashes.push(hash(&serde_json::from_str(row.get(0))?));
        }
        hashes.sort_unstable();
        Ok(hashes)
    }

    fn names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|(name, _)| *name).collect()
    }

    fn select_here(&self) -> String {
        format!("select {} from {} order by 1", self.names().join(", "), self.name)
    }

    fn select_there(&self) -> String {
        let value = |(name, is): &(&str, Is)| match is {
            Is::Id => format!("'{name}', replace({name}::text, '-', '')"),
            Is::Bytes => format!("'{name}', encode({name}, 'hex')"),
            Is::Text | Is::Number => format!("'{name}', {name}"),
        };
        let values: Vec<String> = self.columns.iter().map(value).collect();
        format!("select jsonb_build_object({})::text from {} where org = $1", values.join(", "), self.name)
    }

    fn insert(&self) -> String {
        let typed = |(name, is): &(&str, Is)| match is {
            Is::Id => format!("{name} uuid"),
            Is::Bytes | Is::Text => format!("{name} text"),
            Is::Number => format!("{name} bigint"),
        };
        let value = |(name, is): &(&str, Is)| match is {
            Is::Bytes => format!("decode(r.{name}, 'hex')"),
            Is::Id | Is::Text | Is::Number => format!("r.{name}"),
        };
        let typed: Vec<String> = self.columns.iter().map(typed).collect();
        let values: Vec<String> = self.columns.iter().map(value).collect();
        format!(
            "insert into {} (org, {}) overriding system value
             select $1, {} from jsonb_to_recordset($2::text::jsonb) as r ({})",
            self.name,
            self.names().join(", "),
            values.join(", "),
            typed.join(", ")
        )
    }

    /// A row of the file as the insert takes it.
    fn read(&self, row: &rusqlite::Row<'_>) -> Result<Value> {
        let mut object = Map::new();
        for name in self.names() {
            object.insert(name.to_owned(), value(row.get_ref(name)?)?);
        }
        Ok(Value::Object(object))
    }
}

fn hash(row: &Value) -> [u8; 32] {
    *blake3::hash(row.to_string().as_bytes()).as_bytes()
}

fn value(column: ValueRef<'_>) -> Result<Value> {
    Ok(match column {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Text(bytes) => text(&String::from_utf8_lossy(bytes)).into(),
        ValueRef::Blob(bytes) => hex(bytes).into(),
        ValueRef::Real(_) => return Err(Error::Migration("a table holds what it should not".to_owned())),
    })
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a string takes everything");
    }
    text
}
