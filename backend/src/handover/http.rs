//! The calls of a handover.

use super::acts::{self, Deed, said, words};
use super::wire::{AddLine, AtVersion, EditLine, SayOf, SheetPage, SheetView, ShiftLog, SignSheet};
use super::{paper as printing, service};
use crate::app::App;
use crate::auth::{Allowed, ReadIncidents, WorkIncidents};
use crate::body::Body;
use crate::problem::{Answer, Problem, Problems};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;
use shared::handover::Section;
use shared::id::HandoverId;
use shared::problem::ErrorCode;
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RunningQuery {
    /// A venue's name in addresses.
    venue: String,
    /// In whose words: `en`, `es`, `fr`, `de`, `ar`, `pt`, `zh` or `nl`; others are answered in English.
    language: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct EarlierQuery {
    venue: String,
    cursor: Option<i64>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WordsQuery {
    /// In whose words: `en`, `es`, `fr`, `de`, `ar`, `pt`, `zh` or `nl`; others are answered in English.
    language: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct LogQuery {
    cursor: Option<i64>,
}

/// The sheet of a venue that is not over yet. While it is a draft it is written anew each time, with what people wrote on it.
#[utoipa::path(operation_id = "running_handover", tag = "handover", params(RunningQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "the sheet", body = SheetView), Problems))]
#[get("/desk/handover")]
pub async fn running(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    query: web::Query<RunningQuery>,
) -> Answer<web::Json<SheetView>> {
    let scope = &who.signed.scope;
    let whole = service::running(&app, scope, &query.venue).await?;
    Ok(web::Json(whole.view(scope.account, service::language(query.language.as_deref()))))
}

/// The signed sheets of a venue, newest first.
#[utoipa::path(operation_id = "earlier_handovers", tag = "handover", params(EarlierQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "the sheets", body = SheetPage), Problems))]
#[get("/desk/handovers")]
pub async fn earlier(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    query: web::Query<EarlierQuery>,
) -> Answer<web::Json<SheetPage>> {
    Ok(web::Json(service::earlier(&app, &who.signed.scope, &query.venue, query.cursor).await?))
}

/// One sheet. Lines about what is told in confidence are there for their readers alone.
#[utoipa::path(operation_id = "read_handover", tag = "handover", params(WordsQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "the sheet", body = SheetView), Problems))]
#[get("/desk/handover/{id}")]
pub async fn one(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    id: web::Path<Uuid>,
    query: web::Query<WordsQuery>,
) -> Answer<web::Json<SheetView>> {
    let scope = &who.signed.scope;
    let whole = service::one(&app, scope, HandoverId::from_uuid(*id)).await?;
    Ok(web::Json(whole.view(scope.account, service::language(query.language.as_deref()))))
}

/// What people did in the shift a sheet tells of: acts, no content.
#[utoipa::path(operation_id = "shift_log", tag = "handover", params(LogQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "the acts", body = ShiftLog), Problems))]
#[get("/desk/handover/{id}/log")]
pub async fn log(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    id: web::Path<Uuid>,
    query: web::Query<LogQuery>,
) -> Answer<web::Json<ShiftLog>> {
    Ok(web::Json(service::log(&app, &who.signed.scope, HandoverId::from_uuid(*id), query.cursor).await?))
}

/// A sheet on paper: tagged PDF, as the asker may read it.
#[utoipa::path(operation_id = "handover_sheet", tag = "handover", params(WordsQuery), security(("bearer" = ["read_incidents"])), responses((status = 200, description = "the paper", body = Vec<u8>, content_type = "application/pdf"), Problems))]
#[get("/desk/handover/{id}/sheet.pdf")]
pub async fn paper(
    app: web::Data<App>,
    who: Allowed<ReadIncidents>,
    id: web::Path<Uuid>,
    query: web::Query<WordsQuery>,
) -> Answer<HttpResponse> {
    let scope = &who.signed.scope;
    let whole = service::one(&app, scope, HandoverId::from_uuid(*id)).await?;
    let bytes = printing::print(whole, scope.account, service::language(query.language.as_deref())).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .insert_header((CONTENT_DISPOSITION, "inline; filename=\"handover.pdf\""))
        .content_type("application/pdf")
        .body(bytes))
}

async fn act(
    app: &web::Data<App>,
    who: &Allowed<WorkIncidents>,
    (id, version): (Uuid, i64),
    deed: Deed,
    query: &WordsQuery,
) -> Answer<web::Json<SheetView>> {
    let language = service::language(query.language.as_deref());
    let (id, app) = (HandoverId::from_uuid(id), app.clone().into_inner());
    Ok(web::Json(acts::act(&app, &who.signed.scope, id, version, deed, language).await?))
}

/// A line of one's own. The same `id` again is the same line.
#[utoipa::path(operation_id = "add_handover_line", tag = "handover", params(WordsQuery), request_body = AddLine, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "the sheet", body = SheetView), Problems))]
#[post("/desk/handover/{id}/lines")]
pub async fn add(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    query: web::Query<WordsQuery>,
    body: Body<AddLine>,
) -> Answer<web::Json<SheetView>> {
    let AddLine { version, id: line, section, text, detail, until, incident } = body.into_inner();
    let section = Section::parse(&section).ok_or_else(|| Problem::new(ErrorCode::InvalidValue).at("section"))?;
    let deed = Deed::Add { id: line, section, words: words(&text, &detail)?, until, incident };
    act(&app, &who, (*id, version), deed, &query).await
}

/// Other words for a line, or `strike` it with a reason, or `restore` it.
#[utoipa::path(operation_id = "edit_handover_line", tag = "handover", params(WordsQuery), request_body = EditLine, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "the sheet", body = SheetView), Problems))]
#[post("/desk/handover/{id}/lines/{key}")]
pub async fn edit(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    path: web::Path<(Uuid, String)>,
    query: web::Query<WordsQuery>,
    body: Body<EditLine>,
) -> Answer<web::Json<SheetView>> {
    let (id, key) = path.into_inner();
    let EditLine { version, text, detail, until, strike, restore } = body.into_inner();
    let deed = match (strike, restore) {
        (Some(reason), false) if reason.trim().is_empty() => {
            return Err(Problem::new(ErrorCode::ReasonRequired).at("strike"));
        }
        (Some(reason), false) => Deed::Strike { key, reason: said("strike", &reason)? },
        (None, true) => Deed::Restore { key },
        (None, false) => Deed::Edit { key, words: words(&text.unwrap_or_default(), &detail)?, until },
        (Some(_), true) => return Err(Problem::new(ErrorCode::InvalidValue).at("restore")),
    };
    act(&app, &who, (id, version), deed, &query).await
}

/// The incoming officer has read a line. Whoever reads first is the incoming officer.
#[utoipa::path(operation_id = "accept_handover_line", tag = "handover", params(WordsQuery), request_body = AtVersion, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "the sheet", body = SheetView), Problems))]
#[post("/desk/handover/{id}/lines/{key}/accept")]
pub async fn accept(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    path: web::Path<(Uuid, String)>,
    query: web::Query<WordsQuery>,
    body: Body<AtVersion>,
) -> Answer<web::Json<SheetView>> {
    let (id, key) = path.into_inner();
    act(&app, &who, (id, body.into_inner().version), Deed::Accept { key }, &query).await
}

/// The incoming officer asks about a line.
#[utoipa::path(operation_id = "question_handover_line", tag = "handover", params(WordsQuery), request_body = SayOf, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "the sheet", body = SheetView), Problems))]
#[post("/desk/handover/{id}/lines/{key}/question")]
pub async fn question(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    path: web::Path<(Uuid, String)>,
    query: web::Query<WordsQuery>,
    body: Body<SayOf>,
) -> Answer<web::Json<SheetView>> {
    let ((id, key), SayOf { version, text }) = (path.into_inner(), body.into_inner());
    act(&app, &who, (id, version), Deed::Question { key, text: said("text", &text)? }, &query).await
}

/// The outgoing officer answers.
#[utoipa::path(operation_id = "answer_handover_line", tag = "handover", params(WordsQuery), request_body = SayOf, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "the sheet", body = SheetView), Problems))]
#[post("/desk/handover/{id}/lines/{key}/answer")]
pub async fn answer(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    path: web::Path<(Uuid, String)>,
    query: web::Query<WordsQuery>,
    body: Body<SayOf>,
) -> Answer<web::Json<SheetView>> {
    let ((id, key), SayOf { version, text }) = (path.into_inner(), body.into_inner());
    act(&app, &who, (id, version), Deed::Answer { key, text: said("text", &text)? }, &query).await
}

/// Sign the outgoing or the incoming side. The same again is answered the same.
#[utoipa::path(operation_id = "sign_handover", tag = "handover", params(WordsQuery), request_body = SignSheet, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "the sheet", body = SheetView), Problems))]
#[post("/desk/handover/{id}/sign")]
pub async fn sign(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    query: web::Query<WordsQuery>,
    body: Body<SignSheet>,
) -> Answer<web::Json<SheetView>> {
    let SignSheet { version, side } = body.into_inner();
    let deed = match side.as_str() {
        "outgoing" => Deed::SignOutgoing,
        "incoming" => Deed::SignIncoming,
        _ => return Err(Problem::new(ErrorCode::InvalidValue).at("side")),
    };
    act(&app, &who, (*id, version), deed, &query).await
}

/// The outgoing officer takes the signature back, before the incoming one stands. What was read must be read again.
#[utoipa::path(operation_id = "take_back_handover", tag = "handover", params(WordsQuery), request_body = AtVersion, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "the sheet", body = SheetView), Problems))]
#[post("/desk/handover/{id}/take-back")]
pub async fn take_back(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    query: web::Query<WordsQuery>,
    body: Body<AtVersion>,
) -> Answer<web::Json<SheetView>> {
    act(&app, &who, (*id, body.into_inner().version), Deed::TakeBack, &query).await
}

/// Read the sheet in another incoming officer's stead, from the beginning.
#[utoipa::path(operation_id = "take_handover", tag = "handover", params(WordsQuery), request_body = AtVersion, security(("bearer" = ["work_incidents"])), responses((status = 200, description = "the sheet", body = SheetView), Problems))]
#[post("/desk/handover/{id}/take")]
pub async fn take(
    app: web::Data<App>,
    who: Allowed<WorkIncidents>,
    id: web::Path<Uuid>,
    query: web::Query<WordsQuery>,
    body: Body<AtVersion>,
) -> Answer<web::Json<SheetView>> {
    act(&app, &who, (*id, body.into_inner().version), Deed::Take, &query).await
}
