//! Receipts and payments (Einnahmenüberschussrechnung, § 4 (3) EStG): the lines of the form Anlage
//! EÜR by their Kennzahl.
//!
//! Which account belongs to which line is data (`receipts_skr03.tsv`, `receipts_skr04.tsv`),
//! derived from the form's own words of 2025 and the names of the accounts; whoever files it has
//! their tax adviser release the tables once. What is counted is told from outside: turnover of
//! money itself, and of each invoice the part that is paid.

use super::{Amounts, Line, Position, Range, closing_line, lines, range_of, ranges};
use crate::ledger::{Chart, Closing};
use rust_decimal::Decimal;
use std::sync::LazyLock;

static FORM: LazyLock<Vec<Line>> = LazyLock::new(|| lines(include_str!("receipts.tsv")));
static SKR03: LazyLock<Vec<Range>> = LazyLock::new(|| ranges(include_str!("receipts_skr03.tsv")));
static SKR04: LazyLock<Vec<Range>> = LazyLock::new(|| ranges(include_str!("receipts_skr04.tsv")));

/// Lines of receipts: credit less debit. The others are of payments: debit less credit.
const RECEIPTS: &[&str] =
    &["111", "104", "112", "103", "140", "141", "102", "106", "108", UNASSIGNED_RECEIPTS];

/// Parts that are not deductible, and what is told to be looked through: told, and not summed.
const NOT_DEDUCTIBLE: &[&str] = &["174", "175", "172", "177", OF_YEAR_BEFORE, OF_YEAR_AFTER];

/// What recurs and was paid in the ten days behind or before the turn of the year (§ 11 (1)
/// sentence 2, (2) sentence 2 EStG): it may be of the other year, which the books alone do not say.
pub const OF_YEAR_BEFORE: &str = "11V";
/// As [`OF_YEAR_BEFORE`].
pub const OF_YEAR_AFTER: &str = "11F";

/// Lines of what recurs by its nature: staff, rent, contracts, interest, advance payments of VAT.
const RECURRING: &[&str] =
    &["120", "144", "145", "150", "151", "186", "222", "223", "232", "234", "280", "141"];

/// What no line takes must not vanish.
const UNASSIGNED_RECEIPTS: &str = "?E";
const UNASSIGNED_PAYMENTS: &str = "?A";

/// Sums of the form.
const TOTAL_RECEIPTS: &str = "159";
const TOTAL_PAYMENTS: &str = "199";
const RESULT: &str = "G";

/// What is in no line: taxes of which both halves are declared at once.
const NOWHERE: &str = "-";

/// The lines that a line of the form is the sum of, itself where it is none, and whether each is
/// added (`true`) or taken off.
pub fn receipt_lines(code: &str) -> Vec<(&'static str, bool)> {
    let of = |receipts: bool| {
        let counted = FORM.iter().filter(|line| {
            !NOT_DEDUCTIBLE.contains(&line.0)
                && ![TOTAL_RECEIPTS, TOTAL_PAYMENTS, RESULT].contains(&line.0)
        });
        counted.filter(move |line| RECEIPTS.contains(&line.0) == receipts).map(|line| line.0)
    };
    match code {
        TOTAL_RECEIPTS => of(true).map(|code| (code, true)).collect(),
        TOTAL_PAYMENTS => of(false).map(|code| (code, true)).collect(),
        RESULT => {
            of(true).map(|code| (code, true)).chain(of(false).map(|code| (code, false))).collect()
        }
        code => FORM.iter().filter(|line| line.0 == code).map(|line| (line.0, true)).collect(),
    }
}

/// Receipts and payments of a span, gathered line by line.
#[derive(Debug)]
pub struct Receipts {
    closing: Closing,
    amounts: Amounts,
    unassigned: Decimal,
    /// Whence what is counted now comes.
    source: String,
    counted: Vec<Counted>,
}

/// What was counted in a line: whence it comes, on which account, and its amount signed as the
/// line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The line's code.
    pub code: &'static str,
    /// An invoice's number; empty of money itself.
    pub source: String,
    /// The account's number in the chart; empty where the books name none.
    pub account: String,
    /// Signed as the line.
    pub amount: Decimal,
}

impl Receipts {
    /// Of nothing yet.
    pub fn new(closing: Closing) -> Receipts {
        Receipts {
            closing,
            amounts: Amounts::new(),
            unassigned: Decimal::ZERO,
            source: String::new(),
            counted: Vec::new(),
        }
    }

    /// Says whence comes what is counted from now on.
    pub fn of(&mut self, source: &str) {
        source.clone_into(&mut self.source);
    }

    /// What was counted, part by part.
    pub fn counted(&self) -> &[Counted] {
        &self.counted
    }

    /// The chart that account numbers are of.
    pub fn chart(&self) -> Chart {
        self.closing.chart
    }

    /// Tells what of another count recurs in this line; what was received is taken off.
    pub fn tell_recurring(&mut self, code: &'static str, of: &Receipts) {
        for part in of.counted.iter().filter(|part| RECURRING.contains(&part.code)) {
            let amount = if RECEIPTS.contains(&part.code) { -part.amount } else { part.amount };
            *self.amounts.entry(code).or_default() += amount;
            self.counted.push(Counted { code, amount, ..part.clone() });
        }
    }

    /// How much of input VAT is deducted of items that say nothing of it, in percent.
    pub fn input_percent(&self) -> Decimal {
        self.closing.input_percent
    }

    fn table(&self) -> &'static [Range] {
        match self.closing.chart {
            Chart::SKR03 => &SKR03,
            Chart::SKR04 => &SKR04,
        }
    }

    /// Whether an account of the chart takes a tax that is owed as recipient or its deduction: no
    /// money is moved by it.
    pub fn is_nowhere(&self, account: &str) -> bool {
        range_of(self.table(), account).is_some_and(|range| range.in_debit == NOWHERE)
    }

    /// Turnover of an account, by its number in the chart; reversals count negative on their side.
    pub fn turnover(&mut self, account: &str, debit: Decimal, credit: Decimal) {
        match range_of(self.table(), account) {
            Some(range) if range.in_debit == NOWHERE => {}
            Some(range) if range.in_debit == range.in_credit => {
                self.add(self.line(range.in_debit), account, credit - debit)
            }
            Some(range) => {
                self.add(range.in_debit, account, -debit);
                self.add(range.in_credit, account, credit);
            }
            None if closing_line(self.closing.chart, account)
                .is_some_and(|line| line.starts_with(|c: char| c.is_ascii_digit())) =>
            {
                self.not_assigned(account, credit - debit);
            }
            None => {}
        }
    }

    /// Money of which the books do not say what it was for; positive came in.
    pub fn unassigned(&mut self, received: Decimal) {
        self.not_assigned("", received);
    }

    fn not_assigned(&mut self, account: &str, received: Decimal) {
        self.unassigned += received;
        let code =
            if received.is_sign_negative() { UNASSIGNED_PAYMENTS } else { UNASSIGNED_RECEIPTS };
        self.note(code, account, received);
    }

    /// Turnover that is taxed (positive came in), of which the books name no account.
    pub fn taxed_turnover(&mut self, net: Decimal, vat: Decimal) {
        self.add(self.line("112"), "", net);
        self.add("140", "", vat);
    }

    /// Input VAT that was paid, of which the books name no account.
    pub fn input_vat(&mut self, paid: Decimal) {
        self.add("185", "", -paid);
    }

    /// A small business has one line for all it takes.
    fn line(&self, code: &'static str) -> &'static str {
        if self.closing.small_business && matches!(code, "112" | "103") { "111" } else { code }
    }

    /// `received` is positive for money in.
    fn add(&mut self, code: &'static str, account: &str, received: Decimal) {
        let amount = if RECEIPTS.contains(&code) { received } else { -received };
        *self.amounts.entry(code).or_default() += amount;
        self.note(code, account, received);
    }

    fn note(&mut self, code: &'static str, account: &str, received: Decimal) {
        let amount = if RECEIPTS.contains(&code) { received } else { -received };
        if !amount.is_zero() {
            self.counted.push(Counted {
                code,
                source: self.source.clone(),
                account: account.to_owned(),
                amount,
            });
        }
    }

    /// Every line of the form in its order, receipts and payments both positive.
    pub fn positions(mut self) -> Vec<Position> {
        let rest = self.unassigned;
        let (code, amount) = if rest.is_sign_negative() {
            (UNASSIGNED_PAYMENTS, -rest)
        } else {
            (UNASSIGNED_RECEIPTS, rest)
        };
        *self.amounts.entry(code).or_default() += amount;
        let counted = |(code, _): &(&&str, &Decimal)| !NOT_DEDUCTIBLE.contains(*code);
        let (receipts, payments): (Vec<_>, Vec<_>) =
            self.amounts.iter().filter(counted).partition(|(code, _)| RECEIPTS.contains(*code));
        let sum = |amounts: Vec<(&&str, &Decimal)>| {
            amounts.into_iter().map(|(_, amount)| *amount).sum::<Decimal>()
        };
        let (receipts, payments) = (sum(receipts), sum(payments));
        self.amounts.extend([
            (TOTAL_RECEIPTS, receipts),
            (TOTAL_PAYMENTS, payments),
            (RESULT, receipts - payments),
        ]);
        let amount = |code: &str| self.amounts.get(code).copied().unwrap_or_default();
        let is_total = |code: &str| matches!(code, TOTAL_RECEIPTS | TOTAL_PAYMENTS | RESULT);
        FORM.iter()
            .map(|Line(code, de, en)| Position {
                code,
                de,
                en,
                amount: amount(code),
                is_total: is_total(code),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn of(positions: &[Position], code: &str) -> Decimal {
        positions
            .iter()
            .find(|position| position.code == code)
            .map_or(Decimal::MAX, |position| position.amount)
    }

    #[test]
    fn the_lines_are_those_of_the_form_and_the_ranges_are_ordered() {
        for text in [include_str!("receipts_skr03.tsv"), include_str!("receipts_skr04.tsv")] {
            let table = ranges(text);
            assert_eq!(table.len() + 1, text.lines().count(), "every line is read");
            for pair in table.windows(2) {
                assert!(pair[0].first <= pair[0].last && pair[0].last < pair[1].first, "{pair:?}");
            }
            for code in table.iter().flat_map(|range| [range.in_debit, range.in_credit]) {
                assert!(code == NOWHERE || FORM.iter().any(|line| line.0 == code), "{code}");
            }
        }
        for code in RECEIPTS.iter().chain(NOT_DEDUCTIBLE).chain(&[
            UNASSIGNED_PAYMENTS,
            TOTAL_RECEIPTS,
            TOTAL_PAYMENTS,
            RESULT,
        ]) {
            assert!(FORM.iter().any(|line| line.0 == *code), "{code}");
        }
    }

    #[test]
    fn receipts_less_payments_are_the_result() {
        let mut receipts = Receipts::new(Chart::SKR03.into());
        for (account, debit, credit) in [
            ("8400", dec!(0), dec!(1000)),
            ("1776", dec!(0), dec!(190)),
            ("4930", dec!(100), dec!(0)),
            ("1576", dec!(19), dec!(0)),
            ("1780", dec!(171), dec!(20)),
            ("4654", dec!(30), dec!(0)),
            ("1200", dec!(890), dec!(0)),
            ("1577", dec!(38), dec!(0)),
            ("4320", dec!(50), dec!(0)),
        ] {
            receipts.turnover(account, debit, credit);
        }
        let positions = receipts.positions();
        for (code, amount) in [
            ("112", dec!(1000)),
            ("140", dec!(190)),
            ("141", dec!(20)),
            ("229", dec!(100)),
            ("185", dec!(19)),
        ] {
            assert_eq!(of(&positions, code), amount, "{code}");
        }
        assert_eq!(of(&positions, "186"), dec!(171));
        assert_eq!(of(&positions, "?A"), dec!(50), "trade tax has no line");
        assert_eq!(of(&positions, "175"), dec!(30));
        assert_eq!(
            [of(&positions, "159"), of(&positions, "199"), of(&positions, "G")],
            [dec!(1210), dec!(340), dec!(870)]
        );
    }

    #[test]
    fn a_small_business_has_one_line_for_its_turnover() {
        let closing = Closing { small_business: true, ..Chart::SKR04.into() };
        let mut receipts = Receipts::new(closing);
        receipts.turnover("4185", dec!(0), dec!(100));
        receipts.turnover("4400", dec!(0), dec!(50));
        assert_eq!(of(&receipts.positions(), "111"), dec!(150));
    }
}
