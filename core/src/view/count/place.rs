//! One place of a count, and what each round gave there.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use ts_rs::TS;

use super::{CountPlaceRow, CountRow, Look, Tally, Whole};
use crate::clock::{Millis, Moment};
use crate::error::{OrNotFound, Result};
use crate::id::{CountId, CountPlaceId, RecordId};
use crate::op::Scope;
use crate::record::{Code, CountResult, Kind, Questionnaire};
use crate::store::registry::Row;

/// What a round gave at a place whose people were asked.
const COUNTED: &str = "counted";

/// What one round gave at a place.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoundResult {
    /// Night or day.
    pub round: Code,
    /// `counted` if there are questionnaires, else what was said of the place last; none yet if absent.
    pub result: Option<Code>,
    /// The questionnaires.
    pub tally: Tally,
}

/// A place with what was written down there.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CountPlaceCard {
    /// Of which count.
    pub count: CountRow,
    /// The place.
    pub row: CountPlaceRow,
    /// The questionnaires, the last first.
    pub questionnaires: Vec<QuestionnaireRow>,
}

/// One questionnaire.
#[derive(Clone, Debug, Serialize, TS)]
pub struct QuestionnaireRow {
    /// Which.
    pub id: RecordId,
    /// When.
    pub at: Millis,
    /// What it says.
    pub questionnaire: Questionnaire,
    /// The reader wrote it.
    pub mine: bool,
    /// It is not on the server.
    pub unsent: bool,
}

/// One place with what was written down there.
pub fn count_place(look: &Look<'_>, id: CountPlaceId, offset: i16) -> Result<CountPlaceCard> {
    let row = look.row(id.into(), Kind::CountPlace)?.or_not_found(id)?;
    let Scope::Count(count) = row.scope else { return Err(crate::Error::NotFound(id.into())) };
    let whole = Whole::read(look, look.row(count.into(), Kind::Count)?.or_not_found(count)?)?;
    let mut questionnaires = Vec::new();
    for (row, questionnaire) in questionnaires_of(look, count)? {
        if questionnaire.place == Some(id) {
            let mine = row.author == look.reader.worker;
            let (id, at, unsent) = (row.id, row.occurred, row.unsent);
            questionnaires.push(QuestionnaireRow { id, at, questionnaire, mine, unsent });
        }
    }
    let now = Moment { ms: look.now, offset };
    Ok(CountPlaceCard { count: whole.row(now)?, row: whole.place(look, &row)?, questionnaires })
}

/// The questionnaires of a count, the last first.
pub(super) fn questionnaires_of(look: &Look<'_>, count: CountId) -> Result<Vec<(Row, Questionnaire)>> {
    let mut found = Vec::new();
    for row in super::of_count(look, count, &[Kind::Questionnaire])? {
        let questionnaire = row.read()?;
        found.push((row, questionnaire));
    }
    Ok(found)
}

/// What was written in a count, by place and round; under no place what was met elsewhere.
#[derive(Default)]
pub(super) struct Tallies {
    people: BTreeMap<(Option<CountPlaceId>, String), Tally>,
    /// What was said last of a place without questionnaires.
    said: BTreeMap<(CountPlaceId, String), Code>,
    unsent: BTreeSet<CountPlaceId>,
}

impl Tallies {
    /// From the rows of results and questionnaires, newest first.
    pub fn of(rows: &[Row]) -> Result<Self> {
        let mut all = Self::default();
        for row in rows {
            let place = if row.kind == Kind::Questionnaire {
                all.take_questionnaire(row.read()?)
            } else {
                all.take_result(row.read()?)
            };
            all.unsent.extend(place.filter(|_| row.unsent));
        }
        Ok(all)
    }

    fn take_questionnaire(&mut self, one: Questionnaire) -> Option<CountPlaceId> {
        let round = one.round.as_ref().map_or("", Code::as_str).to_owned();
        self.people.entry((one.place, round)).or_default().add(one.outcome.as_ref());
        one.place
    }

    fn take_result(&mut self, one: CountResult) -> Option<CountPlaceId> {
        let (place, round, result) = (one.place?, one.round?, one.result?);
        self.said.entry((place, round.as_str().to_owned())).or_insert(result);
        Some(place)
    }

    /// What a round gave at a place, if anything yet.
    pub fn result(&self, place: CountPlaceId, round: &str) -> Option<Code> {
        if self.people.contains_key(&(Some(place), round.to_owned())) {
            return Some(Code::from(COUNTED));
        }
        self.said.get(&(place, round.to_owned())).cloned()
    }

    /// The same with its questionnaires.
    pub fn round(&self, place: CountPlaceId, round: &str) -> RoundResult {
        let tally = self.people.get(&(Some(place), round.to_owned())).copied().unwrap_or_default();
        RoundResult { round: Code::from(round), result: self.result(place, round), tally }
    }

    /// Everybody met at a place.
    pub fn at(&self, place: CountPlaceId) -> Tally {
        self.sum(|of| of == Some(place))
    }

    /// Everybody met at no place of the count.
    pub fn elsewhere(&self) -> Tally {
        self.sum(|of| of.is_none())
    }

    /// Everybody.
    pub fn all(&self) -> Tally {
        self.sum(|_| true)
    }

    fn sum(&self, counts: impl Fn(Option<CountPlaceId>) -> bool) -> Tally {
        let wanted = self.people.iter().filter(|((place, _), _)| counts(*place));
        wanted.fold(Tally::default(), |sum, (_, more)| Tally {
            answered: sum.answered + more.answered,
            refused: sum.refused + more.refused,
            only_seen: sum.only_seen + more.only_seen,
        })
    }

    /// Is something of the place not on the server?
    pub fn is_unsent(&self, place: CountPlaceId) -> bool {
        self.unsent.contains(&place)
    }
}
