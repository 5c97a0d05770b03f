//! Two records of one person or site: linked, taken apart, or said to be different.

use axum::extract::State;
use axum::http::StatusCode;
use latarnia_core::access::Principal;
use latarnia_core::id::{PersonId, RecordId, SiteId};
use latarnia_core::record::Kind;
use serde::Deserialize;
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Body, Id, Refusals, carry_out};
use crate::App;
use crate::auth::Console;
use crate::auth::rights::Right;
use crate::error::ApiError;
use crate::registry::{Deed, Note};

/// The record beside.
#[derive(Deserialize, ToSchema, TS)]
pub struct Other {
    pub other: RecordId,
}

type Made = fn(Kind, RecordId, RecordId, Principal) -> Deed;

const LINK: Made = |kind, record, other, writer| Deed::Link { kind, record, other, writer };
const UNLINK: Made = |kind, record, other, writer| Deed::Unlink { kind, record, other, writer };
const TELL_APART: Made = |kind, record, other, writer| Deed::TellApart { kind, record, other, writer };
const FORGET_APART: Made = |kind, record, other, writer| Deed::ForgetApart { kind, record, other, writer };

/// What is done to which pair.
struct Pair {
    kind: Kind,
    record: RecordId,
    other: RecordId,
}

impl Pair {
    const fn people(record: PersonId, other: PersonId) -> Self {
        Self { kind: Kind::Person, record: RecordId::new(record.uuid()), other: RecordId::new(other.uuid()) }
    }

    const fn sites(record: SiteId, other: SiteId) -> Self {
        Self { kind: Kind::Site, record: RecordId::new(record.uuid()), other: RecordId::new(other.uuid()) }
    }

    async fn say(
        self,
        app: &App,
        console: &Console,
        action: &'static str,
        made: Made,
    ) -> Result<StatusCode, ApiError> {
        console.must(Right::Decide)?;
        let note = Note::of(console.who.worker, action, app.now()).saying(format!("other={}", self.other));
        carry_out(app, console, made(self.kind, self.record, self.other, console.who.clone()), note).await?;
        Ok(StatusCode::NO_CONTENT)
    }
}

/// Says that both are one person. Both records stay; they are read as one until the link is taken back.
#[utoipa::path(post, path = "/v1/people/{id}/links", tag = "decisions", params(("id" = PersonId, Path)),
    request_body = Other, responses((status = 204), Refusals))]
pub async fn link_people(
    State(app): State<App>,
    console: Console,
    Id(id): Id<PersonId>,
    Body(Other { other }): Body<Other>,
) -> Result<StatusCode, ApiError> {
    Pair::people(id, other.into()).say(&app, &console, "linked", LINK).await
}

/// Takes the link of both people back: each has again what was its own.
#[utoipa::path(delete, path = "/v1/people/{id}/links/{other}", tag = "decisions",
    params(("id" = PersonId, Path), ("other" = PersonId, Path)), responses((status = 204), Refusals))]
pub async fn unlink_people(
    State(app): State<App>,
    console: Console,
    Id((id, other)): Id<(PersonId, PersonId)>,
) -> Result<StatusCode, ApiError> {
    Pair::people(id, other).say(&app, &console, "unlinked", UNLINK).await
}

/// Says that both are two people; they are not proposed as one any more.
#[utoipa::path(post, path = "/v1/people/{id}/different", tag = "decisions", params(("id" = PersonId, Path)),
    request_body = Other, responses((status = 204), Refusals))]
pub async fn tell_people_apart(
    State(app): State<App>,
    console: Console,
    Id(id): Id<PersonId>,
    Body(Other { other }): Body<Other>,
) -> Result<StatusCode, ApiError> {
    Pair::people(id, other.into()).say(&app, &console, "told_apart", TELL_APART).await
}

/// Takes that back: both people may be proposed as one again.
#[utoipa::path(delete, path = "/v1/people/{id}/different/{other}", tag = "decisions",
    params(("id" = PersonId, Path), ("other" = PersonId, Path)), responses((status = 204), Refusals))]
pub async fn forget_people_apart(
    State(app): State<App>,
    console: Console,
    Id((id, other)): Id<(PersonId, PersonId)>,
) -> Result<StatusCode, ApiError> {
    Pair::people(id, other).say(&app, &console, "told_apart_undone", FORGET_APART).await
}

/// Says that both are one site.
#[utoipa::path(post, path = "/v1/sites/{id}/links", tag = "decisions", params(("id" = SiteId, Path)),
    request_body = Other, responses((status = 204), Refusals))]
pub async fn link_sites(
    State(app): State<App>,
    console: Console,
    Id(id): Id<SiteId>,
    Body(Other { other }): Body<Other>,
) -> Result<StatusCode, ApiError> {
    Pair::sites(id, other.into()).say(&app, &console, "linked", LINK).await
}

/// Takes the link of both sites back.
#[utoipa::path(delete, path = "/v1/sites/{id}/links/{other}", tag = "decisions",
    params(("id" = SiteId, Path), ("other" = SiteId, Path)), responses((status = 204), Refusals))]
pub async fn unlink_sites(
    State(app): State<App>,
    console: Console,
    Id((id, other)): Id<(SiteId, SiteId)>,
) -> Result<StatusCode, ApiError> {
    Pair::sites(id, other).say(&app, &console, "unlinked", UNLINK).await
}

/// Says that both are two sites.
#[utoipa::path(post, path = "/v1/sites/{id}/different", tag = "decisions", params(("id" = SiteId, Path)),
    request_body = Other, responses((status = 204), Refusals))]
pub async fn tell_sites_apart(
    State(app): State<App>,
    console: Console,
    Id(id): Id<SiteId>,
    Body(Other { other }): Body<Other>,
) -> Result<StatusCode, ApiError> {
    Pair::sites(id, other.into()).say(&app, &console, "told_apart", TELL_APART).await
}

/// Takes that back.
#[utoipa::path(delete, path = "/v1/sites/{id}/different/{other}", tag = "decisions",
    params(("id" = SiteId, Path), ("other" = SiteId, Path)), responses((status = 204), Refusals))]
pub async fn forget_sites_apart(
    State(app): State<App>,
    console: Console,
    Id((id, other)): Id<(SiteId, SiteId)>,
) -> Result<StatusCode, ApiError> {
    Pair::sites(id, other).say(&app, &console, "told_apart_undone", FORGET_APART).await
}
