//! The national count: who holds it, what goes away when it ends, and how far it is.

use std::fmt::Write as _;

use latarnia_core::access::{GRACE_MS, Principal, Role};
use latarnia_core::clock::{Clock, Moment};
use latarnia_core::id::{CountId, CountPlaceId, RecordId};
use latarnia_core::op::Scope;
use latarnia_core::record::{
    Code, Count, CountPlace, CountResult, Date, Position, Questionnaire, count_forms,
};
use latarnia_core::store::draft::{self, Draft};
use latarnia_core::store::log::{self, Verdict};
use latarnia_core::store::pen::Place;
use latarnia_core::store::rights;
use latarnia_core::sync::phone;
use latarnia_core::sync::protocol::{OLDEST, Reply, Request, VERSION, pack, unpack};
use latarnia_core::view::{self, Likely, Look};
use serde_json::json;

use crate::town::{Phone, Server, area};

const COUNT: CountId = CountId::new(uuid::Uuid::from_bytes([0xc0; 16]));
const SCOPE: Scope = Scope::Count(COUNT);

fn place(n: u8) -> CountPlaceId {
    CountPlaceId::from([n; 16])
}

fn within(id: impl Into<RecordId>) -> Place {
    Place { id: id.into(), scope: SCOPE, subject: None }
}

/// A count with two places, a worker of area 1 and a volunteer.
struct Night {
    server: Server,
    ania: Phone,
    wiktor: Phone,
}

impl Night {
    fn begin() -> Self {
        let mut server = Server::new();
        let (ania, mut wiktor) = (server.enrol(1), server.enrol(2));
        wiktor.worker = Principal::new(wiktor.worker.worker, Role::Volunteer, [].into());
        server.workers.insert(wiktor.device, wiktor.worker.clone());
        let volunteer = wiktor.worker.worker;
        server.write(|pen| {
            let count = Count {
                name: Some("Liczenie".into()),
                from_day: Date::parse("2026-11-22"),
                to_day: Date::parse("2026-11-24"),
                form: Some("homeless_count".into()),
                volunteers: Some(vec![volunteer]),
                ..Count::default()
            };
            pen.create(within(COUNT), &count)?;
            for (n, name) in [(0xa1, "Dworzec"), (0xa2, "Altany")] {
                let spot = CountPlace {
                    count: Some(COUNT),
                    name: Some(name.into()),
                    site_type: Some(Code::from("station")),
                    position: Some(Position::pin(51.93, 19.42)),
                    ..CountPlace::default()
                };
                pen.create(within(place(n)), &spot)?;
            }
            Ok(())
        });
        let mut night = Self { server, ania, wiktor };
        night.judge();
        night
    }

    /// Who takes part follows from the records, as it does on the server.
    fn judge(&mut self) {
        let db = self.server.store.db();
        for who in self.server.workers.values_mut() {
            let taken = rights::counts_of(db, who.worker, who.role).unwrap();
            who.counts = taken.running;
            who.former.extend(taken.former);
        }
    }

    fn sync(&mut self) {
        for phone in [&mut self.ania, &mut self.wiktor] {
            phone.sync(&mut self.server).unwrap();
        }
    }

    fn edit_count(&mut self, fields: serde_json::Value) {
        let form = fields.as_object().unwrap().clone();
        self.server.write(|pen| pen.edit(COUNT.into(), &form));
        self.judge();
    }

    fn close(&mut self) {
        self.pass(1000);
        let now = self.server.clock.now();
        self.edit_count(json!({ "closed": Moment::utc(now) }));
        self.pass(1000);
    }

    fn pass(&self, ms: i64) {
        for clock in [&self.server.clock, &self.ania.clock, &self.wiktor.clock] {
            clock.advance(ms);
        }
    }
}

fn ask(phone: &mut Phone, at: CountPlaceId, outcome: &str, answers: &[&str]) -> RecordId {
    let id = phone.fresh_id();
    let questionnaire = |now| Questionnaire {
        count: Some(COUNT),
        place: Some(at),
        at: Some(Moment::utc(now)),
        round: Some(Code::from("night")),
        outcome: Some(Code::from(outcome)),
        form: Some("homeless_count".into()),
        form_version: Some(1),
        answers: Some(answers.iter().map(|answer| (*answer).to_owned()).collect()),
        ..Questionnaire::default()
    };
    phone.write(|pen| pen.create(within(id), &questionnaire(pen.now))).unwrap();
    id
}

fn find_nobody(phone: &mut Phone, at: CountPlaceId) {
    let id = phone.fresh_id();
    let result = |now| CountResult {
        count: Some(COUNT),
        place: Some(at),
        at: Some(Moment::utc(now)),
        round: Some(Code::from("night")),
        result: Some(Code::from("nobody")),
    };
    phone.write(|pen| pen.create(within(id), &result(pen.now))).unwrap();
}

/// Every value of every table, but of those in which the phone keeps how far it has read, and the indexes'
/// own, which are never empty.
fn raw_rows(phone: &Phone) -> String {
    let db = phone.store.db();
    let mut names = db.prepare("select name from sqlite_schema where type = 'table'").unwrap();
    let names = names.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
    let own = ["meta", "cursor", "sqlite_", "search_", "site_position_", "refinery"];
    let mut all = String::new();
    for table in names.filter(|name| !own.iter().any(|prefix| name.starts_with(prefix))) {
        let mut select = db.prepare(&format!("select * from {table}")).unwrap();
        let columns = select.column_count();
        let mut rows = select.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values = (0..columns).map(|column| row.get::<_, rusqlite::types::Value>(column).unwrap());
            writeln!(all, "{table}: {:?}", values.collect::<Vec<_>>()).unwrap();
        }
    }
    all
}

#[test]
fn a_volunteers_phone_holds_the_count_and_nothing_else() {
    let mut night = Night::begin();
    let site = night.ania.add_site("Kanal pod rondem", area(1));
    night.ania.contact_at(site);
    night.server.write(|pen| {
        let name = latarnia_core::record::Worker { name: Some("Anna Wygnana".into()), ..Default::default() };
        let place = Place { id: pen.author.into(), scope: Scope::Organisation, subject: None };
        pen.create(place, &name)
    });
    ask(&mut night.ania, place(0xa1), "answered", &["sex:male"]);
    night.sync();
    night.sync();
    let held = raw_rows(&night.wiktor);
    for stranger in ["rondem", "contact", "Wygnana", "worker\"", "area:", "circle:", "case:"] {
        assert!(!held.contains(stranger), "{stranger} is on the volunteer's phone");
    }
    assert!(held.contains("Dworzec") && held.contains("sex:male"), "but the count is");
    assert_eq!(night.wiktor.digest(SCOPE), night.server.digest(SCOPE));
    assert_eq!(night.ania.digest(SCOPE), night.server.digest(SCOPE), "and the crew has it, too");
}

#[test]
fn a_closed_count_leaves_nothing_on_a_volunteers_phone() {
    let mut night = Night::begin();
    night.sync();
    ask(&mut night.wiktor, place(0xa1), "answered", &["sex:female", "birth_year:1971"]);
    find_nobody(&mut night.wiktor, place(0xa2));
    night.sync();
    let form = format!("{SCOPE}:{}", place(0xa1));
    let half = Draft { form, body: json!({"answers": ["sex:male"]}), written: night.wiktor.clock.now() };
    night.wiktor.write(|pen| draft::keep(pen.db, &half)).unwrap();
    night.close();
    night.sync();
    assert_eq!(raw_rows(&night.wiktor), "", "no row of any table");
    assert!(phone::last_sync(&night.wiktor.store).unwrap().is_some(), "but it still knows the server");
    assert!(!raw_rows(&night.ania).contains("birth_year"), "the crew's phone lets go of it as well");
    assert_eq!(night.server.quarantined(), []);
}

#[test]
fn what_was_not_sent_when_the_count_was_closed_is_handed_over_first() {
    let mut night = Night::begin();
    night.sync();
    let asked = ask(&mut night.wiktor, place(0xa1), "answered", &["sex:female"]);
    find_nobody(&mut night.wiktor, place(0xa2));
    night.close();
    night.pass(GRACE_MS / 2);
    night.sync();
    assert!(night.server.doc(asked).is_some(), "the server has it");
    assert_eq!(night.server.quarantined(), []);
    assert_eq!(raw_rows(&night.wiktor), "", "and the phone has not");
}

#[test]
fn what_was_asked_after_the_count_was_closed_waits_for_a_human() {
    let mut night = Night::begin();
    night.sync();
    night.close();
    let late = ask(&mut night.wiktor, place(0xa1), "refused", &[]);
    night.sync();
    assert!(night.server.doc(late).is_none());
    let reasons: Vec<String> = night.server.quarantined().into_iter().map(|one| one.reason).collect();
    assert_eq!(reasons, ["outside_own_areas"]);
    let kept = log::of_record_all(night.wiktor.store.db(), late).unwrap();
    assert!(matches!(kept[0].verdict, Verdict::Quarantined(_)), "it is not lost on the phone either");
}

#[test]
fn a_volunteer_taken_off_the_list_hands_over_and_holds_nothing() {
    let mut night = Night::begin();
    night.sync();
    let asked = ask(&mut night.wiktor, place(0xa1), "only_seen", &[]);
    night.pass(1000);
    night.edit_count(json!({ "volunteers": [] }));
    night.sync();
    assert!(night.server.doc(asked).is_some());
    assert_eq!(raw_rows(&night.wiktor), "");
    assert!(
        night.ania.doc(asked).is_some() || {
            night.sync();
            night.ania.doc(asked).is_some()
        },
        "the count goes on"
    );
}

#[test]
fn a_volunteer_of_another_count_holds_nothing_of_this_one() {
    let mut night = Night::begin();
    let mut stranger = night.server.enrol(3);
    stranger.worker = Principal::new(stranger.worker.worker, Role::Volunteer, [area(1)].into());
    night.server.workers.insert(stranger.device, stranger.worker.clone());
    night.ania.add_site("Kanal", area(1));
    night.judge();
    night.sync();
    stranger.sync(&mut night.server).unwrap();
    assert_eq!(raw_rows(&stranger), "", "whatever areas somebody wrote beside the name");
}

#[test]
fn a_phone_from_before_there_were_counts_is_not_given_any() {
    let mut night = Night::begin();
    let old = |request: Request| {
        let bytes = pack(&request).unwrap();
        move |server: &mut Server, device| unpack::<Reply>(&server.answer(device, &bytes).unwrap()).unwrap()
    };
    let request = Request { proto: OLDEST, now: night.server.clock.now(), first: 1, ..Request::default() };
    let reply = old(request)(&mut night.server, night.ania.device);
    assert!(reply.cursors.contains_key(&Scope::Area(area(1))), "it is served as before");
    let names: Vec<String> = reply.cursors.keys().map(ToString::to_string).collect();
    assert!(names.iter().all(|name| !name.starts_with("count:")), "{names:?}");
    assert!(reply.ops.is_empty(), "nothing of the count");
    let request = Request { proto: VERSION, now: night.server.clock.now(), first: 1, ..Request::default() };
    let reply = old(request)(&mut night.server, night.ania.device);
    assert!(reply.cursors.contains_key(&SCOPE));
}

#[test]
fn nothing_about_people_can_be_written_where_volunteers_read() {
    let mut night = Night::begin();
    night.sync();
    let id = night.ania.fresh_id();
    let person = latarnia_core::record::Person { label: Some("Halina".into()), ..Default::default() };
    night.ania.write(|pen| pen.create(Place { subject: Some(id.into()), ..within(id) }, &person)).unwrap();
    night.sync();
    night.sync();
    assert_eq!(night.server.quarantined()[0].reason, "role_may_not_write_kind");
    assert!(!raw_rows(&night.wiktor).contains("Halina"));
}

fn card(phone: &Phone, reader: &Principal) -> view::CountCard {
    let here = Some(Position::pin(51.93, 19.43));
    let look = Look { db: phone.store.db(), reader, now: phone.clock.now(), here };
    // 18:00 in Warsaw is a day's round; two hours on it is night.
    view::count_card(&look, COUNT, 180).unwrap()
}

#[test]
fn every_place_tells_whether_it_has_a_result_and_those_without_come_first() {
    let mut night = Night::begin();
    night.sync();
    let reader = night.server.workers[&night.wiktor.device].clone();
    let names = |card: &view::CountCard| -> Vec<String> {
        card.places.iter().filter_map(|place| place.place.name.clone()).collect()
    };
    let before = card(&night.wiktor, &reader);
    assert_eq!((before.row.round.as_str(), before.row.running), ("night", true));
    assert_eq!(names(&before), ["Altany", "Dworzec"]);
    find_nobody(&mut night.wiktor, place(0xa2));
    let after = card(&night.wiktor, &reader);
    assert_eq!(names(&after), ["Dworzec", "Altany"], "what has a result goes down");
    let [by_night, by_day] = &after.row.rounds[..] else { panic!("two rounds") };
    assert_eq!((by_night.with_result, by_night.places, by_day.with_result), (1, 2, 0));
    ask(&mut night.wiktor, place(0xa1), "refused", &[]);
    ask(&mut night.wiktor, place(0xa1), "only_seen", &["sex:male"]);
    ask(&mut night.wiktor, place(0xa1), "answered", &["sex:male"]);
    let full = card(&night.wiktor, &reader);
    assert_eq!(full.row.rounds[0].with_result, 2);
    let tally = full.row.tally;
    assert_eq!((tally.answered, tally.refused, tally.only_seen), (1, 1, 1), "counted apart");
    let station = full.places.iter().find(|row| row.id == place(0xa1)).unwrap();
    assert_eq!(station.rounds[0].result, Some(Code::from("counted")));
}

#[test]
fn two_questionnaires_of_one_person_are_proposed_and_no_others() {
    let mut night = Night::begin();
    night.sync();
    let who = ["sex:male", "birth_year:1971", "citizenship:polish", "last_address:this_town"];
    let first = ask(&mut night.wiktor, place(0xa1), "answered", &who);
    let again: Vec<&str> = who.into_iter().chain(["income:none"]).collect();
    let second = ask(&mut night.wiktor, place(0xa2), "answered", &again);
    let other = ["sex:male", "birth_year:1972", "citizenship:polish", "last_address:this_town"];
    ask(&mut night.wiktor, place(0xa2), "answered", &other);
    ask(&mut night.wiktor, place(0xa2), "answered", &["sex:male", "citizenship:polish"]);
    ask(&mut night.wiktor, place(0xa2), "refused", &["sex:male"]);
    let reader = night.server.workers[&night.wiktor.device].clone();
    let look =
        Look { db: night.wiktor.store.db(), reader: &reader, now: night.wiktor.clock.now(), here: None };
    let pairs = view::count_pairs(&look, COUNT).unwrap();
    assert_eq!(pairs.len(), 1, "{pairs:?}");
    let mut found = [pairs[0].one, pairs[0].other];
    found.sort();
    let mut meant = [first, second];
    meant.sort();
    assert_eq!((found, pairs[0].likely), (meant, Likely::Very));
    let telling = count_forms()["homeless_count"].questions.iter().filter(|one| one.tells_apart).count();
    assert!(telling > 4, "one or two questions may be left out");
}
