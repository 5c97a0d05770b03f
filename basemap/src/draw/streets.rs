//! Cuts built-up ground into blocks by streets: a grid where a planner drew it, halving again and again where nobody did.

use super::arteries::{Arteries, road_feature};
use crate::dice::Dice;
use crate::geometry::{
    At, Shape, add, cross, cut, distance, left, length, line_within, shape_area, span, strip, sub, tight_box,
    times, turned, unit,
};
use crate::plan::{Plan, Value};

/// How streets run in a quarter.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pattern {
    /// Streets both ways, so far apart along and across.
    Grid(f64, f64),
    /// Halved until no block is larger than this many square metres.
    Halved(f64),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    pub pattern: Pattern,
    /// Half the width of a street between the building lines.
    pub half: f64,
    /// How far from square the streets may run, in radians.
    pub crooked: f64,
    pub detail: &'static str,
    /// Shorter streets share the name of the one they leave, so the map leaves them blank.
    pub worth_naming: f64,
}

/// What laying streets draws on and adds to.
pub(crate) struct Works<'a> {
    pub network: Network,
    pub names: std::slice::Iter<'a, String>,
    pub dice: &'a mut Dice,
}

/// Lines a new street may run up to.
pub(crate) struct Network {
    sides: Vec<(At, At)>,
}

impl Network {
    pub fn of(arteries: &Arteries) -> Self {
        let mut network = Self { sides: Vec::new() };
        for road in &arteries.roads {
            network.take(&road.line);
        }
        network
    }

    fn take(&mut self, line: &[At]) {
        self.sides.extend(line.array_windows().map(|[a, b]| (*a, *b)));
    }

    /// How far ahead the next street lies, if it is near.
    fn ahead(&self, from: At, heading: At) -> Option<f64> {
        self.sides
            .iter()
            .filter_map(|(a, b)| {
                let side = sub(*b, *a);
                let slope = cross(heading, side);
                if slope.abs() < 1e-9 {
                    return None;
                }
                let way = cross(sub(*a, from), side) / slope;
                let share = cross(sub(*a, from), heading) / slope;
                ((-0.5..34.0).contains(&way) && (-0.01..=1.01).contains(&share)).then_some(way)
            })
            .reduce(f64::min)
    }
}

/// The streets of a face are drawn; its blocks come back.
pub(crate) fn lay(plan: &mut Plan, face: Shape, manner: Manner, works: &mut Works<'_>) -> Vec<Shape> {
    match manner.pattern {
        Pattern::Grid(wide, deep) => grid(plan, face, (wide, deep), manner, works),
        Pattern::Halved(most) => halves(plan, face, most, manner, works),
    }
}

fn grid(
    plan: &mut Plan,
    face: Shape,
    (wide, deep): (f64, f64),
    manner: Manner,
    works: &mut Works<'_>,
) -> Vec<Shape> {
    let Some(outer) = face.first() else { return Vec::new() };
    let (_, heading, _, _) = tight_box(outer);
    let heading = turned(heading, works.dice.between(-manner.crooked, manner.crooked));
    let mut lines = Vec::new();
    for (along, across, every) in
        [(heading, left(heading), deep), (left(heading), times(heading, -1.0), wide)]
    {
        let (low, high) = span(outer, across);
        let (start, end) = span(outer, along);
        let count = ((high - low) / every).round().max(1.0);
        let mut step = 1.0;
        while step < count {
            let jitter = works.dice.between(-0.13, 0.13);
            let tilt = works.dice.between(-0.03, 0.03) * (end - start);
            let off = low + (high - low) * (step + jitter) / count;
            lines.push([
                add(times(along, start - 30.0), times(across, off - tilt)),
                add(times(along, end + 30.0), times(across, off + tilt)),
            ]);
            step += 1.0;
        }
    }
    let mut strips = Vec::new();
    for line in lines {
        strips.push(strip(&line, manner.half));
        street(plan, &face, &line, manner, works);
    }
    cut(&[face], &strips)
}

fn halves(plan: &mut Plan, face: Shape, most: f64, manner: Manner, works: &mut Works<'_>) -> Vec<Shape> {
    let mut open = vec![face];
    let mut blocks = Vec::new();
    while let Some(face) = open.pop() {
        let Some(outer) = face.first() else { continue };
        if shape_area(&face) < most * works.dice.between(0.7, 1.4) {
            blocks.push(face);
            continue;
        }
        let (center, heading, long, _) = tight_box(outer);
        let across = turned(left(heading), works.dice.between(-manner.crooked, manner.crooked));
        let middle = add(center, times(heading, works.dice.between(-0.14, 0.14) * long));
        let line = [sub(middle, times(across, 2500.0)), add(middle, times(across, 2500.0))];
        street(plan, &face, &line, manner, works);
        open.extend(cut(&[face], &[strip(&line, manner.half)]));
    }
    blocks
}

fn street(plan: &mut Plan, face: &Shape, line: &[At; 2], manner: Manner, works: &mut Works<'_>) {
    let pieces = line_within(line, std::slice::from_ref(face));
    let name = pieces
        .iter()
        .any(|piece| length(piece) > manner.worth_naming)
        .then(|| works.names.next().cloned())
        .flatten();
    for piece in pieces {
        let joined = reach(&works.network, &piece);
        let zoom = if manner.detail == "service" { 13 } else { 12 };
        let mut feature = road_feature("minor_road", manner.detail, joined.clone(), zoom)
            .with("min_zoom", Value::Number(f64::from(zoom + 1)));
        if let Some(name) = &name {
            feature = feature.named(name.clone());
            plan.streets.push((name.clone(), joined.clone()));
        }
        plan.add(feature);
        works.network.take(&joined);
    }
}

/// The street, run on at both ends to the streets it opens into.
fn reach(network: &Network, piece: &[At]) -> Vec<At> {
    let (Some(first), Some(last)) = (piece.first().copied(), piece.last().copied()) else {
        return Vec::new();
    };
    if distance(first, last) < 1.0 {
        return piece.to_vec();
    }
    let heading = unit(sub(last, first));
    let back = times(heading, -1.0);
    let start = network.ahead(first, back).map_or(first, |way| add(first, times(back, way)));
    let end = network.ahead(last, heading).map_or(last, |way| add(last, times(heading, way)));
    vec![start, end]
}
