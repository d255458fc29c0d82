//! The verbs as a user runs them, in temporary offices: exit statuses, JSON, and what never
//! happens.

use crate::bureau::{Bureau, KERN, MUELLER, OPEN_ITEMS, Tested, camt, kontor, ubl, wait_for};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::time::Duration;

const VERBS: [&str; 14] = [
    "demo",
    "init",
    "run",
    "watch",
    "inspect",
    "validate",
    "report",
    "explain",
    "review",
    "resolve",
    "undo",
    "verify",
    "check",
    "completions",
];
const REPORTS: [&str; 7] = [
    "documents",
    "completeness",
    "reconciliation",
    "open-items",
    "journal",
    "trial-balance",
    "mail",
];

#[test]
fn help_version_and_completions() {
    assert_eq!(kontor(&["--version"]).out, format!("kontor {}\n", env!("CARGO_PKG_VERSION")));
    for verb in VERBS {
        let help = kontor(&[verb, "--help"]);
        assert_eq!(help.status, 0, "{verb}");
        assert!(
            help.out.lines().count() > 5
                && ["Aufruf:", "Usage:"].iter().any(|word| help.out.contains(word)),
            "{verb}: {}",
            help.out
        );
    }
    for shell in ["bash", "zsh", "fish"] {
        let script = kontor(&["completions", shell]);
        assert!(
            script.status == 0
                && script.out.contains("reconciliation")
                && script.out.contains("resolve"),
            "{shell}"
        );
    }
    assert_eq!(kontor(&["no-such-verb"]).status, 2);
    assert_eq!(kontor(&[]).status, 2);
}

#[test]
fn help_and_mistakes_are_told_in_the_language_of_the_office_else_of_the_system() {
    let place = tempfile::tempdir().expect("a folder");
    let say = |system: &str, words: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_kontor"))
            .args(words)
            .current_dir(place.path())
            .env_remove("KONTOR_OFFICE")
            .env("LC_ALL", system)
            .output()
            .expect("run");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned()
                + &String::from_utf8_lossy(&output.stderr),
        )
    };
    for (system, usage, mistake) in [
        ("C", "Aufruf:", "passt nicht zu"),
        ("de_DE.UTF-8", "Aufruf:", "passt nicht zu"),
        ("en_GB.UTF-8", "Usage:", "invalid value"),
    ] {
        for words in [
            ["--help"].as_slice(),
            &["report", "--help"],
            &["resolve", "E1", "match", "--help"],
            &["help", "close"],
        ] {
            let (status, said) = say(system, words);
            assert!(status == Some(0) && said.contains(usage), "{system} {words:?}: {said}");
        }
        for words in [
            ["report", "jornal"].as_slice(),
            &["close", "--company", "a", "--until", "gestern"],
            &["resolve", "E1", "split", "4930"],
        ] {
            let (status, said) = say(system, words);
            assert!(status == Some(2) && said.contains(mistake), "{system} {words:?}: {said}");
        }
    }
    // Examples stand one below the other.
    for words in [["resolve", "--help"], ["close", "--help"], ["revalue", "--help"]] {
        let said = say("en_GB.UTF-8", &words).1;
        let example = format!("kontor {}", words[0]);
        let is_example = |line: &&str| line.contains(&example) && !line.contains("Usage:");
        let examples: Vec<&str> = said.lines().filter(is_example).collect();
        assert!(!examples.is_empty(), "{said}");
        for line in examples {
            assert!(line.trim_start().starts_with(&example), "{line}");
            assert_eq!(line.matches(&example).count(), 1, "{line}");
        }
    }
    assert!(say("C", &["report", "jornal"]).1.contains("Vielleicht gemeint: journal"));
    assert!(say("C", &["close", "--company", "a", "--until", "gestern"]).1.contains("31.10.2026"));
    let unsaid = say("C", &["resolve", "E1"]).1;
    assert!(
        unsaid.contains("Es fehlt der Befehl: accept, replace, reject")
            && !unsaid.contains("annehmen"),
        "{unsaid}"
    );
    assert_eq!(say("C", &["init", "buero", "--language", "en"]).0, Some(0));
    for words in [
        ["report", "--help", "--office", "buero"],
        ["report", "--office=buero", "jornal", "--json"],
    ] {
        assert!(
            say("C", &words).1.contains("For more information")
                || say("C", &words).1.contains("Usage:"),
            "{words:?}"
        );
    }
    // What a shell reads goes on in its own words, and a reader that closes is no fault.
    assert!(say("C", &["completions", "bash"]).1.contains("_kontor()"));
}

/// An office with one month in it: a match, a suggestion or an open entry, a held invoice.
fn lived_in() -> Bureau {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    bureau.drop(
        "auszug.xml",
        camt(
            MUELLER,
            1,
            &[
                ("1190.00", "Bau AG", "Rechnung RE-1001"),
                ("77.00", "Wer", "Danke"),
                ("-12.00", "Bank", "xyz"),
            ],
        ),
    );
    bureau.drop(
        "rechnung.xml",
        ubl("S-1", ("Stahl AG", None), ("Müller Metallbau GmbH", Some("DE136695976"))),
    );
    bureau
}

#[test]
fn the_main_job_verb_by_verb() -> Tested {
    let bureau = lived_in();
    let run = bureau.run(&["run", "--json"]);
    assert_eq!(run.status, 1, "an invalid invoice is held: {} {}", run.out, run.err);
    let summary = run.json();
    assert_eq!(
        (&summary["received"], &summary["held"], &summary["entries"]),
        (&3.into(), &1.into(), &3.into()),
        "{summary}"
    );
    for name in REPORTS {
        let json = bureau.report(name);
        assert!(!json.is_empty(), "{name}");
        let text = bureau.run(&["report", name]);
        let csv = bureau.run(&["report", name, "--format", "csv"]);
        assert_eq!((text.status, csv.status), (0, 0), "{name}");
        assert!(
            csv.out.starts_with('\u{feff}') && csv.out.lines().count() == written(name, &json) + 1,
            "{name}: {}",
            csv.out
        );
        assert_eq!(
            bureau.run(&["report", name, "--format", "json"]).out,
            bureau.run(&["report", name, "--json"]).out,
            "{name}"
        );
        for row in &json {
            let empty =
                row.as_object().into_iter().flatten().find(|(_, value)| value.as_str() == Some(""));
            assert!(empty.is_none(), "{name}: {empty:?} should be null");
        }
    }
    let file = bureau.path("journal.csv");
    let name = file.to_string_lossy().into_owned();
    let written = bureau.run(&[
        "report",
        "journal",
        "--from",
        "2026-10-01",
        "--to",
        "2026-10-31",
        "--company",
        "mueller",
        "--format",
        "csv",
        "--output",
        &name,
    ]);
    assert_eq!((written.status, written.out.as_str()), (0, ""));
    assert!(fs::read_to_string(&file)?.lines().count() > 1);
    assert!(bureau.run(&["report", "journal", "--company", "kern", "--json"]).rows().is_empty());
    let then = bureau.run(&["report", "open-items", "--as-of", "2026-09-15", "--json"]).rows();
    assert!(
        then.iter().any(|row| row["document"] == "RE-1001"),
        "before its payment it was open: {then:?}"
    );

    let entries = bureau.report("reconciliation");
    let of = |amount: &str| {
        entries.iter().find(|row| row["amount"] == amount).cloned().unwrap_or_default()
    };
    let paid = of("1190.00");
    assert_eq!(
        (&paid["status"], &paid["allocations"][0]["document"]),
        (&"matched".into(), &"RE-1001".into()),
        "{paid}"
    );
    let id = |row: &Value| row["id"].as_str().unwrap_or_default().to_owned();
    let document = bureau.document("rechnung.xml");
    assert_eq!(document["status"], "held", "{document}");
    for known in [
        id(&paid),
        id(&document),
        "mueller/1".into(),
        "M1".into(),
        "m1".into(),
        "S-1".into(),
        id(&paid).to_lowercase(),
    ] {
        let explained = bureau.run(&["explain", &known, "--json"]);
        assert!(
            explained.status == 0 && explained.json().is_object(),
            "{known}: {}",
            explained.err
        );
        let told = bureau.run(&["explain", &known]).out;
        assert!(!told.is_empty());
        // In the reader's words, none of the program's.
        let names =
            told.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name.trim());
        let of_program = |name: &&str| {
            name.contains('_') && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        };
        assert_eq!(names.clone().find(of_program), None, "{told}");
        assert!(
            names.clone().all(|name| !matches!(name, "amount" | "status" | "company" | "file")),
            "{told}"
        );
    }
    let waiting = bureau.run(&["review", "--json"]).rows();
    assert!(
        waiting.iter().any(|row| row["id"] == document["id"])
            && waiting.iter().any(|row| row["id"] == of("77.00")["id"])
    );

    let status = |id: &str| {
        bureau
            .report("reconciliation")
            .iter()
            .find(|row| row["id"] == id)
            .map(|row| row["status"].clone())
            .unwrap_or_default()
    };
    let (odd, fee) = (id(&of("77.00")), id(&of("-12.00")));
    let done = bureau.run(&["resolve", &odd, "match", "RE-1002", "--json"]);
    assert_eq!((done.status, &done.json()["done"]), (0, &true.into()), "{}", done.err);
    assert_eq!(status(&odd), "matched");
    let left = bureau.report("open-items");
    assert_eq!(
        left.iter().find(|row| row["document"] == "RE-1002").map(|row| row["open"].clone()),
        Some("518.00".into())
    );
    assert_eq!(bureau.run(&["undo", &odd]).status, 0);
    assert_ne!(status(&odd), "matched");
    assert_eq!(bureau.run(&["resolve", &odd, "leave"]).status, 0);
    assert_eq!(status(&odd), "open");
    assert_eq!(
        bureau.run(&["resolve", &fee, "account", "4970", "--category", "bank-fee"]).status,
        0
    );
    assert_eq!(status(&fee), "matched");
    assert_eq!(bureau.run(&["undo", &id(&paid)]).status, 0);
    assert_ne!(status(&id(&paid)), "matched");

    let held = id(&document);
    assert_eq!(bureau.run(&["resolve", &held, "accept"]).status, 0);
    assert_eq!(bureau.document("rechnung.xml")["status"], "processed");
    assert!(
        bureau
            .report("open-items")
            .iter()
            .any(|row| row["document"] == "S-1" && row["open"] == "119.00")
    );
    assert_eq!(bureau.run(&["undo", &held]).status, 0);
    assert_eq!(bureau.document("rechnung.xml")["status"], "held");
    assert!(!bureau.report("open-items").iter().any(|row| row["document"] == "S-1"));
    assert_eq!(bureau.run(&["resolve", &held, "reject", "falsche Anschrift"]).status, 0);
    assert_eq!(bureau.document("rechnung.xml")["status"], "rejected");

    let verified = bureau.run(&["verify", "--json"]);
    assert_eq!(
        (verified.status, &verified.json()["faults"]),
        (0, &Value::Array(Vec::new())),
        "{}",
        verified.out
    );
    let before = (bureau.report("journal"), bureau.files("outbox"), bureau.files("archive"));
    let again = bureau.run(&["run"]);
    assert_eq!(again.status, 0, "{}", again.err);
    assert_eq!(before, (bureau.report("journal"), bureau.files("outbox"), bureau.files("archive")));
    Ok(())
}

#[test]
fn an_answer_that_cannot_be_carried_out_ends_with_1_and_is_not_logged() {
    let bureau = lived_in();
    bureau.run(&["run"]);
    for (arguments, named) in [
        (&["resolve", "E1", "match", "RE-nope"][..], "RE-nope"),
        (&["resolve", "E2", "account", "999999999999"], "999999999999"),
        (&["resolve", "D1", "accept"], "D1"),
        (&["resolve", "D1", "replace"], "D1"),
        (&["resolve", "D1", "leave"], "accept"),
    ] {
        let refused = bureau.run(arguments);
        assert_eq!(refused.status, 1, "{arguments:?}: {}{}", refused.out, refused.err);
        assert!(
            refused.err.contains(named) && refused.out.is_empty(),
            "{arguments:?}: {}",
            refused.err
        );
        assert_eq!(
            bureau.run(&["explain", arguments[1], "--json"]).json()["decisions"],
            Value::Array(Vec::new()),
            "{arguments:?}"
        );
    }
}

#[test]
fn what_is_not_there_is_named_and_ends_with_2() {
    let bureau = lived_in();
    bureau.run(&["run"]);
    for (arguments, named) in [
        (&["report", "documents", "--company", "nobody"][..], "mueller"),
        (&["review", "--company", "nobody"], "mueller"),
        (&["report", "no-such-report"], "reconciliation"),
        (&["report", "documents", "--from", "tomorrow"], "tomorrow"),
        (&["report", "journal", "--from", "2026-11-01", "--to", "2026-10-01"], "2026-10-01"),
        (&["explain", "E999"], "E999"),
        (&["explain", "D999"], "D999"),
        (&["explain", "mueller/999"], "mueller/999"),
        (&["explain", ""], "kontor report"),
        (&["resolve", "E999", "accept"], "E999"),
        (&["resolve", "X1", "leave"], "X1"),
        (&["undo", "Ü"], "Ü"),
        (&["run", "--format", "csv"], "report"),
        (&["report", "documents", "--output", "/no/such/folder/x.csv"], "/no/such/folder"),
    ] {
        let ended = bureau.run(arguments);
        assert_eq!(ended.status, 2, "{arguments:?}: {} {}", ended.out, ended.err);
        assert!(ended.out.is_empty() && ended.err.contains(named), "{arguments:?}: {}", ended.err);
    }
    // An answer that cannot be carried out ends with 1 and changes nothing.
    for (arguments, named) in [
        (&["resolve", "E1", "match", "RE-nope"][..], "RE-nope"),
        (&["resolve", "E2", "account", "999999999999"], "999999999999"),
        (&["resolve", "E2", "account", "99999"], "99999"),
        (&["resolve", "D1", "accept"], "D1"),
        (&["undo", "D1"], "D1"),
    ] {
        let ended = bureau.run(arguments);
        assert_eq!(ended.status, 1, "{arguments:?}: {} {}", ended.out, ended.err);
        assert!(ended.out.is_empty() && ended.err.contains(named), "{arguments:?}: {}", ended.err);
    }
    let nowhere = kontor(&["run", "--office", "/no/such/office"]);
    assert!(nowhere.status == 2 && nowhere.err.contains("kontor init"), "{}", nowhere.err);
    let empty = tempfile::tempdir().map(|folder| {
        kontor(&["report", "documents", "--office", &folder.path().to_string_lossy()]).status
    });
    assert_eq!(empty.ok(), Some(2));
}

#[test]
fn init_makes_an_office_that_check_helps_to_finish() -> Tested {
    let folder = tempfile::tempdir()?;
    let office = folder.path().join("büro").to_string_lossy().into_owned();
    let made = kontor(&["init", &office, "--json"]);
    assert!(made.status == 0 && made.json()["office"] == office.as_str(), "{}", made.err);
    assert_eq!(kontor(&["init", &office]).status, 2, "an office is never made over");
    let unfinished = kontor(&["run", "--office", &office]);
    assert!(unfinished.status == 2 && unfinished.err.contains("companies/"), "{}", unfinished.err);
    let example =
        folder.path().join("büro").join(made.json()["example"].as_str().unwrap_or_default());
    fs::copy(&example, example.with_file_name("firma.toml"))?;
    let checked = kontor(&["check", "--office", &office, "--json"]);
    assert_eq!((checked.status, &checked.json()["companies"]), (0, &1.into()), "{}", checked.err);
    let ran = kontor(&["run", "--office", &office]);
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (0, "Im Eingang liegt nichts Neues.\n"),
        "{}",
        ran.err
    );
    Ok(())
}

#[test]
fn broken_settings_are_told_all_at_once_before_anything_is_touched() {
    let bureau = lived_in();
    bureau.write(
        "kontor.toml",
        "language = \"en\"\ntime_zone = \"Europe/Berln\"\n[mail]\nport = 99999\n[intakes]\n",
    );
    bureau.write(
        "companies/kern.toml",
        "name = \"Kern\"\nvat_id = \"DE123\"\nibans = [\"DE00\"]\nchart = \"SKR05\"\n",
    );
    bureau.write(
        "pipelines/digest.toml",
        "[digest]\nto = [\"nobody\"]\nsections = [\"everything\"]\n",
    );
    let inbox = bureau.files("inbox");
    for verb in [&["check"][..], &["run"], &["report", "documents"], &["verify"], &["watch"]] {
        let ended = bureau.run(verb);
        assert_eq!(ended.status, 2, "{verb:?}");
        assert!(ended.out.is_empty(), "{verb:?}");
        for place in [
            "kontor.toml:2",
            "kontor.toml:4",
            "kontor.toml:5",
            "kern.toml:2",
            "kern.toml:3",
            "kern.toml:4",
            "digest.toml:2",
            "digest.toml:3",
        ] {
            assert!(ended.err.contains(place), "{verb:?} {place}: {}", ended.err);
        }
        assert!(ended.err.contains("Europe/Berlin"), "the near name is the hint: {}", ended.err);
    }
    assert_eq!(bureau.files("inbox"), inbox);
    assert!(!bureau.path("kontor.db").exists() && !bureau.path("archive").exists());
}

#[test]
fn a_watched_office_is_held_and_can_be_asked_and_decided() -> Tested {
    let bureau = lived_in();
    let mut watcher = bureau.watch();
    wait_for("the documents", || bureau.report("documents").len() == 3);
    for verb in ["run", "watch"] {
        let refused = bureau.run(&[verb]);
        assert!(
            refused.status == 2
                && refused.err.contains("kontor watch")
                && refused.err.contains(&watcher.id().to_string()),
            "{}",
            refused.err
        );
    }
    let odd = bureau
        .report("reconciliation")
        .iter()
        .find(|row| row["amount"] == "77.00")
        .map(|row| row["id"].clone())
        .unwrap_or_default();
    assert_eq!(bureau.run(&["review"]).status, 0);
    assert_eq!(bureau.run(&["resolve", odd.as_str().unwrap_or_default(), "leave"]).status, 0);
    assert_eq!(bureau.run(&["verify"]).status, 0);

    // A file that grows is never taken half.
    let text = camt(MUELLER, 2, &[("595.00", "Bau AG", "RE-1002")]);
    let (head, tail) = text.split_at(text.len() / 2);
    bureau.write("kontor.toml", "");
    let mut file = fs::File::create(bureau.path("inbox/wächst.xml.part"))?;
    file.write_all(head.as_bytes())?;
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(bureau.report("documents").len(), 3);
    file.write_all(tail.as_bytes())?;
    drop(file);
    fs::rename(bureau.path("inbox/wächst.xml.part"), bureau.path("inbox/wächst.xml"))?;
    wait_for("the statement", || bureau.report("documents").len() == 4);
    assert_eq!(bureau.document("wächst.xml")["status"], "processed");

    watcher.end()?;
    assert_eq!(bureau.run(&["run"]).status, 0, "the kernel frees the office");
    Ok(())
}

#[test]
fn a_growing_file_waits_for_its_end() -> Tested {
    let bureau = Bureau::new();
    bureau.write("kontor.toml", "[intake]\nsettle_seconds = 1\npoll_seconds = 1\n");
    let _watcher = bureau.watch();
    let text = camt(MUELLER, 1, &[("595.00", "Bau AG", "RE-1002")]);
    let mut file = fs::File::create(bureau.path("inbox/a.xml"))?;
    for piece in text.as_bytes().chunks(text.len() / 4) {
        file.write_all(piece)?;
        file.sync_all()?;
        std::thread::sleep(Duration::from_millis(1500));
    }
    drop(file);
    wait_for("the statement", || bureau.report("documents").len() == 1);
    assert_eq!(bureau.document("a.xml")["status"], "processed");
    Ok(())
}

#[test]
fn documents_find_their_company() {
    let bureau = Bureau::new();
    let line = [("5.00", "X", "y")];
    bureau.drop("a.xml", camt(KERN, 1, &line));
    bureau.drop("mueller/b.xml", camt(KERN, 2, &line));
    bureau.drop("Kern/sub/c.xml", camt("DE89370400440532013000", 3, &line));
    bureau.drop("d.xml", camt("DE89370400440532013000", 4, &line));
    bureau.drop(
        "vat.xml",
        ubl("V-1", ("Stahl AG", None), ("Anders geschrieben", Some("DE811907980"))),
    );
    bureau.drop("name.xml", ubl("N-1", ("Stahl AG", None), ("KERN HANDEL KG", None)));
    bureau
        .drop("issued.xml", ubl("I-1", ("Kern Handel KG", Some("DE811907980")), ("Bau AG", None)));
    bureau.drop("none.xml", ubl("X-1", ("Stahl AG", None), ("Bau AG", None)));
    bureau.drop("both.xml", ubl("B-1", ("Kern Handel KG", None), ("Müller Metallbau GmbH", None)));
    bureau.drop(
        "kern/both.xml",
        ubl("B-2", ("Kern Handel KG", None), ("Müller Metallbau GmbH", None)),
    );
    bureau.drop("kern/wrong.xml", ubl("W-1", ("Stahl AG", None), ("Müller Metallbau GmbH", None)));
    assert_eq!(bureau.run(&["run"]).status, 1);
    for (file, company, status) in [
        ("a.xml", "kern", "processed"),
        ("mueller/b.xml", "mueller", "held"),
        // An account that nobody in the office has: the folder says whose question it is.
        ("Kern/sub/c.xml", "kern", "held"),
        ("vat.xml", "kern", "held"),
        ("name.xml", "kern", "held"),
        ("issued.xml", "kern", "processed"),
        // Between two companies of the office: the addressee's, and held for its own sake (the
        // seller states no number).
        ("both.xml", "mueller", "held"),
        ("kern/both.xml", "kern", "held"),
        ("kern/wrong.xml", "kern", "held"),
    ] {
        let row = bureau.document(file);
        assert_eq!((&row["company"], &row["status"]), (&company.into(), &status.into()), "{row}");
    }
    for file in ["d.xml", "none.xml"] {
        let row = bureau.document(file);
        assert_eq!((&row["company"], &row["status"]), (&Value::Null, &"rejected".into()), "{row}");
        assert!(bureau.files("rejected").contains(&format!("{file}.reason.txt")));
    }
    let wrong = bureau.document("kern/wrong.xml");
    assert!(wrong["reason"].as_str().unwrap_or_default().contains("mueller"), "{wrong}");
    let entries = bureau.report("reconciliation");
    assert!(entries.iter().all(|row| row["company"] == "kern"), "{entries:?}");
}

/// How many rows a report has as CSV: the journal has one for each line of an entry, so that a
/// spreadsheet can add them up.
fn written(name: &str, rows: &[serde_json::Value]) -> usize {
    match name {
        "journal" => rows.iter().filter_map(|row| row["lines"].as_array()).map(Vec::len).sum(),
        _ => rows.len(),
    }
}

#[test]
fn check_names_the_company_whose_digest_nobody_gets() {
    let bureau = Bureau::new();
    let told = bureau.run(&["check", "--offline"]);
    assert!(!told.out.contains("bekommt niemand"), "{}", told.out);
    let file = bureau.path("companies/kern.toml");
    let text =
        std::fs::read_to_string(&file).unwrap_or_default().replace("email = ", "digest_to = [] # ");
    bureau.write("companies/kern.toml", text);
    let told = bureau.run(&["check", "--offline"]);
    assert!(told.out.contains("Die Zusammenfassung von kern bekommt niemand"), "{}", told.out);
    assert!(!told.out.contains("von mueller bekommt"), "{}", told.out);
}

#[test]
fn an_office_whose_inbox_is_gone_says_so_and_makes_none() -> Tested {
    let bureau = Bureau::new();
    fs::remove_dir_all(bureau.path("inbox"))?;
    assert_eq!(bureau.run(&["run"]).status, 0, "a new office makes its folders");
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    fs::remove_dir_all(bureau.path("inbox"))?;
    let told = bureau.run(&["run"]);
    assert!(
        told.status == 2
            && told.err.contains("fehlt der Eingang")
            && told.err.contains("Laufwerk verbinden"),
        "{}",
        told.err
    );
    assert!(!bureau.path("inbox").exists());
    let asked = ["report", "open-items", "--json"];
    assert_eq!(bureau.run(&asked).status, 0, "a report needs no inbox");
    let told = bureau.run(&["nightly"]);
    assert!(
        told.status == 1 && told.err.contains("Laufwerk verbinden"),
        "the night's work needs no inbox either, and says that it is gone: {}",
        told.err
    );
    assert!(!bureau.path("inbox").exists());
    fs::create_dir(bureau.path("inbox"))?;
    assert_eq!(bureau.run(&["run"]).status, 0);
    Ok(())
}
