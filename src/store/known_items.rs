//! Reading for planning: open items, and what is settled of them.

use super::known::list;
use super::read::item;
use super::rows::ItemRow;
use super::sql::{self, QueryBuilder};
use super::{ROWS, Store, Stored};
use std::collections::BTreeMap;

impl Store {
    /// The open items with these numbers of a company.
    pub async fn items_numbered(&self, company: &str, numbers: &[String]) -> Stored<Vec<ItemRow>> {
        let mut found = Vec::new();
        for chunk in numbers.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT * FROM open_item WHERE company = ");
            query.push_bind(company).push(" AND number IN (");
            query.push_list(chunk);
            query.push(") ORDER BY id");
            for row in query.build().fetch_all(&self.pool).await? {
                found.push(item(&row)?);
            }
        }
        Ok(found)
    }

    /// The items of these contacts whose number may be meant by somebody's spelling of it, by what
    /// tells that of a number; money on account has none.
    pub async fn items_spelt(
        &self,
        contacts: &[i64],
        is_meant: impl Fn(&str) -> bool,
    ) -> Stored<Vec<ItemRow>> {
        let mut ids = Vec::new();
        for chunk in contacts.chunks(ROWS) {
            let head = "SELECT id, number FROM open_item WHERE kind <> 'on-account' AND contact_id \
                IN (";
            let mut query = QueryBuilder::new(head);
            list(&mut query, chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                if is_meant(row.try_get("number")?) {
                    ids.push(row.try_get("id")?);
                }
            }
        }
        self.items_where("id", &ids).await
    }

    /// The prepayment invoices of a company, those among them that a final invoice has taken off.
    pub async fn prepayments(&self, company: &str) -> Stored<Vec<ItemRow>> {
        let rows = sql::query(
            "SELECT * FROM open_item WHERE company = $1 AND kind LIKE 'prepayment%' ORDER BY id",
        )
        .bind(company)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(item).collect()
    }

    /// The open items of these contacts.
    pub async fn items_of(&self, contacts: &[i64]) -> Stored<Vec<ItemRow>> {
        self.items_where("contact_id", contacts).await
    }

    /// The items of these contacts of which something is left, and those of these ids.
    pub async fn items_open_of(&self, contacts: &[i64], ids: &[i64]) -> Stored<Vec<ItemRow>> {
        let mut found: BTreeMap<i64, ItemRow> =
            self.items_where("id", ids).await?.into_iter().map(|item| (item.id, item)).collect();
        for chunk in contacts.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT * FROM open_item WHERE contact_id IN (");
            list(&mut query, chunk);
            query.push(") AND EXISTS (SELECT 1 FROM item_open o WHERE o.item_id = open_item.id)");
            for row in query.build().fetch_all(&self.pool).await? {
                let item = item(&row)?;
                found.insert(item.id, item);
            }
        }
        Ok(found.into_values().collect())
    }

    /// The items with these ids.
    pub async fn items_with(&self, ids: &[i64]) -> Stored<Vec<ItemRow>> {
        self.items_where("id", ids).await
    }

    /// The items that a document brought.
    pub async fn items_from(&self, document: i64) -> Stored<Vec<ItemRow>> {
        self.items_where("document_id", &[document]).await
    }

    /// The items that a document's invoice has taken off.
    pub async fn items_deducted_by(&self, document: i64) -> Stored<Vec<ItemRow>> {
        self.items_where("deducted_by", &[document]).await
    }

    /// What has been settled of an item by entries other than this one, or set off, minor units.
    pub async fn settled(&self, item: i64, but_for: Option<i64>) -> Stored<i64> {
        let row = sql::query(
            "SELECT COALESCE(SUM(amount_minor + discount_minor), 0) AS settled FROM allocation \
             WHERE item_id = $1 AND state = 'matched' AND entry_id <> $2",
        )
        .bind(item)
        .bind(but_for.unwrap_or(-1))
        .fetch_one(&self.pool)
        .await?;
        let set_off = self.reduced_by_set_offs(&[item]).await?.remove(&item).unwrap_or_default();
        Ok(row.try_get::<i64, _>("settled")? + set_off)
    }

    /// How much of an item was settled by no money: Skonto and what was written off; minor units of
    /// the item's sign.
    pub async fn discounted(&self, item: i64) -> Stored<i64> {
        let asked = "SELECT CAST(COALESCE(SUM(discount_minor), 0) AS BIGINT) AS discounted FROM \
            allocation WHERE item_id = $1 AND state = 'matched'";
        Ok(sql::query(asked).bind(item).fetch_one(&self.pool).await?.try_get("discounted")?)
    }

    /// What an item was paid by in cash or set off against, minor units of its sign, each with the
    /// number of the posting in force.
    pub async fn paid_by(&self, item: i64) -> Stored<Vec<(i64, i64)>> {
        let asked = "SELECT a.amount_minor, b.posting FROM allocation a JOIN bank_entry b ON b.id \
            = a.entry_id \
            WHERE a.item_id = $1 AND a.state = 'matched' AND b.posting IS NOT NULL ORDER BY \
            b.posting";
        let rows = sql::query(asked).bind(item).fetch_all(&self.pool).await?;
        let mut paid = rows
            .iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<Stored<Vec<(i64, i64)>>>()?;
        for row in self.set_offs_of(&[item]).await? {
            paid.extend(
                row.parts()
                    .into_iter()
                    .filter(|(of, _)| *of == item)
                    .map(|(_, amount)| (amount, row.posting)),
            );
        }
        Ok(paid)
    }

    /// The same in the currency that an item was invoiced in.
    pub async fn settled_abroad(&self, item: &ItemRow, but_for: Option<i64>) -> Stored<i64> {
        let row = sql::query(
            "SELECT CAST(COALESCE(SUM(abroad_minor), 0) AS BIGINT) AS settled FROM allocation \
             WHERE item_id = $1 AND state = 'matched' AND entry_id <> $2",
        )
        .bind(item.id)
        .bind(but_for.unwrap_or(-1))
        .fetch_one(&self.pool)
        .await?;
        let set_off =
            self.reduced_by_set_offs(&[item.id]).await?.remove(&item.id).unwrap_or_default();
        Ok(row.try_get::<i64, _>("settled")? + item.abroad_of(set_off))
    }

    pub(super) async fn items_where(
        &self,
        column: &'static str,
        ids: &[i64],
    ) -> Stored<Vec<ItemRow>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT * FROM open_item WHERE ");
            query.push(column).push(" IN (");
            list(&mut query, chunk);
            for row in query.push(") ORDER BY id").build().fetch_all(&self.pool).await? {
                found.push(item(&row)?);
            }
        }
        Ok(found)
    }
}
