//! Invoices and credit notes, received and issued.

use super::accounts::fits;
use super::chains::push_deducted;
use super::deducted::{Deducted, taken_off};
use super::payments::{net_of, split_discount};
use super::supply::tax_day;
use super::tax::{VatShare, amount, cents, deducted as deductible, vat_shares};
use super::treatment::Treatment;
use super::{NotPosted, entry};
use crate::domain::invoice::Invoice;
use crate::domain::money::Currency;
use crate::domain::{JournalEntry, JournalLine, Side};
use crate::ledger::chart::{Chart, Role};
use crate::ledger::regime::{Bookkeeping, TaxedUnder, VatRegime};
use crate::ledger::wording;
use rust_decimal::{Decimal, dec};

/// An invoice or credit note received: expense and input VAT (Soll) against the vendor's personal
/// account (Haben).
///
/// - `expense` is the account a rule or the contact gives; where it does not fit an amount's VAT,
///   as where it is `None`, the chart's own for each rate is taken.
/// - A credit note ([`Invoice::nature`]) is posted the other way round.
/// - Reverse charge (AE) and intra-community acquisition (K) post the VAT owed and its deduction
///   beside each other.
/// - BT-113 is money that is paid already, on the prepayments until its payment shows; what a final
///   invoice takes off by it is posted by [`post_final_invoice`]. BT-114 (rounding) goes to the
///   small differences.
///
/// The posting date is the invoice's (BT-2). Amounts must be euro.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_invoice_received(
    books: impl Into<Bookkeeping>,
    invoice: &Invoice,
    vendor: &str,
    expense: Option<&str>,
) -> Result<JournalEntry, NotPosted> {
    post(&books.into(), invoice, (Side::Payable, vendor, expense), None, Decimal::ZERO)
}

/// An invoice or credit note issued: the customer's personal account (Soll) against revenue and
/// output VAT (Haben). As [`post_invoice_received`], mirrored.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_invoice_issued(
    books: impl Into<Bookkeeping>,
    invoice: &Invoice,
    customer: &str,
    revenue: Option<&str>,
) -> Result<JournalEntry, NotPosted> {
    post(&books.into(), invoice, (Side::Receivable, customer, revenue), None, Decimal::ZERO)
}

/// An invoice issued of which so much is `paid` with its issue: VAT of that part which is owed with
/// the money is due at once, on the invoice's day. With what a final invoice takes off.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_paid_at_once(
    books: impl Into<Bookkeeping>,
    invoice: &Invoice,
    customer: &str,
    revenue: Option<&str>,
    (deducted, paid): (Option<&[Deducted]>, Decimal),
) -> Result<JournalEntry, NotPosted> {
    post(&books.into(), invoice, (Side::Receivable, customer, revenue), deducted, paid)
}

/// A final invoice (Schlussrechnung): the whole, less what earlier invoices asked for. What BT-113
/// is more than their sum is money paid already.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_final_invoice(
    books: impl Into<Bookkeeping>,
    invoice: &Invoice,
    side: Side,
    personal: &str,
    account: Option<&str>,
    deducted: &[Deducted],
) -> Result<JournalEntry, NotPosted> {
    post(&books.into(), invoice, (side, personal, account), Some(deducted), Decimal::ZERO)
}

fn post(
    books: &Bookkeeping,
    invoice: &Invoice,
    (side, personal, account): (Side, &str, Option<&str>),
    deducted: Option<&[Deducted]>,
    paid: Decimal,
) -> Result<JournalEntry, NotPosted> {
    let date = invoice.issue_day().ok_or(NotPosted::Missing("BT-2"))?;
    if let Some(currency) = invoice.currency.filter(|currency| *currency != Currency::EUR) {
        return Err(NotPosted::Currency(currency));
    }
    let chart = books.chart;
    let shares = vat_shares(*books, invoice, side)?;
    let payable = checked_payable(invoice, &shares)?;
    let prepaid = amount(invoice.totals.prepaid.unwrap_or_default())?;
    let rounding = amount(invoice.totals.rounding.unwrap_or_default())?;

    let direction = direction(invoice, side);
    let mut lines = Vec::new();
    let (due, waiting) = due_and_waiting(&shares, paid);
    let at_once = books.under(Some(TaxedUnder { vat: VatRegime::Accrual, ..books.taxed() }));
    for share in &due {
        push_share(&mut lines, &at_once, side, share, account, direction);
    }
    for share in &waiting {
        push_share(&mut lines, books, side, share, account, direction);
    }
    lines.push(JournalLine::signed(
        chart.number(difference_role(rounding * direction)),
        rounding * direction,
    ));
    match deducted {
        Some(deducted) => {
            deducted.iter().for_each(|part| push_deducted(&mut lines, books, side, part, account));
            // What is paid besides these.
            if !invoice.credits() {
                let rest = prepaid - taken_off(deducted);
                lines
                    .push(JournalLine::signed(chart.number(prepaid_role(side)), -rest * direction));
            }
        }
        None => {
            lines.push(JournalLine::signed(chart.number(prepaid_role(side)), -prepaid * direction))
        }
    }
    lines.push(JournalLine::signed(personal, -payable * direction));
    // What is due with the money is due on its day, whenever it was supplied.
    let tax_day = tax_day(invoice, side, &shares, date).filter(|_| paid.is_zero());
    Ok(entry(date, &text(books, invoice, side), lines)?.taxed_on(tax_day))
}

/// The part of shares that is paid with the invoice, and what of them waits for its payment.
fn due_and_waiting(shares: &[VatShare], paid: Decimal) -> (Vec<VatShare>, Vec<VatShare>) {
    let whole: Decimal = shares.iter().map(|share| share.gross).sum();
    let parts = split_discount(paid.min(whole.max(Decimal::ZERO)), shares);
    let part = |(share, gross): (&VatShare, Decimal)| {
        let net = if gross == share.gross { share.net } else { net_of(share, gross) };
        let rest = VatShare { gross: share.gross - gross, net: share.net - net, ..share.clone() };
        (VatShare { gross, net, ..share.clone() }, rest)
    };
    shares.iter().zip(parts).map(part).unzip()
}

/// +1 where the net is debited: an invoice received, a credit note issued.
fn direction(invoice: &Invoice, side: Side) -> Decimal {
    let debit = matches!(side, Side::Payable) != invoice.credits();
    if debit { Decimal::ONE } else { Decimal::NEGATIVE_ONE }
}

pub(super) fn push_share(
    lines: &mut Vec<JournalLine>,
    books: &Bookkeeping,
    side: Side,
    share: &VatShare,
    account: Option<&str>,
    direction: Decimal,
) {
    let chart = books.chart;
    let treatment =
        account.map_or(share.treatment, |account| share.treatment.on(chart, account, side));
    let code = treatment.code_before_payment(books, side);
    let coded = |number: &str, amount: Decimal| JournalLine {
        vat_code: code.map(str::to_owned),
        ..JournalLine::signed(number, amount)
    };
    let named = account.filter(|account| fits(books, account, side, treatment));
    let base = named.unwrap_or(chart.number(treatment.base_role(books, side)));
    lines.push(coded(base, share.net * direction));
    if let Some(role) = treatment.charged_role(books, side) {
        lines.push(coded(chart.number(role), (share.gross - share.net) * direction));
    }
    if side == Side::Payable {
        push_owed(lines, books, treatment, share.net * direction, base);
    }
}

/// The tax that a recipient owes on `net`, and its deduction; what is not deducted is part of the
/// price, on `base`, without a code, since it is no taxable amount.
pub(super) fn push_owed(
    lines: &mut Vec<JournalLine>,
    books: &Bookkeeping,
    treatment: Treatment,
    net: Decimal,
    base: &str,
) {
    let books = &books.on(base);
    let Some((owed, deducted, rate)) = treatment.owed_roles(books) else { return };
    let tax = cents(net * rate.percent() / dec!(100));
    let part = deductible(books, Side::Payable, tax);
    let code = treatment.vat_code(Side::Payable).map(str::to_owned);
    let coded = |role: Role, amount: Decimal| JournalLine {
        vat_code: code.clone(),
        ..JournalLine::signed(books.chart.number(role), amount)
    };
    lines.push(JournalLine::signed(base, tax - part));
    lines.push(coded(deducted, part));
    lines.push(coded(owed, -tax));
}

/// BT-115, after proving that it follows from the VAT breakdown: Σ (BT-116 + BT-117) − BT-113 +
/// BT-114 (BR-CO-15, BR-CO-16).
fn checked_payable(invoice: &Invoice, shares: &[VatShare]) -> Result<Decimal, NotPosted> {
    let totals = &invoice.totals;
    let gross = shares
        .iter()
        .try_fold(Decimal::ZERO, |sum, share| sum.checked_add(share.gross))
        .ok_or(NotPosted::TooLarge)?;
    if let Some(stated) = totals.gross.map(cents).filter(|stated| *stated != gross) {
        return Err(NotPosted::Sums { what: "BT-112", expected: gross, actual: stated });
    }
    let expected = gross - amount(totals.prepaid.unwrap_or_default())?
        + amount(totals.rounding.unwrap_or_default())?;
    match totals.payable.map(cents).filter(|stated| *stated != expected) {
        Some(actual) => Err(NotPosted::Sums { what: "BT-115", expected, actual }),
        None => Ok(expected),
    }
}

/// Whether an invoice's totals follow from its VAT breakdown.
///
/// # Errors
/// See [`NotPosted`].
pub fn sums_hold(invoice: &Invoice, side: Side) -> Result<(), NotPosted> {
    checked_payable(invoice, &vat_shares(Chart::SKR03, invoice, side)?).map(|_| ())
}

/// A debit is a loss, a credit a gain, whoever rounded.
fn difference_role(signed: Decimal) -> Role {
    if signed.is_sign_negative() { Role::SmallGain } else { Role::SmallLoss }
}

/// Where money stands that an invoice says is paid already, until the payment shows.
pub fn prepaid_role(side: Side) -> Role {
    match side {
        Side::Payable => Role::PrepaymentsMade,
        Side::Receivable => Role::PrepaymentsReceived,
    }
}

fn text(books: &Bookkeeping, invoice: &Invoice, side: Side) -> String {
    let number = invoice.number.as_deref().unwrap_or_default();
    let other = match side {
        Side::Payable => &invoice.seller,
        Side::Receivable => &invoice.buyer,
    };
    wording::invoice(invoice.nature().is_credit(), number, other.name.as_deref(), books.language)
}
