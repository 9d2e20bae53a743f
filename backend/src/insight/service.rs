//! Answering from the cells.

use super::store;
use super::wire::{
    ChannelNumbers, Insight, InsightHour, InsightLimits, InsightQuery, InsightRow, Longest, Repeat, Repeats, Told,
};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit;
use crate::db::View;
use crate::problem::{Answer, Problem};
use crate::venues::{self, Venue};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Span};
use shared::access::Permission;
use shared::id::VenueId;
use shared::insight::{Count, ENOUGH, Facet, Hours, Measure, Parts, Sum, Window, date_of, monday};
use shared::limits;
use shared::problem::ErrorCode;
use shared::promise::{self, Owed};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows answered at most; the rest are too few to say anything.
const ROWS: usize = 200;
/// Places where it takes longest, and what comes again: as many as somebody reads.
const FEW: usize = 8;
const DAY: usize = 24;
/// Hours looked at together where it is asked when it takes longest.
const STRETCH: usize = 3;
/// A category at one place comes again when it came so often.
const AGAIN: u64 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Of(Facet),
    Hour,
}

const BY: [(&str, By); 5] = [
    ("zone", By::Of(Facet::Zone)),
    ("hour", By::Hour),
    ("post", By::Of(Facet::Post)),
    ("category", By::Of(Facet::Category)),
    ("language", By::Of(Facet::Language)),
];
/// Which cells are summed: of exercises (`true`) or not.
const DRILLS: [(&str, &[bool]); 3] = [("out", &[false]), ("in", &[false, true]), ("only", &[true])];

/// What is asked for, checked.
struct Asked {
    venue: Arc<Venue>,
    from: DateTime,
    to: DateTime,
    window: Window,
    by: (&'static str, By),
    priorities: Vec<u8>,
    drills: (&'static str, &'static [bool]),
    told: Told,
}

/// A venue of the asker's, or the first of them.
pub fn venue_of(mine: Vec<Arc<Venue>>, slug: Option<&str>) -> Answer<Arc<Venue>> {
    let wanted = |venue: &Arc<Venue>| slug.is_none_or(|slug| slug.is_empty() || venue.slug == slug);
    mine.into_iter().find(wanted).ok_or_else(|| Problem::new(ErrorCode::NotFound).at("venue"))
}

/// Whoever reads no report is told counts coarsely.
pub fn told(scope: &Scope) -> Told {
    if scope.role.may(Permission::ReadIncidents) { Told::Exactly } else { Told::Coarsely }
}

async fn asked(app: &App, scope: &Scope, query: InsightQuery) -> Answer<Asked> {
    let invalid = |field: &'static str| Problem::new(ErrorCode::InvalidValue).at(field);
    let venue = venue_of(venues::of_scope(app, scope).await?, query.venue.as_deref())?;
    let today = venue.time_zone.to_datetime(app.clock.now()).date();
    let day = |days: i64| today.checked_add(Span::new().days(days)).map(|day| day.at(0, 0, 0, 0));
    let at = |text: Option<String>, unless: i64, field: &'static str| match text.filter(|text| !text.is_empty()) {
        Some(text) => text.parse::<DateTime>().map_err(|_| invalid(field)),
        None => day(unless).map_err(Problem::internal),
    };
    let (from, to) = (at(query.from, -29, "from")?, at(query.to, 1, "to")?);
    let window = Window::new(from, to).ok_or_else(|| invalid("to"))?;
    if window.hours() > limits::INSIGHT_DAYS * 24 {
        return Err(Problem::new(ErrorCode::OutOfRange).at("from"));
    }
    let by = query.by.unwrap_or_else(|| "zone".to_owned());
    let by = BY.into_iter().find(|(name, _)| *name == by).ok_or_else(|| invalid("by"))?;
    let drills = query.drills.unwrap_or_else(|| "out".to_owned());
    let drills = DRILLS.into_iter().find(|(name, _)| *name == drills).ok_or_else(|| invalid("drills"))?;
    let priorities = query.priority.filter(|text| !text.is_empty()).unwrap_or_else(|| "1,2,3,4".to_owned());
    let priority = |p: &str| p.parse().ok().filter(|p| (1..=4).contains(p)).ok_or_else(|| invalid("priority"));
    let priorities = priorities.split(',').map(priority).collect::<Answer<Vec<u8>>>()?;
    Ok(Asked { venue, from, to, window, by, priorities, drills, told: told(scope) })
}

type Ledger = BTreeMap<String, Hours>;

impl Asked {
    /// Sums cells by key and hour.
    async fn ledger(
        &self,
        view: &View,
        (facet, drills): (Facet, &[bool]),
        window: Window,
        summed: i32,
    ) -> Answer<Ledger> {
        let (mut ledger, authority) = (Ledger::new(), self.venue.authority);
        let Parts { weeks, days } = window.parts(summed);
        for drill in drills {
            let kind = (self.venue.id, *drill, facet);
            if let Some(weeks) = weeks {
                store::tell_weeks(view, authority, kind, weeks, |_, key, cell| {
                    hours_of(&mut ledger, key).read(cell, &self.priorities, |_| true).map_err(Problem::internal)
                })
                .await?;
            }
            for days in &days {
                store::tell(view, authority, kind, *days, |day, key, cell| {
                    let wanted = |hour| window.holds(day, hour);
                    hours_of(&mut ledger, key).read(cell, &self.priorities, wanted).map_err(Problem::internal)
                })
                .await?;
            }
        }
        Ok(ledger)
    }

    fn label(&self, key: &str) -> String {
        match self.by.1 {
            By::Of(Facet::Zone) if !key.is_empty() => self.venue.zone_label(key).label,
            By::Of(Facet::Post) => key.parse().map(|id| self.venue.post_label(id).label).unwrap_or_default(),
            _ => key.to_owned(),
        }
    }

    fn limits(&self) -> InsightLimits {
        let of = |priority: u8| {
            let ladder = self.venue.ladder(priority);
            let own = ladder.promises.as_ref();
            let step = |owed| promise::ladder(owed, priority, own).map(|ladder| ladder.acknowledge_within_s);
            let comes = promise::next(shared::incident::Status::EnRoute, priority, own) == Some(Owed::OnScene);
            let acknowledge = ladder.acknowledge_within_s;
            let on_scene = step(Owed::EnRoute).zip(step(Owed::OnScene)).filter(|_| comes);
            (acknowledge, on_scene.map(|(en_route, on_scene)| acknowledge + en_route + on_scene))
        };
        let least = self.priorities.iter().copied().max().unwrap_or(4);
        let (acknowledge_s, on_scene_s) = of(least);
        InsightLimits { acknowledge_s, on_scene_s }
    }

    fn rows(&self, now: &Ledger, before: &Ledger) -> Vec<InsightRow> {
        let row = |(key, hours): (&String, &Hours)| {
            let sum = hours.all();
            let count = |hour| hours.at(hour).map_or(0, |sum| self.told.count(sum.count(Count::Incidents)));
            InsightRow {
                key: key.clone(),
                label: self.label(key),
                hours: (0..DAY).map(count).collect(),
                numbers: self.told.numbers(&sum),
                before: self.told.numbers(&before.get(key).map(Hours::all).unwrap_or_default()),
            }
        };
        let mut rows: Vec<InsightRow> = now.iter().map(row).filter(|row| row.numbers.incidents > 0).collect();
        rows.sort_by(|a, b| (b.numbers.incidents, &a.label).cmp(&(a.numbers.incidents, &b.label)));
        rows.truncate(ROWS);
        rows
    }

    fn hour_rows(&self, all: &Hours, before: &Hours) -> Vec<InsightRow> {
        let row = |hour: usize| {
            let numbers = |hours: &Hours| self.told.numbers(&hours.of([hour]));
            let (numbers, before) = (numbers(all), numbers(before));
            let hours = (0..DAY).map(|nth| if nth == hour { numbers.incidents } else { 0 }).collect();
            InsightRow { key: hour.to_string(), label: format!("{hour:02}"), numbers, hours, before }
        };
        (0..DAY).map(row).collect()
    }

    /// For each place the three hours in which it takes longest, the longest first.
    fn longest(&self, now: &Ledger, before: &Ledger) -> Vec<Longest> {
        let stretch = |from: usize| (from..from + STRETCH).map(|hour| hour % DAY);
        let of = |(key, hours): (&String, &Hours)| {
            let each = (0..DAY).filter_map(|from| {
                let sum = hours.of(stretch(from));
                let (known, spread) = sum.spread(Measure::OnScene);
                spread.map(|(median_s, p90_s)| (from, known, median_s, p90_s))
            });
            let (from, known, median_s, p90_s) = each.max_by(|a, b| a.3.total_cmp(&b.3))?;
            let was = before.get(key).map(|hours| hours.of(stretch(from)));
            let before_p90_s = was.and_then(|was| was.spread(Measure::OnScene).1).map(|(_, p90_s)| p90_s);
            Some(Longest {
                key: key.clone(),
                label: self.label(key),
                from_hour: u8::try_from(from).unwrap_or(0),
                to_hour: u8::try_from((from + STRETCH - 1) % DAY).unwrap_or(0),
                incidents: self.told.count(known),
                median_s,
                p90_s,
                before_p90_s,
            })
        };
        let mut longest: Vec<Longest> = now.iter().filter_map(of).collect();
        longest.sort_by(|a, b| b.p90_s.total_cmp(&a.p90_s));
        longest.truncate(FEW);
        longest
    }

    /// What came again, by whole weeks.
    async fn repeats(&self, view: &View, summed: i32) -> Answer<Repeats> {
        let (first, last) = self.window.days();
        let (first, last) = (monday(first), monday(last) + 6);
        let (begin, authority) = (first - (last + 1 - first), self.venue.authority);
        let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        let mut take = |day, key: &str, cell: &[u8]| {
            let mut hours = Hours::default();
            hours.read(cell, &self.priorities, |_| true).map_err(Problem::internal)?;
            let known = hours.at(0).map_or(0, |sum| sum.count(Count::Incidents));
            let (now, before) = counts.entry(key.to_owned()).or_default();
            *(if day >= first { now } else { before }) += known;
            Ok(())
        };
        for drill in self.drills.1 {
            let kind = (self.venue.id, *drill, Facet::Spot);
            store::tell_weeks(view, authority, kind, (begin, last.min(summed - 1)), &mut take).await?;
            store::tell(view, authority, kind, (begin.max(summed), last), &mut take).await?;
        }
        let again = |(key, (now, before)): (String, (u64, u64))| {
            let (category, zone) = key.split_once(' ').filter(|(_, zone)| !zone.is_empty() && now >= AGAIN)?;
            // Coarsely: not where so few would be told as more than there were.
            let (incidents, before) = (self.told.count(now), self.told.count(before));
            let zone = self.venue.zone_label(zone);
            Some(Repeat { zone, category: category.to_owned(), incidents, before })
        };
        let mut items: Vec<Repeat> = counts.into_iter().filter_map(again).collect();
        items.sort_by(|a, b| (b.incidents, &a.zone.label).cmp(&(a.incidents, &b.zone.label)));
        items.truncate(FEW);
        Ok(Repeats { from: date_of(first), to: date_of(last), items })
    }
}

fn hours_of<'a>(ledger: &'a mut Ledger, key: &str) -> &'a mut Hours {
    ledger.entry(key.to_owned()).or_default()
}

fn all_of(ledger: &Ledger) -> Hours {
    let mut all = Hours::default();
    ledger.values().for_each(|hours| all.add(hours));
    all
}

pub async fn channels(view: &View, venue: &Venue, window: Window, told: Told) -> Answer<Vec<ChannelNumbers>> {
    let mut ledger = Ledger::new();
    let of: (VenueId, bool, Facet) = (venue.id, false, Facet::Channel);
    store::tell(view, venue.authority, of, window.days(), |day, key, cell| {
        let hours = ledger.entry(key.to_owned()).or_default();
        hours.read(cell, &[1, 2, 3, 4], |hour| window.holds(day, hour)).map_err(Problem::internal)
    })
    .await?;
    let numbers = |(channel, hours): (String, Hours)| {
        let sum: Sum = hours.all();
        let count = |count| told.count(sum.count(count));
        ChannelNumbers { channel, attempts: count(Count::Incidents), failed: count(Count::Late) }
    };
    Ok(ledger.into_iter().map(numbers).filter(|channel| channel.attempts > 0).collect())
}

/// The numbers of one venue and a time, beside those of the time before.
pub async fn read(app: &App, scope: &Scope, query: InsightQuery) -> Answer<Insight> {
    let asked = asked(app, scope, query).await?;
    let view = app.db.read().await?;
    let head = store::head(&view, scope.authority).await?;
    let waiting = audit::head(&view, scope.authority).await? - head.seq;
    let facet = match asked.by.1 {
        By::Of(facet) => facet,
        By::Hour => Facet::Zone,
    };
    let of = (facet, asked.drills.1);
    let now = asked.ledger(&view, of, asked.window, head.summed).await?;
    let before = asked.ledger(&view, of, asked.window.before(), head.summed).await?;
    let exercises = match asked.drills.1 {
        [true] => all_of(&now).all(),
        _ => all_of(&asked.ledger(&view, (Facet::Language, &[true]), asked.window, head.summed).await?).all(),
    };
    let repeats = asked.repeats(&view, head.summed).await?;
    let channels = channels(&view, &asked.venue, asked.window, asked.told).await?;
    drop(view);
    let (all, was) = (all_of(&now), all_of(&before));
    let hour = |hour: u8| InsightHour { hour, numbers: asked.told.numbers(&all.of([usize::from(hour)])) };
    let (rows, longest) = match asked.by.1 {
        By::Hour => (asked.hour_rows(&all, &was), Vec::new()),
        By::Of(_) => (asked.rows(&now, &before), asked.longest(&now, &before)),
    };
    let instant = |at: DateTime| asked.venue.time_zone.to_timestamp(at).map_err(Problem::internal);
    let (since, until) = (instant(asked.from)?, instant(asked.to)?);
    Ok(Insight {
        venue: asked.venue.slug.clone(),
        from: asked.from,
        to: asked.to,
        since,
        until,
        by: asked.by.0.to_owned(),
        drills: asked.drills.0.to_owned(),
        waiting: waiting.max(0),
        coarse: asked.told == Told::Coarsely,
        enough: ENOUGH,
        limits: asked.limits(),
        numbers: asked.told.numbers(&all.all()),
        before: asked.told.numbers(&was.all()),
        exercises: asked.told.numbers(&exercises),
        hours: (0..24).map(hour).collect(),
        rows,
        longest,
        repeats,
        channels,
        priorities: asked.priorities,
    })
}

/// Today on the venue's own clock.
pub fn today(app: &App, venue: &Venue) -> Option<Window> {
    let today = venue.time_zone.to_datetime(app.clock.now()).date().at(0, 0, 0, 0);
    Window::new(today, today.checked_add(SignedDuration::from_hours(24)).ok()?)
}
