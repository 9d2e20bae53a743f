//! The base map's calls.

use super::wire::Basemap;
use crate::app::App;
use crate::auth::{Allowed, ReadIncidents};
use crate::problem::{Answer, Problem, Problems};
use actix_files::NamedFile;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, ContentEncoding, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, get, mime, web};
use shared::problem::ErrorCode;

/// Whether this server has a base map.
#[utoipa::path(operation_id = "basemap", tag = "desk", security(("bearer" = ["read_incidents"])), responses((status = 200, description = "whether there is one", body = Basemap), Problems))]
#[get("/desk/basemap")]
pub async fn read(app: web::Data<App>, _who: Allowed<ReadIncidents>) -> web::Json<Basemap> {
    let bytes = app.basemap.as_ref().map(|archive| archive.bytes);
    web::Json(Basemap { given: bytes.is_some(), bytes })
}

/// The PMTiles file, whole or the bytes that `Range` names. It is no secret, but large: only a desk is served.
#[utoipa::path(operation_id = "basemap_tiles", tag = "desk", params(("Range" = Option<String>, Header, description = "such as `bytes=0-16383`")), security(("bearer" = ["read_incidents"])),
    responses((status = 200, description = "the file", content_type = "application/octet-stream", body = Vec<u8>), (status = 206, description = "part of it", content_type = "application/octet-stream", body = Vec<u8>), (status = 416, description = "there are no such bytes"), Problems))]
#[get("/desk/basemap/tiles")]
pub async fn tiles(app: web::Data<App>, _who: Allowed<ReadIncidents>, request: HttpRequest) -> Answer<HttpResponse> {
    let none = || Problem::new(ErrorCode::NotFound).at("basemap");
    let archive = app.basemap.as_ref().ok_or_else(none)?;
    // It was there at the start: whoever took it away since took the map away, and nothing else.
    let path = archive.path.clone();
    let file = web::block(move || NamedFile::open(path)).await.map_err(Problem::internal)?.map_err(|_| none())?;
    let mut answer =
        file.set_content_type(mime::APPLICATION_OCTET_STREAM).disable_content_disposition().into_response(&request);
    // The same bytes until the file is another, which its tag says.
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    // Its tiles are packed already, and a part of a packed file is no part of the file.
    answer.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(ContentEncoding::Identity.as_str()));
    Ok(answer)
}
