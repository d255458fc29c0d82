//! What an office is used for, by month and company: what a provider bills its clients by.

use super::row::{Row, row};
use super::{Cell, Report, Which, column};
use crate::store::Usage;

/// Report `usage`.
pub(super) const REPORT: Report = Report {
    name: "usage",
    which: Which::Usage,
    title: ("Nutzung", "Usage"),
    columns: &[
        column("month", "Monat", "Month", Cell::Text),
        column("company", "Firma", "Company", Cell::Text).key(),
        column("documents", "Dokumente", "Documents", Cell::Number).summed(),
        column("entries", "Bankumsätze", "Bank entries", Cell::Number).summed(),
        column("mails", "E-Mails", "Mails", Cell::Number).summed(),
    ],
};

pub(super) fn row(month: &Usage) -> Row {
    row!({
        "month": month.month,
        "company": month.company,
        "documents": month.documents,
        "entries": month.entries,
        "mails": month.mails,
    })
}
