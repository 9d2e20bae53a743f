//! Nobody looks at any desk, or nobody answers. After its time a most urgent incident goes to whoever is outside, the health
//! check is red, and the reporter's phone can say that no officer has seen it.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Gateway, Officer, Sent, World, both};

/// At the airport or at the seaport: two at one place would be one incident.
async fn weapon(world: &World, venue: &str, plate: &str) -> Sent {
    world.traveller_at(venue).reports(json!({ "category": "danger.weapon", "place": { "plate": plate } })).await
}

async fn at_airport(world: &World) -> Sent {
    weapon(world, "bayview", "BV-T1-151").await
}

async fn at_seaport(world: &World) -> Sent {
    weapon(world, "bayview-port", "BP-FT-01").await
}

async fn unheard(world: &World, sent: &Sent) -> bool {
    world.traveller().looks(sent).await["unheard"].as_bool().unwrap()
}

async fn fallbacks(officer: &Officer, incident: &Value) -> Vec<Value> {
    let timeline = officer.opens(incident).await["timeline"].as_array().unwrap().clone();
    timeline.into_iter().filter(|entry| entry["kind"] == "fallback.called").map(|e| e["params"].clone()).collect()
}

async fn story(world: &mut World) {
    // Nobody outside is set up, and no desk is open.
    let traveller = world.traveller();
    let first = at_airport(world).await;
    let bag = traveller.reports(json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" } })).await;
    world.advance(59).await;
    assert!(!unheard(world, &first).await);
    assert_eq!(world.wire().get("/health/engine").await.expect(200)["state"], "green");
    world.advance(1).await;
    let mine = traveller.looks(&first).await;
    assert_eq!((&mine["unheard"], &mine["emergency"]), (&json!(true), &json!({ "show": true, "number": "112" })));
    assert!(!unheard(world, &bag).await, "only what is most urgent");
    let ill = world.wire().get("/health/engine").await.expect(503)["faults"].to_string();
    assert!(ill.contains("heard by nobody") && ill.contains("has no fallback channel"), "{ill}");

    // Somebody outside is set up. What was called before is not called again, also not over a restart.
    let gateway = Gateway::open().await;
    let admin = world.officer("admin@demo.test").await;
    admin.confirms().await;
    let hook = json!({ "kind": "webhook", "name": "Night desk", "url": gateway.url("/night"), "for": ["fallback"] });
    admin.post("/admin/channels", hook).await.expect(201);
    world.restart().await;
    world.advance(10).await;
    assert!(gateway.news().is_empty());
    let second = at_seaport(world).await;
    world.advance(60).await;
    let called = gateway.news();
    assert_eq!(called.len(), 1, "{called:?}");
    let page: Value = serde_json::from_slice(&called[0].body).unwrap();
    assert_eq!((&page["data"]["because"], &page["data"]["priority"]), (&json!("no_desk"), &json!(1)));
    assert!(unheard(world, &second).await);

    let supervisor = world.officer("supervisor@demo.test").await;
    for _ in [&first, &second] {
        let queue = supervisor.queue().await;
        let incident = queue.iter().find(|one| one["owes"] == "acknowledge" && one["priority"] == 1).unwrap();
        let why = fallbacks(&supervisor, incident).await;
        assert_eq!(why.len(), 1, "once: {why:?}");
        assert_eq!(why[0]["why"], "no_desk");
        supervisor.acknowledges(incident).await;
    }
    assert!(!unheard(world, &first).await && !unheard(world, &second).await, "somebody has seen it");
    for incident in supervisor.queue().await {
        supervisor.tells(&incident, "status", json!({ "to": "resolved" })).await.expect(200);
    }
    world.advance(5).await;
    assert_eq!(world.wire().get("/health/engine").await.expect(200)["faults"], json!([]));

    // A desk is open: that nobody is there is not known before three minutes.
    let stream = supervisor.listens(None).await;
    let third = at_airport(world).await;
    world.advance(179).await;
    assert!(!unheard(world, &third).await && gateway.news().is_empty(), "a desk is open");
    world.advance(1).await;
    assert!(unheard(world, &third).await, "but nobody at it answers");
    let page: Value = serde_json::from_slice(&gateway.news()[0].body).unwrap();
    assert_eq!(page["data"]["because"], "unacknowledged");
    drop(stream);

    // The desks are another server's: what it wrote down counts.
    world.crash().await;
    world.open().await;
    let fourth = at_seaport(world).await;
    world.advance(30).await;
    let now = world.now().as_microsecond();
    assert_eq!(
        world.tamper(&format!("update desks set seen_at = {now}")).await,
        2,
        "the open desk was written down, for each venue"
    );
    world.advance(59).await;
    assert!(!unheard(world, &fourth).await);
    world.clock.advance(SignedDuration::from_secs(1));
    world.settle().await;
    assert!(unheard(world, &fourth).await);
}

both!(story);
