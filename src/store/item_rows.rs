//! Open items as the store keeps them.

use super::abroad::Abroad;
use crate::domain::invoice::Discount;
use crate::domain::{Currency, Side};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How much of an open item's gross stands under which VAT, for the correction that a discount asks
/// for; minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VatShare {
    /// The ledger's spelling of the treatment.
    pub treatment: String,
    /// Gross, of the item's sign.
    pub gross_minor: i64,
    /// Net, of the item's sign.
    pub net_minor: i64,
    /// The fixed asset that the net was booked on, whose cost a discount lowers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// The ledger's spelling of how it was taxed when it was booked, where that is not as the
    /// company's books began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<String>,
}

/// Where an open item is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// An invoice that kontor read.
    Invoice,
    /// An `open-items.csv`.
    List,
}

/// What kind of open item it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// An invoice or credit note.
    Item,
    /// A prepayment invoice: its VAT arises with its payment.
    Prepayment,
    /// One that a final invoice took off after it was paid.
    PrepaymentTaxed,
    /// One that a final invoice took off before a payment was known: its VAT came with that
    /// invoice.
    PrepaymentUntaxed,
    /// What an invoice says is paid already: owed by nobody, it waits for the payment to show.
    Prepaid,
    /// Money that a person left on a contact's account: too much, twice, or in advance. It bears
    /// the number of its bank entry.
    OnAccount,
}

impl ItemKind {
    const ALL: [ItemKind; 6] = [
        ItemKind::Item,
        ItemKind::Prepayment,
        ItemKind::PrepaymentTaxed,
        ItemKind::PrepaymentUntaxed,
        ItemKind::Prepaid,
        ItemKind::OnAccount,
    ];

    /// The spelling of the store.
    pub fn as_str(self) -> &'static str {
        match self {
            ItemKind::Item => "item",
            ItemKind::Prepayment => "prepayment",
            ItemKind::PrepaymentTaxed => "prepayment-taxed",
            ItemKind::PrepaymentUntaxed => "prepayment-untaxed",
            ItemKind::Prepaid => "prepaid",
            ItemKind::OnAccount => "on-account",
        }
    }

    pub(super) fn read(text: &str) -> ItemKind {
        ItemKind::ALL.into_iter().find(|kind| kind.as_str() == text).unwrap_or(ItemKind::Item)
    }
}

/// An open item with what has been settled of it.
#[derive(Debug, Clone)]
pub struct ItemRow {
    /// The store's own number.
    pub id: i64,
    /// The company's id.
    pub company: String,
    /// The document's number.
    pub number: String,
    /// Receivable or payable.
    pub side: Side,
    /// Whose it is.
    pub contact_id: i64,
    /// The document's date.
    pub date: Option<Date>,
    /// The day it is due, as its document says.
    pub due: Option<Date>,
    /// The day on which a person said that what is left of it is due: a retention's.
    pub due_told: Option<Date>,
    /// The currency of its amounts.
    pub currency: Currency,
    /// What it was when it came, gross, in minor units; negative of a credit note.
    pub amount_minor: i64,
    /// What it is in the currency it was invoiced in, where the books keep it at a day's rate.
    pub abroad: Option<Abroad>,
    /// Its gross by VAT; empty where that is not known.
    pub vat: Vec<VatShare>,
    /// The discounts for paying early.
    pub discounts: Vec<Discount>,
    /// The order it stems from.
    pub order_number: Option<String>,
    /// BT-83: the reference the invoice asks the payer to state.
    pub payment_reference: Option<String>,
    /// Whence it is known.
    pub origin: Origin,
    /// What kind of claim it is.
    pub kind: ItemKind,
    /// The document of the final invoice that took a prepayment off.
    pub deducted_by: Option<i64>,
    /// The document of the list that stated it before its invoice came.
    pub listed_in: Option<i64>,
    /// The document that states it.
    pub document_id: i64,
    /// The journal entry that booked it.
    pub posting: Option<i64>,
}

impl ItemRow {
    /// The day it is due: as a person said, else as its document says.
    pub fn due_day(&self) -> Option<Date> {
        self.due_told.or(self.due)
    }

    /// True of a prepayment that is asked for, whether or not a final invoice takes it off.
    pub fn is_request(&self) -> bool {
        let kinds = [ItemKind::Prepayment, ItemKind::PrepaymentTaxed, ItemKind::PrepaymentUntaxed];
        kinds.contains(&self.kind) && self.amount_minor > 0
    }

    /// True when its document was taken back: nothing of it was ever owed.
    pub fn is_withdrawn(&self) -> bool {
        self.amount_minor == 0 && self.posting.is_none()
    }
}
