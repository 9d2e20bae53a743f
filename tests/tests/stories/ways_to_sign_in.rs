//! A passkey signs its owner in and nobody else; each ceremony is good once, for whoever began it, at this server's own name. An
//! authority's own provider that is away lets nobody in, and keeps nobody else out.

use backend::config::OidcProvider;
use serde_json::{Value, json};
use tests::{Authenticator, World, both};

async fn story(world: &mut World) {
    let mia = world.officer("officer@demo.test").await;
    let begin = "/auth/passkeys/begin";
    mia.post(begin, json!({})).await.refused(403, "step_up", "");
    mia.confirms().await;
    let options = mia.post(begin, json!({})).await.expect(200);
    assert_eq!((&options["rp"]["id"], &options["user"]["name"]), (&json!("desk.test"), &json!("officer@demo.test")));

    // Made under another page's name, or by another who is signed in: refused. What was refused is used up.
    let mut phone = Authenticator::new("http://desk.test");
    let mut fake = Authenticator::new("http://desk.test.evil.example");
    fake.party = "desk.test".to_owned();
    let add = async |who: &tests::Officer, made: Value| who.post("/auth/passkeys", made).await;
    let credential = "credential";
    add(&mia, fake.makes(&options)).await.refused(422, "invalid_value", credential);
    add(&mia, phone.makes(&options)).await.refused(422, "invalid_value", credential);
    add(&mia, json!({ "id": "nonsense" })).await.refused(422, "invalid_value", credential);
    let options = mia.post(begin, json!({})).await.expect(200);
    let ren = world.officer("second@demo.test").await;
    add(&ren, phone.makes(&options)).await.refused(422, "invalid_value", credential);
    // Nor without a finger.
    let options = mia.post(begin, json!({})).await.expect(200);
    phone.verified = false;
    add(&mia, phone.makes(&options)).await.refused(422, "invalid_value", credential);
    phone.verified = true;
    let options = mia.post(begin, json!({})).await.expect(200);
    let made = phone.makes(&options);
    let added = add(&mia, made.clone()).await.expect(201);
    add(&mia, made).await.refused(422, "invalid_value", credential);
    let again = mia.post(begin, json!({})).await.expect(200);
    assert_eq!(again["excludeCredentials"].as_array().unwrap().len(), 1, "no phone twice");

    // It opens by itself, and what it opens is fresh.
    let wire = world.wire();
    let asks = async || wire.post("/auth/passkey/begin", json!({})).await.expect(200);
    let options = asks().await;
    assert_eq!(
        options.get("allowCredentials").and_then(Value::as_array).map_or(0, Vec::len),
        0,
        "says nothing of anybody"
    );
    let shown = phone.shows(&options);
    let pair = wire.post("/auth/passkey", shown.clone()).await.expect(200);
    let bearer = format!("Bearer {}", pair["access_token"].as_str().unwrap());
    let me = wire.ask("GET", "/me").header("Authorization", &bearer).reply().await.expect(200);
    assert_eq!(me["email"], "officer@demo.test");
    let fresh = wire.ask("POST", begin).header("Authorization", &bearer).json(&json!({}));
    fresh.reply().await.expect(200);
    wire.post("/auth/passkey", shown).await.refused(401, "wrong_login", "");
    let mine = mia.get("/auth/passkeys").await.expect(200);
    assert_eq!(mine["items"][0]["id"], added["id"]);
    assert!(mine["items"][0]["used_at"].is_string());

    // A key that is not the one, a name that is not its own, a page that is not ours, no finger, too late.
    let mut thief = Authenticator::new("http://desk.test");
    thief.handle.clone_from(&phone.handle);
    let refused = async |shown: Value| wire.post("/auth/passkey", shown).await.refused(401, "wrong_login", "");
    refused(thief.shows(&asks().await)).await;
    let handle = std::mem::replace(&mut phone.handle, "AAAAAAAAAAAAAAAAAAAAAA".to_owned());
    refused(phone.shows(&asks().await)).await;
    phone.handle = handle;
    let page = std::mem::replace(&mut phone.origin, "https://desk.test".to_owned());
    refused(phone.shows(&asks().await)).await;
    phone.origin = page;
    phone.verified = false;
    refused(phone.shows(&asks().await)).await;
    phone.verified = true;
    // Tries are counted by where they come from, and the wait ends.
    wire.post("/auth/passkey/begin", json!({})).await.refused(429, "rate_limited", "");
    world.advance(60).await;
    let late = asks().await;
    world.advance(301).await;
    refused(phone.shows(&late)).await;

    // One whose counter stands still after it moved is a copy.
    phone.counter = 7;
    wire.post("/auth/passkey", phone.shows(&asks().await)).await.expect(200);
    refused(phone.shows(&asks().await)).await;
    phone.counter = 8;
    wire.post("/auth/passkey", phone.shows(&asks().await)).await.expect(200);

    // Whoever ends it, ends it for good; another's nobody ends.
    let (mia, ren) = (world.officer("officer@demo.test").await, world.officer("second@demo.test").await);
    let end = format!("/auth/passkeys/{}/end", added["id"].as_str().unwrap());
    ren.post(&end, json!({})).await.refused(404, "not_found", "");
    mia.post(&end, json!({})).await.expect(204);
    phone.counter = 9;
    refused(phone.shows(&asks().await)).await;

    // A server that is reached by a number has no name that a passkey could belong to.
    assert_eq!(wire.get("/auth/oidc").await.expect(200)["items"], json!([]));
    world.tune(|config| {
        config.public_url = "http://10.0.0.5:8080".to_owned();
        config.oidc = vec![OidcProvider {
            authority: "bayview-ppa".to_owned(),
            name: "Bayview sign-on".to_owned(),
            issuer: "http://127.0.0.1:9".to_owned(),
            client_id: "seesayact".to_owned(),
            client_secret: None,
        }];
    });
    world.restart().await;
    let wire = world.wire();
    wire.post("/auth/passkey/begin", json!({})).await.refused(404, "not_found", "");
    let items = wire.get("/auth/oidc").await.expect(200)["items"].clone();
    assert_eq!(items, json!([{ "authority": "bayview-ppa", "name": "Bayview sign-on" }]));
    let away = wire.post("/auth/oidc/bayview-ppa/begin", json!({})).await;
    assert_eq!(away.status, 503, "{away:?}");
    wire.post("/auth/oidc/nobody/begin", json!({})).await.refused(404, "not_found", "authority");
    let unknown = json!({ "state": "never begun", "code": "x" });
    wire.post("/auth/oidc", unknown).await.refused(401, "wrong_login", "");
    world.officer("officer@demo.test").await;
}

both!(story);
