//! What a worker writes on a phone. One more thing to write is one more case and one more function.

use latarnia_core::Result;
use latarnia_core::id::RecordId;
use latarnia_core::op::{OpId, Scope, parse};
use latarnia_core::record::{Form, Kind};
use latarnia_core::store::log::{Entry, Verdict};
use latarnia_core::store::pen::{Ink, Pen, Place};
use latarnia_core::store::{log, meta, registry};
use serde_json::{Value, json};

use super::desk::{Desk, form, person, person_edit, site, site_edit};
use super::dice::Dice;

/// Something to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// A new site.
    Site,
    /// A new person.
    Person,
    /// A new person whom only this worker knows.
    OwnCase,
    /// A contact, perhaps with a person, perhaps at a site.
    Contact,
    /// A visit to a site.
    Visit,
    /// What somebody said at a count.
    Questionnaire,
    /// A place of a count where nobody was.
    Nobody,
    /// Changed fields of a site.
    EditSite,
    /// Changed fields of a person.
    EditPerson,
    /// A corrected contact.
    Amend,
    /// Who somebody met was, said later.
    Name,
    /// A record withdrawn.
    Void,
    /// A kind of record that only a newer version knows.
    NewerKind,
    /// A field that only a newer version knows.
    NewerField,
    /// A code that only a newer version knows.
    NewerCode,
    /// Into an area the worker does not work in.
    Elsewhere,
    /// A kind the worker's role may not write.
    Forbidden,
    /// A value that cannot be.
    Senseless,
    /// In somebody else's name.
    AsSomeoneElse,
}

const OFTEN: [(usize, Writing); 17] = [
    (8, Writing::Site),
    (8, Writing::Person),
    (2, Writing::OwnCase),
    (12, Writing::Contact),
    (5, Writing::Visit),
    (14, Writing::EditSite),
    (10, Writing::EditPerson),
    (6, Writing::Amend),
    (5, Writing::Name),
    (4, Writing::Void),
    (2, Writing::NewerKind),
    (2, Writing::NewerField),
    (2, Writing::NewerCode),
    (2, Writing::Elsewhere),
    (1, Writing::Forbidden),
    (2, Writing::Senseless),
    (1, Writing::AsSomeoneElse),
];

impl Writing {
    /// Anything, the usual more often.
    pub fn any(dice: &mut Dice) -> Self {
        dice.weighed(&OFTEN)
    }

    /// Something at a count.
    pub fn at_a_count(dice: &mut Dice) -> Self {
        dice.weighed(&[(3, Self::Questionnaire), (1, Self::Nobody)])
    }

    /// Writes it; nothing if there is nothing to write about.
    pub fn perform(self, pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
        match self {
            Self::Site => new(pen, desk, Kind::Site, None),
            Self::Person => new(pen, desk, Kind::Person, None),
            Self::OwnCase => new(pen, desk, Kind::Person, Some(Scope::Caseload(pen.author))),
            Self::Contact => contact(pen, desk),
            Self::Visit => visit(pen, desk),
            Self::Questionnaire => questionnaire(pen, desk),
            Self::Nobody => nobody(pen, desk),
            Self::EditSite => edit(pen, desk, Kind::Site, site_edit),
            Self::EditPerson => edit(pen, desk, Kind::Person, person_edit),
            Self::Amend => amend(pen, desk),
            Self::Name => name(pen, desk),
            Self::Void => void(pen, desk),
            Self::NewerKind => newer_kind(pen, desk),
            Self::NewerField => newer_field(pen, desk),
            Self::NewerCode => newer_code(pen, desk),
            Self::Elsewhere => elsewhere(pen, desk),
            Self::Forbidden => forbidden(pen, desk),
            Self::Senseless => senseless(pen, desk),
            Self::AsSomeoneElse => as_someone_else(pen, desk),
        }
    }
}

fn new(pen: &Pen<'_>, desk: &mut Desk<'_>, kind: Kind, scope: Option<Scope>) -> Result<()> {
    let Some(scope) = scope.or_else(|| desk.scope()) else { return Ok(()) };
    let id = desk.id(kind, pen.now);
    let subject = (kind == Kind::Person).then(|| id.into());
    let form = if kind == Kind::Person { person(desk) } else { site(desk) };
    pen.create_form(kind, Place { id, scope, subject }, form)
}

fn contact(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let about = if desk.dice.chance(60) { desk.find(pen, Kind::Person)? } else { None };
    let at = if desk.dice.chance(60) { desk.find(pen, Kind::Site)? } else { None };
    let near = about.as_ref().or(at.as_ref()).map(|row| row.scope);
    let Some(scope) = near.or_else(|| desk.scope()) else { return Ok(()) };
    let mut form = form(json!({
        "at": {"ms": pen.now, "offset": 60}, "kind": "met", "heads": 1, "note": format!("rozmowa {}", desk.mark),
    }));
    form.extend(about.as_ref().map(|row| ("person".to_owned(), json!(row.id))));
    form.extend(at.as_ref().map(|row| ("site".to_owned(), json!(row.id))));
    let place = Place { id: desk.id(Kind::Contact, pen.now), scope, subject: about.map(|row| row.id.into()) };
    pen.create_form(Kind::Contact, place, form)
}

fn visit(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(site) = desk.find(pen, Kind::Site)? else { return Ok(()) };
    let note = format!("ślady {}", desk.mark);
    let at = json!({"ms": pen.now, "offset": 60});
    let form = form(json!({"site": site.id, "at": at, "result": "traces_only", "note": note}));
    let place = Place { id: desk.id(Kind::Visit, pen.now), scope: site.scope, subject: None };
    pen.create_form(Kind::Visit, place, form)
}

/// A form at one of the places of a count, if there is any.
fn at_a_place(pen: &Pen<'_>, desk: &mut Desk<'_>, kind: Kind, rest: Value) -> Result<()> {
    let Some(spot) = desk.find(pen, Kind::CountPlace)? else { return Ok(()) };
    let at = json!({"ms": pen.now, "offset": 60});
    let mut form = form(json!({"count": spot.doc["count"], "place": spot.id, "at": at, "round": "night"}));
    form.extend(super::desk::form(rest));
    let place = Place { id: desk.id(kind, pen.now), scope: spot.scope, subject: None };
    pen.create_form(kind, place, form)
}

fn questionnaire(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let rest = json!({"outcome": "refused", "form": desk.mark, "form_version": 1});
    at_a_place(pen, desk, Kind::Questionnaire, rest)
}

fn nobody(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    at_a_place(pen, desk, Kind::CountResult, json!({"result": "nobody"}))
}

fn edit(pen: &Pen<'_>, desk: &mut Desk<'_>, kind: Kind, fields: fn(&mut Desk<'_>) -> Form) -> Result<()> {
    let Some(row) = desk.find(pen, kind)? else { return Ok(()) };
    pen.edit(row.id, &fields(desk))
}

fn amend(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(row) = desk.find(pen, Kind::Contact)? else { return Ok(()) };
    let mut form = row.doc;
    form.insert("note".into(), json!(format!("poprawka {}", desk.mark)));
    pen.amend(row.id, form)
}

fn name(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(row) = desk.find(pen, Kind::Contact)?.filter(|row| row.subject.is_none()) else { return Ok(()) };
    let Some(person) = desk.find(pen, Kind::Person)? else { return Ok(()) };
    let mut form = row.doc;
    form.insert("person".into(), json!(person.id));
    form.insert("note".into(), json!(format!("to był znajomy {}", desk.mark)));
    pen.amend(row.id, form)
}

fn void(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let kind =
        *desk.dice.pick(&[Kind::Contact, Kind::Contact, Kind::Visit, Kind::Site]).expect("there are kinds");
    let Some(row) = desk.find(pen, kind)? else { return Ok(()) };
    pen.void(row.id, &format!("pomyłka {}", desk.mark))
}

fn newer_kind(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(scope) = desk.scope() else { return Ok(()) };
    let id = desk.id(Kind::Visit, pen.now);
    let body = json!({"z": 1.50, "a": [null, desk.mark]});
    raw(pen, id, scope, ("drone_flight", "teleport", 9), body)
}

fn newer_field(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(row) = desk.find(pen, Kind::Site)? else { return Ok(()) };
    raw(
        pen,
        row.id,
        row.scope,
        ("site", "set", 9),
        json!({"set": {"colour": format!("bursztyn {}", desk.mark)}}),
    )
}

fn newer_code(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(row) = desk.find(pen, Kind::Site)? else { return Ok(()) };
    let body = json!({"set": {"category": "floating_house", "name": desk.mark}});
    raw(pen, row.id, row.scope, ("site", "set", 9), body)
}

fn elsewhere(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(area) = desk.dice.pick(desk.all_areas).copied() else { return Ok(()) };
    new(pen, desk, Kind::Site, Some(Scope::Area(area)))
}

fn forbidden(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let id = desk.id(Kind::Facility, pen.now);
    let form = form(json!({"name": format!("Noclegownia {}", desk.mark), "category": "night_shelter"}));
    let place = Place { id, scope: Scope::Organisation, subject: None };
    pen.create_form(Kind::Facility, place, form)
}

fn senseless(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(row) = desk.find(pen, Kind::Site)? else { return Ok(()) };
    let body = json!({"set": {"name": desk.mark, "position": {"lat": 95, "lon": 0}}});
    raw(pen, row.id, row.scope, ("site", "set", 1), body)
}

fn as_someone_else(pen: &Pen<'_>, desk: &mut Desk<'_>) -> Result<()> {
    let Some(other) = desk.dice.pick(desk.workers).copied() else { return Ok(()) };
    let theirs = Pen { author: other, ..*pen };
    new(&theirs, desk, Kind::Site, None)
}

/// Bytes that this version's pen does not write.
pub fn raw(
    pen: &Pen<'_>,
    record: RecordId,
    scope: Scope,
    what: (&str, &str, u32),
    body: Value,
) -> Result<()> {
    let (kind, act, v) = what;
    let at = meta::tick(pen.db, pen.now)?;
    let raw = json!({
        "at": at, "by": pen.author, "rec": record, "kind": kind, "scope": scope, "v": v, "do": act, "body": body,
        "later": [1.50, null],
    });
    let raw = raw.to_string();
    let Ink::Phone { skew } = pen.ink else { unreachable!("only phones write what is not known yet") };
    let id = OpId { device: pen.device, seq: meta::next_seq(pen.db)? };
    let op = parse(&raw)?;
    let entry = Entry { id, number: None, effective: None, verdict: Verdict::Waiting, skew, raw, op };
    log::append(pen.db, &entry)?;
    registry::apply(pen.db, &entry)
}
