//! Cuts the plan into vector tiles.

mod clip;
mod encode;

use std::collections::BTreeMap;

use crate::geometry::{At, Ring};
use crate::plan::{Feature, Geometry, Layer, Plan};
use crate::projection::{EXTENT, units, whole};
use clip::{simplified, to_box_line, to_box_ring};

pub(crate) const MIN_ZOOM: u8 = 8;
pub(crate) const MAX_ZOOM: u8 = 15;

/// How far a tile reaches over its edge, so that wide lines meet.
const MARGIN: f64 = 80.0;

/// West, south, east, north of the drawn land, in metres.
pub(crate) const LAND: [f64; 4] = [-13_000.0, -10_500.0, 13_000.0, 10_500.0];

/// A feature's geometry in the units of one tile.
pub(crate) struct Piece<'a> {
    pub feature: &'a Feature,
    pub parts: Parts,
}

pub(crate) enum Parts {
    Dot([i32; 2]),
    Lines(Vec<Vec<[i32; 2]>>),
    Rings(Vec<Vec<[i32; 2]>>),
}

type Pieces<'a> = BTreeMap<(i32, i32), Vec<Piece<'a>>>;

/// Every tile of a zoom, encoded but not compressed, by column and row.
pub(crate) fn tiles(plan: &Plan, zoom: u8) -> BTreeMap<(u32, u32), Vec<u8>> {
    let ground = Feature::new(Layer::Earth, "earth", Geometry::Dot([0.0, 0.0]));
    let mut pieces: Pieces<'_> = BTreeMap::new();
    let [west, south, east, north] = LAND;
    let (columns, rows) = cover(&[units([west, north], zoom), units([east, south], zoom)], 0.0);
    for column in columns {
        for row in rows.clone() {
            pieces.entry((column, row)).or_default().push(Piece { feature: &ground, parts: whole_tile() });
        }
    }
    for feature in plan.features.iter().filter(|feature| feature.from_zoom <= zoom) {
        place(&mut pieces, feature, zoom);
    }
    pieces
        .into_iter()
        .filter_map(|((x, y), pieces)| {
            Some(((u32::try_from(x).ok()?, u32::try_from(y).ok()?), encode::tile(&pieces)))
        })
        .collect()
}

fn whole_tile() -> Parts {
    let (low, high) = (whole(-MARGIN), whole(EXTENT + MARGIN));
    Parts::Rings(vec![vec![[low, low], [high, low], [high, high], [low, high]]])
}

fn cover(points: &[At], margin: f64) -> (std::ops::RangeInclusive<i32>, std::ops::RangeInclusive<i32>) {
    let (west, east) = crate::geometry::span(points, [1.0, 0.0]);
    let (north, south) = crate::geometry::span(points, [0.0, 1.0]);
    let tile = |value: f64| whole((value / EXTENT).floor());
    (tile(west - margin)..=tile(east + margin), tile(north - margin)..=tile(south + margin))
}

fn place<'a>(pieces: &mut Pieces<'a>, feature: &'a Feature, zoom: u8) {
    let slack = if zoom >= MAX_ZOOM { 1.2 } else { 5.0 };
    let project = |line: &[At]| line.iter().map(|at| units(*at, zoom)).collect::<Vec<At>>();
    let drawn: Vec<Vec<At>> = match &feature.geometry {
        Geometry::Dot(at) => vec![vec![units(*at, zoom)]],
        Geometry::Line(line) => vec![simplified(&project(line), slack)],
        Geometry::Area(shape) => shape.iter().map(|ring| simplified_ring(&project(ring), slack)).collect(),
    };
    let Some(outer) = drawn.first() else { return };
    if matches!(feature.geometry, Geometry::Area(_)) && crate::geometry::area(outer).abs() < 60.0 {
        return;
    }
    let (columns, rows) = cover(outer, MARGIN);
    for column in columns {
        for row in rows.clone() {
            let Some(tile) = pieces.get_mut(&(column, row)) else { continue };
            let corner = [f64::from(column) * EXTENT, f64::from(row) * EXTENT];
            if let Some(parts) = parts(&feature.geometry, &drawn, corner) {
                tile.push(Piece { feature, parts });
            }
        }
    }
}

fn simplified_ring(ring: &[At], slack: f64) -> Ring {
    let mut closed = ring.to_vec();
    closed.extend(ring.first().copied());
    let mut slim = simplified(&closed, slack.min(3.0));
    slim.pop();
    slim
}

fn parts(geometry: &Geometry, drawn: &[Vec<At>], [left, top]: At) -> Option<Parts> {
    let local: Vec<Vec<At>> =
        drawn.iter().map(|line| line.iter().map(|[x, y]| [x - left, y - top]).collect()).collect();
    let (low, high) = (-MARGIN, EXTENT + MARGIN);
    match geometry {
        Geometry::Dot(_) => {
            let [x, y] = local.first()?.first().copied()?;
            let here = (0.0..EXTENT).contains(&x) && (0.0..EXTENT).contains(&y);
            here.then(|| Parts::Dot([whole(x), whole(y)]))
        }
        Geometry::Line(_) => {
            let lines: Vec<_> = local
                .iter()
                .flat_map(|line| to_box_line(line, low, high))
                .map(|line| snapped(&line))
                .filter(|line| line.len() > 1)
                .collect();
            (!lines.is_empty()).then_some(Parts::Lines(lines))
        }
        Geometry::Area(_) => {
            let mut rings = Vec::new();
            for (i, ring) in local.iter().enumerate() {
                let snapped = wound(snapped(&to_box_ring(ring, low, high)), i == 0);
                match snapped {
                    Some(ring) => rings.push(ring),
                    None if i == 0 => return None,
                    None => {}
                }
            }
            Some(Parts::Rings(rings))
        }
    }
}

fn snapped(line: &[At]) -> Vec<[i32; 2]> {
    let mut points: Vec<[i32; 2]> = line.iter().map(|[x, y]| [whole(*x), whole(*y)]).collect();
    points.dedup();
    points
}

/// The ring turned the way vector tiles want it: outer rings clockwise on screen, holes against it.
fn wound(mut ring: Vec<[i32; 2]>, outer: bool) -> Option<Vec<[i32; 2]>> {
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    let next = ring.iter().cycle().skip(1);
    let twice: i64 = ring
        .iter()
        .zip(next)
        .map(|([ax, ay], [bx, by])| i64::from(*ax) * i64::from(*by) - i64::from(*bx) * i64::from(*ay))
        .sum();
    if ring.len() < 3 || twice == 0 {
        return None;
    }
    if (twice > 0) != outer {
        ring.reverse();
    }
    Some(ring)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::io::Write;

    use geozero::mvt::{Message, Tile};

    use super::*;

    #[test]
    fn every_tile_decodes_and_stays_small() {
        let plan = crate::draw::latarnowo();
        let mut layers = BTreeSet::new();
        for zoom in MIN_ZOOM..=MAX_ZOOM {
            for (at, bytes) in tiles(plan, zoom) {
                let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                packer.write_all(&bytes).unwrap();
                let size = packer.finish().unwrap().len();
                assert!(size < 150_000, "{zoom}/{at:?}: {size} bytes");
                for layer in Tile::decode(bytes.as_slice()).unwrap().layers {
                    for feature in &layer.features {
                        let known = |index: u32, list: usize| usize::try_from(index).unwrap() < list;
                        assert!(feature.tags.chunks(2).all(
                            |pair| known(pair[0], layer.keys.len()) && known(pair[1], layer.values.len())
                        ));
                        assert!(feature.geometry.len() >= 3);
                    }
                    layers.insert(layer.name);
                }
            }
        }
        let named: BTreeSet<String> = Layer::ALL.map(|layer| layer.name().to_owned()).into();
        assert_eq!(layers, named);
    }

    #[test]
    fn outer_rings_turn_clockwise_on_screen_and_specks_vanish() {
        let square = vec![[0, 0], [0, 10], [10, 10], [10, 0]];
        assert_eq!(wound(square.clone(), true).unwrap()[0], [10, 0]);
        assert_eq!(wound(square.clone(), false).unwrap(), square);
        assert_eq!(wound(vec![[0, 0], [5, 0], [9, 0]], true), None);
    }
}
