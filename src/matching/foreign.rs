//! Words of a shipped rule that say less than it seems because of whom they are paid to: a seminar
//! about `Kontoführung`, a commentary on the `Gewerbesteuer`, a lawyer's fee about a `Büromiete`.
//! What they name may still be meant; so it is proposed.

use super::beyond::by_text_alone;
use super::decision::{Category, Explanation};
use super::facts::{BookingRule, EntryFacts};
use super::mixed::{any, is_tax_office};
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
        _ => None,
    }
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
