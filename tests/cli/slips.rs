//! Slips of the pen at a German office: wrong names, places that cannot be written, notes in
//! archives. Each is told in German with what to do, and nothing is touched.

use crate::bureau::{Bureau, MUELLER, Tested, camt, kontor};
use std::fs;
use std::io::Write;
use zip::write::SimpleFileOptions;

fn zipped(files: &[(&str, &str)]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, SimpleFileOptions::default())?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

#[test]
fn wrong_names_and_closed_places_are_told_in_german_and_nothing_is_touched() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/a.xml", camt(MUELLER, 1, &[("5.00", "X", "y")]));
    fs::create_dir_all(bureau.path("reports/mueller/journal.csv/x"))?;
    let ran = bureau.run(&["run"]);
    assert!(ran.err.contains("journal.csv: das ist ein Ordner"), "{}", ran.err);
    let file = bureau.path("kontor.toml").display().to_string();
    let below = format!("{file}/x");
    for (arguments, said) in [
        (
            vec!["report", "journal", "--company", "roth"],
            "„roth“ gibt es in diesem Büro nicht; es gibt: kern, mueller",
        ),
        (vec!["move", "--to", "foo"], "weder die Adresse einer Datenbank noch eine Datei"),
        (vec!["move", "--to", "sqlite:foo"], "weder die Adresse einer Datenbank noch eine Datei"),
        (
            vec!["report", "journal", "--output", &below],
            "lässt sich nicht schreiben (ein Teil des Pfads ist kein Ordner",
        ),
        (vec!["backup", &below], "lässt sich nicht schreiben"),
        (
            vec![
                "export",
                "datev",
                "--company",
                "Mueller",
                "--from",
                "2026-10-01",
                "--to",
                "2026-10-31",
                "--output",
                &file,
            ],
            "lässt sich nicht schreiben",
        ),
        (vec!["review", "--output", "x.txt"], "kontor review --format xlsx"),
    ] {
        let told = bureau.run(&arguments);
        assert!(
            told.status == 2 && told.err.contains(said),
            "{arguments:?}: {} {}",
            told.status,
            told.err
        );
    }
    assert!(!bureau.path("foo").exists());
    let capitals = bureau.run(&["report", "journal", "--company", "MUELLER", "--json"]);
    assert_eq!(
        capitals.out,
        bureau.run(&["report", "journal", "--company", "mueller", "--json"]).out
    );
    assert!(!capitals.rows().is_empty(), "{}", capitals.err);
    let missing = bureau.run(&["inspect", "--json", "/nope.xml"]);
    assert_eq!(
        missing.json()["error"],
        "Die Datei lässt sich nicht lesen (nicht gefunden). Bitte Pfad und Rechte prüfen."
    );
    let demo = kontor(&["demo", &bureau.root().display().to_string()]);
    assert!(demo.status == 2 && demo.err.contains("kein Beispielbüro"), "{}", demo.err);
    assert!(!bureau.path("inbox/rechnungen").exists());
    Ok(())
}

#[test]
fn a_note_in_an_archive_is_left_out_and_told_and_what_is_no_note_is_rejected() -> Tested {
    let bureau = Bureau::new();
    let statement = camt(MUELLER, 1, &[("5.00", "X", "y")]);
    bureau.drop(
        "mueller/a.zip",
        zipped(&[("LIESMICH.txt", "Guten Tag, anbei die Auszüge."), ("a.xml", &statement)])?,
    );
    let ran = bureau.run(&["run"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let documents = bureau.report("documents");
    assert!(
        documents.len() == 2 && documents.iter().all(|row| row["status"] == "processed"),
        "{documents:?}"
    );
    assert!(
        documents[0]["notes"][0].as_str().is_some_and(|note| note.contains("LIESMICH.txt")),
        "{documents:?}"
    );
    bureau.drop(
        "mueller/b.zip",
        zipped(&[("umsatz.txt", "Guten Tag, anbei die Auszüge."), ("a.xml", &statement)])?,
    );
    bureau.run(&["run"]);
    let statuses: Vec<_> = bureau
        .report("documents")
        .iter()
        .map(|row| row["status"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(statuses, ["processed", "processed", "processed", "rejected", "duplicate"]);
    let digest = bureau.run(&["nightly"]);
    assert_eq!(digest.status, 0, "{}", digest.err);
    let told: String = fs::read_dir(bureau.path("outbox"))?
        .flatten()
        .filter_map(|mail| fs::read(mail.path()).ok())
        .fold(String::new(), |told, mail| {
            let text = mail_parser::MessageParser::default()
                .parse(&mail)
                .and_then(|mail| mail.body_text(0).map(|text| text.into_owned()));
            told + &text.unwrap_or_default()
        });
    assert!(
        told.contains("Doppelt (nichts davon ist noch einmal gebucht)")
            && told.contains("mueller/b.zip/a.xml"),
        "{told}"
    );
    Ok(())
}

/// The slip beside what is rejected says its moment as everything else in that office does.
#[test]
fn the_slip_of_a_rejected_file_is_in_the_offices_language() -> Tested {
    for (language, day, wrong) in [("de", "Eingegangen: ", '-'), ("en", "Received: ", '.')] {
        let bureau = Bureau::with(&format!("language = \"{language}\""));
        bureau.drop("mueller/x.bin", b"\0\x01\x02");
        assert_eq!(bureau.run(&["run"]).status, 1);
        let slip = fs::read_to_string(bureau.path("rejected/mueller/x.bin.reason.txt"))?;
        let moment = slip.lines().find_map(|line| line.strip_prefix(day)).unwrap_or_default();
        let is_short = moment.len() == "13.10.2026 02:30".len();
        assert!(is_short && !moment.contains(wrong) && !moment.contains('T'), "{slip}");
    }
    Ok(())
}
