//! A concern about somebody with access. Those who look into such things read it; those it is about, their colleagues and any employer
//! never hear of it, whichever way they turn; and it is heard all the same.

use serde_json::{Value, json};
use shared::ladder::Who;
use tests::{Gateway, Officer, Reply, World, both, fresh_key};

const MIA: &str = "officer@demo.test";
const REN: &str = "second@demo.test";
const PLACE: &str = "t1-checkin-b";

async fn story(world: &mut World) {
    let staff = world.officer("staff@demo.test").await;
    let (mia, ren) = (world.officer(MIA).await, world.officer(REN).await);
    let supervisor = world.officer("supervisor@demo.test").await;
    let dogs = world.officer("dogs@demo.test").await;

    // A machine is called along with every circle.
    let (gateway, admin) = (Gateway::open().await, world.officer("admin@demo.test").await);
    admin.confirms().await;
    let circles: Vec<String> = Who::PLAIN.iter().map(Who::code).collect();
    let hook = json!({ "kind": "webhook", "name": "Radio", "url": gateway.url("/radio"), "for": circles });
    admin.post("/admin/channels", hook).await.expect(201);

    // Whom it is kept from is chosen by name; strangers are told no names.
    let officers = staff.get("/venues/bayview/officers").await.expect(200)["items"].clone();
    world.wire().get("/venues/bayview/officers").await.refused(401, "unauthorized", "");
    world.officer("officer@other.test").await.get("/venues/bayview/officers").await.refused(404, "not_found", "venue");
    let named = |name: &str| {
        let found = officers.as_array().unwrap().iter().find(|one| one["label"].as_str().unwrap().starts_with(name));
        found.unwrap_or_else(|| panic!("{name} in {officers}"))["id"].clone()
    };
    assert!(officers.as_array().unwrap().iter().all(|one| !one["label"].as_str().unwrap().starts_with("Ana")));

    let told = json!({
        "category": "insider.access_misuse", "place": { "zone": PLACE }, "narrative": "CANARY: a door held open",
        "confidential": { "not_for": [named("Mia")], "with_name": true },
    });
    let mut streams = [mia.listens(None).await, dogs.listens(None).await, ren.listens(None).await];
    let sent = files(&staff, &told).await.expect(201);
    let [mias, dogses, rens] = &mut streams;
    let opened = rens.hears_of("incident.opened").await;
    assert_eq!(opened.data["incident"]["confidential"], true);

    // Ren staffs the post that looks into such things. Mia does too, and it is about her.
    let incident = ren.finds().await;
    assert_eq!(incident["assignee"]["label"], "Ren Tanaka · BV-34");
    for other in [&mia, &dogs, &supervisor] {
        assert_eq!(other.queue().await, [json!(null); 0]);
        sees_nothing(other, &incident).await;
        let board = other.get("/desk/board?venue=bayview").await.expect(200);
        let open = board["open"].as_array().unwrap().iter();
        let count: u64 = open.map(|one| one["unheard"].as_u64().unwrap() + one["heard"].as_u64().unwrap()).sum();
        assert_eq!((count, board.get("oldest").unwrap_or(&json!(null))), (0, &json!(null)), "{board}");
    }
    let said = ren.get("/desk/incidents?q=canary%20door").await.expect(200);
    assert_eq!(said["items"][0]["id"], incident["id"], "by its words, for whoever reads it");
    let whole = ren.opens(&incident).await;
    assert_eq!(
        whole["reports"][0]["reporter"],
        json!({ "kind": "confidential", "name": "Sam Okafor", "employer": "Harbour Handling", "badge": "HH-2207" })
    );
    let accounts = world.everything_in("reports", "cast(account_id is null as text)").await;
    assert!(accounts.iter().all(|none| none == "1" || none == "true"), "no account stands beside it: {accounts:?}");
    assert_eq!(world.found_on_disk(b"CANARY").await, [""; 0]);

    // What is seen openly at the same place neither joins it nor is suggested beside it.
    world.traveller().reports(json!({ "category": "access.badge", "place": { "zone": PLACE } })).await;
    let first_of_mia = mias.hears_of("incident.opened").await;
    assert_eq!(first_of_mia.data["incident"]["category"], "access.badge", "the first she hears is another thing");
    let first_of_dogs = dogses.hears_of("incident.opened").await;
    assert_eq!(first_of_dogs.data["incident"]["category"], "access.badge");
    let open = mia.finds().await;
    for (one, other) in [(&incident, &open), (&open, &incident)] {
        let into = json!({ "into": other["id"], "into_version": other["version"] });
        ren.tells(one, "merge", into).await.refused(422, "invalid_value", "into");
    }

    // Whoever writes rules tries them on the other one alone.
    admin.stays().await;
    let what_if = admin.post("/admin/rules/replay", json!({ "rules": [], "days": 30 })).await.expect(200);
    assert_eq!(what_if["cases"], 1, "{what_if}");

    // Whoever counts the others' numbers misses none, and where the two were once thought alike, only its readers are told.
    assert!(open["number"].as_str().unwrap().ends_with("-0001"), "{}", open["number"]);
    assert!(incident["number"].as_str().unwrap().contains("-X"), "{}", incident["number"]);
    world
        .changes(
            "insert into likenesses (authority_id, incident_id, other_id, score, reasons, at) \
             select a.authority_id, a.id, b.id, 1.0, '[]', 0 from incidents a, incidents b \
             where a.kept_from is not null and b.kept_from is null",
        )
        .await;
    let related = |whole: Value| whole["related"].as_array().unwrap().len();
    assert_eq!((related(mia.opens(&open).await), related(ren.opens(&open).await)), (0, 1));

    // It is hers to be given by nobody.
    let id = named("Mia");
    supervisor.tells(&incident, "assign", json!({ "officer": id })).await.refused(404, "not_found", "");
    let whose =
        |label: &str| officers.as_array().unwrap().iter().find(|one| one["label"] == label).unwrap()["id"].clone();
    assert_eq!(whose("Ren Tanaka · BV-34"), named("Ren"));

    // Nobody answers: it climbs to those above, lets them in, and still calls nobody else.
    world.inbox.news_for().await;
    for _ in 0..4 {
        world.advance(300).await;
    }
    let mails = world.inbox.mails().await;
    let of_it = mails.iter().filter(|mail| mail.raw.contains(incident["number"].as_str().unwrap()));
    let called: std::collections::BTreeSet<String> = of_it.map(|mail| mail.to.clone()).collect();
    assert_eq!(called, [REN, "supervisor@demo.test"].map(String::from).into(), "of all on duty");
    // Who reads what a machine is told, nobody here knows.
    let radio: Vec<String> =
        gateway.news().iter().map(|call| String::from_utf8_lossy(&call.body).into_owned()).collect();
    let tells = |one: &Value| radio.iter().any(|body| body.contains(one["number"].as_str().unwrap()));
    assert!(tells(&open) && !tells(&incident), "{radio:?}");
    supervisor.stays().await;
    let seen = supervisor.queue().await.into_iter().find(|one| one["id"] == incident["id"]).expect("let in");
    supervisor.tells(&seen, "assign", json!({ "officer": id })).await.refused(422, "invalid_value", "officer");
    let to_dogs = supervisor.tells(&seen, "assign", json!({ "officer": named("Thandi") })).await.expect(200);
    dogs.stays().await;
    assert_eq!(dogs.opens(&to_dogs).await["id"], incident["id"], "whoever is given it reads it");
    dogs.acknowledges(&to_dogs).await;
    mia.stays().await;
    sees_nothing(&mia, &incident).await;

    // Its reporter hears back as anybody does.
    let receipt = format!("Receipt {}", sent["receipt"].as_str().unwrap());
    let mine = world.wire().ask("GET", "/receipt").header("Authorization", &receipt).reply().await.expect(200);
    assert_eq!(mine["status"], "acknowledged");

    without_a_name(world, &named("Mia")).await;
    life_at_stake(world, &[named("Ren"), named("Mia")]).await;
    nothing_joins(world).await;
    refusals(world, &told).await;
}

/// Without a name not even those who read it learn whose it is; a stranger's is kept in confidence by its kind alone.
async fn without_a_name(world: &World, mia: &Value) {
    let staff = world.officer("staff@demo.test").await;
    let body = json!({
        "category": "access.badge", "place": { "zone": "t1-arrivals" }, "confidential": { "not_for": [mia] },
    });
    files(&staff, &body).await.expect(201);
    world.traveller().reports(json!({ "category": "insider.shortcut", "place": { "zone": "t1-arrivals" } })).await;
    let ren = world.officer(REN).await;
    let (mut nameless, mut kinds) = (0, Vec::new());
    for incident in ren.queue().await.iter().filter(|one| one["confidential"] == true) {
        let reporter = ren.opens(incident).await["reports"][0]["reporter"].clone();
        nameless += usize::from(reporter == json!({ "kind": "anonymous" }));
        kinds.push(incident["category"].clone());
    }
    assert!(nameless == 2 && kinds.contains(&json!("access.badge")) && kinds.contains(&json!("insider.shortcut")));
    let mia = world.officer(MIA).await;
    let seen: Vec<Value> = mia.queue().await.iter().map(|one| one["category"].clone()).collect();
    assert!(
        seen.contains(&json!("insider.shortcut")),
        "nobody named her there, and she looks into such things: {seen:?}"
    );
}

/// Everybody who looks into such things is named, and somebody may die: all the others are called.
async fn life_at_stake(world: &World, those: &[Value]) {
    let staff = world.officer("staff@demo.test").await;
    let body = json!({
        "category": "insider.intent", "place": { "zone": PLACE }, "answers": { "imminent": "yes", "weapon": "gun" },
        "confidential": { "not_for": those, "with_name": false },
    });
    files(&staff, &body).await.expect(201);
    world.advance(1).await;
    let supervisor = world.officer("supervisor@demo.test").await;
    let queue = supervisor.queue().await;
    for _ in 0..5 {
        world.advance(60).await;
    }
    supervisor.stays().await;
    let urgent = supervisor.queue().await.into_iter().find(|one| one["category"] == "insider.intent");
    let urgent = urgent.unwrap_or_else(|| panic!("heard by those who are left: {queue:?}"));
    for email in [MIA, REN] {
        sees_nothing(&world.officer(email).await, &urgent).await;
    }
}

/// The same thing at the same place, seen openly: nobody is told that something is known there, and it does not vanish in what is not
/// theirs to read.
async fn nothing_joins(world: &World) {
    let staff = world.officer("staff@demo.test").await;
    let bag = json!({ "category": "item.unattended", "place": { "plate": "BV-T1-144" } });
    let mut told = bag.clone();
    told["confidential"] = json!({ "not_for": [] });
    files(&staff, &told).await.expect(201);
    world.settle().await;
    let known = world.wire().post("/venues/bayview/known", bag.clone()).await.expect(200);
    assert_eq!(known["known"], false);
    world.traveller().reports(bag).await;
    world.settle().await;
    let dogs = world.officer("dogs@demo.test").await;
    let seen = dogs.queue().await.into_iter().filter(|one| one["category"] == "item.unattended").collect::<Vec<_>>();
    assert!(seen.len() == 1 && seen[0]["report_count"] == 1 && seen[0]["confidential"] != true, "{seen:#?}");
}

async fn refusals(world: &World, told: &Value) {
    let key = fresh_key();
    world.traveller().tries(&key, told).await.refused(401, "unauthorized", "confidential");
    let staff = world.officer("staff@demo.test").await;
    let with = |not_for: Value| {
        let mut body = told.clone();
        body["confidential"]["not_for"] = not_for;
        body
    };
    let field = "confidential.not_for";
    files(&staff, &with(json!([fresh_key()]))).await.refused(422, "invalid_value", field);
    files(&staff, &with(json!(vec![fresh_key(); 11]))).await.refused(422, "invalid_value", field);
    let mut secret = told.clone();
    secret["confidential"]["from"] = json!("all");
    files(&staff, &secret).await.refused(422, "unknown_field", "confidential.from");
}

async fn files(staff: &Officer, body: &Value) -> Reply {
    staff.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &fresh_key()).json(body).reply().await
}

/// Not in a list, not by its number, not whole, not its photos, not by a command.
async fn sees_nothing(officer: &Officer, incident: &Value) {
    let id = incident["id"].as_str().unwrap();
    let lists = [
        "/desk/incidents?venue=bayview".to_owned(),
        "/desk/incidents?priority=1,2,3,4&status=open,acknowledged".to_owned(),
        format!("/desk/incidents?q={}", incident["number"].as_str().unwrap()),
        "/desk/incidents?q=canary%20door".to_owned(),
    ];
    for list in lists {
        let items = officer.get(&list).await.expect(200)["items"].clone();
        assert!(items.as_array().unwrap().iter().all(|one| one["id"] != incident["id"]), "{list}");
    }
    officer.get(&format!("/desk/incidents/{id}")).await.refused(404, "not_found", "");
    for (command, body) in
        [("acknowledge", json!({})), ("note", json!({ "text": "?" })), ("status", json!({ "to": "resolved" }))]
    {
        officer.tells(incident, command, body).await.refused(404, "not_found", "");
    }
}

both!(story);
