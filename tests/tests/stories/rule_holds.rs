//! An administrator lets the calls for lost property wait. It is in the queue at once, nobody is woken before its time, and what
//! becomes urgent does not wait.

use serde_json::{Value, json};
use tests::people::Officer;
use tests::{World, both};

fn rule(then: Value) -> Value {
    json!([{ "code": "lost-waits", "name": "Lost property waits", "when": "report.category == \"item.lost\"", "then": then }])
}

async fn saves(admin: &Officer, rules: Value, version: i64) -> tests::people::Reply {
    let body = json!({ "rules": rules, "note": "the desk asked for it", "version": version });
    admin.ask("PUT", "/admin/rules").json(&body).reply().await
}

async fn story(world: &mut World) {
    let (admin, desk) = (world.officer("admin@demo.test").await, world.officer("supervisor@demo.test").await);
    let lost = |plate: &str| json!({ "category": "item.lost", "place": { "plate": plate } });
    world.traveller().reports(lost("BV-T1-011")).await;
    world.settle().await;
    assert_eq!(world.inbox.news().await.len(), 1, "without a rule somebody is called at once");

    // What may not be said, where it was said.
    let holds = |minutes: i64| json!([{ "do": "hold_for", "minutes": minutes }]);
    let checked = admin.post("/admin/rules/check", json!({ "rules": rule(holds(481)) })).await.expect(200);
    let fault = &checked["errors"][0];
    assert_eq!((&fault["path"], &fault["code"]), (&json!("rules[0].then[0].minutes"), &json!("out_of_range")));
    let urgent = json!([{ "do": "raise_to", "priority": 2 }, { "do": "hold_for", "minutes": 5 }]);
    let checked = admin.post("/admin/rules/check", json!({ "rules": rule(urgent) })).await.expect(200);
    assert_eq!(checked["errors"][0]["path"], "rules[0].then[1]", "{checked}");
    let what_if = admin.post("/admin/rules/replay", json!({ "rules": rule(holds(30)), "days": 30 })).await.expect(200);
    assert_eq!((&what_if["changed"], &what_if["held"], &what_if["moved"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!(what_if["examples"][0]["new"]["hold_minutes"], 30);

    saves(&admin, rule(holds(30)), 0).await.expect(200);
    world.traveller().reports(lost("BV-T1-114")).await;
    world.settle().await;
    let queue = desk.queue().await;
    let waits = queue.iter().max_by_key(|incident| incident["number"].as_str().unwrap()).unwrap();
    let whole = desk.opens(waits).await;
    assert_eq!(whole["pages"], json!([]), "in the queue, and nobody called");
    let why =
        whole["assessment"]["trace"].as_array().unwrap().iter().find(|line| line["code"] == "rule.fired").unwrap();
    assert!(why["text"].as_str().unwrap().contains("calls somebody after 30 minutes"), "{why}");
    world.restart().await;
    world.advance(29 * 60).await;
    desk.stays().await;
    let pages = desk.opens(waits).await["pages"].clone();
    assert_eq!(pages, json!([]), "not before its time, over a restart");
    world.advance(60).await;
    assert_eq!(desk.opens(waits).await["pages"][0]["state"], "sent", "and then as ever");

    // More urgent than the rule knew: at once.
    desk.stays().await;
    let sent = world.traveller().reports(lost("BV-LS-01")).await;
    world.settle().await;
    world.inbox.news().await;
    world.traveller().adds(&sent, json!({ "category": "danger.weapon" })).await;
    world.settle().await;
    let called = world.inbox.news_for().await;
    assert!(!called.is_empty(), "a weapon does not wait");
}

both!(story);
