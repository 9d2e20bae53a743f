//! Signing in with an authority's own OpenID provider: code flow with PKCE, state and nonce, all of it the library's. Whom the provider
//! means is said by its name for them (`sub`), never by an address, which may pass to somebody else.

use super::service::open_session;
use super::store;
use super::wire::{OidcBack, OidcBegun, OidcProviderInfo, Tokenpair};
use crate::app::App;
use crate::config::OidcProvider;
use crate::problem::{Answer, Problem};
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl,
    Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, TokenResponse,
};
use serde::{Deserialize, Serialize};
use shared::limits;
use shared::problem::ErrorCode;
use std::sync::Arc;
use std::time::Duration;

/// Where people come back to.
const BACK: &str = "/staff/back";
/// A person has so long at their provider.
const CEREMONY: SignedDuration = SignedDuration::from_mins(10);
/// A provider's clock may be ahead of ours by so much.
const AHEAD: SignedDuration = SignedDuration::from_mins(1);
/// A provider that says nothing must not hold anybody for long.
const PATIENCE: Duration = Duration::from_secs(10);

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// What is remembered while somebody is at their provider.
#[derive(Serialize, Deserialize)]
struct Away {
    authority: String,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

pub fn providers(app: &App) -> Vec<OidcProviderInfo> {
    let info = |one: &OidcProvider| OidcProviderInfo { authority: one.authority.clone(), name: one.name.clone() };
    app.config.oidc.iter().map(info).collect()
}

fn provider<'a>(app: &'a App, authority: &str) -> Answer<&'a OidcProvider> {
    let found = app.config.oidc.iter().find(|one| one.authority == authority);
    found.ok_or_else(|| Problem::new(ErrorCode::NotFound).at("authority"))
}

/// Redirects are never followed: a provider's own addresses are said by its metadata.
fn http() -> Answer<reqwest::Client> {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).build();
    client.map_err(Problem::internal)
}

/// The provider as it describes itself now. Its keys change, so they are asked for each time: people sign in seldom.
async fn client(app: &App, provider: &OidcProvider, http: &reqwest::Client) -> Answer<Client> {
    let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(Problem::internal)?;
    let metadata = CoreProviderMetadata::discover_async(issuer, http).await.map_err(|error| {
        tracing::warn!(issuer = provider.issuer, %error, "the OpenID provider does not describe itself");
        Problem::unavailable(anyhow::anyhow!("the OpenID provider does not answer"))
    })?;
    let back = RedirectUrl::new(format!("{}{BACK}", app.config.public_url)).map_err(Problem::internal)?;
    let secret = provider.client_secret.clone().map(ClientSecret::new);
    let client = CoreClient::from_provider_metadata(metadata, ClientId::new(provider.client_id.clone()), secret);
    Ok(client.set_redirect_uri(back))
}

/// Where to send somebody. They come back with a state that only this answer named. `anew`: they show there once more who they are, also
/// where their provider knows them already.
pub async fn begin(app: &Arc<App>, authority: &str, anew: bool, from: &str) -> Answer<OidcBegun> {
    let provider = provider(app, authority)?;
    app.rates.check_login(authority, from)?;
    // Each is a row, and nobody has shown who they are yet.
    app.rates.check_question(from)?;
    let client = client(app, provider, &http()?).await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let mut asked = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random).set_pkce_challenge(challenge);
    // Whoever is asked for an age says when they signed in there (OpenID Connect Core, 3.1.2.1): that makes a session fresh.
    asked = match anew {
        true => asked.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO),
        false => asked.set_max_age(Duration::from_secs(limits::SESSION_SECONDS.unsigned_abs())),
    };
    let (url, state, nonce) = asked.url();
    let away = Away { authority: authority.to_owned(), nonce, verifier };
    let away: Arc<[u8]> = serde_json::to_vec(&away).map_err(Problem::internal)?.into();
    let (key, now) = (state.secret().clone(), app.clock.now());
    app.db
        .write(move |tx| {
            let (key, away) = (key.clone(), away.clone());
            Box::pin(
                async move { Ok(store::begin_ceremony(tx.conn(), key.as_bytes(), &away, now, now + CEREMONY).await?) },
            )
        })
        .await?;
    Ok(OidcBegun { url: url.to_string(), state: state.into_secret() })
}

/// Until when a session is fresh that began at a provider: it counts from when the provider says that its owner last showed who they
/// are. One that does not say so may have known them for days, whatever it was asked.
fn fresh_until(shown: Option<Timestamp>, now: Timestamp) -> Timestamp {
    match shown {
        Some(shown) if shown <= now + AHEAD => shown.min(now) + SignedDuration::from_secs(limits::FRESH_SECONDS),
        _ => now,
    }
}

/// Somebody came back: they are signed in, if the authority knows whom its provider means.
pub async fn finish(app: &Arc<App>, back: OidcBack, from: &str) -> Answer<Tokenpair> {
    let refused = || Problem::new(ErrorCode::WrongLogin);
    app.rates.check_login(BACK, from)?;
    let now = app.clock.now();
    let key = back.state.clone();
    let away = app
        .db
        .write(move |tx| {
            let key = key.clone();
            Box::pin(async move { Ok(store::end_ceremony(tx.conn(), key.as_bytes(), now).await?) })
        })
        .await?;
    let away = away.and_then(|away| serde_json::from_slice::<Away>(&away).ok()).ok_or_else(|| {
        app.rates.note_failed_login(BACK, from);
        refused()
    })?;
    let provider = provider(app, &away.authority)?;
    // One provider's code must not be taken to another (RFC 9207).
    if back.iss.as_ref().is_some_and(|issuer| *issuer != provider.issuer) {
        return Err(refused());
    }
    let http = http()?;
    let client = client(app, provider, &http).await?;
    let asked = client.exchange_code(AuthorizationCode::new(back.code)).map_err(Problem::internal)?;
    let told = asked.set_pkce_verifier(away.verifier).request_async(&http).await.map_err(|error| {
        tracing::warn!(issuer = provider.issuer, %error, "the OpenID provider gives nothing for a code");
        refused()
    })?;
    let token = told.id_token().ok_or_else(refused)?;
    let claims = token.claims(&client.id_token_verifier(), &away.nonce).map_err(|error| {
        tracing::warn!(issuer = provider.issuer, %error, "an ID token is not believed");
        refused()
    })?;
    let person = store::by_subject(&app.db.read().await?, &away.authority, claims.subject().as_str()).await?;
    let person = person.filter(|person| person.active).ok_or_else(refused)?;
    let shown = claims.auth_time().and_then(|shown| Timestamp::from_second(shown.timestamp()).ok());
    open_session(app, &person, fresh_until(shown, now)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_as_fresh_as_what_was_shown_at_the_provider() {
        let now = Timestamp::from_second(1_780_000_000).unwrap();
        for (shown, fresh) in [
            (Some(0), 300),
            (Some(-120), 180),
            (Some(-300), 0),
            // Its clock is a little ahead: never for longer than from now.
            (Some(60), 300),
            (Some(61), 0),
            (None, 0),
        ] {
            let shown = shown.map(|seconds| now + SignedDuration::from_secs(seconds));
            let left = fresh_until(shown, now).duration_since(now).as_secs().max(0);
            assert_eq!(left, fresh, "{shown:?}");
        }
        assert!(fresh_until(Some(Timestamp::MIN), now) < now, "as far back as a claim may name");
    }
}
