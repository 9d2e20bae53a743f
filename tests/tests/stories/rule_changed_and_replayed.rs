//! An administrator writes a rule, sees what it would have changed before it is live, and saves it. From then on it raises and
//! sends, and every incident says why. Nobody can make a rule that lowers, and what was raised stays raised.

use serde_json::{Value, json};
use tests::people::Officer;
use tests::{World, both, fresh_key};

/// From ten in the morning to half past ten at night.
const TO_THE_NIGHT: i64 = 12 * 3600 + 1800;

fn night() -> Value {
    json!([{
        "code": "night-check-in",
        "name": "Staff in check-in at night",
        "when": "report.kind == \"staff\" && \"check-in-hall\" in zone.within && (time.hour >= 22 || time.hour < 5)",
        "then": [{ "do": "raise_to", "priority": 2 }, { "do": "send_to", "post": "watch-commander" }],
    }])
}

async fn reports(staff: &Officer, category: &str, plate: &str) -> Value {
    let body = json!({ "category": category, "place": { "plate": plate } });
    let asking = staff.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &fresh_key()).json(&body);
    asking.reply().await.expect(201)
}

/// The incident of this category, whole.
async fn found(desk: &Officer, category: &str) -> Value {
    let queue = desk.queue().await;
    let incident = queue.iter().find(|incident| incident["category"] == category).expect("it is in the queue");
    desk.opens(incident).await
}

async fn saves(admin: &Officer, rules: Value, version: i64) -> tests::people::Reply {
    let body = json!({ "rules": rules, "note": "the night watch asked for it", "version": version });
    admin.ask("PUT", "/admin/rules").json(&body).reply().await
}

fn codes(trace: &Value) -> Vec<&str> {
    trace.as_array().unwrap().iter().map(|line| line["code"].as_str().unwrap()).collect()
}

async fn story(world: &mut World) {
    world.clock.advance(jiff::SignedDuration::from_secs(TO_THE_NIGHT));
    let (staff, admin) = (world.officer("staff@demo.test").await, world.officer("admin@demo.test").await);
    let (desk, officer) = (world.officer("supervisor@demo.test").await, world.officer("officer@demo.test").await);
    let first = reports(&staff, "behaviour.other", "BV-T1-114").await;
    world.traveller().reports(json!({ "category": "item.lost", "place": { "plate": "BV-T1-011" } })).await;
    assert_eq!(found(&desk, "behaviour.other").await["priority"], 3);

    // Before: checked, and replayed.
    let checked = admin.post("/admin/rules/check", json!({ "rules": night() })).await.expect(200);
    assert_eq!(checked["errors"], json!([]));
    let what_if = admin.post("/admin/rules/replay", json!({ "rules": night(), "days": 30 })).await.expect(200);
    let counted = ["cases", "changed", "moved", "more_urgent", "less_urgent", "to_nobody", "failed"];
    assert_eq!(counted.map(|count| what_if[count].clone()), [2, 1, 1, 1, 0, 0, 0].map(Value::from), "{what_if}");
    let example = &what_if["examples"][0];
    assert_eq!((&example["report"], &example["venue"]), (&first["id"], &json!("bayview")));
    let side = |side: &str| (example[side]["priority"].clone(), example[side]["post"].clone());
    assert_eq!(side("old"), (json!(3), json!("t1-patrol")));
    assert_eq!(side("new"), (json!(2), json!("watch-commander")));
    assert_eq!(found(&desk, "behaviour.other").await["priority"], 3, "a what-if changes nothing");

    // Who may what.
    assert_eq!(officer.get("/admin/rules").await.expect(200)["version"], 0);
    saves(&officer, night(), 0).await.refused(403, "forbidden", "");
    officer.post("/admin/rules/replay", json!({ "rules": [], "days": 1 })).await.refused(403, "forbidden", "");
    staff.get("/admin/rules").await.refused(403, "forbidden", "");
    let saved = saves(&admin, night(), 0).await.expect(200);
    assert_eq!((&saved["version"], &saved["history"][0]["by"]["label"]), (&json!(1), &json!("Ana Duarte")));
    saves(&admin, json!([]), 0).await.refused(409, "stale_version", "version");
    assert_eq!(officer.get("/admin/rules").await.expect(200)["rules"], night());

    // After: it raises and sends, and says why; also on a server that starts anew.
    world.restart().await;
    reports(&staff, "crime.damage", "BV-T1-122").await;
    let whole = found(&desk, "crime.damage").await;
    assert_eq!((&whole["priority"], &whole["post"]["label"]), (&json!(2), &json!("Watch commander")));
    let why = &whole["assessment"];
    assert_eq!(why["rules_version"], 1);
    let line =
        why["trace"].as_array().unwrap().iter().find(|line| line["code"] == "rule.fired").expect("the rule's line");
    assert_eq!((&line["params"]["rule"], &line["effect"]), (&json!("night-check-in"), &json!("P3 → P2")));
    assert_eq!(codes(&whole["assignment"]["trace"]), ["routing.sent"]);
    assert_eq!(world.number("select rules_version from incidents where category = 'crime.damage'").await, 1);
    world.traveller().reports(json!({ "category": "vehicle.circling", "place": { "plate": "BV-T1-132" } })).await;
    assert_eq!(found(&desk, "vehicle.circling").await["priority"], 3, "a traveller is not staff");

    // Nothing lowers: there is no such effect, and the lowest one leaves a weapon where it is.
    let mut lower = night();
    lower[0]["then"] = json!([{ "do": "lower_to", "priority": 4 }]);
    saves(&admin, lower.clone(), 1).await.refused(422, "invalid_value", "rules[0].then[0].do");
    lower[0]["then"] = json!([{ "do": "raise_to", "priority": 4 }]);
    saves(&admin, lower, 1).await.expect(200);
    reports(&staff, "danger.weapon", "BV-T1-142").await;
    assert_eq!(found(&desk, "danger.weapon").await["priority"], 1);

    // Rules that go take nothing back from what they raised.
    saves(&admin, night(), 2).await.expect(200);
    let earlier = tests::Sent {
        id: first["id"].as_str().unwrap().to_owned(),
        receipt: first["receipt"].as_str().unwrap().to_owned(),
        key: String::new(),
        answer: first.clone(),
    };
    world.traveller().adds(&earlier, json!({ "narrative": "still there" })).await;
    assert_eq!(found(&desk, "behaviour.other").await["priority"], 2, "asked again, at the time at which it came");
    saves(&admin, json!([]), 3).await.expect(200);
    world.traveller().adds(&earlier, json!({ "narrative": "gone now" })).await;
    let whole = found(&desk, "behaviour.other").await;
    assert_eq!((&whole["priority"], &whole["assessment"]["priority"]), (&json!(2), &json!(2)));
    assert!(codes(&whole["assessment"]["trace"]).contains(&"rule.fired"), "and it still says why");

    assert_eq!(world.number("select count(*) from rule_sets").await, 4, "every version is kept");
    assert_eq!(world.number("select count(*) from rule_sets where live").await, 1);
    assert_eq!(world.number("select count(*) from events where kind = 'rules.changed'").await, 4);
    level(world, &admin).await;
}

/// Rules may ask for the security level that a supervisor sets.
async fn level(world: &World, admin: &Officer) {
    let (desk, officer) = (world.officer("supervisor@demo.test").await, world.officer("officer@demo.test").await);
    let rules = json!([{
        "code": "level-3", "name": "At level 3", "when": "venue.security_level == 3 && report.category == \"access.door_open\"",
        "then": [{ "do": "raise_to", "priority": 1 }],
    }]);
    saves(admin, rules, 4).await.expect(200);
    let set = async |who: &Officer, venue: &str, body: Value| {
        who.ask("PUT", &format!("/admin/venues/{venue}/security-level")).json(&body).reply().await
    };
    let three = json!({ "level": 3, "reason": "a threat to this terminal" });
    set(&officer, "bayview", three.clone()).await.refused(403, "forbidden", "");
    set(&desk, "northport", three.clone()).await.refused(404, "not_found", "venue");
    set(&desk, "bayview", json!({ "level": 4, "reason": "x" })).await.refused(422, "out_of_range", "level");
    set(&desk, "bayview", json!({ "level": 2, "reason": " " })).await.refused(400, "reason_required", "reason");
    let door = json!({ "category": "access.door_open", "place": { "plate": "BV-T1-151" } });
    world.traveller().reports(door.clone()).await;
    assert_eq!(found(&desk, "access.door_open").await["priority"], 2);
    assert_eq!(set(&desk, "bayview", three).await.expect(200), json!({ "venue": "bayview", "level": 3 }));
    world.reimport("bayview", |bundle| bundle["venue"]["name"] = json!("Bayview International")).await;
    let door = json!({ "category": "access.door_open", "place": { "plate": "BV-T1-181" } });
    world.traveller().reports(door).await;
    assert_eq!(found(&desk, "access.door_open").await["priority"], 1, "the level outlives an import");
    assert_eq!(world.number("select count(*) from events where kind = 'venue.security_level'").await, 1);
}

both!(story);
