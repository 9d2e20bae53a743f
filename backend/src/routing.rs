//! Who is on duty, and who gets an incident: `shared::roster`, `shared::duty` and `shared::routing` asked with a venue's present
//! posts, shifts and what its officers said of themselves.
//!
//! Never here: a rule. Nothing here is stored.

use crate::problem::{Answer, Problem};
use crate::venues::Venue;
use jiff::Timestamp;
use shared::access::Role;
use shared::confidence::{self, Confidence};
use shared::duty::{self, Duty, Presence, Silence};
use shared::id::{AccountId, PostId};
use shared::ladder::Who;
use shared::roster::{self, OnShift};
use shared::routing::{self, Post, Route};
use shared::triage::Assessment;
use std::collections::BTreeSet;

/// Everybody whom the roster has on shift at an instant, whatever they said of themselves.
pub fn on_shift(venue: &Venue, at: Timestamp) -> Vec<OnShift> {
    let roster = venue.roster();
    roster::on_shift(&roster.patterns, &roster.overrides, &venue.time_zone, at)
}

/// Everybody on shift, by who can be called.
pub fn presence(venue: &Venue, at: Timestamp) -> Presence {
    duty::presence(&on_shift(venue, at), &venue.roster().duty, at)
}

/// Everybody on shift who is neither on a break nor off.
pub fn on_duty(venue: &Venue, at: Timestamp) -> Vec<OnShift> {
    presence(venue, at).here
}

/// The post and officer for what was assessed, with the reasons. What is told in confidence goes to those who look into such
/// things first, and to nobody from whom it is kept.
pub fn route(
    venue: &Venue,
    assessment: &Assessment,
    zone: Option<&str>,
    confidence: Option<&Confidence>,
    at: Timestamp,
) -> Answer<Route> {
    let first = confidence.map(|_| confidence::SKILL.to_owned());
    let skills = assessment.skills.iter().map(|skill| skill.as_str().to_owned());
    let wanted: Vec<String> =
        first.iter().cloned().chain(skills.filter(|skill| Some(skill) != first.as_ref())).collect();
    let ancestors = zone.map(|zone| venue.index.ancestors(zone)).unwrap_or_default();
    let mut presence = presence(venue, at);
    if let Some(Confidence { kept_from }) = confidence {
        presence.free.retain(|shift| !kept_from.contains(&shift.officer));
    }
    let route = routing::route(&venue.posts, &presence.free, &wanted, zone, &ancestors, assessment.priority.into());
    let route = route.map(|route| route.sent_to(&venue.posts, &presence.free, &assessment.send_to));
    let mut route =
        route.ok_or_else(|| Problem::internal(anyhow::anyhow!("venue {} has no post at all", venue.slug)))?;
    route.trace = duty::explain(route.trace, &venue.posts, &presence.passed_over);
    Ok(route)
}

/// The circles a ladder wakes.
pub struct Circles {
    pub supervisors: Vec<AccountId>,
    pub everyone: Vec<AccountId>,
}

/// Those on duty whom a rung's code names: at a post, or at any post with a skill.
pub fn named(venue: &Venue, who: &Who, at: Timestamp) -> Vec<AccountId> {
    let wanted = |post: &Post| match who {
        Who::Post(code) => post.code == *code,
        Who::Skill(skill) => post.skills.contains(skill),
        _ => false,
    };
    let posts: BTreeSet<PostId> = venue.posts.iter().filter(|post| wanted(post)).map(|post| post.id).collect();
    if posts.is_empty() {
        return Vec::new();
    }
    on_duty(venue, at).into_iter().filter(|shift| posts.contains(&shift.post)).map(|shift| shift.officer).collect()
}

pub fn circles(venue: &Venue, at: Timestamp) -> Circles {
    let everyone: BTreeSet<AccountId> = on_duty(venue, at).into_iter().map(|shift| shift.officer).collect();
    let supervisor = |id: &AccountId| venue.people.get(id).is_some_and(|member| member.role == Role::Supervisor);
    Circles {
        supervisors: everyone.iter().copied().filter(supervisor).collect(),
        everyone: everyone.into_iter().collect(),
    }
}

/// Why an officer must not be woken now for something of this priority; `said` is what people said last.
pub fn silence(venue: &Venue, said: &[Duty], officer: AccountId, priority: u8, at: Timestamp) -> Option<Silence> {
    duty::silence(&on_shift(venue, at), said, officer, priority, at)
}
