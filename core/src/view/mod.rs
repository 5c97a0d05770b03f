//! What people look at: read models, the same on the phone and on the console. Nothing here writes.

mod attachment;
mod consent;
mod count;
mod due;
mod history;
mod kin;
mod outing;
mod person;
mod programme;
mod referral;
mod report;
mod review;
mod route;
mod site;
mod task;
mod today;
mod versions;
mod walk;
mod week;

pub use attachment::{SitePhoto, attachment, attachment_bytes};
pub use consent::{ConsentRow, consents_of};
pub use count::{
    CountCard, CountPair, CountPlaceCard, CountPlaceRow, CountRow, Likely, QuestionnaireRow, RoundProgress,
    RoundResult, Tally, count_card, count_pairs, count_place, counts,
};
pub use due::{Cold, Tonight, due};
pub use history::{Disputed, Given, HistoryEntry, Version, history_of};
pub use outing::{OutingCard, outing_card, outings};
pub use person::{Among, PersonCard, PersonRow, people, person_card, person_row};
pub use programme::{GoalRow, ProgrammeCard, ReviewDue, programmes_of};
pub use referral::{ReferralRow, referrals_of};
pub use report::{Answer, ReportRow, report_row, reports};
pub use review::{
    AfterClose, Alike, Contested, LateEdit, PersonPair, Reason, Review, SitePair, alike, review,
};
pub use route::{EveningRoute, MAX_STOPS, RouteStart, RouteStop, choose, in_walking_order, route};
pub use site::{SiteCard, SiteMark, SiteRow, site_card, sites};
pub use task::{TaskRow, open_tasks, task_row, tasks_for};
pub use today::{Frost, Today, today};
pub use versions::{EventVersion, versions};
pub use walk::{path_m, walking_order};
pub use week::{Accompanied, Week, week};

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::access::Principal;
use crate::clock::Millis;
use crate::error::Result;
use crate::id::WorkerId;
use crate::op::Scope;
use crate::record::{Kind, Position};
use crate::store::registry::{Query, Row, row, rows};

/// Who looks, when, and from where.
pub struct Look<'a> {
    /// The registry.
    pub db: &'a Connection,
    /// Who looks; decides what is left of each document.
    pub reader: &'a Principal,
    /// The time, as well as this device knows it.
    pub now: Millis,
    /// Where the reader stands, for distances.
    pub here: Option<Position>,
}

impl Look<'_> {
    /// The rows of a query that the reader may see, redacted, newest first.
    fn rows(&self, query: &Query) -> Result<Vec<Row>> {
        Ok(rows(self.db, query)?.into_iter().filter_map(|row| self.shown(row)).collect())
    }

    /// One record, if the reader may see it: an unknown one and a hidden one look the same.
    fn row(&self, id: crate::id::RecordId, kind: Kind) -> Result<Option<Row>> {
        let found = row(self.db, id)?.filter(|row| row.kind == kind);
        Ok(found.and_then(|row| self.shown(row)))
    }

    fn shown(&self, mut row: Row) -> Option<Row> {
        let visible = self.reader.may(crate::access::Deed::Read, row.kind) && self.reader.reaches(row.scope);
        if visible {
            self.reader.redact(row.kind, &mut row.doc);
        }
        visible.then_some(row)
    }

    /// The scopes to ask for; `None` is all of them.
    fn scopes(&self) -> Option<Vec<Scope>> {
        (!self.reader.reaches_everything()).then(|| self.reader.scopes())
    }

    fn distance_m(&self, to: Option<&Position>) -> Option<f64> {
        Some(self.here.as_ref()?.distance_m(to?).round())
    }
}

/// The names of staff, by id.
pub fn worker_names(db: &Connection) -> Result<BTreeMap<WorkerId, String>> {
    let query = Query { kinds: vec![Kind::Worker], ..Query::default() };
    let name = |row: &Row| row.doc.get("name").and_then(|name| name.as_str()).unwrap_or_default().to_owned();
    Ok(rows(db, &query)?.iter().map(|row| (row.id.into(), name(row))).collect())
}
