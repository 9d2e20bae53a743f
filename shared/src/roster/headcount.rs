//! How many are there, and who could come.

use super::{Away, Held, Stint};
use crate::id::{AccountId, PostId};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Days over which somebody's hours are counted.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How many officers can be sent to each ground, at the least, in each stretch from one of `cuts` to the next. Whoever staffs
/// two posts counts once, and breaks count out.
pub fn headcount(stints: &[Stint], away: &[Away], held: &[Held], cuts: &[Timestamp]) -> Vec<Vec<usize>> {
    let mut known: BTreeMap<&BTreeSet<PostId>, Vec<usize>> = BTreeMap::new();
    held.iter()
        .map(|one| {
            let count = || {
                let there: Vec<&Stint> = stints.iter().filter(|stint| one.posts.contains(&stint.post)).collect();
                cuts.iter().zip(cuts.iter().skip(1)).map(|(from, to)| fewest(&there, away, *from, *to)).collect()
            };
            known.entry(&one.posts).or_insert_with(count).clone()
        })
        .collect()
}

/// The fewest at any instant of a stretch: it only gets fewer where somebody ends or goes.
fn fewest(there: &[&Stint], away: &[Away], from: Timestamp, to: Timestamp) -> usize {
    let ends = there.iter().map(|stint| stint.ends);
    let goes = away.iter().map(|away| away.starts);
    let instants: BTreeSet<Timestamp> = ends.chain(goes).filter(|at| from < *at && *at < to).chain([from]).collect();
    let at = |instant: &Timestamp| {
        let gone = |officer: AccountId| {
            away.iter().any(|away| away.officer == officer && away.starts <= *instant && *instant < away.ends)
        };
        let on = there.iter().filter(|stint| stint.starts <= *instant && *instant < stint.ends);
        on.map(|stint| stint.officer).filter(|officer| !gone(*officer)).collect::<BTreeSet<_>>().len()
    };
    instants.iter().map(at).min().unwrap_or(0)
}

/// What standing in would mean for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// They are at a post meanwhile.
    pub busy: bool,
    /// From the end of their shift before it. `None`: they had none in the week before.
    pub before: Option<SignedDuration>,
    /// To the beginning of their next. `None`: none in the week after.
    pub after: Option<SignedDuration>,
    /// Time on shift in the seven days up to the end of it, with it.
    pub week: SignedDuration,
}

/// What standing in from one instant to another would mean for an officer whose stints of the weeks around it these are.
pub fn rest(stints: &[Stint], officer: AccountId, from: Timestamp, to: Timestamp) -> Rest {
    let own: Vec<&Stint> = stints.iter().filter(|stint| stint.officer == officer).collect();
    let last = own.iter().map(|stint| stint.ends).filter(|ends| *ends <= from).max();
    let next = own.iter().map(|stint| stint.starts).filter(|starts| *starts >= to).min();
    // Two posts at once are worked once.
    let mut stretches: Vec<(Timestamp, Timestamp)> =
        own.iter().map(|stint| (stint.starts.max(to - WEEK), stint.ends.min(to))).chain([(from, to)]).collect();
    stretches.sort_unstable();
    let (mut week, mut reached) = (SignedDuration::ZERO, Timestamp::MIN);
    for (starts, ends) in stretches {
        let starts = starts.max(reached);
        if starts < ends {
            week += ends.duration_since(starts);
            reached = ends;
        }
    }
    let near = |gap: &SignedDuration| *gap <= WEEK;
    Rest {
        busy: own.iter().any(|stint| stint.starts < to && from < stint.ends),
        before: last.map(|last| from.duration_since(last)).filter(near),
        after: next.map(|next| next.duration_since(to)).filter(near),
        week,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::Ground;
    use uuid::Uuid;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3600).unwrap()
    }

    fn officer(nth: u128) -> AccountId {
        AccountId::from_uuid(Uuid::from_u128(nth))
    }

    fn stint(post: u128, who: u128, from: i64, to: i64) -> Stint {
        let post = PostId::from_uuid(Uuid::from_u128(post));
        Stint { post, officer: officer(who), starts: at(from), ends: at(to) }
    }

    #[test]
    fn the_fewest_of_each_stretch_count_once_and_without_breaks() {
        let stints = [stint(1, 1, 0, 12), stint(2, 1, 0, 12), stint(2, 2, 3, 20), stint(3, 3, 0, 24)];
        let held = |posts: &[u128]| Held {
            ground: Ground::Skill("any".to_owned()),
            posts: posts.iter().map(|nth| PostId::from_uuid(Uuid::from_u128(*nth))).collect(),
        };
        let away = [Away { officer: officer(2), starts: at(9), ends: at(10) }];
        let cuts: Vec<Timestamp> = (0..=12).map(|nth| at(nth * 2)).collect();
        let found = headcount(&stints, &away, &[held(&[1, 2]), held(&[3]), held(&[])], &cuts);
        // Hour 2 to 4 begins with one, 8 to 10 loses one to a break, 20 to 22 has nobody from its beginning.
        assert_eq!(found[0], [1, 1, 2, 2, 1, 2, 1, 1, 1, 1, 0, 0]);
        assert_eq!(found[1], [1; 12]);
        assert_eq!(found[2], [0; 12]);
    }

    #[test]
    fn rest_and_hours_are_those_around_it() {
        let stints = [stint(1, 1, 0, 10), stint(2, 1, 4, 12), stint(1, 1, 40, 50), stint(1, 2, 20, 30)];
        let hours = SignedDuration::from_hours;
        let found = rest(&stints, officer(1), at(20), at(30));
        assert_eq!((found.busy, found.before, found.after), (false, Some(hours(8)), Some(hours(10))));
        assert_eq!(found.week, hours(22), "twelve hours at two posts, and these ten");
        assert!(rest(&stints, officer(1), at(45), at(55)).busy);
        assert!(!rest(&stints, officer(1), at(50), at(55)).busy, "shifts that meet do not overlap");
        let new = rest(&stints, officer(3), at(0), at(8));
        assert_eq!((new.before, new.after, new.week), (None, None, hours(8)));
        assert_eq!(rest(&stints, officer(1), at(400), at(410)).before, None, "longer ago than a week");
    }
}
