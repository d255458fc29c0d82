//! Every kind of held document can be brought to an end: what is accepted is booked, or says what
//! it needs and stays as it was; what is refused is refused, and that can be taken back.

use crate::small_office::{Office, kontor};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

fn held(office: &Office) -> Vec<(String, String)> {
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let waiting = office.report("documents").into_iter().filter(|row| row["status"] == "held");
    waiting.map(|row| (text(&row, "id"), text(&row, "file"))).collect()
}

fn status(office: &Office, id: &str) -> Value {
    office
        .report("documents")
        .into_iter()
        .find(|row| row["id"] == id)
        .map_or(Value::Null, |row| row["status"].clone())
}

#[test]
fn every_kind_of_held_document_can_be_brought_to_an_end() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let office = Office::make("holds");
    std::fs::remove_file(office.path().join("companies/beispiel.toml")).expect("removed");
    for company in ["mueller.toml", "kern.toml"] {
        std::fs::copy(
            root.join("samples/companies").join(company),
            office.path().join("companies").join(company),
        )
        .expect("copied");
    }
    std::fs::create_dir_all(office.path().join("inbox/mueller")).expect("made");
    let samples = std::fs::read_dir(root.join("samples/broken")).expect("samples");
    for sample in samples
        .flatten()
        .filter(|sample| !sample.file_name().to_string_lossy().starts_with("container-too-"))
    {
        std::fs::copy(sample.path(), office.path().join("inbox/mueller").join(sample.file_name()))
            .expect("copied");
    }
    office.run();
    let waiting = held(&office);
    let reasons: BTreeSet<String> = waiting.iter().map(|(_, file)| file.clone()).collect();
    assert!(reasons.len() > 12, "{reasons:?}");
    let mut ways = [0, 0];
    for (id, file) in &waiting {
        if status(&office, id) != "held" {
            continue; // An answer about another document was one about this, too.
        }
        let accepted = kontor(office.path(), &["resolve", id, "accept"]);
        let said = String::from_utf8_lossy(&accepted.stderr).into_owned();
        match accepted.status.code() {
            Some(0) => ways[0] += 1,
            Some(1) => {
                ways[1] += 1;
                assert!(said.len() > 30, "{file}: {said}");
                assert_eq!(status(&office, id), "held", "{file}: {said}");
                assert!(
                    kontor(office.path(), &["resolve", id, "reject", "nicht bestellt"])
                        .status
                        .success(),
                    "{file}"
                );
                assert_eq!(status(&office, id), "rejected", "{file}");
                assert!(kontor(office.path(), &["undo", id]).status.success(), "{file}");
            }
            other => panic!("{file}: {other:?} {said}"),
        }
        let after = status(&office, id);
        assert_eq!(after == "held", accepted.status.code() == Some(1), "{file}: {after} {said}");
    }
    assert!(kontor(office.path(), &["verify"]).status.success());
    assert!(ways[0] > 5 && ways[1] > 0, "{ways:?}");
    for (id, file) in held(&office) {
        assert!(
            kontor(office.path(), &["resolve", &id, "reject", "nicht bestellt"]).status.success(),
            "{file}"
        );
    }
    assert_eq!(held(&office), []);
    assert!(kontor(office.path(), &["verify"]).status.success());
}
