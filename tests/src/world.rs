//! A world: the real server on a database of its own, a mail server, and a clock that stands still until a story moves it.

use crate::gateway::{Book, GATEWAY};
use crate::inbox::Inbox;
use crate::people::{Officer, Traveller, Wire};
use actix_web::dev::ServerHandle;
use backend::app::App;
use backend::channels::Outward;
use backend::clock::{MovableClock, SystemEntropy};
use backend::config::Config;
use backend::server::{self, Workers};
use backend::translation::Translator;
use backend::{audit, demo, exports, pages, photos, proof, venues, watches};
use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ConnectionTrait, Database, Statement};
use shared::clock::Clock;
use shared::id::AuthorityId;
use std::net::{SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::task::JoinHandle;

/// Ten in the morning of a Saturday at the demo's venues.
pub const MORNING: &str = "2026-11-21T09:00:00Z";
pub const PASSWORD: &str = "correct horse battery staple";
/// The server looks up so often while a story lets time pass, and less often while it lets hours pass.
const STEP: SignedDuration = SignedDuration::from_secs(5);
const LONG_STEP: SignedDuration = SignedDuration::from_secs(30);
const LONG: SignedDuration = SignedDuration::from_secs(900);
/// An engine that still has work after so many turns at one instant never comes to rest.
const TURNS: usize = 500;
/// How far the feed may stay behind a clock that was moved, and how often it is given a turn before it counts as dead.
const FEED_BEHIND_MICROS: i64 = 2_000_000;
const FEED_TURNS: usize = 1_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    Sqlite,
    Postgres,
}

pub struct World {
    pub clock: Arc<MovableClock>,
    pub inbox: Inbox,
    /// What names of hosts mean.
    pub names: Arc<Book>,
    pub store: Store,
    pub(crate) config: Config,
    pub address: SocketAddr,
    dir: PathBuf,
    house: Option<House>,
    /// The admin's address of the cluster and the name of this world's database.
    rented: Option<(String, String)>,
}

/// A server that runs.
struct House {
    app: Arc<App>,
    handle: ServerHandle,
    server: JoinHandle<std::io::Result<()>>,
    workers: Workers,
}

/// Tells a story in a world of its own, and checks afterwards that every authority's log holds. The world goes whatever happens.
pub async fn tell(store: Store, story: impl AsyncFnOnce(&mut World)) {
    let logs =
        tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::WARN).with_test_writer();
    // Told twice in one process, the second time it is there already.
    let _ = logs.try_init();
    let mut world = World::begin(store).await;
    let told = AssertUnwindSafe(async {
        world.open().await;
        story(&mut world).await;
        assert!(world.broken_logs().await.is_empty(), "the log of an authority does not hold");
    });
    let told = told.catch_unwind().await;
    world.end().await;
    if let Err(panic) = told {
        resume_unwind(panic);
    }
}

impl World {
    async fn begin(store: Store) -> Self {
        let name = format!("ssa_story_{}", hex::encode(random::<6>()));
        let dir = std::env::temp_dir().join(&name);
        let rented = match store {
            Store::Sqlite => None,
            Store::Postgres => Some((rent(&name).await, name)),
        };
        std::fs::create_dir_all(&dir).unwrap();
        let inbox = Inbox::open(&dir).await;
        let database_url = rented.as_ref().map(|(admin, name)| in_cluster(admin, name));
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let config = config(&dir, database_url, &inbox, address);
        let clock = Arc::new(MovableClock::at(MORNING.parse().unwrap()));
        let names = Arc::new(Book::new());
        Self { clock, inbox, names, store, config, address, dir, house: None, rented }
    }

    /// The power goes: whatever is not on the disk is lost.
    pub async fn crash(&mut self) {
        let Some(House { app, handle, server, workers }) = self.house.take() else { return };
        drop(workers);
        handle.stop(false).await;
        server.await.unwrap().unwrap();
        drop(app);
    }

    /// The server starts on the data it finds.
    pub async fn open(&mut self) {
        let listener = TcpListener::bind(self.address).unwrap();
        self.address = listener.local_addr().unwrap();
        let mut app = App::open(self.config.clone(), self.clock.clone(), Arc::new(SystemEntropy)).await.unwrap();
        app.outward = Outward::new(&self.config, self.names.clone()).unwrap();
        app.translator = Translator::new(&self.config, self.names.clone()).unwrap();
        let app = Arc::new(app);
        demo::set_up(&app).await.unwrap();
        let running = server::listen(app.clone(), listener).unwrap();
        let handle = running.server.handle();
        let server = tokio::spawn(running.server);
        self.house = Some(House { workers: Workers::feed_only(&app), app, handle, server });
    }

    /// Changes a setting; the next start reads it.
    pub fn tune(&mut self, change: impl FnOnce(&mut Config)) {
        change(&mut self.config);
    }

    pub async fn restart(&mut self) {
        self.crash().await;
        self.open().await;
        self.settle().await;
    }

    pub fn app(&self) -> &Arc<App> {
        &self.house.as_ref().expect("the server runs").app
    }

    pub fn wire(&self) -> Wire {
        Wire::new(self.address)
    }

    pub fn traveller(&self) -> Traveller {
        self.traveller_at("bayview")
    }

    pub fn traveller_at(&self, venue: &str) -> Traveller {
        Traveller::new(self.wire(), venue)
    }

    /// Somebody of the demo, signed in.
    pub async fn officer(&self, email: &str) -> Officer {
        Officer::signs_in(self.wire(), email).await
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets seconds pass; the engine looks up every few of them, as it would.
    pub async fn advance(&self, seconds: i64) {
        let mut left = SignedDuration::from_secs(seconds);
        while left > SignedDuration::ZERO {
            let step = left.min(if left > LONG { LONG_STEP } else { STEP });
            self.clock.advance(step);
            left -= step;
            self.settle().await;
        }
    }

    /// The server is off for a while, and looks up once when it is back.
    pub async fn sleeps(&mut self, seconds: i64) {
        self.crash().await;
        self.clock.advance(SignedDuration::from_secs(seconds));
        self.open().await;
    }

    /// Lets the engine do what is due at this instant.
    pub async fn settle(&self) {
        let app = self.app();
        for _ in 0..TURNS {
            let paged = pages::turn(app).await.unwrap_or_else(|problem| panic!("the pages' engine fails: {problem:?}"));
            let derived =
                photos::turn(app).await.unwrap_or_else(|problem| panic!("the photos' engine fails: {problem:?}"));
            let proven = proof::turn(app).await.unwrap_or_else(|problem| panic!("the canary fails: {problem:?}"));
            let told = watches::turn(app).await.unwrap_or_else(|problem| panic!("watchers are not told: {problem:?}"));
            let made = exports::turn(app).await.unwrap_or_else(|problem| panic!("exports are not made: {problem:?}"));
            if paged + derived + proven + told + made == 0 {
                server::look(app).await;
                return self.feed_goes_round().await;
            }
        }
        panic!("the engine does not come to rest");
    }

    /// The live feed runs by itself; a story that moves the clock lets it follow.
    async fn feed_goes_round(&self) {
        let app = self.app();
        let behind = || self.now().as_microsecond() - app.beats.feed.load(Ordering::Relaxed) > FEED_BEHIND_MICROS;
        for _ in 0..FEED_TURNS {
            if !behind() {
                return;
            }
            app.db.committed.live.notify_one();
            tokio::task::yield_now().await;
        }
        panic!("the live feed does not go round");
    }

    /// Lets the pages' engine run by itself, for as long as what this answers is held.
    pub fn engine_runs(&self) -> tokio::task::JoinSet<()> {
        let mut running = tokio::task::JoinSet::new();
        running.spawn(pages::run(self.app().clone()));
        running
    }

    /// Changes a bundle of the demo and imports it again, as an administrator would.
    pub async fn reimport(&self, venue: &str, change: impl FnOnce(&mut serde_json::Value)) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../backend/demo/{venue}.json"));
        let mut bundle = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        change(&mut bundle);
        let bundle = shared::bundle::parse(&bundle.to_string()).unwrap_or_else(|faults| panic!("{faults}"));
        venues::import(self.app(), bundle, true).await.unwrap();
    }

    /// How many sealed files of photos lie on the disk.
    pub fn blobs(&self) -> usize {
        fn files(dir: &Path) -> usize {
            let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
            entries.map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { 1 }).sum()
        }
        files(&self.config.blob_dir())
    }

    /// How many files of exports lie on the disk, whole or half.
    pub fn export_files(&self) -> usize {
        std::fs::read_dir(self.config.export_dir()).into_iter().flatten().count()
    }

    /// A place for a story's own files; it goes with the world.
    pub fn scratch(&self, name: &str) -> PathBuf {
        let dir = self.dir.join("scratch");
        std::fs::create_dir_all(&dir).unwrap();
        dir.join(name)
    }

    /// Changes what the database holds, as no server would.
    pub async fn changes(&self, sql: &str) {
        self.app().db.for_migrations().execute_unprepared(sql).await.unwrap();
    }

    /// A column of texts of a table, as the database holds it.
    pub async fn everything_in(&self, table: &str, column: &str) -> Vec<String> {
        let view = self.app().db.read().await.unwrap();
        let sql = Statement::from_string(view.get_database_backend(), format!("select {column} from {table}"));
        let rows = view.query_all_raw(sql).await.unwrap();
        rows.into_iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// For each authority whose log does not hold: the first entry at fault.
    pub async fn broken_logs(&self) -> Vec<i64> {
        let Some(house) = &self.house else { return Vec::new() };
        let view = house.app.db.read().await.unwrap();
        let sql = Statement::from_string(view.get_database_backend(), "select id from authorities");
        let mut broken = Vec::new();
        for row in view.query_all_raw(sql).await.unwrap() {
            let authority = AuthorityId::from_uuid(row.try_get_by_index(0).unwrap());
            broken.extend(audit::verify(&view, authority).await.unwrap());
        }
        broken
    }

    async fn end(mut self) {
        self.crash().await;
        if let Some((admin, name)) = &self.rented {
            run(admin, &format!("drop database {name} with (force)")).await;
        }
        // What cannot be removed lies in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn config(dir: &Path, database_url: Option<String>, inbox: &Inbox, listen: SocketAddr) -> Config {
    Config {
        listen,
        data_dir: dir.join("data"),
        keys: Some(dir.join("keys")),
        database_url,
        migrate_url: None,
        blob_url: None,
        smtp_url: Some(inbox.url.clone()),
        smtp_root: Some(inbox.root.clone()),
        smtp_from: "See Say Act <noreply@seesayact.invalid>".to_owned(),
        public_url: "http://desk.test".to_owned(),
        writes_per_minute_per_address: 100_000,
        writes_per_minute_per_venue: 100_000,
        work_above_per_minute: 0,
        workers: 2,
        decoders: 1,
        trusted_proxies: Vec::new(),
        webhook_allow: vec![GATEWAY.to_owned()],
        heartbeat_url: None,
        proof_every_s: 0,
        proof_mail: None,
        texts_url: None,
        texts_account: None,
        texts_token: None,
        texts_from: None,
        translate_url: None,
        basemap: None,
        translate_key: None,
        translate_outside: false,
        oidc: Vec::new(),
        log_json: false,
        demo_password: Some(PASSWORD.to_owned()),
    }
}

/// Makes a database in the cluster that is to be tested on, and answers the admin's address.
pub(crate) async fn rent(name: &str) -> String {
    let admin = std::env::var("SSA_TEST_DATABASE_URL").unwrap_or_else(|_| {
        panic!(
            "SSA_TEST_DATABASE_URL is not set: stories are told on PostgreSQL too. Name a running cluster's admin address, \
             such as postgres://postgres@127.0.0.1:5432/postgres"
        )
    });
    run(&admin, &format!("create database {name}")).await;
    admin
}

pub(crate) fn in_cluster(admin: &str, name: &str) -> String {
    let (cluster, _) = admin.rsplit_once('/').expect("an address with a database's name");
    format!("{cluster}/{name}")
}

pub(crate) async fn run(admin: &str, sql: &str) {
    let conn = Database::connect(admin).await.unwrap_or_else(|error| panic!("{admin} does not answer: {error}"));
    conn.execute_unprepared(sql).await.unwrap();
    conn.close().await.unwrap();
}

pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}
