//! Times of the schedule: cron expressions (POSIX crontab, five fields) over jiff's time zones.
//!
//! Croner searches on wall-clock values; [`Instant`] lends it jiff 1.x. In the hour that a clock
//! skips in spring a run comes right after it, in the hour it repeats in autumn only once (croner's
//! rules for fixed times).

use croner::{
    CivilDate, CivilDateTime, CivilTime, Cron, CronDateTime, Resolution, Weekday, errors::CronError,
};
use jiff::civil::DateTime;
use jiff::tz::AmbiguousOffset;
use jiff::{SignedDuration, ZonedDateTime};
use std::borrow::Cow;
use std::cmp::Ordering;

/// When something runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    expression: Cow<'static, str>,
}

/// Longest expression, in bytes.
const LONGEST: usize = 200;

impl Times {
    /// Every day at half past two.
    pub const NIGHTLY: Times = Times { expression: Cow::Borrowed("30 2 * * *") };
    /// Every day at 6 o'clock.
    pub const DIGEST: Times = Times { expression: Cow::Borrowed("0 6 * * *") };

    /// Reads five fields: minute, hour, day, month, weekday; `None` for anything else.
    pub fn read(text: &str) -> Option<Times> {
        let shaped = text.len() <= LONGEST && text.split_whitespace().count() == 5;
        let times = Times { expression: Cow::Owned(text.to_owned()) };
        (shaped && times.cron().is_some()).then_some(times)
    }

    /// The expression as it was written.
    pub fn as_str(&self) -> &str {
        &self.expression
    }

    /// The first time after `now`, in the zone of `now`; `None` when there is none (30 February).
    pub fn next_after(&self, now: &ZonedDateTime) -> Option<ZonedDateTime> {
        self.cron()?.find_next_occurrence(&Instant(now.clone()), false).ok().map(|found| found.0)
    }

    /// The last time before or at `now`: what should have run by then.
    pub fn last_until(&self, now: &ZonedDateTime) -> Option<ZonedDateTime> {
        self.cron()?.find_previous_occurrence(&Instant(now.clone()), true).ok().map(|found| found.0)
    }

    fn cron(&self) -> Option<Cron> {
        self.expression.parse().ok()
    }
}

/// A moment of jiff, for croner.
#[derive(Debug, Clone)]
struct Instant(ZonedDateTime);

impl CronDateTime for Instant {
    fn to_civil(&self) -> CivilDateTime {
        let wall = self.0.datetime();
        let unsigned = |number: i8| u32::try_from(number).unwrap_or(0);
        let date = CivilDate::from_parts_unchecked(
            i32::from(wall.year()),
            unsigned(wall.month()),
            unsigned(wall.day()),
        );
        CivilDateTime::new(
            date,
            CivilTime::from_parts_unchecked(
                unsigned(wall.hour()),
                unsigned(wall.minute()),
                unsigned(wall.second()),
            ),
        )
    }

    fn civil_weekday(&self) -> Weekday {
        Weekday::from_days_from_sunday(
            u32::try_from(self.0.weekday().to_sunday_zero_offset()).unwrap_or(0),
        )
    }

    fn resolve_civil(&self, civil: CivilDateTime) -> Result<Resolution<Self>, CronError> {
        let ambiguous = self
            .0
            .time_zone()
            .to_ambiguous_zoned_datetime(wall_clock(civil).ok_or(CronError::InvalidDate)?);
        let taken = |zoned: Result<ZonedDateTime, jiff::Error>| {
            zoned.map(Instant).map_err(|_| CronError::InvalidTime)
        };
        Ok(match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => {
                Resolution::Single(taken(ambiguous.unambiguous())?)
            }
            AmbiguousOffset::Fold { .. } => Resolution::Ambiguous(
                taken(ambiguous.clone().earlier())?,
                taken(ambiguous.later())?,
            ),
            AmbiguousOffset::Gap { .. } => Resolution::Gap,
        })
    }

    fn checked_add_seconds(&self, seconds: i64) -> Option<Self> {
        self.0.checked_add(SignedDuration::from_secs(seconds)).ok().map(Instant)
    }

    fn cmp_instant(&self, other: &Self) -> Ordering {
        self.0.timestamp().cmp(&other.0.timestamp())
    }
}

fn wall_clock(civil: CivilDateTime) -> Option<DateTime> {
    let small = |number: u32| i8::try_from(number).ok();
    let (month, day) = (small(civil.month())?, small(civil.day())?);
    let year = i16::try_from(civil.year()).ok()?;
    DateTime::new(
        year,
        month,
        day,
        small(civil.hour())?,
        small(civil.minute())?,
        small(civil.second())?,
        0,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(expression: &str, now: &str) -> Option<String> {
        Times::read(expression)?.next_after(&now.parse().ok()?).map(|zoned| zoned.to_string())
    }

    #[test]
    fn the_next_time_is_in_the_zone_of_now() {
        let night = |now| next("0 2 * * *", now);
        assert_eq!(
            night("2026-11-23T22:00:00+01:00[Europe/Berlin]").as_deref(),
            Some("2026-11-24T02:00:00+01:00[Europe/Berlin]")
        );
        assert_eq!(
            night("2026-11-24T02:00:00+01:00[Europe/Berlin]").as_deref(),
            Some("2026-11-25T02:00:00+01:00[Europe/Berlin]")
        );
        assert_eq!(
            next("30 6 * * 1-5", "2026-11-28T00:00:00[Europe/Berlin]").as_deref(),
            Some("2026-11-30T06:30:00+01:00[Europe/Berlin]")
        );
    }

    #[test]
    fn a_skipped_hour_is_made_up_and_a_repeated_one_counts_once() {
        let night = |now| next("30 2 * * *", now);
        assert_eq!(
            night("2026-03-29T00:00:00+01:00[Europe/Berlin]").as_deref(),
            Some("2026-03-29T03:00:00+02:00[Europe/Berlin]")
        );
        let first = night("2026-10-25T00:00:00+02:00[Europe/Berlin]").unwrap_or_default();
        assert_eq!(first, "2026-10-25T02:30:00+02:00[Europe/Berlin]");
        assert_eq!(night(&first).as_deref(), Some("2026-10-26T02:30:00+01:00[Europe/Berlin]"));
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        for text in ["", "daily", "0 25 * * *", "0 2 * *", "0 0 2 * * *", "60 2 * * *"] {
            assert_eq!(Times::read(text), None, "{text}");
        }
        assert_eq!(next("0 2 30 2 *", "2026-11-23T22:00:00[Europe/Berlin]"), None);
    }
}
