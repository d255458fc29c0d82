//! A batch that one statement tells as a sum and another by its payments, under no common
//! reference: sum and payments are told apart by nothing but that they add up.

use super::{Held, StatementRow, Told, contents};
use crate::domain::statement::Entry;
use crate::office::plan::bank::day;
use jiff::civil::Date;

/// A sum and its payments lie at most so many days apart.
const APART: i32 = 2;

/// The most payments of a day among which those are sought that give a sum.
const MOST_PARTS: usize = 12;

/// Words that name a batch.
const WORDS: &[&str] = &["sammel", "sammler", "bulk", "batch", "anzahl", "summe "];

/// A booking that may be a payment of a sum.
#[derive(Clone, Copy)]
pub(in crate::office::plan) struct Candidate<'a> {
    /// Where it stands, in whatever list it was taken from.
    pub place: usize,
    pub entry: &'a Entry,
    /// One of the two statements tells all of its day, and lacks what the other tells.
    pub is_lacking: bool,
}

/// Whether two bookings may be a sum and a payment of it, by direction, amount and day.
pub(in crate::office::plan) fn may_hold(sum: &Entry, part: &Entry) -> bool {
    let minor = |entry: &Entry| entry.amount.minor().unwrap_or_default();
    let days = day(sum).zip(day(part));
    sum.amount.currency == part.amount.currency
        && minor(sum).signum() == minor(part).signum()
        && minor(part).abs() < minor(sum).abs()
        && days.is_some_and(|(a, b)| (a - b).get_days().abs() <= APART)
}

/// The days on which the payments of a sum of this day may stand, and the other way round.
pub(in crate::office::plan) fn days_beside(day: Date) -> impl Iterator<Item = Date> {
    super::days::beside(day).filter(move |other| (*other - day).get_days().abs() <= APART)
}

/// The payments that give a sum, by their places, and whether there is no doubt about them: the sum
/// names each of them by other side and text. Where it names payments these must be all there;
/// else all of one day must give it, or some of them in one way only, and they must be missing
/// where the sum is told, or the sum look like one.
pub(in crate::office::plan) fn parts_of(
    sum: &Entry,
    candidates: &[Candidate],
) -> Option<(Vec<usize>, bool)> {
    let candidates: Vec<&Candidate> =
        candidates.iter().filter(|part| may_hold(sum, part.entry)).collect();
    if names_all(sum) {
        return named(sum, &candidates);
    }
    let looks = looks_like_one(sum);
    let candidates: Vec<&Candidate> =
        candidates.into_iter().filter(|part| looks || names_no_other(sum, part.entry)).collect();
    let own = day(sum)?;
    let mut days: Vec<Date> = days_beside(own).collect();
    days.sort_by_key(|day| (*day - own).get_days().abs());
    days.into_iter().find_map(|on| {
        let of_day = candidates.iter().filter(|part| day(part.entry) == Some(on));
        let of_day: Vec<&Candidate> =
            of_day.filter(|part| looks || part.is_lacking).copied().collect();
        Some((that_give(sum, &of_day)?, false))
    })
}

/// Whether a booking that is not told as a batch names no other purpose of its own than a payment
/// that may be inside it: it has no text, or the same other side.
fn names_no_other(sum: &Entry, part: &Entry) -> bool {
    let says = sum.remittance.as_deref().is_some_and(|text| !text.trim().is_empty());
    let (ours, theirs) = (&sum.counterparty, &part.counterparty);
    let iban = ours.iban.is_some() && ours.iban == theirs.iban;
    let names = ours.name.as_deref().zip(theirs.name.as_deref());
    !says || iban || names.is_some_and(|(one, other)| super::wording::one_name(one, other))
}

/// Whether the payments inside a sum are told with it.
pub(super) fn names_all(sum: &Entry) -> bool {
    let total: Option<i64> = sum.details.iter().map(|detail| detail.amount.minor()).sum();
    sum.details.len() > 1 && total.is_some() && total == sum.amount.minor()
}

fn named(sum: &Entry, candidates: &[&Candidate]) -> Option<(Vec<usize>, bool)> {
    let mut free: Vec<&Candidate> = candidates.to_vec();
    let (mut places, mut certain) = (Vec::new(), true);
    for detail in &sum.details {
        let alike = |part: &&Candidate| part.entry.amount == detail.amount;
        let only = free.iter().filter(|part| alike(part)).count() == 1;
        let at = free.iter().position(|part| is_named(detail, part.entry, only));
        certain &= at.is_some();
        let at = at.or_else(|| free.iter().position(|part| part.entry.amount == detail.amount))?;
        let part = free.swap_remove(at);
        certain &= day(part.entry) == day(sum);
        places.push(part.place);
    }
    Some((places, certain))
}

/// Whether a payment of a sum is this one by its reference, or by other side and text; by one of
/// the two where it is the `only` one of its amount and the other is left out.
fn is_named(detail: &Entry, part: &Entry, only: bool) -> bool {
    let held = Held::new(0, detail.clone(), Vec::new());
    let row = StatementRow::default();
    let said = contents(&held, &Told::new(part, &row), false);
    detail.amount == part.amount
        && said.is_some_and(|said| {
            let either = only && !said.otherwise_named && (said.by_text || said.by_party);
            said.by_end_to_end || said.by_text && said.by_party || either
        })
}

/// Whether a booking without payments of its own is told as a batch: by its words, by the bank's
/// code (business transaction codes 191 to 199), or since it names nobody.
pub(in crate::office) fn looks_like_one(sum: &Entry) -> bool {
    let party = &sum.counterparty;
    let says = [&sum.remittance, &sum.booking_text].into_iter().flatten().any(|text| {
        let text = text.to_lowercase();
        WORDS.iter().any(|word| text.contains(word))
    });
    let code = sum.transaction_code.as_deref().and_then(|code| code.rsplit('+').next());
    let code = code.and_then(|code| code.parse::<u16>().ok());
    says || code.is_some_and(|code| (191..=199).contains(&code))
        || (party.name.is_none() && party.iban.is_none())
}

/// Of these payments those that give a sum: all, or the only choice of several.
fn that_give(sum: &Entry, parts: &[&Candidate]) -> Option<Vec<usize>> {
    let target = sum.amount.minor()?;
    let give = |chosen: &[&Candidate]| {
        let mut minors = chosen.iter().map(|part| part.entry.amount.minor());
        let total = minors.try_fold(0_i64, |sum, minor| sum.checked_add(minor?));
        chosen.len() > 1 && total == Some(target)
    };
    let places = |chosen: &[&Candidate]| chosen.iter().map(|part| part.place).collect();
    if give(parts) {
        return Some(places(parts));
    }
    if parts.len() > MOST_PARTS {
        return None;
    }
    let choice = |bits: usize| -> Vec<&Candidate> {
        let chosen = parts.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
        chosen.map(|(_, part)| *part).collect()
    };
    let mut fitting = (1..1_usize << parts.len()).map(choice).filter(|some| give(some));
    let only = fitting.next()?;
    fitting.next().is_none().then(|| places(&only))
}
