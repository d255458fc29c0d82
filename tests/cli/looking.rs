//! Looking at an office needs no right to write to it, and changes nothing of it.

use crate::bureau::{Bureau, MUELLER, OPEN_ITEMS, Tested, camt};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

const LOOKS: &[&[&str]] = &[
    &["verify"],
    &["report", "journal", "--json"],
    &["report", "documents"],
    &["review"],
    &["explain", "D1"],
    &["check", "--offline"],
    &["status"],
];

/// Nobody: a user whom none of it belongs to.
const NOBODY: u32 = 65_534;

fn office() -> Bureau {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    bureau.drop(
        "mueller/bank.xml",
        camt(MUELLER, 5, &[("1190.00", "Bau AG", "RE-1001"), ("-7.00", "Wer", "Was")]),
    );
    assert!(bureau.run(&["run"]).status <= 1);
    bureau
}

fn each(folder: &Path, visit: &mut dyn FnMut(&Path, &fs::Metadata)) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let known = entry.metadata().unwrap();
        visit(&entry.path(), &known);
        if known.is_dir() {
            each(&entry.path(), visit);
        }
    }
}

/// Every file and folder with its size and time of change.
fn picture(root: &Path) -> BTreeMap<PathBuf, (u64, SystemTime)> {
    let mut seen = BTreeMap::new();
    each(root, &mut |path, known| {
        let size = if known.is_dir() { 0 } else { known.len() };
        let time = if known.is_dir() { SystemTime::UNIX_EPOCH } else { known.modified().unwrap() };
        seen.insert(path.to_owned(), (size, time));
    });
    seen
}

#[test]
fn looking_changes_nothing_and_leaves_nothing_behind() {
    let bureau = office();
    let before = picture(bureau.root());
    assert!(!before.keys().any(|path| path.to_string_lossy().ends_with("-wal")));
    for look in LOOKS {
        let ended = bureau.run(look);
        assert!(ended.status <= 1, "{look:?}: {}", ended.err);
        assert_eq!(picture(bureau.root()), before, "{look:?}");
    }
}

/// Whether folders may be written, for everybody; files may be read by everybody.
fn set_writable(root: &Path, is_writable: bool) {
    let set = |path: &Path, is_folder: bool| {
        let mode = match (is_folder, is_writable) {
            (true, true) => 0o755,
            (true, false) => 0o555,
            (false, _) => 0o444,
        };
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    set(root, true);
    each(root, &mut |path, known| set(path, known.is_dir()));
    set(root, true);
}

/// A verb of a user who may only read. Root may write whatever the modes say, so nobody asks in its
/// place.
fn asked_by_a_reader(bureau: &Bureau, verb: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kontor"));
    command.args(verb).env("KONTOR_OFFICE", bureau.root());
    if rustix::process::geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command.output().unwrap()
}

#[test]
fn an_office_that_may_not_be_written_can_be_looked_at() -> Tested {
    let bureau = office();
    let told: Vec<_> = LOOKS.iter().map(|look| bureau.run(look)).collect();
    set_writable(bureau.root(), false);
    let before = picture(bureau.root());
    let answers: Vec<Output> = LOOKS.iter().map(|look| asked_by_a_reader(&bureau, look)).collect();
    let after = picture(bureau.root());
    let decided = asked_by_a_reader(&bureau, &["resolve", "E2", "leave"]);
    set_writable(bureau.root(), true);
    for ((look, owner), reader) in LOOKS.iter().zip(told).zip(answers) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(
            reader.status.code(),
            Some(owner.status),
            "{look:?}: {}{}",
            text(&reader.stdout),
            text(&reader.stderr)
        );
        match look[0] {
            "check" => {
                assert!(text(&reader.stdout).contains("nur lesbar"), "{}", text(&reader.stdout))
            }
            _ => assert_eq!(text(&reader.stdout), owner.out, "{look:?}"),
        }
    }
    assert_eq!(after, before);
    assert_ne!(decided.status.code(), Some(0), "a decision is written");
    Ok(())
}
