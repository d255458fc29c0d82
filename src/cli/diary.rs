//! When digest and night are due: each goes on from its last time, so that what was missed while
//! kontor did not run is made up and told. The digest's last time is a line in the office, the
//! night's stands among the jobs.

use super::nightly::NIGHTLY;
use crate::domain::{Language, spelling};
use crate::mail::Occasion;
use crate::office::folder::Folder;
use crate::settings::Times;
use crate::store::{Store, Stored};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::io;
use std::path::PathBuf;

/// The digest's times, past and to come.
pub struct Diary<'a> {
    times: &'a Times,
    zone: &'a TimeZone,
    file: PathBuf,
    last: Timestamp,
    next: Option<Timestamp>,
}

/// A digest that is later than this was missed, minutes.
const LATE: i64 = 10;
/// Missed times that are named at most.
const MOST_NAMED: usize = 14;
/// Times counted at most: a schedule by the minute after a year off must not hold a start up.
const MOST_COUNTED: usize = 1_000;

impl<'a> Diary<'a> {
    /// Opens the diary; a new one begins now.
    pub fn open(folder: &Folder, times: &'a Times, zone: &'a TimeZone) -> Diary<'a> {
        let file = folder.root().join(".kontor.digest");
        let written = std::fs::read_to_string(&file).ok().and_then(|text| text.trim().parse().ok());
        let now = Timestamp::now();
        // A time to come was written under another clock.
        let last = written.filter(|last| *last <= now).unwrap_or(now);
        let mut diary = Diary { times, zone, file, last, next: None };
        diary.next = diary.after(last);
        if written.is_none() {
            // Without it only a missed digest would go unnoticed.
            let _ = diary.write();
        }
        diary
    }

    /// The occasion when a time has come since the last; earlier ones are part of it.
    pub fn struck(&self) -> Option<Occasion> {
        self.struck_by(Timestamp::now())
    }

    fn struck_by(&self, now: Timestamp) -> Option<Occasion> {
        let times: Vec<Timestamp> = std::iter::successors(self.next, |time| self.after(*time))
            .take_while(|time| *time <= now)
            .take(MOST_COUNTED)
            .collect();
        let at = times.last()?;
        let late = now.saturating_sub(SignedDuration::from_mins(LATE)).unwrap_or(now);
        let told = |time: &Timestamp| {
            time.to_zoned_datetime(self.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
        };
        let missed: Vec<String> =
            times.iter().rev().filter(|time| **time < late).take(MOST_NAMED).map(told).collect();
        Some(Occasion { at: at.to_string(), missed })
    }

    /// Notes that an occasion's digest is written.
    pub fn done(&mut self, occasion: &Occasion) -> io::Result<()> {
        self.last = occasion.at.parse().unwrap_or(self.last);
        self.next = self.after(self.last);
        self.write()
    }

    fn after(&self, time: Timestamp) -> Option<Timestamp> {
        next_after(self.times, self.zone, time)
    }

    fn write(&self) -> io::Result<()> {
        let draft = self.file.with_extension("digest.part");
        std::fs::write(&draft, format!("{}\n", self.last))?;
        std::fs::rename(draft, &self.file)
    }
}

/// Tells when the nightly time has come; one that passed while nobody watched is made up once.
pub struct Clock<'a> {
    times: &'a Times,
    zone: &'a TimeZone,
    next: Option<Timestamp>,
}

/// A night whose time has come.
pub struct Due(Timestamp);

impl<'a> Clock<'a> {
    /// A clock that goes on from the last night; where there was none yet, it begins now.
    pub async fn open(store: &Store, times: &'a Times, zone: &'a TimeZone) -> Stored<Clock<'a>> {
        let last = store.job(NIGHTLY).await?.and_then(|job| job.ended_at.parse().ok());
        Ok(Clock::after(last, Timestamp::now(), times, zone))
    }

    /// A time to come was written under another clock.
    fn after(
        last: Option<Timestamp>,
        now: Timestamp,
        times: &'a Times,
        zone: &'a TimeZone,
    ) -> Clock<'a> {
        let last = last.filter(|last| *last <= now).unwrap_or(now);
        Clock { times, zone, next: next_after(times, zone, last) }
    }

    /// The night that is due now; however many were missed, they are one.
    pub fn struck(&mut self) -> Option<Due> {
        self.struck_by(Timestamp::now())
    }

    fn struck_by(&mut self, now: Timestamp) -> Option<Due> {
        let due = self.next.filter(|next| *next <= now)?;
        self.next = next_after(self.times, self.zone, now);
        Some(Due(due))
    }
}

impl Due {
    /// True of a night that nobody watched at its time.
    pub fn is_missed(&self) -> bool {
        Timestamp::now().duration_since(self.0) > SignedDuration::from_mins(LATE)
    }

    /// That it is made up.
    pub fn say(&self, zone: &TimeZone, language: Language) -> String {
        let at = spelling::moment(&self.0.to_zoned_datetime(zone.clone()), language);
        match language {
            Language::De => {
                format!("kontor: Der Nachtlauf vom {at} fiel aus und wird jetzt nachgeholt.")
            }
            Language::En => {
                format!("kontor: the nightly run of {at} was missed and is made up now.")
            }
        }
    }
}

fn next_after(times: &Times, zone: &TimeZone, time: Timestamp) -> Option<Timestamp> {
    times.next_after(&time.to_zoned_datetime(zone.clone())).map(|next| next.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_that_nobody_watched_is_made_up_once_and_the_next_comes_at_its_time() {
        let (times, zone) = (Times::NIGHTLY, TimeZone::UTC);
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-11-26T09:00:00Z");
        let mut missed = Clock::after(Some(at("2026-11-23T02:30:10Z")), now, &times, &zone);
        assert!(missed.struck_by(now).is_some() && missed.struck_by(now).is_none());
        assert!(
            missed.struck_by(at("2026-11-27T02:29:00Z")).is_none()
                && missed.struck_by(at("2026-11-27T02:30:00Z")).is_some()
        );
        for last in [None, Some(at("2026-11-26T02:30:10Z")), Some(at("2027-01-01T00:00:00Z"))] {
            assert!(Clock::after(last, now, &times, &zone).struck_by(now).is_none(), "{last:?}");
        }
    }

    #[test]
    fn what_was_missed_is_made_up_once_and_named() -> Result<(), Box<dyn std::error::Error>> {
        let office = tempfile::tempdir()?;
        let folder = Folder::new(office.path());
        let times = Times::read("0 6 * * *").ok_or("times")?;
        let zone = TimeZone::UTC;
        std::fs::write(office.path().join(".kontor.digest"), "2026-01-01T06:00:00Z\n")?;
        let mut diary = Diary::open(&folder, &times, &zone);
        assert_eq!(diary.struck_by("2026-01-02T05:59:00Z".parse()?), None);
        let on_time = diary.struck_by("2026-01-02T06:00:05Z".parse()?).ok_or("on time")?;
        assert_eq!((on_time.at.as_str(), on_time.missed.len()), ("2026-01-02T06:00:00Z", 0));
        let late = diary.struck_by("2026-01-03T08:00:00Z".parse()?).ok_or("late")?;
        assert_eq!(
            (late.at.as_str(), late.missed),
            (
                "2026-01-03T06:00:00Z",
                vec!["2026-01-03 06:00".to_owned(), "2026-01-02 06:00".to_owned()]
            )
        );
        diary.done(&Occasion { at: "2026-01-03T06:00:00Z".into(), missed: Vec::new() })?;
        assert_eq!(
            Diary::open(&folder, &times, &zone).struck_by("2026-01-03T08:00:00Z".parse()?),
            None
        );
        Ok(())
    }
}
