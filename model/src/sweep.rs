//! Looks through a story as [`crate::explore`] does, for stories that are too large for it: of states that
//! differ in nothing that matters it looks at one ([`crate::reduce`]), and of what it saw it keeps digests.
//!
//! What a claim says of one phone and the server, or of the server alone, is looked at once for each such pair
//! and each such server. Whether all end well is looked at from each state as far as the next one from which
//! that is known.

use crate::claims::{Claim, Claims, DONE, ENOUGH, all, has_converged, is_done, quiet, reads_on, told};
use crate::explore::{Outcome, Until};
use crate::fingerprint::{Digests, Mark, fingerprint};
use crate::reduce::{forgets, settle};
use crate::story::Story;
use crate::world::{Step, World};

/// A state on the way, and the steps from it that were not taken yet.
struct Place {
    world: World,
    steps: Vec<Step>,
}

struct Sweep<'a> {
    story: &'a Story,
    claims: Vec<Claim>,
    states: Digests,
    servers: Digests,
    pairs: Digests,
    way: Vec<Step>,
    outcome: Outcome,
}

/// Looks through a story.
pub fn sweep(story: &Story, until: Until) -> Outcome {
    let (outcome, _) = sweep_to(story, until);
    outcome
}

/// Looks through a story, and keeps the digests of the states that it looked at.
pub fn sweep_to(story: &Story, until: Until) -> (Outcome, Digests) {
    let mut sweep = Sweep {
        story,
        claims: story.claims(),
        states: Digests::default(),
        servers: Digests::default(),
        pairs: Digests::default(),
        way: Vec::new(),
        outcome: Outcome::default(),
    };
    sweep.outcome.unreached =
        all().iter().filter(|claim| !claim.is_for_all()).map(|claim| claim.name).collect();
    let mut first = story.first();
    settle(story, &mut first);
    sweep.states.mark(fingerprint(&first), Mark::Seen);
    let mut way = vec![sweep.enter(first)];
    while let Some(place) = way.last_mut() {
        let Some(step) = place.steps.pop() else {
            way.pop();
            sweep.way.pop();
            continue;
        };
        let mut next = story.after(&place.world, step);
        settle(story, &mut next);
        if sweep.states.mark(fingerprint(&next), Mark::Seen) {
            sweep.way.push(step);
            way.push(sweep.enter(next));
            if until == Until::Broken && !sweep.outcome.broken.is_empty() {
                break;
            }
        }
    }
    sweep.outcome.states = sweep.states.seen();
    (sweep.outcome, sweep.states)
}

impl Sweep<'_> {
    /// Looks at a state. What was found broken is not looked for again.
    fn enter(&mut self, world: World) -> Place {
        self.outcome.depth = self.outcome.depth.max(self.way.len());
        for name in self.broken(&world) {
            if self.claims.iter().any(|claim| claim.name == name) {
                self.outcome.broken.push((name, self.way.clone()));
                self.claims.retain(|claim| claim.name != name);
            }
        }
        let steps = self.story.steps(&world);
        Place { world, steps }
    }

    fn broken(&mut self, world: &World) -> Vec<&'static str> {
        let mut broken = self.broken_alone(world);
        for claim in &self.claims {
            if let Claims::World(holds) = claim.about
                && !holds(world)
            {
                broken.push(claim.name);
            }
        }
        let outlook =
            self.claims.iter().find(|claim| matches!(claim.about, Claims::Outlook)).map(|claim| claim.name);
        // Also where nobody asks whether all end well: one end shows that the story has one.
        if world.late.is_empty() && !self.ends_well(world) {
            broken.extend(outlook);
        }
        broken
    }

    /// What is said of the server, and of each phone beside it.
    fn broken_alone(&mut self, world: &World) -> Vec<&'static str> {
        let server = fingerprint(&world.server);
        let mut broken = Vec::new();
        if self.servers.mark(server, Mark::Seen) {
            broken.extend(self.claims.iter().filter_map(|claim| match claim.about {
                Claims::Server(holds) => (!holds(&world.server)).then_some(claim.name),
                _ => None,
            }));
        }
        for (phone, own) in world.phones.iter().enumerate() {
            let forgets = forgets(self.story, world, phone);
            if self.pairs.mark(fingerprint(&(server, own, forgets)), Mark::Seen) {
                broken.extend(self.broken_between(world, phone));
                if forgets {
                    broken.extend(self.broken_while_reading(world, phone));
                }
            }
        }
        broken
    }

    fn broken_between(&self, world: &World, phone: usize) -> Vec<&'static str> {
        let own = world.phones.get(phone).filter(|own| reads_on(self.story, own, &world.server));
        let between = self.claims.iter().filter_map(|claim| match claim.about {
            Claims::Phone(holds) => own.is_some_and(|own| !holds(own, &world.server)).then_some(claim.name),
            _ => None,
        });
        between.collect()
    }

    /// What it forgets is read here once, from the beginning to the end.
    fn broken_while_reading(&self, world: &World, phone: usize) -> Vec<&'static str> {
        let mut reading = world.clone();
        let mut broken = Vec::new();
        for _ in 0..ENOUGH {
            let before = reading.phones.get(phone).cloned();
            reading.sync(self.story, phone, 0);
            broken.extend(self.broken_between(&reading, phone));
            broken.extend(self.claims.iter().filter_map(|claim| match claim.about {
                Claims::World(holds) => (!holds(&reading)).then_some(claim.name),
                _ => None,
            }));
            if reading.phones.get(phone) == before.as_ref() {
                break;
            }
        }
        broken
    }

    /// Nothing is under way, nobody writes: does everybody get everything, once? From each state one round trip
    /// is made after the other until one comes from which that is known.
    fn ends_well(&mut self, world: &World) -> bool {
        let mut passed = Vec::new();
        let mut now = world.clone();
        for _ in 0..ENOUGH {
            let digest = fingerprint(&now);
            if self.states.has(digest, Mark::EndsWell) {
                return self.all_end_well(&passed);
            }
            passed.push(digest);
            let Some(next) = self.after_one_round_trip(&now, digest) else {
                let ended = quiet(self.story, &now).filter(|quiet| has_converged(self.story, &now, quiet));
                let Some(ended) = ended else { return false };
                if is_done(self.story, &ended) {
                    self.outcome.unreached.retain(|name| *name != DONE);
                }
                return self.all_end_well(&passed);
            };
            if told(&now) & !told(&next) != 0 {
                return false;
            }
            now = next;
        }
        false
    }

    fn all_end_well(&mut self, passed: &[u64]) -> bool {
        for digest in passed {
            self.states.mark(*digest, Mark::EndsWell);
        }
        true
    }

    /// The round trip of the first phone for which one changes anything that matters.
    fn after_one_round_trip(&self, world: &World, digest: u64) -> Option<World> {
        (0..world.phones.len()).find_map(|phone| {
            let mut next = world.clone();
            next.sync(self.story, phone, 0);
            settle(self.story, &mut next);
            (fingerprint(&next) != digest).then_some(next)
        })
    }
}
