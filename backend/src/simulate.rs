//! `seesayact simulate`: a scenario on a clock that is moved, told to the real server over HTTP, on a real database, with a real
//! mail server. Nothing in here decides anything; it acts as people do, and reads afterwards what became of it.
//!
//! Never here: a short cut around intake, fusion, the ladder or the sender.

mod collect;
mod mailbox;
mod people;
mod print;
mod stage;
mod store;

pub use mailbox::Mailbox;
pub use print::{json, words};

use crate::app::App;
use crate::clock::{MovableClock, SystemClock, SystemEntropy};
use crate::config::Config;
use crate::{demo, server, venues};
use anyhow::{Context, anyhow, bail, ensure};
use jiff::SignedDuration;
use people::People;
use shared::clock::{Clock, draw};
use shared::scenario::{EVERYBODY, Ground, Outcome, Scenario, expand};
use stage::Stage;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

/// What a simulation gave.
pub struct Simulated {
    pub outcome: Outcome,
    /// Time that passed in it.
    pub lasted: SignedDuration,
    /// Time that passed outside.
    pub took: SignedDuration,
}

/// Runs a scenario. Without `database` (a URL) it has an SQLite file of its own, which goes afterwards; a database that is
/// named must be empty, and what is in it then stays sealed: its keys go with this run.
///
/// # Errors
/// A name that the venue, the demo or the register does not know, a database that is not empty, a server that fails.
pub async fn run(scenario: &Scenario, database: Option<String>) -> anyhow::Result<Simulated> {
    let began = SystemClock.now();
    let folder = Folder::new()?;
    let mailbox = Mailbox::open(0).await?;
    let config = config(&folder, database, &mailbox)?;
    // Who is on shift at the start is the venue's business, and its zone is not known before it is imported.
    let clock = Arc::new(MovableClock::at(scenario.starts.in_tz("UTC")?.timestamp()));
    let app = App::open(config, clock.clone(), Arc::new(SystemEntropy)).await;
    let app = Arc::new(app.context("the database cannot be used: a simulation needs one that is empty")?);
    let password = demo::set_up(&app).await?;
    let venue = venues::by_slug(&app, &scenario.venue);
    let venue = venue.map_err(|_| anyhow!("the demo has no venue {}", scenario.venue))?;
    let start = venue.time_zone.to_timestamp(scenario.starts)?;
    clock.advance(start.duration_since(clock.now()));

    let floors = venue.index.floors();
    let ground = Ground { plates: venue.index.plates(), floors: &floors };
    let tellings = expand(scenario, &ground).map_err(anyhow::Error::msg)?;
    for who in scenario.officers.iter().map(|officer| &officer.who).filter(|who| *who != EVERYBODY) {
        let known = venue.people.values().any(|member| member.email == *who);
        ensure!(known, "{} has nobody {who}", venue.name);
    }

    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    let running = server::listen(app.clone(), listener)?;
    let people = People::new(running.address, &scenario.venue, password)?;
    let handle = running.server.handle();
    let serving = tokio::spawn(running.server);
    let feed = server::Workers::feed_only(&app);
    let mut stage = Stage::new(&app, &clock, &mailbox, people, scenario, &tellings, start);
    let told = stage.play().await;
    let told = match told {
        Ok(()) => collect::outcome(&app, &venue, &stage, &mailbox).await,
        Err(error) => Err(error),
    };
    drop(stage);
    drop(feed);
    handle.stop(false).await;
    serving.await.context("the server ended in the middle")??;
    Ok(Simulated { outcome: told?, lasted: scenario.lasts, took: SystemClock.now().duration_since(began) })
}

fn config(folder: &Folder, database: Option<String>, mailbox: &Mailbox) -> anyhow::Result<Config> {
    let built_in = Config::built_in()?;
    if let Some(url) = &database
        && !["postgres://", "postgresql://", "sqlite:"].iter().any(|scheme| url.starts_with(scheme))
    {
        bail!("--database must begin with postgres:// or sqlite:");
    }
    Ok(Config {
        data_dir: folder.0.join("data"),
        keys: Some(folder.0.join("keys")),
        database_url: database,
        smtp_url: Some(mailbox.url()),
        // People in a scenario are no addresses.
        writes_per_minute_per_address: u32::MAX,
        writes_per_minute_per_venue: u32::MAX,
        // A scenario tells thousands from one address, and moves the clock itself.
        work_above_per_minute: 0,
        workers: 2,
        ..built_in
    })
}

/// A folder for one run, which goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> anyhow::Result<Self> {
        let name = format!("seesayact_simulate_{}", hex::encode(draw::<8>(&SystemEntropy)));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed lies in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
