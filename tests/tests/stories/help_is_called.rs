//! An officer on scene needs help: everybody on duty is called at once and every minute, until somebody else comes. No version is
//! asked for, pressing again is the same call, and whoever calls cannot answer themselves.

use serde_json::{Value, json};
use tests::{Officer, World, both};

const MIA: &str = "officer@demo.test";
const REN: &str = "second@demo.test";

async fn calls(officer: &Officer, incident: &Value) -> Value {
    let path = format!("/desk/incidents/{}/help", incident["id"].as_str().unwrap());
    officer.ask("POST", &path).reply().await.expect(200)
}

async fn story(world: &mut World) {
    let drunk = json!({ "category": "crime.disorder", "place": { "plate": "BV-T1-151" } });
    world.traveller().reports(drunk).await;
    let (mia, ren) = (world.officer(MIA).await, world.officer(REN).await);
    let open = mia.finds().await;
    let heard = mia.acknowledges(&open).await;
    let there = mia.tells(&heard, "status", json!({ "to": "on_scene" })).await.expect(200);
    assert!(there["priority"].as_i64() > Some(1));
    world.settle().await;
    world.inbox.news().await;
    let everyone = Vec::from_iter(others(world, &mia, &there).await);
    assert!(everyone.len() >= 8, "{everyone:?}");

    // It is what it was, most urgent, and open until somebody else answers.
    let called = mia.finds().await;
    let me = called["assignee"].clone();
    assert_eq!((&called["status"], &called["priority"]), (&json!("on_scene"), &json!(1)));
    assert_eq!((&called["owes"], &called["help"]["by"]), (&json!("acknowledge"), &me));
    assert_eq!(calls(&mia, &open).await["version"], called["version"], "pressed again it is the same call");
    world.settle().await;
    assert!(world.inbox.news().await.is_empty());
    mia.tells(&called, "acknowledge", json!({})).await.refused(409, "wrong_status", "");
    for minute in 1..=2 {
        world.advance(60).await;
        assert_eq!(world.inbox.news_for().await, everyone, "and again, minute {minute}");
    }
    world.advance(5).await;
    let again = calls(&mia, &open).await;
    assert!(again["version"].as_i64() > called["version"].as_i64(), "a minute later it is a call of its own");
    world.settle().await;
    assert_eq!(world.inbox.news_for().await, everyone);

    // Ren comes: the call is over, and Mia still has it.
    mia.stays().await;
    ren.stays().await;
    let answered = ren.acknowledges(&again).await;
    assert_eq!((&answered["status"], &answered["assignee"]), (&json!("on_scene"), &me));
    assert_eq!((&answered["help"], &answered["owes"]), (&Value::Null, &json!("news")));
    world.advance(120).await;
    assert!(world.inbox.news().await.is_empty(), "an answer ends it");

    // Taken back, it is as it was; and of what is over or merged it is never refused.
    let called = calls(&mia, &answered).await;
    let back = mia.tells(&called, "undo", json!({})).await.expect(200);
    assert_eq!((&back["help"], &back["owes"]), (&Value::Null, &json!("news")));
    let ended = json!({ "to": "resolved", "disposition": "person_spoken_to" });
    let over = mia.tells(&back, "status", ended).await.expect(200);
    let called = calls(&mia, &over).await;
    assert_eq!((&called["status"], &called["help"]["by"]), (&json!("reopened"), &me));
    world.inbox.news().await;
    let resolved = mia.tells(&called, "status", json!({ "to": "resolved" })).await.expect(200);
    assert_eq!(resolved["help"], Value::Null, "what is over calls nobody");
    world.advance(120).await;
    assert!(world.inbox.news().await.is_empty());

    let stranger = world.officer("officer@other.test").await;
    let path = format!("/desk/incidents/{}/help", open["id"].as_str().unwrap());
    stranger.ask("POST", &path).reply().await.refused(404, "not_found", "");
    steps_go_on(world).await;
}

/// Calls, and answers who was: everybody on duty but whoever calls. The mail says what it is.
async fn others(world: &World, mia: &Officer, incident: &Value) -> Vec<String> {
    calls(mia, incident).await;
    world.settle().await;
    let mails = world.inbox.news().await;
    assert!(
        mails.iter().all(|mail| mail.subject.contains("OFFICER NEEDS HELP")),
        "{:?}",
        mails.first().map(|m| &m.subject)
    );
    let mut called: Vec<String> = mails.iter().map(|mail| mail.to.clone()).collect();
    called.sort();
    assert!(!called.contains(&MIA.to_owned()), "whoever needs help is there already");
    assert!(called.contains(&REN.to_owned()) && called.contains(&"landside@demo.test".to_owned()));
    called
}

/// On the way, in need, arriving: steps of whoever calls do not end the call, and steps of somebody else do.
async fn steps_go_on(world: &World) {
    let drunk = json!({ "category": "crime.disorder", "place": { "plate": "BV-LS-01" } });
    world.traveller().reports(drunk).await;
    let (mia, ren) = (world.officer(MIA).await, world.officer(REN).await);
    let queue = mia.queue().await;
    let open = queue.iter().find(|one| one["status"] == "open").unwrap();
    let under_way = mia.tells(open, "status", json!({ "to": "en_route" })).await.expect(200);
    let called = calls(&mia, &under_way).await;
    let there = mia.tells(&called, "status", json!({ "to": "on_scene" })).await.expect(200);
    assert_eq!((&there["help"]["by"], &there["owes"]), (&called["help"]["by"], &json!("acknowledge")));
    assert_eq!(there["help"]["by"]["label"], "Mia Lindqvist · BV-32");
    let onward = ren.tells(&there, "status", json!({ "to": "en_route" })).await.expect(200);
    assert_eq!(onward["help"], Value::Null);
}

both!(story);
