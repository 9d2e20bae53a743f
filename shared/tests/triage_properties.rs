//! What must hold of triage for any facts at all: it only raises, order is nothing, and nothing makes it panic.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use shared::taxonomy::{Answers, Taxonomy, VenueKind};
use shared::triage::{Assessment, Facts, assess};

type Given = Vec<(String, String)>;

fn every_answer() -> Given {
    let of = |(code, question): (&str, &shared::taxonomy::Question)| -> Given {
        question.options.iter().map(|option| (code.to_owned(), option.code.clone())).collect()
    };
    Taxonomy::builtin().questions().flat_map(of).collect()
}

fn every_category() -> Vec<String> {
    Taxonomy::builtin().categories().iter().map(|category| category.code.clone()).collect()
}

fn facts(categories: &[String], given: &[(String, String)], venue: VenueKind) -> Facts {
    let mut answers = Answers::new();
    for (question, option) in given {
        answers.entry(question.clone()).or_default().insert(option.clone());
    }
    Facts { categories: categories.to_vec(), answers, venue }
}

fn triage(categories: &[String], given: &[(String, String)]) -> Assessment {
    assess(Taxonomy::builtin(), &facts(categories, given, VenueKind::Airport))
}

fn some_categories() -> impl Strategy<Value = Vec<String>> {
    subsequence(every_category(), 0..4)
}

fn some_answers() -> impl Strategy<Value = Given> {
    subsequence(every_answer(), 0..12)
}

/// `after` is at least as urgent as `before` in every respect.
fn only_rose(before: &Assessment, after: &Assessment) -> Result<(), TestCaseError> {
    prop_assert!(after.priority <= before.priority, "{} fell to {}", before.priority, after.priority);
    prop_assert!(before.skills.iter().all(|skill| after.skills.contains(skill)));
    prop_assert!(after.notify.is_superset(&before.notify));
    prop_assert!(after.emergency || !before.emergency);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_added_answer_lowers(categories in some_categories(), given in some_answers(), more in select(every_answer())) {
        let before = triage(&categories, &given);
        let after = triage(&categories, &[given, vec![more]].concat());
        only_rose(&before, &after)?;
    }

    #[test]
    fn no_added_category_lowers(categories in some_categories(), given in some_answers(), more in select(every_category())) {
        let before = triage(&categories, &given);
        let after = triage(&[categories, vec![more]].concat(), &given);
        only_rose(&before, &after)?;
    }

    #[test]
    fn not_sure_never_lowers(categories in some_categories(), given in some_answers()) {
        let before = triage(&categories, &given);
        let unsure = every_answer().into_iter().filter(|(_, option)| option == "unsure");
        let after = triage(&categories, &given.iter().cloned().chain(unsure).collect::<Vec<_>>());
        only_rose(&before, &after)?;
    }

    #[test]
    fn order_and_repetition_are_nothing(
        (categories, shuffled) in some_categories().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        (given, mixed) in some_answers().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        let twice = [shuffled.clone(), shuffled].concat();
        prop_assert_eq!(triage(&categories, &given), triage(&twice, &mixed));
    }

    #[test]
    fn any_strings_are_survived_and_free_text_says_nothing(
        categories in proptest::collection::vec(any::<String>(), 0..4),
        noise in proptest::collection::vec((any::<String>(), any::<String>()), 0..6),
        words in any::<String>(),
        seaport in any::<bool>(),
    ) {
        let venue = if seaport { VenueKind::Seaport } else { VenueKind::Airport };
        let texts = Taxonomy::builtin().questions().filter(|(_, question)| !question.kind.is_choice());
        let given: Given = texts.map(|(code, _)| (code.to_owned(), words.clone())).chain(noise).collect();
        let bare = assess(Taxonomy::builtin(), &facts(&categories, &[], venue));
        prop_assert_eq!(assess(Taxonomy::builtin(), &facts(&categories, &given, venue)), bare);
    }

    #[test]
    fn every_change_of_priority_is_told(categories in some_categories(), given in some_answers()) {
        let outcome = triage(&categories, &given);
        let last = outcome.trace.iter().filter_map(|line| line.effect.as_deref()).next_back();
        prop_assert!(last.is_some_and(|effect| effect.ends_with(&outcome.priority.to_string())), "{:?}", outcome.trace);
    }
}
