//! A report as pages: PDF/A-3b (ISO 19005-3), so that it may be kept for the years that § 147 AO
//! asks. Headings stand on each page, and where the report ends with one sum, what was summed so
//! far is carried from page to page.
//!
//! Lengths are thousandths of a point (a point is 1/72 inch); places are counted from the lower
//! left corner, as PDF counts them.

mod document;
mod font;

use super::render::{shown, spread};
use super::table::told;
use super::totals::totals;
use super::{Cell, Column, Foot, Report};
use crate::domain::Language;
use crate::report::row::{Field, Row};
use font::Font;
use rust_decimal::Decimal;
use std::fmt::Write;
use std::ops::Range;

/// A point.
const POINT: i64 = 1_000;
/// A4, short and long side.
const A4: (i64, i64) = (595 * POINT, 842 * POINT);
const MARGIN: i64 = 36 * POINT;
const TITLE_SIZE: i64 = 13 * POINT;
/// Sizes of the text, the largest first: the first in which a row fits is taken.
const SIZES: [i64; 3] = [8 * POINT, 7 * POINT, 6 * POINT];
/// Between two columns.
const GAP: i64 = 7 * POINT;
/// Columns of words and of long texts are not made narrower than this to fit, unless the smallest
/// text is still too large.
const NARROWEST: (i64, i64) = (64 * POINT, 96 * POINT);
/// Nor narrower than this ever.
const LEAST: i64 = 30 * POINT;

/// A report as a PDF.
///
/// # Errors
/// The fonts inside kontor cannot be read.
pub fn pdf(report: &Report, rows: &[Row], language: Language) -> anyhow::Result<Vec<u8>> {
    let fonts =
        Fonts::new().ok_or_else(|| anyhow::anyhow!("the fonts inside kontor cannot be read"))?;
    let foot = totals(report, rows, language);
    let columns = report.line_columns().unwrap_or(report.columns);
    let line = |row: &Row| {
        columns.iter().map(|column| told(row, column, language)).collect::<Vec<String>>()
    };
    let rows = spread(report, rows);
    let body: Vec<Vec<String>> = rows.iter().map(line).collect();
    let sums: Vec<Vec<String>> = foot.iter().map(line).collect();
    let mut carried = Carried::of(report, &foot);
    let apart: Vec<Vec<String>> =
        carried.iter().map(|carried| carried.cells(report, language)).chain(sums.clone()).collect();
    let table = Table::of(report.title(language), columns, (&body, &apart), language, &fonts);
    let mut pages =
        Pages { table, fonts, done: Vec::new(), page: String::new(), height: 0, is_fresh: true };
    pages.begin();
    for (row, cells) in rows.iter().zip(&body) {
        pages.place(cells, false, || {
            carried.as_ref().map(|carried| carried.cells(report, language))
        });
        if let Some(carried) = &mut carried {
            carried.add(row);
        }
    }
    if rows.is_empty() {
        pages.say(if language == Language::De { "Keine Einträge." } else { "No entries." });
    }
    pages.rule();
    for cells in &sums {
        pages.place(cells, true, || None);
    }
    pages.finish(report.title(language), language)
}

/// The two cuts of the typeface.
struct Fonts {
    regular: Font,
    bold: Font,
}

impl Fonts {
    fn new() -> Option<Fonts> {
        Some(Fonts {
            regular: Font::new("DejaVuSansCondensed", dejavu::sans_condensed::regular())?,
            bold: Font::new("DejaVuSansCondensed-Bold", dejavu::sans_condensed::bold())?,
        })
    }
}

/// Where the columns stand.
struct Table {
    title: String,
    headings: Vec<String>,
    /// Column, its left end, its width.
    places: Vec<(usize, i64, i64)>,
    right: Vec<bool>,
    size: i64,
    /// Width and height of a page.
    paper: (i64, i64),
}

impl Table {
    fn of(
        title: &str,
        columns: &[Column],
        (body, foot): (&[Vec<String>], &[Vec<String>]),
        language: Language,
        fonts: &Fonts,
    ) -> Table {
        let headings: Vec<String> =
            columns.iter().map(|column| column.heading(language).to_owned()).collect();
        let all = || body.iter().chain(foot);
        let is_filled =
            |at: usize| all().any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()));
        let filled: Vec<usize> =
            (0..headings.len()).filter(|at| body.is_empty() || is_filled(*at)).collect();
        let per_point = |at: usize| {
            let lines = all().filter_map(|row| row.get(at)).flat_map(|cell| cell.split('\n'));
            let widest = lines.map(|line| fonts.bold.width(line, POINT)).max().unwrap_or_default();
            widest.max(headings.get(at).map_or(0, |heading| fonts.bold.width(heading, POINT)))
        };
        let natural: Vec<(usize, i64)> =
            filled.into_iter().map(|at| (at, per_point(at) + 1)).collect();
        let (paper, size, widths) = fitting(&natural, |at| columns.get(at).and_then(narrowest));
        let mut left = MARGIN;
        let mut places = Vec::new();
        for (at, width) in widths {
            places.push((at, left, width));
            left += width + GAP;
        }
        let right = columns.iter().map(|column| column.kind.is_number()).collect();
        Table { title: title.to_owned(), headings, places, right, size, paper }
    }

    fn line_height(&self) -> i64 {
        self.size * 5 / 4
    }

    /// The lines of each column's cell.
    fn wrapped(&self, cells: &[String], font: &Font) -> Vec<Vec<String>> {
        let text = |at: usize| cells.get(at).map(String::as_str).unwrap_or_default();
        self.places
            .iter()
            .map(|(at, _, width)| wrapped(text(*at), *width, |line| font.width(line, self.size)))
            .collect()
    }
}

/// How narrow a column may become; figures and days are never broken.
fn narrowest(column: &Column) -> Option<i64> {
    match column.kind {
        Cell::Text | Cell::Unit | Cell::Word(_) => Some(NARROWEST.0),
        Cell::Long | Cell::Words(_) => Some(NARROWEST.1),
        _ => None,
    }
}

type Paper = (i64, i64);

/// Paper, size of the text and the widths of the columns, from the widths that they have at a size
/// of one point: upright if it fits, else across; then the widest columns of words are broken; then
/// the text is made smaller.
fn fitting(
    natural: &[(usize, i64)],
    narrowest: impl Fn(usize) -> Option<i64>,
) -> (Paper, i64, Vec<(usize, i64)>) {
    let at_size = |size: i64| -> Vec<(usize, i64)> {
        natural.iter().map(|(at, width)| (*at, width * size / POINT)).collect()
    };
    let [largest, .., smallest] = SIZES;
    if total(&at_size(largest)) <= A4.0 - 2 * MARGIN {
        return (A4, largest, at_size(largest));
    }
    let across = (A4.1, A4.0);
    let room = across.0 - 2 * MARGIN;
    for size in SIZES {
        let narrowed = narrowed(at_size(size), room, &narrowest);
        if total(&narrowed) <= room {
            return (across, size, narrowed);
        }
    }
    (across, smallest, narrowed(at_size(smallest), room, |at| narrowest(at).map(|_| LEAST)))
}

/// Takes from the widest columns that may become narrower until they fit, or can give no more.
fn narrowed(
    mut widths: Vec<(usize, i64)>,
    room: i64,
    narrowest: impl Fn(usize) -> Option<i64>,
) -> Vec<(usize, i64)> {
    loop {
        let over = total(&widths) - room;
        let giving = widths.iter_mut().filter_map(|(at, width)| Some((narrowest(*at)?, width)));
        let widest =
            giving.filter(|(least, width)| **width > *least).max_by_key(|(_, width)| **width);
        let Some((least, width)) = widest.filter(|_| over > 0) else { return widths };
        *width = (*width - over.min(5 * POINT)).max(least);
    }
}

fn total(widths: &[(usize, i64)]) -> i64 {
    widths.iter().map(|(_, width)| width + GAP).sum::<i64>() - GAP
}

/// The lines of a text that are no wider than this: broken at blanks, else anywhere.
fn wrapped(text: &str, width: i64, measure: impl Fn(&str) -> i64) -> Vec<String> {
    let mut lines = Vec::new();
    for part in text.split('\n') {
        if measure(part) <= width {
            lines.push(part.to_owned());
            continue;
        }
        let mut line = String::new();
        for word in part.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if measure(&longer) <= width {
                line = longer;
                continue;
            }
            lines.extend(Some(std::mem::take(&mut line)).filter(|line| !line.is_empty()));
            for character in word.chars() {
                line.push(character);
                if measure(&line) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::take(&mut line));
                    line.push(character);
                }
            }
        }
        lines.push(line);
    }
    lines
}

/// What is summed so far: carried to the next page where the report has one sum.
struct Carried {
    sums: Vec<(&'static str, Decimal)>,
    label: Option<&'static str>,
}

impl Carried {
    fn of(report: &Report, foot: &[Row]) -> Option<Carried> {
        let [only] = foot else { return None };
        let summed = report
            .columns
            .iter()
            .filter(|column| column.foot == Foot::Sum && only.get(column.field).is_some());
        // The word stands where there is most room for it.
        let words = || report.columns.iter().filter(|column| column.foot == Foot::Empty);
        let long = words().find(|column| matches!(column.kind, Cell::Long | Cell::Words(_)));
        let label = long.or_else(|| words().find(|column| narrowest(column).is_some()));
        Some(Carried {
            sums: summed.map(|column| (column.field, Decimal::ZERO)).collect(),
            label: label.map(|column| column.field),
        })
    }

    fn add(&mut self, row: &Row) {
        for (field, sum) in &mut self.sums {
            *sum = sum.saturating_add(row[*field].number().unwrap_or_default());
        }
    }

    fn cells(&self, report: &Report, language: Language) -> Vec<String> {
        let word = if language == Language::De { "Übertrag" } else { "Carried forward" };
        let sums = self.sums.iter().map(|(field, sum)| (*field, Field::Number(*sum)));
        let label = self.label.map(|field| (field, Field::Text(word.to_owned())));
        let row = Row::of(sums.chain(label).collect());
        report.columns.iter().map(|column| shown(&row, column, language)).collect()
    }
}

/// Pages as they are written, one after the other.
struct Pages {
    table: Table,
    fonts: Fonts,
    done: Vec<String>,
    page: String,
    /// Where the next line's upper end is.
    height: i64,
    /// No row stands on this page yet.
    is_fresh: bool,
}

impl Pages {
    /// A page with title and headings.
    fn begin(&mut self) {
        // Grey as measured, so that no device has to be named (ISO 19005-3, 6.2.4).
        self.page = "/Grey cs 0 sc /Grey CS 0 SC 0.5 w\n".to_owned();
        self.height = self.table.paper.1 - MARGIN;
        let title = self.table.title.clone();
        self.text(&title, MARGIN, TITLE_SIZE, true);
        self.height -= TITLE_SIZE * 2;
        let headings = self.table.headings.clone();
        self.row(&headings, true);
        self.rule();
    }

    /// How many lines fit above the foot of the page and what is carried to the next.
    fn room(&self) -> usize {
        let line_height = self.table.line_height();
        usize::try_from((self.height - MARGIN) / line_height - 3).unwrap_or_default()
    }

    /// Puts a row on this page, on the next where it fits there only, and over as many as it takes
    /// where it fits on none.
    fn place(&mut self, cells: &[String], bold: bool, carried: impl Fn() -> Option<Vec<String>>) {
        let columns = self.wrapped(cells, bold);
        let count = lines_of(&columns);
        let mut put = 0;
        while put < count {
            let room = self.room();
            if count - put > room && !self.is_fresh {
                self.turn(carried());
                continue;
            }
            let end = count.min(put + room.max(1));
            self.lines(&columns, put..end, bold);
            self.is_fresh = false;
            put = end;
        }
    }

    fn turn(&mut self, carried: Option<Vec<String>>) {
        if let Some(cells) = &carried {
            self.rule();
            self.row(cells, true);
        }
        self.done.push(std::mem::take(&mut self.page));
        self.begin();
        if let Some(cells) = &carried {
            self.row(cells, true);
        }
        self.is_fresh = true;
    }

    fn row(&mut self, cells: &[String], bold: bool) {
        let columns = self.wrapped(cells, bold);
        self.lines(&columns, 0..lines_of(&columns), bold);
    }

    fn wrapped(&self, cells: &[String], bold: bool) -> Vec<Vec<String>> {
        self.table.wrapped(cells, if bold { &self.fonts.bold } else { &self.fonts.regular })
    }

    /// Puts some of the lines of a row.
    fn lines(&mut self, columns: &[Vec<String>], which: Range<usize>, bold: bool) {
        let font = if bold { &self.fonts.bold } else { &self.fonts.regular };
        let (size, line_height) = (self.table.size, self.table.line_height());
        let mut put: Vec<(String, i64, i64)> = Vec::new();
        for ((at, left, width), lines) in self.table.places.iter().zip(columns) {
            let right = self.table.right.get(*at).copied().unwrap_or_default();
            let shown = lines.iter().skip(which.start).take(which.len());
            for (line, down) in shown
                .zip((0..).map(|line: i64| line * line_height))
                .filter(|(line, _)| !line.is_empty())
            {
                let indent = if right { width - font.width(line, size) } else { 0 };
                put.push((line.clone(), left + indent, down));
            }
        }
        let top = self.height;
        for (line, left, down) in put {
            self.height = top - down;
            self.text(&line, left, size, bold);
        }
        self.height = top - i64::try_from(which.len()).unwrap_or_default() * line_height;
    }

    fn say(&mut self, text: &str) {
        self.text(text, MARGIN, self.table.size, false);
        self.height -= self.table.line_height();
    }

    /// A line across the table.
    fn rule(&mut self) {
        let end = self.table.places.last().map_or(MARGIN, |(_, left, width)| left + width);
        let at = points(self.height - self.table.size / 4);
        let _ = writeln!(self.page, "{} {at} m {} {at} l S", points(MARGIN), points(end));
        self.height -= self.table.size / 2;
    }

    /// Puts a text whose upper end is at the height reached.
    fn text(&mut self, text: &str, left: i64, size: i64, bold: bool) {
        let (name, font) =
            if bold { ("B", &mut self.fonts.bold) } else { ("R", &mut self.fonts.regular) };
        let encoded = font.encoded(text);
        let _ = writeln!(
            self.page,
            "BT /{name} {} Tf {} {} Td {encoded} Tj ET",
            points(size),
            points(left),
            points(self.height - size)
        );
    }

    /// Numbers the pages and writes the file.
    fn finish(mut self, title: &str, language: Language) -> anyhow::Result<Vec<u8>> {
        self.done.push(std::mem::take(&mut self.page));
        let count = self.done.len();
        let word = if language == Language::De { ("Seite", "von") } else { ("Page", "of") };
        for at in 0..count {
            let text = format!("{} {} {} {count}", word.0, at + 1, word.1);
            self.page = self.done.get_mut(at).map(std::mem::take).unwrap_or_default();
            self.height = MARGIN - POINT * 4;
            let left = self.table.paper.0 - MARGIN - self.fonts.regular.width(&text, SIZES[1]);
            self.text(&text, left, SIZES[1], false);
            if let Some(page) = self.done.get_mut(at) {
                *page = std::mem::take(&mut self.page);
            }
        }
        document::write(title, language, self.table.paper, self.done, self.fonts)
    }
}

/// How many lines a row takes: as many as its longest cell.
fn lines_of(columns: &[Vec<String>]) -> usize {
    columns.iter().map(Vec::len).max().unwrap_or_default()
}

/// A length in points, as PDF writes numbers.
fn points(length: i64) -> String {
    let (sign, size) = (if length < 0 { "-" } else { "" }, length.unsigned_abs());
    format!("{sign}{}.{:03}", size / 1000, size % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::named;
    use crate::report::row::row;
    use rust_decimal::dec;

    fn items(count: usize) -> Vec<Row> {
        items_of(count, "Ärztehaus Łódź & Söhne")
    }

    fn items_of(count: usize, name: &str) -> Vec<Row> {
        let item = |at: usize| {
            row!({"company": "mueller", "document": format!("RE-{at}"), "side": "receivable",
                "contact": "K-1", "name": name, "date": "2026-10-01", "due": "2026-10-31",
                "amount": dec!(1234.50), "open": dec!(1234.50),
                "currency": "EUR", "blocked": false})
        };
        (0..count).map(item).collect()
    }

    #[test]
    fn pages_follow_the_rows() {
        let pages = |count| {
            let bytes = pdf(named("open-items").unwrap(), &items(count), Language::De).unwrap();
            lopdf::Document::load_mem(&bytes).unwrap().get_pages().len()
        };
        assert_eq!(pages(1), 1);
        assert!((3..6).contains(&pages(150)), "{}", pages(150));
    }

    #[test]
    fn a_row_longer_than_a_page_goes_on_over_it() {
        let name: String = (0..3_000).map(|at| format!("wort{at} ")).collect();
        let rows = items_of(2, &name);
        let bytes = pdf(named("open-items").unwrap(), &rows, Language::De).unwrap();
        let text = crate::formats::pdf_words::text_lines(&bytes).unwrap().join("\n");
        assert!((0..3_000).all(|at| text.contains(&format!("wort{at}"))));
        assert!(lopdf::Document::load_mem(&bytes).unwrap().get_pages().len() > 2);
    }

    #[test]
    fn the_same_rows_give_the_same_bytes_and_none_say_so() {
        let report = named("trial-balance").unwrap();
        assert_eq!(
            pdf(report, &[], Language::En).unwrap(),
            pdf(report, &[], Language::En).unwrap()
        );
    }

    #[test]
    fn lengths_are_written_without_rounding() {
        assert_eq!((points(-1_500), points(36_007)), ("-1.500".to_owned(), "36.007".to_owned()));
    }

    #[test]
    fn a_line_is_broken_at_blanks_and_a_long_word_anywhere() {
        let measure = |line: &str| line.chars().count() as i64;
        assert_eq!(wrapped("ab cde f", 6, measure), ["ab cde", "f"]);
        assert_eq!(wrapped("abcdefgh", 3, measure), ["abc", "def", "gh"]);
        assert_eq!(wrapped("", 3, measure), [""]);
    }
}
