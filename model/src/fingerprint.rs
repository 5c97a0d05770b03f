//! Digests of 64 bits, and a set of them.
//!
//! Of a state that was seen only its digest is kept. Two states with one digest would be taken for one; with
//! a hundred million states the chance that this happens at all is below one in five hundred.

use std::hash::{Hash, Hasher};

const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
const FACTOR: u64 = 0xd6e8_feb8_6659_fd93;

/// Folds what it is given: a product of 128 bits, and its halves one over the other.
#[derive(Clone, Copy, Debug)]
struct Fold(u64);

impl Fold {
    fn fold(&mut self, value: u64) {
        let product = u128::from(self.0 ^ value).wrapping_mul(u128::from(FACTOR));
        let bytes = product.to_le_bytes();
        let (low, high) = bytes.split_at(8);
        let half =
            |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().expect("eight bytes are half of sixteen"));
        // The rotation keeps a value from undoing the one before.
        self.0 = (half(low) ^ half(high)).rotate_left(23).wrapping_add(FIRST);
    }
}

impl Hasher for Fold {
    fn finish(&self) -> u64 {
        let mut last = *self;
        last.fold(FACTOR);
        last.fold(FIRST);
        last.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(8) {
            let mut word = [0; 8];
            for (to, from) in word.iter_mut().zip(piece) {
                *to = *from;
            }
            self.fold(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.fold(value.into());
    }

    fn write_u16(&mut self, value: u16) {
        self.fold(value.into());
    }

    fn write_u64(&mut self, value: u64) {
        self.fold(value);
    }
}

/// The digest of anything.
pub fn fingerprint(of: &impl Hash) -> u64 {
    let mut fold = Fold(FIRST);
    of.hash(&mut fold);
    fold.finish()
}

/// What is known of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It was looked at, or is about to be.
    Seen = 1,
    /// Whoever syncs from there on ends well.
    EndsWell = 2,
}

impl Mark {
    const fn bit(self) -> u64 {
        match self {
            Self::Seen => 1,
            Self::EndsWell => 2,
        }
    }
}

const MARKS: u64 = 3;

/// Digests with their marks, in one flat table that doubles when it is three quarters full.
#[derive(Debug)]
pub struct Digests {
    places: Vec<u64>,
    used: usize,
    seen: usize,
}

impl Default for Digests {
    fn default() -> Self {
        Self { places: vec![0; 1 << 16], used: 0, seen: 0 }
    }
}

impl Digests {
    /// Marks a state; true if it did not bear that mark before.
    pub fn mark(&mut self, digest: u64, mark: Mark) -> bool {
        if self.used * 4 > self.places.len() * 3 {
            self.grow();
        }
        let key = digest & !MARKS;
        let at = self.place(key);
        let Some(place) = self.places.get_mut(at) else { return false };
        let fresh = *place & mark.bit() == 0;
        self.used += usize::from(*place == 0);
        self.seen += usize::from(fresh && mark == Mark::Seen);
        *place |= key | mark.bit();
        fresh
    }

    /// Does it bear that mark?
    pub fn has(&self, digest: u64, mark: Mark) -> bool {
        let at = self.place(digest & !MARKS);
        self.places.get(at).is_some_and(|place| place & mark.bit() != 0)
    }

    /// How many were marked as seen.
    pub const fn seen(&self) -> usize {
        self.seen
    }

    /// Where a digest is or would be: at the place its upper bits name, or the next that is free.
    fn place(&self, key: u64) -> usize {
        let last = self.places.len() - 1;
        let mut at = usize::try_from(key >> 20).unwrap_or_default() & last;
        while self.places.get(at).is_some_and(|place| *place != 0 && place & !MARKS != key) {
            at = (at + 1) & last;
        }
        at
    }

    fn grow(&mut self) {
        let double = vec![0; self.places.len() * 2];
        let before = std::mem::replace(&mut self.places, double);
        for place in before.into_iter().filter(|place| *place != 0) {
            let at = self.place(place & !MARKS);
            if let Some(free) = self.places.get_mut(at) {
                *free = place;
            }
        }
    }
}
