//! Randomness with a seed: what falls once falls the same way for ever. (`SplitMix64`, after Steele, Lea and Flood.)

use latarnia_core::id::Ids;

/// A die of its own for each seed.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The die of `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 even bits.
    pub const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `bound`; 0 if there is none.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(1).max(1);
        usize::try_from(self.roll() % bound).expect("it is below a usize")
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low + 1).unwrap_or(1).max(1);
        low + i64::try_from(self.roll() % width).expect("it is below the width of two i64")
    }

    /// Does it happen, with that chance in a hundred?
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of them; none of none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// One of them, the heavier the likelier.
    pub fn weighed<T: Copy>(&mut self, from: &[(usize, T)]) -> T {
        let mut left = self.below(from.iter().map(|(weight, _)| weight).sum());
        for (weight, choice) in from {
            if left < *weight {
                return *choice;
            }
            left -= weight;
        }
        unreachable!("the die stays below the sum of the weights")
    }
}

impl Ids for Dice {
    fn random(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        let (left, right) = bytes.split_at_mut(8);
        left.copy_from_slice(&self.roll().to_be_bytes());
        right.copy_from_slice(&self.roll().to_be_bytes());
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A seed that fell another way one day would replay another story.
    #[test]
    fn a_seed_falls_the_same_way_for_ever() {
        let mut dice = Dice::new(7);
        assert_eq!([dice.roll(), dice.roll()], [7_191_089_600_892_374_487, 309_689_372_594_955_804]);
    }
}
