//! Open items: invoices received and issued, rows of open-items files, their postings and their
//! keys.

use super::Plan;
use super::facts::facts_of;
use super::listed::{INVOICED, NO_RATE_OF_VAT, RATE_OF_ANOTHER_TIME};
use super::named::after_what_they_name;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Side};
use crate::matching::{INVOICE_AFTER_PAYMENT, KeptKey, keys_of_item};
use crate::store::rows::{DocumentStatus, ItemKind, ItemRow, Origin};
use jiff::ToSpan;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Findings of booking invoices.
pub static FINDINGS: &[&FindingKind] = &[
    &SAME_INVOICE,
    &OTHER_INVOICE,
    &SAME_NUMBER,
    &INCOMPLETE,
    &SUMS_DIFFER,
    &INVOICED,
    &RATE_OF_ANOTHER_TIME,
    &NO_RATE_OF_VAT,
];

pub static SAME_INVOICE: FindingKind = FindingKind {
    code: "duplicate-invoice",
    weight: Weight::Note,
    de: "Rechnung {number} ({contact}) ist mit demselben Betrag schon gebucht (Dokument \
        {document}); nichts wird doppelt gebucht.",
    en: "Invoice {number} ({contact}) is booked already with the same amount (document \
        {document}); nothing is booked twice.",
};
pub static OTHER_INVOICE: FindingKind = FindingKind {
    code: "duplicate-invoice-differs",
    weight: Weight::Warning,
    de: "Rechnung {number} ({contact}) ist schon gebucht (Dokument {document}), aber mit anderem \
        Betrag oder Datum. Bitte klären, welche gilt: „kontor resolve {this} replace“ setzt diese \
        an ihre Stelle, „kontor resolve {this} reject GRUND“ lehnt sie ab{both}.",
    en: "Invoice {number} ({contact}) is booked already (document {document}), but with another \
        amount or date. Find out which one counts: \"kontor resolve {this} replace\" puts this one \
        in its place, \"kontor resolve {this} reject REASON\" refuses it{both}.",
};
/// A credit note under the number of an invoice, or the other way round: their numbers may run
/// apart.
pub static SAME_NUMBER: FindingKind = FindingKind {
    code: "credit-note-same-number",
    weight: Weight::Warning,
    de: "Unter der Nummer {number} ist für {contact} schon ein anderer Beleg gebucht ({document}): \
        der eine ist eine Rechnung, der andere eine Gutschrift. Dieser ist nicht gebucht. Zählt \
        der Absender sie getrennt oder nimmt der eine den anderen zurück: „kontor resolve {this} \
        accept“ bucht beide, und was sich aufhebt, verrechnet danach „kontor resolve {number} \
        against {number}“; „kontor resolve {this} reject GRUND“ lehnt ihn ab.",
    en: "Another document of {contact} is booked under the number {number} already ({document}): \
        one is an invoice, the other a credit note. This one is not booked. If the sender numbers \
        them apart, or one takes the other back: \"kontor resolve {this} accept\" books both, and \
        what cancels out \"kontor resolve {number} against {number}\" sets off after that; \
        \"kontor resolve {this} reject REASON\" refuses it.",
};
pub static INCOMPLETE: FindingKind = FindingKind {
    code: "invoice-incomplete",
    weight: Weight::Warning,
    de: "Der Rechnung fehlt: {missing}. Sie ist nicht gebucht; bitte vom Absender ergänzen lassen. \
        „kontor resolve {this} reject GRUND“ lehnt sie ab.",
    en: "The invoice lacks: {missing}. It is not booked; have the sender complete it. \"kontor \
        resolve {this} reject REASON\" refuses it.",
};
pub static SUMS_DIFFER: FindingKind = FindingKind {
    code: "arithmetic",
    weight: Weight::Warning,
    de: "Die Summen der Rechnung gehen nicht auf: {what}. Sie ist nicht gebucht; bitte vom \
        Absender berichtigen lassen. „kontor resolve {this} reject GRUND“ lehnt sie ab, „kontor \
        resolve {this} accept“ bucht sie dennoch.",
    en: "The invoice's sums do not add up: {what}. It is not booked; have the sender correct it. \
        \"kontor resolve {this} reject REASON\" refuses it, \"kontor resolve {this} accept\" books \
        it nevertheless.",
};

/// What makes two items one: company, side, the contact's key, number.
pub(super) type ItemKey = (String, Side, String, String);

/// Items met in this batch.
pub(super) type Met = HashMap<ItemKey, ItemRow>;

impl Plan<'_> {
    /// The document numbers whose items must be known before [`Plan::items`], by company.
    pub fn numbers(&self) -> BTreeMap<String, Vec<String>> {
        let mut numbers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (_, company, invoice) in &self.routed.invoices {
            let named = invoice.number.iter().cloned().chain(invoice.names());
            numbers.entry(company.clone()).or_default().extend(named);
        }
        for (_, company, items) in &self.routed.items {
            numbers
                .entry(company.clone())
                .or_default()
                .extend(items.iter().map(|item| item.document.clone()));
        }
        numbers
            .into_iter()
            .map(|(company, numbers)| (company, numbers.into_iter().collect()))
            .collect()
    }

    /// Books invoices and open items. `known` are the stored items of [`Plan::numbers`], `touched`
    /// those of contacts that changed.
    pub fn items(&mut self, known: Vec<ItemRow>, touched: Vec<ItemRow>) {
        let mut met = Met::new();
        self.alike.clear();
        self.spelt.clear();
        self.prepaid.extend(known.iter().filter(|item| item.kind == ItemKind::Prepaid).cloned());
        known.into_iter().for_each(|item| self.meet(&mut met, item));
        let mut written: BTreeMap<i64, ItemRow> = BTreeMap::new();
        let mut lists = std::mem::take(&mut self.routed.items);
        lists.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
        // What names an earlier invoice comes after those that may be it.
        let (first, after): (Vec<_>, Vec<_>) = std::mem::take(&mut self.routed.invoices)
            .into_iter()
            .partition(|(_, _, invoice)| invoice.follows_none());
        // What is only proposed comes last: it may be the picture of one that is booked.
        let (proposed, sure): (Vec<_>, Vec<_>) = first
            .into_iter()
            .chain(after_what_they_name(after))
            .partition(|(at, _, _)| self.proposed.contains_key(&self.id_at(*at)));
        for (at, company, invoice) in sure.into_iter().chain(proposed) {
            let replaced = self.replaced.len();
            let booked = self.invoice(at, &company, &invoice, &met);
            self.note_invoice(self.id_at(at), &company, &invoice);
            match booked {
                Ok(items) => {
                    self.prepaid.extend(
                        items.iter().filter(|item| item.kind == ItemKind::Prepaid).cloned(),
                    );
                    for item in items {
                        self.meet(&mut met, item.clone());
                        written.insert(item.id, item);
                    }
                }
                Err((status, finding)) => {
                    // What is not booked takes nobody's place.
                    self.replaced.truncate(replaced);
                    self.give_at(at, status, &finding);
                }
            }
        }
        for (at, company, items) in lists {
            self.take_list((at, &company), &items, &mut met, &mut written);
        }
        let (superseded, touched): (Vec<ItemRow>, Vec<ItemRow>) = {
            let is_invoice = |item: &&ItemRow| {
                item.origin == Origin::Invoice && item.kind != ItemKind::OnAccount
            };
            let invoiced: BTreeSet<_> =
                touched.iter().filter(is_invoice).map(|item| self.key(item)).collect();
            touched
                .into_iter()
                .partition(|item| item.origin == Origin::List && invoiced.contains(&self.key(item)))
        };
        let mut touched = touched;
        for item in superseded {
            let rows = self.superseded(item, &mut touched);
            written.extend(rows.into_iter().map(|row| (row.id, row)));
        }
        let moved = self.onto_one_account(&mut touched);
        written.extend(moved.into_iter().map(|row| (row.id, row)));
        let in_force = touched.into_iter().chain(written.values().cloned()).collect::<Vec<_>>();
        in_force.iter().for_each(|item| self.index_item(item));
        self.end_unbooked(&in_force);
        self.changes.items.extend(written.into_values());
    }

    /// Notes an item under its key. What an invoice says is paid already shares the key of the rest
    /// that is owed, which counts; money on account is no invoice, whatever number its entry has.
    pub(super) fn meet(&mut self, met: &mut Met, item: ItemRow) {
        if item.kind == ItemKind::OnAccount {
            return;
        }
        let key = self.key(&item);
        let shadowed = item.kind == ItemKind::Prepaid
            && met.get(&key).is_some_and(|other| other.id != item.id);
        if shadowed {
            return;
        }
        self.note_spelling(&key);
        let id = item.id;
        let others = met
            .insert(key.clone(), item)
            .filter(|other| other.id != id && other.kind != ItemKind::Prepaid);
        if let Some(alike) = self.alike.get_mut(&key) {
            alike.retain(|other| other.id != id);
        }
        if let Some(other) = others {
            self.alike.entry(key).or_default().push(other);
        }
    }

    pub(super) fn key(&self, item: &ItemRow) -> ItemKey {
        self.key_of(&item.company, item.side, item.contact_id, &item.number)
    }

    /// Rows of one contact share its key, however many names documents gave it.
    pub(super) fn key_of(&self, company: &str, side: Side, contact: i64, number: &str) -> ItemKey {
        let contact =
            self.books.contacts.get(contact).map(|row| row.contact.clone()).unwrap_or_default();
        (company.to_owned(), side, contact, number.to_owned())
    }

    fn give_at(&mut self, at: usize, status: DocumentStatus, finding: &Finding) {
        if let Some(mut row) = self.changes.documents.get(at).cloned() {
            self.give(&mut row, status, finding);
            if let Some(slot) = self.changes.documents.get_mut(at) {
                *slot = row;
            }
        }
    }

    pub(super) fn next_item(&mut self) -> i64 {
        self.books.counters.item += 1;
        self.books.counters.item
    }

    /// Notes an item's keys, and that what shares them must be decided anew.
    pub(in crate::office) fn index_item(&mut self, item: &ItemRow) {
        let Some(contact) = self.books.contacts.get(item.contact_id) else { return };
        let keys = keys_of_item(&facts_of(item, contact, item.invoiced().0));
        let keys: Vec<KeptKey> = keys.iter().map(|key| KeptKey::of(&item.company, key)).collect();
        let touched = self.keys.entry(item.company.clone()).or_default();
        touched.of_items.extend(keys.iter().copied());
        touched.items.insert(item.id);
        if let Some(day) = item.date.filter(|_| item.id > self.written.last_item) {
            let since = day.saturating_sub(INVOICE_AFTER_PAYMENT.days());
            touched.since = Some(touched.since.map_or(since, |known| known.min(since)));
        }
        self.changes.item_keys.push((item.id, keys));
    }
}
