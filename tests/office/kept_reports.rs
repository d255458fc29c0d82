//! The reports that lie in `reports/` after a run.

use crate::small_office::{Office, kontor, month};
use kontor::report::REPORTS;
use std::fs;

/// The office's own are not made anew where its only company's say the same, and mails go out when
/// the reports are written already: each must be what it would be if it were asked for now.
#[test]
fn those_of_an_office_with_one_company_are_what_is_asked_of_the_office() {
    let office = Office::make("kept-reports");
    for (name, text) in month(7, 3) {
        office.put(&name, &text);
    }
    office.run();
    for report in REPORTS.iter().filter(|report| !report.is_asked_only()) {
        let kept = fs::read(office.path().join(format!("reports/{}.csv", report.name)))
            .unwrap_or_else(|error| panic!("{}: {error}", report.name));
        let asked = kontor(office.path(), &["report", report.name, "--format", "csv"]).stdout;
        assert_eq!(
            String::from_utf8_lossy(&kept),
            String::from_utf8_lossy(&asked),
            "{}",
            report.name
        );
    }
}

/// A run waits for no list of what is open that nobody could open in a spreadsheet, nor for what is
/// reckoned from it: a note says how it is asked for, and the night writes the sums.
#[test]
fn those_over_very_many_open_items_wait_for_the_night() {
    let office = Office::make("kept-reports-many");
    let rows = (0..20_001).map(|number| {
        format!("RE-{number:05};receivable;Kunde {};2026-10-01;2026-10-31;10.00;EUR\n", number % 7)
    });
    let list =
        "document;side;contact;date;due;amount;currency\n".to_owned() + &rows.collect::<String>();
    office.put("posten.csv", &list);
    office.run();
    let lies = |name: &str| office.path().join("reports/beispiel").join(name).is_file();
    assert!(!lies("open-items.csv") && lies("open-items.txt") && lies("trial-balance.csv"));
    assert!(!lies("ageing.csv") && lies("ageing.txt") && lies("cash.txt"));
    let note = fs::read_to_string(office.path().join("reports/beispiel/ageing.txt")).expect("it");
    let command = "kontor report ageing --company beispiel --format csv --output ageing.csv";
    assert!(note.contains(command) && note.contains("letzten Nacht"), "{note}");
    let night = kontor(office.path(), &["nightly"]);
    assert!(lies("ageing.csv") && !lies("ageing.txt"), "{night:?}");
    assert!(!lies("open-items.csv") && lies("open-items.txt"));
}
