//! Reports that come by another phone: sealed by the traveller's, opened here, and theirs alone.

use super::create;
use super::key::Key;
use super::wire::{Carried, Delivered, Parcel};
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::venues::Venue;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use shared::problem::ErrorCode;
use std::sync::Arc;

/// Opens what was carried and takes it in as if its own phone had sent it: the same key and body later are no second report.
pub async fn deliver(app: &Arc<App>, venue: &Arc<Venue>, carried: &Carried, from: &str) -> Answer<Delivered> {
    let invalid = |field: &'static str| Problem::new(ErrorCode::InvalidValue).at(field);
    if !carried.relay {
        return Err(invalid("relay"));
    }
    let sealed = BASE64_STANDARD.decode(&carried.sealed).map_err(|_| invalid("sealed"))?;
    let opened = age::decrypt(&app.keys.intake, &sealed).map_err(|_| invalid("sealed"))?;
    let parcel: Parcel = serde_json::from_slice(&opened).map_err(|_| invalid("sealed"))?;
    if parcel.venue != venue.slug {
        return Err(invalid("sealed").because("this report is for another venue"));
    }
    let received = create::create(app, venue, &Key::parse(Some(&parcel.key))?, parcel.body, None, from, None).await?;
    Ok(Delivered { received_at: received.received_at })
}
