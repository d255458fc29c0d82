//! The rules of XRechnung: each by a change to a small sound invoice of our own, and all together
//! against the official verdicts over the corpora, where those lie beside the project.

use kontor::einvoice::{self, rules::RuleSet};
use kontor::xml::{self, Limits, Tree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const UBL: &str = include_str!("../invoices/ubl.xml");
const CII: &str = include_str!("../invoices/cii.xml");
const EXTENSION: (&str, &str) = (
    "kosit:xrechnung_3.0<",
    "kosit:xrechnung_3.0#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0<",
);
const VEHICLES: (&str, &str) = (
    "kosit:xrechnung_3.0<",
    "kosit:xrechnung_3.0#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9<",
);

type Fired = BTreeSet<(String, String)>;

fn judge(text: &str, sets: &[RuleSet]) -> Option<Fired> {
    let tree = Tree::parse(text, Limits::default()).ok()?;
    let report = einvoice::validate(&tree, Some(sets))?;
    Some(
        report
            .findings
            .iter()
            .map(|finding| (finding.rule.to_string(), finding.severity.as_str().to_string()))
            .collect(),
    )
}

/// The rules that an invoice breaks once these texts are replaced, e.g. `BR-DE-15 fatal`.
fn broken(invoice: &str, changes: &[(&str, &str)]) -> Vec<String> {
    let mut text = invoice.to_string();
    for (old, new) in changes {
        assert!(text.contains(old), "the sample does not say {old}");
        text = text.replacen(old, new, 1);
    }
    let fired = judge(&text, &[RuleSet::XRechnung]).unwrap_or_default();
    fired.into_iter().map(|(rule, severity)| format!("{rule} {severity}")).collect()
}

#[test]
fn the_samples_are_sound() {
    let every = [RuleSet::Schema, RuleSet::En16931, RuleSet::XRechnung];
    assert_eq!(judge(UBL, &every), Some(Fired::new()));
    assert_eq!(judge(CII, &every), Some(Fired::new()));
}

#[test]
fn what_is_missing_is_named() {
    let cases = [
        (("04011000-12345-03", " "), "BR-DE-15 fatal"),
        (("<cbc:CityName>Freising</cbc:CityName>", ""), "BR-DE-3 fatal"),
        (("<cbc:PostalZone>85354</cbc:PostalZone>", ""), "BR-DE-4 fatal"),
        (("<cbc:Name>Ida Weber</cbc:Name>", ""), "BR-DE-5 fatal"),
        (("<cbc:CityName>Augsburg</cbc:CityName>", ""), "BR-DE-8 fatal"),
        (("<cbc:PostalZone>86150</cbc:PostalZone>", ""), "BR-DE-9 fatal"),
        (
            ("<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>", ""),
            "PEPPOL-EN16931-R001 fatal",
        ),
        (
            ("<cbc:EndpointID schemeID=\"EM\">rechnung@weber-holzbau.example</cbc:EndpointID>", ""),
            "PEPPOL-EN16931-R020 fatal",
        ),
        (
            ("<cbc:EndpointID schemeID=\"EM\">eingang@stadt.example</cbc:EndpointID>", ""),
            "PEPPOL-EN16931-R010 fatal",
        ),
        (
            (
                "<cac:Delivery><cbc:ActualDeliveryDate>2026-10-30</cbc:ActualDeliveryDate></cac:Delivery>",
                "",
            ),
            "BR-DE-TMP-32 information",
        ),
        (("<cbc:CompanyID>DE123456789</cbc:CompanyID>", ""), "BR-DE-16 fatal"),
    ];
    for (change, rule) in cases {
        let fired = broken(UBL, &[change]);
        assert!(fired.iter().any(|fired| fired == rule), "{rule}: {fired:?}");
    }
    assert_eq!(broken(CII, &[("<ram:CityName>Freising</ram:CityName>", "")]), ["BR-DE-3 fatal"]);
    assert_eq!(
        broken(
            CII,
            &[(
                "<ram:PersonName>Ida Weber</ram:PersonName>",
                "<ram:DepartmentName>Büro</ram:DepartmentName>"
            )]
        ),
        [""; 0]
    );
    assert_eq!(broken(CII, &[("<ram:CityName>Augsburg</ram:CityName>", "")]), ["BR-DE-8 fatal"]);
}

#[test]
fn forms_are_checked_to_the_letter() {
    for (invoice, iban, mail) in [
        (UBL, "DE02120300000000202051", "ida@weber-holzbau.example"),
        (CII, "DE02120300000000202051", "ida@weber-holzbau.example"),
    ] {
        assert_eq!(broken(invoice, &[(iban, "DE02120300000000202052")]), ["BR-DE-19 warning"]);
        assert_eq!(broken(invoice, &[(iban, "DE02 1203 0000 0000 2020 51")]), [""; 0]);
        assert_eq!(broken(invoice, &[(mail, "ida@weber")]), ["BR-DE-28 warning"]);
        assert_eq!(broken(invoice, &[("+49 8161 555", "anrufen")]), ["BR-DE-27 warning"]);
        assert_eq!(broken(invoice, &[("PROZENT=2.00", "PROZENT=2")]), ["BR-DE-18 fatal"]);
        assert_eq!(broken(invoice, &[("PROZENT=2.00#\n", "PROZENT=2.00#")]), ["BR-DE-18 fatal"]);
        assert_eq!(
            broken(invoice, &[("https://belege.example/17", "belege/17")]),
            ["BR-TMP-2 fatal"]
        );
        assert_eq!(broken(invoice, &[("380", "384")]), ["BR-DE-26 warning"]);
        assert_eq!(broken(invoice, &[("380", "386")]), ["BR-DE-17 warning"]);
    }
    assert_eq!(broken(UBL, &[("2026-11-02", "02.11.2026")]), ["BR-TMP-6 warning"]);
    assert_eq!(broken(CII, &[("20261102", "2026-11-02")]), ["BR-TMP-7 warning"]);
    assert_eq!(
        broken(CII, &[("format=\"102\">20261102", "format=\"203\">20261102")]),
        ["BR-TMP-7 warning"]
    );
}

#[test]
fn payment_details_fit_the_means() {
    let debit = "<cac:PaymentMandate><cbc:ID>M1</cbc:ID></cac:PaymentMandate></cac:PaymentMeans>";
    assert_eq!(broken(UBL, &[(">58<", ">48<")]), ["BR-DE-24-a fatal", "BR-DE-24-b fatal"]);
    assert_eq!(
        broken(UBL, &[("</cac:PaymentMeans>", debit)]),
        ["BR-DE-23-b fatal", "BR-DE-30 fatal", "BR-DE-31 fatal"]
    );
    assert_eq!(
        broken(UBL, &[(">58<", ">59<")]),
        ["BR-DE-20 warning", "BR-DE-25-a fatal", "BR-DE-25-b fatal", "PEPPOL-EN16931-R061 fatal"]
    );
    let creditor = "<ram:CreditorReferenceID>DE98ZZZ09999999999</ram:CreditorReferenceID><ram:InvoiceCurrencyCode>";
    assert_eq!(
        broken(CII, &[("<ram:InvoiceCurrencyCode>", creditor)]),
        ["BR-DE-23-b fatal", "BR-DE-30 fatal", "BR-DE-31 fatal"]
    );
}

#[test]
fn sums_may_be_two_cents_off() {
    let line = "<cbc:LineExtensionAmount currencyID=\"EUR\">100.00</cbc:LineExtensionAmount>\n    \
        <cac:Item>";
    let off = |cents: &str| broken(UBL, &[(line, &line.replace("100.00", cents))]);
    assert_eq!(off("100.02"), [""; 0]);
    assert_eq!(off("100.03"), ["PEPPOL-EN16931-R120 warning"]);
    assert_eq!(
        broken(CII, &[("<ram:LineTotalAmount>100.00", "<ram:LineTotalAmount>99.97")]),
        ["PEPPOL-EN16931-R120 warning"]
    );
    let price = "<cac:Price><cbc:PriceAmount currencyID=\"EUR\">50.00</cbc:PriceAmount>";
    let with = |base: &str| {
        broken(
            UBL,
            &[(price, &format!("{price}<cbc:BaseQuantity unitCode=\"{base}</cbc:BaseQuantity>"))],
        )
    };
    assert_eq!(with("HUR\">1"), [""; 0]);
    assert_eq!(with("DAY\">1"), ["PEPPOL-EN16931-R130 fatal"]);
    assert_eq!(with("HUR\">0"), ["PEPPOL-EN16931-R121 fatal"]);
}

#[test]
fn what_no_engine_can_judge_is_fatal() {
    assert_eq!(
        broken(UBL, &[(">50.00</cbc:PriceAmount>", ">fünfzig</cbc:PriceAmount>")]),
        ["PEPPOL-EN16931-R120 fatal"]
    );
    let twice = "<cbc:Telephone>+49 8161 555</cbc:Telephone>";
    assert_eq!(broken(UBL, &[(twice, &twice.repeat(2))]), ["BR-DE-27 fatal"]);
}

#[test]
fn the_extension_asks_more_and_allows_more() {
    let id = "<cbc:EndpointID schemeID=\"EM\">rechnung";
    assert_eq!(broken(UBL, &[EXTENSION]), [""; 0]);
    assert_eq!(
        broken(UBL, &[EXTENSION, (id, "<cbc:EndpointID schemeID=\"XR01\">rechnung")]),
        [""; 0]
    );
    assert_eq!(
        broken(UBL, &[EXTENSION, (id, "<cbc:EndpointID schemeID=\"9958\">rechnung")]),
        ["BR-DEX-07 fatal"]
    );
    let total = "<cbc:PayableAmount currencyID=\"EUR\">119.00";
    assert_eq!(
        broken(UBL, &[EXTENSION, (total, "<cbc:PayableAmount currencyID=\"EUR\">120.00")]),
        ["BR-DEX-09 fatal"]
    );
    let sub = "<cac:SubInvoiceLine><cbc:ID>1.1</cbc:ID><cbc:LineExtensionAmount \
        currencyID=\"EUR\">60</cbc:LineExtensionAmount><cac:Item><cbc:Name>Gaube</cbc:Name></cac:Item></cac:SubInvoiceLine></cac:InvoiceLine>";
    assert_eq!(
        broken(UBL, &[EXTENSION, ("</cac:InvoiceLine>", sub)]),
        ["BR-DEX-02 warning", "BR-DEX-03 fatal"]
    );
    assert_eq!(broken(UBL, &[("</cac:InvoiceLine>", sub)]), [""; 0]);
    let line = "<ram:LineID>1</ram:LineID>";
    assert_eq!(
        broken(
            CII,
            &[
                EXTENSION,
                (line, "<ram:LineID>1</ram:LineID><ram:ParentLineID>0</ram:ParentLineID>")
            ]
        ),
        ["BR-DEX-15 warning"]
    );
}

#[test]
fn invoices_for_vehicles_say_how_clean_they_are() {
    let missing = ["BR-DE-CVD-01 fatal", "BR-DE-CVD-02 fatal", "BR-DE-CVD-03 fatal"];
    assert_eq!(broken(UBL, &[VEHICLES]), missing);
    assert_eq!(broken(CII, &[VEHICLES]), missing);
    let class = "<cbc:Name>Zimmererarbeiten</cbc:Name><cac:CommodityClassification><cbc:ItemClassificationCode listID=\"CVD\">X9</cbc:ItemClassificationCode></cac:CommodityClassification>";
    let fired = broken(UBL, &[VEHICLES, ("<cbc:Name>Zimmererarbeiten</cbc:Name>", class)]);
    assert!(
        fired.contains(&"BR-DE-CVD-04 fatal".to_string())
            && fired.contains(&"BR-DE-CVD-06-a fatal".to_string()),
        "{fired:?}"
    );
}

/// Shares of documents whose findings, and whose fatal findings, must be the official ones: what
/// has been reached.
const SAME: f64 = 0.999;

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

/// The official findings of a document; an `Err` where the official engine stopped.
fn official(verdict: &serde_json::Value) -> Option<Result<Fired, String>> {
    let rules = verdict.get("rules")?.get("xrechnung")?;
    if let Some(error) = rules.get("error").and_then(|error| error.as_str()) {
        return Some(Err(error.to_string()));
    }
    let text = |rule: &serde_json::Value, key: &str| {
        rule.get(key).and_then(|it| it.as_str()).unwrap_or_default().to_string()
    };
    Some(Ok(rules
        .get("fired")?
        .as_array()?
        .iter()
        .map(|rule| (text(rule, "id"), text(rule, "severity")))
        .collect()))
}

fn ours(path: &Path) -> Option<Fired> {
    judge(&xml::decode(&std::fs::read(path).ok()?).text, &[RuleSet::XRechnung])
}

fn fatal(fired: &Fired) -> BTreeSet<&str> {
    fired
        .iter()
        .filter(|(_, severity)| severity == "fatal")
        .map(|(rule, _)| rule.as_str())
        .collect()
}

#[test]
fn findings_agree_with_the_official_verdicts() -> Result<(), Box<dyn std::error::Error>> {
    let Some(base) = corpora() else { return Ok(()) };
    let (mut all, mut same, mut same_fatal, mut stopped, mut noticed) =
        (0u32, 0u32, 0u32, 0u32, 0u32);
    for group in ["ubl", "cii", "unit", "unit-xrechnung", "mutants", "rare", "rare-cii", "directed"]
    {
        let expected = std::fs::read(base.join(group).join("expected.json"))?;
        let expected: BTreeMap<String, serde_json::Value> = serde_json::from_slice(&expected)?;
        for (name, verdict) in &expected {
            let Some(want) = official(verdict) else { continue };
            let path = [base.join(group).join(name), base.join(group).join(group).join(name)]
                .into_iter()
                .find(|path| path.exists());
            let Some(have) = path.as_deref().and_then(ours) else { continue };
            let Ok(want) = want else {
                stopped += 1;
                noticed += u32::from(!fatal(&have).is_empty());
                continue;
            };
            all += 1;
            same += u32::from(want == have);
            same_fatal += u32::from(fatal(&want) == fatal(&have));
            if want != have {
                eprintln!(
                    "{group}/{name}: {:?}",
                    want.symmetric_difference(&have).collect::<Vec<_>>()
                );
            }
        }
    }
    eprintln!(
        "{all} documents: same findings {same}, same fatal ones {same_fatal}; engine stopped at \
         {stopped}, {noticed} of them not valid here"
    );
    assert!(
        f64::from(same) >= SAME * f64::from(all) && f64::from(same_fatal) >= SAME * f64::from(all)
    );
    assert_eq!(noticed, stopped);
    Ok(())
}
