//! The journal as plain text: a transaction an entry, a posting a line; debits positive, credits
//! negative, in euro. Two forms: that of hledger and Ledger ("journal format", hledger 1.2x), and
//! that of Beancount (language syntax, version 3).

use crate::ledger::positions::closing_line;
use crate::ledger::{Chart, Function, Personal};
use crate::store::JournalRow;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A form of plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainForm {
    /// Of hledger and Ledger.
    Hledger,
    /// Of Beancount and Fava.
    Beancount,
}

/// The forms that are written.
pub const FORMS: [PlainForm; 2] = [PlainForm::Hledger, PlainForm::Beancount];

/// An account of the journal: what the books call it.
#[derive(Debug, Clone)]
pub struct Named {
    /// Its name; empty where nothing names it.
    pub name: String,
    /// What it is in Beancount, which knows five kinds of accounts.
    pub root: &'static str,
}

/// What kind of account a number is for Beancount: a personal account by whose it is, the others by
/// where they close into.
pub fn root(chart: Chart, number: &str) -> &'static str {
    match Personal::of(number) {
        Some(Personal::Customer) => return "Assets",
        Some(Personal::Vendor) => return "Liabilities",
        None => {}
    }
    let carries = chart.account(number).is_some_and(|own| own.function == Function::CarryForward);
    match closing_line(chart, number) {
        _ if carries => "Equity",
        _ if chart.is_income(number) => "Income",
        _ if chart.is_profit_and_loss(number) => "Expenses",
        Some(line) if line.starts_with("P.A") => "Equity",
        Some(line) if line.starts_with("P.") => "Liabilities",
        Some(_) => "Assets",
        None => "Equity",
    }
}

impl PlainForm {
    /// The ending of its files' names.
    pub fn ending(self) -> &'static str {
        match self {
            PlainForm::Hledger => "journal",
            PlainForm::Beancount => "beancount",
        }
    }

    /// What stands before the transactions: the currency, and each account, known from this day on.
    pub fn head(self, company: &str, accounts: &BTreeMap<String, Named>, from: Date) -> String {
        let mut text = match self {
            PlainForm::Hledger => format!("; {}\n\ncommodity 1000.00 EUR\n\n", plain(company)),
            PlainForm::Beancount => format!(
                "option \"title\" {}\noption \"operating_currency\" \"EUR\"\n\n",
                quoted(company)
            ),
        };
        for (number, account) in accounts {
            let called = self.called(number, Some(account));
            // Writing into a text cannot fail.
            let _ = match self {
                PlainForm::Hledger => writeln!(text, "account {called}"),
                PlainForm::Beancount => {
                    let name = quoted(&account.name);
                    writeln!(text, "{from} open {called} EUR\n  name: {name}")
                }
            };
        }
        text
    }

    /// One transaction, an empty line before it. It bears the entry's number and the document's
    /// day, where that is another.
    pub fn transaction(self, entry: &JournalRow, accounts: &BTreeMap<String, Named>) -> String {
        let other = entry.document_date.filter(|date| *date != entry.date);
        let mut text = match self {
            PlainForm::Hledger => {
                let other = other.map(|date| format!("={date}")).unwrap_or_default();
                let text = plain(&entry.text);
                format!("\n{}{other} * ({}) {text}\n", entry.date, entry.number)
            }
            PlainForm::Beancount => {
                let other = other.map(|date| format!("  document-date: {date}\n"));
                let (text, other) = (quoted(&entry.text), other.unwrap_or_default());
                format!("\n{} * {text}\n  entry: {}\n{other}", entry.date, entry.number)
            }
        };
        if let Some(reversed) = entry.reverses {
            let _ = match self {
                PlainForm::Hledger => writeln!(text, "    ; reverses: {reversed}"),
                PlainForm::Beancount => writeln!(text, "  reverses: {reversed}"),
            };
        }
        for line in &entry.lines {
            let called = self.called(&line.account, accounts.get(&line.account));
            let amount = line.debit - line.credit;
            let code = line.vat_code.as_deref();
            let _ = match (self, code) {
                (PlainForm::Hledger, Some(code)) => {
                    writeln!(text, "    {called}  {amount:.2} EUR  ; vat: {}", plain(code))
                }
                (PlainForm::Beancount, Some(code)) => {
                    writeln!(text, "  {called}  {amount:.2} EUR\n    vat: {}", quoted(code))
                }
                (PlainForm::Hledger, None) => writeln!(text, "    {called}  {amount:.2} EUR"),
                (PlainForm::Beancount, None) => writeln!(text, "  {called}  {amount:.2} EUR"),
            };
        }
        text
    }

    fn called(self, number: &str, account: Option<&Named>) -> String {
        let name = account.map(|account| plain(&account.name)).unwrap_or_default();
        match self {
            PlainForm::Hledger => format!("{number} {name}").trim_end().to_owned(),
            PlainForm::Beancount => {
                format!("{}:{number}", account.map_or("Equity", |account| account.root))
            }
        }
    }
}

/// What the journal format gives a meaning of its own is taken out: comments, notes, two blanks,
/// ends of lines.
fn plain(text: &str) -> String {
    let safe = text.replace([';', '|'], ",").replace(|c: char| c.is_control(), " ");
    safe.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text between quotation marks, which none inside it ends.
fn quoted(text: &str) -> String {
    format!("\"{}\"", plain(text).replace('\\', "/").replace('"', "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_read_as_part_of_the_format() {
        assert_eq!(plain("Miete;  Oktober\n| 10/26"), "Miete, Oktober , 10/26");
        assert_eq!(quoted("a \"b\" \\ c"), "\"a 'b' / c\"");
    }

    #[test]
    fn accounts_are_of_the_kind_that_they_close_into() {
        let roots = |chart: Chart, numbers: &[&str]| -> Vec<&str> {
            numbers.iter().map(|number| root(chart, number)).collect()
        };
        let expected =
            ["Assets", "Liabilities", "Equity", "Equity", "Income", "Expenses", "Assets"];
        let accounts = ["1200", "1776", "0800", "9000", "8400", "4930", "10001"];
        assert_eq!(roots(Chart::SKR03, &accounts), expected);
        let accounts = ["1800", "3806", "2900", "9000", "4400", "6815", "10001"];
        assert_eq!(roots(Chart::SKR04, &accounts), expected);
    }
}
