//! Foreign words are named by their language, and a machine in this house translates them on a press. What it makes of them is kept
//! nowhere, and without a setting nothing of it exists.

use serde_json::{Value, json};
use tests::{Gateway, World, both, fresh_key};

const WORDS: &str = "Maleta azul oscuro bajo los asientos, fila E. Está ahí desde que llegué al aeropuerto.";

async fn story(world: &mut World) {
    let traveller = world.traveller();
    let place = json!({ "plate": "BV-T1-114" });
    let body = json!({ "category": "item.unattended", "place": place, "narrative": WORDS, "language": "es-MX" });
    let sent = traveller.reports(body).await;
    traveller.adds(&sent, json!({ "narrative": "حقيبة سوداء أيضا بجانبها، ولا أحد قريب منها الآن" })).await;
    let answer = json!({ "text": "Ya no está, alguien se la ha llevado hacia la salida", "language": "es" });
    let writing = traveller.holding(&sent, "POST", "/messages").header("Idempotency-Key", &fresh_key());
    let message = writing.json(&answer).reply().await.expect(201)["id"].clone();
    world.settle().await;

    // Without a translator languages are named all the same, and nothing else is offered.
    let officer = world.officer("officer@demo.test").await;
    assert_eq!(officer.get("/me").await.expect(200)["translates"], false);
    let whole = officer.opens(&officer.finds().await).await;
    let report = &whole["reports"][0];
    assert_eq!(report["narrative"][0]["written_in"], json!({ "language": "es", "sure": true }));
    assert_eq!(report["narrative"][1]["written_in"]["language"], "ar");
    assert_eq!(report["messages"][0]["written_in"], json!({ "language": "es", "sure": true }));
    let path = format!("/desk/incidents/{}/translate", whole["id"].as_str().unwrap());
    let first = json!({ "report": report["id"], "to": "en" });
    officer.post(&path, first.clone()).await.refused(404, "not_found", "");

    let machine = Gateway::open().await;
    let url = format!("http://127.0.0.1:{}/", machine.port);
    world.tune(|config| {
        config.translate_url = Some(url);
        config.translate_key = Some("house-key".to_owned());
    });
    world.restart().await;
    let officer = world.officer("officer@demo.test").await;
    assert_eq!(officer.get("/me").await.expect(200)["translates"], true);
    officer.opens(&whole).await;
    assert_eq!(machine.connections(), 0, "nothing is translated that nobody asked for");

    machine.says(200, json!({ "translatedText": "TRANSLATED-CANARY: dark blue suitcase" }));
    let done = officer.post(&path, first.clone()).await.expect(200);
    assert_eq!(done, json!({ "text": "TRANSLATED-CANARY: dark blue suitcase", "from": "es", "to": "en" }));
    let calls = machine.news();
    assert_eq!((calls.len(), calls[0].path.as_str()), (1, "/translate"));
    let asked: Value = serde_json::from_slice(&calls[0].body).unwrap();
    let expected = json!({ "q": WORDS, "source": "es", "target": "en", "format": "text", "api_key": "house-key" });
    assert_eq!(asked, expected);

    let second = json!({ "report": report["id"], "said": 1, "to": "zh-Hans" });
    let detected = json!({ "translatedText": "旁边", "detectedLanguage": { "language": "ar", "confidence": 90 } });
    machine.says(200, detected);
    assert_eq!(officer.post(&path, second).await.expect(200)["from"], "ar");
    let of_message = json!({ "report": report["id"], "message": message, "to": "en" });
    officer.post(&path, of_message).await.expect(200);
    let mut said =
        machine.news().into_iter().map(|call| serde_json::from_slice::<Value>(&call.body).unwrap()["q"].clone());
    assert_eq!(said.next_back().unwrap(), answer["text"].as_str().unwrap());

    // It is kept nowhere; that it was asked for is.
    for secret in ["TRANSLATED-CANARY", "Maleta azul"] {
        assert_eq!(world.found_on_disk(secret.as_bytes()).await, [""; 0]);
    }
    assert_eq!(world.number("select count(*) from reads where kind = 'words.translated'").await, 3);

    // What it does not know, what is not there, and what nobody may read.
    machine.says(400, json!({ "error": "fr is not supported" }));
    officer.post(&path, first.clone()).await.refused(422, "invalid_value", "to");
    for (status, body) in [(500, json!({})), (200, json!({})), (200, json!({ "translatedText": "x".repeat(200_000) }))]
    {
        machine.says(status, body);
        officer.post(&path, first.clone()).await.refused(503, "unavailable", "");
    }
    machine.news();
    // Whatever came of it: the log knew before the words left.
    assert_eq!(world.number("select count(*) from reads where kind = 'words.translated'").await, 7);
    // It leads nobody on to elsewhere with the words.
    let elsewhere = Gateway::open().await;
    machine.leads(307, &format!("http://127.0.0.1:{}/translate", elsewhere.port));
    officer.post(&path, first.clone()).await.refused(503, "unavailable", "");
    assert_eq!((machine.news().len(), elsewhere.connections()), (1, 0));
    machine.says(500, "{}");
    for (body, field) in
        [(json!({ "report": report["id"], "to": "../x" }), "to"), (json!({ "report": report["id"] }), "to")]
    {
        let reply = officer.post(&path, body).await;
        assert_eq!((reply.status, reply.refusal().2.as_str()), (422, field));
    }
    for body in [json!({ "report": report["id"], "said": 2, "to": "en" }), json!({ "report": whole["id"], "to": "en" })]
    {
        officer.post(&path, body).await.refused(404, "not_found", "");
    }
    world.officer("officer@other.test").await.post(&path, first.clone()).await.refused(404, "not_found", "");
    world.officer("staff@demo.test").await.post(&path, first.clone()).await.refused(403, "forbidden", "");
    assert_eq!(machine.news().len(), 0, "no words left for any of these");
    drop(machine);
    officer.post(&path, first.clone()).await.refused(503, "unavailable", "");

    kept_from(world).await;

    // A name that stands for an address in this house is asked; for any other it is not.
    let machine = Gateway::open().await;
    machine.says(200, json!({ "translatedText": "dark blue" }));
    let url = format!("http://translator.test:{}/", machine.port);
    world.tune(|config| config.translate_url = Some(url));
    world.restart().await;
    let officer = world.officer("officer@demo.test").await;
    for (address, status, asked) in [("0.0.0.0", 503, 0), ("127.0.0.1", 200, 1)] {
        world.names.says("translator.test", address);
        assert_eq!(
            (officer.post(&path, first.clone()).await.status, machine.news().len()),
            (status, asked),
            "{address}"
        );
    }
}

/// Of what is told in confidence no word leaves for whoever it is kept from.
async fn kept_from(world: &mut World) {
    let machine = Gateway::open().await;
    machine.says(200, json!({ "translatedText": "A door was held open" }));
    let url = format!("http://127.0.0.1:{}/", machine.port);
    world.tune(|config| config.translate_url = Some(url));
    world.restart().await;
    let told = json!({
        "category": "insider.access_misuse", "place": { "zone": "t1-checkin-b" }, "narrative": "Dejaron una puerta abierta",
        "confidential": { "with_name": false },
    });
    let staff = world.officer("staff@demo.test").await;
    let asked = staff.ask("POST", "/venues/bayview/reports").header("Idempotency-Key", &fresh_key()).json(&told);
    asked.reply().await.expect(201);
    world.settle().await;
    let (ren, dogs) = (world.officer("second@demo.test").await, world.officer("dogs@demo.test").await);
    let secret = ren.queue().await.into_iter().find(|one| one["confidential"] == true).unwrap();
    let path = format!("/desk/incidents/{}/translate", secret["id"].as_str().unwrap());
    let words = json!({ "report": ren.opens(&secret).await["reports"][0]["id"], "to": "en" });
    dogs.post(&path, words.clone()).await.refused(404, "not_found", "");
    assert_eq!(machine.news().len(), 0);
    ren.post(&path, words).await.expect(200);
}

/// A translator in the open is refused before the server starts.
#[test]
fn a_translator_elsewhere_is_refused_at_start() {
    let run = tokio::runtime::Runtime::new().unwrap();
    run.block_on(async {
        let mut config = backend::config::Config::built_in().unwrap();
        let dir = std::env::temp_dir().join(format!("ssa_translate_{}", hex::encode(tests::world::random::<6>())));
        config.data_dir.clone_from(&dir);
        config.translate_url = Some("https://93.184.216.34".to_owned());
        let clock = std::sync::Arc::new(backend::clock::MovableClock::at(tests::world::MORNING.parse().unwrap()));
        let opened = backend::app::App::open(config, clock, std::sync::Arc::new(backend::clock::SystemEntropy)).await;
        std::fs::remove_dir_all(&dir).unwrap();
        let why = format!("{:#}", opened.err().expect("it must not start"));
        assert!(why.contains("SSA_TRANSLATE_URL") && why.contains("SSA_TRANSLATE_OUTSIDE"), "{why}");
    });
}

both!(story);
