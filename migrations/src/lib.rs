//! The schema's history, in order. Each step knows only itself: it must mean the same when the code has long changed.
//!
//! Times are microseconds since 1970 (UTC) in BIGINT, so that both databases keep, compare and page them alike.

#![expect(elided_lifetimes_in_paths, reason = "async_trait wants the trait's own spelling of SchemaManager")]

use sea_orm_migration::prelude::*;

mod m20261101_authorities;
mod m20261102_venues;
mod m20261103_accounts;
mod m20261104_incidents;
mod m20261105_reports;
mod m20261106_pages;
mod m20261107_log;
mod m20261121_rules;
mod m20261122_rosters;
mod m20261123_channels;
mod m20261124_fusion;
mod m20261127_flood;
mod m20261127_fusion_reach;
mod m20261128_proof;
mod m20261129_texts;
mod m20261130_rota;
mod m20261201_cards;
mod m20261202_originals;
mod m20261203_parts;
mod m20261204_confidence;
mod m20261205_watches;
mod m20261206_passkeys;
mod m20261207_handover;
mod m20261208_insight;
mod m20261209_exports;
mod m20261210_queue;
mod m20261211_acts;
mod m20261212_map;
mod m20261213_patrols;
mod m20261214_major;
mod m20261215_attention;
mod m20261216_departures;
mod m20261217_officers_photos;
mod m20261219_roll;
mod m20261220_scale;
mod m20261221_narrowed;
mod m20261222_weeks;

pub use sea_orm_migration::{MigratorTrait, MigratorTraitSelf};

pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261101_authorities::Step),
            Box::new(m20261102_venues::Step),
            Box::new(m20261103_accounts::Step),
            Box::new(m20261104_incidents::Step),
            Box::new(m20261105_reports::Step),
            Box::new(m20261106_pages::Step),
            Box::new(m20261107_log::Step),
            Box::new(m20261121_rules::Step),
            Box::new(m20261122_rosters::Step),
            Box::new(m20261123_channels::Step),
            Box::new(m20261124_fusion::Step),
            Box::new(m20261127_flood::Step),
            Box::new(m20261127_fusion_reach::Step),
            Box::new(m20261128_proof::Step),
            Box::new(m20261129_texts::Step),
            Box::new(m20261130_rota::Step),
            Box::new(m20261201_cards::Step),
            Box::new(m20261202_originals::Step),
            Box::new(m20261203_parts::Step),
            Box::new(m20261204_confidence::Step),
            Box::new(m20261205_watches::Step),
            Box::new(m20261206_passkeys::Step),
            Box::new(m20261207_handover::Step),
            Box::new(m20261208_insight::Step),
            Box::new(m20261209_exports::Step),
            Box::new(m20261210_queue::Step),
            Box::new(m20261211_acts::Step),
            Box::new(m20261212_map::Step),
            Box::new(m20261213_patrols::Step),
            Box::new(m20261214_major::Step),
            Box::new(m20261215_attention::Step),
            Box::new(m20261216_departures::Step),
            Box::new(m20261217_officers_photos::Step),
            Box::new(m20261219_roll::Step),
            Box::new(m20261220_scale::Step),
            Box::new(m20261221_narrowed::Step),
            Box::new(m20261222_weeks::Step),
        ]
    }
}
