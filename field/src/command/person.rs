//! People.

use latarnia_core::id::{AreaId, PersonId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Form, Person};
use latarnia_core::store::draft;
use latarnia_core::store::pen::Place;
use latarnia_core::view::{self, PersonCard, PersonRow};
use serde::Deserialize;
use ts_rs::TS;

use super::Nothing;
use crate::FieldApp;
use crate::error::CallError;

/// Which person.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ShowPerson {
    /// The id.
    pub id: PersonId,
}

/// A new person.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AddPerson {
    /// The area the person is met in; the worker's own caseload if absent.
    #[serde(default)]
    #[ts(optional)]
    pub area: Option<AreaId>,
    /// The person.
    pub person: Person,
    /// The half-typed form this was.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

/// Changed fields of a person.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct EditPerson {
    /// Which.
    pub id: PersonId,
    /// Field → new value; null clears; a list replaces the set.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Form,
    /// The half-typed form this was.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

/// All people this phone holds.
pub fn list(app: &FieldApp, _: Nothing) -> Result<Vec<PersonRow>, CallError> {
    app.look(None, view::people)
}

/// One person.
pub fn show(app: &FieldApp, input: ShowPerson) -> Result<PersonCard, CallError> {
    app.look(None, |look| view::person_card(look, input.id))
}

/// A new person.
pub fn add(app: &FieldApp, input: AddPerson) -> Result<PersonCard, CallError> {
    let id = app.new_person_id();
    app.write(|pen| {
        let scope = input.area.map_or(Scope::Caseload(pen.author), Scope::Area);
        pen.create(Place { id: id.into(), scope, subject: Some(id) }, &input.person)?;
        input.draft.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))
    })?;
    show(app, ShowPerson { id })
}

/// Changes a person.
pub fn edit(app: &FieldApp, input: EditPerson) -> Result<PersonCard, CallError> {
    app.write(|pen| {
        pen.edit(input.id.into(), &input.fields)?;
        input.draft.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))
    })?;
    show(app, ShowPerson { id: input.id })
}
