//! A demo filled with years of incidents is one that officers can work in: what is made up is listed, found and read like what is
//! real, calls nobody, and is made once.

use serde_json::json;
use tests::{World, both};

/// Ninety days before.
fn quarter_before(day: &str) -> String {
    let day: jiff::civil::Date = day.parse().unwrap();
    day.checked_sub(jiff::Span::new().days(90)).unwrap().to_string()
}

async fn story(world: &mut World) {
    world.inbox.news().await;
    for _ in 0..2 {
        backend::demo::fill(world.app(), 150).await.unwrap();
        backend::demo::depart(world.app()).await.unwrap();
    }
    backend::departures::turn(world.app()).await.unwrap();
    world.settle().await;
    world.advance(3600).await;
    assert!(world.inbox.news().await.is_empty(), "what is made up calls nobody");
    let mia = world.officer("officer@demo.test").await;
    let standing = mia.get("/desk/incidents?venue=bayview&status=acknowledged,en_route,on_scene").await.expect(200);
    assert_eq!(standing["items"].as_array().unwrap().len(), 3);
    let over = mia.get("/desk/incidents?venue=bayview&status=closed&limit=200").await.expect(200);
    assert_eq!(over["items"].as_array().unwrap().len(), 147);
    let clocks = standing["items"].as_array().unwrap().iter().filter(|one| one["departure"]["place"].is_string());
    assert!(clocks.count() >= 1, "something leaves from where one of them is: {standing:#}");
    let leaves = |venue: &str, kind: &str| {
        format!(
            "select count(*) from departures d join venues v on v.id = d.venue_id where v.slug = '{venue}' and d.kind = '{kind}'"
        )
    };
    assert!(world.number(&leaves("bayview", "flight")).await > 100);
    assert!(world.number(&leaves("bayview-port", "vessel")).await > 10);
    assert_eq!(world.number("select count(*) from events where kind = 'departures.imported'").await, 4);

    // Numbers about the work say something, in weeks as in days.
    backend::insight::turn(world.app()).await.unwrap();
    let from = world.now().strftime("%Y-%m-%d").to_string();
    let quarter = format!("/desk/insight?venue=bayview&from={}", quarter_before(&from));
    let told = mia.get(&quarter).await.expect(200);
    assert!(told["numbers"]["incidents"].as_u64().unwrap() > 10, "{}", told["numbers"]);
    assert!(told["numbers"]["on_scene"]["median_s"].as_f64().unwrap() > 60.0, "{}", told["numbers"]);
    assert!(world.number("select count(*) from insight_weeks").await > 50);
    // What is filled in later is in the weeks that were summed before it, too.
    let before = told["numbers"]["incidents"].as_u64().unwrap();
    backend::demo::fill(world.app(), 150 + 60).await.unwrap();
    let more = mia.get(&quarter).await.expect(200)["numbers"]["incidents"].as_u64().unwrap();
    world.changes("update insight_heads set summed = 0").await;
    let by_days = mia.get(&quarter).await.expect(200)["numbers"]["incidents"].as_u64().unwrap();
    assert!(more > before && more == by_days, "{before}, then {more}, by its days {by_days}");
    world.changes("delete from insight_weeks").await;

    let whole = mia.opens(&standing["items"][0]).await;
    let reports = whole["reports"].as_array().unwrap();
    assert_eq!((reports.len(), &whole["report_count"]), (10, &json!(10)));
    let said = reports[0]["narrative"][0]["text"].as_str().unwrap();
    let found = mia.get(&format!("/desk/incidents?q={}", said.split(' ').nth(2).unwrap())).await.expect(200);
    assert!(found["items"].as_array().unwrap().iter().any(|one| one["id"] == whole["id"]), "{said}");

    // What is real goes on beside it, under the next number.
    world.traveller().reports(json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-114" } })).await;
    world.settle().await;
    assert!(!world.inbox.news().await.is_empty());
    let open = mia.get("/desk/incidents?venue=bayview&status=open").await.expect(200);
    assert_eq!(open["items"][0]["number"], "A-0211");
}

both!(story);
