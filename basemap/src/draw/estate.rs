//! Housing estates of prefabricated slabs with what belongs to them, and the industrial blocks.

use super::arteries::road_feature;
use super::houses::{clear, roomy};
use crate::dice::Dice;
use crate::geometry::{
    At, Quad, Shape, add, collide, common, cut, joined, left, length, line_outside, line_within, quad,
    shape_area, span, tight_box, times,
};
use crate::plan::{Anchor, Feature, Geometry, Layer, Plan, Value};

/// One estate block being filled: its ground, its axes, and what already stands there.
struct Site<'a> {
    lot: &'a Shape,
    center: At,
    heading: At,
    across: At,
    built: Vec<Quad>,
}

impl<'a> Site<'a> {
    fn of(lot: &'a Shape) -> Option<Self> {
        let (center, heading, _, _) = tight_box(lot.first()?);
        Some(Self { lot, center, heading, across: left(heading), built: Vec::new() })
    }

    fn at(&self, u: f64, v: f64) -> At {
        add(self.center, add(times(self.heading, u), times(self.across, v)))
    }

    fn reach(&self) -> (f64, f64) {
        let Some(outer) = self.lot.first() else { return (0.0, 0.0) };
        let (a, b) = span(outer, self.heading);
        let (c, d) = span(outer, self.across);
        ((b - a) / 2.0, (d - c) / 2.0)
    }

    /// Takes the ground if it is free, with some room around it.
    fn claim(&mut self, at: At, long: f64, deep: f64, room: f64) -> Option<Quad> {
        let roomy = quad(at, self.heading, long + room * 2.0, deep + room * 2.0);
        let free = clear(self.lot, &roomy) && !self.built.iter().any(|other| collide(other, &roomy));
        free.then(|| {
            let walls = quad(at, self.heading, long, deep);
            self.built.push(walls);
            walls
        })
    }
}

pub(crate) fn slabs(plan: &mut Plan, lot: &Shape, dice: &mut Dice) {
    let Some(mut site) = Site::of(lot) else { return };
    if roomy(lot, 130.0) && dice.chance(0.16) {
        school(plan, &mut site);
    } else if roomy(lot, 110.0) && dice.chance(0.13) {
        shops(plan, &mut site);
    }
    if dice.chance(0.45) {
        garages(plan, &mut site, dice);
    }
    rows(plan, &mut site, dice);
}

fn rows(plan: &mut Plan, site: &mut Site<'_>, dice: &mut Dice) {
    let (far_u, far_v) = site.reach();
    let mut v = -far_v + 22.0;
    let mut lane = dice.chance(0.5);
    let mut ways = Vec::new();
    while v < far_v - 12.0 {
        let mut u = -far_u + dice.between(10.0, 40.0);
        while u < far_u - 20.0 {
            let (long, upright) = (dice.between(48.0, 92.0), dice.chance(0.14));
            let (wide, deep) = if upright { (12.0, long.min(58.0)) } else { (long, 11.8) };
            let at = site.at(u + wide / 2.0, v);
            if let Some(walls) = site.claim(at, wide, deep, 4.0) {
                plan.build(walls, "apartments");
                plan.mark(Anchor::Slab, at);
                if dice.chance(0.35) {
                    bin(plan, site, at, wide);
                }
                u += wide + dice.between(14.0, 34.0);
            } else {
                u += 8.0;
            }
        }
        ways.push((v + 21.0, lane));
        lane = !lane;
        v += dice.between(42.0, 52.0);
    }
    for (v, lane) in ways {
        passage(plan, site, v, lane);
        if !lane || dice.chance(0.4) {
            lawn(plan, site, v, dice);
        }
    }
}

fn bin(plan: &mut Plan, site: &mut Site<'_>, slab: At, wide: f64) {
    let at = add(slab, add(times(site.heading, wide / 2.0 + 6.0), times(site.across, 9.0)));
    if let Some(walls) = site.claim(at, 5.5, 3.5, 0.5) {
        plan.build(walls, "shed");
        plan.mark(Anchor::Bin, at);
    }
}

/// Grass and bushes in the yard between two rows.
fn lawn(plan: &mut Plan, site: &Site<'_>, v: f64, dice: &mut Dice) {
    let (far_u, _) = site.reach();
    let mut u = -far_u + dice.between(8.0, 40.0);
    while u < far_u - 30.0 {
        let long = dice.between(40.0, 110.0);
        let patch = quad(
            site.at(u + long / 2.0, v + dice.between(-3.0, 3.0)),
            site.heading,
            long,
            dice.between(13.0, 22.0),
        )
        .to_vec();
        let inside = common(std::slice::from_ref(site.lot), std::slice::from_ref(&patch));
        let built: Vec<_> = site.built.iter().map(|walls| walls.to_vec()).collect();
        for green in cut(&inside, &built) {
            plan.add(Feature::ground("grass", green).from(13));
        }
        u += long + dice.between(12.0, 60.0);
    }
}

/// A service lane or a footway between two rows.
fn passage(plan: &mut Plan, site: &Site<'_>, v: f64, lane: bool) {
    let (far_u, _) = site.reach();
    let way = [site.at(-far_u - 9.0, v), site.at(far_u * if lane { 0.7 } else { 1.1 }, v)];
    let walls: Vec<Shape> = joined(&site.built.iter().map(|walls| walls.to_vec()).collect::<Vec<_>>());
    let inside = line_within(&way, std::slice::from_ref(site.lot));
    for piece in
        inside.iter().flat_map(|piece| line_outside(piece, &walls)).filter(|piece| length(piece) > 12.0)
    {
        let feature = if lane {
            road_feature("minor_road", "service", piece, 14)
        } else {
            road_feature("path", "footway", piece, 14)
        };
        plan.add(feature.with("min_zoom", Value::Number(14.0)));
    }
}

fn school(plan: &mut Plan, site: &mut Site<'_>) {
    let ground = site.at(0.0, 0.0);
    let Some(yard) = site.claim(ground, 105.0, 92.0, 2.0) else { return };
    plan.add(Feature::ground("school", vec![yard.to_vec()]).from(13));
    for (u, v, long, deep) in [(-18.0, 26.0, 62.0, 15.0), (-42.0, 2.0, 15.0, 34.0), (26.0, 24.0, 24.0, 20.0)]
    {
        plan.build(quad(site.at(u, v), site.heading, long, deep), "school");
    }
    plan.add(
        Feature::ground("pitch", vec![quad(site.at(14.0, -22.0), site.heading, 58.0, 32.0).to_vec()])
            .from(14),
    );
    let sign = Feature::new(Layer::Pois, "school", Geometry::Dot(ground)).named("Szkoła podstawowa");
    plan.add(sign.with("min_zoom", Value::Number(15.0)).from(14));
}

fn shops(plan: &mut Plan, site: &mut Site<'_>) {
    let at = site.at(0.0, 0.0);
    let Some(walls) = site.claim(at, 52.0, 30.0, 24.0) else { return };
    plan.build(walls, "retail");
    let cars = site.at(0.0, -27.0);
    plan.add(Feature::ground("parking", vec![quad(cars, site.heading, 70.0, 18.0).to_vec()]).from(14));
    let sign = Feature::new(Layer::Pois, "supermarket", Geometry::Dot(at)).named("Pawilon handlowy");
    plan.add(sign.with("min_zoom", Value::Number(15.0)).from(14));
    plan.mark(Anchor::Indoors, at);
    plan.mark(Anchor::CarPark, cars);
}

/// Long rows of lock-ups facing each other over a lane, at the edge of the block.
fn garages(plan: &mut Plan, site: &mut Site<'_>, dice: &mut Dice) {
    let (far_u, far_v) = site.reach();
    let long = (far_u * 1.1).min(120.0);
    let v = -far_v + 20.0;
    for (i, off) in [0.0, 13.5, 27.0].into_iter().enumerate() {
        let at = site.at(dice.between(-4.0, 4.0), v + off);
        if let Some(walls) = site.claim(at, long, 5.6, 0.6) {
            plan.build(walls, "garage");
            plan.mark(Anchor::Garage, add(at, times(site.heading, long * 0.3)));
            let lane = [site.at(-long / 2.0 - 12.0, v + off + 6.7), site.at(long / 2.0, v + off + 6.7)];
            if i < 2 {
                plan.add(road_feature("minor_road", "service", lane.to_vec(), 14));
            }
        }
    }
}

pub(crate) fn works(plan: &mut Plan, lot: &Shape, dice: &mut Dice) {
    let Some(mut site) = Site::of(lot) else { return };
    let (far_u, far_v) = site.reach();
    let forsaken = dice.chance(0.16);
    let mut v = -far_v + 26.0;
    while v < far_v - 10.0 {
        let mut tallest: f64 = 20.0;
        let mut u = -far_u + 14.0;
        while u < far_u - 20.0 {
            let (long, deep) = (dice.between(18.0, 88.0), dice.between(14.0, 46.0));
            if dice.chance(0.2) {
                u += long * 0.6;
                continue;
            }
            let at = site.at(u + long / 2.0, v + deep / 2.0 - 13.0);
            if let Some(walls) = site.claim(at, long, deep, 6.0) {
                plan.build(walls, "industrial");
                plan.mark(if forsaken { Anchor::Derelict } else { Anchor::Hall }, at);
                tallest = tallest.max(deep);
            }
            u += long + dice.between(12.0, 26.0);
        }
        passage(plan, &site, v + tallest, true);
        v += tallest + dice.between(22.0, 34.0);
    }
    if forsaken || shape_area(lot) > 40_000.0 {
        plan.mark(Anchor::CarPark, site.at(far_u * 0.3, -far_v + 8.0));
    }
}
