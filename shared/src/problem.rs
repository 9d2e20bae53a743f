//! The closed list of what can go wrong for somebody who asks, each with its HTTP status and a sentence a traveller
//! understands, in every language the demo speaks (`data/problems.json`).

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    BadJson,
    UnknownField,
    MissingField,
    InvalidValue,
    OutOfRange,
    TooLong,
    EmptyPlace,
    UnknownCategory,
    UnknownQuestion,
    UnknownOption,
    InvalidRules,
    KeyRequired,
    KeyReused,
    InFlight,
    RateLimited,
    ProofNeeded,
    TooLarge,
    TooManyPhotos,
    UnsupportedMedia,
    DigestMismatch,
    DigestRequired,
    PhotoConflict,
    NotFound,
    Unauthorized,
    WrongLogin,
    Forbidden,
    StepUp,
    ReasonRequired,
    StaleVersion,
    WrongStatus,
    NeedsSupervisor,
    Overlap,
    NotReady,
    NoPreview,
    NotBuilt,
    MethodNotAllowed,
    Unavailable,
    Internal,
}

impl ErrorCode {
    pub const ALL: [Self; 38] = [
        Self::BadJson,
        Self::UnknownField,
        Self::MissingField,
        Self::InvalidValue,
        Self::OutOfRange,
        Self::TooLong,
        Self::EmptyPlace,
        Self::UnknownCategory,
        Self::UnknownQuestion,
        Self::UnknownOption,
        Self::InvalidRules,
        Self::KeyRequired,
        Self::KeyReused,
        Self::InFlight,
        Self::RateLimited,
        Self::ProofNeeded,
        Self::TooLarge,
        Self::TooManyPhotos,
        Self::UnsupportedMedia,
        Self::DigestMismatch,
        Self::DigestRequired,
        Self::PhotoConflict,
        Self::NotFound,
        Self::Unauthorized,
        Self::WrongLogin,
        Self::Forbidden,
        Self::StepUp,
        Self::ReasonRequired,
        Self::StaleVersion,
        Self::WrongStatus,
        Self::NeedsSupervisor,
        Self::Overlap,
        Self::NotReady,
        Self::NoPreview,
        Self::NotBuilt,
        Self::MethodNotAllowed,
        Self::Unavailable,
        Self::Internal,
    ];

    /// As it stands on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BadJson => "bad_json",
            Self::UnknownField => "unknown_field",
            Self::MissingField => "missing_field",
            Self::InvalidValue => "invalid_value",
            Self::OutOfRange => "out_of_range",
            Self::TooLong => "too_long",
            Self::EmptyPlace => "empty_place",
            Self::UnknownCategory => "unknown_category",
            Self::UnknownQuestion => "unknown_question",
            Self::UnknownOption => "unknown_option",
            Self::InvalidRules => "invalid_rules",
            Self::KeyRequired => "key_required",
            Self::KeyReused => "key_reused",
            Self::InFlight => "in_flight",
            Self::RateLimited => "rate_limited",
            Self::ProofNeeded => "proof_needed",
            Self::TooLarge => "too_large",
            Self::TooManyPhotos => "too_many_photos",
            Self::UnsupportedMedia => "unsupported_media",
            Self::DigestMismatch => "digest_mismatch",
            Self::DigestRequired => "digest_required",
            Self::PhotoConflict => "photo_conflict",
            Self::NotFound => "not_found",
            Self::Unauthorized => "unauthorized",
            Self::WrongLogin => "wrong_login",
            Self::Forbidden => "forbidden",
            Self::StepUp => "step_up",
            Self::ReasonRequired => "reason_required",
            Self::StaleVersion => "stale_version",
            Self::WrongStatus => "wrong_status",
            Self::NeedsSupervisor => "needs_supervisor",
            Self::Overlap => "overlap",
            Self::NotReady => "not_ready",
            Self::NoPreview => "no_preview",
            Self::NotBuilt => "not_built",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }

    /// The HTTP status it is answered with.
    pub const fn status(self) -> u16 {
        match self {
            Self::BadJson | Self::KeyRequired | Self::DigestRequired | Self::ReasonRequired => 400,
            Self::UnknownField
            | Self::MissingField
            | Self::InvalidValue
            | Self::OutOfRange
            | Self::TooLong
            | Self::EmptyPlace
            | Self::UnknownCategory
            | Self::UnknownQuestion
            | Self::UnknownOption
            | Self::InvalidRules
            | Self::KeyReused
            | Self::TooManyPhotos
            | Self::DigestMismatch => 422,
            Self::InFlight
            | Self::PhotoConflict
            | Self::StaleVersion
            | Self::WrongStatus
            | Self::NeedsSupervisor
            | Self::Overlap => 409,
            Self::RateLimited | Self::ProofNeeded => 429,
            Self::TooLarge => 413,
            Self::UnsupportedMedia => 415,
            Self::NotFound | Self::NotReady | Self::NoPreview => 404,
            Self::Unauthorized | Self::WrongLogin => 401,
            Self::Forbidden | Self::StepUp => 403,
            Self::NotBuilt => 501,
            Self::MethodNotAllowed => 405,
            Self::Unavailable => 503,
            Self::Internal => 500,
        }
    }

    /// The sentence in `language` (an RFC 5646 tag; its first subtag counts), else in English.
    pub fn sentence(self, language: &str) -> &'static str {
        let language = language.split(['-', '_']).next().unwrap_or_default();
        let sentences = SENTENCES.get(self.name());
        let in_language = |l: &str| sentences.and_then(|s| s.get(l)).map(String::as_str);
        in_language(language).or_else(|| in_language("en")).unwrap_or_default()
    }
}

static SENTENCES: LazyLock<HashMap<String, HashMap<String, String>>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../data/problems.json")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_sentence_in_every_language() {
        for code in ErrorCode::ALL {
            let sentences = &SENTENCES[code.name()];
            for language in crate::language::all() {
                assert!(!sentences[language].is_empty(), "{code:?} {language}");
            }
            assert_eq!(serde_json::to_value(code).unwrap(), code.name());
        }
        assert_eq!(SENTENCES.len(), ErrorCode::ALL.len());
        assert_eq!(ErrorCode::NotFound.sentence("es-MX"), "No lo encontramos.");
        assert_eq!(ErrorCode::NotFound.sentence("xx"), "We did not find that.");
    }
}
