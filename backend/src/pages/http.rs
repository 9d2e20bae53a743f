//! Answering a page without a desk.

use super::link;
use super::wire::{AnswerPage, PageAnswered};
use crate::app::App;
use crate::auth::From;
use crate::body::Body;
use crate::problem::{Answer, Problems};
use actix_web::{post, web};

/// I have it: said on the page behind the link in a mail. Reading that page says nothing.
#[utoipa::path(operation_id = "acknowledge_page", tag = "desk", request_body = AnswerPage, security(()), responses((status = 200, description = "how it stands", body = PageAnswered), Problems))]
#[post("/pages/acknowledge")]
pub async fn acknowledge(app: web::Data<App>, from: From, body: Body<AnswerPage>) -> Answer<web::Json<PageAnswered>> {
    app.rates.check_question(&from.0)?;
    Ok(web::Json(link::acknowledge(&app.into_inner(), &body.into_inner().token).await?))
}
