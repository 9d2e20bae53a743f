//! The shapes the window and the outbox exchange, field for field those of `app/src/device/device.ts`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// How far something is on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendState {
    #[default]
    Waiting,
    /// Only ever shown, never stored: after a crash, what was sending waits.
    Sending,
    /// The server answered 201.
    Sent,
    /// The server will not take it as it is. It stays here until a person decides.
    Failed,
}

/// One report on this device: what waits and, once it is sent, the receipt that opens it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutboxItem {
    /// The Idempotency-Key, as secret as the receipt: it never stands in a URL, a file name or a log.
    pub key: Uuid,
    pub venue: String,
    /// The server's origin; empty means the one this app is set to.
    #[serde(default)]
    pub server: String,
    /// Begun and not sent: it never leaves, and may be said anew, until it is put without this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Value>,
    /// Whose name it goes under: the account of the badge that was here when it was filed. Never under another's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    #[serde(default)]
    pub created_at: String,
    pub body: Value,
    #[serde(default)]
    pub photos: Vec<OutboxPhoto>,
    #[serde(default)]
    pub amendments: Vec<OutboxWords>,
    #[serde(default)]
    pub messages: Vec<OutboxWords>,
    #[serde(default)]
    pub state: SendState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    #[serde(default)]
    pub attempts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_try_at: Option<Timestamp>,
    /// Once everything is sent and this has passed, it is erased from this device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forget_after: Option<Timestamp>,
    /// What a newer window says and this outbox does not know: kept, and given back.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutboxPhoto {
    pub id: Uuid,
    pub media_type: String,
    #[serde(default)]
    pub bytes: u64,
    /// Lower-case hexadecimal.
    #[serde(default)]
    pub sha256: String,
    #[serde(default)]
    pub state: SendState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// This is not a photo but the sealed, untouched original of the one with this id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Uuid>,
    /// Of an original: the SHA-256 of the bytes inside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<String>,
    /// Of an original: no clean copy could be made, so it goes alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alone: bool,
    /// Of an original that is no photo: what it is (`voice`, `video`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
    /// The line breaks before the whole is through: it goes in parts, each kept by the server.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_parts: bool,
    /// Stays here until then, so that somebody can still blur it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_until: Option<Timestamp>,
}

impl OutboxPhoto {
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.state == SendState::Waiting && self.hold_until.is_none_or(|until| until <= now)
    }
}

/// An amendment or a message: words that follow a report, under a key of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutboxWords {
    pub key: Uuid,
    pub body: Value,
    #[serde(default)]
    pub state: SendState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
}

/// Who uses this device under their name. What else the window says of them is kept and given back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Badge {
    pub account: String,
    /// Proves to the server whose report it is, and opens nothing else.
    pub token: String,
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A report as it is sealed for another phone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Parcel {
    pub venue: String,
    pub key: Uuid,
    pub body: Value,
}

/// Words go in one lane, photos in the other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Words,
    Photos,
}

/// An item as it stands on disk: what the window knows, and what only sending needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub item: OutboxItem,
    /// Exactly what was, or is about to be, sent under the key. Written before the first byte leaves, because the
    /// server knows a report by its key and its body: a replay must say the same, whatever was added since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_sent: Option<Value>,
    #[serde(default)]
    pub trial: Trial,
    /// Until when the server asked to be left alone. "Send now" overrides our own patience, never this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_until: Option<Timestamp>,
    /// The photos wait at their own pace: a picture that will not go must not hold back words.
    #[serde(default)]
    pub photo_attempts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photos_not_before: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photos_asked_until: Option<Timestamp>,
}

/// How much of the report is offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trial {
    #[default]
    Whole,
    /// After a lasting refusal: category, place and words alone.
    Short,
    /// The server says that it holds something else under this key, so the whole had arrived after all.
    WholeAgain,
}

impl Kept {
    pub fn new(mut item: OutboxItem) -> Self {
        settle(&mut item);
        Self {
            item,
            as_sent: None,
            trial: Trial::Whole,
            asked_until: None,
            photo_attempts: 0,
            photos_not_before: None,
            photos_asked_until: None,
        }
    }

    /// Joins what the window says now to what is kept: unknown parts are appended, known ones keep their state.
    pub fn join(&mut self, mut said: OutboxItem) {
        settle(&mut said);
        let item = &mut self.item;
        if item.draft.is_some() {
            // Nothing of it has left, so that it may be said in other words, for another venue, or be sent now.
            (item.body, item.venue, item.server) = (said.body, said.venue, said.server);
            (item.draft, item.by, item.forget_after) = (said.draft, said.by, said.forget_after);
            item.created_at = said.created_at;
        }
        for photo in said.photos {
            if item.photos.iter().all(|known| known.id != photo.id) {
                item.photos.push(photo);
            }
        }
        append(&mut item.amendments, said.amendments);
        append(&mut item.messages, said.messages);
        if item.state != SendState::Sent && said.state == SendState::Sent && said.receipt.is_some() {
            item.state = SendState::Sent;
            item.receipt = said.receipt;
            item.report_id = said.report_id;
            item.received_at = said.received_at;
            item.emergency = said.emergency;
        }
        item.other.extend(said.other);
        // Something new to say is worth a try at once.
        self.item.next_try_at = self.asked_until;
    }

    /// The body for this trial.
    pub fn body(&self) -> Value {
        match self.trial {
            Trial::Whole | Trial::WholeAgain => whole(&self.item),
            Trial::Short => short(&self.item.body),
        }
    }

    /// Danger to life waits for no name. What is told in confidence, or for practice, is nothing without one.
    pub fn may_go_unnamed(&self) -> bool {
        let said = |name: &str| self.item.body.get(name).is_some_and(|value| !matches!(value, Value::Bool(false)));
        let category = self.item.body.get("category").and_then(Value::as_str);
        category.is_some_and(|code| code.starts_with("danger.")) && !said("confidential") && !said("drill")
    }

    /// What waits for somebody's badge goes without a name.
    pub fn unname(&mut self) {
        (self.item.by, self.item.last_error) = (None, None);
        self.item.next_try_at = self.asked_until;
    }

    /// Whether any byte of it may have left this device.
    pub fn has_left(&self) -> bool {
        self.item.state == SendState::Sent || self.as_sent.is_some()
    }

    /// Is there anything in words that may be tried at `now`?
    pub fn words_due(&self, now: Timestamp) -> bool {
        self.words_left() && self.item.next_try_at.is_none_or(|at| at <= now)
    }

    pub fn words_left(&self) -> bool {
        let waiting = |words: &OutboxWords| words.state == SendState::Waiting;
        let words = || self.item.amendments.iter().chain(&self.item.messages).any(waiting);
        self.item.draft.is_none() && (self.item.state != SendState::Sent || words())
    }

    /// Is there a photo that may be tried at `now`? Photos wait for their report's receipt.
    pub fn photos_due(&self, now: Timestamp) -> bool {
        self.photos_left() && self.photos_from().is_none_or(|at| at <= now)
    }

    /// When the first of its photos may go; `None` means at once.
    pub fn photos_from(&self) -> Option<Timestamp> {
        let waiting = self.item.photos.iter().filter(|photo| photo.state == SendState::Waiting);
        let held: Option<Vec<Timestamp>> = waiting.map(|photo| photo.hold_until).collect();
        let first = held.and_then(|held| held.into_iter().min());
        first.max(self.photos_not_before)
    }

    pub fn photos_left(&self) -> bool {
        self.item.state == SendState::Sent && self.item.photos.iter().any(|photo| photo.state == SendState::Waiting)
    }

    /// When nothing is owed any more and its reporter wished so: from when on it is erased.
    pub fn forgotten_from(&self) -> Option<Timestamp> {
        self.item.forget_after.filter(|_| !self.words_left() && !self.photos_left())
    }

    /// Everything is offered again at once: somebody pressed "Send now", or the network came back.
    /// That overrides our own patience, never the server's wish to be left alone for a while.
    pub fn hurry(&mut self, lane: Lane) {
        let again = |state: &mut SendState| {
            if *state == SendState::Failed {
                *state = SendState::Waiting;
            }
        };
        let item = &mut self.item;
        match lane {
            Lane::Words => {
                item.next_try_at = self.asked_until;
                again(&mut item.state);
                item.amendments.iter_mut().chain(&mut item.messages).for_each(|words| again(&mut words.state));
            }
            Lane::Photos => {
                self.photos_not_before = self.photos_asked_until;
                for photo in &mut item.photos {
                    again(&mut photo.state);
                    photo.hold_until = None;
                }
            }
        }
    }
}

fn whole(item: &OutboxItem) -> Value {
    let mut body = item.body.clone();
    if let Some(fields) = body.as_object_mut().filter(|_| !item.photos.is_empty()) {
        let declared = item
            .photos
            .iter()
            .filter(|photo| !photo.sha256.is_empty() && photo.of.is_none() && photo.hold_until.is_none());
        let declared = declared.map(|photo| {
            serde_json::json!({ "id": photo.id, "media_type": photo.media_type, "bytes": photo.bytes, "sha256": photo.sha256 })
        });
        fields.insert("photos".into(), declared.collect());
    }
    body
}

/// Who must not see it and that it is an exercise are no details: without them it would be another report.
fn short(body: &Value) -> Value {
    let kept = ["category", "place", "narrative", "confidential", "drill"].into_iter();
    kept.filter_map(|name| Some((name.to_owned(), body.get(name)?.clone()))).collect::<Map<_, _>>().into()
}

fn append(known: &mut Vec<OutboxWords>, said: Vec<OutboxWords>) {
    for words in said {
        if known.iter().all(|old| old.key != words.key) {
            known.push(words);
        }
    }
}

/// `sending` is a moment's display; on disk the thing waits.
fn settle(item: &mut OutboxItem) {
    let wait = |state: &mut SendState| {
        if *state == SendState::Sending {
            *state = SendState::Waiting;
        }
    };
    wait(&mut item.state);
    item.photos.iter_mut().for_each(|photo| wait(&mut photo.state));
    item.amendments.iter_mut().chain(&mut item.messages).for_each(|words| wait(&mut words.state));
}
