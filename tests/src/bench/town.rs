//! Ten years of a large city on one phone: far more than a phone will ever hold, written by the phone's own hand.

use std::path::Path;

use latarnia_core::clock::Moment;
use latarnia_core::id::{PersonId, RecordId, SiteId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Contact, Person, Position, Site, Visit};
use latarnia_core::store::pen::{Pen, Place};
use latarnia_field::command::session::{Enrol, Unlock};
use latarnia_field::{FieldApp, Parts, commands};
use serde_json::{Value, json};

use crate::forms::mixed;
use crate::phone::PIN;
use crate::{Server, await_answer};

/// How much there is of everything.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// People; the first of them was met two hundred times.
    pub people: u64,
    /// Sleeping sites.
    pub sites: u64,
    /// Nights in which crews went out.
    pub nights: u64,
    /// Contacts of a night; there is a visit to every second one.
    pub contacts: u64,
}

/// Ten years, sixty contacts a night.
pub const TEN_YEARS: Size = Size { people: 50_000, sites: 1_500, nights: 3_650, contacts: 60 };

/// Contacts of the first person.
pub const MET: u64 = 200;

/// Operations in one transaction.
const STROKE: usize = 2_000;

const BEGINNINGS: [&str; 16] = [
    "Mie", "Wła", "Zby", "Kazi", "Sta", "Ry", "Hen", "Bog", "Jaro", "Grze", "Zdzi", "Ta", "Ma", "Le", "Wie",
    "Ed",
];
const ENDINGS: [&str; 16] = [
    "tek", "dysław", "szek", "mierz", "siek", "szard", "ryk", "dan", "sław", "gorz", "sek", "deusz", "rian",
    "szek", "sław", "mund",
];
const BYNAMES: [&str; 16] = [
    "Rudy", "Kulawy", "Marynarz", "Stolarz", "Długi", "Profesor", "Cichy", "Góral", "Kierowca", "Ślązak",
    "Szewc", "Malarz", "Wąsaty", "Elektryk", "Spawacz", "Wędkarz",
];

/// What people call the `nth` person; the first is Mieczysław, called Misiek.
pub fn name_of(nth: u64) -> String {
    if nth == 0 {
        return "Mieczysław Spawacz".to_owned();
    }
    let chance = mixed(nth);
    let of =
        |list: &[&'static str; 16], shift: u32| list[usize::try_from((chance >> shift) % 16).expect("small")];
    format!("{}{} {} {}", of(&BEGINNINGS, 3), of(&ENDINGS, 17), of(&BYNAMES, 29), nth)
}

/// A phone in `folder`, enrolled, with a city of that size in it and nobody to send it to. One that is there is opened.
pub fn phone_in(folder: &Path, size: Size) -> FieldApp {
    let app = FieldApp::new(Parts::on_disk(folder));
    let kept = Unlock { pin: PIN.to_owned(), slot: None };
    if app.unlock(&kept).is_ok() {
        return app;
    }
    let server = Server::of_teams(1, None);
    let address = server.invite("team1", server.address());
    let enrol = Enrol {
        address,
        code: String::new(),
        pin: PIN.to_owned(),
        device_name: "Telefon".to_owned(),
        another: false,
    };
    app.enrol(&enrol).expect("an enrolled phone");
    await_answer("the first sync", || {
        let state = call(&app, "sync.show", json!({}));
        (state["phase"]["is"] == "done" && !state["last_sync"].is_null()).then_some(())
    });
    let area = call(&app, "outing.choices", json!({}))["areas"][0]["id"].clone();
    let scope = Scope::Area(serde_json::from_value(area).expect("the area's id"));
    City { app: &app, scope, size }.write();
    drop(server);
    app
}

/// What a command answers.
pub fn call(app: &FieldApp, name: &str, input: Value) -> Value {
    commands::call(app, name, input).unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

struct City<'a> {
    app: &'a FieldApp,
    scope: Scope,
    size: Size,
}

impl City<'_> {
    fn write(&self) {
        let size = self.size;
        let sites: Vec<SiteId> = self.app.new_ids(small(size.sites)).into_iter().map(SiteId::from).collect();
        let people: Vec<PersonId> = (0..size.people).map(|_| self.app.new_person_id()).collect();
        self.each(size.sites, |pen, nth| self.site(pen, sites[small(nth)], nth));
        self.each(size.people, |pen, nth| self.person(pen, people[small(nth)], nth, &sites));
        self.each(size.nights * size.contacts, |pen, nth| {
            let person = people[small(if nth < MET { 0 } else { mixed(nth) % size.people })];
            self.meeting(pen, nth, person, sites[small(mixed(nth ^ 7) % size.sites)])
        });
    }

    fn each(&self, times: u64, one: impl Fn(&Pen<'_>, u64) -> latarnia_core::Result<()>) {
        let all: Vec<u64> = (0..times).collect();
        for stroke in all.chunks(STROKE) {
            self.app.write(|pen| stroke.iter().try_for_each(|nth| one(pen, *nth))).expect("a stroke");
            call(self.app, "sync.start", json!({}));
            await_answer("the stroke's sync", || {
                (call(self.app, "sync.show", json!({}))["waiting"] == 0).then_some(())
            });
        }
    }

    fn place(&self, id: RecordId, subject: Option<PersonId>) -> Place {
        Place { id, scope: self.scope, subject }
    }

    fn site(&self, pen: &Pen<'_>, id: SiteId, nth: u64) -> latarnia_core::Result<()> {
        let chance = mixed(nth);
        let step =
            |shift: u32| f64::from(u32::try_from((chance >> shift) % 10_000).expect("small")) / 100_000.0;
        let site = Site {
            category: Some(Code::from("vacant_building")),
            name: Some(format!("Pustostan {nth}")),
            position: Some(Position::pin(51.9 + step(8), 19.4 + step(24))),
            state: Some(Code::from("active")),
            frost_risk: Some(nth.is_multiple_of(9)),
            ..Site::default()
        };
        pen.create(self.place(id.into(), None), &site)
    }

    fn person(&self, pen: &Pen<'_>, id: PersonId, nth: u64, sites: &[SiteId]) -> latarnia_core::Result<()> {
        let person = Person {
            label: Some(name_of(nth)),
            nickname: (nth == 0).then(|| "Misiek".to_owned()),
            level: Some(Code::from("level_2")),
            birth_year: Some(1940 + i64::try_from(mixed(nth) % 60).expect("small")),
            site: sites.get(small(mixed(nth ^ 3) % self.size.sites)).copied(),
            ..Person::default()
        };
        pen.create(self.place(id.into(), Some(id)), &person)
    }

    fn meeting(&self, pen: &Pen<'_>, nth: u64, person: PersonId, site: SiteId) -> latarnia_core::Result<()> {
        let days_ago = i64::try_from(self.size.nights - nth / self.size.contacts).expect("small");
        let at = Moment::utc(pen.now.plus(-days_ago * 86_400_000));
        let contact = Contact {
            person: Some(person),
            site: Some(site),
            at: Some(at),
            heads: None,
            ..crate::forms::contact(nth, pen.now)
        };
        let ids = self.app.new_ids(2);
        pen.create(self.place(ids[0], Some(person)), &contact)?;
        if nth.is_multiple_of(2) {
            let result = Some(Code::from("people_met"));
            let visit = Visit { site: Some(site), at: Some(at), result, ..Visit::default() };
            pen.create(self.place(ids[1], None), &visit)?;
        }
        Ok(())
    }
}

fn small(number: u64) -> usize {
    usize::try_from(number).expect("a small number")
}
