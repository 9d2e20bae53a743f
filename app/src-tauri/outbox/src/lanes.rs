//! The two lanes, step by step. Each step's outcome is on disk before the next begins.

use crate::courier::{Outbox, next_trial};
use crate::item::{Kept, OutboxItem, OutboxPhoto, OutboxWords, SendState, Trial};
use crate::retry;
use crate::send::{Answer, NO_SIGNAL, Original, PART_BYTES, Picture, SIGN_IN_NEEDED, STRANGE, Stored, Target};
use crate::store::StoreError;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::clock::draw;
use uuid::Uuid;

/// The report, then its amendments and messages in the order they were written.
pub(crate) async fn words(outbox: &Outbox, key: Uuid) -> Result<(), StoreError> {
    while let Some(kept) = outbox.store.get(key)? {
        if kept.item.state == SendState::Sent {
            return follow_ups(outbox, kept.item).await;
        }
        if !report(outbox, kept).await? {
            break;
        }
    }
    Ok(())
}

/// Offers the report once. Answers whether to go on at once: stored, or to be offered in another form.
async fn report(outbox: &Outbox, kept: Kept) -> Result<bool, StoreError> {
    let key = kept.item.key;
    // Without the right badge it waits, and has not begun to leave.
    let badge = kept.item.by.as_ref().and_then(|by| {
        // One that cannot be opened now is as good as none: nothing else waits for it.
        let badge = outbox.store.badge().unwrap_or_default();
        badge.filter(|badge| badge.account == *by)
    });
    if kept.item.draft.is_some() {
        return Ok(false);
    }
    let unnamed = kept.may_go_unnamed();
    if kept.item.by.is_some() && badge.is_none() && !unnamed {
        return wait(outbox, key, None, SIGN_IN_NEEDED);
    }
    let token = badge.map(|badge| badge.token);
    let fix = |kept: &mut Kept| kept.as_sent = Some(kept.as_sent.take().unwrap_or_else(|| kept.body()));
    let Some(kept) = (if kept.as_sent.is_some() { Some(kept) } else { outbox.note(key, fix)? }) else {
        return Ok(false);
    };
    let Some(body) = &kept.as_sent else { return Ok(false) };
    let server = outbox.server_of(&kept.item);
    let to = Target { server: &server, of: &kept.item.venue };
    let flying = outbox.flying(key);
    let answer = outbox.wire.report(outbox.world.clock.as_ref(), &to, key, body, token.as_deref()).await;
    drop(flying);
    match answer {
        Answer::Stored(body) => match Stored::read(&body) {
            Some(stored) => {
                outbox.note(key, |kept| arrived(outbox, kept, stored))?;
                outbox.wake_photos();
                Ok(true)
            }
            None => wait(outbox, key, None, STRANGE),
        },
        Answer::Later { why, .. } if token.is_some() && why == "unauthorized" && unnamed => {
            outbox.note(key, Kept::unname)?;
            Ok(true)
        }
        Answer::Later { why, .. } if token.is_some() && why == "unauthorized" => {
            wait(outbox, key, None, SIGN_IN_NEEDED)
        }
        Answer::Later { asked, why } => wait(outbox, key, asked, &why),
        Answer::Refused { code } => {
            let next = next_trial(kept.trial, &code);
            outbox.note(key, |kept| refused(outbox, kept, next, &code))?;
            Ok(next.is_some())
        }
    }
}

fn arrived(outbox: &Outbox, kept: &mut Kept, stored: Stored) {
    let short = kept.trial == Trial::Short;
    let item = &mut kept.item;
    item.state = SendState::Sent;
    item.receipt = Some(stored.receipt);
    item.report_id = Some(stored.report_id);
    item.received_at = stored.received_at;
    item.emergency = stored.emergency;
    item.last_error = None;
    item.next_try_at = None;
    item.attempts = 0;
    kept.asked_until = None;
    kept.photos_not_before = None;
    if let (true, Some(answers)) = (short, item.body.get("answers")) {
        // What was left out may still be welcome by itself; if it is what was refused, it stays here and says so.
        let key = uuid::Builder::from_random_bytes(draw(outbox.world.entropy.as_ref())).into_uuid();
        let body = json!({ "answers": answers });
        item.amendments.insert(0, OutboxWords { key, body, state: SendState::Waiting, last_error: None });
    }
}

fn refused(outbox: &Outbox, kept: &mut Kept, next: Option<Trial>, code: &str) {
    kept.item.last_error = Some(code.to_owned());
    kept.item.attempts = kept.item.attempts.saturating_add(1);
    match next {
        Some(trial) => {
            // A 4xx stored nothing, so the same key may carry the other form, and nothing can arrive twice.
            kept.trial = trial;
            kept.as_sent = Some(kept.body());
        }
        None => {
            kept.item.state = SendState::Failed;
            kept.asked_until = None;
            kept.item.next_try_at = Some(retry::after_refusal(outbox.now(), outbox.world.entropy.as_ref()));
        }
    }
}

async fn follow_ups(outbox: &Outbox, item: OutboxItem) -> Result<(), StoreError> {
    for words in item.amendments.iter().filter(|words| words.state == SendState::Waiting) {
        if !follow_up(outbox, &item, Shelf::Amendments, words).await? {
            return Ok(());
        }
    }
    for words in item.messages.iter().filter(|words| words.state == SendState::Waiting) {
        if !follow_up(outbox, &item, Shelf::Messages, words).await? {
            return Ok(());
        }
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Shelf {
    Amendments,
    Messages,
}

impl Shelf {
    fn of(self, item: &mut OutboxItem) -> &mut Vec<OutboxWords> {
        match self {
            Self::Amendments => &mut item.amendments,
            Self::Messages => &mut item.messages,
        }
    }
}

/// Sends one amendment or message. Answers whether the next may go: not past one that must wait, for order is meaning.
async fn follow_up(outbox: &Outbox, item: &OutboxItem, shelf: Shelf, words: &OutboxWords) -> Result<bool, StoreError> {
    let (Some(report), Some(receipt)) = (&item.report_id, &item.receipt) else { return Ok(false) };
    let server = outbox.server_of(item);
    let to = Target { server: &server, of: report };
    let clock = outbox.world.clock.as_ref();
    let flying = outbox.flying(words.key);
    let answer = match shelf {
        Shelf::Amendments => outbox.wire.amendment(clock, &to, receipt, words.key, &words.body).await,
        Shelf::Messages => outbox.wire.message(clock, &to, receipt, words.key, &words.body).await,
    };
    drop(flying);
    let (state, error, emergency) = match answer {
        Answer::Later { asked, why } => return wait(outbox, item.key, asked, &why),
        Answer::Stored(body) => (SendState::Sent, None, body.get("emergency").cloned()),
        Answer::Refused { code } => (SendState::Failed, Some(code), None),
    };
    outbox.note(item.key, |kept| {
        if let Some(known) = shelf.of(&mut kept.item).iter_mut().find(|known| known.key == words.key) {
            known.state = state;
            known.last_error = error;
        }
        // What was added may have made it an emergency; it never makes it less of one.
        if emergency.as_ref().and_then(|emergency| emergency.get("show")).and_then(Value::as_bool) == Some(true) {
            kept.item.emergency = emergency;
        }
        kept.item.attempts = 0;
        kept.item.last_error = None;
    })?;
    Ok(true)
}

fn wait(outbox: &Outbox, key: Uuid, asked: Option<SignedDuration>, why: &str) -> Result<bool, StoreError> {
    outbox.note(key, |kept| {
        let item = &mut kept.item;
        item.attempts = item.attempts.saturating_add(1);
        item.last_error = Some(why.to_owned());
        let at = retry::next_try(outbox.now(), item.attempts, asked, outbox.world.entropy.as_ref());
        item.next_try_at = Some(at);
        kept.asked_until = asked.map(|_| at);
    })?;
    Ok(false)
}

/// Each photo whose bytes are here, one after the other.
pub(crate) async fn photos(outbox: &Outbox, key: Uuid) -> Result<(), StoreError> {
    let Some(Kept { item, .. }) = outbox.store.get(key)? else { return Ok(()) };
    let (Some(report), Some(receipt)) = (&item.report_id, &item.receipt) else { return Ok(()) };
    let server = outbox.server_of(&item);
    let to = Target { server: &server, of: report };
    for photo in item.photos.iter().filter(|photo| photo.is_due(outbox.now())) {
        let Some(bytes) = outbox.store.photo(key, photo.id)? else {
            // Listed, but nothing is here to send: whoever looks at the report should know. Bytes that come mend it.
            mark(outbox, key, photo, SendState::Failed, Some("bytes_gone".into()))?;
            continue;
        };
        let Some(sha256) = hash(&photo.sha256) else { continue };
        let claims = photo.claims.as_deref().and_then(hash);
        let original = photo.of.map(|of| Original { of, claims, alone: photo.alone, media: photo.media.as_deref() });
        let is_large = bytes.len() > PART_BYTES;
        let picture = Picture { id: photo.id, media_type: &photo.media_type, sha256, bytes, original };
        let (clock, mut went) = (outbox.world.clock.as_ref(), false);
        let flying = outbox.flying(photo.id);
        let answer = if photo.in_parts {
            outbox.wire.photo_in_parts(clock, &to, receipt, picture, |_| went = true).await
        } else {
            outbox.wire.photo(clock, &to, receipt, picture).await
        };
        drop(flying);
        match answer {
            Answer::Stored(_) => {
                mark(outbox, key, photo, SendState::Sent, None)?;
                // Only now, with the 201 on disk, do the bytes go.
                outbox.store.drop_bytes(key, photo.id)?;
            }
            Answer::Refused { code } => mark(outbox, key, photo, SendState::Failed, Some(code))?,
            Answer::Later { asked, why } => {
                outbox.note(key, |kept| {
                    // A line that carried something is a line that works: it is asked again soon.
                    kept.photo_attempts = if went { 1 } else { kept.photo_attempts.saturating_add(1) };
                    let at = retry::next_try(outbox.now(), kept.photo_attempts, asked, outbox.world.entropy.as_ref());
                    kept.photos_not_before = Some(at);
                    kept.photos_asked_until = asked.map(|_| at);
                    with_photo(kept, photo.id, |photo| {
                        photo.in_parts |= is_large && why == NO_SIGNAL;
                        photo.last_error = Some(why);
                    });
                })?;
                return Ok(());
            }
        }
    }
    Ok(())
}

fn hash(text: &str) -> Option<[u8; 32]> {
    hex::decode(text).ok()?.try_into().ok()
}

fn mark(
    outbox: &Outbox,
    key: Uuid,
    photo: &OutboxPhoto,
    state: SendState,
    error: Option<String>,
) -> Result<(), StoreError> {
    outbox.note(key, |kept| {
        kept.photo_attempts = 0;
        with_photo(kept, photo.id, |photo| {
            photo.state = state;
            photo.last_error = error;
        });
    })?;
    Ok(())
}

fn with_photo(kept: &mut Kept, id: Uuid, change: impl FnOnce(&mut OutboxPhoto)) {
    if let Some(photo) = kept.item.photos.iter_mut().find(|photo| photo.id == id) {
        change(photo);
    }
}
