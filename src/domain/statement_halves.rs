//! Statements of which a part is probably missing, as their text itself shows: a table that breaks
//! off, a sum that its rows do not give. Whether the whole came is asked each time that it is told.

use super::finding::Weight;
use super::{FindingKind, Language};

/// The last row of a table breaks off.
pub static BREAKS_OFF: FindingKind = FindingKind {
    code: "csv-breaks-off",
    weight: Weight::Warning,
    de: "Die Datei bricht mitten in ihrer letzten Zeile ab; sie ist wohl nicht ganz übertragen \
        worden, und weitere Umsätze können fehlen. Was von der Zeile an Tag oder Betrag fehlt, ist \
        nicht gebucht. Bitte die Datei noch einmal ganz ablegen oder mit dem Kontoauszug \
        vergleichen; fehlt nichts: „kontor resolve {this} accept“.",
    en: "The file breaks off in the middle of its last line; it was probably not transferred \
        whole, and more bookings may be missing. A line whose day or amount is cut is not booked. \
        Drop the whole file again, or compare with the bank statement; if nothing is missing: \
        \"kontor resolve {this} accept\".",
};

/// A sum that the rows do not give.
pub static TOTAL_DIFFERS: FindingKind = FindingKind {
    code: "csv-total-differs",
    weight: Weight::Warning,
    de: "Die Summenzeile nennt {stated}, die gelesenen Umsätze ergeben {read}. Vielleicht fehlen \
        Umsätze; bitte mit dem Kontoauszug vergleichen und die Datei neu exportieren. Fehlt \
        nichts: „kontor resolve {this} accept“.",
    en: "The line with the sum says {stated}, the bookings that were read give {read}. Bookings \
        may be missing; compare with the bank statement and export the file again. If nothing is \
        missing: \"kontor resolve {this} accept\".",
};

/// Whether a doubt, as it was told, is that a part is missing.
pub fn says_half(doubt: &str) -> bool {
    let lead = |sentence: &'static str| sentence.split(['{', '.']).next().unwrap_or(sentence);
    let kinds = [&BREAKS_OFF, &TOTAL_DIFFERS].into_iter();
    kinds
        .flat_map(|kind| [Language::De, Language::En].map(|language| kind.sentence(language)))
        .any(|sentence| doubt.contains(lead(sentence)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::Place;

    #[test]
    fn it_is_known_by_its_words_whatever_fills_them() {
        for language in [Language::De, Language::En] {
            for kind in [&BREAKS_OFF, &TOTAL_DIFFERS] {
                let found = kind.found().with("stated", "5").with("this", "D3");
                assert!(says_half(&found.at(Place::Line(6)).say(language)));
            }
        }
        assert!(!says_half("Der Saldo 5,00 folgt nicht aus dem Saldo davor."));
    }
}
