//! What a payment service kept of the money on its own account: the other side paid it, and it is a
//! cost.

use super::posting::{cents, is_sane};
use crate::domain::{JournalEntry, JournalLine, Money};
use crate::ledger::{Counter, NotPosted, Payment, Role, post_payment, post_transfer};
use crate::office::books::CompanyBooks;
use crate::store::rows::EntryRow;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What a payment service kept of an entry on its own account, negative, or gave back: a sale
/// without an invoice is turnover in full, and a payout arrives in full; the fee is a cost of its
/// own. A row that is a fee itself states no other.
///
/// # Errors
/// It is more than any document may state, or leaves more than that.
pub(super) fn kept(books: &CompanyBooks, row: &EntryRow) -> Result<Decimal, NotPosted> {
    let amount = row.entry.amount;
    let is_service = books.services.iter().any(|service| service.keeps(&row.account));
    let charges = row.entry.charges.filter(|charges| {
        is_service && charges.currency == amount.currency && charges.amount != amount.amount
    });
    let Some(kept) = charges.map(|charges| charges.amount) else { return Ok(Decimal::ZERO) };
    let is_sane =
        is_sane(&kept) && amount.amount.checked_sub(kept).is_some_and(|before| is_sane(&before));
    if is_sane { Ok(kept) } else { Err(NotPosted::TooLarge) }
}

/// The same in minor units of the entry's currency; 0 where it is none that can be booked.
pub(in crate::office) fn kept_minor(books: &CompanyBooks, row: &EntryRow) -> i64 {
    let currency = row.entry.amount.currency;
    kept(books, row).ok().and_then(|kept| Money::new(kept, currency).minor()).unwrap_or_default()
}

/// The same in euro, of an account in another currency at the rate of the day, to the cent.
pub(super) fn kept_in(
    books: &CompanyBooks,
    row: &EntryRow,
    rate: Decimal,
) -> Result<Decimal, NotPosted> {
    kept(books, row)?.checked_div(rate).map(cents).filter(is_sane).ok_or(NotPosted::TooLarge)
}

/// Money on its way between own accounts; of a payment service's also what it kept for sending it.
pub(super) fn post_payout(
    books: &CompanyBooks,
    (date, text, bank, amount): (Date, &str, &str, Decimal),
    charge: Decimal,
) -> Result<JournalEntry, NotPosted> {
    if charge.is_zero() {
        return post_transfer(books.chart, date, text, Counter::Bank(bank), amount);
    }
    let transit = [JournalLine::signed(books.chart.number(Role::Transit), charge - amount)];
    let counter = Counter::Bank(bank);
    let (settlements, charge_account, on_account) = (&[], None, None);
    post_payment(
        books.keeping,
        &Payment {
            date,
            text,
            counter,
            amount,
            settlements,
            charge,
            charge_account,
            on_account,
            beside: &transit,
        },
    )
}
