//! Final invoices: what an invoice takes off as paid or invoiced already (BT-113). Of the chains of
//! invoices the part that works with sums.

use super::Plan;
use super::chains::{Chain, Whose};
use super::items::Met;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Invoice, Money, Side};
use crate::ledger::{Deducted, Stage, Treatment, Unpaid, VatShare};
use crate::store::rows::{ItemKind, ItemRow};
use rust_decimal::Decimal;

pub static PREPAYMENT_UNKNOWN: FindingKind = FindingKind {
    code: "prepayment-unknown",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab und nennt dazu {numbers}; das ist hier nicht gebucht. War \
        es eine Anzahlungsrechnung, ist deren Steuer schon angemeldet. Sie ist nicht gebucht; die \
        Anzahlungsrechnung nachreichen, oder „kontor resolve {this} accept“ bucht den Abzug als \
        schon gezahlt.",
    en: "The invoice takes off {amount} and names {numbers} for it, which is not booked here. If \
        that was a prepayment invoice, its VAT is declared already. It is not booked; drop the \
        prepayment invoice, or \"kontor resolve {this} accept\" books the deduction as money paid \
        already.",
};

pub static PREPAYMENT_DIFFERS: FindingKind = FindingKind {
    code: "prepayment-differs",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab; die Anzahlungen dazu ({numbers}) sind über {known} \
        gebucht oder nur zum Teil bezahlt. Das geht nicht auf; sie ist nicht gebucht. Bitte \
        klären; „kontor resolve {this} accept“ bucht den Abzug als schon gezahlt.",
    en: "The invoice takes off {amount}; its prepayments ({numbers}) are booked with {known} or \
        paid in part only. That does not add up; it is not booked. Find out why; \"kontor resolve \
        {this} accept\" books the deduction as money paid already.",
};

/// A final invoice that comes with statements, of a prepayment that is not paid as far as is known:
/// were it booked first, the VAT of what the statements say was paid in an earlier month would be
/// that of the final invoice's.
pub static PREPAYMENT_FIRST: FindingKind = FindingKind {
    code: "prepayment-first",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab ({numbers}). Sie wird gebucht, sobald die Zahlungen der \
        Kontoauszüge zugeordnet sind, mit denen sie kam; bleibt sie stehen, bucht sie „kontor \
        resolve {this} accept“.",
    en: "The invoice takes off {amount} ({numbers}). It is booked once the payments of the \
        statements are matched that it came with; should it stay, \"kontor resolve {this} accept\" \
        books it.",
};

impl Plan<'_> {
    /// What BT-113 takes off: the prepayments, or earlier invoices for parts, that an invoice names
    /// or that its contact has; without any it is money paid already.
    pub(super) fn deduction(
        &self,
        (at, released): (usize, bool),
        invoice: &Invoice,
        whose: &Whose<'_>,
        (named, prepaid): (Vec<ItemRow>, Decimal),
        met: &Met,
    ) -> Result<Chain, Finding> {
        let document = self.id_at(at);
        let replaced = self.replaced_by(at, invoice, whose, met);
        let free = |item: &ItemRow| {
            item.deducted_by.is_none_or(|by| by == document || Some(by) == replaced)
                && item.kind != ItemKind::Prepaid
        };
        let unnamed = invoice.preceding_invoices.is_empty();
        let wanted = Money::new(prepaid, crate::domain::Currency::EUR).minor().unwrap_or_default();
        let total = |items: &[ItemRow]| items.iter().map(|item| item.amount_minor).sum::<i64>();
        // Of what was paid with Skonto the invoice may take off what was asked for, or what was
        // received.
        let received = |items: &[ItemRow]| {
            items.iter().map(|item| item.amount_minor - self.discounted(item)).sum::<i64>()
        };
        let named: Vec<ItemRow> = named.into_iter().filter(free).collect();
        let all = || self.prepayments_of(whose, met).into_iter().filter(free).collect::<Vec<_>>();
        let earlier: Vec<ItemRow> = match unnamed {
            true => all(),
            false if named.is_empty() || total(&named) == wanted || received(&named) == wanted => {
                named
            }
            false => with_the_rest(named, all(), invoice.order_number.as_deref(), wanted),
        };
        let sum = total(&earlier);
        let one = earlier.iter().find(|item| unnamed && item.amount_minor == wanted).cloned();
        let one_received = earlier
            .iter()
            .find(|item| unnamed && received(std::slice::from_ref(item)) == wanted)
            .cloned();
        let (taken, whole) = match (one, one_received) {
            _ if sum == wanted => (earlier.clone(), true),
            (Some(one), _) => (vec![one], true),
            _ if received(&earlier) == wanted => (earlier.clone(), false),
            (None, Some(one)) => (vec![one], false),
            (None, None) => (Vec::new(), true),
        };
        let deducted: Option<Vec<Deducted>> =
            taken.iter().map(|item| self.deducted(item, whole)).collect();
        let told = |kind: &'static FindingKind, numbers: String| {
            let amount = Money::new(prepaid, crate::domain::Currency::EUR);
            kind.found()
                .with_value("amount", amount)
                .with("numbers", numbers)
                .with("this", format!("D{document}"))
        };
        match deducted.filter(|deducted| !deducted.is_empty()) {
            Some(deducted)
                if !released
                    && self.brings_statements(whose.company)
                    && deducted.iter().any(is_unpaid) =>
            {
                Err(told(
                    &PREPAYMENT_FIRST,
                    taken.iter().map(|item| item.number.clone()).collect::<Vec<_>>().join(", "),
                ))
            }
            Some(deducted) => Ok(Chain::Final(taken, deducted)),
            None if released || (earlier.is_empty() && unnamed) => Ok(Chain::Alone),
            None if earlier.is_empty() => {
                Err(told(&PREPAYMENT_UNKNOWN, invoice.preceding_invoices.join(", ")))
            }
            None => {
                let numbers =
                    earlier.iter().map(|item| item.number.clone()).collect::<Vec<_>>().join(", ");
                Err(told(&PREPAYMENT_DIFFERS, numbers)
                    .with_value("known", Money::from_minor(sum, crate::domain::Currency::EUR)))
            }
        }
    }

    /// Whether statements of a company came with what is planned, whose payments are matched only
    /// after its invoices are booked.
    fn brings_statements(&self, company: &str) -> bool {
        self.routed.statements.iter().any(|(_, own, _)| own == company)
    }

    /// The document whose invoice a person lets this one take the place of: what it took off is
    /// free again.
    fn replaced_by(
        &self,
        at: usize,
        invoice: &Invoice,
        whose: &Whose<'_>,
        met: &Met,
    ) -> Option<i64> {
        self.terms.get(&at).filter(|terms| terms.replaces)?;
        let number = invoice.number.as_deref()?;
        met.get(&self.key_of(whose.company, whose.side, whose.contact, number))
            .map(|item| item.document_id)
    }

    pub(super) fn prepayments_of(&self, whose: &Whose<'_>, met: &Met) -> Vec<ItemRow> {
        let theirs = |item: &&ItemRow| {
            matches!(
                item.kind,
                ItemKind::Prepayment | ItemKind::PrepaymentTaxed | ItemKind::PrepaymentUntaxed
            ) && item.company == whose.company
                && item.side == whose.side
                && item.contact_id == whose.contact
                && item.amount_minor != 0
        };
        let mut found: Vec<ItemRow> = met.values().filter(theirs).cloned().collect();
        let stored = self
            .earlier
            .prepayments
            .iter()
            .filter(theirs)
            .filter(|item| !met.contains_key(&self.key(item)));
        found.extend(stored.cloned());
        found.sort_by_key(|item| item.id);
        found
    }

    /// What a prepayment was paid short by, with Skonto.
    fn discounted(&self, item: &ItemRow) -> i64 {
        match item.kind {
            ItemKind::Prepayment | ItemKind::PrepaymentTaxed => {
                self.earlier.discounted.get(&item.id).copied().unwrap_or_default()
            }
            _ => 0,
        }
    }

    /// What a final invoice takes off of an item, `whole` or what was received of it alone; `None`
    /// where it cannot be told (paid in part, or its VAT is not known).
    fn deducted(&self, item: &ItemRow, whole: bool) -> Option<Deducted> {
        let settled = self.earlier.settled.get(&item.id).copied().unwrap_or_default();
        let stage = match item.kind {
            ItemKind::Item => Stage::Invoiced,
            ItemKind::PrepaymentTaxed => Stage::Paid,
            ItemKind::PrepaymentUntaxed => Stage::Unpaid,
            ItemKind::Prepayment if settled == item.amount_minor => Stage::Paid,
            ItemKind::Prepayment if settled == 0 => Stage::Unpaid,
            ItemKind::Prepayment | ItemKind::Prepaid | ItemKind::OnAccount => return None,
        };
        let euro = |minor| Money::from_minor(minor, crate::domain::Currency::EUR).amount;
        let share = |share: &crate::store::rows::VatShare| {
            Some(VatShare {
                treatment: Treatment::read(&share.treatment)?,
                gross: euro(share.gross_minor),
                net: euro(share.net_minor),
            })
        };
        let vat: Option<Vec<VatShare>> = item.vat.iter().map(share).collect();
        let vat = vat.filter(|vat| {
            vat.iter().map(|share| share.gross).sum::<Decimal>() == euro(item.amount_minor)
        })?;
        let unpaid =
            Some(self.discounted(item)).filter(|unpaid| *unpaid != 0 && stage == Stage::Paid);
        let unpaid = unpaid.map(|unpaid| Unpaid { amount: euro(unpaid), granted: whole });
        let payments = self.earlier.payments.get(&item.id).into_iter().flatten();
        Some(Deducted {
            vat,
            stage,
            unpaid,
            payments: payments.map(|(paid, entry)| (euro(*paid), entry.clone())).collect(),
        })
    }

    /// The rows of what a final invoice has taken off, as they stand from then on.
    pub(super) fn taken_off(
        &self,
        at: usize,
        items: Vec<ItemRow>,
        deducted: &[Deducted],
    ) -> Vec<ItemRow> {
        let document = self.id_at(at);
        let after = |(item, deducted): (ItemRow, &Deducted)| ItemRow {
            kind: match deducted.stage {
                Stage::Paid => ItemKind::PrepaymentTaxed,
                Stage::Unpaid => ItemKind::PrepaymentUntaxed,
                Stage::Invoiced => item.kind,
            },
            deducted_by: Some(document),
            ..item
        };
        items.into_iter().zip(deducted).map(after).collect()
    }
}

/// Whether what a final invoice takes off of an item depends on how its payments were booked: a
/// prepayment with VAT, which is rounded with each of them, or one received whose tax the recipient
/// owes (§ 13b UStG).
pub fn asks_for_payments(item: &ItemRow) -> bool {
    let taxed = |share: &crate::store::rows::VatShare| match Treatment::read(&share.treatment) {
        Some(Treatment::ReverseCharge(..)) => item.side == Side::Payable,
        Some(Treatment::Taxed(_)) => true,
        _ => false,
    };
    matches!(item.kind, ItemKind::Prepayment | ItemKind::PrepaymentTaxed)
        && item.vat.iter().any(taxed)
}

fn is_unpaid(deducted: &Deducted) -> bool {
    deducted.stage == Stage::Unpaid
}

/// Prepayments that an invoice names, with those that it leaves unnamed where only all together are
/// what it takes off: many programs name the last one only. First those of its order, then all that
/// the contact has; where neither gives the sum, those named.
fn with_the_rest(
    named: Vec<ItemRow>,
    all: Vec<ItemRow>,
    order: Option<&str>,
    wanted: i64,
) -> Vec<ItemRow> {
    let is_named = |item: &ItemRow| named.iter().any(|named| named.id == item.id);
    let of_order = |item: &&ItemRow| order.is_some() && item.order_number.as_deref() == order;
    let together = |rest: Vec<ItemRow>| {
        named
            .iter()
            .cloned()
            .chain(rest.into_iter().filter(|item| !is_named(item)))
            .collect::<Vec<_>>()
    };
    let sets = [together(all.iter().filter(of_order).cloned().collect()), together(all)];
    let fitting = sets
        .into_iter()
        .find(|set| set.iter().map(|item| item.amount_minor).sum::<i64>() == wanted);
    fitting.unwrap_or(named)
}
