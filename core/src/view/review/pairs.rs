//! Records that may be one person or one site, with the reasons. They are proposed, never merged.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use ts_rs::TS;

use super::faces::{Face, neighbours};
use super::likeness::compare;
use crate::clock::Millis;
use crate::error::Result;
use crate::id::{PersonId, RecordId, SiteId};
use crate::record::{Kind, Person, Position, Site};
use crate::store::registry::{Group, Query, Row, newest_per, rows};
use crate::store::{doubt, kin};
use crate::view::Look;
use crate::view::person::{PersonRow, person_row};
use crate::view::site::{SiteRow, site_row_of};

/// Sites so near may be one, in metres.
const NEAR_M: f64 = 50.0;
/// Most pairs proposed at once.
const MOST: usize = 200;

/// Why two records may be one.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Reason {
    /// They share a telephone number.
    SamePhone,
    /// They share a name or nickname.
    SameName,
    /// Their names sound alike.
    NameSoundsAlike,
    /// They were born in one year.
    SameBirthYear {
        /// The year.
        year: i64,
    },
    /// They were last seen near each other.
    SeenNear {
        /// How near.
        metres: f64,
    },
    /// The sites lie near each other.
    Near {
        /// How near.
        metres: f64,
    },
    /// Sites of one category.
    SameCategory,
}

/// Two records that may be one person.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonPair {
    /// The one.
    pub one: PersonRow,
    /// The other.
    pub other: PersonRow,
    /// Why, the strongest reason first.
    pub reasons: Vec<Reason>,
}

/// Two records that may be one site.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SitePair {
    /// The one.
    pub one: SiteRow,
    /// The other.
    pub other: SiteRow,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Two groups by their heads, the smaller first.
type Groups = (Option<RecordId>, Option<RecordId>);

/// Records that may be one person, those with the most reasons first.
pub(super) fn people(look: &Look<'_>) -> Result<Vec<PersonPair>> {
    let (records, faces) = faces(look)?;
    let mut found: BTreeMap<Groups, (usize, usize, Vec<Reason>)> = BTreeMap::new();
    for (a, b) in neighbours(&faces) {
        let (Some(one), Some(other)) = (faces.get(a), faces.get(b)) else { continue };
        let Some(reasons) = compare(one, other) else { continue };
        let groups = (one.head.min(other.head), one.head.max(other.head));
        let known = found.entry(groups).or_insert_with(|| (a, b, reasons.clone()));
        if known.2.len() < reasons.len() {
            *known = (a, b, reasons);
        }
    }
    let apart = told_apart(&faces);
    found.retain(|groups, _| !apart.contains(groups));
    let mut pairs: Vec<_> = found.into_values().collect();
    pairs.sort_by_key(|(_, _, reasons)| std::cmp::Reverse(reasons.len()));
    pairs.truncate(MOST);
    let row = |place: usize| records.get(place).map(|row| person_row(look, row)).transpose();
    let mut list = Vec::new();
    for (a, b, reasons) in pairs {
        if let (Some(one), Some(other)) = (row(a)?, row(b)?) {
            list.push(PersonPair { one, other, reasons });
        }
    }
    Ok(list)
}

/// Everybody the reader may see, with what is compared of each.
pub(super) fn faces(look: &Look<'_>) -> Result<(Vec<Row>, Vec<Face>)> {
    let sites = site_places(look)?;
    let met = last_places(look, &sites)?;
    let all = Query { kinds: vec![Kind::Person], scopes: look.scopes(), ..Query::default() };
    let records = look.rows(&all)?;
    let mut faces = Vec::with_capacity(records.len());
    for row in &records {
        let person = row.read::<Person>()?;
        let (seen, place) = met.get(&row.id.into()).copied().unzip();
        let home = || sites.get(&person.site?.into()).copied();
        faces.push(Face {
            id: Some(row.id),
            head: Some(kin::head(look.db, row.id)?),
            seen,
            place: place.flatten().or_else(home),
            ..Face::of(&person)
        });
    }
    Ok((records, faces))
}

type Places = BTreeMap<RecordId, Position>;

fn site_places(look: &Look<'_>) -> Result<Places> {
    let sites = rows(look.db, &Query { kinds: vec![Kind::Site], ..Query::default() })?;
    Ok(sites.into_iter().filter_map(|row| Some((row.id, position(&row)?))).collect())
}

/// When and where each person was met last.
fn last_places(look: &Look<'_>, sites: &Places) -> Result<BTreeMap<PersonId, (Millis, Option<Position>)>> {
    let kinds = vec![Kind::Contact, Kind::Intervention];
    let last =
        newest_per(look.db, Group::Subject, &Query { kinds, scopes: look.scopes(), ..Query::default() })?;
    let place = |row: &Row| position(row).or_else(|| sites.get(&row.site?.into()).copied());
    Ok(last.iter().filter_map(|row| Some((row.subject?, (row.occurred, place(row))))).collect())
}

fn position(row: &Row) -> Option<Position> {
    serde_json::from_value(row.doc.get("position")?.clone()).ok()
}

/// The groups somebody said are different.
fn told_apart(faces: &[Face]) -> BTreeSet<Groups> {
    let heads: BTreeMap<RecordId, Option<RecordId>> =
        faces.iter().filter_map(|face| Some((face.id?, face.head))).collect();
    let mut apart = BTreeSet::new();
    for face in faces {
        for other in face.not_same.iter().filter_map(|other| heads.get(other)) {
            apart.insert((face.head.min(*other), face.head.max(*other)));
        }
    }
    apart
}

/// Sites that may be one, the nearest first.
pub(super) fn sites(look: &Look<'_>) -> Result<Vec<SitePair>> {
    let mut found: Vec<(f64, Row, Row)> = Vec::new();
    for (one, other) in doubt::sites_within(look.db, NEAR_M)? {
        let (Some(one), Some(other)) = (look.row(one, Kind::Site)?, look.row(other, Kind::Site)?) else {
            continue;
        };
        let Some((a, b)) = position(&one).zip(position(&other)) else { continue };
        let metres = a.distance_m(&b).round();
        let told = [(&one, &other), (&other, &one)].into_iter().any(|(row, other)| is_not(row, other.id));
        let linked = kin::head(look.db, one.id)? == kin::head(look.db, other.id)?;
        if metres <= NEAR_M && !told && !linked && !one.void && !other.void {
            found.push((metres, one, other));
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.truncate(MOST);
    found.into_iter().map(|(metres, one, other)| site_pair(look, metres, &one, &other)).collect()
}

fn is_not(row: &Row, other: RecordId) -> bool {
    let said = row.doc.get("not_same").and_then(|list| list.as_array());
    said.is_some_and(|list| list.iter().any(|id| id == &other.to_string()))
}

fn site_pair(look: &Look<'_>, metres: f64, one: &Row, other: &Row) -> Result<SitePair> {
    let (first, second): (Site, Site) = (one.read()?, other.read()?);
    let same = first.category.is_some() && first.category == second.category;
    let reasons =
        [Some(Reason::Near { metres }), same.then_some(Reason::SameCategory)].into_iter().flatten().collect();
    let row = |row: &Row| site_row_of(look, row, &[SiteId::from(row.id)]);
    Ok(SitePair { one: row(one)?, other: row(other)?, reasons })
}
