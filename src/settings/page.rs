//! A TOML text with the places of all it says, read key by key: what has the wrong type, is unknown
//! or missing becomes a [`Fault`], and reading goes on.
//!
//! TOML 1.0 (<https://toml.io/en/v1.0.0>). Numbers with a point are taken as they are written,
//! never through a binary float.

use super::fault::{Excerpt, Fault, Hint};
use super::findings::{
    MISSING, NOT_UTF8, OUT_OF_RANGE, SYNTAX, TOO_LONG, UNKNOWN_KEY, UNKNOWN_VALUE, WRONG_TYPE,
};
use super::suggest;
use crate::domain::{Finding, FindingKind, Place};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Longest settings file, in bytes; nothing a person writes by hand comes near.
pub const LONGEST_FILE_BYTES: usize = 1 << 20;

/// A key as it stands, with its place.
pub type Key<'p> = &'p Spanned<Cow<'p, str>>;

/// One settings file while it is read.
pub struct Page<'t> {
    file: &'t str,
    text: &'t str,
    root: DeTable<'t>,
    broken: bool,
    faults: RefCell<Vec<Fault>>,
}

/// One table of a page; remembers which keys were asked for, so that [`Table::done`] can name the
/// others.
pub struct Table<'p> {
    page: &'p Page<'p>,
    table: &'p DeTable<'p>,
    span: Range<usize>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'t> Page<'t> {
    /// Reads the syntax; what is wrong with it is kept as faults, what could be read is there.
    pub fn open(file: &'t str, text: &'t str) -> Page<'t> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut page = Page {
            file,
            text,
            root: DeTable::new(),
            broken: false,
            faults: RefCell::new(Vec::new()),
        };
        if text.len() > LONGEST_FILE_BYTES {
            page.broken = true;
            page.faults.get_mut().push(Fault::of_file(file, TOO_LONG.found()));
            return page;
        }
        let (root, errors) = DeTable::parse_recoverable(text);
        page.root = root.into_inner();
        page.broken = !errors.is_empty();
        for error in errors {
            let (de, en) = problem(error.message());
            page.fault(
                error.span().unwrap_or(0..0),
                SYNTAX.found().with("problem_de", de).with("problem_en", en),
                None,
            );
        }
        page
    }

    /// The bytes of a file as text, or the fault that it is no UTF-8.
    pub fn text_of(file: &str, bytes: Vec<u8>) -> Result<String, Box<Fault>> {
        String::from_utf8(bytes).map_err(|_| Box::new(Fault::of_file(file, NOT_UTF8.found())))
    }

    /// The outermost table.
    pub fn root(&self) -> Table<'_> {
        Table::of(self, &self.root, 0..0)
    }

    /// Adds a fault at these bytes of the text.
    pub fn fault(&self, span: Range<usize>, finding: Finding, hint: Option<Hint>) {
        let (line, column, excerpt) = self.place(&span);
        let finding = finding.at(Place::LineColumn(line, column));
        let excerpt = Some(excerpt).filter(|excerpt| !may_hold_secret(&excerpt.line));
        self.faults.borrow_mut().push(Fault { file: self.file.to_owned(), finding, hint, excerpt });
    }

    /// All faults, in the order of their lines. Where the syntax is broken nothing is said of what
    /// is missing, nor of what stands below: it may be torn from where it belongs.
    pub fn close(self) -> Vec<Fault> {
        let mut faults = self.faults.into_inner();
        let line = |fault: &Fault| match fault.finding.place {
            Some(Place::LineColumn(line, column)) => (line, column),
            _ => (0, 0),
        };
        let torn = faults
            .iter()
            .filter(|fault| fault.finding.kind == &SYNTAX)
            .map(line)
            .min()
            .filter(|_| self.broken);
        if let Some(torn) = torn {
            let holds = |fault: &Fault| line(fault).0 < torn.0 && fault.finding.kind != &MISSING;
            faults.retain(|fault| fault.finding.kind == &SYNTAX || holds(fault));
        }
        faults.sort_by_key(line);
        faults
    }

    /// Line and column (1-based, in characters) of a span, and its line's text.
    fn place(&self, span: &Range<usize>) -> (u64, u64, Excerpt) {
        let start = span.start.min(self.text.len());
        let before = self.text.get(..start).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = self.text.get(line_start..).unwrap_or("").lines().next().unwrap_or("");
        let column = before.get(line_start..).unwrap_or("").chars().count();
        let marked =
            self.text.get(span.clone()).unwrap_or("").lines().next().unwrap_or("").chars().count();
        let excerpt = Excerpt { line: line.replace('\t', " "), width: marked.max(1) };
        (count(before.matches('\n').count()) + 1, count(column) + 1, excerpt)
    }
}

/// Whether a line had better not be shown: it may hold a password, mistyped or unquoted, or an
/// address with one inside.
fn may_hold_secret(line: &str) -> bool {
    let line = line.trim_start().to_lowercase();
    let tells_where = line.starts_with("password_env") || line.starts_with("password_file");
    !tells_where
        && ["pass", "pasw", "kennwort", "secret", "token", "://"]
            .iter()
            .any(|word| line.contains(word))
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

impl<'p> Table<'p> {
    fn of(page: &'p Page<'p>, table: &'p DeTable<'p>, span: Range<usize>) -> Table<'p> {
        Table { page, table, span, asked: RefCell::new(Vec::new()) }
    }

    /// The page the table stands in.
    pub fn page(&self) -> &'p Page<'p> {
        self.page
    }

    /// Where the table begins: its header, or its opening brace.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// A fault of the table as a whole.
    pub fn fault(&self, kind: &'static FindingKind, hint: Option<Hint>) {
        self.page.fault(self.span(), kind.found(), hint);
    }

    /// Names every key that nobody asked for. Call it when all known keys are read.
    pub fn done(&self) {
        let asked = self.asked.borrow();
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !asked.contains(&name) {
                let hint = suggest::hint(name, asked.iter().copied());
                self.page.fault(key.span(), UNKNOWN_KEY.found().with("key", name), Some(hint));
            }
        }
    }

    /// The keys and values of a table whose keys are the person's own.
    pub fn rows(&self) -> impl Iterator<Item = (Key<'p>, &'p Spanned<DeValue<'p>>)> + use<'p> {
        self.table.iter()
    }

    /// The value of a key as it stands.
    pub fn value(&self, key: &'static str) -> Option<&'p Spanned<DeValue<'p>>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    /// The values of a list of tables as they stand; a value that is no list is a fault and gives
    /// none.
    pub fn items(&self, key: &'static str) -> &'p [Spanned<DeValue<'p>>] {
        let Some(value) = self.value(key) else { return &[] };
        match value.get_ref() {
            DeValue::Array(items) => items,
            _ => {
                self.wrong_type(key, value, ("Tabellen [[name]]", "tables [[name]]")).unwrap_or(&[])
            }
        }
    }

    /// Where a key's value stands; the table's own place when it has none.
    pub fn place_of(&self, key: &str) -> Range<usize> {
        self.table.get(key).map_or(self.span(), Spanned::span)
    }

    /// Where a key itself stands.
    pub fn key_place(&self, key: &str) -> Range<usize> {
        self.table.get_key_value(key).map_or(self.span(), |(key, _)| key.span())
    }

    /// A text; an empty one counts as not set.
    pub fn text(&self, key: &'static str) -> Option<Spanned<String>> {
        let value = self.value(key)?;
        self.text_in(key, value).filter(|text| !text.get_ref().is_empty())
    }

    /// A text that must be there.
    pub fn needed(&self, key: &'static str) -> Option<Spanned<String>> {
        let text = self.text(key);
        let wrong_type =
            self.table.get(key).is_some_and(|value| !matches!(value.get_ref(), DeValue::String(_)));
        if text.is_none() && !wrong_type {
            self.page.fault(self.place_of(key), MISSING.found().with("key", key), None);
        }
        text
    }

    /// Texts: one, or a list of them. Empty when the key is absent.
    pub fn texts(&self, key: &'static str) -> Vec<Spanned<String>> {
        self.value(key).map_or_else(Vec::new, |value| self.texts_in(key, value))
    }

    /// Texts of a value of `key`: one, or a list of them.
    pub fn texts_in(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Spanned<String>> {
        match value.get_ref() {
            DeValue::Array(items) => {
                items.iter().filter_map(|item| self.text_in(key, item)).collect()
            }
            _ => self.text_in(key, value).into_iter().collect(),
        }
    }

    /// True or false.
    pub fn boolean(&self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Boolean(boolean) => Some(*boolean),
            _ => self.wrong_type(key, value, ("true oder false", "true or false")),
        }
    }

    /// A whole number within these bounds.
    pub fn integer(&self, key: &'static str, bounds: RangeInclusive<u32>) -> Option<u32> {
        let value = self.value(key)?;
        let DeValue::Integer(integer) = value.get_ref() else {
            return self.wrong_type(key, value, ("eine ganze Zahl", "a whole number"));
        };
        let number = i64::from_str_radix(integer.as_str(), integer.radix())
            .ok()
            .and_then(|number| u32::try_from(number).ok());
        let within = number.filter(|number| bounds.contains(number));
        if within.is_none() {
            self.out_of_range(key, value, bounds.start(), bounds.end());
        }
        within
    }

    /// An exact decimal within these bounds, as a number or a text with a point.
    pub fn decimal(&self, key: &'static str, bounds: RangeInclusive<Decimal>) -> Option<Decimal> {
        let value = self.value(key)?;
        let Some(number) = decimal_of(value.get_ref()) else {
            return self.wrong_type(
                key,
                value,
                ("eine Zahl mit Punkt, wie 0.01", "a number with a point, as 0.01"),
            );
        };
        if !bounds.contains(&number) {
            self.out_of_range(key, value, bounds.start(), bounds.end());
            return None;
        }
        Some(number)
    }

    /// One of a few words, each standing for a value.
    pub fn choice<T: Clone>(&self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        let text = self.text(key)?;
        self.chosen(key, &text, words)
    }

    /// Several of a few words; unknown ones are faults and left out.
    pub fn choices<T: Clone>(&self, key: &'static str, words: &[(&'static str, T)]) -> Vec<T> {
        self.texts(key).iter().filter_map(|text| self.chosen(key, text, words)).collect()
    }

    fn chosen<T: Clone>(
        &self,
        key: &'static str,
        text: &Spanned<String>,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let found = words.iter().find(|(word, _)| word == text.get_ref());
        if found.is_none() {
            self.unknown_value(key, text, words.iter().map(|(word, _)| *word));
        }
        found.map(|(_, value)| value.clone())
    }

    /// Says that a value is none of the known ones.
    pub fn unknown_value<'a>(
        &self,
        key: &str,
        text: &Spanned<String>,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let finding = UNKNOWN_VALUE.found().with("key", key).with("value", text.get_ref());
        self.page.fault(text.span(), finding, Some(suggest::hint(text.get_ref(), known)));
    }

    /// A table below this one.
    pub fn table(&self, key: &'static str) -> Option<Table<'p>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(Table::of(self.page, table, value.span())),
            _ => self.wrong_type(key, value, ("eine Tabelle [name]", "a table [name]")),
        }
    }

    /// The tables of a list of tables (`[[key]]`).
    pub fn tables(&self, key: &'static str) -> Vec<Table<'p>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type::<()>(key, value, ("Tabellen [[name]]", "tables [[name]]"));
            return Vec::new();
        };
        let table_in = |item: &'p Spanned<DeValue<'p>>| match item.get_ref() {
            DeValue::Table(table) => Some(Table::of(self.page, table, item.span())),
            _ => self.wrong_type(key, item, ("Tabellen [[name]]", "tables [[name]]")),
        };
        items.iter().filter_map(table_in).collect()
    }

    /// The text of a value of `key`, trimmed.
    pub fn text_in(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Spanned<String>> {
        match value.get_ref() {
            DeValue::String(text) => Some(Spanned::new(value.span(), text.trim().to_owned())),
            _ => self.wrong_type(
                key,
                value,
                ("einen Text in Anführungszeichen", "a text in quotation marks"),
            ),
        }
    }

    /// Says that a value is of the wrong type; always `None`.
    pub fn wrong_type<T>(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        expected: (&'static str, &'static str),
    ) -> Option<T> {
        let (found_de, found_en) = type_name(value.get_ref());
        let finding = WRONG_TYPE
            .found()
            .with("key", key)
            .with("expected_de", expected.0)
            .with("expected_en", expected.1);
        self.page.fault(
            value.span(),
            finding.with("found_de", found_de).with("found_en", found_en),
            None,
        );
        None
    }

    fn out_of_range(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        least: impl std::fmt::Display,
        most: impl std::fmt::Display,
    ) {
        self.page.fault(
            value.span(),
            OUT_OF_RANGE.found().with("key", key).with("least", least).with("most", most),
            None,
        );
    }
}

/// The parser's word for a break of syntax, in both languages; of a rare one only that it is one in
/// German.
fn problem(message: &str) -> (String, String) {
    let known = PROBLEMS.iter().find(|(start, _, _)| message.starts_with(start));
    known.map_or_else(
        || ("so kann hier nichts stehen".to_owned(), message.to_owned()),
        |(_, de, en)| ((*de).to_owned(), (*en).to_owned()),
    )
}

/// How messages of the `toml` crate begin, and what they mean.
const PROBLEMS: &[(&str, &str, &str)] = &[
    (
        "string values must be quoted",
        "ein Text gehört in Anführungszeichen",
        "a text belongs in quotation marks",
    ),
    (
        "invalid basic string",
        "das schließende Anführungszeichen fehlt oder ein \\ ist zu viel",
        "the closing quotation mark is missing, or a \\ too many",
    ),
    (
        "invalid literal string",
        "das schließende Anführungszeichen fehlt",
        "the closing quotation mark is missing",
    ),
    ("duplicate key", "das steht in diesem Abschnitt schon", "this stands in this section already"),
    ("unclosed", "die schließende Klammer fehlt", "the closing bracket is missing"),
    ("missing comma", "ein Komma fehlt", "a comma is missing"),
    ("missing assignment", "das Gleichheitszeichen fehlt", "the equals sign is missing"),
    (
        "key with no value",
        "das Gleichheitszeichen und der Wert fehlen",
        "the equals sign and the value are missing",
    ),
    ("missing value", "der Wert fehlt", "the value is missing"),
    (
        "invalid unquoted key",
        "ein Name besteht aus Buchstaben a–z, Ziffern, _ und -",
        "a name consists of letters a–z, digits, _ and -",
    ),
    (
        "missing escaped value",
        "nach \\ steht ein Zeichen, das dort nicht stehen kann (\\ selbst schreibt man \\\\)",
        "a character follows \\ that cannot stand there (\\ itself is written \\\\)",
    ),
    ("invalid date", "diesen Tag gibt es nicht", "there is no such day"),
    ("invalid time", "diese Uhrzeit gibt es nicht", "there is no such time"),
    ("invalid boolean", "das soll wohl true oder false heißen", "this should read true or false"),
    ("unquoted keys cannot be empty", "der Name fehlt", "the name is missing"),
    ("unexpected leading zero", "eine Zahl beginnt nicht mit 0", "a number does not begin with 0"),
];

fn decimal_of(value: &DeValue<'_>) -> Option<Decimal> {
    match value {
        DeValue::Integer(integer) if integer.radix() == 10 => {
            Decimal::from_str(integer.as_str()).ok()
        }
        DeValue::Float(float) => Decimal::from_str(float.as_str()).ok(),
        DeValue::String(text) => Decimal::from_str(text.trim()).ok(),
        _ => None,
    }
}

fn type_name(value: &DeValue<'_>) -> (&'static str, &'static str) {
    match value {
        DeValue::String(_) => ("ein Text", "a text"),
        DeValue::Integer(_) => ("eine ganze Zahl", "a whole number"),
        DeValue::Float(_) => ("eine Zahl mit Punkt", "a number with a point"),
        DeValue::Boolean(_) => ("true oder false", "true or false"),
        DeValue::Datetime(_) => ("ein Datum", "a date"),
        DeValue::Array(_) => ("eine Liste", "a list"),
        DeValue::Table(_) => ("eine Tabelle", "a table"),
    }
}
