//! Whose a photo is: a report's, or an officer's of the incident they are at. It is sealed under the key of that one, counted and told
//! where that one is now, and nobody else's photo of the same id is ever taken for it. Why so: ADR 43.

use crate::app::App;
use crate::audit::Actor;
use crate::db::{Tx, View};
use crate::incidents::{self, Incident};
use crate::problem::{Answer, Problem};
use crate::reports::{self, Photo, Report, Taken};
use crate::seal::ContentKey;
use jiff::Timestamp;
use serde_json::{Value, json};
use shared::event::EventKind;
use shared::id::{AuthorityId, IncidentId, PhotoId};
use shared::limits;
use shared::problem::ErrorCode;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub enum Owner {
    Report(Arc<Report>),
    Officer(Arc<Incident>, Taken),
}

impl From<Report> for Owner {
    fn from(report: Report) -> Self {
        Self::Report(Arc::new(report))
    }
}

impl Owner {
    /// Of a photo that is here already.
    pub async fn of(view: &View, photo: &Photo) -> Answer<Option<Self>> {
        match (photo.report, photo.taken) {
            (Some(report), _) => Ok(reports::find(view, photo.authority, report).await?.map(Self::from)),
            (None, Some(taken)) => {
                let mut found = incidents::summaries(view, photo.authority, vec![taken.incident]).await?;
                Ok(found.remove(&taken.incident).map(|incident| Self::Officer(Arc::new(incident), taken)))
            }
            (None, None) => Ok(None),
        }
    }

    pub fn authority(&self) -> AuthorityId {
        match self {
            Self::Report(report) => report.authority,
            Self::Officer(incident, _) => incident.authority,
        }
    }

    /// The incident whose readers may see it.
    pub fn incident(&self) -> IncidentId {
        match self {
            Self::Report(report) => report.incident,
            Self::Officer(incident, _) => incident.id,
        }
    }

    pub fn key(&self, app: &App) -> Answer<ContentKey> {
        let authority = app.keys.authority(self.authority())?;
        match self {
            Self::Report(report) => authority.unwrap(report.id.uuid(), &report.sealed_key),
            Self::Officer(incident, _) => authority.unwrap(incident.id.uuid(), &incident.sealed_key),
        }
    }

    /// When an officer pressed the button is said anew with each try: it decides nothing.
    pub fn has(&self, photo: &Photo) -> bool {
        match self {
            Self::Report(report) => photo.report == Some(report.id),
            Self::Officer(incident, mine) => {
                photo.taken.is_some_and(|taken| taken.incident == incident.id && taken.by == mine.by)
            }
        }
    }

    /// One that is to come.
    pub fn expected(&self, id: PhotoId) -> Photo {
        let (report, taken) = match self {
            Self::Report(report) => (Some(report.id), None),
            Self::Officer(_, taken) => (None, Some(*taken)),
        };
        Photo {
            id,
            authority: self.authority(),
            report,
            taken,
            state: "expected".to_owned(),
            media_type: None,
            bytes: 0,
            sha256: None,
            received_at: None,
            original: None,
            view: None,
            thumb: None,
            evidence: None,
        }
    }

    /// Within what one report, or one incident, may have.
    pub async fn declare(&self, tx: &Tx, photo: &Photo, now: Timestamp) -> Answer<()> {
        let incident = match self {
            Self::Report(report) => return reports::declare(tx, report, std::slice::from_ref(photo), now).await,
            Self::Officer(incident, _) => incident,
        };
        // Locked, so that two phones at once are counted one after the other.
        incidents::locked(tx.conn(), incident.authority, incident.id).await?.ok_or(ErrorCode::NotFound)?;
        let most = limits::PHOTOS_BY_OFFICERS as u64;
        let known = reports::photos_taken(tx.conn(), incident.authority, &[incident.id], most).await?;
        if known.iter().any(|known| known.id == photo.id) {
            return Ok(());
        }
        if known.len() as u64 >= most {
            return Err(ErrorCode::TooManyPhotos.into());
        }
        if !reports::declare_photo(tx.conn(), photo, now).await? {
            return Err(ErrorCode::PhotoConflict.into());
        }
        Ok(())
    }

    /// It is on the disk: counted once where it is `seen`, and told. Whoever has the incident and sends a photo of it lives, and has
    /// the time for the next step anew.
    pub async fn stored(
        &self,
        tx: &Tx,
        app: &App,
        photo: PhotoId,
        seen: bool,
        mut facts: Value,
        at: Timestamp,
    ) -> Answer<()> {
        let (home, actor) = match self {
            Self::Report(report) => (reports::incident_of(tx.conn(), report).await?, Actor::Reporter),
            Self::Officer(incident, taken) => {
                // Merged meanwhile: the photo stays where it was taken, and those who work on it are told.
                let now = incidents::spoken(tx, app, incident, at).await?;
                (now.merged_into.unwrap_or(now.id), Actor::Account(taken.by))
            }
        };
        let Some(mut incident) = incidents::locked(tx.conn(), self.authority(), home).await? else { return Ok(()) };
        if seen {
            incidents::photo_added(tx, &mut incident).await?;
        }
        self.name(&mut facts, photo);
        incidents::announce(tx, &incident, EventKind::PhotoStored, actor, at, facts);
        Ok(())
    }

    /// Its copies are there, or will never be.
    pub async fn settled(&self, tx: &Tx, photo: PhotoId, preview: bool, at: Timestamp) -> Answer<()> {
        let first =
            incidents::summaries(tx.conn(), self.authority(), vec![self.incident()]).await?.remove(&self.incident());
        let home = match (self, first.as_ref().and_then(|incident| incident.merged_into)) {
            (Self::Officer(..), Some(into)) => {
                incidents::summaries(tx.conn(), self.authority(), vec![into]).await?.remove(&into)
            }
            _ => first,
        };
        if let Some(incident) = home {
            let mut facts = json!({ "preview": preview });
            self.name(&mut facts, photo);
            incidents::announce(tx, &incident, EventKind::PhotoReady, Actor::System, at, facts);
        }
        Ok(())
    }

    fn name(&self, facts: &mut Value, photo: PhotoId) {
        let Some(facts) = facts.as_object_mut() else { return };
        facts.insert("photo".to_owned(), photo.to_string().into());
        match self {
            Self::Report(report) => facts.insert("report".to_owned(), report.id.to_string().into()),
            Self::Officer(_, taken) => facts.insert("officer".to_owned(), taken.by.to_string().into()),
        };
    }
}

/// Where a conflict between two photos of one id is told.
pub fn foreign(owner: &Owner, known: Option<&Photo>) -> Answer<()> {
    match known {
        Some(photo) if !owner.has(photo) => Err(Problem::new(ErrorCode::PhotoConflict)),
        _ => Ok(()),
    }
}
