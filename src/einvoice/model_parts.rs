//! The groups of an invoice that say who, where, when and how to pay (BG-4 to BG-18).

use super::term::Term;
use crate::xml::Node;

/// BG-4, BG-7, BG-10, BG-11: a party.
pub struct Party<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// True when it stands where the syntax puts it, false of one that stands elsewhere in a broken
    /// document.
    pub in_place: bool,
    /// BT-27, BT-44, BT-59, BT-62: the registered name (payee and representative: the name).
    pub names: Term<'t, 'a>,
    /// BT-28, BT-45: the trading name.
    pub trading_names: Term<'t, 'a>,
    /// BT-29, BT-46, BT-60 without or with scheme (UBL), without scheme (CII).
    pub ids: Term<'t, 'a>,
    /// BT-29, BT-46, BT-60 with scheme (CII).
    pub global_ids: Term<'t, 'a>,
    /// BT-30, BT-47, BT-61.
    pub legal_ids: Term<'t, 'a>,
    /// BT-31, BT-48, BT-63: VAT identifiers.
    pub vat_ids: Term<'t, 'a>,
    /// BT-32: tax registrations that are not VAT (in UBL of any other scheme or none, in CII scheme
    /// FC).
    pub tax_ids: Term<'t, 'a>,
    /// BT-33.
    pub legal_form: Term<'t, 'a>,
    /// BT-34, BT-49.
    pub endpoints: Term<'t, 'a>,
    /// BG-5, BG-8, BG-12.
    pub addresses: Vec<Address<'t, 'a>>,
    /// BG-6, BG-9.
    pub contacts: Vec<Contact<'t, 'a>>,
}

/// BG-5, BG-8, BG-12, BG-15: an address.
pub struct Address<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// BT-35, BT-50, BT-64, BT-75.
    pub street: Term<'t, 'a>,
    /// BT-36, BT-51, BT-65, BT-76.
    pub additional: Term<'t, 'a>,
    /// BT-162 to BT-165: the third line.
    pub third: Term<'t, 'a>,
    /// BT-37, BT-52, BT-66, BT-77.
    pub city: Term<'t, 'a>,
    /// BT-38, BT-53, BT-67, BT-78.
    pub postcode: Term<'t, 'a>,
    /// BT-39, BT-54, BT-68, BT-79.
    pub subdivision: Term<'t, 'a>,
    /// BT-40, BT-55, BT-69, BT-80.
    pub country: Term<'t, 'a>,
}

/// BG-6, BG-9: whom to ask.
pub struct Contact<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// BT-41, BT-56 (in CII the person's name; the department is in `department`).
    pub name: Term<'t, 'a>,
    /// CII's second element of BT-41, BT-56.
    pub department: Term<'t, 'a>,
    /// BT-42, BT-57.
    pub phone: Term<'t, 'a>,
    /// BT-43, BT-58.
    pub email: Term<'t, 'a>,
}

/// BG-13: a delivery.
pub struct Delivery<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// BT-70.
    pub name: Term<'t, 'a>,
    /// BT-71.
    pub location: Term<'t, 'a>,
    /// BT-72.
    pub date: Term<'t, 'a>,
    /// BG-15.
    pub addresses: Vec<Address<'t, 'a>>,
}

/// BG-14, BG-26: an invoicing period.
pub struct Period<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// BT-73, BT-134: the day's own element (in CII inside `start_group`).
    pub start: Term<'t, 'a>,
    /// BT-74, BT-135.
    pub end: Term<'t, 'a>,
    /// The element around the start (in UBL the same as `start`).
    pub start_group: Term<'t, 'a>,
    /// The element around the end.
    pub end_group: Term<'t, 'a>,
    /// BT-8 in UBL.
    pub code: Term<'t, 'a>,
}

/// BG-16: payment instructions.
pub struct PaymentMeans<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// BT-81.
    pub code: Term<'t, 'a>,
    /// BT-82.
    pub text: Term<'t, 'a>,
    /// BT-83; in CII it stands beside the payment means and is repeated here.
    pub references: Term<'t, 'a>,
    /// BG-17.
    pub accounts: Vec<Account<'t, 'a>>,
    /// BG-18.
    pub cards: Vec<Card<'t, 'a>>,
    /// BG-19: the element of a direct debit in UBL.
    pub mandate_groups: Term<'t, 'a>,
    /// BT-89.
    pub mandate: Term<'t, 'a>,
    /// BT-91.
    pub debited_account: Term<'t, 'a>,
}

/// BG-17: an account that money is asked to.
pub struct Account<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// BT-84: the account's identifier; in CII the IBAN.
    pub id: Term<'t, 'a>,
    /// BT-84 in CII when it is no IBAN.
    pub proprietary: Term<'t, 'a>,
    /// BT-85.
    pub name: Term<'t, 'a>,
    /// BT-86.
    pub bic: Term<'t, 'a>,
}

/// BG-18: a payment card.
pub struct Card<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// BT-87.
    pub number: Term<'t, 'a>,
    /// BT-88.
    pub holder: Term<'t, 'a>,
}
