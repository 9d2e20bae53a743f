//! Two bags at two signs of one pier stay two incidents, however many report each; what is neither near nor far is shown to the
//! desk with its reasons.

use serde_json::json;
use tests::{World, both};

async fn story(world: &mut World) {
    for n in 0..4 {
        // Phones that know their place to 12 m, a little beside it; the second bag is 60 m further east.
        for lon in [3.998_608, 3.998_608 + 0.000_917] {
            let beside = f64::from(n - 2) * 0.000_03;
            let place = json!({ "lat": 53.999_511 + beside, "lon": lon - beside, "accuracy_m": 12.0, "floor": "1" });
            world.traveller().reports(json!({ "category": "item.unattended", "place": place })).await;
        }
        world.advance(20).await;
    }
    let officer = world.officer("officer@demo.test").await;
    let queue = officer.queue().await;
    assert_eq!(queue.len(), 2, "{queue:#?}");
    assert!(queue.iter().all(|incident| incident["report_count"] == 4));

    // A phone that knows its place only to 120 m says there is a bag somewhere near the first.
    let first = queue.iter().find(|incident| incident["number"] == "A-0001").unwrap();
    let (lat, lon) = (first["place"]["lat"].as_f64().unwrap(), first["place"]["lon"].as_f64().unwrap());
    let vague = json!({ "lat": lat + 0.000_9, "lon": lon, "accuracy_m": 120.0, "floor": "1" });
    world.traveller().reports(json!({ "category": "item.suspicious", "place": vague })).await;
    world.settle().await;
    let queue = officer.queue().await;
    assert_eq!(queue.len(), 3, "nobody is silently swallowed: {queue:#?}");
    let whole = officer.opens(&queue[0]).await;
    let related = whole["related"].as_array().unwrap();
    assert!(!related.is_empty(), "but the desk is told what it may be");
    assert!(related[0]["reasons"].as_array().unwrap().iter().any(|reason| reason["of"] == "place"));
}

both!(story);
