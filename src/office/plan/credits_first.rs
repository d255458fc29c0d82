//! Credit notes whose invoices are not booked: what is asked about them, and its end once those
//! come.

use super::Plan;
use super::chains::{Chain, Link};
use super::named::reduces;
use super::noted::note;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Language};
use crate::store::credit_of_taken_back;
use crate::store::rows::DocumentRow;

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

impl Plan<'_> {
    /// Notes of a credit note that is booked alone that what it names never was; a person who
    /// releases it has seen that.
    pub(super) fn note_unbooked(&mut self, link: Link<'_>, chain: &Chain) {
        let Link { at, invoice, .. } = link;
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
        let language = self.language_of(Some(link.whose.company));
        let finding = CREDITS_UNBOOKED.found().with("numbers", names.join(", "));
        let row = self.changes.documents.get_mut(at);
        row.into_iter().for_each(|row| note(row, &finding, language));
    }

    /// Ends what was asked about credit notes that name an invoice which is booked now. What was
    /// accepted of it is forgotten: it is asked again, should that booking be taken back.
    pub(super) fn end_unbooked(&mut self, link: Link<'_>) {
        let Link { at, invoice, .. } = link;
        let Some(number) = invoice.number.as_deref().filter(|_| !reduces(invoice)) else { return };
        let document = self.id_at(at);
        for row in self.naming(link, number).into_iter().filter(|row| row.item.amount_minor < 0) {
            let credit = row.item.document_id;
            let is_it = |other: &&mut DocumentRow| other.id == credit;
            let known = self.changes.documents.iter_mut().find(is_it);
            let known = known.or_else(|| self.changes.rejudged.iter_mut().find(is_it));
            match (known, self.earlier.credits.get(&credit)) {
                (Some(known), _) => {
                    is_without(known, &row.numbers, (number, document));
                }
                (None, Some(stored)) => {
                    let mut stored = stored.clone();
                    if is_without(&mut stored, &row.numbers, (number, document)) {
                        self.changes.rejudged.push(stored);
                    }
                }
                (None, None) => {}
            }
        }
    }
}

/// Takes out of a credit note's row what was asked about it and the invoice of this number; whether
/// there was anything.
fn is_without(row: &mut DocumentRow, names: &[String], (number, document): (&str, i64)) -> bool {
    let this = format!("D{}", row.id);
    let never = CREDITS_UNBOOKED.found().with("numbers", names.join(", ")).with("this", &this);
    let again = credit_of_taken_back(row.id, (number, document));
    let is_said = |text: &String, finding: &Finding| {
        [Language::De, Language::En].iter().any(|language| *text == finding.say(*language))
    };
    let before = (row.doubts.len(), row.accepted.len());
    row.doubts.retain(|text| !is_said(text, &never));
    row.notes.retain(|text| !is_said(text, &never));
    row.accepted.retain(|text| !is_said(text, &never) && !is_said(text, &again));
    before != (row.doubts.len(), row.accepted.len())
}
