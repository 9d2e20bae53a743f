//! Reading, checking and saving an authority's rules.

use super::store::{self, Saved};
use super::wire::{RulesPage, SavedVersion, WireFault};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use crate::wire::Labelled;
use serde_json::json;
use shared::event::EventKind;
use shared::id::AccountId;
use shared::limits;
use shared::problem::ErrorCode;
use shared::rules::{Fault, Known, Rule, check};
use shared::taxonomy::Taxonomy;
use std::sync::Arc;

/// The authority's venues: rules may name whatever one of them has.
pub(super) fn grounds(app: &App, scope: &Scope) -> Vec<Arc<Venue>> {
    venues::any(app).into_iter().filter(|venue| venue.authority == scope.authority).collect()
}

fn known(venues: &[Arc<Venue>]) -> Known<'static> {
    let posts = || venues.iter().flat_map(|venue| &venue.posts);
    let zones = || venues.iter().flat_map(|venue| venue.index.zones());
    let plates = venues.iter().flat_map(|venue| venue.index.plates());
    Known {
        taxonomy: Taxonomy::builtin(),
        posts: posts().map(|post| post.code.clone()).collect(),
        skills: posts().flat_map(|post| post.skills.iter().cloned()).collect(),
        zones: zones().map(|zone| zone.code.clone()).collect(),
        floors: zones().map(|zone| zone.floor.clone()).collect(),
        plates: plates.map(|plate| plate.code.clone()).collect(),
        venues: venues.iter().map(|venue| venue.slug.clone()).collect(),
    }
}

/// Everything that is wrong with these rules; empty when they may go live.
pub async fn faults(app: &App, scope: &Scope, rules: Vec<Rule>) -> Answer<(Vec<Rule>, Vec<Fault>)> {
    let known = known(&grounds(app, scope));
    let looked = move || {
        let faults = check(&rules, &known);
        (rules, faults)
    };
    // Parsing hundreds of conditions takes a while: never on a thread that others wait for.
    tokio::task::spawn_blocking(looked).await.map_err(Problem::internal)
}

/// The rules, if they check; the problem with all that is wrong, at the first of it, if not.
pub async fn sound(app: &App, scope: &Scope, rules: Vec<Rule>) -> Answer<Vec<Rule>> {
    let (rules, faults) = faults(app, scope, rules).await?;
    let Some(first) = faults.first() else { return Ok(rules) };
    let problem = Problem::new(ErrorCode::InvalidRules).at(first.path.clone()).because(first.message.clone());
    Err(problem.with("errors", faults.into_iter().map(WireFault::from).collect::<Vec<_>>()))
}

/// The live rules with the versions before them.
pub async fn page(app: &App, scope: &Scope) -> Answer<RulesPage> {
    let view = app.db.read().await?;
    let live = store::live(&view, scope.authority).await?;
    let history = store::history(&view, scope.authority, limits::RULE_VERSIONS).await?;
    drop(view);
    let venues = grounds(app, scope);
    let name = |id: AccountId| {
        let label = venues.iter().find_map(|venue| venue.people.get(&id)).map_or("", |member| &member.label);
        Labelled::new(id, label)
    };
    Ok(RulesPage {
        version: live.as_ref().map_or(0, |live| live.version),
        rules: live.map(|live| live.rules).unwrap_or_default(),
        history: history
            .into_iter()
            .map(|saved| SavedVersion {
                version: saved.version,
                at: saved.at,
                by: name(saved.by),
                note: saved.note,
                rules: saved.rules,
            })
            .collect(),
    })
}

/// Saves a new version and makes it live, decided on the live `version` (0 where there is none).
pub async fn save(app: &Arc<App>, scope: &Scope, rules: Vec<Rule>, note: String, version: i64) -> Answer<RulesPage> {
    check_note(&note)?;
    let rules = sound(app, scope, rules).await?;
    let new = Saved { version: version + 1, rules, note, by: scope.account, at: app.clock.now() };
    let authority = scope.authority;
    app.db
        .write(move |tx| {
            let new = new.clone();
            Box::pin(async move {
                let stale = |live: i64| Problem::new(ErrorCode::StaleVersion).at("version").with("version", live);
                let live = store::live(tx.conn(), authority).await?.map_or(0, |live| live.version);
                if live != version || !store::add(tx.conn(), authority, &new).await? {
                    return Err(stale(live));
                }
                tx.announce(Announcement {
                    authority,
                    kind: EventKind::RulesChanged,
                    at: new.at,
                    venue: None,
                    incident: None,
                    actor: Actor::Account(new.by),
                    facts: json!({ "version": new.version, "rules": new.rules.len() }),
                });
                Ok(())
            })
        })
        .await?;
    super::refresh(app).await?;
    page(app, scope).await
}

fn check_note(note: &str) -> Answer<()> {
    let refused = |code| Err(Problem::new(code).at("note"));
    match note {
        _ if note.trim().is_empty() => refused(ErrorCode::MissingField),
        _ if note.chars().count() > limits::REASON_CHARS => refused(ErrorCode::TooLong),
        _ if note.contains('\0') => refused(ErrorCode::InvalidValue),
        _ => Ok(()),
    }
}
