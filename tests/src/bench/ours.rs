//! Our engine: a real server process, real phones' logs and HTTP over loopback.

use std::path::{Path, PathBuf};
use std::time::Instant;

use latarnia_core::clock::{Clock, Millis, SystemClock};
use latarnia_core::record::{Contact, Kind};
use latarnia_core::store::Key;
use latarnia_core::sync::protocol::pack;
use tempfile::TempDir;

use super::Samples;
use crate::{Database, LightPhone, Line, Server, forms};

/// What was measured of one kind of registry.
#[derive(Default)]
pub struct Measured {
    /// Forms a second, from the first byte of each request to the last of its answer.
    pub accepted: Samples,
    /// Forms a second, the phone's share included.
    pub push: Samples,
    /// Forms a second that the server had already, by requests.
    pub again: Samples,
    /// Forms a second, from the server's file to the phone's, plain.
    pub first: Samples,
    /// The same, into a file encrypted by SQLCipher.
    pub first_encrypted: Samples,
    /// Milliseconds until the first page was on the phone.
    pub usable: Samples,
    /// Round trips of a sync with nothing to say.
    pub idle_trips: Samples,
    /// Milliseconds of it.
    pub idle: Samples,
    /// Bytes of its request and its answer.
    pub idle_bytes: [Samples; 2],
    /// The same, with the heads of HTTP.
    pub idle_wire: [Samples; 2],
    /// Bytes a form takes in the phone's file.
    pub phone_bytes: Samples,
    /// The server's file after the last round.
    pub registry: Option<(TempDir, PathBuf)>,
}

/// The key of a phone's file.
const KEY: Key = [7; 32];

/// Numbers for ratios.
pub fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).expect("a small number"))
}

/// Contacts of ten fields, from the `first` on.
pub fn contacts(first: u64, forms: u64) -> Vec<Contact> {
    let now = Millis(SystemClock.now().0);
    (first..first + forms).map(|nth| forms::contact(nth, now)).collect()
}

impl Measured {
    /// One round with a server of its own, its registry in a file or in that database.
    pub fn round(&mut self, forms: u64, database: Option<&Database<'_>>) {
        let url = database.map(Database::url);
        let mut server = Server::of_teams(1, url.as_deref());
        let folder = tempfile::tempdir().expect("a temporary folder");
        let invite = || server.invite_many("team1", server.address(), 1).pop().expect("a link");
        let mut phone = LightPhone::in_file(&invite(), &folder.path().join("writer.db"), None);
        phone.sync().expect("the first sync");
        self.push(&mut phone, forms);
        self.repeat(&mut phone, forms);
        let plain = LightPhone::in_file(&invite(), &folder.path().join("reader.db"), None);
        let read = self.read(plain, forms);
        self.first.add(read);
        let path = folder.path().join("encrypted.db");
        let read = self.read(LightPhone::in_file(&invite(), &path, Some(&KEY)), forms);
        self.first_encrypted.add(read);
        self.idle(&mut phone);
        self.phone_bytes.add(bytes_of(&folder.path().join("reader.db")) / count(small(forms)));
        assert!(server.stop(), "the server ends cleanly");
        if database.is_none() {
            let kept = folder.path().join("registry.db");
            std::fs::copy(server.folder().join("registry.db"), &kept).expect("a file");
            self.registry = Some((folder, kept));
        }
    }

    fn push(&mut self, phone: &mut LightPhone<Line>, forms: u64) {
        phone.record_all(&contacts(0, forms));
        phone.line().trips.clear();
        let began = Instant::now();
        phone.sync().expect("a sync");
        self.push.add(count(small(forms)) / began.elapsed().as_secs_f64());
        assert_eq!(phone.waiting(), 0, "everything was answered for");
        let served: f64 = phone.line().trips.iter().map(|trip| trip.took.as_secs_f64()).sum();
        self.accepted.add(count(small(forms)) / served);
    }

    /// The phone sends all of it once more, as one does whose answers were lost.
    fn repeat(&mut self, phone: &mut LightPhone<Line>, forms: u64) {
        let messages = phone.messages_from_the_beginning();
        let began = Instant::now();
        for message in messages {
            phone.line().sync(&message).expect("a repeat is no error");
        }
        self.again.add(count(small(forms)) / began.elapsed().as_secs_f64());
    }

    fn read(&mut self, mut phone: LightPhone<Line>, forms: u64) -> f64 {
        let began = Instant::now();
        phone.sync().expect("a sync");
        let took = began.elapsed().as_secs_f64();
        assert_eq!(phone.count(Kind::Contact), small(forms), "everything was read");
        if let Some(first) = phone.line().trips.first() {
            self.usable.add(first.took.as_secs_f64() * 1_000.0);
        }
        phone.settle();
        count(small(forms)) / took
    }

    fn idle(&mut self, phone: &mut LightPhone<Line>) {
        phone.sync().expect("a sync");
        for _ in 0..20 {
            phone.line().trips.clear();
            let began = Instant::now();
            phone.sync().expect("a sync");
            self.idle.add(began.elapsed().as_secs_f64() * 1_000.0);
            let trips = std::mem::take(&mut phone.line().trips);
            self.idle_trips.add(count(trips.len()));
            if let Some(trip) = trips.first() {
                self.idle_bytes[0].add(count(trip.body));
                self.idle_bytes[1].add(count(trip.answer));
                self.idle_wire[0].add(count(trip.sent));
                self.idle_wire[1].add(count(trip.received));
            }
        }
    }
}

fn small(number: u64) -> usize {
    usize::try_from(number).expect("a small number")
}

/// The size of a file.
pub fn bytes_of(file: &Path) -> f64 {
    count(small(std::fs::metadata(file).expect("a file").len()))
}

/// Bytes a form has in a push of so many; and in the minimal JSON of the same forms, compressed alike.
pub fn bytes_per_form(link: &str, forms: u64) -> (f64, f64) {
    let mut phone = LightPhone::on_a_line(link);
    phone.sync().expect("the first sync");
    let contacts = contacts(0, forms);
    phone.record_all(&contacts);
    phone.line().trips.clear();
    phone.sync().expect("a sync");
    let sent: usize = phone.line().trips.iter().map(|trip| trip.body).sum();
    let bare = contacts.iter().map(latarnia_core::record::Record::to_form).collect::<Vec<_>>();
    let bare = pack(&bare).expect("it packs").len();
    (count(sent) / count(small(forms)), count(bare) / count(small(forms)))
}
