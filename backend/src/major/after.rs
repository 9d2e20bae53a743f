//! What a review begins with: what happened, how long it took, what was left open. It is written from the log and the board alone, and judges nothing.

use super::service::{self, Whole};
use super::store::Kind;
use super::wire::{AfterAction, AfterEntry};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::pdf::Document;
use crate::problem::{Answer, Problem};
use jiff::Timestamp;
use serde_json::Value;
use shared::event::EventKind;
use shared::id::{AccountId, MajorId};
use shared::language::tag;
use shared::major::{Proposal, Role, Site, Subject, Turn, word};
use uuid::Uuid;

/// Entries of the log read at once, and pages of them: a major incident of a day has some hundreds.
const PAGE: u64 = 500;
const PAGES: usize = 20;

pub async fn draft(app: &App, scope: &Scope, id: MajorId, language: &str) -> Answer<AfterAction> {
    let whole = service::whole(app, scope, id).await?;
    let log = log(app, &whole).await?;
    Ok(Review { whole: &whole, language }.draft(&log))
}

/// Takes tens of milliseconds: not on the thread that others wait for.
pub async fn paper(app: &App, scope: &Scope, id: MajorId, language: &'static str) -> Answer<Vec<u8>> {
    let whole = service::whole(app, scope, id).await?;
    let log = log(app, &whole).await?;
    let work = move || {
        let review = Review { whole: &whole, language };
        let draft = review.draft(&log);
        let mut paper = Document::new(draft.title.clone(), tag(language));
        paper.made_at(whole.now).heading(1, draft.title);
        paper.quiet(review.say("draft", &[]));
        let mut part = |heading: &str, lines: Vec<String>| {
            paper.heading(2, review.say(heading, &[]));
            for line in lines {
                paper.paragraph(line);
            }
        };
        part("times", review.or_none(draft.times));
        part("open", review.or_none(draft.open));
        part("log", draft.entries.iter().map(|entry| review.line(entry)).collect());
        paper.bytes().map_err(Problem::internal)
    };
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?
}

async fn log(app: &App, whole: &Whole) -> Answer<Vec<Entry>> {
    let view = app.db.read().await?;
    let (mut log, mut seq) = (Vec::new(), 0);
    for _ in 0..PAGES {
        let of = [whole.incident.id];
        let (entries, last) = audit::steps_of(&view, whole.major.authority, &of, seq, PAGE).await?;
        log.extend(entries.into_iter().filter(|entry| entry.facts["major"] == whole.major.id.to_string()));
        match last {
            Some(last) => seq = last,
            None => break,
        }
    }
    Ok(log)
}

struct Review<'a> {
    whole: &'a Whole,
    language: &'a str,
}

impl Review<'_> {
    fn say(&self, key: &str, fill: &[(&str, &str)]) -> String {
        word(self.language, key, fill)
    }

    fn line(&self, entry: &AfterEntry) -> String {
        format!("{}  {}", self.clock(entry.at), entry.text)
    }

    fn clock(&self, at: Timestamp) -> String {
        at.to_zoned(self.whole.venue.time_zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    fn or_none(&self, lines: Vec<String>) -> Vec<String> {
        if lines.is_empty() { vec![self.say("none", &[])] } else { lines }
    }

    fn name(&self, who: AccountId) -> String {
        self.whole.name(who).label
    }

    fn draft(&self, log: &[Entry]) -> AfterAction {
        let title = self.say("title", &[("number", &self.whole.incident.number)]);
        let (times, open) = (self.times(), self.open());
        let entries: Vec<AfterEntry> = log.iter().filter_map(|entry| self.entry(entry)).collect();
        let mut text = vec![title.clone(), self.say("draft", &[])];
        let mut part = |heading: &str, lines: Vec<String>| {
            text.extend([String::new(), self.say(heading, &[])]);
            text.extend(lines);
        };
        part("times", self.or_none(times.clone()));
        part("open", self.or_none(open.clone()));
        part("log", entries.iter().map(|entry| self.line(entry)).collect());
        AfterAction { title, text: text.join("\n"), entries, open, times }
    }

    fn times(&self) -> Vec<String> {
        let muster = self.whole.muster();
        let minutes = |seconds: i64| format!("{:.1}", f64::from(i32::try_from(seconds).unwrap_or(i32::MAX)) / 60.0);
        let reached = |key: &str, seconds: Option<i64>| Some(self.say(key, &[("minutes", &minutes(seconds?))]));
        let declared =
            [("number", self.whole.incident.number.as_str()), ("at", &self.clock(self.whole.major.declared_at))];
        let over = self.whole.board.over_at().map(|at| self.say("over", &[("at", &self.clock(at))]));
        let count = muster.present.to_string();
        let gathered = match muster.expected {
            _ if muster.stations.is_empty() => None,
            Some(expected) => Some(self.say("expected", &[("count", &count), ("expected", &expected.to_string())])),
            None => Some(self.say("present", &[("count", &count)])),
        };
        let all = [
            Some(self.say("declared", &declared)),
            over,
            gathered,
            reached("half", muster.half_s),
            reached("most", muster.most_s),
        ];
        all.into_iter().flatten().collect()
    }

    fn open(&self) -> Vec<String> {
        let board = &self.whole.board;
        let mut open: Vec<String> = Vec::new();
        let aims = board.objectives.iter().filter(|one| one.met_at.is_none());
        open.extend(aims.map(|one| self.say("objective_open", &[("text", &one.text)])));
        let tasks = board.tasks.iter().filter(|one| one.done_at.is_none());
        open.extend(tasks.map(|one| self.say("task_open", &[("text", &one.text)])));
        let resources = board.resources.iter().filter(|one| one.released_at.is_none());
        open.extend(resources.map(|one| self.say("resource_open", &[("what", &one.what)])));
        let lapsed = board.turns.iter().filter(|turn| turn.stands(self.whole.now) == Proposal::Lapsed);
        open.extend(lapsed.map(|turn| self.say("lapsed", &[("what", &self.turn(turn))])));
        let asked = board.roles.iter().filter(|(_, seat)| seat.asked.is_some());
        open.extend(asked.map(|(role, _)| self.say("role_open", &[("role", &self.role(role.name()))])));
        open
    }

    fn role(&self, name: &str) -> String {
        Role::parse(name).map_or_else(|| name.to_owned(), |role| self.say(&format!("role_{}", role.name()), &[]))
    }

    fn turn(&self, turn: &Turn) -> String {
        match &turn.subject {
            Subject::Zone { zone, to } => {
                self.say(&format!("state_{}", to.name()), &[("zone", &self.whole.venue.zone_label(zone).label)])
            }
            Subject::AllClear => self.say("all_clear", &[]),
        }
    }

    /// An entry of the log in words; what it is about is looked up on the board.
    fn entry(&self, entry: &Entry) -> Option<AfterEntry> {
        let board = &self.whole.board;
        let fact = |field: &str| entry.facts[field].as_str().unwrap_or_default();
        let id: Option<Uuid> = fact("id").parse().ok();
        let who = match entry.actor {
            Actor::Account(who) => self.name(who),
            Actor::Reporter | Actor::System => String::new(),
        };
        let officer = fact("officer").parse::<AccountId>().map(|who| self.name(who)).unwrap_or_default();
        let role = self.role(fact("role"));
        let of = |text: Option<&String>| text.cloned().unwrap_or_default();
        let objective = of(board.objectives.iter().find(|one| Some(one.id) == id).map(|one| &one.text));
        let task = of(board.tasks.iter().find(|one| Some(one.id) == id).map(|one| &one.text));
        let resource = of(board.resources.iter().find(|one| Some(one.id) == id).map(|one| &one.what));
        let of_station =
            |id: Option<Uuid>| of(board.stations.iter().find(|one| Some(one.id) == id).map(|one| &one.name));
        let text = match (entry.kind, fact("act")) {
            (EventKind::MajorDeclared, _) => {
                self.say("declared_who", &[("number", &self.whole.incident.number), ("who", &who)])
            }
            (EventKind::MajorDecided, _) => {
                let words = self.whole.said.iter().find(|said| Some(said.id) == id && said.kind == Kind::Decision)?;
                let why = &words.words.why;
                let text =
                    if why.is_empty() { words.words.text.clone() } else { format!("{} ({why})", words.words.text) };
                self.say("decision", &[("who", &who), ("text", &text)])
            }
            (EventKind::MajorReported, _) => self.say("sitrep", &[("who", &who)]),
            (EventKind::MajorZone | EventKind::MajorAllClear, act) => {
                let turn = board.turns.iter().find(|turn| Some(turn.id) == id)?;
                let key = match act {
                    "confirm" => "confirmed",
                    "withdraw" => "withdrawn",
                    _ => "proposed",
                };
                self.say(key, &[("who", &who), ("what", &self.turn(turn))])
            }
            (EventKind::MajorMuster, _) => {
                let station = of_station(fact("station").parse().ok());
                self.say("muster", &[("count", &counted(&entry.facts["count"])), ("text", &station)])
            }
            (_, "give") if entry.actor == Actor::Account(fact("officer").parse().ok()?) => {
                self.say("held", &[("role", &role), ("who", &who)])
            }
            (_, "give") => self.say("role_asked", &[("role", &role), ("to", &officer), ("who", &who)]),
            (_, "accept") => self.say("held", &[("role", &role), ("who", &who)]),
            (_, "decline") => self.say("role_declined", &[("role", &role), ("who", &who)]),
            (_, "locate") => {
                let site = Site::parse(fact("site"))?;
                let place = self.whole.where_is(site).unwrap_or_default();
                self.say(site.name(), &[("place", &place)])
            }
            (_, "objective") => self.say("objective", &[("text", &objective)]),
            (_, "met") => self.say("objective_met", &[("text", &objective)]),
            (_, "unmet") => self.say("unmet", &[("text", &objective)]),
            (_, "task") => self.say("task", &[("text", &task)]),
            (_, "unfinish") => self.say("task_undone", &[("text", &task)]),
            (_, "absent") => self.say("absent", &[("what", &resource)]),
            (_, "keep") => self.say("kept", &[("what", &resource)]),
            (_, "finish") => self.say("task_done", &[("text", &task)]),
            (_, "resource") => self.say("asked", &[("what", &resource)]),
            (_, "arrive") => self.say("arrived", &[("what", &resource)]),
            (_, "release") => self.say("released", &[("what", &resource)]),
            (_, "station") => self.say("station", &[("text", &of_station(id))]),
            (_, "expect") => self.say("expect", &[("text", &of_station(id))]),
            _ => return None,
        };
        Some(AfterEntry { at: entry.at, text })
    }
}

fn counted(fact: &Value) -> String {
    fact.as_u64().map(|count| count.to_string()).unwrap_or_default()
}
