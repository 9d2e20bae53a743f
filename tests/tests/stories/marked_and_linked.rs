//! What an officer puts off leaves their own queue alone, and comes back at its time or when something happens. What belongs together
//! is linked and stays two; what is told in confidence is linked only for those who read it.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::{Officer, Reply, World, both, fresh_key};

async fn marks(officer: &Officer, incident: &Value, body: Value) -> Reply {
    let path = format!("/desk/incidents/{}/mark", incident["id"].as_str().unwrap());
    officer.ask("PUT", &path).json(&body).reply().await
}

async fn marked(officer: &Officer) -> Vec<Value> {
    officer.get("/desk/marks?venue=bayview").await.expect(200)["items"].as_array().unwrap().clone()
}

fn until(world: &World, minutes: i64) -> Timestamp {
    world.now() + SignedDuration::from_mins(minutes)
}

async fn story(world: &mut World) {
    let (mia, ren) = (world.officer("officer@demo.test").await, world.officer("second@demo.test").await);
    world.traveller().reports(json!({ "category": "fault.alarm", "place": { "plate": "BV-T1-114" } })).await;
    let open = mia.finds().await;

    // What somebody has to acknowledge is put off by nobody; watching it is.
    marks(&mia, &open, json!({ "snooze_until": until(world, 15) })).await.refused(409, "wrong_status", "");
    assert_eq!(marks(&mia, &open, json!({ "watch": true })).await.expect(200)["watched"], true);
    let heard = mia.acknowledges(&open).await;
    let far = json!({ "snooze_until": until(world, 73 * 60) });
    marks(&mia, &heard, far).await.refused(422, "out_of_range", "snooze_until");
    let put_off = marks(&mia, &heard, json!({ "snooze_until": until(world, 15) })).await.expect(200);
    assert_eq!(put_off["watched"], true, "and is watched still");
    assert_eq!(marked(&mia).await, std::slice::from_ref(&put_off));
    assert_eq!(marked(&ren).await, [json!(null); 0], "nobody else's queue changes");

    // One's own step leaves it; its time brings it back.
    let mine = mia.tells(&heard, "status", json!({ "to": "en_route" })).await.expect(200);
    assert_eq!(marked(&mia).await[0]["stood"]["version"], mine["version"]);
    world.advance(899).await;
    mia.stays().await;
    ren.stays().await;
    assert_eq!(marked(&mia).await[0]["snoozed_until"], put_off["snoozed_until"]);
    world.advance(1).await;
    assert_eq!(marked(&mia).await[0].get("snoozed_until"), None);

    // A colleague's step, a new report, an earlier time: each brings it back at once.
    for n in 0..3 {
        marks(&mia, &mine, json!({ "snooze_until": until(world, 60) })).await.expect(200);
        assert!(marked(&mia).await[0]["snoozed_until"].is_string());
        let now = mia.opens(&mine).await;
        match n {
            0 => drop(ren.tells(&now, "status", json!({ "to": "on_scene" })).await.expect(200)),
            1 => {
                let same = json!({ "category": "fault.alarm", "place": { "plate": "BV-T1-114" } });
                world.traveller().reports(same).await;
                assert_eq!(mia.finds().await["report_count"], 2, "it joined");
            }
            _ => drop(marks(&mia, &mine, json!({ "snooze_until": world.now() })).await.expect(200)),
        }
        assert_eq!(marked(&mia).await[0].get("snoozed_until"), None, "{n}");
    }
    let unmarked = marks(&mia, &mine, json!({ "watch": false })).await.expect(200);
    assert_eq!((&unmarked["watched"], marked(&mia).await.len()), (&json!(false), 0));
    let stranger = world.officer("officer@other.test").await;
    marks(&stranger, &mine, json!({ "watch": true })).await.refused(404, "not_found", "");

    linked(world, &mia, &ren, &mine).await;
}

fn related(whole: &Value) -> Vec<&Value> {
    whole["related"].as_array().unwrap().iter().filter(|one| one["kind"] == "linked").collect()
}

async fn linked(world: &World, mia: &Officer, ren: &Officer, first: &Value) {
    world.traveller().reports(json!({ "category": "crime.disorder", "place": { "plate": "BV-LS-01" } })).await;
    let queue = mia.queue().await;
    let second = queue.iter().find(|one| one["category"] == "crime.disorder").unwrap();
    let to = |other: &Value| json!({ "to": other["id"] });
    let link = async |officer: &Officer, verb: &str, one: &Value, other: &Value| {
        officer.post(&format!("/desk/incidents/{}/{verb}", one["id"].as_str().unwrap()), to(other)).await
    };
    link(mia, "link", first, first).await.refused(422, "invalid_value", "to");
    for _ in 0..2 {
        link(mia, "link", first, second).await.expect(200);
    }
    for (one, other) in [(first, second), (second, first)] {
        let whole = ren.opens(one).await;
        assert_eq!(related(&whole)[0]["incident"]["id"], other["id"]);
        assert_ne!(whole["status"], "merged", "they stay two");
        let log = whole["timeline"].as_array().unwrap().iter();
        assert_eq!(log.filter(|entry| entry["params"]["command"] == "link").count(), 1, "said once");
    }
    link(ren, "unlink", second, first).await.expect(200);
    assert!(related(&mia.opens(first).await).is_empty());

    // Told in confidence: Ren, who reads it, links it. Mia sees neither the other nor that there is one.
    let staff = world.officer("staff@demo.test").await;
    let told = json!({
        "category": "insider.access_misuse", "place": { "zone": "t1-checkin-b" }, "narrative": "a door held open",
        "confidential": { "not_for": [], "with_name": false },
    });
    let filing = staff.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &fresh_key());
    filing.json(&told).reply().await.expect(201);
    let queue = ren.queue().await;
    let hidden = queue.iter().find(|one| one["confidential"] == true).unwrap();
    let dogs = world.officer("dogs@demo.test").await;
    link(&dogs, "link", first, hidden).await.refused(422, "invalid_value", "to");
    link(ren, "link", first, hidden).await.expect(200);
    assert_eq!(related(&ren.opens(first).await).len(), 1);
    let whole = dogs.opens(first).await;
    assert!(related(&whole).is_empty());
    assert!(!whole.to_string().contains(hidden["id"].as_str().unwrap()));
    // Whoever may not read it marks nothing of it; and what they marked before it was kept from them is told of no more.
    marks(&dogs, hidden, json!({ "watch": true })).await.refused(404, "not_found", "");
    world.traveller().reports(json!({ "category": "access.badge", "place": { "zone": "t1-arrivals" } })).await;
    let open = dogs.queue().await.into_iter().find(|one| one["category"] == "access.badge").unwrap();
    marks(&dogs, &open, json!({ "watch": true })).await.expect(200);
    assert_eq!(marked(&dogs).await.len(), 1);
    let post = ren.opens(&open).await["assignment"]["post"]["id"].clone();
    let better = json!({ "post": post, "category": "insider.access_misuse", "because": "wrong_category" });
    assert_eq!(ren.tells(&open, "reroute", better).await.expect(200)["confidential"], true);
    assert_eq!(marked(&dogs).await, [json!(null); 0]);
}

both!(story);
