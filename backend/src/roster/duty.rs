//! Being busy, on a break, off, and back.

use super::board;
use super::store::{self, Said};
use super::wire::{DutyList, GapView, OfficerDuty, PostUntil};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::db::Tx;
use crate::patrols;
use crate::problem::{Answer, Problem};
use crate::routing;
use crate::venues::{self, Venue};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use shared::access::Permission;
use shared::duty::{self, Duty, DutyState};
use shared::event::EventKind;
use shared::id::{AccountId, DutyId, VenueId};
use shared::limits;
use shared::problem::ErrorCode;
use shared::roster::{self, Away, OnShift};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Gaps named in a refusal.
const NAMED: usize = 20;

/// What somebody wants an officer's state to be.
#[derive(Clone, Debug)]
pub struct Wish {
    pub officer: AccountId,
    pub state: DutyState,
    pub until: Option<Timestamp>,
    /// A supervisor's: with it a break may leave a place to nobody.
    pub reason: Option<String>,
}

/// Sets an officer's state, from now to the end of their shift at the latest.
///
/// # Errors
/// `wrong_status` for somebody who is on no shift; `needs_supervisor` with what would be left to nobody.
pub async fn set(app: &Arc<App>, scope: &Scope, wish: Wish) -> Answer<OfficerDuty> {
    let now = app.clock.now();
    if let Some(reason) = &wish.reason {
        check_reason(reason)?;
    }
    if wish.until.is_some_and(|until| until <= now) {
        return Err(Problem::new(ErrorCode::OutOfRange).at("until"));
    }
    if !venues::of_scope(app, scope).await?.iter().any(|venue| venue.people.contains_key(&wish.officer)) {
        return Err(ErrorCode::NotFound.into());
    }
    if wish.state == DutyState::Sick {
        check_illness(wish.until, now)?;
    }
    let places: Arc<Vec<Arc<Venue>>> = Arc::new(workplaces(app, scope, wish.officer));
    let said = said_now(app, scope, &places, &wish, now)?;
    let ids: Vec<VenueId> = places.iter().map(|venue| venue.id).collect();
    let (in_places, scope_, wish_) = (places.clone(), scope.clone(), wish.clone());
    let uncovers = app
        .db
        .write(move |tx| {
            let (scope, wish, places, ids) = (scope_.clone(), wish_.clone(), in_places.clone(), ids.clone());
            let said = said.clone();
            Box::pin(async move {
                store::count_change(tx.conn(), &scope, &ids, now).await?;
                let mut uncovers = Vec::new();
                if wish.state.is_away() {
                    let others = store::said(tx.conn(), [scope.authority], now).await?;
                    uncovers = uncovered(&places, &others, &said.duty);
                }
                // Nobody is kept at work who is ill.
                if !uncovers.is_empty() && wish.reason.is_none() && wish.state != DutyState::Sick {
                    return Err(Problem::new(ErrorCode::NeedsSupervisor).at("state").with("uncovers", uncovers));
                }
                store::end_said(tx.conn(), scope.authority, wish.officer, now).await?;
                if wish.state != DutyState::On {
                    store::say(tx.conn(), &said).await?;
                }
                if wish.state.is_away() {
                    patrols::forget(tx, wish.officer).await?;
                }
                announce(tx, &scope, &places, &said.duty);
                Ok(uncovers)
            })
        })
        .await?;
    venues::refresh(app).await?;
    let reasons = reasons(app, scope, now).await?;
    let on_shift = on_shift(&places, &reasons, scope, now);
    let found = on_shift.into_iter().find(|one| one.officer.id == wish.officer.to_string());
    // Whoever falls ill or is well again at home is on no list of those on shift.
    let mut found = found.or_else(|| at_home(&places, &wish)).ok_or(ErrorCode::NotFound)?;
    if wish.state == DutyState::Sick {
        found.uncovers = uncovers;
    }
    Ok(found)
}

fn check_illness(until: Option<Timestamp>, now: Timestamp) -> Answer<()> {
    let until = until.ok_or_else(|| Problem::new(ErrorCode::MissingField).at("until"))?;
    let longest = SignedDuration::from_hours(24 * limits::OVERRIDE_DAYS);
    if until.duration_since(now) > longest { Err(Problem::new(ErrorCode::OutOfRange).at("until")) } else { Ok(()) }
}

fn at_home(places: &[Arc<Venue>], wish: &Wish) -> Option<OfficerDuty> {
    let venue = places.iter().find(|venue| venue.people.contains_key(&wish.officer))?;
    Some(OfficerDuty {
        officer: venue.person_label(wish.officer),
        role: venue.people.get(&wish.officer).map_or("", |member| member.role.name()).to_owned(),
        state: wish.state,
        until: wish.until.filter(|_| wish.state != DutyState::On),
        reason: None,
        posts: Vec::new(),
        uncovers: Vec::new(),
    })
}

fn check_reason(reason: &str) -> Answer<()> {
    if reason.trim().is_empty() {
        return Err(Problem::new(ErrorCode::ReasonRequired).at("reason"));
    }
    if reason.chars().count() > limits::REASON_CHARS {
        return Err(Problem::new(ErrorCode::TooLong).at("reason"));
    }
    Ok(())
}

/// Every venue of the authority the officer belongs to: whoever goes off is off everywhere.
fn workplaces(app: &App, scope: &Scope, officer: AccountId) -> Vec<Arc<Venue>> {
    let mut places = venues::any(app);
    places.retain(|venue| venue.authority == scope.authority && venue.people.contains_key(&officer));
    places
}

fn said_now(app: &App, scope: &Scope, places: &[Arc<Venue>], wish: &Wish, now: Timestamp) -> Answer<Said> {
    let shifts: Vec<OnShift> = places.iter().flat_map(|venue| routing::on_shift(venue, now)).collect();
    let holding = |duty: &Duty| duty.officer == wish.officer && duty.state == DutyState::Sick && duty.holds(now);
    let ill = places.iter().any(|venue| venue.roster().duty.iter().any(holding));
    let ends = match wish.state {
        DutyState::Sick => wish.until,
        // Well again, at home.
        DutyState::On if ill => Some(now),
        _ => duty::ends(&shifts, wish.officer, wish.until),
    };
    let ends = ends.ok_or_else(|| {
        Problem::new(ErrorCode::WrongStatus).at("state").because("this person is on no shift at the moment")
    })?;
    let id = DutyId::fresh(&*app.clock, &*app.entropy);
    let seal = |reason: &String| {
        let (key, wrapped) = app.keys.authority(scope.authority)?.create(id.uuid(), &*app.entropy)?;
        Answer::Ok((wrapped, key.seal(&reason_place(id), reason.clone().into_bytes(), &*app.entropy)?))
    };
    Ok(Said {
        id,
        authority: scope.authority,
        duty: Duty { officer: wish.officer, state: wish.state, since: now, until: ends },
        by: scope.account,
        reason: wish.reason.as_ref().map(seal).transpose()?,
    })
}

/// Where a reason's text is sealed to.
fn reason_place(id: DutyId) -> String {
    format!("duty/{id}")
}

/// What an absence would leave to nobody that has somebody now.
fn uncovered(places: &[Arc<Venue>], others: &[Duty], wanted: &Duty) -> Vec<GapView> {
    let (from, to) = (wanted.since, wanted.until);
    let mut before = board::away(others);
    before.retain(|away| away.officer != wanted.officer);
    let mut after = before.clone();
    after.push(Away { officer: wanted.officer, starts: from, ends: to });
    let mut opened: Vec<GapView> = Vec::new();
    for venue in places {
        let roster = venue.roster();
        let stints = roster::staffing(&roster.patterns, &roster.overrides, &venue.time_zone, from, to);
        let posts: BTreeSet<_> =
            stints.iter().filter(|stint| stint.officer == wanted.officer).map(|stint| stint.post).collect();
        let mut held = board::held(venue);
        held.retain(|held| !held.posts.is_disjoint(&posts));
        let gaps = |away: &[Away]| board::gaps(venue, &roster, away, &held, from, to);
        let new = roster::opened(&gaps(&before), &gaps(&after));
        opened.extend(board::outermost(venue, &new).map(|gap| board::gap_view(venue, gap, true)));
    }
    opened.truncate(NAMED);
    opened
}

fn announce(tx: &Tx, scope: &Scope, places: &[Arc<Venue>], duty: &Duty) {
    let shifts: Vec<OnShift> = places.iter().flat_map(|venue| routing::on_shift(venue, duty.since)).collect();
    // An absence of days would tell that somebody is ill: to everybody it ends with the shift, as any other.
    let until = duty::ends(&shifts, duty.officer, Some(duty.until));
    for venue in places {
        tx.announce(Announcement {
            authority: scope.authority,
            kind: EventKind::DutyChanged,
            at: duty.since,
            venue: Some(venue.id),
            incident: None,
            actor: Actor::Account(scope.account),
            facts: json!({ "officer": duty.officer, "state": duty.state.in_public(), "until": until }),
        });
    }
}

/// Everybody on shift in the asker's venues, and whether they can be called; those who can first.
pub async fn list(app: &App, scope: &Scope, venue: Option<&str>) -> Answer<DutyList> {
    let now = app.clock.now();
    let reasons = reasons(app, scope, now).await?;
    Ok(DutyList { items: on_shift(&board::venues_of(app, scope, venue).await?, &reasons, scope, now) })
}

fn on_shift(
    venues: &[Arc<Venue>],
    reasons: &HashMap<AccountId, String>,
    scope: &Scope,
    now: Timestamp,
) -> Vec<OfficerDuty> {
    let mut items: Vec<OfficerDuty> = Vec::new();
    for venue in venues {
        let roster = venue.roster();
        let shifts = routing::on_shift(venue, now);
        for shift in &shifts {
            let post = PostUntil { venue: venue.slug.clone(), post: venue.post_label(shift.post), until: shift.until };
            let officer = venue.person_label(shift.officer);
            if let Some(known) = items.iter_mut().find(|known| known.officer.id == officer.id) {
                known.posts.push(post);
                continue;
            }
            let holding = roster.duty.iter().filter(|duty| duty.officer == shift.officer && duty.holds(now));
            let said = holding.max_by_key(|duty| duty.since);
            let state = said.map_or(DutyState::On, |duty| duty.state);
            let all = shift.officer == scope.account || scope.role.may(Permission::EditRoster);
            // To everybody else an illness ends with the shift, as any other state.
            let until =
                said.and_then(
                    |duty| {
                        if all { Some(duty.until) } else { duty::ends(&shifts, duty.officer, Some(duty.until)) }
                    },
                );
            items.push(OfficerDuty {
                officer,
                role: venue.people.get(&shift.officer).map_or("", |member| member.role.name()).to_owned(),
                state: if all { state } else { state.in_public() },
                until,
                reason: reasons.get(&shift.officer).cloned(),
                posts: vec![post],
                uncovers: Vec::new(),
            });
        }
    }
    items.sort_by(|a, b| (a.state, &a.officer.label).cmp(&(b.state, &b.officer.label)));
    items
}

async fn reasons(app: &App, scope: &Scope, now: Timestamp) -> Answer<HashMap<AccountId, String>> {
    if !scope.role.may(Permission::EditRoster) {
        return Ok(HashMap::new());
    }
    let keys = app.keys.authority(scope.authority)?;
    let mut reasons = HashMap::new();
    for said in store::said_with_reasons(&app.db.read().await?, scope, now).await? {
        let Some((wrapped, sealed)) = said.reason else { continue };
        let text = keys.unwrap(said.id.uuid(), &wrapped)?.open(&reason_place(said.id), sealed)?;
        reasons.insert(said.duty.officer, String::from_utf8(text).map_err(Problem::internal)?);
    }
    Ok(reasons)
}
