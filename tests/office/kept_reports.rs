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
