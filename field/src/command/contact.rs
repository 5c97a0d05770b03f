//! Contacts: two taps and no name; more for those who want it.

use latarnia_core::clock::Moment;
use latarnia_core::id::{ContactId, PersonId, RecordId, SiteId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Action, Code, Contact, Intervention, Person, Record as _};
use latarnia_core::store::pen::{Pen, Place};
use latarnia_core::store::{draft, registry};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Nothing;
use super::outing;
use crate::FieldApp;
use crate::error::CallError;

/// A contact and all that was said and given in it; saved whole or not at all.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct RecordContact {
    /// The contact. `at` is now if absent; without person, site and heads, one head is counted.
    pub contact: Contact,
    /// What was given.
    #[serde(default)]
    pub given: Vec<Item>,
    /// A person met for the first time; the contact is then with this person.
    #[serde(default)]
    #[ts(optional)]
    pub new_person: Option<Person>,
    /// An intervention that was part of it.
    #[serde(default)]
    #[ts(optional)]
    pub intervention: Option<Intervention>,
    /// The half-typed form this was, to be forgotten with the same stroke.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

/// One thing given.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct Item {
    /// What, of the list `action_kind`.
    pub kind: Code,
    /// How many.
    pub quantity: i64,
    /// Which thing exactly.
    #[serde(default)]
    #[ts(optional)]
    pub item: Option<String>,
}

/// What was saved.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ContactRecorded {
    /// The contact.
    pub id: ContactId,
    /// The person, known or new.
    pub person: Option<PersonId>,
    /// The site.
    pub site: Option<SiteId>,
}

/// A corrected contact: the whole form.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AmendContact {
    /// Which.
    pub id: ContactId,
    /// The new version.
    pub contact: Contact,
}

/// A contact made by mistake.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct VoidContact {
    /// Which.
    pub id: ContactId,
    /// Why.
    pub reason: String,
}

/// Saves a contact.
pub fn record(app: &FieldApp, input: RecordContact) -> Result<ContactRecorded, CallError> {
    let RecordContact { mut contact, given, new_person, intervention, draft: form } = input;
    let ids = Ids { contact: app.new_id(), person: app.new_person_id(), rest: app.new_ids(given.len() + 1) };
    app.write(|pen| {
        contact.at = contact.at.or(Some(Moment::utc(pen.now)));
        let scope = scope_for(pen, &contact)?;
        if let Some(person) = &new_person {
            contact.person = Some(ids.person);
            let place = Place { id: ids.person.into(), scope, subject: Some(ids.person) };
            pen.create(place, &with_home(person, contact.site))?;
        }
        if contact.person.is_none() && contact.site.is_none() && contact.heads.is_none() {
            contact.heads = Some(1);
        }
        pen.create(Place { id: ids.contact, scope, subject: contact.person }, &contact)?;
        let mut fresh = ids.rest.iter();
        for item in &given {
            write_action(pen, fresh.next(), scope, item, (ids.contact.into(), &contact))?;
        }
        if let Some(intervention) = &intervention {
            write_intervention(pen, fresh.next(), scope, intervention, (ids.contact.into(), &contact))?;
        }
        form.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))
    })?;
    Ok(ContactRecorded { id: ids.contact.into(), person: contact.person, site: contact.site })
}

struct Ids {
    contact: RecordId,
    person: PersonId,
    rest: Vec<RecordId>,
}

fn with_home(person: &Person, site: Option<SiteId>) -> Person {
    Person { site: person.site.or(site), ..person.clone() }
}

fn write_action(
    pen: &Pen<'_>,
    id: Option<&RecordId>,
    scope: Scope,
    item: &Item,
    (id_of_contact, contact): (ContactId, &Contact),
) -> latarnia_core::Result<()> {
    let id = *id.expect("an id was made for every item");
    let action = Action {
        kind: Some(item.kind.clone()),
        at: contact.at,
        contact: Some(id_of_contact),
        person: contact.person,
        site: contact.site,
        outing: contact.outing,
        quantity: Some(item.quantity),
        item: item.item.clone(),
        ..Action::default()
    };
    pen.create(Place { id, scope, subject: contact.person }, &action)
}

fn write_intervention(
    pen: &Pen<'_>,
    id: Option<&RecordId>,
    scope: Scope,
    intervention: &Intervention,
    (id_of_contact, contact): (ContactId, &Contact),
) -> latarnia_core::Result<()> {
    let id = *id.expect("an id was made for the intervention");
    let intervention = Intervention {
        at: intervention.at.or(contact.at),
        contact: Some(id_of_contact),
        person: contact.person,
        site: contact.site,
        outing: contact.outing,
        ..intervention.clone()
    };
    pen.create(Place { id, scope, subject: contact.person }, &intervention)
}

/// The scope of what is written at a contact: the site's, else the outing's, else the person's, else
/// the worker's own.
fn scope_for(pen: &Pen<'_>, contact: &Contact) -> latarnia_core::Result<Scope> {
    scope_of(pen, contact.site, contact.outing, contact.person)
}

pub(crate) fn scope_of(
    pen: &Pen<'_>,
    site: Option<SiteId>,
    on: Option<latarnia_core::id::OutingId>,
    person: Option<PersonId>,
) -> latarnia_core::Result<Scope> {
    let site = site.map(|site| registry::row(pen.db, site.into())).transpose()?.flatten();
    if let Some(scope) = site.map(|row| row.scope) {
        return Ok(scope);
    }
    if let Some(scope) = outing::scope_of(pen, on)? {
        return Ok(scope);
    }
    let person = person.map(|person| registry::row(pen.db, person.into())).transpose()?.flatten();
    Ok(person.map_or(Scope::Caseload(pen.author), |row| row.scope))
}

/// Corrects a contact.
pub fn amend(app: &FieldApp, input: AmendContact) -> Result<Nothing, CallError> {
    app.write(|pen| pen.amend(input.id.into(), input.contact.to_form()))?;
    Ok(Nothing {})
}

/// Withdraws a contact.
pub fn void(app: &FieldApp, input: VoidContact) -> Result<Nothing, CallError> {
    app.write(|pen| pen.void(input.id.into(), &input.reason))?;
    Ok(Nothing {})
}
