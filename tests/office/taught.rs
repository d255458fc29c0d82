//! What kontor learns: months in a row of one firm, with a person who answers each question
//! truthfully. The test prints how many questions each month asks, and of what kind.

use crate::month::{self, Entry, Firm, OURS, Truth};
use crate::month_cases;
use crate::small_office::{Office, kontor};
use serde_json::Value;
use std::collections::BTreeMap;

/// What the person answers about an entry.
fn answer(firm: &Firm, entry: &Entry, row: &Value) -> Vec<String> {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let document = |at: usize| firm.items[at].document.clone();
    let proposed = |items: &[usize]| {
        let mut truth: Vec<String> = items.iter().map(|at| document(*at)).collect();
        let mut found: Vec<String> = row["allocations"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|part| part["document"].as_str().unwrap_or_default().to_owned())
            .collect();
        truth.sort();
        found.sort();
        row["status"] == "suggested" && truth == found
    };
    let matched = |items: &[usize]| match proposed(items) {
        true => words(&["accept"]),
        false => std::iter::once("match".to_owned())
            .chain(items.iter().map(|at| document(*at)))
            .collect(),
    };
    match &entry.truth {
        Truth::Settles { parts, .. } => {
            matched(&parts.iter().map(|part| part.0).collect::<Vec<_>>())
        }
        Truth::OneOf(items) => matched(&items[..1]),
        Truth::Account("person") => words(&["leave"]),
        Truth::Account(account) if row["status"] == "suggested" && row["account"] == *account => {
            words(&["accept"])
        }
        Truth::Account(account) => words(&["account", account]),
        Truth::Category { .. } => words(&["leave"]),
    }
}

/// What a month asked: how many entries, how many questions, and these by case.
struct Month {
    entries: usize,
    asked: usize,
    cases: BTreeMap<&'static str, usize>,
}

fn lived(seed: u64, months: usize, size: usize) -> Vec<Month> {
    let office = Office::make(&format!("taught-{seed}"));
    let company = format!(
        "name = \"Beispiel GmbH\"\nvat_id = \"DE136695976\"\nibans = [\"{}\", \"{}\"]\nchart = \
         \"SKR03\"\nemail = \"buch@beispiel.example\"\n",
        OURS[0], OURS[1]
    );
    std::fs::write(office.path().join("companies/beispiel.toml"), company).expect("written");
    let shown = std::env::var("KONTOR_TAUGHT_SHOW").ok();
    let mut firm = Firm::of(seed);
    let mut lived = Vec::new();
    for at in 0..months {
        month_cases::ordinary_month(&mut firm, size);
        for (name, text) in month::lists(&firm) {
            office.put(&format!("{at}-{name}"), &text);
        }
        office.put(&format!("auszug-{at}.xml"), &month::camt(&firm));
        office.run();
        let mut cases = BTreeMap::new();
        let mut asked = 0;
        let told = office.report("reconciliation");
        let status = |rows: &[Value], entry: &Entry| {
            rows.iter()
                .find(|row| row["bank_reference"] == entry.reference.as_str())
                .cloned()
                .expect("each entry is told")
        };
        for entry in firm.entries.iter().filter(|entry| status(&told, entry)["status"] != "matched")
        {
            // What was answered before may have settled it, or changed what is proposed.
            let row = &status(&office.report("reconciliation"), entry);
            if row["status"] == "matched" {
                continue;
            }
            asked += 1;
            *cases.entry(entry.case).or_default() += 1;
            if shown.as_ref().is_some_and(|shown| *shown == (at + 1).to_string()) {
                println!(
                    "{}: {} {} {:?} \"{}\" {} | {} {} {}",
                    entry.case,
                    entry.day,
                    entry.name,
                    entry.truth,
                    entry.text,
                    entry.cents,
                    row["status"],
                    row["allocations"],
                    row["explanation"]
                );
            }
            let mut words =
                vec!["resolve".to_owned(), row["id"].as_str().expect("an id").to_owned()];
            words.extend(answer(&firm, entry, row));
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let done = kontor(office.path(), &words);
            assert!(
                done.status.success(),
                "{words:?} {}: {}",
                entry.text,
                String::from_utf8_lossy(&done.stderr)
            );
        }
        lived.push(Month { entries: firm.entries.len(), asked, cases });
        firm.next_month();
    }
    assert!(kontor(office.path(), &["verify"]).status.success());
    lived
}

#[test]
fn each_month_asks_less() {
    let number = |name: &str, or: u64| {
        std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok()).unwrap_or(or)
    };
    let (seeds, size) = (
        number("KONTOR_TAUGHT", 1),
        usize::try_from(number("KONTOR_TAUGHT_SIZE", 250)).expect("small"),
    );
    let (mut entries, mut asked) = (vec![0; 4], vec![0; 4]);
    for seed in 1..=seeds {
        for (at, month) in lived(seed, 4, size).iter().enumerate() {
            entries[at] += month.entries;
            asked[at] += month.asked;
            println!(
                "seed {seed}, month {}: {} questions about {} entries: {:?}",
                at + 1,
                month.asked,
                month.entries,
                month.cases
            );
        }
    }
    let share = |at: usize| asked[at] * 1_000 / entries[at];
    let line: Vec<String> = (0..4)
        .map(|at| format!("month {}: {},{}", at + 1, share(at) / 10, share(at) % 10))
        .collect();
    println!("questions in 100 entries, {}", line.join("; "));
    assert!(share(0) <= 60 && share(3) <= 50, "{line:?}");
}
