//! The administrator's calls for rules.

use super::wire::{CheckRules, CheckedRules, ReplayRules, Replayed, RulesPage, SaveRules, WireFault};
use super::{service, what_if};
use crate::app::App;
use crate::auth::{Allowed, EditRules, ReadRules};
use crate::body::Body;
use crate::problem::{Answer, Problems};
use actix_web::{get, post, put, web};

/// The live rules, and the versions up to them.
#[utoipa::path(operation_id = "read_rules", tag = "admin", security(("bearer" = ["read_rules"])), responses((status = 200, description = "the rules", body = RulesPage), Problems))]
#[get("/admin/rules")]
pub async fn read(app: web::Data<App>, who: Allowed<ReadRules>) -> Answer<web::Json<RulesPage>> {
    Ok(web::Json(service::page(&app, &who.signed.scope).await?))
}

/// What is wrong with these rules. Changes nothing.
#[utoipa::path(operation_id = "check_rules", tag = "admin", request_body = CheckRules, security(("bearer" = ["edit_rules"])), responses((status = 200, description = "what is wrong, or nothing", body = CheckedRules), Problems))]
#[post("/admin/rules/check")]
pub async fn check(
    app: web::Data<App>,
    who: Allowed<EditRules>,
    body: Body<CheckRules>,
) -> Answer<web::Json<CheckedRules>> {
    let (_, faults) = service::faults(&app, &who.signed.scope, body.into_inner().rules).await?;
    Ok(web::Json(CheckedRules { errors: faults.into_iter().map(WireFault::from).collect() }))
}

/// What these rules would have changed in the last days, beside the live ones. Changes nothing.
#[utoipa::path(operation_id = "replay_rules", tag = "admin", request_body = ReplayRules, security(("bearer" = ["edit_rules"])), responses((status = 200, description = "what would have been different", body = Replayed), Problems))]
#[post("/admin/rules/replay")]
pub async fn replay(
    app: web::Data<App>,
    who: Allowed<EditRules>,
    body: Body<ReplayRules>,
) -> Answer<web::Json<Replayed>> {
    let ReplayRules { rules, days } = body.into_inner();
    Ok(web::Json(what_if::what_if(&app, &who.signed.scope, rules, days).await?))
}

/// Saves a new version, which is live at once. `409` where another went live meanwhile, `422` with everything that is wrong.
#[utoipa::path(operation_id = "save_rules", tag = "admin", request_body = SaveRules, security(("bearer" = ["edit_rules"])), responses((status = 200, description = "live", body = RulesPage), Problems))]
#[put("/admin/rules")]
pub async fn save(app: web::Data<App>, who: Allowed<EditRules>, body: Body<SaveRules>) -> Answer<web::Json<RulesPage>> {
    let SaveRules { rules, note, version } = body.into_inner();
    Ok(web::Json(service::save(&app, &who.signed.scope, rules, note, version).await?))
}
