//! Rules about the totals of EXTENDED: a cent of tolerance for each amount that was added up.

use super::super::number::{Amount, cents};
use super::super::{Entry, Fault, Findings, Rule, RuleSet, Verdict, fatal, judge, must};
use super::{Extended, WholeRule, entry, tolerance};
use crate::einvoice::model::Totals;
use crate::einvoice::term::{Term, add, decimal_of};
use crate::xml::Node;
use crate::{n, path};
use rust_decimal::Decimal;

type TotalsRule = Rule<fn(&Extended, &Totals) -> Verdict>;

static RULES: &[TotalsRule] = &[
    fatal(
        "BR-FXEXT-CO-10",
        "BT-106, BT-131",
        |it, totals| near(totals.lines.decimal()?, lines(it)?, it.terms.lines.len()),
        "Die Summe der Positionen (BT-106) weicht um mehr als einen Cent je Position von der Summe \
         ihrer Nettobeträge (BT-131) ab. GROUP- und INFORMATION-Positionen zählen nicht.",
        "The sum of the lines (BT-106) is more than a cent a line off the sum of their net amounts \
         (BT-131). GROUP and INFORMATION lines do not count.",
    ),
    fatal(
        "BR-FXEXT-CO-11",
        "BT-92, BT-107",
        |it, totals| match (totals.allowances.exists(), count(it, false)) {
            (false, 0) => Ok(()),
            (_, amounts) => near(totals.allowances.decimal()?, allowances(it, false)?, amounts),
        },
        "Die Summe der Nachlässe (BT-107) weicht um mehr als einen Cent je Nachlass von den \
         einzelnen Nachlässen (BT-92) ab.",
        "The sum of allowances (BT-107) is more than a cent an allowance off the single allowances \
         (BT-92).",
    ),
    fatal(
        "BR-FXEXT-CO-12",
        "BT-99, BT-108",
        |it, totals| match (totals.charges.exists(), count(it, true)) {
            (false, 0) => Ok(()),
            (_, amounts) => {
                near(totals.charges.decimal()?, charges(it)?, amounts + it.logistics.len())
            }
        },
        "Die Summe der Zuschläge (BT-108) weicht um mehr als einen Cent je Zuschlag von den \
         Zuschlägen (BT-99) und Logistikkosten (BT-X-272) ab.",
        "The sum of charges (BT-108) is more than a cent a charge off the charges (BT-99) and \
         logistics charges (BT-X-272).",
    ),
    fatal(
        "BR-FXEXT-CO-13",
        "BT-92, BT-99, BT-109, BT-131",
        |it, totals| {
            let expected = add(add(lines(it)?, -allowances(it, false)?)?, charges(it)?)?;
            near(totals.net.decimal()?, expected, amounts(it))
        },
        "Der Gesamtbetrag ohne Umsatzsteuer (BT-109) ist nicht Positionen minus Nachlässe plus \
         Zuschläge, auch nicht auf einen Cent je Betrag.",
        "The total without VAT (BT-109) is not lines less allowances plus charges, not even to a \
         cent an amount.",
    ),
    fatal(
        "BR-FXEXT-CO-15",
        "BT-109, BT-110, BT-112",
        gross_is_net_and_vat,
        "Der Gesamtbetrag mit Umsatzsteuer (BT-112) ist nicht BT-109 plus Umsatzsteuer (BT-110), \
         auch nicht auf einen Cent je Betrag.",
        "The total with VAT (BT-112) is not BT-109 plus VAT (BT-110), not even to a cent an \
         amount.",
    ),
    fatal(
        "BR-FXEXT-CO-16",
        "BT-112, BT-113, BT-114, BT-115",
        payable_is_what_is_left,
        "Der fällige Betrag (BT-115) ist nicht Bruttobetrag (BT-112) minus Vorauszahlungen \
         (BT-113) plus Rundung (BT-114) und finanzielle Anpassungen.",
        "The amount due (BT-115) is not the total with VAT (BT-112) less prepayments (BT-113) plus \
         rounding (BT-114) and financial adjustments.",
    ),
];

/// Rules about the document that look at its totals.
pub static WHOLE: &[WholeRule] = &[fatal(
    "BR-CO-25",
    "BT-9, BT-20, BT-115",
    |it| {
        let owes = it
            .terms
            .totals
            .first()
            .and_then(|totals| totals.payable.number())
            .is_some_and(|due| due > Decimal::ZERO);
        must(!owes || it.terms.tree.nodes().any(says_when))
    },
    "Es ist etwas zu zahlen, aber weder das Fälligkeitsdatum (BT-9) noch Zahlungsbedingungen \
     (BT-20) stehen da.",
    "Something is due, and neither the due date (BT-9) nor payment terms (BT-20) are stated.",
)];

/// Payment terms that name a day or words.
fn says_when(node: Node) -> bool {
    let says = |name| node.child(name).is_some();
    node.name() == n!("ram:SpecifiedTradePaymentTerms")
        && (says(n!("ram:DueDateDateTime")) || says(n!("ram:Description")))
}

/// Judges the totals.
pub fn check(it: &Extended, findings: &mut Findings) {
    for totals in it.terms.totals.iter().take(1) {
        judge(RuleSet::FacturX, RULES, totals.node, findings, |holds| holds(it, totals));
    }
}

/// The rule of this id.
pub fn find(id: &str) -> Option<Entry> {
    entry(RULES, id).or_else(|| entry(WHOLE, id))
}

/// The two differ by at most a cent for each amount.
pub fn near(actual: Amount, expected: Decimal, amounts: usize) -> Verdict {
    let differs = Fault::Differs { expected, actual };
    let off = actual.ok_or(differs.clone())?.checked_sub(expected).ok_or(Fault::Overflow)?;
    if off.abs() <= tolerance(amounts) { Ok(()) } else { Err(differs) }
}

fn rounded(sum: Decimal) -> Result<Decimal, Fault> {
    Ok(cents(Some(sum))?.unwrap_or_default())
}

fn lines(it: &Extended) -> Result<Decimal, Fault> {
    rounded(it.counting.iter().try_fold(Decimal::ZERO, |sum, line| add(sum, line.net.sum()?))?)
}

fn count(it: &Extended, charges: bool) -> usize {
    it.terms.allowances.iter().filter(|allowance| allowance.says(charges)).count()
}

fn allowances(it: &Extended, charges: bool) -> Result<Decimal, Fault> {
    let of_kind = it.terms.allowances.iter().filter(|allowance| allowance.says(charges));
    rounded(
        of_kind
            .map(|allowance| &allowance.amount)
            .try_fold(Decimal::ZERO, |sum, amount| add(sum, amount.sum()?))?,
    )
}

fn charges(it: &Extended) -> Result<Decimal, Fault> {
    let logistics = it
        .logistics
        .iter()
        .try_fold(Decimal::ZERO, |sum, charge| add(sum, charge.amount.sum()?))?;
    add(allowances(it, true)?, rounded(logistics)?)
}

/// How many amounts make the net total.
fn amounts(it: &Extended) -> usize {
    it.counting.len() + count(it, false) + count(it, true) + it.logistics.len()
}

fn gross_is_net_and_vat(it: &Extended, totals: &Totals) -> Verdict {
    let in_currency = |name: &str| it.terms.currency.any_is(name);
    let mut of_currency =
        totals.vat.iter().filter(|node| node.attribute(n!("currencyID")).is_some_and(in_currency));
    let (first, second) = (of_currency.next(), of_currency.next());
    if second.is_some() {
        return Err(Fault::Several("TaxTotalAmount".into()));
    }
    let vat = decimal_of(first.ok_or(Fault::Broken)?)?;
    let net = totals.net.decimal()?.ok_or(Fault::Broken)?;
    near(totals.gross.decimal()?, add(net, vat)?, amounts(it))
}

fn payable_is_what_is_left(_: &Extended, totals: &Totals) -> Verdict {
    let adjusted = totals
        .node
        .parent()
        .map(|node| Term::at(node, path!("ram:SpecifiedFinancialAdjustment/ram:ActualAmount")));
    let others =
        add(totals.rounding.sum()?, adjusted.map_or(Ok(Decimal::ZERO), |term| term.sum())?)?;
    let expected = add(add(totals.gross.sum()?, -totals.prepaid.sum()?)?, others)?;
    near(totals.payable.decimal()?, expected, 0)
}
