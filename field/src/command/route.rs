//! The route of an evening: chosen and ordered on the phone, changed by hand, ticked off by visiting.

use latarnia_core::error::{Error, OrNotFound};
use latarnia_core::id::{OutingId, SiteId};
use latarnia_core::record::{Form, Position};
use latarnia_core::store::meta;
use latarnia_core::view::{self, EveningRoute, Look};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::today::ShowToday;
use crate::FieldApp;
use crate::error::{CallError, Code};

/// Which sites to walk to.
#[derive(Clone, Debug, Default, Deserialize, TS)]
pub struct PlanRoute {
    /// These; if absent, the most urgent ones.
    #[serde(default)]
    #[ts(optional)]
    pub sites: Option<Vec<SiteId>>,
    /// Where the phone is, if it knows.
    #[serde(default)]
    #[ts(optional)]
    pub here: Option<Position>,
}

/// The stops as somebody ordered them by hand.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct SetRoute {
    /// All of them, in order; a site left out is planned no more.
    pub sites: Vec<SiteId>,
    /// Where the phone is, if it knows.
    #[serde(default)]
    #[ts(optional)]
    pub here: Option<Position>,
}

/// The order of walking; it is this phone's and of one outing.
#[derive(Serialize, Deserialize)]
struct Order {
    outing: OutingId,
    sites: Vec<SiteId>,
}

const KEY: &str = "route";

/// The route of the outing this worker is on, if there is one.
pub fn show(app: &FieldApp, input: ShowToday) -> Result<Option<EveningRoute>, CallError> {
    app.look(input.here, current)
}

/// Puts sites into the order of walking. What was visited already stays in front.
///
/// # Errors
/// [`Code::NoOuting`] if this worker is on none.
pub fn plan(app: &FieldApp, input: PlanRoute) -> Result<EveningRoute, CallError> {
    let frost_at = app.settings()?.frost_at;
    let (outing, sites) = app
        .look(input.here, |look| {
            let Some(known) = current(look)? else { return Ok(None) };
            let wanted = match &input.sites {
                Some(sites) => sites.clone(),
                None => view::choose(look, frost_at)?,
            };
            let seen = known.stops.iter().filter(|stop| stop.visited.is_some()).map(|stop| stop.site.id);
            let seen: Vec<SiteId> =
                seen.filter(|site| input.sites.is_none() || wanted.contains(site)).collect();
            let open: Vec<SiteId> = wanted.into_iter().filter(|site| !seen.contains(site)).collect();
            Ok(Some((known.outing, [seen, view::in_walking_order(look, &open)?].concat())))
        })?
        .ok_or_else(no_outing)?;
    keep(app, outing, sites, input.here)
}

/// Takes the order and the choice somebody made by hand.
///
/// # Errors
/// [`Code::NoOuting`] if this worker is on none.
pub fn set(app: &FieldApp, input: SetRoute) -> Result<EveningRoute, CallError> {
    let outing = app.look(None, current)?.ok_or_else(no_outing)?.outing;
    keep(app, outing, input.sites, input.here)
}

fn keep(
    app: &FieldApp,
    outing: OutingId,
    sites: Vec<SiteId>,
    here: Option<Position>,
) -> Result<EveningRoute, CallError> {
    app.write(|pen| {
        let planned: Form = serde_json::from_value(json!({ "planned": &sites }))?;
        pen.edit(outing.into(), &planned)?;
        meta::set(pen.db, KEY, &serde_json::to_string(&Order { outing, sites })?)
    })?;
    app.look(here, |look| current(look)?.or_not_found(outing))
}

fn current(look: &Look<'_>) -> Result<Option<EveningRoute>, Error> {
    let kept = meta::get(look.db, KEY)?;
    let kept: Option<Order> = kept.and_then(|text| serde_json::from_str(&text).ok());
    let order = kept.as_ref().map_or(&[][..], |kept| &kept.sites);
    // An order of another outing orders what the new one plans, if it plans the same.
    view::route(look, order)
}

fn no_outing() -> CallError {
    CallError::new(Code::NoOuting, "there is no open outing to walk on")
}
