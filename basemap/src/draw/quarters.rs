//! The quarters: which kind of building stands where, and the blocks each kind is cut into.

use super::arteries::{Arteries, road_feature};
use super::streets::{Manner, Network, Pattern, Works, lay};
use super::{estate, heating, houses, limits};
use crate::dice::Dice;
use crate::geometry::{
    Ring, Shape, add, block, common, cut, left, quad, shape_area, strip, tight_box, times,
};
use crate::names::Names;
use crate::plan::{Anchor, Feature, Plan, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    OldTown,
    Tenements,
    Slabs,
    Works,
    Villas,
    Ribbon,
}

impl Style {
    fn manner(self) -> Manner {
        let manner = |pattern, half, crooked, detail| Manner {
            pattern,
            half,
            crooked,
            detail,
            worth_naming: if self == Self::Villas { 105.0 } else { 55.0 },
        };
        match self {
            Self::OldTown => manner(Pattern::Halved(6200.0), 5.5, 0.22, "residential"),
            Self::Tenements => manner(Pattern::Grid(128.0, 96.0), 8.0, 0.06, "residential"),
            Self::Slabs => manner(Pattern::Grid(300.0, 230.0), 9.0, 0.05, "residential"),
            Self::Works => manner(Pattern::Grid(330.0, 260.0), 10.0, 0.05, "unclassified"),
            Self::Villas => manner(Pattern::Halved(16500.0), 6.5, 0.11, "residential"),
            Self::Ribbon => manner(Pattern::Halved(120_000.0), 6.0, 0.2, "residential"),
        }
    }

    fn ground(self) -> &'static str {
        match self {
            Self::Works => "industrial",
            Self::Ribbon => "farmland",
            _ => "residential",
        }
    }
}

/// The quarters from the middle outwards; what none of them holds is villas inside the ring roads, fields outside.
fn zones() -> Vec<(Style, Ring)> {
    vec![
        (
            Style::OldTown,
            vec![
                [-460.0, 440.0],
                [-520.0, 180.0],
                [-470.0, -120.0],
                [-300.0, -310.0],
                [0.0, -310.0],
                [230.0, -270.0],
                [430.0, -120.0],
                [480.0, 120.0],
                [450.0, 430.0],
                [0.0, 460.0],
            ],
        ),
        (Style::Tenements, block(-1390.0, -480.0, 1470.0, 1215.0)),
        (Style::Tenements, block(-400.0, 1400.0, 460.0, 1990.0)),
        (
            Style::Slabs,
            vec![
                [-1460.0, 1940.0],
                [-600.0, 1910.0],
                [350.0, 2020.0],
                [300.0, 2600.0],
                [250.0, 3240.0],
                [-1800.0, 3220.0],
                [-1560.0, 2500.0],
            ],
        ),
        (Style::Slabs, vec![[1400.0, -1500.0], [3000.0, -1650.0], [2300.0, -2800.0], [1500.0, -3000.0]]),
        (Style::Slabs, vec![[300.0, 2500.0], [1620.0, 2500.0], [1500.0, 3190.0], [250.0, 3240.0]]),
        (Style::Ribbon, vec![[-2830.0, -1150.0], [-2050.0, -1250.0], [-1850.0, -1640.0], [-2720.0, -1830.0]]),
        (Style::Ribbon, vec![[-2700.0, -1800.0], [-2150.0, -1700.0], [-1750.0, -2650.0], [-2000.0, -2570.0]]),
        (Style::Ribbon, vec![[2480.0, -860.0], [3500.0, -860.0], [3000.0, -1640.0], [2400.0, -1590.0]]),
        (
            Style::Works,
            vec![
                [1450.0, 280.0],
                [3460.0, 120.0],
                [3900.0, 600.0],
                [3900.0, 2200.0],
                [3330.0, 2080.0],
                [1680.0, 2030.0],
                [1520.0, 1110.0],
            ],
        ),
        (
            Style::Villas,
            vec![
                [-2950.0, 180.0],
                [-2700.0, -1800.0],
                [-2000.0, -2570.0],
                [-200.0, -3020.0],
                [900.0, -3060.0],
                [2300.0, -2780.0],
                [3000.0, -1650.0],
                [3560.0, -950.0],
                [3460.0, 150.0],
                [3520.0, 1000.0],
                [3330.0, 2060.0],
                [2500.0, 2850.0],
                [1500.0, 3180.0],
                [250.0, 3230.0],
                [-1800.0, 3150.0],
                [-2500.0, 2600.0],
                [-2850.0, 1960.0],
                [-3300.0, 1350.0],
            ],
        ),
        (Style::Villas, vec![[-3800.0, -100.0], [-2950.0, -200.0], [-2950.0, 700.0], [-3700.0, 760.0]]),
        (Style::Ribbon, limits()),
    ]
}

pub(crate) fn draw(plan: &mut Plan, arteries: &Arteries, greens: &[Ring], dice: &mut Dice) {
    let names = Names::read();
    let mut free = cut(&[vec![limits()]], &arteries.taken());
    free = cut(&free, greens);
    let pipes = heating::corridors();
    let mut works = Works { network: Network::of(arteries), names: names.streets.iter(), dice };
    for (style, zone) in zones() {
        let faces = common(&free, std::slice::from_ref(&zone));
        free = cut(&free, std::slice::from_ref(&zone));
        for face in faces.into_iter().filter(|face| !sliver(face)) {
            ground(plan, style, &face);
            for lot in lay(plan, face, style.manner(), &mut works) {
                for free in cut(&[lot], &pipes) {
                    fill(plan, style, &free, works.dice);
                }
            }
        }
    }
}

/// Too thin or small to build on.
fn sliver(face: &Shape) -> bool {
    let deep = face.first().map_or(0.0, |outer| tight_box(outer).3);
    deep < 16.0 || shape_area(face) < 700.0
}

fn ground(plan: &mut Plan, style: Style, face: &Shape) {
    let feature = Feature::ground(style.ground(), face.clone()).with("sort_rank", Value::Number(189.0));
    plan.add(feature.from(10));
}

/// A block left open: a green with a walk around it, or a school in its grounds.
fn square(plan: &mut Plan, lot: &Shape, dice: &mut Dice) {
    let Some(outer) = lot.first() else { return };
    let (center, heading, long, deep) = tight_box(outer);
    if dice.chance(0.55) {
        plan.add(Feature::ground("park", lot.clone()).from(12).with("sort_rank", Value::Number(189.0)));
        let mut walk = strip(
            &[add(center, times(heading, long * -0.3)), add(center, times(heading, long * 0.3))],
            deep * 0.25,
        );
        walk.extend(walk.first().copied());
        plan.add(road_feature("path", "footway", walk, 14).with("min_zoom", Value::Number(14.0)));
        plan.mark(Anchor::Park, center);
        return;
    }
    plan.add(Feature::ground("school", lot.clone()).from(13).with("sort_rank", Value::Number(189.0)));
    plan.build(quad(center, heading, long * 0.5, 15.0), "school");
    plan.build(
        quad(add(center, times(left(heading), deep * 0.22)), left(heading), deep * 0.3, 13.0),
        "school",
    );
}

fn fill(plan: &mut Plan, style: Style, lot: &Shape, dice: &mut Dice) {
    if shape_area(lot) < 450.0 {
        return;
    }
    if matches!(style, Style::Villas | Style::Tenements) && shape_area(lot) > 4000.0 && dice.chance(0.035) {
        square(plan, lot, dice);
        return;
    }
    match style {
        Style::OldTown => houses::old_town(plan, lot, dice),
        Style::Tenements => houses::tenements(plan, lot, dice),
        Style::Villas => houses::villas(plan, lot, dice),
        Style::Ribbon => houses::ribbon(plan, lot, dice),
        Style::Slabs => estate::slabs(plan, lot, dice),
        Style::Works => estate::works(plan, lot, dice),
    }
}
