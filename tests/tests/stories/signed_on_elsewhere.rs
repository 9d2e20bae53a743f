//! Whoever has no password signs in with their authority's own provider, and makes their session fresh without one: by showing there
//! once more who they are, or with a passkey of their own.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Authenticator, Reply, SignOn, World, both};

const SAM: &str = "sam.okafor";
const BEGIN: &str = "/auth/passkeys/begin";

/// Goes to the provider and comes back; there, `shown` seconds ago, they showed who they are.
async fn comes_back(world: &World, provider: &SignOn, subject: &str, shown: Option<i64>) -> Reply {
    let begun = world.wire().post("/auth/oidc/bayview-ppa/begin?anew=true", json!({})).await.expect(200);
    let shown = shown.map(|ago| world.now() - SignedDuration::from_secs(ago));
    let code = provider.is_at(begun["url"].as_str().unwrap(), subject, shown);
    world.wire().post("/auth/oidc", json!({ "state": begun["state"], "code": code, "iss": provider.issuer })).await
}

/// With the session of an answer.
async fn asks(world: &World, session: &Value, path: &str, body: Value) -> Reply {
    let bearer = format!("Bearer {}", session["access_token"].as_str().unwrap());
    world.wire().ask("POST", path).header("Authorization", &bearer).json(&body).reply().await
}

async fn story(world: &mut World) {
    let provider = SignOn::open();
    world.tune(|config| config.oidc = vec![provider.setting("bayview-ppa")]);
    world.restart().await;

    // They are asked who they are only where that is wanted.
    let wire = world.wire();
    let asked = async |query: &str| {
        let begun = wire.post(&format!("/auth/oidc/bayview-ppa/begin{query}"), json!({})).await.expect(200);
        begun["url"].as_str().unwrap().to_owned()
    };
    let anew = asked("?anew=true").await;
    assert!(anew.contains("prompt=login") && anew.contains("max_age=0"), "{anew}");
    let known = asked("").await;
    assert!(!known.contains("prompt=") && known.contains("max_age=43200"), "{known}");
    wire.post("/auth/oidc/bayview-ppa/begin?again=true", json!({})).await.refused(422, "unknown_field", "again");

    // It is whom the authority means by that name, and nobody else.
    let sam = comes_back(world, &provider, SAM, Some(0)).await.expect(200);
    let bearer = format!("Bearer {}", sam["access_token"].as_str().unwrap());
    let me = wire.ask("GET", "/me").header("Authorization", &bearer).reply().await.expect(200);
    assert_eq!(me["email"], "staff@demo.test");
    comes_back(world, &provider, "somebody.else", Some(0)).await.refused(401, "wrong_login", "");

    // Another's code gives nothing: the verifier is not its own.
    let begun = wire.post("/auth/oidc/bayview-ppa/begin", json!({})).await.expect(200);
    let code = provider.is_at(&asked("").await, SAM, Some(world.now()));
    let stolen = json!({ "state": begun["state"], "code": code });
    wire.post("/auth/oidc", stolen).await.refused(401, "wrong_login", "");

    // Known there since the morning, or not said: signed in, and not fresh.
    for shown in [Some(301), None] {
        let stale = comes_back(world, &provider, SAM, shown).await.expect(200);
        asks(world, &stale, BEGIN, json!({})).await.refused(403, "step_up", "");
    }
    // Four minutes ago: fresh for the fifth, so that a passkey is added without any password.
    let lately = comes_back(world, &provider, SAM, Some(240)).await.expect(200);
    let mut phone = Authenticator::new("http://desk.test");
    let options = asks(world, &lately, BEGIN, json!({})).await.expect(200);
    asks(world, &lately, "/auth/passkeys", phone.makes(&options)).await.expect(201);
    world.advance(61).await;
    asks(world, &lately, BEGIN, json!({})).await.refused(403, "step_up", "");

    // From then on their passkey is enough, and each showing of it is good once.
    let shows = async |phone: &mut Authenticator| {
        let options = wire.post("/auth/passkey/begin", json!({})).await.expect(200);
        json!({ "passkey": phone.shows(&options) })
    };
    let step_up = "/auth/step-up";
    let shown = shows(&mut phone).await;
    asks(world, &lately, step_up, shown.clone()).await.expect(204);
    asks(world, &lately, BEGIN, json!({})).await.expect(200);
    asks(world, &lately, step_up, shown).await.refused(401, "wrong_login", "");
    world.advance(301).await;

    // It makes nobody else's session fresh.
    let mia = world.officer("officer@demo.test").await;
    mia.post(step_up, shows(&mut phone).await).await.refused(401, "wrong_login", "");
    mia.post(BEGIN, json!({})).await.refused(403, "step_up", "");
    asks(world, &lately, BEGIN, json!({})).await.refused(403, "step_up", "");

    // One of the two, and no more.
    mia.post(step_up, json!({})).await.refused(422, "missing_field", "password");
    let mut both = shows(&mut phone).await;
    both["password"] = json!("x");
    mia.post(step_up, both).await.refused(422, "invalid_value", "passkey");
    mia.confirms().await;
    mia.post(BEGIN, json!({})).await.expect(200);
}

both!(story);
