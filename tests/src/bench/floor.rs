//! Floors: the very rows of a registry, read from its file beforehand and written into an empty one of the
//! same schema by prepared statements, as fast as SQLite takes them.

use std::path::Path;
use std::time::Instant;

use latarnia_core::store::{Key, Store};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};

use super::ours::count;

/// The tables in which a form leaves rows, on a server and on a phone.
const TABLES: [&str; 3] = ["op", "record", "seal"];

struct Rows {
    insert: String,
    rows: Vec<Vec<Value>>,
}

/// Forms a second, one transaction for so many of them, durable against power loss.
pub fn same_rows(file: &Path, key: Option<&Key>, in_one: usize) -> f64 {
    let source = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a registry");
    let tables = TABLES.map(|table| read(&source, table));
    let forms = tables.iter().find(|table| table.insert.contains("into record")).map_or(0, |t| t.rows.len());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut store = Store::open(&folder.path().join("floor.db"), key).expect("a new file");
    let began = Instant::now();
    let longest = tables.iter().map(|table| table.rows.len()).max().unwrap_or_default();
    for first in (0..longest).step_by(in_one) {
        let write = |db: &Connection| {
            for table in &tables {
                let mut insert = db.prepare_cached(&table.insert)?;
                for row in table.rows.iter().skip(first).take(in_one) {
                    insert.execute(params_from_iter(row))?;
                }
            }
            Ok::<_, latarnia_core::Error>(())
        };
        store.write(write).expect("the rows were in such a file before");
    }
    count(forms) / began.elapsed().as_secs_f64()
}

fn read(db: &Connection, table: &str) -> Rows {
    let mut select = db.prepare(&format!("select * from {table} order by rowid")).expect("a table of ours");
    let columns = select.column_names().join(", ");
    let places = vec!["?"; select.column_count()].join(", ");
    let width = select.column_count();
    let insert = format!("insert into {table} ({columns}) values ({places})");
    let rows = select.query_map([], |row| (0..width).map(|at| row.get(at)).collect()).expect("readable");
    Rows { insert, rows: rows.collect::<Result<_, _>>().expect("readable") }
}
