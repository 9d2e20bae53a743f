//! A page waits for the mail server, and the officer's shift ends meanwhile. Nobody is called at home.

use serde_json::{Value, json};
use tests::{World, both};

async fn story(world: &mut World) {
    // The medic goes home at eleven, an hour from now.
    let until_eleven = |bundle: &mut Value| {
        for shift in bundle["shifts"].as_array_mut().unwrap() {
            if shift["officer"] == "medic@demo.test" {
                (shift["from"], shift["to"]) = ("08:00".into(), "11:00".into());
            }
        }
    };
    world.reimport("bayview", until_eleven).await;
    world.reimport("bayview-port", until_eleven).await;
    let medic = world.officer("medic@demo.test").await;
    assert_eq!(medic.get("/me").await.expect(200)["on_duty"][0]["until"], "2026-11-21T10:00:00Z");
    world.clock.advance(jiff::SignedDuration::from_secs(3595));

    world.inbox.refuse().await;
    let ill = json!({ "category": "person.medical", "place": { "plate": "BV-T1-114" } });
    world.traveller().reports(ill).await;
    world.settle().await;
    let supervisor = world.officer("supervisor@demo.test").await;
    let incident = supervisor.finds().await;
    assert_eq!(incident["assignee"]["label"], "Ilse Brandt · BV-61");
    world.advance(5).await;
    assert_eq!(medic.get("/me").await.expect(401)["code"], "unauthorized", "an access token is short");
    world.inbox.take().await;
    world.advance(5).await;
    assert_eq!(world.inbox.news().await.len(), 1, "somebody else is called at once, not at the next rung's time");
    world.advance(195).await;
    let called = world.inbox.news_for().await;
    assert!(!called.contains(&"medic@demo.test".to_owned()), "the medic is at home: {called:?}");
    assert!(called.contains(&"supervisor@demo.test".to_owned()), "and others are called instead");
    let pages = supervisor.opens(&incident).await["pages"].clone();
    assert_eq!((&pages[0]["state"], &pages[0]["error"]), (&json!("skipped"), &json!("off_duty")));

    // The next one goes to somebody who is there.
    let elsewhere = json!({ "category": "person.medical", "place": { "plate": "BV-PA-20" } });
    world.traveller().reports(elsewhere).await;
    let queue = supervisor.queue().await;
    let next = queue.iter().find(|other| other["id"] != incident["id"]).unwrap();
    assert_ne!(next["assignee"]["label"], "Ilse Brandt · BV-61");
    assert!(next["assignee"]["id"].is_string(), "there is always somebody");

    // An account that is closed is not paged either, on duty or not.
    let closed = "update accounts set active = false where email = 'supervisor@demo.test'";
    assert_eq!(world.tamper(closed).await, 1);
    world.inbox.news().await;
    world.advance(120).await;
    let called = world.inbox.news_for().await;
    assert!(!called.is_empty() && !called.contains(&"supervisor@demo.test".to_owned()), "{called:?}");
    assert_eq!(supervisor.get("/desk/incidents").await.expect(401)["code"], "unauthorized");
}

both!(story);
