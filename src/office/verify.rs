//! Verification: what was written once still stands as it was written, and sums and counts agree.

use super::archive;
use super::books::cause;
use super::run::Setup;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind};
use crate::ledger::{ChainCheck, Hash, StoredEntryFacts};
use crate::store::{Span, Store};
use rayon::prelude::*;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What verification may find.
pub static FINDINGS: &[&FindingKind] =
    &[&ORIGINAL_MISSING, &ORIGINAL_CHANGED, &CHAIN_BROKEN, &UNBALANCED, &MISCOUNTED, &OVERSETTLED, &STRAY];

const fn kind(code: &'static str, de: &'static str, en: &'static str) -> FindingKind {
    FindingKind { code, weight: Weight::Error, de, en }
}

pub static ORIGINAL_MISSING: FindingKind = kind(
    "original-missing",
    "Das Original von {document} ({file}) fehlt: archive/{archived}. Bitte aus der Sicherung zurückholen.",
    "The original of {document} ({file}) is missing: archive/{archived}. Restore it from the backup.",
);
pub static ORIGINAL_CHANGED: FindingKind = kind(
    "original-changed",
    "Das Original von {document} ({file}) ist verändert: archive/{archived}. Bitte aus der Sicherung zurückholen.",
    "The original of {document} ({file}) has been changed: archive/{archived}. Restore it from the backup.",
);
pub static CHAIN_BROKEN: FindingKind = kind(
    "journal-changed",
    "Das Journal ist nachträglich verändert: {what}. Bitte die Sicherung vergleichen.",
    "The journal has been changed after the fact: {what}. Compare it with the backup.",
);
pub static UNBALANCED: FindingKind = kind(
    "unbalanced",
    "Soll und Haben von {company} unterscheiden sich um {difference}.",
    "Debit and credit of {company} differ by {difference}.",
);
pub static MISCOUNTED: FindingKind = kind(
    "miscounted",
    "Am {date} sind {received} Dokumente eingegangen, aber nur {sum} haben einen Verbleib.",
    "On {date}, {received} documents came in, but only {sum} are accounted for.",
);
pub static OVERSETTLED: FindingKind = kind(
    "oversettled",
    "Der Posten {number} ({company}) ist um mehr ausgeglichen als offen war.",
    "Item {number} ({company}) has been settled by more than was open.",
);
pub static STRAY: FindingKind = kind(
    "stray-original",
    "Im Archiv liegt eine Datei, die zu keinem Dokument gehört: archive/{archived}.",
    "The archive holds a file that belongs to no document: archive/{archived}.",
);

/// What was looked at, and what does not hold.
pub struct Checked {
    pub documents: usize,
    pub entries: usize,
    pub faults: Vec<Finding>,
}

/// Checks everything.
pub async fn verify(setup: &Setup, store: &Store) -> anyhow::Result<Checked> {
    let all = Span::default();
    let documents = store.documents(&all).await?;
    let mut originals: BTreeMap<String, (&str, String, String)> = BTreeMap::new();
    for document in &documents {
        if let Some(archived) = &document.archived {
            originals.entry(archived.clone()).or_insert((&document.sha256, document.id.clone(), document.file.clone()));
        }
    }
    let folder = setup.folder.archive();
    let list: Vec<_> = originals.iter().collect();
    let mut faults: Vec<Finding> = tokio::task::block_in_place(|| {
        list.par_iter()
            .filter_map(|(archived, (sha256, id, file))| {
                let kind = match archive::file_hash(&folder.join(archived)) {
                    Ok(hash) if hash == *sha256 => return None,
                    Ok(_) => &ORIGINAL_CHANGED,
                    Err(_) => &ORIGINAL_MISSING,
                };
                Some(kind.found().with("document", id).with("file", file).with("archived", archived))
            })
            .collect()
    });
    faults.extend(strays(&folder, &originals.keys().cloned().collect())?);
    let journal = store.journal(&all).await?;
    faults.extend(chains(&journal));
    faults.extend(sums(store).await?);
    for row in store.completeness(&all).await? {
        let sum = row.processed + row.duplicate + row.held + row.rejected;
        if sum != row.received {
            faults.push(MISCOUNTED.found().with("date", &row.date).with("received", row.received).with("sum", sum));
        }
    }
    Ok(Checked { documents: originals.len(), entries: journal.len(), faults })
}

/// Files of the archive that no document names: a crash before the books were written leaves them only until the file is taken
/// again, so what lies there otherwise was put there.
fn strays(folder: &std::path::Path, known: &BTreeSet<String>) -> std::io::Result<Vec<Finding>> {
    let mut found = Vec::new();
    for shelf in std::fs::read_dir(folder)?.flatten().filter(|entry| entry.path().is_dir()) {
        for file in std::fs::read_dir(shelf.path())?.flatten() {
            let archived = format!("{}/{}", shelf.file_name().to_string_lossy(), file.file_name().to_string_lossy());
            if !known.contains(&archived) && !archived.contains("/.") {
                found.push(STRAY.found().with("archived", &archived));
            }
        }
    }
    Ok(found)
}

fn chains(journal: &[crate::store::JournalRow]) -> Vec<Finding> {
    let mut checks: HashMap<&str, ChainCheck> = HashMap::new();
    let mut broken: BTreeMap<&str, Finding> = BTreeMap::new();
    for row in journal {
        if broken.contains_key(row.company.as_str()) {
            continue;
        }
        let document = cause(row.document_id, row.entry_id, row.reverses);
        let facts = StoredEntryFacts {
            company: &row.company,
            number: row.number.unsigned_abs(),
            date: row.date,
            document: &document,
            text: &row.text,
            lines: &row.lines,
        };
        let check = checks.entry(&row.company).or_default();
        let held = row.previous_hash == check.last().to_string();
        let stored = Hash::read(&row.hash).unwrap_or_default();
        let what = match check.step(&facts, &stored) {
            Ok(()) if held => continue,
            Ok(()) => format!("{}/{}: previous hash", row.company, row.number),
            Err(error) => error.to_string(),
        };
        broken.insert(&row.company, CHAIN_BROKEN.found().with("what", what));
    }
    broken.into_values().collect()
}

async fn sums(store: &Store) -> anyhow::Result<Vec<Finding>> {
    let mut faults = Vec::new();
    let mut companies: BTreeMap<String, Decimal> = BTreeMap::new();
    for total in store.totals(&Span::default()).await? {
        *companies.entry(total.company).or_default() += total.opening + total.debit - total.credit;
    }
    for (company, difference) in companies.into_iter().filter(|(_, difference)| !difference.is_zero()) {
        faults.push(UNBALANCED.found().with("company", company).with("difference", difference));
    }
    for (item, settled) in store.items_settled(&Span::default()).await? {
        if item.amount_minor != 0 && settled.signum() == item.amount_minor.signum() && settled.abs() > item.amount_minor.abs() + 100 {
            faults.push(OVERSETTLED.found().with("number", &item.number).with("company", &item.company));
        }
    }
    Ok(faults)
}
