//! Words that one door writes in full and another shortens: `HAUSVERW. SCHMIDT` and `Hausverwaltung
//! Schmidt GmbH`, `Rg. 4711 v. 01.10.` and `Rechnung 4711 vom 01.10.2026`.

use crate::domain::text::skeleton;

/// A word without a point is short for one that begins with it from so many letters on: `Hausverw`.
const CUT: usize = 4;

/// Short words of texts that bear no point either.
const SHORT: &[&str] = &["re", "rg", "rn", "nr", "kd"];

/// A word as a door writes it.
struct Word {
    /// Lower case, umlauts one letter, as [`skeleton`] leaves it.
    text: String,
    /// A point ends it.
    is_cut: bool,
}

impl Word {
    /// Whether a word is this one in full. Figures are never shortened.
    fn is_short_for(&self, long: &Word) -> bool {
        let (short, long) = (self.text.as_str(), long.text.as_str());
        let is_word = |word: &str| !word.contains(|c: char| c.is_ascii_digit());
        let begins = short.len() >= CUT && long.starts_with(short);
        short == long || is_word(short) && is_word(long) && (begins || self.is_cut_of(long))
    }

    /// Whether its letters stand in the other in their order, the first of them first: `Rg.`.
    fn is_cut_of(&self, long: &str) -> bool {
        let mut left = long.chars();
        (self.is_cut || SHORT.contains(&self.text.as_str()))
            && self.text.chars().next() == long.chars().next()
            && self.text.chars().all(|letter| left.any(|other| other == letter))
    }
}

/// Whether two texts are one but for words that one of them shortens or leaves out: each word of
/// one stands in the other, and one of them says something.
pub(super) fn are_one(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    is_inside(&one, &other) || is_inside(&other, &one)
}

fn is_inside(few: &[Word], many: &[Word]) -> bool {
    let mut left: Vec<&Word> = many.iter().collect();
    let says = few.iter().any(|word| word.text.len() >= CUT);
    says && few.iter().all(|word| {
        let is_one = |other: &&Word| word.is_short_for(other) || other.is_short_for(word);
        left.iter().position(is_one).map(|at| left.swap_remove(at)).is_some()
    })
}

/// The words of a text. A point inside one parts it: `Hausverw.Schmidt`.
fn words(text: &str) -> Vec<Word> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '.');
    let words = parts.flat_map(|part| part.split_inclusive('.'));
    let word =
        |part: &str| Word { text: skeleton(part).replace(' ', ""), is_cut: part.ends_with('.') };
    words.map(word).filter(|word| !word.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shortened_or_left_out_is_one() {
        for (short, long) in [
            ("HAUSVERW. SCHMIDT", "Hausverwaltung Schmidt GmbH"),
            ("Hausverw.Schmidt", "Hausverwaltung Schmidt GmbH"),
            ("Stadtw Muenster", "Stadtwerke Münster GmbH"),
            ("J. Schmidt", "Jutta Schmidt"),
            ("Rg. 4711 v. 01.10.", "Rechnung 4711 vom 01.10.2026"),
            ("RG 4711", "Rechnung Nr. 4711"),
            ("Miete Okt. Whg 3", "Miete Oktober 2026, Whg. 3"),
        ] {
            assert!(are_one(short, long) && are_one(long, short), "{short}");
        }
        for (one, other) in [
            ("HAUSVERW. SCHMIDT", "Hausverwaltung Schneider GmbH"),
            ("Wartung Presse 2", "Wartung Presse 3"),
            ("Rg. 4711", "Rechnung 4712"),
            ("RE 471", "RE 4711"),
            ("M. Schmidt", "Jutta Schmidt"),
            ("Miete", "Strom"),
            ("", "Strom"),
        ] {
            assert!(!are_one(one, other) && !are_one(other, one), "{one}");
        }
    }
}
