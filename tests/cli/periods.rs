//! Closed periods: what has been closed stays as it was, and what comes late says so.

use super::bureau::{Bureau, MUELLER, OPEN_ITEMS, Tested, camt};
use serde_json::Value;
use std::collections::BTreeMap;

/// One customer pays; September and the first days of October are booked.
fn bureau() -> Bureau {
    let bureau = Bureau::new();
    bureau.drop("mueller/1-open-items.csv", OPEN_ITEMS);
    bureau.drop(
        "mueller/2.xml",
        camt(MUELLER, 5, &[("1190.00", "Bau AG", "RE-1001"), ("-12.34", "Wer", "Was")]),
    );
    assert_eq!(bureau.run(&["run"]).status, 0);
    bureau
}

fn as_of(bureau: &Bureau, day: &str) -> Vec<Vec<Value>> {
    ["trial-balance", "open-items", "journal"]
        .map(|name| bureau.run(&["report", name, "--to", day, "--json"]).rows())
        .to_vec()
}

#[test]
fn what_is_closed_stays_as_it_was_whatever_comes_or_is_decided() -> Tested {
    let bureau = bureau();
    let closed = bureau.run(&["close", "--company", "mueller", "--until", "2026-10-31", "--json"]);
    assert_eq!(closed.status, 0, "{}", closed.err);
    let before = as_of(&bureau, "2026-10-31");
    // A late item, a late statement, a match taken back, a decision about an entry of the closed
    // month.
    bureau.drop(
        "mueller/3.csv",
        "document;side;contact;date;due;amount;currency\nRE-1003;receivable;Bau \
         AG;2026-09-09;2026-09-30;77,00;EUR\n",
    );
    bureau.drop("mueller/4.xml", camt(MUELLER, 6, &[("77.00", "Bau AG", "RE-1003")]));
    // The second statement does not follow the first: a person is asked.
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(bureau.run(&["undo", "E1"]).status, 0);
    assert_eq!(bureau.run(&["resolve", "E2", "account", "4970"]).status, 0);
    let after = as_of(&bureau, "2026-10-31");
    assert_eq!(before[0], after[0], "the trial balance of the closed days");
    assert_eq!(before[2], after[2], "the journal of the closed days");
    assert_eq!(before[1], after[1], "the open items of the closed days");
    let late = bureau
        .report("journal")
        .into_iter()
        .filter(|row| row["date"] == "2026-11-01")
        .collect::<Vec<_>>();
    assert!(!late.is_empty());
    assert!(late.iter().any(|row| row["document_date"] == "2026-09-09"), "{late:#?}");
    let document = bureau.document("mueller/3.csv");
    assert!(document["notes"].to_string().contains("01.11.2026"), "{document:#?}");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_period_is_closed_once_and_only_when_it_is_over() -> Tested {
    let bureau = bureau();
    let close = |until: &str| bureau.run(&["close", "--company", "mueller", "--until", until]);
    assert_eq!(close("2999-12-31").status, 1);
    assert_eq!(close("2026-09-30").status, 0);
    let again = close("2026-08-31");
    assert_eq!(again.status, 1);
    assert!(again.err.contains("30.09.2026"), "{}", again.err);
    assert_eq!(bureau.run(&["close", "--company", "nobody", "--until", "2026-09-30"]).status, 2);
    // The other company is open.
    bureau.drop("kern/items.csv", OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    let kern = bureau.run(&["report", "journal", "--company", "kern", "--json"]).rows();
    assert!(kern.iter().all(|row| row["date"] == row["document_date"]), "{kern:#?}");
    Ok(())
}

#[test]
fn the_journal_says_when_and_by_whom() -> Tested {
    let bureau = bureau();
    assert_eq!(bureau.run(&["resolve", "E2", "account", "4970"]).status, 0);
    let journal = bureau.report("journal");
    let by = |row: &Value| row["recorded_by"].as_str().unwrap_or_default().to_owned();
    assert!(journal.iter().any(|row| by(row) == "kontor"));
    assert!(journal.iter().any(|row| by(row) != "kontor"));
    assert!(journal.iter().all(|row| row["recorded_at"].as_str().is_some_and(|at| at.len() >= 20)));
    Ok(())
}

/// Sums are kept by month; a span may begin and end anywhere.
#[test]
fn a_trial_balance_of_any_days_is_the_sum_of_their_entries() -> Tested {
    const SPANS: [(&str, &str); 8] = [
        ("", ""),
        ("", "2026-08-31"),
        ("", "2026-09-10"),
        ("2026-09-01", "2026-09-30"),
        ("2026-09-05", "2026-09-20"),
        ("2026-08-15", "2026-10-02"),
        ("2026-09-09", "2026-12-31"),
        ("2026-11-01", ""),
    ];
    let bureau = Bureau::new();
    let days = [
        "2026-07-31",
        "2026-08-01",
        "2026-08-31",
        "2026-09-01",
        "2026-09-05",
        "2026-09-09",
        "2026-09-20",
        "2026-09-30",
        "2026-10-01",
    ];
    let row = |(at, day): (usize, &&str)| {
        let side = if at % 3 == 0 { "payable" } else { "receivable" };
        format!("RE-{at};{side};Bau AG;{day};2026-12-31;{}.{at}0;EUR\n", 100 + at)
    };
    let rows: String = days.iter().enumerate().map(row).collect();
    for company in ["mueller", "kern"] {
        bureau.drop(
            &format!("{company}/items.csv"),
            format!("document;side;contact;date;due;amount;currency\n{rows}"),
        );
    }
    bureau.drop("mueller/2.xml", camt(MUELLER, 5, &[("-12.34", "Wer", "Was")]));
    bureau.run(&["run"]);
    let cents = |value: &Value| {
        value.as_str().unwrap_or_default().replace('.', "").parse::<i64>().unwrap_or_default()
    };
    for (from, to) in SPANS {
        let days = [("--from", from), ("--to", to)]
            .into_iter()
            .filter(|(_, day)| !day.is_empty())
            .flat_map(|(flag, day)| [flag, day]);
        let asked: Vec<&str> =
            ["report", "trial-balance", "--json"].into_iter().chain(days).collect();
        let shown: BTreeMap<(String, String), [i64; 3]> = bureau
            .run(&asked)
            .rows()
            .iter()
            .map(|row| {
                (
                    (row["company"].to_string(), row["account"].to_string()),
                    ["opening", "debit", "credit"].map(|field| cents(&row[field])),
                )
            })
            .collect();
        let mut sums: BTreeMap<(String, String), [i64; 3]> = BTreeMap::new();
        for entry in bureau.report("journal") {
            let date = entry["date"].as_str().unwrap_or_default();
            if !to.is_empty() && date > to {
                continue;
            }
            for line in entry["lines"].as_array().into_iter().flatten() {
                let sum = sums
                    .entry((entry["company"].to_string(), line["account"].to_string()))
                    .or_default();
                let (debit, credit) = (cents(&line["debit"]), cents(&line["credit"]));
                match date < from {
                    true => sum[0] += debit - credit,
                    false => (sum[1], sum[2]) = (sum[1] + debit, sum[2] + credit),
                }
            }
        }
        assert!(!sums.is_empty(), "{from} {to}");
        assert_eq!(shown, sums, "{from} {to}");
    }
    Ok(())
}
