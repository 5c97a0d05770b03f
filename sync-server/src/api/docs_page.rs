//! The page made from the document: plain HTML, no script.

use serde_json::Value;

/// The whole page.
pub fn render(document: &Value) -> String {
    let title = text(document, "/info/title");
    let operations: Vec<String> = members(document.get("paths"))
        .flat_map(|(path, item)| {
            members(Some(item)).map(move |(method, operation)| (path, method, operation))
        })
        .filter(|(_, _, operation)| operation.get("responses").is_some())
        .map(|(path, method, operation)| section(path, method, operation))
        .collect();
    let schemas: Vec<String> = members(document.pointer("/components/schemas"))
        .map(|(name, schema)| details(name, schema))
        .collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title} API</title><link rel=\"stylesheet\" href=\"/docs.css\"></head>\
         <body><main><h1>{title} API</h1><p>{}</p><p><a href=\"/openapi.json\">openapi.json</a></p>{}\
         <h2>Schemas</h2>{}</main></body></html>",
        text(document, "/info/description"),
        operations.concat(),
        schemas.concat(),
    )
}

fn details(name: &str, schema: &Value) -> String {
    let pretty = serde_json::to_string_pretty(schema).unwrap_or_default();
    let name = escape(name);
    format!("<details id=\"{name}\"><summary>{name}</summary><pre>{}</pre></details>", escape(&pretty))
}

fn section(path: &str, method: &str, operation: &Value) -> String {
    let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let parameters: Vec<String> = parameters.map(parameter).collect();
    let body =
        operation.pointer("/requestBody/content").map(|body| format!("<p>takes {}</p>", contents(body)));
    let responses: Vec<String> =
        members(operation.get("responses")).map(|(status, answer)| response(status, answer)).collect();
    format!(
        "<section><h2><span class=\"method\">{}</span> <code>{}</code></h2><p>{}</p>{}{}{}</section>",
        escape(&method.to_uppercase()),
        escape(path),
        text(operation, "/summary"),
        parameters.concat(),
        body.unwrap_or_default(),
        responses.concat(),
    )
}

fn parameter(parameter: &Value) -> String {
    let [name, place, says] = ["/name", "/in", "/description"].map(|member| text(parameter, member));
    format!("<p><code>{name}</code> ({place}) {says}</p>")
}

fn response(status: &str, response: &Value) -> String {
    let content = response.get("content").map(contents).unwrap_or_default();
    format!("<p><b>{}</b> {content} {}</p>", escape(status), text(response, "/description"))
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
