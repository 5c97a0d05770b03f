//! The route of an evening: which sites, in which order, how far still.
//!
//! Which sites are planned is the outing's and everybody sees it; the order is this phone's.

use serde::Serialize;
use ts_rs::TS;

use super::Look;
use super::outing::current_outing;
use super::site::{SiteRow, sites};
use super::today::today_whole;
use super::walk::{path_m, walking_order};
use crate::clock::Millis;
use crate::error::Result;
use crate::id::{AreaId, OutingId, SiteId};
use crate::record::{Kind, Outing, Position};
use crate::store::registry::{Query, row, rows};

/// Sites taken into a route by itself; as many as a crew reaches in an evening on foot.
pub const MAX_STOPS: usize = 8;

/// The route of the outing this worker is on.
#[derive(Clone, Debug, Serialize, TS)]
pub struct EveningRoute {
    /// Which outing.
    pub outing: OutingId,
    /// The planned sites in the order of walking.
    pub stops: Vec<RouteStop>,
    /// Where the way was reckoned from.
    pub from: RouteStart,
    /// Metres from there to all that are not visited, as the crow flies.
    pub left_m: f64,
    /// Metres from the first stop to the last, as the crow flies.
    pub total_m: f64,
}

/// One site on the way.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RouteStop {
    /// The site.
    pub site: SiteRow,
    /// Metres from the stop before that is not visited, or from the start; none for a visited one.
    pub leg_m: Option<f64>,
    /// When it was visited on this outing.
    pub visited: Option<Millis>,
}

/// Where a way is reckoned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RouteStart {
    /// Where the phone is.
    Here,
    /// Where the outing last wrote something.
    LastPlace,
    /// The middle of the sites of the outing's area.
    AreaMiddle,
    /// Nothing is known.
    Nowhere,
}

/// The route of the outing this worker is on, if there is one: planned sites by `order`, then those planned
/// elsewhere.
pub fn route(look: &Look<'_>, order: &[SiteId]) -> Result<Option<EveningRoute>> {
    let Some(outing) = current_outing(look)? else { return Ok(None) };
    let all = sites(look)?;
    let Some(row) = row(look.db, outing.id.into())? else { return Ok(None) };
    let planned = row.read::<Outing>()?.planned.unwrap_or_default();
    let place = |id: &SiteId| order.iter().position(|known| known == id).unwrap_or(usize::MAX);
    let mut chosen: Vec<SiteRow> = all.iter().filter(|site| planned.contains(&site.id)).cloned().collect();
    chosen.sort_by_key(|site| (place(&site.id), site.id));
    let (from, start) = start(look, outing.id, outing.area, &all)?;
    let mut last = start;
    let mut left_m = 0.0;
    let mut stops = Vec::new();
    let total_m = path_m(None, chosen.iter().filter_map(|site| site.position.as_ref()));
    for site in chosen {
        let visited = site.last_visit.filter(|at| *at >= outing.started);
        let mut leg_m = None;
        if let Some(position) = site.position.filter(|_| visited.is_none()) {
            leg_m = last.map(|last| last.distance_m(&position).round());
            last = Some(position);
        }
        left_m += leg_m.unwrap_or_default();
        stops.push(RouteStop { site, leg_m, visited });
    }
    Ok(Some(EveningRoute { outing: outing.id, stops, from, left_m, total_m: total_m.round() }))
}

/// The most urgent sites that have a place, as many as fit into an evening: of the area the outing goes to,
/// and near where it is, as far as that is known.
pub fn choose(look: &Look<'_>, frost_at: i64) -> Result<Vec<SiteId>> {
    let Some(outing) = current_outing(look)? else { return Ok(Vec::new()) };
    let (_, here) = start(look, outing.id, outing.area, &sites(look)?)?;
    let due = today_whole(&Look { here, ..*look }, frost_at)?.due;
    let there = due.iter().filter(|site| outing.area.is_none() || site.area == outing.area);
    let placed = there.filter(|site| site.position.is_some());
    Ok(placed.take(MAX_STOPS).map(|site| site.id).collect())
}

/// The same sites in the order of walking; those without a place stay at the end.
pub fn in_walking_order(look: &Look<'_>, wanted: &[SiteId]) -> Result<Vec<SiteId>> {
    let all = sites(look)?;
    let start = match current_outing(look)? {
        Some(outing) => start(look, outing.id, outing.area, &all)?.1,
        None => look.here,
    };
    let chosen: Vec<&SiteRow> = all.iter().filter(|site| wanted.contains(&site.id)).collect();
    let placed: Vec<(SiteId, Position)> =
        chosen.iter().filter_map(|site| Some((site.id, site.position?))).collect();
    let places: Vec<Position> = placed.iter().map(|(_, place)| *place).collect();
    let ids = walking_order(start, &places).into_iter().filter_map(|stop| placed.get(stop));
    let unplaced = chosen.iter().filter(|site| site.position.is_none()).map(|site| site.id);
    Ok(ids.map(|(id, _)| *id).chain(unplaced).collect())
}

fn start(
    look: &Look<'_>,
    outing: OutingId,
    area: Option<AreaId>,
    all: &[SiteRow],
) -> Result<(RouteStart, Option<Position>)> {
    if let Some(here) = look.here {
        return Ok((RouteStart::Here, Some(here)));
    }
    if let Some(place) = last_place(look, outing, all)? {
        return Ok((RouteStart::LastPlace, Some(place)));
    }
    let places = all.iter().filter(|site| area.is_none() || site.area == area);
    let places: Vec<Position> = places.filter_map(|site| site.position).collect();
    let middle = middle(&places);
    Ok((middle.map_or(RouteStart::Nowhere, |_| RouteStart::AreaMiddle), middle))
}

/// Where the newest entry of the outing was written, or the site it is about lies.
fn last_place(look: &Look<'_>, outing: OutingId, all: &[SiteRow]) -> Result<Option<Position>> {
    let kinds = vec![Kind::Visit, Kind::Contact, Kind::Intervention];
    let query = Query { kinds, outing: Some(outing), ..Query::default() };
    let place = |row: &crate::store::registry::Row| -> Option<Position> {
        let own = row.doc.get("position").cloned().and_then(|place| serde_json::from_value(place).ok());
        own.or_else(|| all.iter().find(|site| Some(site.id) == row.site)?.position)
    };
    Ok(rows(look.db, &query)?.iter().find_map(place))
}

fn middle(places: &[Position]) -> Option<Position> {
    let count = f64::from(u32::try_from(places.len()).ok().filter(|count| *count > 0)?);
    let mean = |sum: f64| sum / count;
    let north = places.iter().map(|place| place.lat).sum();
    let east = places.iter().map(|place| place.lon).sum();
    Some(Position::pin(mean(north), mean(east)))
}
