//! Accounts of couples: a bank writes several people in one name, an invoice is of one of them.

use crate::domain::text::{fold, without_legal_form};

/// What stands between two people.
const AND: &[&str] = &["und", "u", "and", "oder", "od"];

/// What stands before them.
const TITLES: &[&str] =
    &["herr", "herrn", "frau", "eheleute", "ehepaar", "familie", "fam", "dr", "prof"];

/// Words of firms that are called like people: `Möbel Müller und Söhne` is no couple.
const OF_FIRMS: &[&str] = &[
    "soehne",
    "sohn",
    "toechter",
    "tochter",
    "partner",
    "partnerinnen",
    "co",
    "cie",
    "kollegen",
    "kolleginnen",
    "gebrueder",
    "gebr",
    "bau",
    "handel",
    "service",
    "technik",
    "praxis",
    "kanzlei",
    "team",
    "verein",
    "stiftung",
    "erben",
    "garten",
    "haus",
];

/// The one and the other of two people whose names stand in one, as each is spoken alone: `Müller
/// Thomas u. Sabine`, `Thomas und Sabine Müller`, `Müller, Thomas und Sabine`, `Thomas Müller /
/// Sabine Schmidt`. Nothing where it may be a firm, or only the family is named. Where it does not
/// stand which of two words is the family's, both readings are given: a name is evidence, never
/// proof.
pub(super) fn people_of(name: &str) -> Vec<String> {
    // The words between count among the legal forms.
    let apart: Vec<String> =
        words(name).into_iter().filter(|word| !AND.contains(&word.as_str())).collect();
    let apart = apart.join(" ");
    if without_legal_form(&apart) != apart {
        return Vec::new();
    }
    // `fold` makes blanks of what is no letter.
    let marked = name.replace(['/', '&', '+'], " und ");
    let (family, rest) = match marked.split_once(',') {
        Some((family, rest)) if !rest.contains(',') => (words(family), rest.to_owned()),
        Some(_) => return Vec::new(),
        None => (Vec::new(), marked),
    };
    let words = words(&rest);
    let fits = |word: &String| {
        word.chars().count() >= 2
            && word.chars().all(char::is_alphabetic)
            && !OF_FIRMS.contains(&word.as_str())
    };
    let people: Vec<&[String]> = words.split(|word| AND.contains(&word.as_str())).collect();
    let [one, other] = people.as_slice() else { return Vec::new() };
    if !family.iter().chain(*one).chain(*other).all(fits) || family.len() > 2 {
        return Vec::new();
    }
    match (family.as_slice(), *one, *other) {
        ([], [given], [other, family]) => both(&[given, family], &[other, family]),
        ([], [given, second], [other, family]) => {
            // Each with a name of its own, or two given names of the first.
            let mut found = both(&[given, second], &[other, family]);
            found.push([given.as_str(), second, family].join(" "));
            found
        }
        ([], [family, given], [other]) => both(&[given, family], &[other, family]),
        ([family], [given], [other]) => both(&[given, family], &[other, family]),
        _ => Vec::new(),
    }
}

fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    folded.split_whitespace().filter(|word| !TITLES.contains(word)).map(str::to_owned).collect()
}

fn both(one: &[&String], other: &[&String]) -> Vec<String> {
    [one, other]
        .map(|name| name.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(" "))
        .into()
}

#[cfg(test)]
mod tests {
    use super::people_of;

    #[test]
    fn two_people_of_one_account_are_told_apart() {
        for name in [
            "Müller Thomas u. Sabine",
            "MUELLER THOMAS UND SABINE",
            "Thomas und Sabine Müller",
            "Eheleute Thomas und Sabine Müller",
            "Herr Dr. Thomas & Frau Sabine Müller",
            "Müller, Thomas und Sabine",
            "Thomas Müller / Sabine Müller",
            "Thomas Müller oder Sabine Müller",
        ] {
            let people = people_of(name);
            for one in ["thomas mueller", "sabine mueller"] {
                assert!(people.iter().any(|person| person == one), "{name}: {people:?}");
            }
        }
        for firm in [
            "Müller und Söhne",
            "Möbel Müller und Söhne",
            "Thomas und Sabine Müller GbR",
            "Eheleute Müller",
            "Thomas Müller",
            "Bau und Boden Nord",
            "Bäckerei Meier, Konditorei und Café, Köln",
            "Meier Metallbau u. Co",
        ] {
            let people = people_of(firm);
            assert!(!people.iter().any(|person| person.contains("mueller")), "{firm}: {people:?}");
        }
    }
}
