//! Operations kept aside for a human.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use latarnia_core::clock::Millis;
use latarnia_core::id::DeviceId;
use latarnia_core::op::OpId;
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Id, Refusals, carry_out};
use crate::App;
use crate::auth::Console;
use crate::auth::rights::Right;
use crate::error::ApiError;
use crate::registry::{Aside, Deed, Note};

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

/// Takes in after all what was kept aside, and what the same phone had written of the same record before it and is kept
/// aside, too. It stays the note of who wrote it; the rights are those of who decides.
#[utoipa::path(post, path = "/v1/quarantine/{device}/{seq}", tag = "decisions",
    params(("device" = DeviceId, Path), ("seq" = u64, Path)), responses((status = 204), Refusals))]
pub async fn let_in(
    State(app): State<App>,
    console: Console,
    Id((device, seq)): Id<(DeviceId, u64)>,
) -> Result<StatusCode, ApiError> {
    console.must(Right::Decide)?;
    let aside = OpId { device, seq };
    let note = Note::of(console.who.worker, "let_in", app.now()).about_device(device);
    let note = note.saying(format!("operation={aside}"));
    carry_out(&app, &console, Deed::LetIn { aside, writer: console.who.clone() }, note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Everything kept aside, newest first; no contents.
#[utoipa::path(get, path = "/v1/quarantine", tag = "devices",
    responses((status = 200, body = Vec<Quarantined>), Refusals))]
pub async fn list(State(app): State<App>, console: Console) -> Result<Json<Vec<Quarantined>>, ApiError> {
    console.must(Right::SeeQuarantine)?;
    let aside = app.registry.quarantine(app.reader(&console.who)).await?;
    Ok(Json(aside.into_iter().map(Quarantined::from).collect()))
}
