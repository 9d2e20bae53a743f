//! The words for a route: why this post, and why not the ones before it.

use super::{Candidate, Covers, Post, Suits};
use crate::trace::TraceLine;

/// Lines from the best post that suits down to the one that got it.
pub(super) fn trace(
    ranked: &[Candidate<'_>],
    fallback: &Post,
    wanted: &[String],
    zone: Option<&str>,
) -> Vec<TraceLine> {
    let mut lines = Vec::new();
    let Some(zone) = zone else {
        lines.push(line("no_zone", "the place is in no known zone".to_owned()));
        lines.extend(for_default(ranked, fallback));
        return lines;
    };
    if !wanted.is_empty() && !ranked.iter().any(|candidate| candidate.suits == Some(Suits::Specialist)) {
        let skills = wanted.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let text = format!("no post of this zone has skill {skills}");
        lines.push(line("no_skill", text).with("skills", skills));
    }
    for candidate in ranked {
        let (Some(suits), name) = (candidate.suits, &candidate.post.name) else { break };
        let why = match suits {
            Suits::Specialist => {
                let held = wanted.iter().filter(|skill| candidate.post.skills.contains(*skill));
                let held = held.map(String::as_str).collect::<Vec<_>>().join(", ");
                let text = format!("{name} has skill {held} and covers {}", ground(candidate, zone));
                line("skill", text).with("skills", held)
            }
            Suits::Beat => line("beat", format!("{name} covers {}", ground(candidate, zone))),
            Suits::Default => break,
        };
        let why = why.with("post", &candidate.post.code).with("zone", zone);
        if candidate.officers.is_empty() {
            lines.push(why.effect("passed over: nobody is on shift there"));
        } else {
            lines.push(why.effect(format!("given to {name}")));
            return lines;
        }
    }
    lines.extend(for_default(ranked, fallback));
    lines
}

fn for_default(ranked: &[Candidate<'_>], fallback: &Post) -> Vec<TraceLine> {
    let name = &fallback.name;
    let staffed = ranked.iter().any(|candidate| candidate.post.id == fallback.id && !candidate.officers.is_empty());
    let owner = |code, text| line(code, text).with("post", &fallback.code).effect(format!("given to {name}"));
    if staffed {
        return vec![owner("default", format!("default owner {name}"))];
    }
    match ranked.iter().find(|candidate| !candidate.officers.is_empty()) {
        Some(other) => {
            let woken = format!("an officer of {} is woken for it", other.post.name);
            vec![
                owner("default_unstaffed", format!("nobody is on shift at the default owner {name}")),
                line("any_officer", woken).with("post", &other.post.code),
            ]
        }
        None => vec![owner("nobody", format!("nobody on shift: default owner {name}"))],
    }
}

fn ground(candidate: &Candidate<'_>, zone: &str) -> String {
    match (&candidate.post.zones, candidate.covers) {
        (Covers::All, _) => "all zones".to_owned(),
        (Covers::Zones(_), Some(0)) => zone.to_owned(),
        (Covers::Zones(_), _) => format!("the area around {zone}"),
    }
}

fn line(code: &str, text: String) -> TraceLine {
    TraceLine::new(format!("routing.{code}"), text)
}
