//! What moved on each bank account of the books by day, kept as entries are booked: the control of
//! closing balances costs days, not bookings.

use super::rows::{OpeningRow, Sealed};
use super::sql::{self, QueryBuilder, Transaction, whole};
use super::{ROWS, Stored};
use crate::domain::Money;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Adds what these entries moved on bank accounts.
pub(super) async fn add(to: &mut Transaction, rows: &[Sealed]) -> Stored<()> {
    let banks = banks(to, rows.iter().map(|sealed| sealed.company.as_str()).collect()).await?;
    let mut moved: BTreeMap<(&str, &str, String, String), i128> = BTreeMap::new();
    for sealed in rows {
        for line in sealed
            .entry
            .lines()
            .iter()
            .filter(|line| banks.contains(&(sealed.company.clone(), line.account.clone())))
        {
            let minor =
                Money::new(line.debit - line.credit, sealed.currency).minor().unwrap_or_default();
            let (booked, day) = (sealed.entry.date().to_string(), sealed.document_date.to_string());
            *moved.entry((&sealed.company, &line.account, booked, day)).or_default() +=
                i128::from(minor);
        }
    }
    let moved: Vec<_> = moved
        .into_iter()
        .map(|(place, minor)| Ok((place, whole(minor)?)))
        .collect::<Stored<_>>()?;
    for chunk in moved.chunks(ROWS) {
        let mut query =
            QueryBuilder::new("INSERT INTO bank_day (company, account, booked, day, minor) ");
        query.push_values(chunk, |row, ((company, account, booked, day), minor)| {
            row.push_bind(*company)
                .push_bind(*account)
                .push_bind(booked)
                .push_bind(day)
                .push_bind(*minor);
        });
        // A sum of its own, which is refused where it is too large (`account_total` alike).
        query.push(
            " ON CONFLICT (company, account, booked, day) DO UPDATE SET minor = \
             (SELECT CAST(SUM(n) AS BIGINT) FROM (SELECT bank_day.minor AS n UNION ALL SELECT \
             excluded.minor) AS both_sums)",
        );
        query.build().execute(&mut *to).await?;
    }
    Ok(())
}

/// The accounts of these companies that bank accounts are kept on.
async fn banks(
    to: &mut Transaction,
    companies: BTreeSet<&str>,
) -> Stored<HashSet<(String, String)>> {
    let mut banks = HashSet::new();
    for chunk in companies.into_iter().collect::<Vec<_>>().chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "SELECT company, account FROM opening_balance WHERE bank IS NOT NULL AND company IN (",
        );
        query.push_list(chunk.iter().copied());
        for row in query.push(")").build().fetch_all(&mut *to).await? {
            banks.insert((row.try_get("company")?, row.try_get("account")?));
        }
    }
    Ok(banks)
}

/// Counts anew what moved on accounts that are opened: until now nobody knew that a bank account is
/// kept on them.
pub(super) async fn opened(to: &mut Transaction, rows: &[OpeningRow]) -> Stored<()> {
    for row in rows {
        sql::query("DELETE FROM bank_day WHERE company = $1 AND account = $2")
            .bind(&row.company)
            .bind(&row.account)
            .execute(&mut *to)
            .await?;
        if row.bank.is_none() {
            continue;
        }
        sql::query(
            "INSERT INTO bank_day (company, account, booked, day, minor) SELECT l.company, \
             l.account, e.date, \
             COALESCE(e.document_date, e.date), CAST(SUM(l.debit_minor - l.credit_minor) AS \
             BIGINT) FROM journal_line l \
             JOIN journal_entry e ON e.company = l.company AND e.number = l.number WHERE l.company \
             = $1 AND l.account = $2 \
             GROUP BY l.company, l.account, e.date, COALESCE(e.document_date, e.date)",
        )
        .bind(&row.company)
        .bind(&row.account)
        .execute(&mut *to)
        .await?;
    }
    Ok(())
}
