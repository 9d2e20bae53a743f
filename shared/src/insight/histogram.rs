//! Durations counted in buckets that grow by a tenth. Two histograms are merged by adding, so that a quarter is the sum of its days.
//!
//! A percentile is the geometric middle of the bucket that holds it, and therefore within 5 % of what sorting would have found
//! (half a second below one second). Bounds are whole milliseconds, reckoned without floating point: every machine agrees.

use std::sync::OnceLock;

/// The last bucket begins after 40 days; what took longer is counted there.
pub const BUCKETS: usize = 160;
const FIRST_MS: u64 = 1000;

/// Where each bucket begins, in milliseconds; the first holds what took less than a second.
fn bounds() -> &'static [u64; BUCKETS] {
    static BOUNDS: OnceLock<[u64; BUCKETS]> = OnceLock::new();
    BOUNDS.get_or_init(|| {
        let mut bounds = [0; BUCKETS];
        let mut begins = FIRST_MS;
        for bound in bounds.iter_mut().skip(1) {
            *bound = begins;
            begins += begins / 10;
        }
        bounds
    })
}

/// The bucket of a duration.
pub fn bucket(ms: u64) -> u8 {
    let after = bounds().partition_point(|begins| *begins <= ms);
    u8::try_from(after.saturating_sub(1)).unwrap_or(u8::MAX)
}

/// What a bucket stands for, in seconds.
fn value(bucket: usize) -> f64 {
    let bounds = bounds();
    let begins = bounds.get(bucket).copied().unwrap_or(0);
    let ends = bounds.get(bucket + 1).copied().unwrap_or(begins + begins / 10);
    if begins == 0 { 0.5 } else { (begins as f64 * ends as f64).sqrt() / 1000.0 }
}

/// The value that `share` of all do not exceed (nearest rank), in seconds; `None` of nothing.
pub fn percentile(counts: &[u32], share: f64) -> Option<f64> {
    let all: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    let rank = ((share * all as f64).ceil() as u64).clamp(1, all.max(1));
    let mut below = 0;
    counts.iter().enumerate().find_map(|(nth, count)| {
        below += u64::from(*count);
        (*count > 0 && below >= rank).then(|| value(nth))
    })
}

/// Few durations, as a cell keeps them: which buckets hold how many, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram(pub(super) Vec<(u8, u32)>);

impl Histogram {
    /// Adds, or takes away, so many of a bucket.
    pub fn change(&mut self, bucket: u8, by: i32) {
        match self.0.binary_search_by_key(&bucket, |(known, _)| *known) {
            Ok(at) => {
                if let Some((_, count)) = self.0.get_mut(at) {
                    *count = count.saturating_add_signed(by);
                }
                self.0.retain(|(_, count)| *count > 0);
            }
            Err(at) if by > 0 => self.0.insert(at, (bucket, by.unsigned_abs())),
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_duration_is_in_the_bucket_that_holds_it() {
        for ms in [0, 999, 1000, 1099, 1100, 60_000, 600_000, 86_400_000] {
            let of = usize::from(bucket(ms));
            assert!(bounds()[of] <= ms && bounds().get(of + 1).is_none_or(|next| ms < *next), "{ms} in {of}");
        }
        assert!(bounds()[BUCKETS - 1] > 40 * 86_400_000, "forty days have buckets of their own");
        assert_eq!(usize::from(bucket(u64::MAX)), BUCKETS - 1);
    }

    #[test]
    fn of_nothing_there_is_no_percentile_and_of_one_it_is_that() {
        assert_eq!(percentile(&[0; BUCKETS], 0.5), None);
        let mut one = [0; BUCKETS];
        one[usize::from(bucket(41_000))] = 1;
        let found = percentile(&one, 0.9).unwrap();
        assert!((found / 41.0 - 1.0).abs() <= 0.05, "{found}");
    }

    #[test]
    fn what_is_taken_away_leaves_no_trace() {
        let mut histogram = Histogram::default();
        for (bucket, by) in [(7, 1), (3, 2), (7, 1), (7, -2), (3, -1), (9, -1)] {
            histogram.change(bucket, by);
        }
        assert_eq!(histogram, Histogram(vec![(3, 1)]));
    }

    proptest! {
        #[test]
        fn a_percentile_is_within_five_percent_of_sorting(
            mut took in proptest::collection::vec(1000_u64..30 * 86_400_000, 1..400),
            share in 0.01_f64..=1.0,
        ) {
            let mut counts = [0; BUCKETS];
            for ms in &took {
                counts[usize::from(bucket(*ms))] += 1;
            }
            took.sort_unstable();
            let rank = ((share * took.len() as f64).ceil() as usize).clamp(1, took.len());
            let exact = took[rank - 1] as f64 / 1000.0;
            let found = percentile(&counts, share).unwrap();
            prop_assert!((found / exact - 1.0).abs() <= 0.05, "{} for {}", found, exact);
        }
    }
}
