//! Names to which invoices are addressed and that a person said are a company's own.

use super::sql::{self, Row, Transaction};
use super::{Store, Stored};
use crate::domain::Party;
use crate::domain::text::fold;

/// A name that is a company's own, by a person's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The document by which it was said.
    pub document: i64,
    /// The company's id.
    pub company: String,
    /// Folded.
    pub name: String,
    /// Street with its number, as the document states it.
    pub street: Option<String>,
    /// As the document states it.
    pub postcode: Option<String>,
}

impl Addressee {
    /// Whether a party has the address that was stated with the name.
    pub fn is_at(&self, party: &Party) -> bool {
        match (&self.street, &self.postcode) {
            (Some(street), Some(postcode)) => is_address(party, street, postcode),
            _ => false,
        }
    }
}

/// Whether a party's street and postcode are these, however the street is written (`Hauptstr. 5`,
/// `HAUPTSTRASSE 5`).
pub fn is_address(party: &Party, street: &str, postcode: &str) -> bool {
    let compact = |text: &str| fold(text).replace(' ', "");
    let street_of = |text: &str| compact(text).replace("strasse", "str");
    let (Some(their_street), Some(their_postcode)) = (&party.street, &party.postcode) else {
        return false;
    };
    !street_of(street).is_empty()
        && street_of(street) == street_of(their_street)
        && compact(postcode).trim_start_matches("d")
            == compact(their_postcode).trim_start_matches("d")
}

/// Writes what was said; `forgotten` are documents by which it holds no more.
pub(in crate::store) async fn write(
    to: &mut Transaction,
    said: &[Addressee],
    forgotten: &[i64],
) -> Stored<()> {
    for document in forgotten.iter().copied().chain(said.iter().map(|row| row.document)) {
        sql::query("DELETE FROM addressee WHERE document_id = $1")
            .bind(document)
            .execute(&mut *to)
            .await?;
    }
    for row in said {
        sql::query(
            "INSERT INTO addressee (document_id, company, name, street, postcode) VALUES ($1, $2, \
             $3, $4, $5)",
        )
        .bind(row.document)
        .bind(&row.company)
        .bind(&row.name)
        .bind(&row.street)
        .bind(&row.postcode)
        .execute(&mut *to)
        .await?;
    }
    Ok(())
}

impl Store {
    /// All that was said and holds.
    pub async fn addressees(&self) -> Stored<Vec<Addressee>> {
        let rows = sql::query(
            "SELECT a.document_id, a.company, a.name, a.street, a.postcode FROM addressee a CROSS \
             JOIN document d WHERE d.id = a.document_id AND d.status = 'processed' AND d.company = \
             a.company",
        )
        .fetch_all(&self.pool)
        .await?;
        let read = |row: &Row| {
            Ok(Addressee {
                document: row.try_get("document_id")?,
                company: row.try_get("company")?,
                name: row.try_get("name")?,
                street: row.try_get("street")?,
                postcode: row.try_get("postcode")?,
            })
        };
        rows.iter().map(read).collect()
    }
}
