//! Folders of an office that are not as they should be: told with their place and what to do, by
//! all who meet them; and copies that would be taken for documents.

use super::bureau::{Bureau, MUELLER, OPEN_ITEMS, Tested, camt, kontor};
use std::fs;

#[test]
fn a_folder_that_is_none_is_named_by_run_check_and_status() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    for name in ["archive", "rejected", "inbox"] {
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
    for verb in [&["run"][..], &["check", "--offline"], &["status"]] {
        let said = bureau.run(verb);
        assert!(
            said.status > 0 && format!("{}{}", said.out, said.err).contains("Laufwerk verbinden"),
            "{verb:?}: {}{}",
            said.out,
            said.err
        );
    }
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
