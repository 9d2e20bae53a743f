//! Forty people report one bag: one incident with forty reports, one alarm, and nobody is lost or asked twice.

use serde_json::{Value, json};
use tests::{World, both};

/// Every third reads the sign; the others' phones are off by up to thirty metres, and some name the wrong floor.
fn witness(n: i32) -> Value {
    // Nobody calls it dangerous before the tenth.
    let category = if n > 10 && n % 5 == 4 { "item.suspicious" } else { "item.unattended" };
    let off = |step: i32| f64::from(n * step % 7 - 3);
    let place = if n % 3 == 0 {
        json!({ "plate": "BV-T1-114" })
    } else {
        let (lat, lon) = (53.999_511 + off(3) * 0.000_07, 3.998_608 + off(5) * 0.000_11);
        json!({ "lat": lat, "lon": lon, "accuracy_m": 30.0, "floor": if n % 8 == 1 { "0" } else { "1" } })
    };
    json!({ "category": category, "place": place, "narrative": format!("a case by the pillar, witness {n}") })
}

async fn story(world: &mut World) {
    let mut sent = Vec::new();
    for n in 0..40 {
        sent.push(world.traveller().reports(witness(n)).await);
        world.advance(15).await;
        if n == 9 {
            let officer = world.officer("officer@demo.test").await;
            let incident = officer.finds().await;
            assert_eq!((&incident["report_count"], &incident["priority"]), (&json!(10), &json!(2)));
            assert_eq!(world.inbox.news().await.len(), 1, "ten witnesses, one page");
            officer.acknowledges(&incident).await;
        }
    }

    let officer = world.officer("officer@demo.test").await;
    let incident = officer.finds().await;
    assert_eq!(incident["report_count"], 40);
    assert_eq!(incident["priority"], 1, "somebody said that it looks dangerous: higher than what it joined");
    assert_eq!(incident["status"], "acknowledged", "whoever has it keeps it");
    assert_eq!(incident["version"], 2, "witnesses never make an officer's act stale");
    let sources = incident["independent_sources"].as_i64().unwrap();
    assert!((10..40).contains(&sources), "one place, ten minutes: {sources} independent sources");
    let whole = officer.opens(&incident).await;
    assert_eq!(whole["reports"].as_array().unwrap().len(), 40);
    let joined = whole["timeline"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "incident.joined");
    assert_eq!(joined.count(), 39);
    for one in &sent {
        let seen = world.traveller().looks(one).await;
        assert_eq!(seen["status"], "acknowledged", "each of the forty is answered");
        let times: Vec<&str> =
            seen["steps"].as_array().unwrap().iter().map(|step| step["at"].as_str().unwrap()).collect();
        assert!(times.is_sorted(), "nothing happened to a report before it was there: {times:?}");
    }
    corroborated(world).await;
}

/// Twelve people, at other minutes, tell of the same P3: one step up, and said once however many come.
async fn corroborated(world: &World) {
    for _ in 0..12 {
        let filming = json!({ "category": "behaviour.photo", "place": { "plate": "BV-PA-20" } });
        world.traveller().reports(filming).await;
        world.advance(61).await;
    }
    let officer = world.officer("officer@demo.test").await;
    let queue = officer.queue().await;
    let incident = queue.iter().find(|incident| incident["category"] == "behaviour.photo").unwrap();
    assert_eq!((&incident["report_count"], &incident["priority"]), (&json!(12), &json!(2)));
    let whole = officer.opens(incident).await;
    let trace = whole["assessment"]["trace"].as_array().unwrap();
    let said: Vec<&Value> = trace.iter().filter(|line| line["code"] == "corroborated").collect();
    assert_eq!(said.len(), 1, "why it was raised stands there once: {trace:#?}");
}

both!(story);
