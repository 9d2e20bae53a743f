//! A bare stream: an event of 400 bytes, told to everybody who listens. The anchor of goals 7 and 8: nothing is read, nothing stored.
//!
//! usage: fanout PORT [BYTES]      GET /stream listens, POST /say tells
#![expect(clippy::disallowed_methods, reason = "a stopwatch needs the machine's clock")]

use actix_web::{App, HttpResponse, HttpServer, get, post, web};
use bytes::Bytes;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::broadcast;

const EVENT_BYTES: usize = 400;

type News = broadcast::Sender<Bytes>;

/// As long as an event's text is to be.
struct Long(usize);

#[get("/stream")]
async fn stream(news: web::Data<News>) -> HttpResponse {
    let mut heard = news.subscribe();
    let events = async_stream::stream! {
        yield Ok::<_, actix_web::Error>(Bytes::from_static(b": here\n\n"));
        while let Ok(event) = heard.recv().await {
            yield Ok(event);
        }
    };
    HttpResponse::Ok().content_type("text/event-stream").streaming(events)
}

#[post("/say")]
async fn say(news: web::Data<News>, long: web::Data<Long>) -> HttpResponse {
    let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
    let padding = "x".repeat(long.0.saturating_sub(60));
    // Nobody listening is no failure.
    let _ = news.send(format!("event: said\ndata: {{\"at\":{at},\"text\":\"{padding}\"}}\n\n").into());
    HttpResponse::Ok().body("")
}

#[get("/livez")]
async fn livez() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::args().nth(1).unwrap_or_default().parse()?;
    let bytes = std::env::args().nth(2).map_or(Ok(EVENT_BYTES), |bytes| bytes.parse())?;
    let (news, long) = (web::Data::new(broadcast::channel::<Bytes>(1024).0), web::Data::new(Long(bytes)));
    actix_web::rt::System::new().block_on(async move {
        let app = move || {
            App::new().app_data(news.clone()).app_data(long.clone()).service(stream).service(say).service(livez)
        };
        Ok(HttpServer::new(app).bind(("127.0.0.1", port))?.run().await?)
    })
}
