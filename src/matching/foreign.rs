//! Words of a shipped rule that say less than it seems because of whom they are paid to: a seminar
//! about `Kontoführung`, a commentary on the `Gewerbesteuer`, a lawyer's fee about a `Büromiete`.
//! What they name may still be meant; so it is proposed.

use super::beyond::by_text_alone;
use super::decision::{Category, Explanation};
use super::facts::{BookingRule, EntryFacts};
use super::mixed::{any, is_tax_office};
use crate::domain::names_apart::NameWords;
use crate::domain::text::fold;

/// Parts of the names of banks, folded, and of those who keep accounts and are called otherwise.
const BANKS: &[&str] = &[
    "bank",
    "sparkasse",
    "spk ",
    "volksb",
    "raiffeisen",
    "kreditinstitut",
    "bausparkasse",
    " kfw ",
    " dkb ",
    " ing ",
    " bbk ",
    " gls ",
    " n26 ",
    " hvb ",
    " lbb",
    " lbbw",
    " apo",
    "comdirect",
    "consors",
    "fyrst",
    "qonto",
    "olinda",
    "finom",
    "kontist",
    "solaris",
    "holvi",
    "revolut",
    " wise ",
    "unicredit",
    "targo",
    "santander",
    " bnp ",
    "hypo",
    "sparda",
    " psd ",
    "credit",
];

/// Who settles cards and is no bank by its name.
const CARD_FIRMS: &[&str] = &[
    "card",
    "karte",
    " visa",
    "express",
    " amex",
    " diners",
    "advanzia",
    "lufthansa",
    "miles",
    "payback",
    "barclay",
    "landesbk",
];

/// Those who are paid no wage, beside firms by their form or trade.
const NO_EMPLOYEES: &[&str] = &[
    "kasse",
    "werke ",
    "unternehmen",
    "gericht",
    " amt ",
    "verwaltung",
    "verband",
    "stiftung",
    "anstalt",
    " shop",
    "versand",
];

/// Offices that take taxes, beside those that are known everywhere.
const OFFICES: &[&str] = &[
    "kasse",
    " amt ",
    " markt ",
    " kreis ",
    " vg ",
    " gde ",
    "verwaltungsgem",
    "zoll",
    "freistaat",
    " land ",
    "oberfinanz",
    "landesamt",
    "zentralamt",
    "finanzverwaltung",
    "rathaus",
    "buergermeister",
];

/// Interest that only a debt bears.
const OF_DEBTS: &[&str] = &[
    "sollzins",
    "dispozins",
    "ueberziehungszins",
    "kontokorrentzins",
    "zinsbelastung",
    "darlehen",
    "kredit",
    "zinsabrechnung",
    "bereitstellung",
    "pachtzins",
];

/// Words that may stand before the rent, with all that has a digit.
const BEFORE_RENT: &[&str] = &[
    "sepa",
    "dauerauftrag",
    "ueberweisung",
    "lastschrift",
    "monatliche",
    "monatl",
    "mtl",
    "lfd",
    "die",
    "unsere",
    "vertrag",
    "mietvertrag",
    "vertragsnr",
    "mv",
    "objekt",
    "obj",
    "mieter",
    "einheit",
    "nr",
    "me",
    "we",
    "kd",
    "kdnr",
    "kundennr",
    "zahlung",
    "gewerbliche",
    "anteilige",
    "netto",
    "buero",
    "halle",
    "laden",
    "lager",
    "werkstatt",
    "gewerbe",
    "str",
];

/// How months begin.
pub(super) const MONTHS: &[&str] =
    &["jan", "feb", "maer", "mrz", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"];

/// Why an entry that a rule's words fit is only proposed; `told` is its text, or the part of it
/// that the rule is about, folded.
pub(super) fn doubt(rule: &BookingRule, entry: &EntryFacts, told: &str) -> Option<Explanation> {
    if !by_text_alone(rule) {
        return None;
    }
    let payer = entry.counterparty_name.as_deref().unwrap_or_default();
    let name = format!(" {} ", fold(payer));
    // Who has no name is the bank itself; a payee by card has a name and no account.
    let foreign = !payer.trim().is_empty();
    match rule.category {
        Category::BankFee if foreign && !any(&name, BANKS) => Some(Explanation::new(
            "Die Gegenseite ist dem Namen nach keine Bank; ob das ein Entgelt der Bank ist, bitte \
             bestätigen oder das Konto nennen.",
            "By its name the other side is no bank; please confirm that this is a bank's charge, \
             or name the account.",
        )),
        Category::Interest
            if foreign && entry.amount < 0 && !any(&name, BANKS) && !any(told, OF_DEBTS) =>
        {
            Some(Explanation::new(
                "Die Gegenseite ist dem Namen nach keine Bank, und der Text nennt kein Darlehen; \
                 bitte bestätigen oder das Konto nennen.",
                "By its name the other side is no bank, and the text names no loan; please \
                 confirm, or name the account.",
            ))
        }
        Category::Tax if foreign && !is_tax_office(payer) && !any(&name, OFFICES) => {
            Some(Explanation::new(
                "Die Gegenseite ist dem Namen nach weder Finanzamt noch Gemeinde; ob das eine \
                 Steuer ist, bitte bestätigen oder das Konto nennen.",
                "By its name the other side is neither a tax office nor a municipality; please \
                 confirm that this is a tax, or name the account.",
            ))
        }
        Category::Tax if is_a_stem_only(told) => Some(Explanation::new(
            "Der Text nennt keine Steuer, sondern ein Wort, das nur so beginnt; bitte bestätigen \
             oder das Konto nennen.",
            "The text names no tax but a word that only begins like one; please confirm, or name \
             the account.",
        )),
        Category::Rent if !begins_with_rent(told) => Some(Explanation::new(
            "Der Text nennt eine Miete, beginnt aber mit etwas anderem; bitte bestätigen oder das \
             Konto nennen.",
            "The text names a rent but begins with something else; please confirm, or name the \
             account.",
        )),
        Category::Salary if foreign && is_no_employee(payer, &name) => Some(Explanation::new(
            "Der Empfänger ist dem Namen nach eine Firma oder eine Stelle; ob das ein Lohn ist, \
             bitte bestätigen oder das Konto nennen.",
            "By its name the payee is a firm or an office; please confirm that this is a wage, or \
             name the account.",
        )),
        Category::Card if foreign && !any(&name, BANKS) && !any(&name, CARD_FIRMS) => {
            Some(Explanation::new(
                "Der Empfänger gibt dem Namen nach keine Karten aus; ob das die Abrechnung der \
                 Kreditkarte ist, bitte bestätigen oder das Konto nennen.",
                "By its name the payee issues no cards; please confirm that this is the credit \
                 card's statement, or name the account.",
            ))
        }
        _ => None,
    }
}

/// Whether a payee is by its name nobody who works for wages: a firm, an office, a fund.
fn is_no_employee(payer: &str, name: &str) -> bool {
    let words = NameWords::new(payer);
    let is_business = words.form().is_stated() || words.has_trade();
    any(name, BANKS) || any(name, NO_EMPLOYEES) || is_business && !words.is_person()
}

/// Abbreviations of taxes with which other words begin: `Gewerbestrom`, `Kraftstoff`.
const STEMS: &[&str] = &["gewerbest", "kraftst"];

/// Whether a tax is named by the beginning of another word alone.
fn is_a_stem_only(told: &str) -> bool {
    let is_other = |word: &str| {
        STEMS.iter().filter_map(|stem| word.split_once(stem)).any(|(_, rest)| {
            !(rest.starts_with("euer") || rest.chars().all(|c| c.is_ascii_digit()))
        })
    };
    let is_tax = |word: &str| word.contains("steuer") || word.ends_with("st");
    told.split_whitespace().any(is_other) && !told.split_whitespace().any(is_tax)
}

/// Whether nothing but a time, a place or a number stands before the rent, or it is that of a
/// month: `Müller Metallbau Miete 10/2026`.
fn begins_with_rent(told: &str) -> bool {
    // What a bank puts in front: `EREF+NOTPROVIDED SVWZ+Miete`.
    let written = told.rsplit_once("svwz ").map_or(told, |(_, written)| written);
    let is_rent = |word: &str| word.contains("miete") || word.contains("pacht");
    let is_month = |word: &str| MONTHS.iter().any(|begin| word.starts_with(begin));
    let may_stand_before = |word: &&str| {
        BEFORE_RENT.contains(word)
            || is_month(word)
            || word.chars().count() < 2
            || word.ends_with("str")
            || word.ends_with("strasse")
            || word.chars().any(|c| c.is_ascii_digit())
    };
    let words: Vec<&str> = written.split_whitespace().collect();
    let of_a_month = words.windows(3).any(|words| match words {
        [rent, month, year] => is_rent(rent) && is_month_of(month, year),
        _ => false,
    }) || words.windows(2).any(|words| match words {
        [rent, month] => is_rent(rent) && is_month(month),
        _ => false,
    });
    of_a_month || words.iter().copied().find(|word| !may_stand_before(word)).is_none_or(is_rent)
}

/// `10 2026`, `10 26`.
fn is_month_of(month: &str, year: &str) -> bool {
    let value = |word: &str| word.parse::<u16>().ok();
    value(month).is_some_and(|month| (1..=12).contains(&month))
        && matches!(year.len(), 2 | 4)
        && value(year).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    fn proposed(category: Category, told: &str, payer: &str) -> bool {
        let day = jiff::civil::date(2026, 10, 5);
        let entry = EntryFacts {
            counterparty_name: Some(payer.to_owned()),
            ..EntryFacts::new(1, "demo", day, -10_000, Currency::EUR)
        };
        let rule = BookingRule {
            category,
            contains: vec!["x".into()],
            shipped: true,
            ..BookingRule::default()
        };
        doubt(&rule, &entry, &fold(told)).is_some()
    }

    #[test]
    fn wages_are_paid_to_people() {
        let wage = |payer| proposed(Category::Salary, "Lohn 10/2026", payer);
        for nobody in [
            "Lohnunternehmen Bauer",
            "Stadtwerke Herford",
            "Bausparkasse Schwäbisch Hall",
            "Kern Metallbau GmbH",
            "Amtsgericht Ulm",
            "Sparkasse Ulm",
        ] {
            assert!(wage(nobody), "{nobody}");
        }
        for person in ["Max Schulz", "Müller, Thomas", "Anna Bauer", "Öztürk Aylin", "Diverse", ""]
        {
            assert!(!wage(person), "{person}");
        }
    }

    #[test]
    fn cards_are_settled_with_who_issues_them() {
        let card = |payer| proposed(Category::Card, "Kartenabrechnung 10/26", payer);
        assert!(card("Hotel Ohm"));
        for issuer in
            ["", "American Express Europe S.A.", "DKB VISA", "Sparkasse Ulm", "Hanseatic Bank"]
        {
            assert!(!card(issuer), "{issuer}");
        }
    }
}
