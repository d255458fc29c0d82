//! Days on which business rests: weekends and public holidays of Germany by state; and on which no
//! bank books: those of TARGET2.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// A German state, by its code of ISO 3166-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Baden-Württemberg.
    BW,
    /// Bavaria.
    BY,
    /// Berlin.
    BE,
    /// Brandenburg.
    BB,
    /// Bremen.
    HB,
    /// Hamburg.
    HH,
    /// Hesse.
    HE,
    /// Mecklenburg-Vorpommern.
    MV,
    /// Lower Saxony.
    NI,
    /// North Rhine-Westphalia.
    NW,
    /// Rhineland-Palatinate.
    RP,
    /// Saarland.
    SL,
    /// Saxony.
    SN,
    /// Saxony-Anhalt.
    ST,
    /// Schleswig-Holstein.
    SH,
    /// Thuringia.
    TH,
}

use State::{BB, BE, BW, BY, HB, HE, HH, MV, NI, NW, RP, SH, SL, SN, ST, TH};

/// The states by their codes.
pub const STATES: &[(&str, State)] = &[
    ("BW", BW),
    ("BY", BY),
    ("BE", BE),
    ("BB", BB),
    ("HB", HB),
    ("HH", HH),
    ("HE", HE),
    ("MV", MV),
    ("NI", NI),
    ("NW", NW),
    ("RP", RP),
    ("SL", SL),
    ("SN", SN),
    ("ST", ST),
    ("SH", SH),
    ("TH", TH),
];

/// Holidays of all states on a fixed day: month and day.
const EVERYWHERE: &[(i8, i8)] = &[(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)];

/// Holidays that move with Easter, in days after its Sunday: Good Friday, Easter Monday, Ascension,
/// Whit Monday.
const WITH_EASTER: &[i64] = &[-2, 1, 39, 50];

/// Holidays of some states on a fixed day: month, day, the first year in which they were one for
/// these, and the states. Assumption is one of Bavaria where most people are Catholic, which is
/// nearly everywhere.
const OF_STATES: &[(i8, i8, i16, &[State])] = &[
    (1, 6, 0, &[BW, BY, ST]),
    (3, 8, 2019, &[BE]),
    (3, 8, 2023, &[MV]),
    (8, 15, 0, &[BY, SL]),
    (9, 20, 2019, &[TH]),
    (10, 31, 0, &[BB, MV, SN, ST, TH]),
    (10, 31, 2018, &[HB, HH, NI, SH]),
    (11, 1, 0, &[BW, BY, NW, RP, SL]),
];

/// States that keep Corpus Christi, 60 days after Easter.
const CORPUS_CHRISTI: &[State] = &[BW, BY, HE, NW, RP, SL];

/// True of a public holiday: of one of all states, and of one of this state where one is named.
pub fn is_holiday(day: Date, state: Option<State>) -> bool {
    let (month, of_month) = (day.month(), day.day());
    let after_easter = easter(day.year()).map(|easter| (day - easter).get_days());
    let of_state = |state: State| {
        OF_STATES.iter().any(|(m, d, since, states)| {
            (*m, *d) == (month, of_month) && day.year() >= *since && states.contains(&state)
        }) || (after_easter == Some(60) && CORPUS_CHRISTI.contains(&state))
            || (state == SN && is_repentance_day(day))
    };
    EVERYWHERE.contains(&(month, of_month))
        || after_easter.is_some_and(|after| WITH_EASTER.contains(&after.into()))
        || (day.year() == 2017 && (month, of_month) == (10, 31))
        || state.is_some_and(of_state)
}

/// Buß- und Bettag: the Wednesday before 23 November.
fn is_repentance_day(day: Date) -> bool {
    day.weekday() == Weekday::Wednesday && day.month() == 11 && (16..=22).contains(&day.day())
}

/// True of a working day: neither Saturday, Sunday nor holiday (§ 193 BGB).
pub fn is_working_day(day: Date, state: Option<State>) -> bool {
    !is_weekend(day) && !is_holiday(day, state)
}

/// True of a day on which payments between banks are settled (TARGET2: closed at weekends, on 1
/// January, Good Friday, Easter Monday, 1 May, 25 and 26 December).
pub fn is_banking_day(day: Date) -> bool {
    let after_easter = easter(day.year()).map(|easter| (day - easter).get_days());
    let closed = [(1, 1), (5, 1), (12, 25), (12, 26)].contains(&(day.month(), day.day()))
        || matches!(after_easter, Some(-2 | 1));
    !is_weekend(day) && !closed
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The first working day from this one on.
pub fn working_day_from(day: Date, state: Option<State>) -> Date {
    first(day, 1.day(), |day| is_working_day(day, state))
}

/// What was due before this day is overdue today: who owes on a Saturday, a Sunday or a holiday has
/// time until the next working day (§ 193 BGB).
pub fn overdue_before(today: Date, state: Option<State>) -> Date {
    let before = |day: Date| day.saturating_sub(1.day());
    first(today, -1.day(), |day| is_working_day(before(day), state))
}

/// No row of days off is as long as this.
const LONGEST: usize = 30;

fn first(day: Date, step: Span, fits: impl Fn(Date) -> bool) -> Date {
    std::iter::successors(Some(day), |day| day.checked_add(step).ok())
        .take(LONGEST)
        .find(|day| fits(*day))
        .unwrap_or(day)
}

/// Easter Sunday (Gregorian calendar; the algorithm of Meeus, Jones and Butcher).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn easter_falls_where_the_church_has_it() {
        for text in [
            "2019-04-21",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2038-04-25",
            "2285-03-22",
        ] {
            assert_eq!(easter(day(text).year()), Some(day(text)), "{text}");
        }
    }

    #[test]
    fn holidays_are_those_of_the_state() {
        let keeps = |text: &str| {
            STATES
                .iter()
                .filter(|(_, state)| is_holiday(day(text), Some(*state)))
                .map(|(code, _)| *code)
                .collect::<Vec<_>>()
        };
        for everywhere in [
            "2026-01-01",
            "2026-04-03",
            "2026-04-06",
            "2026-05-01",
            "2026-05-14",
            "2026-05-25",
            "2026-10-03",
            "2026-12-25",
        ] {
            assert!(
                is_holiday(day(everywhere), None) && keeps(everywhere).len() == 16,
                "{everywhere}"
            );
        }
        for (text, states) in [
            ("2026-01-06", &["BW", "BY", "ST"][..]),
            ("2026-03-08", &["BE", "MV"]),
            ("2022-03-08", &["BE"]),
            ("2026-06-04", &["BW", "BY", "HE", "NW", "RP", "SL"]),
            ("2026-08-15", &["BY", "SL"]),
            ("2026-09-20", &["TH"]),
            ("2026-10-31", &["BB", "HB", "HH", "MV", "NI", "SN", "ST", "SH", "TH"]),
            ("2026-11-01", &["BW", "BY", "NW", "RP", "SL"]),
            ("2026-11-18", &["SN"]),
            ("2026-11-25", &[]),
            ("2026-12-24", &[]),
        ] {
            assert_eq!(keeps(text), states, "{text}");
            assert!(!is_holiday(day(text), None), "{text}");
        }
        assert_eq!(keeps("2017-10-31").len(), 16, "500 years of the Reformation");
    }

    #[test]
    fn banks_rest_on_fewer_days() {
        for closed in [
            "2026-01-01",
            "2026-04-03",
            "2026-04-06",
            "2026-05-01",
            "2026-12-25",
            "2026-11-28",
            "2026-11-29",
        ] {
            assert!(!is_banking_day(day(closed)), "{closed}");
        }
        for open in ["2026-05-14", "2026-05-25", "2025-10-03", "2026-11-27", "2026-12-24"] {
            assert!(is_banking_day(day(open)), "{open}");
        }
    }

    #[test]
    fn what_was_due_on_a_day_off_is_overdue_after_the_next_working_day() {
        // Saturday 2026-10-03 is a holiday, Sunday follows; Monday is the last day to pay.
        for (today, before) in [
            ("2026-10-02", "2026-10-02"),
            ("2026-10-05", "2026-10-03"),
            ("2026-10-06", "2026-10-06"),
            ("2026-12-28", "2026-12-25"),
        ] {
            assert_eq!(overdue_before(day(today), None), day(before), "{today}");
        }
        assert_eq!(overdue_before(day("2026-06-05"), Some(State::BY)), day("2026-06-04"));
        assert_eq!(overdue_before(day("2026-06-05"), Some(State::BE)), day("2026-06-05"));
        assert_eq!(working_day_from(day("2027-01-01"), Some(State::BY)), day("2027-01-04"));
        assert_eq!(working_day_from(day("2026-06-04"), Some(State::BY)), day("2026-06-05"));
    }
}
