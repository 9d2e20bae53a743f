//! A canary goes the whole way of a report every five minutes and is answered by a mailbox's reader, a webhook's machine or an open
//! desk. No person is woken, none sees it, and it leaves no number, no incident and no file. When it stays away, the engine is red.

use serde_json::{Value, json};
use tests::{Gateway, Officer, World, both};

async fn proof(desk: &Officer) -> Value {
    desk.stays().await;
    let all = desk.get("/desk/proof").await.expect(200);
    let mine = |one: &&Value| one["venue"] == "bayview";
    all["items"].as_array().unwrap().iter().find(mine).unwrap().clone()
}

/// The tokens of the canaries' mails, one for each venue.
async fn called(world: &World) -> Vec<String> {
    let mails = world.inbox.news().await;
    assert!(mails.iter().all(|mail| mail.to == "canary@desk.test"), "a canary wakes nobody");
    let token = |text: &str| text.split("/desk/ack#").nth(1).unwrap().lines().next().unwrap().to_owned();
    mails.iter().map(|mail| token(&mail.text)).collect()
}

async fn engine_is_red(world: &World) -> bool {
    let health = world.wire().get("/health/engine").await.json();
    health["faults"].to_string().contains("no canary came through at Bayview")
}

fn files(world: &World) -> usize {
    world.blobs()
}

async fn story(world: &mut World) {
    let desk = world.officer("supervisor@demo.test").await;
    assert_eq!(proof(&desk).await["standing"], "off");
    world.tune(|config| (config.proof_every_s, config.proof_mail) = (300, Some("canary@desk.test".to_owned())));
    world.restart().await;
    desk.stays().await;

    let tokens = called(world).await;
    assert_eq!(tokens.len(), 3, "one for each venue");
    let waits = proof(&desk).await;
    assert_eq!((&waits["standing"], waits["proven_at"].is_null()), (&json!("unproven"), true));
    assert!(desk.queue().await.is_empty(), "no desk shows it");
    let known = json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" } });
    assert_eq!(world.wire().post("/venues/bayview/known", known).await.expect(200)["known"], false);

    // A real report of the same kind is a case of its own, with the first number.
    world.traveller().reports(json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" } })).await;
    world.settle().await;
    let real = desk.finds().await;
    assert_eq!((&real["number"], &real["report_count"]), (&json!("A-0001"), &json!(1)));
    // Nor do canaries count in what changed rules would have done.
    let everything = json!({ "code": "all", "name": "Everything", "when": "priority > 1", "then": [{ "do": "raise_to", "priority": 1 }] });
    let asked = json!({ "rules": [everything], "days": 1 });
    let admin = world.officer("admin@demo.test").await;
    assert_eq!(admin.post("/admin/rules/replay", asked).await.expect(200)["cases"], 1);
    let mine = desk.acknowledges(&real).await;
    let over = json!({ "to": "resolved", "disposition": "owner_found" });
    desk.tells(&mine, "status", over).await.expect(200);
    world.inbox.news().await;

    for token in &tokens {
        world.wire().post("/pages/acknowledge", json!({ "token": token })).await.expect(200);
    }
    world.settle().await;
    let proven = proof(&desk).await;
    assert_eq!((&proven["standing"], &proven["missing"]), (&json!("proven"), &json!([])));
    assert_eq!(proven["proven_at"], world.now().to_string());
    assert_eq!(files(world), 0, "its photo is gone");
    world.wire().post("/pages/acknowledge", json!({ "token": tokens[0] })).await.refused(404, "not_found", "");

    // Nobody answers the next ones: three times at most, and then somebody has to know.
    desk.stays().await;
    world.advance(299).await;
    assert!(called(world).await.is_empty());
    world.advance(1).await;
    assert_eq!(called(world).await.len(), 3);
    world.advance(125).await;
    let failed = proof(&desk).await;
    assert_eq!((&failed["standing"], &failed["missing"]), (&json!("proven"), &json!(["email"])), "one alarms nobody");
    assert!(!engine_is_red(world).await);
    world.advance(300).await;
    assert_eq!(proof(&desk).await["standing"], "overdue");
    assert!(engine_is_red(world).await);
    assert_eq!(world.wire().get("/readyz").await.status, 200, "reports are taken all the same");
    desk.stays().await;

    // Somebody mends the mailbox.
    world.inbox.news().await;
    world.advance(175).await;
    for token in called(world).await {
        world.wire().post("/pages/acknowledge", json!({ "token": token })).await.expect(200);
    }
    world.settle().await;
    assert_eq!(proof(&desk).await["standing"], "proven");
    assert!(!engine_is_red(world).await);

    // A machine behind a webhook must answer too, once one is set up for it.
    let gateway = Gateway::open().await;
    let admin = world.officer("admin@demo.test").await;
    admin.confirms().await;
    let hook = json!({ "kind": "webhook", "name": "Canary", "url": gateway.url("/canary"), "for": ["proof"] });
    admin.post("/admin/channels", hook).await.expect(201);
    desk.stays().await;
    world.advance(300).await;
    let tokens = called(world).await;
    let calls = gateway.news();
    assert!(!calls.is_empty());
    for call in &calls {
        let told: Value = serde_json::from_slice(&call.body).unwrap();
        world.wire().post("/pages/acknowledge", json!({ "token": told["data"]["token"] })).await.expect(200);
    }
    world.settle().await;
    assert!(proof(&desk).await["waiting"].is_string(), "one of two ways is not the whole way");
    for token in tokens {
        world.wire().post("/pages/acknowledge", json!({ "token": token })).await.expect(200);
    }
    world.settle().await;
    assert_eq!(proof(&desk).await["proven_at"], world.now().to_string());

    // With no machine set up at the other authority an open desk's own answer is the proof, and another authority's is none.
    world.tune(|config| config.proof_mail = None);
    world.restart().await;
    let north = world.officer("officer@other.test").await;
    world.advance(300).await;
    north.stays().await;
    let waiting = |all: Value| all["items"][0]["waiting"].as_str().unwrap().to_owned();
    let id = waiting(north.get("/desk/proof").await.expect(200));
    desk.stays().await;
    desk.post(&format!("/desk/proof/{id}/answer"), json!({})).await.expect(204);
    world.settle().await;
    assert_eq!(waiting(north.get("/desk/proof").await.expect(200)), id, "no desk of ours");
    north.post(&format!("/desk/proof/{id}/answer"), json!({})).await.expect(204);
    world.settle().await;
    let all = north.get("/desk/proof").await.expect(200);
    assert_eq!(all["items"][0]["proven_at"], world.now().to_string());

    // The server dies after a canary was taken in and before that is written down; and no more are sent. Nothing stays of any.
    world.advance(300).await;
    world
        .changes("update proofs set incident_id = null, report_id = null, photo_id = null where state = 'running'")
        .await;
    world.tune(|config| config.proof_every_s = 0);
    world.restart().await;
    world.advance(125).await;
    for (table, column) in [("incidents", "number"), ("obligations", "kind"), ("reports", "reporter_kind")] {
        let left = world.everything_in(table, column).await;
        assert_eq!(left.len(), 1, "{table}: the real one alone");
    }
    assert_eq!(files(world), 0);

    // At every shift start one goes besides: in summer time's zone the guard changes at two in the afternoon.
    world.tune(|config| config.proof_every_s = 24 * 3600);
    world.restart().await;
    let before = proof(&desk).await["tried_at"].clone();
    world.advance(14 * 3600).await;
    let desk = world.officer("supervisor@demo.test").await;
    assert_ne!(proof(&desk).await["tried_at"], before);
}

both!(story);
