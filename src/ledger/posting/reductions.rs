//! By what an item is reduced beside money, and the accounts of each: Skonto, a lower price, what
//! is written off.
//!
//! Each lowers the base of the VAT, and the VAT with it (§ 17 (1), (2) no. 1 UStG), at the rates of
//! what is reduced; only a small difference does not, but for VAT that is owed with the money: what
//! never comes makes none due.

use super::tax::{VatShare, deducted};
use super::treatment::{Seat, Treatment};
use super::{NotPosted, entry};
use crate::domain::{JournalEntry, JournalLine, Side};
use crate::ledger::chart::Role;
use crate::ledger::regime::Bookkeeping;
use rust_decimal::Decimal;

/// Why an item is reduced by more than the cash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduction {
    /// Skonto, with its correction of VAT (§ 17 UStG).
    CashDiscount,
    /// A cent or so, booked as a small difference without VAT.
    SmallDifference,
    /// A lower price: a defect, a rebate, goodwill.
    PriceReduction,
    /// It will not be paid: a loss of what is owed to the company, a gain of what it owes.
    WriteOff,
}

/// By what an invoice was reduced beside money before a credit note takes it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduced {
    /// Why.
    pub reduction: Reduction,
    /// The invoice's gross by VAT; empty when it is not known.
    pub vat: Vec<VatShare>,
    /// The fixed asset that was bought.
    pub asset: Option<String>,
    /// Gross, signed as the invoice's item.
    pub amount: Decimal,
}

/// The posting of a credit note without what its invoice was reduced by already: that was neither
/// owed nor taxed any more (§ 17 (1) UStG), so that it goes back from the accounts of the reduction
/// with its VAT, in the period of the credit note.
///
/// Of a `prepayment`, which was no turnover, so much less is taken back from its clearing account.
///
/// # Errors
/// See [`NotPosted`].
pub fn less_reduced(
    books: impl Into<Bookkeeping>,
    posted: &JournalEntry,
    (side, personal, prepayment): (Side, &str, bool),
    parts: &[Reduced],
) -> Result<JournalEntry, NotPosted> {
    let books = books.into();
    let sign = match side {
        Side::Receivable => Decimal::ONE,
        Side::Payable => Decimal::NEGATIVE_ONE,
    };
    let mut lines = posted.lines().to_vec();
    let less = parts.iter().map(|part| part.amount).sum::<Decimal>() * sign;
    let mut add = |account: &str, amount: Decimal| match lines
        .iter_mut()
        .find(|line| line.account == account && line.vat_code.is_none())
    {
        Some(line) => *line = JournalLine::signed(account, line.amount() + amount),
        None => lines.push(JournalLine::signed(account, amount)),
    };
    add(personal, less);
    if prepayment {
        add(books.chart.number(super::chains::clearing(side)), -less);
    }
    for part in parts.iter().filter(|_| !prepayment) {
        let kind = (side, part.asset.as_deref(), part.reduction);
        push_reduction(&mut lines, &books, kind, &part.vat, -part.amount * sign);
    }
    Ok(entry(posted.date(), posted.text(), lines)?.taxed_on(posted.tax_date()))
}

impl Treatment {
    /// The account of a reduction: of what a vendor is owed, of what a customer owes.
    fn reduced_role(self, books: &Bookkeeping, side: Side, reduction: Reduction) -> Role {
        match (reduction, side) {
            (Reduction::CashDiscount, _) => self.discount_role(books, side),
            (Reduction::SmallDifference, _) => Role::SmallLoss,
            (Reduction::PriceReduction, Side::Receivable) => match self {
                Treatment::Taxed(rate) => Role::PriceReductionGranted(rate),
                Treatment::IntraCommunity(_) => Role::PriceReductionGrantedIntraCommunity,
                _ => Role::PriceReductionGrantedUntaxed,
            },
            (Reduction::PriceReduction, Side::Payable) => match self {
                Treatment::Taxed(rate) if books.deducts_all() => Role::PriceReductionReceived(rate),
                Treatment::IntraCommunity(rate) if books.deducts_all() => {
                    Role::PriceReductionReceivedAcquisition(rate)
                }
                _ => Role::PriceReductionReceivedUntaxed,
            },
            (Reduction::WriteOff, Side::Receivable) => match self {
                Treatment::Taxed(rate) => Role::BadDebt(rate),
                Treatment::IntraCommunity(_) => Role::BadDebtIntraCommunity,
                _ => Role::BadDebtUntaxed,
            },
            (Reduction::WriteOff, Side::Payable) => Role::DebtWaived,
        }
    }

    /// Where Skonto is booked: received from a vendor, granted to a customer.
    fn discount_role(self, books: &Bookkeeping, side: Side) -> Role {
        use Treatment::{IntraCommunity, ReverseCharge, Taxed};
        match (self, side) {
            (Taxed(rate), Side::Payable) if books.deducts_all() => Role::DiscountReceived(rate),
            (IntraCommunity(rate), Side::Payable) if books.deducts_all() => {
                Role::DiscountReceivedAcquisition(rate)
            }
            (ReverseCharge(_, rate), Side::Payable) if books.deducts_all() => {
                Role::DiscountReceivedReverse(rate)
            }
            (_, Side::Payable) => Role::DiscountReceivedUntaxed,
            (Taxed(rate), Side::Receivable) => Role::DiscountGranted(rate),
            (IntraCommunity(_), Side::Receivable) => Role::DiscountGrantedIntraCommunity,
            (ReverseCharge(Seat::Germany, _), Side::Receivable) => Role::DiscountGrantedReverse,
            (ReverseCharge(Seat::Union, _), Side::Receivable) => Role::DiscountGrantedServiceUnion,
            (_, Side::Receivable) => Role::DiscountGrantedUntaxed,
        }
    }
}

/// What an item is reduced by, by its VAT: `gross` is signed as it is booked, a receivable's
/// reduction is a debit. `vat` is empty where it is not known; then no VAT is corrected.
pub(super) fn push_reduction(
    lines: &mut Vec<JournalLine>,
    books: &Bookkeeping,
    (side, asset, reduction): (Side, Option<&str>, Reduction),
    vat: &[VatShare],
    gross: Decimal,
) {
    let number = |role: Role| books.chart.number(role);
    match reduction {
        Reduction::SmallDifference => {
            let role = if gross.is_sign_negative() { Role::SmallGain } else { Role::SmallLoss };
            let undue = undue_in(books, side, vat, gross);
            let less: Decimal = undue.iter().map(JournalLine::amount).sum();
            lines.push(JournalLine::signed(number(role), gross - less));
            lines.extend(undue);
        }
        _ if vat.is_empty() => lines.push(JournalLine::signed(
            number(Treatment::Untaxed.reduced_role(books, side, reduction)),
            gross,
        )),
        _ => {
            for (share, part) in vat.iter().zip(super::payments::split_discount(gross, vat)) {
                push_share(lines, books, (side, asset, reduction), share, part);
            }
        }
    }
}

/// The VAT inside an amount that would be owed with the money only: its accounts of what is not due
/// yet, rate by rate.
fn undue_in(books: &Bookkeeping, side: Side, vat: &[VatShare], gross: Decimal) -> Vec<JournalLine> {
    let parts = vat.iter().zip(super::payments::split_discount(gross, vat));
    let undue = parts.filter_map(|(share, part)| {
        let (books, treatment) = (books.under(share.under), share.treatment);
        let due = treatment.due_role(side)?;
        let before = treatment.charged_role(&books, side).filter(|before| *before != due)?;
        let tax = part - super::payments::net_of(share, part);
        let line = JournalLine::signed(books.chart.number(before), tax);
        Some(match treatment.code_before_payment(&books, side) {
            Some(code) => line.taxed(code),
            None => line,
        })
    });
    undue.filter(|line| !line.amount().is_zero()).collect()
}

/// One treatment's part of a reduction: the price falls, and the VAT with it. What is written off
/// of a debt lowers no asset's cost.
fn push_share(
    lines: &mut Vec<JournalLine>,
    books: &Bookkeeping,
    (side, asset, reduction): (Side, Option<&str>, Reduction),
    share: &VatShare,
    gross: Decimal,
) {
    let (books, treatment) = (&books.under(share.under), share.treatment);
    let chart = books.chart;
    let code = treatment.code_before_payment(books, side);
    let coded = |number: &str, amount: Decimal| JournalLine {
        vat_code: code.map(str::to_owned),
        ..JournalLine::signed(number, amount)
    };
    let account = asset.filter(|_| reduction != Reduction::WriteOff);
    let reduced = account.unwrap_or(chart.number(treatment.reduced_role(books, side, reduction)));
    let Some(tax_role) = treatment.charged_role(books, side) else {
        lines.push(coded(reduced, gross));
        if side == Side::Payable {
            super::invoices::push_owed(lines, books, treatment, gross, reduced);
        }
        return;
    };
    let tax = match treatment {
        Treatment::Taxed(_) => deducted(books, side, gross - super::payments::net_of(share, gross)),
        _ => gross - super::payments::net_of(share, gross),
    };
    lines.push(coded(reduced, gross - tax));
    lines.push(coded(chart.number(tax_role), tax));
}
