//! What must be refused is refused clearly, by its name; nothing that was accepted suffers; and no input makes the server swell.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop, and say where")]

use bytes::Bytes;
use serde_json::{Value, json};
use tests::people::{declared, digest};
use tests::{Sent, Traveller, World, both, fresh_key, photo};

/// More than the server may grow by while it refuses a hundred megabytes.
const FLAT: u64 = 64 << 20;

mod words {
    use super::*;

    async fn story(world: &mut World) {
        let traveller = world.traveller();
        let (before, other) = (traveller.reports(good()).await, traveller.reports(good()).await);
        for (change, status, code, field) in refusals() {
            let mut body = good();
            change(&mut body);
            let reply = traveller.tries(&fresh_key(), &body).await;
            assert_eq!(reply.refusal(), (status, code.to_owned(), field.to_owned()), "{:.200}", body.to_string());
        }
        let path = "/venues/bayview/reports";
        let raw = |body: Vec<u8>| world.wire().ask("POST", path).header("Idempotency-Key", &fresh_key()).bytes(body);
        raw(b"{\"category\":\"danger.fight\",\"narrative\":\"\xC3\x28\",\"place\":{\"text\":\"x\"}}".to_vec())
            .reply()
            .await
            .refused(400, "bad_json", "");
        raw(b"{\"category\":".to_vec()).reply().await.refused(400, "bad_json", "");
        raw(b"[]".to_vec()).reply().await.refused(422, "invalid_value", "");
        raw(vec![b' '; 5 << 20]).reply().await.refused(413, "too_large", "narrative");
        world.wire().post(path, good()).await.refused(400, "key_required", "Idempotency-Key");
        traveller.tries("short", &good()).await.refused(400, "key_required", "Idempotency-Key");
        world.traveller_at("atlantis").tries(&fresh_key(), &good()).await.refused(404, "not_found", "venue");
        world.wire().get("/plates/NO-SUCH-1").await.refused(404, "not_found", "plate");
        wrong_receipts(&traveller, &before, &other).await;

        // Nothing that was accepted suffered, and nothing that was refused stayed.
        assert_eq!(traveller.looks(&before).await["status"], "received");
        let after = traveller.reports(good()).await;
        assert_eq!(traveller.looks(&after).await["status"], "received");
        assert_eq!(world.number("select count(*) from reports").await, 3);
        assert_eq!(world.number("select count(distinct incident_id) from reports").await, 1);
        assert_eq!(world.number("select count(*) from photos").await, 0);
    }

    both!(story);
}

async fn wrong_receipts(traveller: &Traveller, sent: &Sent, other: &Sent) {
    let with = |receipt: &str| {
        traveller
            .wire
            .ask("GET", &format!("/reports/{}", sent.id))
            .header("Authorization", &format!("Receipt {receipt}"))
    };
    with(&other.receipt).reply().await.refused(404, "not_found", "");
    // Mistyped: the check character says so, and the answer does not.
    let mistyped = sent.receipt.replacen(sent.receipt.chars().next().unwrap(), "U", 1);
    with(&mistyped).reply().await.refused(401, "unauthorized", "");
    with("7KQ4").reply().await.refused(401, "unauthorized", "");
    let unknown = shared::receipt::Receipt::derive(&[7; 32], "bayview", "nobody's").grouped();
    with(&unknown).reply().await.refused(404, "not_found", "");
    traveller.wire.get(&format!("/reports/{}", sent.id)).await.refused(401, "unauthorized", "");
    traveller.wire.get("/receipt").await.refused(401, "unauthorized", "");
    with(&sent.receipt.to_lowercase().replace('-', " ")).reply().await.expect(200);
}

fn good() -> Value {
    json!({ "category": "danger.fight", "place": { "plate": "BV-T1-114" } })
}

type Change = Box<dyn Fn(&mut Value)>;

fn refusals() -> Vec<(Change, u16, &'static str, &'static str)> {
    let set = |path: &'static str, value: Value| -> Change {
        Box::new(move |body| {
            let (last, steps) =
                path.split('/').collect::<Vec<_>>().split_last().map(|(last, steps)| (*last, steps.to_vec())).unwrap();
            let place = steps.into_iter().fold(body, |inner, step| &mut inner[step]);
            place[last] = value.clone();
        })
    };
    let photo = |id: &str| declared(id, b"\xFF\xD8\xFF");
    let one = fresh_key();
    let many: Vec<Value> = (0..11).map(|_| photo(&fresh_key())).collect();
    let (mut heavy, mut odd) = (photo(&one), photo(&one));
    heavy["bytes"] = json!(26_214_401);
    odd["sha256"] = json!("abc");
    vec![
        (set("category", json!("danger.dragon")), 422, "unknown_category", "category"),
        (set("category", json!(7)), 422, "invalid_value", "category"),
        (set("category", Value::Null), 422, "invalid_value", "category"),
        (set("colour", json!("red")), 422, "unknown_field", "colour"),
        (set("place/height", json!(3)), 422, "unknown_field", "place.height"),
        (set("contact", json!({ "name": "A", "fax": "1" })), 422, "unknown_field", "contact.fax"),
        (set("place", json!({})), 422, "empty_place", "place"),
        (set("place", json!({ "text": "  " })), 422, "empty_place", "place"),
        (set("place", json!({ "lat": 91, "lon": 4 })), 422, "out_of_range", "place.lat"),
        (set("place", json!({ "lat": 54, "lon": -181 })), 422, "out_of_range", "place.lon"),
        (set("place", json!({ "lat": 54, "lon": 4, "accuracy_m": -1 })), 422, "out_of_range", "place.accuracy_m"),
        (set("place", json!({ "lat": 54 })), 422, "missing_field", "place.lon"),
        (set("place", json!({ "text": "x".repeat(301) })), 422, "too_long", "place.text"),
        (set("narrative", json!("x".repeat(4001))), 422, "too_long", "narrative"),
        (set("narrative", json!("x".repeat(2 << 20))), 422, "too_long", "narrative"),
        (set("answers", json!({ "shoe_size": "43" })), 422, "unknown_question", "answers.shoe_size"),
        (set("answers", json!({ "weapon": "spoon" })), 422, "unknown_option", "answers.weapon"),
        (set("answers", json!({ "weapon": ["gun", "knife"] })), 422, "invalid_value", "answers.weapon"),
        (set("answers", json!({ "what_did": "x".repeat(501) })), 422, "too_long", "answers.what_did"),
        (set("contact", json!({ "email": "x".repeat(201) })), 422, "too_long", "contact.email"),
        (set("language", json!("x".repeat(65))), 422, "too_long", "language"),
        (set("observed_at", json!("yesterday")), 422, "invalid_value", "observed_at"),
        (set("photos", json!(many)), 422, "too_many_photos", "photos"),
        (set("photos", json!([photo(&one), photo(&one)])), 422, "invalid_value", "photos[1].id"),
        (set("photos", json!([heavy])), 413, "too_large", "photos[0].bytes"),
        (set("photos", json!([odd])), 422, "invalid_value", "photos[0].sha256"),
    ]
}

mod photos {
    use super::*;

    async fn story(world: &mut World) {
        let traveller = world.traveller();
        let (sent, other) = (traveller.reports(good()).await, traveller.reports(good()).await);
        let (photo, bytes) = (fresh_key(), photo::taken(6));
        traveller.sends_photo(&sent, &photo, &bytes).await;

        let send = async |id: &str, bytes: Bytes| {
            let digest = digest(&bytes);
            traveller.tries_photo(&sent, id, bytes, Some(digest)).await
        };
        let heavy = Bytes::from([&photo::taken(1)[..], &vec![0; 26 << 20]].concat());
        let huge = Bytes::from(png_of(65_000, 65_000));
        let before = resident();
        for _ in 0..4 {
            send(&fresh_key(), heavy.clone()).await.refused(413, "too_large", "");
            send(&fresh_key(), huge.clone()).await.refused(413, "too_large", "");
        }
        let grown = resident().saturating_sub(before);
        assert!(grown < FLAT, "refusing grew the server by {} MB", grown >> 20);

        send(&fresh_key(), Bytes::from_static(b"%PDF-1.4 called photo.jpg")).await.refused(
            415,
            "unsupported_media",
            "",
        );
        send(&fresh_key(), Bytes::new()).await.refused(415, "unsupported_media", "");
        let wrong = Some(digest(b"something else"));
        traveller.tries_photo(&sent, &fresh_key(), bytes.clone(), wrong).await.refused(
            422,
            "digest_mismatch",
            "Content-Digest",
        );
        let odd = Some("sha-256=:nonsense:".to_owned());
        traveller.tries_photo(&sent, &fresh_key(), bytes.clone(), odd).await.refused(
            422,
            "invalid_value",
            "Content-Digest",
        );
        traveller.tries_photo(&sent, &fresh_key(), bytes.clone(), None).await.refused(
            400,
            "digest_required",
            "Content-Digest",
        );
        traveller.tries_photo(&other, &photo, bytes.clone(), Some(digest(&bytes))).await.refused(
            409,
            "photo_conflict",
            "",
        );
        send(&photo, photo::taken(1).into()).await.refused(422, "digest_mismatch", "sha256");
        let foreign =
            traveller.tries_to_add(&other, &fresh_key(), &json!({ "photos": [declared(&photo, &bytes)] })).await;
        foreign.refused(409, "photo_conflict", "photos");
        send("not-an-id", bytes.clone().into()).await.refused(404, "not_found", "");

        // What begins as a photo is kept, even if nobody will ever see it.
        let damaged = fresh_key();
        send(&damaged, Bytes::copy_from_slice(&bytes[..bytes.len() / 2])).await.expect(201);
        let heic = fresh_key();
        send(&heic, Bytes::from_static(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")).await.expect(201);
        for _ in 3..10 {
            send(&fresh_key(), bytes.clone().into()).await.expect(201);
        }
        send(&fresh_key(), bytes.clone().into()).await.refused(422, "too_many_photos", "photos");
        world.settle().await;
        let mine = traveller.looks(&sent).await;
        let state = |id: &str| {
            mine["photos"].as_array().unwrap().iter().find(|photo| photo["id"] == id).unwrap()["state"].clone()
        };
        assert_eq!((state(&photo), state(&heic)), (json!("ready"), json!("no_preview")));
        assert_eq!(mine["photos"].as_array().unwrap().len(), 10);
        let officer = world.officer("officer@demo.test").await;
        officer.get(&format!("/desk/photos/{heic}/view")).await.refused(404, "no_preview", "");
        officer.get(&format!("/desk/photos/{photo}/giant")).await.refused(404, "not_found", "");
        assert_eq!(traveller.looks(&other).await["photos"], json!([]));
    }

    both!(story);
}

mod rules {
    use super::*;

    fn rule(when: &str) -> Value {
        json!({ "code": format!("r{}", when.len()), "name": "A rule", "when": when, "then": [{ "do": "raise_to", "priority": 2 }] })
    }

    async fn story(world: &mut World) {
        let admin = world.officer("admin@demo.test").await;
        let save = async |rules: Value| {
            let body = json!({ "rules": rules, "note": "n", "version": 0 });
            admin.ask("PUT", "/admin/rules").json(&body).reply().await
        };
        for (when, code) in [
            ("report.category > 3", "wrong_type"),
            ("weather == \"fog\"", "unknown_name"),
            ("\"atlantis\" in zone.within", "unknown_code"),
            ("report.kind ==", "does_not_parse"),
            ("false", "never_true"),
        ] {
            let reply = save(json!([rule("true"), rule(when)])).await;
            reply.refused(422, "invalid_rules", "rules[1].when");
            assert_eq!(reply.json()["errors"][0]["code"], code, "{when}");
        }
        let many: Vec<Value> = (0..5_000).map(|at| rule(&format!("time.minute == {at}"))).collect();
        save(json!(many)).await.refused(422, "invalid_rules", "rules");
        let mut odd = rule("true");
        odd["then"] = json!([{ "do": "send_to", "post": "moon" }, { "do": "want_skill", "skill": "magic" }]);
        let reply = save(json!([odd])).await;
        reply.refused(422, "invalid_rules", "rules[0].then[0].post");
        assert_eq!(
            reply.json()["errors"][1]["path"],
            "rules[0].then[1].skill",
            "all that is wrong, not only the first"
        );
        save(json!([{ "code": "a" }])).await.refused(422, "missing_field", "rules[0].name");
        let mut late = rule("true");
        late["colour"] = json!("red");
        save(json!([late])).await.refused(422, "unknown_field", "rules[0].colour");
        save(json!([rule(&"(".repeat(900))])).await.refused(422, "invalid_rules", "rules[0].when");

        let note = json!({ "rules": [], "note": " ", "version": 0 });
        admin.ask("PUT", "/admin/rules").json(&note).reply().await.refused(422, "missing_field", "note");
        for days in [0, 31] {
            let what_if = admin.post("/admin/rules/replay", json!({ "rules": [], "days": days })).await;
            what_if.refused(422, "out_of_range", "days");
        }
        assert_eq!(world.number("select count(*) from rule_sets").await, 0);
    }

    both!(story);
}

/// A PNG that says it is this large and holds next to nothing.
fn png_of(wide: u32, high: u32) -> Vec<u8> {
    let chunk = |kind: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        let body = [kind, content].concat();
        [&length[..], &body, &crc32(&body).to_be_bytes()].concat()
    };
    let header = [&wide.to_be_bytes()[..], &high.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        chunk(b"IDAT", &[0x78, 0x9C, 3, 0, 0, 0, 0, 1]),
        chunk(b"IEND", b""),
    ]
    .concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

/// Bytes of memory this process, and with it the server, holds.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}
