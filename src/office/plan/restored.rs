//! Credit notes that take a final invoice back whole: what it had taken off stands again as before
//! it, the prepayments with their VAT. Of one over a part the prepayments stay taken off.

use super::Plan;
use super::by_line::with_taken_off;
use super::chains::{Chain, Link, Replacing, Whose};
use super::in_its_place::InPlace;
use super::items::{ItemKey, Met};
use super::named::reduces;
use crate::domain::finding::Weight;
use crate::domain::invoice_number::names_number;
use crate::domain::{Currency, Finding, FindingKind, Invoice, Money};
use crate::ledger::Deducted;
use crate::store::RestoredRow;
use crate::store::rows::{ItemKind, ItemRow};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a credit note of a final invoice takes back cannot be told by its sums.
pub static CREDITS_FINAL: FindingKind = FindingKind {
    code: "credits-final-invoice",
    weight: Weight::Warning,
    de: "Die Gutschrift über {amount} nennt {number}, eine Schlussrechnung über {whole}, die \
        {taken_off} an Anzahlungen abzieht und {payable} fordert. Ob sie ganz zurückgenommen wird \
        und die Anzahlungen wieder offen sind, ist den Summen nicht anzusehen; sie ist nicht \
        gebucht. Bitte klären. Mindert sie nur den Preis: „kontor resolve {this} accept“, die \
        Anzahlungen bleiben abgezogen. Nimmt sie alles zurück: „kontor resolve {this} reject \
        GRUND“, dann „kontor undo {final}“.",
    en: "The credit note over {amount} names {number}, a final invoice over {whole} that takes \
        {taken_off} of prepayments off and asks for {payable}. Its sums do not tell whether all of \
        it is taken back and the prepayments are open again; it is not booked. Find out. If it \
        only lowers the price: \"kontor resolve {this} accept\", the prepayments stay taken off. \
        If it takes back all: \"kontor resolve {this} reject REASON\", then \"kontor undo \
        {final}\".",
};

/// What takes a final invoice back, one of whose prepayments was paid only after it: that payment
/// was booked without VAT, which had come with the final invoice.
pub static CREDITS_FINAL_PAID: FindingKind = FindingKind {
    code: "credits-final-invoice-paid",
    weight: Weight::Warning,
    de: "Der Beleg nimmt die Schlussrechnung {number} ganz zurück. Die Anzahlung {prepayment} \
        wurde erst nach ihr bezahlt, diese Zahlung ist deshalb ohne Umsatzsteuer gebucht. Er ist \
        nicht gebucht. Bitte die Zuordnung der Zahlung zurücknehmen (kontor undo {entries}), dann \
        „kontor resolve {this} accept“, dann die Zahlung wieder zuordnen.",
    en: "The document takes all of the final invoice {number} back. The prepayment {prepayment} \
        was paid only after that, so that this payment is booked without VAT. It is not booked. \
        Take the match of the payment back (kontor undo {entries}), then \"kontor resolve {this} \
        accept\", then match the payment again.",
};

/// A credit note of a prepayment that a final invoice has taken off.
pub static CREDITS_TAKEN_OFF: FindingKind = FindingKind {
    code: "credits-taken-off",
    weight: Weight::Warning,
    de: "Die Gutschrift nennt die Anzahlungsrechnung {number}, die in der Schlussrechnung {by} \
        abgezogen ist. Sie ist nicht gebucht. Nimmt sie die Anzahlung zurück, zuerst {by} \
        zurücknehmen (kontor undo {final}), dann „kontor resolve {this} accept“. Mindert sie nur \
        den Preis von {by}: „kontor resolve {this} accept“.",
    en: "The credit note names the prepayment invoice {number}, which the final invoice {by} has \
        taken off. It is not booked. If it takes the prepayment back, take {by} back first (kontor \
        undo {final}), then \"kontor resolve {this} accept\". If it only lowers the price of {by}: \
        \"kontor resolve {this} accept\".",
};

/// A final invoice in force with what it takes off.
pub(super) struct TakingOff {
    pub document: i64,
    pub number: String,
    /// As they stand while they are taken off.
    pub items: Vec<ItemRow>,
    /// It takes something off in part: how that would stand once it is credited is not told.
    pub in_part: bool,
}

/// What a credit note gives back of a final invoice.
#[derive(Debug)]
pub(super) struct GivenBack {
    document: i64,
    items: Vec<ItemRow>,
    /// Signed against the prepayments.
    pub deducted: Vec<Deducted>,
    /// How far the sums of the credit note are those of the final invoice.
    stated: Stated,
}

/// How a credit note states what it takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stated {
    /// As the final invoice does: the whole, and what is taken off.
    AsInvoice,
    /// The whole alone.
    Whole,
    /// What was left to pay alone.
    Rest,
}

impl Plan<'_> {
    /// The final invoices in force that an invoice names, each with what it takes off.
    pub(super) fn finals_named(&self, link: Link<'_>) -> Vec<TakingOff> {
        let Link { at, invoice, whose, met } = link;
        let mut finals: BTreeMap<i64, TakingOff> = BTreeMap::new();
        let in_part = self.taking_in_part();
        let whole = self.taken_off_by(link).into_iter().map(|(by, item)| (by, Some(item)));
        for (document, item) in whole.chain(in_part.iter().map(|by| (*by, None))) {
            let Some(number) = self.number_of(document) else { continue };
            let is_named =
                invoice.preceding_invoices.iter().any(|text| names_number(text, &number));
            // Numbers begin anew with a year: the latest that bears it is meant.
            let key = self.key_of(whose.company, whose.side, whose.contact, &number);
            let is_other = met
                .get(&key)
                .is_some_and(|item| item.document_id != document && item.amount_minor > 0);
            // Of a part it is not told whose it is.
            let is_theirs =
                item.is_some() || met.get(&key).is_some_and(|item| item.document_id == document);
            if !is_named || is_other || !is_theirs || document == self.id_at(at) {
                continue;
            }
            let by = finals.entry(document).or_insert_with(|| TakingOff {
                document,
                number,
                items: Vec::new(),
                in_part: in_part.contains(&document),
            });
            by.items.extend(item);
        }
        finals.into_values().collect()
    }

    /// What the contact's final invoices take off, each with the document of its invoice. What this
    /// invoice itself gave back, or a copy of it, stands there as it was before.
    pub(super) fn taken_off_by(&self, link: Link<'_>) -> Vec<(i64, ItemRow)> {
        let Link { at, invoice, whose, met } = link;
        let key = self.key_of(whose.company, whose.side, whose.contact, "");
        let of_whom = |item: &ItemRow| -> ItemKey {
            self.key_of(&item.company, item.side, item.contact_id, "")
        };
        let mut items: BTreeMap<i64, &ItemRow> =
            self.earlier.taken_off.iter().map(|item| (item.id, item)).collect();
        for item in met.values().chain(self.alike.values().flatten()) {
            if item.deducted_by.is_some() || items.contains_key(&item.id) {
                items.insert(item.id, item);
            }
        }
        // Given back in this batch.
        let given_back: Vec<i64> = self.changes.restored.iter().map(|row| row.item_id).collect();
        items.extend(
            met.values().filter(|item| given_back.contains(&item.id)).map(|item| (item.id, item)),
        );
        let is_own = |document: i64| {
            document == self.id_at(at)
                || invoice.number.is_some() && self.number_of(document) == invoice.number
        };
        let own = |item: &ItemRow| {
            self.restored().find(|row| row.item_id == item.id && is_own(row.document_id))
        };
        let mut found = Vec::new();
        for item in items.into_values().filter(|item| item.amount_minor != 0) {
            if of_whom(item) != key {
                continue;
            }
            match (item.deducted_by, own(item)) {
                (Some(by), _) => found.push((by, item.clone())),
                (None, Some(row)) => {
                    found.push((row.final_id, ItemRow { kind: row.kind, ..item.clone() }))
                }
                (None, None) => {}
            }
        }
        found
    }

    /// What credit notes gave back, those of the batch among them.
    pub(super) fn restored(&self) -> impl Iterator<Item = &RestoredRow> {
        self.earlier.restored.iter().chain(&self.changes.restored)
    }

    /// The credit note that has taken a final invoice back whole.
    pub(super) fn taken_back_by(&self, document: i64) -> Option<i64> {
        self.restored().find(|row| row.final_id == document).map(|row| row.document_id)
    }

    /// Whether a document gave prepayments back.
    pub(super) fn gave_back(&self, document: i64) -> bool {
        self.restored().any(|row| row.document_id == document)
    }

    /// The number of a document that takes something off.
    pub(super) fn number_of(&self, document: i64) -> Option<String> {
        let brought = self.changes.billed.iter().find(|row| row.document_id == document);
        let number = brought.and_then(|row| row.number.clone());
        number.or_else(|| self.earlier.finals.get(&document).cloned())
    }

    /// What a credit note gives back, where it takes a final invoice back whole; nothing where it
    /// is about no final invoice, or about a part of one.
    ///
    /// # Errors
    /// What a person must say.
    pub(super) fn gives_back(&self, link: Link<'_>) -> Result<Option<GivenBack>, Finding> {
        let Link { at, invoice, .. } = link;
        if !reduces(invoice) {
            return Ok(None);
        }
        let finals = self.finals_named(link);
        let Some(first) = finals.first() else {
            return self.of_taken_off(link).map_or(Ok(None), Err);
        };
        let sums = self.sums_of(link, first);
        let this = format!("D{}", self.id_at(at));
        let sum = |sum: Option<Decimal>| sum.unwrap_or_default().abs();
        let asked = sum(invoice.totals.gross.or(invoice.totals.payable));
        let prepaid = sum(invoice.totals.prepaid);
        // Where more was prepaid than it is over, it gave money back: that has a sign of its own.
        let is_minus = invoice.totals.gross.is_some_and(|gross| gross.is_sign_negative());
        let payable = invoice.totals.payable.or(invoice.totals.gross).unwrap_or_default();
        let payable = if is_minus { -payable } else { payable };
        let (whole, rest) = (sums.whole - sums.credited, sums.payable - sums.credited);
        let stated = match () {
            () if prepaid == sums.taken_off && asked == whole && payable == rest => {
                Some(Stated::AsInvoice)
            }
            () if !prepaid.is_zero() || sums.taken_off.is_zero() => None,
            () if asked == whole => Some(Stated::Whole),
            () if asked == rest && sums.credited.is_zero() => Some(Stated::Rest),
            () if asked < rest => return Ok(None),
            // Of one that was prepaid in full only the whole takes back all.
            () if sums.payable.is_zero() && asked < whole => return Ok(None),
            () => None,
        };
        // What names more takes more back, or tells of it only.
        let names_more = finals.len() > 1
            || self.named(link).iter().any(|item| {
                let is_its = first.items.iter().any(|other| other.id == item.id);
                item.document_id != first.document && !(is_its && stated == Some(Stated::AsInvoice))
            });
        let total: i64 = first.items.iter().map(|item| item.amount_minor).sum();
        let is_whole = euro(total) == sums.taken_off;
        let in_euro = invoice.currency.unwrap_or(Currency::EUR) == Currency::EUR
            && first.items.iter().all(|item| item.abroad.is_none());
        let deducted: Option<Vec<Deducted>> =
            first.items.iter().map(|item| self.deducted(item, is_whole)).collect();
        let fits =
            !names_more && in_euro && !first.in_part && (is_whole || stated != Some(Stated::Rest));
        let Some((stated, deducted)) = stated.filter(|_| fits).zip(deducted) else {
            if self.terms.contains_key(&at) {
                return Ok(None);
            }
            let money = |amount| Money::new(amount, Currency::EUR);
            return Err(CREDITS_FINAL
                .found()
                .with_value("amount", money(asked))
                .with("number", &first.number)
                .with_value("whole", money(sums.whole))
                .with_value("taken_off", money(sums.taken_off))
                .with_value("payable", money(sums.payable))
                .with("final", format!("D{}", first.document))
                .with("this", this));
        };
        if let Some((item, entries)) = self.paid_since(&first.items) {
            return Err(CREDITS_FINAL_PAID
                .found()
                .with("number", &first.number)
                .with("prepayment", &item.number)
                .with("entries", entries)
                .with("this", this));
        }
        let deducted = deducted.iter().map(Deducted::given_back).collect();
        let items = first.items.clone();
        Ok(Some(GivenBack { document: first.document, items, deducted, stated }))
    }

    /// The credit note with the sums of the final invoice that it takes back whole.
    ///
    /// # Errors
    /// What a person must say.
    pub(super) fn as_its_final<'i>(
        &self,
        at: usize,
        invoice: Cow<'i, Invoice>,
        whose: &Whose<'_>,
        met: &Met,
    ) -> Result<Cow<'i, Invoice>, Finding> {
        let link = Link { at, invoice: &invoice, whose, met };
        let Some(back) = self.gives_back(link)? else { return Ok(invoice) };
        let gross = invoice.totals.gross.or(invoice.totals.payable).unwrap_or_default();
        let sign = if gross.is_sign_negative() { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
        let items: Vec<&ItemRow> = back.items.iter().collect();
        match back.stated {
            Stated::AsInvoice => Ok(invoice),
            Stated::Rest => Ok(Cow::Owned(with_taken_off(invoice.into_owned(), &items, sign))),
            Stated::Whole => {
                let taken_off: Decimal = back
                    .deducted
                    .iter()
                    .map(|part| {
                        let unpaid = part.unpaid.filter(|unpaid| !unpaid.granted);
                        let gross: Decimal = part.vat.iter().map(|share| share.gross).sum();
                        gross - unpaid.map(|unpaid| unpaid.amount).unwrap_or_default()
                    })
                    .sum();
                let mut invoice = invoice.into_owned();
                invoice.totals.prepaid = Some(-taken_off * sign);
                invoice.totals.payable = Some(gross + taken_off * sign);
                Ok(Cow::Owned(invoice))
            }
        }
    }

    /// The rows of what a credit note gives back, open for another final invoice.
    pub(super) fn give_back(&mut self, at: usize, back: GivenBack) -> Vec<ItemRow> {
        let document_id = self.id_at(at);
        let row = |item: &ItemRow| RestoredRow {
            document_id,
            item_id: item.id,
            final_id: back.document,
            kind: item.kind,
        };
        let rows: Vec<RestoredRow> = back.items.iter().map(row).collect();
        let before = self
            .earlier
            .restored
            .iter()
            .filter(|row| row.final_id == back.document && row.document_id != document_id);
        self.changes.unrestored.extend(before.map(|row| row.document_id));
        self.changes.restored.extend(rows);
        back.items.into_iter().map(freed).collect()
    }

    /// The rows that change with how an invoice stands to others.
    pub(super) fn chained(&mut self, link: Link<'_>, chain: Chain) -> Vec<ItemRow> {
        let Link { at, whose, .. } = link;
        // What the invoice under the same number had taken off, whose place it takes.
        let before = self.replaced_by(link).into_iter();
        let before: Vec<i64> = before
            .filter(|by| self.replaced.iter().any(|replaced| replaced.document == *by))
            .collect();
        let left: Vec<ItemRow> = match before.is_empty() {
            true => Vec::new(),
            false => {
                let off = self.taken_off_by(link).into_iter();
                off.filter(|(by, _)| before.contains(by)).map(|(_, item)| freed(item)).collect()
            }
        };
        self.note_parts(at, chain.deducted());
        let mut rows: Vec<ItemRow> = match chain {
            Chain::Final(items, deducted) => self.taken_off(at, items, &deducted),
            Chain::Replaces(Replacing { items, freed, deducts, .. }) => {
                let before = items.iter().filter(|item| item.kind == ItemKind::Item);
                let by = self.id_at(at);
                self.in_place.extend(before.map(|item| InPlace {
                    before: item.id,
                    by,
                    asked: item.amount_minor,
                }));
                let mut rows = self.taken_back(whose.company, items);
                rows.extend(freed);
                let taken = deducts.map(|(items, deducted)| self.taken_off(at, items, &deducted));
                rows.extend(taken.into_iter().flatten());
                rows
            }
            Chain::GivesBack(back) => self.give_back(at, back),
            Chain::Alone | Chain::Prepayment => Vec::new(),
        };
        for item in left {
            if rows.iter().all(|row| row.id != item.id) {
                rows.push(item);
            }
        }
        let replaced = self.replaced.iter().map(|replaced| replaced.document);
        self.changes.parts_anew.extend(replaced);
        rows
    }

    /// Takes off again what a credit note gave back that is taken back itself.
    pub fn taken_off_again(&mut self, rows: &[RestoredRow], items: Vec<ItemRow>) {
        for item in items {
            let Some(row) = rows.iter().find(|row| row.item_id == item.id) else { continue };
            let item = ItemRow { deducted_by: Some(row.final_id), kind: row.kind, ..item };
            self.index_item(&item);
            self.changes.items.push(item);
            self.changes.unrestored.push(row.document_id);
        }
    }

    /// A credit note of a prepayment that a final invoice has taken off, and no credit note of
    /// that.
    fn of_taken_off(&self, link: Link<'_>) -> Option<Finding> {
        let at = link.at;
        let named = self.named(link);
        let is_one = |item: &ItemRow| {
            matches!(item.kind, ItemKind::PrepaymentTaxed | ItemKind::PrepaymentUntaxed)
        };
        let by = |item: &ItemRow| item.deducted_by.filter(|_| is_one(item));
        let mut taken = named
            .iter()
            .filter_map(|item| Some((item, by(item).or_else(|| self.taking_part_of(item))?)));
        let (item, by) = taken.next().filter(|_| !self.terms.contains_key(&at))?;
        let found = CREDITS_TAKEN_OFF.found().with("number", &item.number);
        Some(
            found
                .with("by", self.number_of(by).unwrap_or_else(|| format!("D{by}")))
                .with("final", format!("D{by}"))
                .with("this", format!("D{}", self.id_at(at))),
        )
    }

    /// What a final invoice is over, and what is left of that.
    fn sums_of(&self, link: Link<'_>, of: &TakingOff) -> Sums {
        let Link { invoice, whose, met, .. } = link;
        let total: i64 = of.items.iter().map(|item| item.amount_minor).sum();
        let total = euro(total);
        let is_it = |item: &&ItemRow| item.document_id == of.document && item.amount_minor != 0;
        let key = self.key_of(whose.company, whose.side, whose.contact, &of.number);
        let item = met.get(&key).into_iter().chain(self.alike.get(&key).into_iter().flatten());
        let payable = item.into_iter().find(is_it).map(|item| euro(item.amount_minor));
        let gross = self.gross_stated(of.document);
        // By lines it states the rest alone.
        let (taken_off, payable) = match (gross, payable) {
            (Some(gross), Some(payable)) if gross == payable => (total, payable),
            (Some(gross), Some(payable)) => (gross - payable, payable),
            (_, payable) => (total, payable.unwrap_or_default()),
        };
        let naming = self.naming(link, &of.number).into_iter();
        let alone = naming.filter(|row| {
            row.item.amount_minor < 0
                && Some(&row.item.number) != invoice.number.as_ref()
                && row.numbers.iter().all(|text| names_number(text, &of.number))
        });
        let credited = alone.map(|row| super::named::gross(&row)).sum();
        Sums { whole: payable + taken_off, taken_off, payable, credited }
    }

    /// What the invoice of a document asks for with VAT.
    fn gross_stated(&self, document: i64) -> Option<Decimal> {
        let brought = self.changes.billed.iter().find(|row| row.document_id == document);
        let gross = brought.and_then(|row| row.facts.gross);
        gross.or_else(|| self.earlier.gross.get(&document).copied()).map(|gross| gross.abs())
    }

    /// The first prepayment that was paid after it was taken off, with the entries that did.
    pub(super) fn paid_since<'i>(&self, items: &'i [ItemRow]) -> Option<(&'i ItemRow, String)> {
        let before = |item: &ItemRow| self.paid_before(item);
        let paid = |item: &&ItemRow| {
            item.kind == ItemKind::PrepaymentUntaxed
                && self.earlier.settled.get(&item.id).is_some_and(|paid| *paid != before(item))
        };
        let item = items.iter().find(paid)?;
        let entries = self.earlier.settling.get(&item.id).map(|list| list.join(", "));
        Some((item, entries.unwrap_or_default()))
    }
}

/// What a final invoice is over, gross; positive.
struct Sums {
    whole: Decimal,
    taken_off: Decimal,
    payable: Decimal,
    /// What credit notes over parts have taken back.
    credited: Decimal,
}

/// A prepayment that no final invoice takes off any more.
pub(super) fn freed(mut item: ItemRow) -> ItemRow {
    item.deducted_by = None;
    if matches!(item.kind, ItemKind::PrepaymentTaxed | ItemKind::PrepaymentUntaxed) {
        item.kind = ItemKind::Prepayment;
    }
    item
}

fn euro(minor: i64) -> Decimal {
    Money::from_minor(minor, Currency::EUR).amount
}
