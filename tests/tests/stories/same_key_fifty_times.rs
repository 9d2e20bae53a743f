//! A phone on a bad network sends one report fifty times at once. It is one report.

use futures_util::future::join_all;
use serde_json::json;
use tests::{World, both, fresh_key};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let (key, body) =
        (fresh_key(), json!({ "category": "danger.fight", "narrative": "two men", "place": { "plate": "BV-T1-114" } }));
    let replies = join_all((0..50).map(|_| traveller.tries(&key, &body))).await;
    let first = replies[0].expect(201);
    for reply in &replies {
        assert_eq!(reply.expect(201), first, "everybody hears the same");
    }
    // The order of fields is not what was said.
    let shuffled = json!({ "place": { "plate": "BV-T1-114" }, "narrative": "two men", "category": "danger.fight" });
    assert_eq!(traveller.tries(&key, &shuffled).await.expect(201), first);
    for table in ["reports", "incidents", "obligations"] {
        assert_eq!(world.number(&format!("select count(*) from {table}")).await, 1, "{table}");
    }
    world.settle().await;
    assert_eq!(world.inbox.news().await.len(), 1, "one page");

    let other = json!({ "category": "danger.fight", "narrative": "three men", "place": { "plate": "BV-T1-114" } });
    traveller.tries(&key, &other).await.refused(422, "key_reused", "Idempotency-Key");
    assert_eq!(world.number("select count(*) from reports").await, 1);
    assert_eq!(
        world.officer("officer@demo.test").await.finds().await["number"],
        "A-0001",
        "no number is lost to the others"
    );
    // The same key is another report's at another venue.
    let at_port = world
        .traveller_at("bayview-port")
        .tries(&key, &json!({ "category": "info.test", "place": { "plate": "BP-FT-01" } }))
        .await;
    assert_ne!(at_port.expect(201)["id"], first["id"]);
}

both!(story);
