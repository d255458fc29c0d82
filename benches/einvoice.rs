//! How fast e-invoices are read and judged, beside what it costs to read their XML as tokens at
//! all: two samples, and the first of them with 4,000 lines (7 MB).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fall"
)]

use divan::{Bencher, counter::BytesCount};
use kontor::einvoice::{self, convert, rules::RuleSet};
use kontor::xml::{Limits, Tree};

const UBL: &str = include_str!("../samples/invoice/ubl/two-rates.xml");
const CII: &str = include_str!("../samples/invoice/cii/two-rates.xml");
const INVOICES: &[&str] = &["ubl", "cii", "4000 lines"];

fn main() {
    divan::main();
}

fn text(invoice: &str) -> String {
    match invoice {
        "ubl" => UBL.to_string(),
        "cii" => CII.to_string(),
        _ => long(4_000),
    }
}

/// The sample with its first line repeated, each with a number of its own and a note as long as
/// real ones are.
fn long(lines: usize) -> String {
    let (head, rest) = UBL.split_once("  <cac:InvoiceLine>").unwrap_or_default();
    let (line, tail) = rest.split_once("</cac:InvoiceLine>\n").unwrap_or_default();
    let (id, line) = line.split_once("</cbc:ID>").unwrap_or_default();
    let id = id.trim_end_matches(char::is_alphanumeric);
    let note = "Nach Aufmaß vom 28. Oktober, einschließlich Kranstellung und Anfahrt; Ausführung \
        nach DIN 18334. "
        .repeat(7);
    let numbered = (1..=lines).map(|number| {
        format!(
            "  <cac:InvoiceLine>{id}{number}</cbc:ID>\n    \
             <cbc:Note>{note}</cbc:Note>{line}</cac:InvoiceLine>\n"
        )
    });
    [head, numbered.collect::<String>().as_str(), tail].concat()
}

fn tree(text: &str) -> Tree<'_> {
    match Tree::parse(text, Limits::default()) {
        Ok(tree) => tree,
        Err(finding) => panic!("{finding}"),
    }
}

#[divan::bench(args = INVOICES)]
fn tokens(bencher: Bencher, invoice: &str) {
    let text = text(invoice);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut tokens = 0usize;
        while let Ok(event) = reader.read_event() {
            if matches!(event, quick_xml::events::Event::Eof) {
                break;
            }
            tokens += 1;
        }
        tokens
    });
}

#[divan::bench(args = INVOICES)]
fn parse(bencher: Bencher, invoice: &str) {
    let text = text(invoice);
    bencher.counter(BytesCount::of_str(&text)).bench(|| tree(&text).len());
}

#[divan::bench(args = INVOICES)]
fn read_and_convert(bencher: Bencher, invoice: &str) {
    let text = text(invoice);
    let tree = tree(&text);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| einvoice::read(&tree).map(|terms| convert::invoice(&terms)));
}

/// One rule set alone, on a tree that stands; reading the terms is part of it.
#[divan::bench(args = ["en16931", "xrechnung", "schema"])]
fn judge(bencher: Bencher, set: &str) {
    let sets: &[RuleSet] = match set {
        "en16931" => &[RuleSet::En16931],
        "xrechnung" => &[RuleSet::XRechnung],
        _ => &[RuleSet::Schema],
    };
    let tree = tree(UBL);
    bencher.bench(|| einvoice::validate(&tree, Some(sets)).map(|report| report.findings.len()));
}

/// Everything that `kontor validate` does with a file but for input and output: the tree, the
/// schema, both rule sets.
#[divan::bench(args = INVOICES)]
fn parse_and_judge(bencher: Bencher, invoice: &str) {
    let text = text(invoice);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| einvoice::validate(&tree(&text), None).map(|report| report.findings.len()));
}

/// Reading and both rule sets together, the schema apart: the tree, the domain's invoice, EN 16931
/// and XRechnung.
#[divan::bench(args = INVOICES)]
fn read_and_judge(bencher: Bencher, invoice: &str) {
    let text = text(invoice);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let tree = tree(&text);
        einvoice::read(&tree).map(|terms| {
            let report = einvoice::judge(&terms, Some(&[RuleSet::En16931, RuleSet::XRechnung]));
            (convert::invoice(&terms), report.findings.len())
        })
    });
}
