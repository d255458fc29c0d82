//! Open items that were invoiced in another currency than that of the books.

use super::read::item;
use super::rows::ItemRow;
use super::sql::{self, QueryBuilder, Row, Transaction};
use super::{ROWS, Store, StoreError, Stored, open};
use crate::domain::money::proportion;
use crate::domain::{Currency, Side};
use jiff::civil::Date;

/// An amount in another currency than that of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abroad {
    /// Which.
    pub currency: Currency,
    /// Minor units of it, of the item's sign.
    pub minor: i64,
}

impl ItemRow {
    /// So much of it in the currency it was invoiced in, minor units, as this amount is of it in
    /// the books; nothing of others.
    pub fn abroad_of(&self, minor: i64) -> i64 {
        self.abroad.map_or(0, |abroad| proportion(abroad.minor, minor, self.amount_minor))
    }

    /// What it was invoiced as: minor units and their currency.
    pub fn invoiced(&self) -> (i64, Currency) {
        self.abroad
            .map_or((self.amount_minor, self.currency), |abroad| (abroad.minor, abroad.currency))
    }
}

/// What stands in another currency at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceAbroad {
    /// The item's id; `None` for a bank account.
    pub item: Option<i64>,
    /// The item's number, or what the bank account's entries are kept under.
    pub name: String,
    /// Whose item it is, and which side.
    pub owed: Option<(i64, Side)>,
    /// When the item is due.
    pub due: Option<Date>,
    /// What it is there: minor units; an item's of its own sign, a bank account's positive for
    /// money that is there. `None` where no statement says what a bank account began with that the
    /// books have opened.
    pub abroad: Option<i64>,
    /// Its currency.
    pub currency: Currency,
    /// What the books keep of the item, minor units of its sign; of a bank account its ledger
    /// account says so.
    pub booked: i64,
}

impl Store {
    /// A company's open items that were invoiced in other currencies, as they stood at the end of a
    /// day.
    pub async fn items_abroad(&self, company: &str, day: Date) -> Stored<Vec<BalanceAbroad>> {
        let rows = sql::query(
            "SELECT i.*, CAST(SUM(m.amount_minor) AS BIGINT) AS booked, CAST(SUM(m.abroad_minor) \
             AS BIGINT) AS there FROM open_item i \
             JOIN item_movement m ON m.item_id = i.id WHERE i.company = $1 AND i.abroad_currency \
             IS NOT NULL AND m.date <= $2 \
             GROUP BY i.id HAVING SUM(m.amount_minor) <> 0 ORDER BY i.side, i.number, i.id",
        )
        .bind(company)
        .bind(day.to_string())
        .fetch_all(&self.pool)
        .await?;
        let balance = |row: &Row| -> Stored<_> {
            let item = item(row)?;
            let ((_, currency), due) = (item.invoiced(), item.due_day());
            Ok(BalanceAbroad {
                item: Some(item.id),
                name: item.number,
                owed: Some((item.contact_id, item.side)),
                due,
                abroad: row.try_get("there")?,
                currency,
                booked: row.try_get("booked")?,
            })
        };
        rows.iter().map(balance).collect()
    }

    /// A company's bank accounts in other currencies, as the books know them at the end of a day:
    /// what they opened with, and what was booked since.
    pub async fn banks_abroad(&self, company: &str, day: Date) -> Stored<Vec<BalanceAbroad>> {
        let rows = sql::query(
            "SELECT b.account, b.currency, CAST(SUM(b.amount_minor) AS BIGINT) AS moved, \
             (SELECT COUNT(*) FROM opening_balance o WHERE o.company = b.company AND o.bank = \
             b.account AND o.posting IS NOT NULL \
             AND o.amount_minor <> 0 AND o.date <= $2) AS opened, \
             (SELECT s.opening_minor FROM statement s WHERE s.company = b.company AND s.account = \
             b.account AND s.opening_minor IS NOT NULL \
             ORDER BY COALESCE(s.opening_date, s.closing_date), s.id LIMIT 1) AS opening \
             FROM bank_entry b WHERE b.company = $1 AND b.currency <> 'EUR' AND b.posting IS NOT \
             NULL AND b.booking_date <= $2 \
             GROUP BY b.company, b.account, b.currency ORDER BY b.account, b.currency",
        )
        .bind(company)
        .bind(day.to_string())
        .fetch_all(&self.pool)
        .await?;
        let balance = |row: &Row| -> Stored<_> {
            let (moved, opened): (i64, i64) = (row.try_get("moved")?, row.try_get("opened")?);
            let opening: Option<i64> = if opened == 0 { Some(0) } else { row.try_get("opening")? };
            let code: &str = row.try_get("currency")?;
            let currency = Currency::read(code)
                .ok_or_else(|| StoreError::Garbled(format!("currency: {code}")))?;
            let name = row.try_get("account")?;
            let abroad = opening.map(|opening| opening + moved);
            Ok(BalanceAbroad {
                item: None,
                name,
                owed: None,
                due: None,
                abroad,
                currency,
                booked: 0,
            })
        };
        rows.iter().map(balance).collect()
    }
}

/// Writes what items gain or lose by the rate of a day: company, item, day, and what is added to it
/// in the books.
pub(super) async fn write(to: &mut Transaction, rows: &[(String, i64, Date, i64)]) -> Stored<()> {
    for chunk in rows.chunks(ROWS) {
        let mut query =
            QueryBuilder::new("INSERT INTO item_movement (company, item_id, date, amount_minor) ");
        query.push_values(chunk, |values, (company, item, day, amount)| {
            values
                .push_bind(company)
                .push_bind(*item)
                .push_bind(day.to_string())
                .push_bind(*amount);
        });
        query.build().execute(&mut *to).await?;
    }
    open::note(to, rows.iter().map(|(_, item, ..)| *item)).await
}
