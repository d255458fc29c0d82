//! Documents as a user drops them: every broken sample says what it is named after, the good ones
//! are read, and the corpora (where they lie beside the project) are read as independent readers
//! read them.

use kontor::domain::{Content, Finding, Invoice};
use kontor::formats::{self, Input, Layouts, Read, Reading};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> Result<Reading, Finding> {
    let bytes = std::fs::read(path).unwrap_or_default();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    formats::read(&Input { bytes: &bytes, name: &name, layouts: &Layouts::default() })
        .map(|(_, reading)| reading)
}

fn invoice(path: &Path) -> Option<Box<Invoice>> {
    match read(path).ok()?.content {
        Read::Content(Content::Invoice(invoice)) => Some(invoice),
        _ => None,
    }
}

/// The corpora's folder of this name, or `None` (said so) where they are not there.
fn corpus(name: &str) -> Option<(PathBuf, Value)> {
    let folder = root().join("../shared/corpora").join(name);
    let folder =
        if folder.exists() { folder } else { root().join("../../shared/corpora").join(name) };
    match std::fs::read_to_string(folder.join("expected.json")) {
        Ok(text) => Some((folder, serde_json::from_str(&text).unwrap())),
        Err(_) => {
            eprintln!("skipped: no corpus {name} beside the project");
            None
        }
    }
}

/// The formats this file speaks for.
const OURS: [&str; 6] = ["zip", "email", "facturx", "pdf", "zugferd1", "ubl-despatch-advice"];

/// Findings no small file can provoke: they ask for hundreds of megabytes.
const TOO_BIG_FOR_A_SAMPLE: [&str; 1] = ["zip-too-large"];

#[test]
fn every_finding_of_these_formats_has_a_broken_sample_that_provokes_it() {
    let folder = root().join("samples/broken");
    let samples: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    for format in formats::FORMATS.iter().filter(|format| OURS.contains(&format.name)) {
        for kind in format.findings.iter().filter(|kind| !TOO_BIG_FOR_A_SAMPLE.contains(&kind.code))
        {
            let sample =
                samples.iter().find(|path| path.file_stem().is_some_and(|stem| stem == kind.code));
            let sample = sample.unwrap_or_else(|| panic!("samples/broken has no {}", kind.code));
            let codes: Vec<&str> = match read(sample) {
                Ok(reading) => reading.findings.iter().map(Finding::code).collect(),
                Err(finding) => vec![finding.code()],
            };
            assert!(codes.contains(&kind.code), "{}: {codes:?}", sample.display());
        }
    }
}

#[test]
fn a_hybrid_invoice_is_read_from_its_xml() {
    for name in ["schrauben-hahn.pdf", "owner-password.pdf"] {
        let path = root().join("samples/invoice/facturx").join(name);
        assert_eq!(read(&path).unwrap().findings, [], "{name}");
        let invoice = invoice(&path).unwrap();
        assert_eq!(invoice.format, "facturx");
        assert_eq!(invoice.number.as_deref(), Some("2026-0815"));
        assert_eq!(
            invoice.totals.payable.map(|amount| amount.to_string()).as_deref(),
            Some("119.00")
        );
        assert_eq!(invoice.due_date.map(|date| date.to_string()).as_deref(), Some("2026-10-01"));
        let discounts: Vec<_> = invoice
            .payment
            .discounts
            .iter()
            .map(|it| (it.percent.to_string(), it.days, it.until.map(|it| it.to_string())))
            .collect();
        assert_eq!(discounts, [("2".to_owned(), Some(10), Some("2026-09-11".to_owned()))]);
    }
}

#[test]
fn despatch_advices_of_the_corpus_are_read_as_they_were_made() {
    let Some((folder, expected)) = corpus("delivery") else { return };
    let mut seen = 0;
    for (name, wanted) in
        expected.as_object().unwrap().iter().filter(|(_, wanted)| wanted["format"] == "ubl")
    {
        let Ok(Reading { content: Read::Content(Content::DeliveryNotes(notes)), findings }) =
            read(&folder.join(name))
        else {
            panic!("{name} is no delivery note")
        };
        let note = &notes[0];
        // The articles of the corpus are made up, and so are the check digits of their numbers.
        assert!(
            findings.iter().all(|finding| finding.code() == "gtin-check-digit"),
            "{name}: {findings:?}"
        );
        let said = [
            &note.number,
            &note.date.map(|it| it.to_string()),
            &note.order_number,
            &note.supplier.name,
            &note.customer.name,
        ]
        .map(text);
        let keys = ["number", "date", "order", "supplier", "customer"];
        assert_eq!(
            said.to_vec(),
            keys.map(|key| wanted[key].as_str().unwrap_or_default().to_owned()).to_vec(),
            "{name}"
        );
        let lines = wanted["lines"].as_array().unwrap();
        assert_eq!(note.lines.len(), lines.len(), "{name}");
        for (line, wanted) in note.lines.iter().zip(lines) {
            let said = [
                &line.id,
                &line.quantity.map(|it| it.to_string()),
                &line.unit,
                &line.description,
                &line.article,
                &line.gtin,
                &line.order_line,
            ];
            let keys = ["id", "quantity", "unit", "item", "sellers_id", "gtin", "order_line"];
            assert_eq!(
                said.map(text).to_vec(),
                keys.map(|key| wanted[key].as_str().unwrap_or_default().to_owned()).to_vec(),
                "{name}"
            );
        }
        seen += 1;
    }
    assert!(seen > 0);
}

fn text(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

#[test]
fn the_xml_inside_the_pdfs_of_the_corpus_is_found_byte_for_byte() {
    use sha2::Digest;
    let Some((folder, expected)) = corpus("einvoice/pdf") else { return };
    for (name, wanted) in expected.as_object().unwrap() {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let hashes: Vec<&str> = wanted["embedded"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|file| file["sha256"].as_str())
            .collect();
        match formats::hybrid_pdf::payload(&bytes) {
            Ok(payload) => {
                let hash: String = sha2::Sha256::digest(&payload.xml)
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect();
                assert!(
                    hashes.contains(&hash.as_str()),
                    "{name}: {} is none of the embedded files",
                    payload.name
                );
            }
            Err(finding) => assert!(hashes.is_empty(), "{name}: {finding}"),
        }
    }
}

/// Text without blanks and case: an independent reader keeps line breaks as written.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase()
}

/// Fields that the corpora state otherwise, and why: (document, field, reason).
const EXPLAINED: [(&str, &str, &str); 1] = [(
    "kositcfg-cii-br-53-test-1.xml",
    "tax_total",
    "the only TaxTotalAmount is in the accounting currency: BT-111, not BT-110",
)];

/// What an invoice says under the names that the corpora give to its key fields.
fn key_field(invoice: &Invoice, key: &str) -> Option<String> {
    let amount =
        |amount: Option<rust_decimal::Decimal>| amount.map(|amount| amount.normalize().to_string());
    match key {
        "customization_id" => invoice.profile.clone(),
        "number" => invoice.number.clone(),
        "type_code" => invoice.type_code.clone(),
        "issue_date" => invoice.issue_date.as_ref().map(ToString::to_string),
        "currency" => invoice.currency.map(|currency| currency.to_string()),
        "seller_name" => invoice.seller.name.clone(),
        "buyer_name" => invoice.buyer.name.clone(),
        "seller_vat_id" => invoice.seller.vat_id.as_ref().map(|id| id.as_str().to_owned()),
        "iban" => invoice.payment.iban.as_ref().map(|iban| iban.as_str().to_owned()),
        "payable_amount" => amount(invoice.totals.payable),
        "grand_total" => amount(invoice.totals.gross),
        "tax_total" => amount(invoice.totals.vat),
        "line_count" => Some(invoice.lines.len().to_string()),
        _ => None,
    }
}

#[test]
fn key_fields_are_those_of_an_independent_reader() {
    let keys = [
        "customization_id",
        "number",
        "type_code",
        "issue_date",
        "currency",
        "seller_name",
        "buyer_name",
        "seller_vat_id",
        "iban",
        "payable_amount",
        "grand_total",
        "tax_total",
        "line_count",
    ];
    let mut wrong = Vec::new();
    for syntax in ["ubl", "cii", "pdf"] {
        let Some((folder, expected)) = corpus(&format!("einvoice/{syntax}")) else { return };
        for (name, wanted) in expected.as_object().unwrap() {
            let embedded: Vec<&Value> = wanted["embedded"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|file| file["fields"].is_object())
                .collect();
            let stated = match (&embedded[..], syntax) {
                ([file], "pdf") => file,
                (_, "pdf") => continue,
                _ => wanted,
            };
            if stated["xsd_valid"] == false || stated["fields"]["number"].is_null() {
                continue;
            }
            let invoice =
                invoice(&folder.join(name)).unwrap_or_else(|| panic!("{name} is no invoice"));
            if syntax == "pdf" {
                assert_eq!(invoice.format, "facturx", "{name}");
            }
            for key in keys {
                let said = key_field(&invoice, key);
                let stated = match &stated["fields"][key] {
                    Value::Null => continue,
                    Value::String(text) => match text.parse::<rust_decimal::Decimal>() {
                        Ok(amount) if key.contains("amount") || key.contains("total") => {
                            amount.normalize().to_string()
                        }
                        _ => text.clone(),
                    },
                    other => other.to_string(),
                };
                let explained =
                    EXPLAINED.iter().any(|(document, field, _)| document == name && *field == key);
                if !explained && said.as_deref().map(squeezed) != Some(squeezed(&stated)) {
                    wrong.push(format!("{name}: {key} {said:?} but {stated}"));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
