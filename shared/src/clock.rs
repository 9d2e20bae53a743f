//! Time and chance as arguments. The traits live here; what really reads a clock or draws bytes lives at the edges.

use jiff::Timestamp;

/// Tells the present instant (UTC).
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// Draws bytes nobody can guess.
pub trait Entropy: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// `N` bytes nobody can guess.
pub fn draw<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}
