//! Passkeys: a phone or key of its owner's instead of a password. The ceremonies are the library's; here is what is remembered
//! between their halves, and who is signed in.
//!
//! The library draws its challenges and reads its time from the machine itself: they are no decisions of ours, and it takes no
//! argument for them.

use super::service::{Signed, open_session};
use super::store::{self, Passkey};
use super::wire::{PasskeyInfo, Tokenpair};
use crate::app::App;
use crate::problem::{Answer, Problem};
use jiff::{SignedDuration, Timestamp};
use reqwest::Url;
use serde_json::Value;
use shared::id::PasskeyId;
use shared::limits;
use shared::problem::ErrorCode;
use std::borrow::Borrow;
use std::net::IpAddr;
use std::sync::Arc;
use uuid::Uuid;
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{
    CredProtect, Nickname, PublicKeyCredentialUserEntity, RegistrationVerificationOptions, UserHandle, Username,
};
use webauthn_rp::request::{AsciiDomain, ExtensionInfo, PublicKeyCredentialDescriptor, RpId};
use webauthn_rp::response::register::{DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, CredentialId, SentChallenge};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, Registration, RegistrationServerState,
};

/// A person has so long between the two halves.
const CEREMONY: SignedDuration = SignedDuration::from_mins(5);
/// Bytes of an account's id, which is the handle authenticators keep.
const HANDLE: usize = 16;

/// Who we are to an authenticator.
struct Party {
    id: RpId,
    origin: String,
}

/// Passkeys belong to a name. A server that is only reached by a number has none, but for the machine's own.
fn party(app: &App) -> Answer<Party> {
    let none = || Problem::new(ErrorCode::NotFound).because("this server has no name that passkeys could belong to");
    let mut url = Url::parse(&app.config.public_url).map_err(|_| none())?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    if host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()) {
        url.set_host(Some("localhost")).map_err(|_| none())?;
    }
    let host = url.host_str().filter(|host| host.parse::<IpAddr>().is_err()).ok_or_else(none)?;
    let id = RpId::Domain(AsciiDomain::try_from(host.to_owned()).map_err(|_| none())?);
    Ok(Party { id, origin: url.origin().ascii_serialization() })
}

fn handle(account: Uuid) -> Answer<UserHandle<HANDLE>> {
    UserHandle::decode(account.into_bytes()).map_err(|_| broken("a handle"))
}

fn broken(what: &'static str) -> Problem {
    Problem::internal(anyhow::anyhow!("{what} of a passkey cannot be read or written"))
}

/// The first half of adding one: what the browser hands to `navigator.credentials.create`. Whoever adds one has just shown who they are.
pub async fn begin_adding(app: &Arc<App>, who: &Signed) -> Answer<Value> {
    if who.fresh_until <= app.clock.now() {
        return Err(ErrorCode::StepUp.into());
    }
    let party = party(app)?;
    let known = store::passkeys_of(&app.db.read().await?, who.person.id).await?;
    if known.len() >= limits::PASSKEYS_PER_ACCOUNT {
        return Err(Problem::new(ErrorCode::OutOfRange).at("passkeys"));
    }
    let known = known.into_iter().map(|known| {
        let id = CredentialId::decode(known.credential).map_err(|_| broken("an id"))?;
        let transports = AuthTransports::decode(0).map_err(|_| broken("a way"))?;
        Ok(PublicKeyCredentialDescriptor { id, transports })
    });
    let known = known.collect::<Answer<Vec<_>>>()?;
    let handle = handle(who.person.id.uuid())?;
    let user = PublicKeyCredentialUserEntity {
        name: Username::try_from(who.person.email.as_str()).map_err(|_| broken("an address"))?,
        id: &handle,
        display_name: Nickname::try_from(who.person.name.as_str()).ok(),
    };
    let mut asked = PublicKeyCredentialCreationOptions::passkey(&party.id, user, known);
    // Protected where the authenticator can; one that cannot is no worse for asking the finger each time, which we require anyway.
    asked.extensions.cred_protect = CredProtect::UserVerificationRequired(ExtensionInfo::AllowDontEnforceValue);
    let begun = asked.start_ceremony();
    let (state, options) = begun.map_err(|_| broken("the options"))?;
    let challenge = Borrow::<SentChallenge>::borrow(&state).encode();
    let (Ok(challenge), Ok(state)) = (challenge, state.encode()) else { return Err(broken("a ceremony")) };
    remember(app, challenge, state).await?;
    serde_json::to_value(&options).map_err(Problem::internal)
}

/// The second half: what the browser answered.
pub async fn add(app: &Arc<App>, who: &Signed, answered: &Value) -> Answer<PasskeyInfo> {
    let refused = || Problem::new(ErrorCode::InvalidValue).at("credential");
    let party = party(app)?;
    let registration = Registration::from_json_relaxed(answered.to_string().as_bytes()).map_err(|_| refused())?;
    let challenge = registration.challenge_relaxed().map_err(|_| refused())?.encode().map_err(|_| refused())?;
    let state = take(app, challenge).await?.ok_or_else(refused)?;
    let state = RegistrationServerState::<HANDLE>::decode(state.as_slice()).map_err(|_| refused())?;
    let origins = [party.origin.as_str()];
    let options = RegistrationVerificationOptions::<&str, &str> {
        allowed_origins: &origins,
        error_on_unsolicited_extensions: false,
        ..RegistrationVerificationOptions::default()
    };
    let credential = state.verify(&party.id, &registration, &options).map_err(|_| refused())?;
    // One that somebody else began is not theirs to finish.
    if credential.user_id().as_ref() != who.person.id.uuid().as_bytes() {
        return Err(refused());
    }
    let (fixed, moving) = (credential.static_state(), credential.dynamic_state());
    let (Ok(fixed), Ok(moving)) = (fixed.encode(), moving.encode());
    let new = Passkey {
        id: PasskeyId::fresh(&*app.clock, &*app.entropy),
        authority: who.scope.authority,
        account: who.person.id,
        credential: credential.id().as_ref().to_vec(),
        fixed,
        moving: moving.to_vec(),
        created_at: app.clock.now(),
        used_at: None,
    };
    let info = info(&new);
    let new = Arc::new(new);
    let added = app
        .db
        .write(move |tx| {
            let new = new.clone();
            Box::pin(async move {
                if store::passkey(tx.conn(), &new.credential).await?.is_some() {
                    return Ok(false);
                }
                store::add_passkey(tx.conn(), &new).await?;
                Ok(true)
            })
        })
        .await?;
    if added { Ok(info) } else { Err(refused()) }
}

/// The first half of signing in: it says nothing of anybody.
pub async fn begin(app: &Arc<App>, from: &str) -> Answer<Value> {
    app.rates.check_login(WITH, from)?;
    // Each is a row, and nobody has shown who they are yet.
    app.rates.check_question(from)?;
    let party = party(app)?;
    let begun = DiscoverableCredentialRequestOptions::passkey(&party.id).start_ceremony();
    let (state, options) = begun.map_err(|_| broken("the options"))?;
    let challenge = Borrow::<SentChallenge>::borrow(&state).encode();
    let (Ok(challenge), Ok(state)) = (challenge, state.encode()) else { return Err(broken("a ceremony")) };
    remember(app, challenge, state).await?;
    serde_json::to_value(&options).map_err(Problem::internal)
}

/// Whose tries are counted together, by where they come from.
const WITH: &str = "passkey";

/// The second half: somebody is signed in, and has just shown who they are.
pub async fn login(app: &Arc<App>, answered: &Value, from: &str) -> Answer<Tokenpair> {
    let (passkey, moving) = counted(app, answered, from).await?;
    let person = store::person(&app.db.read().await?, passkey.account).await?.filter(|person| person.active);
    let person = person.ok_or(ErrorCode::WrongLogin)?;
    let (id, now) = (passkey.id, app.clock.now());
    let moving = Arc::new(moving);
    app.db
        .write(move |tx| {
            let moving = moving.clone();
            Box::pin(async move { Ok(store::passkey_used(tx.conn(), id, &moving, now).await?) })
        })
        .await?;
    open_session(app, &person, now + SignedDuration::from_secs(limits::FRESH_SECONDS)).await
}

/// The second half for whoever is signed in already: their own passkey makes their session fresh, and nobody else's does.
pub async fn step_up(app: &Arc<App>, who: &Signed, answered: &Value, from: &str) -> Answer<()> {
    let (passkey, moving) = counted(app, answered, from).await?;
    if passkey.account != who.person.id {
        app.rates.note_failed_login(WITH, from);
        return Err(ErrorCode::WrongLogin.into());
    }
    let (id, session, now) = (passkey.id, who.session, app.clock.now());
    let moving = Arc::new(moving);
    app.db
        .write(move |tx| {
            let moving = moving.clone();
            Box::pin(async move {
                store::passkey_used(tx.conn(), id, &moving, now).await?;
                let until = now + SignedDuration::from_secs(limits::FRESH_SECONDS);
                Ok(store::make_fresh(tx.conn(), session, until).await?)
            })
        })
        .await
}

/// Which passkey was shown; what was not one counts as a try.
async fn counted(app: &Arc<App>, answered: &Value, from: &str) -> Answer<(Passkey, Vec<u8>)> {
    app.rates.check_login(WITH, from)?;
    shown(app, answered).await.inspect_err(|problem| {
        if problem.code == ErrorCode::WrongLogin {
            app.rates.note_failed_login(WITH, from);
        }
    })
}

/// Which passkey was shown, and what its use changed.
async fn shown(app: &Arc<App>, answered: &Value) -> Answer<(Passkey, Vec<u8>)> {
    let refused = || Problem::new(ErrorCode::WrongLogin);
    let party = party(app)?;
    let answered = answered.to_string();
    let shown = DiscoverableAuthentication::<HANDLE>::from_json_relaxed(answered.as_bytes()).map_err(|_| refused())?;
    let challenge = shown.challenge_relaxed().map_err(|_| refused())?.encode().map_err(|_| refused())?;
    let state = take(app, challenge).await?.ok_or_else(refused)?;
    let state = DiscoverableAuthenticationServerState::decode(state.as_slice()).map_err(|_| refused())?;
    let known = store::passkey(&app.db.read().await?, shown.raw_id().as_ref()).await?.ok_or_else(refused)?;
    if shown.response().user_handle().as_ref() != known.account.uuid().as_bytes() {
        return Err(refused());
    }
    let moving: [u8; 7] = known.moving.as_slice().try_into().map_err(|_| broken("a state"))?;
    let mut credential = AuthenticatedCredential::new(
        CredentialId::decode(known.credential.as_slice()).map_err(|_| broken("an id"))?,
        shown.response().user_handle(),
        StaticState::decode(known.fixed.as_slice()).map_err(|_| broken("a state"))?,
        DynamicState::decode(moving).map_err(|_| broken("a state"))?,
    )
    .map_err(|_| broken("a credential"))?;
    let origins = [party.origin.as_str()];
    let options = AuthenticationVerificationOptions::<&str, &str> {
        allowed_origins: &origins,
        error_on_unsolicited_extensions: false,
        ..AuthenticationVerificationOptions::default()
    };
    state.verify(&party.id, &shown, &mut credential, &options).map_err(|_| refused())?;
    let moving = credential.dynamic_state().encode().map_err(|_| broken("a state"))?.to_vec();
    Ok((known, moving))
}

/// My passkeys.
pub async fn mine(app: &App, who: &Signed) -> Answer<Vec<PasskeyInfo>> {
    Ok(store::passkeys_of(&app.db.read().await?, who.person.id).await?.iter().map(info).collect())
}

/// One of mine opens nothing any more.
pub async fn end(app: &Arc<App>, who: &Signed, id: Uuid) -> Answer<()> {
    let account = who.person.id;
    let ended =
        app.db.write(move |tx| Box::pin(async move { Ok(store::end_passkey(tx.conn(), account, id).await?) })).await?;
    if ended { Ok(()) } else { Err(ErrorCode::NotFound.into()) }
}

fn info(passkey: &Passkey) -> PasskeyInfo {
    PasskeyInfo { id: passkey.id.uuid(), created_at: passkey.created_at, used_at: passkey.used_at }
}

async fn remember(app: &Arc<App>, challenge: u128, state: Vec<u8>) -> Answer<()> {
    let (state, now): (Arc<[u8]>, Timestamp) = (state.into(), app.clock.now());
    app.db
        .write(move |tx| {
            let state = state.clone();
            Box::pin(async move {
                let challenge = challenge.to_be_bytes();
                Ok(store::begin_ceremony(tx.conn(), &challenge, &state, now, now + CEREMONY).await?)
            })
        })
        .await
}

async fn take(app: &Arc<App>, challenge: u128) -> Answer<Option<Vec<u8>>> {
    let now = app.clock.now();
    app.db
        .write(move |tx| {
            Box::pin(async move { Ok(store::end_ceremony(tx.conn(), &challenge.to_be_bytes(), now).await?) })
        })
        .await
}
