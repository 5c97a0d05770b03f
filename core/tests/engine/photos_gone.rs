//! Pictures go with what names them, at once or after a time, and never before they were sent.

use latarnia_core::Error;
use latarnia_core::clock::Clock as _;
use latarnia_core::op::Scope;
use latarnia_core::record::AttachmentHash;
use latarnia_core::store::attachment;
use latarnia_core::store::draft::{self, Draft};
use latarnia_core::store::leave;
use latarnia_core::sync::photos::{KEPT_MS, Piece, Report, STAGED_MS, UNNAMED_MS};
use serde_json::json;

use crate::gallery::{LENGTH, jpeg};
use crate::town::{Phone, Server, area};

#[test]
fn what_is_erased_takes_every_piece_along_sent_or_not() {
    let (mut server, bytes, late) = (Server::new(), jpeg(LENGTH, 0), jpeg(LENGTH, 2));
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let (visit, other) = (ania.visit(&bytes), ania.visit(&jpeg(LENGTH, 3)));
    ania.sync(&mut server).unwrap();
    ania.carry(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    bartek.want(visit, &bytes);
    bartek.carry(&mut server).unwrap();
    let unsent = ania.visit(&late);
    ania.sync(&mut server).unwrap();
    assert_eq!(server.pieces(), 6);

    for record in [visit, unsent] {
        server.write(|pen| pen.erase(record, &[].into()));
    }
    assert_eq!(server.pieces(), 3, "the other visit keeps its own");
    let next = Piece { record: unsent, hash: AttachmentHash::of(&late), offset: 0, bytes: vec![0; 4] };
    assert!(matches!(server.take(&ania.worker, &next), Err(Error::NotFound(_))), "too late");
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    assert_eq!((ania.unsent(), ania.carry(&mut server).unwrap()), (0, Report::default()));
    for (store, kept) in [(&ania.store, 3), (&bartek.store, 0)] {
        let count = "select count(*) from attachment_piece";
        let pieces: i64 = store.db().query_row(count, [], |row| row.get(0)).unwrap();
        assert_eq!(pieces, kept);
    }
    assert!(server.shown(&ania.worker, other, &jpeg(LENGTH, 3)).is_ok());
}

#[test]
fn pictures_alone_are_erased_and_their_record_stays() {
    let (mut server, bytes) = (Server::new(), jpeg(LENGTH, 0));
    let mut ania = server.enrol(1);
    let visit = ania.visit(&bytes);
    ania.sync(&mut server).unwrap();
    ania.carry(&mut server).unwrap();
    server.write(|pen| pen.erase(visit, &["photos".to_owned()].into()));
    ania.sync(&mut server).unwrap();
    assert_eq!(server.pieces(), 0);
    assert!(!ania.has(visit, &bytes));
    for doc in [server.doc(visit).unwrap(), ania.doc(visit).unwrap()] {
        assert_eq!((doc.get("photos"), &doc["result"]), (None, &json!("traces_only")));
    }
}

#[test]
fn pieces_nothing_speaks_of_are_swept_at_once() {
    let (mut server, bytes) = (Server::new(), jpeg(LENGTH, 0));
    let now = server.clock.now();
    let length = u64::try_from(LENGTH).unwrap();
    let expect = |db: &_| attachment::expect(db, [9; 16].into(), AttachmentHash::of(&bytes), length, now);
    server.store.write(expect).unwrap();
    assert_eq!((server.sweep(), server.sweep()), (1, 0));
}

#[test]
fn a_lost_scope_takes_pictures_along_but_not_before_they_were_sent() {
    let (mut server, sent, unsent) = (Server::new(), jpeg(LENGTH, 0), jpeg(LENGTH, 1));
    let mut ania = server.enrol(1);
    let first = ania.visit(&sent);
    ania.sync(&mut server).unwrap();
    ania.carry(&mut server).unwrap();
    let second = ania.visit(&unsent);
    ania.sync(&mut server).unwrap();
    ania.store.write(|db| leave::leave_scope(db, Scope::Area(area(1)))).unwrap();
    assert!(ania.doc(first).is_none() && ania.doc(second).is_none());
    assert!(!ania.has(first, &sent), "the server has it, so it goes");
    assert!(ania.has(second, &unsent), "a lost right never costs a picture");
    assert_eq!(ania.carry(&mut server).unwrap().sent, 1);
    assert!(!ania.has(second, &unsent), "and then it goes too");
    assert_eq!(server.shown(&ania.worker, second, &unsent).unwrap(), unsent);
}

#[test]
fn a_picture_no_record_names_is_dropped_after_thirty_days() {
    let (mut server, bytes) = (Server::new(), jpeg(LENGTH, 0));
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    let named = json!({"photos": [ania.take(&bytes)]});
    ania.edit(site, named.clone());
    ania.sync(&mut server).unwrap();
    ania.carry(&mut server).unwrap();
    server.clock.advance(UNNAMED_MS * 2);
    assert_eq!(server.sweep(), 0, "a named one stays for ever");

    let edit = |server: &mut Server, fields: serde_json::Value| {
        let form = fields.as_object().unwrap().clone();
        server.write(|pen| pen.edit(site.into(), &form));
    };
    edit(&mut server, json!({"photos": []}));
    assert_eq!(server.sweep(), 0);
    server.clock.advance(UNNAMED_MS / 2);
    edit(&mut server, named);
    assert_eq!(server.sweep(), 0, "it was taken back");
    server.clock.advance(UNNAMED_MS);
    edit(&mut server, json!({"photos": []}));
    assert_eq!(server.sweep(), 0, "the days are counted anew");
    server.clock.advance(UNNAMED_MS - 1000);
    assert_eq!((server.sweep(), server.pieces()), (0, 3));
    server.clock.advance(1000);
    assert_eq!((server.sweep(), server.pieces()), (1, 0));
}

#[test]
fn a_picture_taken_out_of_the_form_is_not_sent() {
    let (mut server, bytes) = (Server::new(), jpeg(LENGTH, 0));
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    let photo = ania.take(&bytes);
    ania.edit(site, json!({"photos": [photo]}));
    ania.edit(site, json!({"photos": []}));
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.carry(&mut server).unwrap(), Report::default());
    assert_eq!((ania.unsent(), server.pieces()), (0, 0));
}

#[test]
fn a_phone_forgets_what_can_be_fetched_again_and_never_what_waits() {
    let (mut server, sent, unsent) = (Server::new(), jpeg(LENGTH, 0), jpeg(LENGTH, 1));
    let mut ania = server.enrol(1);
    let first = ania.visit(&sent);
    ania.sync(&mut server).unwrap();
    ania.carry(&mut server).unwrap();
    let second = ania.visit(&unsent);
    for clock in [&ania.clock, &server.clock] {
        clock.advance(KEPT_MS + 1000);
    }
    // Its record is not on the server, so there is nothing to carry yet.
    ania.carry(&mut server).unwrap();
    assert!(!ania.has(first, &sent));
    assert!(ania.has(second, &unsent));
    ania.want(first, &sent);
    ania.carry(&mut server).unwrap();
    assert!(ania.has(first, &sent), "it came back when somebody looked");
}

#[test]
fn a_picture_of_a_form_stays_as_long_as_the_form_is_kept() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let (kept, left) = (ania.take(&jpeg(LENGTH, 0)), ania.take(&jpeg(LENGTH, 1)));
    let body = json!({"form": {"photos": [kept]}});
    let draft = Draft { form: "visit".into(), body, written: ania.clock.now() };
    ania.store.write(|db| draft::keep(db, &draft)).unwrap();
    let there = |ania: &Phone| {
        [&kept, &left].map(|one| attachment::staged(ania.store.db(), one.hash).unwrap().is_some())
    };
    ania.carry(&mut server).unwrap();
    assert_eq!(there(&ania), [true, true], "a form may be open");
    ania.clock.advance(STAGED_MS + 1000);
    ania.carry(&mut server).unwrap();
    assert_eq!(there(&ania), [true, false]);
    ania.store.write(|db| draft::discard(db, "visit")).unwrap();
    ania.carry(&mut server).unwrap();
    assert_eq!(there(&ania), [false, false]);
}
