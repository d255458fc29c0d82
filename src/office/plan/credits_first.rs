//! Credit notes whose invoices are not booked: what is asked about them, and its end once those
//! come.

use super::Plan;
use super::chains::{Chain, Link};
use super::items::ItemKey;
use super::named::reduces;
use super::noted::note;
use crate::domain::finding::Weight;
use crate::domain::invoice_number::names_number;
use crate::domain::{FindingKind, Language};
use crate::store::rows::{DocumentRow, ItemKind, ItemRow};
use crate::store::trade::Naming;
use std::collections::{BTreeSet, HashMap};

/// Findings of credit notes that come before their invoices.
pub static FINDINGS: &[&FindingKind] = &[&CREDITS_UNBOOKED];

/// A credit note of invoices that were never booked: it reduces what nobody has charged.
pub static CREDITS_UNBOOKED: FindingKind = FindingKind {
    code: "credits-unbooked-invoice",
    weight: Weight::Warning,
    de: "Die Gutschrift nimmt {numbers} zurück; gebucht ist davon nichts, so dass sie mindert, was \
        hier nie berechnet ist. Sie ist als Guthaben gebucht. Fehlt die Rechnung noch, bitte \
        ablegen: damit ist das erledigt. Liegt sie vor diesen Büchern: „kontor resolve {this} \
        accept“. Gilt auch die Gutschrift nicht: „kontor undo {this}“.",
    en: "The credit note takes {numbers} back, of which nothing is booked: it reduces what was \
        never charged here. It is booked as a credit. If the invoice is still missing, drop it: \
        that settles this. If it is from before these books: \"kontor resolve {this} accept\". If \
        the credit note does not count either: \"kontor undo {this}\".",
};

/// A credit note that may be asked about, for what it names is not booked.
#[derive(Debug)]
pub(super) struct Asking {
    document: i64,
    /// Its row as it is stored; none for one of this batch.
    row: Option<DocumentRow>,
    /// Whose it is; its number is left out.
    key: ItemKey,
    /// What it names.
    numbers: Vec<String>,
}

impl Plan<'_> {
    /// The companies whose credit notes may be asked about no longer: of which invoices come, items
    /// by list, or contacts, which may say that two are one.
    pub fn ends_questions_of(&self) -> BTreeSet<String> {
        let routed = &self.routed;
        let invoices = routed.invoices.iter().map(|(_, company, _)| company);
        let items = routed.items.iter().map(|(_, company, _)| company);
        let united =
            self.changes.united.iter().filter_map(|(one, _)| self.books.contacts.get(*one));
        invoices.chain(items).chain(united.map(|contact| &contact.company)).cloned().collect()
    }

    /// Tells of the booked credit notes that something is asked about.
    pub fn know_asking(&mut self, rows: Vec<(DocumentRow, Naming)>) {
        for (row, naming) in rows {
            let item = &naming.item;
            let key = self.key_of(&item.company, item.side, item.contact_id, "");
            let document = row.id;
            self.asking.push(Asking { document, row: Some(row), key, numbers: naming.numbers });
        }
    }

    /// Notes of a credit note that is booked alone that what it names never was; a person who
    /// releases it has seen that.
    pub(super) fn note_unbooked(&mut self, link: Link<'_>, chain: &Chain) {
        let Link { at, invoice, whose, .. } = link;
        let names = &invoice.preceding_invoices;
        let stands = self.terms.contains_key(&at)
            || !reduces(invoice)
            || names.is_empty()
            || names.iter().all(|name| Some(name) == invoice.number.as_ref())
            || !matches!(chain, Chain::Alone)
            || !self.named(link).is_empty();
        if stands {
            return;
        }
        let key = self.key_of(whose.company, whose.side, whose.contact, "");
        let document = self.id_at(at);
        self.asking.push(Asking { document, row: None, key, numbers: names.clone() });
        let language = self.language_of(Some(whose.company));
        let finding = CREDITS_UNBOOKED.found().with("numbers", names.join(", "));
        let row = self.changes.documents.get_mut(at);
        row.into_iter().for_each(|row| note(row, &finding, language));
    }

    /// Ends what was asked about credit notes that name one of these items, which are booked now:
    /// by their invoices, by a list, or under another name of the same contact.
    pub(super) fn end_unbooked(&mut self, items: &[ItemRow]) {
        let mut of: HashMap<ItemKey, Vec<usize>> = HashMap::new();
        for (at, asking) in self.asking.iter().enumerate() {
            of.entry(asking.key.clone()).or_default().push(at);
        }
        if of.is_empty() {
            return;
        }
        let mut ended = BTreeSet::new();
        let charges = |item: &&ItemRow| item.amount_minor > 0 && item.kind != ItemKind::OnAccount;
        for item in items.iter().filter(charges) {
            let key = self.key_of(&item.company, item.side, item.contact_id, "");
            let names = |asking: &Asking| {
                asking.numbers.iter().any(|text| names_number(text, &item.number))
            };
            let all = of.get(&key).into_iter().flatten().copied();
            ended.extend(all.filter(|at| self.asking.get(*at).is_some_and(names)));
        }
        for at in ended.into_iter().rev() {
            let asking = self.asking.swap_remove(at);
            self.ends_for(asking);
        }
    }

    fn ends_for(&mut self, asking: Asking) {
        let Asking { document, row, .. } = asking;
        let is_it = |other: &&mut DocumentRow| other.id == document;
        let known = self.changes.documents.iter_mut().find(is_it);
        match (known.or_else(|| self.changes.rejudged.iter_mut().find(is_it)), row) {
            (Some(known), _) => {
                is_without(known);
            }
            (None, Some(mut row)) => {
                if is_without(&mut row) {
                    self.changes.rejudged.push(row);
                }
            }
            (None, None) => {}
        }
    }
}

/// Takes out of a credit note's row that nothing of what it names is booked; whether that stood
/// there.
fn is_without(row: &mut DocumentRow) -> bool {
    let before = row.doubts.len();
    for texts in [&mut row.doubts, &mut row.notes, &mut row.accepted] {
        texts.retain(|text| !says_unbooked(text));
    }
    before != row.doubts.len()
}

/// Whether a text is this question, whatever numbers it names.
fn says_unbooked(text: &str) -> bool {
    [Language::De, Language::En].into_iter().any(|language| {
        let mut parts = CREDITS_UNBOOKED.sentence(language).split(['{', '}']);
        let (lead, behind) = (parts.next().unwrap_or_default(), parts.nth(1).unwrap_or_default());
        text.starts_with(lead) && text.contains(behind)
    })
}
