//! Taking photos in, and handing them out.

use super::imaging::{self, ImagingError, Limits};
use super::owner::{Owner, foreign};
use super::parts::Track;
use crate::accounts::Signed;
use crate::app::App;
use crate::audit::{self, Actor, ReadOf};
use crate::incidents::{self, Incident};
use crate::problem::{Answer, Problem};
use crate::reports::{self, Evidence, Photo, Report};
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::access::Permission;
use shared::event::EventKind;
use shared::id::PhotoId;
use shared::limits;
use shared::problem::ErrorCode;
use std::sync::Arc;

/// Memory one decoder may ask for: 64 MP of RGBA and room beside it.
const DECODER_MEMORY: u64 = 64_000_000 * 4 + 64 * 1024 * 1024;
/// No side of a photo is longer.
const SIDE_PIXELS: u32 = 65_535;

pub fn imaging_limits() -> Limits {
    Limits {
        pixels: limits::PHOTO_PIXELS,
        side: SIDE_PIXELS,
        memory: DECODER_MEMORY,
        view: limits::VIEW_PIXELS,
        thumb: limits::THUMB_PIXELS,
    }
}

/// What a photo's bytes are sealed to.
pub fn place(id: PhotoId, copy: &str) -> String {
    format!("photo/{id}/{copy}")
}

/// Takes a photo in: checked against its digest, sealed as received, on the disk before the answer. The same bytes again
/// are answered the same again.
pub async fn receive(
    app: &Arc<App>,
    owner: Owner,
    id: PhotoId,
    bytes: Vec<u8>,
    digest: Option<[u8; 32]>,
) -> Answer<String> {
    let found: [u8; 32] = Sha256::digest(&bytes).into();
    let known = reports::photo(&app.db.read().await?, id).await?;
    foreign(&owner, known.as_ref())?;
    let declared = known.as_ref().and_then(|photo| photo.sha256.clone());
    match (&declared, digest) {
        (None, None) => return Err(Problem::new(ErrorCode::DigestRequired).at("Content-Digest")),
        (_, Some(digest)) if digest != found => {
            return Err(Problem::new(ErrorCode::DigestMismatch).at("Content-Digest"));
        }
        (Some(declared), _) if *declared != found => return Err(Problem::new(ErrorCode::DigestMismatch).at("sha256")),
        _ => {}
    }
    if let Some(photo) = known.as_ref().filter(|photo| photo.state != "expected") {
        return Ok(photo.state.clone());
    }
    let media = match imaging::header(&bytes, &imaging_limits()) {
        Ok(header) => header.media,
        Err(ImagingError::NotAPhoto) => return Err(ErrorCode::UnsupportedMedia.into()),
        Err(ImagingError::TooLarge) => {
            return Err(Problem::new(ErrorCode::TooLarge).because("more pixels than a photo may have"));
        }
        // It begins like a photo: kept, even if it will never be seen.
        Err(ImagingError::NoPreview | ImagingError::Undecodable) => {
            imaging::sniff(&bytes).ok_or(ErrorCode::UnsupportedMedia)?
        }
    };
    let length = i64::try_from(bytes.len()).map_err(Problem::internal)?;
    let key = owner.key(app)?;
    let sealed = key.seal(&place(id, "original"), bytes, &*app.entropy)?;
    let name = app.blobs.put(owner.authority(), sealed, &*app.entropy).await?;
    let now = app.clock.now();
    let photo = Photo {
        media_type: Some(media.as_str().to_owned()),
        bytes: length,
        sha256: Some(found.to_vec()),
        received_at: Some(now),
        original: Some(name),
        ..owner.expected(id)
    };
    let (undeclared, blob, app_) = (known.is_none(), photo.original.clone(), app.clone());
    let stored = app
        .db
        .write(move |tx| {
            let (app, owner, photo) = (app_.clone(), owner.clone(), photo.clone());
            Box::pin(async move {
                if undeclared {
                    owner.declare(tx, &photo, now).await?;
                }
                if !reports::store_photo(tx.conn(), &photo).await? {
                    // Another upload of this photo was first. The same bytes are kept already; others were never promised.
                    let kept = reports::photo(tx.conn(), photo.id).await?.and_then(|known| known.sha256);
                    let same = kept == photo.sha256;
                    return if same { Ok(false) } else { Err(Problem::new(ErrorCode::DigestMismatch).at("sha256")) };
                }
                let sha256 = hex::encode(photo.sha256.as_deref().unwrap_or_default());
                let facts = json!({ "bytes": photo.bytes, "sha256": sha256 });
                owner.stored(tx, &app, photo.id, true, facts, now).await?;
                Ok(true)
            })
        })
        .await?;
    if let (false, Some(blob)) = (stored, blob) {
        app.blobs.remove(&blob).await?;
    }
    app.derive.notify_one();
    Ok("stored".to_owned())
}

/// What these bytes were answered with before, if they are stored: of a photo that came in parts none is left to compare.
pub async fn stored_before(
    app: &App,
    report: &Report,
    id: PhotoId,
    track: Track,
    digest: Option<[u8; 32]>,
) -> Answer<Option<String>> {
    let known = reports::photo(&app.db.read().await?, id).await?.filter(|photo| photo.report == Some(report.id));
    let (Some(photo), Some(digest)) = (known, digest) else { return Ok(None) };
    let kept = match track {
        Track::Photo if photo.state == "expected" => None,
        Track::Photo => photo.sha256,
        Track::Original => photo.evidence.map(|evidence| evidence.sha256),
    };
    Ok(kept.filter(|kept| kept[..] == digest).map(|_| photo.state))
}

/// An original as a phone sealed it.
pub struct Sealed {
    pub bytes: Vec<u8>,
    /// SHA-256 of `bytes`, as announced.
    pub digest: Option<[u8; 32]>,
    /// SHA-256 of what is inside, as the phone says.
    pub claimed: Option<[u8; 32]>,
    /// No clean copy will follow.
    pub alone: bool,
    /// What it is, if it is no photo.
    pub media: Option<String>,
}

/// What a sealed original may be besides a photo.
const MEDIA: [&str; 2] = ["voice", "video"];
/// The first line of every age file (age-encryption.org/v1).
const AGE: &[u8] = b"age-encryption.org/v1\n";

/// Takes a sealed original in. Nobody here can look inside: it is kept as it came, once more under the report's own key, so
/// that erasing the report erases it too.
pub async fn receive_original(app: &Arc<App>, owner: Owner, id: PhotoId, sent: Sealed) -> Answer<String> {
    let Sealed { bytes, digest, claimed, alone, media } = sent;
    if media.as_deref().is_some_and(|media| !MEDIA.contains(&media)) {
        return Err(Problem::new(ErrorCode::InvalidValue).at("media"));
    }
    let found: [u8; 32] = Sha256::digest(&bytes).into();
    match digest {
        None => return Err(Problem::new(ErrorCode::DigestRequired).at("Content-Digest")),
        Some(digest) if digest != found => return Err(Problem::new(ErrorCode::DigestMismatch).at("Content-Digest")),
        Some(_) => {}
    }
    if !bytes.starts_with(AGE) {
        return Err(ErrorCode::UnsupportedMedia.into());
    }
    let known = reports::photo(&app.db.read().await?, id).await?;
    foreign(&owner, known.as_ref())?;
    let kept = |photo: &Photo| match &photo.evidence {
        Some(evidence) if evidence.sha256 == found => Some(Ok(photo.state.clone())),
        Some(_) => Some(Err(Problem::new(ErrorCode::PhotoConflict).at("Content-Digest"))),
        None => None,
    };
    if let Some(answer) = known.as_ref().and_then(kept) {
        return answer;
    }
    let key = owner.key(app)?;
    let length = i64::try_from(bytes.len()).map_err(Problem::internal)?;
    let name = app
        .blobs
        .put(owner.authority(), key.seal(&place(id, "evidence"), bytes, &*app.entropy)?, &*app.entropy)
        .await?;
    let now = app.clock.now();
    let evidence = Evidence {
        name,
        bytes: length,
        sha256: found.to_vec(),
        claimed_sha256: claimed.map(|claimed| claimed.to_vec()),
        media,
        at: now,
    };
    let undeclared = Photo { bytes: length, ..owner.expected(id) };
    let (is_new, blob, app_) = (known.is_none(), evidence.name.clone(), app.clone());
    let (stored, state) = app
        .db
        .write(move |tx| {
            let (app, owner) = (app_.clone(), owner.clone());
            let (evidence, photo) = (evidence.clone(), undeclared.clone());
            Box::pin(async move {
                if is_new {
                    owner.declare(tx, &photo, now).await?;
                }
                if !reports::store_evidence(tx.conn(), &photo, &evidence, alone).await? {
                    // Another upload of it was first. The same bytes are kept already; others were never promised.
                    let photo = reports::photo(tx.conn(), id).await?;
                    let same =
                        photo.and_then(|known| known.evidence).is_some_and(|kept| kept.sha256 == evidence.sha256);
                    let other = || Problem::new(ErrorCode::PhotoConflict).at("Content-Digest");
                    return if same { Ok((false, "stored".to_owned())) } else { Err(other()) };
                }
                let sha256 = hex::encode(&evidence.sha256);
                let facts = json!({ "bytes": evidence.bytes, "sha256": sha256, "sealed": true });
                owner.stored(tx, &app, id, alone, facts, now).await?;
                let state = reports::photo(tx.conn(), id).await?.map(|photo| photo.state);
                Ok((true, state.unwrap_or_else(|| "stored".to_owned())))
            })
        })
        .await?;
    if !stored {
        app.blobs.remove(&blob).await?;
    }
    Ok(state)
}

/// Which bytes of a photo are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copy {
    Thumb,
    View,
    Original,
}

/// What a photo is kept as: the name of its sealed bytes, what they are sealed to, and what they are.
fn kept(photo: &Photo, copy: Copy) -> (Option<&String>, &'static str, &str) {
    const JPEG: &str = "image/jpeg";
    match copy {
        Copy::Thumb => (photo.thumb.as_ref(), "thumb", JPEG),
        Copy::View => (photo.view.as_ref(), "view", JPEG),
        // What the phone sealed is the original; what came open is only its clean copy then.
        Copy::Original => match &photo.evidence {
            Some(evidence) => (Some(&evidence.name), "evidence", "application/age"),
            None => {
                let media = photo.media_type.as_deref().unwrap_or("application/octet-stream");
                (photo.original.as_ref(), "original", media)
            }
        },
    }
}

/// One copy of a photo of this owner's, opened, with what it is; nothing where there is none. The caller may see it, and notes it.
pub async fn copy_of(app: &App, owner: &Owner, photo: &Photo, copy: Copy) -> Answer<Option<(String, Vec<u8>)>> {
    let (Some(name), what, media) = kept(photo, copy) else { return Ok(None) };
    let key = owner.key(app)?;
    let bytes = key.open(&place(photo.id, what), app.blobs.get(name).await?)?;
    Ok(Some((media.to_owned(), bytes)))
}

/// Hands a photo out to an officer of its venue, and notes who looked. The original needs a fresh session and a reason, and
/// is noted before it is handed out.
pub async fn hand_out(
    app: &App,
    who: &Signed,
    id: PhotoId,
    copy: Copy,
    reason: Option<&str>,
) -> Answer<(String, Vec<u8>)> {
    if reason.is_some_and(|reason| reason.chars().count() > limits::REASON_CHARS) {
        return Err(Problem::new(ErrorCode::TooLong).at("X-Reason"));
    }
    let (photo, owner, _) = visible(app, who, id).await?;
    let kind = match copy {
        Copy::Thumb => "photo.thumb",
        Copy::View => "photo.view",
        Copy::Original => {
            who.scope.require(Permission::ReadOriginals)?;
            if who.fresh_until <= app.clock.now() {
                return Err(ErrorCode::StepUp.into());
            }
            if reason.is_none_or(|reason| reason.trim().is_empty()) {
                return Err(Problem::new(ErrorCode::ReasonRequired).at("X-Reason"));
            }
            "photo.original"
        }
    };
    let none = || missing(&photo);
    if kept(&photo, copy).0.is_none() {
        return Err(none());
    }
    let read = ReadOf {
        authority: photo.authority,
        account: who.scope.account,
        at: app.clock.now(),
        kind,
        object: id.uuid(),
        reason: reason.map(ToOwned::to_owned),
    };
    if copy == Copy::Original {
        audit::record_now(&app.db, read).await?;
    } else {
        app.reads.note(read).await;
    }
    copy_of(app, &owner, &photo, copy).await?.ok_or_else(none)
}

/// A photo with whose it is and its incident, if its asker may see that.
async fn visible(app: &App, who: &Signed, id: PhotoId) -> Answer<(Photo, Owner, Incident)> {
    let not_found = || Problem::new(ErrorCode::NotFound);
    let view = app.db.read().await?;
    let photo = reports::photo(&view, id).await?.ok_or_else(not_found)?;
    if photo.authority != who.scope.authority {
        return Err(not_found());
    }
    let owner = Owner::of(&view, &photo).await?.ok_or_else(not_found)?;
    let incident = incidents::find(&view, &who.scope, owner.incident()).await?.ok_or_else(not_found)?;
    Ok((photo, owner, incident))
}

fn missing(photo: &Photo) -> Problem {
    Problem::new(if photo.state == "no_preview" { ErrorCode::NoPreview } else { ErrorCode::NotReady })
}

/// No copy has more parts made unreadable.
const AREAS: u32 = 100;

/// Notes that an officer takes a copy in which parts are unreadable. The copy is made where it is shown, from the clean copy, and
/// neither that nor the original is touched.
pub async fn blurred(app: &App, who: &Signed, id: PhotoId, areas: u32, sha256: &str) -> Answer<()> {
    if !(1..=AREAS).contains(&areas) {
        return Err(Problem::new(ErrorCode::OutOfRange).at("areas"));
    }
    let digest = hex::decode(sha256).ok().filter(|digest| digest.len() == 32);
    let digest = hex::encode(digest.ok_or_else(|| Problem::new(ErrorCode::InvalidValue).at("sha256"))?);
    let (photo, _, incident) = visible(app, who, id).await?;
    if photo.view.is_none() {
        return Err(missing(&photo));
    }
    let (now, account) = (app.clock.now(), who.scope.account);
    let (authority, object) = (photo.authority, id.uuid());
    audit::record_now(&app.db, ReadOf { authority, account, at: now, kind: "photo.blurred", object, reason: None })
        .await?;
    let facts = json!({ "photo": id, "report": photo.report, "areas": areas, "sha256": digest });
    app.db
        .write(move |tx| {
            let (incident, facts) = (incident.clone(), facts.clone());
            Box::pin(async move {
                incidents::announce(tx, &incident, EventKind::PhotoBlurred, Actor::Account(account), now, facts);
                Ok(())
            })
        })
        .await
}
