//! The report `punctuality`: how long each contact took from order to delivery, and how late it
//! was.

use super::super::{Asked, Cell, Report, Which, column};
use crate::control::{Book, expected};
use crate::domain::words::ORDER_SIDES;
use crate::report::row::{Row, row};
use crate::store::{Store, Stored};
use jiff::civil::Date;

/// Report `punctuality`.
pub(in crate::report) const PUNCTUALITY: Report = Report {
    name: "punctuality",
    which: Which::Punctuality,
    title: ("Liefertreue", "Punctuality"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text),
        column("contact", "Kontakt", "Contact", Cell::Text),
        column("name", "Name", "Name", Cell::Long),
        column("side", "Seite", "Side", Cell::Word(ORDER_SIDES)),
        column("delivered", "Geliefert", "Delivered", Cell::Number),
        column("median_days", "Tage (Mitte)", "Days (middle)", Cell::Number),
        column("ninety_days", "Tage (9 von 10)", "Days (9 of 10)", Cell::Number),
        column("with_date", "Mit Termin", "With date", Cell::Number),
        column("late", "Verspätet", "Late", Cell::Number),
        column("late_days_median", "Verspätung (Mitte)", "Days late (middle)", Cell::Number),
        column("late_days_most", "Verspätung (höchstens)", "Days late (most)", Cell::Number),
        column("overdue", "Überfällig", "Overdue", Cell::Number),
    ],
};

/// Rows of `punctuality`: one for each contact with orders, by company, contact and side.
pub(in crate::report) async fn punctuality(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let trade = asked.trade(store).await?;
    let mut rows: Vec<Row> = Vec::new();
    for ((company, contact, side), book) in &trade.books {
        let contact = trade.contacts.get(contact);
        let counted = Counted::of(book, asked.until());
        rows.push(row!({
            "company": company,
            "contact": contact.map(|row| &row.contact),
            "name": contact.map(|row| &row.name),
            "side": side.as_str(),
            "delivered": counted.took.len(),
            "median_days": expected::median(&counted.took),
            "ninety_days": expected::ninety(&counted.took),
            "with_date": counted.with_date,
            "late": counted.late.len(),
            "late_days_median": expected::median(&counted.late),
            "late_days_most": counted.late.last(),
            "overdue": counted.overdue,
        }));
    }
    rows.sort_by_key(|row| {
        [row["company"].to_string(), row["contact"].to_string(), row["side"].to_string()]
    });
    Ok(rows)
}

/// What is counted of one contact's lines; days sorted.
struct Counted {
    took: Vec<i32>,
    with_date: usize,
    /// Days late of the lines that were.
    late: Vec<i32>,
    /// Open lines whose day has passed.
    overdue: usize,
}

impl Counted {
    fn of(book: &Book, today: Date) -> Counted {
        let mut took: Vec<i32> = book.lines().iter().filter_map(expected::took).collect();
        let dated: Vec<i32> = book.lines().iter().filter_map(expected::late).collect();
        let mut late: Vec<i32> = dated.iter().copied().filter(|days| *days > 0).collect();
        took.sort_unstable();
        late.sort_unstable();
        let is_overdue = |line: &&crate::control::OrderLineState| {
            !line.open().is_zero() && line.ordered.due.is_some_and(|due| due < today)
        };
        Counted {
            took,
            with_date: dated.len(),
            late,
            overdue: book.lines().iter().filter(is_overdue).count(),
        }
    }
}
