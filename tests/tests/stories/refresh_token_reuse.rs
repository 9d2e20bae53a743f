//! A refresh token is used twice. A moment later that is an answer lost on the way; later it is a thief, and everybody is out.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Officer, Reply, World, both};

async fn story(world: &mut World) {
    let officer = world.officer("officer@demo.test").await;
    let first = officer.refresh_token();
    officer.stays().await;
    assert_ne!(officer.refresh_token(), first, "a token is used up");
    world.clock.advance(SignedDuration::from_secs(9));
    let again = renew(&officer, &first).await.expect(200);
    assert_ne!(again["refresh_token"], json!(first), "the lost answer is given again");
    officer.get("/me").await.expect(200);

    world.clock.advance(SignedDuration::from_secs(2));
    renew(&officer, &first).await.refused(401, "unauthorized", "");
    officer.get("/me").await.refused(401, "unauthorized", "");
    renew(&officer, &officer.refresh_token()).await.refused(401, "unauthorized", "");
    renew(&officer, again["refresh_token"].as_str().unwrap()).await.refused(401, "unauthorized", "");

    // Another session of the same person goes on.
    let other = world.officer("officer@demo.test").await;
    world.clock.advance(SignedDuration::from_secs(601));
    other.get("/me").await.refused(401, "unauthorized", "");
    other.stays().await;
    other.get("/me").await.expect(200);
    other.post("/auth/logout", json!({})).await.expect(204);
    other.get("/me").await.refused(401, "unauthorized", "");
    renew(&other, &other.refresh_token()).await.refused(401, "unauthorized", "");
    renew(&other, "no token at all").await.refused(401, "unauthorized", "");

    // A browser's token is in a cookie that no script reads.
    let login: Value = json!({ "email": "officer@demo.test", "password": tests::world::PASSWORD });
    let browser = world.wire().ask("POST", "/auth/login").header("X-Session", "cookie").json(&login).reply().await;
    assert!(browser.expect(200).get("refresh_token").is_none());
    let cookie = browser.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let asking = || world.wire().ask("POST", "/auth/refresh").header("Cookie", cookie).json(&json!({}));
    asking().reply().await.refused(401, "unauthorized", "");
    asking().header("X-Session", "cookie").reply().await.expect(200);
}

async fn renew(officer: &Officer, token: &str) -> Reply {
    officer.wire.post("/auth/refresh", json!({ "refresh_token": token })).await
}

both!(story);
