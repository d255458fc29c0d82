//! Whether what is paid to a health insurer is the contribution for employees. An owner's own
//! insurance, a car park and a course are paid to the same payee; a text with words that are not
//! known here is asked about.
//!
//! All texts are folded and begin and end with a blank, as in [`super::mixed`].

use super::decision::{Category, Explanation};
use super::doubt::Doubt;
use super::facts::BookingRule;
use super::foreign::MONTHS;
use super::mixed::any;
use crate::domain::NameWords;
use crate::domain::text::fold;

/// What only an employer pays, by its words.
const EMPLOYERS: &[&str] = &[
    "beitragsnachw",
    "beitraege",
    "betriebsnr",
    "betriebsnummer",
    " betr nr ",
    " bn ",
    " bnr ",
    " bbnr ",
    " sv ",
    " gsv ",
    "sozialvers",
    " umlage",
    " u1 ",
    " u2 ",
    "arbeitgeber",
    " minijob",
    "bescheid",
];

/// Of these, what no firm writes whose name begins like an insurer's: `AOK Musterland` is one then,
/// though nobody knows such a region.
const BY_NUMBER: &[&str] = &[
    "beitragsnachw",
    "betriebsnr",
    "betriebsnummer",
    " betr nr ",
    " bn ",
    " bbnr ",
    " gsv ",
    "sozialvers",
    " u1 ",
    " u2 ",
];

/// Besides these what a merchant pays for his employees: `Beiträge` are those of his own insurance
/// as well.
const OF_EMPLOYEES: &[&str] =
    &[" bnr ", " sv ", " umlage", "arbeitgeber", " minijob", "beschaeftigte", "mitarbeiter"];

/// What is no employer's contribution, whatever else the text says.
const OTHERS: &[&str] = &[
    " freiw",
    "privat",
    " selbst",
    " stud",
    "zusatzvers",
    "eigenanteil",
    "zuzahlung",
    "miete",
    "parkpl",
    "stellpl",
    "kurs ",
    "seminar",
    " reha",
    " praxis",
    " spende",
    " werbung",
    " inserat",
    " anzeige",
];

/// How words begin that say nothing else.
const NEUTRAL: &[&str] = &[
    "beitr",
    "sepa",
    "basislast",
    "firmenlast",
    "lastschr",
    "einzug",
    "einzieh",
    "ueberweis",
    "dauerauftr",
    "zahlung",
    "monat",
    "mandat",
    "glaeub",
    "faellig",
    "zeitraum",
    "krankenk",
    "pflegek",
    "firma",
    "firmenk",
    "notprov",
    "kunden",
    "konto",
    "referenz",
];

/// The same in full.
const NEUTRAL_WORDS: &[&str] = &[
    "nr", "kd", "kto", "vom", "bis", "fuer", "der", "die", "und", "per", "zum", "von", "am", "an",
    "im", "ab", "id", "eref", "mref", "cred", "kref", "svwz", "abwa", "eur", "euro", "kv", "kk",
    "ag", "mtl", "ref", "ii", "iii", "iv", "quartal", "abr", "danke",
];

/// Words in the names of insurers beside what they are called by, and the regions of the AOK: a
/// name that begins like one and goes on otherwise is a firm's.
const OF_INSURERS: &[&str] = &[
    "die",
    "aok",
    "barmer",
    "tk",
    "kkh",
    "hek",
    "hkk",
    "dak",
    "techniker",
    "plus",
    "nordost",
    "nordwest",
    "baden",
    "wuerttemberg",
    "bayern",
    "bremen",
    "bremerhaven",
    "hessen",
    "niedersachsen",
    "rheinland",
    "hamburg",
    "pfalz",
    "saarland",
    "sachsen",
    "anhalt",
    "thueringen",
    "westfalen",
    "lippe",
    "brandenburg",
    "berlin",
    "mecklenburg",
    "vorpommern",
    "bundesverband",
    "gesundheit",
    "gesund",
    "kaufmaennische",
    "hanseatische",
    "fuer",
    "zentrale",
    "beitragseinzug",
    "hauptverwaltung",
    "geschaeftsstelle",
    "direktion",
    "landesverband",
    "firmenkunden",
    "arbeitgeber",
    "firmenservice",
    "koer",
    "kdoer",
    "oeffentlichen",
    "rechts",
    "koerperschaft",
    "des",
];

/// How names of insurers begin that are other words as well, or stand before others: `Barmer` is
/// who comes from Barmen, and there are `AOK Sportpark` and `TK Elevator`.
const INSURERS: &[&str] = &[
    " aok ",
    " barmer ",
    " bkk ",
    " ikk ",
    " dak ",
    " tk ",
    " kkh ",
    " hek ",
    " hkk ",
    " viactiv ",
    " knappschaft ",
    " techniker ",
];

/// Of these, whose insurers all bear a name that is known: any other word behind is a firm's.
const KNOWN_IN_FULL: &[&str] =
    &[" aok ", " barmer ", " tk ", " techniker ", " kkh ", " hek ", " hkk ", " dak "];

/// What nobody but an insurance bears in its name.
const INSURES: &[&str] = &[
    "krankenkasse",
    "gesundheitskasse",
    "ersatzkasse",
    "pflegekasse",
    "krankenvers",
    "rentenversicherung",
    "sozialversicherung",
    "innovationskasse",
    "minijob",
    " gek ",
];

/// Why what is paid to a payee of this name may be no contribution; `told` is the text, `payer` the
/// name as written. Only of shipped rules, and what the text lacks only of those that know an entry
/// by the payee.
pub(super) fn doubt(rule: &BookingRule, told: &str, payer: &str) -> Option<Explanation> {
    if !rule.shipped || rule.category != Category::SocialSecurity {
        return None;
    }
    let name = format!(" {} ", fold(payer));
    if is_a_firms(payer, &name, told) {
        return Some(like_an_insurer());
    }
    if rule.counterparty.is_empty() {
        return None;
    }
    let of_employees = if rule.of_merchant {
        any(told, BY_NUMBER)
            || any(told, OF_EMPLOYEES)
            || name.contains("minijob")
            || told.split_whitespace().any(is_employers_number)
    } else {
        any(told, EMPLOYERS) || says_nothing_else(told, &name)
    };
    (any(told, OTHERS) || !of_employees).then(|| {
        Explanation::new(
            "Der Text sagt nicht, dass es Beiträge für Beschäftigte sind: Es kann die eigene \
             Versicherung des Inhabers sein oder etwas anderes. Bitte bestätigen oder das Konto \
             nennen.",
            "The text does not say that these are contributions for employees: it may be the \
             owner's own insurance, or something else. Please confirm, or name the account.",
        )
    })
}

/// Why what is paid to a social insurance is no contribution for employees, by who is paid or for
/// what: the artists' levy (§§ 24, 27 KSVG) is an expense of its own; the pension insurance collects
/// no contributions of employees, which the health insurers do (§ 28h SGB IV) and the Knappschaft as
/// one of them; and what an audit (§ 28p SGB IV) claims is of earlier years, with surcharges.
pub(super) fn of_another_kind(rule: &BookingRule, told: &str, payer: &str) -> Option<Doubt> {
    if !rule.shipped || rule.category != Category::SocialSecurity {
        return None;
    }
    let name = format!(" {} ", fold(payer));
    if any(&name, &[" kuenstlersozial", " ksk "]) || any(told, &[" kuenstlersozial"]) {
        return Some(Doubt::asks(
            "Die Künstlersozialabgabe ist ein eigener Aufwand und keine Verbindlichkeit aus der \
             Lohnabrechnung (sonstige Abgaben, SKR03 4390, SKR04 6430); was ein Versicherter für \
             sich zahlt, ist privat. Bitte das Konto nennen.",
            "The artists' levy is an expense of its own and no liability of the payroll (sundry \
             levies, SKR03 4390, SKR04 6430); what an insured person pays for himself is private. \
             Name the account.",
        ));
    }
    if any(told, AUDITED) {
        return Some(Doubt::splits(
            "Der Text nennt eine Betriebsprüfung oder Nachforderung: Das sind Beiträge früherer \
             Jahre, oft mit Säumniszuschlägen, die keine Lohnabrechnung als Verbindlichkeit \
             gebucht hat. Bitte aufteilen oder das Konto nennen.",
            "The text names an audit or a later claim: these are contributions of earlier years, \
             often with surcharges, that no payroll has booked as a liability. Split them or name \
             the account.",
        ));
    }
    let is_pension = any(&name, &["rentenvers", " drv "]) && !any(&name, &[" knappschaft"]);
    is_pension.then(|| {
        Doubt::asks(
            "Beiträge für Beschäftigte ziehen die Krankenkassen ein, nicht die \
             Rentenversicherung: Es kann die eigene Rente des Inhabers sein (privat) oder die \
             Nachforderung einer Prüfung. Bitte das Konto nennen.",
            "Contributions for employees are collected by the health insurers, not by the pension \
             insurance: it may be the owner's own pension (private), or what an audit claims. Name \
             the account.",
        )
    })
}

/// How an audit and what it claims are spoken of.
const AUDITED: &[&str] = &[
    "betriebspruefung",
    " betriebspr ",
    "sozialversicherungspruefung",
    " pruefbescheid",
    " pruefungsbescheid",
    " beitragspruefung",
    " nachforderung",
    " beitragsnachforderung",
    " saeumnis",
    " 28p ",
];

/// How contributions are spoken of.
const CONTRIBUTIONS: &[&str] = &[
    "beitr",
    "betriebsnr",
    "betriebsnummer",
    " bnr ",
    " bbnr ",
    " sv ",
    " gsv ",
    "sozialvers",
    " umlage",
];

/// Whether a name that begins like an insurer's is a firm's: it states a firm's legal form, what it
/// sells or another word that no insurer bears, and the text does not speak of contributions.
fn is_a_firms(payer: &str, name: &str, told: &str) -> bool {
    if !any(name, INSURERS) || any(name, INSURES) {
        return false;
    }
    let words = NameWords::new(payer);
    let is_barmer = name.contains(" barmer ") && name.trim() != "barmer";
    let is_other = |word: &str| !OF_INSURERS.contains(&word) && word.len() > 1;
    let goes_on = any(name, KNOWN_IN_FULL) && name.split_whitespace().any(is_other);
    words.form().is_stated()
        || (words.has_trade() || is_barmer) && !any(told, CONTRIBUTIONS)
        || goes_on && !any(told, BY_NUMBER)
}

/// The doubt about a payee that is called like an insurer.
fn like_an_insurer() -> Explanation {
    Explanation::new(
        "Der Name beginnt wie der einer Krankenkasse, ist aber wohl der einer Firma; bitte \
         bestätigen oder das Konto nennen.",
        "The name begins like that of a health insurer but is hardly one; please confirm, or name \
         the account.",
    )
}

/// Whether a word is a number as those of employers are.
fn is_employers_number(word: &str) -> bool {
    word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text speaks of a contribution, or bears a number as those of employers are (eight
/// digits), and has no word but of what is paid, to whom and when, or a firm's name.
fn says_nothing_else(told: &str, name: &str) -> bool {
    if !any(told, CONTRIBUTIONS) && !told.split_whitespace().any(is_employers_number) {
        return false;
    }
    let is_neutral = |word: &str| {
        word.chars().count() < 2
            || word.chars().any(|c| c.is_ascii_digit())
            || NEUTRAL.iter().chain(MONTHS).any(|begin| word.starts_with(begin))
            || NEUTRAL_WORDS.contains(&word)
            || name.split_whitespace().any(|own| own == word)
    };
    let of_a_firm = || NameWords::new(told).form().is_corporate() && told.contains(" beitr");
    told.split_whitespace().all(is_neutral) || of_a_firm()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a payment to this payee with this text is asked about.
    fn asked(payer: &str, told: &str) -> bool {
        let rule = BookingRule {
            category: Category::SocialSecurity,
            counterparty: vec!["Krankenkasse".into()],
            shipped: true,
            ..BookingRule::default()
        };
        doubt(&rule, &format!(" {} ", fold(told)), payer).is_some()
    }

    #[test]
    fn only_what_speaks_of_employees_or_of_nothing_else_is_a_contribution() {
        for (payer, told) in [
            ("AOK Bayern", "Freiwillige Versicherung 10/2026"),
            ("AOK Bayern", "Beiträge freiw. Versicherung 10/2026"),
            ("AOK Bayern", "Beitrag Oktober Max Huber"),
            ("AOK Bayern", "Privat"),
            ("AOK Bayern", ""),
            ("AOK Baden-Württemberg", "Zahlung 4711"),
            ("Techniker Krankenkasse", "Lastschrift 4711 11/26"),
            ("Techniker Krankenkasse", "Miete Parkplatz"),
            ("Techniker Krankenkasse", "Zuschuss Yoga"),
            ("AOK Sportpark", "Beitrag 10/2026"),
            ("Barmer Bahnhofsapotheke", "Beitrag"),
            ("TK Elevator", "Beitrag 10/2026"),
        ] {
            assert!(asked(payer, told), "{payer}: {told}");
        }
        for (payer, told) in [
            ("AOK Bayern", "Beitrag 10/2026"),
            ("SBK Siemens-Betriebskrankenkasse", "Beitrag 10/26 BN 12345678"),
            ("AOK BW", "Beitraege 10/26 Betriebsnr 12345678"),
            ("AOK Musterland", "Betriebsnummer 12345678 Beiträge 09/26"),
            ("AOK Rheinland/Hamburg", "BETRIEBSNR 12345678 BEITRAEGE 0926"),
            ("Techniker Krankenkasse", "Techniker Krankenkasse Beitrag Okt. 26, Fälligkeit 28.10."),
            ("AOK PLUS", "Müller Metallbau GmbH Beitrag 10/26"),
            ("KKH", "Beiträge"),
            ("TK", "TK Beitrag Oktober"),
            ("DAK-Gesundheit", "12345678 SV 09/26 Müller Metallbau"),
        ] {
            assert!(!asked(payer, told), "{payer}: {told}");
        }
    }

    #[test]
    fn levies_pensions_and_audits_are_no_contributions_for_employees() {
        let of_another_kind = |payer: &str, told: &str| {
            let rule = BookingRule {
                category: Category::SocialSecurity,
                counterparty: vec!["Krankenkasse".into()],
                shipped: true,
                ..BookingRule::default()
            };
            super::of_another_kind(&rule, &format!(" {} ", fold(told)), payer).is_some()
        };
        for (payer, told) in [
            ("Künstlersozialkasse", "Beitrag 10/2026 Abgabenr. 12345678"),
            ("KSK Wilhelmshaven", "Künstlersozialabgabe 2025"),
            ("Deutsche Rentenversicherung Bund", "Beiträge 10/26 VSNR 12345678"),
            ("DRV Baden-Württemberg", "Beitrag Oktober"),
            ("AOK Bayern", "Nachforderung Betriebsprüfung BN 12345678"),
            ("Deutsche Rentenversicherung Bund", "Bescheid Betriebsprüfung 2022-2025"),
        ] {
            assert!(of_another_kind(payer, told), "{payer}: {told}");
        }
        for (payer, told) in [
            ("AOK Bayern", "Beiträge 10/26 BN 12345678"),
            ("Deutsche Rentenversicherung Knappschaft-Bahn-See", "Beiträge 10/26 BN 12345678"),
            ("Minijob-Zentrale", "Beiträge 10/26"),
        ] {
            assert!(!of_another_kind(payer, told), "{payer}: {told}");
        }
    }

    #[test]
    fn a_firm_that_is_called_like_an_insurer_is_asked_about() {
        for (payer, told) in [
            ("Barmer Brauhaus", "Danke 05.10."),
            ("Barmer Theken", "Kartenzahlung"),
            ("BKK Bürobedarf GmbH", "Beitrag Oktober"),
            ("AOK Systems GmbH", "RE 4711"),
        ] {
            assert!(asked(payer, told), "{payer}");
        }
        for (payer, told) in [
            ("BARMER", "12345678 0926"),
            ("BARMER Ersatzkasse", "Beitrag 0926"),
            ("AOK Rheinland/Hamburg", "BETRIEBSNR 12345678 BEITRAEGE 0926"),
            ("AOK PLUS", "12345678 09/26"),
            ("AOK Baden-Württemberg - Die Gesundheitskasse", "12345678"),
            ("Bäcker BKK", "SV 09/26"),
            ("BKK Verkehrsbau Union", "Beitr. 09/26"),
            ("Siemens-Betriebskrankenkasse", "12345678"),
        ] {
            assert!(!asked(payer, told), "{payer}");
        }
    }
}
