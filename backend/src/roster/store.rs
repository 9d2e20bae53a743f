//! Rows of duty states and overrides.

use crate::accounts::Scope;
use crate::entity::{ask, duty, feed, roll_call, roster_override, venue};
use crate::problem::Answer;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use shared::duty::{Duty, DutyState};
use shared::id::{AccountId, AskId, AuthorityId, DutyId, OverrideId, PostId, VenueId};
use shared::roster::{Ask, AskState, Back};
use uuid::Uuid;

/// Rows of one insert: SQLite takes so many values and no more.
const CHUNK: usize = 500;

/// What an officer's state is from now on, with the sealed reason where a supervisor gave one.
#[derive(Clone, Debug)]
pub struct Said {
    pub id: DutyId,
    pub authority: AuthorityId,
    pub duty: Duty,
    pub by: AccountId,
    /// The wrapped key and what it sealed.
    pub reason: Option<(Vec<u8>, Vec<u8>)>,
}

/// Somebody stands in at a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub id: OverrideId,
    pub authority: AuthorityId,
    pub venue: VenueId,
    pub post: PostId,
    pub officer: AccountId,
    pub replaces: Option<AccountId>,
    pub starts: Timestamp,
    pub ends: Timestamp,
    /// `bundle`, `desk` or `calendar`.
    pub source: String,
    pub reason: Option<String>,
    pub uid: Option<String>,
    pub by: Option<AccountId>,
    pub made: Timestamp,
}

/// Somebody is asked by another to stand in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub id: AskId,
    pub authority: AuthorityId,
    pub venue: VenueId,
    pub by: AccountId,
    pub ask: Ask,
    pub state: AskState,
    pub asked_at: Timestamp,
    pub answered_at: Option<Timestamp>,
}

fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MIN)
}

fn said_of(row: duty::Model) -> Said {
    let state = DutyState::parse(&row.state).unwrap_or(DutyState::On);
    Said {
        id: DutyId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        duty: Duty {
            officer: AccountId::from_uuid(row.account_id),
            state,
            since: time(row.since),
            until: time(row.until),
        },
        by: AccountId::from_uuid(row.set_by),
        reason: row.sealed_key.zip(row.sealed_reason),
    }
}

fn change_of(row: roster_override::Model) -> Change {
    Change {
        id: OverrideId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        venue: VenueId::from_uuid(row.venue_id),
        post: PostId::from_uuid(row.post_id),
        officer: AccountId::from_uuid(row.account_id),
        replaces: row.replaces.map(AccountId::from_uuid),
        starts: time(row.starts_at),
        ends: time(row.ends_at),
        source: row.source,
        reason: row.reason,
        uid: row.uid,
        by: row.made_by.map(AccountId::from_uuid),
        made: time(row.made_at),
    }
}

fn asked_of(row: ask::Model) -> Asked {
    let back = row.back_post_id.zip(row.back_starts_at).zip(row.back_ends_at);
    Asked {
        id: AskId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        venue: VenueId::from_uuid(row.venue_id),
        by: AccountId::from_uuid(row.asked_by),
        ask: Ask {
            post: PostId::from_uuid(row.post_id),
            starts: time(row.starts_at),
            ends: time(row.ends_at),
            officer: AccountId::from_uuid(row.account_id),
            replaces: row.replaces.map(AccountId::from_uuid),
            back: back.map(|((post, starts), ends)| Back {
                post: PostId::from_uuid(post),
                starts: time(starts),
                ends: time(ends),
            }),
        },
        // What cannot be read is asked no more.
        state: AskState::parse(&row.state).unwrap_or(AskState::Lapsed),
        asked_at: time(row.asked_at),
        answered_at: row.answered_at.map(time),
    }
}

fn row_of(change: &Change) -> roster_override::ActiveModel {
    roster_override::ActiveModel {
        id: Set(change.id.uuid()),
        authority_id: Set(change.authority.uuid()),
        venue_id: Set(change.venue.uuid()),
        post_id: Set(change.post.uuid()),
        account_id: Set(change.officer.uuid()),
        replaces: Set(change.replaces.map(AccountId::uuid)),
        starts_at: Set(change.starts.as_microsecond()),
        ends_at: Set(change.ends.as_microsecond()),
        source: Set(change.source.clone()),
        reason: Set(change.reason.clone()),
        uid: Set(change.uid.clone()),
        made_by: Set(change.by.map(AccountId::uuid)),
        made_at: Set(change.made.as_microsecond()),
        dropped_at: Set(None),
    }
}

/// What the roll said of somebody.
#[derive(Clone, Copy, Debug)]
pub struct Called {
    pub officer: AccountId,
    /// When the shift begins of which it was said.
    pub shift: Timestamp,
    pub present: bool,
    pub at: Timestamp,
    pub by: AccountId,
}

/// What was said of the shifts of a venue that began since then.
pub async fn called(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    venue: VenueId,
    since: Timestamp,
) -> Answer<Vec<Called>> {
    let rows = roll_call::Entity::find()
        .filter(roll_call::Column::AuthorityId.eq(scope.authority.uuid()))
        .filter(roll_call::Column::VenueId.eq(venue.uuid()))
        .filter(roll_call::Column::ShiftAt.gte(since.as_microsecond()))
        .all(conn)
        .await?;
    let called = |row: roll_call::Model| Called {
        officer: AccountId::from_uuid(row.account_id),
        shift: time(row.shift_at),
        present: row.present,
        at: time(row.at),
        by: AccountId::from_uuid(row.called_by),
    };
    Ok(rows.into_iter().map(called).collect())
}

/// Writes it down, and says whether that is new. What is older than `since` is forgotten on the way.
pub async fn call(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    venue: VenueId,
    called: &Called,
    since: Timestamp,
) -> Answer<bool> {
    roll_call::Entity::delete_many().filter(roll_call::Column::ShiftAt.lt(since.as_microsecond())).exec(conn).await?;
    let key = (venue.uuid(), called.officer.uuid(), called.shift.as_microsecond());
    let known = roll_call::Entity::find_by_id(key).one(conn).await?;
    if known.is_some_and(|known| known.present == called.present) {
        return Ok(false);
    }
    let row = roll_call::ActiveModel {
        venue_id: Set(venue.uuid()),
        account_id: Set(called.officer.uuid()),
        shift_at: Set(called.shift.as_microsecond()),
        authority_id: Set(scope.authority.uuid()),
        present: Set(called.present),
        at: Set(called.at.as_microsecond()),
        called_by: Set(called.by.uuid()),
    };
    use roll_call::Column;
    let again = OnConflict::columns([Column::VenueId, Column::AccountId, Column::ShiftAt])
        .update_columns([Column::Present, Column::At, Column::CalledBy])
        .to_owned();
    roll_call::Entity::insert(row).on_conflict(again).exec_without_returning(conn).await?;
    Ok(true)
}

/// What the people of some authorities have said of themselves that still holds or will.
pub async fn said(
    conn: &impl ConnectionTrait,
    authorities: impl IntoIterator<Item = AuthorityId>,
    now: Timestamp,
) -> Answer<Vec<Duty>> {
    let authorities = authorities.into_iter().map(AuthorityId::uuid);
    let rows = duty::Entity::find()
        .filter(duty::Column::AuthorityId.is_in(authorities))
        .filter(duty::Column::Until.gt(now.as_microsecond()))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| said_of(row).duty).collect())
}

/// The same with the sealed reasons, for those who may read them.
pub async fn said_with_reasons(conn: &impl ConnectionTrait, scope: &Scope, now: Timestamp) -> Answer<Vec<Said>> {
    let rows = duty::Entity::find()
        .filter(duty::Column::AuthorityId.eq(scope.authority.uuid()))
        .filter(duty::Column::Until.gt(now.as_microsecond()))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(said_of).collect())
}

/// What was said before ends now.
pub async fn end_said(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    officer: AccountId,
    now: Timestamp,
) -> Result<(), DbErr> {
    duty::Entity::update_many()
        .col_expr(duty::Column::Until, now.as_microsecond().into())
        .filter(duty::Column::AuthorityId.eq(authority.uuid()))
        .filter(duty::Column::AccountId.eq(officer.uuid()))
        .filter(duty::Column::Until.gt(now.as_microsecond()))
        .exec(conn)
        .await?;
    Ok(())
}

pub async fn say(conn: &impl ConnectionTrait, said: &Said) -> Result<(), DbErr> {
    let (sealed_key, sealed_reason) = said.reason.clone().unzip();
    let row = duty::ActiveModel {
        id: Set(said.id.uuid()),
        authority_id: Set(said.authority.uuid()),
        account_id: Set(said.duty.officer.uuid()),
        state: Set(said.duty.state.name().to_owned()),
        since: Set(said.duty.since.as_microsecond()),
        until: Set(said.duty.until.as_microsecond()),
        set_by: Set(said.by.uuid()),
        sealed_key: Set(sealed_key),
        sealed_reason: Set(sealed_reason),
    };
    duty::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Counts one more change of these venues' rosters. It comes first in a write: whoever else changes one of them waits, and
/// decides on what this one leaves.
pub async fn count_change(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    venues: &[VenueId],
    now: Timestamp,
) -> Result<(), DbErr> {
    // Always in one order, so that two servers never wait for each other.
    let mut venues: Vec<Uuid> = venues.iter().map(|id| id.uuid()).collect();
    venues.sort_unstable();
    for id in venues {
        venue::Entity::update_many()
            .col_expr(venue::Column::RosterSeq, Expr::col(venue::Column::RosterSeq).add(1))
            .col_expr(venue::Column::RosterChangedAt, now.as_microsecond().into())
            .filter(venue::Column::Id.eq(id))
            .filter(venue::Column::AuthorityId.eq(scope.authority.uuid()))
            .exec(conn)
            .await?;
    }
    Ok(())
}

/// Who stands in anywhere in the authority at some time after `since`, the earliest first.
pub async fn changes_after(conn: &impl ConnectionTrait, scope: &Scope, since: Timestamp) -> Answer<Vec<Change>> {
    let rows = roster_override::Entity::find()
        .filter(roster_override::Column::AuthorityId.eq(scope.authority.uuid()))
        .filter(roster_override::Column::EndsAt.gt(since.as_microsecond()))
        .filter(roster_override::Column::DroppedAt.is_null())
        .filter(Expr::col(roster_override::Column::EndsAt).gt(Expr::col(roster_override::Column::StartsAt)))
        .order_by_asc(roster_override::Column::StartsAt)
        .order_by_asc(roster_override::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(change_of).collect())
}

/// One override of the asker's venues, locked.
pub async fn locked_change(conn: &impl ConnectionTrait, scope: &Scope, id: OverrideId) -> Answer<Option<Change>> {
    let row = roster_override::Entity::find_by_id(id.uuid())
        .filter(roster_override::Column::AuthorityId.eq(scope.authority.uuid()))
        .filter(roster_override::Column::VenueId.is_in(scope.venues.iter().map(|venue| venue.uuid())))
        .filter(roster_override::Column::DroppedAt.is_null())
        .lock_exclusive()
        .one(conn)
        .await?;
    Ok(row.map(change_of))
}

pub async fn add_changes(conn: &impl ConnectionTrait, changes: &[Change]) -> Result<(), DbErr> {
    for some in changes.chunks(CHUNK) {
        roster_override::Entity::insert_many(some.iter().map(row_of)).exec_without_returning(conn).await?;
    }
    Ok(())
}

pub async fn end_change(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: OverrideId,
    ends: Timestamp,
) -> Result<(), DbErr> {
    roster_override::Entity::update_many()
        .col_expr(roster_override::Column::EndsAt, ends.as_microsecond().into())
        .filter(roster_override::Column::Id.eq(id.uuid()))
        .filter(roster_override::Column::AuthorityId.eq(scope.authority.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

/// Strikes out what a calendar brought before under these UIDs and is not over yet.
pub async fn forget_uids(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    venue: VenueId,
    uids: &[String],
    now: Timestamp,
) -> Result<u64, DbErr> {
    let mut gone = 0;
    for some in uids.chunks(CHUNK) {
        let done = roster_override::Entity::update_many()
            .col_expr(roster_override::Column::DroppedAt, now.as_microsecond().into())
            .filter(roster_override::Column::DroppedAt.is_null())
            .filter(roster_override::Column::AuthorityId.eq(scope.authority.uuid()))
            .filter(roster_override::Column::VenueId.eq(venue.uuid()))
            .filter(roster_override::Column::Uid.is_in(some.iter().map(String::as_str)))
            .filter(roster_override::Column::EndsAt.gt(now.as_microsecond()))
            .exec(conn)
            .await?;
        gone += done.rows_affected;
    }
    Ok(gone)
}

pub async fn add_ask(conn: &impl ConnectionTrait, asked: &Asked) -> Result<(), DbErr> {
    let back = asked.ask.back;
    let row = ask::ActiveModel {
        id: Set(asked.id.uuid()),
        authority_id: Set(asked.authority.uuid()),
        venue_id: Set(asked.venue.uuid()),
        asked_by: Set(asked.by.uuid()),
        account_id: Set(asked.ask.officer.uuid()),
        post_id: Set(asked.ask.post.uuid()),
        replaces: Set(asked.ask.replaces.map(AccountId::uuid)),
        starts_at: Set(asked.ask.starts.as_microsecond()),
        ends_at: Set(asked.ask.ends.as_microsecond()),
        back_post_id: Set(back.map(|back| back.post.uuid())),
        back_starts_at: Set(back.map(|back| back.starts.as_microsecond())),
        back_ends_at: Set(back.map(|back| back.ends.as_microsecond())),
        state: Set(asked.state.name().to_owned()),
        asked_at: Set(asked.asked_at.as_microsecond()),
        answered_at: Set(None),
    };
    ask::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Asks of the asker's venues that are not over, the earliest first.
pub async fn asks(conn: &impl ConnectionTrait, scope: &Scope, now: Timestamp) -> Answer<Vec<Asked>> {
    let rows = ask::Entity::find()
        .filter(ask::Column::AuthorityId.eq(scope.authority.uuid()))
        .filter(ask::Column::VenueId.is_in(scope.venues.iter().map(|venue| venue.uuid())))
        .filter(ask::Column::EndsAt.gt(now.as_microsecond()))
        .order_by_asc(ask::Column::StartsAt)
        .order_by_asc(ask::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(asked_of).collect())
}

/// How many asks of somebody nobody has answered yet.
pub async fn open_asks(conn: &impl ConnectionTrait, scope: &Scope, now: Timestamp) -> Result<u64, DbErr> {
    ask::Entity::find()
        .filter(ask::Column::AuthorityId.eq(scope.authority.uuid()))
        .filter(ask::Column::AskedBy.eq(scope.account.uuid()))
        .filter(ask::Column::State.eq(AskState::Asked.name()))
        .filter(ask::Column::EndsAt.gt(now.as_microsecond()))
        .count(conn)
        .await
}

/// One ask of the asker's venues, locked.
pub async fn locked_ask(conn: &impl ConnectionTrait, scope: &Scope, id: AskId) -> Answer<Option<Asked>> {
    let row = ask::Entity::find_by_id(id.uuid())
        .filter(ask::Column::AuthorityId.eq(scope.authority.uuid()))
        .filter(ask::Column::VenueId.is_in(scope.venues.iter().map(|venue| venue.uuid())))
        .lock_exclusive()
        .one(conn)
        .await?;
    Ok(row.map(asked_of))
}

pub async fn answer_ask(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: AskId,
    state: AskState,
    now: Timestamp,
) -> Result<(), DbErr> {
    ask::Entity::update_many()
        .col_expr(ask::Column::State, state.name().into())
        .col_expr(ask::Column::AnsweredAt, now.as_microsecond().into())
        .filter(ask::Column::Id.eq(id.uuid()))
        .filter(ask::Column::AuthorityId.eq(scope.authority.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

/// Somebody's calendar has this address from now on, and no other.
pub async fn put_feed(conn: &impl ConnectionTrait, scope: &Scope, hash: &str, now: Timestamp) -> Result<(), DbErr> {
    let row = feed::ActiveModel {
        account_id: Set(scope.account.uuid()),
        authority_id: Set(scope.authority.uuid()),
        token_hash: Set(hash.to_owned()),
        made_at: Set(now.as_microsecond()),
    };
    let again = OnConflict::column(feed::Column::AccountId)
        .update_columns([feed::Column::TokenHash, feed::Column::MadeAt])
        .to_owned();
    feed::Entity::insert(row).on_conflict(again).exec_without_returning(conn).await?;
    Ok(())
}

pub async fn drop_feed(conn: &impl ConnectionTrait, scope: &Scope) -> Result<(), DbErr> {
    feed::Entity::delete_many()
        .filter(feed::Column::AccountId.eq(scope.account.uuid()))
        .filter(feed::Column::AuthorityId.eq(scope.authority.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

/// Whose calendar an address opens.
pub async fn feed_of(conn: &impl ConnectionTrait, hash: &str) -> Answer<Option<AccountId>> {
    let row = feed::Entity::find().filter(feed::Column::TokenHash.eq(hash)).one(conn).await?;
    Ok(row.map(|row| AccountId::from_uuid(row.account_id)))
}

/// When the rosters of these venues were changed last.
pub async fn changed_at(
    conn: &impl ConnectionTrait,
    scope: &Scope,
) -> Answer<std::collections::HashMap<VenueId, Timestamp>> {
    let rows: Vec<(Uuid, i64)> = venue::Entity::find()
        .select_only()
        .column(venue::Column::Id)
        .column(venue::Column::RosterChangedAt)
        .filter(venue::Column::AuthorityId.eq(scope.authority.uuid()))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(id, at)| (VenueId::from_uuid(id), time(at))).collect())
}
