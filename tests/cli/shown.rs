//! What strangers write is seen and does nothing: documents full of terminal escapes, C1 controls
//! and marks that turn the direction of writing are shown by every verb in every form, and none of
//! these characters comes out raw.

use crate::bureau::{Bureau, Ended, MUELLER, OURS, Tested, camt, kontor, ubl};
use kontor::report::REPORTS;
use std::fs;

/// Clears the screen, sets a title, a C1 introducer, turns the writing round, isolates, marks an
/// order of bytes, ends a line.
const ACTS: &str = "A\u{9b}2J\u{202e}B\u{2066}C\u{2069}\u{200f}\u{feff}\u{85}\u{2028}D";
const ESCAPES: &str = "\u{1b}[2J\u{1b}]0;t\u{7}\u{8}";

/// Characters that act, by Unicode's own names; a tab, line ends and the mark at the head of a CSV
/// file apart.
fn acting(text: &str) -> Option<char> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.chars().find(|c| {
        let code = u32::from(*c);
        let control =
            code < 0x20 && !matches!(c, '\n' | '\r' | '\t') || (0x7f..=0x9f).contains(&code);
        control
            || matches!(code, 0x61c | 0x200e | 0x200f | 0x2028..=0x202e | 0x2066..=0x2069 | 0xfeff)
    })
}

fn clean(what: &str, text: &str) {
    assert_eq!(
        acting(text),
        None,
        "{what}: {}",
        text.escape_debug().collect::<String>().chars().take(3_000).collect::<String>()
    );
}

fn clean_answer(what: &str, answer: &Ended) {
    assert_ne!(answer.status, 70, "{what}: {}", answer.err);
    clean(what, &answer.out);
    clean(&format!("{what} (stderr)"), &answer.err);
}

/// Name and content of hostile documents, of every kind that people drop.
fn documents() -> Vec<(String, String)> {
    let both = format!("{ACTS}{ESCAPES}");
    let letter = format!(
        "From: =?utf-8?q?=1B[2J?= <a@b.example>\r\nTo: c@d.example\r\nSubject: \
         {ACTS}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; \
         boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment; \
         filename=\"t{both}.bin\"\r\n\r\nx\u{1}y\r\n--b--\r\n"
    );
    [
        ("kontakte.csv", format!("contact;name;role;email\nK{ACTS}1;Bau {both} \
            AG;customer;a{ACTS}@b.example\nL1;Stahl {both} AG;vendor;\n")),
        (
            "offene-posten.csv",
            format!("document;side;contact;date;due;amount;currency\nRE-{both}-1;receivable;Bau \
                {both} AG;2026-09-01;2026-09-30;1190,00;EUR\n"),
        ),
        (
            "konto.csv",
            format!("booking_date;value_date;amount;currency;counterparty_name;counterparty_iban;remittance\n2026-10-05;2026-10-05;-45.00;EUR;Laden {both};;Kauf {both}\n"),
        ),
        (
            "konto.sta",
            format!(":20:STARTUMS\r\n:25:12030000/0000202051\r\n:28C:7/1\r\n:60F:C261007EUR100,00\r\n:61:2610081008D7,00NMSCNONREF\r\n:86:177?00UEBERWEISUNG?20{both}?32Name {both}\r\n:62F:C261008EUR93,00\r\n-\r\n"),
        ),
        ("konto.xml", camt(MUELLER, 1, &[("1190.00", &format!("Bau {ACTS} AG"), &format!("Rechnung \
            {ACTS}"))])),
        ("rechnung.xml", ubl(&format!("S-{ACTS}"), (&format!("Stahl {ACTS} AG"), None), (OURS.0, Some(OURS.1)))),
        ("kaputt.xml", format!("<Rechnung{ACTS}><Nummer>{both}</Nummer></Rechnung>")),
        (
            "bestellung.csv",
            format!("order;side;date;contact;line;article;description;quantity;unit;unit_price\nB-{both};purchase;2026-10-01;L1;1;A{both};Blech {both};5;C62;2,00\n"),
        ),
        (
            "lieferung.csv",
            format!("delivery_note;date;contact;order;line;article;description;quantity;unit\nLS-{both};2026-10-03;L1;B-{both};1;A{both};Blech {both};3;C62\n"),
        ),
        ("unbekannt.txt", both.clone()),
        ("brief.eml", letter),
    ]
    .map(|(name, content)| (name.to_owned(), content))
    .to_vec()
}

/// An office that took them, under names that act too.
fn office(language: &str) -> Bureau {
    let bureau = Bureau::with(&format!("language = \"{language}\"\n"));
    for (name, content) in documents() {
        bureau.drop(&format!("mueller/x\u{202e}{ESCAPES}\u{9b}{name}"), content);
    }
    let ran = bureau.run(&["run"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    clean_answer("run", &ran);
    bureau
}

/// Every verb that tells, in every form that is text.
fn ask(bureau: &Bureau) {
    for report in REPORTS {
        let about: &[&str] = match report.name {
            "statement-of-account" => &["--contact", "L1"],
            "account" => &["--company", "mueller", "--account", "1200"],
            _ => &[],
        };
        for form in ["text", "json", "csv", "html"] {
            let asked = [&["report", report.name, "--format", form], about].concat();
            clean_answer(&format!("{asked:?}"), &bureau.run(&asked));
        }
    }
    let waiting = bureau.run(&["review", "--json"]);
    clean_answer("review --json", &waiting);
    let ids = |report: &str| {
        bureau
            .report(report)
            .iter()
            .filter_map(|row| Some(row["id"].as_str()?.to_owned()))
            .collect::<Vec<_>>()
    };
    let numbers = bureau
        .report("open-items")
        .into_iter()
        .filter_map(|row| Some(row["document"].as_str()?.to_owned()));
    let known: Vec<String> = [ids("documents"), ids("reconciliation"), ids("mail")]
        .concat()
        .into_iter()
        .chain(numbers)
        .collect();
    assert!(known.len() > 12, "{known:?}");
    for id in &known {
        clean_answer(&format!("explain {id:?}"), &bureau.run(&["explain", id]));
        clean_answer(&format!("explain {id:?} --json"), &bureau.run(&["explain", id, "--json"]));
    }
    let (nobody, when) = (format!("N{ACTS}{ESCAPES}"), format!("B-{ACTS}{ESCAPES}"));
    for asked in [
        &["review"][..],
        &["status"],
        &["verify"],
        &["check", "--offline"],
        &["explain", &nobody],
        &["when", &when],
        &["report", "documents", "--company", &nobody],
        &["report", "statement-of-account", "--contact", &nobody],
        &["resolve", &nobody, "leave"],
        &["resolve", "E1", "match", &nobody],
        &["resolve", "D1", "reject", &nobody],
        &["undo", &nobody],
        &["mail", "preview", &nobody],
        &["export", "journal", "--company", "mueller"],
    ] {
        clean_answer(&format!("{asked:?}"), &bureau.run(asked));
        clean_answer(&format!("{asked:?} --json"), &bureau.run(&[asked, &["--json"]].concat()));
    }
}

#[test]
fn no_verb_shows_what_acts_in_either_language() -> Tested {
    for language in ["de", "en"] {
        let bureau = office(language);
        ask(&bureau);
        for folder in ["reports", "rejected", "originals"] {
            for name in bureau.files(folder) {
                // In rejected/ the file keeps the name that it came under, so that it is found
                // again; kontor's own slip says it clean.
                let (path, is_text) = (
                    bureau.path(folder).join(&name),
                    name.ends_with(".reason.txt") || folder != "rejected",
                );
                if folder != "rejected" {
                    clean(folder, &name);
                }
                if is_text
                    && let Ok(text) = String::from_utf8(fs::read(&path)?)
                    && !name.ends_with(".csv") | (folder == "reports")
                {
                    let made = folder != "originals" || name.ends_with(".html");
                    assert!(
                        !made || acting(&text).is_none(),
                        "{folder}/{name}: {}",
                        text.escape_debug()
                    );
                }
            }
        }
        for name in bureau.files("outbox") {
            let source = fs::read(bureau.path("outbox").join(&name))?;
            clean(&name, &String::from_utf8(source.clone())?);
            let letter =
                mail_parser::MessageParser::default().parse(&source).ok_or("no message")?;
            clean("subject", letter.subject().unwrap_or_default());
            clean("text", &letter.body_text(0).unwrap_or_default());
            clean("html", &letter.body_html(0).unwrap_or_default());
        }
    }
    Ok(())
}

#[test]
fn files_are_looked_at_without_an_office() -> Tested {
    let folder = tempfile::tempdir()?;
    for (name, content) in documents() {
        let file = folder.path().join(format!("\u{202e}{ESCAPES}{name}"));
        fs::write(&file, content)?;
        let file = file.to_string_lossy();
        for verb in ["inspect", "validate"] {
            clean_answer(&format!("{verb} {name}"), &kontor(&[verb, &file]));
            let told = kontor(&[verb, "--json", &file]);
            clean_answer(&format!("{verb} --json {name}"), &told);
            assert!(told.json().is_object());
        }
    }
    // A program reads the very text all the same.
    let file = folder.path().join("konto.xml");
    fs::write(&file, camt(MUELLER, 1, &[("5.00", "Bau \u{202e}AG", "x")]))?;
    let told = kontor(&["inspect", "--json", &file.to_string_lossy()]).json();
    assert_eq!(
        told.pointer("/statements/0/entries/0/counterparty/name")
            .and_then(serde_json::Value::as_str),
        Some("Bau \u{202e}AG")
    );
    Ok(())
}
