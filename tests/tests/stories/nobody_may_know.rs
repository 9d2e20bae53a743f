//! What is told in confidence is kept from everybody who is on duty. Nobody off duty is woken for it; whoever told it learns that nobody
//! hears, and where to call; whoever watches the engine learns it too; and the first who comes on duty is called. Where somebody outside
//! is set up they hear, but of no exercise.

use serde_json::{Value, json};
use tests::{Gateway, Sent, World, both, fresh_key};

const MIA: &str = "officer@demo.test";
const REN: &str = "second@demo.test";
const PLACE: &str = "t1-checkin-b";

/// Mia alone at night and in the morning; after noon Ren besides.
fn two_people(bundle: &mut Value) {
    let days = json!(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
    bundle["shifts"] = json!([
        { "post": "duty-desk", "officer": MIA, "days": days, "from": "00:00", "to": "00:00" },
        { "post": "duty-desk", "officer": REN, "days": days, "from": "12:30", "to": "23:00" },
    ]);
    bundle["overrides"] = json!([]);
}

async fn told(world: &World, not_for: &[Value], more: Value) -> Sent {
    let staff = world.officer("staff@demo.test").await;
    let mut body = json!({
        "category": "insider.shortcut", "place": { "zone": PLACE },
        "confidential": { "not_for": not_for, "with_name": false },
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let key = fresh_key();
    let asking = staff.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &key).json(&body);
    let answer = asking.reply().await.expect(201);
    let text = |member: &str| answer[member].as_str().unwrap().to_owned();
    Sent { id: text("id"), receipt: text("receipt"), key, answer: answer.clone() }
}

async fn story(world: &mut World) {
    world.reimport("bayview", two_people).await;
    world.settle().await;
    let staff = world.officer("staff@demo.test").await;
    let officers = staff.get("/venues/bayview/officers").await.expect(200)["items"].clone();
    let named = |name: &str| {
        let found = officers.as_array().unwrap().iter().find(|one| one["label"].as_str().unwrap().starts_with(name));
        found.unwrap_or_else(|| panic!("{name} in {officers}"))["id"].clone()
    };
    let (mia, ren) = (named("Mia"), named("Ren"));
    let traveller = world.traveller();
    let engine = async |world: &World| world.wire().get("/health/engine").await;
    let unheard = async |sent: &Sent| traveller.looks(sent).await["unheard"].as_bool().unwrap();
    engine(world).await.expect(200);

    // An exercise that nobody may know of has nobody to be heard by.
    let drill = told(world, std::slice::from_ref(&mia), json!({ "drill": true })).await;
    world.settle().await;
    assert!(!unheard(&drill).await);
    engine(world).await.expect(200);

    // In earnest: its reporter is told, and so is whoever watches. Neither Mia nor anybody off duty is called.
    let mut mias = world.officer(MIA).await.listens(None).await;
    let sent = told(world, std::slice::from_ref(&mia), json!({})).await;
    world.settle().await;
    let mine = traveller.looks(&sent).await;
    assert_eq!((&mine["unheard"], &mine["emergency"]), (&json!(true), &json!({ "show": true, "number": "112" })));
    let ill = engine(world).await.expect(503)["faults"].to_string();
    assert!(ill.contains("1 incidents are heard by nobody") && ill.contains("has no fallback channel"), "{ill}");
    assert!(!ill.contains("confiden"), "anybody may read that, also those it is kept from: {ill}");
    world.advance(1800).await;
    assert!(world.inbox.news().await.is_empty(), "Mia is kept from it, and everybody else is off duty");
    assert!(unheard(&sent).await);
    let open = traveller.reports(json!({ "category": "access.badge", "place": { "zone": "t1-arrivals" } })).await;
    let about = mias.hears().await.data["incident"]["category"].clone();
    assert_eq!(about, "access.badge", "the first she hears of anything");
    assert!(!unheard(&open).await);

    // After noon Ren comes; the next rung calls him, and nobody is unheard any more.
    world.inbox.news().await;
    world.advance(8100).await;
    let ren_desk = world.officer(REN).await;
    let found = ren_desk.queue().await.into_iter().find(|one| one["confidential"] == true && one["drill"] == false);
    let found = found.expect("he looks into such things");
    assert!(unheard(&sent).await, "he is here, and nobody has called him yet");
    world.advance(960).await;
    let called = world.inbox.mails().await;
    let number = found["number"].as_str().unwrap();
    let of_it: Vec<&str> =
        called.iter().filter(|mail| mail.raw.contains(number)).map(|mail| mail.to.as_str()).collect();
    assert!(!of_it.is_empty() && of_it.iter().all(|to| *to == REN), "{of_it:?}");
    assert!(!unheard(&sent).await, "an officer was called");
    let well = engine(world).await;
    assert!(well.status == 200 || !well.expect(503)["faults"].to_string().contains("heard by nobody"));
    let ren_desk = world.officer(REN).await;
    let timeline = ren_desk.opens(&found).await["timeline"].as_array().unwrap().clone();
    let why: Vec<&Value> =
        timeline.iter().filter(|entry| entry["kind"] == "fallback.called").map(|e| &e["params"]).collect();
    assert_eq!(why.len(), 1, "once: {why:?}");
    assert_eq!((&why[0]["why"], &why[0]["called"]), (&json!("nobody_to_call"), &json!(0)));

    // Somebody outside is set up. They hear what all who are here must not, and of no exercise.
    let gateway = Gateway::open().await;
    let admin = world.officer("admin@demo.test").await;
    admin.confirms().await;
    let hook = json!({ "kind": "webhook", "name": "Night desk", "url": gateway.url("/night"), "for": ["fallback"] });
    admin.post("/admin/channels", hook).await.expect(201);
    let all = [mia, ren];
    told(world, &all, json!({ "drill": true })).await;
    world.advance(2000).await;
    assert!(gateway.news().is_empty(), "nobody outside is called for an exercise");
    let sent = told(world, &all, json!({})).await;
    world.settle().await;
    let heard = gateway.news();
    assert_eq!(heard.len(), 1, "{heard:?}");
    let page: Value = serde_json::from_slice(&heard[0].body).unwrap();
    assert_eq!(page["data"]["priority"], 3);
    assert!(!unheard(&sent).await, "somebody was called");
}

both!(story);
