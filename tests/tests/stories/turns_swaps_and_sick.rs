//! Teams take turns; two officers swap and both sign; one is ill at home; and the roster remembers what it said. Her shifts stand at an
//! address that only she can make and take away.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Officer, World, both};

async fn story(world: &mut World) {
    teams_take_turns(world).await;
    both_sign(world).await;
    ill_at_home(world).await;
    somebody_is_found(world).await;
    an_address(world).await;
}

/// Cargo is staffed by two teams in turns from now on. Who was on before that stays as it was.
async fn teams_take_turns(world: &World) {
    let medic = world.officer("medic@demo.test").await;
    let (before, after) = ("2026-11-20T12:00:00Z", "2026-11-22T17:00:00Z");
    assert_eq!(staff(&medic, "cargo-perimeter", before).await, ["Joan Farrell · BV-33"]);
    let in_turns = |bundle: &mut Value| {
        bundle["shifts"].as_array_mut().unwrap().retain(|shift| shift["post"] != "cargo-perimeter");
        bundle["teams"] = json!([
            {"code": "red", "name": "Red team", "members": ["landside@demo.test", "dogs@demo.test"]},
            {"code": "blue", "name": "Blue team", "members": ["airside@demo.test"]},
        ]);
        bundle["rotations"] = json!([{
            "post": "cargo-perimeter", "from": "06:00", "to": "06:00", "first": "2026-11-20",
            "turns": [{"team": "red", "days": 2}, {"team": "blue", "days": 2}, {"officer": "second@demo.test", "days": 1}]
        }]);
    };
    world.reimport("bayview", in_turns).await;
    let lines = world.number("select count(*) from shifts").await;
    world.clock.advance(SignedDuration::from_secs(60));
    world.reimport("bayview", in_turns).await;
    assert_eq!(world.number("select count(*) from shifts").await, lines, "the same bundle again writes nothing");
    assert_eq!(staff(&medic, "cargo-perimeter", before).await, ["Joan Farrell · BV-33"], "as it stood then");
    assert_eq!(staff(&medic, "cargo-perimeter", after).await, ["Piotr Kowalczyk · BV-35"], "the blue team's turn");
    assert_eq!(staff(&medic, "cargo-perimeter", "2026-11-24T17:00:00Z").await, ["Ren Tanaka · BV-34"]);
    let red = ["Joan Farrell · BV-33", "Thandi Mbeki · BV-41"];
    assert_eq!(sorted(staff(&medic, "cargo-perimeter", "2026-11-25T17:00:00Z").await), red, "and round again");
    let board = medic.get(&format!("/desk/roster?venue=bayview&at={after}")).await.expect(200);
    assert_eq!(of(&board["items"], "code", "cargo-perimeter")["officers"][0]["team"], "Blue team");
    // The board lays both out beside each other.
    let board = "/desk/coverage/board?venue=bayview&from=2026-11-19&days=6";
    let told = medic.get(board).await.expect(200);
    let cargo = of(&told["posts"], "code", "cargo-perimeter");
    let names: Vec<&Value> = cargo["stints"].as_array().unwrap().iter().map(|one| &one["officer"]["label"]).collect();
    assert!(names.iter().any(|name| **name == "Ren Tanaka · BV-34") && cargo["nobody"] == json!([]), "{cargo}");
    assert_eq!(told["headcount"]["cuts"].as_array().unwrap().len(), 25);
    assert!(told["headcount"]["rows"].as_array().unwrap().iter().any(|row| row["skill"] == "eod"));
    assert_eq!((&told["midnights"][0], &told["to"]), (&json!("2026-11-18T23:00:00Z"), &json!("2026-11-24T23:00:00Z")));
    assert_eq!(told["mail_alone"], json!([]), "whom mail alone reaches is for supervisors");
    let supervisor = world.officer("supervisor@demo.test").await;
    let alone = supervisor.get(board).await.expect(200)["mail_alone"].clone();
    assert!(alone.as_array().unwrap().len() > 8, "nobody has a second way yet: {alone}");
    medic.get("/desk/coverage/board?from=soon").await.refused(422, "invalid_value", "from");
    medic.get("/desk/coverage/board?days=32").await.refused(422, "out_of_range", "days");
}

/// Ilse gives her evening as medic for Tomas's as cyber officer. It is a swap once he says so, and not before.
async fn both_sign(world: &World) {
    let (ilse, tomas) = (world.officer("medic@demo.test").await, world.officer("cyber@demo.test").await);
    let supervisor = world.officer("supervisor@demo.test").await;
    let (medical, cyber) = (post(&ilse, "Medical on call").await, post(&ilse, "Cyber on call").await);
    let (ilse_id, tomas_id) = (person(&ilse, "Ilse Brandt · BV-61").await, person(&ilse, "Tomas Varga · BV-71").await);
    let swap = json!({
        "post": medical, "from": "2026-11-22T17:00:00Z", "to": "2026-11-22T21:00:00Z", "officer": tomas_id, "replaces": ilse_id,
        "back": { "post": cyber, "from": "2026-11-23T17:00:00Z", "to": "2026-11-23T21:00:00Z" }
    });
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = swap.clone();
        change(&mut body);
        body
    };
    let asks = async |change: &dyn Fn(&mut Value)| ilse.post("/desk/roster/asks", with(change)).await;
    asks(&|ask| ask["officer"] = ilse_id.clone()).await.refused(422, "invalid_value", "officer");
    asks(&|ask| ask["replaces"] = tomas_id.clone()).await.refused(422, "invalid_value", "replaces");
    asks(&|ask| ask["post"] = cyber.clone()).await.refused(422, "invalid_value", "replaces");
    asks(&|ask| ask["back"]["post"] = medical.clone()).await.refused(422, "invalid_value", "back");
    asks(&|ask| ask["to"] = ask["from"].clone()).await.refused(422, "invalid_value", "to");
    asks(&|ask| ask["back"]["to"] = "2026-12-31T00:00:00Z".into()).await.refused(422, "out_of_range", "back.to");
    // To call somebody in besides, or in another's place, is a supervisor's.
    asks(&|ask| (ask["replaces"], ask["back"]) = (Value::Null, Value::Null)).await.refused(403, "forbidden", "");

    let asked = asks(&|_| ()).await.expect(201);
    assert_eq!((&asked["state"], &asked["told"], &asked["mine"]), (&json!("asked"), &json!(true), &json!(false)));
    let mails = world.inbox.mails().await;
    let mail = mails.iter().find(|mail| mail.to == "cyber@demo.test").expect("he hears of it");
    assert!(
        mail.subject.starts_with("Can you stand in? Medical on call") && mail.text.contains("In return"),
        "{mail:?}"
    );
    assert_eq!(staff(&ilse, "medical", "2026-11-22T18:00:00Z").await, ["Ilse Brandt · BV-61"], "not yet");
    let again = asks(&|_| ()).await.expect(201);
    assert_eq!((&again["id"], again.get("told")), (&asked["id"], None), "the same again asks nobody twice");
    assert_eq!(world.inbox.mails().await.iter().filter(|mail| mail.to == "cyber@demo.test").count(), 1);
    let answer = format!("/desk/roster/asks/{}/answer", asked["id"].as_str().unwrap());
    ilse.post(&answer, json!({"agree": true})).await.refused(404, "not_found", "");
    let eod = world.officer("eod@demo.test").await;
    assert_eq!(eod.get("/desk/roster/asks").await.expect(200)["items"], json!([]), "nobody else's business");
    assert_eq!(supervisor.get("/desk/roster/asks").await.expect(200)["items"][0]["id"], asked["id"]);
    assert_eq!(tomas.get("/desk/roster/asks").await.expect(200)["items"][0]["mine"], true);

    assert_eq!(tomas.post(&answer, json!({"agree": true})).await.expect(200)["state"], "agreed");
    tomas.post(&answer, json!({"agree": false})).await.refused(409, "wrong_status", "");
    assert_eq!(staff(&ilse, "medical", "2026-11-22T18:00:00Z").await, ["Tomas Varga · BV-71"]);
    assert_eq!(staff(&ilse, "cyber", "2026-11-23T18:00:00Z").await, ["Ilse Brandt · BV-61"]);
    // What is given away once cannot be given again.
    asks(&|_| ()).await.refused(422, "invalid_value", "replaces");

    let later = with(&|ask| {
        (ask["from"], ask["to"]) = ("2026-11-24T17:00:00Z".into(), "2026-11-24T21:00:00Z".into());
        ask["back"] = Value::Null;
    });
    let declined = ilse.post("/desk/roster/asks", later.clone()).await.expect(201);
    let path = |ask: &Value, act: &str| format!("/desk/roster/asks/{}/{act}", ask["id"].as_str().unwrap());
    assert_eq!(tomas.post(&path(&declined, "answer"), json!({"agree": false})).await.expect(200)["state"], "declined");
    let withdrawn = ilse.post("/desk/roster/asks", later.clone()).await.expect(201);
    eod.post(&path(&withdrawn, "withdraw"), json!({})).await.refused(404, "not_found", "");
    assert_eq!(ilse.post(&path(&withdrawn, "withdraw"), json!({})).await.expect(200)["state"], "withdrawn");
    tomas.post(&path(&withdrawn, "answer"), json!({"agree": true})).await.refused(409, "wrong_status", "");
    assert_eq!(staff(&ilse, "medical", "2026-11-24T18:00:00Z").await, ["Ilse Brandt · BV-61"]);
}

/// Thandi says in the morning that she is ill until tomorrow night: nobody keeps her, nobody learns it, nobody calls her.
async fn ill_at_home(world: &World) {
    let (thandi, mia) = (world.officer("dogs@demo.test").await, world.officer("officer@demo.test").await);
    let supervisor = world.officer("supervisor@demo.test").await;
    let until = "2026-11-22T22:00:00Z";
    say(&thandi, json!({"state": "sick"})).await.refused(422, "missing_field", "until");
    say(&thandi, json!({"state": "sick", "until": "2026-12-25T00:00:00Z"})).await.refused(422, "out_of_range", "until");
    say(&thandi, json!({"state": "off"})).await.refused(409, "needs_supervisor", "state");
    let said = say(&thandi, json!({"state": "sick", "until": until})).await.expect(200);
    assert_eq!((&said["state"], &said["until"]), (&json!("sick"), &json!(until)));
    assert_eq!(said["uncovers"][0]["skill"], "k9", "and what she leaves is said: {said}");
    let seen_by = async |asks: &Officer| {
        let duties = asks.get("/desk/duty?venue=bayview").await.expect(200);
        let hers =
            duties["items"].as_array().unwrap().iter().find(|one| one["officer"]["label"] == "Thandi Mbeki · BV-41");
        let hers = hers.unwrap().clone();
        (hers["state"].clone(), hers["until"].clone())
    };
    assert_eq!(seen_by(&supervisor).await, (json!("sick"), json!(until)));
    let end_of_shift = json!("2026-11-22T05:00:00Z");
    assert_eq!(seen_by(&mia).await, (json!("off"), end_of_shift), "a colleague learns neither that nor how long");
    let log = world.everything_in("events", "facts").await.concat();
    assert!(
        log.contains(r#""state":"off""#) && !log.contains("sick") && !log.contains(until),
        "nor does the log keep it"
    );

    // Beyond the end of this shift, and into the next one.
    let board = supervisor.get("/desk/coverage?venue=bayview&hours=48").await.expect(200);
    let gap = board["items"][0]["gaps"].as_array().unwrap().iter().find(|gap| gap["skill"] == "k9").unwrap().clone();
    assert_eq!((&gap["ends"], &gap["red"]), (&json!(until), &json!(true)), "{gap}");
    world.clock.advance(SignedDuration::from_hours(24));
    let thandi = world.officer("dogs@demo.test").await;
    let supervisor = world.officer("supervisor@demo.test").await;
    let tomorrow = supervisor.get("/desk/roster?venue=bayview").await.expect(200);
    assert_eq!(of(&tomorrow["items"], "code", "dog-unit")["officers"][0]["state"], "sick");
    let well = say(&thandi, json!({"state": "on"})).await.expect(200);
    assert_eq!(well["state"], "on", "well again before it was over");
    let board = supervisor.get("/desk/coverage?venue=bayview").await.expect(200);
    assert!(!board["items"][0]["gaps"].as_array().unwrap().iter().any(|gap| gap["skill"] == "k9"));
    // By telephone to the supervisor, which is how it mostly comes.
    let id = person(&supervisor, "Thandi Mbeki · BV-41").await;
    let by_phone = json!({"state": "sick", "until": "2026-11-23T22:00:00Z", "reason": "rang in"});
    assert_eq!(
        supervisor.post(&format!("/desk/duty/{}", id.as_str().unwrap()), by_phone).await.expect(200)["state"],
        "sick"
    );
}

/// The supervisor looks who could come instead, asks, and the gap closes with the answer.
async fn somebody_is_found(world: &World) {
    let (supervisor, joan) = (world.officer("supervisor@demo.test").await, world.officer("landside@demo.test").await);
    let dogs = post(&supervisor, "Dog unit").await;
    let (from, to) = ("2026-11-23T06:00:00Z", "2026-11-23T14:00:00Z");
    let path = format!("/desk/roster/candidates?post={}&from={from}&to={to}", dogs.as_str().unwrap());
    joan.get(&path).await.refused(403, "forbidden", "");
    let found = supervisor.get(&path).await.expect(200);
    let found = found["items"].as_array().unwrap();
    let thandi = found.iter().find(|one| one["officer"]["label"] == "Thandi Mbeki · BV-41").unwrap();
    assert!(thandi["hindered"].is_string() && found.iter().all(|one| one["week_s"].as_i64().unwrap() >= 8 * 3600));
    let joan_id = person(&supervisor, "Joan Farrell · BV-33").await;
    let ask = json!({"post": dogs, "from": from, "to": to, "officer": joan_id});
    let asked = supervisor.post("/desk/roster/asks", ask.clone()).await.expect(201);
    let answer = format!("/desk/roster/asks/{}/answer", asked["id"].as_str().unwrap());
    // It has begun when she says yes: she is there from then on.
    world.clock.advance(SignedDuration::from_hours(22));
    let (supervisor, joan) = (world.officer("supervisor@demo.test").await, world.officer("landside@demo.test").await);
    assert_eq!(joan.post(&answer, json!({"agree": true})).await.expect(200)["from"], world.now().to_string());
    assert!(staff(&joan, "dog-unit", "2026-11-23T08:00:00Z").await.contains(&"Joan Farrell · BV-33".to_owned()));
    let gaps = supervisor.get("/desk/coverage?venue=bayview&hours=2").await.expect(200);
    assert!(!gaps["items"][0]["gaps"].as_array().unwrap().iter().any(|gap| gap["skill"] == "k9"));
    supervisor.post("/desk/roster/asks", ask).await.refused(409, "overlap", "officer");
    // One that nobody answers is over with what it was for.
    let ask = json!({"post": dogs, "from": "2026-11-23T15:00:00Z", "to": "2026-11-23T16:00:00Z", "officer": joan_id});
    let lapses = supervisor.post("/desk/roster/asks", ask).await.expect(201);
    world.clock.advance(SignedDuration::from_hours(10));
    let joan = world.officer("landside@demo.test").await;
    let answer = format!("/desk/roster/asks/{}/answer", lapses["id"].as_str().unwrap());
    joan.post(&answer, json!({"agree": true})).await.refused(409, "wrong_status", "");
}

/// A calendar program keeps an address, not a password.
async fn an_address(world: &World) {
    let ilse = world.officer("medic@demo.test").await;
    let made = ilse.post("/desk/roster/feed", json!({})).await.expect(201);
    let path = |made: &Value| made["url"].as_str().unwrap().split_once("/api/v1").unwrap().1.to_owned();
    let first = path(&made);
    let wire = world.wire();
    let read = wire.get(&first).await;
    assert_eq!((read.status, &read.headers["content-type"]), (200, &"text/calendar; charset=utf-8".parse().unwrap()));
    let text = String::from_utf8(read.bytes.to_vec()).unwrap();
    assert!(text.contains("CATEGORIES:medical") && !text.contains("Brandt"), "her posts and times, and no name");
    world.clock.advance(SignedDuration::from_secs(90));
    assert_eq!(wire.get(&first).await.bytes, read.bytes, "nothing has changed, so nothing is written anew");
    let held = world.everything_in("feeds", "token_hash").await.concat();
    assert!(!first.contains(&held), "only a hash of it is kept");
    let second = path(&ilse.post("/desk/roster/feed", json!({})).await.expect(201));
    wire.get(&first).await.refused(404, "not_found", "");
    assert_eq!(wire.get(&second).await.status, 200);
    ilse.ask("DELETE", "/desk/roster/feed").reply().await.expect(204);
    for _ in 0..59 {
        wire.get(&second).await.refused(404, "not_found", "");
    }
    wire.get(&second).await.refused(429, "rate_limited", "");
}

async fn say(who: &Officer, body: Value) -> tests::Reply {
    who.ask("PUT", "/desk/duty").json(&body).reply().await
}

async fn staff(asks: &Officer, code: &str, at: &str) -> Vec<String> {
    let board = asks.get(&format!("/desk/roster?venue=bayview&at={at}")).await.expect(200);
    let officers = of(&board["items"], "code", code)["officers"].clone();
    officers.as_array().unwrap().iter().map(|one| one["officer"]["label"].as_str().unwrap().to_owned()).collect()
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

fn of(items: &Value, key: &str, value: &str) -> Value {
    items.as_array().unwrap().iter().find(|one| one[key] == value).unwrap().clone()
}

async fn person(asks: &Officer, label: &str) -> Value {
    let people = asks.get("/desk/people?venue=bayview").await.expect(200);
    of(&people["items"], "label", label)["id"].clone()
}

async fn post(asks: &Officer, label: &str) -> Value {
    let posts = asks.get("/desk/posts?venue=bayview").await.expect(200);
    of(&posts["items"], "label", label)["id"].clone()
}

both!(story);
