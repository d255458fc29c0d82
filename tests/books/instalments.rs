//! Instalments of a plan without an invoice's number, and what is said of parts that speak of a
//! discount or of a rule beside open items. All data made up.

use super::matching::{is_suggested, item, numbered, on, one, one_by, payable, pays, run, skonto};
use jiff::civil::date;
use kontor::matching::{BookingRule, Category, Decision, MatchStatus, Policy, rule_of};

fn says(decision: &Decision, words: &str) -> bool {
    decision.explanation.iter().any(|said| said.de.contains(words))
}

#[test]
fn an_instalment_of_a_plan_is_proposed_for_the_item_that_it_divides() {
    let items = [item(1, "RE-101", 100_000), item(2, "RE-102", 77_700)];
    for text in ["Rate 3/12", "Rate 3 von 12"] {
        let decision = one(&items, pays(text, 8_333));
        is_suggested(&decision, &[(1, 8_333, 0)]);
        assert!(says(&decision, "Rate 3 von 12, aber keine Rechnung"), "{decision:#?}");
    }
    // Of two that it divides both are told; what divides none stays open.
    let twins = [item(1, "RE-101", 120_000), item(2, "RE-102", 120_000)];
    let decision = one(&twins, pays("Rate 1/12", 10_000));
    is_suggested(&decision, &[(1, 10_000, 0)]);
    assert!(says(&decision, "RE-101 vom") && says(&decision, "RE-102 vom"), "{decision:#?}");
    let decision = one(&items, pays("Rate 3/12", 9_100));
    assert_eq!((decision.status, decision.allocations.len()), (MatchStatus::Open, 0));
}

#[test]
fn the_next_of_equal_instalments_follows_the_first() {
    let items = [item(1, "RE-101", 95_000), item(2, "RE-102", 77_700)];
    let entries = vec![
        pays("RE-101 Rate 1/12", 8_000),
        on(pays("Rate 2/12", 8_000), date(2026, 9, 10)),
        on(pays("Rate 3/12", 8_000), date(2026, 10, 10)),
    ];
    let decisions = run(&items, &numbered(entries));
    is_suggested(&decisions[1], &[(1, 8_000, 0)]);
    is_suggested(&decisions[2], &[(1, 8_000, 0)]);
}

#[test]
fn a_half_less_discount_is_called_a_part_with_what_is_agreed_on() {
    let agreed = [skonto(item(1, "RE-101", 100_000), 200, date(2026, 8, 31))];
    let decision = one(&agreed, pays("RE-101 1. Hälfte abzgl. 2 % Skonto", 49_000));
    is_suggested(&decision, &[(1, 49_000, 0)]);
    assert!(says(&decision, "Vereinbart sind 20,00 EUR Skonto auf das Ganze bis 31.08.2026"));
    assert!(!says(&decision, "nicht vereinbart"), "{decision:#?}");
    let decision = one(&[item(1, "RE-101", 100_000)], pays("RE-101 abzgl. Skonto", 49_000));
    assert!(says(&decision, "Skonto ist dort nicht vereinbart"), "{decision:#?}");
    let late = [skonto(item(1, "RE-101", 100_000), 200, date(2026, 8, 5))];
    let decision = one(&late, pays("RE-101 abzgl. Skonto", 49_000));
    assert!(says(&decision, "Die Frist für das vereinbarte Skonto ist vorbei"), "{decision:#?}");
}

#[test]
fn a_rule_says_what_is_open_beside_it() {
    let rule = BookingRule {
        name: "Miete für „Räume“".into(),
        category: Category::Rent,
        account: "4210".into(),
        contains: vec!["miete".into()],
        ..BookingRule::default()
    };
    let policy = Policy { rules: vec![rule], ..Policy::default() };
    let rent = || pays("Miete August", -150_000);
    let alone = one_by(&[], rent(), &policy);
    assert!(says(&alone, "kein offener Posten ist gemeint"), "{alone:#?}");
    let beside = one_by(&[payable(item(1, "ER-9", 7_700))], rent(), &policy);
    assert_eq!((beside.status, beside.account.as_deref()), (MatchStatus::Matched, Some("4210")));
    assert!(says(&beside, "passt nicht dazu (ER-9)"), "{beside:#?}");
    for decision in [alone, beside] {
        assert_eq!(rule_of(&decision.explanation[0].de), Some("Miete für „Räume“"));
    }
}
