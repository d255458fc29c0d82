//! The samples in samples/broken/, the kinds of findings that they are named after, and an office
//! to drop them into.

use kontor::cli::validate;
use kontor::domain::FindingKind;
use kontor::formats::{self, FORMATS};
use kontor::office::{addressee, plan, route, scan, untaken};
use kontor::store;
use kontor::xml;
use std::fs;
use std::path::{Path, PathBuf};

type Failure = Box<dyn std::error::Error>;

/// The project's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Code (the stem) and file name of each broken sample, sorted.
pub fn broken() -> Vec<(String, String)> {
    let entries = fs::read_dir(root().join("samples/broken")).into_iter().flatten().flatten();
    let mut found: Vec<(String, String)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some((name.split_once('.')?.0.to_owned(), name))
        })
        .collect();
    found.sort();
    found
}

/// Kinds that only the intake of an office raises.
pub fn of_intake() -> Vec<&'static FindingKind> {
    [
        route::FINDINGS,
        addressee::FINDINGS,
        untaken::FINDINGS,
        scan::FINDINGS,
        plan::DOCUMENT_FINDINGS,
        plan::ITEM_FINDINGS,
        plan::CHAIN_FINDINGS,
        plan::TAKEN_FINDINGS,
        plan::BY_LINE_FINDINGS,
        plan::NAMED_FINDINGS,
        plan::NEAR_FINDINGS,
        plan::CURRENCY_FINDINGS,
        plan::PAGES_FINDINGS,
        plan::CONTRADICTION_FINDINGS,
        plan::LISTED_AGAIN_FINDINGS,
        &[&kontor::domain::too_fine::TOO_FINE],
        plan::PARTED_FINDINGS,
        plan::CREDITED_FINDINGS,
        plan::CREDITS_FIRST_FINDINGS,
        plan::CROWDED_FINDINGS,
        plan::REDUCED_FINDINGS,
        plan::TERMS_FINDINGS,
        plan::TAXED_FINDINGS,
        plan::INPUT_VAT_FINDINGS,
        plan::ASKED_TAX_FINDINGS,
        plan::OWED_FINDINGS,
        plan::UNLIKELY_FINDINGS,
        plan::FOREIGN_VAT_FINDINGS,
        plan::RATE_FINDINGS,
        plan::BANK_FINDINGS,
        plan::ELSEWHERE_FINDINGS,
        plan::FITS_DECIDED_FINDINGS,
        plan::LATE_FINDINGS,
        store::ADVANCE_FINDINGS,
        store::CREDITED_FINDINGS,
        store::BY_HAND_FINDINGS,
        store::PAID_BLOCKED_FINDINGS,
        store::ASSUMED_CURRENCY_FINDINGS,
        store::PAID_UNSEEN_FINDINGS,
        store::UNRATED_FINDINGS,
        plan::ANSWERED_FINDINGS,
        plan::OPENING_FINDINGS,
        plan::MANUAL_FINDINGS,
        plan::CASH_BOOK_FINDINGS,
        plan::ACCOUNT_FINDINGS,
    ]
    .concat()
}

/// Kinds that reading or checking a file raises.
pub fn of_files() -> Vec<&'static FindingKind> {
    let formats = FORMATS.iter().flat_map(|format| format.findings).copied();
    formats.chain([formats::FINDINGS, xml::FINDINGS, validate::FINDINGS].concat()).collect()
}

/// Whether a sentence is one of this kind: the words between its placeholders stand there in their
/// order.
pub fn is_of(kind: &FindingKind, sentence: &str) -> bool {
    let mut rest = sentence;
    kind.de.split('{').enumerate().all(|(at, piece)| {
        let words =
            if at == 0 { piece } else { piece.split_once('}').map_or(piece, |(_, words)| words) };
        match rest.find(words) {
            Some(place) => {
                rest = rest.get(place + words.len()..).unwrap_or_default();
                true
            }
            None => false,
        }
    })
}

/// Makes an office with both companies, which takes no MT942.
pub fn office(folder: &Path) -> Result<(), Failure> {
    for made in ["inbox/mueller", "companies", "pipelines"] {
        fs::create_dir_all(folder.join(made))?;
    }
    fs::write(folder.join("kontor.toml"), "[intake]\nsettle_seconds = 0\n")?;
    for company in ["mueller.toml", "kern.toml"] {
        fs::copy(
            root().join("samples/companies").join(company),
            folder.join("companies").join(company),
        )?;
    }
    let rules = fs::read_to_string(root().join("pipelines/bank-statements.toml"))?;
    assert!(rules.contains("\"mt942\", "));
    fs::write(folder.join("pipelines/bank-statements.toml"), rules.replace("\"mt942\", ", ""))?;
    Ok(())
}
