//! Payments that were booked on an account and settled no item, when the bank returns them: by a
//! rule, by what was answered before, or by a person. The same is proposed the other way round.

use super::decide::open;
use super::decision::{Beside, Category, Decision, Explanation, MatchStatus, Place};
use super::desk::{Desk, Slip};
use super::explain::{german, money};
use super::returned_amount::{of_amount, pays_stated, says_whose};
use super::returns::of_same_party;
use super::weights::Ground;

/// The mirror of the booking that a return gives back: the same accounts and VAT. Where several
/// such payments may be meant, which were booked otherwise, none is proposed.
pub(super) fn of_booking(desk: &Desk<'_>, at: usize) -> Option<Decision> {
    let slip = desk.slips.get(at)?;
    let by_reference = slip.reading.references.iter();
    let referred = by_reference.filter_map(|one| desk.by_reference.get(&one.text)).flatten();
    let mut places: Vec<usize> = referred.copied().filter(|other| *other != at).collect();
    if !places.iter().any(|place| is_given_back(desk, slip, *place)) {
        places = of_same_party(desk, at);
    }
    if places.is_empty() && !says_whose(slip.entry) {
        places = of_amount(desk, at);
    }
    places.retain(|place| is_given_back(desk, slip, *place));
    // What goes without a fee is meant before what goes with one that is stated, and so on.
    let fee = |place: &usize| fee_beyond(desk, slip, *place);
    if places.iter().any(|place| fee(place).is_none()) {
        places.retain(|place| fee(place).is_none());
    } else if places.iter().any(|place| pays_stated(desk, slip, *place)) {
        places.retain(|place| pays_stated(desk, slip, *place));
    }
    places.sort_unstable();
    let booked = |place: &usize| desk.slips.get(*place).and_then(|paid| paid.decision.as_ref());
    let last = places.last()?;
    let (paid, decision) = (desk.slips.get(*last)?, booked(last)?);
    let same = |place: &usize| {
        booked(place).is_some_and(|other| {
            (&other.account, other.vat_percent, &other.beside)
                == (&decision.account, decision.vat_percent, &decision.beside)
        })
    };
    let fee = fee(last).map(|fee| (fee, desk.policy.return_fee_account.as_str()));
    let paid_so = |place: &usize| {
        desk.slips.get(*place).is_some_and(|other| other.entry.amount == paid.entry.amount)
    };
    let is_one = places.iter().all(|place| same(place) && (fee.is_none() || paid_so(place)));
    is_one.then(|| mirrored(slip, paid, decision, fee))
}

/// What a return takes beyond a payment as the bank's fee, minor units signed as on the account;
/// `None` where nothing is, or where that is no such fee.
fn fee_beyond(desk: &Desk<'_>, slip: &Slip<'_>, place: usize) -> Option<i64> {
    let paid = desk.slips.get(place)?.entry.amount;
    let fee = slip.entry.amount.saturating_add(paid);
    let is_known = pays_stated(desk, slip, place)
        || fee.saturating_abs() <= desk.policy.return_fee_limit
            && paid.saturating_abs() > fee.saturating_abs();
    (fee < 0 && paid.signum() == -slip.entry.amount.signum() && is_known).then_some(fee)
}

/// Whether a payment was booked on accounts alone, of just the amount that an entry gives back, and
/// stands so.
fn is_given_back(desk: &Desk<'_>, slip: &Slip<'_>, place: usize) -> bool {
    let Some(paid) = desk.slips.get(place) else { return false };
    let is_booked = paid.decision.as_ref().is_some_and(|decision| {
        decision.status == MatchStatus::Matched
            && decision.allocations.is_empty()
            && !matches!(decision.category, Some(Category::Return | Category::Transfer))
            && (decision.account.is_some() || !decision.beside.is_empty())
            && (decision.charge, decision.on_account) == (0, 0)
            && decision.beside.iter().all(|part| matches!(part.place, Place::Account(_)))
    });
    is_booked
        && !paid.is_return
        && !desk.left_credit(paid.entry.id)
        && (paid.entry.amount == slip.entry.amount.saturating_neg()
            || slip.is_return && fee_beyond(desk, slip, place).is_some())
        && paid.entry.currency == slip.entry.currency
        && paid.entry.booking_date <= slip.entry.booking_date
}

fn mirrored(
    slip: &Slip<'_>,
    paid: &Slip<'_>,
    booked: &Decision,
    fee: Option<(i64, &str)>,
) -> Decision {
    let (day, id) = (paid.entry.booking_date, paid.entry.id);
    // A payment inside a batch has no number of its own.
    let number = if id > 0 { format!("E{id}, ") } else { String::new() };
    let accounts: Vec<&str> = booked
        .account
        .iter()
        .map(String::as_str)
        .chain(booked.beside.iter().filter_map(|part| match &part.place {
            Place::Account(account) => Some(account.as_str()),
            _ => None,
        }))
        .collect();
    let accounts = accounts.join(", ");
    let why = Explanation::new(
        format!(
            "Rückgabe der Zahlung vom {} ({number}gebucht auf {accounts}): ebenso zurück, mit \
             derselben Steuer. Bitte bestätigen.",
            german(day)
        ),
        format!(
            "Return of the payment of {day} ({number}booked on {accounts}): back the same way, \
             with the same tax. Please confirm."
        ),
    );
    let back = |part: &Beside| Beside { amount: part.amount.saturating_neg(), ..part.clone() };
    let mut decision = Decision {
        status: MatchStatus::Suggested,
        category: booked.category,
        account: booked.account.clone(),
        vat_percent: booked.vat_percent,
        beside: booked.beside.iter().map(back).collect(),
        confidence: Ground::MayBeReturned.confidence(),
        ..open(slip.entry, vec![why])
    };
    if let Some((fee, account)) = fee {
        let whole = decision.account.take().map(|number| Beside {
            vat_percent: decision.vat_percent.take(),
            ..Beside::of(Place::Account(number), paid.entry.amount.saturating_neg())
        });
        decision.beside.extend(whole);
        decision.beside.push(Beside::of(Place::Account(account.to_owned()), fee));
        let (de, en) = money(fee, slip.entry.currency);
        decision.explanation.push(Explanation::new(
            format!("{de} davon sind das Entgelt der Bank ({account})."),
            format!("{en} of it is the bank's fee ({account})."),
        ));
    }
    decision
}
