//! The district heating main: overground pipes from the heat plant, with the bends that take up its stretching.

use super::arteries::Arteries;
use crate::geometry::{At, Ring, add, along, left, length, quad, strip, times};
use crate::plan::{Anchor, Feature, Geometry, Layer, Plan, Value};

const PLANT: At = [3180.0, 1590.0];

const MAINS: &[&[At]] = &[
    &[
        [3130.0, 1540.0],
        [2600.0, 1500.0],
        [2200.0, 1440.0],
        [1640.0, 1400.0],
        [1500.0, 1400.0],
        [900.0, 1420.0],
        [480.0, 1400.0],
        [-440.0, 1385.0],
        [-460.0, 1640.0],
        [-470.0, 1850.0],
    ],
    &[[-470.0, 1850.0], [-480.0, 2080.0], [-900.0, 2110.0], [-1420.0, 2140.0]],
    &[[1640.0, 1400.0], [1660.0, 1760.0], [1700.0, 2080.0], [1740.0, 2500.0]],
    &[
        [3150.0, 1500.0],
        [3290.0, 1100.0],
        [3300.0, 500.0],
        [3280.0, 60.0],
        [3330.0, -500.0],
        [3300.0, -1150.0],
        [2960.0, -1560.0],
        [2500.0, -1620.0],
        [1900.0, -1640.0],
    ],
];

pub(crate) fn draw(plan: &mut Plan, arteries: &Arteries) {
    plant(plan);
    for main in MAINS {
        let line = looped(main);
        for part in crate::geometry::line_outside(&line, &[vec![arteries.water()]]) {
            let pipe =
                Feature::new(Layer::Utility, "heating_pipe", Geometry::Line(part)).detail("overground");
            plan.add(pipe.with("min_zoom", Value::Number(13.0)).from(13));
        }
        chambers(plan, main);
    }
}

/// Ground kept free of houses along the pipes.
pub(crate) fn corridors() -> Vec<Ring> {
    MAINS.iter().map(|main| strip(main, 13.0)).collect()
}

fn plant(plan: &mut Plan) {
    let [x, y] = PLANT;
    for (dx, dy, long, deep) in [
        (0.0, 0.0, 80.0, 42.0),
        (-70.0, 10.0, 36.0, 30.0),
        (20.0, -48.0, 56.0, 18.0),
        (60.0, 30.0, 18.0, 18.0),
    ] {
        plan.build(quad([x + dx, y + dy], [1.0, 0.0], long, deep), "industrial");
    }
    let sign = Feature::new(Layer::Pois, "heat_plant", Geometry::Dot(PLANT)).named("Ciepłownia");
    plan.add(sign.with("min_zoom", Value::Number(14.0)).from(13));
}

/// Every hundred metres or so the pipe steps aside and back, as overground mains do.
fn looped(main: &[At]) -> Vec<At> {
    let (whole, mut way) = (length(main), 70.0);
    let mut line: Vec<At> = main.first().copied().into_iter().collect();
    let mut corner = 0.0;
    for [a, b] in main.array_windows() {
        let side = crate::geometry::distance(*a, *b);
        while way < corner + side - 20.0 && way < whole {
            let (at, heading) = along(main, way);
            let (aside, ahead) = (times(left(heading), 11.0), times(heading, 12.0));
            line.extend([at, add(at, aside), add(add(at, aside), ahead), add(at, ahead)]);
            way += 110.0;
        }
        corner += side;
        way = way.max(corner + 30.0);
        line.push(*b);
    }
    line
}

fn chambers(plan: &mut Plan, main: &[At]) {
    let mut way = 45.0;
    while way < length(main) {
        let (at, heading) = along(main, way);
        let beside = add(at, times(left(heading), -4.0));
        plan.add(Feature::new(Layer::Utility, "heating_chamber", Geometry::Dot(beside)).from(14));
        plan.mark(Anchor::Chamber, beside);
        way += 190.0;
    }
}
