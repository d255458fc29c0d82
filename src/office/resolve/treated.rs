//! VAT that a company owes for a seller abroad (§ 13b UStG), where an invoice is booked anew: what
//! was booked stays, unless the answer is about that; and payments whose own entries rest on it are
//! taken back first.

use super::kind;
use super::terms::was_asked_of_tax;
use crate::domain::{Content, Finding, FindingKind};
use crate::ledger::reverse_charged;
use crate::office::plan::Owed;
use crate::office::run::Desk;
use crate::store::JournalRow;
use crate::store::rows::{DocumentRow, ItemKind, ItemRow};
use std::collections::BTreeSet;

/// Another VAT of an invoice whose payment carries some of it.
pub static TAX_STANDS_IN_PAYMENT: FindingKind = kind(
    "resolve-tax-in-payment",
    "Die Zahlung von {id} ist mit Skonto oder als Anzahlung gebucht und trägt die bisherige \
     Steuer: {entries}. Bitte diese Zuordnung zuerst zurücknehmen (kontor undo {first}), dann {id} \
     noch einmal.",
    "The payment of {id} is booked with a discount or as a prepayment and carries the VAT as it \
     was: {entries}. Take that match back first (kontor undo {first}), then decide {id} again.",
);

/// Which of a document's bookings is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Booking {
    /// The one in force.
    Present,
    /// The one before it, to which an undo goes back.
    Before,
}

impl Desk {
    /// What the company owes of the VAT of an invoice that shows none, as one of its bookings has
    /// it. `None` where that does not tell: the rule of its vendor does then.
    pub(super) async fn treated(
        &self,
        document: &DocumentRow,
        content: &Content,
        which: Booking,
    ) -> anyhow::Result<Option<Owed>> {
        let Content::Invoice(invoice) = content else { return Ok(None) };
        // A plain yes to the question.
        if was_asked_of_tax(document) {
            return Ok(Some(Owed::Nothing));
        }
        let says_itself =
            invoice.vat.iter().any(|vat| matches!(vat.category.as_deref(), Some("AE" | "K")));
        if says_itself || reverse_charged(invoice).is_none() {
            return Ok(None);
        }
        // The VAT of a prepayment comes with its payment.
        if self.store.items_from(document.id).await?.iter().any(is_prepayment) {
            return Ok(None);
        }
        let rows = self.store.journal_caused(true, document.id).await?;
        let bookings: Vec<&[JournalRow]> =
            rows.chunk_by(|a, b| a.reverses.is_some() == b.reverses.is_some()).collect();
        let back = if which == Booking::Present { 0 } else { 1 };
        let booking = bookings
            .into_iter()
            .rev()
            .filter(|rows| rows.iter().all(|row| row.reverses.is_none()))
            .nth(back);
        let codes = |rows: &[JournalRow], start: &str| {
            let mut codes =
                rows.iter().flat_map(|row| &row.lines).filter_map(|line| line.vat_code.as_deref());
            codes.any(|code| code.starts_with(start))
        };
        Ok(booking.map(|rows| match () {
            () if codes(rows, "13b") => Owed::Service,
            () if codes(rows, "IGE") => Owed::Acquisition,
            () => Owed::Nothing,
        }))
    }

    /// What stands in the way of another VAT: a payment with a discount, or of a prepayment, has
    /// some of it in its own entry.
    pub(super) async fn tax_in_payment(
        &self,
        id: &str,
        document: &DocumentRow,
    ) -> anyhow::Result<Option<Finding>> {
        let mut list = BTreeSet::new();
        for item in self.store.items_from(document.id).await? {
            if is_prepayment(&item) || self.store.discounted(item.id).await? != 0 {
                list.extend(
                    self.store
                        .settling(&[item.id])
                        .await?
                        .into_iter()
                        .map(|entry| format!("E{entry}")),
                );
                list.extend(
                    self.store
                        .set_offs_of(&[item.id])
                        .await?
                        .iter()
                        .map(|row| format!("V{}", row.id)),
                );
            }
        }
        let Some(first) = list.first().cloned() else { return Ok(None) };
        let entries = list.into_iter().collect::<Vec<_>>().join(", ");
        Ok(Some(
            TAX_STANDS_IN_PAYMENT
                .found()
                .with("id", id)
                .with("entries", entries)
                .with("first", first),
        ))
    }
}

fn is_prepayment(item: &ItemRow) -> bool {
    matches!(
        item.kind,
        ItemKind::Prepayment | ItemKind::PrepaymentTaxed | ItemKind::PrepaymentUntaxed
    )
}
