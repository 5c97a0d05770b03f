//! A count as those who take part in it see it: how far it is, which places have a result and which not yet, and
//! what was written down at one of them.

mod pairs;
mod place;

pub use pairs::{CountPair, Likely, count_pairs};
pub use place::{CountPlaceCard, QuestionnaireRow, RoundResult, count_place};

use serde::Serialize;
use ts_rs::TS;

use self::place::Tallies;
use super::Look;
use crate::clock::{Millis, Moment};
use crate::error::{OrNotFound, Result};
use crate::id::{CountId, CountPlaceId, WorkerId};
use crate::op::Scope;
use crate::record::{Code, Count, CountPlace, DAY, Date, Kind, NIGHT};
use crate::store::registry::{Query, Row};

/// A count at a glance.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CountRow {
    /// Which.
    pub id: CountId,
    /// What it is called.
    pub name: String,
    /// Its first day.
    pub from_day: Option<Date>,
    /// Its last day.
    pub to_day: Option<Date>,
    /// The questionnaire asked.
    pub form: String,
    /// It has begun and nobody closed it.
    pub running: bool,
    /// When it was closed.
    pub closed: Option<Millis>,
    /// The round it is in now.
    pub round: Code,
    /// How far each round is, the night first.
    pub rounds: Vec<RoundProgress>,
    /// What was met, places and elsewhere together.
    pub tally: Tally,
    /// Something of it is not on the server.
    pub unsent: bool,
}

/// How far a round is.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoundProgress {
    /// Night or day.
    pub round: Code,
    /// Places with a result.
    pub with_result: usize,
    /// All places.
    pub places: usize,
}

/// Questionnaires by how they came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tally {
    /// Answered.
    pub answered: usize,
    /// Refused.
    pub refused: usize,
    /// Only seen.
    pub only_seen: usize,
}

/// A count with its places.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CountCard {
    /// The count.
    pub row: CountRow,
    /// Its places: those without a result in this round first, then the nearest.
    pub places: Vec<CountPlaceRow>,
    /// What was met outside its places.
    pub elsewhere: Tally,
    /// The volunteers on its list, by id alone.
    pub volunteers: Vec<WorkerId>,
}

/// A place of a count.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CountPlaceRow {
    /// Which.
    pub id: CountPlaceId,
    /// The place.
    pub place: CountPlace,
    /// How far away, in metres.
    pub distance_m: Option<f64>,
    /// What came of each round, the night first.
    pub rounds: Vec<RoundResult>,
    /// What was met there, in both rounds.
    pub tally: Tally,
    /// Something of it is not on the server.
    pub unsent: bool,
}

impl Tally {
    fn add(&mut self, outcome: Option<&Code>) {
        match outcome.map(Code::as_str) {
            Some("refused") => self.refused += 1,
            Some("only_seen") => self.only_seen += 1,
            _ => self.answered += 1,
        }
    }

    /// Heads in all.
    pub const fn heads(&self) -> usize {
        self.answered + self.refused + self.only_seen
    }
}

/// The counts the reader takes part in, those that run first, then the newest. `offset` is that of the reader's
/// wall clock, in minutes east of UTC.
pub fn counts(look: &Look<'_>, offset: i16) -> Result<Vec<CountRow>> {
    let all = Query { kinds: vec![Kind::Count], ..Query::default() };
    let mut list = Vec::new();
    for row in look.rows(&all)? {
        let whole = Whole::read(look, row)?;
        list.push(whole.row(Moment { ms: look.now, offset })?);
    }
    list.sort_by_key(|row| (!row.running, std::cmp::Reverse(row.from_day)));
    Ok(list)
}

/// One count with its places.
pub fn count_card(look: &Look<'_>, id: CountId, offset: i16) -> Result<CountCard> {
    let row = look.row(id.into(), Kind::Count)?.or_not_found(id)?;
    let whole = Whole::read(look, row)?;
    let row = whole.row(Moment { ms: look.now, offset })?;
    let mut places = Vec::new();
    for place in &whole.places {
        places.push(whole.place(look, place)?);
    }
    let waits = |place: &CountPlaceRow| place.result_in(&row.round).is_none();
    let far = |place: &CountPlaceRow| place.distance_m.unwrap_or(f64::MAX);
    places.sort_by(|one, other| {
        let by_name = one.place.name.cmp(&other.place.name);
        waits(other).cmp(&waits(one)).then(far(one).total_cmp(&far(other))).then(by_name)
    });
    let volunteers = whole.count.volunteers.clone().unwrap_or_default();
    Ok(CountCard { row, places, elsewhere: whole.tallies.elsewhere(), volunteers })
}

impl CountPlaceRow {
    /// What came of that round.
    pub fn result_in(&self, round: &Code) -> Option<&Code> {
        self.rounds.iter().find(|one| one.round == *round)?.result.as_ref()
    }
}

/// A count with everything written in it that the reader may see.
struct Whole {
    id: CountId,
    count: Count,
    places: Vec<Row>,
    tallies: Tallies,
    unsent: bool,
}

impl Whole {
    fn read(look: &Look<'_>, row: Row) -> Result<Self> {
        let id = CountId::from(row.id);
        let written = of_count(look, id, &[Kind::CountResult, Kind::Questionnaire])?;
        let places = of_count(look, id, &[Kind::CountPlace])?;
        let unsent = row.unsent || written.iter().chain(&places).any(|row| row.unsent);
        Ok(Self { id, count: row.read()?, places, tallies: Tallies::of(&written)?, unsent })
    }

    fn row(&self, now: Moment) -> Result<CountRow> {
        let ids: Vec<CountPlaceId> = self.places.iter().map(|place| place.id.into()).collect();
        let progress = |round: &str| RoundProgress {
            round: Code::from(round),
            with_result: ids.iter().filter(|place| self.tallies.result(**place, round).is_some()).count(),
            places: ids.len(),
        };
        let count = &self.count;
        Ok(CountRow {
            id: self.id,
            name: count.name.clone().unwrap_or_default(),
            from_day: count.from_day,
            to_day: count.to_day,
            form: count.form.clone().unwrap_or_default(),
            running: Date::of(now).is_some_and(|today| count.runs_on(today)),
            closed: count.closed.map(|closed| closed.ms),
            round: Code::from(count.round_at(now)),
            rounds: [NIGHT, DAY].into_iter().map(progress).collect(),
            tally: self.tallies.all(),
            unsent: self.unsent,
        })
    }

    fn place(&self, look: &Look<'_>, row: &Row) -> Result<CountPlaceRow> {
        let (id, place): (CountPlaceId, CountPlace) = (row.id.into(), row.read()?);
        Ok(CountPlaceRow {
            id,
            distance_m: look.distance_m(place.position.as_ref()),
            place,
            rounds: [NIGHT, DAY].into_iter().map(|round| self.tallies.round(id, round)).collect(),
            tally: self.tallies.at(id),
            unsent: row.unsent || self.tallies.is_unsent(id),
        })
    }
}

/// What is written in a count, newest first.
fn of_count(look: &Look<'_>, id: CountId, kinds: &[Kind]) -> Result<Vec<Row>> {
    let scopes = Some(vec![Scope::Count(id)]);
    look.rows(&Query { kinds: kinds.to_vec(), scopes, ..Query::default() })
}
