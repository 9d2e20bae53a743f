//! An officer hands an incident on in one act: the right post, the right officer there, a better category, and why. The reason is
//! kept, and what is handed on often is said to the administrator at the month's end.

use serde_json::{Value, json};
use tests::{Officer, World, both};

async fn post_of(officer: &Officer, code: &str) -> Value {
    let posts = officer.get("/desk/posts?venue=bayview").await.expect(200);
    let named = |post: &&Value| post["label"].as_str().unwrap().to_lowercase().contains(code);
    posts["items"].as_array().unwrap().iter().find(named).unwrap_or_else(|| panic!("{code}: {posts}")).clone()
}

async fn bag(world: &World, plate: &str) {
    let bag = json!({ "category": "item.unattended", "place": { "plate": plate }, "answers": {} });
    world.traveller().reports(bag).await;
    world.settle().await;
}

async fn newest(desk: &Officer) -> Value {
    let number = |one: &&Value| one["number"].as_str().unwrap().to_owned();
    desk.queue().await.iter().filter(|one| one["status"] == "open").max_by_key(number).unwrap().clone()
}

async fn story(world: &mut World) {
    let officer = world.officer("officer@demo.test").await;
    let admin = world.officer("admin@demo.test").await;
    bag(world, "BV-T1-011").await;
    world.inbox.news().await;
    let (duty_desk, dogs) = (post_of(&officer, "duty desk").await, post_of(&officer, "dog").await);
    let handler = dogs["on_duty"][0]["id"].clone();
    let incident = newest(&officer).await;

    // What cannot be: each at its field, and nothing has moved.
    let tells = |body: Value| officer.tells(&incident, "reroute", body);
    let to = &dogs["id"];
    tells(json!({ "post": to, "because": "boredom" })).await.refused(422, "invalid_value", "because");
    tells(json!({ "post": to, "because": "other" })).await.refused(400, "reason_required", "reason");
    tells(json!({ "post": to })).await.refused(400, "reason_required", "reason");
    tells(json!({ "post": to, "because": "busy", "category": "no.such" })).await.refused(
        422,
        "invalid_value",
        "category",
    );
    let stranger = json!({ "post": to, "because": "needs_skill", "officer": duty_desk["on_duty"][0]["id"] });
    tells(stranger).await.refused(403, "forbidden", "");
    assert_eq!(newest(&officer).await["version"], incident["version"]);

    // One act: the post, the officer there, a better word that is more urgent, and why.
    let act = json!({
        "post": to, "officer": handler, "category": "item.suspicious", "because": "needs_skill", "reason": "wires are showing",
    });
    let moved = tells(act).await.expect(200);
    assert_eq!((&moved["category"], &moved["post"]["id"]), (&json!("item.suspicious"), to));
    assert_eq!(moved["assignee"]["id"], handler);
    assert!(moved["priority"].as_i64() <= incident["priority"].as_i64(), "never less urgent");
    world.settle().await;
    let called = world.inbox.news_for().await;
    assert!(called.contains(&"dogs@demo.test".to_owned()), "{called:?}");
    let whole = officer.opens(&moved).await;
    assert_eq!(whole["notes"][0]["text"], "wires are showing");
    let entry = |whole: &Value| {
        let all = whole["timeline"].as_array().unwrap().clone();
        all.into_iter().find(|entry| entry["params"]["command"] == "reroute").unwrap()
    };
    assert_eq!(entry(&whole)["params"]["because"], "needs_skill");
    assert!(!entry(&whole)["params"].to_string().contains("wires"), "the log holds no words");
    let month = admin.get("/admin/suggestions").await.expect(200);
    assert_eq!((&month["month"], &month["rerouted"], &month["items"]), (&json!("2026-11"), &json!(1), &json!([])));

    // The third time it is a pattern; who is busy is none.
    for (nth, plate) in ["BV-T1-114", "BV-LS-01", "BV-T1-144", "BV-T1-151"].into_iter().enumerate() {
        bag(world, plate).await;
        officer.stays().await;
        let one = newest(&officer).await;
        let act = match nth {
            0 | 1 => json!({ "post": dogs["id"], "because": "wrong_category", "category": "item.suspicious" }),
            2 => json!({ "post": dogs["id"], "because": "needs_skill", "category": "item.suspicious" }),
            _ => json!({ "post": duty_desk["id"], "because": "busy" }),
        };
        officer.tells(&one, "reroute", act).await.expect(200);
    }
    let month = admin.get("/admin/suggestions?month=2026-11").await.expect(200);
    assert_eq!(month["rerouted"], 5);
    let words = month["items"].as_array().unwrap().iter().find(|one| one["kind"] == "category").unwrap();
    assert_eq!((&words["category"], &words["is"]), (&json!("item.unattended"), &json!("item.suspicious")));
    assert_eq!((&words["times"], &words["of"]), (&json!(4), &json!(5)));
    assert_eq!(admin.get("/admin/suggestions?month=2026-10").await.expect(200)["rerouted"], 0);
    for bad in ["2026-13", "november", "2026-1", "26-11-1"] {
        admin.get(&format!("/admin/suggestions?month={bad}")).await.refused(422, "invalid_value", "month");
    }
    let staff = world.officer("staff@demo.test").await;
    staff.get("/admin/suggestions").await.refused(403, "forbidden", "");
}

both!(story);
