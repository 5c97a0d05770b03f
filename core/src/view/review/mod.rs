//! What waits for a person's decision: two answers where there can be one, life at a closed site, and
//! records that may be one person or site. Nothing here is decided by itself.

mod after_close;
mod alike;
mod faces;
mod likeness;
mod pairs;

pub use after_close::{AfterClose, LateEdit};
pub use alike::{Alike, alike};
pub use pairs::{PersonPair, Reason, SitePair};

use std::collections::BTreeSet;

use serde::Serialize;
use ts_rs::TS;

use super::Look;
use super::history::{Disputed, disputed};
use crate::error::Result;
use crate::id::RecordId;
use crate::record::Kind;
use crate::store::registry::Row;
use crate::store::{doubt, kin};

/// Everything that waits for a decision, as far as the reader may see it.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Review {
    /// Records with two values of an important field.
    pub contested: Vec<Contested>,
    /// Closed sites where something happened that whoever closed them did not know of.
    pub after_close: Vec<AfterClose>,
    /// Records that may be one person, the likeliest first.
    pub people: Vec<PersonPair>,
    /// Records that may be one site, the nearest first.
    pub sites: Vec<SitePair>,
}

/// A record with two values of an important field.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contested {
    /// Which record.
    pub record: RecordId,
    /// Of which kind.
    pub kind: Kind,
    /// The person's label or the site's name; empty if it has none.
    pub label: String,
    /// The fields, each with its values.
    pub fields: Vec<Disputed>,
}

/// Everything that waits for a decision.
pub fn review(look: &Look<'_>) -> Result<Review> {
    Ok(Review {
        contested: contested(look)?,
        after_close: after_close::after_close(look)?,
        people: pairs::people(look)?,
        sites: pairs::sites(look)?,
    })
}

fn contested(look: &Look<'_>) -> Result<Vec<Contested>> {
    let mut heads = BTreeSet::new();
    for record in doubt::written_by_several(look.db)?.into_iter().chain(doubt::linked(look.db)?) {
        heads.insert(kin::head(look.db, record)?);
    }
    let mut found = Vec::new();
    for record in heads.into_iter().map(|head| kin::group(look.db, head)) {
        found.extend(of_group(look, &record?)?);
    }
    found.sort_by_key(|one: &Contested| std::cmp::Reverse(newest(one)));
    Ok(found)
}

fn of_group(look: &Look<'_>, group: &[RecordId]) -> Result<Option<Contested>> {
    let mut members: Vec<Row> = Vec::new();
    for id in group {
        for kind in [Kind::Person, Kind::Site] {
            members.extend(look.row(*id, kind)?.filter(|row| !row.void));
        }
    }
    let Some(first) = members.first() else { return Ok(None) };
    let (record, kind, label) = (first.id, first.kind, label_of(first));
    let fields = disputed(look, &members)?;
    Ok((!fields.is_empty()).then_some(Contested { record, kind, label, fields }))
}

fn newest(one: &Contested) -> Option<crate::clock::Millis> {
    one.fields.iter().flat_map(|field| &field.values).map(|version| version.at).max()
}

fn label_of(row: &Row) -> String {
    let field = if row.kind == Kind::Person { "label" } else { "name" };
    row.doc.get(field).and_then(|text| text.as_str()).unwrap_or_default().to_owned()
}
