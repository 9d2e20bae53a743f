//! A sheet on paper.

use super::service::Whole;
use super::wire::{LineView, SheetView, SideView, WireNumbers};
use crate::pdf::{Document, Table};
use crate::problem::{Answer, Problem};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use shared::handover::{Section, word};
use shared::id::AccountId;
use shared::language::tag;

/// As whoever asks may read it, which it says. Takes tens of milliseconds: not on the thread that others wait for.
pub async fn print(whole: Whole, who: AccountId, language: &'static str) -> Answer<Vec<u8>> {
    let work = move || {
        let sheet = whole.view(who, language);
        let reader = whole.venue.person_label(who).label;
        let page = Page { language, zone: &whole.venue.time_zone };
        page.document(&sheet, &whole.venue.name, &reader)?.bytes().map_err(Problem::internal)
    };
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?
}

struct Page<'a> {
    language: &'static str,
    zone: &'a TimeZone,
}

impl Page<'_> {
    fn say(&self, key: &str, fill: &[(&str, &str)]) -> String {
        word(self.language, key, fill)
    }

    fn time(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    fn document(&self, sheet: &SheetView, venue: &str, reader: &str) -> Answer<Document> {
        let title = self.say(&format!("title_{}", sheet.shift), &[]);
        let mut paper = Document::new(format!("{title}. {venue}, {}", self.time(sheet.until)), tag(self.language));
        paper.made_at(sheet.made_at).heading(1, title);
        let (from, until, level) = (self.time(sheet.from), self.time(sheet.until), sheet.security_level.to_string());
        let facts = [("venue", venue), ("from", &*from), ("until", &*until), ("level", &*level)];
        paper.paragraph(self.say("paper_facts", &facts));
        let version = self.say("paper_version", &[("version", &sheet.version.to_string())]);
        let log = sheet
            .log_seq
            .map_or_else(|| self.say("paper_draft", &[]), |seq| self.say("paper_log", &[("seq", &seq.to_string())]));
        paper.quiet(format!("{version} {log} {}", self.say("paper_yours", &[("who", reader)])));
        for section in Section::ALL {
            let lines: Vec<&LineView> = sheet.lines.iter().filter(|line| line.section == section.name()).collect();
            if lines.is_empty() {
                continue;
            }
            paper.heading(2, self.say(&format!("section_{}", section.name()), &[]));
            let heads = ["paper_line", "outgoing", "incoming"].map(|head| self.say(head, &[]));
            let [line, outgoing, incoming] = heads;
            let mut table = Table::new([(line, 6.0), (outgoing, 1.2), (incoming, 1.6)]);
            for line in lines {
                let signed = if sheet.log_seq.is_some() { self.say("signed", &[]) } else { String::new() };
                table.push([self.line(line), signed, self.say(&format!("state_{}", line.state), &[])]);
            }
            paper.table(table);
        }
        paper.heading(2, self.say("numbers", &[])).table(Table::facts(self.numbers(&sheet.numbers)));
        let sides = [("outgoing", &sheet.outgoing), ("incoming", &sheet.incoming)];
        paper.heading(2, self.say("signatures", &[])).table(Table::facts(sides.map(|(side, who)| {
            let signed = who.as_ref().and_then(|side| self.signed(side));
            (self.say(side, &[]), signed.unwrap_or_else(|| self.say("not_signed", &[])))
        })));
        let missing = paper.missing().map_err(Problem::internal)?;
        if missing > 0 {
            paper.quiet(self.say("paper_missing", &[("count", &missing.to_string())]));
        }
        Ok(paper)
    }

    fn signed(&self, side: &SideView) -> Option<String> {
        let at = self.time(side.signed_at?);
        Some(self.say("signed_at", &[("who", &side.officer.label), ("at", &at)]))
    }

    fn line(&self, line: &LineView) -> String {
        let priority = line.priority.map(|priority| format!("P{priority} "));
        let number = line.number.as_ref().map(|number| format!("{number} "));
        let head = format!("{}{}{}", priority.unwrap_or_default(), number.unwrap_or_default(), line.text);
        let until = line.until.map(|until| self.say("until", &[("at", &self.time(until))]));
        let of =
            |key: &str, name: &str, text: &Option<String>| text.as_ref().map(|text| self.say(key, &[(name, text)]));
        let more = [
            Some(line.detail.clone()).filter(|detail| !detail.is_empty()),
            until,
            of("struck", "reason", &line.reason),
            of("question", "text", &line.question),
            of("answer", "text", &line.answer),
        ];
        std::iter::once(head).chain(more.into_iter().flatten()).collect::<Vec<_>>().join("\n")
    }

    fn numbers(&self, numbers: &WireNumbers) -> Vec<(String, String)> {
        let usual = |value: u64, usual: Option<u64>| match usual {
            Some(usual) => self.say("usual", &[("value", &value.to_string()), ("usual", &usual.to_string())]),
            None => value.to_string(),
        };
        let mut facts = vec![
            (self.say("number_reports", &[]), usual(numbers.reports, numbers.reports_usual)),
            (self.say("number_incidents", &[]), usual(numbers.incidents, numbers.incidents_usual)),
        ];
        if let Some(slowest) = numbers.p1_slowest_s {
            let (value, limit) = (clock(slowest), clock(i64::from(numbers.p1_limit_s)));
            let label = self.say("number_p1", &[("count", &numbers.p1_count.to_string())]);
            facts.push((label, self.say("limit", &[("value", &value), ("limit", &limit)])));
        }
        if let Some(median) = numbers.on_scene_median_s {
            facts.push((self.say("number_on_scene", &[]), clock(median)));
        }
        facts.push((self.say("number_unanswered", &[]), numbers.unanswered.to_string()));
        facts
    }
}

/// Seconds as minutes and seconds.
fn clock(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
