//! The walls between the rooms, held by reading what each file names. A wall that is crossed is named with its file.
#![expect(clippy::unwrap_used, reason = "a test that cannot read the house must stop, and say where")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms are nouns of the job.
const ROOMS: [&str; 23] = [
    "accounts",
    "audit",
    "basemap",
    "channels",
    "desk",
    "exports",
    "filters",
    "handover",
    "incidents",
    "insight",
    "live",
    "major",
    "pages",
    "patrols",
    "photos",
    "proof",
    "reports",
    "roster",
    "routing",
    "rules",
    "simulate",
    "venues",
    "watches",
];

/// Where rows are seen: every room's `store`, the door they pass through, the log of reads, and both logs as proof.
const SEES_ROWS: [&str; 4] = ["audit/custody.rs", "audit/reads.rs", "db.rs", "entity.rs"];
/// Where the web is seen besides every room's `http`.
const SEES_THE_WEB: [&str; 8] =
    ["auth.rs", "body.rs", "health.rs", "main.rs", "problem.rs", "routes.rs", "server.rs", "ui.rs"];

#[test]
fn only_stores_see_rows() {
    let mut crossed = Vec::new();
    for file in house() {
        let may = file.is("store") || file.under("entity") || SEES_ROWS.contains(&file.name.as_str());
        // A database's error becomes a problem in one place.
        let error = |path: &str| file.name == "problem.rs" && path == "sea_orm::DbErr";
        crossed.extend(
            file.names(|path| !may && (starts(path, "sea_orm") || starts(path, "crate::entity")) && !error(path)),
        );
    }
    none(&crossed);
}

#[test]
fn only_the_edge_sees_the_web() {
    let mut crossed = Vec::new();
    for file in house() {
        let may = file.is("http") || SEES_THE_WEB.contains(&file.name.as_str());
        crossed.extend(file.names(|path| !may && (starts(path, "actix_web") || starts(path, "utoipa_actix_web"))));
    }
    none(&crossed);
}

#[test]
fn a_room_is_entered_by_its_front_door() {
    let mut crossed = Vec::new();
    for file in house() {
        for room in ROOMS.iter().filter(|room| !file.under(room)) {
            let hidden = ["store", "service", "entity", "wire"].map(|inside| format!("crate::{room}::{inside}"));
            let front = [format!("crate::{room}::http"), format!("{room}::http")];
            let mounts = file.name == "routes.rs";
            crossed.extend(file.names(|path| hidden.iter().any(|inside| starts(path, inside))));
            crossed.extend(file.names(|path| !mounts && front.iter().any(|http| starts(path, http))));
        }
    }
    none(&crossed);
}

#[test]
fn inside_a_room_one_looks_down_only() {
    let mut crossed = Vec::new();
    for file in house() {
        let never: &[&str] = match file.stem() {
            // http asks the service; what it may pass on, the room says.
            "http" => &["super::store", "crate::entity"],
            "service" => &["super::http"],
            "store" => &["super::service", "super::http", "super::wire", "crate::app"],
            "wire" => &["super::service", "super::http", "crate::app", "crate::db"],
            _ => &[],
        };
        crossed.extend(file.names(|path| never.iter().any(|wall| starts(path, wall))));
    }
    none(&crossed);
}

#[test]
fn outer_walls() {
    let ours = ["shared", "migrations", "backend", "tests", "app", "outbox"];
    let may = |house: &str| -> &[&str] {
        match house {
            "backend" => &["shared", "migrations"],
            "app/src-tauri" => &["shared", "outbox"],
            "app/src-tauri/outbox" => &["shared"],
            _ => &[],
        }
    };
    for house in ["shared", "migrations", "backend", "app/src-tauri", "app/src-tauri/outbox"] {
        let needs = dependencies(&root().join(house).join("Cargo.toml"));
        let crossed: Vec<&String> =
            needs.iter().filter(|need| ours.contains(&need.as_str()) && !may(house).contains(&need.as_str())).collect();
        assert!(crossed.is_empty(), "{house} must not know {crossed:?}");
    }
    let no_io =
        ["tokio", "sea-orm", "sqlx", "actix-web", "reqwest", "futures-util", "getrandom", "rand", "object_store"];
    let needs = dependencies(&root().join("shared/Cargo.toml"));
    let crossed: Vec<&String> = needs.iter().filter(|need| no_io.contains(&need.as_str())).collect();
    assert!(crossed.is_empty(), "shared is the domain alone, without {crossed:?}");
}

#[test]
fn features_do_not_know_each_other() {
    let features = root().join("app/src/features");
    let mut crossed = Vec::new();
    for path in files(&features, &["ts", "svelte"]) {
        let of =
            |path: &Path| path.strip_prefix(&features).ok().and_then(|rest| rest.iter().next().map(ToOwned::to_owned));
        let text = fs::read_to_string(&path).unwrap();
        let quoted = text.split(['\'', '"', '`']).filter(|word| word.starts_with("./") || word.starts_with("../"));
        for import in quoted {
            let meant = resolved(&path.parent().unwrap().join(import));
            if of(&meant).is_some() && of(&meant) != of(&path) {
                crossed.push(format!("{}: {import}", path.display()));
            }
        }
    }
    none(&crossed);
}

#[test]
fn only_the_device_talks_to_the_window() {
    let source = root().join("app/src");
    let talks = |path: &PathBuf| fs::read_to_string(path).unwrap().contains("@tauri-apps/");
    let outside = files(&source, &["ts", "svelte"]).into_iter().filter(|path| !path.starts_with(source.join("device")));
    let crossed: Vec<String> = outside.filter(talks).map(|path| path.display().to_string()).collect();
    none(&crossed);
}

/// A file of the server, and every path it names.
struct File {
    /// Below `backend/src`.
    name: String,
    paths: BTreeSet<String>,
}

impl File {
    fn stem(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// A room's file of this name.
    fn is(&self, stem: &str) -> bool {
        self.name.contains('/') && self.stem() == stem
    }

    fn under(&self, room: &str) -> bool {
        self.name.starts_with(&format!("{room}/")) || self.name == format!("{room}.rs")
    }

    fn names(&self, crosses: impl Fn(&str) -> bool) -> Vec<String> {
        self.paths.iter().filter(|path| crosses(path)).map(|path| format!("{}: {path}", self.name)).collect()
    }
}

fn house() -> Vec<File> {
    let source = root().join("backend/src");
    let house: Vec<File> = files(&source, &["rs"])
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&source).unwrap().display().to_string();
            File { name, paths: paths(&fs::read_to_string(&path).unwrap()) }
        })
        .collect();
    assert!(house.len() > 50, "the house was not found");
    house
}

/// Every path a source names: its `use` lines spelled out, and those in the text.
fn paths(source: &str) -> BTreeSet<String> {
    let text: String =
        source.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut paths = BTreeSet::new();
    for part in text.split(';') {
        // After the `use` only: what stands before it belongs to something else.
        let Some((before, tree)) = part.rsplit_once("use ") else { continue };
        if before.trim_end().ends_with(|last: char| last.is_alphanumeric() && !before.trim_end().ends_with("pub")) {
            continue;
        }
        spell("", &tree.split_whitespace().collect::<Vec<_>>().join(" "), &mut paths);
    }
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    paths.extend(
        words
            .filter(|word| word.contains("::") && !word.ends_with(':'))
            .map(|word| word.trim_start_matches(':').to_owned()),
    );
    paths
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn spell(before: &str, tree: &str, into: &mut BTreeSet<String>) {
    let tree = tree.trim();
    match tree.split_once('{') {
        None => {
            let path = format!("{before}{}", tree.split(" as ").next().unwrap_or_default().trim());
            into.insert(path.trim_end_matches("::self").to_owned());
        }
        Some((stem, rest)) => {
            let inside = rest.strip_suffix('}').unwrap_or(rest);
            let (mut depth, mut start) = (0, 0);
            for (at, c) in inside.char_indices().chain([(inside.len(), ',')]) {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        if !inside[start..at].trim().is_empty() {
                            spell(&format!("{before}{}", stem.trim()), &inside[start..at], into);
                        }
                        start = (at + 1).min(inside.len());
                    }
                    _ => {}
                }
            }
        }
    }
}

fn starts(path: &str, wall: &str) -> bool {
    path == wall || path.strip_prefix(wall).is_some_and(|rest| rest.starts_with("::"))
}

#[track_caller]
fn none(crossed: &[String]) {
    assert!(crossed.is_empty(), "a wall is crossed:\n  {}", crossed.join("\n  "));
}

/// What a manifest needs to be built; what only its tests need does not count.
fn dependencies(manifest: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(manifest).unwrap();
    let mut counts = false;
    let mut needs = BTreeSet::new();
    for line in text.lines() {
        if line.starts_with('[') {
            counts = line == "[dependencies]" || line == "[build-dependencies]";
        } else if let Some((name, _)) = line.split_once('=').filter(|_| counts && !line.starts_with('#')) {
            needs.insert(name.trim().trim_end_matches(".workspace").to_owned());
        }
    }
    needs
}

fn files(folder: &Path, kinds: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, kinds));
        } else if path.extension().is_some_and(|kind| kinds.iter().any(|wanted| kind == *wanted)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A path without its `..`, whether or not it exists.
fn resolved(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for step in path.components() {
        match step {
            std::path::Component::ParentDir => drop(plain.pop()),
            std::path::Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

fn root() -> PathBuf {
    resolved(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
}

#[test]
fn paths_are_read_as_they_are_written() {
    let source = "//! use crate::not::this;\nuse crate::{a::{self, b}, c};\npub use super::store::{X, Y as Z};\nfn f() { sea_orm::g(); let user = 1; }\n";
    let read: Vec<String> = paths(source).into_iter().collect();
    assert_eq!(read, ["crate::a", "crate::a::b", "crate::c", "sea_orm::g", "super::store::X", "super::store::Y"]);
}
