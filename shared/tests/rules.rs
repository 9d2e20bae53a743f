//! Rules one by one: what they do, what is wrong with them, and what they would have done.
#![expect(clippy::unwrap_used, reason = "a test whose scene cannot be set should stop")]

mod rule_ground;

use rule_ground::{Place, checked, codes, known, rule, told_at};
use serde_json::json;
use shared::rules::{Case, FAILED, FUNCTIONS, NAMES, Rule, RuleSet, Subject, check, keep, replay};
use shared::taxonomy::{Answers, Priority, Taxonomy};
use shared::triage::{Assessment, Facts, assess};

const NIGHT: &str = "2026-11-20T22:30:00Z";
const NOON: &str = "2026-11-20T11:00:00Z";

fn assessed(category: &str, answers: &Answers) -> Assessment {
    let facts = Facts {
        categories: vec![category.to_owned()],
        answers: answers.clone(),
        venue: shared::taxonomy::VenueKind::Airport,
    };
    assess(Taxonomy::builtin(), &facts)
}

fn applied(rules: &[Rule], kind: &str, category: &str, given: &[(&str, &str)], at: &str) -> Assessment {
    let place = Place::new();
    let answers = rule_ground::answers(given);
    let assessment = assessed(category, &answers);
    let told = told_at(kind, category, &answers, Some(&place.check_in), at);
    let subject = Subject::new(&place.ground(), &told, assessment.priority);
    RuleSet::load(7, rules.to_vec()).apply(&subject, assessment)
}

fn night() -> Rule {
    rule(
        "night-check-in",
        "report.kind == \"staff\" && \"check-in-hall\" in zone.within && (time.hour >= 22 || time.hour < 6)",
        json!([{ "do": "raise_to", "priority": 2 }, { "do": "send_to", "post": "watch" }, { "do": "want_skill", "skill": "k9" }]),
    )
}

#[test]
fn a_rule_raises_wants_sends_and_says_so() {
    assert_eq!(checked(&[night()]), []);
    // 22:30 in London is 23:30 in Amsterdam.
    let after = applied(&[night()], "staff", "behaviour.other", &[], NIGHT);
    assert_eq!(
        (after.priority, after.rules, after.send_to.as_slice()),
        (Priority::P2, Some(7), &["watch".to_owned()][..])
    );
    assert_eq!(after.skills.last().map(|skill| skill.as_str()), Some("k9"));
    let line = after.trace.last().unwrap();
    assert_eq!((line.code.as_str(), line.params["rule"].as_str()), ("rule.fired", "night-check-in"));
    assert_eq!((line.params["name"].as_str(), line.effect.as_deref()), ("The rule night-check-in", Some("P3 → P2")));

    for (kind, at) in [("anonymous", NIGHT), ("staff", NOON)] {
        let after = applied(&[night()], kind, "behaviour.other", &[], at);
        assert_eq!((after.priority, after.rules, after.send_to.is_empty()), (Priority::P3, Some(7), true));
    }
}

#[test]
fn what_is_more_urgent_already_stays_so() {
    let after = applied(&[night()], "staff", "danger.weapon", &[], NIGHT);
    assert_eq!((after.priority, after.trace.last().unwrap().effect.as_deref()), (Priority::P1, None));
}

#[test]
fn every_name_and_function_can_be_asked() {
    let conditions = [
        "report.kind in [\"staff\", \"confidential\"] && report.language.startsWith(\"\")",
        "report.category.startsWith(\"behaviour.\") && !report.category.endsWith(\".photo\") && report.category.contains(\"other\")",
        "\"knife\" in answers.weapon && answers[\"safe_now\"].size() == 0",
        "size(answers.hurt) == 0 ? zone.code == \"check-in-a\" : false",
        "zone.class == \"public_landside\" && zone.floor == \"1\" && plate == \"\"",
        "zone.within.exists(code, code == \"check-in-hall\") && zone.within.all(code, code != \"\")",
        "zone.within.exists_one(code, code.startsWith(\"check-in-a\"))",
        "zone.within.filter(code, code != \"check-in-a\").size() == 1 && zone.within.map(code, code.size()).size() == 2",
        "time.hour * 60 + time.minute >= 23 * 60 + 30 && time.minute - 30 == 0 && time.weekday in [\"fri\"]",
        "venue.code == \"bayview\" && venue.kind == \"airport\" && venue.security_level >= 1",
        "priority >= 1 && priority <= 4 && -priority < 0",
    ];
    let rules: Vec<Rule> = conditions
        .iter()
        .enumerate()
        .map(|(at, when)| rule(&format!("rule-{at}"), when, json!([{ "do": "raise_to", "priority": 2 }])))
        .collect();
    assert_eq!(checked(&rules), []);
    for rule in &rules {
        let after = applied(std::slice::from_ref(rule), "staff", "behaviour.other", &[("weapon", "knife")], NIGHT);
        assert_eq!(after.trace.last().unwrap().code, "rule.fired", "{}", rule.when);
    }
    let all = conditions.join(" ");
    assert!(NAMES.iter().all(|name| all.contains(name.path)), "each name is asked for");
    assert!(FUNCTIONS.iter().all(|function| all.contains(function)), "each function is called");
}

#[test]
fn mistakes_are_named_at_their_place() {
    let fine = json!([{ "do": "raise_to", "priority": 2 }]);
    for (when, code) in [
        ("report.kind ==", "does_not_parse"),
        (
            "(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((",
            "does_not_parse",
        ),
        ("report.colour == \"red\"", "unknown_name"),
        ("weather == \"fog\"", "unknown_name"),
        ("matches(report.category, \"a*\")", "unknown_name"),
        ("has(zone.code)", "unknown_name"),
        ("report.category > 3", "wrong_type"),
        ("report.category == 3", "wrong_type"),
        ("zone", "wrong_type"),
        ("time.hour", "wrong_type"),
        ("time.hour && true", "wrong_type"),
        ("time.hour > 3.5", "wrong_type"),
        ("zone.within == \"pier\"", "wrong_type"),
        ("\"weapon\" in answers", "wrong_type"),
        ("answers.weapon == \"gun\"", "wrong_type"),
        ("zone.within[0] == \"\"", "wrong_type"),
        ("{\"a\": true}[\"a\"]", "wrong_type"),
        ("[\"a\", 1].size() == 2", "wrong_type"),
        ("zone.within.exists(one, zone.within.exists(other, one == other))", "too_much"),
        ("report.category == \"danger.dragon\"", "unknown_code"),
        ("report.kind in [\"staff\", \"boss\"]", "unknown_code"),
        ("\"atlantis\" in zone.within", "unknown_code"),
        ("zone.within.exists(code, code == \"atlantis\")", "unknown_code"),
        ("\"spoon\" in answers.weapon", "unknown_code"),
        ("size(answers.shoe_size) > 0", "unknown_code"),
        ("size(answers.what_did) > 0", "unknown_code"),
        ("time.weekday == \"monday\"", "unknown_code"),
        ("false", "never_true"),
        ("1 > 2 || !true", "never_true"),
        ("time.hour > 23", "never_true"),
        ("priority == 5 || venue.security_level < 1", "never_true"),
        ("report.kind == \"staff\" && report.kind == \"anonymous\"", "never_true"),
        ("true || true && report.kind == \"staff\" && false", ""),
        ("true", ""),
        ("", "missing"),
        (&format!("true || {}", "true || ".repeat(200)), "too_long"),
    ] {
        let found =
            codes(&checked(&[rule("first", "priority == 4", fine.clone()), rule("second", when, fine.clone())]));
        let wanted: Vec<(String, String)> =
            if code.is_empty() { vec![] } else { vec![("rules[1].when".to_owned(), code.to_owned())] };
        assert_eq!(found, wanted, "{when}");
    }
}

#[test]
fn effects_and_codes_are_checked_too() {
    let first = rule(
        "night",
        "time.hour > 21",
        json!([{ "do": "send_to", "post": "watch" }, { "do": "send_to", "post": "moon" }]),
    );
    let same = rule("night", "time.hour  >  21", json!([{ "do": "want_skill", "skill": "magic" }]));
    let empty = rule("", "priority > 3", json!([]));
    let twice = rule(
        "twice",
        "priority > 2",
        json!([{ "do": "raise_to", "priority": 1 }, { "do": "raise_to", "priority": 1 }]),
    );
    let wanted = [
        ("rules[0].then[1].post", "unknown_code"),
        ("rules[1].code", "duplicate"),
        ("rules[1].when", "same_condition"),
        ("rules[1].then[0].skill", "unknown_code"),
        ("rules[2].code", "missing"),
        ("rules[2].then", "missing"),
        ("rules[3].then[1]", "duplicate"),
    ];
    let found = codes(&checked(&[first, same, empty, twice]));
    assert_eq!(found, wanted.map(|(path, code)| (path.to_owned(), code.to_owned())));
    let many: Vec<Rule> = (0..5_000).map(|at| rule(&at.to_string(), "nonsense(", json!([]))).collect();
    assert_eq!(codes(&checked(&many)), [("rules".to_owned(), "too_many".to_owned())]);
    let unknown = serde_json::from_value::<Rule>(
        json!({ "code": "a", "name": "b", "when": "true", "then": [{ "do": "lower_to", "priority": 4 }] }),
    );
    assert!(unknown.is_err(), "there is no effect that lowers");
}

#[test]
fn a_rule_that_fails_is_passed_over_and_says_so() {
    let bad = rule("reckons", "time.hour * 9223372036854775807 > 0", json!([{ "do": "raise_to", "priority": 1 }]));
    assert_eq!(checked(std::slice::from_ref(&bad)), []);
    let old = rule("from an older program", "what.is(this", json!([{ "do": "raise_to", "priority": 1 }]));
    let after = applied(&[bad, old, night()], "staff", "behaviour.other", &[], NIGHT);
    assert_eq!(after.priority, Priority::P2, "the rule after it still holds");
    assert_eq!(after.trace.iter().filter(|line| line.code == FAILED).count(), 2);
}

#[test]
fn what_was_raised_stays_raised() {
    let before = applied(&[night()], "staff", "behaviour.other", &[], NIGHT);
    let later = keep(applied(&[], "staff", "behaviour.other", &[], NIGHT), &before);
    assert_eq!((later.priority, later.skills.clone()), (before.priority, before.skills.clone()));
    assert_eq!(later.trace.last(), before.trace.last(), "and why");
    assert_eq!(keep(later.clone(), &before), later, "once");
}

#[test]
fn a_what_if_counts_what_would_move_and_what_nobody_would_get() {
    let place = Place::new();
    let ground = place.ground();
    let nothing = Answers::new();
    let case = |at: u8, kind, when| Case {
        report: shared::id::ReportId::from_uuid(uuid::Uuid::from_bytes([at; 16])),
        told: told_at(kind, "behaviour.other", &nothing, Some(&place.check_in), when),
        ground: &ground,
    };
    let cases = [case(1, "staff", NIGHT), case(2, "anonymous", NIGHT), case(3, "staff", NOON)];
    let new = RuleSet::load(1, vec![night()]);
    let outcome = replay(&RuleSet::default(), &new, cases);
    assert_eq!((outcome.cases, outcome.changed, outcome.moved, outcome.more_urgent), (3, 1, 1, 1));
    assert_eq!((outcome.less_urgent, outcome.to_nobody, outcome.failed), (0, 0, 0));
    let [example] = outcome.examples.as_slice() else { panic!("one example") };
    assert_eq!((example.old.post.as_str(), example.new.post.as_str()), ("patrol", "watch"));
    assert_eq!((example.old.priority, example.new.priority), (Priority::P3, Priority::P2));
    assert_eq!(
        (example.zone.as_str(), example.new.rules.as_slice()),
        ("check-in-a", &["night-check-in".to_owned()][..])
    );

    let back = replay(&new, &RuleSet::default(), cases);
    assert_eq!((back.changed, back.moved, back.more_urgent, back.less_urgent), (1, 1, 0, 1));

    let to_day_shift = rule("day", "time.hour > 20", json!([{ "do": "send_to", "post": "day-only" }]));
    let outcome = replay(&RuleSet::default(), &RuleSet::load(1, vec![to_day_shift]), cases);
    assert_eq!(
        (outcome.changed, outcome.moved, outcome.to_nobody),
        (2, 0, 2),
        "nobody is there at night: the usual way"
    );
    assert_eq!(outcome.examples[0].new.post, "patrol");
}

#[test]
fn the_manual_names_every_name() {
    let manual = include_str!("../../docs/RULES.md");
    for name in NAMES {
        let row = format!("| `{}` | {} |", name.path, name.means);
        assert!(manual.contains(&row), "docs/RULES.md needs the row:\n{row}");
    }
    for function in FUNCTIONS {
        assert!(manual.contains(&format!("`{function}")), "docs/RULES.md does not tell of {function}");
    }
    let examples: Vec<Rule> = manual
        .split("```json\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .map(|text| serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}")))
        .collect();
    assert_eq!(examples.len(), 5, "five examples");
    assert_eq!(check(&examples, &known()), []);
}
