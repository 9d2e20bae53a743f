//! What the authority's log records. An event holds ids, plain facts and hashes of sealed bytes, never content.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EventKind {
    #[serde(rename = "incident.opened")]
    IncidentOpened,
    /// A command moved it; the facts name which.
    #[serde(rename = "incident.changed")]
    IncidentChanged,
    /// New answers or a new category made it more urgent.
    #[serde(rename = "incident.raised")]
    IncidentRaised,
    /// Another report of the same thing joined it.
    #[serde(rename = "incident.joined")]
    IncidentJoined,
    /// A person found two incidents to be one; told of both.
    #[serde(rename = "incident.merged")]
    IncidentMerged,
    /// A person found that some reports tell of something else; told of both.
    #[serde(rename = "incident.split")]
    IncidentSplit,
    /// A merge was taken back; told of both.
    #[serde(rename = "incident.unmerged")]
    IncidentUnmerged,
    /// The flight or sailing it stands by is another, or another time, place or state.
    #[serde(rename = "incident.departure")]
    IncidentDeparture,
    #[serde(rename = "incident.seen")]
    IncidentSeen,
    #[serde(rename = "report.amended")]
    ReportAmended,
    /// Its reporter takes it back. The officers are told; nothing is closed by it.
    #[serde(rename = "report.withdrawn")]
    ReportWithdrawn,
    #[serde(rename = "photo.stored")]
    PhotoStored,
    /// Its clean copies are there, or it is known that there will be none.
    #[serde(rename = "photo.ready")]
    PhotoReady,
    /// Somebody took a copy for sharing in which parts are made unreadable; the facts hold its hash.
    #[serde(rename = "photo.blurred")]
    PhotoBlurred,
    #[serde(rename = "message.received")]
    MessageReceived,
    #[serde(rename = "message.sent")]
    MessageSent,
    /// What officers wrote was on the reporter's screen.
    #[serde(rename = "message.read")]
    MessageRead,
    #[serde(rename = "note.added")]
    NoteAdded,
    #[serde(rename = "page.queued")]
    PageQueued,
    #[serde(rename = "page.sent")]
    PageSent,
    #[serde(rename = "page.failed")]
    PageFailed,
    #[serde(rename = "page.skipped")]
    PageSkipped,
    /// Nobody acknowledged in time; the next rung was called.
    #[serde(rename = "ladder.climbed")]
    LadderClimbed,
    /// A most urgent incident is heard by nobody: who is outside was called, if anybody.
    #[serde(rename = "fallback.called")]
    FallbackCalled,
    /// A way to reach people besides mail was set up, or ended.
    #[serde(rename = "channel.changed")]
    ChannelChanged,
    /// A canary left; an open desk answers it.
    #[serde(rename = "proof.called")]
    ProofCalled,
    /// A canary went the whole way.
    #[serde(rename = "proof.proven")]
    ProofProven,
    /// A canary did not come home.
    #[serde(rename = "proof.failed")]
    ProofFailed,
    #[serde(rename = "venue.imported")]
    VenueImported,
    /// A new version of the authority's rules went live.
    #[serde(rename = "rules.changed")]
    RulesChanged,
    #[serde(rename = "venue.security_level")]
    SecurityLevelSet,
    /// A schedule of flights or sailings was taken in.
    #[serde(rename = "departures.imported")]
    DeparturesImported,
    /// Somebody is busy, on a break, off, or back.
    #[serde(rename = "duty.changed")]
    DutyChanged,
    /// Somebody stands in for somebody else, or no longer does.
    #[serde(rename = "roster.changed")]
    RosterChanged,
    /// Somebody asked for a file.
    #[serde(rename = "export.asked")]
    ExportAsked,
    /// A second person agreed to it.
    #[serde(rename = "export.approved")]
    ExportApproved,
    /// It lies ready; the facts hold its hash.
    #[serde(rename = "export.ready")]
    ExportReady,
    /// Whoever asked for it took it.
    #[serde(rename = "export.fetched")]
    ExportFetched,
    /// It was taken back, or refused.
    #[serde(rename = "export.withdrawn")]
    ExportWithdrawn,
    #[serde(rename = "export.failed")]
    ExportFailed,
    /// Its file was deleted, or nobody agreed in time.
    #[serde(rename = "export.expired")]
    ExportExpired,
    /// A line was written, edited, struck, accepted, questioned or answered; the facts name which of these, never the line.
    #[serde(rename = "handover.changed")]
    HandoverChanged,
    /// The outgoing officer signed.
    #[serde(rename = "handover.signed")]
    HandoverSigned,
    /// The outgoing officer took the signature back.
    #[serde(rename = "handover.taken_back")]
    HandoverTakenBack,
    /// The incoming officer signed: the shift is handed over.
    #[serde(rename = "handover.accepted")]
    HandoverAccepted,
    /// An incident was declared a major one; somebody commands.
    #[serde(rename = "major.declared")]
    MajorDeclared,
    /// Its board was changed; the facts name the act, never its words.
    #[serde(rename = "major.changed")]
    MajorChanged,
    /// A zone's state was proposed, confirmed or withdrawn.
    #[serde(rename = "major.zone")]
    MajorZone,
    /// A decision was written down.
    #[serde(rename = "major.decided")]
    MajorDecided,
    /// A situation report was sent.
    #[serde(rename = "major.reported")]
    MajorReported,
    /// People were counted at a muster station.
    #[serde(rename = "major.muster")]
    MajorMuster,
    /// The all-clear was proposed, confirmed or withdrawn.
    #[serde(rename = "major.all_clear")]
    MajorAllClear,
}

impl EventKind {
    pub const ALL: [Self; 52] = [
        Self::IncidentOpened,
        Self::IncidentChanged,
        Self::IncidentRaised,
        Self::IncidentJoined,
        Self::IncidentMerged,
        Self::IncidentSplit,
        Self::IncidentUnmerged,
        Self::IncidentDeparture,
        Self::IncidentSeen,
        Self::ReportAmended,
        Self::ReportWithdrawn,
        Self::PhotoStored,
        Self::PhotoReady,
        Self::PhotoBlurred,
        Self::MessageReceived,
        Self::MessageSent,
        Self::MessageRead,
        Self::NoteAdded,
        Self::PageQueued,
        Self::PageSent,
        Self::PageFailed,
        Self::PageSkipped,
        Self::LadderClimbed,
        Self::FallbackCalled,
        Self::ChannelChanged,
        Self::ProofCalled,
        Self::ProofProven,
        Self::ProofFailed,
        Self::VenueImported,
        Self::RulesChanged,
        Self::SecurityLevelSet,
        Self::DeparturesImported,
        Self::DutyChanged,
        Self::RosterChanged,
        Self::ExportAsked,
        Self::ExportApproved,
        Self::ExportReady,
        Self::ExportFetched,
        Self::ExportWithdrawn,
        Self::ExportFailed,
        Self::ExportExpired,
        Self::HandoverChanged,
        Self::HandoverSigned,
        Self::HandoverTakenBack,
        Self::HandoverAccepted,
        Self::MajorDeclared,
        Self::MajorChanged,
        Self::MajorZone,
        Self::MajorDecided,
        Self::MajorReported,
        Self::MajorMuster,
        Self::MajorAllClear,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::IncidentOpened => "incident.opened",
            Self::IncidentChanged => "incident.changed",
            Self::IncidentRaised => "incident.raised",
            Self::IncidentJoined => "incident.joined",
            Self::IncidentMerged => "incident.merged",
            Self::IncidentSplit => "incident.split",
            Self::IncidentUnmerged => "incident.unmerged",
            Self::IncidentDeparture => "incident.departure",
            Self::IncidentSeen => "incident.seen",
            Self::ReportAmended => "report.amended",
            Self::ReportWithdrawn => "report.withdrawn",
            Self::PhotoStored => "photo.stored",
            Self::PhotoReady => "photo.ready",
            Self::PhotoBlurred => "photo.blurred",
            Self::MessageReceived => "message.received",
            Self::MessageSent => "message.sent",
            Self::MessageRead => "message.read",
            Self::NoteAdded => "note.added",
            Self::PageQueued => "page.queued",
            Self::PageSent => "page.sent",
            Self::PageFailed => "page.failed",
            Self::PageSkipped => "page.skipped",
            Self::LadderClimbed => "ladder.climbed",
            Self::FallbackCalled => "fallback.called",
            Self::ChannelChanged => "channel.changed",
            Self::ProofCalled => "proof.called",
            Self::ProofProven => "proof.proven",
            Self::ProofFailed => "proof.failed",
            Self::VenueImported => "venue.imported",
            Self::RulesChanged => "rules.changed",
            Self::SecurityLevelSet => "venue.security_level",
            Self::DeparturesImported => "departures.imported",
            Self::DutyChanged => "duty.changed",
            Self::RosterChanged => "roster.changed",
            Self::ExportAsked => "export.asked",
            Self::ExportApproved => "export.approved",
            Self::ExportReady => "export.ready",
            Self::ExportFetched => "export.fetched",
            Self::ExportWithdrawn => "export.withdrawn",
            Self::ExportFailed => "export.failed",
            Self::ExportExpired => "export.expired",
            Self::HandoverChanged => "handover.changed",
            Self::HandoverSigned => "handover.signed",
            Self::HandoverTakenBack => "handover.taken_back",
            Self::HandoverAccepted => "handover.accepted",
            Self::MajorDeclared => "major.declared",
            Self::MajorChanged => "major.changed",
            Self::MajorZone => "major.zone",
            Self::MajorDecided => "major.decided",
            Self::MajorReported => "major.reported",
            Self::MajorMuster => "major.muster",
            Self::MajorAllClear => "major.all_clear",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::parse(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}
