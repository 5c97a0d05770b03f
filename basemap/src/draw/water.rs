//! The river with its old arm and meadows, the ponds, and the brooks that feed them.

use super::arteries::{Arteries, RIVER_HALF};
use crate::geometry::{At, Ring, curve, strip};
use crate::plan::{Feature, Geometry, Layer, Plan, Value};

pub(crate) const POND: At = [-420.0, -1010.0];
const WORKS_POND: At = [2640.0, 1420.0];
const GRAVEL_PIT: At = [2350.0, 3900.0];

pub(crate) fn draw(plan: &mut Plan, arteries: &Arteries) {
    let river = arteries.water();
    plan.add(water("river", river).from(8));
    let label = Feature::new(Layer::Water, "river", Geometry::Line(arteries.river.clone()));
    plan.add(label.named("Mgielna").with("min_zoom", Value::Number(9.0)).from(9));
    plan.add(water("lake", oxbow()).named("Starorzecze").from(11));
    plan.add(water("lake", blob(POND, 165.0, 92.0, 0.4)).named("Staw Miejski").from(11));
    plan.add(water("lake", blob(GRAVEL_PIT, 360.0, 210.0, 1.3)).named("Żwirownia").from(10));
    plan.add(water("water", blob(WORKS_POND, 55.0, 30.0, 2.0)).from(13));
    plan.add(water("water", blob([-3400.0, 3050.0], 90.0, 50.0, 4.0)).from(12));
    for points in BROOKS {
        let line = curve(points);
        plan.add(Feature::new(Layer::Water, "stream", Geometry::Line(line)).named("Olszówka").from(12));
    }
}

const BROOKS: &[&[At]] = &[
    &[[-6000.0, -9500.0], [-4800.0, -7000.0], [-5200.0, -4800.0], [-4600.0, -3300.0], [-4420.0, -1800.0]],
    &[[6500.0, 8500.0], [5600.0, 5600.0], [6100.0, 3300.0], [5700.0, 1500.0], [6300.0, 0.0]],
];

/// Still water inside the town.
pub(crate) fn ponds() -> Vec<Ring> {
    vec![oxbow(), blob(WORKS_POND, 62.0, 36.0, 2.0)]
}

fn oxbow() -> Ring {
    strip(
        &curve(&[
            [1640.0, -1000.0],
            [1760.0, -1190.0],
            [2020.0, -1260.0],
            [2260.0, -1130.0],
            [2330.0, -930.0],
        ]),
        RIVER_HALF - 3.0,
    )
}

fn water(kind: &'static str, ring: Ring) -> Feature {
    Feature::new(Layer::Water, kind, Geometry::Area(vec![ring])).with("sort_rank", Value::Number(200.0))
}

/// A rounded patch with an uneven edge; `mood` makes each one different.
pub(crate) fn blob([x, y]: At, rx: f64, ry: f64, mood: f64) -> Ring {
    let mut ring = Ring::new();
    let mut step = 0.0;
    while step < 48.0 {
        let angle = step / 48.0 * std::f64::consts::TAU;
        let r = 1.0
            + 0.16 * (angle * 2.0 + mood).sin()
            + 0.09 * (angle * 3.0 - mood * 2.0).cos()
            + 0.06 * (angle * 7.0 + mood).sin()
            + 0.05 * (angle * 11.0 - mood * 3.0).cos() * (rx / 400.0).min(1.0);
        ring.push([x + rx * r * angle.cos(), y + ry * r * angle.sin()]);
        step += 1.0;
    }
    ring
}
