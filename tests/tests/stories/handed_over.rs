//! The end of a shift: the sheet has written itself, is edited and signed by whoever goes, read line by line, questioned, answered and signed by
//! whoever comes; an answer that is lost changes nothing, what is told in confidence is there for its readers alone, and all of it fits on paper.

use serde_json::{Value, json};
use tests::{Officer, World, both};
use uuid::Uuid;

const SHEET: &str = "/desk/handover?venue=bayview";

fn line<'a>(sheet: &'a Value, key: &str) -> &'a Value {
    let lines = sheet["lines"].as_array().unwrap();
    lines.iter().find(|line| line["key"] == key).unwrap_or_else(|| panic!("{key} in {sheet:#}"))
}

fn keys(sheet: &Value) -> Vec<String> {
    sheet["lines"].as_array().unwrap().iter().map(|line| line["key"].as_str().unwrap().to_owned()).collect()
}

/// Tells the sheet something, on the version it is seen at.
async fn tells(who: &Officer, sheet: &Value, what: &str, mut body: Value) -> tests::Reply {
    body["version"] = sheet["version"].clone();
    who.post(&format!("/desk/handover/{}/{what}", sheet["id"].as_str().unwrap()), body).await
}

fn text_of(pdf: &[u8]) -> String {
    let pdf = lopdf::Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
    pdf.extract_text(&pages).unwrap()
}

async fn story(world: &mut World) {
    let (mia, ren) = (world.officer("officer@demo.test").await, world.officer("second@demo.test").await);
    let traveller = world.traveller();
    let sent = traveller.reports(json!({ "category": "item.unattended", "place": { "zone": "t1-checkin-b" } })).await;
    let incident = mia.finds().await;
    let incident = mia.acknowledges(&incident).await;
    traveller.writes(&sent, "CANARY: it is gone now").await;
    let id = incident["id"].as_str().unwrap();
    let (open, promised, chat) = (format!("open:{id}"), format!("promised:{id}"), format!("chat:{id}"));

    // It writes itself.
    let sheet = mia.get(SHEET).await.expect(200);
    assert_eq!((&sheet["state"], &sheet["version"]), (&json!("draft"), &json!(1)));
    assert_eq!(line(&sheet, &open)["number"], incident["number"]);
    let promise = line(&sheet, &promised);
    assert!(promise["text"].as_str().unwrap().starts_with("Sets out by"), "{promise}");
    assert!(promise["detail"].as_str().unwrap().contains("Mia"), "{promise}");
    assert!(line(&sheet, &chat)["text"].as_str().unwrap().ends_with("answer: 1"));
    assert_eq!((&sheet["numbers"]["reports"], &sheet["numbers"]["incidents"]), (&json!(1), &json!(1)));
    assert_eq!(ren.get(SHEET).await.expect(200)["id"], sheet["id"], "one sheet a venue");
    let spanish = mia.get(&format!("{SHEET}&language=es")).await.expect(200);
    assert!(line(&spanish, &chat)["text"].as_str().unwrap().starts_with("Mensajes"));

    // It is edited. What is sent twice is done once.
    let words = json!({ "text": "CANARY: black case at counter B", "detail": "Owner is on the way" });
    let edited = tells(&mia, &sheet, &format!("lines/{open}"), words.clone()).await.expect(200);
    assert_eq!((&line(&edited, &open)["state"], &edited["version"]), (&json!("edited"), &json!(2)));
    let again = tells(&mia, &sheet, &format!("lines/{open}"), words).await.expect(200);
    assert_eq!(again["version"], 2, "an answer that was lost");
    let other = json!({ "text": "something else" });
    let stale = tells(&ren, &sheet, &format!("lines/{open}"), other).await;
    stale.refused(409, "stale_version", "");
    assert_eq!(stale.json()["handover"]["version"], 2, "with the sheet as it is now");

    let watch = Uuid::from_bytes(tests::world::random());
    let van =
        json!({ "id": watch, "section": "watch", "text": "White van, ends 4K7. سيارة بيضاء", "detail": "Do not stop" });
    let added = tells(&mia, &edited, "lines", van.clone()).await.expect(200);
    assert_eq!(tells(&mia, &edited, "lines", van).await.expect(200)["version"], added["version"]);
    let van = format!("own:{watch}");
    assert_eq!(line(&added, &van)["section"], "watch");
    tells(&mia, &added, &format!("lines/{chat}"), json!({ "strike": " " })).await.refused(
        400,
        "reason_required",
        "strike",
    );
    let struck =
        tells(&mia, &added, &format!("lines/{chat}"), json!({ "strike": "answered by phone" })).await.expect(200);
    assert_eq!(line(&struck, &chat)["state"], "struck");
    tells(&mia, &struck, "lines/open:nothing", json!({ "text": "x" })).await.refused(404, "not_found", "line");

    // Nobody comes before somebody has gone; then what is signed is frozen.
    tells(&ren, &struck, &format!("lines/{van}/accept"), json!({})).await.refused(409, "wrong_status", "");
    let signed = tells(&mia, &struck, "sign", json!({ "side": "outgoing" })).await.expect(200);
    assert_eq!(
        (&signed["state"], &signed["outgoing"]["officer"]["label"]),
        (&json!("signed"), &json!("Mia Lindqvist · BV-32"))
    );
    assert!(signed["log_seq"].as_i64().unwrap() > 0);
    let lost = tells(&mia, &struck, "sign", json!({ "side": "outgoing" })).await.expect(200);
    assert_eq!(lost, signed, "a lost answer in the middle of signing");
    tells(&mia, &signed, &format!("lines/{van}"), json!({ "text": "y" })).await.refused(409, "wrong_status", "");
    mia.tells(&incident, "status", json!({ "to": "en_route" })).await.expect(200);
    let after = ren.get(SHEET).await.expect(200);
    assert_eq!(line(&after, &promised), line(&signed, &promised), "and nothing that happens later changes it");

    // Whoever signed does not read; whoever reads first is the incoming officer.
    tells(&mia, &signed, &format!("lines/{van}/accept"), json!({})).await.refused(403, "forbidden", "");
    let mut at = tells(&ren, &signed, &format!("lines/{van}/accept"), json!({})).await.expect(200);
    assert_eq!(tells(&ren, &signed, &format!("lines/{van}/accept"), json!({})).await.expect(200), at);
    let dogs = world.officer("dogs@demo.test").await;
    tells(&dogs, &at, &format!("lines/{open}/accept"), json!({})).await.refused(403, "forbidden", "");
    let early = tells(&ren, &at, "sign", json!({ "side": "incoming" })).await;
    early.refused(409, "wrong_status", "lines");

    // A question, and its answer.
    at = tells(&ren, &at, &format!("lines/{open}/question"), json!({ "text": "CANARY: same driver?" }))
        .await
        .expect(200);
    assert_eq!(line(&at, &open)["state"], "questioned");
    tells(&ren, &at, &format!("lines/{open}/answer"), json!({ "text": "z" })).await.refused(403, "forbidden", "");
    at = tells(&mia, &at, &format!("lines/{open}/answer"), json!({ "text": "Two drivers" })).await.expect(200);
    assert_eq!((&line(&at, &open)["state"], &line(&at, &open)["answer"]), (&json!("answered"), &json!("Two drivers")));

    // Line by line to the end.
    let rest: Vec<String> = keys(&at)
        .into_iter()
        .filter(|key| !["accepted", "answered", "struck"].contains(&line(&at, key)["state"].as_str().unwrap()))
        .collect();
    assert!(rest.contains(&promised), "{rest:?}");
    for key in rest {
        at = tells(&ren, &at, &format!("lines/{key}/accept"), json!({})).await.expect(200);
    }
    assert!(at["may"].as_array().unwrap().contains(&json!("take")), "{}", at["may"]);
    let ready = ren.get(SHEET).await.expect(200);
    assert!(ready["may"].as_array().unwrap().contains(&json!("sign_incoming")));
    let over = tells(&ren, &at, "sign", json!({ "side": "incoming" })).await.expect(200);
    assert_eq!(over["state"], "accepted");
    assert_eq!(tells(&ren, &at, "sign", json!({ "side": "incoming" })).await.expect(200), over);
    tells(&mia, &over, "take-back", json!({})).await.refused(409, "wrong_status", "");
    on_paper(&ren, &over).await;

    // The next sheet begins, with what to look out for and nothing of what was answered.
    world.advance(1).await;
    let next = ren.get(SHEET).await.expect(200);
    assert_ne!(next["id"], sheet["id"]);
    assert_eq!((&line(&next, &van)["carried"], &line(&next, &van)["state"]), (&json!(true), &json!("edited")));
    assert_eq!(next["from"], over["outgoing"]["signed_at"]);
    let gone = tells(&ren, &next, &format!("lines/{van}"), json!({ "strike": "found" })).await.expect(200);
    assert_eq!(line(&gone, &van)["state"], "struck");
    let earlier = ren.get("/desk/handovers?venue=bayview").await.expect(200);
    assert_eq!(earlier["items"][0]["id"], sheet["id"]);
    let log = ren.get(&format!("/desk/handover/{}/log", sheet["id"].as_str().unwrap())).await.expect(200);
    let kinds: Vec<&str> = log["items"].as_array().unwrap().iter().map(|act| act["kind"].as_str().unwrap()).collect();
    for kind in ["incident.changed", "handover.changed", "handover.signed"] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    assert_eq!(log["items"][0]["incident"]["label"], incident["number"]);

    taken_back(&ren, &mia, &dogs, &gone).await;
    // Words are sealed, everywhere.
    assert_eq!(world.found_on_disk(b"CANARY").await, [""; 0]);
    for (table, column) in [("events", "facts"), ("handover_lines", "key")] {
        let all = world.everything_in(table, column).await;
        assert!(!all.iter().any(|one| one.contains("CANARY") || one.contains("van")), "{table}");
    }
    assert_eq!(world.broken_logs().await, [0_i64; 0]);
    // Other venues and strangers have no sheet here.
    world.officer("officer@other.test").await.get(SHEET).await.refused(404, "not_found", "venue");
    world
        .officer("officer@other.test")
        .await
        .get(&format!("/desk/handover/{}", sheet["id"].as_str().unwrap()))
        .await
        .refused(404, "not_found", "");
    world.officer("admin@demo.test").await.get(SHEET).await.refused(403, "forbidden", "");
}

async fn on_paper(who: &Officer, sheet: &Value) {
    let at = format!("/desk/handover/{}/sheet.pdf", sheet["id"].as_str().unwrap());
    let paper = who.get(&at).await;
    assert_eq!((paper.status, paper.headers["content-type"].to_str().unwrap()), (200, "application/pdf"));
    let text = text_of(&paper.bytes);
    for part in [
        "Handover,",
        "CANARY: black case at counter B",
        "White van",
        "Do not stop",
        "Two drivers",
        "accepted",
        "Mia Lindqvist",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let pdf = lopdf::Document::load_mem(&paper.bytes).unwrap();
    assert!(pdf.catalog().unwrap().has(b"StructTreeRoot"));
    assert_eq!(pdf.catalog().unwrap().get(b"Lang").unwrap().as_str().unwrap(), b"en");
    for (language, named, word) in [("ar", "ar", "ا"), ("zh", "zh-Hans", "交接班"), ("de-AT", "de", "Übergabe")] {
        let other = who.get(&format!("{at}?language={language}")).await;
        let pdf = lopdf::Document::load_mem(&other.bytes).unwrap();
        assert_eq!(pdf.catalog().unwrap().get(b"Lang").unwrap().as_str().unwrap(), named.as_bytes());
        let text = text_of(&other.bytes);
        assert!(text.contains(word) && !text.contains("accepted") && !text.contains('□'), "{language}: {text}");
        assert!(text.contains("CANARY: black case at counter B"), "quoted as it was written: {text}");
    }
}

/// A signature taken back in time; and a second incoming officer who reads from the beginning.
async fn taken_back(ren: &Officer, mia: &Officer, dogs: &Officer, draft: &Value) {
    let signed = tells(ren, draft, "sign", json!({ "side": "outgoing" })).await.expect(200);
    let key = &keys(&signed)[0];
    let read = tells(mia, &signed, &format!("lines/{key}/accept"), json!({})).await.expect(200);
    tells(mia, &read, "take-back", json!({})).await.refused(403, "forbidden", "");
    let taken = tells(dogs, &read, "take", json!({})).await.expect(200);
    assert_ne!(line(&taken, key)["state"], "accepted", "read by somebody else");
    tells(mia, &taken, &format!("lines/{key}/accept"), json!({})).await.refused(403, "forbidden", "");
    let back = tells(ren, &taken, "take-back", json!({})).await.expect(200);
    assert_eq!((&back["state"], back.get("outgoing")), (&json!("draft"), None));
    assert_eq!(tells(ren, &taken, "take-back", json!({})).await.expect(200)["version"], back["version"]);
}

/// What is told in confidence is on the sheet for its readers, and counted for nobody else.
async fn in_confidence(world: &mut World) {
    let (mia, ren) = (world.officer("officer@demo.test").await, world.officer("second@demo.test").await);
    let staff = world.officer("staff@demo.test").await;
    let officers = staff.get("/venues/bayview/officers").await.expect(200)["items"].clone();
    let named = officers.as_array().unwrap().iter().find(|one| one["label"].as_str().unwrap().starts_with("Mia"));
    let told = json!({
        "category": "insider.access_misuse", "place": { "zone": "t1-checkin-b" }, "narrative": "CANARY: a door held open",
        "confidential": { "not_for": [named.unwrap()["id"]], "with_name": true },
    });
    staff
        .ask("POST", "/venues/bayview/reports")
        .header("Idempotency-Key", &tests::fresh_key())
        .json(&told)
        .reply()
        .await
        .expect(201);
    let incident = ren.finds().await;
    let open = format!("open:{}", incident["id"].as_str().unwrap());
    // Somebody does something there, it climbs unheard, and a call for it does not get through.
    ren.tells(&incident, "note", json!({ "text": "I look into it" })).await.expect(200);
    for _ in 0..2 {
        world.advance(300).await;
    }
    mia.stays().await;
    ren.stays().await;
    let failed = "update pages set sent_at = null, attempts = 1, error = 'refused'";
    assert!(world.tamper(failed).await > 0);

    let hers = mia.get(SHEET).await.expect(200);
    assert!(!keys(&hers).contains(&open) && !keys(&hers).contains(&"fault:email".to_owned()), "{hers:#}");
    let numbers = ["reports", "incidents", "unanswered"].map(|of| hers["numbers"][of].clone());
    assert_eq!(numbers, [0, 0, 0].map(|none| json!(none)), "not even counted");
    let his = ren.get(SHEET).await.expect(200);
    assert_eq!(line(&his, &open)["confidential"], true);
    assert_eq!(his["numbers"], hers["numbers"]);
    // Nobody who may not read it writes about it.
    let about = json!({ "id": Uuid::from_bytes(tests::world::random()), "section": "watch", "text": "x", "incident": incident["id"] });
    tells(&mia, &hers, "lines", about).await.refused(404, "not_found", "incident");

    // He signs what he sees; she reads what she may, and that is all there is for her.
    let signed = tells(&ren, &his, "sign", json!({ "side": "outgoing" })).await.expect(200);
    assert_eq!(line(&signed, &open)["number"], incident["number"]);
    let mut at = mia.get(SHEET).await.expect(200);
    assert!(!at.to_string().contains(incident["number"].as_str().unwrap()), "{at:#}");
    tells(&mia, &at, &format!("lines/{open}/accept"), json!({})).await.refused(404, "not_found", "line");
    for key in keys(&at) {
        at = tells(&mia, &at, &format!("lines/{key}/accept"), json!({})).await.expect(200);
    }
    let over = tells(&mia, &at, "sign", json!({ "side": "incoming" })).await.expect(200);
    assert_eq!(over["state"], "accepted");
    let read = ren.get(&format!("/desk/handover/{}", over["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(line(&read, &open)["state"], "proposed", "he sees that nobody has read it");
    for (who, there) in [(&mia, false), (&ren, true)] {
        let paper = who.get(&format!("/desk/handover/{}/sheet.pdf", over["id"].as_str().unwrap())).await;
        assert_eq!(text_of(&paper.bytes).contains(incident["number"].as_str().unwrap()), there);
    }
    let log = mia.get(&format!("/desk/handover/{}/log", over["id"].as_str().unwrap())).await.expect(200);
    assert!(!log.to_string().contains(incident["id"].as_str().unwrap()), "{log:#}");
}

both!(story);

mod kept {
    use super::in_confidence;
    tests::both!(in_confidence);
}
