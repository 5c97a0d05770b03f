//! Restriction of processing: only a person's team knows of her, until it is lifted.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use latarnia_core::id::{AreaId, PersonId, WorkerId};
use latarnia_core::op::Scope;
use serde::Deserialize;
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use super::{Asked, Body, Id, Refusals, carry_out};
use crate::App;
use crate::auth::Console;
use crate::auth::rights::Right;
use crate::error::ApiError;
use crate::registry::{Deed, Note};

/// Who else is to know of her, besides whoever restricts and those who were on her team before.
#[derive(Deserialize, ToSchema, TS)]
pub struct Team {
    pub team: BTreeSet<WorkerId>,
}

/// Restricts a person to her team: for everybody else she is unknown from the answer on, on phones from
/// their next sync on.
#[utoipa::path(post, path = "/v1/people/{id}/restriction", tag = "decisions", params(("id" = PersonId, Path)),
    request_body = Team, responses((status = 204), Refusals))]
pub async fn restrict(
    State(app): State<App>,
    console: Console,
    Id(id): Id<PersonId>,
    Body(Team { team }): Body<Team>,
) -> Result<StatusCode, ApiError> {
    console.must(Right::Decide)?;
    let staff: BTreeSet<WorkerId> = app.registry.staff().await?.into_iter().map(|one| one.id).collect();
    if !team.is_subset(&staff) {
        return Err(ApiError::BadInput("team names somebody who does not work here".to_owned()));
    }
    let note = Note::of(console.who.worker, "restricted", app.now()).saying(format!("team={}", team.len()));
    carry_out(&app, &console, Deed::Restrict { person: id, team, writer: console.who.clone() }, note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where she belongs from now on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Into {
    /// An area of the centre that the supervisor sees
    area: AreaId,
}

/// Lifts the restriction: everyone of that area knows of her again.
#[utoipa::path(delete, path = "/v1/people/{id}/restriction", tag = "decisions",
    params(("id" = PersonId, Path), Into), responses((status = 204), Refusals))]
pub async fn lift(
    State(app): State<App>,
    console: Console,
    Id(id): Id<PersonId>,
    Asked(Into { area }): Asked<Into>,
) -> Result<StatusCode, ApiError> {
    console.must(Right::Decide)?;
    let scope = Scope::Area(area);
    let known = app.registry.areas().await?.iter().any(|(id, _)| *id == area);
    if !known || !console.who.reaches(scope) {
        return Err(ApiError::BadInput("there is no such area".to_owned()));
    }
    let note = Note::of(console.who.worker, "restriction_lifted", app.now()).saying(format!("area={area}"));
    carry_out(&app, &console, Deed::Release { person: id, scope, writer: console.who.clone() }, note).await?;
    Ok(StatusCode::NO_CONTENT)
}
