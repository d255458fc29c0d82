//! What firms are paid for that speaks of charges, interest, taxes and rents: the words of a
//! shipped rule, from the wrong side. All data made up.

use super::matching::{STRANGER, from, one_by, pays};
use kontor::matching::{BookingRule, Category, Direction, EntryFacts, MatchStatus, Policy};

fn shipped() -> Policy {
    let rule = |category, account: &str, words: &[&str]| BookingRule {
        name: account.into(),
        category,
        account: account.into(),
        contains: words.iter().map(|word| (*word).to_owned()).collect(),
        direction: Some(Direction::Out),
        shipped: true,
        ..BookingRule::default()
    };
    let rules = vec![
        rule(Category::BankFee, "4970", &["Kontoführung", "Entgelt vom"]),
        rule(Category::Interest, "2110", &["Darlehenszins", "Zinsen"]),
        rule(Category::Tax, "4320", &["Gewerbesteuer", "USt-VZ"]),
        rule(Category::Rent, "4210", &["Büromiete", "Hallenmiete", "Miete Halle", "Miete 0"]),
    ];
    Policy { rules, ..Policy::default() }
}

fn booked(entry: EntryFacts) -> (MatchStatus, Option<String>) {
    let decision = one_by(&[], entry, &shipped());
    (decision.status, decision.account)
}

#[test]
fn a_word_of_a_rule_that_a_firm_is_paid_for_is_proposed() {
    for (text, payee, account) in [
        ("Seminar Kontofuehrung Buchhaltung", "Seminarhaus Kern", "4970"),
        ("Entgelt vom 3.10. Anzeige", "Kern Verlag", "4970"),
        ("Zinsen verstehen (Buch)", "Kern Verlag", "2110"),
        ("Gewerbesteuer Kommentar", "Kern Verlag", "4320"),
        ("Streit Bueromiete", "Anwalt Kern", "4210"),
        ("Reparatur Heizung Miete Halle", "Handwerker Kern", "4210"),
    ] {
        let entry = from(pays(text, -11_900), payee, STRANGER);
        assert_eq!(booked(entry), (MatchStatus::Suggested, Some(account.into())), "{text}");
    }
}

#[test]
fn what_banks_offices_and_landlords_are_paid_is_booked() {
    for (text, payee, account) in [
        ("Kontofuehrung 09/2026", "Sparkasse Aalen", "4970"),
        ("Kontofuehrung 09/2026", "Qonto", "4970"),
        ("Zinsen III. Quartal", "VR Bank Ostalb eG", "2110"),
        ("Darlehenszinsen August", "Anna Kern", "2110"),
        ("Gewerbesteuer 3. VJ 2026", "Stadt Aalen", "4320"),
        ("Gewerbesteuer 3. VJ 2026", "Markt Kleinort", "4320"),
        ("USt-VZ 08/2026", "FA Aalen", "4320"),
        ("Bueromiete 08/2026", "Kurz KG", "4210"),
        ("Gewerbesteuer 3. VJ 2026", "VG Kleinort", "4320"),
        ("Dauerauftrag Miete 08/2026", "Kurz KG", "4210"),
        ("Mueller Metallbau Miete 08/2026", "Kurz KG", "4210"),
        ("Mueller Metallbau Hallenmiete August", "Kurz KG", "4210"),
        ("EREF+ABC SVWZ+Bueromiete", "Kurz KG", "4210"),
        ("Vertrag 4711 Hauptstr. 5 Hallenmiete August", "Kurz KG", "4210"),
    ] {
        let entry = from(pays(text, -11_900), payee, STRANGER);
        assert_eq!(booked(entry), (MatchStatus::Matched, Some(account.into())), "{text}, {payee}");
    }
    let own = EntryFacts {
        counterparty_name: None,
        counterparty_iban: None,
        ..pays("Kontofuehrung 09/2026", -990)
    };
    assert_eq!(booked(own), (MatchStatus::Matched, Some("4970".into())));
}

/// What speaks against a rule for a text speaks against it for a part of one.
#[test]
fn a_part_of_a_text_is_looked_at_as_a_whole_text_is() {
    let mut policy = shipped();
    policy.rules.push(BookingRule {
        name: "4510".into(),
        category: Category::Tax,
        account: "4510".into(),
        contains: vec!["KraftSt".into()],
        shipped: true,
        ..BookingRule::default()
    });
    let booked = |text: &str, amount: i64| {
        let nobody =
            EntryFacts { counterparty_name: None, counterparty_iban: None, ..pays(text, amount) };
        one_by(&[], nobody, &policy).status
    };
    let fuel = "Gewerbesteuer 3. VJ 500,00 Kraftstoff 70,00";
    assert_ne!(booked(fuel, -57_000), MatchStatus::Matched);
    let taxes = "Gewerbesteuer 3. VJ 500,00 KraftSt AA-XY 12 70,00";
    assert_eq!(booked(taxes, -57_000), MatchStatus::Matched);
}
