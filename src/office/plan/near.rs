//! What a correction may be about where nothing is booked under the number that it names: a number
//! that is nearly the same, or an invoice that waits itself.

use super::Plan;
use super::chains::Link;
use crate::domain::finding::Weight;
use crate::domain::invoice_number::{names_number, near_key, spellings};
use crate::domain::{Finding, FindingKind, InvoiceNature};
use crate::store::rows::{DocumentRow, DocumentStatus, ItemKind, ItemRow};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Findings of corrections of what is not booked.
pub static FINDINGS: &[&FindingKind] = &[
    &CORRECTS_UNKNOWN,
    &CORRECTS_UNNAMED,
    &CORRECTS_NEAR,
    &CORRECTS_HELD,
    &NAMES_HELD,
    &CREDITS_HELD,
];

/// What a correction is about is not booked.
pub static CORRECTS_UNKNOWN: FindingKind = FindingKind {
    code: "corrects-unknown-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung berichtigt eine frühere ({numbers}), die nicht gebucht ist. Sie ist nicht \
        gebucht, damit nicht beide gelten, wenn jene noch kommt; „kontor resolve {this} accept“ \
        bucht sie.",
    en: "The invoice corrects an earlier one ({numbers}) that is not booked. It is not booked, so \
        that not both count should that one come; \"kontor resolve {this} accept\" books it.",
};

/// A correction does not say what it is about.
pub static CORRECTS_UNNAMED: FindingKind = FindingKind {
    code: "corrects-unnamed-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung berichtigt eine frühere und sagt nicht, welche. Sie ist nicht gebucht, damit \
        nicht beide gelten. Ist die frühere gebucht, bitte diese zuerst zurücknehmen (undo mit der \
        Nummer ihres Dokuments, „kontor report documents“ nennt sie); „kontor resolve {this} \
        accept“ bucht sie.",
    en: "The invoice corrects an earlier one and does not say which. It is not booked, so that not \
        both count. If the earlier one is booked, take that back first (undo with the id of its \
        document, which \"kontor report documents\" names); \"kontor resolve {this} accept\" books \
        it.",
};

/// The number that a correction names is nearly that of a booked invoice.
pub static CORRECTS_NEAR: FindingKind = FindingKind {
    code: "corrects-near-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung berichtigt eine frühere ({numbers}); so heißt keine gebuchte, wohl aber fast \
        so {near} ({document}). Sie ist nicht gebucht, damit nicht beide gelten. Ist {near} \
        gemeint: „kontor resolve {this} accept“ nimmt {near} zurück und bucht diese. Ist eine \
        andere gemeint: „kontor resolve {this} accept --beside“ bucht sie zusätzlich.",
    en: "The invoice corrects an earlier one ({numbers}); none that is booked is called so, but \
        {near} ({document}) nearly is. It is not booked, so that not both count. If {near} is \
        meant: \"kontor resolve {this} accept\" takes {near} back and books this one. If another \
        is meant: \"kontor resolve {this} accept --beside\" books it in addition.",
};

/// What a correction is about waits itself.
pub static CORRECTS_HELD: FindingKind = FindingKind {
    code: "corrects-held-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung berichtigt {number}, und {number} wartet selbst noch ({document}). Sie ist \
        nicht gebucht. Bitte zuerst {document} entscheiden („kontor resolve {document} accept“), \
        dann „kontor resolve {this} accept“: So tritt sie an die Stelle von {number} und von dem, \
        was diese berichtigt.",
    en: "The invoice corrects {number}, and {number} waits itself ({document}). It is not booked. \
        Decide {document} first (\"kontor resolve {document} accept\"), then \"kontor resolve \
        {this} accept\": so it takes the place of {number} and of what that corrects.",
};

/// What an invoice names was booked and is taken back, so that a person decides about that first.
pub static NAMES_HELD: FindingKind = FindingKind {
    code: "names-held-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung nennt {number}, deren Buchung zurückgenommen ist und die wieder wartet \
        ({document}); ob sie an deren Stelle tritt, sagt sie nicht. Sie ist nicht gebucht, bis \
        über {document} entschieden ist, damit nicht beide gelten; wird {document} abgelehnt, \
        wird sie gebucht. „kontor resolve {this} accept --beside“ bucht sie schon jetzt \
        zusätzlich.",
    en: "The invoice names {number}, whose booking was taken back and which waits again \
        ({document}); it does not say whether it takes its place. It is not booked until \
        {document} is decided, so that not both count; if {document} is refused, it is booked. \
        \"kontor resolve {this} accept --beside\" books it in addition now.",
};

/// What a credit note is about waits itself, for the prepayments that it takes off.
pub static CREDITS_HELD: FindingKind = FindingKind {
    code: "credits-held-invoice",
    weight: Weight::Warning,
    de: "Die Gutschrift nennt {number}, und {number} wartet selbst noch ({document}). Sie wird \
        gebucht, sobald über {document} entschieden ist; „kontor resolve {this} accept“ bucht sie \
        schon jetzt, ohne dass sie die Anzahlungen wieder öffnet.",
    en: "The credit note names {number}, and {number} waits itself ({document}). It is booked once \
        {document} is decided; \"kontor resolve {this} accept\" books it now, without opening the \
        prepayments again.",
};

/// The question of a correction of what is not booked, or that does not say what it corrects.
pub(super) fn unknown(numbers: &[String]) -> Finding {
    match numbers {
        [] => CORRECTS_UNNAMED.found(),
        some => CORRECTS_UNKNOWN.found().with("numbers", some.join(", ")),
    }
}

impl Plan<'_> {
    /// The numbers that corrections of the batch name, as they are compared with what is nearly the
    /// same.
    pub fn near_keys(&self) -> HashSet<String> {
        let corrections = self
            .routed
            .invoices
            .iter()
            .filter(|(_, _, invoice)| invoice.nature() == InvoiceNature::Correction);
        corrections.flat_map(|(_, _, invoice)| near_keys(&invoice.names())).collect()
    }

    /// The one booked invoice of the same party whose number is nearly one of those that an invoice
    /// names.
    pub(super) fn near(&self, link: Link<'_>) -> Option<ItemRow> {
        let Link { invoice, whose, met, .. } = link;
        let (key, keys) = (
            self.key_of(whose.company, whose.side, whose.contact, ""),
            near_keys(&invoice.preceding_invoices),
        );
        let fits = |item: &&ItemRow| {
            item.amount_minor > 0
                && !matches!(item.kind, ItemKind::Prepaid | ItemKind::OnAccount)
                && Some(&item.number) != invoice.number.as_ref()
                && near_key(&item.number).is_some_and(|near| keys.contains(&near))
                && self.key_of(&item.company, item.side, item.contact_id, "") == key
        };
        let found: BTreeMap<i64, &ItemRow> =
            met.values().filter(fits).map(|item| (item.id, item)).collect();
        match found.into_values().collect::<Vec<_>>().as_slice() {
            [one] => Some((*one).clone()),
            _ => None,
        }
    }

    /// The question of a correction of what waits itself.
    pub(super) fn corrects_held(&self, link: Link<'_>) -> Option<Finding> {
        let (number, document) = self.waiting(link, &|_, _| true)?;
        let found = CORRECTS_HELD.found().with("number", number).with("document", document);
        Some(found.with("this", format!("D{}", self.id_at(link.at))))
    }

    /// The question of an invoice that names one whose booking a person took back: booked unasked,
    /// it would have the place of that one.
    pub(super) fn names_held(&self, link: Link<'_>) -> Option<Finding> {
        if self.terms.contains_key(&link.at) {
            return None;
        }
        let (number, document) = self.waiting(link, &|_, was_booked| was_booked)?;
        let found = NAMES_HELD.found().with("number", number).with("document", document);
        Some(found.with("this", format!("D{}", self.id_at(link.at))))
    }

    /// The question of a credit note of what waits for its prepayments: booked before that, it
    /// could not give them back.
    pub(super) fn credits_held(&self, link: Link<'_>) -> Option<Finding> {
        let of_prepayments = |code: &str, _: bool| code.starts_with("prepayment-");
        let (number, document) = self.waiting(link, &of_prepayments)?;
        let found = CREDITS_HELD.found().with("number", number).with("document", document);
        Some(found.with("this", format!("D{}", self.id_at(link.at))))
    }

    /// The number and the document of the first invoice that waits and that this one names, of such
    /// as wait for a reason and were, or were not, booked before.
    fn waiting(
        &self,
        link: Link<'_>,
        for_such: &dyn Fn(&str, bool) -> bool,
    ) -> Option<(String, String)> {
        let Link { at, invoice, whose, .. } = link;
        let key = self.key_of(whose.company, whose.side, whose.contact, "");
        let own = self.id_at(at);
        if invoice.preceding_invoices.is_empty() {
            return None;
        }
        let documents: HashMap<i64, &DocumentRow> =
            self.changes.documents.iter().map(|row| (row.id, row)).collect();
        let brought = |document: i64| documents.get(&document).copied();
        let now = self.changes.billed.iter().filter_map(|row| {
            let document = brought(row.document_id)?;
            let is_held = document.status == DocumentStatus::Held
                && for_such(document.reason_code.as_deref().unwrap_or_default(), false);
            let is_theirs = self.key_of(&row.company, row.side, row.contact_id?, "") == key;
            (is_held && is_theirs).then_some((row.document_id, row.number.as_deref()?))
        });
        let before = self.earlier.held.iter().filter_map(|row| {
            let is_theirs = self.key_of(&row.company, row.side, row.contact_id, "") == key;
            let waits = is_theirs
                && for_such(&row.reason_code, row.was_booked)
                && brought(row.document_id).is_none();
            waits.then_some((row.document_id, row.number.as_str()))
        });
        let is_named =
            |number: &str| invoice.preceding_invoices.iter().any(|text| names_number(text, number));
        let (document, number) =
            now.chain(before).find(|(document, number)| *document != own && is_named(number))?;
        Some((number.to_owned(), format!("D{document}")))
    }
}

fn near_keys(named: &[String]) -> HashSet<String> {
    let spelt = named.iter().flat_map(|text| spellings(text));
    spelt.filter_map(|text| near_key(&text)).collect()
}
