//! Returns of which the bank says little more than amounts: what was paid, and what it takes for the
//! return. And payments that wait still when they come back.

use super::decide::open;
use super::decision::{Decision, Explanation, MatchStatus};
use super::desk::{Desk, Slip};
use super::explain::{german, money};
use super::facts::EntryFacts;
use super::index::MOST_CANDIDATES;
use super::reading::Reading;
use super::returns::of_same_party;

/// The largest fee of a bank that is thought of where the amount paid is stated, minor units.
const MOST_FEE: i64 = 5_000;

/// Whether an entry says who the other side is.
pub(super) fn says_whose(entry: &EntryFacts) -> bool {
    entry.counterparty_iban.is_some()
        || entry.counterparty_name.as_ref().is_some_and(|name| !name.trim().is_empty())
}

/// The amounts, unsigned minor units, of the payment that an entry may return: its own, and what it
/// states besides where the rest may be a bank's fee (`119,00 + 3,50 Gebühr`). The fee always costs
/// the company: it makes a returned debit larger, a returned transfer smaller.
pub fn amounts_returned(entry: &EntryFacts) -> Vec<i64> {
    paid_by(entry, &Reading::of(entry))
}

fn paid_by(entry: &EntryFacts, reading: &Reading) -> Vec<i64> {
    let size = entry.amount.saturating_abs();
    let instructed = entry.instructed.filter(|(_, currency)| *currency == entry.currency);
    let stated = reading.amounts.iter().map(|stated| stated.minor);
    let is_less_a_fee = |paid: &i64| {
        let fee = if entry.amount < 0 { size - paid } else { paid - size };
        *paid > 0 && (1..=MOST_FEE).contains(&fee)
    };
    let before_fee = instructed.map(|(minor, _)| minor).into_iter().chain(stated);
    let mut amounts: Vec<i64> =
        std::iter::once(size).chain(before_fee.filter(is_less_a_fee)).collect();
    amounts.dedup();
    amounts
}

/// Whether a payment is of an amount that the return states beside its own.
pub(super) fn pays_stated(desk: &Desk<'_>, slip: &Slip<'_>, paid: usize) -> bool {
    let amounts = paid_by(slip.entry, &slip.reading);
    desk.slips.get(paid).is_some_and(|paid| {
        amounts.iter().skip(1).any(|amount| *amount == paid.entry.amount.saturating_abs())
    })
}

/// Whether a return and a payment stand on one account: what comes back of one comes back there.
fn on_one_account(one: &EntryFacts, other: &EntryFacts) -> bool {
    (&one.company, &one.account) == (&other.company, &other.account)
}

/// The payments before a return that are of an amount it may give back, whoever made them.
pub(super) fn of_amount(desk: &Desk<'_>, at: usize) -> Vec<usize> {
    let Some(slip) = desk.slips.get(at) else { return Vec::new() };
    let amounts = paid_by(slip.entry, &slip.reading);
    let may_be = |paid: &Slip<'_>| {
        !paid.is_return
            && on_one_account(paid.entry, slip.entry)
            && paid.entry.amount.signum() == -slip.entry.amount.signum()
            && paid.entry.currency == slip.entry.currency
            && paid.entry.booking_date <= slip.entry.booking_date
            && amounts.contains(&paid.entry.amount.saturating_abs())
    };
    let places = desk.slips.iter().enumerate().filter(|(_, paid)| may_be(paid));
    let mut places: Vec<usize> = places.map(|(place, _)| place).collect();
    let day = |place: &usize| desk.slips.get(*place).map(|paid| paid.entry.booking_date);
    places.sort_by_key(|place| std::cmp::Reverse(day(place)));
    places.truncate(MOST_CANDIDATES);
    places
}

/// What is said of a return whose payment waits still: both belong on one account, and with the
/// payment the return is proposed.
pub(super) fn of_waiting(desk: &Desk<'_>, at: usize) -> Option<Decision> {
    waiting(desk, at, false)
}

/// The same of a payment of just the amount that comes back: it is meant before another that goes
/// only with a fee.
pub(super) fn of_waiting_exactly(desk: &Desk<'_>, at: usize) -> Option<Decision> {
    waiting(desk, at, true)
}

fn waiting(desk: &Desk<'_>, at: usize, exactly: bool) -> Option<Decision> {
    let slip = desk.slips.get(at)?;
    let mut places = match says_whose(slip.entry) {
        true => of_same_party(desk, at),
        false => of_amount(desk, at),
    };
    let mut amounts = paid_by(slip.entry, &slip.reading);
    if exactly {
        amounts.truncate(1);
    }
    let waits = |place: &usize| {
        desk.slips.get(*place).is_some_and(|paid| {
            paid.decision.as_ref().is_none_or(|paid| paid.status != MatchStatus::Matched)
                && !paid.is_return
                && on_one_account(paid.entry, slip.entry)
                && paid.entry.booking_date <= slip.entry.booking_date
                && amounts.contains(&paid.entry.amount.saturating_abs())
        })
    };
    places.retain(waits);
    places.sort_unstable();
    places.dedup();
    let [only] = places.as_slice() else { return None };
    Some(waits_for(slip.entry, desk.slips.get(*only)?.entry))
}

/// What is said of a return whose payment is to be decided first.
pub(super) fn waits_for(returned: &EntryFacts, paid: &EntryFacts) -> Decision {
    let (de, en) = money(paid.amount, paid.currency);
    let (id, day) = (paid.id, paid.booking_date);
    // A payment inside a batch has no number of its own.
    let number = if id > 0 { format!("E{id}, ") } else { String::new() };
    let first = |words: &str| if id > 0 { format!("E{id}") } else { words.to_owned() };
    let (first, first_en) = (first("jene"), first("that one"));
    let why = Explanation::new(
        format!(
            "Die Bank gibt eine Zahlung zurück; es ist wohl die vom {} ({number}{de}), die selbst \
             noch wartet. Bitte zuerst {first} entscheiden; danach, spätestens nach dem \
             nächtlichen Lauf, wird vorgeschlagen, sie mit dieser zurückzunehmen.",
            german(day)
        ),
        format!(
            "The bank returns a payment; it seems to be that of {day} ({number}{en}), which waits \
             itself. Please decide {first_en} first; after that, with the nightly run at the \
             latest, it is proposed to take it back with this one."
        ),
    );
    open(returned, vec![why])
}
