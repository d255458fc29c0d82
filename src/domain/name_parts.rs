//! A name taken apart: its words, what of it is the name itself, and what stands beside it (a
//! department, a contact person, an owner, a second name).

use super::bodies::{bodies, roles};
use super::legal_form::{LegalForm, form_words};
use super::name_marks::{EMPTY, HOUSEHOLDS, JOINING, LEADING, OWNERS, READERS};
use super::name_words::{GIVEN_NAMES, TITLES, is_trade};
use super::short_forms::{is_short, joined};
use super::text::{LONG_FORMS, fold};

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded; `masch*bau` where a point cuts it.
    pub text: String,
    /// Folded, its umlauts' dots lost.
    pub worn: String,
    /// A point behind it cuts it.
    pub is_cut: bool,
    /// A hyphen ties it to the word before.
    pub is_hyphened: bool,
    /// A mark parts it from the word before: a comma, a line's end, a bracket, a dash.
    begins: bool,
    /// `&` or `und` stands before it.
    is_joined: bool,
}

impl Word {
    /// Whether it says what its bearer does.
    pub fn is_trade(&self) -> bool {
        is_trade(&self.text)
    }

    /// Whether it is a frequent given name.
    pub fn is_given(&self) -> bool {
        GIVEN_NAMES.contains(&self.text.as_str())
    }

    /// Whether it tells whose name it is: no trade, no number, no title.
    pub fn is_telling(&self) -> bool {
        !self.is_trade() && !self.is_number() && !self.is_empty()
    }

    /// Whether it tells nothing.
    pub fn is_empty(&self) -> bool {
        let text = self.text.as_str();
        EMPTY.contains(&text) || TITLES.contains(&text)
    }

    /// Whether it only says that there are others beside whom the name names: `& Partner`.
    pub fn is_joining(&self) -> bool {
        JOINING.contains(&self.text.as_str())
    }

    /// A letter.
    pub fn is_initial(&self) -> bool {
        self.text.len() == 1 && !self.is_number()
    }

    /// Whether it numbers one of several alike: a figure, or a Roman one.
    pub fn is_number(&self) -> bool {
        const ROMAN: &[&str] =
            &["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
        self.text.starts_with(|first: char| first.is_ascii_digit())
            || ROMAN.contains(&self.text.as_str())
    }

    /// This and the next word as one.
    pub fn joined_with(&self, next: &Word) -> Word {
        Word {
            text: format!("{}{}", self.text, next.text),
            worn: format!("{}{}", self.worn, next.worn),
            is_cut: next.is_cut,
            ..self.clone()
        }
    }

    /// Whether it leads to whoever reads the letter, to a part of the firm, or to its owner.
    pub fn is_leading(&self) -> bool {
        LEADING.contains(&self.text.as_str())
    }
}

/// A name taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NameParts {
    /// Ways to read the name itself, the whole one first: a part between commas, the owner.
    pub readings: Vec<Vec<Word>>,
    /// Persons that it joins.
    pub persons: Vec<Vec<Word>>,
    /// The owner that it names behind `Inh.`; empty for none.
    pub owner: Vec<Word>,
    /// Every word but the legal form's, even of whoever reads the letter.
    pub all: Vec<Word>,
    /// The legal form of the name itself.
    pub form: LegalForm,
    /// It names a person, by a title or a given name.
    pub is_person: bool,
    /// It names a household.
    pub is_household: bool,
    /// What bodies it names.
    pub bodies: Vec<&'static str>,
    /// In what role to the one that it names.
    pub roles: Vec<&'static str>,
    /// Its words in one, as written.
    pub written: String,
    /// Its words in one, legal form in short.
    pub shortened: String,
    /// Its last word is one of its legal form.
    pub ends_in_form: bool,
}

impl NameParts {
    /// Takes a name as it is written.
    pub fn new(name: &str) -> NameParts {
        let words = with_cut_form(with_pointed(words(addressee(name))));
        let spoken_to =
            words.first().is_some_and(|word| matches!(&*word.text, "herr" | "herrn" | "frau"));
        let written = filled(&words).map(|word| word.text.as_str()).collect();
        let words = with_forms(words);
        let shortened = filled(&words).map(|word| word.text.as_str()).collect();
        let firm: Vec<Word> = words
            .iter()
            .take_while(|word| !READERS.contains(&word.text.as_str()))
            .cloned()
            .collect();
        let named = own_words(&firm);
        let form = LegalForm::of(&texts(&named).join(" "));
        let form = if form.is_stated() { form } else { LegalForm::of(&texts(&firm).join(" ")) };
        let ends_in_form = form_words(&texts(&words)).last() == Some(&true);
        let mut readings = vec![without_rest(&named)];
        let segments = segments(&firm);
        if segments.len() > 1 {
            readings.extend(segments.iter().map(|part| without_rest(&own_words(part))));
        }
        let owner = words.iter().position(|word| OWNERS.contains(&word.text.as_str()));
        let owner = owner.map_or_else(Vec::new, |at| {
            let behind = words.iter().skip(at + 1);
            let owner = behind.take_while(|word| !word.is_leading()).cloned().collect::<Vec<_>>();
            without_rest(&owner)
        });
        readings.push(owner.clone());
        readings.retain(|reading| !reading.is_empty());
        let own = readings.first().cloned().unwrap_or_default();
        let is_person = spoken_to
            || named.iter().any(|word| TITLES.contains(&word.text.as_str()))
            || own.iter().any(Word::is_given);
        let persons = persons(&named);
        let is_household =
            words.first().is_some_and(|word| HOUSEHOLDS.contains(&word.text.as_str()));
        let (bodies, roles) = (bodies(&firm), roles(&firm));
        let all = kept(&words);
        NameParts {
            readings,
            owner,
            persons,
            all,
            form,
            is_person,
            is_household,
            bodies,
            roles,
            written,
            shortened,
            ends_in_form,
        }
    }

    /// The words of the name itself.
    pub fn own(&self) -> &[Word] {
        self.readings.first().map(Vec::as_slice).unwrap_or_default()
    }
}

/// `Müller GmbH c/o Hausverwaltung Kern`: who is named before; `c/o Müller GmbH`: behind.
fn addressee(name: &str) -> &str {
    let marks = ["c/o", "C/O", "c/O", "C/o", "℅", "c./o."];
    let found = marks.iter().filter_map(|mark| name.split_once(mark)).next();
    match found {
        Some((before, _)) if before.chars().any(char::is_alphabetic) => before,
        Some((_, behind)) => behind,
        None => name,
    }
}

/// The words of a name, with the marks between them.
fn words(name: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut word = String::new();
    let mut gap = String::new();
    for character in name.chars().chain([' ']) {
        if character.is_alphanumeric() || matches!(character, '\u{300}'..='\u{36f}') {
            word.push(character);
            continue;
        }
        if !word.is_empty() {
            push(&mut words, &std::mem::take(&mut word), &gap);
            gap.clear();
        }
        gap.push(character);
        if let Some(last) = words.last_mut() {
            last.is_cut |= gap == ".";
        }
    }
    // `Ev. Kirchengemeinde` is no registered club.
    if let [first, _, ..] = words.as_mut_slice()
        && first.text == "ev"
    {
        "evangelische".clone_into(&mut first.text);
        "evangelische".clone_into(&mut first.worn);
    }
    words
}

fn push(words: &mut Vec<Word>, word: &str, gap: &str) {
    let (text, worn) = (fold(word), fold(&dotless(word)));
    let parted = gap.contains([',', ';', '\n', '|', '/', '(', ')', '–', '—', ':'])
        || gap.trim() == "-" && gap.len() > 2;
    if let Some(last) = words.last_mut()
        && gap == "."
        && last.text.len() > 2
        && text.len() > 2
        && !(last.is_empty() || last.is_leading() || is_short(&last.text))
        && !form_words(&["x", &text]).contains(&true)
    {
        last.text = format!("{}*{text}", last.text);
        last.worn = format!("{}*{worn}", last.worn);
        return;
    }
    words.push(Word {
        is_cut: false,
        is_hyphened: gap == "-",
        begins: parted && !words.is_empty(),
        is_joined: gap.contains(['&', '+']) || words.last().is_some_and(|last| last.text == "und"),
        text,
        worn,
    });
}

/// Text without the dots of its umlauts.
fn dotless(text: &str) -> String {
    let dotless = |c: char| match c {
        'ä' | 'Ä' => 'a',
        'ö' | 'Ö' => 'o',
        'ü' | 'Ü' => 'u',
        other => other,
    };
    text.chars().filter(|c| *c != '\u{308}').map(dotless).collect()
}

/// Legal forms written out or letter by letter become their short form; of one that a line's end
/// cuts, what stands of it tells (`Gesellschaft mit beschr`).
fn with_forms(words: Vec<Word>) -> Vec<Word> {
    let mut kept: Vec<Word> = Vec::with_capacity(words.len());
    let mut left = words.as_slice();
    while let [first, rest @ ..] = left {
        let found = LONG_FORMS
            .iter()
            .filter_map(|(long, form)| Some((spelled(long, left)?, *form)))
            .max_by_key(|(count, _)| *count);
        let (count, text) = found.map_or((1, first.text.clone()), |(n, form)| (n, form.to_owned()));
        let worn = if found.is_some() { text.clone() } else { first.worn.clone() };
        kept.push(Word { text, worn, ..first.clone() });
        left = rest.get(count - 1..).unwrap_or_default();
    }
    kept
}

/// `T.S.V.` is `TSV`: letters with points that give a short form together.
fn with_pointed(words: Vec<Word>) -> Vec<Word> {
    let mut kept: Vec<Word> = Vec::with_capacity(words.len());
    let mut left = words.as_slice();
    while let [first, rest @ ..] = left {
        let is_letter = |word: &&Word| word.text.len() == 1 && word.is_cut;
        let letters: Vec<&str> =
            left.iter().take_while(is_letter).map(|word| word.text.as_str()).collect();
        let short = (2..=letters.len()).rev().find_map(|count| {
            let short = letters.get(..count)?.concat();
            is_short(&short).then_some((count, short))
        });
        let (count, text) = short.unwrap_or_else(|| (1, first.text.clone()));
        kept.push(match count {
            1 => first.clone(),
            _ => Word { worn: text.clone(), text, is_cut: false, ..first.clone() },
        });
        left = rest.get(count - 1..).unwrap_or_default();
    }
    kept
}

/// `GmbH & C`, `GmbH & Co. K`, `Gmb`, as a line's end cuts them.
fn with_cut_form(mut words: Vec<Word>) -> Vec<Word> {
    if let [_, .., last] = words.as_mut_slice()
        && last.text == "gmb"
    {
        "gmbh".clone_into(&mut last.text);
        "gmbh".clone_into(&mut last.worn);
    }
    if let [.., before, last] = words.as_mut_slice() {
        let company = matches!(&*before.text, "gmbh" | "mbh" | "ug" | "ag");
        let whole = match &*last.text {
            "c" if company && last.is_joined => "co",
            "k" if before.text == "co" => "kg",
            _ => return words,
        };
        whole.clone_into(&mut last.text);
        whole.clone_into(&mut last.worn);
    }
    words
}

/// How many of the words spell this form; at the name's end it may be cut.
fn spelled(long: &str, words: &[Word]) -> Option<usize> {
    let parts: Vec<&str> = long.split(' ').collect();
    let whole = parts.len() <= words.len()
        && parts.iter().zip(words).all(|(part, word)| *part == word.text);
    let last = words.len().checked_sub(1)?;
    let cut = || {
        let begins = parts.iter().zip(words).enumerate().all(|(at, (part, word))| {
            *part == word.text || at == last && part.starts_with(&word.text)
        });
        words.len() > 1 && words.len() <= parts.len() && begins && long.contains("beschraenkt")
    };
    if whole { Some(parts.len()) } else { cut().then_some(words.len()) }
}

fn texts(words: &[Word]) -> Vec<&str> {
    words.iter().map(|word| word.text.as_str()).collect()
}

fn filled(words: &[Word]) -> impl Iterator<Item = &Word> {
    words.iter().filter(|word| !EMPTY.contains(&word.text.as_str()))
}

/// The parts of a name between commas, brackets, dashes.
fn segments(words: &[Word]) -> Vec<Vec<Word>> {
    let mut parts: Vec<Vec<Word>> = Vec::new();
    for word in words {
        match parts.last_mut().filter(|_| !word.begins) {
            Some(part) => part.push(word.clone()),
            None => parts.push(vec![word.clone()]),
        }
    }
    parts
}

/// The words of a name before those of a part of the firm or of whoever reads the letter. Such a
/// word before the legal form is the firm's own: `Kern Einkauf GmbH`.
fn own_words(words: &[Word]) -> Vec<Word> {
    let telling = |word: &Word| word.text.len() > 1 && !word.is_empty() && !word.is_leading();
    let own = |at: usize| words.iter().take(at).any(telling);
    let forms = form_words(&texts(words));
    let is_firms = |at: usize| {
        let behind = words.iter().zip(&forms).skip(at + 1);
        behind.take_while(|(word, _)| !word.begins).any(|(_, form)| *form)
    };
    let leads = |at: usize| words.get(at).is_some_and(Word::is_leading);
    let end =
        (0..words.len()).find(|at| own(*at) && leads(*at) && !is_firms(*at)).unwrap_or(words.len());
    // `Buchhaltung Praxis Roth`: what leads stands first.
    let begin = words.iter().take_while(|word| word.is_leading()).count();
    let begin = if begin < end { begin } else { 0 };
    words.iter().take(end).skip(begin).cloned().collect()
}

/// The name itself: what stands before the end of its legal form, without that.
fn without_rest(words: &[Word]) -> Vec<Word> {
    let forms = form_words(&texts(words));
    let first = forms.iter().position(|form| *form).filter(|at| *at > 0);
    let end = first.map_or(words.len(), |_| {
        forms.iter().rposition(|form| *form).map_or(words.len(), |at| at + 1)
    });
    kept(words.get(..end).unwrap_or_default())
}

/// Words that tell something, short forms in one.
fn kept(words: &[Word]) -> Vec<Word> {
    let forms = form_words(&texts(words));
    let own: Vec<&Word> = words
        .iter()
        .zip(forms)
        .filter(|(word, form)| !form && !word.is_empty())
        .map(|(word, _)| word)
        .collect();
    let texts: Vec<&str> = own.iter().map(|word| word.text.as_str()).collect();
    let mut at = 0;
    let mut kept = Vec::new();
    for (text, count) in joined(&texts) {
        let first = own.get(at).map(|word| (*word).clone());
        kept.extend(first.map(|first| match count {
            1 if text == first.text => first,
            _ => Word { worn: text.clone(), text, is_cut: false, ..first },
        }));
        at += count;
    }
    kept
}

/// What `&` or `und` joins, where each bears a given name.
fn persons(words: &[Word]) -> Vec<Vec<Word>> {
    let mut parts: Vec<Vec<Word>> = Vec::new();
    for word in words.iter().filter(|word| word.text != "und") {
        match parts.last_mut().filter(|_| !word.is_joined) {
            Some(part) => part.push(word.clone()),
            None => parts.push(vec![word.clone()]),
        }
    }
    let parts: Vec<Vec<Word>> = parts.iter().map(|part| kept(part)).collect();
    let all = parts.len() > 1 && parts.iter().all(|part| part.iter().any(Word::is_given));
    if all { parts } else { Vec::new() }
}
