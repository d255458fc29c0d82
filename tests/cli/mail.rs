//! E-mails from outside: the outbox as files, and a server of the test's own that keeps what it is
//! sent.

use crate::bureau::{Bureau, MUELLER, Tested, camt, kontor, ubl, wait_for};
use crate::mail_server::{Server, header};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

#[test]
fn check_tells_of_a_password_that_is_not_set_and_of_sources_that_hold_for_nothing() {
    let bureau = Bureau::with(
        "[mail]\nfrom = \"kontor@kanzlei.example\"\nserver = \"127.0.0.1\"\nuser = \
         \"k\"\npassword_env = \"KONTOR_TEST_IS_NOT_SET\"\n",
    );
    let offline = bureau.run(&["check", "--offline"]);
    assert!(
        offline.status == 1 && offline.out.contains("KONTOR_TEST_IS_NOT_SET"),
        "{}",
        offline.out
    );
    bureau.write("kontor.toml", "");
    let kern = std::fs::read_to_string(bureau.path("companies/kern.toml")).expect("a company");
    let source =
        |format: &str| format!("{kern}\n[[source]]\nformat = \"{format}\"\naccount = \"1290\"\n");
    for known in ["csv:paypal", "camt.053", "camt.053.001.08", "mt940", "pdf:hausbank"] {
        bureau.write("companies/kern.toml", source(known));
        let checked = bureau.run(&["check", "--offline"]);
        assert!(
            checked.status == 0 && !checked.out.contains("hat das Format"),
            "{known}: {}",
            checked.out
        );
    }
    bureau.write("companies/kern.toml", source("csv:paypall"));
    let checked = bureau.run(&["check", "--offline"]);
    assert!(
        checked.status == 0 && checked.out.contains("Gemeint ist wohl „csv:paypal“"),
        "{}",
        checked.out
    );
}

#[test]
fn a_server_that_is_away_gets_everything_once_when_it_is_back() -> Tested {
    let port = free_port()?;
    let bureau = Bureau::with(&format!(
        "[mail]\nfrom = \"kontor@kanzlei.example\"\nserver = \"127.0.0.1\"\nport = \
         {port}\nsecurity = \"none\"\n"
    ));
    bureau.drop("auszug.xml", camt(MUELLER, 1, &[("5.00", "X", "y")]));
    assert_eq!(bureau.run(&["check"]).status, 1, "check says that the server does not answer");
    assert_eq!(bureau.run(&["run"]).status, 0, "documents do not wait for mails");
    let queued = bureau.report("mail");
    assert_eq!(
        (queued.len(), queued.first().map(|row| row["status"].clone())),
        (1, Some("queued".into())),
        "{queued:?}"
    );
    assert!(bureau.files("outbox").is_empty());
    let server = Server::on(port)?;
    assert_eq!(server.port, port);
    assert_eq!(bureau.run(&["check"]).status, 0);
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(bureau.run(&["run"]).status, 0);
    let mails = server.mails();
    assert_eq!(mails.len(), 1, "once");
    let mail = mails.first().cloned().unwrap_or_default();
    let row = bureau.report("mail").first().cloned().unwrap_or_default();
    assert_eq!(
        (&row["status"], &row["message_id"]),
        (&"sent".into(), &header(&mail, "Message-ID").into())
    );
    assert_eq!(Some(&row["message_id"]), queued.first().map(|row| &row["message_id"]), "stable");
    assert_eq!(header(&mail, "To"), "buch@mueller.example");
    Ok(())
}

/// What a server with a script saw.
#[derive(Default)]
pub struct Seen {
    pub sessions: usize,
    /// Messages that it did not refuse, by their Message-ID.
    pub taken: Vec<String>,
}

/// A script: words that begin a command, and what is answered. `GREETING` comes first, `TEXT` when
/// a message has ended.
pub type Script = Vec<(&'static str, &'static str)>;

/// A server that answers by a script: the first entry whose word begins the line.
pub fn scripted(
    script: &[(&'static str, &'static str)],
) -> std::io::Result<(u16, Arc<Mutex<Seen>>)> {
    let script: Script = script.to_vec();
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let seen = Arc::new(Mutex::new(Seen::default()));
    let kept = Arc::clone(&seen);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (script, kept) = (script.clone(), Arc::clone(&kept));
            if let Ok(mut seen) = kept.lock() {
                seen.sessions += 1;
            }
            std::thread::spawn(move || play(&stream, &script, &kept));
        }
    });
    Ok((port, seen))
}

/// An answer of nothing is silence; `!` drops the line; what begins with `~` is said late.
fn play(stream: &TcpStream, script: &Script, seen: &Mutex<Seen>) -> Option<()> {
    let answer = |word: &str| {
        script
            .iter()
            .find(|(begin, _)| word.starts_with(begin))
            .map_or("250 ok", |(_, answer)| *answer)
    };
    let mut out = stream;
    let mut say = |text: &str| match text {
        "!" => None,
        "" => Some(()),
        late if late.starts_with('~') => {
            std::thread::sleep(std::time::Duration::from_millis(1_200));
            write!(out, "{}\r\n", late.trim_start_matches('~')).ok()
        }
        text => write!(out, "{text}\r\n").ok(),
    };
    say(answer("GREETING"))?;
    let mut text: Option<String> = None;
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        let word = match &mut text {
            Some(id) if line != "." => {
                if let Some(own) = line.strip_prefix("Message-ID: ") {
                    *id = own.to_owned();
                }
                continue;
            }
            Some(_) => "TEXT".to_owned(),
            None => line.to_ascii_uppercase(),
        };
        if let Some(id) = text.take().filter(|_| !answer("TEXT").starts_with(['4', '5'])) {
            seen.lock().ok()?.taken.push(id);
        }
        text = (word.starts_with("DATA") && answer("DATA").starts_with("354")).then(String::new);
        say(answer(&word))?;
    }
    None
}

const DROPS_AFTER_TEXT: &[(&str, &str)] =
    &[("TEXT", "!"), ("GREETING", "220 test"), ("EHLO", "250 test"), ("DATA", "354 go on")];

pub fn with_server(port: u16, more: &str) -> Bureau {
    Bureau::with(&format!(
        "[mail]\nfrom = \"kontor@kanzlei.example\"\nserver = \"127.0.0.1\"\nport = \
         {port}\nsecurity = \"none\"\ntimeout_seconds = 1\n{more}"
    ))
}

#[test]
fn a_fault_of_the_session_is_no_messages_fault() -> Tested {
    let silent: &[(&str, &str)] = &[("GREETING", "220 test"), ("EHLO", "")];
    let mute: &[(&str, &str)] = &[("GREETING", "")];
    let unwelcome: &[(&str, &str)] = &[("GREETING", "554 go away")];
    let sender: &[(&str, &str)] =
        &[("GREETING", "220 test"), ("EHLO", "250 test"), ("MAIL", "550 not you")];
    for script in [silent, mute, unwelcome, sender] {
        let (port, sessions) = scripted(script)?;
        let bureau = with_server(port, "");
        bureau.drop("mueller/a.xml", camt(MUELLER, 1, &[("5.00", "X", "y")]));
        bureau.drop("kern/b.csv", crate::bureau::OPEN_ITEMS);
        let ran = bureau.run(&["run"]);
        assert_eq!(ran.status, 0, "{script:?}: {}", ran.err);
        assert!(ran.err.contains("E-Mails gehen nicht hinaus"), "{script:?}: {}", ran.err);
        // In German, once, with what to look at.
        let is_told = ran.err.matches("Bitte").count() == 1
            && ran.err.contains("unter [mail] in kontor.toml");
        assert!(
            is_told && !ran.err.contains("answer") && !ran.err.contains("error"),
            "{script:?}: {}",
            ran.err
        );
        assert_eq!(
            sessions.lock().map_err(|_| "poisoned")?.sessions,
            1,
            "one try for all messages"
        );
        let mails = bureau.report("mail");
        assert!(
            mails.len() == 2 && mails.iter().all(|mail| mail["status"] == "queued"),
            "{script:?}: {mails:?}"
        );
        assert!(bureau.run(&["review"]).out.contains("E-Mails gehen nicht hinaus"));
        assert_eq!(bureau.run(&["status"]).status, 1);
        assert_eq!(bureau.run(&["check"]).status, 1, "{script:?}: check goes up to the sender");
    }
    Ok(())
}

#[test]
fn a_wrong_password_loses_no_mail() -> Tested {
    let (port, _) = scripted(&[
        ("GREETING", "220 test"),
        ("EHLO", "250-test\r\n250 AUTH PLAIN"),
        ("AUTH", "535 no"),
        ("DATA", "354 go on"),
    ])?;
    let secret = tempfile::NamedTempFile::new()?;
    fs::write(secret.path(), "falsch\n")?;
    let bureau = with_server(
        port,
        &format!("user = \"k\"\npassword_file = \"{}\"\n", secret.path().display()),
    );
    bureau.drop("mueller/a.xml", camt(MUELLER, 1, &[("5.00", "X", "y")]));
    assert!(bureau.run(&["run"]).err.contains("535"));
    let mails = bureau.report("mail");
    assert!(mails.iter().all(|mail| mail["status"] == "queued"), "{mails:?}");
    Ok(())
}

#[test]
fn a_refused_message_is_told_and_can_be_sent_again_or_let_be() -> Tested {
    let (port, _) = scripted(&[
        ("RCPT TO:<BUCH@MUELLER", "550 unknown"),
        ("GREETING", "220 test"),
        ("EHLO", "250 test"),
        ("DATA", "354 go on"),
    ])?;
    let bureau = with_server(port, "");
    bureau.drop("mueller/a.xml", camt(MUELLER, 1, &[("5.00", "X", "y")]));
    bureau.drop("kern/b.csv", crate::bureau::OPEN_ITEMS);
    bureau.run(&["run"]);
    let mut statuses: Vec<String> = bureau
        .report("mail")
        .iter()
        .map(|mail| format!("{} {}", mail["to"], mail["status"]))
        .collect();
    statuses.sort();
    assert_eq!(
        statuses
            .iter()
            .map(|line| line.split(' ').nth(1).unwrap_or_default())
            .filter(|word| *word == "\"sent\"")
            .count(),
        1,
        "{statuses:?}"
    );
    let failed = bureau
        .report("mail")
        .into_iter()
        .find(|mail| mail["status"] == "failed")
        .ok_or("none failed")?;
    let id = failed["id"].as_str().unwrap_or_default().to_owned();
    assert!(
        bureau.run(&["review"]).out.contains("550 unknown")
            || bureau.run(&["review"]).out.contains("unknown")
    );
    assert_eq!(bureau.run(&["status"]).status, 1);
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 1, "it is queued now");
    bureau.run(&["run"]);
    assert_eq!(bureau.run(&["resolve", &id, "reject", "Adresse gibt es nicht mehr"]).status, 0);
    assert!(!bureau.run(&["review"]).out.contains(&id));
    assert_eq!(bureau.run(&["status"]).status, 0);
    Ok(())
}

#[test]
fn a_line_that_drops_after_the_text_sends_it_again_under_the_same_id() -> Tested {
    let (port, _) = scripted(DROPS_AFTER_TEXT)?;
    let bureau = with_server(port, "");
    bureau.drop("mueller/a.xml", camt(MUELLER, 1, &[("5.00", "X", "y")]));
    bureau.run(&["run"]);
    let first = bureau.report("mail").first().cloned().unwrap_or_default();
    assert_eq!(first["status"], "queued", "{first:?}");
    Ok(())
}

#[test]
fn a_watch_ends_and_takes_documents_whatever_the_server_does() -> Tested {
    let (port, _) = scripted(&[("GREETING", "")])?;
    let bureau = with_server(port, "");
    bureau.write(
        "kontor.toml",
        fs::read_to_string(bureau.path("kontor.toml"))?
            .replace("timeout_seconds = 1", "timeout_seconds = 600"),
    );
    bureau.write("pipelines/digest.toml", "[digest]\ncompanies = true\neven_when_nothing = true\n");
    let mut watcher = bureau.watch();
    bureau.drop("mueller/a.xml", camt(MUELLER, 1, &[("5.00", "X", "y")]));
    wait_for("the first document", || bureau.report("documents").len() == 1);
    // A receipt or a digest is queued by hand: the watcher's post hangs on it.
    let answered = bureau.run(&["resolve", "E1", "account", "4980"]);
    assert_eq!(answered.status, 0, "a decision waits for no mail: {}", answered.err);
    bureau.drop("mueller/b.xml", camt(MUELLER, 2, &[("6.00", "X", "y")]));
    wait_for("the second document", || bureau.report("documents").len() == 2);
    let asked = std::time::Instant::now();
    assert!(std::process::Command::new("kill").arg(watcher.id().to_string()).status()?.success());
    watcher.ended()?;
    assert!(asked.elapsed().as_secs() < 5, "{:?}", asked.elapsed());
    Ok(())
}

pub fn decoded(file: &std::path::Path) -> std::io::Result<(String, String, String)> {
    let bytes = fs::read(file)?;
    let message = mail_parser::MessageParser::default().parse(&bytes);
    let message = message.unwrap_or_else(|| panic!("{} is no message", file.display()));
    assert!(
        message.message_id().is_some()
            && message.date().is_some()
            && message.from().is_some()
            && message.to().is_some()
    );
    let part = |text: Option<std::borrow::Cow<str>>| {
        text.map(|text| text.into_owned()).unwrap_or_default()
    };
    Ok((
        message.subject().unwrap_or_default().to_owned(),
        part(message.body_text(0)),
        part(message.body_html(0)),
    ))
}

#[test]
fn digests_are_german_unless_the_office_is_not() -> Tested {
    for (language, received, waits) in
        [("de", "Eingegangen", "1 wartet"), ("en", "Received", "1 waiting")]
    {
        let bureau = Bureau::with(&format!("language = \"{language}\"\n"));
        bureau.drop("auszug.xml", camt(MUELLER, 1, &[("5.00", "Wer <b>bin</b> ich", "y")]));
        bureau.drop("mueller/unbekannt.txt", "weiß nicht");
        assert_eq!(bureau.run(&["run"]).status, 1);
        let outbox = bureau.files("outbox");
        assert_eq!(outbox.len(), 1, "{outbox:?}");
        let (subject, text, html) = decoded(
            &bureau.path("outbox").join(outbox.first().map(String::as_str).unwrap_or_default()),
        )?;
        assert!(subject.contains(waits), "{subject}");
        assert!(
            text.contains(received) && text.contains("unbekannt.txt") && text.contains("E1"),
            "{text}"
        );
        assert!(
            html.contains("viewport") && html.contains("unbekannt.txt") && !html.contains("<b>bin"),
            "{html}"
        );
    }
    Ok(())
}

#[test]
fn an_office_says_who_reads_the_digest_and_what_stands_in_it() -> Tested {
    let bureau = Bureau::new();
    bureau.write(
        "pipelines/digest.toml",
        "[digest]\ncompanies = false\nto = [\"chef@kanzlei.example\", \
         \"b@kanzlei.example\"]\nsections = [\"rejected\"]\n",
    );
    bureau.drop("auszug.xml", camt(MUELLER, 1, &[("5.00", "X", "y")]));
    bureau.drop("nirgends.txt", "gehört niemandem");
    bureau.run(&["run"]);
    let mut to: Vec<String> = bureau
        .report("mail")
        .iter()
        .map(|row| row["to"].as_str().unwrap_or_default().to_owned())
        .collect();
    to.sort();
    assert_eq!(
        to,
        ["b@kanzlei.example", "b@kanzlei.example", "chef@kanzlei.example", "chef@kanzlei.example"]
    );
    for file in bureau.files("outbox") {
        let (_, text, _) = decoded(&bureau.path("outbox").join(&file))?;
        assert!(!text.contains("Eingegangen") && !text.contains("E1 "), "{text}");
        assert_eq!(text.contains("nirgends.txt"), file.contains("office"), "{file}: {text}");
    }
    Ok(())
}

#[test]
fn senders_are_told_only_where_a_pipeline_says_so() -> Tested {
    let invoices = |bureau: &Bureau| {
        bureau.drop(
            "gut.xml",
            ubl(
                "G-1",
                ("Stahl AG", Some("DE129274202")),
                ("Müller Metallbau GmbH", Some("DE136695976")),
            ),
        );
        bureau.drop(
            "schlecht.xml",
            ubl("S-1", ("Stahl AG", None), ("Müller Metallbau GmbH", Some("DE136695976"))),
        );
        assert_eq!(bureau.run(&["run"]).status, 1);
        let mut kinds: Vec<(String, String)> = bureau
            .report("mail")
            .iter()
            .map(|row| {
                (
                    row["kind"].as_str().unwrap_or_default().to_owned(),
                    row["to"].as_str().unwrap_or_default().to_owned(),
                )
            })
            .collect();
        kinds.sort();
        kinds
    };
    let pair = |kind: &str, to: &str| (kind.to_owned(), to.to_owned());
    assert_eq!(invoices(&Bureau::new()), [pair("digest", "buch@mueller.example")]);
    let told = Bureau::new();
    told.write("pipelines/absender.toml", "[mail]\nconfirm_receipt = true\nreject = true\n");
    assert_eq!(
        invoices(&told),
        [
            pair("digest", "buch@mueller.example"),
            pair("receipt", "rechnung@lieferant.example"),
            pair("rejection", "rechnung@lieferant.example")
        ]
    );
    let rejection = told
        .files("outbox")
        .into_iter()
        .find(|file| file.contains("rejection"))
        .unwrap_or_default();
    let (subject, text, _) = decoded(&told.path("outbox").join(rejection))?;
    assert!(subject.contains("S-1") && text.contains("BR-"), "{subject} {text}");
    Ok(())
}

/// A watcher whose digest is due makes up for it at once, also when nothing came, names what was
/// missed, and says it once.
#[test]
fn a_missed_digest_is_made_up_even_when_nothing_came() -> Tested {
    let bureau = Bureau::with("[schedule]\ndigest = \"0 6 * * *\"\n");
    bureau.write(".kontor.digest", "2026-01-01T05:00:00Z\n");
    let mut watcher = bureau.watch();
    wait_for("the digests", || bureau.files("outbox").len() == 2);
    std::thread::sleep(std::time::Duration::from_millis(1500));
    watcher.end()?;
    let outbox = bureau.files("outbox");
    assert_eq!(outbox.len(), 2, "one a company: {outbox:?}");
    let (subject, text, _) = decoded(
        &bureau.path("outbox").join(outbox.first().map(String::as_str).unwrap_or_default()),
    )?;
    assert!(
        subject.contains("nichts Neues") && text.contains("kontor lief zu diesen Zeiten nicht"),
        "{subject} {text}"
    );
    let mut watcher = bureau.watch();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    watcher.end()?;
    assert_eq!(bureau.files("outbox"), outbox, "nothing twice");
    Ok(())
}

#[test]
fn an_account_that_another_company_has_by_now_is_told_by_the_digests_and_by_watch() -> Tested {
    let bureau = Bureau::with("[schedule]\ndigest = \"0 6 * * *\"\n");
    bureau.drop("mueller/s.xml", camt(MUELLER, 1, &[("10.00", "Wer", "was")]));
    bureau.run(&["run"]);
    let settings = |company: &str| std::fs::read_to_string(bureau.path(company));
    let (ours, theirs) = (settings("companies/mueller.toml")?, settings("companies/kern.toml")?);
    let other = "DE02100500000054540402";
    bureau.write("companies/mueller.toml", ours.replace(MUELLER, other));
    bureau.write(
        "companies/kern.toml",
        theirs.replace("ibans = [", &format!("ibans = [\"{MUELLER}\", ")),
    );
    let before = bureau.files("outbox");
    bureau.write(".kontor.digest", "2026-01-01T05:00:00Z\n");
    let log = std::fs::File::create(bureau.path("watch.log"))?;
    let mut watcher = std::process::Command::new(env!("CARGO_BIN_EXE_kontor"))
        .arg("watch")
        .env("KONTOR_OFFICE", bureau.root())
        .stdout(std::process::Stdio::null())
        .stderr(log)
        .spawn()?;
    wait_for("the digests", || bureau.files("outbox").len() >= before.len() + 2);
    watcher.kill()?;
    watcher.wait()?;
    let words = format!("Das Konto {MUELLER} gehört nach den Einstellungen „kern“");
    let told = std::fs::read_to_string(bureau.path("watch.log"))?;
    assert!(told.contains(&words), "{told}");
    for name in bureau.files("outbox").iter().filter(|name| !before.contains(name)) {
        let (_, text, _) = decoded(&bureau.path("outbox").join(name))?;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&words), "{text}");
    }
    Ok(())
}

#[test]
fn a_mail_is_looked_at_before_it_goes_out() -> Tested {
    let bureau = Bureau::new();
    let folder = tempfile::tempdir()?;
    let out = folder.path().to_string_lossy().into_owned();
    for name in kontor::mail::KINDS {
        let ended = bureau.run(&["mail", "preview", name, "--output", &out]);
        assert_eq!(ended.status, 0, "{}", ended.err);
        let message = std::fs::read_to_string(folder.path().join(format!("{name}.eml")))?;
        let page = std::fs::read_to_string(folder.path().join(format!("{name}.html")))?;
        assert!(
            message.contains("Message-ID: <") && message.contains("multipart/alternative"),
            "{message}"
        );
        assert!(page.starts_with("<!doctype html") && !page.contains("{{"), "{page}");
    }
    let unknown = bureau.run(&["mail", "preview", "newsletter", "--output", &out]);
    assert!(
        unknown.status == 2 && unknown.err.contains("digest, receipt, rejection"),
        "{}",
        unknown.err
    );
    // A text of the office's own stands in its place; one that fails is told, and the shipped one
    // is sent.
    bureau.write("templates/digest.txt", "Moin {{ name }}!\n");
    assert_eq!(bureau.run(&["mail", "preview", "digest", "--output", &out]).status, 0);
    assert!(
        std::fs::read_to_string(folder.path().join("digest.eml"))?.contains("Moin Beispiel GmbH!")
    );
    bureau.write("templates/digest.txt", "Moin {{ nmae }}!\n");
    let broken = bureau.run(&["check", "--offline"]);
    assert!(
        broken.status == 1 && broken.out.contains("templates/digest.txt, Zeile 1"),
        "{}",
        broken.out
    );
    let preview = bureau.run(&["mail", "preview", "digest", "--output", &out]);
    assert_eq!(preview.status, 1, "{}", preview.err);
    assert!(std::fs::read_to_string(folder.path().join("digest.eml"))?.contains("Neue Bank"));
    // Elsewhere, without an office, with the texts that ship.
    let nowhere = kontor(&[
        "mail",
        "preview",
        "receipt",
        "--language",
        "en",
        "--output",
        &out,
        "--office",
        &out,
    ]);
    assert_eq!(nowhere.status, 0, "{}", nowhere.err);
    assert!(std::fs::read_to_string(folder.path().join("receipt.html"))?.contains("has arrived"));
    Ok(())
}

#[test]
fn without_a_name_the_mails_are_listed_and_their_texts_can_be_taken_over() -> Tested {
    let bureau = Bureau::new();
    let listed = bureau.run(&["mail", "preview"]);
    assert_eq!(listed.status, 0, "{}", listed.err);
    let names: Vec<&str> =
        listed.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, kontor::mail::KINDS);
    let folder = bureau.path("templates").to_string_lossy().into_owned();
    let written =
        bureau.run(&["mail", "preview", "receipt", "--templates", "--output", &folder, "--json"]);
    assert_eq!(written.json()["files"].as_array().map(Vec::len), Some(4));
    for preview in ["receipt.eml", "receipt.html"] {
        std::fs::remove_file(bureau.path(&format!("templates/{preview}")))?;
    }
    // The shipped texts are no fault as an office's own.
    let check = bureau.run(&["check", "--offline"]);
    assert_eq!(check.status, 0, "{}", check.out);
    Ok(())
}
