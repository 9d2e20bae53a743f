//! The edge: the one place that reads the device's clock and draws from its randomness.

use jiff::Timestamp;
use shared::clock::{Clock, Entropy};

/// The device's own clock.
pub struct DeviceClock;

impl Clock for DeviceClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that is handed to everything else")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The system's randomness. There is no going on without it: keys made of anything less would be worth nothing.
pub struct DeviceEntropy;

impl Entropy for DeviceEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        #[expect(clippy::expect_used, reason = "a device without randomness must stop, not seal with guessable keys")]
        getrandom::fill(bytes).expect("the system gives randomness");
    }
}
