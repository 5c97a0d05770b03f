//! The railway: two running lines, the station with its platforms, the freight yard, the works siding.

use super::arteries::{Arteries, road_feature};
use crate::geometry::{At, Ring, along, beside, left, quad, stretch, strip, way_to};
use crate::plan::{Anchor, Feature, Geometry, Layer, Plan, Value};

/// Where the freight yard lies along the railway.
const YARD: [At; 2] = [[-1290.0, 1310.0], [-60.0, 1262.0]];

pub(crate) fn draw(plan: &mut Plan, arteries: &Arteries) {
    let line = &arteries.railway;
    track(plan, line.clone(), "rail", 8);
    track(plan, beside(line, 4.6), "rail", 14);
    track(plan, arteries.siding.clone(), "rail", 12);
    track(plan, stretch(&beside(&arteries.siding, 5.0), 1400.0, 2200.0), "rail", 14);
    yard(plan, line);
    station(plan, line);
}

fn track(plan: &mut Plan, line: Vec<At>, detail: &'static str, zoom: u8) {
    plan.add(road_feature("rail", detail, line, zoom));
}

/// The ground of the yard: a strip north of the running lines.
pub(crate) fn yard_ground(arteries: &Arteries) -> Ring {
    let line = &arteries.railway;
    let [from, to] = YARD;
    strip(&beside(&stretch(line, way_to(line, from), way_to(line, to)), 52.0), 44.0)
}

fn yard(plan: &mut Plan, line: &[At]) {
    let [from, to] = YARD.map(|end| way_to(line, end));
    let mut number = 1.0;
    while number < 10.0 {
        let inset = 28.0 * number;
        let off = 5.0 + 8.2 * number;
        let mut siding = vec![along(line, from + inset - 26.0).0];
        siding.extend(beside(&stretch(line, from + inset + 70.0, to - inset - 70.0), off));
        siding.push(along(line, to - inset + 26.0).0);
        track(plan, siding, "rail", if number < 4.0 { 13 } else { 14 });
        number += 1.0;
    }
    for (share, long, deep) in [(0.2, 70.0, 14.0), (0.33, 26.0, 10.0), (0.55, 95.0, 16.0), (0.8, 40.0, 12.0)]
    {
        let (at, heading) = along(line, from + (to - from) * share);
        let [x, y] = left(heading);
        let center = [at[0] + x * 100.0, at[1] + y * 100.0];
        plan.build(quad(center, heading, long, deep), "industrial");
        plan.mark(Anchor::Odd, center);
    }
}

fn station(plan: &mut Plan, line: &[At]) {
    let middle = way_to(line, [190.0, 1255.0]);
    for off in [-7.0, -17.0, 12.5] {
        let platform = strip(&beside(&stretch(line, middle - 120.0, middle + 130.0), off), 3.2);
        plan.add(Feature::new(Layer::Landuse, "platform", Geometry::Area(vec![platform.clone()])).from(14));
        plan.add(Feature::new(Layer::Landuse, "pedestrian", Geometry::Area(vec![platform])).from(14));
    }
    let (at, heading) = along(line, middle);
    let [x, y] = left(heading);
    let hall = [at[0] - x * 44.0, at[1] - y * 44.0];
    plan.build(quad(hall, heading, 74.0, 17.0), "train_station");
    plan.build(quad([hall[0] + 62.0, hall[1] + 4.0], heading, 26.0, 12.0), "yes");
    let sign = Feature::new(Layer::Pois, "station", Geometry::Dot(hall)).named("Latarnowo");
    plan.add(sign.with("min_zoom", Value::Number(12.0)).from(12));
    let bays = [hall[0] - 120.0, hall[1] - 12.0];
    let buses = Feature::new(Layer::Pois, "bus_station", Geometry::Dot(bays)).named("Dworzec autobusowy");
    plan.add(buses.with("min_zoom", Value::Number(14.0)).from(13));
    plan.build(quad(bays, heading, 44.0, 12.0), "transportation");
    for spot in [
        hall,
        bays,
        [at[0] + 40.0, at[1] - y * 12.0],
        [at[0] - 70.0, at[1] - 16.0],
        [hall[0] + 60.0, hall[1] - 10.0],
    ] {
        plan.mark(Anchor::Station, spot);
    }
}
