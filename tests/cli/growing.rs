//! `kontor run` ends, whatever is done to the inbox meanwhile.

use crate::bureau::{Bureau, MUELLER, Tested, camt};
use std::fs::File;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

#[test]
fn a_file_that_grows_for_ever_is_left_with_a_word_and_others_decide_meanwhile() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &[("-7.00", "Wer", "Was")]));
    assert!(bureau.run(&["run"]).status <= 1);
    let mut growing = File::create(bureau.path("inbox/mueller/waechst.csv"))?;
    let is_over = Arc::new(AtomicBool::new(false));
    let ends = Arc::clone(&is_over);
    let writer = std::thread::spawn(move || {
        while !ends.load(Ordering::Relaxed) {
            growing.write_all(b"a;b;c\n").and_then(|()| growing.flush()).unwrap();
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let begun = Instant::now();
    let mut run = Command::new(env!("CARGO_BIN_EXE_kontor"))
        .arg("run")
        .env("KONTOR_OFFICE", bureau.root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    std::thread::sleep(Duration::from_secs(2));
    let decided = bureau.run(&["resolve", "E1", "leave"]);
    assert_eq!(decided.status, 0, "{}", decided.err);
    assert!(run.try_wait()?.is_none(), "it waits for the file");
    let ended = run.wait_with_output()?;
    is_over.store(true, Ordering::Relaxed);
    writer.join().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(60));
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(said.contains("waechst.csv wird noch geschrieben"), "{said}");
    assert_eq!(ended.status.code(), Some(1));
    assert!(bureau.path("inbox/mueller/waechst.csv").is_file());
    // Whole by now, it is taken by the next run.
    bureau.run(&["run"]);
    assert!(!bureau.path("inbox/mueller/waechst.csv").exists());
    Ok(())
}

/// A writer whom nobody sees (a file server's) pauses in the middle of a document that says where it
/// ends: it is rejected as broken and, once the rest has come, read whole.
#[test]
fn what_was_rejected_as_unfinished_is_read_whole_once_it_has_grown() -> Tested {
    let bureau = Bureau::new();
    let text = camt(MUELLER, 5, &[("-7.00", "Wer", "Was")]);
    let (half, rest) = text.split_at(text.len() / 2);
    // The same inode under a second name, outside: a handle that no list shows.
    let writer = bureau.path("writer.xml");
    std::fs::create_dir_all(bureau.path("inbox/mueller"))?;
    std::fs::write(&writer, half)?;
    std::fs::hard_link(&writer, bureau.path("inbox/mueller/bank.xml"))?;
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(bureau.document("mueller/bank.xml")["status"], "rejected");
    assert_eq!(std::fs::read_to_string(bureau.path("rejected/mueller/bank.xml"))?, half);
    std::fs::OpenOptions::new().append(true).open(&writer)?.write_all(rest.as_bytes())?;
    bureau.run(&["run"]);
    let documents = bureau.report("documents");
    let status: Vec<String> = documents.iter().map(|row| row["status"].to_string()).collect();
    assert_eq!(status, ["\"rejected\"", "\"processed\""]);
    assert_eq!(bureau.report("reconciliation").len(), 1);
    assert_eq!(std::fs::read_to_string(bureau.path("rejected/mueller/bank.xml"))?, half);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
