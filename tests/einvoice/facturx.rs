//! The profiles of Factur-X (ZUGFeRD): by hand, on sound invoices with one thing changed.

use kontor::domain::Invoice;
use kontor::einvoice::{self, rules::RuleSet};
use kontor::xml::{Limits, Tree};
use rust_decimal::dec;
use std::collections::BTreeSet;

const EXTENDED: &str = include_str!("../../samples/invoice/cii-profiles/extended.xml");
const BASIC: &str = include_str!("../../samples/invoice/cii-profiles/basic.xml");
const BASIC_WL: &str = include_str!("../../samples/invoice/cii-profiles/basic-wl.xml");
const MINIMUM: &str = include_str!("../../samples/invoice/cii-profiles/minimum.xml");

/// Any CII invoice by EN 16931 is one of the profile EN 16931 once its identifier says no more.
const STANDARD: &str = include_str!("../../samples/invoice/cii/two-rates.xml");
const XRECHNUNG: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0";

/// What is changed in a sound invoice (the first occurrence of a text), and the rules that must
/// break.
type Case = (&'static str, &'static str, &'static [&'static str]);

const EXTENDED_CASES: &[Case] = &[
    // Five lines, so five cents; net and base know three lines that count and the freight, so four.
    ("<ram:LineTotalAmount>350.00", "<ram:LineTotalAmount>350.05", &[]),
    ("<ram:LineTotalAmount>350.00", "<ram:LineTotalAmount>350.06", &["BR-FXEXT-CO-10"]),
    ("<ram:ChargeTotalAmount>25.00", "<ram:ChargeTotalAmount>25.01", &[]),
    ("<ram:ChargeTotalAmount>25.00", "<ram:ChargeTotalAmount>25.02", &["BR-FXEXT-CO-12"]),
    ("<ram:BasisAmount>375.00", "<ram:BasisAmount>375.04", &[]),
    ("<ram:BasisAmount>375.00", "<ram:BasisAmount>375.05", &["BR-FXEXT-S08b"]),
    (
        "<ram:TaxBasisTotalAmount>375.00",
        "<ram:TaxBasisTotalAmount>375.05",
        &["BR-FXEXT-CO-13", "BR-FXEXT-CO-15"],
    ),
    (
        "<ram:GrandTotalAmount>446.25",
        "<ram:GrandTotalAmount>446.30",
        &["BR-FXEXT-CO-15", "BR-FXEXT-CO-16"],
    ),
    ("<ram:DuePayableAmount>446.25", "<ram:DuePayableAmount>446.26", &["BR-FXEXT-CO-16"]),
    ("<ram:CalculatedAmount>71.25", "<ram:CalculatedAmount>71.30", &["BR-CO-14", "BR-FXEXT-S-09b"]),
    // Groups and what stands below them.
    (">300.00<", ">301.00<", &["BR-FXEXT-08"]),
    ("<ram:ParentLineID>1<", "<ram:ParentLineID>9<", &["BR-FXEXT-08", "BR-FXEXT-11"]),
    (
        "<ram:LineStatusReasonCode>DETAIL</ram:LineStatusReasonCode>",
        "",
        &["BR-FXEXT-06", "BR-FXEXT-08"],
    ),
    (">12.00<", ">99.00<", &[]),
    (">INFORMATION<", ">INFO<", &["FX-SCH-A-000335"]),
    // What counts must be complete; negative prices are allowed.
    ("unitCode=\"C62\"", "", &["BR-FXEXT-BR-23"]),
    ("<ram:ChargeAmount>25.00", "<ram:ChargeAmount>-25.00", &[]),
    (
        "<ram:SpecifiedTradePaymentTerms><ram:Description>30 Tage \
         netto</ram:Description></ram:SpecifiedTradePaymentTerms>",
        "",
        &["BR-CO-25"],
    ),
    ("<ram:ID>ZL-114<", "<ram:ID><", &["BR-02"]),
    ("format=\"102\">20260820", "format=\"999\">20260820", &["FX-SCH-A-000671"]),
];

const BASIC_CASES: &[Case] = &[
    ("<ram:LineTotalAmount>50.00", "<ram:LineTotalAmount>50.01", &["BR-CO-10", "BR-S-08"]),
    (
        "<ram:ApplicableHeaderTradeAgreement>",
        "<ram:ApplicableHeaderTradeAgreement><ram:BuyerReference>1</ram:BuyerReference>",
        &[],
    ),
    (
        "<ram:LineID>1</ram:LineID>",
        "<ram:LineID>1</ram:LineID><ram:LineStatusReasonCode>DETAIL</ram:LineStatusReasonCode>",
        &["schema-unknown-element"],
    ),
];

const BASIC_WL_CASES: &[Case] = &[
    ("<ram:LineTotalAmount>50.00", "<ram:LineTotalAmount>51.00", &["BR-CO-13"]),
    ("<ram:TypeCode>380", "<ram:TypeCode>999", &["FX-SCH-A-000417"]),
];

const MINIMUM_CASES: &[Case] = &[
    ("<ram:GrandTotalAmount>59.50", "<ram:GrandTotalAmount>59.505", &["BR-DEC-14"]),
    (
        "<ram:CountryID>DE",
        "<ram:PostcodeCode>1</ram:PostcodeCode><ram:CountryID>DE",
        &["schema-unknown-element"],
    ),
];

/// What the profile EN 16931 asks beyond the standard, whose own rules these changes all keep.
const STANDARD_CASES: &[Case] = &[
    // A line may not say why it is exempt; a contact is a person or a department; the schema of the
    // profile is narrower.
    (
        "<ram:CategoryCode>S<",
        "<ram:ExemptionReason>keine</ram:ExemptionReason><ram:CategoryCode>S<",
        &["FX-UNUSED-ExemptionReason"],
    ),
    (
        "</ram:PersonName>",
        "</ram:PersonName><ram:DepartmentName>Versand</ram:DepartmentName>",
        &["CII-SR-465"],
    ),
    (
        "<ram:ApplicableHeaderTradeAgreement>",
        "<ram:ApplicableHeaderTradeAgreement><ram:Reference>1</ram:Reference>",
        &["schema-unknown-element"],
    ),
];

/// The fatal rules that a document breaks by the sets that it names itself.
fn fired(text: &str, sets: Option<&[RuleSet]>) -> BTreeSet<String> {
    let Ok(tree) = Tree::parse(text, Limits::default()) else { return BTreeSet::new() };
    let findings =
        einvoice::validate(&tree, sets).map(|report| report.findings).unwrap_or_default();
    let fatal =
        findings.iter().filter(|finding| finding.severity == einvoice::rules::Severity::Fatal);
    fatal.map(|finding| finding.rule.to_string()).collect()
}

fn read(text: &str) -> Option<Invoice> {
    let tree = Tree::parse(text, Limits::default()).ok()?;
    Some(einvoice::convert::invoice(&einvoice::read(&tree)?))
}

#[test]
fn one_change_breaks_the_rules_of_the_profile() {
    let all = [
        (EXTENDED, EXTENDED_CASES),
        (BASIC, BASIC_CASES),
        (BASIC_WL, BASIC_WL_CASES),
        (MINIMUM, MINIMUM_CASES),
    ];
    let mut wrong = Vec::new();
    for (sound, cases) in all {
        assert_eq!(fired(sound, None), BTreeSet::new());
        for (from, to, rules) in cases {
            assert!(sound.contains(from), "{from} is not in the sample");
            let broken = fired(&sound.replacen(from, to, 1), None);
            if broken != rules.iter().map(|rule| rule.to_string()).collect() {
                wrong.push(format!("{from} -> {to}: {broken:?}, expected {rules:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_profile_en16931_asks_more_than_the_standard() {
    let sound = STANDARD.replacen(XRECHNUNG, "urn:cen.eu:en16931:2017", 1);
    assert_eq!(fired(&sound, None), BTreeSet::new());
    for (from, to, rules) in STANDARD_CASES {
        assert!(sound.contains(from), "{from} is not in the sample");
        let changed = sound.replacen(from, to, 1);
        assert_eq!(
            fired(&changed, Some(&[RuleSet::Schema, RuleSet::En16931])),
            BTreeSet::new(),
            "{to}"
        );
        assert_eq!(
            fired(&changed, None),
            rules.iter().map(|rule| rule.to_string()).collect(),
            "{to}"
        );
        let tree = Tree::parse(&changed, Limits::default()).expect("XML");
        let terms = einvoice::read(&tree).expect("an invoice");
        let to_book = einvoice::judge(&terms, Some(&einvoice::sets_to_book(&terms, None)));
        assert!(to_book.valid, "{to}: an invoice by EN 16931 is booked");
    }
}

/// Whoever names the rules of the core gets them, also of an EXTENDED invoice; and the core has no
/// tolerance.
#[test]
fn the_core_stays_the_core() {
    let by_core = fired(EXTENDED, Some(&[RuleSet::En16931]));
    assert!(
        ["BR-CO-10", "BR-CO-12", "BR-S-08", "BR-22"].iter().all(|rule| by_core.contains(*rule)),
        "{by_core:?}"
    );
    let core = EXTENDED.replacen(
        "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended",
        "urn:cen.eu:en16931:2017",
        1,
    );
    assert!(fired(&core, None).contains("BR-CO-10"));
    assert!(
        fired(&core, Some(&[RuleSet::FacturX])).contains("BR-CO-10"),
        "the profile EN 16931 is the core"
    );
}

#[test]
fn lines_that_do_not_count_are_told_and_freight_is_a_charge() {
    let invoice = read(EXTENDED).expect("an invoice");
    let kinds: Vec<Option<&str>> = invoice.lines.iter().map(|line| line.kind.as_deref()).collect();
    assert_eq!(kinds, [Some("GROUP"), None, None, Some("INFORMATION"), None]);
    let counting =
        invoice.lines.iter().filter(|line| line.kind.is_none()).filter_map(|line| line.net);
    assert_eq!(counting.sum::<rust_decimal::Decimal>(), dec!(350));
    let charges: Vec<_> = invoice
        .charges
        .iter()
        .map(|charge| (charge.amount, charge.reason.as_deref(), charge.vat_rate))
        .collect();
    assert_eq!(charges, [(Some(dec!(25.00)), Some("Anlieferung mit Kran"), Some(dec!(19)))]);
    assert_eq!(invoice.totals.charges, Some(dec!(25.00)));
}

/// Everything a person can be shown has a sentence that can be asked for.
#[test]
fn the_rules_can_be_explained() {
    for id in [
        "BR-FXEXT-CO-10",
        "BR-FXEXT-08",
        "BR-FXEXT-S08b",
        "BR-FXEXT-S-09b",
        "BR-FXEXT-BR-54-2",
        "FX-SCH-A-000335",
    ] {
        assert!(einvoice::report::explain(id, kontor::domain::Language::De).is_some(), "{id}");
    }
}
