//! `[[test]]`: what must come of an entry or of a sample file.

use super::AccountChoice;
use super::compiled::{Pipelines, minor};
use super::findings::{SAMPLE_PATH, TEST_FAILED, TEST_UNCLEAR};
use super::rule::{AMOUNTS, Whose};
use crate::domain::money::Currency;
use crate::domain::{Finding, Kind};
use crate::matching::{Category, EntryFacts, Neighbourhood, decide};
use crate::settings::page::{Page, Table};
use crate::settings::{Company, Fault};
use rust_decimal::Decimal;
use std::ops::Range;
use toml::Spanned;

/// An entry, and which rule must take it. It can be run anywhere ([`TextTest::run`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextTest {
    /// `pipelines/NAME.toml`.
    pub file: String,
    /// Where the test stands in it.
    pub span: Range<usize>,
    /// `text`: the remittance.
    pub text: String,
    /// `counterparty`: the other side's name.
    pub counterparty: Option<String>,
    /// `amount`: positive is money coming in; −10.00 where the test does not say.
    pub amount: Decimal,
    /// `category`; `None` (`category = "none"`): no rule may take it.
    pub category: Option<Category>,
    /// `account`: compared by its number in each chart.
    pub account: Option<AccountChoice>,
    /// In whose books it must hold.
    pub whose: Whose,
}

/// A sample file, and what must come of it. It is run by the test suite, which has the samples.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SampleTest {
    /// `pipelines/NAME.toml`.
    pub file: String,
    /// `sample`: the path below `samples/`.
    pub sample: String,
    /// `outcome`.
    pub outcome: Outcome,
    /// `kind`, as in `inspect`.
    pub kind: Option<Kind>,
    /// `format`, or its beginning.
    pub format: Option<String>,
    /// `entries`: the number of bank entries in all statements, batch details apart.
    pub entries: Option<u32>,
    /// `number`: of the invoice, delivery note or order.
    pub number: Option<String>,
    /// `gross`: of the invoice, in its currency.
    pub gross: Option<Decimal>,
    /// `reason`: the code it is held or rejected with.
    pub reason: Option<String>,
}

/// What becomes of a document; the spelling of the report `documents`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Outcome {
    /// Taken.
    #[default]
    Processed,
    /// Known already.
    Duplicate,
    /// Waits for a person.
    Held,
    /// Not taken.
    Rejected,
}

const OUTCOMES: &[(&str, Outcome)] = &[
    ("processed", Outcome::Processed),
    ("duplicate", Outcome::Duplicate),
    ("held", Outcome::Held),
    ("rejected", Outcome::Rejected),
];

const KINDS: [Kind; 8] = [
    Kind::BankStatement,
    Kind::Invoice,
    Kind::DeliveryNote,
    Kind::Order,
    Kind::Contacts,
    Kind::OpenItems,
    Kind::Container,
    Kind::Unknown,
];

/// Either form of a test.
pub(super) enum Test {
    Text(TextTest),
    Sample(SampleTest),
}

impl Test {
    pub(super) fn read(file: &str, table: &Table<'_>, whose: &Whose) -> Option<Test> {
        let text = table.text("text");
        let sample = table.text("sample");
        match (text, sample) {
            (Some(text), None) => read_text(file, table, text.into_inner(), whose).map(Test::Text),
            (None, Some(sample)) => read_sample(file, table, sample).map(Test::Sample),
            _ => {
                table.fault(&TEST_UNCLEAR, None);
                None
            }
        }
    }
}

fn read_text(file: &str, table: &Table<'_>, text: String, whose: &Whose) -> Option<TextTest> {
    let words: Vec<(&'static str, Option<Category>)> = std::iter::once(("none", None))
        .chain(Category::ALL.map(|category| (category.as_str(), Some(category))))
        .collect();
    let test = TextTest {
        file: file.to_owned(),
        span: table.span(),
        text,
        counterparty: table.text("counterparty").map(Spanned::into_inner),
        amount: table.decimal("amount", -AMOUNTS.1..=AMOUNTS.1).unwrap_or(Decimal::new(-1000, 2)),
        category: table.needed("category").and_then(|_| table.choice("category", &words)).flatten(),
        account: AccountChoice::read(table, "account"),
        whose: Whose::read(table, whose),
    };
    table.done();
    Some(test)
}

fn read_sample(file: &str, table: &Table<'_>, sample: Spanned<String>) -> Option<SampleTest> {
    let safe = std::path::Path::new(sample.get_ref())
        .components()
        .all(|part| matches!(part, std::path::Component::Normal(_)));
    if !safe {
        table.page().fault(
            sample.span(),
            SAMPLE_PATH.found().with("value", sample.get_ref()),
            None,
        );
    }
    let test = SampleTest {
        file: file.to_owned(),
        sample: sample.into_inner(),
        outcome: table
            .needed("outcome")
            .and_then(|_| table.choice("outcome", OUTCOMES))
            .unwrap_or_default(),
        kind: table.choice("kind", &KINDS.map(|kind| (kind.as_str(), kind))),
        format: table.text("format").map(Spanned::into_inner),
        entries: table.integer("entries", 0..=u32::MAX),
        number: table.text("number").map(Spanned::into_inner),
        gross: table.decimal("gross", -AMOUNTS.1..=AMOUNTS.1),
        reason: table.text("reason").map(Spanned::into_inner),
    };
    table.done();
    safe.then_some(test)
}

impl TextTest {
    /// Lets the matcher decide over the entry by these rules alone; `None` when it comes out as
    /// expected.
    pub fn run(&self, pipelines: &Pipelines, company: &Company) -> Option<Finding> {
        let mut entry = EntryFacts::new(
            1,
            &company.id,
            jiff::civil::Date::constant(2026, 1, 15),
            minor(self.amount, Currency::EUR),
            Currency::EUR,
        );
        entry.remittance = Some(self.text.clone());
        entry.counterparty_name = self.counterparty.clone();
        let policy = pipelines.policy(company);
        let decision = decide(&Neighbourhood { items: &[], entries: &[entry], policy: &policy })
            .into_iter()
            .next()?;
        let found = (decision.category, decision.account);
        let wanted = self.account.as_ref().map(|account| account.number(company).to_owned());
        let holds = found.0 == self.category && (wanted.is_none() || wanted == found.1);
        (!holds).then(|| {
            TEST_FAILED
                .found()
                .with("expected", said(self.category, wanted.as_deref()))
                .with("found", said(found.0, found.1.as_deref()))
        })
    }

    /// The same, as a fault at the test's place.
    pub(super) fn fault(
        &self,
        text: &str,
        pipelines: &Pipelines,
        company: &Company,
    ) -> Option<Fault> {
        let finding = self.run(pipelines, company)?;
        let page = Page::open(&self.file, text);
        page.fault(self.span.clone(), finding, None);
        page.close().pop()
    }
}

fn said(category: Option<Category>, account: Option<&str>) -> String {
    match (category.map_or("none", Category::as_str), account) {
        (category, Some(account)) => format!("{category} ({account})"),
        (category, None) => category.to_owned(),
    }
}
