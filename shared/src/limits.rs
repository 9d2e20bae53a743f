//! Every limit of size, count and time that a person or a program can meet, in one place.
//! The venue profile shows them, so that the app never types one twice.

use serde::Serialize;

/// Bytes of one photo as received (25 MiB).
pub const PHOTO_BYTES: usize = 25 * 1024 * 1024;
/// Bytes of a photo's original as the phone sealed it: age adds 16 bytes to each 64 KiB, and a header.
pub const SEALED_PHOTO_BYTES: usize = PHOTO_BYTES + 64 * 1024;
/// Bytes of one part of a photo that comes in parts (512 KiB).
pub const PHOTO_PART_BYTES: usize = 512 * 1024;
/// Pixels of one photo, read from its header before anything is decoded.
pub const PHOTO_PIXELS: u64 = 64_000_000;
pub const PHOTOS_PER_REPORT: usize = 10;
/// Photos and spoken notes that officers may add to one incident.
pub const PHOTOS_BY_OFFICERS: usize = 100;
/// Longest side of the copies made for people, in pixels.
pub const VIEW_PIXELS: u32 = 2560;
pub const THUMB_PIXELS: u32 = 400;

/// Lengths of text are counted in Unicode characters.
pub const NARRATIVE_CHARS: usize = 4_000;
pub const ANSWER_CHARS: usize = 500;
pub const MESSAGE_CHARS: usize = 2_000;
pub const NOTE_CHARS: usize = 4_000;
pub const PLACE_TEXT_CHARS: usize = 300;
pub const CONTACT_CHARS: usize = 200;
pub const REASON_CHARS: usize = 500;
/// Seconds of silence after which an officer's shared place is forgotten.
pub const PLACE_SECONDS: i64 = 600;
/// A place that is less exact than so many metres is none.
pub const PLACE_ACCURACY_M: f64 = 10_000.0;
/// Codes: plates, zones, floors, languages.
pub const CODE_CHARS: usize = 64;
/// Questions answered in one request.
pub const ANSWERS_PER_REQUEST: usize = 64;

/// Bytes of a JSON body: enough that a narrative which is far too long is still refused by its name.
pub const JSON_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of a refused body that are still read, so that the client sees the answer instead of a reset.
pub const DRAIN_BYTES: usize = 64 * 1024 * 1024;
/// Seconds of silence in the middle of a body after which it is given up.
pub const BODY_IDLE_SECONDS: u64 = 30;

/// Bytes of what a gateway of texts and calls posts.
pub const HOOK_BYTES: usize = 64 * 1024;

/// Writes a minute from one address. An airport's Wi-Fi is one address.
pub const WRITES_PER_MINUTE_PER_ADDRESS: u32 = 600;
/// Writes a minute into one venue, whoever sends them.
pub const WRITES_PER_MINUTE_PER_VENUE: u32 = 6_000;
/// Times a minute one address may ask whether something is known already.
pub const QUESTIONS_PER_MINUTE_PER_ADDRESS: u32 = 60;
/// Wrong receipts a minute from one address. Right ones are never limited.
pub const WRONG_RECEIPTS_PER_MINUTE: u32 = 60;
/// Failed sign-ins a minute for one account from one address.
pub const FAILED_LOGINS_PER_MINUTE: u32 = 5;

/// Webhooks of an authority, and browsers and apps of one officer that are pushed to.
pub const CHANNELS_PER_AUTHORITY: usize = 20;
pub const SUBSCRIPTIONS_PER_ACCOUNT: usize = 10;
/// Browsers and apps that are told of news of one report.
pub const WATCHES_PER_REPORT: usize = 5;
pub const URL_CHARS: usize = 2_048;

/// Rows of a desk list: asked for nothing, and asked for everything.
pub const PAGE_ROWS: u64 = 50;
pub const PAGE_ROWS_MAX: u64 = 200;
/// Lists of the queue that one officer keeps, and the lengths of their names and of what they ask.
pub const FILTERS_PER_ACCOUNT: u64 = 50;
pub const FILTER_NAME_CHARS: usize = 60;
pub const FILTER_CHARS: usize = 1_000;
/// Incidents told with a map, the most urgent of those it shows, and hours it is looked back.
pub const MAP_ROWS: usize = 200;
pub const MAP_HOURS: i64 = 13;
/// Reports shown at once with their incident; the rest is paged.
pub const REPORTS_PER_INCIDENT_PAGE: u64 = 50;

/// An authority's own rules: how many there are, how many effects each has, and the lengths of what is written in them. They
/// bound what one report can cost: a condition has no loop inside a loop.
pub const RULES: usize = 200;
pub const RULE_EFFECTS: usize = 8;
pub const RULE_CHARS: usize = 1_000;
pub const RULE_NAME_CHARS: usize = 120;
/// Rungs that one rule may add to a ladder, and seconds after which the last of them rings at most.
pub const RULE_RUNGS: usize = 8;
pub const RULE_RUNG_SECONDS: u32 = 24 * 3_600;
/// Minutes that a rule may let the waking wait.
pub const RULE_HOLD_MINUTES: u32 = 480;
/// Days that changed rules are replayed over before they go live, and reports of these that are looked at, the newest first.
pub const REPLAY_DAYS: u32 = 30;
pub const REPLAY_CASES: u64 = 200_000;
/// Reports shown of those that would have been different.
pub const REPLAY_EXAMPLES: usize = 200;
/// Versions of the rules shown at once, the newest.
pub const RULE_VERSIONS: u64 = 50;

/// Seconds an access token lives; the session behind it is asked each time.
pub const ACCESS_TOKEN_SECONDS: i64 = 600;
/// Seconds a session lives, however busy.
pub const SESSION_SECONDS: i64 = 12 * 3600;
/// Seconds a phone may report under a name without signing in again, unless the session is ended before.
pub const BADGE_SECONDS: i64 = 30 * 24 * 3600;
/// Phones and keys that sign one person in.
pub const PASSKEYS_PER_ACCOUNT: usize = 10;
/// Officers a report may be kept from.
pub const KEPT_FROM: usize = 10;
/// Seconds a session stays fresh after a step-up.
pub const FRESH_SECONDS: i64 = 300;
/// Seconds in which a refresh token sent twice is a lost answer, not a theft.
pub const REFRESH_GRACE_SECONDS: i64 = 10;
/// Bytes of a password that are looked at.
pub const PASSWORD_BYTES: usize = 1024;

/// Hours of a roster that are looked ahead at most.
pub const COVERAGE_HOURS: i64 = 72;
/// Days somebody may stand in at a stretch.
pub const OVERRIDE_DAYS: i64 = 31;
/// Days of one's own shifts in a calendar feed.
pub const CALENDAR_DAYS: i64 = 60;
/// Bytes and events of a calendar that is taken in.
pub const CALENDAR_BYTES: usize = 1024 * 1024;
pub const CALENDAR_EVENTS: usize = 5_000;

/// Bytes and departures of a schedule that is taken in, days it looks ahead, and characters of a number, gate or berth.
pub const DEPARTURES_BYTES: usize = 1024 * 1024;
pub const DEPARTURES: usize = 5_000;
pub const DEPARTURE_DAYS: i64 = 14;
pub const DEPARTURE_CHARS: usize = 40;

/// Characters of what a line of a handover says, of what one must know about it, and of a question or an answer.
pub const HANDOVER_CHARS: usize = 500;
/// Lines people add to one sheet, and open incidents it tells of.
pub const HANDOVER_OWN: usize = 100;
pub const HANDOVER_OPEN: u64 = 200;

/// Characters of an objective, a task, a resource, a place or a station of a major incident; and of a decision, its reason or a report.
pub const MAJOR_CHARS: usize = 200;
pub const MAJOR_TEXT_CHARS: usize = 4_000;
/// Entries of each of its lists, proposals, decisions and reports.
pub const MAJOR_LINES: usize = 200;
pub const MAJOR_TURNS: usize = 500;
pub const MAJOR_SAID: u64 = 500;
/// For so long what one person proposes waits for a second.
pub const MAJOR_CONFIRM_MINUTES: i64 = 10;
/// Entries of its muster, entries a device sends at once, and people that one entry may count.
pub const MUSTER_ENTRIES: u64 = 20_000;
pub const MUSTER_BATCH: usize = 200;
pub const MUSTER_PEOPLE: i32 = 100_000;
/// Characters of a badge's number.
pub const BADGE_CHARS: usize = 64;

/// Seconds between two heartbeats of the desk's stream.
pub const STREAM_HEARTBEAT_SECONDS: u64 = 15;
/// Seconds after which an open stream asks again whether its session still lives.
pub const STREAM_RECHECK_SECONDS: i64 = 30;
/// Days that numbers are asked for at once.
pub const INSIGHT_DAYS: i64 = 100;
/// Events a slow desk may lag behind before it is dropped and resumes from the log.
pub const STREAM_QUEUE: usize = 1024;

/// The limits a reporter's app must know, as the venue profile shows them.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ReporterLimits {
    pub photo_bytes: usize,
    pub photo_pixels: u64,
    pub photos_per_report: usize,
    pub narrative_chars: usize,
    pub answer_chars: usize,
    pub message_chars: usize,
    pub place_text_chars: usize,
    pub contact_chars: usize,
}

pub const REPORTER: ReporterLimits = ReporterLimits {
    photo_bytes: PHOTO_BYTES,
    photo_pixels: PHOTO_PIXELS,
    photos_per_report: PHOTOS_PER_REPORT,
    narrative_chars: NARRATIVE_CHARS,
    answer_chars: ANSWER_CHARS,
    message_chars: MESSAGE_CHARS,
    place_text_chars: PLACE_TEXT_CHARS,
    contact_chars: CONTACT_CHARS,
};
