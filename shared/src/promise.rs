//! What somebody owes after they said "I have it": to set out, to arrive, to say something. An acknowledgement that is
//! forgotten is as bad as none, so each step is owed by a time, and rings again when that passes.
//!
//! The usual figures are a proposal: *assigned*, *on scene* and *feedback to reporter* of the response targets in use. There are no
//! minutes in public law (49 CFR 1542.215 says "in the number and manner adequate"); an authority sets its own in its ladders.

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

/// What an authority asks of whoever has an incident of one priority, in seconds from the act before. What is absent is as usual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promises {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en_route_s: Option<u32>,
    /// 0: nobody has to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_scene_s: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub news_s: Option<u32>,
    /// Who is called when one is not kept, one circle after the other; everybody at last, ever again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Who>,
    /// From one of these to the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub between_s: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat_s: Option<u32>,
}

/// Seconds one priority has for each step, counted from the act before it.
#[derive(Clone, Copy)]
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

fn targets(priority: u8, own: Option<&Promises>) -> Within {
    let [most_urgent, .., least] = TARGETS;
    let nearest = if priority == 0 { most_urgent } else { least };
    let usual = TARGETS.get(usize::from(priority.max(1)) - 1).copied().unwrap_or(nearest);
    let Some(own) = own else { return usual };
    Within {
        en_route: own.en_route_s.unwrap_or(usual.en_route),
        on_scene: own.on_scene_s.map_or(usual.on_scene, |seconds| (seconds > 0).then_some(seconds)),
        news: own.news_s.unwrap_or(usual.news),
        between_rungs: own.between_s.unwrap_or(usual.between_rungs),
        repeat: own.repeat_s.unwrap_or(usual.repeat),
    }
}

/// What an incident of this status is owed by whoever has it; nothing when it is over, an acknowledgement when nobody does.
pub fn next(status: Status, priority: u8, own: Option<&Promises>) -> Option<Owed> {
    match status {
        Status::Open | Status::Reopened => Some(Owed::Acknowledge),
        Status::Acknowledged => Some(Owed::EnRoute),
        Status::EnRoute if targets(priority, own).on_scene.is_some() => Some(Owed::OnScene),
        Status::EnRoute | Status::OnScene => Some(Owed::News),
        Status::Resolved | Status::Closed | Status::Merged => None,
    }
}

/// Who is called when a promise is not kept: as the authority says, or as usual whoever gave it, then the supervisors on duty, then all
/// on duty; and all on duty for ever. Its `acknowledge_within_s` is the time the promise has. `None` for an acknowledgement, which
/// has the ladder itself.
pub fn ladder(owed: Owed, priority: u8, own: Option<&Promises>) -> Option<Ladder> {
    let targets = targets(priority, own);
    let within = match owed {
        Owed::Acknowledge => return None,
        Owed::EnRoute => targets.en_route,
        Owed::OnScene => targets.on_scene.unwrap_or(targets.news),
        Owed::News => targets.news,
    };
    let usual = [Who::Assignee, Who::Supervisors, Who::Everyone];
    let calls = own.map(|own| own.calls.clone()).filter(|calls| !calls.is_empty()).unwrap_or_else(|| usual.to_vec());
    let rungs = (0..).zip(calls);
    Some(Ladder {
        priority: priority.clamp(1, 4),
        acknowledge_within_s: within,
        rungs: rungs.map(|(nth, who)| Rung { after_s: within + nth * targets.between_rungs, who }).collect(),
        repeat_s: targets.repeat,
        quiet: None,
        promises: None,
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
                assert_eq!(next(status, priority, None).is_none(), status.is_over(), "{status:?} P{priority}");
            }
        }
        assert_eq!(next(Status::EnRoute, 1, None), Some(Owed::OnScene));
        assert_eq!(next(Status::EnRoute, 4, None), Some(Owed::News), "nobody has to come to a P4");
    }

    #[test]
    fn the_times_are_those_of_the_table() {
        let within = |owed, priority| ladder(owed, priority, None).unwrap().acknowledge_within_s;
        assert_eq!([1, 2, 3, 4].map(|priority| within(Owed::EnRoute, priority)), [120, 600, 28_800, 86_400]);
        assert_eq!([1, 2, 3].map(|priority| within(Owed::OnScene, priority)), [300, 900, 14_400]);
        assert_eq!([1, 2, 3, 4].map(|priority| within(Owed::News, priority)), [600, 600, 86_400, 259_200]);
        assert_eq!((within(Owed::News, 0), within(Owed::News, 9)), (600, 259_200));
        assert_eq!(ladder(Owed::Acknowledge, 1, None), None);
    }

    #[test]
    fn first_whoever_promised_then_ever_more() {
        let rungs = ladder(Owed::EnRoute, 1, None).unwrap().rungs;
        let rings: Vec<_> = rungs.iter().map(|rung| (rung.after_s, rung.who.clone())).collect();
        assert_eq!(rings, [(120, Who::Assignee), (180, Who::Supervisors), (240, Who::Everyone)]);
    }

    #[test]
    fn an_authority_may_ask_for_more_or_less() {
        let own = Promises {
            en_route_s: Some(30),
            on_scene_s: Some(0),
            calls: vec![Who::Assignee, Who::Post("duty-desk".to_owned())],
            between_s: Some(5),
            ..Promises::default()
        };
        let own = Some(&own);
        let found = ladder(Owed::EnRoute, 1, own).unwrap();
        let rings: Vec<_> = found.rungs.iter().map(|rung| (rung.after_s, rung.who.code())).collect();
        assert_eq!(rings, [(30, "assignee".to_owned()), (35, "post:duty-desk".to_owned())]);
        assert_eq!((found.acknowledge_within_s, found.repeat_s), (30, 60), "what is not said is as usual");
        assert_eq!(ladder(Owed::News, 1, own).unwrap().acknowledge_within_s, 600);
        assert_eq!(next(Status::EnRoute, 1, own), Some(Owed::News), "nobody has to come");
        let sooner = Promises { on_scene_s: Some(60), ..Promises::default() };
        assert_eq!(next(Status::EnRoute, 4, Some(&sooner)), Some(Owed::OnScene));
    }
}
