//! Rules about the VAT breakdown of EXTENDED: which categories stand in it, and that bases and
//! amounts are those of the lines that count, allowances, charges and logistics charges, to a cent
//! each.

use super::super::number::cents;
use super::super::{Entry, Fault, Findings, RuleFinding, RuleSet, Severity, Verdict, must};
use super::totals::near;
use super::{Extended, tolerance};
use crate::einvoice::model::{Breakdown, Category, VatUser};
use crate::einvoice::term::{Term, add, normalize};
use crate::n;
use crate::xml::Node;
use rust_decimal::Decimal;

/// The ids of the rules of one category: its code, that it stands in the breakdown, its base.
const CATEGORIES: [(&str, &str, &str); 9] = [
    ("AE", "BR-FXEXT-AE-01", "BR-FXEXT-AE-08b"),
    ("E", "BR-FXEXT-E-01", "BR-FXEXT-E-08b"),
    ("G", "BR-FXEXT-G-01", "BR-FXEXT-G-08b"),
    ("K", "BR-FXEXT-IC-01", "BR-FXEXT-IC-08b"),
    ("L", "BR-FXEXT-AF-01", "BR-FXEXT-AF-08b"),
    ("M", "BR-FXEXT-AG-01", "BR-FXEXT-AG-08b"),
    ("O", "BR-FXEXT-O-01", "BR-FXEXT-O-08b"),
    // So spelled in the official rules.
    ("S", "BR-FXEXT-S-01", "BR-FXEXT-S08b"),
    ("Z", "BR-FXEXT-Z-01", "BR-FXEXT-Z-08b"),
];

/// The tax of category S.
const AMOUNT: &str = "BR-FXEXT-S-09b";

type Both = (&'static str, &'static str);

const IN_BREAKDOWN: Both = (
    "Eine Steuerkategorie steht in Positionen, Nachlässen oder Zuschlägen, aber nicht in der \
     Steueraufschlüsselung (BG-23), oder umgekehrt.",
    "A VAT category is used by lines, allowances or charges and is not in the VAT breakdown \
     (BG-23), or the other way round.",
);
const BASE: Both = (
    "Die Bemessungsgrundlage (BT-116) weicht um mehr als einen Cent je Betrag von Positionen, \
     Nachlässen, Zuschlägen und Logistikkosten dieser Kategorie und dieses Satzes ab.",
    "The taxable amount (BT-116) is more than a cent an amount off the lines, allowances, charges \
     and logistics charges of this category and rate.",
);
const TAX: Both = (
    "Der Steuerbetrag (BT-117) weicht um mehr als einen Cent je Betrag von Bemessungsgrundlage \
     (BT-116) mal Steuersatz (BT-119) ab.",
    "The VAT amount (BT-117) is more than a cent an amount off the taxable amount (BT-116) times \
     the rate (BT-119).",
);

/// Judges the breakdown.
pub fn check(it: &Extended, findings: &mut Findings) {
    for (code, in_breakdown, base_rule) in CATEGORIES {
        let mut ask = |rule, node, both, verdict| raise(rule, node, both, verdict, findings);
        ask(
            in_breakdown,
            it.terms.root,
            IN_BREAKDOWN,
            must(is_in_breakdown(it, code) == is_used(it, code)),
        );
        for breakdown in &it.terms.breakdowns {
            for stated in breakdown.categories.iter().filter(|stated| stated.code.any_is(code)) {
                if stated.is_vat {
                    ask(base_rule, breakdown.node, BASE, either(it, breakdown, stated, code, base));
                }
                if code == "S" {
                    ask(AMOUNT, breakdown.node, TAX, either(it, breakdown, stated, code, amount));
                }
            }
        }
    }
}

/// The rule of this id.
pub fn find(id: &str) -> Option<Entry> {
    let rows =
        CATEGORIES.iter().flat_map(|(_, first, base)| [(*first, IN_BREAKDOWN), (*base, BASE)]);
    let mut rows = rows.chain([(AMOUNT, TAX)]);
    let (id, (de, en)) = rows.find(|(known, _)| known.eq_ignore_ascii_case(id))?;
    Some(Entry { id, severity: Severity::Fatal, terms: "", de: de.into(), en: en.into() })
}

fn raise(
    rule: &'static str,
    node: Node,
    (de, en): Both,
    verdict: Verdict,
    findings: &mut Findings,
) {
    let Err(fault) = verdict else { return };
    let set = RuleSet::FacturX;
    findings.raise(RuleFinding {
        rule,
        set,
        severity: Severity::Fatal,
        node: node.id(),
        count: 1,
        de: de.into(),
        en: en.into(),
        fault,
    });
}

fn is_in_breakdown(it: &Extended, code: &str) -> bool {
    it.terms
        .categories
        .iter()
        .any(|used| used.user == VatUser::Breakdown && used.category.code.any_is(code))
}

fn is_used(it: &Extended, code: &str) -> bool {
    let is = |category: &Category| category.code.any_is(code);
    it.counting.iter().any(|line| line.categories.iter().any(is))
        || it.terms.categories.iter().any(|used| {
            used.category.node.name() == n!("ram:CategoryTradeTax") && is(&used.category)
        })
        || it.logistics.iter().any(|charge| charge.categories.iter().any(is))
}

/// What is looked for: a category, its rate, and the reason for exemption where it must agree.
struct Wanted<'w, 't, 'a> {
    code: &'w str,
    rate: Option<Decimal>,
    reasons: Option<&'w Category<'t, 'a>>,
}

/// What a category sums to, and of how many amounts.
struct Sum {
    total: Decimal,
    amounts: usize,
}

/// A rule holds when it does with the reasons for exemption told apart, or without.
fn either(
    it: &Extended,
    breakdown: &Breakdown,
    stated: &Category,
    code: &str,
    holds: fn(&Breakdown, Option<Decimal>, &Sum) -> Verdict,
) -> Verdict {
    let rate = if code == "O" { None } else { Some(stated.rate.decimal()?.ok_or(Fault::Broken)?) };
    let judged = |reasons| holds(breakdown, rate, &sum(it, &Wanted { code, rate, reasons })?);
    judged(Some(stated)).or_else(|_| judged(None))
}

fn base(breakdown: &Breakdown, _: Option<Decimal>, sum: &Sum) -> Verdict {
    near(breakdown.base.decimal()?, sum.total, sum.amounts)
}

fn amount(breakdown: &Breakdown, rate: Option<Decimal>, sum: &Sum) -> Verdict {
    let base = breakdown.base.decimal()?.ok_or(Fault::Broken)?;
    let product = base
        .checked_mul(rate.unwrap_or_default())
        .and_then(|product| product.checked_div(Decimal::ONE_HUNDRED));
    let expected = cents(Some(product.ok_or(Fault::Overflow)?))?.unwrap_or_default();
    let actual = breakdown.amount.decimal()?;
    let off = actual.and_then(|actual| actual.checked_sub(expected));
    match off.is_some_and(|off| off.abs() <= tolerance(sum.amounts)) {
        true => Ok(()),
        false => Err(Fault::Differs { expected, actual }),
    }
}

fn sum(it: &Extended, wanted: &Wanted) -> Result<Sum, Fault> {
    let mut sum = Sum { total: Decimal::ZERO, amounts: 0 };
    let lines = it.counting.iter().map(|line| (&line.categories, &line.net, true));
    put(&mut sum, lines, wanted)?;
    let of_kind =
        |charges: bool| it.terms.allowances.iter().filter(move |allowance| allowance.says(charges));
    put(&mut sum, of_kind(true).map(|it| (&it.categories, &it.amount, true)), wanted)?;
    put(&mut sum, of_kind(false).map(|it| (&it.categories, &it.amount, false)), wanted)?;
    put(&mut sum, it.logistics.iter().map(|it| (&it.categories, &it.amount, true)), wanted)?;
    Ok(sum)
}

/// Adds the amounts of one kind, whose sum is rounded.
fn put<'s, 't: 's, 'a: 't>(
    sum: &mut Sum,
    amounts: impl Iterator<Item = (&'s Vec<Category<'t, 'a>>, &'s Term<'t, 'a>, bool)>,
    wanted: &Wanted,
) -> Result<(), Fault> {
    let mut part = Decimal::ZERO;
    for (categories, amount, adds) in amounts {
        if categories.iter().any(|category| fits(category, wanted)) {
            let amount = amount.sum()?;
            part = add(part, if adds { amount } else { -amount })?;
            sum.amounts += 1;
        }
    }
    sum.total = add(sum.total, cents(Some(part))?.unwrap_or_default())?;
    Ok(())
}

fn fits(category: &Category, wanted: &Wanted) -> bool {
    let says = |term: &Term| term.value().map(normalize).unwrap_or_default().into_owned();
    let same = |one: &Category, other: &Category| {
        says(&one.reason) == says(&other.reason)
            && says(&one.reason_code) == says(&other.reason_code)
    };
    category.code.any_is(wanted.code)
        && wanted.rate.is_none_or(|rate| category.rate.number() == Some(rate))
        && wanted.reasons.is_none_or(|reasons| same(category, reasons))
}
