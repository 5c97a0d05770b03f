//! A phone: a store, a clock of its own, and at most one round trip under way.

use std::path::{Path, PathBuf};

use latarnia_core::access::Principal;
use latarnia_core::clock::{Clock, FixedClock, Millis};
use latarnia_core::id::{AreaId, DeviceId};
use latarnia_core::op::Scope;
use latarnia_core::store::fill::Wanted;
use latarnia_core::store::meta;
use latarnia_core::store::pen::{Ink, Pen};
use latarnia_core::sync::Report;
use latarnia_core::sync::fill;
use latarnia_core::sync::phone::{self, Exchange};
use latarnia_core::sync::restamp::restamp;
use latarnia_core::sync::stretch::set_portion;
use latarnia_core::{Error, Result};

use super::disk::Disk;
use super::fuse::Blow;

/// How a phone stands with the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It syncs.
    Well,
    /// The server or the phone noticed that it was restored or copied.
    Forked,
}

/// One phone.
pub struct Phone {
    /// Where its store lies.
    pub disk: Disk,
    /// Under which device it is enrolled.
    pub device: DeviceId,
    /// Who works with it, and where when it was enrolled.
    pub who: Principal,
    /// Milliseconds its clock is ahead of the truth.
    pub ahead: i64,
    /// How it stands with the server.
    pub standing: Standing,
    /// The round trip under way.
    pub exchange: Option<Exchange>,
    /// A copy of its folder, taken earlier.
    pub copy: Option<PathBuf>,
    /// It was put back, or it is a copy: what it once knew it need not know.
    pub forgot: bool,
}

impl Phone {
    /// A new phone of `who`, enrolled as `device`.
    pub fn enrol(folder: &Path, device: DeviceId, who: Principal, portion: usize) -> Self {
        let mut disk = Disk::new(folder);
        let named = disk.store_mut().write(|db| {
            meta::set_device(db, device)?;
            set_portion(db, Some(portion))
        });
        named.expect("a new store takes its device's name");
        Self {
            disk,
            device,
            who,
            ahead: 0,
            standing: Standing::Well,
            exchange: None,
            copy: None,
            forgot: false,
        }
    }

    /// What its clock shows at `truth`.
    pub fn clock(&self, truth: Millis) -> FixedClock {
        FixedClock::at(truth.plus(self.ahead))
    }

    /// The areas it works in, as far as it knows.
    pub fn areas(&self) -> Vec<AreaId> {
        let granted = meta::cursors(self.disk.store().db()).expect("a store can be read");
        if granted.is_empty() {
            return self.who.areas.iter().copied().collect();
        }
        let area = |scope: &Scope| match scope {
            Scope::Area(area) => Some(*area),
            _ => None,
        };
        granted.iter().filter_map(|(scope, _)| area(scope)).collect()
    }

    /// Writes with a pen, in one transaction.
    pub fn write(&mut self, truth: Millis, work: impl FnOnce(&Pen<'_>) -> Result<()>) -> Result<()> {
        let clock = self.clock(truth);
        let (device, author) = (self.device, self.who.worker);
        let (done, blow) = self.disk.work(|store| {
            let skew = phone::clock_offset(store)?;
            let now = clock.now().plus(skew);
            store.write(|db| work(&Pen { db, device, author, now, ink: Ink::Phone { skew } }))
        });
        self.forget_if(blow);
        done
    }

    /// The next request, packed; the round trip is under way from then on.
    pub fn ask(&mut self, truth: Millis) -> Result<Vec<u8>> {
        let clock = self.clock(truth);
        let (exchange, blow) = self.disk.work(|store| phone::prepare(store, &clock));
        self.forget_if(blow);
        let exchange = exchange?;
        let packed = exchange.packed()?;
        self.exchange = Some(exchange);
        Ok(packed)
    }

    /// Takes the answer of the round trip under way; tells whether there is more to do.
    pub fn hear(&mut self, truth: Millis, answer: &[u8]) -> Result<bool> {
        let exchange = self.exchange.take().ok_or_else(|| Error::Unreachable("nobody waits".into()))?;
        let clock = self.clock(truth);
        let (more, blow) =
            self.disk.work(|store| phone::complete(store, &exchange, answer, &clock, &mut Report::default()));
        self.forget_if(blow);
        more
    }

    /// Takes bytes of a segment in; tells how many operations were read, if they were its last.
    pub fn fill(&mut self, wanted: &Wanted, bytes: &[u8]) -> Result<Option<u64>> {
        let (read, blow) = self.disk.work(|store| fill::take(store, wanted, bytes));
        self.forget_if(blow);
        read
    }

    /// What only the process knew is gone with it.
    fn forget_if(&mut self, blow: Option<Blow>) {
        if blow == Some(Blow::Death) {
            self.exchange = None;
        }
    }

    /// The same folder on a second phone.
    #[must_use]
    pub fn clone_to(&self, folder: &Path) -> Self {
        let disk = self.disk.clone_to(folder);
        let (device, who, ahead, standing) = (self.device, self.who.clone(), self.ahead, self.standing);
        Self { disk, device, who, ahead, standing, exchange: None, copy: None, forgot: true }
    }

    /// The phone was noticed to be a copy: it becomes another device, and what waits is numbered anew.
    pub fn enrol_again(&mut self, device: DeviceId, portion: usize) -> Result<()> {
        let (done, blow) = self.disk.work(|store| {
            store.write(|db| {
                restamp(db, device)?;
                set_portion(db, Some(portion))
            })
        });
        self.forget_if(blow);
        done?;
        self.device = device;
        self.standing = Standing::Well;
        Ok(())
    }

    /// The server refused what a push carried as a fork; tells whether a smaller one may tell more.
    pub fn carry_less(&mut self) -> Result<bool> {
        let Some(exchange) = self.exchange.take() else { return Ok(false) };
        let (less, blow) = self.disk.work(|store| phone::carry_less(store, &exchange));
        self.forget_if(blow);
        less
    }

    /// Its folder is that of the copy again, whose identity may be an older one.
    pub fn put_back(&mut self, copy: &Path) {
        self.exchange = None;
        self.disk.put(copy);
        self.forgot = true;
        self.standing = Standing::Well;
        let device = meta::device(self.disk.store().db()).expect("a store can be read");
        self.device = device.expect("a phone's store knows its device");
    }

    /// The program is ended and started again.
    pub fn restart(&mut self) {
        self.exchange = None;
        self.disk.reopen();
    }
}
