//! The made-up authorities of the demo, set up through the same import that a real venue uses.

mod schedule;

use crate::accounts::{self, Scope};
use crate::app::App;
use crate::{departures, reports, rules, venues};
use anyhow::{Context, anyhow, ensure};
use shared::access::Permission;
use shared::bundle;
use shared::clock::draw;
use std::collections::BTreeMap;
use std::sync::Arc;

const BUNDLES: [&str; 3] = [
    include_str!("../demo/bayview.json"),
    include_str!("../demo/bayview-port.json"),
    include_str!("../demo/northport.json"),
];

/// Sets the demo up, or brings it up to date: its reports stay. Answers the password of its accounts.
///
/// # Errors
/// Refuses a database that holds an authority of somebody else's.
pub async fn set_up(app: &Arc<App>) -> anyhow::Result<String> {
    let view = app.db.read().await.map_err(|problem| anyhow!("{problem}"))?;
    let foreign = venues::foreign_authorities(&view).await.map_err(|problem| anyhow!("{problem}"))?;
    drop(view);
    ensure!(foreign.is_empty(), "this database is not the demo's: it holds {}", foreign.join(", "));
    venues::refresh(app).await.map_err(|problem| anyhow!("{problem}: {problem:?}"))?;
    rules::refresh(app).await.map_err(|problem| anyhow!("{problem}: {problem:?}"))?;
    let mut people = BTreeMap::new();
    for text in BUNDLES {
        let mut bundle = bundle::parse(text).map_err(|errors| anyhow!("a bundle of the demo is broken:\n{errors}"))?;
        bundle.venue.evidence_key = Some(app.keys.demo_evidence(&bundle.authority.slug)?);
        let imported = venues::import(app, bundle, true).await.map_err(|problem| anyhow!("{problem}: {problem:?}"))?;
        people.extend(imported.people);
    }
    let password = app.config.demo_password.clone().unwrap_or_else(|| hex::encode(draw::<8>(&*app.entropy)));
    // One hash for all of them: they share the password, and starting must be quick.
    let hash = accounts::hash_password(&password, &*app.entropy)?;
    let people: Arc<Vec<_>> = Arc::new(people.into_keys().collect());
    app.db
        .write(move |tx| {
            let (people, hash) = (people.clone(), hash.clone());
            Box::pin(async move {
                for id in people.iter() {
                    accounts::set_password(tx.conn(), *id, &hash).await?;
                }
                Ok(())
            })
        })
        .await
        .map_err(|problem| anyhow!("{problem}"))?;
    Ok(password)
}

/// Makes the airport as full as after years, once: a demo that holds so many incidents already stays as it is.
///
/// # Errors
/// When the database cannot be written.
pub async fn fill(app: &Arc<App>, incidents: u32) -> anyhow::Result<()> {
    let venue = venues::by_slug(app, "bayview").map_err(|problem| anyhow!("{problem}"))?;
    let view = app.db.read().await.map_err(|problem| anyhow!("{problem}"))?;
    let held = crate::incidents::held(&view, venue.id).await.map_err(|problem| anyhow!("{problem}"))?;
    drop(view);
    let missing = incidents.saturating_sub(u32::try_from(held).unwrap_or(u32::MAX));
    let told = |done: u32| {
        if done == missing || done.is_multiple_of(5_000) {
            tracing::info!(incidents = done, of = missing, reports = done * reports::REPORTS_EACH, "filling the demo");
        }
    };
    reports::fill(app, &venue, missing, told).await.map_err(|problem| anyhow!("{problem}: {problem:?}"))
}

/// The places of the port that something is said to sail from.
const BERTHS: [&str; 3] = ["Ferry berth 1", "Ferry berth 2", "Cruise berth"];

/// Takes in what leaves around now, from every gate of the airport and a few berths of the port, as their own systems would: through what
/// is behind the import's address, in a supervisor's name.
///
/// # Errors
/// When the database cannot be written.
pub async fn depart(app: &Arc<App>) -> anyhow::Result<()> {
    let now = app.clock.now();
    for (slug, is_port) in [("bayview", false), ("bayview-port", true)] {
        let venue = venues::by_slug(app, slug).map_err(|problem| anyhow!("{problem}"))?;
        let gates = venue.index.zones().iter().map(|zone| &*zone.name).filter(|name| name.starts_with("Gate "));
        let sheet = if is_port { schedule::sailings(BERTHS.into_iter(), now) } else { schedule::flights(gates, now) };
        let may = venue.people.iter().find(|(_, member)| member.role.may(Permission::EditRoster));
        let (account, member) = may.with_context(|| format!("{slug} has no supervisor"))?;
        let scope = Scope { authority: venue.authority, account: *account, role: member.role, venues: vec![venue.id] };
        let taken = departures::import(app, &scope, slug, sheet.into_bytes()).await;
        taken.map_err(|problem| anyhow!("{problem}: {problem:?}"))?;
    }
    Ok(())
}
