//! The rules of `docs/SYNC.md` that the model can do without, to show what each of them prevents.

use std::collections::BTreeSet;

use crate::op::Time;

/// A clock error up to this is none; an operation is at most this much ahead of the server's clock.
pub const TOLERANCE: Time = 2;
/// The server's clock goes on by this much with every operation it takes in.
pub const STEP: Time = 3;
/// What the server's clock shows when a story begins.
pub const EVENING: Time = 20;
/// Most operations in one push and in one page.
pub const PORTION: usize = 2;

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A cursor says how far the page was scanned, not how long the log is.
    CursorIsWhatWasScanned,
    /// Whoever shows a place that is not in the log is told so (section 6, seal and tip).
    SealTellsOfASetback,
    /// Another log's numbers are forgotten.
    OldNumbersAreForgotten,
    /// After a setback everything is sent again, whatever the head says.
    EverythingIsSentAgain,
    /// Other bytes under a known number are a fork.
    OtherBytesAreAFork,
    /// Of an answer with a head beyond what was sent, only what was sent is answered for.
    OnlyWhatWasSentIsAnsweredFor,
    /// What is numbered anew is renamed in what saw it.
    SawIsRenamed,
    /// Everyone, the writer included, merges by the server's time.
    TheServerStamps,
    /// Later than the device's previous operation.
    AfterOnesOwn,
    /// Later than what it saw.
    AfterWhatItSaw,
    /// Later than the record's first operation.
    AfterTheFirst,
    /// At most a little ahead of the server's clock.
    NotFarAhead,
    /// A push about somebody erased is suppressed.
    LatePushesAreSuppressed,
    /// Orders to erase lie outside the database, too.
    OrdersSurviveASetback,
    /// A phone keeps what it wrote after it was answered for.
    PhonesKeepWhatTheyWrote,
}

/// Every rule.
pub const ALL: [Rule; 15] = [
    Rule::CursorIsWhatWasScanned,
    Rule::SealTellsOfASetback,
    Rule::OldNumbersAreForgotten,
    Rule::EverythingIsSentAgain,
    Rule::OtherBytesAreAFork,
    Rule::OnlyWhatWasSentIsAnsweredFor,
    Rule::SawIsRenamed,
    Rule::TheServerStamps,
    Rule::AfterOnesOwn,
    Rule::AfterWhatItSaw,
    Rule::AfterTheFirst,
    Rule::NotFarAhead,
    Rule::LatePushesAreSuppressed,
    Rule::OrdersSurviveASetback,
    Rule::PhonesKeepWhatTheyWrote,
];

/// The rules in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules(BTreeSet<Rule>);

impl Rules {
    /// All but one.
    pub fn without(rule: Rule) -> Self {
        Self(BTreeSet::from([rule]))
    }

    /// Does it hold?
    pub fn hold(&self, rule: Rule) -> bool {
        !self.0.contains(&rule)
    }
}
