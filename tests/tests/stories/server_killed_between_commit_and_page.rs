//! The power goes at the two worst moments: after the `201` and before anybody was paged, and after the mail server took a mail
//! and before that was written down.

use serde_json::json;
use tests::{World, both};

async fn story(world: &mut World) {
    // Of a kind that never joins another, so that each is an incident with a page of its own.
    let harassment = json!({ "category": "person.harassment", "place": { "plate": "BV-T1-114" } });
    let traveller = world.traveller();
    let sent = traveller.reports(harassment.clone()).await;
    world.crash().await;
    world.open().await;
    assert_eq!(traveller.looks(&sent).await["status"], "received");
    world.settle().await;
    let first = world.inbox.news().await;
    assert_eq!(first.len(), 1, "the page goes out, once");
    world.restart().await;
    world.advance(60).await;
    assert!(world.inbox.news().await.is_empty(), "and not again");

    traveller.reports(harassment.clone()).await;
    world.inbox.hold().await;
    tokio::select! {
        () = world.settle() => panic!("the mail server keeps its answer back"),
        () = world.inbox.held() => {}
    }
    world.crash().await;
    world.inbox.take().await;
    world.open().await;
    world.settle().await;
    let taken = world.inbox.news().await;
    assert_eq!(taken.len(), 1, "somebody may still be sending it: nobody else begins");
    traveller.reports(harassment).await;
    world.settle().await;
    assert_eq!(world.inbox.news().await.len(), 1, "and nobody else's page waits behind it");
    world.advance(31).await;
    let again = world.inbox.news().await;
    assert_eq!(again.len(), 1, "nobody wrote down that it went, so it goes again");
    assert_eq!(
        (&again[0].message_id, &again[0].to),
        (&taken[0].message_id, &taken[0].to),
        "under the same name, so it counts as one"
    );
    assert_ne!(first[0].message_id, again[0].message_id);
    world.advance(60).await;
    assert!(world.inbox.news().await.is_empty());

    let officer = world.officer("officer@demo.test").await;
    let queue = officer.queue().await;
    assert_eq!(queue.len(), 3);
    for incident in queue {
        let pages = officer.opens(&incident).await["pages"].clone();
        assert_eq!((pages.as_array().unwrap().len(), &pages[0]["state"]), (1, &json!("sent")));
    }
}

both!(story);
