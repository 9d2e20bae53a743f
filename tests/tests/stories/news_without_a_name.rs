//! A traveller's browser is told that there is news, and nothing else; where it is lies apart from the report, and goes with it.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tests::world::random;
use tests::{Gateway, World, both};
use web_push_native::p256::SecretKey;
use web_push_native::p256::elliptic_curve::sec1::ToEncodedPoint;
use web_push_native::{Auth, decrypt};

async fn story(world: &mut World) {
    let service = Gateway::open().await;
    service.answers(201);
    let (traveller, other) = (world.traveller(), world.traveller());
    let bag = json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" } });
    let sent = traveller.reports(bag.clone()).await;
    let beside = other.reports(bag).await;
    let key = world.wire().get("/receipt/watch/key").await.expect(200)["key"].as_str().unwrap().to_owned();

    let secret = SecretKey::from_slice(&random::<32>()).unwrap();
    let auth = random::<16>();
    let p256dh = BASE64_URL_SAFE_NO_PAD.encode(secret.public_key().to_encoded_point(false).as_bytes());
    let subscription = |endpoint: &str| {
        json!({ "endpoint": endpoint, "expirationTime": null,
            "keys": { "p256dh": p256dh, "auth": BASE64_URL_SAFE_NO_PAD.encode(auth) } })
    };
    let ask = |verb, receipt: &str, body: Option<Value>| {
        let asking = world.wire().ask(verb, "/receipt/watch").header("Authorization", &format!("Receipt {receipt}"));
        let asking = if let Some(body) = body { asking.json(&body) } else { asking };
        asking.reply()
    };
    let inward = subscription(&format!("https://127.0.0.1:{}/", service.port));
    ask("PUT", &sent.receipt, Some(inward)).await.refused(422, "invalid_value", "endpoint");
    let mut broken = subscription(&service.url("/phone"));
    broken["keys"]["auth"] = "AAAA".into();
    ask("PUT", &sent.receipt, Some(broken)).await.refused(422, "invalid_value", "keys.auth");
    let unknown = "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ";
    assert!([401, 404].contains(&ask("PUT", unknown, Some(subscription(&service.url("/x")))).await.status));
    let phone = service.url("/phone-of-a-traveller");
    assert_eq!(ask("PUT", &sent.receipt, Some(subscription(&phone))).await.status, 204);
    assert!(world.found_on_disk(b"phone-of-a-traveller").await.is_empty(), "sealed");
    let columns = ["of_hash", "sealed_key", "sealed"];
    for column in columns {
        let kept = world.everything_in("watches", &hex_of(world, column)).await.concat().to_lowercase();
        let id = sent.id.replace('-', "");
        assert!(!kept.contains(&id), "{column} names no report");
    }

    // Somebody has it: news. Many news at once are one push; what it says is nothing.
    let officer = world.officer("officer@demo.test").await;
    let me = officer.get("/me").await.expect(200)["id"].clone();
    let taken = officer.tells(&officer.finds().await, "assign", json!({ "officer": me })).await;
    let incident = taken.expect(200);
    let cards = json!({ "text": "CANARY: which pillar?" });
    officer.tells(&incident, "message", cards).await.expect(200);
    world.settle().await;
    let pushed = service.news();
    assert_eq!(pushed.len(), 1, "{pushed:?}");
    let words = decrypt(pushed[0].body.clone(), &secret, &Auth::from(auth)).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&words).unwrap(), json!({ "news": true }));
    assert!(pushed[0].headers["authorization"].ends_with(&format!("k={key}")));

    // What is written to another alone is no news here, nor are colleagues' notes.
    let to_other = json!({ "text": "And you?", "reports": [beside.id] });
    officer.tells(&incident, "message", to_other).await.expect(200);
    officer.tells(&incident, "note", json!({ "text": "Seen before" })).await.expect(200);
    world.settle().await;
    assert!(service.news().is_empty());
    let there = officer.tells(&incident, "status", json!({ "to": "on_scene" })).await.expect(200);
    world.settle().await;
    assert_eq!(service.news().len(), 1, "an officer is there");

    // The push service is away: tried again, not for ever, and the next news begins anew.
    service.answers(503);
    officer.tells(&there, "message", json!({ "text": "Wait there" })).await.expect(200);
    world.advance(3 * 3600).await;
    let tries = service.news().len();
    assert!((3..=8).contains(&tries), "tried {tries} times");
    service.answers(201);
    world.advance(3600).await;
    assert!(service.news().is_empty(), "what is hours old is not pushed: it stands in the app");
    let officer = world.officer("officer@demo.test").await;
    officer.tells(&there, "message", json!({ "text": "Thank you" })).await.expect(200);
    world.settle().await;
    assert_eq!(service.news().len(), 1);

    // Six phones are five; whoever wants to hear no more hears no more; a browser that is gone is let go.
    for phone in 0..6 {
        ask("PUT", &beside.receipt, Some(subscription(&service.url(&format!("/{phone}"))))).await;
    }
    let count = async || world.everything_in("watches", "cast(attempts as text)").await.len();
    assert_eq!(count().await, 6);
    assert_eq!(ask("DELETE", &beside.receipt, None).await.status, 204);
    assert_eq!(count().await, 1);
    service.answers(410);
    officer.tells(&there, "message", json!({ "text": "Goodbye" })).await.expect(200);
    world.settle().await;
    assert_eq!(count().await, 0);

    // News after a month of silence is news.
    service.answers(201);
    service.news();
    assert_eq!(ask("PUT", &sent.receipt, Some(subscription(&phone))).await.status, 204);
    world.clock.advance(jiff::SignedDuration::from_hours(24 * 31));
    let officer = world.officer("officer@demo.test").await;
    officer.tells(&there, "message", json!({ "text": "We found it" })).await.expect(200);
    world.settle().await;
    assert_eq!(service.news().len(), 1);
}

/// A column of bytes as text, in each database's words.
fn hex_of(world: &World, column: &str) -> String {
    match world.store {
        tests::Store::Sqlite => format!("hex({column})"),
        tests::Store::Postgres => format!("encode({column}, 'hex')"),
    }
}

both!(story);
