use super::*;
use crate::id::AccountId;
use crate::limits::MAJOR_CONFIRM_MINUTES;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

fn who(n: u128) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(n))
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn zone(to: ZoneState) -> Subject {
    Subject::Zone { zone: "t1".to_owned(), to }
}

fn board() -> Board {
    Board::declared(who(1), who(1), at(0))
}

#[test]
fn command_passes_when_it_is_accepted_and_is_never_vacant() {
    let mut board = Board::declared(who(1), who(2), at(0));
    assert_eq!(board.commander(), Some(who(1)));
    let role = Role::Commander;
    assert_eq!(board.act(Act::Accept { role }, who(3), at(1)), Err(Refusal::NotAsked));
    assert_eq!(board.act(Act::Accept { role }, who(2), at(2)), Ok(Done::Changed));
    assert_eq!(board.act(Act::Accept { role }, who(2), at(3)), Ok(Done::Already));
    assert_eq!(board.commander(), Some(who(2)));
    board.act(Act::Give { role, to: who(3) }, who(2), at(4)).unwrap();
    assert_eq!(board.commander(), Some(who(2)));
    board.act(Act::Decline { role }, who(3), at(5)).unwrap();
    assert_eq!((board.commander(), board.roles[&role].asked), (Some(who(2)), None));
}

#[test]
fn a_state_takes_two_people_within_the_time() {
    let mut board = board();
    board.act(Act::Propose { id: id(1), subject: zone(ZoneState::Lockdown) }, who(1), at(0)).unwrap();
    assert_eq!(board.zone("t1").0, ZoneState::Normal);
    assert_eq!(board.act(Act::Confirm { id: id(1) }, who(1), at(1)), Err(Refusal::SamePerson));
    let again = Act::Propose { id: id(2), subject: zone(ZoneState::Evacuate) };
    assert_eq!(board.act(again, who(2), at(1)), Err(Refusal::Waiting));
    assert_eq!(board.act(Act::Confirm { id: id(1) }, who(2), at(2)), Ok(Done::Changed));
    assert_eq!(board.act(Act::Confirm { id: id(1) }, who(2), at(3)), Ok(Done::Already));
    assert_eq!(board.zone("t1"), (ZoneState::Lockdown, Some(at(2))));
    let same = Act::Propose { id: id(3), subject: zone(ZoneState::Lockdown) };
    assert_eq!(board.act(same, who(1), at(4)), Err(Refusal::State));
    // Back to normal takes two as well.
    board.act(Act::Propose { id: id(4), subject: zone(ZoneState::Normal) }, who(2), at(5)).unwrap();
    assert_eq!(board.zone("t1").0, ZoneState::Lockdown);
    board.act(Act::Confirm { id: id(4) }, who(1), at(6)).unwrap();
    assert_eq!(board.zone("t1").0, ZoneState::Normal);
}

#[test]
fn what_nobody_confirms_lapses_to_the_microsecond() {
    let mut board = board();
    board.act(Act::Propose { id: id(1), subject: zone(ZoneState::Lockdown) }, who(1), at(0)).unwrap();
    let until = at(0) + SignedDuration::from_mins(MAJOR_CONFIRM_MINUTES);
    let before = until - SignedDuration::from_micros(1);
    assert_eq!(board.turns[0].stands(before), Proposal::Waiting);
    assert_eq!(board.turns[0].stands(until), Proposal::Lapsed);
    assert_eq!(board.clone().act(Act::Confirm { id: id(1) }, who(2), before), Ok(Done::Changed));
    assert_eq!(board.act(Act::Confirm { id: id(1) }, who(2), until), Err(Refusal::Lapsed));
    // Then anybody proposes anew.
    board.act(Act::Propose { id: id(2), subject: zone(ZoneState::Evacuate) }, who(2), until).unwrap();
    board.act(Act::Withdraw { id: id(2) }, who(1), until).unwrap();
    assert_eq!(board.act(Act::Confirm { id: id(2) }, who(1), until), Err(Refusal::Lapsed));
    assert_eq!(board.zone("t1").0, ZoneState::Normal);
}

#[test]
fn the_all_clear_ends_every_state_and_every_act_but_tidying() {
    let mut board = board();
    board.act(Act::Propose { id: id(1), subject: zone(ZoneState::Evacuate) }, who(1), at(0)).unwrap();
    board.act(Act::Confirm { id: id(1) }, who(2), at(1)).unwrap();
    assert_eq!(board.muster_since(), Some(at(1)));
    board.act(Act::Order { id: id(9), text: "sweep".into(), to: None, due: None }, who(1), at(1)).unwrap();
    board.act(Act::Propose { id: id(2), subject: Subject::AllClear }, who(2), at(2)).unwrap();
    assert_eq!(board.act(Act::Confirm { id: id(2) }, who(2), at(3)), Err(Refusal::SamePerson));
    assert_eq!(board.zone("t1").0, ZoneState::Evacuate);
    board.act(Act::Confirm { id: id(2) }, who(1), at(4)).unwrap();
    assert_eq!((board.over_at(), board.zone("t1").0), (Some(at(4)), ZoneState::Normal));
    let late = Act::Propose { id: id(3), subject: zone(ZoneState::Lockdown) };
    assert_eq!(board.act(late, who(1), at(5)), Err(Refusal::Over));
    assert_eq!(board.act(Act::Finish { id: id(9), done: true }, who(1), at(6)), Ok(Done::Changed));
}

#[test]
fn lists_have_an_end_and_ids_one_meaning() {
    let mut board = board();
    for n in 0..crate::limits::MAJOR_LINES as u128 {
        board.act(Act::Aim { id: id(n), text: "x".into() }, who(1), at(0)).unwrap();
    }
    let more = |n, text: &str| Act::Aim { id: id(n), text: text.to_owned() };
    assert_eq!(board.act(more(9999, "x"), who(1), at(0)), Err(Refusal::Full));
    assert_eq!(board.act(more(0, "x"), who(1), at(0)), Ok(Done::Already));
    assert_eq!(board.act(more(0, "y"), who(1), at(0)), Err(Refusal::Reused));
}

fn entry(key: u128, station: u128, seconds: i64, how: How, amount: i32, person: Option<u8>) -> CheckIn {
    CheckIn {
        key: id(key),
        station: id(station),
        at: at(seconds),
        how,
        amount,
        person: person.map(|person| [person; 32]),
    }
}

#[test]
fn entries_come_to_the_same_in_whatever_order_they_arrive() {
    let entries = [
        entry(1, 1, 0, How::Badge, 1, Some(1)),
        entry(2, 1, 10, How::Tap, 3, None),
        entry(3, 1, 20, How::Tap, -1, None),
        entry(4, 2, 25, How::Qr, 1, Some(1)),
        entry(5, 2, 30, How::Count, 40, None),
        entry(6, 2, 40, How::Badge, 1, Some(2)),
        entry(7, 2, 50, How::Tap, -99, None),
        entry(8, 2, 60, How::Count, 41, None),
    ];
    let whole = curve(&entries);
    assert_eq!((whole.present[&id(1)], whole.present[&id(2)], whole.total()), (3, 41, 44));
    assert_eq!(whole.steps.first(), Some(&(at(0), 1)));
    assert_eq!(whole.steps.iter().map(|(_, total)| *total).collect::<Vec<_>>(), [1, 4, 3, 43, 44, 3, 44]);
    let mut turned: Vec<CheckIn> = entries.iter().rev().cloned().collect();
    turned.extend(entries.iter().take(4).cloned());
    assert_eq!(curve(&turned), whole, "and what came twice is one");
}

#[test]
fn times_are_from_when_it_stayed_so() {
    let since = at(0);
    let minutes = |n: i64| Some(SignedDuration::from_mins(n));
    let steps = [(at(60), 49), (at(120), 50), (at(300), 89), (at(360), 90)];
    assert_eq!(reached(&steps, 100, 50, since), minutes(2));
    assert_eq!(reached(&steps, 100, 90, since), minutes(6));
    assert_eq!(reached(&steps[..3], 100, 90, since), None);
    assert_eq!(reached(&[(at(60), 2)], 3, 50, since), minutes(1), "half of three is two");
    assert_eq!(reached(&[(at(60), 1)], 3, 50, since), None);
    let corrected = [(at(60), 95), (at(120), 40), (at(180), 91)];
    assert_eq!(reached(&corrected, 100, 90, since), minutes(3));
    assert_eq!(reached(&[(at(-60), 5)], 5, 90, since), minutes(0), "who was there before came in no time");
    assert_eq!(reached(&steps, 0, 50, since), None);
    assert_eq!(reached(&[], 10, 50, since), None);
}

#[test]
fn what_is_not_known_is_said_to_be_so() {
    let known = Known { number: "A-0001".into(), declared_at: Some(at(0)), ..Known::default() };
    let said = draft(&known, "en", &TimeZone::UTC);
    assert_eq!(said.lines().count(), 7);
    assert!(said.lines().next().unwrap().contains("A-0001 declared at 08:00"), "{said}");
    assert_eq!(said.matches("not known").count(), 6, "{said}");
    let more = Known { hazards: vec!["smoke".into(), "flames".into()], ..known };
    let said = draft(&more, "en", &TimeZone::UTC);
    assert!(said.contains("H, hazards: smoke; flames") && said.matches("not known").count() == 5, "{said}");
}

#[test]
fn every_language_has_every_phrase() {
    let table: std::collections::HashMap<String, std::collections::BTreeMap<String, String>> =
        serde_json::from_str(include_str!("../../data/major.json")).unwrap();
    let keys: Vec<&String> = table["en"].keys().collect();
    let values = |phrase: &str| -> std::collections::BTreeSet<String> {
        let after = phrase.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        after.map(|(name, _)| name.to_owned()).collect()
    };
    assert_eq!(table.len(), crate::handover::LANGUAGES.len());
    for language in crate::handover::LANGUAGES {
        let phrases = &table[language];
        assert_eq!(phrases.keys().collect::<Vec<_>>(), keys, "{language}");
        for (key, phrase) in phrases {
            assert!(!phrase.trim().is_empty(), "{language}: {key}");
            assert_eq!(values(phrase), values(&table["en"][key]), "{language}: {key}");
        }
    }
    for role in Role::ALL {
        assert!(table["en"].contains_key(&format!("role_{}", role.name())));
    }
}
