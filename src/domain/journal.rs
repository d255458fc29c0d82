//! Journal entries of double-entry bookkeeping. One that does not balance cannot be built.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

/// One line: either debit (Soll) or credit (Haben), in the company's book currency; negative only
/// where another entry is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JournalLine {
    /// The account's number in the company's chart, or a personal account.
    pub account: String,
    /// Soll; zero when the line credits.
    pub debit: Decimal,
    /// Haben; zero when the line debits.
    pub credit: Decimal,
    /// Tax code (e.g. `VSt19`, `USt19`), on the lines that carry or follow a tax.
    pub vat_code: Option<String>,
}

/// A balanced entry that is not in the journal yet; number and hash come with posting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JournalEntry {
    date: Date,
    text: String,
    lines: Vec<JournalLine>,
    /// The day that decides its VAT period, where that is not `date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    tax_date: Option<Date>,
}

/// Why a journal entry could not be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEntry {
    /// The sums of the two sides, in the books' currency.
    #[error("debit {debit} and credit {credit} differ")]
    Unbalanced {
        /// The sum of the debits.
        debit: Decimal,
        /// The sum of the credits.
        credit: Decimal,
    },
    /// Fewer than two lines: money comes from somewhere and goes somewhere.
    #[error("an entry needs at least two lines")]
    TooFewLines,
    /// A sum does not fit into a decimal.
    #[error("a sum is beyond what a decimal can hold")]
    Overflow,
}

impl JournalLine {
    /// A line from a signed amount: positive debits the account, negative credits it.
    pub fn signed(account: impl Into<String>, amount: Decimal) -> JournalLine {
        let (debit, credit) = if amount.is_sign_negative() {
            (Decimal::ZERO, -amount)
        } else {
            (amount, Decimal::ZERO)
        };
        JournalLine { account: account.into(), debit, credit, vat_code: None }
    }

    /// The same line under a tax code.
    pub fn taxed(mut self, code: impl Into<String>) -> JournalLine {
        self.vat_code = Some(code.into());
        self
    }

    /// Debit less credit.
    pub fn amount(&self) -> Decimal {
        self.debit - self.credit
    }
}

impl JournalEntry {
    /// Builds an entry of at least two lines whose debits equal its credits; lines of zero are left
    /// out first.
    pub fn balanced(
        date: Date,
        text: impl Into<String>,
        lines: Vec<JournalLine>,
    ) -> Result<JournalEntry, NotAnEntry> {
        let lines: Vec<JournalLine> = lines
            .into_iter()
            .filter(|line| !(line.debit.is_zero() && line.credit.is_zero()))
            .collect();
        if lines.len() < 2 {
            return Err(NotAnEntry::TooFewLines);
        }
        let sum = |pick: fn(&JournalLine) -> Decimal| {
            lines
                .iter()
                .try_fold(Decimal::ZERO, |sum, line| sum.checked_add(pick(line)))
                .ok_or(NotAnEntry::Overflow)
        };
        let (debit, credit) = (sum(|line| line.debit)?, sum(|line| line.credit)?);
        if debit != credit {
            return Err(NotAnEntry::Unbalanced { debit, credit });
        }
        Ok(JournalEntry { date, text: text.into(), lines, tax_date: None })
    }

    /// The entry that takes this one back (Generalumkehr): the same lines on the same sides,
    /// negative, so that the turnover of an account is what it would be without both.
    pub fn reversed(&self, date: Date, text: impl Into<String>) -> JournalEntry {
        // Zero bears no sign.
        let negative = |amount: Decimal| if amount.is_zero() { amount } else { -amount };
        let taken_back = |line: &JournalLine| JournalLine {
            debit: negative(line.debit),
            credit: negative(line.credit),
            ..line.clone()
        };
        let lines = self.lines.iter().map(taken_back).collect();
        JournalEntry { date, text: text.into(), lines, tax_date: self.tax_date }
    }

    /// The same entry with other account numbers, where `number` gives one.
    pub fn renumbered(mut self, number: impl Fn(&str) -> Option<String>) -> JournalEntry {
        for line in &mut self.lines {
            if let Some(other) = number(&line.account) {
                line.account = other;
            }
        }
        self
    }

    /// The same entry on another day.
    pub fn dated(mut self, date: Date) -> JournalEntry {
        self.date = date;
        self
    }

    /// The same entry with the day that decides its VAT period; `None` for the booking date.
    pub fn taxed_on(mut self, day: Option<Date>) -> JournalEntry {
        self.tax_date = day;
        self
    }

    /// The day that decides its VAT period, where that is not the booking date.
    pub fn tax_date(&self) -> Option<Date> {
        self.tax_date
    }

    /// The booking date.
    pub fn date(&self) -> Date {
        self.date
    }

    /// The booking text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The lines, in the order they were given.
    pub fn lines(&self) -> &[JournalLine] {
        &self.lines
    }
}
