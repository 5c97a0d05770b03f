//! The phone's side: sends what waits, fetches what somebody asked for.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::named::{named, named_by};
use super::{Held, KEPT_MS, Piece, STAGED_MS};
use crate::clock::{Clock, Millis};
use crate::error::{Error, Result};
use crate::id::{RecordId, WorkerId};
use crate::op::Op;
use crate::record::AttachmentHash;
use crate::store::attachment::{self, Attachment, PIECE, Part, Taken};
use crate::store::log::{self, Verdict};
use crate::store::{Store, registry};

/// The round trips. What fails with [`Error::Unreachable`] may have happened on the server all the same.
pub trait Carrier {
    /// How much of a picture the server has.
    ///
    /// # Errors
    /// [`Error::Unreachable`] if no answer came, [`Error::Refused`] if the server said no.
    fn held(&mut self, record: RecordId, hash: AttachmentHash) -> Result<Held>;
    /// Sends one piece.
    ///
    /// # Errors
    /// As [`Self::held`].
    fn put(&mut self, piece: Piece) -> Result<Held>;
    /// The bytes from `from` up to, not including, `until`.
    ///
    /// # Errors
    /// As [`Self::held`].
    fn get(&mut self, record: RecordId, hash: AttachmentHash, from: u64, until: u64) -> Result<Vec<u8>>;
}

/// Lends the store out for one short piece of work at a time: it is free during every round trip.
pub trait Lender {
    /// What can go wrong besides what goes wrong in the store.
    type Error: From<Error>;
    /// Runs `work` on the store.
    fn lend<T>(&self, work: impl FnOnce(&mut Store) -> Result<T>) -> Result<T, Self::Error>;
    /// Something moved that a screen may want to show.
    fn moved(&self) {}
}

/// Whether pictures may be sent now. What somebody asked to see is fetched in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// Now.
    Now,
    /// Not over this connection.
    Later,
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Pictures the server has now.
    pub sent: u64,
    /// Pictures that are here now.
    pub fetched: u64,
    /// Pictures the server did not take or give.
    pub refused: u64,
}

/// Sends what waits of `own` pictures and fetches what somebody asked for, each once. Call it again after
/// any failure: it goes on.
///
/// # Errors
/// [`Error::Unreachable`]; [`Error::Refused`] if the server knows this phone no more.
pub fn run<L: Lender>(
    lender: &L,
    carrier: &mut dyn Carrier,
    own: WorkerId,
    sending: Sending,
    clock: &dyn Clock,
) -> Result<Report, L::Error> {
    let mut errand =
        Errand { lender, carrier, own, clock, report: Report::default(), tried: BTreeSet::new() };
    let now = clock.now();
    lender.lend(|store| {
        store.write(|db| {
            attachment::trim(db, now.plus(-KEPT_MS))?;
            attachment::trim_staged(db, now.plus(-STAGED_MS))
        })
    })?;
    while let Some(next) = errand.next(sending)? {
        errand.tried.insert((next.record, next.hash));
        let done = if next.unsent { errand.send(&next) } else { errand.fetch(&next) };
        match done {
            Ok(()) => {}
            Err(Stopped::Refused(code)) => errand.note_refusal(&next, &code)?,
            Err(Stopped::Here(error)) => return Err(error),
        }
        lender.moved();
    }
    Ok(errand.report)
}

struct Errand<'a, L: Lender> {
    lender: &'a L,
    carrier: &'a mut dyn Carrier,
    own: WorkerId,
    clock: &'a dyn Clock,
    report: Report,
    tried: BTreeSet<(RecordId, AttachmentHash)>,
}

/// Why one picture did not get through.
enum Stopped<E> {
    /// The server said no to this one.
    Refused(String),
    /// Nothing can be done for any.
    Here(E),
}

impl<E> From<E> for Stopped<E> {
    fn from(error: E) -> Self {
        Self::Here(error)
    }
}

impl<L: Lender> Errand<'_, L> {
    /// Those who look come first.
    fn next(&self, sending: Sending) -> Result<Option<Attachment>, L::Error> {
        let is_new = |one: &Attachment| !self.tried.contains(&(one.record, one.hash));
        self.lender.lend(|store| {
            let wanted = attachment::wanted(store.db())?.into_iter().find(is_new);
            if wanted.is_some() || sending == Sending::Later {
                return Ok(wanted);
            }
            store.write(|db| {
                for one in attachment::unsent(db)?.into_iter().filter(is_new) {
                    if is_due(db, &one, self.own)? {
                        return Ok(Some(one));
                    }
                }
                Ok(None)
            })
        })
    }

    fn send(&mut self, one: &Attachment) -> Result<(), Stopped<L::Error>> {
        let Attachment { record, hash, .. } = *one;
        let asked = self.carrier.held(record, hash);
        let mut there = judge(asked)?;
        // Twice its pieces: enough for a server that had to begin anew, too few to go round for ever.
        for _ in 0..2 * one.bytes.div_ceil(PIECE) {
            if there.is_whole() {
                break;
            }
            let offset = there.held;
            let bytes = self.lender.lend(|store| attachment::piece(store.db(), record, hash, offset))?;
            if bytes.is_empty() {
                // Erased or let go while it was on its way.
                return Ok(());
            }
            let answer = self.carrier.put(Piece { record, hash, offset, bytes });
            there = judge(answer)?;
            self.lender.moved();
        }
        if !there.is_whole() {
            return Err(L::Error::from(Error::Unreachable("the picture does not get on".to_owned())).into());
        }
        self.lender.lend(|store| store.write(|db| settle(db, record, hash)))?;
        self.report.sent += 1;
        Ok(())
    }

    fn fetch(&mut self, one: &Attachment) -> Result<(), Stopped<L::Error>> {
        let mut here = one.clone();
        while !here.is_whole() {
            let until = here.bytes.min(here.held + PIECE);
            let answer = self.carrier.get(here.record, here.hash, here.held, until);
            let piece = judge(answer)?;
            let now = self.clock.now();
            let taken = self.lender.lend(|store| store.write(|db| take(db, &here, &piece, now)))?;
            match taken {
                None => return Ok(()),
                Some(Taken::Held(held)) if held > here.held => here.held = held,
                Some(Taken::Held(_) | Taken::Misshapen) => {
                    return Err(L::Error::from(Error::Unreachable("half a piece came".to_owned())).into());
                }
                Some(Taken::WrongHash | Taken::NotBare | Taken::NotSound) => {
                    return Err(Stopped::Refused("wrong_hash".to_owned()));
                }
            }
            self.lender.moved();
        }
        self.report.fetched += 1;
        Ok(())
    }

    fn note_refusal(&mut self, one: &Attachment, code: &str) -> Result<(), L::Error> {
        self.report.refused += 1;
        self.lender.lend(|store| {
            store.write(|db| {
                let is_gone = !one.unsent || registry::row(db, one.record)?.is_none();
                if is_gone {
                    // It cannot be had, or nobody here could ever look at it: asking again would not mend it.
                    attachment::forget(db, one.record, one.hash)
                } else {
                    attachment::mark_refused(db, one.record, one.hash, code)
                }
            })
        })
    }
}

/// A refusal of one picture leaves the others their turn; one of the whole phone does not.
fn judge<T, E: From<Error>>(answer: Result<T>) -> Result<T, Stopped<E>> {
    answer.map_err(|error| match error {
        Error::Refused { code } if !matches!(code.as_str(), "device_revoked" | "unauthenticated") => {
            Stopped::Refused(code)
        }
        other => Stopped::Here(other.into()),
    })
}

/// Takes the next piece of what is fetched. `None` if it was erased or let go meanwhile: then there is nowhere
/// to put it.
fn take(db: &Connection, here: &Attachment, bytes: &[u8], now: Millis) -> Result<Option<Taken>> {
    let wanted = attachment::find(db, here.record, here.hash)?;
    let named = named(db, here.record, here.hash)?;
    let (Some(_), Some(named)) = (wanted, named) else { return Ok(None) };
    let part = Part { media: named.media, offset: here.held, bytes };
    attachment::take_piece(db, here, &part, now).map(Some)
}

/// Does it have to be sent, and has the server accepted what names it? What need not be sent is settled.
fn is_due(db: &Connection, one: &Attachment, own: WorkerId) -> Result<bool> {
    if registry::row(db, one.record)?.is_none() {
        // Let go before it was sent: the server still wants it.
        return Ok(true);
    }
    if named(db, one.record, one.hash)?.is_none() {
        attachment::forget(db, one.record, one.hash)?;
        return Ok(false);
    }
    // By whoever works with this phone, on whichever phone: a restored one goes on under another name.
    let own = log::of_record(db, one.record)?.into_iter().filter(|entry| entry.op.author == own);
    let names = |op: &Op| named_by(op).iter().any(|named| named.hash == one.hash);
    let mut verdicts = own.filter(|entry| names(&entry.op)).map(|entry| entry.verdict).peekable();
    if verdicts.peek().is_none() {
        // Somebody else's, fetched once; they send it.
        attachment::mark_sent(db, one.record, one.hash)?;
        return Ok(false);
    }
    Ok(verdicts.any(|verdict| verdict == Verdict::Accepted))
}

/// The server has it. If the record was let go meanwhile, the picture goes too.
fn settle(db: &Connection, record: RecordId, hash: AttachmentHash) -> Result<()> {
    attachment::mark_sent(db, record, hash)?;
    match registry::row(db, record)? {
        Some(_) => Ok(()),
        None => attachment::forget(db, record, hash),
    }
}
