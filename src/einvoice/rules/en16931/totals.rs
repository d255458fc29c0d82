//! Rules about the totals (BG-22): BR-12 to BR-15, BR-CO-10 to BR-CO-16, BR-DEC-09 to BR-DEC-18.

use super::super::number::{Amount, cents, equal, minus, plus, two_digits};
use super::super::{Fault, Rule, Verdict, fatal, must};
use crate::einvoice::model::{AllowanceCharge, Line, Syntax, TaxTotal, Term, Terms, Totals};
use crate::einvoice::term::{add, decimal_of};
use crate::n;
use crate::xml::Node;
use rust_decimal::Decimal;

/// A rule about the totals.
pub type TotalsRule = Rule<fn(&Terms, &Totals) -> Verdict>;

/// One row a rule.
pub static RULES: &[TotalsRule] = &[
    fatal(
        "BR-12",
        "BT-106",
        |_, it| must(it.lines.exists()),
        "Die Summe der Positionen (BT-106) fehlt.",
        "The sum of the lines (BT-106) is missing.",
    ),
    fatal(
        "BR-13",
        "BT-109",
        |_, it| must(it.net.exists()),
        "Der Gesamtbetrag ohne Umsatzsteuer (BT-109) fehlt.",
        "The total without VAT (BT-109) is missing.",
    ),
    fatal(
        "BR-14",
        "BT-112",
        |_, it| must(it.gross.exists()),
        "Der Gesamtbetrag mit Umsatzsteuer (BT-112) fehlt.",
        "The total with VAT (BT-112) is missing.",
    ),
    fatal(
        "BR-15",
        "BT-115",
        |_, it| must(it.payable.exists()),
        "Der fällige Betrag (BT-115) fehlt.",
        "The amount due (BT-115) is missing.",
    ),
    fatal(
        "BR-CO-10",
        "BT-106, BT-131",
        |terms, it| equal(it.lines.decimal()?, cents(Some(sum_of_lines(terms, it)?))?),
        "Die Summe der Positionen (BT-106) ist nicht die Summe ihrer Nettobeträge (BT-131).",
        "The sum of the lines (BT-106) is not the sum of their net amounts (BT-131).",
    ),
    fatal(
        "BR-CO-11",
        "BT-92, BT-107",
        |terms, it| sum_of_allowances(terms, &it.allowances, false),
        "Die Summe der Nachlässe (BT-107) ist nicht die Summe der einzelnen Nachlässe (BT-92).",
        "The sum of allowances (BT-107) is not the sum of the single allowances (BT-92).",
    ),
    fatal(
        "BR-CO-12",
        "BT-99, BT-108",
        |terms, it| sum_of_allowances(terms, &it.charges, true),
        "Die Summe der Zuschläge (BT-108) ist nicht die Summe der einzelnen Zuschläge (BT-99).",
        "The sum of charges (BT-108) is not the sum of the single charges (BT-99).",
    ),
    fatal(
        "BR-CO-13",
        "BT-106, BT-107, BT-108, BT-109",
        net_is_lines_and_allowances,
        "Der Gesamtbetrag ohne Umsatzsteuer (BT-109) ist nicht Positionen (BT-106) minus Nachlässe \
         (BT-107) plus Zuschläge (BT-108).",
        "The total without VAT (BT-109) is not lines (BT-106) less allowances (BT-107) plus \
         charges (BT-108).",
    ),
    fatal(
        "BR-CO-16",
        "BT-112, BT-113, BT-114, BT-115",
        payable_is_gross_less_prepaid,
        "Der fällige Betrag (BT-115) ist nicht Bruttobetrag (BT-112) minus Vorauszahlungen \
         (BT-113) plus Rundung (BT-114).",
        "The amount due (BT-115) is not the total with VAT (BT-112) less prepayments (BT-113) plus \
         rounding (BT-114).",
    ),
    fatal(
        "BR-DEC-09",
        "BT-106",
        |_, it| two_digits(&it.lines),
        "Die Summe der Positionen (BT-106) hat mehr als zwei Nachkommastellen.",
        "The sum of the lines (BT-106) has more than two decimals.",
    ),
    fatal(
        "BR-DEC-10",
        "BT-107",
        |_, it| two_digits(&it.allowances),
        "Die Summe der Nachlässe (BT-107) hat mehr als zwei Nachkommastellen.",
        "The sum of allowances (BT-107) has more than two decimals.",
    ),
    fatal(
        "BR-DEC-11",
        "BT-108",
        |_, it| two_digits(&it.charges),
        "Die Summe der Zuschläge (BT-108) hat mehr als zwei Nachkommastellen.",
        "The sum of charges (BT-108) has more than two decimals.",
    ),
    fatal(
        "BR-DEC-12",
        "BT-109",
        |_, it| two_digits(&it.net),
        "Der Gesamtbetrag ohne Umsatzsteuer (BT-109) hat mehr als zwei Nachkommastellen.",
        "The total without VAT (BT-109) has more than two decimals.",
    ),
    fatal(
        "BR-DEC-13",
        "BT-110",
        vat_has_two_digits,
        "Der Gesamtbetrag der Umsatzsteuer (BT-110) hat mehr als zwei Nachkommastellen.",
        "The total VAT amount (BT-110) has more than two decimals.",
    ),
    fatal(
        "BR-DEC-14",
        "BT-112",
        |_, it| two_digits(&it.gross),
        "Der Gesamtbetrag mit Umsatzsteuer (BT-112) hat mehr als zwei Nachkommastellen.",
        "The total with VAT (BT-112) has more than two decimals.",
    ),
    fatal(
        "BR-DEC-15",
        "BT-111",
        tax_currency_vat_has_two_digits,
        "Der Gesamtbetrag der Umsatzsteuer in Abrechnungswährung (BT-111) fehlt oder hat mehr als \
         zwei Nachkommastellen.",
        "The total VAT amount in accounting currency (BT-111) is missing or has more than two \
         decimals.",
    ),
    fatal(
        "BR-DEC-16",
        "BT-113",
        |_, it| two_digits(&it.prepaid),
        "Der Vorauszahlungsbetrag (BT-113) hat mehr als zwei Nachkommastellen.",
        "The prepaid amount (BT-113) has more than two decimals.",
    ),
    fatal(
        "BR-DEC-17",
        "BT-114",
        |_, it| two_digits(&it.rounding),
        "Der Rundungsbetrag (BT-114) hat mehr als zwei Nachkommastellen.",
        "The rounding amount (BT-114) has more than two decimals.",
    ),
    fatal(
        "BR-DEC-18",
        "BT-115",
        |_, it| two_digits(&it.payable),
        "Der fällige Betrag (BT-115) hat mehr als zwei Nachkommastellen.",
        "The amount due (BT-115) has more than two decimals.",
    ),
];

/// UBL adds the lines wherever they stand, CII those beside the totals' own group.
fn sum_of_lines(terms: &Terms, totals: &Totals) -> Result<Decimal, Fault> {
    let beside = totals.node.parent().and_then(|settlement| settlement.parent());
    let counts = |line: &Line| terms.syntax == Syntax::Ubl || line.node.parent() == beside;
    terms.lines.iter().filter(|line| counts(line)).try_fold(Decimal::ZERO, |sum, line| match terms
        .syntax
    {
        Syntax::Ubl => add(sum, line.net.decimal()?.unwrap_or_default()),
        Syntax::Cii => add(sum, line.net.sum()?),
    })
}

/// The stated total is the sum of what there is; without any, none needs to be stated.
fn sum_of_allowances(terms: &Terms, total: &Term, charges: bool) -> Verdict {
    let of_kind = || terms.allowances.iter().filter(move |it| it.in_place && it.says(charges));
    if !total.exists() && of_kind().next().is_none() {
        return Ok(());
    }
    let amount = |it: &AllowanceCharge| match terms.syntax {
        Syntax::Ubl => it.amount.decimal(),
        Syntax::Cii => it.amount.first_decimal(),
    };
    let sum =
        of_kind().try_fold(Decimal::ZERO, |sum, it| add(sum, amount(it)?.unwrap_or_default()))?;
    equal(stated(terms, total)?, cents(Some(sum))?)
}

/// UBL asks for the one amount, CII takes the first.
fn stated(terms: &Terms, term: &Term) -> Result<Amount, Fault> {
    match terms.syntax {
        Syntax::Ubl => term.decimal(),
        Syntax::Cii => term.first_decimal(),
    }
}

fn net_is_lines_and_allowances(terms: &Terms, it: &Totals) -> Verdict {
    let mut expected = stated(terms, &it.lines)?;
    if it.allowances.exists() {
        expected = minus(expected, stated(terms, &it.allowances)?)?;
    }
    if it.charges.exists() {
        expected = plus(expected, stated(terms, &it.charges)?)?;
    }
    // UBL does not round the sum of the lines when it stands alone.
    if it.allowances.exists() || it.charges.exists() || terms.syntax == Syntax::Cii {
        expected = cents(expected)?;
    }
    equal(stated(terms, &it.net)?, expected)
}

fn payable_is_gross_less_prepaid(terms: &Terms, it: &Totals) -> Verdict {
    let (payable, gross) = (stated(terms, &it.payable)?, stated(terms, &it.gross)?);
    let prepaid =
        if it.prepaid.exists() { stated(terms, &it.prepaid)? } else { Some(Decimal::ZERO) };
    let rounding =
        if it.rounding.exists() { stated(terms, &it.rounding)? } else { Some(Decimal::ZERO) };
    let due = minus(gross, prepaid)?;
    if terms.syntax == Syntax::Cii {
        return equal(payable, plus(due, rounding)?);
    }
    // UBL rounds the sides of the equation that are calculated.
    let due = if it.prepaid.exists() { cents(due)? } else { due };
    match it.rounding.exists() {
        true => equal(cents(minus(payable, rounding)?)?, due),
        false => equal(payable, due),
    }
}

/// One VAT amount of the invoice currency has two digits, or one is of another currency. The
/// official UBL rule asks for the currency at a place where it never stands and so is never broken.
fn vat_has_two_digits(terms: &Terms, it: &Totals) -> Verdict {
    let fine = |node: Node| Ok(!in_currency(&terms.currency, node) || has_cents(node)?);
    must(terms.syntax == Syntax::Ubl || !it.vat.exists() || any(&it.vat, fine)?)
}

/// The same for the accounting currency, which then must have its amount.
fn tax_currency_vat_has_two_digits(terms: &Terms, it: &Totals) -> Verdict {
    let fine = |node: Node| {
        Ok(!terms.tax_currency.exists()
            || (in_currency(&terms.tax_currency, node) && has_cents(node)?))
    };
    must(terms.syntax == Syntax::Ubl || !it.vat.exists() || any(&it.vat, fine)?)
}

fn any(term: &Term, holds: impl Fn(Node) -> Result<bool, Fault>) -> Result<bool, Fault> {
    for node in term.iter() {
        if holds(node)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn in_currency(currency: &Term, node: Node) -> bool {
    node.attribute(n!("currencyID")).is_some_and(|named| currency.any_is(named))
}

/// The official rule counts in binary floating point, which beyond 15 digits before the point sees
/// none after it.
fn has_cents(node: Node) -> Result<bool, Fault> {
    let amount = decimal_of(node)?;
    Ok(amount.abs() >= Decimal::from(10u64.pow(15)) || Some(amount) == cents(Some(amount))?)
}

/// A rule about the total VAT amount.
pub type TaxTotalRule = Rule<fn(&Terms, &TaxTotal) -> Verdict>;

/// BR-CO-14 where the breakdowns stand inside the total (UBL).
pub static UBL_TAX_TOTAL_RULES: &[TaxTotalRule] = &[fatal(
    "BR-CO-14",
    "BT-110, BT-117",
    |_, it| match it.breakdowns {
        0 => Ok(()),
        _ => equal(it.amount.decimal()?, cents(Some(it.parts.sum()?))?),
    },
    VAT_SUM.0,
    VAT_SUM.1,
)];

/// BR-CO-14 where the breakdowns stand beside the totals (CII): every amount in the invoice
/// currency is judged.
pub static CII_TAX_RULES: &[TotalsRule] = &[fatal(
    "BR-CO-14",
    "BT-110, BT-117",
    |terms, it| {
        let mut amounts =
            it.vat.iter().filter(|node| in_currency(&terms.currency, *node)).peekable();
        if amounts.peek().is_none() {
            return Ok(());
        }
        let sum = cents(Some(
            Term::all(terms.breakdowns.iter().filter(|it| it.in_place).map(|it| &it.amount))
                .sum()?,
        ))?;
        amounts.try_for_each(|node| equal(Some(decimal_of(node)?), sum))
    },
    VAT_SUM.0,
    VAT_SUM.1,
)];

const VAT_SUM: (&str, &str) = (
    "Der Gesamtbetrag der Umsatzsteuer (BT-110) ist nicht die Summe der Steuerbeträge je Kategorie \
     (BT-117).",
    "The total VAT amount (BT-110) is not the sum of the VAT amounts of the categories (BT-117).",
);
