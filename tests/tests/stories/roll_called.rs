//! A shift begins. Who is there is known by what they did and by what a supervisor saw, never by the roster alone: some are signed on, one is
//! late and then missing, one stands in, and what that leaves to nobody is named.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Officer, Reply, World, both};

async fn roll(who: &Officer, shift: &str) -> Value {
    who.get(&format!("/desk/roll?venue=bayview&shift={shift}")).await.expect(200)
}

fn of<'a>(roll: &'a Value, name: &str) -> &'a Value {
    let people = roll["people"].as_array().unwrap();
    people
        .iter()
        .find(|one| one["officer"]["label"].as_str().unwrap().starts_with(name))
        .unwrap_or_else(|| panic!("{name} in {roll:#}"))
}

async fn calls(who: &Officer, one: &Value, present: bool) -> Reply {
    let path = format!("/desk/roll/{}", one["officer"]["id"].as_str().unwrap());
    who.post(&path, json!({ "venue": "bayview", "starts": one["starts"], "present": present })).await
}

async fn story(world: &mut World) {
    // The medic's shift begins in twenty minutes; everybody else has one around the clock.
    let soon =
        world.now().to_zoned(jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap()) + SignedDuration::from_mins(20);
    let (from, to) =
        (soon.strftime("%H:%M").to_string(), (soon + SignedDuration::from_hours(4)).strftime("%H:%M").to_string());
    let begins = move |bundle: &mut Value| {
        for shift in bundle["shifts"].as_array_mut().unwrap() {
            if shift["officer"] == "medic@demo.test" {
                (shift["from"], shift["to"]) = (from.clone().into(), to.clone().into());
            }
        }
    };
    world.reimport("bayview", begins).await;
    let (mia, supervisor) = (world.officer("officer@demo.test").await, world.officer("supervisor@demo.test").await);

    // Before it begins somebody is expected, and can be seen; the roster alone makes nobody present.
    let next = roll(&supervisor, "next").await;
    let medic = of(&next, "Ilse Brandt");
    assert_eq!((&medic["standing"], &next["starts"]), (&json!("due"), &medic["starts"]));
    assert_eq!(next["people"].as_array().unwrap().iter().filter(|one| one["officer"] != medic["officer"]).count(), 0);
    let now = roll(&supervisor, "now").await;
    assert_eq!(of(&now, "Dele Osei")["standing"], "missing", "hours into a shift, and nobody has seen them");
    assert!(!now["people"].to_string().contains("Ilse Brandt"));
    assert!(now["gaps"].to_string().contains("medical"), "what the medic alone can do: {now:#}");

    // Whose desk is open is there; when it was is for supervisors.
    let _stream = mia.listens_to("?venue=bayview", None).await;
    world.advance(61).await;
    let now = roll(&supervisor, "now").await;
    assert_eq!(of(&now, "Mia Lindqvist")["standing"], "seen");
    assert!(of(&now, "Mia Lindqvist")["seen_at"].is_string());
    let hers = roll(&mia, "now").await;
    assert_eq!(
        (&of(&hers, "Mia Lindqvist")["standing"], of(&hers, "Mia Lindqvist").get("seen_at")),
        (&json!("seen"), None)
    );

    // Each venue has its own roll: whoever was seen or called at one is not there at another.
    let ren = of(&now, "Ren Tanaka").clone();
    let called = calls(&supervisor, &ren, true).await.expect(200);
    assert_eq!(of(&called, "Ren Tanaka")["standing"], "present");
    let port = supervisor.get("/desk/roll?venue=bayview-port").await.expect(200);
    for name in ["Ren Tanaka", "Mia Lindqvist"] {
        assert_eq!(of(&port, name)["standing"], "missing", "{name} at the port");
    }

    // One tap, once in the log; an officer's tap is none.
    let events =
        async || world.everything_in("events", "kind").await.iter().filter(|kind| *kind == "duty.changed").count();
    let dele = of(&now, "Dele Osei").clone();
    calls(&mia, &dele, true).await.refused(403, "forbidden", "");
    let before = events().await;
    let mut stream = mia.listens(None).await;
    let called = calls(&supervisor, &dele, true).await.expect(200);
    assert_eq!(of(&called, "Dele Osei")["standing"], "present");
    let heard = stream.hears_of("duty.changed").await;
    assert_eq!(
        (&heard.data["facts"]["roll"], &heard.data["facts"]["officer"]),
        (&json!("present"), &dele["officer"]["id"])
    );
    calls(&supervisor, &dele, true).await.expect(200);
    assert_eq!(events().await, before + 1, "said again it changes nothing");
    let called = of(&roll(&supervisor, "now").await, "Dele Osei").clone();
    assert!(called["called_by"]["label"].as_str().unwrap().starts_with("Kees Halloran"), "{called}");
    assert_eq!(of(&roll(&mia, "now").await, "Dele Osei").get("called_by"), None);
    calls(&supervisor, &dele, false).await.expect(200);
    assert_eq!(of(&roll(&mia, "now").await, "Dele Osei")["standing"], "missing", "the last word counts");

    // Off is away, whatever was called; and whoever stands in is named beside whom they stand in for.
    calls(&supervisor, &dele, true).await.expect(200);
    let id = dele["officer"]["id"].as_str().unwrap();
    let until = world.now() + SignedDuration::from_hours(20);
    let gone = json!({ "state": "sick", "until": until, "reason": "went home ill" });
    supervisor.post(&format!("/desk/duty/{id}"), gone).await.expect(200);
    // That somebody is ill is for whoever calls the roll.
    assert_eq!(of(&roll(&supervisor, "now").await, "Dele Osei")["state"], "sick");
    let mut stream = mia.listens(None).await;
    calls(&supervisor, &dele, false).await.expect(200);
    assert_eq!(stream.hears_of("duty.changed").await.data["facts"]["state"], "off");
    calls(&supervisor, &dele, true).await.expect(200);
    let away = roll(&mia, "now").await;
    assert_eq!(
        (&of(&away, "Dele Osei")["standing"], &of(&away, "Dele Osei")["state"]),
        (&json!("away"), &json!("off"))
    );
    let (starts, ends) = (world.now(), world.now() + SignedDuration::from_hours(2));
    let landside = of(&now, "Joan Farrell").clone();
    let instead = json!({
        "post": landside["post"]["id"], "officer": of(&now, "Ren Tanaka")["officer"]["id"],
        "from": starts, "to": ends, "replaces": landside["officer"]["id"], "reason": "swap",
    });
    let added = supervisor.post("/desk/roster/overrides", instead).await;
    assert_eq!(added.status, 201, "{}", added.json());
    world.advance(1).await;
    let now = roll(&supervisor, "now").await;
    let people = now["people"].as_array().unwrap();
    let there = people.iter().find(|one| one["stands_in"] == true).unwrap_or_else(|| panic!("{now:#}"));
    assert!(there["officer"]["label"].as_str().unwrap().starts_with("Ren Tanaka"), "{there}");
    assert_eq!(there["replaces"]["id"], landside["officer"]["id"]);

    // It begins: expected for five minutes, then late, then missing.
    let begins = medic["starts"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let mut stands = Vec::new();
    for minutes in [4, 5, 29, 30] {
        let until = begins + SignedDuration::from_mins(minutes);
        world.advance(until.duration_since(world.now()).as_secs()).await;
        supervisor.stays().await;
        stands.push(of(&roll(&supervisor, "now").await, "Ilse Brandt")["standing"].clone());
    }
    assert_eq!(stands, ["due", "late", "late", "missing"]);

    // Of a shift that nobody has nothing can be said, and others' venues have no roll here.
    let wrong = json!({ "officer": medic["officer"], "starts": begins + SignedDuration::from_mins(1) });
    calls(&supervisor, &wrong, true).await.refused(422, "invalid_value", "starts");
    let tomorrow = json!({ "officer": medic["officer"], "starts": begins + SignedDuration::from_hours(24) });
    calls(&supervisor, &tomorrow, true).await.refused(422, "out_of_range", "starts");
    let begun: jiff::Timestamp = dele["starts"].as_str().unwrap().parse().unwrap();
    let yesterday = json!({ "officer": dele["officer"], "starts": begun - SignedDuration::from_hours(24) });
    calls(&supervisor, &yesterday, true).await.refused(422, "invalid_value", "starts");
    supervisor.get("/desk/roll?venue=bayview&shift=yesterday").await.refused(422, "invalid_value", "shift");
    let stranger = world.officer("officer@other.test").await;
    stranger.get("/desk/roll?venue=bayview").await.refused(404, "not_found", "venue");
    let theirs = json!({ "officer": stranger.get("/me").await.expect(200), "starts": dele["starts"] });
    calls(&supervisor, &theirs, true).await.refused(404, "not_found", "");
    // Nor has a venue of the same authority, for a supervisor who has nothing to do with it.
    let moved = "delete from memberships where account_id = (select id from accounts where email = 'supervisor@demo.test') \
                 and venue_id = (select id from venues where slug = 'bayview-port')";
    assert_eq!(world.tamper(moved).await, 1);
    let supervisor = world.officer("supervisor@demo.test").await;
    supervisor.get("/desk/roll?venue=bayview-port").await.refused(404, "not_found", "venue");
    assert_eq!(world.broken_logs().await, [0; 0]);
}

both!(story);
