//! Advances received that a person put on the account of untaxed advances by hand: of a company
//! that owes VAT with the money (§ 20 UStG), that of what its invoice calls paid stays undue until
//! the money is matched to the invoice.

use super::paid_unseen::UNDUE;
use super::sql::{self, QueryBuilder};
use super::{Store, Stored};
use crate::domain::finding::Weight;
use crate::domain::{Currency, Finding, FindingKind, Money};
use jiff::{ToSpan, civil::Date};
use std::collections::HashMap;
use std::sync::Arc;

/// Findings of such advances.
pub static FINDINGS: &[&FindingKind] = &[&ADVANCE_BY_HAND];

/// What an invoice calls paid may be what a person put on the account of advances.
pub static ADVANCE_BY_HAND: FindingKind = FindingKind {
    code: "advance-by-hand",
    weight: Weight::Warning,
    de: "{number} nennt {amount} schon gezahlt; {entry} vom {day} über {paid} steht von Hand auf \
        {account}. Ist es dieses Geld: „kontor resolve {entry} match {number}“ bucht es dort, und \
        die Umsatzsteuer darauf ist mit ihm fällig (§ 13 Abs. 1 Nr. 1 Buchst. b UStG); bis dahin \
        bleibt sie „nicht fällig“. Ist es anderes Geld: „kontor resolve {this} accept“.",
    en: "{number} calls {amount} paid already; {entry} of {day} over {paid} was put on {account} \
        by hand. If it is that money: \"kontor resolve {entry} match {number}\" books it there, \
        and the VAT on it is owed with it (§ 13 (1) no. 1 b UStG); until then that stays not due. \
        If it is other money: \"kontor resolve {this} accept\".",
};

/// Days after an invoice within which the bank may book what it calls paid.
const LATEST: i64 = 14;

/// What an invoice calls paid and is open still.
struct CalledPaid {
    company: String,
    document: i64,
    number: String,
    contact: i64,
    day: Option<Date>,
    left: Money,
}

impl Store {
    /// This store, told the account of untaxed advances received of each company that owes VAT
    /// with the money, by the company's id.
    pub fn with_advances(self, advances: HashMap<String, String>) -> Store {
        Store { advances: Arc::new(advances), ..self }
    }

    /// The invoices that call something paid which may be an advance put on its account by hand, by
    /// document, found anew each time.
    pub(super) async fn advances_by_hand(
        &self,
        company: Option<&str>,
    ) -> Stored<Vec<(i64, Finding)>> {
        let mut found = Vec::new();
        let of = |id: &&String| company.is_none_or(|company| company == id.as_str());
        for id in self.advances.keys().filter(of) {
            let Some(account) = self.advances.get(id) else { continue };
            for called in self.called_paid_of(id).await? {
                found.extend(self.put_by_hand(&called, account).await?);
            }
        }
        Ok(found)
    }

    async fn called_paid_of(&self, company: &str) -> Stored<Vec<CalledPaid>> {
        let mut query = QueryBuilder::new(
            "SELECT p.document_id, p.number, p.contact_id, p.date, p.currency, o.rest_minor FROM \
             open_item p JOIN item_open o ON o.item_id = p.id WHERE p.kind = 'prepaid' AND p.side \
             = 'receivable' AND o.rest_minor > 0 AND ",
        );
        query.push(UNDUE).push(" AND p.company = ").push_bind(company).push(" ORDER BY p.id");
        let called = |row: &sql::Row| {
            let currency = row.try_get::<&str, _>("currency")?;
            let currency = Currency::read(currency).unwrap_or(Currency::EUR);
            Ok(CalledPaid {
                company: company.to_owned(),
                document: row.try_get("document_id")?,
                number: row.try_get("number")?,
                contact: row.try_get("contact_id")?,
                day: super::read::date(row, "date")?,
                left: Money::from_minor(row.try_get("rest_minor")?, currency),
            })
        };
        query.build().fetch_all(&self.pool).await?.iter().map(called).collect()
    }

    /// What its contact paid, by name or account, or what is as much, that a person put on that
    /// account.
    async fn put_by_hand(&self, called: &CalledPaid, account: &str) -> Stored<Vec<(i64, Finding)>> {
        let latest = called.day.and_then(|day| day.checked_add(LATEST.days()).ok());
        let latest = latest.map_or_else(|| "9999-99-99".to_owned(), |day| day.to_string());
        let rows = sql::query(
            "SELECT b.id, b.booking_date, b.amount_minor, b.currency FROM bank_entry b JOIN \
             contact c ON c.id = $1 AND (b.counterparty_name = c.name OR ' ' || c.ibans || ' ' \
             LIKE '% ' || b.counterparty_iban || ' %' OR b.amount_minor = $5) WHERE b.company \
             = $2 AND b.posting_account = $3 AND b.status = 'matched' AND b.decided_by = 'person' \
             AND b.same_as IS NULL AND b.amount_minor > 0 AND b.booking_date <= $4 ORDER BY b.id",
        );
        let rows = rows.bind(called.contact).bind(&called.company).bind(account);
        let rows = rows.bind(latest).bind(called.left.minor().unwrap_or_default());
        let told = |row: &sql::Row| {
            let currency = row.try_get::<&str, _>("currency")?;
            let currency = Currency::read(currency).unwrap_or(Currency::EUR);
            let day = super::read::date(row, "booking_date")?.unwrap_or_default();
            let found = ADVANCE_BY_HAND
                .found()
                .with("number", &called.number)
                .with_value("amount", called.left)
                .with("entry", format!("E{}", row.try_get::<i64, _>("id")?))
                .with_value("day", day)
                .with_value("paid", Money::from_minor(row.try_get("amount_minor")?, currency))
                .with("account", account);
            Ok((called.document, found.with("this", format!("D{}", called.document))))
        };
        rows.fetch_all(&self.pool).await?.iter().map(told).collect()
    }
}
