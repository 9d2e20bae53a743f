//! What is told in confidence is not seen by its edges: a month's suggestions do not count it, a report that is split off into it leaves
//! no trace in what it left, and whoever it is given to reads it before anybody is called.

use serde_json::{Value, json};
use tests::{Officer, Sent, World, fresh_key};

const REN: &str = "second@demo.test";

async fn post_of(officer: &Officer, code: &str) -> Value {
    let posts = officer.get("/desk/posts?venue=bayview").await.expect(200);
    let named = |post: &&Value| post["label"].as_str().unwrap().to_lowercase().contains(code);
    posts["items"].as_array().unwrap().iter().find(named).unwrap_or_else(|| panic!("{code}: {posts}")).clone()
}

async fn in_confidence(world: &World, body: &Value) -> Value {
    let staff = world.officer("staff@demo.test").await;
    let asking = staff.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &fresh_key()).json(body);
    asking.reply().await.expect(201)
}

async fn confided(reader: &Officer) -> Vec<Value> {
    reader.queue().await.into_iter().filter(|one| one["confidential"] == true).collect()
}

async fn reads(officer: &Officer, incident: &Value) -> bool {
    let reply = officer.get(&format!("/desk/incidents/{}", incident["id"].as_str().unwrap())).await;
    assert!(reply.status == 200 || reply.status == 404, "{reply:?}");
    reply.status == 200
}

/// Three bags are handed on by better words, and one that was told in confidence.
async fn suggestions(world: &mut World) {
    let (ren, admin) = (world.officer(REN).await, world.officer("admin@demo.test").await);
    let dogs = post_of(&ren, "dog").await["id"].clone();
    for plate in ["BV-T1-011", "BV-LS-01", "BV-T1-151"] {
        world.traveller().reports(json!({ "category": "item.unattended", "place": { "plate": plate } })).await;
    }
    in_confidence(
        world,
        &json!({ "category": "item.unattended", "place": { "plate": "BV-T1-144" }, "confidential": { "not_for": [] } }),
    )
    .await;
    let act = json!({ "post": dogs, "because": "wrong_category", "category": "item.suspicious" });
    let queue = ren.queue().await;
    assert_eq!(queue.len(), 4);
    for incident in queue {
        ren.tells(&incident, "reroute", act.clone()).await.expect(200);
    }
    // One more is only opened.
    in_confidence(
        world,
        &json!({ "category": "item.unattended", "place": { "plate": "BV-T1-144" }, "confidential": { "not_for": [] } }),
    )
    .await;
    let month = admin.get("/admin/suggestions").await.expect(200);
    assert_eq!(month["rerouted"], 3, "{month}");
    for item in month["items"].as_array().unwrap() {
        assert_eq!((&item["times"], &item["of"]), (&json!(3), &json!(3)), "{item}");
    }
    assert!(!month["items"].as_array().unwrap().is_empty());
}

/// One of four who saw a bag says later that it is about a colleague, and another when all is closed.
async fn split_off(world: &mut World) {
    let supervisor = world.officer("supervisor@demo.test").await;
    let ren = world.officer(REN).await;
    let bag = json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" } });
    let mut sent = Vec::new();
    for _ in 0..4 {
        sent.push(world.traveller().reports(bag.clone()).await);
    }
    let seen = supervisor.queue().await.into_iter().find(|one| one["report_count"] == 4).expect("one bag");
    let mut stream = supervisor.listens(None).await;
    let about = |plate: &str| json!({ "category": "insider.access_misuse", "place": { "plate": plate } });
    world.traveller().adds(&sent[3], about("BV-LS-01")).await;
    let apart = confided(&ren).await;
    assert_eq!(apart.len(), 1, "it left, and has walls of its own");
    assert!(!reads(&supervisor, &apart[0]).await);

    // Of what an officer splits off openly everybody is told, and of nothing before it.
    let rest = supervisor.opens(&seen).await;
    assert_eq!(rest["report_count"], 3);
    let third = rest["reports"].as_array().unwrap().iter().find(|one| one["id"] == json!(sent[2].id)).unwrap();
    supervisor.tells(&rest, "split", json!({ "reports": [third["id"]] })).await.expect(200);
    let heard = stream.hears_of("incident.split").await;
    assert_eq!(heard.data["facts"]["reports"], json!([sent[2].id]), "the first she hears of is the open one");
    let splits = |whole: &Value| {
        let all = whole["timeline"].as_array().unwrap();
        all.iter().filter(|entry| entry["kind"] == "incident.split").count()
    };
    let rest = supervisor.opens(&seen).await;
    assert_eq!(splits(&rest), 1);
    let text = rest.to_string();
    let number = apart[0]["number"].as_str().unwrap();
    assert!(!text.contains(number) && !text.contains(apart[0]["id"].as_str().unwrap()), "{text}");

    // Nor where all was closed already: what is said then is not everybody's to read either.
    supervisor.tells(&rest, "status", json!({ "to": "resolved" })).await.expect(200);
    world.traveller().adds(&sent[1], about("BV-LS-01")).await;
    assert_eq!(confided(&ren).await.len(), 2);
    let rest = supervisor.opens(&seen).await;
    assert_eq!((splits(&rest), &rest["report_count"], &rest["status"]), (1, &json!(1), &json!("resolved")));
    assert!(!rest.to_string().contains("insider."), "{rest}");
}

/// Two of the dog unit are given it; one of them is called at once, the other only by a later rung.
async fn given(world: &mut World) {
    world
        .reimport("bayview", |bundle| {
            let days = json!(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
            let shift = |post: &str, officer: &str| {
                json!({ "post": post, "officer": officer, "days": days, "from": "00:00", "to": "00:00" })
            };
            let shifts = bundle["shifts"].as_array_mut().unwrap();
            shifts.extend([shift("dog-unit", "eod@demo.test"), shift("landside-patrol", "airside@demo.test")]);
        })
        .await;
    world.settle().await;
    let ren = world.officer(REN).await;
    let (thandi, paolo) = (world.officer("dogs@demo.test").await, world.officer("eod@demo.test").await);
    let body = json!({ "category": "insider.shortcut", "place": { "zone": "t1-arrivals" }, "confidential": { "not_for": [] } });
    in_confidence(world, &body).await;
    let told = confided(&ren).await.remove(0);
    assert!(!reads(&thandi, &told).await && !reads(&paolo, &told).await);
    world.settle().await;
    world.inbox.news().await;
    let dogs = post_of(&ren, "dog").await["id"].clone();
    let moved = ren.tells(&told, "reroute", json!({ "post": dogs, "because": "needs_skill" })).await.expect(200);
    // Before anything of it has left.
    assert!(reads(&thandi, &moved).await && reads(&paolo, &moved).await);
    world.settle().await;
    let called = world.inbox.news_for().await;
    assert_eq!(called.len(), 1, "the other is not called yet: {called:?}");

    // Its reporter names another place, where other people work: both of them read it, and one is called.
    let ids = [my_id(&ren).await, my_id(&world.officer("officer@demo.test").await).await];
    let body =
        json!({ "category": "access.badge", "place": { "zone": "t1-arrivals" }, "confidential": { "not_for": ids } });
    let answer = in_confidence(world, &body).await;
    let text = |member: &str| answer[member].as_str().unwrap().to_owned();
    let sent = Sent { id: text("id"), receipt: text("receipt"), key: fresh_key(), answer: answer.clone() };
    let (joan, piotr) = (world.officer("landside@demo.test").await, world.officer("airside@demo.test").await);
    assert_eq!((confided(&joan).await.len(), confided(&piotr).await.len()), (0, 0));
    world.traveller().adds(&sent, json!({ "place": { "zone": "forecourt" } })).await;
    assert_eq!((confided(&joan).await.len(), confided(&piotr).await.len()), (1, 1));
}

async fn my_id(officer: &Officer) -> Value {
    officer.get("/me").await.expect(200)["id"].clone()
}

mod counted {
    tests::both!(super::suggestions);
}

mod left {
    tests::both!(super::split_off);
}

mod handed_on {
    tests::both!(super::given);
}
