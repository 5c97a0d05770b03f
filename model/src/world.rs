//! The whole: server, phones and what is between them; what can happen next, and what then is.
//!
//! One round trip is one step, with what its phone wrote since the last one and what it writes while the
//! answer is on its way. Nothing is lost by that: what a phone writes changes only its own file, which nobody
//! reads but its next request; and between the server's answer and the phone's taking it in, everybody else
//! changes only what the phone does not read. A request that is lost changes nothing; one whose answer is
//! lost, and one that comes late or twice, are [`Step::GiveUp`] and [`Step::Arrive`].

use crate::claims::{self, Claim};
use crate::op::Line;
use crate::phone::{Next, Phone, Stroke};
use crate::rules::Rule;
use crate::server::{Request, Server};
use crate::story::{Setback, Story};

/// Everything there is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    /// The server.
    pub server: Server,
    /// The phones.
    pub phones: Vec<Phone>,
    /// Requests under way that nobody waits for any more.
    pub late: Vec<Request>,
    /// The records ordered to be erased, one bit each: the file beside the database.
    pub erased: u16,
    /// The words that some phone was told are on the server, one bit each.
    pub answered: u16,
    /// What may still happen.
    pub left: Left,
}

/// What may still happen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Left {
    /// So many requests may come late.
    pub late: usize,
    /// The server may still be put back.
    pub setback: bool,
    /// Somebody may still be erased.
    pub erasure: bool,
    /// The first phone may still be copied.
    pub copy: bool,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// A phone writes so many operations, makes a round trip, and writes so many before the answer is there.
    Sync {
        /// Which phone.
        phone: usize,
        /// How many it writes first.
        before: usize,
        /// How many it writes while it waits.
        meanwhile: usize,
    },
    /// A phone writes one operation, and that is all.
    Write(usize),
    /// A phone writes so many operations, sends and gives up; the request is still under way.
    GiveUp {
        /// Which phone.
        phone: usize,
        /// How many it writes first.
        before: usize,
    },
    /// It arrives, and nobody hears the answer.
    Arrive,
    /// The server goes on from a copy of its database that is so many lines long.
    GoBack(usize),
    /// The record is erased.
    Erase(u8),
    /// The first phone writes so many operations and is copied.
    Copy(usize),
}

impl World {
    fn new(story: &Story) -> Self {
        let own = if story.copy { story.strokes.len() - 1 } else { story.strokes.len() };
        Self {
            server: Server::new(),
            phones: (1..).take(own).map(Phone::new).collect(),
            late: Vec::new(),
            erased: 0,
            answered: 0,
            left: Left {
                late: story.late,
                setback: story.setback != Setback::Never,
                erasure: story.erase.is_some(),
                copy: story.copy,
            },
        }
    }

    /// What a phone's worker writes next; nothing about somebody the phone has erased.
    fn stroke(&self, story: &Story, phone: usize) -> Option<Stroke> {
        let own = self.phones.get(phone)?;
        let stroke = *story.strokes.get(phone)?.get(own.written)?;
        (!own.has_erased(stroke.record)).then_some(stroke)
    }

    /// How many operations its worker will still write.
    pub fn strokes_left(&self, story: &Story, phone: usize) -> usize {
        let all = story.strokes.get(phone).map_or(0, Vec::len);
        let done = self.phones.get(phone).map_or(all, |own| own.written);
        if self.stroke(story, phone).is_some() { all - done } else { 0 }
    }

    fn write(&mut self, story: &Story, phone: usize, operations: usize) {
        for _ in 0..operations {
            self.write_one(story, phone);
        }
    }

    fn write_one(&mut self, story: &Story, phone: usize) {
        if let (Some(stroke), Some(own)) = (self.stroke(story, phone), self.phones.get_mut(phone)) {
            own.write(stroke);
        }
    }

    /// One round trip.
    pub fn sync(&mut self, story: &Story, phone: usize, meanwhile: usize) {
        let Some(request) = self.phones.get(phone).map(Phone::request) else { return };
        let answer = self.server.serve(&request, &story.rules);
        self.write(story, phone, meanwhile);
        let Some(own) = self.phones.get_mut(phone) else { return };
        let sent: Vec<Line> = own.lines.iter().filter(|line| line.id.device == own.device).copied().collect();
        let next = match &answer {
            Ok(reply) => own.take(&request, reply, &story.rules),
            Err(_) => own.carry_less(&request),
        };
        let good = |line: &&Line| line.tells() && line.id.seq <= own.acknowledged;
        let refused = answer.map_or_else(|_| Vec::new(), |reply| reply.suppressed);
        let told = sent.iter().filter(good).filter(|line| !refused.contains(&line.id.seq));
        self.answered |= told.fold(0, |bits, line| bits | 1 << line.op.word);
        if next == Next::Enrol {
            own.restamp(u8::try_from(phone).unwrap_or_default(), &story.rules);
        }
    }

    fn go_back(&mut self, story: &Story, lines: usize) {
        self.server.go_back(lines);
        self.server.epoch += u8::from(story.setback == Setback::Noticed);
        // Put right before it serves.
        let lost: Vec<u8> = (0..16).filter(|record| self.erased & (1 << record) != 0).collect();
        for record in lost {
            if !self.server.erased(record) && story.rules.hold(Rule::OrdersSurviveASetback) {
                self.server.erase(record);
            }
        }
    }

    fn take(&mut self, story: &Story, step: Step) {
        match step {
            Step::Sync { phone, before, meanwhile } => {
                self.write(story, phone, before);
                self.sync(story, phone, meanwhile);
            }
            Step::Write(phone) => self.write(story, phone, 1),
            Step::GiveUp { phone, before } => {
                self.left.late -= 1;
                self.write(story, phone, before);
                self.late.extend(self.phones.get(phone).map(Phone::request));
            }
            Step::Arrive => {
                if let Some(request) = self.late.pop() {
                    // Nobody hears whether it was a fork.
                    let _ = self.server.serve(&request, &story.rules);
                }
            }
            Step::GoBack(lines) => {
                self.left.setback = false;
                self.go_back(story, lines);
            }
            Step::Erase(record) => {
                self.left.erasure = false;
                self.erased |= 1 << record;
                self.server.erase(record);
            }
            Step::Copy(before) => {
                self.left.copy = false;
                self.write(story, 0, before);
                let copy = self.phones.first().map(|first| Phone { written: 0, ..first.clone() });
                self.phones.extend(copy);
            }
        }
    }
}

impl Story {
    /// Where it begins.
    pub fn first(&self) -> World {
        World::new(self)
    }

    /// What can happen next.
    pub fn steps(&self, world: &World) -> Vec<Step> {
        let mut steps = Vec::new();
        for phone in 0..world.phones.len() {
            let left = world.strokes_left(self, phone);
            steps.extend((self.writing_apart && left > 0).then_some(Step::Write(phone)));
            for before in 0..=left {
                let most = (left - before).min(self.meanwhile);
                steps.extend((0..=most).map(|meanwhile| Step::Sync { phone, before, meanwhile }));
                steps.extend((world.left.late > 0).then_some(Step::GiveUp { phone, before }));
            }
        }
        steps.extend((!world.late.is_empty()).then_some(Step::Arrive));
        let lines = if world.left.setback { world.server.lines.len() } else { 0 };
        steps.extend((0..lines).map(Step::GoBack));
        let erasure = self.erase.filter(|record| {
            world.left.erasure && world.server.lines.iter().any(|line| line.op.record == *record)
        });
        steps.extend(erasure.map(Step::Erase));
        if world.left.copy {
            steps.extend((0..=world.strokes_left(self, 0)).map(Step::Copy));
        }
        steps
    }

    /// What then is.
    pub fn after(&self, world: &World, step: Step) -> World {
        let mut next = world.clone();
        next.take(self, step);
        next
    }

    /// What must hold.
    pub fn claims(&self) -> Vec<Claim> {
        let known = |claim: &Claim| self.known.contains(&claim.name);
        claims::all().into_iter().filter(|claim| !known(claim)).collect()
    }
}
