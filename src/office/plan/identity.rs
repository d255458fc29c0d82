//! Which booking is the same: pure judgement over two tellings of one account, currency and amount.
//!
//! Doors tell of one booking in different words, and of two bookings in the same. A reference that
//! the bank gives each booking decides within one message type (across types it may differ); else
//! tellings are the same that agree in their day and contradict each other in nothing, and come
//! from statements that may both hold it.

mod agreement;
mod akin;
mod copies;
mod course;
mod days;
mod names;
mod overlap;
mod parts;
mod richer;
mod shortened;
mod sums;
mod united;
mod wording;

use crate::domain::statement::Entry;
use crate::store::rows::{StatementRow, TellingRow};
pub(super) use agreement::says_other_words;
use agreement::{Agreement, BY_REFERENCE, agreement, is_early};
pub(super) use akin::may_be_in_its_place;
pub(super) use copies::{
    Doubt, are_of_one_stretch, is_copy, is_retold, may_be, may_be_worded, tells_the_same,
};
pub(super) use course::{Common, Course};
pub(super) use days::{FAR, days, days_around, days_beyond, days_sought};
use jiff::civil::Date;
pub(super) use overlap::{are_numbered_apart, are_parted, follow, is_interim, may_be_two};
pub(super) use parts::{Larger, is_notice, places_inside, sum_and_part, with_part};
pub(in crate::office) use parts::{can_be_part, with_part_said, without_part};
pub(super) use richer::{as_booked, enriched};
use richer::{enriched_by, fill};
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;
pub(in crate::office) use sums::looks_like_one;
pub(super) use sums::{Candidate, days_beside, may_hold, parts_of};
pub(in crate::office) use united::{can_be_one, is_turned, united};
use wording::{contents, references, text};

/// A booking and who told of it.
pub(super) struct Held {
    /// As the store numbers it.
    pub id: i64,
    /// Many are held and moved about: each in a place of its own.
    pub entry: Box<Entry>,
    pub tellings: Vec<TellingRow>,
    /// The account holder's own name: no other side's.
    pub own: Option<Arc<str>>,
    text: OnceCell<String>,
}

/// A booking as a statement tells of it now.
pub(super) struct Told<'a> {
    pub entry: &'a Entry,
    pub statement: &'a StatementRow,
    /// The account holder's own name: no other side's.
    pub own: Option<&'a str>,
    text: String,
}

impl Held {
    /// A booking told of by these statements.
    pub fn new(id: i64, entry: impl Into<Box<Entry>>, tellings: Vec<TellingRow>) -> Held {
        Held { id, entry: entry.into(), tellings, own: None, text: OnceCell::new() }
    }

    /// Takes over what another telling says.
    pub fn becomes(&mut self, entry: Entry) {
        self.text = OnceCell::new();
        *self.entry = entry;
    }

    /// What it says in words. Few of those that are held are ever compared by them.
    fn text(&self) -> &str {
        self.text.get_or_init(|| text(&self.entry))
    }
}

impl<'a> Told<'a> {
    /// A booking that this statement tells of.
    pub fn new(entry: &'a Entry, statement: &'a StatementRow) -> Told<'a> {
        Told { entry, statement, own: None, text: text(entry) }
    }
}

/// How alike a held booking and a told one are; `None` when they are not the same. A statement
/// holds a booking once, so what it has told of already is another.
pub(super) fn likeness(held: &Held, told: &Told, rows: &HashMap<i64, StatementRow>) -> Option<u32> {
    let agreed = agreement(held, told, rows)?;
    agreed.is_named().then(|| agreed.alike())
}

/// Who told of a booking, and how.
fn tellers<'h>(
    held: &'h Held,
    rows: &'h HashMap<i64, StatementRow>,
) -> impl Iterator<Item = (&'h StatementRow, &'h TellingRow)> {
    held.tellings.iter().filter_map(|telling| Some((rows.get(&telling.statement)?, telling)))
}

/// Whether the bank's own references say that it is the same; `None` when they say that it is not.
/// Only tellings of one message type are compared: banks count anew in each.
fn by_reference(tellers: &[(&StatementRow, &TellingRow)], told: &Told) -> Option<bool> {
    let Some(own) = own_reference(told.entry, told.statement.format.as_deref()) else {
        return Some(false);
    };
    let kind = message(told.statement.format.as_deref());
    let others: Vec<&str> = tellers
        .iter()
        .filter(|(row, _)| message(row.format.as_deref()) == kind)
        .filter_map(|(row, telling)| {
            telling
                .reference
                .as_deref()
                .filter(|reference| counts(reference, row.format.as_deref()))
        })
        .collect();
    match others.contains(&own) {
        true => Some(true),
        false if others.is_empty() => Some(false),
        false => None,
    }
}

/// The reference by which the teller itself knows a booking: camt's `AcctSvcrRef`, the transaction
/// id of an export. What MT940 states after `//` is none: banks put counters and codes there.
pub(super) fn own_reference<'a>(entry: &'a Entry, format: Option<&str>) -> Option<&'a str> {
    entry.bank_reference.as_deref().filter(|reference| counts(reference, format))
}

fn counts(reference: &str, format: Option<&str>) -> bool {
    let marks = reference.chars().filter(|c| c.is_alphanumeric());
    let nothing = marks.clone().all(|c| c == '0')
        || matches!(reference.to_uppercase().as_str(), "NONREF" | "NOTPROVIDED" | "NONE" | "N/A");
    let kind = message(format);
    // A short number in a table may be that of its row.
    let row_number = marks.clone().all(|c| c.is_ascii_digit()) && marks.count() < 7;
    !nothing && (kind.starts_with("camt.") || (kind.starts_with("csv") && !row_number))
}

/// The message type of a format: `camt.053` of `camt.053.001.08`; others as they are.
pub(super) fn message(format: Option<&str>) -> &str {
    let format = format.unwrap_or_default();
    match format.starts_with("camt.") {
        true => format.get(..8).unwrap_or(format),
        false => format,
    }
}

/// Whether a likeness is that of equal references.
pub(super) fn is_by_reference(likeness: u32) -> bool {
    likeness >= BY_REFERENCE
}

/// 1 when both are there and equal, 0 when one is missing, `None` when they differ.
fn compare(a: Option<&str>, b: Option<&str>) -> Option<u32> {
    match (a, b) {
        (Some(a), Some(b)) if a == b => Some(1),
        (Some(_), Some(_)) => None,
        _ => Some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Currency, Money};
    use jiff::civil::date;

    fn row(id: i64, format: &str) -> StatementRow {
        StatementRow {
            id,
            document_id: id,
            format: Some(format.to_owned()),
            company: "wir".to_owned(),
            account: "DE".to_owned(),
            currency: None,
            ident: None,
            sequence: None,
            opening_date: None,
            opening_minor: None,
            closing_date: None,
            closing_minor: None,
            running: false,
            section: 0,
            assumed: false,
            page: None,
        }
    }

    fn span(id: i64, from: (Date, i64), to: (Date, i64)) -> StatementRow {
        let (opening_date, opening_minor) = (Some(from.0), Some(from.1));
        let (closing_date, closing_minor) = (Some(to.0), Some(to.1));
        StatementRow {
            opening_date,
            opening_minor,
            closing_date,
            closing_minor,
            ..row(id, "camt.053.001.08")
        }
    }

    fn entry(reference: Option<&str>, text: &str) -> Entry {
        let mut entry = Entry::new(Money::from_minor(1915, Currency::EUR));
        entry.booking_date = Some(date(2026, 7, 1));
        entry.bank_reference = reference.map(str::to_owned);
        entry.remittance = Some(text.to_owned());
        entry
    }

    fn same(first: (&StatementRow, &Entry), then: (&StatementRow, &Entry)) -> bool {
        let reference = own_reference(first.1, first.0.format.as_deref()).map(str::to_owned);
        let held =
            Held::new(1, first.1.clone(), vec![TellingRow { statement: first.0.id, reference }]);
        let rows = HashMap::from([(first.0.id, first.0.clone())]);
        likeness(&held, &Told::new(then.1, then.0), &rows).is_some()
    }

    #[test]
    fn own_references_decide_within_one_message_type() {
        let (one, two) =
            (entry(Some("txn_1"), "Subscription"), entry(Some("txn_2"), "Subscription"));
        let (a, b) = (row(1, "csv:stripe"), row(2, "csv:stripe"));
        assert!(!same((&a, &one), (&b, &two)));
        assert!(
            same((&a, &one), (&b, &entry(Some("txn_1"), "Abonnement"))),
            "one reference, other words"
        );
        let (interim, final_) = (row(1, "camt.052.001.08"), row(2, "camt.053.001.02"));
        assert!(same((&interim, &one), (&final_, &two)), "banks count anew in each message type");
        assert!(
            !same((&row(1, "camt.053.001.08"), &one), (&final_, &two)),
            "versions of one message are one type"
        );
        assert!(same((&row(1, "mt940"), &one), (&row(2, "mt940"), &two)));
        let (first, second) = (entry(Some("NONREF"), "x"), entry(Some("B7"), "x"));
        assert!(same((&row(1, "camt.053.001.08"), &first), (&final_, &second)));
        assert!(
            same((&a, &entry(Some("1"), "x")), (&b, &entry(Some("2"), "x"))),
            "numbers of rows"
        );
    }

    #[test]
    fn what_a_door_writes_into_the_text_and_another_beside_it_tells_nothing_apart() {
        let mut beside = entry(None, "EREF+E2E-77 SVWZ+Miete");
        beside.end_to_end_id = Some("E2E-77".to_owned());
        beside.counterparty.name = Some("Weiß & Söhne OHG".to_owned());
        let inside = entry(None, "WEISS & SOEHNE OHG DE02100100100006820101 Miete");
        let (table, message) = (row(1, "csv:sparkasse-mt940"), row(2, "mt940"));
        assert!(same((&table, &beside), (&message, &inside)));
        assert!(same((&message, &inside), (&table, &beside)));
        let other = entry(None, "WEISS & SOEHNE OHG DE02100100100006820101 Strom");
        assert!(!same((&table, &beside), (&message, &other)));
    }

    #[test]
    fn a_reference_that_runs_on_into_the_text_behind_it_is_the_same() {
        let told = |text: &str, id: &str| {
            let mut entry = entry(None, text);
            entry.end_to_end_id = Some(id.to_owned());
            entry
        };
        let (table, message) = (row(1, "csv:generic"), row(2, "camt.053.001.08"));
        let (runs, stands) = (told("EREF+E1 RE 1", "E1 RE 1"), told("RE 1", "E1"));
        assert!(same((&table, &runs), (&message, &stands)));
        assert!(same((&message, &stands), (&table, &runs)));
        for other in [told("RE 1", "E"), told("RE 2", "E1"), told("", "E1"), told("RE 1", "E2")] {
            assert!(!same((&table, &runs), (&message, &other)), "{other:?}");
        }
    }

    #[test]
    fn the_kind_of_booking_in_the_place_of_a_text_says_nothing() {
        let (table, message) = (row(1, "csv:vr-bank-old"), row(2, "mt940"));
        for kind in ["UEBERWEISUNG", "GUTSCHR. UEBERWEISUNG", "SEPA-Überweisung", ""] {
            assert!(
                same((&table, &entry(None, kind)), (&message, &entry(None, "Miete"))),
                "{kind}"
            );
            assert!(
                same((&message, &entry(None, "Miete")), (&table, &entry(None, kind))),
                "{kind}"
            );
        }
        assert!(!same(
            (&table, &entry(None, "Überweisung Strom")),
            (&message, &entry(None, "Miete"))
        ));
    }

    #[test]
    fn statements_follow_each_other_only_if_their_days_do() {
        let (july, august) = (date(2026, 7, 1), date(2026, 8, 1));
        let week = span(1, (july, 25_000), (date(2026, 7, 8), 0));
        let month = span(2, (july, 0), (date(2026, 7, 31), 9_700));
        let next = span(3, (august, 9_700), (date(2026, 8, 31), 100));
        let booking = entry(None, "Abbuchung");
        assert!(same((&week, &booking), (&month, &booking)));
        assert!(same((&month, &booking), (&week, &booking)));
        assert!(!same((&month, &booking), (&next, &booking)));
        let named = entry(Some("2BB"), "Abbuchung");
        assert!(
            same((&month, &named), (&next, &named)),
            "the bank's reference is stronger than balances"
        );
    }

    #[test]
    fn within_one_document_only_repeated_tellings_are_one() {
        let booking = entry(None, "Miete");
        let beside = |format: &str, ident: Option<&str>| {
            let first =
                StatementRow { document_id: 9, ident: Some("A".to_owned()), ..row(1, format) };
            let then =
                StatementRow { document_id: 9, ident: ident.map(str::to_owned), ..row(2, format) };
            same((&first, &booking), (&then, &booking))
        };
        assert!(beside("camt.052.001.08", Some("B")));
        assert!(beside("mt942", Some("B")));
        assert!(beside("mt940", Some("A")), "a message that stands there twice");
        assert!(!beside("camt.054.001.08", Some("B")), "two notices");
        let twice = row(1, "mt940");
        assert!(!same((&twice, &booking), (&twice, &booking)), "twins inside one statement");
    }

    #[test]
    fn a_door_without_booking_dates_is_compared_by_value_date() {
        let mut camt = entry(None, "RE 1");
        camt.value_date = Some(date(2026, 7, 2));
        let mut plain = camt.clone();
        (plain.booking_date, plain.dated_by_value) = (plain.value_date, true);
        let (a, b) = (row(1, "camt.053.001.08"), row(2, "mt940"));
        assert!(same((&a, &camt), (&b, &plain)));
        plain.dated_by_value = false;
        assert!(!same((&a, &camt), (&b, &plain)));
    }

    #[test]
    fn days_that_cannot_be_compared_make_one_only_by_a_reference() {
        let told = |text: &str, id: Option<&str>, day: i8, by_value: bool| {
            let mut entry = entry(None, text);
            let day = Some(date(2026, 10, day));
            (entry.booking_date, entry.value_date, entry.dated_by_value) =
                (day, day.filter(|_| by_value), by_value);
            entry.end_to_end_id = id.map(str::to_owned);
            entry
        };
        let (booked, valued) = (row(1, "csv:finom"), row(2, "csv"));
        let rows = HashMap::from([(1, booked.clone())]);
        let may = |first: Entry, then: Entry| {
            let held = Held::new(1, first, vec![TellingRow { statement: 1, reference: None }]);
            may_be(&held, &Told::new(&then, &valued), &rows).is_some()
        };
        let (number, id) = ("RE-2026-1009 vom 15.09.", Some("E2E-1"));
        assert!(same(
            (&booked, &told(number, id, 12, false)),
            (&valued, &told(number, id, 11, true))
        ));
        assert!(same(
            (&valued, &told(number, id, 11, true)),
            (&booked, &told(number, id, 12, false))
        ));
        assert!(
            !same((&booked, &told(number, id, 12, false)), (&valued, &told(number, id, 16, true))),
            "too far"
        );
        for text in [number, "Miete", ""] {
            assert!(
                !same(
                    (&booked, &told(text, None, 12, false)),
                    (&valued, &told(text, None, 11, true))
                ),
                "paid twice: {text}"
            );
            assert!(may(told(text, None, 12, false), told(text, None, 11, true)));
        }
        assert!(
            !may(told(number, id, 12, false), told(number, Some("E2E-2"), 11, true)),
            "two payments"
        );
        assert!(!may(told(number, None, 12, false), told("RE-2026-1010", None, 11, true)));
    }

    #[test]
    fn a_kind_of_booking_gives_way_to_a_text() {
        let mut held = entry(None, "Überweisungsgutschrift Müller GmbH");
        let mut more = entry(None, "RE-1077");
        more.counterparty.name = Some("Müller GmbH".to_owned());
        let row = row(2, "camt.053.001.08");
        let rich = enriched(&Held::new(1, held.clone(), Vec::new()), &Told::new(&more, &row))
            .expect("more is told");
        assert_eq!(rich.remittance.as_deref(), Some("RE-1077"));
        held.counterparty.name = Some("Müller GmbH".to_owned());
        let back = enriched(&Held::new(1, rich.clone(), Vec::new()), &Told::new(&held, &row))
            .unwrap_or(rich);
        assert_eq!(back.remittance.as_deref(), Some("RE-1077"));
    }

    #[test]
    fn a_name_in_a_text_tells_two_payments_of_a_day_apart() {
        let rows = HashMap::from([(1, row(1, "csv"))]);
        let named = |name: &str| {
            let mut entry = entry(None, "");
            entry.counterparty.name = Some(name.to_owned());
            Held::new(1, entry, vec![TellingRow { statement: 1, reference: None }])
        };
        let (text, table) = (entry(None, "Weiß & Söhne OHG"), row(2, "csv:commerzbank"));
        let told = Told::new(&text, &table);
        assert!(
            likeness(&named("WEISS & SOEHNE OHG"), &told, &rows)
                > likeness(&named("Müller Bau GmbH"), &told, &rows)
        );
    }

    #[test]
    fn what_is_told_later_and_richer_is_taken_over() {
        let mut held = Held::new(1, entry(None, "RE 4711"), Vec::new());
        let mut more = entry(Some("B1"), "RE 4711 vom 01.06.");
        more.end_to_end_id = Some("E1".to_owned());
        more.details = vec![entry(None, "a"), entry(None, "b")];
        let row = row(2, "camt.054.001.08");
        let rich = enriched(&held, &Told::new(&more, &row));
        assert_eq!(rich, Some(more.clone()));
        held.becomes(more);
        assert_eq!(enriched(&held, &Told::new(&entry(None, "RE 4711"), &row)), None);
    }
}
