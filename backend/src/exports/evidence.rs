//! The evidence bundle: a ZIP that proves itself. Everything about one incident, each file's hash in a signed manifest, who looked at
//! it and why in a chained log, and a verifier that needs neither this server nor its maker. Why so: ADR 34.
//!
//! Nothing in it is packed and no time of the machine is in it: made twice of the same, it differs only where something happened.

use super::custody;
use super::worker::Making;
use crate::audit::{self, ReadOf};
use crate::channels;
use crate::desk;
use crate::incidents::{self, Incident, Summary};
use crate::photos::{self, Copy, Owner};
use crate::problem::{Answer, Problem};
use crate::reports::{self, DeskReport, Photo};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::export::bundle::{
    CUSTODY, FORMAT, FileSum, MANIFEST, MANIFEST_SUM, Manifest, Missing, SIGNATURE, SUMS, sums,
};
use shared::id::{IncidentId, ReportId};
use shared::language;
use shared::limits;
use shared::problem::ErrorCode;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

const README: &str = include_str!("evidence/README.txt");
/// The same in the other languages of the desk, beside the English one, which the verifier speaks.
const READMES: [(&str, &str); 7] = [
    ("es", include_str!("evidence/README.es.txt")),
    ("fr", include_str!("evidence/README.fr.txt")),
    ("de", include_str!("evidence/README.de.txt")),
    ("ar", include_str!("evidence/README.ar.txt")),
    ("pt", include_str!("evidence/README.pt.txt")),
    ("zh", include_str!("evidence/README.zh.txt")),
    ("nl", include_str!("evidence/README.nl.txt")),
];
const VERIFIER: &str = include_str!("evidence/verify.py");
/// Reports at a time, each with its photos after it.
const REPORTS: u64 = 25;
/// Entries of the log at a time.
pub const ENTRIES: u64 = 500;

/// What the ZIP's writer wrote and the file has not taken yet.
#[derive(Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Pipe {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A ZIP on its way into a file, and the hash of each file in it.
pub struct Bundle<'m, 'a> {
    pub making: &'m mut Making<'a>,
    zip: ZipWriter<StreamWriter<Pipe>>,
    pipe: Pipe,
    sums: BTreeMap<String, FileSum>,
    open: Option<(String, u64, Sha256)>,
    missing: Vec<Missing>,
}

impl<'m, 'a> Bundle<'m, 'a> {
    fn begin(making: &'m mut Making<'a>) -> Self {
        let pipe = Pipe::default();
        let zip = ZipWriter::new_stream(pipe.clone());
        Self { making, zip, pipe, sums: BTreeMap::new(), open: None, missing: Vec::new() }
    }

    /// Begins a file; what is written goes into it until the next one begins.
    pub fn file(&mut self, name: impl Into<String>) -> Answer<()> {
        self.close();
        let name = name.into();
        let plain = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        self.zip.start_file(&name, plain).map_err(Problem::internal)?;
        self.open = Some((name, 0, Sha256::new()));
        Ok(())
    }

    pub async fn write(&mut self, bytes: &[u8]) -> Answer<()> {
        if let Some((_, length, hash)) = &mut self.open {
            *length += bytes.len() as u64;
            hash.update(bytes);
        }
        self.zip.write_all(bytes).map_err(Problem::internal)?;
        let out = self.pipe.take();
        self.making.write(&out).await
    }

    async fn add(&mut self, name: impl Into<String>, bytes: &[u8]) -> Answer<()> {
        self.file(name)?;
        self.write(bytes).await
    }

    async fn add_json(&mut self, name: impl Into<String>, value: &impl Serialize) -> Answer<()> {
        let mut text = serde_json::to_vec_pretty(value).map_err(Problem::internal)?;
        text.push(b'\n');
        self.add(name, &text).await
    }

    fn close(&mut self) {
        if let Some((name, bytes, hash)) = self.open.take() {
            self.sums.insert(name, FileSum { bytes, sha256: hex::encode(hash.finalize()) });
        }
    }

    async fn finish(self) -> Answer<()> {
        let Self { making, zip, pipe, .. } = self;
        zip.finish().map_err(Problem::internal)?;
        making.write(&pipe.take()).await
    }
}

pub async fn bundle(making: &mut Making<'_>) -> Answer<()> {
    let id = making.job.incident.ok_or(ErrorCode::NotFound)?;
    let view = making.app.db.read().await?;
    let incident = incidents::find(&view, &making.scope, id).await?.ok_or(ErrorCode::NotFound)?;
    let merged = incidents::merged_into(&view, &incident).await?;
    let (counted, photos, _) = reports::counts(&view, incident.authority, incident.id).await?;
    drop(view);
    making.expect(counted + photos);
    note(making, [("incident.exported", incident.id.uuid())]).await?;

    let mut bundle = Bundle::begin(making);
    let (fingerprint, app) = (bundle.making.app.signer.fingerprint(), bundle.making.app);
    let at = format!("{}{}/exports/key", app.config.public_url, crate::routes::API);
    let filled = |readme: &str| readme.replace("{fingerprint}", &fingerprint).replace("{where}", &at);
    bundle.add("README.txt", filled(README).as_bytes()).await?;
    let language = language::at_desk(bundle.making.job.wanted.language.as_deref());
    if let Some((_, readme)) = READMES.iter().find(|(known, _)| *known == language) {
        bundle.add(format!("README.{language}.txt"), filled(readme).as_bytes()).await?;
    }
    bundle.add("verify.py", VERIFIER.as_bytes()).await?;
    let pem = bundle.making.app.signer.pem().to_owned();
    bundle.add("signing-key.pem", pem.as_bytes()).await?;
    about(&mut bundle, &incident, &merged).await?;
    all_reports(&mut bundle, &incident).await?;
    taken(&mut bundle, &incident, &merged).await?;
    let ids: Vec<IncidentId> = std::iter::once(&incident).chain(&merged).map(|incident| incident.id).collect();
    timeline(&mut bundle, &ids).await?;
    bundle.file(CUSTODY)?;
    let chain = custody::write(&mut bundle, &ids).await?;
    bundle.close();

    let manifest = Manifest {
        format: FORMAT,
        bundle: bundle.making.job.id.to_string(),
        created_at: bundle.making.app.clock.now().to_string(),
        authority: incident.authority.to_string(),
        venue: bundle.making.venue.slug.clone(),
        incident: incident.number.clone(),
        custody_entries: chain.count(),
        custody_head: chain.head(),
        files: bundle.sums.clone(),
        missing: std::mem::take(&mut bundle.missing),
    };
    seal(&mut bundle, &manifest).await?;
    bundle.finish().await
}

/// The manifest, its hash and its signature, and the sums for the tool that everybody has.
async fn seal(bundle: &mut Bundle<'_, '_>, manifest: &Manifest) -> Answer<()> {
    let spelt = manifest.spelt().map_err(Problem::internal)?;
    let hash = Sha256::digest(spelt.as_bytes()).to_vec();
    let signature = bundle.making.app.signer.sign(spelt.as_bytes());
    bundle.add(MANIFEST, spelt.as_bytes()).await?;
    bundle.add(MANIFEST_SUM, format!("{}  {MANIFEST}\n", hex::encode(&hash)).as_bytes()).await?;
    bundle.add(SIGNATURE, &signature).await?;
    bundle.close();
    let all = sums(&bundle.sums);
    bundle.add(SUMS, all.as_bytes()).await?;
    bundle.making.manifest_sha256 = Some(hash);
    Ok(())
}

async fn about(bundle: &mut Bundle<'_, '_>, incident: &Incident, merged: &[Incident]) -> Answer<()> {
    let making = &*bundle.making;
    let view = making.app.db.read().await?;
    let notes = desk::notes_of(making.app, &view, &making.venue, incident, merged).await?;
    let photos = desk::photos_of(&view, &making.venue, incident, merged).await?;
    drop(view);
    let assessment = incident.assessment.read()?;
    let value = json!({
        "incident": Summary::new(incident, &making.venue),
        "venue": { "id": making.venue.slug, "name": making.venue.name, "time_zone": making.venue.time_zone_name },
        "assessment": assessment,
        "route": incident.route_trace.read()?,
        "notes": notes,
        "photos": photos,
        "merged": merged.iter().map(|one| json!({ "id": one.id, "number": one.number })).collect::<Vec<_>>(),
        "reporters_named": making.job.wanted.reporters,
    });
    bundle.add_json("incident.json", &value).await
}

async fn all_reports(bundle: &mut Bundle<'_, '_>, incident: &Incident) -> Answer<()> {
    let mut after: Option<ReportId> = None;
    loop {
        let making = &*bundle.making;
        let (page, next) = reports::for_desk(making.app, &making.scope, incident, after, REPORTS).await?;
        for told in &page {
            let photos = one_report(bundle, incident, told).await?;
            bundle.making.tell(1 + photos).await?;
        }
        match next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}

/// A report and its photos; answers how many there were.
async fn one_report(bundle: &mut Bundle<'_, '_>, incident: &Incident, told: &DeskReport) -> Answer<usize> {
    let mut value = serde_json::to_value(told).map_err(Problem::internal)?;
    if !bundle.making.job.wanted.reporters {
        value["reporter"] = json!({ "kind": told.reporter.kind });
    }
    bundle.add_json(format!("reports/{}/report.json", told.id), &value).await?;
    let app = bundle.making.app;
    let id = ReportId::from_uuid(told.id);
    let view = app.db.read().await?;
    let report = reports::find(&view, incident.authority, id).await?.ok_or(ErrorCode::NotFound)?;
    let photos = reports::photos(&view, incident.authority, &[id]).await?;
    drop(view);
    all_photos(bundle, &report.into(), &photos).await
}

/// What officers took of it, and of those that were merged into it: who and when stands in `incident.json`.
async fn taken(bundle: &mut Bundle<'_, '_>, incident: &Incident, merged: &[Incident]) -> Answer<()> {
    for one in std::iter::once(incident).chain(merged) {
        let view = bundle.making.app.db.read().await?;
        let photos = reports::photos_taken(&view, one.authority, &[one.id], limits::PHOTOS_BY_OFFICERS as u64).await?;
        let mut owned = Vec::with_capacity(photos.len());
        for photo in photos {
            owned.extend(Owner::of(&view, &photo).await?.map(|owner| (owner, photo)));
        }
        drop(view);
        for (owner, photo) in owned {
            let count = all_photos(bundle, &owner, std::slice::from_ref(&photo)).await?;
            bundle.making.tell(count).await?;
        }
    }
    Ok(())
}

/// The bytes of photos of one owner; answers how many there were.
async fn all_photos(bundle: &mut Bundle<'_, '_>, owner: &Owner, photos: &[Photo]) -> Answer<usize> {
    let here: Vec<&Photo> =
        photos.iter().filter(|photo| photo.original.is_some() || photo.evidence.is_some()).collect();
    // Noted before the bytes are taken out, as when they are handed to a person.
    let looks = here.iter().map(|photo| {
        let opened = photo.evidence.is_none();
        (if opened { "photo.original" } else { "photo.exported" }, photo.id.uuid())
    });
    note(bundle.making, looks).await?;
    for photo in &here {
        put_copy(bundle, owner, photo, Copy::View, "view").await?;
        put_copy(bundle, owner, photo, Copy::Original, "original").await?;
    }
    Ok(here.len())
}

async fn put_copy(
    bundle: &mut Bundle<'_, '_>,
    owner: &Owner,
    photo: &Photo,
    copy: Copy,
    called: &'static str,
) -> Answer<()> {
    match photos::copy_of(bundle.making.app, owner, photo, copy).await {
        Ok(Some((media, bytes))) => {
            bundle.add(format!("photos/{}/{called}.{}", photo.id, extension(&media)), &bytes).await
        }
        Ok(None) => Ok(()),
        Err(problem) => {
            // One photo that does not open must not keep the others from court; the manifest says that it is missing.
            tracing::error!(photo = %photo.id, cause = ?problem, "a photo is missing in an evidence bundle");
            bundle.missing.push(Missing { photo: photo.id.to_string(), copy: called });
            Ok(())
        }
    }
}

fn extension(media: &str) -> &'static str {
    match media {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "image/heic" | "image/heif" => "heic",
        "image/avif" => "avif",
        "application/age" => "age",
        _ => "bin",
    }
}

/// What happened, in order, as the desk tells it.
async fn timeline(bundle: &mut Bundle<'_, '_>, ids: &[IncidentId]) -> Answer<()> {
    let (app, authority) = (bundle.making.app, bundle.making.job.authority);
    let venue = bundle.making.venue.clone();
    let machines = channels::names(&app.db.read().await?, authority).await?;
    bundle.file("timeline.json")?;
    bundle.write(b"[").await?;
    let (mut seq, mut first) = (0, true);
    loop {
        let (entries, last) = audit::steps_of(&app.db.read().await?, authority, ids, seq, ENTRIES).await?;
        let Some(last) = last else { break };
        seq = last;
        for entry in entries {
            let told =
                serde_json::to_string(&desk::timeline_entry(&venue, &machines, entry)).map_err(Problem::internal)?;
            bundle.write(format!("{}\n{told}", if first { "" } else { "," }).as_bytes()).await?;
            first = false;
        }
    }
    bundle.write(b"\n]\n").await
}

/// In the log of reads: that these went into a file.
async fn note(making: &Making<'_>, looks: impl IntoIterator<Item = (&'static str, uuid::Uuid)>) -> Answer<()> {
    let reads = looks.into_iter().map(|(kind, object)| ReadOf {
        authority: making.job.authority,
        account: making.scope.account,
        at: making.app.clock.now(),
        kind,
        object,
        reason: Some(format!("export {}", making.job.id)),
    });
    audit::record_all(&making.app.db, reads.collect()).await
}

/// A value that is text or nothing.
pub fn or_null(text: Option<impl ToString>) -> Value {
    text.map_or(Value::Null, |text| Value::String(text.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{README, READMES};
    use shared::handover::LANGUAGES;

    #[test]
    fn a_bundle_says_how_it_is_verified_in_every_language_of_the_desk() {
        let known: Vec<&str> = READMES.iter().map(|(language, _)| *language).collect();
        assert!(LANGUAGES.iter().all(|language| *language == "en" || known.contains(language)), "{known:?}");
        // Names of files, commands and blanks: what must be typed is the same in all.
        let typed = |text: &str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || "{}<>/._-".contains(c);
            let words = text.split(|c: char| !plain(c)).map(|word| word.trim_matches(['.', '-', '<', '>']));
            let marks =
                ["_", "{", ".json", ".pem", ".sig", ".py", ".age", ".jpg", "SUMS", "sha256", "pkeyutl", "KEYFILE"];
            let mut found: Vec<String> =
                words.filter(|word| marks.iter().any(|mark| word.contains(mark))).map(str::to_owned).collect();
            found.sort();
            found.dedup();
            found
        };
        for (language, text) in READMES {
            assert_eq!(typed(text), typed(README), "{language}");
        }
    }
}
