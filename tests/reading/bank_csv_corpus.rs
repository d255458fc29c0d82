//! The CSV exports of the corpora, where they stand beside the project: entries and sums as an
//! independent reader found them, but for the differences in [`EXPLAINED`].

use kontor::domain::Content;
use kontor::formats::{self, Input, Layouts, Read};
use rust_decimal::Decimal;
use serde_json::Value;
use std::error::Error;
use std::fs;
use std::path::Path;

/// Files whose expected answer the file itself proves wrong, and how.
const EXPLAINED: &[(&str, &str)] = &[
    (
        "dkb-extract_transactions_head-55.csv",
        "`-1.450` stands beside `1.000,0`, so the point parts thousands: -1450, not -1.45",
    ),
    (
        "sx-fix_fiducia_csv-sample_fiducia_data.csv",
        "two of the five rows are Anfangssaldo and Endsaldo, which prove the other three with \
         their S/H signs",
    ),
];

#[test]
fn entries_and_sums_are_those_of_the_corpora() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/bank/csv");
    let Ok(expected) = fs::read(folder.join("expected.json")) else {
        eprintln!("skipped: the corpora are not beside this project");
        return Ok(());
    };
    let expected: serde_json::Map<String, Value> = serde_json::from_slice(&expected)?;
    let (mut right, mut wrong) = (0, Vec::new());
    for (name, answer) in &expected {
        let (Some(entries), Ok(bytes)) = (answer["entries"].as_u64(), fs::read(folder.join(name)))
        else {
            continue;
        };
        let sum: Option<Decimal> = answer["sum"].as_str().and_then(|sum| sum.parse().ok());
        let found = totals(name, &bytes);
        let agrees = match found {
            Some((count, total)) => {
                count == entries && (entries == 0 || sum.is_none_or(|sum| sum == total))
            }
            None => entries == 0,
        };
        match agrees {
            true => right += 1,
            false => wrong.push(name.as_str()),
        }
    }
    println!("{right} of {} as expected", right + wrong.len());
    assert_eq!(wrong, EXPLAINED.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    Ok(())
}

/// How many entries a file holds, and their sum; `None` for one that is no statement.
fn totals(name: &str, bytes: &[u8]) -> Option<(u64, Decimal)> {
    let (_, reading) = formats::read(&Input { bytes, name, layouts: &Layouts::default() }).ok()?;
    let Read::Content(Content::BankStatement(file)) = reading.content else { return None };
    let entries: Vec<_> = file.statements.iter().flat_map(|statement| &statement.entries).collect();
    Some((entries.len() as u64, entries.iter().map(|entry| entry.amount.amount).sum()))
}
