//! The built-in taxonomy holds together, in every language, and judges what people do, never who they are.

use shared::taxonomy::{
    AnswerError, Answers, Audience, Fault, Priority, QuestionKind, Taxonomy, VenueKind, check_answers,
};
use std::collections::{BTreeMap, BTreeSet};

const SOURCE: &str = include_str!("../data/taxonomy.json");
const SPANISH: &str = include_str!("../data/taxonomy.es.json");
const ARABIC: &str = include_str!("../data/taxonomy.ar.json");

fn answers(given: &[(&str, &[&str])]) -> Answers {
    let values = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<BTreeSet<_>>();
    given.iter().map(|(question, chosen)| ((*question).to_owned(), values(chosen))).collect::<BTreeMap<_, _>>()
}

#[test]
fn every_reference_resolves_and_every_word_is_translated() {
    assert_eq!(Taxonomy::builtin().check(), Vec::<Fault>::new());
}

#[test]
fn it_is_as_large_as_it_should_be() {
    let taxonomy = Taxonomy::builtin();
    assert_eq!(taxonomy.groups().len(), 15);
    assert_eq!(taxonomy.categories().len(), 86);
    assert!(taxonomy.questions().count() >= 54);
    assert_eq!(
        taxonomy.languages().collect::<Vec<_>>(),
        ["en", "ar", "de", "es", "fr", "hi", "ja", "ko", "nl", "pt", "ru", "tr", "zh"]
    );
    assert_eq!(taxonomy.version(), "1");
}

#[test]
fn every_question_is_asked_somewhere() {
    let taxonomy = Taxonomy::builtin();
    let asked: BTreeSet<_> = taxonomy.categories().iter().flat_map(|category| &category.questions).collect();
    for (code, _) in taxonomy.questions() {
        assert!(asked.contains(&code.to_owned()), "{code} is never asked");
    }
}

#[test]
fn each_condition_of_a_category_can_be_answered_there() {
    let taxonomy = Taxonomy::builtin();
    for category in taxonomy.categories() {
        for condition in category.emergency.conditions() {
            condition.walk(&mut |part| {
                if let shared::taxonomy::Condition::Answer { question, .. } = part {
                    assert!(category.questions.contains(question), "{} never asks {question}", category.code);
                }
            });
        }
    }
}

#[test]
fn a_misspelt_code_is_found() {
    for (right, wrong) in [
        (r#""group": "danger""#, r#""group": "dangre""#),
        (r#"{"question": "weapon", "is": ["gun"]}"#, r#"{"question": "weapon", "is": ["gnu"]}"#),
        (r#"{"question": "explosive", "is": ["#, r#"{"question": "explosion", "is": ["#),
        (r#""hint": "Weapon or attack", "category": "danger.attack""#, r#""hint": "", "category": "danger.x""#),
    ] {
        let broken = SOURCE.replacen(right, wrong, 1);
        let broken = if broken == SOURCE { loosely(right, wrong) } else { broken };
        let taxonomy = Taxonomy::parse(&broken, &[]).expect("still the right shape");
        assert!(!taxonomy.check().is_empty(), "{wrong} went unnoticed");
    }
}

/// The same replacement in the text without its line breaks.
fn loosely(right: &str, wrong: &str) -> String {
    let flat = SOURCE.split('\n').map(str::trim).collect::<Vec<_>>().join(" ");
    let broken = flat.replacen(right, wrong, 1);
    assert_ne!(broken, flat, "{right} does not occur");
    broken
}

#[test]
fn a_lost_translation_is_found() {
    let shorter = SPANISH.replacen(r#""unsure": "No lo sé""#, r#""unsur": "No lo sé""#, 1);
    let taxonomy = Taxonomy::parse(SOURCE, &[("es", &shorter)]).expect("still the right shape");
    let faults = taxonomy.check();
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(matches!(&faults[0], Fault::Words { language, .. } if language == "es"));
}

#[test]
fn an_unknown_field_is_refused() {
    let extra = SOURCE.replacen(r#""version": "1""#, r#""version": "1", "surprise": 1"#, 1);
    assert!(Taxonomy::parse(&extra, &[]).is_err());
}

#[test]
fn words_come_in_the_language_asked_for_and_fall_back_to_english() {
    let taxonomy = Taxonomy::builtin();
    assert_eq!(taxonomy.localised("es-MX").question("hurt"), Some("¿Hay alguien herido?"));
    assert_eq!(taxonomy.localised("ar").option("hurt", "yes"), Some("نعم"));
    assert_eq!(taxonomy.localised("xx").option("hurt", "yes"), Some("Yes"));
    assert_eq!(taxonomy.localised("").category("item.unattended"), Some("Bag or item left alone"));
    assert_eq!(taxonomy.localised("en").guidance("item"), Some("Don’t touch it. Don’t go closer."));
    assert_eq!(taxonomy.localised("es").category("no.such"), None);
    let tile = &taxonomy.tiles(VenueKind::Seaport)[6];
    let spanish = taxonomy.localised("es");
    assert_eq!(spanish.tile_label(tile), "Barco, lancha o agua");
    assert_eq!(spanish.refine_option(tile, "in_water"), Some("Persona en el agua"));
    let thin =
        Taxonomy::parse(SOURCE, &[("es", r#"{"groups":{},"categories":{},"questions":{},"tiles":{},"words":{}}"#)]);
    assert_eq!(thin.expect("an empty overlay").localised("es").question("hurt"), Some("Is anyone hurt?"));
}

#[test]
fn the_first_screen_of_an_airport_is_as_drawn() {
    let shown: Vec<_> = Taxonomy::builtin()
        .tiles(VenueKind::Airport)
        .iter()
        .map(|tile| (tile.icon.as_str(), tile.label.as_str(), tile.hint.as_str(), tile.danger))
        .collect();
    assert_eq!(
        shown,
        [
            ("danger", "Danger now", "Weapon or attack", true),
            ("bag", "Bag or object", "Left alone or strange", false),
            ("eye", "Testing security", "Or watching guards", false),
            ("door", "Door or fence", "Open, cut or forced", false),
            ("lifebuoy", "Someone at risk", "Afraid or needs help", false),
            ("wallet", "Crime", "Theft, fraud, drugs", false),
            ("drone", "Drone or laser", "In the air, or found", false),
            ("speech", "Something else", "Tell us in words", false),
        ]
    );
}

#[test]
fn travellers_are_offered_nothing_meant_for_staff() {
    let taxonomy = Taxonomy::builtin();
    let codes = |kind, audience| -> Vec<_> { taxonomy.offered(kind, audience).map(|one| one.code.as_str()).collect() };
    assert!(!codes(VenueKind::Airport, Audience::All).iter().any(|code| code.starts_with("insider.")));
    assert!(codes(VenueKind::Airport, Audience::Staff).contains(&"insider.pressure"));
    assert!(!codes(VenueKind::Airport, Audience::Staff).iter().any(|code| code.starts_with("water.")));
    assert!(codes(VenueKind::Seaport, Audience::All).contains(&"water.diver"));
}

#[test]
fn questions_and_options_are_short() {
    for (code, question) in Taxonomy::builtin().questions() {
        assert!(question.text.split_whitespace().count() <= 12, "{code}");
        assert!(question.options.iter().all(|option| option.label.split_whitespace().count() <= 12), "{code}");
    }
}

#[test]
fn nothing_asks_who_somebody_is() {
    const NEVER: [&str; 30] = [
        "race",
        "racial",
        "religio",
        "nationalit",
        "ethnic",
        "foreign",
        "skin",
        "accent",
        "muslim",
        "christian",
        "jewish",
        "arab",
        "black",
        "white",
        "raza",
        "religi",
        "nacionalidad",
        "étnic",
        "etnia",
        "extranjer",
        "color de piel",
        "musulm",
        "cristian",
        "judí",
        "عرق",
        "دين",
        "جنسية",
        "أجنبي",
        "مسلم",
        "مسيحي",
    ];
    for text in [SOURCE, SPANISH, ARABIC] {
        let text = text.to_lowercase();
        let words = text.split(|letter: char| !letter.is_alphanumeric()).collect::<BTreeSet<_>>();
        for never in NEVER {
            assert!(!words.iter().any(|word| word.starts_with(never)), "{never}");
        }
        assert!(!text.contains("color de piel") && !text.contains("لون البشرة"));
    }
}

#[test]
fn answers_are_checked_and_the_question_is_named() {
    let taxonomy = Taxonomy::builtin();
    let check = |given: &[(&str, &[&str])]| check_answers(taxonomy, &answers(given), 10);
    assert_eq!(check(&[("hurt", &["yes"]), ("substance", &["smoke", "flames"]), ("what_did", &["ran away"])]), Ok(()));
    assert_eq!(check(&[]), Ok(()));
    assert_eq!(check(&[("nope", &["x"])]), Err(AnswerError::UnknownQuestion { question: "nope".into() }));
    assert_eq!(check(&[("hurt", &["maybe"])]), Err(AnswerError::UnknownOption { question: "hurt".into() }));
    assert_eq!(check(&[("hurt", &["no", "yes"])]), Err(AnswerError::TooManyValues { question: "hurt".into() }));
    assert_eq!(check(&[("clothing", &["a", "b"])]), Err(AnswerError::TooManyValues { question: "clothing".into() }));
    assert_eq!(
        check(&[("clothing", &["0123456789x"])]).map_err(|error| error.question().to_owned()),
        Err("clothing".to_owned())
    );
    assert_eq!(check(&[("clothing", &["ششششششششش١"])]), Ok(()), "characters count, not bytes");
}

#[test]
fn priorities_climb_and_stop_at_the_top() {
    assert_eq!(Priority::P3.raise_by(1), Priority::P2);
    assert_eq!(Priority::P2.raise_by(9), Priority::P1);
    assert_eq!(Priority::P4.raise_by(0), Priority::P4);
    assert_eq!(Priority::P2.higher_of(Priority::P3), Priority::P2);
    assert_eq!(serde_json::to_string(&Priority::P2).ok().as_deref(), Some("2"));
    assert!(serde_json::from_str::<Priority>("5").is_err());
    assert_eq!("seaport".parse(), Ok(VenueKind::Seaport));
    assert!(QuestionKind::Multi.is_choice() && !QuestionKind::Place.is_choice());
}
