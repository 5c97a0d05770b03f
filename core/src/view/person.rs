//! People: the row on a list, and the whole card.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use serde::Serialize;
use ts_rs::TS;

use super::Look;
use super::history::{Disputed, HistoryEntry, disputed, history_of};
use super::kin::{merged, told_apart};
use super::referral::has_stay;
use crate::clock::{Millis, Moment};
use crate::error::{OrNotFound, Result};
use crate::id::{PersonId, RecordId, SiteId};
use crate::op::Scope;
use crate::record::{Code, Kind, Person, Record};
use crate::store::kin;
use crate::store::registry::{Group, Query, Row, newest_first, row, rows};

/// One person on a list.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonRow {
    /// Which person.
    pub id: PersonId,
    /// What the team calls this person.
    pub label: String,
    /// What friends call this person.
    pub nickname: Option<String>,
    /// How far the person has let herself be known.
    pub level: Option<Code>,
    /// Sex, as told or guessed.
    pub sex: Option<Code>,
    /// Year of birth, as told or guessed.
    pub birth_year: Option<i64>,
    /// Under 18 today, or maybe so.
    pub minor: bool,
    /// What the crew must know for its own safety.
    pub hazard: Option<String>,
    /// The last contact.
    pub last_seen: Option<Millis>,
    /// Where the last contact was.
    pub last_site: Option<SiteId>,
    /// The name of that site.
    pub last_site_name: Option<String>,
    /// Something of it is not on the server.
    pub unsent: bool,
}

/// Everything about one person.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonCard {
    /// The row.
    pub row: PersonRow,
    /// The fields, as far as the reader may see them.
    pub person: Person,
    /// Only her team knows of her (GDPR art. 18).
    pub restricted: bool,
    /// Other records of the same person.
    pub same: Vec<PersonRow>,
    /// Records that somebody decided are other people.
    pub different: Vec<PersonRow>,
    /// Important fields of which two values are known.
    pub disputed: Vec<Disputed>,
    /// Contacts, actions and interventions, newest first.
    pub history: Vec<HistoryEntry>,
}

/// Whom a list names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    /// Everybody.
    All,
    /// The living who have no place in a facility, as far as anybody said.
    Outside,
}

/// What counts as having seen someone.
fn meetings(look: &Look<'_>) -> Query {
    Query { kinds: vec![Kind::Contact, Kind::Intervention], scopes: look.scopes(), ..Query::default() }
}

/// The people the reader may see, those met last first, then those nobody has met yet, the newest first. No more than
/// `most`, and nothing is read of those who come after them.
pub fn people(look: &Look<'_>, among: Among, most: usize) -> Result<Vec<PersonRow>> {
    let mut list = Vec::new();
    let mut heads = BTreeSet::new();
    let mut next = |id: RecordId| {
        // One line for one person, however many records: the one met last.
        if list.len() < most && heads.insert(kin::head(look.db, id)?) {
            let row = look.row(id, Kind::Person)?;
            if let Some(row) = row
                && is_among(look, among, &row)?
            {
                list.push(person_row(look, &row)?);
            }
        }
        Ok(if list.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    };
    newest_first(look.db, Group::Subject, &meetings(look), &mut next)?;
    let all = Query { kinds: vec![Kind::Person], scopes: look.scopes(), ..Query::default() };
    newest_first(look.db, Group::Subject, &all, &mut next)?;
    Ok(list)
}

fn is_among(look: &Look<'_>, among: Among, person: &Row) -> Result<bool> {
    Ok(among == Among::All || (!person.doc.contains_key("died") && !has_stay(look, person.id)?))
}

/// One person's row.
pub fn person_row(look: &Look<'_>, person: &Row) -> Result<PersonRow> {
    let last = last_meeting(look, person.id)?;
    let site = last.as_ref().and_then(|last| last.site).map(|site| row(look.db, site.into())).transpose()?;
    let name = site.flatten().and_then(|site| Some(site.doc.get("name")?.as_str()?.to_owned()));
    to_row(person, last.as_ref(), name, look.now)
}

/// The last meeting with somebody, by whichever of her records.
fn last_meeting(look: &Look<'_>, person: RecordId) -> Result<Option<Row>> {
    let meetings = meetings(look);
    let mut last: Option<Row> = None;
    for same in kin::group(look.db, person)? {
        // Each kind for itself: what is older than the last of it is not read.
        for kind in &meetings.kinds {
            let one =
                Query { kinds: vec![*kind], subjects: vec![same.into()], limit: Some(1), ..meetings.clone() };
            let newest = rows(look.db, &one)?.pop();
            last = last.into_iter().chain(newest).max_by_key(|row| row.occurred);
        }
    }
    Ok(last)
}

fn to_row(row: &Row, last: Option<&Row>, last_site_name: Option<String>, now: Millis) -> Result<PersonRow> {
    let person: Person = row.read()?;
    Ok(PersonRow {
        id: row.id.into(),
        minor: person.may_be_minor(Moment::utc(now)),
        label: person.label.unwrap_or_default(),
        nickname: person.nickname,
        level: person.level,
        sex: person.sex,
        birth_year: person.birth_year,
        hazard: person.hazard,
        last_seen: last.map(|last| last.occurred),
        last_site: last.and_then(|last| last.site),
        last_site_name,
        unsent: row.unsent,
    })
}

/// Who has been met at a site, or says to sleep there; newest first.
pub(super) fn people_at(look: &Look<'_>, sites: Vec<SiteId>) -> Result<Vec<PersonRow>> {
    let met = rows(look.db, &Query { sites: sites.clone(), ..meetings(look) })?;
    let living = rows(look.db, &Query { sites, kinds: vec![Kind::Person], ..Query::default() })?;
    let mut seen = BTreeSet::new();
    let mut list = Vec::new();
    for person in met.into_iter().chain(living).filter_map(|row| row.subject) {
        if seen.insert(kin::head(look.db, person.into())?) {
            let row = look.row(person.into(), Kind::Person)?;
            list.extend(row.map(|row| person_row(look, &row)).transpose()?);
        }
    }
    list.sort_by_key(|row| std::cmp::Reverse(row.last_seen));
    Ok(list)
}

/// One person with the history.
pub fn person_card(look: &Look<'_>, id: PersonId) -> Result<PersonCard> {
    let members = look.members(id.into(), Kind::Person)?;
    let (row, others) = members.split_first().or_not_found(id)?;
    let subjects = members.iter().map(|member| member.id.into()).collect();
    Ok(PersonCard {
        row: person_row(look, row)?,
        person: Person::from_form(&merged(look, &members)?)?,
        restricted: matches!(row.scope, Scope::Circle(_)),
        same: others.iter().map(|other| person_row(look, other)).collect::<Result<_>>()?,
        different: told_apart(look, &members)?
            .iter()
            .map(|other| person_row(look, other))
            .collect::<Result<_>>()?,
        disputed: disputed(look, &members)?,
        history: history_of(look, &Query { subjects, ..Query::default() })?,
    })
}
