//! The numbers that a bank gives an account's statements. Where they run one by one, a number left
//! out may be a statement whose bookings cancel each other out: the balances do not miss it.

use super::Currency;
use super::calendar::is_banking_day;
use super::finding::{Finding, FindingKind, Weight};
use super::statement_chain::Stretch;
use jiff::civil::Date;

/// Between two statements that join each other a number is left out.
pub static SKIPPED: FindingKind = FindingKind {
    code: "statement-number-skipped",
    weight: Weight::Warning,
    de: "Konto {account}: Nach Auszug {before} kommt Auszug {this}; {missing} fehlt. Die Salden \
        schließen aneinander an: Entweder hat die Bank keinen ausgestellt, oder seine Umsätze \
        heben sich auf, wie eine Zahlung und ihre Rückgabe. Bitte nachreichen oder, wenn es ihn \
        nicht gibt, mit „kontor resolve {document} accept“ beenden.",
    en: "Account {account}: statement {before} is followed by {this}; {missing} is missing. The \
        balances join: either the bank issued none, or its entries cancel each other out, as a \
        payment and its return do. Hand it in or, if there is none, end this with \"kontor resolve \
        {document} accept\".",
};

/// So many statements whose number is the one before and one more show that a bank counts what it
/// issues.
const FEWEST_IN_ORDER: usize = 2;

/// For one number left out there are so many in order at least: a bank that leaves out more counts
/// something else.
const IN_ORDER_FOR_ONE: usize = 2;

/// Longer than any pause of a daily statement: days between two of them are counted no further.
const MOST_DAYS: usize = 400;

/// Two statements of an account through one door, one after the other.
struct Pair {
    /// Where the later one stands in the list.
    at: usize,
    /// The number of the earlier one.
    before: u32,
    /// The number of the later one.
    this: u32,
    /// The last day of each.
    days: (Date, Date),
    /// Whether the later one begins with the balance that the earlier one ends with.
    joins: bool,
}

impl Pair {
    fn step(&self) -> u32 {
        self.this.saturating_sub(self.before)
    }

    /// How many of the days after the earlier one's last up to the later one's `count`.
    fn days(&self, count: impl Fn(Date) -> bool) -> usize {
        let (last, closing) = self.days;
        let days = std::iter::successors(last.tomorrow().ok(), |day| day.tomorrow().ok());
        let days = days.take_while(|day| *day <= closing).take(MOST_DAYS);
        days.filter(|day| count(*day)).count()
    }
}

/// What numbers are left out before each statement of one account, in the order given. Told only
/// where the account's other statements show that the bank counts what it issues, and not days.
pub fn skipped(account: &str, statements: &[Stretch]) -> Vec<Option<Finding>> {
    let mut found = vec![None; statements.len()];
    let door = |row: &Stretch| Some((row.door?, row.currency));
    let mut doors: Vec<(&str, Currency)> = statements.iter().filter_map(door).collect();
    doors.sort_unstable();
    doors.dedup();
    for door in doors {
        let pairs = pairs(statements, door);
        if !count_what_is_issued(&pairs) {
            continue;
        }
        for pair in pairs.iter().filter(|pair| pair.step() > 1 && pair.joins) {
            if let Some(place) = found.get_mut(pair.at) {
                *place = Some(said(account, pair));
            }
        }
    }
    found
}

/// The neighbours by day among the statements of a door; one told twice is one. A number that does
/// not grow has begun anew, with a year or a new contract.
fn pairs(statements: &[Stretch], (door, currency): (&str, Currency)) -> Vec<Pair> {
    let numbered = |(at, row): (usize, &Stretch)| {
        let of_door = row.door == Some(door) && row.currency == currency;
        let (number, day) = row.number.zip(row.closing_date).filter(|_| of_door)?;
        Some((day, number, at))
    };
    let mut list: Vec<(Date, u32, usize)> =
        statements.iter().enumerate().filter_map(numbered).collect();
    list.sort_unstable();
    list.dedup_by_key(|(day, number, _)| (*day, *number));
    let next = |pair: &[(Date, u32, usize)]| {
        let [(last, before, earlier), (closing, this, at)] = pair else { return None };
        let closed = statements.get(*earlier).and_then(|row| row.closing_minor);
        let opened = statements.get(*at).and_then(|row| row.opening_minor);
        (this > before && last.year() == closing.year()).then(|| Pair {
            at: *at,
            before: *before,
            this: *this,
            days: (*last, *closing),
            joins: closed.is_some() && closed == opened,
        })
    };
    list.windows(2).filter_map(next).collect()
}

/// Whether the numbers of a door count statements: most follow one by one, and they are not the
/// numbers of days, be it of all or of those on which banks work.
fn count_what_is_issued(pairs: &[Pair]) -> bool {
    let in_order = pairs.iter().filter(|pair| pair.step() == 1).count();
    let left_out = pairs.len() - in_order;
    let of_days = |count: fn(Date) -> bool| {
        pairs.iter().all(|pair| usize::try_from(pair.step()) == Ok(pair.days(count)))
    };
    in_order >= FEWEST_IN_ORDER.max(left_out * IN_ORDER_FOR_ONE)
        && !of_days(|_| true)
        && !of_days(is_banking_day)
}

/// What is said of a number left out; who knows the later one's document names it (`document`).
fn said(account: &str, pair: &Pair) -> Finding {
    let (first, last) = (pair.before.saturating_add(1), pair.this.saturating_sub(1));
    let missing = if first == last { first.to_string() } else { format!("{first}–{last}") };
    SKIPPED
        .found()
        .with("account", account)
        .with("before", pair.before)
        .with("this", pair.this)
        .with("missing", missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// A day's statement that joins the one before.
    fn stretch(day: i8, number: u32) -> Stretch {
        Stretch {
            opening_date: Some(date(2026, 10, day)),
            opening_minor: Some(100),
            closing_date: Some(date(2026, 10, day)),
            closing_minor: Some(100),
            currency: Currency::EUR,
            door: Some("mt940"),
            number: Some(number),
        }
    }

    fn missing(statements: &[Stretch]) -> Vec<bool> {
        skipped("DE1", statements).iter().map(Option::is_some).collect()
    }

    #[test]
    fn a_number_left_out_is_told_where_the_others_run_one_by_one_in_any_order() {
        // Monday 5 October, Tuesday, Thursday, the Tuesday after.
        let all = [stretch(5, 10), stretch(6, 11), stretch(8, 12), stretch(13, 14)];
        assert_eq!(missing(&all), [false, false, false, true]);
        let mut back = all.clone();
        back.reverse();
        assert_eq!(missing(&back), [true, false, false, false]);
        let said = skipped("DE1", &all)
            .into_iter()
            .flatten()
            .next()
            .map(|found| found.say(crate::domain::Language::En));
        assert!(said.is_some_and(|said| said.contains("statement 12 is followed by 14; 13 is")));
        // Handed in later, it is missed no more.
        let whole = [&all[..], &[stretch(12, 13)]].concat();
        assert!(!missing(&whole).contains(&true));
    }

    #[test]
    fn numbers_that_count_days_or_nothing_leave_out_none() {
        let days = [stretch(5, 278), stretch(6, 279), stretch(7, 280), stretch(9, 282)];
        assert!(!missing(&days).contains(&true), "days of the year");
        let working = [stretch(8, 200), stretch(9, 201), stretch(12, 202), stretch(14, 204)];
        assert!(!missing(&working).contains(&true), "days on which banks work");
        let jumps = [stretch(5, 3), stretch(8, 4), stretch(13, 9), stretch(14, 17)];
        assert!(!missing(&jumps).contains(&true), "a number of all customers");
        let again = [stretch(5, 10), stretch(8, 11), stretch(13, 12), stretch(14, 1)];
        assert!(!missing(&again).contains(&true), "begun anew");
        let few = [stretch(5, 10), stretch(8, 11), stretch(13, 13)];
        assert!(!missing(&few).contains(&true), "one pair in order shows nothing");
    }

    #[test]
    fn what_another_door_numbers_and_what_does_not_join_is_not_this_doors() {
        let mut other = stretch(13, 14);
        other.door = Some("camt.053");
        let mixed = [stretch(5, 10), stretch(6, 11), stretch(8, 12), other];
        assert!(!missing(&mixed).contains(&true));
        let mut apart = stretch(13, 14);
        apart.opening_minor = Some(90);
        let broken = [stretch(5, 10), stretch(6, 11), stretch(8, 12), apart];
        assert!(!missing(&broken).contains(&true), "a gap of balances says it already");
    }
}
