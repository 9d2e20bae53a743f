//! A report that joined an incident says more later. What contradicts the others leaves them, with a case of its own that is owed;
//! what agrees stays; and what somebody is already looking at is never taken away from under them.

use serde_json::{Value, json};
use tests::{World, both};

async fn story(world: &mut World) {
    let desk = world.officer("supervisor@demo.test").await;
    let bag = |answers: Value| json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" }, "answers": answers });
    let first = world.traveller().reports(bag(json!({ "hot_hidden": "no", "hot_obvious": "no" }))).await;
    let second = world.traveller().reports(bag(json!({}))).await;
    let third = world.traveller().reports(bag(json!({}))).await;
    world.settle().await;
    let one = desk.finds().await;
    assert_eq!(one["report_count"], 3);
    world.inbox.news().await;

    // It agrees, or only says more: it stays.
    world.traveller().adds(&second, json!({ "answers": { "hot_hidden": "no" } })).await;
    assert_eq!(desk.finds().await["report_count"], 3);

    // It was another thing, on another floor of another pier: it leaves, and somebody is called for it.
    world.traveller().adds(&third, json!({ "category": "air.drone", "place": { "plate": "BV-LS-01" } })).await;
    world.settle().await;
    let queue = desk.queue().await;
    assert_eq!(queue.len(), 2);
    let apart = queue.iter().find(|incident| incident["id"] != one["id"]).unwrap();
    assert_eq!((&apart["category"], &apart["report_count"]), (&json!("air.drone"), &json!(1)));
    let rest = queue.iter().find(|incident| incident["id"] == one["id"]).unwrap();
    assert_eq!((&rest["report_count"], &rest["category"]), (&json!(2), &json!("item.unattended")));
    assert!(!world.inbox.news().await.is_empty(), "a case of its own is owed");
    let whole = desk.opens(&one).await;
    assert!(whole["timeline"].as_array().unwrap().iter().any(|entry| entry["kind"] == "incident.split"));
    let seen = world.traveller().looks(&third).await;
    assert_eq!(seen["status"], "received", "its reporter reads the state of its own case: {seen}");
    assert_ne!(world.traveller().looks(&first).await["status"], "closed");

    // The same addition again is the same again, and changes nothing.
    let total: i64 = desk.queue().await.iter().map(|one| one["report_count"].as_i64().unwrap()).sum();
    assert_eq!(total, 3);

    // Words in common join what lies a little too far apart, in any language, and nothing of them is stored that can be read.
    let say = |plate: &str, text: &str| json!({ "category": "item.unattended", "place": { "plate": plate }, "narrative": text });
    world.traveller().reports(say("BV-T1-151", "Zelfgebreide paarse rugzak met eenhoorn bij pilaar")).await;
    world.settle().await;
    let stored = world.everything_in("reports", "facts").await;
    assert!(stored.iter().all(|facts| !facts.contains("eenhoorn")));
    assert!(stored.iter().any(|facts| facts.contains("\"words\":[")));
}

both!(story);
