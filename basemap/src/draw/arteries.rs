//! The lines the town hangs on: river, railway and the main roads. Laid by hand, everything else follows.

use super::laid::{self, LaidRoad};
use crate::geometry::{At, Ring, Shape, curve, joined, line_outside, line_within, strip};
use crate::plan::{Anchor, Feature, Geometry, Layer, Plan, Value};

pub(crate) struct Road {
    pub name: &'static str,
    pub kind: &'static str,
    pub detail: &'static str,
    pub line: Vec<At>,
    /// Half the ground it takes, pavements included.
    pub half: f64,
}

pub(crate) struct Arteries {
    pub river: Vec<At>,
    pub railway: Vec<At>,
    pub siding: Vec<At>,
    pub roads: Vec<Road>,
}

pub(crate) const RIVER_HALF: f64 = 21.0;

const RIVER: &[At] = &[
    [-15500.0, -4200.0],
    [-12000.0, -3300.0],
    [-9500.0, -3900.0],
    [-7000.0, -2700.0],
    [-5200.0, -2500.0],
    [-4200.0, -1450.0],
    [-3300.0, -880.0],
    [-2600.0, -1150.0],
    [-2100.0, -1180.0],
    [-1600.0, -720.0],
    [-1150.0, -560.0],
    [-600.0, -640.0],
    [-100.0, -430.0],
    [300.0, -400.0],
    [700.0, -290.0],
    [1100.0, -520.0],
    [1500.0, -820.0],
    [2000.0, -760.0],
    [2450.0, -560.0],
    [2900.0, -760.0],
    [3380.0, -1010.0],
    [4100.0, -640.0],
    [5000.0, -1000.0],
    [6200.0, -100.0],
    [8000.0, 200.0],
    [9800.0, 1500.0],
    [12500.0, 1700.0],
    [15500.0, 3000.0],
];
const RAILWAY: &[At] = &[
    [-15500.0, 3300.0],
    [-9000.0, 2500.0],
    [-5000.0, 1950.0],
    [-3000.0, 1560.0],
    [-1800.0, 1350.0],
    [-600.0, 1270.0],
    [400.0, 1250.0],
    [1100.0, 1220.0],
    [1800.0, 1000.0],
    [2400.0, 480.0],
    [2780.0, -200.0],
    [3050.0, -1000.0],
    [3350.0, -1900.0],
    [4100.0, -3200.0],
    [5800.0, -5500.0],
    [8500.0, -8200.0],
    [12000.0, -12000.0],
];
const SIDING: &[At] = &[
    [900.0, 1236.0],
    [1350.0, 1260.0],
    [1750.0, 1370.0],
    [2150.0, 1560.0],
    [2600.0, 1660.0],
    [3130.0, 1670.0],
];

impl Arteries {
    pub fn lay() -> Self {
        Self {
            river: curve(RIVER),
            railway: curve(RAILWAY),
            siding: curve(SIDING),
            roads: laid::plan().roads.into_iter().map(Road::from).collect(),
        }
    }

    pub fn water(&self) -> Ring {
        strip(&self.river, RIVER_HALF)
    }

    /// Ground that roads, rails and water take from the town.
    pub fn taken(&self) -> Vec<Ring> {
        let mut taken: Vec<Ring> = self.roads.iter().map(|road| strip(&road.line, road.half)).collect();
        taken.push(strip(&self.river, RIVER_HALF + 34.0));
        taken.push(strip(&self.railway, 26.0));
        taken.push(strip(&self.siding, 9.0));
        taken
    }

    pub fn draw(&self, plan: &mut Plan) {
        let crossings = joined(&[strip(&self.river, RIVER_HALF + 16.0), strip(&self.railway, 24.0)]);
        for road in &self.roads {
            for part in line_outside(&road.line, &crossings) {
                plan.add(road.piece(part));
                plan.streets.push((road.name.to_owned(), road.line.clone()));
            }
            for part in line_within(&road.line, &crossings) {
                plan.add(road.piece(part).with("is_bridge", Value::Yes));
            }
        }
        self.mark_bridges(plan);
    }

    fn mark_bridges(&self, plan: &mut Plan) {
        let banks: Vec<Shape> = joined(&[strip(&self.river, RIVER_HALF + 10.0)]);
        for line in self.roads.iter().map(|road| &road.line).chain([&self.railway]) {
            for part in line_within(line, &banks) {
                let ends = [part.first().copied(), part.last().copied()];
                for end in ends.into_iter().flatten().filter(|[x, _]| x.abs() < 4000.0) {
                    plan.mark(Anchor::Bridge, end);
                }
            }
        }
    }
}

impl Road {
    fn from(laid: LaidRoad) -> Self {
        let kind = match laid.detail {
            "trunk" => "highway",
            "residential" => "minor_road",
            _ => "major_road",
        };
        // a road that returns to its start keeps its corners: the market square
        let line = if laid.line.first() == laid.line.last() { laid.line } else { curve(&laid.line) };
        Self { name: laid.name, kind, detail: laid.detail, line, half: laid.half }
    }

    fn piece(&self, line: Vec<At>) -> Feature {
        let zoom = match self.detail {
            "trunk" | "primary" => 8,
            "secondary" => 9,
            "tertiary" => 11,
            _ => 12,
        };
        road_feature(self.kind, self.detail, line, zoom).named(self.name)
    }
}

pub(crate) fn road_feature(kind: &'static str, detail: &'static str, line: Vec<At>, zoom: u8) -> Feature {
    Feature::new(Layer::Roads, kind, Geometry::Line(line))
        .detail(detail)
        .from(zoom)
        .with("min_zoom", Value::Number(f64::from(zoom)))
        .with("sort_rank", Value::Number(400.0))
}
