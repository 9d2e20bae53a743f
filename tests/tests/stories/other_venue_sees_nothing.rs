//! One authority has an airport and a seaport. Who works at the seaport alone sees nothing of the airport.

use crate::other_authority_sees_nothing::sees_nothing_of;
use serde_json::{Value, json};
use tests::{Officer, World, both, fresh_key, photo};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let sent = traveller.reports(json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-114" } })).await;
    let photo = fresh_key();
    traveller.sends_photo(&sent, &photo, &photo::taken(1)).await;
    world.settle().await;
    let incident = world.officer("officer@demo.test").await.finds().await;

    let only_port = "delete from memberships where account_id = (select id from accounts where email = 'second@demo.test') \
                     and venue_id = (select id from venues where slug = 'bayview')";
    assert_eq!(world.tamper(only_port).await, 1);
    let second = world.officer("second@demo.test").await;
    let mut heard = second.listens(Some(0)).await;
    assert_eq!(second.queue().await, [Value::Null; 0]);
    sees_nothing_of(&second, &incident, &photo).await;
    world
        .traveller_at("bayview-port")
        .reports(json!({ "category": "info.test", "place": { "plate": "BP-FT-01" } }))
        .await;
    assert_eq!(heard.hears_of("incident.opened").await.data["incident"]["venue"], "bayview-port");
    assert_eq!(second.finds().await["number"], "S-0001");
    assert!(!second.get("/me").await.expect(200)["venues"].to_string().contains("Bayview Airport"));
    a_busy_venue_hides_nothing(world, &second).await;
    second.get("/desk/stream?venue=bayview").await.refused(404, "not_found", "venue");
}

/// Words are found in the newest reports that say them, up to a bound: what another venue says as well does not use it up.
async fn a_busy_venue_hides_nothing(world: &World, second: &Officer) {
    let says = |plate: &str| json!({ "category": "info.test", "place": { "plate": plate }, "language": "en", "narrative": "A kumquat rolls by." });
    world.traveller_at("bayview-port").reports(says("BP-FT-01")).await;
    let traveller = world.traveller();
    for _ in 0..200 {
        traveller.reports(says("BV-T1-114")).await;
    }
    world.settle().await;
    let found = second.get("/desk/incidents?q=kumquat").await.expect(200);
    assert_eq!(found["items"][0]["venue"], "bayview-port", "{found}");
    assert!(!found["items"].to_string().contains("\"bayview\""));
}

both!(story);
