//! Reading a remittance: which digits may be an invoice's number, and which are a date, an amount,
//! an IBAN, a tax number or a customer's number and so never are.
//!
//! The text is cut into atoms, runs of letters or of digits. Neighbouring atoms of digits join into
//! numbers, since banks wrap lines in the middle and people write `2026-0815`, `2026 0815` and
//! `20260815` for the same invoice.

use super::facts::EntryFacts;
use super::keys::is_year;
use super::roles::{mask, stated_amounts};
use crate::domain::party::mod97;
use crate::domain::text::fold;

/// The most characters of a text that are read.
const LONGEST_TEXT: usize = 2_000;
/// The most atoms of digits that join into one number.
const WIDEST_WINDOW: usize = 4;

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

/// Numbers that join, seen as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Window {
    /// Index of the first [`Number`], and how many.
    pub first: usize,
    pub count: usize,
    /// The digits joined, leading zeros of the whole taken off.
    pub digits: String,
    /// The digits joined, leading zeros of each atom taken off ([`without_zeros`]).
    pub bare: String,
}

/// What a bank entry's texts say.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    pub text: Vec<char>,
    /// How much of it a person wrote; behind it are ids.
    pub written: usize,
    pub numbers: Vec<Number>,
    pub references: Vec<Reference>,
    /// Folded words of the remittance, with a blank at both ends.
    pub words: String,
    pub atoms: Vec<Atom>,
    /// Amounts that stand in what a person wrote.
    pub amounts: Vec<Stated>,
}

/// An amount in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stated {
    /// Where it begins and ends in [`Reading::text`], end excluded.
    pub start: usize,
    pub end: usize,
    /// Cents, unsigned.
    pub minor: i64,
}

impl Reading {
    /// Reads remittance, structured reference and end-to-end id.
    pub fn of(entry: &EntryFacts) -> Reading {
        let remittance = without_subfields(entry.remittance.as_deref().unwrap_or_default());
        let mut text: Vec<char> = remittance.chars().take(LONGEST_TEXT).collect();
        let written = text.len();
        let ids =
            [entry.structured_reference.as_deref(), usable_id(entry.end_to_end_id.as_deref())];
        for id in ids.into_iter().flatten() {
            text.extend([' ', ';', ' ']);
            text.extend(id.chars().take(LONGEST_TEXT));
        }
        let mut atoms = atoms(&text);
        mask(&mut atoms, &text);
        let amounts = stated_amounts(&atoms, &text)
            .into_iter()
            .filter(|amount| amount.start < written)
            .collect();
        let numbers = numbers(&atoms, &text, written);
        let references = references(entry, &atoms, &text);
        let words = format!(
            " {} {} ",
            fold(&remittance),
            fold(entry.booking_text.as_deref().unwrap_or_default())
        );
        Reading { text, written, numbers, references, words, atoms, amounts }
    }

    /// The text of a stretch, for an explanation.
    pub fn span(&self, start: usize, end: usize) -> String {
        self.text.get(start..end).unwrap_or_default().iter().collect()
    }

    /// Folded words of a stretch of what a person wrote, the amounts left out: `11,22` is no month
    /// of a year. With a blank at both ends.
    pub fn dated_words(&self, start: usize, end: usize) -> String {
        let mut kept: Vec<char> =
            self.text.get(start..end.min(self.written)).unwrap_or_default().to_vec();
        for amount in &self.amounts {
            let (from, to) = (amount.start.saturating_sub(start), amount.end.saturating_sub(start));
            kept.iter_mut().take(to).skip(from).for_each(|character| *character = ' ');
        }
        format!(" {} ", fold(&kept.into_iter().collect::<String>()))
    }

    /// Every way to join neighbouring numbers, the widest first at each place.
    pub fn windows_at(&self, first: usize) -> Vec<Window> {
        let mut windows: Vec<Window> = Vec::new();
        let mut joined = String::new();
        let mut bare = String::new();
        for (count, number) in self.numbers.iter().skip(first).take(WIDEST_WINDOW).enumerate() {
            if count > 0 && !number.joins {
                break;
            }
            joined.push_str(&number.digits);
            bare.push_str(&without_zeros(&number.digits));
            windows.push(Window {
                first,
                count: count + 1,
                digits: significant(&joined).to_owned(),
                bare: significant(&bare).to_owned(),
            });
        }
        windows.reverse();
        windows
    }

    /// What a window may be together with the letters beside it: `R-77` is `R77`, `77-A` is `77A`;
    /// a year led to by a word like `Rechnung` also by itself. In capitals, letters and digits
    /// only.
    pub fn literals(&self, window: &Window) -> Vec<String> {
        let ends =
            self.numbers.get(window.first).zip(self.numbers.get(window.first + window.count - 1));
        let Some((first, last)) = ends else { return Vec::new() };
        // `RE 2026-0815`: a year that other digits go with is only the year.
        let alone = window.count > 1
            || !(first.joins || self.numbers.get(window.first + 1).is_some_and(|next| next.joins));
        if !alone {
            return Vec::new();
        }
        let digits: String = self
            .text
            .get(first.start..last.end)
            .unwrap_or_default()
            .iter()
            .filter(|c| c.is_ascii_digit())
            .collect();
        let led = first.keyword || first.listed;
        // `Miete 2026` is a year, `R-2026` a number.
        let blank_parts = is_year(&digits) && !led;
        let near = |gap: &[char]| {
            gap.len() <= 1
                && gap.iter().all(|c| {
                    matches!(c, '-' | '–' | '/' | '.' | '_') || (*c == ' ' && !blank_parts)
                })
        };
        let between = |from: usize, to: usize| self.text.get(from..to).unwrap_or_default();
        let word = |atom: &&Atom| !atom.is_number && atom.text.chars().count() <= 6;
        let before = self.atoms.iter().rfind(|atom| atom.end <= first.start).filter(word);
        let before = before
            .filter(|atom| near(between(atom.end, first.start)))
            .map_or("", |atom| atom.text.as_str());
        let after = self.atoms.iter().find(|atom| atom.start >= last.end).filter(word);
        let after = after
            .filter(|atom| near(between(last.end, atom.start)))
            .map_or("", |atom| atom.text.as_str());
        let mut literals: Vec<String> = Vec::new();
        if !before.is_empty() {
            literals.push(format!("{before}{digits}"));
        }
        if !after.is_empty() {
            literals.extend([format!("{digits}{after}"), format!("{before}{digits}{after}")]);
        }
        if led {
            literals.push(digits);
        }
        literals
    }

    /// True when one of the folded words or phrases stands in the remittance or booking text; a
    /// trailing `*` takes any ending.
    pub fn says(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| stands_in(&self.words, phrase))
    }

    /// Whether a word like `Rechnung` leads to a number, which a year by itself is not.
    pub fn names_an_invoice(&self) -> bool {
        let goes_on = |at: usize| self.numbers.get(at + 1).is_some_and(|next| next.joins);
        let led = |(at, number): (usize, &Number)| {
            number.keyword && (!is_year(&number.digits) || goes_on(at))
        };
        self.numbers.iter().enumerate().any(led)
    }

    /// Whether a word leads to the number at this place that names an order, an offer or what is
    /// built: `Anzahlung Projekt 4711`.
    pub fn is_of_order(&self, start: usize) -> bool {
        const ORDERS: &[&str] = &[
            "AUFTRAG",
            "BESTELL",
            "PROJEKT",
            "OBJEKT",
            "BAUVORHABEN",
            "ANGEBOT",
            "VORGANG",
            "LIEFERSCHEIN",
            "KOMMISSION",
            "RESERVIERUNG",
        ];
        let before = self
            .atoms
            .iter()
            .rev()
            .skip_while(|atom| atom.end > start)
            .take_while(|atom| !atom.is_number);
        let word = before.map(|atom| atom.text.as_str()).find(|word| !is_filler(word));
        word.is_some_and(|word| {
            matches!(
                word,
                "BV" | "LS" | "BUCHUNG" | "ORDER" | "BEST" | "BESTNR" | "AUFTR" | "AUFTRNR"
            ) || ORDERS.iter().any(|begin| word.starts_with(begin))
        })
    }

    /// Whether the text speaks of a credit that is taken off.
    pub fn speaks_of_credit(&self) -> bool {
        self.says(&[
            "gutschr*",
            "gutgeschr*",
            "gs",
            "gu",
            "abz*",
            "abzug*",
            "minus",
            "less",
            "credit*",
            "verrechn*",
            "einbehalten*",
            "haben*",
            "guthaben*",
            "storno*",
            "retour*",
            "ruecksend*",
            "rueckware*",
            "ruecknahme*",
            "rueckliefer*",
        ])
    }

    /// Whether the text speaks of all that is open.
    pub fn speaks_of_all(&self) -> bool {
        self.says(&[
            "alle offenen*",
            "alle rechnungen*",
            "alle faelligen*",
            "offene rechnungen*",
            "offene posten*",
            "offener saldo*",
            "saemtliche*",
            "saldo*",
            "kontoausgleich*",
            "gesamtausgleich*",
            "gesamtbetrag*",
            "aufstellung*",
            "auflistung*",
            "diverse rechnungen*",
            "div rechnungen*",
            "mehrere rechnungen*",
            "rechnungen",
            "sammelzahlung*",
            "sammelueberweisung*",
            "u a",
            "u v a",
            "und andere*",
            "und weitere*",
            "usw",
            "etc",
            "all open*",
            "outstanding*",
        ])
    }

    /// Whether the entry may mean open items that it gives no number of: it has no number at all,
    /// or says so.
    pub fn seeks_what_is_open(&self) -> bool {
        let telling = |number: &Number| {
            number.written
                && !is_year(&number.digits)
                && (number.keyword || number.listed || number.digits.len() >= 3)
        };
        !self.numbers.iter().any(telling) || self.speaks_of_all() || self.speaks_of_credit()
    }

    /// `Rate 3/12`: one of a plan of instalments.
    pub fn is_plan(&self) -> bool {
        self.atoms.windows(3).any(|atoms| match atoms {
            [word, part, whole] => {
                let small = part.text.len() <= 2 && whole.text.len() <= 3;
                matches!(word.text.as_str(), "RATE" | "RATEN")
                    && part.is_number
                    && whole.is_number
                    && small
                    && self.gap(part, whole) == "/"
            }
            _ => false,
        })
    }

    fn gap(&self, before: &Atom, after: &Atom) -> String {
        self.span(before.end, after.start)
    }
}

/// Whether words with a blank at both ends hold a word or phrase as a whole; a trailing `*` takes
/// any ending.
fn stands_in(words: &str, phrase: &str) -> bool {
    let (sought, any_ending) =
        phrase.strip_suffix('*').map_or((phrase, false), |stem| (stem, true));
    words.match_indices(sought).any(|(at, found)| {
        let (before, after) = (
            words.get(..at).unwrap_or_default(),
            words.get(at + found.len()..).unwrap_or_default(),
        );
        before.ends_with(' ') && (any_ending || after.starts_with(' '))
    })
}

/// Digits without leading zeros.
pub(super) fn significant(digits: &str) -> &str {
    digits.trim_start_matches('0')
}

/// One run of digits without leading zeros, also without those behind a year: `20260815` and
/// `2026815` are one number.
pub(super) fn without_zeros(run: &str) -> String {
    match run.split_at_checked(4) {
        Some((year, rest))
            if run.len() > 6 && (year.starts_with("20") || year.starts_with("19")) =>
        {
            format!("{year}{}", significant(rest))
        }
        _ => significant(run).to_owned(),
    }
}

/// End-to-end ids that banks fill in when there is none say nothing.
pub(super) fn usable_id(id: Option<&str>) -> Option<&str> {
    id.map(str::trim).filter(|id| {
        let bare: String = id
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_uppercase())
            .collect();
        !matches!(
            bare.as_str(),
            "" | "NOTPROVIDED"
                | "NOTAVAILABLE"
                | "NONREF"
                | "NOREF"
                | "NA"
                | "KEINE"
                | "NICHTANGEGEBEN"
        )
    })
}

/// Capitals without blanks.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// Takes out MT940 subfield marks (`?20`–`?29`, `?60`–`?63`) that a reader has left in: they part
/// words in the middle.
pub(super) fn without_subfields(text: &str) -> String {
    let mut pieces = text.split('?');
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let mark = piece
            .get(..2)
            .filter(|mark| matches!(mark.as_bytes(), [b'2', b'0'..=b'9'] | [b'6', b'0'..=b'3']));
        match mark.and_then(|mark| piece.strip_prefix(mark)) {
            Some(rest) => whole.push_str(rest),
            None => {
                whole.push('?');
                whole.push_str(piece);
            }
        }
    }
    whole
}

fn atoms(text: &[char]) -> Vec<Atom> {
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
fn is_keyword(word: &str) -> bool {
    const WHOLE: &[&str] = &["RE", "RG", "R", "RN", "RNR", "INV", "AR", "ER", "GS", "CN", "GU"];
    const BEGIN: &[&str] = &[
        "RECH",
        "RGNR",
        "RENR",
        "RGN",
        "INVOICE",
        "FAKT",
        "FACT",
        "BELEG",
        "GUTSCHR",
        "CREDITNOTE",
    ];
    WHOLE.contains(&word) || BEGIN.iter().any(|begin| word.starts_with(begin))
}

/// Words that may stand between such a word and the number.
fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "NR" | "NO"
            | "NUMMER"
            | "NUMBER"
            | "N"
            | "NUM"
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

fn numbers(atoms: &[Atom], text: &[char], written: usize) -> Vec<Number> {
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

fn references(entry: &EntryFacts, atoms: &[Atom], text: &[char]) -> Vec<Reference> {
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
