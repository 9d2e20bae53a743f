//! Where nobody is: the stretches in which a zone or a skill has no officer.

use super::{Override, ShiftPattern, Stint, staffing};
use crate::id::{AccountId, PostId};
use crate::routing::{Covers, Post, is_general};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// What somebody has to be there for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// A zone's code.
    Zone(String),
    Skill(String),
}

/// A zone or skill and the posts that answer for it. It is covered while one of them is staffed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub ground: Ground,
    pub posts: BTreeSet<PostId>,
}

/// An officer who is on shift and cannot be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    pub officer: AccountId,
    pub starts: Timestamp,
    pub ends: Timestamp,
}

/// A stretch in which a zone or skill has nobody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    pub starts: Timestamp,
    pub ends: Timestamp,
    pub ground: Ground,
}

/// What the posts of a venue answer for. `zones` are codes, each with the zones around it.
///
/// A zone is answered for by the posts that name it or a zone around it. Where no post does, those for everywhere answer that
/// take any call, and the default post. A specialist for everywhere covers their skill, not every zone.
pub fn grounds(posts: &[Post], zones: impl IntoIterator<Item = (String, Vec<String>)>) -> Vec<Held> {
    let names = |post: &Post, code: &str| match &post.zones {
        Covers::All => false,
        Covers::Zones(codes) => codes.contains(code),
    };
    let anywhere = |post: &&Post| post.default || (post.zones == Covers::All && is_general(post));
    let fallback: BTreeSet<PostId> = posts.iter().filter(anywhere).map(|post| post.id).collect();
    let zone = |(code, around): (String, Vec<String>)| {
        let near = |post: &&Post| names(post, &code) || around.iter().any(|zone| names(post, zone));
        let own: BTreeSet<PostId> = posts.iter().filter(near).map(|post| post.id).collect();
        Held { ground: Ground::Zone(code), posts: if own.is_empty() { fallback.clone() } else { own } }
    };
    let mut skills: BTreeMap<&String, BTreeSet<PostId>> = BTreeMap::new();
    for post in posts {
        for skill in &post.skills {
            skills.entry(skill).or_default().insert(post.id);
        }
    }
    let skill = |(skill, posts): (&String, _)| Held { ground: Ground::Skill(skill.clone()), posts };
    zones.into_iter().map(zone).chain(skills.into_iter().map(skill)).collect()
}

/// The stretches between `from` and `to` in which nobody is there for a zone or skill, in order of time.
pub fn coverage(
    patterns: &[ShiftPattern],
    overrides: &[Override],
    away: &[Away],
    held: &[Held],
    zone: &TimeZone,
    from: Timestamp,
    to: Timestamp,
) -> Vec<Gap> {
    let mut staffed: BTreeMap<PostId, Vec<(Timestamp, Timestamp)>> = BTreeMap::new();
    for stint in staffing(patterns, overrides, zone, from, to) {
        staffed.entry(stint.post).or_default().extend(present(stint, away));
    }
    // Many zones are held by the same posts.
    let mut found: BTreeMap<&BTreeSet<PostId>, Vec<(Timestamp, Timestamp)>> = BTreeMap::new();
    for one in held {
        found.entry(&one.posts).or_insert_with(|| {
            let stretches = one.posts.iter().filter_map(|post| staffed.get(post)).flatten().copied();
            holes(stretches.collect(), from, to)
        });
    }
    let of_ground = |one: &Held| {
        let ground = one.ground.clone();
        let gap = move |(starts, ends)| Gap { starts, ends, ground: ground.clone() };
        found.get(&one.posts).cloned().unwrap_or_default().into_iter().map(gap)
    };
    let mut gaps: Vec<Gap> = held.iter().flat_map(of_ground).collect();
    gaps.sort_unstable();
    gaps
}

/// The gaps of `after` that `before` had not, or had shorter.
pub fn opened(before: &[Gap], after: &[Gap]) -> Vec<Gap> {
    let mut known: BTreeMap<&Ground, Vec<&Gap>> = BTreeMap::new();
    for gap in before {
        known.entry(&gap.ground).or_default().push(gap);
    }
    let inside = |gap: &Gap, known: &Gap| known.starts <= gap.starts && gap.ends <= known.ends;
    let new = |gap: &&Gap| !known.get(&gap.ground).is_some_and(|known| known.iter().any(|known| inside(gap, known)));
    after.iter().filter(new).cloned().collect()
}

/// What is left of a stint without the times its officer is away.
fn present(stint: Stint, away: &[Away]) -> Vec<(Timestamp, Timestamp)> {
    let gone = away.iter().filter(|away| away.officer == stint.officer).map(|away| (away.starts, away.ends));
    holes(gone.collect(), stint.starts, stint.ends)
}

/// What lies between `from` and `to` and in none of the stretches, in order.
fn holes(mut stretches: Vec<(Timestamp, Timestamp)>, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    stretches.sort_unstable();
    let mut holes = Vec::new();
    let mut reached = from;
    for (starts, ends) in stretches.into_iter().filter(|(starts, ends)| starts < ends) {
        if starts >= to {
            break;
        }
        if reached < starts {
            holes.push((reached, starts));
        }
        reached = reached.max(ends);
    }
    if reached < to {
        holes.push((reached, to));
    }
    holes
}
