//! A line below the bookings that adds them up, against what was read.

use super::columns::{Columns, Field};
use super::groups::Group;
use super::rows::{Forms, Section};
use super::words::sums_up;
use crate::domain::finding::Place;
use crate::domain::statement::Status;
use crate::domain::statement_halves::TOTAL_DIFFERS;
use crate::domain::{Entry, Finding};
use crate::formats::csv_shape::{line_of, number};
use csv::StringRecord;
use rust_decimal::Decimal;

/// Sums of a section's rows that none of its bookings give: neither all together nor those before
/// the line, nor what came in or went out, nor a balance.
pub(super) fn differing(section: &Section, columns: &Columns, forms: Forms) -> Vec<Finding> {
    let [group] = section.groups.as_slice() else { return Vec::new() };
    // Of rows that were left out nobody knows whether the sum counts them; of one that begins with
    // a balance, neither.
    if !group.never.is_empty() || group.balances.iter().any(|(opens, ..)| *opens) {
        return Vec::new();
    }
    let Some(first) = group.rows.iter().map(|row| row.line).min() else { return Vec::new() };
    let stated = section.around.iter().filter(|line| line_of(line) > first).filter_map(|line| {
        let is_sum = line.iter().any(|field| names_a_sum(field.trim()));
        let fields = [Field::Amount, Field::Debit, Field::Credit];
        let amount = fields
            .iter()
            .find_map(|field| number::read(columns.get(*field, line), forms.number))
            .filter(|_| is_sum)?;
        Some((line, amount))
    });
    let stated: Vec<(&StringRecord, Decimal)> = stated.collect();
    // A sum of a month, or of a page, counts from the sum before it.
    let since = |line: &StringRecord| {
        let before = stated.iter().map(|(other, _)| line_of(other));
        before.filter(|other| *other < line_of(line)).max().unwrap_or_default()
    };
    let differs =
        |(line, amount): &&(&StringRecord, Decimal)| !is_given(group, (since(line), line), *amount);
    let told = |(line, amount): &(&StringRecord, Decimal)| {
        let read = sum(group.entries.iter())?;
        let finding = TOTAL_DIFFERS.found().with_value("stated", *amount).with_value("read", read);
        Some(finding.at(Place::Line(line_of(line))))
    };
    stated.iter().filter(differs).filter_map(told).take(MOST_TOLD).collect()
}

/// Most lines that are each told.
const MOST_TOLD: usize = 5;

/// A count of bookings is no sum.
fn names_a_sum(text: &str) -> bool {
    sums_up(text) && !text.to_lowercase().starts_with("anzahl")
}

fn sum<'e>(entries: impl Iterator<Item = &'e Entry>) -> Option<Decimal> {
    entries.map(|entry| entry.amount.amount).try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// Whether some reading of the line fits the bookings.
fn is_given(group: &Group, (since, line): (u64, &StringRecord), amount: Decimal) -> bool {
    let above = |from: u64| {
        let rows = group.entries.iter().zip(&group.rows);
        let rows = rows.filter(move |(_, row)| from < row.line && row.line < line_of(line));
        rows.map(|(entry, _)| entry)
    };
    let fits = |entries: &[&Entry]| {
        let all = || entries.iter().copied();
        let into = all().filter(|entry| entry.amount.amount.is_sign_positive());
        let out = all().filter(|entry| entry.amount.amount.is_sign_negative());
        [sum(all()), sum(into), sum(out)].into_iter().flatten().any(|sum| sum.abs() == amount.abs())
    };
    let all: Vec<&Entry> = group.entries.iter().collect();
    let booked: Vec<&Entry> =
        all.iter().copied().filter(|entry| entry.status == Status::Booked).collect();
    let balances = group.entries.iter().filter_map(|entry| entry.balance_after);
    let is_count = amount == Decimal::from(all.len());
    is_count
        || fits(&all)
        || fits(&booked)
        || fits(&above(0).collect::<Vec<_>>())
        || fits(&above(since).collect::<Vec<_>>())
        || balances.map(|balance| balance.amount).any(|balance| balance == amount)
        || group.balances.iter().any(|(_, _, balance)| *balance == amount)
}

#[cfg(test)]
mod tests {
    use crate::formats::{self, Input, Layouts};

    #[test]
    fn a_sum_is_compared_with_every_way_to_add_up_the_rows() {
        let differs = |sums: &[&str]| {
            let text = "Buchungstag;Empfänger;Verwendungszweck;Betrag\n\
                        02.10.2026;Meier;a;-10,00\n03.10.2026;Huber;b;25,00\n"
                .to_owned()
                + &sums.iter().map(|line| line.to_string() + "\n").collect::<String>();
            let layouts = Layouts::default();
            let input = Input { bytes: text.as_bytes(), name: "u.csv", layouts: &layouts };
            let (_, reading) = formats::read(&input).expect("read");
            reading.findings.iter().any(|finding| finding.kind == &super::TOTAL_DIFFERS)
        };
        for fits in
            [";;Summe;15,00", ";;Summe Soll;-10,00", ";;Summe;10,00", ";;Total;25,00", ";;Anzahl;7"]
        {
            assert!(!differs(&[fits]), "{fits}");
        }
        assert!(!differs(&[";;Summe;-10,00", ";;Summe;25,00"]));
        let november = "04.11.2026;Kern;c;-3,00";
        assert!(!differs(&[";;Summe Oktober;15,00", november, ";;Summe November;-3,00"]));
        assert!(differs(&[";;Summe Oktober;15,00", november, ";;Summe November;-4,00"]));
        assert!(differs(&[";;Summe;-99,00"]));
        assert!(differs(&[";;Gesamt;15,01"]));
    }
}
