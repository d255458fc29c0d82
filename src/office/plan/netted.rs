//! What the matcher is told of credit notes and their invoices, and what a refund over more than its
//! credit note is asked about.

use super::Plan;
use crate::domain::invoice_number::names_number;
use crate::matching::{Allocation, Decision, Explanation, MatchStatus};
use crate::store::Neighbours;
use crate::store::rows::{ItemKind, ItemRow};
use std::collections::HashMap;

impl Plan<'_> {
    /// Notes of the credit notes that the batch brought which items they take something back of.
    pub(super) fn note_credits(&self, near: &mut Neighbours) {
        let items = || near.items.values().filter(|item| item.kind == ItemKind::Item);
        let credits: HashMap<i64, &ItemRow> = items()
            .filter(|item| item.amount_minor < 0)
            .map(|item| (item.document_id, item))
            .collect();
        let mut invoices: HashMap<i64, Vec<&ItemRow>> = HashMap::new();
        for item in items().filter(|item| item.amount_minor > 0) {
            invoices.entry(item.contact_id).or_default().push(item);
        }
        let mut brought: Vec<(i64, i64)> = Vec::new();
        for row in self.changes.billed.iter().filter(|row| !row.facts.corrects.is_empty()) {
            let Some(credit) = credits.get(&row.document_id) else { continue };
            let is_named = |item: &&&ItemRow| {
                let texts = &row.facts.corrects;
                (&item.company, item.side) == (&credit.company, credit.side)
                    && texts.iter().any(|text| names_number(text, &item.number))
            };
            let own = invoices.get(&credit.contact_id).into_iter().flatten();
            brought.extend(own.filter(is_named).map(|item| (credit.id, item.id)));
        }
        for (credit, invoice) in brought {
            let known = near.credits.entry(credit).or_default();
            if !known.contains(&invoice) {
                known.push(invoice);
            }
        }
    }
}

/// A proposal over more than the credit note of a final invoice: where that is what was paid of the
/// prepayments which the credit note gave back, it says what is missing.
pub(super) fn told_of_given_back(mut decision: Decision, near: &Neighbours) -> Decision {
    let rest = decision.on_account.saturating_abs();
    let paid = |part: &Allocation| {
        let all = near.given_back.get(&part.item)?;
        let sum: i64 = all.iter().map(|(_, paid)| *paid).sum();
        let numbers: Vec<&str> = all.iter().map(|(number, _)| number.as_str()).collect();
        let credit = near.items.get(&part.item)?.number.clone();
        (sum == rest).then(|| (credit, numbers.join(", ")))
    };
    let is_asked = decision.status == MatchStatus::Suggested && rest != 0;
    let found = decision.allocations.iter().filter(|_| is_asked).find_map(paid);
    let Some((credit, numbers)) = found else { return decision };
    let id = decision.entry;
    decision.explanation.push(Explanation::new(
        format!(
            "Das ist genau die bezahlte Anzahlung {numbers}, die {credit} wieder freigegeben hat. \
             Ist sie mit zurückgezahlt, fehlt noch die Gutschrift zu {numbers}, die ihre \
             Umsatzsteuer berichtigt: Kommt sie zuerst, werden beide zusammen ausgeglichen; sonst \
             „kontor resolve E{id} accept“ und nach ihr „kontor resolve GUTSCHRIFT against E{id}“."
        ),
        format!(
            "That is just the paid prepayment {numbers} that {credit} gave back. If it is paid \
             back with it, the credit note of {numbers} is still missing, which corrects its VAT: \
             if that comes first, both are settled together; else \"kontor resolve E{id} accept\" \
             and after it \"kontor resolve CREDIT-NOTE against E{id}\"."
        ),
    ));
    decision
}
