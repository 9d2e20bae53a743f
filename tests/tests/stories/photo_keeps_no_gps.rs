//! A photo knows where it was taken and by whose phone. Nobody learns that from what officers are shown; the original keeps it.

use jiff::SignedDuration;
use serde_json::json;
use tests::photo::{self, CANARY, LATITUDE};
use tests::{World, both, fresh_key};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let officer = world.officer("officer@demo.test").await;
    let mut stream = officer.listens(None).await;
    let body =
        json!({ "category": "danger.weapon", "narrative": "CANARY-IN-WORDS", "place": { "plate": "BV-T1-114" } });
    let sent = traveller.reports(body).await;
    let photos: Vec<(String, Vec<u8>)> = (1..=8).map(|orientation| (fresh_key(), photo::taken(orientation))).collect();
    for (id, bytes) in &photos {
        traveller.sends_photo(&sent, id, bytes).await;
    }
    world.advance(120).await;

    for (id, _) in &photos {
        for copy in ["view", "thumb"] {
            let reply = officer.get(&format!("/desk/photos/{id}/{copy}")).await;
            assert_eq!((reply.status, &reply.headers["content-type"]), (200, &"image/jpeg".parse().unwrap()));
            assert_eq!(photo::left_in(&reply.bytes), [""; 0], "{copy}");
            assert!(photo::is_upright(&reply.bytes), "{copy} of photo {id}");
        }
    }
    for _ in &photos {
        let told = stream.hears_of("photo.ready").await.data.to_string();
        assert!(!told.contains("CANARY"), "{told}");
    }
    for mail in world.inbox.mails().await {
        assert!(!mail.raw.contains("CANARY") && mail.text.contains("/desk/A-0001"), "{}", mail.raw);
    }
    let latitude: Vec<u8> = LATITUDE.iter().flat_map(|number| number.to_le_bytes()).collect();
    for secret in [CANARY, b"CANARY-IN-WORDS", &latitude] {
        assert_eq!(world.found_on_disk(secret).await, [""; 0]);
    }

    let (id, bytes) = &photos[5];
    let original = format!("/desk/photos/{id}/original");
    let with_reason = || officer.ask("GET", &original).header("X-Reason", "case 17");
    with_reason().reply().await.refused(403, "step_up", "");
    officer.post("/auth/step-up", json!({ "password": "not this one" })).await.refused(401, "wrong_login", "");
    officer.post("/auth/step-up", json!({ "password": tests::world::PASSWORD })).await.expect(204);
    officer.get(&original).await.refused(400, "reason_required", "X-Reason");
    let kept = with_reason().reply().await;
    assert_eq!((kept.status, &kept.bytes[..]), (200, &bytes[..]), "byte for byte");
    let reads = "select count(*) from reads where kind = 'photo.original' and reason = 'case 17'";
    assert_eq!(world.number(reads).await, 1, "and the log of reads says who, when and why");
    world.clock.advance(SignedDuration::from_secs(301));
    with_reason().reply().await.refused(403, "step_up", "");
}

both!(story);
