//! Writes pieces as a Mapbox vector tile.

use std::collections::BTreeMap;

use geozero::mvt::{Message, Tile, tile};

use super::{Parts, Piece};
use crate::plan::{Layer, Value};

const MOVE: u32 = 1;
const LINE: u32 = 2;
const CLOSE: u32 = 7;

pub(super) fn tile(pieces: &[Piece<'_>]) -> Vec<u8> {
    let layers = Layer::ALL.into_iter().filter_map(|layer| {
        let mut of_layer = pieces.iter().filter(|piece| piece.feature.layer == layer).peekable();
        of_layer.peek()?;
        let mut sheet = Sheet::default();
        let features = of_layer.map(|piece| sheet.feature(piece)).collect();
        Some(sheet.into_layer(layer, features))
    });
    Tile { layers: layers.collect() }.encode_to_vec()
}

/// The dictionaries of one layer.
#[derive(Default)]
struct Sheet {
    keys: BTreeMap<&'static str, u32>,
    values: BTreeMap<String, (u32, tile::Value)>,
}

impl Sheet {
    fn feature(&mut self, piece: &Piece<'_>) -> tile::Feature {
        let mut tags = Vec::new();
        self.tag(&mut tags, "kind", text(piece.feature.kind));
        if let Some(name) = &piece.feature.name {
            self.tag(&mut tags, "name", text(name));
        }
        // a later value of the same key replaces the earlier one
        let more: BTreeMap<_, _> = piece.feature.more.iter().map(|(key, value)| (*key, value)).collect();
        for (key, value) in more {
            self.tag(&mut tags, key, plain(value));
        }
        let (kind, geometry) = geometry(&piece.parts);
        tile::Feature { id: None, tags, r#type: Some(kind.into()), geometry }
    }

    fn tag(&mut self, tags: &mut Vec<u32>, key: &'static str, value: tile::Value) {
        let next = count(self.keys.len());
        tags.push(*self.keys.entry(key).or_insert(next));
        let next = count(self.values.len());
        tags.push(self.values.entry(format!("{value:?}")).or_insert((next, value)).0);
    }

    fn into_layer(self, layer: Layer, features: Vec<tile::Feature>) -> tile::Layer {
        let mut keys: Vec<_> = self.keys.into_iter().collect();
        keys.sort_by_key(|(_, i)| *i);
        let mut values: Vec<_> = self.values.into_values().collect();
        values.sort_by_key(|(i, _)| *i);
        tile::Layer {
            version: 2,
            name: layer.name().to_owned(),
            features,
            keys: keys.into_iter().map(|(key, _)| key.to_owned()).collect(),
            values: values.into_iter().map(|(_, value)| value).collect(),
            extent: Some(4096),
        }
    }
}

fn count(items: usize) -> u32 {
    u32::try_from(items).expect("a tile holds fewer than 2^32 values")
}

fn text(value: &str) -> tile::Value {
    tile::Value { string_value: Some(value.to_owned()), ..Default::default() }
}

fn plain(value: &Value) -> tile::Value {
    match value {
        Value::Text(value) => text(value),
        Value::Number(value) => tile::Value { double_value: Some(*value), ..Default::default() },
        Value::Yes => tile::Value { bool_value: Some(true), ..Default::default() },
    }
}

fn geometry(parts: &Parts) -> (tile::GeomType, Vec<u32>) {
    let mut pen = Pen::default();
    match parts {
        Parts::Dot(at) => {
            pen.command(MOVE, 1);
            pen.go(*at);
            (tile::GeomType::Point, pen.words)
        }
        Parts::Lines(lines) => {
            for line in lines {
                pen.line(line);
            }
            (tile::GeomType::Linestring, pen.words)
        }
        Parts::Rings(rings) => {
            for ring in rings {
                pen.line(ring);
                pen.command(CLOSE, 1);
            }
            (tile::GeomType::Polygon, pen.words)
        }
    }
}

#[derive(Default)]
struct Pen {
    at: [i32; 2],
    words: Vec<u32>,
}

impl Pen {
    fn command(&mut self, id: u32, times: usize) {
        self.words.push(id | (count(times) << 3));
    }

    fn go(&mut self, [x, y]: [i32; 2]) {
        let [was_x, was_y] = self.at;
        self.words.extend([zigzag(x - was_x), zigzag(y - was_y)]);
        self.at = [x, y];
    }

    fn line(&mut self, points: &[[i32; 2]]) {
        let Some((first, rest)) = points.split_first() else { return };
        self.command(MOVE, 1);
        self.go(*first);
        self.command(LINE, rest.len());
        for at in rest {
            self.go(*at);
        }
    }
}

fn zigzag(step: i32) -> u32 {
    ((step << 1) ^ (step >> 31)).cast_unsigned()
}
