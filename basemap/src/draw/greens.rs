//! Ground that is not built over: parks, allotments, cemetery, sports ground, meadows, woods, the market square.

use super::arteries::{Arteries, RIVER_HALF};
use super::walks::{promenades, walks};
use super::water::{POND, blob};
use super::{allotments, laid, limits, rails};
use crate::dice::Dice;
use crate::geometry::{
    At, Ring, Shape, add, along, centroid, common, cut, left, length, line_within, quad, rounded, shape_area,
    span, strip, times,
};
use crate::plan::{Anchor, Feature, Geometry, Layer, Plan, Value};

struct Green {
    kind: &'static str,
    name: Option<&'static str>,
    ring: Ring,
}

/// Draws the open ground and hands back what it takes, in the order it was taken.
pub(crate) fn draw(plan: &mut Plan, arteries: &Arteries, dice: &mut Dice) -> Vec<Ring> {
    let mut free = cut(&[vec![limits()]], &arteries.taken());
    free = cut(&free, &super::water::ponds());
    let mut taken = super::water::ponds();
    for green in greens(arteries) {
        let pieces: Vec<Shape> = common(&free, std::slice::from_ref(&green.ring))
            .into_iter()
            .filter(|s| shape_area(s) > 900.0)
            .collect();
        free = cut(&free, std::slice::from_ref(&green.ring));
        for piece in &pieces {
            furnish(plan, &green, piece, dice);
        }
        taken.push(green.ring);
    }
    riverside(plan, arteries);
    taken
}

fn greens(arteries: &Arteries) -> Vec<Green> {
    let mut all = vec![Green { kind: "railway", name: None, ring: rails::yard_ground(arteries) }];
    all.extend(laid::plan().greens.into_iter().map(|laid| {
        let ring = if laid.rounded { rounded(&laid.ring) } else { laid.ring };
        Green { kind: laid.kind, name: laid.name, ring }
    }));
    all.push(Green { kind: "grassland", name: None, ring: meadow(&arteries.river) });
    all
}

fn furnish(plan: &mut Plan, green: &Green, piece: &Shape, dice: &mut Dice) {
    let zoom = if green.kind == "pedestrian" || shape_area(piece) < 20000.0 { 13 } else { 10 };
    let feature =
        Feature::ground(green.kind, piece.clone()).from(zoom).with("sort_rank", Value::Number(189.0));
    let Some(outer) = piece.first() else { return };
    match green.name {
        Some(name) => plan.add(feature.named(name)),
        None => plan.add(feature),
    }
    if let Some(name) = green.name.filter(|_| shape_area(piece) > 8000.0) {
        let kind = if green.kind == "pedestrian" { "attraction" } else { green.kind };
        let sign = Feature::new(Layer::Pois, kind, Geometry::Dot(centroid(outer))).named(name);
        plan.add(sign.with("min_zoom", Value::Number(14.0)).from(13));
    }
    match green.kind {
        "allotments" => allotments::plant(plan, piece, dice),
        "park" => {
            promenades(plan, piece, dice);
            scatter(plan, piece, Anchor::Park, 170.0, dice);
        }
        "cemetery" => walks(plan, piece, 62.0, "footway"),
        "forest" => {
            walks(plan, piece, 330.0, "track");
            scatter(plan, piece, Anchor::Woods, 230.0, dice);
        }
        "wood" => scatter(plan, piece, Anchor::Woods, 140.0, dice),
        "scrub" | "grassland" => scatter(plan, piece, Anchor::Thicket, 160.0, dice),
        "hospital" => wards(plan, outer),
        _ => {}
    }
}

/// The flood meadow on both banks, wide in the bends and narrow in town.
fn meadow(river: &[At]) -> Ring {
    let bank = |side: f64, mood: f64| {
        let mut way = 0.0;
        let mut edge = Vec::new();
        while way < length(river) {
            let (at, heading) = along(river, way);
            let town = if at[0] > -1300.0 && at[0] < 900.0 { 0.45 } else { 1.0 };
            let wide = RIVER_HALF
                + 26.0
                + town * (70.0 + 48.0 * (way / 310.0 + mood).sin() + 22.0 * (way / 120.0 - mood).sin());
            edge.push(add(at, times(left(heading), side * wide)));
            way += 40.0;
        }
        edge
    };
    let mut ring = bank(-1.0, 0.4);
    ring.extend(bank(1.0, 2.3).into_iter().rev());
    ring
}

fn scatter(plan: &mut Plan, piece: &Shape, anchor: Anchor, every: f64, dice: &mut Dice) {
    let Some(outer) = piece.first() else { return };
    let (west, east) = span(outer, [1.0, 0.0]);
    let (south, north) = span(outer, [0.0, 1.0]);
    let pond = blob(POND, 175.0, 102.0, 0.4);
    let mut y = south;
    while y < north {
        let mut x = west;
        while x < east {
            let at: At = [x + dice.between(0.0, every), y + dice.between(0.0, every)];
            if crate::geometry::within_shape(piece, at)
                && !crate::geometry::within(&pond, at)
                && at[0].abs() < 3950.0
            {
                plan.mark(anchor, at);
            }
            x += every;
        }
        y += every;
    }
}

fn wards(plan: &mut Plan, outer: &Ring) {
    let [x, y] = centroid(outer);
    for (dx, dy, long, deep) in [
        (0.0, 0.0, 150.0, 18.0),
        (-66.0, 44.0, 18.0, 70.0),
        (66.0, 44.0, 18.0, 70.0),
        (0.0, 46.0, 18.0, 74.0),
        (-90.0, -70.0, 46.0, 20.0),
        (80.0, -74.0, 60.0, 16.0),
    ] {
        plan.build(quad([x + dx, y + dy], [1.0, 0.0], long, deep), "hospital");
    }
    plan.mark(Anchor::Indoors, [x, y]);
}

/// A path along each bank, broken by nothing but the town limits.
fn riverside(plan: &mut Plan, arteries: &Arteries) {
    for bank in common(&[vec![limits()]], &[strip(&arteries.river, RIVER_HALF + 35.0)]) {
        plan.add(Feature::ground("grassland", bank).from(10));
    }
    for bank in cut(&[vec![meadow(&arteries.river)]], &[limits()]) {
        plan.add(Feature::ground("grassland", bank).from(11));
    }
    for off in [RIVER_HALF + 14.0, -RIVER_HALF - 14.0] {
        let bank = crate::geometry::beside(&arteries.river, off);
        for part in line_within(&bank, &[vec![limits()]]) {
            plan.add(
                super::arteries::road_feature("path", "path", part, 13).with("min_zoom", Value::Number(14.0)),
            );
        }
    }
}
