//! What no item explains and seems to be paid twice: a rule, or what was answered before, would book
//! the same amount of the same other side for the same month once more.
//!
//! Much recurs quickly and rightly (fuel, parking, fees of the bank): it names no month, or its texts
//! differ. Asked about is what names one month twice, and rent, which is paid by the month whether a
//! text says so or not.

use super::decision::{Category, Decision, Explanation, MatchStatus};
use super::desk::{Desk, Slip};
use super::explain::{german, on_account};
use super::facts::EntryFacts;
use super::keys::{Key, is_year, parties_of_entry};
use super::named_period::month_of;
use super::reading::Reading;

/// Two payments that lie further apart are of two months, whatever their texts say: standing orders
/// keep the words that they began with.
const MOST_DAYS: i32 = 20;

/// The same of those whose texts name no month.
const MOST_DAYS_UNNAMED: i32 = 15;

/// What is paid by the month, in words (folded).
const MONTHLY: &[&str] = &["miet", "pacht", "leasing"];

/// Key by which two payments of one other side, amount and month find each other.
pub(super) fn twice_keys(entry: &EntryFacts, reading: &Reading) -> Vec<Key> {
    let Some(time) = time_of(entry, reading) else { return Vec::new() };
    let (currency, amount) = (entry.currency, entry.amount);
    let parties = parties_of_entry(entry).into_iter();
    parties.map(|party| format!("t:{party}:{currency}:{amount}:{time}")).collect()
}

/// What an entry is for: the months or spans that its text names; else the month of its booking
/// where it is paid by the month.
fn time_of(entry: &EntryFacts, reading: &Reading) -> Option<String> {
    let payer = entry.counterparty_name.as_deref().unwrap_or_default();
    let named = reading.times(payer);
    if !named.is_empty() {
        return Some(named.join("+"));
    }
    let day = entry.booking_date;
    let is_monthly = MONTHLY.iter().any(|word| reading.words.contains(word));
    is_monthly.then(|| format!("in {}-{}", day.year(), day.month()))
}

/// The words of a text without its months and years.
fn words_of(reading: &Reading) -> Vec<String> {
    let told = reading.dated_words(0, reading.written);
    let all: Vec<&str> = told.split_whitespace().collect();
    let is_year_at =
        |at: Option<usize>| at.and_then(|at| all.get(at)).is_some_and(|word| is_year(word));
    let is_time = |at: usize, word: &str| {
        let beside = is_year_at(at.checked_sub(1)) || is_year_at(Some(at + 1));
        month_of(word).is_some() || is_year(word) || beside && word.len() <= 2
    };
    let kept = all.iter().enumerate().filter(|(at, word)| !is_time(*at, word));
    kept.map(|(_, word)| (*word).to_owned()).collect()
}

impl<'a> Desk<'a> {
    /// A decision without an item, asked about where the same seems to be booked already.
    pub(super) fn asked_if_twice(&self, slip: &Slip<'a>, decision: Decision) -> Decision {
        let often = matches!(
            decision.category,
            Some(
                Category::BankFee
                    | Category::Interest
                    | Category::Card
                    | Category::Transfer
                    | Category::Return
            )
        );
        if decision.status != MatchStatus::Matched || often {
            return decision;
        }
        match self.paid_before(slip) {
            Some(first) => decision.asked(twice(slip.entry, first)),
            None => decision,
        }
    }

    /// The payment of the same other side, amount and month that is booked already.
    fn paid_before(&self, slip: &Slip<'a>) -> Option<&'a EntryFacts> {
        let entry = slip.entry;
        let payer = entry.counterparty_name.as_deref().unwrap_or_default();
        let is_named = !slip.reading.times(payer).is_empty();
        // A text without a month says less: that it is meant so a person has said already.
        if !is_named && entry.answers.iter().any(|answer| answer.is_like(entry)) {
            return None;
        }
        let most = if is_named { MOST_DAYS } else { MOST_DAYS_UNNAMED };
        let words = words_of(&slip.reading);
        let is_first = |other: &&Slip<'a>| {
            let paid = other.entry;
            let apart = (paid.booking_date - entry.booking_date).get_days();
            let accounts = paid.counterparty_iban.as_ref().zip(entry.counterparty_iban.as_ref());
            let is_booked = other.decision.as_ref().is_some_and(|decision| {
                decision.status == MatchStatus::Matched
                    && decision.category != Some(Category::Return)
            });
            // One that comes later and that a person let pass is no question about this one.
            let is_answered = paid.decided.is_some()
                && (paid.booking_date, paid.id) > (entry.booking_date, entry.id);
            paid.id != entry.id
                && is_booked
                && !is_answered
                && paid.company == entry.company
                && apart.abs() <= most
                && accounts.is_none_or(|(one, other)| one == other)
                && other.taken_back.is_empty()
                && !self.came_back(other)
                && says_the_same(&words, &words_of(&other.reading), is_named)
        };
        let keys = twice_keys(entry, &slip.reading);
        let alike = keys.iter().filter_map(|key| self.twice.get(key)).flatten();
        alike.filter_map(|at| self.slips.get(*at)).find(is_first).map(|first| first.entry)
    }

    /// Whether a payment went back: the same amount, the other way, as a return of the same other
    /// side.
    fn came_back(&self, paid: &Slip<'a>) -> bool {
        let buckets = parties_of_entry(paid.entry).into_iter();
        let mut others = buckets.filter_map(|party| self.by_party.get(&party)).flatten();
        others.any(|at| {
            self.slips.get(*at).is_some_and(|other| {
                other.is_return
                    && other.entry.amount == paid.entry.amount.saturating_neg()
                    && other.entry.booking_date >= paid.entry.booking_date
            })
        })
    }
}

/// Whether two texts may speak of one thing: the one says no more than the other; without a month
/// both say just the same. `Miete August Stellplatz 1` is none of `Stellplatz 2`.
fn says_the_same(one: &[String], other: &[String], is_named: bool) -> bool {
    let within = |one: &[String], other: &[String]| one.iter().all(|word| other.contains(word));
    match is_named {
        true => within(one, other) || within(other, one),
        false => one == other,
    }
}

fn twice(entry: &EntryFacts, first: &EntryFacts) -> Explanation {
    let (book, book_en) = on_account(entry.id);
    // A payment inside a batch has no number of its own.
    let number = if first.id > 0 { format!("E{} ", first.id) } else { String::new() };
    let (day, day_en) = (german(first.booking_date), first.booking_date);
    Explanation::new(
        format!(
            "Schon gebucht mit {number}vom {day}: dieselbe Gegenseite, derselbe Betrag, derselbe \
             Zeitraum. Doppelt gezahlt? Dann zurückholen und bis dahin auf das Konto dafür buchen: \
             {book} (KONTO: sonstige Forderungen, oder Verbindlichkeiten bei einem Eingang). Sind \
             es zwei, bitte bestätigen."
        ),
        format!(
            "Booked already with {number}of {day_en}: the same other side, amount and period. Paid \
             twice? Then claim it back and book it on the account for that meanwhile: {book_en} \
             (NUMBER: other receivables, or payables for money in). If they are two, please \
             confirm."
        ),
    )
}
