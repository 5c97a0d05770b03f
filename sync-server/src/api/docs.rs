//! The description of the API: the document, and a page made from it without any script.

use axum::Json;
use axum::Router;
use axum::http::header;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use utoipa::OpenApi;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};

use super::docs_page;
use crate::App;
use crate::error::{Refusal, RefusalBody};
use crate::router::description;

/// What stands above the addresses.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Latarnia",
        description = "The sync server of Latarnia: the console's addresses and the phones'. Times are \
            milliseconds since 1970, ids are UUIDs. Every refusal has the same envelope. Changes by the console \
            need the header `x-latarnia: 1`."
    ),
    components(schemas(Refusal, RefusalBody))
)]
pub struct Description;

/// What the macros cannot say.
pub fn finish(document: &mut utoipa::openapi::OpenApi) {
    let components = document.components.get_or_insert_default();
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(crate::auth::COOKIE)));
    components.add_security_scheme("console", cookie);
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    components.add_security_scheme("phone", bearer);
    for (path, item) in &mut document.paths.paths {
        let sign_in = path == "/v1/session";
        if let Some(post) = item.post.as_mut().filter(|_| !sign_in) {
            post.security = keys(path);
        }
        for operation in [&mut item.get, &mut item.patch, &mut item.delete].into_iter().flatten() {
            operation.security = keys(path);
        }
        for operation in [&mut item.put, &mut item.head].into_iter().flatten() {
            operation.security = keys("/v1/sync");
        }
    }
}

/// What opens an address: the console's cookie, a phone's token, either, or nothing.
fn keys(path: &str) -> Option<Vec<SecurityRequirement>> {
    let key = |name: &str| SecurityRequirement::new(name, Vec::<String>::new());
    match path {
        "/readyz" | "/v1/enrol" => None,
        _ if path == "/v1/sync" || path.starts_with("/v1/segments") => Some(vec![key("phone")]),
        _ if path.starts_with("/v1/basemap") || path.starts_with("/v1/attachments") => {
            Some(vec![key("console"), key("phone")])
        }
        _ => Some(vec![key("console")]),
    }
}

/// The pages.
pub fn pages() -> Router<App> {
    Router::new()
        .route("/openapi.json", get(|| async { Json(description()) }))
        .route("/docs", get(page))
        .route("/docs.css", get(|| async { ([(header::CONTENT_TYPE, "text/css")], STYLE) }))
}

const STYLE: &str = include_str!("docs.css");

async fn page() -> impl IntoResponse {
    let document = serde_json::to_value(description()).unwrap_or_default();
    Html(docs_page::render(&document))
}
