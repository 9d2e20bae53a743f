//! Who holds a receipt.

use super::store::{self, Report};
use crate::app::App;
use crate::problem::Answer;
use shared::problem::ErrorCode;
use shared::receipt::Receipt;

/// The report that a receipt opens. A wrong receipt and an unknown one answer alike, and only they are limited.
pub async fn holder(app: &App, receipt: &Receipt, from: &str) -> Answer<Report> {
    let found = store::by_receipt(&app.db.read().await?, &receipt.hash()).await?;
    match found {
        Some(report) => Ok(report),
        None => {
            app.rates.check_receipt(from)?;
            app.rates.note_wrong_receipt(from);
            Err(ErrorCode::NotFound.into())
        }
    }
}
