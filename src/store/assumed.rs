//! Vendors whose invoices are booked though nobody has named an account for them.

use super::sql::QueryBuilder;
use super::{Store, Stored};

/// A vendor without an account of its own, with the last of its invoices in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnnamedVendor {
    /// The contact's id.
    pub contact: i64,
    /// The company's id.
    pub company: String,
    /// What it is called.
    pub name: String,
    /// The document of its last invoice.
    pub document: i64,
    /// What that is booked with.
    pub posting: i64,
}

impl Store {
    /// Vendors with booked invoices whose row names no account, and for none of whose invoices a
    /// person has named one; by company and document, so many at most.
    pub async fn vendors_unnamed(
        &self,
        company: Option<&str>,
        most: usize,
    ) -> Stored<Vec<UnnamedVendor>> {
        let rows = QueryBuilder::of_company(
            "SELECT i.contact_id, i.company, c.name, i.document_id, i.posting FROM contact c JOIN \
             open_item i ON i.contact_id = c.id WHERE c.account IS NULL AND c.vendor_account IS \
             NOT NULL AND {company} AND i.side = 'payable' AND i.origin = 'invoice' AND i.kind = \
             'item' AND i.posting IS NOT NULL AND i.amount_minor > 0 AND NOT EXISTS (SELECT 1 FROM \
             open_item later WHERE later.contact_id = i.contact_id AND later.id > i.id AND \
             later.side = 'payable' AND later.origin = 'invoice' AND later.kind = 'item' AND \
             later.posting IS NOT NULL AND later.amount_minor > 0) ORDER BY i.company, \
             i.document_id",
            "c.company",
            company,
        )
        .build()
        .fetch_as(&self.pool, |row| {
            Ok(UnnamedVendor {
                contact: row.try_get("contact_id")?,
                company: row.try_get("company")?,
                name: row.try_get("name")?,
                document: row.try_get("document_id")?,
                posting: row.try_get("posting")?,
            })
        })
        .await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.contact).collect();
        let said = self.accounts_said(&ids).await?;
        let unnamed = rows.into_iter().filter(|row| !said.contains_key(&row.contact));
        Ok(unnamed.take(most).collect())
    }
}
