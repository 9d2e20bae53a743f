//! An officer takes a copy of a photo for others, with faces made unreadable. The copy is made where it is shown; here it is noted who
//! took it and which it was, and neither the original nor the clean copy changes.

use serde_json::json;
use tests::{Sent, World, both, fresh_key, photo};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let place = json!({ "plate": "BV-T1-114" });
    let sent = traveller.reports(json!({ "category": "item.unattended", "place": place })).await;
    let id = fresh_key();
    let digest = "ab".repeat(32);
    let copy = json!({ "areas": 2, "sha256": digest });
    let path = format!("/desk/photos/{id}/blurred");
    let officer = world.officer("officer@demo.test").await;
    officer.post(&path, copy.clone()).await.refused(404, "not_found", "");
    traveller.sends_photo(&sent, &id, &photo::taken(1)).await;
    officer.post(&path, copy.clone()).await.refused(404, "not_ready", "");
    world.settle().await;
    let before = officer.get(&format!("/desk/photos/{id}/view")).await.bytes;

    let mut stream = officer.listens(None).await;
    officer.post(&path, json!({ "areas": 0, "sha256": digest })).await.refused(422, "out_of_range", "areas");
    officer.post(&path, json!({ "areas": 1, "sha256": "ab" })).await.refused(422, "invalid_value", "sha256");
    world.wire().post(&path, copy.clone()).await.refused(401, "unauthorized", "");
    world.officer("staff@demo.test").await.post(&path, copy.clone()).await.refused(403, "forbidden", "");
    world.officer("officer@other.test").await.post(&path, copy.clone()).await.refused(404, "not_found", "");
    let version = officer.finds().await["version"].clone();
    officer.post(&path, copy).await.expect(204);

    let told = stream.hears_of("photo.blurred").await;
    assert_eq!(told.data["incident"]["version"], version, "nothing was decided");
    let whole = officer.opens(&officer.finds().await).await;
    let noted: Vec<_> =
        whole["timeline"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "photo.blurred").collect();
    assert_eq!(noted.len(), 1, "what was refused is noted nowhere");
    assert!(noted[0]["by"].as_str().unwrap().starts_with("Mia Lindqvist"), "{}", noted[0]);
    let facts = &noted[0]["params"];
    assert_eq!((&facts["photo"], &facts["areas"]), (&json!(id), &json!(2)));
    assert_eq!(facts["sha256"], digest.as_str(), "which copy it was can be shown later");
    assert_eq!(world.number("select count(*) from reads where kind = 'photo.blurred'").await, 1);
    let after = officer.get(&format!("/desk/photos/{id}/view")).await.bytes;
    assert_eq!(before, after, "the clean copy is what it was");
    assert_eq!(whole["reports"][0]["photos"].as_array().unwrap().len(), 1, "and no photo came of it");
}

/// Of what is told in confidence, whoever it is kept from cannot even note a copy.
async fn kept(world: &mut World) {
    let staff = world.officer("staff@demo.test").await;
    let body =
        json!({ "category": "insider.access_misuse", "place": { "zone": "t1-checkin-b" }, "narrative": "a door" });
    let asked = staff.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &fresh_key()).json(&body);
    let sent = asked.reply().await.expect(201);
    let text = |member: &str| sent[member].as_str().unwrap().to_owned();
    let sent = Sent { id: text("id"), receipt: text("receipt"), key: fresh_key(), answer: sent.clone() };
    let id = fresh_key();
    world.traveller().sends_photo(&sent, &id, &photo::taken(1)).await;
    world.settle().await;
    let copy = json!({ "areas": 1, "sha256": "ab".repeat(32) });
    let path = format!("/desk/photos/{id}/blurred");
    world.officer("dogs@demo.test").await.post(&path, copy.clone()).await.refused(404, "not_found", "");
    world.officer("second@demo.test").await.post(&path, copy).await.expect(204);
    assert_eq!(world.number("select count(*) from reads where kind = 'photo.blurred'").await, 1);
}

both!(story);

mod confidential {
    tests::both!(super::kept);
}
