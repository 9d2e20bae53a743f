//! The escalation ladder: who is woken when nobody acknowledges. It climbs by rungs, then repeats for ever.

use crate::bundle::time_of_day;
use crate::id::AccountId;
use crate::promise::Promises;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The escalation policy of one priority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    /// 1 (most urgent) to 4.
    pub priority: u8,
    /// Seconds within which somebody must acknowledge; makes `due_at`.
    pub acknowledge_within_s: u32,
    /// In the order in which they ring, times never falling.
    pub rungs: Vec<Rung>,
    /// Seconds between the repeats for everyone after the last rung; 0 counts as 1.
    pub repeat_s: u32,
    /// Of P3 and P4 alone: what is opened within these hours is called for when they end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
    /// What whoever has it is asked for, and who is called where it does not come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promises: Option<Promises>,
}

/// Hours of every night, or day, on the venue's own clock. Where `until` is not after `from`, they end on the next day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// Such as "22:00".
    pub from: String,
    /// The first minute that is not quiet.
    pub until: String,
}

impl Quiet {
    /// When the quiet hours end that hold this instant; `None` outside of them, and where the times are none. Where the clocks
    /// are put forward over the end, they end when the clocks have been.
    pub fn ends(&self, time_zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
        let (from, until) = (time_of_day(&self.from)?, time_of_day(&self.until)?);
        let local = time_zone.to_datetime(now);
        let (time, date) = (local.time(), local.date());
        let date = match (from < until, time >= from, time < until) {
            (true, true, true) | (false, false, true) => date,
            (false, true, _) => date.tomorrow().ok()?,
            _ => return None,
        };
        let end = time_zone.to_timestamp(date.to_datetime(until)).ok()?;
        // In an hour that comes twice they end the first time: in doubt somebody is called.
        (end > now).then_some(end)
    }
}

/// One step of a ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// Seconds after the obligation was opened.
    pub after_s: u32,
    pub who: Who,
}

/// Whom a rung wakes. The plain circles stand from the narrowest to the widest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Who {
    /// The officer the incident is given to.
    Assignee,
    /// The officer who would be next.
    Second,
    /// Whoever staffs the post with this code.
    Post(String),
    /// Whoever staffs a post with this skill.
    Skill(String),
    /// The supervisors on duty.
    Supervisors,
    /// All on duty.
    Everyone,
    /// Whoever is outside, by the channels that are set up for it; and all on duty where there are none.
    Outside,
}

/// No circle is called this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no circle: assignee, second, supervisors, everyone, outside, post:CODE or skill:CODE")]
pub struct UnknownCircle(String);

impl Who {
    /// The circles that need no code of a venue's.
    pub const PLAIN: [Self; 4] = [Self::Assignee, Self::Second, Self::Supervisors, Self::Everyone];

    /// The word used on the wire.
    pub fn code(&self) -> String {
        match self {
            Self::Assignee => "assignee".to_owned(),
            Self::Second => "second".to_owned(),
            Self::Post(code) => format!("post:{code}"),
            Self::Skill(code) => format!("skill:{code}"),
            Self::Supervisors => "supervisors".to_owned(),
            Self::Everyone => "everyone".to_owned(),
            Self::Outside => "outside".to_owned(),
        }
    }
}

impl From<Who> for String {
    fn from(who: Who) -> Self {
        who.code()
    }
}

impl TryFrom<String> for Who {
    type Error = UnknownCircle;

    fn try_from(word: String) -> Result<Self, UnknownCircle> {
        let plain = Self::PLAIN.into_iter().chain([Self::Outside]).find(|who| who.code() == word);
        let named = || {
            let (kind, code) = word.split_once(':').filter(|(_, code)| !code.is_empty())?;
            match kind {
                "post" => Some(Self::Post(code.to_owned())),
                "skill" => Some(Self::Skill(code.to_owned())),
                _ => None,
            }
        };
        plain.or_else(named).ok_or_else(|| UnknownCircle(word.clone()))
    }
}

impl Ladder {
    /// The policy of a venue that has set none. An unknown priority gets the one of the nearest known.
    pub fn standard(priority: u8) -> Self {
        use Who::{Assignee, Everyone, Second, Supervisors};
        const HOUR: u32 = 3_600;
        let (acknowledge_within_s, rungs, repeat_s): (u32, &[(u32, Who)], u32) = match priority {
            0 | 1 => (60, &[(0, Assignee), (30, Assignee), (30, Second), (60, Supervisors), (120, Everyone)], 60),
            2 => (180, &[(0, Assignee), (180, Second), (360, Supervisors), (600, Everyone)], 300),
            3 => (900, &[(0, Assignee), (900, Second), (1_800, Supervisors), (HOUR, Everyone)], HOUR),
            4.. => (8 * HOUR, &[(0, Assignee), (8 * HOUR, Supervisors)], 24 * HOUR),
        };
        Self {
            priority: priority.clamp(1, 4),
            acknowledge_within_s,
            rungs: rungs.iter().map(|(after_s, who)| Rung { after_s: *after_s, who: who.clone() }).collect(),
            repeat_s,
            quiet: None,
            promises: None,
        }
    }

    /// The same with more rungs, in the order of their times: they add to whom it calls and take nothing away.
    #[must_use]
    pub fn with(mut self, rungs: &[Rung]) -> Self {
        let more: Vec<_> = rungs.iter().filter(|rung| !self.rungs.contains(rung)).cloned().collect();
        self.rungs.extend(more);
        self.rungs.sort_by_key(|rung| rung.after_s);
        self
    }

    /// When the waking for what is opened now begins: at once, or when the quiet hours are over.
    pub fn begins(&self, time_zone: &TimeZone, now: Timestamp) -> Timestamp {
        let quiet = self.quiet.as_ref().filter(|_| self.priority > 2);
        quiet.and_then(|quiet| quiet.ends(time_zone, now)).unwrap_or(now)
    }

    /// When somebody must have acknowledged.
    pub fn due_at(&self, opened_at: Timestamp) -> Timestamp {
        later(opened_at, u64::from(self.acknowledge_within_s))
    }
}

/// The next time somebody has to be woken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextRung {
    /// Counts from 0 and keeps counting through the repeats.
    pub index: u32,
    pub who: Who,
    /// The planned instant; not after `now` means ring at once.
    pub at: Timestamp,
}

/// What rings next. `rungs_done` is how many rungs have rung: after ringing, pass `index + 1`.
///
/// There is always a next one: only an acknowledgement ends an obligation. After a time in which nobody rang (the
/// server stood still) every missed rung still rings, because each wakes other people, while missed repeats are one.
pub fn due(ladder: &Ladder, opened_at: Timestamp, rungs_done: u32, now: Timestamp) -> NextRung {
    let rung = usize::try_from(rungs_done).ok().and_then(|done| ladder.rungs.get(done));
    if let Some(rung) = rung {
        return NextRung { index: rungs_done, who: rung.who.clone(), at: later(opened_at, u64::from(rung.after_s)) };
    }
    let rungs = u32::try_from(ladder.rungs.len()).unwrap_or(u32::MAX);
    let every = u64::from(ladder.repeat_s.max(1));
    let last_rung = ladder.rungs.last().map_or(0, |rung| u64::from(rung.after_s));
    let since_last = u64::try_from(now.duration_since(opened_at).as_secs()).unwrap_or(0).saturating_sub(last_rung);
    let latest_due = u32::try_from(since_last / every).unwrap_or(u32::MAX);
    let repeat = (rungs_done - rungs).saturating_add(1).max(latest_due);
    NextRung {
        index: rungs.saturating_add(repeat - 1),
        who: Who::Everyone,
        at: later(opened_at, last_rung.saturating_add(every.saturating_mul(u64::from(repeat)))),
    }
}

/// What rings unless somebody acknowledges: every rung that has not rung, the first of them at `next_at` (it may be hastened, or wait);
/// after the last the next repeat.
pub fn coming(
    ladder: &Ladder,
    opened_at: Timestamp,
    rungs_done: u32,
    next_at: Timestamp,
    now: Timestamp,
) -> Vec<NextRung> {
    let rungs = u32::try_from(ladder.rungs.len()).unwrap_or(u32::MAX);
    let rung = |index: u32| {
        let next = due(ladder, opened_at, index, now);
        NextRung { at: if index == rungs_done { next_at } else { next.at.max(next_at) }, ..next }
    };
    (rungs_done..rungs.max(rungs_done.saturating_add(1))).map(rung).collect()
}

/// The accounts a rung wakes, each once. A circle with nobody in it widens until it has somebody: an empty rung raises,
/// it never closes. `named` are those whom a circle's code names. Empty for who is outside, and otherwise only if there is nobody at all.
pub fn recipients(
    who: &Who,
    assignee: Option<AccountId>,
    second: Option<AccountId>,
    named: &[AccountId],
    supervisors: &[AccountId],
    on_shift: &[AccountId],
) -> Vec<AccountId> {
    let circle = |who: &Who| -> Vec<AccountId> {
        match who {
            Who::Post(_) | Who::Skill(_) => named.to_vec(),
            Who::Outside => Vec::new(),
            Who::Assignee => assignee.into_iter().collect(),
            Who::Second => second.into_iter().collect(),
            Who::Supervisors => supervisors.to_vec(),
            Who::Everyone => {
                assignee.into_iter().chain(second).chain(supervisors.iter().chain(on_shift).copied()).collect()
            }
        }
    };
    let wider = Who::PLAIN.into_iter().filter(|wider| wider > who);
    let circles = std::iter::once(who.clone()).chain(wider);
    let mut found = circles.map(|who| circle(&who)).find(|circle| !circle.is_empty()).unwrap_or_default();
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|account| seen.insert(*account));
    found
}

fn later(from: Timestamp, seconds: u64) -> Timestamp {
    let wait = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    from.checked_add(wait).unwrap_or(Timestamp::MAX)
}
