//! The server: the store, the file with the epoch beside it, and who may come in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use latarnia_core::access::{Principal, Role};
use latarnia_core::clock::Millis;
use latarnia_core::error::OrNotFound;
use latarnia_core::id::{DeviceId, RecordId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::Worker;
use latarnia_core::store::ledger::log_number;
use latarnia_core::store::pen::{Ink, Pen};
use latarnia_core::store::{erase, log, meta, registry, rights};
use latarnia_core::sync::accept::{Push, Turned, accept};
use latarnia_core::sync::protocol::pack;
use latarnia_core::sync::replay;
use latarnia_core::sync::round::{Round, Stretch, Taken, Unfit};
use latarnia_core::sync::serve;
use latarnia_core::{Error, Result};
use rusqlite::Connection;

use super::disk::Disk;
use super::filling::Cut;
use super::forgery;
use super::fuse::Blow;

/// Days a phone may stay away.
const LEASE_DAYS: u32 = 14;

/// The server's process and what it keeps.
pub struct Server {
    /// Where its store lies.
    pub disk: Disk,
    /// The file beside the store.
    pub epoch: Epoch,
    /// Who works with which device.
    pub devices: BTreeMap<DeviceId, WorkerId>,
    /// Who of them is a volunteer.
    pub volunteers: BTreeSet<WorkerId>,
    /// Forged operations that were taken in.
    pub slipped: Vec<String>,
    /// The list of what was erased, beside the store and older than no copy of it.
    pub erased: BTreeSet<Order>,
    /// How often the log went back. The simulation knows; the server may not.
    pub setbacks: u32,
    /// A copy of everything, taken earlier.
    pub copy: Option<Copy>,
    /// How the log is cut for who reads it for the first time.
    pub cut: Cut,
    /// Who reads pages alone.
    pub by_pages: BTreeSet<DeviceId>,
}

/// An order to erase: a record, and which fields of it; all if there are none.
pub type Order = (RecordId, BTreeSet<String>);

/// The file with the log's name and how far it reached (`epoch.rs` of the server).
#[derive(Clone, Debug)]
pub struct Epoch {
    /// The log's name.
    pub name: String,
    /// The highest number it reached.
    pub reached: u64,
}

/// What a backup holds.
#[derive(Clone)]
pub struct Copy {
    /// The folder with the store.
    pub folder: PathBuf,
    /// The epoch's file.
    pub epoch: Epoch,
}

/// What is put back of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutBack {
    /// The database alone; the epoch's file is newer and tells.
    Database,
    /// The whole folder; nothing tells.
    Folder,
}

/// Why a message got no answer.
#[derive(Debug)]
pub enum Refusal {
    /// Nobody the server knows.
    Unknown,
    /// The device was restored or copied.
    Fork,
    /// The message makes no sense.
    Unfit(Unfit),
    /// The server's store failed.
    Failed(Error),
}

/// A message whose push is taken in and whose page is not read yet.
pub struct Half {
    device: DeviceId,
    round: Round,
    taken: Taken,
    /// What the sender may hold, as it was when the message came.
    pub granted: Vec<Scope>,
}

impl Server {
    /// A new server.
    pub fn new(folder: &Path, device: DeviceId, cut: Cut) -> Self {
        let mut disk = Disk::new(folder);
        let named = disk.store_mut().write(|db| meta::set_device(db, device));
        named.expect("a new store takes its device's name");
        let epoch = Epoch { name: "0".into(), reached: 0 };
        Self {
            disk,
            epoch,
            devices: BTreeMap::new(),
            volunteers: BTreeSet::new(),
            slipped: Vec::new(),
            erased: BTreeSet::new(),
            setbacks: 0,
            copy: None,
            cut,
            by_pages: BTreeSet::new(),
        }
    }

    /// Who works with that device, with the areas the registry gives her.
    pub fn principal(&self, device: DeviceId) -> Result<Principal, Refusal> {
        let worker = *self.devices.get(&device).ok_or(Refusal::Unknown)?;
        let role = if self.volunteers.contains(&worker) { Role::Volunteer } else { Role::Streetworker };
        rights_of(self.disk.store().db(), worker, role).map_err(Refusal::Failed)
    }

    /// Takes a message's push in.
    pub fn begin(&mut self, device: DeviceId, packed: &[u8], now: Millis) -> Result<Half, Refusal> {
        let who = self.principal(device)?;
        let round = Round::open(packed, &self.epoch.name, now).map_err(Refusal::Unfit)?;
        let taken = match round.stretch() {
            Some(stretch) => self.take(device, &who, stretch, now)?,
            None => Taken::LeftAlone { head: self.head(device)? },
        };
        Ok(Half { device, round, taken, granted: who.scopes() })
    }

    fn take(
        &mut self,
        device: DeviceId,
        writer: &Principal,
        stretch: Stretch<'_>,
        now: Millis,
    ) -> Result<Taken, Refusal> {
        let Stretch { first, ops, erased, tip, clock_error } = stretch;
        let forged = forgery::to_be_refused(self.disk.store().db(), device, writer, first, &ops);
        let push = Push { device, writer, first, ops, erased, tip, clock_error, now };
        let (taken, blow) = self.disk.work(|store| store.write(|db| accept(db, &push)));
        if blow == Some(Blow::Death) {
            self.open(now);
            return Err(Refusal::Failed(Error::Unreachable("the server died".into())));
        }
        match taken {
            Ok(outcome) => {
                self.slipped.extend(forgery::taken_in(self.disk.store().db(), &forged));
                self.note_reach();
                Ok(Taken::In(outcome))
            }
            Err(Turned::Fork { .. }) => Err(Refusal::Fork),
            Err(Turned::Store(error)) => Ok(Taken::Failed { head: self.head(device)?, error }),
        }
    }

    /// Reads the page and answers.
    pub fn finish(&mut self, half: Half) -> Result<Vec<u8>, Refusal> {
        let Half { device, round, taken, granted } = half;
        let now = round.now();
        let mut pull = round.pull(device, granted);
        let Cut { every, full, .. } = self.cut;
        pull.segments = pull.segments.filter(|_| !self.by_pages.contains(&device)).map(|_| every);
        let (page, blow) = self.disk.work(|store| serve::page_of(store, &pull, full));
        if blow == Some(Blow::Death) {
            self.open(now);
        }
        let reply = page.and_then(|page| round.reply(taken, page, LEASE_DAYS));
        reply.and_then(|reply| pack(&reply)).map_err(Refusal::Failed)
    }

    /// Writes as the console does.
    pub fn strike(
        &mut self,
        author: WorkerId,
        now: Millis,
        work: impl FnOnce(&Pen<'_>) -> Result<()>,
    ) -> Result<()> {
        let (done, blow) = self.disk.work(|store| {
            store.write(|db| {
                let device = meta::device(db)?.expect("the server's store knows its device");
                work(&Pen { db, device, author, now, ink: Ink::Server })
            })
        });
        if blow == Some(Blow::Death) {
            self.open(now);
        } else if done.is_ok() {
            self.note_reach();
        }
        done
    }

    /// The highest sequence number held of a device's log.
    pub fn head(&self, device: DeviceId) -> Result<u64, Refusal> {
        log::head(self.disk.store().db(), device).map_err(Refusal::Failed)
    }

    /// The number of the newest operation.
    pub fn log_number(&self) -> u64 {
        log_number(self.disk.store().db()).expect("a store can be read")
    }

    fn note_reach(&mut self) {
        self.epoch.reached = self.epoch.reached.max(self.log_number());
    }

    /// The program is ended and started again.
    pub fn restart(&mut self, now: Millis) {
        self.disk.reopen();
        self.open(now);
    }

    /// What the program does first: a log that reaches less far than it did is another log, and what
    /// was erased is erased again.
    fn open(&mut self, now: Millis) {
        if self.log_number() < self.epoch.reached {
            self.rename();
        }
        let known = self.orders();
        let listed = std::mem::take(&mut self.erased);
        for (record, fields) in listed.difference(&known) {
            let nobody = WorkerId::new(uuid::Uuid::nil());
            let done = self.strike(nobody, now, |pen| match registry::row(pen.db, *record)? {
                Some(_) => pen.erase(*record, fields),
                None => pen.erase_unseen(*record, fields),
            });
            done.expect("a server that cannot erase does not serve");
        }
        self.erased = listed.union(&known).cloned().collect();
    }

    /// The orders to erase that the store holds.
    fn orders(&self) -> BTreeSet<Order> {
        let orders = erase::orders_after(self.disk.store().db(), 0).expect("a store can be read");
        orders.into_iter().map(|order| (order.record, order.fields)).collect()
    }

    /// Puts the orders given since on the list beside the store.
    pub fn list_orders(&mut self) {
        let known = self.orders();
        self.erased.extend(known);
    }

    fn rename(&mut self) {
        let next = self.epoch.name.parse::<u32>().map_or(0, |name| name + 1).max(self.setbacks);
        self.epoch = Epoch { name: next.to_string(), reached: self.log_number() };
    }

    /// Copies everything while the server runs.
    pub fn back_up(&mut self, folder: &Path) -> Result<()> {
        self.disk.back_up(folder)?;
        self.copy = Some(Copy { folder: folder.to_owned(), epoch: self.epoch.clone() });
        Ok(())
    }

    /// Goes back to the copy, if there is one.
    pub fn roll_back(&mut self, what: PutBack, now: Millis) -> bool {
        let Some(copy) = self.copy.clone() else { return false };
        self.disk.put(&copy.folder);
        self.setbacks += 1;
        if what == PutBack::Folder {
            self.epoch = copy.epoch;
        }
        self.open(now);
        true
    }

    /// The log carried line by line into a new store, as a second server reads the journal they share.
    pub fn replayed(&self, folder: &Path) -> Result<Disk> {
        let here = self.disk.store().db();
        let device = meta::device(here)?.expect("the server's store knows its device");
        let lines = replay::lines(here, 0, usize::MAX)?;
        let mut disk = Disk::new(folder);
        disk.store_mut().write(|db| {
            meta::set_device(db, device)?;
            lines.iter().try_for_each(|(_, line)| replay::replay(db, line))
        })?;
        Ok(disk)
    }

    /// A second server that has read the whole journal goes on in the place of this one. The log is the
    /// same and keeps its name.
    pub fn hand_over(&mut self, folder: &Path, now: Millis) -> Result<()> {
        self.disk = self.replayed(folder)?;
        self.open(now);
        Ok(())
    }

    /// Another server takes over with the copy: its log has a name of its own.
    pub fn fail_over(&mut self, now: Millis) -> bool {
        let Some(copy) = self.copy.clone() else { return false };
        self.disk.put(&copy.folder);
        self.setbacks += 1;
        self.rename();
        self.open(now);
        true
    }
}

/// What a worker may, by what the registry says of her.
fn rights_of(db: &Connection, worker: WorkerId, role: Role) -> Result<Principal> {
    let record: Worker = registry::row(db, worker.into())?.or_not_found(worker)?.read()?;
    let areas = record.areas.unwrap_or_default();
    let mut who = Principal::new(worker, role, areas.into_iter().collect());
    who.circles = rights::circles_of(db, worker)?;
    let counts = rights::counts_of(db, worker, role)?;
    who.counts = counts.running;
    who.former = rights::former_areas(db, worker)?;
    who.former.extend(counts.former);
    who.former.retain(|scope, _| !who.areas.iter().any(|area| Scope::Area(*area) == *scope));
    Ok(who)
}
