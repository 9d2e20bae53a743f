//! Chance that is the same on every run.

/// A stream of numbers from a seed (splitmix64, Steele, Lea and Flood 2014).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 to below 1.
    pub fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with this chance, 0 to 1.
    pub fn is(&mut self, share: f64) -> bool {
        self.share() < share
    }

    /// A normal error around 0 (Box and Muller 1958).
    pub fn normal(&mut self, sigma: f64) -> f64 {
        let (u, v) = (self.share().max(1e-12), self.share());
        sigma * (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }

    /// One of these, all alike; nothing from nothing.
    pub fn of<'a, T>(&mut self, choice: &'a [T]) -> Option<&'a T> {
        choice.get((self.share() * choice.len() as f64) as usize)
    }
}
