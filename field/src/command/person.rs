//! People.

use latarnia_core::id::{AreaId, PersonId, SiteId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Form, Person};
use latarnia_core::store::draft;
use latarnia_core::store::pen::Place;
use latarnia_core::view::{self, Alike, Among, PersonCard, PersonRow};
use serde::Deserialize;
use ts_rs::TS;

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

/// Somebody being written down.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AlikePerson {
    /// What is typed so far.
    pub person: Person,
    /// Where the person stands.
    #[serde(default)]
    #[ts(optional)]
    pub site: Option<SiteId>,
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

/// How many people to list.
#[derive(Clone, Copy, Debug, Default, Deserialize, TS)]
pub struct ListPeople {
    /// No more than so many; everybody if it is not said.
    #[serde(default)]
    #[ts(optional)]
    pub most: Option<u32>,
    /// Only the living who have no place in a facility.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub outside: bool,
}

/// The people this phone holds, those met last first.
pub fn list(app: &FieldApp, input: ListPeople) -> Result<Vec<PersonRow>, CallError> {
    let most = input.most.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    let among = if input.outside { Among::Outside } else { Among::All };
    app.look(None, |look| view::people(look, among, most))
}

/// One person.
pub fn show(app: &FieldApp, input: ShowPerson) -> Result<PersonCard, CallError> {
    app.look(None, |look| view::person_card(look, input.id))
}

/// Who may be meant already.
pub fn alike(app: &FieldApp, input: AlikePerson) -> Result<Vec<Alike>, CallError> {
    app.look(None, |look| view::alike(look, &input.person, input.site))
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::Desk;

    #[test]
    fn somebody_who_may_be_known_is_named_with_the_reasons() {
        let desk = Desk::open();
        desk.person("Misiek", json!({ "birth_year": 1968, "sex": "male" }));
        desk.person("Misiek z działek", json!({ "birth_year": 1990 }));
        desk.person("Grażyna", json!({}));
        let ask = |person: serde_json::Value| desk.call("person.alike", json!({ "person": person }));
        let alike = ask(json!({ "label": "Mietek", "birth_year": 1968 }));
        let names: Vec<_> =
            alike.as_array().expect("a list").iter().map(|one| &one["row"]["label"]).collect();
        assert_eq!(names, [&json!("Misiek")], "the other was born too late");
        let codes: Vec<_> =
            alike[0]["reasons"].as_array().expect("reasons").iter().map(|reason| &reason["code"]).collect();
        assert_eq!(codes, [&json!("name_sounds_alike"), &json!("same_birth_year")]);
        let by_name = ask(json!({ "label": "Misiek" }));
        assert_eq!(by_name.as_array().map(Vec::len), Some(2), "a name alone is worth a look");
        let other_sex = ask(json!({ "label": "Misiek", "sex": "female", "birth_year": 1990 }));
        assert_eq!(other_sex.as_array().map(Vec::len), Some(1), "what speaks against is heard");
    }
}
