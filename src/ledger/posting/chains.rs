//! Chains of invoices: what is paid before the supply, and the final invoice that takes it off.
//!
//! A prepayment invoice (Anzahlungsrechnung) is neither revenue nor expense and bears no VAT before
//! it is paid (§ 13 (1) no. 1a sentence 4, § 15 (1) no. 1 sentence 3 UStG): it stands against a
//! clearing account. Its payment moves it from there to the taxed prepayments. The final invoice
//! states the whole and takes off what was asked for before (§ 14 (5) sentence 2 UStG), so that in
//! the end clearing and prepayments are zero and the VAT is that of the whole.

use super::deducted::{Deducted, Stage};
use super::foreign::push_received;
use super::invoices::{prepaid_role, push_owed};
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

/// A prepayment invoice, or a credit note that takes one back: the personal account against the
/// clearing account. `payable` is signed as the item.
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
    entry(
        date,
        &text,
        vec![
            JournalLine::signed(personal, owed),
            JournalLine::signed(chart.number(clearing(side)), -owed),
        ],
    )
}

/// What the payment of a prepayment invoice adds: from the clearing account to the taxed
/// prepayments and the VAT. `paid` is signed as the item; of one invoiced in another currency with
/// what that is by the rate of the payment.
pub(super) fn push_taxed(
    lines: &mut Vec<JournalLine>,
    books: &Bookkeeping,
    side: Side,
    vat: &[VatShare],
    (paid, received): (Decimal, Option<Decimal>),
) {
    let signed = paid * sign(side);
    lines.push(JournalLine::signed(books.chart.number(clearing(side)), signed));
    let received = received.filter(|_| side == Side::Receivable).unwrap_or(paid);
    let parts = split_discount(paid, vat).into_iter().zip(split_discount(received, vat));
    for (share, (gross, received)) in vat.iter().zip(parts) {
        let treatment = share.treatment;
        let due = (treatment.due_role(side), treatment.vat_code(side));
        if received != gross && matches!(due, (Some(_), Some(_))) {
            let net = net_of(books, side, share, gross);
            push_received(lines, books.chart, share, (gross, net), received);
            continue;
        }
        push_prepayment(lines, books, side, share, (-gross * sign(side), due));
    }
}

/// Takes earlier invoices off a final one; `personal_sign` is that of the final invoice's item on
/// its personal account.
///
/// Where VAT waits for its payment, that of a prepayment has been owed since it came in: only the
/// rest of the whole waits still.
pub(super) fn push_deducted(
    lines: &mut Vec<JournalLine>,
    books: &Bookkeeping,
    side: Side,
    deducted: &Deducted,
    account: Option<&str>,
) {
    let unpaid = deducted.unpaid.map_or(Decimal::ZERO, |unpaid| unpaid.amount);
    let whole: Decimal = deducted.vat.iter().map(|share| share.gross).sum();
    let received =
        if unpaid.is_zero() { Vec::new() } else { split_discount(whole - unpaid, &deducted.vat) };
    let booked = booked_in_parts(books, side, deducted, whole - unpaid);
    for (at, share) in deducted.vat.iter().enumerate() {
        let gross = share.gross * sign(side);
        match deducted.stage {
            Stage::Unpaid => {
                lines.push(JournalLine::signed(books.chart.number(clearing(side)), gross))
            }
            Stage::Paid => {
                let treatment = share.treatment;
                let waiting = (
                    treatment.charged_role(books, side),
                    treatment.code_before_payment(books, side),
                );
                let gross = received.get(at).map_or(gross, |received| *received * sign(side));
                if is_owed_by_recipient(share.treatment, side) {
                    push_owed_back(lines, books, deducted, at, gross);
                    continue;
                }
                match booked.get(at) {
                    Some((gross, net)) => push_prepaid(
                        lines,
                        books,
                        side,
                        share,
                        (gross * sign(side), net * sign(side), waiting),
                    ),
                    None => push_prepayment(lines, books, side, share, (gross, waiting)),
                }
            }
            Stage::Invoiced => {
                super::invoices::push_share(lines, books, side, share, account, sign(side))
            }
        }
    }
    if deducted.unpaid.is_some_and(|unpaid| unpaid.granted) {
        push_reduction(
            lines,
            books,
            (side, None, Reduction::CashDiscount),
            &deducted.vat,
            unpaid * sign(side),
        );
    }
}

/// One treatment's part of a paid prepayment, gross and signed as it is booked, with the role and
/// the code of its VAT.
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
    if !matches!((share.treatment, tax_role), (Treatment::Taxed(_), Some(_))) {
        let untaxed = prepaid_role(side);
        let number = books.chart.number(untaxed);
        // What the recipient owes it owes with the money, where that comes before the supply, and
        // deducts it with it (§ 13b (4) sentence 2, § 15 (1) no. 4 sentence 2 UStG); the final
        // invoice takes both off again ([`push_owed_back`]).
        if is_owed_by_recipient(share.treatment, side) {
            lines.push(coded(untaxed, gross));
            push_owed(lines, &books.under(share.under), share.treatment, gross, number);
            return;
        }
        lines.push(JournalLine::signed(number, gross));
        return;
    }
    push_prepaid(
        lines,
        books,
        side,
        share,
        (gross, net_of(books, side, share, gross), (tax_role, code)),
    );
}

/// The net of a part of a prepayment with VAT, of the sign of `gross`.
fn net_of(books: &Bookkeeping, side: Side, share: &VatShare, gross: Decimal) -> Decimal {
    let books = &books.under(share.under);
    match (share.treatment, share.gross.abs() == gross.abs(), share.gross.is_zero()) {
        (_, true, false) => share.net * (gross / share.gross),
        (Treatment::Taxed(rate), ..) => {
            let tax = gross
                - cents(gross * Decimal::ONE_HUNDRED / (Decimal::ONE_HUNDRED + rate.percent()));
            gross - deductible(books, side, tax)
        }
        _ => gross,
    }
}

/// Of each treatment gross and net as several payments booked them, which rounded one by one,
/// signed as the item; nothing where they are not what was `received`.
fn booked_in_parts(
    books: &Bookkeeping,
    side: Side,
    deducted: &Deducted,
    received: Decimal,
) -> Vec<(Decimal, Decimal)> {
    let paid: Decimal = deducted.payments.iter().map(|(paid, _)| *paid).sum();
    if deducted.payments.len() < 2 || paid != received {
        return Vec::new();
    }
    let payments: Vec<Decimal> = deducted.payments.iter().map(|(paid, _)| *paid).collect();
    let booked = booked_shares(books, side, &deducted.vat, &payments);
    booked.into_iter().map(|share| (share.gross, share.net)).collect()
}

/// Of each treatment of a prepayment what its payments booked, gross and net, which round one by
/// one; signed as the item.
pub fn booked_shares(
    books: &Bookkeeping,
    side: Side,
    vat: &[VatShare],
    payments: &[Decimal],
) -> Vec<VatShare> {
    let parts: Vec<Vec<Decimal>> = payments.iter().map(|paid| split_discount(*paid, vat)).collect();
    let of = |(at, share): (usize, &VatShare)| {
        let own = parts.iter().filter_map(|part| part.get(at));
        let none = (Decimal::ZERO, Decimal::ZERO);
        let (gross, net) = own.fold(none, |(gross, net), part| {
            (gross + part, net + net_of(books, side, share, *part))
        });
        VatShare { gross, net, ..share.clone() }
    };
    vat.iter().enumerate().map(of).collect()
}

/// A paid prepayment with its VAT, gross and net signed as they are booked.
fn push_prepaid(
    lines: &mut Vec<JournalLine>,
    books: &Bookkeeping,
    side: Side,
    share: &VatShare,
    (gross, net, (tax_role, code)): (Decimal, Decimal, (Option<Role>, Option<&'static str>)),
) {
    let (Treatment::Taxed(rate), Some(tax_role)) = (share.treatment, tax_role) else {
        return lines.push(JournalLine::signed(books.chart.number(prepaid_role(side)), gross));
    };
    let coded = |role: Role, amount: Decimal| JournalLine {
        vat_code: code.map(str::to_owned),
        ..JournalLine::signed(books.chart.number(role), amount)
    };
    let prepaid = match side {
        Side::Payable => Role::PrepaymentsMadeTaxed(rate),
        Side::Receivable => Role::PrepaymentsReceivedTaxed(rate),
    };
    lines.push(coded(prepaid, net));
    lines.push(coded(tax_role, gross - net));
}

/// Takes off a prepayment whose tax the recipient owes: exactly the lines that its payments booked,
/// since their taxes are rounded one by one. What they booked without that tax, as before it was
/// owed with the money, is taxed with the final invoice and leaves the prepayments alone. `gross`
/// is signed as it is booked, against the payments.
fn push_owed_back(
    lines: &mut Vec<JournalLine>,
    books: &Bookkeeping,
    deducted: &Deducted,
    at: usize,
    gross: Decimal,
) {
    let mut untaxed = gross;
    for (paid, entry) in &deducted.payments {
        let part = split_discount(*paid, &deducted.vat).get(at).copied().unwrap_or_default();
        let Some(booked) =
            deducted.vat.get(at).and_then(|share| owed_lines(entry, share.treatment, part))
        else {
            continue;
        };
        untaxed += part;
        lines.extend(booked.iter().map(|line| JournalLine {
            vat_code: line.vat_code.clone(),
            ..JournalLine::signed(line.account.as_str(), -line.amount())
        }));
    }
    lines.push(JournalLine::signed(books.chart.number(prepaid_role(Side::Payable)), untaxed));
}

/// The lines by which a payment's posting booked `part` of a prepayment and the tax owed on it, as
/// [`push_prepayment`] makes them: known by code and amount, whatever numbers the accounts have;
/// `None` where it bears no such tax.
fn owed_lines(entry: &JournalEntry, treatment: Treatment, part: Decimal) -> Option<&[JournalLine]> {
    let Treatment::ReverseCharge(_, rate) = treatment else { return None };
    let tax = cents(part * rate.percent() / Decimal::ONE_HUNDRED);
    let code = treatment.vat_code(Side::Payable);
    let bears = |line: &JournalLine, amount: Decimal| {
        line.vat_code.as_deref() == code && line.amount() == amount
    };
    let lines = entry.lines();
    (0..lines.len()).find_map(|from| {
        let rest = lines.get(from..)?;
        rest.first().filter(|line| bears(line, part))?;
        // The base, what is not deducted, what is, and last what is owed; a tax below a cent leaves
        // the base alone.
        let last = if tax.is_zero() {
            0
        } else {
            rest.iter().take(4).position(|line| bears(line, -tax))?
        };
        rest.get(..=last)
            .filter(|lines| lines.iter().map(JournalLine::amount).sum::<Decimal>() == part)
    })
}

/// Whether the recipient owes the tax of what it pays beforehand (§ 13b (4) sentence 2 UStG).
fn is_owed_by_recipient(treatment: Treatment, side: Side) -> bool {
    matches!(treatment, Treatment::ReverseCharge(..)) && side == Side::Payable
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::chart::{Chart, Rate};
    use crate::ledger::posting::Seat;
    use crate::ledger::regime::VatRegime;
    use jiff::civil::date;
    use rust_decimal::dec;

    const BUILDING: Treatment = Treatment::ReverseCharge(Seat::Germany, Rate::Full);

    /// A payment of a prepayment for building work, as it is booked today; before the tax was owed
    /// with the money, without it.
    fn paid(
        books: &Bookkeeping,
        vat: &[VatShare],
        paid: Decimal,
        taxed: bool,
    ) -> Result<(Decimal, JournalEntry), NotPosted> {
        let mut lines =
            vec![JournalLine::signed("1200", -paid), JournalLine::signed("70001", paid)];
        match taxed {
            true => push_taxed(&mut lines, books, Side::Payable, vat, (paid, None)),
            false => lines
                .extend([JournalLine::signed("1793", -paid), JournalLine::signed("1510", paid)]),
        }
        Ok((paid, entry(date(2026, 10, 5), "payment", lines)?))
    }

    /// The sum of an account over what these lines and postings booked.
    fn on(account: &str, payments: &[(Decimal, JournalEntry)], lines: &[JournalLine]) -> Decimal {
        let all = payments.iter().flat_map(|(_, entry)| entry.lines()).chain(lines);
        all.filter(|line| line.account == account).map(JournalLine::amount).sum()
    }

    fn share(gross: Decimal) -> VatShare {
        VatShare { treatment: BUILDING, gross, net: gross, under: None }
    }

    #[test]
    fn a_tax_that_no_payment_booked_is_not_taken_off() -> Result<(), NotPosted> {
        let books = Bookkeeping::from(Chart::SKR03);
        let vat = vec![share(dec!(50))];
        let payments = vec![paid(&books, &vat, dec!(50), false)?];
        let deducted = Deducted { vat, stage: Stage::Paid, unpaid: None, payments, part_of: None };
        let mut lines = Vec::new();
        push_deducted(&mut lines, &books, Side::Payable, &deducted, None);
        assert_eq!(on("1510", &deducted.payments, &lines), Decimal::ZERO);
        assert!(lines.iter().all(|line| line.vat_code.is_none()), "{lines:?}");
        Ok(())
    }

    /// 9.50 and 9.50 are taken off of the 38.00 of the whole, not the 19.01 of the sum; a small
    /// business keeps nothing on 1510.
    #[test]
    fn of_a_prepayment_paid_in_parts_the_tax_is_taken_off_part_by_part() -> Result<(), NotPosted> {
        for vat_regime in [VatRegime::Accrual, VatRegime::SmallBusiness] {
            let books = Bookkeeping { vat: vat_regime, ..Bookkeeping::from(Chart::SKR03) };
            let vat = vec![share(dec!(100.03))];
            let payments = vec![
                paid(&books, &vat, dec!(50.01), true)?,
                paid(&books, &vat, dec!(50.02), true)?,
            ];
            assert_eq!(on("1787", &payments, &[]), dec!(-19.00));
            let deducted =
                Deducted { vat, stage: Stage::Paid, unpaid: None, payments, part_of: None };
            let mut lines = Vec::new();
            push_deducted(&mut lines, &books, Side::Payable, &deducted, None);
            for account in ["1510", "1577", "1787"] {
                assert_eq!(
                    on(account, &deducted.payments, &lines),
                    Decimal::ZERO,
                    "{vat_regime:?} {account}"
                );
            }
        }
        Ok(())
    }

    /// 100.00 in three parts of 19 %, and 126.00 in two of both rates: each payment rounds for
    /// itself.
    #[test]
    fn of_a_prepayment_with_vat_paid_in_parts_no_cent_is_left() -> Result<(), NotPosted> {
        let of = |rate, gross, net| VatShare {
            treatment: Treatment::Taxed(rate),
            gross,
            net,
            under: None,
        };
        let cases = [
            (
                vec![of(Rate::Full, dec!(100.00), dec!(84.03))],
                vec![dec!(33.33), dec!(33.33), dec!(33.34)],
            ),
            (
                vec![
                    of(Rate::Full, dec!(59.50), dec!(50.00)),
                    of(Rate::Reduced, dec!(66.50), dec!(62.15)),
                ],
                vec![dec!(41.99), dec!(84.01)],
            ),
        ];
        let regimes = [
            (VatRegime::Accrual, dec!(100)),
            (VatRegime::Accrual, dec!(40)),
            (VatRegime::Cash, dec!(100)),
        ];
        for ((vat, parts), (vat_regime, input_percent), side) in cases
            .iter()
            .flat_map(|case| regimes.iter().map(move |regime| (case, *regime)))
            .flat_map(|(case, regime)| {
                [Side::Payable, Side::Receivable].map(|side| (case.clone(), regime, side))
            })
        {
            let books =
                Bookkeeping { vat: vat_regime, input_percent, ..Bookkeeping::from(Chart::SKR03) };
            let mut booked = Vec::new();
            for part in &parts {
                let mut lines = vec![JournalLine::signed("1200", *part * sign(side))];
                push_taxed(&mut lines, &books, side, &vat, (*part, None));
                lines.push(JournalLine::signed("70001", -*part * sign(side)));
                booked.push((*part, entry(date(2026, 10, 5), "payment", lines)?));
            }
            let deducted =
                Deducted { vat, stage: Stage::Paid, unpaid: None, payments: booked, part_of: None };
            let mut lines = Vec::new();
            push_deducted(&mut lines, &books, side, &deducted, None);
            for account in ["1510", "1518", "1511", "1718", "1711", "1710"] {
                assert_eq!(
                    on(account, &deducted.payments, &lines),
                    Decimal::ZERO,
                    "{vat_regime:?} {input_percent} {side:?} {account}"
                );
            }
            if vat_regime == VatRegime::Accrual {
                for account in ["1576", "1571", "1776", "1771"] {
                    assert_eq!(
                        on(account, &deducted.payments, &lines),
                        Decimal::ZERO,
                        "{input_percent} {side:?} {account}"
                    );
                }
            }
        }
        Ok(())
    }

    /// One payment for two prepayments, one of which is as much as the other's tax: each takes off
    /// its own.
    #[test]
    fn what_one_payment_booked_of_two_prepayments_is_told_apart() -> Result<(), NotPosted> {
        let books = Bookkeeping::from(Chart::SKR03);
        let (mut lines, items) =
            (vec![JournalLine::signed("1200", dec!(-119))], [dec!(100), dec!(19)]);
        for part in items {
            lines.push(JournalLine::signed("70001", part));
            push_taxed(&mut lines, &books, Side::Payable, &[share(part)], (part, None));
        }
        let posting = entry(date(2026, 10, 5), "payment", lines)?;
        let mut taken = Vec::new();
        for part in items {
            let deducted = Deducted {
                vat: vec![share(part)],
                stage: Stage::Paid,
                unpaid: None,
                payments: vec![(part, posting.clone())],
                part_of: None,
            };
            push_deducted(&mut taken, &books, Side::Payable, &deducted, None);
        }
        let booked = [(dec!(119), posting)];
        for account in ["1510", "1577", "1787"] {
            assert_eq!(on(account, &booked, &taken), Decimal::ZERO, "{account}");
        }
        Ok(())
    }
}
