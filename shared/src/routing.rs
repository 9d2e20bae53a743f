//! Which post gets an incident, and which officer is woken first: place, skills and the roster at this instant.

mod sent;
mod why;

use crate::id::{AccountId, PostId};
use crate::roster::OnShift;
use crate::trace::TraceLine;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The skill of posts that take any call in their zones.
const GENERAL_SKILL: &str = "patrol";

/// A duty position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    pub id: PostId,
    pub code: String,
    pub name: String,
    pub skills: BTreeSet<String>,
    pub zones: Covers,
    /// The default owner of whatever nobody else takes. Exactly one post of a venue is.
    pub default: bool,
}

/// The zones a post covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Covers {
    All,
    /// The zones with these codes and everything inside them.
    Zones(BTreeSet<String>),
}

/// Where an incident was given to, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    pub post: PostId,
    /// Whom to wake first. Of another post than `post` only if that one is the default and nobody staffs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<AccountId>,
    /// Whom to wake next: of this post or of the next that suits, never the same as `officer`. Without one the ladder
    /// turns to the supervisors instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<AccountId>,
    pub trace: Vec<TraceLine>,
}

/// Gives an incident to a post and an officer.
///
/// `wanted_skills` has the most wanted first, `zone` is the most specific zone, `zone_ancestors` the zones around it, nearest first; `priority` is 1 to 4.
///
/// 1. A post that covers the zone, holds a wanted skill and is staffed: the skill wanted most comes first. Among posts
///    that hold it, for P1 the one with the most of the others, otherwise the one nearest to the zone (the zone itself
///    before its parents before everywhere).
/// 2. The staffed beat post of the zone: nearest first, generalists before specialists of other trades.
/// 3. The default post; if nobody staffs it, it still owns the incident and anybody on shift is woken.
///
/// A place in no zone goes to the default post at once. Ties go by post code, then by the officer's id.
/// `None` only for a venue without any post; one without a default post treats its first as such.
pub fn route(
    posts: &[Post],
    on_shift: &[OnShift],
    wanted_skills: &[String],
    zone: Option<&str>,
    zone_ancestors: &[String],
    priority: u8,
) -> Option<Route> {
    let fallback = posts.iter().min_by(|one, other| (!one.default, &one.code).cmp(&(!other.default, &other.code)))?;
    let mut ranked: Vec<Candidate<'_>> = posts
        .iter()
        .map(|post| Candidate::of(post, on_shift, wanted_skills, zone, zone_ancestors, fallback.id))
        .collect();
    ranked.sort_by(|one, other| one.rank(priority).cmp(&other.rank(priority)));
    let trace = why::trace(&ranked, fallback, wanted_skills, zone);
    let suits = |candidate: &&Candidate<'_>| candidate.suits.is_some() && !candidate.officers.is_empty();
    let post = ranked.iter().find(suits).map_or(fallback.id, |best| best.post.id);
    let officer = ranked.iter().flat_map(|candidate| &candidate.officers).copied().next();
    let fitting = ranked.iter().filter(|candidate| candidate.suits.is_some());
    let second = fitting.flat_map(|candidate| &candidate.officers).copied().find(|next| Some(*next) != officer);
    Some(Route { post, officer, second, trace })
}

/// A post as this incident sees it.
struct Candidate<'a> {
    post: &'a Post,
    officers: Vec<AccountId>,
    /// Which of the wanted skills it holds: the place of the most wanted one, and how many it lacks.
    skills: (usize, usize),
    /// Steps from the zone up to the one it covers; `usize::MAX` for everywhere, `None` for not at all.
    covers: Option<usize>,
    suits: Option<Suits>,
}

/// In which way a post is the right one, the better first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Suits {
    Specialist,
    Beat,
    Default,
}

impl<'a> Candidate<'a> {
    fn of(
        post: &'a Post,
        on_shift: &[OnShift],
        wanted: &[String],
        zone: Option<&str>,
        ancestors: &[String],
        fallback: PostId,
    ) -> Self {
        let covers = zone.and_then(|zone| steps_to(&post.zones, zone, ancestors));
        let best = wanted.iter().position(|skill| post.skills.contains(skill));
        let held = wanted.iter().filter(|skill| post.skills.contains(*skill)).count();
        let skills = (best.unwrap_or(wanted.len()), wanted.len() - held);
        let takes_any_call = covers != Some(usize::MAX) || is_general(post);
        let suits = match covers {
            Some(_) if best.is_some() => Some(Suits::Specialist),
            Some(_) if takes_any_call && post.id != fallback => Some(Suits::Beat),
            Some(_) | None => (post.id == fallback).then_some(Suits::Default),
        };
        let mut officers: Vec<AccountId> =
            on_shift.iter().filter(|duty| duty.post == post.id).map(|duty| duty.officer).collect();
        officers.sort_unstable();
        officers.dedup();
        Self { post, officers, skills, covers, suits }
    }

    /// Smaller is better.
    fn rank(&self, priority: u8) -> impl Ord + use<'_> {
        let (wanted, lacking) = self.skills;
        let far = self.covers.map_or((1, 0), |steps| (0, steps));
        let stranger = self.suits == Some(Suits::Beat) && !is_general(self.post);
        // Seconds count in a P1: more of the skills from farther away beats fewer from nearby.
        let lacking = (0, lacking);
        let (first, then) = if priority <= 1 { (lacking, far) } else { (far, lacking) };
        (self.suits.is_none(), self.suits, stranger, wanted, first, then, &self.post.code, self.post.id)
    }
}

/// Whether a post takes any call in its zones.
pub(crate) fn is_general(post: &Post) -> bool {
    post.skills.is_empty() || post.skills.contains(GENERAL_SKILL)
}

fn steps_to(covers: &Covers, zone: &str, ancestors: &[String]) -> Option<usize> {
    match covers {
        Covers::All => Some(usize::MAX),
        Covers::Zones(codes) => {
            std::iter::once(zone).chain(ancestors.iter().map(String::as_str)).position(|code| codes.contains(code))
        }
    }
}
