//! Timed work: what waits is looked at again, and an office says how it is.

use super::bad_input::sqlite;
use super::bureau::{Bureau, MUELLER, OPEN_ITEMS, Tested, camt, wait_for};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};

const RULE: &str = "[[rule]]\nname = \"Tankstelle\"\ncategory = \"other\"\naccount = \
    \"4980\"\ncounterparty = [\"Tankhof\"]\n";

fn waiting(bureau: &Bureau) -> i64 {
    bureau.run(&["status", "--json"]).json()["entries_waiting"].as_i64().unwrap_or(-1)
}

#[test]
fn a_new_rule_reaches_what_waits_by_night_and_by_the_next_run() -> Tested {
    for verb in ["nightly", "run"] {
        let bureau = Bureau::new();
        bureau.drop(
            "mueller/a.xml",
            camt(MUELLER, 5, &[("-45.00", "Tankhof Nord", "Beleg 7"), ("-9.00", "Wer", "was")]),
        );
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
    for change in [
        "DELETE FROM item_key",
        "DELETE FROM entry_key",
        "UPDATE job SET mark = '1' WHERE name IN ('keys', 'reconcile')",
    ] {
        assert!(sqlite(&bureau, change)?, "{change}");
    }
    bureau.drop("mueller/b.xml", camt(MUELLER, 6, &[("1190.00", "Bau AG", "RE-1001")]));
    bureau.run(&["run"]);
    let matched = bureau
        .report("reconciliation")
        .into_iter()
        .filter(|row| row["status"] == "matched")
        .count();
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
    let jobs: Vec<_> = state["jobs"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|job| job["job"].as_str())
        .collect();
    assert_eq!(jobs, ["digest", "mail", "nightly", "reconcile", "reports"]);
    let text = bureau.run(&["status"]).out;
    assert!(text.contains("Nachtlauf") && text.contains("Bankumsätze warten: 1"), "{text}");
    assert_eq!(state["unread"], serde_json::json!([]));
    // Who has no address gets no digest: nobody may take that for a quiet office.
    bureau.write(
        "companies/neu.toml",
        "name = \"Neu GmbH\"\nvat_id = \"DE129273398\"\nibans = []\nchart = \"SKR03\"\n",
    );
    let text = bureau.run(&["status"]).out;
    assert!(text.contains("Die Zusammenfassung bekommt niemand: neu"), "{text}");
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

/// A monitor outside: counts who calls, and answers with this line.
fn monitor(answer: &'static str) -> std::io::Result<(String, Arc<Mutex<Vec<String>>>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}/ping/abc?office=1", listener.local_addr()?);
    let calls = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&calls);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let first =
                BufReader::new(&stream).lines().next().and_then(Result::ok).unwrap_or_default();
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(first);
            let _ = write!(
                stream,
                "HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        }
    });
    Ok((address, calls))
}

fn calls(seen: &Mutex<Vec<String>>) -> Vec<String> {
    seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

#[test]
fn a_monitor_outside_is_called_when_a_night_went_well_and_only_then() -> Tested {
    let (address, seen) = monitor("200 OK")?;
    let bureau = Bureau::with(&format!("[nightly]\nping_url = \"{address}\"\n"));
    bureau.drop("mueller/posten.csv", OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert!(calls(&seen).is_empty(), "a run is no night");
    assert_eq!(bureau.run(&["nightly"]).status, 0);
    assert_eq!(calls(&seen), ["GET /ping/abc?office=1 HTTP/1.1"]);
    std::fs::remove_file(bureau.path("reports/mueller/open-items.csv"))?;
    std::fs::create_dir_all(bureau.path("reports/mueller/open-items.csv"))?;
    assert_eq!(bureau.run(&["nightly"]).status, 1);
    assert_eq!(calls(&seen).len(), 1, "silence says that it did not go well");
    Ok(())
}

#[test]
fn a_monitor_that_does_not_answer_is_told_and_spoils_no_night() -> Tested {
    let (address, seen) = monitor("404 Not Found")?;
    let bureau = Bureau::with(&format!("[nightly]\nping_url = \"{address}\"\n"));
    let night = bureau.run(&["nightly", "--json"]);
    assert_eq!((night.status, calls(&seen).len()), (1, 1), "{}", night.out);
    let status = bureau.run(&["status"]);
    assert!(
        status.status == 1 && status.out.contains("ping_url") && status.out.contains("404"),
        "{}",
        status.out
    );
    assert!(bureau.report("mail").iter().all(|mail| mail["kind"] != "failure"));
    // Who takes the setting out is told no more.
    bureau.write("kontor.toml", "");
    assert_eq!(bureau.run(&["status"]).status, 0);
    Ok(())
}

#[test]
fn a_night_that_fails_for_one_is_done_for_the_others_and_told_by_mail_and_the_next_run() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/posten.csv", OPEN_ITEMS);
    bureau.drop("kern/posten.csv", OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    // What stands in the way of Kern's reports: a file where their folder belongs.
    std::fs::remove_dir_all(bureau.path("reports"))?;
    bureau.write("reports/kern", "in the way");
    let night = bureau.run(&["nightly", "--json"]);
    assert_eq!(night.status, 1, "{}", night.out);
    let failed: Vec<Value> = night.json()["jobs"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|job| !job["error"].is_null())
        .cloned()
        .collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(
        failed.iter().all(|job| job["job"] == "reports"
            && job["error"].as_str().unwrap_or_default().contains("kern")),
        "{failed:?}"
    );
    assert!(
        bureau.path("reports/mueller/open-items.csv").is_file()
            && bureau.path("reports/documents.csv").is_file()
    );
    let told: Vec<Value> =
        bureau.report("mail").into_iter().filter(|mail| mail["kind"] == "failure").collect();
    let readers: Vec<&str> = told.iter().filter_map(|mail| mail["to"].as_str()).collect();
    assert_eq!(
        readers,
        ["buch@kern.example", "buch@mueller.example"],
        "no reader of all digests is set"
    );
    let again = bureau.run(&["nightly"]);
    assert_eq!(again.status, 1);
    assert_eq!(
        bureau.report("mail").into_iter().filter(|mail| mail["kind"] == "failure").count(),
        2,
        "told once a day"
    );
    let next = bureau.run(&["run"]);
    assert!(next.err.contains("Nachtlauf") && next.err.contains("reports/kern"), "{}", next.err);
    let status = bureau.run(&["status"]);
    assert!(
        status.status == 1 && status.out.lines().count() <= 10 && status.out.contains("Berichte"),
        "{}",
        status.out
    );
    std::fs::remove_file(bureau.path("reports/kern"))?;
    assert_eq!(bureau.run(&["nightly"]).status, 0);
    assert!(bureau.path("reports/kern/open-items.csv").is_file());
    let next = bureau.run(&["run"]);
    assert!(!next.err.contains("Nachtlauf"), "{}", next.err);
    assert_eq!(bureau.run(&["status"]).status, 0);
    Ok(())
}

fn last_night(bureau: &Bureau) -> String {
    let jobs =
        bureau.run(&["status", "--json"]).json()["jobs"].as_array().cloned().unwrap_or_default();
    let night = jobs.iter().find(|job| job["job"] == "nightly");
    night.and_then(|job| job["ended_at"].as_str()).unwrap_or_default().to_owned()
}

#[test]
fn a_night_that_nobody_watched_is_made_up_once() -> Tested {
    let bureau = Bureau::new();
    assert_eq!(bureau.run(&["nightly"]).status, 0);
    let (recent, long_ago) = (last_night(&bureau), "2026-01-05T02:30+01:00");
    assert!(sqlite(
        &bureau,
        "UPDATE job SET ended_at = '2026-01-05T01:30:00Z' WHERE name = 'nightly'"
    )?);
    assert_eq!(last_night(&bureau), long_ago);
    assert_eq!(bureau.run(&["status"]).status, 1, "it is late");
    let mut watcher = bureau.watch();
    wait_for("the night", || last_night(&bureau) != long_ago);
    let made_up = last_night(&bureau);
    assert!(made_up >= recent, "{made_up}");
    watcher.end()?;
    assert!(sqlite(&bureau, "UPDATE job SET error = 'seen' WHERE name = 'nightly'")?);
    let mut watcher = bureau.watch();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    watcher.end()?;
    assert_eq!(bureau.run(&["status"]).status, 1, "not a second time");
    Ok(())
}

#[test]
fn a_watch_takes_up_changed_settings_and_goes_on_under_the_old_ones_while_they_have_faults()
-> Tested {
    let bureau = Bureau::new();
    let watcher = bureau.watch();
    bureau.drop("mueller/a.xml", camt(MUELLER, 5, &[("-45.00", "Tankhof Nord", "Beleg 7")]));
    wait_for("the entry", || waiting(&bureau) == 1);
    let kern = std::fs::read_to_string(bureau.path("companies/kern.toml"))?;
    bureau.write("companies/kern.toml", "name = \n");
    std::thread::sleep(std::time::Duration::from_millis(2500));
    bureau.write("companies/kern.toml", kern);
    bureau.drop("mueller/b.xml", camt(MUELLER, 6, &[("-9.00", "Wer", "was")]));
    wait_for("the second entry", || waiting(&bureau) == 2);
    bureau.write("pipelines/eigene.toml", RULE);
    wait_for("the rule", || waiting(&bureau) == 1);
    drop(watcher);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
