//! "Is something like this known here already?", asked before sending: yes or no, and nothing of its content. Nothing is stored.

use super::facts::{place_into, seen_at};
use super::intake;
use super::store::Facts;
use super::wire::{Inquiry, Known};
use crate::app::App;
use crate::incidents;
use crate::problem::Answer;
use crate::venues::Venue;

pub async fn known(app: &App, venue: &Venue, question: &Inquiry, from: &str) -> Answer<Known> {
    let place = intake::asked(&question.category, &question.place)?;
    app.rates.check_question(from)?;
    let now = app.clock.now();
    let mut facts = Facts { categories: vec![question.category.clone()], ..Facts::default() };
    place_into(&mut facts, venue, Some(&place));
    Ok(Known { known: incidents::is_known(app, venue, &seen_at(venue, &facts, now), now).await? })
}
