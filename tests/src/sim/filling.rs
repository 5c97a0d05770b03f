//! First reading: how segments come from the server to a phone, and what the weather makes of it.

use latarnia_core::id::DeviceId;
use latarnia_core::op::Scope;
use latarnia_core::store::fill::{self, Wanted};
use latarnia_core::store::segment;

use super::dice::Dice;
use super::exchange::Ending;
use super::server::{Refusal, Server};
use super::weather::{Fate, Weather, cut};
use super::wiretap;
use super::world::World;

/// How the log is cut for who reads it for the first time. Much smaller than in life, or no story were
/// long enough.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    /// At every number that this divides.
    pub every: u64,
    /// Bytes of operations after which a segment ends.
    pub full: usize,
    /// Bytes of a segment that are given at once.
    pub step: usize,
}

impl Cut {
    /// As in life: no story is long enough to be read by segments.
    pub const LIFE: Self = Self { every: 1_000, full: 512 * 1024, step: 256 * 1024 };
}

/// A segment on its way.
pub struct Piece {
    /// The bytes that were asked for.
    pub bytes: Vec<u8>,
    /// All of it.
    pub whole: Vec<u8>,
    /// What the reader may hold.
    pub granted: Vec<Scope>,
}

impl Server {
    /// Bytes of a segment, to whoever may hold its scope.
    pub fn piece(&self, device: DeviceId, wanted: &Wanted) -> Result<Piece, Refusal> {
        let granted = self.principal(device)?.scopes();
        let found = segment::find(self.disk.store().db(), &wanted.hash, &granted);
        let whole = found.map_err(Refusal::Failed)?.ok_or(Refusal::Unknown)?;
        let from = usize::try_from(wanted.held).expect("a segment fits into memory");
        let bytes = whole.iter().skip(from).take(self.cut.step).copied().collect();
        Ok(Piece { bytes, whole, granted })
    }
}

impl World {
    /// Fetches the next segment that a phone wants; tells whether it wanted one.
    pub fn fill(&mut self, phone: usize, weather: Weather, dice: &mut Dice) -> Result<bool, Ending> {
        let mut filled = false;
        while let Some(wanted) = self.wanted(phone) {
            filled = true;
            let fate = weather.fate(dice);
            if self.fetch(phone, &wanted, fate, dice)? {
                break;
            }
        }
        Ok(filled)
    }

    /// One round trip and a few bytes of segments: then the phone is out of reach.
    pub fn sync_a_little(&mut self, phone: usize, dice: &mut Dice) -> Result<(), Ending> {
        self.give_up(phone);
        self.send(phone)?;
        self.answer(phone)?;
        for _ in 0..dice.below(4) {
            let Some(wanted) = self.wanted(phone) else { break };
            self.fetch(phone, &wanted, Fate::Whole, dice)?;
        }
        Ok(())
    }

    fn wanted(&self, phone: usize) -> Option<Wanted> {
        fill::next(self.phones[phone].disk.store().db()).expect("a store can be read")
    }

    /// Tells whether the segment was read.
    fn fetch(&mut self, phone: usize, wanted: &Wanted, fate: Fate, dice: &mut Dice) -> Result<bool, Ending> {
        let lost = || Ending::Stopped("no segment".into());
        match fate {
            Fate::RequestLost | Fate::RequestCut(_) | Fate::HeldBack | Fate::AnswerLost => return Err(lost()),
            Fate::Overtaken => self.overtake(phone, dice),
            Fate::Whole | Fate::AnswerCut(_) | Fate::Repeated | Fate::Echoed => {}
        }
        let device = self.phones[phone].device;
        let piece = self.server.piece(device, wanted).map_err(|refusal| self.refuse(phone, &refusal))?;
        wiretap::listen_to_piece(self, device, &piece);
        let bytes = match fate {
            Fate::AnswerCut(part) => cut(&piece.bytes, part),
            _ => &piece.bytes,
        };
        if bytes.is_empty() {
            return Err(lost());
        }
        let read = self.phones[phone].fill(wanted, bytes);
        self.tell(|| format!("{} bytes of {} of {}: {read:?}", bytes.len(), wanted.place, wanted.scope));
        wiretap::look_for_gaps(self, phone);
        self.segments += usize::from(matches!(read, Ok(Some(_))));
        read.map(|ops| ops.is_some()).map_err(|error| self.stop(phone, &error))
    }
}
