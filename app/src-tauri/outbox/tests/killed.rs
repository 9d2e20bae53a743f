//! The app is killed (`kill -9`) at any instant, over and over, while the server misbehaves. Nothing is lost, nothing
//! arrives twice, and nothing readable lies on the disk.
#![expect(clippy::disallowed_methods, reason = "a real process is killed at real instants")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod desk;

use desk::{Desk, Mood, problem};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::sleep;
use std::time::Duration;
use uuid::Uuid;

const CANARY: &str = "a grey suitcase nobody came back to";

struct App {
    child: Child,
    to: ChildStdin,
    from: Receiver<String>,
}

impl App {
    fn start(folder: &Path, server: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_windowless"))
            .args([folder.as_os_str(), server.as_ref()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (tell, from) = channel();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| tell.send(line)));
        Self { to: child.stdin.take().unwrap(), child, from }
    }

    /// Asks without waiting for the answer: that is when it is killed.
    fn ask(&mut self, command: &Value) {
        let _ = writeln!(self.to, "{command}");
    }

    fn kill(mut self) -> usize {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.from.iter().filter(|line| line.starts_with("ok")).count()
    }

    fn list(&mut self) -> Vec<Value> {
        self.ask(&json!("list"));
        self.from.iter().find_map(|line| serde_json::from_str(&line).ok()).unwrap()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A small generator of its own, so that a failing run can be told apart by nothing but its instants.
struct Dice(u64);
impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
    fn uuid(&mut self) -> Uuid {
        Uuid::from_u128((u128::from(self.0) << 64) | u128::from(self.below(u64::MAX)))
    }
    fn mood(&mut self) -> Mood {
        match self.below(10) {
            0 | 1 => Mood::StoreAndHangUp,
            2 => Mood::HangUp,
            3 => Mood::Page(200),
            4 => problem(503, "busy"),
            5 => problem(409, "in_flight"),
            _ => Mood::Well,
        }
    }
}

/// What one life of the app was asked, each with what must be at the server if it was answered `ok`.
fn life(dice: &mut Dice) -> Vec<(Value, String)> {
    let (key, photo, message, amendment) = (dice.uuid(), dice.uuid(), dice.uuid(), dice.uuid());
    let body = json!({ "category": "unattended.item", "place": { "zone": "T2" }, "narrative": CANARY });
    let item = json!({ "key": key, "venue": "bayview", "created_at": format!("{:020}", dice.below(9)), "body": body });
    let with = |more: Value| {
        let mut item = item.clone();
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "put": item })
    };
    let named = json!({ "id": photo, "media_type": "image/jpeg" });
    vec![
        (with(json!({})), key.to_string()),
        (json!({ "photo": { "key": key, "photo": named, "content": format!("{CANARY} {photo}") } }), photo.to_string()),
        (with(json!({ "amendments": [{ "key": amendment, "body": { "narrative": CANARY } }] })), amendment.to_string()),
        (with(json!({ "messages": [{ "key": message, "body": { "text": CANARY } }] })), message.to_string()),
    ]
}

#[test]
fn killed_at_any_instant_nothing_is_lost_and_nothing_comes_twice() {
    let (folder, desk) = (tempfile::tempdir().unwrap(), Desk::open());
    let mut dice = Dice(0x5EE5_A7AC);
    let (mut asked, mut promised) = (Vec::new(), Vec::new());
    for _ in 0..30 {
        desk.will((0..200).map(|_| dice.mood()));
        let mut app = App::start(folder.path(), &desk.origin);
        let life = life(&mut dice);
        for (command, _) in &life {
            app.ask(command);
            app.ask(&json!("send_now"));
        }
        sleep(Duration::from_micros(dice.below(120_000)));
        let done = app.kill();
        // Each command is followed by a `send_now`, so `done` answers mean `done / 2` commands, rounded up.
        promised.extend(life.iter().take(done.div_ceil(2)).map(|(_, name)| name.clone()));
        asked.extend(life.into_iter().map(|(_, name)| name));
        assert_unreadable(folder.path(), &asked);
    }
    desk.will([]);
    drain(folder.path(), &desk);

    let kept = desk.kept();
    assert!(promised.len() > 30, "the app was killed too early to tell: {}", promised.len());
    let at_desk = |name: &String| {
        kept.reports.contains_key(name) || kept.words.contains_key(name) || kept.photos.contains_key(name)
    };
    let lost: Vec<_> = promised.iter().filter(|name| !at_desk(name)).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    let strange: Vec<_> = kept.reports.keys().chain(kept.words.keys()).filter(|key| !asked.contains(key)).collect();
    assert!(strange.is_empty(), "sent under keys nobody made: {strange:?}");
    assert!(kept.conflicts.is_empty(), "one key, two bodies: {:?}", kept.conflicts);
    for (id, bytes) in &kept.photos {
        assert_eq!(String::from_utf8_lossy(bytes), format!("{CANARY} {id}"));
    }
}

/// Runs the app in peace until nothing is left to send.
fn drain(folder: &Path, desk: &Desk) {
    let mut app = App::start(folder, &desk.origin);
    for _ in 0..400 {
        app.ask(&json!("send_now"));
        sleep(Duration::from_millis(50));
        let list = app.list();
        let done = |part: &Value| part["state"] == "sent";
        let all = |item: &Value, shelf: &str| item[shelf].as_array().unwrap().iter().all(done);
        if list
            .iter()
            .all(|item| done(item) && ["photos", "amendments", "messages"].iter().all(|shelf| all(item, shelf)))
        {
            assert!(list.iter().all(|item| item["receipt"].is_string()), "a receipt is kept for each");
            return;
        }
    }
    panic!("not everything was sent: {:#?}", app.list());
}

fn assert_unreadable(folder: &Path, names: &[String]) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            assert_unreadable(&entry.path(), names);
            continue;
        }
        let Ok(bytes) = std::fs::read(entry.path()) else { continue };
        let shown = format!("{} {}", entry.path().display(), String::from_utf8_lossy(&bytes));
        assert!(!shown.contains(CANARY), "readable: {}", entry.path().display());
        assert!(!names.iter().any(|name| shown.contains(name)), "a key is readable: {}", entry.path().display());
    }
}

#[test]
fn two_windows_send_once_and_the_second_takes_over() {
    let (folder, desk) = (tempfile::tempdir().unwrap(), Desk::open());
    let (mut first, mut second) = (App::start(folder.path(), &desk.origin), App::start(folder.path(), &desk.origin));
    // Answered, so both are up; which of the two sends is theirs to settle.
    let _ = (first.list(), second.list());
    let mut dice = Dice(7);
    let lives = [life(&mut dice), life(&mut dice)];
    for (app, life) in [&mut first, &mut second].into_iter().zip(&lives) {
        life.iter().for_each(|(command, _)| app.ask(command));
        app.ask(&json!("send_now"));
    }
    wait_until(|| {
        first.ask(&json!("send_now"));
        second.ask(&json!("send_now"));
        desk.kept().reports.len() == 2 && desk.kept().photos.len() == 2 && desk.kept().words.len() == 4
    });
    let mut calls = desk.kept().calls.clone();
    calls.sort();
    assert_eq!(calls.len(), 8, "each thing once: {calls:#?}");

    first.kill();
    let (command, name) = life(&mut dice).swap_remove(0);
    second.ask(&command);
    wait_until(|| {
        second.ask(&json!("send_now"));
        desk.kept().reports.contains_key(&name)
    });
}

fn wait_until(mut done: impl FnMut() -> bool) {
    for _ in 0..400 {
        if done() {
            return;
        }
        sleep(Duration::from_millis(50));
    }
    panic!("waited for twenty seconds in vain");
}
