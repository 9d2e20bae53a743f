//! What leaves the house: who may ask, who must agree, what is in it for whom, and when it is gone.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Officer, Reply, World, both};

const WHY: &str = "case 17";

/// Text that a spreadsheet, a browser or a shell might take for something else.
const HOSTILE: &str =
    "=HYPERLINK(\"http://x.test\",\"a\");+1\n@SUM(A1)\t<script>alert(1)</script> \" ' , 你好 \u{202e}x";

async fn asks(officer: &Officer, body: Value) -> Value {
    officer.post("/desk/exports", body).await.expect(202)
}

async fn shows(officer: &Officer, export: &Value) -> Value {
    officer.get(&format!("/desk/exports/{}", export["id"].as_str().unwrap())).await.expect(200)
}

async fn decides(officer: &Officer, export: &Value, what: &str) -> Reply {
    let path = format!("/desk/exports/{}/{what}", export["id"].as_str().unwrap());
    officer.post(&path, json!({ "version": export["version"] })).await
}

async fn fetches(officer: &Officer, export: &Value) -> Reply {
    let path = format!("/desk/exports/{}/file", export["id"].as_str().unwrap());
    officer.ask("GET", &path).header("X-Reason", WHY).reply().await
}

fn of_a_time(kind: &str, from: &str, to: &str, words: bool) -> Value {
    json!({ "kind": kind, "venue": "bayview", "from": from, "to": to, "words": words, "reason": WHY })
}

/// RFC 4180, as strictly as it is written: every row with its CRLF, every cell quoted.
fn cells(csv: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(csv).unwrap().strip_prefix('\u{feff}').expect("Excel is told that it is UTF-8");
    let (mut rows, mut row, mut cell, mut inside) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, inside) {
            ('"', true) if chars.peek() == Some(&'"') => cell.extend(chars.next()),
            ('"', _) => inside = !inside,
            (c, true) => cell.push(c),
            (',', false) => row.push(std::mem::take(&mut cell)),
            ('\r', false) => {
                assert_eq!(chars.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            (other, false) => panic!("{other:?} outside quotes"),
        }
    }
    assert!(row.is_empty() && cell.is_empty(), "the last row ends");
    rows
}

async fn story(world: &mut World) {
    let place = json!({ "zone": "t1-checkin-b", "text": HOSTILE });
    let told = json!({ "category": "item.unattended", "place": place, "narrative": HOSTILE, "contact": { "email": "who@secret.test" } });
    let sent = world.traveller().reports(told).await;
    world.settle().await;
    let (mia, ren) = (world.officer("officer@demo.test").await, world.officer("second@demo.test").await);
    let supervisor = world.officer("supervisor@demo.test").await;
    let incident = mia.finds().await;

    // Who reads nothing asks for nothing; nobody asks for another's.
    for nobody in ["admin@demo.test", "staff@demo.test"] {
        let nobody = world.officer(nobody).await;
        nobody.get("/desk/exports").await.refused(403, "forbidden", "");
        nobody
            .post("/desk/exports", json!({ "kind": "incident_pdf", "incident": incident["id"], "reason": WHY }))
            .await
            .refused(403, "forbidden", "");
    }
    let stranger = world.officer("officer@other.test").await;
    let elsewhere = json!({ "kind": "incident_pdf", "incident": incident["id"], "reason": WHY });
    stranger.post("/desk/exports", elsewhere).await.refused(404, "not_found", "");
    let week = of_a_time("incidents_csv", "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z", false);
    stranger.post("/desk/exports", week.clone()).await.refused(404, "not_found", "venue");
    refusals(&mia, &incident).await;

    // A week of plain facts is one person's business; it is made, and handed out with a reason to a fresh session.
    let plain = asks(&mia, week).await;
    assert_eq!((&plain["state"], &plain["second"]), (&json!("asked"), &json!(false)));
    world.settle().await;
    let ready = shows(&mia, &plain).await;
    assert_eq!((&ready["state"], &ready["done"], &ready["total"]), (&json!("ready"), &json!(1), &json!(1)));
    let path = format!("/desk/exports/{}/file", plain["id"].as_str().unwrap());
    world.clock.advance(SignedDuration::from_mins(6));
    mia.ask("GET", &path).header("X-Reason", WHY).reply().await.refused(403, "step_up", "");
    mia.confirms().await;
    mia.get(&path).await.refused(400, "reason_required", "X-Reason");
    ren.ask("GET", &path).header("X-Reason", WHY).reply().await.refused(404, "not_found", "");
    let file = fetches(&mia, &plain).await;
    assert_eq!(file.status, 200, "{:?}", file.json());
    let named = file.headers["content-disposition"].to_str().unwrap();
    assert_eq!(named, "attachment; filename=\"bayview_2026-11-20_2026-11-27_incidents_csv.csv\"");
    let rows = cells(&file.bytes);
    assert_eq!((rows.len(), rows[1][0].as_str()), (2, incident["number"].as_str().unwrap()));
    assert!(!rows[0].contains(&"words".to_owned()));
    assert_eq!(shows(&mia, &plain).await["fetched"], 1);

    // People's words need a second person, who is somebody else.
    let csv = asks(&mia, of_a_time("incidents_csv", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z", true)).await;
    assert_eq!(csv["state"], "waiting");
    world.advance(60).await;
    assert_eq!(shows(&mia, &csv).await["state"], "waiting");
    // Whoever may agree is told that something waits, and nothing of what or why; nobody else is.
    let calls = world.inbox.news().await;
    let calls: Vec<_> = calls.iter().filter(|mail| mail.subject.contains("export")).collect();
    assert_eq!(calls.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["supervisor@demo.test"]);
    assert!(calls[0].text.contains("/desk/exports") && !calls[0].text.contains(WHY), "{}", calls[0].text);
    decides(&mia, &csv, "approve").await.refused(403, "forbidden", "");
    decides(&ren, &csv, "approve").await.refused(403, "forbidden", "");
    let own =
        asks(&supervisor, of_a_time("incidents_geojson", "2025-11-21T00:00:00Z", "2026-11-22T00:00:00Z", true)).await;
    supervisor.confirms().await;
    decides(&supervisor, &own, "approve").await.refused(403, "forbidden", "");
    assert_eq!(decides(&supervisor, &own, "withdraw").await.expect(200)["state"], "withdrawn");
    let seen = supervisor.get("/desk/exports").await.expect(200);
    let waiting =
        seen["items"].as_array().unwrap().iter().find(|one| one["id"] == csv["id"]).expect("it waits for her");
    assert_eq!((&waiting["may_approve"], &waiting["reason"]), (&json!(true), &json!(WHY)));
    decides(&supervisor, &json!({ "id": csv["id"], "version": 7 }), "approve").await.refused(409, "stale_version", "");
    decides(&supervisor, waiting, "approve").await.expect(200);
    decides(&supervisor, &json!({ "id": csv["id"], "version": 2 }), "approve").await.refused(409, "wrong_status", "");
    world.settle().await;
    let rows = cells(&fetches(&mia, &csv).await.bytes);
    let words = rows[1].last().unwrap();
    assert!(words.starts_with("'=HYPERLINK(") && words.contains(";'+1\n'@SUM(A1)\t<script>"), "{words}");
    assert!(!String::from_utf8_lossy(&fetches(&mia, &csv).await.bytes).contains("who@secret.test"), "nobody is named");
    // Who agreed does not get the file.
    fetches(&supervisor, &csv).await.refused(404, "not_found", "");

    on_paper_and_on_a_map(world, &mia, &supervisor, &incident).await;
    confidential(world, &mia, &supervisor).await;
    taken_back(world, &ren, &incident, &sent).await;
    confided_since(world, &supervisor).await;
    gone(world, &mia, &plain, &csv).await;

    // Nothing of a reason or a word lies open anywhere, and nothing of it is in the log.
    let facts = world.everything_in("events", "facts").await.join("");
    assert!(!facts.contains(WHY) && !facts.contains("HYPERLINK"), "{facts}");
    let reasons = world.everything_in("exports", "wanted").await.join("");
    assert!(!reasons.contains(WHY));
    let kinds = world.everything_in("events", "kind").await;
    for kind in ["asked", "approved", "ready", "fetched", "withdrawn", "expired"] {
        assert!(kinds.contains(&format!("export.{kind}")), "{kind}");
    }
    let reads = world.everything_in("reads", "kind").await;
    assert!(reads.contains(&"export.file".to_owned()) && reads.contains(&"incident.exported".to_owned()));
    drop(sent);
}

async fn refusals(mia: &Officer, incident: &Value) {
    let (from, to) = ("2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z");
    for (body, status, code, field) in [
        (json!({ "kind": "everything", "reason": WHY }), 422, "invalid_value", "kind"),
        (
            json!({ "kind": "incident_pdf", "incident": incident["id"], "reason": " " }),
            400,
            "reason_required",
            "reason",
        ),
        (
            json!({ "kind": "incident_pdf", "incident": incident["id"], "reason": "x".repeat(501) }),
            422,
            "too_long",
            "reason",
        ),
        (json!({ "kind": "incident_pdf", "reason": WHY }), 422, "missing_field", "incident"),
        (
            json!({ "kind": "incident_pdf", "incident": incident["id"], "from": from, "reason": WHY }),
            422,
            "invalid_value",
            "from",
        ),
        (json!({ "kind": "incidents_csv", "from": from, "to": to, "reason": WHY }), 422, "missing_field", "venue"),
        (of_a_time("incidents_csv", to, from, false), 422, "invalid_value", "to"),
        (of_a_time("incidents_csv", "2020-01-01T00:00:00Z", to, false), 422, "out_of_range", "to"),
        (
            json!({ "kind": "incidents_csv", "venue": "bayview", "from": from, "to": to, "category": "=1", "reason": WHY }),
            422,
            "unknown_category",
            "category",
        ),
        (
            json!({ "kind": "incidents_csv", "venue": "bayview", "from": from, "to": to, "priorities": [9], "reason": WHY }),
            422,
            "invalid_value",
            "priorities",
        ),
        (
            json!({ "kind": "incidents_csv", "venue": "bayview", "from": from, "to": to, "reporters": true, "reason": WHY }),
            422,
            "invalid_value",
            "reporters",
        ),
    ] {
        let reply = mia.post("/desk/exports", body.clone()).await;
        assert_eq!(reply.refusal(), (status, code.to_owned(), field.to_owned()), "{body}");
    }
}

async fn on_paper_and_on_a_map(world: &World, mia: &Officer, supervisor: &Officer, incident: &Value) {
    let mut papers = Vec::new();
    // Dutch is spoken at the desk alone, and asked for by its form; a paper names its language with its country or its letters.
    for (language, named, reports) in
        [("ar", "ar", "ال"), ("nl", "nl", "Meldingen"), ("zh", "zh-Hans", "报告"), ("pt-BR", "pt-BR", "Relatos")]
    {
        let one = json!({ "kind": "incident_pdf", "incident": incident["id"], "language": language, "reason": WHY });
        papers.push((asks(mia, one).await, named, reports));
    }
    let map = asks(mia, of_a_time("incidents_geojson", "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z", false)).await;
    let period = asks(mia, of_a_time("period_pdf", "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z", false)).await;
    let states = (&papers[0].0["state"], &map["state"], &period["state"]);
    assert_eq!(states, (&json!("asked"), &json!("asked"), &json!("waiting")));
    decides(supervisor, &period, "approve").await.expect(200);
    world.settle().await;
    mia.confirms().await;
    papers.push((period, "en", "Incidents"));
    for (paper, named, word) in &papers {
        let file = fetches(mia, paper).await;
        assert_eq!(&file.bytes[..5], b"%PDF-", "{:?}", shows(mia, paper).await);
        let pdf = lopdf::Document::load_mem(&file.bytes).unwrap();
        assert_eq!(pdf.catalog().unwrap().get(b"Lang").unwrap().as_str().unwrap(), named.as_bytes());
        let text = pdf.extract_text(&[1]).unwrap();
        assert!(text.contains(word), "{named}: {text}");
        let quoted = paper["kind"] == "incident_pdf";
        assert!(!quoted || text.contains("你好") && !text.contains('□'), "{named}: in the reporter's letters: {text}");
        assert!(!text.contains("unattended") && (*named == "en" || !text.contains("Acknowledged")), "{named}: {text}");
    }
    let map = fetches(mia, &map).await.json();
    assert_eq!((&map["type"], map["features"].as_array().unwrap().len()), (&json!("FeatureCollection"), 1));
    let feature = &map["features"][0];
    let position = (&feature["geometry"]["coordinates"][1], &feature["geometry"]["coordinates"][0]);
    assert_eq!(position, (&incident["place"]["lat"], &incident["place"]["lon"]));
    assert_eq!(feature["properties"]["number"], incident["number"]);
}

/// Whoever reads the paper sees that its reporter took it back, and why.
async fn taken_back(world: &World, ren: &Officer, incident: &Value, sent: &tests::people::Sent) {
    world.traveller().adds(sent, json!({ "withdraw": "mistake" })).await;
    let one = json!({ "kind": "incident_pdf", "incident": incident["id"], "language": "nl", "reason": WHY });
    let paper = asks(ren, one).await;
    world.settle().await;
    ren.confirms().await;
    let pdf = lopdf::Document::load_mem(&fetches(ren, &paper).await.bytes).unwrap();
    let text = pdf.extract_text(&[1]).unwrap();
    assert!(text.contains("Ingetrokken") && text.contains("per ongeluk verzonden"), "{text}");
}

/// What is told in confidence is in its readers' files, and in nobody else's.
async fn confidential(world: &World, mia: &Officer, supervisor: &Officer) {
    let staff = world.officer("staff@demo.test").await;
    let officers = staff.get("/venues/bayview/officers").await.expect(200)["items"].clone();
    let of_mia =
        officers.as_array().unwrap().iter().find(|one| one["label"].as_str().unwrap().starts_with("Mia")).unwrap();
    let told = json!({
        "category": "insider.access_misuse", "place": { "zone": "t1-checkin-b" }, "narrative": "CANARY of the insider",
        "confidential": { "not_for": [of_mia["id"]], "with_name": true },
    });
    let key = tests::fresh_key();
    staff.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &key).json(&told).reply().await.expect(201);
    world.settle().await;
    let ren = world.officer("second@demo.test").await;
    let secret =
        ren.queue().await.into_iter().find(|one| one["confidential"] == true).expect("Ren looks into such things");
    let one = json!({ "kind": "evidence_bundle", "incident": secret["id"], "reason": WHY });
    mia.post("/desk/exports", one).await.refused(404, "not_found", "");
    let mut held = Vec::new();
    for who in [mia, &ren] {
        who.confirms().await;
        let csv = asks(who, of_a_time("incidents_csv", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z", true)).await;
        decides(supervisor, &csv, "approve").await.expect(200);
        world.settle().await;
        let made = shows(who, &csv).await;
        assert_eq!(made["done"], made["total"], "nor does a count tell of more");
        held.push(String::from_utf8(fetches(who, &csv).await.bytes.to_vec()).unwrap());
    }
    let number = secret["number"].as_str().unwrap();
    assert!(!held[0].contains("CANARY") && !held[0].contains(number), "{}", held[0]);
    assert!(held[1].contains("CANARY") && held[1].contains(number), "{}", held[1]);
    assert!(!held[1].contains("Sam Okafor"), "a list names no reporter");
}

/// It was open when a file of it was asked for, and is told in confidence since: no file of it is handed out, and none is made, for whom
/// it is kept from now.
async fn confided_since(world: &World, supervisor: &Officer) {
    world.traveller().reports(json!({ "category": "access.badge", "place": { "zone": "t1-arrivals" } })).await;
    let ren = world.officer("second@demo.test").await;
    let open = ren.queue().await.into_iter().find(|one| one["category"] == "access.badge").unwrap();
    let of = |kind: &str| json!({ "kind": kind, "incident": open["id"], "reason": WHY });
    supervisor.confirms().await;
    let ready = asks(supervisor, of("incident_pdf")).await;
    world.settle().await;
    let ready = shows(supervisor, &ready).await;
    assert_eq!((&ready["state"], &ready["incident"]["label"]), (&json!("ready"), &open["number"]));
    let late = [asks(supervisor, of("incident_pdf")).await, asks(supervisor, of("evidence_bundle")).await];
    let post = ren.opens(&open).await["assignment"]["post"]["id"].clone();
    let better = json!({ "post": post, "category": "insider.access_misuse", "because": "wrong_category" });
    assert_eq!(ren.tells(&open, "reroute", better).await.expect(200)["confidential"], true);
    supervisor.get(&format!("/desk/incidents/{}", open["id"].as_str().unwrap())).await.refused(404, "not_found", "");
    fetches(supervisor, &ready).await.refused(404, "not_found", "");
    assert_eq!(shows(supervisor, &ready).await["incident"], Value::Null, "nor is it named");
    for _ in 0..10 {
        world.settle().await;
    }
    for late in &late {
        let late = shows(supervisor, late).await;
        assert!(late["state"] != "ready" && late["bytes"] == 0, "{late}");
    }
}

/// Nobody agreed in time; what was ready lay there long enough. Both are over, and the file is gone from the disk.
async fn gone(world: &World, mia: &Officer, plain: &Value, csv: &Value) {
    const MIA: &str = "officer@demo.test";
    let never = asks(mia, of_a_time("incidents_csv", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z", true)).await;
    assert!(world.export_files() >= 5);
    world.clock.advance(SignedDuration::from_hours(71));
    world.settle().await;
    assert_eq!(shows(&world.officer(MIA).await, &never).await["state"], "waiting");
    world.clock.advance(SignedDuration::from_hours(2));
    world.settle().await;
    let mia = world.officer(MIA).await;
    mia.confirms().await;
    for over in [&never, plain, csv] {
        assert_eq!(shows(&mia, over).await["state"], "expired");
        fetches(&mia, over).await.refused(409, "wrong_status", "");
    }
    assert_eq!(world.export_files(), 0, "nothing lies there any more");
    assert_eq!(world.number("select count(*) from exports where file_key is not null").await, 0, "nor does a key");
}

both!(story);
