//! Words of a shipped rule in a text about something else: a project's final account that is called
//! like the bank's (`Rechnungsabschluss Projekt 5`), a hall rented for a match, the upkeep of a
//! cash machine. What tells is who is paid, and what else the text speaks of.
//!
//! All texts are folded and begin and end with a blank, as in [`super::mixed`].

use super::beyond::by_text_alone;
use super::decision::{Category, Explanation};
use super::facts::BookingRule;
use super::mixed::{any, unruled};
use crate::domain::text::fold;

/// What is ordered and paid for, and no business of a bank's with itself.
const ORDERED: &[&str] = &[
    " projekt",
    " auftrag ",
    " bauvorhaben",
    " seminar",
    " schulung",
    " lehrgang",
    " kurs ",
    " workshop",
    " webinar",
    " fortbildung",
    " buch ",
    " software",
    " beratung",
];

/// What rooms are rented for that are no place of business: an afternoon of sport, a party, a fair.
const OCCASIONS: &[&str] = &[
    " tennis",
    " badminton",
    " squash",
    " fussball",
    " sport",
    " training ",
    " turnier",
    " hochzeit",
    " feier",
    "feier ",
    " party",
    "fest ",
    " jubilaeum",
    " messe ",
    " messestand",
    " veranstaltung",
    " event",
    " konzert",
    " tagung",
    " konferenz",
    " seminar",
    " zelt",
    "zelt ",
    " probe",
    " privat",
];

/// What else is hired, and is no room.
const THINGS: &[&str] = &[
    "wagen ",
    "fahrzeug",
    " auto ",
    " kfz ",
    " lkw ",
    " pkw ",
    "anhaenger",
    " bagger",
    "stapler",
    "buehne ",
    "geruest",
    "container",
    "toilette",
    "maschine",
    "geraet",
    " kopierer",
    " drucker",
    " kran ",
    " werkzeug",
    " lieferung",
];

/// What is paid beside wages, or to a household.
const BESIDE_WAGES: &[&str] =
    &[" vwl ", "vermoegenswirks", "bauspar", " kinder", " enkel", " ha ", "pfaendung"];

/// Those who let a room for an occasion, by their names.
const HOSTS: &[&str] = &[
    " tc ",
    " sv ",
    " tsv ",
    " tv ",
    " fc ",
    "verein",
    " club",
    "club ",
    "hotel",
    " event",
    "eventlocation",
    "sportpark",
    "sportcenter",
    "tennis",
    "messe",
];

/// What is done for a machine or a building or paid to somebody, and is no cash of the firm's.
const UPKEEP: &[&str] = &[
    " gutachten",
    " honorar",
    " praemie",
    " schaden",
    " provision",
    " kaution",
    " wartung",
    " reparatur",
    " montage",
    " miete",
    " einbau",
    " aufstell",
    " service ",
    " lieferung",
    " stoerung",
    " strom",
];

/// What is delivered to a place of business, and no tax on it: `Gewerbest. Strom`.
const DELIVERED: &[&str] = &[
    "strom ",
    " gas ",
    "erdgas",
    " wasser ",
    " fernwaerme",
    " abschlag",
    " courtage",
    "standort",
    "kraftstoff",
    " diesel ",
    " tank",
];

/// How a text says that money is given back: no rent, wage or contribution of its own.
const GIVEN_BACK: &[&str] = &[
    "rueckzahl",
    "rueckerstatt",
    "erstattung",
    "rueckgabe",
    "ruecklast",
    "rueckueberw",
    " zurueck",
    " storno",
    " storniert",
    "ueberzahl",
    " zuviel ",
    " zu viel ",
];

/// What is sold to those who pay wages: programs and courses.
const SOLD: &[&str] =
    &["software", "lizenz", "licence", "license", " modul ", "seminar", " abo ", "lexware"];

/// What an accountant does with wages.
const RECKONED: &[&str] = &["buchhaltung", "buchfuehrung", "honorar", "steuerbuero"];

/// Why a text is none of a rule that knows it by its words alone; `told` is the text, `payer` the
/// other side's name as written.
pub(super) fn doubt(rule: &BookingRule, told: &str, payer: &str) -> Option<Explanation> {
    let own = matches!(rule.category, Category::Tax | Category::Interest);
    if rule.shipped && !own && any(&unruled(rule, told), GIVEN_BACK) {
        return Some(Explanation::new(
            "Der Text spricht davon, dass etwas zurückgezahlt wird; bitte bestätigen oder das \
             Konto nennen.",
            "The text speaks of money given back; please confirm, or name the account.",
        ));
    }
    let name = format!(" {} ", fold(payer));
    if !by_text_alone(rule) {
        return None;
    }
    match rule.category {
        Category::BankFee if any(told, ORDERED) => Some(Explanation::new(
            "Der Text nennt etwas Bestelltes; Bankgebühren sind das wohl nicht. Bitte bestätigen \
             oder das Konto nennen.",
            "The text names something ordered; bank charges it is hardly. Please confirm, or name \
             the account.",
        )),
        Category::Rent if any(told, OCCASIONS) || any(&name, HOSTS) => Some(Explanation::new(
            "Der Text oder der Empfänger spricht von Sport, einer Feier oder einer Veranstaltung; \
             die Miete der Geschäftsräume ist das wohl nicht. Bitte bestätigen oder das Konto \
             nennen.",
            "The text or the payee speaks of sport, a party or an event; that is hardly a rent of \
             business premises. Please confirm, or name the account.",
        )),
        Category::Rent if any(told, THINGS) => Some(Explanation::new(
            "Der Text nennt etwas anderes als Räume; eine Raummiete ist das wohl nicht. Bitte \
             bestätigen oder das Konto nennen.",
            "The text names something other than rooms; a rent of premises it is hardly. Please \
             confirm, or name the account.",
        )),
        Category::Salary if any(told, BESIDE_WAGES) => Some(Explanation::new(
            "Der Text spricht von etwas anderem als Lohn (vermögenswirksame Leistungen, Pfändung, \
             Privates); bitte bestätigen oder das Konto nennen.",
            "The text speaks of something other than a wage (capital-forming payments, an \
             attachment, a private matter); please confirm, or name the account.",
        )),
        Category::Salary if any(told, RECKONED) || any(&name, RECKONED) => Some(Explanation::new(
            "Der Text oder der Empfänger spricht von Buchhaltung oder einem Honorar; das ist kein \
             Lohn. Bitte bestätigen oder das Konto nennen.",
            "The text or the payee speaks of bookkeeping or a fee; that is no wage. Please \
             confirm, or name the account.",
        )),
        Category::Tax if any(told, DELIVERED) => Some(Explanation::new(
            "Der Text nennt eine Lieferung oder einen Standort; eine Steuer ist das wohl nicht. \
             Bitte bestätigen oder das Konto nennen.",
            "The text names a delivery or a site; a tax it is hardly. Please confirm, or name the \
             account.",
        )),
        Category::Salary if any(told, SOLD) || any(&name, SOLD) => Some(Explanation::new(
            "Der Text oder der Empfänger spricht von einem Programm oder Kurs; das ist kein Lohn. \
             Bitte bestätigen oder das Konto nennen.",
            "The text or the payee speaks of a program or a course; that is no wage. Please \
             confirm, or name the account.",
        )),
        Category::Transfer if any(told, UPKEEP) => Some(Explanation::new(
            "Der Text nennt eine Arbeit oder Lieferung; Bargeld ist das wohl nicht. Bitte \
             bestätigen oder das Konto nennen.",
            "The text names work or a delivery; cash it is hardly. Please confirm, or name the \
             account.",
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(category: Category, word: &str, told: &str, payer: &str) -> bool {
        let contains = vec![word.into()];
        let rule = BookingRule { category, contains, shipped: true, ..BookingRule::default() };
        doubt(&rule, &format!(" {} ", fold(told)), payer).is_some()
    }

    #[test]
    fn words_of_a_rule_in_a_text_about_something_else_are_asked_about() {
        let fee = |told, payer| asked(Category::BankFee, "Rechnungsabschluss", told, payer);
        assert!(fee("Rechnungsabschluss Projekt 5", "Ing. Büro Kranz"));
        assert!(!fee("Rechnungsabschluss 30.09.2026", ""));
        let rent = |told, payer| asked(Category::Rent, "Hallenmiete", told, payer);
        assert!(rent("Hallenmiete Tennis", "Anna Kern"));
        assert!(rent("Hallenmiete Oktober", "TC Blau-Weiß e.V."));
        assert!(!rent("Hallenmiete Oktober 2026", "Haus & Grund Verwaltung"));
        let wage = |told, payer| asked(Category::Salary, "Lohn 1", told, payer);
        assert!(wage("Lohn 10/2026 Buchhaltung", "Fink"));
        assert!(wage("Lohn 10/2026", "Steuerbüro Fink"));
        assert!(!wage("Lohn 10/2026", "Erika Muster"));
        assert!(wage("VWL Lohn 10/2026 Meier", "Meier"));
        assert!(rent("Miete inkl. Lieferung Kühlwagen", "Kuhn"));
        let cash = |told| asked(Category::Transfer, "Geldautomat", told, "NCR GmbH");
        assert!(cash("Wartung Geldautomat Foyer"));
        assert!(cash("Barauszahlung Gutachten"));
        assert!(!cash("Geldautomat Aalen Marktplatz"));
    }
}
