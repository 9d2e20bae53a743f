//! One `App`, built once, handed to everybody. No globals.

use crate::accounts::{self, Tokens};
use crate::audit::ReadLog;
use crate::basemap::Archive;
use crate::channels::{Outward, SystemNames, Texting, VapidKey};
use crate::clock::Ticking;
use crate::config::Config;
use crate::db::Db;
use crate::exports::{Shelf, Signer};
use crate::keys::Keys;
use crate::live::{Attention, Hub, Presence};
use crate::pages::{Mailer, Postman};
use crate::photos::Blobs;
use crate::pressure::Pressure;
use crate::rates::Rates;
use crate::reports::Arrivals;
use crate::rules::Live;
use crate::translation::Translator;
use crate::venues::{self, Directory};
use anyhow::{Context, anyhow, bail};
use migrations::MigratorTrait;
use shared::clock::{Entropy, draw};
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use tokio::sync::{Notify, Semaphore};

/// Photos being received at once: each may take 25 MiB.
const UPLOADS: usize = 64;
/// Password hashes computed at once: each takes 46 MiB.
const HASHING: usize = 2;

pub struct App {
    pub config: Config,
    pub clock: Arc<dyn Ticking>,
    pub entropy: Arc<dyn Entropy>,
    pub db: Db,
    pub keys: Keys,
    pub tokens: Tokens,
    pub venues: Directory,
    pub rules: Live,
    pub blobs: Blobs,
    pub reads: ReadLog,
    pub arrivals: Arrivals,
    pub hub: Hub,
    /// The desks that are open here.
    pub presence: Presence,
    pub attention: Attention,
    /// The way out to addresses that others name.
    pub outward: Outward,
    /// The gateway of texts and calls, if one is named.
    pub texting: Option<Texting>,
    /// The translator in this house, if one is named.
    pub translator: Option<Translator>,
    /// A base map of the operator's own, if one is given.
    pub basemap: Option<Archive>,
    /// Signs pushes.
    pub vapid: VapidKey,
    pub mailer: Mailer,
    pub rates: Rates,
    pub pressure: Pressure,
    pub hashing: Semaphore,
    /// Uploads whose bytes are in memory at once.
    pub uploads: Semaphore,
    /// Photos decoded at once.
    pub decoding: Arc<Semaphore>,
    /// Photos wait for their clean copies.
    pub derive: Notify,
    /// Exports wait to be made.
    pub exporting: Notify,
    pub shelf: Shelf,
    pub signer: Signer,
    /// A hash nobody's password has, so that an unknown address takes as long as a known one.
    pub nobodys_password: String,
    /// When each worker last went round (microseconds since 1970).
    pub beats: Beats,
    pub postman: Postman,
}

#[derive(Default)]
pub struct Beats {
    pub ladder: AtomicI64,
    pub sender: AtomicI64,
    pub deriver: AtomicI64,
    pub canary: AtomicI64,
    pub feed: AtomicI64,
    pub looker: AtomicI64,
    /// The hour whose shelf of sealed bytes was looked through last.
    pub swept: AtomicI64,
    /// The hour in which the shelf of exports was looked through last.
    pub shelf: AtomicI64,
}

impl App {
    /// Opens everything, or says what cannot be opened. Runs the migrations.
    pub async fn open(config: Config, clock: Arc<dyn Ticking>, entropy: Arc<dyn Entropy>) -> anyhow::Result<Self> {
        let embedded = config.database_url.is_none() || config.blob_url.is_none() || config.keys.is_none();
        if embedded {
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(&config.data_dir)
                .with_context(|| format!("cannot make the data folder {}", config.data_dir.display()))?;
        }
        let keys = Keys::open(&config.keys_dir(), &*entropy)?;
        if config.keys_beside_data() {
            tracing::warn!(
                keys = %keys.dir().display(),
                "the keys lie beside the data: a stolen copy of this disk opens everything; name another folder in SSA_KEYS"
            );
        }
        migrate(&config).await?;
        let db = Db::open(&config.database_url()).await.context("the database does not open")?;
        if keys.made && !is_new(&db).await? {
            bail!(
                "the keys in {} were made just now, but the database holds authorities: name their folder in SSA_KEYS",
                keys.dir().display()
            );
        }
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let decoders = if config.decoders == 0 { cores } else { config.decoders };
        let nobody = hex::encode(draw::<16>(&*entropy));
        Ok(Self {
            tokens: Tokens::new(&keys.token)?,
            venues: Directory::default(),
            rules: Live::default(),
            blobs: Blobs::open(&config.blob_dir())?,
            reads: ReadLog::start(db.clone()),
            arrivals: Arrivals::default(),
            hub: Hub::default(),
            presence: Presence::default(),
            attention: Attention::default(),
            outward: Outward::new(&config, Arc::new(SystemNames))?,
            texting: Texting::new(&config),
            translator: Translator::new(&config, Arc::new(SystemNames))?,
            basemap: Archive::named(config.basemap.as_deref()),
            vapid: VapidKey::new(&keys.push, &config.public_url)?,
            mailer: Mailer::new(&config)?,
            rates: Rates::new(&config, clock.clone()),
            pressure: Pressure::new(config.work_above_per_minute, clock.clone()),
            hashing: Semaphore::new(HASHING),
            uploads: Semaphore::new(UPLOADS),
            decoding: Arc::new(Semaphore::new(decoders)),
            derive: Notify::new(),
            exporting: Notify::new(),
            shelf: Shelf::open(&config.export_dir())?,
            signer: Signer::new(&keys.export)?,
            nobodys_password: accounts::hash_password(&nobody, &*entropy)?,
            beats: Beats::default(),
            postman: Postman::default(),
            config,
            clock,
            entropy,
            db,
            keys,
        })
    }
}

async fn is_new(db: &Db) -> anyhow::Result<bool> {
    let view = db.read().await.map_err(|problem| anyhow!("{problem:?}"))?;
    venues::none_yet(&view).await.map_err(|problem| anyhow!("{problem:?}"))
}

/// Brings the schema up to date, as the database's owner where the server's own role owns nothing.
pub async fn migrate(config: &Config) -> anyhow::Result<()> {
    let url = config.migrate_url.clone().unwrap_or_else(|| config.database_url());
    let db = Db::open(&url).await.context("the database does not open")?;
    migrations::Migrator::up(db.for_migrations(), None).await.context("the schema could not be brought up to date")
}
