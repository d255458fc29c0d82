//! The posting of an invoice: the accounts that it goes to, and the VAT of what is left open of it.
//! Apart from open items, which need not be booked here.

use super::Plan;
use super::chains::{Chain, Link};
use super::items::{INCOMPLETE, SUMS_DIFFER};
use super::named::reduces;
use super::one_invoice::essentials;
use super::posting::euro;
use super::reduced::{Returned, is_of_prepayments};
use super::terms::FOREIGN_CURRENCY;
use crate::domain::finding_argument::Argument;
use crate::domain::{Currency, Finding, Invoice, JournalEntry, Money, Side};
use crate::ledger::{
    Bookkeeping, Function, NotPosted, Rate, Role, less_reduced, post_final_invoice,
    post_invoice_issued, post_invoice_received, post_paid_at_once, post_prepayment, split_discount,
    vat_shares,
};
use crate::store::rows::{Abroad, ItemKind, ItemRow, Origin, VatShare};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// Where an invoice is booked.
enum Stands<'a> {
    /// On the accounts that are taken where nobody names one.
    OnDefault,
    /// On this one.
    On(&'a str),
}

/// The accounts of invoices where nobody names one.
const DEFAULTS: [Role; 6] = [
    Role::Expense(Rate::Full),
    Role::Expense(Rate::Reduced),
    Role::ExpenseUntaxed,
    Role::Revenue(Rate::Full),
    Role::Revenue(Rate::Reduced),
    Role::RevenueUntaxed,
];

impl Plan<'_> {
    /// The fixed asset that an invoice or a credit note received is booked on, if it is.
    pub(super) fn asset_in(
        &self,
        (company, side): (&str, Side),
        posted: &JournalEntry,
    ) -> Option<String> {
        let chart = self.books.companies.get(company).filter(|_| side == Side::Payable)?.chart;
        let mut lines = posted.lines().iter();
        let on = lines.find(|line| !line.amount().is_zero() && chart.is_fixed_asset(&line.account));
        on.map(|line| line.account.clone())
    }

    /// How invoices of and to a contact are booked.
    pub(super) fn keeping(&self, at: usize, company: &str, contact: i64) -> Option<Bookkeeping> {
        let of_contact =
            self.books.companies.get(company)?.keeping_for(self.books.contacts.get(contact)?);
        Some(self.on_deduction(at, of_contact))
    }

    pub(super) fn post_invoice(
        &mut self,
        link: Link<'_>,
        chain: &Chain,
    ) -> Result<JournalEntry, NotPosted> {
        let Link { at, invoice, whose, .. } = link;
        let (company, side, contact) = (whose.company, whose.side, whose.contact);
        let personal = self.books.contacts.personal_account(contact, side);
        let Some((books, row)) =
            self.books.companies.get(company).zip(self.books.contacts.get(contact))
        else {
            return Err(NotPosted::Missing("company"));
        };
        let keeping = self.on_deduction(at, books.keeping_for(row));
        let account = self.account_for(link);
        let paid = self.paid_at_once.get(&at).copied().map_or(Decimal::ZERO, euro);
        match (chain.deducted(), side) {
            _ if chain.is_prepayment() => {
                vat_shares(keeping, invoice, side)?;
                let payable = invoice.totals.payable.or(invoice.totals.gross).unwrap_or_default();
                post_prepayment(
                    keeping,
                    invoice,
                    side,
                    &personal,
                    if invoice.credits() { -payable } else { payable },
                )
            }
            (deducted, Side::Receivable) if !paid.is_zero() => {
                post_paid_at_once(keeping, invoice, &personal, account, (deducted, paid))
            }
            (Some(deducted), _) => {
                post_final_invoice(keeping, invoice, side, &personal, account, deducted)
            }
            (_, Side::Receivable) => post_invoice_issued(keeping, invoice, &personal, account),
            (_, Side::Payable) => post_invoice_received(keeping, invoice, &personal, account),
        }
    }

    /// What a credit note is booked with, less what its invoice was reduced by before.
    pub(super) fn less_reduced(
        &mut self,
        (at, company): (usize, &str),
        posted: JournalEntry,
        (side, contact): (Side, i64),
        returned: &[Returned],
    ) -> Result<JournalEntry, NotPosted> {
        if returned.is_empty() {
            return Ok(posted);
        }
        let personal = self.books.contacts.personal_account(contact, side);
        let keeping = self.keeping(at, company, contact).ok_or(NotPosted::Missing("company"))?;
        let of = (side, personal.as_str(), is_of_prepayments(returned));
        less_reduced(keeping, &posted, of, &self.as_reduced(returned))
    }

    /// The account of an invoice's net: of a credit note the one that its invoice stands on,
    /// whatever was named since, unless a person or a rule says another.
    pub(super) fn account_for(&self, link: Link<'_>) -> Option<&str> {
        let Link { at, whose, .. } = link;
        let named = self.named_account(at, whose.company, whose.contact, whose.side);
        if self.terms.get(&at).is_some_and(|terms| terms.account.is_some()) {
            return named;
        }
        match self.where_its_invoice_stands(link, named) {
            Some(Stands::OnDefault) => None,
            Some(Stands::On(account)) => Some(account),
            None => named,
        }
    }

    /// Where the one invoice is booked that a credit note takes back; `None` where it is on the
    /// account that is `named` now, or on several.
    fn where_its_invoice_stands(&self, link: Link<'_>, named: Option<&str>) -> Option<Stands<'_>> {
        let Link { invoice, whose, met, .. } = link;
        let [number] = invoice.preceding_invoices.as_slice() else { return None };
        let key = self.key_of(whose.company, whose.side, whose.contact, number);
        let is_invoice =
            |item: &&ItemRow| item.origin == Origin::Invoice && item.kind == ItemKind::Item;
        let item = met.get(&key).filter(|_| reduces(invoice)).filter(is_invoice)?;
        let entry = self.earlier.postings.get(whose.company)?.get(&item.posting?)?;
        let books = self.books.companies.get(whose.company)?;
        let accounts = entry.lines().iter().map(|line| line.account.as_str());
        let on: BTreeSet<&str> =
            accounts.filter(|account| books.chart.is_profit_and_loss(account)).collect();
        let is_default = |account: &&str| {
            DEFAULTS.iter().any(|role| books.number(books.chart.number(*role)) == *account)
        };
        let is_plain = |account: &str| {
            books.chart.account(account).is_none_or(|known| known.function == Function::Plain)
        };
        let mut all = on.iter();
        match (all.next(), all.next()) {
            _ if named.is_some_and(|named| on.contains(named)) => None,
            (Some(_), _) if on.iter().all(is_default) => Some(Stands::OnDefault),
            (Some(one), None) if is_plain(one) => Some(Stands::On(one)),
            _ => None,
        }
    }

    /// The account that a person, a rule or the contact names for an invoice's net, else the one
    /// that a person named for the last of the contact's invoices.
    fn named_account(&self, at: usize, company: &str, contact: i64, side: Side) -> Option<&str> {
        let (books, row) =
            self.books.companies.get(company).zip(self.books.contacts.get(contact))?;
        let told = self.terms.get(&at).and_then(|terms| terms.account.as_deref());
        // Its own answer is among the terms, or no longer meant.
        let own = self.id_at(at);
        let mut others = self.earlier.accounts.get(&contact).into_iter().flatten();
        let said = others.rfind(|(document, _)| *document != own);
        let said = said.map(|(_, account)| account.as_str());
        told.or_else(|| match side {
            Side::Receivable => {
                let is_income = |account: &&str| books.chart.is_income(account);
                row.account.as_deref().filter(is_income).or(said.filter(is_income))
            }
            Side::Payable => {
                books.expense_for(row).or(said.filter(|account| !books.chart.is_income(account)))
            }
        })
    }
}

pub(super) fn unpostable(error: &NotPosted) -> Finding {
    match error {
        NotPosted::Missing(what) => INCOMPLETE.found().with_value("missing", term(what)),
        NotPosted::Currency(currency) => FOREIGN_CURRENCY.found().with("currency", currency),
        other => SUMS_DIFFER.found().with_value("what", other.words()),
    }
}

/// A term of an invoice in words.
fn term(code: &'static str) -> Argument {
    match code {
        "BT-2" => ["Rechnungsdatum (BT-2)", "issue date (BT-2)"].into(),
        "BT-116" => {
            ["Nettobetrag zum Steuersatz (BT-116)", "net amount of the rate (BT-116)"].into()
        }
        "BT-119" => ["Umsatzsteuersatz (BT-119)", "VAT rate (BT-119)"].into(),
        _ => code.into(),
    }
}

/// What Skonto will be split by, as it is booked on the account that is named for it; an invoice
/// that could be posted has it.
pub(super) fn shares(
    books: Bookkeeping,
    invoice: &Invoice,
    (side, account): (Side, Option<&str>),
) -> Vec<VatShare> {
    let minor = |amount| Money::new(amount, Currency::EUR).minor().unwrap_or_default();
    let share = |share: crate::ledger::VatShare| VatShare {
        treatment: account
            .map_or(share.treatment, |account| share.treatment.on(books.chart, account, side))
            .as_str()
            .to_owned(),
        gross_minor: minor(share.gross),
        net_minor: minor(share.net),
        asset: None,
        under: None,
    };
    vat_shares(books, invoice, side).unwrap_or_default().into_iter().map(share).collect()
}

/// The shares of a prepayment: of what is asked for, where earlier ones are taken off it.
pub(super) fn scaled(shares: Vec<VatShare>, open: i64) -> Vec<VatShare> {
    let euro = |minor| Money::from_minor(minor, Currency::EUR).amount;
    let minor = |amount| Money::new(amount, Currency::EUR).minor().unwrap_or_default();
    let whole: Vec<_> = shares
        .iter()
        .map(|share| crate::ledger::VatShare {
            treatment: crate::ledger::Treatment::Untaxed,
            gross: euro(share.gross_minor),
            net: euro(share.net_minor),
            under: None,
        })
        .collect();
    let parts = split_discount(euro(open), &whole);
    let part = |(share, gross): (VatShare, rust_decimal::Decimal)| {
        let net = match share.gross_minor {
            0 => gross,
            whole => (gross * euro(share.net_minor) / euro(whole))
                .round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero),
        };
        VatShare { gross_minor: minor(gross), net_minor: minor(net), ..share }
    };
    shares.into_iter().zip(parts).map(part).collect()
}

/// What an invoice in another currency than that of the books asks for there.
pub(super) fn abroad(stated: &Invoice) -> Option<Abroad> {
    let facts = essentials(stated).ok().filter(|facts| facts.currency != Currency::EUR)?;
    Some(Abroad { currency: facts.currency, minor: facts.open })
}
