//! What is written on the console, with the server's own pen. One more thing is one more case and one
//! more function.

use std::collections::BTreeSet;

use latarnia_core::access::{Principal, Role};
use latarnia_core::id::{AreaId, RecordId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Kind, Worker};
use latarnia_core::store::pen::{Pen, Place};
use latarnia_core::store::{log, registry};
use latarnia_core::sync::let_in::let_in;
use latarnia_core::{Error, Result};
use serde_json::json;

use super::desk::{Desk, form, person_edit, site, site_edit};
use super::dice::Dice;

/// Something the console does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// A new site.
    Site,
    /// A new facility, for everyone.
    Facility,
    /// Changed fields of a site.
    EditSite,
    /// Changed fields of a person.
    EditPerson,
    /// A record withdrawn.
    Void,
    /// A worker gets an area, or loses one.
    Areas,
    /// Two people are one, or two sites.
    Link,
    /// They are not.
    Unlink,
    /// A site or a person goes to another area with all that tells about it.
    Move,
    /// Only a team may know of a person from now on.
    Restrict,
    /// A person is erased, or a site, or a contact.
    Erase,
    /// What was kept aside is taken in after all.
    LetIn,
    /// A count of homeless people begins.
    OpenCount,
    /// Other volunteers take part in it.
    Volunteers,
    /// It ends.
    CloseCount,
    /// The words of a contact are erased, or some of a site's or a person's.
    Redact,
}

const OFTEN: [(usize, Stroke); 12] = [
    (2, Stroke::Site),
    (1, Stroke::Facility),
    (4, Stroke::EditSite),
    (3, Stroke::EditPerson),
    (1, Stroke::Void),
    (6, Stroke::Areas),
    (2, Stroke::Link),
    (1, Stroke::Unlink),
    (3, Stroke::Move),
    (1, Stroke::Restrict),
    (3, Stroke::Erase),
    (2, Stroke::Redact),
];

impl Stroke {
    /// Anything, the usual more often.
    pub fn any(dice: &mut Dice) -> Self {
        dice.weighed(&OFTEN)
    }

    /// Something about a count.
    pub fn of_a_count(dice: &mut Dice) -> Self {
        dice.weighed(&[(4, Self::OpenCount), (3, Self::Volunteers), (2, Self::CloseCount)])
    }

    /// Does it; nothing if there is nothing to do it to.
    pub fn perform(self, pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
        match self {
            Self::Site => new_site(pen, desk),
            Self::Facility => facility(pen, desk),
            Self::EditSite => edit_site(pen, desk),
            Self::EditPerson => edit_person(pen, desk),
            Self::Void => void(pen, desk),
            Self::Areas => areas(pen, desk),
            Self::Link => link(pen, desk),
            Self::Unlink => unlink(pen, desk),
            Self::Move => relocate(pen, desk),
            Self::Restrict => restrict(pen, desk),
            Self::Erase => erase(pen, desk),
            Self::LetIn => let_in_one(pen, desk),
            Self::OpenCount => open_count(pen, desk),
            Self::Volunteers => volunteers(pen, desk),
            Self::CloseCount => close_count(pen, desk),
            Self::Redact => redact(pen, desk),
        }
    }
}

fn new_site(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(scope) = desk.scope() else { return Ok(()) };
    let place = Place { id: desk.id(Kind::Site, pen.now), scope, subject: None };
    pen.create_form(Kind::Site, place, site(desk))
}

fn facility(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let place = Place { id: desk.id(Kind::Facility, pen.now), scope: Scope::Organisation, subject: None };
    let form = form(json!({"name": format!("Jadłodajnia {}", desk.mark), "category": "soup_kitchen"}));
    pen.create_form(Kind::Facility, place, form)
}

fn edit_site(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(row) = desk.find(pen, Kind::Site)? else { return Ok(()) };
    pen.edit(row.id, &site_edit(desk))
}

fn edit_person(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(row) = desk.find(pen, Kind::Person)? else { return Ok(()) };
    pen.edit(row.id, &person_edit(desk))
}

fn void(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(row) = desk.find(pen, Kind::Contact)? else { return Ok(()) };
    pen.void(row.id, &format!("zdublowane {}", desk.mark))
}

fn areas(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let (Some(worker), Some(area)) = (desk.dice.pick(desk.workers), desk.dice.pick(desk.all_areas)) else {
        return Ok(());
    };
    let Some(row) = registry::row(pen.db, (*worker).into())? else { return Ok(()) };
    let mut areas: BTreeSet<AreaId> = row.read::<Worker>()?.areas.unwrap_or_default().into_iter().collect();
    if !areas.remove(area) {
        areas.insert(*area);
    }
    pen.edit(row.id, &form(json!({"areas": areas})))
}

fn let_in_one(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let aside: Vec<_> = log::quarantined(pen.db)?.into_iter().map(|(id, _, _)| id).collect();
    let Some(id) = desk.dice.pick(&aside).copied() else { return Ok(()) };
    let leader = Principal::new(pen.author, Role::Supervisor, BTreeSet::new());
    match let_in(pen, id, &leader) {
        // It stays aside.
        Err(Error::Refused { .. }) => Ok(()),
        done => done.map(drop),
    }
}

fn some_workers(desk: &mut Desk<'_>) -> Vec<WorkerId> {
    desk.workers.iter().filter(|_| desk.dice.chance(60)).copied().collect()
}

fn open_count(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let id = desk.id(Kind::Count, pen.now);
    let scope = Scope::Count(id.into());
    let count = form(json!({
        "name": format!("Liczenie {}", desk.mark), "from_day": "2026-11-22", "to_day": "2026-11-24",
        "form": "homeless_count", "volunteers": some_workers(desk),
    }));
    pen.create_form(Kind::Count, Place { id, scope, subject: None }, count)?;
    for _ in 0..2 {
        let spot = form(json!({"count": id, "site_type": "station", "name": "Dworzec"}));
        let place = Place { id: desk.id(Kind::CountPlace, pen.now), scope, subject: None };
        pen.create_form(Kind::CountPlace, place, spot)?;
    }
    Ok(())
}

fn volunteers(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(row) = desk.find(pen, Kind::Count)? else { return Ok(()) };
    pen.edit(row.id, &form(json!({"volunteers": some_workers(desk)})))
}

fn close_count(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(row) = desk.find(pen, Kind::Count)? else { return Ok(()) };
    pen.edit(row.id, &form(json!({"closed": {"ms": pen.now, "offset": 60}})))
}

fn either(desk: &mut Desk<'_>) -> Kind {
    if desk.dice.chance(50) { Kind::Person } else { Kind::Site }
}

fn link(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let kind = either(desk);
    match (desk.find(pen, kind)?, desk.find(pen, kind)?) {
        (Some(one), Some(other)) if one.id != other.id => pen.link(one.id, other.id),
        _ => Ok(()),
    }
}

fn unlink(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let kind = either(desk);
    let Some(row) = desk.find(pen, kind)? else { return Ok(()) };
    let others: Vec<RecordId> = registry::state(pen.db, row.id)?.linked().collect();
    desk.dice.pick(&others).map_or(Ok(()), |other| pen.unlink(row.id, *other))
}

fn relocate(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let kind = either(desk);
    let (Some(row), Some(scope)) = (desk.find(pen, kind)?, desk.scope()) else { return Ok(()) };
    pen.relocate_with_history(row.id, scope)
}

fn restrict(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(row) = desk.find(pen, Kind::Person)? else { return Ok(()) };
    let team: Vec<WorkerId> = desk.workers.iter().filter(|_| desk.dice.chance(40)).copied().collect();
    pen.edit(row.id, &form(json!({"team": team})))?;
    pen.relocate_with_history(row.id, Scope::Circle(row.id.into()))
}

fn erase(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let kinds = [Kind::Person, Kind::Person, Kind::Site, Kind::Contact, Kind::Questionnaire];
    let kind = *desk.dice.pick(&kinds).expect("there are kinds");
    let Some(row) = desk.find(pen, kind)? else { return Ok(()) };
    pen.erase(row.id, &BTreeSet::new())
}

fn redact(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let fields = [(Kind::Contact, "note"), (Kind::Site, "description"), (Kind::Person, "hazard")];
    let (kind, field) = *desk.dice.pick(&fields).expect("there are fields");
    let Some(row) = desk.find(pen, kind)? else { return Ok(()) };
    pen.erase(row.id, &BTreeSet::from([field.to_owned()]))
}
