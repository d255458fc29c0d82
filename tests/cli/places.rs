//! Folders of an office that are not as they should be: told with their place and what to do, by
//! all who meet them; and copies that would be taken for documents.

use super::bureau::{Bureau, MUELLER, OPEN_ITEMS, Tested, camt, kontor, wait_for};
use super::mail::decoded;

use std::fs;

#[test]
fn a_folder_that_is_none_is_named_by_run_check_and_status() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    for name in ["archive", "inbox"] {
        let (place, aside) = (bureau.path(name), bureau.path("aside"));
        fs::rename(&place, &aside)?;
        fs::write(&place, "no folder")?;
        let run = bureau.run(&["run"]);
        assert_eq!(run.status, 2, "{}", run.err);
        assert!(
            run.err.contains(&place.display().to_string()) && !run.err.contains("os error"),
            "{}",
            run.err
        );
        for verb in [&["check", "--offline"][..], &["status"]] {
            let said = bureau.run(verb);
            assert_eq!(said.status, 1, "{verb:?}: {}", said.out);
            assert!(
                said.out.contains(&format!("{} ist kein Ordner", place.display())),
                "{verb:?}: {}",
                said.out
            );
        }
        fs::remove_file(&place)?;
        fs::rename(&aside, &place)?;
    }
    let (inbox, away) = (bureau.path("inbox"), bureau.path("not-connected"));
    fs::remove_dir_all(&inbox)?;
    std::os::unix::fs::symlink(&away, &inbox)?;
    for verb in [&["run"][..], &["nightly"], &["check", "--offline"], &["status"]] {
        let said = bureau.run(verb);
        assert!(
            said.status > i32::from(*verb == ["run"])
                && format!("{}{}", said.out, said.err).contains("Laufwerk verbinden"),
            "{verb:?}: {}{}",
            said.out,
            said.err
        );
    }
    Ok(())
}

/// What is rejected waits claimed for a place to lie in; all else goes on, and nothing is lost.
#[test]
fn a_rejected_that_takes_nothing_stops_no_other_file() -> Tested {
    let bureau = Bureau::new();
    fs::create_dir_all(bureau.path("archive"))?;
    bureau.write("rejected", "no folder");
    bureau.write("originals", "no folder");
    bureau.drop("mueller/x.bin", b"\0\x01\x02");
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &[("-7.00", "Wer", "Was")]));
    let run = bureau.run(&["run"]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains("konnte nicht nach rejected/ gelegt"), "{}", run.err);
    assert_eq!(bureau.document("mueller/x.bin")["status"], "rejected");
    assert_eq!(bureau.document("mueller/bank.xml")["status"], "processed");
    // What is nobody's folder is told by the night's digest of what is nobody's.
    bureau.run(&["nightly"]);
    for name in ["rejected", "originals"] {
        let place = bureau.path(name);
        for verb in [&["check", "--offline"][..], &["status"]] {
            let said = bureau.run(verb);
            assert_eq!(said.status, 1, "{name}, {verb:?}: {}", said.out);
            assert!(said.out.contains(&format!("{} ist kein Ordner", place.display())), "{verb:?}");
        }
        let mails = bureau.files("outbox");
        let told = mails.iter().any(|mail| {
            let (_, text, _) = decoded(&bureau.path("outbox").join(mail)).unwrap();
            text.contains(&format!("/{name} ist kein Ordner"))
        });
        assert!(told, "{name}: {mails:?}");
        fs::remove_file(place)?;
    }
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(bureau.files("rejected"), ["mueller/x.bin", "mueller/x.bin.reason.txt"]);
    assert_eq!(bureau.report("documents").len(), 2, "each once");
    Ok(())
}

#[test]
fn reports_that_cannot_be_written_keep_no_mail_back() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &[("-7.00", "Wer", "Was")]));
    fs::create_dir_all(bureau.path("reports/.as-of"))?;
    let run = bureau.run(&["run"]);
    assert!(run.status <= 1 && run.err.contains(".as-of"), "{}", run.err);
    assert!(fs::read_dir(bureau.path("outbox"))?.next().is_some(), "the digest has left");
    Ok(())
}

#[test]
fn a_backup_is_not_made_where_the_office_looks_for_documents() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    bureau.run(&["run"]);
    for place in ["inbox/copy", "inbox/mueller", "archive/copy", "reports/../inbox"] {
        let said = bureau.run(&["backup", &bureau.path(place).display().to_string()]);
        assert_eq!(said.status, 2, "{place}: {}", said.out);
        assert!(said.err.contains("außerhalb des Büros"), "{}", said.err);
    }
    let nothing = kontor(&[
        "restore",
        &bureau.path("nothing").display().to_string(),
        "--office",
        &bureau.path("new").display().to_string(),
    ]);
    assert_eq!(nothing.status, 2);
    assert!(!nothing.err.contains(" / "), "one language: {}", nothing.err);
    Ok(())
}

#[test]
fn check_says_who_is_told_of_what_is_nobodys() {
    let bureau = Bureau::new();
    let said = bureau.run(&["check", "--offline"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.out.contains("keiner Firma gehört") && said.out.contains("kontor@localhost"),
        "{}",
        said.out
    );
    bureau.write(
        "pipelines/digest.toml",
        "title = \"Digest\"\n[digest]\nto = [\"chefin@buero.example\"]\n",
    );
    let said = bureau.run(&["check", "--offline"]);
    assert!(!said.out.contains("keiner Firma gehört"), "{}{}", said.out, said.err);
}

/// What is never taken is told by all who look at the inbox, and nothing waits unseen.
#[test]
fn what_lies_in_the_inbox_for_ever_is_told_wherever_one_looks() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    let link = bureau.path("inbox/mueller/bank.xml");
    std::os::unix::fs::symlink("/nowhere/bank.xml", &link)?;
    let told = format!("{} ist eine Verknüpfung", link.display());
    for verb in [&["run"][..], &["check", "--offline"], &["status"]] {
        let said = bureau.run(verb);
        assert_eq!(said.status, 1, "{verb:?}: {}", said.out);
        assert!(format!("{}{}", said.out, said.err).contains(&told), "{verb:?}: {}", said.out);
    }
    let before = bureau.files("outbox").len();
    bureau.run(&["nightly"]);
    let digests: Vec<String> = bureau.files("outbox").split_off(before);
    let texts: Result<Vec<_>, _> = digests
        .iter()
        .map(|name| super::mail::decoded(&bureau.path("outbox").join(name)))
        .collect();
    let [(subject, text, _)] = texts?
        .into_iter()
        .filter(|(subject, ..)| subject.contains("Müller"))
        .collect::<Vec<_>>()
        .try_into()
        .map_err(|found| format!("{found:?}"))?;
    assert!(subject.contains("1 wartet"), "{subject}");
    assert!(text.contains("nicht genommen werden kann") && text.contains("bank.xml"), "{text}");
    Ok(())
}

/// A file that somebody put where claimed files stand is a file like any other.
#[test]
fn a_file_in_the_way_of_claims_stops_nobody() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    fs::write(bureau.path("inbox/.claimed"), "nobody's")?;
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(bureau.report("open-items").len(), 3);
    assert!(bureau.path("rejected/claimed-0").exists());
    Ok(())
}

/// A drive that is away is waited for, and told once.
#[test]
fn a_watch_waits_for_an_inbox_that_is_away() -> Tested {
    let bureau = Bureau::new();
    let mut watcher = bureau.watch();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    wait_for("the list", || !bureau.report("open-items").is_empty());
    fs::rename(bureau.path("inbox"), bureau.path("away"))?;
    std::thread::sleep(std::time::Duration::from_millis(2500));
    fs::rename(bureau.path("away"), bureau.path("inbox"))?;
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &[("-7.00", "Wer", "Was")]));
    wait_for("the statement", || !bureau.report("statements").is_empty());
    watcher.end()?;
    Ok(())
}

/// A person's decision is in the reports as soon as it is made, and what is taken back too.
#[test]
fn reports_are_never_older_than_the_last_decision() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &[("-7.00", "Wer", "Was")]));
    bureau.run(&["run"]);
    let journal = || fs::read_to_string(bureau.path("reports/mueller/journal.csv"));
    assert!(!journal()?.contains("4930"));
    assert_eq!(bureau.run(&["resolve", "E1", "account", "4930"]).status, 0);
    let booked = journal()?;
    assert!(booked.contains("4930"), "{booked}");
    assert_eq!(bureau.run(&["undo", "E1"]).status, 0);
    assert!(journal()?.lines().count() > booked.lines().count());
    assert!(bureau.files("reports/mueller").iter().all(|name| !name.ends_with(".new")));
    Ok(())
}
