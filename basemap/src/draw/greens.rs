//! Ground that is not built over: parks, allotments, cemetery, sports ground, meadows, woods, the market square.

use super::arteries::{Arteries, RIVER_HALF};
use super::water::{POND, blob, oxbow};
use super::{allotments, limits, rails};
use crate::dice::Dice;
use crate::geometry::{
    At, Ring, Shape, add, along, area, block, centroid, common, curve, cut, distance, left, length, line_outside, line_within, quad,
    shape_area, span, stretch, strip, times, turned, way_to,
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
    free = cut(&free, &[oxbow()]);
    let mut taken = vec![oxbow()];
    for green in greens(arteries) {
        let pieces: Vec<Shape> = common(&free, std::slice::from_ref(&green.ring)).into_iter().filter(|s| shape_area(s) > 900.0).collect();
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
    let green = |kind, name, ring| Green { kind, name, ring };
    let mut all = vec![
        green("pedestrian", Some("Rynek"), vec![[-62.0, -58.0], [58.0, -66.0], [66.0, 54.0], [-55.0, 62.0]]),
        green("railway", None, rails::yard_ground(arteries)),
        green("pedestrian", Some("Plac Dworcowy"), block(120.0, 1150.0, 270.0, 1196.0)),
        green("park", Some("Park Miejski"), vec![[-1230.0, -420.0], [-700.0, -600.0], [-470.0, -380.0], [-480.0, -60.0], [-560.0, 120.0], [-1280.0, 60.0]]),
        green("park", Some("Park nad Stawem"), vec![[-960.0, -1400.0], [80.0, -1400.0], [190.0, -850.0], [-100.0, -640.0], [-800.0, -700.0], [-1010.0, -1000.0]]),
        green("park", Some("Skwer Tkaczy"), block(700.0, 640.0, 830.0, 790.0)),
        green("cemetery", Some("Cmentarz komunalny"), vec![[-2080.0, 430.0], [-1640.0, 460.0], [-1600.0, 880.0], [-2110.0, 900.0]]),
        green("hospital", Some("Szpital Miejski"), block(960.0, 560.0, 1330.0, 860.0)),
        green("pitch", Some("Stadion Miejski"), block(700.0, -170.0, 900.0, -50.0)),
    ];
    all.extend(gardens());
    all.extend(wild(arteries));
    all
}

fn gardens() -> Vec<Green> {
    [
        ("ROD Kolejarz", vec![[-2750.0, 1640.0], [-1560.0, 1420.0], [-1520.0, 1830.0], [-2300.0, 1900.0], [-2760.0, 1870.0]]),
        ("ROD Zacisze", vec![[1900.0, -600.0], [2080.0, -640.0], [2480.0, -430.0], [2600.0, -150.0], [2050.0, -180.0]]),
        ("ROD Malwa", vec![[-1000.0, -3330.0], [-330.0, -3330.0], [-290.0, -3070.0], [-1000.0, -3020.0]]),
        ("ROD Storczyk", vec![[620.0, 2140.0], [1560.0, 2100.0], [1500.0, 2480.0], [640.0, 2470.0]]),
        ("ROD Poziomka", vec![[-2620.0, -1000.0], [-2200.0, -1090.0], [-2230.0, -760.0], [-2640.0, -560.0]]),
    ]
    .into_iter()
    .map(|(name, ring)| Green { kind: "allotments", name: Some(name), ring })
    .collect()
}

fn wild(arteries: &Arteries) -> Vec<Green> {
    let green = |kind, name, ring| Green { kind, name, ring };
    vec![
        green("forest", Some("Las Wilczy"), vec![[-4000.0, 1000.0], [-3420.0, 1500.0], [-3000.0, 2150.0], [-2650.0, 2700.0], [-2000.0, 3200.0], [-2200.0, 3500.0], [-3700.0, 2900.0]]),
        green("wood", Some("Łęgi"), rounded(&[[2620.0, -900.0], [2960.0, -1040.0], [3060.0, -1380.0], [2700.0, -1440.0], [2450.0, -1120.0]])),
        green("wood", Some("Olszyny"), rounded(&[[-1980.0, -900.0], [-1700.0, -640.0], [-1400.0, -620.0], [-1380.0, -830.0], [-1600.0, -1010.0], [-1900.0, -1130.0]])),
        green("forest", Some("Las Borowy"), vec![[3600.0, -1200.0], [4000.0, -1500.0], [3300.0, -3100.0], [2500.0, -3300.0], [2700.0, -2760.0], [3420.0, -2430.0]]),
        green("scrub", None, rounded(&[[1900.0, 520.0], [2330.0, 330.0], [2420.0, 400.0], [2150.0, 780.0], [1850.0, 880.0]])),
        green("scrub", None, rounded(&[[-1300.0, 1410.0], [-700.0, 1360.0], [-180.0, 1360.0], [-60.0, 1420.0], [-420.0, 1460.0], [-800.0, 1530.0], [-1120.0, 1500.0]])),
        green("scrub", None, rounded(&[[-3560.0, -980.0], [-3100.0, -1120.0], [-2880.0, -1500.0], [-3100.0, -1900.0], [-3500.0, -1600.0]])),
        green("grassland", None, vec![[1440.0, -900.0], [2350.0, -860.0], [2480.0, -1200.0], [2300.0, -1360.0], [1900.0, -1440.0], [1440.0, -1330.0]]),
        green("grassland", None, meadow(&arteries.river)),
    ]
}

fn furnish(plan: &mut Plan, green: &Green, piece: &Shape, dice: &mut Dice) {
    let zoom = if green.kind == "pedestrian" || shape_area(piece) < 20000.0 { 13 } else { 10 };
    let feature = Feature::ground(green.kind, piece.clone()).from(zoom).with("sort_rank", Value::Number(189.0));
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

/// A closed outline without corners.
fn rounded(points: &[At]) -> Ring {
    let around: Vec<At> = points.iter().copied().cycle().take(points.len() + 3).collect();
    let mut ring = curve(&around);
    // the first and last stretch bend only one way; the whole ones between make the outline
    let (first, last) = (way_to(&ring, around.get(1).copied().unwrap_or_default()), length(&ring));
    ring = stretch(&ring, first, last);
    let end = around.get(1).copied().unwrap_or_default();
    let back = ring.iter().skip(3).position(|at| distance(*at, end) < 1.0).map_or(ring.len(), |i| i + 3);
    ring.truncate(back);
    ring
}

/// The flood meadow on both banks, wide in the bends and narrow in town.
fn meadow(river: &[At]) -> Ring {
    let bank = |side: f64, mood: f64| {
        let mut way = 0.0;
        let mut edge = Vec::new();
        while way < length(river) {
            let (at, heading) = along(river, way);
            let town = if at[0] > -1300.0 && at[0] < 900.0 { 0.45 } else { 1.0 };
            let wide = RIVER_HALF + 26.0 + town * (70.0 + 48.0 * (way / 310.0 + mood).sin() + 22.0 * (way / 120.0 - mood).sin());
            edge.push(add(at, times(left(heading), side * wide)));
            way += 40.0;
        }
        edge
    };
    let mut ring = bank(-1.0, 0.4);
    ring.extend(bank(1.0, 2.3).into_iter().rev());
    ring
}

/// A round walk inside the park, and walks from its gates to the middle.
fn promenades(plan: &mut Plan, piece: &Shape, dice: &mut Dice) {
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
        lines.push(curve(&[heart, add(add(heart, times(ray, edge * 0.5)), bow), add(heart, times(ray, edge))]));
        gate += 1.0;
    }
    pave(plan, piece, lines, "footway");
}

fn edge_towards(outer: &[At], from: At, ray: At) -> f64 {
    let mut way = 0.0;
    while way < 3000.0 && crate::geometry::within(outer, add(from, times(ray, way))) {
        way += 6.0;
    }
    way
}

/// Winding walks across open ground, both ways.
fn walks(plan: &mut Plan, piece: &Shape, every: f64, detail: &'static str) {
    let Some(outer) = piece.first() else { return };
    let (west, east) = span(outer, [1.0, 0.0]);
    let (south, north) = span(outer, [0.0, 1.0]);
    let sway = every * 0.28;
    let mut lines = Vec::new();
    let mut y = south + every * 0.6;
    while y < north {
        lines.push(curve(&[[west, y - sway], [west + (east - west) * 0.35, y + sway], [west + (east - west) * 0.7, y - sway * 0.6], [east, y + sway]]));
        y += every;
    }
    let mut x = west + every * 0.7;
    while x < east {
        lines.push(curve(&[[x - sway, south], [x + sway, south + (north - south) * 0.4], [x - sway * 0.5, south + (north - south) * 0.75], [x + sway, north]]));
        x += every * 1.3;
    }
    pave(plan, piece, lines, detail);
}

fn pave(plan: &mut Plan, piece: &Shape, lines: Vec<Vec<At>>, detail: &'static str) {
    let pond = [vec![blob(POND, 178.0, 104.0, 0.4)]];
    for line in lines {
        for inside in line_within(&line, std::slice::from_ref(piece)) {
            for dry in line_outside(&inside, &pond) {
                plan.add(super::arteries::road_feature("path", detail, dry, 13).with("min_zoom", Value::Number(14.0)));
            }
        }
    }
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
            if crate::geometry::within_shape(piece, at) && !crate::geometry::within(&pond, at) && at[0].abs() < 3950.0 {
                plan.mark(anchor, at);
            }
            x += every;
        }
        y += every;
    }
}

fn wards(plan: &mut Plan, outer: &Ring) {
    let [x, y] = centroid(outer);
    for (dx, dy, long, deep) in [(0.0, 0.0, 150.0, 18.0), (-66.0, 44.0, 18.0, 70.0), (66.0, 44.0, 18.0, 70.0), (0.0, 46.0, 18.0, 74.0), (-90.0, -70.0, 46.0, 20.0), (80.0, -74.0, 60.0, 16.0)] {
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
            plan.add(super::arteries::road_feature("path", "path", part, 13).with("min_zoom", Value::Number(14.0)));
        }
    }
}
