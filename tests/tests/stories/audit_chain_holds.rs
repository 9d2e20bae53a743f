//! The log of an authority is a chain. Whoever changes, takes out or cuts off an entry is found out.

use serde_json::json;
use tests::{World, both};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let sent = traveller.reports(json!({ "category": "danger.fight", "place": { "plate": "BV-T1-114" } })).await;
    traveller.writes(&sent, "they are gone").await;
    world.settle().await;
    let officer = world.officer("officer@demo.test").await;
    let incident = officer.acknowledges(&officer.finds().await).await;
    officer.tells(&incident, "note", json!({ "text": "nobody there" })).await.expect(200);
    assert_eq!(world.broken_logs().await, [0; 0]);
    let entries =
        world.number("select count(*) from events where authority_id = (select authority_id from incidents)").await;
    let list = officer.get("/desk/incidents").await.expect(200);
    assert_eq!(list["seq"], entries, "gapless");
    assert!(entries >= 7);

    let theirs = "authority_id = (select authority_id from incidents)";
    for change in ["facts = facts || ' '", "actor = actor || 'x'", "at = at + 1", "kind = kind || '.x'"] {
        let seq = 5;
        let before = |column: &str| format!("(select {column} from kept)");
        world.tamper(&format!("create table kept as select * from events where {theirs} and seq = {seq}")).await;
        assert_eq!(world.tamper(&format!("update events set {change} where {theirs} and seq = {seq}")).await, 1);
        assert_eq!(world.broken_logs().await, [seq], "{change}");
        let (facts, actor, at, kind) = (before("facts"), before("actor"), before("at"), before("kind"));
        let back = format!("facts = {facts}, actor = {actor}, at = {at}, kind = {kind}");
        world.tamper(&format!("update events set {back} where {theirs} and seq = {seq}")).await;
        world.tamper("drop table kept").await;
        assert_eq!(world.broken_logs().await, [0; 0]);
    }

    world.tamper(&format!("create table kept as select * from events where {theirs} and seq in (4, {entries})")).await;
    for (gone, found) in [(4, 4), (entries, entries)] {
        assert_eq!(world.tamper(&format!("delete from events where {theirs} and seq = {gone}")).await, 1);
        assert_eq!(world.broken_logs().await, [found], "entry {gone} was taken out");
        world.tamper(&format!("insert into events select * from kept where seq = {gone}")).await;
        assert_eq!(world.broken_logs().await, [0; 0]);
    }
    world.tamper("drop table kept").await;
}

both!(story);
