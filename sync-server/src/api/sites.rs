//! Sites: list, exports, card, edit.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use latarnia_core::access::Precision;
use latarnia_core::id::SiteId;
use latarnia_core::record::{Form, Kind, known_code};
use latarnia_core::view::{SiteCard, SiteRow};
use serde::Deserialize;
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use super::{Asked, Body, Id, Refusals, export, sought};
use crate::App;
use crate::auth::Console;
use crate::auth::rights::Right;
use crate::error::ApiError;
use crate::registry::{Deed, Note, SiteFilter, Stroke};

/// A list that is looked at again and again leaves one note in this time.
pub const LISTED_AGAIN_MS: i64 = 10 * 60 * 1000;

/// Ten years; a longer wait is a slip of the keys.
const MOST_DAYS: u16 = 3650;

/// Which sites. Lists may be repeated.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; `filter` reads it, because lists repeat their name")]
pub struct SiteQuery {
    /// `active`, `empty`, `closed`, `unknown`
    state: Option<Vec<String>>,
    /// A code of the list `site_type`
    category: Option<Vec<String>>,
    /// An area's id
    area: Option<Vec<String>>,
    /// Only those not visited in time
    overdue: Option<bool>,
    /// Only those where someone may freeze
    frost: Option<bool>,
    /// Only those whose last visit is more than so many days ago, and those never visited
    #[param(minimum = 1, maximum = 3650)]
    unvisited_days: Option<u16>,
    /// Words of its name or description
    #[param(max_length = 200)]
    text: Option<String>,
}

fn filter(pairs: Vec<(String, String)>) -> Result<SiteFilter, ApiError> {
    let mut filter = SiteFilter::default();
    for (name, value) in pairs {
        match name.as_str() {
            "state" => code("site_state", value, &mut filter.states)?,
            "category" => code("site_type", value, &mut filter.categories)?,
            "area" => {
                let id = value.parse().map_err(|error| ApiError::BadInput(format!("area: {error}")))?;
                filter.areas.insert(id);
            }
            "overdue" => filter.overdue = flag(&name, &value)?,
            "frost" => filter.frost = flag(&name, &value)?,
            "unvisited_days" => filter.unvisited_days = Some(days(&value)?),
            "text" => filter.text = sought(Some(value))?,
            _ => return Err(ApiError::BadInput("the query has a name that is not known".to_owned())),
        }
    }
    Ok(filter)
}

fn code(list: &str, value: String, into: &mut BTreeSet<String>) -> Result<(), ApiError> {
    if !known_code(list, &value) {
        return Err(ApiError::BadInput(format!("no such code in {list}")));
    }
    into.insert(value);
    Ok(())
}

fn flag(name: &str, value: &str) -> Result<bool, ApiError> {
    value.parse().map_err(|error: std::str::ParseBoolError| ApiError::BadInput(format!("{name}: {error}")))
}

fn days(value: &str) -> Result<u16, ApiError> {
    let days = value.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    days.ok_or_else(|| ApiError::BadInput(format!("unvisited_days: a whole number from 1 to {MOST_DAYS}")))
}

async fn found(app: &App, console: &Console, pairs: Vec<(String, String)>) -> Result<Vec<SiteRow>, ApiError> {
    console.must(Right::SeeSites)?;
    let sites = app.registry.sites(app.reader(&console.who), filter(pairs)?).await?;
    Ok(sites)
}

/// The sites the reader may see, most urgent first. Without exact places, positions are cells.
#[utoipa::path(get, path = "/v1/sites", tag = "sites", params(SiteQuery),
    responses((status = 200, body = Vec<SiteRow>), Refusals))]
pub async fn list(
    State(app): State<App>,
    console: Console,
    Asked(query): Asked<Vec<(String, String)>>,
) -> Result<Json<Vec<SiteRow>>, ApiError> {
    let sites = found(&app, &console, query).await?;
    if console.who.precision() == Precision::Exact {
        let note = Note::of(console.who.worker, "listed", app.now()).about_kind(Kind::Site);
        app.accounts.note(note, LISTED_AGAIN_MS).await?;
    }
    Ok(Json(sites))
}

async fn note_export(app: &App, console: &Console, format: &str, count: usize) -> Result<(), ApiError> {
    let note = Note::of(console.who.worker, "exported", app.now()).about_kind(Kind::Site);
    Ok(app.accounts.note(note.saying(format!("{format} count={count}")), 0).await?)
}

/// The same as a table. Positions are always cells.
#[utoipa::path(get, path = "/v1/sites.csv", tag = "sites", params(SiteQuery),
    responses((status = 200, body = String, content_type = "text/csv"), Refusals))]
pub async fn csv(
    State(app): State<App>,
    console: Console,
    Asked(query): Asked<Vec<(String, String)>>,
) -> Result<impl IntoResponse, ApiError> {
    let sites = found(&app, &console, query).await?;
    note_export(&app, &console, "csv", sites.len()).await?;
    let areas = app.registry.areas().await?.into_iter().collect();
    let table = export::csv(&sites, &areas).map_err(|error| ApiError::Internal(error.to_string()))?;
    let kind = (header::CONTENT_TYPE, "text/csv; charset=utf-8");
    Ok(([kind, (header::CONTENT_DISPOSITION, "attachment; filename=\"sites.csv\"")], table))
}

/// The same as a map layer. Positions are always cells.
#[utoipa::path(get, path = "/v1/sites.geojson", tag = "sites", params(SiteQuery),
    responses((status = 200, body = Object, content_type = "application/geo+json"), Refusals))]
pub async fn geojson(
    State(app): State<App>,
    console: Console,
    Asked(query): Asked<Vec<(String, String)>>,
) -> Result<impl IntoResponse, ApiError> {
    let sites = found(&app, &console, query).await?;
    note_export(&app, &console, "geojson", sites.len()).await?;
    let areas = app.registry.areas().await?.into_iter().collect();
    let kind = (header::CONTENT_TYPE, "application/geo+json");
    let name = (header::CONTENT_DISPOSITION, "attachment; filename=\"sites.geojson\"");
    Ok(([kind, name], export::geojson(&sites, &areas).to_string()))
}

/// One site with its people and its history. The reading is noted.
#[utoipa::path(get, path = "/v1/sites/{id}", tag = "sites", params(("id" = SiteId, Path)),
    responses((status = 200, body = SiteCard), Refusals))]
pub async fn show(
    State(app): State<App>,
    console: Console,
    Id(id): Id<SiteId>,
) -> Result<Json<SiteCard>, ApiError> {
    console.must(Right::SeeSites)?;
    let card = app.registry.site(app.reader(&console.who), id).await?;
    let note = Note::of(console.who.worker, "read", app.now()).about(Kind::Site, id);
    app.accounts.note(note, 0).await?;
    Ok(Json(card))
}

/// New values for some fields.
#[derive(Deserialize, ToSchema, TS)]
pub struct Edit {
    /// Field → value; null clears, a list replaces a set.
    #[ts(type = "Record<string, unknown>")]
    #[schema(value_type = Object)]
    pub fields: Form,
}

/// Changes some fields of a site.
#[utoipa::path(patch, path = "/v1/sites/{id}", tag = "sites", params(("id" = SiteId, Path)), request_body = Edit,
    responses((status = 200, body = SiteCard), Refusals))]
pub async fn edit(
    State(app): State<App>,
    console: Console,
    Id(id): Id<SiteId>,
    Body(Edit { fields }): Body<Edit>,
) -> Result<Json<SiteCard>, ApiError> {
    console.must(Right::EditSites)?;
    let names: Vec<&str> = fields.keys().map(String::as_str).take(20).collect();
    let note =
        Note::of(console.who.worker, "edited", app.now()).saying(format!("fields={}", names.join(",")));
    let deed = Deed::Edit { kind: Kind::Site, record: id.into(), fields, writer: console.who.clone() };
    let stroke = Stroke { author: console.who.worker, now: app.now(), deed, note };
    let (_, change) = app.registry.write(stroke).await?;
    app.announce(change);
    Ok(Json(app.registry.site(app.reader(&console.who), id).await?))
}
