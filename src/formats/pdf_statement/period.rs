//! The days that a statement covers, for days that it writes without a year: by its own word, never
//! by a date in some text.

use super::Template;
use super::years::Period;
use crate::domain::text::fold;
use crate::formats::csv_shape::date;
use crate::formats::pdf_words::{Line, Page};
use jiff::civil::Date;

/// What a statement says of its days, the surest word first: `vom … bis …` above its entries, the
/// days beside its balances, its own date, its month or the year behind its number. `None` when it
/// says nothing of the kind, or different things.
pub fn told(
    pages: &[Page],
    template: &Template,
    is_header: impl Fn(&Line) -> bool,
) -> Option<Period> {
    let lines: Vec<Line> = pages.iter().flat_map(Page::lines).collect();
    let above: Vec<&Line> = lines.iter().take_while(|line| !is_header(line)).collect();
    let tellers: [Vec<Period>; 4] = [
        above.iter().filter_map(|line| range(line)).collect(),
        balances(&lines, template).into_iter().collect(),
        above.iter().filter_map(|line| dated(line)).collect(),
        above.iter().filter_map(|line| month_or_year(line)).collect(),
    ];
    tellers.into_iter().find(|found| !found.is_empty()).and_then(agreed)
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
        Period::Until(day) | Period::Since(day) => (day, day),
        Period::Numbered(_, year) => {
            let first = Date::new(year, 1, 1).unwrap_or_default();
            (first, first.last_of_year())
        }
    }
}

/// The full dates of a line, each with the place of its word.
fn days(line: &Line) -> Vec<(usize, Date)> {
    let read = |text: &str| {
        date::read(
            text.trim_matches(|sign: char| matches!(sign, ':' | ',' | ';' | '(' | ')')),
            date::Form::DayFirst,
        )
    };
    line.words.iter().enumerate().filter_map(|(at, word)| Some((at, read(&word.text)?))).collect()
}

/// `vom 01.10.2026 bis 31.10.2026`, `01.05.2026 - 31.05.2026`.
fn range(line: &Line) -> Option<Period> {
    let [(first, from), (second, to)] = days(line).try_into().ok()?;
    let between: Vec<String> =
        line.words.get(first + 1..second)?.iter().map(|word| fold(&word.text)).collect();
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

/// The statement's own date: `Kontoauszug Nr. 3 vom 31.03.2026`, `Datum 31.03.2026`, `erstellt am
/// …`.
fn dated(line: &Line) -> Option<Period> {
    const OWN: [&str; 8] =
        ["auszug", "statement", "datum", "date", "stand", "erstellt", "releve", "afschrift"];
    let [(at, day)] = days(line).try_into().ok()?;
    let before: Vec<String> = line.words.get(..at)?.iter().map(|word| fold(&word.text)).collect();
    let own = before.iter().any(|word| OWN.iter().any(|part| word.contains(part)));
    let begins =
        before.last().is_some_and(|word| matches!(word.as_str(), "ab" | "seit" | "from" | "since"));
    (own && !begins && !before.iter().any(|word| names_another_matter(word)))
        .then_some(Period::Until(day))
}

/// `Oktober 2026`: the month. `Nr. 10/2026`, `Auszug 10 / 2026`: the number in its year.
fn month_or_year(line: &Line) -> Option<Period> {
    let text = line.text();
    let folded = fold(&text);
    if folded.split(' ').any(names_another_matter) {
        return None;
    }
    let words: Vec<&str> = folded.split(' ').collect();
    let pair = |pair: &[&str]| {
        if let [first, second] = pair {
            Some(((*first).to_owned(), (*second).to_owned()))
        } else {
            None
        }
    };
    let month = words.windows(2).filter_map(pair).find_map(|(month, year)| {
        date::read(&format!("1 {month} {year}"), date::Form::DayFirst).filter(|_| year.len() == 4)
    });
    if let Some(from) = month {
        return Some(Period::Span(from, from.last_of_month()));
    }
    let numbered =
        ["auszug", "nr", "nummer", "statement", "number"].iter().any(|word| folded.contains(word));
    let number = |(number, year): (String, String)| {
        let short = number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
        let year: i16 = year.parse().ok().filter(|year| (1990..2100).contains(year))?;
        Some(Period::Numbered(number.parse().ok().filter(|_| short)?, year))
    };
    words.windows(2).filter_map(pair).find_map(number).filter(|_| numbered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::pdf_words::Word;
    use jiff::civil::date;

    /// The period that these lines say; the header line is `Buchung`.
    fn period(lines: &[&str]) -> Option<Period> {
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
        let day = |lines: &[&str], day: &str| period(lines)?.days(&[day])?.pop();
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
}
