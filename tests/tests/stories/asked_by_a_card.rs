//! An officer asks with a card. Everybody reads it in their own language, and one tap answers it.

use serde_json::{Value, json};
use tests::people::Sent;
use tests::{World, both, fresh_key};

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let place = json!({ "plate": "BV-T1-114" });
    let body = |language: &str| json!({ "category": "item.unattended", "place": place, "language": language });
    let mine = traveller.reports(body("es-MX")).await;
    world.advance(1).await;
    let other = traveller.reports(body("ar")).await;
    world.settle().await;
    let officer = world.officer("officer@demo.test").await;
    let mut stream = officer.listens(None).await;
    let incident = officer.acknowledges(&officer.finds().await).await;
    assert_eq!(incident["report_count"], 2);

    let cards = officer.get("/desk/cards?venue=bayview&lang=es").await.expect(200);
    let way = cards["items"].as_array().unwrap().iter().find(|card| card["code"] == "way").unwrap().clone();
    assert_eq!((&way["kind"], &way["text"]), (&json!("question"), &json!("¿Hacia dónde fueron?")));
    assert_eq!(cards["language"], "es");
    let italian = officer.get("/desk/cards?venue=bayview&lang=it").await.expect(200);
    assert_eq!(italian["language"], "en", "whoever reads no language of ours reads English, and the desk says so");
    officer.get("/desk/cards?venue=nowhere").await.refused(404, "not_found", "");
    officer.tells(&incident, "message", json!({ "card": "way_port" })).await.refused(422, "invalid_value", "card");
    let both = json!({ "card": "way", "text": "and this" });
    officer.tells(&incident, "message", both).await.refused(422, "invalid_value", "card");
    officer.tells(&incident, "message", json!({ "card": "way" })).await.expect(200);
    world.advance(1).await;
    officer.tells(&incident, "message", json!({ "card": "on_way" })).await.expect(200);
    let whole = officer.opens(&incident).await;
    assert_eq!(whole["reports"][0]["messages"][0]["card"], "way");
    assert!(whole["reports"][0]["messages"][0]["read_at"].is_null(), "delivered, and not read yet");

    let seen = traveller.looks(&mine).await;
    let asked = &seen["questions"][0];
    assert_eq!(asked["text"], "¿Hacia dónde fueron?");
    assert_eq!(asked["options"][1], json!({ "code": "exit", "label": "A la salida", "icon": "exit" }));
    assert_eq!(seen["messages"][0]["text"], "Un agente va de camino.", "a sentence that asks nothing is a message");
    let in_french = traveller.holding(&mine, "GET", "?lang=fr-CA").reply().await.expect(200);
    assert!(in_french["questions"][0]["text"].is_string());
    assert_eq!(traveller.looks(&other).await["questions"][0]["text"], "إلى أين ذهبوا؟");
    stream.hears_of("message.read").await;
    let read = officer.opens(&incident).await["reports"][0]["messages"][0]["read_at"].clone();
    assert!(read.is_string());

    let answer = async |sent: &Sent, body: Value| {
        traveller.holding(sent, "POST", "/messages").header("Idempotency-Key", &fresh_key()).json(&body).reply().await
    };
    let id = asked["id"].clone();
    answer(&mine, json!({ "option": "exit" })).await.refused(422, "missing_field", "card");
    answer(&mine, json!({ "card": id })).await.refused(422, "missing_field", "text");
    answer(&mine, json!({ "card": id, "option": "moon" })).await.refused(422, "unknown_option", "option");
    answer(&other, json!({ "card": id, "option": "exit" })).await.refused(422, "invalid_value", "card");
    world.advance(1).await;
    answer(&mine, json!({ "card": id, "option": "exit" })).await.expect(201);
    let told = stream.hears_of("message.received").await;
    assert_eq!(told.data["incident"]["report_count"], 2);
    answer(&other, json!({ "card": traveller.looks(&other).await["questions"][0]["id"], "text": "نحو السيارات", "language": "ar" }))
        .await
        .expect(201);

    let seen = traveller.looks(&mine).await;
    assert_eq!(seen["questions"][0]["answer"]["option"], "exit");
    assert_eq!(seen["messages"].as_array().unwrap().len(), 1, "an answer stands with its question");
    world.advance(1).await;
    answer(&mine, json!({ "card": id, "option": "unseen" })).await.expect(201);
    assert_eq!(traveller.looks(&mine).await["questions"][0]["answer"]["option"], "unseen", "the last one counts");
    let whole = officer.opens(&incident).await;
    let said = |report: usize| whole["reports"][report]["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&said(0)["reply_to"], &said(0)["option"]), (&id, &json!("unseen")));
    assert_eq!((&said(1)["text"], &said(1)["language"]), (&json!("نحو السيارات"), &json!("ar")));
}

/// Ready messages: picked by their code, read by each in their own language, and known again by their code.
async fn ready(world: &mut World) {
    let traveller = world.traveller();
    let place = json!({ "plate": "BV-T1-114" });
    let body = |language: &str| json!({ "category": "item.unattended", "place": place, "language": language });
    let mut sent = Vec::new();
    for language in ["en", "es", "zh", "ar", "fr", "de", "pt", "ru", "ja", "ko", "hi", "tr"] {
        sent.push((language, traveller.reports(body(language)).await));
    }
    world.settle().await;
    let officer = world.officer("officer@demo.test").await;
    let incident = officer.acknowledges(&officer.finds().await).await;
    officer.tells(&incident, "message", json!({ "card": "have_it" })).await.expect(200);
    world.advance(1).await;
    let mut read = Vec::new();
    for (language, one) in &sent {
        let seen = traveller.looks(one).await;
        let text = seen["messages"][0]["text"].as_str().unwrap().to_owned();
        let shown = officer.get(&format!("/desk/cards?venue=bayview&lang={language}")).await.expect(200);
        let card = shown["items"].as_array().unwrap().iter().find(|card| card["code"] == "have_it").unwrap().clone();
        assert_eq!(card["text"], text.as_str(), "the desk shows what is read in {language}");
        assert_eq!(shown["language"], *language);
        read.push(text);
    }
    read.sort();
    read.dedup();
    assert_eq!(read.len(), sent.len(), "each in their own language");
    let whole = officer.opens(&incident).await;
    for report in whole["reports"].as_array().unwrap() {
        assert_eq!(report["messages"][0]["card"], "have_it");
    }

    let last = whole["reports"].as_array().unwrap().iter().find(|one| one["language"] == "tr").unwrap();
    let last = &last["id"];
    let one = json!({ "card": "handled", "reports": [last] });
    officer.tells(&whole, "message", one).await.expect(200);
    assert_eq!(traveller.looks(&sent[11].1).await["messages"][1]["text"], "Sorun çözüldü. Teşekkürler.");
    assert_eq!(traveller.looks(&sent[0].1).await["messages"].as_array().unwrap().len(), 1, "to nobody else");
}

both!(story);

mod ready_messages {
    tests::both!(super::ready);
}
