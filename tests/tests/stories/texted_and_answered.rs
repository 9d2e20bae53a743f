//! Officers with a telephone get a text besides the mail, and a call where the first ring of a most urgent case woke nobody. An answer
//! with the case's number, or a key, takes it; what the gateway has not signed is nobody's word.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::gateway::Call;
use tests::{Gateway, Officer, Reply, World, both};

const TOKEN: &str = "gateway-token";

fn fields(call: &Call) -> BTreeMap<String, String> {
    let text = String::from_utf8(call.body.clone()).unwrap();
    let url = reqwest::Url::parse(&format!("http://form.invalid/?{text}")).unwrap();
    url.query_pairs().into_owned().collect()
}

/// A form as the gateway posts it: signed over the public address and its fields in order.
async fn posts(world: &World, address: &str, form: &[(&str, &str)], token: &str) -> Reply {
    let mut sorted = form.to_vec();
    sorted.sort_unstable();
    let signed = sorted.iter().fold(address.to_owned(), |text, (name, value)| text + name + value);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes()), signed.as_bytes());
    let body = reqwest::Url::parse_with_params("http://form.invalid/", form).unwrap().query().unwrap_or("").to_owned();
    let path = address.strip_prefix("http://desk.test/api/v1").unwrap().to_owned();
    let asking = world.wire().ask("POST", &path).header("X-Twilio-Signature", &BASE64_STANDARD.encode(tag));
    asking.header("Content-Type", "application/x-www-form-urlencoded").bytes(body).reply().await
}

async fn page(desk: &Officer, incident: &Value, channel: &str, officer: &str) -> Value {
    desk.stays().await;
    let pages = desk.opens(incident).await["pages"].as_array().unwrap().clone();
    let mine = |page: &&Value| page["channel"] == channel && page["officer"]["label"].to_string().contains(officer);
    pages.iter().find(mine).unwrap_or_else(|| panic!("{channel} {officer}: {pages:?}")).clone()
}

async fn story(world: &mut World) {
    let gateway = Gateway::open().await;
    gateway.answers(201);
    let address = gateway.url("/2010-04-01/Accounts/AC1");
    world.tune(|config| {
        config.texts_url = Some(address);
        config.texts_account = Some("AC1".to_owned());
        config.texts_token = Some(TOKEN.to_owned());
        config.texts_from = Some("+15550100".to_owned());
    });
    world.restart().await;
    world
        .reimport("bayview", |bundle| {
            for person in bundle["people"].as_array_mut().unwrap() {
                match person["email"].as_str().unwrap() {
                    "armed@demo.test" => person["phone"] = json!("+31612345678"),
                    "supervisor@demo.test" => person["phone"] = json!("+31687654321"),
                    _ => {}
                }
            }
        })
        .await;
    let desk = world.officer("supervisor@demo.test").await;
    let weapon =
        json!({ "category": "danger.weapon", "place": { "plate": "BV-T1-151" }, "narrative": "he has a knife" });
    world.traveller().reports(weapon).await;
    world.settle().await;
    let incident = desk.finds().await;
    let number = incident["number"].as_str().unwrap().to_owned();

    let calls = gateway.news();
    assert_eq!(calls.len(), 1, "a text to the one officer who is called first");
    assert_eq!(calls[0].path, "/2010-04-01/Accounts/AC1/Messages.json");
    assert_eq!(calls[0].headers["authorization"], format!("Basic {}", BASE64_STANDARD.encode(format!("AC1:{TOKEN}"))));
    let text = fields(&calls[0]);
    assert_eq!((text["To"].as_str(), text["From"].as_str()), ("+31612345678", "+15550100"));
    assert!(text["Body"].contains(&number) && text["Body"].contains("P1"), "{text:?}");
    assert!(!text["Body"].contains("knife") && !text["Body"].contains("weapon"), "strangers read lock screens");
    assert_eq!(page(&desk, &incident, "text", "Dele").await["state"], "sent");

    // What became of it: only what the gateway signed.
    let status = text["StatusCallback"].clone();
    posts(world, &status, &[("MessageStatus", "delivered")], "somebody else").await.refused(401, "unauthorized", "");
    assert_eq!(page(&desk, &incident, "text", "Dele").await["state"], "sent");
    posts(world, &status, &[("MessageSid", "SM1"), ("MessageStatus", "delivered")], TOKEN).await.expect(204);
    assert_eq!(page(&desk, &incident, "text", "Dele").await["state"], "delivered");
    posts(world, &status, &[("MessageStatus", "read")], TOKEN).await.expect(204);
    assert_eq!(page(&desk, &incident, "text", "Dele").await["state"], "seen");
    assert_eq!(desk.finds().await["status"], "open", "reading acknowledges nothing");

    // Nobody answers: the second ring calls, and widens.
    world.advance(60).await;
    let later = gateway.news();
    let called: Vec<_> = later.iter().filter(|call| call.path.ends_with("/Calls.json")).map(fields).collect();
    assert!(!called.is_empty());
    let script = called[0]["Url"].clone();
    let said = posts(world, &script, &[("CallSid", "CA1")], TOKEN).await;
    let said = String::from_utf8(said.bytes.to_vec()).unwrap();
    assert!(said.contains("<Gather") && said.contains("press 1") && !said.contains("weapon"), "{said}");
    let key = format!("{script}/key");
    let said = posts(world, &key, &[("Digits", "5")], TOKEN).await;
    assert!(String::from_utf8(said.bytes.to_vec()).unwrap().contains("not taken"));
    assert_eq!(desk.finds().await["status"], "open");

    // Answers by text: "yes" may be to anything, a stranger's number is nobody's, and the number takes it.
    let replies = "http://desk.test/api/v1/hooks/replies";
    let answers = async |from: &str, body: &str| {
        let reply = posts(world, replies, &[("From", from), ("Body", body)], TOKEN).await;
        assert_eq!(reply.status, 200);
        String::from_utf8(reply.bytes.to_vec()).unwrap()
    };
    assert!(answers("+31612345678", "yes").await.contains("answer with its number"));
    assert!(answers("+31600000000", &number).await.contains("Nothing was sent"));
    posts(world, replies, &[("From", "+31612345678"), ("Body", &number)], "x").await.refused(401, "unauthorized", "");
    assert_eq!(desk.finds().await["status"], "open");
    let small = format!(" {} ", number.to_lowercase().replace('-', " "));
    assert!(answers("+31612345678", &small).await.contains("is yours"));
    desk.stays().await;
    let taken = desk.finds().await;
    assert_eq!(taken["status"], "acknowledged");
    assert!(taken["assignee"]["label"].as_str().unwrap().starts_with("Dele"));
    assert_eq!(page(&desk, &incident, "text", "Dele").await["state"], "acknowledged");
    assert!(answers("+31687654321", &number).await.contains("Somebody else has"));

    // What does not get through says so, and the ladder never waited for it.
    let calm = json!({ "category": "danger.fight", "place": { "plate": "BV-T1-151" } });
    gateway.answers(500);
    world.traveller().reports(calm).await;
    world.settle().await;
    assert!(!world.inbox.news().await.is_empty(), "mail goes all the same");

    // A push may say that it arrived, by the token only its browser has.
    world.wire().post("/pages/arrived", json!({ "token": "AAAA", "seen": true })).await.refused(404, "not_found", "");
}

both!(story);
