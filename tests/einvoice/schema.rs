//! The schema against the official verdicts of the corpora, and by hand.

use kontor::domain::Language;
use kontor::einvoice::rules::{Findings, RuleSet};
use kontor::einvoice::syntax::{self, schema};
use kontor::xml::{Limits, Tree, decode};
use std::error::Error;
use std::path::{Path, PathBuf};

/// All documents whose schema verdict is known.
fn documents() -> Vec<(PathBuf, bool)> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/einvoice");
    let mut found = Vec::new();
    for folder in std::fs::read_dir(base).into_iter().flatten().flatten().map(|entry| entry.path())
    {
        let Ok(text) = std::fs::read_to_string(folder.join("expected.json")) else { continue };
        let Ok(serde_json::Value::Object(entries)) = serde_json::from_str(&text) else { continue };
        let known = entries.into_iter().filter_map(|(name, entry)| {
            Some((folder.join(name), entry.get("xsd_valid")?.as_bool()?))
        });
        found.extend(known);
    }
    found
}

#[test]
fn the_official_verdicts() -> Result<(), Box<dyn Error>> {
    let (mut same, mut all) = (0, 0);
    for (path, valid) in documents() {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let text = decode(&bytes);
        let tree = Tree::parse(&text.text, Limits::default())?;
        let faults = schema::faults(&tree);
        all += 1;
        same += usize::from(faults.is_empty() == valid);
        if faults.is_empty() != valid {
            let said =
                faults.first().map(|fault| fault.say(&tree, Language::En)).unwrap_or_default();
            println!("{} should be {valid}: {said}", path.display());
        }
    }
    if all == 0 {
        println!("skipped: the corpora are not here");
        return Ok(());
    }
    println!("schema: {same} of {all} documents as the official check");
    assert_eq!(same, all);
    Ok(())
}

const UBL: &str = r#"xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2""#;

/// The smallest document that the schema of UBL 2.1 accepts, with `middle` after the date of issue.
fn invoice(middle: &str) -> String {
    format!(
        r#"<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" {UBL}>
  <cbc:ID>1</cbc:ID>
  <cbc:IssueDate>2026-01-31</cbc:IssueDate>{middle}
  <cac:AccountingSupplierParty/>
  <cac:AccountingCustomerParty/>
  <cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="EUR">1.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
  <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:LineExtensionAmount currencyID="EUR">1.00</cbc:LineExtensionAmount><cac:Item/></cac:InvoiceLine>
</Invoice>"#
    )
}

fn said(document: &str, language: Language) -> Result<Vec<String>, Box<dyn Error>> {
    let tree = Tree::parse(document, Limits::default())?;
    let place = |fault: &schema::SchemaFault| {
        tree.node(fault.node).map(|node| node.line_column().0).unwrap_or_default()
    };
    Ok(schema::faults(&tree)
        .iter()
        .map(|fault| format!("{}: {}", place(fault), fault.say(&tree, language)))
        .collect())
}

#[test]
fn every_fault_is_told() -> Result<(), Box<dyn Error>> {
    assert_eq!(said(&invoice(""), Language::En)?, Vec::<String>::new());
    let table: &[(&str, &str)] = &[
        (
            "<cbc:DueDate>31.01.2026</cbc:DueDate>",
            "3: The value of “DueDate” is not valid; expected is a date YYYY-MM-DD.",
        ),
        (
            "<cbc:ProfileID>x</cbc:ProfileID>",
            "3: Element “ProfileID” stands in the wrong place, it belongs further up; expected \
             here: cbc:IssueTime or cbc:DueDate or cbc:InvoiceTypeCode or cbc:Note ….",
        ),
        (
            "<cbc:Rabatt>1</cbc:Rabatt>",
            "3: Element “Rabatt” has no place here; expected is cbc:IssueTime or cbc:DueDate or \
             cbc:InvoiceTypeCode or cbc:Note ….",
        ),
        (
            "<cbc:DueDate>2026-02-01</cbc:DueDate><cbc:DueDate>2026-02-01</cbc:DueDate>",
            "3: Element “DueDate” may stand here only once.",
        ),
        (
            "<cac:InvoicePeriod>Januar</cac:InvoicePeriod>",
            "3: “InvoicePeriod” holds text where only elements may be.",
        ),
        (
            "<cbc:Note><cbc:ID>1</cbc:ID></cbc:Note>",
            "3: Element “ID” stands in a field that may only hold a value.",
        ),
        ("<cbc:Note art='x'>1</cbc:Note>", "3: Attribute “art” has no place on “Note”."),
        (
            "<cbc:Note languageID='deutsch_de'>1</cbc:Note>",
            "3: Attribute “languageID” on “Note” is not valid; expected is a language code (e.g. \
             de).",
        ),
        (
            "<cac:PrepaidPayment><cbc:PaidAmount>1</cbc:PaidAmount></cac:PrepaidPayment>",
            "3: “Invoice” lacks “cac:AccountingSupplierParty” (or it is not in its place).",
        ),
        (
            "<cac:OrderReference/>",
            "3: “OrderReference” lacks “cbc:ID” (or it is not in its place).",
        ),
    ];
    for (middle, sentence) in table {
        let told = said(&invoice(middle), Language::En)?;
        let sentence = sentence.replace("3: “Invoice” lacks", "1: “Invoice” lacks");
        assert!(told.contains(&sentence), "{middle}: {told:?}");
        assert_eq!(told.len(), said(&invoice(middle), Language::De)?.len());
    }
    let amount = said(
        &invoice("").replace(r#"<cbc:PayableAmount currencyID="EUR">"#, "<cbc:PayableAmount>"),
        Language::De,
    )?;
    assert_eq!(amount, ["6: An „PayableAmount“ fehlt das Attribut „currencyID“."]);
    let root = said("<Invoice/>", Language::De)?;
    assert_eq!(
        root,
        ["1: „Invoice“ ist keine Rechnung oder Gutschrift nach UBL oder CII (Name oder \
            Namensraum stimmt nicht)."]
    );
    Ok(())
}

/// What stands in an extension is free, but for what the schema knows.
#[test]
fn extensions_are_free() -> Result<(), Box<dyn Error>> {
    let space = "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2";
    let extended = |inside: &str| {
        let extension = format!(
            "<ext:UBLExtensions \
             xmlns:ext='{space}'><ext:UBLExtension><ext:ExtensionContent>{inside}</ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>"
        );
        invoice("").replace(
            "  <cbc:ID>1</cbc:ID>\n  <cbc:IssueDate>",
            &format!("{extension}<cbc:ID>1</cbc:ID><cbc:IssueDate>"),
        )
    };
    for fine in
        ["<x:a xmlns:x='urn:x' b='c'>text<x:d/></x:a>", "<cbc:DueDate>2026-01-31</cbc:DueDate>"]
    {
        assert_eq!(said(&extended(fine), Language::En)?, Vec::<String>::new());
    }
    for bad in [
        "",
        "<a xmlns=''/>",
        "<ext:a/>",
        "<x:a xmlns:x='urn:x'/><x:a xmlns:x='urn:x'/>",
        "<x:a xmlns:x='urn:x'><cbc:DueDate>x</cbc:DueDate></x:a>",
    ] {
        assert_eq!(said(&extended(bad), Language::En)?.len(), 1, "{bad}");
    }
    Ok(())
}

/// A kind of fault is one finding; it names the first place and the next ones.
#[test]
fn findings_name_all_places() -> Result<(), Box<dyn Error>> {
    let text = invoice("<cbc:DueDate>morgen</cbc:DueDate>").replace(">1.00<", ">1,00<");
    let tree = Tree::parse(&text, Limits::default())?;
    let mut findings = Findings::default();
    syntax::schema(&tree, None, RuleSet::Schema, &mut findings);
    let list = findings.into_list();
    let said: Vec<_> = list
        .iter()
        .map(|finding| (finding.rule, finding.count, finding.say(Language::De)))
        .collect();
    let sentence = "Der Wert von „DueDate“ ist ungültig; erwartet wird ein Datum JJJJ-MM-TT. \
        Ebenso: PayableAmount (Zeile 6), LineExtensionAmount (Zeile 7).";
    assert_eq!(said, [("schema-value", 3, sentence.to_owned())]);
    Ok(())
}

/// Nothing that parses makes the check panic, and a verdict does not depend on the prefixes chosen.
#[test]
fn any_document_is_judged() {
    let names =
        ["Invoice", "cbc:ID", "cac:Party", "cac:InvoiceLine", "cac:Item", "cbc:Note", "x:a"];
    let steps = proptest::collection::vec((0..names.len(), 0..4usize), 0..60);
    proptest::proptest!(|(steps in steps)| {
        let mut text = format!(r#"<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:x="urn:x" {UBL}>"#);
        let mut open = Vec::new();
        for (name, close) in steps {
            for _ in 0..close {
                if let Some(name) = open.pop() {
                    text.push_str(&format!("</{name}>"));
                }
            }
            if let Some(name) = names.get(name) {
                text.push_str(&format!("<{name}>1.2"));
                open.push(name);
            }
        }
        open.iter().rev().for_each(|name| text.push_str(&format!("</{name}>")));
        text.push_str("</Invoice>");
        let renamed = text.replace("cbc:", "k:").replace("xmlns:cbc", "xmlns:k");
        let faults = |text: &str| Tree::parse(text, Limits::default()).map(|tree| schema::faults(&tree)).ok();
        let (one, other) = (faults(&text), faults(&renamed));
        proptest::prop_assert!(one.as_ref().is_some_and(|faults| !faults.is_empty() && faults.len() <= 100));
        proptest::prop_assert_eq!(one, other);
    });
}
