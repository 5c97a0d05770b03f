//! Pictures: beside the log, never before it.

use latarnia_core::Error;
use latarnia_core::access::{Principal, Role};
use latarnia_core::clock::{Clock as _, Millis, Moment};
use latarnia_core::id::{RecordId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{AttachmentHash, Code, Photo, Visit};
use latarnia_core::store::attachment::{self, PIECE};
use latarnia_core::store::pen::Place;
use latarnia_core::sync::photos::{self, Held, Piece, Put, Report};
use latarnia_core::view::{self, Look};
use serde_json::json;

use crate::gallery::{Cut, LENGTH, jpeg, photo};
use crate::town::{Server, area};

#[test]
fn a_picture_taken_offline_reaches_the_server_and_a_colleagues_phone() {
    let (mut server, bytes) = (Server::new(), jpeg(LENGTH, 0));
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let visit = ania.visit(&bytes);
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.carry(&mut server).unwrap(), Report { sent: 1, fetched: 0, refused: 0 });
    assert_eq!(server.shown(&ania.worker, visit, &bytes).unwrap(), bytes);
    assert_eq!((ania.unsent(), ania.has(visit, &bytes)), (0, true), "its own phone keeps it");

    bartek.sync(&mut server).unwrap();
    assert!(!bartek.has(visit, &bytes), "nobody asked for it");
    bartek.want(visit, &bytes);
    assert_eq!(bartek.carry(&mut server).unwrap().fetched, 1);
    assert!(bartek.has(visit, &bytes));
    assert_eq!(bartek.carry(&mut server).unwrap(), Report::default(), "and it is not his to send");
}

#[test]
fn a_record_is_complete_without_its_pictures() {
    let (mut server, bytes) = (Server::new(), jpeg(LENGTH, 0));
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let visit = ania.visit(&bytes);
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    let doc = bartek.doc(visit).unwrap();
    assert_eq!(doc["photos"][0]["thumb"], json!(photo(&bytes, ania.clock.now()).thumb), "shown at once");
    assert_eq!((ania.waiting(), ania.unsent()), (0, 1), "the note is done, the picture waits");
    bartek.want(visit, &bytes);
    let report = bartek.carry(&mut server).unwrap();
    assert_eq!(report.refused, 1, "the server does not have it yet, and says no more than that");
}

#[test]
fn a_phone_killed_at_any_round_trip_goes_on_from_the_last_piece() {
    let bytes = jpeg(LENGTH, 0);
    let pieces = LENGTH.div_ceil(usize::try_from(PIECE).unwrap());
    for (after, done) in (0..=pieces).flat_map(|after| [(after, false), (after, true)]) {
        let mut server = Server::new();
        let mut ania = server.enrol(1);
        let visit = ania.visit(&bytes);
        ania.sync(&mut server).unwrap();
        let (cut, first) = ania.carry_over(&mut server, Cut { after, done });
        assert!(cut.is_err(), "after {after}, {done}");
        assert_eq!(ania.unsent(), 1, "after {after}, {done}: nothing is called done before the answer");
        // A killed phone has nothing in memory: the next run knows only its store.
        let (report, second) = ania.carry_over(&mut server, Cut::none());
        assert_eq!(report.unwrap().sent, 1, "after {after}, {done}");
        assert_eq!(first + second, pieces, "after {after}, {done}: no piece goes twice");
        assert_eq!(server.shown(&ania.worker, visit, &bytes).unwrap(), bytes);
    }
}

#[test]
fn a_phone_killed_while_it_fetches_goes_on_from_the_last_piece() {
    let bytes = jpeg(LENGTH, 0);
    for after in 0..3 {
        let mut server = Server::new();
        let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
        let visit = ania.visit(&bytes);
        ania.sync(&mut server).unwrap();
        ania.carry(&mut server).unwrap();
        bartek.sync(&mut server).unwrap();
        bartek.want(visit, &bytes);
        assert!(bartek.carry_over(&mut server, Cut { after, done: false }).0.is_err());
        let here = attachment::wanted(bartek.store.db()).unwrap().pop().unwrap();
        assert_eq!(here.held, PIECE * u64::try_from(after).unwrap());
        assert_eq!(bartek.carry(&mut server).unwrap().fetched, 1);
        assert!(bartek.has(visit, &bytes));
    }
}

#[test]
fn a_picture_waits_until_the_server_has_accepted_its_record() {
    let (mut server, bytes) = (Server::new(), jpeg(LENGTH, 0));
    let mut ania = server.enrol(1);
    let visit = ania.visit(&bytes);
    assert_eq!(ania.carry(&mut server).unwrap(), Report::default(), "its note is not there yet");
    let early = Piece { record: visit, hash: AttachmentHash::of(&bytes), offset: 0, bytes: vec![0; 4] };
    let refused = server.take(&ania.worker, &early);
    assert!(matches!(refused, Err(Error::NotFound(_))), "whoever sends all the same is told nothing");
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.carry(&mut server).unwrap().sent, 1);
}

#[test]
fn the_picture_of_a_refused_record_stays_on_the_phone() {
    let (mut server, bytes) = (Server::new(), jpeg(LENGTH, 0));
    let mut ania = server.enrol(1);
    let photo = ania.take(&bytes);
    let id = ania.fresh_id();
    let visit = Visit {
        site: Some([7; 16].into()),
        at: Some(Moment::utc(ania.clock.now())),
        result: Some(Code::from("traces_only")),
        photos: Some(vec![photo]),
        ..Visit::default()
    };
    let elsewhere = Place { id, scope: Scope::Area(area(9)), subject: None };
    ania.write(|pen| pen.create(elsewhere, &visit)).unwrap();
    ania.sync(&mut server).unwrap();
    assert_eq!(server.quarantined().len(), 1);
    assert_eq!(ania.carry(&mut server).unwrap(), Report::default());
    assert_eq!((ania.unsent(), ania.has(id, &bytes)), (1, true));
}

#[test]
fn who_names_a_picture_of_others_gets_nothing() {
    let (mut server, bytes) = (Server::new(), jpeg(LENGTH, 0));
    let mut ania = server.enrol(1);
    let visit = ania.visit(&bytes);
    ania.sync(&mut server).unwrap();
    ania.carry(&mut server).unwrap();

    let mut stranger = server.enrol(3);
    let mine = stranger.fresh_id();
    let named = json!({"photos": [photo(&bytes, stranger.clock.now())]});
    let visit_of_mine = json!({"site": RecordId::from([7; 16]), "result": "traces_only",
        "at": Moment::utc(stranger.clock.now()), "photos": named["photos"]});
    let form = visit_of_mine.as_object().unwrap().clone();
    let place = Place { id: mine, scope: Scope::Caseload(stranger.worker.worker), subject: None };
    let kept = stranger.write(|pen| pen.create_form(latarnia_core::record::Kind::Visit, place, form.clone()));
    assert!(matches!(kept, Err(Error::Invalid(_))), "our own phone does not even write it: {kept:?}");

    // A phone that was tampered with writes it all the same: what it had kept is another picture.
    stranger.store.write(|db| attachment::stage(db, &bytes, Millis(1))).unwrap();
    stranger.write(|pen| pen.create_form(latarnia_core::record::Kind::Visit, place, form)).unwrap();
    stranger.sync(&mut server).unwrap();
    let hash = AttachmentHash::of(&bytes);
    let there = photos::held(server.store.db(), stranger.worker.worker, mine, hash).unwrap();
    assert_eq!(
        there,
        Held { held: 0, bytes: LENGTH.try_into().unwrap() },
        "of that record the server has nothing"
    );
    assert!(matches!(server.shown(&stranger.worker, mine, &bytes), Err(Error::NotFound(_))));

    let foreign = photos::held(server.store.db(), stranger.worker.worker, visit, hash);
    assert!(matches!(foreign, Err(Error::NotFound(_))), "and Ania's record is not asked through");
}

#[test]
fn only_who_may_read_the_record_with_its_place_sees_its_pictures() {
    let (mut server, bytes) = (Server::new(), jpeg(LENGTH, 0));
    let mut ania = server.enrol(1);
    let visit = ania.visit(&bytes);
    ania.sync(&mut server).unwrap();
    ania.carry(&mut server).unwrap();
    let worker = WorkerId::from([50; 16]);
    let who = |role, areas: &[u8]| Principal::new(worker, role, areas.iter().map(|n| area(*n)).collect());
    for reader in [who(Role::Supervisor, &[]), who(Role::Supervisor, &[1]), who(Role::Streetworker, &[1])] {
        assert_eq!(server.shown(&reader, visit, &bytes).unwrap(), bytes);
    }
    for reader in [who(Role::Streetworker, &[2]), who(Role::Supervisor, &[2]), who(Role::Administrator, &[])]
    {
        let told = server.shown(&reader, visit, &bytes);
        let unknown = server.shown(&reader, visit, b"no such picture");
        assert!(matches!(told, Err(Error::NotFound(_))), "{reader:?}");
        assert_eq!(told.unwrap_err().to_string(), unknown.unwrap_err().to_string());
    }
}

#[test]
fn wrong_bytes_are_thrown_away_and_the_picture_begins_anew() {
    let (mut server, bytes) = (Server::new(), jpeg(LENGTH, 0));
    let mut ania = server.enrol(1);
    let visit = ania.visit(&bytes);
    ania.sync(&mut server).unwrap();
    let wrong = jpeg(LENGTH, 9);
    let hash = AttachmentHash::of(&bytes);
    let step = usize::try_from(PIECE).unwrap();
    let mut last = Put::NoRoom;
    for (place, piece) in wrong.chunks(step).enumerate() {
        let offset = PIECE * u64::try_from(place).unwrap();
        let piece = Piece { record: visit, hash, offset, bytes: piece.to_vec() };
        last = server.take(&ania.worker, &piece).unwrap();
    }
    assert_eq!(last, Put::WrongHash);
    assert_eq!(server.pieces(), 0);
    assert_eq!(ania.carry(&mut server).unwrap().sent, 1);
    assert_eq!(server.shown(&ania.worker, visit, &bytes).unwrap(), bytes);
}

#[test]
fn a_picture_with_anything_written_into_it_is_not_taken() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let told = b"\xff\xe1\0\x0aExif\0\0GPS";
    let plain = jpeg(2000, 0);
    let bytes = [&plain[..2], told, &plain[2..]].concat();
    ania.visit(&bytes);
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.carry(&mut server).unwrap().refused, 1);
    assert_eq!(server.pieces(), 0);
    let kept = attachment::unsent(ania.store.db()).unwrap().pop().unwrap();
    assert_eq!(kept.refused.as_deref(), Some("NotBare"));
}

#[test]
fn a_full_shelf_refuses_a_new_picture_and_finishes_one_begun() {
    let (mut server, bytes) = (Server::new(), jpeg(LENGTH, 0));
    let mut ania = server.enrol(1);
    let visit = ania.visit(&bytes);
    ania.sync(&mut server).unwrap();
    let hash = AttachmentHash::of(&bytes);
    let step = usize::try_from(PIECE).unwrap();
    let piece = |offset: usize| Piece {
        record: visit,
        hash,
        offset: u64::try_from(offset).unwrap(),
        bytes: bytes[offset..bytes.len().min(offset + step)].to_vec(),
    };
    let room = u64::try_from(LENGTH).unwrap();
    let now = server.clock.now();
    let mut put = |offset, space| {
        let who = ania.worker.worker;
        server.store.write(|db| photos::take::take(db, who, &piece(offset), space, now)).unwrap()
    };
    assert_eq!(put(0, room - 1), Put::NoRoom);
    assert_eq!(put(0, room), Put::Held(Held { held: PIECE, bytes: room }));
    assert_eq!(put(step, 0), Put::Held(Held { held: 2 * PIECE, bytes: room }));
}

#[test]
fn pieces_out_of_turn_change_nothing_and_are_told_where_to_go_on() {
    let (mut server, bytes) = (Server::new(), jpeg(LENGTH, 0));
    let mut ania = server.enrol(1);
    let visit = ania.visit(&bytes);
    ania.sync(&mut server).unwrap();
    let hash = AttachmentHash::of(&bytes);
    let step = usize::try_from(PIECE).unwrap();
    let piece = |offset: usize, length: usize| Piece {
        record: visit,
        hash,
        offset: u64::try_from(offset).unwrap(),
        bytes: vec![7; length],
    };
    let held = |held| Put::Held(Held { held, bytes: LENGTH.try_into().unwrap() });
    let rows = [
        ("a gap", piece(step, step), held(0)),
        ("half a piece", piece(0, step / 2), Put::Misshapen),
        ("nothing", piece(0, 0), Put::Misshapen),
        ("more than a piece", piece(0, step + 1), Put::Misshapen),
        ("between two pieces", piece(17, step), Put::Misshapen),
        ("beyond the end", piece(3 * step, step), Put::Misshapen),
        ("the first", piece(0, step), held(PIECE)),
        ("the first again", piece(0, step), held(PIECE)),
        ("the last before its turn", piece(2 * step, LENGTH - 2 * step), held(PIECE)),
    ];
    for (what, piece, answer) in rows {
        assert_eq!(server.take(&ania.worker, &piece).unwrap(), answer, "{what}");
    }
    assert_eq!(server.pieces(), 1);
}

#[test]
fn a_server_restored_from_a_backup_gets_the_pictures_back() {
    let (mut server, bytes) = (Server::new(), jpeg(LENGTH, 0));
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let visit = ania.visit(&bytes);
    ania.sync(&mut server).unwrap();
    ania.carry(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    bartek.want(visit, &bytes);
    bartek.carry(&mut server).unwrap();

    let mut restored = Server::new();
    restored.epoch = "second".into();
    restored.workers.clone_from(&server.workers);
    bartek.sync(&mut restored).unwrap();
    assert_eq!(bartek.carry(&mut restored).unwrap(), Report::default(), "it was never his to send");
    ania.sync(&mut restored).unwrap();
    assert_eq!(ania.carry(&mut restored).unwrap().sent, 1);
    assert_eq!(restored.shown(&ania.worker, visit, &bytes).unwrap(), bytes);
}

#[test]
fn a_form_names_only_pictures_that_are_kept() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let kept = ania.take(&jpeg(3000, 0));
    let gone = photo(&jpeg(3000, 1), ania.clock.now());
    let wrong_size = Photo { bytes: 2999, ..kept.clone() };
    for (what, photos) in [("gone", vec![kept.clone(), gone]), ("another size", vec![wrong_size])] {
        let told = ania.try_visit(photos).unwrap_err().to_string();
        assert!(told.contains("photos: PhotoGone"), "{what}: {told}");
    }
    assert_eq!(ania.unsent(), 0, "nothing of the refused forms stays");
    ania.try_visit(vec![kept.clone()]).unwrap();
    assert_eq!(ania.unsent(), 1);
    assert!(ania.try_visit(vec![kept]).is_err(), "a picture is of one form");
}

#[test]
fn one_refused_picture_does_not_hold_up_the_others() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let told = [&jpeg(2000, 0)[..], b"more"].concat();
    ania.visit(&told);
    let good = ania.visit(&jpeg(2000, 1));
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.carry(&mut server).unwrap(), Report { sent: 1, fetched: 0, refused: 1 });
    assert!(server.shown(&ania.worker, good, &jpeg(2000, 1)).is_ok());
}

#[test]
fn a_site_shows_the_pictures_of_all_its_records_each_with_its_own() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let (one, other) = (ania.add_site("Dworzec", area(1)), ania.add_site("Stacja", area(1)));
    for (site, seed) in [(one, 1), (other, 2)] {
        ania.clock.advance(1000);
        let photo = ania.take(&jpeg(3000, seed));
        ania.edit(site, json!({"photos": [photo]}));
    }
    ania.sync(&mut server).unwrap();
    server.write(|pen| pen.link(one.into(), other.into()));
    ania.sync(&mut server).unwrap();
    let look = Look { db: ania.store.db(), reader: &ania.worker, now: ania.clock.now(), here: None };
    let card = view::site_card(&look, one).unwrap();
    let shown: Vec<_> = card.photos.iter().map(|one| (one.record, one.photo.hash)).collect();
    assert_eq!(
        shown,
        [(other, AttachmentHash::of(&jpeg(3000, 2))), (one, AttachmentHash::of(&jpeg(3000, 1)))]
    );
    assert_eq!(card.site.photos, None, "they do not come twice");
    let look = Look { reader: &Principal::new([9; 16].into(), Role::Administrator, [].into()), ..look };
    assert_eq!(view::site_card(&look, one).unwrap().photos, [], "a place can be recognised by them");
}
