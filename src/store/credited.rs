//! Credit notes in force of an invoice whose booking was taken back.

use super::read::json;
use super::rows::DocumentRow;
use super::sql::{self, QueryBuilder, Row};
use super::trade::{BilledFacts, Naming};
use super::{Store, Stored};
use crate::domain::finding::Weight;
use crate::domain::invoice_number::names_number;
use crate::domain::{Finding, FindingKind};

/// Findings of credit notes that stand alone.
pub static FINDINGS: &[&FindingKind] = &[&CREDITS_TAKEN_BACK];

/// A booked credit note of an invoice that is booked no longer.
pub static CREDITS_TAKEN_BACK: FindingKind = FindingKind {
    code: "credits-taken-back",
    weight: Weight::Warning,
    de: "Die Gutschrift nimmt {number} zurück, deren Buchung zurückgenommen ist ({document}): Sie \
        mindert, was nicht mehr gebucht ist. Wird {document} wieder gebucht, ist das erledigt; \
        gilt {number} nicht, gilt auch sie nicht: „kontor undo {id}“. Bleibt sie stehen: „kontor \
        resolve {id} accept“.",
    en: "The credit note takes {number} back, whose booking was taken back ({document}): it \
        reduces what is booked no longer. Once {document} is booked again, that is settled; if \
        {number} does not count, neither does this: \"kontor undo {id}\". If it stays: \"kontor \
        resolve {id} accept\".",
};

impl Store {
    /// The booked credit notes of a company that somebody is asked about, each with what it names.
    pub async fn credits_asking(&self, company: &str) -> Stored<Vec<(DocumentRow, Naming)>> {
        // `CROSS JOIN` keeps SQLite at the few documents of its index `document_doubted`.
        let found = sql::query(
            "SELECT i.*, b.facts FROM document d CROSS JOIN open_item i JOIN billed_invoice b ON \
             b.document_id = i.document_id WHERE i.document_id = d.id AND d.company = $1 AND \
             d.doubts <> '[]' AND d.doubts <> d.accepted AND d.status = 'processed' AND \
             i.amount_minor < 0 ORDER BY i.id",
        );
        let mut asking = Vec::new();
        for row in found.bind(company).fetch_all(&self.pool).await? {
            let naming = Naming::read(&row)?;
            if naming.numbers.is_empty() {
                continue;
            }
            let document = self.document_row(naming.item.document_id).await?;
            asking.extend(document.map(|document| (document, naming)));
        }
        Ok(asking)
    }

    /// The credit notes in force that name an invoice which was booked and waits again, or is
    /// refused by a person, by document; found anew each time, so that it ends when that invoice
    /// is booked again.
    pub(super) async fn credits_alone(&self, company: Option<&str>) -> Stored<Vec<(i64, Finding)>> {
        let mut alone = Vec::new();
        for which in ["d.status = 'held'", "d.status = 'rejected' AND d.reason_code = 'person'"] {
            let asked = format!(
                "SELECT c.document_id, w.number, w.document_id AS about, b.facts FROM document d \
                 CROSS JOIN open_item w JOIN open_item c ON c.company = w.company AND \
                 c.contact_id = w.contact_id AND c.side = w.side AND c.amount_minor < 0 JOIN \
                 billed_invoice b ON b.document_id = c.document_id WHERE w.document_id = d.id AND \
                 w.amount_minor = 0 AND {which} AND {{company}} AND NOT EXISTS (SELECT 1 FROM \
                 open_item s WHERE s.company = w.company AND s.contact_id = w.contact_id AND \
                 s.side = w.side AND s.number = w.number AND s.amount_minor > 0) ORDER BY \
                 c.document_id, w.id"
            );
            let mut query = QueryBuilder::of_company(&asked, "d.company", company);
            for row in query.build().fetch_all(&self.pool).await? {
                alone.extend(credit_alone(&row)?);
            }
        }
        alone.dedup();
        Ok(alone)
    }
}

/// A credit note, if it names the invoice beside it.
fn credit_alone(row: &Row) -> Stored<Option<(i64, Finding)>> {
    let facts: BilledFacts = json(row.try_get("facts")?)?;
    let (document, number): (i64, String) = (row.try_get("document_id")?, row.try_get("number")?);
    if !facts.corrects.iter().any(|text| names_number(text, &number)) {
        return Ok(None);
    }
    let about: i64 = row.try_get("about")?;
    Ok(Some((document, credit_of_taken_back(document, (&number, about)))))
}

/// What is asked about a credit note whose invoice, of that number and document, is booked no
/// longer.
pub fn credit_of_taken_back(document: i64, (number, about): (&str, i64)) -> Finding {
    let found = CREDITS_TAKEN_BACK.found().with("number", number);
    let found = found.with("document", format!("D{about}"));
    found.with("id", format!("D{document}"))
}
