//! What `inspect` shows a person: one statement after the other, balances and entries in columns,
//! doubts last.

use crate::domain::statement::{Balance, Status};
use crate::domain::{BankStatement, Entry, Finding, Language, Money, Statement, plain, spelling};
use std::io::{self, Write};

/// The words around a statement.
struct Words {
    statement_file: &'static str,
    account: &'static str,
    no_number: &'static str,
    statement: &'static str,
    opening: &'static str,
    closing: &'static str,
    pending: &'static str,
    reversal: &'static str,
}

fn words(language: Language) -> Words {
    match language {
        Language::De => Words {
            statement_file: "Kontoauszug",
            account: "Konto",
            no_number: "ohne Kontonummer",
            statement: "Auszug",
            opening: "Anfangssaldo",
            closing: "Endsaldo",
            pending: "vorgemerkt",
            reversal: "Storno",
        },
        Language::En => Words {
            statement_file: "bank statement",
            account: "Account",
            no_number: "without a number",
            statement: "statement",
            opening: "opening balance",
            closing: "closing balance",
            pending: "pending",
            reversal: "reversal",
        },
    }
}

/// Writes a bank statement file as text.
pub fn statements(
    out: &mut impl Write,
    name: &str,
    file: &BankStatement,
    findings: &[Finding],
    language: Language,
) -> io::Result<()> {
    heading(out, name, file, language)?;
    for one in &file.statements {
        statement(out, one, language)?;
    }
    for finding in findings {
        writeln!(out, "! {}", finding.say(language))?;
    }
    writeln!(out)
}

/// The line above the statements of a file.
pub fn heading(
    out: &mut impl Write,
    name: &str,
    file: &BankStatement,
    language: Language,
) -> io::Result<()> {
    let what = words(language).statement_file;
    writeln!(out, "{name}: {what} {} ({})", file.format, file.encoding.as_deref().unwrap_or("–"))
}

/// One statement with its balances, entries and doubts.
pub fn statement(
    out: &mut impl Write,
    statement: &Statement,
    language: Language,
) -> io::Result<()> {
    let (account, words) = (&statement.account, words(language));
    let number = account
        .iban
        .as_ref()
        .map(|iban| iban.as_str())
        .or(account.number.as_deref())
        .unwrap_or(words.no_number);
    let sequence = statement.sequence.as_deref().or(statement.id.as_deref()).unwrap_or("–");
    writeln!(out, "\n{} {number}   {} {sequence}", words.account, words.statement)?;
    balance(out, words.opening, statement.opening.as_ref(), language)?;
    for entry in &statement.entries {
        line(out, entry, "", language)?;
        for detail in &entry.details {
            line(out, detail, "  · ", language)?;
        }
    }
    balance(out, words.closing, statement.closing.as_ref(), language)?;
    for finding in &statement.findings {
        writeln!(out, "! {}", finding.say(language))?;
    }
    Ok(())
}

fn balance(
    out: &mut impl Write,
    label: &str,
    balance: Option<&Balance>,
    language: Language,
) -> io::Result<()> {
    let Some(balance) = balance else { return Ok(()) };
    writeln!(out, "{:10} {} {label}", day(balance.date, language), money(balance.amount, language))
}

fn line(out: &mut impl Write, entry: &Entry, indent: &str, language: Language) -> io::Result<()> {
    let words = words(language);
    let mark = match (entry.status, entry.reversal) {
        (Status::Pending, _) => format!(" ({})", words.pending),
        (Status::Booked, true) => format!(" ({})", words.reversal),
        (Status::Booked, false) => String::new(),
    };
    let texts = [&entry.counterparty.name, &entry.booking_text, &entry.remittance];
    let texts =
        texts.into_iter().filter_map(|text| text.as_deref()).collect::<Vec<_>>().join(" | ");
    let date = day(entry.booking_date.or(entry.value_date), language);
    writeln!(
        out,
        "{date:10} {} {indent}{}{mark}",
        money(entry.amount, language),
        plain::line(&texts)
    )
}

fn day(date: Option<jiff::civil::Date>, language: Language) -> String {
    date.map_or_else(String::new, |date| spelling::day(date, language))
}

/// Right-aligned with its currency.
fn money(money: Money, language: Language) -> String {
    format!("{:>18} {}", spelling::number(&money.amount.to_string(), language), money.currency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    #[test]
    fn amounts_are_grouped_as_each_language_does() {
        assert_eq!(
            money(Money::from_minor(-123_456_789, Currency::EUR), Language::De).trim(),
            "-1.234.567,89 EUR"
        );
        assert_eq!(money(Money::from_minor(5, Currency::EUR), Language::En).trim(), "0.05 EUR");
    }
}
