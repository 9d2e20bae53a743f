//! Asking somebody to stand in, or to swap: it holds once both have said so.

use super::overrides::{announce, check_times, facts, may_stand_in};
use super::store::{self, Asked, Change};
use super::wire::{AskBack, AskList, AskView, NewAsk};
use crate::accounts::Scope;
use crate::app::App;
use crate::db::Tx;
use crate::pages::Mail;
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use jiff::Timestamp;
use serde_json::json;
use shared::access::Permission;
use shared::id::{AccountId, AskId, OverrideId, PostId, VenueId};
use shared::problem::ErrorCode;
use shared::roster::{self, Ask, AskState, Back, Fault, Override};
use std::sync::Arc;

/// What somebody may have asked and nobody answered.
const OPEN: u64 = 50;

/// Asks an officer to stand in: in the place of whoever asks, with one of their own shifts in return if that is wished, or, by a
/// supervisor, in anybody's place or besides. A mail tells them.
///
/// # Errors
/// Names the field at fault; `overlap` where somebody would be at two posts.
pub async fn ask(app: &Arc<App>, scope: &Scope, wanted: NewAsk) -> Answer<AskView> {
    let now = app.clock.now();
    let (venue, ask) = read(app, scope, &wanted, now).await?;
    let asked = Asked {
        id: AskId::fresh(&*app.clock, &*app.entropy),
        authority: scope.authority,
        venue: venue.id,
        by: scope.account,
        ask,
        state: AskState::Asked,
        asked_at: now,
        answered_at: None,
    };
    let (worker, scope_, new) = (app.clone(), scope.clone(), asked.clone());
    let known = app
        .db
        .write(move |tx| {
            let (app, scope, asked) = (worker.clone(), scope_.clone(), new.clone());
            Box::pin(async move {
                // An answer that was lost on the way: the same again asks nobody twice.
                let open = store::asks(tx.conn(), &scope, now).await?;
                if let Some(known) = open.into_iter().find(|known| is_again(known, &asked)) {
                    return Ok(Some(known));
                }
                if store::open_asks(tx.conn(), &scope, now).await? >= OPEN {
                    return Err(
                        Problem::new(ErrorCode::RateLimited).because("too many of your asks wait for an answer")
                    );
                }
                bears(&app, asked.venue, &asked.ask, &store::changes_after(tx.conn(), &scope, now).await?)?;
                store::add_ask(tx.conn(), &asked).await?;
                announce(tx, &scope, asked.venue, now, told("asked", &asked));
                Ok(None)
            })
        })
        .await?;
    if let Some(known) = known {
        return Ok(view(&venue, &known, scope, now));
    }
    let told = tell(app, &venue, &asked).await;
    Ok(AskView { told: Some(told), ..view(&venue, &asked, scope, now) })
}

/// Whether somebody asks the same of the same officer who has not answered yet. One that has begun is asked for what is left of it.
fn is_again(known: &Asked, asked: &Asked) -> bool {
    let (before, now) = (known.ask, asked.ask);
    let same = Ask { starts: before.starts.max(now.starts), ..before } == now;
    known.state == AskState::Asked && known.by == asked.by && same
}

async fn read(app: &App, scope: &Scope, wanted: &NewAsk, now: Timestamp) -> Answer<(Arc<Venue>, Ask)> {
    let invalid = |field: &'static str| Problem::new(ErrorCode::InvalidValue).at(field);
    let post = PostId::from_uuid(wanted.post);
    let has = |venue: &Venue, post: PostId| venue.posts.iter().any(|known| known.id == post);
    let mine = venues::of_scope(app, scope).await?;
    let venue = mine.into_iter().find(|venue| has(venue, post)).ok_or_else(|| invalid("post"))?;
    let officer = AccountId::from_uuid(wanted.officer);
    if !may_stand_in(&venue, officer) || officer == scope.account {
        return Err(invalid("officer"));
    }
    let replaces = wanted.replaces.map(AccountId::from_uuid);
    if replaces.is_some_and(|gives| gives == officer || !venue.people.contains_key(&gives)) {
        return Err(invalid("replaces"));
    }
    if replaces != Some(scope.account) {
        // Giving away what is another's, or calling somebody in, is a supervisor's. What is wanted in return is one's own to give.
        scope.require(Permission::EditRoster)?;
        if wanted.back.is_some() {
            return Err(invalid("back"));
        }
    }
    check_times(wanted.from, wanted.to, now).map_err(|code| Problem::new(code).at("to"))?;
    let back =
        wanted.back.as_ref().map(|back| Back { post: PostId::from_uuid(back.post), starts: back.from, ends: back.to });
    if let Some(back) = &back {
        if !has(&venue, back.post) {
            return Err(invalid("back.post"));
        }
        check_times(back.starts, back.ends, now).map_err(|code| Problem::new(code).at("back.to"))?;
    }
    Ok((venue, Ask { post, starts: wanted.from.max(now), ends: wanted.to, officer, replaces, back }))
}

/// Refuses what the roster does not bear, with everything else that holds: each gives what is theirs, and nobody stands in at two
/// posts at once.
fn bears(app: &App, venue: VenueId, ask: &Ask, known: &[Change]) -> Answer<()> {
    let (from, to) = ask.span();
    let venue = venues::by_id(app, venue)?;
    // A post may have been given up since it was asked for.
    let gone = |post: PostId| !venue.posts.iter().any(|known| known.id == post);
    if gone(ask.post) || ask.back.is_some_and(|back| gone(back.post)) {
        return Err(Problem::new(ErrorCode::InvalidValue).at("post").because("the venue has this post no more"));
    }
    let changes: Vec<Override> = known.iter().filter(|change| change.venue == venue.id).map(plain).collect();
    let stints = roster::staffing(&venue.roster().patterns, &changes, &venue.time_zone, from, to);
    let not_theirs =
        |field: &'static str| Problem::new(ErrorCode::InvalidValue).at(field).because("not all of this is their shift");
    roster::check_ask(ask, &stints).map_err(|fault| match fault {
        Fault::NotTheirs => not_theirs("replaces"),
        Fault::BackNotTheirs => not_theirs("back"),
        Fault::ThereAlready => Problem::new(ErrorCode::Overlap).at("officer").because("they are there already"),
    })?;
    let all: Vec<Override> = known.iter().map(plain).chain(ask.overrides()).collect();
    match roster::clash(&all, known.len()) {
        Some((new, _)) if all[new].officer != ask.officer => Err(Problem::new(ErrorCode::Overlap).at("back")),
        Some(_) => Err(Problem::new(ErrorCode::Overlap).at("officer")),
        None => Ok(()),
    }
}

fn plain(change: &Change) -> Override {
    Override {
        post: change.post,
        officer: change.officer,
        replaces: change.replaces,
        starts: change.starts,
        ends: change.ends,
    }
}

/// Whoever is asked answers. With a yes it holds at once, from now on where it should have begun.
///
/// # Errors
/// `not_found` for somebody else's, `wrong_status` for one that is answered, withdrawn or over, `overlap` or `invalid_value` where
/// the roster has changed since and does not bear it any more.
pub async fn answer(app: &Arc<App>, scope: &Scope, id: AskId, agree: bool) -> Answer<AskView> {
    let now = app.clock.now();
    let (worker, scope_) = (app.clone(), scope.clone());
    let asked = app
        .db
        .write(move |tx| {
            let (app, scope) = (worker.clone(), scope_.clone());
            Box::pin(async move {
                let found = store::locked_ask(tx.conn(), &scope, id).await?;
                let mut asked = found.filter(|asked| asked.ask.officer == scope.account).ok_or(ErrorCode::NotFound)?;
                if now_state(&asked, now) != AskState::Asked {
                    return Err(ErrorCode::WrongStatus.into());
                }
                asked.state = if agree { AskState::Agreed } else { AskState::Declined };
                if agree {
                    store::count_change(tx.conn(), &scope, &[asked.venue], now).await?;
                    hold(tx, &app, &scope, &mut asked, now).await?;
                }
                store::answer_ask(tx.conn(), &scope, id, asked.state, now).await?;
                announce(tx, &scope, asked.venue, now, told(asked.state.name(), &asked));
                Ok(asked)
            })
        })
        .await?;
    venues::refresh(app).await?;
    Ok(view(&*venues::by_id(app, asked.venue)?, &asked, scope, now))
}

async fn hold(tx: &Tx, app: &App, scope: &Scope, asked: &mut Asked, now: Timestamp) -> Answer<()> {
    asked.ask.starts = asked.ask.starts.max(now);
    if let Some(back) = asked.ask.back.as_mut() {
        back.starts = back.starts.max(now);
        if back.ends <= back.starts {
            return Err(ErrorCode::WrongStatus.into());
        }
    }
    let known = store::changes_after(tx.conn(), scope, now).await?;
    bears(app, asked.venue, &asked.ask, &known)?;
    let reason = if asked.ask.replaces.is_some() { "swap" } else { "extra" };
    let change = |new: Override| Change {
        id: OverrideId::fresh(&*app.clock, &*app.entropy),
        authority: scope.authority,
        venue: asked.venue,
        post: new.post,
        officer: new.officer,
        replaces: new.replaces,
        starts: new.starts,
        ends: new.ends,
        source: "desk".to_owned(),
        reason: Some(reason.to_owned()),
        uid: None,
        by: Some(asked.by),
        made: now,
    };
    let changes: Vec<Change> = asked.ask.overrides().into_iter().map(change).collect();
    store::add_changes(tx.conn(), &changes).await?;
    for change in &changes {
        announce(tx, scope, asked.venue, now, facts("added", change));
    }
    Ok(())
}

/// Whoever asked, or a supervisor, takes it back.
pub async fn withdraw(app: &Arc<App>, scope: &Scope, id: AskId) -> Answer<AskView> {
    let now = app.clock.now();
    let scope_ = scope.clone();
    let asked = app
        .db
        .write(move |tx| {
            let scope = scope_.clone();
            Box::pin(async move {
                let may = |asked: &Asked| asked.by == scope.account || scope.role.may(Permission::EditRoster);
                let mut asked =
                    store::locked_ask(tx.conn(), &scope, id).await?.filter(may).ok_or(ErrorCode::NotFound)?;
                if now_state(&asked, now) != AskState::Asked {
                    return Err(ErrorCode::WrongStatus.into());
                }
                asked.state = AskState::Withdrawn;
                store::answer_ask(tx.conn(), &scope, id, asked.state, now).await?;
                announce(tx, &scope, asked.venue, now, told("withdrawn", &asked));
                Ok(asked)
            })
        })
        .await?;
    Ok(view(&*venues::by_id(app, asked.venue)?, &asked, scope, now))
}

/// What concerns the asker and is not over: what they asked and are asked, and for supervisors every ask of their venues.
pub async fn list(app: &App, scope: &Scope) -> Answer<AskList> {
    let now = app.clock.now();
    let all = scope.role.may(Permission::EditRoster);
    let mine = |asked: &Asked| all || [asked.by, asked.ask.officer].contains(&scope.account);
    let mut items = Vec::new();
    for asked in store::asks(&app.db.read().await?, scope, now).await?.into_iter().filter(mine) {
        items.push(view(&*venues::by_id(app, asked.venue)?, &asked, scope, now));
    }
    Ok(AskList { items })
}

/// One that nobody answered lapses with the end of what it was for.
fn now_state(asked: &Asked, now: Timestamp) -> AskState {
    let over = asked.state == AskState::Asked && asked.ask.ends <= now;
    if over { AskState::Lapsed } else { asked.state }
}

fn view(venue: &Venue, asked: &Asked, scope: &Scope, now: Timestamp) -> AskView {
    let state = now_state(asked, now);
    AskView {
        id: asked.id.uuid(),
        venue: venue.slug.clone(),
        by: venue.person_label(asked.by),
        officer: venue.person_label(asked.ask.officer),
        post: venue.post_label(asked.ask.post),
        from: asked.ask.starts,
        to: asked.ask.ends,
        replaces: asked.ask.replaces.map(|gives| venue.person_label(gives)),
        back: asked.ask.back.map(|back| AskBack {
            post: venue.post_label(back.post),
            from: back.starts,
            to: back.ends,
        }),
        state,
        mine: asked.ask.officer == scope.account && state == AskState::Asked,
        told: None,
    }
}

/// What the log says of an ask.
fn told(what: &str, asked: &Asked) -> serde_json::Value {
    json!({
        "what": what, "ask": asked.id, "post": asked.ask.post, "officer": asked.ask.officer,
        "replaces": asked.ask.replaces, "from": asked.ask.starts, "to": asked.ask.ends
    })
}

/// Whether a mail went out to whoever is asked. The ask stands either way.
async fn tell(app: &App, venue: &Venue, asked: &Asked) -> bool {
    let Some(member) = venue.people.get(&asked.ask.officer) else { return false };
    let local = |at: Timestamp| at.to_zoned(venue.time_zone.clone()).strftime("%a %d %b %H:%M").to_string();
    let (post, by) = (venue.post_label(asked.ask.post).label, venue.person_label(asked.by).label);
    let when = format!("{} to {}", local(asked.ask.starts), local(asked.ask.ends));
    let back = asked.ask.back.map_or_else(String::new, |back| {
        let post = venue.post_label(back.post).label;
        format!("\nIn return {by} takes your shift at {post}, {} to {}.", local(back.starts), local(back.ends))
    });
    let mail = Mail {
        to_name: &member.label,
        to: &member.email,
        subject: format!("Can you stand in? {post}, {}", local(asked.ask.starts)),
        text: format!(
            "{by} asks you to stand in at {post}, {}, {when} (venue time).{back}\n\nAnswer here: {}/desk/coverage\n\n             Until you say yes, nothing changes.\n",
            venue.name, app.config.public_url
        ),
        id: asked.id.to_string(),
        urgent: false,
    };
    match app.mailer.send(mail).await {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(ask = %asked.id, error = format!("{error:#}"), "an ask to stand in could not be mailed");
            false
        }
    }
}
