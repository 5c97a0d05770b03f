//! The national count: opened, given places and volunteers, and closed, by a supervisor.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use latarnia_core::access::Role;
use latarnia_core::clock::Moment;
use latarnia_core::id::{CountId, FacilityId, SiteId, WorkerId};
use latarnia_core::record::{Count, CountPlace, Form, Kind, Record as _, count_forms};
use latarnia_core::view::{CountCard, CountRow};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use super::{Asked, Body, Id, Refusals, carry_out};
use crate::App;
use crate::auth::Console;
use crate::auth::rights::Right;
use crate::error::ApiError;
use crate::registry::{Deed, Note, Stroke};

/// Most places of one request.
const MOST_PLACES: usize = 500;

/// By which clock.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CountQuery {
    /// Minutes east of UTC of the reader's wall clock, by which it is told which round it is; 0 if absent
    #[param(minimum = -840, maximum = 840)]
    offset: Option<i16>,
}

/// The counts, those that run first.
#[utoipa::path(get, path = "/v1/counts", tag = "counts", params(CountQuery),
    responses((status = 200, body = Vec<CountRow>), Refusals))]
pub async fn list(
    State(app): State<App>,
    console: Console,
    Asked(CountQuery { offset }): Asked<CountQuery>,
) -> Result<Json<Vec<CountRow>>, ApiError> {
    console.must(Right::LeadCounts)?;
    Ok(Json(app.registry.counts(app.reader(&console.who), offset.unwrap_or_default()).await?))
}

/// One count with its places and how far it is.
#[utoipa::path(get, path = "/v1/counts/{id}", tag = "counts", params(("id" = CountId, Path), CountQuery),
    responses((status = 200, body = CountCard), Refusals))]
pub async fn show(
    State(app): State<App>,
    console: Console,
    Id(id): Id<CountId>,
    Asked(CountQuery { offset }): Asked<CountQuery>,
) -> Result<Json<CountCard>, ApiError> {
    console.must(Right::LeadCounts)?;
    Ok(Json(app.registry.count(app.reader(&console.who), id, offset.unwrap_or_default()).await?))
}

/// Which count was opened.
#[derive(Serialize, ToSchema, TS)]
pub struct CountOpened {
    pub id: CountId,
}

/// Opens a count: every streetworker's and supervisor's phone holds it from the next sync on, a volunteer's once
/// the volunteer is on its list. `form` names the questionnaire.
#[utoipa::path(post, path = "/v1/counts", tag = "counts", request_body = Count,
    responses((status = 200, body = CountOpened), Refusals))]
pub async fn open(
    State(app): State<App>,
    console: Console,
    Body(count): Body<Count>,
) -> Result<Json<CountOpened>, ApiError> {
    console.must(Right::LeadCounts)?;
    if count.closed.is_some() {
        return Err(ApiError::BadInput("a count is closed by its own address".to_owned()));
    }
    if count.form.as_ref().is_some_and(|form| !count_forms().contains_key(form)) {
        return Err(ApiError::BadInput("there is no such questionnaire".to_owned()));
    }
    must_be_volunteers(&app, &count.volunteers.iter().flatten().copied().collect()).await?;
    let note = Note::of(console.who.worker, "count_opened", app.now());
    let deed = Deed::OpenCount { form: count.to_form() };
    let stroke = Stroke { author: console.who.worker, now: app.now(), deed, note };
    let (record, change) = app.registry.write(stroke).await?;
    app.announce(change);
    Ok(Json(CountOpened { id: record.into() }))
}

/// Places for a count.
#[derive(Deserialize, ToSchema, TS)]
pub struct NewPlaces {
    /// Sites of the centre: name, kind and position are copied, nothing else. One that is in the count
    /// already is passed over.
    #[serde(default)]
    pub sites: Vec<SiteId>,
    /// Institutions, in the same way.
    #[serde(default)]
    pub facilities: Vec<FacilityId>,
    /// Places by hand; of each `count` is filled in.
    #[serde(default)]
    pub places: Vec<CountPlace>,
}

/// Puts places on a count.
#[utoipa::path(post, path = "/v1/counts/{id}/places", tag = "counts", params(("id" = CountId, Path)),
    request_body = NewPlaces, responses((status = 200, body = CountCard), Refusals))]
pub async fn add_places(
    State(app): State<App>,
    console: Console,
    Id(id): Id<CountId>,
    Body(new): Body<NewPlaces>,
) -> Result<Json<CountCard>, ApiError> {
    console.must(Right::LeadCounts)?;
    let many = new.sites.len() + new.facilities.len() + new.places.len();
    if many > MOST_PLACES {
        return Err(ApiError::BadInput(format!("at most {MOST_PLACES} places at once")));
    }
    let note = Note::of(console.who.worker, "count_places_added", app.now()).saying(format!("places={many}"));
    let copied = new.sites.into_iter().map(Into::into).chain(new.facilities.into_iter().map(Into::into));
    let deed = Deed::AddCountPlaces {
        count: id,
        copied: copied.collect(),
        places: new.places.iter().map(CountPlace::to_form).collect(),
        writer: console.who.clone(),
    };
    carry_out(&app, &console, deed, note).await?;
    Ok(Json(app.registry.count(app.reader(&console.who), id, 0).await?))
}

/// Who helps to count.
#[derive(Deserialize, ToSchema, TS)]
pub struct Volunteers {
    pub volunteers: BTreeSet<WorkerId>,
}

/// Says who the volunteers of a count are. Whose name goes from the list hands over what is not sent, and holds
/// nothing of the count after the next sync.
#[utoipa::path(post, path = "/v1/counts/{id}/volunteers", tag = "counts", params(("id" = CountId, Path)),
    request_body = Volunteers, responses((status = 204), Refusals))]
pub async fn enrol(
    State(app): State<App>,
    console: Console,
    Id(id): Id<CountId>,
    Body(Volunteers { volunteers }): Body<Volunteers>,
) -> Result<StatusCode, ApiError> {
    console.must(Right::LeadCounts)?;
    must_be_volunteers(&app, &volunteers).await?;
    let note = Note::of(console.who.worker, "count_volunteers", app.now());
    let note = note.saying(format!("volunteers={}", volunteers.len()));
    edit(&app, &console, id, json!({ "volunteers": volunteers }), note).await
}

/// Closes a count: after the next sync no phone holds any of it. What was written before, and is still on some
/// phone, is taken for 14 days. A count that is closed stays so.
#[utoipa::path(post, path = "/v1/counts/{id}/close", tag = "counts", params(("id" = CountId, Path)),
    responses((status = 204), Refusals))]
pub async fn close(
    State(app): State<App>,
    console: Console,
    Id(id): Id<CountId>,
) -> Result<StatusCode, ApiError> {
    console.must(Right::LeadCounts)?;
    if app.registry.count(app.reader(&console.who), id, 0).await?.row.closed.is_some() {
        return Ok(StatusCode::NO_CONTENT);
    }
    let note = Note::of(console.who.worker, "count_closed", app.now());
    edit(&app, &console, id, json!({ "closed": Moment::utc(app.now()) }), note).await
}

async fn edit(
    app: &App,
    console: &Console,
    id: CountId,
    fields: serde_json::Value,
    note: Note,
) -> Result<StatusCode, ApiError> {
    let fields: Form =
        serde_json::from_value(fields).map_err(|error| ApiError::Internal(error.to_string()))?;
    let deed = Deed::Edit { kind: Kind::Count, record: id.into(), fields, writer: console.who.clone() };
    carry_out(app, console, deed, note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Others of the staff take part in every count anyway; on the list of volunteers they would be a mistake.
async fn must_be_volunteers(app: &App, named: &BTreeSet<WorkerId>) -> Result<(), ApiError> {
    let staff = app.registry.staff().await?;
    let volunteers: BTreeSet<WorkerId> =
        staff.iter().filter(|one| one.role == Some(Role::Volunteer) && !one.left).map(|one| one.id).collect();
    if named.is_subset(&volunteers) {
        return Ok(());
    }
    Err(ApiError::BadInput("volunteers names somebody who is no volunteer".to_owned()))
}
