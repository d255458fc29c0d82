//! Whether two names, spelt however badly, can be one person's or firm's. Where the words that tell
//! a bearer from others differ on both sides, they are two: `Praxis Dr. Anna Roth` and `Praxis Dr.
//! Jens Ohm`; and so are two legal forms of one name, since each is a person of its own in law (§
//! 13 (1) GmbHG, § 1 (1) AktG, § 124 (1), § 161 (2) HGB; a merchant's firm is himself, § 17 HGB).

use super::legal_form::{LegalForm, without_form};
use super::name_words::{GIVEN_NAMES, TITLES, is_trade};
use super::text::{fold, skeleton, with_short_form};

/// Words that lead to whoever reads the letter, or to a part of the firm: what follows them is not
/// its name.
const LEADING: &[&str] = &[
    "abt",
    "abteilung",
    "accounting",
    "accounts",
    "attn",
    "buchhaltung",
    "einkauf",
    "filiale",
    "finanzbuchhaltung",
    "frau",
    "haenden",
    "herr",
    "herrn",
    "hd",
    "hdn",
    "inh",
    "inhaber",
    "inhaberin",
    "kostenstelle",
    "kreditorenbuchhaltung",
    "niederlassung",
    "postfach",
    "purchasing",
    "rechnungseingang",
    "rechnungspruefung",
    "rechnungswesen",
    "standort",
    "verwaltung",
    "werk",
    "zentrale",
    "zweigniederlassung",
    "zweigstelle",
];

/// Words that tell nothing of a name's bearer.
const EMPTY: &[&str] = &[
    "am", "an", "and", "auf", "aus", "bei", "beim", "das", "dem", "den", "der", "des", "die", "et",
    "fa", "firma", "for", "fuer", "im", "in", "mit", "of", "the", "u", "und", "vom", "von", "z",
    "zu", "zum", "zur",
];

/// Words by which the firms of one group are told apart, whose other words they share.
const SISTERS: &[&str] =
    &["beteiligung", "besitz", "holding", "verwaltung", "vermoegensverwaltung"];

/// A name's words as they tell its bearer from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameWords {
    /// Folded, all of them but the legal form, even of whoever reads the letter.
    all: Vec<String>,
    /// Those of the name itself that tell whose it is: no trade, no title, no joining word.
    telling: Vec<String>,
    /// Of the name itself, what its bearer does: `praxis`, `metallbau`.
    trades: Vec<String>,
    form: LegalForm,
    is_person: bool,
}

impl NameWords {
    /// Takes a name as it is written.
    pub fn new(name: &str) -> NameWords {
        let folded = fold(name);
        let short = with_short_form(&folded);
        let words: Vec<&str> = short.split(' ').filter(|word| !word.is_empty()).collect();
        let own = own_words(&words);
        let form = LegalForm::of(&own.join(" "));
        let spoken_to =
            words.first().is_some_and(|word| matches!(*word, "herr" | "herrn" | "frau"));
        let is_person =
            spoken_to || own.iter().any(|word| TITLES.contains(word) || GIVEN_NAMES.contains(word));
        let kept = |word: &&str| !EMPTY.contains(word) && !TITLES.contains(word);
        let texts = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let (trades, telling) = without_form(&own)
            .into_iter()
            .filter(kept)
            .partition::<Vec<&str>, _>(|word| is_trade(word));
        let all = without_form(&words).into_iter().filter(kept).collect();
        NameWords {
            all: texts(all),
            telling: texts(telling),
            trades: texts(trades),
            form,
            is_person,
        }
    }

    /// Its legal form.
    pub fn form(&self) -> &LegalForm {
        &self.form
    }

    /// Whether it names a person, by a title or a given name.
    pub fn is_person(&self) -> bool {
        self.is_person
    }

    /// Whether it says what its bearer does.
    pub fn has_trade(&self) -> bool {
        !self.trades.is_empty()
    }

    /// Whether it has a word that tells whose it is and that the other has in no spelling.
    pub fn is_alone(&self, other: &NameWords) -> bool {
        let persons = self.is_person && other.is_person;
        self.telling
            .iter()
            .filter(|word| word.len() > 2 || persons)
            .any(|word| !other.all.iter().any(|their| is_spelling(word, their)))
    }

    /// Whether the two share a word of the names themselves, be it only what their bearers do.
    pub fn is_akin(&self, other: &NameWords) -> bool {
        let words = |name: &NameWords| [name.telling.clone(), name.trades.clone()].concat();
        let theirs = words(other);
        words(self).iter().any(|word| theirs.iter().any(|their| is_spelling(word, their)))
    }

    /// Whether both are numbered, and otherwise: `Solarpark 3`, `Windpark Nord II`, `WEG Hauptstr.
    /// 5`. A number that only one of them has may be missing in the other.
    fn is_numbered_otherwise(&self, other: &NameWords) -> bool {
        let numbers = |name: &NameWords| -> Vec<String> {
            name.telling.iter().filter(|word| is_number(word)).cloned().collect()
        };
        let (ours, theirs) = (numbers(self), numbers(other));
        ours.iter().any(|number| !theirs.contains(number))
            && theirs.iter().any(|number| !ours.contains(number))
    }

    /// Whether they are the names of two: each has a word that tells whose it is and that the other
    /// has not, or their numbers or legal forms are two. Of two firms (both state a form), what they do tells
    /// them apart too, and so does one such word of a group's firms. What only one of them has may
    /// be missing in the other.
    pub fn tells_apart(&self, other: &NameWords) -> bool {
        if self.form.is_other(&other.form) || self.is_numbered_otherwise(other) {
            return true;
        }
        let whole = |name: &NameWords, other: &NameWords| {
            let mut own = name.telling.iter().chain(&name.trades).filter(|word| word.len() > 2);
            own.any(|word| !other.all.iter().any(|their| is_spelling(word, their)))
        };
        let sister = |one: &NameWords, other: &NameWords| {
            let has = |name: &[String], stem: &str| name.iter().any(|word| word.starts_with(stem));
            SISTERS.iter().any(|stem| has(&one.telling, stem) && !has(&other.all, stem))
        };
        let firms = self.form.is_stated() && other.form.is_stated() && !self.is_short(other);
        self.is_alone(other) && other.is_alone(self) && !self.is_short(other)
            || firms && whole(self, other) && whole(other, self)
            || firms && (sister(self, other) || sister(other, self))
    }

    /// Whether one is a word of consonants that stand in the other in their order: `MMB`.
    fn is_short(&self, other: &NameWords) -> bool {
        let short = |one: &NameWords, other: &NameWords| matches!(one.all.as_slice(), [word] if is_abbreviation(word, &other.all.concat()));
        short(self, other) || short(other, self)
    }
}

/// Whether a word numbers one of several alike: a figure, or a Roman one.
fn is_number(word: &str) -> bool {
    const ROMAN: &[&str] =
        &["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    word.starts_with(|first: char| first.is_ascii_digit()) || ROMAN.contains(&word)
}

/// The words of a name before those of a part of the firm or of whoever reads the letter.
fn own_words<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let telling = |word: &&str| word.len() > 2 && !EMPTY.contains(word) && !LEADING.contains(word);
    let own = |at: usize| words.iter().take(at).any(telling);
    let end = (0..words.len())
        .find(|at| own(*at) && words.get(*at).is_some_and(|word| LEADING.contains(word)))
        .unwrap_or(words.len());
    // `Buchhaltung Praxis Roth`: what leads stands first.
    let begin = words.iter().take_while(|word| LEADING.contains(word)).count();
    let begin = if begin < end { begin } else { 0 };
    words.iter().take(end).skip(begin).copied().collect()
}

/// Whether a word may be the other: with a slip, without its umlauts, inside it, its beginning, its
/// initial.
fn is_spelling(one: &str, other: &str) -> bool {
    let begins = |short: &str, long: &str| long.starts_with(short);
    is_slip(one, other)
        || skeleton(one) == skeleton(other)
        || is_inside(one, other)
        || begins(one, other)
        || begins(other, one)
        || is_abbreviation(one, other)
        || is_abbreviation(other, one)
}

/// `kfz` for `kraftfahrzeuge`: consonants that stand in the other word in their order, the first of
/// them first.
fn is_abbreviation(short: &str, long: &str) -> bool {
    let mut left = long.chars();
    (2..=5).contains(&short.len())
        && short.len() < long.len()
        && !short.contains(['a', 'e', 'i', 'o', 'u', 'y'])
        && short.chars().next() == long.chars().next()
        && short.chars().all(|letter| left.any(|other| other == letter))
}

/// True when a word is the other but for one letter, or two that changed places.
pub(super) fn is_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let ahead = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let behind = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    let sorted = |word: &[char]| {
        let mut letters = word.to_vec();
        letters.sort_unstable();
        letters
    };
    match longer - shorter {
        0 if ahead == longer => true,
        0 => {
            (longer > 3 && ahead + behind + 1 >= longer)
                || (ahead + behind + 2 >= longer && sorted(&one) == sorted(&other))
        }
        1 => longer > 3 && ahead + behind >= shorter,
        _ => false,
    }
}

/// True when the shorter of two texts stands in the longer one, and is long enough to be no
/// accident.
pub(super) fn is_inside(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.len() > 3 && long.contains(short)
}
