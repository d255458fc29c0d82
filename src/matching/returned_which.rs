//! What is said of a return whose payment is not certain: which it may be, or that none is found.

use super::decision::{Allocation, Explanation, Lost, RunnerUp};
use super::desk::Desk;
use super::explain::{german, listed};
use super::facts::EntryFacts;

/// Another payment that may have come back.
pub(super) fn other_payment(paid: &EntryFacts) -> RunnerUp {
    let day = paid.booking_date;
    let why = Explanation::new(
        format!("Auch die Zahlung vom {} kann gemeint sein.", german(day)),
        format!("The payment of {day} may be meant as well."),
    );
    // A payment inside a batch has no number of its own.
    let entry = Some(paid.id).filter(|id| *id > 0);
    RunnerUp {
        entry,
        ..RunnerUp::of_items(Vec::new(), Lost::OtherPayment, Lost::OtherPayment.weight(), why)
    }
}

/// The question which of several payments (places of their slips, with what of them would be open
/// again) came back.
pub(super) fn which_of(desk: &Desk<'_>, payments: &[(usize, &[Allocation])]) -> Explanation {
    const MOST_TOLD: usize = 6;
    let numbered = |(at, parts): &(usize, &[Allocation])| {
        let paid = desk.slips.get(*at)?.entry;
        let items = parts
            .iter()
            .filter_map(|part| desk.index.place(part.item))
            .filter_map(|place| desk.index.items.get(place));
        let items = listed(items.map(|item| item.facts.document.as_str()));
        // A payment inside a batch has no number of its own.
        let number = if paid.id > 0 { format!("E{}, ", paid.id) } else { String::new() };
        let (de, en) = (german(paid.booking_date), paid.booking_date);
        Some((format!("{number}{de} ({items})"), format!("{number}{en} ({items})"), paid.id))
    };
    let told: Vec<(String, String, i64)> =
        payments.iter().filter_map(numbered).take(MOST_TOLD).collect();
    let all =
        |of: fn(&(String, String, i64)) -> &str| told.iter().map(of).collect::<Vec<_>>().join("; ");
    let first = told
        .iter()
        .map(|(_, _, id)| *id)
        .find(|id| *id > 0)
        .map(|id| format!("match E{id}"))
        .unwrap_or_default();
    Explanation::new(
        format!(
            "Die Bank gibt eine Zahlung zurück und nennt keine Nummer; in Frage kommen: {}. Bitte \
             die gemeinte nennen ({first}).",
            all(|told| told.0.as_str())
        ),
        format!(
            "The bank returns a payment and gives no number; it may be: {}. Please name which \
             ({first}).",
            all(|told| told.1.as_str())
        ),
    )
}

/// Why a return without a known payment stays open.
pub(super) fn no_original() -> Explanation {
    Explanation::new(
        "Die Bank gibt eine Zahlung zurück, doch die ursprüngliche ist nicht gefunden oder nicht \
         zugeordnet.",
        "The bank returns a payment, but the original is not found or not assigned.",
    )
}
