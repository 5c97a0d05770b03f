//! The console's files, built into the program; a debug build reads them from disk.

use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::error::ApiError;

#[derive(RustEmbed)]
#[folder = "../ui/dist/console"]
#[allow_missing = true]
struct Files;

/// Shown where the console was not built.
const UNBUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Latarnia</title>\
    <h1>The console is not built</h1><p>Run <code>make run</code>, or <code>npm run build</code> in <code>ui/</code> \
    and start the server again. The API is described at <a href=\"/docs\">/docs</a>.</p></html>";

/// Any file of the console; the page itself at `/`.
pub async fn file(method: Method, uri: Uri) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return ApiError::MethodNotAllowed.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    if path.starts_with("v1/") {
        return ApiError::NotFound.into_response();
    }
    let Some(file) = Files::get(path) else { return missing(path) };
    // The build puts a hash into the names under assets/.
    let caching =
        if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let kind = file.metadata.mimetype().to_owned();
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, caching.to_owned())], file.data).into_response()
}

fn missing(path: &str) -> Response {
    if path == "index.html" {
        return ([(header::CACHE_CONTROL, "no-cache")], Html(UNBUILT)).into_response();
    }
    (StatusCode::NOT_FOUND, "not found").into_response()
}
