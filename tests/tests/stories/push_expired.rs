//! An officer's browser is pushed to as well as mailed. Its lock screen says next to nothing; when the push service knows it no
//! more, the subscription ends, and the mail comes all the same.

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
    let armed = world.officer("armed@demo.test").await;
    let key = armed.get("/desk/push/key").await.expect(200)["key"].as_str().unwrap().to_owned();
    assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(&key).unwrap().len(), 65);

    let secret = SecretKey::from_slice(&random::<32>()).unwrap();
    let auth = random::<16>();
    let p256dh = BASE64_URL_SAFE_NO_PAD.encode(secret.public_key().to_encoded_point(false).as_bytes());
    let subscription = |endpoint: &str| {
        json!({ "endpoint": endpoint, "expirationTime": null,
            "keys": { "p256dh": p256dh, "auth": BASE64_URL_SAFE_NO_PAD.encode(auth) } })
    };
    let path = "/desk/push/subscriptions";
    let inward = format!("https://127.0.0.1:{}/", service.port);
    armed.post(path, subscription(&inward)).await.refused(422, "invalid_value", "endpoint");
    let mut broken = subscription(&service.url("/device"));
    broken["keys"]["p256dh"] = "AAAA".into();
    armed.post(path, broken).await.refused(422, "invalid_value", "keys.p256dh");
    let made = armed.post(path, subscription(&service.url("/device"))).await.expect(201);
    assert!(service.news().is_empty() && service.connections() == 0);

    let weapon = json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-151" } });
    world.traveller().reports(weapon.clone()).await;
    world.settle().await;
    assert_eq!(world.inbox.news_for().await, ["armed@demo.test"], "by mail");
    let pushed = service.news();
    assert_eq!(pushed.len(), 1, "and by push: {pushed:?}");
    let header = |name: &str| pushed[0].headers[name].as_str();
    assert_eq!((header("content-encoding"), header("urgency")), ("aes128gcm", "high"));
    let (token, public) = header("authorization").strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    assert_eq!(public, key, "signed with the key it subscribed to");
    let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["aud"], format!("http://gateway.test:{}", service.port));
    let words = decrypt(pushed[0].body.clone(), &secret, &Auth::from(auth)).unwrap();
    let words: Value = serde_json::from_slice(&words).unwrap();
    assert_eq!(words["title"], "P1 · Bayview Airport · open the desk");
    assert!(!words.to_string().to_lowercase().contains("weapon"), "strangers read a lock screen: {words}");

    // The browser was reset: its push service says so once, and is not asked again.
    service.answers(410);
    world.advance(30).await;
    service.news();
    let first = armed.finds().await;
    let pages = armed.opens(&first).await["pages"].as_array().unwrap().clone();
    let of = |pages: &[Value], channel: &str, state: &str| {
        pages.iter().filter(|page| page["channel"] == channel && page["state"] == state).count()
    };
    assert_eq!(of(&pages, "push", "sent"), 1);
    let first = armed.acknowledges(&first).await;
    let pages = armed.opens(&first).await["pages"].as_array().unwrap().clone();
    let whose = |page: &&Value| page["officer"]["id"] == first["assignee"]["id"];
    assert!(pages.iter().filter(whose).all(|page| page["acted_at"].is_string()), "and who answered shows: {pages:?}");
    assert!(pages.iter().filter(|page| !whose(page)).all(|page| page.get("acted_at").is_none()));
    // What is over takes no more reports in: the next one is an incident of its own.
    armed.tells(&first, "status", json!({ "to": "resolved" })).await.expect(200);
    world.traveller().reports(weapon.clone()).await;
    world.settle().await;
    let queue = armed.queue().await;
    let second = queue.iter().find(|one| one["owes"] == "acknowledge").unwrap();
    let pages = armed.opens(second).await["pages"].as_array().unwrap().clone();
    let gone = pages.iter().find(|page| page["channel"] == "push").unwrap();
    assert_eq!((&gone["state"], &gone["error"]), (&json!("skipped"), &json!("gone")));
    assert_eq!(of(&pages, "email", "sent"), 1, "the mail went all the same: {pages:?}");
    assert_eq!(service.news().len(), 1);
    world.advance(60).await;
    assert!(world.inbox.news().await.len() >= 2, "and the ladder climbs");
    assert!(service.news().is_empty(), "nobody is there any more");
    let path = format!("{path}/{}/end", made["id"].as_str().unwrap());
    armed.post(&path, json!({})).await.refused(404, "not_found", "");

    // A session that is signed out is pushed to no more, whatever the push service thinks.
    service.answers(201);
    let again = armed.post("/desk/push/subscriptions", subscription(&service.url("/device"))).await.expect(201);
    assert_ne!(again["id"], made["id"]);
    let second = armed.acknowledges(second).await;
    armed.tells(&second, "status", json!({ "to": "resolved" })).await.expect(200);
    armed.post("/auth/logout", json!({ "refresh_token": armed.refresh_token() })).await.expect(204);
    world.inbox.news().await;
    world.traveller().reports(weapon).await;
    world.settle().await;
    assert_eq!(world.inbox.news_for().await, ["armed@demo.test"], "still on duty");
    assert!(service.news().is_empty(), "but signed out");
}

both!(story);
