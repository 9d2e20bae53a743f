//! Something was seen where there is no signal. Hours later the phone sends it all: text first, then what was added, then photos.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::people::{declared, digest};
use tests::{World, both, fresh_key, photo};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let seen = world.now();
    let photos = [1, 6].map(|orientation| (fresh_key(), photo::taken(orientation)));
    let [(first, first_bytes), (second, second_bytes)] = &photos;
    world.clock.advance(SignedDuration::from_hours(2));

    let sent = traveller
        .reports(json!({
            "category": "behaviour.surveillance",
            "observed_at": seen.to_string(),
            "place": { "text": "by the fountain", "lat": 53.99951, "lon": 3.99861, "accuracy_m": 12, "floor": "1", "source": "gps" },
            "photos": [declared(first, first_bytes)],
        }))
        .await;
    let (key, more) =
        (fresh_key(), json!({ "narrative": "he counted the guards", "photos": [declared(second, second_bytes)] }));
    let added = traveller.tries_to_add(&sent, &key, &more).await.expect(201);
    world.advance(1).await;
    traveller.adds(&sent, json!({ "answers": { "still_there": "moved", "what_did": "wrote down times" } })).await;
    world.advance(1).await;
    traveller.adds(&sent, json!({ "narrative": "then he left by the stairs", "category": "behaviour.testing" })).await;
    assert_eq!(traveller.tries_to_add(&sent, &key, &more).await.expect(201), added, "sent again after a lost answer");

    // The second photo comes first, and an answer is lost: the phone sends it again.
    traveller.sends_photo(&sent, second, second_bytes).await;
    traveller.sends_photo(&sent, first, first_bytes).await;
    let again = traveller.tries_photo(&sent, first, first_bytes.clone(), Some(digest(first_bytes))).await.expect(201);
    assert_eq!(again, json!({ "id": first, "state": "stored" }));
    world.settle().await;
    assert_eq!(world.number("select count(*) from photos").await, 2);

    let officer = world.officer("officer@demo.test").await;
    let incident = officer.finds().await;
    assert_eq!(
        (&incident["category"], &incident["priority"]),
        (&json!("behaviour.testing"), &json!(2)),
        "the more urgent word stands"
    );
    assert_eq!((&incident["photo_count"], &incident["zone"]["id"]), (&json!(2), &json!("check-in-a")));
    let report = officer.opens(&incident).await["reports"][0].clone();
    assert_eq!(
        (&report["observed_at"], &report["received_at"]),
        (&json!(seen.to_string()), &sent.answer["received_at"])
    );
    let texts: Vec<&Value> = report["narrative"].as_array().unwrap().iter().map(|said| &said["text"]).collect();
    assert_eq!(
        texts,
        ["he counted the guards", "then he left by the stairs"],
        "in the order in which they were written"
    );
    assert_eq!(report["answers"].as_array().unwrap().len(), 2);
    assert_eq!(report["place"]["text"], "by the fountain");
    for photo in report["photos"].as_array().unwrap() {
        assert_eq!(photo["state"], "ready");
    }
    let mine = traveller.looks(&sent).await;
    assert_eq!((&mine["status"], mine["photos"].as_array().unwrap().len()), (&json!("received"), 2));
}

both!(story);
