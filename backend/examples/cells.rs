//! Goal 16: fills the numbers of the demo's airport as so many incidents of the last days would, through the same counting.
//!
//! usage: cells DATABASE_URL INCIDENTS DAYS
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a tool that needs the machine's clock")]

use anyhow::{Context, anyhow};
use backend::db::Db;
use backend::insight::{self, Place, put};
use jiff::Zoned;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use shared::id::{AuthorityId, VenueId};
use shared::insight::{Cell, Counted, Course, Facet, Outcome, day_of};
use std::collections::BTreeMap;
use uuid::Uuid;

/// More than most airports have, so that the rows are as many as they may get.
const ZONES: u64 = 60;
const CATEGORIES: u64 = 40;
const POSTS: u64 = 12;
const LANGUAGES: u64 = 12;

/// Chance that is the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    /// Rather small, seldom large: how long people take.
    fn took(&mut self, middle_ms: u64) -> u64 {
        let spread = 2_f64.powf((self.below(6_000) as f64 - 3_000.0) / 1_000.0);
        (middle_ms as f64 * spread) as u64
    }
}

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [url, incidents, days] = &words[..] else { anyhow::bail!("usage: cells DATABASE_URL INCIDENTS DAYS") };
    let cells = tokio::runtime::Runtime::new()?.block_on(fill(url, incidents.parse()?, days.parse()?))?;
    println!("{}", json!({ "cells": cells }));
    Ok(())
}

async fn fill(url: &str, incidents: u64, days: i32) -> anyhow::Result<usize> {
    let db = Db::open(url).await?;
    let sql = Statement::from_string(db.backend(), "select id, authority_id from venues where slug = 'bayview'");
    let view = db.read().await.map_err(|problem| anyhow!("{problem:?}"))?;
    let row = view.query_one_raw(sql).await?.context("no Bayview")?;
    let (venue, authority): (Uuid, Uuid) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    let (venue, authority) = (VenueId::from_uuid(venue), AuthorityId::from_uuid(authority));
    drop(view);
    let today = day_of(Zoned::now().date());
    let (mut chance, mut written, mut spots) = (Chance(1), 0, BTreeMap::new());
    let each = u64::try_from(days)?;
    for nth in 0..days {
        let mut cells = BTreeMap::new();
        let many = incidents * (u64::try_from(nth)? + 1) / each - incidents * u64::try_from(nth)? / each;
        for _ in 0..many {
            one(&mut chance, venue, today - days + 1 + nth, &mut cells, &mut spots);
        }
        written += write(&db, authority, cells).await?;
    }
    written += write(&db, authority, spots).await?;
    insight::sum(&db, authority, &[venue], today).await.map_err(|problem| anyhow!("{problem:?}"))?;
    Ok(written)
}

type Cells = BTreeMap<Place, Cell>;

fn one(chance: &mut Chance, venue: VenueId, day: i32, cells: &mut Cells, spots: &mut Cells) {
    let course = Course {
        acknowledged_ms: Some(chance.took(60_000)),
        on_scene_ms: Some(chance.took(360_000)),
        answered_ms: Some(chance.took(480_000)),
        late: u32::from(chance.below(300) == 0),
        reopened: chance.below(100) == 0,
    };
    let counted = Counted {
        drill: false,
        day,
        hour: u8::try_from(chance.below(24)).unwrap_or(0),
        priority: u8::try_from(1 + chance.below(4)).unwrap_or(4),
        zone: format!("zone-{}", chance.below(ZONES)),
        category: format!("category.{}", chance.below(CATEGORIES)),
        post: Uuid::from_u128(u128::from(chance.below(POSTS))).to_string(),
        language: format!("l{}", chance.below(LANGUAGES)),
        outcome: Some(if chance.below(4) == 0 { Outcome::Harmless } else { Outcome::Found }),
    };
    for (facet, key, day) in counted.cells() {
        let place = Place { venue, drill: false, facet, day, key };
        let is_spot = facet == Facet::Spot;
        let cell = if is_spot { &mut *spots } else { &mut *cells }.entry(place).or_default();
        if is_spot {
            cell.at(counted.priority, 0).count(&Course::default(), None, 1);
        } else {
            cell.at(counted.priority, counted.hour).count(&course, counted.outcome, 1);
        }
    }
}

async fn write(db: &Db, authority: AuthorityId, cells: Cells) -> anyhow::Result<usize> {
    let written = cells.len();
    let cells = std::sync::Arc::new(cells);
    db.write(move |tx| {
        let cells = cells.clone();
        Box::pin(async move { put(tx.conn(), authority, cells.iter()).await })
    })
    .await
    .map_err(|problem| anyhow!("{problem:?}"))?;
    Ok(written)
}
