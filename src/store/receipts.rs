//! What was received and paid (§ 11 EStG): turnover of money itself, and how much of each invoice
//! was settled.

use super::ask::book_amount;
use super::read::item;
use super::rows::ItemRow;
use super::sql;
use super::{Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Turnover of an account under a tax code in entries of the bank, entries by hand and of items set
/// off; what takes another back counts negative on its side.
#[derive(Debug, Clone)]
pub struct MoneyTurnover {
    /// As it stands in the journal.
    pub account: String,
    /// The tax code of its lines.
    pub vat_code: Option<String>,
    /// Book currency.
    pub debit: Decimal,
    /// Book currency.
    pub credit: Decimal,
}

/// How much of an item was settled by money or set off (§ 11 EStG takes setting off for payment),
/// discounts among it; minor units of the item's sign.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The item.
    pub item: ItemRow,
    /// The number of the entry whose lines are settled with it.
    pub posting: Option<i64>,
    /// Before the first day.
    pub before: i64,
    /// At the end of the last.
    pub until: i64,
}

impl Store {
    /// Turnover by account and tax code in what the bank told and what was written down by hand, on
    /// days from one to another.
    pub async fn money_turnover(
        &self,
        company: &str,
        from: Date,
        to: Date,
    ) -> Stored<Vec<MoneyTurnover>> {
        let rows = sql::query(
            "SELECT l.account, l.vat_code, \
             CAST(SUM(CASE WHEN e.reverses IS NOT NULL AND l.credit_minor > 0 THEN -l.credit_minor \
             WHEN e.reverses IS NOT NULL AND l.debit_minor > 0 THEN 0 ELSE l.debit_minor END) AS \
             BIGINT) AS debit, \
             CAST(SUM(CASE WHEN e.reverses IS NOT NULL AND l.debit_minor > 0 THEN -l.debit_minor \
             WHEN e.reverses IS NOT NULL AND l.credit_minor > 0 THEN 0 ELSE l.credit_minor END) AS \
             BIGINT) AS credit \
             FROM journal_entry e JOIN journal_line l ON l.company = e.company AND l.number = \
             e.number \
             LEFT JOIN document d ON d.id = e.document_id \
             WHERE e.company = $1 AND e.date BETWEEN $2 AND $3 AND (e.entry_id IS NOT NULL OR \
             d.kind = 'entries' \
             OR EXISTS (SELECT 1 FROM set_off s WHERE s.company = e.company AND e.number IN \
             (s.posting, s.taken_back))) \
             GROUP BY l.account, l.vat_code ORDER BY l.account, l.vat_code",
        )
        .bind(company)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(&self.pool)
        .await?;
        let turnover = |row: &sql::Row| -> Stored<_> {
            let (debit, credit) =
                (book_amount(row.try_get("debit")?), book_amount(row.try_get("credit")?));
            Ok(MoneyTurnover {
                account: row.try_get("account")?,
                vat_code: row.try_get("vat_code")?,
                debit,
                credit,
            })
        };
        rows.iter().map(turnover).collect()
    }

    /// The items that money settled on days from one to another, with how much. What an invoice
    /// calls paid already settles the invoice where it asks for nothing else.
    pub async fn settled_between(
        &self,
        company: &str,
        from: Date,
        to: Date,
    ) -> Stored<Vec<Settled>> {
        let rows = sql::query(
            "SELECT i.*, s.before_minor, s.until_minor, CASE WHEN i.kind = 'prepaid' THEN (SELECT \
             MAX(e.number) FROM journal_entry e WHERE e.document_id = i.document_id AND e.company \
             = i.company AND e.entry_id IS NULL AND e.reverses IS NULL AND NOT EXISTS (SELECT 1 \
             FROM journal_entry r WHERE r.company = e.company AND r.reverses = e.number)) ELSE \
             i.posting END AS settles FROM open_item i JOIN (SELECT m.item_id, \
             CAST(-SUM(CASE WHEN m.date < $2 THEN m.amount_minor ELSE 0 END) AS BIGINT) AS \
             before_minor, \
             CAST(-SUM(m.amount_minor) AS BIGINT) AS until_minor FROM item_movement m \
             WHERE (m.entry_id IS NOT NULL OR m.set_off_id IS NOT NULL) AND m.date <= $3 AND \
             m.item_id IN \
             (SELECT n.item_id FROM item_movement n WHERE n.company = $1 AND (n.entry_id IS NOT \
             NULL OR n.set_off_id IS NOT NULL) AND n.date BETWEEN $2 AND $3) \
             GROUP BY m.item_id) s ON s.item_id = i.id WHERE i.kind <> 'prepaid' OR NOT EXISTS \
             (SELECT 1 FROM open_item o WHERE o.document_id = i.document_id AND o.company = \
             i.company AND o.id <> i.id AND o.amount_minor <> 0) ORDER BY i.id",
        )
        .bind(company)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(&self.pool)
        .await?;
        let settled = |row: &sql::Row| -> Stored<_> {
            Ok(Settled {
                item: item(row)?,
                posting: row.try_get("settles")?,
                before: row.try_get("before_minor")?,
                until: row.try_get("until_minor")?,
            })
        };
        rows.iter().map(settled).collect()
    }
}
