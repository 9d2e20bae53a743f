//! What reports say on the wire, to and from reporters and desks.

use crate::wire::Labelled;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::taxonomy::Answers;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use uuid::Uuid;

/// A new report. Only `category` and a `place` that says something are needed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    pub category: String,
    pub narrative: Option<String>,
    /// The language of the words, a tag such as `es`.
    pub language: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub observed_at: Option<Timestamp>,
    pub place: NewPlace,
    /// By question: an option's code or a text, or several.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Values>)]
    pub answers: BTreeMap<String, Values>,
    pub contact: Option<Contact>,
    #[serde(default)]
    pub photos: Vec<NewPhoto>,
    /// Told in confidence: whoever looks into concerns about people with access sees it, and no other officer. Only from
    /// somebody signed in; what is told of category `insider.*` is kept so in any case.
    pub confidential: Option<Confidential>,
    /// Practice: it goes the whole way, marked. Only from somebody signed in.
    #[serde(default)]
    pub drill: bool,
}

/// How something is kept in confidence.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confidential {
    /// Officers who must neither see it nor be called for it, because it is about them or near to them; ids of
    /// `GET /venues/{venue}/officers`, ten at most.
    #[serde(default)]
    pub not_for: Vec<Uuid>,
    /// Those who see it also see whose report it is. Without it nobody can.
    #[serde(default)]
    pub with_name: bool,
}

/// What is added to a report. Nothing that was sent before is overwritten.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Values>)]
    pub answers: BTreeMap<String, Values>,
    pub narrative: Option<String>,
    pub place: Option<NewPlace>,
    /// A better word for what was seen; the higher priority stands.
    pub category: Option<String>,
    #[serde(default)]
    pub photos: Vec<NewPhoto>,
    /// Takes the report back: `mistake`, `nothing` (it was nothing after all), `over` or `other`. The officers are told; nothing
    /// is closed by it, and nothing becomes less urgent.
    #[schema(example = "mistake")]
    pub withdraw: Option<String>,
}

/// Why a report may be taken back.
pub const WITHDRAWALS: [&str; 4] = ["mistake", "nothing", "over", "other"];

/// One value, or several.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Values {
    One(String),
    Many(Vec<String>),
}

pub fn answers(given: &BTreeMap<String, Values>) -> Answers {
    let set = |values: &Values| match values {
        Values::One(value) => BTreeSet::from([value.clone()]),
        Values::Many(values) => values.iter().cloned().collect(),
    };
    given.iter().map(|(question, values)| (question.clone(), set(values))).collect()
}

/// Any of these; what is trusted most is the plate, then the zone, then the point, then the words.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlace {
    pub plate: Option<String>,
    pub zone: Option<String>,
    #[schema(minimum = -90, maximum = 90)]
    pub lat: Option<f64>,
    #[schema(minimum = -180, maximum = 180)]
    pub lon: Option<f64>,
    #[schema(minimum = 0)]
    pub accuracy_m: Option<f64>,
    pub floor: Option<String>,
    pub text: Option<String>,
    /// How the phone knows: `qr`, `nfc`, `gps`, `picked`, `photo`, `words`.
    pub source: Option<String>,
}

/// Before sending: what, and where.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Inquiry {
    pub category: String,
    pub place: NewPlace,
}

/// Whether somebody has told of it already.
#[derive(Serialize, ToSchema)]
pub struct Known {
    pub known: bool,
}

/// Only if the reporter wishes. Sealed.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// A photo that will follow.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPhoto {
    /// Made by the phone.
    pub id: Uuid,
    #[schema(example = "image/jpeg")]
    pub media_type: String,
    pub bytes: u64,
    /// Of the bytes as they will be sent, in hex.
    pub sha256: String,
}

#[derive(Serialize, ToSchema)]
pub struct Emergency {
    /// Whether to fill the screen with the number now.
    pub show: bool,
    pub number: String,
}

/// A report is stored.
#[derive(Serialize, ToSchema)]
pub struct Received {
    pub id: Uuid,
    /// The only key to this report. It is not stored and cannot be sent again.
    #[schema(example = "7KQ4-M2TX-9PWD-H3RC-V8NA-E6GY-J5ZE")]
    pub receipt: String,
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
    pub emergency: Emergency,
}

/// A report that somebody else carries: a traveller's phone had no network, and showed it as squares.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// Base64 of `{venue, key, body}` sealed to the venue's `intake_key` (age, version 1): the Idempotency-Key, and the body of the
    /// report exactly as the phone itself will send it.
    pub sealed: String,
    /// Always true: it stays the traveller's report, whoever brings it.
    pub relay: bool,
}

/// What was sealed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parcel {
    pub venue: String,
    pub key: String,
    pub body: serde_json::Value,
}

/// It is stored, and owed. Whoever carried it learns nothing else of it: the receipt is the traveller's.
#[derive(Serialize, ToSchema)]
pub struct Delivered {
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
}

/// An addition is stored.
#[derive(Serialize, ToSchema)]
pub struct Amended {
    pub id: Uuid,
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
    pub emergency: Emergency,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    pub text: Option<String>,
    /// The id of an officer's question that this answers: with one of its options, or with words.
    pub card: Option<Uuid>,
    /// One of the question's options, or `unseen`.
    pub option: Option<String>,
    /// The language of the words, a tag such as `es`.
    pub language: Option<String>,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ViewQuery {
    /// The language of cards; the report's own where it is absent.
    pub lang: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct MessageStored {
    pub id: Uuid,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// A report as its reporter sees it.
#[derive(Serialize, ToSchema)]
pub struct ReporterView {
    pub id: Uuid,
    pub venue: String,
    pub category: String,
    #[schema(example = "received")]
    pub status: &'static str,
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
    /// When an officer first opened or acknowledged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub seen_at: Option<Timestamp>,
    /// No officer has seen this yet, although it is most urgent and its time has passed, or it is kept from everybody who could be
    /// called: the app says so and shows the emergency number.
    pub unheard: bool,
    pub steps: Vec<Step>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceLabel>,
    pub emergency: Emergency,
    pub photos: Vec<PhotoState>,
    pub messages: Vec<ReporterMessage>,
    /// What officers ask with a card, oldest first.
    pub questions: Vec<CardAsked>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawn>,
    /// It helped: officers closed it as something real.
    pub helped: bool,
}

/// The reporter took the report back.
#[derive(Clone, Serialize, ToSchema)]
pub struct Withdrawn {
    #[schema(example = "mistake")]
    pub reason: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// A question to tap an answer to.
#[derive(Serialize, ToSchema)]
pub struct CardAsked {
    /// Say it in the answer.
    pub id: Uuid,
    pub card: String,
    pub text: String,
    pub options: Vec<CardChoice>,
    /// `words` where it has no options, `photo` where `yes` means to take one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asks: Option<&'static str>,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The last answer given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<CardAnswer>,
}

#[derive(Serialize, ToSchema)]
pub struct CardChoice {
    pub code: String,
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct CardAnswer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// A card as the desk offers it.
#[derive(Serialize, ToSchema)]
#[schema(as = Card)]
pub struct WireCard {
    pub code: String,
    /// `question` or `phrase`.
    pub kind: &'static str,
    pub text: String,
    pub options: Vec<CardChoice>,
}

#[derive(Serialize, ToSchema)]
pub struct CardList {
    /// In which language they are: English where they are not translated into the one asked for.
    #[schema(example = "es")]
    pub language: String,
    pub items: Vec<WireCard>,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CardQuery {
    /// A venue's name in addresses.
    pub venue: String,
    pub lang: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct PlaceLabel {
    pub label: String,
}

#[derive(Serialize, ToSchema)]
pub struct Step {
    pub status: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PhotoState {
    pub id: Uuid,
    /// `expected`, `stored`, `ready` or `no_preview`.
    pub state: String,
    /// Its untouched original is here, sealed.
    pub sealed: bool,
}

/// Who wrote is said without a name.
#[derive(Serialize, ToSchema)]
pub struct ReporterMessage {
    pub id: Uuid,
    #[schema(example = "officer")]
    pub from: &'static str,
    pub text: String,
    /// Of free words. Cards are in the reader's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// A report as officers see it.
#[derive(Serialize, ToSchema)]
pub struct DeskReport {
    pub id: Uuid,
    pub reporter: Reporter,
    pub category: String,
    /// First words first.
    pub narrative: Vec<Said>,
    pub answers: Vec<AnswerGiven>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub observed_at: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
    pub place: DeskPlace,
    /// Places said later, in order.
    pub later_places: Vec<DeskPlace>,
    pub photos: Vec<DeskPhoto>,
    pub messages: Vec<DeskMessage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawn>,
}

#[derive(Serialize, ToSchema)]
pub struct Reporter {
    /// `anonymous`, `confidential` (gave a way to be reached) or `staff`.
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// For whom they work, of staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    /// The number of their badge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub badge: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

#[derive(Serialize, ToSchema)]
pub struct Said {
    pub text: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written_in: Option<WrittenIn>,
}

/// In which language words seem to be written, found each time they are read.
#[derive(Serialize, ToSchema)]
pub struct WrittenIn {
    #[schema(example = "es")]
    pub language: String,
    /// Without it: probably.
    pub sure: bool,
}

#[derive(Serialize, ToSchema)]
pub struct AnswerGiven {
    pub question: String,
    /// Codes of options.
    pub values: Vec<String>,
    /// Words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeskPlace {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plate: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Zones it may be in, where that is in doubt.
    pub candidates: Vec<Labelled>,
    /// What is odd: `outside_venue`, `touches_several_zones`, `plate_and_gps_disagree`, …
    pub notes: Vec<String>,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

#[derive(Serialize, ToSchema)]
pub struct DeskPhoto {
    pub id: Uuid,
    pub state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    pub bytes: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub received_at: Option<Timestamp>,
    /// The officer who took it; absent for a reporter's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Labelled>,
    /// When that was, as the officer's phone says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub taken_at: Option<Timestamp>,
    /// The phone's untouched original, which only the keeper of the evidence key can open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed: Option<SealedOriginal>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SealedOriginal {
    pub bytes: i64,
    /// Of the sealed bytes, in hex.
    pub sha256: String,
    /// Of the bytes inside, as the reporter's phone says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_sha256: Option<String>,
    /// `voice` or `video`, as the phone says; absent for a photo. The clean copy is a picture of it then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
}

#[derive(Serialize, ToSchema)]
pub struct DeskMessage {
    pub id: Uuid,
    #[schema(example = "reporter")]
    pub from: &'static str,
    pub text: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The officer, for colleagues.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The card an officer sent; `text` says it in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// Which officer's message this answers, and with which option of its card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Of a reporter's free words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written_in: Option<WrittenIn>,
    /// When an officer's message was on the reporter's screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub read_at: Option<Timestamp>,
}
