//! Randomness with a seed: the same demo every time. (`SplitMix64`, after Steele, Lea and Flood.)

use latarnia_core::id::Ids;

/// A die that always falls the same way.
pub struct Dice(u64);

impl Dice {
    /// A die of its own for each seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low + 1).unwrap_or(1).max(1);
        low + i64::try_from(self.next() % width).unwrap_or_default()
    }

    /// Does it happen, with that chance in a hundred?
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of them.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let last = i64::try_from(from.len()).unwrap_or(1) - 1;
        let place = usize::try_from(self.between(0, last.max(0))).unwrap_or_default();
        from.get(place).expect("the demo's lists are not empty")
    }

    /// Mixes them up.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            let other = self.between(0, i64::try_from(end).unwrap_or_default());
            list.swap(end, usize::try_from(other).unwrap_or_default());
        }
    }
}

impl Ids for Dice {
    fn random(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        let (low, high) = (self.next().to_le_bytes(), self.next().to_le_bytes());
        for (place, byte) in bytes.iter_mut().zip(low.iter().chain(&high)) {
            *place = *byte;
        }
        bytes
    }
}
