//! Signing in, staying in, going out.

use super::store::{self, Person, Session};
use super::wire::Tokenpair;
use crate::app::App;
use crate::problem::{Answer, Problem};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use shared::access::{Permission, Role};
use shared::clock::{Entropy, draw};
use shared::id::{AccountId, AuthorityId, SessionId, VenueId};
use shared::limits;
use shared::problem::ErrorCode;

/// Memory (KiB), passes and lanes of the password hash: OWASP's first choice for Argon2id.
const ARGON2: (u32, u32, u32) = (47_104, 1, 1);

/// Who asks, and what of the world is theirs. Every store function takes one.
#[derive(Clone, Debug)]
pub struct Scope {
    pub authority: AuthorityId,
    pub account: AccountId,
    pub role: Role,
    pub venues: Vec<VenueId>,
}

impl Scope {
    pub fn require(&self, permission: Permission) -> Answer<()> {
        if self.role.may(permission) { Ok(()) } else { Err(ErrorCode::Forbidden.into()) }
    }
}

/// Somebody whose session lives.
#[derive(Clone, Debug)]
pub struct Signed {
    pub scope: Scope,
    pub person: Person,
    pub session: SessionId,
    pub fresh_until: Timestamp,
}

fn argon2() -> Argon2<'static> {
    let (memory, passes, lanes) = ARGON2;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(memory, passes, lanes, None).unwrap_or_default())
}

/// The Argon2id hash of a password, in PHC form. Takes tens of milliseconds and 46 MiB: never on an async thread.
pub fn hash_password(password: &str, entropy: &dyn Entropy) -> anyhow::Result<String> {
    let salt: [u8; 16] = draw(entropy);
    let hash: PasswordHash = argon2()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| anyhow::anyhow!("a password could not be hashed: {error}"))?;
    Ok(hash.to_string())
}

async fn password_is_right(app: &App, password: String, hash: Option<String>) -> Answer<bool> {
    // Who does not exist takes as long as who does.
    let hash = hash.unwrap_or_else(|| app.nobodys_password.clone());
    let _turn = app.hashing.acquire().await.map_err(Problem::internal)?;
    let verify = move || {
        let hash = PasswordHash::new(&hash).ok();
        hash.is_some_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
    };
    tokio::task::spawn_blocking(verify).await.map_err(Problem::internal)
}

/// Signs in. Wrong address and wrong password answer alike.
pub async fn login(app: &App, email: &str, password: String, from: &str) -> Answer<Tokenpair> {
    let wrong = || Problem::new(ErrorCode::WrongLogin);
    if password.len() > limits::PASSWORD_BYTES || email.len() > limits::PASSWORD_BYTES || email.contains('\0') {
        return Err(wrong());
    }
    app.rates.check_login(email, from)?;
    let found = store::find_by_email(&app.db.read().await?, email).await?;
    let hash = found.as_ref().and_then(|(_, hash)| hash.clone());
    let right = password_is_right(app, password, hash).await?;
    let (person, _) = found.filter(|(person, hash)| right && person.active && hash.is_some()).ok_or_else(|| {
        app.rates.note_failed_login(email, from);
        wrong()
    })?;
    open_session(app, &person, app.clock.now()).await
}

/// A session for somebody who has shown who they are; fresh until an instant.
pub(super) async fn open_session(app: &App, person: &Person, fresh_until: Timestamp) -> Answer<Tokenpair> {
    let now = app.clock.now();
    let id = SessionId::fresh(&*app.clock, &*app.entropy);
    let refresh = new_refresh_token(app);
    let (authority, account) = (person.authority, person.id);
    app.db
        .write(move |tx| {
            Box::pin(async move {
                let expires_at = now + SignedDuration::from_secs(limits::SESSION_SECONDS);
                let session = Session { id, account, expires_at, fresh_until, ended: false };
                store::add_session(tx.conn(), authority, &session, now).await?;
                store::add_refresh_token(tx.conn(), authority, id, &refresh.1, now).await?;
                Ok(())
            })
        })
        .await?;
    Tokenpair::new(app.tokens.issue(account, id, now)?, refresh.0)
}

/// A new pair for a refresh token. A token used long before was stolen by somebody: the whole session ends. One used a
/// moment before was an answer lost on the way.
pub async fn refresh(app: &App, token: &str) -> Answer<Tokenpair> {
    let refused = || Problem::new(ErrorCode::Unauthorized);
    let hash = hash_token(token).ok_or_else(refused)?;
    let now = app.clock.now();
    let next = new_refresh_token(app);
    let account = app
        .db
        .write(move |tx| {
            Box::pin(async move {
                let Some((id, used)) = store::use_refresh_token(tx.conn(), &hash, now).await? else { return Ok(None) };
                let Some(session) = store::session(tx.conn(), id).await? else { return Ok(None) };
                if session.ended || session.expires_at <= now {
                    return Ok(None);
                }
                let grace = SignedDuration::from_secs(limits::REFRESH_GRACE_SECONDS);
                if used.is_some_and(|used| now.duration_since(used) > grace) {
                    store::end_session(tx.conn(), id, now).await?;
                    return Ok(None);
                }
                let person = store::person(tx.conn(), session.account).await?.filter(|person| person.active);
                let Some(person) = person else { return Ok(None) };
                store::add_refresh_token(tx.conn(), person.authority, id, &next.1, now).await?;
                Ok(Some((person.id, id)))
            })
        })
        .await?;
    let (account, session) = account.ok_or_else(refused)?;
    Tokenpair::new(app.tokens.issue(account, session, now)?, next.0)
}

/// Ends the session of a refresh token. A token nobody knows is as good as ended.
pub async fn logout_by_token(app: &App, token: &str) -> Answer<()> {
    let Some(hash) = hash_token(token) else { return Ok(()) };
    let now = app.clock.now();
    app.db
        .write(move |tx| {
            Box::pin(async move {
                if let Some((id, _)) = store::use_refresh_token(tx.conn(), &hash, now).await? {
                    store::end_session(tx.conn(), id, now).await?;
                }
                Ok(())
            })
        })
        .await
}

pub async fn logout(app: &App, session: SessionId) -> Answer<()> {
    let now = app.clock.now();
    app.db.write(move |tx| Box::pin(async move { Ok(store::end_session(tx.conn(), session, now).await?) })).await
}

/// Makes a session fresh for what must not happen on an unlocked screen somebody left.
pub async fn step_up(app: &App, signed: &Signed, password: String, from: &str) -> Answer<()> {
    app.rates.check_login(&signed.person.email, from)?;
    let found = store::find_by_email(&app.db.read().await?, &signed.person.email).await?;
    let hash = found.and_then(|(_, hash)| hash);
    if password.len() > limits::PASSWORD_BYTES || !password_is_right(app, password, hash).await? {
        app.rates.note_failed_login(&signed.person.email, from);
        return Err(ErrorCode::WrongLogin.into());
    }
    let until = app.clock.now() + SignedDuration::from_secs(limits::FRESH_SECONDS);
    let session = signed.session;
    app.db.write(move |tx| Box::pin(async move { Ok(store::make_fresh(tx.conn(), session, until).await?) })).await
}

/// Whom an access token belongs to, if its session still lives.
pub async fn check(app: &App, token: &str) -> Answer<Signed> {
    let now = app.clock.now();
    let (account, session) = app.tokens.read(token, now)?;
    known(app, account, session).await
}

/// The same for a session known from before: an open stream asks again and again.
pub async fn known(app: &App, account: AccountId, session: SessionId) -> Answer<Signed> {
    let refused = || Problem::new(ErrorCode::Unauthorized);
    let now = app.clock.now();
    let view = app.db.read().await?;
    let session = store::session(&view, session).await?.ok_or_else(refused)?;
    if session.ended || session.expires_at <= now || session.account != account {
        return Err(refused());
    }
    drop(view);
    signed(app, session).await
}

/// Whose badge this is, if their session was not ended and they still work here. That it ran out says nothing: a phone that was off
/// for a week still carries a report.
pub async fn check_badge(app: &App, token: &str) -> Answer<Signed> {
    let refused = || Problem::new(ErrorCode::Unauthorized);
    let (account, session) = app.tokens.read_badge(token, app.clock.now())?;
    let view = app.db.read().await?;
    let session = store::session(&view, session).await?.ok_or_else(refused)?;
    if session.ended || session.account != account {
        return Err(refused());
    }
    drop(view);
    signed(app, session).await
}

async fn signed(app: &App, session: Session) -> Answer<Signed> {
    let refused = || Problem::new(ErrorCode::Unauthorized);
    let (view, account) = (app.db.read().await?, session.account);
    let person = store::person(&view, account).await?.filter(|person| person.active).ok_or_else(refused)?;
    let venues = store::venues_of(&view, account).await?;
    let scope = Scope { authority: person.authority, account, role: person.role, venues };
    Ok(Signed { scope, person, session: session.id, fresh_until: session.fresh_until })
}

/// What somebody who works here may see and do; absent for whoever does not any more.
pub async fn scope_of(app: &App, account: AccountId) -> Answer<Option<Scope>> {
    let view = app.db.read().await?;
    let Some(person) = store::person(&view, account).await?.filter(|person| person.active) else { return Ok(None) };
    let venues = store::venues_of(&view, account).await?;
    Ok(Some(Scope { authority: person.authority, account, role: person.role, venues }))
}

/// Sets the password of an account and ends every session it has. False where there is no such account.
pub async fn change_password(app: &App, email: &str, password: &str) -> Answer<bool> {
    let Some((person, _)) = store::find_by_email(&app.db.read().await?, email).await? else { return Ok(false) };
    let hash = hash_password(password, &*app.entropy).map_err(Problem::internal)?;
    let (account, now) = (person.id, app.clock.now());
    app.db
        .write(move |tx| {
            let hash = hash.clone();
            Box::pin(async move {
                store::set_password(tx.conn(), account, &hash).await?;
                store::end_sessions(tx.conn(), account, now).await?;
                Ok(())
            })
        })
        .await?;
    Ok(true)
}

fn new_refresh_token(app: &App) -> (String, [u8; 32]) {
    let bytes: [u8; 32] = draw(&*app.entropy);
    (hex::encode(bytes), Sha256::digest(bytes).into())
}

fn hash_token(token: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(token, &mut bytes).ok()?;
    Some(Sha256::digest(bytes).into())
}
