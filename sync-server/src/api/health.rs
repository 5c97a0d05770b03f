//! Is the server ready?

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::Refusals;
use crate::App;
use crate::error::ApiError;

/// Yes.
#[derive(Serialize, ToSchema)]
pub struct Ready {
    /// The registry is open and answers.
    pub ready: bool,
}

/// 200 once the registry is open and answers.
#[utoipa::path(get, path = "/readyz", tag = "server", responses((status = 200, body = Ready), Refusals))]
pub async fn ready(State(app): State<App>) -> Result<Json<Ready>, ApiError> {
    app.registry.log_number().await?;
    Ok(Json(Ready { ready: true }))
}
