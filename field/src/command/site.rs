//! Sites.

use latarnia_core::id::{AreaId, SiteId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Form, Position, Site};
use latarnia_core::store::draft;
use latarnia_core::store::pen::Place;
use latarnia_core::view::{self, SiteCard, SiteRow};
use serde::Deserialize;
use ts_rs::TS;

use super::today::ShowToday;
use crate::FieldApp;
use crate::error::CallError;

/// Which site.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ShowSite {
    /// Its id.
    pub id: SiteId,
    /// The last position, for the distance.
    #[serde(default)]
    #[ts(optional)]
    pub here: Option<Position>,
}

/// A new site.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AddSite {
    /// The area it lies in.
    pub area: AreaId,
    /// The site.
    pub site: Site,
    /// The half-typed form this was.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

/// Changed fields of a site.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct EditSite {
    /// Which.
    pub id: SiteId,
    /// Field → new value; null clears; a list replaces the set.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Form,
    /// The half-typed form this was.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

/// Around here.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct NearPlace {
    /// The middle.
    pub here: Position,
    /// Metres around it.
    pub within_m: f64,
}

/// All sites this phone holds.
pub fn list(app: &FieldApp, input: ShowToday) -> Result<Vec<SiteRow>, CallError> {
    app.look(input.here, view::sites)
}

/// One site.
pub fn show(app: &FieldApp, input: ShowSite) -> Result<SiteCard, CallError> {
    app.look(input.here, |look| view::site_card(look, input.id))
}

/// The sites within reach, nearest first.
pub fn near(app: &FieldApp, input: NearPlace) -> Result<Vec<SiteRow>, CallError> {
    let mut sites = app.look(Some(input.here), view::sites)?;
    sites.retain(|site| site.distance_m.is_some_and(|distance| distance <= input.within_m));
    sites.sort_by(|a, b| a.distance_m.unwrap_or(f64::MAX).total_cmp(&b.distance_m.unwrap_or(f64::MAX)));
    Ok(sites)
}

/// A new site.
pub fn add(app: &FieldApp, input: AddSite) -> Result<SiteCard, CallError> {
    let id = app.new_id();
    app.write(|pen| {
        pen.create(Place { id, scope: Scope::Area(input.area), subject: None }, &input.site)?;
        input.draft.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))
    })?;
    show(app, ShowSite { id: id.into(), here: None })
}

/// Changes a site.
pub fn edit(app: &FieldApp, input: EditSite) -> Result<SiteCard, CallError> {
    app.write(|pen| {
        pen.edit(input.id.into(), &input.fields)?;
        input.draft.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))
    })?;
    show(app, ShowSite { id: input.id, here: None })
}
