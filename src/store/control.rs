//! What the control of invoices came to, kept by invoice: what is held for payment, who released it
//! and why; and whose invoices must be looked at again because something of theirs has changed.

use super::read::json;
use super::sql::{self, QueryBuilder, Row, Transaction};
use super::stale::mark_those;
use super::trade::{Whose, billed_by};
use super::{Changes, ROWS, Store, Stored};
use crate::domain::Language;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// One thing found about an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlFinding {
    /// The contract's code.
    pub code: String,
    /// The invoice's line that it is about; none for the whole.
    pub line: Option<String>,
    /// What should stand there.
    pub expected: Option<String>,
    /// What stands there.
    pub actual: Option<String>,
    /// The sentence in German.
    pub de: String,
    /// The sentence in English.
    pub en: String,
    /// The number of the credit note that made up for it: it holds nothing any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<String>,
}

impl ControlFinding {
    /// By what it is the same finding tomorrow: what is found where, and what the invoice says
    /// there.
    pub fn mark(&self) -> String {
        format!(
            "{}|{}|{}",
            self.code,
            self.line.as_deref().unwrap_or_default(),
            self.actual.as_deref().unwrap_or_default()
        )
    }

    /// Its sentence.
    pub fn say(&self, language: Language) -> &str {
        match language {
            Language::De => &self.de,
            Language::En => &self.en,
        }
    }
}

/// An invoice that the control had something to say of, now or before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlRow {
    /// The invoice's document.
    pub document_id: i64,
    /// The company's id.
    pub company: String,
    /// What the control found.
    pub findings: Vec<ControlFinding>,
    /// Marks of the findings that a person let pass.
    pub released: Vec<String>,
    /// The person who let it pass.
    pub released_by: Option<String>,
    /// When, ISO 8601 with offset.
    pub released_at: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl ControlRow {
    /// The findings that nobody let pass and no credit note made up for.
    pub fn open(&self) -> Vec<&ControlFinding> {
        self.findings
            .iter()
            .filter(|finding| finding.settled.is_none() && !self.released.contains(&finding.mark()))
            .collect()
    }

    /// True while something of it nobody has let pass: it is not to be paid.
    pub fn is_held(&self) -> bool {
        !self.open().is_empty()
    }
}

/// Bank accounts that persons let pass: by contact and account the first document.
pub type LetPass = HashMap<(i64, String), i64>;

/// What is noted with a document as what the control says of it now, if anything.
pub type Told = (i64, Option<String>);

/// Writes what the control came to.
pub(super) async fn write(to: &mut Transaction, rows: &[ControlRow]) -> Stored<()> {
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO invoice_control (document_id, company, findings, held, released, \
             released_by, released_at, reason) ",
        );
        query.push_values(chunk, |row, control| {
            row.push_bind(control.document_id)
                .push_bind(&control.company)
                .push_bind(text(&control.findings));
            row.push_bind(i64::from(control.is_held())).push_bind(text(&control.released));
            row.push_bind(&control.released_by)
                .push_bind(&control.released_at)
                .push_bind(&control.reason);
        });
        query.push(
            " ON CONFLICT (document_id) DO UPDATE SET company = excluded.company, findings = \
             excluded.findings, held = excluded.held, \
             released = excluded.released, released_by = excluded.released_by, released_at = \
             excluded.released_at, reason = excluded.reason",
        );
        query.build().execute(&mut *to).await?;
    }
    Ok(())
}

fn text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "[]".into())
}

/// Marks the contacts whose trade these changes touch.
pub(super) async fn mark(to: &mut Transaction, changes: &Changes) -> Stored<()> {
    let mut due: BTreeSet<(&str, i64)> = BTreeSet::new();
    due.extend(
        changes.billed.iter().map(|row| (row.company.as_str(), row.contact_id.unwrap_or_default())),
    );
    due.extend(
        changes.orders.iter().map(|row| (row.company.as_str(), row.contact_id.unwrap_or_default())),
    );
    due.extend(
        changes
            .deliveries
            .iter()
            .filter_map(|(company, _, contact, _)| Some((company.as_str(), contact.parse().ok()?))),
    );
    due.extend(changes.contacts.iter().map(|row| (row.company.as_str(), row.id)));
    for chunk in due.into_iter().collect::<Vec<_>>().chunks(ROWS) {
        let mut query = QueryBuilder::new("INSERT INTO control_due (company, contact_id) ");
        query.push_values(chunk, |row, (company, contact)| {
            row.push_bind(*company).push_bind(*contact);
        });
        query
            .push(" ON CONFLICT (company, contact_id) DO NOTHING")
            .build()
            .execute(&mut *to)
            .await?;
    }
    for message in &changes.order_messages {
        sql::query(
            "INSERT INTO control_due (company, contact_id) SELECT company, COALESCE(contact_id, 0) \
             FROM placed_order \
             WHERE company = $1 AND number = $2 AND side = $3 ON CONFLICT (company, contact_id) DO \
             NOTHING",
        )
        .bind(&message.company)
        .bind(message.order.about())
        .bind(message.order.side.as_str())
        .execute(&mut *to)
        .await?;
    }
    let named: BTreeSet<(&str, &str)> = changes
        .deliveries
        .iter()
        .filter_map(|(company, _, _, note)| Some((company.as_str(), note.first_order()?)))
        .collect();
    for (company, order) in named {
        sql::query(
            "INSERT INTO control_due (company, contact_id) SELECT company, COALESCE(contact_id, 0) \
             FROM placed_order \
             WHERE company = $1 AND number = $2 ON CONFLICT (company, contact_id) DO NOTHING",
        )
        .bind(company)
        .bind(order)
        .execute(&mut *to)
        .await?;
    }
    // A note of somebody else may have waited for this order.
    for order in &changes.orders {
        sql::query(
            "INSERT INTO control_due (company, contact_id) SELECT DISTINCT company, CAST(supplier \
             AS BIGINT) FROM delivery_note \
             WHERE company = $1 AND order_number = $2 AND supplier <> '' ON CONFLICT (company, \
             contact_id) DO NOTHING",
        )
        .bind(&order.company)
        .bind(&order.order.number)
        .execute(&mut *to)
        .await?;
    }
    for document in
        changes.rejudged.iter().filter(|row| row.kind == crate::domain::Kind::DeliveryNote.as_str())
    {
        sql::query(
            "INSERT INTO control_due (company, contact_id) SELECT DISTINCT company, CAST(supplier \
             AS BIGINT) FROM delivery_note \
             WHERE document_id = $1 AND supplier <> '' ON CONFLICT (company, contact_id) DO \
             NOTHING",
        )
        .bind(document.id)
        .execute(&mut *to)
        .await?;
    }
    for document in
        changes.rejudged.iter().filter(|row| row.kind == crate::domain::Kind::Order.as_str())
    {
        sql::query(
            "INSERT INTO control_due (company, contact_id) SELECT o.company, \
             COALESCE(o.contact_id, 0) FROM placed_order o JOIN order_message m ON m.company = \
             o.company AND m.number = o.number AND m.side = o.side WHERE m.document_id = $1 ON \
             CONFLICT (company, contact_id) DO NOTHING",
        )
        .bind(document.id)
        .execute(&mut *to)
        .await?;
    }
    for document in
        changes.rejudged.iter().filter(|row| row.kind == crate::domain::Kind::Invoice.as_str())
    {
        sql::query(
            "INSERT INTO control_due (company, contact_id) SELECT company, COALESCE(contact_id, 0) \
             FROM billed_invoice \
             WHERE document_id = $1 ON CONFLICT (company, contact_id) DO NOTHING",
        )
        .bind(document.id)
        .execute(&mut *to)
        .await?;
    }
    Ok(())
}

impl Store {
    /// The contacts (0: nobody known) whose invoices are to be controlled again, by company.
    pub async fn control_due(&self) -> Stored<BTreeMap<String, BTreeSet<i64>>> {
        let rows =
            sql::query("SELECT company, contact_id FROM control_due").fetch_all(&self.pool).await?;
        let mut due: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        for row in &rows {
            due.entry(row.try_get("company")?).or_default().insert(row.try_get("contact_id")?);
        }
        Ok(due)
    }

    /// By what each company's invoices were controlled last.
    pub async fn control_bases(&self) -> Stored<BTreeMap<String, String>> {
        let rows =
            sql::query("SELECT company, basis FROM control_basis").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("company")?, row.try_get("basis")?))).collect()
    }

    /// Writes what the control of a company's due invoices came to, takes their marks off, and
    /// notes with documents what is said of them, instead of the notes that `is_old` finds there.
    pub async fn controlled(
        &self,
        company: &str,
        basis: &str,
        rows: &[ControlRow],
        (said, is_old): (&[Told], fn(&str) -> bool),
    ) -> Stored<()> {
        let mut transaction = self.pool.begin().await?;
        let to = &mut transaction;
        write(to, rows).await?;
        for (document, sentence) in said {
            let row = sql::query("SELECT notes FROM document WHERE id = $1")
                .bind(document)
                .fetch_one(sql::On::from(&mut *to))
                .await?;
            let before: Vec<String> = json(row.try_get("notes")?)?;
            let kept = before.iter().filter(|note| !is_old(note)).chain(sentence);
            let notes: Vec<String> = kept.cloned().collect();
            if notes == before {
                continue;
            }
            sql::query("UPDATE document SET notes = $1 WHERE id = $2")
                .bind(text(&notes))
                .bind(document)
                .execute(&mut *to)
                .await?;
        }
        sql::query("DELETE FROM control_due WHERE company = $1")
            .bind(company)
            .execute(&mut *to)
            .await?;
        sql::query(
            "INSERT INTO control_basis (company, basis) VALUES ($1, $2) ON CONFLICT \
             (company) DO UPDATE SET basis = excluded.basis",
        )
        .bind(company)
        .bind(basis)
        .execute(&mut *to)
        .await?;
        if !rows.is_empty() {
            mark_those(to, &[company]).await?;
        }
        transaction.commit().await
    }

    /// The invoices whose likeness to an earlier one a person let pass: they bill once more.
    pub async fn twins_let_pass(&self, whose: Whose<'_>) -> Stored<HashSet<i64>> {
        let head = "SELECT b.document_id FROM billed_invoice b JOIN invoice_control c ON \
            c.document_id = b.document_id";
        let mut query = whose.narrowed(head, "b.");
        billed_by(&mut query, whose.contact);
        query.push(" AND c.released LIKE '%\"duplicate-invoice|%'");
        let rows =
            query.build().fetch_as(&self.pool, |row| Ok(row.try_get("document_id")?)).await?;
        Ok(rows.into_iter().collect())
    }

    /// The bank accounts that a person let pass, by contact and account the first invoice of each.
    pub async fn accounts_let_pass(&self, whose: Whose<'_>) -> Stored<LetPass> {
        let head = "SELECT b.contact_id, b.document_id, c.released FROM billed_invoice b JOIN \
            invoice_control c ON c.document_id = b.document_id";
        let mut query = whose.narrowed(head, "b.");
        billed_by(&mut query, whose.contact);
        query.push(" AND c.released LIKE '%\"bank-account-changed|%' ORDER BY b.document_id");
        let mut let_pass = LetPass::new();
        for row in query.build().fetch_all(&self.pool).await? {
            let contact: Option<i64> = row.try_get("contact_id")?;
            let document: i64 = row.try_get("document_id")?;
            let marks: Vec<String> = json(row.try_get("released")?)?;
            for iban in marks.iter().filter_map(|mark| mark.strip_prefix("bank-account-changed||"))
            {
                let key = (contact.unwrap_or_default(), iban.to_owned());
                let_pass.entry(key).or_insert(document);
            }
        }
        Ok(let_pass)
    }

    /// What the control came to, of a company (of all), by document; of invoices that it never had
    /// anything to say of, nothing.
    pub async fn controls(&self, company: Option<&str>) -> Stored<BTreeMap<i64, ControlRow>> {
        let mut query = QueryBuilder::new("SELECT * FROM invoice_control WHERE ");
        let read = |row: &Row| Ok((row.try_get("document_id")?, control(row)?));
        let query = query.push_company("company", company).build();
        Ok(query.fetch_as(&self.pool, read).await?.into_iter().collect())
    }

    /// The invoices that are kept as held, or as free, though what the control found says otherwise.
    pub async fn held_otherwise(&self) -> Stored<Vec<i64>> {
        let mut astray = Vec::new();
        let all = sql::query("SELECT * FROM invoice_control ORDER BY document_id");
        all.each(&self.pool, |row| {
            let held: i64 = row.try_get("held")?;
            if held != i64::from(control(row)?.is_held()) {
                astray.push(row.try_get("document_id")?);
            }
            Ok(())
        })
        .await?;
        Ok(astray)
    }

    /// The same of these documents.
    pub async fn controls_of(&self, documents: &[i64]) -> Stored<BTreeMap<i64, ControlRow>> {
        let mut found = BTreeMap::new();
        for chunk in documents.chunks(ROWS) {
            let mut query =
                QueryBuilder::new("SELECT * FROM invoice_control WHERE document_id IN (");
            query.push_list(chunk.iter().copied());
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                found.insert(row.try_get("document_id")?, control(&row)?);
            }
        }
        Ok(found)
    }

    /// The same of one invoice.
    pub async fn control_of(&self, document: i64) -> Stored<Option<ControlRow>> {
        let row = sql::query("SELECT * FROM invoice_control WHERE document_id = $1")
            .bind(document)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(control).transpose()
    }

    /// The booked invoices that are not to be paid yet, and the delivery notes with goods that no
    /// order is about.
    pub async fn controls_held(&self, company: Option<&str>) -> Stored<Vec<ControlRow>> {
        let rows = QueryBuilder::of_company(
            "SELECT c.* FROM invoice_control c JOIN document d ON d.id = c.document_id WHERE \
             c.held = 1 AND d.status = 'processed' AND {company} AND (d.kind <> 'delivery-note' \
             OR EXISTS (SELECT 1 FROM delivery_note n WHERE n.document_id = d.id))",
            "c.company",
            company,
        )
        .build()
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(control).collect()
    }
}

impl Store {
    /// Whether a company keeps a list of its vendors: one of them has a key of its own.
    pub async fn lists_vendors(&self, company: &str) -> Stored<bool> {
        let row = sql::query(
            "SELECT id FROM contact WHERE company = $1 AND contact <> name AND substr(contact, 1, \
             length(name) + 2) <> name || ' (' \
             AND role <> 'customer' LIMIT 1",
        )
        .bind(company)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.is_some())
    }

    /// Whom a billed invoice is of.
    pub async fn billed_contact(&self, document: i64) -> Stored<Option<i64>> {
        let row = sql::query("SELECT contact_id FROM billed_invoice WHERE document_id = $1")
            .bind(document)
            .fetch_optional(&self.pool)
            .await?;
        Ok(match row {
            Some(row) => row.try_get("contact_id")?,
            None => None,
        })
    }
}

fn control(row: &Row) -> Stored<ControlRow> {
    Ok(ControlRow {
        document_id: row.try_get("document_id")?,
        company: row.try_get("company")?,
        findings: json(row.try_get("findings")?)?,
        released: json(row.try_get("released")?)?,
        released_by: row.try_get("released_by")?,
        released_at: row.try_get("released_at")?,
        reason: row.try_get("reason")?,
    })
}
