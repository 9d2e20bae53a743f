//! Mail over real SMTP, or (without a server) into files that can be looked at.
//!
//! A page says number, priority, category, place and link. Never a narrative, a photo or a reporter's word.

use crate::config::Config;
use anyhow::{Context, anyhow, bail, ensure};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::net::IpAddr;
use std::time::Duration;
use tokio::sync::Mutex;

/// A mail server that says nothing for so long is tried again later.
const TIMEOUT: Duration = Duration::from_secs(15);

pub struct Mailer {
    from: Mailbox,
    /// The part of a Message-ID that names this installation.
    domain: String,
    transport: Transport,
}

enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// One file at a time: those made side by side would only wait for their folder, and spin while they do.
    Files(Mutex<AsyncFileTransport<Tokio1Executor>>),
}

/// One mail, in words already chosen.
pub struct Mail<'a> {
    pub to_name: &'a str,
    pub to: &'a str,
    pub subject: String,
    pub text: String,
    /// The same for every attempt, so that a mail sent twice is known as one.
    pub id: String,
    pub urgent: bool,
}

impl Mailer {
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        let from: Mailbox = config.smtp_from.parse().context("SSA_SMTP_FROM is not a mail address")?;
        let domain = from.email.domain().to_owned();
        let transport = match &config.smtp_url {
            Some(url) => Transport::Smtp(smtp(url, config)?),
            None => {
                let dir = config.mail_dir();
                std::fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
                Transport::Files(Mutex::new(AsyncFileTransport::new(dir)))
            }
        };
        Ok(Self { from, domain, transport })
    }

    /// Whether mails only land in files.
    pub fn writes_files(&self) -> bool {
        matches!(self.transport, Transport::Files(_))
    }

    /// Whether the mail server lets us in. It is sent nothing.
    ///
    /// # Errors
    /// A sentence for the log.
    pub async fn answers(&self) -> anyhow::Result<()> {
        let Transport::Smtp(smtp) = &self.transport else { return Ok(()) };
        ensure!(smtp.test_connection().await?, "the mail server ends the connection");
        Ok(())
    }

    /// # Errors
    /// A sentence for the log and the desk; never the mail's text.
    pub async fn send(&self, mail: Mail<'_>) -> anyhow::Result<()> {
        let address = mail.to.parse().map_err(|_| anyhow!("the officer's mail address cannot be used"))?;
        let mut builder: MessageBuilder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(mail.to_name.to_owned()), address))
            .subject(mail.subject)
            .message_id(Some(format!("<{}@{}>", mail.id, self.domain)))
            .header(ContentType::TEXT_PLAIN);
        if mail.urgent {
            builder = builder.header(Priority);
        }
        let message = builder.body(mail.text).context("the mail could not be written")?;
        match &self.transport {
            Transport::Smtp(smtp) => smtp.send(message).await.map(|_| ()).map_err(|error| anyhow!("{error}")),
            Transport::Files(files) => {
                files.lock().await.send(message).await.map(|_| ()).map_err(|error| anyhow!("{error}"))
            }
        }
    }
}

/// Asks mail programs to show it first.
#[derive(Clone)]
struct Priority;

impl lettre::message::header::Header for Priority {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("X-Priority")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "1".to_owned())
    }
}

/// TLS is required and its name verified, whatever the server offers; without TLS only this machine is spoken to.
fn smtp(url: &str, config: &Config) -> anyhow::Result<AsyncSmtpTransport<Tokio1Executor>> {
    let (scheme, rest) = url.split_once("://").ok_or_else(|| anyhow!("SSA_SMTP_URL has no scheme"))?;
    let (login, place) = rest.rsplit_once('@').map_or((None, rest), |(login, place)| (Some(login), place));
    let place = place.trim_end_matches('/');
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) => (host, Some(port.parse::<u16>().context("SSA_SMTP_URL has no usable port")?)),
        None => (place, None),
    };
    let tls = || -> anyhow::Result<TlsParameters> {
        let mut builder = TlsParameters::builder(host.to_owned());
        if let Some(root) = &config.smtp_root {
            let pem = std::fs::read(root).with_context(|| format!("cannot read {}", root.display()))?;
            builder = builder.add_root_certificate(Certificate::from_pem(&pem).context("SSA_SMTP_ROOT is not PEM")?);
        }
        builder.build_rustls().context("TLS for mail cannot be set up")
    };
    let (tls, usual) = match scheme {
        "smtps" => (Tls::Wrapper(tls()?), 465),
        "smtp+starttls" => (Tls::Required(tls()?), 587),
        "smtp" => {
            let loopback =
                host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
            ensure!(
                loopback,
                "SSA_SMTP_URL: smtp:// without TLS goes to loopback only; use smtp+starttls:// or smtps://"
            );
            (Tls::None, 25)
        }
        other => bail!("SSA_SMTP_URL: {other}:// is not known; use smtps://, smtp+starttls:// or smtp:// to loopback"),
    };
    let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
        .port(port.unwrap_or(usual))
        .tls(tls)
        .timeout(Some(TIMEOUT));
    if let Some(login) = login {
        let (user, password) =
            login.split_once(':').ok_or_else(|| anyhow!("SSA_SMTP_URL has a user but no password"))?;
        transport = transport.credentials(Credentials::new(unescaped(user)?, unescaped(password)?));
    }
    Ok(transport.build())
}

/// `%40` and its like in a user or password.
fn unescaped(text: &str) -> anyhow::Result<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next().unwrap_or(b'x'), rest.next().unwrap_or(b'x')];
            bytes.extend(hex::decode(pair).context("SSA_SMTP_URL has a broken % escape")?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).context("SSA_SMTP_URL is not UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(url: &str) -> anyhow::Result<AsyncSmtpTransport<Tokio1Executor>> {
        let config = Config { smtp_root: None, ..Config::load(None)? };
        smtp(url, &config)
    }

    #[test]
    fn plain_smtp_stays_on_this_machine() {
        for good in [
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
            "smtp://[::1]:25",
            "smtps://u:p%40w@mail.example.org",
            "smtp+starttls://mail.example.org:587",
        ] {
            open(good).map(drop).unwrap_or_else(|error| panic!("{good}: {error}"));
        }
        for bad in
            ["smtp://mail.example.org", "smtp://10.0.0.1:25", "mailto:x", "ftp://127.0.0.1", "smtp://u@127.0.0.1"]
        {
            assert!(open(bad).is_err(), "{bad}");
        }
    }
}
