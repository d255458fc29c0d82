//! One firm that documents named differently until a list of contacts said that two are one: it
//! has one personal account. What is unpaid moves to that of the first as it was booked; what is
//! paid stays where its payment is.

use super::{Plan, Postings};
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind};
use crate::store::rows::{ItemKind, ItemRow};
use std::collections::{BTreeMap, BTreeSet};

/// Documents gave one firm two names before the list said that they are one.
pub static TWO_ACCOUNTS: FindingKind = FindingKind {
    code: "contact-with-two-accounts",
    weight: Weight::Note,
    de: "{contact}: Bisherige Dokumente nannten diese Firma verschieden, darum hatte sie zwei \
        Personenkonten. Es gilt {one}; Rechnungen und Posten, von denen nichts bezahlt ist, sind \
        von {other} dorthin umgebucht. Anzahlungen, und was zum Teil bezahlt oder verrechnet ist, \
        bleiben auf {other}.",
    en: "{contact}: earlier documents named this firm differently, so it had two personal \
        accounts. {one} holds; invoices and items of which nothing is paid are moved there from \
        {other}. Prepayments, and what is paid or set off in part, stay on {other}.",
};

/// The items of the contacts that turned out to be another, as far as nothing was ever paid of
/// them, and how they are booked.
#[derive(Debug, Default)]
pub struct Unpaid {
    /// Their ids.
    pub items: BTreeSet<i64>,
    /// The entries by which they stand, by company.
    pub postings: BTreeMap<String, Postings>,
}

impl Plan<'_> {
    /// The contacts that a list says are another known one.
    pub fn second_contacts(&self) -> Vec<i64> {
        self.united.keys().copied().collect()
    }

    /// What may move to the account of the first.
    pub fn know_unpaid(&mut self, unpaid: Unpaid) {
        self.unpaid = unpaid;
    }

    /// Notes that two contacts which a list says are one have a personal account each; the first is
    /// the one that counts.
    pub(super) fn unite(&mut self, at: usize, (first, second): (i64, i64)) {
        let contacts = &self.books.contacts;
        let Some((one, other)) = contacts.get(first).zip(contacts.get(second)) else { return };
        let sides = [
            (&one.customer_account, &other.customer_account),
            (&one.vendor_account, &other.vendor_account),
        ];
        let differ = sides.into_iter().filter_map(|(a, b)| a.as_ref().zip(b.as_ref()));
        let told: Vec<Finding> = differ
            .filter(|(a, b)| a != b)
            .map(|(a, b)| {
                let contact = format!("{} {}", one.contact, one.name);
                TWO_ACCOUNTS.found().with("contact", contact).with("one", a).with("other", b)
            })
            .collect();
        if !told.is_empty() {
            self.united.insert(second, first);
        }
        told.iter().for_each(|finding| self.note_at(at, finding));
    }

    /// Books what is unpaid of second contacts on the account of the first: the entry as it was is
    /// taken back, and stands again with that account alone changed. Gives the items that moved.
    pub(super) fn onto_one_account(&mut self, items: &mut [ItemRow]) -> Vec<ItemRow> {
        let mut moved = Vec::new();
        for item in items.iter_mut().filter(|item| item.kind == ItemKind::Item) {
            let first = self.united.get(&item.contact_id).copied();
            let (Some(first), true) = (first, self.unpaid.items.contains(&item.id)) else {
                continue;
            };
            if let Some(posting) = self.moved(item, first) {
                (item.contact_id, item.posting) = (first, Some(posting));
                moved.push(item.clone());
            }
        }
        moved
    }

    /// The number of the entry by which an item stands on the account of another contact.
    fn moved(&mut self, item: &ItemRow, first: i64) -> Option<i64> {
        let number = item.posting?;
        let old = self.unpaid.postings.get(&item.company)?.get(&number)?.clone();
        let from = self.books.contacts.personal_account(item.contact_id, item.side);
        let to = self.books.contacts.personal_account(first, item.side);
        let cause = (Some(item.document_id), None);
        Some(self.booked_on_another(&item.company, cause, (number, &old), (&from, &to)))
    }
}
