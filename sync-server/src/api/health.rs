//! Is the server ready?

use axum::Json;
use axum::extract;
use latarnia_core::clock::Millis;
use serde::Serialize;
use utoipa::ToSchema;

use super::Refusals;
use crate::App;
use crate::backup::schedule::{Schedule, State};
use crate::error::ApiError;

/// Yes.
#[derive(Serialize, ToSchema)]
pub struct Ready {
    /// The registry is open and answers.
    pub ready: bool,
    /// How the backups stand, if any are made by schedule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backups: Option<Backups>,
}

/// How the backups stand.
#[derive(Serialize, ToSchema)]
pub struct Backups {
    /// When the last one was made.
    pub last: Option<Millis>,
    /// When the next one is to be made.
    pub next: Millis,
    /// Making it fails; the server's log says why.
    pub failing: bool,
}

impl Backups {
    fn of(schedule: &Schedule, now: Millis) -> Self {
        let State { made, failed } = schedule.state();
        Self { last: made, next: schedule.next(now), failing: failed.is_some() }
    }
}

/// 200 once the registry is open and answers.
#[utoipa::path(get, path = "/readyz", tag = "server", responses((status = 200, body = Ready), Refusals))]
pub async fn ready(extract::State(app): extract::State<App>) -> Result<Json<Ready>, ApiError> {
    app.registry.log_number().await?;
    let backups = app.backups.as_ref().map(|schedule| Backups::of(schedule, app.now()));
    Ok(Json(Ready { ready: true, backups }))
}
