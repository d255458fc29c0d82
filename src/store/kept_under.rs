//! What bank entries are kept under: the accounts that statements told of, and two names of one
//! account brought together.

use super::ask::{STATEMENTS, statement};
use super::rows::StatementRow;
use super::sql::{self, QueryBuilder};
use super::{ROWS, Store, Stored};
use crate::domain::{Currency, Iban, Money};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The bank account of what entries are kept under: the IBAN behind the ledger account where a
/// person placed a statement that states one, else the whole.
pub fn bank_of(kept_under: &str) -> &str {
    let stated = kept_under.rsplit_once(' ').map(|(_, stated)| stated);
    let is_iban = |text: &&str| Iban::read(text).is_some_and(|iban| iban.is_valid());
    stated.filter(is_iban).unwrap_or(kept_under)
}

/// What is known of an account's currencies.
#[derive(Debug, Default)]
pub struct Currencies {
    /// The currencies that its statements name; where the euro is one, it may be the only one told.
    pub stated: BTreeSet<Currency>,
    /// The statements that named none, were read in euros, and are not asked about.
    pub assumed: Vec<i64>,
    /// What is booked on the days at hand, where the account is kept in euros and in others: booking
    /// date and amount.
    pub booked: Vec<(Date, Money)>,
    /// What those statements tell on the days at hand: statement, booking date and amount in euro.
    pub told_assumed: Vec<(i64, Date, Money)>,
}

impl Store {
    /// What a company's statements are kept under, each once. Leaps from one to the next: there are
    /// few, and many statements of each.
    pub async fn accounts_told(&self, company: &str) -> Stored<Vec<String>> {
        let rows = sql::query(
            "WITH RECURSIVE kept (account) AS (SELECT MIN(account) FROM statement WHERE company = \
             $1 UNION ALL SELECT (SELECT MIN(s.account) FROM statement s WHERE s.company = $1 AND \
             s.account > kept.account) FROM kept WHERE kept.account IS NOT NULL) SELECT account \
             FROM kept WHERE account IS NOT NULL",
        )
        .bind(company)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get("account")?)).collect()
    }

    /// All that one bank account's statements are kept under: more than one where a person placed
    /// some on another ledger account than that of its IBAN.
    pub async fn keys_of_bank(&self, company: &str, bank: &str) -> Stored<Vec<String>> {
        let mut keys = self.accounts_told(company).await?;
        keys.retain(|key| bank_of(key) == bank_of(bank));
        Ok(keys)
    }

    /// Those of them that statements of a format are kept under.
    pub async fn accounts_of_format(&self, company: &str, format: &str) -> Stored<Vec<String>> {
        let mut found = Vec::new();
        for account in self.accounts_told(company).await? {
            let told = sql::query(
                "SELECT 1 AS one FROM statement s JOIN document d ON d.id = s.document_id WHERE \
                 s.company = $1 AND s.account = $2 AND d.format = $3 LIMIT 1",
            )
            .bind(company)
            .bind(account.as_str())
            .bind(format)
            .fetch_optional(&self.pool)
            .await?;
            found.extend(told.map(|_| account));
        }
        Ok(found)
    }

    /// The currencies that statements of an account name, and whether one named none. All of an
    /// account abroad are looked at only where none is in euros.
    pub async fn currencies_of(&self, company: &str, account: &str) -> Stored<Currencies> {
        const NEWEST: &str = "SELECT currency FROM statement WHERE company = $1 AND account = $2 \
             AND currency IS NOT NULL AND assumed = 0 AND closing_date IS NOT NULL ORDER BY \
             closing_date DESC, id DESC LIMIT 1";
        const IN_EURO: &str = "SELECT currency FROM statement WHERE company = $1 AND account = $2 \
             AND currency = 'EUR' AND assumed = 0 LIMIT 1";
        const ALL: &str = "SELECT DISTINCT currency FROM statement WHERE company = $1 AND account \
             = $2 AND currency IS NOT NULL AND assumed = 0";
        let mut stated = BTreeSet::new();
        for text in [NEWEST, IN_EURO, ALL] {
            if stated.contains(&Currency::EUR) {
                break;
            }
            let rows = sql::query(text).bind(company).bind(account).fetch_all(&self.pool);
            for row in rows.await? {
                stated.extend(Currency::read(row.try_get(0)?));
            }
        }
        // A person said of one that named no currency, and was asked about, that it is in euros.
        let said = sql::query(
            "SELECT 1 AS one FROM statement s JOIN document d ON d.id = s.document_id WHERE \
             s.company = $1 AND s.account = $2 AND s.assumed = 2 AND d.status = 'processed' AND \
             d.accepted <> '[]' LIMIT 1",
        );
        let said = said.bind(company).bind(account).fetch_optional(&self.pool).await?;
        stated.extend(said.map(|_| Currency::EUR));
        let assumed = sql::query(
            "SELECT id FROM statement WHERE company = $1 AND account = $2 AND assumed = 1 ORDER BY \
             id",
        );
        let assumed = assumed.bind(company).bind(account).fetch_all(&self.pool).await?;
        let assumed = assumed.iter().map(|row| Ok(row.try_get(0)?)).collect::<Stored<_>>()?;
        Ok(Currencies { stated, assumed, ..Currencies::default() })
    }

    /// What statements that named no currency tell on these days, in euros as they were read:
    /// statement, booking date and amount.
    pub async fn told_assumed(
        &self,
        company: &str,
        account: &str,
        days: &BTreeSet<Date>,
    ) -> Stored<Vec<(i64, Date, Money)>> {
        let days: Vec<String> = days.iter().map(Date::to_string).collect();
        let mut told = Vec::new();
        for chunk in days.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT s.id, b.booking_date, b.amount_minor FROM bank_entry b JOIN entry_source e \
                 ON e.entry_id = b.id JOIN statement s ON s.id = e.statement_id WHERE s.assumed = \
                 1 AND b.same_as IS NULL AND b.currency = 'EUR' AND b.company = ",
            );
            query.push_bind(company).push(" AND b.account = ").push_bind(account);
            query.push(" AND b.booking_date IN (").push_list(chunk).push(") ORDER BY b.id");
            for row in &query.build().fetch_all(&self.pool).await? {
                let statement: i64 = row.try_get("id")?;
                let minor = Money::from_minor(row.try_get("amount_minor")?, Currency::EUR);
                let day = super::read::date(row, "booking_date")?;
                told.extend(day.map(|day| (statement, day, minor)));
            }
        }
        Ok(told)
    }

    /// What is booked on an account on these days.
    pub async fn booked_on_days(
        &self,
        company: &str,
        account: &str,
        days: &BTreeSet<Date>,
    ) -> Stored<Vec<(Date, Money)>> {
        let days: Vec<String> = days.iter().map(Date::to_string).collect();
        let mut booked = Vec::new();
        for chunk in days.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT booking_date, amount_minor, currency FROM bank_entry WHERE same_as IS NULL \
                 AND company = ",
            );
            query.push_bind(company).push(" AND account = ").push_bind(account);
            query.push(" AND booking_date IN (").push_list(chunk).push(")");
            for row in &query.build().fetch_all(&self.pool).await? {
                let day = super::read::date(row, "booking_date")?;
                let currency = Currency::read(row.try_get("currency")?);
                let minor = row.try_get("amount_minor")?;
                let money = currency.map(|currency| Money::from_minor(minor, currency));
                booked.extend(day.zip(money));
            }
        }
        Ok(booked)
    }

    /// The documents of the statements that a company keeps under one account, oldest first.
    pub async fn documents_under(&self, company: &str, account: &str) -> Stored<Vec<i64>> {
        let rows = sql::query(
            "SELECT document_id FROM statement WHERE company = $1 AND account = $2 ORDER BY \
             document_id",
        )
        .bind(company)
        .bind(account)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get("document_id")?)).collect()
    }

    /// The statements of a document.
    pub async fn statements_of(&self, document: i64) -> Stored<Vec<StatementRow>> {
        let mut query = QueryBuilder::new(STATEMENTS);
        query.push(" WHERE s.document_id = ").push_bind(document).push(" ORDER BY s.id");
        query.build().fetch_all(&self.pool).await?.iter().map(statement).collect()
    }

    /// Keeps a document's statements, and what they told of, under another account.
    pub async fn move_told(&self, document: i64, from: &str, to: &str) -> Stored<()> {
        for moved in [
            "UPDATE bank_entry SET account = $3 WHERE account = $2 AND id IN (SELECT e.entry_id \
             FROM statement s JOIN entry_source e ON e.statement_id = s.id WHERE s.document_id = \
             $1)",
            "UPDATE statement SET account = $3 WHERE document_id = $1 AND account = $2",
        ] {
            sql::query(moved).bind(document).bind(from).bind(to).execute(&self.pool).await?;
        }
        Ok(())
    }

    /// Takes back that a document's statements were told: nothing rests on them any more. The
    /// entries that nothing else tells of are no longer counted as known.
    pub async fn untold(&self, document: i64) -> Stored<()> {
        for untold in [
            "INSERT INTO arrival_tally (company, day, documents, entries) SELECT \
             COALESCE(d.company, ''), substr(d.received_at, 1, 10), 0, -(SELECT COUNT(*) FROM \
             (SELECT DISTINCT e.entry_id FROM entry_source e JOIN statement s ON s.id = \
             e.statement_id WHERE s.document_id = $1 AND NOT EXISTS (SELECT 1 FROM entry_source o \
             JOIN statement t ON t.id = o.statement_id WHERE o.entry_id = e.entry_id AND \
             t.document_id <> $1)) AS alone) FROM document d WHERE d.id = $1 ON CONFLICT (company, \
             day) DO UPDATE SET entries = arrival_tally.entries + excluded.entries",
            "DELETE FROM entry_source WHERE statement_id IN (SELECT id FROM statement WHERE \
             document_id = $1)",
            "DELETE FROM statement WHERE document_id = $1",
        ] {
            sql::query(untold).bind(document).execute(&self.pool).await?;
        }
        Ok(())
    }

    /// Keeps one entry under another account.
    pub async fn keep_entry_under(&self, entry: i64, account: &str) -> Stored<()> {
        sql::query("UPDATE bank_entry SET account = $2 WHERE id = $1")
            .bind(entry)
            .bind(account)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets what a ledger account was opened with by statements that are kept elsewhere now, and
    /// the days of it: it is no bank account's any more.
    pub async fn forget_opening(&self, company: &str, ledger: &str, kept: &str) -> Stored<()> {
        let left = sql::query(
            "SELECT 1 AS one FROM statement WHERE company = $1 AND account = $2 LIMIT 1",
        )
        .bind(company)
        .bind(kept)
        .fetch_optional(&self.pool)
        .await?;
        let forgotten = sql::query(
            "DELETE FROM opening_balance WHERE company = $1 AND account = $2 AND bank = $3",
        );
        if left.is_some()
            || forgotten.bind(company).bind(ledger).bind(kept).execute(&self.pool).await? == 0
        {
            return Ok(());
        }
        sql::query("DELETE FROM bank_day WHERE company = $1 AND account = $2")
            .bind(company)
            .bind(ledger)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Keeps what was kept under one name of a bank account under another: both are booked on one
    /// ledger account, so that nothing in the books moves.
    pub async fn keep_under(&self, company: &str, from: &str, to: &str) -> Stored<()> {
        let mut transaction = self.begin().await?;
        for moved in [
            "UPDATE bank_entry SET account = $3 WHERE company = $1 AND account = $2",
            "UPDATE statement SET account = $3 WHERE company = $1 AND account = $2",
            "UPDATE opening_balance SET bank = $3 WHERE company = $1 AND bank = $2",
        ] {
            sql::query(moved).bind(company).bind(from).bind(to).execute(&mut transaction).await?;
        }
        transaction.commit().await
    }
}
