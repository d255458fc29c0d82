//! `kontor validate` as a user runs it.

use assert_cmd::Command;
use serde_json::Value;
use std::path::PathBuf;

type Failed = Box<dyn std::error::Error>;

fn invoice(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "invoices", name].iter().collect();
    path.to_string_lossy().into_owned()
}

/// Runs the verb; its answers as JSON, and its exit status.
fn validate(arguments: &[&str]) -> Result<(Vec<Value>, Option<i32>), Failed> {
    let output =
        Command::cargo_bin("kontor")?.arg("validate").arg("--json").args(arguments).output()?;
    let text = String::from_utf8(output.stdout)?;
    let answers = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    Ok((answers, output.status.code()))
}

/// Runs the verb for people.
fn shown(arguments: &[&str]) -> Result<(String, Option<i32>), Failed> {
    let output = Command::cargo_bin("kontor")?.arg("validate").args(arguments).output()?;
    Ok((String::from_utf8(output.stdout)?, output.status.code()))
}

/// An invoice of ours with one text changed, in a folder of its own.
fn changed(name: &str, old: &str, new: &str) -> Result<(tempfile::TempDir, String), Failed> {
    let folder = tempfile::tempdir()?;
    let text = std::fs::read_to_string(invoice(name))?;
    assert!(text.contains(old), "{name} does not say {old}");
    let path = folder.path().join(name);
    std::fs::write(&path, text.replacen(old, new, 1))?;
    let path = path.to_string_lossy().into_owned();
    Ok((folder, path))
}

fn rules(answer: &Value) -> Vec<&str> {
    let findings =
        answer.get("findings").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    findings.iter().filter_map(|finding| finding.get("rule")?.as_str()).collect()
}

#[test]
fn sound_invoices_are_valid() -> Result<(), Failed> {
    let (ubl, cii) = (invoice("ubl.xml"), invoice("cii.xml"));
    let (answers, status) = validate(&[&ubl, &cii])?;
    assert_eq!(status, Some(0));
    let seen: Vec<_> = answers
        .iter()
        .map(|answer| {
            (answer["file"].as_str(), answer["syntax"].as_str(), answer["valid"].as_bool())
        })
        .collect();
    assert_eq!(
        seen,
        [
            (Some(ubl.as_str()), Some("ubl"), Some(true)),
            (Some(cii.as_str()), Some("cii"), Some(true))
        ]
    );
    assert_eq!(
        answers[0]["profile"],
        "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    );
    assert_eq!(answers[0]["findings"], Value::Array(Vec::new()));
    Ok(())
}

#[test]
fn a_finding_says_which_rule_where_and_what() -> Result<(), Failed> {
    let (_folder, path) =
        changed("ubl.xml", "<cbc:BuyerReference>04011000-12345-03</cbc:BuyerReference>", "")?;
    let (answers, status) = validate(&[&path])?;
    assert_eq!(status, Some(1));
    assert_eq!(answers[0]["valid"], false);
    let finding = &answers[0]["findings"][0];
    assert_eq!(finding["rule"], "BR-DE-15");
    assert_eq!(finding["rule_set"], "xrechnung");
    assert_eq!(finding["severity"], "fatal");
    assert_eq!(finding["location"], "/ubl:Invoice");
    assert!(finding["message"].as_str().is_some_and(|text| text.contains("BT-10")));
    let (answers, _) = validate(&["--language", "en", &path])?;
    assert!(
        answers[0]["findings"][0]["message"]
            .as_str()
            .is_some_and(|text| text.starts_with("The buyer reference (BT-10) is missing."))
    );
    Ok(())
}

#[test]
fn a_warning_leaves_the_invoice_valid() -> Result<(), Failed> {
    let (_folder, path) = changed("cii.xml", "DE02120300000000202051", "DE02120300000000202052")?;
    let (answers, status) = validate(&[&path])?;
    assert_eq!(
        (status, answers[0]["valid"].as_bool(), rules(&answers[0])),
        (Some(0), Some(true), vec!["BR-DE-19"])
    );
    Ok(())
}

#[test]
fn a_bad_file_does_not_stop_the_others() -> Result<(), Failed> {
    let sound = invoice("ubl.xml");
    let broken: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "samples", "broken", "not-an-einvoice.xml"].iter().collect();
    let broken = broken.to_string_lossy();
    let (answers, status) = validate(&["/nowhere/at/all.xml", &broken, &sound])?;
    assert_eq!(status, Some(1));
    assert_eq!(
        answers.iter().map(rules).collect::<Vec<_>>(),
        [vec!["file-unreadable"], vec!["not-an-einvoice"], vec![]]
    );
    for answer in &answers[..2] {
        assert_eq!(
            (&answer["syntax"], &answer["profile"], &answer["valid"]),
            (&Value::Null, &Value::Null, &Value::Bool(false))
        );
        assert_eq!(
            (&answer["findings"][0]["rule_set"], &answer["findings"][0]["location"]),
            (&Value::from("schema"), &Value::Null)
        );
    }
    Ok(())
}

#[test]
fn rule_sets_are_those_asked_for_or_those_the_invoice_names() -> Result<(), Failed> {
    let (_folder, path) = changed("ubl.xml", "04011000-12345-03", " ")?;
    assert_eq!(rules(&validate(&["--rules", "en16931", &path])?.0[0]), [""; 0]);
    assert_eq!(
        rules(&validate(&["--rules", "en16931,xrechnung", &path])?.0[0]),
        ["BR-DE-15", "PEPPOL-EN16931-R008"]
    );
    let (_folder, path) = changed("ubl.xml", "#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0", "")?;
    assert_eq!(rules(&validate(&[&path])?.0[0]), [""; 0]);
    let (_folder, path) =
        changed("ubl.xml", "<cbc:DueDate>2026-12-02</cbc:DueDate>", "<cbc:Irgendwas/>")?;
    let (answers, _) = validate(&[&path])?;
    assert!(
        answers[0]["findings"]
            .as_array()
            .is_some_and(|all| all.iter().any(|finding| finding["rule_set"] == "schema"))
    );
    let (answers, _) = validate(&["--rules", "xrechnung", &path])?;
    assert_eq!(rules(&answers[0]), ["PEPPOL-EN16931-R008"]);
    Ok(())
}

#[test]
fn the_scenario_re_levels_what_the_german_validator_re_levels() -> Result<(), Failed> {
    let item = "<cac:ClassifiedTaxCategory>";
    let unknown = "<cac:StandardItemIdentification><cbc:ID \
        schemeID=\"9999\">1</cbc:ID></cac:StandardItemIdentification><cac:ClassifiedTaxCategory>";
    let (_folder, path) = changed("ubl.xml", item, unknown)?;
    let severity = |answers: &[Value]| answers[0]["findings"][0]["severity"].clone();
    let (plain, status) = validate(&[&path])?;
    assert_eq!(
        (rules(&plain[0]), severity(&plain), status),
        (vec!["BR-CL-21"], Value::from("fatal"), Some(1))
    );
    let (scenario, status) = validate(&["--level", "scenario", &path])?;
    assert_eq!(
        (rules(&scenario[0]), severity(&scenario), status),
        (vec!["BR-CL-21"], Value::from("warning"), Some(0))
    );
    Ok(())
}

#[test]
fn people_read_line_column_and_the_terms_name_without_colours() -> Result<(), Failed> {
    let (_folder, path) = changed("ubl.xml", "<cbc:CityName>Freising</cbc:CityName>", "")?;
    let (text, status) = shown(&[&path])?;
    assert_eq!(status, Some(1));
    assert!(text.starts_with(&format!("{path}: nicht gültig\n")), "{text}");
    assert!(text.contains("  Fehler (1)\n    BR-DE-3  Zeile 18, Spalte 7\n"), "{text}");
    assert!(
        text.contains("      BT-37 Ort des Verkäufers\n") && !text.contains('\u{1b}'),
        "{text}"
    );
    let (text, _) = shown(&["--language", "en", &path])?;
    assert!(text.contains("Errors (1)") && text.contains("BT-37 Seller city"), "{text}");
    Ok(())
}

#[test]
fn a_rule_is_explained() -> Result<(), Failed> {
    let (text, status) = shown(&["--explain", "br-de-15"])?;
    assert_eq!(status, Some(0));
    assert!(
        text.starts_with("BR-DE-15 (xrechnung, fatal)\n")
            && text.contains("BT-10 Käuferreferenz")
            && text.contains("Warum:"),
        "{text}"
    );
    for id in [
        "BR-01",
        "BR-CO-09",
        "BR-CO-10",
        "BR-CL-23",
        "BR-S-08",
        "BR-IC-11",
        "BR-O-12",
        "UBL-CR-470",
        "CII-SR-452",
        "PEPPOL-EN16931-R120",
    ] {
        assert!(shown(&["--explain", id])?.0.starts_with(id), "{id}");
    }
    assert_eq!(shown(&["--explain", "BR-DE-999"])?.1, Some(2));
    Ok(())
}

#[test]
fn wrong_usage_is_said() -> Result<(), Failed> {
    assert_eq!(shown(&[])?.1, Some(2));
    assert_eq!(shown(&["--rules", "peppol", &invoice("ubl.xml")])?.1, Some(2));
    Ok(())
}
