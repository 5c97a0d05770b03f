//! The API: one file per resource, and what they share.

pub mod attachments;
pub mod audit;
pub mod basemap;
pub mod counts;
pub mod devices;
pub mod docs;
mod docs_page;
pub mod enrolments;
pub mod erasure;
pub mod events;
pub mod export;
pub mod health;
pub mod links;
pub mod outings;
pub mod people;
pub mod quarantine;
mod ranges;
pub mod restriction;
pub mod review;
pub mod segments;
pub mod session;
pub mod sites;
pub mod staff;
pub mod sync;

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use utoipa::openapi::schema::{KnownFormat, Object, Schema, SchemaFormat, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use crate::App;
use crate::auth::Console;
use crate::error::ApiError;
use crate::registry::{Deed, Note, Stroke};

/// A JSON body; what is wrong with it is told in the envelope.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let Json(value) = Json::<T>::from_request(request, app).await?;
        Ok(Self(value))
    }
}

/// A part of the address.
pub struct Id<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Path(value) = Path::<T>::from_request_parts(parts, app).await?;
        Ok(Self(value))
    }
}

/// What stands after the question mark.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Query(value) = Query::<T>::from_request_parts(parts, app).await?;
        Ok(Self(value))
    }
}

/// Every refusal looks the same; the description says so once per address.
pub struct Refusals;

impl utoipa::IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Refusal"))).build();
        let refusal = ResponseBuilder::new()
            .description("refused; `error.code` says why")
            .content("application/json", content)
            .build();
        [("default".to_owned(), RefOr::T(refusal))].into()
    }
}

/// Bytes that are neither JSON nor text.
pub struct Octets;

impl utoipa::PartialSchema for Octets {
    fn schema() -> RefOr<Schema> {
        let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
        Object::builder().schema_type(Type::String).format(Some(binary)).into()
    }
}

impl utoipa::ToSchema for Octets {}

/// Text asked for, trimmed; an empty one is none.
pub fn sought(text: Option<String>) -> Result<Option<String>, ApiError> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    match text {
        Some(text) if text.chars().count() > 200 => {
            Err(ApiError::BadInput("text is longer than 200".to_owned()))
        }
        text => Ok(text),
    }
}

/// Carries out a deed of somebody on the console, with its note, and tells everyone who listens.
pub async fn carry_out(app: &App, console: &Console, deed: Deed, note: Note) -> Result<(), ApiError> {
    let stroke = Stroke { author: console.who.worker, now: app.now(), deed, note };
    let (_, change) = app.registry.write(stroke).await?;
    app.announce(change);
    Ok(())
}
