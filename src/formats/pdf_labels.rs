//! Labels of a printed document and the values behind or below them, and its two address blocks: for PDFs that are read without a
//! template.

use super::pdf_words::{Line, Page, Word};
use crate::domain::Party;
use crate::domain::text::fold;

/// Labels that mean anything but where they begin a line or stand apart.
const GENERIC: &[&str] = &["nummer", "nr", "number", "no", "vom", "date", "datum"];

/// The first word that fits behind a label on its line, else right below it. Labels are tried in their order.
pub fn value(lines: &[Line], labels: &[&str], fits: impl Fn(&str) -> bool) -> Option<String> {
    labels.iter().find_map(|label| {
        lines.iter().enumerate().find_map(|(at, line)| {
            let (first, behind) = labelled(line.words, label)?;
            let rest = line.words.get(behind..).unwrap_or_default();
            let on_line = rest.iter().take(3).map(|word| bare(&word.text)).find(|word| fits(word));
            on_line.or_else(|| below(lines.get(at + 1)?, line.words.get(first)?, &fits))
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

/// The word of the next line that stands under the label.
fn below(next: &Line, label: &Word, fits: &impl Fn(&str) -> bool) -> Option<String> {
    let under = next.words.iter().find(|word| (word.left - label.left).abs() < 12.0)?;
    let text = bare(&under.text);
    fits(&text).then_some(text)
}

/// The sender stands first, the addressee in the next block on the left; a small line of the sender's above the address is the sender.
pub fn parties(lines: &[Line], page: &Page, titles: &[&str]) -> (Party, Party) {
    let is_head = |line: &&Line| line.words.first().is_some_and(|word| word.baseline < page.height * 0.45 && word.left < page.width * 0.5);
    let is_title = |line: &Line| {
        let text = fold(&line.text());
        titles.iter().any(|title| text.starts_with(title))
    };
    let stop = lines.iter().position(is_title);
    let above: Vec<&Line> = lines.iter().take(stop.unwrap_or(lines.len())).filter(is_head).collect();
    let mut blocks: Vec<Vec<String>> = Vec::new();
    let mut last: Option<&Word> = None;
    for line in above {
        let Some(first) = line.words.first() else { continue };
        let near = last.is_some_and(|last| first.baseline - last.baseline < first.size.max(last.size) * 2.2);
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
        let name = block
            .first()
            .map(|line| line.split(['·', '|', '•']).next().unwrap_or_default().split(" - ").next().unwrap_or_default().trim().to_owned());
        // `Firma GmbH, Weg 3, 73430 Aalen`: the name ends where the address begins.
        let name = name.map(|name| match name.split_once(", ") {
            Some((before, after)) if after.chars().any(|c| c.is_ascii_digit()) => before.to_owned(),
            _ => name,
        });
        Party { name: name.filter(|name| !name.is_empty()), ..Party::default() }
    };
    (party(blocks.first()), party(blocks.get(1)))
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
