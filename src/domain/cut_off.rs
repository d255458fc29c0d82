//! Documents that were cut off on their way, as their own form shows: a row, a message or a file
//! without its end. Where a later one begins with the very bytes, that is the whole of it, and what
//! was asked about the cut is asked no more.

use super::finding::Weight;
use super::statement_halves::BREAKS_OFF;
use super::{FindingKind, Language};

/// A table that ends in the middle of a row. Its rest may come as a file of its own, which begins
/// in the middle and is no table.
pub static TABLE: FindingKind = FindingKind {
    code: "table-breaks-off",
    weight: Weight::Warning,
    de: "Die Tabelle bricht mitten in ihrer letzten Zeile ab ({fields} von {columns} Feldern, kein \
        Zeilenende): Sie ist wohl nicht ganz übertragen worden. Kommt der Rest für sich, wird er \
        als unbekanntes Format abgelehnt. Bitte die Datei noch einmal ganz ablegen.",
    en: "The table breaks off in the middle of its last row ({fields} of {columns} fields, no end \
        of line): it was probably not transferred whole. If the rest comes by itself, it is \
        rejected as an unknown format. Drop the whole file again.",
};

/// A message or an interchange without its end.
pub static EDIFACT: FindingKind = FindingKind {
    code: "edifact-breaks-off",
    weight: Weight::Warning,
    de: "Die Nachricht {message} endet ohne {segment}; die Datei ist wohl unvollständig \
        übertragen. Bitte mit dem Absender vergleichen.",
    en: "Message {message} ends without {segment}; the file was probably not transferred \
        completely. Compare it with the sender.",
};

/// A PDF without its end, of which something could be read.
pub static PDF: FindingKind = FindingKind {
    code: "pdf-breaks-off",
    weight: Weight::Warning,
    de: "Dem PDF fehlt sein Ende (startxref, %%EOF), oder sein Verzeichnis stimmt nicht: Es ist \
        wohl nicht ganz übertragen worden. Gelesen ist, was noch da war; Seiten oder ein \
        eingebettetes XML können fehlen. Bitte die Datei noch einmal ganz ablegen; fehlt nichts: \
        „kontor resolve {this} accept“.",
    en: "The PDF lacks its end (startxref, %%EOF), or its table of objects is wrong: it was \
        probably not transferred whole. What was still there is read; pages or an embedded XML may \
        be missing. Drop the whole file again; if nothing is missing: \"kontor resolve {this} \
        accept\".",
};

/// An e-mail without its end: what of its last attachment came may not be all of it (RFC 2046
/// § 5.1.1: the closing delimiter says that no parts follow).
pub static MAIL: FindingKind = FindingKind {
    code: "email-breaks-off",
    weight: Weight::Warning,
    de: "Die E-Mail bricht ab (ihre Schlusszeile fehlt): Ihr letzter Anhang „{part}“ ist \
        vielleicht nicht ganz, und weitere können fehlen. Gelesen ist, was da war. Bitte die \
        E-Mail noch einmal ganz abrufen und ablegen; fehlt nichts: „kontor resolve {this} accept“.",
    en: "The e-mail breaks off (its closing line is missing): its last attachment \"{part}\" may \
        not be whole, and others may be missing. What was there is read. Fetch the whole e-mail \
        again and drop it; if nothing is missing: \"kontor resolve {this} accept\".",
};

/// Takes away of what is asked about a document what the cut raised: that it was cut off, and what
/// is said of the line at which it was. All else stays; of what is beyond the cut, the whole says
/// what there is to ask.
pub fn end(doubts: &mut Vec<String>) {
    let cut: Vec<String> = doubts.iter().filter_map(|doubt| place(doubt)).collect();
    doubts.retain(|doubt| {
        let is_there = |place: &String| {
            let rest = doubt.strip_prefix(place.as_str()).filter(|_| !place.is_empty());
            rest.is_some_and(|rest| rest.starts_with([':', ',']))
        };
        place(doubt).is_none() && !cut.iter().any(is_there)
    });
}

/// Whether something is asked that the whole of it answers.
pub fn is_asked(doubts: &[String]) -> bool {
    doubts.iter().any(|doubt| place(doubt).is_some())
}

/// The place that a doubt names, nothing where it names none; `None` of one about anything else.
fn place(doubt: &str) -> Option<String> {
    [&BREAKS_OFF, &TABLE, &EDIFACT, &PDF, &MAIL]
        .into_iter()
        .flat_map(|kind| [Language::De, Language::En].map(|language| kind.sentence(language)))
        .find_map(|sentence| says(sentence, doubt))
}

/// What stands before a sentence, whatever fills it, where a doubt says that.
fn says(sentence: &str, doubt: &str) -> Option<String> {
    let mut words = sentence.split('{').map(|part| part.rsplit('}').next().unwrap_or(part));
    let (before, mut rest) = doubt.split_once(words.next()?)?;
    for said in words {
        rest = rest.split_once(said)?.1;
    }
    Some(before.trim_end_matches([':', ' ']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::Place;

    #[test]
    fn what_the_cut_raised_ends_and_nothing_else() {
        for language in [Language::De, Language::En] {
            let at = |kind: &'static FindingKind, line| kind.found().at(Place::Line(line));
            let table = at(&TABLE, 3).with("fields", 4).with("columns", 10).say(language);
            let edifact = EDIFACT.found().with("message", "1").with("segment", "UNT").say(language);
            let pdf = PDF.found().with("this", "D3").say(language);
            let line = table.split(':').next().unwrap_or_default().to_owned();
            let empty = format!("{line}, Spalte 8: Die Spalte „menge“ ist leer.");
            let other = format!("{line}0: Die Bestellung ist unbekannt.");
            let mail = MAIL.found().with("part", "a.csv").with("this", "D4").say(language);
            let mut doubts = vec![table, empty, other.clone(), edifact, pdf, mail];
            assert!(is_asked(&doubts));
            end(&mut doubts);
            assert_eq!(doubts, [other]);
            assert!(!is_asked(&doubts));
        }
    }
}
