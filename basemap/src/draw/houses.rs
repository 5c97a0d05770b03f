//! Houses along the edges of a block: wall to wall in the old quarters, each in its garden further out.

use crate::dice::Dice;
use crate::geometry::{
    At, Quad, Shape, add, collide, distance, left, quad, shape_area, sides, span, sub, times, unit, within,
    within_shape,
};
use crate::plan::{Anchor, Plan};

struct Frontage {
    wide: (f64, f64),
    deep: (f64, f64),
    back: (f64, f64),
    gap: (f64, f64),
    /// The share of plots that stay empty.
    empty: f64,
}

pub(crate) fn old_town(plan: &mut Plan, lot: &Shape, dice: &mut Dice) {
    let rule =
        Frontage { wide: (8.0, 17.0), deep: (10.0, 14.0), back: (0.0, 0.6), gap: (0.0, 0.3), empty: 0.04 };
    let mut walls = along_edges(lot, &rule, dice);
    wings(lot, &mut walls, (5.0, 12.0), 0.55, dice);
    for house in &walls {
        plan.build(*house, "house");
        plan.mark(Anchor::OldHouse, middle(house));
    }
}

pub(crate) fn tenements(plan: &mut Plan, lot: &Shape, dice: &mut Dice) {
    let loose = dice.chance(0.25);
    let empty = if loose { 0.3 } else { 0.08 };
    let rule = Frontage { wide: (13.0, 24.0), deep: (11.0, 13.5), back: (0.0, 0.8), gap: (0.0, 0.4), empty };
    let mut walls = along_edges(lot, &rule, dice);
    let fronts = walls.len();
    wings(lot, &mut walls, (9.0, 20.0), 0.5, dice);
    for (i, house) in walls.iter().enumerate() {
        plan.build(*house, if i < fronts { "apartments" } else { "yes" });
        if i < fronts {
            plan.mark(if dice.chance(0.035) { Anchor::Derelict } else { Anchor::Tenement }, middle(house));
        }
    }
    if let Some(corner) = lot.first().and_then(|ring| ring.first()) {
        plan.mark(Anchor::Corner, *corner);
    }
}

pub(crate) fn villas(plan: &mut Plan, lot: &Shape, dice: &mut Dice) {
    let rule =
        Frontage { wide: (9.0, 14.5), deep: (8.5, 12.5), back: (4.5, 8.5), gap: (7.0, 14.0), empty: 0.07 };
    let mut walls = along_edges(lot, &rule, dice);
    let fronts = walls.len();
    sheds(lot, &mut walls, dice);
    for (i, house) in walls.iter().enumerate() {
        plan.build(*house, if i < fronts { "house" } else { "shed" });
        if i < fronts {
            plan.mark(if dice.chance(0.006) { Anchor::Derelict } else { Anchor::Villa }, middle(house));
        }
    }
}

pub(crate) fn ribbon(plan: &mut Plan, lot: &Shape, dice: &mut Dice) {
    let rule =
        Frontage { wide: (9.0, 14.0), deep: (9.0, 12.0), back: (8.0, 22.0), gap: (18.0, 60.0), empty: 0.55 };
    let mut walls = along_edges(lot, &rule, dice);
    sheds(lot, &mut walls, dice);
    for house in &walls {
        plan.build(*house, "farm");
    }
}

fn middle(walls: &Quad) -> At {
    let [a, _, c, _] = *walls;
    [f64::midpoint(a[0], c[0]), f64::midpoint(a[1], c[1])]
}

/// Houses facing the street along every side of the lot, in order, none over another.
fn along_edges(lot: &Shape, rule: &Frontage, dice: &mut Dice) -> Vec<Quad> {
    let mut walls: Vec<Quad> = Vec::new();
    let Some(outer) = lot.first() else { return walls };
    for (a, b) in sides(outer) {
        let long = distance(a, b);
        let heading = unit(sub(b, a));
        let inward = left(heading);
        let mut way = rule.back.0;
        while way < long - 6.0 {
            let wide = dice.between(rule.wide.0, rule.wide.1).min((long - way).max(6.0));
            let (deep, back) =
                (dice.between(rule.deep.0, rule.deep.1), dice.between(rule.back.0, rule.back.1));
            let center = add(add(a, times(heading, way + wide / 2.0)), times(inward, back + deep / 2.0));
            let house = quad(center, heading, wide, deep);
            if dice.chance(rule.empty) {
                way += wide;
            } else if fits(lot, &walls, &house) {
                walls.push(house);
                way += wide + dice.between(rule.gap.0, rule.gap.1);
            } else {
                way += 3.0;
            }
        }
    }
    walls
}

fn fits(lot: &Shape, walls: &[Quad], house: &Quad) -> bool {
    let heart = middle(house);
    let core = house.map(|corner| add(corner, times(sub(heart, corner), 0.08)));
    clear(lot, &core)
        && !walls.iter().any(|other| distance(middle(other), heart) < 60.0 && collide(other, house))
}

/// Whether walls stand wholly on the lot: corners in it, and no bend of its edge under them.
pub(crate) fn clear(lot: &Shape, walls: &Quad) -> bool {
    walls.iter().all(|corner| within_shape(lot, *corner))
        && !lot.iter().flatten().any(|bend| within(walls, *bend))
}

/// Back wings and courtyard buildings behind the front houses.
fn wings(lot: &Shape, walls: &mut Vec<Quad>, long: (f64, f64), share: f64, dice: &mut Dice) {
    for front in walls.clone() {
        if !dice.chance(share) {
            continue;
        }
        let [a, b, c, _] = front;
        let (heading, inward) = (unit(sub(b, a)), unit(sub(c, b)));
        let (reach, side) = (dice.between(long.0, long.1), dice.between(-0.3, 0.3) * distance(a, b));
        let off = distance(b, c) / 2.0 + reach / 2.0;
        let wing = quad(
            add(add(middle(&front), times(inward, off)), times(heading, side)),
            heading,
            dice.between(5.0, 7.5),
            reach,
        );
        if fits(lot, walls, &wing) {
            walls.push(wing);
        }
    }
}

fn sheds(lot: &Shape, walls: &mut Vec<Quad>, dice: &mut Dice) {
    if shape_area(lot) < 2000.0 {
        return;
    }
    for house in walls.clone() {
        if !dice.chance(0.42) {
            continue;
        }
        let [a, b, c, _] = house;
        let (heading, inward) = (unit(sub(b, a)), unit(sub(c, b)));
        let at = add(
            add(middle(&house), times(inward, dice.between(11.0, 19.0))),
            times(heading, dice.between(-7.0, 7.0)),
        );
        let shed = quad(at, heading, dice.between(3.5, 6.5), dice.between(3.0, 5.0));
        if fits(lot, walls, &shed) {
            walls.push(shed);
        }
    }
}

/// Whether a lot is wide enough in both directions for large buildings.
pub(crate) fn roomy(lot: &Shape, least: f64) -> bool {
    lot.first().is_some_and(|outer| {
        let (west, east) = span(outer, [1.0, 0.0]);
        let (south, north) = span(outer, [0.0, 1.0]);
        east - west > least && north - south > least
    })
}
