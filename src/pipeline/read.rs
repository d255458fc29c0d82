//! One pipeline file: raw form to parts.

use super::compiled::{Digest, Document, Matching, Receipts, RuleSet, Section, Validation};
use super::expectation::Test;
use super::findings::{NAME_TWICE, OFFICE_TABLE};
use super::layout::{self, LayoutTable};
use super::rule::{AMOUNTS, Rule, Vendor, Whose};
use super::{AccountChoice, accept};
use crate::settings::page::{Page, Table};
use crate::settings::{EMAIL_HINT, Fault, findings, is_email};
use rust_decimal::Decimal;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;

/// What one file says; the tables that only one file may hold with their places.
#[derive(Default)]
pub(super) struct Parts {
    pub title: Option<String>,
    /// `companies`: whom the file is for.
    pub whose: Whose,
    /// `off`: shipped rules that do not hold for them.
    pub off: Vec<String>,
    pub accept: Vec<(Document, Vec<String>)>,
    pub matching: Option<(Matching, Range<usize>)>,
    pub validation: Option<(Validation, Range<usize>)>,
    pub receipts: Option<(Receipts, Range<usize>)>,
    pub digest: Option<(Digest, Range<usize>)>,
    pub rules: Vec<Rule>,
    pub vendors: Vec<Vendor>,
    pub banks: Vec<LayoutTable>,
    pub pdf_statements: Vec<LayoutTable>,
    pub tests: Vec<Test>,
}

/// The tables and lists that hold for the whole office.
const OF_THE_OFFICE: [&str; 7] =
    ["accept", "matching", "validation", "mail", "digest", "bank", "pdf_statement"];

/// Reads a file's text; what is faulty is left out and told. `company`: the one whose own folder
/// the file lies in.
pub(super) fn read(file: &str, text: &Arc<str>, company: Option<&str>) -> (Parts, Vec<Fault>) {
    let page = Page::open(file, text);
    let root = page.root();
    let whose = Whose::read(&root, &Whose(company.map(str::to_owned).into_iter().collect()));
    for key in
        OF_THE_OFFICE.into_iter().filter(|key| !whose.0.is_empty() && root.value(key).is_some())
    {
        page.fault(root.key_place(key), OFFICE_TABLE.found().with("key", key), None);
    }
    let parts = Parts {
        off: root.texts("off").into_iter().map(Spanned::into_inner).collect(),
        title: root.text("title").map(Spanned::into_inner),
        accept: read_accept(&root),
        matching: only(&root, "matching", read_matching),
        validation: only(&root, "validation", read_validation),
        receipts: only(&root, "mail", read_receipts),
        digest: only(&root, "digest", read_digest),
        rules: read_rules(&root, &whose),
        vendors: root
            .tables("vendor")
            .iter()
            .filter_map(|table| Vendor::read(table, &whose))
            .collect(),
        banks: layout::banks(&root, file, text),
        pdf_statements: layout::pdf_statements(&root, file, text),
        tests: root
            .tables("test")
            .iter()
            .filter_map(|table| Test::read(file, table, &whose))
            .collect(),
        whose,
    };
    root.done();
    (parts, page.close())
}

fn only<T>(
    root: &Table<'_>,
    key: &'static str,
    read: fn(&Table<'_>) -> T,
) -> Option<(T, Range<usize>)> {
    root.table(key).map(|table| (read(&table), table.span()))
}

fn read_accept(root: &Table<'_>) -> Vec<(Document, Vec<String>)> {
    let documents = root.choices("documents", Document::WORDS);
    let set = root.value("accept").is_some();
    let mut families = Vec::new();
    for text in root.texts("accept") {
        match accept::is_known(text.get_ref()) {
            true => families.push(text.into_inner()),
            false => root.unknown_value("accept", &text, accept::FAMILIES.iter().copied()),
        }
    }
    if set && root.value("documents").is_none() {
        root.page().fault(
            root.key_place("accept"),
            findings::MISSING.found().with("key", "documents"),
            None,
        );
    }
    documents.into_iter().filter(|_| set).map(|document| (document, families.clone())).collect()
}

fn read_matching(table: &Table<'_>) -> Matching {
    let default = Matching::default();
    let matching = Matching {
        small_difference: table
            .decimal("small_difference", Decimal::ZERO..=Decimal::from(100))
            .unwrap_or(default.small_difference),
        discount_grace_days: table
            .integer("discount_grace_days", 0..=60)
            .unwrap_or(default.discount_grace_days),
        return_fee_limit: table
            .decimal("return_fee_limit", AMOUNTS.0..=Decimal::from(1000))
            .unwrap_or(default.return_fee_limit),
        return_fee_account: AccountChoice::read(table, "return_fee_account")
            .unwrap_or(default.return_fee_account),
        transit_account: AccountChoice::read(table, "transit_account")
            .unwrap_or(default.transit_account),
        learnt_up_to: table.decimal("learnt_up_to", Decimal::ZERO..=AMOUNTS.1),
    };
    table.done();
    matching
}

fn read_validation(table: &Table<'_>) -> Validation {
    let default = Validation::default();
    let validation = Validation {
        hold_invalid: table.boolean("hold_invalid").unwrap_or(default.hold_invalid),
        rule_sets: table.choices("rule_sets", RuleSet::WORDS),
    };
    table.done();
    validation
}

fn read_receipts(table: &Table<'_>) -> Receipts {
    let receipts = Receipts {
        confirm_receipt: table.boolean("confirm_receipt").unwrap_or(false),
        reject: table.boolean("reject").unwrap_or(false),
    };
    table.done();
    receipts
}

fn read_digest(table: &Table<'_>) -> Digest {
    let default = Digest::default();
    let sections = match table.value("sections") {
        Some(_) => table.choices("sections", Section::WORDS),
        None => default.sections,
    };
    let digest = Digest {
        companies: table.boolean("companies").unwrap_or(default.companies),
        to: table.texts("to").into_iter().filter_map(|text| address(table, text)).collect(),
        even_when_nothing: table.boolean("even_when_nothing").unwrap_or(default.even_when_nothing),
        sections,
    };
    table.done();
    digest
}

fn address(table: &Table<'_>, text: Spanned<String>) -> Option<String> {
    let sound = is_email(text.get_ref());
    if !sound {
        table.page().fault(
            text.span(),
            findings::EMAIL.found().with("value", text.get_ref()),
            Some(EMAIL_HINT),
        );
    }
    sound.then(|| text.into_inner())
}

fn read_rules(root: &Table<'_>, whose: &Whose) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for table in root.tables("rule") {
        let Some(rule) = Rule::read(&table, whose) else { continue };
        if rules.iter().any(|known| known.name == rule.name) {
            table.page().fault(
                table.place_of("name"),
                NAME_TWICE.found().with("name", &rule.name),
                None,
            );
        }
        rules.push(rule);
    }
    rules
}
