//! Taking a command back: by whoever gave it, soon, and only while nobody has decided anything else. What reporters and rules have
//! changed since stays changed, so that taking back never makes less urgent what has become more urgent meanwhile.

use crate::help::Help;
use crate::id::{AccountId, PostId};
use crate::incident::Status;
use crate::promise::Owed;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Seconds for which a desk offers it.
pub const OFFERED_S: i64 = 10;
/// Seconds for which the server takes it: the line may be slow, and clocks differ.
pub const TAKEN_S: i64 = 30;

/// What a command may change of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    pub status: Status,
    pub priority: u8,
    /// What the rules last said.
    pub assessed: u8,
    pub emergency: bool,
    pub category: String,
    pub post: Option<PostId>,
    pub assignee: Option<AccountId>,
    pub second: Option<AccountId>,
    pub disposition: Option<String>,
    pub acknowledged_at: Option<Timestamp>,
    pub owes: Option<Owed>,
    pub help: Option<Help>,
}

/// Why a command is not taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Something was decided since.
    Changed,
    /// Somebody else gave it, or it cannot be taken back.
    NotYours,
    TooLate,
}

/// The last command of an incident that can be taken back.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    pub by: AccountId,
    pub at: Timestamp,
    /// The version it left.
    pub version: i64,
}

/// Whether the command may be taken back by `me`, who decided on `decided_on` of an incident that is at `version`.
///
/// # Errors
/// Why it may not.
pub fn may(
    given: Option<Given>,
    me: AccountId,
    decided_on: i64,
    version: i64,
    now: Timestamp,
) -> Result<Given, Refusal> {
    if decided_on != version {
        return Err(Refusal::Changed);
    }
    let given = given.filter(|given| given.version == version && given.by == me).ok_or(Refusal::NotYours)?;
    if now.duration_since(given.at).as_secs() > TAKEN_S { Err(Refusal::TooLate) } else { Ok(given) }
}

/// What an incident is again: field by field what it was before, unless something has changed that field since. `weighed_since`: its
/// reports were assessed anew since, or say more.
pub fn back(before: &Life, after: &Life, now: &Life, weighed_since: bool) -> Life {
    fn again<T: PartialEq + Clone>(before: &T, after: &T, now: &T) -> T {
        if now == after { before.clone() } else { now.clone() }
    }
    let (assessed, emergency) = match weighed_since {
        true => (now.assessed, now.emergency),
        false => (again(&before.assessed, &after.assessed, &now.assessed), before.emergency),
    };
    let priority = match again(&before.priority, &after.priority, &now.priority) {
        // Raised since, or what the command found out cannot be unsaid: in doubt it is the more urgent.
        priority if now.priority != after.priority => priority.min(before.priority),
        priority if weighed_since && before.assessed != after.assessed => priority.min(assessed),
        priority => priority,
    };
    Life {
        status: again(&before.status, &after.status, &now.status),
        priority,
        assessed,
        emergency,
        category: again(&before.category, &after.category, &now.category),
        post: again(&before.post, &after.post, &now.post),
        assignee: again(&before.assignee, &after.assignee, &now.assignee),
        second: again(&before.second, &after.second, &now.second),
        disposition: again(&before.disposition, &after.disposition, &now.disposition),
        acknowledged_at: again(&before.acknowledged_at, &after.acknowledged_at, &now.acknowledged_at),
        owes: now.owes,
        help: again(&before.help, &after.help, &now.help),
    }
}

/// What is owed when a command was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owing {
    /// Somebody has to acknowledge it, and its ladder begins anew.
    Again,
    /// It became more urgent since, and nobody has heard of that: its ladder goes on.
    AsItIs,
    /// The next step of whoever has it.
    NextStep,
    Nothing,
}

pub fn owing(before: &Life, after: &Life, now: &Life, life: &Life) -> Owing {
    let is_owed = |life: &Life| life.owes == Some(Owed::Acknowledge);
    if is_owed(now) && (!is_owed(after) || now.priority < after.priority) {
        Owing::AsItIs
    } else if is_owed(before) {
        Owing::Again
    } else if life.status.is_over() {
        Owing::Nothing
    } else {
        Owing::NextStep
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn officer(n: u128) -> AccountId {
        AccountId::from_uuid(Uuid::from_u128(n))
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + seconds).unwrap()
    }

    fn open() -> Life {
        Life {
            status: Status::Open,
            priority: 3,
            assessed: 3,
            emergency: false,
            category: "item.unattended".to_owned(),
            post: None,
            assignee: Some(officer(7)),
            second: None,
            disposition: None,
            acknowledged_at: None,
            owes: Some(Owed::Acknowledge),
            help: None,
        }
    }

    fn acknowledged() -> Life {
        Life {
            status: Status::Acknowledged,
            assignee: Some(officer(1)),
            acknowledged_at: Some(at(0)),
            owes: Some(Owed::EnRoute),
            ..open()
        }
    }

    #[test]
    fn only_ones_own_last_command_and_only_soon() {
        let given = Some(Given { by: officer(1), at: at(0), version: 5 });
        for (me, decided_on, version, now, found) in [
            (1, 5, 5, 30, None),
            (1, 5, 5, 31, Some(Refusal::TooLate)),
            (1, 4, 5, 0, Some(Refusal::Changed)),
            (1, 6, 6, 0, Some(Refusal::NotYours)),
            (2, 5, 5, 0, Some(Refusal::NotYours)),
        ] {
            let may = may(given, officer(me), decided_on, version, at(now));
            assert_eq!(may.err(), found, "{me} on {decided_on} of {version} at {now}");
        }
        assert_eq!(may(None, officer(1), 5, 5, at(0)).err(), Some(Refusal::NotYours));
    }

    #[test]
    fn it_is_what_it_was() {
        let (before, after) = (open(), acknowledged());
        let life = back(&before, &after, &after, false);
        assert_eq!(Life { owes: before.owes, ..life.clone() }, before);
        assert_eq!(owing(&before, &after, &after, &life), Owing::Again);
        let again = back(&after, &before, &before, false);
        assert_eq!(again.assignee, Some(officer(1)));
        assert_eq!(owing(&after, &before, &before, &again), Owing::NextStep, "a re-route is taken back");
    }

    #[test]
    fn what_was_over_is_over_and_owes_nothing() {
        let before = Life { status: Status::Resolved, owes: None, ..acknowledged() };
        let after = Life { status: Status::Reopened, owes: Some(Owed::Acknowledge), ..open() };
        let life = back(&before, &after, &after, false);
        assert_eq!((life.status, owing(&before, &after, &after, &life)), (Status::Resolved, Owing::Nothing));
    }

    #[test]
    fn what_was_raised_since_stays_raised() {
        let (before, after) = (open(), acknowledged());
        let now =
            Life { priority: 1, assessed: 1, second: Some(officer(9)), owes: Some(Owed::Acknowledge), ..after.clone() };
        let life = back(&before, &after, &now, true);
        assert_eq!((life.status, life.priority, life.assessed, life.second), (Status::Open, 1, 1, Some(officer(9))));
        assert_eq!(owing(&before, &after, &now, &life), Owing::AsItIs);

        // A person lowered it, a rule raised it somewhat since: taken back it is what it was before both.
        let (before, after) = (Life { priority: 1, ..open() }, Life { priority: 4, ..open() });
        let life = back(&before, &after, &Life { priority: 3, ..open() }, true);
        assert_eq!(life.priority, 1);

        // Given away first, raised since: it is one's own again, and somebody has to hear of it all the same.
        let (before, after) = (acknowledged(), open());
        let now = Life { priority: 1, ..after.clone() };
        let life = back(&before, &after, &now, true);
        assert_eq!((life.priority, life.status), (1, Status::Acknowledged));
        assert_eq!(owing(&before, &after, &now, &life), Owing::AsItIs);
    }

    #[test]
    fn a_better_word_that_cannot_be_unsaid_keeps_its_priority() {
        let before = acknowledged();
        let after = Life { priority: 1, assessed: 1, category: "item.suspicious".to_owned(), ..open() };
        let alone = back(&before, &after, &after, false);
        assert_eq!((alone.priority, alone.assessed, alone.category.as_str()), (3, 3, "item.unattended"));
        let weighed = back(&before, &after, &after, true);
        assert_eq!((weighed.priority, weighed.assessed), (1, 1));
    }
}
