//! `kill -9`, again and again, at any moment, on two phones that write and sync without a pause and on their
//! server. And what lies on the disks at any moment is whole.
//!
//! `LATARNIA_KILLS` says how many kills, `LATARNIA_SEED` which story.

use std::collections::BTreeSet;
use std::fmt;
use std::time::{Duration, Instant};

use latarnia_core::id::AreaId;
use latarnia_core::store::Store;
use latarnia_tests::load::Written;
use latarnia_tests::sim::dice::Dice;
use latarnia_tests::snapshot::{digest, lines, notes_in_log, notes_seen, waiting};
use latarnia_tests::{Load, Phone, Server, Snapshot};
use serde_json::json;

/// Kills where nobody asks for more.
const FEW: usize = 8;
/// Contacts each worker may write until something happens, and the same again after it.
const PACE: usize = 12;
/// It happens within so many contacts of one of them, and so many microseconds after that.
const WITHIN: (usize, usize) = (6, 9_000);
/// So many of a hundred kills are the server's, the others the phones'.
const SERVERS: usize = 40;

/// One phone with what is written into it.
struct Desk {
    phone: Phone,
    load: Load,
}

struct Street {
    server: Server,
    desks: Vec<Desk>,
    dice: Dice,
    tally: Tally,
}

#[derive(Default)]
struct Tally {
    phones_killed: usize,
    server_killed: usize,
    copies: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (phones, server) = (self.phones_killed, self.server_killed);
        write!(f, "{} kills ({phones} of phones, {server} of the server), ", phones + server)?;
        write!(f, "{} copies of their files opened and sound", self.copies)
    }
}

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")))
}

#[test]
fn whatever_is_killed_at_whatever_moment_what_was_answered_is_there_once() {
    let kills = from_environment("LATARNIA_KILLS").map_or(FEW, |kills| usize::try_from(kills).unwrap());
    let seed = from_environment("LATARNIA_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    println!("LATARNIA_SEED={seed} LATARNIA_KILLS={kills}");
    let began = Instant::now();
    let (mut street, area) = Street::open(seed);
    for _ in 0..kills {
        street.round();
    }
    let (answered, doubtful, lines) = street.close(area);
    let Street { tally, .. } = street;
    println!(
        "{tally}; {answered} contacts answered and {doubtful} in doubt, {lines} operations, the same on the \
         server and both phones, each once; seed {seed}, {} s",
        began.elapsed().as_secs()
    );
}

impl Street {
    fn open(seed: u64) -> (Self, AreaId) {
        let server = Server::empty();
        let phones = ["anna", "bartek"].map(|name| Phone::enrolled(&server.invite(name, server.address())));
        let area = phones[0].call("outing.choices", &json!({}))["areas"][0]["id"].clone();
        let site = json!({ "category": "heating_duct", "name": "Węzeł", "description": "przy garażach" });
        let site = phones[0].call("site.add", &json!({ "area": area, "site": site }))["row"]["id"].clone();
        phones.iter().for_each(Phone::sync);
        let contact = json!({ "kind": "met", "heads": 1, "site": site });
        let desks = phones.into_iter().zip(["anna", "bartek"]).map(|(phone, name)| {
            let load = Load::on(name, phone.address(), contact.clone());
            Desk { phone, load }
        });
        let street = Self { desks: desks.collect(), server, dice: Dice::new(seed), tally: Tally::default() };
        (street, area.as_str().unwrap().parse().unwrap())
    }

    /// One copy of the files of somebody who goes on, one kill, one copy of what it left, one return.
    fn round(&mut self) {
        self.await_any_moment();
        self.copy_alive();
        self.await_any_moment();
        if self.dice.chance(SERVERS) {
            self.kill_server();
        } else {
            let nth = self.dice.below(self.desks.len());
            self.kill_phone(nth);
        }
    }

    /// A moment that the seed chooses: somewhere within a contact, a sync or a commit.
    fn await_any_moment(&mut self) {
        self.desks.iter().for_each(|desk| desk.load.allow(PACE));
        let nth = self.dice.below(self.desks.len());
        self.desks[nth].load.await_contacts(self.dice.below(WITHIN.0));
        let more = u64::try_from(self.dice.below(WITHIN.1)).unwrap();
        let moment = Instant::now() + Duration::from_micros(more);
        while Instant::now() < moment {
            std::hint::spin_loop();
        }
    }

    fn copy_alive(&mut self) {
        match self.dice.below(self.desks.len() + 1) {
            0 => {
                let must_hold = self.answered_for();
                let copy = self.server.frozen(|| Snapshot::of_server(self.server.folder()));
                self.examine(&copy, &must_hold, "the running server");
            }
            nth => {
                let desk = &self.desks[nth - 1];
                let must_hold = desk.load.so_far().answered;
                let copy = desk.phone.frozen(|| Snapshot::of_phone(desk.phone.folder()));
                self.examine(&copy, &must_hold, "a running phone");
            }
        }
    }

    fn kill_server(&mut self) {
        let must_hold = self.answered_for();
        self.server.kill();
        self.tally.server_killed += 1;
        let copy = Snapshot::of_server(self.server.folder());
        self.server.start();
        self.examine(&copy, &must_hold, "the killed server");
    }

    fn kill_phone(&mut self, nth: usize) {
        let desk = &mut self.desks[nth];
        let must_hold = desk.load.so_far().answered;
        desk.phone.die();
        self.tally.phones_killed += 1;
        let copy = Snapshot::of_phone(desk.phone.folder());
        desk.phone.return_from_death();
        desk.load.moved_to(desk.phone.address());
        self.examine(&copy, &must_hold, "a killed phone");
    }

    /// What the phones know to be on the server. What waits is the end of each phone's log; so the first
    /// contacts, as many as were answered without as many as wait, are answered for.
    fn answered_for(&self) -> Vec<String> {
        let mut all = Vec::new();
        for desk in &self.desks {
            let mut answered = desk.load.so_far().answered;
            let waiting = usize::try_from(desk.phone.waiting()).unwrap();
            answered.truncate(answered.len().saturating_sub(waiting));
            all.extend(answered);
        }
        all
    }

    /// Sound, nothing twice, and nothing missing that had to be there when it was made.
    fn examine(&mut self, copy: &Snapshot, must_hold: &[String], whose: &str) {
        let store = copy.open();
        assert_eq!(store.problems().unwrap(), Vec::<String>::new(), "{whose}");
        let logged = notes_in_log(&store);
        assert!(logged.windows(2).all(|pair| pair[0] != pair[1]), "{whose} has something twice");
        let missing: Vec<_> = must_hold.iter().filter(|note| logged.binary_search(note).is_err()).collect();
        assert!(missing.is_empty(), "{whose} lost {missing:?}");
        assert_eq!(notes_seen(&store), logged, "{whose}: the registry is what its log says");
        self.tally.copies += 1;
    }

    /// All come home, sync, and are compared.
    fn close(&mut self, area: AreaId) -> (usize, usize, usize) {
        let mut written = Written::default();
        let mut stores = Vec::new();
        for desk in self.desks.drain(..) {
            let more = desk.load.end();
            written.answered.extend(more.answered);
            written.doubtful.extend(more.doubtful);
            stores.push(desk.phone);
        }
        // The first learns last what the second sent.
        for phone in stores.iter().chain(stores.first()) {
            phone.sync();
        }
        assert!(self.server.stop(), "the server ends cleanly");
        let mut copies = vec![Snapshot::of_server(self.server.folder()).open()];
        copies.extend(stores.into_iter().map(|mut phone| {
            phone.die();
            Snapshot::of_phone(phone.folder()).open()
        }));
        let lines = compare(&copies, &written, area);
        (written.answered.len(), written.doubtful.len(), lines)
    }
}

/// Server and phones hold the same log, and in it everything that was answered once, and nothing that was
/// not written.
fn compare(copies: &[Store], written: &Written, area: AreaId) -> usize {
    let log = lines(&copies[0], area);
    for store in copies {
        assert_eq!(store.problems().unwrap(), Vec::<String>::new());
        assert!(lines(store, area) == log, "the logs differ");
        assert_eq!(digest(store, area), digest(&copies[0], area));
        let (logged, seen) = (notes_in_log(store), notes_seen(store));
        assert_eq!(logged, seen);
        assert!(logged.windows(2).all(|pair| pair[0] != pair[1]), "something is there twice");
        let missing: Vec<_> =
            written.answered.iter().filter(|note| logged.binary_search(note).is_err()).collect();
        assert!(missing.is_empty(), "{missing:?} were answered and are gone");
        let known: BTreeSet<_> = written.answered.iter().chain(&written.doubtful).collect();
        assert!(logged.iter().all(|note| known.contains(note)), "what nobody wrote is there");
    }
    for phone in copies.iter().skip(1) {
        assert_eq!(waiting(phone), 0, "everything was sent");
    }
    log.len()
}
