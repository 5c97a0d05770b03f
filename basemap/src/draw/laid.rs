//! What was laid by hand: the main roads and the open ground, kept as data beside the code.

use serde::Deserialize;

use crate::geometry::{At, Ring};

/// Metres east and north of the market square, on the straight plan.
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct LaidPlan {
    pub roads: Vec<LaidRoad>,
    pub greens: Vec<LaidGreen>,
}

#[derive(Debug, Deserialize)]
pub(super) struct LaidRoad {
    pub name: &'static str,
    pub detail: &'static str,
    /// Half the ground it takes, pavements included.
    pub half: f64,
    pub line: Vec<At>,
}

#[derive(Debug, Deserialize)]
pub(super) struct LaidGreen {
    pub kind: &'static str,
    pub name: Option<&'static str>,
    /// Whether nature or a surveyor drew the outline.
    #[serde(default)]
    pub rounded: bool,
    pub ring: Ring,
}

pub(super) fn plan() -> LaidPlan {
    serde_json::from_str(include_str!("../../data/plan.json"))
        .expect("the plan shipped with the crate is valid")
}
