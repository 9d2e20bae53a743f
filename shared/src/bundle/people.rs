//! People, and the shifts and overrides that name them. Teams and rotations are in `rota`.

use super::check::{Errors, numbered};
use super::{Bundle, Role, time_of_day};
use crate::roster::Day;
use jiff::civil::{Date, Time};
use std::collections::BTreeSet;

/// Puts every e-mail address in lower case: people type them as they like.
pub(super) fn fold_emails(bundle: &mut Bundle) {
    let people = bundle.people.iter_mut().map(|person| &mut person.email);
    let shifts = bundle.shifts.iter_mut().map(|shift| &mut shift.officer);
    let overrides =
        bundle.overrides.iter_mut().flat_map(|change| [Some(&mut change.officer), change.replaces.as_mut()]);
    let members = bundle.teams.iter_mut().flat_map(|team| &mut team.members);
    let turns = bundle.rotations.iter_mut().flat_map(|rotation| &mut rotation.turns);
    let turns = turns.filter_map(|turn| turn.officer.as_mut());
    for email in people.chain(shifts).chain(overrides.flatten()).chain(members).chain(turns) {
        *email = email.trim().to_lowercase();
    }
}

pub(super) fn check_people(errors: &mut Errors, bundle: &Bundle) {
    errors.expect_codes(numbered("people", "email", bundle.people.iter().map(|person| &*person.email)));
    for (at, person) in bundle.people.iter().enumerate() {
        let shaped = is_email(&person.email);
        errors.expect(shaped, format!("people[{at}].email"), format!("\"{}\" is no e-mail address", person.email));
        errors.expect_text(&person.name, format!("people[{at}].name"));
        if let Some(phone) = &person.phone {
            let shaped = is_phone(phone);
            errors.expect(
                shaped,
                format!("people[{at}].phone"),
                format!("\"{phone}\" is no number such as +31612345678"),
            );
        }
        let texts = [
            ("call_sign", &person.call_sign),
            ("employer", &person.employer),
            ("badge", &person.badge),
            ("subject", &person.subject),
        ];
        for (field, text) in texts {
            if let Some(text) = text {
                errors.expect_text(text, format!("people[{at}].{field}"));
            }
        }
    }
}

pub(super) fn check_shifts(errors: &mut Errors, bundle: &Bundle) {
    for (at, shift) in bundle.shifts.iter().enumerate() {
        check_span(errors, format!("shifts[{at}].last"), shift.first, shift.last);
        let path = |field: &str| format!("shifts[{at}].{field}");
        check_post(errors, bundle, path("post"), &shift.post);
        check_officer(errors, bundle, path("officer"), &shift.officer);
        errors.expect(!shift.days.is_empty(), path("days"), "must name at least one day");
        let mut seen = BTreeSet::new();
        for (nth, day) in shift.days.iter().enumerate() {
            errors.expect(
                seen.insert(*day),
                path(&format!("days[{nth}]")),
                format!("\"{}\" is used twice", day.code()),
            );
        }
        check_hours(errors, path, &shift.from, &shift.to);
    }
}

pub(super) fn check_hours(errors: &mut Errors, path: impl Fn(&str) -> String, from: &str, to: &str) {
    for (field, time) in [("from", from), ("to", to)] {
        let known = time_of_day(time).is_some();
        errors.expect(known, path(field), format!("\"{time}\" is no time of day such as \"06:00\""));
    }
}

pub(super) fn check_span(errors: &mut Errors, path: String, first: Option<Date>, last: Option<Date>) {
    let turned = first.zip(last).is_some_and(|(first, last)| last < first);
    errors.expect(!turned, path, "must not be before its first day");
}

/// Times of the week at which nobody at all is on shift: no error, for a small port may sleep, but whoever imports hears of it.
/// Such as "sat 22:00 to mon 06:00".
pub fn unstaffed(bundle: &Bundle) -> Vec<String> {
    let mut staffed = vec![false; WEEK];
    for minute in weekly(bundle).iter().flat_map(|(days, from, to)| minutes(days, *from, *to)) {
        staffed[minute] = true;
    }
    let begins = |minute: &usize| !staffed[*minute] && staffed[(*minute + WEEK - 1) % WEEK];
    let mut gaps: Vec<String> = (0..WEEK)
        .filter(begins)
        .map(|from| {
            let until = (1..=WEEK).map(|more| (from + more) % WEEK).find(|minute| staffed[*minute]).unwrap_or(from);
            let ((day, from), (next, until)) = (said(from), said(until));
            format!("{day} {from} to {next} {until}")
        })
        .collect();
    if gaps.is_empty() && !staffed.first().copied().unwrap_or(false) {
        gaps.push("the whole week".to_owned());
    }
    gaps
}

pub(super) const DAY: usize = 24 * 60;
const WEEK: usize = 7 * DAY;

/// Days and hours on which somebody comes every week: in a rotation somebody has the turn each day. What will end says nothing.
fn weekly(bundle: &Bundle) -> Vec<(Vec<Day>, Time, Time)> {
    let hours = |from: &str, to: &str| time_of_day(from).zip(time_of_day(to));
    let shifts = bundle.shifts.iter().filter(|shift| shift.last.is_none());
    let shifts =
        shifts.filter_map(|shift| hours(&shift.from, &shift.to).map(|(from, to)| (shift.days.clone(), from, to)));
    let turns = bundle.rotations.iter().filter(|rotation| rotation.last.is_none());
    let turns = turns.filter_map(|one| hours(&one.from, &one.to).map(|(from, to)| (Day::ALL.to_vec(), from, to)));
    shifts.chain(turns).collect()
}

/// Minutes from midnight to the beginning of a shift and to its end.
pub(super) fn span(from: Time, to: Time) -> (usize, usize) {
    let minute = |time: Time| usize::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or(0);
    (minute(from), if to > from { minute(to) } else { minute(to) + DAY })
}

/// The minutes of the week that a shift on these days covers, from Monday's first on.
fn minutes(days: &[Day], from: Time, to: Time) -> impl Iterator<Item = usize> {
    let (from, to) = span(from, to);
    let days: Vec<usize> = days.iter().filter_map(|day| Day::ALL.iter().position(|known| known == day)).collect();
    days.into_iter().flat_map(move |day| (from..to).map(move |minute| (day * DAY + minute) % WEEK))
}

fn said(minute: usize) -> (&'static str, String) {
    let day = Day::ALL.get(minute / DAY).map_or("", |day| day.code());
    (day, format!("{:02}:{:02}", minute % DAY / 60, minute % 60))
}

pub(super) fn check_overrides(errors: &mut Errors, bundle: &Bundle) {
    for (at, change) in bundle.overrides.iter().enumerate() {
        let path = |field: &str| format!("overrides[{at}].{field}");
        check_post(errors, bundle, path("post"), &change.post);
        check_officer(errors, bundle, path("officer"), &change.officer);
        if let Some(replaces) = &change.replaces {
            let known = bundle.people.iter().any(|person| person.email == *replaces);
            errors.expect(known, path("replaces"), format!("unknown e-mail \"{replaces}\""));
            errors.expect(*replaces != change.officer, path("replaces"), "nobody can replace themselves");
        }
        errors.expect(change.starts < change.ends, path("ends"), "must be after its start");
    }
}

pub(super) fn check_post(errors: &mut Errors, bundle: &Bundle, path: String, post: &str) {
    errors.expect(bundle.posts.iter().any(|known| known.code == post), path, format!("unknown post \"{post}\""));
}

pub(super) fn check_officer(errors: &mut Errors, bundle: &Bundle, path: String, email: &str) {
    match bundle.people.iter().find(|person| person.email == email).map(|person| person.role) {
        None => errors.add(path, format!("unknown e-mail \"{email}\"")),
        // An administrator reads no reports and a member of staff answers none: neither can be sent to one.
        Some(Role::Staff | Role::Admin) => errors.add(path, format!("{email} is neither officer nor supervisor")),
        Some(Role::Officer | Role::Supervisor) => {}
    }
}

fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (8..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit()) && !digits.starts_with('0')
}

/// One "@" with something around it and a dot in the domain's middle or a bare host: mail itself tells the rest.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains(|letter: char| letter.is_whitespace() || letter == '@');
    plain(local) && plain(domain) && !domain.starts_with('.') && !domain.ends_with('.')
}
