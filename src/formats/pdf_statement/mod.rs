//! Bank statements as PDF, read by a template of a pipeline file (`[[pdf_statement]]`).
//!
//! A PDF holds words and places, no fields. A template says which words mark the layout, where the
//! columns stand, and which words stand before the opening and the closing balance. What is read
//! this way is a guess until it is proved: opening balance and entries must make the closing
//! balance to the cent, or the file is refused. The first words of an entry's text become its
//! booking text as they stand; nothing is taken apart by guessing.
//!
//! Not supported: statements of several accounts in one file; scans (pictures of text).

mod columns;
mod period;
mod template;
mod years;

use super::bank_csv::CURRENCY_ASSUMED;
use super::bank_csv::columns::Field;
use super::csv_shape::{date, number};
use super::pdf_words::{Line, Page, Word, first_words, words};
use super::turned::{Other, settle};
use super::{Confidence, Format, Input, Reading, Reads};
use crate::domain::finding::{Place, Weight};
use crate::domain::statement::KindOfBalance;
use crate::domain::text::fold;
use crate::domain::{
    Account, Balance, BankStatement, Content, Currency, Entry, Finding, FindingKind, Iban, Kind,
    Money, Statement,
};
use columns::{
    Spans, currencies_beside, currency_of, is_currency, is_sign, joined, nearest, says_minus, spans,
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
pub use template::{Stand, TEMPLATES, Template, templates};
use years::{Order, Told};

/// PDF statements.
pub const FORMAT: Format = Format {
    name: "pdf-statement",
    kind: Kind::BankStatement,
    title: ("Kontoauszug als PDF", "bank statement as PDF"),
    source: "pipelines/pdf-statements.toml",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

/// The findings that reading a PDF statement may raise.
pub static FINDINGS: &[&FindingKind] =
    &[&NOT_PROVED, &NO_BALANCE, &NO_YEAR, &CURRENCY_ASSUMED, &super::turned::TURNED];

/// Balances and entries that do not add up: what was read is wrong or incomplete.
pub static NOT_PROVED: FindingKind = FindingKind {
    code: "pdf-statement-not-proved",
    weight: Weight::Error,
    de: "Der PDF-Kontoauszug geht nicht auf: Anfangssaldo {opening} und {count|Umsatz|Umsätze} \
        ({sum}) ergeben nicht den Endsaldo {closing}. Gebucht wird nichts; bitte den Auszug als \
        CAMT, MT940 oder CSV bei der Bank abrufen.",
    en: "The PDF statement does not add up: opening balance {opening} and {count|entry|entries} \
        ({sum}) do not make the closing balance {closing}. Nothing is booked; fetch the statement \
        as CAMT, MT940 or CSV from the bank.",
};

/// A balance that the template promises is not there.
pub static NO_BALANCE: FindingKind = FindingKind {
    code: "pdf-statement-no-balance",
    weight: Weight::Error,
    de: "Im PDF-Kontoauszug fehlt der Saldo hinter „{label}“; ohne ihn ist nichts bewiesen. \
        Gebucht wird nichts; bitte die Vorlage {template} in pipelines/ anpassen oder den Auszug \
        als CAMT, MT940 oder CSV abrufen.",
    en: "The PDF statement lacks the balance after “{label}”; without it nothing is proved. \
        Nothing is booked; adapt the template {template} in pipelines/, or fetch the statement as \
        CAMT, MT940 or CSV.",
};

/// Days without a year, and nothing that says which.
pub static NO_YEAR: FindingKind = FindingKind {
    code: "pdf-statement-no-year",
    weight: Weight::Error,
    de: "Der PDF-Kontoauszug nennt Tage ohne Jahr, und weder Zeitraum, Salden noch Auszugsdatum \
        sagen eindeutig, welches gemeint ist. Gebucht wird nichts; bitte den Auszug als CAMT, \
        MT940 oder CSV abrufen.",
    en: "The PDF statement writes days without a year, and neither its period, its balances nor \
        its date say clearly which one. Nothing is booked; fetch the statement as CAMT, MT940 or \
        CSV.",
};

fn recognise(input: &Input) -> Confidence {
    if !input.bytes.starts_with(b"%PDF") {
        return Confidence::No;
    }
    // Of a PDF that cannot be opened, the last row of the table says why.
    let first = first_words(input.bytes, 1).unwrap_or_default();
    template_of(input, &first).map_or(Confidence::No, |_| Confidence::Shape)
}

/// The template whose marks all stand on the first page and whose header line is there; an office's
/// own first.
fn template_of<'a>(input: &Input<'a>, pages: &[Page]) -> Option<&'a Template> {
    let first = pages.first()?;
    let text =
        fold(&first.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "));
    let marked = |template: &&Template| {
        !template.marks.is_empty() && template.marks.iter().all(|mark| text.contains(&fold(mark)))
    };
    let laid_out =
        |template: &&Template| first.lines().iter().any(|line| spans(template, line).is_some());
    input.layouts.pdf_statements.iter().chain(TEMPLATES.iter()).filter(marked).find(laid_out)
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let pages = words(input.bytes)?;
    let template = template_of(input, &pages).ok_or_else(|| super::UNKNOWN.found())?;
    let read_in = |currency: Currency| {
        let mut reader = Reader::new(template, currency, &pages);
        pages.iter().for_each(|page| reader.page(page));
        reader
    };
    let own = template.currency.as_deref().and_then(Currency::read);
    let mut reader = read_in(own.unwrap_or(Currency::EUR));
    let named: Vec<Currency> = reader.named.iter().copied().collect();
    let assumed = match (own, named.as_slice()) {
        (None, [one]) => {
            reader = if *one == reader.currency { reader } else { read_in(*one) };
            false
        }
        _ => own.is_none() && !named.contains(&Currency::EUR),
    };
    let mut statement = reader.proved()?;
    statement.assumed = assumed;
    statement.findings.extend(assumed.then(|| CURRENCY_ASSUMED.found()));
    let format = format!("pdf:{}", template.name);
    Ok(Reading::of(Content::BankStatement(BankStatement {
        format,
        encoding: None,
        statements: vec![statement],
    })))
}

/// A balance as it stands in the document.
#[derive(Clone, Copy)]
struct Stated {
    amount: Decimal,
    day: Option<Date>,
    /// How many entries stand above it.
    above: usize,
}

struct Reader<'t> {
    template: &'t Template,
    currency: Currency,
    /// The currencies that stand in the header line, beside balances and amounts, or behind the
    /// account.
    named: BTreeSet<Currency>,
    form: number::Form,
    /// The days that the statement covers, for days written without a year.
    period: Option<Told>,
    /// True when a day without a year could not be read for want of it.
    lacks_year: bool,
    spans: Option<Spans>,
    iban: Option<Iban>,
    opening: Option<Stated>,
    closing: Option<Stated>,
    entries: Vec<Entry>,
    /// The days of the entries as they are written: of the booking, and of its value.
    days: Vec<(String, Option<String>)>,
    /// Places of entries with a minus in a column that says their direction: it repeats the
    /// direction or turns it.
    doubly: Vec<usize>,
    /// Where the last entry's last line stands; `None` when no further line may belong to it.
    open: Option<f64>,
}

impl<'t> Reader<'t> {
    fn new(template: &'t Template, currency: Currency, pages: &[Page]) -> Reader<'t> {
        let period = period::told(pages, template, |line| spans(template, line).is_some());
        Reader {
            template,
            currency,
            named: BTreeSet::new(),
            form: template.decimal.map_or(number::Form::Comma, number::Form::from),
            period,
            lacks_year: false,
            spans: None,
            iban: None,
            opening: None,
            closing: None,
            entries: Vec::new(),
            days: Vec::new(),
            doubly: Vec::new(),
            open: None,
        }
    }

    fn page(&mut self, page: &Page) {
        self.open = None;
        for line in page.lines() {
            self.line(&line);
        }
    }

    fn line(&mut self, line: &Line) {
        let text = line.text();
        let iban = if self.iban.is_none() { iban_in(&text) } else { None };
        if self.spans.is_none() && (iban.is_some() || tells_currency(&text)) {
            self.names_currency(line);
        }
        self.iban = self.iban.take().or(iban);
        if let Some(spans) = spans(self.template, line).filter(|_| self.is_header(line)) {
            (self.spans, self.open) = (Some(spans), None);
            self.names_currency(line);
        } else if self.balance(line, &text) {
            self.open = None;
            self.names_currency(line);
        } else if self.template.stop.iter().any(|stop| fold(&text).starts_with(&fold(stop))) {
            self.open = None;
        } else if !self.entry(line) {
            self.continued(line);
        }
    }

    fn names_currency(&mut self, line: &Line) {
        self.named.extend(line.words.iter().filter_map(|word| currency_of(&word.text)));
    }

    /// With columns by words the header line is where they stand; with columns by place any line
    /// will do, once.
    fn is_header(&self, line: &Line) -> bool {
        let named = self.template.columns.values().any(|stand| matches!(stand, Stand::Below(_)));
        named || (self.spans.is_none() && !line.words.is_empty())
    }

    /// A line that states a balance: the first opening label, then every closing one, the last of
    /// which counts. The label stands at the line's beginning; behind a day it is a balance's only
    /// where nothing else follows, and else the text of a booking.
    fn balance(&mut self, line: &Line, text: &str) -> bool {
        let dated = line.words.first().is_some_and(|word| self.is_day(&word.text));
        let text = if dated { text.split_once(' ').map_or("", |(_, rest)| rest) } else { text };
        let folded = fold(text);
        let alone = |label: &str| {
            let rest = folded.strip_prefix(label)?;
            let bare = |word: &str| {
                word.is_empty()
                    || word.bytes().all(|byte| byte.is_ascii_digit())
                    || SMALL.contains(&word)
            };
            (!dated || rest.split(' ').all(bare)).then_some(())
        };
        let begins = |label: &str| alone(&fold(label)).is_some();
        let (opens, closes) = (begins(&self.template.opening), begins(&self.template.closing));
        let Some(amount) = self.last_amount(line.words) else {
            // Without an amount it is a line of the text above, if there is one.
            return (opens || closes) && self.open.is_none();
        };
        let day = line.words.iter().find_map(|word| {
            date::read(word.text.trim_end_matches([':', ',']), date::Form::DayFirst)
        });
        let stated = Stated { amount, day, above: self.entries.len() };
        match (opens, closes, self.opening) {
            (true, _, None) => self.opening = Some(stated),
            (_, true, Some(_)) => self.closing = Some(stated),
            (_, true, None) if self.template.opening != self.template.closing => {
                self.closing = Some(stated)
            }
            (true, _, _) => {}
            _ => return false,
        }
        true
    }

    /// The last amount of a line with its sign, which may stand apart before it or behind; `None`
    /// when more than a currency and a sign follows.
    fn last_amount(&self, words: &[Word]) -> Option<Decimal> {
        let at = words.iter().rposition(|word| self.amount(&word.text).is_some())?;
        let amount = self.amount(&words.get(at)?.text)?;
        let behind = words.get(at + 1..)?;
        let beside = |word: &&Word| !is_currency(&word.text);
        if behind.iter().filter(beside).any(|word| says_minus(&word.text).is_none()) {
            return None;
        }
        let sign = behind.iter().find(beside).or_else(|| {
            words.get(..at)?.iter().rev().find(beside).filter(|word| is_sign(&word.text))
        });
        Some(if sign.and_then(|word| says_minus(&word.text)) == Some(true) {
            -amount.abs()
        } else {
            amount
        })
    }

    /// Only numbers with decimals are amounts; a customer number in the same place is none.
    fn amount(&self, text: &str) -> Option<Decimal> {
        number::read(text, self.form).filter(|amount| amount.scale() == 2)
    }

    fn entry(&mut self, line: &Line) -> bool {
        let Some(spans) = &self.spans else { return false };
        let words = joined(spans, line.words);
        let mut cells: BTreeMap<Field, Vec<&Word>> = BTreeMap::new();
        for word in &words {
            if let Some(field) = nearest(spans, word) {
                cells.entry(field).or_default().push(word);
            }
        }
        let cell = |field| cells.get(&field).map(Vec::as_slice).unwrap_or_default();
        let Some(written) = cell(Field::BookingDate).first().map(|word| word.text.as_str()) else {
            return false;
        };
        if !self.tells_day(written) {
            self.lacks_year |= lacks_year(written);
            return false;
        }
        self.named.extend(currencies_beside(spans, line.words));
        let stated = [Field::Debit, Field::Credit].map(|field| self.signed(cell(field)));
        let doubly = self.signed(cell(Field::Amount)).is_none()
            && stated.iter().flatten().any(Decimal::is_sign_negative);
        let debit = self.signed(cell(Field::Debit)).map(|amount| -amount.abs());
        let Some(amount) =
            self.signed(cell(Field::Amount)).or(debit).or_else(|| self.signed(cell(Field::Credit)))
        else {
            return false;
        };
        let mut entry = Entry::new(Money::new(amount, self.currency));
        let text: Vec<&str> =
            cell(Field::Remittance).iter().map(|word| word.text.as_str()).collect();
        entry.booking_text = Some(text.join(" ")).filter(|text| !text.is_empty());
        entry.remittance.clone_from(&entry.booking_text);
        self.doubly.extend(doubly.then_some(self.entries.len()));
        self.entries.push(entry);
        let value = cell(Field::ValueDate).first().map(|word| word.text.clone());
        self.days.push((written.to_owned(), value));
        self.open = line.words.first().map(|word| word.baseline);
        true
    }

    /// An amount among the words of a cell, with the sign that stands beside it.
    fn signed(&self, words: &[&Word]) -> Option<Decimal> {
        let amount = words.iter().find_map(|word| self.amount(&word.text))?;
        let minus = words.iter().find_map(|word| says_minus(&word.text));
        Some(if minus == Some(true) { -amount.abs() } else { amount })
    }

    /// Whether a word is a day whose year is written, or told by the statement.
    fn tells_day(&self, text: &str) -> bool {
        date::read(text, date::Form::DayFirst).is_some()
            || (self.period.is_some() && date::lacks_year(text))
    }

    /// Gives the entries their days; those without a year in the years that the statement's period
    /// and their order leave. False when that is in doubt.
    fn date(&mut self) -> bool {
        let written: Vec<&str> = self.days.iter().map(|(booked, _)| booked.as_str()).collect();
        let full = || {
            let read = |text: &&str| date::read(text, date::Form::DayFirst);
            written.iter().map(read).collect::<Option<Vec<Date>>>()
        };
        let days = full().or_else(|| self.period?.days(&written, self.order()));
        let Some(days) = days else { return false };
        for ((entry, booked), (_, value)) in self.entries.iter_mut().zip(days).zip(&self.days) {
            entry.booking_date = Some(booked);
            entry.value_date = value.as_deref().and_then(|value| value_day(value, booked));
        }
        true
    }

    /// How the entries follow each other: they lead from the one balance to the other.
    fn order(&self) -> Order {
        let above = |balance: Option<Stated>| balance.map(|balance| balance.above);
        let all = self.entries.len();
        match (above(self.opening), above(self.closing)) {
            (Some(0), Some(last)) if last == all => Order::Up,
            (Some(last), Some(0)) if last == all => Order::Down,
            _ => Order::Untold,
        }
    }

    fn is_day(&self, text: &str) -> bool {
        date::read(text, date::Form::DayFirst).is_some() || lacks_year(text)
    }

    /// A further line of the last entry's text: below it, in the text's column, with nothing
    /// elsewhere.
    fn continued(&mut self, line: &Line) {
        let (Some(spans), Some(above), Some(first)) = (&self.spans, self.open, line.words.first())
        else {
            return;
        };
        let close = first.baseline - above <= first.size * 2.5;
        let inside = line.words.iter().all(|word| nearest(spans, word) == Some(Field::Remittance));
        if !close || !inside {
            self.open = None;
            return;
        }
        if let Some(entry) = self.entries.last_mut() {
            let text = entry.remittance.get_or_insert_default();
            text.push(' ');
            text.push_str(&line.text());
        }
        self.open = Some(first.baseline);
    }

    /// The statement, if its balances prove it.
    fn proved(mut self) -> Result<Statement, Finding> {
        let missing = |label: &str| {
            NO_BALANCE.found().with("label", label).with("template", &self.template.name)
        };
        let first =
            self.opening.ok_or_else(|| missing(&self.template.opening).at(Place::Page(1)))?;
        let last = self.closing.ok_or_else(|| missing(&self.template.closing))?;
        if self.lacks_year || !self.date() {
            return Err(NO_YEAR.found().with("template", &self.template.name));
        }
        let (opening, closing) = (first.amount, last.amount);
        let balance = |stated: Stated| Balance {
            date: stated.day,
            amount: Money::new(stated.amount, self.currency),
        };
        let balances = (balance(first), balance(last));
        let kinds = [("OPBD", &balances.0), ("CLBD", &balances.1)];
        let mut statement = Statement {
            account: Account {
                iban: self.iban,
                currency: Some(self.currency),
                ..Account::default()
            },
            balances: kinds
                .map(|(kind, balance)| KindOfBalance {
                    kind: kind.to_owned(),
                    balance: balance.clone(),
                })
                .into(),
            opening: Some(balances.0),
            closing: Some(balances.1),
            entries: self.entries,
            ..Statement::default()
        };
        let others = self.doubly.into_iter().map(|at| Other { at, entry: None, left_out: None });
        statement.findings = settle(&mut statement, others.collect(), true);
        let amounts = statement.entries.iter().map(|entry| entry.amount.amount);
        let sum = amounts
            .into_iter()
            .try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount))
            .unwrap_or_default();
        if opening.checked_add(sum) != Some(closing) {
            let finding =
                NOT_PROVED.found().with_value("opening", opening).with_value("closing", closing);
            return Err(finding.with_value("sum", sum).with("count", statement.entries.len()));
        }
        Ok(statement)
    }
}

/// `Kontowährung: EUR`.
fn tells_currency(text: &str) -> bool {
    let folded = fold(text);
    ["waehrung", "currency"].iter().any(|word| folded.contains(word))
}

/// Words that may stand between a balance's label and its amount, besides days and numbers.
const SMALL: [&str; 10] = ["vom", "am", "per", "zum", "in", "eur", "h", "s", "uhr", "um"];

/// A value date: without a year it lies near the booking.
fn value_day(text: &str, booked: Date) -> Option<Date> {
    date::read(text, date::Form::DayFirst)
        .or_else(|| date::without_year(text, booked, date::Form::DayFirst))
}

/// `31.12.`; `1/2` is a page on a statement.
fn lacks_year(text: &str) -> bool {
    !text.contains('/') && date::lacks_year(text)
}

/// An IBAN among the words of a line, written together or in groups.
fn iban_in(text: &str) -> Option<Iban> {
    let words: Vec<&str> = text.split(' ').collect();
    (0..words.len().min(40)).find_map(|from| {
        (1..=9).find_map(|count| {
            Iban::read(&words.get(from..from + count)?.concat()).filter(Iban::is_valid)
        })
    })
}
