//! Looks at every state that can be reached from the first one, each once.
//!
//! Of a state that was seen only a digest of 64 bits is kept. Two states with one digest would be taken for
//! one; with ten million states the chance of that is below one in a hundred thousand.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::claims::{Claim, Holds};
use crate::story::Story;
use crate::world::{Step, World};

/// Which state is looked at next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The one that was reached first: the way to what is wrong is a shortest one.
    Breadth,
    /// The one that was reached last: fewer wait at once, which takes far less memory.
    Depth,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// How many states there are.
    pub states: usize,
    /// How many steps the longest way had by which one was reached.
    pub depth: usize,
    /// Claims that do not hold, each with the steps to a state in which it does not.
    pub broken: Vec<(&'static str, Vec<Step>)>,
    /// Claims of some state that held in none.
    pub unreached: Vec<&'static str>,
}

/// Where a state was come from: the digest of the one before, and by which step.
type Origin = Option<(u64, Step)>;

struct Search<'a> {
    story: &'a Story,
    seen: HashMap<u64, Origin>,
    open: Vec<Claim>,
    outcome: Outcome,
}

/// Looks through a story until all claims are broken or there is nothing new; after the first broken one it
/// ends.
pub fn explore(story: &Story, order: Order) -> Outcome {
    let mut search =
        Search { story, seen: HashMap::new(), open: story.claims(), outcome: Outcome::default() };
    let mut waiting = VecDeque::from([(story.first(), 0)]);
    search.seen.insert(digest(&story.first()), None);
    while let Some((world, depth)) = take(&mut waiting, order) {
        search.outcome.depth = search.outcome.depth.max(depth);
        search.look(&world);
        if !search.outcome.broken.is_empty() {
            break;
        }
        let origin = digest(&world);
        for step in story.steps(&world) {
            let next = story.after(&world, step);
            if let Entry::Vacant(place) = search.seen.entry(digest(&next)) {
                place.insert(Some((origin, step)));
                waiting.push_back((next, depth + 1));
            }
        }
    }
    search.outcome.states = search.seen.len();
    let some = search.open.iter().filter(|claim| claim.holds == Holds::Sometimes);
    search.outcome.unreached = some.map(|claim| claim.name).collect();
    search.outcome
}

fn take(waiting: &mut VecDeque<(World, usize)>, order: Order) -> Option<(World, usize)> {
    match order {
        Order::Breadth => waiting.pop_front(),
        Order::Depth => waiting.pop_back(),
    }
}

fn digest(world: &World) -> u64 {
    let mut hasher = DefaultHasher::new();
    world.hash(&mut hasher);
    hasher.finish()
}

impl Search<'_> {
    /// Looks at one state. What was found to hold somewhere need not be looked for again.
    fn look(&mut self, world: &World) {
        let story = self.story;
        let is_broken = |claim: &Claim| claim.holds == Holds::Always && !(claim.check)(story, world);
        let broken: Vec<&'static str> =
            self.open.iter().filter(|claim| is_broken(claim)).map(|claim| claim.name).collect();
        for name in broken {
            let way = self.way_to(world);
            self.outcome.broken.push((name, way));
        }
        self.open.retain(|claim| claim.holds == Holds::Always || !(claim.check)(story, world));
    }

    fn way_to(&self, world: &World) -> Vec<Step> {
        let (mut way, mut at) = (Vec::new(), digest(world));
        while let Some(Some((before, step))) = self.seen.get(&at) {
            way.push(*step);
            at = *before;
        }
        way.reverse();
        way
    }
}
