//! In quiet hours nobody is woken for what can wait until they are over; it is in the queue at once. What is most urgent, or becomes
//! urgent, does not wait.

use serde_json::{Value, json};
use tests::{World, both};

/// From half past nine to half past ten, on the airport's clock. It is ten.
fn quiet(bundle: &mut Value) {
    let ladders = bundle["ladders"].as_array_mut().expect("ladders");
    let p3 = ladders.iter_mut().find(|ladder| ladder["priority"] == 3).expect("one for P3");
    p3["quiet"] = json!({ "from": "09:30", "until": "10:30" });
}

async fn story(world: &mut World) {
    world.reimport("bayview", quiet).await;
    let desk = world.officer("supervisor@demo.test").await;
    world.traveller().reports(json!({ "category": "behaviour.photo", "place": { "plate": "BV-PA-20" } })).await;
    world.traveller().reports(json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-151" } })).await;
    world.settle().await;
    assert_eq!(world.inbox.news_for().await, ["armed@demo.test"], "the weapon, and nothing else");
    let queue = desk.queue().await;
    let waits = queue.iter().find(|incident| incident["category"] == "behaviour.photo").unwrap();
    assert_eq!(desk.opens(waits).await["pages"], json!([]), "it can be seen, and nobody is called");
    let weapon = queue.iter().find(|incident| incident["category"] == "danger.weapon").unwrap();
    desk.acknowledges(weapon).await;
    world.restart().await;
    desk.tells(&desk.opens(weapon).await, "status", json!({ "to": "resolved" })).await.expect(200);
    world.advance(1799).await;
    desk.stays().await;
    assert_eq!(desk.opens(waits).await["pages"], json!([]), "not before they are over");
    world.advance(1).await;
    assert_eq!(desk.opens(waits).await["pages"][0]["state"], "sent");

    // It becomes urgent in the night: at once. (A server that starts imports the demo's own bundles again.)
    world.reimport("bayview", quiet).await;
    world.advance(23 * 3600).await;
    let desk = world.officer("supervisor@demo.test").await;
    world.inbox.news().await;
    let sent =
        world.traveller().reports(json!({ "category": "behaviour.photo", "place": { "plate": "BV-T1-114" } })).await;
    world.settle().await;
    let held = desk.queue().await.into_iter().max_by_key(|incident| incident["number"].as_str().unwrap().to_owned());
    let held = held.unwrap();
    assert_eq!(desk.opens(&held).await["pages"], json!([]));
    world.traveller().adds(&sent, json!({ "category": "item.suspicious" })).await;
    world.settle().await;
    assert_eq!(desk.opens(&held).await["pages"][0]["state"], "sent", "urgent now");
}

both!(story);
