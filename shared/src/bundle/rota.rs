//! Teams and their turns, and whether the plan of a venue has somebody twice in one place.

use super::check::{Errors, numbered};
use super::people::{DAY, check_hours, check_officer, check_post, check_span, span};
use super::{Bundle, RotationRow, time_of_day};
use crate::id::{AccountId, PostId};
use crate::roster::{Cycle, Day, ShiftPattern};
use jiff::ToSpan;
use jiff::civil::{Date, Time};
use std::collections::{BTreeMap, BTreeSet};

/// Turns of one rotation, and days of its whole round.
const TURNS: usize = 60;
const ROUND_DAYS: u16 = 366;
/// Days over which two plans are laid beside each other: every round of a week and a year that fits.
const LAID_OUT_DAYS: u32 = 7 * 366;

/// What one officer does at one post again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned<'a> {
    /// Where it stands in the bundle, such as `shifts[3]`.
    pub path: String,
    pub post: &'a str,
    pub officer: &'a str,
    /// Name of the team whose turn it is.
    pub team: Option<&'a str>,
    pub days: BTreeSet<Day>,
    pub from: Time,
    pub to: Time,
    pub first: Option<Date>,
    pub last: Option<Date>,
    pub cycle: Option<Cycle>,
}

impl Planned<'_> {
    /// The pattern for the post and officer that carry these ids.
    pub fn pattern(&self, post: PostId, officer: AccountId) -> ShiftPattern {
        ShiftPattern {
            post,
            officer,
            days: self.days.clone(),
            from: self.from,
            to: self.to,
            valid_from: self.first,
            valid_to: self.last,
            cycle: self.cycle.clone(),
        }
    }

    fn begins_on(&self, day: Date) -> bool {
        self.first.is_none_or(|first| first <= day)
            && self.last.is_none_or(|last| day <= last)
            && self
                .cycle
                .as_ref()
                .map_or_else(|| self.days.contains(&Day::from(day.weekday())), |cycle| cycle.holds(day))
    }
}

impl Bundle {
    /// Every weekly shift, and every officer's part in a rotation. What cannot be read is left out: [`super::parse`] has ruled
    /// that out.
    pub fn planned(&self) -> Vec<Planned<'_>> {
        let shifts = self.shifts.iter().enumerate().filter_map(|(at, shift)| {
            Some(Planned {
                path: format!("shifts[{at}]"),
                post: &shift.post,
                officer: &shift.officer,
                team: None,
                days: shift.days.iter().copied().collect(),
                from: time_of_day(&shift.from)?,
                to: time_of_day(&shift.to)?,
                first: shift.first,
                last: shift.last,
                cycle: None,
            })
        });
        let turns = self.rotations.iter().enumerate().flat_map(|(at, rotation)| self.turns(at, rotation));
        shifts.chain(turns).collect()
    }

    fn turns<'a>(&'a self, at: usize, rotation: &'a RotationRow) -> Vec<Planned<'a>> {
        let Some((from, to)) = time_of_day(&rotation.from).zip(time_of_day(&rotation.to)) else { return Vec::new() };
        let mut on: BTreeMap<(&str, Option<&str>), BTreeSet<u16>> = BTreeMap::new();
        let mut length = 0_u16;
        for turn in &rotation.turns {
            let days = length..length.saturating_add(turn.days);
            let team = turn.team.as_ref().and_then(|code| self.teams.iter().find(|team| team.code == *code));
            let members = team.map(|team| team.members.iter()).into_iter().flatten();
            for officer in members.chain(&turn.officer) {
                on.entry((officer, team.map(|team| &*team.name))).or_default().extend(days.clone());
            }
            length = days.end;
        }
        let planned = |((officer, team), on): ((&'a str, Option<&'a str>), BTreeSet<u16>)| Planned {
            path: format!("rotations[{at}]"),
            post: &rotation.post,
            officer,
            team,
            days: BTreeSet::new(),
            from,
            to,
            first: Some(rotation.first),
            last: rotation.last,
            cycle: Some(Cycle { first: rotation.first, length, on }),
        };
        on.into_iter().map(planned).collect()
    }
}

pub(super) fn check_teams(errors: &mut Errors, bundle: &Bundle) {
    errors.expect_codes(numbered("teams", "code", bundle.teams.iter().map(|team| &*team.code)));
    for (at, team) in bundle.teams.iter().enumerate() {
        errors.expect_text(&team.name, format!("teams[{at}].name"));
        errors.expect(!team.members.is_empty(), format!("teams[{at}].members"), "must name at least one officer");
        let mut seen = BTreeSet::new();
        for (nth, member) in team.members.iter().enumerate() {
            let path = format!("teams[{at}].members[{nth}]");
            errors.expect(seen.insert(member), &path, format!("\"{member}\" is used twice"));
            check_officer(errors, bundle, path, member);
        }
    }
}

pub(super) fn check_rotations(errors: &mut Errors, bundle: &Bundle) {
    for (at, rotation) in bundle.rotations.iter().enumerate() {
        let path = |field: &str| format!("rotations[{at}].{field}");
        check_post(errors, bundle, path("post"), &rotation.post);
        check_hours(errors, path, &rotation.from, &rotation.to);
        check_span(errors, path("last"), Some(rotation.first), rotation.last);
        let many = !rotation.turns.is_empty() && rotation.turns.len() <= TURNS;
        errors.expect(many, path("turns"), format!("must have 1 to {TURNS} turns"));
        let round: u32 = rotation.turns.iter().map(|turn| u32::from(turn.days)).sum();
        let short = round <= u32::from(ROUND_DAYS);
        errors.expect(short, path("turns"), format!("must come round within {ROUND_DAYS} days, not {round}"));
        for (nth, turn) in rotation.turns.iter().enumerate() {
            let path = |field: &str| path(&format!("turns[{nth}]{field}"));
            errors.expect(turn.days > 0, path(".days"), "must be at least one");
            match (&turn.team, &turn.officer) {
                (Some(team), None) => {
                    let known = bundle.teams.iter().any(|known| known.code == *team);
                    errors.expect(known, path(".team"), format!("unknown team \"{team}\""));
                }
                (None, Some(officer)) => check_officer(errors, bundle, path(".officer"), officer),
                _ => errors.add(path(""), "must name either a team or an officer"),
            }
        }
    }
}

/// One officer twice at one post at the same time is a slip of whoever wrote it: which of the two is meant cannot be known. One
/// officer at several posts is not: small ports do that.
pub(super) fn check_overlaps(errors: &mut Errors, bundle: &Bundle) {
    // What is wrong in itself is said already.
    let twice = |days: &[Day]| days.iter().collect::<BTreeSet<_>>().len() < days.len();
    let wrong = bundle.shifts.iter().enumerate().filter(|(_, shift)| twice(&shift.days));
    let wrong: BTreeSet<String> = wrong.map(|(at, _)| format!("shifts[{at}]")).collect();
    let mut planned = bundle.planned();
    planned.retain(|plan| !wrong.contains(&plan.path));
    for (at, plan) in planned.iter().enumerate() {
        for other in planned[..at].iter().filter(|other| (other.post, other.officer) == (plan.post, plan.officer)) {
            let Some((day, minute)) = meets(other, plan) else { continue };
            let who = bundle.people.iter().find(|person| person.email == plan.officer).map(|person| &*person.name);
            let hours = |plan: &Planned<'_>| format!("{}–{}", clock(plan.from), clock(plan.to));
            let what = format!(
                "{} is at {} twice on {} at {:02}:{:02}: {} has {}, this one {}",
                who.unwrap_or(plan.officer),
                plan.post,
                day_said(day, plan, other),
                minute / 60,
                minute % 60,
                other.path,
                hours(other),
                hours(plan),
            );
            errors.add(&plan.path, what);
        }
    }
}

fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// The day of the week where that says it, the date where turns or dates are in it.
fn day_said(day: Date, plan: &Planned<'_>, other: &Planned<'_>) -> String {
    let weekly = |plan: &Planned<'_>| plan.cycle.is_none() && plan.first.is_none() && plan.last.is_none();
    if weekly(plan) && weekly(other) { Day::from(day.weekday()).code().to_owned() } else { day.to_string() }
}

/// The first day and minute at which both are on, if there is one within the days that are laid out.
fn meets(one: &Planned<'_>, other: &Planned<'_>) -> Option<(Date, usize)> {
    // A Monday: the first of a plain week.
    let monday = jiff::civil::date(2024, 1, 1);
    let begins = one.first.into_iter().chain(other.first).max().unwrap_or(monday);
    let length = |plan: &Planned<'_>| plan.cycle.as_ref().map_or(7, |cycle| u32::from(cycle.length.max(1)));
    let days = lcm(length(one), length(other)).min(LAID_OUT_DAYS);
    let (a, b) = (span(one.from, one.to), span(other.from, other.to));
    // One that began the day before may still last: a day more on each side.
    let laid_out = std::iter::successors(begins.checked_sub(1.day()).ok(), |day| day.tomorrow().ok());
    laid_out.take(usize::try_from(days).unwrap_or(0) + 2).filter(|day| one.begins_on(*day)).find_map(|day| {
        (-1..=1_i32).find_map(|more| {
            day.checked_add(more.days()).ok().filter(|beside| other.begins_on(*beside))?;
            // In minutes from a day before `day`, so that nothing is below zero.
            let shift = DAY.checked_add_signed(isize::try_from(more).ok()? * DAY.cast_signed())?;
            let (from, to) = ((a.0 + DAY).max(b.0 + shift), (a.1 + DAY).min(b.1 + shift));
            let on = day.checked_add(i64::try_from(from / DAY).ok()?.days()).ok()?.yesterday().ok()?;
            (from < to).then_some((on, from % DAY))
        })
    })
}

fn lcm(a: u32, b: u32) -> u32 {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    a / x.max(1) * b
}
