//! A small reproducible source of chance (`SplitMix64`): the same seed gives the same town on every machine.

#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        let high = u32::try_from(self.roll() >> 32).expect("32 bits are left after the shift");
        f64::from(high) / 4_294_967_296.0
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_rolls_the_same_numbers() {
        let (mut one, mut two) = (Dice::new(7), Dice::new(7));
        for _ in 0..100 {
            let rolled = one.unit();
            assert!((0.0..1.0).contains(&rolled));
            assert_eq!(rolled.to_bits(), two.unit().to_bits());
        }
    }
}
