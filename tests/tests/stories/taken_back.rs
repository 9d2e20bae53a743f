//! Sent by mistake: the reporter takes it back. The officers are told; what is owed stays owed.

use serde_json::json;
use tests::{World, both, fresh_key};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let place = json!({ "zone": "t1-checkin-b" });
    let sent = traveller.reports(json!({ "category": "item.unattended", "place": place })).await;
    let officer = world.officer("officer@demo.test").await;
    let mut stream = officer.listens(None).await;
    let before = officer.finds().await;

    traveller.tries_to_add(&sent, &fresh_key(), &json!({ "withdraw": "bored" })).await.refused(
        422,
        "invalid_value",
        "withdraw",
    );
    let (key, body) = (fresh_key(), json!({ "withdraw": "mistake", "narrative": "It is my own bag." }));
    let first = traveller.tries_to_add(&sent, &key, &body).await.expect(201);
    assert_eq!(traveller.tries_to_add(&sent, &key, &body).await.expect(201), first, "sent again, told once");
    assert_eq!(stream.hears_of("report.withdrawn").await.data["incident"]["number"], before["number"]);

    let after = officer.finds().await;
    for kept in ["status", "priority", "version", "due_at"] {
        assert_eq!(after[kept], before[kept], "{kept}");
    }
    let whole = officer.opens(&after).await;
    assert_eq!(whole["reports"][0]["withdrawn"]["reason"], "mistake");
    assert_eq!(whole["reports"][0]["narrative"][0]["text"], "It is my own bag.");
    let withdrawn = whole["timeline"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "report.withdrawn");
    assert_eq!(withdrawn.count(), 1);
    let mine = traveller.looks(&sent).await;
    assert_eq!(mine["withdrawn"]["reason"], "mistake");
    assert_eq!(mine["status"], "received");
    world.advance(600).await;
    assert!(!world.inbox.mails().await.is_empty(), "a person still has to say that they have it");
}

both!(story);
