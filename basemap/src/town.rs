//! The gazetteer: where things are in Latarnowo, as plain data.

mod choose;

use std::sync::OnceLock;

use crate::draw;
use crate::names::Names;
use crate::plan::Plan;
use crate::projection::degrees;
use crate::tile::LAND;

/// Degrees, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLat {
    pub lon: f64,
    pub lat: f64,
}

/// Degrees, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

/// One of the four areas of the town.
#[derive(Debug, Clone, PartialEq)]
pub struct District {
    pub name: String,
    /// Counter-clockwise, first point not repeated.
    pub outline: Vec<LonLat>,
}

/// A place where someone might sleep.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// A site type of DOMAIN B.5, such as `vacant_building`.
    pub category: String,
    pub at: LonLat,
    /// A few Polish words that would lead a colleague there.
    pub hint: String,
    /// The nearest named street within 150 m.
    pub street: Option<String>,
    pub district: String,
}

/// A shelter, office or other place of help.
#[derive(Debug, Clone, PartialEq)]
pub struct Facility {
    /// A facility type of DOMAIN B.5, such as `night_shelter`, or a kind of institution.
    pub kind: String,
    pub name: String,
    pub at: LonLat,
    pub street: Option<String>,
    pub district: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Town {
    pub name: &'static str,
    pub center: LonLat,
    /// What the basemap covers: the town and the land around it.
    pub bounds: Bounds,
    /// The town itself.
    pub limits: Bounds,
    pub districts: Vec<District>,
    pub spots: Vec<Spot>,
    pub facilities: Vec<Facility>,
}

/// Latarnowo. Drawn once and kept; later calls copy.
pub fn town() -> Town {
    static TOWN: OnceLock<Town> = OnceLock::new();
    TOWN.get_or_init(|| survey(draw::latarnowo())).clone()
}

fn survey(plan: &Plan) -> Town {
    let names = Names::read();
    let [west, south, east, north] = LAND;
    let outline = |ring: &[crate::geometry::At]| ring.iter().map(|at| degrees(*at)).collect::<Vec<_>>();
    let districts: Vec<District> = plan
        .regions
        .iter()
        .map(|(name, ring)| District { name: (*name).to_owned(), outline: outline(ring) })
        .collect();
    Town {
        name: "Latarnowo",
        center: degrees([0.0, 0.0]),
        bounds: bounds(&[degrees([west, south]), degrees([east, north])]),
        limits: bounds(&districts.iter().flat_map(|district| district.outline.clone()).collect::<Vec<_>>()),
        districts,
        spots: choose::spots(plan, &names),
        facilities: choose::facilities(plan, &names),
    }
}

fn bounds(points: &[LonLat]) -> Bounds {
    let whole = Bounds {
        west: f64::INFINITY,
        south: f64::INFINITY,
        east: f64::NEG_INFINITY,
        north: f64::NEG_INFINITY,
    };
    points.iter().fold(whole, |b, p| Bounds {
        west: b.west.min(p.lon),
        south: b.south.min(p.lat),
        east: b.east.max(p.lon),
        north: b.north.max(p.lat),
    })
}

#[cfg(test)]
mod tests;
