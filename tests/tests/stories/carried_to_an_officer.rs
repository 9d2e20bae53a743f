//! No network at all: the traveller's phone shows its report as squares, somebody else's brings it, and it stays the traveller's.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tests::{World, both, fresh_key};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let profile = traveller.wire.get("/venues/bayview").await.expect(200);
    let server: age::x25519::Recipient = profile["intake_key"].as_str().unwrap().parse().unwrap();
    let (key, body) =
        (fresh_key(), json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-114" }, "narrative": "CANARY" }));
    let parcel = |venue: &str| json!({ "venue": venue, "key": key, "body": body }).to_string();
    let seal = |text: &str| BASE64_STANDARD.encode(age::encrypt(&server, text.as_bytes()).unwrap());
    let bring = async |sealed: String, relay: bool| {
        traveller.wire.post("/venues/bayview/reports/carried", json!({ "sealed": sealed, "relay": relay })).await
    };
    bring("not base64".to_owned(), true).await.refused(422, "invalid_value", "sealed");
    bring(BASE64_STANDARD.encode("not age"), true).await.refused(422, "invalid_value", "sealed");
    bring(seal("not a parcel"), true).await.refused(422, "invalid_value", "sealed");
    bring(seal(&parcel("bayview-port")), true).await.refused(422, "invalid_value", "sealed");
    bring(seal(&parcel("bayview")), false).await.refused(422, "invalid_value", "relay");
    let first = bring(seal(&parcel("bayview")), true).await.expect(201);
    assert_eq!(
        first.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["received_at"],
        "whoever brings it learns nothing"
    );
    assert_eq!(bring(seal(&parcel("bayview")), true).await.expect(201), first, "brought twice, stored once");

    let officer = world.officer("officer@demo.test").await;
    let incident = officer.finds().await;
    assert_eq!((&incident["priority"], &incident["report_count"]), (&json!(1), &json!(1)));
    let whole = officer.opens(&incident).await;
    assert_eq!(whole["reports"][0]["reporter"], json!({ "kind": "anonymous" }), "nobody's but the traveller's");

    // Signal is back: the phone sends the same under the same key, and gets its receipt.
    let sent: Value = traveller.tries(&key, &body).await.expect(201);
    assert_eq!(sent["received_at"], first["received_at"]);
    assert_eq!(officer.finds().await["report_count"], 1);
    assert_eq!(world.found_on_disk(b"CANARY").await, [""; 0]);
}

both!(story);
