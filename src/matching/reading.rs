//! Reading a remittance: which digits may be an invoice's number, and which are a date, an amount,
//! an IBAN, a tax number or a customer's number and so never are.
//!
//! The text is cut into atoms, runs of letters or of digits. Neighbouring atoms of digits join into
//! numbers, since banks wrap lines in the middle and people write `2026-0815`, `2026 0815` and
//! `20260815` for the same invoice.

use super::counted::counts_further;
use super::facts::EntryFacts;
use super::keys::is_year;
use super::numbers::{Atom, Number, Reference, atoms, numbers, references};
use super::roles::{mask, stated_amounts, stated_days};
use crate::domain::text::fold;
use jiff::civil::Date;

/// The most characters of a text that are read.
const LONGEST_TEXT: usize = 2_000;
/// The most atoms of digits that join into one number.
const WIDEST_WINDOW: usize = 4;

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
    /// Days that stand there, each with where it begins.
    pub days: Vec<(usize, Date)>,
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
        let paid = entry.paid().saturating_abs();
        mask(&mut atoms, &text, paid);
        let amounts = stated_amounts(&atoms, &text, paid)
            .into_iter()
            .filter(|amount| amount.start < written)
            .collect();
        let mut days = stated_days(&atoms, &text);
        days.retain(|(start, _)| *start < written);
        let mut numbers = numbers(&atoms, &text, written);
        numbers.retain(|number| number.keyword || !counts_further(&atoms, &text, number));
        let references = references(entry, &atoms, &text);
        let words = format!(
            " {} {} ",
            fold(&remittance),
            fold(entry.booking_text.as_deref().unwrap_or_default())
        );
        Reading { text, written, numbers, references, words, atoms, amounts, days }
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
        stand_in(&self.words, phrases)
    }

    /// The first word that a person wrote of these (folded; a trailing `*` takes any ending), as it
    /// is written.
    pub(super) fn word_among(&self, words: &[&str]) -> Option<String> {
        let is_one = |atom: &&Atom| {
            let folded = format!(" {} ", fold(&atom.text).trim());
            !atom.is_number && stand_in(&folded, words)
        };
        let mut written = self.atoms.iter().filter(|atom| atom.end <= self.written);
        written.find(is_one).map(|atom| self.span(atom.start, atom.end))
    }

    /// Whether a word like `Rechnung` leads to a number, which a year by itself is not.
    pub fn names_an_invoice(&self) -> bool {
        let goes_on = |at: usize| self.numbers.get(at + 1).is_some_and(|next| next.joins);
        let led = |(at, number): (usize, &Number)| {
            number.keyword && (!is_year(&number.digits) || goes_on(at))
        };
        self.numbers.iter().enumerate().any(led)
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
            "alle ausser*",
            "alles ausser*",
            "alle bis auf*",
            "offene rechnungen*",
            "offene posten*",
            "offener saldo*",
            "saemtliche*",
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
        ]) || self.speaks_of_a_balance()
    }

    /// Whether the entry may mean open items that it gives no number of: it has no number at all,
    /// or says so.
    pub fn seeks_what_is_open(&self) -> bool {
        let telling = |number: &Number| {
            number.written
                && !is_year(&number.digits)
                && (number.keyword || number.listed || number.digits.len() >= 3)
        };
        !self.numbers.iter().any(telling)
            || self.speaks_of_all()
            || self.speaks_of_everything()
            || self.names_not_all()
            || self.further().is_some()
            || self.speaks_of_credit()
    }

    /// `Rate 3/12`, `Rate 3 von 12`: which of a plan of instalments, and of how many.
    pub fn plan(&self) -> Option<(i64, i64)> {
        let counted = |word: &Atom, part: &Atom, whole: &Atom| {
            let small = part.text.len() <= 2 && whole.text.len() <= 3;
            let rate = matches!(word.text.as_str(), "RATE" | "RATEN");
            let near = matches!(self.gap(part, whole).trim(), "/" | "VON" | "von" | "of");
            if !(rate && part.is_number && whole.is_number && small && near) {
                return None;
            }
            part.text.parse().ok().zip(whole.text.parse().ok())
        };
        let found = self.atoms.windows(3).find_map(|atoms| match atoms {
            [word, part, whole] => counted(word, part, whole),
            _ => None,
        });
        let spelt = || {
            self.atoms.windows(4).find_map(|atoms| match atoms {
                [word, part, _, whole] => counted(word, part, whole),
                _ => None,
            })
        };
        found.or_else(spelt).filter(|(part, whole)| (1..=*whole).contains(part))
    }

    /// `2. Rate`, `Rate 2`, `Schlussrate`, `Restzahlung`: an instalment behind another.
    pub fn is_later_part(&self) -> bool {
        const LATER: &[&str] = &[
            "zweite rate",
            "dritte rate",
            "vierte rate",
            "zweite teilzahlung*",
            "dritte teilzahlung*",
            "naechste rate",
            "weitere rate",
            "letzte rate",
            "schlussrate*",
            "restrate*",
            "restzahlung*",
            "restbetrag*",
            "rest",
            "second instalment",
            "third instalment",
            "last instalment",
            "final instalment",
        ];
        let counted = |count: &Atom, word: &Atom| {
            let small = count.text.len() <= 2 && count.text.parse::<u8>().is_ok_and(|at| at > 1);
            let part = matches!(word.text.as_str(), "RATE" | "TEILZAHLUNG" | "TEIL");
            count.is_number && small && part
        };
        let near = |before: &Atom, after: &Atom, mark: &str| {
            self.gap(before, after).chars().all(|c| c.is_whitespace() || mark.contains(c))
        };
        self.says(LATER)
            || self.atoms.windows(2).any(|atoms| match atoms {
                [one, two] => {
                    counted(one, two) && near(one, two, ".")
                        || counted(two, one) && near(one, two, ":")
                }
                _ => false,
            })
    }

    /// Which instalment the text counts: `Rate 3/12`, `3. Rate`, `Teil 3`, `2. Teilbetrag`.
    pub fn part(&self) -> Option<i64> {
        const WORDS: &[&str] = &["RATE", "TEIL", "TEILZAHLUNG", "TEILBETRAG", "TEILRECHNUNG"];
        let counted = |count: &Atom, word: &Atom, gap: String, mark: char| {
            let is_near = gap.chars().all(|c| c.is_whitespace() || c == mark);
            let is_count = count.is_number && count.text.len() <= 2 && is_near;
            count.text.parse().ok().filter(|_| is_count && WORDS.contains(&word.text.as_str()))
        };
        let pairs = || self.atoms.windows(2);
        let behind = || {
            pairs().find_map(|pair| match pair {
                [word, count] => counted(count, word, self.gap(word, count), ':'),
                _ => None,
            })
        };
        let before = || {
            pairs().find_map(|pair| match pair {
                [count, word] => counted(count, word, self.gap(count, word), '.'),
                _ => None,
            })
        };
        self.plan().map(|(part, _)| part).or_else(behind).or_else(before)
    }

    /// `1. Teil`, `Teil 1`: a part of what is owed. `1 Teil` counts things.
    pub fn counts_a_part(&self) -> bool {
        let is = |count: &Atom, word: &Atom| {
            count.is_number && count.text.len() == 1 && word.text == "TEIL"
        };
        self.atoms.windows(2).any(|atoms| match atoms {
            [one, two] => {
                is(one, two) && self.gap(one, two).trim_end() == "."
                    || is(two, one) && self.gap(one, two).trim().is_empty()
            }
            _ => false,
        })
    }

    fn gap(&self, before: &Atom, after: &Atom) -> String {
        self.span(before.end, after.start)
    }
}

/// Whether words with a blank at both ends hold one of these words or phrases as a whole.
pub(super) fn stand_in(words: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| stands_in(words, phrase))
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
