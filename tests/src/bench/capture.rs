//! Saving a contact on a phone, beside one plain transaction of one row: both durable against power loss,
//! both encrypted.

use std::path::Path;
use std::time::Instant;

use latarnia_core::store::{Key, Store};
use rusqlite::params;

use super::Samples;
use super::ours::contacts;
use crate::LightPhone;

const KEY: Key = [7; 32];

/// Milliseconds of each: a contact saved with all that belongs to it, and a plain row. In turn.
pub fn capture(link: &str, times: u64) -> (Samples, Samples) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut phone = LightPhone::in_file(link, &folder.path().join("phone.db"), Some(&KEY));
    phone.sync().expect("the first sync");
    let mut plain = PlainRows::in_folder(folder.path());
    let (mut saved, mut floor) = (Samples::default(), Samples::default());
    for contact in contacts(0, times) {
        let form = serde_json::to_string(&latarnia_core::record::Record::to_form(&contact)).expect("JSON");
        floor.add(plain.one(&form));
        let began = Instant::now();
        phone.record(&contact);
        saved.add(began.elapsed().as_secs_f64() * 1_000.0);
    }
    (saved, floor)
}

/// A file with one table and nothing else.
pub struct PlainRows(Store);

impl PlainRows {
    /// A new one in that folder, encrypted.
    pub fn in_folder(folder: &Path) -> Self {
        let plain = Store::open(&folder.join("plain.db"), Some(&KEY)).expect("a new file");
        let create = "create table plain (id integer primary key, form text not null) strict";
        plain.db().execute_batch(create).expect("a table");
        Self(plain)
    }

    /// Milliseconds of a transaction of one row.
    pub fn one(&mut self, form: &str) -> f64 {
        let began = Instant::now();
        let insert = |db: &rusqlite::Connection| {
            db.prepare_cached("insert into plain (form) values (?1)")?.execute(params![form])?;
            Ok::<_, latarnia_core::Error>(())
        };
        self.0.write(insert).expect("a row");
        began.elapsed().as_secs_f64() * 1_000.0
    }
}
