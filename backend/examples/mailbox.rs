//! A mail server that takes everything and keeps nothing but a count, so that a measured server sends its pages over real SMTP
//! and what the mail server does with them costs nearly nothing. `XCOUNT` answers how many mails it took.
//!
//! usage: mailbox PORT

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::args().nth(1).ok_or_else(|| anyhow::anyhow!("usage: mailbox PORT"))?.parse()?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let taken = Arc::new(AtomicU64::new(0));
    loop {
        let (stream, _) = listener.accept().await?;
        let taken = taken.clone();
        // A client that hangs up in the middle is its own business.
        tokio::spawn(async move { drop(serve(stream, &taken).await) });
    }
}

async fn serve(stream: TcpStream, taken: &AtomicU64) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufStream::new(stream);
    say(&mut stream, "220 mailbox").await?;
    loop {
        let line = heard(&mut stream).await?;
        match line.split(' ').next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "DATA" => {
                say(&mut stream, "354 go on").await?;
                while heard(&mut stream).await? != "." {}
                taken.fetch_add(1, Ordering::Relaxed);
                say(&mut stream, "250 taken").await?;
            }
            "XCOUNT" => say(&mut stream, &format!("250 {}", taken.load(Ordering::Relaxed))).await?,
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
