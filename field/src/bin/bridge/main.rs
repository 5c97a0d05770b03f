//! The loopback bridge: the phone's commands over HTTP on this machine only, so that the same screens
//! run in a browser for demos and tests. It is never shipped.

mod finger;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use clap::Parser;
use latarnia_field::command::session::{Enrol, SessionState};
use latarnia_field::{CallError, Code, FieldApp, Parts, commands, picture};
use serde_json::{Value, json};
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt};
use tower_http::services::{ServeDir, ServeFile};

use finger::FingerInAFile;

/// The phone in a browser, on this machine only.
#[derive(Parser)]
struct Options {
    /// Where the phone's files lie.
    #[arg(long, env = "LATARNIA_PHONE_DATA", default_value = "data/phone")]
    data: PathBuf,
    /// Loopback address to listen on; port 0 picks a free one and prints it.
    #[arg(long, env = "LATARNIA_PHONE_ADDR", default_value = "127.0.0.1:8788")]
    addr: SocketAddr,
    /// The built screens.
    #[arg(long, default_value = "ui/dist/phone")]
    ui: PathBuf,
    /// Stands in for a reader of fingers: a file that says what the next touch is.
    #[arg(long)]
    finger: Option<PathBuf>,
    /// Enrols with this link before listening, if the phone is not enrolled; needs --pin.
    #[arg(long, requires = "pin")]
    enrol: Option<String>,
    /// The PIN of the vault made by --enrol.
    #[arg(long)]
    pin: Option<String>,
}

const CSP: &str = "default-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; media-src data:; \
    connect-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// As the window grants: where the phone is, the camera to read a code, the microphone for a note by voice. The
/// page asks for none of them by itself.
const PERMISSIONS: &str = "camera=(self), geolocation=(self), microphone=(self), display-capture=()";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::from_default_env();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let options = Options::parse();
    anyhow::ensure!(options.addr.ip().is_loopback(), "{} is not a loopback address", options.addr);
    std::fs::create_dir_all(&options.data)
        .with_context(|| format!("cannot make {}", options.data.display()))?;
    let app = FieldApp::new(parts(&options));
    enrol_first(&app, &options).await?;
    let listener = tokio::net::TcpListener::bind(options.addr)
        .await
        .with_context(|| format!("cannot listen on {}", options.addr))?;
    let addr = listener.local_addr()?;
    announce(addr);
    axum::serve(listener, router(app, &options.ui, addr)).with_graceful_shutdown(stop_signal()).await?;
    Ok(())
}

fn parts(options: &Options) -> Parts {
    let parts = Parts::on_disk(&options.data);
    match &options.finger {
        Some(file) => Parts { biometrics: Arc::new(FingerInAFile::at(file)), ..parts },
        None => parts,
    }
}

#[expect(clippy::print_stdout, reason = "the address is this program's output")]
fn announce(addr: SocketAddr) {
    println!("http://{addr}");
}

async fn enrol_first(app: &FieldApp, options: &Options) -> anyhow::Result<()> {
    let (Some(link), Some(pin)) = (options.enrol.clone(), options.pin.clone()) else { return Ok(()) };
    if app.session()?.state != SessionState::NotEnrolled {
        return Ok(());
    }
    let device_name = "Telefon w przeglądarce".into();
    let input = Enrol { address: link, code: String::new(), pin, device_name, another: false };
    let phone = app.clone();
    tokio::task::spawn_blocking(move || phone.enrol(&input)).await??;
    Ok(())
}

fn router(app: FieldApp, ui: &std::path::Path, addr: SocketAddr) -> Router {
    let map = ServeFile::new_with_mime(
        app.basemap_path(),
        &"application/vnd.pmtiles".parse().expect("a media type"),
    );
    Router::new()
        .route("/readyz", get(|| async { Json(json!({ "ready": true })) }))
        // A picture comes as base64 in JSON.
        .route("/call/{name}", post(call).layer(DefaultBodyLimit::max(picture::MAX_FILE * 3 / 2)))
        .route("/events", get(events))
        .route_service("/basemap.pmtiles", map)
        .fallback_service(ServeDir::new(ui))
        .layer(middleware::from_fn_with_state(addr, guard))
        .with_state(app)
}

/// Only pages this bridge served may call it: another site in the same browser must not.
fn is_own_page(addr: SocketAddr, request: &Request<Body>) -> bool {
    let own = [format!("127.0.0.1:{}", addr.port()), format!("localhost:{}", addr.port())];
    let text = |name: header::HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host_is_own = text(header::HOST).is_some_and(|host| own.iter().any(|own| own == host));
    let origin = text(header::ORIGIN);
    host_is_own && origin.is_none_or(|origin| own.iter().any(|own| origin == format!("http://{own}")))
}

async fn guard(State(addr): State<SocketAddr>, request: Request<Body>, next: Next) -> Response {
    if !is_own_page(addr, &request) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP));
    headers.insert("permissions-policy", HeaderValue::from_static(PERMISSIONS));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn call(State(app): State<FieldApp>, Path(name): Path<String>, Json(input): Json<Value>) -> Response {
    let answer = tokio::task::spawn_blocking(move || commands::call(&app, &name, input)).await;
    match answer {
        Ok(Ok(output)) => Json(output).into_response(),
        Ok(Err(error)) => (status(error.code), Json(error)).into_response(),
        Err(_) => {
            let error = CallError::new(Code::Internal, "the command broke off");
            (StatusCode::INTERNAL_SERVER_ERROR, Json(error)).into_response()
        }
    }
}

const fn status(code: Code) -> StatusCode {
    match code {
        Code::NotFound | Code::UnknownCommand => StatusCode::NOT_FOUND,
        Code::Locked | Code::NotEnrolled | Code::WrongPin | Code::PinThrottled | Code::LeaseOver => {
            StatusCode::FORBIDDEN
        }
        Code::Internal | Code::DiskFull | Code::DatabaseDamaged => StatusCode::INTERNAL_SERVER_ERROR,
        Code::Unreachable => StatusCode::BAD_GATEWAY,
        _ => StatusCode::BAD_REQUEST,
    }
}

async fn events(State(app): State<FieldApp>) -> Sse<impl Stream<Item = Result<SseEvent, Infallible>>> {
    let heard = BroadcastStream::new(app.events()).filter_map(Result::ok);
    let told = heard.map(|event| {
        let topic = serde_json::to_value(event).unwrap_or_default();
        Ok(SseEvent::default().data(json!({ "topic": topic }).to_string()))
    });
    Sse::new(told).keep_alive(KeepAlive::default())
}

async fn stop_signal() {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .expect("signals can be heard on this system");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
