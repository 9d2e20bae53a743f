//! Triage by table: what each rule does, and that it does nothing without its answer.

use shared::taxonomy::{Answers, Condition, Emergency, Priority, Skill, Taxonomy, VenueKind};
use shared::triage::{Assessment, Facts, assess, emergency_options};

fn triage(categories: &[&str], given: &[(&str, &str)]) -> Assessment {
    triage_at(VenueKind::Airport, categories, given)
}

fn triage_at(venue: VenueKind, categories: &[&str], given: &[(&str, &str)]) -> Assessment {
    let mut answers = Answers::new();
    for (question, option) in given {
        answers.entry((*question).to_owned()).or_default().insert((*option).to_owned());
    }
    let categories = categories.iter().map(|code| (*code).to_owned()).collect();
    assess(Taxonomy::builtin(), &Facts { categories, answers, venue })
}

fn skills(assessment: &Assessment) -> Vec<&str> {
    assessment.skills.iter().map(Skill::as_str).collect()
}

/// All ways to make a condition true, each with no more answers than it needs.
fn ways(condition: &Condition) -> Vec<Vec<(&str, &str)>> {
    match condition {
        Condition::Answer { question, is } => {
            is.iter().map(|option| vec![(question.as_str(), option.as_str())]).collect()
        }
        Condition::Hot { .. } => vec![vec![("hot_hidden", "yes"), ("hot_typical", "no")]],
        Condition::Any { any } => any.iter().flat_map(ways).collect(),
        Condition::All { all } => all.iter().map(ways).fold(vec![vec![]], |sofar, next| {
            sofar.iter().flat_map(|one| next.iter().map(move |two| [one.as_slice(), two.as_slice()].concat())).collect()
        }),
    }
}

#[test]
fn each_category_starts_at_its_default() {
    for category in Taxonomy::builtin().categories() {
        let outcome = triage(&[&category.code], &[]);
        assert_eq!(outcome.priority, category.default_priority, "{}", category.code);
        assert_eq!(outcome.skills, category.skills, "{}", category.code);
        assert_eq!(outcome.emergency, category.emergency == Emergency::Always, "{}", category.code);
        assert!(outcome.notify.is_empty());
    }
}

#[test]
fn a_gun_is_p1_for_armed_officers_and_shows_the_number() {
    let outcome = triage(&["behaviour.other"], &[("weapon", "gun")]);
    assert_eq!(outcome.priority, Priority::P1);
    assert_eq!(skills(&outcome), ["firearms", "patrol"]);
    assert!(outcome.emergency);
    let without = triage(&["behaviour.other"], &[("weapon", "none")]);
    assert_eq!((without.priority, without.emergency), (Priority::P3, false));
}

#[test]
fn every_emergency_condition_fires_on_its_answer_and_not_without() {
    let mut tried = 0;
    for category in Taxonomy::builtin().categories() {
        for condition in category.emergency.conditions() {
            for way in ways(condition) {
                assert!(triage(&[&category.code], &way).emergency, "{} with {way:?}", category.code);
                tried += 1;
            }
        }
        if category.emergency != Emergency::Always {
            assert!(!triage(&[&category.code], &[]).emergency, "{}", category.code);
        }
    }
    assert!(tried >= 60, "{tried}");
}

/// The prose of the categories, restated by hand: a row that should show the number, and its nearest that should not.
#[test]
fn conditions_mean_what_they_say() {
    for (category, shows, shows_not) in [
        (
            "access.impersonation",
            &[("still_there", "yes"), ("in_restricted", "yes")][..],
            &[("in_restricted", "yes")][..],
        ),
        ("access.door_open", &[("went_through", "yes")], &[("forced", "yes")]),
        ("access.fence", &[("went_through", "yes")], &[("went_through", "unsure")]),
        ("vehicle.abandoned", &[("low_riding", "yes"), ("veh_close", "yes")], &[("low_riding", "yes")]),
        ("air.drone", &[("drone_near", "yes")], &[("drone_near", "unsure")]),
        ("air.ga", &[("departs", "within_hour")], &[("departs", "later")]),
        ("person.trafficking", &[("departs", "within_hour")], &[("traff_signs", "injuries")]),
        ("water.stowaway", &[("hiding_place", "closed_space")], &[("hiding_place", "ashore")]),
        ("item.prohibited", &[("explosive", "ammunition")], &[("explosive", "no")]),
        ("item.mail", &[("substance", "powder")], &[("substance", "alarm")]),
        ("info.planned", &[("threat_when", "within_day")], &[("threat_when", "not_named")]),
        ("insider.access_misuse", &[("weapon", "other")], &[("critical_area", "yes")]),
        ("fault.alarm", &[("alarm_kind", "fire")], &[("alarm_kind", "door_or_security")]),
        ("cargo.tamper", &[("loaded", "already_loaded")], &[("loaded", "soon")]),
        (
            "item.unattended",
            &[("hot_hidden", "yes"), ("hot_typical", "no")],
            &[("hot_hidden", "yes"), ("hot_typical", "unsure")],
        ),
    ] {
        assert!(triage(&[category], shows).emergency, "{category} with {shows:?}");
        assert!(!triage(&[category], shows_not).emergency, "{category} with {shows_not:?}");
    }
}

#[test]
fn an_unattended_item_is_scored_in_every_combination() {
    for (hidden, hidden_points) in [("no", 0), ("unsure", 1), ("yes", 2)] {
        for (typical, typical_points) in [("yes", 0), ("unsure", 1), ("no", 2)] {
            for (left, left_points) in [("did_not_see", 0), ("looked_like_forgotten", 0), ("left_on_purpose", 2)] {
                for obvious in ["no", "unsure", "yes"] {
                    let given = [
                        ("hot_hidden", hidden),
                        ("hot_typical", typical),
                        ("saw_leave", left),
                        ("hot_obvious", obvious),
                    ];
                    let outcome = triage(&["item.unattended"], &given);
                    let high = obvious == "yes" || hidden_points + typical_points + left_points >= 4;
                    let expected = if high { Priority::P1 } else { Priority::P2 };
                    assert_eq!(outcome.priority, expected, "{given:?}");
                    assert_eq!(outcome.emergency, high, "{given:?}");
                }
            }
        }
    }
}

#[test]
fn the_score_counts_only_for_items_and_each_question_once() {
    let signs = [("hot_hidden", "yes"), ("hot_typical", "no"), ("saw_leave", "left_on_purpose")];
    assert_eq!(triage(&["item.lost"], &signs).priority, Priority::P4);
    assert_eq!(triage(&["item.lost", "item.unattended"], &signs).priority, Priority::P1);
    let wavering = [("hot_hidden", "unsure"), ("hot_hidden", "yes"), ("hot_typical", "unsure")];
    assert_eq!(triage(&["item.unattended"], &wavering).priority, Priority::P2, "1.5 points, not 2");
}

#[test]
fn one_level_up_happens_once() {
    let twice = [("veh_close", "yes"), ("loaded", "soon"), ("offender_present", "yes")];
    assert_eq!(triage(&["crime.fraud"], &twice[2..]).priority, Priority::P2);
    assert_eq!(triage(&["crime.fraud"], &twice).priority, Priority::P2);
    assert_eq!(triage(&["crime.theft_past"], &twice).priority, Priority::P3);
}

#[test]
fn a_secure_area_counts_only_with_somebody_in_it() {
    let area = ("area_kind", "airside_or_quay");
    assert_eq!(triage(&["access.door_open"], &[area]).priority, Priority::P2);
    assert_eq!(triage(&["access.door_open"], &[area, ("went_through", "yes")]).priority, Priority::P1);
    assert_eq!(
        triage(&["access.door_open"], &[("area_kind", "public"), ("went_through", "yes")]).priority,
        Priority::P2
    );
}

#[test]
fn answers_raise_as_the_question_bank_says() {
    for (question, option, to) in [
        ("safe_now", "no", 1),
        ("hurt", "yes", 1),
        ("weapon", "other", 1),
        ("imminent", "yes", 1),
        ("symptoms", "yes", 1),
        ("substance", "flames", 1),
        ("forced", "yes", 3),
        ("traff_signs", "asked_for_help", 1),
        ("departs", "within_hour", 1),
        ("threat_when", "within_day", 1),
        ("breathing", "no", 1),
        ("drone_near", "yes", 1),
        ("craft_zone", "yes", 1),
        ("diver_sign", "object_on_hull_or_quay", 1),
        ("noise", "yes", 1),
        ("loaded", "already_loaded", 3),
        ("ops_impact", "yes", 1),
        ("clicked", "yes", 2),
        ("crowd", "no", 1),
        ("count", "more", 4),
        ("substance", "smoke", 4),
    ] {
        assert_eq!(u8::from(triage(&["info.thanks"], &[(question, option)]).priority), to, "{question}={option}");
    }
}

#[test]
fn traffic_control_is_told_by_its_own_name() {
    let near = [("drone_near", "yes")];
    assert!(triage_at(VenueKind::Airport, &["air.drone"], &near).notify.iter().eq(["atc"]));
    assert!(triage_at(VenueKind::Seaport, &["air.drone"], &near).notify.iter().eq(["vts"]));
}

#[test]
fn the_highest_category_stands_and_skills_unite() {
    let outcome = triage(&["item.lost", "item.unattended", "hazard.fire"], &[]);
    assert_eq!(outcome.priority, Priority::P1);
    assert_eq!(skills(&outcome), ["fire", "medical", "patrol", "eod", "k9", "lost_property"]);
    assert_eq!(outcome.trace[0].text, "Fire or smoke: P1 by category", "the most urgent is told first");
}

#[test]
fn unknown_codes_and_free_text_are_passed_over() {
    let plain = triage(&["info.other"], &[]);
    assert_eq!(triage(&["info.other", "no.such"], &[("nope", "yes"), ("hurt", "perhaps"), ("what_did", "yes")]), plain);
    assert_eq!(triage(&["no.such"], &[]).priority, Priority::P4);
}

#[test]
fn the_trace_tells_the_story() {
    let outcome =
        triage(&["item.unattended"], &[("hot_hidden", "yes"), ("hot_typical", "no"), ("saw_leave", "did_not_see")]);
    let told: Vec<_> =
        outcome.trace.iter().map(|line| (line.code.as_str(), line.text.as_str(), line.effect.as_deref())).collect();
    assert_eq!(
        told,
        [
            ("category_default", "Bag or item left alone: P2 by category", Some("P2")),
            ("hot_score", "Hidden, untypical, left on purpose: 2 of 3: at least P1", Some("P2 → P1")),
            ("category_skill", "Bag or item left alone: wants patrol, eod, k9", None),
            ("answer_skill", "Hidden, untypical, left on purpose: 2 of 3: wants eod", None),
            ("emergency", "Hidden, untypical, left on purpose: 2 of 3: show the emergency number", None),
        ]
    );
    let line = &triage(&["danger.fight"], &[("weapon", "gun")]).trace[1];
    assert_eq!((line.code.as_str(), line.text.as_str()), ("answer_raises", "Did you see a weapon? A gun: at least P1"));
    assert_eq!(line.params.get("answers").map(String::as_str), Some("weapon=gun"));
}

#[test]
fn an_assessment_survives_storage() {
    let outcome = triage(&["air.drone"], &[("drone_near", "yes")]);
    let stored = serde_json::to_string(&outcome).expect("plain values");
    assert_eq!(serde_json::from_str::<Assessment>(&stored).expect("the same shape"), outcome);
}

#[test]
fn a_phone_knows_which_options_show_the_number() {
    let options = |question| emergency_options(Taxonomy::builtin(), question);
    assert_eq!(options("weapon"), ["gun", "knife"]);
    assert_eq!(options("drone_near"), ["yes"]);
    assert_eq!(options("breathing"), ["no"]);
    assert_eq!(options("hiding_place"), ["in_water", "closed_space"]);
    assert!(options("hot_hidden").is_empty() && options("what_did").is_empty() && options("nope").is_empty());
}
