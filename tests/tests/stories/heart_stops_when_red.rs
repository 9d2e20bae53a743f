//! A sign of life leaves the host while everybody is being woken. With the mail server gone it stops, so that a watcher outside
//! raises the alarm; reports are taken all the same; with the mail server back it goes on.

use backend::pages;
use serde_json::json;
use std::sync::atomic::Ordering;
use tests::{Gateway, World, both};

async fn beats(world: &World) -> bool {
    pages::beat(world.app()).await.unwrap()
}

async fn is_green(world: &World) -> bool {
    let numbers = world.wire().get("/metrics").await;
    assert_eq!(numbers.status, 200);
    let text = String::from_utf8(numbers.bytes.to_vec()).unwrap();
    let line = |value: &str| text.lines().any(|line| line == format!("seesayact_engine_green {value}"));
    assert!(line("0") != line("1"));
    line("1")
}

async fn story(world: &mut World) {
    let watcher = Gateway::open().await;
    world.settle().await;
    assert!(!beats(world).await, "nobody has named a watcher");
    let address = watcher.url("/alive");
    world.tune(|config| config.heartbeat_url = Some(address));
    world.restart().await;

    assert!(beats(world).await && is_green(world).await);
    let heard = watcher.news();
    assert_eq!(heard.len(), 1);
    assert_eq!((heard[0].path.as_str(), heard[0].body.len()), ("/alive", 0), "it says nothing but that it comes");

    world.inbox.refuse().await;
    world.traveller().reports(json!({ "category": "danger.fight", "place": { "plate": "BV-T1-114" } })).await;
    world.advance(60).await;
    assert!(!beats(world).await && !is_green(world).await);
    assert!(watcher.news().is_empty(), "red: nothing leaves");
    assert_eq!(world.wire().get("/readyz").await.status, 200, "reports are taken all the same");

    world.inbox.take().await;
    world.advance(121).await;
    assert!(is_green(world).await && beats(world).await);
    assert_eq!(watcher.news().len(), 1);

    // On a quiet night nothing is sent, and a mail server that is gone is missed all the same.
    pages::ask_mail_server(world.app()).await;
    assert!(is_green(world).await);
    world.inbox.refuse().await;
    pages::ask_mail_server(world.app()).await;
    assert!(is_green(world).await, "one question that was lost is no fault");
    world.advance(60).await;
    pages::ask_mail_server(world.app()).await;
    assert!(!beats(world).await && !is_green(world).await);
    let told = world.wire().get("/health/engine").await.expect(503);
    assert_eq!(told["faults"], json!(["the mail server has not answered for 60 s"]));
    world.inbox.take().await;
    pages::ask_mail_server(world.app()).await;
    assert!(is_green(world).await);

    // So is a worker that goes round no more.
    for (worker, beat) in [
        ("canary", &world.app().beats.canary),
        ("live feed", &world.app().beats.feed),
        ("look at venues and rules", &world.app().beats.looker),
    ] {
        let before = beat.swap(world.now().as_microsecond() - 31_000_000, Ordering::Relaxed);
        let told = world.wire().get("/health/engine").await.expect(503);
        assert_eq!(told["faults"], json!([format!("the {worker} has not gone round for more than 30 s")]));
        beat.store(before, Ordering::Relaxed);
    }
    assert!(is_green(world).await);

    // A watcher that refuses it changes nothing here.
    watcher.answers(500);
    assert!(!beats(world).await);
    watcher.news();
    watcher.answers(204);
    assert!(beats(world).await && watcher.news().len() == 1);

    // The workers take it along: it leaves by itself once its minute is over.
    let running = world.engine_runs();
    let mut minutes = 0;
    while watcher.news().is_empty() {
        assert!(minutes < 10, "no heartbeat in ten minutes");
        world.advance(60).await;
        minutes += 1;
    }
    drop(running);
}

both!(story);
