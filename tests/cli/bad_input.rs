//! Bad input through `run`: a sentence, the file kept, the run goes on, exit 1. And what the
//! archive and the books look like when somebody laid hands on them.

use crate::bureau::{Bureau, MUELLER, OPEN_ITEMS, Tested, camt};
use rusqlite::config::DbConfig;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use zip::write::SimpleFileOptions;

fn archive(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        let started = writer.start_file(*name, SimpleFileOptions::default());
        started
            .and_then(|()| Ok(writer.write_all(content)?))
            .unwrap_or_else(|error| panic!("{error}"));
    }
    writer.finish().unwrap_or_else(|error| panic!("{error}")).into_inner()
}

#[test]
fn bad_files_are_kept_with_a_reason_and_the_run_goes_on() -> Tested {
    let bureau = Bureau::new();
    let good = camt(MUELLER, 1, &[("1.00", "A", "b")]);
    let bad: Vec<(&str, Vec<u8>)> = vec![
        ("empty.xml", Vec::new()),
        ("truncated.xml", good.as_bytes().get(..700).unwrap_or_default().to_vec()),
        (
            "bomb.xml",
            format!(
                "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"{}\">]><Document>&a;</Document>",
                "&a;".repeat(9)
            )
            .into_bytes(),
        ),
        ("deep.xml", ["<a>".repeat(10_000), "</a>".repeat(10_000)].concat().into_bytes()),
        ("noise.pdf", (0..4000u32).map(|at| (at * 7919 % 251) as u8).collect()),
        ("bomb.zip", archive(&[("zeros.xml", vec![b'0'; 40_000_000])])),
        ("notes.txt", b"Bitte mit Herrn Schulz besprechen.".to_vec()),
        ("Achtung! 100%.txt", b"Ausrufezeichen".to_vec()),
        ("two\nlines\u{7}.txt", b"Zeilenumbruch".to_vec()),
    ];
    for (name, content) in &bad {
        bureau.drop(name, content);
    }
    let long = "x".repeat(250) + ".txt";
    bureau.drop(&long, "langer Name");
    for (byte, text) in [(0xFE, "eins"), (0xFF, "zwei")] {
        fs::write(
            bureau.path("inbox").join(OsStr::from_bytes(&[b'n', byte, b'.', b't', b'x', b't'])),
            text,
        )?;
    }
    bureau.drop(
        "paths.zip",
        archive(&[
            ("../../out.txt", b"1".to_vec()),
            ("/etc/out.txt", b"2".to_vec()),
            ("C:\\out.txt", b"3".to_vec()),
        ]),
    );
    let nested =
        (0..8).fold(good.clone().into_bytes(), |inner, _| archive(&[("inner.zip", inner)]));
    bureau.drop("nested.zip", nested);
    bureau.drop("said-utf16.xml", good.replace("UTF-8", "UTF-16").replace("M1", "M2"));
    // Wrongly named or declared, but sound: recognised by content.
    bureau.drop("statement.pdf", &good);
    symlink("/etc/passwd", bureau.path("inbox/link.xml"))?;
    symlink("/", bureau.path("inbox/everything"))?;
    bureau.drop("closed/inside.txt", "im verschlossenen Ordner");
    fs::set_permissions(bureau.path("inbox/closed"), fs::Permissions::from_mode(0o000))?;
    for name in
        [".DS_Store", "Thumbs.db", "desktop.ini", "~$x.docx", "a.part", "a.crdownload", "a.tmp"]
    {
        bureau.drop(&format!("mueller/{name}"), "x");
    }
    let ran = bureau.run(&["run", "--json"]);
    fs::set_permissions(bureau.path("inbox/closed"), fs::Permissions::from_mode(0o755))?;
    assert_eq!(ran.status, 1, "{} {}", ran.out, ran.err);
    let told: Vec<&str> = ran.err.lines().collect();
    let [everything, link] = told.as_slice() else {
        panic!("droppings make no noise, links are told: {}", ran.err)
    };
    assert!(everything.contains("inbox/everything ist eine Verknüpfung"), "{everything}");
    assert!(link.contains("inbox/link.xml ist eine Verknüpfung"), "{link}");
    for sound in ["statement.pdf", "said-utf16.xml"] {
        assert_eq!(bureau.document(sound)["status"], "processed");
    }
    let documents = bureau.report("documents");
    for (name, _) in bad.iter().filter(|(name, _)| !name.contains('\n')) {
        let row = bureau.document(name);
        assert_eq!(row["status"], "rejected", "{row}");
        assert!(
            row["reason"].as_str().is_some_and(|reason| reason.len() > 20 && reason.ends_with('.')),
            "{row}"
        );
        assert!(bureau.path("rejected").join(name).is_file(), "{name}");
        assert!(bureau.path("rejected").join(format!("{name}.reason.txt")).is_file(), "{name}");
    }
    let rejected = documents.iter().filter(|row| row["status"] == "rejected").count();
    assert_eq!(bureau.files("rejected").len(), rejected * 2, "{:#?}", bureau.files("rejected"));
    assert!(
        !bureau.path("out.txt").exists()
            && !bureau.root().join("../out.txt").exists()
            && !Path::new("/etc/out.txt").exists()
    );
    let inbox = bureau.files("inbox");
    assert_eq!(
        inbox.iter().filter(|file| !file.starts_with("closed")).count(),
        9,
        "seven droppings, two links: {inbox:?}"
    );
    assert_eq!(bureau.run(&["verify"]).status, 0);
    let counts = bureau.report("completeness");
    let sum = |field: &str| counts.iter().filter_map(|row| row[field].as_i64()).sum::<i64>();
    assert_eq!(sum("received"), documents.len() as i64);
    assert_eq!(
        sum("received"),
        sum("processed") + sum("duplicate") + sum("held") + sum("rejected")
    );
    Ok(())
}

#[test]
fn a_gigabyte_of_nothing_is_rejected_without_being_read_into_memory() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("zeros.xml", "");
    fs::File::options().write(true).open(bureau.path("inbox/zeros.xml"))?.set_len(1_000_000_000)?;
    let script = format!(
        "ulimit -v 900000; exec {} run --office {}",
        env!("CARGO_BIN_EXE_kontor"),
        bureau.root().display()
    );
    let status = std::process::Command::new("sh").args(["-c", &script]).output()?;
    assert_eq!(status.status.code(), Some(1), "{}", String::from_utf8_lossy(&status.stderr));
    let row = bureau.document("zeros.xml");
    assert!(
        row["status"] == "rejected"
            && row["reason"].as_str().unwrap_or_default().contains("200 MB"),
        "{row}"
    );
    assert_eq!(bureau.files("rejected"), ["zeros.xml", "zeros.xml.reason.txt"]);
    Ok(())
}

#[test]
fn the_same_name_twice_and_names_in_each_others_way_lose_nothing() {
    let bureau = Bureau::new();
    bureau.drop("a.zip", "kein Archiv");
    bureau.run(&["run"]);
    bureau.drop("a.zip", "auch keines");
    bureau.run(&["run"]);
    bureau.drop("a.zip", archive(&[("b.txt", b"unbekannt".to_vec())]));
    assert_eq!(bureau.run(&["run"]).status, 1);
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0, "a duplicate is a normal outcome");
    let statuses: Vec<_> = bureau
        .report("documents")
        .iter()
        .map(|row| row["status"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        statuses,
        ["rejected", "rejected", "processed", "rejected", "processed", "duplicate"]
    );
    assert_eq!(bureau.files("rejected").len(), 6);
    assert_eq!(bureau.report("open-items").len(), 3);
    assert_eq!(bureau.run(&["verify"]).status, 0);
}

fn month() -> Bureau {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    let entries = [
        ("1190.00", "Bau AG", "RE-1001"),
        ("-238.00", "Stahl AG", "L-77"),
        ("5.00", "X", "y"),
        ("-12.50", "Bank", "Entgeltabschluss"),
    ];
    bureau.drop("auszug.xml", camt(MUELLER, 1, &entries));
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    bureau
}

#[test]
fn any_changed_original_is_named() -> Tested {
    let bureau = month();
    for below in bureau.files("archive") {
        let file = bureau.path("archive").join(&below);
        let content = fs::read(&file)?;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644))?;
        for at in [0, content.len() / 3, content.len() - 1] {
            let mut changed = content.clone();
            if let Some(byte) = changed.get_mut(at) {
                *byte ^= 1;
            }
            fs::write(&file, &changed)?;
            let verified = bureau.run(&["verify"]);
            assert!(
                verified.status == 1 && verified.out.contains(&below),
                "{below} byte {at}: {}",
                verified.out
            );
        }
        fs::remove_file(&file)?;
        let verified = bureau.run(&["verify", "--json"]);
        assert!(
            verified.status == 1 && verified.json()["faults"][0]["code"] == "original-missing",
            "{}",
            verified.out
        );
        fs::write(&file, &content)?;
    }
    assert_eq!(bureau.run(&["verify"]).status, 0);
    bureau.write("archive/ab/stray.xml", "x");
    let verified = bureau.run(&["verify", "--json"]);
    assert_eq!(
        (verified.status, &verified.json()["faults"][0]["code"]),
        (1, &"stray-original".into()),
        "{}",
        verified.out
    );
    // What a crash between archive and books leaves is none: the claimed file is still there.
    bureau.write("inbox/.claimed/t/rest.xml", "<a></a>");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// Every field of journal and lines changed by hand, one at a time: found and named, or at least
/// told as damage.
#[test]
fn any_changed_field_of_the_journal_is_found() -> Tested {
    every_change_is_found(&[
        "UPDATE journal_entry SET date = '2026-10-02' WHERE number = 1",
        "UPDATE journal_entry SET date = '2026-1x-01' WHERE number = 1",
        "UPDATE journal_entry SET text = text || '.' WHERE number = 2",
        "UPDATE journal_entry SET text = substr(text, 2) WHERE number = 1",
        "UPDATE journal_entry SET document_id = NULL, entry_id = NULL WHERE number = 2",
        "UPDATE journal_entry SET reverses = 1 WHERE number = 2",
        "UPDATE journal_entry SET previous_hash = replace(previous_hash, '0', '1') WHERE number = \
         1",
        "UPDATE journal_entry SET hash = upper(hash) WHERE number = 2",
        "UPDATE journal_entry SET hash = substr(hash, 2) || 'a' WHERE number = 1",
        "UPDATE journal_entry SET company = 'kern' WHERE number = 1",
        "UPDATE journal_entry SET number = 99 WHERE number = (SELECT MAX(number) FROM \
         journal_entry)",
        "UPDATE journal_line SET account = '9999' WHERE number = 1 AND line = (SELECT MIN(line) \
         FROM journal_line WHERE number = 1)",
        "UPDATE journal_line SET debit_minor = debit_minor + 1 WHERE number = 1",
        "UPDATE journal_line SET debit_minor = 'x' WHERE number = 1",
        "UPDATE journal_line SET credit_minor = credit_minor + 1 WHERE number = 2",
        "UPDATE journal_line SET debit_minor = debit_minor * 2, credit_minor = credit_minor * 2 \
         WHERE number = 1",
        "UPDATE journal_line SET vat_code = 'V' WHERE number = 1",
        "DELETE FROM journal_line WHERE number = 1",
        "DELETE FROM journal_entry WHERE number = 1",
        "DELETE FROM journal_entry WHERE number = (SELECT MAX(number) FROM journal_entry)",
        "UPDATE journal_line SET line = line + 7 WHERE number = 1",
    ])
}

#[test]
fn any_changed_amount_of_the_sub_ledger_is_found() -> Tested {
    every_change_is_found(&[
        "DELETE FROM allocation",
        "DELETE FROM allocation WHERE item_id = (SELECT MIN(item_id) FROM allocation)",
        "UPDATE allocation SET amount_minor = amount_minor + 1",
        "UPDATE allocation SET discount_minor = 1",
        "UPDATE allocation SET state = 'suggested'",
        "UPDATE allocation SET item_id = (SELECT MAX(id) FROM open_item) + 1",
        "INSERT INTO allocation (entry_id, item_id, amount_minor, discount_minor, state) SELECT \
         (SELECT MAX(id) FROM bank_entry), MIN(id), 1, 0, 'matched' FROM open_item",
        "UPDATE open_item SET amount_minor = 1 WHERE number = 'RE-1002'",
        "UPDATE open_item SET amount_minor = -amount_minor",
        "UPDATE open_item SET abroad_minor = 1 WHERE number = 'RE-1002'",
        "UPDATE allocation SET abroad_minor = 1",
        "UPDATE open_item SET side = 'payable' WHERE number = 'RE-1002'",
        "UPDATE open_item SET posting = posting + 1",
        "DELETE FROM open_item WHERE number = 'RE-1002'",
        "DELETE FROM item_movement",
        // An item gone with all that speaks of it: only its personal account still does.
        "DELETE FROM open_item WHERE number = 'RE-1002'; DELETE FROM item_key WHERE item_id NOT IN \
         (SELECT id FROM open_item); \
         DELETE FROM item_open WHERE item_id NOT IN (SELECT id FROM open_item); DELETE FROM \
         item_movement WHERE item_id NOT IN (SELECT id FROM open_item)",
        "UPDATE item_movement SET amount_minor = amount_minor + 1 WHERE entry_id IS NULL",
        "UPDATE item_movement SET amount_minor = amount_minor + 1 WHERE entry_id IS NOT NULL",
        "UPDATE bank_entry SET amount_minor = amount_minor + 1 WHERE id = 1",
        "UPDATE bank_entry SET facts = replace(facts, '5.00', '6.00') WHERE id = 3",
        "UPDATE bank_entry SET currency = 'USD' WHERE id = 3",
        "UPDATE bank_entry SET booking_date = '2026-10-09' WHERE id = 3",
        "UPDATE bank_entry SET posting = NULL WHERE id = 3",
        "UPDATE bank_entry SET status = 'matched' WHERE status <> 'matched'",
        "UPDATE bank_entry SET posting = 1 WHERE id = 3",
        "DELETE FROM bank_entry WHERE id = 3",
        "DELETE FROM account_total WHERE account = '1200'",
        "UPDATE account_total SET debit_minor = debit_minor + 1, credit_minor = credit_minor + 1 \
         WHERE account = '1200'",
        "UPDATE account_total SET month = '2025-01' WHERE account = '1200'",
        "INSERT INTO account_total VALUES ('mueller', '2026-10', '4999', '2026-10', '', 1, 0)",
        "UPDATE entry_tally SET entries = entries + 1",
        "DELETE FROM entry_tally WHERE status = 'matched'",
        "UPDATE entry_tally SET rule = 'Miete' WHERE rule <> ''",
        "UPDATE entry_tally SET minor = minor + 1 WHERE rule <> ''",
        "UPDATE arrival_tally SET documents = documents + 1",
        "UPDATE arrival_tally SET entries = entries + 1",
        "DELETE FROM arrival_tally",
        "INSERT INTO mail_tally (company, day, mails) VALUES ('mueller', '2026-10-05', 1)",
        "UPDATE statement SET first_day = '2026-09-01'",
        "UPDATE statement SET last_day = NULL",
        "UPDATE bank_day SET minor = minor + 1",
        "DELETE FROM item_open",
        "UPDATE item_open SET rest_minor = rest_minor + 1",
        "INSERT INTO closing VALUES ('mueller', '2026-10-31', '', '', 1, '00')",
        "INSERT INTO closing SELECT company, '2026-10-31', '', '', number, hash FROM journal_entry \
         WHERE number = 1",
    ])
}

#[test]
fn an_entry_that_moves_to_its_booking_day_takes_the_days_of_its_statements_along() {
    let bureau = Bureau::new();
    // Without an entry date only the value date is known.
    let dated_by_value = format!(
        ":20:S1\n:25:{MUELLER}\n:28C:1/1\n:60F:C261001EUR10000,00\n:61:261002CR119,00NTRFNONREF\n:86:166?00GUTSCHRIFT?20Rechnung?32Bau AG\n:62F:C261002EUR10119,00\n-\n"
    );
    bureau.drop("auszug.sta", dated_by_value);
    assert!(bureau.run(&["run"]).status < 2);
    let richer = camt(MUELLER, 2, &[("119.00", "Bau AG", "Rechnung")])
        .replace("<BookgDt><Dt>2026-10-02", "<BookgDt><Dt>2026-10-05");
    bureau.drop("auszug.xml", richer);
    assert!(bureau.run(&["run"]).status < 2);
    let entries = bureau.run(&["report", "reconciliation", "--json"]).json();
    assert_eq!(entries.as_array().map(Vec::len), Some(1), "{entries}");
    assert_eq!(entries[0]["booking_date"], "2026-10-05");
    let verified = bureau.run(&["verify"]);
    assert_eq!(verified.status, 0, "{}", verified.out);
}

/// Each of these statements changes the store of a month, and `verify` finds it.
fn every_change_is_found(changes: &[&str]) -> Tested {
    let bureau = month();
    let store = fs::read(bureau.path("kontor.db"))?;
    let restore = || -> std::io::Result<()> {
        for rest in ["kontor.db-wal", "kontor.db-shm"] {
            let _ = fs::remove_file(bureau.path(rest));
        }
        fs::write(bureau.path("kontor.db"), &store)
    };
    for change in changes {
        let mut missed = true;
        restore()?;
        if sqlite(&bureau, change)? {
            let verified = bureau.run(&["verify"]);
            missed = verified.status != 1 || verified.out.trim().is_empty();
        }
        assert!(!missed, "{change}");
    }
    Ok(())
}

/// Executes statements on the store, as a hand that hides itself does: the triggers that would note
/// it are off. True when they changed a row.
pub fn sqlite(bureau: &Bureau, sql: &str) -> Result<bool, Box<dyn std::error::Error>> {
    let books = rusqlite::Connection::open(bureau.path("kontor.db"))?;
    books.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    books.execute_batch("PRAGMA foreign_keys = OFF")?;
    books.execute_batch(sql)?;
    Ok(books.total_changes() > 0)
}

/// SQLite makes a rounded number of a sum that `+` makes too large, and a report would show it: it
/// is refused instead, with a sentence.
#[test]
fn a_sum_beyond_64_bits_is_refused_and_never_rounded() -> Tested {
    let bureau = Bureau::new();
    let entry = |amount: &str| {
        format!(
            "date;document;account;contra_account;amount;text\n2026-06-30;{amount};1000;8200;{amount};bar\n"
        )
    };
    bureau.drop("mueller/a.csv", entry("100.00"));
    assert_eq!(bureau.run(&["run"]).status, 0);
    let near = "UPDATE account_total SET debit_minor = 9223372036854775000 WHERE account = '1000'";
    assert!(sqlite(&bureau, near)?);
    bureau.drop("mueller/b.csv", entry("10.00"));
    let refused = bureau.run(&["run"]);
    assert_eq!(refused.status, 1, "{}", refused.err);
    assert_eq!(bureau.document("mueller/b.csv")["status"], "rejected");
    assert!(
        !sqlite(
            &bureau,
            "UPDATE account_total SET debit_minor = 0 WHERE typeof(debit_minor) <> 'integer'"
        )?,
        "rounded"
    );
    // A report over two such months says so too.
    let months = "INSERT INTO account_total (company, month, account, tax_month, vat_code, \
        debit_minor, credit_minor) \
        SELECT company, '2026-05', account, '2026-05', vat_code, 9223372036854775000, 0 FROM \
        account_total WHERE account = '1000'";
    assert!(sqlite(&bureau, months)?);
    let report =
        bureau.run(&["report", "trial-balance", "--company", "mueller", "--as-of", "2026-07-31"]);
    assert!(
        report.status == 2 && report.err.contains("Summe"),
        "{} {} {}",
        report.status,
        report.out,
        report.err
    );
    Ok(())
}
