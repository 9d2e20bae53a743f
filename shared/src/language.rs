//! The languages the product speaks, and in which one somebody wrote. A native speaker has reviewed none of the translations yet
//! (docs/LANGUAGES.md).

use whatlang::{Detector, Lang, Script};

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

/// The language of the desk that was asked for; English where the desk does not speak it.
pub fn at_desk(asked: Option<&str>) -> &'static str {
    let base = base_language(asked.unwrap_or_default());
    crate::handover::LANGUAGES.into_iter().find(|known| *known == base).unwrap_or(SOURCE_LANGUAGE)
}

/// How a document names its language: with the country or the characters that its words are written in.
pub fn tag(language: &'static str) -> &'static str {
    match language {
        "pt" => "pt-BR",
        "zh" => "zh-Hans",
        _ => language,
    }
}

/// Whether it can be a language's tag at all: `en`, `pt-BR`, `zh-Hans`.
pub fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().is_some_and(|part| matches!(part.len(), 2 | 3));
    let letters = |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    first && text.len() <= 16 && text.split('-').all(letters)
}

/// In which language words seem to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenIn {
    pub language: String,
    /// Otherwise only probably.
    pub sure: bool,
}

/// With fewer letters a language that is not the phone's is a guess.
const LETTERS_FOR_ALONE: usize = 40;
/// Of many words the detector's own line, nine in ten, is too strict: a sentence or two in Spanish comes to six.
const MANY: f64 = 0.6;
/// Those that are asked about once more, without their rarer neighbours, which make any of them look doubtful.
const OFTEN: [Lang; 14] = [
    Lang::Eng,
    Lang::Spa,
    Lang::Cmn,
    Lang::Ara,
    Lang::Fra,
    Lang::Deu,
    Lang::Por,
    Lang::Rus,
    Lang::Jpn,
    Lang::Kor,
    Lang::Hin,
    Lang::Tur,
    Lang::Nld,
    Lang::Ita,
];

/// Two witnesses: the words themselves, and the language of the phone they were written on. Where they agree, or the words alone are
/// clear and many, it is sure. Words without letters are in no language.
pub fn written_in(words: &str, phone: Option<&str>) -> Option<WrittenIn> {
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let found = whatlang::detect(words).filter(|_| letters > 1)?;
    let again = Detector::with_allowlist(OFTEN.to_vec()).detect(words).filter(|again| again.lang() == found.lang());
    let many = letters >= LETTERS_FOR_ALONE && found.confidence() >= MANY;
    let clear = many || found.is_reliable() || again.is_some_and(|again| again.is_reliable());
    let phone = phone.map(base_language).filter(|tag| is_tag(tag));
    let read = two_letters(found.lang().code());
    let told = |language: &str, sure| Some(WrittenIn { language: language.to_owned(), sure });
    match phone.as_deref() {
        Some(phone) if phone == read => told(read, true),
        _ if clear => told(read, letters >= LETTERS_FOR_ALONE),
        Some(phone) if writes(phone, found.script()) && letters < LETTERS_FOR_ALONE => told(phone, false),
        _ => told(read, false),
    }
}

/// Whether words in this script can be in this language. Of the languages we speak; of others nothing is known.
fn writes(language: &str, script: Script) -> bool {
    match language {
        "ar" => script == Script::Arabic,
        "ru" => script == Script::Cyrillic,
        "zh" => script == Script::Mandarin,
        "ja" => matches!(script, Script::Mandarin | Script::Hiragana | Script::Katakana),
        "ko" => script == Script::Hangul,
        "hi" => script == Script::Devanagari,
        "en" | "es" | "fr" | "de" | "pt" | "tr" | "nl" => script == Script::Latin,
        _ => false,
    }
}

/// Languages are named by two letters everywhere else. What has none here keeps its three.
fn two_letters(code: &'static str) -> &'static str {
    const SHORT: [(&str, &str); 70] = [
        ("afr", "af"),
        ("aka", "ak"),
        ("amh", "am"),
        ("ara", "ar"),
        ("aze", "az"),
        ("bel", "be"),
        ("ben", "bn"),
        ("bul", "bg"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("cmn", "zh"),
        ("cym", "cy"),
        ("dan", "da"),
        ("deu", "de"),
        ("ell", "el"),
        ("eng", "en"),
        ("epo", "eo"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("guj", "gu"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("hye", "hy"),
        ("ind", "id"),
        ("ita", "it"),
        ("jav", "jv"),
        ("jpn", "ja"),
        ("kan", "kn"),
        ("kat", "ka"),
        ("khm", "km"),
        ("kor", "ko"),
        ("lat", "la"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("mal", "ml"),
        ("mar", "mr"),
        ("mkd", "mk"),
        ("mya", "my"),
        ("nep", "ne"),
        ("nld", "nl"),
        ("nob", "nb"),
        ("ori", "or"),
        ("pan", "pa"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("sin", "si"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("sna", "sn"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tam", "ta"),
        ("tel", "te"),
        ("tgl", "tl"),
        ("tha", "th"),
        ("tuk", "tk"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("urd", "ur"),
        ("uzb", "uz"),
        ("vie", "vi"),
        ("yid", "yi"),
        ("zul", "zu"),
    ];
    SHORT.iter().find(|(long, _)| *long == code).map_or(code, |(_, short)| short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &str, phone: Option<&str>) -> Option<(String, bool)> {
        written_in(words, phone).map(|found| (found.language, found.sure))
    }

    #[test]
    fn clear_words_name_their_language_and_few_words_only_probably() {
        let long = "Maleta azul oscuro bajo los asientos, fila E. Está ahí desde que llegué al aeropuerto.";
        let is = |language: &str, sure| Some((language.to_owned(), sure));
        assert_eq!(told(long, None), is("es", true));
        assert_eq!(told(long, Some("de-DE")), is("es", true), "whoever's phone it is");
        assert_eq!(told("Мужчина фотографирует вход для персонала и уходит", Some("en")), is("ru", true));
        assert_eq!(told("一个黑色的包没有人看管，已经很久了", Some("zh-CN")), is("zh", true));
        assert_eq!(
            told("Hay una maleta", Some("es-MX")),
            is("es", false),
            "the phone tells where three words could be of many"
        );
        let short = told("bag", Some("tr")).unwrap();
        assert!(!short.1, "three letters prove nothing: {short:?}");
        assert!(!told("حقيبة", Some("en")).unwrap().1);
        assert_eq!((told("???", Some("es")), told("", None)), (None, None));
    }

    #[test]
    fn every_language_we_speak_is_found_by_its_two_letters() {
        for (words, language) in [
            ("There is a suitcase under the seats and nobody has come back to it", "en"),
            ("Un homme photographie la porte du personnel depuis dix minutes", "fr"),
            ("Unter den Sitzen steht ein Koffer und niemand kommt zurück", "de"),
            ("Há uma mala embaixo dos assentos e ninguém voltou para buscar", "pt"),
            ("座席の下に黒いかばんが置いてあります。誰もいません。", "ja"),
            ("좌석 아래에 검은색 가방이 있습니다. 아무도 없습니다.", "ko"),
            ("सीटों के नीचे एक काला बैग रखा है और कोई नहीं है", "hi"),
            ("Koltukların altında siyah bir çanta var ve kimse geri dönmedi", "tr"),
            ("توجد حقيبة سوداء تحت المقاعد ولم يعد إليها أحد", "ar"),
        ] {
            let found = written_in(words, Some(language)).unwrap();
            assert_eq!((found.language.as_str(), found.sure), (language, true), "{words}");
        }
    }

    #[test]
    fn tags_are_tags() {
        assert!(["en", "pt-BR", "zh-Hans"].into_iter().all(is_tag));
        assert!(!["", "e", "en_US", "english", "en-", "en;q=1", "../x"].into_iter().any(is_tag));
    }
}
