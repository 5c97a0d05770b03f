//! The phones' one address: push and pull in one round trip. `docs/SYNC.md` describes the messages.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use latarnia_core::sync::protocol::{Reply, Request};

use super::Refusals;
use crate::auth::Device;
use crate::error::ApiError;
use crate::{App, ingest};

const ZSTD: &str = "application/zstd";
/// The app's version, if it says so.
const APP_VERSION: &str = "x-latarnia-app";

/// Pushes a stretch of the phone's log and pulls what is new. Bodies are JSON objects compressed by zstd.
#[utoipa::path(post, path = "/v1/sync", tag = "phone",
    request_body(content = Request, content_type = "application/zstd"),
    responses((status = 200, body = Reply, content_type = "application/zstd"), Refusals))]
pub async fn sync(
    State(app): State<App>,
    device: Device,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<impl IntoResponse, ApiError> {
    if headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != ZSTD) {
        return Err(ApiError::WrongMediaType("send content-type: application/zstd"));
    }
    let version = headers.get(APP_VERSION).and_then(|version| version.to_str().ok());
    let version = version.filter(|version| version.len() <= 40).map(str::to_owned);
    let answer = ingest::exchange(&app, &device, body?, version).await?;
    Ok(([(header::CONTENT_TYPE, ZSTD)], answer))
}
