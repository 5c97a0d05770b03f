//! Sites as a table and as a map layer. Whoever asks, positions are cells: files travel.

use std::collections::BTreeMap;

use geojson::{Feature, FeatureCollection, GeometryValue, JsonObject};
use latarnia_core::clock::Millis;
use latarnia_core::id::AreaId;
use latarnia_core::record::{Code, Position};
use latarnia_core::view::SiteRow;
use serde_json::json;

const COLUMNS: [&str; 14] = [
    "id",
    "name",
    "category",
    "state",
    "area",
    "mark",
    "overdue",
    "frost_risk",
    "last_visit",
    "last_result",
    "people",
    "interval_days",
    "lat",
    "lon",
];

/// Areas by id.
pub type Areas = BTreeMap<AreaId, String>;

/// The table, with a header line.
pub fn csv(sites: &[SiteRow], areas: &Areas) -> Result<Vec<u8>, csv::Error> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(COLUMNS)?;
    for site in sites {
        table.write_record(line(site, areas))?;
    }
    table.into_inner().map_err(|error| error.into_error().into())
}

fn line(site: &SiteRow, areas: &Areas) -> [String; 14] {
    let text = |code: Option<&Code>| code.map(|code| code.as_str().to_owned()).unwrap_or_default();
    let cell = cell(site);
    [
        site.id.to_string(),
        harmless(&site.name),
        text(site.category.as_ref()),
        text(site.state.as_ref()),
        harmless(area(site, areas)),
        mark(site),
        site.overdue.to_string(),
        site.frost_risk.to_string(),
        site.last_visit.map(iso).unwrap_or_default(),
        text(site.last_result.as_ref()),
        site.people.map(|people| people.to_string()).unwrap_or_default(),
        site.interval_days.to_string(),
        cell.map(|at| at.lat.to_string()).unwrap_or_default(),
        cell.map(|at| at.lon.to_string()).unwrap_or_default(),
    ]
}

/// A spreadsheet must not take a name for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn area<'a>(site: &SiteRow, areas: &'a Areas) -> &'a str {
    site.area.and_then(|area| areas.get(&area)).map(String::as_str).unwrap_or_default()
}

fn mark(site: &SiteRow) -> String {
    let mark = serde_json::to_value(site.mark).ok();
    mark.and_then(|mark| mark.as_str().map(str::to_owned)).unwrap_or_default()
}

fn cell(site: &SiteRow) -> Option<Position> {
    site.position.as_ref().and_then(Position::coarse)
}

fn iso(at: Millis) -> String {
    let time = chrono::DateTime::from_timestamp_millis(at.0);
    time.map(|time| time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)).unwrap_or_default()
}

/// The map layer; sites without a position are left out.
pub fn geojson(sites: &[SiteRow], areas: &Areas) -> FeatureCollection {
    let features = sites.iter().filter_map(|site| {
        let at = cell(site)?;
        Some(Feature {
            geometry: Some(GeometryValue::new_point([at.lon, at.lat]).into()),
            properties: Some(properties(site, areas)),
            ..Feature::default()
        })
    });
    FeatureCollection { features: features.collect(), bbox: None, foreign_members: None }
}

fn properties(site: &SiteRow, areas: &Areas) -> JsonObject {
    let all = json!({
        "id": site.id, "name": site.name, "category": site.category, "state": site.state,
        "area": area(site, areas), "mark": site.mark, "overdue": site.overdue, "frost_risk": site.frost_risk,
        "last_visit": site.last_visit.map(iso), "last_result": site.last_result, "people": site.people,
        "interval_days": site.interval_days, "accuracy_m": 500,
    });
    all.as_object().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_name_never_becomes_a_formula() {
        assert_eq!(harmless("=HYPERLINK(\"http://example.org\")"), "'=HYPERLINK(\"http://example.org\")");
        assert_eq!(harmless("Węzeł przy Łąkowej"), "Węzeł przy Łąkowej");
    }
}
