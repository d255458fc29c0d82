//! The semantic rules of EN 16931 against the official verdicts over the corpora, where those lie beside the project.

use kontor::einvoice::{self, rules::RuleSet};
use kontor::xml::{self, Limits, Tree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The smallest share of documents whose semantic rules must all be those of the official verdict.
const ASKED: f64 = 0.995;

type Fired = BTreeSet<(String, String)>;

fn corpora() -> Option<PathBuf> {
    let found =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|above| above.join("shared/corpora/einvoice")).find(|path| path.is_dir());
    if found.is_none() {
        eprintln!("skipped: no corpora beside the project");
    }
    found
}

/// The official findings of a document that are semantic rules (BR-…); `None` when the official engine stopped.
fn official(verdict: &serde_json::Value) -> Option<Fired> {
    let rules = verdict.get("rules")?.get("en16931")?;
    if !rules.get("error")?.is_null() {
        return None;
    }
    let text = |rule: &serde_json::Value, key: &str| rule.get(key).and_then(|it| it.as_str()).unwrap_or_default().to_string();
    let fired = rules.get("fired")?.as_array()?.iter();
    Some(fired.map(|rule| (text(rule, "id"), text(rule, "severity"))).filter(|(id, _)| id.starts_with("BR-")).collect())
}

fn ours(path: &Path) -> Option<Fired> {
    let bytes = std::fs::read(path).ok()?;
    let decoded = xml::decode(&bytes);
    let tree = Tree::parse(&decoded.text, Limits::default()).ok()?;
    let report = einvoice::validate(&tree, Some(&[RuleSet::En16931]))?;
    let semantic = report.findings.iter().filter(|finding| finding.rule.starts_with("BR-"));
    Some(semantic.map(|finding| (finding.rule.to_string(), finding.severity.as_str().to_string())).collect())
}

#[test]
fn semantic_rules_agree_with_the_official_verdicts() -> Result<(), Box<dyn std::error::Error>> {
    let Some(base) = corpora() else { return Ok(()) };
    let (mut all, mut same) = (0u32, 0u32);
    let mut differences: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for group in ["ubl", "cii", "unit", "unit-xrechnung", "mutants", "rare", "rare-cii", "directed"] {
        let (mut of_group, mut right) = (0u32, 0u32);
        let expected: BTreeMap<String, serde_json::Value> =
            serde_json::from_slice(&std::fs::read(base.join(group).join("expected.json"))?)?;
        for (name, verdict) in &expected {
            let Some(want) = official(verdict) else { continue };
            let path = [base.join(group).join(name), base.join(group).join(group).join(name)].into_iter().find(|path| path.exists());
            let Some(have) = path.as_deref().and_then(ours) else { continue };
            of_group += 1;
            right += u32::from(want == have);
            for (id, _) in want.symmetric_difference(&have) {
                let sign = if want.iter().any(|(known, _)| known == id) { "missing" } else { "extra" };
                differences.entry(format!("{sign} {id}")).or_default().push(format!("{group}/{name}"));
            }
        }
        eprintln!("{group}: {right} of {of_group}");
        all += of_group;
        same += right;
    }
    for (what, files) in &differences {
        eprintln!("{what}: {} times, e.g. {}", files.len(), files.iter().take(3).cloned().collect::<Vec<_>>().join(", "));
    }
    assert!(f64::from(same) >= ASKED * f64::from(all), "{same} of {all} documents agree");
    Ok(())
}
