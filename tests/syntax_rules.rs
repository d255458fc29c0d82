//! The syntax rules against the official verdicts of the corpora, and by hand.

use kontor::einvoice::rules::{Findings, Severity};
use kontor::einvoice::syntax;
use kontor::xml::{Limits, Tree, decode};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};

const FAMILIES: [&str; 5] = ["UBL-CR-", "UBL-SR-", "UBL-DT-", "CII-SR-", "CII-DT-"];

/// Rule id and whether it is fatal.
type Fired = BTreeSet<(String, bool)>;

fn fired(bytes: &[u8]) -> Result<Fired, Box<dyn Error>> {
    let text = decode(bytes);
    let tree = Tree::parse(&text.text, Limits::default())?;
    let mut findings = Findings::default();
    syntax::check(&tree, &mut findings);
    Ok(findings.into_list().iter().map(|finding| (finding.rule.to_owned(), finding.severity == Severity::Fatal)).collect())
}

fn official(entry: &serde_json::Value) -> Option<Fired> {
    let set = entry.pointer("/rules/en16931")?;
    if !set.get("error")?.is_null() {
        return None;
    }
    let list = set.get("fired")?.as_array()?;
    let rules = list.iter().filter_map(|rule| Some((rule.get("id")?.as_str()?.to_owned(), rule.get("severity")?.as_str()? == "fatal")));
    Some(rules.filter(|(id, _)| FAMILIES.iter().any(|family| id.starts_with(family))).collect())
}

/// All documents with a verdict: their path and their entry.
fn documents() -> Vec<(PathBuf, serde_json::Value)> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/einvoice");
    let mut found = Vec::new();
    for folder in std::fs::read_dir(base).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let Ok(text) = std::fs::read_to_string(folder.join("expected.json")) else { continue };
        let Ok(serde_json::Value::Object(entries)) = serde_json::from_str(&text) else { continue };
        found.extend(entries.into_iter().map(|(name, entry)| (folder.join(name), entry)));
    }
    found
}

#[test]
fn the_official_verdicts() -> Result<(), Box<dyn Error>> {
    let (mut same, mut all) = (0, 0);
    let mut differences: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (path, entry) in documents() {
        let Some(expected) = official(&entry) else { continue };
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let got = fired(&bytes)?;
        all += 1;
        same += usize::from(got == expected);
        for (sign, rule) in got.difference(&expected).map(|rule| ('+', rule)).chain(expected.difference(&got).map(|rule| ('-', rule))) {
            let seen = differences.entry(format!("{sign}{}", rule.0)).or_insert((0, path.display().to_string()));
            seen.0 += 1;
        }
    }
    if all == 0 {
        println!("skipped: the corpora are not here");
        return Ok(());
    }
    println!("syntax rules: {same} of {all} documents as the official check");
    for (rule, (count, path)) in &differences {
        println!("  {rule} {count} times, e.g. {path}");
    }
    assert_eq!(same, all);
    Ok(())
}
