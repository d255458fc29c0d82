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

/// Those of many companies are written side by side: each says what is asked of its company, and a
/// decision leaves none of them behind.
#[test]
fn those_of_many_companies_are_what_is_asked_of_each() {
    let office = Office::make("kept-reports-side-by-side");
    let ids: Vec<String> = (10..50).map(|number| format!("firma{number}")).collect();
    for (at, id) in (10..).zip(&ids) {
        let company = format!("name = \"Firma {id} GmbH\"\nchart = \"SKR04\"\n");
        fs::write(office.path().join(format!("companies/{id}.toml")), company).expect("written");
        let list = format!(
            "document;side;contact;date;due;amount;currency\n\
             RE-{at};receivable;Kunde {id};2026-10-01;2026-10-31;{at}7.00;EUR\n"
        );
        let inbox = office.path().join(format!("inbox/{id}"));
        fs::create_dir_all(&inbox).expect("made");
        fs::write(inbox.join("posten.csv"), list).expect("written");
    }
    office.run();
    for (at, id) in (10..).zip(&ids) {
        let kept = office.path().join(format!("reports/{id}/open-items.csv"));
        let kept = fs::read_to_string(kept).expect("written");
        let row = format!("RE-{at}");
        assert!(kept.contains(&row) && kept.contains(&format!("{at}7,00")), "{id}: {kept}");
        if at % 13 == 0 {
            let words = ["report", "open-items", "--company", id, "--format", "csv"];
            let asked = kontor(office.path(), &words).stdout;
            assert_eq!(kept, String::from_utf8_lossy(&asked), "{id}");
        }
    }
    let before = |id: &str| office.path().join(format!("reports/{id}/open-items.csv"));
    fs::remove_file(before("firma10")).expect("there");
    office.run();
    assert!(!before("firma10").exists(), "nothing was booked since");
}
