//! One thing a reporter said, by where it stands: for whoever has to do something with these words alone.

use super::facts::{WORDS, amendment_place, content_key, message_place, words};
use super::store;
use crate::accounts::Scope;
use crate::app::App;
use crate::incidents::Incident;
use crate::problem::{Answer, Problem};
use shared::id::{MessageId, ReportId};
use shared::problem::ErrorCode;

#[derive(Clone, Copy, Debug)]
pub enum Spoken {
    /// Of the report itself and what was added to it, in the order in which a desk reads it.
    Words(usize),
    Message(MessageId),
}

/// The words, and the language of the phone they were written on. The incident is one that its asker may see.
pub async fn said(
    app: &App,
    scope: &Scope,
    incident: &Incident,
    report: ReportId,
    which: Spoken,
) -> Answer<(String, Option<String>)> {
    let none = || Problem::new(ErrorCode::NotFound);
    let view = app.db.read().await?;
    let found = store::find(&view, scope.authority, report).await?.ok_or_else(none)?;
    if found.incident != incident.id {
        return Err(none());
    }
    let key = content_key(app, &found)?;
    match which {
        Spoken::Message(id) => {
            let all = store::messages(&view, scope.authority, &[report]).await?;
            let theirs = |message: &store::Message| message.id == id && message.account.is_none();
            let (_, message) = all.into_iter().find(|(_, message)| theirs(message)).ok_or_else(none)?;
            let text = String::from_utf8(key.open(&message_place(id), message.sealed)?).map_err(Problem::internal)?;
            Ok((text, message.language.or(found.language)))
        }
        Spoken::Words(nth) => {
            let added = store::amendments(&view, scope.authority, &[report]).await?;
            let mut told = Vec::from_iter(words(&key, WORDS, found.sealed)?.narrative);
            for (_, one) in added {
                told.extend(words(&key, &amendment_place(one.id), one.sealed)?.narrative);
            }
            Ok((told.into_iter().nth(nth).ok_or_else(none)?, found.language))
        }
    }
}
