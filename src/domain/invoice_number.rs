//! Numbers of invoices as people write them: one number in several spellings, the words and days
//! around it, and the sentences that say of which earlier invoice a document speaks.

use super::Invoice;
use super::invoice::tells_prepayment;
use super::text::fold;
use rust_decimal::Decimal;

/// A number as it is compared: letters and digits alone, capitals, no zeros in front.
pub fn number_key(number: &str) -> String {
    let bare: String =
        number.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let short = bare.trim_start_matches('0');
    if short.is_empty() { bare } else { short.to_owned() }
}

/// Whether two spellings are one number: `BL-40`, `bl 40`. `1/11` and `11/1` are not.
pub fn same_number(one: &str, other: &str) -> bool {
    let (key, groups) = (number_key(one), [digit_groups(one), digit_groups(other)]);
    let [first, second] = &groups;
    !key.is_empty() && key == number_key(other) && (first == second || first.len() != second.len())
}

/// What numbers share that are nearly the same: their groups of digits without zeros in front, of
/// which the last has two digits at least or is not alone. `RE/2026-0044`, `RE/2026/44` and
/// `2026-0044` are near each other.
pub fn near_key(number: &str) -> Option<String> {
    let groups = digit_groups(number);
    let tells = groups.len() > 1 || groups.last().is_some_and(|group| group.len() > 1);
    tells.then(|| groups.join("-"))
}

fn digit_groups(number: &str) -> Vec<&str> {
    number
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .map(|group| group.trim_start_matches('0'))
        .collect()
}

/// Words around the number of an invoice, folded.
const AROUND: &[&str] = &[
    "vom",
    "von",
    "datum",
    "rechnung",
    "rechnungen",
    "rechnungsnummer",
    "rechnungsnr",
    "rechnungs",
    "re",
    "rg",
    "nr",
    "no",
    "nummer",
    "number",
    "invoice",
    "inv",
    "from",
    "dated",
    "date",
    "of",
    "der",
    "die",
    "das",
    "den",
    "zur",
    "zu",
    "unsere",
    "unserer",
    "ihre",
    "ihrer",
    "beleg",
    "belegnummer",
    "belegnr",
    "abschlagsrechnung",
    "anzahlungsrechnung",
    "schlussrechnung",
    "teilrechnung",
    "ausgangsrechnung",
    "originalrechnung",
    "gutschrift",
];

/// The spellings of the number in a text that names an invoice, the whole first, then less and less
/// of the words and days around it: `Rechnung BL-40 vom 3.11.` may mean `BL-40`.
pub fn spellings(text: &str) -> Vec<String> {
    let mut words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | ';' | '(' | ')' | '#'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut found = vec![text.trim().to_owned()];
    words.retain(|word| !is_day(word));
    let is_around = |word: &&str| AROUND.contains(&fold(word).replace(' ', "").as_str());
    while words.last().is_some_and(is_around) {
        words.pop();
    }
    let mut rest = words.as_slice();
    loop {
        let spelling = rest.join(" ");
        if !spelling.is_empty() && !found.contains(&spelling) {
            found.push(spelling);
        }
        match rest.split_first() {
            Some((first, after)) if is_around(first) => rest = after,
            _ => break,
        }
    }
    found.retain(|spelling| spelling.chars().any(|c| c.is_ascii_digit()));
    if found.is_empty() { vec![text.trim().to_owned()] } else { found }
}

/// Whether a text that names an invoice may mean this number.
pub fn names_number(text: &str, number: &str) -> bool {
    spellings(text).iter().any(|spelling| same_number(spelling, number))
}

/// `3.11.`, `03.11.2026`, `2026-11-03`.
fn is_day(word: &str) -> bool {
    let parted = |mark: char| {
        let parts: Vec<&str> = word.trim_end_matches(mark).split(mark).collect();
        let digits = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
        parts.iter().all(digits).then(|| parts.iter().map(|part| part.len()).collect::<Vec<_>>())
    };
    match parted('.').as_deref() {
        Some([1 | 2, 1 | 2]) => return word.ends_with('.'),
        Some([1 | 2, 1 | 2, 2 | 4]) => return true,
        _ => {}
    }
    matches!(parted('-').as_deref(), Some([4, 2, 2]))
}

/// Words that say what a document does to an earlier invoice, folded.
const DOES: &[&str] = &[
    "ersetzt",
    "ersetzen",
    "korrigiert",
    "berichtigt",
    "storniert",
    "korrektur",
    "berichtigung",
    "rechnungskorrektur",
    "rechnungsberichtigung",
    "korrekturrechnung",
    "stornorechnung",
    "stornierung",
    "storno",
    "anstelle",
    "stelle",
    "replaces",
    "replaced",
    "corrects",
    "corrected",
    "cancels",
    "cancelled",
    "supersedes",
    "superseded",
    "correction",
    "replacement",
];

/// Words that call what they stand before an invoice, folded.
const INVOICE: &[&str] = &[
    "rechnung",
    "rechnungsnummer",
    "rechnungsnr",
    "abschlagsrechnung",
    "anzahlungsrechnung",
    "schlussrechnung",
    "teilrechnung",
    "originalrechnung",
    "invoice",
];

/// Words between those and the number.
const BETWEEN: &[&str] = &["nr", "no", "nummer", "number", "mit", "der"];

/// How many words may stand between what is done and the invoice that it is done to.
const NEAR: usize = 6;

impl Invoice {
    /// The earlier invoices that this one names: as such (BT-25), else in the words of a note
    /// (`Ersetzt Rechnung X-1`) or of a line that takes a prepayment off.
    pub fn names(&self) -> Vec<String> {
        if !self.preceding_invoices.is_empty() {
            return self.preceding_invoices.clone();
        }
        let own = |number: &String| self.number.as_ref() != Some(number);
        let taken_off = self.lines.iter().filter_map(|line| {
            let text = line.description.as_deref().filter(|text| tells_prepayment(text))?;
            line.net.filter(|net| *net < Decimal::ZERO).and_then(|_| called_in(text))
        });
        self.notes.iter().filter_map(|note| named_in(note)).chain(taken_off).filter(own).collect()
    }
}

impl Invoice {
    /// True when a note says that this one replaces, corrects or cancels an invoice that it names.
    pub fn says_that_it_replaces(&self) -> bool {
        let told: Vec<String> = self.notes.iter().filter_map(|note| named_in(note)).collect();
        let is_named =
            |number: &String| self.preceding_invoices.iter().any(|text| names_number(text, number));
        told.iter().any(is_named)
    }
}

/// The number that a text calls an invoice's: `abzgl. Abschlagsrechnung AR-1`.
fn called_in(text: &str) -> Option<String> {
    let words: Vec<(&str, String)> =
        text.split_whitespace().map(|word| (word, fold(word).replace(' ', ""))).collect();
    (0..words.len()).find_map(|at| {
        words.get(at).filter(|(_, word)| INVOICE.contains(&word.as_str()))?;
        number_at(&words, at + 1, false).map(|(number, _)| number)
    })
}

/// The number of the invoice that a sentence says is replaced, corrected or cancelled.
fn named_in(note: &str) -> Option<String> {
    let words: Vec<&str> = note.split_whitespace().collect();
    // `Nr.` and `gem.` end no sentence.
    let ends = |word: &&str| word.ends_with(['.', '!', '?']) && word.chars().count() > 4;
    words.split_inclusive(ends).find_map(|sentence| {
        let words: Vec<(&str, String)> =
            sentence.iter().map(|word| (*word, fold(word).replace(' ', ""))).collect();
        let not = |(_, word): &(&str, String)| matches!(word.as_str(), "nicht" | "keine" | "not");
        if words.iter().any(not) {
            return None;
        }
        let does = |at: usize| words.get(at).is_some_and(|(_, word)| DOES.contains(&word.as_str()));
        (0..words.len()).find_map(|at| {
            let (_, word) = words.get(at)?;
            let itself = does(at) && word.contains("rechnung");
            if !INVOICE.contains(&word.as_str()) && !itself {
                return None;
            }
            let (number, last) = number_at(&words, at + 1, itself)?;
            let before = (at.saturating_sub(NEAR)..=at).any(does);
            let after = (last + 1..last + 1 + NEAR).any(does);
            (before || after).then_some(number)
        })
    })
}

/// The number that begins here, and the position of its last word: one with a digit, or a short
/// prefix before one (`BL 40`).
fn number_at(words: &[(&str, String)], from: usize, after_deed: bool) -> Option<(String, usize)> {
    let skips = |word: &String| {
        BETWEEN.contains(&word.as_str())
            || after_deed
                && (matches!(word.as_str(), "zu" | "zur" | "for" | "fuer" | "von")
                    || INVOICE.contains(&word.as_str()))
    };
    let mut at = from;
    while words.get(at).is_some_and(|(_, word)| skips(word)) {
        at += 1;
    }
    let bare = |word: &str| word.trim_matches(|c: char| ".,;:()„“\"'#".contains(c)).to_owned();
    let number = |at: usize| {
        let (word, _) = words.get(at)?;
        let number = bare(word);
        (number.chars().any(|c| c.is_ascii_digit()) && !is_day(word)).then_some(number)
    };
    if let Some(found) = number(at) {
        return Some((found, at));
    }
    let prefix = words.get(at).map(|(word, _)| bare(word)).filter(|word| {
        (1..=4).contains(&word.chars().count()) && word.chars().all(|c| c.is_ascii_uppercase())
    })?;
    number(at + 1).map(|rest| (format!("{prefix} {rest}"), at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_in_several_spellings() {
        for text in [
            "BL-40",
            "BL 40",
            "bl-40",
            "Rechnung BL-40 vom 3.11.",
            "Rechnung Nr. BL 40 vom 03.11.2026",
            "Rechnungs-Nr.: BL-40",
            "BL-40 (2026-11-03)",
        ] {
            assert!(names_number(text, "BL-40"), "{text}: {:?}", spellings(text));
        }
        for text in ["BL-41", "Vertrag BL-40", "BL-40/1", "Rechnung vom 3.11.", "40"] {
            assert!(!names_number(text, "BL-40"), "{text}: {:?}", spellings(text));
        }
        assert!(same_number("2026/0017", "20260017") && same_number("007", "7"));
        assert!(!same_number("1/11", "11/1") && !same_number("", "-"));
        assert!(names_number("RE 40", "RE-40") && names_number("RE 40", "40"));
    }

    #[test]
    fn numbers_near_each_other() {
        let key = near_key("RE/2026-0044");
        assert!(key.is_some());
        for near in ["RE/2026-44", "2026-0044", "RE 2026/044"] {
            assert_eq!(near_key(near), key, "{near}");
        }
        for other in ["RE/2026-0045", "RE/2025-0044", "0044", "RE/20260044"] {
            assert_ne!(near_key(other), key, "{other}");
        }
        assert_eq!(near_key("R-4"), None);
    }

    #[test]
    fn a_note_says_of_which_invoice_it_speaks() {
        let named = |note: &str| named_in(note).unwrap_or_default();
        for note in [
            "Ersetzt Rechnung X-1",
            "Diese Rechnung ersetzt die Rechnung Nr. X-1 vom 3.11.2026.",
            "Bitte beachten. Rechnung X-1 wird hiermit storniert und ersetzt.",
            "Rechnungskorrektur zu X-1",
            "Rechnungskorrektur zur Rechnung X-1",
            "This invoice replaces invoice no. X-1",
            "Berichtigung gem. § 31 UStDV der Rechnung X-1.",
        ] {
            assert_eq!(named(note), "X-1", "{note}");
        }
        assert_eq!(named("An Stelle der Rechnung BL 40"), "BL 40");
        for note in [
            "Diese Rechnung ersetzt Lieferschein 4711",
            "Ersetzt nicht Rechnung X-1",
            "Rechnung zu Auftrag 4711",
            "Bei Stornierung fallen 10 % an. Rechnung vom 3.11.2026",
            "Zahlbar mit Angabe der Rechnungsnummer X-1",
        ] {
            assert_eq!(named(note), "", "{note}");
        }
    }
}
