//! An older server is put back: the schema goes back step by step and forth again, with what people have told in it. Where a step back
//! would open what was told in confidence, it is refused.

use migrations::{Migrator, MigratorTrait};
use serde_json::{Value, json};
use tests::{World, both, fresh_key};

/// Back beyond the step that keeps walls: itself and those after it.
fn to_before_confidence() -> u32 {
    let steps = Migrator::migrations();
    let at = steps.iter().position(|step| step.name() == "m20261204_confidence").unwrap();
    u32::try_from(steps.len() - at).unwrap()
}

async fn story(world: &mut World) {
    let staff = world.officer("staff@demo.test").await;
    let tells = async |more: Value| {
        let mut body = json!({ "category": "access.badge", "place": { "zone": "t1-arrivals" }, "narrative": "a door" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let asking = staff.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &fresh_key());
        asking.json(&body).reply().await.expect(201);
    };
    tells(json!({})).await;
    tells(json!({ "confidential": { "not_for": [], "with_name": true } })).await;
    world.traveller().reports(json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" } })).await;
    world.advance(30).await;
    // In no order: a step that fills a column moves rows about.
    let numbers = async || std::collections::BTreeSet::from_iter(world.everything_in("incidents", "number").await);
    let incidents = numbers().await;
    assert_eq!(incidents.len(), 3);

    // Something was told in confidence: the wall stays, and so do its readers.
    let conn = || world.app().db.for_migrations();
    let refused = Migrator::down(conn(), Some(to_before_confidence())).await.unwrap_err().to_string();
    assert!(refused.contains("told in confidence"), "{refused}");
    let readers = async || world.everything_in("incident_readers", "cast(count(*) as text)").await;
    let kept = async || world.everything_in("incidents", "coalesce(kept_from, 'open')").await;
    assert!(readers().await != ["0"] && kept().await.iter().filter(|kept| *kept != "open").count() == 1);
    // The steps after it may have been taken back already: they come again.
    Migrator::up(conn(), None).await.unwrap();
    let ren = world.officer("second@demo.test").await;
    assert_eq!(ren.queue().await.len(), 3);

    // It is settled and gone. Then the step goes back and forth, and nothing but what it brought is lost.
    world.changes("delete from incident_readers").await;
    world.changes("update incidents set kept_from = null").await;
    Migrator::down(conn(), Some(to_before_confidence())).await.unwrap();
    Migrator::up(conn(), None).await.unwrap();
    assert_eq!(numbers().await, incidents);
    assert_eq!(kept().await, ["open"; 3]);
    assert!(world.everything_in("accounts", "coalesce(employer, 'nobody')").await.iter().all(|one| one == "nobody"));
    world.restart().await;
    let conn = || world.app().db.for_migrations();
    let ren = world.officer("second@demo.test").await;
    assert_eq!(ren.queue().await.len(), 3);

    // Every step has a way back, with rows in its tables; and after all of them there is a way forth.
    Migrator::down(conn(), None).await.unwrap();
    Migrator::up(conn(), None).await.unwrap();
    assert_eq!(world.everything_in("incidents", "number").await, [""; 0]);
}

both!(story);
