//! How pictures and notes by voice travel: beside the log, piece by piece, in round trips of their own, so that a note never
//! waits for either; "picture" stands for both below. Each step is kept where it is made; whatever is cut goes on from the last piece.
//!
//! * [`take`]: the server's side: from whom it takes a picture, and when it drops one
//! * [`named`]: which pictures operations and records name
//! * [`run`]: the phone's side, over a [`Carrier`]; no network of its own
//!
//! The server takes a picture from those who named it in an operation it accepted. To whom it gives it is
//! decided by [`crate::view::attachment`].

pub mod named;
pub mod run;
pub mod take;

pub use run::{Carrier, Lender, Report, Sending};
pub use take::{Put, held, sweep};

use serde::{Deserialize, Serialize};

use crate::clock::Millis;
use crate::id::RecordId;
use crate::record::AttachmentHash;

/// A picture that no record names any more is kept for so long: a correction may be taken back.
pub const UNNAMED_MS: i64 = 30 * Millis::DAY;
/// A picture of a form that was neither saved nor kept half-typed is kept for so long.
pub const STAGED_MS: i64 = Millis::DAY;
/// A phone keeps the bytes of pictures nobody looks at for so long, as it keeps its log.
pub const KEPT_MS: i64 = 90 * Millis::DAY;

/// How much of a picture the server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Held {
    /// So many bytes, from the first on. Send on from here.
    pub held: u64,
    /// Of so many.
    pub bytes: u64,
}

impl Held {
    /// Does the server have all of it, with the hash it was promised with?
    pub const fn is_whole(&self) -> bool {
        self.held == self.bytes
    }
}

/// One piece, as it was sent.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The record that names the picture.
    pub record: RecordId,
    /// The picture's hash.
    pub hash: AttachmentHash,
    /// Where in the picture it begins.
    pub offset: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
