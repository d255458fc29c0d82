//! Journal entries as pairs of account and contra account, the form in which DATEV's programs take
//! them: what stands on an automatic account goes gross and without a key (its tax is computed by
//! the taker), tax on another account by a tax key, and everything that the taker would compute
//! otherwise goes line by line, with key 40 wherever an automatic account must rest. Each side of
//! the pairs sums to the entry's lines, always.

use super::chart::{Account, Chart, Function, Personal, Role};
use super::tax_keys::{Computed, Numbers, computed, untaxed_key, without_deduction};
use crate::domain::JournalLine;
use crate::domain::money::round_commercially;
use rust_decimal::{Decimal, dec};

/// The key that lifts the automatic of an account.
const AT_REST: &str = "40";

/// Account against contra account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair<'a> {
    /// The account that is debited or credited.
    pub account: &'a str,
    /// The account on the other side; the tax, if any, is its own.
    pub contra: &'a str,
    /// Above zero, gross.
    pub amount: Decimal,
    /// Whether `account` is debited.
    pub debit: bool,
    /// The tax key (BU-Schlüssel), without which nothing or the automatic of `contra` applies.
    pub key: &'static str,
    /// The tax code of the line behind it.
    pub code: Option<&'a str>,
}

/// What is left of a line, or of several joined.
#[derive(Debug, Clone)]
struct Part<'a> {
    account: &'a str,
    /// Debit less credit.
    amount: Decimal,
    key: &'static str,
    code: Option<&'a str>,
    /// Tax is computed from it, so it goes in one pair.
    whole: bool,
}

/// The pairs of an entry's lines.
pub fn pairs<'a>(numbers: Numbers<'_>, lines: &'a [JournalLine]) -> Vec<Pair<'a>> {
    let chart = numbers.chart;
    paired(chart, joined(numbers, lines)).unwrap_or_else(|| {
        // Line by line nothing is whole, so that there is always a way.
        paired(chart, lines.iter().map(|line| plain(numbers, line)).collect()).unwrap_or_default()
    })
}

/// A line for itself: nothing is computed from it.
fn plain<'a>(numbers: Numbers<'_>, line: &'a JournalLine) -> Part<'a> {
    let (chart, (number, is_own)) = (numbers.chart, numbers.of_chart(&line.account));
    let known = chart.account(number);
    let rests = known.and_then(Account::automatic_rate).is_some_and(|rate| rate > 0 && !is_own);
    let code = line.vat_code.as_deref();
    let says_nothing = known.is_some_and(|account| is_own || account.function == Function::Plain)
        && chart.is_profit_and_loss(number);
    let of_case = code.and_then(untaxed_key).filter(|_| says_nothing);
    Part {
        account: &line.account,
        amount: line.amount(),
        key: if rests { AT_REST } else { of_case.unwrap_or_default() },
        code,
        whole: of_case.is_some(),
    }
}

/// The lines with tax lines joined to what they are the tax on, code by code, where the taker
/// computes the same.
fn joined<'a>(numbers: Numbers<'_>, lines: &'a [JournalLine]) -> Vec<Part<'a>> {
    let mut parts = Vec::with_capacity(lines.len());
    let mut seen: Vec<&str> = Vec::new();
    let kept: Vec<(usize, Vec<Part<'_>>)> = not_deducted(numbers, lines);
    for (at, line) in lines.iter().enumerate() {
        match line.vat_code.as_deref() {
            None if kept.iter().any(|(of, _)| *of == at) => {}
            None => parts.push(plain(numbers, line)),
            Some(code) if seen.contains(&code) => {}
            Some(code) => {
                seen.push(code);
                let is_kept = |parts: &[Part]| parts.iter().any(|part| part.code == Some(code));
                if let Some((_, whole)) = kept.iter().find(|(_, parts)| is_kept(parts)) {
                    parts.extend(whole.iter().cloned());
                    continue;
                }
                let of_code: Vec<&JournalLine> =
                    lines.iter().filter(|line| line.vat_code.as_deref() == Some(code)).collect();
                match computed(code).and_then(|computed| joined_under(numbers, &computed, &of_code))
                {
                    Some(joined) => parts.extend(joined),
                    None => parts.extend(of_code.into_iter().map(|line| plain(numbers, line))),
                }
            }
        }
    }
    parts
}

/// What is owed under § 13b UStG and deducted in part or not at all: its base joined with what is
/// owed, which stands on the base's account too as far as it is kept, under no code, at this place
/// among the lines. Deducted in part, it is two: the base of what is deducted, and that of the rest.
fn not_deducted<'a>(numbers: Numbers<'_>, lines: &'a [JournalLine]) -> Vec<(usize, Vec<Part<'a>>)> {
    let chart = numbers.chart;
    let whole = |base: &'a JournalLine| {
        let code = base.vat_code.as_deref()?;
        let computed = computed(code)?;
        let full = computed.key_on(numbers, &base.account)?;
        // An automatic account deducts by itself.
        let key = without_deduction(full)?;
        let (deducts, owes) = (chart.number(computed.taxes.0), chart.number(computed.taxes.1?));
        let (net, tax) = (base.amount(), computed.tax_in(base.amount()));
        let of_code = lines.iter().filter(|line| line.vat_code.as_deref() == Some(code));
        let others: Vec<&JournalLine> = of_code.filter(|line| !std::ptr::eq(*line, base)).collect();
        let deducted: Decimal = match others.as_slice() {
            [owed] if owed.account == owes && owed.amount() == -tax => Decimal::ZERO,
            [one, owed] | [owed, one]
                if one.account == deducts && owed.account == owes && owed.amount() == -tax =>
            {
                one.amount()
            }
            _ => return None,
        };
        let kept = tax - deducted;
        let is_kept = |line: &JournalLine| {
            line.vat_code.is_none() && line.account == base.account && line.amount() == kept
        };
        let at = lines.iter().position(is_kept).filter(|_| !kept.is_zero())?;
        let first = computed.base_of(deducted);
        let fits = computed.tax_in(first) == deducted && computed.tax_in(net - first) == kept;
        let part = |amount: Decimal, key: &'static str| Part {
            account: &base.account,
            amount,
            key,
            code: Some(code),
            whole: true,
        };
        let mut parts = vec![part(first, full), part(net - first, key)];
        parts.retain(|part| !part.amount.is_zero());
        fits.then_some((at, parts))
    };
    lines.iter().filter_map(whole).collect()
}

/// The lines of one code joined; `None` where the taker would not come to the same.
fn joined_under<'a>(
    numbers: Numbers<'_>,
    computed: &Computed,
    lines: &[&'a JournalLine],
) -> Option<Vec<Part<'a>>> {
    let is_tax = |line: &&&JournalLine, role: Role| line.account == numbers.chart.number(role);
    let sum = |role: Role| -> Decimal {
        lines.iter().filter(|line| is_tax(line, role)).map(|line| line.amount()).sum()
    };
    let tax = sum(computed.taxes.0);
    let owed = computed.taxes.1.map(sum);
    let roles = [Some(computed.taxes.0), computed.taxes.1];
    let bases: Vec<&JournalLine> = lines
        .iter()
        .filter(|line| !roles.iter().flatten().any(|role| is_tax(line, *role)))
        .copied()
        .collect();
    if owed.is_some_and(|owed| owed != -tax) {
        return None;
    }
    let mut left = tax;
    let mut parts = Vec::with_capacity(bases.len());
    for base in &bases {
        let key = computed.key_on(numbers, &base.account)?;
        let net = base.amount();
        let share = match bases.len() {
            1 => tax,
            _ => round_commercially(net * computed.rate.percent() / dec!(100), 2),
        };
        let amount = if owed.is_some() { net } else { net + share };
        if computed.tax_in(amount) != share {
            return None;
        }
        left -= share;
        parts.push(Part {
            account: &base.account,
            amount,
            key,
            code: base.vat_code.as_deref(),
            whole: true,
        });
    }
    left.is_zero().then_some(parts)
}

/// Pairs debits with credits. `None` when a part that must stay whole finds no account beside it.
fn paired<'a>(chart: Chart, parts: Vec<Part<'a>>) -> Option<Vec<Pair<'a>>> {
    let (whole, mut rest): (Vec<Part<'a>>, Vec<Part<'a>>) =
        parts.into_iter().filter(|part| !part.amount.is_zero()).partition(|part| part.whole);
    let mut pairs = Vec::new();
    for part in whole {
        let beside = |other: &&mut Part<'a>| {
            let automatic =
                chart.account(other.account).and_then(Account::automatic_rate).is_some();
            !automatic
                && other.amount.is_sign_positive() != part.amount.is_sign_positive()
                && other.amount.abs() >= part.amount.abs()
        };
        let other = rest.iter_mut().filter(|other| !other.amount.is_zero()).find(beside)?;
        pairs.push(Pair::of(other.account, &part, part.amount.abs(), part.key));
        other.amount += part.amount;
    }
    // VAT that becomes due goes from its account to the other, not by way of the customer's.
    let is_tax = |part: &Part<'_>| {
        chart.account(part.account).is_some_and(|account| account.function == Function::Tax)
    };
    consume(&mut rest, &mut pairs, is_tax);
    // First what cancels out as it is, then one after the other.
    for at in 0..rest.len() {
        let (before, from) = rest.split_at_mut(at);
        let Some(part) = from.first_mut().filter(|part| !part.amount.is_zero()) else { continue };
        if let Some(other) = before.iter_mut().find(|other| other.amount == -part.amount) {
            pairs.push(Pair::plain(other, part, part.amount.abs()));
            (part.amount, other.amount) = (Decimal::ZERO, Decimal::ZERO);
        }
    }
    consume(&mut rest, &mut pairs, |_| true);
    rest.iter().all(|part| part.amount.is_zero()).then_some(pairs)
}

/// Pairs debits with credits, one after the other, among the parts that are meant.
fn consume<'a>(
    parts: &mut [Part<'a>],
    pairs: &mut Vec<Pair<'a>>,
    is_meant: impl Fn(&Part<'a>) -> bool,
) {
    for at in 0..parts.len() {
        let (before, from) = parts.split_at_mut(at);
        let Some(part) = from.first_mut().filter(|part| is_meant(part)) else { continue };
        for other in before.iter_mut().filter(|other| is_meant(other)) {
            if part.amount.is_zero() {
                break;
            }
            if other.amount.is_zero()
                || other.amount.is_sign_positive() == part.amount.is_sign_positive()
            {
                continue;
            }
            let amount = part.amount.abs().min(other.amount.abs());
            pairs.push(Pair::plain(other, part, amount));
            let signed = if part.amount.is_sign_positive() { amount } else { -amount };
            part.amount -= signed;
            other.amount += signed;
        }
    }
}

impl<'a> Pair<'a> {
    /// `part` is the contra account's.
    fn of(account: &'a str, part: &Part<'a>, amount: Decimal, key: &'static str) -> Pair<'a> {
        Pair {
            account,
            contra: part.account,
            amount,
            debit: part.amount.is_sign_negative(),
            key,
            code: part.code,
        }
    }

    /// Two lines of which nothing is computed; a personal account stands first.
    fn plain(one: &Part<'a>, other: &Part<'a>, amount: Decimal) -> Pair<'a> {
        let key = if one.key.is_empty() { other.key } else { one.key };
        let (first, second) =
            if Personal::of(other.account).is_some() && Personal::of(one.account).is_none() {
                (other, one)
            } else {
                (one, other)
            };
        let pair = Pair::of(first.account, second, amount, key);
        Pair { code: second.code.or(first.code), ..pair }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::collections::HashMap;

    fn line(account: &str, amount: Decimal, code: &str) -> JournalLine {
        let line = JournalLine::signed(account, amount);
        if code.is_empty() { line } else { line.taxed(code) }
    }

    fn told(lines: &[JournalLine]) -> Vec<String> {
        let side = |pair: &Pair<'_>| if pair.debit { "S" } else { "H" };
        let said = |pair: &Pair<'_>| {
            format!(
                "{} {} {} {} [{}]",
                pair.account,
                side(pair),
                pair.amount,
                pair.contra,
                pair.key
            )
        };
        let own = ["8401", "8455"].map(|own| (own.to_owned(), "8400".to_owned()));
        let own = HashMap::from(own);
        let numbers = Numbers { chart: Chart::SKR03, own: &own };
        pairs(numbers, lines).iter().map(said).collect()
    }

    #[test]
    fn vat_that_becomes_due_is_not_paired_with_the_customer() {
        let paid = [
            line("1200", dec!(357), ""),
            line("10001", dec!(-238), ""),
            line("10001", dec!(-119), ""),
            line("1766", dec!(57), ""),
            line("1776", dec!(-38), ""),
            line("1776", dec!(-19), ""),
        ];
        let expected = [
            "1766 S 38 1776 []",
            "1766 S 19 1776 []",
            "10001 H 238 1200 []",
            "10001 H 119 1200 []",
        ];
        assert_eq!(told(&paid), expected);
    }

    #[test]
    fn an_automatic_account_goes_gross_and_a_plain_one_by_its_key() {
        let sale = [
            line("10001", dec!(119.00), ""),
            line("8400", dec!(-100.00), "USt19"),
            line("1776", dec!(-19.00), "USt19"),
        ];
        assert_eq!(told(&sale), ["10001 S 119.00 8400 []"]);
        let paper = [
            line("4930", dec!(100.00), "VSt19"),
            line("1576", dec!(19.00), "VSt19"),
            line("70001", dec!(-119.00), ""),
        ];
        assert_eq!(told(&paper), ["70001 H 119.00 4930 [9]"]);
        let bought = [
            line("3425", dec!(100), "IGE19"),
            line("1574", dec!(19), "IGE19"),
            line("1774", dec!(-19), "IGE19"),
            line("70001", dec!(-100), ""),
        ];
        assert_eq!(told(&bought), ["70001 H 100 3425 []"]);
        // What no automatic account says, the key does.
        let rented = |code: &str, account: &str, [input, output]: [&str; 2]| {
            told(&[
                line(account, dec!(100), code),
                line(input, dec!(19), code),
                line(output, dec!(-19), code),
                line("70001", dec!(-100), ""),
            ])
        };
        let reverse = ["1577", "1787"];
        assert_eq!(rented("IGE19", "0420", ["1574", "1774"]), ["70001 H 100 0420 [19]"]);
        assert_eq!(rented("13bEU19", "4964", reverse), ["70001 H 100 4964 [94]"]);
        assert_eq!(rented("13bIN19", "4250", reverse), ["70001 H 100 4250 [94]"]);
        let kept = [
            line("4964", dec!(100), "13bEU19"),
            line("4964", dec!(19), ""),
            line("1787", dec!(-19), "13bEU19"),
            line("70001", dec!(-100), ""),
        ];
        assert_eq!(told(&kept), ["70001 H 100 4964 [95]"]);
        // Deducted in part: the base of what is deducted, and that of the rest.
        let in_part = [
            line("4964", dec!(100), "13bEU19"),
            line("4964", dec!(11.40), ""),
            line("1577", dec!(7.60), "13bEU19"),
            line("1787", dec!(-19), "13bEU19"),
            line("70001", dec!(-100), ""),
        ];
        assert_eq!(told(&in_part), ["70001 H 40.00 4964 [94]", "70001 H 60.00 4964 [95]"]);
        // On a number of the company's own nothing is automatic beside the range of its account.
        for (own, expected) in
            [("8401", "10001 S 119.00 8401 []"), ("8455", "10001 S 119.00 8455 [3]")]
        {
            let sale = [
                line("10001", dec!(119.00), ""),
                line(own, dec!(-100.00), "USt19"),
                line("1776", dec!(-19.00), "USt19"),
            ];
            assert_eq!(told(&sale), [expected]);
        }
        let sold = [line("10001", dec!(100), ""), line("8200", dec!(-100), "13bL")];
        assert_eq!(told(&sold), ["10001 S 100 8200 [46]"]);
        let paid = [
            line("1200", dec!(98), ""),
            line("8736", dec!(1.68), "USt19"),
            line("1776", dec!(0.32), "USt19"),
            line("10001", dec!(-100), ""),
        ];
        assert_eq!(told(&paid), ["10001 H 2.00 8736 []", "10001 H 98.00 1200 []"]);
    }

    #[test]
    fn what_the_taker_would_compute_otherwise_goes_line_by_line_with_the_automatic_at_rest() {
        // No tax at all, a tax off by a cent, a tax not due yet, an account of another rate.
        assert_eq!(
            told(&[line("1200", dec!(500), ""), line("8400", dec!(-500), "")]),
            ["1200 S 500 8400 [40]"]
        );
        let off = [
            line("10001", dec!(119.02), ""),
            line("8400", dec!(-100), "USt19"),
            line("1776", dec!(-19.02), "USt19"),
        ];
        assert_eq!(told(&off), ["10001 S 100 8400 [40]", "10001 S 19.02 1776 []"]);
        let cash = [
            line("10001", dec!(119), ""),
            line("8400", dec!(-100), "USt19Ist"),
            line("1766", dec!(-19), "USt19Ist"),
        ];
        assert_eq!(told(&cash), ["10001 S 100 8400 [40]", "10001 S 19 1766 []"]);
        let other = [
            line("3300", dec!(100), "VSt19"),
            line("1576", dec!(19), "VSt19"),
            line("70001", dec!(-119), ""),
        ];
        assert_eq!(told(&other), ["70001 H 100 3300 [40]", "70001 H 19 1576 []"]);
    }
}
