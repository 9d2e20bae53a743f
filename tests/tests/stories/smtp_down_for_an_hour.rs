//! The mail server is gone for an hour. The ladder climbs all the same, somebody is told that nobody can be reached, and when it
//! is back everybody hears, without a storm.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::{World, both};

async fn story(world: &mut World) {
    world.settle().await;
    assert_eq!(world.wire().get("/health/engine").await.expect(200)["state"], "green");
    world.inbox.refuse().await;
    let sent =
        world.traveller().reports(json!({ "category": "danger.fight", "place": { "plate": "BV-T1-114" } })).await;
    world.settle().await;
    world.advance(60).await;
    let ill = world.wire().get("/health/engine").await.expect(503);
    assert_eq!(ill["state"], "red", "{ill}");
    let asked = world.inbox.refused().await;
    assert!((3..=7).contains(&asked), "ever more seldom: {asked} times in the first minute");

    world.advance(3540).await;
    assert!(world.inbox.news().await.is_empty());
    let supervisor = world.officer("supervisor@demo.test").await;
    let incident = supervisor.finds().await;
    let whole = supervisor.opens(&incident).await;
    let pages = whole["pages"].as_array().unwrap();
    let rungs =
        |state: &str| pages.iter().filter(|page| page["state"] == state).filter_map(|page| page["rung"].as_u64()).max();
    assert_eq!(rungs("queued"), Some(8), "five repeats after the four rungs");
    assert_eq!(rungs("sent"), None);
    assert!(world.wire().get("/readyz").await.status == 200, "reports are stored all the same");

    world.inbox.take().await;
    world.advance(121).await;
    let mut mails: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mail in world.inbox.news().await {
        mails.entry(mail.to).or_default().push(mail.message_id);
    }
    assert!(mails.len() >= 9, "everybody on duty hears: {:?}", mails.keys());
    for (officer, mails) in &mails {
        assert_eq!(mails.len(), 1, "{officer} hears once, not once for each rung");
    }
    assert_eq!(world.wire().get("/health/engine").await.expect(200)["faults"], json!([]));

    supervisor.stays().await;
    let whole = supervisor.opens(&incident).await;
    let left: Vec<&Value> =
        whole["pages"].as_array().unwrap().iter().filter(|page| page["state"] == "queued").collect();
    assert!(left.is_empty(), "nothing waits any more: {left:?}");
    supervisor.acknowledges(&incident).await;
    assert_eq!(world.traveller().looks(&sent).await["status"], "acknowledged");
}

both!(story);
