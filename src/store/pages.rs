//! Pages of one statement that come as files of their own.

use super::read::date;
use super::sql;
use super::{Store, Stored};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The pages of one statement lie no further apart, in days.
const PAGES_APART: i32 = 7;

impl Store {
    /// Whether the pages that a document's statements lack came with another: a statement of those
    /// days that begins with their closing balance, or the next page of their number; of pages of
    /// a message the next one with statements of the day, whose account it may be.
    pub(super) async fn pages_came(&self, document: i64) -> Stored<bool> {
        let rows = sql::query(
            "SELECT s.id, s.closing_date, o.id AS other, o.opening_date, o.closing_date AS ends, \
             CASE WHEN o.account = s.account AND o.opening_minor = s.closing_minor THEN 1 ELSE 0 \
             END AS goes_on FROM statement s LEFT JOIN statement o ON o.company = s.company AND \
             o.id <> s.id AND (o.account = s.account AND \
             COALESCE(o.currency, '') = COALESCE(s.currency, '') AND \
             (o.opening_minor = s.closing_minor OR (o.opening_minor IS NULL OR s.closing_minor IS \
             NULL) AND (o.page IS NULL OR s.page IS NULL OR o.page_of <> s.page_of OR o.page = \
             s.page + 1) AND (o.sequence = s.sequence OR o.page = s.page + 1 AND o.document_id = \
             s.document_id)) OR o.page_of = 1 AND s.page_of = 1 AND o.page = s.page + 1 AND \
             o.closing_date = s.closing_date) WHERE s.document_id = $1 AND COALESCE(s.goes_on, 1) \
             = 1",
        );
        let rows = rows.bind(document).fetch_all(&self.pool).await?;
        let mut came: BTreeMap<i64, bool> = BTreeMap::new();
        for row in &rows {
            let ends = date(row, "closing_date")?;
            let (opens, closes) = (date(row, "opening_date")?, date(row, "ends")?);
            let goes_on: i64 = row.try_get("goes_on")?;
            let other = if goes_on == 1 { opens.or(closes) } else { closes.or(opens) };
            let is_near =
                |(end, other): (Date, Date)| (0..=PAGES_APART).contains(&(other - end).get_days());
            let is_there = row.try_get::<Option<i64>, _>("other")?.is_some();
            // Pages without balances have their number alone.
            let is_page = ends.zip(other).map_or(is_there && ends.is_none(), is_near);
            *came.entry(row.try_get("id")?).or_default() |= is_page;
        }
        Ok(!came.is_empty() && came.values().all(|came| *came))
    }

    /// Whether the pages before a document's statements came: a statement that ends with their
    /// opening balance, or where either has none, the page before of their number.
    pub(super) async fn pages_before_came(&self, document: i64) -> Stored<bool> {
        let rows = sql::query(
            "SELECT s.id, s.page, o.id AS other, s.opening_date, o.closing_date FROM statement s \
             LEFT JOIN statement o ON o.company = s.company AND o.account = s.account AND \
             COALESCE(o.currency, '') = COALESCE(s.currency, '') AND o.id <> s.id AND \
             (o.document_id <> s.document_id AND (o.closing_minor = s.opening_minor OR o.sequence \
             = s.sequence AND (o.closing_minor IS NULL OR s.opening_minor IS NULL) AND (o.page IS \
             NULL OR s.page IS NULL OR o.page_of <> s.page_of OR o.page = s.page - 1)) OR \
             o.document_id = s.document_id AND o.page_of = s.page_of AND o.page = s.page - 1) \
             WHERE s.document_id = $1 AND s.page_of = 0 AND COALESCE(s.page, 2) > 1",
        );
        // Of what an earlier version read, nothing says which of them is the following page.
        let (mut came, mut unnumbered) = (BTreeMap::<i64, bool>::new(), false);
        for row in &rows.bind(document).fetch_all(&self.pool).await? {
            let days = date(row, "opening_date")?.zip(date(row, "closing_date")?);
            let apart = days.map(|(opens, ends)| (opens - ends).get_days());
            let is_page = row.try_get::<Option<i64>, _>("other")?.is_some()
                && apart.is_none_or(|apart| (-1..=PAGES_APART).contains(&apart));
            match row.try_get::<Option<i64>, _>("page")? {
                Some(_) => *came.entry(row.try_get("id")?).or_default() |= is_page,
                None => unnumbered |= is_page,
            }
        }
        Ok(if came.is_empty() { unnumbered } else { came.values().all(|came| *came) })
    }
}
