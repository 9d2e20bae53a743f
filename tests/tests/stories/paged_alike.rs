//! However an officer narrows the queue, turning its pages shows all of it once and in the queue's order: what is sought in several
//! places is laid together as if it had been met on one walk.

use serde_json::{Value, json};
use shared::taxonomy::Taxonomy;
use tests::{Officer, World, both};

/// From half past nine to half past ten, on the airport's clock. It is ten.
fn quiet(bundle: &mut Value) {
    for ladder in bundle["ladders"].as_array_mut().expect("ladders") {
        if ladder["priority"].as_i64() > Some(2) {
            ladder["quiet"] = json!({ "from": "09:30", "until": "10:30" });
        }
    }
}

async fn page(officer: &Officer, query: &str) -> Value {
    officer.get(&format!("/desk/incidents?{query}")).await.expect(200)
}

async fn turned(officer: &Officer, query: &str, limit: usize) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = page(officer, &format!("{query}&limit={limit}{cursor}")).await;
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit, "{query}");
        all.extend(items.iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else { return all };
        assert_eq!(items.len(), limit, "{query}: a page that is not the last is full");
        cursor = format!("&cursor={next}");
    }
}

fn numbers(items: &[Value]) -> Vec<&str> {
    items.iter().map(|incident| incident["number"].as_str().unwrap()).collect()
}

fn wants_patrol(incident: &Value) -> bool {
    let category = Taxonomy::builtin().category(incident["category"].as_str().unwrap()).unwrap();
    category.skills.iter().any(|skill| skill.as_str() == "patrol")
}

async fn story(world: &mut World) {
    world.reimport("bayview", quiet).await;
    backend::demo::fill(world.app(), 150).await.unwrap();
    let waits = [
        ("BV-PA-20", "behaviour.photo"),
        ("BV-T1-112", "item.lost"),
        ("BV-T1-151", "behaviour.photo"),
        ("BV-PA-20", "crime.fraud"),
    ];
    for (plate, category) in waits {
        world.traveller().reports(json!({ "category": category, "place": { "plate": plate } })).await;
    }
    world.traveller().reports(json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-151" } })).await;
    for text in ["by the fountain", "behind the bus stop"] {
        world.traveller().reports(json!({ "category": "crime.fraud", "place": { "text": text } })).await;
    }
    world.settle().await;
    let mia = world.officer("officer@demo.test").await;
    let whole = page(&mia, "limit=200").await["items"].as_array().unwrap().clone();
    assert_eq!(whole.len(), 157);
    assert_eq!(numbers(&turned(&mia, "", 7).await), numbers(&whole));

    let is = |incident: &Value, field: &str, of: &[&str]| of.contains(&incident[field].as_str().unwrap_or_default());
    let over = |incident: &Value| is(incident, "status", &["closed"]);
    let placed = |incident: &Value, said: &str| {
        let names = [&incident["place"]["label"], &incident["zone"]["label"], &incident["zone"]["id"]];
        names.iter().any(|name| name.as_str().is_some_and(|name| name.to_lowercase().contains(said)))
    };
    type Wanted<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
    let by_post = format!("post={}", whole[0]["post"]["id"].as_str().unwrap());
    let asked: Vec<(&str, Wanted<'_>)> = vec![
        (
            "category=item.unattended,access.door_open,air.drone",
            Box::new(|one| is(one, "category", &["item.unattended", "access.door_open", "air.drone"])),
        ),
        (
            "category=crime.disorder&status=closed",
            Box::new(|one| is(one, "category", &["crime.disorder"]) && over(one)),
        ),
        (
            "category=item.unattended,behaviour.photo&status=open,acknowledged,en_route,on_scene",
            Box::new(|one| is(one, "category", &["item.unattended", "behaviour.photo"]) && !over(one)),
        ),
        (
            "status=open,closed&priority=3,4",
            Box::new(|one| is(one, "status", &["open", "closed"]) && one["priority"].as_i64() > Some(2)),
        ),
        ("q=drone", Box::new(|one| is(one, "category", &["air.drone"]))),
        ("q=check-in", Box::new(|one| placed(one, "check-in"))),
        (
            "q=check-in&status=closed&priority=3,4",
            Box::new(|one| placed(one, "check-in") && over(one) && one["priority"].as_i64() > Some(2)),
        ),
        ("reporter=anonymous", Box::new(|_| true)),
        ("reporter=anonymous&priority=2,4", Box::new(|one| [json!(2), json!(4)].contains(&one["priority"]))),
        // Wanted along with others, now by one kind and now by another.
        ("skill=patrol", Box::new(wants_patrol)),
        (
            "skill=patrol&status=closed&priority=2,3",
            Box::new(|one| wants_patrol(one) && over(one) && [json!(2), json!(3)].contains(&one["priority"])),
        ),
        ("skill=uas", Box::new(|one| is(one, "category", &["air.drone"]))),
        ("skill=uas&status=closed", Box::new(|one| is(one, "category", &["air.drone"]) && over(one))),
        (&by_post, Box::new(|one| one["post"]["id"] == whole[0]["post"]["id"])),
        ("box=uncorrelated", Box::new(|one| one["zone"].is_null())),
        ("box=held", Box::new(|one| is(one, "category", &["behaviour.photo", "item.lost", "crime.fraud"]))),
        (
            "box=held&priority=3",
            Box::new(|one| {
                is(one, "category", &["behaviour.photo", "item.lost", "crime.fraud"]) && one["priority"] == 3
            }),
        ),
    ];
    for (query, wanted) in asked {
        let expected: Vec<Value> = whole.iter().filter(|one| wanted(one)).cloned().collect();
        assert!(expected.len() > 1, "{query}: {}", expected.len());
        for limit in [1, 3, 200] {
            assert_eq!(numbers(&turned(&mia, query, limit).await), numbers(&expected), "{query}, {limit} a page");
        }
    }

    // What reports say, and numbers: the same whether turned or not, and in the queue's order.
    for query in ["q=suitcase", "q=suitcase&status=closed", "q=A-0007", "q=7", "q=nobody-wrote-this"] {
        let at_once = turned(&mia, query, 200).await;
        assert_eq!(numbers(&turned(&mia, query, 2).await), numbers(&at_once), "{query}");
        let found = numbers(&at_once);
        let in_order: Vec<&str> = numbers(&whole).into_iter().filter(|number| found.contains(number)).collect();
        assert_eq!(found, in_order, "{query}");
    }
    assert_eq!(numbers(&turned(&mia, "q=A-0007", 2).await), ["A-0007"]);
}

both!(story);
