//! Chains of invoices: what is paid before the supply, and the final invoice that takes it off.
//!
//! A prepayment invoice (Anzahlungsrechnung) is neither revenue nor expense and bears no VAT before it is paid (§ 13 (1) no. 1a
//! sentence 4, § 15 (1) no. 1 sentence 3 UStG): it stands against a clearing account. Its payment moves it from there to the taxed
//! prepayments. The final invoice states the whole and takes off what was asked for before (§ 14 (5) sentence 2 UStG), so that in
//! the end clearing and prepayments are zero and the VAT is that of the whole.

use super::invoices::push_owed;
use super::payments::split_discount;
use super::reductions::{Reduction, push_reduction};
use super::tax::{VatShare, cents, deducted as deductible};
use super::treatment::Treatment;
use super::{NotPosted, entry};
use crate::domain::{Invoice, JournalEntry, JournalLine, Side};
use crate::ledger::chart::Role;
use crate::ledger::regime::Bookkeeping;
use crate::ledger::wording;
use rust_decimal::Decimal;

/// What a final invoice takes off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deducted {
    /// Gross by treatment, signed as the earlier item.
    pub vat: Vec<VatShare>,
    /// How far it has come.
    pub stage: Stage,
    /// Of one that is paid with Skonto: what was not paid of it, signed as the item.
    pub unpaid: Option<Unpaid>,
}

/// What a prepayment was paid short by, and whether the final invoice takes it off all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unpaid {
    /// Gross.
    pub amount: Decimal,
    /// The final invoice takes off all that was asked for, so that this lowers the price of the whole; else what was received alone.
    pub granted: bool,
}

/// How far what is taken off has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A prepayment invoice whose payment is not known: it stands on the clearing account.
    Unpaid,
    /// A prepayment invoice that is paid: it stands on the prepayments, its VAT is declared.
    Paid,
    /// An invoice as any other for a part: booked whole, with its VAT.
    Invoiced,
}

/// A prepayment invoice, or a credit note that takes one back: the personal account against the clearing account. `payable` is
/// signed as the item.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_prepayment(
    books: impl Into<Bookkeeping>,
    invoice: &Invoice,
    side: Side,
    personal: &str,
    payable: Decimal,
) -> Result<JournalEntry, NotPosted> {
    let Bookkeeping { chart, language, .. } = books.into();
    let date = invoice.issue_day().ok_or(NotPosted::Missing("BT-2"))?;
    let owed = payable * sign(side);
    let text = wording::prepayment(invoice.number.as_deref().unwrap_or_default(), language);
    entry(date, &text, vec![JournalLine::signed(personal, owed), JournalLine::signed(chart.number(clearing(side)), -owed)])
}

/// What the payment of a prepayment invoice adds: from the clearing account to the taxed prepayments and the VAT. `paid` is signed
/// as the item.
pub(super) fn push_taxed(lines: &mut Vec<JournalLine>, books: &Bookkeeping, side: Side, vat: &[VatShare], paid: Decimal) {
    let signed = paid * sign(side);
    lines.push(JournalLine::signed(books.chart.number(clearing(side)), signed));
    for (share, gross) in vat.iter().zip(split_discount(paid, vat)) {
        let treatment = share.treatment;
        let due = (treatment.due_role(side), treatment.vat_code(side));
        push_prepayment(lines, books, side, share, (-gross * sign(side), due));
    }
}

/// Takes earlier invoices off a final one; `personal_sign` is that of the final invoice's item on its personal account.
///
/// Where VAT waits for its payment, that of a prepayment has been owed since it came in: only the rest of the whole waits still.
pub(super) fn push_deducted(lines: &mut Vec<JournalLine>, books: &Bookkeeping, side: Side, deducted: &Deducted, account: Option<&str>) {
    let unpaid = deducted.unpaid.map_or(Decimal::ZERO, |unpaid| unpaid.amount);
    let whole: Decimal = deducted.vat.iter().map(|share| share.gross).sum();
    let received = if unpaid.is_zero() { Vec::new() } else { split_discount(whole - unpaid, &deducted.vat) };
    for (at, share) in deducted.vat.iter().enumerate() {
        let gross = share.gross * sign(side);
        match deducted.stage {
            Stage::Unpaid => lines.push(JournalLine::signed(books.chart.number(clearing(side)), gross)),
            Stage::Paid => {
                let treatment = share.treatment;
                let waiting = (treatment.charged_role(books, side), treatment.code_before_payment(books, side));
                let gross = received.get(at).map_or(gross, |received| *received * sign(side));
                push_prepayment(lines, books, side, share, (gross, waiting));
            }
            Stage::Invoiced => super::invoices::push_share(lines, books, side, share, account, sign(side)),
        }
    }
    if deducted.unpaid.is_some_and(|unpaid| unpaid.granted) {
        push_reduction(lines, books, (side, None, Reduction::CashDiscount), &deducted.vat, unpaid * sign(side));
    }
}

/// One treatment's part of a paid prepayment, gross and signed as it is booked, with the role and the code of its VAT.
fn push_prepayment(
    lines: &mut Vec<JournalLine>,
    books: &Bookkeeping,
    side: Side,
    share: &VatShare,
    (gross, (tax_role, code)): (Decimal, (Option<Role>, Option<&'static str>)),
) {
    let coded = |role: Role, amount: Decimal| JournalLine {
        vat_code: code.map(str::to_owned),
        ..JournalLine::signed(books.chart.number(role), amount)
    };
    let (Treatment::Taxed(rate), Some(tax_role)) = (share.treatment, tax_role) else {
        let untaxed = match side {
            Side::Payable => Role::PrepaymentsMade,
            Side::Receivable => Role::PrepaymentsReceived,
        };
        let number = books.chart.number(untaxed);
        // What the recipient owes it owes with the money, where that comes before the supply, and deducts it with it (§ 13b (4) sentence 2,
        // § 15 (1) no. 4 sentence 2 UStG); the final invoice takes both off again.
        if matches!(share.treatment, Treatment::ReverseCharge(..)) && side == Side::Payable {
            lines.push(coded(untaxed, gross));
            push_owed(lines, books, share.treatment, gross, number);
            return;
        }
        lines.push(JournalLine::signed(number, gross));
        return;
    };
    let net = match (share.gross.abs() == gross.abs(), share.gross.is_zero()) {
        (true, false) => share.net * (gross / share.gross),
        _ => gross - deductible(books, side, gross - cents(gross * Decimal::ONE_HUNDRED / (Decimal::ONE_HUNDRED + rate.percent()))),
    };
    let prepaid = match side {
        Side::Payable => Role::PrepaymentsMadeTaxed(rate),
        Side::Receivable => Role::PrepaymentsReceivedTaxed(rate),
    };
    lines.push(coded(prepaid, net));
    lines.push(coded(tax_role, gross - net));
}

/// What an amount of the item's sign is on its personal account: a receivable is debited.
fn sign(side: Side) -> Decimal {
    match side {
        Side::Receivable => Decimal::ONE,
        Side::Payable => Decimal::NEGATIVE_ONE,
    }
}

pub(super) fn clearing(side: Side) -> Role {
    match side {
        Side::Payable => Role::PrepaymentsMadeClearing,
        Side::Receivable => Role::PrepaymentsReceivedClearing,
    }
}
