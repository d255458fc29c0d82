//! Corrected invoices: what takes the place of an earlier invoice, and what of that one is taken
//! back. Of the chains of invoices the part that undoes what is booked.

use super::Plan;
use super::chains::{Chain, Whose};
use super::items::Met;
use super::terms::Replaced;
use crate::domain::finding::Weight;
use crate::domain::invoice_number::names_number;
use crate::domain::{Finding, FindingKind, Invoice};
use crate::ledger::wording;
use crate::store::rows::ItemRow;

pub static CORRECTS: FindingKind = FindingKind {
    code: "corrects-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung nennt {numbers}, gebucht mit {documents}: Sie tritt an deren Stelle oder \
        berichtigt sie. Sie ist nicht gebucht, damit nicht beide gelten; „kontor resolve {this} \
        accept“ nimmt {numbers} zurück und bucht diese, „kontor resolve {this} accept --beside“ \
        bucht sie zusätzlich (Fracht, weiterer Teil).",
    en: "The invoice names {numbers}, booked with {documents}: it takes its place or corrects it. \
        It is not booked, so that not both count; \"kontor resolve {this} accept\" takes {numbers} \
        back and books this one, \"kontor resolve {this} accept --beside\" books it in addition \
        (freight, a further part).",
};

/// What an invoice names is taken back in part already, or by what names others too: taken back
/// whole, too much would be. Or another stands in its place.
pub static CORRECTS_CREDITED: FindingKind = FindingKind {
    code: "corrects-credited-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung nennt {numbers}; dazu ist schon gebucht: {credits} (Gutschrift oder Rechnung \
        an deren Stelle). Sie ist nicht gebucht, damit nichts doppelt gilt oder doppelt \
        zurückgenommen wird. „kontor resolve {this} accept --beside“ bucht sie zusätzlich; soll \
        sie an die Stelle treten, bitte zuerst {documents} zurücknehmen (kontor undo {first}), \
        dann „kontor resolve {this} accept“.",
    en: "The invoice names {numbers}, about which {credits} is booked already (a credit note, or \
        an invoice in its place). It is not booked, so that nothing counts twice or is taken back \
        twice. \"kontor resolve {this} accept --beside\" books it in addition; if it is to take \
        the place, take {documents} back first (kontor undo {first}), then \"kontor resolve {this} \
        accept\".",
};

pub static CORRECTS_UNKNOWN: FindingKind = FindingKind {
    code: "corrects-unknown-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung berichtigt eine frühere ({numbers}), die nicht gebucht ist. Sie ist nicht \
        gebucht, damit nicht beide gelten, wenn jene noch kommt; „kontor resolve {this} accept“ \
        bucht sie.",
    en: "The invoice corrects an earlier one ({numbers}) that is not booked. It is not booked, so \
        that not both count should that one come; \"kontor resolve {this} accept\" books it.",
};

pub static CORRECTS_SETTLED: FindingKind = FindingKind {
    code: "corrects-settled-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung tritt an die Stelle von {numbers}, worauf schon Zahlungen verbucht sind. \
        Bitte zuerst deren Zuordnung zurücknehmen (kontor undo E… oder V…), dann „kontor resolve \
        {this} accept“; „kontor resolve {this} accept --beside“ bucht sie zusätzlich.",
    en: "The invoice takes the place of {numbers}, on which payments are booked. Take their match \
        back first (kontor undo E… or V…), then \"kontor resolve {this} accept\"; \"kontor \
        resolve {this} accept --beside\" books it in addition.",
};

impl Plan<'_> {
    /// True of a corrected invoice under the number of the one that it corrects and that is booked:
    /// whether it takes its place is asked there ([`Plan::makes_room`]).
    pub(super) fn names_itself(&self, invoice: &Invoice, whose: &Whose<'_>, met: &Met) -> bool {
        let own = |number: &&String| invoice.number.as_ref() == Some(*number);
        let number = invoice.preceding_invoices.iter().find(own);
        number.is_some_and(|number| {
            met.contains_key(&self.key_of(whose.company, whose.side, whose.contact, number))
        })
    }

    pub(super) fn correction(
        &self,
        at: usize,
        (invoice, whose): (&Invoice, &Whose<'_>),
        mut named: Vec<ItemRow>,
        met: &Met,
    ) -> Result<Chain, Finding> {
        let (this, terms) = (format!("D{}", self.id_at(at)), self.terms.get(&at));
        let released = terms.is_some();
        if terms.is_some_and(|terms| terms.beside) {
            return Ok(Chain::Alone);
        }
        let told = |kind: &'static FindingKind, numbers: String| {
            kind.found().with("numbers", numbers).with("this", &this)
        };
        let list = |named: &[ItemRow]| {
            named.iter().map(|item| item.number.clone()).collect::<Vec<_>>().join(", ")
        };
        let taken = self.taken_by_another(at, invoice, whose, met);
        let unnamed = |by: &(String, i64)| named.iter().all(|item| item.document_id != by.1);
        if let Some((number, (by, document))) = taken.into_iter().find(|(_, by)| unnamed(by)) {
            let document = format!("D{document}");
            return Err(told(&CORRECTS_CREDITED, number)
                .with("credits", by)
                .with("documents", &document)
                .with("first", document));
        }
        if named.is_empty() {
            let numbers = match invoice.preceding_invoices.as_slice() {
                [] => "?".to_owned(),
                some => some.join(", "),
            };
            return if released { Ok(Chain::Alone) } else { Err(told(&CORRECTS_UNKNOWN, numbers)) };
        }
        let all = named.clone();
        let mut followers: Vec<ItemRow> = Vec::new();
        let asked = |numbers: String, by: &[ItemRow]| {
            let documents: Vec<String> =
                by.iter().map(|item| format!("D{}", item.document_id)).collect();
            let told = told(&CORRECTS_CREDITED, numbers).with("credits", list(by));
            told.with("first", documents.first().cloned().unwrap_or_default())
                .with("documents", documents.join(", "))
        };
        for item in &all {
            let own = |text: &String| names_number(text, &item.number);
            let names = self.naming(at, &item.number, whose, met).into_iter();
            let names = names
                .filter(|row| row.item.id != item.id && row.may_mean(&item.number, item.date))
                .map(|row| (row.item, row.numbers.iter().all(own)));
            let (credits, others): (Vec<_>, Vec<_>) =
                names.partition(|(other, _)| credits(other, item));
            if credits.is_empty() {
                continue;
            }
            let alone = credits.iter().all(|(_, alone)| *alone);
            let credits: Vec<ItemRow> = credits.into_iter().map(|(credit, _)| credit).collect();
            if !alone || credits.iter().map(stated).sum::<i64>() != -stated(item) {
                return Err(asked(item.number.clone(), &credits));
            }
            // It is taken back whole, and its credit note with it.
            followers.extend(others.into_iter().map(|(other, _)| other));
            named.retain(|other| {
                other.id != item.id && credits.iter().all(|credit| credit.id != other.id)
            });
        }
        if named.is_empty() {
            return if followers.is_empty() {
                Ok(Chain::Alone)
            } else {
                Err(asked(list(&all), &followers))
            };
        }
        if !released {
            let documents = named
                .iter()
                .map(|item| format!("D{}", item.document_id))
                .collect::<Vec<_>>()
                .join(", ");
            return Err(told(&CORRECTS, list(&named)).with("documents", documents));
        }
        match named
            .iter()
            .any(|item| self.earlier.settled.get(&item.id).is_some_and(|settled| *settled != 0))
        {
            true => Err(told(&CORRECTS_SETTLED, list(&named))),
            false => Ok(Chain::Replaces(named)),
        }
    }

    /// Takes the items whose place a corrected invoice takes back: their postings are reversed and
    /// nothing of them is open.
    pub(super) fn taken_back(&mut self, company: &str, items: Vec<ItemRow>) -> Vec<ItemRow> {
        let postings = self.earlier.postings.get(company).cloned().unwrap_or_default();
        let mut back = Vec::new();
        for mut item in items {
            self.replaced
                .push(Replaced { document: item.document_id, was_booked: item.posting.is_some() });
            if let Some((number, old)) =
                item.posting.take().and_then(|number| Some((number, postings.get(&number)?)))
            {
                let reversal =
                    old.reversed(old.date(), wording::reversal(old.text(), self.language));
                let sealed =
                    self.books.seal(company, reversal, Some(item.document_id), None, Some(number));
                self.changes.journal.push(sealed);
            }
            let paid_already =
                self.prepaid_beside(&item).into_iter().filter(|paid| paid.amount_minor != 0);
            back.extend(paid_already.map(|paid| ItemRow { amount_minor: 0, ..paid }));
            item.amount_minor = 0;
            item.discounts.clear();
            back.push(item);
        }
        back
    }
}

/// Whether an item takes something of another back.
fn credits(item: &ItemRow, of: &ItemRow) -> bool {
    item.amount_minor.signum() == -of.amount_minor.signum()
}

/// What an item asks for in the currency of its invoice, minor units.
fn stated(item: &ItemRow) -> i64 {
    item.abroad.as_ref().map_or(item.amount_minor, |abroad| abroad.minor)
}
