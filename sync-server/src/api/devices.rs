//! Enrolled phones: the list with what each holds, and the end of a phone's access.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use latarnia_core::clock::Millis;
use latarnia_core::id::{DeviceId, WorkerId};
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Id, Refusals};
use crate::App;
use crate::auth::Console;
use crate::auth::rights::Right;
use crate::error::ApiError;
use crate::registry::{DeviceRecord, Note};

/// One phone.
#[derive(Serialize, ToSchema, TS)]
pub struct DeviceRow {
    pub id: DeviceId,
    pub name: String,
    pub worker: WorkerId,
    pub worker_name: String,
    pub enrolled: Millis,
    pub last_sync: Option<Millis>,
    /// Milliseconds by which its clock was behind at the last sync; negative if ahead.
    pub clock_error_ms: Option<i64>,
    pub app_version: String,
    pub revoked: bool,
    pub holds: Holdings,
}

/// What a phone holds, if it has synced: what is lost with it.
#[derive(Serialize, ToSchema, TS)]
pub struct Holdings {
    pub people: u64,
    pub sites: u64,
}

impl From<DeviceRecord> for DeviceRow {
    fn from(device: DeviceRecord) -> Self {
        Self {
            id: device.id,
            name: device.name,
            worker: device.worker,
            worker_name: device.worker_name,
            enrolled: device.enrolled,
            last_sync: device.last_sync,
            clock_error_ms: device.clock_error,
            app_version: device.app_version,
            revoked: device.revoked,
            holds: Holdings { people: device.people, sites: device.sites },
        }
    }
}

/// Every phone, the newest first.
#[utoipa::path(get, path = "/v1/devices", tag = "devices",
    responses((status = 200, body = Vec<DeviceRow>), Refusals))]
pub async fn list(State(app): State<App>, console: Console) -> Result<Json<Vec<DeviceRow>>, ApiError> {
    console.must(Right::ManageDevices)?;
    Ok(Json(app.accounts.devices().await?.into_iter().map(DeviceRow::from).collect()))
}

/// Ends a phone's access at once.
#[utoipa::path(delete, path = "/v1/devices/{id}", tag = "devices", params(("id" = DeviceId, Path)),
    responses((status = 204), Refusals))]
pub async fn revoke(
    State(app): State<App>,
    console: Console,
    Id(id): Id<DeviceId>,
) -> Result<StatusCode, ApiError> {
    console.must(Right::ManageDevices)?;
    let note = Note::of(console.who.worker, "device_revoked", app.now()).about_device(id);
    if app.accounts.revoke(id, note).await? { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::NotFound) }
}
