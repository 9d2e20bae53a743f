//! Numbers about the work: how long it took until somebody had it, was there, and said so, by place, hour, category and post.
//!
//! Nothing here is about a person: no cell is by officer, and what fewer than [`ENOUGH`] incidents say is not told as a time.
//! What one incident comes to (`Account`) is worked out from the log alone and from what the incident is now; cells are sums of
//! that, so that whatever is taken back (a merge, a reopening) can be subtracted again.

mod account;
mod cell;
mod histogram;
mod week;
mod window;

pub use account::{Account, Counted, Course, Facet, Outcome};
pub use cell::{Cell, Count, Hours, Measure, Record, Sum, UnreadableCell};
pub use histogram::{BUCKETS, Histogram, bucket, percentile};
pub use week::Week;
pub use window::{Parts, Window, date_of, day_of, monday};

/// Fewer incidents than these say nothing about a time, and might tell of one officer's evening or one person's report.
pub const ENOUGH: u64 = 5;

/// Counts as they are told to whoever sets up and reads no report: to the nearest five, so that no one incident is seen in them,
/// nor in the difference of two questions.
pub const fn coarse(count: u64) -> u64 {
    (count + ENOUGH / 2) / ENOUGH * ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_incident_is_not_seen_in_a_coarse_count() {
        assert_eq!([0, 1, 2, 3, 7, 8, 1081].map(coarse), [0, 0, 0, 5, 5, 10, 1080]);
    }
}
