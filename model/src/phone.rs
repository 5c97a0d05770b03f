//! A phone: its log, what it knows of the server, and what it makes of an answer.

use crate::op::{Device, Id, Line, Op, Time, Verdict, heads};
use crate::rules::{PORTION, Rule, Rules, TOLERANCE};
use crate::server::{Numbered, Reply, Request, Tip};

/// The name the first phone gets that enrols again.
const FIRST_ANEW: Device = 4;

/// A phone's file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phone {
    /// Whose log it writes.
    pub device: Device,
    /// Every line it holds, by identity.
    pub lines: Vec<Line>,
    /// How many words its worker has written, here or, before it was copied, there.
    pub written: usize,
    /// How far ahead its clock is.
    pub ahead: Time,
    /// The place of its newest operation.
    pub last: u8,
    /// The time of its newest operation.
    pub last_at: Time,
    /// Everything up to here the server has answered for.
    pub acknowledged: u8,
    /// The log it believes in.
    pub epoch: Option<u8>,
    /// How far it has read.
    pub cursor: u8,
    /// The newest place in the server's log it was told of.
    pub tip: Option<Tip>,
    /// The newest order it carried out.
    pub erased: u8,
    /// The records it erased, one bit each.
    pub gone: u16,
    /// It lacks operations of its own.
    pub whole: bool,
    /// How many operations its messages carry, if fewer than they may.
    pub portion: Option<usize>,
}

/// What is to be done after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask again, now or later.
    Sync,
    /// Get another identity: somebody else writes under this one.
    Enrol,
}

/// What to write, and by which clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stroke {
    /// The word.
    pub word: u8,
    /// The record.
    pub record: u8,
    /// When it is written.
    pub at: Time,
    /// How far ahead the writer's clock is then.
    pub ahead: Time,
}

impl Phone {
    /// A new one.
    pub const fn new(device: Device) -> Self {
        Self {
            device,
            lines: Vec::new(),
            written: 0,
            ahead: 0,
            last: 0,
            last_at: 0,
            acknowledged: 0,
            epoch: None,
            cursor: 0,
            tip: None,
            erased: 0,
            gone: 0,
            whole: false,
            portion: None,
        }
    }

    /// Did it erase that record?
    pub const fn has_erased(&self, record: u8) -> bool {
        self.gone & (1 << record) != 0
    }

    /// The line of an operation.
    pub fn line(&self, id: Id) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }

    fn line_mut(&mut self, id: Id) -> Option<&mut Line> {
        self.lines.iter_mut().find(|line| line.id == id)
    }

    fn put(&mut self, line: Line) {
        self.lines.push(line);
        self.lines.sort_by_key(|line| line.id);
    }

    /// Writes.
    pub fn write(&mut self, stroke: Stroke) {
        let seen = heads(&self.lines, stroke.record);
        let (saw, words) = (seen.iter().map(|line| line.id).collect(), seen.iter().map(|line| line.op.word));
        let meant = words.fold(0, |bits, word| bits | 1 << word);
        self.ahead = stroke.ahead;
        let wall = stroke.at + stroke.ahead;
        self.last_at = wall.max(self.last_at + 1);
        self.last += 1;
        self.written += 1;
        // Of a clock that was set back by more than a little the operation tells what it shows.
        let at = if self.last_at - wall > TOLERANCE { wall } else { self.last_at };
        let op = Op { word: stroke.word, record: stroke.record, at, saw, meant };
        let id = Id { device: self.device, seq: self.last };
        let (blank, verdict) = (false, Verdict::Waiting);
        self.put(Line { id, op, blank, number: None, effective: None, verdict });
    }

    /// The next request.
    pub fn request(&self) -> Request {
        let first = self.acknowledged + 1;
        let most = self.portion.unwrap_or(PORTION);
        let ids = (first..=self.last).take(most).map(|seq| Id { device: self.device, seq });
        let told = |id| self.line(id).filter(|line| !line.blank).map(|line| line.op);
        Request {
            device: self.device,
            epoch: self.epoch,
            first,
            ops: ids.map(told).collect(),
            cursor: self.cursor,
            tip: self.tip,
            erased: self.erased,
            whole: self.whole,
            most: self.portion,
            ahead: self.ahead,
        }
    }

    /// The server refused a push because of other bytes: a smaller one tells how far both copies agree.
    pub fn carry_less(&mut self, request: &Request) -> Next {
        if request.ops.len() <= 1 {
            return Next::Enrol;
        }
        self.portion = Some(request.ops.len() / 2);
        Next::Sync
    }

    /// Takes an answer in, as a whole.
    pub fn take(&mut self, request: &Request, reply: &Reply, rules: &Rules) -> Next {
        let sent = request.first + u8::try_from(request.ops.len()).unwrap_or(u8::MAX) - 1;
        let other_log = self.epoch.is_some_and(|epoch| epoch != reply.epoch);
        let went_back = other_log || reply.went_back || reply.head < self.acknowledged;
        if !went_back && reply.head > sent && rules.hold(Rule::OnlyWhatWasSentIsAnsweredFor) {
            self.acknowledged = sent;
            self.note(reply);
            return if self.last > sent { Next::Sync } else { Next::Enrol };
        }
        if went_back {
            self.start_over((reply.epoch, reply.head), rules);
            return Next::Sync;
        }
        self.epoch = Some(reply.epoch);
        self.acknowledged = reply.head;
        self.note(reply);
        for (number, record) in &reply.orders {
            self.gone |= 1 << record;
            self.erased = *number;
            for line in self.lines.iter_mut().filter(|line| line.op.record == *record) {
                line.blank = true;
            }
        }
        self.tip = reply.tip.or(self.tip);
        let mut whole = true;
        for op in &reply.ops {
            whole &= self.receive(op, rules);
        }
        self.cursor = if whole { reply.cursor } else { 0 };
        self.whole = !whole || (self.whole && reply.more);
        if !rules.hold(Rule::PhonesKeepWhatTheyWrote) {
            let (own, until) = (self.device, self.acknowledged);
            self.lines.retain(|line| line.id.device != own || line.id.seq > until);
        }
        Next::Sync
    }

    fn note(&mut self, reply: &Reply) {
        for seq in &reply.suppressed {
            let id = Id { device: self.device, seq: *seq };
            if let Some(line) = self.line_mut(id) {
                line.verdict = Verdict::Suppressed;
            }
        }
    }

    /// Begins anew with a log of that name, of which the server says that it holds so much of the phone's own.
    pub fn start_over(&mut self, (epoch, head): (u8, u8), rules: &Rules) {
        self.epoch = Some(epoch);
        self.acknowledged = if rules.hold(Rule::EverythingIsSentAgain) { 0 } else { head.min(self.last) };
        let own = self.device;
        let forget = rules.hold(Rule::OldNumbersAreForgotten);
        for line in self.lines.iter_mut().filter(|line| forget && line.verdict == Verdict::Accepted) {
            line.number = None;
            line.verdict = Verdict::Waiting;
            if line.id.device == own {
                line.effective = None;
            }
        }
        (self.cursor, self.erased, self.tip) = (0, 0, None);
    }

    /// One operation of a page; false if it is our own and its content is missing.
    fn receive(&mut self, op: &Numbered, rules: &Rules) -> bool {
        let own = op.id.device == self.device;
        let known = self.line(op.id).map(|line| line.op);
        let other = op.op.as_ref().is_some_and(|bytes| known.as_ref() != Some(bytes));
        if known.is_some() && !own && other {
            self.lines.retain(|line| line.id != op.id);
        } else if known.is_some() {
            let at = if own && !rules.hold(Rule::TheServerStamps) { known.map(|op| op.at) } else { None };
            if let Some(line) = self.line_mut(op.id) {
                line.number = Some(op.number);
                line.effective = Some(at.unwrap_or(op.effective));
                line.verdict = Verdict::Accepted;
            }
            return true;
        }
        let Some(bytes) = &op.op else { return false };
        if !self.has_erased(bytes.record) {
            let (number, effective) = (Some(op.number), Some(op.effective));
            let (blank, verdict) = (false, Verdict::Accepted);
            self.put(Line { id: op.id, op: *bytes, blank, number, effective, verdict });
        }
        true
    }

    /// Another identity: what was not answered for is numbered anew, from 1. Any name will do that no other
    /// phone bears; this one depends on the phone alone, not on who of them got his first.
    pub fn restamp(&mut self, place: Device, rules: &Rules) {
        let (old, after) = (self.device, self.acknowledged);
        let device = if old < FIRST_ANEW { FIRST_ANEW + place } else { old + FIRST_ANEW - 1 };
        let mut renamed = Vec::new();
        for line in self.lines.iter_mut().filter(|line| line.id.device == old && line.id.seq > after) {
            let id = Id { device, seq: u8::try_from(renamed.len()).unwrap_or(u8::MAX) + 1 };
            renamed.push((line.id, id));
            line.id = id;
        }
        for line in
            self.lines.iter_mut().filter(|line| line.id.device == device && rules.hold(Rule::SawIsRenamed))
        {
            line.op.saw = line.op.saw.renamed(&renamed);
        }
        self.lines.sort_by_key(|line| line.id);
        self.device = device;
        self.last = u8::try_from(renamed.len()).unwrap_or(u8::MAX);
        (self.acknowledged, self.portion) = (0, None);
    }
}
