//! A note by voice is an attachment as a picture is: sent, fetched, erased and let go of by the same code.

use latarnia_core::access::{Principal, Role};
use latarnia_core::clock::{Clock as _, Millis, Moment};
use latarnia_core::error::{Error, Result};
use latarnia_core::id::{PersonId, RecordId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{AttachmentHash, Code, Contact, FieldError, Problem, Sound};
use latarnia_core::store::attachment;
use latarnia_core::store::leave;
use latarnia_core::store::pen::Place;
use latarnia_core::sync::photos::STAGED_MS;
use serde_json::json;

use crate::gallery::{LENGTH, jpeg};
use crate::town::{EVENING, Phone, Server, area};

/// A recording of Opus in `WebM` as Chromium makes one, of so many bytes; each seed makes another one.
fn webm(length: usize, seed: u8) -> Vec<u8> {
    let mut bytes = [
        &b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"[..],
        b"\x16\x54\xae\x6b\x85\xae\x83\x83\x81\x02\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff",
    ]
    .concat();
    let fill = length - bytes.len();
    bytes.extend((0..fill).map(|at| u8::try_from(at % 250).unwrap().wrapping_add(seed)));
    bytes
}

fn sound(bytes: &[u8], taken: Millis) -> Sound {
    let hash = AttachmentHash::of(bytes);
    Sound { hash, bytes: u64::try_from(bytes.len()).unwrap(), length_ms: 31_400, taken }
}

fn ela() -> PersonId {
    PersonId::from([0xe1; 16])
}

impl Phone {
    fn speak(&mut self, bytes: &[u8]) -> Sound {
        let now = self.clock.now();
        self.store.write(|db| attachment::stage(db, bytes, now)).unwrap();
        sound(bytes, now)
    }

    fn try_told(&mut self, voice: Sound) -> Result<RecordId> {
        let id = self.fresh_id();
        let contact = |at| Contact {
            at: Some(Moment::utc(at)),
            kind: Some(Code::from("met")),
            person: Some(ela()),
            voice: Some(voice),
            ..Contact::default()
        };
        let place = Place { id, scope: Scope::Area(area(1)), subject: Some(ela()) };
        self.write(|pen| pen.create(place, &contact(pen.now)))?;
        Ok(id)
    }

    /// A contact with a note by voice.
    fn told(&mut self, bytes: &[u8]) -> RecordId {
        let voice = self.speak(bytes);
        self.try_told(voice).unwrap()
    }

    fn pieces(&self) -> i64 {
        let count = "select count(*) from attachment_piece";
        self.store.db().query_row(count, [], |row| row.get(0)).unwrap()
    }
}

#[test]
fn a_note_by_voice_reaches_the_server_and_a_colleagues_phone() {
    let (mut server, bytes) = (Server::new(), webm(LENGTH, 0));
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let contact = ania.told(&bytes);
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    assert_eq!(bartek.doc(contact).unwrap()["voice"]["length_ms"], 31_400, "the note comes first");
    assert_eq!(ania.carry(&mut server).unwrap().sent, 1);
    bartek.want(contact, &bytes);
    assert_eq!(bartek.carry(&mut server).unwrap().fetched, 1);
    assert!(bartek.has(contact, &bytes));
}

#[test]
fn only_who_may_read_what_was_said_hears_it() {
    let (mut server, bytes) = (Server::new(), webm(3000, 0));
    let mut ania = server.enrol(1);
    let contact = ania.told(&bytes);
    ania.sync(&mut server).unwrap();
    ania.carry(&mut server).unwrap();
    let who = |role, areas: &[u8]| {
        let areas = areas.iter().map(|n| area(*n)).collect();
        Principal::new(WorkerId::from([9; 16]), role, areas)
    };
    assert_eq!(server.shown(&who(Role::Supervisor, &[1]), contact, &bytes).unwrap(), bytes);
    for reader in [who(Role::Streetworker, &[2]), who(Role::Administrator, &[])] {
        let told = server.shown(&reader, contact, &bytes);
        assert!(matches!(told, Err(Error::NotFound(_))), "{reader:?}");
    }
}

#[test]
fn erasing_the_person_it_is_about_erases_it_everywhere_sent_or_not() {
    let (mut server, sent, unsent) = (Server::new(), webm(LENGTH, 0), webm(LENGTH, 1));
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let person = latarnia_core::record::Person { label: Some("Ela".into()), ..Default::default() };
    let place = Place { id: ela().into(), scope: Scope::Area(area(1)), subject: Some(ela()) };
    ania.write(|pen| pen.create(place, &person)).unwrap();
    let contact = ania.told(&sent);
    ania.sync(&mut server).unwrap();
    ania.carry(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    bartek.want(contact, &sent);
    bartek.carry(&mut server).unwrap();
    ania.told(&unsent);
    assert_eq!((server.pieces(), ania.pieces(), bartek.pieces()), (3, 6, 3), "or nothing is erased");

    server.write(|pen| pen.erase(ela().into(), &[].into()));
    for phone in [&mut ania, &mut bartek] {
        phone.sync(&mut server).unwrap();
        phone.carry(&mut server).unwrap();
    }
    assert_eq!((server.pieces(), ania.pieces(), bartek.pieces()), (0, 0, 0));
    assert!(server.doc(contact).is_none() && bartek.doc(contact).is_none());
}

#[test]
fn what_was_said_is_erased_alone_and_the_contact_stays() {
    let (mut server, bytes) = (Server::new(), webm(LENGTH, 0));
    let mut ania = server.enrol(1);
    let contact = ania.told(&bytes);
    ania.sync(&mut server).unwrap();
    ania.carry(&mut server).unwrap();
    server.write(|pen| pen.erase(contact, &["voice".to_owned()].into()));
    ania.sync(&mut server).unwrap();
    assert_eq!((server.pieces(), ania.pieces()), (0, 0));
    for doc in [server.doc(contact).unwrap(), ania.doc(contact).unwrap()] {
        assert_eq!((doc.get("voice"), &doc["kind"]), (None, &json!("met")));
    }
}

#[test]
fn a_lost_scope_takes_it_along_but_not_before_it_was_sent() {
    let (mut server, sent, unsent) = (Server::new(), webm(LENGTH, 0), webm(LENGTH, 1));
    let mut ania = server.enrol(1);
    let first = ania.told(&sent);
    ania.sync(&mut server).unwrap();
    ania.carry(&mut server).unwrap();
    let second = ania.told(&unsent);
    ania.sync(&mut server).unwrap();
    ania.store.write(|db| leave::leave_scope(db, Scope::Area(area(1)))).unwrap();
    assert!(!ania.has(first, &sent) && ania.has(second, &unsent));
    assert_eq!(ania.carry(&mut server).unwrap().sent, 1);
    assert_eq!(ania.pieces(), 0);
}

#[test]
fn bytes_that_are_no_sound_are_not_taken() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    ania.told(&jpeg(3000, 0));
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.carry(&mut server).unwrap().refused, 1);
    assert_eq!(server.pieces(), 0);
    let kept = attachment::unsent(ania.store.db()).unwrap().pop().unwrap();
    assert_eq!(kept.refused.as_deref(), Some("NotSound"));

    ania.visit(&webm(3000, 0));
    ania.sync(&mut server).unwrap();
    ania.carry(&mut server).unwrap();
    let refused = attachment::unsent(ania.store.db()).unwrap().into_iter().filter_map(|one| one.refused);
    assert_eq!(
        refused.collect::<std::collections::BTreeSet<_>>(),
        ["NotBare".into(), "NotSound".into()].into()
    );
}

#[test]
fn a_recording_that_is_not_on_the_phone_is_not_saved() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let gone = ania.try_told(sound(b"somebody else's", EVENING)).expect_err("refused");
    let Error::Invalid(errors) = gone else { panic!("{gone}") };
    assert_eq!(errors, [FieldError::new("voice", Problem::SoundGone)]);
    // One that nobody saved goes after a day.
    ania.speak(&webm(3000, 0));
    ania.clock.advance(STAGED_MS + 1000);
    ania.carry(&mut server).unwrap();
    assert_eq!(ania.pieces(), 0);
}

/// Regenerate only when the format is meant to change.
#[test]
fn a_contact_names_it_in_these_words() {
    let voice = sound(b"golden", EVENING);
    let contact = Contact { voice: Some(voice), ..Contact::default() };
    let golden = r#"{"voice":{"hash":"HASH","bytes":6,"length_ms":31400,"taken":1795366800000}}"#;
    let golden = golden.replace("HASH", "68ca9baf17c67ef7b4560a4455bacf8dbf296e2a8598fd98604d81532b9c2185");
    assert_eq!(serde_json::to_string(&contact).unwrap(), golden);
}
