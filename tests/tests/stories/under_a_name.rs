//! A badge-holder reports under their name, with what their phone keeps; for practice too. Out of reach of the badge lies everything
//! else, and it ends when its owner signs out.

use serde_json::{Value, json};
use tests::{World, both, fresh_key};

async fn story(world: &mut World) {
    let staff = world.officer("staff@demo.test").await;
    let me = staff.get("/me").await.expect(200);
    assert_eq!((&me["employer"], &me["badge"]), (&json!("Harbour Handling"), &json!("HH-2207")));
    let badge = staff.post("/auth/badge", json!({})).await.expect(200);
    assert_eq!(badge["name"], "Sam Okafor");
    assert_eq!(badge["venues"], json!(["bayview", "bayview-port"]));
    world.wire().post("/auth/badge", json!({})).await.refused(401, "unauthorized", "");

    // It carries a name, and all categories; it reads nothing of anybody's.
    let token = badge["token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let with_badge = |verb, path: &str| world.wire().ask(verb, path).header("Authorization", &bearer);
    for path in ["/me", "/desk/incidents", "/desk/stream"] {
        with_badge("GET", path).reply().await.refused(401, "unauthorized", "");
    }
    let categories = |profile: Value| profile["categories"].as_array().unwrap().len();
    let all = categories(with_badge("GET", "/venues/bayview").reply().await.expect(200));
    assert!(all > categories(world.wire().get("/venues/bayview").await.expect(200)), "staff have more to choose from");

    // Also twelve hours later, when the session has run out.
    world.advance(13 * 3600).await;
    staff.get("/me").await.refused(401, "unauthorized", "");
    let body = json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" } });
    let key = fresh_key();
    let file = |key: &str, body: &Value| {
        with_badge("POST", "/venues/bayview/reports").header("Idempotency-Key", key).json(body)
    };
    let stored = file(&key, &body).reply().await.expect(201);
    assert_eq!(file(&key, &body).reply().await.expect(201), stored, "sent again, kept once");
    let officer = world.officer("officer@demo.test").await;
    let bag = officer.finds().await;
    assert_eq!(
        officer.opens(&bag).await["reports"][0]["reporter"],
        json!({ "kind": "staff", "name": "Sam Okafor", "employer": "Harbour Handling", "badge": "HH-2207" })
    );
    assert_eq!(bag["drill"], false);
    let names = world.found_on_disk(b"HH-2207").await;
    assert!(names.iter().all(|place| !place.contains("blobs")), "only where people are kept: {names:?}");

    // Practice goes the whole way, marked, and never moves what is real.
    let mut practice = body.clone();
    practice["drill"] = json!(true);
    world.inbox.news_for().await;
    file(&fresh_key(), &practice).reply().await.expect(201);
    world.advance(5).await;
    let queue = officer.queue().await;
    let drill = queue.iter().find(|one| one["drill"] == true).expect("an incident of its own");
    assert_ne!(drill["id"], bag["id"]);
    let real = queue.iter().find(|one| one["id"] == bag["id"]).unwrap();
    assert_eq!((&real["report_count"], &real["drill"]), (&json!(1), &json!(false)));
    assert!(!world.inbox.news_for().await.is_empty(), "people are called for practice as in earnest");
    let drilled = file(&fresh_key(), &practice).reply().await.expect(201);
    let joined = officer.queue().await.into_iter().find(|one| one["drill"] == true).unwrap();
    assert_eq!(joined["report_count"], 2, "practice joins practice");
    let receipt = format!("Receipt {}", drilled["receipt"].as_str().unwrap());
    let path = format!("/reports/{}", drilled["id"].as_str().unwrap());
    let more = world.wire().ask("PATCH", &path).header("Authorization", &receipt);
    let answers = json!({ "answers": { "hot_hidden": "yes" } });
    more.header("Idempotency-Key", &fresh_key()).json(&answers).reply().await.expect(201);
    let drills = officer.queue().await.into_iter().filter(|one| one["drill"] == true).count();
    assert_eq!(drills, 1, "whatever is answered later, it stays practice");
    world.traveller().tries(&fresh_key(), &practice).await.refused(401, "unauthorized", "drill");
    let elsewhere = world.officer("officer@other.test").await;
    let other =
        elsewhere.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &fresh_key()).json(&practice);
    other.reply().await.refused(401, "unauthorized", "drill");

    // Signed out by the phone alone; a report that was kept for that name is refused, never sent without it.
    with_badge("POST", "/auth/logout").json(&json!({})).reply().await.expect(204);
    file(&fresh_key(), &body).reply().await.refused(401, "unauthorized", "");
    assert_eq!(officer.queue().await.len(), 2);

    // A badge runs out by itself.
    let again = world.officer("staff@demo.test").await;
    let token = again.post("/auth/badge", json!({})).await.expect(200)["token"].as_str().unwrap().to_owned();
    let late = |world: &World| {
        let asking =
            world.wire().ask("POST", "/venues/bayview/reports").header("Authorization", &format!("Bearer {token}"));
        asking.header("Idempotency-Key", &fresh_key()).json(&body)
    };
    late(world).reply().await.expect(201);
    world.clock.advance(jiff::SignedDuration::from_hours(24 * 30));
    late(world).reply().await.refused(401, "unauthorized", "");
}

both!(story);
