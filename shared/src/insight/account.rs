//! What one incident comes to: its course, told by the log, and where it is counted, told by what it is now.

use crate::event::EventKind;
use crate::incident::Status;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// By what numbers are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    Zone,
    Category,
    Post,
    /// Of the first report: whether whoever writes another language is heard as soon.
    Language,
    /// A category at a place, by weeks: what comes again and again.
    Spot,
    /// Ways of calling officers: pages sent, and those that did not get through.
    Channel,
}

impl Facet {
    pub const ALL: [Self; 6] = [Self::Zone, Self::Category, Self::Post, Self::Language, Self::Spot, Self::Channel];

    /// As it stands in a row.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zone => "zone",
            Self::Category => "category",
            Self::Post => "post",
            Self::Language => "language",
            Self::Spot => "spot",
            Self::Channel => "channel",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Found,
    /// Told in good faith, and there was nothing in it.
    Harmless,
    FalseOnPurpose,
}

impl Outcome {
    /// How an incident that is over ended.
    pub fn of(disposition: Option<&str>) -> Self {
        match disposition {
            Some("unfounded_good_intent") => Self::Harmless,
            Some("false_malicious") => Self::FalseOnPurpose,
            _ => Self::Found,
        }
    }
}

/// How it went, in milliseconds since it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_scene_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_ms: Option<u64>,
    /// Rungs that were called after the time for an acknowledgement was over.
    #[serde(default)]
    pub late: u32,
    #[serde(default)]
    pub reopened: bool,
}

impl Course {
    /// Takes an entry of the log: what happened, by a person (and by whom) or not, and how long `after` the incident was opened;
    /// somebody was to acknowledge `within` so long. All in milliseconds.
    pub fn take(&mut self, kind: EventKind, facts: &Value, by: Option<&str>, after: u64, within: u64) {
        let word = |field: &str| facts.get(field).and_then(Value::as_str);
        match kind {
            EventKind::IncidentChanged => match word("command") {
                Some("acknowledge") => self.acknowledged(after),
                // Giving it to oneself says "I have it"; giving it to somebody else says nothing yet.
                Some("assign") if by.is_some() && word("officer") == by => self.acknowledged(after),
                Some("status") => self.moved(word("to").and_then(Status::parse), after),
                _ => {}
            },
            EventKind::MessageSent if by.is_some() => self.answered(after),
            // The first rung is the opening itself, and a rung before the time is over hastens only.
            EventKind::LadderClimbed if self.acknowledged_ms.is_none() && word("owes").is_none() && after >= within => {
                let rung = facts.get("rung").and_then(Value::as_u64);
                self.late += u32::from(rung.is_some_and(|rung| rung > 0));
            }
            _ => {}
        }
    }

    fn moved(&mut self, to: Option<Status>, after: u64) {
        match to {
            Some(Status::Reopened) => self.reopened = true,
            Some(Status::OnScene) => {
                self.acknowledged(after);
                self.on_scene_ms = self.on_scene_ms.or(Some(after));
            }
            // Taken back: nobody was there after all.
            Some(Status::Acknowledged | Status::EnRoute) => {
                self.acknowledged(after);
                self.on_scene_ms = None;
            }
            Some(Status::Resolved | Status::Closed) => {
                self.acknowledged(after);
                self.answered(after);
            }
            Some(Status::Open | Status::Merged) | None => {}
        }
    }

    fn acknowledged(&mut self, after: u64) {
        self.acknowledged_ms = self.acknowledged_ms.or(Some(after));
    }

    fn answered(&mut self, after: u64) {
        self.answered_ms = self.answered_ms.or(Some(after));
    }
}

/// Where an incident is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub drill: bool,
    /// Days since 1970 and the hour on the venue's own clock.
    pub day: i32,
    pub hour: u8,
    pub priority: u8,
    /// Empty where nobody knows.
    pub zone: String,
    pub category: String,
    pub post: String,
    pub language: String,
    /// Of what is over.
    pub outcome: Option<Outcome>,
}

/// What one incident comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub course: Course,
    /// Absent while it counts nowhere: it was merged into another, or is told in confidence.
    pub counted: Option<Counted>,
}

impl Counted {
    /// The cells it is counted in: of what, the key, and the day.
    pub fn cells(&self) -> [(Facet, String, i32); 5] {
        [
            (Facet::Zone, self.zone.clone(), self.day),
            (Facet::Category, self.category.clone(), self.day),
            (Facet::Post, self.post.clone(), self.day),
            (Facet::Language, self.language.clone(), self.day),
            (Facet::Spot, format!("{} {}", self.category, self.zone), super::monday(self.day)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(entries: &[(EventKind, Value, Option<&str>, u64)]) -> Course {
        let mut course = Course::default();
        for (kind, facts, by, after) in entries {
            course.take(*kind, facts, *by, *after, 60);
        }
        course
    }

    fn to(status: &str) -> Value {
        json!({ "command": "status", "to": status })
    }

    const CHANGED: EventKind = EventKind::IncidentChanged;

    #[test]
    fn the_first_time_counts() {
        let course = told(&[
            (EventKind::LadderClimbed, json!({ "rung": 1 }), None, 30),
            (EventKind::LadderClimbed, json!({ "rung": 2 }), None, 60),
            (CHANGED, json!({ "command": "acknowledge" }), Some("mia"), 100),
            (EventKind::LadderClimbed, json!({ "rung": 3 }), None, 120),
            (CHANGED, to("on_scene"), Some("mia"), 200),
            (EventKind::MessageSent, json!({}), Some("mia"), 250),
            (CHANGED, to("resolved"), Some("mia"), 300),
            (CHANGED, to("reopened"), Some("mia"), 400),
            (CHANGED, json!({ "command": "acknowledge" }), Some("ren"), 500),
            (CHANGED, to("on_scene"), Some("ren"), 600),
        ]);
        let known = Course {
            acknowledged_ms: Some(100),
            on_scene_ms: Some(200),
            answered_ms: Some(250),
            late: 1,
            reopened: true,
        };
        assert_eq!(course, known);
    }

    #[test]
    fn to_oneself_is_an_acknowledgement_and_to_others_is_none() {
        let given =
            |officer: &str| told(&[(CHANGED, json!({ "command": "assign", "officer": officer }), Some("mia"), 9)]);
        assert_eq!(given("mia").acknowledged_ms, Some(9));
        assert_eq!(given("ren").acknowledged_ms, None);
        assert_eq!(told(&[(CHANGED, json!({ "command": "assign" }), None, 9)]).acknowledged_ms, None);
    }

    #[test]
    fn a_mistake_that_is_taken_back_was_no_arrival() {
        let course = told(&[
            (CHANGED, to("on_scene"), Some("mia"), 10),
            (CHANGED, to("en_route"), Some("mia"), 11),
            (CHANGED, to("on_scene"), Some("mia"), 90),
        ]);
        assert_eq!((course.acknowledged_ms, course.on_scene_ms), (Some(10), Some(90)));
    }

    #[test]
    fn what_the_server_says_by_itself_answers_nobody_and_a_promise_is_not_late() {
        let course = told(&[
            (EventKind::MessageSent, json!({}), None, 5),
            (EventKind::LadderClimbed, json!({ "rung": 0 }), None, 66),
            (EventKind::LadderClimbed, json!({ "rung": 2, "owes": "en_route" }), None, 70),
        ]);
        assert_eq!(course, Course::default());
    }

    #[test]
    fn an_account_is_kept_as_text() {
        let account = Account {
            course: Course { late: 2, ..Course::default() },
            counted: Some(Counted {
                drill: false,
                day: 20_785,
                hour: 3,
                priority: 1,
                zone: "t1".to_owned(),
                category: "item.unattended".to_owned(),
                post: String::new(),
                language: "es".to_owned(),
                outcome: Some(Outcome::of(Some("false_malicious"))),
            }),
        };
        let text = serde_json::to_string(&account).unwrap();
        assert_eq!(serde_json::from_str::<Account>(&text).unwrap(), account);
        assert_eq!(Outcome::of(Some("secured")), Outcome::Found);
    }
}
