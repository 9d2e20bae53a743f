//! An officer merges what is not one thing, and takes it back: everything is where it was. Then any sequence of merges, splits and
//! joins keeps every report, photo and message exactly once.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::people::{Officer, Sent};
use tests::{World, both};

const PLATES: [&str; 4] = ["BV-T1-114", "BV-T1-151", "BV-T1-101", "BV-LS-01"];

async fn story(world: &mut World) {
    let bag = json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" }, "narrative": "a grey case" });
    let drunk = json!({ "category": "crime.disorder", "place": { "plate": "BV-T1-151" }, "narrative": "he shouts" });
    let sent = [world.traveller().reports(bag).await, world.traveller().reports(drunk).await];
    world.traveller().writes(&sent[1], "he is gone now").await;
    world.settle().await;
    let officer = world.officer("officer@demo.test").await;
    let before = told(&officer).await;
    assert_eq!(before.len(), 2);
    let queue = officer.queue().await;
    let (first, second) = (of(&queue, "crime.disorder"), of(&queue, "item.unattended"));

    let stale = json!({ "version": 1, "into": second["id"], "into_version": 7 });
    officer.tells(first, "merge", stale).await.refused(409, "stale_version", "");
    let itself = json!({ "version": 1, "into": first["id"], "into_version": 1 });
    officer.tells(first, "merge", itself).await.refused(422, "invalid_value", "into");
    let merged = officer.tells(first, "merge", json!({ "into": second["id"], "into_version": 1 })).await.expect(200);
    assert_eq!((&merged["report_count"], &merged["version"]), (&json!(2), &json!(2)));
    assert_eq!(officer.queue().await.iter().filter(|incident| incident["status"] == "merged").count(), 1);
    let whole = officer.opens(&merged).await;
    assert_eq!(whole["merged"][0]["label"], first["number"]);
    assert_eq!(whole["reports"].as_array().unwrap().len(), 2);
    let seen = world.traveller().looks(&sent[1]).await;
    assert_eq!(seen["messages"].as_array().unwrap().len(), 1, "what was written went along");
    world.advance(300).await;
    world.inbox.news().await;

    let back = officer
        .post(&format!("/desk/incidents/{}/unmerge", text(first, "id")), json!({ "version": 2 }))
        .await
        .expect(200);
    assert_eq!(
        (&back["status"], &back["number"], &back["report_count"]),
        (&json!("open"), &first["number"], &json!(1))
    );
    assert_eq!(told(&officer).await, before, "everything is where it was");
    world.settle().await;
    assert!(!world.inbox.news().await.is_empty(), "and somebody has to acknowledge it again");
    let many: Vec<String> = (0..40_000).map(|n| format!("01890000-0000-7000-8000-{n:012}")).collect();
    let split = officer.tells(&back, "split", json!({ "reports": many })).await;
    split.refused(422, "invalid_value", "reports");
    let twice = officer.post(&format!("/desk/incidents/{}/unmerge", text(first, "id")), json!({ "version": 3 })).await;
    twice.refused(409, "wrong_status", "");

    // What stays must keep something: its own report was split off since.
    let queue = officer.queue().await;
    let (first, second) = (of(&queue, "crime.disorder"), of(&queue, "item.unattended"));
    let own = officer.opens(second).await["reports"][0]["id"].clone();
    let into = json!({ "into": second["id"], "into_version": second["version"] });
    let both = officer.tells(first, "merge", into).await.expect(200);
    officer.tells(&both, "split", json!({ "reports": [own] })).await.expect(200);
    let version = first["version"].as_i64().unwrap() + 1;
    let path = format!("/desk/incidents/{}/unmerge", text(first, "id"));
    officer.post(&path, json!({ "version": version })).await.refused(409, "wrong_status", "");

    anything(world, &officer).await;
    refused(world, &officer).await;
}

/// Neither across venues nor of everything: what would be nothing, or somewhere else, is refused and nothing has moved.
async fn refused(world: &World, officer: &Officer) {
    let ship = json!({ "category": "item.unattended", "place": { "plate": "BP-FT-01" } });
    world.traveller_at("bayview-port").reports(ship).await;
    for plate in ["BV-T1-101", "BV-LS-01"] {
        world.traveller().reports(json!({ "category": "access.badge", "place": { "plate": plate } })).await;
    }
    world.settle().await;
    let queue = officer.queue().await;
    let badges: Vec<&Value> = queue.iter().filter(|incident| incident["category"] == "access.badge").collect();
    let [one, other] = badges[..] else { panic!("{badges:?}") };
    let into = json!({ "into": other["id"], "into_version": other["version"] });
    let ashore = &officer.tells(one, "merge", into).await.expect(200);
    let (before, queue) = (reports(officer).await, officer.queue().await);
    let at_sea = queue.iter().find(|incident| incident["venue"] == "bayview-port").unwrap();
    for (one, other) in [(ashore, at_sea), (at_sea, ashore)] {
        let into = json!({ "into": other["id"], "into_version": other["version"] });
        officer.tells(one, "merge", into).await.refused(422, "invalid_value", "into");
    }
    let whole = officer.opens(ashore).await;
    let all: Vec<&Value> = whole["reports"].as_array().unwrap().iter().map(|report| &report["id"]).collect();
    assert_eq!(all.len(), 2);
    officer.tells(ashore, "split", json!({ "reports": all })).await.refused(422, "invalid_value", "reports");
    officer.tells(ashore, "split", json!({ "reports": [] })).await.refused(422, "invalid_value", "reports");
    let elsewhere = officer.opens(at_sea).await["reports"][0]["id"].clone();
    officer.tells(ashore, "split", json!({ "reports": [elsewhere] })).await.refused(422, "invalid_value", "reports");
    assert_eq!(reports(officer).await, before);
    assert_eq!(officer.queue().await, queue);
}

/// Merges, splits and takes back whatever chance says; counts everything after each step.
async fn anything(world: &World, officer: &Officer) {
    let mut sent: Vec<Sent> = Vec::new();
    for n in 0..12 {
        let place = json!({ "plate": PLATES[n % PLATES.len()] });
        let category = ["item.unattended", "item.suspicious", "fault.alarm"][n % 3];
        sent.push(world.traveller().reports(json!({ "category": category, "place": place })).await);
        world.traveller().writes(&sent[n], &format!("message {n}")).await;
    }
    let all = reports(officer).await;
    let mut chance = 0x9e37_79b9_u64;
    let mut next = move |below: usize| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(chance >> 33).unwrap() % below
    };
    for step in 0..30 {
        let queue = officer.queue().await;
        let (open, merged): (Vec<&Value>, Vec<&Value>) =
            queue.iter().partition(|incident| incident["status"] != "merged");
        let one = open[next(open.len())];
        match next(3) {
            0 if open.len() > 1 => {
                let other = open[next(open.len())];
                let into = json!({ "into": other["id"], "into_version": other["version"] });
                let status = officer.tells(one, "merge", into).await.status;
                assert!(status == 200 || (status == 422 && one["id"] == other["id"]), "{status}");
            }
            1 => {
                let whole = officer.opens(one).await;
                let first = json!([whole["reports"][0]["id"]]);
                let reply = officer.tells(one, "split", json!({ "reports": first })).await;
                let may = if whole["report_count"] == 1 { 422 } else { 200 };
                assert_eq!(reply.status, may, "{} of {}", reply.json(), whole["reports"]);
            }
            _ if !merged.is_empty() => {
                let back = merged[next(merged.len())];
                let path = format!("/desk/incidents/{}/unmerge", text(back, "id"));
                let status = officer.post(&path, json!({ "version": back["version"] })).await.status;
                assert!(status == 200 || status == 409, "{status}");
            }
            _ => {}
        }
        assert_eq!(reports(officer).await, all, "step {step}: every report exactly once");
    }
    for one in &sent {
        assert_eq!(world.traveller().looks(one).await["messages"].as_array().unwrap().len(), 1);
    }
    world.settle().await;
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap().to_owned()
}

fn of<'a>(queue: &'a [Value], category: &str) -> &'a Value {
    queue.iter().find(|incident| incident["category"] == category).unwrap()
}

/// Of each incident that is not merged: its priority, status and what its reports say.
async fn told(officer: &Officer) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for incident in officer.queue().await {
        let whole = officer.opens(&incident).await;
        let said: Vec<&Value> = whole["reports"].as_array().unwrap().iter().collect();
        let words: Vec<_> =
            said.iter().map(|report| (&report["id"], &report["narrative"], &report["messages"])).collect();
        let counts = (&whole["report_count"], &whole["photo_count"], &whole["independent_sources"]);
        all.insert(
            text(&whole, "number"),
            json!([whole["priority"], whole["status"], whole["category"], counts, words]),
        );
    }
    all
}

/// Every report's id, once for each time it is found; counts must fit.
async fn reports(officer: &Officer) -> Vec<String> {
    let mut ids = Vec::new();
    for incident in officer.queue().await {
        let whole = officer.opens(&incident).await;
        let found = whole["reports"].as_array().unwrap();
        assert_eq!(whole["report_count"], json!(found.len()), "{}", whole["number"]);
        ids.extend(found.iter().map(|report| text(report, "id")));
    }
    ids.sort();
    ids
}

both!(story);
