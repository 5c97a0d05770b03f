//! People: list and card. Who looks is noted.

use axum::Json;
use axum::extract::State;
use latarnia_core::id::PersonId;
use latarnia_core::record::Kind;
use latarnia_core::view::{PersonCard, PersonRow};
use serde::Deserialize;
use utoipa::IntoParams;

use super::sites::{Edit, LISTED_AGAIN_MS};
use super::{Asked, Body, Id, Refusals, carry_out, sought};
use crate::App;
use crate::auth::Console;
use crate::auth::rights::Right;
use crate::error::ApiError;
use crate::registry::{Deed, Note};

/// Which people.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PersonQuery {
    /// Words of the label, the nickname, the name as told; a typo is forgiven
    #[param(max_length = 200)]
    text: Option<String>,
}

/// The people the reader may see: those that fit the text, or all, last seen first.
#[utoipa::path(get, path = "/v1/people", tag = "people", params(PersonQuery),
    responses((status = 200, body = Vec<PersonRow>), Refusals))]
pub async fn list(
    State(app): State<App>,
    console: Console,
    Asked(PersonQuery { text }): Asked<PersonQuery>,
) -> Result<Json<Vec<PersonRow>>, ApiError> {
    console.must(Right::SeePeople)?;
    let people = app.registry.people(app.reader(&console.who), sought(text)?).await?;
    let note = Note::of(console.who.worker, "listed", app.now()).about_kind(Kind::Person);
    app.accounts.note(note, LISTED_AGAIN_MS).await?;
    Ok(Json(people))
}

/// One person with the history. The reading is noted.
#[utoipa::path(get, path = "/v1/people/{id}", tag = "people", params(("id" = PersonId, Path)),
    responses((status = 200, body = PersonCard), Refusals))]
pub async fn show(
    State(app): State<App>,
    console: Console,
    Id(id): Id<PersonId>,
) -> Result<Json<PersonCard>, ApiError> {
    console.must(Right::SeePeople)?;
    let card = app.registry.person(app.reader(&console.who), id).await?;
    let note = Note::of(console.who.worker, "read", app.now()).about(Kind::Person, id);
    app.accounts.note(note, 0).await?;
    Ok(Json(card))
}

/// What only its own address may change, because more than the field changes with it.
const NOT_BY_EDIT: [&str; 2] = ["team", "not_same"];

/// Changes some fields of a person; of two values of a field, the one given here is chosen, for every
/// record of hers.
#[utoipa::path(patch, path = "/v1/people/{id}", tag = "people", params(("id" = PersonId, Path)), request_body = Edit,
    responses((status = 200, body = PersonCard), Refusals))]
pub async fn edit(
    State(app): State<App>,
    console: Console,
    Id(id): Id<PersonId>,
    Body(Edit { fields }): Body<Edit>,
) -> Result<Json<PersonCard>, ApiError> {
    console.must(Right::Decide)?;
    if let Some(name) = NOT_BY_EDIT.iter().find(|name| fields.contains_key(**name)) {
        return Err(ApiError::BadInput(format!("{name} is not changed by an edit")));
    }
    let names: Vec<&str> = fields.keys().map(String::as_str).take(20).collect();
    let note =
        Note::of(console.who.worker, "edited", app.now()).saying(format!("fields={}", names.join(",")));
    let deed = Deed::Edit { kind: Kind::Person, record: id.into(), fields, writer: console.who.clone() };
    carry_out(&app, &console, deed, note).await?;
    Ok(Json(app.registry.person(app.reader(&console.who), id).await?))
}
