//! Labels of a printed document and the values behind or below them, and its two address blocks:
//! for PDFs that are read without a template.

use super::csv_shape::date;
use super::pdf_words::{Line, Page, Word};
use crate::domain::Party;
use crate::domain::text::fold;
use jiff::civil::Date;

/// Labels that mean anything but where they begin a line or stand apart.
const GENERIC: &[&str] = &["nummer", "nr", "number", "no", "vom", "date", "datum"];

/// The first word that fits behind a label on its line, else right below it. Labels are tried in
/// their order.
pub fn value(lines: &[Line], labels: &[&str], fits: impl Fn(&str) -> bool) -> Option<String> {
    behind(lines, labels, |words| {
        words.first().map(|word| bare(&word.text)).filter(|word| fits(word))
    })
}

/// The day behind a label on its line, else right below it.
pub fn day(lines: &[Line], labels: &[&str]) -> Option<Date> {
    behind(lines, labels, day_at)
}

/// The end of a period behind a label: its second day, else the only one.
pub fn period_end(lines: &[Line], labels: &[&str]) -> Option<Date> {
    behind(lines, labels, |words| {
        let found = days(words);
        day_at(words).and(found.get(1).or(found.first()).copied())
    })
}

/// The day of a document that gives it no label: the one day of its heading (`Rechnung R-1 vom
/// 3.2.2026`), else the day behind a place (`Aalen, den 3. Februar 2026`).
pub fn day_without_label(lines: &[Line], titles: &[&str]) -> Option<Date> {
    let title =
        lines.iter().find(|line| titles.iter().any(|title| fold(&line.text()).starts_with(title)));
    let of_title = title.and_then(|title| only(days(title.words)));
    let placed = || {
        only(lines.iter().flat_map(|line| {
            let places = line.words.iter().zip(line.words.iter().skip(1)).enumerate();
            let den = places.filter(|(_, (place, den))| {
                place.text.ends_with(',') && matches!(den.text.as_str(), "den" | "am")
            });
            den.filter_map(|(at, _)| day_at(line.words.get(at + 2..)?)).collect::<Vec<_>>()
        }))
    };
    of_title.or_else(placed)
}

fn days(words: &[Word]) -> Vec<Date> {
    (0..words.len()).filter_map(|at| day_at(words.get(at..)?)).collect()
}

fn only(days: impl IntoIterator<Item = Date>) -> Option<Date> {
    let mut days = days.into_iter();
    days.next().filter(|_| days.next().is_none())
}

/// The day that words begin with: one word, or three with the month in letters (`3. Februar 2026`,
/// `February 3, 2026`).
fn day_at(words: &[Word]) -> Option<Date> {
    let read = |text: &str| date::read(text, date::Form::DayFirst);
    let one = words.first().and_then(|word| read(&bare(&word.text)));
    one.or_else(|| {
        let three = words.get(..3)?;
        let in_letters = three
            .iter()
            .take(2)
            .any(|word| word.text.chars().filter(|c| c.is_alphabetic()).count() >= 3);
        let text: Vec<&str> = three.iter().map(|word| word.text.as_str()).collect();
        in_letters.then(|| read(&bare(&text.join(" "))))?
    })
}

/// What `read` takes first of the words behind a label on its line, else of those right below it.
fn behind<T>(lines: &[Line], labels: &[&str], read: impl Fn(&[Word]) -> Option<T>) -> Option<T> {
    labels.iter().find_map(|label| {
        lines.iter().enumerate().find_map(|(at, line)| {
            let (first, end) = labelled(line.words, label)?;
            let on_line = (end..end + 3).find_map(|from| read(line.words.get(from..)?));
            on_line.or_else(|| read(below(lines.get(at + 1)?, line.words.get(first)?)?))
        })
    })
}

/// Where a label stands in a line, and the word behind it.
fn labelled(words: &[Word], label: &str) -> Option<(usize, usize)> {
    (0..words.len()).find_map(|first| {
        let mut joined = String::new();
        for (at, word) in words.iter().enumerate().skip(first).take(4) {
            joined.push_str(&letters(&word.text));
            if joined == label {
                let apart = first
                    .checked_sub(1)
                    .and_then(|before| words.get(before))
                    .is_none_or(|before| word.left - before.right > word.size * 1.2);
                return (apart || !GENERIC.contains(&label)).then_some((first, at + 1));
            }
            if joined.len() >= label.len() {
                return None;
            }
        }
        None
    })
}

/// Letters and digits alone, folded.
pub fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A word without the marks around it.
pub fn bare(text: &str) -> String {
    text.trim_matches([':', ',', ';', '(', ')', '#']).to_owned()
}

/// The words of the next line from the one that stands under the label.
fn below<'a>(next: &Line<'a>, label: &Word) -> Option<&'a [Word]> {
    let under = next.words.iter().position(|word| (word.left - label.left).abs() < 12.0)?;
    next.words.get(under..)
}

/// The sender stands first, the addressee in the next block on the left; a small line of the
/// sender's above the address is the sender.
pub fn parties(lines: &[Line], page: &Page, titles: &[&str]) -> (Party, Party) {
    let is_head = |line: &&Line| {
        line.words
            .first()
            .is_some_and(|word| word.baseline < page.height * 0.45 && word.left < page.width * 0.5)
    };
    let is_title = |line: &Line| {
        let text = fold(&line.text());
        titles.iter().any(|title| text.starts_with(title))
    };
    let stop = lines.iter().position(is_title);
    let above: Vec<&Line> =
        lines.iter().take(stop.unwrap_or(lines.len())).filter(is_head).collect();
    let mut blocks: Vec<Vec<String>> = Vec::new();
    let mut last: Option<&Word> = None;
    for line in above {
        let Some(first) = line.words.first() else { continue };
        let near = last
            .is_some_and(|last| first.baseline - last.baseline < first.size.max(last.size) * 2.2);
        let text = left_part(line);
        let parts = text.matches(['·', '|', '•']).count() + text.matches(" - ").count();
        let sender_line = parts >= 2;
        match blocks.last_mut() {
            Some(block) if near && !sender_line => block.push(text),
            _ => blocks.push(vec![text]),
        }
        // Below the small line of the sender the address begins, however near.
        last = if sender_line { None } else { Some(first) };
    }
    let party = |block: Option<&Vec<String>>| {
        let block = block.cloned().unwrap_or_default();
        let name = block.first().map(|line| {
            line.split(['·', '|', '•'])
                .next()
                .unwrap_or_default()
                .split(" - ")
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned()
        });
        // `Firma GmbH, Weg 3, 73430 Aalen`: the name ends where the address begins.
        let name = name.map(|name| match name.split_once(", ") {
            Some((before, after)) if after.chars().any(|c| c.is_ascii_digit()) => before.to_owned(),
            _ => name,
        });
        let (street, postcode, city) = address(&block);
        Party {
            name: name.filter(|name| !name.is_empty()),
            street,
            postcode,
            city,
            ..Party::default()
        }
    };
    (party(blocks.first()), party(blocks.get(1)))
}

/// Street, postcode and city of an address block: the place begins with its postcode, the street
/// stands before it.
fn address(block: &[String]) -> (Option<String>, Option<String>, Option<String>) {
    let parts = block
        .iter()
        .flat_map(|line| line.split(['·', '|', '•', ',']).flat_map(|part| part.split(" - ")));
    let parts: Vec<&str> = parts.map(str::trim).filter(|part| !part.is_empty()).collect();
    let place = |part: &str| {
        let (first, city) = part.split_once(' ')?;
        let digits = first.trim_start_matches(|c: char| c.is_ascii_uppercase() || c == '-');
        let is_postcode =
            (4..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        (is_postcode && city.starts_with(char::is_alphabetic))
            .then(|| (digits.to_owned(), city.trim().to_owned()))
    };
    let Some((at, (postcode, city))) =
        parts.iter().enumerate().find_map(|(at, part)| Some((at, place(part)?)))
    else {
        return (None, None, None);
    };
    let before = at.checked_sub(1).and_then(|before| parts.get(before));
    let street = before
        .filter(|street| street.chars().any(|c| c.is_ascii_digit()))
        .map(|street| (*street).to_owned());
    (street, Some(postcode), Some(city))
}

/// The words of a line up to a wide gap.
fn left_part(line: &Line) -> String {
    let mut words: Vec<&str> = Vec::new();
    let mut right: Option<f64> = None;
    for word in line.words {
        if right.is_some_and(|right| word.left - right > word.size * 3.0) {
            break;
        }
        words.push(&word.text);
        right = Some(word.right);
    }
    words.join(" ")
}
