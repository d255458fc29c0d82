//! Scans and photos: read where the machine can, held with that reason where it cannot; nothing of
//! them counts without a yes.

use super::bureau::{Bureau, Tested};
use assert_cmd::Command;
use std::os::unix::fs::PermissionsExt;

const NOTE: &str = "samples/delivery-note/pdf/schrauben-hahn-SH-5533.pdf";

/// kontor on a machine whose only further program is a text recognition that reads every picture as
/// this PDF; none without.
fn run(
    bureau: &Bureau,
    reads: Option<&str>,
    arguments: &[&str],
) -> Result<String, Box<dyn std::error::Error>> {
    let programs = bureau.path("programs");
    std::fs::create_dir_all(&programs)?;
    let tesseract = programs.join("tesseract");
    let _ = std::fs::remove_file(&tesseract);
    if let Some(reads) = reads {
        let pdf = std::fs::canonicalize(reads)?;
        let script = format!(
            "#!/bin/sh\nif [ \"$1\" = --list-langs ]; then echo deu; else /bin/cp '{}' \"$2.pdf\"; \
             fi\n",
            pdf.display()
        );
        std::fs::write(&tesseract, script)?;
        std::fs::set_permissions(&tesseract, std::fs::Permissions::from_mode(0o755))?;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_kontor"));
    let output = command
        .args(arguments)
        .env("KONTOR_OFFICE", bureau.root())
        .env("PATH", &programs)
        .output()?;
    Ok(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

fn photo() -> Vec<u8> {
    // As large as a page; a picture of a few bytes is none.
    [std::fs::read("samples/broken/picture.png").unwrap_or_default(), vec![0; 5_000]].concat()
}

fn first(folder: &str) -> Result<String, Box<dyn std::error::Error>> {
    let mut files: Vec<_> =
        std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files.first().ok_or("no sample")?.to_string_lossy().into_owned())
}

#[test]
fn a_photo_of_a_delivery_note_counts_after_a_yes() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/foto.png", photo());
    run(&bureau, Some(NOTE), &["run"])?;
    let held = bureau.document("mueller/foto.png");
    assert_eq!(
        (&held["status"], &held["kind"], &held["company"]),
        (&"held".into(), &"delivery-note".into(), &"mueller".into())
    );
    let number = held["number"].as_str().unwrap_or_default().to_owned();
    assert!(
        !number.is_empty()
            && held["reason"]
                .as_str()
                .is_some_and(|why| why.contains(&number) && why.contains("Bild")),
        "{held}"
    );
    assert!(bureau.report("stock").is_empty());
    let id = held["id"].as_str().unwrap_or_default();
    let said = run(&bureau, Some(NOTE), &["resolve", id, "accept"])?;
    assert_eq!(bureau.document("mueller/foto.png")["status"], "processed", "{said}");
    assert!(!bureau.report("stock").is_empty());
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn what_cannot_be_read_is_held_with_that_reason() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/foto.png", photo());
    bureau.drop("mueller/punkt.png", std::fs::read("samples/broken/picture.png")?);
    bureau.drop("von-niemandem.png", [photo(), vec![0]].concat());
    run(&bureau, None, &["run"])?;
    let held = bureau.document("mueller/foto.png");
    assert_eq!(held["status"], "held");
    assert!(
        held["reason"]
            .as_str()
            .is_some_and(|why| why.contains("Bild") && why.contains("Texterkennung")),
        "{held}"
    );
    for file in ["von-niemandem.png", "mueller/punkt.png"] {
        assert_eq!(bureau.document(file)["status"], "rejected", "{file}");
    }
    let id = held["id"].as_str().unwrap_or_default().to_owned();
    assert!(run(&bureau, None, &["resolve", &id, "accept"])?.contains("Texterkennung"));
    // A picture of something else says what was read.
    let bureau = Bureau::new();
    bureau.drop("mueller/foto.png", photo());
    run(&bureau, Some(&first("samples/bank-statement/pdf")?), &["run"])?;
    let held = bureau.document("mueller/foto.png");
    assert!(
        held["status"] == "held"
            && held["reason"].as_str().is_some_and(|why| why.contains("gelesen ist")),
        "{held}"
    );
    Ok(())
}
