//! Who is on duty, and who gets an incident: `shared::roster` and `shared::routing` asked with a venue's present posts and shifts.
//!
//! Never here: a rule. Nothing here is stored.

use crate::problem::{Answer, Problem};
use crate::venues::Venue;
use jiff::Timestamp;
use shared::access::Role;
use shared::id::AccountId;
use shared::roster::{self, OnShift};
use shared::routing::{self, Route};
use shared::triage::Assessment;
use std::collections::BTreeSet;

/// Everybody on duty at an instant.
pub fn on_shift(venue: &Venue, at: Timestamp) -> Vec<OnShift> {
    roster::on_shift(&venue.patterns, &venue.overrides, &venue.time_zone, at)
}

/// The post and officer for what was assessed, with the reasons.
pub fn route(venue: &Venue, assessment: &Assessment, zone: Option<&str>, at: Timestamp) -> Answer<Route> {
    let wanted: Vec<String> = assessment.skills.iter().map(|skill| skill.as_str().to_owned()).collect();
    let ancestors = zone.map(|zone| venue.index.ancestors(zone)).unwrap_or_default();
    let duty = on_shift(venue, at);
    let route = routing::route(&venue.posts, &duty, &wanted, zone, &ancestors, assessment.priority.into());
    let route = route.map(|route| route.sent_to(&venue.posts, &duty, &assessment.send_to));
    route.ok_or_else(|| Problem::internal(anyhow::anyhow!("venue {} has no post at all", venue.slug)))
}

/// The circles a ladder wakes.
pub struct Circles {
    pub supervisors: Vec<AccountId>,
    pub everyone: Vec<AccountId>,
}

pub fn circles(venue: &Venue, at: Timestamp) -> Circles {
    let everyone: BTreeSet<AccountId> = on_shift(venue, at).into_iter().map(|shift| shift.officer).collect();
    let supervisor = |id: &AccountId| venue.people.get(id).is_some_and(|member| member.role == Role::Supervisor);
    Circles {
        supervisors: everyone.iter().copied().filter(supervisor).collect(),
        everyone: everyone.into_iter().collect(),
    }
}

pub fn is_on_duty(venue: &Venue, officer: AccountId, at: Timestamp) -> bool {
    on_shift(venue, at).iter().any(|shift| shift.officer == officer)
}
