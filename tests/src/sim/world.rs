//! The world of a story: the true time, the server, the phones, and what lies between them.

use std::collections::{BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::path::PathBuf;

use latarnia_core::access::{Principal, Role};
use latarnia_core::clock::{Hlc, Millis};
use latarnia_core::id::{AreaId, DeviceId, Ids, RecordId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Area, Worker};
use latarnia_core::store::pen::Place;
use latarnia_core::store::{log, meta};
use latarnia_core::{Error, Result};

use super::desk::Desk;
use super::dice::Dice;
use super::disk::Disk;
use super::forgery::Forgery;
use super::harm::{Harm, Harms};
use super::ledger::Ledger;
use super::phone::{Phone, Standing};
use super::server::{Half, Order, Refusal, Server};
use super::story::{Cast, Story};

/// The evening every story begins.
const EVENING: Millis = Millis(1_795_366_800_000);

/// A request that was held back.
pub struct Letter {
    /// Who sent it.
    pub device: DeviceId,
    /// What it says.
    pub packed: Vec<u8>,
}

/// Everything there is in a story.
pub struct World {
    /// The true time; the server's clock shows it.
    pub now: Millis,
    /// The server.
    pub server: Server,
    /// How many folders were made.
    pub folders: u32,
    /// The phones, in the order of enrolment.
    pub phones: Vec<Phone>,
    /// Each phone's round trip whose page is not read yet.
    pub halves: Vec<Option<Result<Half, Refusal>>>,
    /// Requests that were held back.
    pub letters: VecDeque<Letter>,
    /// What was written.
    pub ledger: Ledger,
    /// What must not have happened.
    pub harms: Harms,
    /// The areas of the centre.
    pub areas: Vec<AreaId>,
    /// The workers, each with the phone of the same place.
    pub workers: Vec<WorkerId>,
    /// Who writes on the console.
    pub supervisor: WorkerId,
    /// At the end, two new phones of one worker: one that read segments, and one that read pages.
    pub twins: Option<(usize, usize)>,
    /// Who takes part.
    pub cast: Cast,
    /// Bytes of operations in the largest answer.
    pub largest: usize,
    /// Segments read.
    pub segments: usize,
    /// What happened, if somebody wants to read it.
    pub trace: Option<String>,
    /// Ids that belong to no step.
    pub ids: Dice,
    /// Where all of it lies.
    pub folder: tempfile::TempDir,
}

/// In memory if there is such a place.
fn folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    tempfile::Builder::new().prefix("latarnia-sim-").tempdir_in(place).expect("there is room for a folder")
}

/// Why writing failed, if no fault of the disk was to blame.
fn unforced(done: &Result<()>, disk: &Disk) -> Option<String> {
    let error = done.as_ref().err().filter(|_| disk.struck.is_none() && !disk.is_locked())?;
    (!matches!(error, Error::DiskFull)).then(|| error.to_string())
}

/// What of a phone's own is not answered for, but for its number.
fn waiting(phone: &Phone) -> Vec<(Hlc, RecordId, String)> {
    let db = phone.disk.store().db();
    let answered = meta::last(db, "acknowledged").expect("a store can be read");
    let waiting = log::after(db, phone.device, answered, usize::MAX).expect("a store can be read");
    waiting.into_iter().map(|entry| (entry.op.at, entry.op.record, entry.op.kind)).collect()
}

impl World {
    /// The world at the beginning of a story.
    pub fn of(story: &Story) -> Self {
        let folder = folder();
        let mut ids = Dice::new(!story.seed);
        let server =
            Server::new(&folder.path().join("server"), DeviceId::new(ids.opaque().uuid()), story.cast.cut);
        let mut world = Self {
            now: EVENING,
            server,
            folders: 0,
            phones: Vec::new(),
            halves: Vec::new(),
            letters: VecDeque::new(),
            ledger: Ledger::default(),
            harms: Harms::default(),
            areas: (0..story.cast.areas).map(|_| ids.opaque().into()).collect(),
            workers: (0..story.cast.phones).map(|_| ids.opaque().into()).collect(),
            supervisor: ids.opaque().into(),
            twins: None,
            cast: story.cast,
            largest: 0,
            segments: 0,
            trace: None,
            ids,
            folder,
        };
        world.found_the_centre();
        for worker in world.workers.clone() {
            world.enrol(worker);
        }
        world
    }

    /// Areas and workers, written on the console as everything else.
    fn found_the_centre(&mut self) {
        let (areas, workers) = (self.areas.clone(), self.workers.clone());
        let everyone = |id| Place { id, scope: Scope::Organisation, subject: None };
        let volunteer = workers.last().filter(|_| self.cast.volunteer).copied();
        self.server.volunteers.extend(volunteer);
        let volunteers = self.server.volunteers.clone();
        let mut dice = self.ids.clone();
        let done = self.server.strike(self.supervisor, self.now, |pen| {
            for (n, area) in areas.iter().enumerate() {
                pen.create(everyone((*area).into()), &Area { name: Some(format!("Rejon {n}")) })?;
            }
            for (n, worker) in workers.iter().enumerate() {
                let works_here = !volunteers.contains(worker);
                let own = areas.iter().filter(|_| dice.chance(70) && works_here).copied().collect();
                let worker_record =
                    Worker { name: Some(format!("Osoba {n}")), areas: Some(own), ..Worker::default() };
                pen.create(everyone((*worker).into()), &worker_record)?;
            }
            Ok(())
        });
        done.expect("an empty server takes its first strokes");
        self.note_server();
    }

    /// A folder nobody had before.
    pub fn new_folder(&mut self) -> PathBuf {
        self.folders += 1;
        self.folder.path().join(self.folders.to_string())
    }

    /// A new phone of a worker, enrolled under a new device.
    pub fn enrol(&mut self, worker: WorkerId) -> usize {
        let device = DeviceId::new(self.ids.opaque().uuid());
        self.server.devices.insert(device, worker);
        let nobody = |_| Principal::new(worker, Role::Streetworker, BTreeSet::new());
        let who = self.server.principal(device).unwrap_or_else(nobody);
        let folder = self.new_folder();
        self.phones.push(Phone::enrol(&folder, device, who, self.cast.portion));
        self.halves.push(None);
        self.phones.len() - 1
    }

    /// A phone is gone with all that was on it; its worker gets another.
    pub fn replace(&mut self, phone: usize) {
        self.give_up(phone);
        self.enrol(self.phones[phone].who.worker);
        let new = self.phones.pop().expect("one was enrolled");
        self.halves.pop();
        self.phones[phone] = new;
        self.note_loss();
    }

    /// A phone that was noticed to be a copy enrols again, and loses nothing by it.
    pub fn enrol_again(&mut self, phone: usize) {
        if self.phones[phone].standing == Standing::Well {
            return;
        }
        let device = DeviceId::new(self.ids.opaque().uuid());
        self.server.devices.insert(device, self.phones[phone].who.worker);
        let before = waiting(&self.phones[phone]);
        let done = self.phones[phone].enrol_again(device, self.cast.portion);
        self.tell(|| format!("{done:?}"));
        if done.is_ok() && waiting(&self.phones[phone]) != before {
            self.harms.note(Harm::Lost, format!("phone {phone} enrolled again without all that waited"));
        }
        self.note_phone(phone);
        self.note_loss();
    }

    /// What the writer on a phone has at hand.
    pub fn write_on(&mut self, phone: usize, writing: super::writing::Writing, dice: Dice) {
        let mark = self.ledger.mark();
        let (areas, truth) = (self.phones[phone].areas(), self.now);
        let mut desk = Desk { dice, areas, all_areas: &self.areas, workers: &self.workers, mark };
        let done = self.phones[phone].write(truth, |pen| writing.perform(pen, &mut desk));
        self.tell(|| format!("{done:?}"));
        if let Some(why) = unforced(&done, &self.phones[phone].disk) {
            self.harms.note(Harm::Lost, format!("phone {phone} cannot write {writing:?}: {why}"));
        }
        self.note_phone(phone);
    }

    /// Somebody with a phone's token writes what no program of ours writes.
    pub fn forge(&mut self, phone: usize, forgery: Forgery, dice: Dice) {
        let known = forgery.targets(self.server.disk.store().db());
        let truth = self.now;
        let areas = self.phones[phone].areas();
        let done = self.phones[phone].write(truth, |pen| forgery.perform(pen, &areas, &known, dice));
        self.tell(|| format!("{done:?}"));
        self.note_phone(phone);
    }

    /// What the writer on the console has at hand.
    pub fn strike(&mut self, stroke: super::stroke::Stroke, dice: Dice) {
        let mark = self.ledger.mark();
        let (areas, ordered) = (self.areas.clone(), self.server.erased.clone());
        let mut desk = Desk { dice, areas, all_areas: &self.areas, workers: &self.workers, mark };
        let done = self.server.strike(self.supervisor, self.now, |pen| stroke.perform(pen, &mut desk));
        self.tell(|| format!("{done:?}"));
        if let Some(why) = unforced(&done, &self.server.disk) {
            self.harms.note(Harm::Lost, format!("the console cannot write {stroke:?}: {why}"));
        }
        self.note_orders(&ordered);
        self.note_server();
    }

    /// Notes what a phone wrote.
    pub fn note_phone(&mut self, phone: usize) {
        let phone = &self.phones[phone];
        self.ledger.note(phone.disk.store().db(), phone.device).expect("a store can be read");
    }

    /// Notes what the console wrote; it is on the server at once.
    pub fn note_server(&mut self) {
        let db = self.server.disk.store().db();
        let own = meta::device(db).expect("a store can be read").expect("it has a device");
        self.ledger.note(db, own).expect("a store can be read");
        self.ledger.promise(db, own).expect("a store can be read");
    }

    /// Notes what was ordered to be erased. Of fields, those words are noted that stood in them so far.
    fn note_orders(&mut self, before: &BTreeSet<Order>) {
        self.server.list_orders();
        let db = self.server.disk.store().db();
        for (record, fields) in self.server.erased.difference(before) {
            if fields.is_empty() {
                self.ledger.erase(db, *record);
            } else {
                self.ledger.redact(db, *record, fields);
            }
        }
    }

    /// A store went back or was lost; what only it held is gone.
    pub fn note_loss(&mut self) {
        let phones = self.phones.iter().map(|phone| (phone.disk.store().db(), phone.device));
        self.ledger.lose(self.server.disk.store().db(), phones).expect("a store can be read");
    }

    /// Who may hold a record now, by what the server says; nobody knows of what it does not hold.
    pub fn scope_of(&self, record: RecordId) -> Option<Scope> {
        let select = "select scope from op where record = ?1 order by number is null, number desc limit 1";
        let db = self.server.disk.store().db();
        let mut select = db.prepare_cached(select).expect("the log has these columns");
        let found = select.query_row([record.as_bytes()], |row| row.get::<_, String>(0)).ok()?;
        found.parse().ok()
    }

    /// Adds to the trace.
    pub fn tell(&mut self, what: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            let told = writeln!(trace, "    {}", what());
            told.expect("a text takes another line");
        }
    }
}
