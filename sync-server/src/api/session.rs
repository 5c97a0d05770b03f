//! Signing in to the console, and out.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use latarnia_core::access::{Precision, Principal, Role};
use latarnia_core::clock::Millis;
use latarnia_core::id::{AreaId, WorkerId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Body, Refusals};
use crate::App;
use crate::auth::rights::{Right, allows};
use crate::auth::{COOKIE, Console, password, token};
use crate::error::ApiError;
use crate::registry::Note;

/// How long a session lasts: a shift and a bit.
const LASTS_MS: i64 = 12 * 60 * 60 * Millis::SECOND;

/// A name and a password.
#[derive(Deserialize, ToSchema, TS)]
pub struct SignIn {
    pub name: String,
    pub password: String,
}

/// Who is signed in, and what the screens may offer.
#[derive(Serialize, ToSchema, TS)]
#[ts(rename = "SignedIn")]
pub struct Me {
    pub id: WorkerId,
    pub name: String,
    pub role: Role,
    /// The centre's name.
    pub organisation: String,
    /// The areas worked in; none for those who see all.
    pub areas: Vec<AreaName>,
    /// Positions are true places and not cells.
    pub exact_places: bool,
    pub sees_people: bool,
}

/// An area by name.
#[derive(Serialize, ToSchema, TS)]
pub struct AreaName {
    pub id: AreaId,
    pub name: String,
}

/// Signs in; sets the session's cookie.
#[utoipa::path(post, path = "/v1/session", tag = "session", request_body = SignIn,
    responses((status = 200, body = Me), Refusals))]
pub async fn sign_in(
    State(app): State<App>,
    jar: CookieJar,
    Body(SignIn { name, password }): Body<SignIn>,
) -> Result<impl IntoResponse, ApiError> {
    let (name, now) = (name.trim().to_lowercase(), app.now());
    if name.len() > 64 || password.len() > password::LONGEST {
        return Err(ApiError::WrongSignIn);
    }
    if let Some(retry_after) = app.backoff.wait(&name, now) {
        return Err(ApiError::TooManyAttempts { retry_after });
    }
    let user = app.accounts.user(name.clone()).await?.filter(|user| !user.left);
    let kept = user.as_ref().map(|user| user.password.clone());
    let right = password::verify(password, kept).await;
    if !right {
        app.backoff.failed(&name, now);
        if let Some(user) = &user {
            app.accounts.note(Note::of(user.worker, "sign_in_refused", now), 0).await?;
        }
    }
    let user = user.filter(|_| right).ok_or(ApiError::WrongSignIn)?;
    app.backoff.succeeded(&name);
    let (who, _) = app.accounts.principal(user.worker).await?.ok_or(ApiError::WrongSignIn)?;
    let secret = token::new_token();
    let note = Note::of(user.worker, "signed_in", now);
    app.accounts.open_session(token::hash(&secret), note, now.plus(LASTS_MS)).await?;
    Ok((jar.add(cookie(&app, secret)), Json(me(&app, &who).await?)))
}

fn cookie(app: &App, secret: String) -> Cookie<'static> {
    let cookie = Cookie::build((COOKIE, secret)).path("/").http_only(true).same_site(SameSite::Strict);
    let seconds = axum_extra::extract::cookie::Expiration::Session;
    cookie.secure(app.settings.secure_cookie()).expires(seconds).build()
}

async fn me(app: &App, who: &Principal) -> Result<Me, ApiError> {
    let (_, name) = app.accounts.principal(who.worker).await?.ok_or(ApiError::Unauthenticated)?;
    let areas = app.registry.areas().await?.into_iter().filter(|(id, _)| who.areas.contains(id));
    Ok(Me {
        id: who.worker,
        name,
        role: who.role,
        organisation: app.settings.organisation.clone(),
        areas: areas.map(|(id, name)| AreaName { id, name }).collect(),
        exact_places: who.precision() == Precision::Exact,
        sees_people: allows(who, Right::SeePeople),
    })
}

/// Who is signed in.
#[utoipa::path(get, path = "/v1/session", tag = "session", responses((status = 200, body = Me), Refusals))]
pub async fn show(State(app): State<App>, console: Console) -> Result<Json<Me>, ApiError> {
    Ok(Json(me(&app, &console.who).await?))
}

/// Signs out.
#[utoipa::path(delete, path = "/v1/session", tag = "session", responses((status = 204), Refusals))]
pub async fn sign_out(
    State(app): State<App>,
    headers: HeaderMap,
    console: Console,
) -> Result<impl IntoResponse, ApiError> {
    let note = Note::of(console.who.worker, "signed_out", app.now());
    app.accounts.end_session(console.session, note).await?;
    let gone = Cookie::build((COOKIE, "")).path("/");
    Ok((StatusCode::NO_CONTENT, CookieJar::from_headers(&headers).remove(gone)))
}
