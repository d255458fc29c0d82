//! Invoices that call themselves paid, in full or in part, by money which no statement ever showed:
//! of a company that owes VAT with the money (§ 20 UStG), that of what was paid at the counter is
//! due, and stays undue in the books.

use super::sql::{self, QueryBuilder};
use super::{Store, Stored};
use crate::domain::finding::Weight;
use crate::domain::{Currency, Finding, FindingKind, Money};
use jiff::ToSpan;
use jiff::civil::Date;

/// Findings of such invoices.
pub static FINDINGS: &[&FindingKind] = &[&PAID_UNSEEN];

/// Statements go on, and what an invoice calls paid is in none of them.
pub static PAID_UNSEEN: FindingKind = FindingKind {
    code: "paid-unseen",
    weight: Weight::Warning,
    de: "{number} vom {day} nennt {amount} schon gezahlt, und bis {until} steht das Geld auf \
        keinem Auszug; die Umsatzsteuer darauf bleibt „nicht fällig“, obwohl sie mit dem Geld \
        geschuldet ist (§ 13 Abs. 1 Nr. 1 Buchst. b UStG). Wurde bar gezahlt oder auf ein Konto, \
        das hier nicht geführt wird: „kontor resolve {this} accept --paid“ bucht sie mit dem Tag \
        der Rechnung fällig. Fehlt nur der Auszug: „kontor resolve {this} accept“.",
    en: "{number} of {day} calls {amount} paid already, and until {until} no statement shows the \
        money; the VAT on it stays not due, though it is owed with the money (§ 13 (1) no. 1 b \
        UStG). If it was paid in cash, or to an account that is not kept here: \"kontor resolve \
        {this} accept --paid\" books it due on the invoice's day. If only the statement is \
        missing: \"kontor resolve {this} accept\".",
};

/// Days after an invoice within which a statement may still bring what it calls paid.
const LATEST: i64 = 31;

/// Of which items the VAT is not due yet: none says that it was due with the supply.
pub(super) const UNDUE: &str = "p.vat <> '[]' AND p.vat NOT LIKE '%\"under\":\"accrual%'";

impl Store {
    /// The invoices that call themselves paid by money that no statement showed, though statements
    /// went on, by document; found anew each time.
    pub(super) async fn paid_unseen(&self, company: Option<&str>) -> Stored<Vec<(i64, Finding)>> {
        let mut found = Vec::new();
        let of = |id: &&String| company.is_none_or(|company| company == id.as_str());
        for id in self.advances.keys().filter(of) {
            found.extend(self.paid_unseen_of(id).await?);
        }
        Ok(found)
    }

    async fn paid_unseen_of(&self, company: &str) -> Stored<Vec<(i64, Finding)>> {
        let mut query = QueryBuilder::new(
            "SELECT p.document_id, p.number, p.date, p.currency, o.rest_minor FROM open_item p \
             JOIN item_open o ON o.item_id = p.id WHERE p.kind = 'prepaid' AND p.side = \
             'receivable' AND o.rest_minor > 0 AND o.rest_minor = p.amount_minor AND NOT EXISTS \
             (SELECT 1 FROM open_item d WHERE d.deducted_by = p.document_id) AND ",
        );
        query.push(UNDUE).push(" AND p.company = ").push_bind(company).push(" ORDER BY p.id");
        let rows = query.build().fetch_all(&self.pool).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let last = sql::query(
            "SELECT MAX(booking_date) AS day FROM bank_entry WHERE company = $1 AND same_as IS \
             NULL",
        );
        let last = last.bind(company).fetch_one(&self.pool).await?;
        let Some(last) = super::read::date(&last, "day")? else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for row in &rows {
            let Some(day) = super::read::date(row, "date")? else { continue };
            let latest: Date = day.checked_add(LATEST.days()).unwrap_or(day);
            if last < latest {
                continue;
            }
            let currency = row.try_get::<&str, _>("currency")?;
            let currency = Currency::read(currency).unwrap_or(Currency::EUR);
            let document: i64 = row.try_get("document_id")?;
            let told = PAID_UNSEEN
                .found()
                .with("number", row.try_get::<&str, _>("number")?)
                .with_value("day", day)
                .with_value("amount", Money::from_minor(row.try_get("rest_minor")?, currency))
                .with_value("until", latest);
            found.push((document, told.with("this", format!("D{document}"))));
        }
        Ok(found)
    }
}
