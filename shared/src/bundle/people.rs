//! People, and the shifts and overrides that name them.

use super::check::{Errors, numbered};
use super::{Bundle, Role, time_of_day};
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

/// One "@" with something around it and a dot in the domain's middle or a bare host: mail itself tells the rest.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains(|letter: char| letter.is_whitespace() || letter == '@');
    plain(local) && plain(domain) && !domain.starts_with('.') && !domain.ends_with('.')
}
