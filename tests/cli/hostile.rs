//! Files made to hang kontor or to fill its memory and its disk: each is rejected at its budget,
//! with that reason, and what lies beside it is taken.

use crate::bureau::{Bureau, MUELLER, Tested, camt};
use std::fs;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// An office whose files may be read for so long.
fn bureau(seconds: u32) -> Bureau {
    let bureau = Bureau::new();
    let file = bureau.path("kontor.toml");
    let text = fs::read_to_string(&file).unwrap();
    let marked = format!("[intake]\nreading_seconds = {seconds}\n");
    fs::write(&file, text.replace("[intake]\n", &marked)).unwrap();
    assert!(fs::read_to_string(&file).unwrap().contains(&marked));
    bureau
}

/// Runs beside a sound statement; gives why the hostile file was rejected.
fn rejected(bureau: &Bureau, name: &str, content: Vec<u8>) -> String {
    bureau.drop(name, &content);
    bureau.drop("sound.xml", camt(MUELLER, 1, &[("1.00", "A", "b")]));
    let ran = bureau.run(&["run"]);
    assert_eq!(ran.status, 1, "{} {}", ran.out, ran.err);
    assert_eq!(bureau.document("sound.xml")["status"], "processed");
    let row = bureau.document(name);
    assert_eq!(row["status"], "rejected", "{row}");
    assert_eq!(bureau.report("documents").len(), 2, "nothing of what is inside is a document");
    assert_eq!(fs::read(bureau.path("rejected").join(name)).unwrap(), content);
    assert_eq!(bureau.files("archive").len(), 1, "{:?}", bureau.files("archive"));
    let slip =
        fs::read_to_string(bureau.path("rejected").join(format!("{name}.reason.txt"))).unwrap();
    slip.lines().find_map(|line| line.strip_prefix("Kennung: ")).unwrap_or_default().to_owned()
}

fn zipped(files: &[(String, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A page that draws one form of many letters over and over: little to store, less than is refused
/// before drawing, and long to draw.
fn long_drawing() -> Vec<u8> {
    let form = "BT /F1 10 Tf 1 0 0 1 50 700 Tm (Rechnung) Tj ET\n".repeat(500);
    let page = "/X Do\n".repeat(8_000);
    let font =
        "/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>";
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 \
         R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 \
         R/Resources<</XObject<</X 5 0 R>>{font}>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{page}endstream endobj\n\
         5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<{font}>>/Length \
         {}>>stream\n{form}endstream endobj\n\
         trailer<</Root 1 0 R>>\n%%EOF\n",
        page.len(),
        form.len()
    )
    .into_bytes()
}

#[test]
fn a_pdf_that_is_drawn_for_ever_is_rejected_in_time() -> Tested {
    let bureau = bureau(1);
    let begun = std::time::Instant::now();
    assert_eq!(rejected(&bureau, "long.pdf", long_drawing()), "reading-takes-too-long");
    assert!(begun.elapsed().as_secs() < 60);
    Ok(())
}

#[test]
fn archives_in_archives_have_one_budget() -> Tested {
    let zeros = vec![b'0'; 9_000_000];
    let inner = zipped(&[("zeros.txt".to_owned(), &zeros)]);
    let names = (0..12).map(|number| (format!("{number}.zip"), inner.as_slice()));
    let outer = zipped(&names.collect::<Vec<_>>());
    assert!(outer.len() < 200_000);
    assert_eq!(rejected(&bureau(60), "nested.zip", outer), "container-unpacks-too-much");
    Ok(())
}

#[test]
fn a_list_that_takes_too_much_memory_is_rejected() -> Tested {
    let rows: String = (0..600_000).map(|row| format!("K{row};Kunde {row};customer\n")).collect();
    let list = format!("contact;name;role\n{rows}").into_bytes();
    assert_eq!(rejected(&bureau(60), "contacts.csv", list), "reading-takes-too-much-memory");
    Ok(())
}

/// What mail, tables, messages of banks and archives look like that are made to hang or to fill a
/// reader; small enough for a test, and shaped as the large ones are.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document \
        xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>";
    let laughs: String = (1..10)
        .map(|at| format!("<!ENTITY a{at} \"{}\">", format!("&a{};", at - 1).repeat(10)))
        .collect();
    let mail = "From: a@b.example\r\nTo: c@d.example\r\nMIME-Version: 1.0\r\n";
    let part = "--b\r\nContent-Disposition: attachment; filename=\"x.csv\"\r\n\r\na;b\r\n";
    let nested: String = (0..1_000)
        .map(|at| format!("Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n"))
        .collect();
    let table = "Buchungstag;Valuta;Betrag;Verwendungszweck\n";
    let statement = ":20:X\r\n:25:12030000/202051\r\n:28C:1/1\r\n:60F:C260101EUR1,00\r\n:61:2601020102C1,00NTRFNONREF\r\n";
    let order = "UNB+UNOC:3+A+B+260101:1200+1'UNH+1+DESADV:D:96A:UN'BGM+351+1+9'";
    let mut inner = b"hi".to_vec();
    for at in 0..100 {
        inner = zipped(&[(format!("x.{}", if at == 0 { "txt" } else { "zip" }), &inner)]);
    }
    let many: Vec<(String, &[u8])> =
        (0..20_000).map(|at| (format!("{at}.txt"), &b"x"[..])).collect();
    vec![
        (
            "laughs.xml",
            format!(
                "<?xml version=\"1.0\"?><!DOCTYPE Document [<!ENTITY a0 \
                 \"lol\">{laughs}]><Document>&a9;</Document>"
            )
            .into(),
        ),
        (
            "deep.xml",
            format!(
                "{head}{}{}</BkToCstmrStmt></Document>",
                "<x>".repeat(100_000),
                "</x>".repeat(100_000)
            )
            .into(),
        ),
        (
            "attribute.xml",
            format!("{head}<Stmt a=\"{}\"/></BkToCstmrStmt></Document>", "x".repeat(5_000_000))
                .into(),
        ),
        (
            "encoding.xml",
            [
                head.replace("UTF-8", "UTF-16").as_bytes(),
                b"<Stmt>\xFF\xFE\xE4</Stmt></BkToCstmrStmt></Document>",
            ]
            .concat(),
        ),
        (
            "parts.eml",
            format!(
                "{mail}Content-Type: multipart/mixed; boundary=b\r\n\r\n{}--b--\r\n",
                part.repeat(10_000)
            )
            .into(),
        ),
        ("nested.eml", format!("{mail}{nested}Content-Type: text/plain\r\n\r\nhi\r\n").into()),
        (
            "base64.eml",
            format!(
                "{mail}Content-Transfer-Encoding: base64\r\nContent-Type: \
                 application/pdf\r\n\r\n{}",
                "JVBERi0=!!".repeat(50_000)
            )
            .into(),
        ),
        ("line.csv", format!("{table}{}", "x".repeat(5_000_000)).into()),
        (
            "columns.csv",
            format!("{}\n{}", "c;".repeat(10_000), ("1;".repeat(10_000) + "\n").repeat(20)).into(),
        ),
        ("nul.csv", format!("{table}{}", "01.10.2026;01.10.2026;1,00;a\0b\n".repeat(5_000)).into()),
        (
            "quote.csv",
            format!("{table}01.10.2026;01.10.2026;1,00;\"{}", "x\n".repeat(100_000)).into(),
        ),
        (
            "texts.sta",
            format!(
                "{statement}{}:62F:C260102EUR2,00\r\n-\r\n",
                ":86:166?00Text?20abc\r\n".repeat(100_000)
            )
            .into(),
        ),
        (
            "endless.edi",
            format!("{order}{}", "LIN+1++4000000000001:EN'QTY+12:5'".repeat(5_000)).into(),
        ),
        ("segment.edi", format!("{order}FTX+AAI+++{}", "x".repeat(1_000_000)).into()),
        ("bomb.zip", zipped(&[("zeros.txt".to_owned(), &vec![b'0'; 120_000_000])])),
        ("russian.zip", inner),
        ("many.zip", zipped(&many)),
        (
            "upwards.zip",
            zipped(&[
                ("../../../../upwards.xml".to_owned(), b"<a/>"),
                ("/etc/upwards.xml".to_owned(), b"<a/>"),
            ]),
        ),
    ]
}

/// Each process of the run may compute so long and take so much, whatever lies in the inbox: far
/// more than it needs.
const BOUNDS: &str = "ulimit -t 240; ulimit -v 3000000;";

#[cfg(target_os = "linux")]
#[test]
fn a_folder_of_hostile_files_ends_within_bounds_and_the_honest_one_is_booked() -> Tested {
    let bureau = bureau(60);
    let files = hostile();
    for (name, content) in &files {
        bureau.drop(&format!("mueller/{name}"), content);
    }
    bureau.drop("mueller/sound.xml", camt(MUELLER, 1, &[("1.00", "A", "b")]));
    let run = format!(
        "{BOUNDS} exec \"{}\" run --office \"{}\"",
        env!("CARGO_BIN_EXE_kontor"),
        bureau.root().display()
    );
    let ran = std::process::Command::new("sh").args(["-c", &run]).output()?;
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(1), "{said}");
    assert_eq!(bureau.document("mueller/sound.xml")["status"], "processed");
    for (name, _) in &files {
        let row = bureau.document(&format!("mueller/{name}"));
        let reason = row["reason"].as_str().unwrap_or_default();
        assert!(row["status"] != "rejected" || !reason.is_empty(), "{row}");
        assert!(!bureau.path("inbox/mueller").join(name).exists(), "{name}");
    }
    // What would have killed a reader is refused; the others are read as far as they are what they
    // say.
    let refused = [
        "laughs.xml",
        "deep.xml",
        "parts.eml",
        "nested.eml",
        "columns.csv",
        "nul.csv",
        "bomb.zip",
        "many.zip",
    ];
    for name in refused {
        assert_eq!(bureau.document(&format!("mueller/{name}"))["status"], "rejected", "{name}");
    }
    // Names that lead out of the office lead nowhere, and entries came of the honest statement, of
    // the bank's message and of the one row before the quote that never ends.
    assert!(
        !bureau.root().parent().unwrap().join("upwards.xml").exists()
            && !std::path::Path::new("/etc/upwards.xml").exists()
    );
    assert_eq!(bureau.report("reconciliation").len(), 3);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    // What was taken and is doubtful is asked about: the message that does not end, the text that
    // was cut.
    let asked = |name: &str| bureau.document(&format!("mueller/{name}"))["waits"] == true;
    assert!(asked("endless.edi") && asked("segment.edi"), "{:?}", bureau.report("documents"));
    Ok(())
}
