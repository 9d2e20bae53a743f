//! A disk that is full takes nothing new, and still shows a traveller what an officer wrote to them.

use serde_json::json;
use tests::{Store, World, both};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let sent = traveller.reports(json!({ "category": "item.unattended", "place": { "zone": "t1-checkin-b" } })).await;
    let officer = world.officer("officer@demo.test").await;
    let incident = officer.acknowledges(&officer.finds().await).await;
    officer.tells(&incident, "message", json!({ "text": "Which pillar?" })).await.expect(200);

    let (full, room) = match world.store {
        Store::Sqlite => (
            "create trigger full before update on messages begin select raise(fail, 'disk full'); end",
            "drop trigger full",
        ),
        Store::Postgres => (
            "create function full_disk() returns trigger language plpgsql as 'begin raise exception ''disk full''; end'; \
             create trigger full_disk before update on messages execute function full_disk()",
            "drop trigger full_disk on messages",
        ),
    };
    world.changes(full).await;
    let mine = traveller.looks(&sent).await;
    assert_eq!(mine["messages"][0]["text"], "Which pillar?");
    let read = async || officer.opens(&incident).await["reports"][0]["messages"][0]["read_at"].clone();
    assert!(read().await.is_null(), "what could not be noted is not claimed");

    world.changes(room).await;
    traveller.looks(&sent).await;
    assert!(!read().await.is_null(), "the next look notes it");
}

both!(story);
