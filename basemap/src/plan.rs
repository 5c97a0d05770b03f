//! What has been drawn so far: map features, and the anchors that later become places people look for.

use std::collections::BTreeMap;

use crate::geometry::{At, Quad, Ring, Shape, densified};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layer {
    Earth,
    Landuse,
    Water,
    Buildings,
    Roads,
    Boundaries,
    Utility,
    Pois,
    Places,
}

impl Layer {
    pub const ALL: [Self; 9] = [
        Self::Earth,
        Self::Landuse,
        Self::Water,
        Self::Buildings,
        Self::Roads,
        Self::Boundaries,
        Self::Utility,
        Self::Pois,
        Self::Places,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Earth => "earth",
            Self::Landuse => "landuse",
            Self::Water => "water",
            Self::Buildings => "buildings",
            Self::Roads => "roads",
            Self::Boundaries => "boundaries",
            Self::Utility => "utility",
            Self::Pois => "pois",
            Self::Places => "places",
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Geometry {
    Dot(At),
    Line(Vec<At>),
    Area(Shape),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(&'static str),
    Number(f64),
    Yes,
}

#[derive(Debug, Clone)]
pub(crate) struct Feature {
    pub layer: Layer,
    pub geometry: Geometry,
    pub kind: &'static str,
    pub name: Option<String>,
    /// The first zoom whose tiles carry it.
    pub from_zoom: u8,
    pub more: Vec<(&'static str, Value)>,
}

impl Feature {
    pub fn new(layer: Layer, kind: &'static str, geometry: Geometry) -> Self {
        Self { layer, geometry, kind, name: None, from_zoom: 8, more: Vec::new() }
    }

    pub fn ground(kind: &'static str, shape: Shape) -> Self {
        Self::new(Layer::Landuse, kind, Geometry::Area(shape)).from(11)
    }

    pub fn from(mut self, zoom: u8) -> Self {
        self.from_zoom = zoom;
        self
    }

    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    pub fn detail(self, detail: &'static str) -> Self {
        self.with("kind_detail", Value::Text(detail))
    }

    pub fn with(mut self, key: &'static str, value: Value) -> Self {
        self.more.push((key, value));
        self
    }
}

/// Kinds of spot the gazetteer may later choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Anchor {
    OldHouse,
    Tenement,
    Slab,
    Bin,
    Villa,
    Hall,
    Derelict,
    Hut,
    Garage,
    CarPark,
    Chamber,
    Park,
    Woods,
    Thicket,
    Bridge,
    Station,
    Indoors,
    Corner,
    Odd,
}

#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub features: Vec<Feature>,
    pub streets: Vec<(String, Vec<At>)>,
    pub anchors: BTreeMap<Anchor, Vec<At>>,
    pub regions: Vec<(&'static str, Ring)>,
}

impl Plan {
    pub fn add(&mut self, feature: Feature) {
        self.features.push(feature);
    }

    pub fn mark(&mut self, anchor: Anchor, at: At) {
        self.anchors.entry(anchor).or_default().push(at);
    }

    pub fn marked(&self, anchor: Anchor) -> &[At] {
        self.anchors.get(&anchor).map_or(&[], Vec::as_slice)
    }

    /// A building; what it is decides from which zoom it is worth drawing.
    pub fn build(&mut self, walls: Quad, detail: &'static str) {
        let [a, b, c, _] = walls;
        let size = crate::geometry::distance(a, b) * crate::geometry::distance(b, c);
        let from = if size > 450.0 {
            13
        } else if size > 75.0 {
            14
        } else {
            15
        };
        let shape = vec![walls.to_vec()];
        self.add(Feature::new(Layer::Buildings, "building", Geometry::Area(shape)).detail(detail).from(from));
    }

    /// Moves every point: the town is laid out on a straight plan and then bent.
    pub fn bend(&mut self, bent: impl Fn(At) -> At) {
        for feature in &mut self.features {
            let long = feature.layer != Layer::Buildings;
            match &mut feature.geometry {
                Geometry::Dot(at) => *at = bent(*at),
                Geometry::Line(line) => *line = densified(line, 60.0).into_iter().map(&bent).collect(),
                Geometry::Area(shape) => shape.iter_mut().for_each(|ring| bend_ring(ring, long, &bent)),
            }
        }
        for (_, line) in &mut self.streets {
            *line = densified(line, 60.0).into_iter().map(&bent).collect();
        }
        for at in self.anchors.values_mut().flatten() {
            *at = bent(*at);
        }
        for (_, ring) in &mut self.regions {
            bend_ring(ring, true, &bent);
        }
    }
}

fn bend_ring(ring: &mut Ring, long: bool, bent: &impl Fn(At) -> At) {
    if long {
        ring.extend(ring.first().copied());
        *ring = densified(ring, 80.0);
        ring.pop();
    }
    for at in ring {
        *at = bent(*at);
    }
}
