//! The syntax rules against the official verdicts of the corpora, and by hand.

use kontor::einvoice::rules::{Findings, Severity};
use kontor::einvoice::syntax;
use kontor::xml::{Limits, Tree, decode};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};

const FAMILIES: [&str; 5] = ["UBL-CR-", "UBL-SR-", "UBL-DT-", "CII-SR-", "CII-DT-"];

/// Rule id and whether it is fatal.
type Fired = BTreeSet<(String, bool)>;

fn fired(bytes: &[u8]) -> Result<Fired, Box<dyn Error>> {
    let text = decode(bytes);
    let tree = Tree::parse(&text.text, Limits::default())?;
    let mut findings = Findings::default();
    syntax::check(&tree, &mut findings);
    Ok(findings
        .into_list()
        .iter()
        .map(|finding| (finding.rule.to_owned(), finding.severity == Severity::Fatal))
        .collect())
}

fn official(entry: &serde_json::Value) -> Option<Fired> {
    let set = entry.pointer("/rules/en16931")?;
    if !set.get("error")?.is_null() {
        return None;
    }
    let list = set.get("fired")?.as_array()?;
    let rules = list.iter().filter_map(|rule| {
        Some((rule.get("id")?.as_str()?.to_owned(), rule.get("severity")?.as_str()? == "fatal"))
    });
    Some(rules.filter(|(id, _)| FAMILIES.iter().any(|family| id.starts_with(family))).collect())
}

/// All documents with a verdict: their path and their entry.
fn documents() -> Vec<(PathBuf, serde_json::Value)> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/einvoice");
    let mut found = Vec::new();
    for folder in std::fs::read_dir(base).into_iter().flatten().flatten().map(|entry| entry.path())
    {
        let Ok(text) = std::fs::read_to_string(folder.join("expected.json")) else { continue };
        let Ok(serde_json::Value::Object(entries)) = serde_json::from_str(&text) else { continue };
        found.extend(entries.into_iter().map(|(name, entry)| (folder.join(name), entry)));
    }
    found
}

#[test]
fn the_official_verdicts() -> Result<(), Box<dyn Error>> {
    let (mut same, mut all) = (0, 0);
    let mut differences: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (path, entry) in documents() {
        let Some(expected) = official(&entry) else { continue };
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let got = fired(&bytes)?;
        all += 1;
        same += usize::from(got == expected);
        for (sign, rule) in got
            .difference(&expected)
            .map(|rule| ('+', rule))
            .chain(expected.difference(&got).map(|rule| ('-', rule)))
        {
            let seen = differences
                .entry(format!("{sign}{}", rule.0))
                .or_insert((0, path.display().to_string()));
            seen.0 += 1;
        }
    }
    if all == 0 {
        println!("skipped: the corpora are not here");
        return Ok(());
    }
    println!("syntax rules: {same} of {all} documents as the official check");
    for (rule, (count, path)) in &differences {
        println!("  {rule} {count} times, e.g. {path}");
    }
    assert_eq!(same, all);
    Ok(())
}

const UBL: &str = r#"xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2""#;
const CII: &str = r#"xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100""#;

fn invoice(inside: &str) -> String {
    format!(
        r#"<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" {UBL}>{inside}</Invoice>"#
    )
}

fn credit_note(inside: &str) -> String {
    format!(
        r#"<CreditNote xmlns="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2" {UBL}>{inside}</CreditNote>"#
    )
}

fn transaction(inside: &str) -> String {
    format!(
        "<rsm:CrossIndustryInvoice \
         {CII}><rsm:SupplyChainTradeTransaction>{inside}</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    )
}

fn agreement(inside: &str) -> String {
    transaction(&format!(
        "<ram:ApplicableHeaderTradeAgreement>{inside}</ram:ApplicableHeaderTradeAgreement>"
    ))
}

fn ids(document: &str) -> Result<BTreeSet<String>, Box<dyn Error>> {
    Ok(fired(document.as_bytes())?.into_iter().map(|(id, _)| id).collect())
}

/// Each row: a document, a rule that it breaks, and a document like it that does not.
#[test]
fn rules_by_hand() -> Result<(), Box<dyn Error>> {
    let reference = |kind: &str, rest: &str| {
        format!(
            "<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cbc:DocumentTypeCode>{kind}</cbc:DocumentTypeCode>{rest}</cac:AdditionalDocumentReference>"
        )
    };
    let document = |kind: &str| {
        format!(
            "<ram:AdditionalReferencedDocument><ram:TypeCode>{kind}</ram:TypeCode></ram:AdditionalReferencedDocument>"
        )
    };
    let payee = |payee: &str, seller: &str| {
        invoice(&format!(
            "<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>{seller}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty><cac:PayeeParty><cac:PartyName><cbc:Name>{payee}</cbc:Name></cac:PartyName></cac:PayeeParty>"
        ))
    };
    let price = |inside: &str| {
        invoice(&format!("<cac:InvoiceLine><cac:Price>{inside}</cac:Price></cac:InvoiceLine>"))
    };
    let twice = |text: String| format!("{text}{text}");
    let due =
        "<cac:PaymentMeans><cbc:PaymentDueDate>2026-01-31</cbc:PaymentDueDate></cac:PaymentMeans>";
    let table: Vec<(&str, String, String)> = vec![
        (
            "UBL-SR-03",
            invoice(&twice(
                "<cac:DespatchDocumentReference><cbc:ID>1</cbc:ID></cac:DespatchDocumentReference>"
                    .into(),
            )),
            invoice(
                "<cac:DespatchDocumentReference><cbc:ID>1</cbc:ID></cac:DespatchDocumentReference>",
            ),
        ),
        ("UBL-SR-04", invoice(&twice(reference("130", ""))), invoice(&reference("130", ""))),
        ("UBL-SR-43", invoice(&reference("50", "")), credit_note(&reference("50", ""))),
        (
            "UBL-CR-666",
            invoice(&reference("130", "<cac:Attachment/>")),
            invoice(&reference("916", "<cac:Attachment/>")),
        ),
        ("UBL-CR-412", invoice(due), credit_note(due)),
        (
            "UBL-CR-002",
            invoice("<cbc:UBLVersionID>2.2</cbc:UBLVersionID>"),
            invoice("<cbc:UBLVersionID>2.1</cbc:UBLVersionID>"),
        ),
        ("UBL-SR-19", payee("A", "A"), payee("A", "B")),
        (
            "UBL-SR-48",
            invoice("<cac:InvoiceLine><cac:Item/></cac:InvoiceLine>"),
            invoice(
                "<cac:InvoiceLine><cac:Item><cac:ClassifiedTaxCategory/></cac:Item></cac:InvoiceLine>",
            ),
        ),
        (
            "UBL-DT-01",
            invoice("<cbc:PayableAmount>1.50 </cbc:PayableAmount>"),
            invoice("<cbc:PayableAmount>1.50</cbc:PayableAmount>"),
        ),
        // An allowance beside it frees an amount under a price, wherever the amount stands.
        (
            "UBL-DT-01",
            price("<cbc:BaseAmount>1.505</cbc:BaseAmount>"),
            price("<cbc:BaseAmount>1.505</cbc:BaseAmount><cac:AllowanceCharge/>"),
        ),
        (
            "UBL-DT-18",
            invoice(r#"<cbc:InvoiceTypeCode name="x"/>"#),
            invoice(r#"<cac:PaymentMeans><cbc:PaymentMeansCode name="x"/></cac:PaymentMeans>"#),
        ),
        (
            "UBL-DT-19",
            invoice(r#"<cbc:Note languageID="de">x</cbc:Note>"#),
            invoice("<cbc:Note>x</cbc:Note>"),
        ),
        (
            "UBL-CR-646",
            invoice("<cac:InvoiceLine><cac:SubInvoiceLine/></cac:InvoiceLine>"),
            invoice("<cac:SubInvoiceLine/>"),
        ),
        ("CII-SR-457", agreement(&twice(document("50"))), agreement(&document("50"))),
        ("CII-SR-458", agreement(&twice(document("130"))), agreement(&document("130"))),
        (
            "CII-SR-003",
            format!(
                "<rsm:CrossIndustryInvoice \
                 {CII}><rsm:ExchangedDocumentContext>{}</rsm:ExchangedDocumentContext></rsm:CrossIndustryInvoice>",
                twice("<ram:BusinessProcessSpecifiedDocumentContextParameter/>".into())
            ),
            transaction(""),
        ),
        (
            "CII-DT-008",
            agreement(r#"<ram:X><ram:TypeCode name="x"/></ram:X>"#),
            agreement(r#"<ram:X><ram:TypeCode listID="x"/></ram:X>"#),
        ),
        (
            "CII-DT-097",
            agreement(r#"<udt:DateTimeString format="102">20261301</udt:DateTimeString>"#),
            agreement(r#"<udt:DateTimeString format="203">20261301</udt:DateTimeString>"#),
        ),
        (
            "CII-DT-031",
            agreement(r#"<ram:ChargeAmount currencyID="EUR">1</ram:ChargeAmount>"#),
            agreement(r#"<ram:TaxTotalAmount currencyID="EUR">1</ram:TaxTotalAmount>"#),
        ),
        ("CII-DT-018", agreement(&document("380")), agreement(&document("916"))),
    ];
    for (rule, broken, fine) in table {
        assert!(ids(&broken)?.contains(rule), "{rule} should break: {broken}");
        assert!(!ids(&fine)?.contains(rule), "{rule} should hold: {fine}");
    }
    Ok(())
}

/// Only the first context that an element fits is asked.
#[test]
fn the_first_context_counts() -> Result<(), Box<dyn Error>> {
    let document = format!(
        r#"<rsm:CrossIndustryInvoice {CII}><rsm:ExchangedDocument><ram:ID schemeName="x">1</ram:ID><ram:TypeCode listID="x">380</ram:TypeCode></rsm:ExchangedDocument></rsm:CrossIndustryInvoice>"#
    );
    let fired = ids(&document)?;
    assert!(
        fired.contains("CII-DT-001")
            && !fired.contains("CII-DT-101")
            && !fired.contains("CII-DT-010")
    );
    Ok(())
}

/// A rule counts once for each element of its context, and its place is the first element at fault.
#[test]
fn findings_are_counted_and_placed() -> Result<(), Box<dyn Error>> {
    let line = "<cac:InvoiceLine><cbc:Note>1</cbc:Note><cbc:Note>2</cbc:Note><cac:Item><cac:ClassifiedTaxCategory/></cac:Item></cac:InvoiceLine>";
    let text = invoice(&format!("{line}{line}"));
    let tree = Tree::parse(&text, Limits::default())?;
    let mut findings = Findings::default();
    syntax::check(&tree, &mut findings);
    let found: Vec<_> = findings
        .into_list()
        .into_iter()
        .map(|finding| {
            (finding.rule, finding.count, tree.node(finding.node).map(|node| node.path()))
        })
        .collect();
    assert_eq!(
        found,
        [("UBL-SR-34", 2, Some("/ubl:Invoice/cac:InvoiceLine[1]/cbc:Note[2]".to_owned()))]
    );
    Ok(())
}

/// Ten thousand of whatever a condition looks for again and again are still judged at once.
#[test]
fn hostile_documents_take_linear_time() -> Result<(), Box<dyn Error>> {
    let many = |text: &str| text.repeat(100_000);
    let documents = [
        invoice(&many(
            "<cac:PayeeParty><cac:PartyName><cbc:Name>A</cbc:Name></cac:PartyName></cac:PayeeParty>",
        )),
        invoice(&format!(
            "<cac:Price>{}</cac:Price>",
            many("<cbc:BaseAmount>1.505</cbc:BaseAmount>")
        )),
        transaction(&many(r#"<ram:BasisQuantity unitCode="C62">1</ram:BasisQuantity>"#)),
        transaction(&many("<ram:ApplicableHeaderTradeSettlement/>")),
    ];
    let start = std::time::Instant::now();
    for document in documents {
        fired(document.as_bytes())?;
    }
    assert!(start.elapsed().as_secs() < 20);
    Ok(())
}
