//! What invoices bill: written with the batch that brings them, read for the control.

use super::super::control::ControlRow;
use super::super::read::json;
use super::super::sql::{QueryBuilder, Row, Transaction};
use super::super::{ROWS, Store, Stored};
use super::{Whose, text};
use crate::domain::{Currency, InvoiceLine, Side};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What an invoice bills, as far as it is controlled.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BilledFacts {
    /// The invoice's date.
    pub date: Option<Date>,
    /// The orders that it names.
    pub orders: Vec<String>,
    /// The delivery notes that it names.
    pub notes: Vec<String>,
    /// The invoices that it says it corrects.
    pub corrects: Vec<String>,
    /// The days that it states of some of these, by their numbers.
    pub corrects_days: Vec<(String, Date)>,
    /// A credit note.
    pub credit: bool,
    /// Allowances on the whole as a share of its lines.
    pub discount: Decimal,
    /// Charges on the whole, net.
    pub charges: Decimal,
    /// The currency of its amounts; none: euro.
    pub currency: Option<Currency>,
    /// What it asks for with VAT.
    pub gross: Option<Decimal>,
    /// Accounts to be paid to, those whose check digits hold.
    pub ibans: Vec<String>,
    /// Its lines as they were read.
    pub lines: Vec<InvoiceLine>,
    /// Codes of what reading it found.
    pub doubts: Vec<String>,
}

/// An invoice with what became of its document.
#[derive(Debug, Clone, PartialEq)]
pub struct BilledRow {
    /// The document's id.
    pub document_id: i64,
    /// The company's id.
    pub company: String,
    /// Receivable or payable.
    pub side: Side,
    /// The other side, where it is known.
    pub contact_id: Option<i64>,
    /// The other side's name.
    pub contact: String,
    /// The invoice's number.
    pub number: Option<String>,
    /// What it bills.
    pub facts: BilledFacts,
    /// Of the document; empty when it is written.
    pub status: String,
    /// The code of the finding that holds it.
    pub reason_code: Option<String>,
    /// The same as a sentence.
    pub reason: Option<String>,
    /// A person accepted what reading its document found.
    pub accepted: bool,
    /// When its document came; empty when it is written.
    pub received_at: String,
}

/// An invoice received with what the control came to.
#[derive(Debug, Clone)]
pub struct Controlled {
    /// The invoice.
    pub billed: BilledRow,
    /// Key and name of its contact, where it is known.
    pub contact: Option<(String, String)>,
    /// What the control came to; nothing where it never had anything to say.
    pub control: Option<ControlRow>,
}

fn controlled(row: &Row) -> Stored<Controlled> {
    let billed = billed_row(row)?;
    let (key, name): (Option<String>, Option<String>) =
        (row.try_get("known")?, row.try_get("name")?);
    let control = match row.try_get::<Option<String>, _>("controlled")? {
        Some(company) => Some(ControlRow {
            document_id: billed.document_id,
            company,
            findings: json(row.try_get("findings")?)?,
            released: json(row.try_get("released")?)?,
            released_by: row.try_get("released_by")?,
            released_at: row.try_get("released_at")?,
            reason: row.try_get("why")?,
        }),
        None => None,
    };
    Ok(Controlled { billed, contact: key.zip(name), control })
}

/// Writes what invoices bill; an invoice that is taken again says it anew.
pub(in crate::store) async fn write(to: &mut Transaction, rows: &[BilledRow]) -> Stored<()> {
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO billed_invoice (document_id, company, side, contact_id, contact, number, \
             facts) ",
        );
        query.push_values(chunk, |row, billed| {
            row.push_bind(billed.document_id)
                .push_bind(&billed.company)
                .push_bind(billed.side.as_str())
                .push_bind(billed.contact_id);
            row.push_bind(&billed.contact).push_bind(&billed.number).push_bind(text(&billed.facts));
        });
        query.push(
            " ON CONFLICT (document_id) DO UPDATE SET company = excluded.company, side = \
             excluded.side, contact_id = excluded.contact_id, \
             contact = excluded.contact, number = excluded.number, facts = excluded.facts",
        );
        query.build().execute(&mut *to).await?;
    }
    Ok(())
}

/// By contact: document and account.
pub type AccountsSaid = HashMap<i64, Vec<(i64, String)>>;

impl Store {
    /// What the invoices of these documents ask for with VAT, in their currency, by document.
    pub async fn gross_of(&self, documents: &[i64]) -> Stored<HashMap<i64, Decimal>> {
        let mut found = HashMap::new();
        for chunk in documents.chunks(ROWS) {
            let head = "SELECT document_id, facts FROM billed_invoice WHERE document_id IN (";
            let mut query = QueryBuilder::new(head);
            query.push_list(chunk.iter().copied());
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                let facts: BilledFacts = json(row.try_get("facts")?)?;
                let document: i64 = row.try_get("document_id")?;
                found.extend(facts.gross.map(|gross| (document, gross)));
            }
        }
        Ok(found)
    }

    /// The accounts that persons named for invoices of these contacts, by contact: document and
    /// account, the last behind. What was taken back says nothing.
    pub async fn accounts_said(&self, contacts: &[i64]) -> Stored<AccountsSaid> {
        let mut said = AccountsSaid::new();
        for chunk in contacts.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT b.contact_id, b.document_id, d.choice, d.id FROM decision d CROSS JOIN \
                 billed_invoice b WHERE b.document_id = CAST(substr(d.target, 2) AS BIGINT) AND \
                 d.verb = 'resolve' AND d.choice LIKE 'account %' AND d.target LIKE 'D%' AND NOT \
                 EXISTS (SELECT 1 FROM decision u WHERE u.target = d.target AND u.id > d.id AND \
                 u.verb = 'undo') AND b.contact_id IN (",
            );
            query.push_list(chunk.iter().copied());
            let mut rows = query.push(")").build().fetch_all(&self.pool).await?;
            rows.sort_by_key(|row| row.try_get::<i64, _>("id").ok());
            for row in rows {
                let choice: &str = row.try_get("choice")?;
                if let Some(account) = choice.split_whitespace().nth(1) {
                    let document: i64 = row.try_get("document_id")?;
                    let of_contact = said.entry(row.try_get("contact_id")?).or_default();
                    of_contact.push((document, account.to_owned()));
                }
            }
        }
        Ok(said)
    }

    /// The companies that invoices bill something of.
    pub async fn bills(&self, whose: Whose<'_>) -> Stored<Vec<String>> {
        let mut query = whose.narrowed("SELECT DISTINCT b.company FROM billed_invoice b", "b.");
        billed_by(&mut query, whose.contact);
        if whose.company.is_some() {
            query.push(" LIMIT 1");
        }
        query.build().fetch_as(&self.pool, |row| Ok(row.try_get("company")?)).await
    }

    /// Invoices, in the order they came, one after the other.
    pub async fn each_billed(&self, whose: Whose<'_>, take: impl FnMut(BilledRow)) -> Stored<()> {
        let mut query = of_invoices(whose);
        let query = query.push(" ORDER BY b.document_id").build();
        query.each_as(&self.pool, billed_row, take).await
    }

    /// The invoices received of a company (`None`: of all) with what the control came to, in the
    /// order they came, one after the other.
    pub async fn each_controlled(
        &self,
        company: Option<&str>,
        take: impl FnMut(Controlled),
    ) -> Stored<()> {
        let more = ", c.contact AS known, c.name, k.company AS controlled, k.findings, \
            k.released, k.released_by, k.released_at, k.reason AS why";
        let joined = " LEFT JOIN contact c ON c.id = b.contact_id LEFT JOIN invoice_control k ON \
            k.document_id = b.document_id";
        let mut query = Whose { company, contact: None }.narrowed(&invoices(more, joined), "b.");
        let query = query.push(" AND b.side = 'payable' ORDER BY b.document_id").build();
        query.each_as(&self.pool, controlled, take).await
    }

    /// The credit notes among them.
    pub async fn billed_credits(&self, whose: Whose<'_>) -> Stored<Vec<BilledRow>> {
        let mut query = of_invoices(whose);
        query.push(" AND b.facts LIKE '%\"credit\":true%' ORDER BY b.document_id");
        query.build().fetch_as(&self.pool, billed_row).await
    }
}

/// What is asked of invoices: what they bill and what became of their documents, and more columns
/// of more tables.
pub(super) fn invoices(more: &str, joined: &str) -> String {
    format!(
        "SELECT b.document_id, b.company, b.side, b.contact_id, b.contact, b.number, b.facts, \
         d.status, d.reason_code, d.reason, d.doubts, d.accepted, d.received_at{more} \
         FROM billed_invoice b JOIN document d ON d.id = b.document_id{joined}"
    )
}

fn of_invoices(whose: Whose<'_>) -> QueryBuilder {
    let mut query = whose.narrowed(&invoices("", ""), "b.");
    billed_by(&mut query, whose.contact);
    query
}

pub(super) fn billed_row(row: &Row) -> Stored<BilledRow> {
    Ok(BilledRow {
        document_id: row.try_get("document_id")?,
        company: row.try_get("company")?,
        side: if row.try_get::<&str, _>("side")? == "payable" {
            Side::Payable
        } else {
            Side::Receivable
        },
        contact_id: row.try_get("contact_id")?,
        contact: row.try_get("contact")?,
        number: row.try_get("number")?,
        facts: json(row.try_get("facts")?)?,
        status: row.try_get("status")?,
        reason_code: row.try_get("reason_code")?,
        reason: row.try_get("reason")?,
        accepted: row.try_get::<String, _>("doubts")? == row.try_get::<String, _>("accepted")?,
        received_at: row.try_get("received_at")?,
    })
}

/// Narrows to the invoices of a contact; 0 is nobody known.
pub(in crate::store) fn billed_by(query: &mut QueryBuilder, contact: Option<i64>) {
    match contact {
        Some(0) => query.push(" AND b.contact_id IS NULL"),
        Some(contact) => query.push(" AND b.contact_id = ").push_bind(contact),
        None => query,
    };
}
