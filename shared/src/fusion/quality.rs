//! How well reports were told apart, against a known truth.

use std::collections::BTreeMap;

/// Shares between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// Of the pairs of reports in one incident, how many belong together.
    pub precision: f64,
    /// Of the pairs that belong together, how many are in one incident.
    pub recall: f64,
    /// B-cubed F1 (Bagga and Baldwin 1998): the same asked for every report, so that one large incident does not outweigh
    /// thirty small ones.
    pub f1: f64,
}

/// Compares for each report the incident it truly belongs to with the one it was given.
pub fn quality<T: Ord, G: Ord>(reports: &[(T, G)]) -> Quality {
    let mut of_truth: BTreeMap<&T, usize> = BTreeMap::new();
    let mut of_given: BTreeMap<&G, usize> = BTreeMap::new();
    let mut of_both: BTreeMap<(&T, &G), usize> = BTreeMap::new();
    for (truth, given) in reports {
        *of_truth.entry(truth).or_default() += 1;
        *of_given.entry(given).or_default() += 1;
        *of_both.entry((truth, given)).or_default() += 1;
    }
    let share = |part: usize, whole: usize| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
    let mean = |of: &dyn Fn(&T, &G) -> f64| {
        reports.iter().map(|(truth, given)| of(truth, given)).sum::<f64>() / reports.len().max(1) as f64
    };
    let precision = mean(&|truth, given| share(of_both[&(truth, given)], of_given[given]));
    let recall = mean(&|truth, given| share(of_both[&(truth, given)], of_truth[truth]));
    let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
    let together = pairs(of_both.into_values());
    Quality {
        precision: share(together, pairs(of_given.into_values())),
        recall: share(together, pairs(of_truth.into_values())),
        f1,
    }
}

fn pairs(sizes: impl Iterator<Item = usize>) -> usize {
    sizes.map(|size| size * size.saturating_sub(1) / 2).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_truth_is_one_and_lumping_or_splitting_is_less() {
        let right = quality(&[(1, 'a'), (1, 'a'), (2, 'b')]);
        assert_eq!((right.precision, right.recall, right.f1), (1.0, 1.0, 1.0));
        let lumped = quality(&[(1, 'a'), (1, 'a'), (2, 'a')]);
        assert!((lumped.precision - 1.0 / 3.0).abs() < 1e-9 && lumped.recall == 1.0 && lumped.f1 < 0.8);
        let split = quality(&[(1, 'a'), (1, 'b'), (2, 'c')]);
        assert!(split.precision == 1.0 && split.recall == 0.0 && split.f1 < 0.9);
    }
}
