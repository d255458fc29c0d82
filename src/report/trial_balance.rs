//! Trial balance (Summen- und Saldenliste): what stood on each account, what moved on it, and what
//! stands on it; general ledger, customers and vendors apart, with the sums of each class of
//! accounts.

use super::gather::in_cents;
use super::row::{Row, row};
use super::{Asked, Cell, Report, Which, column};
use crate::domain::Currency;
use crate::domain::words;
use crate::ledger::{Personal, Role};
use crate::store::{AccountTotal, Span, Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Report `trial-balance`. Amounts are debit less credit; the marks beside them say the side.
pub(super) const REPORT: Report = Report {
    name: "trial-balance",
    which: Which::TrialBalance,
    title: ("Summen und Salden", "Trial balance"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text).key(),
        column("ledger", "Buch", "Ledger", Cell::Word(words::LEDGERS)).key(),
        column("class", "Klasse", "Class", Cell::Text).part().spare(),
        column("account", "Konto", "Account", Cell::Text),
        column("name", "Bezeichnung", "Name", Cell::Long),
        column("opening", "Anfang", "Opening", Cell::Amount).summed(),
        column("opening_side", "Anfang S/H", "Opening D/C", Cell::Word(words::DEBIT_CREDIT))
            .spare(),
        column("debit", "Soll", "Debit", Cell::Amount).summed(),
        column("credit", "Haben", "Credit", Cell::Amount).summed(),
        column("month_debit", "Monat Soll", "Month debit", Cell::Amount).summed().spare(),
        column("month_credit", "Monat Haben", "Month credit", Cell::Amount).summed().spare(),
        column("year_debit", "Jahr Soll", "Year debit", Cell::Amount).summed().spare(),
        column("year_credit", "Jahr Haben", "Year credit", Cell::Amount).summed().spare(),
        column("closing", "Saldo", "Closing", Cell::Amount).summed(),
        column("closing_side", "Saldo S/H", "Closing D/C", Cell::Word(words::DEBIT_CREDIT)).spare(),
    ],
};

/// Where the last day alone is asked for, the balances of its fiscal year: what its expenses and
/// revenues have come to since it began.
pub(super) async fn rows(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let until = asked.span.to.filter(|_| asked.span.from.is_none());
    let start = |company: &str| {
        asked
            .closings
            .get(company)
            .zip(until)
            .map(|(closing, until)| closing.fiscal_year.start(until))
    };
    let firsts: BTreeSet<Option<Date>> = match until {
        Some(_) => asked.closings.keys().map(|company| start(company)).collect(),
        None => BTreeSet::from([asked.span.from]),
    };
    let mut rows = Vec::new();
    for first in firsts {
        let of_year = Asked { span: Span { from: first, ..asked.span.clone() }, ..asked.clone() };
        let balances = balances(store, &of_year).await?;
        rows.extend(
            balances.into_iter().filter(|(company, _)| until.is_none() || start(company) == first),
        );
    }
    let ledger = |row: &Row| row.text("ledger").unwrap_or_default().to_owned();
    rows.sort_by_cached_key(|(company, row)| {
        (company.clone(), words::rank(words::LEDGERS, &ledger(row)))
    });
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Rows with their companies.
async fn balances(store: &Store, asked: &Asked) -> Stored<Vec<(String, Row)>> {
    let mut totals = store.totals(&asked.span).await?;
    let this_year = year_so_far(store, asked).await?;
    if let Some(moved) = &this_year {
        bring_forward(&mut totals, moved, asked);
    }
    // The contacts are read where an account may be one of theirs.
    let unnamed = |account: &str, company: &str| asked.account_name(company, account).is_none();
    let contacts = match totals.iter().any(|total| unnamed(&total.account, &total.company)) {
        true => store.contacts_of(asked.span.company.as_deref()).await?,
        false => Vec::new(),
    };
    let personal: HashMap<(String, String), String> = contacts
        .into_iter()
        .flat_map(|row| {
            let accounts = [row.customer_account.clone(), row.vendor_account.clone()];
            accounts
                .into_iter()
                .flatten()
                .map(move |account| ((row.company.clone(), account), row.name.clone()))
                .collect::<Vec<_>>()
        })
        .collect();
    let until = asked.until();
    let month = turnover(store, asked, |_| until.first_of_month()).await?;
    let year = turnover(store, asked, |company| {
        asked.closings.get(company).map_or(until, |closing| closing.fiscal_year.start(until))
    })
    .await?;
    Ok(totals
        .iter()
        .map(|total| {
            let opening = Currency::EUR.pad(total.opening);
            let named = asked.account_name(&total.company, &total.account).map(str::to_owned);
            let name =
                personal.get(&(total.company.clone(), total.account.clone())).cloned().or(named);
            let closing = opening + total.debit - total.credit;
            let of = |turnover: &Turnover| {
                turnover
                    .get(&(total.company.clone(), total.account.clone()))
                    .copied()
                    .unwrap_or_default()
            };
            let ((month_debit, month_credit), (year_debit, year_credit)) = (of(&month), of(&year));
            let ledger = Personal::of(&total.account);
            let row = row!({
                "company": total.company,
                "account": total.account,
                "class": total.account.get(..1).filter(|_| ledger.is_none()),
                "ledger": match ledger {
                    None => "general",
                    Some(Personal::Customer) => "customers",
                    Some(Personal::Vendor) => "vendors",
                },
                "name": name,
                "opening": opening,
                "debit": total.debit,
                "credit": total.credit,
                "closing": closing,
                "opening_side": side(opening),
                "closing_side": side(closing),
                "month_debit": in_cents(month_debit),
                "month_credit": in_cents(month_credit),
                "year_debit": in_cents(year_debit),
                "year_credit": in_cents(year_credit),
            });
            (total.company.clone(), row)
        })
        .collect())
}

/// Lets expenses and revenues begin with what moved on them this year, and adds what they came to
/// in years before to the account that brings it forward, so that all balances sum to zero.
fn bring_forward(
    totals: &mut Vec<AccountTotal>,
    moved: &HashMap<(String, String), Decimal>,
    asked: &Asked,
) {
    let mut before: BTreeMap<String, Decimal> = BTreeMap::new();
    for total in totals.iter_mut() {
        let Some(closing) = asked.closings.get(&total.company) else { continue };
        if closing.chart.is_profit_and_loss(asked.chart_number(&total.company, &total.account)) {
            let key = (total.company.clone(), total.account.clone());
            let this_year = moved.get(&key).copied().unwrap_or_default();
            *before.entry(total.company.clone()).or_default() += total.opening - this_year;
            total.opening = this_year;
        }
    }
    for (company, earned) in before.into_iter().filter(|(_, earned)| !earned.is_zero()) {
        let Some(closing) = asked.closings.get(&company) else { continue };
        let role = match earned.is_sign_negative() {
            true => Role::ProfitBroughtForward,
            false => Role::LossBroughtForward,
        };
        let account = asked.own_number(&company, closing.chart.number(role));
        let is_it =
            |total: &&mut AccountTotal| total.company == company && total.account == account;
        match totals.iter_mut().find(is_it) {
            Some(total) => total.opening += earned,
            None => {
                let after =
                    |total: &AccountTotal| (&total.company, &total.account) < (&company, &account);
                let at = totals.partition_point(after);
                let (debit, credit) = (Decimal::ZERO, Decimal::ZERO);
                totals
                    .insert(at, AccountTotal { company, account, opening: earned, debit, credit });
            }
        }
    }
}

/// What moved between the start of its fiscal year and the first day asked for, by company and
/// account; `None` when all days are asked for. Expenses and revenues have nothing else to begin
/// with (§ 242 (2), § 252 (1) no. 1 HGB).
async fn year_so_far(
    store: &Store,
    asked: &Asked,
) -> Stored<Option<HashMap<(String, String), Decimal>>> {
    let Some(from) = asked.span.from else { return Ok(None) };
    let Ok(day_before) = from.yesterday() else { return Ok(None) };
    let start = |company: &String| {
        asked.closings.get(company).map(|closing| closing.fiscal_year.start(from))
    };
    let starts: BTreeSet<Date> =
        asked.closings.keys().filter_map(start).filter(|start| *start != from).collect();
    let mut moved = HashMap::new();
    for first in starts {
        let span = Span { from: Some(first), to: Some(day_before), ..asked.span.clone() };
        let totals = store
            .totals(&span)
            .await?
            .into_iter()
            .filter(|total| start(&total.company) == Some(first));
        moved.extend(
            totals.map(|total| ((total.company, total.account), total.debit - total.credit)),
        );
    }
    Ok(Some(moved))
}

/// Debit and credit by company and account.
type Turnover = HashMap<(String, String), (Decimal, Decimal)>;

/// What moved on each account from the first day of each company to the last day asked for.
async fn turnover(store: &Store, asked: &Asked, first: impl Fn(&str) -> Date) -> Stored<Turnover> {
    let firsts: BTreeSet<Date> = asked.closings.keys().map(|company| first(company)).collect();
    let mut turnover = Turnover::new();
    for from in firsts {
        let span = Span { from: Some(from), to: Some(asked.until()), ..asked.span.clone() };
        let totals =
            store.totals(&span).await?.into_iter().filter(|total| first(&total.company) == from);
        turnover.extend(totals.map(|AccountTotal { company, account, debit, credit, .. }| {
            ((company, account), (debit, credit))
        }));
    }
    Ok(turnover)
}

/// The side that a balance stands on; none where there is none.
fn side(balance: Decimal) -> Option<&'static str> {
    (!balance.is_zero()).then_some(if balance.is_sign_negative() { "credit" } else { "debit" })
}
