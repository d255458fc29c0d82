//! Entries that a person writes down (`entries.csv`): accruals, depreciation, wages, private
//! drawings, what no document brings.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// One entry as it is written down: rows that balance together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualEntry {
    /// The line of its first row in the file.
    pub row: u64,
    /// The booking date.
    pub date: Date,
    /// The number of the voucher it rests on (Belegnummer).
    pub document: Option<String>,
    /// The booking text.
    pub text: Option<String>,
    /// Its rows, in the file's order.
    pub rows: Vec<ManualRow>,
    /// Rows of a batch of DATEV: what such an entry says besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyed: Option<Keyed>,
}

/// An entry of a batch of DATEV. Each of its rows bears the VAT of its key or its automatic
/// account, whatever stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Keyed {
    /// The standard chart that its accounts are of: 3 or 4; `None` where the batch does not say.
    pub chart: Option<u8>,
    /// It takes an earlier one back (Generalumkehr): negative on its own sides.
    pub reversal: bool,
    /// The day that decides its VAT period, where that is another than its date.
    pub tax_date: Option<Date>,
}

/// One row: an amount on an account, and where it names a contra account, the same amount there on
/// the other side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualRow {
    /// The account.
    pub account: String,
    /// The contra account; `None` where further rows balance this one.
    pub contra: Option<String>,
    /// With the VAT that `tax` states; positive debits the account, negative credits it. In the
    /// currency of the books.
    pub amount: Decimal,
    /// The VAT inside.
    pub tax: Option<ManualTax>,
}

/// How a row states its VAT.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManualTax {
    /// A rate in percent: input VAT of an expense or asset, output VAT of an income.
    Percent(Decimal),
    /// The automatic of an account rests (key 40 of DATEV): its tax has a row of its own in the
    /// entry.
    AtRest,
    /// A tax code as the journal bears it (`VSt19`, `USt7`, `IGE19`, …).
    Code(String),
}

impl ManualEntry {
    /// Rows, each read as an entry, put together: those of one voucher, day and kind are one entry;
    /// without a voucher rows go together until they balance.
    pub fn joined(rows: Vec<ManualEntry>) -> Vec<ManualEntry> {
        let mut entries: Vec<ManualEntry> = Vec::with_capacity(rows.len());
        let mut vouchers: HashMap<(String, Date, Option<Keyed>), usize> = HashMap::new();
        for row in rows {
            let runs_on = |last: &ManualEntry| {
                last.document.is_none() && last.date == row.date && !last.sides().2.is_zero()
            };
            let at = match &row.document {
                Some(document) => Some(
                    *vouchers
                        .entry((document.clone(), row.date, row.keyed))
                        .or_insert(entries.len()),
                ),
                None => {
                    entries.len().checked_sub(1).filter(|_| entries.last().is_some_and(runs_on))
                }
            };
            match at.and_then(|at| entries.get_mut(at)) {
                Some(entry) => {
                    entry.text = entry.text.take().or(row.text);
                    entry.rows.extend(row.rows);
                }
                None => entries.push(row),
            }
        }
        entries
    }

    /// Debit, credit (both positive), and debit less credit, of the rows without a contra account.
    pub fn sides(&self) -> (Decimal, Decimal, Decimal) {
        let own = || self.rows.iter().filter(|row| row.contra.is_none()).map(|row| row.amount);
        let debit: Decimal = own().filter(Decimal::is_sign_positive).sum();
        let credit: Decimal = own().filter(Decimal::is_sign_negative).map(|amount| -amount).sum();
        (debit, credit, debit - credit)
    }

    /// The booking text in the journal: the voucher's number before the words.
    pub fn title(&self) -> String {
        [self.document.as_deref(), self.text.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(BETWEEN)
    }

    /// The voucher's number of a journal's text that [`ManualEntry::title`] made.
    pub fn voucher(title: &str) -> Option<&str> {
        title.split_once(BETWEEN).map(|(document, _)| document)
    }
}

/// What parts the voucher's number from the words.
const BETWEEN: &str = " · ";
