//! What officers' corrections of a month suggest: categories that are chosen for something else, and posts that hand it on.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happens less often in a month suggests nothing.
pub const LEAST: u64 = 3;
/// Nor what happens to fewer of a hundred incidents of a kind.
pub const LEAST_PERCENT: u64 = 20;

/// One incident that an officer gave to another post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub category: String,
    /// The better word, where there was one.
    pub corrected: Option<String>,
    /// Codes of posts.
    pub from: Option<String>,
    pub to: String,
    /// One of [`crate::incident::REROUTE_REASONS`].
    pub because: String,
}

/// Something for an administrator to think about once a month. `times` of `of` incidents of the category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Suggestion {
    /// What is reported as one category often is another: its words or its place in the list mislead.
    Category { category: String, is: String, times: u64, of: u64 },
    /// What goes to one post is often handed to another: a rule could send it there at once.
    Post { category: String, from: String, to: String, times: u64, of: u64 },
}

impl Suggestion {
    pub const fn times(&self) -> u64 {
        match self {
            Self::Category { times, .. } | Self::Post { times, .. } => *times,
        }
    }
}

/// What a month's moves suggest, the most frequent first. `opened` counts the month's incidents by the category they have now.
/// Whoever hands on because the shift ends, or is busy, corrects nothing.
pub fn suggest(moved: &[Moved], opened: &BTreeMap<String, u64>) -> Vec<Suggestion> {
    let mut words: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    let mut posts: BTreeMap<(&str, &str, &str), u64> = BTreeMap::new();
    let (mut out, mut into): (BTreeMap<&str, u64>, BTreeMap<&str, u64>) = Default::default();
    for one in moved {
        if let Some(is) = one.corrected.as_deref().filter(|is| *is != one.category) {
            *words.entry((&one.category, is)).or_default() += 1;
            *out.entry(&one.category).or_default() += 1;
            *into.entry(is).or_default() += 1;
        }
        let wrong = ["wrong_category", "needs_skill", "not_ours", "other"].contains(&one.because.as_str());
        if let Some(from) = one.from.as_deref().filter(|from| wrong && *from != one.to) {
            *posts.entry((&one.category, from, &one.to)).or_default() += 1;
        }
    }
    let of = |category: &str| {
        let count = |of: &BTreeMap<&str, u64>| of.get(category).copied().unwrap_or(0);
        (opened.get(category).copied().unwrap_or(0) + count(&out)).saturating_sub(count(&into))
    };
    let often = |times: u64, of: u64| times >= LEAST && times * 100 >= of * LEAST_PERCENT;
    let words = words.into_iter().map(|((category, is), times)| Suggestion::Category {
        category: category.to_owned(),
        is: is.to_owned(),
        times,
        of: of(category).max(times),
    });
    let posts = posts.into_iter().map(|((category, from, to), times)| Suggestion::Post {
        category: category.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        times,
        of: of(category).max(times),
    });
    let mut all: Vec<Suggestion> = words
        .chain(posts)
        .filter(|one| match one {
            Suggestion::Category { times, of, .. } | Suggestion::Post { times, of, .. } => often(*times, *of),
        })
        .collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.times()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(category: &str, corrected: Option<&str>, from: &str, to: &str, because: &str) -> Moved {
        Moved {
            category: category.to_owned(),
            corrected: corrected.map(str::to_owned),
            from: Some(from.to_owned()),
            to: to.to_owned(),
            because: because.to_owned(),
        }
    }

    #[test]
    fn what_happens_often_is_suggested_and_what_happens_seldom_is_not() {
        let bag = || moved("item.unattended", Some("item.lost"), "patrol", "lost-property", "wrong_category");
        let opened = BTreeMap::from([("item.unattended".to_owned(), 6), ("item.lost".to_owned(), 4)]);
        assert!(suggest(&[bag(), bag()], &opened).is_empty(), "twice is chance");
        let all = suggest(&[bag(), bag(), bag()], &opened);
        let words = Suggestion::Category {
            category: "item.unattended".to_owned(),
            is: "item.lost".to_owned(),
            times: 3,
            of: 9,
        };
        assert_eq!(all.len(), 2);
        assert_eq!(all[0], words);
        let many = BTreeMap::from([("item.unattended".to_owned(), 13)]);
        assert!(suggest(&[bag(), bag(), bag()], &many).is_empty(), "three of sixteen are few");
    }

    #[test]
    fn who_is_busy_or_goes_home_corrects_nothing() {
        let handed = |because| moved("danger.fight", None, "patrol", "armed", because);
        for because in ["busy", "shift_ends", "wrong_place"] {
            assert!(suggest(&[handed(because), handed(because), handed(because)], &BTreeMap::new()).is_empty());
        }
        assert_eq!(suggest(&[handed("needs_skill"), handed("not_ours"), handed("other")], &BTreeMap::new()).len(), 1);
    }
}
