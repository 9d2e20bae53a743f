//! Where everything is. Each incident is counted once at every zoom, on its floor and in its area; what is kept from an officer
//! is in no group and in no number of theirs; an hour ago is as it was then.

use serde_json::{Value, json};
use tests::{Officer, World, both, fresh_key};

const MAP: &str = "/desk/map?venue=bayview";
const PLATES: [&str; 3] = ["BV-T1-112", "BV-T1-114", "BV-T1-151"];

fn sum(map: &Value, of: &str) -> u64 {
    map["groups"].as_array().unwrap().iter().map(|group| group[of].as_u64().unwrap()).sum()
}

async fn read(desk: &Officer, asked: &str) -> Value {
    desk.get(&format!("{MAP}{asked}")).await.expect(200)
}

async fn story(world: &mut World) {
    let desk = world.officer("supervisor@demo.test").await;
    for (nth, plate) in PLATES.into_iter().enumerate() {
        for kind in ["item.unattended", "crime.disorder", "access.badge"].into_iter().take(3 - nth) {
            world.traveller().reports(json!({ "category": kind, "place": { "plate": plate } })).await;
        }
    }
    world.traveller().reports(json!({ "category": "crime.disorder", "place": { "zone": "t1-arrivals" } })).await;
    world.traveller().reports(json!({ "category": "crime.disorder", "place": { "text": "by the fountain" } })).await;
    let all = desk.queue().await.len() as u64;
    let whole = read(&desk, "").await;
    assert_eq!((whole["total"].as_u64(), whole["nowhere"].as_u64()), (Some(all), Some(1)), "{whole}");
    assert_eq!(whole["items"].as_array().unwrap().len() as u64, all);
    for zoom in [0, 5, 10, 14, 16, 18, 20, 22] {
        let map = read(&desk, &format!("&zoom={zoom}")).await;
        assert_eq!(sum(&map, "count") + 1, all, "zoom {zoom}");
        assert_eq!(sum(&map, "owed") + 1, all, "zoom {zoom}");
        let alone = map["groups"].as_array().unwrap().iter().filter(|group| group["count"] == 1);
        assert!(alone.clone().all(|group| group["incident"].is_string() && group["number"].is_string()), "{map}");
    }
    assert_eq!(read(&desk, "&zoom=0").await["groups"].as_array().unwrap().len(), 1);
    let pillars = read(&desk, "&zoom=22&bbox=3.9977,53.9994,3.9990,53.9999").await;
    assert_eq!(pillars["groups"].as_array().unwrap().len(), 2, "two signs, however many lie at each: {pillars}");

    // On its floor, in the frame, in an area, by what the queue is narrowed to.
    let upstairs = read(&desk, "&floor=1").await;
    assert_eq!(sum(&upstairs, "count") + upstairs["elsewhere"].as_u64().unwrap() + 1, all, "{upstairs}");
    assert!(upstairs["elsewhere"].as_u64().unwrap() >= 1, "arrivals is downstairs: {upstairs}");
    let floors: u64 = whole["floors"].as_array().unwrap().iter().map(|floor| floor["count"].as_u64().unwrap()).sum();
    assert_eq!(floors + 1, all);
    let near = read(&desk, "&bbox=3.9977,53.9994,3.9981,53.9997&zoom=19").await;
    assert!((1..all).contains(&sum(&near, "count")), "{near}");
    assert_eq!(sum(&near, "count") + near["elsewhere"].as_u64().unwrap() + 1, all);
    let area = "&area=53.9994,3.9977;53.9997,3.9977;53.9997,3.9981;53.9994,3.9981";
    assert_eq!(read(&desk, area).await["total"], sum(&near, "count"));
    let listed = desk.get(&format!("/desk/incidents?venue=bayview{area}")).await.expect(200);
    assert_eq!(listed["items"].as_array().unwrap().len() as u64, sum(&near, "count"), "the queue knows areas too");
    let kept = json!({ "venue": "bayview", "name": "By the pillars", "query": &area[1..] });
    desk.ask("POST", "/desk/filters").json(&kept).reply().await.expect(201);
    let badges = read(&desk, "&category=access.badge").await;
    assert!(badges["items"].as_array().unwrap().iter().all(|one| one["category"] == "access.badge"), "{badges}");

    is_kept(world, &desk).await;
    an_hour_ago(world, &desk).await;
    is_asked(world, &desk).await;
    is_over(world).await;
}

/// What is told in confidence changes no number of whoever it is kept from.
async fn is_kept(world: &World, desk: &Officer) {
    let (staff, ren) = (world.officer("staff@demo.test").await, world.officer("second@demo.test").await);
    let before = read(desk, "&zoom=18").await;
    let rens = read(&ren, "").await["total"].as_u64().unwrap();
    let told = json!({
        "category": "insider.access_misuse", "place": { "plate": "BV-T1-114" }, "narrative": "a door held open",
        "confidential": { "with_name": false },
    });
    let told = staff.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &fresh_key()).json(&told);
    told.reply().await.expect(201);
    assert_eq!(read(&ren, "").await["total"], rens + 1, "Ren looks into such things");
    let after = read(desk, "&zoom=18").await;
    for part in ["total", "nowhere", "elsewhere", "groups", "floors", "items"] {
        assert_eq!(after[part], before[part], "{part}");
    }
}

async fn an_hour_ago(world: &mut World, desk: &Officer) {
    let before = world.now();
    let stood = read(desk, "").await["total"].clone();
    world.sleeps(1800).await;
    desk.stays().await;
    let first = desk.queue().await.remove(0);
    let first = desk.acknowledges(&first).await;
    let end = json!({ "to": "resolved", "disposition": "secured" });
    desk.tells(&first, "status", end).await.expect(200);
    let ended = world.now();
    world.sleeps(1800).await;
    desk.stays().await;
    let now = read(desk, "").await;
    assert_eq!(now["total"].as_u64().unwrap() + 1, stood.as_u64().unwrap());
    let then = read(desk, &format!("&at={before}")).await;
    assert_eq!((&then["total"], &then["at"]), (&stood, &json!(before.to_string())));
    let row = |map: &Value| map["items"].as_array().unwrap().iter().find(|one| one["id"] == first["id"]).cloned();
    assert_eq!(row(&then).unwrap()["owed"], true, "nobody had it then");
    assert!(row(&now).is_none());
    // Of what is over, the last hours alone, and it says since when.
    let over = read(desk, "&status=resolved,closed").await;
    assert_eq!((&over["total"], row(&over).is_some()), (&json!(1), true), "{over}");
    let hours = world.now().duration_since(over["over_since"].as_str().unwrap().parse().unwrap()).as_hours();
    assert_eq!((hours, now["over_since"].is_null()), (13, true));
    let since = ended.checked_add(jiff::SignedDuration::from_secs(1)).unwrap();
    assert!(row(&read(desk, &format!("&at={since}")).await).is_none(), "from then on it was over");
}

/// What is over for long is on no map: there is more of it than any can show.
async fn is_over(world: &mut World) {
    world.sleeps(13 * 3600).await;
    let desk = world.officer("supervisor@demo.test").await;
    assert_eq!(read(&desk, "&status=resolved,closed").await["total"], 0);
    // What is not over stays, however old.
    let stands = read(&desk, "").await["total"].clone();
    assert!(stands.as_u64().unwrap() > 1);
    assert_eq!(
        read(&desk, "&status=open,acknowledged,en_route,on_scene,reopened,resolved,closed").await["total"],
        stands
    );
}

async fn is_asked(world: &World, desk: &Officer) {
    for (asked, code, field) in [
        ("&bbox=1,2,3", "invalid_value", "bbox"),
        ("&bbox=5,2,3,4", "invalid_value", "bbox"),
        ("&bbox=a,b,c,d", "invalid_value", "bbox"),
        ("&zoom=23", "out_of_range", "zoom"),
        ("&floor=99", "invalid_value", "floor"),
        ("&area=1,2;3,4", "invalid_value", "area"),
        ("&at=2020-01-01T00:00:00Z", "out_of_range", "at"),
        ("&priority=9", "invalid_value", "priority"),
    ] {
        desk.get(&format!("{MAP}{asked}")).await.refused(422, code, field);
    }
    let other = world.officer("officer@other.test").await;
    other.get(MAP).await.refused(404, "not_found", "venue");
    world.officer("staff@demo.test").await.get(MAP).await.refused(403, "forbidden", "");
    assert_eq!(world.tamper("delete from memberships where account_id = (select id from accounts where email = 'second@demo.test') and venue_id = (select id from venues where slug = 'bayview')").await, 1);
    let second = world.officer("second@demo.test").await;
    second.get(MAP).await.refused(404, "not_found", "venue");
    assert_eq!(second.get("/desk/map").await.expect(200)["venue"], "bayview-port");
}

both!(story);
