//! An officer's photo goes the two ways of a reporter's, belongs to the incident, stays one however often it is sent, and stays with its
//! incident through a merge and back. Whoever may not work on the incident neither adds one nor sees it.

use serde_json::{Value, json};
use tests::people::digest;
use tests::photo;
use tests::{Officer, Reply, World, both, fresh_key};

const WHY: &str = "for the court";

async fn takes(officer: &Officer, incident: &Value, photo: &str, bytes: &[u8]) -> Reply {
    let path =
        format!("/desk/incidents/{}/photos/{photo}?taken_at=2026-11-14T02:58:00Z", incident["id"].as_str().unwrap());
    let asking =
        officer.ask("PUT", &path).header("Content-Type", "image/jpeg").header("Content-Digest", &digest(bytes));
    asking.bytes(bytes.to_vec()).reply().await
}

async fn seals(officer: &Officer, incident: &Value, photo: &str, sealed: &[u8], query: &str) -> Reply {
    let path = format!("/desk/incidents/{}/photos/{photo}/original{query}", incident["id"].as_str().unwrap());
    let asking = officer.ask("PUT", &path).header("Content-Type", "application/age");
    asking.header("Content-Digest", &digest(sealed)).bytes(sealed.to_vec()).reply().await
}

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let profile = traveller.wire.get("/venues/bayview").await.expect(200);
    let recipient: age::x25519::Recipient = profile["evidence_key"].as_str().unwrap().parse().unwrap();
    assert_eq!(profile["desk_phone"], json!(null), "the desk's number is not for everybody");
    traveller.reports(json!({ "category": "item.unattended", "place": { "zone": "t1-checkin-b" } })).await;
    traveller.reports(json!({ "category": "access.door_open", "place": { "plate": "BV-LS-01" } })).await;
    let (mia, ren) = (world.officer("officer@demo.test").await, world.officer("second@demo.test").await);
    let known = mia.get("/venues/bayview").await.expect(200);
    assert_eq!(known["desk_phone"], "+1 202 555 0142");
    let queue = mia.queue().await;
    let (bag, door) = (&queue[0], &queue[1]);

    // Both ways, each twice: the second try is the one whose answer got through.
    let (id, original) = (fresh_key(), photo::taken(6));
    let (clean, sealed) = (photo::taken(1), age::encrypt(&recipient, &original).unwrap());
    for _ in 0..2 {
        assert_eq!(takes(&mia, bag, &id, &clean).await.expect(201)["id"], id);
        seals(&mia, bag, &id, &sealed, "").await.expect(201);
    }
    takes(&mia, bag, &id, &photo::taken(2)).await.refused(422, "digest_mismatch", "sha256");
    takes(&ren, bag, &id, &clean).await.refused(409, "photo_conflict", "");
    takes(&mia, door, &id, &clean).await.refused(409, "photo_conflict", "");
    seals(&mia, bag, &fresh_key(), &original, "").await.refused(415, "unsupported_media", "");
    // A spoken note: its picture, and the recording that the keeper alone opens.
    world.advance(1).await;
    let voice = fresh_key();
    let spoken = age::encrypt(&recipient, b"what was said").unwrap();
    takes(&mia, bag, &voice, &photo::taken(3)).await.expect(201);
    seals(&mia, bag, &voice, &spoken, "?media=voice").await.expect(201);
    world.advance(119).await;

    let whole = ren.opens(bag).await;
    assert_eq!((&whole["photo_count"], &whole["reports"][0]["photos"]), (&json!(2), &json!([])));
    let shown = whole["photos"].as_array().unwrap();
    assert_eq!(shown.len(), 2, "never doubled: {shown:?}");
    assert_eq!(shown[0]["by"]["label"], "Mia Lindqvist · BV-32");
    assert_eq!((&shown[0]["state"], &shown[0]["taken_at"]), (&json!("ready"), &json!("2026-11-14T02:58:00Z")));
    assert_eq!((&shown[0]["sealed"]["bytes"], &shown[1]["sealed"]["media"]), (&json!(sealed.len()), &json!("voice")));
    let told = |whole: &Value| {
        let timeline = whole["timeline"].as_array().unwrap().clone();
        timeline.into_iter().filter(|entry| entry["kind"] == "photo.stored").collect::<Vec<_>>()
    };
    assert_eq!(told(&whole).len(), 4);
    assert!(told(&whole).iter().all(|entry| entry["by"] == "Mia Lindqvist · BV-32"));
    let view = ren.get(&format!("/desk/photos/{id}/view")).await;
    assert_eq!((view.status, photo::left_in(&view.bytes)), (200, vec![]), "nothing but pixels");
    ren.confirms().await;
    let handed = ren.ask("GET", &format!("/desk/photos/{id}/original")).header("X-Reason", WHY).reply().await;
    assert_eq!(handed.bytes, sealed);

    // Sealed as a reporter's is: nothing of either lies in the clear, and the phone's own seal is under one more.
    for piece in [photo::CANARY, b"age-encryption.org/v1", b"what was said"] {
        assert_eq!(world.found_on_disk(piece).await, [""; 0], "{}", String::from_utf8_lossy(piece));
    }

    // It is in the bundle of its incident.
    let body = json!({ "kind": "evidence_bundle", "incident": bag["id"], "reporters": false, "reason": WHY });
    let asked = ren.post("/desk/exports", body).await.expect(202);
    world.settle().await;
    let path = format!("/desk/exports/{}/file", asked["id"].as_str().unwrap());
    let zip = ren.ask("GET", &path).header("X-Reason", WHY).reply().await;
    for name in [format!("photos/{id}/view.jpg"), format!("photos/{voice}/original.age")] {
        assert!(zip.bytes.windows(name.len()).any(|part| part == name.as_bytes()), "{name} is in the bundle");
    }

    // Merged, it is seen where the work goes on; apart again, it is where it was taken.
    let bag = ren.opens(&ren.acknowledges(bag).await).await;
    let into = json!({ "version": bag["version"], "into": door["id"], "into_version": door["version"] });
    let both = ren.post(&format!("/desk/incidents/{}/merge", bag["id"].as_str().unwrap()), into).await.expect(200);
    assert_eq!(both["photo_count"], 2);
    assert_eq!(ren.opens(&both).await["photos"].as_array().unwrap().len(), 2);
    let late = fresh_key();
    takes(&mia, &bag, &late, &photo::taken(4)).await.expect(201);
    let both = ren.opens(&both).await;
    assert_eq!(
        (&both["photo_count"], told(&both).len()),
        (&json!(3), 5),
        "what comes late is told where the work goes on"
    );
    let back = json!({ "version": ren.opens(&bag).await["version"] });
    ren.post(&format!("/desk/incidents/{}/unmerge", bag["id"].as_str().unwrap()), back).await.expect(200);
    let (bag, door) = (ren.opens(&bag).await, ren.opens(door).await);
    assert_eq!((&bag["photo_count"], &door["photo_count"], &door["photos"]), (&json!(3), &json!(0), &json!([])));

    // Not for others: another authority, those it is kept from, and staff.
    let other = world.officer("officer@other.test").await;
    takes(&other, &bag, &fresh_key(), &clean).await.refused(404, "not_found", "");
    other.get(&format!("/desk/photos/{id}/view")).await.refused(404, "not_found", "");
    let staff = world.officer("staff@demo.test").await;
    assert_eq!(takes(&staff, &bag, &fresh_key(), &clean).await.status, 403);
    traveller.reports(json!({ "category": "insider.access_misuse", "place": { "zone": "t1-checkin-b" } })).await;
    let secret = ren.queue().await.into_iter().find(|one| one["confidential"] == true).unwrap();
    let dogs = world.officer("dogs@demo.test").await;
    takes(&dogs, &secret, &fresh_key(), &clean).await.refused(404, "not_found", "");
    let kept = fresh_key();
    takes(&ren, &secret, &kept, &photo::taken(5)).await.expect(201);
    world.advance(30).await;
    assert_eq!(ren.get(&format!("/desk/photos/{kept}/thumb")).await.status, 200);
    dogs.get(&format!("/desk/photos/{kept}/thumb")).await.refused(404, "not_found", "");
}

both!(story);
