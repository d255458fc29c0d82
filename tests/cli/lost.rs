//! What an office does when its books are gone, and for whom its folders are made.

use super::bureau::{Bureau, MUELLER, OPEN_ITEMS, Tested, camt, kontor};
use std::fs;

#[test]
fn missing_or_empty_books_beside_originals_are_refused_not_begun_anew() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    let (books, aside) = (bureau.path("kontor.db"), bureau.path("aside.db"));
    fs::rename(&books, &aside)?;
    for empty in [false, true] {
        if empty {
            fs::write(&books, "")?;
        }
        let refused = bureau.run(&["run"]);
        assert_eq!(refused.status, 2, "{}", refused.err);
        assert!(
            refused.err.contains("Sicherung") && refused.err.contains("kontor.db"),
            "{}",
            refused.err
        );
    }
    fs::rename(&aside, &books)?;
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// The drive of the originals is not connected: nothing is written beneath its place.
#[test]
fn missing_originals_beside_books_that_know_them_are_refused() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    let (archive, away) = (bureau.path("archive"), bureau.path("away"));
    fs::rename(&archive, &away)?;
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &[("-7.00", "Wer", "Was")]));
    for verb in [&["run"][..], &["check", "--offline"], &["status"]] {
        let said = bureau.run(verb);
        assert_eq!(said.status, if verb == ["run"] { 2 } else { 1 }, "{verb:?}: {}", said.out);
        let said = format!("{}{}", said.out, said.err);
        assert!(said.contains("Laufwerk verbinden") && said.contains("archive"), "{said}");
    }
    assert_eq!(bureau.files("inbox/mueller"), ["bank.xml"], "it stays where it was dropped");
    fs::remove_dir(&archive)?;
    fs::rename(&away, &archive)?;
    assert!(bureau.run(&["run"]).status < 2);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[cfg(unix)]
#[test]
fn an_office_is_made_for_its_owner_alone() -> Tested {
    use std::os::unix::fs::PermissionsExt;
    let bureau = Bureau::new();
    let office = bureau.path("new");
    assert_eq!(kontor(&["init", &office.display().to_string()]).status, 0);
    for folder in ["", "inbox", "archive", "reports"] {
        let mode = fs::metadata(office.join(folder))?.permissions().mode();
        assert_eq!(mode & 0o077, 0, "{folder}: {mode:o}");
    }
    Ok(())
}

/// All that lies below a folder, and itself, with its rights.
#[cfg(unix)]
fn rights(root: &std::path::Path) -> Vec<(std::path::PathBuf, u32)> {
    use std::os::unix::fs::PermissionsExt;
    let (mut found, mut left) = (Vec::new(), vec![root.to_owned()]);
    while let Some(path) = left.pop() {
        let known = fs::symlink_metadata(&path).unwrap();
        if known.is_dir() {
            left.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
        found.push((path, known.permissions().mode() & 0o777));
    }
    found
}

#[cfg(unix)]
#[test]
fn all_that_an_office_writes_is_for_its_owner_alone() -> Tested {
    let bureau = Bureau::new();
    // As the shell of most people has it.
    let open = |verb: &str| {
        let program = env!("CARGO_BIN_EXE_kontor");
        let done = std::process::Command::new("sh")
            .args(["-c", &format!("umask 022; exec \"{program}\" {verb}")])
            .output()
            .unwrap();
        assert!(
            matches!(done.status.code(), Some(0 | 1)),
            "{verb}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    };
    let place = bureau.path("own");
    open(&format!("init {}", place.display()));
    fs::write(
        place.join("companies/mueller.toml"),
        fs::read_to_string(bureau.path("companies/mueller.toml"))?,
    )?;
    fs::write(place.join("kontor.toml"), fs::read_to_string(bureau.path("kontor.toml"))?)?;
    let written_by_hand = ["companies/mueller.toml"].map(|name| place.join(name));
    fs::create_dir_all(place.join("inbox/mueller"))?;
    fs::write(place.join("inbox/mueller/open-items.csv"), OPEN_ITEMS)?;
    fs::write(
        place.join("inbox/mueller/bank.xml"),
        camt(MUELLER, 5, &[("1190.00", "Bau AG", "RE-1001"), ("-7.00", "Wer", "Was")]),
    )?;
    fs::write(place.join("inbox/mueller/nothing.bin"), "\u{1}\u{2}nothing known")?;
    let at = format!("--office {}", place.display());
    open(&format!("run {at}"));
    let name = |name: &str| place.join(name).display().to_string();
    open(&format!("report journal --output {} --format csv {at}", name("journal.csv")));
    open(&format!("report journal --output {} --format xlsx {at}", name("journal.xlsx")));
    open(&format!("report journal --output {} --format pdf {at}", name("journal.pdf")));
    open(&format!("review --output {} --format xlsx {at}", name("sheet.xlsx")));
    open(&format!("nightly {at}"));
    open(&format!("backup {} {at}", bureau.path("copy").display()));
    for root in [place.clone(), bureau.path("copy")] {
        for (path, mode) in rights(&root) {
            // What was dropped is moved as it is; it lies in a folder that nobody else may enter.
            let dropped = path.starts_with(place.join("rejected"))
                && !path.to_string_lossy().ends_with(".reason.txt");
            if path.is_file() && (dropped || written_by_hand.contains(&path))
                || path.ends_with("inbox/mueller")
            {
                continue;
            }
            assert_eq!(mode & 0o077, 0, "{}: {mode:o}", path.display());
        }
    }
    Ok(())
}

#[test]
fn a_backup_is_an_office_and_comes_back_whole() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    bureau.drop(
        "mueller/bank.xml",
        camt(MUELLER, 5, &[("1190.00", "Bau AG", "RE-1001"), ("-7.00", "Wer", "Was")]),
    );
    bureau.run(&["run"]);
    // While it is watched.
    let mut watch = bureau.watch();
    let copy = bureau.path("backup").display().to_string();
    let backup = bureau.run(&["backup", &copy]);
    assert_eq!(backup.status, 0, "{}{}", backup.out, backup.err);
    watch.end()?;
    assert_eq!(bureau.run(&["backup", &copy]).status, 2, "it is not empty");
    let place = bureau.path("restored").display().to_string();
    let restored = kontor(&["restore", &copy, "--office", &place]);
    assert_eq!(restored.status, 0, "{}{}", restored.out, restored.err);
    assert_eq!(kontor(&["restore", &copy, "--office", &place]).status, 2, "it is not empty");
    for report in ["journal", "documents", "reconciliation", "open-items"] {
        let there = kontor(&["report", report, "--json", "--office", &place]).rows();
        assert_eq!(there, bureau.report(report));
    }
    // And it goes on.
    assert_eq!(kontor(&["verify", "--office", &place]).status, 0);
    fs::write(
        bureau.path("restored/inbox/mueller-more.csv"),
        OPEN_ITEMS.replace("RE-1001", "RE-1003"),
    )?;
    kontor(&["run", "--office", &place]);
    assert_eq!(kontor(&["verify", "--office", &place]).status, 0);
    Ok(())
}
