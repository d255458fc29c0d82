//! Postcodes: five digits beside what only an address has.

use super::View;
use crate::domain::text::fold;
use crate::matching::numbers::{is_filler, is_keyword};

/// Towns (folded) with the first digit of their postcodes: both together are no invoice's number
/// with a word behind it (`10023 Essen`).
const TOWNS: &[(&str, &str)] = &[
    ("0", "leipzig dresden chemnitz halle jena cottbus gera zwickau goerlitz dessau"),
    ("1", "berlin potsdam rostock schwerin frankfurt stralsund greifswald"),
    ("2", "hamburg bremen kiel luebeck oldenburg bremerhaven flensburg lueneburg celle emden"),
    ("3", "hannover bielefeld braunschweig magdeburg kassel paderborn wolfsburg goettingen"),
    ("3", "salzgitter hildesheim giessen marburg fulda guetersloh minden"),
    ("4", "duesseldorf dortmund essen duisburg bochum wuppertal muenster moenchengladbach"),
    ("4", "gelsenkirchen krefeld oberhausen muelheim osnabrueck solingen herne neuss bottrop"),
    ("4", "recklinghausen remscheid moers"),
    ("5", "koeln bonn aachen mainz hagen hamm leverkusen koblenz bergisch trier siegen"),
    ("6", "frankfurt mannheim wiesbaden saarbruecken ludwigshafen heidelberg darmstadt offenbach"),
    ("6", "kaiserslautern worms hanau"),
    ("7", "stuttgart karlsruhe freiburg heilbronn pforzheim reutlingen konstanz aalen tuebingen"),
    ("8", "muenchen augsburg ingolstadt ulm rosenheim kempten landshut"),
    ("9", "nuernberg erfurt regensburg fuerth wuerzburg erlangen bayreuth bamberg passau weimar"),
];

/// What the name of a street ends with.
const STREETS: &[&str] =
    &["STR", "STRASSE", "WEG", "PLATZ", "ALLEE", "GASSE", "RING", "DAMM", "UFER", "CHAUSSEE"];

/// Words that stand behind an invoice's number and are no place.
const NO_PLACES: &[&str] = &["DANKE", "VOM", "VON", "FUER", "FÜR", "MIT", "UND", "EUR", "ABZGL"];

impl View<'_> {
    /// `50667 Köln`, `D-20095 Hamburg`, `Domstr. 1, 50667`: not behind a word like `Rechnung`, for
    /// no such word stands in an address.
    pub(super) fn postcode(&self, at: usize) -> Option<usize> {
        let digits = self.number(at).filter(|digits| digits.len() == 5)?;
        let before = at.checked_sub(1);
        let country = before.is_some_and(|before| {
            matches!(self.word(before), Some("D" | "DE"))
                && self.gap(before).as_deref() == Some("-")
        });
        let apart = |at: usize| self.gap(at).is_none_or(|gap| gap.ends_with([' ', ',']));
        let led = |before: usize| {
            self.word(before).is_some_and(|word| is_keyword(word) || is_filler(word))
        };
        if !country && before.is_some_and(|before| !apart(before) || led(before)) {
            return None;
        }
        let behind = self
            .word(at + 1)
            .filter(|word| word.chars().count() > 2 && !NO_PLACES.contains(word))
            .filter(|_| self.gap(at).as_deref() == Some(" "));
        let town = behind.is_some_and(|word| is_town(digits, &fold(word)));
        let address = before.is_some_and(|before| self.ends_an_address(before));
        (town || address || country && behind.is_some()).then_some(1)
    }

    /// `Domstr. 1`, `Am Ring 12 a`: a street with the number of a house.
    fn ends_an_address(&self, at: usize) -> bool {
        let lettered = self.word(at).is_some_and(|letter| letter.chars().count() == 1);
        let house = if lettered { at.checked_sub(1) } else { Some(at) };
        let Some(house) = house else { return false };
        let street = house.checked_sub(1).and_then(|street| self.word(street));
        self.number(house).is_some_and(|house| house.len() <= 3)
            && street.is_some_and(|word| STREETS.iter().any(|end| word.ends_with(end)))
    }
}

fn is_town(digits: &str, word: &str) -> bool {
    TOWNS
        .iter()
        .filter(|(first, _)| digits.starts_with(first))
        .any(|(_, towns)| towns.split_whitespace().any(|town| town == word))
}
