//! Operations kept aside for a human.

use axum::Json;
use axum::extract::State;
use latarnia_core::clock::Millis;
use latarnia_core::id::DeviceId;
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use super::Refusals;
use crate::App;
use crate::auth::Console;
use crate::auth::rights::Right;
use crate::error::ApiError;
use crate::registry::Aside;

/// One operation kept aside.
#[derive(Serialize, ToSchema, TS)]
pub struct Quarantined {
    pub device: DeviceId,
    pub seq: u64,
    pub device_name: String,
    /// A code; for a supervisor with what is wrong in it.
    pub reason: String,
    /// Null if its bytes are no operation.
    pub kind: Option<String>,
    /// When it was written, by the writer's clock.
    pub at: Option<Millis>,
}

impl From<Aside> for Quarantined {
    fn from(aside: Aside) -> Self {
        let Aside { device, device_name, seq, reason, kind, at } = aside;
        Self { device, seq, device_name, reason, kind, at }
    }
}

/// Everything kept aside, newest first; no contents.
#[utoipa::path(get, path = "/v1/quarantine", tag = "devices",
    responses((status = 200, body = Vec<Quarantined>), Refusals))]
pub async fn list(State(app): State<App>, console: Console) -> Result<Json<Vec<Quarantined>>, ApiError> {
    console.must(Right::SeeQuarantine)?;
    let aside = app.registry.quarantine(app.reader(&console.who)).await?;
    Ok(Json(aside.into_iter().map(Quarantined::from).collect()))
}
