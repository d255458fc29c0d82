//! An entry or a transaction as it is gathered, and how it becomes a domain entry once its
//! direction is known.

use super::parts::{Side, signed};
use crate::domain::statement::{Counterparty, Status};
use crate::domain::{Account, Entry, Money};
use rust_decimal::Decimal;

/// What an entry or a transaction says, before its direction is known.
#[derive(Default, Clone)]
pub(super) struct Draft {
    pub amount: Option<Money>,
    pub debit: Option<bool>,
    pub debtor: Side,
    pub creditor: Side,
    pub unstructured: Option<String>,
    /// Remittance that stands in structured form only: additional lines and numbers of the
    /// documents paid.
    pub structured: Option<String>,
    pub reference: Option<String>,
    pub end_to_end_id: Option<String>,
    pub mandate_id: Option<String>,
    pub message_id: Option<String>,
    pub payment_id: Option<String>,
    pub bank_reference: Option<String>,
    pub code: Option<String>,
    pub text: Option<String>,
    pub return_reason: Option<String>,
    pub returned: bool,
    pub charges: Option<Money>,
    pub instructed: Option<Money>,
    pub transaction: Option<Money>,
    pub rate: Option<Decimal>,
}

/// The parts that only the entry has.
#[derive(Default)]
pub(super) struct Whole {
    pub status: Status,
    pub reversal: bool,
    pub booking_date: Option<jiff::civil::Date>,
    pub value_date: Option<jiff::civil::Date>,
    pub batch_id: Option<String>,
    pub details: Vec<Draft>,
}

impl Whole {
    /// The same entry without its transactions.
    pub fn without_details(&self) -> Whole {
        let Whole { status, reversal, booking_date, value_date, ref batch_id, .. } = *self;
        Whole {
            status,
            reversal,
            booking_date,
            value_date,
            batch_id: batch_id.clone(),
            details: Vec::new(),
        }
    }
}

impl Draft {
    /// Drops the minus of an amount whose direction is said besides.
    pub fn without_minus(&mut self) {
        for money in [&mut self.amount, &mut self.transaction].into_iter().flatten() {
            money.amount = money.amount.abs();
        }
    }

    /// The transaction the other way round.
    pub fn turned(&self) -> Draft {
        Draft { debit: self.debit.map(|debit| !debit), ..self.clone() }
    }

    /// The signed amount of a transaction in a batch: its own, else the transaction amount, else
    /// the instructed one in the currency of the batch.
    pub fn own_amount(&self, batch: Money) -> Option<Money> {
        let fitting = |amount: &Money| amount.currency == batch.currency;
        let amount = self.amount.or(self.transaction).or(self.instructed.filter(fitting))?;
        Some(signed(amount, self.debit.unwrap_or(batch.amount.is_sign_negative())))
    }

    /// A single transaction takes from its entry what it does not say itself.
    pub fn within(self, entry: Draft) -> Draft {
        Draft {
            bank_reference: entry.bank_reference.or(self.bank_reference),
            code: entry.code.or(self.code),
            text: match (entry.text, self.text) {
                (Some(entry), Some(own)) if entry != own => Some(format!("{entry} {own}")),
                (entry, own) => entry.or(own),
            },
            charges: self.charges.or(entry.charges),
            instructed: self.instructed.or(entry.instructed),
            rate: self.rate.or(entry.rate),
            ..self
        }
    }

    pub fn finish(self, amount: Money, whole: &Whole, account: &Account) -> Entry {
        let turned = whole.reversal || self.returned;
        let (counterparty, creditor_id) =
            other_side(self.debtor, self.creditor, amount, turned, account);
        Entry {
            booking_date: whole.booking_date,
            value_date: whole.value_date,
            status: whole.status,
            reversal: whole.reversal,
            counterparty,
            remittance: self.unstructured.or(self.structured),
            structured_reference: self.reference,
            end_to_end_id: self.end_to_end_id,
            mandate_id: self.mandate_id,
            creditor_id,
            bank_reference: self.bank_reference,
            transaction_code: self.code,
            booking_text: self.text,
            return_reason: self.return_reason,
            charges: self.charges,
            instructed: self.instructed,
            exchange_rate: self.rate,
            batch_id: self.message_id.or(self.payment_id),
            ..Entry::new(amount)
        }
    }
}

/// The party opposite the account holder, and the creditor's identifier. Money in comes from the
/// debtor, money out goes to the creditor; a return or reversal still names the parties of the
/// payment it takes back, so there the sides are turned. An account that is the holder's own tells
/// for certain.
fn other_side(
    debtor: Side,
    creditor: Side,
    amount: Money,
    turned: bool,
    account: &Account,
) -> (Counterparty, Option<String>) {
    let own = |side: &Side| side.iban.is_some() && side.iban == account.iban;
    let creditor_id = creditor.creditor_id.clone();
    let from_debtor = match (own(&debtor), own(&creditor)) {
        (true, false) => false,
        (false, true) => true,
        _ => amount.amount.is_sign_negative() == turned,
    };
    let (side, far) = if from_debtor { (debtor, creditor) } else { (creditor, debtor) };
    let empty = side.name.is_none() && side.iban.is_none() && side.account.is_none();
    let side = if empty && !own(&far) && turned { far } else { side };
    let counterparty = Counterparty {
        name: side.name,
        iban: side.iban,
        bic: side.bic,
        ultimate_name: side.ultimate,
        account: side.account,
    };
    (counterparty, creditor_id)
}

/// What the transactions that state an amount leave of the batch.
pub(super) fn remainder(batch: Money, details: &[Draft]) -> Option<Money> {
    details.iter().filter_map(|detail| detail.own_amount(batch)).try_fold(batch, |rest, own| {
        let same = own.currency == rest.currency;
        let amount = rest.amount.checked_sub(own.amount)?;
        same.then_some(Money { amount, ..rest })
    })
}

/// `BOOK` is booked; `PDNG`, `FUTR` and `INFO` are not (ISO 20022, ExternalEntryStatus1Code). Of
/// any other word it is not known.
pub(super) fn status(text: &str) -> Option<Status> {
    match text.trim().to_ascii_uppercase().as_str() {
        "BOOK" | "" => Some(Status::Booked),
        "PDNG" | "FUTR" | "INFO" => Some(Status::Pending),
        _ => None,
    }
}

pub(super) fn plus(sum: Option<Money>, more: Option<Money>) -> Option<Money> {
    match (sum, more) {
        (Some(sum), Some(more)) if sum.currency == more.currency => {
            sum.amount.checked_add(more.amount).map(|amount| Money { amount, ..sum }).or(Some(sum))
        }
        (sum, more) => sum.or(more),
    }
}

/// Longest line of remittance that a bank writes: a full one goes on in the next without a blank.
const FULL_LINE: usize = 140;

pub(super) fn append(text: &mut Option<String>, more: &str) {
    if more.is_empty() {
        return;
    }
    match text {
        None => *text = Some(more.to_owned()),
        Some(text) => {
            let cut_mid_word = text.chars().rev().take(FULL_LINE + 1).count() % FULL_LINE == 0;
            if !cut_mid_word {
                text.push(' ');
            }
            text.push_str(more);
        }
    }
}
