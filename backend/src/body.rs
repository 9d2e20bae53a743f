//! Bodies: read within limits, drained when refused (so that the client reads the answer instead of a reset), parsed strictly.

use crate::problem::{Answer, Problem};
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use shared::limits;
use shared::problem::ErrorCode;
use std::time::Duration;

/// A JSON body. A field nobody knows, or one that is missing, is refused by its name. An empty body counts as `{}`.
pub struct Body<T>(pub T);

impl<T> Body<T> {
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Answer<Self>>;

    fn from_request(_: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = payload.take();
        Box::pin(async move {
            let bytes = read(payload, limits::JSON_BYTES).await.map_err(|problem| match problem.code {
                ErrorCode::TooLarge => {
                    problem.at("narrative").because("a JSON body takes 4 MiB, and its narrative 4,000 characters")
                }
                _ => problem,
            })?;
            parse(if bytes.is_empty() { b"{}" } else { &bytes }).map(Self)
        })
    }
}

/// The body as it came, at most `limit` bytes of it.
pub async fn read(mut payload: Payload, limit: usize) -> Answer<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(chunk) = next(&mut payload).await? {
        length += chunk.len();
        if length <= limit {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
            if length > limits::DRAIN_BYTES {
                break;
            }
        }
    }
    if length > limit { Err(ErrorCode::TooLarge.into()) } else { Ok(bytes) }
}

/// Reads a refused body to its end, or as far as that is worth it.
pub async fn drain(payload: Payload) {
    // What is wrong with a body nobody wants does not matter.
    let _ = read(payload, 0).await;
}

async fn next(payload: &mut Payload) -> Answer<Option<Bytes>> {
    let idle = Duration::from_secs(limits::BODY_IDLE_SECONDS);
    let cut = || Problem::new(ErrorCode::BadJson).because("the body did not arrive whole");
    match tokio::time::timeout(idle, payload.next()).await {
        Ok(None) => Ok(None),
        Ok(Some(Ok(chunk))) => Ok(Some(chunk)),
        Ok(Some(Err(_))) | Err(_) => Err(cut()),
    }
}

/// Parses JSON and says which field is at fault.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if !inner.is_data() {
            return Problem::new(ErrorCode::BadJson).because(place_of(&inner));
        }
        refused(&path, &inner.to_string())
    })?;
    json.end().map_err(|error| Problem::new(ErrorCode::BadJson).because(place_of(&error)))?;
    Ok(value)
}

/// Where the JSON breaks. The library's own message may quote what was sent; this does not.
fn place_of(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

fn refused(path: &str, message: &str) -> Problem {
    let path = if path == "." { "" } else { path };
    let under = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let quoted = message.split('`').nth(1);
    match (message, quoted) {
        (m, Some(name)) if m.starts_with("unknown field") => {
            // The library already names the unknown field as the last step of the path where it can.
            let field = if path.rsplit('.').next() == Some(name) { path.to_owned() } else { under(name) };
            Problem::new(ErrorCode::UnknownField).at(field)
        }
        (m, Some(name)) if m.starts_with("missing field") => Problem::new(ErrorCode::MissingField).at(under(name)),
        _ => Problem::new(ErrorCode::InvalidValue).at(path.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[expect(dead_code, reason = "only its parsing matters")]
        inner: Inner,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[expect(dead_code, reason = "only its parsing matters")]
        lat: f64,
    }

    fn problem(json: &[u8]) -> (ErrorCode, String) {
        let problem = parse::<Outer>(json).unwrap_err();
        let at = problem.to_string();
        (problem.code, at.split(" at ").nth(1).unwrap_or_default().to_owned())
    }

    #[test]
    fn a_problem_names_the_field() {
        assert_eq!(problem(br#"{"inner":{"lat":1},"surprise":1}"#), (ErrorCode::UnknownField, "surprise".to_owned()));
        assert_eq!(problem(br#"{"inner":{"lat":1,"high":2}}"#), (ErrorCode::UnknownField, "inner.high".to_owned()));
        assert_eq!(problem(br#"{"inner":{}}"#), (ErrorCode::MissingField, "inner.lat".to_owned()));
        assert_eq!(problem(br#"{"inner":{"lat":"x"}}"#), (ErrorCode::InvalidValue, "inner.lat".to_owned()));
        assert_eq!(problem(br"{}"), (ErrorCode::MissingField, "inner".to_owned()));
    }

    #[test]
    fn what_is_not_json_says_where_it_breaks() {
        assert_eq!(problem(b"{\"inner\"").0, ErrorCode::BadJson);
        assert_eq!(problem(b"{\"inner\":{\"lat\":1}} trailing").0, ErrorCode::BadJson);
        assert_eq!(problem(b"{\"in\xff\xfener\":1}").0, ErrorCode::BadJson);
    }
}
