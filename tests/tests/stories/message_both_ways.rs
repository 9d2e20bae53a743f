//! An officer asks, the traveller answers. Neither learns who the other is.

use serde_json::{Value, json};
use tests::{World, both, fresh_key};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let sent = traveller.reports(json!({ "category": "item.unattended", "place": { "text": "CANARY-PLACE" } })).await;
    let officer = world.officer("officer@demo.test").await;
    let mut stream = officer.listens(None).await;
    let incident = officer.acknowledges(&officer.finds().await).await;

    officer.tells(&incident, "message", json!({ "text": "CANARY: which pillar?" })).await.expect(200);
    let mine = traveller.looks(&sent).await;
    assert_eq!(mine["messages"][0]["text"], "CANARY: which pillar?");
    assert_eq!(mine["messages"][0]["from"], "officer");
    assert!(!mine.to_string().contains("Lindqvist"), "no name goes out");
    assert_eq!(stream.hears_of("message.sent").await.data["incident"]["version"], 2);

    world.advance(1).await;
    let key = fresh_key();
    let answer = |text: &str| {
        traveller.holding(&sent, "POST", "/messages").header("Idempotency-Key", &key).json(&json!({ "text": text }))
    };
    let stored = answer("CANARY: the fourth").reply().await.expect(201);
    assert_eq!(answer("CANARY: the fourth").reply().await.expect(201), stored, "sent again, kept once");
    answer("CANARY: the fifth").reply().await.refused(422, "key_reused", "Idempotency-Key");
    let told = stream.hears_of("message.received").await;
    assert!(!told.data.to_string().contains("CANARY"), "the stream says that, not what");

    let whole = officer.opens(&incident).await;
    let messages = whole["reports"][0]["messages"].as_array().unwrap();
    let said: Vec<(&Value, &Value)> = messages.iter().map(|message| (&message["from"], &message["text"])).collect();
    assert_eq!(
        said,
        [(&json!("officer"), &json!("CANARY: which pillar?")), (&json!("reporter"), &json!("CANARY: the fourth"))]
    );
    assert_eq!(messages[0]["by"], "Mia Lindqvist · BV-32", "colleagues know who wrote");
    assert_eq!(whole["reports"][0]["reporter"], json!({ "kind": "anonymous" }));

    world.advance(600).await;
    assert!(world.inbox.mails().await.iter().all(|mail| !mail.raw.contains("CANARY")), "and mails never");
    assert_eq!(world.found_on_disk(b"CANARY").await, [""; 0], "nor any disk");
    for text in ["", "   "] {
        officer.stays().await;
        officer.tells(&incident, "message", json!({ "text": text })).await.refused(422, "missing_field", "text");
    }
    officer.tells(&incident, "message", json!({ "text": "x".repeat(2001) })).await.refused(422, "too_long", "text");
    let nobody = json!({ "text": "hello", "reports": [fresh_key()] });
    officer.tells(&incident, "message", nobody).await.refused(422, "invalid_value", "reports");
}

both!(story);
