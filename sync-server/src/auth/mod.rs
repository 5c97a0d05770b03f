//! Who asks: a phone by its bearer token ([`Device`]), or somebody signed in on the console ([`Console`]).

pub mod backoff;
pub mod enrol;
pub mod password;
pub mod rights;
pub mod token;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum_extra::extract::CookieJar;
use latarnia_core::access::{Precision, Principal};
use latarnia_core::id::DeviceId;

use crate::App;
use crate::error::ApiError;
use rights::Right;
use token::TokenHash;

/// The cookie that holds the session's token.
pub const COOKIE: &str = "latarnia_session";
/// Says that a request comes from our own page; a form on another page cannot send it.
pub const OWN_PAGE: &str = "x-latarnia";

/// Somebody signed in on the console.
#[derive(Clone, Debug)]
pub struct Console {
    /// Who, in which role, where.
    pub who: Principal,
    /// The session's token, hashed.
    pub session: TokenHash,
}

impl Console {
    /// Refuses those who may not.
    pub const fn must(&self, right: Right) -> Result<(), ApiError> {
        if rights::allows(&self.who, right) {
            Ok(())
        } else {
            Err(ApiError::Forbidden("your role may not do this"))
        }
    }
}

impl FromRequestParts<App> for Console {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let token = cookie(&parts.headers).ok_or(ApiError::Unauthenticated)?;
        let session = token::hash(&token);
        let who = app.accounts.session(session, app.now()).await?.ok_or(ApiError::Unauthenticated)?;
        let safe = parts.method == Method::GET || parts.method == Method::HEAD;
        if !safe && parts.headers.get(OWN_PAGE).is_none_or(|value| value != "1") {
            return Err(ApiError::Forbidden("changes need the header x-latarnia: 1"));
        }
        Ok(Self { who, session })
    }
}

/// The session's token, if the request has one.
pub fn cookie(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(COOKIE).map(|cookie| cookie.value().to_owned())
}

/// A phone, and who works with it.
#[derive(Clone, Debug)]
pub struct Device {
    /// Which.
    pub id: DeviceId,
    /// Whose.
    pub who: Principal,
}

impl FromRequestParts<App> for Device {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let token = bearer(&parts.headers).ok_or(ApiError::Unauthenticated)?;
        let known = app.accounts.device(token::hash(token)).await?.ok_or(ApiError::Unauthenticated)?;
        if known.revoked {
            return Err(ApiError::DeviceRevoked);
        }
        let who = known.who.ok_or(ApiError::Forbidden("whoever works with this device has left"))?;
        may_carry_a_phone(&who)?;
        Ok(Self { id: known.id, who })
    }
}

/// A phone holds exact places, so it is only for those who may have them.
pub fn may_carry_a_phone(who: &Principal) -> Result<(), ApiError> {
    match who.precision() {
        Precision::Exact => Ok(()),
        Precision::Cell => Err(ApiError::Forbidden("this role works without a phone")),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// A phone or the console: for what both may read.
pub struct Anyone {
    /// Who asks.
    pub who: Principal,
    /// From where.
    pub seat: Seat,
}

/// Where somebody asks from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    Phone,
    Console,
}

impl FromRequestParts<App> for Anyone {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if bearer(&parts.headers).is_some() {
            let Device { who, .. } = Device::from_request_parts(parts, app).await?;
            return Ok(Self { who, seat: Seat::Phone });
        }
        let Console { who, .. } = Console::from_request_parts(parts, app).await?;
        Ok(Self { who, seat: Seat::Console })
    }
}
