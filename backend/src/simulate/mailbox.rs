//! The mail server of a simulation, and of a measured server: takes mail over SMTP on this machine, notes which pages came, and
//! can be away. `XCOUNT` answers how many mails it took.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use uuid::Uuid;

pub struct Mailbox {
    address: SocketAddr,
    state: Arc<State>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    away: AtomicBool,
    /// The pages whose mail arrived.
    taken: Mutex<BTreeSet<Uuid>>,
}

impl Mailbox {
    /// Listens on a port of this machine; 0 is any that is free.
    pub async fn open(port: u16) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State::default());
        let serving = tokio::spawn({
            let state = state.clone();
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let state = state.clone();
                    // A client that hangs up in the middle is its own business.
                    tokio::spawn(async move { drop(serve(stream, &state).await) });
                }
            }
        });
        Ok(Self { address, state, serving })
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// From now on everybody is turned away, or taken again.
    pub fn be_away(&self, away: bool) {
        self.state.away.store(away, Ordering::Relaxed);
    }

    pub fn taken(&self) -> BTreeSet<Uuid> {
        self.state.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(stream: TcpStream, state: &State) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufStream::new(stream);
    let away = || state.away.load(Ordering::Relaxed);
    if away() {
        return say(&mut stream, "421 away").await;
    }
    say(&mut stream, "220 here").await?;
    loop {
        let line = heard(&mut stream).await?;
        match line.split(' ').next().unwrap_or_default().to_ascii_uppercase().as_str() {
            // A connection that was kept open is turned away as well.
            _ if away() => return say(&mut stream, "421 away").await,
            "DATA" => {
                say(&mut stream, "354 go on").await?;
                let mut page: Option<Uuid> = None;
                loop {
                    let line = heard(&mut stream).await?;
                    if line == "." {
                        break;
                    }
                    let id = line.strip_prefix("Message-ID: <").and_then(|rest| rest.split('@').next());
                    page = page.or(id.and_then(|id| id.parse().ok()));
                }
                state.taken.lock().unwrap_or_else(PoisonError::into_inner).extend(page);
                say(&mut stream, "250 taken").await?;
            }
            "XCOUNT" => {
                let count = state.taken.lock().unwrap_or_else(PoisonError::into_inner).len();
                say(&mut stream, &format!("250 {count}")).await?;
            }
            "QUIT" => return say(&mut stream, "221 bye").await,
            _ => say(&mut stream, "250 ok").await?,
        }
    }
}

async fn say(stream: &mut BufStream<TcpStream>, line: &str) -> std::io::Result<()> {
    stream.write_all(line.as_bytes()).await?;
    stream.write_all(b"\r\n").await?;
    stream.flush().await
}

/// The next line, without its end.
async fn heard(stream: &mut BufStream<TcpStream>) -> std::io::Result<String> {
    let mut line = Vec::new();
    if stream.read_until(b'\n', &mut line).await? == 0 {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}
