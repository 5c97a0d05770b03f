//! Paths through open ground: walks in parks, alleys in the cemetery, rides in the woods.

use super::arteries::road_feature;
use super::water::{POND, blob};
use crate::dice::Dice;
use crate::geometry::{
    At, Shape, add, area, centroid, curve, left, line_outside, line_within, rounded, span, times, turned,
    within,
};
use crate::plan::{Plan, Value};

/// A round walk inside the park, and walks from its gates to the middle.
pub(super) fn promenades(plan: &mut Plan, piece: &Shape, dice: &mut Dice) {
    let Some(outer) = piece.first() else { return };
    let heart = centroid(outer);
    let whole = area(outer).sqrt();
    let mut lines = Vec::new();
    for share in [0.84, 0.5] {
        let steps = (whole / 60.0).clamp(7.0, 16.0);
        let mut corners = Vec::new();
        let mut step = 0.0;
        while step < steps {
            let ray = turned([1.0, 0.0], step / steps * std::f64::consts::TAU);
            let edge = edge_towards(outer, heart, ray);
            corners.push(add(heart, times(ray, edge * (share + dice.between(-0.05, 0.05)))));
            step += 1.0;
        }
        let mut walk = rounded(&corners);
        walk.extend(walk.first().copied());
        lines.push(walk);
    }
    let gates = (whole / 90.0).clamp(4.0, 9.0).round();
    let mut gate = 0.0;
    while gate < gates {
        let ray = turned([1.0, 0.0], (gate + dice.between(-0.25, 0.25)) / gates * std::f64::consts::TAU);
        let edge = edge_towards(outer, heart, ray) + 14.0;
        let bow = times(left(ray), edge * dice.between(-0.16, 0.16));
        lines.push(curve(&[
            heart,
            add(add(heart, times(ray, edge * 0.5)), bow),
            add(heart, times(ray, edge)),
        ]));
        gate += 1.0;
    }
    pave(plan, piece, lines, "footway");
}

fn edge_towards(outer: &[At], from: At, ray: At) -> f64 {
    let mut way = 0.0;
    while way < 3000.0 && within(outer, add(from, times(ray, way))) {
        way += 6.0;
    }
    way
}

/// Winding walks across open ground, both ways.
pub(super) fn walks(plan: &mut Plan, piece: &Shape, every: f64, detail: &'static str) {
    let Some(outer) = piece.first() else { return };
    let (west, east) = span(outer, [1.0, 0.0]);
    let (south, north) = span(outer, [0.0, 1.0]);
    let sway = every * 0.28;
    let mut lines = Vec::new();
    let mut y = south + every * 0.6;
    while y < north {
        lines.push(curve(&[
            [west, y - sway],
            [west + (east - west) * 0.35, y + sway],
            [west + (east - west) * 0.7, y - sway * 0.6],
            [east, y + sway],
        ]));
        y += every;
    }
    let mut x = west + every * 0.7;
    while x < east {
        lines.push(curve(&[
            [x - sway, south],
            [x + sway, south + (north - south) * 0.4],
            [x - sway * 0.5, south + (north - south) * 0.75],
            [x + sway, north],
        ]));
        x += every * 1.3;
    }
    pave(plan, piece, lines, detail);
}

fn pave(plan: &mut Plan, piece: &Shape, lines: Vec<Vec<At>>, detail: &'static str) {
    let pond = [vec![blob(POND, 178.0, 104.0, 0.4)]];
    for line in lines {
        for inside in line_within(&line, std::slice::from_ref(piece)) {
            for dry in line_outside(&inside, &pond) {
                plan.add(road_feature("path", detail, dry, 13).with("min_zoom", Value::Number(14.0)));
            }
        }
    }
}
