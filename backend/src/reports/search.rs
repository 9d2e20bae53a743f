//! Finding reports by what they say, without opening one: by the same keyed hashes that fusion keeps.

use super::facts::hasher;
use super::store;
use crate::app::App;
use crate::db::View;
use crate::problem::Answer;
use jiff::{SignedDuration, Timestamp};
use shared::fusion::telling;
use shared::id::{AuthorityId, IncidentId, VenueId};

/// How far back words are looked for. Each month has a key of its own, so each is one look.
const MONTHS: i64 = 24;
/// A month's length at the least: steps of it never leap over one.
const MONTH: SignedDuration = SignedDuration::from_hours(28 * 24);
/// Reports found at most; the newest are found first.
const FOUND: u64 = 200;
/// A word that so many reports of a month say is frequent, however many more there are.
const FREQUENT: u64 = 200;

/// The incidents of these venues of an authority with a report that says all of these words. The bound on what is found counts
/// their reports alone, so that a busy venue hides nothing of a quiet one.
pub async fn saying(
    app: &App,
    view: &View,
    authority: AuthorityId,
    venues: &[VenueId],
    said: &str,
) -> Answer<Vec<IncidentId>> {
    let mut words: Vec<String> = telling(said).into_iter().collect();
    // Of those that are equally frequent, the longest is likely the rarest.
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let mut found: Vec<IncidentId> = Vec::new();
    for at in months_back(app.clock.now()) {
        if found.len() as u64 >= FOUND || words.is_empty() {
            break;
        }
        let hashed = hasher(app, authority, at);
        let hashes: Vec<u32> = words.iter().map(|word| hashed(word)).collect();
        let hashes = rarest_first(view, authority, hashes).await?;
        found.extend(store::saying(view, authority, venues, &hashes, FOUND).await?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The others are looked up for each report that says the first. Without the month's words, where one of them is said by nobody.
async fn rarest_first(view: &View, authority: AuthorityId, words: Vec<u32>) -> Answer<Vec<u32>> {
    if words.len() < 2 {
        return Ok(words);
    }
    let mut counted = Vec::new();
    for word in words {
        match store::sayings(view, authority, word, FREQUENT).await? {
            0 => return Ok(Vec::new()),
            count => counted.push((count, word)),
        }
    }
    counted.sort_by_key(|(count, _)| *count);
    Ok(counted.into_iter().map(|(_, word)| word).collect())
}

/// An instant of each month, this one first.
fn months_back(now: Timestamp) -> impl Iterator<Item = Timestamp> {
    let month = |at: &Timestamp| at.strftime("%Y-%m").to_string();
    let mut before = None;
    (0..=MONTHS + 2).map(move |nth| now - MONTH * i32::try_from(nth).unwrap_or(0)).filter(move |at| {
        let this = month(at);
        before.replace(this.clone()) != Some(this)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_month_is_leapt_over_and_none_comes_twice() {
        for now in ["2026-03-31T23:59:59Z", "2026-03-01T00:00:00Z", "2024-12-31T12:00:00Z"] {
            let months: Vec<String> =
                months_back(now.parse().unwrap()).map(|at| at.strftime("%Y-%m").to_string()).collect();
            let mut expected: jiff::civil::Date = now[..10].parse().unwrap();
            expected = expected.first_of_month();
            for month in &months {
                assert_eq!(*month, expected.strftime("%Y-%m").to_string());
                expected = expected.yesterday().unwrap().first_of_month();
            }
            assert!(months.len() as i64 >= MONTHS, "{}", months.len());
        }
    }
}
