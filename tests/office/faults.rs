//! At any step that a run makes on its files it is killed, or the step fails: no space, an I/O
//! error, no right, too many open files. The run ends with a sentence and never with a fault of
//! kontor's own, and the next one leaves the office as an undisturbed one would be: nothing lost,
//! nothing twice, no draft left, at most one mail doubled by a kill.
//!
//! `tests/support/faults.c` comes between kontor and the C library, so that SQLite's steps count
//! too and the program has no seam for it. `KONTOR_KILLS=1000` tries so many steps, and kills so
//! many times, instead of a few.

use crate::mail_server::{Server, header};
use crate::postgres;
use crate::small_office::{Office, as_csv, kontor};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const FAULTS: [&str; 5] = ["kill", "full", "io", "denied", "open"];

/// How many steps are disturbed.
fn tries() -> usize {
    std::env::var("KONTOR_KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(5)
}

/// What comes between, compiled once.
fn between(name: &str) -> PathBuf {
    compiled("faults", name)
}

pub fn compiled(source: &str, name: &str) -> PathBuf {
    let library = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("{source}-{name}-{}.so", std::process::id()));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/support/{source}.c"));
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(source)
        .arg("-ldl")
        .status();
    assert!(compiled.expect("a C compiler, as SQLite needs it").success());
    library
}

/// A tested office: where it is kept, and what mail it sent.
struct Tried<'a> {
    library: &'a Path,
    /// Tells it from others that run at the same time.
    name: &'a str,
    storage: Option<String>,
}

impl Tried<'_> {
    /// An office at rest, with something of each fate in its inbox: taken, refused, and both inside
    /// a container.
    fn office(&self, name: &str, port: u16) -> Office {
        let office = Office::kept_in(&format!("{name}-{}", self.name), self.storage.as_deref());
        let settings = office.path().join("kontor.toml");
        let mail = format!(
            "[mail]\nfrom = \"kontor@kanzlei.example\"\nserver = \"127.0.0.1\"\nport = \
             {port}\nsecurity = \"none\"\n"
        );
        fs::write(&settings, fs::read_to_string(&settings).expect("settings") + &mail)
            .expect("written");
        office.run();
        office.put(
            "offene-posten.csv",
            "document;side;contact;date;due;amount;currency\nRE-1;receivable;Bau \
             AG;2026-09-01;2026-09-30;1190,00;EUR\n",
        );
        office.put("auszug.csv", &as_csv(7, 2));
        office.put("kaputt.bin", "\u{0}\u{1}nonsense");
        let part = |name: &str, body: &str| {
            format!("--b\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{body}\r\n")
        };
        let zahlung = "booking_date;value_date;amount;currency;counterparty_name;counterparty_iban;remittance\n2026-10-05;2026-10-05;1190.00;EUR;Bau AG;;RE-1\n";
        office.put(
            "brief.eml",
            &format!(
                "From: a@b.example\r\nTo: c@d.example\r\nMIME-Version: 1.0\r\nContent-Type: \
                 multipart/mixed; boundary=b\r\n\r\n{}{}--b--\r\n",
                part("zahlung.csv", zahlung),
                part("teil.bin", "\u{1}\u{2}nothing known"),
            ),
        );
        office
    }

    /// A run that is disturbed at a step.
    fn disturbed(&self, office: &Office, fault: &str, at: usize, count: &Path) -> Output {
        self.disturbed_verb(&["run"], office, fault, at, count)
    }

    fn disturbed_verb(
        &self,
        verb: &[&str],
        office: &Office,
        fault: &str,
        at: usize,
        count: &Path,
    ) -> Output {
        Command::new(env!("CARGO_BIN_EXE_kontor"))
            .args(verb)
            .arg("--office")
            .arg(office.path())
            .env("LD_PRELOAD", self.library)
            .env("KONTOR_FAULT_BELOW", format!("{}/", office.path().display()))
            .env("KONTOR_FAULT", fault)
            .env("KONTOR_FAULT_AT", at.to_string())
            .env("KONTOR_FAULT_COUNT", count)
            .output()
            .expect("kontor starts")
    }

    /// What a run that nothing disturbs leaves, and how many steps it takes.
    fn calm(&mut self, storage: Option<String>) -> (Vec<String>, usize) {
        let server = Server::on(0).expect("a port");
        self.storage = storage;
        let calm = self.office("faults-calm", server.port);
        let count = calm.path().with_extension("steps");
        assert!(matches!(self.disturbed(&calm, "none", 0, &count).status.code(), Some(0 | 1)));
        let steps = fs::read_to_string(&count).expect("counted").trim().parse().expect("a number");
        let _ = fs::remove_file(&count);
        assert!(steps > 50, "{steps}");
        let left = left_by(&calm);
        (left, steps)
    }

    /// Tries steps spread over a whole run, the faults by turns.
    fn try_all(&mut self, tries: usize, mut storage: impl FnMut() -> Option<String>) {
        let (wanted, steps) = self.calm(storage());
        let count = std::env::temp_dir().join(format!(
            "kontor-faults-{}-{}.steps",
            self.name,
            std::process::id()
        ));
        for number in 0..tries {
            let (fault, at) = (FAULTS[number % FAULTS.len()], 1 + number * steps / tries);
            let what = format!("{fault} at step {at} of {steps}");
            let server = Server::on(0).expect("a port");
            self.storage = storage();
            let wild = self.office("faults-wild", server.port);
            let ended = self.disturbed(&wild, fault, at, &count);
            let said = String::from_utf8_lossy(&ended.stderr).into_owned();
            match ended.status.code() {
                Some(0 | 1) => {}
                Some(2) => {
                    assert!(!said.is_empty() && !said.contains("panicked"), "{what}: {said}")
                }
                None => assert!(fault == "kill" && ended.status.signal() == Some(9), "{what}"),
                code => panic!("{what}: {code:?} {said}"),
            }
            is_put_right(&wild, &wanted, &server, fault == "kill", &what);
        }
        let _ = fs::remove_file(&count);
    }

    /// Kills at steps spread over a whole run and at random moments, by turns; gives how many mails
    /// came twice in all, and how many kills left one that may have.
    fn kill_all(&mut self, kills: usize) -> (usize, usize) {
        let (wanted, steps) = self.calm(None);
        let count = std::env::temp_dir().join(format!(
            "kontor-kills-{}-{}.steps",
            self.name,
            std::process::id()
        ));
        let (mut twice, mut perhaps, mut moment, mut longest) =
            (0, 0, 7_u64, Duration::from_millis(600));
        for number in 0..kills {
            let server = Server::on(0).expect("a port");
            let wild = self.office("kills-wild", server.port);
            let what = if number % 2 == 0 {
                let at = 1 + number * steps / kills;
                self.disturbed(&wild, "kill", at, &count);
                format!("killed at step {at} of {steps}")
            } else {
                moment = moment
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let after = longest * u32::try_from((moment >> 33) % 1_000).expect("small") / 1_000;
                let begun = Instant::now();
                if !kill_after(&wild, after) {
                    // It had ended by then: a run is shorter than was thought.
                    longest = begun.elapsed().min(longest);
                }
                format!("killed after {after:?}")
            };
            let (doubled, interrupted) = is_put_right(&wild, &wanted, &server, true, &what);
            (twice, perhaps) = (twice + doubled, perhaps + interrupted);
        }
        let _ = fs::remove_file(&count);
        (twice, perhaps)
    }
}

/// Kills a run after this time; false when it had ended before.
fn kill_after(office: &Office, time: Duration) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kontor"));
    let mut run = command
        .args(["run", "--office"])
        .arg(office.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    std::thread::sleep(time);
    let _ = run.kill();
    run.wait().expect("it ends").signal() == Some(9)
}

/// The next run leaves what an undisturbed one would, and of the mails each came once; a kill may
/// have doubled one, and may have left one of which nobody knows: that is told. Gives how many came
/// twice, and how many are told of so.
fn is_put_right(
    office: &Office,
    wanted: &[String],
    server: &Server,
    killed: bool,
    what: &str,
) -> (usize, usize) {
    office.run();
    let verified = kontor(office.path(), &["verify"]);
    assert!(verified.status.success(), "{what}: {}", String::from_utf8_lossy(&verified.stdout));
    assert_eq!(left_by(office), wanted, "{what}");
    let came: Vec<String> = server.mails().iter().map(|mail| header(mail, "Message-ID")).collect();
    let twice = doubled(&came);
    let mut interrupted = 0;
    for mail in office.report("mail") {
        let id = mail["message_id"].as_str().unwrap_or_default();
        match mail["status"].as_str() {
            Some("sent") => assert!(
                came.iter().any(|own| own.trim_matches(['<', '>']) == id.trim_matches(['<', '>'])),
                "{what}: {mail}"
            ),
            Some("failed") => interrupted += 1,
            _ => panic!("{what}: {mail}"),
        }
    }
    let most = usize::from(killed);
    assert!(
        twice <= most && interrupted <= most,
        "{what}: {twice} came twice, {interrupted} were interrupted"
    );
    (twice, interrupted)
}

/// What an office holds when all is done: its books, each document once, the files people find, and
/// no draft.
fn left_by(office: &Office) -> Vec<String> {
    let mut left = office.outcome();
    left.extend(
        office.report("documents").iter().map(|row| format!("{} {}", row["file"], row["status"])),
    );
    let mut folders = vec![office.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let below =
                path.strip_prefix(office.path()).expect("below").to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if below.starts_with("rejected/") && !below.ends_with(".reason.txt") {
                left.push(format!("{below} {}", fs::metadata(&path).map_or(0, |file| file.len())));
            } else if ["archive/", "rejected/", "inbox/"]
                .iter()
                .any(|place| below.starts_with(place))
                || below.contains("part")
            {
                left.push(below);
            } else if let Some((name, _)) =
                below.strip_prefix("originals/").and_then(|name| name.rsplit_once(" D"))
            {
                // Which document is read first is chance, and so is its number.
                left.push(name.to_owned());
            }
        }
    }
    left.sort();
    left
}

/// How many mails came more than once, by their ids.
fn doubled(ids: &[String]) -> usize {
    ids.len() - ids.iter().collect::<BTreeSet<_>>().len()
}

#[test]
fn whatever_step_fails_or_is_the_last_the_next_run_puts_all_right() {
    let library = between("file");
    Tried { library: &library, name: "file", storage: None }.try_all(tries(), || None);
    let _ = fs::remove_file(library);
}

#[test]
fn kills_at_any_step_and_moment_lose_nothing_and_double_one_mail_at_most() {
    let library = between("kills");
    let told = Tried { library: &library, name: "kills", storage: None }.kill_all(tries());
    println!("{} kills: {} mails came twice, {} may have and are told of", tries(), told.0, told.1);
    let _ = fs::remove_file(library);
}

#[test]
fn the_same_where_the_books_are_kept_by_a_server() {
    let Some(server) = postgres::Server::start("faults") else { return };
    let library = between("server");
    Tried { library: &library, name: "server", storage: None }
        .try_all(tries().div_ceil(5), || Some(server.database()));
    let _ = fs::remove_file(library);
}

#[test]
fn what_a_person_refused_lies_in_rejected_whenever_kontor_is_killed() {
    let library = between("refused");
    let tried = Tried { library: &library, name: "refused", storage: None };
    let office = Office::make("refused");
    let held = crate::invoice::Invoice {
        number: "RE-1",
        date: "2026-11-02",
        seller: ("Stahl AG", "DE811907980"),
        buyer: ("Beispiel GmbH", "DE136695976"),
        net_cents: 10_000,
        type_code: "380",
        corrects: None,
    };
    let held = held.xml();
    office.put(
        "rechnung.xml",
        &held.replace(
            "<cbc:PayableAmount currencyID=\"EUR\">",
            "<cbc:PayableAmount currencyID=\"EUR\">9",
        ),
    );
    office.run();
    let document = || office.report("documents").first().cloned().unwrap_or_default();
    assert_eq!(document()["status"], "held", "{}", document());
    let count = office.path().with_extension("steps");
    let lies_there = || {
        let mut left: Vec<String> = walked(&office.path().join("rejected"));
        left.sort();
        left
    };
    let whole = ["beispiel/rechnung.xml", "beispiel/rechnung.xml.reason.txt"];
    let (mut at, mut ended) = (0, false);
    while !ended {
        at += 1;
        assert!(at < 2_000, "it never ends by itself");
        for (verb, there) in [
            (&["resolve", "D1", "reject", "falsche Adresse"][..], &whole[..]),
            (&["undo", "D1"], &[]),
        ] {
            let killed = tried.disturbed_verb(verb, &office, "kill", at, &count).status;
            ended = killed.code() == Some(0);
            assert!(ended || killed.signal() == Some(9), "{verb:?} at step {at}: {killed:?}");
            office.run();
            let wanted: &[&str] = if document()["status"] == "rejected" { &whole } else { &[] };
            assert_eq!(lies_there(), wanted, "{verb:?} killed at step {at}: {}", document());
            assert!(!office.path().join(".kontor.moving").exists());
            if lies_there() != there {
                assert!(kontor(office.path(), verb).status.success());
            }
            assert_eq!(lies_there(), there, "{verb:?} at step {at}");
        }
    }
    let _ = fs::remove_file(&count);
    let _ = fs::remove_file(library);
}

/// The files below a folder, as paths below it.
fn walked(root: &Path) -> Vec<String> {
    let (mut left, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            match path.is_dir() {
                true => folders.push(path),
                false => left
                    .push(path.strip_prefix(root).expect("below").to_string_lossy().into_owned()),
            }
        }
    }
    left
}

#[test]
fn what_ended_a_run_while_it_was_booked_is_set_aside_by_the_next() {
    let library = compiled("poison", "booked");
    let office = Office::make("poison");
    let items = |number: &str, amount: &str| {
        format!(
            "document;side;contact;date;due;amount;currency\n{number};receivable;Bau \
             AG;2026-09-01;2026-09-30;{amount};EUR\n"
        )
    };
    office.put("posten-1.csv", &items("POISON-1", "1190,00"));
    office.run();
    office.put("posten-2.csv", &items("POISON-1", "1200,00"));
    office.put("posten-3.csv", &items("RE-3", "50,00"));
    office.put("auszug.csv", &as_csv(7, 2));
    let poisoned = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kontor"));
        command
            .args(["run", "--office"])
            .arg(office.path())
            .env("LD_PRELOAD", &library)
            .output()
            .expect("kontor starts")
    };
    let first = poisoned();
    assert_eq!(
        first.status.signal(),
        Some(6),
        "{:?} {}",
        first.status,
        String::from_utf8_lossy(&first.stderr)
    );
    let second = poisoned();
    assert_eq!(
        second.status.code(),
        Some(1),
        "{:?} {}",
        second.status,
        String::from_utf8_lossy(&second.stderr)
    );
    let statuses: BTreeMap<String, String> = office
        .report("documents")
        .iter()
        .map(|row| {
            (
                row["file"].as_str().unwrap_or_default().to_owned(),
                row["status"].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect();
    let wanted = [
        ("auszug.csv", "processed"),
        ("posten-1.csv", "processed"),
        ("posten-2.csv", "rejected"),
        ("posten-3.csv", "processed"),
    ];
    assert_eq!(
        statuses,
        wanted.map(|(file, status)| (format!("beispiel/{file}"), status.to_owned())).into()
    );
    let slip = fs::read_to_string(office.path().join("rejected/beispiel/posten-2.csv.reason.txt"))
        .expect("a reason");
    assert!(slip.contains("reading-ended-kontor"), "{slip}");
    assert_eq!(office.left_in_inbox(), Vec::<String>::new());
    let _ = fs::remove_file(library);
}
