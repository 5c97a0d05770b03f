//! Search over people, sites and facilities.

use latarnia_core::id::RecordId;
use latarnia_core::record::{Code, Kind};
use latarnia_core::store::search;
use latarnia_core::view::person_row;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::FieldApp;
use crate::error::CallError;

/// What to look for.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct FindText {
    /// A name, a nickname, part of a place; misspelt or not.
    pub text: String,
    /// Only these kinds; all if empty.
    #[serde(default)]
    pub kinds: Vec<Kind>,
}

/// One find, best first.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Found {
    /// Which record.
    pub id: RecordId,
    /// Person, site or facility.
    pub kind: Kind,
    /// Its label or name.
    pub title: String,
    /// The kind of site or facility.
    pub category: Option<Code>,
    /// A person's last contact.
    #[ts(type = "number | null")]
    pub last_seen: Option<latarnia_core::clock::Millis>,
    /// Where that was.
    pub last_site_name: Option<String>,
    /// The crew must know something about this person for its own safety.
    pub hazard: bool,
}

/// Most finds shown.
const SHOWN: usize = 30;

/// What fits, best first.
pub fn find(app: &FieldApp, input: FindText) -> Result<Vec<Found>, CallError> {
    app.look(None, |look| {
        let hits = search::find(look.db, &input.text, &input.kinds, SHOWN)?;
        let mut found = Vec::new();
        for hit in hits.into_iter().filter(|hit| look.reader.reaches(hit.row.scope)) {
            let text = |field: &str| hit.row.doc.get(field).and_then(|value| value.as_str());
            let person = (hit.row.kind == Kind::Person).then(|| person_row(look, &hit.row)).transpose()?;
            found.push(Found {
                id: hit.row.id,
                kind: hit.row.kind,
                title: text("label").or_else(|| text("name")).unwrap_or_default().to_owned(),
                category: text("category").map(Code::from),
                last_seen: person.as_ref().and_then(|row| row.last_seen),
                hazard: person.as_ref().is_some_and(|row| row.hazard.is_some()),
                last_site_name: person.and_then(|row| row.last_site_name),
            });
        }
        Ok(found)
    })
}
