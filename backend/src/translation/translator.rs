//! The translator: LibreTranslate's protocol, `POST /translate` with `q`, `source`, `target` and `format`. No redirect is followed, no
//! proxy asked, and no more read than an answer can be long.

use super::near::Near;
use crate::channels::Names;
use crate::config::Config;
use anyhow::{Context, anyhow, ensure};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// A person waits beside the original words, which they have.
const TIMEOUT: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(2);
/// Longer than the longest words of a reporter can become.
const ANSWER_BYTES: usize = 128 * 1024;
/// A translator without a graphics card has few hands.
const AT_ONCE: usize = 4;

pub struct Translator {
    http: Client,
    url: Url,
    key: Option<String>,
    turns: Semaphore,
}

pub struct Translated {
    pub text: String,
    /// The language it took the words for.
    pub from: Option<String>,
}

#[derive(Debug)]
pub enum Failed {
    /// It does not know one of the languages, or these words are no text to it.
    Refused,
    /// It is not there, too slow, or says nothing of use. Never with the words, and never with its address.
    Down(anyhow::Error),
}

#[derive(Deserialize)]
struct Answered {
    #[serde(rename = "translatedText")]
    text: String,
    #[serde(rename = "detectedLanguage")]
    detected: Option<Detected>,
}

#[derive(Deserialize)]
struct Detected {
    language: String,
}

impl Translator {
    /// `None` where none is named.
    ///
    /// # Errors
    /// Where the address may not be asked, or says nothing.
    pub fn new(config: &Config, names: Arc<dyn Names>) -> anyhow::Result<Option<Self>> {
        let Some(url) = &config.translate_url else { return Ok(None) };
        let near = Near { names, outside: config.translate_outside };
        let url = near.written(&format!("{}/translate", url.trim_end_matches('/')));
        let url = url.context("SSA_TRANSLATE_URL cannot be used")?;
        let http = Client::builder()
            .user_agent("seesayact")
            .no_proxy()
            .redirect(Policy::none())
            .dns_resolver(Arc::new(near))
            .connect_timeout(CONNECT)
            .timeout(TIMEOUT)
            .build()
            .context("the HTTP client cannot be set up")?;
        Ok(Some(Self { http, url, key: config.translate_key.clone(), turns: Semaphore::new(AT_ONCE) }))
    }

    pub async fn translate(&self, text: &str, from: Option<&str>, to: &str) -> Result<Translated, Failed> {
        let _turn = self.turns.acquire().await.map_err(|closed| Failed::Down(closed.into()))?;
        let mut body = json!({ "q": text, "source": from.unwrap_or("auto"), "target": to, "format": "text" });
        if let (Some(key), Some(fields)) = (&self.key, body.as_object_mut()) {
            fields.insert("api_key".to_owned(), key.clone().into());
        }
        let asked = self.http.post(self.url.clone()).body(body.to_string());
        let asked = asked.header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut answer = asked.send().await.map_err(|error| Failed::Down(anyhow!(error.without_url())))?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::BAD_REQUEST => return Err(Failed::Refused),
            other => return Err(Failed::Down(anyhow!("the translator answers {}", other.as_u16()))),
        }
        let mut bytes = Vec::new();
        while let Some(more) = answer.chunk().await.map_err(|error| Failed::Down(anyhow!(error.without_url())))? {
            if bytes.len() + more.len() > ANSWER_BYTES {
                return Err(Failed::Down(anyhow!("the translator does not stop talking")));
            }
            bytes.extend_from_slice(&more);
        }
        read(&bytes).map_err(Failed::Down)
    }
}

fn read(bytes: &[u8]) -> anyhow::Result<Translated> {
    // The parser's own sentence may quote what it read.
    let answered: Answered = serde_json::from_slice(bytes).map_err(|_| anyhow!("the translator says nothing known"))?;
    ensure!(!answered.text.trim().is_empty(), "the translator says nothing");
    Ok(Translated { text: answered.text, from: answered.detected.map(|detected| detected.language) })
}
