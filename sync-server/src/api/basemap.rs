//! The map underneath: what it is, and the file itself by ranges.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use tower_http::services::ServeFile;

use super::{Id, Octets, Refusals};
use crate::App;
use crate::auth::Anyone;
use crate::basemap::{Basemap, Shelf};
use crate::error::ApiError;

/// The basemap in use; 404 if there is none.
#[utoipa::path(get, path = "/v1/basemap", tag = "basemap", responses((status = 200, body = Basemap), Refusals))]
pub async fn show(State(app): State<App>, _who: Anyone) -> Result<Json<Basemap>, ApiError> {
    let shelf = Shelf::of(&app.settings.place.data);
    Ok(Json(shelf.current()?.ok_or(ApiError::NotFound)?))
}

/// The `PMTiles` file with that hash, whole or by HTTP ranges. It never changes.
#[utoipa::path(get, path = "/v1/basemap/{hash}", tag = "basemap",
    params(("hash" = String, Path, description = "64 hex digits")),
    responses((status = 200, body = inline(Octets), content_type = "application/octet-stream"), (status = 206), Refusals))]
pub async fn file(
    State(app): State<App>,
    _who: Anyone,
    Id(hash): Id<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let path = Shelf::of(&app.settings.place.data).file(&hash).ok_or(ApiError::NotFound)?;
    let etag = format!("\"{hash}\"");
    if request.headers().get(header::IF_NONE_MATCH).is_some_and(|known| known == etag.as_str()) {
        return Ok(axum::http::StatusCode::NOT_MODIFIED.into_response());
    }
    let served = ServeFile::new(path).try_call(request).await;
    let mut response =
        served.map_err(|error| ApiError::Internal(error.to_string()))?.map(axum::body::Body::new);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    Ok(response)
}
