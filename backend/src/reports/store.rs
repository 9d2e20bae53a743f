//! Rows of reports, amendments, photos and messages.

use super::tellers::Tellers;
use crate::entity::{amendment, incident, message, photo, proof, report, report_word};
use crate::problem::{Answer, Problem};
use jiff::Timestamp;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, Order, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};
use serde::{Deserialize, Serialize};
use shared::id::{AccountId, AuthorityId, DepartureId, IncidentId, MessageId, PhotoId, ReportId, VenueId};
use shared::place::Located;
use shared::rules::Told;
use shared::taxonomy::Answers;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

const MOVED_AT_ONCE: usize = 1000;
/// Reports and messages looked through for what waits for an answer.
const UNANSWERED: u64 = 5_000;

/// A report, its content still sealed.
#[derive(Clone, Debug)]
pub struct Report {
    pub id: ReportId,
    pub authority: AuthorityId,
    pub venue: VenueId,
    pub incident: IncidentId,
    pub key_hash: [u8; 32],
    pub fingerprint: Vec<u8>,
    pub receipt_hash: [u8; 32],
    pub kind: String,
    pub account: Option<AccountId>,
    pub facts: Facts,
    pub language: Option<String>,
    pub observed_at: Option<Timestamp>,
    pub received_at: Timestamp,
    pub priority: u8,
    pub emergency: bool,
    pub sealed_key: Vec<u8>,
    pub sealed: Vec<u8>,
}

/// What stays plain because routing needs it: categories, choices and place. Never a person's words.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    pub categories: Vec<String>,
    pub answers: Answers,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Located>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Why its reporter takes it back: one of [`super::wire::WITHDRAWALS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
    /// Keyed hashes of its telling words, for fusion alone.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub words: BTreeSet<u32>,
    /// The flight or sailing that was named: one of the schedule, never its reporter's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departure: Option<DepartureId>,
    /// Practice, as its reporter said when they sent it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub drill: bool,
}

/// Something added to a report.
#[derive(Clone, Debug)]
pub struct Added {
    pub id: uuid::Uuid,
    pub fingerprint: Vec<u8>,
    pub received_at: Timestamp,
    pub emergency: bool,
    pub facts: Facts,
    pub sealed: Vec<u8>,
}

/// A report as a what-if sees it: its plain facts when it came.
#[derive(Clone, Debug)]
pub struct Past {
    pub id: ReportId,
    pub venue: VenueId,
    kind: String,
    language: Option<String>,
    received_at: Timestamp,
    facts: Facts,
}

impl Past {
    pub fn told(&self) -> Told<'_> {
        Told {
            kind: &self.kind,
            category: self.facts.categories.first().map_or("", String::as_str),
            language: self.language.as_deref(),
            answers: &self.facts.answers,
            place: self.facts.place.as_ref(),
            at: self.received_at,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Photo {
    pub id: PhotoId,
    pub authority: AuthorityId,
    /// The report it came with; absent where an officer took it.
    pub report: Option<ReportId>,
    /// Absent where it came with a report.
    pub taken: Option<Taken>,
    pub state: String,
    pub media_type: Option<String>,
    pub bytes: i64,
    pub sha256: Option<Vec<u8>>,
    pub received_at: Option<Timestamp>,
    /// Names in the store of sealed bytes.
    pub original: Option<String>,
    pub view: Option<String>,
    pub thumb: Option<String>,
    /// The phone's sealed original, once it is here.
    pub evidence: Option<Evidence>,
}

/// An officer took it, of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    pub incident: IncidentId,
    pub by: AccountId,
    /// As the phone says, never later than it came.
    pub at: Timestamp,
}

/// An original that only the keeper of the evidence key can open.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Its name in the store of sealed bytes.
    pub name: String,
    pub bytes: i64,
    /// Of the sealed bytes, checked.
    pub sha256: Vec<u8>,
    /// Of the bytes inside, as the reporter says: nobody here can check it.
    pub claimed_sha256: Option<Vec<u8>>,
    /// `voice` or `video`, as the reporter says; absent for a photo.
    pub media: Option<String>,
    pub at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct Message {
    pub id: MessageId,
    pub fingerprint: Option<Vec<u8>>,
    /// The officer; absent for the reporter's own.
    pub account: Option<AccountId>,
    pub at: Timestamp,
    pub sealed: Vec<u8>,
    /// The code of the card that an officer sent.
    pub card: Option<String>,
    /// Which officer's card this answers, and with which of its options.
    pub reply_to: Option<MessageId>,
    pub choice: Option<String>,
    /// Of free words: a tag such as `es`.
    pub language: Option<String>,
    /// When an officer's message was on the reporter's screen.
    pub read_at: Option<Timestamp>,
}

fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MIN)
}

fn hash(bytes: Vec<u8>) -> Answer<[u8; 32]> {
    bytes.try_into().map_err(|_| Problem::internal(anyhow::anyhow!("a hash of the wrong length")))
}

fn report_of(row: report::Model) -> Answer<Report> {
    Ok(Report {
        id: ReportId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        venue: VenueId::from_uuid(row.venue_id),
        incident: IncidentId::from_uuid(row.incident_id),
        key_hash: hash(row.key_hash)?,
        fingerprint: row.fingerprint,
        receipt_hash: hash(row.receipt_hash)?,
        kind: row.reporter_kind,
        account: row.account_id.map(AccountId::from_uuid),
        facts: serde_json::from_str(&row.facts).map_err(Problem::internal)?,
        language: row.language,
        observed_at: row.observed_at.map(time),
        received_at: time(row.received_at),
        priority: u8::try_from(row.priority).unwrap_or(1),
        emergency: row.emergency,
        sealed_key: row.sealed_key,
        sealed: row.sealed,
    })
}

fn row_of(r: &Report) -> Answer<report::ActiveModel> {
    let place = r.facts.place.as_ref();
    Ok(report::ActiveModel {
        id: Set(r.id.uuid()),
        authority_id: Set(r.authority.uuid()),
        venue_id: Set(r.venue.uuid()),
        incident_id: Set(r.incident.uuid()),
        key_hash: Set(r.key_hash.to_vec()),
        fingerprint: Set(r.fingerprint.clone()),
        receipt_hash: Set(r.receipt_hash.to_vec()),
        reporter_kind: Set(r.kind.to_owned()),
        account_id: Set(r.account.map(AccountId::uuid)),
        facts: Set(serde_json::to_string(&r.facts).map_err(Problem::internal)?),
        language: Set(r.language.clone()),
        zone: Set(place.and_then(|place| place.zone.clone())),
        observed_at: Set(r.observed_at.map(Timestamp::as_microsecond)),
        received_at: Set(r.received_at.as_microsecond()),
        priority: Set(r.priority.into()),
        emergency: Set(r.emergency),
        sealed_key: Set(r.sealed_key.clone()),
        sealed: Set(r.sealed.clone()),
    })
}

/// Stores reports whose keys were free. False where another server took one of the keys meanwhile.
pub async fn insert(conn: &impl ConnectionTrait, reports: &[Report]) -> Answer<bool> {
    let rows = reports.iter().map(row_of).collect::<Answer<Vec<_>>>()?;
    let known = OnConflict::column(report::Column::KeyHash).do_nothing().to_owned();
    match report::Entity::insert_many(rows).on_conflict(known).exec_without_returning(conn).await {
        Ok(stored) if usize::try_from(stored).is_ok_and(|stored| stored == reports.len()) => {}
        Ok(_) | Err(DbErr::RecordNotInserted) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    let mut said = Vec::new();
    for report in reports {
        said.extend(words_of(report.authority, report.id, &report.facts.words));
    }
    add_words(conn, said).await?;
    Ok(true)
}

fn words_of(authority: AuthorityId, report: ReportId, words: &BTreeSet<u32>) -> Vec<report_word::ActiveModel> {
    let row = |word: &u32| report_word::ActiveModel {
        authority_id: Set(authority.uuid()),
        word: Set((*word).into()),
        report_id: Set(report.uuid()),
    };
    words.iter().map(row).collect()
}

/// Makes reports found by their words.
async fn add_words(conn: &impl ConnectionTrait, rows: Vec<report_word::ActiveModel>) -> Answer<()> {
    // SQLite takes 32,766 values in one statement.
    for some in rows.chunks(10_000) {
        let known = OnConflict::columns([
            report_word::Column::AuthorityId,
            report_word::Column::Word,
            report_word::Column::ReportId,
        ]);
        let insert = report_word::Entity::insert_many(some.iter().cloned())
            .on_conflict(known.to_owned().do_nothing().to_owned());
        match insert.exec_without_returning(conn).await {
            Ok(_) | Err(DbErr::RecordNotInserted) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// How many reports say a word, counted to `most`: enough to tell a rare word from a frequent one.
pub async fn sayings(conn: &impl ConnectionTrait, authority: AuthorityId, word: u32, most: u64) -> Answer<usize> {
    let rows: Vec<Uuid> = report_word::Entity::find()
        .select_only()
        .column(report_word::Column::ReportId)
        .filter(report_word::Column::AuthorityId.eq(authority.uuid()))
        .filter(report_word::Column::Word.eq(i64::from(word)))
        .limit(most)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.len())
}

/// Incidents of these venues with a report that says all of these words, the newest reports first, `limit` reports at most. Each word is looked
/// up for each report of the first, newest first, so that it stops early however many there are.
pub async fn saying(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    venues: &[VenueId],
    words: &[u32],
    limit: u64,
) -> Answer<Vec<IncidentId>> {
    let Some((first, others)) = words.split_first() else { return Ok(Vec::new()) };
    let (said, also) = (Alias::new("said"), Alias::new("also"));
    let mut found = Query::select();
    found
        .column((said.clone(), report_word::Column::ReportId))
        .from_as(report_word::Entity, said.clone())
        .and_where(Expr::col((said.clone(), report_word::Column::AuthorityId)).eq(authority.uuid()))
        .and_where(Expr::col((said.clone(), report_word::Column::Word)).eq(i64::from(*first)));
    let of = Query::select()
        .expr(Expr::val(1))
        .from(report::Entity)
        .and_where(
            Expr::col((report::Entity, report::Column::Id)).equals((said.clone(), report_word::Column::ReportId)),
        )
        .and_where(Expr::col((report::Entity, report::Column::VenueId)).is_in(venues.iter().map(|venue| venue.uuid())))
        .to_owned();
    found.and_where(Expr::exists(of));
    for word in others {
        let too = Query::select()
            .expr(Expr::val(1))
            .from_as(report_word::Entity, also.clone())
            .and_where(Expr::col((also.clone(), report_word::Column::AuthorityId)).eq(authority.uuid()))
            .and_where(Expr::col((also.clone(), report_word::Column::Word)).eq(i64::from(*word)))
            .and_where(
                Expr::col((also.clone(), report_word::Column::ReportId))
                    .equals((said.clone(), report_word::Column::ReportId)),
            )
            .to_owned();
        found.and_where(Expr::exists(too));
    }
    found.order_by((said.clone(), report_word::Column::ReportId), Order::Desc).limit(limit);
    let rows = conn.query_all(&found).await?;
    let reports = rows.iter().map(|row| row.try_get_by_index::<Uuid>(0)).collect::<Result<Vec<_>, _>>()?;
    if reports.is_empty() {
        return Ok(Vec::new());
    }
    let incidents: Vec<Uuid> = report::Entity::find()
        .select_only()
        .column(report::Column::IncidentId)
        .distinct()
        .filter(report::Column::Id.is_in(reports))
        .filter(report::Column::AuthorityId.eq(authority.uuid()))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(incidents.into_iter().map(IncidentId::from_uuid).collect())
}

/// Which of these keys have a report already.
pub async fn taken(conn: &impl ConnectionTrait, keys: impl Iterator<Item = [u8; 32]>) -> Answer<BTreeSet<[u8; 32]>> {
    let rows: Vec<Vec<u8>> = report::Entity::find()
        .select_only()
        .column(report::Column::KeyHash)
        .filter(report::Column::KeyHash.is_in(keys.map(Vec::from)))
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter().map(hash).collect()
}

fn one_inserted(result: Result<u64, DbErr>) -> Answer<bool> {
    match result {
        Ok(rows) => Ok(rows > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The report sent under a key. A reporter's key opens one report in one venue, so this needs no further scope.
pub async fn by_key(conn: &impl ConnectionTrait, key: &[u8; 32]) -> Answer<Option<Report>> {
    let row = report::Entity::find().filter(report::Column::KeyHash.eq(key.to_vec())).one(conn).await?;
    row.map(report_of).transpose()
}

/// The report a receipt opens.
pub async fn by_receipt(conn: &impl ConnectionTrait, receipt: &[u8; 32]) -> Answer<Option<Report>> {
    let row = report::Entity::find().filter(report::Column::ReceiptHash.eq(receipt.to_vec())).one(conn).await?;
    row.map(report_of).transpose()
}

pub async fn find(conn: &impl ConnectionTrait, authority: AuthorityId, id: ReportId) -> Answer<Option<Report>> {
    let row = report::Entity::find_by_id(id.uuid())
        .filter(report::Column::AuthorityId.eq(authority.uuid()))
        .one(conn)
        .await?;
    row.map(report_of).transpose()
}

/// The reports of an incident, oldest first, after the one named.
pub async fn of_incident(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    incident: IncidentId,
    after: Option<ReportId>,
    limit: u64,
) -> Answer<Vec<Report>> {
    let mut query = report::Entity::find()
        .filter(report::Column::IncidentId.eq(incident.uuid()))
        .filter(report::Column::AuthorityId.eq(authority.uuid()));
    if let Some(after) = after {
        query = query.filter(report::Column::Id.gt(after.uuid()));
    }
    let rows = query.order_by_asc(report::Column::Id).limit(limit).all(conn).await?;
    rows.into_iter().map(report_of).collect()
}

/// The incident a report belongs to now: people merge and split while others write.
pub async fn incident_of(conn: &impl ConnectionTrait, report: &Report) -> Answer<IncidentId> {
    let now: Option<uuid::Uuid> = report::Entity::find_by_id(report.id.uuid())
        .select_only()
        .column(report::Column::IncidentId)
        .filter(report::Column::AuthorityId.eq(report.authority.uuid()))
        .into_tuple()
        .one(conn)
        .await?;
    Ok(now.map_or(report.incident, IncidentId::from_uuid))
}

/// Some reports of an incident, or the newest of all of them, `limit` at most.
pub async fn some_of(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    incident: IncidentId,
    ids: Option<&[ReportId]>,
    limit: u64,
) -> Answer<Vec<Report>> {
    let mut query = report::Entity::find()
        .filter(report::Column::IncidentId.eq(incident.uuid()))
        .filter(report::Column::AuthorityId.eq(authority.uuid()));
    if let Some(ids) = ids {
        query = query.filter(report::Column::Id.is_in(ids.iter().map(|id| id.uuid())));
    }
    let rows = query.order_by_desc(report::Column::Id).limit(limit).all(conn).await?;
    rows.into_iter().map(report_of).collect()
}

/// Ids of every report of an incident, oldest first.
pub async fn ids_of(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    incident: IncidentId,
) -> Answer<Vec<ReportId>> {
    let ids: Vec<uuid::Uuid> = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .filter(report::Column::IncidentId.eq(incident.uuid()))
        .filter(report::Column::AuthorityId.eq(authority.uuid()))
        .order_by_asc(report::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(ids.into_iter().map(ReportId::from_uuid).collect())
}

/// The language of the first report of each of these incidents, where its phone told one.
pub async fn first_languages(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    incidents: &[IncidentId],
) -> Answer<BTreeMap<IncidentId, String>> {
    if incidents.is_empty() {
        return Ok(BTreeMap::new());
    }
    let of = || {
        report::Entity::find()
            .filter(report::Column::IncidentId.is_in(incidents.iter().map(|id| id.uuid())))
            .filter(report::Column::AuthorityId.eq(authority.uuid()))
            .select_only()
            .column(report::Column::IncidentId)
    };
    let first: Vec<(uuid::Uuid, i64)> = of()
        .column_as(report::Column::ReceivedAt.min(), "first")
        .group_by(report::Column::IncidentId)
        .into_tuple()
        .all(conn)
        .await?;
    let first: BTreeMap<uuid::Uuid, i64> = first.into_iter().collect();
    // Not every report: of a flood in one incident there may be thousands.
    let told: Vec<(uuid::Uuid, i64, Option<String>)> = of()
        .column(report::Column::ReceivedAt)
        .column(report::Column::Language)
        .filter(report::Column::ReceivedAt.is_in(first.values().copied().collect::<BTreeSet<_>>()))
        .into_tuple()
        .all(conn)
        .await?;
    let told = told.into_iter().filter(|(incident, at, _)| first.get(incident) == Some(at));
    Ok(told.filter_map(|(incident, _, language)| Some((IncidentId::from_uuid(incident), language?))).collect())
}

/// Gives reports of one incident to another. Answers how many there were.
pub async fn give_to(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    ids: &[ReportId],
    from: IncidentId,
    to: IncidentId,
) -> Answer<u64> {
    let mut moved = 0;
    // SQLite takes 32,766 values in one statement.
    for ids in ids.chunks(MOVED_AT_ONCE) {
        let changed = report::Entity::update_many()
            .col_expr(report::Column::IncidentId, to.uuid().into())
            .filter(report::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
            .filter(report::Column::IncidentId.eq(from.uuid()))
            .filter(report::Column::AuthorityId.eq(authority.uuid()))
            .exec(conn)
            .await?;
        moved += changed.rows_affected;
    }
    Ok(moved)
}

/// How many reports an incident has, and photos that have arrived: theirs, what officers took of it, and what they took of those that
/// were merged into it.
pub async fn counts(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    incident: IncidentId,
) -> Answer<(u64, u64, Tellers)> {
    let reports = report::Entity::find()
        .filter(report::Column::IncidentId.eq(incident.uuid()))
        .filter(report::Column::AuthorityId.eq(authority.uuid()));
    let of_incident = reports.clone().select_only().column(report::Column::Id).into_query();
    let merged = incident::Entity::find()
        .select_only()
        .column(incident::Column::Id)
        .filter(incident::Column::MergedInto.eq(incident.uuid()))
        .into_query();
    let of_any = photo::Column::ReportId
        .in_subquery(of_incident)
        .or(photo::Column::IncidentId.eq(incident.uuid()))
        .or(photo::Column::IncidentId.in_subquery(merged));
    let photos = photo::Entity::find()
        .filter(of_any)
        .filter(photo::Column::AuthorityId.eq(authority.uuid()))
        .filter(photo::Column::State.ne("expected"));
    let by_kind: Vec<(String, i64)> = reports
        .select_only()
        .column(report::Column::ReporterKind)
        .column_as(report::Column::Id.count(), "count")
        .group_by(report::Column::ReporterKind)
        .into_tuple()
        .all(conn)
        .await?;
    let told_by = by_kind.iter().fold(Tellers::default(), |all, (kind, _)| all.and(Tellers::of(kind)));
    let reports = by_kind.iter().filter_map(|(_, count)| u64::try_from(*count).ok()).sum();
    Ok((reports, photos.count(conn).await?, told_by))
}

/// False where the key is there already.
pub async fn amend(conn: &impl ConnectionTrait, report: &Report, key: &[u8; 32], added: &Added) -> Answer<bool> {
    let row = amendment::ActiveModel {
        id: Set(added.id),
        authority_id: Set(report.authority.uuid()),
        report_id: Set(report.id.uuid()),
        key_hash: Set(key.to_vec()),
        fingerprint: Set(added.fingerprint.clone()),
        received_at: Set(added.received_at.as_microsecond()),
        emergency: Set(added.emergency),
        facts: Set(serde_json::to_string(&added.facts).map_err(Problem::internal)?),
        sealed: Set(added.sealed.clone()),
    };
    let known = OnConflict::column(amendment::Column::KeyHash).do_nothing().to_owned();
    let stored = one_inserted(amendment::Entity::insert(row).on_conflict(known).exec_without_returning(conn).await)?;
    if stored {
        add_words(conn, words_of(report.authority, report.id, &added.facts.words)).await?;
    }
    Ok(stored)
}

fn added_of(row: amendment::Model) -> Answer<Added> {
    Ok(Added {
        id: row.id,
        fingerprint: row.fingerprint,
        received_at: time(row.received_at),
        emergency: row.emergency,
        facts: serde_json::from_str(&row.facts).map_err(Problem::internal)?,
        sealed: row.sealed,
    })
}

pub async fn amendment_by_key(conn: &impl ConnectionTrait, report: ReportId, key: &[u8; 32]) -> Answer<Option<Added>> {
    let row = amendment::Entity::find()
        .filter(amendment::Column::KeyHash.eq(key.to_vec()))
        .filter(amendment::Column::ReportId.eq(report.uuid()))
        .one(conn)
        .await?;
    row.map(added_of).transpose()
}

/// Everything added to some reports, oldest first, with the report it belongs to.
pub async fn amendments(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    reports: &[ReportId],
) -> Answer<Vec<(ReportId, Added)>> {
    let rows = amendment::Entity::find()
        .filter(amendment::Column::ReportId.is_in(reports.iter().map(|id| id.uuid())))
        .filter(amendment::Column::AuthorityId.eq(authority.uuid()))
        .order_by_asc(amendment::Column::ReceivedAt)
        .order_by_asc(amendment::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(|row| Ok((ReportId::from_uuid(row.report_id), added_of(row)?))).collect()
}

fn photo_of(row: photo::Model) -> Photo {
    Photo {
        id: PhotoId::from_uuid(row.id),
        authority: AuthorityId::from_uuid(row.authority_id),
        report: row.report_id.map(ReportId::from_uuid),
        taken: row.incident_id.zip(row.account_id).map(|(incident, account)| Taken {
            incident: IncidentId::from_uuid(incident),
            by: AccountId::from_uuid(account),
            at: time(row.taken_at.unwrap_or(row.declared_at)),
        }),
        state: row.state,
        media_type: row.media_type,
        bytes: row.bytes,
        sha256: row.sha256,
        received_at: row.received_at.map(time),
        original: row.original,
        view: row.view,
        thumb: row.thumb,
        evidence: row.sealed_original.map(|name| Evidence {
            name,
            bytes: row.sealed_bytes.unwrap_or_default(),
            sha256: row.sealed_sha256.unwrap_or_default(),
            claimed_sha256: row.claimed_sha256,
            media: row.sealed_media,
            at: time(row.sealed_at.unwrap_or_default()),
        }),
    }
}

/// A photo that will follow. False where its id is there already, perhaps in another report.
pub async fn declare_photo(conn: &impl ConnectionTrait, p: &Photo, at: Timestamp) -> Answer<bool> {
    let row = photo::ActiveModel {
        id: Set(p.id.uuid()),
        authority_id: Set(p.authority.uuid()),
        report_id: Set(p.report.map(ReportId::uuid)),
        state: Set(p.state.clone()),
        media_type: Set(p.media_type.clone()),
        bytes: Set(p.bytes),
        sha256: Set(p.sha256.clone()),
        declared_at: Set(at.as_microsecond()),
        received_at: Set(None),
        original: Set(None),
        view: Set(None),
        thumb: Set(None),
        attempts: Set(0),
        sealed_original: Set(None),
        sealed_bytes: Set(None),
        sealed_sha256: Set(None),
        claimed_sha256: Set(None),
        sealed_at: Set(None),
        sealed_media: Set(None),
        incident_id: Set(p.taken.map(|taken| taken.incident.uuid())),
        account_id: Set(p.taken.map(|taken| taken.by.uuid())),
        taken_at: Set(p.taken.map(|taken| taken.at.as_microsecond())),
    };
    let known = OnConflict::column(photo::Column::Id).do_nothing().to_owned();
    one_inserted(photo::Entity::insert(row).on_conflict(known).exec_without_returning(conn).await)
}

/// A photo by the id its phone made. Any report's: a foreign id is a conflict, not a secret.
pub async fn photo(conn: &impl ConnectionTrait, id: PhotoId) -> Answer<Option<Photo>> {
    Ok(photo::Entity::find_by_id(id.uuid()).one(conn).await?.map(photo_of))
}

pub async fn photos(conn: &impl ConnectionTrait, authority: AuthorityId, reports: &[ReportId]) -> Answer<Vec<Photo>> {
    let rows = photo::Entity::find()
        .filter(photo::Column::ReportId.is_in(reports.iter().map(|id| id.uuid())))
        .filter(photo::Column::AuthorityId.eq(authority.uuid()))
        .order_by_asc(photo::Column::DeclaredAt)
        .order_by_asc(photo::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(photo_of).collect())
}

/// What officers took of some incidents, in the order in which it came.
pub async fn photos_taken(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    incidents: &[IncidentId],
    limit: u64,
) -> Answer<Vec<Photo>> {
    let rows = photo::Entity::find()
        .filter(photo::Column::IncidentId.is_in(incidents.iter().map(|id| id.uuid())))
        .filter(photo::Column::AuthorityId.eq(authority.uuid()))
        .order_by_asc(photo::Column::DeclaredAt)
        .order_by_asc(photo::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(photo_of).collect())
}

/// A row that is this report's, or this officer's of this incident: a foreign one of the same id is never written over.
fn belonging(p: &Photo) -> Condition {
    let id = photo::Column::Id.eq(p.id.uuid());
    let of = Condition::all().add(id).add(photo::Column::AuthorityId.eq(p.authority.uuid()));
    match (p.report, p.taken) {
        (Some(report), _) => of.add(photo::Column::ReportId.eq(report.uuid())),
        (None, Some(taken)) => of
            .add(photo::Column::IncidentId.eq(taken.incident.uuid()))
            .add(photo::Column::AccountId.eq(taken.by.uuid())),
        (None, None) => of.add(Expr::val(false)),
    }
}

/// Asks for the ids of every photo of some incidents.
pub fn photo_ids(incidents: &[IncidentId]) -> sea_orm::sea_query::SelectStatement {
    let reports = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .filter(report::Column::IncidentId.is_in(incidents.iter().map(|id| id.uuid())));
    photo::Entity::find()
        .select_only()
        .column(photo::Column::Id)
        .filter(
            photo::Column::ReportId
                .in_subquery(reports.into_query())
                .or(photo::Column::IncidentId.is_in(incidents.iter().map(|id| id.uuid()))),
        )
        .into_query()
}

/// The sealed original is on the disk. False where another upload of the same photo was first.
pub async fn store_photo(conn: &impl ConnectionTrait, p: &Photo) -> Answer<bool> {
    let changed = photo::Entity::update_many()
        .col_expr(photo::Column::State, "stored".into())
        .col_expr(photo::Column::MediaType, p.media_type.clone().into())
        .col_expr(photo::Column::Bytes, p.bytes.into())
        .col_expr(photo::Column::Sha256, p.sha256.clone().into())
        .col_expr(photo::Column::ReceivedAt, p.received_at.map(Timestamp::as_microsecond).into())
        .col_expr(photo::Column::Original, p.original.clone().into())
        .filter(belonging(p))
        .filter(photo::Column::State.eq("expected"))
        .exec(conn)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// The phone's sealed original is on the disk. False where there is one already. `alone`: nothing else of this photo will come.
pub async fn store_evidence(conn: &impl ConnectionTrait, p: &Photo, evidence: &Evidence, alone: bool) -> Answer<bool> {
    let mut change = photo::Entity::update_many()
        .col_expr(photo::Column::SealedOriginal, evidence.name.clone().into())
        .col_expr(photo::Column::SealedBytes, evidence.bytes.into())
        .col_expr(photo::Column::SealedSha256, evidence.sha256.clone().into())
        .col_expr(photo::Column::ClaimedSha256, evidence.claimed_sha256.clone().into())
        .col_expr(photo::Column::SealedMedia, evidence.media.clone().into())
        .col_expr(photo::Column::SealedAt, evidence.at.as_microsecond().into());
    if alone {
        let state = Expr::case(Expr::col(photo::Column::State).eq("expected"), "no_preview");
        change = change.col_expr(photo::Column::State, state.finally(Expr::col(photo::Column::State)).into());
    }
    let changed = change.filter(belonging(p)).filter(photo::Column::SealedOriginal.is_null()).exec(conn).await?;
    Ok(changed.rows_affected == 1)
}

/// Stored photos whose clean copies are not made, oldest first. Of every authority: the deriver serves them all.
pub async fn photos_to_derive(conn: &impl ConnectionTrait, limit: u64) -> Answer<Vec<Photo>> {
    let rows = photo::Entity::find()
        .filter(photo::Column::State.eq("stored"))
        .order_by_asc(photo::Column::Attempts)
        .order_by_asc(photo::Column::ReceivedAt)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(photo_of).collect())
}

/// Making the copies failed once more. Answers how often it has.
pub async fn note_attempt(conn: &impl ConnectionTrait, id: PhotoId) -> Answer<i32> {
    let rows = photo::Entity::update_many()
        .col_expr(photo::Column::Attempts, Expr::col(photo::Column::Attempts).add(1))
        .filter(photo::Column::Id.eq(id.uuid()))
        .exec_with_returning(conn)
        .await?;
    Ok(rows.first().map_or(0, |row| row.attempts))
}

/// The clean copies are there (`ready`), or will never be (`no_preview`). False where somebody else was first.
pub async fn settle_photo(conn: &impl ConnectionTrait, id: PhotoId, copies: Option<(&str, &str)>) -> Answer<bool> {
    let state = if copies.is_some() { "ready" } else { "no_preview" };
    let changed = photo::Entity::update_many()
        .col_expr(photo::Column::State, state.into())
        .col_expr(photo::Column::View, copies.map(|(view, _)| view.to_owned()).into())
        .col_expr(photo::Column::Thumb, copies.map(|(_, thumb)| thumb.to_owned()).into())
        .filter(photo::Column::Id.eq(id.uuid()))
        .filter(photo::Column::State.eq("stored"))
        .exec(conn)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// False where the key is there already.
pub async fn add_message(
    conn: &impl ConnectionTrait,
    report: &Report,
    key: Option<&[u8; 32]>,
    m: &Message,
) -> Answer<bool> {
    let row = message::ActiveModel {
        id: Set(m.id.uuid()),
        authority_id: Set(report.authority.uuid()),
        report_id: Set(report.id.uuid()),
        key_hash: Set(key.map(|key| key.to_vec())),
        fingerprint: Set(m.fingerprint.clone()),
        account_id: Set(m.account.map(AccountId::uuid)),
        at: Set(m.at.as_microsecond()),
        sealed: Set(m.sealed.clone()),
        card: Set(m.card.clone()),
        reply_to: Set(m.reply_to.map(MessageId::uuid)),
        choice: Set(m.choice.clone()),
        language: Set(m.language.clone()),
        read_at: Set(None),
    };
    let known = OnConflict::column(message::Column::KeyHash).do_nothing().to_owned();
    one_inserted(message::Entity::insert(row).on_conflict(known).exec_without_returning(conn).await)
}

fn message_of(row: message::Model) -> Message {
    Message {
        id: MessageId::from_uuid(row.id),
        fingerprint: row.fingerprint,
        account: row.account_id.map(AccountId::from_uuid),
        at: time(row.at),
        sealed: row.sealed,
        card: row.card,
        reply_to: row.reply_to.map(MessageId::from_uuid),
        choice: row.choice,
        language: row.language,
        read_at: row.read_at.map(time),
    }
}

/// What officers wrote was read by its reporter. Answers whether anything was unread.
pub async fn read_messages(conn: &impl ConnectionTrait, report: &Report, at: Timestamp) -> Answer<bool> {
    let changed = message::Entity::update_many()
        .col_expr(message::Column::ReadAt, at.as_microsecond().into())
        .filter(message::Column::ReportId.eq(report.id.uuid()))
        .filter(message::Column::AuthorityId.eq(report.authority.uuid()))
        .filter(message::Column::AccountId.is_not_null())
        .filter(message::Column::ReadAt.is_null())
        .exec(conn)
        .await?;
    Ok(changed.rows_affected > 0)
}

pub async fn message_by_key(conn: &impl ConnectionTrait, report: ReportId, key: &[u8; 32]) -> Answer<Option<Message>> {
    let row = message::Entity::find()
        .filter(message::Column::KeyHash.eq(key.to_vec()))
        .filter(message::Column::ReportId.eq(report.uuid()))
        .one(conn)
        .await?;
    Ok(row.map(message_of))
}

pub async fn messages(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    reports: &[ReportId],
) -> Answer<Vec<(ReportId, Message)>> {
    let rows = message::Entity::find()
        .filter(message::Column::ReportId.is_in(reports.iter().map(|id| id.uuid())))
        .filter(message::Column::AuthorityId.eq(authority.uuid()))
        .order_by_asc(message::Column::At)
        .order_by_asc(message::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (ReportId::from_uuid(row.report_id), message_of(row))).collect())
}

/// A canary is over: nothing of its report stays. Answers the names of its photo's sealed files.
pub async fn forget_canary(conn: &impl ConnectionTrait, authority: AuthorityId, id: ReportId) -> Answer<Vec<String>> {
    let photos = photos(conn, authority, &[id]).await?;
    photo::Entity::delete_many().filter(photo::Column::ReportId.eq(id.uuid())).exec(conn).await?;
    report::Entity::delete_many()
        .filter(report::Column::Id.eq(id.uuid()))
        .filter(report::Column::AuthorityId.eq(authority.uuid()))
        .exec(conn)
        .await?;
    Ok(photos
        .into_iter()
        .flat_map(|photo| [photo.original, photo.view, photo.thumb, photo.evidence.map(|sealed| sealed.name)])
        .flatten()
        .collect())
}

/// Reports of an authority that came since `from`, the newest first, after the last of the page before. Ids begin with the time
/// at which they were made, so that the primary key is the order.
pub async fn past(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    from: Timestamp,
    after: Option<ReportId>,
    limit: u64,
) -> Answer<Vec<Past>> {
    use report::Column;
    let millis = u64::try_from(from.as_millisecond()).unwrap_or(0);
    let first = uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid();
    // A canary is nobody's report. Each is forgotten when it is over.
    let canaries = proof::Entity::find()
        .select_only()
        .column(proof::Column::ReportId)
        .filter(proof::Column::AuthorityId.eq(authority.uuid()))
        .filter(proof::Column::EndedAt.is_null())
        .filter(proof::Column::ReportId.is_not_null())
        .into_query();
    // What is told in confidence is no example for whoever writes rules.
    let confided = incident::Entity::find()
        .select_only()
        .column(incident::Column::Id)
        .filter(incident::Column::AuthorityId.eq(authority.uuid()))
        .filter(incident::Column::KeptFrom.is_not_null())
        .into_query();
    let mut wanted = report::Entity::find()
        .filter(Column::AuthorityId.eq(authority.uuid()))
        .filter(Column::Id.gte(first))
        .filter(Column::Id.not_in_subquery(canaries))
        .filter(Column::IncidentId.not_in_subquery(confided))
        .order_by_desc(Column::Id)
        .limit(limit);
    if let Some(after) = after {
        wanted = wanted.filter(Column::Id.lt(after.uuid()));
    }
    let columns =
        [Column::Id, Column::VenueId, Column::ReporterKind, Column::Language, Column::ReceivedAt, Column::Facts];
    type Row = (uuid::Uuid, uuid::Uuid, String, Option<String>, i64, String);
    let rows: Vec<Row> = wanted.select_only().columns(columns).into_tuple().all(conn).await?;
    let past = |(id, venue, kind, language, received_at, facts): Row| {
        Ok(Past {
            id: ReportId::from_uuid(id),
            venue: VenueId::from_uuid(venue),
            kind,
            language,
            received_at: time(received_at),
            facts: serde_json::from_str(&facts).map_err(Problem::internal)?,
        })
    };
    rows.into_iter().map(past).collect()
}

/// How many reports of real incidents that are not told in confidence a venue received in a time.
pub async fn received(
    conn: &impl ConnectionTrait,
    venue: VenueId,
    (from, until): (Timestamp, Timestamp),
) -> Answer<u64> {
    let openly = incident::Entity::find()
        .select_only()
        .column(incident::Column::Id)
        .filter(incident::Column::VenueId.eq(venue.uuid()))
        .filter(incident::Column::Nature.eq(shared::incident::Nature::Real.name()))
        .filter(incident::Column::KeptFrom.is_null());
    let reports = report::Entity::find()
        .filter(report::Column::VenueId.eq(venue.uuid()))
        .filter(report::Column::ReceivedAt.gte(from.as_microsecond()))
        .filter(report::Column::ReceivedAt.lt(until.as_microsecond()))
        .filter(report::Column::IncidentId.in_subquery(openly.into_query()));
    Ok(reports.count(conn).await?)
}

/// Of these incidents: what reporters wrote since an officer last wrote to them, how much and since when.
pub async fn unanswered(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    incidents: &[IncidentId],
) -> Answer<HashMap<IncidentId, (u64, Timestamp)>> {
    let reports: Vec<(uuid::Uuid, uuid::Uuid)> = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .column(report::Column::IncidentId)
        .filter(report::Column::IncidentId.is_in(incidents.iter().map(|id| id.uuid())))
        .filter(report::Column::AuthorityId.eq(authority.uuid()))
        .limit(UNANSWERED)
        .into_tuple()
        .all(conn)
        .await?;
    let of: HashMap<uuid::Uuid, uuid::Uuid> = reports.into_iter().collect();
    let rows: Vec<(uuid::Uuid, Option<uuid::Uuid>, i64)> = message::Entity::find()
        .select_only()
        .column(message::Column::ReportId)
        .column(message::Column::AccountId)
        .column(message::Column::At)
        .filter(message::Column::ReportId.is_in(of.keys().copied()))
        .filter(message::Column::AuthorityId.eq(authority.uuid()))
        .order_by_desc(message::Column::At)
        .limit(UNANSWERED)
        .into_tuple()
        .all(conn)
        .await?;
    // From the newest back: a report is answered from the first officer's word on.
    let mut answered: BTreeSet<uuid::Uuid> = BTreeSet::new();
    let mut waiting: HashMap<IncidentId, (u64, Timestamp)> = HashMap::new();
    for (report, account, at) in rows {
        if account.is_some() {
            answered.insert(report);
        } else if let Some(incident) = of.get(&report).filter(|_| !answered.contains(&report)) {
            let one = waiting.entry(IncidentId::from_uuid(*incident)).or_insert((0, time(at)));
            *one = (one.0 + 1, time(at));
        }
    }
    Ok(waiting)
}
