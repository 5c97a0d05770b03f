//! Reports from the public as a crew sees them: what was seen where, and what was found so far. Whoever
//! reported it stays at the centre.

use serde::Serialize;
use ts_rs::TS;

use super::{Look, worker_names};
use crate::clock::Millis;
use crate::error::{OrNotFound, Result};
use crate::id::{ReportId, SiteId, VisitId};
use crate::record::{Code, Kind, Position, Report, Visit};
use crate::store::registry::{Query, Row};

/// What ends the looking; anything else ("not found") leaves the report open for another try.
const ENDS: [&str; 5] = ["found", "already_known", "contact_made", "accommodated", "not_homeless"];
/// An answered report stays on the list so long, for whoever asks about it.
const LISTED_MS: i64 = 2 * Millis::DAY;

/// One report with its answers.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportRow {
    /// Which.
    pub id: ReportId,
    /// What came in.
    pub report: Report,
    /// The site it turned out to be.
    pub site_name: Option<String>,
    /// How far away, in metres.
    pub distance_m: Option<f64>,
    /// Nobody has found anybody yet, and nobody closed it.
    pub open: bool,
    /// It should have been answered by now.
    pub late: bool,
    /// The visits that answer it, the last first.
    pub answers: Vec<Answer>,
    /// Something of it is not on the server.
    pub unsent: bool,
}

/// What a crew found.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answer {
    /// By which visit.
    pub visit: VisitId,
    /// When.
    pub at: Millis,
    /// By whom.
    pub author: String,
    /// At which site.
    pub site: Option<SiteId>,
    /// What was there: people, traces, nothing.
    pub result: Option<Code>,
    /// The answer.
    pub answer: Option<Code>,
}

/// Reports to look after, danger first, then by the time they are to be answered; after them those
/// answered lately.
pub fn reports(look: &Look<'_>) -> Result<Vec<ReportRow>> {
    let all = Query { kinds: vec![Kind::Report], scopes: look.scopes(), ..Query::default() };
    let rows = look.rows(&all)?;
    let Some(first) = rows.iter().map(|row| row.occurred).min() else { return Ok(Vec::new()) };
    let visits = answers(look, first)?;
    let mut list = Vec::new();
    for row in rows {
        list.push(to_row(look, &row, &visits)?);
    }
    let since = look.now.plus(-LISTED_MS);
    list.retain(|row| row.open || row.answers.first().is_some_and(|answer| answer.at >= since));
    list.sort_by_key(|row| (!row.open, !in_danger(row), row.report.answer_by, row.id));
    Ok(list)
}

/// One report.
pub fn report_row(look: &Look<'_>, id: ReportId) -> Result<ReportRow> {
    let row = look.row(id.into(), Kind::Report)?.or_not_found(id)?;
    to_row(look, &row, &answers(look, row.occurred)?)
}

fn in_danger(row: &ReportRow) -> bool {
    row.report.danger.as_ref().is_some_and(|danger| danger != "none")
}

/// Visits that name a report, the last first.
fn answers(look: &Look<'_>, since: Millis) -> Result<Vec<(ReportId, Answer)>> {
    let names = worker_names(look.db)?;
    // A visit may be told with a clock that runs behind the centre's.
    let since = Some(since.plus(-Millis::DAY));
    let visits = Query { kinds: vec![Kind::Visit], scopes: look.scopes(), since, ..Query::default() };
    let mut found = Vec::new();
    for row in look.rows(&visits)? {
        let visit: Visit = row.read()?;
        let Some(report) = visit.report else { continue };
        let answer = Answer {
            visit: row.id.into(),
            at: row.occurred,
            author: names.get(&row.author).cloned().unwrap_or_default(),
            site: row.site,
            result: visit.result,
            answer: visit.answer,
        };
        found.push((report, answer));
    }
    Ok(found)
}

fn to_row(look: &Look<'_>, row: &Row, visits: &[(ReportId, Answer)]) -> Result<ReportRow> {
    let report: Report = row.read()?;
    let id: ReportId = row.id.into();
    let answers: Vec<Answer> =
        visits.iter().filter(|(of, _)| *of == id).map(|(_, answer)| answer.clone()).collect();
    let ends = |answer: &Answer| answer.answer.as_ref().is_some_and(|code| ENDS.contains(&code.as_str()));
    let site = match report.site {
        Some(site) => look.row(site.into(), Kind::Site)?,
        None => None,
    };
    let there = |row: &Row| serde_json::from_value::<Position>(row.doc.get("position")?.clone()).ok();
    let position = report.position.or_else(|| site.as_ref().and_then(there));
    let open = report.closed.is_none() && !answers.iter().any(ends);
    Ok(ReportRow {
        id,
        site_name: site.and_then(|row| row.doc.get("name")?.as_str().map(str::to_owned)),
        distance_m: look.distance_m(position.as_ref()),
        open,
        late: open && report.answer_by.is_some_and(|by| by.ms < look.now),
        answers,
        unsent: row.unsent,
        report,
    })
}
