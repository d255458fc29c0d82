//! What `inspect` shows a person: one statement after the other, balances and entries in columns, doubts last.

use crate::domain::statement::{Balance, Status};
use crate::domain::{BankStatement, Entry, Finding, Language, Money, Statement, plain};
use std::io::{self, Write};

/// Writes a bank statement file as text in German.
pub fn statements(out: &mut impl Write, name: &str, file: &BankStatement, findings: &[Finding]) -> io::Result<()> {
    heading(out, name, file)?;
    for one in &file.statements {
        statement(out, one)?;
    }
    for finding in findings {
        writeln!(out, "! {}", finding.say(Language::De))?;
    }
    writeln!(out)
}

/// The line above the statements of a file.
pub fn heading(out: &mut impl Write, name: &str, file: &BankStatement) -> io::Result<()> {
    writeln!(out, "{name}: Kontoauszug {} ({})", file.format, file.encoding.as_deref().unwrap_or("–"))
}

/// One statement with its balances, entries and doubts.
pub fn statement(out: &mut impl Write, statement: &Statement) -> io::Result<()> {
    let account = &statement.account;
    let number = account.iban.as_ref().map(|iban| iban.as_str()).or(account.number.as_deref()).unwrap_or("ohne Kontonummer");
    writeln!(out, "\nKonto {number}   Auszug {}", statement.sequence.as_deref().or(statement.id.as_deref()).unwrap_or("–"))?;
    balance(out, "Anfangssaldo", statement.opening.as_ref())?;
    for entry in &statement.entries {
        line(out, entry, "")?;
        for detail in &entry.details {
            line(out, detail, "  · ")?;
        }
    }
    balance(out, "Endsaldo", statement.closing.as_ref())?;
    for finding in &statement.findings {
        writeln!(out, "! {}", finding.say(Language::De))?;
    }
    Ok(())
}

fn balance(out: &mut impl Write, label: &str, balance: Option<&Balance>) -> io::Result<()> {
    let Some(balance) = balance else { return Ok(()) };
    writeln!(out, "{:10} {} {label}", day(balance.date), money(balance.amount))
}

fn line(out: &mut impl Write, entry: &Entry, indent: &str) -> io::Result<()> {
    let marks = match (entry.status, entry.reversal) {
        (Status::Pending, _) => " (vorgemerkt)",
        (Status::Booked, true) => " (Storno)",
        (Status::Booked, false) => "",
    };
    let words = [&entry.counterparty.name, &entry.booking_text, &entry.remittance];
    let words = words.into_iter().filter_map(|word| word.as_deref()).collect::<Vec<_>>().join(" | ");
    let words: String = plain::line(&words).into_owned();
    writeln!(out, "{:10} {} {indent}{words}{marks}", day(entry.booking_date.or(entry.value_date)), money(entry.amount))
}

fn day(date: Option<jiff::civil::Date>) -> String {
    date.map_or(String::new(), |date| format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year()))
}

/// `-1.234,50 EUR`, right-aligned.
fn money(money: Money) -> String {
    let plain = money.amount.abs().to_string();
    let (whole, cents) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    let sign = if money.amount.is_sign_negative() { "-" } else { "" };
    let comma = if cents.is_empty() { "" } else { "," };
    format!("{:>18} {}", format!("{sign}{grouped}{comma}{cents}"), money.currency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    #[test]
    fn amounts_are_grouped_the_german_way() {
        assert_eq!(money(Money::from_minor(-123_456_789, Currency::EUR)).trim(), "-1.234.567,89 EUR");
        assert_eq!(money(Money::from_minor(5, Currency::EUR)).trim(), "0,05 EUR");
    }
}
