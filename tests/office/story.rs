//! The month of `kontor demo`, told beforehand: what must become of each bank entry and each
//! document of the samples.
//!
//! The truth below was written with the samples, not taken from a run. A false match is worse than
//! a question: what is `open` or `suggested` here must wait for a person.

use serde_json::Value;
use std::fs;
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

/// Company, booking day, amount, and the outcome: a rule's category, or the items settled with cash
/// and what is taken off besides.
const ENTRIES: &str = "
mueller 2026-10-01 -7801.64 matched 26-3310 428.40, R2609-118 1309.00, RE-4655 6064.24+123.76
mueller 2026-10-07 1249.50 matched 2026-0812 595.00, 2026-0813 238.00, 2026-0814 416.50
mueller 2026-10-12 -598.00 matched return 2026-0812 -595.00
mueller 2026-10-29 -6487.08 matched salary
kern 2026-10-01 -1428.00 matched rent
kern 2026-10-02 642.60 matched 10231 642.60
kern 2026-10-05 -2356.20 matched GA-6950 2356.20
kern 2026-10-07 1284.00 matched 10232 1284.00+39.71
kern 2026-10-08 -1190.00 matched tax
kern 2026-10-09 -89.25 matched SK-118 89.25
kern 2026-10-13 117.70 suggested 10235 117.70
kern 2026-10-13 117.70 suggested 10236 117.70
kern 2026-10-14 2140.00 matched 10234 2140.00
kern 2026-10-20 -1431.54 matched GA-7001 1431.54
kern 2026-10-22 -64.90 open
kern 2026-10-23 467.38 matched 10301 467.38
kern 2026-10-27 -1845.20 matched salary
kern 2026-10-28 -1014.90 matched PF-2026-331 1014.90
kern 2026-10-28 -612.40 matched social-security
kern 2026-10-30 -12.90 matched bank-fee
kern 2026-10-30 0.83 matched interest
mueller 2026-10-01 3570.00 matched 2026-0801 3570.00
mueller 2026-10-02 -2142.00 matched rent
mueller 2026-10-02 8163.40 matched 2026-0803 8163.40+166.60
mueller 2026-10-05 -312.50 matched other
mueller 2026-10-05 -86.40 suggested other
mueller 2026-10-05 1190.00 matched 2026-0802 1190.00
mueller 2026-10-06 699.72 matched 2026-0804 699.72
mueller 2026-10-06 952.00 matched 2026-0810 952.00
mueller 2026-10-07 4000.00 matched 2026-0805 4000.00
mueller 2026-10-08 238.00 open
mueller 2026-10-08 3213.00 matched 2026-0819 3213.00
mueller 2026-10-09 -71.40 matched TR-998812 71.40
mueller 2026-10-09 3927.00 matched 2026-0806 2380.00, 2026-0807 1547.00
mueller 2026-10-12 -1287.45 matched tax
mueller 2026-10-12 -3412.00 matched tax
mueller 2026-10-12 -412.60 matched card
mueller 2026-10-13 -5000.00 matched transfer
mueller 2026-10-13 5000.00 matched transfer
mueller 2026-10-13 5355.00 matched 2026-0808 5950.00, GS-2026-0012 -595.00
mueller 2026-10-14 -1904.00 matched 88123 2023.00, GU-551 -119.00
mueller 2026-10-14 1428.00 suggested 2026-0811 1428.00
mueller 2026-10-15 -483.14 matched E-2026-5512 483.14
mueller 2026-10-15 833.00 suggested 2026-0815 833.00
mueller 2026-10-16 1190.00 open
mueller 2026-10-16 4081.70 matched 2026-1001 4081.70+83.30
mueller 2026-10-19 -3477.61 matched RE-4711 3477.61+70.97
mueller 2026-10-19 2618.00 matched 2026-0816 2618.00
mueller 2026-10-20 -518.84 matched 26-3388 518.84
mueller 2026-10-20 1249.98 matched 2026-0821 1249.98+0.01
mueller 2026-10-20 198.00 suggested 2026-0820 189.00
mueller 2026-10-21 -258.81 matched FM-20261 258.81
mueller 2026-10-21 -925.82 matched R2610-007 925.82
mueller 2026-10-22 500.00 open
mueller 2026-10-22 5771.50 matched 2026-1002 5771.50
mueller 2026-10-23 -1875.00 matched FL-26-1090 1875.00
mueller 2026-10-26 -287.39 matched 88190 287.39
mueller 2026-10-26 750.00 open
mueller 2026-10-27 -225.15 matched K-20260931 225.15
mueller 2026-10-27 -4200.00 matched MK-2026-77 4200.00
mueller 2026-10-28 -2845.12 matched social-security
mueller 2026-10-30 -24.90 matched bank-fee
mueller 2026-10-30 1071.00 matched 2026-1003 1071.00
mueller 2026-10-30 41.67 matched interest
";

/// Documents that are not simply processed: path below the inbox and status.
const DOCUMENTS: &str = "
bank/auszug-ziegler.xml rejected
mueller/rechnungen/RE-4740.xml held
rechnungen/R-309.xml held
rechnungen/abgebrochen.xml rejected
rechnungen/stahlhandel-nord-RE-4711.xml duplicate
";

fn kontor(office: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let output = assert_cmd::Command::cargo_bin("kontor")?.args(arguments).output()?;
    assert!(
        output.status.success(),
        "{}: {arguments:?}: {}",
        office.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(output.stdout)
}

/// Runs the demo in a new folder and gives a report of it.
fn after_demo(report: &str) -> Result<Vec<Value>, Failure> {
    let folder = tempfile::tempdir()?;
    let office = folder.path().join("office");
    let name = office.to_string_lossy();
    kontor(&office, &["demo", &name])?;
    Ok(serde_json::from_slice(&kontor(&office, &["report", report, "--json", "--office", &name])?)?)
}

/// The sample office, its files dropped last first, a few with each run: gives the bank entries.
fn after_arriving_backwards() -> Result<Vec<Value>, Failure> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let folder = tempfile::tempdir()?;
    let (office, name) = (folder.path(), folder.path().to_string_lossy());
    fs::create_dir_all(office.join("companies"))?;
    fs::write(office.join("kontor.toml"), "[intake]\nsettle_seconds = 0\n")?;
    for company in ["mueller.toml", "kern.toml"] {
        fs::copy(samples.join("companies").join(company), office.join("companies").join(company))?;
    }
    let manifest: toml::Table = fs::read_to_string(samples.join("demo.toml"))?.parse()?;
    let drops = manifest.get("drop").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let field = |drop: &toml::Value, name: &str| {
        drop.get(name).and_then(toml::Value::as_str).unwrap_or_default().to_owned()
    };
    for few in drops.rchunks(9) {
        for drop in few {
            let target = office.join("inbox").join(field(drop, "inbox"));
            fs::create_dir_all(target.parent().ok_or("a folder")?)?;
            fs::copy(samples.join(field(drop, "sample")), target)?;
        }
        // Some files are refused, as they should be: 1 is as good as 0.
        let run =
            assert_cmd::Command::cargo_bin("kontor")?.args(["run", "--office", &name]).output()?;
        assert!(
            matches!(run.status.code(), Some(0 | 1)),
            "{}",
            String::from_utf8_lossy(&run.stderr)
        );
    }
    Ok(serde_json::from_slice(&kontor(
        office,
        &["report", "reconciliation", "--json", "--office", &name],
    )?)?)
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_default()
}

/// One line as in [`ENTRIES`].
fn line(entry: &Value) -> String {
    let mut settled: Vec<String> =
        entry["allocations"].as_array().into_iter().flatten().map(allocation).collect();
    settled.sort();
    let settled = settled.join(", ");
    let outcome = [text(entry, "status"), text(entry, "category"), &settled];
    let outcome: Vec<&str> = outcome.into_iter().filter(|part| !part.is_empty()).collect();
    format!(
        "{} {} {} {}",
        text(entry, "company"),
        text(entry, "booking_date"),
        text(entry, "amount"),
        outcome.join(" ")
    )
}

fn allocation(part: &Value) -> String {
    let besides = match text(part, "discount") {
        "" | "0.00" => String::new(),
        discount => format!("+{discount}"),
    };
    format!("{} {}{besides}", text(part, "document"), text(part, "amount"))
}

fn lines(page: &str) -> Vec<String> {
    let mut lines: Vec<String> =
        page.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    lines.sort();
    lines
}

/// What became of each entry, one line each; a batch booking is one entry with all that it settles.
fn came_out(entries: &[Value]) -> String {
    let mut told: Vec<String> = entries.iter().map(line).collect();
    told.sort();
    told.join("\n")
}

#[test]
fn every_bank_entry_of_the_month_comes_out_as_told() -> Result<(), Failure> {
    assert_eq!(came_out(&after_demo("reconciliation")?), lines(ENTRIES).join("\n"));
    Ok(())
}

#[test]
fn the_order_of_arrival_changes_nothing() -> Result<(), Failure> {
    assert_eq!(came_out(&after_arriving_backwards()?), lines(ENTRIES).join("\n"));
    Ok(())
}

#[test]
fn documents_are_taken_held_and_refused_as_told() -> Result<(), Failure> {
    let documents = after_demo("documents")?;
    let mut told: Vec<String> = documents
        .iter()
        .filter(|row| text(row, "status") != "processed")
        .map(|row| format!("{} {}", text(row, "file"), text(row, "status")))
        .collect();
    told.sort();
    assert_eq!(told, lines(DOCUMENTS));
    assert!(documents.iter().all(
        |row| !text(row, "file").contains("DS_Store") && !text(row, "file").contains("Thumbs")
    ));
    Ok(())
}

/// What a person decides can be taken back as if it had never been: the same is suggested again,
/// and can be taken again.
#[test]
fn a_decision_taken_back_leaves_the_suggestion_as_it_was() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let office = folder.path().join("office");
    let name = office.to_string_lossy();
    kontor(&office, &["demo", &name])?;
    let suggested = |office: &Path| -> Result<Vec<(String, String)>, Failure> {
        let rows: Vec<Value> = serde_json::from_slice(&kontor(
            office,
            &["report", "reconciliation", "--json", "--office", &name],
        )?)?;
        let suggested = rows.iter().filter(|row| text(row, "status") == "suggested");
        Ok(suggested.map(|row| (text(row, "id").to_owned(), line(row))).collect())
    };
    let before = suggested(&office)?;
    let (id, _) = before.first().ok_or("nothing is suggested")?;
    for _ in 0..2 {
        kontor(&office, &["resolve", id, "accept", "--office", &name])?;
        assert!(suggested(&office)?.iter().all(|(other, _)| other != id));
        kontor(&office, &["undo", id, "--office", &name])?;
        assert_eq!(suggested(&office)?, before);
    }
    kontor(&office, &["verify", "--office", &name])?;
    Ok(())
}
