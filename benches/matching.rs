//! How fast keys are made and a neighbourhood is decided.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fall"
)]

use jiff::civil::date;
use kontor::domain::money::Currency;
use kontor::domain::{Iban, Side};
use kontor::matching::{EntryFacts, Neighbourhood, OpenItemFacts, Policy, decide, keys_of_entry};

fn main() {
    divan::main();
}

const SIZES: [i64; 3] = [100, 1_000, 10_000];

fn items(count: i64) -> Vec<OpenItemFacts> {
    let item = |id: i64| OpenItemFacts {
        id,
        company: "demo".into(),
        document: format!("RE-2026-{id:05}"),
        side: Side::Receivable,
        contact: format!("{}", 10_000 + id % 500),
        personal_account: None,
        names: vec![format!("Kunde {} GmbH", id % 500)],
        ibans: Iban::read("DE02120300000000202051").into_iter().collect(),
        payers: Vec::new(),
        date: Some(date(2026, 8, 1)),
        due: Some(date(2026, 8, 31)),
        currency: Currency::EUR,
        is_converted: false,
        credits: Vec::new(),
        credited: 0,
        is_on_account: false,
        original: 10_000 + id,
        open: 10_000 + id,
        discounts: Vec::new(),
        vat_percent: None,
        references: Vec::new(),
        order: None,
    };
    (0..count).map(item).collect()
}

fn entries(count: i64) -> Vec<EntryFacts> {
    let entry = |id: i64| EntryFacts {
        remittance: Some(format!(
            "Rechnung Nr. 2026 {id:05} vom 01.08.2026 Kd-Nr. {} EUR 1.234,56",
            10_000 + id % 500
        )),
        counterparty_name: Some(format!("KUNDE {} GMBH", id % 500)),
        counterparty_iban: Iban::read("DE02120300000000202051"),
        ..EntryFacts::new(id, "demo", date(2026, 8, 10), 10_000 + id, Currency::EUR)
    };
    (0..count).map(entry).collect()
}

#[divan::bench]
fn keys_of_one_entry(bencher: divan::Bencher) {
    let entries = entries(1);
    bencher.bench(|| entries.iter().map(keys_of_entry).map(|keys| keys.len()).sum::<usize>());
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn decide_one_neighbourhood(bencher: divan::Bencher, size: i64) {
    let (items, entries, policy) = (items(size), entries(size), Policy::default());
    bencher.bench(|| decide(&Neighbourhood { items: &items, entries: &entries, policy: &policy }));
}
