//! The one port through which a page leaves: by mail, to a machine's webhook, or as a push to a device. All of them say
//! number, priority, category, place and link at most; a lock screen, which strangers read, says less.

use super::link;
use super::mail::Mail;
use super::store::{BUNDLE, PROOF, Page, WAVE};
use crate::app::App;
use crate::channels::{self, Hook, Posted, Subscription, Texting};
use crate::incidents::Incident;
use crate::venues::Venue;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::incident::Nature;
use shared::promise::Owed;
use shared::taxonomy::Taxonomy;

/// What became of one attempt.
pub enum Outcome {
    Sent,
    /// Nobody needs it any more, or it cannot arrive: decided at the last moment.
    Skipped(&'static str),
    /// The device's push service knows it no more. Its officer is called over the other channels.
    Gone,
    NotYet {
        error: String,
        after: Option<SignedDuration>,
    },
}

/// Where a page goes.
pub enum Channel<'a> {
    Mail { name: &'a str, email: &'a str },
    Text { gateway: &'a Texting, to: &'a str },
    Call { gateway: &'a Texting, to: &'a str },
    Webhook(&'a Hook),
    Push(&'a Subscription),
}

/// Tries once.
pub async fn send(app: &App, channel: Channel<'_>, venue: &Venue, incident: &Incident, page: &Page) -> Outcome {
    let (now, id) = (app.clock.now(), page.id.to_string());
    let tried = match channel {
        Channel::Mail { name, email } => {
            return match app.mailer.send(mail(app, venue, incident, page, name, email)).await {
                Ok(()) => {
                    app.postman.came();
                    Outcome::Sent
                }
                Err(error) => failed(page, &error),
            };
        }
        Channel::Webhook(hook) => {
            channels::call(&app.outward, hook, &id, now, &message(app, venue, incident, page)).await
        }
        Channel::Text { gateway, to } => {
            let told = format!("{}/api/v1/hooks/texts/{id}", app.config.public_url);
            gateway.text(&app.outward, to, &text(venue, incident, page), &told).await
        }
        Channel::Call { gateway, to } => {
            let script = format!("{}/api/v1/hooks/calls/{id}", app.config.public_url);
            let told = format!("{}/api/v1/hooks/texts/{id}", app.config.public_url);
            gateway.call(&app.outward, to, &script, &told).await
        }
        Channel::Push(to) => {
            let topic = incident.id.uuid().into_bytes();
            channels::push(&app.outward, &app.vapid, to, &topic, now, &lock_screen(app, venue, incident, page)).await
        }
    };
    match tried {
        Ok(Posted { status: 200..=299, .. }) => Outcome::Sent,
        Ok(Posted { status: 404 | 410, .. }) if page.channel == "push" => Outcome::Gone,
        Ok(Posted { status, retry_after }) => {
            let after = retry_after.map(|seconds| SignedDuration::from_secs(seconds.into()));
            Outcome::NotYet { error: format!("answered {status}"), after }
        }
        Err(error) => failed(page, &error),
    }
}

fn failed(page: &Page, error: &anyhow::Error) -> Outcome {
    let error: String = format!("{error:#}").chars().take(200).collect();
    tracing::warn!(page = %page.id, channel = page.channel, attempt = page.attempts, error, "a page did not get through and is tried again");
    Outcome::NotYet { error, after: None }
}

/// What people are told that the incident is called.
fn title(incident: &Incident) -> &str {
    Taxonomy::builtin().category(&incident.category).map_or("Report", |category| &category.label)
}

/// The same, with what must stand before everything else.
fn titled(incident: &Incident) -> String {
    let exercise = if incident.nature == Nature::Drill { "EXERCISE · " } else { "" };
    let help = if incident.help.is_some() { "OFFICER NEEDS HELP · " } else { "" };
    format!("{exercise}{help}{}", title(incident))
}

fn desk_link(app: &App, incident: &Incident) -> String {
    format!("{}/desk/{}", app.config.public_url, incident.number)
}

/// A major incident was declared, in one sentence; or what somebody is asked to be in one.
fn declared(page: &Page) -> Option<String> {
    let role = page.asked_role();
    let asked =
        role.map(|role| format!("You are asked to be {role} of a big incident. Accept or decline on its board."));
    page.is_of_major()
        .then(|| asked.unwrap_or_else(|| "This is a big incident now. Follow who commands it.".to_owned()))
}

fn mail<'a>(app: &App, venue: &Venue, incident: &Incident, page: &Page, name: &'a str, email: &'a str) -> Mail<'a> {
    let title = titled(incident);
    let place = incident.place_label.as_deref().unwrap_or("place not known yet");
    let (number, priority, venue, link) = (&incident.number, incident.priority, &venue.name, desk_link(app, incident));
    if let Some(said) = declared(page) {
        let exercise = if incident.nature == Nature::Drill { "EXERCISE · " } else { "" };
        let subject = format!("P{priority} {number} · {exercise}BIG INCIDENT");
        let text = format!("{said}\n\nP{priority} {number}\n{title}\n{venue}: {place}\n\nOpen:\n{link}\n");
        return Mail { to_name: name, to: email, subject, text, id: page.id.to_string(), urgent: true };
    }
    let (subject, why) = match missing(page.kind) {
        None => (
            format!("P{priority} {number} · {title}"),
            "Opening a link acknowledges nothing; the button behind it does. Until somebody acknowledges, others are called.".to_owned(),
        ),
        Some(missing) => {
            let who = if incident.assignee == Some(page.account) { "You" } else { "Somebody" };
            let why = format!(
                "{who} acknowledged {number}, and {missing}. Say how it stands: its next status, a note or a message. \
                 Until then others are called."
            );
            let exercise = if incident.nature == Nature::Drill { "EXERCISE · " } else { "" };
            (format!("P{priority} {number} · {exercise}{missing}"), why)
        }
    };
    if page.cause.as_deref() == Some(WAVE) {
        let subject = format!("Wave of reports at {venue}");
        let text = format!(
            "Many new incidents within a few minutes at {venue}. What is not most urgent and has nobody's name \
             behind it calls nobody for a while. All of it is in the queue:\n{}/desk\n",
            app.config.public_url
        );
        return Mail { to_name: name, to: email, subject, text, id: page.id.to_string(), urgent: true };
    }
    let others = page.cause.as_deref().and_then(|cause| cause.strip_prefix(BUNDLE));
    let subject = others.map_or(subject.clone(), |others| format!("{subject} (+{others})"));
    let others = others.map(|others| format!("{others} more wait for an answer: {}/desk\n\n", app.config.public_url));
    let others = others.unwrap_or_default();
    let answer = match page.kind.is_promise() {
        true => String::new(),
        false => format!("I have it:\n{}/desk/ack#{}\n\n", app.config.public_url, link::token(app, page.id)),
    };
    let text = format!("P{priority} {number}\n{title}\n{venue}: {place}\n\n{answer}Open:\n{link}\n\n{others}{why}\n");
    Mail { to_name: name, to: email, subject, text, id: page.id.to_string(), urgent: priority == 1 }
}

/// What was promised and has not happened.
fn missing(owed: Owed) -> Option<&'static str> {
    match owed {
        Owed::Acknowledge => None,
        Owed::EnRoute => Some("nobody is on the way yet"),
        Owed::OnScene => Some("nobody has arrived yet"),
        Owed::News => Some("there is no news"),
    }
}

/// What a machine is told.
fn message(app: &App, venue: &Venue, incident: &Incident, page: &Page) -> Value {
    // Only a canary's machine answers for itself; a person's page is answered by the person it is for.
    let answered = page.cause.as_deref() == Some(PROOF);
    json!({
        "type": "page",
        "timestamp": page.queued_at.to_string(),
        "data": {
            "number": incident.number,
            "priority": incident.priority,
            "category": incident.category,
            "drill": incident.nature == Nature::Drill,
            "venue": venue.slug,
            "place": incident.place_label,
            "owes": page.kind.name(),
            "because": page.cause,
            "link": desk_link(app, incident),
            "token": answered.then(|| link::token(app, page.id)),
        },
    })
}

/// Strangers read lock screens: how urgent, its number, and how to take it.
fn text(venue: &Venue, incident: &Incident, page: &Page) -> String {
    let exercise = if incident.nature == Nature::Drill { "EXERCISE " } else { "" };
    let (priority, number) = (incident.priority, &incident.number);
    if let Some(said) = declared(page) {
        return format!("{exercise}BIG INCIDENT. P{priority} {number}, {}. {said}", venue.name);
    }
    match missing(page.kind) {
        None if incident.help.is_some() => {
            let place = incident.place_label.as_deref().unwrap_or("place not known yet");
            format!(
                "{exercise}OFFICER NEEDS HELP. P{priority} {number}, {}: {place}. To say that you come, answer: {number}",
                venue.name
            )
        }
        None => format!("{exercise}P{priority} {number}, {}. To take it, answer: {number}", venue.name),
        Some(missing) => format!("{exercise}P{priority} {number}, {}: {missing}. Open the desk.", venue.name),
    }
}

fn lock_screen(app: &App, venue: &Venue, incident: &Incident, page: &Page) -> Value {
    let exercise = if incident.nature == Nature::Drill { "EXERCISE · " } else { "" };
    let help = if incident.help.is_some() { "OFFICER NEEDS HELP · " } else { "" };
    let big = if page.is_of_major() { "BIG INCIDENT · " } else { "" };
    let words = format!("{exercise}{big}{help}P{} · {} · open the desk", incident.priority, venue.name);
    // Encrypted for the one browser it goes to, and shown to nobody: what answers for whom the page is for.
    let token = (!page.kind.is_promise() && !page.is_of_major()).then(|| link::token(app, page.id));
    json!({ "title": words, "number": incident.number, "priority": incident.priority, "token": token })
}
