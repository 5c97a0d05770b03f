//! Who and what there is before the first night: areas, staff, facilities, sites.

use latarnia_core::access::Principal;
use latarnia_core::clock::Millis;
use latarnia_core::error::{Error, Result};
use latarnia_core::id::{AreaId, Ids, RecordId, SiteId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Facility, Position, Site, known_code};
use latarnia_core::store::pen::{Pen, Place};
use rusqlite::Connection;

use super::calendar::Calendar;
use super::dice::Dice;
use super::words::words;
use crate::auth::password;
use crate::registry::NewUser;
use crate::registry::sqlite::staff;

/// Sites of the demo.
const SITES: usize = 60;
/// Facilities of the demo.
const FACILITIES: usize = 12;

/// Everybody and everything the nights are made of.
pub struct Cast {
    /// Streetworkers in the order of `words.json`: anna, bartek, celina, dawid, ewa, filip.
    pub streetworkers: Vec<Principal>,
    pub supervisor: WorkerId,
    pub sites: Vec<SiteOfDemo>,
}

/// A site, as far as the nights need it.
pub struct SiteOfDemo {
    pub id: SiteId,
    pub area: AreaId,
    pub state: &'static str,
    pub frost_risk: bool,
    /// Days since the last visit.
    pub visited: u64,
    /// Nobody comes here any more; the console shows it as overdue.
    pub neglected: bool,
}

/// Writes areas, staff, facilities and sites, as of ninety-five days ago.
pub fn assemble(db: &Connection, dice: &mut Dice, calendar: Calendar, password: &str) -> Result<Cast> {
    let at = calendar.moment(95, 9, 0).ms;
    let town = latarnia_basemap::town();
    let mut areas = Vec::new();
    for district in &town.districts {
        areas.push((district.name.clone(), staff::add_area(db, dice, &district.name, at)?));
    }
    let (streetworkers, supervisor) = hire(db, dice, &areas, at, password)?;
    let pen = staff::pen(db, supervisor, at)?;
    let area_of = |name: &str| areas.iter().find(|(known, _)| known == name).map(|(_, id)| *id);
    let kinds = town.facilities.iter().filter(|facility| known_code("facility_type", &facility.kind));
    for facility in kinds.take(FACILITIES) {
        open_facility(&pen, dice, calendar, facility)?;
    }
    let mut spots: Vec<_> =
        town.spots.iter().filter_map(|spot| Some((spot, area_of(&spot.district)?))).collect();
    dice.shuffle(&mut spots);
    spots.truncate(SITES);
    let mut sites = Vec::new();
    for (nth, (spot, area)) in spots.into_iter().enumerate() {
        sites.push(map_site(&pen, dice, calendar, (nth, spot, area))?);
    }
    Ok(Cast { streetworkers, supervisor, sites })
}

fn hire(
    db: &Connection,
    dice: &mut Dice,
    areas: &[(String, AreaId)],
    at: Millis,
    password: &str,
) -> Result<(Vec<Principal>, WorkerId)> {
    let mut principals = Vec::new();
    for one in &words().staff {
        let own = one.areas.iter().filter_map(|place| areas.get(*place)).map(|(_, id)| *id).collect();
        let user = NewUser {
            name: one.sign_in.clone(),
            full_name: one.name.clone(),
            role: one.role,
            areas: own,
            password: password::hash(password),
            now: at,
        };
        let id = staff::add_user(db, dice, &user)?;
        principals.extend(staff::principal(db, id)?.map(|(who, _)| who));
    }
    let leads = principals.iter().find(|who| who.role == latarnia_core::access::Role::Supervisor);
    let supervisor =
        leads.map(|who| who.worker).ok_or_else(|| Error::MalformedOp("nobody leads".to_owned()))?;
    principals.retain(|who| who.role == latarnia_core::access::Role::Streetworker);
    Ok((principals, supervisor))
}

fn open_facility(
    pen: &Pen<'_>,
    dice: &mut Dice,
    calendar: Calendar,
    facility: &latarnia_basemap::Facility,
) -> Result<()> {
    let words = words();
    let kind = facility.kind.as_str();
    let beds = matches!(kind, "night_shelter" | "shelter" | "shelter_care" | "warming_room")
        .then(|| dice.between(16, 60));
    let free = beds.map(|beds| dice.between(0, beds / 4));
    let record = Facility {
        name: Some(facility.name.clone()),
        category: Some(Code::from(kind)),
        address: facility.street.as_ref().map(|street| format!("{street} {}", dice.between(1, 60))),
        position: Some(Position::pin(facility.at.lat, facility.at.lon)),
        phone: Some(format!("555 01{} {:03}", dice.between(0, 9), dice.between(0, 999))),
        hours: words.facility_hours.get(kind).or_else(|| words.facility_hours.get("other")).cloned(),
        beds,
        free_places: free,
        free_as_of: free.map(|_| calendar.moment(1, 18, 0)),
        admits: words.admits.get(kind).cloned(),
        men: Some(true),
        women: Some(dice.chance(70)),
        care: Some(kind == "shelter_care"),
        ..Facility::default()
    };
    let id = dice.ordered(pen.now);
    pen.create(Place { id, scope: Scope::Organisation, subject: None }, &record)
}

fn map_site(
    pen: &Pen<'_>,
    dice: &mut Dice,
    calendar: Calendar,
    (nth, spot, area): (usize, &latarnia_basemap::Spot, AreaId),
) -> Result<SiteOfDemo> {
    let words = words();
    let state = match nth % 12 {
        0 => "empty",
        5 if nth % 24 == 5 => "closed",
        9 if nth % 24 == 9 => "unknown",
        _ => "active",
    };
    let outdoors =
        matches!(spot.category.as_str(), "tent_camp" | "under_bridge" | "woods" | "park" | "vehicle");
    let frost_risk = state == "active" && outdoors && dice.chance(60);
    let hazards: Vec<Code> =
        [("dogs", 12), ("needles", 10), ("collapse", 10), ("fire", 8), ("carbon_monoxide", 8)]
            .into_iter()
            .filter(|(_, percent)| dice.chance(*percent))
            .map(|(code, _)| Code::from(code))
            .collect();
    let record = Site {
        category: Some(Code::from(spot.category.as_str())),
        name: Some(name_of(dice, spot)),
        position: Some(Position::pin(spot.at.lat, spot.at.lon)),
        description: Some(spot.hint.clone()),
        access: dice.chance(55).then(|| dice.pick(&words.access).clone()),
        hazards: (!hazards.is_empty()).then_some(hazards),
        owner: dice.chance(35).then(|| dice.pick(&words.owners).clone()),
        state: Some(Code::from(state)),
        people: (state == "active").then(|| dice.between(1, 5)),
        visit_interval: dice.chance(40).then(|| *dice.pick(&[7, 14, 21])),
        frost_risk: frost_risk.then_some(true),
        first_seen: Some(calendar.moment(u64::try_from(dice.between(100, 700)).unwrap_or(100), 12, 0)),
        ..Site::default()
    };
    let id: RecordId = dice.ordered(pen.now);
    pen.create(Place { id, scope: Scope::Area(area), subject: None }, &record)?;
    Ok(SiteOfDemo { id: id.into(), area, state, frost_risk, visited: 95, neglected: nth % 9 == 4 })
}

fn name_of(dice: &mut Dice, spot: &latarnia_basemap::Spot) -> String {
    let patterns = words().site_names.get(&spot.category).map_or(&[][..], Vec::as_slice);
    if patterns.is_empty() {
        return spot.hint.clone();
    }
    let pattern = dice.pick(patterns).clone();
    match &spot.street {
        Some(street) => pattern.replace("{street}", street),
        None if pattern.contains("{street}") => spot.hint.clone(),
        None => pattern,
    }
}
