//! Rows of parts of photos that are on their way.

use super::parts::Track;
use crate::entity::{photo, photo_part};
use crate::problem::Answer;
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use shared::id::{AuthorityId, PhotoId, ReportId};
use std::collections::BTreeSet;
use uuid::Uuid;

/// One part, sealed on the disk.
#[derive(Clone, Debug)]
pub struct Part {
    pub authority: AuthorityId,
    pub report: ReportId,
    pub photo: PhotoId,
    pub track: Track,
    pub from: i64,
    pub bytes: i64,
    pub blob: String,
    pub at: Timestamp,
}

/// What is here of one track of a photo, from its first byte on.
pub async fn parts(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    report: ReportId,
    photo: PhotoId,
    track: Track,
) -> Answer<Vec<Part>> {
    let rows = photo_part::Entity::find()
        .filter(photo_part::Column::PhotoId.eq(photo.uuid()))
        .filter(photo_part::Column::Track.eq(track.name()))
        .filter(photo_part::Column::ReportId.eq(report.uuid()))
        .filter(photo_part::Column::AuthorityId.eq(authority.uuid()))
        .order_by_asc(photo_part::Column::FromByte)
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(part_of).collect())
}

/// False where that place is taken: by the same part, sent again, or by another phone's of the same name.
pub async fn add(conn: &impl ConnectionTrait, part: &Part) -> Answer<bool> {
    let row = photo_part::ActiveModel {
        photo_id: Set(part.photo.uuid()),
        track: Set(part.track.name().to_owned()),
        from_byte: Set(part.from),
        authority_id: Set(part.authority.uuid()),
        report_id: Set(part.report.uuid()),
        bytes: Set(part.bytes),
        blob: Set(part.blob.clone()),
        at: Set(part.at.as_microsecond()),
    };
    let key = [photo_part::Column::PhotoId, photo_part::Column::Track, photo_part::Column::FromByte];
    let taken = OnConflict::columns(key).do_nothing().to_owned();
    match photo_part::Entity::insert(row).on_conflict(taken).exec_without_returning(conn).await {
        Ok(rows) => Ok(rows > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Photos of a report of which parts are here.
pub async fn begun(conn: &impl ConnectionTrait, authority: AuthorityId, report: ReportId) -> Answer<Vec<PhotoId>> {
    let ids: Vec<Uuid> = photo_part::Entity::find()
        .select_only()
        .column(photo_part::Column::PhotoId)
        .distinct()
        .filter(photo_part::Column::ReportId.eq(report.uuid()))
        .filter(photo_part::Column::AuthorityId.eq(authority.uuid()))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(ids.into_iter().map(PhotoId::from_uuid).collect())
}

/// Lets go of the parts of one track.
pub async fn forget(conn: &impl ConnectionTrait, report: ReportId, photo: PhotoId, track: Track) -> Answer<()> {
    photo_part::Entity::delete_many()
        .filter(photo_part::Column::PhotoId.eq(photo.uuid()))
        .filter(photo_part::Column::Track.eq(track.name()))
        .filter(photo_part::Column::ReportId.eq(report.uuid()))
        .exec(conn)
        .await?;
    Ok(())
}

/// Tracks of photos no part of which came since an instant: authority, report, photo, track. Of every authority: one
/// sweeper serves them all.
pub async fn abandoned(
    conn: &impl ConnectionTrait,
    since: Timestamp,
    limit: u64,
) -> Answer<Vec<(AuthorityId, ReportId, PhotoId, Track)>> {
    use photo_part::Column;
    let rows: Vec<(Uuid, Uuid, Uuid, String)> = photo_part::Entity::find()
        .select_only()
        .columns([Column::AuthorityId, Column::ReportId, Column::PhotoId, Column::Track])
        .group_by(Column::AuthorityId)
        .group_by(Column::ReportId)
        .group_by(Column::PhotoId)
        .group_by(Column::Track)
        .having(Column::At.max().lt(since.as_microsecond()))
        .limit(limit)
        .into_tuple()
        .all(conn)
        .await?;
    let named = |(authority, report, photo, track): (Uuid, Uuid, Uuid, String)| {
        let track = Track::parse(&track)?;
        Some((AuthorityId::from_uuid(authority), ReportId::from_uuid(report), PhotoId::from_uuid(photo), track))
    };
    Ok(rows.into_iter().filter_map(named).collect())
}

/// Authorities of which some photo is stored, as their folders are called.
pub async fn with_photos(conn: &impl ConnectionTrait) -> Answer<BTreeSet<String>> {
    let stored = photo::Entity::find().select_only().column(photo::Column::AuthorityId).distinct();
    let stored = stored.filter(photo::Column::Original.is_not_null());
    let ids: Vec<Uuid> = stored.into_tuple().all(conn).await?;
    Ok(ids.into_iter().map(|id| AuthorityId::from_uuid(id).to_string()).collect())
}

/// Which of these blobs some row names.
pub async fn named(conn: &impl ConnectionTrait, names: &[String]) -> Answer<BTreeSet<String>> {
    use photo::Column;
    let mut known = BTreeSet::new();
    // SQLite takes 32,766 values in one statement.
    for some in names.chunks(1_000) {
        for column in [Column::Original, Column::View, Column::Thumb, Column::SealedOriginal] {
            let found = photo::Entity::find().select_only().column(column).filter(column.is_in(some.iter().cloned()));
            let found: Vec<Option<String>> = found.into_tuple().all(conn).await?;
            known.extend(found.into_iter().flatten());
        }
        let parts = photo_part::Entity::find().select_only().column(photo_part::Column::Blob);
        let parts = parts.filter(photo_part::Column::Blob.is_in(some.iter().cloned()));
        known.extend(parts.into_tuple::<String>().all(conn).await?);
    }
    Ok(known)
}

fn part_of(row: photo_part::Model) -> Option<Part> {
    Some(Part {
        authority: AuthorityId::from_uuid(row.authority_id),
        report: ReportId::from_uuid(row.report_id),
        photo: PhotoId::from_uuid(row.photo_id),
        track: Track::parse(&row.track)?,
        from: row.from_byte,
        bytes: row.bytes,
        blob: row.blob,
        at: Timestamp::from_microsecond(row.at).ok()?,
    })
}
