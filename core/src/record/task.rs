//! A task: somebody is to do something until a day. What a contact, an intervention or a goal leaves behind.

use super::field::{code, date, integer, moment, reference, text};
use super::{Code, Date, record};
use crate::clock::Moment;
use crate::id::{ContactId, GoalId, InterventionId, PersonId, SiteId, WorkerId};

record! {
    /// One task.
    Task: Living {
        /// What is to be done, if the kind does not say it.
        what: String = text(300).special(),
        /// The day it is due.
        due: Date = date().required(),
        /// The minute of that day by the clock on the wall, if it has an hour; counted from midnight.
        due_minute: i64 = integer(0, 1439),
        /// Look again, go along, see to a paper, meet to evaluate …
        kind: Code = code("task_kind"),
        /// Open, done, given up.
        state: Code = code("task_state").important(),
        /// When it was ended.
        ended: Moment = moment(),
        /// What came of it.
        result: String = text(500).special(),
        /// Who does it: the person, the worker, another body.
        doer: Code = code("task_doer"),
        /// Which worker sees to it; without one it is the crew's of that area.
        worker: WorkerId = reference(),
        /// For whom.
        person: PersonId = reference(),
        /// At which site.
        site: SiteId = reference(),
        /// The contact it comes from.
        contact: ContactId = reference(),
        /// The intervention it comes from.
        intervention: InterventionId = reference(),
        /// The goal it leads to.
        goal: GoalId = reference(),
    }
}
