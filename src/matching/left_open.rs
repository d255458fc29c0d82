//! What is said of an entry that settles nothing: why, and the answer that helps, to be copied.

use super::decide::open;
use super::decision::{Decision, Explanation, Lost, MatchStatus, RunnerUp};
use super::desk::{Desk, Slip};
use super::explain::{on_account, on_this_account, which_account, with_word};
use super::facts::EntryFacts;
use super::index::Item;
use super::return_signs::is_the_banks;
use super::returned_which::no_original;
use super::weights::Ground;
use crate::domain::Currency;

/// No item of its currency and no rule: the books are kept in euro and convert (§ 256a HGB).
pub(super) fn nothing_fits_in(entry: &EntryFacts) -> Explanation {
    let (currency, (book, book_en)) = (entry.currency, on_account(entry.id));
    // One that a person refused for the entry is open still.
    let (other, other_en) =
        if entry.refused.items.is_empty() { ("", "") } else { ("anderer ", "other ") };
    match currency == Currency::EUR {
        true => no_item(),
        false => Explanation::new(
            format!(
                "Kein {other}offener Posten in {currency} und keine Regel passt. Mit dem Kurs \
                 seines Tages lässt er sich buchen: {book} (KONTO: etwa das des Aufwands oder das \
                 Personenkonto); fehlt der Kurs noch, bitte zuerst die Kursdatei der EZB in den \
                 Eingang legen (eurofxref-hist.csv)."
            ),
            format!(
                "No {other_en}open item in {currency} and no rule fits. With the rate of its day \
                 it can be booked: {book_en} (NUMBER: of an expense, say, or the personal \
                 account); while there is no rate, first drop the ECB's file of rates into the \
                 inbox (eurofxref-hist.csv)."
            ),
        ),
    }
}

/// The text names an item that is kept in another currency.
pub(super) fn is_abroad(entry: &EntryFacts, item: &Item<'_>) -> Explanation {
    let (document, theirs, ours) = (&item.facts.document, item.facts.currency, entry.currency);
    let id = entry.id;
    Explanation::new(
        format!(
            "{document} ist in {theirs} offen, dieser Umsatz lautet auf {ours}. Ist es die \
             Zahlung: „kontor resolve E{id} match {document}“; fehlt der Kurs des Tages noch, \
             bitte zuerst die Kursdatei der EZB in den Eingang legen (eurofxref-hist.csv)."
        ),
        format!(
            "{document} is open in {theirs}, this entry is in {ours}. If it is its payment: \
             \"kontor resolve E{id} match {document}\"; while there is no rate of the day, first \
             drop the ECB's file of rates into the inbox (eurofxref-hist.csv)."
        ),
    )
}

/// The text names an item whose money goes the other way.
pub(super) fn goes_the_other_way(entry: &EntryFacts, account: Option<&str>) -> Explanation {
    let (book, book_en) = on_this_account(entry.id, account);
    let (which, which_en) = which_account(account);
    Explanation::new(
        format!(
            "Der genannte Posten passt nicht zur Richtung der Zahlung. Ist es eine Erstattung, \
             fehlt die Gutschrift: bitte nachreichen, oder die Zahlung auf das \
             Personenkonto buchen: {book}{which}."
        ),
        format!(
            "The item named does not fit the direction of the payment. If this is a refund, its \
             credit note is missing: supply it, or book the payment on the personal account: \
             {book_en}{which_en}."
        ),
    )
}

/// Why money that goes back as paid twice or too much stays open while no such payment is known.
pub(super) fn no_second(entry: &EntryFacts, account: Option<&str>) -> Explanation {
    let (book, book_en) = on_this_account(entry.id, account);
    let (which, which_en) = which_account(account);
    Explanation::new(
        format!(
            "Gibt zurück, was doppelt, zu viel oder irrtümlich gezahlt wurde; welche Zahlung das \
                war, ist nicht gefunden, oder sie ist offen gelassen. Was bezahlt ist, bleibt \
                bezahlt. Bitte zuerst jene auf das Personenkonto buchen, dann diese: \
             {book}{which}."
        ),
        format!(
            "It gives back what was paid twice, too much or in error; which payment that was is \
                not found, or it was left open. What is paid stays paid. Please book that one on \
                the personal account first, then this one: {book_en}{which_en}."
        ),
    )
}

impl<'a> Desk<'a> {
    /// What is said of an entry that nothing was found for.
    pub(super) fn left_open(&self, slip: &Slip<'a>) -> Decision {
        let mut why = self.unresolved(slip);
        if let Some(item) = self.index.in_other_currency(slip.entry, &slip.reading) {
            let sentence = with_word(
                "{} ist in einer anderen Währung; bitte mit dem Kurs der Bank zuordnen.",
                "{} is in another currency; please assign it with the bank's rate.",
                &item.facts.document,
            );
            let items = vec![item.facts.id];
            let runner_up = Some(RunnerUp::of_items(
                items,
                Lost::OtherCurrency,
                Ground::OtherCurrency.confidence(),
                sentence.clone(),
            ));
            return Decision {
                status: MatchStatus::Suggested,
                confidence: Ground::OtherCurrency.confidence(),
                runner_up,
                ..open(slip.entry, vec![sentence])
            };
        }
        if let Some(item) = self.index.named_abroad(slip.entry, &slip.reading) {
            return open(slip.entry, vec![is_abroad(slip.entry, item)]);
        }
        why.extend(self.only_excepted(slip));
        if slip.reading.says(&["avis*", "zahlungsavis*"]) {
            why.push(Explanation::new(
                "Der Text verweist auf ein Zahlungsavis; mit ihm wird die Zahlung zuzuordnen sein.",
                "The text refers to a payment advice; with it the payment can be assigned.",
            ));
        }
        let is_return = slip.is_return && is_the_banks(slip.entry, &slip.reading);
        why.push(if is_return { no_original() } else { nothing_fits_in(slip.entry) });
        open(slip.entry, why)
    }
}

/// Nothing is found at all.
pub fn no_item() -> Explanation {
    Explanation::new("Kein offener Posten und keine Regel passt.", "No open item and no rule fits.")
}

/// Why what is sure by now is only proposed.
pub(super) fn fits_by_now() -> Explanation {
    Explanation::new(
        "Das ist erst eindeutig, seit andere Zahlungen zugeordnet oder vorgeschlagen sind; bitte \
         bestätigen.",
        "This has been clear only since other payments were assigned or proposed; please confirm.",
    )
}
