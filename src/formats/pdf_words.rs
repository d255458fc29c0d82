//! Words of a PDF with their positions, page by page.
//!
//! PDF (ISO 32000-2) draws glyphs, it does not store words: glyphs are collected where they are
//! drawn (§ 9.4), sorted into lines by their baseline and joined into words where no blank and no
//! gap parts them. Text without a Unicode meaning (§ 9.10) is left out; text in pictures is not
//! read. Rotated lines are read in the order of the page as shown.
//!
//! Used by PDF statements and by the comparison of a hybrid invoice's picture with its XML.

use super::pdf_guard;
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Finding, FindingKind};
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache,
};
use hayro_interpret::{InterpreterSettings, SoftMask, TransformExt, interpret_page};
use hayro_syntax::Pdf;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Longest document read, in pages; the rest is left out with a finding by the reader that minds.
pub const MOST_PAGES: usize = 400;

/// Most glyphs taken of one page.
const MOST_GLYPHS: usize = 200_000;

/// A page and its words, in reading order: line by line from above, each from the left.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// In points (1/72 inch), as shown (after rotation).
    pub width: f64,
    /// In points, as shown.
    pub height: f64,
    /// In the order of reading: lines from above, words from the left.
    pub words: Vec<Word>,
}

/// A word where it stands. Coordinates in points from the upper left corner of the page; they
/// measure, they never count money.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// Its letters.
    pub text: String,
    /// Its left edge, points from the page's left edge.
    pub left: f64,
    /// Its right edge.
    pub right: f64,
    /// Distance of the baseline from the upper edge.
    pub baseline: f64,
    /// Height of the type, in points.
    pub size: f64,
}

/// The words of one line of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line<'a> {
    /// From the left.
    pub words: &'a [Word],
}

impl Line<'_> {
    /// The line's words with a blank between each two.
    pub fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }
}

impl Page {
    /// The page's lines, from above.
    #[expect(
        clippy::float_cmp,
        reason = "the words of a line were given one and the same baseline"
    )]
    pub fn lines(&self) -> Vec<Line<'_>> {
        self.words.chunk_by(|a, b| a.baseline == b.baseline).map(|words| Line { words }).collect()
    }
}

/// A PDF that cannot be opened: damaged or locked with a password.
pub static UNREADABLE: FindingKind = FindingKind {
    code: "pdf-unreadable",
    weight: Weight::Error,
    de: "Die PDF-Datei lässt sich nicht öffnen: {reason}. Bitte erneut herunterladen oder ohne \
        Kennwort speichern.",
    en: "The PDF file cannot be opened: {reason}. Download it again, or save it without a \
        password.",
};

/// The lines of all pages, top to bottom; nothing when the text cannot be had.
pub fn text_lines(bytes: &[u8]) -> Option<Vec<String>> {
    let pages = words(bytes).ok()?;
    Some(
        pages
            .iter()
            .flat_map(|page| page.lines().into_iter().map(|line| line.text()).collect::<Vec<_>>())
            .collect(),
    )
}

/// Collects the words of a PDF of at most [`MOST_PAGES`] pages. A page without text has no words.
///
/// Errors: [`UNREADABLE`]. A fault inside the PDF library ends as that error too, never as a panic.
pub fn words(bytes: &[u8]) -> Result<Vec<Page>, Finding> {
    first_words(bytes, MOST_PAGES)
}

/// The same of the first pages only, at most `most`: enough to tell what a document is.
pub fn first_words(bytes: &[u8], most: usize) -> Result<Vec<Page>, Finding> {
    let read = catch_unwind(AssertUnwindSafe(|| pages_of(bytes, most.min(MOST_PAGES))));
    read.unwrap_or_else(|_| Err(UNREADABLE.found().with("reason", "PDF")))
}

fn pages_of(bytes: &[u8], most: usize) -> Result<Vec<Page>, Finding> {
    if !pdf_guard::is_safe_to_draw(bytes) {
        return Err(UNREADABLE.found().with_value("reason", ["Größe", "size"]));
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| {
        UNREADABLE
            .found()
            .with_value("reason", Argument::foreign("Aufbau nicht lesbar", format!("{error:?}")))
    })?;
    let cache = InterpreterCache::new();
    let pages = pdf.pages().iter().take(most).zip(1..);
    Ok(pages.map(|(page, number)| page_of(&pdf, page, number, &cache)).collect())
}

fn page_of<'a>(
    pdf: &'a Pdf,
    page: &hayro_syntax::page::Page<'a>,
    number: u32,
    cache: &InterpreterCache<'a>,
) -> Page {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let shown = page.initial_transform(true).to_kurbo();
    let whole = Rect::new(0.0, 0.0, width, height);
    let mut context = Context::new(shown, whole, cache, pdf.xref(), InterpreterSettings::default());
    let mut collector = Collector::default();
    interpret_page(page, &mut context, &mut collector);
    Page { number, width, height, words: grouped(collector.glyphs) }
}

/// One drawn character (or ligature): its text and its stretch of the baseline.
struct Drawn {
    text: String,
    left: f64,
    right: f64,
    baseline: f64,
    size: f64,
}

/// Takes the glyphs out of the drawing and lets all else pass.
#[derive(Default)]
struct Collector {
    glyphs: Vec<Drawn>,
}

impl Device<'_> for Collector {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            if self.glyphs.len() >= MOST_GLYPHS {
                return;
            }
            self.glyphs.extend(drawn(glyph, props.transform * glyph.transform()));
        }
    }
}

/// Glyphs are drawn in a space of 1000 units an em.
const EM: f64 = 1000.0;

fn drawn(glyph: &Glyph<'_>, place: Affine) -> Option<Drawn> {
    let text = match glyph.as_unicode()? {
        BfString::Char(character) => character.to_string(),
        BfString::String(string) => string,
    };
    let advance = match glyph {
        Glyph::Outline(outline) => outline.advance_width(),
        Glyph::Type3(drawing) => drawing.advance_width(),
    };
    let start = place * Point::ZERO;
    let end = place * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
    let size = (place * Point::new(0.0, EM)).distance(start);
    let finite = [start.x, start.y, end.x, size].iter().all(|number| number.is_finite());
    finite.then(|| Drawn {
        text,
        left: start.x.min(end.x),
        right: start.x.max(end.x),
        baseline: start.y,
        size,
    })
}

/// Sorts glyphs into lines, lines into words. Baselines less than a third of the type's height
/// apart are one line.
fn grouped(mut glyphs: Vec<Drawn>) -> Vec<Word> {
    glyphs.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut words = Vec::new();
    for mut line in lines_of(glyphs) {
        line.sort_by(|a, b| a.left.total_cmp(&b.left));
        let baseline = line.first().map_or(0.0, |glyph| glyph.baseline);
        words_of(line, baseline, &mut words);
    }
    words
}

fn lines_of(glyphs: Vec<Drawn>) -> Vec<Vec<Drawn>> {
    let mut lines: Vec<Vec<Drawn>> = Vec::new();
    let mut lowest = f64::NEG_INFINITY;
    for glyph in glyphs {
        let same = glyph.baseline - lowest < glyph.size / 3.0;
        lowest = glyph.baseline;
        match lines.last_mut() {
            Some(line) if same => line.push(glyph),
            _ => lines.push(vec![glyph]),
        }
    }
    lines
}

fn words_of(line: Vec<Drawn>, baseline: f64, words: &mut Vec<Word>) {
    let mut open: Option<Word> = None;
    for glyph in line {
        if glyph.text.chars().all(char::is_whitespace) {
            words.extend(open.take());
            continue;
        }
        match &mut open {
            Some(word) if overprinted(word, &glyph) => {}
            Some(word) if glyph.left - word.right < glyph.size * 0.2 => {
                word.text.push_str(&glyph.text);
                word.right = word.right.max(glyph.right);
            }
            _ => words.extend(open.replace(Word {
                text: glyph.text,
                left: glyph.left,
                right: glyph.right,
                baseline,
                size: glyph.size,
            })),
        }
    }
    words.extend(open);
}

/// Bold by drawing twice: the same character at nearly the same place counts once.
fn overprinted(word: &Word, glyph: &Drawn) -> bool {
    word.text.ends_with(&glyph.text) && (word.right - glyph.right).abs() < glyph.size * 0.1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A one-page PDF that draws the texts in Helvetica 10 at their places (points from the lower
    /// left corner).
    fn pdf(texts: &[(f64, f64, &str)]) -> Vec<u8> {
        let drawing: String = texts
            .iter()
            .map(|(x, y, text)| format!("BT /F1 10 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"))
            .collect();
        format!(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 \
             R]/Count 1>>endobj\n\
             3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 \
             R/Resources<</Font<</F1<</Type/Font/Subtype/Type1\
             /BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>>>endobj\n4 0 obj<</Length \
             {}>>stream\n{drawing}endstream endobj\n\
             trailer<</Root 1 0 R>>\n%%EOF\n",
            drawing.len()
        )
        .into_bytes()
    }

    #[test]
    fn words_come_in_reading_order_with_their_places() -> Result<(), Finding> {
        let pages = words(&pdf(&[
            (400.0, 700.0, "-12,50"),
            (50.0, 700.0, "01.02.2026 Miete"),
            (50.0, 800.0, "Kontoauszug"),
        ]))?;
        let lines: Vec<String> = pages
            .iter()
            .flat_map(|page| page.lines().iter().map(Line::text).collect::<Vec<_>>())
            .collect();
        assert_eq!(lines, ["Kontoauszug", "01.02.2026 Miete -12,50"]);
        let amount =
            pages.first().and_then(|page| page.words.last()).ok_or_else(|| UNREADABLE.found())?;
        assert!(
            (amount.left - 400.0).abs() < 0.5 && (amount.baseline - 142.0).abs() < 0.5,
            "{amount:?}"
        );
        assert!(
            amount.right > 425.0 && amount.right < 435.0,
            "Helvetica 10: six characters are about 29 points wide: {amount:?}"
        );
        Ok(())
    }

    #[test]
    fn what_is_no_pdf_is_an_error_and_never_a_panic() {
        assert!(words(b"").is_err());
        assert!(words(b"%PDF-1.7 nothing").is_err());
        let mut whole = pdf(&[(50.0, 700.0, "x")]);
        whole.truncate(whole.len() / 2);
        let _ = words(&whole);
    }
}
