//! Allotment gardens: alleys, rows of plots, a small hut at the back of most of them.

use super::arteries::road_feature;
use crate::dice::Dice;
use crate::geometry::{At, Shape, add, left, line_within, quad, span, tight_box, times, within_shape};
use crate::plan::{Anchor, Plan, Value};

const ALLEY_EVERY: f64 = 54.0;
const PLOT: f64 = 12.5;
const CROSS_EVERY: f64 = 195.0;

pub(crate) fn plant(plan: &mut Plan, ground: &Shape, dice: &mut Dice) {
    let Some(outer) = ground.first() else { return };
    let (_, heading, _, _) = tight_box(outer);
    let across = left(heading);
    let (low, high) = span(outer, across);
    let (start, end) = span(outer, heading);
    let mut row = low + ALLEY_EVERY / 2.0 + 4.0;
    while row < high - 10.0 {
        let line = vec![
            add(times(heading, start), times(across, row)),
            add(times(heading, end), times(across, row)),
        ];
        for alley in line_within(&line, std::slice::from_ref(ground)) {
            plan.add(road_feature("path", "footway", alley, 14).with("min_zoom", Value::Number(14.0)));
        }
        for side in [1.0, -1.0] {
            plots(plan, ground, (heading, across), (start, end, row, side), dice);
        }
        row += ALLEY_EVERY;
    }
    let mut gate = start + CROSS_EVERY;
    while gate < end - 60.0 {
        let line = vec![
            add(times(heading, gate), times(across, low)),
            add(times(heading, gate), times(across, high)),
        ];
        for lane in line_within(&line, std::slice::from_ref(ground)) {
            plan.add(road_feature("minor_road", "service", lane, 14));
        }
        gate += CROSS_EVERY;
    }
}

fn plots(
    plan: &mut Plan,
    ground: &Shape,
    (heading, across): (At, At),
    (start, end, row, side): (f64, f64, f64, f64),
    dice: &mut Dice,
) {
    let mut way = start + 6.0;
    while way < end - 6.0 {
        let deep = row + side * dice.between(9.0, 18.0);
        let at = add(times(heading, way + dice.between(-2.5, 2.5)), times(across, deep));
        if dice.chance(0.83) && ((way - start + 7.0) % CROSS_EVERY) > 14.0 {
            let hut = quad(at, heading, dice.between(3.6, 6.0), dice.between(3.2, 5.0));
            if hut.iter().all(|corner| within_shape(ground, *corner)) {
                plan.build(hut, "allotment_house");
                plan.mark(Anchor::Hut, at);
            }
        }
        way += PLOT;
    }
}
