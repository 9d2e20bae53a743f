//! People, and the shifts and overrides that name them.

use super::check::{Errors, numbered};
use super::{Bundle, Role, ShiftRow, time_of_day};
use crate::roster::Day;
use std::collections::BTreeSet;

/// Puts every e-mail address in lower case: people type them as they like.
pub(super) fn fold_emails(bundle: &mut Bundle) {
    let people = bundle.people.iter_mut().map(|person| &mut person.email);
    let shifts = bundle.shifts.iter_mut().map(|shift| &mut shift.officer);
    let overrides =
        bundle.overrides.iter_mut().flat_map(|change| [Some(&mut change.officer), change.replaces.as_mut()]);
    for email in people.chain(shifts).chain(overrides.flatten()) {
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
        if let Some(call_sign) = &person.call_sign {
            errors.expect_text(call_sign, format!("people[{at}].call_sign"));
        }
    }
}

pub(super) fn check_shifts(errors: &mut Errors, bundle: &Bundle) {
    for (at, shift) in bundle.shifts.iter().enumerate() {
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
        for (field, time) in [("from", &shift.from), ("to", &shift.to)] {
            let known = time_of_day(time).is_some();
            errors.expect(known, path(field), format!("\"{time}\" is no time of day such as \"06:00\""));
        }
    }
}

/// One officer twice at one post at the same time is a slip of whoever wrote it: which of the two is meant cannot be known. One
/// officer at several posts is not: small ports do that.
pub(super) fn check_overlaps(errors: &mut Errors, bundle: &Bundle) {
    // What is wrong in itself is said already.
    let is_plain = |shift: &&ShiftRow| shift.days.iter().collect::<BTreeSet<_>>().len() == shift.days.len();
    for (at, shift) in bundle.shifts.iter().enumerate().filter(|(_, shift)| is_plain(shift)) {
        for (earlier, other) in bundle.shifts[..at].iter().enumerate() {
            if (&other.post, &other.officer) != (&shift.post, &shift.officer) {
                continue;
            }
            let Some(minute) = minutes(shift).find(|minute| minutes(other).any(|taken| taken == *minute)) else {
                continue;
            };
            let who = bundle.people.iter().find(|person| person.email == shift.officer).map(|person| &person.name);
            let what = format!(
                "{} is at {} twice on {} at {}: shifts[{earlier}] has {}–{}, this one {}–{}",
                who.unwrap_or(&shift.officer),
                shift.post,
                said(minute).0,
                said(minute).1,
                other.from,
                other.to,
                shift.from,
                shift.to,
            );
            errors.add(format!("shifts[{at}]"), what);
        }
    }
}

/// Times of the week at which nobody at all is on shift: no error, for a small port may sleep, but whoever imports hears of it.
/// Such as "sat 22:00 to mon 06:00".
pub fn unstaffed(bundle: &Bundle) -> Vec<String> {
    let mut staffed = vec![false; WEEK];
    for minute in bundle.shifts.iter().flat_map(minutes) {
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

const DAY: usize = 24 * 60;
const WEEK: usize = 7 * DAY;

/// The minutes of the week that a pattern covers, from Monday's first on. What cannot be read covers none.
fn minutes(shift: &ShiftRow) -> impl Iterator<Item = usize> {
    let minute = |time: &str| {
        let time = time_of_day(time)?;
        Some(usize::try_from(time.hour()).ok()? * 60 + usize::try_from(time.minute()).ok()?)
    };
    let span =
        minute(&shift.from).zip(minute(&shift.to)).map(|(from, to)| (from, if to > from { to } else { to + DAY }));
    let days: Vec<usize> = shift.days.iter().filter_map(|day| Day::ALL.iter().position(|known| known == day)).collect();
    span.into_iter().flat_map(move |(from, to)| {
        let days = days.clone();
        days.into_iter().flat_map(move |day| (from..to).map(move |minute| (day * DAY + minute) % WEEK))
    })
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

fn check_post(errors: &mut Errors, bundle: &Bundle, path: String, post: &str) {
    errors.expect(bundle.posts.iter().any(|known| known.code == post), path, format!("unknown post \"{post}\""));
}

fn check_officer(errors: &mut Errors, bundle: &Bundle, path: String, email: &str) {
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
