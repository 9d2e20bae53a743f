//! Finds the words, notes who wants them, and asks.

use super::translator::Failed;
use super::wire::{ToTranslate, Translation};
use crate::accounts::Scope;
use crate::app::App;
use crate::audit::{self, ReadOf};
use crate::incidents;
use crate::problem::{Answer, Problem};
use crate::reports::{self, Spoken};
use shared::id::{IncidentId, MessageId, ReportId};
use shared::language::{self, is_tag};
use shared::problem::ErrorCode;

pub async fn translate(app: &App, scope: &Scope, id: IncidentId, asked: ToTranslate) -> Answer<Translation> {
    let translator = app.translator.as_ref().ok_or(ErrorCode::NotFound)?;
    let ToTranslate { report, said, message, to } = asked;
    if !is_tag(&to) {
        return Err(Problem::new(ErrorCode::InvalidValue).at("to"));
    }
    let incident = incidents::visible(app, scope, id).await?;
    let which = message.map_or(Spoken::Words(said), |id| Spoken::Message(MessageId::from_uuid(id)));
    let (text, phone) = reports::said(app, scope, &incident, ReportId::from_uuid(report), which).await?;
    if text.trim().is_empty() {
        return Err(ErrorCode::NotFound.into());
    }
    // The log of reads knows of it before the words leave this process.
    let read = ReadOf {
        authority: scope.authority,
        account: scope.account,
        at: app.clock.now(),
        kind: "words.translated",
        object: message.unwrap_or(report),
        reason: None,
    };
    audit::record_now(&app.db, read).await?;
    // Where that is in doubt, the translator looks for itself.
    let from = language::written_in(&text, phone.as_deref()).filter(|found| found.sure).map(|found| found.language);
    let answered = translator.translate(&text, from.as_deref(), &to).await;
    match answered {
        Ok(done) => Ok(Translation { text: done.text, from: done.from.or(from), to }),
        Err(Failed::Refused) => Err(Problem::new(ErrorCode::InvalidValue)
            .at("to")
            .because("the translator does not know this pair of languages")),
        Err(Failed::Down(cause)) => Err(Problem::unavailable(cause)),
    }
}
