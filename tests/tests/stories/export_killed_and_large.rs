//! Large ones: the server dies in the middle and nobody ever sees half a file; three years go through a page at a time; an incident
//! that a whole airport told of is one bundle.

use futures_util::StreamExt;
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::process::Command;
use tests::people::declared;
use tests::photo;
use tests::{Officer, Traveller, World, both, fresh_key};

const REPORTS: usize = 400;
const PHOTOS: usize = 900;

async fn asks(officer: &Officer, body: Value) -> Value {
    officer.confirms().await;
    officer.post("/desk/exports", body).await.expect(202)
}

async fn shows(officer: &Officer, export: &Value) -> Value {
    officer.get(&format!("/desk/exports/{}", export["id"].as_str().unwrap())).await.expect(200)
}

async fn killed_and_large(world: &mut World) {
    crowd(world).await;
    let mia = world.officer("officer@demo.test").await;
    let incident = mia.queue().await.remove(0);
    assert_eq!((&incident["report_count"], &incident["photo_count"]), (&json!(REPORTS), &json!(PHOTOS)));
    let asked = asks(&mia, json!({ "kind": "evidence_bundle", "incident": incident["id"], "reason": "c" })).await;
    let path = format!("/desk/exports/{}/file", asked["id"].as_str().unwrap());

    // It dies in the middle of the work.
    let app = world.app().clone();
    let working = tokio::spawn(async move { backend::exports::turn(&app).await });
    let halfway = loop {
        let now = shows(&mia, &asked).await;
        assert_eq!(mia.ask("GET", &path).header("X-Reason", "c").reply().await.status, 404, "no half file: {now}");
        if now["done"].as_i64().unwrap() > 20 {
            break now;
        }
    };
    assert_eq!(halfway["state"], "running");
    working.abort();
    let _ = working.await;
    world.crash().await;
    world.open().await;
    let mia = world.officer("officer@demo.test").await;
    mia.confirms().await;
    assert_eq!(world.export_files(), 1, "what was begun lies there");
    mia.ask("GET", &path).header("X-Reason", "c").reply().await.refused(404, "not_ready", "");
    world.advance(65).await;
    mia.confirms().await;
    let ready = shows(&mia, &asked).await;
    let all = REPORTS + PHOTOS;
    assert_eq!(
        (&ready["state"], &ready["done"], &ready["total"]),
        (&json!("ready"), &json!(all), &json!(all)),
        "{ready}"
    );
    assert_eq!(world.export_files(), 1, "what was begun before is gone");
    let zip = mia.ask("GET", &path).header("X-Reason", "c").reply().await;
    assert_eq!(zip.status, 200);
    let packed = world.scratch("large").with_extension("zip");
    std::fs::write(&packed, &zip.bytes).unwrap();
    let home = world.scratch("large");
    let unpack = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])";
    assert!(Command::new("python3").args(["-c", unpack]).args([&packed, &home]).status().unwrap().success());
    let verified = Command::new("python3").arg(home.join("verify.py")).output().unwrap();
    let said = String::from_utf8_lossy(&verified.stdout);
    assert!(verified.status.success() && said.contains("OK"), "{said}");
    let photos = std::fs::read_dir(home.join("photos")).unwrap().count();
    assert_eq!((std::fs::read_dir(home.join("reports")).unwrap().count(), photos), (REPORTS, PHOTOS));

    // On paper it is as much as paper holds, and a withdrawn one leaves nothing.
    let paper = asks(&mia, json!({ "kind": "incident_pdf", "incident": incident["id"], "reason": "c" })).await;
    world.settle().await;
    let paper = shows(&mia, &paper).await;
    assert_eq!((&paper["state"], &paper["done"]), (&json!("ready"), &json!(REPORTS)), "{paper}");
    let back = format!("/desk/exports/{}/withdraw", paper["id"].as_str().unwrap());
    mia.post(&back, json!({ "version": paper["version"] })).await.expect(200);
    assert_eq!(world.export_files(), 1);
}

/// Four hundred people tell of one thing, with nine hundred photos.
async fn crowd(world: &World) {
    let small = photo::taken(1);
    let told = futures_util::stream::iter(0..REPORTS).map(|n| {
        let (traveller, small) = (world.traveller(), small.clone());
        async move {
            let photos: Vec<String> = (0..PHOTOS / REPORTS + usize::from(n < PHOTOS % REPORTS)).map(|_| fresh_key()).collect();
            let declared: Vec<Value> = photos.iter().map(|id| declared(id, &small)).collect();
            let body = json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" }, "narrative": format!("a case by the pillar, witness {n}"), "photos": declared });
            let sent = traveller.reports(body).await;
            for id in &photos {
                sends(&traveller, &sent, id, &small).await;
            }
        }
    });
    told.buffer_unordered(16).collect::<Vec<()>>().await;
    world.settle().await;
    // Whether they are found to be one thing is another story; here they are.
    let first = world.officer("officer@demo.test").await.queue().await.remove(0);
    let one = format!("(select id from incidents where number = '{}')", first["number"].as_str().unwrap());
    world.tamper(&format!("update reports set incident_id = {one}")).await;
    let counts = format!("report_count = {REPORTS}, photo_count = {PHOTOS}, priority = 1");
    world
        .tamper(&format!("update incidents set {counts} where number = '{}'", first["number"].as_str().unwrap()))
        .await;
}

async fn sends(traveller: &Traveller, sent: &tests::Sent, id: &str, bytes: &[u8]) {
    traveller.sends_photo(sent, id, bytes).await;
}

mod large {
    use super::*;
    both!(killed_and_large);
}

/// Three years by the clock, more of them than one page holds.
async fn three_years(world: &mut World) {
    const EACH: i64 = 5;
    let days = 3 * 365;
    let start = world.now();
    let mut count = 0;
    let traveller = world.traveller();
    while count * EACH < days {
        let zone = if count % 2 == 0 { "t1-checkin-b" } else { "t1-checkin-a" };
        traveller.reports(json!({ "category": "item.unattended", "place": { "zone": zone }, "narrative": format!("=day {count}") })).await;
        world.clock.advance(SignedDuration::from_hours(24 * EACH));
        count += 1;
    }
    let (mia, supervisor) = (world.officer("officer@demo.test").await, world.officer("supervisor@demo.test").await);
    let body = json!({ "kind": "incidents_csv", "venue": "bayview", "from": start, "to": start + SignedDuration::from_hours(24 * days), "words": true, "reason": "c" });
    let asked = asks(&mia, body).await;
    supervisor.confirms().await;
    let approve = format!("/desk/exports/{}/approve", asked["id"].as_str().unwrap());
    supervisor.post(&approve, json!({ "version": asked["version"] })).await.expect(200);
    assert_eq!(backend::exports::turn(world.app()).await.unwrap(), 1);
    let ready = shows(&mia, &asked).await;
    assert_eq!((&ready["state"], &ready["done"]), (&json!("ready"), &json!(count)), "{ready}");
    let path = format!("/desk/exports/{}/file", asked["id"].as_str().unwrap());
    let csv = mia.ask("GET", &path).header("X-Reason", "c").reply().await;
    let text = std::str::from_utf8(&csv.bytes).unwrap();
    let rows: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(rows.len() as i64, count + 2, "a heading, and nothing after the last end");
    for (n, row) in rows[1..rows.len() - 1].iter().enumerate() {
        assert!(row.ends_with(&format!("\"'=day {n}\"")), "{row}");
    }
}

mod long {
    use super::*;
    both!(three_years);
}
