//! Two thousand made-up reports in ten minutes, and one that is true. Nothing is lost, whoever can help is called for the true
//! one at once, and the others wake few people: what is held is in the queue, and is called for when its time has come.

use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::{Officer, World, both};

const HOAXES: usize = 2_000;
/// Sent side by side, every three seconds.
const AT_ONCE: usize = 10;

/// All over the airport; each a little way from the ones before, so that most are taken for things of their own.
fn hoax(n: usize) -> Value {
    let category = ["item.unattended", "crime.theft_now", "behaviour.photo", "vehicle.circling"][n % 4];
    let (row, column) = ((n / 40 % 50) as f64, (n % 40) as f64);
    let place = json!({
        "lat": 53.994 + row * 0.000_2, "lon": 3.990 + column * 0.000_4, "accuracy_m": 12.0, "floor": "1",
    });
    json!({ "category": category, "place": place, "narrative": format!("hoax {n}") })
}

async fn story(world: &mut World) {
    let armed = "armed@demo.test";
    // So that the wave does not end where a stretch of waiting does.
    world.advance(60).await;
    let mut mails = 0;
    let mut true_one = None;
    for round in 0..HOAXES / AT_ONCE {
        let traveller = world.traveller();
        join_all((0..AT_ONCE).map(|n| traveller.reports(hoax(round * AT_ONCE + n)))).await;
        world.advance(3).await;
        if round == HOAXES / AT_ONCE / 2 {
            mails += world.inbox.news().await.len();
            let weapon = json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-151" } });
            true_one = Some(world.traveller().reports(weapon).await);
            world.settle().await;
            let called = world.inbox.news_for().await;
            assert!(called.contains(&armed.to_owned()), "at once, in the middle of it: {called:?}");
            let officer = world.officer(armed).await;
            let weapon = pages_of(&officer, "danger.weapon").await;
            officer.acknowledges(&weapon).await;
        }
    }
    mails += world.inbox.news().await.len();
    assert!(mails < 300, "ten minutes, eleven officers, two thousand reports: {mails} mails");
    let sent = true_one.expect("told");
    assert_eq!(world.traveller().looks(&sent).await["status"], "acknowledged");

    // Nothing is lost, and what is held can be seen, and says so.
    let supervisor = world.officer("supervisor@demo.test").await;
    let queue = whole_queue(&supervisor).await;
    let told: i64 = queue.values().map(|incident| incident["report_count"].as_i64().unwrap()).sum();
    assert_eq!(told, i64::try_from(HOAXES).unwrap() + 1);
    assert!(queue.len() > 200, "{} incidents", queue.len());
    let newest = queue.values().max_by_key(|incident| incident["opened_at"].as_str().unwrap()).unwrap();
    let whole = supervisor.opens(newest).await;
    let held = whole["assignment"]["trace"].as_array().unwrap().iter().find(|line| line["code"] == "held");
    assert!(held.is_some(), "why nobody was called: {:#}", whole["assignment"]);
    assert_eq!(whole["pages"], json!([]), "nobody was called for it");
    assert_eq!(wave_mails(world).await.len(), 1, "the supervisor heard of the wave, once in its time");

    // Somebody gives their name, in the middle of it: that one is not held, nor is what they join.
    let staff = world.officer("staff@demo.test").await;
    let fire = json!({ "category": "access.door_open", "place": { "plate": "BV-PA-20" } });
    staff
        .ask("POST", "/venues/bayview/reports")
        .header("Idempotency-Key", &tests::fresh_key())
        .json(&fire)
        .reply()
        .await
        .expect(201);
    world.settle().await;
    assert!(!pages_of(&supervisor, "access.door_open").await["pages"].as_array().unwrap().is_empty());

    // Its time comes: whoever has many waiting hears of them in few mails.
    world.inbox.news().await;
    world.advance(300).await;
    let mails = world.inbox.news().await;
    let bundles: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("(+")).collect();
    assert!(!bundles.is_empty() && bundles[0].text.contains("more wait for an answer"), "{mails:#?}");
    let whole = whole_queue(&supervisor).await;
    let p2 = whole.values().filter(|incident| incident["priority"] == 2 && incident["status"] == "open").count();
    assert!(p2 > 100, "{p2} wait");
    assert!(mails.len() < p2 / 2, "{} mails for {p2} incidents", mails.len());
}

async fn wave_mails(world: &World) -> Vec<String> {
    let mails = world.inbox.mails().await.into_iter();
    mails.filter(|mail| mail.subject.starts_with("Wave of reports")).map(|mail| mail.to).collect()
}

/// The incident of a category, opened.
async fn pages_of(officer: &Officer, category: &str) -> Value {
    let queue = whole_queue(officer).await;
    officer.opens(queue.values().find(|incident| incident["category"] == category).unwrap()).await
}

async fn whole_queue(officer: &Officer) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    let mut after = String::new();
    loop {
        let page = officer.get(&format!("/desk/incidents?limit=200{after}")).await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        all.extend(items.into_iter().map(|item| (item["id"].as_str().unwrap().to_owned(), item)));
        match page["next_cursor"].as_str() {
            Some(next) => after = format!("&cursor={next}"),
            None => return all,
        }
    }
}

both!(story);
