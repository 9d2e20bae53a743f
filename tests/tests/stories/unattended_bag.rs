//! A bag stands alone. What the traveller adds makes it the bomb squad's, and says so.

use serde_json::json;
use tests::{World, both};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let desk = world.officer("supervisor@demo.test").await;
    let mut stream = desk.listens(None).await;

    let bag = traveller.reports(json!({ "category": "item.unattended", "place": { "plate": "BV-T1-114" } })).await;
    assert_eq!(bag.answer["emergency"], json!({ "show": false, "number": "112" }));
    let opened = stream.hears_of("incident.opened").await;
    assert_eq!(opened.data["incident"]["priority"], 2);
    assert_eq!(opened.data["incident"]["place"]["label"], "Check-in A, pillar 4");
    world.settle().await;
    world.inbox.news().await;

    let unsure = traveller.adds(&bag, json!({ "answers": { "hot_typical": "unsure", "hot_hidden": "no" } })).await;
    assert_eq!(unsure["emergency"]["show"], false);
    assert_eq!(desk.finds().await["priority"], 2, "doubt alone does not raise");

    let sure = traveller.adds(&bag, json!({ "answers": { "hot_hidden": "yes", "hot_typical": "no" } })).await;
    assert_eq!(sure["emergency"]["show"], true, "now the phone shows the number");
    world.settle().await;

    let raised = stream.hears_of("incident.raised").await;
    assert_eq!((&raised.data["facts"]["from"], &raised.data["facts"]["to"]), (&json!(2), &json!(1)));
    let incident = desk.finds().await;
    assert_eq!((&incident["priority"], &incident["post"]["label"]), (&json!(1), &json!("EOD on call")));
    assert_eq!(incident["version"], 1, "a rule is no person's command");
    let mails = world.inbox.news().await;
    let mail = mails.iter().find(|mail| mail.to == "eod@demo.test").expect("the bomb squad is called");
    assert!(mail.subject.starts_with(&format!("P1 {}", incident["number"].as_str().unwrap())), "{}", mail.subject);

    let whole = desk.opens(&incident).await;
    let why = whole["assessment"]["trace"].to_string();
    assert!(why.contains("unattended") && why.contains("P1"), "it says why: {why}");
    assert!(whole["assignment"]["trace"].as_array().is_some_and(|lines| !lines.is_empty()), "and why there");
    assert!(traveller.looks(&bag).await["seen_at"].is_string(), "the traveller knows that somebody looked");
}

both!(story);
