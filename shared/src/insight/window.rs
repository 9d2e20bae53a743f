//! From when until when numbers are asked for: whole hours on the venue's own clock.

use jiff::civil::{Date, DateTime, date};

const EPOCH: Date = date(1970, 1, 1);

/// Days since 1970.
pub fn day_of(date: Date) -> i32 {
    (date - EPOCH).get_days()
}

pub fn date_of(day: i32) -> Date {
    EPOCH.checked_add(jiff::Span::new().days(day)).unwrap_or(EPOCH)
}

/// The Monday of a day's week.
pub fn monday(day: i32) -> i32 {
    // 1970 began on a Thursday.
    day - (day + 3).rem_euclid(7)
}

/// What is read of a window, each as its first and its last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Weeks that are whole in it and summed already.
    pub weeks: Option<(i32, i32)>,
    /// The days that are in none of them.
    pub days: Vec<(i32, i32)>,
}

/// `from` is in it, `until` is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    from: i64,
    until: i64,
}

impl Window {
    /// `None` where nothing is between the two.
    pub fn new(from: DateTime, until: DateTime) -> Option<Self> {
        let hours = |at: DateTime| i64::from(day_of(at.date())) * 24 + i64::from(at.hour());
        let (from, until) = (hours(from), hours(until));
        (from < until).then_some(Self { from, until })
    }

    /// As long, and just before.
    pub fn before(self) -> Self {
        Self { from: self.from - (self.until - self.from), until: self.from }
    }

    pub fn days(self) -> (i32, i32) {
        let day = |hours: i64| i32::try_from(hours.div_euclid(24)).unwrap_or(0);
        (day(self.from), day(self.until - 1))
    }

    /// Weeks that begin before `summed`, a Monday, are summed.
    pub fn parts(self, summed: i32) -> Parts {
        let (first, last) = self.days();
        let whole = |hours: i64| i32::try_from(hours.div_euclid(24)).unwrap_or(0);
        // The first Monday with all of its hours, and the day after the last Sunday with all of its.
        let begin = monday(whole(self.from + 23) + 6);
        let end = monday(whole(self.until)).min(summed);
        if begin >= end {
            return Parts { weeks: None, days: vec![(first, last)] };
        }
        let days = [(first, begin - 1), (end, last)];
        Parts { weeks: Some((begin, end - 1)), days: days.into_iter().filter(|(first, last)| first <= last).collect() }
    }

    pub fn hours(self) -> i64 {
        self.until - self.from
    }

    pub fn holds(self, day: i32, hour: u8) -> bool {
        (self.from..self.until).contains(&(i64::from(day) * 24 + i64::from(hour)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;

    #[test]
    fn days_are_counted_and_weeks_begin_on_monday() {
        assert_eq!((day_of(EPOCH), date_of(0)), (0, EPOCH));
        let saturday = day_of(date(2026, 11, 28));
        assert_eq!(date_of(saturday), date(2026, 11, 28));
        assert_eq!(date_of(monday(saturday)), date(2026, 11, 23));
        assert_eq!(monday(monday(saturday)), monday(saturday));
        assert_eq!(date_of(monday(-1)), date(1969, 12, 29));
    }

    #[test]
    fn whole_weeks_are_read_as_such_and_every_hour_once() {
        let first = monday(day_of(date(2026, 11, 28)));
        let window =
            |from: i64, until: i64| Window { from: i64::from(first) * 24 + from, until: i64::from(first) * 24 + until };
        let week = 7 * 24;
        let parts = |weeks, days: &[(i32, i32)]| Parts { weeks, days: days.to_vec() };
        let far = first + 700;
        assert_eq!(window(0, week).parts(far), parts(Some((first, first + 6)), &[]));
        assert_eq!(window(0, week).parts(first), parts(None, &[(first, first + 6)]));
        assert_eq!(window(1, week).parts(far), parts(None, &[(first, first + 6)]));
        assert_eq!(window(0, week - 1).parts(far), parts(None, &[(first, first + 6)]));
        assert_eq!(
            window(-1, week + 1).parts(far),
            parts(Some((first, first + 6)), &[(first - 1, first - 1), (first + 7, first + 7)])
        );
        assert_eq!(
            window(0, 3 * week).parts(first + 14),
            parts(Some((first, first + 13)), &[(first + 14, first + 20)])
        );
        for (from, until, summed) in [(-30, 900, 7), (5, 700, 21), (-400, 31, 0), (0, 1, 700), (23, 24 * 40, 14)] {
            let window = window(from, until);
            let Parts { weeks, days } = window.parts(first + summed);
            let spans = days.iter().copied().chain(weeks);
            let mut read: Vec<i32> = spans.flat_map(|(first, last)| first..=last).collect();
            read.sort_unstable();
            let (begin, end) = window.days();
            assert_eq!(read, (begin..=end).collect::<Vec<_>>());
            if let Some((begin, end)) = weeks {
                assert!((begin..=end).all(|day| (0..24).all(|hour| window.holds(day, hour))));
                assert!(begin == monday(begin) && end == monday(end) + 6 && end < first + summed);
            }
        }
    }

    #[test]
    fn a_night_is_of_two_days_and_the_one_before_it_as_long() {
        let night = Window::new(datetime(2026, 11, 27, 22, 0, 0, 0), datetime(2026, 11, 28, 6, 0, 0, 0)).unwrap();
        let day = day_of(date(2026, 11, 27));
        assert_eq!((night.days(), night.hours()), ((day, day + 1), 8));
        assert_eq!([21, 22, 23].map(|hour| night.holds(day, hour)), [false, true, true]);
        assert_eq!([0, 5, 6].map(|hour| night.holds(day + 1, hour)), [true, true, false]);
        assert_eq!(night.before().days(), (day, day));
        assert!(Window::new(datetime(2026, 1, 1, 5, 0, 0, 0), datetime(2026, 1, 1, 5, 59, 0, 0)).is_none());
    }
}
