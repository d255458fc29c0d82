//! What there is and what falls due: the last balance of each bank account, and open items by their
//! due day.

use super::kept_under::bank_of;
use super::sql::{self, QueryBuilder, Row};
use super::{Store, Stored};
use crate::domain::{Currency, Money};
use jiff::civil::Date;

/// What a statement says there was at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashBalance {
    /// The account as the statement names it.
    pub account: String,
    /// The closing day.
    pub day: Date,
    /// The closing balance.
    pub balance: Money,
}

/// What falls due on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The company's id.
    pub company: String,
    /// The due day; what is late stands on the day asked for.
    pub day: Date,
    /// What is open of all items: receivables positive, payables negative.
    pub amount: Money,
}

impl Store {
    /// The last closing balance of each account and currency of a company, up to a day.
    pub async fn closing_balances(&self, company: &str, until: Date) -> Stored<Vec<CashBalance>> {
        let rows = sql::query(
            "SELECT account, currency, closing_date, closing_minor FROM (SELECT account, currency, \
             closing_date, closing_minor, \
             ROW_NUMBER() OVER (PARTITION BY account, COALESCE(currency, '') ORDER BY closing_date \
             DESC, id DESC) AS place \
             FROM statement WHERE company = $1 AND closing_minor IS NOT NULL AND closing_date <= \
             $2) latest WHERE place = 1 ORDER BY account",
        )
        .bind(company)
        .bind(until.to_string())
        .fetch_all(&self.pool)
        .await?;
        let mut balances: Vec<CashBalance> = Vec::with_capacity(rows.len());
        for row in &rows {
            let Some(day) = row.try_get::<&str, _>("closing_date")?.parse().ok() else { continue };
            let currency = row
                .try_get::<Option<&str>, _>("currency")?
                .and_then(Currency::read)
                .unwrap_or(Currency::EUR);
            let balance = Money::from_minor(row.try_get("closing_minor")?, currency);
            let account: String = row.try_get("account")?;
            // One bank account has one balance, whatever ledger accounts it is kept on.
            let is_one = |known: &&mut CashBalance| {
                bank_of(&known.account) == bank_of(&account)
                    && known.balance.currency == balance.currency
            };
            match balances.iter_mut().find(is_one) {
                Some(known) if known.day >= day => {}
                Some(known) => *known = CashBalance { account, day, balance },
                None => balances.push(CashBalance { account, day, balance }),
            }
        }
        Ok(balances)
    }

    /// What is open of a company today and falls due up to `last`, by currency and day. What moves
    /// later is open as it was before; what an entry that is booked is proposed to settle is not
    /// expected once more.
    pub async fn due_by_day(&self, company: &str, today: Date, last: Date) -> Stored<Vec<Due>> {
        let (today, last) = (today.to_string(), last.to_string());
        let mut query = QueryBuilder::new("SELECT currency, CASE WHEN day < ");
        query.push_bind(today.clone()).push(" THEN ").push_bind(today.clone()).push(
            " ELSE day END AS day, CAST(SUM(minor) AS BIGINT) AS due FROM (SELECT currency, day, \
             CASE WHEN side = 'payable' THEN -minor ELSE minor END AS minor FROM due_total WHERE \
             company = ",
        );
        query.push_bind(company).push(
            " UNION ALL SELECT i.currency, COALESCE(i.due_told, i.due, i.date, ''), CASE WHEN \
             i.side = 'payable' THEN m.amount_minor ELSE -m.amount_minor END FROM item_movement m \
             JOIN open_item i ON i.id = m.item_id WHERE i.kind <> 'prepaid' AND m.company = ",
        );
        query.push_bind(company).push(" AND m.date > ").push_bind(today.clone());
        // What a booked entry is proposed to settle is in the balance already.
        query.push(
            " UNION ALL SELECT i.currency, COALESCE(i.due_told, i.due, i.date, ''), CASE WHEN \
             i.side = 'payable' THEN a.amount_minor + a.discount_minor ELSE -a.amount_minor - \
             a.discount_minor END FROM bank_entry b JOIN allocation a ON a.entry_id = b.id JOIN \
             open_item i ON i.id = a.item_id WHERE i.kind <> 'prepaid' AND a.state = 'suggested' \
             AND b.status <> 'matched' AND b.company = ",
        );
        query.push_bind(company).push(" AND b.booking_date <= ").push_bind(today);
        query.push(") AS left_open WHERE day <= ").push_bind(last);
        query.push(" GROUP BY 1, 2 HAVING SUM(minor) <> 0 ORDER BY 1, 2");
        let rows = query.build().fetch_all(&self.pool).await?;
        let due = |row: &Row| -> Stored<Option<Due>> {
            let (day, currency) =
                (row.try_get::<&str, _>("day")?.parse(), Currency::read(row.try_get("currency")?));
            let (Ok(day), Some(currency)) = (day, currency) else { return Ok(None) };
            Ok(Some(Due {
                company: company.to_owned(),
                day,
                amount: Money::from_minor(row.try_get("due")?, currency),
            }))
        };
        rows.iter().filter_map(|row| due(row).transpose()).collect()
    }
}
