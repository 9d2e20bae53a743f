//! What comes back from the gateway of texts and calls: what became of a page, and "I have it" by text or by key. Nothing is believed that
//! the gateway has not signed.

use super::link;
use super::store::{self, Page};
use super::wire::Stands;
use crate::accounts;
use crate::app::App;
use crate::channels;
use crate::problem::{Answer, Problem};
use crate::venues;
use jiff::SignedDuration;
use shared::id::PageId;
use shared::problem::ErrorCode;
use std::sync::Arc;

/// A reply is to something that was sent within so long.
const RECENT: SignedDuration = SignedDuration::from_hours(24);

/// A form that the gateway posted to `path`.
pub struct Form(Vec<(String, String)>);

impl Form {
    /// # Errors
    /// `unauthorized` where the gateway did not sign it, `not_found` where none is set up.
    pub fn read(app: &App, path: &str, body: &str, signature: Option<&str>) -> Answer<Self> {
        let gateway = app.texting.as_ref().ok_or(ErrorCode::NotFound)?;
        let fields = channels::fields(body);
        let url = format!("{}{path}", app.config.public_url);
        match signature {
            Some(signature) if gateway.is_from_gateway(&url, &fields, signature) => Ok(Self(fields)),
            _ => Err(ErrorCode::Unauthorized.into()),
        }
    }

    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}

/// What became of a text or a call.
pub async fn told(app: &Arc<App>, page: PageId, form: &Form) -> Answer<()> {
    let state = if form.get("MessageStatus").is_empty() { form.get("CallStatus") } else { form.get("MessageStatus") };
    let (delivered, seen, failed) = match state {
        "delivered" => (true, false, false),
        // A call that was taken was heard; a text that was read was seen.
        "read" | "in-progress" | "completed" => (true, true, false),
        "undelivered" | "failed" | "busy" | "no-answer" | "canceled" => (false, false, true),
        _ => return Ok(()),
    };
    let error = failed.then(|| format!("the gateway says {state}"));
    mark(app, page, delivered, seen, error).await
}

/// Writes down that a page arrived, was seen, or did not get through. It never closes anything: the ladder climbs regardless.
pub async fn mark(app: &Arc<App>, page: PageId, delivered: bool, seen: bool, error: Option<String>) -> Answer<()> {
    let now = app.clock.now();
    app.db
        .write(move |tx| {
            let error = error.clone();
            Box::pin(async move { Ok(store::mark(tx.conn(), page, delivered, seen, error.as_deref(), now).await?) })
        })
        .await
}

/// Somebody answered a text. The words go back to them as a text.
pub async fn replied(app: &Arc<App>, form: &Form) -> Answer<String> {
    let from: String = form.get("From").chars().filter(|letter| !letter.is_whitespace()).collect();
    let view = app.db.read().await?;
    let people = accounts::of_phone(&view, &from).await?;
    let since = app.clock.now() - RECENT;
    let mut pages = Vec::new();
    for person in people {
        pages.extend(store::recent_of(&view, person, "text", since).await?);
    }
    drop(view);
    pages.sort_by_key(|page| std::cmp::Reverse(page.queued_at));
    if pages.is_empty() {
        return Ok("Nothing was sent to this number lately. Please open the desk, or call it.".to_owned());
    }
    let said = squeezed(form.get("Body"));
    for page in pages {
        // Only the number says which one is meant; "yes" may be to anything.
        if squeezed(&number(app, &page).await?) == said {
            return Ok(answer(app, &page).await);
        }
    }
    Ok("To take it, answer with its number alone, such as A-0421.".to_owned())
}

/// What a call says, and which key takes the incident.
pub async fn script(app: &App, page: PageId) -> Answer<String> {
    let page = store::page(&app.db.read().await?, page).await?.ok_or(ErrorCode::NotFound)?;
    let venue = venues::by_id(app, page.venue)?;
    let number = number(app, &page).await?;
    let spelled: String = number.chars().flat_map(|letter| [letter, ' ']).collect();
    let to = format!("{}/api/v1/hooks/calls/{}/key", app.config.public_url, page.id);
    let words = format!("See Say Act. {}. Incident {}needs you. To take it, press 1.", venue.name, spelled);
    let words = escaped(&words);
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Gather numDigits=\"1\" timeout=\"10\" action=\"{}\">\
         <Say loop=\"3\">{words}</Say></Gather></Response>",
        escaped(&to)
    ))
}

/// A key was pressed.
pub async fn pressed(app: &Arc<App>, page: PageId, form: &Form) -> Answer<String> {
    let page = store::page(&app.db.read().await?, page).await?.ok_or(ErrorCode::NotFound)?;
    let words = match form.get("Digits") {
        "1" => answer(app, &page).await,
        _ => "It was not taken. Others are called.".to_owned(),
    };
    Ok(spoken("Say", &words))
}

/// A text as the gateway sends it back.
pub fn as_text(words: &str) -> String {
    spoken("Message", words)
}

fn spoken(verb: &str, words: &str) -> String {
    let words = escaped(words);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><{verb}>{words}</{verb}></Response>")
}

async fn number(app: &App, page: &Page) -> Answer<String> {
    let known = crate::incidents::summaries(&app.db.read().await?, page.authority, vec![page.incident]).await?;
    known.get(&page.incident).map(|incident| incident.number.clone()).ok_or_else(|| ErrorCode::NotFound.into())
}

/// Takes it for whom the page was for, and says how it stands.
async fn answer(app: &Arc<App>, page: &Page) -> String {
    match link::take(app, page).await {
        Ok(answered) => match answered.stands {
            Stands::Yours => format!("{} is yours.", answered.number),
            Stands::Taken => format!("Somebody else has {}.", answered.number),
            Stands::Over => format!("{} is over.", answered.number),
        },
        Err(problem) if problem.code == ErrorCode::NotFound => "It can no longer be taken this way.".to_owned(),
        Err(problem) => {
            tracing::error!(%problem, cause = ?problem, page = %page.id, "an answer to a page was not taken");
            "It did not work. Please answer again, or open the desk.".to_owned()
        }
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The id of a page as it stands in the gateway's addresses.
pub fn page_id(text: &str) -> Answer<PageId> {
    text.parse().map_err(|_| Problem::new(ErrorCode::NotFound))
}
