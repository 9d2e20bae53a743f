//! The scenario files are the tests: each is simulated on both databases, and what it expects must come.

use std::collections::BTreeSet;
use tests::Store;
use tests::scenario::{comes_true, folder, read, simulates};

macro_rules! scenarios {
    ($($name:ident),* $(,)?) => {
        const ALL: &[&str] = &[$(stringify!($name)),*];

        $(mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                super::comes_true(super::Store::Sqlite, stringify!($name)).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                super::comes_true(super::Store::Postgres, stringify!($name)).await;
            }
        })*
    };
}

scenarios! {
    clocks_change_tonight,
    crowd_event,
    fight_along_the_pier,
    forty_people_one_bag,
    hoax_wave,
    mail_away_for_an_hour,
    nobody_answers,
    off_duty_is_silent,
    quiet_night,
    two_bags_sixty_metres,
}

#[test]
fn every_file_is_told() {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let names: BTreeSet<String> = files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(names, ALL.iter().map(|name| (*name).to_owned()).collect());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_can_read_what_came() {
    let scenario = read("two_bags_sixty_metres");
    let simulated = simulates(Store::Sqlite, &scenario).await.unwrap();
    let told = backend::simulate::json(&scenario, &simulated);
    let reports = told["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 6);
    assert!(reports.iter().all(|report| report["true"].is_string() && report["given"].is_string()));
    for alarm in told["alarms"].as_array().unwrap() {
        assert!(
            alarm["at"].is_number() && alarm["sent"].is_number() && alarm["officer"].as_str().unwrap().contains('@')
        );
        assert_eq!(alarm["channel"], "email");
        assert!(alarm["reason"].as_str().unwrap().starts_with("first call"), "{alarm}");
    }
    assert_eq!((&told["missed"], &told["figures"]["precision"]), (&serde_json::json!([]), &serde_json::json!(1.0)));
    let words = backend::simulate::words(&scenario, &simulated);
    assert!(words.contains("everything came as expected") && words.contains("times as fast"), "{words}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_venue_does_not_have_is_named() {
    let mut strange = read("two_bags_sixty_metres");
    strange.reports[0].plate = Some("BV-XX-1".to_owned());
    let said = simulates(Store::Sqlite, &strange).await.err().unwrap().to_string();
    assert_eq!(said, "bayview has no sign BV-XX-1");
    let mut strange = read("two_bags_sixty_metres");
    strange.officers[0].who = "nobody@demo.test".to_owned();
    let said = simulates(Store::Sqlite, &strange).await.err().unwrap().to_string();
    assert_eq!(said, "Bayview Airport has nobody nobody@demo.test");
    strange.venue = "nowhere".to_owned();
    let said = simulates(Store::Sqlite, &strange).await.err().unwrap().to_string();
    assert_eq!(said, "the demo has no venue nowhere");
}
