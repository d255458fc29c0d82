//! `entries.csv`: entries that a person writes down, a row an entry (account, contra account,
//! amount) or a row a line (debit, credit).
//!
//! Taken whole or not at all: half of an accrual is wrong money.

use super::columns::{ENTRIES, ENTRY_LINES};
use super::openings::account;
use super::sheet::{Row, Sheet};
use super::{NO_GOOD_ROW, reading, whole};
use crate::domain::finding::{Place, Weight};
use crate::domain::{Content, Currency, Finding, FindingKind, ManualEntry, ManualRow, ManualTax};
use crate::formats::{Confidence, Input, Reading};
use rust_decimal::{Decimal, dec};

/// A row that cannot be read stops the whole table.
pub static ROW_UNREAD: FindingKind = FindingKind {
    code: "entries-row-unread",
    weight: Weight::Error,
    de: "Die Buchungen sind nicht übernommen, auch die guten nicht: \
        {count|Zeile lässt|Zeilen lassen} sich nicht lesen. {first} Bitte berichtigen und die \
        Datei erneut ablegen.",
    en: "The entries are not taken, the good ones neither: {count|row|rows} cannot be read. \
        {first} Correct them and drop the file again.",
};
/// Rows of an entry that do not balance.
pub static UNBALANCED: FindingKind = FindingKind {
    code: "entries-unbalanced",
    weight: Weight::Error,
    de: "Die Buchung „{entry}“ vom {date} geht nicht auf: Soll {debit}, Haben {credit}. Nichts ist \
        übernommen; bitte berichtigen und die Datei erneut ablegen.",
    en: "The entry “{entry}” of {date} does not balance: debit {debit}, credit {credit}. Nothing \
        is taken; correct it and drop the file again.",
};
/// An amount in another currency; told inside [`ROW_UNREAD`].
pub static OTHER_CURRENCY: FindingKind = FindingKind {
    code: "entries-other-currency",
    weight: Weight::Warning,
    de: "Die Spalte „{column}“ sagt {value}: Buchungen von Hand stehen in Euro. Bitte den Betrag \
        umgerechnet eintragen.",
    en: "Column “{column}” says {value}: entries by hand are in euros. Write the converted amount.",
};
/// A tax that is neither a rate nor a code; told inside [`ROW_UNREAD`].
pub static NOT_A_TAX: FindingKind = FindingKind {
    code: "entries-not-a-tax",
    weight: Weight::Warning,
    de: "Die Spalte „{column}“ ist weder ein Steuersatz noch ein Steuerschlüssel: „{value}“. Bitte \
        z. B. 19, 7, 0, VSt19 oder USt7 schreiben.",
    en: "Column “{column}” is neither a rate nor a tax code: “{value}”. Write 19, 7, 0, VSt19 or \
        USt7, for example.",
};

/// What the books can hold, in euros.
const MOST: Decimal = dec!(1_000_000_000_000);

const DEBIT_OR_CREDIT: [(&str, bool); 6] = [
    ("s", true),
    ("h", false),
    ("soll", true),
    ("haben", false),
    ("debit", true),
    ("credit", false),
];

/// A table of these columns alone whose first row names an account of the ledger: a bank's turnover
/// has accounts of its own.
pub(super) fn recognise(input: &Input) -> Confidence {
    let likely = whole(input, &ENTRIES).max(whole(input, &ENTRY_LINES));
    let ledger = || {
        let sheet = Sheet::read(input.bytes).ok()?;
        let first = sheet.rows().next()?.text("account")?;
        Some((4..=9).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if likely == Confidence::No || ledger() == Some(true) { likely } else { Confidence::No }
}

/// Reads the table.
pub(super) fn read(input: &Input) -> Result<Reading, Finding> {
    let sheet = Sheet::read(input.bytes)?;
    let mut faults: Vec<Finding> = Vec::new();
    let mut rows = Vec::new();
    for mut row in sheet.rows() {
        let read = entry(&mut row).filter(|_| !row.bad);
        faults.append(&mut row.findings);
        rows.extend(read);
    }
    match faults.first() {
        Some(first) => {
            return Err(ROW_UNREAD.found().with("count", faults.len()).with_value("first", first));
        }
        None if rows.is_empty() => {
            return Err(NO_GOOD_ROW.found().with("file", ENTRIES.file).with("first", ""));
        }
        None => {}
    }
    let entries = ManualEntry::joined(rows);
    match entries.iter().find_map(unbalanced) {
        Some(finding) => Err(finding),
        None => Ok(reading(Content::Entries(entries), sheet)),
    }
}

/// One row as an entry of its own.
fn entry(row: &mut Row) -> Option<ManualEntry> {
    let date = row.needed("date").and_then(|_| row.date("date"));
    let debited = account(row, "account");
    let contra =
        row.text("contra_account").is_some().then(|| account(row, "contra_account")).flatten();
    let amount = amount(row);
    if let Some(currency) = row.currency().filter(|currency| *currency != Currency::EUR) {
        row.refuse(&OTHER_CURRENCY, "currency", currency.code());
    }
    let tax = tax(row);
    let line = ManualRow { account: debited?, contra, amount: amount?, tax };
    Some(ManualEntry {
        row: row.line(),
        date: date?,
        document: row.text("document"),
        text: row.text("text"),
        rows: vec![line],
        keyed: None,
    })
}

/// Positive debits the account: `amount` by its side, or debit less credit.
fn amount(row: &mut Row) -> Option<Decimal> {
    let debits = row.choice("side", &DEBIT_OR_CREDIT).unwrap_or(true);
    let (amount, debit, credit) = (row.number("amount"), row.number("debit"), row.number("credit"));
    if debit.is_some_and(|amount| !amount.is_zero())
        && credit.is_some_and(|amount| !amount.is_zero())
    {
        row.refuse(&super::openings::BOTH_SIDES, "credit", credit.unwrap_or_default());
    }
    let amount = match (amount, debit, credit) {
        (Some(amount), _, _) => amount,
        (None, None, None) => {
            row.needed("amount");
            return None;
        }
        (None, debit, credit) => debit.unwrap_or_default() - credit.unwrap_or_default(),
    };
    let whole_cents = amount.normalize().scale() <= 2;
    if !whole_cents || amount.abs() > MOST {
        row.refuse(&super::NOT_A_NUMBER, "amount", amount);
    }
    Some(if debits { amount } else { -amount })
}

fn tax(row: &mut Row) -> Option<ManualTax> {
    let stated = row.text("tax_code")?;
    let percent = stated.trim_end_matches('%').trim().replace(',', ".");
    if let Ok(percent) = percent.parse::<Decimal>() {
        return Some(ManualTax::Percent(percent.normalize()));
    }
    let stated = stated.trim_end_matches('%').trim_end().to_owned();
    let formed = stated.len() <= 12
        && stated.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b' '))
        && stated.bytes().any(|byte| byte.is_ascii_alphabetic());
    if !formed {
        row.refuse(&NOT_A_TAX, "tax_code", &stated);
    }
    Some(ManualTax::Code(stated))
}

fn unbalanced(entry: &ManualEntry) -> Option<Finding> {
    let (debit, credit, rest) = entry.sides();
    let money = |amount: Decimal| crate::domain::Money::new(amount, crate::domain::Currency::EUR);
    (!rest.is_zero()).then(|| {
        UNBALANCED
            .found()
            .with("entry", entry.title())
            .with_value("date", entry.date)
            .with_value("debit", money(debit))
            .with_value("credit", money(credit))
            .at(Place::Line(entry.row))
    })
}
