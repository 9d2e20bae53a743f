//! Everything that can be wrong with a readable bundle, collected in the order of the file.

use super::domain::time_of_day;
use super::ground::{check_drawing, check_plates, check_zones};
use super::people::{check_overrides, check_people, check_shifts};
use super::rota::{check_overlaps, check_rotations, check_teams};
use super::{ALL_ZONES, Bundle, BundleError, FORMAT};
use crate::ladder::Who;
use crate::promise::Promises;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

/// Circles that are called for one promise that is not kept.
const CALLS: usize = 8;

/// The errors found so far.
#[derive(Default)]
pub(super) struct Errors(Vec<BundleError>);

impl Errors {
    pub(super) fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.0.push(BundleError { path: path.into(), message: message.into() });
    }

    /// Adds the message unless `holds`.
    pub(super) fn expect(&mut self, holds: bool, path: impl Into<String>, message: impl Into<String>) {
        if !holds {
            self.add(path, message);
        }
    }

    pub(super) fn expect_text(&mut self, text: &str, path: impl Into<String>) {
        self.expect(!text.trim().is_empty(), path, "must not be blank");
    }

    /// Codes travel in addresses and logs: no blanks at their ends, none empty, none twice. Case makes no difference.
    pub(super) fn expect_codes<'a>(&mut self, codes: impl Iterator<Item = (String, &'a str)>) {
        let mut seen = BTreeSet::new();
        for (path, code) in codes {
            self.expect(!code.is_empty() && code.trim() == code, &path, "must not be blank or padded");
            self.expect(seen.insert(code.to_uppercase()), path, format!("\"{code}\" is used twice"));
        }
    }
}

pub(super) fn all(bundle: &Bundle) -> Vec<BundleError> {
    let mut errors = Errors::default();
    check_head(&mut errors, bundle);
    check_floors(&mut errors, bundle);
    check_zones(&mut errors, bundle);
    check_drawing(&mut errors, bundle);
    check_plates(&mut errors, bundle);
    check_posts(&mut errors, bundle);
    check_people(&mut errors, bundle);
    check_teams(&mut errors, bundle);
    check_shifts(&mut errors, bundle);
    check_rotations(&mut errors, bundle);
    check_overlaps(&mut errors, bundle);
    check_overrides(&mut errors, bundle);
    check_ladders(&mut errors, bundle);
    errors.0
}

/// An X25519 recipient of age: `age1` and 58 letters of Bech32. Its checksum is the sealer's to check.
fn is_recipient(key: &str) -> bool {
    const BECH32: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    key.strip_prefix("age1").is_some_and(|rest| rest.len() == 58 && rest.chars().all(|letter| BECH32.contains(letter)))
}

fn check_head(errors: &mut Errors, bundle: &Bundle) {
    errors.expect(bundle.format == FORMAT, "format", format!("must be \"{FORMAT}\""));
    errors.expect(is_slug(&bundle.authority.slug), "authority.slug", SLUG);
    errors.expect_text(&bundle.authority.name, "authority.name");
    let venue = &bundle.venue;
    errors.expect(is_slug(&venue.slug), "venue.slug", SLUG);
    errors.expect_text(&venue.name, "venue.name");
    let known = TimeZone::get(&venue.time_zone).is_ok();
    errors.expect(known, "venue.time_zone", format!("unknown time zone \"{}\"", venue.time_zone));
    let dialled = |number: &str| {
        number.chars().all(|key| key.is_ascii_digit() || "+*# ".contains(key))
            && number.chars().any(|key| key.is_ascii_digit())
    };
    const DIALLED: &str = "must be a number that can be dialled";
    errors.expect(dialled(&venue.emergency_number), "venue.emergency_number", DIALLED);
    errors.expect(venue.desk_phone.as_deref().is_none_or(dialled), "venue.desk_phone", DIALLED);
    if let Some(key) = &venue.evidence_key {
        errors.expect(is_recipient(key), "venue.evidence_key", "must be an age recipient such as \"age1…\"");
    }
    errors.expect(!venue.languages.is_empty(), "venue.languages", "must name at least one language");
    for (at, language) in venue.languages.iter().enumerate() {
        let path = format!("venue.languages[{at}]");
        errors.expect(is_language(language), &path, format!("\"{language}\" is no language code such as \"en\""));
        let first = venue.languages.iter().position(|other| other.eq_ignore_ascii_case(language)) == Some(at);
        errors.expect(first, path, format!("\"{language}\" is used twice"));
    }
    let prefix = &venue.number_prefix;
    let speakable = (1..=4).contains(&prefix.len())
        && prefix.bytes().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit());
    errors.expect(speakable, "venue.number_prefix", "must be 1 to 4 capital letters or digits");
}

fn check_floors(errors: &mut Errors, bundle: &Bundle) {
    errors.expect(!bundle.floors.is_empty(), "floors", "must name at least one floor");
    errors.expect_codes(numbered("floors", "code", bundle.floors.iter().map(|floor| &*floor.code)));
    for (at, floor) in bundle.floors.iter().enumerate() {
        errors.expect_text(&floor.label, format!("floors[{at}].label"));
    }
}

fn check_posts(errors: &mut Errors, bundle: &Bundle) {
    errors.expect_codes(numbered("posts", "code", bundle.posts.iter().map(|post| &*post.code)));
    for (at, post) in bundle.posts.iter().enumerate() {
        errors.expect_text(&post.name, format!("posts[{at}].name"));
        for (nth, skill) in post.skills.iter().enumerate() {
            errors.expect_text(skill, format!("posts[{at}].skills[{nth}]"));
        }
        errors.expect(!post.zones.is_empty(), format!("posts[{at}].zones"), "must name zones, or \"*\" for all");
        for (nth, zone) in post.zones.iter().enumerate() {
            let path = format!("posts[{at}].zones[{nth}]");
            if zone == ALL_ZONES {
                errors.expect(post.zones.len() == 1, path, "\"*\" must stand alone");
            } else {
                errors.expect(knows_zone(bundle, zone), path, format!("unknown zone \"{zone}\""));
            }
        }
    }
    let defaults: Vec<usize> =
        bundle.posts.iter().enumerate().filter(|(_, post)| post.default).map(|(at, _)| at).collect();
    errors.expect(!defaults.is_empty(), "posts", "one post must be the default");
    for at in defaults.iter().skip(1) {
        errors.add(format!("posts[{at}].default"), format!("posts[{}] is the default already", defaults[0]));
    }
}

fn check_ladders(errors: &mut Errors, bundle: &Bundle) {
    let mut seen = BTreeSet::new();
    for (at, ladder) in bundle.ladders.iter().enumerate() {
        let path = |field: &str| format!("ladders[{at}].{field}");
        errors.expect((1..=4).contains(&ladder.priority), path("priority"), "must be 1, 2, 3 or 4");
        let first = seen.insert(ladder.priority);
        errors.expect(first, path("priority"), format!("P{} has a ladder already", ladder.priority));
        errors.expect(ladder.acknowledge_within_s > 0, path("acknowledge_within_s"), "must be at least 1 second");
        errors.expect(ladder.repeat_s > 0, path("repeat_s"), "must be at least 1 second");
        let at_once = ladder.rungs.first().is_some_and(|rung| rung.after_s == 0 && rung.who.code() == "assignee");
        errors.expect(at_once, path("rungs"), "must begin with the assignee at 0 seconds");
        if let Some(quiet) = &ladder.quiet {
            errors.expect(ladder.priority > 2, path("quiet"), "quiet hours are for P3 and P4 alone");
            for (field, time) in [("quiet.from", &quiet.from), ("quiet.until", &quiet.until)] {
                errors.expect(time_of_day(time).is_some(), path(field), "must be a time of day such as 22:00");
            }
            errors.expect(quiet.from != quiet.until, path("quiet.until"), "must not be the time at which they begin");
        }
        for (nth, rung) in ladder.rungs.iter().enumerate() {
            let unknown = unknown(bundle, &rung.who);
            errors.expect(unknown.is_none(), path(&format!("rungs[{nth}].who")), unknown.unwrap_or_default());
        }
        if let Some(promises) = &ladder.promises {
            check_promises(errors, bundle, promises, &path);
        }
        for (nth, pair) in ladder.rungs.windows(2).enumerate() {
            let later = pair[0].after_s <= pair[1].after_s;
            errors.expect(later, path(&format!("rungs[{}].after_s", nth + 1)), "must not be before the rung above it");
        }
    }
}

fn check_promises(errors: &mut Errors, bundle: &Bundle, promises: &Promises, path: &impl Fn(&str) -> String) {
    for (field, seconds) in [
        ("en_route_s", promises.en_route_s),
        ("news_s", promises.news_s),
        ("between_s", promises.between_s),
        ("repeat_s", promises.repeat_s),
    ] {
        errors.expect(seconds != Some(0), path(&format!("promises.{field}")), "must be at least 1 second");
    }
    errors.expect(promises.calls.len() <= CALLS, path("promises.calls"), format!("must be {CALLS} at most"));
    for (nth, who) in promises.calls.iter().enumerate() {
        let unknown = unknown(bundle, who);
        errors.expect(unknown.is_none(), path(&format!("promises.calls[{nth}]")), unknown.unwrap_or_default());
    }
}

/// What is wrong with a circle that names something of the venue's.
fn unknown(bundle: &Bundle, who: &Who) -> Option<&'static str> {
    match who {
        Who::Post(code) if !bundle.posts.iter().any(|post| post.code == *code) => Some("names no post of this venue"),
        Who::Skill(code) if !bundle.posts.iter().any(|post| post.skills.contains(code)) => {
            Some("names a skill that no post has")
        }
        _ => None,
    }
}

/// Paths such as `posts[2].code` beside the codes themselves.
pub(super) fn numbered<'a>(
    list: &'a str,
    field: &'a str,
    codes: impl Iterator<Item = &'a str>,
) -> impl Iterator<Item = (String, &'a str)> {
    codes.enumerate().map(move |(at, code)| (format!("{list}[{at}].{field}"), code))
}

pub(super) fn knows_zone(bundle: &Bundle, code: &str) -> bool {
    bundle.zones.features.iter().any(|zone| zone.id == code)
}

pub(super) fn knows_floor(bundle: &Bundle, code: &str) -> bool {
    bundle.floors.iter().any(|floor| floor.code == code)
}

const SLUG: &str = "must be 1 to 64 small letters, digits and single hyphens";

fn is_slug(text: &str) -> bool {
    text.len() <= 64
        && text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        })
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let main = parts.next().unwrap_or_default();
    (2..=3).contains(&main.len())
        && main.bytes().all(|letter| letter.is_ascii_lowercase())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|letter| letter.is_ascii_alphanumeric()))
}
