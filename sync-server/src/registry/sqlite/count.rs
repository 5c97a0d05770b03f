//! What a supervisor does to a count.

use std::collections::BTreeSet;

use latarnia_core::access::Principal;
use latarnia_core::error::{Error, OrNotFound, Result};
use latarnia_core::id::{CountId, Ids, RecordId, SystemIds};
use latarnia_core::op::Scope;
use latarnia_core::record::{Count, CountPlace, Facility, Form, Kind, Record as _, Site};
use latarnia_core::store::pen::{Pen, Place};
use latarnia_core::store::registry::{self, Query, Row};

/// Opens a count; all of it belongs to the scope of its own.
pub fn open(pen: &Pen<'_>, form: &Form) -> Result<RecordId> {
    let id = SystemIds.ordered(pen.now);
    pen.create_form(Kind::Count, within(id.into(), id), form.clone())?;
    Ok(id)
}

/// Puts places on an open count, copied from sites and facilities or told by hand.
///
/// # Errors
/// [`Error::Refused`] with `count_closed`; [`Error::NotFound`] for what the writer does not reach.
pub fn add_places(
    pen: &Pen<'_>,
    writer: &Principal,
    id: CountId,
    copied: &[RecordId],
    by_hand: &[Form],
) -> Result<()> {
    let row = registry::row(pen.db, id.into())?.filter(|row| row.kind == Kind::Count && !row.void);
    let row = row.filter(|row| writer.reaches(row.scope)).or_not_found(id)?;
    if row.read::<Count>()?.closed.is_some() {
        return Err(Error::Refused { code: "count_closed".to_owned() });
    }
    let mut known = copied_already(pen, id)?;
    for source in copied {
        let row = registry::row(pen.db, *source)?.filter(|row| writer.reaches(row.scope) && !row.void);
        let place = copy(&row.or_not_found(*source)?, id)?.or_not_found(*source)?;
        if known.insert(*source) {
            write(pen, id, place.to_form())?;
        }
    }
    by_hand.iter().try_for_each(|form| write(pen, id, form.clone()))
}

fn write(pen: &Pen<'_>, count: CountId, mut form: Form) -> Result<()> {
    form.insert("count".to_owned(), serde_json::to_value(count)?);
    pen.create_form(Kind::CountPlace, within(count, SystemIds.ordered(pen.now)), form)
}

fn copied_already(pen: &Pen<'_>, count: CountId) -> Result<BTreeSet<RecordId>> {
    let scopes = Some(vec![Scope::Count(count)]);
    let places = Query { kinds: vec![Kind::CountPlace], scopes, ..Query::default() };
    let mut known = BTreeSet::new();
    for row in registry::rows(pen.db, &places)? {
        known.extend(row.read::<CountPlace>()?.source.map(RecordId::from));
    }
    Ok(known)
}

/// What the way there needs. Nothing of a site that a crew wrote in its own words goes to volunteers but its name: a
/// description may tell of people.
pub fn copy(row: &Row, count: CountId) -> Result<Option<CountPlace>> {
    let place = CountPlace { count: Some(count), source: Some(row.id.into()), ..CountPlace::default() };
    Ok(match row.kind {
        Kind::Site => {
            let site: Site = row.read()?;
            Some(CountPlace { name: site.name, site_type: site.category, position: site.position, ..place })
        }
        Kind::Facility => {
            let facility: Facility = row.read()?;
            Some(CountPlace {
                name: facility.name,
                facility_type: facility.category,
                position: facility.position,
                directions: facility.address,
                ..place
            })
        }
        _ => None,
    })
}

const fn within(count: CountId, id: RecordId) -> Place {
    Place { id, scope: Scope::Count(count), subject: None }
}
