//! What a final invoice takes off of an item as it stands: all that was paid, all that was asked
//! for, or of both a part.

use super::Plan;
use super::posting::euro;
use crate::domain::Side;
use crate::ledger::{Deducted, Stage, TaxedUnder, Treatment, Unpaid, VatShare};
use crate::store::rows::{ItemKind, ItemRow};
use rust_decimal::Decimal;

impl Plan<'_> {
    /// What a prepayment was paid short by, with Skonto.
    pub(super) fn discounted(&self, item: &ItemRow) -> i64 {
        match item.kind {
            ItemKind::Prepayment | ItemKind::PrepaymentTaxed => {
                self.earlier.discounted.get(&item.id).copied().unwrap_or_default()
            }
            _ => 0,
        }
    }

    /// What a final invoice takes off of an item, `whole` or what was received of it alone; `None`
    /// where it cannot be told (paid in part, or its VAT is not known).
    pub(super) fn deducted(&self, item: &ItemRow, whole: bool) -> Option<Deducted> {
        let settled = self.earlier.settled.get(&item.id).copied().unwrap_or_default();
        let stage = match item.kind {
            ItemKind::Item => Stage::Invoiced,
            ItemKind::PrepaymentTaxed => Stage::Paid,
            ItemKind::PrepaymentUntaxed => Stage::Unpaid,
            ItemKind::Prepayment if settled == item.amount_minor => Stage::Paid,
            ItemKind::Prepayment if settled == 0 => Stage::Unpaid,
            ItemKind::Prepayment | ItemKind::Prepaid | ItemKind::OnAccount => return None,
        };
        let vat = shares_of(item)?;
        let unpaid =
            Some(self.discounted(item)).filter(|unpaid| *unpaid != 0 && stage == Stage::Paid);
        let unpaid = unpaid.map(|unpaid| Unpaid { amount: euro(unpaid), granted: whole });
        let payments = self.earlier.payments.get(&item.id).into_iter().flatten();
        Some(Deducted {
            vat,
            stage,
            unpaid,
            payments: payments.map(|(paid, entry)| (euro(*paid), entry.clone())).collect(),
            part_of: None,
        })
    }

    /// What a final invoice takes off of items that it takes off whole: of each one, and behind
    /// these what is paid of those that are paid in part. What is not paid of them is taken off as
    /// it was asked for.
    pub(super) fn all_off(&self, items: &[ItemRow], whole: bool) -> Option<Vec<Deducted>> {
        let (mut all, mut paid) = (Vec::with_capacity(items.len()), Vec::new());
        for item in items {
            match self.as_taken_before(item).or_else(|| self.paid_in_part_of(item)) {
                Some([of_paid, of_unpaid]) => {
                    all.push(of_unpaid);
                    paid.push(of_paid);
                }
                None => all.push(self.deducted(item, whole)?),
            }
        }
        all.extend(paid);
        Some(all)
    }

    /// The rows of what a final invoice has taken off, as they stand from then on.
    pub(super) fn taken_off(
        &self,
        at: usize,
        items: Vec<ItemRow>,
        deducted: &[Deducted],
    ) -> Vec<ItemRow> {
        let document = self.id_at(at);
        let after = |(item, deducted): (ItemRow, &Deducted)| ItemRow {
            kind: match deducted.stage {
                Stage::Paid => ItemKind::PrepaymentTaxed,
                Stage::Unpaid => ItemKind::PrepaymentUntaxed,
                Stage::Invoiced => item.kind,
            },
            deducted_by: Some(document),
            ..item
        };
        items.into_iter().zip(deducted).map(after).collect()
    }
}

/// A share of an item as the ledger takes it, taxed as it was booked.
pub(super) fn as_booked(share: &crate::store::rows::VatShare) -> Option<VatShare> {
    Some(VatShare {
        treatment: Treatment::read(&share.treatment)?,
        gross: euro(share.gross_minor),
        net: euro(share.net_minor),
        under: share.under.as_deref().and_then(TaxedUnder::read),
    })
}

/// The gross of an item by VAT; `None` where that is not all of it.
pub(super) fn shares_of(item: &ItemRow) -> Option<Vec<VatShare>> {
    let vat: Option<Vec<VatShare>> = item.vat.iter().map(as_booked).collect();
    vat.filter(|vat| {
        vat.iter().map(|share| share.gross).sum::<Decimal>() == euro(item.amount_minor)
    })
}

/// Whether what a final invoice takes off of an item depends on how its payments were booked: a
/// prepayment with VAT, which is rounded with each of them, or one received whose tax the recipient
/// owes (§ 13b UStG).
pub fn asks_for_payments(item: &ItemRow) -> bool {
    let taxed = |share: &crate::store::rows::VatShare| match Treatment::read(&share.treatment) {
        Some(Treatment::ReverseCharge(..)) => item.side == Side::Payable,
        Some(Treatment::Taxed(_)) => true,
        _ => false,
    };
    matches!(item.kind, ItemKind::Prepayment | ItemKind::PrepaymentTaxed)
        && item.vat.iter().any(taxed)
}
