//! Operations and the lines of a log, as small as they can be.

use std::hash::{Hash, Hasher};

/// Which device: 0 is the server itself.
pub type Device = u8;
/// One thing somebody wrote, whatever number it bears; words are counted through the whole story.
pub type Word = u8;
/// A moment, in steps of which a tolerance is [`crate::rules::TOLERANCE`].
pub type Time = i16;

/// An operation's identity: the device and the place in its log, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    /// Whose log.
    pub device: Device,
    /// Where in it.
    pub seq: u8,
}

impl Id {
    /// Its place in a set of identities: sixteen devices of four operations each.
    fn bit(self) -> u64 {
        let place = u32::from(self.device) * 4 + u32::from(self.seq) - 1;
        assert!(self.device < 16 && self.seq <= 4, "no story has so many devices, or writes so much on one");
        1 << place
    }
}

/// A set of operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Saw(pub u64);

impl Saw {
    /// Is it in it?
    pub fn contains(self, id: Id) -> bool {
        self.0 & id.bit() != 0
    }

    /// The same with other names.
    #[must_use]
    pub fn renamed(self, names: &[(Id, Id)]) -> Self {
        let own = names.iter().filter(|(old, _)| self.contains(*old));
        let (old, new) = own.fold((0, 0), |(old, new), pair| (old | pair.0.bit(), new | pair.1.bit()));
        Self((self.0 & !old) | new)
    }
}

impl FromIterator<Id> for Saw {
    fn from_iter<I: IntoIterator<Item = Id>>(ids: I) -> Self {
        Self(ids.into_iter().fold(0, |bits, id| bits | id.bit()))
    }
}

/// What was written: its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Op {
    /// Which word; two operations of one word are the same form.
    pub word: Word,
    /// Which record it changes.
    pub record: u8,
    /// When it was written, as its writer tells.
    pub at: Time,
    /// The operations it says it saw.
    pub saw: Saw,
    /// The words its writer did see, one bit each: not in the bytes, only to compare with.
    pub meant: u16,
}

/// What the server said of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing yet, or of a log that is no more.
    Waiting,
    /// Accepted.
    Accepted,
    /// It tells of somebody who was erased.
    Suppressed,
}

/// One line of a log, on the server or on a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Which operation.
    pub id: Id,
    /// What it says; of a blank one, what it said: its digest stays.
    pub op: Op,
    /// It was erased, or came without content: there is nothing to read.
    pub blank: bool,
    /// The server's number.
    pub number: Option<u8>,
    /// The time everyone merges by.
    pub effective: Option<Time>,
    /// What became of it.
    pub verdict: Verdict,
}

impl Hash for Line {
    /// In few words: states are hashed more often than anything else happens to them.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [at_high, at_low] = self.op.at.to_be_bytes();
        let [meant_high, meant_low] = self.op.meant.to_be_bytes();
        let [high, low] = self.effective.map_or([u8::MAX; 2], Time::to_be_bytes);
        let marks = u8::from(self.blank) << 7 | self.number.map_or(0x7f, |number| number & 0x3f);
        let verdict = match self.verdict {
            Verdict::Waiting => 0,
            Verdict::Accepted => 0x40,
            Verdict::Suppressed => 0x80,
        };
        let id = self.id.device << 4 | self.id.seq;
        state.write_u64(u64::from_be_bytes([
            id,
            self.op.word,
            at_high,
            at_low,
            meant_high,
            meant_low,
            marks,
            verdict | (self.op.record & 0x3f),
        ]));
        state.write_u64(self.op.saw.0);
        state.write_u16(u16::from_be_bytes([high, low]));
    }
}

impl Line {
    /// Can it be read, and does it count?
    pub const fn tells(&self) -> bool {
        !self.blank && !matches!(self.verdict, Verdict::Suppressed)
    }

    /// The order of the merge: effective time, device, place.
    pub const fn rank(&self) -> (Option<Time>, Id) {
        (self.effective, self.id)
    }
}

/// The bytes of an operation of which the sender has nothing left.
pub const GONE: Word = Word::MAX;

/// What stands for an operation of which nothing is left.
pub const fn gone() -> Op {
    Op { word: GONE, record: u8::MAX, at: 0, saw: Saw(0), meant: 0 }
}

/// The lines of a record that nobody replaced, in order of identity.
pub fn heads<'a>(lines: &'a [Line], record: u8) -> Vec<&'a Line> {
    let told = || lines.iter().filter(move |line| line.tells() && line.op.record == record);
    let seen = Saw(told().fold(0, |bits, line| bits | line.op.saw.0));
    let mut heads: Vec<&'a Line> = told().filter(|line| !seen.contains(line.id)).collect();
    heads.sort_by_key(|line| line.id);
    heads
}
