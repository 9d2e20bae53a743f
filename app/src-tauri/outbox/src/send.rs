//! One try of one thing: what is asked of the server, and what its answer means for the outbox.

use crate::retry;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};
use serde_json::Value;
use shared::clock::Clock;
use shared::work;
use std::time::Duration;
use uuid::Uuid;

/// It goes under somebody's name, and their badge is not here or no longer good.
pub const SIGN_IN_NEEDED: &str = "sign_in_needed";
/// No answer came, or not the whole of one.
pub const NO_SIGNAL: &str = "no_signal";
/// Something answered that is not our server: a hotel's sign-in page, a proxy.
pub const STRANGE: &str = "unexpected_answer";

/// A connection that says nothing any more must not hold a lane for ever.
const WORDS: Duration = Duration::from_secs(45);
const PHOTO: Duration = Duration::from_secs(600);

/// How much goes at once where the line breaks: little enough to be through before it does.
pub const PART_BYTES: usize = 128 * 1024;

/// A challenge of ours is shorter.
const CHALLENGE_BYTES: usize = 200;

/// What came of a try.
#[derive(Debug)]
pub enum Answer {
    /// `201`, with the body: it is stored, and only now may the device let go of it.
    Stored(Value),
    /// Nothing is known to be stored; the same again later. The server may have said when.
    Later { asked: Option<SignedDuration>, why: String },
    /// The server itself has read it and will not take it as it is; nothing was stored.
    Refused { code: String },
}

/// Speaks to one server. It follows no redirect and keeps no cookie: a hotel's sign-in page must never pass for a 201.
#[derive(Clone)]
pub struct Wire {
    client: Client,
}

impl Wire {
    pub fn new() -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .user_agent(concat!("see-say-act/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client })
    }

    /// `token` proves whose report it is; without one it is nobody's.
    pub async fn report(
        &self,
        clock: &dyn Clock,
        to: &Target<'_>,
        key: Uuid,
        body: &Value,
        token: Option<&str>,
    ) -> Answer {
        let url = format!("{}/api/v1/venues/{}/reports", base(to.server), segment(to.of));
        let request = self.client.post(url);
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        self.words(clock, request, key, body).await
    }

    pub async fn amendment(
        &self,
        clock: &dyn Clock,
        to: &Target<'_>,
        receipt: &str,
        key: Uuid,
        body: &Value,
    ) -> Answer {
        let url = format!("{}/api/v1/reports/{}", base(to.server), segment(to.of));
        self.words(clock, with(receipt, self.client.patch(url)), key, body).await
    }

    pub async fn message(&self, clock: &dyn Clock, to: &Target<'_>, receipt: &str, key: Uuid, body: &Value) -> Answer {
        let url = format!("{}/api/v1/reports/{}/messages", base(to.server), segment(to.of));
        self.words(clock, with(receipt, self.client.post(url)), key, body).await
    }

    pub async fn photo(&self, clock: &dyn Clock, to: &Target<'_>, receipt: &str, photo: Picture<'_>) -> Answer {
        let url = photo.url(to, false);
        let request = with(receipt, photo.named(self.client.put(url))).timeout(PHOTO).body(photo.bytes);
        judge(clock, request.send().await).await.0
    }

    /// What the server has of a photo it keeps; only the rest goes, part by part, and in the end the word that it is whole.
    /// `gone` is told how much is through. A server that knows no parts gets the whole again.
    pub async fn photo_in_parts(
        &self,
        clock: &dyn Clock,
        to: &Target<'_>,
        receipt: &str,
        photo: Picture<'_>,
        mut gone: impl FnMut(u64),
    ) -> Answer {
        let asked = with(receipt, self.client.get(photo.parts(to, None))).timeout(WORDS).send().await;
        let mut here = match asked {
            Err(_) => return later(None, NO_SIGNAL),
            Ok(answer) if answer.status().is_success() => offset(answer).await,
            Ok(_) => None,
        };
        while let Some(at) = here.and_then(|at| usize::try_from(at).ok()).filter(|at| *at < photo.bytes.len()) {
            let part = photo.bytes[at..photo.bytes.len().min(at + PART_BYTES)].to_vec();
            let request = with(receipt, self.client.put(photo.parts(to, Some(at)))).timeout(WORDS).body(part);
            let (answer, _) = judge(clock, request.send().await).await;
            let Answer::Stored(body) = answer else { return answer };
            match body.get("offset").and_then(Value::as_u64).filter(|next| *next > at as u64) {
                Some(next) => {
                    here = Some(next);
                    gone(next);
                }
                None => return later(None, STRANGE),
            }
        }
        let request = with(receipt, photo.named(self.client.put(photo.url(to, here.is_some())))).timeout(PHOTO);
        let request = if here.is_some() { request } else { request.body(photo.bytes) };
        judge(clock, request.send().await).await.0
    }

    async fn words(&self, clock: &dyn Clock, request: RequestBuilder, key: Uuid, body: &Value) -> Answer {
        let request = request.header("Idempotency-Key", key.to_string()).timeout(WORDS).json(body);
        let again = request.try_clone();
        let (answer, challenge) = judge(clock, request.send().await).await;
        let (Some(again), Some(challenge)) = (again, challenge) else { return answer };
        // A flood. A little work, and the report need not wait; where it cannot be done, the wait it is.
        match worked(challenge).await {
            Some(proof) => judge(clock, again.header("X-Proof", proof).send().await).await.0,
            None => answer,
        }
    }
}

/// Whom a request is for: the server, and the venue or report it is about.
pub struct Target<'a> {
    pub server: &'a str,
    pub of: &'a str,
}

/// A photo ready to go.
pub struct Picture<'a> {
    pub id: Uuid,
    pub media_type: &'a str,
    pub sha256: [u8; 32],
    pub bytes: Vec<u8>,
    pub original: Option<Original<'a>>,
}

impl Picture<'_> {
    fn url(&self, to: &Target<'_>, in_parts: bool) -> String {
        let below = match self.original {
            Some(Original { of, .. }) => format!("{of}/original"),
            None => self.id.to_string(),
        };
        let alone = self.original.is_some_and(|original| original.alone).then(|| "alone=true".to_owned());
        let media = self.original.and_then(|original| original.media);
        let media = media.map(|media| format!("media={}", segment(media)));
        let parts = in_parts.then(|| "parts=true".to_owned());
        let said: Vec<String> = alone.into_iter().chain(media).chain(parts).collect();
        let query = if said.is_empty() { String::new() } else { format!("?{}", said.join("&")) };
        format!("{}/api/v1/reports/{}/photos/{below}{query}", base(to.server), segment(to.of))
    }

    fn parts(&self, to: &Target<'_>, at: Option<usize>) -> String {
        let id = self.original.map_or(self.id, |original| original.of);
        let at = at.map_or_else(String::new, |at| format!("/{at}"));
        let query = if self.original.is_some() { "?original=true" } else { "" };
        format!("{}/api/v1/reports/{}/photos/{id}/parts{at}{query}", base(to.server), segment(to.of))
    }

    /// Its kind and its digests.
    fn named(&self, request: RequestBuilder) -> RequestBuilder {
        let digest = |hash: [u8; 32]| format!("sha-256=:{}:", BASE64_STANDARD.encode(hash));
        let request = request
            .header(CONTENT_TYPE, self.media_type)
            // Always said, because a report sent short of its declarations has declared no photo.
            .header("Content-Digest", digest(self.sha256));
        match self.original.and_then(|original| original.claims) {
            Some(claims) => request.header("X-Original-Digest", digest(claims)),
            None => request,
        }
    }
}

async fn offset(answer: Response) -> Option<u64> {
    answer.json::<Value>().await.ok()?.get("offset")?.as_u64()
}

/// Not a photo but the sealed original of one.
#[derive(Clone, Copy)]
pub struct Original<'a> {
    pub of: Uuid,
    /// SHA-256 of what is inside.
    pub claims: Option<[u8; 32]>,
    /// No clean copy goes beside it.
    pub alone: bool,
    /// What it is, if it is no photo.
    pub media: Option<&'a str>,
}

fn with(receipt: &str, request: RequestBuilder) -> RequestBuilder {
    request.header(AUTHORIZATION, format!("Receipt {receipt}"))
}

fn base(server: &str) -> &str {
    server.trim_end_matches('/')
}

/// Ids and venue names are plain; anything else in them must not change which URL is called.
fn segment(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// The answer to a challenge; none where it is no challenge of ours.
async fn worked(challenge: String) -> Option<String> {
    let bits: u32 = challenge.split('.').nth(1)?.parse().ok()?;
    if bits > *work::BITS.end() || challenge.len() > CHALLENGE_BYTES {
        return None;
    }
    tokio::task::spawn_blocking(move || work::solve(&challenge, bits)).await.ok()
}

/// What an answer means; and the work that it asks for, where it does.
async fn judge(clock: &dyn Clock, sent: reqwest::Result<Response>) -> (Answer, Option<String>) {
    let response = match sent {
        Ok(response) => response,
        Err(_) => return (later(None, NO_SIGNAL), None),
    };
    let status = response.status();
    let asked = header(&response, RETRY_AFTER).and_then(|text| retry::asked(&text, clock.now()));
    let asked = asked.filter(SignedDuration::is_positive);
    let ours = header(&response, CONTENT_TYPE).is_some_and(|text| text.starts_with("application/problem+json"));
    let Ok(body) = response.bytes().await else { return (later(asked, NO_SIGNAL), None) };
    let body: Option<Value> = serde_json::from_slice(&body).ok();
    let problem = body.as_ref().filter(|problem| ours && code(problem) == "proof_needed");
    let challenge = problem.and_then(|problem| problem["challenge"].as_str()).map(ToOwned::to_owned);
    let answer = match (status, body) {
        (StatusCode::CREATED, Some(body)) if body.is_object() => Answer::Stored(body),
        // A 4xx that is not in our own words comes from something in between: it is no verdict on the report.
        (status, Some(problem)) if ours && status.is_client_error() => verdict(status, &problem, asked),
        (_, Some(problem)) if ours => later(asked, code(&problem)),
        _ => later(asked, STRANGE),
    };
    (answer, challenge)
}

fn verdict(status: StatusCode, problem: &Value, asked: Option<SignedDuration>) -> Answer {
    let code = code(problem);
    // What may end by itself: a rate, a request in flight, bytes bent on the way, a server that is being put back.
    let passing = matches!(status.as_u16(), 401 | 403 | 404 | 408 | 421 | 423 | 425 | 429);
    if passing || matches!(code, "in_flight" | "digest_mismatch") {
        return later(asked, code);
    }
    Answer::Refused { code: code.to_owned() }
}

fn code(problem: &Value) -> &str {
    problem.get("code").and_then(Value::as_str).unwrap_or(STRANGE)
}

fn later(asked: Option<SignedDuration>, why: &str) -> Answer {
    Answer::Later { asked, why: why.to_owned() }
}

fn header(response: &Response, name: reqwest::header::HeaderName) -> Option<String> {
    response.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// What the server says of a report it has stored.
pub struct Stored {
    pub report_id: String,
    pub receipt: String,
    pub received_at: Option<Timestamp>,
    pub emergency: Option<Value>,
}

impl Stored {
    /// `None` if the answer is not that of our server, whatever its status says.
    pub fn read(body: &Value) -> Option<Self> {
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            report_id: text("id")?,
            receipt: text("receipt")?,
            received_at: text("received_at").and_then(|text| text.parse().ok()),
            emergency: body.get("emergency").cloned(),
        })
    }
}
