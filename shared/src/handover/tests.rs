use super::*;
use crate::id::PostId;
use crate::roster::Stint;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use uuid::Uuid;

fn account(n: u128) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(n))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn names_round_trip() {
    for section in Section::ALL {
        assert_eq!(Section::parse(section.name()), Some(section));
        assert_eq!(serde_json::to_value(section).unwrap(), section.name());
    }
    for state in SheetState::ALL {
        assert_eq!(SheetState::parse(state.name()), Some(state));
    }
}

#[test]
fn nobody_signs_both_sides_and_nothing_is_signed_unread() {
    let (ines, anton, third) = (account(1), account(2), account(3));
    let draft = Sides { state: SheetState::Draft, outgoing: None, incoming: None };
    assert_eq!(draft.may(Act::SignOutgoing, ines), Ok(()));
    assert_eq!(draft.may(Act::Write, anton), Ok(()));
    for early in [Act::Read, Act::TakeBack, Act::Take, Act::Answer, Act::SignIncoming { unread: 0 }] {
        assert_eq!(draft.may(early, anton), Err(Refusal::State), "{early:?}");
    }
    let signed = Sides { state: SheetState::Signed, outgoing: Some(ines), incoming: None };
    assert_eq!(signed.may(Act::Write, ines), Err(Refusal::State), "what is signed is frozen");
    for hers in [Act::Read, Act::SignIncoming { unread: 0 }, Act::Take] {
        assert_eq!(signed.may(hers, ines), Err(Refusal::Side), "{hers:?}");
        assert_eq!(signed.may(hers, anton), Ok(()), "{hers:?}");
    }
    assert_eq!(signed.may(Act::SignIncoming { unread: 1 }, anton), Err(Refusal::Unread));
    for his in [Act::TakeBack, Act::Answer] {
        assert_eq!(signed.may(his, ines), Ok(()));
        assert_eq!(signed.may(his, anton), Err(Refusal::Side));
    }
    let reading = Sides { incoming: Some(anton), ..signed };
    assert_eq!(reading.may(Act::Read, third), Err(Refusal::Side));
    assert_eq!(reading.may(Act::Take, third), Ok(()), "whoever reads may be called away");
    let over = Sides { state: SheetState::Accepted, ..reading };
    for late in [Act::TakeBack, Act::Write, Act::Read, Act::Take, Act::SignIncoming { unread: 0 }] {
        assert_eq!(over.may(late, ines), Err(Refusal::State), "{late:?}");
    }
}

#[test]
fn a_line_is_done_when_it_is_accepted_or_answered() {
    let read = |accepted, questioned, answered| Reading { accepted, questioned, answered };
    let of = |struck, edited, read| LineState::of(struck, edited, read);
    assert_eq!(of(false, false, Reading::default()), LineState::Proposed);
    assert_eq!(of(false, true, Reading::default()), LineState::Edited);
    assert_eq!(of(false, true, read(false, true, false)), LineState::Questioned);
    assert_eq!(of(false, false, read(false, true, true)), LineState::Answered);
    assert_eq!(of(false, false, read(true, true, true)), LineState::Accepted);
    assert_eq!(of(true, true, read(true, false, false)), LineState::Struck);
    let done = [LineState::Struck, LineState::Answered, LineState::Accepted];
    for state in [LineState::Proposed, LineState::Edited, LineState::Questioned].into_iter().chain(done) {
        assert_eq!(state.is_read(), done.contains(&state), "{state:?}");
    }
}

#[test]
fn what_to_look_out_for_goes_on_until_its_time_is_over() {
    let now = at("2026-11-14T06:00:00Z");
    let (later, before) = (Some(now + SignedDuration::from_secs(1)), Some(now));
    assert!(is_carried(Section::Watch, true, false, None, now));
    assert!(is_carried(Section::Watch, true, false, later, now));
    assert!(!is_carried(Section::Watch, true, false, before, now));
    assert!(!is_carried(Section::Watch, true, true, None, now), "struck");
    assert!(!is_carried(Section::Watch, false, false, None, now), "made from the log");
    assert!(!is_carried(Section::Lessons, true, false, None, now));
    assert!(is_carried(Section::Faults, true, false, later, now));
}

#[test]
fn a_shift_goes_from_one_change_to_the_next() {
    let stint = |officer: u128, starts: &str, hours: i64| Stint {
        post: PostId::from_uuid(Uuid::from_u128(officer)),
        starts: at(starts),
        ends: at(starts) + SignedDuration::from_hours(hours),
        officer: account(officer),
    };
    let mut stints = vec![stint(9, "2026-11-14T01:00:00Z", 2)];
    for officer in 1..4 {
        stints.push(stint(officer, "2026-11-13T18:00:00Z", 12));
        stints.push(stint(officer + 3, "2026-11-14T06:00:00Z", 12));
        stints.push(stint(officer, "2026-11-14T18:00:00Z", 12));
    }
    let (evening, morning, next) = (at("2026-11-13T18:00:00Z"), at("2026-11-14T06:00:00Z"), at("2026-11-14T18:00:00Z"));
    let of = |handed: Option<&str>, now: &str| window(&stints, handed.map(at), at(now));
    assert_eq!(of(None, "2026-11-14T05:50:00Z"), (evening, morning));
    assert_eq!(of(Some("2026-11-13T18:02:00Z"), "2026-11-14T05:50:00Z"), (at("2026-11-13T18:02:00Z"), morning));
    assert_eq!(of(Some("2026-11-14T05:52:00Z"), "2026-11-14T05:55:00Z"), (at("2026-11-14T05:52:00Z"), next));
    assert_eq!(of(Some("2026-11-13T18:02:00Z"), "2026-11-14T06:20:00Z"), (at("2026-11-13T18:02:00Z"), morning), "late");
    assert_eq!(of(Some("2026-11-13T18:02:00Z"), "2026-11-14T12:00:00Z"), (morning, next), "nobody handed over");
    let bare = window(&[], None, morning);
    assert_eq!(bare, (morning - SignedDuration::from_hours(12), morning));
    assert_eq!(half((evening, morning), &TimeZone::UTC), Half::Night);
    assert_eq!(half((morning, next), &TimeZone::UTC), Half::Day);
}

#[test]
fn more_than_chance_is_unusual() {
    assert_eq!(usual(&[30, 33, 36]), Some(33));
    assert_eq!(usual(&[30, 33]), None, "two weeks say nothing");
    assert!(!unusual(2, &[0, 0, 0]));
    assert!(unusual(3, &[0, 0, 0]));
    assert!(!unusual(6, &[4, 4, 4]));
    assert!(unusual(9, &[4, 4, 4]));
    assert!(!unusual(90, &[4, 4]));
}

#[test]
fn every_language_says_everything() {
    let since = at("2026-11-14T01:10:00Z");
    let facts = [
        Fact::Open {
            category: "item.unattended".to_owned(),
            place: Some("Gate C2".to_owned()),
            status: Status::OnScene,
            officer: None,
            since,
        },
        Fact::Promised { owed: Owed::News, by: since, officer: Some("Ren".to_owned()) },
        Fact::Gap { ground: "Cargo".to_owned(), skill: false, starts: since, ends: since },
        Fact::Gap { ground: "k9".to_owned(), skill: true, starts: since, ends: since },
        Fact::Unproven { since: Some(since), missing: vec!["webhook".to_owned(), "photo".to_owned()] },
        Fact::Unproven { since: None, missing: Vec::new() },
        Fact::Failed { channel: "email".to_owned(), count: 4 },
        Fact::Unread { count: 2, since },
        Fact::Count { category: "item.unattended".to_owned(), seen: 9, usual: 2 },
    ];
    let zone = TimeZone::get("Europe/Lisbon").unwrap();
    for fact in &facts {
        let english = say(fact, "en", &zone);
        for language in LANGUAGES {
            let said = say(fact, language, &zone);
            let all = format!("{} {}", said.text, said.detail);
            assert!(!all.contains(['{', '_']) && !said.text.is_empty(), "{language}: {all}");
            assert_eq!(said.detail.is_empty(), english.detail.is_empty(), "{language}: {all}");
            assert!(language == "en" || all != format!("{} {}", english.text, english.detail), "{language}: {all}");
        }
    }
    let open = say(&facts[0], "en", &zone);
    assert!(open.text.ends_with(", Gate C2"), "{}", open.text);
    assert_eq!(open.detail, "Nobody has it. On scene, since Sat 01:10.");
}

#[test]
fn the_tables_have_the_same_keys() {
    let tables: std::collections::BTreeMap<String, std::collections::BTreeMap<String, String>> =
        serde_json::from_str(include_str!("../../data/handover.json")).unwrap();
    let keys = |language: &str| tables[language].keys().collect::<Vec<_>>();
    let values = |phrase: &str| -> std::collections::BTreeSet<String> {
        let after = phrase.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        after.map(|(name, _)| name.to_owned()).collect()
    };
    assert_eq!(tables.len(), LANGUAGES.len());
    for language in LANGUAGES {
        assert_eq!(keys(language), keys("en"), "{language}");
        for (key, phrase) in &tables[language] {
            assert_eq!(values(phrase), values(&tables["en"][key]), "{language}: {key}");
        }
    }
}
