//! Prepayment invoices that come after the final invoice which may take them off: that one was
//! booked with its deduction as money paid already and taxes the whole, so that what pays the
//! prepayment would be taxed a second time (§ 14 (5) sentence 2 UStG).

use super::Plan;
use super::as_money::may_mean;
use super::chains::Link;
use crate::domain::finding::Weight;
use crate::domain::{Currency, Finding, FindingKind, InvoiceNature, Money};
use crate::store::rows::ItemRow;
use crate::store::trade::Naming;

/// A prepayment invoice that comes after its final invoice, as it seems.
pub static PREPAYMENT_LATE: FindingKind = FindingKind {
    code: "prepayment-after-final",
    weight: Weight::Warning,
    de: "Die Anzahlungsrechnung kommt nach der Rechnung {by} ({final}), die {amount} als schon \
        gezahlt abzieht und das Ganze versteuert; was auf {number} gezahlt wird, gälte mit seiner \
        Umsatzsteuer doppelt (§ 14 Abs. 5 Satz 2 UStG). Sie ist nicht gebucht. Zieht {by} {number} \
        ab: „kontor undo {final}“, dann „kontor resolve {this} accept“, die Zahlung zuordnen, dann \
        „kontor resolve {final} accept“. Ist das Geld bei {by} gebucht und wird {number} nicht \
        mehr verlangt: „kontor resolve {this} reject GRUND“. Steht {number} neben {by}: „kontor \
        resolve {this} accept --beside“.",
    en: "The prepayment invoice comes after the invoice {by} ({final}), which takes {amount} off \
        as paid already and taxes the whole; what is paid on {number} would count with its VAT a \
        second time (§ 14 (5) sentence 2 UStG). It is not booked. If {by} takes {number} off: \
        \"kontor undo {final}\", then \"kontor resolve {this} accept\", match the payment, then \
        \"kontor resolve {final} accept\". If the money is booked with {by} and {number} is no \
        longer asked for: \"kontor resolve {this} reject REASON\". If {number} stands beside {by}: \
        \"kontor resolve {this} accept --beside\".",
};

impl Plan<'_> {
    /// Whether the batch has invoices that ask for money before the supply.
    pub fn asks_beforehand(&self) -> bool {
        let mut invoices = self.routed.invoices.iter().map(|(_, _, invoice)| invoice);
        invoices.any(|invoice| invoice.nature() == InvoiceNature::Prepayment)
    }

    /// Whether a prepayment invoice comes after the final invoice in force that may mean it by what
    /// that calls paid already. A plain yes does not say which of the answers holds.
    ///
    /// # Errors
    /// The question.
    pub(super) fn comes_before_its_final(&self, link: Link<'_>) -> Result<(), Finding> {
        let Link { at, invoice, whose, met } = link;
        let number = invoice.number.clone().unwrap_or_default();
        let own = met.get(&self.key_of(whose.company, whose.side, whose.contact, &number));
        let own = own.filter(|item| item.document_id == self.id_at(at)).map(|item| item.id);
        let means = |row: &&Naming| {
            let request = ItemRow {
                id: own.unwrap_or(i64::MAX),
                company: whose.company.to_owned(),
                side: whose.side,
                contact_id: whose.contact,
                number: number.clone(),
                date: invoice.issue_day(),
                order_number: invoice.order_number.clone(),
                ..row.item.clone()
            };
            // One that was booked before was asked about with the final invoice.
            own.is_none_or(|own| own > row.item.id) && may_mean(row, &request)
        };
        let later = self.earlier.called_paid.iter().find(means);
        let Some(row) = later.filter(|_| !self.is_beside(at)) else { return Ok(()) };
        Err(PREPAYMENT_LATE
            .found()
            .with("by", &row.item.number)
            .with("final", format!("D{}", row.item.document_id))
            .with("number", number)
            .with_value("amount", Money::from_minor(row.item.amount_minor, Currency::EUR))
            .with("this", format!("D{}", self.id_at(at))))
    }
}
