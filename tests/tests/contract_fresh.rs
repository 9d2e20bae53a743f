//! The contract in `docs/` is the one the server keeps, and every route in it says who may take it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop, and say where")]

use serde_json::{Value, json};
use std::path::Path;
use tests::contract::{Operation, contract};
use tests::world::PASSWORD;
use tests::{Store, World, tell};

/// What a permission opens, by role: staff, officer, supervisor, admin.
const RIGHTS: [(&str, [bool; 4]); 13] = [
    ("own_session", [true, true, true, true]),
    ("read_incidents", [false, true, true, false]),
    ("work_incidents", [false, true, true, false]),
    ("read_people", [false, true, true, true]),
    ("read_rules", [false, true, true, true]),
    ("read_numbers", [false, true, true, true]),
    ("export", [false, true, true, false]),
    ("approve_exports", [false, false, true, false]),
    ("edit_rules", [false, false, false, true]),
    ("set_security_level", [false, false, true, true]),
    ("set_up_channels", [false, false, false, true]),
    ("set_own_duty", [false, true, true, false]),
    ("edit_roster", [false, false, true, false]),
];
const ROLES: [&str; 4] = ["staff@demo.test", "officer@demo.test", "supervisor@demo.test", "admin@demo.test"];

/// They take nothing and cannot refuse anything.
const CANNOT_REFUSE: [&str; 2] = ["/healthz", "/api/v1/openapi.json"];

#[test]
fn the_document_is_fresh() {
    let generated = format!("{}\n", backend::routes::openapi().to_pretty_json().unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    if std::env::var_os("SSA_BLESS").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == generated, "docs/openapi.json is not what the server says: run this test with SSA_BLESS=1");
}

#[test]
fn every_route_says_who_may_take_it() {
    for operation in contract().operations() {
        let Operation { verb, path, said } = &operation;
        let ways = said["security"]
            .as_array()
            .unwrap_or_else(|| panic!("{verb} {path} says neither a permission nor that it is public"));
        assert!(!ways.is_empty(), "{verb} {path}: say `security(())` for a public route");
        if path.starts_with("/api/v1/desk/") || path.starts_with("/api/v1/admin/") {
            assert!(permission(&operation).is_some(), "{verb} {path}: a desk's route names its permission");
        }
        let responses = said["responses"].as_object().unwrap();
        let refuses = responses.keys().any(|status| status.starts_with('4'));
        assert!(refuses || CANNOT_REFUSE.contains(path), "{verb} {path} does not say how it refuses");
        assert!(
            said["summary"].is_string() || said["description"].is_string(),
            "{verb} {path} does not say what it is for"
        );
    }
}

#[test]
fn every_name_is_used_once() {
    let mut ids: Vec<&str> =
        contract().operations().map(|operation| operation.said["operationId"].as_str().unwrap()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "two operations share a name: a generated client would lose one");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_role_gets_through_its_own_doors_only() {
    tell(Store::Sqlite, doors).await;
}

async fn doors(world: &mut World) {
    let mut people = Vec::new();
    for email in ROLES {
        people.push((email, world.officer(email).await));
    }
    let mut tried = 0;
    for operation in contract().operations() {
        let Some(permission) = permission(&operation) else { continue };
        let (_, rights) = RIGHTS
            .iter()
            .find(|(name, _)| *name == permission)
            .unwrap_or_else(|| panic!("{permission} is not in the table"));
        let verb: &'static str =
            ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().find(|v| v.to_lowercase() == operation.verb).unwrap();
        let path = operation.path.strip_prefix("/api/v1").unwrap().replace("{copy}", "view");
        let path = path.replace("{id}", "01890000-0000-7000-8000-000000000000");
        let path = path.replace("{station}", "01890000-0000-7000-8000-000000000000");
        let path = path.replace("{photo_id}", "01890000-0000-7000-8000-000000000000");
        let body = body(&path);
        let path = format!("{path}{}", query(&path));
        world.wire().ask(verb, &path).json(&body).reply().await.refused(401, "unauthorized", "");
        let forged = world.wire().ask(verb, &path).header("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30.");
        forged.json(&body).reply().await.refused(401, "unauthorized", "");
        for ((email, person), may) in people.iter().zip(rights) {
            // An open stream never ends: that it opens is told elsewhere.
            if *may && path == "/desk/stream" {
                continue;
            }
            let reply = person.ask(verb, &path).json(&body).reply().await;
            let code = if reply.status < 400 { Value::Null } else { reply.json()["code"].clone() };
            assert_eq!(code == "forbidden", !may, "{verb} {path} as {email}: {} {code}", reply.status);
            assert_ne!(reply.status, 401, "{verb} {path} as {email}");
        }
        tried += 1;
    }
    assert!(tried >= 16, "only {tried} doors were tried");
}

/// A body that a door takes, so that it is the door that refuses.
fn body(path: &str) -> Value {
    let id = "01890000-0000-7000-8000-000000000000";
    if path.starts_with("/desk/duty/") {
        return json!({ "state": "on", "reason": "r" });
    }
    if path.starts_with("/desk/roll/") {
        return json!({ "venue": "bayview", "starts": "2026-11-21T10:00:00Z", "present": true });
    }
    if path.starts_with("/desk/roster/asks/") && path.ends_with("/answer") {
        return json!({ "agree": true });
    }
    if path.starts_with("/desk/handover/") {
        return match path.rsplit('/').next().unwrap_or_default() {
            "sign" => json!({ "version": 1, "side": "outgoing" }),
            "accept" | "take" | "take-back" => json!({ "version": 1 }),
            "lines" => json!({ "version": 1, "id": id, "section": "watch", "text": "t" }),
            _ => json!({ "version": 1, "text": "t" }),
        };
    }
    if path.starts_with("/desk/major/") {
        let one = json!({ "key": id, "at": "2026-11-21T10:00:00Z", "how": "tap", "amount": 1 });
        return match path.rsplit('/').next().unwrap_or_default() {
            "acts" => json!({ "version": 1, "act": { "do": "accept", "role": "commander" } }),
            "decisions" | "sitreps" => json!({ "id": id, "text": "t" }),
            _ => json!({ "items": [one] }),
        };
    }
    match path.rsplit('/').next().unwrap_or_default() {
        "declare" => json!({ "version": 1, "commander": id }),
        "link" | "unlink" => json!({ "to": id }),
        "duty" => json!({ "state": "on" }),
        "place" => json!({ "latitude": 0, "longitude": 0, "accuracy_m": 1 }),
        "asks" => {
            let (from, to) = ("2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z");
            json!({ "post": id, "officer": id, "from": from, "to": to })
        }
        "overrides" => {
            let (from, to) = ("2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z");
            json!({ "post": id, "officer": id, "from": from, "to": to, "reason": "swap" })
        }
        "step-up" => json!({ "password": PASSWORD }),
        "acknowledge" | "approve" | "withdraw" | "undo" => json!({ "version": 1 }),
        "exports" => {
            let (from, to) = ("2026-11-21T10:00:00Z", "2026-11-22T10:00:00Z");
            json!({ "kind": "incidents_csv", "venue": "bayview", "from": from, "to": to, "reason": "r" })
        }
        "filters" => json!({ "venue": "bayview", "name": "n", "query": "" }),
        "assign" => json!({ "version": 1, "post": id }),
        "reroute" => json!({ "version": 1, "post": id, "reason": "r" }),
        "status" => json!({ "version": 1, "to": "en_route" }),
        "priority" => json!({ "version": 1, "to": 1, "reason": "r" }),
        "merge" => json!({ "version": 1, "into": id, "into_version": 1 }),
        "split" => json!({ "version": 1, "reports": [id] }),
        "unmerge" => json!({ "version": 1 }),
        "rules" => json!({ "rules": [], "note": "n", "version": 0 }),
        "check" => json!({ "rules": [] }),
        "replay" => json!({ "rules": [], "days": 1 }),
        "security-level" => json!({ "level": 1, "reason": "r" }),
        "channels" => json!({ "kind": "webhook", "name": "n", "url": "https://127.0.0.1/", "for": ["fallback"] }),
        "subscriptions" => json!({ "endpoint": "https://127.0.0.1/", "keys": { "p256dh": "", "auth": "" } }),
        "blurred" => json!({ "areas": 1, "sha256": "00".repeat(32) }),
        "translate" => json!({ "report": id, "to": "en" }),
        "note" | "message" => json!({ "text": "t" }),
        _ => json!({}),
    }
}

/// What a door must be asked with, for the same reason.
fn query(path: &str) -> &'static str {
    if path.ends_with("/candidates") {
        "?post=01890000-0000-7000-8000-000000000000&from=2026-11-21T10:00:00Z&to=2026-11-21T11:00:00Z"
    } else if ["/desk/cards", "/desk/filters", "/desk/handover", "/desk/handovers", "/desk/patrols"].contains(&path) {
        "?venue=bayview"
    } else {
        ""
    }
}

/// The permission an operation needs of somebody signed in, where it needs one.
fn permission<'a>(operation: &Operation<'a>) -> Option<&'a str> {
    let ways = operation.said["security"].as_array()?;
    let bearer = ways.iter().find_map(|way| way.get("bearer"))?;
    bearer[0].as_str()
}
