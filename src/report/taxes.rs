//! The VAT return and the EC sales list: what stands under tax codes in a period, with that of the
//! year before beside.

use super::gather::in_cents;
use super::row::{Row, row};
use super::statements::{COLUMNS, year_before};
use super::{Asked, Report, Which};
use crate::domain::{Currency, Language, Money, spelling};
use crate::ledger::{
    Chart, CodedTotal, ReturnPosition, TaxCode, carried_over, input_taken_back, is_in_return,
    vat_return, waived,
};
use crate::store::{CodedSum, Span, Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Report `vat-return`.
pub(super) const VAT_RETURN: Report = Report {
    name: "vat-return",
    which: Which::VatReturn,
    title: ("Umsatzsteuer-Voranmeldung", "VAT return"),
    columns: COLUMNS,
};

/// Report `ec-sales-list`.
pub(super) const SALES_LIST: Report = Report {
    name: "ec-sales-list",
    which: Which::SalesList,
    title: ("Zusammenfassende Meldung", "EC sales list"),
    columns: COLUMNS,
};

/// The companies asked for, with their charts, in order.
pub(super) fn companies(asked: &Asked) -> Vec<(&str, Chart)> {
    let wanted = |id: &String| asked.span.company.as_ref().is_none_or(|company| company == id);
    let mut companies: Vec<(&str, Chart)> = asked
        .closings
        .iter()
        .filter(|(id, _)| wanted(id))
        .map(|(id, closing)| (id.as_str(), closing.chart))
        .collect();
    companies.sort_by_key(|(id, _)| *id);
    companies
}

/// First and last day: as asked, else the month of the last day.
pub(super) fn days(asked: &Asked) -> (Date, Date) {
    let until = asked.until();
    (asked.span.from.unwrap_or(until.first_of_month()), until)
}

pub(super) async fn return_rows(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let (from, to) = days(asked);
    let mut rows = Vec::new();
    for (company, chart) in companies(asked) {
        rows.extend(corrected(store, asked, company, (from, to)).await?);
        let now = positions(store, asked, (company, chart), (from, to)).await?;
        let before =
            positions(store, asked, (company, chart), (year_before(from), year_before(to))).await?;
        let previous: BTreeMap<&str, Decimal> =
            before.iter().map(|line| (line.position, line.amount)).collect();
        for line in &now {
            rows.push(row!({
                "company": company,
                "position": line.position,
                "label": if asked.language == Language::De { line.de } else { line.en },
                "amount": in_cents(line.amount),
                "previous": in_cents(previous.get(line.position).copied().unwrap_or_default()),
            }));
        }
        if let Some(off) = control(store, asked, (company, chart), (from, to), &now).await? {
            rows.push(row!({
                "company": company,
                "position": "?",
                "label": off.sentence(asked.language),
                "amount": in_cents(off.difference()),
                "previous": in_cents(Decimal::ZERO),
            }));
        }
    }
    Ok(rows)
}

/// Position 10, a corrected return (§ 153 AO): the period was closed, and with it filed, before
/// some of its entries were booked.
async fn corrected(
    store: &Store,
    asked: &Asked,
    company: &str,
    (from, to): (Date, Date),
) -> Stored<Option<Row>> {
    let span = Span { company: Some(company.to_owned()), from: Some(from), to: Some(to) };
    let late: Vec<String> =
        store.taxed_after_closing(&span).await?.iter().map(i64::to_string).collect();
    let numbers = late.join(", ");
    Ok((!late.is_empty()).then(|| {
        row!({
            "company": company,
            "position": "10",
            "label": match asked.language {
                Language::De => format!("Berichtigte Anmeldung: nach dem Abschluss gebucht wurden \
                    Nr. {numbers}"),
                Language::En => format!("Corrected return: booked after the closing were no. \
                    {numbers}"),
            },
            "amount": in_cents(Decimal::ONE),
            "previous": in_cents(Decimal::ZERO),
        })
    }))
}

/// The return against the tax accounts of the same days, where they differ by more than rounding
/// does.
#[derive(Debug)]
pub(super) struct Off {
    /// What the tax accounts owe.
    accounts: Decimal,
    /// Position 83.
    stated: Decimal,
    /// Accounts with amounts that no tax code brings into the return; what they owe.
    uncoded: Vec<(String, Decimal)>,
}

impl Off {
    fn difference(&self) -> Decimal {
        self.accounts - self.stated
    }

    /// What differs, and where to look.
    pub(super) fn sentence(&self, language: Language) -> String {
        let money = |amount: Decimal| spelling::amount(Money::new(amount, Currency::EUR), language);
        let named: Vec<String> = self
            .uncoded
            .iter()
            .map(|(account, amount)| format!("{account} ({})", money(*amount)))
            .collect();
        let (accounts, stated, named) =
            (money(self.accounts), money(self.stated), named.join(", "));
        match (language, named.is_empty()) {
            (Language::De, true) => format!(
                "Die Steuerkonten sagen {accounts}, die Voranmeldung {stated}: Bemessungsgrundlage \
                 und Steuer passen nicht zusammen; bitte die Buchungen von Hand auf den \
                 Steuerkonten durchsehen (kontor report account)"
            ),
            (Language::De, false) => {
                format!(
                    "Die Steuerkonten sagen {accounts}, die Voranmeldung {stated}; ohne \
                     Steuerschlüssel gebucht: {named}; bitte zurückbuchen und mit Steuercode neu \
                     buchen (entries.csv)"
                )
            }
            (Language::En, true) => format!(
                "The tax accounts say {accounts}, the return {stated}: bases and tax do not fit \
                 each other; look through what is booked by hand on the tax accounts (kontor \
                 report account)"
            ),
            (Language::En, false) => format!(
                "The tax accounts say {accounts}, the return {stated}; booked without a tax code: \
                 {named}; book it back and anew with a tax code (entries.csv)"
            ),
        }
    }
}

/// A month's rounding: bases are cut to whole euros, and each invoice's tax is rounded for itself.
const ROUNDING: Decimal = Decimal::ONE;

async fn control(
    store: &Store,
    asked: &Asked,
    (company, chart): (&str, Chart),
    (from, to): (Date, Date),
    positions: &[ReturnPosition],
) -> Stored<Option<Off>> {
    let span = Span { company: Some(company.to_owned()), from: Some(from), to: Some(to) };
    let own = |number: &&str| asked.own_number(company, number);
    let carried: Vec<String> = carried_over(chart).iter().map(own).collect();
    let mut off = Off { accounts: Decimal::ZERO, stated: Decimal::ZERO, uncoded: Vec::new() };
    for (account, moved, uncoded) in store.tax_account_totals(&span, &carried).await? {
        if is_in_return(chart, asked.chart_number(company, &account)) {
            off.accounts -= moved;
            off.uncoded.extend((!uncoded.is_zero()).then_some((account, -uncoded)));
        }
    }
    // What is counted of the special prepayment is paid already: no tax of the period.
    off.stated = positions
        .iter()
        .filter(|line| ["83", "39"].contains(&line.position))
        .map(|line| line.amount)
        .sum();
    let months = (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month())
        - i32::from(from.month())
        + 1;
    let off =
        Some(off).filter(|off| off.difference().abs() > ROUNDING * Decimal::from(months.max(1)));
    Ok(off)
}

/// The same for the days asked for, as a check.
pub(super) async fn controlled(
    store: &Store,
    asked: &Asked,
    (company, chart): (&str, Chart),
) -> Stored<Option<Off>> {
    let now = positions(store, asked, (company, chart), days(asked)).await?;
    control(store, asked, (company, chart), days(asked), &now).await
}

pub(super) async fn positions(
    store: &Store,
    asked: &Asked,
    (company, chart): (&str, Chart),
    (from, to): (Date, Date),
) -> Stored<Vec<ReturnPosition>> {
    let span = Span { company: Some(company.to_owned()), from: Some(from), to: Some(to) };
    let totals = store.coded_totals(&span).await?;
    let written_off = store.coded_beside(&span, &asked.own_number(company, waived(chart))).await?;
    let taken_back = written_off
        .iter()
        .map(|total| input_taken_back(chart, &coded(asked, company, total)))
        .sum();
    Ok(vat_return(chart, totals.iter().map(|total| coded(asked, company, total)), taken_back))
}

fn coded<'a>(asked: &'a Asked, company: &str, total: &'a CodedSum) -> CodedTotal<'a> {
    CodedTotal {
        account: asked.chart_number(company, &total.account),
        code: &total.code,
        amount: total.amount,
    }
}

/// A customer's VAT id (or what stands for it) and the kind of supply → name and sum.
type Sales = BTreeMap<(String, &'static str), (String, Decimal)>;

pub(super) async fn sales_rows(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let (from, to) = days(asked);
    let mut rows = Vec::new();
    for (company, _) in companies(asked) {
        let now = sales(store, asked, company, (from, to)).await?;
        let before = sales(store, asked, company, (year_before(from), year_before(to))).await?;
        for ((customer, kind), (name, amount)) in &now {
            let previous = before
                .get(&(customer.clone(), *kind))
                .map(|(_, amount)| amount.trunc())
                .unwrap_or_default();
            rows.push(row!({
                "company": company,
                "position": format!("{customer} {kind}"),
                "label": name,
                "amount": in_cents(amount.trunc()),
                "previous": in_cents(previous),
            }));
        }
    }
    Ok(rows)
}

/// What stands for the VAT id of a customer who has none.
pub(super) fn without_vat_id(language: Language) -> &'static str {
    match language {
        Language::De => "ohne USt-IdNr.",
        Language::En => "no VAT id",
    }
}

async fn sales(
    store: &Store,
    asked: &Asked,
    company: &str,
    (from, to): (Date, Date),
) -> Stored<Sales> {
    let unknown = without_vat_id(asked.language);
    let lines = store
        .coded_by_customer(&Span {
            company: Some(company.to_owned()),
            from: Some(from),
            to: Some(to),
        })
        .await?;
    let mut sales = Sales::new();
    for line in lines {
        let Some(kind) = TaxCode::named(&line.code).and_then(|code| code.sales_list) else {
            continue;
        };
        let customer = line.vat_id.unwrap_or_else(|| unknown.to_owned());
        let sum =
            sales.entry((customer, kind)).or_insert((line.name.unwrap_or_default(), Decimal::ZERO));
        sum.1 -= line.amount;
    }
    Ok(sales)
}
