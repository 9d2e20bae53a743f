//! A big incident: declared, commanded by name, zones locked down by two people and never by one, people counted by devices that were offline
//! and send twice, an all-clear by two, and a record that a review can begin with. Whoever may not read the incident hears of none of it.

use jiff::SignedDuration;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::inbox::Mail;
use tests::{Officer, Reply, World, both, fresh_key};

const HOSTILE: &str = "<img src=x onerror=alert(1)> \"'}{{CANARY}}";

async fn declares(who: &Officer, incident: &Value, commander: &Value) -> Reply {
    let body = json!({ "version": incident["version"], "commander": commander });
    who.post(&format!("/desk/incidents/{}/declare", incident["id"].as_str().unwrap()), body).await
}

fn at(major: &Value) -> String {
    format!("/desk/major/{}", major["id"].as_str().unwrap())
}

/// Does something on the version it is seen at.
async fn does(who: &Officer, major: &Value, act: Value) -> Reply {
    who.post(&format!("{}/acts", at(major)), json!({ "version": major["version"], "act": act })).await
}

async fn checks_in(who: &Officer, major: &Value, station: &str, items: Value) -> Reply {
    who.post(&format!("{}/muster/{station}", at(major)), json!({ "items": items })).await
}

async fn me(who: &Officer) -> Value {
    who.get("/me").await.expect(200)["id"].clone()
}

fn role<'a>(major: &'a Value, name: &str) -> &'a Value {
    major["roles"].as_array().unwrap().iter().find(|seat| seat["role"] == name).unwrap()
}

fn zone<'a>(major: &'a Value, code: &str) -> &'a Value {
    major["zones"].as_array().unwrap().iter().find(|zone| zone["zone"]["id"] == code).unwrap()
}

fn last(major: &Value) -> &Value {
    major["turns"].as_array().unwrap().last().unwrap()
}

async fn story(world: &mut World) {
    let (mia, ren) = (world.officer("officer@demo.test").await, world.officer("second@demo.test").await);
    let supervisor = world.officer("supervisor@demo.test").await;
    let (mias, rens) = (me(&mia).await, me(&ren).await);
    let smoke = json!({ "category": "hazard.fire", "place": { "zone": "check-in-b" }, "answers": { "substance": ["flames"], "hurt": "yes" } });
    world.traveller().reports(smoke).await;
    let incident = mia.acknowledges(&mia.finds().await).await;

    // Declared once, by whomever comes first; command is never vacant, and passes when it is accepted.
    declares(&mia, &json!({ "id": incident["id"], "version": 99 }), &mias).await.refused(409, "stale_version", "");
    declares(&mia, &incident, &json!(fresh_key())).await.refused(422, "invalid_value", "commander");
    let mut stream = ren.listens(None).await;
    let major = declares(&mia, &incident, &rens).await.expect(200);
    let heard = stream.hears_of("major.declared").await;
    assert_eq!(heard.data["facts"]["major"], major["id"]);
    assert_eq!(declares(&ren, &incident, &rens).await.expect(200)["id"], major["id"], "declared twice is once");
    assert_eq!(role(&major, "commander")["holder"]["id"], mias);
    assert_eq!(role(&major, "commander")["asked"]["id"], rens);
    does(&supervisor, &major, json!({ "do": "accept", "role": "commander" })).await.refused(403, "forbidden", "");
    let major = does(&ren, &major, json!({ "do": "accept", "role": "commander" })).await.expect(200);
    assert_eq!((&role(&major, "commander")["holder"]["id"], &major["version"]), (&rens, &json!(2)));
    let standing = supervisor.get("/desk/majors?venue=bayview").await.expect(200);
    assert_eq!(standing["items"][0]["commander"]["id"], rens, "{standing}");
    assert_eq!(standing["items"][0]["places"], json!([]), "nothing is set yet");
    let whole = mia.opens(&incident).await;
    let told = whole["timeline"].as_array().unwrap().iter().find(|entry| entry["kind"] == "major.declared");
    assert_eq!(told.unwrap()["params"]["officer_label"], "Ren Tanaka · BV-34", "it stands in the incident's timeline");
    assert_eq!(whole["version"], incident["version"], "and changes nothing of it");

    // What was decided on an older board is refused with the present one; what was sent twice is done once.
    let post = json!({ "do": "locate", "site": "command_post", "plate": "BV-T1-114", "text": HOSTILE });
    let stale = json!({ "version": 1, "act": post });
    let stale = mia.post(&format!("{}/acts", at(&major)), stale).await;
    stale.refused(409, "stale_version", "");
    assert_eq!(stale.json()["major"]["version"], 2);
    let located = does(&mia, &major, post.clone()).await.expect(200);
    assert_eq!(does(&mia, &major, post).await.expect(200)["version"], located["version"], "a lost answer");
    assert_eq!(located["places"][0]["text"], HOSTILE);
    let standing = supervisor.get("/desk/majors?venue=bayview").await.expect(200);
    assert_eq!(standing["items"][0]["places"][0], located["places"][0], "the map is told where it is led from");
    does(&mia, &located, json!({ "do": "locate", "site": "staging" })).await.refused(422, "empty_place", "");
    does(&mia, &located, json!({ "do": "locate", "site": "staging", "zone": "moon" })).await.refused(
        422,
        "invalid_value",
        "zone",
    );

    let major = two_people(world, &mia, &ren, &located).await;
    let major = worked(world, &mia, &ren, &major).await;
    let major = mustered(world, &mia, &ren, &major).await;
    let major = cleared(&mia, &ren, &major).await;
    reviewed(world, &mia, &major).await;

    // Others see nothing of it, and nothing of it lies about in the open.
    let stranger = world.officer("officer@other.test").await;
    stranger.get(&at(&major)).await.refused(404, "not_found", "");
    does(&stranger, &major, json!({ "do": "accept", "role": "commander" })).await.refused(404, "not_found", "");
    declares(&stranger, &incident, &mias).await.refused(404, "not_found", "");
    assert_eq!(world.found_on_disk(b"CANARY").await, [""; 0]);
    assert_eq!(world.found_on_disk(b"HH-88123").await, [""; 0], "no badge either");
    assert_eq!(world.broken_logs().await, [0; 0]);
}

/// One proposes, another confirms; nobody does both, and what nobody confirms lapses.
async fn two_people(world: &mut World, mia: &Officer, ren: &Officer, major: &Value) -> Value {
    let code = "check-in-b";
    let lock = |id: &str| json!({ "do": "zone", "id": id, "zone": code, "to": "lockdown" });
    let (first, second) = (fresh_key(), fresh_key());
    let major = does(mia, major, lock(&first)).await.expect(200);
    assert_eq!((&last(&major)["state"], &zone(&major, code)["state"]), (&json!("waiting"), &json!("normal")));
    does(mia, &major, json!({ "do": "confirm", "id": first })).await.refused(403, "forbidden", "");
    does(ren, &major, lock(&second)).await.refused(409, "wrong_status", "act");
    world.advance(599).await;
    assert_eq!(last(&mia.get(&at(&major)).await.expect(200))["state"], "waiting");
    world.advance(1).await;
    mia.stays().await;
    ren.stays().await;
    does(ren, &major, json!({ "do": "confirm", "id": first })).await.refused(409, "wrong_status", "act");
    assert_eq!(last(&mia.get(&at(&major)).await.expect(200))["state"], "lapsed");

    let mut stream = mia.listens(None).await;
    let major = does(mia, &major, lock(&second)).await.expect(200);
    let major = does(ren, &major, json!({ "do": "confirm", "id": second })).await.expect(200);
    assert_eq!(zone(&major, code)["state"], "lockdown");
    let told = stream.hears_of("major.zone").await;
    assert_eq!((&told.data["facts"]["act"], &told.data["facts"]["zone"]), (&json!("propose"), &json!(code)));
    assert_eq!(stream.hears_of("major.zone").await.data["facts"]["act"], "confirm");
    let again = does(ren, &major, json!({ "do": "confirm", "id": second })).await.expect(200);
    assert_eq!(again["version"], major["version"], "a lost answer");
    // Two at once: one of them is late, and sees what is.
    let back = fresh_key();
    let major = does(ren, &major, json!({ "do": "zone", "id": back, "zone": code, "to": "normal" })).await.expect(200);
    let sure = json!({ "do": "confirm", "id": back });
    let (one, other) =
        tokio::join!(does(mia, &major, sure), does(mia, &major, json!({ "do": "withdraw", "id": back })));
    assert!([one.status, other.status].contains(&200), "{} {}", one.status, other.status);
    assert!([one.status, other.status].contains(&409), "{} {}", one.status, other.status);
    let major = mia.get(&at(&major)).await.expect(200);
    let out = fresh_key();
    let major = does(mia, &major, json!({ "do": "zone", "id": out, "zone": code, "to": "evacuate" })).await.expect(200);
    does(ren, &major, json!({ "do": "confirm", "id": out })).await.expect(200)
}

/// Objectives, tasks, resources, decisions and reports; every word comes back as it was written, and lies sealed.
async fn worked(world: &World, mia: &Officer, ren: &Officer, major: &Value) -> Value {
    let (aim, met, task, unit) = (fresh_key(), fresh_key(), fresh_key(), fresh_key());
    let mut now = major.clone();
    for act in [
        json!({ "do": "objective", "id": aim, "text": HOSTILE }),
        json!({ "do": "objective", "id": met, "text": "Hall B is empty" }),
        json!({ "do": "met", "id": met, "met": true }),
        json!({ "do": "task", "id": task, "text": HOSTILE, "to": me(ren).await, "due": world.now() + SignedDuration::from_mins(5) }),
        json!({ "do": "resource", "id": unit, "what": HOSTILE, "callsign": "F-12" }),
        json!({ "do": "arrive", "id": unit }),
    ] {
        now = does(mia, &now, act).await.expect(200);
    }
    assert_eq!((&now["objectives"][0]["text"], &now["tasks"][0]["text"]), (&json!(HOSTILE), &json!(HOSTILE)));
    assert_eq!(now["resources"][0]["what"], HOSTILE);
    assert!(now["objectives"][1]["met_at"].is_string() && now["tasks"][0].get("done_at").is_none());
    // What was pressed by mistake is taken back, and a lost answer changes nothing.
    for (act, no, of, field) in [
        ("finish", "done", "tasks", "done_at"),
        ("arrive", "arrived", "resources", "arrived_at"),
        ("release", "released", "resources", "released_at"),
    ] {
        let id = if of == "tasks" { &task } else { &unit };
        let stood = now[of][0].get(field).is_some();
        for is in [!stood, stood, stood] {
            let mut body = json!({ "do": act, "id": id });
            body[no] = json!(is);
            now = does(mia, &now, body).await.expect(200);
            assert_eq!(now[of][0].get(field).is_some(), is, "{act}: {}", now[of][0]);
        }
    }
    let gone = json!({ "do": "release", "id": unit });
    now = does(mia, &now, gone).await.expect(200);
    let back = json!({ "do": "arrive", "id": unit, "arrived": false });
    does(mia, &now, back).await.refused(409, "wrong_status", "");
    now = does(mia, &now, json!({ "do": "release", "id": unit, "released": false })).await.expect(200);
    let other = json!({ "do": "objective", "id": aim, "text": "other words" });
    does(mia, &now, other).await.refused(422, "key_reused", "id");
    let long = json!({ "do": "objective", "id": fresh_key(), "text": "x".repeat(201) });
    does(mia, &now, long).await.refused(422, "too_long", "text");

    let decision = json!({ "id": fresh_key(), "text": HOSTILE, "why": HOSTILE });
    let path = format!("{}/decisions", at(&now));
    let decided = ren.post(&path, decision.clone()).await.expect(200);
    assert_eq!(ren.post(&path, decision.clone()).await.expect(200), decided, "a lost answer");
    assert_eq!((&decided["decisions"][0]["why"], &decided["version"]), (&json!(HOSTILE), &now["version"]));
    ren.post(&path, json!({ "id": decision["id"], "text": "rewritten" })).await.refused(422, "key_reused", "id");

    let draft = mia.get(&format!("{}/sitrep", at(&now))).await.expect(200)["text"].as_str().unwrap().to_owned();
    assert_eq!(draft.lines().count(), 7, "{draft}");
    for known in ["declared at", "flames", "being evacuated", "F-12", "command post", "how many is not known"] {
        assert!(draft.contains(known), "{known} in {draft}");
    }
    assert!(!draft.contains("powder"), "what nobody said is not in it: {draft}");
    let arabic = mia.get(&format!("{}/sitrep?language=ar", at(&now))).await.expect(200);
    assert!(arabic["text"].as_str().unwrap().contains("المخاطر: لهب"), "{arabic}");
    let sent = json!({ "id": fresh_key(), "text": format!("{draft}\n{HOSTILE}") });
    let sent = mia.post(&format!("{}/sitreps", at(&now)), sent).await.expect(200);
    assert!(sent["sitreps"][0]["text"].as_str().unwrap().ends_with(HOSTILE));
    sent
}

/// A station counts by badge, code, tap and count; a device that was offline sends late and twice.
async fn mustered(world: &mut World, mia: &Officer, ren: &Officer, major: &Value) -> Value {
    let (car_park, quay) = (fresh_key(), fresh_key());
    let open = json!({ "do": "station", "id": car_park, "name": HOSTILE, "expected": 8 });
    let major = does(mia, major, open).await.expect(200);
    let major =
        does(mia, &major, json!({ "do": "station", "id": quay, "name": "Quay", "expected": 2 })).await.expect(200);
    let out_at = world.now();
    let moment = |seconds: i64| out_at + SignedDuration::from_secs(seconds);
    let since = major["muster"]["since"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let early = out_at.duration_since(since).as_secs();
    world.advance(240).await;

    let tap = |key: &str, seconds, amount| json!({ "key": key, "at": moment(seconds), "how": "tap", "amount": amount });
    let badge = |key: &str, seconds, how: &str, badge: &str| json!({ "key": key, "at": moment(seconds), "how": how, "badge": badge });
    let keys: Vec<String> = (0..8).map(|_| fresh_key()).collect();
    let online = json!([badge(&keys[0], 60, "badge", "HH-88123"), tap(&keys[1], 70, 3)]);
    let counted = checks_in(mia, &major, &car_park, online.clone()).await.expect(200);
    assert_eq!(counted["muster"]["present"], 4);
    assert_eq!(counted["muster"].get("half_s"), None, "four of ten");

    // Offline meanwhile: the same badge typed otherwise, two more, and one taken back.
    let offline = json!([
        badge(&keys[2], 80, "qr", "hh 88123"),
        badge(&keys[3], 100, "qr", "HH-1"),
        tap(&keys[4], 160, 1),
        tap(&keys[5], 170, -1),
        tap(&keys[6], 200, 5),
        tap(&keys[7], 999_999, -1)
    ]);
    let late = checks_in(ren, &major, &quay, offline.clone()).await.expect(200);
    let fates: Vec<&str> = late["items"].as_array().unwrap().iter().map(|one| one["fate"].as_str().unwrap()).collect();
    assert_eq!(fates, ["twice", "counted", "counted", "counted", "counted", "counted"]);
    let muster = &late["muster"];
    assert_eq!((&muster["present"], &muster["expected"]), (&json!(9), &json!(10)), "{muster}");
    assert_eq!(muster["half_s"], early + 100, "the fifth came then, and it never fell below again");
    assert_eq!(muster["most_s"], early + 200, "ten were there then, and nine are left");
    for (station, sent) in [(&car_park, online), (&quay, offline)] {
        let again = checks_in(ren, &major, station, sent).await.expect(200);
        assert!(again["items"].as_array().unwrap().iter().all(|one| one["fate"] == "known"), "{again}");
        assert_eq!(&again["muster"], muster, "sent twice is counted once");
    }
    let here = json!([{ "key": fresh_key(), "at": world.now(), "how": "count", "amount": 7 }]);
    assert_eq!(checks_in(mia, &major, &car_park, here).await.expect(200)["muster"]["present"], 12);

    let wrong = json!([{ "key": fresh_key(), "at": world.now(), "how": "tap" }]);
    checks_in(mia, &major, &car_park, wrong).await.refused(422, "missing_field", "amount");
    let wrong = json!([{ "key": fresh_key(), "at": world.now(), "how": "count", "amount": -1 }]);
    checks_in(mia, &major, &car_park, wrong).await.refused(422, "out_of_range", "amount");
    let fine = json!([tap(&fresh_key(), 1, 1)]);
    checks_in(mia, &major, &fresh_key(), fine).await.refused(404, "not_found", "station");
    major
}

async fn cleared(mia: &Officer, ren: &Officer, major: &Value) -> Value {
    let id = fresh_key();
    let mut stream = mia.listens(None).await;
    let major = does(ren, major, json!({ "do": "all_clear", "id": id })).await.expect(200);
    does(ren, &major, json!({ "do": "confirm", "id": id })).await.refused(403, "forbidden", "");
    let major = does(mia, &major, json!({ "do": "confirm", "id": id })).await.expect(200);
    assert!(major["over_at"].is_string());
    assert_eq!(zone(&major, "check-in-b")["state"], "normal", "it ends every state");
    assert_eq!(stream.hears_of("major.all_clear").await.data["facts"]["act"], "propose");
    assert_eq!(stream.hears_of("major.all_clear").await.data["facts"]["act"], "confirm");
    let late = json!({ "do": "objective", "id": fresh_key(), "text": "late" });
    does(mia, &major, late).await.refused(409, "wrong_status", "");
    assert_eq!(mia.get("/desk/majors?venue=bayview").await.expect(200)["items"], json!([]));
    major
}

/// The draft lists everything, in order.
async fn reviewed(world: &World, mia: &Officer, major: &Value) {
    let review = mia.get(&format!("{}/after-action", at(major))).await.expect(200);
    let text = review["text"].as_str().unwrap();
    for part in [
        "declared by Mia",
        "Commander: Ren",
        "command post",
        "proposed: ",
        "in lockdown",
        "being evacuated",
        "Objective met: Hall B is empty",
        "Objective not met: <img",
        "Task not done: <img",
        "Not released: <img",
        "Lapsed unconfirmed: ",
        "Decision by Ren",
        "Situation report by Mia",
        "counted at Quay",
        "50 % gathered after",
        "confirmed: all-clear",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let entries = review["entries"].as_array().unwrap();
    assert!(entries.is_sorted_by_key(|entry| entry["at"].as_str().unwrap().to_owned()), "{entries:#?}");
    let log = world.everything_in("events", "kind").await;
    assert_eq!(log.iter().filter(|kind| kind.starts_with("major.")).count(), entries.len(), "each event is told");
    let paper = mia.get(&format!("{}/after-action.pdf", at(major))).await;
    assert_eq!((paper.status, paper.bytes.starts_with(b"%PDF")), (200, true));
    let chinese = mia.get(&format!("{}/after-action.pdf?language=zh", at(major))).await;
    let pdf = lopdf::Document::load_mem(&chinese.bytes).unwrap();
    assert_eq!(pdf.catalog().unwrap().get(b"Lang").unwrap().as_str().unwrap(), b"zh-Hans");
    assert!(!pdf.extract_text(&[1]).unwrap().contains('□'));
}

/// What is told in confidence is declared and read by its readers alone, and names nobody else; what is over is not declared.
async fn kept_from(world: &mut World) {
    let staff = world.officer("staff@demo.test").await;
    let (mia, ren) = (world.officer("officer@demo.test").await, world.officer("second@demo.test").await);
    let (mias, rens) = (me(&mia).await, me(&ren).await);
    let told = json!({
        "category": "insider.access_misuse", "place": { "zone": "check-in-b" },
        "confidential": { "not_for": [mias], "with_name": false },
    });
    let sent = staff.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &fresh_key()).json(&told);
    sent.reply().await.expect(201);
    let incident = ren.finds().await;
    let mut mias_stream = mia.listens(None).await;
    declares(&mia, &incident, &mias).await.refused(404, "not_found", "");
    declares(&ren, &incident, &mias).await.refused(422, "invalid_value", "commander");
    // Nor whoever it is not kept from and who does not read it either: to be named would let them.
    let others = me(&world.officer("dogs@demo.test").await).await;
    declares(&ren, &incident, &others).await.refused(422, "invalid_value", "commander");
    world.settle().await;
    world.inbox.news().await;
    let readers = world.number("select count(*) from incident_readers").await;
    let major = declares(&ren, &incident, &rens).await.expect(200);
    world.settle().await;
    let mails = world.inbox.news().await;
    assert!(to(&big(&mails), "officer@demo.test").is_empty(), "nobody hears whom it is kept from");
    let let_in = world.everything_in("accounts a join incident_readers r on r.account_id = a.id", "a.email").await;
    let called: BTreeSet<&str> = big(&mails).iter().map(|mail| mail.to.as_str()).collect();
    assert!(called.iter().all(|one| let_in.iter().any(|reader| reader == one)), "{called:?} of {let_in:?}");
    assert_eq!(
        world.number("select count(*) from incident_readers").await,
        readers,
        "and nobody is let in by being called"
    );
    for path in ["", "/sitrep", "/after-action", "/after-action.pdf"] {
        mia.get(&format!("{}{path}", at(&major))).await.refused(404, "not_found", "");
    }
    does(&mia, &major, json!({ "do": "accept", "role": "commander" })).await.refused(404, "not_found", "");
    let decision = json!({ "id": fresh_key(), "text": "t" });
    mia.post(&format!("{}/decisions", at(&major)), decision).await.refused(404, "not_found", "");
    assert_eq!(mia.get("/desk/majors").await.expect(200)["items"], json!([]));
    assert_eq!(ren.get("/desk/majors").await.expect(200)["items"].as_array().unwrap().len(), 1);
    let to = |who: &Value| json!({ "do": "task", "id": fresh_key(), "text": "t", "to": who });
    does(&ren, &major, to(&mias)).await.refused(422, "invalid_value", "to");
    let give = json!({ "do": "give", "role": "safety", "to": mias });
    does(&ren, &major, give).await.refused(422, "invalid_value", "to");
    does(&ren, &major, to(&rens)).await.expect(200);

    // What others open is the next that is heard: of the one kept from her, nothing.
    world.traveller().reports(json!({ "category": "fault.alarm", "place": { "plate": "BV-T1-114" } })).await;
    let next = mias_stream.hears().await;
    assert!(!next.event.starts_with("major."), "{}", next.event);

    // Over, it is not declared; declared before, it stays readable, closed or merged.
    let open = mia.acknowledges(&mia.finds().await).await;
    let closed = mia.tells(&open, "status", json!({ "to": "resolved", "disposition": "no_trace" })).await.expect(200);
    declares(&mia, &closed, &mias).await.refused(409, "wrong_status", "");
    let (mut a, mut b) = (Value::Null, Value::Null);
    for (slot, category, place) in [(&mut a, "hazard.fire", "t1-arrivals"), (&mut b, "item.unattended", "check-in-a")] {
        world.traveller().reports(json!({ "category": category, "place": { "zone": place } })).await;
        let queue = mia.queue().await;
        let fresh = queue.iter().find(|one| one["status"] == "open").unwrap_or_else(|| panic!("{place} in {queue:#?}"));
        *slot = mia.acknowledges(fresh).await;
    }
    let stands = declares(&mia, &a, &mias).await.expect(200);
    let into = json!({ "into": b["id"], "into_version": b["version"] });
    mia.tells(&a, "merge", into).await.expect(200);
    assert_eq!(mia.get(&at(&stands)).await.expect(200)["incident"]["status"], "merged");
    assert_eq!(mia.get("/desk/majors").await.expect(200)["items"][0]["id"], stands["id"], "it is led to its end");
    let merged = mia.get(&at(&stands)).await.expect(200)["incident"].clone();
    assert_eq!(declares(&mia, &merged, &mias).await.expect(200)["id"], stands["id"]);
}

fn big(mails: &[Mail]) -> Vec<&Mail> {
    mails.iter().filter(|mail| mail.subject.contains("BIG INCIDENT")).collect()
}

fn to<'a>(mails: &[&'a Mail], whom: &str) -> Vec<&'a Mail> {
    mails.iter().copied().filter(|mail| mail.to == whom).collect()
}

/// Whoever is to command and all who are on duty at the venue are paged, once and in plain words; nobody of another venue, and whoever
/// declares not at all. What was owed before goes on.
async fn called(world: &mut World) {
    let not_here = |bundle: &mut Value| {
        let shifts = bundle["shifts"].as_array_mut().unwrap();
        shifts.retain(|shift| shift["officer"] != "marine@demo.test");
    };
    world.reimport("bayview", not_here).await;
    let (mia, supervisor) = (world.officer("officer@demo.test").await, world.officer("supervisor@demo.test").await);
    let rens = me(&world.officer("second@demo.test").await).await;
    let fire = json!({ "category": "hazard.fire", "place": { "zone": "check-in-b" }, "language": "en", "narrative": "kumquat" });
    world.traveller().reports(fire).await;
    let incident = mia.finds().await;
    let major = declares(&mia, &incident, &rens).await.expect(200);
    world.settle().await;
    let mails = world.inbox.news().await;
    let told = big(&mails);
    let asked = to(&told, "second@demo.test");
    assert_eq!(
        (asked.len(), told.len()),
        (1, told.iter().map(|mail| &mail.to).collect::<BTreeSet<_>>().len()),
        "one each"
    );
    assert!(asked[0].text.contains("You are asked to be commander"), "{}", asked[0].text);
    let heard = to(&told, "supervisor@demo.test");
    assert!(heard[0].text.contains("This is a big incident now."), "{}", heard[0].text);
    for wrong in ["officer@demo.test", "marine@demo.test", "officer@other.test", "staff@demo.test", "admin@demo.test"] {
        assert!(to(&told, wrong).is_empty(), "{wrong} hears of it");
    }
    for mail in &told {
        assert!(!mail.text.contains("kumquat") && !mail.text.contains("/desk/ack#"), "{}", mail.text);
        assert!(mail.text.contains(incident["number"].as_str().unwrap()));
    }
    let owed = mails.iter().filter(|mail| mail.text.contains("/desk/ack#")).count();
    assert!(owed > 0, "nobody has acknowledged it, and that page is not overtaken");

    declares(&supervisor, &incident, &rens).await.expect(200);
    let give = json!({ "do": "give", "role": "deputy", "to": me(&supervisor).await });
    let major = does(&mia, &major, give.clone()).await.expect(200);
    does(&mia, &major, give).await.expect(200);
    world.settle().await;
    let mails = world.inbox.news().await;
    let told = big(&mails);
    assert_eq!(told.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["supervisor@demo.test"], "once");
    assert!(told[0].text.contains("asked to be deputy"), "{}", told[0].text);

    // It is for everybody whoever has it: nobody's acknowledgement spares it. Of an exercise each page says that it is one.
    let admin = world.officer("admin@demo.test").await;
    admin.confirms().await;
    let rules = json!([{ "code": "drill", "name": "Exercise", "when": "zone.code == \"check-in-a\"", "then": [{ "do": "mark_drill" }] }]);
    let save = json!({ "rules": rules, "note": "Exercise", "version": 0 });
    admin.ask("PUT", "/admin/rules").json(&save).reply().await.expect(200);
    world.traveller().reports(json!({ "category": "hazard.fire", "place": { "plate": "BV-T1-114" } })).await;
    let queue = mia.queue().await;
    let drill = queue.iter().find(|one| one["drill"] == true).unwrap_or_else(|| panic!("no drill in {queue:#?}"));
    let drill = mia.acknowledges(drill).await;
    world.settle().await;
    world.inbox.news().await;
    declares(&mia, &drill, &json!(me(&mia).await)).await.expect(200);
    world.settle().await;
    let mails = world.inbox.news().await;
    let told = big(&mails);
    assert!(told.len() > 3 && told.iter().all(|mail| mail.subject.contains("EXERCISE")), "{told:#?}");
    assert!(to(&told, "officer@demo.test").is_empty());
    assert_eq!(world.broken_logs().await, [0; 0]);
}

both!(story);

mod paged {
    tests::both!(super::called);
}

mod kept {
    tests::both!(super::kept_from);
}
