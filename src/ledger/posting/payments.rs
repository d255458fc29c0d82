//! Money on the bank account: payments with their Skonto, fees, transfers, and what nothing
//! explains yet.

use super::automatic::VatInside;
use super::reductions::{Reduction, push_reduction};
use super::tax::{VatShare, cents, deducted};
use super::treatment::Treatment;
use super::{NotPosted, entry};
use crate::domain::{JournalEntry, JournalLine, Side};
use crate::ledger::chart::{Chart, Role};
use crate::ledger::regime::Bookkeeping;
use jiff::civil::Date;
use rust_decimal::{Decimal, dec};

/// Which account the money moves over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter<'a> {
    /// The bank account's number in the chart ([`Chart::bank`]).
    Bank(&'a str),
    /// The entry was booked as unexplained before and is explained now.
    Unexplained,
}

/// What one payment does to one item.
#[derive(Debug, Clone)]
pub struct Settlement<'a> {
    /// Whether the item is a receivable or a payable.
    pub side: Side,
    /// The personal account of the customer or vendor.
    pub personal: &'a str,
    /// What the item is reduced by in cash; of the item's sign (a credit note's is negative; a
    /// return's is the opposite).
    pub amount: Decimal,
    /// What that is by the rate of the payment, where the item was invoiced in another currency: VAT
    /// owed with the money is owed of so much (§ 16 (6) UStG).
    pub received: Option<Decimal>,
    /// What it is reduced by besides, and why.
    pub reductions: Vec<(Reduction, Decimal)>,
    /// The invoice's gross by VAT; empty when it is not known, as for a row of `open-items.csv`:
    /// then no VAT is corrected.
    pub vat: &'a [VatShare],
    /// The fixed asset that was bought: Skonto lowers its cost (§ 255 (1) sentence 3 HGB).
    pub asset: Option<&'a str>,
    /// A prepayment invoice, whose VAT arises with this payment.
    pub prepayment: bool,
}

impl Settlement<'_> {
    /// What the item is reduced by besides cash, of its sign.
    fn reduced(&self) -> Decimal {
        self.reductions.iter().map(|(_, by)| *by).sum()
    }
}

/// A payment with what it settles. The sum must hold, payables counting negative: amount = Σ
/// settlement amounts + charge + on account − Σ beside (whose lines are signed as debits).
#[derive(Debug, Clone, Copy)]
pub struct Payment<'a> {
    /// The bank's booking day; of a late match the day it is made.
    pub date: Date,
    /// The booking text.
    pub text: &'a str,
    /// Where the money is.
    pub counter: Counter<'a>,
    /// The bank entry's amount; positive is money coming in.
    pub amount: Decimal,
    /// What it settles, item by item.
    pub settlements: &'a [Settlement<'a>],
    /// Bank charges inside the payment; negative is paid by the company.
    pub charge: Decimal,
    /// Where `charge` is booked; bank fees when `None`.
    pub charge_account: Option<&'a str>,
    /// What is left on a personal account: the account, and the amount signed as on the bank
    /// account.
    pub on_account: Option<(&'a str, Decimal)>,
    /// What settles no item, as it is booked ([`on_account_lines`]).
    pub beside: &'a [JournalLine],
}

/// A payment with what it settles, its Skonto and the correction of VAT, in one entry.
///
/// Received: Bank an Debitor, with Skonto also Gewährte Skonti and Umsatzsteuer an Debitor. Paid:
/// mirrored. A late match of an entry booked as unexplained is the same with
/// [`Counter::Unexplained`].
///
/// # Errors
/// See [`NotPosted`]; in particular the payment's sum does not hold.
pub fn post_payment(
    books: impl Into<Bookkeeping>,
    payment: &Payment<'_>,
) -> Result<JournalEntry, NotPosted> {
    let books = books.into();
    let chart = books.chart;
    let mut lines = vec![JournalLine::signed(payment.counter.number(chart), payment.amount)];
    for settlement in payment.settlements {
        push_settlement(&mut lines, &books, settlement);
    }
    lines.push(JournalLine::signed(
        payment.charge_account.unwrap_or(chart.number(Role::BankFees)),
        -payment.charge,
    ));
    if let Some((account, amount)) = payment.on_account {
        lines.push(JournalLine::signed(account, -amount));
    }
    lines.extend(payment.beside.iter().cloned());
    entry(payment.date, payment.text, lines)
}

fn push_settlement(lines: &mut Vec<JournalLine>, books: &Bookkeeping, settlement: &Settlement<'_>) {
    let chart = books.chart;
    // A receivable is credited, a payable debited; its discount goes the other way.
    let sign = match settlement.side {
        Side::Receivable => Decimal::ONE,
        Side::Payable => Decimal::NEGATIVE_ONE,
    };
    let due = if settlement.prepayment { Vec::new() } else { due_with(books, settlement) };
    let bases: Decimal = due
        .iter()
        .filter(|line| line.account == settlement.personal)
        .map(JournalLine::amount)
        .sum();
    lines.push(JournalLine::signed(
        settlement.personal,
        -(settlement.amount + settlement.reduced()) * sign - bases,
    ));
    lines.extend(due);
    if settlement.prepayment {
        let paid = (settlement.amount, settlement.received);
        super::chains::push_taxed(lines, books, settlement.side, settlement.vat, paid);
        // What is not paid of a prepayment was no turnover yet: so much is asked for no longer.
        // What it is, the final invoice says.
        lines.push(JournalLine::signed(
            chart.number(super::chains::clearing(settlement.side)),
            settlement.reduced() * sign,
        ));
        return;
    }
    for (reduction, by) in &settlement.reductions {
        let kind = (settlement.side, settlement.asset, *reduction);
        push_reduction(lines, books, kind, settlement.vat, *by * sign);
    }
}

/// VAT that is owed with the money (§ 13 (1) no. 1b UStG): from the account of what is not due yet
/// to that of the VAT owed, for the part that is paid. The personal account's line is parted, so
/// that the taxable amount bears the tax's code. What the tax differs by from that of the invoice's
/// day, in another currency, is part of the gain or loss by the rates.
fn due_with(books: &Bookkeeping, settlement: &Settlement<'_>) -> Vec<JournalLine> {
    let mut lines = Vec::new();
    let received = settlement.received.unwrap_or(settlement.amount);
    let parts = split_discount(settlement.amount, settlement.vat)
        .into_iter()
        .zip(split_discount(received, settlement.vat));
    let rates = if received < settlement.amount { Role::RateLoss } else { Role::RateGain };
    for (share, (paid, received)) in settlement.vat.iter().zip(parts) {
        let (treatment, side) = (share.treatment, settlement.side);
        let books = &books.under(share.under);
        let roles = treatment
            .charged_role(books, side)
            .zip(treatment.due_role(side))
            .filter(|(before, due)| before != due);
        let (Some((before, due)), Some(code)) = (roles, treatment.vat_code(side)) else { continue };
        let net = net_of(share, received);
        let (undue, tax) = (paid - net_of(share, paid), received - net);
        let waiting = treatment.code_before_payment(books, side).unwrap_or(code);
        lines.push(JournalLine::signed(settlement.personal, -net).taxed(code));
        lines.push(JournalLine::signed(books.chart.number(before), undue).taxed(waiting));
        lines.push(JournalLine::signed(books.chart.number(due), -tax).taxed(code));
        lines.push(JournalLine::signed(books.chart.number(rates), tax - undue));
    }
    lines
}

/// The net of a part of a share, by the share's rate; of one whose rate is not told, in proportion.
pub(super) fn net_of(share: &VatShare, gross: Decimal) -> Decimal {
    match share.treatment {
        Treatment::Taxed(rate) => cents(gross * dec!(100) / (dec!(100) + rate.percent())),
        _ => (gross * share.net).checked_div(share.gross).map_or(gross, cents),
    }
}

/// Splits a discount over an invoice's VAT shares in proportion to their gross, to the cent, by
/// largest remainder (Hare/Niemeyer): each part is cut to whole cents, and the cents left over go
/// to the largest cut-off remainders, the earlier share first among equals. The parts always sum to
/// the discount.
///
/// Shares without a sum to divide by (all zero, or cancelling each other) leave everything to the
/// first.
pub fn split_discount(discount: Decimal, shares: &[VatShare]) -> Vec<Decimal> {
    let whole: Decimal = shares.iter().map(|share| share.gross).sum();
    if whole.is_zero() {
        return shares
            .iter()
            .enumerate()
            .map(|(i, _)| if i == 0 { discount } else { Decimal::ZERO })
            .collect();
    }
    let exact: Vec<Decimal> = shares.iter().map(|share| discount * share.gross / whole).collect();
    let mut parts: Vec<Decimal> = exact.iter().map(|part| part.trunc_with_scale(2)).collect();
    let mut left = discount - parts.iter().sum::<Decimal>();
    let cent = if left.is_sign_negative() { dec!(-0.01) } else { dec!(0.01) };
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&i| {
        let remainder = exact
            .get(i)
            .zip(parts.get(i))
            .map_or(Decimal::ZERO, |(exact, part)| (exact - part).abs());
        (std::cmp::Reverse(remainder), i)
    });
    for i in order.into_iter().cycle().take(shares.len().saturating_mul(2)) {
        if left.abs() < dec!(0.01) {
            break;
        }
        if let Some(part) = parts.get_mut(i) {
            *part += cent;
            left -= cent;
        }
    }
    // A discount that is itself no whole cents keeps its rest on the first share.
    if let Some(first) = parts.first_mut() {
        *first += left;
    }
    parts
}

/// Money over one account: bank fees, interest, rent, whatever a rule names. Positive `amount`
/// comes in.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_simple(
    chart: Chart,
    date: Date,
    text: &str,
    counter: Counter<'_>,
    account: &str,
    amount: Decimal,
) -> Result<JournalEntry, NotPosted> {
    let counter = counter.number(chart);
    entry(
        date,
        text,
        vec![JournalLine::signed(counter, amount), JournalLine::signed(account, -amount)],
    )
}

/// The lines of an amount on an account: with VAT in it, the net on the account and the tax on its
/// own; what the recipient owes beside the whole. `amount` is signed as on the bank account:
/// positive comes in. Money is there, so that VAT is due under every regime.
pub fn on_account_lines(
    books: impl Into<Bookkeeping>,
    account: &str,
    amount: Decimal,
    vat: Option<VatInside>,
) -> Vec<JournalLine> {
    let books = books.into();
    let (rate, side) = match vat {
        None => return untaxed_lines(&books, account, -amount),
        Some((Treatment::Taxed(rate), side)) => (rate, side),
        Some((treatment, side)) => return owed_lines(&books, account, -amount, (treatment, side)),
    };
    let tax =
        deducted(&books, side, amount - cents(amount * dec!(100) / (dec!(100) + rate.percent())));
    let role = match side {
        Side::Receivable => Role::OutputVat(rate),
        Side::Payable => Role::InputVat(rate),
    };
    let code = Treatment::Taxed(rate).vat_code(side).filter(|_| !tax.is_zero()).map(str::to_owned);
    let coded = |account: &str, amount: Decimal| JournalLine {
        vat_code: code.clone(),
        ..JournalLine::signed(account, amount)
    };
    vec![coded(account, tax - amount), coded(books.chart.number(role), -tax)]
}

/// An amount that no VAT is part of, under its code, with what the recipient owes of it.
fn owed_lines(
    books: &Bookkeeping,
    account: &str,
    amount: Decimal,
    (treatment, side): VatInside,
) -> Vec<JournalLine> {
    let line = JournalLine::signed(account, amount);
    let mut lines = vec![match treatment.vat_code(side) {
        Some(code) => line.taxed(code),
        None => line,
    }];
    if side == Side::Payable {
        super::invoices::push_owed(&mut lines, books, treatment, amount, account);
    }
    lines
}

/// An amount without VAT in it, under the tax code that its account states: untaxed turnover by its
/// place in the return, import VAT as far as it is deducted (§ 15 (2), (4), § 19 (1) UStG).
fn untaxed_lines(books: &Bookkeeping, account: &str, amount: Decimal) -> Vec<JournalLine> {
    let alone = books.chart.vat_alone(account);
    if alone == Some("EUSt") {
        let part = deducted(books, Side::Payable, amount);
        let kept = JournalLine::signed(books.chart.number(Role::InputVatKept), amount - part);
        let mut lines = vec![JournalLine::signed(account, part).taxed("EUSt"), kept];
        lines.retain(|line| !line.amount().is_zero());
        return lines;
    }
    let line = JournalLine::signed(account, amount);
    let of_place = || {
        Treatment::of_place(books.chart, account)
            .and_then(|(treatment, side)| treatment.vat_code(side))
    };
    match alone.or_else(of_place) {
        Some(code) => vec![line.taxed(code)],
        None => vec![line],
    }
}

/// A bank entry that nothing explains yet, against the account of unexplained entries.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_unexplained(
    chart: Chart,
    date: Date,
    text: &str,
    bank: &str,
    amount: Decimal,
) -> Result<JournalEntry, NotPosted> {
    post_simple(chart, date, text, Counter::Bank(bank), chart.number(Role::Unexplained), amount)
}

/// One leg of a transfer between own accounts, against Geldtransit; the other leg brings that to
/// zero.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_transfer(
    chart: Chart,
    date: Date,
    text: &str,
    counter: Counter<'_>,
    amount: Decimal,
) -> Result<JournalEntry, NotPosted> {
    post_simple(chart, date, text, counter, chart.number(Role::Transit), amount)
}

impl<'a> Counter<'a> {
    /// The account's number.
    pub fn number(self, chart: Chart) -> &'a str {
        match self {
            Counter::Bank(number) => number,
            Counter::Unexplained => chart.number(Role::Unexplained),
        }
    }
}
