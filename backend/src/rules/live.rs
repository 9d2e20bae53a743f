//! The live rules as this process knows them.

use super::store;
use crate::app::App;
use crate::problem::Answer;
use crate::venues::Venue;
use shared::id::AuthorityId;
use shared::rules::{RuleSet, Subject, Told};
use shared::triage::Assessment;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Semaphore;

pub struct Live {
    sets: RwLock<HashMap<AuthorityId, Arc<RuleSet>>>,
    /// What-ifs under way: each keeps a core busy.
    pub(super) replaying: Semaphore,
}

impl Default for Live {
    fn default() -> Self {
        Self { sets: RwLock::default(), replaying: Semaphore::new(1) }
    }
}

impl Live {
    /// The live set of an authority; an empty one where it has none.
    pub(super) fn of(&self, authority: AuthorityId) -> Arc<RuleSet> {
        self.sets.read().unwrap_or_else(PoisonError::into_inner).get(&authority).cloned().unwrap_or_default()
    }

    /// An older one that comes late changes nothing.
    fn put(&self, authority: AuthorityId, set: RuleSet) {
        let mut sets = self.sets.write().unwrap_or_else(PoisonError::into_inner);
        if sets.get(&authority).is_none_or(|known| known.version < set.version) {
            sets.insert(authority, Arc::new(set));
        }
    }
}

/// Reads the sets that went live since the last time. Cheap when there are none.
pub async fn refresh(app: &App) -> Answer<()> {
    let view = app.db.read().await?;
    for (authority, version) in store::live_versions(&view).await? {
        if app.rules.of(authority).version >= version {
            continue;
        }
        if let Some(saved) = store::live(&view, authority).await? {
            app.rules.put(authority, RuleSet::load(saved.version, saved.rules));
        }
    }
    Ok(())
}

/// The assessment with what the authority's live rules add to it. Needs no query.
pub fn apply(app: &App, venue: &Venue, told: &Told<'_>, assessment: Assessment) -> Assessment {
    let subject = Subject::new(&venue.ground(&venue.roster()), told, assessment.priority);
    app.rules.of(venue.authority).apply(&subject, assessment)
}
