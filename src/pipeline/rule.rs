//! `[[rule]]`: entries without an invoice. `[[vendor]]`: which expense account a vendor's invoices
//! go to.

use super::AccountChoice;
use super::account::ACCOUNT_HINT;
use super::compiled::minor;
use super::findings::{
    AMOUNTS_CROSSED, NO_CONDITION, PLACEHOLDER, RULE_VAT, SHORT_WORD, VENDOR_WITHOUT_MARK,
};
use crate::domain::{Iban, VatId};
use crate::ledger::{Rate, Role};
use crate::matching::rule_words::unknown_placeholder;
use crate::matching::{BookingRule, Category, Direction, EarlierYears};
use crate::settings::findings::{IBAN, MISSING};
use crate::settings::page::Table;
use crate::settings::{Company, TaxedAs};
use rust_decimal::Decimal;
use toml::Spanned;

/// A rule for entries that settle no open item: fees, interest, taxes, salaries. Every condition
/// that is set must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// `name`: stands in the explanation of what it books.
    pub name: String,
    /// `category`: the contract's word.
    pub category: Category,
    /// `account`.
    pub account: AccountChoice,
    /// `vat`: the VAT inside the amount, in percent; booked apart. Nothing stated: none, but on an
    /// automatic account.
    pub vat: Option<u8>,
    /// `text`: one of these stands in the remittance, the booking text or the transaction code.
    pub text: Vec<String>,
    /// `counterparty`: one of these stands in the other side's name.
    pub counterparty: Vec<String>,
    /// `ibans`: one of these is the other side's account.
    pub ibans: Vec<Iban>,
    /// `sign`: `in` for money coming in, `out` for money going out.
    pub direction: Option<Direction>,
    /// `at_least`: the least amount without its sign, in the books' currency.
    pub at_least: Option<Decimal>,
    /// `at_most`: the greatest amount without its sign.
    pub at_most: Option<Decimal>,
    /// `propose`: what it fits is proposed and not booked.
    pub proposes: bool,
    /// Whose entries it is for.
    pub whose: Whose,
    /// Shipped with kontor: an office may switch it off by its name.
    pub built_in: bool,
    /// Its words stand in longer ones too: it is in a shipped file, or in one in the place of that.
    pub within: bool,
}

/// `companies`: the companies that a rule, a vendor or a whole file is for, by their ids; where
/// none is named, all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Whose(pub Vec<String>);

impl Whose {
    /// True when it is for this company.
    pub fn is_for(&self, company: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|id| id == company)
    }

    /// What the table says, else what holds for the whole file.
    pub(super) fn read(table: &Table<'_>, file: &Whose) -> Whose {
        let named: Vec<String> =
            table.texts("companies").into_iter().map(Spanned::into_inner).collect();
        if named.is_empty() { file.clone() } else { Whose(named) }
    }
}

/// Which account the invoices of a vendor are booked on; any of the marks is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vendor {
    /// `vat_id`.
    pub vat_id: Option<VatId>,
    /// `iban`.
    pub iban: Option<Iban>,
    /// `name`: part of the vendor's name, compared folded.
    pub name: Option<String>,
    /// `account`.
    pub account: AccountChoice,
    /// `vat`: the rate of what it sells from abroad or under § 13b UStG, whose invoices state none;
    /// 19 % where not set.
    pub vat: Option<Rate>,
    /// `reverse_charge`: whether the company owes the VAT of what it sells without (§ 13b UStG);
    /// asked where not set.
    pub reverse_charge: Option<bool>,
    /// Whose invoices it is for.
    pub whose: Whose,
}

/// Where the tax of an account is booked for earlier years; a company's own number stands for the
/// chart's.
fn earlier_years(company: &Company, account: &str) -> Option<EarlierYears> {
    let roles = [Role::VatPayments, Role::TradeTax, Role::CorporationTax];
    let role = roles.into_iter().find(|role| company.account(*role) == account);
    let number = role.map_or(account, |role| company.chart.number(role));
    let earlier = company.chart.earlier_tax(number)?;
    let owned = |(paid, back): (&str, &str)| (paid.to_owned(), back.to_owned());
    Some(EarlierYears { last: owned(earlier.last), before: owned(earlier.before) })
}

/// Whether an account takes a tax of whatever year; a company's own number stands for the chart's.
fn is_of_any_year(company: &Company, account: &str) -> bool {
    let is_wage_tax = company.account(Role::WageTax) == account;
    let number = if is_wage_tax { company.chart.number(Role::WageTax) } else { account };
    company.chart.is_of_any_year(number)
}

impl Rule {
    /// The rule as the matcher takes it, for one company.
    pub fn booking_rule(&self, company: &Company, taxed_as: TaxedAs) -> BookingRule {
        let account = self.account.number(company);
        let is_called = |word: &str| {
            company.chart.account(account).is_some_and(|known| known.name.starts_with(word))
        };
        let is_private = || is_called("Privat");
        let of_corporations =
            || is_called("Körperschaftsteuer") || is_called("Solidaritätszuschlag");
        BookingRule {
            of_no_owner: self.built_in && taxed_as.is_corporation && is_private(),
            of_no_corporation: self.built_in
                && taxed_as.owes_no_corporation_tax
                && of_corporations(),
            of_merchant: self.built_in && taxed_as.is_merchant,
            name: self.name.clone(),
            category: self.category,
            account: account.to_owned(),
            earlier: earlier_years(company, account),
            of_any_year: is_of_any_year(company, account),
            vat_percent: self.vat,
            contains: self.text.clone(),
            counterparty: self.counterparty.clone(),
            ibans: self.ibans.clone(),
            direction: self.direction,
            at_least: self.at_least.map(|amount| minor(amount, company.currency)),
            at_most: self.at_most.map(|amount| minor(amount, company.currency)),
            shipped: self.built_in,
            within: self.within,
            proposes: self.proposes,
        }
    }

    pub(super) fn read(table: &Table<'_>, whose: &Whose) -> Option<Rule> {
        let name = table.needed("name");
        let account = AccountChoice::read(table, "account");
        if table.value("account").is_none() {
            table.page().fault(
                table.span(),
                MISSING.found().with("key", "account"),
                Some(ACCOUNT_HINT),
            );
        }
        let category = table.needed("category").and_then(|word| read_category(table, &word));
        let rule = Rule {
            name: name?.into_inner(),
            category: category.unwrap_or_default(),
            account: account.clone().unwrap_or(AccountChoice::Number(String::new())),
            vat: read_vat(table),
            text: words(table, "text"),
            counterparty: words(table, "counterparty"),
            ibans: table.texts("ibans").iter().filter_map(|text| read_iban(table, text)).collect(),
            direction: table.choice("sign", SIGNS),
            at_least: table.decimal("at_least", AMOUNTS.0..=AMOUNTS.1),
            at_most: table.decimal("at_most", AMOUNTS.0..=AMOUNTS.1),
            proposes: table.boolean("propose").unwrap_or_default(),
            whose: Whose::read(table, whose),
            built_in: false,
            within: false,
        };
        table.done();
        rule.look_over(table);
        (account.is_some() && category.is_some()).then_some(rule)
    }

    fn look_over(&self, table: &Table<'_>) {
        let named =
            ["text", "counterparty", "ibans"].iter().any(|key| table.place_of(key) != table.span());
        if !named && self.text.is_empty() && self.counterparty.is_empty() && self.ibans.is_empty() {
            table.page().fault(table.span(), NO_CONDITION.found().with("name", &self.name), None);
        }
        if let (Some(least), Some(most)) = (self.at_least, self.at_most)
            && least > most
        {
            table.page().fault(
                table.place_of("at_least"),
                AMOUNTS_CROSSED.found().with("name", &self.name),
                None,
            );
        }
    }
}

/// `vat`: a rate that has accounts of its own, or 0.
fn read_vat(table: &Table<'_>) -> Option<u8> {
    let percent = table.integer("vat", 0..=100)?;
    let percent = u8::try_from(percent)
        .ok()
        .filter(|percent| *percent == 0 || Rate::of(Decimal::from(*percent)).is_some());
    if percent.is_none() {
        table.page().fault(table.place_of("vat"), RULE_VAT.found(), None);
    }
    percent
}

const SIGNS: &[(&str, Direction)] = &[("in", Direction::In), ("out", Direction::Out)];

/// Amounts that rules may name: none to a thousand million.
pub(super) const AMOUNTS: (Decimal, Decimal) =
    (Decimal::ZERO, Decimal::from_parts(1_000_000_000, 0, 0, false, 0));

fn read_category(table: &Table<'_>, word: &Spanned<String>) -> Option<Category> {
    let category = Category::read(word.get_ref());
    if category.is_none() {
        table.unknown_value(
            "category",
            word,
            Category::ALL.iter().map(|category| category.as_str()),
        );
    }
    category
}

/// Search words; each must hold two letters or digits, or it would stand in everything.
fn words(table: &Table<'_>, key: &'static str) -> Vec<String> {
    let mut words = Vec::new();
    for word in table.texts(key) {
        if let Some(name) = unknown_placeholder(word.get_ref()) {
            table.page().fault(word.span(), PLACEHOLDER.found().with("value", name), None);
        }
        match word.get_ref().chars().filter(|c| c.is_alphanumeric()).nth(1) {
            Some(_) => words.push(word.into_inner()),
            None => table.page().fault(
                word.span(),
                SHORT_WORD.found().with("value", word.get_ref()),
                None,
            ),
        }
    }
    words
}

fn read_iban(table: &Table<'_>, text: &Spanned<String>) -> Option<Iban> {
    let iban = Iban::read(text.get_ref()).filter(Iban::is_valid);
    if iban.is_none() {
        table.page().fault(text.span(), IBAN.found().with("iban", text.get_ref()), None);
    }
    iban
}

impl Vendor {
    pub(super) fn read(table: &Table<'_>, whose: &Whose) -> Option<Vendor> {
        let account = AccountChoice::read(table, "account");
        if table.value("account").is_none() {
            table.page().fault(
                table.span(),
                MISSING.found().with("key", "account"),
                Some(ACCOUNT_HINT),
            );
        }
        let vat_id = table.text("vat_id").and_then(|text| VatId::read(text.get_ref()));
        let iban_text = table.text("iban");
        let iban = iban_text.as_ref().and_then(|text| read_iban(table, text));
        let name = words(table, "name").into_iter().next();
        let vat = read_vat(table).and_then(|percent| Rate::of(Decimal::from(percent)));
        let reverse_charge = table.boolean("reverse_charge");
        let whose = Whose::read(table, whose);
        table.done();
        let marked =
            vat_id.is_some() || iban_text.is_some() || table.place_of("name") != table.span();
        if !marked {
            table.fault(&VENDOR_WITHOUT_MARK, None);
        }
        Some(Vendor { vat_id, iban, name, account: account?, vat, reverse_charge, whose })
    }
}
