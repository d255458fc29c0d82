//! By what a seller who names no state is known to be in Germany: a German account or tax number;
//! else, where nothing of it is foreign, a German legal form or address. One mark that other states
//! have, too (a postcode of five digits), is none.

use crate::domain::text::{FOREIGN_FORMS, fold};
use crate::domain::{Iban, Party, country};

/// Legal forms of Germany, [`fold`]ed. `GmbH` and `KG` are Austria's, too: an account or postcode
/// of there says so.
const OURS: &[&str] = &[
    "gmbh", "ggmbh", "ug", "ohg", "kg", "kgaa", "gbr", "egbr", "eg", "ev", "ek", "e k", "e kfm",
    "e kfr", "e v", "e g", "partg", "partgmbb", "aoer", "a oe r", "kdoer", "vvag",
];

/// Legal forms of other states beside [`FOREIGN_FORMS`], and those letter by letter, [`fold`]ed.
const OTHERS: &[&str] = &[
    "corporation",
    "pte",
    "pty",
    "s a r l",
    "sasu",
    "s a",
    "sagl",
    "s r l",
    "srls",
    "s p a",
    "b v",
    "n v",
    "oyj",
    "a s",
    "s r o",
    "d o o",
    "sp zoo",
    "zrt",
    "z o o",
    "lda",
    "sl",
    "s l",
    "slu",
    "e u",
    "og",
    "eood",
    "ood",
    "ou",
    "oue",
    "sia",
    "uab",
    "gesmbh",
    "ges m b h",
];

/// Words that German streets end in.
const STREETS: &[&str] = &["strasse", "weg", "platz", "allee", "gasse", "damm", "ufer", "chaussee"];

/// Large towns with the first digits of their postcodes.
#[rustfmt::skip]
const TOWNS: &[(&str, &[&str])] = &[
    ("berlin", &["10", "12", "13", "14"]), ("hamburg", &["20", "21", "22"]), ("muenchen", &["80",
        "81"]), ("koeln", &["50", "51"]),
    ("frankfurt", &["60", "65", "15"]), ("stuttgart", &["70"]), ("duesseldorf", &["40"]),
    ("leipzig", &["04"]), ("dortmund", &["44"]),
    ("essen", &["45"]), ("bremen", &["28"]), ("dresden", &["01"]), ("hannover", &["30"]),
    ("nuernberg", &["90"]), ("duisburg", &["47"]),
    ("bochum", &["44"]), ("wuppertal", &["42"]), ("bielefeld", &["33"]), ("bonn", &["53"]),
    ("muenster", &["48"]), ("mannheim", &["68"]),
    ("karlsruhe", &["76"]), ("augsburg", &["86"]), ("wiesbaden", &["65"]), ("aachen", &["52"]),
    ("braunschweig", &["38"]), ("kiel", &["24"]),
    ("chemnitz", &["09"]), ("magdeburg", &["39"]), ("freiburg", &["79"]), ("mainz", &["55"]),
    ("erfurt", &["99"]), ("rostock", &["18"]),
    ("kassel", &["34"]), ("saarbruecken", &["66"]), ("potsdam", &["14"]), ("ulm", &["89"]),
    ("wuerzburg", &["97"]), ("regensburg", &["93"]),
    ("heilbronn", &["74"]), ("ingolstadt", &["85"]), ("darmstadt", &["64"]), ("heidelberg",
        &["69"]), ("oldenburg", &["26"]),
    ("osnabrueck", &["49"]), ("luebeck", &["23"]), ("halle", &["06"]), ("jena", &["07"]),
    ("koblenz", &["56"]), ("trier", &["54"]),
    ("siegen", &["57"]), ("aalen", &["73"]), ("esslingen", &["73"]), ("reutlingen", &["72"]),
    ("tuebingen", &["72"]), ("konstanz", &["78"]),
];

/// Whether a seller who names no state is in Germany.
pub(super) fn looks_german(seller: &Party) -> bool {
    let account = seller.iban.as_ref().filter(|iban| iban.is_valid()).map(Iban::as_str);
    if account.is_some_and(|account| account.starts_with("DE"))
        || seller.tax_number.as_deref().is_some_and(is_tax_number)
    {
        return true;
    }
    let name = fold(seller.name.as_deref().unwrap_or_default());
    let postcode = seller.postcode.as_deref().map(own_postcode);
    // `Alpen Software Austria GmbH`
    let of_state =
        |word: &str| word.len() > 3 && country::code(word).is_some_and(|code| code != "DE");
    let abroad = account.is_some()
        || bears(&name, FOREIGN_FORMS)
        || bears(&name, OTHERS)
        || name.split(' ').any(of_state)
        || postcode.as_ref().is_some_and(Option::is_none);
    !abroad
        && (bears(&name, OURS) || postcode.flatten().is_some_and(|code| is_address(&code, seller)))
}

fn bears(name: &str, forms: &[&str]) -> bool {
    let name = format!(" {name} ");
    forms.iter().any(|form| name.contains(&format!(" {form} ")))
}

/// A number of a German tax office as it is printed: two or three groups of 10 or 11 digits in all,
/// parted by strokes (`21/815/08150`, `151/815/08156`, `2181/508150`); or the 13 digits of all
/// states, whose fifth is 0.
fn is_tax_number(text: &str) -> bool {
    let text = text.trim();
    let groups: Vec<&str> = text.split('/').map(str::trim).collect();
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let long = groups.iter().map(|group| group.len()).sum::<usize>();
    match groups.iter().all(|group| digits(group)) {
        false => false,
        true if groups.len() == 1 => long == 13 && text.as_bytes().get(4) == Some(&b'0'),
        true => groups.len() <= 3 && (10..=11).contains(&long),
    }
}

/// The five digits of a postcode of Germany's form, `D-` before them or not.
fn own_postcode(text: &str) -> Option<String> {
    let text = text.trim();
    let code =
        ["DE-", "D-", "D "].iter().find_map(|own| text.strip_prefix(own)).unwrap_or(text).trim();
    (code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit())).then(|| code.to_owned())
}

/// A German street or town beside a postcode of five digits; not of South Tyrol (39010 to 39100),
/// whose streets have German names.
fn is_address(code: &str, seller: &Party) -> bool {
    let (street, city) = (
        fold(seller.street.as_deref().unwrap_or_default()),
        fold(seller.city.as_deref().unwrap_or_default()),
    );
    // The number of the house comes behind the street.
    let named = !street.starts_with(|first: char| first.is_ascii_digit());
    let ends = |word: &str| STREETS.iter().any(|end| word.ends_with(end)) || word.ends_with("str");
    let first = city.split(' ').next().unwrap_or_default();
    let town = TOWNS
        .iter()
        .any(|(town, codes)| *town == first && codes.iter().any(|front| code.starts_with(front)));
    !("39000"..="39100").contains(&code) && (town || named && street.split(' ').any(ends))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seller(name: &str, address: [&str; 3], tax_number: &str, iban: &str) -> Party {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let [street, postcode, city] = address.map(said);
        Party {
            name: said(name),
            street,
            postcode,
            city,
            tax_number: said(tax_number),
            iban: Iban::read(iban),
            ..Party::default()
        }
    }

    #[test]
    fn german_marks_count_where_nothing_is_foreign() {
        for german in [
            seller("Malerbetrieb Blau GmbH & Co. KG", ["", "", ""], "", ""),
            seller("Kern e.K.", ["", "", ""], "", ""),
            seller("Stadtwerke Aalen AöR", ["", "", ""], "", ""),
            seller("Anna Kern", ["", "", ""], "21/815/08150", ""),
            seller("Anna Kern", ["", "", ""], "21815/08150", ""),
            seller("Anna Kern", ["", "", ""], "2866081508156", ""),
            seller("Anna Kern", ["", "", ""], "", "DE89370400440532013000"),
            seller("Anna Kern", ["", "50667", "Köln"], "", ""),
            seller("Anna Kern", ["", "D-73430", "Aalen"], "", ""),
            seller("Anna Kern", ["Bahnhofstr. 5", "29549", "Bad Bevensen"], "", ""),
        ] {
            assert!(looks_german(&german), "{german:?}");
        }
        for unknown in [
            seller("Anna Kern", ["", "", ""], "", ""),
            seller("Foo Inc.", ["", "", ""], "12-3456789", ""),
            seller("Bar Inc.", ["", "94107", "San Francisco"], "", ""),
            seller("Bar", ["12 Silver Allee", "94107", "San Francisco"], "", ""),
            seller("Baz", ["", "75001", "Paris"], "", ""),
            seller("Baz", ["", "28001", "Madrid"], "", ""),
            seller("Berlin Bakery", ["", "03570", "Berlin"], "", ""),
            seller("Kern", ["Museumstraße 5", "39100", "Bozen"], "", ""),
            seller("Donau Beratung GmbH", ["Ring 5", "1010", "Wien"], "", ""),
            seller("Donau Beratung GmbH", ["", "", ""], "", "AT611904300234573201"),
            seller("Google Ireland Limited", ["", "", ""], "", ""),
            seller("Klein e.U.", ["", "", ""], "12 345/6789", ""),
            seller("Nowak", ["", "", ""], "5260250274", ""),
            seller("Alpen Software Austria GmbH", ["", "", ""], "", ""),
            seller("E SARL", ["", "75001", "Paris"], "", ""),
        ] {
            assert!(!looks_german(&unknown), "{unknown:?}");
        }
    }
}
