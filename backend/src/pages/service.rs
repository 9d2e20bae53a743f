//! What is owed, and to whom it rings.

use super::store::{self, Obligation, Page};
use crate::app::App;
use crate::audit::{Actor, Announcement};
use crate::channels::{self, Reach};
use crate::db::Tx;
use crate::incidents::{self, Incident};
use crate::problem::Answer;
use crate::routing::{self, Circles};
use crate::venues::{self, Venue};
use jiff::Timestamp;
use serde_json::json;
use shared::confidence;
use shared::event::EventKind;
use shared::flood;
use shared::help;
use shared::id::{AccountId, IncidentId, ObligationId, PageId};
use shared::incident::Nature;
use shared::ladder::{self, Ladder, NextRung, Rung, Who};
use shared::promise::{self, Owed};
use shared::unheard::{Unheard, uncalled};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// Opens (or opens again) the obligations of incidents of one venue and rings every rung that is due at once.
pub async fn owe(tx: &Tx, app: &App, venue: &Venue, incidents: &[&Incident], now: Timestamp) -> Answer<()> {
    let at_once: Vec<_> = incidents.iter().map(|incident| (*incident, now)).collect();
    owe_from(tx, app, venue, &at_once, now).await
}

/// The same, where the waking for some begins later.
pub async fn owe_from(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    incidents: &[(&Incident, Timestamp)],
    now: Timestamp,
) -> Answer<()> {
    let circles = routing::circles(venue, now);
    let reach = channels::reach(tx.conn(), venue.authority).await?;
    let calling = Calling { tx, app, venue, circles: &circles, reach: &reach, now };
    let (mut obligations, mut pages) = (Vec::with_capacity(incidents.len()), Vec::with_capacity(incidents.len()));
    for (incident, begins) in incidents {
        let mut obligation = opened(app, incident, Owed::Acknowledge, *begins, *begins);
        pages.append(&mut calling.rungs_due(incident, &mut obligation));
        obligations.push(obligation);
    }
    store::put_obligations(tx.conn(), &obligations).await?;
    let told: Vec<&Incident> = incidents.iter().map(|(incident, _)| *incident).collect();
    queue(tx, &told, &pages).await
}

/// Supervisors hear that a wave has begun, once in a while: by way of an incident that waits in it.
pub async fn tell_of_wave(tx: &Tx, app: &App, venue: &Venue, incident: &Incident, now: Timestamp) -> Answer<()> {
    if store::told_of_wave(tx.conn(), venue.id, now - flood::WINDOW).await? {
        return Ok(());
    }
    let Some(obligation) = store::obligation(tx.conn(), incident.id).await? else { return Ok(()) };
    let (circles, reach) = (routing::circles(venue, now), channels::reach(tx.conn(), venue.authority).await?);
    let call = Call { tx, app, incident, obligation: &obligation, rung: 0, now };
    let supervisors = ladder::recipients(&Who::Supervisors, None, None, &[], &circles.supervisors, &circles.everyone);
    let told = supervisors.into_iter();
    let pages: Vec<Page> =
        told.flat_map(|one| call.officer(one, Owed::Acknowledge, &reach, Some(store::WAVE))).collect();
    queue(tx, &[incident], &pages).await
}

/// Queues pages. Whoever is called for what is told in confidence may read it from then on.
async fn queue(tx: &Tx, incidents: &[&Incident], pages: &[Page]) -> Answer<()> {
    let told = incidents.iter().filter(|incident| incident.confidence.is_some());
    for incident in told {
        let called = pages.iter().filter(|page| page.incident == incident.id && !page.account.uuid().is_nil());
        let called = called.map(|page| (incident.id, page.account));
        incidents::let_in(tx.conn(), incident.authority, called).await?;
    }
    Ok(store::queue(tx.conn(), pages).await?)
}

/// What waits because it came in a wave waits no longer.
pub async fn release(tx: &Tx, incident: IncidentId, now: Timestamp) -> Answer<()> {
    Ok(store::release(tx.conn(), incident, now).await?)
}

/// Many calls for one person at one instant are one page, about the most urgent of them, that says how many there are. Not
/// for what is most urgent, and not for promises: those are few, and each is somebody's own.
fn bundled(tx: &Tx, mut called: Vec<(u8, Page)>, now: Timestamp) -> Vec<Page> {
    called.sort_by_key(|(priority, page)| (*priority, page.queued_at, page.id));
    let mut of: BTreeMap<(AccountId, String, Option<Uuid>), Vec<usize>> = BTreeMap::new();
    for (nth, (priority, page)) in called.iter().enumerate() {
        if *priority > 1 && !page.kind.is_promise() && !page.account.uuid().is_nil() {
            of.entry((page.account, page.channel.clone(), page.target)).or_default().push(nth);
        }
    }
    let mut pages: Vec<Page> = called.into_iter().map(|(_, page)| page).collect();
    for same in of.into_values().filter(|same| same.len() >= flood::BUNDLE) {
        for (place, nth) in same.iter().enumerate() {
            let Some(page) = pages.get_mut(*nth) else { continue };
            if place == 0 {
                page.cause = Some(format!("{}{}", store::BUNDLE, same.len() - 1));
            } else {
                (page.state, page.error) = ("skipped".to_owned(), Some("bundled".to_owned()));
                announce(tx, page, EventKind::PageSkipped, now);
            }
        }
    }
    pages
}

/// Whoever has the incident promises the next step from now on. The caller saves the incident.
pub async fn promise(tx: &Tx, app: &App, incident: &mut Incident, now: Timestamp) -> Answer<()> {
    let venue = venues::by_id(app, incident.venue)?;
    let ladder = venue.ladder(incident.priority);
    let Some(owed) = promise::next(incident.status, incident.priority, ladder.promises.as_ref()) else {
        incident.owe(None);
        return Ok(());
    };
    // What nobody has is owed an acknowledgement, which climbs the ladder itself.
    let own = ladder.promises.as_ref();
    let Some(ladder) = promise::ladder(owed, incident.priority, own) else { return Ok(()) };
    let due = ladder.due_at(now);
    incident.owe(Some((owed, due)));
    Ok(store::put_obligations(tx.conn(), &[opened(app, incident, owed, now, due)]).await?)
}

fn opened(app: &App, incident: &Incident, kind: Owed, now: Timestamp, next_at: Timestamp) -> Obligation {
    Obligation {
        id: ObligationId::fresh(&*app.clock, &*app.entropy),
        authority: incident.authority,
        venue: incident.venue,
        incident: incident.id,
        priority: incident.priority,
        opened_at: now,
        rung: 0,
        next_at,
        closed: false,
        kind,
        fallback_at: None,
    }
}

/// Whom the authority's rules call besides. What cannot be read adds nothing: the ladder itself goes on.
pub fn added(incident: &Incident) -> Vec<Rung> {
    incident.assessment.read().map(|assessment| assessment.rungs).unwrap_or_default()
}

/// The ladder that what is owed climbs, with whom the authority's rules call besides.
pub fn ladder_of(venue: &Venue, added: &[Rung], owed: Owed, priority: u8) -> Ladder {
    let own = venue.ladder(priority);
    promise::ladder(owed, priority, own.promises.as_ref()).unwrap_or_else(|| own.with(added))
}

/// The ladder of an incident: where an officer needs help, everybody's.
pub fn ladder_for(venue: &Venue, incident: &Incident, owed: Owed, priority: u8) -> Ladder {
    match incident.help.filter(|_| !owed.is_promise()) {
        Some(_) => help::ladder().with(&added(incident)),
        None => ladder_of(venue, &added(incident), owed, priority),
    }
}

/// Whom the coming rungs of what is owed call, and when.
pub fn coming(venue: &Venue, incident: &Incident, obligation: &Obligation, now: Timestamp) -> Vec<NextRung> {
    if obligation.closed {
        return Vec::new();
    }
    let ladder = ladder_for(venue, incident, obligation.kind, obligation.priority);
    ladder::coming(&ladder, obligation.opened_at, obligation.rung, obligation.next_at, now)
}

/// Whom a rung of a ladder calls; after the last one everybody is.
pub fn circle(venue: &Venue, added: &[Rung], owed: Owed, priority: u8, rung: u32) -> String {
    let ladder = ladder_of(venue, added, owed, priority);
    let rung = usize::try_from(rung).ok().and_then(|rung| ladder.rungs.get(rung));
    rung.map_or(Who::Everyone, |rung| rung.who.clone()).code()
}

/// Rings the rungs of open obligations that are due and writes down when the next ones are.
pub async fn ring(tx: &Tx, app: &App, due: Vec<(Arc<Venue>, Incident, Obligation)>, now: Timestamp) -> Answer<()> {
    let (mut called, mut told) = (Vec::new(), Vec::new());
    for (venue, incident, mut obligation) in due {
        let circles = routing::circles(&venue, now);
        let reach = channels::reach(tx.conn(), venue.authority).await?;
        let calling = Calling { tx, app, venue: &venue, circles: &circles, reach: &reach, now };
        let pages = calling.rungs_due(&incident, &mut obligation);
        called.extend(pages.into_iter().map(|page| (incident.priority, page)));
        store::climb(tx.conn(), &obligation).await?;
        told.push(incident);
    }
    queue(tx, &told.iter().collect::<Vec<_>>(), &bundled(tx, called, now)).await
}

/// What calling people needs to know.
struct Calling<'a> {
    tx: &'a Tx,
    app: &'a App,
    venue: &'a Venue,
    circles: &'a Circles,
    reach: &'a Reach,
    now: Timestamp,
}

impl Calling<'_> {
    /// Moves an obligation past the rungs that are due, and answers the pages they call for.
    fn rungs_due(&self, incident: &Incident, obligation: &mut Obligation) -> Vec<Page> {
        let Self { tx, app, now, .. } = *self;
        let ladder = ladder_for(self.venue, incident, obligation.kind, obligation.priority);
        let mut pages = Vec::new();
        let mut next = ladder::due(&ladder, obligation.opened_at, obligation.rung, now);
        // A rung may be hastened: whom the one before it called cannot come.
        let mut hastened = obligation.next_at <= now;
        let rang = hastened || next.at <= now;
        while next.at <= now || hastened {
            hastened = false;
            if incident.nature == Nature::Canary {
                let call = Call { tx, app, incident, obligation, rung: next.index, now };
                pages.extend(call.canary(self.reach).into_iter().filter(|_| next.index == 0));
                obligation.rung = next.index + 1;
                next = ladder::due(&ladder, obligation.opened_at, obligation.rung, now);
                continue;
            }
            pages.append(&mut self.circle(incident, obligation, next.index, &next.who));
            obligation.rung = next.index + 1;
            next = ladder::due(&ladder, obligation.opened_at, obligation.rung, now);
        }
        obligation.next_at = next.at;
        if rang {
            self.heard(incident, obligation, pages.len());
        }
        pages
    }

    /// What is told in confidence may be kept from everybody who is here. That it then calls nobody is not passed over in silence:
    /// whoever told it, and whoever watches the engine, learn that nobody hears. An exercise has nobody to be told.
    fn heard(&self, incident: &Incident, obligation: &mut Obligation, called: usize) {
        let owed = incident.confidence.is_some() && incident.nature == Nature::Real && !obligation.kind.is_promise();
        // The dead-desk rule says for itself whom it called when.
        if !owed || obligation.priority <= 1 {
            return;
        }
        let Some(why) = uncalled(obligation.priority, called) else {
            obligation.fallback_at = None;
            return;
        };
        if obligation.fallback_at.is_none() {
            obligation.fallback_at = Some(self.now);
            let facts = json!({ "why": cause_of(why), "called": called });
            incidents::announce(self.tx, incident, EventKind::FallbackCalled, Actor::System, self.now, facts);
        }
    }

    /// Those among whom the ladder of what is told in confidence is climbed; absent for everything else.
    fn callable(&self, incident: &Incident) -> Option<BTreeSet<AccountId>> {
        let confidence = incident.confidence.as_ref()?;
        let looking = routing::named(self.venue, &Who::Skill(confidence::SKILL.to_owned()), self.now);
        let has_it = incident.assignee.into_iter().chain(incident.second);
        let trusted: Vec<AccountId> = has_it.chain(looking).chain(self.circles.supervisors.iter().copied()).collect();
        Some(confidence::callable(confidence, incident.priority, &trusted, &self.circles.everyone))
    }

    /// Whom a circle calls, and all who may be called at all.
    fn recipients(&self, incident: &Incident, who: &Who) -> (Vec<AccountId>, Vec<AccountId>) {
        let Circles { supervisors, everyone } = self.circles;
        let named = routing::named(self.venue, who, self.now);
        let (first, second) = (incident.assignee, incident.second);
        let Some(among) = self.callable(incident) else {
            return (ladder::recipients(who, first, second, &named, supervisors, everyone), everyone.clone());
        };
        let of = |some: &[AccountId]| some.iter().copied().filter(|one| among.contains(one)).collect::<Vec<_>>();
        let one = |one: Option<AccountId>| one.filter(|one| among.contains(one));
        let all: Vec<AccountId> = among.iter().copied().collect();
        (ladder::recipients(who, one(first), one(second), &of(&named), &of(supervisors), &all), all)
    }

    /// The pages of one circle, and their entry in the log. The first rung is the opening itself, which the log tells of already.
    fn circle(&self, incident: &Incident, obligation: &Obligation, rung: u32, who: &Who) -> Vec<Page> {
        let Self { tx, app, now, .. } = *self;
        let (mut called, all) = self.recipients(incident, who);
        // Whoever needs help is there already.
        called.retain(|officer| incident.help.is_none_or(|help| help.by != *officer));
        if rung > 0 || now > obligation.opened_at {
            let mut facts = json!({ "rung": rung, "who": who, "called": called.len() });
            if obligation.kind.is_promise() {
                facts["owes"] = obligation.kind.name().into();
            }
            incidents::announce(tx, incident, EventKind::LadderClimbed, Actor::System, now, facts);
        }
        let call = Call { tx, app, incident, obligation, rung, now };
        let officers = called.into_iter().flat_map(|account| call.officer(account, obligation.kind, self.reach, None));
        let mut pages: Vec<Page> = officers.collect();
        let circle = who.code();
        pages.extend(match who {
            Who::Outside => call.outside(&circle, self.reach, &all),
            // Nobody else is here to help.
            _ if incident.help.is_some() && incident.confidence.is_none() && pages.is_empty() => {
                let machines = call.machines(&circle, &circle, self.reach);
                machines.into_iter().chain(call.outside(&circle, self.reach, &[])).collect()
            }
            // All who are here are those it is kept from: then whoever is outside has to hear, of what is real.
            _ if incident.confidence.is_some() && all.is_empty() && incident.nature == Nature::Real => {
                call.machines(channels::FALLBACK, &circle, self.reach)
            }
            // Who reads what a machine is told, nobody here knows.
            _ if incident.confidence.is_some() => Vec::new(),
            _ => call.machines(&circle, &circle, self.reach),
        });
        pages
    }
}

/// A rule calls more people for an incident whose ladder is climbing already: they are called at once, and nothing waits for it. Rungs
/// after theirs may then ring once more; none is left out.
pub async fn call_more(
    tx: &Tx,
    app: &App,
    venue: &Venue,
    incident: &Incident,
    rungs: &[Rung],
    now: Timestamp,
) -> Answer<()> {
    let Some(obligation) = store::obligation(tx.conn(), incident.id).await? else { return Ok(()) };
    if obligation.closed || obligation.kind.is_promise() || obligation.opened_at > now {
        return Ok(());
    }
    let (circles, reach) = (routing::circles(venue, now), channels::reach(tx.conn(), venue.authority).await?);
    let calling = Calling { tx, app, venue, circles: &circles, reach: &reach, now };
    let pages = rungs.iter().flat_map(|rung| calling.circle(incident, &obligation, obligation.rung, &rung.who));
    queue(tx, &[incident], &pages.collect::<Vec<_>>()).await
}

/// Calls one more officer: the specialist besides whoever has it, or whom it is given to now. What is owed stays as it is.
pub async fn tell(tx: &Tx, app: &App, incident: &Incident, officer: AccountId, now: Timestamp) -> Answer<()> {
    let Some(obligation) = store::obligation(tx.conn(), incident.id).await? else { return Ok(()) };
    let reach = channels::reach(tx.conn(), incident.authority).await?;
    let call = Call { tx, app, incident, obligation: &obligation, rung: obligation.rung, now };
    queue(tx, &[incident], &call.officer(officer, Owed::Acknowledge, &reach, None)).await
}

/// Everybody in `told` hears of a major incident, and whoever is asked to take a role of it hears which. What is owed stays as it is, and
/// nobody is asked to acknowledge. Whoever calls says who may hear; machines of everybody's circle hear too, but of nothing told in confidence.
pub async fn tell_of_major(
    tx: &Tx,
    app: &App,
    incident: &Incident,
    told: &[(AccountId, Option<&'static str>)],
    machines: bool,
    now: Timestamp,
) -> Answer<()> {
    let Some(obligation) = store::obligation(tx.conn(), incident.id).await? else { return Ok(()) };
    let reach = channels::reach(tx.conn(), incident.authority).await?;
    // Not a second ring of anything: nobody's telephone rings for it, and a text is enough.
    let call = Call { tx, app, incident, obligation: &obligation, rung: 0, now };
    let mut pages = Vec::new();
    for (officer, role) in told {
        let cause = role.map_or(store::MAJOR.to_owned(), |role| format!("{}:{role}", store::MAJOR));
        pages.extend(call.officer(*officer, Owed::Acknowledge, &reach, Some(&cause)));
    }
    if machines && incident.confidence.is_none() {
        pages.extend(call.machines(&Who::Everyone.code(), store::MAJOR, &reach));
    }
    Ok(store::queue(tx.conn(), &pages).await?)
}

/// Nobody here hears a most urgent incident: calls whoever is outside, once for each obligation, and says so.
pub async fn fall_back(tx: &Tx, app: &App, incident: &Incident, why: Unheard, now: Timestamp) -> Answer<()> {
    let Some(obligation) = store::obligation(tx.conn(), incident.id).await? else { return Ok(()) };
    let heard = obligation.closed || obligation.kind.is_promise() || obligation.fallback_at.is_some();
    // Whoever is outside is called for what is real.
    if heard || incident.nature != Nature::Real {
        return Ok(());
    }
    let reach = channels::reach(tx.conn(), incident.authority).await?;
    let call = Call { tx, app, incident, obligation: &obligation, rung: obligation.rung, now };
    let cause = cause_of(why);
    let pages = call.machines(channels::FALLBACK, cause, &reach);
    let facts = json!({ "why": cause, "called": pages.len() });
    incidents::announce(tx, incident, EventKind::FallbackCalled, Actor::System, now, facts);
    store::fell_back(tx.conn(), obligation.id, now).await?;
    Ok(store::queue(tx.conn(), &pages).await?)
}

/// As the log says why nobody hears.
const fn cause_of(why: Unheard) -> &'static str {
    match why {
        Unheard::Unacknowledged => "unacknowledged",
        Unheard::NoDesk => "no_desk",
        Unheard::NobodyToCall => "nobody_to_call",
    }
}

/// A person has it: the obligation ends.
pub async fn settle(tx: &Tx, incident: &Incident, by: AccountId, now: Timestamp) -> Answer<()> {
    Ok(store::close(tx.conn(), incident.id, by, now).await?)
}

/// One ring of one rung.
#[derive(Clone, Copy)]
struct Call<'a> {
    tx: &'a Tx,
    app: &'a App,
    incident: &'a Incident,
    obligation: &'a Obligation,
    rung: u32,
    now: Timestamp,
}

impl Call<'_> {
    /// Pages for one officer, over every channel they have.
    fn officer(&self, account: AccountId, kind: Owed, reach: &Reach, cause: Option<&str>) -> Vec<Page> {
        if self.incident.is_kept_from(account) {
            return Vec::new();
        }
        let queued = |channel, target| self.queued(account, channel, target, kind, cause.map(str::to_owned));
        let mail = queued("email", None);
        let pushed = reach.subscriptions(account).map(|id| queued("push", Some(id.uuid())));
        let pages: Vec<Page> = std::iter::once(mail).chain(pushed).collect();
        let of_major = pages.iter().any(Page::is_of_major);
        pages
            .into_iter()
            .chain(self.by_phone(reach, account, of_major).into_iter().map(|way| queued(way, None)))
            .collect()
    }

    /// Texts for what is urgent; and whom the first ring of a most urgent one did not wake, the telephone does.
    fn by_phone(&self, reach: &Reach, account: AccountId, of_major: bool) -> Vec<&'static str> {
        if self.app.texting.is_none() || !reach.has_phone(account) || (self.incident.priority > 2 && !of_major) {
            return Vec::new();
        }
        if self.incident.priority == 1 && self.rung > 0 { vec!["text", "call"] } else { vec!["text"] }
    }

    /// Pages for whoever is outside; an exercise is none of theirs. Where nobody is set up, an empty rung raises: all on duty are called.
    fn outside(&self, cause: &str, reach: &Reach, all: &[AccountId]) -> Vec<Page> {
        if self.incident.nature != Nature::Real {
            return Vec::new();
        }
        let machines = self.machines(channels::FALLBACK, cause, reach);
        if !machines.is_empty() && self.incident.confidence.is_none() {
            return machines;
        }
        all.iter().flat_map(|one| self.officer(*one, self.obligation.kind, reach, None)).collect()
    }

    /// A canary's pages: to machines that answer it, never to a person.
    fn canary(&self, reach: &Reach) -> Vec<Page> {
        let mut pages = self.machines(store::PROOF, store::PROOF, reach);
        if self.app.config.proof_mail.is_some() {
            let (nobody, cause) = (AccountId::from_uuid(Uuid::nil()), Some(store::PROOF.to_owned()));
            pages.push(self.queued(nobody, "email", None, self.obligation.kind, cause));
        }
        pages
    }

    /// Pages for the machines that are set up for a circle.
    fn machines(&self, circle: &str, cause: &str, reach: &Reach) -> Vec<Page> {
        let nobody = AccountId::from_uuid(Uuid::nil());
        let hooks = reach.hooks(circle);
        hooks
            .map(|id| self.queued(nobody, "webhook", Some(id.uuid()), self.obligation.kind, Some(cause.to_owned())))
            .collect()
    }

    /// A page to be stored, and its entry in the log.
    fn queued(
        &self,
        account: AccountId,
        channel: &str,
        target: Option<Uuid>,
        kind: Owed,
        cause: Option<String>,
    ) -> Page {
        let page = Page {
            id: PageId::fresh(&*self.app.clock, &*self.app.entropy),
            authority: self.incident.authority,
            venue: self.incident.venue,
            incident: self.incident.id,
            obligation: self.obligation.id,
            rung: self.rung,
            account,
            channel: channel.to_owned(),
            target,
            kind,
            cause,
            state: "queued".to_owned(),
            attempts: 0,
            queued_at: self.now,
            sent_at: None,
            error: None,
            delivered_at: None,
            seen_at: None,
            answered_at: None,
        };
        announce(self.tx, &page, EventKind::PageQueued, self.now);
        page
    }
}

/// An entry in the log about a page.
pub fn announce(tx: &Tx, page: &Page, kind: EventKind, at: Timestamp) {
    if page.cause.as_deref() == Some(store::PROOF) {
        return;
    }
    let mut facts = json!({ "page": page.id, "channel": page.channel, "rung": page.rung, "attempt": page.attempts });
    // Where a machine is called there is no officer.
    let (field, id) = match page.target {
        Some(target) if page.account.uuid().is_nil() => ("target", target),
        _ => ("officer", page.account.uuid()),
    };
    facts[field] = id.to_string().into();
    let (venue, incident) = (Some(page.venue), Some(page.incident));
    tx.announce(Announcement { authority: page.authority, kind, at, venue, incident, actor: Actor::System, facts });
}
