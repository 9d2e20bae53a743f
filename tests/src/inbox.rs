//! The mail server that pages go through: a real one, with STARTTLS, a password and a certificate of its own.

use rcgen::{CertificateParams, IsCa, KeyPair};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

pub struct Inbox {
    /// Dies with this.
    _process: Child,
    http: reqwest::Client,
    control: String,
    /// What the server is told about it.
    pub url: String,
    pub root: PathBuf,
    read: AtomicUsize,
}

/// One mail, as it arrived.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub message_id: String,
    /// Headers and all.
    pub raw: String,
}

impl Inbox {
    pub async fn open(dir: &Path) -> Self {
        let (cert, key) = certificate(dir);
        let house = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(
            house.join("node_modules/smtp-server").exists(),
            "the mail server of the stories is not installed: run `npm ci` in {}",
            house.display()
        );
        let mut process = Command::new("node")
            .arg(house.join("inbox/sink.mjs"))
            .args([&cert, &key])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node starts");
        let mut said = BufReader::new(process.stdout.take().expect("it speaks")).lines();
        let line = said.next_line().await.expect("it speaks").expect("the mail server says its ports");
        let ports: Value = serde_json::from_str(&line).expect("ports as JSON");
        Self {
            _process: process,
            http: reqwest::Client::new(),
            control: format!("http://127.0.0.1:{}", ports["http"]),
            url: format!("smtp+starttls://story:teller@localhost:{}", ports["smtp"]),
            root: cert,
            read: AtomicUsize::new(0),
        }
    }

    /// Everything that ever arrived.
    pub async fn mails(&self) -> Vec<Mail> {
        let mails = self.ask("GET", "/mails").await;
        mails.as_array().expect("a list").iter().map(mail).collect()
    }

    /// What arrived since this was last asked.
    pub async fn news(&self) -> Vec<Mail> {
        let mails = self.mails().await;
        let read = self.read.swap(mails.len(), Ordering::SeqCst);
        mails[read..].to_vec()
    }

    /// Who got mail since this was last asked, in order of their names.
    pub async fn news_for(&self) -> Vec<String> {
        let mut to: Vec<String> = self.news().await.into_iter().map(|mail| mail.to).collect();
        to.sort();
        to
    }

    /// Turns everybody away until told otherwise.
    pub async fn refuse(&self) {
        self.ask("POST", "/mode?to=refuse").await;
    }

    /// Lets everybody in and says nothing, as a mail server does behind a broken firewall.
    pub async fn silence(&self) {
        self.ask("POST", "/mode?to=silence").await;
    }

    /// Takes mail, and keeps back the answer that says so.
    pub async fn hold(&self) {
        self.ask("POST", "/mode?to=hold").await;
    }

    pub async fn take(&self) {
        self.ask("POST", "/mode?to=take").await;
    }

    /// Returns when a mail is taken whose sender does not know yet.
    pub async fn held(&self) {
        self.ask("GET", "/held").await;
    }

    /// How many connections were turned away.
    pub async fn refused(&self) -> u64 {
        self.ask("GET", "/state").await["refused"].as_u64().expect("a number")
    }

    async fn ask(&self, verb: &str, path: &str) -> Value {
        let verb = verb.parse().expect("a verb");
        let answer =
            self.http.request(verb, format!("{}{path}", self.control)).send().await.expect("the mail server answers");
        serde_json::from_slice(&answer.bytes().await.expect("whole")).expect("JSON")
    }
}

fn mail(value: &Value) -> Mail {
    assert_eq!(
        (&value["tls"], &value["user"]),
        (&true.into(), &"story".into()),
        "mail goes over TLS, after a password"
    );
    let text = |field: &str| value[field].as_str().unwrap_or_default().to_owned();
    let to = value["to"].as_array().expect("recipients");
    assert_eq!(to.len(), 1, "one page, one officer");
    Mail {
        to: to[0].as_str().expect("an address").to_owned(),
        subject: text("subject"),
        text: text("text"),
        message_id: text("message_id"),
        raw: text("raw"),
    }
}

/// A certificate for `localhost` that is no authority, and its key.
fn certificate(dir: &Path) -> (PathBuf, PathBuf) {
    let mut wanted = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    wanted.is_ca = IsCa::ExplicitNoCa;
    let pair = KeyPair::generate().expect("a key");
    let signed = wanted.self_signed(&pair).expect("a certificate");
    let (cert, key) = (dir.join("mail.pem"), dir.join("mail.key"));
    std::fs::write(&cert, signed.pem()).expect("written");
    std::fs::write(&key, pair.serialize_pem()).expect("written");
    (cert, key)
}
