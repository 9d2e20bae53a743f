//! The clocks change in the middle of the night shift. Whoever is called before, in and after the hour that is missing or comes
//! twice is the one whom the roster on the wall means, and the board said so months before.

use jiff::Timestamp;
use serde_json::{Value, json};
use tests::{Officer, World, both};

const EARLY: &str = "officer@demo.test";
const LATE: &str = "second@demo.test";

/// A night: where the venue is, when one officer hands over to the other by the clock on the wall, and who is called when (UTC).
struct Night {
    zone: &'static str,
    hands_over: &'static str,
    called: &'static [(&'static str, &'static str)],
}

const NIGHTS: [Night; 4] = [
    // 02:00 is followed by 03:00: half past two is half past three.
    Night {
        zone: "Europe/Amsterdam",
        hands_over: "02:30",
        called: &[
            ("2027-03-28T00:55:00Z", EARLY),
            ("2027-03-28T01:05:00Z", EARLY),
            ("2027-03-28T01:29:00Z", EARLY),
            ("2027-03-28T01:31:00Z", LATE),
            ("2027-03-28T03:55:00Z", LATE),
        ],
    },
    // 02:00 is followed by 01:30: a quarter to two comes twice, and the first of them counts.
    Night {
        zone: "Australia/Lord_Howe",
        hands_over: "01:45",
        called: &[
            ("2027-04-03T14:44:00Z", EARLY),
            ("2027-04-03T14:46:00Z", LATE),
            ("2027-04-03T15:10:00Z", LATE),
            ("2027-04-03T15:16:00Z", LATE),
        ],
    },
    // 02:00 is followed by 02:30: a quarter past two is a quarter to three.
    Night {
        zone: "Australia/Lord_Howe",
        hands_over: "02:15",
        called: &[
            ("2027-10-02T15:25:00Z", EARLY),
            ("2027-10-02T15:35:00Z", EARLY),
            ("2027-10-02T15:44:00Z", EARLY),
            ("2027-10-02T15:46:00Z", LATE),
        ],
    },
    // 03:00 is followed by 02:00: half past two comes twice, and the first of them counts.
    Night {
        zone: "Europe/Amsterdam",
        hands_over: "02:30",
        called: &[
            ("2027-10-31T00:25:00Z", EARLY),
            ("2027-10-31T00:35:00Z", LATE),
            ("2027-10-31T01:15:00Z", LATE),
            ("2027-10-31T01:45:00Z", LATE),
            ("2027-10-31T04:55:00Z", LATE),
        ],
    },
];

async fn story(world: &mut World) {
    for night in &NIGHTS {
        world.reimport("bayview", |bundle| patrol_at_night(bundle, night)).await;
        let supervisor = world.officer("supervisor@demo.test").await;
        for (at, who) in night.called {
            let board = supervisor.get(&format!("/desk/roster?venue=bayview&at={at}")).await.expect(200);
            assert_eq!(patrol(&board), [label(who)], "the board, for {at}");
        }
        for (at, who) in night.called {
            called_at(world, at.parse().unwrap(), who).await;
        }
    }
    let desk = world.officer("supervisor@demo.test").await;
    let ahead = desk.get("/desk/roster?venue=bayview&at=2027-10-31T00:40:00Z").await.expect(200);
    assert_eq!(patrol(&ahead), [label(LATE)], "and what was is told as it was");
    desk.get("/desk/roster?at=tonight").await.refused(422, "invalid_value", "at");
}

/// The terminal's patrol from ten to six, in two halves.
fn patrol_at_night(bundle: &mut Value, night: &Night) {
    bundle["venue"]["time_zone"] = night.zone.into();
    let shifts = bundle["shifts"].as_array_mut().unwrap();
    shifts.retain(|shift| shift["post"] != "t1-patrol");
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    for (who, from, to) in [(EARLY, "22:00", night.hands_over), (LATE, night.hands_over, "06:00")] {
        shifts.push(json!({ "post": "t1-patrol", "officer": who, "days": days, "from": from, "to": to }));
    }
}

/// Something happens in the terminal at this instant: this one is paged first.
async fn called_at(world: &World, at: Timestamp, who: &str) {
    world.clock.advance(at.duration_since(world.now()));
    world.settle().await;
    world.inbox.news().await;
    let place = json!({ "plate": "BV-T1-114" });
    let sent = world.traveller().reports(json!({ "category": "danger.threat", "place": place })).await;
    world.settle().await;
    assert_eq!(world.inbox.news_for().await, [who], "at {at}");
    let desk: Officer = world.officer("supervisor@demo.test").await;
    let incident = desk.finds_open().await;
    let over = json!({ "to": "resolved", "disposition": "no_trace" });
    desk.tells(&incident, "status", over).await.expect(200);
    assert_eq!(world.traveller().looks(&sent).await["status"], "resolved");
}

trait FindsOpen {
    async fn finds_open(&self) -> Value;
}

impl FindsOpen for Officer {
    async fn finds_open(&self) -> Value {
        let queue = self.get("/desk/incidents?status=open").await.expect(200)["items"].clone();
        assert_eq!(queue.as_array().unwrap().len(), 1, "one is open: {queue}");
        queue[0].clone()
    }
}

fn patrol(board: &Value) -> Vec<&str> {
    let posts = board["items"].as_array().unwrap();
    let post = posts.iter().find(|post| post["code"] == "t1-patrol").unwrap();
    post["officers"].as_array().unwrap().iter().map(|one| one["officer"]["label"].as_str().unwrap()).collect()
}

fn label(who: &str) -> &'static str {
    if who == EARLY { "Mia Lindqvist · BV-32" } else { "Ren Tanaka · BV-34" }
}

both!(story);
