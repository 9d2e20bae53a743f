//! Two officers act on what they saw. Nobody silently overwrites the other; witnesses are nobody's obstacle.

use serde_json::json;
use tests::{World, both};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let sent = traveller.reports(json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" } })).await;
    let (first, second) = (world.officer("officer@demo.test").await, world.officer("second@demo.test").await);
    let seen = first.finds().await;
    // What reporters and rules do moves no version.
    traveller.adds(&sent, json!({ "answers": { "hot_obvious": "yes" }, "narrative": "wires" })).await;
    traveller.writes(&sent, "it ticks").await;
    world.settle().await;

    let taken = first.acknowledges(&seen).await;
    assert_eq!((&taken["version"], &taken["priority"], &taken["owes"]), (&json!(2), &json!(1), &json!("en_route")));
    let late = second.tells(&seen, "acknowledge", json!({})).await;
    late.refused(409, "stale_version", "");
    assert_eq!(late.json()["incident"], taken, "the refusal says how things stand");
    for (command, body) in [
        ("status", json!({ "to": "en_route" })),
        ("priority", json!({ "to": 1, "reason": "r" })),
        ("note", json!({ "text": "n" })),
        ("message", json!({ "text": "m" })),
    ] {
        second.tells(&seen, command, body).await.refused(409, "stale_version", "");
    }
    let on_the_way = second.tells(&taken, "status", json!({ "to": "en_route" })).await.expect(200);
    assert_eq!(
        (&on_the_way["version"], &on_the_way["assignee"]),
        (&json!(3), &taken["assignee"]),
        "it stays whose it was"
    );
    first.tells(&on_the_way, "status", json!({ "to": "closed" })).await.refused(409, "wrong_status", "");

    // Both at once, on the same version: one of them.
    let (one, other) = tokio::join!(
        first.tells(&on_the_way, "status", json!({ "to": "on_scene" })),
        second.tells(&on_the_way, "status", json!({ "to": "on_scene" }))
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(first.finds().await["version"], 4);
}

both!(story);
