//! Areas of the centre, and the people who work in them.

use axum::Json;
use axum::extract::State;
use latarnia_core::access::Role;
use latarnia_core::id::{AreaId, WorkerId};
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use super::Refusals;
use super::session::AreaName;
use crate::App;
use crate::auth::Console;
use crate::auth::rights::Right;
use crate::error::ApiError;

/// The areas, by name.
#[utoipa::path(get, path = "/v1/areas", tag = "staff", responses((status = 200, body = Vec<AreaName>), Refusals))]
pub async fn areas(State(app): State<App>, console: Console) -> Result<Json<Vec<AreaName>>, ApiError> {
    console.must(Right::SeeStaff)?;
    let areas = app.registry.areas().await?;
    Ok(Json(areas.into_iter().map(|(id, name)| AreaName { id, name }).collect()))
}

/// A member of staff.
#[derive(Serialize, ToSchema, TS)]
pub struct WorkerRow {
    pub id: WorkerId,
    pub name: String,
    /// Null without an account.
    pub role: Option<Role>,
    pub areas: Vec<AreaId>,
    /// No longer with the centre.
    pub left: bool,
}

/// The staff, by name.
#[utoipa::path(get, path = "/v1/workers", tag = "staff",
    responses((status = 200, body = Vec<WorkerRow>), Refusals))]
pub async fn workers(State(app): State<App>, console: Console) -> Result<Json<Vec<WorkerRow>>, ApiError> {
    console.must(Right::SeeStaff)?;
    let staff = app.registry.staff().await?.into_iter();
    let row = |one: crate::registry::StaffMember| WorkerRow {
        id: one.id,
        name: one.name,
        role: one.role,
        areas: one.areas,
        left: one.left,
    };
    Ok(Json(staff.map(row).collect()))
}
