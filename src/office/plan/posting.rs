//! The journal entry of a decision about a bank entry: what is settled, its Skonto, charges, rests
//! and what goes to accounts.

use super::Plan;
use super::deducted::as_booked;
use super::kept::{kept, kept_in, post_payout};
use super::not_booked::NotBooked;
use crate::domain::money::round_commercially;
use crate::domain::{Currency, JournalEntry, JournalLine, Money, Side};
use crate::ledger::{
    Bookkeeping, Chart, Counter, NotPosted, Payment, Personal, Reduction, Role, Settlement,
    VatShare, on_account_lines, post_payment, post_unexplained, prepaid_role, vat_inside,
};
use crate::matching::{Allocation, Beside, Category, Decision, MatchStatus, Place};
use crate::office::books::CompanyBooks;
use crate::store::rows::{EntryRow, ItemKind, ItemRow};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

impl Plan<'_> {
    /// The journal entry of a decision; `None` where there is nothing to book: an amount of zero,
    /// or an entry that waits and is in a currency the books are not kept in.
    ///
    /// # Errors
    /// See [`NotBooked`].
    pub(super) fn posting(
        &mut self,
        row: &EntryRow,
        decision: &Decision,
        items: &BTreeMap<i64, ItemRow>,
    ) -> Result<Option<JournalEntry>, NotBooked> {
        let entry = &row.entry;
        let matched = decision.status == MatchStatus::Matched;
        let Some(books) = self.books.companies.get(&row.company).cloned() else { return Ok(None) };
        // What is another entry is booked there.
        if entry.amount.amount.is_zero() || decision.same_as.is_some() {
            return Ok(None);
        }
        let Some(date) = entry.booking_date.or(entry.value_date) else {
            return if matched { Err(NotBooked::NoDay) } else { Ok(None) };
        };
        let (rate, text) = match entry.amount.currency {
            Currency::EUR => (Decimal::ONE, booking_text(row, decision)),
            abroad => match self.rate_of(abroad, date) {
                Some(rate) => (
                    rate,
                    format!(
                        "{} · {} / {}",
                        booking_text(row, decision),
                        entry.amount,
                        rate.normalize()
                    ),
                ),
                None => return if matched { Err(NotBooked::NoRate(abroad)) } else { Ok(None) },
            },
        };
        let Some(bank) = books.bank_account(&row.account) else {
            return if matched {
                Err(NotBooked::NoBankAccount(row.account.clone()))
            } else {
                Ok(None)
            };
        };
        let amount = entry
            .amount
            .amount
            .checked_div(rate)
            .map(cents)
            .filter(is_sane)
            .ok_or(NotPosted::TooLarge)?;
        if amount.is_zero() {
            return Ok(None);
        }
        if !matched {
            return Ok(Some(post_unexplained(books.chart, date, &text, &bank, amount)?));
        }
        if entry.amount.currency != Currency::EUR {
            return Ok(Some(self.in_another_currency(
                row,
                rate,
                decision,
                &books,
                (date, &text, &bank, amount),
                items,
            )?));
        }
        let mut parts: Vec<Part> = decision
            .allocations
            .iter()
            .map(|allocation| {
                // Never left out: the rest would be booked as if nothing were settled.
                let item = items.get(&allocation.item);
                let part = item.and_then(|item| self.part(item, allocation));
                part.ok_or(NotBooked::NoSuchItem)
            })
            .collect::<Result<_, _>>()?;
        let whole = parts.is_empty() && decision.beside.is_empty();
        let kept = if whole { kept(&books, row)? } else { Decimal::ZERO };
        if whole && decision.category == Some(Category::Transfer) && decision.account.is_none() {
            return Ok(Some(post_payout(&books, (date, &text, &bank, amount), kept)?));
        }
        let mut beside: Vec<JournalLine> = Vec::new();
        for part in &decision.beside {
            beside.extend(self.beside(
                &row.company,
                &keeping_of(&books, decision, &part.place),
                &part.place,
                (euro(part.amount), part.vat_percent),
                items,
            )?);
        }
        let account = decision.account.as_deref();
        if whole {
            beside = self.beside(
                &row.company,
                &books.keeping,
                &whole_place(decision),
                (amount - kept, decision.vat_percent),
                items,
            )?;
        } else if let Some(account) = account {
            self.borne(&row.company, account)?;
        }
        let charge = euro(decision.charge) + kept;
        if decision.is_abroad() {
            let cash = amount - charge - euro(decision.on_account);
            receive_at_rate(&mut parts, cash, &beside);
            beside.extend(rate_difference(books.chart, cash, &parts, &beside));
        }
        let settlements: Vec<Settlement> = parts.iter().map(Part::settlement).collect();
        let on_account = parts
            .first()
            .filter(|_| decision.on_account != 0)
            .map(|part| (part.owner.as_str(), euro(decision.on_account)));
        let payment = Payment {
            date,
            text: &text,
            counter: Counter::Bank(&bank),
            amount,
            settlements: &settlements,
            charge,
            charge_account: account.filter(|_| !whole),
            on_account,
            beside: &beside,
        };
        Ok(Some(post_payment(books.keeping, &payment)?))
    }

    /// The entry of money in another currency, at a rate: a transfer, what goes to accounts, or
    /// what settles items that were invoiced in it. The difference of rates takes what items leave,
    /// else the largest part what rounding does.
    fn in_another_currency(
        &mut self,
        row: &EntryRow,
        rate: Decimal,
        decision: &Decision,
        books: &CompanyBooks,
        (date, text, bank, amount): (Date, &str, &str, Decimal),
        items: &BTreeMap<i64, ItemRow>,
    ) -> Result<JournalEntry, NotBooked> {
        let currency = row.entry.amount.currency;
        if !decision.allocations.is_empty() && !decision.is_abroad() {
            return Err(NotBooked::ItemsAbroad(currency));
        }
        if decision.beside.is_empty()
            && decision.category == Some(Category::Transfer)
            && decision.account.is_none()
        {
            return Ok(post_payout(books, (date, text, bank, amount), kept_in(books, row, rate)?)?);
        }
        let mut settled: Vec<Part> = decision
            .allocations
            .iter()
            .map(|allocation| {
                // Never left out: the rest would be booked as if nothing were settled.
                let item = items.get(&allocation.item);
                let part = item.and_then(|item| self.part(item, allocation));
                part.ok_or(NotBooked::NoSuchItem)
            })
            .collect::<Result<_, _>>()?;
        let whole = [Beside::of(whole_place(decision), 0)];
        let none_beside = decision.beside.is_empty() && settled.is_empty();
        let parts = if none_beside { whole.as_slice() } else { decision.beside.as_slice() };
        let in_euro = |minor: i64| {
            Money::from_minor(minor, currency)
                .amount
                .checked_div(rate)
                .map(cents)
                .ok_or(NotPosted::TooLarge)
        };
        let mut euros: Vec<Decimal> = Vec::with_capacity(parts.len());
        for part in parts {
            euros.push(in_euro(part.amount)?);
        }
        let kept = if none_beside { kept_in(books, row, rate)? } else { Decimal::ZERO };
        let charge = in_euro(decision.charge)? + kept;
        let rest = amount - charge - euros.iter().copied().sum::<Decimal>();
        if let Some(largest) =
            euros.iter_mut().max_by_key(|part| part.abs()).filter(|_| settled.is_empty())
        {
            *largest += rest;
        }
        let percent = decision.vat_percent.filter(|_| decision.beside.is_empty());
        let mut lines = Vec::new();
        for (part, euro) in parts.iter().zip(euros) {
            lines.extend(self.beside(
                &row.company,
                &keeping_of(books, decision, &part.place),
                &part.place,
                (euro, part.vat_percent.or(percent)),
                items,
            )?);
        }
        let on_account = in_euro(decision.on_account)?;
        if !settled.is_empty() {
            let cash = amount - charge - on_account;
            receive_at_rate(&mut settled, cash, &lines);
            lines.extend(rate_difference(books.chart, cash, &settled, &lines));
        }
        let settlements: Vec<Settlement> = settled.iter().map(Part::settlement).collect();
        let payment = Payment {
            date,
            text,
            counter: Counter::Bank(bank),
            amount,
            settlements: &settlements,
            charge,
            charge_account: decision.account.as_deref().filter(|_| !none_beside),
            on_account: settled
                .first()
                .filter(|_| !on_account.is_zero())
                .map(|part| (part.owner.as_str(), on_account)),
            beside: &lines,
        };
        Ok(post_payment(books.keeping, &payment)?)
    }

    /// The entry that sets parts of two items off against each other, each of its item's sign.
    ///
    /// # Errors
    /// See [`NotBooked`]; in particular they are in a currency that the books are not kept in.
    pub(super) fn set_off_posting(
        &mut self,
        items: [(&ItemRow, i64); 2],
        date: Date,
        text: &str,
    ) -> Result<JournalEntry, NotBooked> {
        let [(first, _), _] = items;
        if first.currency != Currency::EUR {
            return Err(NotBooked::NoRate(first.currency));
        }
        let part =
            |(item, amount): (&ItemRow, i64)| self.part(item, &Allocation::of(item.id, amount));
        let parts: Vec<Part> = items.into_iter().filter_map(part).collect();
        let Some(books) =
            self.books.companies.get(&first.company).filter(|_| parts.len() == items.len())
        else {
            return Err(NotBooked::Refused(NotPosted::Missing("company")));
        };
        let settlements: Vec<Settlement> = parts.iter().map(Part::settlement).collect();
        // No money moves: the counter account stands with zero, which is left out.
        let payment = Payment {
            date,
            text,
            counter: Counter::Unexplained,
            amount: Decimal::ZERO,
            settlements: &settlements,
            charge: Decimal::ZERO,
            charge_account: None,
            on_account: None,
            beside: &[],
        };
        Ok(post_payment(books.keeping, &payment)?)
    }

    /// That an account is one of the company's, or of a customer or vendor that it has.
    ///
    /// # Errors
    /// It is the number of a personal account, and nobody bears it; or the company has no such
    /// account.
    fn borne(&mut self, company: &str, account: &str) -> Result<(), NotBooked> {
        self.books.contacts.bear(company, account);
        let is_borne = self.books.contacts.bearer(company, account).is_some();
        match (Personal::of(account).is_some(), self.books.companies.get(company)) {
            (true, _) if !is_borne => Err(NotBooked::NobodysAccount(account.to_owned())),
            (false, Some(books)) if !books.takes(account) => {
                Err(NotBooked::NoSuchAccount(account.to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// The lines of a part that settles no item.
    fn beside(
        &mut self,
        company: &str,
        keeping: &Bookkeeping,
        place: &Place,
        (amount, percent): (Decimal, Option<u8>),
        items: &BTreeMap<i64, ItemRow>,
    ) -> Result<Vec<JournalLine>, NotBooked> {
        let chart = keeping.chart;
        let (account, vat) = match place {
            Place::Account(account) => {
                self.borne(company, account)?;
                if Personal::of(account).is_some() && percent.is_some_and(|percent| percent != 0) {
                    return Err(NotBooked::VatOnPersonal(account.clone()));
                }
                (account.clone(), vat_inside(keeping, account, percent.map(Decimal::from))?)
            }
            Place::ContactOf(item) => {
                let personal = items
                    .get(item)
                    .map(|item| self.books.contacts.personal_account(item.contact_id, item.side));
                (personal.unwrap_or_else(|| chart.number(Role::Unexplained).to_owned()), None)
            }
            Place::Unexplained => (chart.number(Role::Unexplained).to_owned(), None),
        };
        Ok(on_account_lines(*keeping, &account, amount, vat))
    }

    /// The account an item stands on: its contact's, or the prepayments for what an invoice says is
    /// paid already.
    fn item_account(&mut self, item: &ItemRow) -> Option<String> {
        match item.kind {
            ItemKind::Prepaid => Some(
                self.books
                    .companies
                    .get(&item.company)?
                    .chart
                    .number(prepaid_role(item.side))
                    .to_owned(),
            ),
            _ => Some(self.books.contacts.personal_account(item.contact_id, item.side)),
        }
    }

    fn part(&mut self, item: &ItemRow, allocation: &Allocation) -> Option<Part> {
        let vat = item.vat.iter().filter_map(as_booked);
        Some(Part {
            side: item.side,
            personal: self.item_account(item)?,
            owner: self.books.contacts.personal_account(item.contact_id, item.side),
            amount: euro(allocation.amount),
            received: None,
            reductions: allocation
                .reductions()
                .map(|(kind, minor)| (kind.into(), euro(minor)))
                .collect(),
            vat: vat.collect(),
            asset: item.vat.iter().find_map(|share| share.asset.clone()),
            prepayment: matches!(item.kind, ItemKind::Prepayment | ItemKind::PrepaymentTaxed),
        })
    }
}

/// The books as they hold for a part of an entry: import VAT is deducted as the part says where
/// another part is what of it is not.
fn keeping_of(books: &CompanyBooks, decision: &Decision, place: &Place) -> Bookkeeping {
    let is_on = |place: &Place, is: &dyn Fn(&str) -> bool| match place {
        Place::Account(number) => is(number),
        _ => false,
    };
    let is_import = is_on(place, &|number| books.chart.is_import_vat(number));
    let mut others = decision.beside.iter().map(|part| &part.place);
    match is_import && others.any(|other| is_on(other, &|number| books.chart.keeps_input(number))) {
        true => Bookkeeping { input_percent: Decimal::ONE_HUNDRED, ..books.keeping },
        false => books.keeping,
    }
}

/// Where an entry goes that is booked whole: the account decided on, else the one of what nobody
/// has explained.
fn whole_place(decision: &Decision) -> Place {
    decision.account.clone().map_or(Place::Unexplained, Place::Account)
}

/// Says of each part of a payment in another currency what it is by the rate of the payment: its
/// share of what was received of all.
fn receive_at_rate(parts: &mut [Part], cash: Decimal, beside: &[JournalLine]) {
    let settled = in_cash(parts);
    let received = cash + beside.iter().map(JournalLine::amount).sum::<Decimal>();
    for part in parts {
        let share = part.amount.checked_mul(received).and_then(|all| all.checked_div(settled));
        part.received = share.map(cents);
    }
}

/// What parts stand at in the books, signed as on the bank account.
fn in_cash(parts: &[Part]) -> Decimal {
    let signed = |part: &Part| match part.side {
        Side::Receivable => part.amount,
        Side::Payable => -part.amount,
    };
    parts.iter().map(signed).sum()
}

/// What was paid of items that were invoiced in another currency, more or less than they stand at
/// in the books: a gain or a loss by the rates of two days. `cash` is signed as on the bank
/// account.
fn rate_difference(
    chart: Chart,
    cash: Decimal,
    parts: &[Part],
    beside: &[JournalLine],
) -> Option<JournalLine> {
    let settled = in_cash(parts);
    let beside: Decimal = beside.iter().map(JournalLine::amount).sum();
    let difference = settled - cash - beside;
    let role = if difference.is_sign_negative() { Role::RateGain } else { Role::RateLoss };
    (!difference.is_zero()).then(|| JournalLine::signed(chart.number(role), difference))
}

/// A settlement that owns what it names.
struct Part {
    side: Side,
    /// The account that the item stands on.
    personal: String,
    /// The personal account of its contact: what is too much is his.
    owner: String,
    amount: Decimal,
    /// The same by the rate of the payment, where it was invoiced in another currency.
    received: Option<Decimal>,
    reductions: Vec<(Reduction, Decimal)>,
    vat: Vec<VatShare>,
    asset: Option<String>,
    prepayment: bool,
}

impl Part {
    fn settlement(&self) -> Settlement<'_> {
        Settlement {
            side: self.side,
            personal: &self.personal,
            amount: self.amount,
            received: self.received,
            reductions: self.reductions.clone(),
            vat: &self.vat,
            asset: self.asset.as_deref(),
            prepayment: self.prepayment,
        }
    }
}

/// Who paid what for, and a person's reason for the rest.
fn booking_text(row: &EntryRow, decision: &Decision) -> String {
    let entry = &row.entry;
    let parts = [
        entry.counterparty.name.as_deref(),
        entry.remittance.as_deref().or(entry.booking_text.as_deref()),
    ];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let text = if text.is_empty() { "Bankumsatz".to_owned() } else { text };
    let reason =
        decision.reason.as_deref().map(|reason| format!(" · {reason}")).unwrap_or_default();
    let room = LONGEST_TEXT.saturating_sub(reason.chars().count());
    text.chars().take(room).chain(reason.chars().take(LONGEST_TEXT)).collect()
}

/// Letters of a booking text.
const LONGEST_TEXT: usize = 120;

/// Whole cents.
pub(super) fn cents(amount: Decimal) -> Decimal {
    round_commercially(amount, 2)
}

pub(super) fn euro(minor: i64) -> Decimal {
    Money::from_minor(minor, Currency::EUR).amount
}

/// A rate may make a small amount a large one, and a fee is stated beside the amount.
pub(super) fn is_sane(amount: &Decimal) -> bool {
    amount.abs() <= crate::domain::money::LARGEST
}
