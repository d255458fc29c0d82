//! Prepayments that are paid: which of those at hand a final invoice takes off, which one that
//! takes nothing off leaves out, and what takes such a payment back after its final invoice.

use super::Plan;
use super::chains::{Chain, Link, Replacing};
use super::in_parts::taken_unpaid;
use super::settle::{is_matched_anew, is_told_anew};
use crate::domain::finding::Weight;
use crate::domain::invoice::tells_prepayment;
use crate::domain::invoice_number::{number_key, same_number};
use crate::domain::{Currency, Finding, FindingKind, Invoice, InvoiceNature, Money};
use crate::ledger::Deducted;
use crate::matching::{Allocation, Decision, Explanation};
use crate::store::TakenPart;
use crate::store::rows::{EntryRow, ItemKind, ItemRow};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A final invoice that names prepayments and takes only those off that are paid: what the others
/// ask for is asked for by itself.
pub static PREPAYMENT_UNPAID: FindingKind = FindingKind {
    code: "prepayment-unpaid",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab; das ist die bezahlte Anzahlung {paid}. Daneben steht \
        {numbers}, nicht bezahlt und nicht abgezogen. Sie ist nicht gebucht. Verlangt sie das \
        selbst: „kontor resolve {this} accept“ bucht sie mit dem Abzug von {paid} und nimmt \
        {numbers} zurück. Wird {numbers} noch daneben bezahlt: „kontor resolve {this} accept \
        --beside“. Ist auch {paid} nicht gemeint: „kontor resolve {this} accept --of keine“ bucht \
        den Abzug als schon gezahlt.",
    en: "The invoice takes off {amount}, which is the paid prepayment {paid}. Beside it \
        stands {numbers}, which is not paid and not taken off. It is not booked. If it asks for \
        that itself: \"kontor resolve {this} accept\" books it, takes {paid} off and takes \
        {numbers} back. If {numbers} is still to be paid beside it: \"kontor resolve {this} accept \
        --beside\". If {paid} is not meant either: \"kontor resolve {this} accept --of none\" \
        books the deduction as money paid already.",
};

/// A final invoice that names no prepayment, and the only one that fits is of another order.
pub static PREPAYMENT_OTHER_ORDER: FindingKind = FindingKind {
    code: "prepayment-of-another-order",
    weight: Weight::Warning,
    de: "Die Rechnung zum Auftrag {order} zieht {amount} ab und nennt keine Anzahlungsrechnung; so \
        hoch ist {number} zum Auftrag {other}. Sie ist nicht gebucht. Ist die Anzahlung gemeint: \
        „kontor resolve {this} accept“ zieht {number} ab. Wenn nicht: die Anzahlungsrechnung \
        nachreichen, oder „kontor resolve {this} accept --beside“ bucht den Abzug als schon \
        gezahlt und lässt {number} stehen.",
    en: "The invoice of order {order} takes off {amount} and names no prepayment invoice; \
        {number}, of order {other}, is as much. It is not booked. If that prepayment is \
        meant: \"kontor resolve {this} accept\" takes {number} off. If not: drop the prepayment \
        invoice, or \"kontor resolve {this} accept --beside\" books the deduction as money paid \
        already and leaves {number} as it is.",
};

/// A final invoice that takes paid prepayments off, and more than these: money paid besides.
pub static PREPAYMENT_AND_MONEY: FindingKind = FindingKind {
    code: "prepayment-and-money",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab; die Anzahlungen dazu ({numbers}) sind {known}, {rest} \
        weniger; bezahlt sind davon {paid}. Sie ist nicht gebucht. Ist der Rest eine weitere \
        Zahlung: „kontor resolve {this} accept“ zieht {numbers} ab und bucht {rest} als schon \
        gezahlt. Fehlt eine Anzahlungsrechnung, bitte nachreichen. Sind {numbers} nicht gemeint: \
        „kontor resolve {this} accept --beside“ bucht alles als schon gezahlt und lässt sie \
        stehen.{rounded}",
    en: "The invoice takes off {amount}; its prepayments ({numbers}) are {known}, {rest} less; \
        {paid} of them is paid. It is not booked. If the rest is another payment: \"kontor resolve \
        {this} accept\" takes {numbers} off and books {rest} as money paid already. If a \
        prepayment invoice is missing, drop it. If {numbers} is not meant: \"kontor resolve {this} \
        accept --beside\" books all as money paid already and leaves it as it is.{rounded}",
};

/// A final invoice that takes a prepayment off whole, a part of which is paid: the VAT of that part
/// is declared, and that of the rest is not.
pub static PREPAYMENT_HALF: FindingKind = FindingKind {
    code: "prepayment-half-paid",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab ({numbers}); {number} ist davon erst zum Teil bezahlt \
        ({first}). Sie wird gebucht, sobald der Rest von {number} gezahlt und zugeordnet ist. Soll \
        sie vorher gelten: „kontor undo {first}“, dann „kontor resolve {this} accept“, dann \
        „kontor resolve {first} match {number}“; der Rest von {number} bleibt offen.",
    en: "The invoice takes off {amount} ({numbers}), of which {number} is paid in part only \
        ({first}). It is booked once the rest of {number} is paid and matched. If it is to count \
        before: \"kontor undo {first}\", then \"kontor resolve {this} accept\", then \"kontor \
        resolve {first} match {number}\"; the rest of {number} stays open.",
};

/// A final invoice that names no prepayment, and several are as much as it takes off.
pub static PREPAYMENTS_ALIKE: FindingKind = FindingKind {
    code: "prepayments-alike",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab und nennt keine Anzahlungsrechnung; so hoch sind \
        {numbers}. Sie ist nicht gebucht. Ist {number} gemeint: „kontor resolve {this} accept“ \
        zieht {number} ab, die anderen bleiben für eine weitere Rechnung stehen. Ist eine andere \
        gemeint: „kontor resolve {this} accept --of NUMMER“. „kontor resolve {this} accept \
        --beside“ bucht den Abzug als schon gezahlt und lässt alle stehen; „kontor resolve {this} \
        reject GRUND“ lehnt die Rechnung ab.",
    en: "The invoice takes off {amount} and names no prepayment invoice; {numbers} are as much \
        each. It is not booked. If {number} is meant: \"kontor resolve {this} accept\" takes \
        {number} off, the others stay for a further invoice. If another is meant: \"kontor resolve \
        {this} accept --of NUMBER\". \"kontor resolve {this} accept --beside\" books the deduction \
        as money paid already and leaves all as they are; \"kontor resolve {this} reject REASON\" \
        refuses the invoice.",
};

impl Plan<'_> {
    /// Of several prepayments that a final invoice may take off without naming one, all as likely:
    /// asked about, unless one alone is of its order.
    ///
    /// # Errors
    /// The question.
    pub(super) fn one_of_alike<'i>(
        &self,
        link: Link<'_>,
        fitting: &[&'i ItemRow],
        wanted: i64,
    ) -> Result<Option<&'i ItemRow>, Finding> {
        let Link { at, invoice, .. } = link;
        let Some(first) = fitting.first() else { return Ok(None) };
        let is_paid = |item: &ItemRow| self.settled(item) != 0;
        let of_order = |item: &ItemRow| {
            item.order_number.is_some() && item.order_number == invoice.order_number
        };
        let likely = |item: &&&ItemRow| {
            is_paid(item) == is_paid(first) && item.deducted_by == first.deducted_by
        };
        let alike: Vec<&ItemRow> = fitting.iter().filter(likely).copied().collect();
        let own: Vec<&ItemRow> = alike.iter().filter(|item| of_order(item)).copied().collect();
        if let [one] = own.as_slice() {
            return Ok(Some(one));
        }
        if alike.len() == 1 || self.terms.contains_key(&at) {
            return Ok(Some(*first).filter(|_| alike.len() == 1 || !self.is_beside(at)));
        }
        let numbers: Vec<&str> = alike.iter().map(|item| item.number.as_str()).collect();
        let found = PREPAYMENTS_ALIKE
            .found()
            .with_value("amount", Money::from_minor(wanted, Currency::EUR))
            .with("numbers", numbers.join(", "))
            .with("number", &first.number);
        Err(found.with("this", format!("D{}", self.id_at(at))))
    }

    /// The first of these that is paid in part, with the last entry that paid it.
    pub(super) fn is_half_paid(&self, items: &[ItemRow]) -> Option<(String, String)> {
        let is_half = |item: &&ItemRow| {
            let settled = self.settled(item);
            item.kind == ItemKind::Prepayment && settled != 0 && settled != item.amount_minor
        };
        let item = items.iter().find(is_half)?;
        let entry = self.earlier.settling.get(&item.id)?.last()?.clone();
        Some((item.number.clone(), entry))
    }

    /// What an invoice takes off of prepayments that are paid, at least in part, where it takes off
    /// more than these.
    pub(super) fn with_money(
        &self,
        items: &[ItemRow],
        (wanted, unnamed): (i64, bool),
    ) -> Option<Vec<Deducted>> {
        let is_request = |item: &ItemRow| {
            item.kind == ItemKind::Prepayment && item.amount_minor > 0 && self.discounted(item) == 0
        };
        let sum: i64 = items.iter().map(|item| item.amount_minor).sum();
        let mut paid = items.iter().map(|item| self.settled(item) != 0);
        // One that nobody has paid is meant by its name only.
        let is_paid = if unnamed { paid.all(|is| is) } else { paid.any(|is| is) };
        if items.is_empty() || !is_paid || sum >= wanted || !items.iter().all(is_request) {
            return None;
        }
        self.all_off(items, true)
    }

    /// The prepayments that have the place of those that an invoice names.
    pub(super) fn in_their_place(&self, link: Link<'_>) -> Vec<ItemRow> {
        let taken = self.taken_by_another(link);
        let mut found = Vec::new();
        if !taken.is_empty() {
            found = self.prepayments_of(link);
            found.retain(|item| taken.iter().any(|(_, (_, by))| *by == item.document_id));
            found.retain(|item| !link.invoice.preceding_invoices.contains(&item.number));
        }
        found
    }

    /// What an invoice names but for prepayments that credit notes have taken back whole: of these
    /// nothing is left to take off.
    pub(super) fn but_credited(&self, link: Link<'_>, mut named: Vec<ItemRow>) -> Vec<ItemRow> {
        named.retain(|item| {
            let credits = self.naming(link, &item.number).into_iter().map(|row| row.item);
            let credits = credits
                .filter(|other| other.kind == ItemKind::Prepayment && other.amount_minor < 0);
            let gone: i64 = credits.map(|other| other.amount_minor).sum();
            let left = item.amount_minor - self.discounted(item) + gone;
            item.kind != ItemKind::Prepayment || gone == 0 || left > 0
        });
        named
    }

    /// The prepayments of an invoice's order that are paid, at least in part, and that nothing has
    /// taken off or back; the invoice takes nothing off.
    pub(super) fn paid_on_order(&self, link: Link<'_>) -> Vec<ItemRow> {
        let invoice = link.invoice;
        let order = invoice.order_number.as_ref().filter(|_| !invoice.takes_off_by_line());
        let Some(order) = order else { return Vec::new() };
        let mut paid = self.prepayments_of(link);
        paid.retain(|item| {
            item.kind == ItemKind::Prepayment
                && item.amount_minor > 0
                && item.deducted_by.is_none()
                && item.order_number.as_ref() == Some(order)
                && self.settled(item) != 0
                && self.credited_before(link, std::slice::from_ref(item)).is_none()
        });
        paid
    }

    /// The prepayments to which an invoice points that takes nothing off and names none (BT-25):
    /// those whose numbers its words tell, else all, where it calls itself the final invoice. What
    /// nobody has paid yet would be taxed twice as soon as it is paid.
    pub(super) fn told_in_words(&self, link: Link<'_>) -> Vec<ItemRow> {
        let invoice = link.invoice;
        if !speaks_of_prepayments(invoice) || invoice.takes_off_by_line() {
            return Vec::new();
        }
        let mut told = self.prepayments_of(link);
        told.retain(|item| {
            item.kind == ItemKind::Prepayment
                && item.amount_minor > 0
                && item.deducted_by.is_none()
                && !is_of_another_order(item, invoice)
                && self.taking_part_of(item).is_none()
                && invoice.issue_day().is_none_or(|day| item.date.is_none_or(|own| own <= day))
                && self.credited_before(link, std::slice::from_ref(item)).is_none()
        });
        let by_number: Vec<ItemRow> =
            told.iter().filter(|item| tells_number(invoice, &item.number)).cloned().collect();
        if by_number.is_empty() {
            told.retain(|_| invoice.calls_itself_final());
            return told;
        }
        by_number
    }

    /// The one paid prepayment that an invoice takes off without naming it, with those of its
    /// contact that are not paid: the invoice may ask for the whole, these among it.
    pub(super) fn unpaid_beside(
        &self,
        link: Link<'_>,
        taken: &[ItemRow],
        all: &[ItemRow],
    ) -> Vec<ItemRow> {
        let [one] = taken else { return Vec::new() };
        if self.settled(one) == 0 {
            return Vec::new();
        }
        let is_unpaid = |item: &&ItemRow| {
            item.id != one.id
                && item.kind == ItemKind::Prepayment
                && item.amount_minor > 0
                && self.settled(item) == 0
                && !is_of_another_order(item, link.invoice)
                && self.credited_before(link, std::slice::from_ref(item)).is_none()
        };
        std::iter::once(one).chain(all.iter().filter(is_unpaid)).cloned().collect()
    }

    /// The paid prepayments that an invoice names and takes off, with those of the same order that
    /// it neither names nor takes off and that nobody has paid: it may ask for these itself.
    pub(super) fn unpaid_of_order(
        &self,
        link: Link<'_>,
        taken: &[ItemRow],
        all: Vec<ItemRow>,
    ) -> Vec<ItemRow> {
        if taken.is_empty() || taken.iter().any(|item| self.settled(item) == 0) {
            return Vec::new();
        }
        let invoice = link.invoice;
        let is_unpaid = |item: &ItemRow| {
            taken.iter().all(|own| own.id != item.id)
                && item.kind == ItemKind::Prepayment
                && item.amount_minor > 0
                && self.settled(item) == 0
                && item.order_number == invoice.order_number
                && invoice.issue_day().is_none_or(|day| item.date.is_none_or(|own| own <= day))
                && self.credited_before(link, std::slice::from_ref(item)).is_none()
        };
        let unpaid = all.into_iter().filter(is_unpaid);
        taken.iter().cloned().chain(unpaid).collect()
    }

    /// What is settled of an item, minor units of its sign.
    pub(super) fn settled(&self, item: &ItemRow) -> i64 {
        self.earlier.settled.get(&item.id).copied().unwrap_or_default()
    }

    /// A final invoice over prepayments of which it takes off those that are paid, and of the
    /// others nothing: these are taken back with it, once a person says so.
    ///
    /// # Errors
    /// The question.
    pub(super) fn takes_off_the_paid(
        &self,
        at: usize,
        items: &[ItemRow],
        wanted: i64,
    ) -> Result<Option<Chain>, Finding> {
        let is_request =
            |item: &ItemRow| item.kind == ItemKind::Prepayment && item.amount_minor > 0;
        let (unpaid, paid): (Vec<ItemRow>, Vec<ItemRow>) =
            items.iter().cloned().partition(|item| self.settled(item) == 0);
        let total: i64 = paid.iter().map(|item| item.amount_minor).sum();
        let discounted: i64 = paid.iter().map(|item| self.discounted(item)).sum();
        let fits = total == wanted || total - discounted == wanted;
        let deducted: Option<Vec<Deducted>> =
            paid.iter().map(|item| self.deducted(item, total == wanted)).collect();
        let Some(deducted) = deducted.filter(|_| {
            fits && !paid.is_empty() && !unpaid.is_empty() && items.iter().all(is_request)
        }) else {
            return Ok(None);
        };
        if self.is_beside(at) {
            return Ok(Some(Chain::Final(paid, deducted)));
        }
        if self.terms.contains_key(&at) {
            let deducts = Some((paid, deducted));
            let replacing = Replacing { items: unpaid, deducts, ..Replacing::default() };
            return Ok(Some(Chain::Replaces(replacing)));
        }
        let list = |items: &[ItemRow]| {
            items.iter().map(|item| item.number.as_str()).collect::<Vec<_>>().join(", ")
        };
        let found = PREPAYMENT_UNPAID
            .found()
            .with_value("amount", Money::from_minor(wanted, Currency::EUR))
            .with("paid", list(&paid))
            .with("numbers", list(&unpaid));
        Err(found.with("this", format!("D{}", self.id_at(at))))
    }

    /// Whether what an invoice takes off without naming it is of its own order, where both name
    /// one.
    ///
    /// # Errors
    /// The question.
    pub(super) fn is_of_its_order(
        &self,
        at: usize,
        invoice: &Invoice,
        taken: &[ItemRow],
        prepaid: Decimal,
    ) -> Result<(), Finding> {
        let other = taken.iter().find(|item| is_of_another_order(item, invoice));
        let Some(item) = other.filter(|_| !self.terms.contains_key(&at)) else { return Ok(()) };
        let found = PREPAYMENT_OTHER_ORDER
            .found()
            .with_value("amount", Money::new(prepaid, Currency::EUR))
            .with("order", invoice.order_number.as_deref().unwrap_or_default())
            .with("number", &item.number)
            .with("other", item.order_number.as_deref().unwrap_or_default());
        Err(found.with("this", format!("D{}", self.id_at(at))))
    }

    /// What would open a prepayment again whose final invoice has taken it off as paid is proposed:
    /// booked beside that, its VAT would be taken back twice.
    pub(super) fn asked_of_taken_off(
        &self,
        decision: Decision,
        row: &EntryRow,
        (items, parts): (&BTreeMap<i64, ItemRow>, &[TakenPart]),
    ) -> Decision {
        let is_new = is_matched_anew(&decision, row);
        let pays = decision.allocations.iter().filter_map(|part| items.get(&part.item));
        let in_part = pays.filter(|item| item.kind == ItemKind::Prepayment).find_map(|item| {
            let own = parts.iter().filter(|row| row.item_id == item.id).copied();
            Some((&item.number, taken_unpaid(&own.collect::<Vec<_>>())?))
        });
        let is_told = is_told_anew(&decision, row);
        if let Some((number, [list, undo, accept])) = in_part.filter(|_| is_told) {
            let id = decision.entry;
            let de = format!(
                "Einen Teil von {number} hat schon abgezogen, ehe es bezahlt war: {list}. Damit \
                 seine Umsatzsteuer nicht doppelt gilt: {undo}, dann kontor resolve E{id} match \
                 {number}, dann {accept}."
            );
            let en = format!(
                "A part of {number} was taken off before it was paid: {list}. So that its VAT \
                 does not count twice: {undo}, then kontor resolve E{id} match {number}, then \
                 {accept}."
            );
            return decision.asked(Explanation::new(de, en));
        }
        let known = |part: &Allocation| items.get(&part.item).cloned();
        let items: Vec<ItemRow> = decision.allocations.iter().filter_map(known).collect();
        let Some((item, by)) = opens_taken_off(&decision.allocations, &items).filter(|_| is_new)
        else {
            return decision;
        };
        let (number, id) = (&item.number, decision.entry);
        decision.asked(Explanation::new(
            format!(
                "{number} ist in einer Schlussrechnung (D{by}) als bezahlt abgezogen. Bitte zuerst \
                 „kontor undo D{by}“, dann „kontor resolve E{id} accept“, dann „kontor resolve \
                 D{by} accept“."
            ),
            format!(
                "A final invoice (D{by}) has taken {number} off as paid. First \"kontor undo \
                 D{by}\", then \"kontor resolve E{id} accept\", then \"kontor resolve D{by} \
                 accept\"."
            ),
        ))
    }
}

/// Whether a prepayment and an invoice name different orders (BT-13).
pub(super) fn is_of_another_order(item: &ItemRow, invoice: &Invoice) -> bool {
    let orders = invoice.order_number.as_ref().zip(item.order_number.as_ref());
    orders.is_some_and(|(own, other)| own != other)
}

/// The first prepayment, with the document of its final invoice, that parts of a payment open again
/// though it is taken off as paid.
pub fn opens_taken_off<'i>(
    parts: &[Allocation],
    items: &'i [ItemRow],
) -> Option<(&'i ItemRow, i64)> {
    let opens = |item: &ItemRow| {
        let mut own = parts.iter().filter(|part| part.item == item.id);
        own.any(|part| part.amount.signum() == -item.amount_minor.signum())
    };
    items
        .iter()
        .filter(|item| item.kind == ItemKind::PrepaymentTaxed && opens(item))
        .find_map(|item| Some((item, item.deducted_by?)))
}

/// Whether the words of an invoice speak of money paid before the supply, or call it the final
/// one.
pub(super) fn speaks_of_prepayments(invoice: &Invoice) -> bool {
    invoice.nature() == InvoiceNature::Invoice
        && (invoice.calls_itself_final() || invoice.words().any(tells_prepayment))
}

/// Whether a text of an invoice that speaks of prepayments tells a number, word by word.
fn tells_number(invoice: &Invoice, number: &str) -> bool {
    let telling = invoice.words().filter(|text| tells_prepayment(text));
    let mut words = telling.flat_map(str::split_whitespace);
    let is_sign = |c: char| !c.is_alphanumeric();
    number_key(number).len() >= SHORTEST_NUMBER
        && words.any(|word| same_number(word.trim_matches(is_sign), number))
}

/// A number of fewer letters and digits may be anything in a text.
const SHORTEST_NUMBER: usize = 3;
