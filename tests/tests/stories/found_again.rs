//! An officer looks for what somebody wrote, narrows the queue, and keeps the question by name.

use serde_json::{Value, json};
use tests::{Officer, World, both};

async fn numbers(officer: &Officer, query: &str) -> Vec<String> {
    let page = officer.get(&format!("/desk/incidents?{query}")).await.expect(200);
    let items = page["items"].as_array().unwrap().iter();
    let mut numbers: Vec<String> = items.map(|incident| incident["number"].as_str().unwrap().to_owned()).collect();
    numbers.sort();
    numbers
}

async fn story(world: &mut World) {
    let traveller = world.traveller();
    // A-0001
    let bag = traveller
        .reports(json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" }, "language": "en",
            "narrative": "A purple rucksack with a broken zip stands by the pillar." }))
        .await;
    // A-0002, in Chinese, and where it is nobody can tell.
    traveller
        .reports(
            json!({ "category": "person.harassment", "place": { "text": "somewhere outside" }, "language": "zh-Hans",
            "narrative": "一个人拿着红色背包大声威胁别人" }),
        )
        .await;
    // A-0003, by somebody with a badge.
    let staff = world.officer("staff@demo.test").await;
    let body = json!({ "category": "info.test", "place": { "zone": "check-in-a" } });
    staff
        .ask("POST", "/venues/bayview/reports")
        .header("Idempotency-Key", &tests::fresh_key())
        .json(&body)
        .reply()
        .await
        .expect(201);
    world.settle().await;
    let officer = world.officer("officer@demo.test").await;

    // Words are found in any order and script, all of them in one report, and never as parts of others.
    assert_eq!(numbers(&officer, "q=zip+rucksack").await, ["A-0001"]);
    assert_eq!(numbers(&officer, "q=RUCKSACK").await, ["A-0001"]);
    assert_eq!(numbers(&officer, "q=rucksack+umbrella").await, [""; 0]);
    assert_eq!(numbers(&officer, "q=红色背包").await, ["A-0002"]);
    traveller.adds(&bag, json!({ "narrative": "Somebody left a note on it: umbrella" })).await;
    assert_eq!(numbers(&officer, "q=umbrella").await, ["A-0001"]);
    // Numbers as people say them, kinds, places.
    for said in ["1", "0001", "A-0001", "a-0001"] {
        assert!(numbers(&officer, &format!("q={said}")).await.contains(&"A-0001".to_owned()), "{said}");
    }
    assert_eq!(numbers(&officer, "q=item.unattended").await, ["A-0001"]);
    // The month after has another key, and the words of the month before are still found.
    world.sleeps(40 * 24 * 3600).await;
    let officer = world.officer("officer@demo.test").await;
    assert_eq!(numbers(&officer, "q=purple").await, ["A-0001"]);

    // Nothing of it stands in what the database keeps.
    let hashes = world.everything_in("report_words", "cast(word as text)").await;
    assert!(hashes.len() > 5 && hashes.iter().all(|hash| hash.parse::<u32>().is_ok()), "{hashes:?}");

    // Narrowed.
    assert_eq!(numbers(&officer, "category=item.unattended,person.harassment").await, ["A-0001", "A-0002"]);
    assert_eq!(numbers(&officer, "reporter=staff").await, ["A-0003"]);
    assert_eq!(numbers(&officer, "reporter=anonymous").await, ["A-0001", "A-0002"]);
    assert_eq!(numbers(&officer, "box=uncorrelated").await, ["A-0002"]);
    assert_eq!(numbers(&officer, "box=held").await, [""; 0]);
    let whole = officer.opens(&officer.get("/desk/incidents?q=A-0001").await.expect(200)["items"][0]).await;
    let skill = whole["assessment"]["skills"][0].as_str().expect("a bag left alone wants a skill").to_owned();
    assert!(numbers(&officer, &format!("skill={skill}")).await.contains(&"A-0001".to_owned()));
    assert!(!numbers(&officer, &format!("skill={skill}")).await.contains(&"A-0003".to_owned()));
    let post = whole["post"]["id"].as_str().unwrap();
    assert!(numbers(&officer, &format!("post={post}")).await.contains(&"A-0001".to_owned()));
    told_by(world, &officer).await;
    // A terminal is meant with its halls.
    assert!(numbers(&officer, "zone=check-in-a").await.contains(&"A-0003".to_owned()));
    assert!(numbers(&officer, "zone=check-in-hall").await.contains(&"A-0003".to_owned()));
    for (query, field) in [
        ("category=no.such", "category"),
        ("post=me", "post"),
        ("reporter=friend", "reporter"),
        ("skill=%22", "skill"),
        ("box=lost", "box"),
    ] {
        officer.get(&format!("/desk/incidents?{query}")).await.refused(422, "invalid_value", field);
    }

    kept(world, &officer).await;
}

/// Whoever told of it, whichever incident their report lies in now.
async fn told_by(world: &World, officer: &Officer) {
    let find =
        async |number: &str| officer.get(&format!("/desk/incidents?q={number}")).await.expect(200)["items"][0].clone();
    let (badge, bag) = (find("A-0003").await, find("A-0001").await);
    let into = json!({ "into": bag["id"], "into_version": bag["version"] });
    let merged = officer.tells(&badge, "merge", into).await.expect(200);
    assert_eq!(numbers(officer, "reporter=staff").await, ["A-0001"]);
    assert_eq!(numbers(officer, "reporter=anonymous").await, ["A-0001", "A-0002"]);
    let reports = officer.opens(&merged).await["reports"].clone();
    let told = reports.as_array().unwrap().iter().find(|report| report["reporter"]["kind"] == "staff");
    let apart = json!({ "reports": [told.unwrap_or_else(|| panic!("{reports}"))["id"]] });
    officer.tells(&merged, "split", apart).await.expect(200);
    let staffs = numbers(officer, "reporter=staff").await;
    assert!(staffs.len() == 1 && staffs[0].as_str() > "A-0003", "what was split off: {staffs:?}");
    assert_eq!(numbers(officer, "reporter=anonymous").await, ["A-0001", "A-0002"]);
    // One who has a badge sees the same thing: it is told by both.
    let seen = json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" } });
    world.traveller().reports(seen.clone()).await;
    let staff = world.officer("staff@demo.test").await;
    let told = staff.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &tests::fresh_key()).json(&seen);
    told.reply().await.expect(201);
    world.settle().await;
    let (staffs, anyones) = (numbers(officer, "reporter=staff").await, numbers(officer, "reporter=anonymous").await);
    assert_eq!(staffs.iter().filter(|number| anyones.contains(number)).count(), 1, "{staffs:?} {anyones:?}");
}

/// The question is kept, not its answer.
async fn kept(world: &World, officer: &Officer) {
    let ask = |name: &str, query: &str, shared: bool| json!({ "venue": "bayview", "name": name, "query": query, "shared": shared });
    let own = officer.post("/desk/filters", ask("Mine", "priority=1,2&assignee=me", false)).await.expect(201);
    let ours = officer.post("/desk/filters", ask("Bags", "category=item.unattended", true)).await.expect(201);
    let named = |list: Value| {
        let names = list["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(named(officer.get("/desk/filters?venue=bayview").await.expect(200)), ["Bags", "Mine"]);
    let second = world.officer("second@demo.test").await;
    assert_eq!(named(second.get("/desk/filters?venue=bayview").await.expect(200)), ["Bags"]);
    for (query, field) in [("colour=red", "query"), ("cursor=1.0.00", "query"), ("priority=9", "query")] {
        officer.post("/desk/filters", ask("Bad", query, false)).await.refused(422, "invalid_value", field);
    }
    officer.post("/desk/filters", ask("  ", "", false)).await.refused(422, "missing_field", "name");
    officer.post("/desk/filters", ask(&"x".repeat(61), "", false)).await.refused(422, "too_long", "name");

    // What is not mine is not there; what is shared is a supervisor's to end.
    let path = |one: &Value| format!("/desk/filters/{}", one["id"].as_str().unwrap());
    second.ask("DELETE", &path(&own)).reply().await.refused(404, "not_found", "");
    second.ask("DELETE", &path(&ours)).reply().await.refused(403, "forbidden", "");
    let other = world.officer("officer@other.test").await;
    other.ask("DELETE", &path(&ours)).reply().await.refused(404, "not_found", "");
    other.get("/desk/filters?venue=bayview").await.refused(404, "not_found", "venue");
    let supervisor = world.officer("supervisor@demo.test").await;
    supervisor.ask("DELETE", &path(&ours)).reply().await.expect(204);
    assert_eq!(named(officer.get("/desk/filters?venue=bayview").await.expect(200)), ["Mine"]);
}

both!(story);
