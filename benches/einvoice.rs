//! E-invoices: parsing, reading the terms, and judging by the semantic rules.

use kontor::einvoice::{self, convert, rules::RuleSet};
use kontor::xml::{Limits, Tree};

const UBL: &str = include_str!("../samples/invoice/ubl/two-rates.xml");
const CII: &str = include_str!("../samples/invoice/cii/two-rates.xml");

fn main() {
    divan::main();
}

/// The sample with its first line repeated until there are so many.
fn with_lines(count: usize) -> String {
    let cut = |at: &str| UBL.find(at).unwrap_or_default();
    let (start, end) = (cut("  <cac:InvoiceLine>"), cut("</cac:InvoiceLine>") + "</cac:InvoiceLine>\n".len());
    let line = UBL.get(start..end).unwrap_or_default();
    UBL.replacen(line, &line.repeat(count), 1)
}

fn tree(text: &str) -> Tree<'_> {
    match Tree::parse(text, Limits::default()) {
        Ok(tree) => tree,
        Err(finding) => panic!("{finding}"),
    }
}

#[divan::bench(args = ["ubl", "cii"])]
fn parse(bencher: divan::Bencher, syntax: &str) {
    let text = if syntax == "ubl" { UBL } else { CII };
    bencher.bench(|| tree(text).len());
}

#[divan::bench(args = ["ubl", "cii"])]
fn read_and_convert(bencher: divan::Bencher, syntax: &str) {
    let tree = tree(if syntax == "ubl" { UBL } else { CII });
    bencher.bench(|| einvoice::read(&tree).map(|terms| convert::invoice(&terms)));
}

#[divan::bench(args = ["ubl", "cii"])]
fn semantic_rules(bencher: divan::Bencher, syntax: &str) {
    let tree = tree(if syntax == "ubl" { UBL } else { CII });
    bencher.bench(|| einvoice::validate(&tree, Some(&[RuleSet::En16931])).map(|report| report.valid));
}

/// Time must grow as the lines do.
#[divan::bench(args = [100, 1_000, 10_000])]
fn semantic_rules_of_lines(bencher: divan::Bencher, lines: usize) {
    let text = with_lines(lines);
    let tree = tree(&text);
    bencher.bench(|| einvoice::validate(&tree, Some(&[RuleSet::En16931])).map(|report| report.valid));
}
