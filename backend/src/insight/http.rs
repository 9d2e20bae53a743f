//! The calls for numbers.

use super::wire::{BoardQuery, Insight, InsightQuery, LiveBoard};
use super::{board as boards, csv, service};
use crate::app::App;
use crate::auth::{Allowed, ReadNumbers};
use crate::problem::{Answer, Problem, Problems};
use actix_web::{HttpResponse, get, web};
use shared::problem::ErrorCode;

/// How long it took, how often, and where, beside the time before.
#[utoipa::path(operation_id = "insight", tag = "insight", params(InsightQuery), security(("bearer" = ["read_numbers"])), responses((status = 200, description = "numbers", body = Insight), Problems))]
#[get("/desk/insight")]
pub async fn read(
    app: web::Data<App>,
    who: Allowed<ReadNumbers>,
    query: web::Query<InsightQuery>,
) -> Answer<web::Json<Insight>> {
    Ok(web::Json(service::read(&app, &who.signed.scope, query.into_inner()).await?))
}

/// The rows of the same as a table (RFC 4180), or another of its tables.
#[utoipa::path(operation_id = "insight_table", tag = "insight", params(InsightQuery), security(("bearer" = ["read_numbers"])), responses((status = 200, description = "a table", body = String, content_type = "text/csv"), Problems))]
#[get("/desk/insight.csv")]
pub async fn table(
    app: web::Data<App>,
    who: Allowed<ReadNumbers>,
    query: web::Query<InsightQuery>,
) -> Answer<HttpResponse> {
    let query = query.into_inner();
    let invalid = || Problem::new(ErrorCode::InvalidValue).at("table");
    let table = csv::Table::of(query.table.as_deref()).ok_or_else(invalid)?;
    let what = query.table.clone().filter(|_| table != csv::Table::Rows);
    let insight = service::read(&app, &who.signed.scope, query).await?;
    let what = what.as_deref().unwrap_or(&insight.by);
    let name = format!("attachment; filename=\"{}-{what}-{}.csv\"", insight.venue, insight.from.date());
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("Content-Disposition", name))
        .body(csv::table(&insight, table)?))
}

/// How a venue stands now: what is open, who is on duty, and whether everything works.
#[utoipa::path(operation_id = "live_board", tag = "insight", params(BoardQuery), security(("bearer" = ["read_numbers"])), responses((status = 200, description = "now", body = LiveBoard), Problems))]
#[get("/desk/board")]
pub async fn board(
    app: web::Data<App>,
    who: Allowed<ReadNumbers>,
    query: web::Query<BoardQuery>,
) -> Answer<web::Json<LiveBoard>> {
    Ok(web::Json(boards::now(&app, &who.signed.scope, query.venue.as_deref()).await?))
}
