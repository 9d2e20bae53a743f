//! Who acts in the stories: travellers with a phone, officers at a desk. All of them talk to the server over the wire, and
//! everything it answers is held against the contract.

use crate::contract::{Answered, contract};
use crate::world::{PASSWORD, random};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Duration;

/// Nothing in a story takes so long on a machine that works.
const PATIENCE: Duration = Duration::from_secs(30);

/// A new Idempotency-Key, as a phone makes them; photos get their ids the same way.
pub fn fresh_key() -> String {
    uuid::Builder::from_random_bytes(random()).into_uuid().to_string()
}

/// A connection to the server.
#[derive(Clone)]
pub struct Wire {
    http: reqwest::Client,
    base: String,
}

/// A request in the making.
pub struct Asking {
    request: reqwest::RequestBuilder,
    verb: &'static str,
    path: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Bytes,
    asked: String,
}

impl Wire {
    pub fn new(server: SocketAddr) -> Self {
        // A server that starts anew closes what it had open: each request has its own connection.
        let http = reqwest::Client::builder().pool_max_idle_per_host(0).timeout(PATIENCE).no_proxy().build().unwrap();
        Self { http, base: format!("http://{server}") }
    }

    /// `path` begins after `/api/v1`, unless it is one of the health checks.
    pub fn ask(&self, verb: &'static str, path: &str) -> Asking {
        let health = ["/healthz", "/readyz", "/health/engine", "/metrics"].contains(&path);
        let path = if health { path.to_owned() } else { format!("/api/v1{path}") };
        let request = self.http.request(verb.parse().unwrap(), format!("{}{path}", self.base));
        Asking { request, verb, path: path.split('?').next().unwrap_or_default().to_owned() }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.ask("GET", path).reply().await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.ask("POST", path).json(&body).reply().await
    }

    /// Reads a page of the app as a browser, or whatever follows a link, would; answers the status.
    pub async fn page(&self, path: &str) -> u16 {
        self.http.get(format!("{}{path}", self.base)).send().await.unwrap().status().as_u16()
    }
}

impl Asking {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("Content-Type", "application/json").bytes(body.to_string())
    }

    pub fn bytes(mut self, body: impl Into<reqwest::Body>) -> Self {
        self.request = self.request.body(body);
        self
    }

    pub async fn reply(self) -> Reply {
        let asked = format!("{} {}", self.verb, self.path);
        let answer = self.request.send().await.unwrap_or_else(|error| panic!("{asked}: no answer: {error:?}"));
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = answer.bytes().await.unwrap_or_else(|error| panic!("{asked}: half an answer: {error:?}"));
        let content_type = headers.get("content-type").map(|kind| kind.to_str().unwrap());
        contract().check(&Answered { verb: self.verb, path: &self.path, status, content_type, body: Some(&bytes) });
        Reply { status, headers, bytes, asked }
    }

    async fn stream(self) -> BoxStream<'static, reqwest::Result<Bytes>> {
        // No time-out: a desk listens for hours.
        let answer = self.request.timeout(Duration::from_secs(3600)).send().await.unwrap();
        let content_type = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        let status = answer.status().as_u16();
        contract().check(&Answered {
            verb: self.verb,
            path: &self.path,
            status,
            content_type: content_type.as_deref(),
            body: None,
        });
        assert_eq!(status, 200, "the stream opens");
        answer.bytes_stream().boxed()
    }
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("{}: not JSON: {:?}", self.asked, self.bytes))
    }

    /// The body of an answer that must have this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        let text = String::from_utf8_lossy(&self.bytes[..self.bytes.len().min(2000)]);
        assert_eq!(self.status, status, "{}: {text}", self.asked);
        if self.bytes.is_empty() { Value::Null } else { self.json() }
    }

    /// A refusal: status, code, and the field at fault (empty where none is named).
    #[track_caller]
    pub fn refusal(&self) -> (u16, String, String) {
        assert!(self.status >= 400, "{}: was not refused but answered {}", self.asked, self.status);
        let problem = self.json();
        let text = |member: &str| problem[member].as_str().unwrap_or_default().to_owned();
        (self.status, text("code"), text("field"))
    }

    #[track_caller]
    pub fn refused(&self, status: u16, code: &str, field: &str) {
        assert_eq!(self.refusal(), (status, code.to_owned(), field.to_owned()), "{}", self.asked);
    }
}

/// Somebody with a phone and no account.
#[derive(Clone)]
pub struct Traveller {
    pub wire: Wire,
    venue: String,
}

/// A report that was answered `201`, as the phone keeps it.
#[derive(Clone, Debug)]
pub struct Sent {
    pub id: String,
    pub key: String,
    pub receipt: String,
    pub answer: Value,
}

impl Traveller {
    pub fn new(wire: Wire, venue: &str) -> Self {
        Self { wire, venue: venue.to_owned() }
    }

    pub async fn reports(&self, body: Value) -> Sent {
        let key = fresh_key();
        let reply = self.tries(&key, &body).await;
        let answer = reply.expect(201);
        let text = |member: &str| answer[member].as_str().unwrap().to_owned();
        let sent = Sent { id: text("id"), receipt: text("receipt"), key, answer: answer.clone() };
        assert_eq!(reply.headers["location"], format!("/api/v1/reports/{}", sent.id).as_str());
        sent
    }

    pub async fn tries(&self, key: &str, body: &Value) -> Reply {
        let path = format!("/venues/{}/reports", self.venue);
        self.wire.ask("POST", &path).header("Idempotency-Key", key).json(body).reply().await
    }

    pub async fn adds(&self, sent: &Sent, body: Value) -> Value {
        self.tries_to_add(sent, &fresh_key(), &body).await.expect(201)
    }

    pub async fn tries_to_add(&self, sent: &Sent, key: &str, body: &Value) -> Reply {
        self.holding(sent, "PATCH", "").header("Idempotency-Key", key).json(body).reply().await
    }

    pub async fn sends_photo(&self, sent: &Sent, id: &str, bytes: &[u8]) -> Value {
        self.tries_photo(sent, id, bytes.to_vec(), Some(digest(bytes))).await.expect(201)
    }

    pub async fn tries_photo(&self, sent: &Sent, id: &str, bytes: impl Into<Bytes>, digest: Option<String>) -> Reply {
        let bytes: Bytes = bytes.into();
        let asking =
            self.holding(sent, "PUT", &format!("/photos/{id}")).header("Content-Type", "image/jpeg").bytes(bytes);
        let asking = if let Some(digest) = digest { asking.header("Content-Digest", &digest) } else { asking };
        asking.reply().await
    }

    pub async fn writes(&self, sent: &Sent, text: &str) -> Value {
        let asking = self.holding(sent, "POST", "/messages").header("Idempotency-Key", &fresh_key());
        asking.json(&json!({ "text": text })).reply().await.expect(201)
    }

    /// How is my report doing?
    pub async fn looks(&self, sent: &Sent) -> Value {
        self.holding(sent, "GET", "").reply().await.expect(200)
    }

    /// A request with the receipt, on a path below the report.
    pub fn holding(&self, sent: &Sent, verb: &'static str, below: &str) -> Asking {
        let asking = self.wire.ask(verb, &format!("/reports/{}{below}", sent.id));
        asking.header("Authorization", &format!("Receipt {}", sent.receipt))
    }
}

/// What a report says of a photo to come.
pub fn declared(id: &str, bytes: &[u8]) -> Value {
    json!({ "id": id, "media_type": "image/jpeg", "bytes": bytes.len(), "sha256": hex::encode(Sha256::digest(bytes)) })
}

/// A `Content-Digest`.
pub fn digest(bytes: &[u8]) -> String {
    format!("sha-256=:{}:", BASE64_STANDARD.encode(Sha256::digest(bytes)))
}

/// Somebody with an account, signed in.
pub struct Officer {
    pub wire: Wire,
    session: Mutex<Value>,
}

impl Officer {
    pub async fn signs_in(wire: Wire, email: &str) -> Self {
        let session = wire.post("/auth/login", json!({ "email": email, "password": PASSWORD })).await.expect(200);
        Self { wire, session: Mutex::new(session) }
    }

    pub fn access_token(&self) -> String {
        self.held("access_token")
    }

    pub fn refresh_token(&self) -> String {
        self.held("refresh_token")
    }

    fn held(&self, which: &str) -> String {
        self.session.lock().unwrap()[which].as_str().unwrap().to_owned()
    }

    pub fn ask(&self, verb: &'static str, path: &str) -> Asking {
        self.wire.ask(verb, path).header("Authorization", &format!("Bearer {}", self.access_token()))
    }

    /// Renews the short half of the session, as the desk does before it runs out.
    pub async fn stays(&self) {
        let renewed =
            self.wire.post("/auth/refresh", json!({ "refresh_token": self.refresh_token() })).await.expect(200);
        *self.session.lock().unwrap() = renewed;
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.ask("GET", path).reply().await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.ask("POST", path).json(&body).reply().await
    }

    /// Gives the password again, for what a session must be fresh for.
    pub async fn confirms(&self) {
        self.post("/auth/step-up", json!({ "password": PASSWORD })).await.expect(204);
    }

    /// The queue, most urgent first.
    pub async fn queue(&self) -> Vec<Value> {
        self.get("/desk/incidents").await.expect(200)["items"].as_array().unwrap().clone()
    }

    /// The one incident there is.
    pub async fn finds(&self) -> Value {
        let queue = self.queue().await;
        assert_eq!(queue.len(), 1, "one incident is in the queue");
        queue[0].clone()
    }

    pub async fn opens(&self, incident: &Value) -> Value {
        self.get(&format!("/desk/incidents/{}", incident["id"].as_str().unwrap())).await.expect(200)
    }

    /// A command, with the version it was decided on.
    pub async fn tells(&self, incident: &Value, command: &str, mut body: Value) -> Reply {
        body["version"] = incident["version"].clone();
        self.post(&format!("/desk/incidents/{}/{command}", incident["id"].as_str().unwrap()), body).await
    }

    pub async fn acknowledges(&self, incident: &Value) -> Value {
        self.tells(incident, "acknowledge", json!({})).await.expect(200)
    }

    /// Opens the stream; with `after`, from that entry of the log on.
    pub async fn listens(&self, after: Option<i64>) -> Listening {
        self.listens_to("", after).await
    }

    pub async fn listens_to(&self, query: &str, after: Option<i64>) -> Listening {
        let asking = self.ask("GET", &format!("/desk/stream{query}"));
        let asking = if let Some(after) = after { asking.header("Last-Event-ID", &after.to_string()) } else { asking };
        let mut listening = Listening { stream: asking.stream().await, text: String::new() };
        // The greeting: from here on nothing is missed.
        listening.block().await;
        listening
    }
}

/// An open desk.
pub struct Listening {
    stream: BoxStream<'static, reqwest::Result<Bytes>>,
    text: String,
}

/// What the stream told.
#[derive(Clone, Debug)]
pub struct Told {
    pub id: i64,
    pub event: String,
    pub data: Value,
}

impl Listening {
    /// The next event; heartbeats are passed over.
    pub async fn hears(&mut self) -> Told {
        loop {
            let block = self.block().await;
            let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
            let (Some(id), Some(event), Some(data)) = (field("id: "), field("event: "), field("data: ")) else {
                continue;
            };
            let data: Value = serde_json::from_str(data).unwrap();
            contract().check_named("LiveEvent", &data);
            assert_eq!(data["kind"], event);
            assert_eq!(data["seq"].to_string(), id);
            return Told { id: id.parse().unwrap(), event: event.to_owned(), data };
        }
    }

    /// The next thing that is told while it lasts, which has no number; events are passed over.
    pub async fn notices(&mut self) -> Value {
        loop {
            let block = self.block().await;
            let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
            if let (None, Some("attention"), Some(data)) = (field("id: "), field("event: "), field("data: ")) {
                let data: Value = serde_json::from_str(data).unwrap();
                contract().check_named("AttentionEvent", &data);
                return data;
            }
        }
    }

    /// Passes events over until one of this kind.
    pub async fn hears_of(&mut self, kind: &str) -> Told {
        loop {
            let told = self.hears().await;
            if told.event == kind {
                return told;
            }
        }
    }

    async fn block(&mut self) -> String {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return block;
            }
            let chunk = tokio::time::timeout(PATIENCE, self.stream.next()).await.expect("the stream says something");
            self.text.push_str(std::str::from_utf8(&chunk.expect("the stream is open").unwrap()).unwrap());
        }
    }
}
