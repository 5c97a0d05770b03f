//! The lines the town hangs on: river, railway and the main roads. Laid by hand, everything else follows.

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
    [-15500.0, -4200.0], [-12000.0, -3300.0], [-9500.0, -3900.0], [-7000.0, -2700.0], [-5200.0, -2500.0], [-4200.0, -1450.0],
    [-3300.0, -880.0], [-2600.0, -1150.0], [-2100.0, -1180.0], [-1600.0, -720.0], [-1150.0, -560.0], [-600.0, -640.0],
    [-100.0, -430.0], [300.0, -400.0], [700.0, -290.0], [1100.0, -520.0], [1500.0, -820.0], [2000.0, -760.0],
    [2450.0, -560.0], [2900.0, -760.0], [3380.0, -1010.0], [4100.0, -640.0], [5000.0, -1000.0], [6200.0, -100.0],
    [8000.0, 200.0], [9800.0, 1500.0], [12500.0, 1700.0], [15500.0, 3000.0],
];
const RAILWAY: &[At] = &[
    [-15500.0, 3300.0], [-9000.0, 2500.0], [-5000.0, 1950.0], [-3000.0, 1560.0], [-1800.0, 1350.0], [-600.0, 1270.0],
    [400.0, 1250.0], [1100.0, 1220.0], [1800.0, 1000.0], [2400.0, 480.0], [2780.0, -200.0], [3050.0, -1000.0],
    [3350.0, -1900.0], [4100.0, -3200.0], [5800.0, -5500.0], [8500.0, -8200.0], [12000.0, -12000.0],
];
const SIDING: &[At] = &[
    [900.0, 1236.0], [1350.0, 1260.0], [1750.0, 1370.0], [2150.0, 1560.0], [2600.0, 1660.0], [3130.0, 1670.0],
];

impl Arteries {
    pub fn lay() -> Self {
        Self { river: curve(RIVER), railway: curve(RAILWAY), siding: curve(SIDING), roads: roads() }
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
        let crossings = joined(&[
            strip(&self.river, RIVER_HALF + 16.0),
            strip(&self.railway, 24.0),
        ]);
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

fn road(name: &'static str, kind_detail: (&'static str, &'static str), half: f64, points: &[At]) -> Road {
    Road { name, kind: kind_detail.0, detail: kind_detail.1, line: curve(points), half }
}

const TRUNK: (&str, &str) = ("highway", "trunk");
const PRIMARY: (&str, &str) = ("major_road", "primary");
const SECONDARY: (&str, &str) = ("major_road", "secondary");
const TERTIARY: (&str, &str) = ("major_road", "tertiary");

fn roads() -> Vec<Road> {
    let mut roads = through_roads();
    roads.extend(town_roads());
    roads
}

fn through_roads() -> Vec<Road> {
    vec![
        road("Trakt Solny", PRIMARY, 14.0, &[
            [-15500.0, 900.0], [-9000.0, 100.0], [-6000.0, 480.0], [-4000.0, 250.0], [-2930.0, 180.0], [-2100.0, 250.0],
            [-1350.0, 420.0], [-450.0, 430.0],
        ]),
        road("Aleja Zwycięstwa", PRIMARY, 15.0, &[[-450.0, 430.0], [0.0, 455.0], [450.0, 420.0]]),
        road("Młyńska", PRIMARY, 14.0, &[
            [450.0, 420.0], [1450.0, 270.0], [2100.0, 210.0], [2760.0, 90.0], [3450.0, 150.0], [4200.0, 280.0], [6500.0, 900.0],
            [9500.0, 500.0], [15500.0, 1400.0],
        ]),
        road("Północna", PRIMARY, 13.0, &[
            [450.0, 420.0], [430.0, 800.0], [430.0, 1240.0], [390.0, 1600.0], [350.0, 2000.0], [300.0, 2600.0],
            [250.0, 3230.0], [420.0, 4600.0], [-200.0, 7000.0], [300.0, 12500.0],
        ]),
        road("Mostowa", PRIMARY, 12.0, &[
            [450.0, 420.0], [480.0, 120.0], [420.0, -120.0], [360.0, -400.0], [250.0, -850.0], [180.0, -1400.0],
            [60.0, -2000.0], [-160.0, -2600.0], [-200.0, -3000.0], [-350.0, -3700.0], [-200.0, -6000.0], [-900.0, -12500.0],
        ]),
        road("Obwodnica Latarnowa", TRUNK, 20.0, &[
            [-15500.0, 6100.0], [-9800.0, 4600.0], [-6200.0, 3400.0], [-4300.0, 2500.0], [-3300.0, 1350.0], [-2950.0, 700.0], [-2930.0, 180.0],
            [-2900.0, -400.0], [-2820.0, -1060.0], [-2700.0, -1800.0], [-2000.0, -2550.0], [-1000.0, -2950.0], [-200.0, -3000.0],
            [900.0, -3050.0], [2300.0, -2760.0], [3300.0, -2500.0], [5200.0, -2900.0], [9000.0, -3600.0], [15500.0, -3000.0],
        ]),
    ]
}

fn town_roads() -> Vec<Road> {
    vec![
        road("Wschodnia", SECONDARY, 14.0, &[
            [2300.0, -2760.0], [3000.0, -1650.0], [3560.0, -950.0], [3500.0, -300.0], [3450.0, 150.0], [3520.0, 1000.0],
            [3330.0, 2060.0], [2500.0, 2850.0], [1500.0, 3180.0], [250.0, 3230.0], [-1000.0, 3220.0], [-1800.0, 3150.0],
            [-2500.0, 2600.0], [-2850.0, 1960.0], [-3300.0, 1350.0],
        ]),
        road("Ogrodowa", SECONDARY, 12.0, &[
            [-1350.0, 420.0], [-1380.0, 900.0], [-1400.0, 1320.0], [-1450.0, 1920.0], [-1560.0, 2500.0], [-1800.0, 3150.0],
        ]),
        road("Bulwarowa", SECONDARY, 12.0, &[
            [-1350.0, 420.0], [-1320.0, 0.0], [-1240.0, -580.0], [-1150.0, -1050.0], [-1120.0, -1500.0], [-1080.0, -2200.0],
            [-1000.0, -2950.0],
        ]),
        road("Fabryczna", SECONDARY, 13.0, &[
            [1450.0, 270.0], [1490.0, 700.0], [1520.0, 1110.0], [1600.0, 1600.0], [1680.0, 2030.0], [1600.0, 2600.0], [1500.0, 3180.0],
        ]),
        road("Garncarska", SECONDARY, 12.0, &[
            [1450.0, 270.0], [1400.0, -200.0], [1420.0, -770.0], [1390.0, -1480.0], [1440.0, -2200.0], [1500.0, -2960.0],
        ]),
        road("Zielona", TERTIARY, 11.0, &[
            [-2850.0, 1960.0], [-2200.0, 2000.0], [-1450.0, 1920.0], [-600.0, 1890.0], [350.0, 2000.0], [1000.0, 2080.0],
            [1680.0, 2030.0], [2500.0, 2150.0], [3330.0, 2060.0],
        ]),
        road("Południowa", TERTIARY, 11.0, &[
            [-2700.0, -1800.0], [-1900.0, -1620.0], [-1120.0, -1500.0], [-500.0, -1480.0], [180.0, -1400.0], [800.0, -1380.0],
            [1390.0, -1480.0], [2200.0, -1560.0], [3000.0, -1650.0],
        ]),
        road("Kolejowa", TERTIARY, 10.0, &[
            [-1380.0, 900.0], [-900.0, 1110.0], [-300.0, 1130.0], [150.0, 1130.0], [430.0, 1100.0], [900.0, 1060.0], [1490.0, 700.0],
        ]),
        road("Podwale", TERTIARY, 9.0, &[
            [-450.0, 430.0], [-520.0, 180.0], [-470.0, -120.0], [-300.0, -300.0], [0.0, -300.0], [220.0, -260.0], [420.0, -120.0],
        ]),
        road("Leśna", TERTIARY, 9.0, &[[-2850.0, 1960.0], [-3500.0, 2250.0], [-4700.0, 3100.0], [-5600.0, 4600.0], [-8000.0, 5600.0]]),
        road("Cmentarna", TERTIARY, 9.0, &[[-2100.0, 250.0], [-2160.0, 700.0], [-2230.0, 1100.0], [-1900.0, 1220.0], [-1380.0, 900.0]]),
        road("Rybacka", TERTIARY, 9.0, &[[-2100.0, 250.0], [-2080.0, -120.0], [-1820.0, -330.0], [-1330.0, -130.0]]),
        road("Browarna", TERTIARY, 9.0, &[[480.0, 120.0], [900.0, 60.0], [1420.0, -20.0]]),
    ]
}
