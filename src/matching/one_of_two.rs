//! Money that is given back of a payment that was made twice, while neither of the two is decided.

use super::decide::open;
use super::decision::{Decision, Explanation, MatchStatus};
use super::desk::{Desk, Slip};
use super::explain::{german, on_this_account, which_account};
use super::facts::EntryFacts;
use super::return_signs::gives_back;
use super::returns::of_same_party;
use crate::domain::text::fold;

/// The question that names the two: equal payments of the same other side in the same words, of
/// which an entry that speaks of it gives one back.
pub(super) fn one_of_two(desk: &Desk<'_>, at: usize) -> Option<Decision> {
    let slip = desk.slips.get(at).filter(|slip| !slip.is_return && gives_back(slip.entry))?;
    let entry = slip.entry;
    let waits = |paid: &&Slip<'_>| {
        let decided = paid.decision.as_ref();
        decided.is_none_or(|decision| decision.status != MatchStatus::Matched)
            && paid.entry.id > 0
            && paid.entry.amount == entry.amount.saturating_neg()
            && paid.entry.currency == entry.currency
            && paid.entry.booking_date <= entry.booking_date
    };
    let mut places = of_same_party(desk, at);
    places.sort_unstable();
    places.dedup();
    let paid: Vec<&Slip<'_>> =
        places.iter().filter_map(|place| desk.slips.get(*place)).filter(waits).collect();
    let words = |paid: &Slip<'_>| fold(paid.entry.remittance.as_deref().unwrap_or_default());
    let [.., second] = paid.as_slice() else { return None };
    let first = paid.iter().rev().skip(1).find(|first| words(first) == words(second))?;
    let named = |paid: &EntryFacts| (paid.id, german(paid.booking_date), paid.booking_date);
    let ((one, day, day_en), (two, later, later_en)) = (named(first.entry), named(second.entry));
    let account = desk.account_of(slip);
    let ((book, book_en), (again, again_en)) =
        (on_this_account(two, account), on_this_account(entry.id, account));
    let (which, which_en) = which_account(account);
    let why = Explanation::new(
        format!(
            "Gibt wohl eine von zwei gleichen Zahlungen zurück: E{one} vom {day} und E{two} vom \
             {later}. Dann ist E{one} die Zahlung, und E{two} und E{id} heben sich auf: beide auf \
             dasselbe Konto buchen, etwa das Personenkonto: {book}, {again}{which}.",
            id = entry.id
        ),
        format!(
            "Probably gives back one of two equal payments: E{one} of {day_en} and E{two} of \
             {later_en}. Then E{one} is the payment, and E{two} and E{id} even out: book both on \
             the same account, such as the personal one: {book_en}, \
             {again_en}{which_en}.",
            id = entry.id
        ),
    );
    Some(open(entry, vec![why]))
}
