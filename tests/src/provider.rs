//! An authority's own OpenID provider, as small as one can be: it describes itself, keeps a real key, gives a code for whoever a story
//! says is there, and one signed ID token for each code and the verifier that belongs to it (PKCE).

use crate::world::random;
use actix_web::dev::ServerHandle;
use actix_web::{App, HttpResponse, HttpServer, web};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeys, KeySize};
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256};
use backend::config::OidcProvider;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};

const CLIENT: &str = "seesayact";
/// ID tokens are good for so long that no clock matters: the library reads the machine's.
const EXPIRES: i64 = 4_102_444_800;

pub struct SignOn {
    pub issuer: String,
    held: Arc<Held>,
    handle: ServerHandle,
}

struct Held {
    key: RsaKeys,
    issuer: String,
    /// By its code: the challenge it was asked with, and what the ID token will say.
    codes: Mutex<HashMap<String, (String, Value)>>,
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

impl SignOn {
    pub fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let key = RsaKeys::generate(KeySize::Rsa2048).unwrap();
        let held = Arc::new(Held { key, issuer: issuer.clone(), codes: Mutex::default() });
        let shared = web::Data::from(held.clone());
        let app = move || {
            App::new()
                .app_data(shared.clone())
                .route("/.well-known/openid-configuration", web::get().to(describe))
                .route("/keys", web::get().to(keys))
                .route("/token", web::post().to(token))
        };
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { issuer, held, handle }
    }

    /// As the server under test is told of it.
    pub fn setting(&self, authority: &str) -> OidcProvider {
        OidcProvider {
            authority: authority.to_owned(),
            name: "Bayview sign-on".to_owned(),
            issuer: self.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: None,
        }
    }

    /// Somebody went to `url` and is known there as `subject`; `shown` is when they last showed who they are, where this provider says
    /// so. Answers the code they come back with.
    pub fn is_at(&self, url: &str, subject: &str, shown: Option<Timestamp>) -> String {
        let asked = reqwest::Url::parse(url).unwrap();
        let asked: HashMap<String, String> = asked.query_pairs().into_owned().collect();
        assert_eq!((asked["client_id"].as_str(), asked["code_challenge_method"].as_str()), (CLIENT, "S256"));
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": subject, "nonce": asked["nonce"], "iat": 0, "exp": EXPIRES,
        });
        if let Some(shown) = shown {
            claims["auth_time"] = shown.as_second().into();
        }
        let code = text(random::<16>());
        self.held.codes.lock().unwrap().insert(code.clone(), (asked["code_challenge"].clone(), claims));
        code
    }
}

impl Drop for SignOn {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

async fn describe(held: web::Data<Held>) -> HttpResponse {
    let issuer = &held.issuer;
    HttpResponse::Ok().json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"), "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }))
}

async fn keys(held: web::Data<Held>) -> HttpResponse {
    let public = held.key.public_key();
    let (n, e) =
        (public.modulus().big_endian_without_leading_zero(), public.exponent().big_endian_without_leading_zero());
    let key = json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "one", "n": text(n), "e": text(e) });
    HttpResponse::Ok().json(json!({ "keys": [key] }))
}

async fn token(held: web::Data<Held>, form: web::Form<HashMap<String, String>>) -> HttpResponse {
    let known = form.get("code").and_then(|code| held.codes.lock().unwrap().remove(code));
    let verifier = form.get("code_verifier").map(String::as_str).unwrap_or_default();
    let claims = match known {
        Some((challenge, claims)) if challenge == text(Sha256::digest(verifier)) => claims,
        _ => return HttpResponse::BadRequest().json(json!({ "error": "invalid_grant" })),
    };
    let head = text(json!({ "alg": "RS256", "kid": "one" }).to_string());
    let signed = format!("{head}.{}", text(claims.to_string()));
    let mut signature = vec![0; held.key.public_modulus_len()];
    held.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
    let id_token = format!("{signed}.{}", text(signature));
    HttpResponse::Ok().json(json!({ "access_token": "opens-nothing", "token_type": "Bearer", "id_token": id_token }))
}
