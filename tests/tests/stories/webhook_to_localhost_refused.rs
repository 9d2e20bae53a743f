//! Somebody points a webhook inward: it is refused when it is typed, and again when the name means another address later. The
//! one gateway that is allowed by name gets the page, signed, and again under the same id until it takes it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tests::gateway::Call;
use tests::{Gateway, World, both};

fn hook(url: &str) -> Value {
    json!({ "kind": "webhook", "name": "Gateway", "url": url, "for": ["fallback", "everyone"] })
}

/// As whoever receives it checks it.
fn verify(call: &Call, secret: &str, now: i64) {
    let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let (id, at) = (&call.headers["webhook-id"], &call.headers["webhook-timestamp"]);
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{id}.{at}.").as_bytes());
    mac.update(&call.body);
    let signed = format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()));
    assert_eq!(call.headers["webhook-signature"], signed);
    assert!((now - at.parse::<i64>().unwrap()).abs() < 60);
}

async fn story(world: &mut World) {
    let gateway = Gateway::open().await;
    let port = gateway.port;
    let admin = world.officer("admin@demo.test").await;
    admin.post("/admin/channels", hook("https://hooks.example/")).await.refused(403, "step_up", "");
    admin.confirms().await;
    world.names.says("inside.example", "127.0.0.1");
    world.names.says("mapped.example", "::ffff:127.0.0.1");
    world.names.says("hooks.example", "93.184.216.34");
    for inward in [
        format!("https://127.0.0.1:{port}/"),
        format!("https://2130706433:{port}/"),
        format!("https://0x7f.1:{port}/"),
        format!("https://0.0.0.0:{port}/"),
        format!("https://[::1]:{port}/"),
        format!("https://[::ffff:127.0.0.1]:{port}/"),
        format!("https://inside.example:{port}/"),
        format!("https://mapped.example:{port}/"),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://nowhere.example/".to_owned(),
        "http://hooks.example/".to_owned(),
        "no address".to_owned(),
    ] {
        admin.post("/admin/channels", hook(&inward)).await.refused(422, "invalid_value", "url");
    }
    for (field, value) in [("kind", json!("carrier_pigeon")), ("for", json!([])), ("for", json!(["nobody"]))] {
        let mut wrong = hook("https://hooks.example/");
        wrong[field] = value;
        admin.post("/admin/channels", wrong).await.refused(422, "invalid_value", field);
    }
    let officer = world.officer("officer@demo.test").await;
    officer.post("/admin/channels", hook("https://hooks.example/")).await.refused(403, "forbidden", "");

    // Saved while the name is harmless; then it means this machine.
    let made = admin.post("/admin/channels", hook(&format!("https://hooks.example:{port}/"))).await.expect(201);
    world.names.says("hooks.example", "127.0.0.1");
    let weapon = json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-151", "text": "CANARY" },
        "narrative": "CANARY" });
    world.traveller().reports(weapon).await;
    world.advance(75).await;
    let incident = officer.finds().await;
    let to_machines = async |channel: &Value| {
        let pages = officer.opens(&incident).await["pages"].as_array().unwrap().clone();
        let through = |page: &&Value| page["channel"] == "webhook" && page["officer"]["id"] == channel["id"];
        pages.iter().filter(through).cloned().collect::<Vec<_>>()
    };
    let page = to_machines(&made).await[0].clone();
    assert_eq!((&page["state"], &page["cause"]), (&json!("queued"), &json!("no_desk")));
    assert!(page["error"].as_str().unwrap().contains("not on the open Internet"), "{page}");
    assert!(page["attempts"].as_u64().unwrap() >= 2, "and it is tried again: {page}");
    assert_eq!(gateway.connections(), 0, "nothing ever came in");

    // Allowed by name. It first refuses, then takes it.
    let allowed = admin.post("/admin/channels", hook(&gateway.url("/pages"))).await.expect(201);
    let secret = allowed["secret"].as_str().unwrap();
    gateway.answers(500);
    world.advance(60).await;
    officer.stays().await;
    let refused = gateway.news();
    assert!(refused.len() >= 2, "tried again: {}", refused.len());
    assert!(refused.iter().all(|call| call.headers["webhook-id"] == refused[0].headers["webhook-id"]));
    assert!(refused.iter().all(|call| call.path == "/pages"));
    verify(&refused[0], secret, world.now().as_second() - 30);
    let told: Value = serde_json::from_slice(&refused[0].body).unwrap();
    assert_eq!(
        (&told["data"]["number"], &told["data"]["because"], &told["data"]["place"]),
        (&incident["number"], &json!("everyone"), &incident["place"]["label"])
    );
    assert!(!told.to_string().contains("CANARY"), "nothing a reporter wrote: {told}");
    assert_eq!(to_machines(&allowed).await[0]["error"], "answered 500");
    let faults = world.wire().get("/health/engine").await.expect(503)["faults"].to_string();
    assert!(faults.contains("do not get through"), "{faults}");
    gateway.answers(200);
    world.advance(121).await;
    assert!(!gateway.news().is_empty());
    let states = to_machines(&allowed).await;
    assert!(states.iter().all(|page| page["state"] != "queued"), "{states:?}");

    // The list never shows the secret; what has ended is called no more.
    let list = admin.get("/admin/channels").await.expect(200);
    assert!(list["items"].as_array().unwrap().len() == 2 && !list.to_string().contains("whsec_"), "{list}");
    let raw = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    for spelling in [secret.as_bytes(), &raw] {
        assert_eq!(world.found_on_disk(spelling).await, [""; 0], "nor does any disk");
    }
    let id = allowed["id"].as_str().unwrap();
    admin.post(&format!("/admin/channels/{id}/end"), json!({})).await.expect(204);
    admin.post(&format!("/admin/channels/{id}/end"), json!({})).await.refused(404, "not_found", "");
    gateway.news();
    world.advance(180).await;
    assert!(gateway.news().is_empty(), "ended");
}

both!(story);
