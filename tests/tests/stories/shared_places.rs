//! An officer on duty shares where they are if they wish to: one row, no history, gone with the wish, the duty, or ten minutes of silence.

use serde_json::{Value, json};
use tests::{Officer, Reply, World, both, fresh_key};

fn at(latitude: f64) -> Value {
    json!({ "latitude": latitude, "longitude": 4.5, "accuracy_m": 12.0, "level": 1 })
}

async fn shares(officer: &Officer, place: Value) -> Reply {
    officer.ask("PUT", "/desk/me/place").json(&place).reply().await
}

async fn seen_by(officer: &Officer, venue: &str) -> Vec<Value> {
    let list = officer.get(&format!("/desk/patrols?venue={venue}")).await.expect(200);
    list["items"].as_array().unwrap().clone()
}

async fn story(world: &mut World) {
    let (mia, supervisor) = (world.officer("officer@demo.test").await, world.officer("supervisor@demo.test").await);
    let me = mia.get("/me").await.expect(200);
    assert_ne!(me["on_duty"], json!([]), "the story begins with somebody on duty");
    assert_eq!(seen_by(&supervisor, "bayview").await, [json!(null); 0], "nobody is seen who does not wish it");

    // Numbers are bounded, and nothing unknown is taken.
    for (field, value) in [("latitude", 91.0), ("longitude", -181.0), ("accuracy_m", -1.0), ("level", 900.0)] {
        let mut place = at(54.0);
        place[field] = if field == "level" { json!(900) } else { json!(value) };
        shares(&mia, place).await.refused(422, "out_of_range", field);
    }

    // The last place alone is there.
    shares(&mia, at(54.0)).await.expect(204);
    world.advance(60).await;
    shares(&mia, at(54.1)).await.expect(204);
    let seen = seen_by(&supervisor, "bayview").await;
    let expected = json!([{
        "person": { "id": me["id"], "label": "Mia Lindqvist · BV-32" }, "at": seen[0]["at"],
        "latitude": 54.1, "longitude": 4.5, "accuracy_m": 12.0, "level": 1
    }]);
    assert_eq!(json!(seen), expected);
    assert_eq!(world.everything_in("patrol_places", "cast(at as text)").await.len(), 1, "no history");
    let log = world.everything_in("events", "facts").await.concat();
    assert!(!log.contains("54.1") && !log.contains("latitude"), "no place stands in the log");

    // Another venue's desk does not see it, and a venue that is not the asker's does not exist.
    let only_port = "delete from memberships where account_id = (select id from accounts where email = 'second@demo.test') \
                     and venue_id = (select id from venues where slug = 'bayview')";
    assert_eq!(world.tamper(only_port).await, 1);
    let elsewhere = world.officer("second@demo.test").await;
    elsewhere.get("/desk/patrols?venue=bayview").await.refused(404, "not_found", "venue");

    // Ten minutes of silence, and it is gone from the table as well.
    world.advance(300).await;
    for officer in [&mia, &supervisor] {
        officer.stays().await;
    }
    world.advance(299).await;
    assert_eq!(seen_by(&supervisor, "bayview").await.len(), 1);
    world.advance(1).await;
    assert_eq!(seen_by(&supervisor, "bayview").await.len(), 0);
    backend::patrols::turn(world.app()).await.unwrap();
    assert_eq!(world.everything_in("patrol_places", "cast(at as text)").await.len(), 0);

    for officer in [&mia, &supervisor] {
        officer.stays().await;
    }

    // By one's own wish.
    shares(&mia, at(54.2)).await.expect(204);
    mia.ask("DELETE", "/desk/me/place").reply().await.expect(204);
    assert_eq!(seen_by(&supervisor, "bayview").await.len(), 0);

    // With the duty: the old place does not come back with whoever does.
    shares(&mia, at(54.3)).await.expect(204);
    let id = me["id"].as_str().unwrap();
    let off = json!({ "state": "off", "reason": "needed elsewhere" });
    supervisor.post(&format!("/desk/duty/{id}"), off).await.expect(200);
    assert_eq!(seen_by(&supervisor, "bayview").await.len(), 0);
    assert_eq!(world.everything_in("patrol_places", "cast(at as text)").await.len(), 0, "forgotten, not hidden");
    shares(&mia, at(54.4)).await.refused(409, "wrong_status", "");
    mia.ask("PUT", "/desk/duty").json(&json!({ "state": "on" })).reply().await.expect(200);
    assert_eq!(seen_by(&supervisor, "bayview").await.len(), 0);
    shares(&mia, at(54.5)).await.expect(204);
    assert_eq!(seen_by(&supervisor, "bayview").await.len(), 1);
}

/// A phone that heard no answer sends its note again, with the id it made: it stays one.
async fn noted_once(world: &mut World) {
    let mia = world.officer("officer@demo.test").await;
    for plate in ["BV-T1-114", "BV-LS-01"] {
        world.traveller().reports(json!({ "category": "fault.alarm", "place": { "plate": plate } })).await;
    }
    let [one, other] = mia.queue().await.try_into().unwrap();
    let note = json!({ "text": "Door is shut.", "id": fresh_key() });
    for _ in 0..2 {
        mia.tells(&one, "note", note.clone()).await.expect(200);
    }
    let notes = mia.opens(&one).await["notes"].as_array().unwrap().clone();
    assert_eq!(notes.iter().map(|note| note["text"].as_str().unwrap()).collect::<Vec<_>>(), ["Door is shut."]);
    mia.tells(&other, "note", note).await.refused(422, "key_reused", "");
}

both!(story);

mod noted {
    use tests::both;
    both!(super::noted_once);
}
