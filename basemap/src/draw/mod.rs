//! Lays the town out, in the order a town grows: water and rails, main roads, greens, quarters, houses.

mod allotments;
mod arteries;
mod countryside;
mod estate;
mod greens;
mod heating;
mod houses;
mod labels;
mod laid;
mod quarters;
mod rails;
mod streets;
mod walks;
mod water;

pub(crate) use arteries::Arteries;

use std::sync::OnceLock;

use crate::dice::Dice;
use crate::geometry::{At, Ring};
use crate::plan::Plan;

/// The town limits on the straight plan.
pub(crate) fn limits() -> Ring {
    vec![
        [-3900.0, -2400.0],
        [-3300.0, -3250.0],
        [-1500.0, -3500.0],
        [1500.0, -3500.0],
        [3300.0, -3100.0],
        [4000.0, -1500.0],
        [4000.0, 1500.0],
        [3400.0, 3150.0],
        [1500.0, 3500.0],
        [-2200.0, 3500.0],
        [-3700.0, 2900.0],
        [-4000.0, 1000.0],
    ]
}

/// The town everyone knows, drawn once.
pub(crate) fn latarnowo() -> &'static Plan {
    static PLAN: OnceLock<Plan> = OnceLock::new();
    PLAN.get_or_init(|| draw(crate::SEED))
}

/// The whole town and the land around it, bent so that no street is ruler-straight.
pub(crate) fn draw(seed: u64) -> Plan {
    let mut dice = Dice::new(seed);
    let mut plan = Plan::default();
    let arteries = Arteries::lay();
    water::draw(&mut plan, &arteries);
    rails::draw(&mut plan, &arteries);
    arteries.draw(&mut plan);
    let greens = greens::draw(&mut plan, &arteries, &mut dice);
    quarters::draw(&mut plan, &arteries, &greens, &mut dice);
    heating::draw(&mut plan, &arteries);
    countryside::draw(&mut plan, &arteries, &mut dice);
    labels::draw(&mut plan, &arteries);
    plan.bend(bent);
    plan
}

/// A gentle wave over the whole plan. Slopes stay under a fifth, so houses keep their corners.
pub(crate) fn bent([x, y]: At) -> At {
    let east = 62.0 * (y / 560.0 + 0.6).sin() + 10.0 * (y / 220.0 + x / 310.0).sin();
    let north = 58.0 * (x / 610.0 + 1.9).sin() + 9.0 * (x / 230.0 - y / 280.0).sin();
    [x + east, y + north]
}
