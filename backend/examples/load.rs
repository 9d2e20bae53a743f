//! The load of the benchmarks: a small HTTP/1.1 client that costs little beside what it measures.
//!
//! usage: load text URL CLIENTS SECONDS
//!        load photo URL CLIENTS SECONDS PHOTO [PASSWORD]     with a password: done when the clean copies are announced
//!        load desks URL DESKS REPORTS_A_SECOND SECONDS PASSWORD
//!        load fanout URL DESKS EVENTS_A_SECOND SECONDS
//!        load list URL PATH SECONDS PASSWORD
//!        load crowd URL DESKS EVENTS PID [SEATS EVENTS_OF]   one event at a time, to all desks; see `crowd`
//!
//! Prints one line of JSON: how many, in how many seconds, and latencies in milliseconds.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a stopwatch needs the machine's clock")]

use anyhow::{Context, anyhow, bail, ensure};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::{sleep, timeout};

const VENUE: &str = "bayview";
/// Answers that do not come within this long count as failures.
const PATIENCE: Duration = Duration::from_secs(30);
/// Where reports of the stream's benchmark lie: a hair apart, so that an event tells which report it is of.
const LAT: f64 = 53.9995;
const LON: f64 = 3.998_3;
const HAIR: f64 = 1e-9;
/// Categories as a normal day mixes them, most of them not urgent.
const CATEGORIES: [&str; 8] = [
    "item.lost",
    "crime.theft_past",
    "behaviour.photo",
    "item.unattended",
    "crime.damage",
    "vehicle.circling",
    "crime.fraud",
    "access.door_open",
];
const NARRATIVE: &str = "A grey bag stands by the second pillar since about ten minutes. A tall man in a blue jacket left it \
     there and walked towards the lifts. Nobody has come back to it, and the people around have begun to move away.";

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let found = LocalSet::new().block_on(&runtime, async {
        match words[..] {
            ["text", url, clients, seconds] => text(url, clients.parse()?, seconds.parse()?).await,
            ["photo", url, clients, seconds, photo] => {
                photos(url, clients.parse()?, seconds.parse()?, photo, None).await
            }
            ["photo", url, clients, seconds, photo, password] => {
                photos(url, clients.parse()?, seconds.parse()?, photo, Some(password)).await
            }
            ["desks", url, open, rate, seconds, password] => {
                desks(url, open.parse()?, rate.parse()?, seconds.parse()?, password).await
            }
            ["fanout", url, open, rate, seconds] => fanout(url, open.parse()?, rate.parse()?, seconds.parse()?).await,
            ["crowd", url, desks, events, pid] => crowd(url, desks.parse()?, events.parse()?, pid, None).await,
            ["crowd", url, desks, events, pid, seats, of] => {
                crowd(url, desks.parse()?, events.parse()?, pid, Some((seats, of))).await
            }
            ["list", url, path, seconds, password] => list(url, path, seconds.parse()?, password).await,
            _ => {
                bail!("usage: load text|photo|desks|fanout|list|crowd URL …; see the head of backend/examples/load.rs")
            }
        }
    })?;
    println!("{found}");
    Ok(())
}

/// One kept-alive connection.
struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
}

impl Connection {
    async fn open(url: &str) -> anyhow::Result<Self> {
        let host = url.strip_prefix("http://").context("the URL begins with http://")?.trim_end_matches('/').to_owned();
        let stream = TcpStream::connect(&host).await.with_context(|| format!("cannot reach {host}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::with_capacity(16 * 1024, stream), host })
    }

    async fn send(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> anyhow::Result<()> {
        let mut message = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n{headers}\r\n",
            self.host,
            body.len()
        )
        .into_bytes();
        message.extend_from_slice(body);
        Ok(self.stream.write_all(&message).await?)
    }

    /// The status, and the length of the body where it is told.
    async fn head(&mut self) -> anyhow::Result<(u16, Option<usize>)> {
        let mut line = String::new();
        ensure!(self.stream.read_line(&mut line).await? > 0, "the server hung up");
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no status")?;
        let mut length = None;
        loop {
            line.clear();
            self.stream.read_line(&mut line).await?;
            if line.trim_end().is_empty() {
                return Ok((status, length));
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok();
            }
        }
    }

    async fn call(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> anyhow::Result<(u16, Vec<u8>)> {
        let exchange = async {
            self.send(method, path, headers, body).await?;
            let (status, length) = self.head().await?;
            let mut answer = vec![0; length.context("an answer of unknown length")?];
            self.stream.read_exact(&mut answer).await?;
            anyhow::Ok((status, answer))
        };
        timeout(PATIENCE, exchange).await.context("no answer in time")?
    }

    async fn expect(
        &mut self,
        wanted: u16,
        method: &str,
        path: &str,
        headers: &str,
        body: &[u8],
    ) -> anyhow::Result<Value> {
        let (status, answer) = self.call(method, path, headers, body).await?;
        ensure!(status == wanted, "{method} {path}: {status} {}", String::from_utf8_lossy(&answer));
        Ok(serde_json::from_slice(&answer)?)
    }
}

fn fresh_uuid() -> anyhow::Result<uuid::Uuid> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("{error}"))?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

fn json_with_key() -> anyhow::Result<String> {
    Ok(format!("Content-Type: application/json\r\nIdempotency-Key: {}\r\n", fresh_uuid()?))
}

fn a_report(number: usize) -> Value {
    json!({
        "category": CATEGORIES[number % CATEGORIES.len()],
        "narrative": format!("{NARRATIVE} ({number})"),
        "language": "en",
        "place": { "plate": "BV-T1-114", "lat": LAT, "lon": LON, "accuracy_m": 12.0, "floor": "1", "source": "qr" },
        "answers": { "when": "ten minutes ago", "still_there": "yes" },
    })
}

/// Latencies in milliseconds, and what they add up to.
#[derive(Default)]
struct Times(Vec<f64>);

impl Times {
    fn note(&mut self, since: Instant) {
        self.0.push(since.elapsed().as_secs_f64() * 1e3);
    }

    fn told(mut self) -> Value {
        self.0.sort_by(f64::total_cmp);
        let rounded = |value: f64| (value * 1e3).round() / 1e3;
        let at = |share: f64| {
            let index = ((self.0.len() as f64 * share) as usize).min(self.0.len().saturating_sub(1));
            self.0.get(index).copied().map(rounded)
        };
        json!({ "n": self.0.len(), "p50": at(0.5), "p90": at(0.9), "p99": at(0.99), "max": at(1.0) })
    }
}

/// Runs `clients` loops of `one` side by side until the time is over; `one` may note several latencies by name.
async fn side_by_side<F, Fut>(clients: usize, seconds: f64, one: F) -> anyhow::Result<Value>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = anyhow::Result<Worker>> + 'static,
{
    let noted: Rc<RefCell<HashMap<&'static str, Times>>> = Rc::default();
    let mut workers = Vec::new();
    for client in 0..clients {
        workers.push(one(client).await?);
    }
    let started = Instant::now();
    let until = started + Duration::from_secs_f64(seconds);
    let mut at_work = JoinSet::new();
    for mut worker in workers {
        let noted = noted.clone();
        at_work.spawn_local(async move {
            let mut done = 0_usize;
            while Instant::now() < until {
                for (name, since, to) in worker.step().await? {
                    let took = to.duration_since(since).as_secs_f64() * 1e3;
                    noted.borrow_mut().entry(name).or_default().0.push(took);
                }
                done += 1;
            }
            anyhow::Ok(done)
        });
    }
    let mut count = 0;
    while let Some(done) = at_work.join_next().await {
        count += done??;
    }
    let took = started.elapsed().as_secs_f64();
    let mut told = json!({ "count": count, "seconds": took, "per_second": count as f64 / took });
    for (name, times) in noted.take() {
        told[name] = times.told();
    }
    Ok(told)
}

/// What one client does again and again.
enum Worker {
    Text { wire: Connection, number: usize },
    Photo(Box<PhotoWorker>),
    List { wire: Connection, path: String, headers: String },
}

type Noted = Vec<(&'static str, Instant, Instant)>;

impl Worker {
    async fn step(&mut self) -> anyhow::Result<Noted> {
        match self {
            Self::Text { wire, number } => {
                *number += 1;
                let body = a_report(*number).to_string();
                let headers = json_with_key()?;
                let since = Instant::now();
                wire.expect(201, "POST", &format!("/api/v1/venues/{VENUE}/reports"), &headers, body.as_bytes()).await?;
                Ok(vec![("report", since, Instant::now())])
            }
            Self::Photo(worker) => worker.step().await,
            Self::List { wire, path, headers } => {
                let since = Instant::now();
                let (status, _) = wire.call("GET", path, headers, b"").await?;
                ensure!(status == 200, "GET {path}: {status}");
                Ok(vec![("list", since, Instant::now())])
            }
        }
    }
}

async fn text(url: &str, clients: usize, seconds: f64) -> anyhow::Result<Value> {
    side_by_side(clients, seconds, |client| {
        let url = url.to_owned();
        async move { Ok(Worker::Text { wire: Connection::open(&url).await?, number: client * 1_000_000 }) }
    })
    .await
}

type Ready = Rc<RefCell<HashMap<String, oneshot::Sender<()>>>>;

/// Sends a report and its photo; done when the photo is durable and its clean copies are made.
struct PhotoWorker {
    wire: Connection,
    bytes: Rc<Vec<u8>>,
    sha256: String,
    number: usize,
    /// Photos announced as ready. Without it the answer itself means that.
    ready: Option<Ready>,
}

impl PhotoWorker {
    async fn step(&mut self) -> anyhow::Result<Noted> {
        self.number += 1;
        let photo = fresh_uuid()?.to_string();
        let mut report = a_report(self.number);
        report["photos"] =
            json!([{ "id": photo, "media_type": "image/jpeg", "bytes": self.bytes.len(), "sha256": self.sha256 }]);
        let wait = self.ready.as_ref().map(|ready| {
            let (sender, wait) = oneshot::channel();
            ready.borrow_mut().insert(photo.clone(), sender);
            wait
        });
        let since = Instant::now();
        let path = format!("/api/v1/venues/{VENUE}/reports");
        let stored = self.wire.expect(201, "POST", &path, &json_with_key()?, report.to_string().as_bytes()).await?;
        let word = |name: &str| stored[name].as_str().map(str::to_owned).with_context(|| format!("no {name}"));
        let path = format!("/api/v1/reports/{}/photos/{photo}", word("id")?);
        let headers = format!("Content-Type: image/jpeg\r\nAuthorization: Receipt {}\r\n", word("receipt")?);
        self.wire.expect(201, "PUT", &path, &headers, &self.bytes).await?;
        let answered = Instant::now();
        if let Some(wait) = wait {
            timeout(PATIENCE, wait).await.context("the clean copies were not announced")??;
        }
        Ok(vec![("answered", since, answered), ("ready", since, Instant::now())])
    }
}

async fn photos(url: &str, clients: usize, seconds: f64, photo: &str, password: Option<&str>) -> anyhow::Result<Value> {
    let bytes = Rc::new(std::fs::read(photo).with_context(|| format!("cannot read {photo}"))?);
    let sha256 = hex::encode(Sha256::digest(&*bytes));
    let ready: Option<Ready> = password.map(|_| Ready::default());
    if let (Some(password), Some(ready)) = (password, ready.clone()) {
        let headers = sign_in(url, password).await?;
        let mut stream = Stream::open(url, &format!("/api/v1/desk/stream?venue={VENUE}"), &headers).await?;
        tokio::task::spawn_local(async move {
            while let Some((event, data)) = stream.next().await? {
                if event != "photo.ready" {
                    continue;
                }
                let id = after(&data, "\"photo\":\"").and_then(|rest| rest.get(..36));
                if let Some(waiting) = id.and_then(|id| ready.borrow_mut().remove(id)) {
                    let _ = waiting.send(());
                }
            }
            anyhow::Ok(())
        });
    }
    side_by_side(clients, seconds, |client| {
        let (url, bytes, sha256, ready) = (url.to_owned(), bytes.clone(), sha256.clone(), ready.clone());
        async move {
            let wire = Connection::open(&url).await?;
            Ok(Worker::Photo(Box::new(PhotoWorker { wire, bytes, sha256, number: client * 1_000_000, ready })))
        }
    })
    .await
}

async fn list(url: &str, path: &str, seconds: f64, password: &str) -> anyhow::Result<Value> {
    let headers = sign_in(url, password).await?;
    side_by_side(1, seconds, |_| {
        let (url, path, headers) = (url.to_owned(), path.to_owned(), headers.clone());
        async move { Ok(Worker::List { wire: Connection::open(&url).await?, path, headers }) }
    })
    .await
}

async fn sign_in(url: &str, password: &str) -> anyhow::Result<String> {
    let body = json!({ "email": "officer@demo.test", "password": password }).to_string();
    let mut wire = Connection::open(url).await?;
    let headers = "Content-Type: application/json\r\n";
    let pair = wire.expect(200, "POST", "/api/v1/auth/login", headers, body.as_bytes()).await?;
    Ok(format!("Authorization: Bearer {}\r\n", pair["access_token"].as_str().context("no token")?))
}

/// Server-Sent Events. An event is written as one chunk, so its lines come whole.
struct Stream {
    wire: Connection,
    line: String,
    event: String,
}

impl Stream {
    async fn open(url: &str, path: &str, headers: &str) -> anyhow::Result<Self> {
        let mut wire = Connection::open(url).await?;
        wire.send("GET", path, headers, b"").await?;
        let (status, _) = wire.head().await?;
        ensure!(status == 200, "GET {path}: {status}");
        Ok(Self { wire, line: String::new(), event: String::new() })
    }

    /// The next event's name and data, or nothing when the server closes.
    async fn next(&mut self) -> anyhow::Result<Option<(String, String)>> {
        loop {
            self.line.clear();
            if self.wire.stream.read_line(&mut self.line).await? == 0 {
                return Ok(None);
            }
            if let Some(event) = self.line.strip_prefix("event: ") {
                event.trim_end().clone_into(&mut self.event);
            } else if let Some(data) = self.line.strip_prefix("data: ") {
                return Ok(Some((std::mem::take(&mut self.event), data.trim_end().to_owned())));
            }
        }
    }
}

fn after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    text.find(mark).map(|at| &text[at + mark.len()..])
}

fn number_after(text: &str, mark: &str) -> Option<f64> {
    let rest = after(text, mark)?;
    rest[..rest.find([',', '}']).unwrap_or(rest.len())].parse().ok()
}

/// Calls `send` so many times a second, whether or not the last answer has come.
async fn steadily(rate: f64, seconds: f64, queue: mpsc::UnboundedSender<(usize, Instant)>) -> anyhow::Result<()> {
    let started = Instant::now();
    for number in 0..(rate * seconds) as usize {
        let due = started + Duration::from_secs_f64(number as f64 / rate);
        tokio::time::sleep_until(due.into()).await;
        queue.send((number, due))?;
    }
    Ok(())
}

async fn desks(url: &str, desks: usize, rate: f64, seconds: f64, password: &str) -> anyhow::Result<Value> {
    let headers = sign_in(url, password).await?;
    let arrivals: Rc<RefCell<Vec<(usize, Instant)>>> = Rc::default();
    let events = Rc::new(RefCell::new(0_usize));
    for _ in 0..desks {
        let mut stream = Stream::open(url, &format!("/api/v1/desk/stream?venue={VENUE}"), &headers).await?;
        let (arrivals, events) = (arrivals.clone(), events.clone());
        tokio::task::spawn_local(async move {
            while let Some((event, data)) = stream.next().await? {
                *events.borrow_mut() += 1;
                if event != "incident.opened" {
                    continue;
                }
                if let Some(lat) = number_after(&data, "\"lat\":") {
                    let number = ((lat - LAT) / HAIR).round();
                    arrivals.borrow_mut().push((number as usize, Instant::now()));
                }
            }
            anyhow::Ok(())
        });
    }
    sleep(Duration::from_millis(500)).await;
    let (queue, jobs) = mpsc::unbounded_channel::<(usize, Instant)>();
    let jobs = Rc::new(tokio::sync::Mutex::new(jobs));
    let acknowledged: Rc<RefCell<Times>> = Rc::default();
    let sent: Rc<RefCell<HashMap<usize, Instant>>> = Rc::default();
    let mut at_work = JoinSet::new();
    for _ in 0..32 {
        let (jobs, acknowledged, sent) = (jobs.clone(), acknowledged.clone(), sent.clone());
        let mut wire = Connection::open(url).await?;
        at_work.spawn_local(async move {
            loop {
                let job = jobs.lock().await.recv().await;
                let Some((number, due)) = job else { return anyhow::Ok(()) };
                let mut report = a_report(number);
                report["place"] = json!({ "lat": LAT + number as f64 * HAIR, "lon": LON, "accuracy_m": 5.0, "floor": "1", "source": "gps" });
                sent.borrow_mut().insert(number, due);
                let path = format!("/api/v1/venues/{VENUE}/reports");
                wire.expect(201, "POST", &path, &json_with_key()?, report.to_string().as_bytes()).await?;
                acknowledged.borrow_mut().note(due);
            }
        });
    }
    steadily(rate, seconds, queue).await?;
    while let Some(done) = at_work.join_next().await {
        done??;
    }
    sleep(Duration::from_secs(2)).await;
    let sent = sent.take();
    let mut times = Times::default();
    let mut last: HashMap<usize, f64> = HashMap::new();
    for (number, at) in arrivals.take() {
        let since = sent.get(&number).context("an event of no report sent here")?;
        let took = at.duration_since(*since).as_secs_f64() * 1e3;
        times.0.push(took);
        let longest = last.entry(number).or_default();
        *longest = longest.max(took);
    }
    let missing = sent.len() * desks - times.0.len();
    Ok(json!({
        "count": sent.len(), "seconds": seconds, "missing": missing, "events_per_desk": *events.borrow() / desks.max(1),
        "report": acknowledged.take().told(), "desk": times.told(), "last_desk": Times(last.into_values().collect()).told(),
    }))
}

async fn fanout(url: &str, desks: usize, rate: f64, seconds: f64) -> anyhow::Result<Value> {
    let times: Rc<RefCell<Times>> = Rc::default();
    for _ in 0..desks {
        let mut stream = Stream::open(url, "/stream", "").await?;
        let times = times.clone();
        tokio::task::spawn_local(async move {
            while let Some((_, data)) = stream.next().await? {
                let told = number_after(&data, "\"at\":").context("no time in the event")?;
                let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros() as f64;
                times.borrow_mut().0.push((now - told) / 1e3);
            }
            anyhow::Ok(())
        });
    }
    sleep(Duration::from_millis(300)).await;
    let (queue, mut jobs) = mpsc::unbounded_channel();
    let mut wire = Connection::open(url).await?;
    let sender = tokio::task::spawn_local(async move {
        while jobs.recv().await.is_some() {
            wire.call("POST", "/say", "", b"").await?;
        }
        anyhow::Ok(())
    });
    steadily(rate, seconds, queue).await?;
    sender.await??;
    sleep(Duration::from_millis(500)).await;
    Ok(json!({ "seconds": seconds, "desk": times.take().told() }))
}

/// How long the last desk is waited for.
const CROWD_PATIENCE: Duration = Duration::from_secs(20);
/// What a desk must not hear would come with what others hear: it is listened for a little longer.
const AFTERWARDS: Duration = Duration::from_millis(30);
/// Desks that are opened at the same time.
const AT_ONCE: usize = 64;

/// What is on its way, and who has it.
#[derive(Default)]
struct Told {
    note: String,
    heard: usize,
    last: Option<Instant>,
    bytes: usize,
}

/// Tells one event after the other to all desks, and how long the last of them waited for it since it was asked for. Each line of
/// `SEATS` is a desk of its own: its token, and letters of the events that it may hear. Each word of `EVENTS_OF` is a letter and the
/// incident that is noted something on, as `a:ID`; the first seat writes. Without them the stream is the bare one, for everybody.
async fn crowd(url: &str, desks: usize, events: usize, pid: &str, of: Option<(&str, &str)>) -> anyhow::Result<Value> {
    let seats: Vec<(String, String)> = match of {
        None => vec![(String::new(), "a".to_owned()); desks],
        Some((seats, _)) => {
            let text = std::fs::read_to_string(seats).with_context(|| format!("cannot read {seats}"))?;
            let seat = |line: &str| line.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned()));
            text.lines().take(desks).filter_map(seat).collect()
        }
    };
    ensure!(seats.len() == desks, "{} seats for {desks} desks", seats.len());
    let kinds: Vec<(char, &str)> = match of {
        None => vec![('a', "")],
        Some((_, of)) => of.split(' ').filter_map(|word| Some((word.chars().next()?, word.get(2..)?))).collect(),
    };
    let path = if of.is_some() { "/api/v1/desk/stream" } else { "/stream" };
    let bearer =
        |token: &str| if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
    let (before, opening) = (resident(pid)?, Instant::now());
    let told: Rc<RefCell<Told>> = Rc::default();
    let (done, mut complete) = mpsc::unbounded_channel::<()>();
    let (wanted, leaked): (Rc<RefCell<usize>>, Rc<RefCell<usize>>) = Default::default();
    // The letter of who may hear it, of each note that was ever written.
    let kind_of: Rc<RefCell<HashMap<String, char>>> = Rc::default();
    let mut at_work = JoinSet::new();
    for (token, letters) in seats.clone() {
        if at_work.len() >= AT_ONCE {
            at_work.join_next().await.context("nobody at work")???;
        }
        let (url, headers, told, wanted, done) =
            (url.to_owned(), bearer(&token), told.clone(), wanted.clone(), done.clone());
        let (kind_of, leaked) = (kind_of.clone(), leaked.clone());
        at_work.spawn_local(async move {
            let mut stream = Stream::open(&url, path, &headers).await?;
            tokio::task::spawn_local(async move {
                while let Some((_, data)) = stream.next().await? {
                    let note = after(&data, "\"note\":\"").and_then(|rest| rest.get(..36)).unwrap_or_default();
                    // However late it comes: it must not come at all.
                    if kind_of.borrow().get(note).is_some_and(|kind| !letters.contains(*kind)) {
                        *leaked.borrow_mut() += 1;
                        continue;
                    }
                    let mut told = told.borrow_mut();
                    if told.note != note {
                        continue;
                    }
                    told.heard += 1;
                    told.bytes = data.len();
                    told.last = Some(Instant::now());
                    if told.heard == *wanted.borrow() {
                        let _ = done.send(());
                    }
                }
                anyhow::Ok(())
            });
            anyhow::Ok(())
        });
    }
    while let Some(open) = at_work.join_next().await {
        open??;
    }
    let opened = opening.elapsed().as_secs_f64();
    sleep(Duration::from_millis(500)).await;
    let quiet = resident(pid)?;
    let mut wire = Connection::open(url).await?;
    let headers = format!("{}Content-Type: application/json\r\n", bearer(&seats[0].0));
    let (mut last, mut missing, mut bytes) = (Times::default(), 0, 0);
    for number in 0..events {
        let (kind, incident) = kinds[number % kinds.len()];
        *wanted.borrow_mut() = seats.iter().filter(|(_, letters)| letters.contains(kind)).count();
        let note = if of.is_some() { fresh_uuid()?.to_string() } else { String::new() };
        *told.borrow_mut() = Told { note: note.clone(), ..Told::default() };
        kind_of.borrow_mut().insert(note.clone(), kind);
        let since = Instant::now();
        if of.is_some() {
            let body = json!({ "id": note, "text": NARRATIVE }).to_string();
            let path = format!("/api/v1/desk/incidents/{incident}/note");
            wire.expect(200, "POST", &path, &headers, body.as_bytes()).await?;
        } else {
            wire.call("POST", "/say", "", b"").await?;
        }
        let all = timeout(CROWD_PATIENCE, complete.recv()).await.is_ok();
        sleep(AFTERWARDS).await;
        let told = told.take();
        missing += wanted.borrow().saturating_sub(told.heard);
        bytes = bytes.max(told.bytes);
        if let Some(at) = told.last.filter(|_| all) {
            last.0.push(at.duration_since(since).as_secs_f64() * 1e3);
        }
    }
    let after = resident(pid)?;
    let each = |now: f64| (now - before).max(0.0) / desks as f64;
    Ok(json!({
        "count": events, "desks": desks, "opened_s": opened, "missing": missing, "leaked": *leaked.borrow(), "bytes": bytes,
        "kb_quiet": each(quiet), "kb": each(after), "last_desk": last.told(),
    }))
}

/// Kilobytes of a process that are in memory.
fn resident(pid: &str) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse()?)
}
