//! What a caller is told when something cannot be done: RFC 9457 `application/problem+json` with a closed list of codes.
//!
//! A service fails with a [`Problem`]; what lies behind a 5xx goes to the log once and never to the caller.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use sea_orm::DbErr;
use serde::Serialize;
use serde_json::Value;
use shared::language::{self, SOURCE_LANGUAGE};
use shared::problem::ErrorCode;
use std::borrow::Cow;
use std::collections::BTreeMap;
use utoipa::openapi::{ContentBuilder, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, PartialSchema, ToSchema};

#[derive(Debug)]
pub struct Problem {
    pub code: ErrorCode,
    field: Option<Cow<'static, str>>,
    detail: Option<Cow<'static, str>>,
    extra: Option<(&'static str, Value)>,
    retry_after: Option<u64>,
    cause: Option<anyhow::Error>,
    again: bool,
}

pub type Answer<T> = Result<T, Problem>;

impl Problem {
    pub fn new(code: ErrorCode) -> Self {
        Self { code, field: None, detail: None, extra: None, retry_after: None, cause: None, again: false }
    }

    /// The path of the field at fault, such as `place.lat`.
    #[must_use]
    pub fn at(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// What a programmer wants to know besides the sentence. Never content of a report.
    #[must_use]
    pub fn because(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    #[must_use]
    pub fn with(mut self, member: &'static str, value: impl Serialize) -> Self {
        self.extra = serde_json::to_value(value).ok().map(|value| (member, value));
        self
    }

    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Something of ours failed. The cause is for the log alone.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(ErrorCode::Internal) }
    }

    /// Reports cannot be stored now; the client keeps its copy and tries again.
    pub fn unavailable(cause: impl Into<anyhow::Error>) -> Self {
        Self { cause: Some(cause.into()), retry_after: Some(2), ..Self::new(ErrorCode::Unavailable) }
    }

    /// Two transactions met; the same work may be run again.
    pub fn may_run_again(&self) -> bool {
        self.again
    }

    fn body(&self) -> ProblemBody {
        ProblemBody {
            r#type: format!("urn:seesayact:problem:{}", self.code.name()),
            title: self.code.sentence("en").to_owned(),
            status: self.code.status(),
            code: self.code.name(),
            detail: self.detail.as_ref().map(ToString::to_string),
            field: self.field.as_ref().map(ToString::to_string),
            sentences: language::all().filter(|l| *l != SOURCE_LANGUAGE).map(|l| (l, self.code.sentence(l))).collect(),
            extra: self.extra.clone().into_iter().map(|(k, v)| (k.to_owned(), v)).collect(),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.name())?;
        self.field.as_ref().map_or(Ok(()), |field| write!(f, " at {field}"))
    }
}

impl std::error::Error for Problem {}

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        let text = error.to_string();
        let again = crate::db::met_another(&error);
        let full_or_gone = matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_))
            || [
                "disk is full",
                "disk I/O error",
                "database is locked",
                "No space left",
                "onnection refused",
                "onnection reset",
                "roken pipe",
                "terminating connection",
                "unexpected end of file",
                "PoolClosed",
            ]
            .iter()
            .any(|w| text.contains(w));
        let problem = if full_or_gone { Self::unavailable(error) } else { Self::internal(error) };
        Self { again, ..problem }
    }
}

impl From<ErrorCode> for Problem {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

/// The body of every answer that is not a success.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
struct ProblemBody {
    /// `urn:seesayact:problem:` and the code.
    r#type: String,
    /// A sentence a traveller understands, in English.
    title: String,
    status: u16,
    /// One of a closed list.
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The path of the field at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// The same sentence in other languages.
    sentences: BTreeMap<&'static str, &'static str>,
    /// What some codes add, such as the present `incident` of a stale command.
    #[serde(flatten)]
    extra: BTreeMap<String, Value>,
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        if let Some(cause) = &self.cause {
            tracing::error!(code = self.code.name(), cause = format!("{cause:#}"), "a request failed");
        }
        let mut answer = HttpResponse::build(self.status_code());
        if let Some(seconds) = self.retry_after {
            answer.insert_header((header::RETRY_AFTER, seconds));
        }
        answer.content_type("application/problem+json").json(self.body())
    }
}

/// Any call may answer a problem.
pub struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let problem = || {
            let content = ContentBuilder::new().schema(Some(utoipa::openapi::Ref::from_schema_name("Problem"))).build();
            ResponseBuilder::new().description("a problem").content("application/problem+json", content).build().into()
        };
        ["4XX", "5XX"].into_iter().map(|range| (range.to_owned(), problem())).collect()
    }
}

/// For the list of components; every response refers to it by name.
pub fn schema() -> (String, RefOr<utoipa::openapi::Schema>) {
    ("Problem".to_owned(), ProblemBody::schema())
}
