//! A desk loses its connection and comes back: nothing is missed, nothing comes twice.

use serde_json::json;
use tests::{Listening, World, both};

async fn story(world: &mut World) {
    let officer = world.officer("officer@demo.test").await;
    let from = officer.get("/desk/incidents").await.expect(200)["seq"].as_i64().unwrap();
    let mut stream = officer.listens(Some(from)).await;
    let mut heard = Vec::new();
    report(world, 3).await;
    hear(&mut stream, &mut heard, 5).await;
    drop(stream);

    // Away for a while, over a restart of the server.
    report(world, 4).await;
    world.restart().await;
    let mut stream = officer.listens(heard.last().copied()).await;
    report(world, 2).await;
    world.settle().await;
    let now = officer.get("/desk/incidents").await.expect(200)["seq"].as_i64().unwrap();
    let missing = usize::try_from(now - heard.last().unwrap()).unwrap();
    hear(&mut stream, &mut heard, missing).await;
    let all: Vec<i64> = (from + 1..=now).collect();
    assert_eq!(heard, all, "every entry of the log, once, in order");

    // A desk that begins with the list misses nothing that happens between the two.
    let list = officer.get("/desk/incidents").await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 9);
    report(world, 1).await;
    let mut late = officer.listens(list["seq"].as_i64()).await;
    let told = late.hears_of("incident.opened").await;
    assert_eq!(told.data["incident"]["number"], "A-0010");
    // And one that names no beginning hears what comes.
    let mut fresh = officer.listens(None).await;
    let incident = told.data["incident"].clone();
    officer.acknowledges(&incident).await;
    assert_eq!(fresh.hears().await.data["facts"]["command"], "acknowledge");

    let odd = officer.ask("GET", "/desk/stream").header("Last-Event-ID", "yesterday").reply().await;
    odd.refused(422, "invalid_value", "Last-Event-ID");
}

async fn report(world: &World, count: usize) {
    for _ in 0..count {
        // Of a kind that never joins another.
        world.traveller().reports(json!({ "category": "crime.fraud", "place": { "plate": "BV-T1-114" } })).await;
    }
}

async fn hear(stream: &mut Listening, heard: &mut Vec<i64>, count: usize) {
    for _ in 0..count {
        heard.push(stream.hears().await.id);
    }
}

both!(story);
