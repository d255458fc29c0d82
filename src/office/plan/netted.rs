//! What the matcher is told of credit notes and their invoices, and what a refund over more than its
//! credit note is asked about.

use super::Plan;
use super::entry_states::decision_of;
use super::reduced::like_paid;
use crate::domain::Side;
use crate::domain::invoice_number::{names_number, same_number};
use crate::matching::{Allocation, Decision, DiscountKind, Explanation, MatchStatus};
use crate::store::Neighbours;
use crate::store::rows::{EntryRow, EntryStatus, ItemKind, ItemRow};
use crate::store::trade::BilledRow;
use std::borrow::Cow;
use std::collections::HashMap;

impl Plan<'_> {
    /// The invoices of a company that the batch brought and that are not stored yet.
    pub(in crate::office) fn items_brought(&self, company: &str) -> Vec<ItemRow> {
        let is_new = |item: &&ItemRow| item.company == company && item.amount_minor > 0;
        self.changes.items.iter().filter(is_new).cloned().collect()
    }

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
        brought.extend(self.credits_of_given_back(near));
        for (credit, invoice) in brought {
            let known = near.credits.entry(credit).or_default();
            if !known.contains(&invoice) {
                known.push(invoice);
            }
        }
    }

    /// The credit notes of prepayments that the batch brought, each with the credit note of the
    /// final invoice that gave its prepayment back.
    fn credits_of_given_back(&self, near: &Neighbours) -> Vec<(i64, i64)> {
        let is_new = |item: &&ItemRow| {
            item.amount_minor < 0
                && item.kind == ItemKind::Prepayment
                && self.changes.items.iter().any(|brought| brought.id == item.id)
        };
        let mut found = Vec::new();
        for item in near.items.values().filter(is_new) {
            let own = |row: &&BilledRow| row.document_id == item.document_id;
            let Some(row) = self.changes.billed.iter().find(own) else { continue };
            let names =
                |number: &String| row.facts.corrects.iter().any(|text| names_number(text, number));
            let of_same = |credit: &&ItemRow| {
                (&credit.company, credit.side, credit.contact_id)
                    == (&item.company, item.side, item.contact_id)
            };
            let by = near.given_back.iter().filter(|(_, all)| all.iter().any(|(n, _)| names(n)));
            let by = by.filter_map(|(id, _)| near.items.get(id)).filter(of_same);
            found.extend(by.map(|credit| (credit.id, item.id)));
        }
        found
    }
}

/// By what payments reduced items as Skonto: item → entries, with minor units of the item's sign.
pub(super) fn skonto_of(near: &Neighbours) -> HashMap<i64, Vec<(i64, i64)>> {
    let mut found: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
    let reduces = |row: &&EntryRow| {
        row.state.status == EntryStatus::Matched
            && row.state.allocations.iter().any(|part| part.discount_minor != 0)
    };
    for row in near.entries.values().filter(reduces) {
        for part in decision_of(row).allocations {
            let mut reduced = part.reductions();
            if let Some((_, skonto)) = reduced.find(|(kind, _)| *kind == DiscountKind::CashDiscount)
            {
                found.entry(part.item).or_default().push((row.id, skonto));
            }
        }
    }
    found
}

/// A credit note that came before its invoice was paid less Skonto, on the terms of one that comes
/// after ([`Plan::discount_like_paid`]): its customer is owed that part of what he paid.
pub(super) fn on_terms_of_its_invoice<'i>(
    item: &'i ItemRow,
    near: &Neighbours,
    skonto: &HashMap<i64, Vec<(i64, i64)>>,
) -> Cow<'i, ItemRow> {
    let unpaid = |entry: &i64| {
        let row = near.entries.get(entry);
        row.is_some_and(|row| row.state.allocations.iter().all(|part| part.item_id != item.id))
    };
    let of = |id: &i64| {
        let invoice = near.items.get(id).filter(|other| other.amount_minor > 0)?;
        let own = skonto.get(id)?.iter().filter(|(entry, _)| unpaid(entry));
        Some((invoice.amount_minor, own.map(|(_, minor)| minor).sum::<i64>()))
    };
    let paid = || match near.credits.get(&item.id)?.as_slice() {
        [one] => of(one).filter(|(_, reduced)| *reduced > 0),
        _ => None,
    };
    let has_none = item.amount_minor < 0 && item.discounts.is_empty();
    match has_none.then(paid).flatten().and_then(like_paid) {
        Some(discount) => Cow::Owned(ItemRow { discounts: vec![discount], ..item.clone() }),
        None => Cow::Borrowed(item),
    }
}

/// A proposal over more than the credit note of a final invoice: where that is what was paid of the
/// prepayments which the credit note gave back, it says what is missing.
pub(super) fn told_of_given_back(
    mut decision: Decision,
    row: &EntryRow,
    near: &Neighbours,
) -> Decision {
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
    let Some((credit, numbers)) = found else { return told_of_deposit(decision, row, near) };
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

/// Money over just what was paid of the prepayments that a settled credit note of a final invoice
/// gave back, and that its text names: no credit on the personal account, which would leave the
/// prepayments standing with their VAT.
fn told_of_deposit(mut decision: Decision, row: &EntryRow, near: &Neighbours) -> Decision {
    let amount = row.entry.amount.minor().unwrap_or_default();
    let text = row.entry.remittance.as_deref().unwrap_or_default();
    let is_meant = |(credit, all): (&i64, &Vec<(String, i64)>)| {
        let item = near.items.get(credit)?;
        let sum: i64 = all.iter().map(|(_, paid)| *paid).sum();
        let back = if item.side == Side::Receivable { -sum } else { sum };
        let mut words = text.split_whitespace();
        let is_sign = |c: char| !c.is_alphanumeric();
        let is_named = words.any(|word| same_number(word.trim_matches(is_sign), &item.number));
        let numbers: Vec<&str> = all.iter().map(|(number, _)| number.as_str()).collect();
        (back == amount && is_named).then(|| (item.number.clone(), numbers.join(", ")))
    };
    let is_open = decision.status == MatchStatus::Open && decision.allocations.is_empty();
    let found = near.given_back.iter().filter(|_| is_open).find_map(is_meant);
    let Some((credit, numbers)) = found else { return decision };
    let id = decision.entry;
    decision.explanation = vec![Explanation::new(
        format!(
            "Das ist genau die bezahlte Anzahlung {numbers}, die {credit} wieder freigegeben hat; \
             {credit} selbst ist ausgeglichen. Es fehlt noch die Gutschrift zu {numbers}, die ihre \
             Umsatzsteuer berichtigt: Liegt sie vor, bitte ablegen, dann „kontor resolve E{id} \
             match GUTSCHRIFT“. Auf dem Personenkonto („account“) bliebe die Anzahlung mit ihrer \
             Umsatzsteuer stehen."
        ),
        format!(
            "That is just the paid prepayment {numbers} that {credit} gave back; {credit} itself \
             is settled. The credit note of {numbers} is still missing, which corrects its VAT: \
             drop it, then \"kontor resolve E{id} match CREDIT-NOTE\". On the personal account \
             (\"account\") the prepayment would stay with its VAT."
        ),
    )];
    decision
}
