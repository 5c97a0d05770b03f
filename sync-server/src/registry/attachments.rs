//! Pictures that records name: [`Attachments`].

use latarnia_core::clock::Millis;
use latarnia_core::id::{RecordId, WorkerId};
use latarnia_core::record::{AttachmentHash, Kind};
use latarnia_core::sync::photos::{Held, Piece, Put};

use super::{Answer, Reader};

/// Pictures, named by their record and their hash.
///
/// The contract: a piece is durable when answered, whatever the answer; a picture is given away only
/// whole and with the hash it was promised with; it is taken from those alone who named it in an accepted
/// operation, and given to those alone who may read the record with its exact place. To everybody else it
/// is `NotFound`, as a picture that never was.
pub trait Attachments: Send + Sync {
    /// How much of a picture is here, for the one who sends it.
    fn held(&self, sender: WorkerId, record: RecordId, hash: AttachmentHash) -> Answer<'_, Held>;
    /// Takes a piece in.
    fn take_piece(&self, sent: Sent) -> Answer<'_, Put>;
    /// A whole picture, as the reader may see it.
    fn picture(&self, reader: Reader, record: RecordId, hash: AttachmentHash) -> Answer<'_, Picture>;
    /// Drops what no record has named for thirty days; tells how many.
    fn sweep(&self, now: Millis) -> Answer<'_, usize>;
}

/// A piece, as it came.
#[derive(Clone, Debug)]
pub struct Sent {
    pub sender: WorkerId,
    pub piece: Piece,
    /// How many bytes of pictures there may be in all.
    pub space: u64,
    pub now: Millis,
}

/// A whole picture.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Of the record that names it.
    pub kind: Kind,
    pub bytes: Vec<u8>,
}
