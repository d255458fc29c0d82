//! A mail server that fails at each step of a session in each way: no document waits for it, no
//! mail is lost, and at most the one on its way comes twice.

use crate::bureau::{Bureau, MUELLER, OPEN_ITEMS, Tested, camt};
use crate::mail::{Script, scripted, with_server};
use crate::mail_server::{Server, header};
use std::collections::BTreeMap;
use std::fs;

/// Steps of a session in their order (RFC 5321), and what a server that works says.
const STEPS: [(&str, &str); 7] = [
    ("GREETING", "220 test"),
    ("EHLO", "250 test"),
    ("MAIL", "250 ok"),
    ("RCPT", "250 ok"),
    ("DATA", "354 go on"),
    ("TEXT", "250 kept"),
    ("QUIT", "221 bye"),
];

/// Ways to fail: the line drops, nothing is said, refused for now and for good, and two answers
/// that are none.
const WAYS: [&str; 6] = ["!", "", "451 later", "554 never", "what?", "25"];

/// A script that works up to one step.
pub fn failing(step: &str, way: &'static str) -> Script {
    STEPS.iter().map(|(own, works)| (*own, if *own == step { way } else { *works })).collect()
}

fn statuses(bureau: &Bureau) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    bureau.report("mail").iter().map(|mail| (text(&mail["id"]), text(&mail["status"]))).collect()
}

#[test]
fn whatever_step_fails_every_mail_comes_and_at_most_one_twice() -> Tested {
    // Most of it is waiting for a server that says nothing.
    std::thread::scope(|threads| {
        STEPS
            .map(|(step, _)| threads.spawn(move || fails(step).unwrap()))
            .map(|thread| thread.join().unwrap())
    });
    Ok(())
}

fn fails(step: &'static str) -> Tested {
    for way in WAYS {
        let what = format!("{way:?} at {step}");
        let (port, seen) = scripted(&failing(step, way))?;
        let bureau = with_server(port, "");
        bureau.drop("mueller/a.xml", camt(MUELLER, 1, &[("5.00", "X", "y")]));
        bureau.drop("kern/b.csv", OPEN_ITEMS);
        let ran = bureau.run(&["run"]);
        assert_eq!(ran.status, 0, "{what}: {}", ran.err);
        assert!(
            bureau.report("documents").iter().all(|row| row["status"] == "processed"),
            "{what}"
        );
        // The message's own is what is said of its recipient and its text; it has failed only when
        // that is for good.
        let is_its_own = matches!(step, "RCPT" | "DATA" | "TEXT");
        let before = statuses(&bureau);
        assert_eq!(before.len(), 2, "{what}");
        for (_, status) in &before {
            let wanted = match (step, way) {
                ("QUIT", _) => "sent",
                (_, "554 never") if is_its_own => "failed",
                _ => "queued",
            };
            assert_eq!(status, wanted, "{what}: {before:?}");
        }
        // A refusal for now of one message is every day's.
        let is_told = step != "QUIT" && !(is_its_own && way == "451 later");
        assert_eq!(
            bureau.run(&["status"]).status,
            i32::from(is_told),
            "{what}: whether it is told"
        );
        let works = Server::on(0)?;
        let settings = fs::read_to_string(bureau.path("kontor.toml"))?;
        bureau.write(
            "kontor.toml",
            settings.replace(&format!("port = {port}"), &format!("port = {}", works.port)),
        );
        for (id, _) in before.iter().filter(|(_, status)| status == "failed") {
            assert_eq!(bureau.run(&["resolve", id, "accept"]).status, 0, "{what}");
        }
        bureau.run(&["run"]);
        assert!(
            statuses(&bureau).iter().all(|(_, status)| status == "sent"),
            "{what}: {:?}",
            statuses(&bureau)
        );
        let mut came: BTreeMap<String, usize> = BTreeMap::new();
        for id in seen.lock().map_err(|_| "poisoned")?.taken.drain(..) {
            *came.entry(id.trim().to_owned()).or_default() += 1;
        }
        for mail in works.mails() {
            *came.entry(header(&mail, "Message-ID")).or_default() += 1;
        }
        assert_eq!(came.len(), 2, "{what}: {came:?}");
        assert!(came.values().sum::<usize>() <= 3, "{what}: {came:?}");
    }
    Ok(())
}

/// A server that drops the line for one recipient, wherever, does not keep the others waiting.
#[test]
fn a_mail_at_which_the_line_breaks_goes_behind_the_others() -> Tested {
    for (astray, other) in [("mueller", "kern"), ("kern", "mueller")] {
        let to = format!("RCPT TO:<BUCH@{}", astray.to_uppercase()).leak();
        let (port, _) = scripted(&[
            ("GREETING", "220 test"),
            ("EHLO", "250 test"),
            (to, "!"),
            ("DATA", "354 go on"),
            ("TEXT", "250 kept"),
            ("QUIT", "221 bye"),
        ])?;
        let bureau = with_server(port, "");
        bureau.drop("mueller/a.xml", camt(MUELLER, 1, &[("5.00", "X", "y")]));
        bureau.drop("kern/b.csv", OPEN_ITEMS);
        bureau.drop("kern/c.xml", camt(crate::bureau::KERN, 1, &[("5.00", "X", "y")]));
        for _ in 0..4 {
            bureau.run(&["run"]);
        }
        let of = |company: &str| -> Vec<serde_json::Value> {
            let mails = bureau.report("mail").into_iter();
            mails.filter(|mail| mail["company"] == company).collect()
        };
        assert!(of(other).iter().all(|mail| mail["status"] == "sent"), "{:?}", of(other));
        assert!(of(astray).iter().any(|mail| mail["status"] == "queued"), "{:?}", of(astray));
    }
    Ok(())
}
