//! Days of a venue at a glance: who is at which post, where nobody will be, how many can be sent, and who could come.

use super::board;
use super::overrides::may_stand_in;
use super::store;
use super::wire::{AwayView, Board, BoardPost, BoardStint, Candidate, Candidates, Headcount, HeadcountRow, Stretch};
use crate::accounts::{self, Scope};
use crate::app::App;
use crate::channels;
use crate::problem::{Answer, Problem};
use crate::venues::{self, Book, Venue};
use crate::wire::Labelled;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan, Unit};
use shared::access::Permission;
use shared::duty::Duty;
use shared::id::{AccountId, PostId};
use shared::limits;
use shared::problem::ErrorCode;
use shared::roster::{self, Away, Gap, Ground, Held, Override, Stint};
use shared::routing::{Covers, Post};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Gaps and headcount rows shown of a venue.
const GAPS: usize = 200;
const ROWS: usize = 60;
/// Hours of one cell of the headcount, and how many cells there are.
const CELL_HOURS: i64 = 2;
const CELLS: i64 = 24;
/// How far around a shift somebody's own are looked for.
const AROUND: SignedDuration = SignedDuration::from_hours(8 * 24);

/// `days` of a venue from the day `from` on, such as "2026-11-21": today, by the clock of the venue, if neither is given.
///
/// # Errors
/// `out_of_range` at `days` for none or more than 31, `invalid_value` at `from` for what is no day.
pub async fn board(
    app: &App,
    scope: &Scope,
    venue: Option<&str>,
    from: Option<&str>,
    days: Option<i64>,
) -> Answer<Board> {
    let days = days.unwrap_or(1);
    if !(1..=limits::OVERRIDE_DAYS).contains(&days) {
        return Err(Problem::new(ErrorCode::OutOfRange).at("days"));
    }
    let venue = board::venues_of(app, scope, venue).await?.remove(0);
    let now = app.clock.now();
    let day = from.map(str::parse::<Date>).transpose();
    let first = day.map_err(|_| Problem::new(ErrorCode::InvalidValue).at("from"))?;
    let first = first.unwrap_or_else(|| now.to_zoned(venue.time_zone.clone()).date());
    let midnights = midnights(&venue, first, days)?;
    let (from, to) = midnights.first().zip(midnights.last()).map_or((now, now), |(from, to)| (*from, *to));
    let view = app.db.read().await?;
    let book = venues::book(&view, venue.authority, venue.id, from.min(now)).await?;
    let said = store::said(&view, [scope.authority], from.min(now)).await?;
    let stints = roster::kept(&book.patterns, &book.overrides, &venue.time_zone, from, to);
    let gone = accounts::people(&view, board::gone(&venue, &stints)).await?;
    let reach = channels::reach(&view, scope.authority).await?;
    drop(view);
    let (scope, texting) = (scope.clone(), app.texting.is_some());
    // A month of a large venue takes a while, and others wait for this thread.
    let work = move || {
        let named = |id: AccountId| board::name(&venue, &gone, id);
        let doubled = |id: AccountId| reach.is_doubled(id, texting);
        laid_out(&venue, &scope, &book, &said, &stints, (named, doubled), Days { now, midnights })
    };
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
}

/// The beginnings of some days by the calendar of the venue, and last the end of the last one. Where clocks change a day is an hour
/// longer or shorter.
fn midnights(venue: &Venue, first: Date, days: i64) -> Answer<Vec<Timestamp>> {
    let midnight = |nth: i64| {
        let day = first.checked_add(nth.days())?;
        Ok(day.to_zoned(venue.time_zone.clone())?.timestamp())
    };
    let all: Result<Vec<Timestamp>, jiff::Error> = (0..=days).map(midnight).collect();
    all.map_err(|_| Problem::new(ErrorCode::OutOfRange).at("from"))
}

struct Days {
    now: Timestamp,
    midnights: Vec<Timestamp>,
}

fn laid_out(
    venue: &Arc<Venue>,
    scope: &Scope,
    book: &Book,
    said: &[Duty],
    stints: &[Stint],
    (named, doubled): (impl Fn(AccountId) -> Labelled, impl Fn(AccountId) -> bool),
    Days { now, midnights }: Days,
) -> Board {
    let (from, to) = midnights.first().zip(midnights.last()).map_or((now, now), |(from, to)| (*from, *to));
    let roster = venue.roster();
    let (held, away) = (board::held(venue), board::away(said));
    let begins = from.max(now);
    let all = if begins < to { board::gaps(venue, &roster, &away, &held, begins, to) } else { Vec::new() };
    let mut gaps: Vec<Gap> = board::outermost(venue, &all).cloned().collect();
    let cuts = cuts(venue, now);
    let ahead = cuts.last().map_or(now, |last| *last);
    let coming = roster::staffing(&roster.patterns, &roster.overrides, &venue.time_zone, now, ahead);
    let next_shift = coming.iter().map(|stint| stint.starts).filter(|starts| *starts > now).min();
    let rows = rows(venue, &gaps, &held, &roster::headcount(&coming, &away, &held, &cuts));
    let posts = book.posts.iter().filter_map(|post| {
        let own: Vec<&Stint> = stints.iter().filter(|stint| stint.post == post.id).collect();
        let stands = venue.posts.iter().any(|known| known.id == post.id);
        (stands || !own.is_empty()).then(|| BoardPost {
            post: Labelled::new(post.id, &post.name),
            code: post.code.clone(),
            skills: post.skills.iter().cloned().collect(),
            zones: zones(venue, post),
            stints: own.iter().map(|stint| stint_view(scope, book, said, stint, &named)).collect(),
            nobody: nobody(post.id, &all, &held),
        })
    });
    let posts = posts.collect();
    let left_out = gaps.len().saturating_sub(GAPS);
    gaps.truncate(GAPS);
    let red = |gap: &Gap| next_shift.is_none_or(|next| gap.starts <= next);
    Board {
        venue: venue.slug.clone(),
        time_zone: venue.time_zone_name.clone(),
        now,
        from,
        to,
        midnights,
        posts,
        gaps: gaps.iter().map(|gap| board::gap_view(venue, gap, red(gap))).collect(),
        left_out,
        headcount: Headcount { cuts, rows },
        mail_alone: if scope.role.may(Permission::EditRoster) { coming.as_slice() } else { &[] }
            .iter()
            .map(|stint| stint.officer)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .filter(|officer| !doubled(*officer))
            .map(named)
            .collect(),
    }
}

fn zones(venue: &Venue, post: &Post) -> Vec<Labelled> {
    match &post.zones {
        Covers::All => Vec::new(),
        Covers::Zones(codes) => codes.iter().map(|code| venue.zone_label(code)).collect(),
    }
}

fn stint_view(
    scope: &Scope,
    book: &Book,
    said: &[Duty],
    stint: &Stint,
    named: &impl Fn(AccountId) -> Labelled,
) -> BoardStint {
    let put_here = |change: &Override| {
        (change.post, change.officer) == (stint.post, stint.officer)
            && change.starts < stint.ends
            && stint.starts < change.ends
    };
    let gone = said.iter().filter(|duty| duty.officer == stint.officer && duty.state.is_away());
    let gone = gone.filter(|duty| duty.since < stint.ends && stint.starts < duty.until);
    let view = |duty: &Duty| AwayView {
        state: board::seen(duty.state, scope),
        starts: duty.since.max(stint.starts),
        ends: duty.until.min(stint.ends),
    };
    BoardStint {
        officer: named(stint.officer),
        starts: stint.starts,
        ends: stint.ends,
        team: book.teams.get(&(stint.post, stint.officer)).cloned(),
        stands_in: book.overrides.iter().any(|written| put_here(&written.line)),
        away: gone.map(view).collect(),
    }
}

/// When nobody is at a post and what it answers for has nobody elsewhere either.
fn nobody(post: PostId, gaps: &[Gap], held: &[Held]) -> Vec<Stretch> {
    let own: BTreeSet<&Ground> =
        held.iter().filter(|held| held.posts.contains(&post)).map(|held| &held.ground).collect();
    let mut stretches: Vec<Stretch> = Vec::new();
    for gap in gaps.iter().filter(|gap| own.contains(&gap.ground)) {
        match stretches.last_mut().filter(|last| gap.starts <= last.ends) {
            Some(last) => last.ends = last.ends.max(gap.ends),
            None => stretches.push(Stretch { starts: gap.starts, ends: gap.ends }),
        }
    }
    stretches
}

/// From the last even hour on the venue's clock, two days on.
fn cuts(venue: &Venue, now: Timestamp) -> Vec<Timestamp> {
    let local = now.to_zoned(venue.time_zone.clone());
    let hour = local.round(jiff::ZonedRound::new().smallest(Unit::Hour).mode(jiff::RoundMode::Trunc));
    let begins = hour.map_or(now, |hour| {
        hour.timestamp() - SignedDuration::from_hours(i64::from(hour.hour()).rem_euclid(CELL_HOURS))
    });
    (0..=CELLS).map(|nth| begins + SignedDuration::from_hours(nth * CELL_HOURS)).collect()
}

fn rows(venue: &Venue, gaps: &[Gap], held: &[Held], counts: &[Vec<usize>]) -> Vec<HeadcountRow> {
    let empty: BTreeSet<&Ground> = gaps.iter().map(|gap| &gap.ground).collect();
    let shown = |ground: &Ground| match ground {
        Ground::Zone(code) => venue.index.ancestors(code).is_empty() || empty.contains(ground),
        Ground::Skill(_) => true,
    };
    let row = |(held, officers): (&Held, &Vec<usize>)| {
        let (zone, skill) = match &held.ground {
            Ground::Zone(code) => (Some(venue.zone_label(code)), None),
            Ground::Skill(skill) => (None, Some(skill.clone())),
        };
        HeadcountRow { zone, skill, officers: officers.clone() }
    };
    held.iter().zip(counts).filter(|(held, _)| shown(&held.ground)).map(row).take(ROWS).collect()
}

/// Who could stand in at a post, the likeliest first.
///
/// # Errors
/// `invalid_value` at `post` or `to`, `out_of_range` at `to` for more than 31 days.
pub async fn candidates(app: &App, scope: &Scope, post: PostId, from: Timestamp, to: Timestamp) -> Answer<Candidates> {
    let mine = venues::of_scope(app, scope).await?;
    let venue = mine.iter().find(|venue| venue.posts.iter().any(|known| known.id == post));
    let venue = venue.ok_or_else(|| Problem::new(ErrorCode::InvalidValue).at("post"))?.clone();
    super::overrides::check_times(from, to, app.clock.now()).map_err(|code| Problem::new(code).at("to"))?;
    let said = store::said(&app.db.read().await?, [scope.authority], from).await?;
    // Whoever works at another venue of the authority is busy there.
    let all: Vec<Arc<Venue>> =
        venues::any(app).into_iter().filter(|other| other.authority == scope.authority).collect();
    let work = move || {
        let stints: Vec<Stint> = all
            .iter()
            .flat_map(|venue| {
                let known = venue.roster();
                roster::staffing(&known.patterns, &known.overrides, &venue.time_zone, from - AROUND, to + AROUND)
            })
            .collect();
        Candidates { items: ranked(&venue, post, &stints, &board::away(&said), (from, to)) }
    };
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
}

fn ranked(
    venue: &Venue,
    post: PostId,
    stints: &[Stint],
    away: &[Away],
    (from, to): (Timestamp, Timestamp),
) -> Vec<Candidate> {
    let skills: HashMap<PostId, &BTreeSet<String>> = venue.posts.iter().map(|post| (post.id, &post.skills)).collect();
    let wanted = skills.get(&post);
    let alike = |other: &PostId| {
        *other == post || wanted.zip(skills.get(other)).is_some_and(|(wanted, has)| !wanted.is_disjoint(has))
    };
    let candidate = |officer: AccountId| {
        let rest = roster::rest(stints, officer, from, to);
        let gone = away.iter().any(|away| away.officer == officer && away.starts < to && from < away.ends);
        let hindered = if gone { Some("away") } else { rest.busy.then_some("busy") };
        Candidate {
            officer: venue.person_label(officer),
            hindered,
            rest_before_s: rest.before.map(|rest| rest.as_secs()),
            rest_after_s: rest.after.map(|rest| rest.as_secs()),
            week_s: rest.week.as_secs(),
            knows_it: stints.iter().any(|stint| stint.officer == officer && alike(&stint.post)),
        }
    };
    let officers = venue.people.keys().copied().filter(|officer| may_stand_in(venue, *officer));
    let mut items: Vec<Candidate> = officers.map(candidate).collect();
    let least = |one: &Candidate| {
        let rest = one.rest_before_s.unwrap_or(i64::MAX).min(one.rest_after_s.unwrap_or(i64::MAX));
        (one.hindered.is_some(), !one.knows_it, std::cmp::Reverse(rest), one.week_s, one.officer.label.clone())
    };
    items.sort_by_key(least);
    items
}
