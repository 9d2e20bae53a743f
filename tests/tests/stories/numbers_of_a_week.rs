//! A made-up week with known times: the numbers say them. Whatever crashes, is merged, reopened or counted again, nothing is counted
//! twice; what is told in confidence is in no number, and other authorities see none.

use backend::insight;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::people::Officer;
use tests::{World, both, fresh_key};

const HALL: &str = "BV-T1-114";
const ALL: &str = "/desk/insight?venue=bayview";

fn near(found: &Value, seconds: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("{found} is no time"));
    assert!((found / seconds - 1.0).abs() <= 0.05, "{found} s instead of {seconds} s");
}

/// Somebody tells, somebody has it, is there and ends it, each after so many seconds.
async fn one(world: &World, desk: &Officer, plate: &str, times: [i64; 3], disposition: &str) -> Value {
    world.traveller().reports(json!({ "category": "item.unattended", "place": { "plate": plate } })).await;
    let (mut last, mut incident) = (0, desk.queue().await.into_iter().find(is_open).unwrap());
    for (nth, after) in times.into_iter().enumerate() {
        world.clock.advance(SignedDuration::from_secs(after - last));
        last = after;
        desk.stays().await;
        incident = match nth {
            0 => desk.acknowledges(&incident).await,
            1 => desk.tells(&incident, "status", json!({ "to": "on_scene" })).await.expect(200),
            _ => {
                let end = json!({ "to": "resolved", "disposition": disposition });
                desk.tells(&incident, "status", end).await.expect(200)
            }
        };
    }
    incident
}

fn is_open(incident: &Value) -> bool {
    incident["status"] == "open"
}

async fn counted(world: &World, desk: &Officer) -> Value {
    insight::turn(world.app()).await.unwrap();
    desk.stays().await;
    let mut told = desk.get(ALL).await.expect(200);
    assert_eq!(told["waiting"], 0);
    // Where the log stands is no number.
    told.as_object_mut().unwrap().remove("waiting");
    told
}

async fn story(world: &mut World) {
    let desk = world.officer("supervisor@demo.test").await;
    for n in 0..6 {
        let ack = 30 + n * 10;
        let ended = if n == 0 { "unfounded_good_intent" } else { "owner_found" };
        one(world, &desk, HALL, [ack, ack + 120, ack + 200], ended).await;
    }
    let told = counted(world, &desk).await;
    let numbers = &told["numbers"];
    assert_eq!((&numbers["incidents"], &numbers["ended"], &numbers["harmless"]), (&json!(6), &json!(6), &json!(1)));
    // Of 30, 40 … 80 seconds the third and the last, by nearest rank.
    for (measure, median, p90) in [("acknowledge", 50., 80.), ("on_scene", 170., 200.), ("answered", 250., 280.)] {
        near(&numbers[measure]["median_s"], median);
        near(&numbers[measure]["p90_s"], p90);
    }
    let row = &told["rows"][0];
    assert_eq!((told["rows"].as_array().unwrap().len(), &row["incidents"]), (1, &json!(6)));
    assert_eq!(row["hours"][10], 6, "ten in the morning, on the venue's own clock: {}", row["hours"]);
    assert_eq!(told["longest"][0]["incidents"], 6);
    assert_eq!(told["repeats"]["items"][0]["incidents"], 6);
    assert!(told["channels"].as_array().unwrap().is_empty(), "nothing left yet");
    near(&desk.get(&format!("{ALL}&by=hour")).await.expect(200)["rows"][10]["acknowledge"]["median_s"], 50.);
    for by in ["post", "category", "language"] {
        let told = desk.get(&format!("{ALL}&by={by}")).await.expect(200);
        assert_eq!(told["rows"][0]["incidents"], 6, "{by}");
    }
    assert_eq!(desk.get(&format!("{ALL}&priority=1")).await.expect(200)["numbers"]["incidents"], 0);
    let night = "&from=2026-11-20T22:00&to=2026-11-21T06:00";
    assert_eq!(desk.get(&format!("{ALL}{night}")).await.expect(200)["numbers"]["incidents"], 0);

    crashes(world, &desk).await;
    changes(world, &desk).await;
    stands_apart(world, &desk).await;
    is_over(world).await;
    let desk = world.officer("supervisor@demo.test").await;
    is_asked(world, &desk).await;
}

/// The server dies in the middle of counting, and counts every entry once all the same.
async fn crashes(world: &mut World, desk: &Officer) {
    one(world, desk, HALL, [41, 161, 241], "secured").await;
    world.changes("alter table insight_cells rename to mislaid").await;
    insight::turn(world.app()).await.unwrap_err();
    world.restart().await;
    world.changes("alter table mislaid rename to insight_cells").await;
    let told = counted(world, desk).await;
    assert_eq!((&told["numbers"]["incidents"], &told["numbers"]["ended"]), (&json!(7), &json!(7)));
    world.restart().await;
    let (one, other) = tokio::join!(insight::turn(world.app()), insight::turn(world.app()));
    assert_eq!((one.unwrap(), other.unwrap()), (0, 0));
    assert_eq!(counted(world, desk).await, told);
    insight::rebuild(world.app()).await.unwrap();
    assert_eq!(counted(world, desk).await, told, "counted again from the beginning it is the same");
}

/// What is taken back is not counted; nobody's silence is.
async fn changes(world: &World, desk: &Officer) {
    let ended = desk.get("/desk/incidents?venue=bayview&status=resolved").await.expect(200)["items"][0].clone();
    let again = desk.tells(&ended, "status", json!({ "to": "reopened" })).await.expect(200);
    let numbers = counted(world, desk).await["numbers"].clone();
    assert_eq!((&numbers["incidents"], &numbers["ended"], &numbers["reopened"]), (&json!(7), &json!(6), &json!(1)));
    desk.tells(&again, "status", json!({ "to": "resolved", "disposition": "false_malicious" })).await.expect(200);
    let numbers = counted(world, desk).await["numbers"].clone();
    assert_eq!((&numbers["ended"], &numbers["false_on_purpose"]), (&json!(7), &json!(1)));

    // Two that are one count as one, until that is taken back.
    for (category, plate) in [("item.unattended", HALL), ("crime.disorder", "BV-T1-151")] {
        world.traveller().reports(json!({ "category": category, "place": { "plate": plate } })).await;
    }
    let queue = desk.queue().await;
    let open: Vec<&Value> = queue.iter().filter(|incident| is_open(incident)).collect();
    let [from, into] = open[..] else { panic!("{queue:?}") };
    assert_eq!(counted(world, desk).await["numbers"]["incidents"], 9);
    let merge = json!({ "into": into["id"], "into_version": into["version"] });
    desk.tells(from, "merge", merge).await.expect(200);
    assert_eq!(counted(world, desk).await["numbers"]["incidents"], 8);
    let path = format!("/desk/incidents/{}/unmerge", from["id"].as_str().unwrap());
    let version = from["version"].as_i64().unwrap() + 1;
    desk.post(&path, json!({ "version": version })).await.expect(200);
    assert_eq!(counted(world, desk).await["numbers"]["incidents"], 9);

    assert_eq!(counted(world, desk).await["numbers"]["late"], 0);
    world.advance(1200).await;
    let told = counted(world, desk).await;
    assert!(told["numbers"]["late"].as_u64().unwrap() >= 1, "{}", told["numbers"]);
    let mail = told["channels"].as_array().unwrap().iter().find(|one| one["channel"] == "email").unwrap().clone();
    assert!(mail["attempts"].as_u64().unwrap() > 0 && mail["failed"] == 0, "{mail}");
    let board = desk.get("/desk/board?venue=bayview").await.expect(200);
    let unheard: u64 = board["open"].as_array().unwrap().iter().map(|one| one["unheard"].as_u64().unwrap()).sum();
    assert_eq!(unheard, 2, "{board}");
    assert!(board["oldest"]["number"].is_string() && board["posts_staffed"].as_u64().unwrap() > 0, "{board}");
}

/// Exercises are counted by themselves, and what is told in confidence nowhere.
async fn stands_apart(world: &World, desk: &Officer) {
    let before = counted(world, desk).await;
    let board = desk.get("/desk/board?venue=bayview").await.expect(200)["open"].clone();
    let staff = world.officer("staff@demo.test").await;
    let told = json!({ "category": "insider.access_misuse", "place": { "zone": "check-in-b" }, "confidential": {} });
    staff
        .ask("POST", "/venues/bayview/reports")
        .header("Idempotency-Key", &fresh_key())
        .json(&told)
        .reply()
        .await
        .expect(201);
    let kept = world.everything_in("insight_accounts", "account").await.len();
    assert_eq!(counted(world, desk).await, before);
    assert_eq!(desk.get("/desk/board?venue=bayview").await.expect(200)["open"], board);
    assert_eq!(world.everything_in("insight_accounts", "account").await.len(), kept, "and leaves no row");
    // It was told openly and is confidential only since somebody knew better: it is counted no longer.
    let reader = world.officer("officer@demo.test").await;
    let open = desk.queue().await.into_iter().find(is_open).unwrap();
    let post = desk.opens(&open).await["assignment"]["post"]["id"].clone();
    let better = json!({ "post": post, "category": "insider.access_misuse", "because": "wrong_category" });
    reader.tells(&open, "reroute", better).await.expect(200);
    assert_eq!(counted(world, desk).await["numbers"]["incidents"], 8);

    let drill = json!({ "category": "danger.weapon", "place": { "plate": "BV-LS-01" }, "drill": true });
    staff
        .ask("POST", "/venues/bayview/reports")
        .header("Idempotency-Key", &fresh_key())
        .json(&drill)
        .reply()
        .await
        .expect(201);
    let told = counted(world, desk).await;
    assert_eq!((&told["numbers"]["incidents"], &told["exercises"]["incidents"]), (&json!(8), &json!(1)));
    for (drills, count) in [("in", 9), ("only", 1)] {
        let told = desk.get(&format!("{ALL}&drills={drills}")).await.expect(200);
        assert_eq!(told["numbers"]["incidents"], count, "{drills}");
    }
}

/// Weeks that are long over stand in few rows, and say what their days said: also where the time asked for cuts them, after something
/// in them changed, and counted again from the beginning.
async fn is_over(world: &mut World) {
    const TIMES: [&str; 4] = [
        "&from=2026-11-09&to=2026-12-07",
        "&from=2026-11-16&to=2026-11-23",
        "&from=2026-11-20T09:00&to=2026-11-28T03:00",
        "&from=2026-11-23&to=2026-11-30",
    ];
    async fn read(world: &World) -> Vec<Value> {
        insight::turn(world.app()).await.unwrap();
        let desk = world.officer("supervisor@demo.test").await;
        let mut told = Vec::new();
        for times in TIMES {
            for more in
                ["", "&by=hour", "&by=category", "&by=post&priority=2,3", "&by=language&drills=in", "&drills=only"]
            {
                let one = desk.get(&format!("{ALL}{times}{more}")).await.expect(200);
                assert_eq!(one["waiting"], 0);
                told.push(one);
            }
        }
        told
    }
    let weeks = "select count(*) from insight_weeks";
    let by_days = read(world).await;
    assert!(by_days[0]["numbers"]["incidents"].as_u64().unwrap() > 5 && by_days[0]["repeats"]["items"][0].is_object());
    assert_eq!(world.number(weeks).await, 0, "the week is not over");
    world.sleeps(16 * 24 * 3600).await;
    world.restart().await;
    // What nobody acknowledged was called for meanwhile; both count that.
    insight::turn(world.app()).await.unwrap();
    assert!(world.number(weeks).await > 0);
    let by_weeks = read(world).await;
    world.changes("update insight_heads set summed = 0").await;
    world.changes("delete from insight_weeks").await;
    let head = "select count(*) from insight_heads where summed > 0";
    assert_eq!(world.number(head).await, 0);
    let desk = world.officer("supervisor@demo.test").await;
    let days = desk.get(&format!("{ALL}{}", TIMES[0])).await.expect(200);
    assert!(days == by_weeks[0], "read by its days it says the same");
    assert!(read(world).await == by_weeks, "and so once they are summed again");
    assert!(world.number(head).await > 0 && world.number(weeks).await > 0);

    let ended = desk.get("/desk/incidents?venue=bayview&status=resolved").await.expect(200)["items"][0].clone();
    desk.tells(&ended, "status", json!({ "to": "reopened" })).await.expect(200);
    let changed = read(world).await;
    let ended = |told: &[Value]| told[1]["numbers"]["ended"].as_u64().unwrap();
    assert_eq!(ended(&changed) + 1, ended(&by_weeks), "{}", changed[1]["numbers"]);
    insight::rebuild(world.app()).await.unwrap();
    for (again, changed) in read(world).await.iter().zip(&changed) {
        // Not `channels`: calls for what is told in confidence by now are not counted again.
        for part in ["numbers", "before", "rows", "hours", "longest", "repeats", "exercises"] {
            assert_eq!(again[part], changed[part], "counted again from the beginning: {part}");
        }
    }
}

/// Who may ask, and what.
async fn is_asked(world: &World, desk: &Officer) {
    for (query, field) in [
        ("&by=officer", "by"),
        ("&drills=maybe", "drills"),
        ("&priority=5", "priority"),
        ("&from=yesterday", "from"),
        ("&from=2026-11-20&to=2026-11-20", "to"),
    ] {
        desk.get(&format!("{ALL}{query}")).await.refused(422, "invalid_value", field);
    }
    desk.get(&format!("{ALL}&from=2025-01-01")).await.refused(422, "out_of_range", "from");
    for path in [ALL, "/desk/insight.csv?venue=bayview", "/desk/board?venue=bayview"] {
        world.officer("officer@other.test").await.get(path).await.refused(404, "not_found", "venue");
        world.officer("staff@demo.test").await.get(path).await.refused(403, "forbidden", "");
        world.wire().get(path).await.refused(401, "unauthorized", "");
    }
    // Whoever reads no reports sees no single one in a number.
    let admin = world.officer("admin@demo.test").await;
    let coarse = admin.get(ALL).await.expect(200);
    assert_eq!((&coarse["coarse"], &coarse["numbers"]["incidents"]), (&json!(true), &json!(10)));
    assert_eq!(coarse["exercises"]["incidents"], 0);
    assert!(admin.get("/desk/board?venue=bayview").await.expect(200)["oldest"].is_null());

    world.reimport("bayview", |bundle| rename(bundle, "=HYPERLINK(\"http://x\",\"Hall\")")).await;
    // Each chart has its table.
    for (table, head) in [
        ("hours", "by,key,label,incidents,acknowledged,"),
        ("longest", "by,key,label,from_hour,to_hour,incidents,"),
        ("repeats", "zone,label,category,incidents,incidents_before\r\n"),
        ("channels", "channel,attempts,failed\r\n"),
    ] {
        let told = desk.get(&format!("/desk/insight.csv?venue=bayview&table={table}")).await;
        assert_eq!(told.status, 200);
        let told = String::from_utf8(told.bytes.to_vec()).unwrap();
        assert!(told.starts_with(head) && told.lines().count() > 1, "{table}: {told}");
    }
    desk.get("/desk/insight.csv?venue=bayview&table=officers").await.refused(422, "invalid_value", "table");
    // What is behind a number is listed from its first instant to its last.
    let told = desk.get(&format!("{ALL}&from=2026-11-20&to=2026-11-22")).await.expect(200);
    let (since, until) = (told["since"].as_str().unwrap(), told["until"].as_str().unwrap());
    let listed = async |since: &str, until: &str| {
        let path = format!("/desk/incidents?venue=bayview&limit=200&since={since}&until={until}");
        desk.get(&path).await.expect(200)["items"].as_array().unwrap().len()
    };
    assert!(listed(since, until).await > 0);
    assert_eq!((listed(until, "2100-01-01T00:00:00Z").await, listed("2000-01-01T00:00:00Z", since).await), (0, 0));

    let table = desk.get("/desk/insight.csv?venue=bayview").await;
    assert_eq!(table.status, 200);
    let table = String::from_utf8(table.bytes.to_vec()).unwrap();
    assert!(table.starts_with("by,key,label,incidents,acknowledged,"), "{table}");
    assert!(table.contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"Hall\"\")\""), "{table}");
}

/// The hall is called so.
fn rename(bundle: &mut Value, name: &str) {
    match bundle {
        Value::Object(fields) => {
            let is_zone = fields.get("id").is_some_and(|id| id == "check-in-a");
            if is_zone {
                fields["properties"]["name"] = name.into();
            }
            fields.values_mut().for_each(|value| rename(value, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| rename(value, name)),
        _ => {}
    }
}

both!(story);
