//! A watch that ends while mails go out: the one under way is carried to its end or not handed over,
//! the others wait, and nobody is asked about any of them.

use crate::bureau::{Bureau, KERN, MUELLER, Tested, camt};
use crate::mail::{scripted, with_server};
use crate::mail_server::{Server, header};
use crate::mail_steps::failing;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

fn statuses(bureau: &Bureau) -> Vec<String> {
    let mails = bureau.report("mail");
    mails.iter().map(|mail| mail["status"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_watch_that_ends_begins_no_further_mail_and_leaves_none_in_doubt() -> Tested {
    for (step, answer) in [
        ("TEXT", "~250 kept"),
        ("RCPT", ""),
        ("DATA", ""),
        ("MAIL", "~250 ok"),
        ("GREETING", ""),
        ("QUIT", ""),
    ] {
        let (port, seen) = scripted(&failing(step, answer))?;
        let bureau = with_server(port, "[mail.retry]\nfirst_seconds = 1\n");
        let settings = fs::read_to_string(bureau.path("kontor.toml"))?
            .replace("timeout_seconds = 1", "timeout_seconds = 600");
        // The mails are queued while nobody takes them.
        bureau.write("kontor.toml", settings.replace(&format!("port = {port}"), "port = 1"));
        bureau.drop("mueller/a.xml", camt(MUELLER, 1, &[("5.00", "X", "y")]));
        bureau.drop("kern/b.xml", camt(KERN, 1, &[("6.00", "X", "y")]));
        bureau.run(&["run"]);
        assert_eq!(statuses(&bureau), ["queued", "queued"], "{step}");
        bureau.write("kontor.toml", settings.clone());
        let mut watcher = bureau.watch();
        let begun = Instant::now();
        let is_under_way = || {
            seen.lock().is_ok_and(|seen| match step {
                "TEXT" => !seen.taken.is_empty(),
                "QUIT" => seen.taken.len() == 2,
                _ => seen.sessions > 0,
            })
        };
        while !is_under_way() && begun.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(20));
        }
        std::thread::sleep(Duration::from_millis(200));
        let asked = Instant::now();
        assert!(Command::new("kill").arg(watcher.id().to_string()).status()?.success());
        watcher.ended()?;
        let took = asked.elapsed();
        assert!(took < Duration::from_secs(4), "{step}: {took:?}");
        let came = seen.lock().map_err(|_| "poisoned")?.taken.clone();
        assert_eq!(came.len(), seen_of(step), "{step}");
        let works = Server::on(0)?;
        let port_is = |port| format!("port = {port}");
        bureau.write("kontor.toml", settings.replace(&port_is(port), &port_is(works.port)));
        bureau.run(&["run"]);
        assert_eq!(statuses(&bureau), ["sent", "sent"], "{step}");
        let mut ids = came;
        ids.extend(works.mails().iter().map(|mail| header(mail, "Message-ID")));
        ids.sort();
        ids.dedup();
        assert_eq!((ids.len(), works.mails().len()), (2, 2 - seen_of(step)), "{step}: each once");
    }
    Ok(())
}

/// How many mails a server took that has this fault.
fn seen_of(step: &str) -> usize {
    match step {
        "TEXT" => 1,
        "QUIT" => 2,
        _ => 0,
    }
}

/// What a process that was killed had not written to its end goes with the next start.
#[test]
fn drafts_of_reports_are_swept_by_whoever_takes_the_office() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/a.xml", camt(MUELLER, 1, &[("5.00", "X", "y")]));
    assert_eq!(bureau.run(&["run"]).status, 0);
    let before = bureau.files("reports");
    bureau.write("reports/mueller/journal.csv.2147483646.new", "half");
    bureau.write("reports/documents.csv.2147483646.new", "half");
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(bureau.files("reports"), before);
    Ok(())
}
