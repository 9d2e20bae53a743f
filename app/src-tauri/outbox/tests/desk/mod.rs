//! A server on loopback that keeps what it is sent, remembers how often, and can be told to misbehave.
#![allow(dead_code, reason = "each test file uses the half it needs")]

use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

/// How the next request is met.
#[derive(Clone, Debug)]
pub enum Mood {
    Well,
    /// Stores it, and the connection dies before the answer.
    StoreAndHangUp,
    HangUp,
    /// A page that is not ours, such as a hotel's sign-in.
    Page(u16),
    Problem {
        status: u16,
        code: &'static str,
        retry_after: Option<u32>,
    },
    /// A flooded venue: takes it with the work done, and otherwise asks for half a minute.
    Flooded(&'static str),
}

pub fn problem(status: u16, code: &'static str) -> Mood {
    Mood::Problem { status, code, retry_after: None }
}

#[derive(Default)]
pub struct Kept {
    /// By Idempotency-Key.
    pub reports: BTreeMap<String, Value>,
    /// By Idempotency-Key; amendments and messages.
    pub words: BTreeMap<String, Value>,
    /// By photo id.
    pub photos: BTreeMap<String, Vec<u8>>,
    /// `METHOD path key`, in the order they came.
    pub calls: Vec<String>,
    /// What a server would answer 422 to: one key, two bodies.
    pub conflicts: Vec<String>,
    pub moods: VecDeque<Mood>,
}

#[derive(Clone)]
pub struct Desk {
    kept: Arc<Mutex<Kept>>,
    pub origin: String,
}

impl Desk {
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let desk = Self { kept: Arc::default(), origin: format!("http://{}", listener.local_addr().unwrap()) };
        let serving = desk.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let desk = serving.clone();
                std::thread::spawn(move || desk.meet(stream));
            }
        });
        desk
    }

    pub fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap()
    }

    pub fn will(&self, moods: impl IntoIterator<Item = Mood>) {
        self.kept().moods = moods.into_iter().collect();
    }

    fn meet(&self, stream: TcpStream) -> Option<()> {
        let request = read(&stream)?;
        let mut kept = self.kept();
        let mood = kept.moods.pop_front().unwrap_or(Mood::Well);
        kept.calls.push(format!("{} {} {}", request.method, request.path, request.header("idempotency-key")));
        match mood {
            Mood::Well => {
                let body = kept.store(&request);
                answer(&stream, 201, "application/json", &body.to_string(), None)
            }
            Mood::StoreAndHangUp => {
                kept.store(&request);
                None
            }
            Mood::HangUp => None,
            Mood::Flooded(challenge) => {
                let proof = request.header("x-proof");
                if proof.starts_with(&format!("{challenge}.")) && shared::work::zeros(&proof) >= 9 {
                    let body = kept.store(&request);
                    return answer(&stream, 201, "application/json", &body.to_string(), None);
                }
                let asked = json!({ "code": "proof_needed", "challenge": challenge });
                answer(&stream, 429, "application/problem+json", &asked.to_string(), Some(30))
            }
            Mood::Page(status) => answer(&stream, status, "text/html", "<h1>Welcome to our hotel</h1>", None),
            Mood::Problem { status, code, retry_after } => {
                answer(&stream, status, "application/problem+json", &json!({ "code": code }).to_string(), retry_after)
            }
        }
    }
}

impl Kept {
    fn store(&mut self, request: &Request) -> Value {
        let key = request.header("idempotency-key");
        if request.method == "PUT" {
            let (_, photo) = request.path.rsplit_once('/').unwrap();
            self.photos.insert(photo.to_owned(), request.body.clone());
            return json!({ "id": photo, "state": "stored" });
        }
        let said: Value = serde_json::from_slice(&request.body).unwrap();
        let shelf = if request.path.ends_with("/reports") { &mut self.reports } else { &mut self.words };
        if shelf.insert(key.clone(), said.clone()).is_some_and(|before| before != said) {
            self.conflicts.push(key.clone());
        }
        let emergency = json!({ "show": false, "number": "112" });
        json!({ "id": format!("r-{key}"), "receipt": format!("RCPT-{key}"), "received_at": "2026-01-01T00:00:00Z", "emergency": emergency })
    }
}

struct Request {
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Request {
    fn header(&self, name: &str) -> String {
        self.headers.get(name).cloned().unwrap_or_default()
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut first = lines.first()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let pairs = lines.iter().skip(1).filter_map(|line| line.split_once(": "));
    let headers: BTreeMap<_, _> = pairs.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    let mut body = vec![0; headers.get("content-length").map_or(Some(0), |text| text.parse().ok())?];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, path, headers, body })
}

fn answer(mut stream: &TcpStream, status: u16, media: &str, body: &str, retry_after: Option<u32>) -> Option<()> {
    let wait = retry_after.map(|seconds| format!("Retry-After: {seconds}\r\n")).unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {media}\r\n{wait}Connection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + body).as_bytes()).ok()
}
