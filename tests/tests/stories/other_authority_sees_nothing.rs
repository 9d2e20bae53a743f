//! Two authorities share one server. To the one, nothing of the other exists.

use serde_json::{Value, json};
use tests::{Officer, World, both, fresh_key, photo};

async fn story(world: &mut World) {
    let (ours, stranger) = (world.officer("supervisor@demo.test").await, world.officer("officer@other.test").await);
    let mut heard = stranger.listens(None).await;
    let traveller = world.traveller();
    let sent = traveller.reports(json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-114" } })).await;
    let photo = fresh_key();
    traveller.sends_photo(&sent, &photo, &photo::taken(1)).await;
    world.settle().await;
    let incident = ours.finds().await;

    for query in ["", "?venue=bayview", "?q=weapon", "?priority=1", "?zone=check-in-a", "?bbox=3,53,5,55"] {
        let page = stranger.get(&format!("/desk/incidents{query}")).await.expect(200);
        assert_eq!(page["items"], json!([]), "{query}");
    }
    sees_nothing_of(&stranger, &incident, &photo).await;
    for path in ["/desk/people", "/desk/posts"] {
        let foreign = stranger.get(&format!("{path}?venue=bayview")).await.expect(200);
        assert_eq!(foreign["items"], json!([]), "{path}");
        assert!(!stranger.get(path).await.expect(200).to_string().contains("Lindqvist"));
    }
    stranger.get("/desk/stream?venue=bayview").await.refused(404, "not_found", "venue");
    let (them, there) = (stranger.get("/me").await.expect(200), stranger.get("/desk/posts").await.expect(200));
    ours.tells(&incident, "assign", json!({ "officer": them["id"] })).await.refused(422, "invalid_value", "officer");
    let reroute = json!({ "post": there["items"][0]["id"], "reason": "try" });
    ours.tells(&incident, "reroute", reroute).await.refused(422, "invalid_value", "post");
    assert_eq!(ours.finds().await, incident, "nothing of all that changed anything");

    world.traveller_at("northport").reports(json!({ "category": "info.test", "place": { "plate": "NP-FH-01" } })).await;
    let first = heard.hears().await;
    assert_eq!(first.data["incident"]["venue"], "northport", "the first thing ever heard is their own");
}

/// Whatever is asked about an incident that is not theirs: it does not exist.
pub async fn sees_nothing_of(officer: &Officer, incident: &Value, photo: &str) {
    officer.post("/auth/step-up", json!({ "password": tests::world::PASSWORD })).await.expect(204);
    officer.get(&format!("/desk/incidents/{}", incident["id"].as_str().unwrap())).await.refused(404, "not_found", "");
    let me = officer.get("/me").await.expect(200)["id"].clone();
    let reason = "because";
    let commands = [
        ("acknowledge", json!({})),
        ("assign", json!({ "officer": me })),
        ("reroute", json!({ "post": incident["post"]["id"], "reason": reason })),
        ("status", json!({ "to": "en_route" })),
        ("priority", json!({ "to": 1, "reason": reason })),
        ("note", json!({ "text": reason })),
        ("message", json!({ "text": reason })),
    ];
    for (command, body) in commands {
        officer.tells(incident, command, body).await.refused(404, "not_found", "");
    }
    for copy in ["thumb", "view", "original"] {
        let asking = officer.ask("GET", &format!("/desk/photos/{photo}/{copy}")).header("X-Reason", reason);
        asking.reply().await.refused(404, "not_found", "");
    }
}

both!(story);
