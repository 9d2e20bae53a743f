//! Somebody asks before sending whether it is known: yes or no, nothing of what others said, and not as often as one likes. Then
//! too many write from one address: they are refused before a `201`, danger last, and who only asks again gets the same answer.

use serde_json::json;
use tests::{World, both, fresh_key};

async fn story(world: &mut World) {
    let bag = json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" } });
    let ask = |body: serde_json::Value| {
        let wire = world.wire();
        async move { wire.post("/venues/bayview/known", body).await }
    };
    assert_eq!(ask(bag.clone()).await.expect(200), json!({ "known": false }));
    let told = json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" }, "narrative": "CANARY" });
    world.traveller().reports(told).await;
    assert_eq!(ask(bag.clone()).await.expect(200), json!({ "known": true }), "and not a word more");
    let elsewhere = json!({ "category": "item.unattended", "place": { "plate": "BV-PA-20" } });
    assert_eq!(ask(elsewhere).await.expect(200), json!({ "known": false }));
    let other = json!({ "category": "hazard.fire", "place": { "plate": "BV-T1-114" } });
    assert_eq!(ask(other).await.expect(200), json!({ "known": false }));
    ask(json!({ "category": "no.such", "place": {} })).await.refused(422, "unknown_category", "category");
    assert_eq!(world.number("select count(*) from reports").await, 1, "a question is not a report");
    let mut asked = 5;
    while ask(bag.clone()).await.status == 200 {
        asked += 1;
        assert!(asked <= 70, "asked as often as one likes");
    }

    world.tune(|config| config.writes_per_minute_per_address = 4);
    world.restart().await;
    let traveller = world.traveller();
    let (key, lost) = (fresh_key(), json!({ "category": "item.lost", "place": { "plate": "BV-T1-114" } }));
    let first = traveller.tries(&key, &lost).await.expect(201);
    let mut refused = None;
    for _ in 0..8 {
        let reply = traveller.tries(&fresh_key(), &lost).await;
        if reply.status != 201 {
            refused = Some(reply);
            break;
        }
    }
    let refused = refused.expect("somebody is refused at last");
    refused.refused(429, "rate_limited", "");
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(traveller.tries(&key, &lost).await.expect(201), first, "what was stored is said again");
    let danger = json!({ "category": "danger.fight", "place": { "plate": "BV-T1-114" } });
    traveller.tries(&fresh_key(), &danger).await.expect(201);
}

both!(story);
