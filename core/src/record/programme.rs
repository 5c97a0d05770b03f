//! A programme out of homelessness (IPWzB, art. 49) or for somebody at risk: the diagnosis, who runs it, how
//! often it is looked at. Its goals and their tasks are records of their own, so that each merges alone.

use super::field::{code, date, integer, reference, text};
use super::{Code, Date, record};
use crate::id::{PersonId, ProgrammeId, WorkerId};

/// Days between two looks at a programme where it says nothing else (the regulation of 2001, § 5).
pub const REVIEW_DAYS: i64 = 14;

record! {
    /// One programme of one person.
    Programme: Living {
        /// Whose.
        person: PersonId = reference().required(),
        /// Out of homelessness, or for somebody at risk.
        kind: Code = code("programme_kind").required(),
        /// The day it was made.
        made_on: Date = date().required(),
        /// Who runs it.
        worker: WorkerId = reference().important(),
        /// The day the person accepted it.
        accepted_on: Date = date(),
        /// The day the head of the centre approved it.
        approved_on: Date = date(),
        /// The centre or a facility.
        realised_by: Code = code("realised_by"),
        /// What led here.
        causes: Vec<Code> = code("cause").many().special(),
        /// What helps.
        strengths: Vec<Code> = code("strength").many().personal(),
        /// What stands in the way.
        limits: Vec<Code> = code("barrier").many().special(),
        /// The diagnosis, in words.
        diagnosis: String = text(8000).special(),
        /// Days between two looks at it.
        review_days: i64 = integer(1, 365),
        /// The day it was last looked at together.
        reviewed_on: Date = date(),
        /// The day it is to end.
        until: Date = date(),
        /// Under way, done in whole or part, not done and why.
        result: Code = code("programme_result").important(),
        /// The day it ended.
        ended_on: Date = date(),
        /// Why what was agreed was changed.
        reason: String = text(1000).personal(),
    }
}

record! {
    /// One goal of a programme, or a detailed goal of a main one.
    Goal: Living {
        /// Of which programme.
        programme: ProgrammeId = reference().required(),
        /// Whose.
        person: PersonId = reference().required(),
        /// What is to be reached.
        what: String = text(500).required().special().important(),
        /// The main goal it details.
        within: crate::id::GoalId = reference(),
        /// Social, psychological, vocational.
        sphere: Code = code("sphere"),
        /// The causes it answers.
        causes: Vec<Code> = code("cause").many().special(),
        /// The strengths it builds on.
        strengths: Vec<Code> = code("strength").many().personal(),
        /// The limits it removes.
        limits: Vec<Code> = code("barrier").many().special(),
        /// When it should be reached.
        due: Date = date(),
        /// Open, reached, given up.
        state: Code = code("goal_state").important(),
        /// Its place among the others.
        place: i64 = integer(0, 1000),
    }
}
