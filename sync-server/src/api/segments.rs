//! First reading: the pieces of which an answer of [`super::sync`] says that a scope consists.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use latarnia_core::sync::segment::hash_of;

use super::{Id, Octets, Refusals, ranges};
use crate::auth::Device;
use crate::error::ApiError;
use crate::{App, ingest};

/// A segment, whole or by HTTP ranges: operations of a scope as JSON compressed by zstd. Only for who may
/// hold the scope, and only while it is current: after a 404, sync again.
#[utoipa::path(get, path = "/v1/segments/{hash}", tag = "phone",
    params(("hash" = String, Path, description = "Its BLAKE3 hash, 64 lower-case hex digits")),
    responses((status = 200, body = inline(Octets), content_type = "application/zstd"),
        (status = 206, body = inline(Octets), content_type = "application/zstd"), Refusals))]
pub async fn show(
    State(app): State<App>,
    device: Device,
    Id(hash): Id<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let hash = hash_of(&hash).ok().ok_or(ApiError::NotFound)?;
    let scopes = ingest::granted(&app, &device).await?;
    let bytes = app.registry.segment(hash, scopes).await?.ok_or(ApiError::NotFound)?;
    ranges::answer(&headers, "application/zstd", bytes)
}
