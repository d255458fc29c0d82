//! Killed again and again at random moments, an office ends as one that was never disturbed: no
//! file lost or taken twice, the books whole. The seed is fixed; the moments are as random as the
//! machine.

use crate::small_office::{Office, as_csv, kontor, month};
use std::collections::HashSet;
use std::process::{Command, Stdio};
use std::time::Duration;

/// How often the process is killed.
const KILLS: u64 = 24;

#[test]
fn an_office_that_was_killed_ends_as_one_that_was_not() {
    let mut files = month(7, 90);
    files.push(("noch-einmal.csv".to_owned(), as_csv(7, 90)));
    let calm = Office::make("crash-calm");
    files.iter().for_each(|(name, text)| calm.put(name, text));
    calm.run();

    let wild = Office::make("crash-wild");
    let mut moment = 7_u64;
    for (turn, part) in files.chunks(files.len() / 8 + 1).enumerate() {
        part.iter().for_each(|(name, text)| wild.put(name, text));
        for _ in 0..KILLS / 8 {
            moment = moment
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407 + turn as u64);
            kill_after(&wild, Duration::from_millis((moment >> 33) % 160));
        }
    }
    wild.run();

    let proved = kontor(wild.path(), &["verify"]);
    assert!(proved.status.success(), "{}", String::from_utf8_lossy(&proved.stdout));
    let received = |office: &Office| {
        let mut names: Vec<String> =
            office.report("documents").iter().map(|row| row["file"].to_string()).collect();
        names.sort();
        names
    };
    assert_eq!(received(&wild).len(), files.len(), "each file exactly once");
    assert_eq!(received(&wild), received(&calm));
    assert_eq!(wild.left_in_inbox(), Vec::<String>::new());
    // Each run that ends may send a digest, of what is new only: none goes out twice.
    let mails = wild.report("mail");
    let letters: HashSet<String> =
        mails.iter().map(|mail| mail["message_id"].to_string()).collect();
    assert_eq!(letters.len(), mails.len());
    assert_eq!(
        std::fs::read_dir(wild.path().join("outbox")).map_or(0, Iterator::count),
        mails.len()
    );
    assert_eq!(wild.outcome(), calm.outcome());
}

fn kill_after(office: &Office, time: Duration) {
    let mut run = Command::new(env!("CARGO_BIN_EXE_kontor"))
        .args(["run", "--office"])
        .arg(office.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("kontor starts");
    std::thread::sleep(time);
    let _ = run.kill();
    run.wait().expect("kontor ends");
}
