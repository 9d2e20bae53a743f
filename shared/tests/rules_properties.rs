//! What must hold of any rules and any report: they only raise, their order is nothing to the priority, none fails a report.
#![expect(clippy::unwrap_used, reason = "a test whose scene cannot be set should stop")]

mod rule_ground;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rule_ground::{Place, answers, checked, rule, told_at};
use serde_json::{Value, json};
use shared::rules::{FAILED, FIRED, FaultCode, Rule, RuleSet, Subject, keep};
use shared::taxonomy::{Taxonomy, VenueKind};
use shared::triage::{Assessment, Facts, assess};

const CONDITIONS: [&str; 12] = [
    "true",
    "priority > 1",
    "priority == 3 || time.hour < 7",
    "report.kind == \"staff\"",
    "report.category.startsWith(\"danger.\")",
    "!report.category.startsWith(\"danger.\")",
    "size(answers.weapon) == 0",
    "\"knife\" in answers.weapon",
    "zone.within.exists(code, code == \"check-in-hall\")",
    "zone.code == \"\"",
    "time.weekday in [\"sat\", \"sun\"] && time.minute >= 30",
    "time.hour * 9223372036854775807 > priority",
];

fn effect() -> impl Strategy<Value = Value> {
    prop_oneof![
        (1_u8..=4).prop_map(|priority| json!({ "do": "raise_to", "priority": priority })),
        select(vec!["patrol", "k9", "intel"]).prop_map(|skill| json!({ "do": "want_skill", "skill": skill })),
        select(vec!["watch", "day-only", "desk"]).prop_map(|post| json!({ "do": "send_to", "post": post })),
    ]
}

fn some_rules() -> impl Strategy<Value = Vec<Rule>> {
    let effects = prop::collection::vec(prop::collection::vec(effect(), 1..4), CONDITIONS.len());
    (subsequence(CONDITIONS.to_vec(), 0..=CONDITIONS.len()), effects).prop_map(|(conditions, effects)| {
        let rules = conditions.into_iter().zip(effects).enumerate();
        rules.map(|(at, (when, then))| rule(&format!("r{at}"), when, json!(then))).collect()
    })
}

fn categories() -> Vec<String> {
    Taxonomy::builtin().categories().iter().map(|category| category.code.clone()).collect()
}

fn run(
    rules: &[Rule],
    kind: &str,
    category: &str,
    weapon: Option<&str>,
    there: bool,
    at: i64,
) -> (Assessment, Assessment) {
    let place = Place::new();
    let given: Vec<_> = weapon.into_iter().map(|option| ("weapon", option)).collect();
    let answers = answers(&given);
    let facts = Facts { categories: vec![category.to_owned()], answers: answers.clone(), venue: VenueKind::Airport };
    let before = assess(Taxonomy::builtin(), &facts);
    let at = jiff::Timestamp::from_second(1_790_000_000 + at).unwrap().to_string();
    let told = told_at(kind, category, &answers, there.then_some(&place.check_in), &at);
    let subject = Subject::new(&place.ground(), &told, before.priority);
    let after = RuleSet::load(1, rules.to_vec()).apply(&subject, before.clone());
    (before, after)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rules_only_raise(
        rules in some_rules(),
        kind in select(vec!["anonymous", "confidential", "staff"]),
        category in select(categories()),
        weapon in proptest::option::of(select(vec!["gun", "knife", "none"])),
        there in any::<bool>(),
        at in 0_i64..1_000_000,
        turn in 0_usize..12,
    ) {
        let sound = checked(&rules).iter().all(|fault| fault.code == FaultCode::Duplicate);
        prop_assert!(sound, "an effect may be drawn twice, nothing else is wrong");
        let (before, after) = run(&rules, kind, &category, weapon, there, at);
        prop_assert!(after.priority <= before.priority);
        prop_assert!(after.skills.starts_with(&before.skills));
        prop_assert!(after.trace.starts_with(&before.trace));
        let said = after.trace[before.trace.len()..].iter().all(|line| [FIRED, FAILED].contains(&line.code.as_str()));
        prop_assert!(said);

        let mut turned = rules.clone();
        turned.rotate_left(turn.min(rules.len()));
        let (_, other) = run(&turned, kind, &category, weapon, there, at);
        prop_assert_eq!(other.priority, after.priority);
        let same_skills = other.skills.iter().all(|skill| after.skills.contains(skill));
        prop_assert!(same_skills && other.skills.len() == after.skills.len());

        // Whatever set comes next, nothing is taken back.
        let kept = keep(before, &after);
        prop_assert!(kept.priority <= after.priority);
        prop_assert!(after.skills.iter().all(|skill| kept.skills.contains(skill)));
    }

    #[test]
    fn any_text_is_a_condition_or_a_mistake(when in "[ -~]{0,60}") {
        let rules = [rule("any", &when, json!([{ "do": "raise_to", "priority": 1 }]))];
        let _ = checked(&rules);
        let (before, after) = run(&rules, "staff", "behaviour.other", None, true, 0);
        prop_assert!(after.priority <= before.priority);
    }
}
