//! The outbox as a program of its own, without a window: for the tests that kill it at any instant, and for those that
//! hold it to the same contract as its twin in the browser (`app/src/device/contract.ts`).
//!
//! `windowless <folder> <server> [<now>]` takes one JSON command a line. It answers `ok <n>` once command `n` is safely
//! done, `no <n> <why>` if it cannot be, or with one line of JSON where something was asked for. In between it says
//! `changed`. It sends all the while. Where `<now>` is given, its clock stands there and is moved by `pass`.

use jiff::{SignedDuration, Timestamp};
use outbox::edge::{DeviceClock, DeviceEntropy};
use outbox::{Badge, NoKeychain, Outbox, OutboxItem, OutboxPhoto, OutboxWords, World};
use serde::{Deserialize, Serialize};
use shared::clock::Clock;
use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Command {
    Put(Box<OutboxItem>),
    Photo {
        key: Uuid,
        photo: OutboxPhoto,
        content: String,
    },
    PhotoOf {
        key: Uuid,
        photo: Uuid,
    },
    RemovePhoto {
        key: Uuid,
        photo: Uuid,
    },
    TakeBack {
        key: Uuid,
        amendment: OutboxWords,
    },
    Parcel(Uuid),
    Badge,
    KeepBadge(Option<Badge>),
    Unname(Uuid),
    Clear,
    Remove(Uuid),
    SendNow,
    List,
    /// Milliseconds; only where the clock is moved by hand.
    Pass(i64),
}

/// The device's clock, or one that stands until it is moved.
struct Watch {
    stands_at: Option<Timestamp>,
    moved_ms: AtomicI64,
}

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        let moved = SignedDuration::from_millis(self.moved_ms.load(Ordering::SeqCst));
        self.stands_at.map_or_else(|| DeviceClock.now(), |at| at.saturating_add(moved).unwrap_or(at))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut said = std::env::args().skip(1);
    let (folder, server) = (said.next().ok_or("which folder?")?, said.next().ok_or("which server?")?);
    let stands_at = said.next().map(|now| now.parse()).transpose()?;
    let watch = Arc::new(Watch { stands_at, moved_ms: AtomicI64::new(0) });
    let world = World {
        clock: watch.clone(),
        entropy: Arc::new(DeviceEntropy),
        server: Box::new(move || server.clone()),
        // Nobody may be listening any more; that is no reason to stop sending.
        changed: Box::new(|| drop(writeln!(stdout(), "changed"))),
    };
    let outbox = Arc::new(Outbox::open(Path::new(&folder), &NoKeychain, world)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let sending = outbox.clone();
    runtime.spawn(async move { sending.run().await });
    for (number, line) in stdin().lock().lines().enumerate() {
        let answer = match obey(&outbox, &watch, serde_json::from_str(&line?)?) {
            Ok(Some(asked_for)) => asked_for,
            Ok(None) => format!("ok {number}"),
            Err(why) => format!("no {number} {why}"),
        };
        writeln!(stdout(), "{answer}")?;
    }
    Ok(())
}

fn obey(outbox: &Outbox, watch: &Watch, command: Command) -> Result<Option<String>, Box<dyn Error>> {
    match command {
        Command::Put(item) => outbox.put(*item)?,
        Command::Photo { key, photo, content } => outbox.put_photo(key, photo, content.as_bytes())?,
        Command::PhotoOf { key, photo } => {
            return json(&outbox.photo(key, photo)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
        }
        Command::RemovePhoto { key, photo } => outbox.remove_photo(key, photo)?,
        Command::TakeBack { key, amendment } => {
            return json(&if outbox.take_back(key, amendment)? { "erased" } else { "told" });
        }
        Command::Parcel(key) => return json(&outbox.parcel(key)?),
        Command::Badge => return json(&outbox.badge()?),
        Command::KeepBadge(badge) => outbox.keep_badge(badge.as_ref())?,
        Command::Unname(key) => outbox.unname(key)?,
        Command::Clear => outbox.clear()?,
        Command::Remove(key) => outbox.remove(key)?,
        Command::SendNow => outbox.send_now()?,
        Command::List => return json(&outbox.list()?),
        Command::Pass(ms) => drop(watch.moved_ms.fetch_add(ms, Ordering::SeqCst)),
    }
    Ok(None)
}

fn json(asked_for: &impl Serialize) -> Result<Option<String>, Box<dyn Error>> {
    Ok(Some(serde_json::to_string(asked_for)?))
}
