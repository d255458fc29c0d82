//! Timed work: what waits is looked at again, and an office says how it is.

use super::bad_input::sqlite;
use super::bureau::{Bureau, MUELLER, OPEN_ITEMS, Tested, camt};

const RULE: &str = "[[rule]]\nname = \"Tankstelle\"\ncategory = \"other\"\naccount = \"4980\"\ncounterparty = [\"Tankhof\"]\n";

fn waiting(bureau: &Bureau) -> i64 {
    bureau.run(&["status", "--json"]).json()["entries_waiting"].as_i64().unwrap_or(-1)
}

#[test]
fn a_new_rule_reaches_what_waits_by_night_and_by_the_next_run() -> Tested {
    for verb in ["nightly", "run"] {
        let bureau = Bureau::new();
        bureau.drop("mueller/a.xml", camt(MUELLER, 5, &[("-45.00", "Tankhof Nord", "Beleg 7"), ("-9.00", "Wer", "was")]));
        bureau.run(&["run"]);
        assert_eq!(waiting(&bureau), 2);
        bureau.write("pipelines/eigene.toml", RULE);
        assert_eq!(bureau.run(&["check", "--offline"]).status, 0);
        let ran = bureau.run(&[verb]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        assert_eq!(waiting(&bureau), 1, "{verb}");
        let journal = bureau.report("journal").len();
        bureau.run(&[verb]);
        assert_eq!(bureau.report("journal").len(), journal, "a second {verb} changes nothing");
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

/// Items and entries are found by keys that are stored; a newer kontor may make others.
#[test]
fn keys_that_an_older_version_stored_are_made_anew() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/posten.csv", OPEN_ITEMS);
    bureau.drop("mueller/a.xml", camt(MUELLER, 5, &[("-9.00", "Wer", "was")]));
    bureau.run(&["run"]);
    for change in ["DELETE FROM item_key", "DELETE FROM entry_key", "UPDATE job SET mark = '1' WHERE name IN ('keys', 'reconcile')"] {
        assert!(sqlite(&bureau, change)?, "{change}");
    }
    bureau.drop("mueller/b.xml", camt(MUELLER, 6, &[("1190.00", "Bau AG", "RE-1001")]));
    bureau.run(&["run"]);
    let matched = bureau.report("reconciliation").into_iter().filter(|row| row["status"] == "matched").count();
    assert_eq!((matched, waiting(&bureau)), (1, 1), "{:#?}", bureau.report("reconciliation"));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn an_office_says_what_ran_and_what_waits() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/a.xml", camt(MUELLER, 5, &[("-45.00", "Wer", "was")]));
    bureau.run(&["run"]);
    assert_eq!(bureau.run(&["nightly", "--date", "2026-10-06"]).status, 0);
    let status = bureau.run(&["status", "--json"]);
    assert_eq!(status.status, 0, "{}", status.out);
    let state = status.json();
    assert_eq!(state["late"], false);
    let jobs: Vec<_> = state["jobs"].as_array().into_iter().flatten().filter_map(|job| job["job"].as_str()).collect();
    assert_eq!(jobs, ["digest", "mail", "nightly", "reconcile", "reports"]);
    let text = bureau.run(&["status"]).out;
    assert!(text.contains("Nachtlauf") && text.contains("Bankumsätze warten: 1"), "{text}");
    Ok(())
}

#[test]
fn reports_are_written_for_whom_something_was_booked() -> Tested {
    let bureau = Bureau::new();
    let file = |company: &str| bureau.path(&format!("reports/{company}/open-items.csv"));
    bureau.drop("mueller/posten.csv", OPEN_ITEMS);
    bureau.drop("kern/posten.csv", OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert!(file("mueller").is_file() && file("kern").is_file());
    // What is gone shows who was written anew.
    std::fs::remove_file(file("kern"))?;
    std::fs::remove_file(file("mueller"))?;
    bureau.drop("mueller/mehr.csv", OPEN_ITEMS.replace("RE-1001", "RE-2001"));
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert!(file("mueller").is_file() && !file("kern").exists());
    assert!(std::fs::read_to_string(file("mueller"))?.contains("RE-2001"));
    assert_eq!(bureau.run(&["nightly"]).status, 0);
    assert!(file("kern").is_file(), "by night days have passed for all");
    Ok(())
}
