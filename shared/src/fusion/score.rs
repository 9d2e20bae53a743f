//! The score itself.

use super::kind::{Kind, kind};
use super::{Likeness, Observation, Reach, Reason, Sighting, Trail};
use crate::place::{Spot, distance_m};
use crate::taxonomy::Answers;
use std::collections::BTreeSet;

const SAME_CATEGORY: f64 = 1.5;
/// Square metres over which things that have nothing to do with one another are spread.
const ELSEWHERE_M2: f64 = 200_000.0;
/// Phones report the radius that holds them in 19 of 20 cases; this many standard deviations.
const SIGMAS_IN_ACCURACY: f64 = 2.0;
/// A phone that says nothing of its accuracy, indoors.
const USUAL_ACCURACY_M: f64 = 40.0;
/// Nobody's position is better than that, a plate's included: people report what they look at.
const BEST_SIGMA_M: f64 = 3.0;
/// The share of positions that are simply wrong, and of plates read from a picture somebody sent.
const WRONG_POSITION: f64 = 0.03;
const WRONG_PLATE: f64 = 0.005;
/// What moves is not looked for farther away than this.
const REACH_M: f64 = 400.0;
const SAME_ZONE: f64 = 1.5;
const OTHER_ZONE: f64 = -2.5;
const SAME_FLOOR: f64 = 0.6;
/// Phones and people often name the wrong floor; plates do not.
const OTHER_FLOOR: f64 = -0.5;
const OTHER_FLOOR_BY_PLATE: f64 = -4.0;
const FRESH: f64 = 1.0;
const STALE_FALL: f64 = 4.0;
const LEAST_FOR_TIME: f64 = -8.0;
const ANSWER_AGREES: f64 = 0.4;
const ANSWER_CONTRADICTS: f64 = -1.2;
const MOST_FOR_ANSWERS: f64 = 1.2;
const LEAST_FOR_ANSWERS: f64 = -4.0;
const WORD_IN_COMMON: f64 = 0.5;
const MOST_FOR_WORDS: f64 = 2.0;
/// With fewer words nothing can be said.
const TELLING_WORDS: usize = 4;
/// Answers that decide nothing.
const UNDECIDED: [&str; 3] = ["unsure", "not_sure", "unknown"];

/// How alike a report and an incident are. `None` where they cannot be one thing: out of one another's reach, other families,
/// or kinds that never join.
pub fn score(new: &Sighting, trail: &Trail) -> Option<Likeness> {
    // A few comparisons of numbers spare almost all the weighing there is where much is open.
    if Reach::of(new).meets(trail.reach()) { weigh(new, trail) } else { None }
}

/// The same for two that are in reach, or wherever they are.
pub fn weigh(new: &Sighting, trail: &Trail) -> Option<Likeness> {
    let kind = kind(&new.category)?;
    let related = |known: &&Sighting| self::kind(&known.category).is_some_and(|other| other.family == kind.family);
    let known: Vec<&Sighting> = trail.sightings().iter().filter(related).collect();
    let last = *known.last()?;
    let same = known.iter().any(|sighting| sighting.category == new.category);
    let weights = [
        (Observation::Category, kind.prior + if same { SAME_CATEGORY } else { 0.0 }),
        (Observation::Place, place(new, &known, kind)),
        (Observation::Floor, floor(new, &known)),
        (Observation::Time, time(new, last, kind)),
        (Observation::Answers, answers(new, &known)),
        (Observation::Words, words(new, &known)),
    ];
    let reasons: Vec<Reason> = weights
        .into_iter()
        .filter(|(_, weight)| *weight != 0.0)
        .map(|(of, weight)| Reason { of, weight: (weight * 100.0).round() / 100.0 })
        .collect();
    Some(Likeness { score: reasons.iter().map(|reason| reason.weight).sum(), reasons })
}

pub(super) fn sigma(sighting: &Sighting) -> f64 {
    let accuracy = if sighting.accuracy_m > 0.0 { sighting.accuracy_m } else { USUAL_ACCURACY_M };
    (accuracy / SIGMAS_IN_ACCURACY).max(BEST_SIGMA_M)
}

fn place(new: &Sighting, known: &[&Sighting], kind: Kind) -> f64 {
    let compared =
        if kind.speed_m_s > 0.0 { nearest_of_trail(new, known, kind) } else { middle_of_trail(new, known, kind) };
    compared.unwrap_or_else(|| by_zone(new, known))
}

/// What lies still is where its witnesses' positions meet: the more of them, the surer.
fn middle_of_trail(new: &Sighting, known: &[&Sighting], kind: Kind) -> Option<f64> {
    let spot = new.spot?;
    let (mut lat, mut lon, mut total) = (0.0, 0.0, 0.0);
    for (sighting, at) in known.iter().filter_map(|sighting| Some((sighting, sighting.spot?))) {
        let weight = sigma(sighting).powi(-2);
        lat += at.lat * weight;
        lon += at.lon * weight;
        total += weight;
    }
    if total <= 0.0 {
        return None;
    }
    let middle = Spot { lat: lat / total, lon: lon / total };
    let exact = new.exact && known.iter().any(|sighting| sighting.exact);
    Some(nearness(distance_m(spot, middle), sigma(new).powi(2) + total.recip() + (kind.extent_m / 2.0).powi(2), exact))
}

/// What moves is near where it was last, give or take how far it may have come.
fn nearest_of_trail(new: &Sighting, known: &[&Sighting], kind: Kind) -> Option<f64> {
    let spot = new.spot?;
    known
        .iter()
        .filter_map(|sighting| {
            let seconds = new.at.duration_since(sighting.at).as_secs_f64().abs();
            let moved = (kind.speed_m_s * seconds).min(REACH_M);
            let spread =
                sigma(new).powi(2) + sigma(sighting).powi(2) + (kind.extent_m / 2.0).powi(2) + (moved / 2.0).powi(2);
            Some(nearness(distance_m(spot, sighting.spot?), spread, new.exact && sighting.exact && moved < 30.0))
        })
        .max_by(f64::total_cmp)
}

/// Two normal errors in the plane against anywhere else; a few positions are simply wrong.
fn nearness(distance: f64, variance: f64, exact: bool) -> f64 {
    let wrong = if exact { WRONG_PLATE } else { WRONG_POSITION };
    let here = ELSEWHERE_M2 / (std::f64::consts::TAU * variance) * (-distance * distance / (2.0 * variance)).exp();
    ((1.0 - wrong) * here + wrong).ln()
}

/// Without a position all that is left is the zone.
fn by_zone(new: &Sighting, known: &[&Sighting]) -> f64 {
    let Some(zone) = &new.zone else { return 0.0 };
    let mut zones = known.iter().filter_map(|sighting| sighting.zone.as_ref()).peekable();
    if zones.peek().is_none() {
        0.0
    } else if zones.any(|known| known == zone) {
        SAME_ZONE
    } else {
        OTHER_ZONE
    }
}

fn floor(new: &Sighting, known: &[&Sighting]) -> f64 {
    let Some(floor) = &new.floor else { return 0.0 };
    let told: Vec<&&Sighting> = known.iter().filter(|sighting| sighting.floor.is_some()).collect();
    if told.is_empty() {
        0.0
    } else if told.iter().any(|sighting| sighting.floor.as_ref() == Some(floor)) {
        SAME_FLOOR
    } else if new.exact && told.iter().any(|sighting| sighting.exact) {
        OTHER_FLOOR_BY_PLATE
    } else {
        OTHER_FLOOR
    }
}

fn time(new: &Sighting, last: &Sighting, kind: Kind) -> f64 {
    let minutes = new.at.duration_since(last.at).as_secs_f64().abs() / 60.0;
    let age = minutes / kind.stale_min;
    if age <= 1.0 { FRESH * (1.0 - age) } else { (-STALE_FALL * (age - 1.0)).max(LEAST_FOR_TIME) }
}

fn decided<'a>(answers: &'a Answers, question: &str) -> Option<&'a BTreeSet<String>> {
    answers.get(question).filter(|values| !values.iter().any(|value| UNDECIDED.contains(&value.as_str())))
}

fn answers(new: &Sighting, known: &[&Sighting]) -> f64 {
    let weigh = |question: &String| {
        let Some(mine) = decided(&new.answers, question) else { return 0.0 };
        let theirs: Vec<_> = known.iter().filter_map(|sighting| decided(&sighting.answers, question)).collect();
        let agreeing = theirs.iter().filter(|values| !values.is_disjoint(mine)).count();
        match (theirs.len(), agreeing) {
            (0, _) => 0.0,
            // Witnesses contradict one another too: the half decides.
            (all, agreeing) if agreeing * 2 >= all => ANSWER_AGREES,
            _ => ANSWER_CONTRADICTS,
        }
    };
    new.answers.keys().map(weigh).sum::<f64>().clamp(LEAST_FOR_ANSWERS, MOST_FOR_ANSWERS)
}

fn words(new: &Sighting, known: &[&Sighting]) -> f64 {
    let telling = known.iter().filter(|sighting| sighting.words.len() >= TELLING_WORDS);
    let common = telling.map(|sighting| sighting.words.intersection(&new.words).count()).max();
    match common {
        None => 0.0,
        Some(_) if new.words.len() < TELLING_WORDS => 0.0,
        // Witnesses of one thing write in many languages: having no word in common says nothing.
        Some(count) => (f64::from(u32::try_from(count).unwrap_or(u32::MAX)) * WORD_IN_COMMON).min(MOST_FOR_WORDS),
    }
}
