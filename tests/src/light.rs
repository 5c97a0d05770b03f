//! A phone without its process: the same log, the same sync and the same HTTP, so light that a storm of
//! them fits into one test.

use latarnia_core::clock::{Clock, Moment, SystemClock};
use latarnia_core::error::Result;
use latarnia_core::id::{AreaId, Ids, SystemIds};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Contact};
use latarnia_core::store::pen::{Ink, Pen, Place};
use latarnia_core::store::{Store, log, meta, registry};
use latarnia_core::sync::{Report, phone, run};
use latarnia_field::enrolment::{Enrolment, read_invitation};
use latarnia_field::http::{HttpTransport, enrol};

/// A phone in memory.
pub struct LightPhone {
    store: Store,
    enrolment: Enrolment,
    transport: HttpTransport,
}

impl LightPhone {
    /// Enrolled by `link`; it has not synced yet.
    pub fn enrolled(link: &str) -> Self {
        let invitation = read_invitation(link, "").expect("a link");
        let answer = enrol(&invitation, "Telefon").expect("a good code");
        let enrolment = Enrolment::new(invitation.server, answer);
        let transport = HttpTransport::new(&enrolment.server, &enrolment.token).expect("a client");
        let mut store = Store::in_memory().expect("memory");
        enrolment.keep(&mut store).expect("kept");
        Self { store, enrolment, transport }
    }

    /// The area it works in.
    pub fn area(&self) -> AreaId {
        *self.enrolment.areas.first().expect("a streetworker has an area")
    }

    /// Writes a contact.
    pub fn contact(&mut self) {
        let skew = phone::clock_offset(&self.store).expect("readable");
        let now = SystemClock.now().plus(skew);
        let contact = Contact {
            at: Some(Moment::utc(now)),
            kind: Some(Code::from("met")),
            heads: Some(1),
            ..Contact::default()
        };
        let place = Place { id: SystemIds.opaque(), scope: Scope::Area(self.area()), subject: None };
        let (device, author) = (self.enrolment.device, self.enrolment.worker.id);
        let write =
            |db: &_| Pen { db, device, author, now, ink: Ink::Phone { skew } }.create(place, &contact);
        self.store.write(write).expect("written");
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
