//! The schema against the official verdicts of the corpora, and by hand.

use kontor::domain::Language;
use kontor::einvoice::syntax::schema;
use kontor::xml::{Limits, Tree, decode};
use std::error::Error;
use std::path::{Path, PathBuf};

/// All documents whose schema verdict is known.
fn documents() -> Vec<(PathBuf, bool)> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/einvoice");
    let mut found = Vec::new();
    for folder in std::fs::read_dir(base).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let Ok(text) = std::fs::read_to_string(folder.join("expected.json")) else { continue };
        let Ok(serde_json::Value::Object(entries)) = serde_json::from_str(&text) else { continue };
        let known = entries.into_iter().filter_map(|(name, entry)| Some((folder.join(name), entry.get("xsd_valid")?.as_bool()?)));
        found.extend(known);
    }
    found
}

#[test]
fn the_official_verdicts() -> Result<(), Box<dyn Error>> {
    let (mut same, mut all) = (0, 0);
    for (path, valid) in documents() {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let text = decode(&bytes);
        let tree = Tree::parse(&text.text, Limits::default())?;
        let faults = schema::faults(&tree);
        all += 1;
        same += usize::from(faults.is_empty() == valid);
        if faults.is_empty() != valid {
            let said = faults.first().map(|fault| fault.say(&tree, Language::En)).unwrap_or_default();
            println!("{} should be {valid}: {said}", path.display());
        }
    }
    if all == 0 {
        println!("skipped: the corpora are not here");
        return Ok(());
    }
    println!("schema: {same} of {all} documents as the official check");
    assert_eq!(same, all);
    Ok(())
}
