//! Sealed bytes that no row names go in time, and what a row names never does; nor does what may be another database's.

use jiff::SignedDuration;
use serde_json::json;
use shared::id::AuthorityId;
use std::time::{SystemTime, UNIX_EPOCH};
use tests::people::{declared, digest};
use tests::photo;
use tests::{World, both, fresh_key};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let id = fresh_key();
    let taken = photo::taken(1);
    let body = json!({
        "category": "item.unattended", "place": { "zone": "t1-checkin-b" }, "photos": [declared(&id, &taken)],
    });
    let sent = traveller.reports(body).await;
    traveller.sends_photo(&sent, &id, &taken).await;
    let profile = traveller.wire.get("/venues/bayview").await.expect(200);
    let recipient: age::x25519::Recipient = profile["evidence_key"].as_str().unwrap().parse().unwrap();
    let sealed = age::encrypt(&recipient, &taken).unwrap();
    world.advance(120).await;
    let before = world.blobs();

    // The same sealed original five times at once: kept once, in one place.
    let put = || {
        let asking = traveller.holding(&sent, "PUT", &format!("/photos/{id}/original"));
        let asking = asking.header("Content-Type", "application/age").header("Content-Digest", &digest(&sealed));
        asking.bytes(sealed.clone()).reply()
    };
    for reply in futures_util::future::join_all((0..5).map(|_| put())).await {
        reply.expect(201);
    }
    assert_eq!(world.blobs(), before + 1);

    // A server that died before the row.
    let name = world.everything_in("photos", "original").await.pop().unwrap();
    let authority: AuthorityId = name.split('/').next().unwrap().parse().unwrap();
    let lost = world.app().blobs.put(authority, b"sealed".to_vec(), &*world.app().entropy).await.unwrap();
    let on_shelf = |name: &str| name.split('/').nth(1).unwrap().to_owned();
    let shelf = i64::from_str_radix(&on_shelf(&lost), 16).unwrap();

    // Beside it lies what another database names: of an authority that this one has never heard of.
    let blobs = &world.app().blobs;
    let stranger = AuthorityId::from_uuid(fresh_key().parse().unwrap());
    loop {
        let others = blobs.put(stranger, b"sealed".to_vec(), &*world.app().entropy).await.unwrap();
        if on_shelf(&others) == on_shelf(&lost) {
            break;
        }
        blobs.remove(&others).await.unwrap();
    }

    // Files have the machine's time. At the first look at its shelf it is young, and its row may still come; at the next it goes.
    #[expect(clippy::disallowed_methods, reason = "the file system has no other clock")]
    let machines = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let ahead = (machines - world.now().as_second()).max(0) / 3600 + 1;
    let look = async |world: &World, hours: i64| {
        let hour = world.now().as_second() / 3600 + hours;
        world.clock.advance(SignedDuration::from_hours(hours + (shelf - hour).rem_euclid(256)));
        world.settle().await;
    };
    world.clock.advance(SignedDuration::from_hours(ahead - 256));
    look(world, 1).await;
    assert_eq!(world.blobs(), before + 3);
    // A database that was put back from a copy has a month to be brought up to date.
    for _ in 0..2 {
        look(world, 256).await;
    }
    assert_eq!(world.blobs(), before + 3, "three weeks old");
    for _ in 0..2 {
        look(world, 256).await;
    }
    assert_eq!(world.blobs(), before + 2, "what nothing names is gone, and nothing else");
    assert!(
        world
            .app()
            .blobs
            .older(u8::try_from(shelf).unwrap(), world.now())
            .await
            .unwrap()
            .iter()
            .any(|name| { name.starts_with(&stranger.to_string()) })
    );
    let officer = world.officer("officer@demo.test").await;
    officer.confirms().await;
    for (copy, expected) in [("view", 200), ("thumb", 200)] {
        assert_eq!(officer.get(&format!("/desk/photos/{id}/{copy}")).await.status, expected);
    }
    let original =
        officer.ask("GET", &format!("/desk/photos/{id}/original")).header("X-Reason", "case 17").reply().await;
    assert_eq!(original.bytes, sealed);
}

both!(story);
