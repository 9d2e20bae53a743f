//! The web UI, compiled in. Files with a hash in their name may be kept for ever; the page itself is asked for again each time.

use crate::problem::{Answer, Problem};
use crate::routes;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentEncoding, ETAG, IF_NONE_MATCH, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;
use shared::problem::ErrorCode;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

#[derive(RustEmbed)]
#[folder = "../app/dist"]
struct Files;

/// Everything the page needs comes from here, and nothing runs that is not a file of ours.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
    connect-src 'self'; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'; object-src 'none'";

/// Whatever is no call of the API: a file, or the page, which finds its own way from the path.
pub async fn page(request: HttpRequest) -> Answer<HttpResponse> {
    if request.path().starts_with(routes::API) {
        return Err(ErrorCode::NotFound.into());
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(ErrorCode::MethodNotAllowed.into());
    }
    let path = request.path().trim_start_matches('/');
    let names_a_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let name = if path.is_empty() || !names_a_file { "index.html" } else { path };
    let file = Files::get(name).ok_or_else(|| match name {
        "index.html" => Problem::new(ErrorCode::NotFound).because("this server was built without its pages"),
        _ => ErrorCode::NotFound.into(),
    })?;
    let tag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..12]));
    let kept = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    if request.headers().get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, tag))
            .insert_header((CACHE_CONTROL, kept))
            .finish());
    }
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(file.metadata.mimetype())
        .insert_header((CACHE_CONTROL, kept))
        .insert_header((ETAG, tag))
        .insert_header((VARY, "Accept-Encoding"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY));
    let takes_gzip = request.headers().get(ACCEPT_ENCODING).and_then(|said| said.to_str().ok());
    if takes_gzip.is_some_and(|said| said.contains("gzip")) && is_text(name) {
        return Ok(answer.insert_header(ContentEncoding::Gzip).body(packed(name, &file.data)?));
    }
    Ok(answer.body(file.data.into_owned()))
}

/// What gets smaller by packing; fonts and pictures are packed already.
fn is_text(name: &str) -> bool {
    [".js", ".mjs", ".css", ".html", ".svg", ".webmanifest"].iter().any(|end| name.ends_with(end))
}

/// The file as small as gzip makes it: packed once, at its first asking, because it never changes while this program runs.
fn packed(name: &str, data: &[u8]) -> Answer<Bytes> {
    static PACKED: Mutex<BTreeMap<String, Bytes>> = Mutex::new(BTreeMap::new());
    let known = PACKED.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
    if let Some(known) = known {
        return Ok(known);
    }
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(data).map_err(Problem::internal)?;
    let small: Bytes = packer.finish().map_err(Problem::internal)?.into();
    PACKED.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), small.clone());
    Ok(small)
}
