//! What leaves the house as a file: what can be asked for, when a second person has to agree, and how long it lies there.

pub mod bundle;
pub mod cell;
pub mod say;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A finished file lies ready for so long, and is then deleted with its key.
pub const READY: SignedDuration = SignedDuration::from_hours(72);
/// What waits for a second person is given up after so long.
pub const AGREED_WITHIN: SignedDuration = SignedDuration::from_hours(72);
/// A list of plain facts over so long may be asked for alone. Longer ones, and any that hold people's words, need a second person.
pub const ALONE: SignedDuration = SignedDuration::from_hours(24 * 7);
/// No export reaches over a longer time: three years, and a leap day.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24 * (3 * 365 + 1));
/// Exports of one person that wait, run or lie ready at once.
pub const OPEN_PER_PERSON: u64 = 10;
/// A job whose server was not heard of for so long is begun anew.
pub const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// Times a job is begun before it counts as failed.
pub const ATTEMPTS: i32 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    IncidentPdf,
    PeriodPdf,
    IncidentsCsv,
    IncidentsGeojson,
    EvidenceBundle,
}

impl Kind {
    pub const ALL: [Self; 5] =
        [Self::IncidentPdf, Self::PeriodPdf, Self::IncidentsCsv, Self::IncidentsGeojson, Self::EvidenceBundle];

    pub const fn name(self) -> &'static str {
        match self {
            Self::IncidentPdf => "incident_pdf",
            Self::PeriodPdf => "period_pdf",
            Self::IncidentsCsv => "incidents_csv",
            Self::IncidentsGeojson => "incidents_geojson",
            Self::EvidenceBundle => "evidence_bundle",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Of one incident, and not of a time.
    pub const fn is_of_incident(self) -> bool {
        matches!(self, Self::IncidentPdf | Self::EvidenceBundle)
    }

    /// Holds originals, and is therefore asked for like one: with a fresh session.
    pub const fn opens_originals(self) -> bool {
        matches!(self, Self::EvidenceBundle)
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::IncidentPdf | Self::PeriodPdf => "application/pdf",
            Self::IncidentsCsv => "text/csv; charset=utf-8",
            Self::IncidentsGeojson => "application/geo+json",
            Self::EvidenceBundle => "application/zip",
        }
    }

    pub const fn extension(self) -> &'static str {
        match self {
            Self::IncidentPdf | Self::PeriodPdf => "pdf",
            Self::IncidentsCsv => "csv",
            Self::IncidentsGeojson => "geojson",
            Self::EvidenceBundle => "zip",
        }
    }
}

/// Why something cannot be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("`to` is not after `from`")]
    Backwards,
    #[error("longer than three years")]
    TooLong,
}

/// A time, from and until (the end is not part of it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub from: Timestamp,
    pub until: Timestamp,
}

impl Period {
    /// # Errors
    /// Where it ends before it begins, or is too long.
    pub fn new(from: Timestamp, until: Timestamp) -> Result<Self, Refusal> {
        match until.duration_since(from) {
            long if long <= SignedDuration::ZERO => Err(Refusal::Backwards),
            long if long > LONGEST => Err(Refusal::TooLong),
            _ => Ok(Self { from, until }),
        }
    }
}

/// Whether a second person has to agree: whatever tells what people said about more than one incident, and any list of a long time.
pub fn needs_a_second(kind: Kind, period: Option<Period>, with_words: bool) -> bool {
    match period {
        _ if kind.is_of_incident() => false,
        Some(period) => with_words || kind == Kind::PeriodPdf || period.until.duration_since(period.from) > ALONE,
        None => true,
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// For a second person.
    Waiting,
    /// Agreed on, or needs no agreement: the next worker takes it.
    Asked,
    Running,
    Ready,
    /// Nobody agreed in time, or its file lay there long enough.
    Expired,
    Failed,
    Withdrawn,
}

impl State {
    pub const ALL: [Self; 7] =
        [Self::Waiting, Self::Asked, Self::Running, Self::Ready, Self::Expired, Self::Failed, Self::Withdrawn];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Asked => "asked",
            Self::Running => "running",
            Self::Ready => "ready",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Nothing more will come of it.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Expired | Self::Failed | Self::Withdrawn)
    }

    /// The table of steps.
    pub const fn may_become(self, next: Self) -> bool {
        match next {
            Self::Waiting => false,
            Self::Asked => matches!(self, Self::Waiting),
            // Running again: its server died.
            Self::Running => matches!(self, Self::Asked | Self::Running),
            Self::Ready | Self::Failed => matches!(self, Self::Running),
            Self::Expired => matches!(self, Self::Waiting | Self::Ready),
            Self::Withdrawn => !self.is_over(),
        }
    }
}

/// Whether somebody may agree: never to their own.
pub fn may_agree<Id: PartialEq>(state: State, asked_by: &Id, who: &Id) -> bool {
    state == State::Waiting && asked_by != who
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(n: i64) -> Option<Period> {
        let from: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
        Some(Period::new(from, from + SignedDuration::from_hours(24 * n)).unwrap())
    }

    #[test]
    fn names_round_trip() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
        for state in State::ALL {
            assert_eq!(State::parse(state.name()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.name());
        }
    }

    #[test]
    fn what_is_in_bulk_needs_two() {
        use Kind::{EvidenceBundle, IncidentPdf, IncidentsCsv, IncidentsGeojson, PeriodPdf};
        for kind in [IncidentPdf, EvidenceBundle] {
            assert!(!needs_a_second(kind, None, true), "one incident");
        }
        for kind in [IncidentsCsv, IncidentsGeojson] {
            assert!(!needs_a_second(kind, days(7), false), "a week of plain facts");
            assert!(needs_a_second(kind, days(8), false), "a longer time");
            assert!(needs_a_second(kind, days(1), true), "people's words");
            assert!(needs_a_second(kind, None, false), "without an end");
        }
        assert!(needs_a_second(PeriodPdf, days(1), false));
    }

    #[test]
    fn three_years_are_the_most() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let from = at("2023-11-28T00:00:00Z");
        assert!(Period::new(from, at("2026-11-28T00:00:00Z")).is_ok());
        assert_eq!(Period::new(from, at("2026-11-28T00:00:01Z")), Err(Refusal::TooLong));
        assert_eq!(Period::new(from, from), Err(Refusal::Backwards));
        assert_eq!(Period::new(from, at("2022-01-01T00:00:00Z")), Err(Refusal::Backwards));
    }

    #[test]
    fn nothing_comes_back_from_the_end_and_nobody_agrees_with_themselves() {
        for over in State::ALL.into_iter().filter(|state| state.is_over()) {
            for next in State::ALL {
                assert!(!over.may_become(next), "{over:?} → {next:?}");
            }
        }
        assert!(!State::Waiting.may_become(State::Running), "not before somebody agreed");
        assert!(!State::Asked.may_become(State::Ready));
        assert!(may_agree(State::Waiting, &1, &2));
        assert!(!may_agree(State::Waiting, &1, &1));
        assert!(!may_agree(State::Ready, &1, &2));
    }
}
