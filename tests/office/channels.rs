//! The same bookings through every channel that can carry them, with currencies, twins, batches and
//! returns, in every order of two and in random orders of all, in one run or in a run for each
//! file: never doubled, never lost.

mod bookings;
mod exports;
mod layouts;
mod messages;
mod tables;

use crate::small_office::{OWN, Office};
use bookings::{Channel, Delivery, Dice, PARTINGS, World, all, deliveries};
use std::collections::{BTreeMap, BTreeSet};

/// Fortnights to try; `KONTOR_FORTNIGHTS` asks for more of them, `KONTOR_FORTNIGHT` for one by its
/// seed.
const FORTNIGHTS: u64 = 3;

fn seeds() -> Vec<u64> {
    let asked = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    match asked("KONTOR_FORTNIGHT") {
        Some(seed) => vec![seed],
        None => (1..=asked("KONTOR_FORTNIGHTS").unwrap_or(FORTNIGHTS)).collect(),
    }
}

/// How often each day, amount and currency is in the books.
type Count = BTreeMap<String, usize>;

fn booked(office: &Office) -> Count {
    let mut count = Count::new();
    for row in office.report("reconciliation") {
        let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
        *count.entry(format!("{} {}", text("amount"), text("currency"))).or_default() += 1;
    }
    count
}

fn expected(world: &World, told: &BTreeSet<usize>) -> Count {
    let mut count = Count::new();
    for booking in world.bookings.iter().filter(|booking| told.contains(&booking.number)) {
        let sign = if booking.cents < 0 { "-" } else { "" };
        let amount = format!(
            "{sign}{}.{:02} {}",
            booking.cents.abs() / 100,
            booking.cents.abs() % 100,
            booking.currency
        );
        *count.entry(amount).or_default() += 1;
    }
    count
}

/// Leaves out files as long as the fault stays: what is left shows it.
fn least(name: &str, seed: u64, world: &World, runs: &[Vec<&Delivery>]) -> String {
    let mut left: Vec<Vec<&Delivery>> = runs.to_vec();
    let mut fault = String::new();
    for run in 0..left.len() {
        let mut at = 0;
        while left[run].len() > at {
            let mut fewer = left.clone();
            fewer[run].remove(at);
            match tried(name, seed, world, &fewer) {
                Err(told) => (left, fault) = (fewer, told),
                Ok(()) => at += 1,
            }
        }
    }
    left.iter().flatten().for_each(|file| println!("--- {}\n{}", file.name, file.text));
    fault
}

/// Drops the files in runs of these and says how the books differ from what was told.
fn tried(name: &str, seed: u64, world: &World, runs: &[Vec<&Delivery>]) -> Result<(), String> {
    let office = Office::make(name);
    for files in runs {
        files.iter().for_each(|file| office.put(&file.name, &file.text));
        office.run();
    }
    let told: BTreeSet<usize> =
        runs.iter().flatten().flat_map(|file| file.tells.iter().copied()).collect();
    let (is, should) = (booked(&office), expected(world, &told));
    if is == should {
        return Ok(());
    }
    let keys: BTreeSet<&String> = is.keys().chain(should.keys()).collect();
    let of = |count: &Count, key: &String| count.get(key).copied().unwrap_or_default();
    let differ = keys.into_iter().filter(|key| of(&is, key) != of(&should, key));
    let lines: Vec<String> = differ
        .map(|key| format!("  {key}: {} instead of {}", of(&is, key), of(&should, key)))
        .collect();
    let order: Vec<Vec<&str>> =
        runs.iter().map(|files| files.iter().map(|file| file.name.as_str()).collect()).collect();
    Err(format!("fortnight {seed}, {order:?}:\n{}", lines.join("\n")))
}

#[test]
fn through_any_two_channels_in_either_order_each_booking_is_booked_once() {
    let (mut faults, all) = (Vec::new(), all());
    for seed in seeds() {
        let mut dice = Dice::new(seed * 31 + 7);
        let world = World::new(seed, OWN);
        for _ in 0..4 {
            let (one, other) = (all[dice.below(all.len())], all[dice.below(all.len())]);
            let (first, then) = (PARTINGS[dice.below(4)], PARTINGS[dice.below(4)]);
            let (mut a, mut b) = (deliveries(&world, one, first), deliveries(&world, other, then));
            if (one, first) == (other, then) {
                b.clear();
            }
            for _ in 0..2 {
                let runs: Vec<Vec<&Delivery>> = vec![a.iter().collect(), b.iter().collect()];
                let fault = tried(&format!("channels-two-{seed}"), seed, &world, &runs).err();
                faults.extend(fault.map(|_| least("channels-two-least", seed, &world, &runs)));
                std::mem::swap(&mut a, &mut b);
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn through_all_channels_in_random_orders_each_booking_is_booked_once() {
    let mut faults = Vec::new();
    for seed in seeds() {
        let mut dice = Dice::new(seed * 77 + 5);
        let world = World::new(seed, OWN);
        let files: Vec<Delivery> = all()
            .into_iter()
            .flat_map(|channel| deliveries(&world, channel, PARTINGS[dice.below(4)]))
            .collect();
        let mut order: Vec<&Delivery> = files.iter().collect();
        dice.shuffle(&mut order);
        let at_once = vec![order.clone()];
        let in_five: Vec<Vec<&Delivery>> =
            order.chunks(order.len().div_ceil(5)).map(<[_]>::to_vec).collect();
        for runs in [at_once, in_five] {
            let fault = tried(&format!("channels-all-{seed}"), seed, &world, &runs).err();
            faults.extend(fault.map(|_| least("channels-all-least", seed, &world, &runs)));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// What is decided of each entry, and what is open.
fn decided(office: &Office) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (report, fields) in [
        (
            "reconciliation",
            ["amount", "currency", "status", "allocations", "category", "account"].as_slice(),
        ),
        ("open-items", ["document", "open"].as_slice()),
    ] {
        let line = |row: &serde_json::Value| {
            fields.iter().map(|field| row[*field].to_string()).collect::<Vec<_>>().join(" ")
        };
        lines.extend(office.report(report).iter().map(line));
    }
    lines.sort();
    lines
}

#[test]
fn what_is_decided_depends_neither_on_the_order_nor_on_the_runs() {
    for seed in seeds() {
        let mut dice = Dice::new(seed * 13 + 1);
        let world = World::new(seed, OWN);
        let (mut files, all): (Vec<(String, String)>, Vec<Channel>) = (Vec::new(), all());
        for _ in 0..4 {
            let channel = all[dice.below(all.len())];
            files.extend(
                deliveries(&world, channel, PARTINGS[dice.below(4)])
                    .into_iter()
                    .map(|file| (file.name, file.text)),
            );
        }
        files.push(("open-items.csv".to_owned(), world.open_items()));
        files.sort();
        files.dedup();
        let mut outcomes: Vec<(Vec<String>, Vec<String>)> = Vec::new();
        for runs in [1, 5, files.len()] {
            dice.shuffle(&mut files);
            let office = Office::make(&format!("channels-decided-{seed}"));
            for run in files.chunks(files.len().div_ceil(runs)) {
                run.iter().for_each(|(name, text)| office.put(name, text));
                office.run();
            }
            outcomes.push((files.iter().map(|(name, _)| name.clone()).collect(), decided(&office)));
        }
        let (first_order, first) = &outcomes[0];
        for (order, outcome) in &outcomes {
            let only = |a: &[String], b: &[String]| {
                a.iter().filter(|line| !b.contains(line)).cloned().collect::<Vec<_>>().join("\n  ")
            };
            assert_eq!(
                outcome,
                first,
                "fortnight {seed}\n{first_order:?}\n  {}\n{order:?}\n  {}",
                only(first, outcome),
                only(outcome, first)
            );
        }
    }
}
