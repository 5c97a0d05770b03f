//! Contacts: two taps and no name; more for those who want it.

use latarnia_core::clock::Moment;
use latarnia_core::error::OrNotFound;
use latarnia_core::id::{ContactId, PersonId, RecordId, SiteId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Action, Code, Contact, Form, Intervention, Kind, Person, Shape};
use latarnia_core::store::pen::{Pen, Place};
use latarnia_core::store::registry::{Query, Row, rows};
use latarnia_core::store::{draft, registry};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{outing, task};
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
    /// What was done: a consultation, an accompaniment, a training, each with its own answers.
    #[serde(default)]
    pub done: Vec<Action>,
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

/// Who somebody at a contact was of whom nothing was known then.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct NameContact {
    /// The contact with somebody unknown.
    pub id: ContactId,
    /// Who it was.
    pub whom: Whom,
    /// The half-typed form this was.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

/// Who somebody was.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Whom {
    /// Somebody who has no card yet, as far as known now.
    New(Box<Person>),
    /// Somebody who has one.
    Known(PersonId),
    /// It is not known after all.
    Nobody,
}

/// Saves a contact, and what it promises for a day as a task.
pub fn record(app: &FieldApp, input: RecordContact) -> Result<ContactRecorded, CallError> {
    let RecordContact { mut contact, given, done, new_person, intervention, draft: form } = input;
    let ids = Ids {
        contact: app.new_id(),
        person: app.new_person_id(),
        rest: app.new_ids(given.len() + done.len() + 3),
    };
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
        let mut fresh = ids.rest.iter().copied();
        let around = Around { pen, scope, id: ids.contact.into(), contact: &contact };
        for action in given.iter().map(of_item).chain(done.iter().cloned()) {
            around.write_action(next(&mut fresh), action)?;
        }
        if let Some(intervention) = &intervention {
            around.write_intervention((next(&mut fresh), next(&mut fresh)), intervention)?;
        }
        task::follow_contact(pen, next(&mut fresh), scope, (around.id, &contact))?;
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

fn next(fresh: &mut impl Iterator<Item = RecordId>) -> RecordId {
    fresh.next().expect("an id was made for everything that may be written")
}

fn of_item(item: &Item) -> Action {
    Action {
        kind: Some(item.kind.clone()),
        quantity: Some(item.quantity),
        item: item.item.clone(),
        ..Action::default()
    }
}

/// A contact just written, around which more is.
struct Around<'a> {
    pen: &'a Pen<'a>,
    scope: Scope,
    id: ContactId,
    contact: &'a Contact,
}

impl Around<'_> {
    fn write_action(&self, id: RecordId, action: Action) -> latarnia_core::Result<()> {
        let contact = self.contact;
        let action = Action {
            at: contact.at,
            contact: Some(self.id),
            person: contact.person,
            site: contact.site,
            outing: contact.outing,
            ..action
        };
        self.pen.create(Place { id, scope: self.scope, subject: contact.person }, &action)
    }

    /// The second id is of the task to look again.
    fn write_intervention(
        &self,
        (id, follow_up): (RecordId, RecordId),
        intervention: &Intervention,
    ) -> latarnia_core::Result<()> {
        let contact = self.contact;
        let intervention = Intervention {
            at: intervention.at.or(contact.at),
            contact: Some(self.id),
            person: contact.person,
            site: contact.site,
            outing: contact.outing,
            ..intervention.clone()
        };
        self.pen.create(Place { id, scope: self.scope, subject: contact.person }, &intervention)?;
        task::follow_intervention(self.pen, follow_up, self.scope, (id.into(), &intervention))
    }
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

/// Says who somebody seen was: the contact, and what was done in it, are with that person from now on.
pub fn name(app: &FieldApp, input: NameContact) -> Result<ContactRecorded, CallError> {
    let id = app.new_person_id();
    let (form, whom) = (input.draft, input.whom);
    let (person, site) = app.write(|pen| {
        let row = registry::row(pen.db, input.id.into())?.or_not_found(input.id)?;
        let person = match &whom {
            Whom::New(person) => {
                let place = Place { id: id.into(), scope: row.scope, subject: Some(id) };
                pen.create(place, &with_home(person, row.site))?;
                Some(id)
            }
            Whom::Known(known) => {
                registry::row(pen.db, (*known).into())?.or_not_found(*known)?;
                Some(*known)
            }
            Whom::Nobody => None,
        };
        let told = person.map(serde_json::to_value).transpose()?;
        pen.amend(row.id, with(&row.doc, "person", told.as_ref()))?;
        amend_parts(pen, &row, "person", told.as_ref())?;
        form.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))?;
        Ok((person, row.site))
    })?;
    Ok(ContactRecorded { id: input.id, person, site })
}

/// What was done and what happened within a contact, what it left to do and where somebody was sent from it say the
/// same of `field` as the contact.
pub(super) fn amend_parts(
    pen: &Pen<'_>,
    contact: &Row,
    field: &str,
    value: Option<&Value>,
) -> latarnia_core::Result<()> {
    if contact.kind != Kind::Contact {
        return Ok(());
    }
    let kinds = vec![Kind::Action, Kind::Intervention, Kind::Task, Kind::Referral];
    let within = Query { kinds, contact: Some(contact.id.into()), ..Query::default() };
    let told = Form::from_iter([(field.to_owned(), value.cloned().unwrap_or_default())]);
    rows(pen.db, &within)?.into_iter().try_for_each(|part| match part.kind.shape() {
        Shape::Event => pen.amend(part.id, with(&part.doc, field, value)),
        Shape::Living => pen.edit(part.id, &told),
    })
}

fn with(doc: &Form, field: &str, value: Option<&Value>) -> Form {
    let mut form = doc.clone();
    match value {
        Some(value) => form.insert(field.to_owned(), value.clone()),
        None => form.remove(field),
    };
    form
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::Desk;

    #[test]
    fn somebody_seen_becomes_a_person_and_keeps_the_contact() {
        let desk = Desk::open();
        let given = json!([{ "kind": "meal", "quantity": 1 }]);
        let made = desk.call("contact.record", json!({ "contact": { "kind": "met" }, "given": given }));
        let person = json!({ "label": "czerwona kurtka", "level": "level_1" });
        let named = desk.call("contact.name", json!({ "id": made["id"], "whom": { "new": person } }));
        let card = desk.call("person.show", json!({ "id": named["person"] }));
        assert_eq!(card["history"].as_array().map(Vec::len), Some(1));
        assert_eq!(
            (&card["history"][0]["id"], &card["history"][0]["given"][0]["kind"], &card["row"]["level"]),
            (&made["id"], &json!("meal"), &json!("level_1"))
        );
    }

    #[test]
    fn somebody_seen_was_somebody_known_and_is_nobody_again_when_that_is_taken_back() {
        let desk = Desk::open();
        let misiek = desk.person("Misiek", json!({}));
        let (given, danger) =
            (json!([{ "kind": "meal", "quantity": 1 }]), json!({ "reason": "hypothermia" }));
        let contact = json!({ "contact": { "kind": "met" }, "given": given, "intervention": danger });
        let made = desk.call("contact.record", contact);
        let told = || {
            let card = desk.call("person.show", json!({ "id": misiek }));
            let history = card["history"].as_array().expect("a history").clone();
            let kinds = history.iter().map(|one| one["kind"].as_str().unwrap_or_default().to_owned());
            // Both are of one moment.
            kinds.collect::<std::collections::BTreeSet<_>>()
        };
        desk.call("contact.name", json!({ "id": made["id"], "whom": { "known": misiek } }));
        assert_eq!(told(), ["contact".to_owned(), "intervention".to_owned()].into());
        desk.call("contact.name", json!({ "id": made["id"], "whom": "nobody" }));
        assert_eq!(told(), [].into());
        let list = desk.call("person.list", json!({}));
        assert_eq!(list.as_array().map(Vec::len), Some(1), "nobody new was made");
    }

    #[test]
    fn what_was_done_together_is_kept_with_its_role() {
        let desk = Desk::open();
        let ela = desk.person("Ela", json!({}));
        let done = json!([
            { "kind": "budget_training", "role": "supporting" },
            { "kind": "consultation", "consultation": "legal", "mode": "individual", "result": "pismo" }
        ]);
        desk.call("contact.record", json!({ "contact": { "kind": "met", "person": ela }, "done": done }));
        let card = desk.call("person.show", json!({ "id": ela }));
        let kinds: Vec<_> =
            card["history"][0]["given"].as_array().expect("given").iter().map(|one| &one["kind"]).collect();
        assert!(kinds.contains(&&json!("budget_training")) && kinds.contains(&&json!("consultation")));
    }
}
