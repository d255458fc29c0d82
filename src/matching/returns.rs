//! Returns (Rücklastschrift, Rücküberweisung): money that goes back the way it came, and reopens what it had settled.

use super::decide::{Desk, open};
use super::decision::{Allocation, Category, Decision, Explanation, MatchStatus};
use super::explain::{german, with_amount, with_word};
use super::facts::EntryFacts;
use super::index::MOST_CANDIDATES;
use super::reading::Reading;

/// Whether the bank itself marks an entry as taking another back; words in a text may mean returned goods.
pub(super) fn is_certain(entry: &EntryFacts) -> bool {
    entry.reversal || entry.return_reason.is_some()
}

/// Whether an entry seems to take an earlier payment back.
pub(super) fn is_return(entry: &EntryFacts, reading: &Reading) -> bool {
    let words = ["retoure*", "ruecklast*", "rueckueberweisung*", "rueckbuchung*", "rueckruf*", "sepa rueck*", "returned*"];
    is_certain(entry) || reading.says(&words)
}

/// Reopens what the returned payment had settled; the bank's fee is what is taken beyond it. Gives the decision and the place of
/// the payment that is taken back; `None` when no such payment is known.
pub(super) fn decide(desk: &Desk<'_>, at: usize) -> Option<(Decision, usize)> {
    let slip = desk.slips.get(at)?;
    let entry = slip.entry;
    let originals = originals(desk, at);
    let (&original, others) = originals.split_first()?;
    let paid = desk.slips.get(original)?;
    let settled = paid.decision.as_ref()?;
    let charge = entry.amount.saturating_add(paid.entry.amount).saturating_sub(settled.charge);

    let clear = others.is_empty() && settled.status == MatchStatus::Matched && settled.charge == 0;
    let day = paid.entry.booking_date;
    let mut explanation = vec![Explanation::new(
        format!("Rückgabe der Zahlung vom {}: ihre Posten sind wieder offen.", german(day)),
        format!("Return of the payment of {day}: its items are open again."),
    )];
    if let Some(reason) = &entry.return_reason {
        explanation.push(with_word("Grund der Bank: {}.", "The bank's reason: {}.", reason));
    }
    if charge != 0 {
        explanation.push(with_amount("{} davon sind das Entgelt der Bank.", "{} of it is the bank's fee.", charge, entry.currency));
    }
    if !others.is_empty() {
        explanation.push(Explanation::new(
            "Mehrere Zahlungen dieses Tages kommen in Frage; bitte wählen.",
            "Several payments of that day may be meant; please choose.",
        ));
    }
    let decision = Decision {
        status: if clear { MatchStatus::Matched } else { MatchStatus::Suggested },
        allocations: settled.allocations.iter().map(|part| taken_back(*part)).collect(),
        charge,
        on_account: settled.on_account.saturating_neg(),
        category: Some(Category::Return),
        account: (charge != 0).then(|| desk.policy.return_fee_account.clone()),
        confidence: if clear { 999 } else { 800 },
        ..open(entry, explanation)
    };
    Some((decision, original))
}

/// Why a return without a known payment stays open.
pub(super) fn no_original() -> Explanation {
    Explanation::new(
        "Die Bank gibt eine Zahlung zurück, doch die ursprüngliche ist nicht gefunden oder nicht zugeordnet.",
        "The bank returns a payment, but the original is not found or not assigned.",
    )
}

fn taken_back(part: Allocation) -> Allocation {
    Allocation { amount: part.amount.saturating_neg(), discount: part.discount.saturating_neg(), ..part }
}

/// Payments that this may return, the likeliest first: of the same end-to-end id, else of an item the text names. Each must have
/// settled something, earlier, the other way round, and agree in amount but for a fee.
fn originals(desk: &Desk<'_>, at: usize) -> Vec<usize> {
    let Some(slip) = desk.slips.get(at) else { return Vec::new() };
    // An id that very many entries share (`MIETE`) tells none of them apart.
    let telling = |bucket: &&Vec<usize>| bucket.len() <= MOST_CANDIDATES;
    let by_reference =
        slip.reading.references.iter().filter_map(|reference| desk.by_reference.get(&reference.text)).filter(telling).flatten().copied();
    let mut found: Vec<usize> = by_reference.filter(|original| returns(desk, at, *original)).collect();
    if found.is_empty() {
        let by_item = slip.mentions.named.iter().filter_map(|named| desk.settled_by.get(&named.item)).filter(telling).flatten().copied();
        found = by_item.filter(|original| returns(desk, at, *original)).collect();
    }
    found.sort_unstable();
    found.dedup();
    let fee = |original: usize| {
        desk.slips.get(original).map_or(i64::MAX, |paid| paid.entry.amount.saturating_add(slip.entry.amount).saturating_abs())
    };
    let day = |original: usize| desk.slips.get(original).map(|paid| paid.entry.booking_date);
    found.sort_by_key(|original| (fee(*original), std::cmp::Reverse(day(*original))));
    // Of equal fee only the latest is meant, unless two are of one day.
    let best = found.first().map(|first| (fee(*first), day(*first)));
    found.retain(|original| Some((fee(*original), day(*original))) == best);
    found
}

fn returns(desk: &Desk<'_>, at: usize, original: usize) -> bool {
    let (Some(slip), Some(paid)) = (desk.slips.get(at), desk.slips.get(original)) else { return false };
    let (entry, first) = (slip.entry, paid.entry);
    let settled =
        paid.decision.as_ref().is_some_and(|decision| !decision.allocations.is_empty() && decision.category != Some(Category::Return));
    let fee = entry.amount.saturating_add(first.amount);
    // The bank's fee always costs the company: it makes a returned debit larger, a returned transfer smaller.
    let amount_agrees = fee == 0 || (fee < 0 && fee.saturating_abs() <= desk.policy.return_fee_limit);
    original != at
        && !paid.taken_back
        && settled
        && amount_agrees
        && entry.company == first.company
        && entry.currency == first.currency
        && first.booking_date <= entry.booking_date
        && entry.amount.signum() == -first.amount.signum()
}
