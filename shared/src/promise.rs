//! What somebody owes after they said "I have it": to set out, to arrive, to say something. An acknowledgement that is
//! forgotten is as bad as none, so each step is owed by a time, and rings again when that passes.
//!
//! The figures are a proposal: *assigned*, *on scene* and *feedback to reporter* of the response targets in use. There are no
//! minutes in public law (49 CFR 1542.215 says "in the number and manner adequate"); an authority will set its own.

use crate::incident::Status;
use crate::ladder::{Ladder, Rung, Who};
use serde::{Deserialize, Serialize};

/// What an incident is owed next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owed {
    /// Somebody says that they have it.
    Acknowledge,
    /// Whoever has it is on the way.
    EnRoute,
    /// Whoever is on the way has arrived.
    OnScene,
    /// A note, a message or the next status.
    News,
}

impl Owed {
    pub const ALL: [Self; 4] = [Self::Acknowledge, Self::EnRoute, Self::OnScene, Self::News];

    /// As it stands on the wire and in a row.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledge",
            Self::EnRoute => "en_route",
            Self::OnScene => "on_scene",
            Self::News => "news",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|owed| owed.name() == name)
    }

    /// Whether somebody has promised it, by taking the incident.
    pub const fn is_promise(self) -> bool {
        !matches!(self, Self::Acknowledge)
    }
}

/// Seconds one priority has for each step, counted from the act before it.
struct Within {
    en_route: u32,
    /// `None`: nobody has to come.
    on_scene: Option<u32>,
    news: u32,
    /// From the assignee to the supervisors, and from them to everyone.
    between_rungs: u32,
    repeat: u32,
}

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;

/// P1 to P4. News of P1 has no figure ("immediately"): it has P2's. "This shift" is eight hours.
const TARGETS: [Within; 4] = [
    Within {
        en_route: 2 * MINUTE,
        on_scene: Some(5 * MINUTE),
        news: 10 * MINUTE,
        between_rungs: MINUTE,
        repeat: MINUTE,
    },
    Within {
        en_route: 10 * MINUTE,
        on_scene: Some(15 * MINUTE),
        news: 10 * MINUTE,
        between_rungs: 3 * MINUTE,
        repeat: 5 * MINUTE,
    },
    Within { en_route: 8 * HOUR, on_scene: Some(4 * HOUR), news: 24 * HOUR, between_rungs: 15 * MINUTE, repeat: HOUR },
    Within { en_route: 24 * HOUR, on_scene: None, news: 72 * HOUR, between_rungs: 8 * HOUR, repeat: 24 * HOUR },
];

fn targets(priority: u8) -> &'static Within {
    let [most_urgent, .., least] = &TARGETS;
    TARGETS.get(usize::from(priority.max(1)) - 1).unwrap_or(if priority == 0 { most_urgent } else { least })
}

/// What an incident of this status is owed by whoever has it; nothing when it is over, an acknowledgement when nobody does.
pub fn next(status: Status, priority: u8) -> Option<Owed> {
    match status {
        Status::Open | Status::Reopened => Some(Owed::Acknowledge),
        Status::Acknowledged => Some(Owed::EnRoute),
        Status::EnRoute if targets(priority).on_scene.is_some() => Some(Owed::OnScene),
        Status::EnRoute | Status::OnScene => Some(Owed::News),
        Status::Resolved | Status::Closed | Status::Merged => None,
    }
}

/// Who is called when a promise is not kept: whoever gave it, then the supervisors on duty, then all on duty, for ever. Its
/// `acknowledge_within_s` is the time the promise has. `None` for an acknowledgement, which has the authority's own ladder.
pub fn ladder(owed: Owed, priority: u8) -> Option<Ladder> {
    let targets = targets(priority);
    let within = match owed {
        Owed::Acknowledge => return None,
        Owed::EnRoute => targets.en_route,
        Owed::OnScene => targets.on_scene.unwrap_or(targets.news),
        Owed::News => targets.news,
    };
    let rungs = (0..).zip([Who::Assignee, Who::Supervisors, Who::Everyone]);
    Some(Ladder {
        priority: priority.clamp(1, 4),
        acknowledge_within_s: within,
        rungs: rungs.map(|(nth, who)| Rung { after_s: within + nth * targets.between_rungs, who }).collect(),
        repeat_s: targets.repeat,
        quiet: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for owed in Owed::ALL {
            assert_eq!(Owed::parse(owed.name()), Some(owed));
            assert_eq!(serde_json::to_value(owed).unwrap(), owed.name());
        }
    }

    #[test]
    fn something_is_owed_until_it_is_over() {
        for status in Status::ALL {
            for priority in 0..=5 {
                assert_eq!(next(status, priority).is_none(), status.is_over(), "{status:?} P{priority}");
            }
        }
        assert_eq!(next(Status::EnRoute, 1), Some(Owed::OnScene));
        assert_eq!(next(Status::EnRoute, 4), Some(Owed::News), "nobody has to come to a P4");
    }

    #[test]
    fn the_times_are_those_of_the_table() {
        let within = |owed, priority| ladder(owed, priority).unwrap().acknowledge_within_s;
        assert_eq!([1, 2, 3, 4].map(|priority| within(Owed::EnRoute, priority)), [120, 600, 28_800, 86_400]);
        assert_eq!([1, 2, 3].map(|priority| within(Owed::OnScene, priority)), [300, 900, 14_400]);
        assert_eq!([1, 2, 3, 4].map(|priority| within(Owed::News, priority)), [600, 600, 86_400, 259_200]);
        assert_eq!((within(Owed::News, 0), within(Owed::News, 9)), (600, 259_200));
        assert_eq!(ladder(Owed::Acknowledge, 1), None);
    }

    #[test]
    fn first_whoever_promised_then_ever_more() {
        let rungs = ladder(Owed::EnRoute, 1).unwrap().rungs;
        let rings: Vec<_> = rungs.iter().map(|rung| (rung.after_s, rung.who.clone())).collect();
        assert_eq!(rings, [(120, Who::Assignee), (180, Who::Supervisors), (240, Who::Everyone)]);
    }
}
