//! The land around the town: woods, villages along their roads, so that the map does not end at the town sign.

use super::arteries::{Arteries, road_feature};
use super::limits;
use super::water::blob;
use crate::dice::Dice;
use crate::geometry::{
    At, Ring, Shape, add, along, beside, curve, cut, distance_to_line, left, length, line_outside, quad,
    strip, times,
};
use crate::plan::{Feature, Geometry, Layer, Plan, Value};

struct Village {
    name: &'static str,
    road: &'static [At],
}

const VILLAGES: &[Village] = &[
    Village {
        name: "Brzozówek",
        road: &[[-6000.0, 480.0], [-6500.0, 1300.0], [-6900.0, 2600.0], [-7700.0, 4200.0], [-8000.0, 5600.0]],
    },
    Village {
        name: "Stara Cegielnia",
        road: &[
            [6500.0, 900.0],
            [6300.0, 2200.0],
            [6700.0, 4000.0],
            [5900.0, 6200.0],
            [6200.0, 9000.0],
            [5500.0, 12500.0],
        ],
    },
    Village {
        name: "Podlesie Górne",
        road: &[[-200.0, 7000.0], [1300.0, 6800.0], [3200.0, 7400.0], [5900.0, 6200.0]],
    },
    Village {
        name: "Grądy Małe",
        road: &[
            [-500.0, -6000.0],
            [-2600.0, -5900.0],
            [-4200.0, -6400.0],
            [-7400.0, -5700.0],
            [-9900.0, -6600.0],
            [-15000.0, -6100.0],
        ],
    },
    Village {
        name: "Wólka Mgielna",
        road: &[
            [-500.0, -6000.0],
            [1500.0, -6300.0],
            [3400.0, -5600.0],
            [5500.0, -6600.0],
            [9000.0, -6100.0],
            [15000.0, -7000.0],
        ],
    },
    Village {
        name: "Rokitniki",
        road: &[[9500.0, 500.0], [9200.0, -1200.0], [9000.0, -3600.0], [9000.0, -6100.0]],
    },
    Village {
        name: "Dębniaki",
        road: &[[-9000.0, 100.0], [-9300.0, -1600.0], [-8800.0, -3000.0], [-7400.0, -5700.0]],
    },
    Village {
        name: "Sosnówki",
        road: &[
            [-200.0, 7000.0],
            [-2600.0, 6700.0],
            [-4800.0, 6000.0],
            [-8000.0, 5600.0],
            [-10500.0, 7900.0],
            [-15000.0, 8600.0],
        ],
    },
];

const WOODS: &[(At, f64, f64)] = &[
    ([-5900.0, 4900.0], 1900.0, 1250.0),
    ([-2600.0, 5200.0], 900.0, 600.0),
    ([3600.0, 5400.0], 1300.0, 700.0),
    ([8600.0, 4600.0], 1500.0, 1900.0),
    ([9500.0, -8700.0], 2200.0, 1100.0),
    ([5400.0, -4500.0], 1000.0, 500.0),
    ([-3300.0, -8400.0], 2300.0, 1000.0),
    ([-6600.0, -4100.0], 900.0, 600.0),
    ([-10800.0, 6800.0], 1800.0, 1200.0),
    ([-11000.0, -1400.0], 900.0, 1000.0),
    ([2600.0, 9300.0], 1900.0, 800.0),
    ([11300.0, -900.0], 900.0, 800.0),
    ([3000.0, -8600.0], 1300.0, 900.0),
    ([5300.0, 2900.0], 500.0, 700.0),
];

pub(crate) fn draw(plan: &mut Plan, arteries: &Arteries, dice: &mut Dice) {
    let mut away = vec![limits(), arteries.water(), strip(&arteries.railway, 20.0)];
    away.extend(arteries.roads.iter().map(|road| strip(&road.line, 14.0)));
    for (i, (at, rx, ry)) in WOODS.iter().enumerate() {
        let mood = f64::from(u32::try_from(i).unwrap_or(0)) * 1.7;
        for piece in cut(&[vec![blob(*at, *rx, *ry, mood)]], &away) {
            plan.add(Feature::ground("forest", piece).from(8).with("sort_rank", Value::Number(189.0)));
        }
    }
    copses(plan, &away, dice);
    for village in VILLAGES {
        settle(plan, village, &away, dice);
    }
}

/// Small woods between the fields, where the ground was too poor to plough.
fn copses(plan: &mut Plan, away: &[Ring], dice: &mut Dice) {
    for _ in 0..95 {
        let at = [dice.between(-13_000.0, 13_000.0), dice.between(-10_500.0, 10_500.0)];
        let (rx, ry) = (dice.between(60.0, 420.0), dice.between(60.0, 260.0));
        let kind = if dice.chance(0.7) { "wood" } else { "grassland" };
        for piece in cut(&[vec![blob(at, rx, ry, dice.between(0.0, 9.0))]], away) {
            plan.add(Feature::ground(kind, piece).from(10).with("sort_rank", Value::Number(189.0)));
        }
    }
}

fn settle(plan: &mut Plan, village: &Village, away: &[Ring], dice: &mut Dice) {
    let road = curve(village.road);
    let limits: Vec<Shape> = vec![vec![limits()]];
    for part in line_outside(&road, &limits) {
        plan.add(road_feature("major_road", "tertiary", part, 11));
    }
    let heart = length(&road) * 0.45;
    let (center, _) = along(&road, heart);
    let sign =
        Feature::new(Layer::Places, "locality", Geometry::Dot(center)).named(village.name).detail("village");
    plan.add(
        sign.with("min_zoom", Value::Number(11.0))
            .with("population_rank", Value::Number(3.0))
            .with("population", Value::Number(400.0))
            .from(10),
    );
    plan.add(
        Feature::ground(
            "residential",
            vec![strip(&crate::geometry::stretch(&road, heart - 620.0, heart + 620.0), 75.0)],
        )
        .from(11),
    );
    let mut way = heart - 620.0;
    while way < heart + 620.0 {
        for side in [1.0, -1.0] {
            if dice.chance(0.75) {
                farmstead(plan, &road, way, side, dice);
            }
        }
        way += dice.between(26.0, 44.0);
    }
    for off in [260.0, -240.0] {
        let track = beside(&crate::geometry::stretch(&road, heart - 900.0, heart + 1100.0), off);
        if distance_to_line(center, &track) > 100.0 {
            for dry in line_outside(&track, &cut(&[away.first().cloned().into_iter().collect()], &[])) {
                plan.add(road_feature("path", "track", dry, 13).with("min_zoom", Value::Number(14.0)));
            }
        }
    }
}

fn farmstead(plan: &mut Plan, road: &[At], way: f64, side: f64, dice: &mut Dice) {
    let (at, heading) = along(road, way);
    let out = times(left(heading), side);
    let house = add(at, times(out, dice.between(16.0, 24.0)));
    plan.build(quad(house, heading, dice.between(10.0, 14.0), dice.between(9.0, 11.0)), "farm");
    if dice.chance(0.7) {
        let barn = add(at, times(out, dice.between(42.0, 56.0)));
        plan.build(quad(barn, heading, dice.between(8.0, 12.0), dice.between(14.0, 24.0)), "barn");
    }
}
