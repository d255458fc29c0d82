//! What the one writer keeps in mind between batches: the last numbers given, the contacts
//! ([`Contacts`]), and each company's way of booking.

use super::accounts::kept_on;
use super::contacts::Contacts;
use super::services::Service;
use crate::control::CompanyRules;
use crate::domain::text::fold;
use crate::domain::{Account, Currency, Iban, JournalEntry, Language, Party, VatId};
use crate::formats::bank_csv::Payouts;
use crate::ledger::{
    Bookkeeping, Chart, Closing, Hash, Origin, Periods, Rate, Role, StoredEntryFacts,
    late_tax_date, seal,
};
use crate::matching::Policy;
use crate::settings::Confirmations;
use crate::store::Counters;
use crate::store::rows::{ContactRow, Sealed};
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How one company books.
#[derive(Debug, Clone)]
pub struct CompanyBooks {
    /// The company's id.
    pub id: String,
    /// As it stands on letters.
    pub name: String,
    /// Where answers to its letters go.
    pub email: Option<String>,
    /// The chart its books are kept by.
    pub chart: Chart,
    /// The chart with the tax regime: what posting rules are told.
    pub keeping: Bookkeeping,
    /// How its statements are closed.
    pub closing: Closing,
    /// The company's own accounts, in the order of its settings.
    pub ibans: Vec<Iban>,
    /// What entries are kept under (an IBAN; of sources without one, the ledger account) → account
    /// in the chart.
    pub bank_accounts: HashMap<String, String>,
    /// The payment services whose accounts are kept, and how their payouts are told.
    pub services: Vec<Service>,
    /// Thresholds and rules of its matching.
    pub policy: Policy,
    /// `[accounts]` of the settings: the chart's number → the company's own.
    pub own_numbers: HashMap<String, String>,
    /// How invoices received are controlled.
    pub control: CompanyRules,
    /// What vendors and customers are told by mail.
    pub confirmations: Confirmations,
    /// Goods received and not billed are accrued when a month is closed.
    pub accrues_goods: bool,
    /// In which language mails to others are.
    pub language: Language,
    /// Vendors' expense accounts by rule: the first that fits counts.
    pub vendor_rules: Vec<VendorRule>,
}

/// A vendor → account rule of a pipeline; any of its marks is enough.
#[derive(Debug, Clone, Default)]
pub struct VendorRule {
    /// The vendor's VAT id.
    pub vat_id: Option<String>,
    /// The vendor's account.
    pub iban: Option<String>,
    /// Folded; whole words of the vendor's name, the last with any ending where a `*` follows.
    pub name: Option<String>,
    /// Where its invoices are booked.
    pub account: String,
    /// The rate of what it sells without VAT from abroad or under § 13b UStG; `None` for 19 %.
    pub owed_rate: Option<Rate>,
    /// Whether the company owes the VAT of what it sells without (§ 13b UStG); `None` where the
    /// rule does not say it.
    pub reverse_charge: Option<bool>,
}

/// The writer's memory.
#[derive(Debug, Default)]
pub struct Books {
    /// The last numbers given.
    pub counters: Counters,
    /// The contacts of the companies at hand.
    pub contacts: Contacts,
    /// The companies by their ids.
    pub companies: HashMap<String, Arc<CompanyBooks>>,
    /// Which days of a company's books take bookings; a company without an entry has closed
    /// nothing.
    pub periods: HashMap<String, Periods>,
    /// When and by whom what follows is written into the journal.
    pub recorded: Recorded,
    /// Company → the first day on which its cash book, kept by hand, moves money over transit.
    pub cash_books: HashMap<String, Date>,
}

/// When and by whom a journal entry is written.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    /// ISO 8601 with offset.
    pub at: String,
    /// `kontor`, or the person who decided.
    pub by: String,
}

impl Books {
    /// The language of what is said of a company's documents; `office`: that of what is nobody's.
    pub fn language(&self, company: Option<&str>, office: Language) -> Language {
        let books = company.and_then(|company| self.companies.get(company));
        books.map_or(office, |books| books.language)
    }

    /// Keeps an account of a payment service that its report was booked on, where the settings name
    /// none. A bank's account is none.
    pub fn serve(&mut self, company: &str, account: &str, payouts: &Payouts) {
        let Some(books) = self.companies.get_mut(company) else { return };
        let is_known = books.ibans.iter().any(|iban| iban.as_str() == account)
            || books.services.iter().any(|service| service.keeps(account));
        if !is_known {
            Arc::make_mut(books)
                .services
                .push(Service { account: account.to_owned(), payouts: payouts.clone() });
        }
    }
}

impl CompanyBooks {
    /// The ledger account of what entries are kept under: of an IBAN that of the settings; else it
    /// begins with the ledger account itself. `None` for an account that the settings do not know.
    pub fn bank_account(&self, kept_under: &str) -> Option<String> {
        let own =
            || kept_under.split(' ').next().filter(|number| self.knows(number)).map(str::to_owned);
        self.bank_accounts.get(kept_under).cloned().or_else(own)
    }

    /// What is kept on a ledger account goes under: the IBAN whose account it is, else the account
    /// itself.
    pub fn kept_under(&self, account: &str) -> String {
        self.bank_behind(account).unwrap_or_else(|| account.to_owned())
    }

    /// The same of a statement that a person places there: with the IBAN that it states, where the
    /// ledger account is that of no bank account yet.
    pub fn kept_for(&self, account: &str, stated: &Account) -> String {
        let is_bank = |bank: &String| bank != account;
        self.bank_behind(account).filter(is_bank).unwrap_or_else(|| kept_on(account, stated))
    }

    /// The number that stands in the journal for one of the chart.
    pub fn number(&self, account: &str) -> String {
        self.own_numbers.get(account).cloned().unwrap_or_else(|| account.to_owned())
    }

    /// Whether a number is an account of this company: the chart's, its own, or that of one of its
    /// bank accounts.
    pub fn knows(&self, account: &str) -> bool {
        self.chart.has(account)
            || self.own_numbers.values().any(|own| own == account)
            || self.bank_accounts.values().any(|own| own == account)
    }

    /// Whether entries may be booked on an account of the ledger: it is known, and no collective
    /// one, whose balance is that of the personal accounts.
    pub fn takes(&self, account: &str) -> bool {
        let collective = [Role::Receivables, Role::Payables].map(|role| self.chart.number(role));
        self.knows(account) && !collective.contains(&account)
    }

    /// The rules whose account is none that entries may be booked on, each with that account;
    /// `borne` are the personal accounts of the company's customers and vendors.
    pub fn astray_rules(&self, borne: &HashSet<String>) -> impl Iterator<Item = (&str, &str)> {
        let rules =
            self.policy.rules.iter().map(|rule| (rule.name.as_str(), rule.account.as_str()));
        rules.filter(|(_, account)| !borne.contains(*account) && !self.takes(account))
    }

    /// The one bank account that a ledger account stands for; `None` where it is none, or several.
    pub fn bank_behind(&self, account: &str) -> Option<String> {
        let mut behind = self
            .bank_accounts
            .iter()
            .filter(|(_, own)| self.number(own) == account)
            .map(|(bank, _)| bank.clone());
        behind.next().filter(|_| behind.next().is_none())
    }

    /// The first rule that fits a vendor.
    fn vendor_rule(&self, contact: &ContactRow) -> Option<&VendorRule> {
        self.rule_for(&contact.name, contact.vat_id.as_deref(), &contact.ibans)
    }

    fn rule_for(&self, name: &str, vat_id: Option<&str>, ibans: &[String]) -> Option<&VendorRule> {
        let name = fold(name);
        let fits = |rule: &&VendorRule| {
            rule.vat_id.is_some() && rule.vat_id.as_deref() == vat_id
                || rule.iban.as_ref().is_some_and(|iban| ibans.contains(iban))
                || rule.name.as_ref().is_some_and(|part| is_said(&name, part))
        };
        self.vendor_rules.iter().find(fits)
    }

    /// The expense account a rule gives a vendor's invoices.
    pub fn expense_for<'a>(&'a self, contact: &'a ContactRow) -> Option<&'a str> {
        let own = contact.account.as_deref().filter(|account| !self.chart.is_income(account));
        self.vendor_rule(contact).map(|rule| rule.account.as_str()).or(own)
    }

    /// Whether the company owes the VAT of what a seller sells without, as a rule says. `contact`
    /// is the seller's, where it is known.
    pub fn reverse_charge_for(&self, seller: &Party, contact: Option<&ContactRow>) -> Option<bool> {
        let ibans: Vec<String> = seller
            .iban
            .iter()
            .filter(|iban| iban.is_valid())
            .map(|iban| iban.as_str().to_owned())
            .collect();
        let unknown = || {
            self.rule_for(
                seller.name.as_deref()?,
                seller.vat_id.as_ref().map(VatId::as_str),
                &ibans,
            )
        };
        contact
            .map_or_else(unknown, |row| self.vendor_rule(row))
            .and_then(|rule| rule.reverse_charge)
    }

    /// How invoices of and to a contact are booked: with the rate that its vendor rule names for
    /// what states none.
    pub fn keeping_for(&self, contact: &ContactRow) -> Bookkeeping {
        let owed_rate = self.vendor_rule(contact).and_then(|rule| rule.owed_rate);
        Bookkeeping { owed_rate: owed_rate.unwrap_or(self.keeping.owed_rate), ..self.keeping }
    }
}

impl Books {
    /// Gives an entry its number and its place in the company's chain. One whose day is closed is
    /// booked on the first open day; its own day is kept as the document's, and decides the period of
    /// the tax that it owes.
    pub fn seal(
        &mut self,
        company: &str,
        entry: JournalEntry,
        document: Option<i64>,
        bank_entry: Option<i64>,
        reverses: Option<i64>,
    ) -> Sealed {
        let document_date = entry.date();
        let booked =
            self.periods.get(company).copied().unwrap_or_default().accounting_date(document_date);
        let entry = match self.companies.get(company) {
            Some(books) => {
                let day = late_tax_date(books.chart, &entry, booked, reverses.is_some());
                entry.taxed_on(day).dated(booked)
            }
            None => entry.dated(booked),
        };
        let own = self.companies.get(company).map(|books| &books.own_numbers);
        let entry = entry.renumbered(|number| own.and_then(|own| own.get(number).cloned()));
        let (last, previous) =
            self.counters.journal.get(company).cloned().unwrap_or((0, Hash::START.to_string()));
        let number = last + 1;
        let origin = Origin {
            document_date,
            tax_date: entry.tax_date(),
            recorded_at: &self.recorded.at,
            recorded_by: &self.recorded.by,
        };
        let facts = StoredEntryFacts {
            company,
            number: number.unsigned_abs(),
            date: entry.date(),
            origin: Some(origin),
            document: &cause(document, bank_entry, reverses),
            text: entry.text(),
            lines: entry.lines(),
        };
        let hash = seal(&Hash::read(&previous).unwrap_or(Hash::START), &facts).to_string();
        self.counters.journal.insert(company.to_owned(), (number, hash.clone()));
        Sealed {
            company: company.to_owned(),
            number,
            entry,
            currency: Currency::EUR,
            document_date,
            recorded_at: self.recorded.at.clone(),
            recorded_by: self.recorded.by.clone(),
            document_id: document,
            entry_id: bank_entry,
            reverses,
            previous_hash: previous,
            hash,
        }
    }
}

/// Whether a folded name has these words: `deutsche post` is not said by `deutsche postbank`,
/// `steuerberat*` by `steuerberatung`.
fn is_said(name: &str, words: &str) -> bool {
    let name = format!(" {name} ");
    match words.strip_suffix('*') {
        Some(stem) => name.contains(&format!(" {stem}")),
        None => name.contains(&format!(" {words} ")),
    }
}

/// What caused an entry, as it is sealed: document, bank entry and the number it reverses.
pub fn cause(document: Option<i64>, bank_entry: Option<i64>, reverses: Option<i64>) -> String {
    let part = |letter: &str, id: Option<i64>| id.map(|id| format!("{letter}{id}"));
    [part("D", document), part("E", bank_entry), part("S", reverses)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use super::is_said;

    #[test]
    fn a_vendor_is_called_by_whole_words() {
        assert!(
            is_said("deutsche post ag", "deutsche post")
                && !is_said("deutsche postbank ag", "deutsche post")
        );
        assert!(
            is_said("kanzlei mueller steuerberatung", "steuerberat*")
                && !is_said("mueller steuerberatung", "steuerberat")
        );
    }
}
