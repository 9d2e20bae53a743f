//! The scenarios of `tests/scenarios`, told by the command's own engine.

use crate::world::{Store, in_cluster, random, rent, run};
use backend::simulate::{self, Simulated};
use shared::scenario::{Scenario, misses, parse};
use std::path::{Path, PathBuf};

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

pub fn read(name: &str) -> Scenario {
    let text = std::fs::read_to_string(folder().join(name).with_extension("toml")).unwrap();
    parse(&text).unwrap_or_else(|faults| panic!("{name}: {faults}"))
}

/// Simulates on a database of its own.
pub async fn simulates(store: Store, scenario: &Scenario) -> anyhow::Result<Simulated> {
    if store == Store::Sqlite {
        return simulate::run(scenario, None).await;
    }
    let name = format!("ssa_scenario_{}", hex::encode(random::<6>()));
    let admin = rent(&name).await;
    let simulated = simulate::run(scenario, Some(in_cluster(&admin, &name))).await;
    run(&admin, &format!("drop database {name} with (force)")).await;
    simulated
}

/// Everything a scenario expects must come.
pub async fn comes_true(store: Store, name: &str) {
    let scenario = read(name);
    let simulated = simulates(store, &scenario).await.unwrap();
    let missed = misses(&scenario.expect, &simulated.outcome);
    assert!(missed.is_empty(), "{missed:#?}\n{}", simulate::words(&scenario, &simulated));
}
