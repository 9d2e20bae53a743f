//! A wrong key: an officer acknowledges what was not meant, and takes it back. Somebody has to acknowledge it again, and the ladder
//! climbs from its first rung. Nobody takes back what somebody else decided, what is long past, or what was decided on since.

use serde_json::{Value, json};
use tests::{Officer, Reply, World, both};

async fn undoes(officer: &Officer, incident: &Value) -> Reply {
    officer.tells(incident, "undo", json!({})).await
}

fn life(incident: &Value) -> Value {
    let fields = ["status", "priority", "category", "assignee", "post", "disposition", "acknowledged_at", "owes"];
    fields.into_iter().map(|field| incident[field].clone()).collect()
}

async fn story(world: &mut World) {
    let bag = json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" } });
    let sent = world.traveller().reports(bag).await;
    world.settle().await;
    let first_called = world.inbox.news_for().await;
    assert!(!first_called.is_empty());
    let (officer, other) = (world.officer("officer@demo.test").await, world.officer("second@demo.test").await);
    let open = officer.finds().await;
    undoes(&officer, &open).await.refused(409, "wrong_status", "");

    // Acknowledged, and taken back nine seconds later: it is owed again, from now on, and rings from the bottom.
    let heard = other.acknowledges(&open).await;
    assert_eq!(world.traveller().looks(&sent).await["status"], "acknowledged");
    world.advance(9).await;
    undoes(&officer, &heard).await.refused(409, "wrong_status", "");
    undoes(&other, &open).await.refused(409, "stale_version", "");
    let back = undoes(&other, &heard).await.expect(200);
    assert_eq!(life(&back), life(&open));
    assert_eq!(back["version"], 3);
    assert!(back["due_at"].as_str() > open["due_at"].as_str(), "its time begins anew");
    assert_eq!(world.traveller().looks(&sent).await["status"], "received");
    world.settle().await;
    assert_eq!(world.inbox.news_for().await, first_called, "the first rung rings again");
    undoes(&other, &back).await.refused(409, "wrong_status", "");
    world.advance(180).await;
    assert!(!world.inbox.news_for().await.is_empty(), "and the second one after its time");

    let whole = officer.opens(&back).await;
    let told = whole["timeline"].as_array().unwrap().iter().find(|entry| entry["params"]["command"] == "undo").unwrap();
    assert_eq!((&told["params"]["of"], &told["by"]), (&json!("acknowledge"), &heard["assignee"]["label"]));

    // Too late, or decided on since.
    let heard = officer.acknowledges(&back).await;
    world.advance(31).await;
    let late = undoes(&officer, &heard).await;
    late.refused(409, "wrong_status", "");
    assert_eq!(late.json()["incident"]["status"], "acknowledged", "the refusal shows how it stands");
    let there = officer.tells(&heard, "status", json!({ "to": "en_route" })).await.expect(200);
    let next = other.tells(&there, "status", json!({ "to": "on_scene" })).await.expect(200);
    undoes(&officer, &there).await.refused(409, "stale_version", "");
    undoes(&officer, &next).await.refused(409, "wrong_status", "");

    // A step back in what nobody has to acknowledge promises the step before it; what was over is over.
    let back = undoes(&other, &next).await.expect(200);
    assert_eq!((&back["status"], &back["owes"]), (&json!("en_route"), &json!("on_scene")));
    let ended = json!({ "to": "resolved", "disposition": "owner_found" });
    let over = officer.tells(&back, "status", ended).await.expect(200);
    let again = officer.tells(&over, "status", json!({ "to": "reopened" })).await.expect(200);
    let over_again = undoes(&officer, &again).await.expect(200);
    assert_eq!(life(&over_again), life(&over));
    world.settle().await;
    world.inbox.news().await;
    world.advance(600).await;
    assert!(world.inbox.news().await.is_empty(), "what is over calls nobody");

    rerouted(world, &officer).await;
    raised_since(world).await;
}

/// Handed on with a better word, and taken back: the word, what it stands for, the post and whoever had it.
async fn rerouted(world: &World, officer: &Officer) {
    let door = json!({ "category": "item.unattended", "place": { "plate": "BV-LS-01" }, "answers": {} });
    world.traveller().reports(door).await;
    world.settle().await;
    officer.stays().await;
    let queue = officer.queue().await;
    let open = queue.iter().find(|one| one["status"] == "open").unwrap();
    let heard = officer.acknowledges(open).await;
    let posts = officer.get("/desk/posts?venue=bayview").await.expect(200);
    let elsewhere = posts["items"].as_array().unwrap().iter().find(|post| post["id"] != heard["post"]["id"]).unwrap();
    let assessment = officer.opens(&heard).await["assessment"].clone();
    let act = json!({ "post": elsewhere["id"], "because": "wrong_category", "category": "item.suspicious" });
    let moved = officer.tells(&heard, "reroute", act).await.expect(200);
    assert_ne!(life(&moved), life(&heard));
    assert_ne!(officer.opens(&moved).await["assessment"], assessment);
    let back = undoes(officer, &moved).await.expect(200);
    assert_eq!(life(&back), life(&heard));
    assert_eq!(officer.opens(&back).await["assessment"], assessment, "and what it stood for");
    let admin = world.officer("admin@demo.test").await;
    assert_eq!(admin.get("/admin/suggestions").await.expect(200)["rerouted"], 0, "a wrong key suggests nothing");
    world.settle().await;
    world.inbox.news().await;
    world.advance(300).await;
    assert!(world.inbox.news_for().await.iter().all(|who| who == "officer@demo.test"), "its ladder is over");
}

/// What a reporter adds between the act and its undoing stays: it is as urgent as it has become.
async fn raised_since(world: &World) {
    let bag = json!({ "category": "item.unattended", "place": { "plate": "BV-T1-151" } });
    let sent = world.traveller().reports(bag).await;
    world.settle().await;
    let officer = world.officer("officer@demo.test").await;
    let queue = officer.queue().await;
    let open = queue.iter().find(|one| one["status"] == "open").unwrap();
    let heard = officer.acknowledges(open).await;
    let worse = json!({ "answers": { "hot_obvious": "yes" } });
    world.traveller().adds(&sent, worse).await;
    let raised = officer.opens(&heard).await;
    assert!(raised["priority"].as_i64() < heard["priority"].as_i64(), "{}", raised["priority"]);
    let back = undoes(&officer, &heard).await.expect(200);
    assert_eq!((&back["status"], &back["owes"]), (&json!("open"), &json!("acknowledge")));
    assert_eq!(back["priority"], raised["priority"], "what was raised stays raised");
    world.settle().await;
    assert!(!world.inbox.news().await.is_empty());
}

both!(story);
