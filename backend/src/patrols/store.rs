//! Rows of shared places.

use crate::entity::patrol_place;
use crate::problem::Answer;
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use shared::id::{AccountId, AuthorityId};
use std::collections::BTreeSet;

#[derive(Clone, Debug)]
pub struct Shared {
    pub account: AccountId,
    pub at: Timestamp,
    pub latitude: f64,
    pub longitude: f64,
    pub accuracy_m: f64,
    pub level: Option<i32>,
}

fn shared(row: patrol_place::Model) -> Shared {
    Shared {
        account: AccountId::from_uuid(row.account_id),
        at: Timestamp::from_microsecond(row.at).unwrap_or(Timestamp::MIN),
        latitude: row.latitude,
        longitude: row.longitude,
        accuracy_m: row.accuracy_m,
        level: row.level,
    }
}

pub async fn put(conn: &impl ConnectionTrait, authority: AuthorityId, place: &Shared) -> Answer<()> {
    use patrol_place::Column;
    let row = patrol_place::ActiveModel {
        account_id: Set(place.account.uuid()),
        authority_id: Set(authority.uuid()),
        at: Set(place.at.as_microsecond()),
        latitude: Set(place.latitude),
        longitude: Set(place.longitude),
        accuracy_m: Set(place.accuracy_m),
        level: Set(place.level),
    };
    let anew = OnConflict::column(Column::AccountId)
        .update_columns([Column::At, Column::Latitude, Column::Longitude, Column::AccuracyM, Column::Level])
        .to_owned();
    patrol_place::Entity::insert(row).on_conflict(anew).exec_without_returning(conn).await?;
    Ok(())
}

pub async fn of(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    accounts: &BTreeSet<AccountId>,
    since: Timestamp,
) -> Answer<Vec<Shared>> {
    let rows = patrol_place::Entity::find()
        .filter(patrol_place::Column::AuthorityId.eq(authority.uuid()))
        .filter(patrol_place::Column::AccountId.is_in(accounts.iter().map(|account| account.uuid())))
        .filter(patrol_place::Column::At.gt(since.as_microsecond()))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(shared).collect())
}

pub async fn remove(conn: &impl ConnectionTrait, account: AccountId) -> Answer<()> {
    patrol_place::Entity::delete_by_id(account.uuid()).exec(conn).await?;
    Ok(())
}

pub async fn is_old(conn: &impl ConnectionTrait, before: Timestamp) -> Answer<bool> {
    let old = patrol_place::Entity::find().filter(patrol_place::Column::At.lte(before.as_microsecond()));
    Ok(old.one(conn).await?.is_some())
}

pub async fn remove_old(conn: &impl ConnectionTrait, before: Timestamp) -> Answer<()> {
    let old = patrol_place::Column::At.lte(before.as_microsecond());
    patrol_place::Entity::delete_many().filter(old).exec(conn).await?;
    Ok(())
}
