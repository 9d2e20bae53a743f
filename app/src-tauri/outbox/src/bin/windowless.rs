//! The outbox as a program of its own, without a window: for the tests that kill it at any instant.
//!
//! `windowless <folder> <server>` takes one JSON command a line and answers `ok <n>` once command `n` is safely done,
//! or, to `"list"`, the list. It sends all the while.

use outbox::edge::{DeviceClock, DeviceEntropy};
use outbox::{NoKeychain, Outbox, OutboxItem, OutboxPhoto, World};
use serde::Deserialize;
use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Command {
    Put(Box<OutboxItem>),
    Photo { key: Uuid, photo: OutboxPhoto, content: String },
    SendNow,
    List,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut said = std::env::args().skip(1);
    let (folder, server) = (said.next().ok_or("which folder?")?, said.next().ok_or("which server?")?);
    let world = World {
        clock: Arc::new(DeviceClock),
        entropy: Arc::new(DeviceEntropy),
        server: Box::new(move || server.clone()),
        changed: Box::new(|| {}),
    };
    let outbox = Arc::new(Outbox::open(Path::new(&folder), &NoKeychain, world)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let sending = outbox.clone();
    runtime.spawn(async move { sending.run().await });
    for (number, line) in stdin().lock().lines().enumerate() {
        let answer = obey(&outbox, serde_json::from_str(&line?)?)?.unwrap_or_else(|| format!("ok {number}"));
        writeln!(stdout(), "{answer}")?;
    }
    Ok(())
}

fn obey(outbox: &Outbox, command: Command) -> Result<Option<String>, Box<dyn Error>> {
    match command {
        Command::Put(item) => outbox.put(*item)?,
        Command::Photo { key, photo, content } => outbox.put_photo(key, photo, content.as_bytes())?,
        Command::SendNow => outbox.send_now()?,
        Command::List => return Ok(Some(serde_json::to_string(&outbox.list()?)?)),
    }
    Ok(None)
}
