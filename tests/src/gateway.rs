//! What pages are sent to besides mail: a small HTTP server on this machine that notes what it gets, and a book of names in
//! which a story says what a host's address is.

use backend::channels::Names;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The host that the server of a story may send to although it is on this machine.
pub const GATEWAY: &str = "gateway.test";

/// Hosts and their addresses, as the story wants them.
pub struct Book(Mutex<HashMap<String, IpAddr>>);

impl Book {
    pub fn new() -> Self {
        Self(Mutex::new(HashMap::from([(GATEWAY.to_owned(), Ipv4Addr::LOCALHOST.into())])))
    }

    /// From now on `host` is there.
    pub fn says(&self, host: &str, address: &str) {
        self.0.lock().unwrap().insert(host.to_owned(), address.parse().unwrap());
    }
}

impl Default for Book {
    fn default() -> Self {
        Self::new()
    }
}

impl Names for Book {
    fn lookup(&self, host: String) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> {
        let found = self.0.lock().unwrap().get(&host).copied();
        let found = found.map(|address| vec![address]).ok_or_else(|| std::io::ErrorKind::NotFound.into());
        async move { found }.boxed()
    }
}

/// Whoever receives webhooks and pushes.
pub struct Gateway {
    pub port: u16,
    state: Arc<Mutex<State>>,
    /// Ends with this.
    _serving: JoinSet<()>,
}

struct State {
    status: u16,
    body: String,
    location: Option<String>,
    connections: usize,
    calls: Vec<Call>,
}

/// One request, as it came.
#[derive(Clone, Debug)]
pub struct Call {
    pub path: String,
    /// By their names in small letters.
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Gateway {
    pub async fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State {
            status: 204,
            body: String::new(),
            location: None,
            connections: 0,
            calls: Vec::new(),
        }));
        let mut serving = JoinSet::new();
        let shared = state.clone();
        serving.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.lock().unwrap().connections += 1;
                if let Some((call, mut stream)) = read(stream).await {
                    let (status, body, location) = {
                        let mut state = shared.lock().unwrap();
                        state.calls.push(call);
                        (state.status, state.body.clone(), state.location.clone())
                    };
                    let location = location.map(|to| format!("\r\nLocation: {to}")).unwrap_or_default();
                    let length = body.len();
                    let head =
                        format!("HTTP/1.1 {status} As told\r\nContent-Length: {length}\r\nConnection: close{location}");
                    let answer = format!("{head}\r\nContent-Type: application/json\r\n\r\n{body}");
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            }
        });
        Self { port, state, _serving: serving }
    }

    /// Its address under the name that is allowed.
    pub fn url(&self, path: &str) -> String {
        format!("http://{GATEWAY}:{}{path}", self.port)
    }

    /// Answers with this status from now on.
    pub fn answers(&self, status: u16) {
        self.state.lock().unwrap().status = status;
    }

    /// And says this.
    pub fn says(&self, status: u16, body: impl ToString) {
        let mut state = self.state.lock().unwrap();
        (state.status, state.body, state.location) = (status, body.to_string(), None);
    }

    /// Sends whoever comes on to another address.
    pub fn leads(&self, status: u16, to: &str) {
        let mut state = self.state.lock().unwrap();
        (state.status, state.location) = (status, Some(to.to_owned()));
    }

    /// What came since this was last asked.
    pub fn news(&self) -> Vec<Call> {
        std::mem::take(&mut self.state.lock().unwrap().calls)
    }

    /// How often anybody connected at all.
    pub fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }
}

async fn read(mut stream: TcpStream) -> Option<(Call, TcpStream)> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).ok()?;
    let mut lines = text.split("\r\n");
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    let headers: HashMap<String, String> = lines.filter_map(header).collect();
    // Without a length there is no body (RFC 9112, 6.3).
    let length: usize = headers.get("content-length").map_or(Some(0), |length| length.parse().ok())?;
    let mut body = bytes.split_off(head + 4);
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some((Call { path, headers, body }, stream))
}
