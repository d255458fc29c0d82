//! A remittance cut into atoms, and the numbers and references that these join to: the first step
//! of reading, which knows nothing yet of what a number may mean.

use super::facts::EntryFacts;
use super::reading::{compact, usable_id};
use crate::domain::party::mod97;

/// A run of letters or of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Atom {
    /// First and last place in [`Reading::text`], end excluded.
    pub start: usize,
    pub end: usize,
    /// In capitals.
    pub text: String,
    pub is_number: bool,
    /// Known to be something else than an invoice's number.
    pub masked: bool,
}

/// An atom of digits that may be (part of) an invoice's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    pub start: usize,
    pub end: usize,
    pub digits: String,
    /// A word like `Rechnung`, `RE`, `RG-Nr`, `GS` leads to it.
    pub keyword: bool,
    /// It goes on a list that such a word began: `RE 0815, 0816 und 0817`.
    pub listed: bool,
    /// It may continue the number before it.
    pub joins: bool,
    /// It stands in what a person wrote, not in an id that a program made.
    pub written: bool,
}

/// A creditor reference (ISO 11649) or an end-to-end id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    /// Capitals without blanks.
    pub text: String,
    /// False for an `RF` whose check digits do not hold.
    pub valid: bool,
}

pub(super) fn atoms(text: &[char]) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = Vec::new();
    for (at, character) in text.iter().enumerate().filter(|(_, c)| c.is_alphanumeric()) {
        let is_number = character.is_ascii_digit();
        match atoms.last_mut() {
            Some(atom) if atom.end == at && atom.is_number == is_number => {
                atom.end = at + 1;
                atom.text.extend(character.to_uppercase());
            }
            _ => atoms.push(Atom {
                start: at,
                end: at + 1,
                text: character.to_uppercase().collect(),
                is_number,
                masked: false,
            }),
        }
    }
    atoms
}

/// Words that lead to an invoice's number.
pub(super) fn is_keyword(word: &str) -> bool {
    const WHOLE: &[&str] = &[
        "RE", "RG", "R", "RN", "RNR", "INV", "AR", "ER", "GS", "CN", "GU", "FAC", "FRA", "FT",
        "HN", "BILL", "NOTA", "AVOIR",
    ];
    const BEGIN: &[&str] = &[
        "RECH",
        "RGNR",
        "RENR",
        "RGN",
        "INVOICE",
        "FAKT",
        "FACT",
        "FATT",
        "HONORARN",
        "HONORARR",
        "BELEG",
        "GUTSCHR",
        "CREDITNOTE",
    ];
    WHOLE.contains(&word) || BEGIN.iter().any(|begin| word.starts_with(begin))
}

/// Words that may stand between such a word and the number.
pub(super) fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "NR" | "NO"
            | "NUMMER"
            | "NUMBER"
            | "N"
            | "NUM"
            | "NUMERO"
            | "NUMÉRO"
            | "NRO"
            | "Nº"
            | "VOM"
            | "V"
            | "IHRE"
            | "UNSERE"
            | "ZU"
            | "ZUR"
            | "MIT"
            | "DER"
            | "DIE"
            | "NRN"
    )
}

fn is_conjunction(word: &str) -> bool {
    matches!(
        word,
        "UND"
            | "U"
            | "AND"
            | "SOWIE"
            | "ABZ"
            | "ABZGL"
            | "ABZUEGLICH"
            | "ABZÜGLICH"
            | "MINUS"
            | "PLUS"
            | "UNSERE"
            | "NR"
            | "BIS"
    )
}

pub(super) fn numbers(atoms: &[Atom], text: &[char], written: usize) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    let mut keyword = false;
    let mut only_conjunctions = true;
    let mut joinable = false;
    let mut last_end = 0;
    for atom in atoms {
        let gap = text.get(last_end..atom.start).unwrap_or_default();
        last_end = atom.end;
        if gap.contains(&';') {
            (keyword, joinable) = (false, false);
        }
        if !atom.is_number {
            let glued = gap.is_empty()
                && atom.text.chars().count() <= 3
                && text.get(atom.end).is_some_and(char::is_ascii_digit);
            joinable &= glued;
            only_conjunctions &= is_conjunction(&atom.text);
            keyword = is_keyword(&atom.text) || (keyword && is_filler(&atom.text));
            continue;
        }
        let joins_gap = gap.len() <= 3
            && gap.iter().all(|c| {
                c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/' | '.' | '_' | '\'')
            });
        if atom.masked {
            joinable = false;
            continue;
        }
        let listed = only_conjunctions
            && numbers.last().is_some_and(|last: &Number| last.keyword || last.listed);
        numbers.push(Number {
            start: atom.start,
            end: atom.end,
            digits: atom.text.clone(),
            keyword,
            listed,
            joins: joinable && joins_gap,
            written: atom.start < written,
        });
        (keyword, only_conjunctions, joinable) = (false, true, true);
    }
    numbers
}

pub(super) fn references(entry: &EntryFacts, atoms: &[Atom], text: &[char]) -> Vec<Reference> {
    let mut found: Vec<Reference> = Vec::new();
    if let Some(id) = usable_id(entry.end_to_end_id.as_deref()) {
        found.push(Reference { text: compact(id), valid: true });
    }
    if let Some(reference) = usable_id(entry.structured_reference.as_deref()) {
        let text = compact(reference);
        let valid = !looks_rf(&text) || holds(&text);
        found.push(Reference { text, valid });
    }
    for atom in atoms.iter().filter(|atom| matches!(atom.text.as_str(), "RF" | "EREF")) {
        let rest = text.get(atom.end..).unwrap_or_default();
        if atom.text == "EREF" {
            let id: String = rest
                .iter()
                .skip_while(|c| matches!(c, '+' | ':' | ' '))
                .take_while(|c| !c.is_whitespace())
                .collect();
            found.extend(
                usable_id(Some(&id)).map(|id| Reference { text: compact(id), valid: true }),
            );
        } else {
            found.extend(rf_in(rest));
        }
    }
    found.dedup();
    found
}

fn looks_rf(text: &str) -> bool {
    let tail = text.strip_prefix("RF").unwrap_or_default();
    (3..=23).contains(&tail.len())
        && tail.bytes().all(|b| b.is_ascii_alphanumeric())
        && tail.bytes().take(2).all(|b| b.is_ascii_digit())
}

/// ISO 11649: the first four characters go to the end, modulo 97-10 leaves one.
fn holds(text: &str) -> bool {
    text.is_ascii()
        && text.len() > 4
        && mod97(text.bytes().skip(4).chain(text.bytes().take(4))) == Some(1)
}

/// An `RF` reference, with the blanks people write into it: the longest stretch whose check digits
/// hold, else the first word.
fn rf_in(rest: &[char]) -> Option<Reference> {
    let mut candidate = "RF".to_owned();
    let mut first_word = None;
    let mut best = None;
    for character in rest.iter().take(40) {
        if character.is_ascii_alphanumeric() && candidate.len() < 25 {
            candidate.push(character.to_ascii_uppercase());
            if looks_rf(&candidate) && holds(&candidate) {
                best = Some(candidate.clone());
            }
        } else if character.is_whitespace() {
            first_word.get_or_insert(candidate.clone());
        } else {
            break;
        }
    }
    let word = first_word.unwrap_or(candidate);
    let best = best.filter(|best| best.len() >= word.len());
    match best {
        Some(text) => Some(Reference { text, valid: true }),
        None => looks_rf(&word).then_some(Reference { text: word, valid: false }),
    }
}
