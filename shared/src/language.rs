//! The languages the product speaks. A native speaker has reviewed none of the translations yet (docs/LANGUAGES.md).

/// The language of the source texts; the others lie over it.
pub const SOURCE_LANGUAGE: &str = "en";

/// By their tags' first part; Chinese is written in simplified characters, Portuguese is Brazil's.
pub const LANGUAGES: [&str; 12] = ["en", "es", "zh", "ar", "fr", "de", "pt", "ru", "ja", "ko", "hi", "tr"];

/// Spoken at the duty desk beside those: officers read it, no reporter is offered it.
pub const DESK_ALONE: [&str; 1] = ["nl"];

/// All that words are written in.
pub fn all() -> impl Iterator<Item = &'static str> {
    LANGUAGES.into_iter().chain(DESK_ALONE)
}

/// `es` of `es-MX`: words are kept by language, not by country.
pub fn base_language(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}
