//! A phone without its process: the same log, the same sync and the same HTTP, so light that a storm of
//! them fits into one test.

use std::cell::RefCell;
use std::path::Path;

use latarnia_core::clock::{Clock, Moment, SystemClock};
use latarnia_core::error::Result;
use latarnia_core::id::{AreaId, Ids, RecordId, SystemIds, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{AttachmentHash, Code, Contact, Photo, Record, Visit};
use latarnia_core::store::pen::{Ink, Pen, Place};
use latarnia_core::store::{Key, Store, attachment, log, meta, registry};
use latarnia_core::sync::photos::{self, Carrier, Held, Lender, Sending};
use latarnia_core::sync::protocol::{MAX_OPS, MAX_PUSH_BYTES, Request, VERSION, pack};
use latarnia_core::sync::{Report, Transport, phone, run};
use latarnia_field::enrolment::{Enrolment, read_invitation};
use latarnia_field::http::{HttpTransport, enrol};
use latarnia_field::picture::Picture;
use serde_json::value::RawValue;

use crate::Line;

/// A phone in this process, its store in memory unless it is said where.
pub struct LightPhone<T = HttpTransport> {
    store: Store,
    enrolment: Enrolment,
    transport: T,
}

impl LightPhone {
    /// Enrolled by `link`; it has not synced yet.
    pub fn enrolled(link: &str) -> Self {
        let enrolment = enrolment(link);
        let transport = HttpTransport::new(&enrolment.server, &enrolment.token).expect("a client");
        Self::of(enrolment, Store::in_memory().expect("memory"), transport)
    }
}

impl LightPhone<Line> {
    /// The same, over a line of its own.
    pub fn on_a_line(link: &str) -> Self {
        let enrolment = enrolment(link);
        let line = Line::new(&enrolment.server, &enrolment.token);
        Self::of(enrolment, Store::in_memory().expect("memory"), line)
    }

    /// The same, with its store in a file.
    pub fn in_file(link: &str, file: &Path, key: Option<&Key>) -> Self {
        let enrolment = enrolment(link);
        let line = Line::new(&enrolment.server, &enrolment.token);
        Self::of(enrolment, Store::open(file, key).expect("a new file"), line)
    }

    /// What it would send if the server had answered for nothing yet, message by message.
    pub fn messages_from_the_beginning(&self) -> Vec<Vec<u8>> {
        let (db, mut sent, mut messages) = (self.store.db(), 0, Vec::new());
        loop {
            let entries = log::after(db, self.enrolment.device, sent, MAX_OPS).expect("readable");
            let mut bytes = 0;
            let fitting = entries.into_iter().map(|entry| entry.raw).take_while(|raw| {
                bytes += raw.len();
                bytes <= MAX_PUSH_BYTES
            });
            let ops: Vec<_> = fitting.map(|raw| RawValue::from_string(raw).expect("JSON")).collect();
            if ops.is_empty() {
                return messages;
            }
            let (first, cursors) = (sent + 1, meta::cursors(db).expect("readable"));
            sent += u64::try_from(ops.len()).expect("few");
            let epoch = meta::get(db, "epoch").expect("readable");
            let (now, cursors) = (SystemClock.now(), cursors.into_iter().collect());
            let request = Request { proto: VERSION, epoch, now, first, ops, cursors, ..Request::default() };
            messages.push(pack(&request).expect("it packs"));
        }
    }

    /// Folds what it has written into its file, so that the file alone is whole.
    pub fn settle(&self) {
        self.store.checkpoint().expect("nobody else reads it");
    }

    /// Who works with it.
    pub fn worker(&self) -> WorkerId {
        self.enrolment.worker.id
    }

    /// Its line.
    pub fn line(&mut self) -> &mut Line {
        &mut self.transport
    }

    /// Sends the pictures that wait; how many the server took, and how many it refused.
    pub fn send_pictures(&mut self) -> Result<photos::Report> {
        let (lent, worker) = (Lent(RefCell::new(&mut self.store)), self.enrolment.worker.id);
        photos::run::run(&lent, &mut self.transport, worker, Sending::Now, &SystemClock)
    }

    /// How much of a picture of its own the server has.
    pub fn held_there(&mut self, (record, hash): (RecordId, AttachmentHash)) -> Result<Held> {
        Carrier::held(&mut self.transport, record, hash)
    }
}

/// The store, free between two steps.
struct Lent<'a>(RefCell<&'a mut Store>);

impl Lender for Lent<'_> {
    type Error = latarnia_core::Error;

    fn lend<V>(&self, work: impl FnOnce(&mut Store) -> Result<V>) -> Result<V> {
        work(&mut self.0.borrow_mut())
    }
}

fn enrolment(link: &str) -> Enrolment {
    let invitation = read_invitation(link, "").expect("a link");
    let answer = enrol(&invitation, "Telefon").expect("a good code");
    Enrolment::new(invitation.server, answer)
}

impl<T: Transport> LightPhone<T> {
    fn of(enrolment: Enrolment, mut store: Store, transport: T) -> Self {
        enrolment.keep(&mut store).expect("kept");
        Self { store, enrolment, transport }
    }

    /// The area it works in.
    pub fn area(&self) -> AreaId {
        *self.enrolment.areas.first().expect("a streetworker has an area")
    }

    /// Writes a contact.
    pub fn contact(&mut self) {
        let contact = Contact {
            at: Some(Moment::utc(SystemClock.now())),
            kind: Some(Code::from("met")),
            heads: Some(1),
            ..Contact::default()
        };
        self.record(&contact);
    }

    /// Writes a record in its area.
    pub fn record<R: Record>(&mut self, record: &R) -> RecordId {
        self.write(|pen, place| pen.create(place, record))
    }

    /// Writes records in its area, all in one transaction.
    pub fn record_all<R: Record>(&mut self, records: &[R]) {
        self.write(|pen, place| {
            let mut places = records.iter().map(|record| (Place { id: SystemIds.opaque(), ..place }, record));
            places.try_for_each(|(place, record)| pen.create(place, record))
        });
    }

    /// Writes a visit with a picture; which record and which picture.
    pub fn photograph(&mut self, picture: &Picture) -> (RecordId, AttachmentHash) {
        let now = SystemClock.now();
        let photo = Photo {
            hash: AttachmentHash::of(&picture.jpeg),
            bytes: picture.jpeg.len().try_into().expect("small"),
            width: picture.width,
            height: picture.height,
            thumb: picture.thumb.clone(),
            taken: now,
        };
        let hash = photo.hash;
        let visit = Visit {
            site: Some(SystemIds.opaque().into()),
            at: Some(Moment::utc(now)),
            result: Some(Code::from("traces_only")),
            photos: Some(vec![photo]),
            ..Visit::default()
        };
        let record = self.write(|pen, place| {
            attachment::stage(pen.db, &picture.jpeg, now)?;
            pen.create(place, &visit)
        });
        (record, hash)
    }

    fn write(&mut self, work: impl FnOnce(&Pen<'_>, Place) -> Result<()>) -> RecordId {
        let skew = phone::clock_offset(&self.store).expect("readable");
        let now = SystemClock.now().plus(skew);
        let id = SystemIds.opaque();
        let place = Place { id, scope: Scope::Area(self.area()), subject: None };
        let (device, author) = (self.enrolment.device, self.enrolment.worker.id);
        let write = |db: &_| work(&Pen { db, device, author, now, ink: Ink::Phone { skew } }, place);
        self.store.write(write).expect("written");
        id
    }

    /// Syncs once, or fails as a phone does.
    pub fn sync(&mut self) -> Result<Report> {
        run(&mut self.store, &mut self.transport, &SystemClock)
    }

    /// How much of its log the server has answered for.
    pub fn answered_for(&self) -> u64 {
        let last = meta::last_seq(self.store.db()).expect("readable");
        last - self.waiting()
    }

    /// How many operations it wrote.
    pub fn written(&self) -> u64 {
        meta::last_seq(self.store.db()).expect("readable")
    }

    /// How many operations wait.
    pub fn waiting(&self) -> u64 {
        log::waiting(self.store.db(), self.enrolment.device).expect("readable")
    }

    /// Which phone this is.
    pub fn device(&self) -> String {
        self.enrolment.device.to_string()
    }

    /// The records of that kind it holds.
    pub fn count(&self, kind: latarnia_core::record::Kind) -> usize {
        let query = registry::Query { kinds: vec![kind], ..registry::Query::default() };
        registry::rows(self.store.db(), &query).expect("readable").len()
    }

    /// What its area adds up to, by what the server has numbered.
    pub fn digest(&self) -> String {
        registry::base_digest(self.store.db(), Scope::Area(self.area())).expect("readable")
    }
}
