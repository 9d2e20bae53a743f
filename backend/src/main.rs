//! `seesayact`: the server and its tools.

use anyhow::{Context, anyhow};
use backend::app::{self, App};
use backend::clock::{SystemClock, SystemEntropy};
use backend::config::Config;
use backend::server::{self, Workers};
use backend::{accounts, demo, insight, routes, rules, simulate, venues};
use clap::{Parser, Subcommand};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tracing_subscriber::EnvFilter;

/// How an airport or seaport hears what its people see.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// A file of settings; see config/default.toml.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the authorities in the database.
    Serve,
    /// Serve a made-up airport, seaport and second authority.
    Demo {
        /// With so many past incidents at the airport (100,000 unless told), ten reports each: made once, which takes minutes.
        #[arg(long, value_name = "INCIDENTS", num_args = 0..=1, default_missing_value = "100000")]
        scale: Option<u32>,
        /// Nothing leaves from the demo's gates and berths until a schedule is taken in.
        #[arg(long)]
        no_departures: bool,
    },
    /// Bring the database's schema up to date.
    Migrate,
    /// Print the API's contract (OpenAPI 3.1).
    Openapi,
    /// Set venues up.
    #[command(subcommand)]
    Venue(VenueCommand),
    /// Run a scenario on a clock of its own and say who was alarmed when and why; see docs/SIMULATE.md.
    Simulate {
        file: PathBuf,
        /// Print everything as JSON.
        #[arg(long)]
        json: bool,
        /// An empty database (postgres:// or sqlite:). Left out: an SQLite file that goes afterwards.
        #[arg(long)]
        database: Option<String>,
        /// Another chance than the file's.
        #[arg(long)]
        seed: Option<u64>,
    },
    /// Forget all numbers about the work and count the logs again.
    Recount,
    /// Look after accounts.
    #[command(subcommand)]
    Account(AccountCommand),
}

#[derive(Subcommand)]
enum AccountCommand {
    /// Set a password, read from the first line of standard input; ends every session of the account.
    Password { email: String },
}

#[derive(Subcommand)]
enum VenueCommand {
    /// Import a bundle; the format is described in docs/VENUE-BUNDLE.md.
    Import { file: PathBuf },
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if matches!(arguments.command, Command::Openapi) {
        return print(&format!("{}\n", routes::openapi().to_pretty_json()?));
    }
    if let Command::Simulate { file, json, database, seed } = arguments.command {
        log(false, "error");
        return actix_web::rt::System::new().block_on(simulate(&file, json, database, seed));
    }
    let config = Config::load(arguments.config.as_deref())?;
    log(config.log_json, "info,sqlx=warn");
    actix_web::rt::System::new().block_on(async {
        match arguments.command {
            Command::Serve => serve(config, false, None, false).await,
            Command::Demo { scale, no_departures } => serve(config, true, scale, !no_departures).await,
            Command::Migrate => app::migrate(&config).await,
            Command::Venue(VenueCommand::Import { file }) => import(config, file).await,
            Command::Account(AccountCommand::Password { email }) => password(config, &email).await,
            Command::Recount => recount(config).await,
            Command::Openapi | Command::Simulate { .. } => Ok(()),
        }
    })
}

fn log(json: bool, unless_told: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(unless_told));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    if json { lines.json().init() } else { lines.init() }
}

fn print(text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

/// Fails where what the scenario expects did not come.
async fn simulate(file: &Path, json: bool, database: Option<String>, seed: Option<u64>) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut scenario =
        shared::scenario::parse(&text).map_err(|faults| anyhow!("{} cannot be told:\n{faults}", file.display()))?;
    scenario.seed = seed.unwrap_or(scenario.seed);
    let simulated = simulate::run(&scenario, database).await?;
    let said = if json {
        format!("{:#}\n", simulate::json(&scenario, &simulated))
    } else {
        simulate::words(&scenario, &simulated)
    };
    print(&said)?;
    let missed = shared::scenario::misses(&scenario.expect, &simulated.outcome);
    anyhow::ensure!(missed.is_empty(), "{} expectations were not met", missed.len());
    Ok(())
}

async fn open(config: Config) -> anyhow::Result<Arc<App>> {
    let app = Arc::new(App::open(config, Arc::new(SystemClock), Arc::new(SystemEntropy)).await?);
    venues::refresh(&app).await.map_err(|problem| anyhow!("the venues cannot be read: {problem:?}"))?;
    rules::refresh(&app).await.map_err(|problem| anyhow!("the rules cannot be read: {problem:?}"))?;
    Ok(app)
}

async fn serve(config: Config, demo: bool, scale: Option<u32>, departs: bool) -> anyhow::Result<()> {
    // The address first: two servers on one data folder must not both begin.
    let listener = TcpListener::bind(config.listen).with_context(|| format!("cannot listen on {}", config.listen))?;
    let app = open(config).await?;
    if demo {
        let password = demo::set_up(&app).await?;
        if let Some(scale) = scale {
            demo::fill(&app, scale).await?;
        }
        if departs {
            demo::depart(&app).await?;
        }
        print(&welcome(&app, &password))?;
    } else if app.mailer.writes_files() {
        tracing::warn!("no SSA_SMTP_URL: pages are only written to files, and nobody is reached by mail");
    }
    let _workers = Workers::start(&app);
    let running = server::listen(app, listener)?;
    tracing::info!(address = %running.address, "listening");
    Ok(running.server.await?)
}

fn welcome(app: &App, password: &str) -> String {
    let url = &app.config.public_url;
    let mail = if app.mailer.writes_files() {
        format!("written to files in {}", app.config.mail_dir().display())
    } else {
        "sent by the server in SSA_SMTP_URL".to_owned()
    };
    format!(
        "\nSee Say Act, demo\n\n  report   {url}/\n  a sign   {url}/p/BV-T1-114\n  desk     {url}/desk\n\n  \
         accounts officer@demo.test  second@demo.test  supervisor@demo.test  staff@demo.test  admin@demo.test\n           \
         officer@other.test (another authority)\n  password {password}\n\n  keys     {keys}\n  evidence {keys}/evidence-….txt opens what phones seal: age -d -i FILE\n  data     {data}\n  mail     {mail}\n\n",
        keys = app.keys.dir().display(),
        data = app.config.data_dir.display(),
    )
}

/// The least a password may have that stands alone (NIST SP 800-63B-4).
const PASSWORD_CHARS: usize = 15;

async fn password(config: Config, email: &str) -> anyhow::Result<()> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    anyhow::ensure!(password.chars().count() >= PASSWORD_CHARS, "a password has at least {PASSWORD_CHARS} characters");
    let app = open(config).await?;
    let known = accounts::change_password(&app, email, password).await.map_err(|problem| anyhow!("{problem:?}"))?;
    anyhow::ensure!(known, "there is no account {email}");
    print(&format!("{email}: password set, sessions ended\n"))
}

async fn recount(config: Config) -> anyhow::Result<()> {
    let app = open(config).await?;
    let counted = insight::rebuild(&app).await.map_err(|problem| anyhow!("{problem}: {problem:?}"))?;
    print(&format!("{counted} entries counted\n"))
}

async fn import(config: Config, file: PathBuf) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let bundle =
        shared::bundle::parse(&text).map_err(|errors| anyhow!("{} cannot be imported:\n{errors}", file.display()))?;
    let app = open(config).await?;
    let name = bundle.venue.name.clone();
    let unstaffed = shared::bundle::unstaffed(&bundle);
    let imported = venues::import(&app, bundle, false).await.map_err(|problem| anyhow!("{problem}: {problem:?}"))?;
    let what = if imported.changed { "imported" } else { "unchanged" };
    print(&format!("{name} ({}): {what}, {} people\n", imported.slug, imported.people.len()))?;
    for gap in unstaffed {
        print(&format!("{name}: nobody is on shift {gap}\n"))?;
    }
    Ok(())
}
