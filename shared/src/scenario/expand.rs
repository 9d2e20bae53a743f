//! From a file to what each person says, and when.

use super::{Chance, Crowd, EACH, Report, Scenario, TRAVELLER};
use crate::place::{Plate, Spot};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One value of an answer, or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Spoken {
    One(String),
    Many(Vec<String>),
}

/// The venue it happens at.
pub struct Ground<'a> {
    pub plates: &'a [Plate],
    /// Codes of its floors.
    pub floors: &'a [&'a str],
}

/// What one person says: a report's body, and what is true.
#[derive(Clone, Debug, PartialEq)]
pub struct Telling {
    /// After the start, whole seconds.
    pub at: SignedDuration,
    pub who: String,
    pub truth: Option<String>,
    pub category: String,
    pub plate: Option<String>,
    pub spot: Option<Spot>,
    pub accuracy_m: Option<f64>,
    pub floor: Option<String>,
    pub answers: BTreeMap<String, Spoken>,
    pub words: Option<String>,
}

/// Everything that is told, in the order of its time.
///
/// # Errors
/// Names the sign that the venue does not have.
pub fn expand(scenario: &Scenario, ground: &Ground<'_>) -> Result<Vec<Telling>, String> {
    let plate = |code: &str| {
        let found = ground.plates.iter().find(|plate| plate.code == code);
        found.ok_or_else(|| format!("{} has no sign {code}", scenario.venue))
    };
    let mut chance = Chance::new(scenario.seed);
    let mut all = Vec::new();
    for report in &scenario.reports {
        all.push(one(report, plate(report.plate.as_deref().or(report.near.as_deref()).unwrap_or_default())?));
    }
    for (nth, crowd) in scenario.crowds.iter().enumerate() {
        let around = crowd.around.as_deref().map(plate).transpose()?;
        for n in 0..crowd.count {
            let around = around.or_else(|| chance.of(ground.plates));
            let around = around.ok_or_else(|| format!("{} has no signs", scenario.venue))?;
            let mut telling = one_of(crowd, around, ground, &mut chance);
            if crowd.truth.as_deref() == Some(EACH) {
                telling.truth = Some(format!("{EACH} {}.{}", nth + 1, n + 1));
            }
            all.push(telling);
        }
    }
    all.sort_by_key(|telling| telling.at);
    Ok(all)
}

fn one(report: &Report, plate: &Plate) -> Telling {
    let found = report.near.is_some();
    let floor = report.floor.clone().or_else(|| found.then(|| plate.floor.clone()));
    Telling {
        at: whole(report.at),
        who: report.who.clone(),
        truth: report.truth.clone(),
        category: report.category.clone(),
        plate: report.plate.clone(),
        spot: found.then(|| moved(plate.spot(), report.east_m, report.north_m)),
        accuracy_m: found.then_some(report.accuracy_m),
        floor,
        answers: report.answers.clone(),
        words: report.words.clone(),
    }
}

fn one_of(crowd: &Crowd, around: &Plate, ground: &Ground<'_>, chance: &mut Chance) -> Telling {
    let after = crowd.over.as_secs_f64() * chance.share();
    let thing = moved(around.spot(), crowd.moves_east_m * after, crowd.moves_north_m * after);
    let reads = chance.is(crowd.by_plate);
    let stands = moved(thing, chance.normal(crowd.scatter_m), chance.normal(crowd.scatter_m));
    let lost = chance.is(crowd.wrong_floor);
    let others: Vec<&str> = ground.floors.iter().copied().filter(|floor| *floor != around.floor).collect();
    let other = chance.of(&others).copied();
    let floor = if lost { other.unwrap_or(&around.floor) } else { &around.floor };
    Telling {
        at: whole(crowd.from + SignedDuration::from_millis((after * 1_000.0) as i64)),
        who: TRAVELLER.to_owned(),
        truth: crowd.truth.clone(),
        category: chance.of(&crowd.categories).cloned().unwrap_or_default(),
        plate: reads.then(|| around.code.clone()),
        spot: (!reads).then_some(stands),
        accuracy_m: (!reads).then_some(crowd.accuracy_m),
        floor: (!reads).then(|| floor.to_owned()),
        answers: BTreeMap::new(),
        words: chance.of(&crowd.words).cloned(),
    }
}

fn whole(at: SignedDuration) -> SignedDuration {
    SignedDuration::from_secs(at.as_secs())
}

/// Metres on a globe, good enough within a venue.
fn moved(from: Spot, east_m: f64, north_m: f64) -> Spot {
    const DEGREE_M: f64 = 111_195.0;
    Spot { lat: from.lat + north_m / DEGREE_M, lon: from.lon + east_m / (DEGREE_M * from.lat.to_radians().cos()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::distance_m;

    fn scenario(extra: &str) -> Scenario {
        let head = "name = 'x'\nshows = 'x'\nvenue = 'v'\nstarts = '2026-11-21T10:00'\nlasts = '1 h'\nseed = 7\n";
        super::super::parse(&format!("{head}{extra}")).unwrap()
    }

    fn ground<T>(of: impl FnOnce(&Ground<'_>) -> T) -> T {
        let plate = |code: &str, lat| Plate {
            code: code.to_owned(),
            label: code.to_owned(),
            zone: "z".to_owned(),
            floor: "1".to_owned(),
            lat,
            lon: 4.0,
        };
        of(&Ground { plates: &[plate("A", 52.0), plate("B", 52.01)], floors: &["0", "1"] })
    }

    #[test]
    fn a_crowd_stands_around_its_sign_and_the_same_seed_tells_the_same() {
        let text = "[[crowd]]\ntruth = 'bag'\ncount = 400\nfrom = '1 min'\nover = '10 min'\naround = 'A'\nscatter_m = 20\n\
                    by_plate = 0.25\nwrong_floor = 0.1\ncategories = ['item.unattended']";
        let told = ground(|ground| expand(&scenario(text), ground)).unwrap();
        assert_eq!(told, ground(|ground| expand(&scenario(text), ground)).unwrap());
        assert!(told.is_sorted_by_key(|telling| telling.at));
        assert!(told[0].at >= SignedDuration::from_mins(1) && told[399].at <= SignedDuration::from_mins(11));
        let reads = told.iter().filter(|telling| telling.plate.as_deref() == Some("A")).count();
        assert!((70..130).contains(&reads), "{reads}");
        let lost = told.iter().filter(|telling| telling.floor.as_deref() == Some("0")).count();
        assert!((10..60).contains(&lost), "{lost}");
        let far: Vec<f64> =
            told.iter().filter_map(|telling| Some(distance_m(telling.spot?, Spot { lat: 52.0, lon: 4.0 }))).collect();
        let mean = far.iter().sum::<f64>() / far.len() as f64;
        // The mean distance of a normal scatter in two dimensions is 1.25 times its deviation.
        assert!((22.0..28.0).contains(&mean), "{mean}");
    }

    #[test]
    fn each_of_a_crowd_has_a_truth_of_its_own_or_none() {
        let crowd = |truth: &str| {
            let text = format!("[[crowd]]\n{truth}\ncount = 3\nover = '1 min'\ncategories = ['air.drone']");
            let told = ground(|ground| expand(&scenario(&text), ground)).unwrap();
            let mut truths: Vec<_> = told.into_iter().map(|telling| telling.truth).collect();
            truths.sort();
            truths
        };
        assert_eq!(crowd("truth = 'each'"), ["each 1.1", "each 1.2", "each 1.3"].map(|truth| Some(truth.to_owned())));
        assert_eq!(crowd(""), [None, None, None]);
        let strange = "[[report]]\nat = '0 s'\ncategory = 'air.drone'\nplate = 'C'";
        assert_eq!(ground(|ground| expand(&scenario(strange), ground)).unwrap_err(), "v has no sign C");
    }
}
