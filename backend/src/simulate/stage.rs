//! The clock of a simulation, and what happens when it is moved.

use super::mailbox::Mailbox;
use super::people::People;
use super::store;
use crate::app::App;
use crate::clock::MovableClock;
use crate::venues::{self, Venue};
use crate::{pages, photos};
use anyhow::{anyhow, bail};
use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use shared::clock::Clock;
use shared::scenario::{EVERYBODY, Fails, Officer, Scenario, Telling};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// The engine looks up so often while something is owed, as it would by itself, though it would more often.
const STEP: SignedDuration = SignedDuration::from_secs(5);
/// And so often while nothing is.
const CALM: SignedDuration = SignedDuration::from_secs(60);
/// An engine that still has work after so many turns at one instant never comes to rest.
const TURNS: usize = 500;
/// Reports sent side by side: more phones would only wait in the server's queue.
const AT_ONCE: usize = 32;

/// What somebody, or something, does.
enum Act {
    Tell(usize),
    Mail { away: bool },
    Duty { who: String, state: String, by: Option<String> },
    Acknowledge { who: String, incident: Uuid },
    Move { who: String, incident: Uuid, to: &'static str },
}

pub struct Stage<'a> {
    app: &'a Arc<App>,
    clock: &'a MovableClock,
    mailbox: &'a Mailbox,
    people: People,
    officers: HashMap<&'a str, &'a Officer>,
    pub tellings: &'a [Telling],
    /// The report that each telling became.
    pub became: Vec<Option<Uuid>>,
    pub start: Timestamp,
    end: Timestamp,
    due: BTreeMap<(Timestamp, usize), Act>,
    acts: usize,
    /// Pages somebody has noticed.
    noticed: HashSet<Uuid>,
    /// Everything sent before this was noticed.
    looked: Timestamp,
}

impl<'a> Stage<'a> {
    pub fn new(
        app: &'a Arc<App>,
        clock: &'a MovableClock,
        mailbox: &'a Mailbox,
        people: People,
        scenario: &'a Scenario,
        tellings: &'a [Telling],
        start: Timestamp,
    ) -> Self {
        let mut stage = Self {
            app,
            clock,
            mailbox,
            people,
            officers: scenario.officers.iter().map(|officer| (officer.who.as_str(), officer)).collect(),
            tellings,
            became: vec![None; tellings.len()],
            start,
            end: start + scenario.lasts,
            due: BTreeMap::new(),
            acts: 0,
            noticed: HashSet::new(),
            looked: start,
        };
        for outage in &scenario.outages {
            match outage.what {
                Fails::Mail => {
                    stage.plan(start + outage.from, Act::Mail { away: true });
                    stage.plan(start + outage.until, Act::Mail { away: false });
                }
            }
        }
        for officer in &scenario.officers {
            for says in &officer.says {
                stage.plan(
                    start + says.at,
                    Act::Duty { who: officer.who.clone(), state: says.duty.clone(), by: says.by.clone() },
                );
            }
        }
        for (nth, telling) in tellings.iter().enumerate() {
            stage.plan(start + telling.at, Act::Tell(nth));
        }
        stage
    }

    /// In the order in which they were planned, where they fall on one instant.
    fn plan(&mut self, at: Timestamp, act: Act) {
        self.due.insert((at, self.acts), act);
        self.acts += 1;
    }

    /// From the start to the end.
    pub async fn play(&mut self) -> anyhow::Result<()> {
        let desks: Vec<String> =
            self.officers.values().filter(|one| one.at_the_desk).map(|one| one.who.clone()).collect();
        let names: HashSet<&str> = self.tellings.iter().map(|telling| telling.who.as_str()).collect();
        for who in names {
            self.people.sign_in(who).await?;
        }
        loop {
            for who in &desks {
                self.people.sit_down(who).await?;
            }
            self.settle().await?;
            self.notice().await?;
            let now = self.clock.now();
            let next = self.due.first_key_value().map(|((at, _), _)| *at).filter(|at| *at <= now);
            if next.is_some() {
                self.act(now).await?;
                continue;
            }
            if now >= self.end {
                return Ok(());
            }
            let until = self.next(now).await?.min(self.end);
            self.clock.advance(until.duration_since(now));
        }
    }

    /// The instant at which there is something to do, or to look at.
    async fn next(&self, now: Timestamp) -> anyhow::Result<Timestamp> {
        let (owed, queued) = pages::next(self.app).await.map_err(|problem| anyhow!("{problem:?}"))?;
        let look = now + if owed.is_some() || queued.is_some() { STEP } else { CALM };
        let act = self.due.first_key_value().map(|((at, _), _)| *at);
        let engine = [owed, queued].into_iter().flatten().filter(|at| *at > now);
        Ok(engine.chain(act).fold(look, Timestamp::min))
    }

    async fn settle(&self) -> anyhow::Result<()> {
        for _ in 0..TURNS {
            let paged = pages::turn(self.app).await.map_err(|problem| anyhow!("the pages' engine: {problem:?}"))?;
            let derived = photos::turn(self.app).await.map_err(|problem| anyhow!("the photos' engine: {problem:?}"))?;
            if paged + derived == 0 {
                return Ok(());
            }
        }
        bail!("the engine does not come to rest")
    }

    /// Whom a page has reached will act, if that is how they are.
    async fn notice(&mut self) -> anyhow::Result<()> {
        let view = self.app.db.read().await.map_err(|problem| anyhow!("{problem:?}"))?;
        let sent = store::sent_since(&view, self.looked).await.map_err(|problem| anyhow!("{problem:?}"))?;
        drop(view);
        let emails = self.emails();
        for (page, account, incident, sent_at) in sent {
            let Some(who) = emails.get(&account) else { continue };
            let after = self.officer(who).and_then(|officer| officer.acknowledges_after);
            if let Some(after) = after
                && self.noticed.insert(page)
            {
                let sent_at = sent_at.and_then(|at| Timestamp::from_microsecond(at).ok());
                self.plan(sent_at.unwrap_or(self.looked) + after, Act::Acknowledge { who: who.clone(), incident });
            }
        }
        self.looked = self.clock.now();
        Ok(())
    }

    /// Everybody who belongs to a venue, by account.
    fn emails(&self) -> HashMap<Uuid, String> {
        let of = |venue: &Venue| -> Vec<_> {
            venue.people.iter().map(|(id, member)| (id.uuid(), member.email.clone())).collect()
        };
        venues::any(self.app).iter().flat_map(|venue| of(venue)).collect()
    }

    /// Everything that is due at this instant; reports that fall on it go side by side.
    async fn act(&mut self, now: Timestamp) -> anyhow::Result<()> {
        let later = self.due.split_off(&(now, usize::MAX));
        let due = std::mem::replace(&mut self.due, later);
        let mut told = Vec::new();
        for act in due.into_values() {
            match act {
                Act::Tell(nth) => told.push(nth),
                Act::Mail { away } => self.mailbox.be_away(away),
                Act::Duty { who, state, by: None } => self.people.say_duty(&who, &state).await?,
                Act::Duty { who, state, by: Some(by) } => {
                    let of = self.emails().into_iter().find(|(_, email)| *email == who).map(|(id, _)| id);
                    self.people.say_duty_of(&by, of.unwrap_or_default(), &state).await?;
                }
                Act::Acknowledge { who, incident } => {
                    if self.people.acknowledge(&who, incident).await? {
                        self.go_on(&who, incident, now);
                    }
                }
                Act::Move { who, incident, to } => {
                    self.people.moves(&who, incident, to).await?;
                }
            }
        }
        for some in told.chunks(AT_ONCE) {
            let people = &self.people;
            let sending =
                some.iter().filter_map(|nth| Some((*nth, self.tellings.get(*nth)?))).map(async |(nth, telling)| {
                    anyhow::Ok((nth, people.tell(telling, now.to_string(), &*self.app.entropy).await?))
                });
            for (nth, report) in try_join_all(sending).await? {
                if let Some(became) = self.became.get_mut(nth) {
                    *became = Some(report);
                }
            }
        }
        Ok(())
    }

    /// How somebody behaves.
    fn officer(&self, who: &str) -> Option<&'a Officer> {
        self.officers.get(who).or_else(|| self.officers.get(EVERYBODY)).copied()
    }

    fn go_on(&mut self, who: &str, incident: Uuid, now: Timestamp) {
        let Some(officer) = self.officer(who) else { return };
        let steps = [
            (officer.en_route_after, "en_route"),
            (officer.on_scene_after, "on_scene"),
            (officer.resolved_after, "resolved"),
        ];
        for (after, to) in steps {
            if let Some(after) = after {
                self.plan(now + after, Act::Move { who: who.to_owned(), incident, to });
            }
        }
    }
}
