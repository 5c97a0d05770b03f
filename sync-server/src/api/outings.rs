//! Outings: who is out, until when, and what the night has brought.

use axum::Json;
use axum::extract::State;
use latarnia_core::clock::Millis;
use latarnia_core::id::OutingId;
use latarnia_core::record::Kind;
use latarnia_core::view::{HistoryEntry, OutingCard};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use super::{Asked, Id, Refusals};
use crate::App;
use crate::auth::Console;
use crate::auth::rights::Right;
use crate::error::ApiError;
use crate::registry::Note;

/// A night and the evening before it.
const TONIGHT_MS: i64 = 18 * 60 * 60 * Millis::SECOND;

/// Since when.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OutingQuery {
    /// Milliseconds since 1970; 18 hours ago if absent
    since: Option<i64>,
}

/// The outings begun since, newest first.
#[utoipa::path(get, path = "/v1/outings", tag = "outings", params(OutingQuery),
    responses((status = 200, body = Vec<OutingCard>), Refusals))]
pub async fn list(
    State(app): State<App>,
    console: Console,
    Asked(OutingQuery { since }): Asked<OutingQuery>,
) -> Result<Json<Vec<OutingCard>>, ApiError> {
    console.must(Right::SeeOutings)?;
    let since = since.map_or_else(|| app.now().plus(-TONIGHT_MS), Millis);
    Ok(Json(app.registry.outings(app.reader(&console.who), since).await?))
}

/// An outing with what happened on it.
#[derive(Serialize, ToSchema, TS)]
pub struct OutingDetail {
    pub outing: OutingCard,
    /// Visits, contacts, actions and interventions the reader may see, newest first.
    pub history: Vec<HistoryEntry>,
}

/// One outing with what happened on it. The reading is noted.
#[utoipa::path(get, path = "/v1/outings/{id}", tag = "outings", params(("id" = OutingId, Path)),
    responses((status = 200, body = OutingDetail), Refusals))]
pub async fn show(
    State(app): State<App>,
    console: Console,
    Id(id): Id<OutingId>,
) -> Result<Json<OutingDetail>, ApiError> {
    console.must(Right::SeeOutings)?;
    let (outing, history) = app.registry.outing(app.reader(&console.who), id).await?;
    let note = Note::of(console.who.worker, "read", app.now()).about(Kind::Outing, id);
    app.accounts.note(note, 0).await?;
    Ok(Json(OutingDetail { outing, history }))
}
