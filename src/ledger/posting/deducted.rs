//! What a final invoice takes off: prepayments, or earlier invoices for parts.

use super::tax::VatShare;
use crate::domain::JournalEntry;
use rust_decimal::Decimal;

/// What a final invoice takes off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deducted {
    /// Gross by treatment, signed as the earlier item.
    pub vat: Vec<VatShare>,
    /// How far it has come.
    pub stage: Stage,
    /// Of one that is paid with Skonto: what was not paid of it, signed as the item.
    pub unpaid: Option<Unpaid>,
    /// What was paid of it in cash, gross and signed as the item, each with the posting that booked
    /// it: VAT is rounded with each payment. The postings are looked into only for the tax that a
    /// recipient owes (§ 13b UStG): without one that bears it, nothing of that tax is taken off.
    pub payments: Vec<(Decimal, JournalEntry)>,
    /// The item that this is a part of, as its keeper counts items; `None` of what is taken off
    /// whole. The shares are then those that are booked, to the cent.
    pub part_of: Option<i64>,
}

impl Deducted {
    /// The same, given back: by what takes the final invoice back.
    pub fn given_back(&self) -> Deducted {
        let share =
            |share: &VatShare| VatShare { gross: -share.gross, net: -share.net, ..share.clone() };
        let unpaid = |unpaid: Unpaid| Unpaid { amount: -unpaid.amount, ..unpaid };
        let payment = |(paid, entry): &(Decimal, JournalEntry)| {
            (-*paid, entry.reversed(entry.date(), entry.text()))
        };
        Deducted {
            vat: self.vat.iter().map(share).collect(),
            stage: self.stage,
            unpaid: self.unpaid.map(unpaid),
            payments: self.payments.iter().map(payment).collect(),
            part_of: self.part_of,
        }
    }
}

/// What earlier invoices are taken off with altogether, gross; signed as these.
pub fn taken_off(deducted: &[Deducted]) -> Decimal {
    let of = |part: &Deducted| {
        let left_out = part.unpaid.filter(|unpaid| !unpaid.granted);
        part.vat.iter().map(|share| share.gross).sum::<Decimal>()
            - left_out.map_or(Decimal::ZERO, |unpaid| unpaid.amount)
    };
    deducted.iter().map(of).sum()
}

/// What a prepayment was paid short by, and whether the final invoice takes it off all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unpaid {
    /// Gross.
    pub amount: Decimal,
    /// The final invoice takes off all that was asked for, so that this lowers the price of the
    /// whole; else what was received alone.
    pub granted: bool,
}

/// How far what is taken off has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A prepayment invoice whose payment is not known: it stands on the clearing account.
    Unpaid,
    /// A prepayment invoice that is paid: it stands on the prepayments, its VAT is declared.
    Paid,
    /// An invoice as any other for a part: booked whole, with its VAT.
    Invoiced,
}
