//! Two officers open the same incident: each sees the other there, and sees when the other writes. It lasts as long as it is so, and
//! nothing of it stays.

use serde_json::{Value, json};
use tests::{Officer, World, both};

async fn attends(officer: &Officer, incident: &Value, typing: bool) -> Vec<(String, bool)> {
    let path = format!("/desk/incidents/{}/attention", incident["id"].as_str().unwrap());
    let there = officer.ask("PUT", &path).json(&json!({ "typing": typing })).reply().await.expect(200);
    let there = there["items"].as_array().unwrap().iter();
    there.map(|one| (one["label"].as_str().unwrap().to_owned(), one["typing"].as_bool().unwrap())).collect()
}

async fn story(world: &mut World) {
    let (mia, ren) = ("Mia Lindqvist · BV-32".to_owned(), "Ren Tanaka · BV-34".to_owned());
    world.traveller().reports(json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" } })).await;
    world.settle().await;
    let (first, second) = (world.officer("officer@demo.test").await, world.officer("second@demo.test").await);
    let incident = first.finds().await;
    let mut heard = second.listens(None).await;
    let logged = world.everything_in("events", "kind").await.len();

    assert_eq!(attends(&first, &incident, false).await, []);
    let told = heard.notices().await;
    assert_eq!((&told["incident"], &told["doing"]), (&incident["id"], &json!("looking")));
    assert_eq!(told["person"]["label"], mia);
    assert_eq!(attends(&second, &incident, false).await, [(mia.clone(), false)]);
    heard.notices().await;
    // In the same instant.
    assert_eq!(attends(&first, &incident, true).await, [(ren, false)]);
    assert_eq!(heard.notices().await["doing"], "typing");
    // What is said again in the same instant is not told again.
    assert_eq!(attends(&second, &incident, false).await, [(mia.clone(), true)]);

    // Silence is leaving, and so is saying so.
    world.advance(36).await;
    assert_eq!(attends(&second, &incident, false).await, []);
    heard.notices().await;
    assert_eq!(attends(&first, &incident, false).await.len(), 1);
    heard.notices().await;
    let path = format!("/desk/incidents/{}/attention", incident["id"].as_str().unwrap());
    first.ask("DELETE", &path).reply().await.expect(204);
    assert_eq!(heard.notices().await["doing"], "gone");
    assert_eq!(attends(&second, &incident, false).await, []);

    // What one may not see, one cannot look at; and nothing of it is kept.
    let stranger = world.officer("officer@other.test").await;
    stranger.ask("PUT", &path).json(&json!({})).reply().await.refused(404, "not_found", "");
    first.ask("PUT", &path).json(&json!({ "typing": "yes" })).reply().await.refused(422, "invalid_value", "typing");
    assert_eq!(world.everything_in("events", "kind").await.len(), logged);
    world.advance(120).await;
    attends(&second, &incident, false).await;
    assert_eq!(world.everything_in("attentions", "doing").await, ["looking"]);
    in_confidence(world).await;
}

/// Whoever an incident is kept from learns nothing of who reads it.
async fn in_confidence(world: &World) {
    let (mia, ren) = (world.officer("officer@demo.test").await, world.officer("second@demo.test").await);
    let open = mia.finds().await;
    let staff = world.officer("staff@demo.test").await;
    let officers = staff.get("/venues/bayview/officers").await.expect(200)["items"].clone();
    let about =
        officers.as_array().unwrap().iter().find(|one| one["label"].as_str().unwrap().starts_with("Mia")).unwrap();
    let told = json!({ "category": "insider.access_misuse", "place": { "zone": "t1-checkin-b" },
        "confidential": { "not_for": [about["id"]], "with_name": true } });
    let asked = staff.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &tests::fresh_key());
    asked.json(&told).reply().await.expect(201);
    world.settle().await;
    let secret = ren.queue().await.into_iter().find(|one| one["confidential"] == true).expect("Ren looks into it");
    let (mut his, mut hers) = (ren.listens(None).await, mia.listens(None).await);
    attends(&ren, &secret, true).await;
    assert_eq!(his.notices().await["incident"], secret["id"]);
    attends(&ren, &open, true).await;
    assert_eq!(hers.notices().await["incident"], open["id"], "and nothing before it");
    let path = format!("/desk/incidents/{}/attention", secret["id"].as_str().unwrap());
    mia.ask("PUT", &path).json(&json!({})).reply().await.refused(404, "not_found", "");
}

both!(story);
