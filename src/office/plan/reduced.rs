//! Credit notes of invoices that were reduced by more than money before, by Skonto, a lower price
//! or a loss: what was neither paid nor taxed any more is not taken back once more (§ 17 (1) UStG).

use super::Plan;
use super::chains::Link;
use super::deducted::as_booked;
use super::invoiced::scaled;
use super::named::{gross, is_more, reduces};
use super::posting::euro;
use super::settle::is_matched_anew;
use crate::domain::finding::Weight;
use crate::domain::invoice::Discount;
use crate::domain::invoice_number::names_number;
use crate::domain::money::round_commercially;
use crate::domain::{Currency, Finding, FindingKind, Money};
use crate::ledger::Reduced;
use crate::matching::{Allocation, Decision, DiscountKind, Explanation};
use crate::store::ReturnedRow;
use crate::store::rows::{EntryRow, ItemKind, ItemRow, VatShare};
use crate::store::trade::{BilledRow, Naming};
use crate::store::{CreditedWhole, Neighbours};
use rust_decimal::Decimal;

/// Findings of credit notes of invoices that are reduced already.
pub static FINDINGS: &[&FindingKind] = &[&CREDITS_REDUCED, &CREDITS_REDUCTION];

/// A credit note over less than the invoice and more than was paid of it, or is open.
pub static CREDITS_REDUCED: FindingKind = FindingKind {
    code: "credits-after-discount",
    weight: Weight::Warning,
    de: "Die Gutschrift nimmt {amount} von {numbers} zurück; davon sind {reduced} schon durch \
        Skonto oder Nachlass gemindert und nur {left} bezahlt oder offen. Sie ist nicht gebucht, \
        damit nicht mehr geschuldet wird, als gezahlt ist: „kontor resolve {this} accept“ bucht \
        sie über {left} und nimmt {excess} der Minderung zurück; „kontor resolve {this} reject \
        GRUND“ lehnt sie ab.",
    en: "The credit note takes {amount} of {numbers} back, of which {reduced} is gone by discount \
        or rebate already and only {left} is paid or open. It is not booked, so that no more is \
        owed than was paid: \"kontor resolve {this} accept\" books it with {left} and takes \
        {excess} of the reduction back; \"kontor resolve {this} reject REASON\" refuses it.",
};

/// A credit note over exactly what its invoice was reduced by: the paper of that, or another
/// reduction.
pub static CREDITS_REDUCTION: FindingKind = FindingKind {
    code: "credits-discount-again",
    weight: Weight::Warning,
    de: "Die Gutschrift über {amount} zu {numbers} ist so hoch wie die Minderung (Skonto, \
        Nachlass), die mit der Zahlung schon gebucht ist. Sie ist nicht gebucht, damit nichts \
        zweimal abgezogen wird. Belegt sie nur diese: „kontor resolve {this} reject GRUND“. \
        Mindert sie noch einmal: „kontor resolve {this} accept“.",
    en: "The credit note over {amount} of {numbers} is as much as the reduction (discount, rebate) \
        that is booked with the payment already. It is not booked, so that nothing is taken off \
        twice. If it is only the paper of that: \"kontor resolve {this} reject REASON\". If it \
        reduces once more: \"kontor resolve {this} accept\".",
};

/// How long after a credit note its refund may be less the Skonto that its invoice was paid with.
const DAYS_TO_REFUND: u32 = 365;

/// What of an invoice's reduction a credit note leaves out.
#[derive(Debug, Clone)]
pub(super) struct Returned {
    item: ItemRow,
    kind: DiscountKind,
    /// Minor units of the invoice's sign.
    minor: i64,
    /// The same by its VAT: as the invoice's was reduced, less what was taken back since. Empty
    /// when it is not known.
    vat: Vec<VatShare>,
}

impl Returned {
    /// What an item was reduced by, by its VAT.
    fn of(item: &ItemRow, (kind, minor): (DiscountKind, i64)) -> Returned {
        Returned { item: item.clone(), kind, minor, vat: scaled(item.vat.clone(), minor) }
    }

    /// The first part of it, and the rest; `gone`: what the first is made of, by its VAT, where that
    /// is known.
    fn cut(&self, minor: i64, gone: Option<Vec<VatShare>>) -> (Returned, Returned) {
        let gone = match gone.filter(|_| !self.vat.is_empty()) {
            Some(gone) => gone,
            None => scaled(self.vat.clone(), minor),
        };
        let rest = without(&self.vat, &gone);
        (
            Returned { minor, vat: gone, ..self.clone() },
            Returned { minor: self.minor - minor, vat: rest, ..self.clone() },
        )
    }
}

impl Plan<'_> {
    /// What a credit note does not take back, since what it names is reduced by it already: all of
    /// it where it takes back what was left of the whole.
    ///
    /// # Errors
    /// A part of it alone; a person who releases it has so much left out.
    pub(super) fn reduced_before(&self, link: Link<'_>) -> Result<Vec<Returned>, Finding> {
        let Link { at, invoice, .. } = link;
        let charges = self.credited_charges(link);
        let reduced = self.reductions_of(link, &charges);
        if reduced.is_empty() {
            return Ok(Vec::new());
        }
        let whole: Decimal = charges.iter().map(|item| self.gross_of(item)).sum();
        let mut before = self.credits_of(link, &charges.iter().collect::<Vec<_>>());
        before.retain(|row| invoice.number.as_ref() != Some(&row.item.number));
        // What was paid back of a credit note with Skonto is given back already.
        let parts = |row: &Naming| {
            let parts = self.earlier.reduced.get(&row.item.id).into_iter().flatten();
            parts.map(|part| Returned::of(&row.item, *part)).collect::<Vec<_>>()
        };
        let given_back: Vec<Returned> = before.iter().flat_map(parts).collect();
        let gone = -total(&given_back);
        let reduced = given_back.iter().fold(reduced, but_given_back);
        let total = total(&reduced);
        let before: Decimal = before.iter().map(gross).sum::<Decimal>() - euro(gone);
        let asked = invoice.totals.gross.or(invoice.totals.payable).unwrap_or_default().abs();
        if !is_more(whole, before + euro(gone) + asked) {
            return Ok(reduced);
        }
        let released = self.terms.contains_key(&at);
        let numbers: Vec<&str> = charges.iter().map(|item| item.number.as_str()).collect();
        let told = |kind: &'static FindingKind| {
            kind.found()
                .with_value("amount", Money::new(asked, Currency::EUR))
                .with("numbers", numbers.join(", "))
                .with("this", format!("D{}", self.id_at(at)))
        };
        let left = whole - euro(total) - before;
        match () {
            () if asked == euro(total) && !released => Err(told(&CREDITS_REDUCTION)),
            () if asked <= left => Ok(Vec::new()),
            () if released => Ok(first_of(reduced, asked - left)),
            () => Err(told(&CREDITS_REDUCED)
                .with_value("reduced", Money::from_minor(total, Currency::EUR))
                .with_value("left", Money::new(left, Currency::EUR))
                .with_value("excess", Money::new(asked - left, Currency::EUR))),
        }
    }

    /// The invoices that a credit note takes something back of, in the currency of the books.
    fn credited_charges(&self, link: Link<'_>) -> Vec<ItemRow> {
        if !reduces(link.invoice) || link.invoice.currency.unwrap_or(Currency::EUR) != Currency::EUR
        {
            return Vec::new();
        }
        let mut charges = self.named(link);
        charges.retain(|item| {
            item.amount_minor > 0
                && item.currency == Currency::EUR
                && item.abroad.is_none()
                && item.deducted_by.is_none()
                && matches!(item.kind, ItemKind::Item | ItemKind::Prepayment)
        });
        if charges.iter().any(|item| item.kind == ItemKind::Item) {
            charges.retain(|item| item.kind == ItemKind::Item);
        }
        charges
    }

    /// By what these were reduced, less what other credit notes have left out of it.
    fn reductions_of(&self, link: Link<'_>, charges: &[ItemRow]) -> Vec<Returned> {
        let is_own = |document: i64| {
            document == self.id_at(link.at)
                || link.invoice.number.is_some() && self.number_of(document) == link.invoice.number
        };
        let mut found = Vec::new();
        for item in charges {
            let stored = self.earlier.returned.iter();
            let brought = self.changes.returned.iter();
            let gone: i64 = stored
                .chain(brought)
                .filter(|row| row.item_id == item.id && !is_own(row.document_id))
                .map(|row| row.amount_minor)
                .sum();
            let parts = self.earlier.reduced.get(&item.id).into_iter().flatten();
            let parts: Vec<Returned> = parts.map(|part| Returned::of(item, *part)).collect();
            found.extend(but_first_of(parts, gone, None));
        }
        found
    }

    /// The Skonto of a credit note over a part of what was paid with one: its customer is owed that
    /// part of what he paid, and the refund says whether it was meant so.
    pub(super) fn discount_like_paid(&self, link: Link<'_>) -> Option<Discount> {
        let charges = self.credited_charges(link);
        let mut reduced = self.reductions_of(link, &charges);
        // A cent beside the Skonto is no part of its rate.
        reduced.retain(|part| part.kind != DiscountKind::SmallDifference);
        let is_cash = |part: &Returned| part.kind == DiscountKind::CashDiscount;
        if reduced.is_empty() || !reduced.iter().all(is_cash) {
            return None;
        }
        like_paid((charges.iter().map(|item| item.amount_minor).sum(), total(&reduced)))
    }

    /// What a credit note leaves out, as it is booked.
    pub(super) fn as_reduced(&self, returned: &[Returned]) -> Vec<Reduced> {
        let part = |part: &Returned| Reduced {
            reduction: part.kind.into(),
            vat: part.vat.iter().filter_map(as_booked).collect(),
            asset: part.item.vat.iter().find_map(|share| share.asset.clone()),
            amount: euro(part.minor),
        };
        returned.iter().map(part).collect()
    }

    /// Notes what a credit note leaves out, instead of what it did when it was booked before.
    pub(super) fn note_returned(&mut self, at: usize, returned: &[Returned]) {
        let document_id = self.id_at(at);
        self.changes.returned_anew.push(document_id);
        for part in returned {
            let known = self.changes.returned.iter_mut();
            let own = |row: &&mut ReturnedRow| {
                (row.document_id, row.item_id) == (document_id, part.item.id)
            };
            match known.into_iter().find(own) {
                Some(row) => row.amount_minor += part.minor,
                None => self.changes.returned.push(ReturnedRow {
                    document_id,
                    item_id: part.item.id,
                    amount_minor: part.minor,
                }),
            }
        }
    }

    /// What reduces an invoice that a credit note has taken back whole, or opens one again whose
    /// reduction a credit note has left out, is proposed: beside that credit note more would be
    /// owed than was paid.
    pub(super) fn asked_of_credited(
        &self,
        decision: Decision,
        row: &EntryRow,
        near: &Neighbours,
    ) -> Decision {
        let is_new = is_matched_anew(&decision, row);
        let credited = |part: &Allocation| {
            let item = near.items.get(&part.item)?;
            let now = || self.credited_now(item, near);
            let by = near.credited.get(&part.item).cloned().or_else(now)?;
            let opens = part.amount.signum() == -item.amount_minor.signum();
            let asks = if opens { by.is_less_reduced } else { part.discount != 0 };
            asks.then(|| (item.number.clone(), by))
        };
        let Some((number, by)) = decision.allocations.iter().find_map(credited).filter(|_| is_new)
        else {
            return decision;
        };
        let (credit, document, id) = (&by.number, by.document_id, decision.entry);
        decision.asked(Explanation::new(
            format!(
                "{number} ist mit der Gutschrift {credit} (D{document}) zurückgenommen; was mit \
                 Skonto oder Nachlass nicht gezahlt ist, schuldet sie nicht zurück. Bitte zuerst \
                 „kontor undo D{document}“, dann „kontor resolve E{id} accept“, dann „kontor \
                 resolve D{document} accept“."
            ),
            format!(
                "The credit note {credit} (D{document}) takes {number} back; what is not paid of \
                    it by discount or rebate, it does not owe back. First \"kontor undo \
                    D{document}\", then \"kontor resolve E{id} accept\", then \"kontor resolve \
                    D{document} accept\"."
            ),
        ))
    }

    /// The credit note of this batch that takes all of an invoice back.
    fn credited_now(&self, item: &ItemRow, near: &Neighbours) -> Option<CreditedWhole> {
        let document = |row: &BilledRow| {
            let is_it = |own: &&ItemRow| {
                own.document_id == row.document_id
                    && own.amount_minor < 0
                    && (&own.company, own.side, own.contact_id)
                        == (&item.company, item.side, item.contact_id)
            };
            near.items.values().find(is_it).map(|own| own.number.clone())
        };
        let names = |row: &&BilledRow| {
            let texts = &row.facts.corrects;
            !texts.is_empty() && texts.iter().all(|text| names_number(text, &item.number))
        };
        let asked = self.gross_of(item);
        let mut named = self.changes.billed.iter().filter(names);
        named.find_map(|row| {
            let is_whole = row.facts.gross.is_some_and(|gross| !is_more(asked, gross.abs()));
            let number = document(row).filter(|_| is_whole)?;
            let document_id = row.document_id;
            Some(CreditedWhole { number, document_id, is_less_reduced: false })
        })
    }
}

/// The Skonto of a credit note whose invoice over the first was reduced by the second, minor units.
pub(super) fn like_paid((whole, reduced): (i64, i64)) -> Option<Discount> {
    let share = euro(reduced) * Decimal::ONE_HUNDRED;
    let percent = round_commercially(share.checked_div(euro(whole))?, 2);
    Some(Discount { percent, days: Some(DAYS_TO_REFUND), until: None, base: None })
}

/// What a credit note leaves out altogether, minor units.
pub(super) fn total(returned: &[Returned]) -> i64 {
    returned.iter().map(|part| part.minor).sum()
}

/// Whether what a credit note leaves out stands on the clearing account of prepayments, where its
/// sum alone counts.
pub(super) fn is_of_prepayments(returned: &[Returned]) -> bool {
    returned.iter().any(|part| part.item.kind == ItemKind::Prepayment)
}

/// The first parts up to a sum.
fn first_of(parts: Vec<Returned>, sum: Decimal) -> Vec<Returned> {
    let mut left = Money::new(sum, Currency::EUR).minor().unwrap_or_default();
    let mut found = Vec::new();
    for part in parts {
        let minor = part.minor.min(left);
        left -= minor;
        found.extend((minor != 0).then(|| part.cut(minor, None).0));
    }
    found
}

/// The parts without the first up to a sum of minor units; `gone`: what that sum is made of, by its
/// VAT, where that is known.
fn but_first_of(parts: Vec<Returned>, sum: i64, gone: Option<&[VatShare]>) -> Vec<Returned> {
    let mut left = sum;
    let mut found = Vec::new();
    for part in parts {
        let less = part.minor.min(left).max(0);
        left -= less;
        let known = gone.map(|gone| scaled(gone.to_vec(), less));
        found.extend((less != part.minor).then(|| part.cut(less, known).1));
    }
    found
}

/// The parts without what went back with the refund of a credit note, which was paid less it.
fn but_given_back(parts: Vec<Returned>, refund: &Returned) -> Vec<Returned> {
    let gone = Some(refund.vat.as_slice()).filter(|gone| !gone.is_empty());
    but_first_of(parts, -refund.minor, gone)
}

/// The shares less others of the same treatment; both of one sign.
fn without(shares: &[VatShare], gone: &[VatShare]) -> Vec<VatShare> {
    let mut left = shares.to_vec();
    for less in gone {
        match left.iter_mut().find(|share| share.treatment == less.treatment) {
            Some(share) => {
                share.gross_minor -= less.gross_minor;
                share.net_minor -= less.net_minor;
            }
            None => left.push(VatShare {
                gross_minor: -less.gross_minor,
                net_minor: -less.net_minor,
                ..less.clone()
            }),
        }
    }
    left.retain(|share| share.gross_minor != 0);
    left
}

impl From<DiscountKind> for crate::ledger::Reduction {
    fn from(kind: DiscountKind) -> Self {
        match kind {
            DiscountKind::SmallDifference => Self::SmallDifference,
            DiscountKind::PriceReduction => Self::PriceReduction,
            DiscountKind::WriteOff => Self::WriteOff,
            DiscountKind::CashDiscount => Self::CashDiscount,
        }
    }
}
