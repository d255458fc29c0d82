//! What a position of a compound report is made of (`--explain POSITION`): lines of the journal, or
//! balances of accounts where the position is one of a day.

use super::gather::in_cents;
use super::row::{Row, row};
use super::statements::Statement;
use super::{Asked, Cell, Report, Which, column};
use crate::ledger::positions::{self, Balance};
use crate::ledger::{Closing, CodedTotal, TaxCode, in_remaining, placed, told_besides};
use crate::store::{Span, Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The rows' form.
pub static DRILL: Report = Report {
    name: "explain",
    which: Which::Account,
    title: ("Woraus eine Position besteht", "What a position is made of"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text).key(),
        column("position", "Position", "Position", Cell::Text).key(),
        column("account", "Konto", "Account", Cell::Text),
        column("name", "Bezeichnung", "Name", Cell::Long),
        column("entry", "Nr", "Entry", Cell::Number),
        column("date", "Datum", "Date", Cell::Date),
        column("document", "Beleg", "Document", Cell::Text),
        column("text", "Text", "Text", Cell::Long),
        column("vat_code", "Steuer", "VAT", Cell::Text),
        column("amount", "Betrag", "Amount", Cell::Amount).summed(),
    ],
};

/// Whether a report has positions that are made of something.
pub fn is_compound(report: &Report) -> bool {
    matches!(report.which, Which::Closing(_) | Which::VatReturn | Which::SalesList)
}

/// The lines of a position, of each company asked for; empty where no company has the position.
pub async fn drill(
    report: &Report,
    store: &Store,
    asked: &Asked,
    position: &str,
) -> Stored<Vec<Row>> {
    let mut rows = Vec::new();
    let mut companies: Vec<(&String, Closing)> =
        asked.closings.iter().map(|(id, closing)| (id, *closing)).collect();
    companies.retain(|(id, _)| asked.span.company.as_ref().is_none_or(|company| company == *id));
    companies.sort_by_key(|(id, _)| *id);
    for (company, closing) in companies {
        let company = (company.as_str(), closing);
        rows.extend(match report.which {
            Which::Closing(Statement::ProfitAndLoss) if closing.by_receipts => {
                receipts(store, asked, company, position).await?
            }
            Which::Closing(Statement::BalanceSheet) => {
                sheet(store, asked, company, position).await?
            }
            Which::Closing(statement) => result(statement, store, asked, company, position).await?,
            Which::VatReturn if position == "83" => remaining(store, asked, company).await?,
            Which::VatReturn => {
                coded(store, asked, company, position, |line| line.position == position).await?
            }
            Which::SalesList => sales(store, asked, company, position).await?,
            _ => Vec::new(),
        });
    }
    Ok(rows)
}

/// A part of a position; what is not said is null.
#[derive(Default)]
struct Part<'a> {
    account: &'a str,
    entry: Option<i64>,
    date: Option<Date>,
    document: Option<i64>,
    text: Option<&'a str>,
    vat_code: Option<&'a str>,
    amount: Decimal,
}

impl Part<'_> {
    fn told(&self, asked: &Asked, company: &str, position: &str) -> Row {
        row!({
            "company": company,
            "position": position,
            "account": Some(self.account).filter(|account| !account.is_empty()),
            "name": asked.account_name(company, self.account),
            "entry": self.entry,
            "date": self.date,
            "document": self.document.map(|id| format!("D{id}")),
            "text": self.text,
            "vat_code": self.vat_code,
            "amount": in_cents(self.amount),
        })
    }
}

/// A line of the balance sheet: balances at the end of its day.
async fn sheet(
    store: &Store,
    asked: &Asked,
    (company, closing): (&str, Closing),
    position: &str,
) -> Stored<Vec<Row>> {
    let (from, to) = super::statements::days(Statement::BalanceSheet, asked, closing.fiscal_year);
    let totals = store
        .totals(&Span { company: Some(company.to_owned()), from: Some(from), to: Some(to) })
        .await?;
    let own: BTreeMap<&str, &str> = totals
        .iter()
        .map(|total| (asked.chart_number(company, &total.account), total.account.as_str()))
        .collect();
    let balance = |total, amount| Balance { account: asked.chart_number(company, total), amount };
    let closes = totals
        .iter()
        .map(|total| balance(&total.account, total.opening + total.debit - total.credit));
    let moved = totals.iter().map(|total| balance(&total.account, total.debit - total.credit));
    let before = totals.iter().map(|total| balance(&total.account, total.opening));
    let parts = positions::parts_of_sheet(closing.chart, closes, (moved, before), position);
    let row = |(account, amount): (&str, Decimal)| {
        let account = own.get(account).copied().unwrap_or(account);
        Part { account, amount, ..Part::default() }.told(asked, company, position)
    };
    Ok(parts.into_iter().map(row).collect())
}

/// A line of the profit and loss account or the BWA: what moved on its accounts.
async fn result(
    statement: Statement,
    store: &Store,
    asked: &Asked,
    (company, closing): (&str, Closing),
    position: &str,
) -> Stored<Vec<Row>> {
    let (from, to) = super::statements::days(statement, asked, closing.fiscal_year);
    let span = Span { company: Some(company.to_owned()), from: Some(from), to: Some(to) };
    let totals = store.totals(&span).await?;
    let over =
        super::statements::taken_over_within(store, asked, (company, closing), (from, to)).await?;
    let moved: Vec<(&str, Decimal)> = totals
        .iter()
        .map(|total| {
            let over = super::statements::taken_over_on(&over, &total.account);
            (total.account.as_str(), total.debit - total.credit - over)
        })
        .collect();
    let mut rows = Vec::new();
    for (account, amount) in moved {
        let balance = Balance { account: asked.chart_number(company, account), amount };
        let part = match statement {
            Statement::Bwa => positions::parts_of_bwa(closing.chart, [balance], position),
            _ => positions::parts_of_result(closing.chart, [balance], position),
        };
        let Some((_, part)) = part.first() else { continue };
        // The part is the movement or its opposite.
        let sign = if *part == amount { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
        let lines = store.account_lines(&span, account).await?;
        let is_own = |entry: i64| over.iter().all(|line| line.entry != entry);
        for line in lines.iter().filter(|line| is_own(line.entry)) {
            let row = Part {
                account,
                entry: Some(line.entry),
                date: Some(line.date),
                document: line.document_id,
                text: Some(&line.text),
                vat_code: line.vat_code.as_deref(),
                amount: (line.debit - line.credit) * sign,
            };
            rows.push(row.told(asked, company, position));
        }
    }
    Ok(rows)
}

/// A line of receipts and payments: what money moved, and of each invoice what was settled.
async fn receipts(
    store: &Store,
    asked: &Asked,
    (company, closing): (&str, Closing),
    position: &str,
) -> Stored<Vec<Row>> {
    let days = super::statements::days(Statement::ProfitAndLoss, asked, closing.fiscal_year);
    let counted = super::receipts::counted(store, asked, (company, closing), days).await?;
    let wanted = positions::receipt_lines(position);
    let parts =
        counted.counted().iter().filter(|part| wanted.iter().any(|(code, _)| *code == part.code));
    let row = |part: &positions::Counted| {
        let account = asked.own_number(company, &part.account);
        let added = wanted.iter().any(|(code, added)| *code == part.code && *added);
        let amount = if added { part.amount } else { -part.amount };
        let text = Some(part.source.as_str()).filter(|source| !source.is_empty());
        Part { account: &account, text, amount, ..Part::default() }.told(asked, company, position)
    };
    Ok(parts.map(row).collect())
}

/// Lines under tax codes that stand in a position of the VAT return.
async fn coded(
    store: &Store,
    asked: &Asked,
    (company, closing): (&str, Closing),
    position: &str,
    counts: impl Fn(&crate::ledger::Placed) -> bool,
) -> Stored<Vec<Row>> {
    let (from, to) = super::taxes::days(asked);
    let lines = store
        .coded_lines(&Span { company: Some(company.to_owned()), from: Some(from), to: Some(to) })
        .await?;
    let row = |line: &crate::store::CodedLine| {
        let total = CodedTotal {
            account: asked.chart_number(company, &line.account),
            code: &line.code,
            amount: line.amount,
        };
        let placed = placed(closing.chart, &total)
            .into_iter()
            .chain(told_besides(closing.chart, &total))
            .find(&counts)?;
        Some(of_coded(line, placed.amount).told(asked, company, position))
    };
    Ok(lines.iter().filter_map(row).collect())
}

fn of_coded(line: &crate::store::CodedLine, amount: Decimal) -> Part<'_> {
    Part {
        account: &line.account,
        entry: Some(line.entry),
        date: Some(line.date),
        document: line.document_id,
        text: Some(&line.text),
        vat_code: Some(&line.code),
        amount,
    }
}

/// What remains to be paid: the tax of each position, less input VAT.
async fn remaining(
    store: &Store,
    asked: &Asked,
    (company, closing): (&str, Closing),
) -> Stored<Vec<Row>> {
    let of_days =
        super::taxes::positions(store, asked, (company, closing.chart), super::taxes::days(asked))
            .await?;
    let row = |line: &crate::ledger::ReturnPosition| {
        let amount = in_remaining(line.position, line.amount)?;
        let text = format!(
            "{}: {}",
            line.position,
            if asked.language == crate::domain::Language::De { line.de } else { line.en }
        );
        Some(Part { text: Some(&text), amount, ..Part::default() }.told(asked, company, "83"))
    };
    Ok(of_days.iter().filter_map(row).collect())
}

/// A line of the EC sales list: `ATU12345675 L`, or a VAT id with all kinds.
async fn sales(
    store: &Store,
    asked: &Asked,
    (company, _): (&str, Closing),
    position: &str,
) -> Stored<Vec<Row>> {
    let (from, to) = super::taxes::days(asked);
    let lines = store
        .coded_lines(&Span { company: Some(company.to_owned()), from: Some(from), to: Some(to) })
        .await?;
    let (customer, kind) = position.rsplit_once(' ').unwrap_or((position, ""));
    let unknown = super::taxes::without_vat_id(asked.language);
    let counts = |line: &&crate::store::CodedLine| {
        let of_kind = TaxCode::named(&line.code)
            .and_then(|code| code.sales_list)
            .is_some_and(|own| kind.is_empty() || own == kind);
        of_kind && line.vat_id.as_deref().unwrap_or(unknown) == customer
    };
    Ok(lines
        .iter()
        .filter(counts)
        .map(|line| of_coded(line, -line.amount).told(asked, company, position))
        .collect())
}
