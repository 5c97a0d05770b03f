//! The server's side of a pull: the next page of every scope the reader may hold.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::protocol::{MAX_OPS, Numbered};
use super::segment::{self, Plan};
use crate::error::Result;
use crate::id::{DeviceId, RecordId};
use crate::op::{Change, OpId, Scope, is_blank};
use crate::store::Store;
use crate::store::erase::{MAX_ORDERS, Order, orders_after};
use crate::store::ledger::{departures, log_number, was_moved};
use crate::store::log::{self, Entry};
use crate::store::seal::{self, Tip};

/// One page.
#[derive(Debug, Default)]
pub struct Page {
    /// Scope → the number up to which it has been scanned.
    pub cursors: BTreeMap<Scope, u64>,
    /// The devices the operations come from.
    pub devices: Vec<DeviceId>,
    /// The scopes read for the first time, with the segments they consist of.
    pub fill: BTreeMap<Scope, Plan>,
    /// Scopes whose segments up to a number must be made before this page can be answered.
    pub unmade: Vec<(Scope, u64)>,
    /// The operations.
    pub ops: Vec<Numbered>,
    /// What to take out, first of all.
    pub erase: Vec<Order>,
    /// Scope → records that left it.
    pub gone: BTreeMap<Scope, Vec<RecordId>>,
    /// Some scope has more.
    pub more: bool,
    /// The newest place in the log.
    pub tip: Option<Tip>,
    /// The reader read another log than this one; nothing else is here.
    pub went_back: bool,
}

/// Most bytes of operations in one page; the last one may go over it.
const MAX_PAGE_BYTES: usize = 1024 * 1024;

/// Who reads what, and from where.
#[derive(Clone, Debug, Default)]
pub struct Pull {
    /// The reading device.
    pub reader: Option<DeviceId>,
    /// The scopes it may hold.
    pub granted: Vec<Scope>,
    /// Scope → how far it has read.
    pub cursors: BTreeMap<Scope, u64>,
    /// The newest place it was told of.
    pub tip: Option<Tip>,
    /// Most operations it wants, if fewer than [`MAX_OPS`].
    pub most: Option<usize>,
    /// The newest order to erase it carried out.
    pub erased: u64,
    /// It reads segments; the log is cut for it at every number that this divides. `None`: by pages alone.
    pub segments: Option<u64>,
    /// The scopes whose segments it is reading, with the number it will read on from.
    pub filling: BTreeMap<Scope, u64>,
    /// It lacks operations of its own and wants their bytes.
    pub whole: bool,
}

/// Reads the next page. Run it in one read transaction: what it scanned must be what the cursor says.
pub fn page(db: &Connection, pull: &Pull) -> Result<Page> {
    if let Some(tip) = pull.tip
        && !seal::holds(db, tip)?
    {
        return Ok(Page { went_back: true, ..Page::default() });
    }
    let newest = log_number(db)?;
    let mut pager =
        Pager { db, pull, page: Page::default(), bytes: 0, put: BTreeSet::new(), brought: BTreeSet::new() };
    if pull.reader.is_some() {
        pager.page.erase = orders_after(db, pull.erased)?;
        pager.page.more = pager.page.erase.len() == MAX_ORDERS;
    }
    for scope in &pull.granted {
        if !pull.cursors.contains_key(scope) && pager.put_plan(*scope, newest)? {
            continue;
        }
        pager.scan(*scope, pull.cursors.get(scope).copied(), newest)?;
        if let Some(since) = pull.filling.get(scope) {
            // All that it was reading segments for has left.
            pager.put_departures(*scope, *since, newest)?;
        }
    }
    pager.page.tip = seal::tip(db)?;
    Ok(pager.page)
}

/// The same for who owns the store: makes the segments that are not made yet, of so many bytes each.
pub fn page_of(store: &mut Store, pull: &Pull, full: usize) -> Result<Page> {
    loop {
        let page = page(store.db(), pull)?;
        if page.unmade.is_empty() {
            return Ok(page);
        }
        for (scope, pinned) in page.unmade {
            segment::make_here(store, scope, pinned, full)?;
        }
    }
}

impl Page {
    /// Is there nothing to learn from it?
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
            && self.fill.is_empty()
            && self.gone.is_empty()
            && self.erase.is_empty()
            && !self.went_back
    }
}

struct Pager<'a> {
    db: &'a Connection,
    pull: &'a Pull,
    page: Page,
    bytes: usize,
    put: BTreeSet<OpId>,
    /// The records whose moves are here.
    brought: BTreeSet<RecordId>,
}

impl Pager<'_> {
    /// Answers with a scope's segments; false if it is better read by pages.
    fn put_plan(&mut self, scope: Scope, newest: u64) -> Result<bool> {
        let Some(every) = self.pull.segments else { return Ok(false) };
        let pinned = newest - newest % every.max(1);
        if !segment::is_worth_it(self.db, scope, pinned)? {
            return Ok(false);
        }
        match segment::plan(self.db, scope, pinned)? {
            Some(plan) => drop(self.page.fill.insert(scope, plan)),
            None => self.page.unmade.push((scope, pinned)),
        }
        if let Some(since) = self.pull.filling.get(&scope) {
            self.put_departures(scope, *since, newest)?;
            return Ok(true);
        }
        // What is newer than the segments comes again after them; but the newest is wanted first.
        let room = MAX_OPS.saturating_sub(self.page.ops.len());
        for entry in log::newest(self.db, scope, pinned, room)? {
            if self.bytes > MAX_PAGE_BYTES {
                break;
            }
            self.put_brought(entry, scope, true)?;
        }
        Ok(true)
    }

    fn scan(&mut self, scope: Scope, cursor: Option<u64>, newest: u64) -> Result<()> {
        let from = cursor.unwrap_or_default();
        let most = self.pull.most.unwrap_or(MAX_OPS).clamp(1, MAX_OPS);
        let room = most.saturating_sub(self.page.ops.len());
        let entries = if from < newest { log::page(self.db, scope, from, room + 1)? } else { Vec::new() };
        let mut scanned = newest.max(from);
        for (place, entry) in entries.into_iter().enumerate() {
            let number = entry.number.unwrap_or_default();
            if place == room || self.bytes > MAX_PAGE_BYTES {
                self.page.more = true;
                scanned = number.saturating_sub(1);
                break;
            }
            if matches!(entry.op.change, Change::Move { .. }) && cursor.is_some() {
                self.put_history(entry.op.record, from)?;
            }
            self.put_brought(entry, scope, cursor.is_none())?;
        }
        if cursor.is_some() {
            self.put_departures(scope, from, scanned)?;
        }
        self.page.cursors.insert(scope, scanned);
        Ok(())
    }

    fn put_departures(&mut self, scope: Scope, after: u64, until: u64) -> Result<()> {
        let gone = departures(self.db, scope, after, until)?;
        if !gone.is_empty() {
            self.page.gone.insert(scope, gone);
        }
        Ok(())
    }

    /// What was written of a record before it came into the scope, as far as the reader is past it.
    fn put_history(&mut self, record: RecordId, until: u64) -> Result<()> {
        for entry in log::of_record(self.db, record)? {
            if entry.number.is_some_and(|number| number <= until) {
                self.put(entry, true)?;
            }
        }
        Ok(())
    }

    /// An operation of this scope, with what brought its record here if it was not written here: a reader that
    /// stops in between would hold it under the scope it left, and would not let it go with this one.
    fn put_brought(&mut self, entry: Entry, scope: Scope, with_own: bool) -> Result<()> {
        let record = entry.op.record;
        let was_elsewhere = entry.op.scope != scope || matches!(entry.op.change, Change::Move { .. });
        if was_elsewhere && self.brought.insert(record) {
            for brought in log::of_record(self.db, record)? {
                if matches!(brought.op.change, Change::Move { .. }) && brought.number.is_some() {
                    self.put(brought, false)?;
                }
            }
        }
        self.put(entry, with_own)
    }

    /// A reader need not get the bytes of what it wrote itself, unless it reads the scope for the first
    /// time or may have dropped them when the record moved.
    fn put(&mut self, entry: Entry, with_own: bool) -> Result<()> {
        if is_blank(&entry.op) || !self.put.insert(entry.id) {
            return Ok(());
        }
        let device = entry.id.device;
        let devices = &mut self.page.devices;
        let place = devices.iter().position(|known| *known == device).unwrap_or_else(|| {
            devices.push(device);
            devices.len() - 1
        });
        let own = self.pull.reader == Some(device) && !self.pull.whole && !with_own;
        let kept = own && !was_moved(self.db, entry.op.record)?;
        self.bytes += entry.raw.len();
        self.page.ops.push(Numbered::of(entry, place, !kept)?);
        Ok(())
    }
}
