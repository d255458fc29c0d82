//! Numbers that a text leaves out of what it pays: `alle Rechnungen außer RE-101`. What such a
//! number names is not meant, whatever the amount says.

use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::explain::with_word;
use super::index::{How, Index, Mentions, Named};
use super::numbers::is_filler;
use super::reading::{Reading, significant};

impl Reading {
    /// Whether a word leads to the number at this place that leaves it out; between the two stand
    /// other numbers at most, and words that belong to these.
    pub(super) fn is_excepted(&self, start: usize) -> bool {
        const LEAVES_OUT: &[&str] = &[
            "AUSSER",
            "AUSGENOMMEN",
            "AUSSCHLIESSLICH",
            "AUSSCHL",
            "EXKLUSIVE",
            "EXKL",
            "OHNE",
            "EXCEPT",
            "EXCLUDING",
            "WITHOUT",
        ];
        const OF_NUMBERS: &[&str] =
            &["RE", "RG", "R", "UND", "U", "AND", "RECHNUNG", "RECHNUNGEN", "INVOICE", "BELEG"];
        let mut before =
            self.atoms.iter().rev().skip_while(|atom| atom.end > start).filter(|atom| {
                let word = atom.text.as_str();
                !atom.is_number && !is_filler(word) && !OF_NUMBERS.contains(&word)
            });
        match before.next().map(|atom| atom.text.as_str()) {
            Some("AUF") => before.next().is_some_and(|atom| atom.text == "BIS"),
            Some(word) => LEAVES_OUT.contains(&word),
            None => false,
        }
    }
}

/// Takes what the text leaves out of what it names, and what it denies beside what it names
/// otherwise (`nicht RE-101, sondern RE-102`); gives the places of these items. What is denied
/// alone is asked about ([`Desk::denied`](super::desk::Desk::denied)).
pub(super) fn without_excepted(
    mentions: &mut Mentions,
    reading: &Reading,
    index: &Index<'_>,
) -> Vec<usize> {
    let is_denied = |named: &Named| named.place.is_some_and(|place| reading.says_no_to(place));
    let stays = |named: &Named| {
        named.strong
            && !is_denied(named)
            && named.place.is_some_and(|(start, _)| !reading.is_excepted(start))
    };
    let names_another = mentions.named.iter().any(stays);
    let mut excepted = Vec::new();
    mentions.named.retain(|named| {
        let is_out = named.place.is_some_and(|(start, _)| reading.is_excepted(start))
            || names_another && is_denied(named);
        if is_out {
            excepted.push(named.item);
            excepted.extend(&named.others);
        }
        !is_out
    });
    // `RE-101 bis RE-104 ohne 103`: of a number of the range its end is enough.
    let ends: Vec<&str> = reading
        .numbers
        .iter()
        .filter(|number| number.written && reading.is_excepted(number.start))
        .map(|number| significant(&number.digits))
        .filter(|digits| !digits.is_empty())
        .collect();
    mentions.named.retain(|named| {
        let is_end = |digits: &&str| {
            index.items.get(named.item).is_some_and(|item| item.digits.ends_with(digits))
        };
        let is_out = named.how == How::Between
            && (excepted.contains(&named.item) || ends.iter().any(is_end));
        if is_out {
            excepted.push(named.item);
        }
        !is_out
    });
    excepted
}

impl Index<'_> {
    /// Notes that an entry leaves these items out.
    pub(super) fn leave_out(&mut self, entry: i64, items: Vec<usize>) {
        if !items.is_empty() {
            self.left_out.entry(entry).or_default().extend(items);
        }
    }

    /// Whether an entry leaves an item out.
    pub(super) fn is_left_out(&self, entry: i64, at: usize) -> bool {
        self.left_out.get(&entry).is_some_and(|items| items.contains(&at))
    }
}

impl Desk<'_> {
    /// What is said where the amount is just that of an item which the text leaves out: it is not
    /// proposed.
    pub(super) fn only_excepted(&self, slip: &Slip<'_>) -> Option<Explanation> {
        let out = self.index.left_out.get(&slip.entry.id)?.iter();
        let mut fitting = out
            .filter_map(|at| self.index.items.get(*at))
            .filter(|item| item.left != 0 && item.facts.on_account(item.left) == slip.entry.paid());
        let number = &fitting.next().filter(|_| slip.entry.id > 0)?.facts.document;
        let told = with_word(
            "Der Text nimmt {} aus, der Betrag ist aber genau, was daran offen ist.",
            "The text leaves {} out, but the amount is exactly what is open of it.",
            number,
        );
        let answer = format!("kontor resolve E{} match {number}", slip.entry.id);
        Some(Explanation::new(
            format!("{} Zahlt er das doch: „{answer}“.", told.de),
            format!("{} If it pays that after all: \"{answer}\".", told.en),
        ))
    }
}
