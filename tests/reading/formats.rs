//! Every sample is read as its snapshot says, the samples are sound among themselves, and every
//! format has one.

use kontor::domain::{BankStatement, Content, Kind, Statement};
use kontor::formats::{self, FORMATS, Input, Layouts, Read};
use kontor::settings::Company;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

type Failure = Box<dyn std::error::Error>;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// All files below a folder of samples/, as paths below samples/, sorted.
fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![samples().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => found.extend(
                    path.strip_prefix(samples())
                        .ok()
                        .map(|path| path.to_string_lossy().replace('\\', "/")),
                ),
            }
        }
    }
    found.sort();
    found
}

/// What is no document: settings, the demo's list, what systems drop. The broken ones have a test
/// of their own (`errors`).
fn is_document(file: &str) -> bool {
    !["broken/", "companies/", "droppings/", "demo.toml", "kontor.toml"]
        .iter()
        .any(|other| file.starts_with(other))
}

fn documents() -> Vec<String> {
    files("").into_iter().filter(|file| is_document(file)).collect()
}

fn answers(verb: &str, names: &[String]) -> Result<Vec<serde_json::Value>, Failure> {
    let output = assert_cmd::Command::cargo_bin("kontor")?
        .current_dir(samples())
        .args([verb, "--json"])
        .args(names)
        .output()?;
    let answers: Vec<serde_json::Value> = String::from_utf8(output.stdout)?
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    assert_eq!(answers.len(), names.len(), "one answer a file");
    Ok(answers)
}

#[test]
fn every_sample_is_read_as_its_snapshot_says() -> Result<(), Failure> {
    let names = documents();
    assert!(names.len() > 60, "{}", names.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/formats");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _bound = settings.bind_to_scope();
    for (name, answer) in names.iter().zip(answers("inspect", &names)?) {
        assert_eq!(answer["file"], name.as_str());
        assert_eq!(
            answer["error"].is_null(),
            !name.starts_with("damaged/"),
            "{name}: {}",
            answer["error"]
        );
        insta::assert_json_snapshot!(name.replace('/', "."), answer);
    }
    Ok(())
}

/// The names of the formats that read these bytes: their own, and those of the parts inside.
fn formats_of(name: &str, bytes: &[u8]) -> BTreeSet<&'static str> {
    let layouts = Layouts::default();
    let Ok((format, reading)) = formats::read(&Input { bytes, name, layouts: &layouts }) else {
        return BTreeSet::new();
    };
    let inside = match reading.content {
        Read::Parts(parts) => {
            parts.iter().flat_map(|part| formats_of(&part.name, &part.bytes)).collect()
        }
        Read::Content(_) => BTreeSet::new(),
    };
    inside.into_iter().chain([format.name]).collect()
}

/// The row for PDFs that no other row knows only ever says why (samples/broken/pdf-*).
const NEVER_READS: &str = "pdf";

#[test]
fn every_format_has_a_sample() {
    let read: BTreeSet<&str> = documents()
        .iter()
        .flat_map(|name| formats_of(name, &fs::read(samples().join(name)).unwrap_or_default()))
        .collect();
    let all: BTreeSet<&str> =
        FORMATS.iter().map(|format| format.name).filter(|name| *name != NEVER_READS).collect();
    assert_eq!(all.difference(&read).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn every_valid_invoice_passes_the_official_rules_and_the_invalid_one_breaks_those_it_is_to_break()
-> Result<(), Failure> {
    let names: Vec<String> = files("invoice")
        .into_iter()
        .filter(|name| {
            !name.contains("zugferd1") && !name.contains("/pdf/") && !name.ends_with(".csv")
        })
        .collect();
    for answer in answers("validate", &names)? {
        let findings = answer["findings"].as_array().cloned().unwrap_or_default();
        let fatal = findings.iter().filter(|finding| finding["severity"] == "fatal");
        let rules: Vec<&str> = fatal.filter_map(|finding| finding["rule"].as_str()).collect();
        let expected: &[&str] =
            match answer["file"].as_str().is_some_and(|file| file.ends_with("-invalid.xml")) {
                true => &["BR-CO-10", "BR-CO-13"],
                false => &[],
            };
        assert_eq!(rules, expected, "{}", answer["file"]);
    }
    Ok(())
}

/// The statements in a file, those inside containers too.
fn statements(name: &str, bytes: &[u8]) -> Vec<Statement> {
    let layouts = Layouts::default();
    match formats::read(&Input { bytes, name, layouts: &layouts })
        .map(|(_, reading)| reading.content)
    {
        Ok(Read::Content(Content::BankStatement(BankStatement { statements, .. }))) => statements,
        Ok(Read::Parts(parts)) => {
            parts.iter().flat_map(|part| statements(&part.name, &part.bytes)).collect()
        }
        _ => Vec::new(),
    }
}

/// Day, opening, sum of the entries, closing.
fn balances(statement: &Statement) -> Option<(String, Decimal, Decimal, Decimal)> {
    let (opening, closing) = (statement.opening.as_ref()?, statement.closing.as_ref()?);
    let sum = statement.entries.iter().map(|entry| entry.amount.amount).sum();
    Some((closing.date?.to_string(), opening.amount.amount, sum, closing.amount.amount))
}

#[test]
fn the_statements_of_the_month_add_up_and_follow_each_other() {
    let main = |name: &String| {
        ["camt053-v08/2026", "mt940/2026", "zip/"].iter().any(|part| name.contains(part))
    };
    let names = files("bank-statement").into_iter().filter(main);
    let all = names
        .flat_map(|name| statements(&name, &fs::read(samples().join(&name)).unwrap_or_default()));
    let mut days: Vec<_> = all.filter_map(|statement| balances(&statement)).collect();
    days.sort();
    // 20 October comes as camt.053 and as MT940, and both say the same.
    assert_eq!(days.len(), 23);
    days.dedup();
    assert_eq!(days.len(), 22, "the banking days of October 2026");
    for (day, opening, sum, closing) in &days {
        assert_eq!(opening + sum, *closing, "{day}");
    }
    for two in days.windows(2) {
        assert_eq!(two.first().map(|day| day.3), two.last().map(|day| day.1), "{two:?}");
    }
}

#[test]
fn the_demo_drops_every_document_of_the_month() -> Result<(), Failure> {
    let manifest: toml::Table = fs::read_to_string(samples().join("demo.toml"))?.parse()?;
    let drops = manifest.get("drop").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let column = |name: &str| -> Vec<String> {
        drops.iter().filter_map(|drop| Some(drop.get(name)?.as_str()?.to_owned())).collect()
    };
    let (dropped, paths) = (column("sample"), column("inbox"));
    assert_eq!((dropped.len(), paths.len()), (drops.len(), drops.len()));
    assert_eq!(paths.iter().collect::<BTreeSet<_>>().len(), paths.len(), "no two under one path");
    for name in &dropped {
        assert!(samples().join(name).is_file(), "samples/{name} is missing");
    }
    // Samples of a format alone, without a part in the month.
    let apart = [
        "bank-statement/pdf/",
        "invoice/ubl/two-rates",
        "invoice/cii/two-rates",
        // An invoice in each profile of Factur-X.
        "invoice/cii-profiles/",
        "invoice/facturx/schrauben-hahn.pdf",
        "invoice/facturx/owner",
        // Read from its text, and only proposed.
        "invoice/pdf/",
        // An invoice of the month once more, in an envelope.
        "mail/peppol-envelope",
        // It answers for one office at one moment.
        "answers/",
        // Formats of orders and delivery notes besides those of the month.
        "order/",
        "delivery-note/edifact/",
        "delivery-note/opentrans/",
        "delivery-note/pdf/",
        "delivery-note/ubl/mueller-WE",
        "stock-count/",
        "unit/",
        "entries/",
        "exchange-rates/",
    ];
    let forgotten: Vec<String> = documents()
        .into_iter()
        .filter(|name| {
            !dropped.contains(name) && !apart.iter().any(|other| name.starts_with(other))
        })
        .collect();
    assert_eq!(forgotten, Vec::<String>::new());
    Ok(())
}

#[test]
fn master_data_lies_in_the_folder_of_its_company() -> Result<(), Failure> {
    for name in files("master") {
        let bytes = fs::read(samples().join(&name))?;
        let layouts = Layouts::default();
        let (format, reading) =
            formats::read(&Input { bytes: &bytes, name: &name, layouts: &layouts })?;
        assert!(
            matches!(
                format.kind,
                Kind::Contacts
                    | Kind::OpenItems
                    | Kind::OpeningBalances
                    | Kind::Order
                    | Kind::DeliveryNote
            ),
            "{name}"
        );
        assert_eq!(reading.findings, [], "{name}");
    }
    Ok(())
}

#[test]
fn the_companies_are_sound() -> Result<(), Failure> {
    for id in ["mueller", "kern"] {
        let (company, faults) =
            Company::read(id, &fs::read_to_string(samples().join(format!("companies/{id}.toml")))?);
        assert!(company.is_some() && faults.is_empty(), "{id}: {faults:?}");
    }
    Ok(())
}

#[test]
fn the_samples_stay_small() {
    let size: u64 = files("")
        .iter()
        .filter_map(|name| fs::metadata(samples().join(name)).ok())
        .map(|data| data.len())
        .sum();
    assert!(size < 2 * 1024 * 1024, "{size} bytes");
}
