//! Two tracks: officers see a clean copy, and the untouched original lies sealed until the keeper of the evidence key opens it.

use serde_json::json;
use sha2::{Digest, Sha256};
use tests::people::digest;
use tests::photo;
use tests::{World, both, fresh_key};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let profile = traveller.wire.get("/venues/bayview").await.expect(200);
    let recipient: age::x25519::Recipient = profile["evidence_key"].as_str().unwrap().parse().unwrap();
    let sent = traveller.reports(json!({ "category": "item.unattended", "place": { "zone": "t1-checkin-b" } })).await;
    let (id, original) = (fresh_key(), photo::taken(6));
    let sealed = age::encrypt(&recipient, &original).unwrap();
    let put = async |id: &str, bytes: &[u8], announced: &[u8], query: &str| {
        traveller
            .holding(&sent, "PUT", &format!("/photos/{id}/original{query}"))
            .header("Content-Type", "application/age")
            .header("Content-Digest", &digest(announced))
            .header("X-Original-Digest", &digest(&original))
            .bytes(bytes.to_vec())
            .reply()
            .await
    };
    traveller.sends_photo(&sent, &id, &photo::taken(1)).await;
    put(&id, &original, &original, "").await.refused(415, "unsupported_media", "");
    put(&id, &sealed, &original, "").await.refused(422, "digest_mismatch", "Content-Digest");
    let stored = put(&id, &sealed, &sealed, "").await.expect(201);
    assert_eq!(put(&id, &sealed, &sealed, "").await.expect(201)["id"], stored["id"], "sent again, kept once");
    let other = age::encrypt(&recipient, &original).unwrap();
    put(&id, &other, &other, "").await.refused(409, "photo_conflict", "Content-Digest");
    // The original may be quicker than its copy: the copy is welcome all the same.
    let (later, mine) = (fresh_key(), age::encrypt(&recipient, &original).unwrap());
    assert_eq!(put(&later, &mine, &mine, "").await.expect(201)["state"], "expected");
    traveller.sends_photo(&sent, &later, &photo::taken(2)).await;
    // A phone that cannot decode what its camera made sends the original alone.
    let alone = fresh_key();
    assert_eq!(put(&alone, &other, &other, "?alone=true").await.expect(201)["state"], "no_preview");
    world.advance(120).await;

    let officer = world.officer("officer@demo.test").await;
    let incident = officer.finds().await;
    assert_eq!(incident["photo_count"], 3);
    let whole = officer.opens(&incident).await;
    let shown = |id: &str| {
        let photos = whole["reports"][0]["photos"].as_array().unwrap();
        photos.iter().find(|photo| photo["id"] == id).unwrap().clone()
    };
    assert_eq!(shown(&id)["sealed"]["sha256"], hex::encode(Sha256::digest(&sealed)));
    assert_eq!(shown(&id)["sealed"]["claimed_sha256"], hex::encode(Sha256::digest(&original)));
    assert_eq!(shown(&alone)["state"], "no_preview");
    assert_eq!(shown(&alone)["sealed"]["bytes"], other.len());
    let mine = traveller.looks(&sent).await;
    assert!(mine["photos"].as_array().unwrap().iter().all(|photo| photo["sealed"] == true));

    officer.confirms().await;
    let handed = officer.ask("GET", &format!("/desk/photos/{id}/original")).header("X-Reason", "case 17").reply().await;
    assert_eq!((handed.status, &handed.headers["content-type"]), (200, &"application/age".parse().unwrap()));
    assert_eq!(handed.bytes, sealed);
    let key = std::fs::read_to_string(world.app().keys.demo_evidence_file("bayview-ppa")).unwrap();
    let identity: age::x25519::Identity = key.trim().parse().unwrap();
    assert_eq!(age::decrypt(&identity, &handed.bytes).unwrap(), original, "the keeper opens it, byte for byte");
    assert_eq!(photo::left_in(&officer.get(&format!("/desk/photos/{id}/view")).await.bytes), [""; 0]);
}

both!(story);
