//! Which account and which table of the file a row belongs to.

use super::{Section, Taker};
use crate::domain::Currency;
use crate::einvoice::codelists::CURRENCIES;
use crate::formats::bank_csv::columns::{Columns, Field, could_be_header};
use crate::formats::bank_csv::frame::is_opening;
use crate::formats::bank_csv::groups::Group;
use crate::formats::bank_csv::words::{owned, stands_for_nothing};
use crate::formats::csv_shape::{header_name, number};
use csv::StringRecord;

/// Currencies that are written `$`.
const DOLLARS: [&str; 10] = ["USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP"];

impl Taker<'_> {
    /// The group of this row's account and currency, made when it is new.
    pub(super) fn group_of(&mut self, row: &StringRecord, written: &str) -> usize {
        let iban = self.columns.get(Field::AccountIban, row);
        let iban = if stands_for_nothing(iban) { "" } else { iban };
        let number = self.columns.get(Field::AccountNumber, row);
        // Where the row names the account by its IBAN, a card's number beside it makes no other
        // account.
        let number = if !iban.is_empty() || stands_for_nothing(number) { "" } else { number };
        let (currency, assumed) = self.currency(row, written);
        let same = |group: &Group| {
            group.currency == currency && group.iban == iban && group.number == number
        };
        if self.section.groups.get(self.group).is_some_and(same) {
            return self.group;
        }
        self.group = self.section.groups.iter().position(same).unwrap_or(self.section.groups.len());
        if self.group == self.section.groups.len() {
            let bic = owned(self.columns.get(Field::AccountBic, row));
            let (iban, number) = (iban.to_owned(), number.to_owned());
            let (entries, rows, balances, never) = Default::default();
            self.section.groups.push(Group {
                iban,
                number,
                bic,
                currency,
                assumed,
                entries,
                rows,
                balances,
                never,
            });
        }
        self.group
    }

    /// The row's currency, and true when nothing names it.
    fn currency(&self, row: &StringRecord, written: &str) -> (Currency, bool) {
        let named = Currency::read(self.columns.get(Field::Currency, row))
            .or(self.columns.currency)
            .or_else(|| number::currency(written).and_then(Currency::read))
            .or_else(|| {
                self.bank.and_then(|bank| bank.currency.as_deref()).and_then(Currency::read)
            });
        (named.unwrap_or(Currency::EUR), named.is_none())
    }

    /// The currency that the row or its heading names, where another is written beside the amount.
    pub(super) fn contradicted(&self, row: &StringRecord, written: &str) -> Option<Currency> {
        let beside = number::currency(written).and_then(Currency::read)?;
        let named =
            Currency::read(self.columns.get(Field::Currency, row)).or(self.columns.currency)?;
        let is_dollar = written.contains('$') && DOLLARS.contains(&named.code());
        let differs = beside != named && !is_dollar && CURRENCIES.has(beside.code());
        differs.then_some(named)
    }

    /// A header line again, of this table, this bank or another: a new section begins.
    pub(super) fn new_section(&mut self, row: &StringRecord) -> bool {
        if !could_be_header(row) || row.len() < 3 {
            return false;
        }
        let names = names(row);
        // Of the same names the columns stay as they were understood.
        if names != self.header {
            let Some((_, bank)) = self.table.banks.owner(&names, "") else { return false };
            self.columns = Columns::of(row, Some(bank), &[]);
            self.bank = Some(bank);
            self.header = names;
        }
        let opens = |line: &StringRecord| {
            line.iter().next().is_none_or(|label| is_opening(label) != Some(true))
        };
        let split = self.loose.iter().position(opens).unwrap_or(self.loose.len());
        let above = self.loose.split_off(split);
        self.section.around.append(&mut self.loose);
        let done =
            std::mem::replace(&mut self.section, Section { around: above, groups: Vec::new() });
        self.rows.sections.push(done);
        self.group = 0;
        true
    }
}

/// The names of the columns of a header line.
pub(super) fn names(header: &StringRecord) -> Vec<String> {
    header.iter().map(|field| header_name(field).0).collect()
}
