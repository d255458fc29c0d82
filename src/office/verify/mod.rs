//! Verification: what was written once still stands as it was written, and sums and counts agree.

mod by_hand;
mod contacts;
mod control;
mod pool;
mod stated;
mod subledger;
mod trade;

use super::attempt::why;
use super::books::cause;
use super::run::Desk;
use super::{archive, intake};
use crate::domain::finding::Weight;
use crate::domain::spelling::counted;
use crate::domain::{Finding, FindingKind, Language};
use crate::ledger::{ChainCheck, Hash, Origin, StoredEntryFacts};
use crate::store::{JournalRow, Span, Store, StoreError};
pub use by_hand::{MORE_BY_HAND, ROW_BY_HAND};
pub use contacts::CONTACT_OTHERWISE;
pub use control::CONTROL_CHANGED;
use rayon::prelude::*;
use rust_decimal::Decimal;
pub use stated::{
    DECISION_MISSING, DOUBT_MISSING, ENTRY_OTHERWISE, ITEM_OTHERWISE, NOT_READ_AGAIN,
    STATEMENT_CHANGED,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
pub use subledger::{
    ACCOUNT_ASTRAY, ACCRUAL_CHANGED, ALLOCATION_CHANGED, CLOSED_CHANGED, DECISION_CHANGED,
    DOCUMENT_UNBOOKED, ENTRY_CHANGED, ITEM_CHANGED, MATCH_UNBOOKED, OPENING_CHANGED, OVERSETTLED,
    POSTING_ASTRAY, POSTING_TAKEN_BACK, ROW_MISSING, SAME_CHANGED, SET_OFF_CHANGED, TOTAL_CHANGED,
};
pub use trade::{RATE_OTHERWISE, TRADE_OTHERWISE};

/// What verification may find.
pub static FINDINGS: &[&FindingKind] = &[
    &ORIGINAL_MISSING,
    &ORIGINAL_CHANGED,
    &CHAIN_BROKEN,
    &ENTRY_MISSING,
    &STORE_DAMAGED,
    &UNBALANCED,
    &MISCOUNTED,
    &OVERSETTLED,
    &SET_OFF_CHANGED,
    &MATCH_UNBOOKED,
    &TOTAL_CHANGED,
    &SAME_CHANGED,
    &OPENING_CHANGED,
    &STRAY,
    &ITEM_CHANGED,
    &ACCOUNT_ASTRAY,
    &ALLOCATION_CHANGED,
    &ENTRY_CHANGED,
    &POSTING_ASTRAY,
    &POSTING_TAKEN_BACK,
    &ROW_MISSING,
    &CLOSED_CHANGED,
    &CONTROL_CHANGED,
    &ACCRUAL_CHANGED,
    &DOCUMENT_UNBOOKED,
    &STATEMENT_CHANGED,
    &ENTRY_OTHERWISE,
    &ITEM_OTHERWISE,
    &NOT_READ_AGAIN,
    &DOUBT_MISSING,
    &DECISION_MISSING,
    &CONTACT_OTHERWISE,
    &TRADE_OTHERWISE,
    &RATE_OTHERWISE,
    &DECISION_CHANGED,
    &ROW_BY_HAND,
    &MORE_BY_HAND,
];

const fn kind(code: &'static str, de: &'static str, en: &'static str) -> FindingKind {
    FindingKind { code, weight: Weight::Error, de, en }
}

/// An original is gone.
pub static ORIGINAL_MISSING: FindingKind = kind(
    "original-missing",
    "Das Original von {document} ({file}) fehlt: archive/{archived}. Bitte aus der Sicherung \
     zurückholen.",
    "The original of {document} ({file}) is missing: archive/{archived}. Restore it from the \
     backup.",
);
/// An original was changed.
pub static ORIGINAL_CHANGED: FindingKind = kind(
    "original-changed",
    "Das Original von {document} ({file}) ist verändert: archive/{archived}. Bitte aus der \
     Sicherung zurückholen.",
    "The original of {document} ({file}) has been changed: archive/{archived}. Restore it from the \
     backup.",
);
/// A journal's chain does not hold.
pub static CHAIN_BROKEN: FindingKind = kind(
    "journal-changed",
    "Das Journal ist nachträglich verändert: {what}. Bitte die Sicherung vergleichen.",
    "The journal has been changed after the fact: {what}. Compare it with the backup.",
);
/// A journal entry is gone.
pub static ENTRY_MISSING: FindingKind = kind(
    "journal-entry-missing",
    "Die Buchung {entry} fehlt im Journal, obwohl {cause} auf sie verweist. Bitte die Sicherung \
     vergleichen.",
    "Journal entry {entry} is missing though {cause} refers to it. Compare it with the backup.",
);
/// The store does not answer.
pub static STORE_DAMAGED: FindingKind = kind(
    "store-damaged",
    "Die Datenbank ist beschädigt oder von fremder Hand verändert ({what}). Bitte aus der \
     Sicherung zurückholen.",
    "The database is damaged or was changed by another hand ({what}). Restore it from the backup.",
);
/// The sums of debits and credits differ.
pub static UNBALANCED: FindingKind = kind(
    "unbalanced",
    "Soll und Haben von {company} unterscheiden sich um {difference}.",
    "Debit and credit of {company} differ by {difference}.",
);
/// Documents received and documents accounted for differ.
pub static MISCOUNTED: FindingKind = kind(
    "miscounted",
    "Am {date} sind {received} Dokumente eingegangen, aber nur {sum} haben einen Verbleib.",
    "On {date}, {received} documents came in, but only {sum} are accounted for.",
);
/// A file lies where no document is.
pub static STRAY: FindingKind = kind(
    "stray-original",
    "Im Archiv liegt eine Datei, die zu keinem Dokument gehört: archive/{archived}.",
    "The archive holds a file that belongs to no document: archive/{archived}.",
);

/// What was looked at, and what does not hold.
pub struct Checked {
    /// Documents looked at.
    pub documents: usize,
    /// Journal entries looked at.
    pub entries: usize,
    /// What does not hold.
    pub faults: Vec<Finding>,
}

impl Checked {
    /// How many originals and journal entries it was.
    pub fn counted(&self, language: Language) -> String {
        let ([original, entry], and) = match language {
            Language::De => ([["Original", "Originale"], ["Buchung", "Buchungen"]], "und"),
            Language::En => {
                ([["original", "originals"], ["journal entry", "journal entries"]], "and")
            }
        };
        format!("{} {and} {}", counted(self.documents, original), counted(self.entries, entry))
    }
}

/// Checks everything, in turn with whoever writes the books. What cannot be read because it is
/// damaged is a finding too.
pub async fn verify(desk: &Desk) -> anyhow::Result<Checked> {
    let _turn = desk.turn().await?;
    verify_in_turn(desk).await
}

/// The same, for whoever has the turn.
pub(super) async fn verify_in_turn(desk: &Desk) -> anyhow::Result<Checked> {
    let mut checked = Checked { documents: 0, entries: 0, faults: Vec::new() };
    let steps = [
        whole(&desk.store, &mut checked).await,
        originals(desk, &mut checked).await,
        journal(&desk.store, &mut checked).await,
        counts(&desk.store, &mut checked).await,
        subledger::prove(&desk.store, &mut checked).await,
        control::prove(desk, &mut checked).await,
        stated::prove(desk, &mut checked).await,
        by_hand::prove(&desk.store, &mut checked).await,
    ];
    for step in steps {
        match step {
            Ok(()) => {}
            Err(error)
                if error.downcast_ref().is_some_and(|error: &StoreError| !error.is_away()) =>
            {
                let what = [Language::De, Language::En].map(|language| why(&error, language));
                checked.faults.push(STORE_DAMAGED.found().with_value("what", what));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(checked)
}

/// What the database finds wrong with its own file.
async fn whole(store: &Store, checked: &mut Checked) -> anyhow::Result<()> {
    checked.faults.extend(
        store.damage().await?.into_iter().map(|what| STORE_DAMAGED.found().with("what", what)),
    );
    Ok(())
}

async fn originals(desk: &Desk, checked: &mut Checked) -> anyhow::Result<()> {
    let documents = desk.store.documents(&Span::default()).await?;
    let mut originals: BTreeMap<String, (&str, String, String)> = BTreeMap::new();
    for document in &documents {
        if let Some(archived) = &document.archived {
            originals.entry(archived.clone()).or_insert((
                &document.sha256,
                document.id.clone(),
                document.file.clone(),
            ));
        }
    }
    let folder = desk.setup.folder.archive();
    let list: Vec<_> = originals.iter().collect();
    let changed: Vec<Finding> = tokio::task::block_in_place(|| {
        list.par_iter()
            .filter_map(|(archived, (sha256, id, file))| {
                let kind = match archive::file_hash(&folder.join(archived)) {
                    Ok(hash) if hash == *sha256 => return None,
                    Ok(_) => &ORIGINAL_CHANGED,
                    Err(_) => &ORIGINAL_MISSING,
                };
                Some(
                    kind.found().with("document", id).with("file", file).with("archived", archived),
                )
            })
            .collect()
    });
    checked.documents = originals.len();
    checked.faults.extend(changed);
    // A crash between archive and books leaves originals without a document until the next run
    // takes the claimed file again.
    if intake::leftovers(&desk.setup.folder.inbox())?.is_empty() {
        checked.faults.extend(strays(&folder, &originals.keys().cloned().collect()));
    }
    Ok(())
}

async fn journal(store: &Store, checked: &mut Checked) -> anyhow::Result<()> {
    let mut chains = Chains::default();
    store.each_entry(&Span::default(), |row| chains.step(&row)).await?;
    checked.entries = chains.entries;
    if chains.broken.is_empty() {
        let astray = store.lines_astray().await?;
        checked.faults.extend(astray.iter().map(|(company, number)| {
            CHAIN_BROKEN.found().with_value(
                "what",
                [format!("{company}/{number}: Zeilen"), format!("{company}/{number}: lines")],
            )
        }));
    }
    checked.faults.extend(chains.broken.into_values());
    let missing = store.postings_missing().await?;
    checked.faults.extend(missing.into_iter().map(|(company, number, cause)| {
        ENTRY_MISSING.found().with("entry", format!("{company}/{number}")).with("cause", cause)
    }));
    Ok(())
}

async fn counts(store: &Store, checked: &mut Checked) -> anyhow::Result<()> {
    checked.faults.extend(sums(store).await?);
    for row in store.completeness(&Span::default()).await? {
        let sum = row.processed + row.duplicate + row.held + row.rejected;
        if sum != row.received {
            checked.faults.push(
                MISCOUNTED
                    .found()
                    .with("date", &row.date)
                    .with("received", row.received)
                    .with("sum", sum),
            );
        }
    }
    Ok(())
}

/// Files of the archive that no document names: somebody put them there.
fn strays(folder: &std::path::Path, known: &BTreeSet<String>) -> Vec<Finding> {
    // A folder that is not there holds no strays; what is missing has been told.
    let inside =
        |folder: &std::path::Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found = Vec::new();
    for shelf in inside(folder).filter(|entry| entry.path().is_dir()) {
        for file in inside(&shelf.path()) {
            let archived = format!(
                "{}/{}",
                shelf.file_name().to_string_lossy(),
                file.file_name().to_string_lossy()
            );
            if !known.contains(&archived) && !archived.contains("/.") && !archived.starts_with('.')
            {
                found.push(STRAY.found().with("archived", &archived));
            }
        }
    }
    found
}

/// How an entry came to be, as its hash covers it; `None` for entries of before it was noted.
fn origin(row: &JournalRow) -> Option<Origin<'_>> {
    let (document_date, recorded_at) = (row.document_date?, row.recorded_at.as_deref()?);
    Some(Origin {
        document_date,
        tax_date: row.tax_date,
        recorded_at,
        recorded_by: row.recorded_by.as_deref()?,
    })
}

/// The chains of all companies, as far as they were gone through; the first fault of each.
#[derive(Default)]
struct Chains {
    entries: usize,
    checks: HashMap<String, ChainCheck>,
    broken: BTreeMap<String, Finding>,
}

impl Chains {
    /// Takes the next entry of its company.
    fn step(&mut self, row: &JournalRow) {
        self.entries += 1;
        if self.broken.contains_key(&row.company) {
            return;
        }
        let document = cause(row.document_id, row.entry_id, row.reverses);
        let facts = StoredEntryFacts {
            company: &row.company,
            number: row.number.unsigned_abs(),
            date: row.date,
            origin: origin(row),
            document: &document,
            text: &row.text,
            lines: &row.lines,
        };
        let check = self.checks.entry(row.company.clone()).or_default();
        let held = row.previous_hash == check.last().to_string();
        let stored = Hash::read(&row.hash).unwrap_or_default();
        // Read and written again, so that a digit in another case is seen too.
        let held = held && stored.to_string() == row.hash;
        let what = match check.step(&facts, &stored) {
            Ok(()) if held => return,
            Ok(()) => [Language::De, Language::En].map(|language| match language {
                Language::De => format!("{}, Buchung {}: Siegel", row.company, row.number),
                Language::En => format!("{}, entry {}: seal", row.company, row.number),
            }),
            Err(error) => [Language::De, Language::En].map(|language| error.say(language)),
        };
        self.broken.insert(row.company.clone(), CHAIN_BROKEN.found().with_value("what", what));
    }
}

async fn sums(store: &Store) -> anyhow::Result<Vec<Finding>> {
    let mut faults = Vec::new();
    let mut companies: BTreeMap<String, Decimal> = BTreeMap::new();
    for total in store.totals(&Span::default()).await? {
        *companies.entry(total.company).or_default() += total.opening + total.debit - total.credit;
    }
    for (company, difference) in
        companies.into_iter().filter(|(_, difference)| !difference.is_zero())
    {
        faults
            .push(UNBALANCED.found().with("company", company).with_value("difference", difference));
    }
    Ok(faults)
}
