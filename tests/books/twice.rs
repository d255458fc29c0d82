//! What a rule would book a second time for the same month. All data made up.

use super::matching::{MUELLER, SCHMIDT, from, numbered, on, pays};
use jiff::civil::{Date, date};
use kontor::matching::{
    BookingRule, Category, Decision, EntryFacts, MatchStatus, Neighbourhood, Policy, decide,
};

fn policy(category: Category) -> Policy {
    let rule = BookingRule {
        name: "Miete".into(),
        category,
        account: "4210".into(),
        contains: vec!["miete".into(), "gehalt".into(), "tanken".into()],
        ..BookingRule::default()
    };
    Policy { rules: vec![rule], ..Policy::default() }
}

fn landlord(day: Date, text: &str) -> EntryFacts {
    from(on(pays(text, -100_000), day), "Haus und Grund GmbH", MUELLER)
}

fn decided(entries: Vec<EntryFacts>, category: Category) -> Vec<Decision> {
    let (entries, policy) = (numbered(entries), policy(category));
    decide(&Neighbourhood { items: &[], entries: &entries, policy: &policy })
}

/// How each of two payments of so many days apart stands.
fn both(first: &str, second: &str, apart: i8) -> [MatchStatus; 2] {
    let day = date(2026, 8, 1);
    let entries = vec![landlord(day, first), landlord(date(2026, 8, 1 + apart), second)];
    let decisions = decided(entries, Category::Rent);
    [decisions[0].status, decisions[1].status]
}

#[test]
fn a_month_that_is_paid_twice_is_asked_about() {
    let asked = [MatchStatus::Matched, MatchStatus::Suggested];
    for (first, second, apart) in [
        ("Miete August", "Miete August", 2),
        ("Miete August 2026", "Miete 08/2026", 2),
        ("Miete August", "Miete August 2026 Hauptstr. 5", 0),
        ("Miete Hauptstr. 5", "Miete Hauptstr. 5", 3),
    ] {
        assert_eq!(both(first, second, apart), asked, "{first} | {second}");
    }
    let twice = vec![
        landlord(date(2026, 8, 1), "Miete August"),
        landlord(date(2026, 8, 3), "Miete August"),
    ];
    let said = &decided(twice, Category::Rent)[1];
    assert_eq!((said.account.as_deref(), said.category), (Some("4210"), Some(Category::Rent)));
    assert!(said.explanation[0].de.starts_with("Schon gebucht mit E1 vom 01.08.2026"), "{said:#?}");
}

#[test]
fn what_recurs_is_booked() {
    let booked = [MatchStatus::Matched; 2];
    for (first, second, apart) in [
        ("Miete August", "Miete September", 2),
        ("Miete August Stellplatz 1", "Miete August Stellplatz 2", 0),
        // A standing order keeps its words.
        ("Miete August", "Miete August", 30),
        ("Miete Hauptstr. 5", "Miete Hauptstr. 5", 30),
        ("Miete Hauptstr. 5", "Miete Hauptstr. 7", 2),
        ("Tanken", "Tanken", 1),
        ("Beitrag 2026 Gehalt", "Beitrag 2026 Gehalt", 5),
    ] {
        assert_eq!(both(first, second, apart), booked, "{first} | {second}");
    }
    // Wages of two people, and whose name is that of a month.
    let day = date(2026, 8, 28);
    let wage =
        |name: &str, iban: &str, day: Date| from(on(pays("Gehalt", -90_000), day), name, iban);
    let two = vec![
        EntryFacts { remittance: Some("Gehalt August".into()), ..wage("Anna Meier", MUELLER, day) },
        EntryFacts { remittance: Some("Gehalt August".into()), ..wage("Otto Huber", SCHMIDT, day) },
    ];
    let jan = vec![
        EntryFacts { remittance: Some("Gehalt Jan Kern".into()), ..wage("Jan Kern", MUELLER, day) },
        EntryFacts { remittance: Some("Gehalt Jan Kern".into()), ..wage("Jan Kern", MUELLER, day) },
    ];
    for entries in [two, jan] {
        let all = decided(entries, Category::Salary);
        assert!(all.iter().all(|decision| decision.status == MatchStatus::Matched), "{all:#?}");
    }
    // What the bank takes, and cards.
    for category in [Category::BankFee, Category::Card] {
        let fee = vec![landlord(day, "Miete August"), landlord(day, "Miete August")];
        let all = decided(fee, category);
        assert!(all.iter().all(|decision| decision.status == MatchStatus::Matched), "{all:#?}");
    }
}
