//! A scope read for the first time: in pieces, resumed at any byte, usable while it fills, and never
//! taken for whole before it is.

use std::collections::BTreeSet;

use latarnia_core::Error;
use latarnia_core::clock::Moment;
use latarnia_core::id::{RecordId, SiteId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Contact};
use latarnia_core::store::fill::Wanted;
use latarnia_core::store::pen::Place;
use latarnia_core::store::segment::Making;
use latarnia_core::store::{Store, fill, ledger, log, meta, segment};
use latarnia_core::sync::protocol::{MAX_OP_BYTES, Reply, unpack};
use latarnia_core::sync::replay;
use latarnia_core::sync::segment::{make, make_here};
use latarnia_core::sync::stretch::set_portion;
use latarnia_core::sync::{Report, Transport, phone};
use serde_json::json;

use crate::town::{Line, Phone, Server, Wire, area};

const NORTH: Scope = Scope::Area(latarnia_core::id::AreaId::new(uuid::Uuid::from_bytes([1; 16])));
const SOUTH: Scope = Scope::Area(latarnia_core::id::AreaId::new(uuid::Uuid::from_bytes([2; 16])));

/// Words that hardly compress, `kib` KiB of them, the same for the same `n`.
fn long_note(n: u8, kib: usize) -> String {
    let hash = |place: usize| blake3::hash(format!("{n} {place}").as_bytes()).to_hex().to_string();
    (0..kib * 16).map(hash).collect()
}

fn told_at(phone: &mut Phone, site: SiteId, note: String) -> RecordId {
    let id = phone.fresh_id();
    let place = Place { id, scope: NORTH, subject: None };
    phone
        .write(|pen| {
            let contact = Contact {
                at: Some(Moment::utc(pen.now)),
                kind: Some(Code::from("met")),
                site: Some(site),
                heads: Some(1),
                note: Some(note),
                ..Contact::default()
            };
            pen.create(place, &contact)
        })
        .unwrap();
    id
}

/// A server with a log of several segments, and the phone that wrote it.
fn old_town() -> (Server, Phone, SiteId, Vec<RecordId>) {
    let mut server = Server::new();
    server.every = 10;
    server.step = 100_000;
    let mut ania = server.enrol(1);
    let site = ania.add_site("Węzeł", area(1));
    ania.edit(site, json!({"owner": "PKP"}));
    let contacts = (0..130).map(|n| told_at(&mut ania, site, long_note(n, 7))).collect();
    ania.sync(&mut server).unwrap();
    (server, ania, site, contacts)
}

fn cursor(phone: &Phone, scope: Scope) -> Option<u64> {
    meta::cursors(phone.store.db()).unwrap().into_iter().find(|(of, _)| *of == scope).map(|(_, n)| n)
}

/// One exchange, and so many pieces that came whole.
fn fetch(phone: &mut Phone, server: &mut Server, pieces: usize) {
    let wires = [vec![Wire::Whole; 1 + pieces], vec![Wire::RequestLost]].concat();
    let told = phone.sync_over(server, wires).unwrap_err();
    assert!(matches!(told, Error::Unreachable(_)), "{told}");
}

#[test]
fn segments_and_pages_give_equal_bytes() {
    let (mut server, ania, _, _) = old_town();
    let mut by_segments = server.enrol(2);
    by_segments.sync(&mut server).unwrap();
    server.every = 1_000_000;
    let mut by_pages = server.enrol(3);
    by_pages.sync(&mut server).unwrap();
    for scope in [NORTH, SOUTH, Scope::Organisation] {
        assert_eq!(by_segments.digest(scope), server.digest(scope));
        assert_eq!(by_pages.digest(scope), server.digest(scope));
        assert_eq!(ania.digest(scope), server.digest(scope));
    }
    let ids = |phone: &Phone| log::of_record(phone.store.db(), phone_site(phone)).unwrap().len();
    assert_eq!(ids(&by_segments), ids(&by_pages), "the log itself, too");
}

fn phone_site(phone: &Phone) -> RecordId {
    let select = "select id from record where kind = 'site'";
    phone.store.db().query_row(select, [], |row| row.get::<_, [u8; 16]>(0)).unwrap().into()
}

#[test]
fn an_overwritten_value_is_not_told_to_who_reads_for_the_first_time() {
    let (mut server, mut ania, site, _) = old_town();
    ania.edit(site, json!({"owner": "Spółdzielnia", "access": "od podwórza"}));
    server.every = 1;
    ania.sync(&mut server).unwrap();
    let mut celina = server.enrol(3);
    celina.sync(&mut server).unwrap();
    let month = 31 * 24 * 60 * 60 * 1_000;
    server.clock.advance(month);
    ania.clock.advance(month);
    ania.contact_at(site);
    ania.sync(&mut server).unwrap();
    let mut bartek = server.enrol(2);
    bartek.sync(&mut server).unwrap();
    let told = |phone: &Phone, words: &str| {
        log::of_record_all(phone.store.db(), site.into()).unwrap().iter().any(|one| one.raw.contains(words))
    };
    for phone in [&ania, &celina] {
        assert!(
            told(phone, "PKP") && told(phone, "Spółdzielnia"),
            "who wrote it, and who read within a month"
        );
    }
    assert!(!told(&bartek, "PKP") && told(&bartek, "Spółdzielnia"));
    assert_eq!(bartek.digest(NORTH), server.digest(NORTH), "and the same state, byte for byte");

    server.every = 1_000_000;
    bartek.edit(site, json!({"owner": "Gmina"}));
    bartek.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();
    assert_eq!(bartek.digest(NORTH), ania.digest(NORTH));
}

#[test]
fn a_first_sync_goes_on_at_the_byte_where_it_broke_off() {
    let (mut server, _, _, _) = old_town();
    let mut bartek = server.enrol(2);
    server.step = 30_011;
    let mut breaks = 0;
    // Each attempt gets a few pieces, the last of them cut, and then the battery dies.
    for at in (1..).map(|n| n * 1_237 % 30_000) {
        let held = fill::next(bartek.store.db()).unwrap().map(|wanted| (wanted.place, wanted.held));
        let wires = vec![Wire::Whole, Wire::Whole, Wire::Whole, Wire::AnswerCut(at), Wire::AnswerLost];
        match bartek.sync_over(&mut server, wires) {
            Ok(_) => break,
            Err(_) => breaks += 1,
        }
        let now = fill::next(bartek.store.db()).unwrap().map(|wanted| (wanted.place, wanted.held));
        assert!(now.is_none() || now > held, "it came on: {held:?} to {now:?}");
        bartek = bartek.cloned();
        assert!(breaks < 500);
    }
    assert!(breaks > 5, "it did break: {breaks}");
    assert_eq!(bartek.digest(NORTH), server.digest(NORTH));
}

#[test]
fn the_newest_can_be_worked_with_while_the_rest_comes_and_half_is_never_taken_for_whole() {
    let (mut server, _, site, contacts) = old_town();
    let mut bartek = server.enrol(2);
    server.step = 2_000_000;
    fetch(&mut bartek, &mut server, 1);
    assert!(bartek.doc(contacts[129]).is_some(), "the newest is here");
    assert!(bartek.doc(contacts[0]).is_none(), "the oldest is not");
    assert_eq!(cursor(&bartek, NORTH), None, "there is no cursor to read on from");
    assert!(fill::progress(bartek.store.db()).unwrap().total > 1);

    let written = told_at(&mut bartek, site, "nie czeka na resztę".into());
    fetch(&mut bartek, &mut server, 0);
    assert!(server.doc(written).is_some(), "what is written meanwhile is sent");
    bartek.sync(&mut server).unwrap();
    assert!(cursor(&bartek, NORTH).is_some());
    assert_eq!(fill::progress(bartek.store.db()).unwrap(), fill::Filled::default());
    assert_eq!(bartek.digest(NORTH), server.digest(NORTH));
}

#[test]
fn wrong_bytes_are_not_read_and_come_anew() {
    let (mut server, _, _, _) = old_town();
    let mut bartek = server.enrol(2);
    fetch(&mut bartek, &mut server, 2);
    let before = bartek.count();
    let damage = "update fill set held = cast(x'00' || substr(held, 2) as blob) where length(held) > 0";
    assert_eq!(bartek.store.db().execute(damage, []).unwrap(), 1);
    let told = bartek.sync(&mut server).unwrap_err().to_string();
    assert!(told.contains("hash"), "{told}");
    assert_eq!(bartek.count(), before, "nothing of it was read");
    bartek.sync(&mut server).unwrap();
    assert_eq!(bartek.digest(NORTH), server.digest(NORTH));
}

#[test]
fn who_is_erased_while_a_phone_fills_is_gone_from_its_pieces_and_from_what_came() {
    let (mut server, _, _, contacts) = old_town();
    let mut bartek = server.enrol(2);
    server.step = 2_000_000;
    fetch(&mut bartek, &mut server, 1);
    let (came, to_come) = (contacts[129], contacts[0]);
    server.clock.advance(1_000);
    for record in [came, to_come] {
        server.write(|pen| pen.erase(record, &BTreeSet::new()));
    }
    let kept = "select count(*) from segment";
    let segments: i64 = server.store.db().query_row(kept, [], |row| row.get(0)).unwrap();
    assert_eq!(segments, 0, "no piece with them is given to anybody");
    bartek.sync(&mut server).unwrap();
    for record in [came, to_come] {
        assert!(bartek.doc(record).is_none());
    }
    let notes = [long_note(129, 7), long_note(0, 7)];
    for raw in log::of_record_all(bartek.store.db(), came).unwrap() {
        assert!(!notes.iter().any(|note| raw.raw.contains(note.as_str())));
    }
    assert_eq!(bartek.digest(NORTH), server.digest(NORTH));
}

#[test]
fn what_leaves_a_scope_while_a_phone_fills_leaves_the_phone() {
    let (mut server, _, _, contacts) = old_town();
    let mut bartek = server.enrol(2);
    server.workers.get_mut(&bartek.device).unwrap().areas = [area(1)].into();
    server.step = 2_000_000;
    fetch(&mut bartek, &mut server, 1);
    assert!(bartek.doc(contacts[129]).is_some());
    server.clock.advance(1_000);
    server.write(|pen| pen.relocate(contacts[129], SOUTH));
    fetch(&mut bartek, &mut server, 0);
    assert!(bartek.doc(contacts[129]).is_none(), "at the next answer, not when all has come");
    bartek.sync(&mut server).unwrap();
    assert_eq!(bartek.digest(NORTH), server.digest(NORTH));
}

#[test]
fn who_loses_the_scope_half_way_keeps_nothing_of_it_and_can_fetch_no_more() {
    let (mut server, _, _, contacts) = old_town();
    let mut bartek = server.enrol(2);
    server.step = 2_000_000;
    fetch(&mut bartek, &mut server, 1);
    let wanted = fill::next(bartek.store.db()).unwrap().unwrap();
    server.workers.get_mut(&bartek.device).unwrap().areas = BTreeSet::new();
    let told = server.piece(bartek.device, &wanted).unwrap_err();
    assert!(matches!(&told, Error::Refused { code } if code == "not_found"), "{told}");
    bartek.sync(&mut server).unwrap();
    assert!(bartek.doc(contacts[129]).is_none());
    assert_eq!(fill::progress(bartek.store.db()).unwrap(), fill::Filled::default());
    assert_eq!(bartek.count(), 0);
}

#[test]
fn two_servers_of_one_log_make_the_same_pieces() {
    let (server, _, _, _) = old_town();
    let mut other = Store::in_memory().unwrap();
    let device = meta::device(server.store.db()).unwrap().unwrap();
    other.write(|db| meta::set_device(db, device)).unwrap();
    for (_, line) in replay::lines(server.store.db(), 0, 1_000).unwrap() {
        other.write(|db| replay::replay(db, &line)).unwrap();
    }
    let mut names = Vec::new();
    let mut server = server.store;
    for store in [&mut server, &mut other] {
        make_here(store, NORTH, 130, 512 * 1024).unwrap();
        names.push(segment::of_scope(store.db(), NORTH, 130).unwrap());
    }
    assert!(names[0].len() > 1);
    assert_eq!(names[0], names[1]);
}

#[test]
fn segments_made_before_somebody_was_erased_are_not_kept_after() {
    let (mut server, _, _, contacts) = old_town();
    let mut making = Making::begin(server.store.db(), NORTH, 130).unwrap();
    let mut made = Vec::new();
    let read = make(server.store.db(), NORTH, 130, |piece| {
        made.push(piece.to_vec());
        Ok(true)
    });
    assert!(read.unwrap() && making.add(server.store.db(), &made[0]).unwrap());
    server.write(|pen| pen.erase(contacts[5], &BTreeSet::new()));
    assert!(!making.add(server.store.db(), &made[1]).unwrap());
    assert!(!making.finish(server.store.db()).unwrap());
    assert_eq!(segment::of_scope(server.store.db(), NORTH, 130).unwrap(), []);
}

/// The segments end before the move that brought a record here; it comes with its record all the same.
#[test]
fn what_was_moved_in_after_the_cut_goes_with_the_area_it_came_to() {
    let mut server = Server::new();
    (server.every, server.full) = (4, 1);
    let mut ania = server.enrol(1);
    let site = ania.add_site("Altany", area(2)).into();
    ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    let mut bartek = server.enrol(2);
    server.workers.get_mut(&bartek.device).unwrap().areas = [area(1)].into();
    fetch(&mut bartek, &mut server, 1);
    server.write(|pen| pen.relocate_with_history(site, NORTH));
    for _ in 0..4 {
        if bartek.doc(site).is_none() {
            fetch(&mut bartek, &mut server, 1);
        }
    }
    assert!(bartek.doc(site).is_some());
    assert_eq!(cursor(&bartek, NORTH), None, "not all is here");
    server.workers.get_mut(&bartek.device).unwrap().areas = [area(2)].into();
    bartek.sync(&mut server).unwrap();
    assert_eq!(bartek.doc(site), None);
    assert!(log::of_record_all(bartek.store.db(), site).unwrap().is_empty());
}

#[test]
fn when_all_that_a_phone_fills_with_leaves_nothing_of_it_stays() {
    let (mut server, _, site, contacts) = old_town();
    let mut bartek = server.enrol(2);
    server.workers.get_mut(&bartek.device).unwrap().areas = [area(1)].into();
    server.step = 2_000_000;
    fetch(&mut bartek, &mut server, 1);
    assert!(bartek.doc(contacts[129]).is_some());
    server.write(|pen| pen.relocate_with_history(site.into(), SOUTH));
    bartek.sync(&mut server).unwrap();
    assert_eq!(bartek.count(), 0);
    assert!(log::of_record_all(bartek.store.db(), contacts[129]).unwrap().is_empty());
    assert_eq!(bartek.digest(NORTH), server.digest(NORTH));
}

#[test]
fn when_all_that_has_not_come_leaves_what_came_is_the_whole_scope() {
    let (mut server, _, site, contacts) = old_town();
    let mut bartek = server.enrol(2);
    server.workers.get_mut(&bartek.device).unwrap().areas = [area(1)].into();
    server.step = 2_000_000;
    // Nothing is newer than the pieces, so that those that came are the same in the next plan.
    server.every = ledger::log_number(server.store.db()).unwrap();
    fetch(&mut bartek, &mut server, 1);
    let all = contacts.into_iter().chain([site.into()]);
    let (came, to_come): (Vec<_>, Vec<RecordId>) = all.partition(|record| bartek.doc(*record).is_some());
    assert!(!came.is_empty() && !to_come.is_empty());
    assert_eq!(cursor(&bartek, NORTH), None);
    server.clock.advance(1_000);
    server.write(|pen| to_come.iter().try_for_each(|record| pen.relocate(*record, SOUTH)));
    bartek.sync(&mut server).unwrap();
    assert_eq!(cursor(&bartek, NORTH), cursor(&bartek, Scope::Organisation));
    assert_eq!(bartek.digest(NORTH), server.digest(NORTH));
    let still = came.iter().filter(|record| bartek.doc(**record).is_some()).count();
    assert_eq!((still, bartek.count()), (came.len(), came.len()));
}

#[test]
fn what_is_newer_than_the_segments_comes_with_the_plan_as_far_as_a_page_goes() {
    let mut server = Server::new();
    for n in 1..=2 {
        let mut writer = server.enrol(n);
        let site = writer.add_site("Węzeł", area(1));
        for contact in 0..190 {
            told_at(&mut writer, site, long_note(contact, 7));
        }
        writer.sync(&mut server).unwrap();
    }
    server.every = 200;
    let bartek = server.enrol(3);
    let exchange = phone::prepare(&bartek.store, &*bartek.clock).unwrap();
    let answer = server.answer(bartek.device, &exchange.packed().unwrap()).unwrap();
    let reply: Reply = unpack(&answer).unwrap();
    let bytes: usize = reply.ops.iter().filter_map(|op| op.op.as_ref()).map(|raw| raw.get().len()).sum();
    assert!(reply.fill.contains_key(&NORTH));
    assert!(bytes < 1024 * 1024 + MAX_OP_BYTES, "{bytes}");
}

/// Each time a piece is asked for, something is taken out first, so often.
struct Meanwhile<'a> {
    line: Line<'a>,
    goes: Vec<RecordId>,
}

impl Transport for Meanwhile<'_> {
    fn exchange(&mut self, request: &[u8]) -> latarnia_core::Result<Vec<u8>> {
        self.line.exchange(request)
    }

    fn fetch(&mut self, wanted: &Wanted) -> latarnia_core::Result<Vec<u8>> {
        if let Some(record) = self.goes.pop() {
            self.line.server.write(|pen| pen.erase(record, &BTreeSet::new()));
        }
        self.line.fetch(wanted)
    }
}

fn sync_meanwhile(
    phone: &mut Phone,
    server: &mut Server,
    goes: &[RecordId],
) -> latarnia_core::Result<Report> {
    let line = Line { server, device: phone.device, wires: vec![].into_iter() };
    let mut meanwhile = Meanwhile { line, goes: goes.to_vec() };
    phone::run(&mut phone.store, &mut meanwhile, &*phone.clock)
}

#[test]
fn a_piece_voided_between_plan_and_fetch_ends_no_sync_unless_it_happens_again_and_again() {
    let (mut server, _, _, contacts) = old_town();
    let mut bartek = server.enrol(2);
    let report = sync_meanwhile(&mut bartek, &mut server, &contacts[5..8]).unwrap();
    assert_eq!(report.voided, 3);
    assert_eq!(bartek.digest(NORTH), server.digest(NORTH));
    let mut unlucky = server.enrol(3);
    let told = sync_meanwhile(&mut unlucky, &mut server, &contacts[8..60]).unwrap_err();
    assert!(matches!(&told, Error::Refused { code } if code == "not_found"), "{told}");
    unlucky.sync(&mut server).unwrap();
    assert_eq!(unlucky.digest(NORTH), server.digest(NORTH));
}

/// While an answer is not used, because the server holds more of this phone's log than was sent, nothing is
/// known of the segments there are.
#[test]
fn segments_are_fetched_by_the_newest_plan() {
    let (mut server, _, _, contacts) = old_town();
    let mut bartek = server.enrol(2);
    fetch(&mut bartek, &mut server, 1);
    bartek.add_site("Altany", area(1));
    assert!(bartek.sync_over(&mut server, vec![Wire::AnswerLost]).is_err());
    server.write(|pen| pen.erase(contacts[5], &BTreeSet::new()));
    bartek.store.write(|db| set_portion(db, Some(1))).unwrap();
    bartek.sync(&mut server).unwrap();
    assert_eq!(bartek.digest(NORTH), server.digest(NORTH));
}

/// Of a record that moves from one scope that fills into another the log is in several segments; what brought
/// it there comes with the first, or it would leave with the scope it left at each of the next answers.
#[rstest::rstest]
#[case::both_from_the_beginning(&[1, 2])]
#[case::the_other_given_after_the_move(&[1])]
fn what_moves_between_two_scopes_that_fill_is_read_whole(#[case] at_first: &[u8]) {
    let mut server = Server::new();
    (server.every, server.full) = (1, 1);
    let mut ania = server.enrol(1);
    ania.add_site("Węzeł", area(2));
    ania.add_site("Altany", area(1));
    let site = ania.add_site("Dworzec", area(1));
    ania.edit(site, json!({"description": "za torami"}));
    ania.sync(&mut server).unwrap();
    let mut bartek = server.enrol(2);
    server.workers.get_mut(&bartek.device).unwrap().areas = at_first.iter().copied().map(area).collect();
    fetch(&mut bartek, &mut server, 1);
    assert!(bartek.doc(site).is_some(), "the newest record is read first");
    assert_eq!(cursor(&bartek, SOUTH), None);
    server.write(|pen| pen.relocate_with_history(site.into(), SOUTH));
    server.workers.get_mut(&bartek.device).unwrap().areas = [area(1), area(2)].into();
    bartek.sync(&mut server).unwrap();
    assert_eq!(bartek.doc(site), server.doc(site));
    assert_eq!(bartek.digest(SOUTH), server.digest(SOUTH));
}
