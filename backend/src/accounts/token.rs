//! Access tokens: Ed25519-signed JWTs with one algorithm, one issuer, one audience, and our own clock.

use crate::problem::{Answer, Problem};
use anyhow::Context;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use shared::id::{AccountId, SessionId};
use shared::limits::{ACCESS_TOKEN_SECONDS, BADGE_SECONDS};
use shared::problem::ErrorCode;

const ISSUER: &str = "seesayact";
const AUDIENCE: &str = "seesayact/desk";
const KIND: &str = "at+jwt";
/// A token that carries somebody's name on their reports and does nothing else.
const BADGE: &str = "badge+jwt";

pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: AccountId,
    sid: SessionId,
    iat: i64,
    exp: i64,
}

impl Tokens {
    pub fn new(pkcs8: &[u8]) -> anyhow::Result<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).ok().context("the token key is damaged")?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The library would ask the machine's clock; ours is an argument.
        validation.validate_exp = false;
        Ok(Self {
            encoding: EncodingKey::from_ed_der(pkcs8),
            decoding: DecodingKey::from_ed_der(pair.public_key().as_ref()),
            validation,
        })
    }

    pub fn issue(&self, account: AccountId, session: SessionId, now: Timestamp) -> Answer<String> {
        self.sign(KIND, account, session, now, ACCESS_TOKEN_SECONDS)
    }

    /// For reporting alone.
    pub fn badge(&self, account: AccountId, session: SessionId, now: Timestamp) -> Answer<String> {
        self.sign(BADGE, account, session, now, BADGE_SECONDS)
    }

    fn sign(&self, kind: &str, account: AccountId, session: SessionId, now: Timestamp, seconds: i64) -> Answer<String> {
        let iat = now.as_second();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: account,
            sid: session,
            iat,
            exp: iat + seconds,
        };
        let header = Header { typ: Some(kind.to_owned()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &self.encoding).map_err(Problem::internal)
    }

    /// The account and session of a token that is ours and not expired.
    pub fn read(&self, token: &str, now: Timestamp) -> Answer<(AccountId, SessionId)> {
        self.read_kind(KIND, token, now)
    }

    /// The same of a badge.
    pub fn read_badge(&self, token: &str, now: Timestamp) -> Answer<(AccountId, SessionId)> {
        self.read_kind(BADGE, token, now)
    }

    fn read_kind(&self, kind: &str, token: &str, now: Timestamp) -> Answer<(AccountId, SessionId)> {
        let refused = || Problem::new(ErrorCode::Unauthorized);
        let read = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation).map_err(|_| refused())?;
        let ours = read.header.typ.as_deref() == Some(kind) && read.claims.exp > now.as_second();
        if ours { Ok((read.claims.sub, read.claims.sid)) } else { Err(refused()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use uuid::Uuid;

    fn tokens() -> Tokens {
        let pair = Ed25519KeyPair::generate().unwrap();
        Tokens::new(pair.to_pkcs8v1().unwrap().as_ref()).unwrap()
    }

    #[test]
    fn a_token_is_believed_until_it_expires_and_only_by_its_own_server() {
        let (ours, theirs) = (tokens(), tokens());
        let now: Timestamp = "2026-11-14T03:00:00Z".parse().unwrap();
        let (account, session) = (AccountId::from_uuid(Uuid::from_u128(1)), SessionId::from_uuid(Uuid::from_u128(2)));
        let token = ours.issue(account, session, now).unwrap();
        assert_eq!(ours.read(&token, now + 599.seconds()).unwrap(), (account, session));
        assert!(ours.read(&token, now + 600.seconds()).is_err());
        assert!(theirs.read(&token, now).is_err());
    }

    #[test]
    fn a_badge_is_no_access_token_and_the_other_way_round() {
        let ours = tokens();
        let now: Timestamp = "2026-11-14T03:00:00Z".parse().unwrap();
        let (account, session) = (AccountId::from_uuid(Uuid::from_u128(1)), SessionId::from_uuid(Uuid::from_u128(2)));
        let (badge, access) = (ours.badge(account, session, now).unwrap(), ours.issue(account, session, now).unwrap());
        assert!(ours.read(&badge, now).is_err());
        assert!(ours.read_badge(&access, now).is_err());
        assert_eq!(ours.read_badge(&badge, now + (BADGE_SECONDS - 1).seconds()).unwrap(), (account, session));
        assert!(ours.read_badge(&badge, now + BADGE_SECONDS.seconds()).is_err());
    }

    #[test]
    fn unsigned_and_otherwise_signed_tokens_are_refused() {
        let ours = tokens();
        let now: Timestamp = "2026-11-14T03:00:00Z".parse().unwrap();
        let (account, session) = (AccountId::from_uuid(Uuid::from_u128(1)), SessionId::from_uuid(Uuid::from_u128(2)));
        let token = ours.issue(account, session, now).unwrap();
        let claims = token.split('.').nth(1).unwrap();
        // {"alg":"none"} and {"alg":"HS256","typ":"at+jwt"}
        for head in ["eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9"] {
            assert!(ours.read(&format!("{head}.{claims}."), now).is_err());
            assert!(ours.read(&format!("{head}.{claims}.AAAA"), now).is_err());
        }
        assert!(ours.read("", now).is_err());
    }
}
