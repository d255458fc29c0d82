//! The control of the bank accounts: what the books keep of each against the balances that its
//! statements state, the first opening balance and every closing balance. A difference is told
//! where it begins, once.

use super::ask::{STATEMENTS, statement};
use super::kept_under::bank_of;
use super::rows::{OpeningRow, StatementRow};
use super::sql::{self, QueryBuilder};
use super::{Store, StoreError, Stored};
use crate::domain::statement_chain::{closing_differs, opening_differs};
use crate::domain::{Currency, Finding, Money};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashSet};

/// Where the books and a bank differ.
#[derive(Debug, Clone)]
pub struct BankAstray {
    /// The document of the statement.
    pub document_id: i64,
    /// The day of the balance.
    pub day: Date,
    /// What differs.
    pub finding: Finding,
}

/// Statements tell of what is booked some days after the day of their balance, and before it, at
/// most so long.
const NEAR_DAYS: i32 = 14;

/// How many days beyond the one at hand are read at once of entries told of otherwise: none for the
/// first that differs, then from so many to so many.
const AHEAD_DAYS: i32 = 32;
const MOST_AHEAD_DAYS: i32 = 4_096;

/// Entries of a bank account by the days they are booked on: the first closing day of a statement
/// that tells of them, and their sum, minor units.
#[derive(Default)]
struct ToldOtherwise {
    days: BTreeMap<Date, Vec<(Date, i64)>>,
    /// The last day for which they are read.
    until: Option<Date>,
    /// How many days are read beyond the next.
    ahead: i32,
}

/// A bank account as the books keep it: on its ledger account, and on others where a person placed
/// some of its statements.
struct Kept {
    bank: String,
    rows: Vec<OpeningRow>,
    /// What says with what it began.
    opening: OpeningRow,
}

impl Kept {
    /// The bank accounts of what ledger accounts were opened with.
    fn all(openings: Vec<OpeningRow>) -> Vec<Kept> {
        let mut banks: BTreeMap<String, Vec<OpeningRow>> = BTreeMap::new();
        for row in openings {
            let Some(bank) = row.bank.as_deref().map(bank_of).map(str::to_owned) else { continue };
            banks.entry(bank).or_default().push(row);
        }
        let kept = banks.into_iter().filter_map(|(bank, rows)| {
            let opening =
                rows.iter().min_by_key(|row| (row.by_statement, row.posting.is_none()))?;
            Some(Kept { bank, opening: opening.clone(), rows })
        });
        kept.collect()
    }

    /// What its entries are kept under.
    fn keys(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(|row| row.bank.as_deref())
    }

    fn ledgers(&self) -> String {
        self.rows.iter().map(|row| row.account.as_str()).collect::<Vec<_>>().join(" + ")
    }
}

impl Store {
    /// Where the books of bank accounts differ from their statements. Closing balances of closed
    /// days are not looked at again. Statements that do not follow on the one before (`broken`, by
    /// id) say so themselves.
    pub async fn banks_astray(
        &self,
        company: Option<&str>,
        broken: &HashSet<i64>,
    ) -> Stored<Vec<BankAstray>> {
        let companies = QueryBuilder::of_company(
            "SELECT DISTINCT company FROM opening_balance WHERE bank IS NOT NULL AND {company}",
            "company",
            company,
        )
        .build()
        .fetch_all(&self.pool)
        .await?;
        let mut astray = Vec::new();
        for row in &companies {
            let company: &str = row.try_get(0)?;
            let closed = self.closed_until(company).await?;
            for bank in Kept::all(self.openings(company).await?) {
                let first = self.opening_astray(&bank).await?;
                let known = first.as_ref().map(|(difference, _)| *difference);
                astray.extend(first.map(|(_, found)| found));
                astray.extend(self.closings_astray(&bank, (known, closed), broken).await?);
            }
        }
        astray.extend(self.placed_by_hand(company).await?);
        Ok(astray)
    }

    /// Where the books differ from the last balance up to a day of an account one of whose
    /// statements (`gaps`, by id) does not follow on the one before: what is missing between them
    /// is missing in the books too.
    pub async fn banks_short(
        &self,
        company: &str,
        until: Date,
        gaps: &HashSet<i64>,
    ) -> Stored<Vec<BankAstray>> {
        let mut short = Vec::new();
        if gaps.is_empty() {
            return Ok(short);
        }
        for bank in Kept::all(self.openings(company).await?) {
            let mut statements = self.closings_from(&bank, None).await?;
            statements.retain(|row| row.closing_date.is_some_and(|day| day <= until));
            let has_gap = statements.iter().any(|row| gaps.contains(&row.id));
            let last = statements.last().filter(|_| has_gap);
            let Some((row, day, stated)) =
                last.and_then(|row| Some((row, row.closing_date?, row.closing_minor?)))
            else {
                continue;
            };
            let kept = self.kept_by_day(&bank, None).await?;
            let booked = kept.range(..=day).next_back().map_or(0, |(_, sum)| *sum);
            if booked != stated {
                let accounts = (bank.bank.as_str(), &*bank.ledgers());
                let finding = closing_differs(accounts, day, euro(booked), euro(stated));
                short.push(BankAstray { document_id: row.document_id, day, finding });
            }
        }
        Ok(short)
    }

    /// Whether a list states another opening balance than the first statement: by how much, and
    /// what is said.
    async fn opening_astray(&self, bank: &Kept) -> Stored<Option<(i64, BankAstray)>> {
        let opening = &bank.opening;
        if opening.by_statement {
            return Ok(None);
        }
        let mut first: Option<(String, Option<String>, i64, i64, i64)> = None;
        for key in bank.keys() {
            let row = sql::query(
                "SELECT id, document_id, COALESCE(opening_date, closing_date) AS day, \
                 closing_date, opening_minor FROM statement WHERE company = $1 \
                 AND account = $2 AND COALESCE(closing_date, opening_date) >= $3 AND \
                 opening_minor IS NOT NULL \
                 AND COALESCE(currency, 'EUR') = 'EUR' ORDER BY COALESCE(opening_date, \
                 closing_date), closing_date NULLS FIRST, id LIMIT 1",
            )
            .bind(&opening.company)
            .bind(key)
            .bind(opening.date.to_string())
            .fetch_optional(&self.pool)
            .await?;
            let Some(row) = row else { continue };
            let stated = (
                row.try_get("day")?,
                row.try_get("closing_date")?,
                row.try_get("id")?,
                row.try_get("document_id")?,
                row.try_get("opening_minor")?,
            );
            first = first.into_iter().chain([stated]).min();
        }
        let Some((day, _, _, document_id, stated)) = first else { return Ok(None) };
        let mut kept = 0;
        for row in &bank.rows {
            let moved = sql::query(
                "SELECT CAST((SELECT COALESCE(SUM(minor), 0) FROM bank_day WHERE company = $1 AND \
                 account = $2 AND day < $3) \
                 - (SELECT COALESCE(SUM(l.debit_minor - l.credit_minor), 0) FROM journal_line l \
                 JOIN journal_entry e ON e.company = l.company \
                 AND e.number = l.number WHERE l.company = $1 AND l.number = $4 AND l.account = $2 \
                 AND COALESCE(e.document_date, e.date) < $3) AS BIGINT) AS moved",
            )
            .bind(&row.company)
            .bind(&row.account)
            .bind(&day)
            .bind(row.posting.unwrap_or_default())
            .fetch_one(&self.pool)
            .await?;
            kept += row.amount_minor + moved.try_get::<i64, _>("moved")?;
        }
        if kept == stated {
            return Ok(None);
        }
        let day: Date =
            day.parse().map_err(|_| StoreError::Garbled(format!("opening_date: {day}")))?;
        let finding = opening_differs((&bank.bank, &bank.ledgers()), day, euro(kept), euro(stated));
        Ok(Some((kept - stated, BankAstray { document_id, day, finding })))
    }

    /// Closing balances that differ from the books by something else than the one before.
    async fn closings_astray(
        &self,
        bank: &Kept,
        (opened_astray, closed): (Option<i64>, Option<Date>),
        broken: &HashSet<i64>,
    ) -> Stored<Vec<BankAstray>> {
        let opening = &bank.opening;
        // The last balance of what is closed says from which difference on another is new.
        let before = match closed {
            Some(closed) => self.last_closing(bank, closed).await?,
            None => None,
        };
        // What a list opens later than the first statements is not known before.
        let from = before.max(Some(opening.date).filter(|_| !opening.by_statement));
        let statements = self.closings_from(bank, from).await?;
        let kept = self.kept_by_day(bank, before).await?;
        let mut difference = opened_astray.unwrap_or_default();
        let (mut astray, mut otherwise) = (Vec::new(), ToldOtherwise::default());
        for (day, of_day) in by_day(&statements) {
            let booked = kept.range(..=day).next_back().map_or(0, |(_, sum)| *sum);
            let off = |row: &&StatementRow| booked - row.closing_minor.unwrap_or_default();
            if of_day.iter().any(|row| off(row) == difference) {
                continue;
            }
            let Some(last) = of_day.last() else { continue };
            if before == Some(day) {
                difference = off(last);
                continue;
            }
            self.read_otherwise(bank, day, &mut otherwise).await?;
            let booked = booked + otherwise.moved(day);
            if of_day.iter().any(|row| booked - row.closing_minor.unwrap_or_default() == difference)
            {
                continue;
            }
            difference = booked - last.closing_minor.unwrap_or_default();
            if !of_day.iter().any(|row| broken.contains(&row.id)) && difference != 0 {
                let stated = euro(last.closing_minor.unwrap_or_default());
                let finding =
                    closing_differs((&bank.bank, &bank.ledgers()), day, euro(booked), stated);
                astray.push(BankAstray { document_id: last.document_id, day, finding });
            }
        }
        Ok(astray)
    }

    /// The day of an account's last closing balance up to a day.
    async fn last_closing(&self, bank: &Kept, until: Date) -> Stored<Option<Date>> {
        let mut last = None;
        for key in bank.keys() {
            let row = sql::query(
                "SELECT MAX(closing_date) AS day FROM statement WHERE company = $1 AND account = \
                 $2 AND closing_minor IS NOT NULL \
                 AND closing_date <= $3 AND COALESCE(currency, 'EUR') = 'EUR'",
            );
            let row = row.bind(&bank.opening.company).bind(key).bind(until.to_string());
            last = last.max(super::read::date(&row.fetch_one(&self.pool).await?, "day")?);
        }
        Ok(last)
    }

    async fn closings_from(&self, bank: &Kept, from: Option<Date>) -> Stored<Vec<StatementRow>> {
        let mut closings = Vec::new();
        for key in bank.keys() {
            let mut query = QueryBuilder::new(STATEMENTS);
            query
                .push(" WHERE s.company = ")
                .push_bind(&bank.opening.company)
                .push(" AND s.account = ")
                .push_bind(key);
            query.push(
                " AND s.closing_minor IS NOT NULL AND COALESCE(s.currency, 'EUR') = 'EUR' AND \
                 s.closing_date >= ",
            );
            query.push_bind(from.map_or_else(String::new, |day| day.to_string()));
            let rows =
                query.push(" ORDER BY s.closing_date, s.id").build().fetch_all(&self.pool).await?;
            for row in &rows {
                closings.push(statement(row)?);
            }
        }
        closings.sort_by_key(|row| (row.closing_date, row.id));
        if closings.iter().any(|row| row.running) {
            let surpassed = self.surpassed(Some(&bank.opening.company)).await?;
            closings.retain(|row| !surpassed.contains(&row.id));
        }
        Ok(closings)
    }

    /// What the books keep of a bank account at the end of each day on which it moved, by the days
    /// of the documents; days up to `before` are one sum.
    async fn kept_by_day(&self, bank: &Kept, before: Option<Date>) -> Stored<BTreeMap<Date, i64>> {
        let company = bank.opening.company.as_str();
        let (mut moved, mut sum): (BTreeMap<Date, i64>, i64) = (BTreeMap::new(), 0);
        for row in &bank.rows {
            let rows = sql::query(
                "SELECT day, CAST(SUM(minor) AS BIGINT) AS moved FROM bank_day WHERE company = $1 \
                 AND account = $2 AND booked > $3 \
                 GROUP BY day ORDER BY day",
            )
            .bind(company)
            .bind(&row.account)
            .bind(before.map_or_else(String::new, |day| day.to_string()))
            .fetch_all(&self.pool)
            .await?;
            let mut of_account = 0;
            for row in &rows {
                let (day, minor): (_, i64) =
                    (super::read::date(row, "day")?, row.try_get("moved")?);
                *moved.entry(day.unwrap_or_default()).or_default() += minor;
                of_account += minor;
            }
            if before.is_some() {
                sum += self.stands_at(company, &row.account).await? - of_account;
            }
        }
        let mut kept: BTreeMap<Date, i64> = before.into_iter().map(|day| (day, sum)).collect();
        for (day, minor) in moved {
            sum += minor;
            kept.insert(before.map_or(day, |before| day.max(before)), sum);
        }
        Ok(kept)
    }

    /// What stands on an account at the end of each month that moved something in the books: debit
    /// less credit, minor units.
    pub async fn stands_by_month(
        &self,
        company: &str,
        account: &str,
    ) -> Stored<Vec<(String, i64)>> {
        let rows = sql::query(
            "WITH RECURSIVE months (month) AS (SELECT MIN(month) FROM account_total WHERE company \
             = $1 UNION ALL SELECT (SELECT MIN(t.month) FROM account_total t WHERE t.company = $1 \
             AND t.month > months.month) FROM months WHERE months.month IS NOT NULL) SELECT \
             t.month, CAST(SUM(t.debit_minor - t.credit_minor) AS BIGINT) AS moved FROM months \
             CROSS JOIN account_total t WHERE t.company = $1 AND t.month = months.month AND \
             t.account = $2 GROUP BY t.month ORDER BY t.month",
        );
        let rows = rows.bind(company).bind(account).fetch_all(&self.pool).await?;
        let mut stands = 0i64;
        let month = |row: &sql::Row| {
            stands = stands.saturating_add(row.try_get("moved")?);
            Ok((row.try_get("month")?, stands))
        };
        rows.iter().map(month).collect()
    }

    /// What stands on an account: debit less credit, minor units.
    pub async fn stands_at(&self, company: &str, account: &str) -> Stored<i64> {
        // The account's row of each month: the table is ordered by company and month, and a join
        // the other way round would walk all accounts.
        let row = sql::query(
            "WITH RECURSIVE months (month) AS (SELECT MIN(month) FROM account_total WHERE company \
             = $1 UNION ALL SELECT (SELECT MIN(t.month) FROM account_total t WHERE t.company = $1 \
             AND t.month > months.month) FROM months WHERE months.month IS NOT NULL) SELECT \
             CAST(COALESCE(SUM(t.debit_minor - t.credit_minor), 0) AS BIGINT) AS stands FROM \
             months CROSS JOIN account_total t WHERE t.company = $1 AND t.month = months.month AND \
             t.account = $2",
        );
        row.bind(company)
            .bind(account)
            .fetch_one(&self.pool)
            .await?
            .try_get("stands")
            .map_err(Into::into)
    }

    /// Reads what statements tell of entries otherwise than the days they are booked on, around a
    /// day and some days on: each time farther, for where one balance differs, most that follow do.
    async fn read_otherwise(
        &self,
        bank: &Kept,
        day: Date,
        otherwise: &mut ToldOtherwise,
    ) -> Stored<()> {
        if otherwise.until.is_some_and(|until| day <= until) {
            return Ok(());
        }
        let until = day.saturating_add(otherwise.ahead.days());
        otherwise.days.clear();
        for key in bank.keys() {
            let rows = sql::query(
                "SELECT booked, told, CAST(SUM(minor) AS BIGINT) AS minor FROM \
                 (SELECT b.booking_date AS booked, b.amount_minor AS minor, MIN(s.closing_date) AS \
                 told FROM bank_entry b \
                 JOIN entry_source e ON e.entry_id = b.id JOIN statement s ON s.id = \
                 e.statement_id WHERE b.company = $1 AND b.account = $2 AND b.currency = 'EUR' AND \
                 b.same_as IS NULL AND b.booking_date >= $3 AND b.booking_date <= $4 AND \
                 s.closing_minor IS NOT NULL \
                 GROUP BY b.id, b.booking_date, b.amount_minor) AS of_entry GROUP BY booked, told",
            )
            .bind(&bank.opening.company)
            .bind(key)
            .bind(day.saturating_sub(NEAR_DAYS.days()).to_string())
            .bind(until.saturating_add(NEAR_DAYS.days()).to_string())
            .fetch_all(&self.pool)
            .await?;
            for row in &rows {
                let booked = super::read::date(row, "booked")?.unwrap_or_default();
                let told = super::read::date(row, "told")?.unwrap_or(Date::MAX);
                otherwise.days.entry(booked).or_default().push((told, row.try_get("minor")?));
            }
        }
        otherwise.until = Some(until);
        otherwise.ahead = (otherwise.ahead * 2).clamp(AHEAD_DAYS, MOST_AHEAD_DAYS);
        Ok(())
    }
}

impl ToldOtherwise {
    /// What the statements up to a day tell of entries that are booked behind it, less what only
    /// later ones tell of entries booked up to it: banks date entries of a weekend so.
    fn moved(&self, day: Date) -> i64 {
        let near = day.saturating_sub(NEAR_DAYS.days())..=day.saturating_add(NEAR_DAYS.days());
        let of_day = |(booked, told): (&Date, &Vec<(Date, i64)>)| {
            let is_behind = *booked > day;
            let otherwise = told.iter().filter(|(told, _)| (*told <= day) == is_behind);
            let sum: i64 = otherwise.map(|(_, minor)| minor).sum();
            if is_behind { sum } else { -sum }
        };
        self.days.range(near).map(of_day).sum()
    }
}

fn euro(minor: i64) -> Money {
    Money::from_minor(minor, Currency::EUR)
}

/// Statements by the day of their closing balance, in order.
fn by_day(statements: &[StatementRow]) -> BTreeMap<Date, Vec<&StatementRow>> {
    let mut days: BTreeMap<Date, Vec<&StatementRow>> = BTreeMap::new();
    for row in statements {
        days.entry(row.closing_date.unwrap_or_default()).or_default().push(row);
    }
    days
}
