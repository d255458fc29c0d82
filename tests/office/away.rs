//! Folders on a drive that goes away, whatever its system says of that: they are told with their
//! place, every other file is taken, and what belongs there is laid there once the drive is back.

use crate::faults::compiled;
use crate::small_office::{Office, as_csv};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// An I/O error, no connection, a host that is down, a handle of a share that is stale.
const SAID: [i32; 4] = [5, 107, 112, 116];

/// A verb while a folder is away, or gives nothing away.
fn verb(office: &Office, library: &Path, how: (&str, &str, i32), words: &[&str]) -> Output {
    let (fault, folder, number) = how;
    Command::new(env!("CARGO_BIN_EXE_kontor"))
        .args(words)
        .arg("--office")
        .arg(office.path())
        .env("LD_PRELOAD", library)
        .env("KONTOR_FAULT", fault)
        .env("KONTOR_FAULT_BELOW", office.path().join(folder))
        .env("KONTOR_FAULT_ERRNO", number.to_string())
        .output()
        .expect("kontor starts")
}

fn told(ended: &Output) -> String {
    String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr)
}

fn statuses(office: &Office) -> Vec<String> {
    let mut found: Vec<String> = office
        .report("documents")
        .iter()
        .map(|row| format!("{} {}", row["file"], row["status"]).replace('"', ""))
        .collect();
    found.sort();
    found
}

#[test]
fn a_folder_on_a_drive_that_is_away_stops_no_file() {
    let library = compiled("faults", "away");
    for (at, folder) in ["rejected", "originals", "outbox", "reports"].into_iter().enumerate() {
        for number in SAID.into_iter().skip(at % 2).step_by(2) {
            let what = format!("{folder}, error {number}");
            let office = Office::make("away");
            office.run();
            office.put("nichts.bin", "\u{0}\u{1}\u{2}");
            office.put("auszug.csv", &as_csv(7, 2));
            let how = ("away", folder, number);
            let run = verb(&office, &library, how, &["run"]);
            let said = told(&run);
            assert_eq!(run.status.code(), Some(1), "{what}: {said}");
            assert!(said.contains(folder) && !said.contains("os error"), "{what}: {said}");
            let taken = ["beispiel/auszug.csv processed", "beispiel/nichts.bin rejected"];
            assert_eq!(statuses(&office), taken, "{what}");
            for words in [&["check", "--offline"][..], &["status"]] {
                let said = told(&verb(&office, &library, how, words));
                let place = office.path().join(folder);
                let named = format!("{} lässt sich nicht lesen", place.display());
                assert!(said.contains(&named), "{what}, {words:?}: {said}");
            }
            office.run();
            assert_eq!(statuses(&office), taken, "{what}");
            assert_eq!(office.left_in_inbox(), Vec::<String>::new(), "{what}");
            let laid = office.path().join("rejected/beispiel/nichts.bin");
            assert!(laid.exists() && !laid.with_extension("bin (2)").exists(), "{what}");
            assert!(
                fs::read_dir(office.path().join("originals"))
                    .is_ok_and(|mut it| it.next().is_some())
            );
        }
    }
    let _ = fs::remove_file(library);
}

/// A file that may be renamed and not deleted, as one of a share that is marked read-only: it is
/// booked once, told, and stops nobody.
#[test]
fn a_file_that_cannot_leave_its_claim_is_booked_once_and_stops_no_other() {
    let library = compiled("faults", "kept");
    let office = Office::make("kept");
    office.run();
    office.put("nichts.bin", "\u{0}\u{1}\u{2}");
    office.put("auszug.csv", &as_csv(7, 2));
    let how = ("kept", "inbox/.claimed", 1);
    let run = verb(&office, &library, how, &["run"]);
    assert_eq!(run.status.code(), Some(1), "{}", told(&run));
    office.put("mehr.csv", &as_csv(8, 2));
    let run = verb(&office, &library, how, &["run"]);
    let said = told(&run);
    assert!(run.status.code() <= Some(1) && said.contains("gebucht, aber"), "{said}");
    let taken = [
        "beispiel/auszug.csv processed",
        "beispiel/mehr.csv processed",
        "beispiel/nichts.bin rejected",
    ];
    assert_eq!(statuses(&office), taken);
    office.run();
    assert_eq!(statuses(&office), taken);
    assert_eq!(office.left_in_inbox(), Vec::<String>::new());
    let _ = fs::remove_file(library);
}
