//! Findings: what is wrong or noteworthy about a document, as a value with a code.
//!
//! A finding's text exists in German and English and lives in a [`FindingKind`], a `static` beside
//! the code that raises it; each module lists its kinds in one table, so that a test can see that
//! every kind has a sample that provokes it. A sentence says what is wrong, where, and what to do.

use super::finding_argument::Argument;
use std::fmt;

/// The language a person reads; German unless asked otherwise.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
    serde::Serialize,
    serde::Deserialize,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// German, the default.
    #[default]
    De,
    /// English.
    En,
}

/// How much a finding weighs, and by that who is told of it and where (`tests/office/told.rs` walks
/// this table with every broken sample):
///
/// | | stands in `report documents` and `explain` | asked about: `review`, digest, `waits`, `run` ends with 1 |
/// |---|---|---|
/// | [`Weight::Note`] | yes | no |
/// | [`Weight::Warning`] | yes | until a person accepts it, or a later document mends it; beside the reason of a document that is held |
/// | [`Weight::Error`] | as the reason why the document is held or rejected | as long as it is held; a rejected one once |
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Worth knowing; nothing waits for it.
    Note,
    /// Read with doubt, money may be missing, doubled or wrong: the document is taken, a person
    /// must look.
    Warning,
    /// The document cannot be taken as it is.
    Error,
}

impl Weight {
    /// True when a document that was taken all the same waits for a person because of such a
    /// finding.
    pub fn asks(self) -> bool {
        self == Weight::Warning
    }
}

/// One kind of finding: its code and its sentence in both languages. `{name}` in a sentence stands
/// for an argument of that name, `{count|row was|rows were}` for a number with what is said of one
/// and of several.
#[derive(Debug, PartialEq, Eq)]
pub struct FindingKind {
    /// Kebab-case, unique over the program; samples/broken has a file named after it.
    pub code: &'static str,
    /// Whether it refuses the document, waits for a person, or only tells.
    pub weight: Weight,
    /// The German sentence, with `{arguments}`.
    pub de: &'static str,
    /// The English sentence, with the same `{arguments}`.
    pub en: &'static str,
}

/// Where in a document a finding stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// 1-based line of a text file.
    Line(u64),
    /// 1-based line and column (in characters) of a text file.
    LineColumn(u64, u64),
    /// A path of element names, or a field's name.
    Path(String),
    /// 1-based page of a PDF.
    Page(u32),
}

/// A finding: its kind, what fills its sentence, and the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The row of the table that this is one of.
    pub kind: &'static FindingKind,
    /// What fills the sentence: name and value.
    pub arguments: Vec<(&'static str, Argument)>,
    /// Where in the file, where that is known.
    pub place: Option<Place>,
}

impl FindingKind {
    /// A finding of this kind without arguments or place; add them with [`Finding::with`] and
    /// [`Finding::at`].
    pub fn found(&'static self) -> Finding {
        Finding { kind: self, arguments: Vec::new(), place: None }
    }

    /// The sentence as it is written, placeholders unfilled.
    pub fn sentence(&self, language: Language) -> &'static str {
        match language {
            Language::De => self.de,
            Language::En => self.en,
        }
    }
}

impl Finding {
    /// Fills the placeholder `{name}` with a text. Control characters of `value` are dropped and
    /// long values are cut, so that hostile input cannot garble a report.
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Finding {
        self.arguments.push((name, Argument::text(value)));
        self
    }

    /// Fills the placeholder `{name}` with an amount, a number or a day, which each language spells
    /// its own way.
    pub fn with_value(mut self, name: &'static str, value: impl Into<Argument>) -> Finding {
        self.arguments.push((name, value.into()));
        self
    }

    /// Sets the place.
    pub fn at(mut self, place: Place) -> Finding {
        self.place = Some(place);
        self
    }

    /// The finding's code.
    pub fn code(&self) -> &'static str {
        self.kind.code
    }

    /// The whole sentence for a person, the place in front.
    pub fn say(&self, language: Language) -> String {
        let mut text = match &self.place {
            Some(place) => format!("{}: ", place.say(language)),
            None => String::new(),
        };
        fill(&mut text, self.kind.sentence(language), &self.arguments, language);
        text
    }
}

impl Place {
    /// The place in words.
    pub fn say(&self, language: Language) -> String {
        match (self, language) {
            (Place::Line(line), Language::De) => format!("Zeile {line}"),
            (Place::Line(line), Language::En) => format!("line {line}"),
            (Place::LineColumn(line, column), Language::De) => {
                format!("Zeile {line}, Spalte {column}")
            }
            (Place::LineColumn(line, column), Language::En) => {
                format!("line {line}, column {column}")
            }
            (Place::Path(path), _) => path.clone(),
            (Place::Page(page), Language::De) => format!("Seite {page}"),
            (Place::Page(page), Language::En) => format!("page {page}"),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Language::En))
    }
}

impl std::error::Error for Finding {}

/// The document that is told of, which has no number yet while it is only looked at.
const THIS: &str = "this";

fn fill(
    text: &mut String,
    sentence: &str,
    arguments: &[(&'static str, Argument)],
    language: Language,
) {
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            rest = after;
            break;
        };
        let (name, forms) = name
            .split_once('|')
            .map_or((name, None), |(name, forms)| (name, forms.split_once('|')));
        if let Some((_, value)) = arguments.iter().find(|(known, _)| *known == name) {
            let said = value.say(language);
            text.push_str(&said);
            if let Some((one, many)) = forms {
                text.push(' ');
                text.push_str(if said == "1" { one } else { many });
            }
        } else if name == THIS {
            text.push_str("D…");
        }
        rest = tail;
    }
    text.push_str(rest);
}

/// Longest argument shown, in characters.
const LONGEST_ARGUMENT: usize = 120;

pub(super) fn tame(value: &str) -> String {
    let mut clean: String =
        value.chars().filter(|c| !super::plain::acts(*c)).take(LONGEST_ARGUMENT).collect();
    if value.chars().nth(LONGEST_ARGUMENT).is_some() {
        // Half a word, such as a rule's name, says nothing or something else.
        let whole = clean.rfind(' ').filter(|at| *at > LONGEST_ARGUMENT / 2);
        if let Some(end) = whole {
            clean.truncate(end);
            clean.truncate(clean.trim_end_matches([' ', ',', ';', '(', '–']).len());
        }
        clean.push('…');
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    static KIND: FindingKind = FindingKind {
        code: "x",
        weight: Weight::Error,
        de: "Der Betrag „{amount}“ fehlt.",
        en: "Amount {amount} is missing.",
    };

    #[test]
    fn a_sentence_is_filled_and_names_its_place() {
        let finding = KIND.found().with("amount", "1\n2").at(Place::Line(7));
        assert_eq!(finding.say(Language::De), "Zeile 7: Der Betrag „12“ fehlt.");
        assert_eq!(finding.say(Language::En), "line 7: Amount 12 is missing.");
    }

    #[test]
    fn what_is_too_long_is_cut_between_words() {
        let long = format!("{} (BR-CO-10)", "Summe ".repeat(19).trim_end());
        assert_eq!(tame(&long), format!("{}…", "Summe ".repeat(19).trim_end()));
        assert_eq!(tame(&"x".repeat(130)).chars().count(), LONGEST_ARGUMENT + 1);
    }

    #[test]
    fn one_is_told_otherwise_than_several() {
        static COUNTED: FindingKind = FindingKind {
            code: "y",
            weight: Weight::Note,
            de: "Es {n|Zeile fehlt|Zeilen fehlen}.",
            en: "{n|row is|rows are} missing.",
        };
        assert_eq!(COUNTED.found().with("n", 1).say(Language::De), "Es 1 Zeile fehlt.");
        assert_eq!(COUNTED.found().with("n", 2).say(Language::En), "2 rows are missing.");
    }
}
