//! The one way out of this server to addresses that others name: HTTPS, to the open Internet alone, to the address that was
//! checked and no other, with no redirect followed and no answer read.

use crate::config::Config;
use anyhow::{Context, anyhow, bail, ensure};
use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// Looking the name up, connecting and answering together take no longer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Finds the addresses of a name. A story has a book of its own, to change what a name means.
pub trait Names: Send + Sync + 'static {
    fn lookup(&self, host: String) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>>;
}

/// What this machine's resolver says.
pub struct SystemNames;

impl Names for SystemNames {
    fn lookup(&self, host: String) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect()) })
    }
}

pub struct Outward {
    http: Client,
    rule: Rule,
}

/// What came back, as far as it is looked at.
pub struct Posted {
    pub status: u16,
    /// Seconds the other side asks for.
    pub retry_after: Option<u32>,
}

impl Outward {
    pub fn new(config: &Config, names: Arc<dyn Names>) -> anyhow::Result<Self> {
        let allowed = config.webhook_allow.iter().map(|host| host.to_lowercase()).collect();
        let rule = Rule { names, allowed: Arc::new(allowed) };
        if let Some(url) = &config.heartbeat_url {
            rule.written(url).context("SSA_HEARTBEAT_URL cannot be used")?;
        }
        if let Some(url) = &config.texts_url {
            rule.written(url).context("SSA_TEXTS_URL cannot be used")?;
        }
        let http = Client::builder()
            .user_agent("seesayact")
            .no_proxy()
            .redirect(Policy::none())
            // Each time is looked up and checked anew: no connection outlives its check.
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(rule.clone()))
            .timeout(TIMEOUT)
            .build()
            .context("the HTTP client cannot be set up")?;
        Ok(Self { http, rule })
    }

    /// Whether something may be sent to `url` at this moment.
    ///
    /// # Errors
    /// A sentence for whoever typed it.
    pub async fn check(&self, url: &str) -> anyhow::Result<Url> {
        let url = self.rule.written(url)?;
        if let Some(host) = url.domain() {
            self.rule.addresses(host).await?;
        }
        Ok(url)
    }

    /// # Errors
    /// A sentence for the log and the desk; never the address, which may hold a secret.
    pub async fn post(&self, url: &str, headers: HeaderMap, body: Vec<u8>) -> anyhow::Result<Posted> {
        // An address written as a number never reaches the resolver, so it is looked at here.
        let url = self.rule.written(url)?;
        let sent = self.http.post(url).headers(headers).body(body).send().await;
        let answer = sent.map_err(|error| anyhow!(error.without_url()))?;
        let retry_after = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
        Ok(Posted { status: answer.status().as_u16(), retry_after })
    }
}

#[derive(Clone)]
struct Rule {
    names: Arc<dyn Names>,
    /// Hosts that may be anywhere, and without TLS.
    allowed: Arc<BTreeSet<String>>,
}

impl Rule {
    /// What can be said of an address before its name is looked up.
    fn written(&self, url: &str) -> anyhow::Result<Url> {
        let url = Url::parse(url).map_err(|error| anyhow!("this is no address: {error}"))?;
        let host = url.host_str().unwrap_or_default();
        let by_name = self.allowed.contains(host);
        ensure!(!host.is_empty(), "the address names no host");
        match url.scheme() {
            "https" => {}
            "http" if by_name => {}
            "http" => bail!("only https is sent to, unless SSA_WEBHOOK_ALLOW names the host"),
            other => bail!("{other} is not sent to; https is"),
        }
        ensure!(url.username().is_empty() && url.password().is_none(), "an address with a password is not sent to");
        let number: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
        ensure!(by_name || number.is_none_or(is_public), REFUSED);
        Ok(url)
    }

    /// The addresses of a host. One that is not of the open Internet spoils them all.
    async fn addresses(&self, host: &str) -> anyhow::Result<Vec<IpAddr>> {
        let found = self.names.lookup(host.to_owned()).await.map_err(|_| anyhow!("the host is not found"))?;
        ensure!(!found.is_empty(), "the host is not found");
        ensure!(self.allowed.contains(host) || found.iter().all(|address| is_public(*address)), REFUSED);
        Ok(found)
    }
}

const REFUSED: &str = "the host is not on the open Internet; SSA_WEBHOOK_ALLOW may name it";

impl Resolve for Rule {
    fn resolve(&self, name: Name) -> Resolving {
        let rule = self.clone();
        Box::pin(async move {
            let found = rule.addresses(name.as_str()).await?;
            // Port 0 stands for the one in the address.
            Ok(Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

/// Whether an address belongs to the open Internet, by the registries of special-purpose addresses (RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    const SPECIAL: [(Ipv4Addr, u32); 16] = [
        (Ipv4Addr::new(0, 0, 0, 0), 8),
        (Ipv4Addr::new(10, 0, 0, 0), 8),
        (Ipv4Addr::new(100, 64, 0, 0), 10),
        (Ipv4Addr::new(127, 0, 0, 0), 8),
        (Ipv4Addr::new(169, 254, 0, 0), 16),
        (Ipv4Addr::new(172, 16, 0, 0), 12),
        (Ipv4Addr::new(192, 0, 0, 0), 24),
        (Ipv4Addr::new(192, 0, 2, 0), 24),
        (Ipv4Addr::new(192, 88, 99, 0), 24),
        (Ipv4Addr::new(192, 168, 0, 0), 16),
        (Ipv4Addr::new(198, 18, 0, 0), 15),
        (Ipv4Addr::new(198, 51, 100, 0), 24),
        (Ipv4Addr::new(203, 0, 113, 0), 24),
        // A cloud's own machine, at an address that looks like everybody's.
        (Ipv4Addr::new(168, 63, 129, 16), 32),
        (Ipv4Addr::new(224, 0, 0, 0), 4),
        (Ipv4Addr::new(240, 0, 0, 0), 4),
    ];
    let within = |(net, bits): &(Ipv4Addr, u32)| (address.to_bits() ^ net.to_bits()) >> (32 - bits) == 0;
    !SPECIAL.iter().any(within)
}

/// Only what is given out as global unicast, without the parts in which an IPv4 address or a tunnel hides.
fn is_public_v6(address: Ipv6Addr) -> bool {
    const GLOBAL: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
    const SPECIAL: [(Ipv6Addr, u32); 4] = [
        (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
        (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
        (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
        (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    ];
    let within = |(net, bits): &(Ipv6Addr, u32)| (address.to_bits() ^ net.to_bits()) >> (128 - bits) == 0;
    within(&GLOBAL) && !SPECIAL.iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    struct Book(HashMap<&'static str, Vec<IpAddr>>);

    impl Names for Book {
        fn lookup(&self, host: String) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> {
            let found = self.0.get(&*host).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into());
            Box::pin(async move { found })
        }
    }

    fn rule() -> Rule {
        let ip = |text: &str| text.parse().unwrap();
        let book = HashMap::from([
            ("hooks.example", vec![ip("93.184.216.34"), ip("2606:2800:220:1::1")]),
            ("half.example", vec![ip("93.184.216.34"), ip("127.0.0.1")]),
            ("mapped.example", vec![ip("::ffff:10.0.0.1")]),
            ("gateway.internal", vec![ip("10.0.0.7")]),
            ("empty.example", vec![]),
        ]);
        let allowed = ["gateway.internal", "10.0.0.8"].map(str::to_owned).into();
        Rule { names: Arc::new(Book(book)), allowed: Arc::new(allowed) }
    }

    #[test]
    fn addresses_that_are_not_everybodys_are_refused_however_they_are_spelt() {
        for spelling in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://0.0.0.0/",
            "https://10.1.2.3/",
            "https://100.64.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://172.31.255.255/",
            "https://192.168.0.1/",
            "https://198.19.0.1/",
            "https://168.63.129.16/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
            "https://[::]/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:8.8.8.8]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[fe80::1]/",
            "https://[fc00::1]/",
            "https://[fd00:ec2::254]/",
            "https://[2002:7f00:1::]/",
            "https://[2001:0:7f00:1::]/",
            "https://[2001:db8::1]/",
            "https://[ff02::1]/",
            "http://93.184.216.34/",
            "http://hooks.example/",
            "ftp://hooks.example/",
            "file:///etc/passwd",
            "https://user:secret@hooks.example/",
            "https://",
            "hooks.example",
        ] {
            assert!(rule().written(spelling).is_err(), "{spelling}");
        }
        for good in [
            "https://93.184.216.34/",
            "https://[2606:2800:220:1::1]:8443/x",
            "https://hooks.example/a?b=c",
            "http://gateway.internal:9000/",
            "http://10.0.0.8/",
        ] {
            rule().written(good).unwrap_or_else(|error| panic!("{good}: {error}"));
        }
    }

    #[tokio::test]
    async fn a_name_is_as_good_as_its_worst_address() {
        for (host, fine) in [
            ("hooks.example", true),
            ("gateway.internal", true),
            ("half.example", false),
            ("mapped.example", false),
            ("empty.example", false),
            ("unknown.example", false),
        ] {
            assert_eq!(rule().addresses(host).await.is_ok(), fine, "{host}");
        }
    }
}
