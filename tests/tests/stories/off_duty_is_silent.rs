//! Whoever goes on a break or off duty hears nothing from that instant on, and nobody can leave a place to nobody on their own.

use serde_json::{Value, json};
use tests::{Officer, World, both};

const MIA: &str = "officer@demo.test";
const REN: &str = "second@demo.test";

async fn story(world: &mut World) {
    for venue in ["bayview", "bayview-port"] {
        world.reimport(venue, stand_in_for_each_other).await;
    }
    let supervisor = world.officer("supervisor@demo.test").await;

    // A page waits for the mail server, and its officer goes on a break meanwhile.
    world.inbox.refuse().await;
    let door = json!({ "category": "access.door_open", "place": { "plate": "BV-T1-114" } });
    world.traveller().reports(door).await;
    world.settle().await;
    let waiting = supervisor.finds().await;
    let mia_has_it = waiting["assignee"]["label"] == "Mia Lindqvist · BV-32";
    let (called, other) = if mia_has_it { (MIA, REN) } else { (REN, MIA) };
    let (called, other) = (Person::of(world, called).await, Person::of(world, other).await);
    assert_eq!(waiting["assignee"]["id"], called.id, "one of the two who patrol the terminal");
    let told = called.says(json!({ "state": "break", "until": "2026-11-21T09:30:00Z" })).await;
    assert_eq!((&told["state"], &told["until"]), (&json!("break"), &json!("2026-11-21T09:30:00Z")));
    assert_eq!(called.officer.get("/me").await.expect(200)["on_duty"], json!([]));
    world.inbox.take().await;
    world.advance(10).await;
    assert_eq!(world.inbox.news_for().await, [other.email], "the next one at once; not whoever eats");
    let whole = supervisor.opens(&waiting).await;
    let page = page_of(&whole, &called.id);
    assert_eq!((&page["state"], &page["error"]), (&json!("skipped"), &json!("on_break")));

    // What comes now goes to the next one on shift, and the trace says why.
    let theft = report(world, &supervisor, "crime.theft_now").await;
    assert_eq!(theft["assignment"]["officer"]["id"], other.id);
    let away = passed_over(&theft);
    assert_eq!((&away["officer"], &away["state"], &away["post"]), (&called.id, &json!("break"), &json!("t1-patrol")));
    world.advance(900).await;
    let heard = world.inbox.news_for().await;
    assert!(heard.len() > 8 && !heard.contains(&called.email.to_owned()), "all on duty, and not them: {heard:?}");
    world.advance(900).await;
    let heard = world.inbox.news_for().await;
    assert!(heard.contains(&called.email.to_owned()), "a break ends by itself: {heard:?}");

    for person in [&supervisor, &called.officer, &other.officer] {
        person.stays().await;
    }
    nobody_left(world, &supervisor, &called, &other).await;
    busy_and_off(world, &supervisor, &called, &other).await;
}

/// Wherever one of the two stands, the other does too.
fn stand_in_for_each_other(bundle: &mut Value) {
    let shifts = bundle["shifts"].as_array_mut().unwrap();
    let theirs: Vec<Value> = shifts.iter().filter(|s| s["officer"] == MIA || s["officer"] == REN).cloned().collect();
    for mut shift in theirs {
        shift["officer"] = if shift["officer"] == MIA { REN.into() } else { MIA.into() };
        // Where both are already, nobody has to.
        let is_there = |one: &&Value| one["post"] == shift["post"] && one["officer"] == shift["officer"];
        if !shifts.iter().any(|one| is_there(&one)) {
            shifts.push(shift);
        }
    }
}

/// With one of the two away, the other needs a supervisor.
async fn nobody_left(world: &World, supervisor: &Officer, called: &Person, other: &Person) {
    let told = called.says(json!({ "state": "break" })).await;
    assert_eq!(told["until"], "2026-11-21T23:00:00Z", "until the shift ends, at midnight in this place");
    let refused = other.tries(json!({ "state": "break" })).await;
    refused.refused(409, "needs_supervisor", "state");
    let uncovers = refused.json()["uncovers"].clone();
    let zones: Vec<&Value> = uncovers.as_array().unwrap().iter().map(|gap| &gap["zone"]["id"]).collect();
    assert!(zones.contains(&&json!("t1-arrivals")), "{uncovers}");
    assert_eq!(world.duty_of(supervisor, other).await["state"], "on", "a refusal changes nothing");

    let path = format!("/desk/duty/{}", other.id.as_str().unwrap());
    let agreed = json!({ "state": "break", "reason": "Sent to the dentist" });
    other.officer.post(&path, agreed.clone()).await.refused(403, "forbidden", "");
    supervisor.post(&path, json!({ "state": "break" })).await.refused(422, "missing_field", "reason");
    supervisor.post(&path, json!({ "state": "break", "reason": " " })).await.refused(400, "reason_required", "reason");
    supervisor.post(&path, json!({ "state": "gone", "reason": "x" })).await.refused(422, "invalid_value", "state");
    let late = json!({ "state": "break", "reason": "x", "until": "2026-11-21T09:00:00Z" });
    supervisor.post(&path, late).await.refused(422, "out_of_range", "until");
    let nobody = "/desk/duty/01890000-0000-7000-8000-000000000000";
    supervisor.post(nobody, agreed.clone()).await.refused(404, "not_found", "");
    assert_eq!(supervisor.post(&path, agreed).await.expect(200)["reason"], "Sent to the dentist");
    assert_eq!(world.duty_of(&called.officer, other).await["reason"], Value::Null, "a reason is the supervisors'");
    assert!(world.found_on_disk(b"dentist").await.is_empty(), "and sealed");

    let coverage = supervisor.get("/desk/coverage?venue=bayview&hours=16").await.expect(200)["items"][0].clone();
    let gaps = coverage["gaps"].as_array().unwrap();
    let gap = gaps.iter().find(|gap| gap["zone"]["id"] == "t1-arrivals").expect("the terminal has nobody");
    assert_eq!((&gap["starts"], &gap["red"]), (&coverage["from"], &json!(true)));
    assert_eq!(gap["ends"], "2026-11-21T23:00:00Z", "the next shift begins with people who said nothing yet");
    supervisor.get("/desk/coverage?hours=73").await.refused(422, "out_of_range", "hours");
    let nobody_there = report(world, supervisor, "danger.threat").await;
    let officer = &nobody_there["assignment"]["officer"]["id"];
    assert!(officer.is_string() && *officer != called.id && *officer != other.id, "somebody is always woken");
}

/// Busy is heard of what matters, and asked last. Off lasts as long as the shift.
async fn busy_and_off(world: &World, supervisor: &Officer, called: &Person, other: &Person) {
    assert_eq!(called.says(json!({ "state": "busy" })).await["state"], "busy");
    world.settle().await;
    world.inbox.news().await;
    let urgent = report(world, supervisor, "access.screen_bypass").await;
    assert_eq!((&urgent["priority"], &urgent["assignment"]["officer"]["id"]), (&json!(1), &called.id));
    assert!(
        world.inbox.news_for().await.contains(&called.email.to_owned()),
        "nobody else has the post, and it is a P1"
    );
    let calm = report(world, supervisor, "behaviour.other").await;
    assert_eq!((&calm["priority"], &calm["assignment"]["officer"]["id"]), (&json!(3), &called.id));
    let spared = page_of(&supervisor.opens(&calm).await, &called.id);
    assert_eq!((&spared["state"], &spared["error"]), (&json!("skipped"), &json!("busy")), "others can look at a P3");

    called.tries(json!({ "state": "off" })).await.refused(409, "needs_supervisor", "state");
    let back = json!({ "state": "on", "reason": "Back from the dentist" });
    let path = format!("/desk/duty/{}", other.id.as_str().unwrap());
    assert_eq!(supervisor.post(&path, back).await.expect(200)["state"], "on");
    let shared = report(world, supervisor, "access.impersonation").await;
    assert_eq!(shared["assignment"]["officer"]["id"], other.id, "there is somebody who is not busy");
    assert_eq!(passed_over(&shared)["state"], "busy");

    assert_eq!(called.says(json!({ "state": "off" })).await["until"], "2026-11-21T23:00:00Z");
    assert_eq!(world.duty_of(supervisor, called).await["state"], "off");
    world.clock.advance("2026-11-21T22:59:59Z".parse::<jiff::Timestamp>().unwrap().duration_since(world.now()));
    let supervisor = world.officer("supervisor@demo.test").await;
    assert_eq!(world.duty_of(&supervisor, called).await["state"], "off");
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    assert_eq!(world.duty_of(&supervisor, called).await["state"], "on", "a new shift begins afresh");
    let events = world.number("select count(*) from events where kind = 'duty.changed'").await;
    assert_eq!(events, 12, "each of six changes is in the log, once for each of their two venues");
}

/// Somebody who patrols the terminal, signed in.
struct Person {
    officer: Officer,
    email: &'static str,
    id: Value,
}

impl Person {
    async fn of(world: &World, email: &'static str) -> Self {
        let officer = world.officer(email).await;
        let id = officer.get("/me").await.expect(200)["id"].clone();
        Self { officer, email, id }
    }

    async fn tries(&self, duty: Value) -> tests::Reply {
        self.officer.ask("PUT", "/desk/duty").json(&duty).reply().await
    }

    async fn says(&self, duty: Value) -> Value {
        self.tries(duty).await.expect(200)
    }
}

trait Duties {
    async fn duty_of(&self, asks: &Officer, of: &Person) -> Value;
}

impl Duties for World {
    async fn duty_of(&self, asks: &Officer, of: &Person) -> Value {
        let list = asks.get("/desk/duty").await.expect(200);
        list["items"].as_array().unwrap().iter().find(|one| one["officer"]["id"] == of.id).unwrap().clone()
    }
}

/// Reports something at the terminal and opens the incident that comes of it.
async fn report(world: &World, desk: &Officer, category: &str) -> Value {
    let before: Vec<Value> = desk.queue().await.iter().map(|known| known["id"].clone()).collect();
    world.traveller().reports(json!({ "category": category, "place": { "plate": "BV-T1-114" } })).await;
    world.settle().await;
    let queue = desk.queue().await;
    let new = queue.iter().find(|incident| !before.contains(&incident["id"])).expect("a new incident");
    desk.opens(new).await
}

fn page_of(incident: &Value, officer: &Value) -> Value {
    let pages = incident["pages"].as_array().unwrap();
    pages.iter().find(|page| page["officer"]["id"] == *officer).expect("a page for them").clone()
}

fn passed_over(incident: &Value) -> Value {
    let trace = incident["assignment"]["trace"].as_array().unwrap();
    let line = trace.iter().find(|line| line["code"] == "routing.away");
    line.unwrap_or_else(|| panic!("nobody was passed over: {trace:?}"))["params"].clone()
}

both!(story);
