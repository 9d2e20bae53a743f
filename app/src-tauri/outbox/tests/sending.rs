//! How the outbox sends, told with a clock that moves only when it is told to.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod desk;

use desk::{Desk, Mood, problem};
use jiff::{SignedDuration, Timestamp};
use outbox::edge::DeviceEntropy;
use outbox::{Lane, NoKeychain, Outbox, OutboxItem, OutboxPhoto, SendState, World};
use serde_json::{Value, json};
use shared::clock::Clock;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use uuid::Uuid;

const KEY: &str = "6f1d3c52-7a0e-4b5e-9a77-0d4a4f1f2b01";
const PHOTO: &str = "6f1d3c52-7a0e-4b5e-9a77-0d4a4f1f2b02";
const WORDS: &str = "6f1d3c52-7a0e-4b5e-9a77-0d4a4f1f2b03";

struct Hand(Mutex<Timestamp>);
impl Clock for Hand {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

struct Phone {
    outbox: Outbox,
    clock: Arc<Hand>,
    desk: Desk,
    folder: TempDir,
}

impl Phone {
    fn new() -> Self {
        let (desk, folder) = (Desk::open(), tempfile::tempdir().unwrap());
        let clock = Arc::new(Hand(Mutex::new("2026-01-01T00:00:00Z".parse().unwrap())));
        let outbox = open(&folder, &clock, &desk);
        Self { outbox, clock, desk, folder }
    }

    fn put(&self, more: Value) {
        let mut item = json!({ "key": KEY, "venue": "bayview", "body": {
            "category": "unattended.item", "place": { "plate": "T2-041" }, "narrative": "a suitcase", "answers": { "how_long": "10" },
        } });
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.outbox.put(serde_json::from_value(item).unwrap()).unwrap();
    }

    fn take_photo(&self) {
        let photo: OutboxPhoto = serde_json::from_value(json!({ "id": PHOTO, "media_type": "image/jpeg" })).unwrap();
        self.outbox.put_photo(id(KEY), photo, b"pixels").unwrap();
    }

    async fn round(&self) {
        self.outbox.round(Lane::Words).await.unwrap();
        self.outbox.round(Lane::Photos).await.unwrap();
    }

    fn wait(&self, seconds: i64) {
        *self.clock.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }

    fn item(&self) -> OutboxItem {
        self.outbox.list().unwrap().remove(0)
    }

    fn calls(&self) -> Vec<String> {
        self.desk
            .kept()
            .calls
            .iter()
            .map(|call| call.replace(KEY, "KEY").replace(PHOTO, "PHOTO").replace(WORDS, "WORDS"))
            .collect()
    }
}

fn open(folder: &TempDir, clock: &Arc<Hand>, desk: &Desk) -> Outbox {
    let server = desk.origin.clone();
    let world = World {
        clock: clock.clone(),
        entropy: Arc::new(DeviceEntropy),
        server: Box::new(move || server.clone()),
        changed: Box::new(|| {}),
    };
    Outbox::open(folder.path(), &NoKeychain, world).unwrap()
}

fn id(text: &str) -> Uuid {
    text.parse().unwrap()
}

#[tokio::test]
async fn words_go_first_and_each_part_leaves_after_its_own_201() {
    let phone = Phone::new();
    phone.put(json!({ "messages": [{ "key": WORDS, "body": { "text": "it ticks" } }] }));
    phone.take_photo();
    assert_eq!(phone.outbox.photo(id(KEY), id(PHOTO)).unwrap().as_deref(), Some(&b"pixels"[..]));
    phone.round().await;
    let wanted = [
        "POST /api/v1/venues/bayview/reports KEY",
        "POST /api/v1/reports/r-KEY/messages WORDS",
        "PUT /api/v1/reports/r-KEY/photos/PHOTO ",
    ];
    assert_eq!(phone.calls(), wanted);
    let item = phone.item();
    assert_eq!(
        (item.state, item.photos[0].state, item.messages[0].state),
        (SendState::Sent, SendState::Sent, SendState::Sent)
    );
    assert_eq!(item.receipt, Some(format!("RCPT-{KEY}")));
    assert_eq!(phone.outbox.photo(id(KEY), id(PHOTO)).unwrap(), None, "the server has it, the device lets go");
    phone.round().await;
    assert_eq!(phone.calls().len(), 3, "nothing is sent again");
}

#[tokio::test]
async fn a_replay_says_what_was_said_first_whatever_was_added_since() {
    let phone = Phone::new();
    phone.put(json!({}));
    phone.desk.will([Mood::StoreAndHangUp]);
    phone.round().await;
    assert_eq!(phone.item().last_error.as_deref(), Some("no_signal"));
    phone.take_photo();
    phone.put(json!({ "body": { "category": "something.else" } }));
    phone.wait(10);
    phone.round().await;
    assert_eq!(phone.item().state, SendState::Sent);
    assert!(phone.desk.kept().conflicts.is_empty());
    assert_eq!(phone.desk.kept().photos[PHOTO], b"pixels");
}

#[tokio::test]
async fn what_is_refused_goes_again_with_place_and_words_alone_under_the_same_key() {
    let phone = Phone::new();
    phone.put(json!({}));
    phone.desk.will([problem(400, "unknown_field"), Mood::Well, problem(400, "unknown_field")]);
    phone.round().await;
    let short = json!({ "category": "unattended.item", "place": { "plate": "T2-041" }, "narrative": "a suitcase" });
    assert_eq!(phone.desk.kept().reports[KEY], short);
    let item = phone.item();
    assert_eq!(item.state, SendState::Sent);
    assert_eq!(
        item.amendments[0].body,
        json!({ "answers": { "how_long": "10" } }),
        "the answers are offered by themselves"
    );
    assert_eq!(item.amendments[0].state, SendState::Failed);
    assert_eq!(item.body["answers"]["how_long"], "10", "and stay on the device");
}

#[tokio::test]
async fn what_is_refused_for_good_is_never_deleted_and_is_offered_again() {
    let phone = Phone::new();
    phone.put(json!({}));
    phone.desk.will([problem(400, "bad_json"), problem(400, "bad_json")]);
    phone.round().await;
    let item = phone.item();
    assert_eq!((item.state, item.last_error.as_deref()), (SendState::Failed, Some("bad_json")));
    phone.wait(3601);
    phone.round().await;
    assert_eq!(phone.item().state, SendState::Sent);
}

#[tokio::test]
async fn a_whole_report_that_had_arrived_after_all_is_found_again() {
    let phone = Phone::new();
    phone.put(json!({}));
    phone.desk.will([problem(400, "out_of_range"), problem(422, "key_reused")]);
    phone.round().await;
    assert_eq!(phone.item().state, SendState::Sent);
    assert!(phone.desk.kept().reports[KEY].get("answers").is_some());
}

#[tokio::test]
async fn a_hotels_page_is_no_answer() {
    let phone = Phone::new();
    phone.put(json!({}));
    phone.desk.will([200, 201, 302, 404, 511].map(Mood::Page));
    for _ in 0..5 {
        phone.round().await;
        let item = phone.item();
        assert_eq!((item.state, item.last_error.as_deref()), (SendState::Waiting, Some("unexpected_answer")));
        phone.wait(121);
    }
    phone.round().await;
    assert_eq!(phone.item().state, SendState::Sent);
}

#[tokio::test]
async fn a_busy_server_is_left_alone_for_as_long_as_it_asks() {
    let phone = Phone::new();
    phone.put(json!({}));
    phone.desk.will([Mood::Problem { status: 429, code: "rate_limited", retry_after: Some(60) }]);
    phone.round().await;
    phone.wait(59);
    phone.outbox.send_now().unwrap();
    phone.put(json!({ "messages": [{ "key": WORDS, "body": { "text": "please hurry" } }] }));
    phone.round().await;
    assert_eq!(phone.calls().len(), 1);
    phone.wait(4);
    phone.round().await;
    assert_eq!(phone.item().state, SendState::Sent);
}

#[tokio::test]
async fn a_flooded_venue_is_given_the_work_it_asks_for() {
    let phone = Phone::new();
    phone.put(json!({}));
    phone.desk.will([Mood::Flooded("1795252920.9.0011223344556677"), Mood::Flooded("1795252920.9.0011223344556677")]);
    phone.round().await;
    assert_eq!((phone.item().state, phone.calls().len()), (SendState::Sent, 2), "in the same breath");
}

#[tokio::test]
async fn work_that_is_not_taken_is_not_done_twice() {
    let phone = Phone::new();
    phone.put(json!({}));
    let busy = || Mood::Flooded("1795252920.9.0011223344556677");
    phone.desk.will([busy(), Mood::Problem { status: 429, code: "proof_needed", retry_after: Some(30) }]);
    phone.round().await;
    assert_eq!((phone.item().state, phone.calls().len()), (SendState::Waiting, 2));
    phone.wait(34);
    // What would take an hour is not begun: it waits, as it was told.
    phone.desk.will([Mood::Flooded("1795252920.40.0011223344556677")]);
    phone.round().await;
    assert_eq!((phone.item().state, phone.calls().len()), (SendState::Waiting, 3));
    phone.wait(34);
    phone.round().await;
    assert_eq!(phone.item().state, SendState::Sent);
}

#[tokio::test]
async fn a_photo_that_will_not_go_holds_back_no_words() {
    let phone = Phone::new();
    phone.put(json!({}));
    phone.take_photo();
    phone.desk.will([Mood::Well, Mood::HangUp]);
    phone.round().await;
    assert_eq!(phone.item().photos[0].state, SendState::Waiting);
    phone.put(json!({ "amendments": [{ "key": WORDS, "body": { "narrative": "it moved" } }] }));
    phone.outbox.round(Lane::Words).await.unwrap();
    assert_eq!(phone.item().amendments[0].state, SendState::Sent);
    phone.wait(10);
    phone.round().await;
    assert_eq!(phone.item().photos[0].state, SendState::Sent);
}

#[tokio::test]
async fn one_device_sends_from_one_place() {
    let phone = Phone::new();
    let second = open(&phone.folder, &phone.clock, &phone.desk);
    phone.round().await;
    phone.put(json!({}));
    second.round(Lane::Words).await.unwrap();
    assert!(phone.calls().is_empty(), "the right to send is the first one's");
    phone.round().await;
    assert_eq!(second.list().unwrap()[0].state, SendState::Sent, "and the second sees it");
}

#[tokio::test]
async fn erasing_is_asked_for_and_leaves_nothing() {
    let phone = Phone::new();
    phone.put(json!({}));
    phone.take_photo();
    phone.outbox.remove(id(KEY)).unwrap();
    assert!(phone.outbox.list().unwrap().is_empty());
    assert_eq!(std::fs::read_dir(phone.folder.path().join("reports")).unwrap().count(), 0);
    phone.round().await;
    assert!(phone.calls().is_empty());
}

#[tokio::test]
async fn a_badge_that_cannot_be_opened_holds_nothing_back_and_is_erased_with_the_rest() {
    let phone = Phone::new();
    let badge = phone.folder.path().join("badge");
    std::fs::write(&badge, b"sealed under a key that is gone").unwrap();
    assert!(phone.outbox.badge().is_err());

    // What waits for a badge waits on; what needs none leaves, after it in the same round.
    phone.put(json!({ "key": WORDS, "by": "sam" }));
    phone.put(json!({}));
    phone.round().await;
    let states: Vec<(Uuid, SendState)> =
        phone.outbox.list().unwrap().into_iter().map(|item| (item.key, item.state)).collect();
    assert!(
        states.contains(&(id(KEY), SendState::Sent)) && states.contains(&(id(WORDS), SendState::Waiting)),
        "{states:?}"
    );
    assert_eq!(phone.calls(), ["POST /api/v1/venues/bayview/reports KEY"]);

    // Erasing everything erases also what cannot be opened: the badge, and reports.
    let reports = phone.folder.path().join("reports");
    for report in std::fs::read_dir(&reports).unwrap() {
        let item = report.unwrap().path().join("item");
        assert!(item.exists());
        std::fs::write(&item, b"sealed under a key that is gone").unwrap();
    }
    assert_eq!(phone.outbox.list().unwrap().len(), 0, "nothing can be opened");
    phone.outbox.clear().unwrap();
    assert!(!badge.exists());
    assert_eq!(phone.outbox.badge().unwrap(), None);
    assert_eq!(std::fs::read_dir(&reports).unwrap().count(), 0);
}

#[tokio::test]
async fn a_receipt_that_is_only_kept_is_not_sent() {
    let phone = Phone::new();
    phone.put(json!({ "state": "sent", "receipt": "ABCD", "report_id": "r-1" }));
    phone.round().await;
    assert!(phone.calls().is_empty());
    assert_eq!(phone.item().receipt.as_deref(), Some("ABCD"));
}

#[test]
fn a_photo_is_checked_against_its_name() {
    let phone = Phone::new();
    let photo = |sha256: &str| {
        serde_json::from_value(json!({ "id": PHOTO, "media_type": "image/png", "sha256": sha256 })).unwrap()
    };
    assert!(phone.outbox.put_photo(id(KEY), photo(""), b"pixels").is_err(), "no such report");
    phone.put(json!({ "photos": [{ "id": PHOTO, "media_type": "image/png", "bytes": 6, "sha256": "00" }] }));
    assert!(phone.outbox.put_photo(id(KEY), photo("00"), b"pixels").is_err(), "other bytes than were named");
    phone.outbox.put_photo(id(KEY), photo(""), b"pixels").unwrap();
    assert_eq!(phone.item().photos.len(), 1);
}
