//! Speed of reading CSV: one large export, and many small ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fall"
)]

use divan::counter::{BytesCount, ItemsCount};
use kontor::formats::{self, Input, Layouts};

fn main() {
    divan::main();
}

const CAMT: &str = "\"Auftragskonto\";\"Buchungstag\";\"Valutadatum\";\"Buchungstext\";\"Verwendungszweck\";\"Glaeubiger ID\";\"Mandatsreferenz\";\"Kundenreferenz (End-to-End)\";\"Sammlerreferenz\";\"Lastschrift Ursprungsbetrag\";\"Auslagenersatz Ruecklastschrift\";\"Beguenstigter/Zahlungspflichtiger\";\"Kontonummer/IBAN\";\"BIC (SWIFT-Code)\";\"Betrag\";\"Waehrung\";\"Info\"\n";

const VR: &str = "Bezeichnung Auftragskonto;IBAN Auftragskonto;BIC Auftragskonto;Bankname \
    Auftragskonto;Buchungstag;Valutadatum;Name Zahlungsbeteiligter;IBAN Zahlungsbeteiligter;BIC \
    (SWIFT-Code) Zahlungsbeteiligter;Buchungstext;Verwendungszweck;Betrag;Waehrung;Saldo nach \
    Buchung;Bemerkung;Gekennzeichneter Umsatz;Glaeubiger ID;Mandatsreferenz\n";

/// A Sparkasse export (CSV-CAMT) of so many rows.
fn sparkasse(rows: usize) -> Vec<u8> {
    let mut text = CAMT.to_owned();
    for row in 0..rows {
        let (day, month, cents) = (row % 28 + 1, row % 12 + 1, row * 37 % 1_000_000);
        text.push_str(&format!(
            "\"DE02120300000000202051\";\"{day:02}.{month:02}.26\";\"{day:02}.{month:02}.26\";\"FOLGELASTSCHRIFT\";\"Rechnung RE-2026-{row:06} vom {day:02}.{month:02}.2026, Kunde 4711\";\"DE98ZZZ09999999999\";\"M-{row:07}\";\"E-{row:09}\";\"\";\"\";\"\";\"Müller & Söhne GmbH\";\"DE02500105170137075030\";\"INGDDEFFXXX\";\"-{},{:02}\";\"EUR\";\"Umsatz gebucht\"\n",
            cents / 100,
            cents % 100
        ));
    }
    text.into_bytes()
}

/// A Volksbank export of so many rows, with balances.
fn volksbank(rows: usize) -> Vec<u8> {
    let mut text = VR.to_owned();
    let mut balance = 1_000_000i64;
    for row in 0..rows {
        let cents = row as i64 * 37 % 100_000;
        balance += cents;
        text.push_str(&format!(
            "Girokonto;DE02120300000000202051;GENODEF1S02;VR \
             Bank;{:02}.01.2026;{:02}.01.2026;Stadtwerke \
             Köln;DE02500105170137075030;INGDDEFFXXX;Gutschrift;Abschlag {row} EREF: {row} MREF: \
             M-{row};{},{:02};EUR;{},{:02};;;;\n",
            row % 28 + 1,
            row % 28 + 1,
            cents / 100,
            cents % 100,
            balance / 100,
            balance % 100
        ));
    }
    text.into_bytes()
}

fn read(bytes: &[u8]) -> usize {
    let layouts = Layouts::default();
    formats::read(&Input { bytes, name: "x.csv", layouts: &layouts })
        .map_or(0, |(format, _)| format.name.len())
}

#[divan::bench(sample_count = 10)]
fn sparkasse_100_000_rows(bencher: divan::Bencher) {
    let bytes = sparkasse(100_000);
    bencher.counter(BytesCount::new(bytes.len())).bench(|| read(&bytes));
}

#[divan::bench(sample_count = 10)]
fn sparkasse_100_000_rows_windows_1252(bencher: divan::Bencher) {
    let text = String::from_utf8(sparkasse(100_000)).unwrap_or_default();
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    bencher.counter(BytesCount::new(bytes.len())).bench(|| read(&bytes));
}

#[divan::bench(sample_count = 10)]
fn volksbank_100_000_rows_with_balances(bencher: divan::Bencher) {
    let bytes = volksbank(100_000);
    bencher.counter(BytesCount::new(bytes.len())).bench(|| read(&bytes));
}

#[divan::bench(sample_count = 20)]
fn small_files_of_30_rows(bencher: divan::Bencher) {
    let bytes = sparkasse(30);
    bencher.counter(ItemsCount::new(1usize)).bench(|| read(&bytes));
}
