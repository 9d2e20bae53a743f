//! Nobody can stand in at two posts at once.

use super::Override;
use crate::id::AccountId;
use std::collections::BTreeMap;

/// The first two overrides, by their places in the list, that have one officer at two posts at the same time. Only pairs with
/// one at `new_from` or after it count: what was there before is not this change's fault.
pub fn clash(overrides: &[Override], new_from: usize) -> Option<(usize, usize)> {
    let mut of_officer: BTreeMap<AccountId, Vec<usize>> = BTreeMap::new();
    for (place, change) in overrides.iter().enumerate().filter(|(_, change)| change.starts < change.ends) {
        of_officer.entry(change.officer).or_default().push(place);
    }
    of_officer.into_values().find_map(|mut places| {
        places.sort_unstable_by_key(|place| overrides[*place].starts);
        let mut running: Vec<usize> = Vec::new();
        places.into_iter().find_map(|place| {
            let change = &overrides[place];
            running.retain(|other| change.starts < overrides[*other].ends);
            let elsewhere = |other: &&usize| overrides[**other].post != change.post && place.max(**other) >= new_from;
            let found = running.iter().find(elsewhere).map(|other| (place.max(*other), place.min(*other)));
            running.push(place);
            found
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PostId;
    use jiff::Timestamp;
    use uuid::Uuid;

    fn change(officer: u128, post: u128, from: i64, to: i64) -> Override {
        let at = |hour: i64| Timestamp::from_second(hour * 3600).unwrap();
        Override {
            post: PostId::from_uuid(Uuid::from_u128(post)),
            officer: AccountId::from_uuid(Uuid::from_u128(officer)),
            replaces: None,
            starts: at(from),
            ends: at(to),
        }
    }

    #[test]
    fn one_officer_at_two_posts_is_found_and_nothing_else_is() {
        let known =
            [change(1, 1, 0, 8), change(1, 1, 4, 6), change(2, 2, 0, 8), change(3, 1, 0, 8), change(3, 2, 2, 3)];
        let with = |new| {
            let all: Vec<Override> = known.iter().cloned().chain([new]).collect();
            clash(&all, known.len())
        };
        assert_eq!(with(change(1, 2, 7, 9)), Some((5, 0)), "longest running, not the one before");
        assert_eq!(with(change(1, 2, 8, 9)), None, "they meet and do not overlap");
        assert_eq!(with(change(1, 1, 2, 9)), None, "the same post twice does no harm");
        assert_eq!(with(change(2, 1, 1, 1)), None, "it never holds");
        assert_eq!(with(change(4, 2, 0, 9)), None, "somebody else");
        assert_eq!(clash(&known, known.len()), None, "what was there before is not asked about");
        assert_eq!(clash(&known, 0), Some((4, 3)));
    }
}
