//! Names and wording of the invented town, kept as data beside the code.

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) struct Names {
    pub streets: Vec<String>,
    pub hints: BTreeMap<String, Vec<String>>,
    pub facilities: Vec<FacilityName>,
}

pub(crate) struct FacilityName {
    pub kind: String,
    pub name: String,
    /// Metres east and north of the market square, on the straight plan.
    pub near: [f64; 2],
}

impl Names {
    pub fn read() -> Self {
        let whole: Value = serde_json::from_str(include_str!("../data/names.json"))
            .expect("the names shipped with the crate are valid");
        Self {
            streets: with_byways(texts(part(&whole, "streets"))),
            hints: part(&whole, "hints")
                .as_object()
                .into_iter()
                .flatten()
                .map(|(key, list)| (key.clone(), texts(list)))
                .collect(),
            facilities: part(&whole, "facilities").as_array().into_iter().flatten().map(facility).collect(),
        }
    }
}

/// Once the list is used up, streets are byways of those that end like adjectives.
fn with_byways(mut streets: Vec<String>) -> Vec<String> {
    let byways: Vec<String> =
        streets.iter().filter(|name| name.ends_with("owa")).map(|name| format!("{name} Boczna")).collect();
    streets.extend(byways);
    streets
}

fn part<'a>(whole: &'a Value, key: &str) -> &'a Value {
    whole.get(key).unwrap_or(&Value::Null)
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn facility(entry: &Value) -> FacilityName {
    let text = |key: &str| part(entry, key).as_str().unwrap_or_default().to_owned();
    let metres = |key: &str| part(entry, key).as_f64().unwrap_or_default();
    FacilityName { kind: text("kind"), name: text("name"), near: [metres("east"), metres("north")] }
}
