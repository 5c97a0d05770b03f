//! How logs travel. `docs/SYNC.md` is the description for people; this is the same for machines.
//!
//! * [`protocol`]: the messages, their limits and their compression
//! * [`accept`]: the server's side: identify, judge, stamp, number, append, fold, in one transaction
//! * [`let_in`]: what was kept aside, taken in after all by who may decide it
//! * [`replay`]: the server's log, line by line, in another of its stores
//! * [`serve`]: the server's side of a pull
//! * [`round`]: the two put together: what a request asks for and what is answered
//! * [`restamp`]: a new identity for a phone that was restored or copied
//! * [`photos`]: pictures, beside the log and never before it
//! * [`segment`], [`fill`]: a scope read for the first time, as the server makes and the phone takes it
//! * [`stretch`]: what one push carries
//! * [`phone`]: the phone's side, over a [`Transport`]; no network of its own

pub mod accept;
pub mod fill;
pub mod let_in;
pub mod phone;
pub mod photos;
pub mod protocol;
pub mod replay;
pub mod restamp;
pub mod round;
pub mod segment;
pub mod serve;
pub mod stretch;

pub use phone::{Report, Transport, run};
