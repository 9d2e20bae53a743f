//! Those who act: over HTTP, as phones and desks do.

use anyhow::{Context, bail, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use shared::clock::{Entropy, draw};
use shared::scenario::{TRAVELLER, Telling};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// A server on this machine that says nothing for so long is broken.
const PATIENCE: Duration = Duration::from_secs(60);
/// A desk listens for hours.
const LISTENS: Duration = Duration::from_secs(24 * 3600);
/// Somebody else changed the incident in between: looked at again and tried again.
const TRIES: usize = 3;

pub struct People {
    http: reqwest::Client,
    base: String,
    venue: String,
    password: String,
    tokens: HashMap<String, String>,
    desks: HashMap<String, JoinHandle<()>>,
}

impl People {
    pub fn new(server: SocketAddr, venue: &str, password: String) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build()?;
        let base = format!("http://{server}/api/v1");
        Ok(Self { http, base, venue: venue.to_owned(), password, tokens: HashMap::new(), desks: HashMap::new() })
    }

    /// Sends one report, and answers its id.
    pub async fn tell(&self, telling: &Telling, observed: String, entropy: &dyn Entropy) -> anyhow::Result<Uuid> {
        let key = uuid::Builder::from_random_bytes(draw(entropy)).into_uuid();
        let place = json!({
            "plate": telling.plate,
            "lat": telling.spot.map(|spot| spot.lat),
            "lon": telling.spot.map(|spot| spot.lon),
            "accuracy_m": telling.accuracy_m,
            "floor": telling.floor,
        });
        let body = json!({
            "category": telling.category,
            "place": place,
            "answers": telling.answers,
            "narrative": telling.words,
            "observed_at": observed,
        });
        let url = format!("{}/venues/{}/reports", self.base, self.venue);
        let mut asking = self.http.post(url).header("Idempotency-Key", key.to_string());
        asking = saying(asking, &body);
        if let Some(token) = self.tokens.get(&telling.who) {
            asking = asking.bearer_auth(token);
        }
        let answer = asking.send().await?;
        let status = answer.status().as_u16();
        let text: String = answer.text().await?;
        ensure!(status == 201, "a report was answered {status}: {text}");
        let answer: Value = serde_json::from_str(&text)?;
        Ok(answer["id"].as_str().unwrap_or_default().parse()?)
    }

    /// Signs somebody in who is not, or not any more.
    pub async fn sign_in(&mut self, who: &str) -> anyhow::Result<()> {
        if who == TRAVELLER {
            return Ok(());
        }
        let login = json!({ "email": who, "password": self.password });
        let answer = saying(self.http.post(format!("{}/auth/login", self.base)), &login).send().await?;
        let status = answer.status().as_u16();
        let text: String = answer.text().await?;
        ensure!(status == 200, "{who} cannot sign in: {status} {text}");
        let session: Value = serde_json::from_str(&text)?;
        let token = session["access_token"].as_str().context("a session without a token")?;
        self.tokens.insert(who.to_owned(), token.to_owned());
        Ok(())
    }

    /// Opens a desk in front of somebody, or opens it again if it has closed.
    pub async fn sit_down(&mut self, who: &str) -> anyhow::Result<()> {
        if self.desks.get(who).is_some_and(|desk| !desk.is_finished()) {
            return Ok(());
        }
        self.sign_in(who).await?;
        let asking = self.http.get(format!("{}/desk/stream", self.base)).timeout(LISTENS);
        let mut answer = asking.bearer_auth(self.tokens.get(who).map_or("", String::as_str)).send().await?;
        ensure!(answer.status().is_success(), "the desk of {who} does not open: {}", answer.status());
        // Whatever it is told, it stays open until the server ends it.
        let desk = tokio::spawn(async move { while let Ok(Some(_)) = answer.chunk().await {} });
        self.desks.insert(who.to_owned(), desk);
        Ok(())
    }

    /// A request of somebody with an account, who signs in again if the session has run out.
    async fn ask(&mut self, who: &str, verb: Method, path: &str, body: Option<&Value>) -> anyhow::Result<(u16, Value)> {
        for _ in 0..2 {
            if !self.tokens.contains_key(who) {
                self.sign_in(who).await?;
            }
            let token = self.tokens.get(who).map_or("", String::as_str);
            let mut asking = self.http.request(verb.clone(), format!("{}{path}", self.base)).bearer_auth(token);
            if let Some(body) = body {
                asking = saying(asking, body);
            }
            let answer = asking.send().await?;
            let status = answer.status().as_u16();
            if status == 401 {
                self.tokens.remove(who);
                continue;
            }
            let text = answer.text().await?;
            return Ok((status, serde_json::from_str(&text).unwrap_or_default()));
        }
        bail!("{who} is signed out again and again")
    }

    pub async fn say_duty(&mut self, who: &str, state: &str) -> anyhow::Result<()> {
        let (status, answer) = self.ask(who, Method::PUT, "/desk/duty", Some(&json!({ "state": state }))).await?;
        ensure!(status == 200, "{who} cannot be {state}: {status} {answer}");
        Ok(())
    }

    /// A supervisor says it of somebody.
    pub async fn say_duty_of(&mut self, by: &str, of: Uuid, state: &str) -> anyhow::Result<()> {
        let body = json!({ "state": state, "reason": "as the scenario says" });
        let (status, answer) = self.ask(by, Method::POST, &format!("/desk/duty/{of}"), Some(&body)).await?;
        ensure!(status == 200, "{by} cannot say that somebody is {state}: {status} {answer}");
        Ok(())
    }

    /// Acknowledges an incident that nobody has, and answers whether it was this one who did.
    pub async fn acknowledge(&mut self, who: &str, incident: Uuid) -> anyhow::Result<bool> {
        self.act(who, incident, "acknowledge", &json!({}), |status| status == "open").await
    }

    /// Moves an incident on, unless it is over.
    pub async fn moves(&mut self, who: &str, incident: Uuid, to: &str) -> anyhow::Result<bool> {
        let over = ["resolved", "closed", "merged"];
        self.act(who, incident, "status", &json!({ "to": to }), |status| !over.contains(&status)).await
    }

    async fn act(
        &mut self,
        who: &str,
        incident: Uuid,
        command: &str,
        body: &Value,
        wanted: impl Fn(&str) -> bool,
    ) -> anyhow::Result<bool> {
        for _ in 0..TRIES {
            let (status, seen) = self.ask(who, Method::GET, &format!("/desk/incidents/{incident}"), None).await?;
            ensure!(status == 200, "{who} cannot open an incident: {status} {seen}");
            if !wanted(seen["status"].as_str().unwrap_or_default()) {
                return Ok(false);
            }
            let mut body = body.clone();
            body["version"] = seen["version"].clone();
            let path = format!("/desk/incidents/{incident}/{command}");
            match self.ask(who, Method::POST, &path, Some(&body)).await? {
                (200, _) => return Ok(true),
                (409, _) => {}
                (status, answer) => bail!("{who} cannot {command}: {status} {answer}"),
            }
        }
        Ok(false)
    }
}

fn saying(asking: reqwest::RequestBuilder, body: &Value) -> reqwest::RequestBuilder {
    asking.header("Content-Type", "application/json").body(body.to_string())
}

impl Drop for People {
    fn drop(&mut self) {
        self.desks.values().for_each(JoinHandle::abort);
    }
}
