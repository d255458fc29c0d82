//! Files made to hang kontor or to fill its memory and its disk: each is rejected at its budget, with that reason, and what lies beside
//! it is taken.

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
    let slip = fs::read_to_string(bureau.path("rejected").join(format!("{name}.reason.txt"))).unwrap();
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

/// A page that draws one form of many letters over and over: little to store, less than is refused before drawing, and long to draw.
fn long_drawing() -> Vec<u8> {
    let form = "BT /F1 10 Tf 1 0 0 1 50 700 Tm (Rechnung) Tj ET\n".repeat(500);
    let page = "/X Do\n".repeat(8_000);
    let font = "/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>";
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>{font}>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{page}endstream endobj\n\
         5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<{font}>>/Length {}>>stream\n{form}endstream endobj\n\
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
    let rows: String = (0..150_000).map(|row| format!("K{row};Kunde {row};customer\n")).collect();
    let list = format!("contact;name;role\n{rows}").into_bytes();
    assert_eq!(rejected(&bureau(60), "contacts.csv", list), "reading-takes-too-much-memory");
    Ok(())
}
