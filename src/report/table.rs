//! A report as text: a table that fits the width it is given. What fits on one line stays on one
//! line; else what is the same in every row is told once above, long texts are wrapped inside their
//! column, and at last the longest go below their row.

use super::render::{cell, joined, listed, shown};
use super::row::{Field, Row};
use super::totals::totals;
use super::{Cell, Column, Report};
use crate::domain::Language;
use std::fmt::Write;

/// Blanks between two columns.
const GAP: usize = 2;
/// A column of words is not made narrower than this to fit, in characters; its own widest text may
/// be shorter.
const NARROWEST: usize = 12;
/// A word is not broken for being this long, characters: `Verbindlichkeit`, `csv:sparkasse-camt`.
const LONGEST_WORD: usize = 20;
/// Blanks before what stands below a row.
const INDENT: usize = 4;
/// Longest text of a cell, characters; the whole stands in the other forms.
const LONGEST: usize = 600;

/// The report as text of at most so many characters a line, where its figures let it.
pub(super) fn text(report: &Report, rows: &[Row], language: Language, width: usize) -> String {
    let title = report.title(language);
    if rows.is_empty() {
        let none = if language == Language::De { "keine Einträge" } else { "no entries" };
        return format!("{title}: {none}\n");
    }
    let foot = totals(report, rows, language);
    let table = Table::of(report, rows, &foot, language);
    let layout = table.layout(width);
    let mut out = format!("{title}\n");
    let above = layout.above.iter().filter_map(|at| {
        Some(format!("{}: {}", report.columns.get(*at)?.heading(language), table.cell(0, *at)?))
    });
    for line in wrapped(&above.collect::<Vec<_>>().join(" · "), width)
        .iter()
        .filter(|line| !line.is_empty())
    {
        let _ = writeln!(out, "{line}");
    }
    out.push('\n');
    let headings: Vec<String> =
        report.columns.iter().map(|column| column.heading(language).to_owned()).collect();
    let beside = Layout { below: Vec::new(), ..layout.clone() };
    table.write(&mut out, &headings, &beside);
    rule(&mut out, &layout);
    for (at, row) in table.rows.iter().enumerate() {
        if at == table.rows.len() - foot.len() {
            rule(&mut out, &layout);
        }
        table.write(&mut out, row, &layout);
    }
    out
}

/// All cells as they are shown; the foot's rows last.
struct Table<'a> {
    columns: &'static [Column],
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    foot: &'a [Row],
}

/// Where each column stands, by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Layout {
    /// The same in each row: told once.
    above: Vec<usize>,
    /// Side by side, with their widths in characters.
    beside: Vec<(usize, usize)>,
    /// Below each row, under their headings.
    below: Vec<usize>,
    /// Characters of a line.
    width: usize,
}

impl<'a> Table<'a> {
    fn of(report: &Report, rows: &[Row], foot: &'a [Row], language: Language) -> Table<'a> {
        let line = |row: &Row| {
            report.columns.iter().map(|column| cut(told(row, column, language))).collect()
        };
        Table {
            columns: report.columns,
            headings: report.columns.iter().map(|column| column.heading(language)).collect(),
            rows: rows.iter().chain(foot).map(line).collect(),
            foot,
        }
    }

    fn cell(&self, row: usize, column: usize) -> Option<&str> {
        self.rows.get(row)?.get(column).map(String::as_str)
    }

    /// The widest line of a column, heading included.
    fn natural(&self, at: usize) -> usize {
        let cells = self
            .rows
            .iter()
            .filter_map(|row| row.get(at))
            .flat_map(|cell| cell.split('\n'))
            .map(wide);
        cells.chain(self.headings.get(at).map(|heading| wide(heading))).max().unwrap_or_default()
    }

    /// True for a column that says the same in every row, and does not tell the foot's rows apart.
    fn is_constant(&self, at: usize) -> bool {
        let first = self.cell(0, at);
        let body = self.rows.len() - self.foot.len();
        let same = (0..body).all(|row| self.cell(row, at) == first);
        same && (body..self.rows.len())
            .all(|row| self.cell(row, at).is_none_or(|cell| cell.is_empty() || Some(cell) == first))
    }

    fn layout(&self, width: usize) -> Layout {
        let all: Vec<usize> = (0..self.columns.len()).collect();
        // A column in which nothing stands says nothing.
        let filled: Vec<usize> = all
            .into_iter()
            .filter(|at| {
                self.rows.iter().any(|row| row.get(*at).is_some_and(|cell| !cell.is_empty()))
            })
            .collect();
        let natural = |columns: &[usize]| -> Vec<(usize, usize)> {
            columns.iter().map(|at| (*at, self.natural(*at))).collect()
        };
        let as_it_is = natural(&filled);
        if total(&as_it_is) <= width {
            return Layout { above: Vec::new(), beside: as_it_is, below: Vec::new(), width };
        }
        let filled: Vec<usize> = filled
            .into_iter()
            .filter(|at| self.columns.get(*at).is_some_and(|column| !column.spare))
            .collect();
        let (above, mut rest): (Vec<usize>, Vec<usize>) = filled
            .into_iter()
            .partition(|at| self.rows.len() > 1 && self.wraps(*at) && self.is_constant(*at));
        let mut below: Vec<usize> = Vec::new();
        loop {
            let (beside, fits) = self.narrowed(natural(&rest), width);
            let Some(longest) = self.next_below(&beside).filter(|_| !fits) else {
                below.sort_unstable();
                return Layout { above, beside, below, width };
            };
            rest.retain(|at| *at != longest);
            below.push(longest);
        }
    }

    /// Takes characters from the widest columns of words until the line fits; whether it does.
    fn narrowed(
        &self,
        mut beside: Vec<(usize, usize)>,
        width: usize,
    ) -> (Vec<(usize, usize)>, bool) {
        let least: Vec<usize> = beside.iter().map(|(at, _)| self.narrowest(*at)).collect();
        while total(&beside) > width {
            let giving = beside.iter_mut().zip(&least).filter(|((_, wide), least)| *wide > **least);
            let Some(((_, widest), _)) = giving.max_by_key(|((_, wide), _)| *wide) else {
                return (beside, false);
            };
            *widest -= 1;
        }
        (beside, true)
    }

    /// How narrow a column may become: no word is torn that is not longer than a line of its column
    /// should be; of figures only the heading is broken.
    fn narrowest(&self, at: usize) -> usize {
        let heading =
            self.headings.get(at).map(|heading| widest_piece(heading)).unwrap_or_default();
        let cells = || self.rows.iter().filter_map(|row| row.get(at));
        match (self.wraps(at), self.is_long(at)) {
            (true, true) => NARROWEST * 2,
            (true, false) => cells()
                .map(|cell| widest_piece(cell))
                .max()
                .unwrap_or_default()
                .max(heading)
                .clamp(NARROWEST, LONGEST_WORD),
            (false, _) => cells().map(|cell| wide(cell)).max().unwrap_or_default().max(heading),
        }
    }

    /// The column that goes below its row when nothing else helps: the widest of long texts, else
    /// the widest of words behind the first.
    fn next_below(&self, beside: &[(usize, usize)]) -> Option<usize> {
        let widest = |long: bool| {
            let behind = beside
                .iter()
                .skip(1)
                .filter(|(at, _)| self.wraps(*at) && self.is_long(*at) == long);
            behind.max_by_key(|(at, _)| self.natural(*at)).map(|(at, _)| *at)
        };
        widest(true).or_else(|| widest(false))
    }

    fn is_long(&self, at: usize) -> bool {
        matches!(self.columns.get(at).map(|column| column.kind), Some(Cell::Long | Cell::Words(_)))
    }

    /// Figures and days are never broken.
    fn wraps(&self, at: usize) -> bool {
        matches!(
            self.columns.get(at).map(|column| column.kind),
            Some(Cell::Text | Cell::Long | Cell::Unit | Cell::Word(_) | Cell::Words(_))
        )
    }

    /// Writes a row: its cells side by side, as many lines as the longest takes, then what goes
    /// below.
    fn write(&self, out: &mut String, row: &[String], layout: &Layout) {
        let texts = |at: usize| row.get(at).map(String::as_str).unwrap_or_default();
        let cells: Vec<Vec<String>> =
            layout.beside.iter().map(|(at, wide)| wrapped(texts(*at), *wide)).collect();
        for line in 0..cells.iter().map(Vec::len).max().unwrap_or_default() {
            let parts = layout.beside.iter().zip(&cells).map(|((at, wide), lines)| {
                let text = lines.get(line).map(String::as_str).unwrap_or_default();
                let blanks = " ".repeat(wide.saturating_sub(self::wide(text)));
                let right = self.columns.get(*at).is_some_and(|column| column.kind.is_number());
                if right { format!("{blanks}{text}") } else { format!("{text}{blanks}") }
            });
            let joined = parts.collect::<Vec<_>>().join(&" ".repeat(GAP));
            let _ = writeln!(out, "{}", joined.trim_end());
        }
        let said = layout.below.iter().filter(|at| !texts(**at).is_empty()).map(|at| {
            let heading = self.headings.get(*at).copied().unwrap_or_default();
            format!("{heading}: {}", joined(texts(*at).split('\n').map(str::to_owned)))
        });
        let said = said.collect::<Vec<_>>().join(" · ");
        for line in wrapped(&said, layout.width.saturating_sub(INDENT).max(NARROWEST))
            .iter()
            .filter(|line| !line.is_empty())
        {
            let _ = writeln!(out, "{}{line}", " ".repeat(INDENT));
        }
    }
}

/// A cell as a person reads it; a list has a line for each of its parts.
pub(super) fn told(row: &Row, column: &Column, language: Language) -> String {
    match (row.get(column.field), column.kind) {
        (Some(Field::List(list)), _) => {
            list.iter().map(|part| plain(&listed(part, language))).collect::<Vec<_>>().join("\n")
        }
        (_, Cell::Long | Cell::Words(_)) => plain(&cell(row, column, language)),
        _ => shown(row, column, language),
    }
}

/// At most so much as a terminal should show of one cell.
fn cut(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// Without what would move a terminal's cursor or colour its text.
fn plain(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}

/// The lines of a text of at most so many characters: broken at blanks, else behind a mark that
/// parts names, else anywhere.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    for part in text.split('\n') {
        let mut line = String::new();
        for word in part.split(' ').filter(|word| !word.is_empty()) {
            let mut word: Vec<char> = word.chars().collect();
            let used = wide(&line);
            if used > 0 && used + 1 + word.len() <= width {
                line.push(' ');
                line.extend(word);
                continue;
            }
            if used > 0 {
                lines.push(std::mem::take(&mut line));
            }
            while word.len() > width {
                let parts = |c: &char| matches!(c, '/' | '-' | '_' | '.' | ',' | ';' | '@');
                let mark = word.iter().take(width).rposition(parts).filter(|at| *at > width / 2);
                let rest = word.split_off(mark.map_or(width, |at| at + 1));
                lines.push(word.into_iter().collect());
                word = rest;
            }
            line.extend(word);
        }
        lines.push(line);
    }
    lines
}

/// The longest word of a text, or part of one that may be broken behind its mark.
fn widest_piece(text: &str) -> usize {
    text.split_whitespace().map(wide).max().unwrap_or_default()
}

fn rule(out: &mut String, layout: &Layout) {
    let lines: Vec<String> = layout.beside.iter().map(|(_, wide)| "─".repeat(*wide)).collect();
    let _ = writeln!(out, "{}", lines.join(&" ".repeat(GAP)));
}

fn total(beside: &[(usize, usize)]) -> usize {
    beside.iter().map(|(_, wide)| wide).sum::<usize>() + GAP * beside.len().saturating_sub(1)
}

fn wide(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::named;
    use crate::report::row::row;
    use rust_decimal::{Decimal, dec};

    fn items(name: &str) -> Vec<Row> {
        let item = |document: &str, open: Decimal| {
            row!({"company": "mueller", "document": document, "side": "payable",
                "contact": "L-2001", "name": name, "date": "2026-10-01",
                "due": "2026-10-31", "amount": dec!(1234567.89), "open": open, "currency": "EUR",
                "blocked": false})
        };
        vec![item("RE-2026-000123", dec!(1234567.89)), item("RE-2026-000124", dec!(-10.00))]
    }

    #[test]
    fn a_table_fits_and_loses_nothing() {
        let name = "Metallverarbeitung und Stahlgroßhandel Nordwestdeutschland Gesellschaft mit \
            beschränkter Haftung";
        let written = text(named("open-items").unwrap(), &items(name), Language::De, 80);
        assert!(written.lines().all(|line| line.chars().count() <= 80), "{written}");
        for word in name.split(' ').chain([
            "RE-2026-000123",
            "1.234.567,89",
            "31.10.2026",
            "Firma: mueller",
            "Währung: EUR",
            "Summe",
        ]) {
            assert!(written.contains(word), "{word}: {written}");
        }
        assert!(written.contains("1.234.557,89"), "the sum: {written}");
        assert!(!written.contains("Gesperrt"), "an empty column is left out: {written}");
    }

    #[test]
    fn what_fits_is_one_line_a_row() {
        let written = text(named("open-items").unwrap(), &items("Nord"), Language::De, 160);
        assert_eq!(written.lines().count(), 8, "{written}");
        assert!(
            written
                .lines()
                .any(|line| line.starts_with("mueller  RE-2026-000123  Verbindlichkeit")),
            "{written}"
        );
    }

    #[test]
    fn no_text_breaks_the_table_and_words_without_blanks_are_broken() {
        let rows = [
            row!({"id": "D1", "file": "a\u{1b}[31m\n.xml", "reason": "x".repeat(200),
                "status": "held", "received_at": "2026-10-13T08:00:00+02:00"}),
            row!({"id": "D2", "file": "ein/sehr/langer/pfad/ohne/leerzeichen/".repeat(5),
                "status": "processed"}),
        ];
        let written = text(named("documents").unwrap(), &rows, Language::De, 80);
        assert!(written.lines().all(|line| line.chars().count() <= 80), "{written}");
        assert!(!written.contains('\u{1b}'), "{written}");
    }
}
