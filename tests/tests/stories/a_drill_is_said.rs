//! An exercise in one hall, by an authority's rule: people are called as ever and are told that it is none; nobody outside is called.
//! A report from elsewhere is in earnest. A rule may call more people too, by post and skill.

use serde_json::{Value, json};
use tests::{Gateway, World, both};

fn rules(then: Value) -> Value {
    json!([{ "code": "drill", "name": "Exercise in hall A", "when": "zone.code == \"check-in-a\"", "then": then }])
}

async fn story(world: &mut World) {
    let (admin, desk) = (world.officer("admin@demo.test").await, world.officer("supervisor@demo.test").await);
    let checks = async |then: Value| admin.post("/admin/rules/check", json!({ "rules": rules(then) })).await;
    let add = |rungs: Value| json!([{ "do": "add_ladder", "rungs": rungs }]);
    for (rungs, path) in [
        (json!([]), "rules[0].then[0].rungs"),
        (json!([{ "after_s": 0, "who": "post:no-such" }]), "rules[0].then[0].rungs[0].who"),
        (json!([{ "after_s": 86_401, "who": "everyone" }]), "rules[0].then[0].rungs[0].after_s"),
        (json!([{ "after_s": 0, "who": "skill:juggling" }]), "rules[0].then[0].rungs[0].who"),
    ] {
        assert_eq!(checks(add(rungs)).await.expect(200)["errors"][0]["path"], path);
    }
    assert_eq!(checks(add(json!([{ "after_s": 0, "who": "the-mayor" }]))).await.status, 422);

    let gateway = Gateway::open().await;
    admin.confirms().await;
    let hook = json!({ "kind": "webhook", "name": "Outside", "url": gateway.url("/out"), "for": ["fallback"] });
    admin.post("/admin/channels", hook).await.expect(201);
    let rungs = json!([{ "after_s": 0, "who": "post:marine-unit" }, { "after_s": 10, "who": "skill:medical" }]);
    let then = json!([{ "do": "mark_drill" }, { "do": "add_ladder", "rungs": rungs }]);
    let save = json!({ "rules": rules(then), "note": "Exercise on Saturday", "version": 0 });
    admin.ask("PUT", "/admin/rules").json(&save).reply().await.expect(200);

    let weapon = |plate: &str| json!({ "category": "danger.weapon", "place": { "plate": plate } });
    world.traveller().reports(weapon("BV-T1-114")).await;
    world.settle().await;
    let mails = world.inbox.news().await;
    assert!(mails.iter().any(|mail| mail.to == "armed@demo.test"));
    assert!(mails.iter().any(|mail| mail.to == "marine@demo.test"), "the rule's own rung");
    assert!(mails.iter().all(|mail| mail.subject.contains("EXERCISE")), "{:?}", mails[0].subject);
    world.advance(10).await;
    assert!(world.inbox.news_for().await.contains(&"medic@demo.test".to_owned()));
    let drill = desk.finds().await;
    assert_eq!(drill["drill"], true);
    world.advance(300).await;
    assert!(gateway.news().is_empty(), "nobody outside is called for an exercise");
    assert!(world.inbox.news().await.len() > 5, "the ladder climbs all the same");

    let real = desk.get("/desk/incidents?drill=false").await.expect(200);
    assert_eq!(real["items"], json!([]));
    assert_eq!(desk.get("/desk/incidents?drill=true").await.expect(200)["items"][0]["id"], drill["id"]);

    // Elsewhere it is in earnest, and so is a report from the hall that says so by being elsewhere as well.
    world.traveller().reports(weapon("BV-LS-01")).await;
    world.advance(200).await;
    assert!(!gateway.news().is_empty(), "outside is called for what is real");
    desk.stays().await;
    let items = desk.get("/desk/incidents?drill=false").await.expect(200)["items"].clone();
    assert_eq!((items.as_array().unwrap().len(), &items[0]["drill"]), (1, &json!(false)));

    // Whom a rule calls that holds only by what is said later is called at once.
    let sent =
        world.traveller().reports(json!({ "category": "danger.fight", "place": { "text": "by the desks" } })).await;
    world.settle().await;
    world.inbox.news().await;
    world.traveller().adds(&sent, json!({ "place": { "plate": "BV-T1-114" } })).await;
    world.settle().await;
    assert!(world.inbox.news_for().await.contains(&"marine@demo.test".to_owned()));
}

both!(story);
