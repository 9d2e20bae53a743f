//! A line that breaks every few hundred kilobytes: the photo comes in parts, and arrives whole.

use serde_json::{Value, json};
use tests::people::{Sent, digest};
use tests::photo;
use tests::{World, both, fresh_key};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let sent = traveller.reports(json!({ "category": "item.unattended", "place": { "zone": "t1-checkin-b" } })).await;
    let (id, bytes) = (fresh_key(), photo::taken(6));
    let third = bytes.len() / 3;
    let part = async |at: usize, bytes: &[u8]| -> Value {
        let below = format!("/photos/{id}/parts/{at}");
        traveller.holding(&sent, "PUT", &below).bytes(bytes.to_vec()).reply().await.expect(201)
    };
    let here = async |sent: &Sent| -> Value {
        traveller.holding(sent, "GET", &format!("/photos/{id}/parts")).reply().await.expect(200)["offset"].clone()
    };
    assert_eq!(here(&sent).await, 0);
    assert_eq!(part(0, &bytes[..third]).await["offset"], third);
    assert_eq!(part(0, &bytes[..third]).await["offset"], third, "sent again, kept once");
    assert_eq!(part(2 * third, &bytes[2 * third..]).await["offset"], third, "a gap is not taken");
    world.restart().await;
    let traveller = world.traveller();
    let part = async |at: usize, bytes: &[u8]| -> Value {
        let below = format!("/photos/{id}/parts/{at}");
        traveller.holding(&sent, "PUT", &below).bytes(bytes.to_vec()).reply().await.expect(201)
    };
    assert_eq!(part(third, &bytes[third..2 * third]).await["offset"], 2 * third, "what was here stayed");
    let whole = async || {
        traveller
            .holding(&sent, "PUT", &format!("/photos/{id}?parts=true"))
            .header("Content-Type", "image/jpeg")
            .header("Content-Digest", &digest(&bytes))
            .reply()
            .await
    };
    assert_eq!(part(2 * third, &bytes[2 * third..]).await["offset"], bytes.len());
    let before = world.blobs();
    assert_eq!(whole().await.expect(201)["state"], "stored");
    assert_eq!(whole().await.expect(201)["id"], id.as_str(), "answered the same again");
    assert_eq!(world.blobs(), before - 3 + 1, "of its parts nothing is left");
    world.advance(60).await;
    let officer = world.officer("officer@demo.test").await;
    officer.confirms().await;
    let original = officer.ask("GET", &format!("/desk/photos/{id}/original")).header("X-Reason", "r").reply().await;
    assert_eq!(original.bytes, bytes, "byte for byte");

    // Somebody else's receipt opens nothing, and parts of what is never finished go in the end.
    let other = traveller.reports(json!({ "category": "item.lost", "place": { "zone": "t1-checkin-b" } })).await;
    let (left, below) = (fresh_key(), |id: &str| format!("/photos/{id}/parts/0"));
    traveller.holding(&other, "PUT", &below(&left)).bytes(vec![1; 1000]).reply().await.expect(201);
    let foreign = format!("/reports/{}/photos/{left}/parts", other.id);
    let asked = traveller.wire.ask("GET", &foreign).header("Authorization", &format!("Receipt {}", sent.receipt));
    asked.reply().await.refused(404, "not_found", "");
    traveller.holding(&other, "PUT", &below(&left)).bytes(vec![0; 513 * 1024]).reply().await.refused(
        413,
        "too_large",
        "",
    );
    let ids: Vec<String> = (0..20).map(|_| fresh_key()).collect();
    let at_once = ids.iter().map(|id| traveller.holding(&other, "PUT", &below(id)).bytes(vec![1; 10]).reply());
    let begun = futures_util::future::join_all(at_once).await;
    assert_eq!(
        begun.iter().filter(|reply| reply.status == 201).count(),
        9,
        "one was begun before; twenty at once are counted"
    );
    let eleventh = traveller.holding(&other, "PUT", &below(&fresh_key())).bytes(vec![1; 10]).reply().await;
    eleventh.refused(422, "too_many_photos", "");
    let with_it = world.blobs();
    world.changes("update photo_parts set at = 0").await;
    world.advance(1).await;
    assert_eq!(world.blobs(), with_it - 10);

    // What began long ago and still comes in stays whole; when it stops, all of it goes.
    let (slow, empty) = (fresh_key(), world.blobs());
    for at in [0, 10] {
        let below = format!("/photos/{slow}/parts/{at}");
        traveller.holding(&other, "PUT", &below).bytes(vec![1; 10]).reply().await.expect(201);
    }
    world.changes("update photo_parts set at = 0 where from_byte = 0").await;
    world.advance(1).await;
    assert_eq!(world.blobs(), empty + 2);
    world.changes("update photo_parts set at = 0").await;
    world.advance(1).await;
    assert_eq!(world.blobs(), empty);
}

both!(story);
