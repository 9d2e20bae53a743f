//! Where a translator may be: in this house. The opposite of `channels`, which sends to the open Internet alone.

use crate::channels::Names;
use anyhow::{anyhow, ensure};
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

const REFUSED: &str =
    "the translator is neither on this machine nor at a private address; SSA_TRANSLATE_OUTSIDE may allow it";

#[derive(Clone)]
pub struct Near {
    pub names: Arc<dyn Names>,
    /// It may be anywhere, over https.
    pub outside: bool,
}

impl Near {
    /// What can be said of an address before its name is looked up.
    pub fn written(&self, url: &str) -> anyhow::Result<Url> {
        let url = Url::parse(url).map_err(|error| anyhow!("this is no address: {error}"))?;
        let host = url.host_str().unwrap_or_default();
        let number: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
        let near = host == "localhost" || number.is_some_and(is_near);
        ensure!(!host.is_empty() && matches!(url.scheme(), "http" | "https"), "it begins with http:// or https://");
        ensure!(url.username().is_empty() && url.password().is_none(), "a password has no place in an address");
        ensure!(self.outside || number.is_none_or(is_near), REFUSED);
        ensure!(!self.outside || near || url.scheme() == "https", "outside of this house it is reached over https");
        Ok(url)
    }
}

impl Resolve for Near {
    fn resolve(&self, name: Name) -> Resolving {
        let near = self.clone();
        Box::pin(async move {
            let found = near.names.lookup(name.as_str().to_owned()).await?;
            let fine = !found.is_empty() && (near.outside || found.iter().all(|address| is_near(*address)));
            if !fine {
                return Err(anyhow!(REFUSED).into());
            }
            // Port 0 stands for the one in the address.
            Ok(Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

/// This machine, or a network that nobody else's traffic reaches (RFC 1918, RFC 4193). Link-local is not: there clouds answer.
fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::SystemNames;
    use futures_util::FutureExt;
    use futures_util::future::BoxFuture;

    /// Where one name leads.
    struct Book(Vec<IpAddr>);

    impl Names for Book {
        fn lookup(&self, _host: String) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> {
            let found = self.0.clone();
            async move { Ok(found) }.boxed()
        }
    }

    #[tokio::test]
    async fn a_name_is_asked_only_where_all_its_addresses_are_in_this_house() {
        let asked = async |addresses: &[&str], outside| {
            let found = addresses.iter().map(|address| address.parse().unwrap()).collect();
            let near = Near { names: Arc::new(Book(found)), outside };
            near.resolve("translator.test".parse().unwrap()).await.is_ok()
        };
        assert!(asked(&["10.1.2.3", "fd12::1"], false).await);
        let bad = [
            &["93.184.216.34"][..],
            &["10.1.2.3", "93.184.216.34"],
            &["169.254.169.254"],
            &["0.0.0.0"],
            &["::ffff:8.8.8.8"],
            &[],
        ];
        for bad in bad {
            assert!(!asked(bad, false).await, "{bad:?}");
        }
        assert!(asked(&["93.184.216.34"], true).await && !asked(&[], true).await);
    }

    #[test]
    fn only_what_is_in_this_house_is_asked() {
        let near = |outside| Near { names: Arc::new(SystemNames), outside };
        for good in [
            "http://127.0.0.1:5000",
            "http://10.1.2.3",
            "http://[::1]:5000/",
            "http://[fd12::1]",
            "http://translator:5000",
        ] {
            near(false).written(good).unwrap_or_else(|error| panic!("{good}: {error}"));
        }
        let bad = [
            "https://93.184.216.34",
            "http://169.254.169.254",
            "http://[::ffff:8.8.8.8]",
            "ftp://127.0.0.1",
            "http://a:b@127.0.0.1",
            "127.0.0.1",
        ];
        for bad in bad {
            assert!(near(false).written(bad).is_err(), "{bad}");
        }
        near(true).written("https://translate.example").unwrap();
        near(true).written("http://127.0.0.1:5000").unwrap();
        assert!(near(true).written("http://translate.example").is_err(), "in the open only over https");
    }
}
