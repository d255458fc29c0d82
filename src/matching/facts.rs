//! What the matcher is told: open items, bank entries, and the company's policy.
//!
//! Whoever calls the matcher gathers these from the store. Amounts are whole minor units (cents) of
//! the currency beside them. The ids are the store's own and come back in the decision; the matcher
//! never reads meaning into them.

use super::decision::{Category, Decision};
use super::earlier_year::EarlierYears;
use super::learnt::Answer;
use crate::domain::money::Currency;
use crate::domain::{Iban, Side};
use jiff::civil::Date;

/// One open item (offener Posten): an invoice or credit note, or a row of `open-items.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenItemFacts {
    /// The store's id.
    pub id: i64,
    /// The company whose books it stands in.
    pub company: String,
    /// The document's number, as its issuer writes it.
    pub document: String,
    /// Receivable or payable.
    pub side: Side,
    /// The contact's key; items of one contact share it.
    pub contact: String,
    /// The contact's personal account in the books, where it has one yet.
    pub personal_account: Option<String>,
    /// The names the contact is known under.
    pub names: Vec<String>,
    /// The accounts the contact is known to pay from or to be paid on.
    pub ibans: Vec<Iban>,
    /// Accounts from which somebody paid for the contact, as a person confirmed, with the entry
    /// (its id) that says so: a payer's, not the contact's own.
    pub payers: Vec<(Iban, i64)>,
    /// The document's date.
    pub date: Option<Date>,
    /// The day payment is due.
    pub due: Option<Date>,
    /// The currency of its amounts.
    pub currency: Currency,
    /// The books keep it in their own currency besides, so that a payment in another may settle it.
    pub is_converted: bool,
    /// Money on account, named by the entry that brought it: no text names it, and it is never
    /// settled without asking.
    pub is_on_account: bool,
    /// Gross, in minor units; negative for a credit note.
    pub original: i64,
    /// What is left to settle, in minor units, of the same sign as `original` — *before* anything
    /// that an entry of the same neighbourhood allocates, decided ones among them. What entries
    /// outside the neighbourhood settled is already taken off. Zero for an item that is closed: it
    /// is still told, so that a second payment can be named as one.
    pub open: i64,
    /// The Skonto that was offered.
    pub discounts: Vec<DiscountOffer>,
    /// The one rate of German VAT inside it, in percent, where it is all at one.
    pub vat_percent: Option<u8>,
    /// End-to-end ids and creditor references (RF…) that a payment of this item would carry: those
    /// the company wrote into its own payment orders and direct debits, and the reference the
    /// invoice asks for (BT-83).
    pub references: Vec<String>,
    /// The number of the order that it stems from.
    pub order: Option<String>,
    /// Of a credit note: the items (ids) of its chain, the invoices that it takes something back of
    /// and other credit notes that go with it.
    pub credits: Vec<i64>,
    /// What credit notes took of it without a bank entry, of the item's sign: Skonto is on what they
    /// left (§ 17 (1) UStG).
    pub credited: i64,
}

/// A Skonto in whole cents: this much less when paid until that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DiscountOffer {
    /// The last day the discount may be taken.
    pub until: Date,
    /// Minor units, of the same sign as the item.
    pub amount: i64,
    /// The percentage in hundredths (2.00 % is 200), for the explanation.
    pub percent_hundredths: i64,
    /// By so many minor units it may be more or less than `amount`, by how its fractions of a cent
    /// are rounded: each rate's by itself, up or down.
    pub rounding: i64,
}

/// One entry of a bank statement, or one transaction of a batch booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryFacts {
    /// The store's id.
    pub id: i64,
    /// The company that holds the account.
    pub company: String,
    /// The account of the company that it moves, as its statement states it.
    pub account: String,
    /// The day the bank booked it.
    pub booking_date: Date,
    /// The day it counts from; the booking day when absent.
    pub value_date: Option<Date>,
    /// Minor units; positive is money coming in.
    pub amount: i64,
    /// The currency of its amount.
    pub currency: Currency,
    /// The other side's name.
    pub counterparty_name: Option<String>,
    /// The other side's IBAN.
    pub counterparty_iban: Option<Iban>,
    /// The unstructured remittance information.
    pub remittance: Option<String>,
    /// A creditor reference (ISO 11649) or another structured one.
    pub structured_reference: Option<String>,
    /// The payer's own reference.
    pub end_to_end_id: Option<String>,
    /// The mandate of a direct debit.
    pub mandate_id: Option<String>,
    /// The bank's own reference.
    pub bank_reference: Option<String>,
    /// The bank's code for the kind of transaction.
    pub transaction_code: Option<String>,
    /// The bank's words for it (`GUTSCHRIFT`, `ENTGELTABSCHLUSS`).
    pub booking_text: Option<String>,
    /// The bank takes an earlier booking back.
    pub reversal: bool,
    /// ISO 20022 return reason (`MS03`, `AC04`).
    pub return_reason: Option<String>,
    /// Charges the bank reports inside the entry, minor units; negative is paid by the holder.
    pub charges: Option<i64>,
    /// What a payment service kept of it on its own account, beyond doubt, minor units signed as
    /// `charges`: the other side paid the amount before it. 0 where nothing was.
    pub kept: i64,
    /// The amount as instructed: minor units, unsigned, with its currency.
    pub instructed: Option<(i64, Currency)>,
    /// The other account is one of the company's own.
    pub own_transfer: bool,
    /// The payment service whose account the books keep, where it says that this is a payout to the
    /// bank account, or pays it there.
    pub payout: Option<String>,
    /// The same, where it takes money from the bank account: probably the cover of what its own
    /// account paid.
    pub cover: Option<String>,
    /// The items (ids) that it settles in the books, as kontor decided before: decided anew it keeps
    /// them, as long as it would be booked so, before another is given them.
    pub booked: Vec<i64>,
    /// What is decided already and stays so: it takes off its items what it settles, and a return
    /// may take it back.
    pub decided: Option<Decision>,
    /// What a person refused for it: none of it is proposed again, and nothing else is booked
    /// without asking.
    pub refused: Refused,
    /// What a person decided about others of its counterparty, in the order of their days.
    pub answers: Vec<Answer>,
}

/// What a person refused for an entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refused {
    /// Open items, by their ids.
    pub items: Vec<i64>,
    /// Accounts that it was proposed to book it on.
    pub accounts: Vec<String>,
}

impl Refused {
    /// True where nothing was.
    pub fn is_nothing(&self) -> bool {
        self.items.is_empty() && self.accounts.is_empty()
    }
}

/// What the company wants done by itself, and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// A difference up to this many minor units is written off with the match; 0 for none.
    pub small_difference: i64,
    /// Skonto is still granted or taken so many days after its last day.
    pub discount_grace_days: u32,
    /// A returned debit may cost up to this many minor units before a person is asked.
    pub return_fee_limit: i64,
    /// Where the fee of a returned debit is booked.
    pub return_fee_account: String,
    /// Where transfers between own accounts are booked (Geldtransit).
    pub transit_account: String,
    /// Where money is booked that comes in for what was written off.
    pub recovered_account: String,
    /// What a person answered often enough is booked without asking up to so many minor units, and
    /// never beyond one and a half times what was answered; `None` for that alone, 0 for never.
    pub learnt_up_to: Option<i64>,
    /// Entries that settle no open item, in the order in which they are tried; the first that fits
    /// counts.
    pub rules: Vec<BookingRule>,
}

/// A rule for entries without an invoice: bank fees, interest, taxes, salaries, rent.
///
/// Every condition that is set must hold. Texts are compared folded (capitals, ä as AE, blanks
/// joined). A rule without any condition fits nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BookingRule {
    /// What a person calls the rule; it stands in the explanation.
    pub name: String,
    /// What the entry is then.
    pub category: Category,
    /// The account it is booked on.
    pub account: String,
    /// VAT in percent that is inside the amount (a standing invoice, a receipt under 250.00):
    /// booked apart from it.
    pub vat_percent: Option<u8>,
    /// One of these stands in the remittance, the booking text or the transaction code.
    pub contains: Vec<String>,
    /// One of these stands in the counterparty's name.
    pub counterparty: Vec<String>,
    /// One of these is the counterparty's account.
    pub ibans: Vec<Iban>,
    /// Only money coming in, or only money going out.
    pub direction: Option<Direction>,
    /// The least amount, minor units, unsigned.
    pub at_least: Option<i64>,
    /// The greatest amount, minor units, unsigned.
    pub at_most: Option<i64>,
    /// Where a tax of earlier years is booked.
    pub earlier: Option<EarlierYears>,
    /// Its account is the same whatever year a tax is of.
    pub of_any_year: bool,
    /// Shipped with kontor and written for no company in particular: what a text says beyond its
    /// words is doubted. What an office wrote for its own entries, it means.
    pub shipped: bool,
    /// Its words stand in longer ones too, as those of shipped rules do; else they are whole words.
    pub within: bool,
    /// Its account is private, the owner's, and the company is a corporation, which has none.
    pub of_no_owner: bool,
    /// It is for a tax of corporations, and the company is none.
    pub of_no_corporation: bool,
    /// The company is a merchant, who has an insurance of his own beside that of his employees.
    pub of_merchant: bool,
    /// It only proposes: an invoice belongs to what it knows, or its account is often another.
    pub proposes: bool,
}

/// Which way the money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Money in.
    In,
    /// Money out.
    Out,
}

/// Items and entries that hang together by their keys, directly or through others: what is decided
/// as one whole.
#[derive(Debug, Clone, Copy)]
pub struct Neighbourhood<'a> {
    /// The items, each once.
    pub items: &'a [OpenItemFacts],
    /// The entries that share marks with them.
    pub entries: &'a [EntryFacts],
    /// The thresholds and rules of the company.
    pub policy: &'a Policy,
}

impl Default for Policy {
    /// One cent, no grace, fees of returned debits up to 15.00; accounts of SKR03; no rules.
    fn default() -> Policy {
        Policy {
            small_difference: 1,
            discount_grace_days: 0,
            return_fee_limit: 1500,
            return_fee_account: "4970".into(),
            transit_account: "1360".into(),
            recovered_account: "2732".into(),
            learnt_up_to: None,
            rules: Vec::new(),
        }
    }
}

impl OpenItemFacts {
    /// An item's amount as money on the bank account: what a receivable brings in is positive, what
    /// a payable costs negative.
    pub fn on_account(&self, amount: i64) -> i64 {
        match self.side {
            Side::Receivable => amount,
            Side::Payable => amount.saturating_neg(),
        }
    }
}

impl EntryFacts {
    /// An entry of this amount with nothing else known.
    pub fn new(
        id: i64,
        company: &str,
        booking_date: Date,
        amount: i64,
        currency: Currency,
    ) -> EntryFacts {
        EntryFacts {
            id,
            company: company.to_owned(),
            account: String::new(),
            booking_date,
            value_date: None,
            amount,
            currency,
            counterparty_name: None,
            counterparty_iban: None,
            remittance: None,
            structured_reference: None,
            end_to_end_id: None,
            mandate_id: None,
            bank_reference: None,
            transaction_code: None,
            booking_text: None,
            reversal: false,
            return_reason: None,
            charges: None,
            kept: 0,
            instructed: None,
            own_transfer: false,
            payout: None,
            cover: None,
            booked: Vec::new(),
            decided: None,
            refused: Refused::default(),
            answers: Vec::new(),
        }
    }

    /// What the other side paid, minor units signed as on the account: a payment service's fee is
    /// none of it.
    pub fn paid(&self) -> i64 {
        self.amount.saturating_sub(self.kept)
    }

    /// The day that decides over Skonto: the earlier of value and booking date, since the payer is
    /// not to suffer from the bank.
    pub fn payment_day(&self) -> Date {
        self.value_date.map_or(self.booking_date, |value| value.min(self.booking_date))
    }
}
