//! A server and some phones, each with its own store and its own clock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use latarnia_core::access::{Principal, Role};
use latarnia_core::clock::{FixedClock, Millis, Moment};
use latarnia_core::id::{AreaId, DeviceId, PersonId, RecordId, SiteId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Contact, Form, Position, Site};
use latarnia_core::store::fill::Wanted;
use latarnia_core::store::pen::{Ink, Pen, Place};
use latarnia_core::store::{Store, log, meta, registry, segment};
use latarnia_core::sync::accept::{Push, Turned, accept};
use latarnia_core::sync::protocol::{Refused, pack};
use latarnia_core::sync::round::{Round, Stretch, Taken, Unfit};
use latarnia_core::sync::{Report, Transport, phone, run, serve};
use latarnia_core::{Error, Result};
use serde_json::Value;

/// The evening everything happens.
pub const EVENING: Millis = Millis(1_795_366_800_000);

pub fn area(n: u8) -> AreaId {
    AreaId::from([n; 16])
}

pub struct Server {
    pub store: Store,
    pub clock: Arc<FixedClock>,
    pub epoch: String,
    pub workers: BTreeMap<DeviceId, Principal>,
    /// The log is cut into segments at every number that this divides.
    pub every: u64,
    /// Bytes of operations after which a segment ends.
    pub full: usize,
    /// Bytes of a segment that it gives at once.
    pub step: usize,
    /// Its store can be read and not be written.
    pub fails: bool,
    /// Another request of the same device, which comes between the next push and its page.
    pub between: Option<Vec<u8>>,
}

fn with_device(mut store: Store, device: DeviceId) -> Store {
    store.write(|db| meta::set_device(db, device)).unwrap();
    store
}

impl Server {
    pub fn new() -> Self {
        Self {
            store: with_device(Store::in_memory().unwrap(), DeviceId::from([0; 16])),
            clock: Arc::new(FixedClock::at(EVENING)),
            epoch: "first".into(),
            workers: BTreeMap::new(),
            every: latarnia_core::sync::segment::EVERY,
            full: 512 * 1024,
            step: 256 * 1024,
            fails: false,
            between: None,
        }
    }

    /// Bytes of a segment, as `GET /v1/segments/{hash}` gives them.
    pub fn piece(&self, device: DeviceId, wanted: &Wanted) -> Result<Vec<u8>> {
        let scopes = self.workers[&device].scopes();
        let found = segment::find(self.store.db(), &wanted.hash, &scopes)?;
        let bytes = found.ok_or_else(|| Error::Refused { code: "not_found".to_owned() })?;
        let from = usize::try_from(wanted.held).unwrap();
        Ok(bytes[from..bytes.len().min(from + self.step)].to_vec())
    }

    /// A phone of worker `n`, enrolled, in areas 1 and 2.
    pub fn enrol(&mut self, n: u8) -> Phone {
        let device = DeviceId::from([n; 16]);
        let areas = BTreeSet::from([area(1), area(2)]);
        let worker = Principal::new(WorkerId::from([n; 16]), Role::Streetworker, areas);
        self.workers.insert(device, worker.clone());
        let store = with_device(Store::in_memory().unwrap(), device);
        let clock = Arc::new(FixedClock::at(EVENING));
        Phone { store, device, worker, clock, made: 0 }
    }

    /// One request in, one answer out, as `POST /v1/sync` does it.
    pub fn answer(&mut self, device: DeviceId, request: &[u8]) -> Result<Vec<u8>> {
        let writer = self.workers[&device].clone();
        let now = latarnia_core::clock::Clock::now(&*self.clock);
        let refused = |unfit: Unfit| Error::Refused { code: unfit.to_string() };
        let round = Round::open(request, &self.epoch, now).map_err(refused)?;
        let taken = match round.stretch() {
            Some(_) if self.fails => {
                Taken::Failed { head: log::head(self.store.db(), device)?, error: Error::DiskFull }
            }
            Some(Stretch { first, ops, erased, tip, clock_error }) => {
                let push = Push { device, writer: &writer, first, ops, erased, tip, clock_error, now };
                let outcome = self.store.write(|db| accept(db, &push));
                Taken::In(outcome.map_err(refusal)?)
            }
            None => Taken::LeftAlone { head: log::head(self.store.db(), device)? },
        };
        if let Some(other) = self.between.take() {
            self.answer(device, &other)?;
        }
        let mut pull = round.pull(device, writer.scopes());
        pull.segments = pull.segments.map(|_| self.every);
        let page = serve::page_of(&mut self.store, &pull, self.full)?;
        pack(&round.reply(taken, page, 14)?)
    }

    /// Writes as the console does.
    pub fn write(&mut self, work: impl FnOnce(&Pen<'_>) -> Result<()>) {
        self.try_write(work).unwrap();
    }

    pub fn try_write(&mut self, work: impl FnOnce(&Pen<'_>) -> Result<()>) -> Result<()> {
        self.clock.advance(1);
        let now = latarnia_core::clock::Clock::now(&*self.clock);
        let (device, author) = (DeviceId::from([0; 16]), WorkerId::from([99; 16]));
        self.store.write(|db| work(&Pen { db, device, author, now, ink: Ink::Server }))
    }

    pub fn digest(&self, scope: Scope) -> String {
        registry::base_digest(self.store.db(), scope).unwrap()
    }

    pub fn doc(&self, id: impl Into<RecordId>) -> Option<Form> {
        registry::row(self.store.db(), id.into()).unwrap().map(|row| row.doc)
    }

    pub fn count(&self) -> usize {
        registry::rows(self.store.db(), &registry::Query::default()).unwrap().len()
    }

    pub fn quarantined(&self) -> Vec<Refused> {
        let aside = log::quarantined(self.store.db()).unwrap();
        let refused = |(id, reason, _): (latarnia_core::op::OpId, String, String)| Refused {
            seq: id.seq,
            verdict: latarnia_core::sync::protocol::RefusedAs::Quarantined,
            reason,
        };
        aside.into_iter().map(refused).collect()
    }
}

impl Phone {
    /// Another phone that goes on from a copy of this one's file.
    pub fn cloned(&self) -> Self {
        let folder = tempfile::tempdir().unwrap().keep();
        let path = folder.join("copy.db");
        self.store.backup(&path).unwrap();
        let store = Store::open(&path, None).unwrap();
        let clock = Arc::new(FixedClock::at(latarnia_core::clock::Clock::now(&*self.clock)));
        Self {
            store,
            device: self.device,
            worker: self.worker.clone(),
            clock,
            made: self.made.wrapping_add(100),
        }
    }
}

pub struct Phone {
    pub store: Store,
    pub device: DeviceId,
    pub worker: Principal,
    pub clock: Arc<FixedClock>,
    pub made: u8,
}

/// As the phone hears it.
fn refusal(turned: Turned) -> Error {
    match turned {
        Turned::Fork { .. } => Error::Refused { code: "fork".to_owned() },
        Turned::Store(error) => error,
    }
}

/// What the wire does to one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    Whole,
    RequestLost,
    AnswerLost,
    Repeated,
    RequestCut(usize),
    AnswerCut(usize),
}

pub struct Line<'a> {
    pub server: &'a mut Server,
    pub device: DeviceId,
    pub wires: std::vec::IntoIter<Wire>,
}

impl Transport for Line<'_> {
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        let gone = || Error::Unreachable("the wire".into());
        match self.wires.next().unwrap_or(Wire::Whole) {
            Wire::Whole => self.server.answer(self.device, request),
            Wire::RequestLost => Err(gone()),
            Wire::RequestCut(at) => {
                let cut = &request[..at.min(request.len().saturating_sub(1))];
                assert!(self.server.answer(self.device, cut).is_err(), "half a request is none");
                Err(gone())
            }
            Wire::AnswerLost => {
                self.server.answer(self.device, request)?;
                Err(gone())
            }
            Wire::AnswerCut(at) => {
                let answer = self.server.answer(self.device, request)?;
                Ok(answer[..at.min(answer.len().saturating_sub(1))].to_vec())
            }
            Wire::Repeated => {
                self.server.answer(self.device, request)?;
                self.server.answer(self.device, request)
            }
        }
    }

    fn fetch(&mut self, wanted: &Wanted) -> Result<Vec<u8>> {
        match self.wires.next().unwrap_or(Wire::Whole) {
            Wire::Whole | Wire::Repeated => self.server.piece(self.device, wanted),
            Wire::RequestLost | Wire::RequestCut(_) | Wire::AnswerLost => {
                Err(Error::Unreachable("the wire".into()))
            }
            Wire::AnswerCut(at) => {
                let bytes = self.server.piece(self.device, wanted)?;
                Ok(bytes[..at.clamp(1, bytes.len())].to_vec())
            }
        }
    }
}

impl Phone {
    pub fn sync(&mut self, server: &mut Server) -> Result<Report> {
        self.sync_over(server, vec![])
    }

    pub fn sync_over(&mut self, server: &mut Server, wires: Vec<Wire>) -> Result<Report> {
        let mut line = Line { server, device: self.device, wires: wires.into_iter() };
        run(&mut self.store, &mut line, &*self.clock)
    }

    pub fn write<T>(&mut self, work: impl FnOnce(&Pen<'_>) -> Result<T>) -> Result<T> {
        let skew = phone::clock_offset(&self.store)?;
        let now = latarnia_core::clock::Clock::now(&*self.clock).plus(skew);
        let (device, author) = (self.device, self.worker.worker);
        self.store.write(|db| work(&Pen { db, device, author, now, ink: Ink::Phone { skew } }))
    }

    pub fn fresh_id(&mut self) -> RecordId {
        self.made += 1;
        let mut bytes = [self.device.as_bytes()[0]; 16];
        bytes[15] = self.made;
        RecordId::from(bytes)
    }

    pub fn add_site(&mut self, name: &str, in_area: AreaId) -> SiteId {
        let id = self.fresh_id();
        let site = Site {
            category: Some(Code::from("heating_duct")),
            name: Some(name.into()),
            position: Some(Position::pin(51.93, 19.42)),
            state: Some(Code::from("active")),
            hazards: Some(vec![Code::from("dogs")]),
            ..Site::default()
        };
        let scope = Scope::Area(in_area);
        self.write(|pen| pen.create(Place { id, scope, subject: None }, &site)).unwrap();
        id.into()
    }

    pub fn edit(&mut self, id: impl Into<RecordId>, fields: Value) {
        let form: Form = serde_json::from_value(fields).unwrap();
        let id = id.into();
        self.write(|pen| pen.edit(id, &form)).unwrap();
    }

    pub fn contact_at(&mut self, site: SiteId) -> RecordId {
        let id = self.fresh_id();
        let contact = |at| Contact {
            at: Some(Moment::utc(at)),
            kind: Some(Code::from("met")),
            site: Some(site),
            heads: Some(1),
            ..Contact::default()
        };
        let scope = Scope::Area(area(1));
        self.write(|pen| pen.create(Place { id, scope, subject: None }, &contact(pen.now))).unwrap();
        id
    }

    pub fn contact_about(&mut self, person: PersonId) -> RecordId {
        let id = self.fresh_id();
        let contact = |at| Contact {
            at: Some(Moment::utc(at)),
            kind: Some(Code::from("met")),
            person: Some(person),
            ..Contact::default()
        };
        let place = Place { id, scope: Scope::Area(area(1)), subject: Some(person) };
        self.write(|pen| pen.create(place, &contact(pen.now))).unwrap();
        id
    }

    pub fn doc(&self, id: impl Into<RecordId>) -> Option<Form> {
        registry::row(self.store.db(), id.into()).unwrap().map(|row| row.doc)
    }

    pub fn digest(&self, scope: Scope) -> String {
        registry::base_digest(self.store.db(), scope).unwrap()
    }

    pub fn waiting(&self) -> u64 {
        log::waiting(self.store.db(), self.device).unwrap()
    }

    pub fn count(&self) -> usize {
        registry::rows(self.store.db(), &registry::Query::default()).unwrap().len()
    }
}
