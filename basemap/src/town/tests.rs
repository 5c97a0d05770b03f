use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::draw::{Arteries, bent};
use crate::geometry::{At, Shape, densified, distance, distance_to_line, within_shape};
use crate::plan::{Geometry, Layer};

fn metres(at: LonLat) -> At {
    let home = degrees([0.0, 0.0]);
    let east = degrees([1000.0, 0.0]).lon - home.lon;
    let north = degrees([0.0, 1000.0]).lat - home.lat;
    [(at.lon - home.lon) / east * 1000.0, (at.lat - home.lat) / north * 1000.0]
}

fn spots_of(category: &str) -> Vec<At> {
    let spots: Vec<At> =
        town().spots.iter().filter(|spot| spot.category == category).map(|spot| metres(spot.at)).collect();
    assert!(!spots.is_empty(), "no {category}");
    spots
}

fn areas(layer: Layer, wanted: impl Fn(&crate::plan::Feature) -> bool) -> Vec<Shape> {
    let of = |feature: &crate::plan::Feature| match &feature.geometry {
        Geometry::Area(shape) if feature.layer == layer && wanted(feature) => Some(shape.clone()),
        _ => None,
    };
    draw::latarnowo().features.iter().filter_map(of).collect()
}

fn all_inside(category: &str, shapes: &[Shape]) {
    for at in spots_of(category) {
        assert!(shapes.iter().any(|shape| within_shape(shape, at)), "{category} at {at:?}");
    }
}

#[test]
fn there_are_spots_of_every_site_type_and_ninety_in_all() {
    let town = town();
    let mut counts = BTreeMap::new();
    for spot in &town.spots {
        *counts.entry(spot.category.as_str()).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), 17, "{counts:?}");
    assert!(counts.values().all(|count| *count >= 4), "{counts:?}");
    assert!(town.spots.len() >= 90, "{counts:?}");
    assert!(town.facilities.len() >= 12);
}

#[test]
fn every_spot_and_facility_lies_in_the_district_it_names() {
    let town = town();
    let named: BTreeMap<_, _> =
        town.districts.iter().map(|district| (district.name.as_str(), &district.outline)).collect();
    assert_eq!(named.len(), 4);
    let places = town
        .spots
        .iter()
        .map(|spot| (spot.at, &spot.district))
        .chain(town.facilities.iter().map(|f| (f.at, &f.district)));
    for (at, district) in places {
        let ring: Vec<At> = named[district.as_str()].iter().map(|at| metres(*at)).collect();
        assert!(within_shape(&[ring], metres(at)), "{at:?} in {district}");
    }
}

#[test]
fn every_district_has_work_for_a_crew() {
    let town = town();
    for district in &town.districts {
        let here = town.spots.iter().filter(|spot| spot.district == district.name).count();
        assert!(here >= 10, "{}: {here}", district.name);
    }
}

#[test]
fn the_town_is_eight_by_seven_kilometres() {
    let Bounds { west, south, east, north } = town().limits;
    let corner = |lon, lat| metres(LonLat { lon, lat });
    let [wide, high] = crate::geometry::sub(corner(east, north), corner(west, south));
    assert!((7_500.0..8_500.0).contains(&wide), "{wide}");
    assert!((6_500.0..7_500.0).contains(&high), "{high}");
}

#[test]
fn spots_under_bridges_are_at_the_water() {
    let river: Vec<At> = densified(&Arteries::lay().river, 60.0).into_iter().map(bent).collect();
    for at in spots_of("under_bridge") {
        assert!(distance_to_line(at, &river) < 50.0, "{at:?}");
    }
}

#[test]
fn huts_are_in_allotments_and_benches_in_parks() {
    all_inside("allotment_hut", &areas(Layer::Landuse, |f| f.kind == "allotments"));
    all_inside("park", &areas(Layer::Landuse, |f| f.kind == "park"));
    all_inside("woods", &areas(Layer::Landuse, |f| matches!(f.kind, "forest" | "wood")));
}

#[test]
fn indoor_sleeping_places_are_inside_buildings() {
    let buildings = areas(Layer::Buildings, |_| true);
    for category in
        ["vacant_building", "stairwell", "basement", "attic", "garage", "allotment_hut", "bin_shelter"]
    {
        all_inside(category, &buildings);
    }
}

#[test]
fn heating_ducts_are_beside_the_pipes() {
    let plan = draw::latarnowo();
    let pipes: Vec<_> = plan.features.iter().filter(|feature| feature.kind == "heating_pipe").collect();
    for at in spots_of("heating_duct") {
        let near = pipes
            .iter()
            .any(|pipe| matches!(&pipe.geometry, Geometry::Line(line) if distance_to_line(at, line) < 20.0));
        assert!(near, "{at:?}");
    }
}

#[test]
fn nobody_sleeps_in_the_water() {
    let water = areas(Layer::Water, |_| true);
    for spot in town().spots {
        assert!(!water.iter().any(|shape| within_shape(shape, metres(spot.at))), "{spot:?}");
    }
}

#[test]
fn no_two_spots_share_a_place_and_hints_of_a_kind_differ() {
    let spots = town().spots;
    let mut hints = BTreeSet::new();
    for (i, spot) in spots.iter().enumerate() {
        assert!(hints.insert((&spot.category, &spot.hint)), "{spot:?}");
        assert!(!spot.hint.is_empty());
        let near = spots[i + 1..].iter().find(|other| distance(metres(other.at), metres(spot.at)) < 1.0);
        assert!(near.is_none(), "{spot:?} and {near:?}");
    }
}
