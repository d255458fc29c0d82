//! The days that a statement covers, for days that it writes without a year: by its own word, never
//! by a date in some text.

use super::Template;
use super::years::{Period, Told};
use crate::domain::text::fold;
use crate::formats::csv_shape::date;
use crate::formats::pdf_words::{Line, Page};
use jiff::civil::Date;
use std::ops::Range;

/// What a statement says of its days, the surest word first: `vom … bis …` above its entries, the
/// days beside its balances, its own date, its month, the year behind its number. The day it was
/// printed comes last, for it may be printed again. `None` when it says nothing of the kind, or
/// different things.
pub fn told(
    pages: &[Page],
    template: &Template,
    is_header: impl Fn(&Line) -> bool,
) -> Option<Told> {
    let lines: Vec<Line> = pages.iter().flat_map(Page::lines).collect();
    let above: Vec<&Line> = lines.iter().take_while(|line| !is_header(line)).collect();
    let labels = [fold(&template.opening), fold(&template.closing)];
    let is_balance = |line: &Line| {
        let text = fold(&line.text());
        labels.iter().any(|label| text.starts_with(label))
    };
    let dates: Vec<(Of, Date)> =
        above.iter().filter(|line| !is_balance(line)).flat_map(|line| dated(line)).collect();
    let of = |kind: Of| dates.iter().filter(move |(of, _)| *of == kind).map(|(_, day)| *day);
    let tellers: [Vec<Period>; 7] = [
        above.iter().filter_map(|line| range(line)).collect(),
        balances(&lines, template).into_iter().collect(),
        of(Of::Statement).map(Period::Until).collect(),
        above.iter().filter_map(|line| month(line)).collect(),
        above.iter().filter_map(|line| numbered(line)).collect(),
        of(Of::Document).map(Period::Until).collect(),
        of(Of::Print).map(Period::Printed).collect(),
    ];
    let period = tellers.into_iter().find(|found| !found.is_empty()).and_then(agreed)?;
    Some(Told { period, printed: of(Of::Document).chain(of(Of::Print)).max() })
}

/// Longest stretch of days that a statement covers.
const LONGEST: i32 = 400;

/// The one period that all tell, or that holds the others; of several days of its own the last one;
/// `None` when they lie apart.
fn agreed(found: Vec<Period>) -> Option<Period> {
    let length = |(from, to): (Date, Date)| from.until(to).map_or(0, |span| span.get_days());
    let widest =
        found.iter().copied().max_by_key(|period| (length(ends(*period)), ends(*period).1));
    let (from, to) = ends(widest?);
    let near = |day: Date| length((day, from)) < 62 && length((to, day)) < 62;
    let agrees = |other: &Period| {
        let (first, last) = ends(*other);
        near(first) && near(last)
    };
    found.iter().all(agrees).then_some(widest?)
}

/// The first and the last day that a word names.
fn ends(period: Period) -> (Date, Date) {
    match period {
        Period::Span(from, to) => (from, to),
        Period::Until(day) | Period::Printed(day) | Period::Since(day) => (day, day),
        Period::Numbered(_, year) => {
            let first = Date::new(year, 1, 1).unwrap_or_default();
            (first, first.last_of_year())
        }
    }
}

/// The full dates of a line, each with the places of its words: `31.03.2026`, `31. März 2026`.
fn days(line: &Line) -> Vec<(Range<usize>, Date)> {
    let read = |places: Range<usize>| {
        let words = line.words.get(places.clone())?;
        let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        let signs = |sign: char| matches!(sign, ':' | ',' | ';' | '(' | ')');
        Some((places, date::read(text.trim_matches(signs), date::Form::DayFirst)?))
    };
    let begins = |text: &str| text.trim_end_matches('.').parse::<u8>().is_ok();
    let mut found: Vec<(Range<usize>, Date)> = Vec::new();
    for (at, word) in line.words.iter().enumerate() {
        if found.last().is_none_or(|(places, _)| places.end <= at) {
            let worded = || Some(at..at + 3).filter(|_| begins(&word.text)).and_then(read);
            found.extend(read(at..at + 1).or_else(worded));
        }
    }
    found
}

/// `vom 01.10.2026 bis 31.10.2026`, `01.05.2026 - 31.05.2026`.
fn range(line: &Line) -> Option<Period> {
    let [(first, from), (second, to)] = days(line).try_into().ok()?;
    let between: Vec<String> =
        line.words.get(first.end..second.start)?.iter().map(|word| fold(&word.text)).collect();
    let joined = between.iter().all(|word| {
        matches!(
            word.as_str(),
            "" | "bis" | "zum" | "to" | "until" | "till" | "au" | "tot" | "do" | "al"
        )
    });
    let length = from.until(to).ok()?.get_days();
    let other = line.words.iter().any(|word| names_another_matter(&fold(&word.text)));
    (joined && !between.is_empty() && !other && (0..=LONGEST).contains(&length))
        .then_some(Period::Span(from, to))
}

/// True for words of notices: a card, an offer, an interest rate, opening hours.
fn names_another_matter(word: &str) -> bool {
    [
        "gueltig",
        "valid",
        "zinsbindung",
        "aktion",
        "angebot",
        "karte",
        "frist",
        "geschlossen",
        "befristet",
        "garant",
    ]
    .iter()
    .any(|part| word.contains(part))
}

/// The days beside the balances.
fn balances(lines: &[Line], template: &Template) -> Option<Period> {
    let stated = |label: &str| {
        let label = fold(label);
        let lines = lines.iter().filter(move |line| fold(&line.text()).starts_with(&label));
        lines.filter_map(|line| days(line).first().map(|(_, day)| *day)).collect::<Vec<_>>()
    };
    let (opening, closing) = (stated(&template.opening), stated(&template.closing));
    let from = opening.iter().chain(&closing).min().copied()?;
    let to = opening.iter().chain(&closing).max().copied()?;
    if closing.is_empty() {
        return Some(Period::Since(from));
    }
    if from == to {
        return Some(Period::Until(to));
    }
    (from.until(to).ok()?.get_days() <= LONGEST).then_some(Period::Span(from, to))
}

/// Whose date it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// The statement's own: `Kontoauszug Nr. 3 vom 31.03.2026`.
    Statement,
    /// `Datum 31.03.2026`.
    Document,
    /// `erstellt am …`, `Ausdruck vom …`.
    Print,
}

/// The dates of a line by the words that stand before each.
fn dated(line: &Line) -> Vec<(Of, Date)> {
    let mut from = 0;
    let mut dates = Vec::new();
    for (places, day) in days(line) {
        let before = line.words.get(from..places.start).unwrap_or_default();
        let before: Vec<String> = before.iter().map(|word| fold(&word.text)).collect();
        dates.extend(whose(&before).map(|of| (of, day)));
        from = places.end;
    }
    dates
}

/// Whose date follows these words. One of printing counts wherever it stands (`Ausdruck des
/// Kontoauszugs vom`), else the last one (`Kontoauszug 12/2025 Datum`).
fn whose(before: &[String]) -> Option<Of> {
    const STATEMENT: [&str; 4] = ["auszug", "statement", "releve", "afschrift"];
    const DOCUMENT: [&str; 3] = ["datum", "date", "stand"];
    let begins =
        before.last().is_some_and(|word| matches!(word.as_str(), "ab" | "seit" | "from" | "since"));
    if begins || before.iter().any(|word| names_another_matter(word)) {
        return None;
    }
    if before.iter().any(|word| tells_of_printing(word)) {
        return Some(Of::Print);
    }
    let named = |parts: &[&str], word: &str| parts.iter().any(|part| word.contains(part));
    before.iter().rev().find_map(|word| {
        let document = named(&DOCUMENT, word).then_some(Of::Document);
        named(&STATEMENT, word).then_some(Of::Statement).or(document)
    })
}

/// True for words of the day a document was printed or called up.
fn tells_of_printing(word: &str) -> bool {
    ["erstell", "druck", "abgerufen", "abruf", "printed", "created", "generated", "imprime"]
        .iter()
        .any(|part| word.contains(part))
}

/// The folded words of a line besides its full dates; none of a notice or of printing.
fn beside_dates(line: &Line) -> Vec<String> {
    let dates = days(line);
    let is_date = |at: usize| dates.iter().any(|(places, _)| places.contains(&at));
    let texts = line.words.iter().enumerate().filter(|(at, _)| !is_date(*at));
    let text = texts.map(|(_, word)| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let words: Vec<String> = fold(&text).split(' ').map(str::to_owned).collect();
    if words.iter().any(|word| names_another_matter(word)) { Vec::new() } else { words }
}

fn pairs(words: &[String]) -> impl Iterator<Item = (&str, &str)> {
    words.iter().zip(words.iter().skip(1)).map(|(first, second)| (first.as_str(), second.as_str()))
}

/// `Oktober 2026`: the month.
fn month(line: &Line) -> Option<Period> {
    let words = beside_dates(line);
    if words.iter().any(|word| tells_of_printing(word)) {
        return None;
    }
    let from = pairs(&words).find_map(|(month, year)| {
        date::read(&format!("1 {month} {year}"), date::Form::DayFirst).filter(|_| year.len() == 4)
    })?;
    Some(Period::Span(from, from.last_of_month()))
}

/// `Nr. 10/2026`, `Auszug 10 / 2026`: the number in its year.
fn numbered(line: &Line) -> Option<Period> {
    let words = beside_dates(line);
    let is_number = |word: &String| {
        ["auszug", "nr", "nummer", "statement", "number"].iter().any(|part| word.contains(part))
    };
    let number = |(number, year): (&str, &str)| {
        let short = number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
        let year: i16 = year.parse().ok().filter(|year| (1990..2100).contains(year))?;
        Some(Period::Numbered(number.parse().ok().filter(|_| short)?, year))
    };
    pairs(&words).find_map(number).filter(|_| words.iter().any(is_number))
}

#[cfg(test)]
mod tests {
    use super::super::years::Order;
    use super::*;
    use crate::formats::pdf_words::Word;
    use jiff::civil::date;

    /// The period that these lines say; the header line is `Buchung`.
    fn period(lines: &[&str]) -> Option<Period> {
        Some(said(lines)?.period)
    }

    fn said(lines: &[&str]) -> Option<Told> {
        let words = lines.iter().enumerate().flat_map(|(at, line)| {
            let baseline = at as f64 * 10.0;
            line.split(' ').map(move |text| Word {
                text: text.to_owned(),
                left: 0.0,
                right: 0.0,
                baseline,
                size: 9.0,
            })
        });
        let page = Page { number: 1, width: 595.0, height: 842.0, words: words.collect() };
        let template = super::super::templates(
            "[[pdf_statement]]\nname = 'x'\ntitle = 'X'\nmarks = ['X']\nopening = 'Alter \
             Saldo'\nclosing = 'Neuer Saldo'\ncolumns = { amount = 'Betrag' }",
        );
        let template = template.ok()?.pop()?;
        told(&[page], &template, |line| line.text() == "Buchung")
    }

    #[test]
    fn the_statements_own_word_counts_and_no_other_date() {
        let october = Some(Period::Span(date(2026, 10, 1), date(2026, 10, 31)));
        assert_eq!(
            period(&[
                "vom 01.10.2026 bis 31.10.2026",
                "Ihre Karte ist gueltig bis 31.12.2029",
                "Buchung"
            ]),
            october
        );
        assert_eq!(
            period(&["Aktion vom 01.01.2027 bis 31.01.2027", "01.10.2026 - 31.10.2026", "Buchung"]),
            october
        );
        assert_eq!(period(&["Oktober 2026", "Buchung", "30.11.2031 Text"]), october);
        assert_eq!(
            period(&[
                "Zinsbindung bis 30.11.2031",
                "Buchung",
                "Alter Saldo vom 30.09.2026 1,00",
                "Neuer Saldo 31.10.2026 1,00"
            ]),
            Some(Period::Span(date(2026, 9, 30), date(2026, 10, 31)))
        );
        let day = |lines: &[&str], day: &str| said(lines)?.days(&[day], Order::Untold)?.pop();
        assert_eq!(
            day(&["Kontoauszug Nr. 1 vom 15.01.2026", "Buchung"], "30.12."),
            Some(date(2025, 12, 30))
        );
        assert_eq!(day(&["Kontoauszug Nr. 10/2026", "Buchung"], "05.10."), Some(date(2026, 10, 5)));
        assert_eq!(day(&["01.01.2026 - 31.12.2026", "Buchung"], "05.01."), Some(date(2026, 1, 5)));
        assert_eq!(day(&["01.12.2025 - 31.12.2025", "Buchung"], "02.01."), Some(date(2026, 1, 2)));
        assert_eq!(day(&["Ihre Karte gilt bis 31.12.2029", "Buchung"], "05.10."), None);
        assert_eq!(
            period(&["01.10.2026 - 31.10.2026", "01.10.2024 - 31.10.2024", "Buchung"]),
            None,
            "two words"
        );
    }

    #[test]
    fn the_day_of_printing_is_none_of_the_statements() {
        let number = Some(Period::Numbered(1, 2026));
        for print in [
            "Erstellt am 20.01.2027",
            "Ausdruck vom 20.01.2027",
            "Kontoauszug gedruckt am 20. Januar 2027",
            "Druckdatum: 20.01.2027",
            "Datum 20.01.2027",
        ] {
            let lines = ["Auszug Nr. 1/2026", print, "Buchung"];
            assert_eq!(period(&lines), number, "{print}");
            let printed = said(&lines).and_then(|told| told.printed);
            assert_eq!(printed, Some(date(2027, 1, 20)), "{print}");
            let beside = ["Auszug Nr. 1/2026 ", print].concat();
            assert_eq!(period(&[&beside, "Buchung"]), number, "{beside}");
        }
        let december = Some(Period::Span(date(2025, 12, 1), date(2025, 12, 31)));
        let lines = ["Kontoauszug Dezember 2025", "Erstellt am 3. Januar 2026", "Buchung"];
        assert_eq!(period(&lines), december);
        let own = Some(Period::Until(date(2025, 12, 31)));
        assert_eq!(period(&["Kontoauszug vom 31.12.2025 Ausdruck vom 05.01.2026", "Buchung"]), own);
        assert_eq!(
            period(&["Kontoauszug Nr. 7 erstellt am 05.01.2026", "Buchung"]),
            Some(Period::Printed(date(2026, 1, 5))),
            "a date is no number"
        );
        assert_eq!(
            period(&["Datum 31.10.2026", "Buchung"]),
            Some(Period::Until(date(2026, 10, 31)))
        );
    }
}
