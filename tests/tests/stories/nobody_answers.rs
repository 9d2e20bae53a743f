//! A weapon is reported and nobody answers: the ladder climbs to its top, also over a restart, and repeats until somebody does.

use serde_json::json;
use tests::{World, both};

async fn story(world: &mut World) {
    let weapon = json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-151" } });
    let sent = world.traveller().reports(weapon).await;
    assert_eq!(sent.answer["emergency"]["show"], true);
    world.settle().await;
    assert_eq!(world.inbox.news_for().await, ["armed@demo.test"], "at once the one who can help");

    // Whoever looks knows who is called next, and when.
    let supervisor = world.officer("supervisor@demo.test").await;
    let called = supervisor.opens(&supervisor.finds().await).await["assignment"].clone();
    let coming = called["coming"].as_array().unwrap();
    let circles: Vec<&str> = coming.iter().map(|rung| rung["who"].as_str().unwrap()).collect();
    assert_eq!(circles, ["second", "supervisors", "everyone"], "{called}");
    assert_eq!(coming[0]["at"], called["next_rung_at"]);
    let in_s = |rung: &serde_json::Value| {
        let at: jiff::Timestamp = rung["at"].as_str().unwrap().parse().unwrap();
        at.duration_since(world.now()).as_secs()
    };
    assert_eq!(coming.iter().map(in_s).collect::<Vec<_>>(), [30, 60, 120]);

    world.advance(25).await;
    assert!(world.inbox.news_for().await.is_empty(), "no rung before its time");
    world.advance(5).await;
    let second = world.inbox.news_for().await;
    assert_eq!(second.len(), 1, "after 30 s another: {second:?}");
    assert_ne!(second, ["armed@demo.test"]);

    world.crash().await;
    world.clock.advance(jiff::SignedDuration::from_secs(40));
    world.open().await;
    world.settle().await;
    assert_eq!(world.inbox.news_for().await, ["supervisor@demo.test"], "what fell due while nobody ran rings at once");

    world.advance(50).await;
    let everyone = world.inbox.news_for().await;
    assert!(
        everyone.len() >= 9 && everyone.contains(&"landside@demo.test".to_owned()),
        "after 2 min all on duty: {everyone:?}"
    );
    assert!(!everyone.contains(&"admin@demo.test".to_owned()) && !everyone.contains(&"officer@other.test".to_owned()));
    for minute in 1..=3 {
        world.advance(60).await;
        assert_eq!(world.inbox.news_for().await, everyone, "and again, minute {minute}");
    }

    let supervisor = world.officer("supervisor@demo.test").await;
    let incident = supervisor.finds().await;
    let whole = supervisor.opens(&incident).await;
    assert_eq!(whole["assignment"]["rung"], 7);
    let coming = &whole["assignment"]["coming"];
    assert_eq!((coming[0]["who"].as_str(), coming.as_array().unwrap().len()), (Some("everyone"), 1), "{coming}");
    let climbs = whole["timeline"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "ladder.climbed");
    assert_eq!(climbs.count(), 6, "every climb is in the timeline");
    let done = supervisor.acknowledges(&incident).await;
    assert_eq!(
        (&done["status"], &done["assignee"]["label"]),
        (&json!("acknowledged"), &json!("Kees Halloran · BV-20"))
    );
    world.advance(115).await;
    assert!(world.inbox.news().await.is_empty(), "an acknowledgement ends it");
    assert_eq!(world.traveller().looks(&sent).await["status"], "acknowledged");
}

both!(story);
