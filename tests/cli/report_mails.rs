//! Reports by mail: what a company asks for, to whom, once; trials, and mails that come by
//! themselves.

use super::bureau::{Bureau, KERN, MUELLER, OPEN_ITEMS, Tested, camt};
use super::mail_server::{Server, header};
use serde_json::Value;
use std::fs;

fn mails(bureau: &Bureau, kind: &str) -> Vec<(String, String)> {
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let of_kind = bureau.report("mail").into_iter().filter(|row| row["kind"] == kind);
    of_kind.map(|row| (text(&row, "to"), text(&row, "subject"))).collect()
}

fn attachments(bureau: &Bureau, part: &str) -> Vec<(String, Vec<u8>)> {
    let files = bureau.files("outbox").into_iter().filter(|file| file.contains(part));
    let messages: Vec<Vec<u8>> =
        files.filter_map(|file| fs::read(bureau.path("outbox").join(file)).ok()).collect();
    let parsed = messages
        .iter()
        .filter_map(|bytes| mail_parser::MessageParser::default().parse(bytes.as_slice()));
    let named = |message: mail_parser::Message<'_>| {
        let part = |part: &mail_parser::MessagePart<'_>| {
            use mail_parser::MimeHeaders;
            (part.attachment_name().unwrap_or_default().to_owned(), part.contents().to_vec())
        };
        message.attachments().map(part).collect::<Vec<_>>()
    };
    parsed.flat_map(named).collect()
}

const ASKED: &str = "state = \"BY\"\ndigest_to = [\"chefin\"]\n[recipients]\nchefin = \
    [\"chefin@mueller.example\"]\n[[report_mail]]\nevery = \"month\"\nreports = [\"open-items\", \
    \"bwa\"]\nto = [\"chefin\", \"kanzlei@steuer.example\"]\n[[report_mail]]\nevery = \
    \"week\"\nreports = [\"ageing\"]\nformat = \"pdf\"\n";

#[test]
fn reports_go_out_on_the_first_working_day_after_their_time_and_once() -> Tested {
    let bureau = Bureau::mueller(ASKED);
    bureau.drop("mueller/posten.csv", OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    let readers: Vec<String> = mails(&bureau, "digest").into_iter().map(|(to, _)| to).collect();
    assert_eq!(
        readers,
        ["buch@mueller.example", "chefin@mueller.example"],
        "a role reads the digest too"
    );
    // 1 November 2026 is a Sunday and a holiday, the week's reports are of 19 to 25 October until
    // Monday.
    assert_eq!(bureau.run(&["nightly", "--date", "2026-11-01"]).status, 0);
    let weekly = |bureau: &Bureau| {
        mails(bureau, "reports")
            .into_iter()
            .filter(|(_, subject)| subject.contains("Woche"))
            .collect::<Vec<_>>()
    };
    assert_eq!(mails(&bureau, "reports"), weekly(&bureau), "the month's come on a working day");
    assert_eq!(
        weekly(&bureau).first().map(|(to, subject)| (
            to.as_str(),
            subject.ends_with("Woche vom 19.10.2026 bis 25.10.2026")
        )),
        Some(("buch@mueller.example", true))
    );
    for _ in 0..2 {
        assert_eq!(bureau.run(&["nightly", "--date", "2026-11-02"]).status, 0);
    }
    let monthly: Vec<_> = mails(&bureau, "reports")
        .into_iter()
        .filter(|(_, subject)| subject.ends_with("Berichte, Oktober 2026"))
        .collect();
    assert_eq!(
        monthly.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(),
        ["chefin@mueller.example", "kanzlei@steuer.example"]
    );
    assert_eq!(weekly(&bureau).len(), 2, "each week once: {:?}", weekly(&bureau));
    let files = attachments(&bureau, "-reports-mueller");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert!(
        names.contains(&"open-items-mueller-2026-10.xlsx")
            && names.contains(&"bwa-mueller-2026-10.xlsx"),
        "{names:?}"
    );
    for (name, bytes) in &files {
        let begins: &[u8] = if name.ends_with(".pdf") { b"%PDF" } else { b"PK" };
        assert!(bytes.starts_with(begins), "{name}");
    }
    // What a machine that was off has missed comes with the next night.
    assert_eq!(bureau.run(&["nightly", "--date", "2026-12-09"]).status, 0);
    assert_eq!(
        mails(&bureau, "reports")
            .into_iter()
            .filter(|(_, subject)| subject.contains("November"))
            .count(),
        2
    );
    Ok(())
}

#[test]
fn a_report_that_cannot_be_sent_is_named_before_anything_runs() {
    let bureau = Bureau::mueller("[[report_mail]]\nreports = [\"open-itms\"]\n");
    let checked = bureau.run(&["check", "--offline"]);
    assert!(
        checked.status == 2
            && checked.err.contains("open-itms")
            && checked.err.contains("Gemeint ist wohl „open-items“"),
        "{}",
        checked.err
    );
    let bureau = Bureau::mueller("[[report_mail]]\nreports = [\"statement-of-account\"]\n");
    assert_eq!(bureau.run(&["check", "--offline"]).status, 2, "it needs a contact");
}

fn with_server(port: u16, more: &str) -> Bureau {
    let bureau = Bureau::with(&format!(
        "[mail]\nfrom = \"kontor@kanzlei.example\"\nserver = \"127.0.0.1\"\nport = \
         {port}\nsecurity = \"none\"\n{more}"
    ));
    bureau.drop("mueller/a.xml", camt(MUELLER, 1, &[("5.00", "X", "y")]));
    bureau.drop("kern/a.xml", camt(KERN, 1, &[("6.00", "X", "y")]));
    bureau
}

#[test]
fn a_trial_mails_to_whom_it_may_and_asks_nobody_about_the_rest() -> Tested {
    let server = Server::on(0)?;
    let bureau = with_server(server.port, "only_to = [\"Buch@Kern.example\"]\n");
    assert_eq!(bureau.run(&["run"]).status, 0);
    let to =
        |server: &Server| server.mails().iter().map(|mail| header(mail, "To")).collect::<Vec<_>>();
    assert_eq!(to(&server), ["buch@kern.example"]);
    let kept = bureau
        .report("mail")
        .into_iter()
        .find(|row| row["to"] == "buch@mueller.example")
        .unwrap_or_default();
    assert_eq!(kept["status"], "failed");
    assert!(!bureau.run(&["review"]).out.contains("buch@mueller.example"));
    assert_eq!(bureau.run(&["status", "--json"]).json()["mails_failed"], 0);
    let id = kept["id"].as_str().unwrap_or_default().to_owned();
    // When the trial is over, it can be sent.
    let open = fs::read_to_string(bureau.path("kontor.toml"))?.replace("only_to", "#only_to");
    bureau.write("kontor.toml", open);
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(to(&server), ["buch@kern.example", "buch@mueller.example"]);
    Ok(())
}

#[test]
fn a_server_is_given_no_more_a_minute_than_it_takes() -> Tested {
    let server = Server::on(0)?;
    let bureau = with_server(server.port, "per_minute = 30\n");
    let began = std::time::Instant::now();
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert!(
        server.mails().len() == 2 && began.elapsed().as_millis() >= 2_000,
        "{:?}",
        began.elapsed()
    );
    Ok(())
}

#[test]
fn a_maildir_is_read_as_the_inbox_is() -> Tested {
    let bureau = Bureau::new();
    bureau.write("kontor.toml", "[intake]\nsettle_seconds = 0\nmaildir = \"Maildir\"\n");
    let missing = bureau.run(&["check", "--offline"]);
    assert!(missing.status == 1 && missing.out.contains("Maildir"), "{}", missing.out);
    let statement = camt(MUELLER, 1, &[("5.00", "X", "y")]);
    let message = format!(
        "From: bank@bank.example\r\nTo: kontor@kanzlei.example\r\nSubject: Auszug\r\nMIME-Version: \
         1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: \
         text/plain\r\n\r\nanbei\r\n--b\r\nContent-Type: application/xml; \
         name=auszug.xml\r\nContent-Disposition: attachment; \
         filename=auszug.xml\r\n\r\n{statement}\r\n--b--\r\n"
    );
    for folder in ["new", "cur", "tmp"] {
        fs::create_dir_all(bureau.path("Maildir").join(folder))?;
    }
    bureau.write("Maildir/new/1790000000.M1P1.host", &message);
    for _ in 0..2 {
        assert_eq!(bureau.run(&["run"]).status, 0);
    }
    assert_eq!(bureau.files("Maildir"), ["cur/1790000000.M1P1.host:2,S"]);
    assert_eq!(bureau.report("reconciliation").len(), 1);
    assert!(bureau.files("inbox").is_empty());
    Ok(())
}
