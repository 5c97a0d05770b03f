//! Chooses spots and facilities from the anchors the drawing left, spread over the town.

use super::{Facility, Spot};
use crate::geometry::{At, distance, distance_to_line, within};
use crate::names::Names;
use crate::plan::{Anchor, Plan};
use crate::projection::degrees;

/// Site type, where to look for it, how many.
const WANTED: &[(&str, Anchor, usize)] = &[
    ("vacant_building", Anchor::Derelict, 14),
    ("allotment_hut", Anchor::Hut, 16),
    ("bin_shelter", Anchor::Bin, 6),
    ("stairwell", Anchor::Slab, 10),
    ("basement", Anchor::Tenement, 8),
    ("attic", Anchor::OldHouse, 5),
    ("station", Anchor::Station, 5),
    ("heating_duct", Anchor::Chamber, 10),
    ("park", Anchor::Park, 8),
    ("woods", Anchor::Woods, 8),
    ("tent_camp", Anchor::Thicket, 8),
    ("under_bridge", Anchor::Bridge, 8),
    ("garage", Anchor::Garage, 7),
    ("vehicle", Anchor::CarPark, 5),
    ("indoor_public", Anchor::Indoors, 6),
    ("street", Anchor::Corner, 8),
    ("other", Anchor::Odd, 4),
];

pub(super) fn spots(plan: &Plan, names: &Names) -> Vec<Spot> {
    let mut spots = Vec::new();
    for (category, anchor, count) in WANTED {
        let hints = names.hints.get(*category).map_or(&[][..], Vec::as_slice);
        let chosen =
            spread(plan.marked(*anchor).iter().copied().filter(|at| district(plan, *at).is_some()), *count);
        for (at, hint) in chosen.into_iter().zip(hints.iter().cycle()) {
            let Some(district) = district(plan, at) else { continue };
            spots.push(Spot {
                category: (*category).to_owned(),
                at: degrees(at),
                hint: hint.clone(),
                street: street(plan, at),
                district,
            });
        }
    }
    spots
}

pub(super) fn facilities(plan: &Plan, names: &Names) -> Vec<Facility> {
    let houses: Vec<At> = [Anchor::Tenement, Anchor::Villa, Anchor::OldHouse, Anchor::Hall, Anchor::Slab]
        .into_iter()
        .flat_map(|anchor| plan.marked(anchor).iter().copied())
        .filter(|at| district(plan, *at).is_some())
        .collect();
    let mut facilities = Vec::new();
    for wanted in &names.facilities {
        let near = crate::draw::bent(wanted.near);
        let Some(at) =
            houses.iter().copied().min_by(|a, b| distance(*a, near).total_cmp(&distance(*b, near)))
        else {
            continue;
        };
        let Some(district) = district(plan, at) else { continue };
        facilities.push(Facility {
            kind: wanted.kind.clone(),
            name: wanted.name.clone(),
            at: degrees(at),
            street: street(plan, at),
            district,
        });
    }
    facilities
}

/// Each next one is the farthest from those already chosen, up to the number wanted.
fn spread(candidates: impl Iterator<Item = At>, count: usize) -> Vec<At> {
    let candidates: Vec<At> = candidates.collect();
    let mut chosen: Vec<At> = candidates.first().copied().into_iter().collect();
    while chosen.len() < count.min(candidates.len()) {
        let lonely = |at: &At| chosen.iter().map(|other| distance(*at, *other)).fold(f64::INFINITY, f64::min);
        let Some(next) = candidates.iter().copied().max_by(|a, b| lonely(a).total_cmp(&lonely(b))) else {
            break;
        };
        if lonely(&next) < 1.0 {
            break;
        }
        chosen.push(next);
    }
    chosen
}

fn district(plan: &Plan, at: At) -> Option<String> {
    plan.regions.iter().find(|(_, ring)| within(ring, at)).map(|(name, _)| (*name).to_owned())
}

fn street(plan: &Plan, at: At) -> Option<String> {
    let near = plan.streets.iter().map(|(name, line)| (distance_to_line(at, line), name));
    near.filter(|(off, _)| *off < 150.0).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name.clone())
}
