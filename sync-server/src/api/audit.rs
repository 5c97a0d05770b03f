//! Who did and read what.

use axum::Json;
use axum::extract::State;
use latarnia_core::clock::Millis;
use latarnia_core::id::{RecordId, WorkerId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use super::{Asked, Refusals};
use crate::App;
use crate::auth::Console;
use crate::auth::rights::Right;
use crate::error::ApiError;
use crate::registry::AuditRow;

/// How many.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// At most 1000; 200 if absent
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// One deed: ids and codes, never a name of a person, a note or a place.
#[derive(Serialize, ToSchema, TS)]
pub struct AuditEntry {
    pub id: i64,
    pub at: Millis,
    /// Null: the command line.
    pub worker: Option<WorkerId>,
    pub worker_name: Option<String>,
    pub action: String,
    pub kind: Option<String>,
    /// The record or device.
    pub record: Option<RecordId>,
    /// Counts and codes.
    pub detail: String,
}

impl From<AuditRow> for AuditEntry {
    fn from(row: AuditRow) -> Self {
        let AuditRow { id, at, worker, worker_name, action, kind, record, detail } = row;
        Self { id, at, worker, worker_name, action, kind, record, detail }
    }
}

/// The newest entries.
#[utoipa::path(get, path = "/v1/audit", tag = "staff", params(AuditQuery),
    responses((status = 200, body = Vec<AuditEntry>), Refusals))]
pub async fn list(
    State(app): State<App>,
    console: Console,
    Asked(AuditQuery { limit }): Asked<AuditQuery>,
) -> Result<Json<Vec<AuditEntry>>, ApiError> {
    console.must(Right::SeeAudit)?;
    let limit = limit.unwrap_or(200);
    if !(1..=1000).contains(&limit) {
        return Err(ApiError::BadInput("limit is 1 to 1000".to_owned()));
    }
    let rows = app.accounts.audit(limit).await?;
    Ok(Json(rows.into_iter().map(AuditEntry::from).collect()))
}
