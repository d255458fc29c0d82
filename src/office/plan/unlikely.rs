//! Days that nobody means: a year written wrong puts money into a year that nobody looks at.

use crate::domain::finding::Weight;
use crate::domain::{BankStatement, Content, Finding, FindingKind, Invoice, OpenItem};
use jiff::ToSpan;
use jiff::civil::Date;

/// Findings of days that nobody means.
pub static FINDINGS: &[&FindingKind] = &[&UNLIKELY_DAY];

/// A document, a booking or an item of a day that lies many decades back or ahead.
pub static UNLIKELY_DAY: FindingKind = FindingKind {
    code: "unlikely-day",
    weight: Weight::Warning,
    de: "Ein Tag in diesem Dokument liegt weit weg: {day}. Genommen ist er, wie er dasteht. Ist er \
        verschrieben, bitte zurücknehmen („kontor undo {this}“) und berichtigt ablegen; stimmt er, \
        beendet „kontor resolve {this} accept“ die Frage.",
    en: "A day in this document is far away: {day}. It is taken as it stands. If it is written \
        wrong, take the document back (\"kontor undo {this}\") and drop it corrected; if it is \
        right, \"kontor resolve {this} accept\" ends the question.",
};

/// So many years before or after its drop nothing was written or falls due: a century is wrong.
const FAR_YEARS: i32 = 60;

/// Asks about the first day of a document that lies too far from the day it came.
pub(super) fn unlikely_day(content: &Content, came: &str) -> Option<Finding> {
    let came: Date = came.get(..10)?.parse().ok()?;
    let years = |years: i32| came.checked_add(years.years()).unwrap_or(came);
    let (past, ahead) = (years(-FAR_YEARS), years(FAR_YEARS));
    let far = |day: &Date| *day < past || *day > ahead;
    let day = match content {
        Content::Invoice(invoice) => of_invoice(invoice).into_iter().flatten().find(far),
        Content::OpenItems(items) => {
            items.iter().flat_map(|OpenItem { date, due, .. }| [*date, *due]).flatten().find(far)
        }
        Content::BankStatement(file) => of_statement(file).find(far),
        _ => None,
    };
    Some(UNLIKELY_DAY.found().with_value("day", day?))
}

/// An invoice's days.
fn of_invoice(invoice: &Invoice) -> [Option<Date>; 2] {
    [invoice.issue_date.as_ref().map(|stated| stated.day), invoice.due_date]
}

/// The days on which a statement's entries are booked.
fn of_statement(file: &BankStatement) -> impl Iterator<Item = Date> {
    let entries = file.statements.iter().flat_map(|statement| &statement.entries);
    entries.filter_map(|entry| entry.booking_date.or(entry.value_date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Side;
    use jiff::civil::date;

    #[test]
    fn a_year_written_wrong_is_asked_about_and_a_loan_is_not() {
        let asked = |date: Option<Date>, due: Option<Date>| {
            let item = OpenItem {
                document: "RE-1".into(),
                side: Side::Receivable,
                contact: "K1".into(),
                date,
                due,
                amount: crate::domain::Money::from_minor(100, crate::domain::Currency::EUR),
                discounts: Vec::new(),
                order: None,
                vat_rate: None,
            };
            unlikely_day(&Content::OpenItems(vec![item]), "2026-11-30T08:00:00+01:00").is_some()
        };
        assert!(asked(Some(date(2126, 10, 1)), None) && asked(Some(date(26, 10, 1)), None));
        assert!(asked(None, Some(date(2126, 10, 1))));
        assert!(!asked(Some(date(2027, 10, 1)), Some(date(2046, 10, 1))));
        assert!(!asked(Some(date(2001, 10, 1)), None) && !asked(None, None));
    }
}
