//! The security level of a venue: 1 is every day, 3 is an attack that is expected. Rules may ask for it.

use super::store::{self, Level};
use super::wire::{SecurityLevel, SetLevel};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::problem::{Answer, Problem};
use serde_json::json;
use shared::event::EventKind;
use shared::id::fresh;
use shared::limits;
use shared::problem::ErrorCode;
use std::sync::Arc;

/// Sets the level of one of the asker's venues. The reason is kept beside it, and not in the log.
pub async fn set_level(app: &Arc<App>, scope: &Scope, slug: &str, said: SetLevel) -> Answer<SecurityLevel> {
    let venue = super::by_slug(app, slug)?;
    if venue.authority != scope.authority || !scope.venues.contains(&venue.id) {
        return Err(Problem::new(ErrorCode::NotFound).at("venue"));
    }
    if !(1..=3).contains(&said.level) {
        return Err(Problem::new(ErrorCode::OutOfRange).at("level"));
    }
    let refused = |code| Err(Problem::new(code).at("reason"));
    match said.reason.as_str() {
        reason if reason.trim().is_empty() => return refused(ErrorCode::ReasonRequired),
        reason if reason.chars().count() > limits::REASON_CHARS => return refused(ErrorCode::TooLong),
        reason if reason.contains('\0') => return refused(ErrorCode::InvalidValue),
        _ => {}
    }
    let level = Level {
        id: fresh(&*app.clock, &*app.entropy),
        venue: venue.id,
        level: said.level,
        reason: said.reason,
        by: scope.account,
        at: app.clock.now(),
    };
    let authority = scope.authority;
    let to = level.level;
    app.db
        .write(move |tx| {
            let level = level.clone();
            Box::pin(async move {
                let from = store::set_level(tx.conn(), authority, &level).await?;
                tx.announce(Announcement {
                    authority,
                    kind: EventKind::SecurityLevelSet,
                    at: level.at,
                    venue: Some(level.venue),
                    incident: None,
                    actor: Actor::Account(level.by),
                    facts: json!({ "change": level.id, "from": from, "to": level.level }),
                });
                Ok(())
            })
        })
        .await?;
    super::refresh(app).await?;
    Ok(SecurityLevel { venue: venue.slug.clone(), level: to })
}
