//! The sheet of one account: every line with the balance after it.

use super::row::{Row, row};
use super::{Asked, Cell, Report, Which, column};
use crate::domain::Language;
use crate::store::{AccountLine, Store, Stored};
use rust_decimal::Decimal;

/// Report `account`.
pub(super) const REPORT: Report = Report {
    name: "account",
    which: Which::Account,
    title: ("Kontenblatt", "Account sheet"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text).key(),
        column("account", "Konto", "Account", Cell::Text).key(),
        column("entry", "Nr", "Entry", Cell::Number),
        column("date", "Datum", "Date", Cell::Date),
        column("document_date", "Belegdatum", "Document date", Cell::Date),
        column("text", "Text", "Text", Cell::Long),
        column("contra", "Gegenkonto", "Contra", Cell::Text),
        column("debit", "Soll", "Debit", Cell::Amount).summed(),
        column("credit", "Haben", "Credit", Cell::Amount).summed(),
        column("balance", "Saldo", "Balance", Cell::Amount),
        column("vat_code", "Steuer", "VAT", Cell::Text),
    ],
};

pub(super) async fn rows(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let Some(account) = asked.account.as_deref() else { return Ok(Vec::new()) };
    let mut balances = store.account_before(&asked.span, account).await?;
    let lines = store.account_lines(&asked.span, account).await?;
    let carried = |company: &str, balance: Decimal| carried(company, account, balance, asked);
    let mut rows: Vec<Row> = Vec::new();
    for of_company in lines.chunk_by(|a, b| a.company == b.company) {
        let Some(company) = of_company.first().map(|line| line.company.as_str()) else { continue };
        // Companies on which nothing moved within the days come at their place.
        let later = balances.split_off(company);
        rows.extend(
            std::mem::replace(&mut balances, later)
                .iter()
                .map(|(company, balance)| carried(company, *balance)),
        );
        let before = balances.remove(company);
        rows.extend(before.map(|balance| carried(company, balance)));
        let mut balance = before.unwrap_or_default();
        for line in of_company {
            balance += line.debit - line.credit;
            rows.push(row(line, account, balance));
        }
    }
    rows.extend(balances.iter().map(|(company, balance)| carried(company, *balance)));
    Ok(rows)
}

/// The balance that the sheet begins with; balances are debit less credit.
fn carried(company: &str, account: &str, balance: Decimal, asked: &Asked) -> Row {
    let text = match asked.language {
        Language::De => "Saldovortrag",
        Language::En => "Balance brought forward",
    };
    row!({
        "company": company,
        "account": account,
        "entry": (),
        "date": asked.span.from.unwrap_or_default(),
        "document_date": (),
        "document": (),
        "text": text,
        "contra": (),
        "debit": Decimal::new(0, 2),
        "credit": Decimal::new(0, 2),
        "balance": balance,
        "vat_code": (),
    })
}

fn row(line: &AccountLine, account: &str, balance: Decimal) -> Row {
    row!({
        "company": line.company,
        "account": account,
        "entry": line.entry,
        "date": line.date,
        "document_date": line.document_date.unwrap_or(line.date),
        "document": line.document_id.map(|id| format!("D{id}")),
        "text": line.text,
        "contra": line.contra,
        "debit": line.debit,
        "credit": line.credit,
        "balance": balance,
        "vat_code": line.vat_code,
    })
}
