//! How fast e-invoices are judged, beside what it costs to read their XML as tokens at all: an invoice of twelve kilobytes, and one
//! of four thousand lines (7 MB).

use divan::{Bencher, counter::BytesCount};
use kontor::einvoice::{self, rules::RuleSet};
use kontor::xml::{Limits, Tree};

fn main() {
    divan::main();
}

const SETS: &[RuleSet] = &[RuleSet::En16931, RuleSet::XRechnung];
const SAMPLE: &str = include_str!("../tests/invoices/ubl.xml");

/// The sample with its line repeated, each with what real lines state besides; the totals are kept right.
fn invoice(lines: usize) -> String {
    let (head, rest) = SAMPLE.split_once("  <cac:InvoiceLine>").unwrap_or_default();
    let (line, tail) = rest.split_once("</cac:InvoiceLine>").unwrap_or_default();
    let fuller = line.replace("<cbc:Name>", "<cbc:Description>Abbund, Aufrichten und Verschalen nach Aufmaß vom 28. Oktober, einschließlich Kranstellung, Anfahrt und Entsorgung des Verschnitts; Ausführung nach DIN 18334.</cbc:Description>\n      <cbc:Name>")
        .replace("<cac:ClassifiedTaxCategory>", "<cac:SellersItemIdentification><cbc:ID>ZIM-0815</cbc:ID></cac:SellersItemIdentification>\n      <cac:StandardItemIdentification><cbc:ID schemeID=\"0160\">4012345678901</cbc:ID></cac:StandardItemIdentification>\n      <cac:CommodityClassification><cbc:ItemClassificationCode listID=\"IB\">72101500</cbc:ItemClassificationCode></cac:CommodityClassification>\n      <cac:ClassifiedTaxCategory>")
        .replace("</cac:Item>", "<cac:AdditionalItemProperty><cbc:Name>Holzart</cbc:Name><cbc:Value>Fichte, sägerau</cbc:Value></cac:AdditionalItemProperty>\n    </cac:Item>");
    let fuller = fuller
        .replace("<cac:AdditionalItemProperty>", "\n      <cac:AdditionalItemProperty>")
        .replace("    </cac:Item>", "    </cac:Item>");
    let numbered =
        (1..=lines).map(|number| format!("  <cac:InvoiceLine>{}</cac:InvoiceLine>\n", fuller.replacen(">1<", &format!(">{number}<"), 1)));
    let (net, vat, gross) = (lines * 100, lines * 19, lines * 119);
    let head = head
        .replace(">100.00<", &format!(">{net}.00<"))
        .replace(">19.00<", &format!(">{vat}.00<"))
        .replace(">119.00<", &format!(">{gross}.00<"));
    head + &numbered.collect::<String>() + tail.trim_start()
}

/// Lines that make a typical invoice, and a very long one.
const SIZES: &[usize] = &[5, 4_000];

#[divan::bench(args = SIZES)]
fn tokens(bencher: Bencher, lines: usize) {
    let text = invoice(lines);
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

#[divan::bench(args = SIZES)]
fn tree(bencher: Bencher, lines: usize) {
    let text = invoice(lines);
    bencher.counter(BytesCount::of_str(&text)).bench(|| Tree::parse(&text, Limits::default()).map(|tree| tree.len()).ok());
}

#[divan::bench(args = SIZES)]
fn read_and_judge(bencher: Bencher, lines: usize) {
    let text = invoice(lines);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let tree = Tree::parse(&text, Limits::default()).ok()?;
        einvoice::validate(&tree, Some(SETS)).map(|report| (report.valid, report.findings.len()))
    });
}

#[divan::bench(args = SIZES)]
fn read_and_judge_with_schema(bencher: Bencher, lines: usize) {
    let text = invoice(lines);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let tree = Tree::parse(&text, Limits::default()).ok()?;
        einvoice::validate(&tree, None).map(|report| (report.valid, report.findings.len()))
    });
}
