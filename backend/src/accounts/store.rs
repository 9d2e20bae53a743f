//! Rows of accounts, memberships and sessions.

use crate::entity::{account, authority, ceremony, membership, passkey, refresh_token, session};
use crate::problem::{Answer, Problem};
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use shared::access::Role;
use shared::id::{AccountId, AuthorityId, PasskeyId, SessionId, VenueId};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Somebody who can sign in.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: AccountId,
    pub authority: AuthorityId,
    pub email: String,
    pub name: String,
    pub call_sign: Option<String>,
    pub phone: Option<String>,
    /// For whom they work, and the number of their badge: of staff.
    pub employer: Option<String>,
    pub badge: Option<String>,
    /// By which the authority's own provider knows them.
    pub subject: Option<String>,
    pub role: Role,
    pub active: bool,
}

impl Person {
    /// As colleagues call them.
    pub fn label(&self) -> String {
        self.call_sign.as_ref().map_or_else(|| self.name.clone(), |sign| format!("{} · {sign}", self.name))
    }
}

pub struct Session {
    pub id: SessionId,
    pub account: AccountId,
    pub expires_at: Timestamp,
    pub fresh_until: Timestamp,
    pub ended: bool,
}

fn person_of(row: account::Model) -> Answer<Person> {
    let role = Role::parse(&row.role).ok_or_else(|| Problem::internal(anyhow::anyhow!("role {}", row.role)))?;
    Ok(Person {
        id: AccountId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        email: row.email,
        name: row.name,
        call_sign: row.call_sign,
        phone: row.phone,
        employer: row.employer,
        badge: row.badge,
        subject: row.oidc_subject,
        role,
        active: row.active,
    })
}

fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MIN)
}

/// The person of an e-mail address and their password's hash. E-mail addresses are unique over all authorities, because
/// signing in begins with nothing else.
pub async fn find_by_email(conn: &impl ConnectionTrait, email: &str) -> Answer<Option<(Person, Option<String>)>> {
    let row = account::Entity::find().filter(account::Column::Email.eq(email.to_lowercase())).one(conn).await?;
    row.map(|row| {
        let hash = row.password_hash.clone();
        Ok((person_of(row)?, hash))
    })
    .transpose()
}

pub async fn person(conn: &impl ConnectionTrait, id: AccountId) -> Answer<Option<Person>> {
    account::Entity::find_by_id(id.uuid()).one(conn).await?.map(person_of).transpose()
}

/// Several people, of whichever authority: pages know them only by id.
pub async fn people(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = AccountId>,
) -> Answer<HashMap<AccountId, Person>> {
    let ids = ids.into_iter().map(AccountId::uuid);
    let rows = account::Entity::find().filter(account::Column::Id.is_in(ids)).all(conn).await?;
    rows.into_iter().map(|row| person_of(row).map(|person| (person.id, person))).collect()
}

/// Who of an authority can be reached by text and call.
pub async fn with_phone(conn: &impl ConnectionTrait, authority: AuthorityId) -> Answer<BTreeSet<AccountId>> {
    let ids: Vec<uuid::Uuid> = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::AuthorityId.eq(authority.uuid()))
        .filter(account::Column::Phone.is_not_null())
        .into_tuple()
        .all(conn)
        .await?;
    Ok(ids.into_iter().map(AccountId::from_uuid).collect())
}

/// Whose number this is: perhaps several people's, who share a telephone.
pub async fn of_phone(conn: &impl ConnectionTrait, phone: &str) -> Answer<Vec<AccountId>> {
    let ids: Vec<uuid::Uuid> = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::Phone.eq(phone))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(ids.into_iter().map(AccountId::from_uuid).collect())
}

pub async fn venues_of(conn: &impl ConnectionTrait, id: AccountId) -> Answer<Vec<VenueId>> {
    let rows = membership::Entity::find().filter(membership::Column::AccountId.eq(id.uuid())).all(conn).await?;
    Ok(rows.into_iter().map(|row| VenueId::from_uuid(row.venue_id)).collect())
}

/// Everybody of a venue, in no order.
pub async fn people_of_venue(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    venue: VenueId,
) -> Answer<Vec<Person>> {
    let members = membership::Entity::find()
        .select_only()
        .column(membership::Column::AccountId)
        .filter(membership::Column::VenueId.eq(venue.uuid()))
        .filter(membership::Column::AuthorityId.eq(authority.uuid()));
    let ids: Vec<uuid::Uuid> = members.into_tuple().all(conn).await?;
    let rows = account::Entity::find()
        .filter(account::Column::Id.is_in(ids))
        .filter(account::Column::AuthorityId.eq(authority.uuid()))
        .all(conn)
        .await?;
    rows.into_iter().map(person_of).collect()
}

/// Makes the account, or brings its name and role up to date. An address of another authority is refused.
pub async fn ensure_person(conn: &impl ConnectionTrait, person: &Person, now: Timestamp) -> Answer<AccountId> {
    if let Some((known, _)) = find_by_email(conn, &person.email).await? {
        if known.authority != person.authority {
            return Err(Problem::new(shared::problem::ErrorCode::InvalidValue)
                .at("people")
                .because("an e-mail address belongs to another authority"));
        }
        account::Entity::update_many()
            .col_expr(account::Column::Name, person.name.clone().into())
            .col_expr(account::Column::CallSign, person.call_sign.clone().into())
            .col_expr(account::Column::Phone, person.phone.clone().into())
            .col_expr(account::Column::Employer, person.employer.clone().into())
            .col_expr(account::Column::Badge, person.badge.clone().into())
            .col_expr(account::Column::OidcSubject, person.subject.clone().into())
            .col_expr(account::Column::Role, person.role.name().into())
            .filter(account::Column::Id.eq(known.id.uuid()))
            .exec(conn)
            .await?;
        return Ok(known.id);
    }
    let row = account::ActiveModel {
        id: Set(person.id.uuid()),
        authority_id: Set(person.authority.uuid()),
        email: Set(person.email.to_lowercase()),
        name: Set(person.name.clone()),
        call_sign: Set(person.call_sign.clone()),
        role: Set(person.role.name().to_owned()),
        password_hash: Set(None),
        active: Set(true),
        created_at: Set(now.as_microsecond()),
        phone: Set(person.phone.clone()),
        employer: Set(person.employer.clone()),
        badge: Set(person.badge.clone()),
        oidc_subject: Set(person.subject.clone()),
    };
    account::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(person.id)
}

pub async fn add_membership(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    account: AccountId,
    venue: VenueId,
) -> Result<(), DbErr> {
    let row = membership::ActiveModel {
        account_id: Set(account.uuid()),
        venue_id: Set(venue.uuid()),
        authority_id: Set(authority.uuid()),
    };
    let known =
        OnConflict::columns([membership::Column::AccountId, membership::Column::VenueId]).do_nothing().to_owned();
    membership::Entity::insert(row).on_conflict(known).exec_without_returning(conn).await?;
    Ok(())
}

/// Whoever an import no longer names belongs to the venue no more.
pub async fn keep_members(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    venue: VenueId,
    members: &[AccountId],
) -> Result<(), DbErr> {
    membership::Entity::delete_many()
        .filter(membership::Column::VenueId.eq(venue.uuid()))
        .filter(membership::Column::AuthorityId.eq(authority.uuid()))
        .filter(membership::Column::AccountId.is_not_in(members.iter().map(|id| id.uuid())))
        .exec(conn)
        .await?;
    Ok(())
}

/// Ends every session of an account.
pub async fn end_sessions(conn: &impl ConnectionTrait, account: AccountId, now: Timestamp) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, now.as_microsecond().into())
        .filter(session::Column::AccountId.eq(account.uuid()))
        .filter(session::Column::EndedAt.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

pub async fn set_password(conn: &impl ConnectionTrait, account: AccountId, hash: &str) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, hash.into())
        .filter(account::Column::Id.eq(account.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

pub async fn add_session(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    session: &Session,
    now: Timestamp,
) -> Result<(), DbErr> {
    let row = session::ActiveModel {
        id: Set(session.id.uuid()),
        authority_id: Set(authority.uuid()),
        account_id: Set(session.account.uuid()),
        created_at: Set(now.as_microsecond()),
        expires_at: Set(session.expires_at.as_microsecond()),
        fresh_until: Set(session.fresh_until.as_microsecond()),
        ended_at: Set(None),
    };
    session::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

pub async fn session(conn: &impl ConnectionTrait, id: SessionId) -> Answer<Option<Session>> {
    let row = session::Entity::find_by_id(id.uuid()).one(conn).await?;
    Ok(row.map(|row| Session {
        id,
        account: AccountId::from_uuid(row.account_id),
        expires_at: time(row.expires_at),
        fresh_until: time(row.fresh_until),
        ended: row.ended_at.is_some(),
    }))
}

/// Whose some sessions are, ended or not.
pub async fn of_sessions(
    conn: &impl ConnectionTrait,
    sessions: impl Iterator<Item = Uuid>,
) -> Answer<HashMap<Uuid, AccountId>> {
    let ids: Vec<Uuid> = sessions.collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = session::Entity::find().filter(session::Column::Id.is_in(ids)).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, AccountId::from_uuid(row.account_id))).collect())
}

pub async fn end_session(conn: &impl ConnectionTrait, id: SessionId, now: Timestamp) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, now.as_microsecond().into())
        .filter(session::Column::Id.eq(id.uuid()))
        .filter(session::Column::EndedAt.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

pub async fn make_fresh(conn: &impl ConnectionTrait, id: SessionId, until: Timestamp) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::FreshUntil, until.as_microsecond().into())
        .filter(session::Column::Id.eq(id.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

pub async fn add_refresh_token(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    session: SessionId,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<(), DbErr> {
    let row = refresh_token::ActiveModel {
        hash: Set(hash.to_vec()),
        authority_id: Set(authority.uuid()),
        session_id: Set(session.uuid()),
        issued_at: Set(now.as_microsecond()),
        used_at: Set(None),
    };
    refresh_token::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// The session of a refresh token, and when the token was used before, if it was. Marks it used.
pub async fn use_refresh_token(
    conn: &impl ConnectionTrait,
    hash: &[u8; 32],
    now: Timestamp,
) -> Answer<Option<(SessionId, Option<Timestamp>)>> {
    let row = refresh_token::Entity::find_by_id(hash.to_vec()).lock_exclusive().one(conn).await?;
    let Some(row) = row else { return Ok(None) };
    if row.used_at.is_none() {
        refresh_token::Entity::update_many()
            .col_expr(refresh_token::Column::UsedAt, now.as_microsecond().into())
            .filter(refresh_token::Column::Hash.eq(hash.to_vec()))
            .exec(conn)
            .await?;
    }
    Ok(Some((SessionId::from_uuid(row.session_id), row.used_at.map(time))))
}

/// Whom an authority's own provider knows by this name.
pub async fn by_subject(conn: &impl ConnectionTrait, authority: &str, subject: &str) -> Answer<Option<Person>> {
    let authority = authority::Entity::find().filter(authority::Column::Slug.eq(authority)).one(conn).await?;
    let Some(authority) = authority else { return Ok(None) };
    let row = account::Entity::find()
        .filter(account::Column::AuthorityId.eq(authority.id))
        .filter(account::Column::OidcSubject.eq(subject))
        .one(conn)
        .await?;
    row.map(person_of).transpose()
}

/// A passkey as it is kept: what never changes of it, and what each use may change.
pub struct Passkey {
    pub id: PasskeyId,
    pub authority: AuthorityId,
    pub account: AccountId,
    pub credential: Vec<u8>,
    pub fixed: Vec<u8>,
    pub moving: Vec<u8>,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

fn passkey_of(row: passkey::Model) -> Passkey {
    Passkey {
        id: PasskeyId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        account: AccountId::from_uuid(row.account_id),
        credential: row.credential,
        fixed: row.fixed,
        moving: row.moving,
        created_at: time(row.created_at),
        used_at: row.used_at.map(time),
    }
}

pub async fn passkeys_of(conn: &impl ConnectionTrait, account: AccountId) -> Answer<Vec<Passkey>> {
    let rows = passkey::Entity::find()
        .filter(passkey::Column::AccountId.eq(account.uuid()))
        .order_by_asc(passkey::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(passkey_of).collect())
}

/// Whose passkey this is. Signing in begins with nothing else, so no authority is known yet.
pub async fn passkey(conn: &impl ConnectionTrait, credential: &[u8]) -> Answer<Option<Passkey>> {
    let row = passkey::Entity::find().filter(passkey::Column::Credential.eq(credential.to_vec())).one(conn).await?;
    Ok(row.map(passkey_of))
}

pub async fn add_passkey(conn: &impl ConnectionTrait, new: &Passkey) -> Result<(), DbErr> {
    let row = passkey::ActiveModel {
        id: Set(new.id.uuid()),
        authority_id: Set(new.authority.uuid()),
        account_id: Set(new.account.uuid()),
        credential: Set(new.credential.clone()),
        fixed: Set(new.fixed.clone()),
        moving: Set(new.moving.clone()),
        created_at: Set(new.created_at.as_microsecond()),
        used_at: Set(None),
    };
    passkey::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

pub async fn passkey_used(
    conn: &impl ConnectionTrait,
    id: PasskeyId,
    moving: &[u8],
    now: Timestamp,
) -> Result<(), DbErr> {
    passkey::Entity::update_many()
        .col_expr(passkey::Column::Moving, moving.to_vec().into())
        .col_expr(passkey::Column::UsedAt, now.as_microsecond().into())
        .filter(passkey::Column::Id.eq(id.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

/// False where it is nobody's or another's.
pub async fn end_passkey(conn: &impl ConnectionTrait, account: AccountId, id: uuid::Uuid) -> Result<bool, DbErr> {
    let gone = passkey::Entity::delete_many()
        .filter(passkey::Column::Id.eq(id))
        .filter(passkey::Column::AccountId.eq(account.uuid()))
        .exec(conn)
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Remembers a ceremony that has begun, and lets go of those that nobody finished.
pub async fn begin_ceremony(
    conn: &impl ConnectionTrait,
    challenge: &[u8],
    state: &[u8],
    now: Timestamp,
    until: Timestamp,
) -> Result<(), DbErr> {
    ceremony::Entity::delete_many().filter(ceremony::Column::Until.lt(now.as_microsecond())).exec(conn).await?;
    let row = ceremony::ActiveModel {
        challenge: Set(challenge.to_vec()),
        state: Set(state.to_vec()),
        until: Set(until.as_microsecond()),
    };
    ceremony::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Takes a ceremony out: whoever comes second finds none.
pub async fn end_ceremony(
    conn: &impl ConnectionTrait,
    challenge: &[u8],
    now: Timestamp,
) -> Result<Option<Vec<u8>>, DbErr> {
    let row = ceremony::Entity::find_by_id(challenge.to_vec()).lock_exclusive().one(conn).await?;
    ceremony::Entity::delete_by_id(challenge.to_vec()).exec(conn).await?;
    Ok(row.filter(|row| row.until >= now.as_microsecond()).map(|row| row.state))
}
