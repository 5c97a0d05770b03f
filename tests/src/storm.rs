//! A storm of light phones: each writes a contact and syncs, again and again, whatever happens to the
//! servers, until it is told to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;

use latarnia_core::record::Kind;

use crate::{LightPhone, await_answer};

/// Phones at work.
pub struct Storm {
    phones: Vec<JoinHandle<LightPhone>>,
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicU64>,
}

impl Storm {
    /// Sends them out.
    pub fn of(phones: Vec<LightPhone>) -> Self {
        let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let phones = phones.into_iter().map(|mut phone| {
            let (stop, answered) = (stop.clone(), answered.clone());
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    phone.contact();
                    if phone.sync().is_ok() {
                        answered.fetch_add(1, Ordering::Relaxed);
                    }
                }
                phone
            })
        });
        Self { phones: phones.collect(), stop, answered }
    }

    /// Waits until so many more syncs were answered.
    pub fn await_syncs(&self, more: u64) {
        let goal = self.answered.load(Ordering::Relaxed) + more;
        await_answer("some syncs", || (self.answered.load(Ordering::Relaxed) >= goal).then_some(()));
    }

    /// Calls them home, as they are.
    pub fn end(self) -> Vec<LightPhone> {
        self.stop.store(true, Ordering::Relaxed);
        self.phones.into_iter().map(|phone| phone.join().expect("a phone does not panic")).collect()
    }
}

/// Lets each sync until nothing waits and it holds what all have written; how many contacts that is.
pub fn settle(phones: &mut [LightPhone]) -> usize {
    for phone in &mut *phones {
        await_answer("everything is sent", || (phone.sync().is_ok() && phone.waiting() == 0).then_some(()));
    }
    let written = phones.iter().map(LightPhone::written).sum::<u64>();
    let written = usize::try_from(written).expect("a count");
    for phone in &mut *phones {
        await_answer("everything is read", || {
            (phone.sync().is_ok() && phone.count(Kind::Contact) == written).then_some(())
        });
    }
    written
}
