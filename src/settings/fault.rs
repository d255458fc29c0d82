//! A fault of a settings file: the file, the finding with its place, what to do, and the line it
//! stands in.

use crate::domain::finding::Weight;
use crate::domain::{Finding, Language, Place};
use std::fmt::Write;

/// What is wrong in a settings or pipeline file, for a person who can edit it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file below the office (`companies/mueller.toml`), or a folder (`companies/`).
    pub file: String,
    /// The sentence, with [`Place::LineColumn`] where a line is to blame.
    pub finding: Finding,
    /// What to do beyond what the sentence says.
    pub hint: Option<Hint>,
    /// The text of the line and how many of its characters are marked; `None` where showing it
    /// would show a secret.
    pub excerpt: Option<Excerpt>,
}

/// The line a fault stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The line without its end; tabs are blanks, so that the caret stands right.
    pub line: String,
    /// Characters to mark from the fault's column on; at least one.
    pub width: usize,
}

/// What to do about a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// Something known is spelled nearly so.
    DidYouMean(String),
    /// Nothing is near: what there is.
    OneOf(Vec<String>),
    /// A sentence, German and English.
    Do(&'static str, &'static str),
}

impl Hint {
    /// The hint as a sentence.
    pub fn say(&self, language: Language) -> String {
        match (self, language) {
            (Hint::DidYouMean(word), Language::De) => format!("Gemeint ist wohl „{word}“."),
            (Hint::DidYouMean(word), Language::En) => format!("Did you mean \"{word}\"?"),
            (Hint::OneOf(words), Language::De) => format!("Möglich sind: {}.", list(words)),
            (Hint::OneOf(words), Language::En) => format!("Known are: {}.", list(words)),
            (Hint::Do(de, _), Language::De) => (*de).to_owned(),
            (Hint::Do(_, en), Language::En) => (*en).to_owned(),
        }
    }
}

/// Most words of a list that are told.
const MOST_TOLD: usize = 20;

fn list(words: &[String]) -> String {
    let told: Vec<&str> = words.iter().take(MOST_TOLD).map(String::as_str).collect();
    let more = if words.len() > MOST_TOLD { ", …" } else { "" };
    format!("{}{more}", told.join(", "))
}

impl Fault {
    /// A fault of a whole file or folder.
    pub fn of_file(file: impl Into<String>, finding: Finding) -> Fault {
        Fault { file: file.into(), finding, hint: None, excerpt: None }
    }

    /// Adds what to do.
    pub fn hint(mut self, hint: Hint) -> Fault {
        self.hint = Some(hint);
        self
    }

    /// True when nothing can run before it is put right; a warning is only told.
    pub fn stops(&self) -> bool {
        self.finding.kind.weight == Weight::Error
    }

    /// `file:line:column`, as editors jump to it.
    pub fn place(&self) -> String {
        match &self.finding.place {
            Some(Place::LineColumn(line, column)) => format!("{}:{line}:{column}", self.file),
            Some(Place::Line(line)) => format!("{}:{line}", self.file),
            _ => self.file.clone(),
        }
    }

    /// Place, sentence and hint in one line.
    pub fn say(&self, language: Language) -> String {
        let mut text = format!("{}: {}", self.place(), self.sentence(language));
        if let Some(hint) = &self.hint {
            let _ = write!(text, " {}", hint.say(language));
        }
        text
    }

    /// The sentence alone, without its place.
    pub fn sentence(&self, language: Language) -> String {
        Finding { place: None, ..self.finding.clone() }.say(language)
    }
}

/// Writes faults for a person: place, sentence, the line with a caret below what is wrong, and the
/// hint. `colour` only for a terminal.
pub fn render(faults: &[Fault], language: Language, colour: bool) -> String {
    let mut text = String::new();
    for fault in faults {
        render_one(&mut text, fault, language, Paint { colour });
    }
    text
}

fn render_one(text: &mut String, fault: &Fault, language: Language, paint: Paint) {
    let tone = if fault.stops() { RED } else { YELLOW };
    let _ = writeln!(
        text,
        "{}: {}",
        paint.with(BOLD, &fault.place()),
        paint.with(tone, &fault.sentence(language))
    );
    if let (Some(excerpt), Some(Place::LineColumn(line, column))) =
        (&fault.excerpt, &fault.finding.place)
    {
        let number = line.to_string();
        let before = " ".repeat(usize::try_from(*column).unwrap_or(1).saturating_sub(1));
        let _ = writeln!(text, "  {number} | {}", excerpt.line);
        let _ = writeln!(
            text,
            "  {} | {before}{}",
            " ".repeat(number.len()),
            paint.with(tone, &"^".repeat(excerpt.width))
        );
    }
    if let Some(hint) = &fault.hint {
        let _ = writeln!(text, "  {}", hint.say(language));
    }
}

const BOLD: &str = "1";
const RED: &str = "31";
const YELLOW: &str = "33";

#[derive(Clone, Copy)]
struct Paint {
    colour: bool,
}

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        match self.colour {
            true => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }
}
