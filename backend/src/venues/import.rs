//! Setting a venue up from a bundle: the same for the demo and for a real port.

use super::store;
use crate::accounts::{self, Person};
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::problem::{Answer, Problem};
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::access::Role;
use shared::bundle::{self, Bundle};
use shared::event::EventKind;
use shared::id::{AccountId, AuthorityId, VenueId, fresh};
use std::collections::HashMap;
use std::sync::Arc;

/// What an import did.
#[derive(Clone, Debug)]
pub struct Imported {
    pub venue: VenueId,
    pub slug: String,
    /// False where the same bundle had been imported before.
    pub changed: bool,
    /// The bundle's people, whether or not they were known.
    pub people: Vec<(AccountId, String)>,
}

/// Imports a checked bundle in one write. The same bundle again changes nothing.
pub async fn import(app: &Arc<App>, bundle: Bundle, demo: bool) -> Answer<Imported> {
    let written = serde_json::to_string(&bundle).map_err(Problem::internal)?;
    let version = hex::encode(&Sha256::digest(written.as_bytes())[..8]);
    let known = store::authority_by_slug(&app.db.read().await?, &bundle.authority.slug).await?;
    let authority = known.unwrap_or_else(|| AuthorityId::fresh(&*app.clock, &*app.entropy));
    // The key first: a row whose key is missing could be neither read nor written. A known authority has one already, and
    // making another would close everything sealed under the first.
    if known.is_some() {
        app.keys.authority(authority)?;
    } else {
        app.keys.create_authority(authority, &*app.entropy).map_err(Problem::unavailable)?;
    }
    let before = super::by_slug(app, &bundle.venue.slug).ok().map(|venue| venue.version.clone());
    let changed = before.as_deref() != Some(&version);
    let (worker, bundle) = (app.clone(), Arc::new(bundle));
    let (venue, people) = app
        .db
        .write(move |tx| {
            let (app, bundle, version) = (worker.clone(), bundle.clone(), version.clone());
            Box::pin(async move {
                let now = app.clock.now();
                let conn = tx.conn();
                let fresh_id = || fresh(&*app.clock, &*app.entropy);
                let a = &bundle.authority;
                let (authority, _) = store::ensure_authority(conn, authority, &a.slug, &a.name, demo, now).await?;
                let venue = VenueId::from_uuid(fresh_id());
                let venue = store::put_venue(conn, venue, authority, &bundle, &version, now).await?;
                let mut people = Vec::new();
                for person in &bundle.people {
                    let person = Person {
                        id: AccountId::from_uuid(fresh_id()),
                        authority,
                        email: person.email.clone(),
                        name: person.name.clone(),
                        call_sign: person.call_sign.clone(),
                        phone: person.phone.clone(),
                        employer: person.employer.clone(),
                        badge: person.badge.clone(),
                        subject: person.subject.clone(),
                        role: role(person.role),
                        active: true,
                    };
                    let id = accounts::ensure_person(conn, &person, now).await?;
                    accounts::add_membership(conn, authority, id, venue).await?;
                    people.push((id, person.email));
                }
                let members: Vec<AccountId> = people.iter().map(|(id, _)| *id).collect();
                accounts::keep_members(conn, authority, venue, &members).await?;
                let by_email: HashMap<String, AccountId> =
                    people.iter().map(|(id, email)| (email.clone(), *id)).collect();
                store::put_contents(conn, authority, venue, &bundle, &by_email, now, fresh_id).await?;
                if changed {
                    tx.announce(Announcement {
                        authority,
                        kind: EventKind::VenueImported,
                        at: now,
                        venue: Some(venue),
                        incident: None,
                        actor: Actor::System,
                        facts: json!({ "version": version }),
                    });
                }
                Ok(((venue, bundle.venue.slug.clone()), people))
            })
        })
        .await?;
    super::refresh(app).await?;
    Ok(Imported { venue: venue.0, slug: venue.1, changed, people })
}

fn role(role: bundle::Role) -> Role {
    match role {
        bundle::Role::Staff => Role::Staff,
        bundle::Role::Officer => Role::Officer,
        bundle::Role::Supervisor => Role::Supervisor,
        bundle::Role::Admin => Role::Admin,
    }
}
