//! Reports as pages: what is printed, and kept for years.

use crate::bureau::{Bureau, MUELLER, OPEN_ITEMS, Tested, camt};
use kontor::formats::pdf_words::text_lines;
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[test]
fn a_report_is_printed_with_all_its_rows_and_says_that_it_may_be_kept() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    bureau.drop("auszug.xml", camt(MUELLER, 1, &[("1190.00", "Łódź Söhne", "Rechnung RE-1001")]));
    bureau.run(&["run"]);
    let file = bureau.path("posten.pdf");
    let file = file.display().to_string();
    for report in [
        "open-items",
        "reconciliation",
        "journal",
        "trial-balance",
        "balance-sheet",
        "statements",
        "bwa",
    ] {
        let written = bureau.run(&["report", report, "--format", "pdf", "--output", &file]);
        assert_eq!(written.status, 0, "{report}: {}", written.err);
        let bytes = fs::read(&file)?;
        assert!(bytes.starts_with(b"%PDF-1.7"), "{report}");
        let lines = text_lines(&bytes).unwrap_or_default();
        assert!(lines.iter().any(|line| line.contains("Seite 1 von")), "{report}: {lines:?}");
        let told = String::from_utf8_lossy(&bytes);
        assert!(
            told.contains("<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"),
            "{report}"
        );
    }
    bureau.run(&["report", "reconciliation", "--format", "pdf", "--output", &file]);
    let lines = text_lines(&fs::read(&file)?).unwrap_or_default().join("\n");
    assert!(lines.contains("Łódź") && lines.contains("1.190,00"), "{lines}");
    let without = bureau.run(&["report", "open-items", "--format", "pdf"]);
    assert!(without.status == 2 && without.err.contains("--output"), "{}", without.err);
    Ok(())
}

#[test]
fn what_was_summed_so_far_is_carried_from_page_to_page() -> Tested {
    let bureau = Bureau::new();
    let rows: String = (0..150)
        .map(|at| format!("R-{at:03};receivable;Bau AG;2026-10-01;2026-10-31;10,00\n"))
        .collect();
    bureau.drop("mueller/open-items.csv", format!("document;side;contact;date;due;amount\n{rows}"));
    bureau.run(&["run"]);
    let file = bureau.path("posten.pdf");
    let asked = [
        "report",
        "open-items",
        "--company",
        "mueller",
        "--format",
        "pdf",
        "--output",
        &file.display().to_string(),
    ];
    assert_eq!(bureau.run(&asked).status, 0);
    let lines = text_lines(&fs::read(&file)?).unwrap_or_default();
    let count = |word: &str| lines.iter().filter(|line| line.contains(word)).count();
    let pages = lines.iter().filter(|line| line.starts_with("Seite ")).count();
    assert!(pages >= 3, "{lines:?}");
    // Carried at the foot of each page but the last, and at the head of each but the first.
    assert_eq!(count("Übertrag"), 2 * (pages - 1), "{lines:?}");
    assert!((0..150).all(|at| count(&format!("R-{at:03}")) == 1), "{lines:?}");
    assert!(
        lines.iter().any(|line| line.contains("Summe") && line.contains("1.500,00")),
        "{lines:?}"
    );
    Ok(())
}

#[test]
fn a_written_report_takes_the_place_of_the_old_one_whole() -> Tested {
    let bureau = Bureau::new();
    let (kept, link) = (bureau.path("kept.csv"), bureau.path("link.csv"));
    fs::write(&kept, "old")?;
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o640))?;
    std::os::unix::fs::symlink(&kept, &link)?;
    let write = |to: &str| bureau.run(&["report", "journal", "--format", "csv", "--output", to]);
    assert_eq!(write(&link.display().to_string()).status, 0);
    assert!(fs::symlink_metadata(&link)?.is_symlink(), "the link stays one");
    assert_eq!(fs::metadata(&kept)?.permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(&kept)?.starts_with("\u{feff}"));
    assert_eq!(write("/dev/null").status, 0);
    fs::create_dir(bureau.path("folder.csv"))?;
    assert_ne!(write(&bureau.path("folder.csv").display().to_string()).status, 0);
    let left = fs::read_dir(bureau.path("."))?
        .filter_map(Result::ok)
        .any(|file| file.file_name().to_string_lossy().ends_with(".new"));
    assert!(!left, "nothing is left beside");
    Ok(())
}
