//! Looks at every state that can be reached from the first one, each once, and leaves nothing out.
//! [`crate::sweep`] does the same for stories that are too large for that.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use crate::claims::Claim;
use crate::fingerprint::{Digests, Mark, fingerprint};
use crate::story::Story;
use crate::world::{Step, World};

/// When it is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// With the first state in which a claim is broken.
    Broken,
    /// Not before everything was looked at.
    Through,
}

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

/// Shows every state there is, each once.
pub fn every(story: &Story, mut look: impl FnMut(&World)) {
    let mut seen = Digests::default();
    let mut waiting = vec![story.first()];
    seen.mark(fingerprint(&story.first()), Mark::Seen);
    while let Some(world) = waiting.pop() {
        look(&world);
        let next = story.steps(&world).into_iter().map(|step| story.after(&world, step));
        waiting.extend(next.filter(|next| seen.mark(fingerprint(next), Mark::Seen)));
    }
}

/// Looks through a story, each of its states.
pub fn explore(story: &Story, order: Order, until: Until) -> Outcome {
    let mut search =
        Search { story, seen: HashMap::new(), open: story.claims(), outcome: Outcome::default() };
    let mut waiting = VecDeque::from([(story.first(), 0)]);
    search.seen.insert(fingerprint(&story.first()), None);
    while let Some((world, depth)) = take(&mut waiting, order) {
        search.outcome.depth = search.outcome.depth.max(depth);
        search.look(&world);
        if until == Until::Broken && !search.outcome.broken.is_empty() {
            break;
        }
        let origin = fingerprint(&world);
        for step in story.steps(&world) {
            let next = story.after(&world, step);
            if let Entry::Vacant(place) = search.seen.entry(fingerprint(&next)) {
                place.insert(Some((origin, step)));
                waiting.push_back((next, depth + 1));
            }
        }
    }
    search.outcome.states = search.seen.len();
    let some = search.open.iter().filter(|claim| !claim.is_for_all());
    search.outcome.unreached = some.map(|claim| claim.name).collect();
    search.outcome
}

fn take(waiting: &mut VecDeque<(World, usize)>, order: Order) -> Option<(World, usize)> {
    match order {
        Order::Breadth => waiting.pop_front(),
        Order::Depth => waiting.pop_back(),
    }
}

impl Search<'_> {
    /// Looks at one state. What was found, where it must not or where it must, is not looked for again.
    fn look(&mut self, world: &World) {
        let story = self.story;
        let is_broken = |claim: &Claim| claim.is_for_all() && !claim.holds(story, world);
        let broken: Vec<&'static str> =
            self.open.iter().filter(|claim| is_broken(claim)).map(|claim| claim.name).collect();
        self.open.retain(|claim| {
            if claim.is_for_all() { !broken.contains(&claim.name) } else { !claim.holds(story, world) }
        });
        for name in broken {
            let way = self.way_to(world);
            self.outcome.broken.push((name, way));
        }
    }

    fn way_to(&self, world: &World) -> Vec<Step> {
        let (mut way, mut at) = (Vec::new(), fingerprint(world));
        while let Some(Some((before, step))) = self.seen.get(&at) {
            way.push(*step);
            at = *before;
        }
        way.reverse();
        way
    }
}
