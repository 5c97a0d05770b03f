//! The server: one log, and what it answers.

use crate::fingerprint::fingerprint;
use crate::op::{Device, GONE, Id, Line, Op, Time, Verdict, gone};
use crate::rules::{EVENING, PORTION, Rule, Rules, STEP, TOLERANCE};

/// A place in the log: a number, and the seal over all lines up to it.
pub type Tip = (u8, u64);

/// What a phone sends.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// Who.
    pub device: Device,
    /// The log it believes in.
    pub epoch: Option<u8>,
    /// Place of the first operation.
    pub first: u8,
    /// The operations; none stands for one that is gone.
    pub ops: Vec<Option<Op>>,
    /// How far it has read.
    pub cursor: u8,
    /// The newest place it was told of.
    pub tip: Option<Tip>,
    /// The newest order it carried out.
    pub erased: u8,
    /// It wants the bytes of its own, too.
    pub whole: bool,
    /// Most operations it wants.
    pub most: Option<usize>,
    /// How far its clock is ahead of the right time.
    pub ahead: Time,
}

/// One operation of a page; the writer may get it without its content.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Numbered {
    /// The number.
    pub number: u8,
    /// Which operation.
    pub id: Id,
    /// The time everyone merges by.
    pub effective: Time,
    /// What it says.
    pub op: Option<Op>,
}

/// What the server answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reply {
    /// The log's name.
    pub epoch: u8,
    /// How much of the phone's log it holds.
    pub head: u8,
    /// The places of operations that were suppressed.
    pub suppressed: Vec<u8>,
    /// Orders to erase: number and record.
    pub orders: Vec<(u8, u8)>,
    /// Up to where the page was scanned.
    pub cursor: u8,
    /// The page.
    pub ops: Vec<Numbered>,
    /// There is more of it.
    pub more: bool,
    /// The newest place in the log.
    pub tip: Option<Tip>,
    /// The place that was shown is not in this log.
    pub went_back: bool,
}

/// The same place with other bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fork;

/// The server's file and clock.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Server {
    /// What its log is called.
    pub epoch: u8,
    /// Every line, as it came.
    pub lines: Vec<Line>,
    /// Its clock.
    pub clock: Time,
}

/// The server's own device.
pub const OWN: Device = 0;

impl Server {
    /// A new one.
    pub const fn new() -> Self {
        Self { epoch: 1, lines: Vec::new(), clock: EVENING }
    }

    /// The highest number given.
    pub fn newest(&self) -> u8 {
        self.lines.iter().filter_map(|line| line.number).max().unwrap_or_default()
    }

    fn line(&self, id: Id) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// The highest place held of a device's log.
    pub fn head(&self, device: Device) -> u8 {
        let own = self.lines.iter().filter(|line| line.id.device == device);
        own.map(|line| line.id.seq).max().unwrap_or_default()
    }

    fn seal(&self, number: u8) -> u64 {
        let own = self.lines.iter().filter(|line| line.number.is_some_and(|own| own <= number));
        own.fold(0, |seal, line| fingerprint(&(seal, line.number, line.id, line.effective)))
    }

    fn tip(&self) -> Tip {
        (self.newest(), self.seal(self.newest()))
    }

    /// Is that place in this log?
    pub fn holds(&self, tip: Option<Tip>) -> bool {
        tip.is_none_or(|(number, seal)| number <= self.newest() && self.seal(number) == seal)
    }

    /// Would it serve somebody who believes in that log, as one who reads on?
    pub fn knows(&self, epoch: Option<u8>, tip: Option<Tip>, rules: &Rules) -> bool {
        epoch == Some(self.epoch) && (!rules.hold(Rule::SealTellsOfASetback) || self.holds(tip))
    }

    /// The records it was ordered to erase.
    pub fn orders(&self) -> impl Iterator<Item = (u8, u8)> {
        let orders = self.lines.iter().filter(|line| line.id.device == OWN);
        orders.filter_map(|line| Some((line.number?, line.op.record)))
    }

    /// Was it ordered to erase that record?
    pub fn erased(&self, record: u8) -> bool {
        self.orders().any(|(_, erased)| erased == record)
    }

    /// Gives an order and carries it out.
    pub fn erase(&mut self, record: u8) {
        let id = Id { device: OWN, seq: self.head(OWN) + 1 };
        let (number, op) = (Some(self.newest() + 1), Op { record, ..gone() });
        let effective = Some(self.clock);
        let verdict = Verdict::Accepted;
        self.lines.push(Line { id, op, blank: true, number, effective, verdict });
        for line in self.lines.iter_mut().filter(|line| line.op.record == record) {
            line.blank = true;
        }
    }

    /// Goes on from a copy that was made when it had so many lines. Its clock goes on as before.
    pub fn go_back(&mut self, lines: usize) {
        self.lines.truncate(lines);
        let kept: Vec<u8> = self.orders().map(|(_, record)| record).collect();
        for line in self.lines.iter_mut().filter(|line| line.id.device != OWN && line.number.is_some()) {
            line.blank = kept.contains(&line.op.record);
        }
    }

    /// One round trip: the push, then the page.
    pub fn serve(&mut self, request: &Request, rules: &Rules) -> Result<Reply, Fork> {
        let same_log = request.epoch.is_none_or(|epoch| epoch == self.epoch);
        let same_place = !rules.hold(Rule::SealTellsOfASetback) || self.holds(request.tip);
        let mut reply = Reply { epoch: self.epoch, head: self.head(request.device), ..Reply::default() };
        if !same_log {
            return Ok(reply);
        }
        if !same_place {
            reply.went_back = true;
            return Ok(reply);
        }
        if request.first <= reply.head + 1 {
            self.take(request, &mut reply, rules)?;
        }
        self.page(request, &mut reply, rules);
        Ok(reply)
    }

    fn take(&mut self, request: &Request, reply: &mut Reply, rules: &Rules) -> Result<(), Fork> {
        for (op, seq) in request.ops.iter().zip(request.first..) {
            let id = Id { device: request.device, seq };
            if seq <= reply.head {
                let known = self.line(id).map(|line| (line.op, line.verdict));
                let Some((bytes, verdict)) = known else { continue };
                let same = op.as_ref().is_none_or(|op| bytes == *op);
                // What is known comes first: nothing was taken in yet.
                if !same && rules.hold(Rule::OtherBytesAreAFork) {
                    return Err(Fork);
                }
                reply.suppressed.extend((verdict == Verdict::Suppressed).then_some(seq));
                continue;
            }
            if !self.judge(id, op.as_ref(), request.ahead, rules) {
                reply.suppressed.push(seq);
            }
            reply.head = seq;
        }
        Ok(())
    }

    /// Takes one new operation in; false if it is suppressed.
    fn judge(&mut self, id: Id, op: Option<&Op>, ahead: Time, rules: &Rules) -> bool {
        let late = op.is_some_and(|op| self.erased(op.record)) && rules.hold(Rule::LatePushesAreSuppressed);
        let Some(op) = op.filter(|_| !late) else {
            let op = op.copied().unwrap_or_else(gone);
            let verdict = Verdict::Suppressed;
            self.lines.push(Line { id, op, blank: true, number: None, effective: None, verdict });
            return false;
        };
        let effective = Some(self.effective(id, op, ahead, rules));
        let (number, verdict, blank) = (Some(self.newest() + 1), Verdict::Accepted, false);
        self.lines.push(Line { id, op: *op, blank, number, effective, verdict });
        self.clock += STEP;
        true
    }

    /// Section 4, step by step.
    fn effective(&self, id: Id, op: &Op, ahead: Time, rules: &Rules) -> Time {
        let error = if ahead.abs() > TOLERANCE { -ahead } else { 0 };
        let mut at = op.at + error;
        if rules.hold(Rule::NotFarAhead) {
            at = at.min(self.clock + TOLERANCE);
        }
        let later_than = |which: &dyn Fn(&Line) -> bool| {
            let times = self.lines.iter().filter(|line| which(line)).filter_map(|line| line.effective);
            times.max().map_or(Time::MIN, |time| time + 1)
        };
        if rules.hold(Rule::AfterOnesOwn) {
            at = at.max(later_than(&|line| line.id.device == id.device));
        }
        if rules.hold(Rule::AfterTheFirst) {
            let first = self.first(op.record).and_then(|line| line.id.into());
            at = at.max(later_than(&|line| Some(line.id) == first));
        }
        if rules.hold(Rule::AfterWhatItSaw) {
            at = at.max(later_than(&|line| op.saw.contains(line.id)));
        }
        at
    }

    /// The first operation of a record, by effective time.
    pub fn first(&self, record: u8) -> Option<&Line> {
        let own = self.lines.iter().filter(|line| line.number.is_some() && line.op.record == record);
        own.filter(|line| line.id.device != OWN).min_by_key(|line| line.rank())
    }

    fn page(&self, request: &Request, reply: &mut Reply, rules: &Rules) {
        reply.orders.extend(self.orders().filter(|(number, _)| *number > request.erased));
        let most = request.most.unwrap_or(PORTION).min(PORTION);
        let (mut scanned, mut put) = (request.cursor, 0);
        let mut numbered: Vec<&Line> = self.lines.iter().filter(|line| line.number.is_some()).collect();
        numbered.sort_by_key(|line| line.number);
        for line in numbered {
            let (number, effective) = (line.number.unwrap_or_default(), line.effective.unwrap_or_default());
            if number <= request.cursor {
                continue;
            }
            if !line.blank && put == most {
                reply.more = true;
                break;
            }
            scanned = number;
            if !line.blank {
                put += 1;
                let own = line.id.device == request.device && !request.whole;
                let op = (!own).then_some(line.op);
                reply.ops.push(Numbered { number, id: line.id, effective, op });
            }
        }
        reply.cursor = if rules.hold(Rule::CursorIsWhatWasScanned) { scanned } else { self.newest() };
        reply.tip = Some(self.tip());
    }

    /// The words it holds.
    pub fn words(&self) -> Vec<u8> {
        let told = self.lines.iter().filter(|line| line.tells() && line.op.word != GONE);
        told.map(|line| line.op.word).collect()
    }
}

impl Default for Server {
    fn default() -> Self {
        Self::new()
    }
}
