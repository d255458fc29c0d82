//! The semantic rules of EN 16931: by hand, on a sound invoice with one thing changed; and against
//! the official verdicts over the corpora, where those lie beside the project.

use jiff::civil::date;
use kontor::domain::{Invoice, Language};
use kontor::einvoice::{self, rules::RuleSet};
use kontor::xml::{self, Limits, Tree};
use proptest::prelude::*;
use rust_decimal::dec;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const UBL: &str = include_str!("../../samples/invoice/ubl/two-rates.xml");
const CII: &str = include_str!("../../samples/invoice/cii/two-rates.xml");

/// What is changed in a sound invoice (the first occurrence of a text), and the rules that must
/// break.
type Case = (&'static str, &'static str, &'static [&'static str]);

const UBL_CASES: &[Case] = &[
    ("<cbc:ID>R-2026-0117</cbc:ID>", "<cbc:ID> </cbc:ID>", &["BR-02"]),
    ("<cbc:DocumentCurrencyCode>EUR", "<cbc:DocumentCurrencyCode>EURO", &["BR-CL-04", "BR-CO-15"]),
    (
        "<cbc:RegistrationName>Weber Schrauben GmbH &amp; Co. KG</cbc:RegistrationName>",
        "",
        &["BR-06"],
    ),
    (">160.00<", ">160.01<", &["BR-CO-10", "BR-CO-13"]),
    (">22.50<", ">22.51<", &["BR-CO-14", "BR-CO-15"]),
    (">150.00</cbc:PayableAmount>", ">172.50</cbc:PayableAmount>", &["BR-CO-16"]),
    (">110.00<", ">110.005<", &["BR-DEC-23", "BR-CO-10"]),
    (">1000<", ">-1000<", &[]),
    (">11.00<", ">-11.00<", &["BR-27"]),
    ("unitCode=\"C62\">1000", "unitCode=\"Stk\">1000", &["BR-CL-23"]),
    ("unitCode=\"C62\">1000", ">1000", &["BR-23"]),
    ("<cbc:ID>DE02120300000000202051</cbc:ID>", "", &["BR-50", "BR-61"]),
    (
        "<cbc:AllowanceChargeReason>Mengenrabatt</cbc:AllowanceChargeReason>",
        "",
        &["BR-33", "BR-CO-21"],
    ),
    ("<cbc:CompanyID>DE136695976", "<cbc:CompanyID>136695976", &["BR-CO-09"]),
    // A base off by half a unit passes, by two units it does not.
    (">100.00</cbc:TaxableAmount>", ">100.50</cbc:TaxableAmount>", &[]),
    (">100.00</cbc:TaxableAmount>", ">102.00</cbc:TaxableAmount>", &["BR-S-08"]),
    (">19.00</cbc:TaxAmount>", ">29.00</cbc:TaxAmount>", &["BR-CO-14", "BR-CO-17", "BR-S-09"]),
    ("<cbc:Percent>19</cbc:Percent>", "<cbc:Percent>0</cbc:Percent>", &["BR-S-06", "BR-S-08"]),
    ("#AAI#", "#QQQ#", &["BR-CL-08"]),
];

const CII_CASES: &[Case] = &[
    ("<ram:ID>R-2026-0117</ram:ID>", "<ram:ID/>", &["BR-02"]),
    ("format=\"102\">20260701", "format=\"610\">202607", &["BR-03"]),
    ("<ram:Name>Weber Schrauben GmbH &amp; Co. KG</ram:Name>", "", &["BR-06"]),
    (">160.00<", ">160.01<", &["BR-CO-10", "BR-CO-13"]),
    (">22.50</ram:TaxTotalAmount>", ">22.51</ram:TaxTotalAmount>", &["BR-CO-14", "BR-CO-15"]),
    (">150.00</ram:DuePayableAmount>", ">172.50</ram:DuePayableAmount>", &["BR-CO-16"]),
    (">11.00<", ">-11.00<", &["BR-27"]),
    ("<ram:IBANID>DE02120300000000202051</ram:IBANID>", "", &["BR-50", "BR-61"]),
    ("<ram:Reason>Mengenrabatt</ram:Reason>", "", &["BR-33", "BR-CO-21"]),
    // CII allows no difference at all where UBL allows less than one unit.
    ("<ram:BasisAmount>100.00", "<ram:BasisAmount>100.50", &["BR-S-08"]),
    ("<ram:CategoryCode>S", "<ram:CategoryCode>Q", &["BR-CL-18", "BR-S-08"]),
    ("schemeID=\"VA\">DE", "schemeID=\"VA\">de", &["BR-CO-09"]),
];

fn fired(text: &str) -> BTreeSet<String> {
    let Ok(tree) = Tree::parse(text, Limits::default()) else { return BTreeSet::new() };
    let report = einvoice::validate(&tree, Some(&[RuleSet::En16931]));
    let findings = report.map(|report| report.findings).unwrap_or_default();
    findings
        .iter()
        .map(|finding| finding.rule.to_string())
        .filter(|rule| rule.starts_with("BR-"))
        .collect()
}

#[test]
fn one_change_breaks_the_rules_it_should() {
    for (sound, cases) in [(UBL, UBL_CASES), (CII, CII_CASES)] {
        assert_eq!(fired(sound), BTreeSet::new());
        for (from, to, rules) in cases {
            assert!(sound.contains(from), "{from} is not in the sample");
            let want: BTreeSet<String> = rules.iter().map(|rule| rule.to_string()).collect();
            assert_eq!(fired(&sound.replacen(from, to, 1)), want, "{from} → {to}");
        }
    }
}

/// The official engine stops at these; here they are findings, and the invoice is not valid.
#[test]
fn what_cannot_be_judged_is_not_valid() {
    for (sound, from, to) in [
        (UBL, ">160.00<", ">160,00<"),
        (UBL, "<cbc:ChargeIndicator>false", "<cbc:ChargeIndicator>nein"),
        (
            UBL,
            "<cbc:IssueDate>2026-07-01</cbc:IssueDate>",
            "<cbc:IssueDate>2026-07-01</cbc:IssueDate><cbc:IssueDate>2026-07-01</cbc:IssueDate>",
        ),
        (CII, ">160.00<", "><"),
        (
            CII,
            "<ram:TypeCode>380</ram:TypeCode>",
            "<ram:TypeCode>380</ram:TypeCode><ram:TypeCode>380</ram:TypeCode>",
        ),
    ] {
        assert!(!fired(&sound.replacen(from, to, 1)).is_empty(), "{from} → {to}");
    }
}

#[test]
fn a_finding_says_what_is_expected_in_both_languages() {
    let text = UBL.replacen(">160.00<", ">161.00<", 1);
    let Ok(tree) = Tree::parse(&text, Limits::default()) else {
        panic!("the sample is well formed")
    };
    let findings = einvoice::validate(&tree, Some(&[RuleSet::En16931]))
        .map(|report| report.findings)
        .unwrap_or_default();
    let Some(sum) = findings.iter().find(|finding| finding.rule == "BR-CO-10") else {
        panic!("the sum is wrong")
    };
    assert!(
        sum.say(Language::De).ends_with("Erwartet: 160,00, angegeben: 161,00."),
        "{}",
        sum.say(Language::De)
    );
    assert!(
        sum.say(Language::En).ends_with("Expected: 160.00, stated: 161.00."),
        "{}",
        sum.say(Language::En)
    );
    assert_eq!(
        einvoice::place(&tree, sum).map(|node| node.path()).as_deref(),
        Some("/ubl:Invoice/cac:LegalMonetaryTotal")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is cut out of an invoice or put into it: no panic, and still an answer when it is
    /// well formed.
    #[test]
    fn no_damage_brings_the_rules_down(at in 0usize..6_000, length in 0usize..200, put in "[<>/&a-zA-Z0-9:.,\\- äE]{0,12}", cii in any::<bool>()) {
        let text = if cii { CII } else { UBL };
        let cut = |at: usize| (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        let (start, end) = (cut(at), cut(at + length));
        let damaged = format!("{}{put}{}", &text[..start], &text[end..]);
        if let Ok(tree) = Tree::parse(&damaged, Limits::default()) {
            let terms = einvoice::read(&tree);
            prop_assert!(!terms.is_some_and(|terms| einvoice::convert::invoice(&terms).format.is_empty()));
            einvoice::validate(&tree, None);
        }
    }
}

/// The smallest share of documents whose semantic rules must all be those of the official verdict.
const ASKED: f64 = 0.995;

type Fired = BTreeSet<(String, String)>;

fn corpora() -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|above| above.join("shared/corpora/einvoice"))
        .find(|path| path.is_dir());
    if found.is_none() {
        eprintln!("skipped: no corpora beside the project");
    }
    found
}

/// The official findings of a document that are semantic rules (BR-…); `None` when the official
/// engine stopped.
fn official(verdict: &serde_json::Value) -> Option<Fired> {
    let rules = verdict.get("rules")?.get("en16931")?;
    if !rules.get("error")?.is_null() {
        return None;
    }
    let text = |rule: &serde_json::Value, key: &str| {
        rule.get(key).and_then(|it| it.as_str()).unwrap_or_default().to_string()
    };
    let fired = rules.get("fired")?.as_array()?.iter();
    Some(
        fired
            .map(|rule| (text(rule, "id"), text(rule, "severity")))
            .filter(|(id, _)| id.starts_with("BR-"))
            .collect(),
    )
}

fn ours(path: &Path) -> Option<Fired> {
    let bytes = std::fs::read(path).ok()?;
    let decoded = xml::decode(&bytes);
    let tree = Tree::parse(&decoded.text, Limits::default()).ok()?;
    let report = einvoice::validate(&tree, Some(&[RuleSet::En16931]))?;
    let semantic = report.findings.iter().filter(|finding| finding.rule.starts_with("BR-"));
    Some(
        semantic
            .map(|finding| (finding.rule.to_string(), finding.severity.as_str().to_string()))
            .collect(),
    )
}

#[test]
fn semantic_rules_agree_with_the_official_verdicts() -> Result<(), Box<dyn std::error::Error>> {
    let Some(base) = corpora() else { return Ok(()) };
    let (mut all, mut same) = (0u32, 0u32);
    let mut differences: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for group in ["ubl", "cii", "unit", "unit-xrechnung", "mutants", "rare", "rare-cii", "directed"]
    {
        let (mut of_group, mut right) = (0u32, 0u32);
        let expected: BTreeMap<String, serde_json::Value> =
            serde_json::from_slice(&std::fs::read(base.join(group).join("expected.json"))?)?;
        for (name, verdict) in &expected {
            let Some(want) = official(verdict) else { continue };
            let path = [base.join(group).join(name), base.join(group).join(group).join(name)]
                .into_iter()
                .find(|path| path.exists());
            let Some(have) = path.as_deref().and_then(ours) else { continue };
            of_group += 1;
            right += u32::from(want == have);
            for (id, _) in want.symmetric_difference(&have) {
                let sign =
                    if want.iter().any(|(known, _)| known == id) { "missing" } else { "extra" };
                differences
                    .entry(format!("{sign} {id}"))
                    .or_default()
                    .push(format!("{group}/{name}"));
            }
        }
        eprintln!("{group}: {right} of {of_group}");
        all += of_group;
        same += right;
    }
    for (what, files) in &differences {
        eprintln!(
            "{what}: {} times, e.g. {}",
            files.len(),
            files.iter().take(3).cloned().collect::<Vec<_>>().join(", ")
        );
    }
    assert!(f64::from(same) >= ASKED * f64::from(all), "{same} of {all} documents agree");
    Ok(())
}

fn converted(text: &str) -> Invoice {
    let Ok(tree) = Tree::parse(text, Limits::default()) else {
        panic!("the sample is well formed")
    };
    einvoice::read(&tree).map(|terms| einvoice::convert::invoice(&terms)).unwrap_or_default()
}

#[test]
fn both_syntaxes_say_the_same() {
    let (ubl, cii) = (converted(UBL), converted(CII));
    assert_eq!((ubl.format.as_str(), cii.format.as_str()), ("ubl", "cii"));
    // UBL writes the subject of a note into its text.
    assert_eq!(ubl.notes, ["#AAI#Lieferung frei Haus"]);
    let alike = Invoice { format: ubl.format.clone(), notes: ubl.notes.clone(), ..cii };
    assert_eq!(alike, ubl);
}

#[test]
fn an_invoice_is_read_whole() {
    let invoice = converted(UBL);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    assert_eq!(text(&invoice.number), "R-2026-0117");
    assert_eq!(invoice.issue_day(), Some(date(2026, 7, 1)));
    assert_eq!(invoice.due_date, Some(date(2026, 7, 31)));
    assert_eq!(invoice.delivery_date, Some(date(2026, 6, 29)));
    assert_eq!(text(&invoice.seller.name), "Weber Schrauben GmbH & Co. KG");
    assert_eq!(invoice.seller.vat_id.as_ref().map(|id| id.as_str()), Some("DE136695976"));
    assert_eq!(text(&invoice.seller.tax_number), "321/5731/0455");
    assert_eq!(text(&invoice.seller.email), "ute.weber@schrauben-weber.example");
    assert_eq!(text(&invoice.buyer.email), "eingang@mueller-metallbau.example");
    assert_eq!(text(&invoice.buyer.identifier), "K-1007");
    assert_eq!(
        (text(&invoice.order_number), text(&invoice.delivery_note_number)),
        ("B-4711".into(), "L-2026-88".into())
    );
    assert_eq!(
        invoice.payment.iban.as_ref().map(|iban| iban.as_str()),
        Some("DE02120300000000202051")
    );
    assert_eq!(
        (text(&invoice.payment.bic), text(&invoice.payment.reference)),
        ("BYLADEM1001".into(), "R-2026-0117".into())
    );
    assert_eq!(
        (invoice.totals.vat, invoice.totals.prepaid, invoice.totals.payable),
        (Some(dec!(22.50)), Some(dec!(22.50)), Some(dec!(150.00)))
    );
    assert_eq!(
        invoice.vat.iter().map(|vat| (vat.rate, vat.amount)).collect::<Vec<_>>(),
        [(Some(dec!(19)), Some(dec!(19.00))), (Some(dec!(7)), Some(dec!(3.50)))]
    );
    assert_eq!(invoice.allowances.len(), 1);
    let Some(screws) = invoice.lines.first() else { panic!("there are two lines") };
    assert_eq!(
        (text(&screws.article), text(&screws.gtin), text(&screws.order_line)),
        ("SK-M8-40".into(), "4012345678901".into(), "10".into())
    );
    // 11.00 a hundred.
    assert_eq!(
        (screws.quantity, screws.unit_price, screws.net),
        (Some(dec!(1000)), Some(dec!(0.11)), Some(dec!(110.00)))
    );
}
