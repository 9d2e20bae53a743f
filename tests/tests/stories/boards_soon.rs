//! The departure clock: a schedule is taken in, and whoever has an incident at a gate sees when people board there; a later schedule
//! moves it, a departure that comes near raises it once, and what was called off ends it.

use serde_json::{Value, json};
use tests::{Officer, Reply, World, both};

const HEAD: &str = "kind,number,place,scheduled,estimated,boarding,state\n";

async fn sends(who: &Officer, venue: &str, rows: &str) -> Reply {
    let asking = who.ask("POST", &format!("/desk/departures/import?venue={venue}"));
    asking.header("Content-Type", "text/csv").bytes(format!("{HEAD}{rows}")).reply().await
}

/// The incident of this category, as the desk's list has it.
async fn of(desk: &Officer, category: &str) -> Value {
    let queue = desk.queue().await;
    queue.iter().find(|one| one["category"] == category).unwrap_or_else(|| panic!("{category} in {queue:?}")).clone()
}

/// What has it raised, by its reason.
async fn why(desk: &Officer, incident: &Value) -> Vec<Value> {
    let whole = desk.opens(incident).await;
    let trace = whole["assessment"]["trace"].as_array().unwrap().clone();
    trace.into_iter().filter(|line| line["code"] == "departure").collect()
}

async fn turns(world: &World) {
    backend::departures::turn(world.app()).await.unwrap();
    world.settle().await;
}

async fn story(world: &mut World) {
    let supervisor = world.officer("supervisor@demo.test").await;
    let mia = world.officer("officer@demo.test").await;
    let gate = |category: &str, plate: &str| json!({ "category": category, "place": { "plate": plate } });
    world.traveller().reports(gate("fault.equipment", "BV-PA-04")).await;
    world.settle().await;
    assert_eq!(of(&mia, "fault.equipment").await["departure"], Value::Null, "no schedule, and nothing is said");

    refused(&supervisor, &mia).await;

    // Taken in: the clock is at the gate, and a vessel is no flight.
    let day = "flight,KL 1009,A4,2026-11-21T11:10,,2026-11-21T10:45,\n\
               flight,BA0117,B2,2026-11-21T12:30,2026-11-21T12:40,,\n\
               flight,SK 88,Z99,2026-11-21T12:30,,,\n\
               vessel,Aurora,A4,2026-11-21T10:30,,,\n";
    let mut stream = mia.listens(None).await;
    let done = sends(&supervisor, "bayview", day).await.expect(200);
    assert_eq!(
        done,
        json!({ "taken": 4, "added": 4, "changed": 0, "removed": 0, "unplaced": ["A4", "Z99"] }),
        "A4 is no berth"
    );
    let told = stream.hears_of("incident.departure").await.data["incident"]["departure"].clone();
    let clock = of(&mia, "fault.equipment").await;
    assert_eq!(
        clock["departure"],
        json!({
            "kind": "flight", "number": "KL 1009", "place": "Gate A4", "state": "scheduled",
            "boards_at": "2026-11-21T09:45:00Z", "departs_at": "2026-11-21T10:10:00Z", "as_of": "2026-11-21T09:00:00Z"
        })
    );
    assert_eq!(told, clock["departure"], "and the stream tells it");
    assert_eq!((&clock["priority"], &mia.opens(&clock).await["departure"]), (&json!(3), &clock["departure"]));

    // The same again changes nothing but how fresh it is.
    world.advance(60).await;
    let again = sends(&supervisor, "bayview", day).await.expect(200);
    assert_eq!((&again["added"], &again["changed"], &again["removed"]), (&json!(0), &json!(0), &json!(0)));
    assert_eq!(of(&mia, "fault.equipment").await["departure"]["as_of"], "2026-11-21T09:01:00Z");
    let told = "select count(*) from events where kind = 'incident.departure'";
    assert_eq!(world.number(told).await, 1, "nothing to tell");

    // It comes near: one step up, once, and why.
    turns(world).await;
    assert_eq!(of(&mia, "fault.equipment").await["priority"], 3);
    world.advance(15 * 60).await;
    turns(world).await;
    for officer in [&mia, &supervisor] {
        officer.stays().await;
    }
    let near = of(&mia, "fault.equipment").await;
    assert_eq!((&near["priority"], &near["version"]), (&json!(2), &json!(1)), "no person's act");
    let line = &why(&mia, &near).await[0];
    assert_eq!((&line["effect"], &line["params"]["number"]), (&json!("P3 → P2"), &json!("KL 1009")));
    assert_eq!(line["params"]["minutes"], "29");
    turns(world).await;
    assert_eq!(of(&mia, "fault.equipment").await["priority"], 2, "never to P1 by itself");
    let raised = "select count(*) from events where kind = 'incident.raised'";
    assert_eq!(world.number(raised).await, 1, "and once");

    // What comes now is as urgent at once; what is P2 stays; elsewhere nothing presses.
    world.traveller().reports(gate("crime.damage", "BV-PA-04")).await;
    world.traveller().reports(gate("access.badge", "BV-PA-04")).await;
    world.traveller().reports(gate("behaviour.questions", "BV-PA-06")).await;
    world.settle().await;
    for (category, priority, lines) in [("crime.damage", 2, 1), ("access.badge", 2, 0), ("behaviour.questions", 3, 0)] {
        let incident = of(&mia, category).await;
        assert_eq!((&incident["priority"], why(&mia, &incident).await.len()), (&json!(priority), lines), "{category}");
    }
    // A second witness does not raise it once more.
    world.traveller().reports(gate("crime.damage", "BV-PA-04")).await;
    world.settle().await;
    let damage = of(&mia, "crime.damage").await;
    assert_eq!((&damage["report_count"], &damage["priority"]), (&json!(2), &json!(2)));
    assert_eq!(why(&mia, &damage).await.len(), 1);
    // Nor does it lift what is least urgent by more than one step, whatever more is told of it.
    let sent = world.traveller();
    let theft = sent.reports(gate("crime.theft_past", "BV-PA-04")).await;
    for _ in 1..=2 {
        world.settle().await;
        let theft_now = of(&mia, "crime.theft_past").await;
        assert_eq!(theft_now["priority"], 3, "P4 by itself");
        assert_eq!(why(&mia, &theft_now).await[0]["effect"], "P4 → P3");
        sent.adds(&theft, json!({ "narrative": "It was under the seat" })).await;
    }

    named(world, &mia).await;
    told_in_confidence(world, &supervisor).await;
    moved(world, &supervisor, &mia).await;
    elsewhere(world, &supervisor).await;
    among_thousands(world, &supervisor, &mia).await;
    forgotten(world).await;
}

/// Whole or nothing; each line at fault is told.
async fn refused(supervisor: &Officer, mia: &Officer) {
    sends(mia, "bayview", "").await.refused(403, "forbidden", "");
    sends(supervisor, "northport", "").await.refused(404, "not_found", "venue");
    let bad = "flight,KL 1009,A4,2026-11-21T11:10,,,\ntrain,,A4,2026-11-21T11:10,,,\nflight,KL 2,A4,soon,,,late\n";
    let reply = sends(supervisor, "bayview", bad).await;
    reply.refused(422, "invalid_value", "line[3].kind");
    let lines = reply.json()["lines"].as_array().unwrap().clone();
    let at: Vec<(u64, &str)> =
        lines.iter().map(|line| (line["line"].as_u64().unwrap(), line["column"].as_str().unwrap())).collect();
    assert_eq!(at, [(3, "kind"), (3, "number"), (4, "scheduled"), (4, "state")]);
    let json = supervisor.post("/desk/departures/import?venue=bayview", json!({})).await;
    json.refused(415, "unsupported_media", "Content-Type");
    let large = "x".repeat((1 << 20) + 1);
    sends(supervisor, "bayview", &large).await.refused(413, "too_large", "");
    assert_eq!(of(mia, "fault.equipment").await["departure"], Value::Null, "none of it was taken");
}

/// An answer that names a flight ties the incident to it wherever it is; and no more than an answer.
async fn named(world: &World, mia: &Officer) {
    let says = |category: &str, plate: &str, flight: &str| json!({ "category": category, "place": { "plate": plate }, "answers": { "leaving": flight } });
    world.traveller().reports(says("person.trafficking", "BV-T1-114", "They take BA 117 to London")).await;
    world.traveller().reports(says("crime.smuggling", "BV-T1-134", "BA 1170")).await;
    let sent = world.traveller();
    let later = sent.reports(json!({ "category": "crime.disorder", "place": { "plate": "BV-T1-201" } })).await;
    world.settle().await;
    let flight = of(mia, "person.trafficking").await["departure"].clone();
    assert_eq!((&flight["number"], &flight["place"]), (&json!("BA0117"), &json!("Gate B2")));
    assert_eq!(flight["departs_at"], "2026-11-21T11:40:00Z", "as estimated");
    assert_eq!(of(mia, "crime.smuggling").await["departure"], Value::Null);
    assert_eq!(of(mia, "crime.disorder").await["departure"], Value::Null);
    sent.adds(&later, json!({ "answers": { "leaving": "KL1009" } })).await;
    world.settle().await;
    let disorder = of(mia, "crime.disorder").await;
    assert_eq!((&disorder["departure"]["number"], &disorder["priority"]), (&json!("KL 1009"), &json!(2)));
    let facts = world.everything_in("events", "facts").await.concat();
    assert!(!facts.contains("London"), "no reporter's words");
}

/// What is told in confidence is told of a departure to its readers alone.
async fn told_in_confidence(world: &World, supervisor: &Officer) {
    world.traveller().reports(json!({ "category": "insider.info_leak", "place": { "plate": "BV-PB-07" } })).await;
    world.settle().await;
    let dogs = world.officer("dogs@demo.test").await;
    let ren = world.officer("second@demo.test").await;
    let (mut dogses, mut rens) = (dogs.listens(None).await, ren.listens(None).await);
    let more = "flight,KL 1009,A4,2026-11-21T11:10,,2026-11-21T10:45,\n\
                flight,BA0117,B2,2026-11-21T12:30,2026-11-21T12:40,,\n\
                flight,LH 7,B7,2026-11-21T12:30,,,\n";
    let done = sends(supervisor, "bayview", more).await.expect(200);
    assert_eq!(
        (&done["added"], &done["removed"]),
        (&json!(1), &json!(1)),
        "SK 88 is gone, the vessels are as they were"
    );
    let told = rens.hears_of("incident.departure").await;
    assert_eq!(told.data["incident"]["departure"]["number"], "LH 7");
    world.traveller().reports(json!({ "category": "info.test", "place": { "plate": "BV-T1-171" } })).await;
    world.settle().await;
    let told: Vec<String> = [dogses.hears().await, dogses.hears().await].into_iter().map(|told| told.event).collect();
    assert!(!told.contains(&"incident.departure".to_owned()), "{told:?}");
}

/// Another gate, another state: the desk follows.
async fn moved(world: &World, supervisor: &Officer, mia: &Officer) {
    let mut stream = mia.listens(None).await;
    let moved = |gate: &str, state: &str| format!("flight,KL 1009,{gate},2026-11-21T11:10,,2026-11-21T10:45,{state}\n");
    let done = sends(supervisor, "bayview", &moved("Gate A6", "boarding")).await.expect(200);
    assert_eq!((&done["changed"], &done["removed"], &done["unplaced"]), (&json!(1), &json!(2), &json!(["A4"])));
    stream.hears_of("incident.departure").await;
    assert_eq!(of(mia, "fault.equipment").await["departure"], Value::Null, "it boards at another gate");
    let there = of(mia, "behaviour.questions").await;
    assert_eq!((&there["departure"]["place"], &there["departure"]["state"]), (&json!("Gate A6"), &json!("boarding")));
    assert_eq!(there["priority"], 2, "and presses there at once");
    assert_eq!(of(mia, "fault.equipment").await["priority"], 2, "what was raised is lowered by people alone");
    assert_eq!(of(mia, "person.trafficking").await["departure"], Value::Null, "it is on no schedule any more");
    let entry =
        mia.opens(&there).await["timeline"].as_array().unwrap().iter().any(|one| one["kind"] == "incident.departure");
    assert!(entry, "and the log says so");

    sends(supervisor, "bayview", &moved("Gate A6", "cancelled")).await.expect(200);
    assert_eq!(of(mia, "behaviour.questions").await["departure"]["state"], "cancelled");
    world.traveller().reports(json!({ "category": "crime.fraud", "place": { "plate": "BV-PA-06" } })).await;
    world.settle().await;
    assert_eq!(of(mia, "crime.fraud").await["priority"], 3, "what does not leave presses nobody");

    // What is over stands by nothing.
    let over = of(mia, "crime.fraud").await;
    let over = mia.acknowledges(&over).await;
    let over = mia.tells(&over, "status", json!({ "to": "resolved", "disposition": "no_trace" })).await;
    assert_eq!(over.expect(200)["departure"], Value::Null);
}

/// A gate of the same name at another venue, and another authority.
async fn elsewhere(world: &World, supervisor: &Officer) {
    world
        .traveller_at("bayview-port")
        .reports(json!({ "category": "info.test", "place": { "plate": "BP-FT-01" } }))
        .await;
    world.settle().await;
    let queue = supervisor.get("/desk/incidents?venue=bayview-port").await.expect(200);
    assert_eq!(queue["items"][0]["departure"], Value::Null);
    // Each venue's file is its own: neither shows the other's departures, nor takes them away.
    let sailing = "vessel,Aurora,Ferry berth 1,2026-11-21T12:30,,,\n";
    assert_eq!(sends(supervisor, "bayview-port", sailing).await.expect(200)["unplaced"], json!([]));
    let port = world.traveller_at("bayview-port");
    let says = |what: &str| json!({ "category": "person.trafficking", "place": { "plate": "BP-CR-01" }, "answers": { "leaving": what } });
    port.reports(says("Aurora, tonight")).await;
    world.advance(3600).await;
    supervisor.stays().await;
    port.reports(says("KL 1009")).await;
    world.settle().await;
    let queue = supervisor.get("/desk/incidents?venue=bayview-port&category=person.trafficking").await.expect(200);
    let named = |queue: &Value| {
        let numbers = queue["items"].as_array().unwrap().iter().map(|one| one["departure"]["number"].clone());
        numbers.filter(|number| !number.is_null()).collect::<Vec<_>>()
    };
    assert_eq!(named(&queue), ["Aurora"], "{queue:#}");
    sends(supervisor, "bayview", "vessel,Borealis,,2026-11-21T12:30,,,\n").await.expect(200);
    let queue = supervisor.get("/desk/incidents?venue=bayview-port&category=person.trafficking").await.expect(200);
    assert_eq!(named(&queue), ["Aurora"], "another venue's file of the same day");
    let other = world.officer("officer@other.test").await;
    other.post("/desk/departures/import?venue=bayview", json!({})).await.refused(403, "forbidden", "");
    assert_eq!(other.queue().await, [Value::Null; 0]);
    // A supervisor of this authority, who has nothing to do with the port.
    let moved = "delete from memberships where account_id = (select id from accounts where email = 'supervisor@demo.test') \
                 and venue_id = (select id from venues where slug = 'bayview-port')";
    assert_eq!(world.tamper(moved).await, 1);
    let supervisor = world.officer("supervisor@demo.test").await;
    sends(&supervisor, "bayview-port", sailing).await.refused(404, "not_found", "venue");
}

/// However many others there are and however much newer they are: what stands by a departure is told of it, and pressed by it.
async fn among_thousands(world: &World, supervisor: &Officer, mia: &Officer) {
    mia.stays().await;
    world.traveller().reports(json!({ "category": "behaviour.photo", "place": { "plate": "BV-PB-05" } })).await;
    world.settle().await;
    let old = of(mia, "behaviour.photo").await;
    let columns = match world.store {
        tests::Store::Sqlite => world.everything_in("pragma_table_info('incidents')", "name").await,
        tests::Store::Postgres => {
            world.everything_in("information_schema.columns where table_name = 'incidents'", "column_name::text").await
        }
    };
    let fresh = if world.store == tests::Store::Sqlite { "randomblob(16)" } else { "gen_random_uuid()" };
    // Others there, which are as urgent as a departure makes them; and many more elsewhere.
    for (count, first, zone) in [(250, 1, "gate-b5"), (1_200, 1_000, "taxi-rank")] {
        let of_copy = |column: &String| match column.as_str() {
            "id" => fresh.to_owned(),
            "number" => format!("'M-' || ({first} + n)"),
            "opened_at" => "opened_at + n".to_owned(),
            "zone" => format!("'{zone}'"),
            "assessed_priority" => "2".to_owned(),
            other => other.to_owned(),
        };
        let (into, from) = (columns.join(", "), columns.iter().map(of_copy).collect::<Vec<_>>().join(", "));
        let copies = format!(
            "insert into incidents ({into}) with recursive series(n) as (select 1 union all select n + 1 from series where n < {count}) \
             select {from} from incidents, series where number = '{}'",
            old["number"].as_str().unwrap()
        );
        assert_eq!(world.tamper(&copies).await, count);
    }
    let told = "select count(*) from events where kind = 'incident.departure'";
    let before = world.number(told).await;
    let leaves = world.now() + jiff::SignedDuration::from_mins(100);
    let known = "flight,KL 1009,Gate A6,2026-11-21T11:10,,2026-11-21T10:45,cancelled";
    sends(supervisor, "bayview", &format!("{known}\nflight,LX 5,B5,{leaves},,,\n")).await.expect(200);
    assert_eq!(world.number(told).await - before, 251);
    let priority = async || mia.opens(&old).await["priority"].clone();
    assert_eq!((priority().await, &old["priority"]), (json!(3), &json!(3)));
    world.advance(75 * 60).await;
    mia.stays().await;
    turns(world).await;
    assert_eq!(priority().await, 2);
    world.changes("delete from incidents where number like 'M-%'").await;
}

/// Two days after it was planned nothing is kept of it.
async fn forgotten(world: &mut World) {
    assert_ne!(world.number("select count(*) from departures").await, 0);
    world.sleeps(50 * 3600).await;
    turns(world).await;
    assert_eq!(world.number("select count(*) from departures").await, 0);
    let mia = world.officer("officer@demo.test").await;
    assert_eq!(of(&mia, "behaviour.questions").await["departure"], Value::Null);
}

both!(story);
