//! The words of an office's own rules: each matches a whole word, `*` takes any letters before or
//! behind it, and placeholders stand for what people write in many ways: `{month}`, `{quarter}`,
//! `{year}`.

use crate::domain::text::fold;

/// The placeholders, in both languages.
pub const PLACEHOLDERS: &[&str] = &["month", "monat", "quarter", "quartal", "year", "jahr"];

/// What of a pattern between braces is no placeholder.
pub fn unknown_placeholder(pattern: &str) -> Option<&str> {
    let mut rest = pattern;
    while let Some((_, behind)) = rest.split_once('{') {
        let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
        if !PLACEHOLDERS.contains(&name.trim()) {
            return Some(name);
        }
        rest = after;
    }
    None
}

/// Words that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// A word; whether others may stand before, and behind it.
    Word(String, bool, bool),
    Month,
    Quarter,
    Year,
}

impl Phrase {
    /// A phrase as a rule writes it.
    pub(super) fn read(pattern: &str) -> Phrase {
        let spaced = pattern.replace('{', " {").replace('}', "} ");
        Phrase(spaced.split_whitespace().flat_map(parts).collect())
    }

    /// Whether it stands in a folded text.
    pub(super) fn stands_in(&self, text: &str) -> bool {
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        // Placeholders alone say nothing.
        self.0.iter().any(|part| matches!(part, Part::Word(..)))
            && (0..words.len()).any(|at| follow(&self.0, words.get(at..).unwrap_or_default()))
    }
}

/// What a piece without blanks is; one of several words (`UMS.ST`) is these.
fn parts(piece: &str) -> Vec<Part> {
    match piece.trim_matches(['{', '}']) {
        _ if !piece.starts_with('{') => {}
        "month" | "monat" => return vec![Part::Month],
        "quarter" | "quartal" => return vec![Part::Quarter],
        "year" | "jahr" => return vec![Part::Year],
        _ => {}
    }
    let (before, behind) = (piece.starts_with('*'), piece.ends_with('*'));
    let folded = fold(piece);
    let last = folded.split(' ').count().saturating_sub(1);
    let words = folded.split(' ').enumerate().filter(|(_, word)| !word.is_empty());
    let part = |(at, word): (usize, &str)| {
        Part::Word(word.to_owned(), before && at == 0, behind && at == last)
    };
    words.map(part).collect()
}

/// Whether words begin with these parts.
fn follow(parts: &[Part], words: &[&str]) -> bool {
    let Some((part, rest)) = parts.split_first() else { return true };
    let taken = match part {
        Part::Word(own, before, behind) => {
            words.first().is_some_and(|word| match (before, behind) {
                (false, false) => word == own,
                (true, false) => word.ends_with(own.as_str()),
                (false, true) => word.starts_with(own.as_str()),
                (true, true) => word.contains(own.as_str()),
            })
        }
        Part::Month => words.first().is_some_and(|word| is_month(word)),
        Part::Year => words.first().is_some_and(|word| is_year(word)),
        Part::Quarter => return after_quarter(words).any(|left| follow(rest, left)),
    };
    taken && follow(rest, words.get(1..).unwrap_or_default())
}

/// The words behind a quarter: `Q4`, `4Q`, `4. Quartal`, `IV. Quartal`, `Quartal 4`.
fn after_quarter<'w>(words: &'w [&'w str]) -> impl Iterator<Item = &'w [&'w str]> {
    let is_number = |word: &str| {
        ["1", "2", "3", "4", "i", "ii", "iii", "iv", "01", "02", "03", "04"].contains(&word)
    };
    let is_name =
        |word: &str| ["quartal", "quarter", "qu", "q", "qrt", "qtl", "vj"].contains(&word);
    let is_short = |word: &str| {
        word.strip_prefix('q').or_else(|| word.strip_suffix('q')).is_some_and(is_number)
    };
    let length = match words {
        [one, ..] if is_short(one) => Some(1),
        [one, two, ..] if is_number(one) && is_name(two) || is_name(one) && is_number(two) => {
            Some(2)
        }
        _ => None,
    };
    length.and_then(|length| words.get(length..)).into_iter()
}

/// Names of months, German and English, which a shortened one begins.
const WHOLE: &[&str] = &[
    "januar",
    "january",
    "februar",
    "february",
    "maerz",
    "march",
    "mrz",
    "april",
    "mai",
    "may",
    "juni",
    "june",
    "juli",
    "july",
    "august",
    "september",
    "sept",
    "oktober",
    "october",
    "november",
    "dezember",
    "december",
    "jaenner",
    "feber",
];

fn is_month(word: &str) -> bool {
    let is_number = word.len() <= 2 && word.parse::<u8>().is_ok_and(|it| (1..=12).contains(&it));
    is_number || word.len() > 2 && WHOLE.iter().any(|whole| whole.starts_with(word))
}

fn is_year(word: &str) -> bool {
    let is_digits = word.bytes().all(|byte| byte.is_ascii_digit());
    let of_now = word.starts_with("19") || word.starts_with("20");
    is_digits && (word.len() == 2 || word.len() == 4 && of_now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_whole_word_unless_the_rule_says_otherwise() {
        let stands = |pattern: &str, text: &str| Phrase::read(pattern).stands_in(&fold(text));
        assert!(stands("Strom", "Stadtwerke Strom 10/2026"));
        assert!(!stands("Strom", "Ruhrstrom AG") && !stands("Strom", "Stromberg KG"));
        assert!(stands("*strom", "Ruhrstrom AG") && !stands("*strom", "Stromberg KG"));
        assert!(stands("Strom*", "Stromberg KG") && stands("*strom*", "Starkstromwerk"));
        assert!(stands("UMS.ST", "Ums St 10") && stands("Müller GmbH", "Fa. MUELLER GMBH"));
        assert!(stands("Miete* Halle", "Mieten Halle 3") && !stands("Miete Halle", "Halle Miete"));
        assert!(!stands("", "x") && !stands("*", "x"));
    }

    #[test]
    fn a_placeholder_is_what_people_write() {
        let stands = |pattern: &str, text: &str| Phrase::read(pattern).stands_in(&fold(text));
        for text in ["Miete Oktober 2026", "MIETE 10/2026", "Miete Okt. 26", "Miete October 2026"] {
            assert!(stands("Miete {month} {year}", text), "{text}");
        }
        for text in
            ["Miete 13/2026", "Miete für Büro", "Untermiete Oktober 2026", "Miete Oktoberfest 26"]
        {
            assert!(!stands("Miete {monat} {jahr}", text), "{text}");
        }
        for text in ["Abschlag Q4 2026", "Abschlag 4. Quartal 2026", "Abschlag IV. Quartal 2026"] {
            assert!(stands("Abschlag {quarter} {year}", text), "{text}");
        }
        assert_eq!(unknown_placeholder("Miete {month} {woche}"), Some("woche"));
        assert_eq!(unknown_placeholder("Miete {month} {jahr}"), None);
    }
}
