//! Outings: who is out, until when, and what the night has brought.

use serde::Serialize;
use ts_rs::TS;

use super::{Look, worker_names};
use crate::clock::Millis;
use crate::error::Result;
use crate::id::{AreaId, OutingId, WorkerId};
use crate::record::{Code, Kind, Outing};
use crate::store::registry::{Query, Row};

/// One outing at a glance.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutingCard {
    /// Which outing.
    pub id: OutingId,
    /// Who is out.
    pub crew: Vec<WorkerId>,
    /// Their names.
    pub crew_names: Vec<String>,
    /// Where.
    pub area: Option<AreaId>,
    /// When they set out, or mean to.
    pub started: Millis,
    /// When they must be back.
    pub return_by: Option<Millis>,
    /// The last "we are all right".
    pub checked_in: Option<Millis>,
    /// When they came back.
    pub ended: Option<Millis>,
    /// Past the return time and not back.
    pub late: bool,
    /// Who goes with them.
    pub partners: Vec<Code>,
    /// Air temperature in °C.
    pub temperature: Option<i64>,
    /// Visits made.
    pub visits: usize,
    /// Contacts made.
    pub contacts: usize,
    /// Interventions.
    pub interventions: usize,
    /// Something of it is not on the server.
    pub unsent: bool,
}

/// The outings begun since `since`, newest first.
pub fn outings(look: &Look<'_>, since: Millis) -> Result<Vec<OutingCard>> {
    cards(look, since, false)
}

/// The outings the reader means to go on, the next first. What nobody set out on for a day is forgotten.
pub(super) fn planned(look: &Look<'_>) -> Result<Vec<OutingCard>> {
    let mut cards = cards(look, look.now.plus(-Millis::DAY), true)?;
    cards.retain(|outing| outing.crew.contains(&look.reader.worker));
    cards.reverse();
    Ok(cards)
}

fn cards(look: &Look<'_>, since: Millis, meant: bool) -> Result<Vec<OutingCard>> {
    let query =
        Query { kinds: vec![Kind::Outing], scopes: look.scopes(), since: Some(since), ..Query::default() };
    let mut rows = look.rows(&query)?;
    rows.retain(|row| row.doc.get("meant").is_some_and(|said| said == true) == meant);
    rows.iter().map(|row| outing_card(look, row)).collect()
}

/// The outing the reader is on; one that nobody ended counts as over after two days.
pub(super) fn current_outing(look: &Look<'_>) -> Result<Option<OutingCard>> {
    let since = look.now.plus(-FORGOTTEN_MS);
    let mine = |outing: &OutingCard| outing.ended.is_none() && outing.crew.contains(&look.reader.worker);
    Ok(outings(look, since)?.into_iter().find(mine))
}

const FORGOTTEN_MS: i64 = 2 * Millis::DAY;

/// One outing with its counts.
pub fn outing_card(look: &Look<'_>, row: &Row) -> Result<OutingCard> {
    let outing: Outing = row.read()?;
    let names = worker_names(look.db)?;
    let crew = outing.crew.unwrap_or_default();
    let events = Query {
        kinds: vec![Kind::Visit, Kind::Contact, Kind::Intervention],
        outing: Some(row.id.into()),
        ..Query::default()
    };
    let events = crate::store::registry::rows(look.db, &events)?;
    let count = |kind| events.iter().filter(|event| event.kind == kind).count();
    let return_by = outing.return_by.map(|at| at.ms);
    let ended = outing.ended.map(|at| at.ms);
    Ok(OutingCard {
        id: row.id.into(),
        crew_names: crew.iter().map(|worker| names.get(worker).cloned().unwrap_or_default()).collect(),
        crew,
        area: outing.area,
        started: row.occurred,
        return_by,
        checked_in: outing.checked_in.map(|at| at.ms),
        ended,
        late: ended.is_none() && return_by.is_some_and(|due| due < look.now),
        partners: outing.partners.unwrap_or_default(),
        temperature: outing.temperature,
        visits: count(Kind::Visit),
        contacts: count(Kind::Contact),
        interventions: count(Kind::Intervention),
        unsent: row.unsent,
    })
}
