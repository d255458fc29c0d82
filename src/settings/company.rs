//! `companies/ID.toml`: a company whose books are kept (Mandant).

use super::confirmations::Confirmations;
use super::control::read_control;
use super::email_address::read_email;
use super::fault::{Fault, Hint};
use super::findings::{
    ACCOUNT, ACCOUNT_SHARED, COMPANY_ID, CURRENCY, IBAN, IBAN_REPEATED, MISSING, NO_MONEY, VAT_ID,
};
use super::kontor::LANGUAGES;
use super::page::{Page, Table};
use super::recipients::{ReportMail, Roles, read_report_mails};
use super::roles::{ROLES, role_named};
use super::sources::{Source, beside_banks, read_sources};
use super::tax::Taxation;
use crate::control::CompanyRules;
use crate::domain::calendar::{STATES, State};
use crate::domain::money::Currency;
use crate::domain::text::{fold, with_short_form};
use crate::domain::{Iban, Language, NameWords, VatId};
use crate::ledger::{Chart, Personal, Role};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use toml::Spanned;

/// A company, compiled from its file.
#[derive(Debug, Clone, PartialEq)]
pub struct Company {
    /// The file's stem; it names the inbox folder and stands in every report.
    pub id: String,
    /// `name`: the company's full name.
    pub name: String,
    /// `aliases`: further names it is written to under.
    pub aliases: Vec<String>,
    /// `street`, with its number.
    pub street: Option<String>,
    /// `postcode`.
    pub postcode: Option<String>,
    /// `city`.
    pub city: Option<String>,
    /// `vat_id`.
    pub vat_id: Option<VatId>,
    /// `tax_number`: as the tax office writes it.
    pub tax_number: Option<String>,
    /// `ibans`, in the order of the file; the first is the main account.
    pub bank_accounts: Vec<BankAccount>,
    /// `[[source]]`, in the order of the file.
    pub sources: Vec<Source>,
    /// `chart`: `SKR03` or `SKR04`.
    pub chart: Chart,
    /// `vat`, `input_vat`, `profit` and their kin.
    pub taxation: Taxation,
    /// `datev_consultant`: the tax adviser's number with DATEV (Berater).
    pub datev_consultant: u32,
    /// `datev_client`: the company's number with the adviser (Mandant).
    pub datev_client: u32,
    /// `email`: who receives reports; without it they are only written to `reports/`.
    pub email: Option<String>,
    /// `digest_to`: who reads its digest besides `email`; roles of `[recipients]` are resolved.
    pub digest_to: Vec<String>,
    /// `[[report_mail]]`, in the order of the file.
    pub report_mails: Vec<ReportMail>,
    /// `currency`: the books' own; `EUR`.
    pub currency: Currency,
    /// `language`: of this company's reports and mails; that of the office where not set.
    pub language: Option<Language>,
    /// `state`: the German state whose public holidays hold; those of all states without it.
    pub state: Option<State>,
    /// `[tolerances]`, `[[vendor_tolerances]]`, `[[unit]]`: how invoices received are controlled.
    pub control: CompanyRules,
    /// `[confirmations]`: what vendors and customers are told by mail.
    pub confirmations: Confirmations,
    /// `accrue_goods_received`: goods that came and are not billed are accrued when a month is
    /// closed.
    pub accrues_goods: bool,
    /// `[accounts]`: numbers that take the place of the chart's.
    pub accounts: BTreeMap<Role, String>,
}

/// A bank account of the company and the ledger account behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccount {
    /// Its IBAN.
    pub iban: Iban,
    /// The ledger account: from `[bank_accounts]`, else the chart's next one ([`Chart::bank`]).
    pub account: String,
    /// It is from `[bank_accounts]`, and not from the place of the IBAN among the others.
    pub is_named: bool,
}

/// Whose taxes a company pays, as its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxedAs {
    /// A corporation, which has no private sphere: no owner's taxes are paid out of it.
    pub is_corporation: bool,
    /// A merchant's, who is himself his firm (§ 17 HGB).
    pub is_merchant: bool,
    /// A merchant or a partnership: what these earn, persons or their partners tax (§ 1 KStG names
    /// neither).
    pub owes_no_corporation_tax: bool,
}

impl Company {
    /// The number a role has in this company's books: its own, else the chart's.
    pub fn account(&self, role: Role) -> &str {
        self.accounts.get(&role).map_or(self.chart.number(role), String::as_str)
    }

    /// The ledger account of one of its bank accounts.
    pub fn bank_account(&self, iban: &Iban) -> Option<&str> {
        self.bank_accounts
            .iter()
            .find(|account| account.iban == *iban)
            .map(|account| account.account.as_str())
    }

    /// What its name says of whose taxes it pays.
    pub fn taxed_as(&self) -> TaxedAs {
        const FORMS: &[&str] = &["gmbh", "ggmbh", "ug", "ag", "gag", "se", "kgaa", "eg"];
        const PARTNERSHIPS: &[&str] = &["kg", "ohg", "gbr", "egbr"];
        let folded = fold(&self.name);
        let name = with_short_form(&folded);
        let any = |name: &str, forms: &[&str]| name.split(' ').any(|word| forms.contains(&word));
        let is_merchant = NameWords::new(&self.name).form().is_merchant();
        TaxedAs {
            is_corporation: any(&name, FORMS) && !any(&name, &["kg", "ohg"]),
            is_merchant,
            owes_no_corporation_tax: is_merchant || any(&folded, PARTNERSHIPS),
        }
    }

    /// Reads the text of `companies/ID.toml`. `None` when it has a fault that stops it.
    pub fn read(id: &str, text: &str) -> (Option<Company>, Vec<Fault>) {
        let file = format!("companies/{id}.toml");
        let page = Page::open(&file, text);
        let company = read_company(id, &page.root());
        let mut faults = page.close();
        if !is_legal_id(id) {
            let hint = Hint::Do(
                "Zum Beispiel companies/mueller-metallbau.toml.",
                "For instance companies/mueller-metallbau.toml.",
            );
            faults.insert(0, Fault::of_file(&file, COMPANY_ID.found().with("id", id)).hint(hint));
        }
        (company.filter(|_| !faults.iter().any(Fault::stops)), faults)
    }
}

/// The numbers that DATEV gives consultants; the first stands for whoever has none.
pub const CONSULTANTS: RangeInclusive<u32> = 1_001..=9_999_999;

/// The numbers that a consultant gives companies.
pub const CLIENTS: RangeInclusive<u32> = 1..=99_999;

/// Whether a file stem may be a company's id.
pub(super) fn is_legal_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn read_company(id: &str, root: &Table<'_>) -> Option<Company> {
    let name = root.needed("name").map(Spanned::into_inner);
    let chart = read_chart(root);
    let sources = read_sources(root, chart);
    let (email, roles) = (read_email(root, "email"), Roles::read(root));
    let company = Company {
        id: id.to_owned(),
        name: name.clone().unwrap_or_default(),
        aliases: root
            .texts("aliases")
            .into_iter()
            .map(Spanned::into_inner)
            .filter(|alias| !alias.is_empty())
            .collect(),
        street: filled(root, "street"),
        postcode: filled(root, "postcode"),
        city: filled(root, "city"),
        vat_id: read_vat_id(root),
        tax_number: root.text("tax_number").map(Spanned::into_inner),
        bank_accounts: read_bank_accounts(root, chart, &sources),
        sources,
        chart: chart.unwrap_or(Chart::SKR03),
        taxation: Taxation::read(root),
        datev_consultant: root
            .integer("datev_consultant", CONSULTANTS)
            .unwrap_or(*CONSULTANTS.start()),
        datev_client: root.integer("datev_client", CLIENTS).unwrap_or(*CLIENTS.start()),
        digest_to: roles.addresses(root, "digest_to"),
        report_mails: read_report_mails(root, &roles, email.as_deref()),
        email,
        currency: read_currency(root),
        language: root.choice("language", LANGUAGES),
        state: root.choice("state", STATES),
        control: read_control(root),
        confirmations: Confirmations::read(root),
        accrues_goods: root.boolean("accrue_goods_received").unwrap_or_default(),
        accounts: root.table("accounts").map(|table| read_accounts(&table)).unwrap_or_default(),
    };
    root.done();
    (name.is_some() && chart.is_some()).then_some(company)
}

fn filled(root: &Table<'_>, key: &'static str) -> Option<String> {
    root.text(key).map(Spanned::into_inner).filter(|text| !text.trim().is_empty())
}

fn read_chart(root: &Table<'_>) -> Option<Chart> {
    let hint = Hint::Do(
        "chart = \"SKR03\" oder chart = \"SKR04\".",
        "chart = \"SKR03\" or chart = \"SKR04\".",
    );
    let Some(text) = root.text("chart") else {
        if root.value("chart").is_none_or(|value| value.get_ref().is_str()) {
            root.page().fault(
                root.place_of("chart"),
                MISSING.found().with("key", "chart"),
                Some(hint),
            );
        }
        return None;
    };
    let chart = Chart::read(text.get_ref());
    if chart.is_none() {
        root.unknown_value("chart", &text, ["SKR03", "SKR04"]);
    }
    chart
}

fn read_vat_id(root: &Table<'_>) -> Option<VatId> {
    let text = root.text("vat_id")?;
    let vat_id = VatId::read(text.get_ref());
    if vat_id.as_ref().is_none_or(|vat_id| !vat_id.holds()) {
        root.page().fault(text.span(), VAT_ID.found().with("vat_id", text.get_ref()), None);
    }
    vat_id
}

fn read_currency(root: &Table<'_>) -> Currency {
    let Some(text) = root.text("currency") else { return Currency::EUR };
    Currency::read(text.get_ref()).unwrap_or_else(|| {
        root.page().fault(text.span(), CURRENCY.found().with("value", text.get_ref()), None);
        Currency::EUR
    })
}

fn read_bank_accounts(
    root: &Table<'_>,
    stated: Option<Chart>,
    sources: &[Source],
) -> Vec<BankAccount> {
    let chart = stated.unwrap_or(Chart::SKR03);
    let mut ibans: Vec<Iban> = Vec::new();
    for text in root.texts("ibans") {
        let Some(iban) = read_iban(root, text.get_ref(), text.span()) else { continue };
        if ibans.contains(&iban) {
            root.page().fault(text.span(), IBAN_REPEATED.found().with("iban", &iban), None);
        } else {
            ibans.push(iban);
        }
    }
    let named = root
        .table("bank_accounts")
        .map(|table| read_named_accounts(&table, &ibans, stated))
        .unwrap_or_default();
    let mut free = (0..)
        .map_while(|index| chart.bank(index))
        .filter(|number| !named.values().any(|taken| taken == number));
    let account_of = |iban: Iban| {
        let account = named
            .get(&iban)
            .cloned()
            .or_else(|| free.next())
            .unwrap_or_else(|| chart.number(Role::Bank).to_owned());
        BankAccount { is_named: named.contains_key(&iban), iban, account }
    };
    let accounts: Vec<BankAccount> = ibans.into_iter().map(account_of).collect();
    one_account_each(root, &accounts);
    let given = accounts.iter().filter(|account| !account.is_named);
    beside_banks(
        root,
        sources,
        &given.map(|account| (account.iban.clone(), account.account.clone())).collect(),
    );
    accounts
}

/// Tells of bank accounts that share a ledger account.
fn one_account_each(root: &Table<'_>, accounts: &[BankAccount]) {
    for (at, bank) in accounts.iter().enumerate() {
        let earlier = accounts.get(..at).unwrap_or_default();
        if let Some(other) = earlier.iter().find(|other| other.account == bank.account) {
            let found = ACCOUNT_SHARED.found().with("iban", &bank.iban).with("other", &other.iban);
            root.page().fault(
                root.key_place("bank_accounts"),
                found.with("account", &bank.account),
                None,
            );
        }
    }
}

fn read_iban(table: &Table<'_>, text: &str, span: std::ops::Range<usize>) -> Option<Iban> {
    let iban = Iban::read(text).filter(Iban::is_valid);
    if iban.is_none() {
        table.page().fault(span, IBAN.found().with("iban", text), None);
    }
    iban
}

/// `[bank_accounts]`: an IBAN of this company and its ledger account.
fn read_named_accounts(
    table: &Table<'_>,
    ibans: &[Iban],
    chart: Option<Chart>,
) -> BTreeMap<Iban, String> {
    let mut named = BTreeMap::new();
    for (key, value) in table.rows() {
        let Some(iban) = read_iban(table, key.get_ref(), key.span()) else { continue };
        if !ibans.contains(&iban) {
            let text = Spanned::new(key.span(), key.get_ref().to_string());
            table.unknown_value("bank_accounts", &text, ibans.iter().map(Iban::as_str));
        } else if let Some(number) = read_account(table, key.get_ref(), value) {
            if let Some(chart) = chart {
                holds_money(table, chart, &number, value.span());
            }
            named.insert(iban, number);
        }
    }
    named
}

/// Tells of an account for statements on which no money can stand.
pub(super) fn holds_money(
    table: &Table<'_>,
    chart: Chart,
    number: &str,
    place: std::ops::Range<usize>,
) {
    if !chart.may_hold_money(number) {
        let found = NO_MONEY.found().with("account", number).with("chart", chart.as_str());
        table.page().fault(place, found, None);
    }
}

/// `[accounts]`: a role and its account.
fn read_accounts(table: &Table<'_>) -> BTreeMap<Role, String> {
    let mut accounts = BTreeMap::new();
    for (key, value) in table.rows() {
        let Some(role) = role_named(key.get_ref()) else {
            let text = Spanned::new(key.span(), key.get_ref().to_string());
            table.unknown_value("accounts", &text, ROLES.iter().map(|(name, _)| *name));
            continue;
        };
        if let Some(number) = read_account(table, key.get_ref(), value) {
            accounts.insert(role, number);
        }
    }
    // Letting was exempt turnover like any other before it had a name of its own: it stays on the
    // account that is named for that.
    if let Some(exempt) = accounts.get(&Role::RevenueExempt).cloned() {
        accounts.entry(Role::RevenueExemptLetting).or_insert(exempt);
    }
    accounts
}

fn read_account(
    table: &Table<'_>,
    key: &str,
    value: &Spanned<toml::de::DeValue<'_>>,
) -> Option<String> {
    let text = table.text_in(key, value)?;
    // What has a task is nobody's personal account: a number of five digits is a slip.
    let sound = is_account(text.get_ref()) && Personal::of(text.get_ref()).is_none();
    if !sound {
        table.page().fault(text.span(), ACCOUNT.found().with("value", text.get_ref()), None);
    }
    sound.then(|| text.into_inner())
}

/// Whether a text has the shape of a general ledger account: four to eight digits.
pub(crate) fn is_account(text: &str) -> bool {
    (4..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letting_stays_on_the_account_named_for_exempt_turnover_unless_it_has_its_own() {
        let letting = |accounts: &str| {
            let text = format!("name = \"M\"\nchart = \"SKR03\"\n[accounts]\n{accounts}\n");
            let (company, faults) = Company::read("m", &text);
            company
                .map(|company| company.account(Role::RevenueExemptLetting).to_owned())
                .ok_or(faults)
        };
        assert_eq!(letting("revenue-exempt = \"8110\""), Ok("8110".to_owned()));
        assert_eq!(
            letting("revenue-exempt = \"8110\"\nrevenue-exempt-letting = \"8111\""),
            Ok("8111".to_owned())
        );
        assert_eq!(letting("rent = \"4211\""), Ok("8105".to_owned()));
    }
}
