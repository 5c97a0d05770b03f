//! Names on the map: the town, its four areas and the smaller quarters; the signs of public buildings.

use super::arteries::Arteries;
use super::limits;
use crate::geometry::{At, Ring, centroid, common, cut, quad};
use crate::plan::{Anchor, Feature, Geometry, Layer, Plan, Value};

const QUARTERS: &[(&str, At)] = &[
    ("Stare Miasto", [20.0, 190.0]),
    ("Tkacze", [900.0, 330.0]),
    ("Dworcowe", [-850.0, 800.0]),
    ("Przylesie", [-700.0, 2600.0]),
    ("Górka", [950.0, 2750.0]),
    ("Leśne", [-2100.0, 2350.0]),
    ("Wapienniki", [-1800.0, -200.0]),
    ("Nowe Ogrody", [-1800.0, -2050.0]),
    ("Rybaki", [800.0, -900.0]),
    ("Słoneczne", [2100.0, -2150.0]),
    ("Huta", [2500.0, 900.0]),
    ("Winna Góra", [500.0, -2200.0]),
    ("Zapłocie", [-3400.0, 350.0]),
    ("Zalesie", [2500.0, -1250.0]),
];

pub(crate) fn draw(plan: &mut Plan, arteries: &Arteries) {
    areas(plan, arteries);
    let town =
        Feature::new(Layer::Places, "locality", Geometry::Dot([0.0, 0.0])).named("Latarnowo").detail("town");
    plan.add(
        town.with("min_zoom", Value::Number(6.0))
            .with("population_rank", Value::Number(9.0))
            .with("population", Value::Number(68_000.0))
            .from(8),
    );
    for (name, at) in QUARTERS {
        let sign = Feature::new(Layer::Places, "neighbourhood", Geometry::Dot(*at))
            .named(*name)
            .detail("neighbourhood");
        plan.add(sign.with("min_zoom", Value::Number(13.0)).from(12));
    }
    let mut line = limits();
    line.extend(line.first().copied());
    let edge = Feature::new(Layer::Boundaries, "locality", Geometry::Line(line)).named("Latarnowo");
    plan.add(edge.with("kind_detail", Value::Number(8.0)).from(10));
    signs(plan);
}

/// The four areas of the centre: across the tracks, across the river, the works in the east, and the middle.
fn areas(plan: &mut Plan, arteries: &Arteries) {
    let mut north: Ring = arteries.railway.clone();
    north.extend([[15500.0, -12000.0], [15500.0, 15000.0], [-15500.0, 15000.0]]);
    let mut south: Ring = arteries.river.clone();
    south.extend([[15500.0, -15000.0], [-15500.0, -15000.0]]);
    let east: Ring = vec![
        [1450.0, 3600.0],
        [1600.0, 2600.0],
        [1680.0, 2030.0],
        [1600.0, 1600.0],
        [1520.0, 1110.0],
        [1490.0, 700.0],
        [1450.0, 270.0],
        [1400.0, -200.0],
        [1420.0, -770.0],
        [1430.0, -900.0],
        [5000.0, -900.0],
        [5000.0, 3600.0],
    ];
    let whole = vec![vec![limits()]];
    let rest = cut(&whole, std::slice::from_ref(&south));
    let hills = common(&rest, std::slice::from_ref(&east));
    let rest = cut(&rest, std::slice::from_ref(&east));
    let parts = [
        ("Zarzecze", common(&whole, std::slice::from_ref(&south))),
        ("Fabryczna", hills),
        ("Zatorze", common(&rest, std::slice::from_ref(&north))),
        ("Śródmieście", cut(&rest, std::slice::from_ref(&north))),
    ];
    for (name, shapes) in parts {
        let largest = shapes.into_iter().filter_map(|shape| shape.into_iter().next());
        let Some(ring) = largest.max_by(|a, b| crate::geometry::area(a).total_cmp(&crate::geometry::area(b)))
        else {
            continue;
        };
        let sign = Feature::new(Layer::Places, "macrohood", Geometry::Dot(centroid(&ring))).named(name);
        plan.add(sign.with("min_zoom", Value::Number(11.0)).from(11));
        plan.regions.push((name, ring));
    }
}

fn signs(plan: &mut Plan) {
    plan.build(quad([4.0, 4.0], [1.0, 0.06], 38.0, 24.0), "townhall");
    let public: &[(&str, &str, At, f64)] = &[
        ("townhall", "Ratusz", [4.0, 4.0], 13.0),
        ("marketplace", "Targowisko", [-640.0, 1000.0], 14.0),
        ("museum", "Muzeum Garncarstwa", [-190.0, 150.0], 15.0),
        ("library", "Biblioteka Miejska", [640.0, 250.0], 15.0),
        ("post_office", "Poczta", [360.0, 330.0], 15.0),
        ("theatre", "Kino Lampa", [-620.0, 330.0], 15.0),
        ("school", "Liceum", [-900.0, 330.0], 15.0),
        ("place_of_worship", "Fara", [190.0, 120.0], 14.0),
    ];
    for (kind, name, at, zoom) in public {
        let sign = Feature::new(Layer::Pois, kind, Geometry::Dot(*at)).named(*name);
        plan.add(sign.with("min_zoom", Value::Number(*zoom)).from(13));
        if !matches!(*kind, "place_of_worship" | "school") {
            plan.mark(Anchor::Indoors, *at);
        }
    }
}
