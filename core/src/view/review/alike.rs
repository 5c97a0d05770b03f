//! Who may be meant already, while somebody is being written down. More is shown than is later proposed to
//! a supervisor: a name alone is worth a look by whoever stands before the person.

use serde::Serialize;
use ts_rs::TS;

use super::faces::Face;
use super::likeness::resemble;
use super::pairs::{Reason, faces};
use crate::error::Result;
use crate::id::SiteId;
use crate::record::{Person, Position};
use crate::store::registry;
use crate::view::Look;
use crate::view::person::{PersonRow, person_row};

/// Most people shown.
const MOST: usize = 4;

/// Somebody already written down who may be the same.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Alike {
    /// Who.
    pub row: PersonRow,
    /// Why, the strongest reason first.
    pub reasons: Vec<Reason>,
}

/// Who may be the same as `person`, met at `site`; those with the most reasons first, then those seen last.
pub fn alike(look: &Look<'_>, person: &Person, site: Option<SiteId>) -> Result<Vec<Alike>> {
    let site = match site.or(person.site) {
        Some(site) => registry::row(look.db, site.into())?,
        None => None,
    };
    let place =
        site.and_then(|row| serde_json::from_value::<Position>(row.doc.get("position")?.clone()).ok());
    let wanted = Face { place, ..Face::of(person) };
    let (records, faces) = faces(look)?;
    let mut found = Vec::new();
    for (row, face) in records.iter().zip(&faces) {
        if let Some(reasons) = resemble(&wanted, face) {
            found.push((
                std::cmp::Reverse(reasons.len()),
                std::cmp::Reverse(face.seen),
                row,
                face.head,
                reasons,
            ));
        }
    }
    found.sort_by_key(|(reasons, seen, row, ..)| (*reasons, *seen, row.id));
    let mut heads = std::collections::BTreeSet::new();
    found.retain(|(_, _, _, head, _)| heads.insert(*head));
    found.truncate(MOST);
    found
        .into_iter()
        .map(|(_, _, row, _, reasons)| Ok(Alike { row: person_row(look, row)?, reasons }))
        .collect()
}
