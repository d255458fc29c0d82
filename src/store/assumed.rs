//! Vendors whose invoices are booked though nobody has named an account for them.

use super::sql::{QueryBuilder, Row};
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
    /// person has named one; so many at most. Read page by page, since there may be many.
    pub async fn vendors_unnamed(
        &self,
        company: Option<&str>,
        most: usize,
    ) -> Stored<Vec<UnnamedVendor>> {
        let (mut unnamed, mut after) = (Vec::new(), 0);
        while unnamed.len() < most {
            let page = self.vendors_after(company, after).await?;
            let Some(last) = page.last() else { break };
            after = last.contact;
            let ids: Vec<i64> = page.iter().map(|row| row.contact).collect();
            let said = self.accounts_said(&ids).await?;
            unnamed.extend(page.into_iter().filter(|row| !said.contains_key(&row.contact)));
        }
        unnamed.truncate(most);
        Ok(unnamed)
    }

    /// A page of the vendors without an account of their own, behind this contact. What an invoice
    /// calls paid has no posting of its own: its document has.
    async fn vendors_after(&self, company: Option<&str>, after: i64) -> Stored<Vec<UnnamedVendor>> {
        let mut query = QueryBuilder::of_company(
            "SELECT i.contact_id, i.company, c.name, i.document_id, COALESCE(i.posting, (SELECT \
             MAX(j.number) FROM journal_entry j WHERE j.document_id = i.document_id AND j.company \
             = i.company AND j.reverses IS NULL), 0) AS posting FROM contact c JOIN open_item i ON \
             i.id = (SELECT l.id FROM open_item l WHERE l.contact_id = c.id AND l.side = 'payable' \
             AND l.origin = 'invoice' AND (l.kind = 'prepaid' OR l.kind = 'item' AND l.posting IS \
             NOT NULL) AND l.amount_minor > 0 ORDER BY l.id DESC LIMIT 1) WHERE c.account IS NULL \
             AND c.vendor_account IS NOT NULL AND {company} AND c.id > ",
            "c.company",
            company,
        );
        let query = query.push_bind(after).push(" ORDER BY c.id LIMIT 200");
        let vendor = |row: &Row| {
            Ok(UnnamedVendor {
                contact: row.try_get("contact_id")?,
                company: row.try_get("company")?,
                name: row.try_get("name")?,
                document: row.try_get("document_id")?,
                posting: row.try_get("posting")?,
            })
        };
        query.build().fetch_as(&self.pool, vendor).await
    }
}
