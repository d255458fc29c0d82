//! Invoices that wait since they name another company than their folder's are tried again once the
//! settings say otherwise of that company.

use super::addressee::OTHER_ADDRESSEE;
use super::books::Books;
use super::route::{OTHER_VAT_ID, Route};
use super::run::{Desk, Summary};
use super::setup::reread;
use crate::domain::Content;
use crate::store::rows::DocumentRow;

impl Desk {
    /// Books invoices that waited for whom they are to, where the settings know it by now. One that
    /// breaks the official rules besides stays a person's to decide.
    pub(super) async fn companies_told(
        &self,
        books: &mut Books,
        summary: &mut Summary,
    ) -> anyhow::Result<()> {
        let mut waiting = Vec::new();
        for code in [OTHER_VAT_ID.code, OTHER_ADDRESSEE.code] {
            for row in self.store.held_undecided(code).await? {
                let Ok(content) = reread(&self.setup, &row) else { continue };
                if self.is_known_now(&row, &content).await? && !self.breaks_rules(&row) {
                    let (held_code, held_reason) = (row.reason_code.clone(), row.reason.clone());
                    waiting.push((DocumentRow { held_code, held_reason, ..row }, content));
                }
            }
        }
        self.tried_again(books, summary, &waiting).await
    }

    /// Whether an invoice is to the company of its folder, by what is known of it now.
    async fn is_known_now(&self, row: &DocumentRow, content: &Content) -> anyhow::Result<bool> {
        let (Content::Invoice(invoice), Some(company)) = (content, row.company.as_deref()) else {
            return Ok(false);
        };
        let directory = &self.setup.directory;
        let route = directory.route(Some(company), content);
        let is_here = matches!(&route, Route::To(own) if own == company);
        let mut said = self.store.addressees().await?;
        said.retain(|row| row.company == company);
        Ok(is_here && directory.other_addressee(invoice, company, &said).is_none())
    }

    fn breaks_rules(&self, row: &DocumentRow) -> bool {
        let Some(archived) = &row.archived else { return true };
        let bytes = std::fs::read(self.setup.folder.archive().join(archived));
        bytes.map_or(true, |bytes| !self.setup.judge()(&bytes).is_empty())
    }
}
