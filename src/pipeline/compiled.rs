//! The compiled form of all pipeline files together.

use super::AccountChoice;
use super::accept;
use super::expectation::{SampleTest, TextTest};
use super::layout::LayoutTable;
use super::rule::{Rule, Vendor, Whose};
use crate::domain::Money;
use crate::domain::money::Currency;
use crate::ledger::Role;
use crate::matching::{BookingRule, Policy};
use crate::settings::Company;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What all pipeline files of an office say.
#[derive(Debug, Clone)]
pub struct Pipelines {
    /// The files, in the order in which their rules are tried.
    pub sources: Vec<Source>,
    /// Formats taken for a document, as families (`camt.053`, `csv`); a document without a row
    /// takes all.
    pub accept: BTreeMap<Document, Vec<String>>,
    /// `[matching]`.
    pub matching: Matching,
    /// `[[rule]]`, in the order in which they are tried.
    pub rules: Vec<Rule>,
    /// `off`: names of shipped rules, and the companies that they do not hold for.
    pub off: Vec<(String, Whose)>,
    /// `[validation]`.
    pub validation: Validation,
    /// `[[vendor]]`, in the order in which they are tried.
    pub vendors: Vec<Vendor>,
    /// `[mail]`.
    pub receipts: Receipts,
    /// `[digest]`.
    pub digest: Digest,
    /// `[[bank]]`: CSV exports beyond those that the format knows by itself.
    pub banks: Vec<LayoutTable>,
    /// `[[pdf_statement]]`: PDF statements beyond those that the format knows by itself.
    pub pdf_statements: Vec<LayoutTable>,
    /// `[[test]]` with a `text`.
    pub text_tests: Vec<TextTest>,
    /// `[[test]]` with a `sample`.
    pub sample_tests: Vec<SampleTest>,
}

/// A pipeline file that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// `pipelines/NAME.toml`.
    pub file: String,
    /// `title`: what the file is about, for people.
    pub title: Option<String>,
    /// Inside the binary, or in the office.
    pub built_in: bool,
}

/// The documents that pipelines tell apart: the contract's kinds, invoices by their side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Document {
    /// Entries of a bank account.
    BankStatement,
    /// An invoice to the company.
    InvoiceReceived,
    /// An invoice of the company.
    InvoiceIssued,
    /// A despatch or receipt advice.
    DeliveryNote,
    /// An order, its change, or an answer to one.
    Order,
    /// A list of contacts.
    Contacts,
    /// A list of open items.
    OpenItems,
    /// A list of opening balances.
    OpeningBalances,
    /// A stock-taking list.
    StockCount,
    /// A list of conversions of units.
    Units,
    /// A list of entries written down by a person.
    Entries,
    /// Exchange rates of a central bank.
    ExchangeRates,
    /// A clarification sheet that came back.
    Answers,
}

/// `[matching]`: how far entries are settled without asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// `small_difference`: a difference up to this amount is written off; in the books' currency;
    /// 0.01.
    pub small_difference: Decimal,
    /// `discount_grace_days`: Skonto counts so many days after its last day; 0.
    pub discount_grace_days: u32,
    /// `return_fee_limit`: a returned debit may cost up to this amount before a person is asked;
    /// 15.00.
    pub return_fee_limit: Decimal,
    /// `return_fee_account`: where that fee is booked; `bank-fees`.
    pub return_fee_account: AccountChoice,
    /// `transit_account`: where transfers between own accounts are booked; `transit`.
    pub transit_account: AccountChoice,
    /// `learnt_up_to`: what was answered alike three times is booked without asking up to this
    /// amount; no limit of its own.
    pub learnt_up_to: Option<Decimal>,
}

/// `[validation]`: what is asked of an e-invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validation {
    /// `hold_invalid`: an invoice with a fatal finding is held, not booked; true.
    pub hold_invalid: bool,
    /// `rule_sets`; empty: those that the invoice's own specification identifier names.
    pub rule_sets: Vec<RuleSet>,
}

/// A set of rules for e-invoices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleSet {
    /// EN 16931.
    En16931,
    /// XRechnung.
    Xrechnung,
}

/// `[mail]`: what a sender of invoices is told by mail. Nothing unless it is switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Receipts {
    /// `confirm_receipt`.
    pub confirm_receipt: bool,
    /// `reject`: an invalid invoice is sent back with its findings.
    pub reject: bool,
}

/// `[digest]`: who is told what by mail. When it goes out is `[schedule] digest` of `kontor.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// `companies`: each company's `email` gets the digest of that company; true.
    pub companies: bool,
    /// `to`: these get the digest of all companies.
    pub to: Vec<String>,
    /// `even_when_nothing`: silence would look like a run that did not happen; true.
    pub even_when_nothing: bool,
    /// `sections`, in their order; all.
    pub sections: Vec<Section>,
}

/// A part of the digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// Received, processed, duplicate, held, rejected.
    Completeness,
    /// What was rejected and why.
    Rejected,
    /// What is held and why.
    Held,
    /// What is matched, suggested, open.
    Reconciliation,
    /// What there is on the accounts, and what there will be in the next 30 days.
    Cash,
    /// Items past their due date.
    OverdueItems,
    /// Mails that failed.
    Mail,
}

impl Document {
    /// Every document and its spelling.
    pub const WORDS: &[(&str, Document)] = &[
        ("bank-statement", Document::BankStatement),
        ("invoice-received", Document::InvoiceReceived),
        ("invoice-issued", Document::InvoiceIssued),
        ("delivery-note", Document::DeliveryNote),
        ("order", Document::Order),
        ("contacts", Document::Contacts),
        ("open-items", Document::OpenItems),
        ("opening-balances", Document::OpeningBalances),
        ("stock-count", Document::StockCount),
        ("units", Document::Units),
        ("entries", Document::Entries),
        ("exchange-rates", Document::ExchangeRates),
        ("answers", Document::Answers),
    ];
}

impl RuleSet {
    /// Every rule set and its spelling, which is that of `validate --rules`.
    pub const WORDS: &[(&str, RuleSet)] =
        &[("en16931", RuleSet::En16931), ("xrechnung", RuleSet::Xrechnung)];
}

impl Section {
    /// Every section and its spelling, in the order of the digest.
    pub const WORDS: &[(&str, Section)] = &[
        ("completeness", Section::Completeness),
        ("rejected", Section::Rejected),
        ("held", Section::Held),
        ("reconciliation", Section::Reconciliation),
        ("cash", Section::Cash),
        ("overdue-items", Section::OverdueItems),
        ("mail", Section::Mail),
    ];
}

impl Default for Matching {
    fn default() -> Matching {
        Matching {
            small_difference: Decimal::new(1, 2),
            discount_grace_days: 0,
            return_fee_limit: Decimal::new(1500, 2),
            return_fee_account: AccountChoice::Role(Role::BankFees),
            transit_account: AccountChoice::Role(Role::Transit),
            learnt_up_to: None,
        }
    }
}

impl Default for Validation {
    fn default() -> Validation {
        Validation { hold_invalid: true, rule_sets: Vec::new() }
    }
}

impl Default for Digest {
    fn default() -> Digest {
        let sections = Section::WORDS.iter().map(|(_, section)| *section).collect();
        Digest { companies: true, to: Vec::new(), even_when_nothing: true, sections }
    }
}

impl Pipelines {
    /// Whether a document of this format (`camt.053.001.08`, `csv:sparkasse-camt`, `ubl`) is taken.
    pub fn accepts(&self, document: Document, format: &str) -> bool {
        self.accept
            .get(&document)
            .is_none_or(|families| families.iter().any(|family| accept::is_of(family, format)))
    }

    /// The rules for a company's entries, in their order; shipped ones that are switched off for it
    /// left out.
    pub fn rules_of(&self, company: &str) -> impl Iterator<Item = &Rule> {
        let off = |rule: &Rule| {
            rule.built_in
                && self.off.iter().any(|(name, whose)| *name == rule.name && whose.is_for(company))
        };
        self.rules.iter().filter(move |rule| rule.whose.is_for(company) && !off(rule))
    }

    /// A company's policy for the matcher: the tolerances in minor units, the accounts by its chart
    /// and its own numbers.
    ///
    /// What a rule books on an account that is kept from statements of its own, a cash box or a
    /// credit card, is told of there once more: it goes over transit, and so does its other half.
    pub fn policy(&self, company: &Company) -> Policy {
        let taxed_as = company.taxed_as();
        let transit = self.matching.transit_account.number(company);
        let is_kept = |account: &str| company.sources.iter().any(|own| own.account == account);
        let over_transit = |rule: BookingRule| match is_kept(&rule.account) {
            true => BookingRule { account: transit.to_owned(), ..rule },
            false => rule,
        };
        let rules = self.rules_of(&company.id).map(|rule| rule.booking_rule(company, taxed_as));
        let rules = rules.map(over_transit);
        Policy {
            small_difference: minor(self.matching.small_difference, company.currency),
            discount_grace_days: self.matching.discount_grace_days,
            return_fee_limit: minor(self.matching.return_fee_limit, company.currency),
            return_fee_account: self.matching.return_fee_account.number(company).to_owned(),
            transit_account: transit.to_owned(),
            recovered_account: company.account(Role::DebtRecovered).to_owned(),
            learnt_up_to: self.matching.learnt_up_to.map(|most| minor(most, company.currency)),
            rules: rules.collect(),
        }
    }
}

/// Minor units of an amount that [`super::read`] has bounded.
pub(super) fn minor(amount: Decimal, currency: Currency) -> i64 {
    Money::new(amount, currency).minor().unwrap_or(i64::MAX)
}
