//! One round trip as the server sees it, without a store and without a network: what the bytes ask
//! for, and what is answered. Whoever holds the store does the two steps between: take the stretch in,
//! in one transaction; then read the page, in one moment.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::accept::Outcome;
use super::protocol::{MAX_OPS, MAX_PUSH_BYTES, OLDEST, Reply, Request, VERSION, unpack};
use super::segment;
use super::serve::{Page, Pull};
use crate::clock::Millis;
use crate::error::Error;
use crate::id::DeviceId;
use crate::op::Scope;
use crate::store::seal::Tip;

/// A request that was read and is within the limits, and the moment it came.
#[derive(Debug)]
pub struct Round {
    request: Request,
    epoch: String,
    now: Millis,
}

/// Why a message is not answered at all.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// It speaks a newer version of the protocol.
    #[error(
        "this server speaks versions {OLDEST} to {VERSION} of the protocol, the message version {spoken}"
    )]
    Proto {
        /// The version it speaks.
        spoken: u32,
    },
    /// It holds more operations or bytes than one message may.
    #[error("the message holds more than one message may")]
    TooMuch,
    /// It is a message, but not a sync message.
    #[error("{0}")]
    Senseless(String),
    /// It cannot be unpacked.
    #[error(transparent)]
    Unreadable(#[from] Error),
}

/// The stretch of the sender's log that a request carries.
#[derive(Debug)]
pub struct Stretch<'a> {
    /// Sequence number of the first operation.
    pub first: u64,
    /// The operations' bytes, dense from `first`.
    pub ops: Vec<&'a str>,
    /// The newest order to erase the sender has carried out.
    pub erased: u64,
    /// The newest place in the log the sender was told of.
    pub tip: Option<Tip>,
    /// Milliseconds by which the sender's clock is behind the server's.
    pub clock_error: i64,
}

/// What became of the stretch.
#[derive(Debug)]
pub enum Taken {
    /// It was taken in.
    In(Outcome),
    /// It belongs to another log and was left alone; `head` is the highest number held of the sender's.
    LeftAlone {
        /// The highest sequence number held of the sender's log.
        head: u64,
    },
    /// The store failed, and nothing of it was taken in.
    Failed {
        /// The highest sequence number held of the sender's log.
        head: u64,
        /// How the store failed.
        error: Error,
    },
}

/// Since this version scopes are read by segments, and counts are known.
const SECOND: u32 = 2;

/// The one member every version of the protocol has.
#[derive(Deserialize)]
struct Proto {
    proto: u32,
}

impl Round {
    /// Reads a message that came at `now` to the server whose log is called `epoch`.
    pub fn open(packed: &[u8], epoch: &str, now: Millis) -> Result<Self, Unfit> {
        let json: Box<RawValue> = unpack(packed)?;
        let senseless = |error: serde_json::Error| Unfit::Senseless(format!("not a sync message: {error}"));
        let Proto { proto } = serde_json::from_str(json.get()).map_err(senseless)?;
        if proto > VERSION {
            return Err(Unfit::Proto { spoken: proto });
        }
        let request: Request = serde_json::from_str(json.get()).map_err(senseless)?;
        within_limits(&request)?;
        Ok(Self { request, epoch: epoch.to_owned(), now })
    }

    /// What to take in; nothing if the sender speaks of another log than this one.
    pub fn stretch(&self) -> Option<Stretch<'_>> {
        self.same_log().then(|| Stretch {
            first: self.request.first.max(1),
            ops: self.request.ops.iter().map(|op| op.get()).collect(),
            erased: self.request.erased,
            tip: self.request.tip,
            clock_error: self.now.since(self.request.now),
        })
    }

    /// What to read for `reader`, who may hold `granted`. Cursors of another log say nothing about this
    /// one: who shows them is told of the new log, and reads it from the beginning the next time.
    /// Who speaks version 1 reads pages, and is given no counts.
    pub fn pull(&self, reader: DeviceId, mut granted: Vec<Scope>) -> Pull {
        if !self.same_log() {
            return Pull::default();
        }
        let orders = Pull {
            reader: Some(reader),
            tip: self.request.tip,
            erased: self.request.erased,
            ..Pull::default()
        };
        if self.outdated() {
            // Every version knows these; nothing else is given out.
            return orders;
        }
        let first = self.request.proto < SECOND;
        granted.retain(|scope| !(first && matches!(scope, Scope::Count(_))));
        Pull {
            granted,
            cursors: self.request.cursors.clone(),
            most: self.request.most,
            segments: (!first).then_some(segment::EVERY),
            filling: self.request.filling.clone(),
            whole: self.request.whole,
            ..orders
        }
    }

    /// When the message came, by the server's clock.
    pub const fn now(&self) -> Millis {
        self.now
    }

    fn outdated(&self) -> bool {
        self.request.proto < OLDEST
    }

    fn same_log(&self) -> bool {
        self.request.epoch.as_deref().is_none_or(|epoch| epoch == self.epoch)
    }

    /// The answer. A phone whose push could not be stored can still learn; only when there is nothing
    /// left to learn is it told of the failure.
    pub fn reply(self, taken: Taken, page: Page, lease_days: u32) -> Result<Reply, Error> {
        let (head, verdicts) = match taken {
            Taken::In(outcome) => (outcome.head, outcome.refused),
            Taken::Failed { error, .. } if page.is_empty() => return Err(error),
            Taken::LeftAlone { head } => (head, Vec::new()),
            // What it says of operations that are there already was not said: they are asked of again.
            Taken::Failed { head, .. } => (head.min(self.request.first.max(1) - 1), Vec::new()),
        };
        Ok(Reply {
            proto: VERSION.min(self.request.proto.max(OLDEST)),
            outdated: self.outdated(),
            epoch: self.epoch,
            now: self.now,
            tip: page.tip,
            went_back: page.went_back,
            head,
            verdicts,
            cursors: page.cursors,
            fill: page.fill,
            devices: page.devices,
            ops: page.ops,
            gone: page.gone,
            erase: page.erase,
            more: page.more,
            lease_days,
        })
    }
}

/// A single operation may be large enough to be alone over the limit; it then comes alone.
fn within_limits(request: &Request) -> Result<(), Unfit> {
    let bytes: usize = request.ops.iter().map(|op| op.get().len()).sum();
    if request.ops.len() > MAX_OPS || (bytes > MAX_PUSH_BYTES && request.ops.len() > 1) {
        return Err(Unfit::TooMuch);
    }
    if request.first == 0 && !request.ops.is_empty() {
        return Err(Unfit::Senseless("first counts from 1".to_owned()));
    }
    Ok(())
}
