//! A mail server takes every connection and says nothing. The ladder does not wait for it.

use jiff::SignedDuration;
use serde_json::json;
use std::time::Duration;
use tests::{World, both};

/// Far less than the mailer waits for a mail server.
const AT_ONCE: Duration = Duration::from_secs(10);
const MOMENT: Duration = Duration::from_millis(20);

async fn story(world: &mut World) {
    let supervisor = world.officer("supervisor@demo.test").await;
    let mut stream = supervisor.listens(None).await;
    world.inbox.silence().await;
    let engine = world.engine_runs();
    world.traveller().reports(json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-114" } })).await;
    stream.hears_of("page.queued").await;
    let began = world.now();

    let climb = async {
        for (rung, seconds) in [(1, 30), (2, 60), (3, 120)] {
            let told = loop {
                world.clock.advance(SignedDuration::from_secs(1));
                if let Ok(told) = tokio::time::timeout(MOMENT, stream.hears_of("ladder.climbed")).await {
                    break told;
                }
            };
            assert_eq!(told.data["facts"]["rung"], rung);
            assert!(world.now().duration_since(began).as_secs() >= seconds, "no rung before its time");
        }
    };
    tokio::time::timeout(AT_ONCE, climb).await.expect("the ladder climbs although no mail goes out");
    drop(engine);
    assert!(world.inbox.news().await.is_empty());
    world.inbox.take().await;
}

both!(story);
