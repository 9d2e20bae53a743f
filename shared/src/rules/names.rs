//! The names a condition may use: one table, for the check, for the documentation and for whoever runs a rule.

/// A name, what it holds and what that means.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    pub path: &'static str,
    pub holds: Holds,
    pub means: &'static str,
}

/// What stands behind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Word(Words),
    List(Words),
    /// A whole number between these two.
    Number(i64, i64),
    /// Questions with the options chosen: `answers.weapon` is a list.
    Answers,
}

/// Which words a value may be. A word that cannot be meant is refused when the rules are saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    Any,
    ReporterKind,
    Category,
    Zone,
    ZoneClass,
    Floor,
    Plate,
    Weekday,
    Venue,
    VenueKind,
}

/// Every name there is.
pub const NAMES: [Name; 16] = [
    name("report.kind", Holds::Word(Words::ReporterKind), "who reports: `anonymous`, `confidential` or `staff`"),
    name("report.category", Holds::Word(Words::Category), "the category's code; of several the most urgent"),
    name(
        "report.language",
        Holds::Word(Words::Any),
        "language of the report as the phone says it, such as `es`; `\"\"` if unsaid",
    ),
    name(
        "answers",
        Holds::Answers,
        "the options chosen for a question, as a list: `\"gun\" in answers.weapon`; empty if unanswered",
    ),
    name("zone.code", Holds::Word(Words::Zone), "the smallest zone that holds the place; `\"\"` if unknown"),
    name("zone.class", Holds::Word(Words::ZoneClass), "its class, such as `checkpoint`; `\"\"` if unknown"),
    name("zone.within", Holds::List(Words::Zone), "that zone and all zones around it, as a list"),
    name("zone.floor", Holds::Word(Words::Floor), "the floor's code; `\"\"` if unknown"),
    name("plate", Holds::Word(Words::Plate), "the code of the sign that was scanned; `\"\"` if none"),
    name("time.hour", Holds::Number(0, 23), "hour of the day at which the report came, in the venue's time zone"),
    name("time.minute", Holds::Number(0, 59), "minute of that hour"),
    name("time.weekday", Holds::Word(Words::Weekday), "`mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`"),
    name("venue.code", Holds::Word(Words::Venue), "the venue's name in addresses"),
    name("venue.kind", Holds::Word(Words::VenueKind), "`airport` or `seaport`"),
    name("venue.security_level", Holds::Number(1, 3), "the security level in force: 1, 2 or 3"),
    name("priority", Holds::Number(1, 4), "what category and answers came to, before any rule: 1 is the most urgent"),
];

/// The functions a condition may call, besides `&& || ! == != < <= > >= in + - * ?:`.
pub const FUNCTIONS: [&str; 9] =
    ["size", "startsWith", "endsWith", "contains", "exists", "exists_one", "all", "filter", "map"];

const fn name(path: &'static str, holds: Holds, means: &'static str) -> Name {
    Name { path, holds, means }
}

/// What a name holds, if there is such a name.
pub(super) fn holds(path: &str) -> Option<Holds> {
    NAMES.iter().find(|name| name.path == path).map(|name| name.holds)
}

/// Whether names begin with this word and a dot.
pub(super) fn is_family(word: &str) -> bool {
    NAMES.iter().any(|name| name.path.split_once('.').is_some_and(|(family, _)| family == word))
}
