//! Two tellings that say other words and may mean one booking all the same: `AOK BW, Beitraege
//! 11/26 BN 12345678` and `AOK Baden-Württemberg, BETRIEBSNR 12345678 BEITRAEGE NOV`. Such are never
//! one by themselves; a person is asked.

use super::days::{Days, same_day};
use super::names::{are_borrowed, is_day, names, share_a_number};
use super::overlap::{follow, may_be_two};
use super::wording::{lacks_figures, only_kinds, squeezed, written};
use super::{Held, Told, agreement, by_reference, compare, tellers};
use crate::domain::NameWords;
use crate::domain::statement::Entry;
use crate::domain::text::fold;
use crate::store::rows::{StatementRow, TellingRow};
use std::collections::HashMap;

/// Words of names that many bear.
const OF_MANY: &[&str] = &[
    "deutsche",
    "deutscher",
    "deutsches",
    "deutschland",
    "germany",
    "europe",
    "europa",
    "international",
    "stadt",
    "gemeinde",
    "finanzamt",
    "finanzkasse",
    "bank",
    "volksbank",
    "sparkasse",
    "firma",
    "familie",
    "herr",
    "frau",
    "the",
];

/// How words begin with which doors describe a payment by card.
const BY_CARD: &[&str] = &[
    "karten",
    "debit",
    "girocard",
    "visa",
    "mastercard",
    "maestro",
    "folgenr",
    "terminal",
    "elv",
    "pos",
];

/// Letters of a word that a text must share with the other to speak of the same.
const STEM: usize = 5;

/// Letters of a name that tells who it is however it is spelt.
const SPELT: usize = 3;

/// Letters of a word that says something.
const WORD: usize = 4;

/// Months, as they begin.
const MONTHS: &[&str] =
    &["jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"];

/// Whether two tellings from doors of two kinds, of days beside each other, may be one: nothing
/// that identifies a payment differs, and a number is in both texts, or the names share a word that
/// tells whose they are and the texts do not speak of two things.
pub(super) fn are_akin(held: &Held, told: &Told, rows: &HashMap<i64, StatementRow>) -> bool {
    let (a, b) = (&held.entry, told.entry);
    let near = !matches!(same_day(a, b), None | Some(Days::Far));
    near && are_two_doors(held, told, rows) && identifies_no_two(a, b) && {
        let (one, other) = (written(a), written(b));
        let of_a_day = a.booking_date == b.booking_date;
        share_a_number(&one, &other) || share_a_name(a, b) && may_mean_one(&one, &other, of_a_day)
    }
}

/// Whether nothing but words tells two bookings apart that a person is asked about because one of
/// the statements lacks the other's: their days lie beside each other.
pub(in crate::office::plan) fn may_be_in_its_place(
    held: &Held,
    told: &Told,
    rows: &HashMap<i64, StatementRow>,
) -> bool {
    let (a, b) = (&held.entry, told.entry);
    !matches!(same_day(a, b), None | Some(Days::Same | Days::Far))
        && are_two_doors(held, told, rows)
        && identifies_no_two(a, b)
}

/// Whether all that told of a booking is another door than the statement, and may tell of it.
fn are_two_doors(held: &Held, told: &Told, rows: &HashMap<i64, StatementRow>) -> bool {
    let statement = told.statement;
    let tellers: Vec<(&StatementRow, &TellingRow)> = tellers(held, rows).collect();
    let apart = |row: &StatementRow| follow(row, statement) || may_be_two(row, statement);
    let is_door =
        |row: &StatementRow| agreement::are_doors((row, &held.entry), (statement, told.entry));
    !tellers.is_empty()
        && tellers.iter().all(|(row, _)| is_door(row) && !apart(row))
        && by_reference(&tellers, told).is_some()
}

/// Neither account, mandate nor the payer's reference is another.
fn identifies_no_two(a: &Entry, b: &Entry) -> bool {
    let iban = |entry: &Entry| entry.counterparty.iban.as_ref().map(ToString::to_string);
    compare(a.end_to_end_id.as_deref(), b.end_to_end_id.as_deref()).is_some()
        && compare(a.mandate_id.as_deref(), b.mandate_id.as_deref()).is_some()
        && compare(iban(a).as_deref(), iban(b).as_deref()).is_some()
}

/// Whether two names share a word that tells whose they are; where one door names nobody, whether
/// such a word stands in its text.
fn share_a_name(a: &Entry, b: &Entry) -> bool {
    let (ours, theirs) = (names(a), names(b));
    let telling = |one: &NameWords, other: &NameWords| {
        one.telling_shared_with(other).any(|word| !OF_MANY.contains(&word))
    };
    let of = |names: &[&str]| -> Vec<NameWords> {
        names.iter().map(|name| NameWords::new(name)).collect()
    };
    let in_text = |names: &[&str], entry: &Entry| {
        let said = fold(&written(entry));
        let own = |name: &NameWords| {
            telling(name, name) && {
                name.telling_shared_with(name)
                    .any(|word| said.split(' ').any(|other| other == word))
            }
        };
        of(names).iter().any(own)
    };
    match (ours.is_empty(), theirs.is_empty()) {
        (false, false) => {
            let theirs = of(&theirs);
            are_borrowed(a, b, None)
                || in_text(&names(a), b)
                || in_text(&names(b), a)
                || of(&ours).iter().any(|one| theirs.iter().any(|other| telling(one, other)))
                || spelt_alike(&names(a), &names(b))
        }
        (false, true) => in_text(&ours, b),
        (true, false) => in_text(&theirs, a),
        (true, true) => false,
    }
}

/// Whether a name is how another begins but for marks and blanks: `EON`, `E.ON Energie`.
fn spelt_alike(ours: &[&str], theirs: &[&str]) -> bool {
    let begins = |short: &str, long: &str| {
        let short = squeezed(short);
        let mut head = String::new();
        short.len() >= SPELT
            && fold(long).split(' ').any(|word| {
                head.push_str(&squeezed(word));
                head == short
            })
    };
    ours.iter().any(|one| theirs.iter().any(|other| begins(one, other) || begins(other, one)))
}

/// Whether two texts may speak of one thing: one says nothing, they share a word, they are of one
/// day, or one describes a payment by card; and neither counts otherwise nor names another month.
fn may_mean_one(one: &str, other: &str, of_a_day: bool) -> bool {
    let silent = |text: &str| only_kinds(&squeezed(text));
    if silent(one) || silent(other) {
        return true;
    }
    let words = |text: &str| -> Vec<String> {
        fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (ours, theirs) = (words(one), words(other));
    let by_card =
        |words: &[String]| words.iter().any(|word| BY_CARD.iter().any(|by| word.starts_with(by)));
    let is_one = |word: &String, their: &String| {
        word == their || word.get(..STEM).is_some_and(|stem| their.starts_with(stem))
    };
    let shared = || {
        let said = |word: &&String| {
            word.len() >= WORD && word.chars().all(char::is_alphabetic) && !only_kinds(word)
        };
        ours.iter().filter(said).any(|word| theirs.iter().any(|their| is_one(word, their)))
    };
    let apart = |of: fn(&str) -> Option<String>| {
        let of = |words: &[String]| -> Vec<String> {
            words.iter().filter_map(|word| of(word)).collect()
        };
        let (ours, theirs) = (of(&ours), of(&theirs));
        !ours.is_empty() && !theirs.is_empty() && !ours.iter().any(|one| theirs.contains(one))
    };
    // `Wartung Presse 2`, `Wartung Presse 3`.
    let letters = |words: &[String]| -> Vec<String> {
        let said = words.iter().filter(|word| !word.contains(|c: char| c.is_ascii_digit()));
        said.cloned().collect()
    };
    let counted = || {
        letters(&ours) == letters(&theirs) && lacks_figures(one, other) && lacks_figures(other, one)
    };
    by_card(&ours)
        || by_card(&theirs)
        || (of_a_day || shared()) && !apart(number) && !apart(month) && !counted()
}

/// The number that a word is, where it is no day: `4711`, `4711a`.
fn number(word: &str) -> Option<String> {
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let tells = digits.len() > 2 && !is_day(&digits) && !(digits.len() == 4 && is_year(&digits));
    tells.then(|| digits.trim_start_matches('0').to_owned())
}

fn is_year(digits: &str) -> bool {
    digits.starts_with("20") || digits.starts_with("19")
}

fn month(word: &str) -> Option<String> {
    let word = word.replace("ae", "a");
    MONTHS.iter().find(|begin| word.starts_with(**begin)).map(|begin| (*begin).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Currency, Money};
    use jiff::civil::date;

    fn entry(day: i8, name: &str, text: &str) -> Entry {
        let mut entry = Entry::new(Money::from_minor(-84_211, Currency::EUR));
        entry.booking_date = Some(date(2026, 11, day));
        entry.counterparty.name = Some(name.to_owned()).filter(|name| !name.is_empty());
        entry.remittance = Some(text.to_owned());
        entry
    }

    fn akin(one: (i8, &str, &str), other: (i8, &str, &str)) -> bool {
        let row = |id: i64, format: &str| StatementRow {
            id,
            document_id: id,
            format: Some(format.to_owned()),
            ..StatementRow::default()
        };
        let (message, table) = (row(1, "camt.053.001.08"), row(2, "csv:generic"));
        let tellings = vec![TellingRow { statement: 1, reference: None }];
        let held = Held::new(1, entry(one.0, one.1, one.2), tellings);
        let told = entry(other.0, other.1, other.2);
        are_akin(&held, &Told::new(&told, &table), &HashMap::from([(1, message)]))
    }

    #[test]
    fn other_words_may_mean_one_booking_by_a_number_or_a_name() {
        for (one, other) in [
            (
                (26, "AOK BW", "Beitraege 11/26 BN 12345678"),
                (27, "AOK Baden-Württemberg", "BETRIEBSNR 12345678 BEITRAEGE NOV"),
            ),
            ((26, "AOK BW", "Beitrag Nov"), (27, "AOK Baden-Württemberg", "Beitragszahlung")),
            (
                (16, "SHELL 4711", "Kartenzahlung SHELL 4711//STUTTGART 13-11"),
                (13, "Shell Stuttgart", "Umsatz vom 13.11."),
            ),
            ((16, "", "SHELL 4711//STUTTGART/DE Girocard"), (14, "Shell Deutschland", "Tanken")),
            ((5, "Hahn Logistik", "Frachtkosten KW 45"), (5, "Spedition Hahn", "Sendung Aalen")),
            ((5, "IHK Ostalb", "Beitrag 2026"), (6, "Handelskammer", "IHK-Beitrag")),
            ((5, "E.ON Energie Deutschland GmbH", "Abschlag"), (5, "EON", "Strom 4711")),
            ((5, "Hahn Logistik GmbH", "Rechnung 4711"), (6, "Spedition Hahn", "Rechn. 4711/26")),
        ] {
            assert!(akin(one, other), "{one:?} {other:?}");
        }
        for (one, other) in [
            ((5, "Nordlicht AG", "Beitrag"), (6, "Nordlicht AG", "Spende")),
            ((5, "Anna Roth", "Lohn Oktober"), (6, "Anna Schmidt", "Lohn Oktober")),
            ((5, "Hahn GmbH", "Rechnung 4711"), (6, "Hahn GmbH", "Rechnung 4712")),
            ((1, "Hausverwaltung Roth", "Miete Okt"), (3, "Hausverwaltung Roth", "Miete Nov.")),
            ((5, "Deutsche Post", "Rechnung"), (6, "Deutsche Telekom", "Rechnung")),
            ((5, "Hahn GmbH", "Wartung Presse 2"), (6, "Hahn GmbH", "Wartung Presse 3")),
            ((5, "AOK BW", "Beitrag BN 12345678"), (12, "AOK BW", "Beitrag BN 12345678 Nov")),
        ] {
            assert!(!akin(one, other), "{one:?} {other:?}");
        }
    }
}
