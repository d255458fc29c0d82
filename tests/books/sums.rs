//! Payments read by their sums: ranges, amounts beside the numbers, all that is open, less a credit
//! note. All are asked about.

use crate::matching::{
    SCHMIDT, STRANGER, from, is_matched, is_open, is_suggested, item, of_contact, one, payable,
    pays, skonto,
};
use jiff::civil::date;
use kontor::matching::{Decision, OpenItemFacts};

fn five() -> Vec<OpenItemFacts> {
    let numbered = |n: i64| item(n, &format!("RE-{n}"), 10_000 + (n - 101) * 1_000);
    (101..=105).map(numbered).chain([item(110, "RE-110", 7_700)]).collect()
}

#[test]
fn a_range_names_its_ends_and_all_between() {
    let all =
        [(101, 10_000, 0), (105, 14_000, 0), (102, 11_000, 0), (103, 12_000, 0), (104, 13_000, 0)];
    for text in
        ["RE 101-105", "Rechnungen 101 - 105", "RE-101 bis RE-105", "Rechnung Nr. 101 bis 105"]
    {
        is_matched(&one(&five(), pays(text, 60_000)), &all);
        // What is open of them is another sum.
        let decision = one(&five(), pays(text, 59_000));
        assert_ne!(decision.status, kontor::matching::MatchStatus::Matched, "{text}");
    }
    let yearly: Vec<OpenItemFacts> =
        (7..=9).map(|n| item(n, &format!("2026-00{n}"), 5_000)).collect();
    let three = [(7, 5_000, 0), (9, 5_000, 0), (8, 5_000, 0)];
    is_matched(&one(&yearly, pays("RE 2026-007 bis 2026-009", 15_000)), &three);
}

#[test]
fn what_only_looks_like_a_range_is_none() {
    // A document whose own number has a stroke.
    is_matched(&one(&[item(1, "101-105", 60_000)], pays("RE 101-105", 60_000)), &[(1, 60_000, 0)]);
    // Backwards, or of two kinds of numbers.
    let decision = one(&five(), pays("RE 105-101", 60_000));
    assert!(
        decision.allocations.iter().all(|part| part.item == 101 || part.item == 105),
        "{decision:#?}"
    );
}

#[test]
fn amounts_beside_the_numbers_are_what_the_payer_determines() {
    let two = [item(1, "RE-2026-101", 10_000), item(2, "RE-2026-102", 11_000)];
    let parts = [(1, 9_000, 0), (2, 11_000, 0)];
    for text in [
        "RE 2026-101 90,00 RE 2026-102 110,00",
        "RE 2026-101 EUR 90,00, RE 2026-102 EUR 110,00",
        "90,00 EUR RE 2026-101 / 110,00 EUR RE 2026-102",
        "RE 2026-101 90,00 RE 2026-102 110,00 Summe 200,00",
    ] {
        is_suggested(&one(&two, pays(text, 20_000)), &parts);
    }
    // More than is open of one: the text cannot mean that.
    let more = one(&two, pays("RE 2026-101 60,00 RE 2026-102 140,00", 20_000));
    assert_ne!(parts_of(&more), [(1, 6_000), (2, 14_000)]);
}

#[test]
fn all_that_is_open_is_proposed_and_some_only_if_no_other_choice_fits() {
    let three = [item(1, "RE-101", 10_000), item(2, "RE-102", 21_000), item(3, "RE-103", 36_700)];
    for text in ["alle offenen Rechnungen", "Zahlung", "Kontoausgleich", ""] {
        is_suggested(
            &one(&three, pays(text, 67_700)),
            &[(1, 10_000, 0), (2, 21_000, 0), (3, 36_700, 0)],
        );
    }
    is_suggested(&one(&three, pays("Danke", 31_000)), &[(1, 10_000, 0), (2, 21_000, 0)]);
    let alike = [item(1, "RE-101", 10_000), item(2, "RE-102", 10_000), item(3, "RE-103", 5_000)];
    is_open(&one(&alike, pays("Danke", 15_000)));
    // What others owe does not count, and what goes the other way counts against.
    let strange = of_contact(item(4, "RE-104", 7_700), "K2", "Schmidt KG", SCHMIDT);
    let with_stranger: Vec<OpenItemFacts> = three.iter().cloned().chain([strange]).collect();
    is_suggested(
        &one(&with_stranger, pays("alle offenen Rechnungen", 67_700)),
        &[(1, 10_000, 0), (2, 21_000, 0), (3, 36_700, 0)],
    );
    is_open(&one(
        &[payable(item(1, "ER-1", 10_000)), payable(item(2, "ER-2", 21_000))],
        pays("", 31_000),
    ));
    is_suggested(
        &one(
            &[payable(item(1, "ER-1", 10_000)), payable(item(2, "ER-2", 21_000))],
            pays("", -31_000),
        ),
        &[(1, 10_000, 0), (2, 21_000, 0)],
    );
}

#[test]
fn a_credit_note_without_its_number_is_what_lacks_to_the_cent() {
    let items = [
        item(1, "RE-2026-101", 119_000),
        item(2, "GS-2026-7", -11_900),
        item(3, "GS-2026-9", -3_000),
    ];
    for text in [
        "RE 2026-101 abzgl. Gutschrift",
        "Rechnung 2026-101 minus GS",
        "RE 2026-101 verrechnet mit Gutschrift",
    ] {
        is_suggested(&one(&items, pays(text, 107_100)), &[(1, 119_000, 0), (2, -11_900, 0)]);
    }
    is_suggested(
        &one(&items, pays("RE 2026-101 abzgl. Gutschriften", 104_100)),
        &[(1, 119_000, 0), (2, -11_900, 0), (3, -3_000, 0)],
    );
    // Without a word of it, one credit note that is what lacks is asked about; several are not
    // summed, and an announced part is one.
    let silent = pays("RE 2026-101", 107_100);
    is_suggested(&one(&items, silent), &[(1, 119_000, 0), (2, -11_900, 0)]);
    for (text, amount) in [("RE 2026-101", 104_100), ("Teilzahlung RE 2026-101", 107_100)] {
        assert_eq!(parts_of(&one(&items, pays(text, amount))), [(1, amount)]);
    }
}

/// 882.00 of 1,000.00 less 100.00, both less 2 %: no part payment of which 118.00 is left.
#[test]
fn a_credit_note_without_its_number_is_less_the_skonto_of_its_invoice() {
    let invoice = skonto(item(1, "RE-2026-101", 100_000), 200, date(2026, 9, 30));
    let items = [invoice.clone(), item(2, "GS-2026-7", -10_000), item(3, "GS-2026-9", -3_000)];
    let parts = [(1, 98_000, 2_000), (2, -9_800, -200)];
    is_suggested(&one(&items, pays("RE 2026-101 Skonto 2%", 88_200)), &parts);
    is_suggested(&one(&items, pays("RE 2026-101", 88_200)), &parts);
    // Which of two is not told, and an announced part is one.
    let twins = [invoice, item(2, "GS-2026-7", -10_000), item(3, "GS-2026-9", -10_000)];
    assert_eq!(parts_of(&one(&twins, pays("RE 2026-101", 88_200))), [(1, 88_200)]);
    assert_eq!(parts_of(&one(&items, pays("Rate RE 2026-101", 88_200))), [(1, 88_200)]);
}

#[test]
fn a_short_whole_number_with_its_amount_is_a_question_whoever_pays() {
    let ten = [item(10, "10", 7_700), item(9, "9", 1_200)];
    is_suggested(
        &one(&ten, from(pays("Rechnung 10", 7_700), "Sigrid Kern", STRANGER)),
        &[(10, 7_700, 0)],
    );
    is_open(&one(&ten, from(pays("Rechnung 10", 5_000), "Sigrid Kern", STRANGER)));
    is_open(&one(&ten, from(pays("10 Stück Lampen", 7_700), "Sigrid Kern", STRANGER)));
}

fn parts_of(decision: &Decision) -> Vec<(i64, i64)> {
    decision.allocations.iter().map(|part| (part.item, part.amount)).collect()
}
