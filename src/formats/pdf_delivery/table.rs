//! The table of items: columns by their headings, items by their positions or quantities, texts
//! that go on in the next line.

use super::super::csv_shape::number::{self, Form};
use super::super::pdf_words::{Line, Page, Word};
use super::{LINE_IN_DOUBT, POSITIONS_SKIP};
use crate::domain::text::fold;
use crate::domain::{DeliveryLine, Finding, Place, Unit};
use rust_decimal::Decimal;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Position,
    Article,
    /// The number, or the words where another column holds the number.
    Goods,
    Gtin,
    Description,
    Quantity,
    Unit,
    Batch,
    OrderLine,
    /// Anything that a delivery line has no place for: ordered, open, price, weight.
    Other,
}

/// Headings, folded, letters and digits only.
const HEADINGS: &[(&str, Holds)] = &[
    ("pos", Holds::Position),
    ("position", Holds::Position),
    ("posnr", Holds::Position),
    ("nr", Holds::Position),
    ("lfdnr", Holds::Position),
    ("item", Holds::Position),
    ("line", Holds::Position),
    ("artikelnr", Holds::Article),
    ("artikelnummer", Holds::Article),
    ("artikel", Holds::Goods),
    ("artnr", Holds::Article),
    ("art", Holds::Goods),
    ("materialnr", Holds::Article),
    ("material", Holds::Goods),
    ("sachnummer", Holds::Article),
    ("itemno", Holds::Article),
    ("articleno", Holds::Article),
    ("article", Holds::Goods),
    ("partno", Holds::Article),
    ("sku", Holds::Article),
    ("produktnr", Holds::Article),
    ("ean", Holds::Gtin),
    ("gtin", Holds::Gtin),
    ("bezeichnung", Holds::Description),
    ("artikelbezeichnung", Holds::Description),
    ("beschreibung", Holds::Description),
    ("produkt", Holds::Description),
    ("ware", Holds::Description),
    ("text", Holds::Description),
    ("leistung", Holds::Description),
    ("description", Holds::Description),
    ("product", Holds::Description),
    ("menge", Holds::Quantity),
    ("liefermenge", Holds::Quantity),
    ("geliefert", Holds::Quantity),
    ("gelieferte", Holds::Quantity),
    ("gelmenge", Holds::Quantity),
    ("geliefertemenge", Holds::Quantity),
    ("anzahl", Holds::Quantity),
    ("stueck", Holds::Quantity),
    ("stueckzahl", Holds::Quantity),
    ("qty", Holds::Quantity),
    ("quantity", Holds::Quantity),
    ("delivered", Holds::Quantity),
    ("shipped", Holds::Quantity),
    ("einheit", Holds::Unit),
    ("einh", Holds::Unit),
    ("me", Holds::Unit),
    ("eh", Holds::Unit),
    ("mengeneinheit", Holds::Unit),
    ("unit", Holds::Unit),
    ("uom", Holds::Unit),
    ("charge", Holds::Batch),
    ("chargennr", Holds::Batch),
    ("chargennummer", Holds::Batch),
    ("lot", Holds::Batch),
    ("batch", Holds::Batch),
    ("bestpos", Holds::OrderLine),
    ("bestellpos", Holds::OrderLine),
    ("bestellt", Holds::Other),
    ("bestellmenge", Holds::Other),
    ("bestmenge", Holds::Other),
    ("ordered", Holds::Other),
    ("rest", Holds::Other),
    ("restmenge", Holds::Other),
    ("rueckstand", Holds::Other),
    ("offen", Holds::Other),
    ("backorder", Holds::Other),
    ("preis", Holds::Other),
    ("einzelpreis", Holds::Other),
    ("epreis", Holds::Other),
    ("gesamt", Holds::Other),
    ("gesamtpreis", Holds::Other),
    ("betrag", Holds::Other),
    ("price", Holds::Other),
    ("total", Holds::Other),
    ("amount", Holds::Other),
    ("gewicht", Holds::Other),
    ("gewichtkg", Holds::Other),
    ("weight", Holds::Other),
    ("lager", Holds::Other),
    ("lagerort", Holds::Other),
    ("lagerplatz", Holds::Other),
    ("rabatt", Holds::Other),
];

/// The columns of a table, from the left.
#[derive(Debug, Clone)]
pub struct Columns {
    columns: Vec<(Holds, f64, f64)>,
}

impl Columns {
    /// The columns of a line that is a heading: a quantity, and what is counted.
    pub fn of(line: &Line) -> Option<Columns> {
        let mut columns: Vec<(Holds, f64, f64)> = Vec::new();
        for cell in cells(line) {
            let (left, right) = (cell.first()?.left, cell.last()?.right);
            let text: String = cell
                .iter()
                .map(|word| fold(&word.text))
                .collect::<String>()
                .chars()
                .filter(|c| c.is_alphanumeric())
                .collect();
            columns.extend(
                HEADINGS
                    .iter()
                    .find(|(name, _)| *name == text)
                    .map(|(_, holds)| (*holds, left, right)),
            );
        }
        let numbered = columns.iter().any(|(held, ..)| *held == Holds::Article);
        let goods = if numbered { Holds::Description } else { Holds::Article };
        columns
            .iter_mut()
            .filter(|(held, ..)| *held == Holds::Goods)
            .for_each(|column| column.0 = goods);
        let has = |holds: Holds| columns.iter().any(|(held, ..)| *held == holds);
        let counts = has(Holds::Quantity)
            && (has(Holds::Article) || has(Holds::Description) || has(Holds::Gtin));
        (counts && columns.len() >= 2).then_some(Columns { columns })
    }

    fn has(&self, holds: Holds) -> bool {
        self.columns.iter().any(|(held, ..)| *held == holds)
    }

    /// The column of a word: numbers are set to the right edge or the middle of their heading,
    /// texts to its left edge.
    fn under(&self, word: &Word) -> usize {
        let numeric =
            |holds: Holds| matches!(holds, Holds::Quantity | Holds::Position | Holds::Other);
        let is_number = word.text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        let aligned = self.columns.iter().position(|(holds, _, right)| {
            numeric(*holds) && is_number && (word.right - right).abs() < 3.0
        });
        let middle = f64::midpoint(word.left, word.right);
        let centred = || {
            self.columns.iter().position(|(holds, left, right)| {
                numeric(*holds) && is_number && (*left..=*right).contains(&middle)
            })
        };
        let behind = || self.columns.iter().rposition(|(_, left, _)| *left <= word.left + 3.0);
        aligned.or_else(centred).or_else(behind).unwrap_or(0)
    }

    /// The column of a number with its unit beside it that end together where the heading does
    /// (`1.250 Stk` under `Menge`).
    fn counted(&self, cell: &[Word]) -> Option<usize> {
        let [number, unit] = cell else { return None };
        let is_number = number.text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        let is_unit = Unit::read(&unit.text).is_some_and(|unit| unit.is_known());
        let ends = |(holds, _, right): &(Holds, f64, f64)| {
            matches!(holds, Holds::Quantity | Holds::Other) && (unit.right - right).abs() < 3.0
        };
        (is_number && is_unit).then(|| self.columns.iter().position(ends))?
    }

    /// The texts of a line, by what they are.
    fn sort(&self, line: &Line) -> Row {
        let mut row = Row::default();
        let whole = cells(line)
            .into_iter()
            .filter_map(|cell| Some((cell, self.counted(cell)?)))
            .collect::<Vec<_>>();
        for word in line.words {
            let of_cell = whole
                .iter()
                .find(|(cell, _)| cell.iter().any(|other| std::ptr::eq(other, word)))
                .map(|(_, at)| *at);
            let at = of_cell.unwrap_or_else(|| self.under(word));
            let holds = self.columns.get(at).map_or(Holds::Other, |(holds, ..)| *holds);
            let place = match holds {
                Holds::Position => &mut row.position,
                Holds::Article => &mut row.article,
                Holds::Gtin => &mut row.gtin,
                Holds::Description => &mut row.description,
                Holds::Quantity => &mut row.quantity,
                Holds::Unit => &mut row.unit,
                Holds::Batch => &mut row.batch,
                Holds::OrderLine => &mut row.order_line,
                Holds::Goods | Holds::Other => continue,
            };
            if !place.is_empty() {
                place.push(' ');
            }
            place.push_str(&word.text);
        }
        row
    }
}

/// Words with no wide gap between them.
fn cells<'a>(line: &Line<'a>) -> Vec<&'a [Word]> {
    line.words.chunk_by(|a, b| b.left - a.right < a.size * 0.6).collect()
}

/// The texts of one line of the page, by column.
#[derive(Debug, Default, Clone)]
struct Row {
    position: String,
    article: String,
    gtin: String,
    description: String,
    quantity: String,
    unit: String,
    batch: String,
    order_line: String,
}

impl Row {
    fn is_item(&self, columns: &Columns) -> bool {
        match columns.has(Holds::Position) {
            true => is_position(&self.position),
            false => {
                self.quantity.starts_with(|c: char| c.is_ascii_digit())
                    && !(self.article.is_empty() && self.description.is_empty())
            }
        }
    }

    /// A line that only goes on with the text of the item above.
    fn goes_on(&self) -> bool {
        let rest = [&self.position, &self.quantity, &self.unit, &self.order_line];
        rest.iter().all(|text| text.is_empty())
            && !(self.description.is_empty() && self.article.is_empty())
    }
}

fn is_position(text: &str) -> bool {
    let digits = text.trim_end_matches('.');
    !digits.is_empty()
        && digits.len() <= 6
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Beginnings of lines below the items, folded.
const ENDS: &[&str] = &[
    "summe",
    "gesamt",
    "ware erhalten",
    "waren erhalten",
    "datum",
    "unterschrift",
    "uebertrag",
    "seite",
    "dies ist",
    "total",
    "page",
    "received",
    "mit freundlichen",
    "anzahl pakete",
    "versandart",
    "gewicht",
];

/// The items of all pages.
pub fn items(pages: &[Page], german: bool, findings: &mut Vec<Finding>) -> Vec<DeliveryLine> {
    let form = if german { Form::Comma } else { Form::Point };
    let mut rows: Vec<(Row, u32)> = Vec::new();
    let mut columns: Option<Columns> = None;
    for page in pages {
        let mut last: Option<f64> = None;
        for line in page.lines() {
            if let Some(found) = Columns::of(&line) {
                columns = Some(found);
                last = None;
                continue;
            }
            let Some(columns) = &columns else { continue };
            let row = columns.sort(&line);
            let (baseline, size) =
                line.words.first().map_or((0.0, 10.0), |word| (word.baseline, word.size));
            let near = last.is_some_and(|last| baseline - last < size * 2.0);
            let ended = ENDS.iter().any(|end| fold(&line.text()).starts_with(end));
            if row.is_item(columns) {
                rows.push((row, page.number));
                last = Some(baseline);
            } else if near && row.goes_on() && !ended {
                last = Some(baseline);
                rows.last_mut().into_iter().for_each(|(item, _)| go_on(item, &row));
            } else if ended {
                last = None;
            }
        }
    }
    let lines: Vec<DeliveryLine> =
        rows.iter().map(|(row, page)| line(row, form, *page, findings)).collect();
    positions_rise(&lines, findings);
    lines
}

fn go_on(item: &mut Row, row: &Row) {
    let more = [&row.article, &row.description].into_iter().filter(|text| !text.is_empty());
    for text in more {
        item.description.push(' ');
        item.description.push_str(text);
    }
}

fn line(row: &Row, form: Form, page: u32, findings: &mut Vec<Finding>) -> DeliveryLine {
    let (quantity, beside) = amount(&row.quantity, form);
    if quantity.is_none() {
        let text = if row.quantity.is_empty() { &row.description } else { &row.quantity };
        findings.push(
            LINE_IN_DOUBT
                .found()
                .with("line", &row.position)
                .with("text", text)
                .at(Place::Page(page)),
        );
    }
    let stated = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    DeliveryLine {
        id: stated(row.position.trim_end_matches('.')),
        article: stated(&row.article),
        gtin: stated(&row.gtin),
        description: stated(&row.description),
        quantity,
        other_quantity: other_reading(&row.quantity, form).filter(|_| quantity.is_some()),
        unit: stated(&row.unit).or(beside),
        batch: stated(&row.batch),
        order_line: stated(&row.order_line),
        ..DeliveryLine::default()
    }
}

/// A quantity, and the unit that stands beside it (`12 Stk`, `12Stk`).
fn amount(text: &str, form: Form) -> (Option<Decimal>, Option<String>) {
    let end =
        text.find(|c: char| !(c.is_ascii_digit() || ".,-'".contains(c))).unwrap_or(text.len());
    let (digits, unit) = text.split_at_checked(end).unwrap_or_default();
    let unit = unit.trim();
    let known = unit.is_empty() || Unit::read(unit).is_some_and(|unit| unit.is_known());
    match known {
        true => (
            number::read(digits.trim(), form),
            Some(unit.to_owned()).filter(|unit| !unit.is_empty()),
        ),
        false => (None, None),
    }
}

/// What a quantity means in the other form of numbers, where it is another number there.
fn other_reading(text: &str, form: Form) -> Option<Decimal> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || ".,".contains(c))).unwrap_or(text.len());
    let digits = text.get(..end)?;
    let reads_two_ways = number::evidence(digits) == number::Evidence::Either;
    number::read(digits, form.other()).filter(|_| reads_two_ways).map(|it| it.normalize())
}

/// Numbers of positions rise by the same step; a wider one may hide a line.
fn positions_rise(lines: &[DeliveryLine], findings: &mut Vec<Finding>) {
    let numbers: Vec<u64> =
        lines.iter().filter_map(|line| line.id.as_deref()?.parse().ok()).collect();
    let Some(step) = numbers
        .windows(2)
        .filter_map(|two| two.last()?.checked_sub(*two.first()?))
        .filter(|step| *step > 0)
        .min()
    else {
        return;
    };
    for two in numbers.windows(2) {
        if let [before, after] = two
            && *after != before + step
        {
            findings.push(POSITIONS_SKIP.found().with("before", before).with("after", after));
        }
    }
}
