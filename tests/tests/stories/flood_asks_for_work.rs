//! A venue is flooded by strangers: each is asked for a little work, or a little patience. What is most urgent is never asked, nor is who
//! signed in; nothing is lost; and when the flood is over nobody is asked any more.

use serde_json::{Value, json};
use shared::work;
use tests::{Reply, World, both, fresh_key};

fn fault(nth: usize) -> Value {
    json!({ "category": "fault.equipment", "place": { "plate": "BV-T1-114" }, "narrative": format!("broken {nth}") })
}

async fn sends(world: &World, key: &str, body: &Value, proof: Option<&str>) -> Reply {
    let asking = world.wire().ask("POST", "/venues/bayview/reports").header("Idempotency-Key", key);
    let asking = match proof {
        Some(proof) => asking.header("X-Proof", proof),
        None => asking,
    };
    asking.json(body).reply().await
}

async fn story(world: &mut World) {
    world.tune(|config| config.work_above_per_minute = 10);
    world.restart().await;
    for nth in 0..10 {
        sends(world, &fresh_key(), &fault(nth), None).await.expect(201);
    }

    // The eleventh is asked, and told how, in words a traveller understands.
    let (key, body) = (fresh_key(), fault(11));
    let asked = sends(world, &key, &body, None).await;
    asked.refused(429, "proof_needed", "");
    let told = asked.json();
    let challenge = told["challenge"].as_str().unwrap();
    assert_eq!(challenge.split('.').nth(1), Some("13"), "{challenge}");
    assert!(told["title"].as_str().unwrap().contains("goes by itself"));

    // Work that is none, or another report's, is asked for again; the work itself lets it in at once.
    sends(world, &key, &body, Some(&format!("{challenge}.0"))).await.refused(429, "proof_needed", "");
    let proof = work::solve(challenge, 13);
    sends(world, &fresh_key(), &fault(12), Some(&proof)).await.refused(429, "proof_needed", "");
    let stored = sends(world, &key, &body, Some(&proof)).await.expect(201);
    let again = sends(world, &key, &body, None).await.expect(201);
    assert_eq!(stored["id"], again["id"], "who only asks again is answered, without any work");

    // Patience is as good.
    let (key, body) = (fresh_key(), fault(13));
    let asked = sends(world, &key, &body, None).await;
    let wait: i64 = asked.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=15).contains(&wait));
    world.advance(wait - 1).await;
    sends(world, &key, &body, None).await.refused(429, "proof_needed", "");
    world.advance(2).await;
    sends(world, &key, &body, None).await.expect(201);

    // Never for what is most urgent, nor of who signed in.
    let weapon = json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-151" } });
    sends(world, &fresh_key(), &weapon, None).await.expect(201);
    world.settle().await;
    assert!(world.inbox.news_for().await.contains(&"armed@demo.test".to_owned()));
    let staff = world.officer("staff@demo.test").await;
    let asking = staff.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &fresh_key());
    asking.json(&fault(14)).reply().await.expect(201);
    // Another venue is not flooded.
    let port = json!({ "category": "fault.equipment", "place": { "text": "at the quay" } });
    let asking = world.wire().ask("POST", "/venues/bayview-port/reports").header("Idempotency-Key", &fresh_key());
    asking.json(&port).reply().await.expect(201);

    // Over is over.
    world.advance(61).await;
    sends(world, &fresh_key(), &fault(15), None).await.expect(201);
}

both!(story);
