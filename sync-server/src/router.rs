//! Every route on one screen, and what is laid around them.

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_governor::GovernorLayer;
use tower_governor::governor::GovernorConfigBuilder;
use tower_governor::key_extractor::{PeerIpKeyExtractor, SmartIpKeyExtractor};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{
    attachments, audit, basemap, counts, devices, docs, enrolments, erasure, events, health, links, outings,
    people, quarantine, restriction, review, segments, session, sites, staff, sync,
};
use crate::error::ApiError;
use crate::{App, console};

/// Most bytes of a body.
pub const MAX_BODY: usize = 2 * 1024 * 1024;

/// No script, style or frame but our own; maps decode in a worker made from a blob, notes by voice play from one.
const CSP: &str = "default-src 'self'; img-src 'self' data: blob:; media-src blob:; worker-src 'self' blob:; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(docs::Description::openapi())
        .routes(routes!(health::ready))
        .routes(routes!(session::show, session::sign_out))
        .routes(routes!(sites::list))
        .routes(routes!(sites::csv))
        .routes(routes!(sites::geojson))
        .routes(routes!(sites::show, sites::edit))
        .routes(routes!(people::list))
        .routes(routes!(people::show, people::edit))
        .routes(routes!(review::list))
        .routes(routes!(links::link_people))
        .routes(routes!(links::unlink_people))
        .routes(routes!(links::tell_people_apart))
        .routes(routes!(links::forget_people_apart))
        .routes(routes!(links::link_sites))
        .routes(routes!(links::unlink_sites))
        .routes(routes!(links::tell_sites_apart))
        .routes(routes!(links::forget_sites_apart))
        .routes(routes!(restriction::restrict, restriction::lift))
        .routes(routes!(erasure::erase_person))
        .routes(routes!(erasure::erase_site))
        .routes(routes!(erasure::erase_visit))
        .routes(routes!(erasure::erase_contact))
        .routes(routes!(erasure::erase_intervention))
        .routes(routes!(erasure::erase_action))
        .routes(routes!(erasure::list))
        .routes(routes!(outings::list))
        .routes(routes!(outings::show))
        .routes(routes!(counts::list, counts::open))
        .routes(routes!(counts::show))
        .routes(routes!(counts::add_places))
        .routes(routes!(counts::enrol))
        .routes(routes!(counts::close))
        .routes(routes!(staff::areas))
        .routes(routes!(staff::workers))
        .routes(routes!(devices::list))
        .routes(routes!(devices::revoke))
        .routes(routes!(enrolments::offer))
        .routes(routes!(sync::sync))
        .routes(routes!(segments::show))
        .routes(routes!(attachments::show, attachments::held))
        .routes(routes!(attachments::put))
        .routes(routes!(basemap::show))
        .routes(routes!(basemap::file))
        .routes(routes!(events::listen))
        .routes(routes!(quarantine::list))
        .routes(routes!(quarantine::let_in))
        .routes(routes!(audit::list))
}

/// Where guessing would pay: limited by address.
fn guessable() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(session::sign_in)).routes(routes!(enrolments::enrol))
}

/// The description of the whole API.
pub fn description() -> OpenApi {
    let mut all = routes().merge(guessable()).to_openapi();
    docs::finish(&mut all);
    all
}

/// The service.
pub fn router(app: App) -> Router {
    let (api, _) = routes().split_for_parts();
    let guarded = limited(&app);
    let api = api
        .merge(guarded)
        .layer(middleware::from_fn_with_state(app.clone(), in_time))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .method_not_allowed_fallback(|| async { ApiError::MethodNotAllowed });
    let id = HeaderName::from_static("x-request-id");
    let around = ServiceBuilder::new()
        .layer(SetRequestIdLayer::new(id.clone(), MakeRequestUuid))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::new(id))
        .layer(always(header::CONTENT_SECURITY_POLICY, CSP))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(header::REFERRER_POLICY, "no-referrer"))
        .layer(always(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(always(
            HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=(self)",
        ))
        .layer(CompressionLayer::new().compress_when(worth_squeezing()))
        .layer(DefaultBodyLimit::max(MAX_BODY));
    docs::pages().merge(api).fallback(console::file).layer(around).with_state(app)
}

/// Basemaps and sync messages are packed already, and a whole basemap must keep its length.
fn worth_squeezing() -> impl Predicate {
    let packed = |kind| NotForContentType::const_new(kind);
    DefaultPredicate::new().and(packed("application/octet-stream")).and(packed("application/zstd"))
}

fn limited(app: &App) -> Router<App> {
    let (guessable, _) = guessable().split_for_parts();
    let refuse = |error: tower_governor::GovernorError| -> axum::http::Response<Body> {
        use tower_governor::GovernorError::TooManyRequests;
        let retry_after = if let TooManyRequests { wait_time, .. } = error { wait_time.max(1) } else { 1 };
        ApiError::TooManyAttempts { retry_after }.into_response()
    };
    let mut config = GovernorConfigBuilder::default();
    config.per_second(1).burst_size(app.settings.sign_in_burst);
    if app.settings.behind_proxy {
        let config =
            config.key_extractor(SmartIpKeyExtractor).finish().expect("burst and period are not zero");
        return guessable.layer(GovernorLayer::new(config).error_handler(refuse));
    }
    let config = config.key_extractor(PeerIpKeyExtractor).finish().expect("burst and period are not zero");
    guessable.layer(GovernorLayer::new(config).error_handler(refuse))
}

fn always(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

/// The route and not the address: queries hold words people searched for.
fn span(request: &Request) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("console", MatchedPath::as_str);
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), route, id)
}

/// A body that trickles in and work that hangs are given up alike: nobody holds a place for ever.
async fn in_time(State(app): State<App>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(app.settings.answer_within, next.run(request)).await {
        Ok(response) => response,
        Err(_elapsed) => ApiError::Timeout.into_response(),
    }
}
