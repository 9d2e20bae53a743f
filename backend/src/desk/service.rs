//! Putting an incident together.

use super::wire::{
    ComingRung, OnDutyPerson, PeopleList, PostList, PostNow, Related, TimelineEntry, WholeIncident, WireAssessment,
    WireAssignment, WirePage,
};
use crate::accounts::{Scope, Signed};
use crate::app::App;
use crate::audit::{self, Actor, Entry, ReadOf};
use crate::channels;
use crate::db::View;
use crate::incidents::{self, Incident, Summary, WireNote};
use crate::pages;
use crate::problem::{Answer, Problem};
use crate::reports::{self, DeskPhoto};
use crate::routing;
use crate::venues::{self, Venue};
use crate::wire::{Labelled, Why};
use jiff::Timestamp;
use shared::event::EventKind;
use shared::id::{AccountId, IncidentId, ReportId};
use shared::ladder::Who;
use shared::limits;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Entries of the timeline shown at once, the newest.
const TIMELINE: u64 = 500;
/// Officers' photos shown at once.
const TAKEN: u64 = 500;

/// Everything an officer needs to know about an incident. Looking at it is noted, and the first look tells the reporter.
pub async fn whole(app: &App, who: &Signed, id: IncidentId, after: Option<ReportId>) -> Answer<WholeIncident> {
    // Read first: a stream that begins here may tell something twice, but misses nothing.
    let seq = audit::head(&app.db.read().await?, who.scope.authority).await?;
    let mut incident = incidents::visible(app, &who.scope, id).await?;
    if incident.seen_at.is_none() {
        incidents::mark_seen(app, &who.scope, id).await?;
        incident = incidents::visible(app, &who.scope, id).await?;
    }
    let venue = venues::by_id(app, incident.venue)?;
    let (reports, next) =
        reports::for_desk(app, &who.scope, &incident, after, limits::REPORTS_PER_INCIDENT_PAGE).await?;
    let view = app.db.read().await?;
    let obligation = pages::obligation(&view, id).await?;
    let pages = pages::of_incident(&view, who.scope.authority, id).await?;
    let machines = channels::names(&view, who.scope.authority).await?;
    // What was noted and what happened before two incidents were found to be one belongs to the one that stayed.
    let merged = incidents::merged_into(&view, &incident).await?;
    let ids: Vec<IncidentId> = std::iter::once(&incident).chain(&merged).map(|incident| incident.id).collect();
    let notes = notes_of(app, &view, &venue, &incident, &merged).await?;
    let taken = photos_of(&view, &venue, &incident, &merged).await?;
    let log = audit::of_incidents(&view, who.scope.authority, &ids, TIMELINE).await?;
    let alike = incidents::likenesses(&view, &incident).await?;
    let others = alike.iter().map(|(other, _)| *other).collect();
    let mut others = incidents::visible_of(&view, &who.scope, others).await?;
    let linked = incidents::linked(&view, &who.scope, &incident).await?;
    drop(view);
    let link = |other: &Incident| {
        let incident = Summary::new(other, &*venues::by_id(app, other.venue)?);
        Ok(Related { kind: "linked", incident, score: 0.0, reasons: Vec::new() })
    };
    let mut related = linked.iter().map(link).collect::<Answer<Vec<_>>>()?;
    related.extend(alike.into_iter().filter_map(|(other, likeness)| {
        let other = others.remove(&other).filter(|other| !other.status.is_over())?;
        let incident = Summary::new(&other, &venue);
        Some(Related { kind: "alike", incident, score: likeness.score, reasons: likeness.reasons })
    }));
    let act = |entry: &Entry| match (entry.kind, entry.actor) {
        (EventKind::IncidentChanged | EventKind::NoteAdded | EventKind::MessageSent, Actor::Account(who)) => {
            Some((who, entry.at))
        }
        _ => None,
    };
    let acts: Vec<(AccountId, Timestamp)> = log.iter().filter_map(act).collect();
    let page = |page: pages::Page| WirePage {
        id: page.id.uuid(),
        rung: page.rung,
        officer: match page.target.filter(|_| page.account.uuid().is_nil()) {
            Some(machine) => Labelled::new(machine, machines.get(&machine).map_or("", String::as_str)),
            None => venue.person_label(page.account),
        },
        owes: page.kind.name(),
        cause: page.cause,
        channel: page.channel,
        state: match (page.answered_at, page.seen_at, page.delivered_at) {
            (Some(_), ..) => "acknowledged".to_owned(),
            (_, Some(_), _) => "seen".to_owned(),
            (_, _, Some(_)) => "delivered".to_owned(),
            _ => page.state,
        },
        queued_at: page.queued_at,
        sent_at: page.sent_at,
        error: page.error,
        attempts: page.attempts,
        acted_at: acts
            .iter()
            .filter(|(who, at)| *who == page.account && *at >= page.queued_at)
            .map(|(_, at)| *at)
            .min(),
    };
    app.reads
        .note(ReadOf {
            authority: incident.authority,
            account: who.scope.account,
            at: app.clock.now(),
            kind: "incident",
            object: id.uuid(),
            reason: None,
        })
        .await;
    let coming =
        obligation.as_ref().map_or_else(Vec::new, |owed| pages::coming(&venue, &incident, owed, app.clock.now()));
    let coming = coming.into_iter().map(|rung| ComingRung {
        at: rung.at,
        label: match &rung.who {
            Who::Assignee => incident.assignee.map(|id| venue.person_label(id).label),
            Who::Post(code) => venue.posts.iter().find(|post| post.code == *code).map(|post| post.name.clone()),
            _ => None,
        },
        who: rung.who.code(),
    });
    Ok(WholeIncident {
        seq,
        reports,
        reports_cursor: next.map(ReportId::uuid),
        assessment: assessment(&incident)?,
        assignment: WireAssignment {
            post: incident.post.map(|id| venue.post_label(id)),
            officer: incident.assignee.map(|id| venue.person_label(id)),
            due_at: incident.due_at,
            rung: obligation.as_ref().map_or(0, |o| o.rung),
            next_rung_at: obligation.as_ref().filter(|o| !o.closed).map(|o| o.next_at),
            coming: coming.collect(),
            trace: incident.route_trace.read()?.into_iter().map(Why::from).collect(),
        },
        pages: pages.into_iter().map(page).collect(),
        notes,
        photos: taken,
        merged: merged.iter().map(|one| Labelled::new(one.id.to_string(), &one.number)).collect(),
        related,
        timeline: log.into_iter().map(|entry| timeline_entry(&venue, &machines, entry)).collect(),
        incident: Summary::new(&incident, &venue),
    })
}

/// What was noted on an incident and on those that were merged into it, oldest first. The caller may see them.
pub async fn notes_of(
    app: &App,
    conn: &View,
    venue: &Venue,
    incident: &Incident,
    merged: &[Incident],
) -> Answer<Vec<WireNote>> {
    let mut notes = Vec::new();
    for one in std::iter::once(incident).chain(merged) {
        let sealed = incidents::notes(conn, one).await?;
        notes.extend(opened(app, venue, one, sealed)?);
    }
    notes.sort_by_key(|note| note.at);
    Ok(notes)
}

/// What officers took of an incident and of those that were merged into it. The caller may see them.
pub async fn photos_of(conn: &View, venue: &Venue, incident: &Incident, merged: &[Incident]) -> Answer<Vec<DeskPhoto>> {
    let ids: Vec<IncidentId> = std::iter::once(incident).chain(merged).map(|incident| incident.id).collect();
    let taken = reports::photos_taken(conn, incident.authority, &ids, TAKEN).await?;
    Ok(taken.into_iter().map(|photo| reports::desk_photo(venue, photo)).collect())
}

/// Notes, unsealed.
fn opened(app: &App, venue: &Venue, incident: &Incident, notes: Vec<incidents::Note>) -> Answer<Vec<WireNote>> {
    let key = app.keys.authority(incident.authority)?.unwrap(incident.id.uuid(), &incident.sealed_key)?;
    let open = |note: incidents::Note| {
        let text = key.open(&incidents::note_place(note.id), note.sealed)?;
        let text = String::from_utf8(text).map_err(Problem::internal)?;
        Ok(WireNote { id: note.id.uuid(), text, at: note.at, by: venue.person_label(note.account).label })
    };
    notes.into_iter().map(open).collect()
}

fn assessment(incident: &Incident) -> Answer<WireAssessment> {
    let found = incident.assessment.read()?;
    Ok(WireAssessment {
        priority: found.priority.into(),
        skills: found.skills.iter().map(|skill| skill.as_str().to_owned()).collect(),
        emergency: found.emergency,
        notify: found.notify.into_iter().collect(),
        rules_version: found.rules,
        trace: found.trace.into_iter().map(Why::from).collect(),
    })
}

/// An entry of the log as people read it.
pub fn timeline_entry(venue: &Venue, machines: &HashMap<Uuid, String>, entry: Entry) -> TimelineEntry {
    let by = match entry.actor {
        Actor::Reporter => "reporter".to_owned(),
        Actor::System => "system".to_owned(),
        Actor::Account(id) => venue.person_label(id).label,
    };
    let mut params = entry.facts;
    // Ids of people and posts are named, because nobody reads ids.
    if let Some(facts) = params.as_object_mut() {
        let named = [("officer", true), ("post", false)].into_iter().filter_map(|(field, person)| {
            let id = facts.get(field)?.as_str()?;
            let label = if person { venue.person_label(id.parse().ok()?) } else { venue.post_label(id.parse().ok()?) };
            Some((format!("{field}_label"), label.label.into()))
        });
        let mut named: Vec<(String, serde_json::Value)> = named.collect();
        // A machine that is called stands where an officer would.
        let machine = facts.get("target").and_then(|id| machines.get(&id.as_str()?.parse::<Uuid>().ok()?));
        named.extend(machine.map(|name| ("officer_label".to_owned(), name.clone().into())));
        facts.extend(named);
    }
    TimelineEntry { seq: entry.seq, at: entry.at, kind: entry.kind.name(), by, params }
}

async fn venue_of(app: &App, scope: &Scope, slug: Option<&str>) -> Answer<Vec<Arc<Venue>>> {
    let mut mine = venues::of_scope(app, scope).await?;
    mine.retain(|venue| slug.is_none_or(|slug| slug.is_empty() || venue.slug == slug));
    Ok(mine)
}

/// Who belongs to the asker's venues, those on duty first.
pub async fn people(app: &App, scope: &Scope, venue: Option<&str>) -> Answer<PeopleList> {
    let now = app.clock.now();
    let mut items: Vec<OnDutyPerson> = Vec::new();
    for venue in venue_of(app, scope, venue).await? {
        let duty = routing::on_duty(&venue, now);
        for (id, member) in &venue.people {
            let of = duty.iter().filter(|shift| shift.officer == *id);
            let posts: Vec<Labelled> = of.map(|shift| venue.post_label(shift.post)).collect();
            match items.iter_mut().find(|known| known.id == id.uuid()) {
                Some(known) => {
                    known.on_duty |= !posts.is_empty();
                    known.posts.extend(posts);
                }
                None => items.push(OnDutyPerson {
                    id: id.uuid(),
                    label: member.label.clone(),
                    role: member.role.name().to_owned(),
                    on_duty: !posts.is_empty(),
                    posts,
                }),
            }
        }
    }
    items.sort_by(|a, b| (!a.on_duty, &a.label).cmp(&(!b.on_duty, &b.label)));
    Ok(PeopleList { items })
}

/// The posts of the asker's venues and who staffs them now.
pub async fn posts(app: &App, scope: &Scope, venue: Option<&str>) -> Answer<PostList> {
    let now = app.clock.now();
    let mut items = Vec::new();
    for venue in venue_of(app, scope, venue).await? {
        let duty = routing::on_duty(&venue, now);
        items.extend(venue.posts.iter().map(|post| {
            PostNow {
                id: post.id.uuid(),
                label: post.name.clone(),
                skills: post.skills.iter().cloned().collect(),
                on_duty: duty
                    .iter()
                    .filter(|shift| shift.post == post.id)
                    .map(|shift| venue.person_label(shift.officer))
                    .collect(),
            }
        }));
    }
    Ok(PostList { items })
}
