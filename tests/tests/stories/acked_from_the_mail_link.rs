//! An officer at 3 a.m. has a phone and no desk: the link in the mail opens a page with one button. A scanner that opens every link
//! acknowledges nothing; the button does, once, and whoever comes later learns that somebody has it.

use serde_json::{Value, json};
use tests::inbox::Mail;
use tests::{Reply, World, both};

/// The fragment of the link behind "I have it".
fn token(mail: &Mail) -> String {
    let links: Vec<&str> = mail.text.lines().filter(|line| line.starts_with("http")).collect();
    let link = links.iter().find(|link| link.contains("/desk/ack#")).expect("a link to answer by");
    link.split_once('#').unwrap().1.to_owned()
}

async fn answers(world: &World, token: &str) -> Reply {
    world.wire().post("/pages/acknowledge", json!({ "token": token })).await
}

async fn story(world: &mut World) {
    let weapon = json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-151" } });
    let sent = world.traveller().reports(weapon).await;
    world.settle().await;
    let mails = world.inbox.news().await;
    let first = mails.iter().find(|mail| mail.to == "armed@demo.test").unwrap();
    world.advance(30).await;
    let mails = world.inbox.news().await;
    let second = mails.iter().find(|mail| mail.to != "armed@demo.test").unwrap();

    // A scanner opens every link of both mails.
    for mail in [first, second] {
        for link in mail.text.lines().filter(|line| line.starts_with("http")) {
            let path = link.split('#').next().unwrap().trim_start_matches("http://desk.test");
            let read = world.wire().page(path).await;
            assert_eq!(read, 200, "{path}");
        }
    }
    let supervisor = world.officer("supervisor@demo.test").await;
    assert_eq!(supervisor.finds().await["status"], "open", "reading acknowledges nothing");
    world.advance(30).await;
    assert!(!world.inbox.news().await.is_empty(), "the ladder climbs on");

    // What is not a token of ours is nobody's.
    let mine = token(first);
    let mut forged = mine.clone().into_bytes();
    forged[30] = if forged[30] == b'A' { b'B' } else { b'A' };
    for wrong in ["", "x", "AAAA", &String::from_utf8(forged).unwrap(), &mine[..40]] {
        answers(world, wrong).await.refused(404, "not_found", "");
    }
    world.wire().post("/pages/acknowledge", json!({})).await.refused(422, "missing_field", "token");

    // The button.
    let answer = answers(world, &mine).await.expect(200);
    assert_eq!(answer["stands"], "yours");
    let incident = supervisor.finds().await;
    assert_eq!((&incident["status"], &incident["number"]), (&json!("acknowledged"), &answer["number"]));
    let whole = supervisor.opens(&incident).await;
    assert_eq!(whole["assignment"]["officer"]["label"], incident["assignee"]["label"]);
    let said: Vec<&Value> = whole["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["params"]["command"] == "acknowledge")
        .collect();
    assert_eq!(said.len(), 1);
    assert_eq!(said[0]["params"]["by"], "email", "the log names the channel");
    assert_eq!(world.traveller().looks(&sent).await["status"], "acknowledged");

    // Pressed twice it says the same and does nothing; for the other officer somebody has it.
    assert_eq!(answers(world, &mine).await.expect(200)["stands"], "yours");
    assert_eq!(answers(world, &token(second)).await.expect(200)["stands"], "taken");
    let again = supervisor.opens(&incident).await;
    assert_eq!(again["version"], whole["version"], "nothing happened");
    world.inbox.news().await;

    // What is promised now is called for in a mail without such a link.
    world.advance(600).await;
    let promised = world.inbox.news().await;
    assert!(promised.iter().all(|mail| !mail.text.contains("/desk/ack#")), "a promise is kept at the desk");

    supervisor.stays().await;
    supervisor.tells(&supervisor.finds().await, "status", json!({ "to": "resolved" })).await.expect(200);
    assert_eq!(answers(world, &mine).await.expect(200)["stands"], "over");
    world.advance(24 * 3600).await;
    answers(world, &mine).await.refused(404, "not_found", "");
}

both!(story);
