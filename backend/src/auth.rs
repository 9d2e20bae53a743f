//! Who asks: extractors that stand in a handler's signature. `Allowed<P>` lets nobody in without permission `P`; `Holder` is
//! whoever holds a receipt; `From` tells one address from another without knowing either.

use crate::accounts::{self, Signed};
use crate::app::App;
use crate::problem::Problem;
use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::{LocalBoxFuture, Ready, ready};
use shared::access::Permission;
use shared::problem::ErrorCode;
use shared::receipt::{Receipt, keyed};
use std::marker::PhantomData;
use std::net::IpAddr;

/// A permission as a type, so that a route's signature says what it needs.
pub trait Needs: 'static {
    const PERMISSION: Permission;
}

macro_rules! needs {
    ($($name:ident),+) => {$(
        pub struct $name;
        impl Needs for $name {
            const PERMISSION: Permission = Permission::$name;
        }
    )+};
}

needs!(
    OwnSession,
    ReadIncidents,
    WorkIncidents,
    ReadPeople,
    SetOwnDuty,
    EditRoster,
    ReadRules,
    ReadNumbers,
    EditRules,
    SetSecurityLevel,
    SetUpChannels,
    Export,
    ApproveExports
);

/// Somebody signed in whose role holds `P`.
pub struct Allowed<P> {
    pub signed: Signed,
    needs: PhantomData<P>,
}

impl<P: Needs> FromRequest for Allowed<P> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let signed = signed(request);
        Box::pin(async move {
            let signed = signed.await?.ok_or(ErrorCode::Unauthorized)?;
            signed.scope.require(P::PERMISSION)?;
            Ok(Self { signed, needs: PhantomData })
        })
    }
}

/// Somebody who reports under their name, with a session or with the badge their phone keeps; or a traveller. A token that is there
/// but no longer good is an error: a badge-holder must not send anonymously by accident.
pub struct Reporting(pub Option<Signed>);

impl FromRequest for Reporting {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<App>>().cloned();
        let token = credential(request, "Bearer ").map(ToOwned::to_owned);
        Box::pin(async move {
            let app = app.ok_or_else(|| Problem::internal(anyhow::anyhow!("no App")))?;
            let Some(token) = token else { return Ok(Self(None)) };
            match accounts::check(&app, &token).await {
                Err(problem) if problem.code == ErrorCode::Unauthorized => {
                    accounts::check_badge(&app, &token).await.map(|signed| Self(Some(signed)))
                }
                known => known.map(|signed| Self(Some(signed))),
            }
        })
    }
}

fn signed(request: &HttpRequest) -> impl Future<Output = Result<Option<Signed>, Problem>> + 'static {
    let app = request.app_data::<web::Data<App>>().cloned();
    let token = credential(request, "Bearer ").map(ToOwned::to_owned);
    async move {
        let app = app.ok_or_else(|| Problem::internal(anyhow::anyhow!("no App")))?;
        match token {
            Some(token) => accounts::check(&app, &token).await.map(Some),
            None => Ok(None),
        }
    }
}

/// Whoever holds a well-formed receipt. Whether it opens anything is the store's to say.
pub struct Holder(pub Receipt);

impl FromRequest for Holder {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let receipt = credential(request, "Receipt ").and_then(|text| Receipt::parse(text).ok());
        ready(receipt.map(Self).ok_or_else(|| ErrorCode::Unauthorized.into()))
    }
}

/// A keyed hash of the caller's address: enough to count by, for as long as this process runs, and nothing else.
pub struct From(pub String);

impl FromRequest for From {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = request.app_data::<web::Data<App>>().map(|app| app.keys.address).unwrap_or_default();
        let trusted = request.app_data::<web::Data<App>>().map(|app| app.config.trusted_proxies.as_slice());
        let forwarded = request.headers().get("X-Forwarded-For").and_then(|value| value.to_str().ok());
        let peer = request.peer_addr().map(|peer| peer.ip());
        let address = caller(peer, forwarded, trusted.unwrap_or_default());
        ready(Ok(Self(hex::encode(&keyed(&key, &[address.as_bytes()])[..16]))))
    }
}

/// Whoever asks: the last address that no proxy of ours added. What a stranger writes into the header is not looked at.
fn caller(peer: Option<IpAddr>, forwarded: Option<&str>, trusted: &[IpAddr]) -> String {
    let mut caller = peer;
    for hop in forwarded.unwrap_or_default().rsplit(',') {
        if !caller.is_some_and(|address| trusted.contains(&address)) {
            break;
        }
        let Ok(address) = hop.trim().parse() else { break };
        caller = Some(address);
    }
    caller.map(|address| address.to_string()).unwrap_or_default()
}

fn credential<'a>(request: &'a HttpRequest, scheme: &str) -> Option<&'a str> {
    request.headers().get(AUTHORIZATION)?.to_str().ok()?.strip_prefix(scheme).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_proxies_are_believed() {
        let [proxy, other, stranger]: [IpAddr; 3] =
            ["10.0.0.5", "10.0.0.6", "203.0.113.77"].map(|a| a.parse().unwrap());
        let ask = |peer, header, trusted: &[IpAddr]| caller(Some(peer), header, trusted);
        assert_eq!(ask(stranger, Some("198.51.100.1"), &[proxy]), "203.0.113.77");
        assert_eq!(ask(proxy, Some("198.51.100.1"), &[proxy]), "198.51.100.1");
        assert_eq!(ask(proxy, Some("1.1.1.1, 198.51.100.1, 10.0.0.6"), &[proxy, other]), "198.51.100.1");
        assert_eq!(ask(proxy, Some("not an address"), &[proxy]), "10.0.0.5");
        assert_eq!(ask(proxy, None, &[proxy]), "10.0.0.5");
        assert_eq!(ask(stranger, Some("198.51.100.1"), &[]), "203.0.113.77");
    }
}
