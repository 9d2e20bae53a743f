//! Somebody says "I have it", and then nothing happens. Whoever promised is called again, then others, for ever, also over a
//! restart; a word from them buys time, the next step promises the one after it, and only the end owes nothing.

use jiff::Timestamp;
use serde_json::{Value, json};
use tests::{Officer, World, both};

/// What an incident owes, and in how many seconds.
fn owes(world: &World, incident: &Value) -> (String, i64) {
    let due: Timestamp = incident["due_at"].as_str().unwrap().parse().unwrap();
    (incident["owes"].as_str().unwrap().to_owned(), due.duration_since(world.now()).as_secs())
}

async fn moves(officer: &Officer, to: &str) -> Value {
    officer.stays().await;
    officer.tells(&officer.finds().await, "status", json!({ "to": to })).await.expect(200)
}

async fn story(world: &mut World) {
    let weapon = json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-151" } });
    world.traveller().reports(weapon).await;
    let armed = world.officer("armed@demo.test").await;
    let open = armed.finds().await;
    assert_eq!(owes(world, &open), ("acknowledge".to_owned(), 60));
    let taken = armed.acknowledges(&open).await;
    assert_eq!(owes(world, &taken), ("en_route".to_owned(), 120));
    world.settle().await;
    assert!(world.inbox.news().await.is_empty(), "who has it already need not be called to have it");

    world.advance(115).await;
    assert!(world.inbox.news().await.is_empty(), "there is time to set out");
    world.advance(5).await;
    let again = world.inbox.news().await;
    assert_eq!(again.len(), 1, "then first whoever promised: {again:?}");
    assert_eq!(again[0].to, "armed@demo.test");
    assert!(again[0].subject.ends_with("nobody is on the way yet"), "{}", again[0].subject);
    assert!(again[0].text.contains("You acknowledged"), "{}", again[0].text);

    world.crash().await;
    world.clock.advance(jiff::SignedDuration::from_secs(60));
    world.open().await;
    world.settle().await;
    let supervisors = world.inbox.news().await;
    assert_eq!(supervisors.len(), 1, "what fell due while nobody ran rings at once: {supervisors:?}");
    assert_eq!(supervisors[0].to, "supervisor@demo.test");
    assert!(supervisors[0].text.contains("Somebody acknowledged"), "{}", supervisors[0].text);
    world.advance(60).await;
    let everyone = world.inbox.news_for().await;
    assert!(everyone.len() >= 9, "then all on duty: {everyone:?}");
    for minute in 1..=2 {
        world.advance(60).await;
        assert_eq!(world.inbox.news_for().await, everyone, "and again, minute {minute}: it never closes by itself");
    }
    let whole = armed.opens(&taken).await;
    let climbs = whole["timeline"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "ladder.climbed");
    assert!(climbs.clone().count() == 5 && climbs.clone().all(|climb| climb["params"]["owes"] == "en_route"));
    assert_eq!(whole["version"], 2, "a rule is no person's command");

    let on_the_way = moves(&armed, "en_route").await;
    assert_eq!(owes(world, &on_the_way), ("on_scene".to_owned(), 300), "the act keeps the promise and gives the next");
    world.settle().await;
    assert!(world.inbox.news().await.is_empty());
    world.advance(295).await;
    armed.stays().await;
    let noted = armed.tells(&on_the_way, "note", json!({ "text": "the lift is stuck" })).await.expect(200);
    assert_eq!(noted["version"], on_the_way["version"]);
    assert_eq!(owes(world, &noted), ("on_scene".to_owned(), 300), "a word buys the same time again");
    world.advance(295).await;
    assert!(world.inbox.news().await.is_empty());
    world.advance(5).await;
    let again = world.inbox.news().await;
    assert!(again.len() == 1 && again[0].subject.ends_with("nobody has arrived yet"), "{again:?}");

    let there = moves(&armed, "on_scene").await;
    assert_eq!(owes(world, &there), ("news".to_owned(), 600));
    world.advance(590).await;
    armed.stays().await;
    let told = armed.tells(&there, "message", json!({ "text": "we are here" })).await.expect(200);
    assert_eq!(owes(world, &told), ("news".to_owned(), 600));
    world.advance(590).await;
    assert!(world.inbox.news().await.is_empty(), "a message is news");

    // Somebody else gets it: that is a new acknowledgement, and the old promise is nobody's.
    let (supervisor, medic) = (world.officer("supervisor@demo.test").await, world.officer("medic@demo.test").await);
    let to = json!({ "officer": medic.get("/me").await.expect(200)["id"] });
    let given = supervisor.tells(&there, "assign", to).await.expect(200);
    assert_eq!(owes(world, &given), ("acknowledge".to_owned(), 60));
    world.advance(20).await;
    assert_eq!(world.inbox.news_for().await, ["medic@demo.test"], "only whoever has it now is called");
    let taken = medic.acknowledges(&given).await;
    assert_eq!(owes(world, &taken).0, "en_route");

    let over = moves(&medic, "resolved").await;
    assert_eq!((over.get("owes"), over.get("due_at")), (None, None));
    world.advance(3600).await;
    assert!(world.inbox.news().await.is_empty(), "what is over owes nothing");
    as_the_authority_asks(world).await;
}

/// An authority has times of its own, and calls whom it wants when they pass; what it does not say is as usual.
async fn as_the_authority_asks(world: &World) {
    world
        .reimport("bayview", |bundle| {
            let mut p1 = serde_json::to_value(shared::ladder::Ladder::standard(1)).unwrap();
            p1["promises"] = json!({
                "en_route_s": 40, "on_scene_s": 0, "calls": ["assignee", "post:watch-commander"], "between_s": 20
            });
            bundle["ladders"] = json!([p1]);
        })
        .await;
    world.traveller().reports(json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-151" } })).await;
    let armed = world.officer("armed@demo.test").await;
    let open = armed.queue().await.into_iter().find(|one| one["status"] == "open").unwrap();
    let taken = armed.acknowledges(&open).await;
    assert_eq!(owes(world, &taken), ("en_route".to_owned(), 40));
    world.advance(40).await;
    assert_eq!(world.inbox.news_for().await, ["armed@demo.test"]);
    world.advance(20).await;
    assert_eq!(world.inbox.news_for().await, ["supervisor@demo.test"], "the watch commander");
    armed.stays().await;
    let on_the_way = armed.tells(&taken, "status", json!({ "to": "en_route" })).await.expect(200);
    assert_eq!(owes(world, &on_the_way), ("news".to_owned(), 600), "nobody has to say that they have arrived");
}

both!(story);
