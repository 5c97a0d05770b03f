//! The description of the API: the document, and a page made from it without any script.

use axum::Json;
use axum::Router;
use axum::http::header;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

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
    Html(render(&document))
}

fn render(document: &Value) -> String {
    let title = text(document, "/info/title");
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title} API</title><link rel=\"stylesheet\" href=\"/docs.css\"></head>\
         <body><main><h1>{title} API</h1><p>{}</p><p><a href=\"/openapi.json\">openapi.json</a></p>",
        text(document, "/info/description"),
    );
    for (path, item) in members(document.get("paths")) {
        for (method, operation) in
            members(Some(item)).filter(|(_, operation)| operation.get("responses").is_some())
        {
            page.push_str(&section(path, method, operation));
        }
    }
    page.push_str("<h2>Schemas</h2>");
    for (name, schema) in members(document.pointer("/components/schemas")) {
        let pretty = serde_json::to_string_pretty(schema).unwrap_or_default();
        page.push_str(&format!(
            "<details id=\"{0}\"><summary>{0}</summary><pre>{1}</pre></details>",
            escape(name),
            escape(&pretty)
        ));
    }
    page.push_str("</main></body></html>");
    page
}

fn section(path: &str, method: &str, operation: &Value) -> String {
    let mut section = format!(
        "<section><h2><span class=\"method\">{}</span> <code>{}</code></h2><p>{}</p>",
        escape(&method.to_uppercase()),
        escape(path),
        text(operation, "/summary"),
    );
    for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
        section.push_str(&format!(
            "<p><code>{}</code> ({}) {}</p>",
            text(parameter, "/name"),
            text(parameter, "/in"),
            text(parameter, "/description")
        ));
    }
    if let Some(body) = operation.pointer("/requestBody/content") {
        section.push_str(&format!("<p>takes {}</p>", contents(body)));
    }
    for (status, response) in members(operation.get("responses")) {
        let content = response.get("content").map(contents).unwrap_or_default();
        section.push_str(&format!(
            "<p><b>{}</b> {content} {}</p>",
            escape(status),
            text(response, "/description")
        ));
    }
    section + "</section>"
}

fn contents(content: &Value) -> String {
    let one = |(kind, media): (&str, &Value)| {
        let name =
            named(media.get("schema")).or_else(|| named(media.pointer("/schema/items")).map(|of| of + " []"));
        format!("<code>{}</code> {}", escape(kind), name.unwrap_or_default())
    };
    members(Some(content)).map(one).collect::<Vec<_>>().join(", ")
}

fn named(schema: Option<&Value>) -> Option<String> {
    let name = escape(schema?.get("$ref")?.as_str()?.rsplit('/').next()?);
    Some(format!("<a href=\"#{name}\">{name}</a>"))
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn text(value: &Value, pointer: &str) -> String {
    escape(value.pointer(pointer).and_then(Value::as_str).unwrap_or_default())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
