//! Operations and the lines of a log, as small as they can be.

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

/// What was written: its bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Op {
    /// Which word; two operations of one word are the same form.
    pub word: Word,
    /// Which record it changes.
    pub record: u8,
    /// When it was written, as its writer tells.
    pub at: Time,
    /// The operations it says it saw, in order.
    pub saw: Vec<Id>,
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    Op { word: GONE, record: u8::MAX, at: 0, saw: Vec::new(), meant: 0 }
}

/// The lines of a record that nobody replaced, in order of identity.
pub fn heads<'a>(lines: &'a [Line], record: u8) -> Vec<&'a Line> {
    let told = || lines.iter().filter(move |line| line.tells() && line.op.record == record);
    let is_seen = |line: &Line| told().any(|other| other.op.saw.contains(&line.id));
    let mut heads: Vec<&'a Line> = told().filter(|line| !is_seen(line)).collect();
    heads.sort_by_key(|line| line.id);
    heads
}
