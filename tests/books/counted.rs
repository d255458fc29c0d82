//! Texts that count invoices or instalments, and numbers of which the amount says which is meant.

use crate::matching::{
    STRANGER, is_matched, is_suggested, item, numbered, of_contact, on, one, pays,
};
use jiff::civil::date;
use kontor::matching::{MatchStatus, Neighbourhood, OpenItemFacts, Policy, decide};

fn four() -> Vec<OpenItemFacts> {
    vec![item(2, "R-2", 1_011), item(3, "R-3", 2_022), item(4, "R-4", 3_033)]
}

#[test]
fn two_invoices_are_not_one() {
    for text in ["2 Rechnungen September", "zwei offene Rechnungen", "both invoices", "Rechnungen"]
    {
        let decision = one(&four(), pays(text, 3_033));
        is_suggested(&decision, &[(2, 1_011, 0), (3, 2_022, 0)]);
        let said: String = decision.explanation.iter().map(|said| said.de.as_str()).collect();
        assert!(said.contains("R-4"), "what it may be besides: {said}");
    }
    // No two of them sum: the one is proposed with the doubt.
    let three = one(&four(), pays("3 Rechnungen", 3_033));
    is_suggested(&three, &[(4, 3_033, 0)]);
    assert!(three.explanation[0].en.contains("3 invoices"), "{three:#?}");
    is_matched(&one(&four(), pays("1 Rechnung", 3_033)), &[(4, 3_033, 0)]);
    let alone = [item(4, "R-4", 3_033)];
    is_matched(&one(&alone, pays("Ihre Rechnungen", 3_033)), &[(4, 3_033, 0)]);
    is_suggested(&one(&alone, pays("2 Rechnungen R-4", 3_033)), &[(4, 3_033, 0)]);
    let two = [(2, 1_011, 0), (3, 2_022, 0)];
    is_matched(&one(&four()[..2], pays("2 Rechnungen: R-2, R-3", 3_033)), &two);
}

#[test]
fn a_further_instalment_is_of_what_is_paid_in_part() {
    let items = [item(1, "RE-7001", 30_000), item(2, "RE-7002", 10_017), item(3, "RE-7003", 9_999)];
    let entries = numbered(vec![
        pays("RE-7001 1. Rate", 10_017),
        on(pays("2. Rate", 10_017), date(2026, 9, 10)),
    ]);
    let policy = Policy::default();
    let decisions = decide(&Neighbourhood { items: &items, entries: &entries, policy: &policy });
    is_matched(&decisions[0], &[(1, 10_017, 0)]);
    is_suggested(&decisions[1], &[(1, 10_017, 0)]);
    // Nothing is paid of anything: it is asked about.
    for text in ["2. Rate", "Zweite Rate", "Rate 2", "Restzahlung"] {
        let decision = one(&items, pays(text, 10_017));
        is_suggested(&decision, &[(2, 10_017, 0)]);
        assert!(decision.explanation[0].en.contains("nothing is paid"), "{decision:#?}");
    }
    is_matched(&one(&items, pays("1. Rate", 10_017)), &[(2, 10_017, 0)]);
}

#[test]
fn an_instalment_of_a_plan_is_one_where_the_others_give_the_rest() {
    let items = [item(1, "RE-7001", 30_000), item(2, "RE-7002", 10_000)];
    for text in ["RE-7001 Rate 1/3", "RE-7001 Rate 1 von 3"] {
        is_matched(&one(&items, pays(text, 10_000)), &[(1, 10_000, 0)]);
    }
    let other = one(&items, pays("RE-7001 Rate 1/4", 10_000));
    is_suggested(&other, &[(1, 10_000, 0)]);
    assert!(other.explanation[0].en.contains("one instalment of several"), "{other:#?}");
}

#[test]
fn of_two_that_a_number_may_mean_the_amount_says_which() {
    let items = [item(1, "2025-101", 30_000), item(2, "2026-101", 11_900)];
    is_matched(&one(&items, pays("Rechnung 101", 11_900)), &[(2, 11_900, 0)]);
    // As much is open of both, or the other is somebody else's.
    let alike = [item(1, "2025-101", 11_900), item(2, "2026-101", 11_900)];
    assert_eq!(one(&alike, pays("Rechnung 101", 11_900)).status, MatchStatus::Suggested);
    let strange = [
        of_contact(item(1, "2025-101", 30_000), "10002", "Kern GmbH", STRANGER),
        item(2, "2026-101", 11_900),
    ];
    let decision = one(&strange, pays("Rechnung 101", 11_900));
    assert!(decision.allocations.iter().all(|part| part.item == 2), "{decision:#?}");
}

/// `RE 4/5` may be RE-45, or RE-4 and RE-5 where these give the payment as well.
#[test]
fn figures_that_may_be_one_number_or_two_are_asked_about() {
    let of =
        |first: i64| [item(4, "RE-4", first), item(5, "RE-5", 2_000), item(45, "RE-45", 3_000)];
    for text in ["RE 4/5", "RE 4-5", "Rechnung 4/5"] {
        let decision = one(&of(1_000), pays(text, 3_000));
        assert_eq!(decision.status, MatchStatus::Suggested, "{text}: {decision:#?}");
        let said: String = decision.explanation.iter().map(|said| said.de.as_str()).collect();
        assert!(["RE-45", "RE-4 ", "RE-5 "].iter().all(|one| said.contains(one)), "{said}");
    }
    is_matched(&one(&of(1_000), pays("RE-45", 3_000)), &[(45, 3_000, 0)]);
    is_matched(&one(&of(1_001)[2..], pays("RE 4/5", 3_000)), &[(45, 3_000, 0)]);
}

/// A number that the text denies or calls cancelled is not what is paid.
#[test]
fn a_number_that_the_text_denies_is_asked_about() {
    let items = [item(1, "RE-101", 3_000)];
    for text in [
        "nicht RE-101",
        "nicht fuer RE-101",
        "statt RE-101",
        "anstelle von Rechnung RE-101",
        "Storno RE-101",
        "Storno der Rechnung RE-101",
        "RE-101 storniert",
        "without invoice RE-101",
    ] {
        let decision = one(&items, pays(text, 3_000));
        assert_ne!(decision.status, MatchStatus::Matched, "{text}: {decision:#?}");
    }
    for text in ["RE-101", "nicht mahnen, RE-101", "ohne Abzug RE-101"] {
        is_matched(&one(&items, pays(text, 3_000)), &[(1, 3_000, 0)]);
    }
}

/// The answer about what was paid twice names the payer's personal account.
#[test]
fn what_was_paid_twice_names_the_personal_account() {
    let paid = OpenItemFacts { open: 0, ..item(1, "RE-101", 3_000) };
    let decision = one(&[paid], pays("RE-101", 3_000));
    let said: String = decision.explanation.iter().map(|said| said.de.as_str()).collect();
    assert!(said.contains("„kontor resolve E1 account 10001“"), "{said}");
}
