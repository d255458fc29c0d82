//! A payment of what was written off: income, and VAT that is owed again (§ 17 (2) no. 1 sentence 2
//! UStG), not a second payment.

use super::decision::{DiscountKind, Explanation};
use super::desk::{Desk, Slip};
use super::explain::{german, money};
use crate::domain::Side;

impl<'a> Desk<'a> {
    /// What is said of a payment that names a receivable whose rest another entry wrote off.
    pub(super) fn written_off(&self, slip: &Slip<'a>, item: usize) -> Option<Explanation> {
        let facts = &self.index.items.get(item)?.facts;
        if facts.side != Side::Receivable || slip.entry.amount <= 0 {
            return None;
        }
        let by = self.settled_by.get(&item)?.iter().filter_map(|at| self.slips.get(*at));
        let (entry, amount) = by.map(|other| other.entry).find_map(|entry| {
            let mut parts = entry.decided.as_ref()?.allocations.iter();
            let is_loss = |part: &&super::Allocation| {
                part.item == facts.id && part.discount_kind == Some(DiscountKind::WriteOff)
            };
            let part = parts.find(is_loss).filter(|_| entry.id != slip.entry.id)?;
            Some((entry, part.discount))
        })?;
        let (lost, lost_en) = money(amount, facts.currency);
        let (document, day) = (&facts.document, entry.booking_date);
        let number = if entry.id > 0 { format!("E{} ", entry.id) } else { String::new() };
        let answer = |open: &str, close: &str| {
            let verb = if slip.entry.id > 0 {
                format!("kontor resolve E{} ", slip.entry.id)
            } else {
                String::new()
            };
            let vat = facts.vat_percent.map(|vat| format!(" --vat {vat}")).unwrap_or_default();
            format!("{open}{verb}account {}{vat}{close}", self.policy.recovered_account)
        };
        let [tax, tax_en] = match facts.vat_percent {
            Some(_) => [
                "; die Umsatzsteuer darin ist wieder geschuldet (§ 17 Abs. 2 Nr. 1 Satz 2 UStG)",
                "; the VAT in it is owed again (§ 17 (2) no. 1 sentence 2 UStG)",
            ],
            None => ["", ""],
        };
        // A payment inside a batch has no number of its own.
        let undo = |words: &str, close: &str| match entry.id {
            id if id > 0 => format!(" {words} (kontor undo E{id}){close}"),
            _ => String::new(),
        };
        Some(Explanation::new(
            format!(
                "{document} ist abgeschrieben: mit {number}vom {} wurden {lost} ausgebucht. Was \
                 davon noch eingeht, ist Ertrag aus abgeschriebenen Forderungen{tax}: {}.{}",
                german(day),
                answer("„", "“"),
                undo("Oder die Abschreibung zurücknehmen", "."),
            ),
            format!(
                "{document} is written off: {lost_en} of it by {number}of {day}. What still comes \
                 in of that is income from receivables written off{tax_en}: {}.{}",
                answer("\"", "\""),
                undo("Or take the write-off back", "."),
            ),
        ))
    }
}
