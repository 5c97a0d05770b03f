//! Sites: the row on a list or map, and the whole card.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::Look;
use super::attachment::SitePhoto;
use super::history::{Disputed, HistoryEntry, disputed, history_of};
use super::kin::{merged, told_apart};
use super::person::{PersonRow, people_at};
use crate::access::Deed;
use crate::clock::Millis;
use crate::error::{OrNotFound, Result};
use crate::id::{AreaId, RecordId, SiteId};
use crate::op::Scope;
use crate::record::{Code, Date, Kind, Position, Record, Site, VISIT_INTERVAL_DAYS, photos_in};
use crate::store::kin;
use crate::store::registry::{Group, Query, Row, newest_per, rows};

/// The state of a site at a glance; shown by shape, letter and colour together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SiteMark {
    /// ▲ at risk in frost, or dangerous now.
    Danger,
    /// ◐ not visited in time.
    Overdue,
    /// ● in use, visited in time.
    Active,
    /// ○ empty at the last visit.
    Empty,
    /// ✕ closed.
    Closed,
    /// ? nobody knows.
    Unknown,
}

/// One site on a list or on the map.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SiteRow {
    /// Which site.
    pub id: SiteId,
    /// The team's name for it; empty if it has none.
    pub name: String,
    /// What kind of place.
    pub category: Option<Code>,
    /// In use, empty, closed, unknown.
    pub state: Option<Code>,
    /// The area it lies in.
    pub area: Option<AreaId>,
    /// Where; a cell for readers without exact places.
    pub position: Option<Position>,
    /// The state at a glance.
    pub mark: SiteMark,
    /// Someone may freeze here.
    pub frost_risk: bool,
    /// Not visited within its rhythm.
    pub overdue: bool,
    /// What can hurt the crew.
    pub hazards: Vec<Code>,
    /// When somebody of the crews was last there: at a visit, or meeting somebody.
    pub last_visit: Option<Millis>,
    /// What was found then.
    pub last_result: Option<Code>,
    /// Heads counted at the last visit, or thought to sleep there.
    pub people: Option<i64>,
    /// Days between visits.
    pub interval_days: i64,
    /// When the next visit is due: on the day promised at the last one, else by the rhythm.
    pub due: Option<Millis>,
    /// The day on which the last visitor promised or meant to come again.
    pub promised: Option<Date>,
    /// Metres from the reader.
    pub distance_m: Option<f64>,
    /// Something of it is not on the server.
    pub unsent: bool,
}

/// Everything about one site.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SiteCard {
    /// The row.
    pub row: SiteRow,
    /// The fields, as far as the reader may see them; its pictures stand beside.
    pub site: Site,
    /// Pictures of the site itself, newest first; those of a visit stand in the history.
    pub photos: Vec<SitePhoto>,
    /// Other records of the same site.
    pub same: Vec<SiteRow>,
    /// Records that somebody decided are other sites.
    pub different: Vec<SiteRow>,
    /// Important fields of which two values are known.
    pub disputed: Vec<Disputed>,
    /// Who has been met here, newest first.
    pub people: Vec<PersonRow>,
    /// Visits, contacts, actions and interventions, newest first.
    pub history: Vec<HistoryEntry>,
}

/// All sites the reader may see: those that need someone first, then by distance.
pub fn sites(look: &Look<'_>) -> Result<Vec<SiteRow>> {
    let mut last: BTreeMap<RecordId, Been> = BTreeMap::new();
    for row in [visits(look), meetings(look)].iter().map(|query| newest_per(look.db, Group::Site, query)) {
        for row in row? {
            let Some(site) = row.site else { continue };
            last.entry(kin::head(look.db, site.into())?).or_default().take(row);
        }
    }
    let mut groups: BTreeMap<RecordId, Row> = BTreeMap::new();
    let all = Query { kinds: vec![Kind::Site], scopes: look.scopes(), ..Query::default() };
    for row in look.rows(&all)? {
        // One mark for one site, however many records: the one changed last.
        let head = kin::head(look.db, row.id)?;
        if groups.get(&head).is_none_or(|known| known.updated < row.updated) {
            groups.insert(head, row);
        }
    }
    let nobody = Been::default();
    let of_group = |(head, row): (RecordId, Row)| site_row(look, &row, last.get(&head).unwrap_or(&nobody));
    let mut list = groups.into_iter().map(of_group).collect::<Result<Vec<_>>>()?;
    list.sort_by(|a, b| {
        let urgency = (a.mark, a.due).cmp(&(b.mark, b.due));
        urgency.then(a.distance_m.unwrap_or(f64::MAX).total_cmp(&b.distance_m.unwrap_or(f64::MAX)))
    });
    Ok(list)
}

/// Visits of sites.
fn visits(look: &Look<'_>) -> Query {
    Query { kinds: vec![Kind::Visit], scopes: look.scopes(), ..Query::default() }
}

/// What else somebody must have been there for; for a call nobody must.
fn meetings(look: &Look<'_>) -> Query {
    let kinds = vec![Kind::Contact, Kind::Intervention];
    Query { kinds, but: Some(("kind", "phone")), scopes: look.scopes(), ..Query::default() }
}

/// The last times somebody of the crews was at a site.
#[derive(Default)]
struct Been {
    visit: Option<Row>,
    /// A contact or an intervention.
    meeting: Option<Row>,
}

impl Been {
    /// Keeps the newest of each.
    fn take(&mut self, row: Row) {
        let known = if row.kind == Kind::Visit { &mut self.visit } else { &mut self.meeting };
        if known.as_ref().is_none_or(|known| known.occurred < row.occurred) {
            *known = Some(row);
        }
    }

    fn at(look: &Look<'_>, sites: &[SiteId]) -> Result<Self> {
        let mut been = Self::default();
        for query in [visits(look), meetings(look)] {
            for kind in query.kinds.clone() {
                let last =
                    Query { kinds: vec![kind], sites: sites.to_vec(), limit: Some(1), ..query.clone() };
                rows(look.db, &last)?.into_iter().for_each(|row| been.take(row));
            }
        }
        Ok(been)
    }

    fn last(&self) -> Option<&Row> {
        self.visit.iter().chain(&self.meeting).max_by_key(|row| row.occurred)
    }

    /// What was found the last time, in the words of a visit.
    fn result(&self, look: &Look<'_>) -> Option<Code> {
        let last = self.last().filter(|last| look.reader.may(Deed::Read, last.kind))?;
        let said = |field: &str| last.doc.get(field).and_then(|code| code.as_str());
        match (last.kind, said("kind")) {
            (Kind::Visit, _) => said("result").map(Code::from),
            (_, Some("no_one")) => Some(Code::from("empty")),
            (_, Some("traces")) => Some(Code::from("traces_only")),
            _ => Some(Code::from("people_met")),
        }
    }

    /// The day promised at the last visit, unless somebody was there on it or later.
    fn promised(&self, visit: &Row) -> Option<Date> {
        let day: Date = serde_json::from_value(visit.doc.get("next_visit")?.clone()).ok()?;
        self.meeting.as_ref().is_none_or(|meeting| meeting.occurred < day.begins()).then_some(day)
    }
}

fn site_row(look: &Look<'_>, row: &Row, been: &Been) -> Result<SiteRow> {
    let site: Site = row.read()?;
    let interval_days = site.visit_interval.unwrap_or(VISIT_INTERVAL_DAYS);
    // That somebody was there is no secret; what was found there is for those who may read visits.
    let last_visit = been.last().map(|last| last.occurred);
    let last_result = been.result(look);
    let readable = been.visit.as_ref().filter(|_| look.reader.may(Deed::Read, Kind::Visit));
    let heads = readable.and_then(|visit| visit.doc.get("heads")?.as_i64());
    let promised = readable.and_then(|visit| been.promised(visit));
    let by_rhythm = last_visit.map(|at| at.plus(interval_days * Millis::DAY));
    let due = promised.map(Date::begins).or(by_rhythm);
    let closed = site.state.as_ref().is_some_and(|state| state == "closed");
    let overdue = !closed && due.is_none_or(|due| due < look.now);
    Ok(SiteRow {
        id: row.id.into(),
        mark: mark(&site, overdue),
        name: site.name.unwrap_or_default(),
        category: site.category,
        state: site.state,
        area: if let Scope::Area(area) = row.scope { Some(area) } else { None },
        distance_m: look.distance_m(site.position.as_ref()),
        position: site.position,
        frost_risk: site.frost_risk.unwrap_or(false),
        overdue,
        hazards: site.hazards.unwrap_or_default(),
        last_visit,
        last_result,
        people: heads.or(site.people.filter(|_| look.reader.may(Deed::Read, Kind::Visit))),
        interval_days,
        due,
        promised,
        unsent: row.unsent,
    })
}

fn mark(site: &Site, overdue: bool) -> SiteMark {
    let state = site.state.as_ref().map_or("unknown", Code::as_str);
    match state {
        "closed" => SiteMark::Closed,
        "empty" if !overdue => SiteMark::Empty,
        _ if site.frost_risk == Some(true) => SiteMark::Danger,
        _ if overdue => SiteMark::Overdue,
        "active" => SiteMark::Active,
        _ => SiteMark::Unknown,
    }
}

/// One site's row, as of the last time somebody was there.
pub(super) fn site_row_of(look: &Look<'_>, row: &Row, sites: &[SiteId]) -> Result<SiteRow> {
    site_row(look, row, &Been::at(look, sites)?)
}

/// One site with its people and its history.
pub fn site_card(look: &Look<'_>, id: SiteId) -> Result<SiteCard> {
    let members = look.members(id.into(), Kind::Site)?;
    let (row, others) = members.split_first().or_not_found(id)?;
    let sites: Vec<SiteId> = members.iter().map(|member| member.id.into()).collect();
    let been = Been::at(look, &sites)?;
    let different = told_apart(look, &members)?;
    let apart = |other: &Row| site_row_of(look, other, &[SiteId::from(other.id)]);
    let merged = Site::from_form(&merged(look, &members)?)?;
    Ok(SiteCard {
        row: site_row(look, row, &been)?,
        site: Site { photos: None, ..merged },
        photos: photos_of(&members),
        same: others.iter().map(|other| site_row(look, other, &been)).collect::<Result<_>>()?,
        different: different.iter().map(apart).collect::<Result<_>>()?,
        disputed: disputed(look, &members)?,
        people: people_at(look, sites.clone())?,
        history: history_of(look, &Query { sites, ..Query::default() })?,
    })
}

fn photos_of(members: &[Row]) -> Vec<SitePhoto> {
    let each = members.iter().flat_map(|member| {
        let photos = photos_in(Kind::Site, &member.doc).into_iter();
        photos.map(|photo| SitePhoto { record: member.id.into(), photo })
    });
    let mut all: Vec<SitePhoto> = each.collect();
    all.sort_by_key(|one| std::cmp::Reverse((one.photo.taken, one.photo.hash)));
    all
}
