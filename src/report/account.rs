//! The sheet of one account: every line with the balance after it.

use super::{Asked, Cell, Report, Which, column};
use crate::domain::Language;
use crate::store::{AccountLine, Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;

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

/// A row: amounts in book currency, the balance debit less credit.
#[derive(Debug, Serialize)]
struct Row<'a> {
    company: &'a str,
    account: &'a str,
    /// `None` for the balance that the sheet begins with.
    entry: Option<i64>,
    date: Date,
    document_date: Option<Date>,
    document: Option<String>,
    text: &'a str,
    contra: Option<&'a str>,
    debit: Decimal,
    credit: Decimal,
    balance: Decimal,
    vat_code: Option<&'a str>,
}

pub(super) async fn rows(store: &Store, asked: &Asked) -> Stored<Vec<Value>> {
    let Some(account) = asked.account.as_deref() else { return Ok(Vec::new()) };
    let mut balances = store.account_before(&asked.span, account).await?;
    let lines = store.account_lines(&asked.span, account).await?;
    let carried =
        |company: &str, balance: Decimal| plain(&carried(company, account, balance, asked));
    let mut rows: Vec<Value> = Vec::new();
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
            rows.push(plain(&row(line, account, balance)));
        }
    }
    rows.extend(balances.iter().map(|(company, balance)| carried(company, *balance)));
    Ok(rows)
}

fn plain(row: &Row<'_>) -> Value {
    serde_json::to_value(row).unwrap_or_default()
}

fn carried<'a>(company: &'a str, account: &'a str, balance: Decimal, asked: &Asked) -> Row<'a> {
    let text = match asked.language {
        Language::De => "Saldovortrag",
        Language::En => "Balance brought forward",
    };
    let (debit, credit) = (Decimal::new(0, 2), Decimal::new(0, 2));
    Row {
        company,
        account,
        entry: None,
        date: asked.span.from.unwrap_or_default(),
        document_date: None,
        document: None,
        text,
        contra: None,
        debit,
        credit,
        balance,
        vat_code: None,
    }
}

fn row<'a>(line: &'a AccountLine, account: &'a str, balance: Decimal) -> Row<'a> {
    Row {
        company: &line.company,
        account,
        entry: Some(line.entry),
        date: line.date,
        document_date: Some(line.document_date.unwrap_or(line.date)),
        document: line.document_id.map(|id| format!("D{id}")),
        text: &line.text,
        contra: line.contra.as_deref(),
        debit: line.debit,
        credit: line.credit,
        balance,
        vat_code: line.vat_code.as_deref(),
    }
}
