//! A supervisor lets somebody stand in: at once, for as long as said, at one post only; by hand and from a calendar.

use serde_json::{Value, json};
use tests::{Officer, Reply, World, both};

/// More than the server may grow by while it refuses calendars.
const FLAT: u64 = 64 << 20;

async fn story(world: &mut World) {
    let supervisor = world.officer("supervisor@demo.test").await;
    by_hand(world, &supervisor).await;
    from_a_calendar(world, &supervisor).await;
    refused(&supervisor).await;

    // A restart imports the bundles of the demo again, and leaves what people made.
    let (now, mut before) = (world.now(), supervisor.get("/desk/roster?venue=bayview").await.expect(200));
    world.restart().await;
    let supervisor = world.officer("supervisor@demo.test").await;
    let mut after = supervisor.get("/desk/roster?venue=bayview").await.expect(200);
    for roster in [&mut before, &mut after] {
        for post in roster["items"].as_array_mut().unwrap() {
            post["officers"].as_array_mut().unwrap().sort_by_key(ToString::to_string);
        }
    }
    assert_eq!((before, now), (after, world.now()));
}

async fn by_hand(world: &World, supervisor: &Officer) {
    let medic = world.officer("medic@demo.test").await;
    let (joan, ilse) =
        (person(supervisor, "Joan Farrell · BV-33").await, person(supervisor, "Ilse Brandt · BV-61").await);
    let (medical, dogs) = (post(supervisor, "Medical on call").await, post(supervisor, "Dog unit").await);
    let sick = json!({
        "post": medical, "officer": joan, "replaces": ilse, "reason": "sick",
        "from": "2026-11-21T09:00:00Z", "to": "2026-11-21T15:00:00Z"
    });
    let add = async |change: &dyn Fn(&mut Value)| {
        let mut body = sick.clone();
        change(&mut body);
        supervisor.post("/desk/roster/overrides", body).await
    };
    medic.post("/desk/roster/overrides", sick.clone()).await.refused(403, "forbidden", "");
    add(&|o| o["to"] = o["from"].clone()).await.refused(422, "invalid_value", "to");
    add(&|o| o["to"] = "2026-12-23T09:00:00Z".into()).await.refused(422, "out_of_range", "to");
    add(&|o| o["from"] = "yesterday".into()).await.refused(422, "invalid_value", "from");
    add(&|o| o["post"] = joan.clone()).await.refused(422, "invalid_value", "post");
    add(&|o| o["officer"] = medical.clone()).await.refused(422, "invalid_value", "officer");
    add(&|o| o["replaces"] = joan.clone()).await.refused(422, "invalid_value", "replaces");
    add(&|o| o["reason"] = "holiday".into()).await.refused(422, "invalid_value", "reason");

    let made = add(&|_| ()).await.expect(201);
    assert_eq!((&made["officer"]["label"], &made["reason"]), (&json!("Joan Farrell · BV-33"), &json!("sick")));
    assert_eq!(staff(&medic, "medical").await, ["Joan Farrell · BV-33"], "at once");
    let seen = medic.get("/desk/roster?venue=bayview").await.expect(200)["overrides"][0].clone();
    assert_eq!((&seen["id"], &seen["reason"]), (&made["id"], &Value::Null), "that somebody is ill is the supervisors'");

    let twice = add(&|o| (o["post"], o["replaces"]) = (dogs.clone(), Value::Null)).await;
    twice.refused(409, "overlap", "from");
    assert_eq!(twice.json()["override"]["id"], made["id"], "and the other one is named");
    let later = |o: &mut Value| {
        (o["post"], o["replaces"]) = (dogs.clone(), Value::Null);
        (o["from"], o["to"]) = ("2026-11-21T15:00:00Z".into(), "2026-11-21T16:00:00Z".into());
    };
    let next = add(&later).await.expect(201);

    let ill = json!({ "category": "person.medical", "place": { "plate": "BV-T1-114" } });
    world.traveller().reports(ill).await;
    world.settle().await;
    let incident = supervisor.finds().await;
    assert_eq!(incident["assignee"]["label"], "Joan Farrell · BV-33");
    supervisor.acknowledges(&incident).await;

    for (made, to) in [(&made, "2026-11-21T09:00:00Z"), (&next, "2026-11-21T15:00:00Z")] {
        let path = format!("/desk/roster/overrides/{}/end", made["id"].as_str().unwrap());
        assert_eq!(supervisor.post(&path, json!({})).await.expect(200)["to"], to);
        supervisor.post(&path, json!({})).await.refused(409, "wrong_status", "");
    }
    assert_eq!(staff(supervisor, "medical").await, ["Ilse Brandt · BV-61"]);
    assert_eq!(world.number("select count(*) from events where kind = 'roster.changed'").await, 4);
}

async fn from_a_calendar(world: &World, supervisor: &Officer) {
    let joan = world.officer("landside@demo.test").await;
    let night = event("night-1", "20261122T210000Z", "20261123T050000Z", "landside@demo.test", "dog-unit");
    let over = event("over", "20261120T210000Z", "20261121T050000Z", "nobody@nowhere.test", "no-post");
    let taken = sends(supervisor, &file(&[night.clone(), over.clone()])).await.expect(200);
    assert_eq!((&taken["taken"], &taken["replaced"], &taken["passed"]), (&json!(1), &json!(0), &json!(1)));
    let again = sends(supervisor, &file(&[night.clone(), over])).await.expect(200);
    assert_eq!((&again["taken"], &again["replaced"]), (&json!(1), &json!(1)), "the same file again changes nothing");
    let board = supervisor.get("/desk/roster?venue=bayview&at=2026-11-23T00:00:00Z").await.expect(200);
    assert!(names(&board, "dog-unit").contains(&"Joan Farrell · BV-33".to_owned()));

    let feed = joan.get("/desk/roster.ics?officer=me&venue=bayview").await;
    assert_eq!(feed.headers["content-type"], "text/calendar; charset=utf-8");
    let text = String::from_utf8(feed.bytes.to_vec()).unwrap().replace("\r\n ", "");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
    let own: Vec<&str> = text.split("BEGIN:VEVENT\r\n").filter(|event| event.contains("CATEGORIES:dog-unit")).collect();
    assert_eq!(own.len(), 1, "the night in her own calendar, once");
    assert!(
        own[0].contains("DTSTART:20261122T210000Z\r\n") && own[0].contains("DTEND:20261123T050000Z\r\n"),
        "{own:?}"
    );
    let uids = |text: &str| {
        let mut uids: Vec<String> = text.lines().filter_map(|line| line.strip_prefix("UID:")).map(Into::into).collect();
        uids.sort();
        uids
    };
    let known = uids(&text);
    assert!(
        known.len() > 100 && known.windows(2).all(|two| two[0] != two[1]),
        "each shift of two months has its own UID"
    );
    world.clock.advance(jiff::SignedDuration::from_secs(60));
    let later = String::from_utf8(joan.get("/desk/roster.ics").await.bytes.to_vec()).unwrap().replace("\r\n ", "");
    let later = uids(&later);
    assert!(known.iter().all(|uid| later.contains(uid)), "and keeps it");
    joan.get("/desk/roster.ics?officer=medic").await.refused(422, "invalid_value", "officer");

    let off = night.replace("END:VEVENT", "STATUS:CANCELLED\r\nEND:VEVENT");
    let gone = sends(supervisor, &file(&[off])).await.expect(200);
    assert_eq!((&gone["cancelled"], &gone["replaced"]), (&json!(1), &json!(1)));
    let board = supervisor.get("/desk/roster?venue=bayview&at=2026-11-23T00:00:00Z").await.expect(200);
    assert!(!names(&board, "dog-unit").contains(&"Joan Farrell · BV-33".to_owned()));
    let stays = event("stays", "20261124T210000Z", "20261125T050000Z", "landside@demo.test", "dog-unit");
    sends(supervisor, &file(&[stays])).await.expect(200);
}

/// What is wrong with a calendar is said where it is, and then none of it is taken.
async fn refused(supervisor: &Officer) {
    let rows = supervisor.get("/desk/roster?venue=bayview").await.expect(200)["overrides"].clone();
    let good = || event("good", "20261201T210000Z", "20261202T050000Z", "medic@demo.test", "dog-unit");
    let with = |bad: String| file(&[good(), bad]);
    let at = ("20261201T210000Z", "20261202T050000Z");
    for (bad, status, code, field) in [
        (event("b", at.0, at.1, "staff@demo.test", "dog-unit"), 422, "invalid_value", "VEVENT[b].ATTENDEE"),
        (event("b", at.0, at.1, "stranger@x.test", "dog-unit"), 422, "invalid_value", "VEVENT[b].ATTENDEE"),
        (event("b", at.0, at.1, "second@demo.test", "cat-unit"), 422, "invalid_value", "VEVENT[b].LOCATION"),
        (event("b", at.1, at.0, "second@demo.test", "dog-unit"), 422, "invalid_value", "VEVENT[b].DTEND"),
        (event("b", at.0, "20270301T000000Z", "second@demo.test", "dog-unit"), 422, "out_of_range", "VEVENT[b].DTEND"),
        (event("b", "soon", at.1, "second@demo.test", "dog-unit"), 422, "invalid_value", "VEVENT[b].DTSTART"),
        (event("good", at.0, at.1, "second@demo.test", "dog-unit"), 422, "invalid_value", "VEVENT[good].UID"),
        (event("b", at.0, at.1, "medic@demo.test", "t1-patrol"), 409, "overlap", "VEVENT[b].DTSTART"),
    ] {
        sends(supervisor, &with(bad)).await.refused(status, code, field);
    }
    let many: Vec<String> = (0..50_000).map(|nth| good().replace("good", &nth.to_string())).collect();
    let (many, short) = (file(&many), file(&["BEGIN:VEVENT\r\nEND:VEVENT\r\n".repeat(5_001)]));
    let before = resident();
    sends(supervisor, &many).await.refused(413, "too_large", "");
    sends(supervisor, &short).await.refused(413, "too_large", "VEVENT");
    let grown = resident().saturating_sub(before);
    assert!(grown < FLAT, "refusing grew the server by {} MB", grown >> 20);
    let page = supervisor.ask("POST", "/desk/roster/import?venue=bayview").header("Content-Type", "text/html");
    page.bytes("<html>").reply().await.refused(415, "unsupported_media", "Content-Type");
    let nowhere = supervisor.ask("POST", "/desk/roster/import?venue=atlantis").header("Content-Type", "text/calendar");
    nowhere.bytes(file(&[good()])).reply().await.refused(404, "not_found", "venue");
    let after = supervisor.get("/desk/roster?venue=bayview").await.expect(200)["overrides"].clone();
    assert_eq!(after, rows, "all or nothing");
}

async fn sends(supervisor: &Officer, calendar: &str) -> Reply {
    let asking = supervisor.ask("POST", "/desk/roster/import?venue=bayview").header("Content-Type", "text/calendar");
    asking.bytes(calendar.to_owned()).reply().await
}

fn file(events: &[String]) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//planner//EN\r\n{}END:VCALENDAR\r\n", events.concat())
}

fn event(uid: &str, from: &str, to: &str, who: &str, place: &str) -> String {
    format!(
        "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:{from}\r\nDTEND:{to}\r\nSUMMARY:Shift\r\nLOCATION:{place}\r\n\
         ATTENDEE;CN=Somebody:mailto:{who}\r\nEND:VEVENT\r\n"
    )
}

async fn person(asks: &Officer, label: &str) -> Value {
    let people = asks.get("/desk/people").await.expect(200);
    people["items"].as_array().unwrap().iter().find(|one| one["label"] == label).unwrap()["id"].clone()
}

async fn post(asks: &Officer, label: &str) -> Value {
    let posts = asks.get("/desk/posts?venue=bayview").await.expect(200);
    posts["items"].as_array().unwrap().iter().find(|one| one["label"] == label).unwrap()["id"].clone()
}

async fn staff(asks: &Officer, code: &str) -> Vec<String> {
    names(&asks.get("/desk/roster?venue=bayview").await.expect(200), code)
}

fn names(board: &Value, code: &str) -> Vec<String> {
    let posts = board["items"].as_array().unwrap();
    let post = posts.iter().find(|post| post["code"] == code).unwrap();
    post["officers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["officer"]["label"].as_str().unwrap().to_owned())
        .collect()
}

/// Bytes of memory this process, and with it the server, holds.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

both!(story);
