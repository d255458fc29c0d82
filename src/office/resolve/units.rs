//! How much one unit is of another: what a delivery note or an invoice is asked about is taught by
//! a person's answer, which is kept for the article; all that waited for it is controlled again.

use super::documents::NO_ANSWER;
use super::{Choice, Decided, NOT_HELD, done, label};
use crate::control::{DELIVERY_UNIT, number_key};
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Conversion, Finding, FindingKind, Unit};
use crate::formats::csv_shape::number;
use crate::office::run::Desk;
use crate::store::Changes;
use crate::store::control::ControlFinding;
use crate::store::rows::DocumentRow;
use rust_decimal::Decimal;

/// An answer that leaves open what one of what is.
pub static WHICH: FindingKind = kind(
    "unit-which",
    "Wovon {id} wie viel ist, sagt die Antwort nicht eindeutig: gefragt ist nach {asked}. Bitte \
     so: kontor resolve {id} unit \"1 Karton = 12 Stk\" --line POSITION.",
    "The answer does not say which of {id}'s units is how much: asked are {asked}. Say it so: \
     kontor resolve {id} unit \"1 carton = 12 pcs\" --line LINE.",
);
/// An answer against a fact.
pub static FACT: FindingKind = kind(
    "unit-fact",
    "1 {unit} sind immer {fact} {of}; das lässt sich nicht anders festlegen.",
    "1 {unit} is always {fact} {of}; that cannot be set otherwise.",
);
/// A line whose article nobody can tell.
pub static NO_ARTICLE: FindingKind = kind(
    "unit-no-article",
    "Die Position nennt keine Artikelnummer, für die sich „{said}“ merken ließe. Bitte unter \
     [[unit]] in der Datei der Firma festlegen.",
    "The line states no article number that “{said}” could be kept for. Say it under [[unit]] in \
     the company's file.",
);

const fn kind(code: &'static str, de: &'static str, en: &'static str) -> FindingKind {
    FindingKind { code, weight: Weight::Error, de, en }
}

/// What a person says of units: `1 Karton = 12 Stk`, or `12` alone where it is clear which of the
/// two asked about is the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitAnswer {
    /// The larger unit and the smaller, where they are named.
    pub units: Option<(Unit, Unit)>,
    /// How many of the smaller one the larger is.
    pub quantity: Decimal,
    /// The line of the document that is meant.
    pub line: Option<String>,
}

impl UnitAnswer {
    /// Reads `1 Karton = 12 Stk`, `Karton = 12 Stk` or `12`, and behind it a line: `Pos. 2`, `line
    /// 2`.
    pub fn read(text: &str) -> Option<UnitAnswer> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_line = |word: &&str| {
            matches!(
                word.to_lowercase().trim_end_matches('.'),
                "pos" | "position" | "zeile" | "line"
            )
        };
        let at = words.iter().position(is_line);
        let line = at.and_then(|at| words.get(at + 1)).map(|line| (*line).to_owned());
        let text = words.get(..at.unwrap_or(words.len())).unwrap_or_default().join(" ");
        let Some((larger, smaller)) = text.split_once('=') else {
            return Some(UnitAnswer { units: None, quantity: number(&text)?, line });
        };
        let larger = larger.trim();
        let larger =
            larger.strip_prefix("1 ").or_else(|| larger.strip_prefix("eine ")).unwrap_or(larger);
        let smaller = smaller.trim();
        let end = smaller
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ' ')))
            .unwrap_or(smaller.len());
        let (quantity, of) = smaller.split_at_checked(end)?;
        Some(UnitAnswer {
            units: Some((Unit::read(larger)?, Unit::read(of.trim())?)),
            quantity: number(quantity)?,
            line,
        })
    }

    /// As it stands among the decisions.
    pub fn label(&self) -> String {
        let said = match &self.units {
            Some((unit, of)) => format!("1 {} = {} {}", unit.code(), self.quantity, of.code()),
            None => self.quantity.to_string(),
        };
        self.line.as_ref().map_or(said.clone(), |line| format!("{said} line {line}"))
    }
}

/// A quantity above zero, with point or comma; `None` too where it reads in two ways: `1.000` is a
/// thousand in German and one in English.
pub(super) fn number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let bare = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' '));
    let read = match number::evidence(text) {
        _ if !bare => None,
        number::Evidence::None | number::Evidence::Either => None,
        number::Evidence::Same => number::read(text, number::Form::Comma),
        number::Evidence::Only(form) => number::read(text, form),
    }?;
    (read > Decimal::ZERO).then(|| read.normalize())
}

/// Two units that a document is asked about, at a line.
struct Asked {
    line: Option<String>,
    stated: Unit,
    ordered: Unit,
}

impl Asked {
    /// What a finding of the control asks, where it is about units that do not convert.
    fn of(found: &ControlFinding) -> Option<Asked> {
        let units = found.code == DELIVERY_UNIT.code || found.code == "quantity-exceeds-order";
        let (stated, ordered) =
            found.actual.as_deref().zip(found.expected.as_deref()).filter(|_| units)?;
        if stated.parse::<Decimal>().is_ok() {
            return None;
        }
        Some(Asked {
            line: found.line.clone(),
            stated: Unit::read(stated)?,
            ordered: Unit::read(ordered)?,
        })
    }

    /// The larger of the two and the smaller, where only one is a package.
    fn ranked(&self) -> Option<(Unit, Unit)> {
        let (stated, ordered) = (self.stated.clone(), self.ordered.clone());
        match (stated.is_package(), ordered.is_package()) {
            (true, false) => Some((stated, ordered)),
            (false, true) => Some((ordered, stated)),
            _ => None,
        }
    }

    fn is_between(&self, units: &(Unit, Unit)) -> bool {
        (&self.stated, &self.ordered) == (&units.0, &units.1)
            || (&self.stated, &self.ordered) == (&units.1, &units.0)
    }
}

impl Desk {
    /// Keeps what a person says of the units that a document is asked about, for the articles of
    /// the lines asked about.
    pub(super) async fn teach_unit(
        &self,
        id: &str,
        document: DocumentRow,
        answer: &UnitAnswer,
        choice: &Choice,
    ) -> Decided {
        let control = self.store.control_of(document.id).await?;
        let asked: Vec<Asked> =
            control.iter().flat_map(|control| &control.findings).filter_map(Asked::of).collect();
        if asked.is_empty() {
            return Ok(Err(match control {
                Some(_) => NO_ANSWER.found().with("id", id),
                None => NOT_HELD
                    .found()
                    .with("id", id)
                    .with("status", document.status.word(self.setup.language)),
            }));
        }
        let Some((lines, units)) = meant(&asked, answer) else {
            return Ok(Err(WHICH.found().with("id", id).with_value("asked", all(&asked))));
        };
        if let Some(fact) = units.0.in_terms_of(&units.1).filter(|fact| *fact != answer.quantity) {
            return Ok(Err(fact_against(&units, fact)));
        }
        let goods = self.store.lines_with_unit(document.id).await?;
        let mut articles: Vec<String> = Vec::new();
        for asked in &lines {
            let own = goods.iter().filter(|(line, unit, _)| {
                *line == asked.line && unit.as_ref() == Some(&asked.stated)
            });
            for article in own.filter_map(|(_, _, article)| article.as_ref()) {
                if !articles.iter().any(|known| number_key(known) == number_key(article)) {
                    articles.push(article.clone());
                }
            }
        }
        if articles.is_empty() {
            return Ok(Err(NO_ARTICLE.found().with("said", answer.label())));
        }
        // What a carton of one article holds says nothing of another's.
        if articles.len() > 1 && answer.line.is_none() {
            return Ok(Err(WHICH.found().with("id", id).with_value("asked", all(&asked))));
        }
        let conversion = |article: String| Conversion {
            article: Some(article),
            unit: units.0.code().to_owned(),
            quantity: answer.quantity,
            of: units.1.code().to_owned(),
        };
        let company = document.company.clone().unwrap_or_default();
        let rows = articles.into_iter().map(conversion).collect();
        let changes = Changes { units: vec![(company, document.id, rows)], ..Changes::default() };
        self.decided_document(id, "resolve", &label(choice), changes).await?;
        Ok(Ok(done(self.setup.language, id)))
    }

    /// Forgets what was taught by the last answer about a document; `None` when the last decision
    /// about it that stands was another one.
    pub(super) async fn undo_unit(
        &self,
        id: &str,
        document: &DocumentRow,
    ) -> anyhow::Result<Option<Decided>> {
        let mut standing: Vec<String> = Vec::new();
        for (verb, choice, ..) in self.store.decisions(id).await? {
            if verb == "undo" {
                standing.pop();
            } else {
                standing.push(choice);
            }
        }
        if standing.last().is_none_or(|choice| !choice.starts_with("unit ")) {
            return Ok(None);
        }
        let changes = Changes { units_forgotten: vec![document.id], ..Changes::default() };
        self.decided_document(id, "undo", "", changes).await?;
        Ok(Some(Ok(Ok(done(self.setup.language, id)))))
    }
}

/// What an answer is about: the lines asked about, and which unit is so many of which.
fn meant<'a>(asked: &'a [Asked], answer: &UnitAnswer) -> Option<(Vec<&'a Asked>, (Unit, Unit))> {
    let of_line = |one: &&Asked| answer.line.is_none() || answer.line == one.line;
    let lines: Vec<&Asked> = asked.iter().filter(of_line).collect();
    match &answer.units {
        Some(units) => {
            let lines: Vec<&Asked> =
                lines.into_iter().filter(|one| one.is_between(units)).collect();
            (!lines.is_empty()).then(|| (lines, units.clone()))
        }
        None => {
            let units = lines.first()?.ranked()?;
            let same = lines.iter().all(|one| one.ranked().as_ref() == Some(&units));
            same.then_some((lines, units))
        }
    }
}

/// The pairs asked about, with their lines.
fn all(asked: &[Asked]) -> Argument {
    let said = |language| {
        let one = |one: &Asked| {
            format!(
                "{}: {} / {}",
                one.line.as_deref().unwrap_or("–"),
                one.stated.word(language),
                one.ordered.word(language)
            )
        };
        asked.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    [said(crate::domain::Language::De), said(crate::domain::Language::En)].into()
}

fn fact_against(units: &(Unit, Unit), fact: Decimal) -> Finding {
    let word = |unit: &Unit| {
        [crate::domain::Language::De, crate::domain::Language::En]
            .map(|language| unit.word(language).to_owned())
    };
    FACT.found()
        .with_value("unit", word(&units.0))
        .with_value("of", word(&units.1))
        .with_value("fact", fact.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_of_units() {
        let read = |text: &str| UnitAnswer::read(text).map(|answer| answer.label());
        for (text, said) in [
            ("12", "12"),
            ("1 Karton = 12 Stk", "1 XCT = 12 C62"),
            ("Karton=12Stück", "1 XCT = 12 C62"),
            ("Palette = 1,5 t Pos. 3", "1 XPX = 1.5 TNE line 3"),
            ("24 line 2", "24 line 2"),
            ("1 Palette = 1.000.000 Stk", "1 XPX = 1000000 C62"),
            ("1 Palette = 1.234,5 kg", "1 XPX = 1234.5 KGM"),
            ("1 Palette = 1,234.5 kg", "1 XPX = 1234.5 KGM"),
            ("1 Palette = 1000 Stk", "1 XPX = 1000 C62"),
            ("12.50", "12.5"),
        ] {
            assert_eq!(read(text).as_deref(), Some(said), "{text}");
        }
        for text in ["", "zwölf", "0", "-3", "Karton = Stk", "= 12", "1 Karton = 12", "12 EUR"] {
            assert_eq!(read(text), None, "{text}");
        }
        for text in ["1 Karton = 1.000 Stk", "1.000", "Palette = 1,250 t"] {
            assert_eq!(read(text), None, "{text} reads in two ways");
        }
    }
}
