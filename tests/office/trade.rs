//! How good the control of invoices is: months of purchases made at random, whose truth is known,
//! and what kontor finds. `KONTOR_TRADE=20 cargo test --test office trade -- --nocapture` takes
//! more months and prints what differs; `KONTOR_TRADE_FROM` names the first seed,
//! `KONTOR_TRADE_KEEP` a folder that the files are written to.

use crate::small_office::{Office, kontor};
use crate::trade_cases;
use crate::trade_month::{Kind, Sums, Trade};
use crate::trade_text;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What was counted.
#[derive(Debug, Default)]
struct Measured {
    /// Findings that are true and found, found and not true, true and not found.
    right: usize,
    wrong: usize,
    missed: usize,
    lines: usize,
    lines_right: usize,
    unplanned: usize,
    unplanned_told: usize,
    seen: Vec<String>,
}

fn contacts(trade: &Trade) -> String {
    let mut text = "contact;name;role;vat_id;iban\n".to_owned();
    for vendor in trade.vendors.iter().filter(|vendor| vendor.listed) {
        text +=
            &format!("{};{};vendor;{};{}\n", vendor.key, vendor.name, vendor.vat_id, vendor.iban);
    }
    text
}

fn settings(trade: &Trade, in_settings: bool) -> String {
    let mut text = "name = \"Beispiel GmbH\"\nvat_id = \"DE136695976\"\nibans = \
        [\"DE02120300000000202051\"]\nchart = \"SKR03\"\nemail = \"buch@beispiel.example\"\n"
        .to_owned();
    text += "[[vendor_tolerances]]\nvendor = \"L01\"\nprice_percent = 2\nquantity_percent = 5\n";
    for (article, unit, quantity, of) in trade.units.iter().filter(|_| in_settings) {
        text += &format!(
            "[[unit]]\narticle = \"{article}\"\nunit = \"{unit}\"\nquantity = {quantity}\nof = \
             \"{of}\"\n"
        );
    }
    text + &trade.settings
}

fn decimal(value: &Value) -> rust_decimal::Decimal {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn measure(seed: u64, rounds: usize, measured: &mut Measured) {
    let mut trade = trade_cases::month(seed, rounds);
    let office = Office::make(&format!("trade-{seed}"));
    std::fs::write(
        office.path().join("companies/beispiel.toml"),
        settings(&trade, seed.is_multiple_of(2)),
    )
    .expect("written");
    let mut order: Vec<usize> = (0..trade.documents.len()).collect();
    order.sort_by_key(|at| (trade.documents[*at].date, *at));
    let mut files: HashMap<String, usize> = HashMap::new();
    let contacts = contacts(&trade);
    if let Ok(keep) = std::env::var("KONTOR_TRADE_KEEP") {
        std::fs::create_dir_all(format!("{keep}/{seed}")).expect("made");
        std::fs::write(format!("{keep}/{seed}/contacts.csv"), &contacts).expect("written");
    }
    let inbox = office.path().join("inbox/beispiel");
    std::fs::create_dir_all(&inbox).expect("made");
    std::fs::write(inbox.join("contacts.csv"), contacts).expect("written");
    if seed % 2 == 1 {
        let row = |(article, unit, quantity, of): &(String, &str, i64, &str)| {
            format!("{article};{unit};{quantity};{of}\n")
        };
        let rows: String = trade.units.iter().map(row).collect();
        std::fs::write(
            inbox.join("umrechnung.csv"),
            format!("Artikel;Gebinde;Inhalt;Basiseinheit\n{rows}"),
        )
        .expect("written");
    }
    // All at once, day by day, or in thirds.
    let steps = [1, 3, 6][usize::try_from(seed % 3).expect("small")];
    let keep = std::env::var("KONTOR_TRADE_KEEP").ok();
    for part in order.chunks(order.len().div_ceil(steps)) {
        for at in part {
            let (name, bytes) = trade_text::file(&mut trade, *at);
            if let Some(keep) = &keep {
                std::fs::create_dir_all(format!("{keep}/{seed}")).expect("made");
                std::fs::write(format!("{keep}/{seed}/{name}"), &bytes).expect("written");
            }
            std::fs::write(inbox.join(&name), bytes).expect("written");
            files.insert(format!("beispiel/{name}"), *at);
        }
        office.run();
    }
    let documents = office.report("documents");
    let mut ids: HashMap<String, usize> = HashMap::new();
    for row in &documents {
        let Some(at) = row["file"].as_str().and_then(|file| files.get(file)) else { continue };
        ids.insert(row["id"].as_str().expect("an id").to_owned(), *at);
        let document = &trade.documents[*at];
        if row["status"] == "duplicate" && document.truth.contains("duplicate-invoice") {
            continue;
        }
        if row["status"] != "processed" {
            measured.seen.push(format!(
                "seed {seed} {} {:?} {}: {} {}",
                document.case, document.kind, row["file"], row["status"], row["reason"]
            ));
        }
        if document.unplanned {
            measured.unplanned += 1;
            measured.unplanned_told += usize::from(row["waits"] == true);
        } else if document.kind == Kind::Delivery
            && row["waits"] == true
            && !row["notes"].to_string().contains("negativ")
        {
            measured.seen.push(format!(
                "seed {seed} {} {}: waits {}",
                document.case, row["file"], row["notes"]
            ));
        }
    }
    invoices(seed, &trade, &office, &ids, measured);
    lines(seed, &trade, &office, measured);
    assert!(kontor(office.path(), &["verify"]).status.success(), "seed {seed}");
}

fn invoices(
    seed: u64,
    trade: &Trade,
    office: &Office,
    ids: &HashMap<String, usize>,
    measured: &mut Measured,
) {
    let mut told: HashMap<usize, (BTreeSet<String>, String)> = HashMap::new();
    for row in office.report("invoice-control") {
        let Some(at) = row["document"].as_str().and_then(|id| ids.get(id)) else { continue };
        let code = |finding: &Value| match (finding["code"].as_str(), finding["line"].as_str()) {
            (Some(code), Some(line)) => format!("{code}@{line}"),
            (code, _) => code.unwrap_or_default().to_owned(),
        };
        let codes = row["findings"].as_array().into_iter().flatten().map(code).collect();
        told.insert(*at, (codes, row["findings"].to_string()));
    }
    for (at, document) in trade
        .documents
        .iter()
        .enumerate()
        .filter(|(_, document)| matches!(document.kind, Kind::Invoice | Kind::Credit))
    {
        let (found, text) = told.get(&at).cloned().unwrap_or_default();
        measured.right += found.intersection(&document.truth).count();
        measured.wrong += found.difference(&document.truth).count();
        measured.missed += document.truth.difference(&found).count();
        if found != document.truth {
            measured.seen.push(format!(
                "seed {seed} {} {at:05} {}: {found:?}, true {:?} {text}",
                document.case, document.number, document.truth
            ));
        }
    }
}

fn lines(seed: u64, trade: &Trade, office: &Office, measured: &mut Measured) {
    let mut rows: BTreeMap<(String, String), Sums> = BTreeMap::new();
    for row in office.report("deliveries") {
        let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
        let sums = Sums {
            ordered: decimal(&row["ordered"]),
            delivered: decimal(&row["delivered"]),
            invoiced: decimal(&row["invoiced"]),
        };
        rows.insert((text("order"), text("line")), sums);
    }
    for (key, truth) in &trade.lines {
        let found = rows.get(key).copied();
        measured.lines += 1;
        measured.lines_right += usize::from(found == Some(*truth));
        if found != Some(*truth) {
            let case = trade
                .documents
                .iter()
                .find(|document| document.kind == Kind::Order && document.number == key.0)
                .map(|document| document.case);
            measured.seen.push(format!("seed {seed} {case:?} {key:?}: {found:?}, true {truth:?}"));
        }
    }
}

#[test]
fn months_of_trade_whose_truth_is_known() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (months, rounds) = number("KONTOR_TRADE").map_or((1, 1), |months| (months, 2));
    let first = number("KONTOR_TRADE_FROM").unwrap_or(1);
    let mut measured = Measured::default();
    (first..first + months).for_each(|seed| measure(seed, rounds, &mut measured));
    println!("{}", measured.seen.join("\n"));
    println!(
        "findings: {} right, {} not true, {} missed; ordered lines: {} of {} right; goods nobody \
         ordered: {} of {} told",
        measured.right,
        measured.wrong,
        measured.missed,
        measured.lines_right,
        measured.lines,
        measured.unplanned_told,
        measured.unplanned
    );
    assert!(measured.wrong * 100 <= measured.right, "not true:\n{}", measured.seen.join("\n"));
    assert!(
        measured.missed * 50 <= measured.right + measured.missed,
        "missed:\n{}",
        measured.seen.join("\n")
    );
    assert_eq!(
        (measured.lines_right, measured.unplanned_told),
        (measured.lines, measured.unplanned),
        "{}",
        measured.seen.join("\n")
    );
}
