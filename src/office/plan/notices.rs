//! What the sender of an invoice is told, where a pipeline turns it on.

use super::Plan;
use crate::domain::{Invoice, Language};
use crate::mail::{Notice, NoticeKind};

impl Plan<'_> {
    /// Notes a notice to an invoice's seller, unless the pipelines leave it off or the invoice
    /// names no address.
    pub(super) fn notice(
        &mut self,
        kind: NoticeKind,
        document_id: i64,
        company: &str,
        invoice: &Invoice,
        reasons: Vec<String>,
    ) {
        let wanted = match kind {
            NoticeKind::Receipt => self.pipelines.receipts.confirm_receipt,
            NoticeKind::Rejection => self.pipelines.receipts.reject,
        };
        let (true, Some(to)) = (wanted, invoice.seller.email.clone()) else { return };
        let books = self.books.companies.get(company);
        let company_name = books.map(|books| books.name.clone()).unwrap_or_default();
        let reply_to = books.and_then(|books| books.email.clone());
        let number = invoice.number.clone().unwrap_or_default();
        let notice = Notice {
            kind,
            document_id,
            company: company.to_owned(),
            company_name,
            reply_to,
            to,
            number,
            reasons,
        };
        self.notices.push((notice, language_of(invoice)));
    }
}

/// The language a seller reads: German where it is an official one, else English.
pub(super) fn language_of(invoice: &Invoice) -> Language {
    match invoice.seller.country.as_deref() {
        None | Some("DE" | "AT" | "CH" | "LI" | "LU") => Language::De,
        Some(_) => Language::En,
    }
}
